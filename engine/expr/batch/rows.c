/* Rows made ready for a batch: slots to columns, the elements of lists to tables of their own. */
#include "engine/expr/batch/batch_insides.h"

#include "engine/base/assert.h"

typedef struct loader {
    const rh_batch *batch;
    rh_rows *rows;
    rh_arena *keep;
    rh_machine machine; /* to read members */
    rh_arena scratch;   /* of others */
    rh_map others;      /* texts that the roots do not name, to how many came before */
    bool failed;
} loader;

/* ---- columns ---- */

static uint32_t code_of(loader *l, uint8_t asks, rh_str text)
{
    const uint32_t known = rh_map_get(&l->batch->texts, text), first = RH_CODE_FIRST + (uint32_t)l->batch->texts.n;
    if (known != RH_MAP_NONE) return known;
    if ((asks & RH_ASKS_PAIR) == 0) return RH_CODE_NONE;
    const uint32_t met = rh_map_get(&l->others, text), next = (uint32_t)l->others.n;
    if (met != RH_MAP_NONE) return first + met;
    l->failed = l->failed || !rh_map_set(&l->others, &l->scratch, text, next);
    return first + next;
}

static void put_masks(rh_cells *c, uint64_t row, rh_value v)
{
    switch ((rh_kind)v.kind) {
    case RH_NULL: c->is_null |= row; return;
    case RH_BOOL: *(v.b ? &c->is_true : &c->is_false) |= row; return;
    case RH_INT: c->is_int |= row; return;
    case RH_DOUBLE: c->is_double |= row; return;
    case RH_STRING: c->is_text |= row; return;
    case RH_LIST:
        c->is_list |= row;
        if (v.n == 0) c->is_empty |= row;
        return;
    case RH_UNDECIDED: c->is_undecided |= row; return;
    case RH_UINT:
    case RH_BYTES:
    case RH_TIMESTAMP:
    case RH_DURATION:
    case RH_MAP:
    case RH_TYPE:
    case RH_OPTIONAL:
    default: return;
    }
}

static uint64_t wide_of(rh_value v) { return v.kind == RH_LIST ? v.n : v.kind == RH_NULL ? 0 : v.u; }

static void fill(loader *l, rh_cells *cells, const rh_column *column, const rh_table *t)
{
    uint32_t *code = NULL;
    uint64_t *wide = NULL;
    if ((column->asks & (RH_ASKS_TEXT | RH_ASKS_PAIR)) != 0) code = RH_NEW_N(l->keep, RH_BATCH_ROWS, uint32_t);
    if ((column->asks & (RH_ASKS_NUMBER | RH_ASKS_PAIR)) != 0) wide = RH_NEW_N(l->keep, RH_BATCH_ROWS, uint64_t);
    *cells = (rh_cells){.slot = column->slot, .code = code, .wide = wide};
    for (size_t i = 0; i < t->n; i++) {
        const rh_value v = t->slots[i][column->slot];
        put_masks(cells, (uint64_t)1 << i, v);
        if (wide != NULL) wide[i] = wide_of(v);
        if (code != NULL && v.kind == RH_STRING) code[i] = code_of(l, column->asks, rh_value_str(v));
    }
}

/* The columns of a table whose rows are there. What is asked for stands together, in the order of columns. */
static bool fill_all(loader *l, rh_table *t, const rh_column *columns, size_t n)
{
    t->cells = RH_NEW_N(l->keep, n, rh_cells);
    if (t->cells == NULL) return false;
    for (size_t k = 0; k < n; k++) fill(l, &t->cells[k], &columns[k], t);
    return !l->failed && !rh_arena_failed(l->keep);
}

static bool fill_odd(loader *l, rh_table *t, const rh_column *columns, size_t n)
{
    for (size_t k = 0; k < n; k++)
        if (columns[k].is_odd) fill(l, &t->cells[k], &columns[k], t);
    return !l->failed && !rh_arena_failed(l->keep);
}

/* ---- elements ---- */

/* A table with room for an element: `e`, or a new one behind it when it is full or none; NULL without memory. */
static rh_elements *room(loader *l, const rh_lists *lists, rh_elements **first, rh_elements *e)
{
    if (e != NULL && e->table.n < RH_BATCH_ROWS) return e;
    if (e != NULL && !fill_all(l, &e->table, lists->columns.at, lists->columns.n)) return NULL;
    rh_elements *next = RH_NEW(l->keep, rh_elements);
    if (next == NULL) return NULL;
    next->table.slots = RH_NEW_N(l->keep, RH_BATCH_ROWS, const rh_value *);
    *(e != NULL ? &e->next : first) = next;
    return next->table.slots != NULL ? next : NULL;
}

/* What is read of an element becomes its slots. */
static bool add_element(loader *l, const rh_lists *lists, rh_elements *e, rh_value element, size_t row)
{
    rh_value *slots = RH_NEW_N(l->keep, lists->columns.n, rh_value);
    if (slots == NULL) return false;
    for (size_t k = 0; k < lists->columns.n; k++) {
        const rh_column *c = &lists->columns.at[k];
        slots[c->slot] = c->key.kind == RH_NULL ? element : rh_field_at(&l->machine, element, c->key, c->guess);
    }
    const size_t at = e->table.n++;
    if (at > 0 && e->owner[at - 1] == row) e->last &= ~((uint64_t)1 << (at - 1));
    e->last |= (uint64_t)1 << at;
    e->owner[at] = (uint8_t)row;
    e->table.slots[at] = slots;
    return true;
}

static bool load_lists(loader *l, const rh_lists *lists, rh_listed *out)
{
    rh_elements *e = NULL;
    for (size_t row = 0; row < l->rows->table.n; row++) {
        const rh_value list = l->rows->table.slots[row][lists->slot];
        out->is_list |= (uint64_t)(list.kind == RH_LIST || list.kind == RH_NULL) << row;
        if (list.kind != RH_LIST) continue;
        if (list.n > out->longest) out->longest = list.n;
        for (uint32_t i = 0; i < list.n; i++) {
            e = room(l, lists, &out->first, e);
            if (e == NULL || !add_element(l, lists, e, list.list[i], row)) return false;
        }
    }
    return e == NULL || fill_all(l, &e->table, lists->columns.at, lists->columns.n);
}

/* ---- the face ---- */

static bool load(loader *l, const rh_value *const *slots)
{
    const rh_batch *batch = l->batch;
    rh_rows *rows = l->rows;
    rows->table.slots = RH_NEW_N(l->keep, rows->table.n, const rh_value *);
    rows->listed = RH_NEW_N(l->keep, batch->lists.n, rh_listed);
    if (rows->table.slots == NULL || rows->listed == NULL) return false;
    for (size_t i = 0; i < rows->table.n; i++) rows->table.slots[i] = slots[i];
    if (!fill_all(l, &rows->table, batch->plan.columns.at, batch->plan.columns.n)) return false;
    for (size_t k = 0; k < batch->lists.n; k++)
        if (!load_lists(l, &batch->lists.at[k], &rows->listed[k])) return false;
    return true;
}

static void begin(loader *l, rh_rows *rows, rh_arena *keep, const rh_batch *batch, rh_eval *ev)
{
    *ev = (rh_eval){.scratch = keep};
    *l = (loader){.batch = batch, .rows = rows, .keep = keep};
    rh_machine__init(&l->machine, batch->pool, ev);
    rh_arena_init(&l->scratch, keep->host, 0);
}

bool rh_rows__load_odd(rh_rows *rows, rh_arena *keep, const rh_batch *batch)
{
    loader l;
    rh_eval ev;
    begin(&l, rows, keep, batch, &ev);
    bool ok = fill_odd(&l, &rows->table, batch->plan.columns.at, batch->plan.columns.n);
    for (size_t k = 0; ok && k < batch->lists.n; k++)
        if (batch->lists.at[k].is_odd) ok = load_lists(&l, &batch->lists.at[k], &rows->listed[k]);
    rh_arena_dispose(&l.scratch);
    return ok;
}

rh_code rh_rows_load(rh_rows **out, rh_arena *keep, const rh_batch *batch, const rh_value *const *slots, size_t n,
                     rh_err *err)
{
    RH_ASSERT(n <= RH_BATCH_ROWS);
    loader l;
    rh_eval ev;
    rh_rows *rows = RH_NEW(keep, rh_rows);
    if (rows == NULL) return rh_err_nomem(err);
    rows->table.n = n;
    begin(&l, rows, keep, batch, &ev);
    const bool is_loaded = load(&l, slots);
    rh_arena_dispose(&l.scratch);
    if (!is_loaded) return rh_err_nomem(err);
    *out = rows;
    return RH_OK;
}
