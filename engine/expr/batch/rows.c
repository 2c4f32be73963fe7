/* Rows made ready for a batch: slots to columns, the elements of lists to columns of their own. */
#include "engine/expr/batch/batch_insides.h"

#include "engine/base/assert.h"

uint32_t rh_batch__sign(rh_value text)
{
    const unsigned long long hash = rh_str_hash(rh_value_str(text));
    return (uint32_t)(hash ^ hash >> 32) | 1;
}

static void put(rh_cells *c, size_t i, rh_value v)
{
    c->kind[i] = v.kind;
    c->n[i] = v.n;
    c->u[i] = v.kind == RH_BOOL ? (uint64_t)v.b : v.u;
    c->sign[i] = v.kind == RH_STRING ? rh_batch__sign(v) : 0;
}

typedef struct loader {
    const rh_batch *batch;
    rh_rows *rows;
    rh_arena *keep;
    rh_machine machine; /* to read members */
} loader;

/* Room for 64 elements more. */
static rh_elements *more(loader *l, const rh_lists *lists)
{
    rh_elements *e = RH_NEW(l->keep, rh_elements);
    if (e == NULL) return NULL;
    e->known = RH_NEW_N(l->keep, lists->columns.n, uint64_t);
    e->cells = RH_NEW_N(l->keep, lists->columns.n, rh_cells);
    return e->known != NULL && e->cells != NULL ? e : NULL;
}

static void add_element(loader *l, const rh_lists *lists, rh_elements *e, rh_value element, size_t row)
{
    for (size_t k = 0; k < lists->columns.n; k++) {
        const rh_column *c = &lists->columns.at[k];
        const rh_value v = c->key.kind == RH_NULL ? element
                                                  : rh_field_at(&l->machine, element, c->key, c->guess);
        e->known[k] |= (uint64_t)(v.kind != RH_UNDECIDED) << e->n;
        put(&e->cells[k], e->n, v);
    }
    e->owner[e->n++] = (uint8_t)row;
}

static bool load_lists(loader *l, const rh_lists *lists, rh_listed *out)
{
    rh_elements *last = NULL;
    for (size_t row = 0; row < l->rows->n; row++) {
        const rh_value list = l->rows->slots[row][lists->slot];
        out->is_list |= (uint64_t)(list.kind == RH_LIST || list.kind == RH_NULL) << row;
        if (list.kind != RH_LIST) continue;
        if (list.n > out->longest) out->longest = list.n;
        for (uint32_t i = 0; i < list.n; i++) {
            if (last == NULL || last->n == RH_BATCH_ROWS) {
                rh_elements *next = more(l, lists);
                if (next == NULL) return false;
                *(last == NULL ? &out->first : &last->next) = next;
                last = next;
            }
            add_element(l, lists, last, list.list[i], row);
        }
    }
    return true;
}

static bool allocate(rh_rows *rows, rh_arena *keep, const rh_batch *batch)
{
    rows->slots = RH_NEW_N(keep, rows->n, const rh_value *);
    rows->cells = RH_NEW_N(keep, batch->plan.columns.n, rh_cells);
    rows->listed = RH_NEW_N(keep, batch->lists.n, rh_listed);
    return rows->slots != NULL && rows->cells != NULL && rows->listed != NULL;
}

rh_code rh_rows_load(rh_rows **out, rh_arena *keep, const rh_batch *batch, const rh_value *const *slots, size_t n,
                     rh_err *err)
{
    RH_ASSERT(n <= RH_BATCH_ROWS);
    rh_rows *rows = RH_NEW(keep, rh_rows);
    if (rows == NULL) return rh_err_nomem(err);
    rows->n = n;
    if (!allocate(rows, keep, batch)) return rh_err_nomem(err);
    rh_eval ev = {.scratch = keep};
    loader l = {.batch = batch, .rows = rows, .keep = keep};
    rh_machine__init(&l.machine, batch->pool, &ev);
    for (size_t i = 0; i < n; i++) {
        rows->slots[i] = slots[i];
        for (size_t k = 0; k < batch->plan.columns.n; k++)
            put(&rows->cells[k], i, slots[i][batch->plan.columns.at[k].slot]);
    }
    for (size_t k = 0; k < batch->lists.n; k++)
        if (!load_lists(&l, &batch->lists.at[k], &rows->listed[k])) return rh_err_nomem(err);
    if (rh_arena_failed(keep)) return rh_err_nomem(err);
    *out = rows;
    return RH_OK;
}
