/* Rows of a slab made ready for a batch: a column is expanded 64 rows at a time, and no row is ever put together. */
#include "engine/expr/batch/batch_insides.h"

#include "engine/base/assert.h"

enum { ROWS = RH_BATCH_ROWS };

/* The columns of a plan, or of its lists' elements, as the slab has them. */
typedef struct laid_columns {
    rh_strip *strips;
    const uint32_t **codes; /* by column: of its texts; NULL: nobody asks */
} laid_columns;

struct rh_laid {
    const rh_batch *batch;
    rh_strips strips;
    laid_columns rows;
    laid_columns *elements;             /* by batch->lists */
    const rh_slab_column **lists;      /* by batch->lists; NULL: no row has one */
};

/* ---- what a batch asks ---- */

static bool is_by_rows(const rh_part *part)
{
    return part->kind == RH_PART_STEP || part->kind == RH_PART_ROOT;
}

/* Of a list in a column: whether it is there, and how long it is. */
static bool asks_little(const rh_part *part)
{
    switch (part->line.op) {
    case RH_LINE_IS_NULL:
    case RH_LINE_NOT_NULL:
    case RH_LINE_HAS:
    case RH_LINE_PRESENT:
    case RH_LINE_ABSENT:
    case RH_LINE_ORDER_SIZE: return true;
    default: return false;
    }
}

typedef struct taker {
    rh_batch *batch;
    bool (*takes)(void *ctx, rh_asked asked, uint32_t slot, rh_value key);
    void *ctx;
} taker;

static void take_column(taker *t, uint32_t k, rh_asked asked)
{
    rh_column *c = &t->batch->plan.columns.at[k];
    c->is_odd = c->is_odd || !t->takes(t->ctx, asked, c->slot, rh_null());
}

static void take_atom(taker *t, const rh_part *part)
{
    const uint8_t op = part->line.op;
    const rh_asked asked = asks_little(part) ? RH_ASKED_LENGTH : RH_ASKED_VALUE;
    take_column(t, part->a, asked);
    if (op == RH_LINE_SAME || op == RH_LINE_DIFFERENT || op == RH_LINE_ORDER) take_column(t, part->b, asked);
}

static void take_lists(taker *t, rh_lists *lists)
{
    lists->is_odd = !t->takes(t->ctx, RH_ASKED_LENGTH, lists->slot, rh_null());
    for (size_t c = 0; c < lists->columns.n; c++)
        if (!t->takes(t->ctx, RH_ASKED_ELEMENT, lists->slot, lists->columns.at[c].key)) lists->is_odd = true;
    t->batch->needs_rows |= lists->is_odd;
}

/* The codes of texts that no root names are made where a column is filled: those that are compared with each other are
 * filled in one place. */
static void join_pairs(rh_plan *plan)
{
    bool some = false;
    for (size_t k = 0; k < plan->columns.n; k++)
        some |= (plan->columns.at[k].asks & RH_ASKS_PAIR) != 0 && plan->columns.at[k].is_odd;
    for (size_t k = 0; some && k < plan->columns.n; k++)
        plan->columns.at[k].is_odd |= (plan->columns.at[k].asks & RH_ASKS_PAIR) != 0;
}

void rh_batch_take_strips(rh_batch *batch, bool (*takes)(void *ctx, rh_asked asked, uint32_t slot, rh_value key),
                          void *ctx)
{
    taker t = {batch, takes, ctx};
    for (size_t i = 0; i < batch->plan.parts.n; i++) {
        const rh_part *part = &batch->plan.parts.at[i];
        batch->needs_rows |= is_by_rows(part);
        if (part->kind == RH_PART_ATOM) take_atom(&t, part);
    }
    for (size_t k = 0; k < batch->lists.n; k++) take_lists(&t, &batch->lists.at[k]);
    join_pairs(&batch->plan);
    for (size_t k = 0; k < batch->plan.columns.n; k++) batch->needs_rows |= batch->plan.columns.at[k].is_odd;
}

bool rh_batch_needs_rows(const rh_batch *batch) { return batch->needs_rows; }

bool rh_batch_counts(const rh_batch *batch, uint32_t slot)
{
    for (size_t i = 0; i < batch->plan.parts.n; i++) {
        const rh_part *part = &batch->plan.parts.at[i];
        const bool is_one = part->kind == RH_PART_LOOP &&
                            batch->pool->steps.at[part->step].op == RH_STEP_EXISTS_ONE &&
                            batch->lists.at[part->a].slot == slot;
        const bool is_size = part->kind == RH_PART_ATOM && part->line.op == RH_LINE_ORDER_SIZE &&
                             batch->plan.columns.at[part->a].slot == slot;
        if (is_one || is_size) return true;
    }
    return false;
}

/* ---- a slab ---- */

typedef struct layer {
    rh_laid *laid;
    rh_arena *keep;
    rh_map others; /* texts that the roots do not name, to how many came before */
    bool failed;
} layer;

static uint32_t code_of(layer *l, uint8_t asks, rh_str text)
{
    const rh_map *texts = &l->laid->batch->texts;
    const uint32_t known = rh_map_get(texts, text), first = RH_CODE_FIRST + (uint32_t)texts->n;
    if (known != RH_MAP_NONE) return known;
    if ((asks & RH_ASKS_PAIR) == 0) return RH_CODE_NONE;
    const uint32_t met = rh_map_get(&l->others, text), next = (uint32_t)l->others.n;
    if (met != RH_MAP_NONE) return first + met;
    l->failed = l->failed || !rh_map_set(&l->others, l->keep, text, next);
    return first + next;
}

static const uint32_t *codes_of(layer *l, const rh_strip *strip, uint8_t asks)
{
    const rh_slab_column *c = strip->column;
    if (c == NULL || c->n_texts == 0 || strip->texts != NULL || (asks & (RH_ASKS_TEXT | RH_ASKS_PAIR)) == 0)
        return NULL;
    uint32_t *codes = rh_arena_room_for(l->keep, c->n_texts, sizeof *codes);
    for (uint32_t i = 0; codes != NULL && i < c->n_texts; i++) codes[i] = code_of(l, asks, c->texts[i]);
    l->failed = l->failed || codes == NULL;
    return codes;
}

static bool make_room(layer *l, laid_columns *to, size_t n)
{
    to->strips = RH_NEW_N(l->keep, n, rh_strip);
    to->codes = RH_NEW_N(l->keep, n, const uint32_t *);
    return to->strips != NULL && to->codes != NULL;
}

static bool lay_rows(layer *l, const rh_strips *strips)
{
    const rh_plan *plan = &l->laid->batch->plan;
    laid_columns *to = &l->laid->rows;
    if (!make_room(l, to, plan->columns.n)) return false;
    for (size_t k = 0; k < plan->columns.n; k++) {
        if (plan->columns.at[k].is_odd) continue;
        to->strips[k] = strips->slots[plan->columns.at[k].slot];
        to->codes[k] = codes_of(l, &to->strips[k], plan->columns.at[k].asks);
    }
    return true;
}

static bool lay_elements(layer *l, const rh_strips *strips, size_t k)
{
    const rh_lists *lists = &l->laid->batch->lists.at[k];
    laid_columns *to = &l->laid->elements[k];
    const rh_slab_column *column = strips->slots[lists->slot].column;
    if (lists->is_odd) return true;
    l->laid->lists[k] = column != NULL && column->first != NULL ? column : NULL;
    if (!make_room(l, to, lists->columns.n)) return false;
    for (size_t c = 0; c < lists->columns.n; c++) {
        to->strips[c] = strips->member(strips->ctx, lists->slot, lists->columns.at[c].key);
        to->codes[c] = codes_of(l, &to->strips[c], lists->columns.at[c].asks);
    }
    return true;
}

rh_code rh_batch_lay(rh_laid **out, rh_arena *keep, const rh_batch *batch, const rh_strips *strips, rh_err *err)
{
    rh_laid *laid = RH_NEW(keep, rh_laid);
    layer l = {.laid = laid, .keep = keep};
    if (laid == NULL) return rh_err_nomem(err);
    *laid = (rh_laid){.batch = batch,
                      .strips = *strips,
                      .elements = RH_NEW_N(keep, batch->lists.n, laid_columns),
                      .lists = RH_NEW_N(keep, batch->lists.n, const rh_slab_column *)};
    if (laid->elements == NULL || laid->lists == NULL || !lay_rows(&l, strips)) return rh_err_nomem(err);
    for (size_t k = 0; k < batch->lists.n; k++)
        if (!lay_elements(&l, strips, k)) return rh_err_nomem(err);
    if (l.failed) return rh_err_nomem(err);
    *out = laid;
    return RH_OK;
}

/* ---- values by themselves ---- */

static bool has_bit(const uint64_t *mask, size_t i) { return mask != NULL && (mask[i / 64] >> (i % 64) & 1) != 0; }

static int64_t int_at(const rh_slab_column *c, size_t i)
{
    switch (c->width) {
    case 1: return ((const int8_t *)c->numbers)[i];
    case 2: return ((const int16_t *)c->numbers)[i];
    case 4: return ((const int32_t *)c->numbers)[i];
    default: return ((const int64_t *)c->numbers)[i];
    }
}

rh_value rh_strip_scalar(const rh_strip *strip, size_t row)
{
    const rh_slab_column *c = strip->column;
    if (c == NULL) return strip->otherwise;
    if (has_bit(c->are[RH_SLAB_TRUE], row)) return rh_bool(true);
    if (has_bit(c->are[RH_SLAB_FALSE], row)) return rh_bool(false);
    if (has_bit(c->are[RH_SLAB_INT], row))
        return strip->are_doubles ? rh_double((double)int_at(c, row)) : rh_int(int_at(c, row));
    if (has_bit(c->are[RH_SLAB_DOUBLE], row)) return rh_double(((const double *)c->numbers)[row]);
    if (!has_bit(c->are[RH_SLAB_TEXT], row)) return rh_null();
    return strip->texts != NULL ? strip->texts[c->codes[row]] : rh_string(c->texts[c->codes[row]]);
}

rh_value rh_batch__look(const rh_table *t, size_t k, size_t i)
{
    const rh_strip *strip = &t->strips[k];
    const rh_slab_column *c = strip->column;
    const size_t row = t->from + i;
    if (!strip->is_list) return rh_strip_scalar(strip, row);
    return rh_list(NULL, c != NULL && c->first != NULL ? c->first[row + 1] - c->first[row] : 0);
}

/* ---- 64 rows ---- */

/* Where the rows of a table stand in their columns. */
typedef struct stretch {
    size_t from, n;
} stretch;

static inline uint64_t bits_of(const rh_slab_column *c, rh_slab_kind kind, const stretch *s, uint64_t used)
{
    const uint64_t *mask = c->are[kind];
    if (mask == NULL) return 0;
    const size_t word = s->from / 64, shift = s->from % 64;
    const uint64_t low = mask[word] >> shift;
    if (shift == 0 || shift + s->n <= 64) return low & used;
    return (low | mask[word + 1] << (64 - shift)) & used;
}

static uint64_t bits_of_double(double d)
{
    uint64_t bits;
    memcpy(&bits, &d, sizeof bits);
    return bits;
}

#define EXPAND(T)                                                                                    \
    {                                                                                                \
        const T *numbers = (const T *)c->numbers + s->from;                                          \
        if (strip->are_doubles)                                                                      \
            for (size_t i = 0; i < s->n; i++) wide[i] = bits_of_double((double)numbers[i]);          \
        else                                                                                         \
            for (size_t i = 0; i < s->n; i++) wide[i] = (uint64_t)(int64_t)numbers[i];               \
        return;                                                                                      \
    }

/* What is no number is 0 in the column, and 0.0 has no bit. */
static void expand_numbers(uint64_t *wide, const rh_strip *strip, const stretch *s, uint64_t ints)
{
    const rh_slab_column *c = strip->column;
    switch (c->width) {
    case 0: return;
    case 1: EXPAND(int8_t)
    case 2: EXPAND(int16_t)
    case 4: EXPAND(int32_t)
    default: break;
    }
    memcpy(wide, (const uint64_t *)c->numbers + s->from, s->n * sizeof *wide);
    if (!strip->are_doubles) return;
    for (; ints != 0; ints &= ints - 1) {
        const unsigned i = (unsigned)__builtin_ctzll(ints);
        wide[i] = bits_of_double((double)(int64_t)wide[i]);
    }
}

static void expand_codes(uint32_t *code, const rh_slab_column *c, const uint32_t *codes, const stretch *s,
                         uint64_t texts)
{
    const uint16_t *at = c->codes + s->from;
    if (texts == rh_batch__first(s->n))
        for (size_t i = 0; i < s->n; i++) code[i] = codes[at[i]];
    else
        for (size_t i = 0; i < s->n; i++) code[i] = codes[at[i]] & -(uint32_t)(texts >> i & 1);
}

static void count_elements(uint64_t *wide, const rh_slab_column *c, const stretch *s)
{
    for (size_t i = 0; i < s->n; i++) wide[i] = c->first[s->from + i + 1] - c->first[s->from + i];
}

/* A column in which no row says anything. What has no place here is looked up, and so is a text that no root names: its
 * code would have to be that of the column that it is compared with. */
static void put_constant(rh_cells *cells, const rh_batch *batch, uint32_t *code, uint64_t *wide, rh_value v, size_t n)
{
    const uint64_t used = rh_batch__first(n);
    const uint32_t its = v.kind == RH_STRING ? rh_map_get(&batch->texts, rh_value_str(v)) : RH_MAP_NONE;
    if (v.kind == RH_NULL) cells->is_null = used;
    if (v.kind == RH_BOOL) *(v.b ? &cells->is_true : &cells->is_false) = used;
    if (v.kind == RH_INT) cells->is_int = used;
    if (its != RH_MAP_NONE) cells->is_text = used;
    for (size_t i = 0; i < n && v.kind == RH_INT && wide != NULL; i++) wide[i] = v.u;
    for (size_t i = 0; i < n && its != RH_MAP_NONE && code != NULL; i++) code[i] = its;
}

static void fill_list(rh_cells *cells, const rh_strip *strip, const stretch *s, uint64_t used, uint64_t *wide)
{
    const rh_slab_column *c = strip->column;
    cells->is_list = used;
    cells->is_empty = used;
    if (c == NULL || c->first == NULL) return;
    for (size_t i = 0; i < s->n; i++)
        cells->is_empty &= ~((uint64_t)(c->first[s->from + i + 1] != c->first[s->from + i]) << i);
    if (wide != NULL) count_elements(wide, c, s);
}

static void fill(rh_cells *cells, const rh_batch *batch, const rh_strip *strip, const uint32_t *codes, uint32_t *code,
                 uint64_t *wide, const stretch *s)
{
    const rh_slab_column *c = strip->column;
    const uint64_t used = rh_batch__first(s->n);
    if (strip->is_list) {
        fill_list(cells, strip, s, used, wide);
        return;
    }
    if (c == NULL) {
        put_constant(cells, batch, code, wide, strip->otherwise, s->n);
        return;
    }
    const uint64_t ints = bits_of(c, RH_SLAB_INT, s, used), doubles = bits_of(c, RH_SLAB_DOUBLE, s, used);
    const uint64_t texts = bits_of(c, RH_SLAB_TEXT, s, used);
    cells->is_true = bits_of(c, RH_SLAB_TRUE, s, used);
    cells->is_false = bits_of(c, RH_SLAB_FALSE, s, used);
    cells->is_int = strip->are_doubles ? 0 : ints;
    cells->is_double = strip->are_doubles ? ints | doubles : doubles;
    cells->is_text = strip->texts == NULL ? texts : 0;
    cells->is_null = used & ~(ints | doubles | texts | cells->is_true | cells->is_false);
    if (wide != NULL) expand_numbers(wide, strip, s, ints);
    if (code != NULL && codes != NULL && texts != 0) expand_codes(code, c, codes, s, texts);
}

static bool fill_all(rh_table *t, rh_arena *keep, const rh_batch *batch, const laid_columns *laid,
                     const rh_column *columns, size_t n)
{
    const stretch s = {t->from, t->n};
    t->strips = laid->strips;
    t->cells = RH_NEW_N(keep, n, rh_cells);
    for (size_t k = 0; t->cells != NULL && k < n; k++) {
        uint32_t *code = NULL;
        uint64_t *wide = NULL;
        if (columns[k].is_odd) continue;
        if ((columns[k].asks & (RH_ASKS_TEXT | RH_ASKS_PAIR)) != 0) code = RH_NEW_N(keep, ROWS, uint32_t);
        if ((columns[k].asks & (RH_ASKS_NUMBER | RH_ASKS_PAIR)) != 0) wide = RH_NEW_N(keep, ROWS, uint64_t);
        t->cells[k] = (rh_cells){.slot = columns[k].slot, .code = code, .wide = wide};
        fill(&t->cells[k], batch, &laid->strips[k], laid->codes[k], code, wide, &s);
    }
    return !rh_arena_failed(keep);
}

/* ---- lists ---- */

/* The elements from `at` on that go into one table, and the rows they are of. */
static void own(rh_elements *e, const uint32_t *first, size_t row_from, size_t *row, size_t at)
{
    for (size_t i = 0; i < e->table.n; i++) {
        while (first[row_from + *row + 1] <= at + i) ++*row;
        e->owner[i] = (uint8_t)*row;
        if (i + 1 == e->table.n || first[row_from + *row + 1] == at + i + 1) e->last |= (uint64_t)1 << i;
    }
}

static bool cut_lists(rh_listed *out, rh_arena *keep, const rh_laid *laid, size_t k, const stretch *rows)
{
    const rh_batch *batch = laid->batch;
    const rh_lists *lists = &batch->lists.at[k];
    const rh_slab_column *c = laid->lists[k];
    rh_elements **next = &out->first;
    out->is_list = rh_batch__first(rows->n);
    if (c == NULL) return true;
    const uint32_t *first = c->first;
    for (size_t i = 0; i < rows->n; i++) {
        const uint32_t n = first[rows->from + i + 1] - first[rows->from + i];
        if (n > out->longest) out->longest = n;
    }
    size_t row = 0;
    const size_t end = first[rows->from + rows->n];
    for (size_t at = first[rows->from]; at < end; at += ROWS) {
        rh_elements *e = RH_NEW(keep, rh_elements);
        if (e == NULL) return false;
        e->table.from = at;
        e->table.n = end - at < ROWS ? end - at : ROWS;
        own(e, first, rows->from, &row, at);
        if (!fill_all(&e->table, keep, batch, &laid->elements[k], lists->columns.at, lists->columns.n)) return false;
        *next = e;
        next = &e->next;
    }
    return true;
}

static bool put_rows_together(rh_rows *rows, rh_arena *keep, const rh_laid *laid)
{
    rh_table *t = &rows->table;
    t->slots = RH_NEW_N(keep, t->n, const rh_value *);
    for (size_t i = 0; t->slots != NULL && i < t->n; i++) {
        t->slots[i] = laid->strips.row(laid->strips.ctx, keep, t->from + i);
        if (t->slots[i] == NULL) return false;
    }
    return t->slots != NULL && rh_rows__load_odd(rows, keep, laid->batch);
}

rh_code rh_rows_cut(rh_rows **out, bool *is_long, rh_arena *keep, const rh_laid *laid, size_t block, rh_err *err)
{
    const rh_batch *batch = laid->batch;
    RH_ASSERT(block * ROWS < laid->strips.n);
    rh_rows *rows = RH_NEW(keep, rh_rows);
    if (rows == NULL) return rh_err_nomem(err);
    const size_t from = block * ROWS, left = laid->strips.n - from;
    const stretch s = {from, left < ROWS ? left : ROWS};
    rows->table.from = s.from;
    rows->table.n = s.n;
    rows->listed = RH_NEW_N(keep, batch->lists.n, rh_listed);
    if (rows->listed == NULL) return rh_err_nomem(err);
    if (!fill_all(&rows->table, keep, batch, &laid->rows, batch->plan.columns.at, batch->plan.columns.n))
        return rh_err_nomem(err);
    for (size_t k = 0; k < batch->lists.n; k++)
        if (!batch->lists.at[k].is_odd && !cut_lists(&rows->listed[k], keep, laid, k, &s)) return rh_err_nomem(err);
    if (batch->needs_rows && !put_rows_together(rows, keep, laid)) return rh_err_nomem(err);
    *is_long = false;
    for (size_t k = 0; k < batch->lists.n; k++) *is_long = *is_long || rows->listed[k].longest > batch->longest;
    *out = rows;
    return RH_OK;
}
