/* Rows of a slab made ready for a batch: a column is expanded 64 rows at a time, and only what strips cannot tell is
 * put together row by row. */
#include "engine/expr/batch/laid.h"

#include "engine/base/assert.h"

enum { ROWS = RH_BATCH_ROWS };

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

static bool fill_all(rh_table *t, rh_arena *keep, const rh_batch *batch, const rh_laid_columns *laid,
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
