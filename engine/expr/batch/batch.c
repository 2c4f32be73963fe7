/* Running a plan over up to 64 sets of slots. */
#include "engine/expr/batch/batch_insides.h"

#include "engine/base/assert.h"
#include "engine/base/limits.h"

/* ---- parts ---- */

static rh_mask all_of(const rh_plan *plan, const rh_part *part)
{
    rh_mask m = {UINT64_MAX, 0};
    for (uint32_t i = 0; i < part->n; i++) {
        const rh_mask kid = plan->masks[plan->kids.at[part->a + i]];
        m.yes &= kid.yes;
        m.no |= kid.no;
    }
    return m;
}

static rh_mask any_of(const rh_plan *plan, const rh_part *part)
{
    rh_mask m = {0, UINT64_MAX};
    for (uint32_t i = 0; i < part->n; i++) {
        const rh_mask kid = plan->masks[plan->kids.at[part->a + i]];
        m.yes |= kid.yes;
        m.no &= kid.no;
    }
    return m;
}

static rh_mask by_rows(rh_batch *batch, const rh_part *part)
{
    rh_mask m = {0, 0};
    for (size_t i = 0; i < batch->n_rows; i++) {
        batch->machine.slots = batch->rows[i];
        batch->machine.cost = batch->machine.made = 0; /* a row is an evaluation of its own */
        const rh_truth t = rh_machine__truth(&batch->machine, part->step);
        m.yes |= (uint64_t)(t == RH_TRUE) << i;
        m.no |= (uint64_t)(t == RH_FALSE) << i;
    }
    return m;
}

static rh_mask by_roots(rh_batch *batch, rh_expr root)
{
    rh_mask m = {0, 0};
    for (size_t i = 0; i < batch->n_rows; i++) {
        rh_eval ev = *batch->machine.ev;
        ev.slots = batch->rows[i];
        const rh_value v = rh_pool_eval(batch->pool, root, &ev);
        rh_machine__change(&batch->machine, ev.valid_until);
        m.yes |= (uint64_t)rh_value_is_true(v) << i;
        m.no |= (uint64_t)rh_value_is_false(v) << i;
    }
    return m;
}

/* ---- loops: the elements of all rows' lists, 64 at a time ---- */

/* Makes a body ready for a run. Where keys stood is known for one run only: the next may bring other memory. */
static void begin_elements(rh_plan *plan, uint64_t n_loops)
{
    plan->elements = (rh_elements){.most = RH_LIMIT_EXPR_COST / 2 / n_loops / (plan->weight + 1u)};
    for (size_t i = 0; i < plan->columns.n; i++) plan->columns.at[i].seen_key = NULL, plan->columns.at[i].known = 0;
}

static rh_mask element_atom(const rh_plan *plan, const rh_part *part, size_t n)
{
    const rh_column *c = &plan->columns.at[part->a];
    rh_mask m = rh_batch__atom(&part->line, c, NULL, n);
    m.yes &= c->known;
    m.no &= c->known;
    return m;
}

/* What the elements gathered so far say of their rows. */
static void run_elements(rh_plan *plan)
{
    rh_elements *e = &plan->elements;
    for (size_t i = 0; i < plan->parts.n; i++) {
        const rh_part *part = &plan->parts.at[i];
        rh_mask *m = &plan->masks[i];
        if (part->kind == RH_PART_ATOM) *m = element_atom(plan, part, e->n);
        else if (part->kind == RH_PART_AND) *m = all_of(plan, part);
        else if (part->kind == RH_PART_OR) *m = any_of(plan, part);
        else *m = (rh_mask){plan->masks[part->a].no, plan->masks[part->a].yes};
    }
    const rh_mask result = plan->masks[plan->result];
    for (size_t i = 0; i < e->n; i++) {
        const unsigned row = e->owner[i];
        const uint64_t yes = result.yes >> i & 1, no = result.no >> i & 1;
        e->more_yes |= (e->some_yes >> row & yes) << row;
        e->some_yes |= yes << row;
        e->some_no |= no << row;
        e->some_open |= (1 & ~(yes | no)) << row;
    }
    e->n = 0;
    for (size_t i = 0; i < plan->columns.n; i++) plan->columns.at[i].known = 0;
}

static void add_element(rh_batch *batch, rh_plan *plan, rh_value element, size_t row)
{
    rh_elements *e = &plan->elements;
    for (size_t i = 0; i < plan->columns.n; i++) {
        rh_column *c = &plan->columns.at[i];
        const rh_pair *likely = element.kind == RH_MAP && c->guess < element.n ? &element.map[c->guess] : NULL;
        const bool is_seen = likely != NULL && likely->key.s == c->seen_key && likely->key.n == c->key.n;
        const rh_value v = is_seen ? likely->value : rh_field(&batch->machine, element, c->key);
        c->at[e->n] = v;
        c->kind[e->n] = v.kind;
        c->known |= (uint64_t)(is_seen || v.kind != RH_UNDECIDED) << e->n;
        if (!is_seen && likely != NULL && rh_same_text(likely->key, c->key)) c->seen_key = likely->key.s;
    }
    e->owner[e->n++] = (uint8_t)row;
    if (e->n == RH_BATCH_ROWS) run_elements(plan);
}

static void add_list(rh_batch *batch, const rh_part *part, size_t row)
{
    rh_plan *plan = &batch->bodies.at[part->b];
    const rh_value list = batch->rows[row][part->a];
    plan->elements.is_list |= (uint64_t)(list.kind == RH_LIST || list.kind == RH_NULL) << row;
    if (list.kind != RH_LIST) return;
    batch->is_long = batch->is_long || list.n > plan->elements.most;
    for (uint32_t k = 0; k < list.n; k++) add_element(batch, plan, list.list[k], row);
}

static rh_mask quantified(uint8_t op, const rh_elements *e)
{
    rh_mask m = {0, 0};
    if (op == RH_STEP_EXISTS) m = (rh_mask){e->some_yes, ~e->some_yes & ~e->some_open};
    if (op == RH_STEP_ALL) m = (rh_mask){~e->some_no & ~e->some_open, e->some_no};
    if (op == RH_STEP_EXISTS_ONE) {
        const uint64_t one = e->some_yes & ~e->more_yes;
        m = (rh_mask){one & ~e->some_open, ~one & ~e->some_open};
    }
    m.yes &= e->is_list;
    m.no &= e->is_list;
    return m;
}

static rh_mask loop(rh_batch *batch, const rh_part *part)
{
    rh_plan *plan = &batch->bodies.at[part->b];
    run_elements(plan);
    return quantified(batch->pool->steps.at[part->step].op, &plan->elements);
}

/* ---- reading the rows ---- */

/* Row by row, as the rows lie in memory: slots to columns, the elements of lists to the loops. */
static void read_rows(rh_batch *batch)
{
    rh_plan *plan = &batch->plan;
    for (size_t b = 0; b < batch->bodies.n; b++) begin_elements(&batch->bodies.at[b], batch->n_loops);
    for (size_t i = 0; i < batch->n_rows; i++) {
        for (size_t k = 0; k < plan->columns.n; k++) {
            rh_column *c = &plan->columns.at[k];
            c->at[i] = batch->rows[i][c->slot];
            c->kind[i] = c->at[i].kind;
        }
        for (size_t k = 0; k < batch->loops.n; k++) add_list(batch, &plan->parts.at[batch->loops.at[k]], i);
    }
}

/* ---- the face ---- */

static void run_part(rh_batch *batch, size_t i)
{
    rh_plan *plan = &batch->plan;
    const rh_part *part = &plan->parts.at[i];
    rh_mask *m = &plan->masks[i];
    const rh_column *columns = plan->columns.at;
    switch ((rh_part_kind)part->kind) {
    case RH_PART_ATOM:
        *m = rh_batch__atom(&part->line, &columns[part->a], &columns[part->b], batch->n_rows);
        return;
    case RH_PART_AND: *m = all_of(plan, part); return;
    case RH_PART_OR: *m = any_of(plan, part); return;
    case RH_PART_NOT: *m = (rh_mask){plan->masks[part->a].no, plan->masks[part->a].yes}; return;
    case RH_PART_LOOP: *m = loop(batch, part); return;
    case RH_PART_STEP: *m = by_rows(batch, part); return;
    case RH_PART_ROOT:
    default: *m = by_roots(batch, part->a); return;
    }
}

rh_code rh_batch_new(rh_batch **out, rh_arena *keep, const rh_pool *pool, const rh_expr *roots, size_t n, rh_err *err)
{
    RH_ASSERT(pool->is_sealed);
    rh_batch *batch = RH_NEW(keep, rh_batch);
    rh_expr *copy = RH_NEW_N(keep, n, rh_expr);
    if (batch == NULL || copy == NULL) return rh_err_nomem(err);
    if (n > 0) memcpy(copy, roots, n * sizeof *copy);
    *batch = (rh_batch){.pool = pool, .roots = copy, .n_roots = n, .results = RH_NEW_N(keep, n, uint32_t)};
    if (batch->results == NULL || !rh_batch__plan(batch, keep)) return rh_err_nomem(err);
    *out = batch;
    return RH_OK;
}

void rh_batch_eval(rh_batch *batch, rh_eval *ev, const rh_value *const *rows, size_t n, uint64_t *is_true,
                   uint64_t *is_open)
{
    RH_ASSERT(n <= RH_BATCH_ROWS);
    const uint64_t used = n == RH_BATCH_ROWS ? UINT64_MAX : ((uint64_t)1 << n) - 1;
    batch->rows = rows;
    batch->n_rows = n;
    batch->is_long = ev->budget != 0;
    rh_machine__init(&batch->machine, batch->pool, ev);
    read_rows(batch);
    for (size_t i = 0; i < batch->plan.parts.n; i++) run_part(batch, i);
    for (size_t r = 0; r < batch->n_roots; r++) {
        rh_mask m = batch->plan.masks[batch->results[r]];
        const rh_step *step = &batch->pool->steps.at[batch->pool->roots.at[batch->roots[r]].step];
        if (batch->is_long && (ev->budget != 0 || (step->flags & RH_STEP_COSTLY) != 0))
            m = by_roots(batch, batch->roots[r]);
        is_true[r] = m.yes & used;
        is_open[r] = ~(m.yes | m.no) & used;
    }
    ev->valid_until = batch->machine.until;
}
