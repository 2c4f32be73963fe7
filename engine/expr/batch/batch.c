/* Running a plan over up to 64 rows. */
#include "engine/expr/batch/batch_insides.h"

#include "engine/base/assert.h"

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
    for (size_t i = 0; i < batch->rows->table.n; i++) {
        batch->machine.slots = batch->rows->table.slots[i];
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
    for (size_t i = 0; i < batch->rows->table.n; i++) {
        rh_eval ev = *batch->machine.ev;
        ev.slots = batch->rows->table.slots[i];
        const rh_value v = rh_pool_eval(batch->pool, root, &ev);
        rh_machine__change(&batch->machine, ev.valid_until);
        m.yes |= (uint64_t)rh_value_is_true(v) << i;
        m.no |= (uint64_t)rh_value_is_false(v) << i;
    }
    return m;
}

/* ---- loops: the elements of all rows' lists, 64 at a time ---- */

/* By row: what the elements of its list have said. */
typedef struct heard {
    uint64_t some_yes, more_yes, some_no, some_open;
} heard;

static rh_mask element_atom(const rh_part *part, const rh_table *t)
{
    const rh_mask m = rh_batch__atom(part, t);
    const uint64_t is_known = ~t->cells[part->a].is_undecided;
    return (rh_mask){m.yes & is_known, m.no & is_known};
}

static rh_mask run_body(const rh_plan *plan, const rh_table *t)
{
    for (size_t i = 0; i < plan->parts.n; i++) {
        const rh_part *part = &plan->parts.at[i];
        rh_mask *m = &plan->masks[i];
        if (part->kind == RH_PART_ATOM) *m = element_atom(part, t);
        else if (part->kind == RH_PART_AND) *m = all_of(plan, part);
        else if (part->kind == RH_PART_OR) *m = any_of(plan, part);
        else *m = (rh_mask){plan->masks[part->a].no, plan->masks[part->a].yes};
    }
    return plan->masks[plan->result];
}

/* The rows of some elements. Those of a row are neighbours: what is added to all but the last of them carries into the
 * last when any of them is set. */
static uint64_t owners(const rh_elements *e, uint64_t elements)
{
    const uint64_t before = rh_batch__first(e->table.n) & ~e->last;
    uint64_t rows = 0;
    for (uint64_t rest = (((elements & before) + before) | elements) & e->last; rest != 0; rest &= rest - 1)
        rows |= (uint64_t)1 << e->owner[__builtin_ctzll(rest)];
    return rows;
}

static void count_yes(heard *h, const rh_elements *e, uint64_t yes)
{
    for (; yes != 0; yes &= yes - 1) {
        const uint64_t row = (uint64_t)1 << e->owner[__builtin_ctzll(yes)];
        h->more_yes |= h->some_yes & row;
        h->some_yes |= row;
    }
}

/* Each quantifier asks only for what decides it. */
static void hear(heard *h, uint8_t op, const rh_elements *e, rh_mask m)
{
    const uint64_t used = rh_batch__first(e->table.n);
    h->some_open |= owners(e, ~(m.yes | m.no) & used);
    if (op == RH_STEP_ALL) h->some_no |= owners(e, m.no & used);
    else if (op == RH_STEP_EXISTS) h->some_yes |= owners(e, m.yes & used);
    else count_yes(h, e, m.yes & used);
}

static rh_mask quantified(uint8_t op, const heard *h)
{
    if (op == RH_STEP_EXISTS) return (rh_mask){h->some_yes, ~h->some_yes & ~h->some_open};
    if (op == RH_STEP_ALL) return (rh_mask){~h->some_no & ~h->some_open, h->some_no};
    const uint64_t one = h->some_yes & ~h->more_yes;
    return (rh_mask){one & ~h->some_open, ~one & ~h->some_open};
}

static rh_mask loop(rh_batch *batch, const rh_part *part)
{
    const rh_plan *plan = &batch->bodies.at[part->b];
    const rh_listed *listed = &batch->rows->listed[part->a];
    const uint8_t op = batch->pool->steps.at[part->step].op;
    heard h = {0};
    for (const rh_elements *e = listed->first; e != NULL; e = e->next) hear(&h, op, e, run_body(plan, &e->table));
    rh_mask m = quantified(op, &h);
    m.yes &= listed->is_list;
    m.no &= listed->is_list;
    return m;
}

static rh_mask holds(const rh_batch *batch, const rh_part *part)
{
    const rh_listed *listed = &batch->rows->listed[part->a];
    uint64_t yes = 0;
    for (const rh_elements *e = listed->first; e != NULL; e = e->next)
        yes |= owners(e, rh_batch__equal(&e->table, &e->table.cells[part->b], part->line.c, part->codes[0]));
    return (rh_mask){yes, ~yes & listed->is_list};
}

/* A list is so long that a budget might be spent: then the roots with loops decide one by one. */
static bool is_long(const rh_batch *batch)
{
    for (size_t i = 0; i < batch->lists.n; i++)
        if (batch->rows->listed[i].longest > batch->longest) return true;
    return false;
}

/* ---- the face ---- */

static void run_part(rh_batch *batch, size_t i)
{
    rh_plan *plan = &batch->plan;
    const rh_part *part = &plan->parts.at[i];
    rh_mask *m = &plan->masks[i];
    switch ((rh_part_kind)part->kind) {
    case RH_PART_ATOM: *m = rh_batch__atom(part, &batch->rows->table); return;
    case RH_PART_AND: *m = all_of(plan, part); return;
    case RH_PART_OR: *m = any_of(plan, part); return;
    case RH_PART_NOT: *m = (rh_mask){plan->masks[part->a].no, plan->masks[part->a].yes}; return;
    case RH_PART_LOOP: *m = loop(batch, part); return;
    case RH_PART_HOLDS: *m = holds(batch, part); return;
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

/* The roots that a budget may stop, or all when the caller's budget is his own: row by row. */
static void mind_costs(rh_batch *batch, bool is_tight, uint64_t used, uint64_t *is_true, uint64_t *is_open)
{
    for (size_t r = 0; r < batch->n_roots; r++) {
        const rh_step *step = &batch->pool->steps.at[batch->pool->roots.at[batch->roots[r]].step];
        if (!is_tight && (step->flags & RH_STEP_COSTLY) == 0) continue;
        const rh_mask m = by_roots(batch, batch->roots[r]);
        is_true[r] = m.yes;
        is_open[r] = ~(m.yes | m.no) & used;
    }
}

void rh_batch_eval(rh_batch *batch, rh_eval *ev, const rh_rows *rows, uint64_t *is_true, uint64_t *is_open)
{
    const uint64_t used = rh_batch__first(rows->table.n);
    batch->rows = rows;
    rh_machine__init(&batch->machine, batch->pool, ev);
    for (size_t i = 0; i < batch->plan.parts.n; i++) run_part(batch, i);
    for (size_t r = 0; r < batch->n_roots; r++) {
        const rh_mask m = batch->plan.masks[batch->results[r]];
        is_true[r] = m.yes & used;
        is_open[r] = ~(m.yes | m.no) & used;
    }
    const bool is_tight = ev->budget != 0;
    if (is_tight || is_long(batch)) mind_costs(batch, is_tight, used, is_true, is_open);
    ev->valid_until = batch->machine.until;
}
