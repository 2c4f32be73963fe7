/* Making a plan: each step that the roots need becomes one part, behind those it needs. */
#include "engine/expr/batch/batch_insides.h"

#include "engine/base/limits.h"

typedef struct planner {
    rh_batch *batch;
    rh_arena *keep;
    rh_plan *plan;
    uint32_t *part_of; /* by step: its part in this plan, or RH_STEP_NONE */
    uint32_t local;    /* of a body: what its elements are bound to; RH_STEP_NONE outside */
    bool is_unfit;     /* a body holds what only the evaluator can do */
    bool failed;
} planner;

static const rh_step *at(const planner *p, uint32_t step) { return &p->batch->pool->steps.at[step]; }

static uint32_t part_of(planner *p, uint32_t step);

static const rh_part *made(const planner *p, uint32_t part) { return &p->plan->parts.at[part]; }

/* What a round of the loops costs at most: in a body every node counts, outside only the bodies do. */
static uint32_t weight_of(const planner *p, const rh_part *part)
{
    const bool is_body = p->local != RH_STEP_NONE;
    if (part->kind == RH_PART_ATOM) return is_body ? part->line.cost : 0;
    if (part->kind == RH_PART_LOOP) return p->batch->bodies.at[part->b].weight;
    uint32_t weight = is_body ? at(p, part->step)->weight : 0;
    if (part->kind == RH_PART_NOT) return weight + made(p, part->a)->weight;
    if (part->kind != RH_PART_AND && part->kind != RH_PART_OR) return weight;
    for (uint32_t i = 0; i < part->n; i++) weight += made(p, p->plan->kids.at[part->a + i])->weight;
    return weight;
}

static uint32_t add(planner *p, uint32_t step, rh_part part)
{
    if (p->failed) return RH_STEP_NONE;
    part.step = step;
    part.weight = weight_of(p, &part);
    p->failed = !RH_PUSH(p->keep, &p->plan->parts, part);
    return p->part_of[step] = (uint32_t)p->plan->parts.n - 1;
}

/* Kids first, then their numbers in a row. */
static rh_part row(planner *p, const rh_step *x)
{
    const uint32_t *kids = p->batch->pool->kids.at + x->a;
    for (uint32_t i = 0; i < x->n; i++) part_of(p, kids[i]);
    rh_part part = {.kind = x->op == RH_STEP_AND ? RH_PART_AND : RH_PART_OR, .a = (uint32_t)p->plan->kids.n, .n = x->n};
    for (uint32_t i = 0; i < x->n; i++) p->failed = p->failed || !RH_PUSH(p->keep, &p->plan->kids, p->part_of[kids[i]]);
    return part;
}

static bool is_quantifier(uint8_t op)
{
    return op == RH_STEP_ALL || op == RH_STEP_EXISTS || op == RH_STEP_EXISTS_ONE;
}

/* The lists of a slot, which all loops over it share. */
static uint32_t lists_of(planner *p, uint32_t slot)
{
    rh_batch *batch = p->batch;
    for (uint32_t i = 0; i < batch->lists.n; i++)
        if (batch->lists.at[i].slot == slot) return i;
    p->failed = p->failed || !RH_PUSH(p->keep, &batch->lists, (rh_lists){.slot = slot});
    return (uint32_t)batch->lists.n - 1;
}

/* A plan of its own for the body of a loop; false when the body is not made of atoms over its element. */
static bool body(planner *p, const rh_step *x, uint32_t lists, uint32_t *index)
{
    rh_plan plan = {.lists = lists};
    planner inner = {.batch = p->batch, .keep = p->keep, .plan = &plan, .local = x->b};
    inner.part_of = RH_NEW_N(p->keep, p->batch->pool->steps.n, uint32_t);
    if (inner.part_of == NULL) return p->failed = true, false;
    memset(inner.part_of, 0xFF, p->batch->pool->steps.n * sizeof *inner.part_of);
    plan.result = part_of(&inner, p->batch->pool->kids.at[x->a + 2]);
    p->failed |= inner.failed;
    if (inner.is_unfit || inner.failed) return false;
    plan.weight = plan.parts.at[plan.result].weight;
    plan.masks = RH_NEW_N(p->keep, plan.parts.n, rh_mask);
    p->failed = p->failed || plan.masks == NULL || !RH_PUSH(p->keep, &p->batch->bodies, plan);
    *index = (uint32_t)p->batch->bodies.n - 1;
    return !p->failed;
}

/* A quantifier with one variable over a list in a slot. */
static bool loop(planner *p, const rh_step *x, rh_part *part)
{
    if (p->local != RH_STEP_NONE || !is_quantifier(x->op) || x->n != 1) return false;
    const rh_step *range = at(p, p->batch->pool->kids.at[x->a]);
    if (range->op != RH_STEP_SLOT_LIST) return false;
    part->a = lists_of(p, range->a);
    if (p->failed || !body(p, x, part->a, &part->b)) return false;
    part->kind = RH_PART_LOOP;
    return true;
}

/* Whether the line of an atom reads what this plan runs over: slots outside, members of the element in a body. */
static bool is_mine(const planner *p, const rh_line *line)
{
    if (line->op == RH_LINE_CONFLICT) return false;
    if (p->local == RH_STEP_NONE) return line->of == RH_OF_SLOT;
    return line->of == RH_OF_ROW && line->a == p->local;
}

/* The column of a slot; made when it is new. */
static uint32_t column_of_slot(planner *p, uint32_t slot, uint8_t asks)
{
    const rh_column column = {.slot = slot};
    uint32_t k = 0;
    while (k < p->plan->columns.n && p->plan->columns.at[k].slot != slot) k++;
    if (k == p->plan->columns.n) p->failed = p->failed || !RH_PUSH(p->keep, &p->plan->columns, column);
    if (!p->failed) p->plan->columns.at[k].asks |= asks;
    return k;
}

static bool is_same_key(rh_value a, rh_value b)
{
    return a.kind == b.kind && (a.kind == RH_NULL || rh_same_text(a, b));
}

/* The column of a member of elements, or of the elements (key null); made when it is new. */
static uint32_t column_of_member(planner *p, uint32_t of, rh_column column, uint8_t asks)
{
    rh_lists *lists = &p->batch->lists.at[of];
    uint32_t k = 0;
    while (k < lists->columns.n && !is_same_key(lists->columns.at[k].key, column.key)) k++;
    column.slot = k;
    if (k == lists->columns.n) p->failed = p->failed || !RH_PUSH(p->keep, &lists->columns, column);
    if (!p->failed) lists->columns.at[k].asks |= asks;
    return k;
}

/* The code of a text that a root names. */
static uint32_t code_of(planner *p, rh_value text)
{
    rh_map *texts = &p->batch->texts;
    const uint32_t known = rh_map_get(texts, rh_value_str(text)), next = RH_CODE_FIRST + (uint32_t)texts->n;
    if (known != RH_MAP_NONE) return known;
    p->failed = p->failed || !rh_map_set(texts, p->keep, rh_value_str(text), next);
    return next;
}

/* What an atom's constants ask of its column; the texts among them get codes. */
static uint8_t look_at_constants(planner *p, rh_part *part)
{
    const bool is_list = part->line.op == RH_LINE_AMONG;
    const rh_value *values = is_list ? part->line.c.list : &part->line.c;
    const uint32_t n = is_list ? part->line.c.n : 1;
    uint32_t *codes = RH_NEW_N(p->keep, n, uint32_t);
    uint8_t asks = 0;
    p->failed |= codes == NULL;
    part->codes = codes;
    for (uint32_t i = 0; !p->failed && i < n; i++) {
        if (values[i].kind == RH_INT || values[i].kind == RH_DOUBLE) asks |= RH_ASKS_NUMBER;
        if (values[i].kind != RH_STRING) continue;
        codes[part->n++] = code_of(p, values[i]);
        asks |= RH_ASKS_TEXT;
    }
    return asks;
}

static bool is_pair(uint8_t op) { return op == RH_LINE_SAME || op == RH_LINE_DIFFERENT || op == RH_LINE_ORDER; }

/* An atom over columns; false when the step is none that this plan can run. */
static bool atom(planner *p, uint32_t step, rh_part *part)
{
    rh_line *line = &part->line;
    if (!rh_pool__atom(p->batch->pool, step, line) || !is_mine(p, line)) return false;
    const uint8_t asks = look_at_constants(p, part);
    if (p->failed) return true;
    if (line->of == RH_OF_ROW) {
        const rh_value key = line->n == RH_LINE_WHOLE ? rh_null() : p->batch->pool->consts.at[line->n];
        part->a = column_of_member(p, p->plan->lists, (rh_column){.key = key, .guess = line->guess}, asks);
    } else if (line->op == RH_LINE_HOLDS) {
        part->kind = RH_PART_HOLDS;
        part->a = lists_of(p, line->a);
        if (!p->failed) part->b = column_of_member(p, part->a, (rh_column){.key = rh_null()}, asks);
    } else if (is_pair(line->op)) {
        part->a = column_of_slot(p, line->a, RH_ASKS_PAIR);
        part->b = column_of_slot(p, line->b, RH_ASKS_PAIR);
    } else {
        part->a = column_of_slot(p, line->a, asks);
    }
    return true;
}

static rh_part leaf(planner *p, uint32_t step)
{
    rh_part part = {.kind = RH_PART_ATOM};
    if (atom(p, step, &part)) return part;
    if (loop(p, at(p, step), &part)) return part;
    p->is_unfit = p->local != RH_STEP_NONE;
    part.kind = RH_PART_STEP;
    return part;
}

static uint32_t part_of(planner *p, uint32_t step)
{
    const rh_step x = *at(p, step);
    if (p->part_of[step] != RH_STEP_NONE || p->failed) return p->part_of[step];
    if (x.op == RH_STEP_AND || x.op == RH_STEP_OR) return add(p, step, row(p, &x));
    if (x.op != RH_STEP_NOT) return add(p, step, leaf(p, step));
    const uint32_t of = part_of(p, x.a);
    return add(p, step, (rh_part){.kind = RH_PART_NOT, .a = of});
}

/* Whether all that makes a root costly is loops that the plan runs itself: their cost is known to be small. */
static bool is_bounded(const planner *p, uint32_t index)
{
    const rh_part *part = &p->plan->parts.at[index];
    if (part->kind == RH_PART_NOT) return is_bounded(p, part->a);
    if (part->kind == RH_PART_STEP) return (at(p, part->step)->flags & RH_STEP_COSTLY) == 0;
    if (part->kind != RH_PART_AND && part->kind != RH_PART_OR) return true;
    for (uint32_t i = 0; i < part->n; i++) {
        if (!is_bounded(p, p->plan->kids.at[part->a + i])) return false;
    }
    return true;
}

/* Takes back the parts from an index on. */
static void take_back(planner *p, size_t from)
{
    for (size_t i = from; i < p->plan->parts.n; i++) p->part_of[p->plan->parts.at[i].step] = RH_STEP_NONE;
    p->plan->parts.n = from;
}

/* A root that a budget may stop, or that is no truth, is evaluated for each row by itself. */
static void plan_root(planner *p, size_t r)
{
    const rh_expr root = p->batch->roots[r];
    const uint32_t step = p->batch->pool->roots.at[root].step;
    const size_t from = p->plan->parts.n;
    if (rh_pool__is_truth(at(p, step)->op)) {
        p->batch->results[r] = part_of(p, step);
        if (p->failed || is_bounded(p, p->batch->results[r])) return;
        take_back(p, from);
    }
    const rh_part part = {.kind = RH_PART_ROOT, .a = root, .step = step};
    p->failed = !RH_PUSH(p->keep, &p->plan->parts, part);
    p->batch->results[r] = (uint32_t)p->plan->parts.n - 1;
}

/* How long a list may be until a root might spend its budget: half of that is for loops, and what a root costs besides
 * is far below the other half. */
static uint32_t longest(const rh_batch *batch)
{
    uint32_t most = UINT32_MAX;
    for (size_t r = 0; r < batch->n_roots; r++) {
        const uint32_t weight = batch->plan.parts.at[batch->results[r]].weight;
        const uint32_t fits = weight > 0 ? RH_LIMIT_EXPR_COST / 2 / weight : UINT32_MAX;
        if (fits < most) most = fits;
    }
    return most;
}
_Static_assert(RH_LIMIT_EXPR_NODES < RH_LIMIT_EXPR_COST / 2, "outside loops a node is evaluated once");

bool rh_batch__plan(rh_batch *batch, rh_arena *keep)
{
    planner p = {.batch = batch, .keep = keep, .plan = &batch->plan, .local = RH_STEP_NONE};
    p.part_of = RH_NEW_N(keep, batch->pool->steps.n, uint32_t);
    if (p.part_of == NULL) return false;
    memset(p.part_of, 0xFF, batch->pool->steps.n * sizeof *p.part_of);
    for (size_t r = 0; r < batch->n_roots && !p.failed; r++) plan_root(&p, r);
    batch->plan.masks = RH_NEW_N(keep, batch->plan.parts.n, rh_mask);
    if (p.failed || batch->plan.masks == NULL) return false;
    batch->longest = longest(batch);
    return true;
}
