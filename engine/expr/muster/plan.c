/* Making a muster: the steps that its roots need become parts and nodes, equal ones once. */
#include "engine/expr/muster/planner.h"

#include "engine/expr/builtins/builtins.h"

static const rh_step *at(const rh_planner *p, uint32_t step) { return &p->pool->steps.at[step]; }

/* ---- parts ---- */

/* Parts put together by an operation, behind all of them. */
static uint32_t combination(rh_planner *p, uint8_t op, const uint32_t *parts, uint32_t n)
{
    const rh_combination c = {.op = op, .part = rh_planner__new_part(p), .n = n};
    for (uint32_t i = 0; i < n; i++) p->failed = p->failed || !RH_PUSH(p->keep, &p->muster->combined, parts[i]);
    p->failed = p->failed || !RH_PUSH(p->keep, &p->muster->combinations, c);
    return c.part;
}

static uint32_t term(rh_planner *p, uint32_t step, bool is_denied)
{
    const uint32_t part = rh_planner__new_part(p);
    rh_planner__begin(p, part, is_denied);
    rh_planner__add(p, part, step, is_denied);
    return part;
}

/* What reads no clock, calls no host and is made of atoms alone. */
static bool is_part(rh_planner *p, uint32_t step)
{
    const rh_step *x = at(p, step);
    if (rh_planner__takes(p, step, false)) return true;
    if (x->op == RH_STEP_NOT) return is_part(p, x->a);
    if (x->op != RH_STEP_AND && x->op != RH_STEP_OR) return false;
    for (uint32_t i = 0; i < x->n; i++)
        if (!is_part(p, p->pool->kids.at[x->a + i])) return false;
    return true;
}

static uint32_t part_of(rh_planner *p, uint32_t step);

/* The part of n steps, all of them parts, under && or ||: as much of it as may be is a term, which denies what denies
 * each where it is ||. */
static uint32_t joined(rh_planner *p, uint8_t op, const uint32_t *steps, uint32_t n)
{
    const bool is_denied = op == RH_STEP_OR;
    uint32_t *parts = RH_NEW_N(p->keep, n, uint32_t), n_parts = 0;
    bool *is_taken = RH_NEW_N(p->keep, n, bool), has_term = false;
    if (parts == NULL || is_taken == NULL) return p->failed = true, RH_PART_NONE;
    for (uint32_t i = 0; i < n; i++) {
        is_taken[i] = rh_planner__takes(p, steps[i], is_denied);
        has_term = has_term || is_taken[i];
        if (!is_taken[i]) parts[n_parts++] = part_of(p, steps[i]);
    }
    if (has_term) {
        parts[n_parts] = rh_planner__new_part(p);
        rh_planner__begin(p, parts[n_parts], is_denied);
        for (uint32_t i = 0; i < n; i++)
            if (is_taken[i]) rh_planner__add(p, parts[n_parts], steps[i], is_denied);
        n_parts++;
    }
    return n_parts == 1 ? parts[0] : combination(p, op, parts, n_parts);
}

static uint32_t made(rh_planner *p, uint32_t step)
{
    const rh_step *x = at(p, step);
    if (rh_planner__takes(p, step, false)) return term(p, step, false);
    if (rh_planner__takes(p, step, true)) return term(p, step, true);
    if (x->op != RH_STEP_NOT) return joined(p, x->op, p->pool->kids.at + x->a, x->n);
    const uint32_t of = part_of(p, x->a);
    return combination(p, RH_STEP_NOT, &of, 1);
}

static uint32_t part_of(rh_planner *p, uint32_t step)
{
    if (p->part_of[step] == RH_PART_NONE && !p->failed) p->part_of[step] = made(p, step);
    return p->part_of[step];
}

/* ---- nodes ---- */

static uint32_t operand(rh_planner *p, uint32_t step);

static uint32_t new_node(rh_planner *p, rh_late_node node)
{
    p->failed = p->failed || !RH_PUSH(p->keep, &p->muster->nodes, node);
    return (uint32_t)p->muster->nodes.n - 1;
}

/* The operands of a row: those beside each other that are parts are one. */
static uint32_t *operands_of(rh_planner *p, const rh_step *x, uint32_t *n)
{
    const uint32_t *steps = p->pool->kids.at + x->a;
    uint32_t *operands = RH_NEW_N(p->keep, x->n, uint32_t), n_run;
    *n = 0;
    p->failed = p->failed || operands == NULL;
    for (uint32_t i = 0; i < x->n && !p->failed; i += n_run > 0 ? n_run : 1) {
        for (n_run = 0; i + n_run < x->n && is_part(p, steps[i + n_run]);) n_run++;
        operands[(*n)++] = n_run > 1 ? RH_OPERAND_PART + joined(p, x->op, steps + i, n_run) : operand(p, steps[i]);
    }
    return operands;
}

static uint32_t chain(rh_planner *p, const rh_step *x)
{
    rh_muster *m = p->muster;
    uint32_t n;
    const uint32_t *operands = operands_of(p, x, &n);
    const uint8_t kind = x->op == RH_STEP_AND ? RH_LATE_AND : RH_LATE_OR;
    const rh_late_node node = {.kind = kind, .a = (uint32_t)m->kids.n, .n = n};
    for (uint32_t i = 0; i < n; i++) p->failed = p->failed || !RH_PUSH(p->keep, &m->kids, operands[i]);
    return new_node(p, node);
}

/* The slot of overdue(slot). */
static bool is_overdue(const rh_planner *p, const rh_step *x, uint32_t *slot)
{
    if (x->op != RH_STEP_CALL || rh_builtins[x->b].fn != rh_fn__overdue) return false;
    const rh_step *of = at(p, p->pool->kids.at[x->a]);
    *slot = of->a;
    return of->op == RH_STEP_SLOT;
}

/* How long something holds that a budget may stop is the machine's to say: as long as all that it costs. */
static bool is_strict(const rh_step *x)
{
    return (x->flags & (RH_STEP_STRICT | RH_STEP_CLOCK)) == (RH_STEP_STRICT | RH_STEP_CLOCK);
}

/* intersects(slot, constants) */
static bool is_meeting(const rh_planner *p, const rh_step *x, rh_meeting *out)
{
    if (x->op != RH_STEP_CALL || rh_builtins[x->b].fn != rh_fn__intersects) return false;
    const uint32_t *args = p->pool->kids.at + x->a;
    const rh_step *of = at(p, args[0]);
    if (of->op != RH_STEP_SLOT_LIST || !rh_pool__is_const(p->pool, args[1])) return false;
    *out = (rh_meeting){.slot = of->a, .list = rh_pool__value(p->pool, args[1])};
    return out->list.kind == RH_LIST;
}

static uint32_t meeting(rh_planner *p, rh_meeting one)
{
    p->failed = p->failed || !RH_PUSH(p->keep, &p->muster->meetings, one);
    return new_node(p, (rh_late_node){.kind = RH_LATE_MEETING, .a = (uint32_t)p->muster->meetings.n - 1});
}

static uint32_t loop(rh_planner *p, uint32_t step, rh_line line)
{
    const rh_late_node node = {.kind = RH_LATE_LOOP, .a = step, .n = (uint32_t)p->muster->loops.n};
    p->failed = p->failed || !RH_PUSH(p->keep, &p->muster->loops, line);
    return new_node(p, node);
}

static uint32_t made_node(rh_planner *p, uint32_t step)
{
    const rh_step *x = at(p, step);
    uint32_t slot = 0;
    rh_meeting one;
    rh_line line;
    rh_late_node node = {.kind = RH_LATE_STEP, .a = step};
    if (!is_strict(x) && (x->op == RH_STEP_AND || x->op == RH_STEP_OR)) return chain(p, x);
    if (!is_strict(x) && x->op == RH_STEP_NOT) node = (rh_late_node){.kind = RH_LATE_NOT, .a = operand(p, x->a)};
    else if (is_meeting(p, x, &one)) return meeting(p, one);
    else if (rh_pool__loop_atom(p->pool, step, &line)) return loop(p, step, line);
    else if (is_overdue(p, x, &slot)) node = (rh_late_node){.kind = RH_LATE_OVERDUE, .a = slot};
    return new_node(p, node);
}

static uint32_t operand(rh_planner *p, uint32_t step)
{
    if (is_part(p, step)) return RH_OPERAND_PART + part_of(p, step);
    if (p->node_of[step] == RH_PART_NONE && !p->failed) p->node_of[step] = made_node(p, step);
    return p->node_of[step];
}

/* ---- choices ---- */

static uint32_t new_choice(rh_planner *p, rh_choice choice)
{
    p->failed = p->failed || !RH_PUSH(p->keep, &p->muster->choices, choice);
    return (uint32_t)p->muster->choices.n - 1;
}

static uint64_t ways(const rh_planner *p, uint32_t choice)
{
    return p->failed ? 0 : p->muster->choices.at[choice].n_ways;
}

static uint32_t choice_of(rh_planner *p, uint32_t step);

static uint32_t count_joined(const rh_planner *p, uint32_t step)
{
    uint32_t n = 1;
    for (; at(p, step)->op == RH_STEP_ADD; step = at(p, step)->a) n++;
    return n;
}

/* What a chain of + joins, from the left. */
static rh_choice row_of_choices(rh_planner *p, uint32_t step)
{
    rh_muster *m = p->muster;
    const uint32_t n = count_joined(p, step);
    uint32_t *choices = RH_NEW_N(p->keep, n, uint32_t);
    rh_choice row = {.kind = RH_CHOICE_ROW, .b = n, .n_ways = 1};
    p->failed = p->failed || choices == NULL;
    for (uint32_t i = n; !p->failed && i-- > 0; step = at(p, step)->a) {
        choices[i] = choice_of(p, i > 0 ? at(p, step)->b : step);
        const uint64_t more = ways(p, choices[i]);
        row.n_ways = row.n_ways < RH_CHOICE_WAYS_MOST / (more + 1) ? row.n_ways * more : RH_CHOICE_WAYS_MOST;
    }
    row.a = (uint32_t)m->kids.n;
    for (uint32_t i = 0; !p->failed && i < n; i++) p->failed = !RH_PUSH(p->keep, &m->kids, choices[i]);
    return row;
}

/* A condition between two constants is a truth as good as any. */
static rh_choice conditional(rh_planner *p, const rh_step *x)
{
    const rh_choice choice = {.kind = RH_CHOICE_COND, .a = operand(p, x->a), .b = choice_of(p, x->b),
                              .c = choice_of(p, x->c)};
    if (p->failed) return choice;
    const rh_choice *b = &p->muster->choices.at[choice.b], *c = &p->muster->choices.at[choice.c];
    if (b->kind == RH_CHOICE_CONST && c->kind == RH_CHOICE_CONST)
        return (rh_choice){.kind = RH_CHOICE_TRUTH, .a = choice.a, .n_ways = 2};
    return (rh_choice){RH_CHOICE_COND, choice.a, choice.b, choice.c, b->n_ways + c->n_ways};
}

static uint32_t choice_of(rh_planner *p, uint32_t step)
{
    const rh_step x = *at(p, step);
    rh_choice choice = {.kind = RH_CHOICE_OTHER, .n_ways = 1};
    if (x.op == RH_STEP_CONST) choice.kind = RH_CHOICE_CONST;
    else if (rh_pool__is_truth(x.op)) choice = (rh_choice){.kind = RH_CHOICE_TRUTH, .a = operand(p, step), .n_ways = 2};
    else if (x.op == RH_STEP_COND) choice = conditional(p, &x);
    else if (x.op == RH_STEP_ADD) choice = row_of_choices(p, step);
    if (choice.n_ways >= RH_CHOICE_WAYS_MOST) choice = (rh_choice){.kind = RH_CHOICE_OTHER, .n_ways = 1};
    return new_choice(p, choice);
}

/* ---- roots ---- */

/* Lets n steps, all of them parts, under && or || stand for a root. */
static void let_stand(rh_planner *p, uint32_t root, uint8_t op, const uint32_t *steps, uint32_t n)
{
    const bool is_denied = op == RH_STEP_OR;
    bool is_term = true;
    for (uint32_t i = 0; i < n; i++) is_term = is_term && rh_planner__takes(p, steps[i], is_denied);
    if (is_term) {
        rh_planner__begin(p, root, is_denied);
        for (uint32_t i = 0; i < n; i++) rh_planner__add(p, root, steps[i], is_denied);
    } else {
        const rh_root_part part = {.root = root, .part = joined(p, op, steps, n)};
        p->failed = p->failed || !RH_PUSH(p->keep, &p->muster->root_parts, part);
    }
}

/* What stands before all else in a row, as far as it is a part, may decide the root alone. */
static void plan_late(rh_planner *p, uint32_t root, const rh_step *x, uint32_t node)
{
    rh_muster *m = p->muster;
    const bool is_and = x->op == RH_STEP_AND, is_row = is_and || x->op == RH_STEP_OR;
    const uint32_t *steps = p->pool->kids.at + x->a;
    uint32_t n = 0;
    while (is_row && n < x->n && is_part(p, steps[n])) n++;
    if (n > 0) let_stand(p, root, x->op, steps, n);
    rh_bits_add(is_and && n > 0 ? m->late_unless_false : m->late_unless_true, root);
    m->node_of[root] = node;
}

/* A value that the clock or the host tells is the evaluator's; so is a truth that a budget may stop and that reads the
 * clock. */
static void plan_root(rh_planner *p, rh_expr expr, uint32_t root)
{
    const uint32_t step = p->pool->roots.at[expr].step;
    const rh_step *x = at(p, step);
    const rh_type *type = p->pool->roots.at[expr].type;
    const bool is_truth = rh_pool__is_truth(x->op) || (type->kind == RH_T_BOOL && !type->is_nullable);
    if (is_part(p, step)) {
        let_stand(p, root, rh_planner__takes(p, step, true) ? RH_STEP_OR : RH_STEP_AND, &step, 1);
    } else if ((x->flags & RH_STEP_CALLS) == 0 && is_truth) {
        plan_late(p, root, x, is_strict(x) ? RH_NODE_NONE : operand(p, step));
    } else if ((x->flags & (RH_STEP_CALLS | RH_STEP_CLOCK)) == 0) {
        const rh_root_choice choice = {.root = root, .choice = choice_of(p, step)};
        p->failed = p->failed || !RH_PUSH(p->keep, &p->muster->root_choices, choice);
    } else {
        rh_bits_add(p->muster->late_unless_true, root);
        p->muster->node_of[root] = RH_NODE_NONE;
    }
}

/* The parts that stand for the roots: what denies all of nothing is false. */
static void reserve_roots(rh_planner *p)
{
    for (size_t i = 0; i < rh_bits_words(p->muster->n_roots) * 64; i++)
        p->failed = p->failed || !RH_PUSH(p->keep, &p->terms, ((rh_term){.is_denied = true}));
}

bool rh_muster__plan(rh_muster *muster, rh_arena *keep)
{
    const size_t n_steps = muster->pool->steps.n;
    rh_planner p = {.muster = muster, .pool = muster->pool, .keep = keep, .part_of = RH_NEW_N(keep, n_steps, uint32_t),
                    .node_of = RH_NEW_N(keep, n_steps, uint32_t), .atom_of = RH_NEW_N(keep, n_steps, uint32_t)};
    muster->late_unless_false = RH_NEW_N(keep, rh_bits_words(muster->n_roots), uint64_t);
    muster->late_unless_true = RH_NEW_N(keep, rh_bits_words(muster->n_roots), uint64_t);
    muster->node_of = RH_NEW_N(keep, muster->n_roots, uint32_t);
    if (rh_arena_failed(keep)) return false;
    memset(p.part_of, 0xFF, n_steps * sizeof *p.part_of);
    memset(p.node_of, 0xFF, n_steps * sizeof *p.node_of);
    memset(p.atom_of, 0xFF, n_steps * sizeof *p.atom_of);
    reserve_roots(&p);
    for (uint32_t r = 0; r < muster->n_roots && !p.failed; r++)
        if (muster->roots[r] != RH_EXPR_NONE) plan_root(&p, muster->roots[r], r);
    muster->n_parts = (uint32_t)p.terms.n;
    if (!p.failed) rh_planner__tabulate(&p);
    return !p.failed;
}
