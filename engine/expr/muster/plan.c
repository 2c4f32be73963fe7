/* Making a muster: the steps that its roots need become parts and nodes, equal ones once. */
#include "engine/expr/muster/muster_insides.h"

#include "engine/expr/builtins/builtins.h"

#include <stdlib.h>

typedef struct planner {
    rh_muster *muster;
    const rh_pool *pool;
    rh_arena *keep;
    uint32_t *part_of, *node_of; /* by step: RH_PART_NONE, or its part or node */
    bool *is_no_part;            /* by step: it was tried */
    bool failed;
} planner;

static const rh_step *at(const planner *p, uint32_t step) { return &p->pool->steps.at[step]; }

static uint32_t new_part(planner *p) { return p->muster->n_parts++; }

/* The part in *place, made when there is none yet. */
static uint32_t part_in(planner *p, uint32_t *place)
{
    if (*place == RH_PART_UNREAD) *place = new_part(p);
    return *place;
}

/* ---- atoms ---- */

static uint32_t presence(planner *p, uint32_t slot, bool is_present)
{
    rh_muster *m = p->muster;
    size_t i = 0;
    while (i < m->presences.n && m->presences.at[i].slot != slot) i++;
    if (i == m->presences.n && !RH_PUSH(p->keep, &m->presences, (rh_presence){.slot = slot}))
        return p->failed = true, RH_PART_NONE;
    return part_in(p, is_present ? &m->presences.at[i].is_present : &m->presences.at[i].is_absent);
}

static uint32_t truth_of_slot(planner *p, uint32_t slot, bool c, bool is_equal)
{
    rh_muster *m = p->muster;
    size_t i = 0;
    while (i < m->bools.n && m->bools.at[i].slot != slot) i++;
    if (i == m->bools.n && !RH_PUSH(p->keep, &m->bools, (rh_bools){.slot = slot}))
        return p->failed = true, RH_PART_NONE;
    return part_in(p, &m->bools.at[i].parts[(is_equal ? 0 : 2) + (c ? 1 : 0)]);
}

static uint32_t text(planner *p, uint32_t slot, rh_str text, bool is_equal)
{
    rh_muster *m = p->muster;
    size_t i = 0;
    while (i < m->text_atoms.n && (m->text_atoms.at[i].slot != slot || !rh_str_eq(m->text_atoms.at[i].text, text))) i++;
    if (i == m->text_atoms.n && !RH_PUSH(p->keep, &m->text_atoms, (rh_text_atom){.slot = slot, .text = text}))
        return p->failed = true, RH_PART_NONE;
    return part_in(p, is_equal ? &m->text_atoms.at[i].is_equal : &m->text_atoms.at[i].is_other);
}

/* Parts put together by an operation, behind all of them. */
static uint32_t combination(planner *p, uint8_t op, const uint32_t *kids, uint32_t n)
{
    const rh_combination c = {.op = op, .part = new_part(p), .n = n};
    for (uint32_t i = 0; i < n; i++) p->failed = p->failed || !RH_PUSH(p->keep, &p->muster->combined, kids[i]);
    p->failed = p->failed || !RH_PUSH(p->keep, &p->muster->combinations, c);
    return c.part;
}

static bool is_all_texts(rh_value list)
{
    for (uint32_t i = 0; i < list.n; i++)
        if (list.list[i].kind != RH_STRING) return false;
    return list.n > 0;
}

/* x in [a, b] is x == a || x == b: other conditions ask for the same texts. */
static uint32_t among(planner *p, const rh_line *line)
{
    uint32_t *kids = RH_NEW_N(p->keep, line->c.n, uint32_t);
    if (kids == NULL) return p->failed = true, RH_PART_NONE;
    for (uint32_t i = 0; i < line->c.n; i++) kids[i] = text(p, line->a, rh_value_str(line->c.list[i]), true);
    return line->c.n == 1 ? kids[0] : combination(p, RH_STEP_OR, kids, line->c.n);
}

static uint32_t atom(planner *p, const rh_line *line)
{
    rh_muster *m = p->muster;
    const bool is_text = line->op == RH_LINE_IS_STRING || line->op == RH_LINE_NOT_STRING;
    const bool is_bool = line->op == RH_LINE_IS_BOOL || line->op == RH_LINE_NOT_BOOL;
    if (line->op == RH_LINE_PRESENT || line->op == RH_LINE_ABSENT)
        return presence(p, line->a, line->op == RH_LINE_PRESENT);
    if (is_text) return text(p, line->a, rh_value_str(line->c), line->op == RH_LINE_IS_STRING);
    if (is_bool) return truth_of_slot(p, line->a, line->c.b, line->op == RH_LINE_IS_BOOL);
    if (line->op == RH_LINE_AMONG && is_all_texts(line->c)) return among(p, line);
    const uint32_t part = new_part(p);
    if (line->op == RH_LINE_ORDER_INT) {
        const rh_ints ints = {.slot = line->a, .part = part, .by = line->by, .c = line->c.i};
        p->failed = p->failed || !RH_PUSH(p->keep, &m->ints, ints);
    } else {
        p->failed = p->failed || !RH_PUSH(p->keep, &m->others, ((rh_other_atom){*line, part}));
    }
    return part;
}

/* ---- parts ---- */

static uint32_t part_of(planner *p, uint32_t step);

/* The part of a row of kids, all of them parts; RH_PART_NONE when one is none. */
static uint32_t row(planner *p, const rh_step *x)
{
    const uint32_t *kids = p->pool->kids.at + x->a;
    uint32_t *parts = RH_NEW_N(p->keep, x->n, uint32_t);
    bool is_part = true;
    if (parts == NULL) return p->failed = true, RH_PART_NONE;
    for (uint32_t i = 0; i < x->n; i++) {
        parts[i] = part_of(p, kids[i]);
        is_part = is_part && parts[i] != RH_PART_NONE;
    }
    return is_part ? combination(p, x->op, parts, x->n) : RH_PART_NONE;
}

static uint32_t made(planner *p, uint32_t step)
{
    const rh_step *x = at(p, step);
    rh_line line;
    if ((x->flags & (RH_STEP_CLOCK | RH_STEP_CALLS)) != 0) return RH_PART_NONE;
    if (x->op == RH_STEP_AND || x->op == RH_STEP_OR) return row(p, x);
    if (x->op == RH_STEP_NOT) {
        const uint32_t of = part_of(p, x->a);
        return of != RH_PART_NONE ? combination(p, RH_STEP_NOT, &of, 1) : RH_PART_NONE;
    }
    const bool is_atom = rh_pool__atom(p->pool, step, &line) || rh_pool__map_atom(p->pool, step, &line);
    return is_atom && line.of == RH_OF_SLOT ? atom(p, &line) : RH_PART_NONE;
}

static uint32_t part_of(planner *p, uint32_t step)
{
    if (p->part_of[step] != RH_PART_NONE || p->is_no_part[step] || p->failed) return p->part_of[step];
    p->part_of[step] = made(p, step);
    p->is_no_part[step] = p->part_of[step] == RH_PART_NONE;
    return p->part_of[step];
}

/* ---- nodes ---- */

static uint32_t operand(planner *p, uint32_t step);

static uint32_t new_node(planner *p, rh_late_node node)
{
    p->failed = p->failed || !RH_PUSH(p->keep, &p->muster->nodes, node);
    return (uint32_t)p->muster->nodes.n - 1;
}

/* How many of n operands, from the first on, are parts. */
static uint32_t n_parts(const uint32_t *operands, uint32_t n)
{
    uint32_t i = 0;
    while (i < n && operands[i] >= RH_OPERAND_PART) i++;
    return i;
}

/* Operands beside each other that are parts become one. Returns how many are left. */
static uint32_t merge(planner *p, uint8_t op, uint32_t *operands, uint32_t n)
{
    uint32_t out = 0;
    for (uint32_t i = 0; i < n;) {
        const uint32_t run = n_parts(operands + i, n - i);
        uint32_t first = operands[i];
        for (uint32_t k = i; run > 1 && k < i + run; k++) operands[k] -= RH_OPERAND_PART;
        if (run > 1) first = RH_OPERAND_PART + combination(p, op, operands + i, run);
        operands[out++] = first;
        i += run > 1 ? run : 1;
    }
    return out;
}

/* The operands of a row, those that are parts merged. */
static uint32_t *operands_of(planner *p, const rh_step *x, uint32_t *n)
{
    uint32_t *operands = RH_NEW_N(p->keep, x->n, uint32_t);
    p->failed = p->failed || operands == NULL;
    for (uint32_t i = 0; !p->failed && i < x->n; i++) operands[i] = operand(p, p->pool->kids.at[x->a + i]);
    *n = p->failed ? 0 : merge(p, x->op, operands, x->n);
    return operands;
}

static uint32_t chain(planner *p, const rh_step *x)
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
static bool is_overdue(const planner *p, const rh_step *x, uint32_t *slot)
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
static bool is_meeting(const planner *p, const rh_step *x, rh_meeting *out)
{
    if (x->op != RH_STEP_CALL || rh_builtins[x->b].fn != rh_fn__intersects) return false;
    const uint32_t *args = p->pool->kids.at + x->a;
    const rh_step *of = at(p, args[0]);
    if (of->op != RH_STEP_SLOT_LIST || !rh_pool__is_const(p->pool, args[1])) return false;
    *out = (rh_meeting){.slot = of->a, .list = rh_pool__value(p->pool, args[1])};
    return out->list.kind == RH_LIST;
}

static uint32_t meeting(planner *p, rh_meeting one)
{
    p->failed = p->failed || !RH_PUSH(p->keep, &p->muster->meetings, one);
    return new_node(p, (rh_late_node){.kind = RH_LATE_MEETING, .a = (uint32_t)p->muster->meetings.n - 1});
}

static uint32_t loop(planner *p, uint32_t step, rh_line line)
{
    const rh_late_node node = {.kind = RH_LATE_LOOP, .a = step, .n = (uint32_t)p->muster->loops.n};
    p->failed = p->failed || !RH_PUSH(p->keep, &p->muster->loops, line);
    return new_node(p, node);
}

static uint32_t made_node(planner *p, uint32_t step)
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

static uint32_t operand(planner *p, uint32_t step)
{
    const uint32_t part = part_of(p, step);
    if (part != RH_PART_NONE) return RH_OPERAND_PART + part;
    if (p->node_of[step] == RH_PART_NONE && !p->failed) p->node_of[step] = made_node(p, step);
    return p->node_of[step];
}

/* ---- choices ---- */

static uint32_t new_choice(planner *p, rh_choice choice)
{
    p->failed = p->failed || !RH_PUSH(p->keep, &p->muster->choices, choice);
    return (uint32_t)p->muster->choices.n - 1;
}

static uint64_t ways(const planner *p, uint32_t choice) { return p->failed ? 0 : p->muster->choices.at[choice].n_ways; }

static uint32_t choice_of(planner *p, uint32_t step);

static uint32_t count_joined(const planner *p, uint32_t step)
{
    uint32_t n = 1;
    for (; at(p, step)->op == RH_STEP_ADD; step = at(p, step)->a) n++;
    return n;
}

/* What a chain of + joins, from the left. */
static rh_choice row_of_choices(planner *p, uint32_t step)
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
static rh_choice conditional(planner *p, const rh_step *x)
{
    const rh_choice choice = {.kind = RH_CHOICE_COND, .a = operand(p, x->a), .b = choice_of(p, x->b),
                              .c = choice_of(p, x->c)};
    if (p->failed) return choice;
    const rh_choice *b = &p->muster->choices.at[choice.b], *c = &p->muster->choices.at[choice.c];
    if (b->kind == RH_CHOICE_CONST && c->kind == RH_CHOICE_CONST)
        return (rh_choice){.kind = RH_CHOICE_TRUTH, .a = choice.a, .n_ways = 2};
    return (rh_choice){RH_CHOICE_COND, choice.a, choice.b, choice.c, b->n_ways + c->n_ways};
}

static uint32_t choice_of(planner *p, uint32_t step)
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

/* What stands before all else in a row, if it is a part, may decide the root alone. */
static void find_gate(planner *p, rh_late_root *root, const rh_step *x)
{
    uint32_t n;
    if (x->op != RH_STEP_AND && x->op != RH_STEP_OR) return;
    const uint32_t *operands = operands_of(p, x, &n);
    if (n == 0 || operands[0] < RH_OPERAND_PART) return;
    root->gate = operands[0] - RH_OPERAND_PART;
    root->decisive = x->op == RH_STEP_AND ? RH_PART_FALSE : RH_PART_TRUE;
}

/* A value that the clock or the host tells is the evaluator's; so is a truth that a budget may stop and that reads the
 * clock. */
static void plan_root(planner *p, rh_expr expr, uint32_t index)
{
    const uint32_t step = p->pool->roots.at[expr].step;
    const rh_step *x = at(p, step);
    const rh_type *type = p->pool->roots.at[expr].type;
    const bool is_truth = rh_pool__is_truth(x->op) || (type->kind == RH_T_BOOL && !type->is_nullable);
    rh_late_root root = {.way = RH_WAY_EVALUATOR, .index = index, .expr = expr, .gate = RH_PART_NONE};
    const uint32_t part = part_of(p, step);
    if (part != RH_PART_NONE) {
        p->muster->part_of[index] = part;
        return;
    }
    if ((x->flags & RH_STEP_CALLS) == 0) find_gate(p, &root, x);
    if (is_strict(x)) root.way = RH_WAY_EVALUATOR;
    else if ((x->flags & RH_STEP_CALLS) == 0 && is_truth) root.way = RH_WAY_NODE, root.at = operand(p, step);
    else if ((x->flags & (RH_STEP_CALLS | RH_STEP_CLOCK)) == 0) root.way = RH_WAY_CHOICE, root.at = choice_of(p, step);
    p->failed = p->failed || !RH_PUSH(p->keep, &p->muster->late, root);
}

static int by_slot(const void *a, const void *b)
{
    const rh_text_atom *x = a, *y = b;
    if (x->slot != y->slot) return x->slot < y->slot ? -1 : 1;
    return rh_str_cmp(x->text, y->text);
}

/* The texts of one slot beside each other. */
static void group_texts(planner *p)
{
    rh_muster *m = p->muster;
    if (m->text_atoms.n > 1) qsort(m->text_atoms.at, m->text_atoms.n, sizeof *m->text_atoms.at, by_slot);
    for (uint32_t i = 0; i < m->text_atoms.n && !p->failed; i++) {
        const uint32_t slot = m->text_atoms.at[i].slot;
        if (i == 0 || m->text_atoms.at[i - 1].slot != slot)
            p->failed = !RH_PUSH(p->keep, &m->texts, ((rh_texts){.slot = slot, .first = i}));
        if (!p->failed) m->texts.at[m->texts.n - 1].n++;
    }
}

bool rh_muster__plan(rh_muster *muster, rh_arena *keep)
{
    const size_t n_steps = muster->pool->steps.n;
    planner p = {.muster = muster, .pool = muster->pool, .keep = keep, .part_of = RH_NEW_N(keep, n_steps, uint32_t),
                 .node_of = RH_NEW_N(keep, n_steps, uint32_t), .is_no_part = RH_NEW_N(keep, n_steps, bool)};
    if (p.part_of == NULL || p.node_of == NULL || p.is_no_part == NULL) return false;
    memset(p.part_of, 0xFF, n_steps * sizeof *p.part_of);
    memset(p.node_of, 0xFF, n_steps * sizeof *p.node_of);
    muster->n_parts = RH_N_OWN_PARTS;
    for (uint32_t r = 0; r < muster->n_roots && !p.failed; r++)
        if (muster->roots[r] != RH_EXPR_NONE) plan_root(&p, muster->roots[r], r);
    group_texts(&p);
    return !p.failed;
}
