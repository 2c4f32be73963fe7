/* Straight code from steps: && and || become jumps, ! swaps them, and what is left are atoms. */
#include "engine/expr/builtins/builtins.h"
#include "engine/expr/eval/lines.h"

typedef struct straightener {
    rh_pool *pool;     /* where lines are added */
    const rh_pool *in; /* the same, to read from */
    uint32_t top;   /* the step whose code is made: a memo keeps it as a whole */
    uint32_t local; /* of the loop whose body it is, or RH_STEP_NONE */
    bool failed;
} straightener;

static const rh_step *at(const straightener *s, uint32_t step) { return &s->in->steps.at[step]; }

static uint32_t add_line(straightener *s, rh_line line)
{
    s->failed = s->failed || !RH_PUSH(s->pool->keep, &s->pool->lines, line);
    return (uint32_t)s->pool->lines.n - 1;
}

/* Fills in what an atom reads, and what that costs: a slot, a member of a slot or row, or what a loop binds. False when
 * it is none of these. */
static bool operand(const straightener *s, rh_line *line, uint32_t step)
{
    const rh_step *x = at(s, step);
    const bool is_member = x->op == RH_STEP_FIELD;
    const rh_step *of = is_member ? at(s, x->a) : x;
    if (of->op != RH_STEP_SLOT && of->op != RH_STEP_LOCAL) return false;
    line->cost += x->weight + (is_member ? of->weight : 0);
    line->of = of->op == RH_STEP_LOCAL ? RH_OF_ROW : is_member ? RH_OF_MEMBER : RH_OF_SLOT;
    line->a = of->a;
    line->n = is_member ? x->b : RH_LINE_WHOLE;
    line->guess = is_member ? x->n : 0;
    return true;
}

static uint8_t equality_op(rh_value c, bool is_equal)
{
    if (c.kind == RH_STRING) return is_equal ? RH_LINE_IS_STRING : RH_LINE_NOT_STRING;
    if (c.kind == RH_BOOL) return is_equal ? RH_LINE_IS_BOOL : RH_LINE_NOT_BOOL;
    if (c.kind == RH_NULL) return is_equal ? RH_LINE_IS_NULL : RH_LINE_NOT_NULL;
    return is_equal ? RH_LINE_IS : RH_LINE_NOT;
}

/* The atom of a step that stands over a slot and, some of them, a constant. */
static bool slot_atom(const straightener *s, rh_line *line, const rh_step *x)
{
    static const uint8_t ops[RH_N_STEPS] = {[RH_STEP_HAS_SLOT] = RH_LINE_HAS + 1,
                                            [RH_STEP_PRESENT_SLOT] = RH_LINE_PRESENT + 1,
                                            [RH_STEP_ABSENT_SLOT] = RH_LINE_ABSENT + 1,
                                            [RH_STEP_CONFLICT_SLOTS] = RH_LINE_CONFLICT + 1,
                                            [RH_STEP_SLOT_IS_STRING] = RH_LINE_IS_STRING + 1,
                                            [RH_STEP_SLOT_NOT_STRING] = RH_LINE_NOT_STRING + 1,
                                            [RH_STEP_SLOT_IS] = RH_LINE_IS + 1,
                                            [RH_STEP_SLOT_NOT] = RH_LINE_NOT + 1,
                                            [RH_STEP_SLOT_ORDER_INT] = RH_LINE_ORDER_INT + 1,
                                            [RH_STEP_SLOT_ORDER_DOUBLE] = RH_LINE_ORDER_DOUBLE + 1,
                                            [RH_STEP_SLOT_IN] = RH_LINE_AMONG + 1,
                                            [RH_STEP_SLOT_HOLDS] = RH_LINE_HOLDS + 1,
                                            [RH_STEP_SLOT] = RH_LINE_TRUTH + 1};
    if (ops[x->op] == 0) return false;
    line->op = (uint8_t)(ops[x->op] - 1);
    line->by = (uint8_t)x->n;
    line->a = x->a;
    line->n = x->n;
    if (x->op >= RH_STEP_SLOT_IS_STRING) line->c = s->in->consts.at[x->b];
    if (x->op == RH_STEP_SLOT_IS || x->op == RH_STEP_SLOT_NOT)
        line->op = equality_op(line->c, x->op == RH_STEP_SLOT_IS);
    return true;
}

static bool is_order(const rh_step *x) { return x->op >= RH_STEP_LT && x->op <= RH_STEP_GE; }

static bool is_comparison(const rh_step *x)
{
    return x->op == RH_STEP_EQ || x->op == RH_STEP_NE || is_order(x);
}

/* An operand against a constant. */
static bool constant_atom(const straightener *s, rh_line *line, const rh_step *x)
{
    if (!is_comparison(x)) return false;
    const bool is_turned = rh_pool__is_const(s->in, x->a);
    const uint32_t subject = is_turned ? x->b : x->a, constant = is_turned ? x->a : x->b;
    if (!rh_pool__is_const(s->in, constant) || !operand(s, line, subject)) return false;
    line->c = rh_pool__value(s->in, constant);
    line->cost += at(s, constant)->weight;
    if (x->op == RH_STEP_EQ || x->op == RH_STEP_NE) {
        line->op = equality_op(line->c, x->op == RH_STEP_EQ);
        return true;
    }
    const rh_op op = (rh_op)(RH_OP_LT + (x->op - RH_STEP_LT));
    line->by = (uint8_t)(is_turned ? rh_ast__op_turned(op) : op);
    line->op = line->c.kind == RH_INT ? RH_LINE_ORDER_INT : RH_LINE_ORDER_DOUBLE;
    return line->c.kind == RH_INT || line->c.kind == RH_DOUBLE;
}

/* An operand among constants. */
static bool among_atom(const straightener *s, rh_line *line, const rh_step *x)
{
    if (x->op != RH_STEP_IN || !rh_pool__is_const(s->in, x->b) || !operand(s, line, x->a)) return false;
    line->op = RH_LINE_AMONG;
    line->c = rh_pool__value(s->in, x->b);
    line->cost += at(s, x->b)->weight;
    return line->c.kind == RH_LIST;
}

/* present() or absent() of an operand. */
static bool presence_atom(const straightener *s, rh_line *line, const rh_step *x)
{
    if (x->op != RH_STEP_CALL) return false;
    const rh_builtin_fn fn = rh_builtins[x->b].fn;
    if (fn != rh_fn__present && fn != rh_fn__absent) return false;
    line->op = fn == rh_fn__present ? RH_LINE_PRESENT : RH_LINE_ABSENT;
    return operand(s, line, s->in->kids.at[x->a]);
}

/* Two slots compared. */
static bool pair_atom(const straightener *s, rh_line *line, const rh_step *x)
{
    if (!is_comparison(x)) return false;
    const rh_step *a = at(s, x->a), *b = at(s, x->b);
    if (a->op != RH_STEP_SLOT || b->op != RH_STEP_SLOT) return false;
    line->a = a->a;
    line->b = b->a;
    line->cost += a->weight + b->weight;
    line->op = x->op == RH_STEP_EQ ? RH_LINE_SAME : x->op == RH_STEP_NE ? RH_LINE_DIFFERENT : RH_LINE_ORDER;
    if (is_order(x)) line->by = (uint8_t)(RH_OP_LT + (x->op - RH_STEP_LT));
    return true;
}

/* The slot of size(slot), a list. */
static bool size_of_slot(const straightener *s, const rh_step *call, uint32_t *slot)
{
    if (call->op != RH_STEP_CALL || rh_builtins[call->b].fn != rh_fn__size) return false;
    const rh_step *of = at(s, s->in->kids.at[call->a]);
    *slot = of->a;
    return of->op == RH_STEP_SLOT_LIST;
}

/* size(list) against an int. */
static bool size_atom(const straightener *s, rh_line *line, const rh_step *x)
{
    if (!is_order(x)) return false; /* of other steps a and b may be no steps */
    const bool is_turned = rh_pool__is_const(s->in, x->a);
    const uint32_t subject = is_turned ? x->b : x->a, constant = is_turned ? x->a : x->b;
    if (!rh_pool__is_const(s->in, constant) || !size_of_slot(s, at(s, subject), &line->a)) return false;
    const rh_op op = (rh_op)(RH_OP_LT + (x->op - RH_STEP_LT));
    line->op = RH_LINE_ORDER_SIZE;
    line->by = (uint8_t)(is_turned ? rh_ast__op_turned(op) : op);
    line->c = rh_pool__value(s->in, constant);
    line->cost += at(s, subject)->weight + 1 + at(s, constant)->weight;
    return line->c.kind == RH_INT;
}

/* The atom of a step over other steps: comparisons and presence that are not fused with a slot. */
static bool compound_atom(const straightener *s, rh_line *line, const rh_step *x)
{
    static bool (*const ways[])(const straightener *, rh_line *, const rh_step *) = {
        pair_atom, constant_atom, size_atom, among_atom, presence_atom};
    const rh_line before = *line;
    for (size_t i = 0; i < sizeof ways / sizeof *ways; i++) {
        if (ways[i](s, line, x)) return true;
        *line = before;
    }
    return false;
}

/* What a map in a slot holds: has() of a declared member, or a text among its keys. */
static bool map_atom(const straightener *s, rh_line *line, const rh_step *x)
{
    const bool is_has = x->op == RH_STEP_HAS_MEMBER;
    if (!is_has && x->op != RH_STEP_IN) return false;
    const rh_step *map = at(s, is_has ? x->a : x->b);
    if (map->op != (is_has ? RH_STEP_SLOT : RH_STEP_SLOT_MAP) || (!is_has && !rh_pool__is_const(s->in, x->a)))
        return false;
    *line = (rh_line){.op = is_has ? RH_LINE_HAS_MEMBER : RH_LINE_HOLDS_KEY,
                      .cost = line->cost + map->weight + (is_has ? 0 : at(s, x->a)->weight),
                      .guess = UINT16_MAX, .a = map->a, .yes = line->yes, .no = line->no,
                      .c = is_has ? s->in->consts.at[x->b] : rh_pool__value(s->in, x->a)};
    return line->c.kind == RH_STRING;
}

/* A loop over a slot whose body is light code, so that it may stand in light code itself. */
static bool loop_atom(const straightener *s, rh_line *line, uint32_t step)
{
    const rh_step *x = at(s, step);
    if ((x->flags & RH_STEP_LIGHT) == 0) return false;
    const rh_step *range = at(s, s->in->kids.at[x->a]);
    *line = (rh_line){.op = x->op == RH_STEP_ALL ? RH_LINE_ALL : RH_LINE_EXISTS,
                      .cost = line->cost - x->weight,
                      .guess = (uint16_t)(x->weight + range->weight),
                      .n = step, .a = range->a, .b = x->c, .yes = line->yes, .no = line->no};
    return true;
}

/* overdue() of a slot, where the clock may be read. */
static bool overdue_atom(const straightener *s, rh_line *line, uint32_t step)
{
    const rh_step *x = at(s, step);
    if (x->op != RH_STEP_CALL || rh_builtins[x->b].fn != rh_fn__overdue || x->cache != RH_STEP_NONE) return false;
    const rh_step *of = at(s, s->in->kids.at[x->a]);
    line->op = RH_LINE_OVERDUE;
    line->n = step;
    line->a = of->a;
    line->cost += of->weight;
    return of->op == RH_STEP_SLOT;
}

/* Whether "not null" before the line may be its guard: then what is null goes where the line goes when it is false. A
 * text or list that is empty is not present, either: a line that orders numbers leaves those to the steps. */
static uint8_t guard_of(const rh_line *test, const rh_line *line)
{
    const bool is_order = line->op == RH_LINE_ORDER_INT || line->op == RH_LINE_ORDER_DOUBLE;
    const bool is_test = test->op == RH_LINE_NOT_NULL || (test->op == RH_LINE_PRESENT && is_order);
    const bool is_pair = line->op == RH_LINE_SAME || line->op == RH_LINE_DIFFERENT || line->op == RH_LINE_ORDER;
    const bool takes_any = line->op <= RH_LINE_ORDER_SIZE || is_pair;
    const bool are_slots = test->of == RH_OF_SLOT && line->of == RH_OF_SLOT;
    if (!is_test || !are_slots || !takes_any || test->no != line->no || line->cost > UINT16_MAX) return 0;
    if (test->a == line->a && (line->guard & RH_GUARD_A) == 0) return RH_GUARD_A;
    return is_pair && test->a == line->b && line->guard == 0 ? RH_GUARD_B : 0;
}

/* Makes the test the guard of the line that it leads to, which is the last; false where it can be none. */
static bool became_guard(straightener *s, const rh_line *test)
{
    if (s->failed || s->in->lines.n == 0) return false;
    rh_line *line = &s->pool->lines.at[s->in->lines.n - 1];
    const uint8_t guard = guard_of(test, line);
    if (guard == 0) return false;
    line->guard |= guard;
    line->then[1] = line->then[0];
    line->then[0] = (uint16_t)line->cost;
    line->cost = test->cost;
    return true;
}

/* Whether a step is a line as it is: a memo keeps it, or it reads the clock. */
static bool is_whole(const straightener *s, uint32_t step)
{
    return step != s->top && (at(s, step)->cache != RH_STEP_NONE || (at(s, step)->flags & RH_STEP_CLOCK) != 0);
}

/* Where a step's lines lead: `cost` is that of the nodes entered on the way. `leads_alone`: nothing else leads to
 * `yes`, which is the last line. */
typedef struct way {
    uint32_t yes, no, cost;
    bool leads_alone;
} way;

/* The atom of a step, whatever it is. */
static uint32_t atom(straightener *s, uint32_t step, way to)
{
    const rh_step *x = at(s, step);
    rh_line line = {.cost = to.cost + x->weight, .yes = to.yes, .no = to.no};
    const rh_line plain = {.op = RH_LINE_STEP, .a = step, .b = s->local, .cost = to.cost, .yes = to.yes, .no = to.no};
    const bool is_atom = is_whole(s, step)
                             ? overdue_atom(s, &line, step)
                             : slot_atom(s, &line, x) || compound_atom(s, &line, x) || map_atom(s, &line, x) ||
                                   loop_atom(s, &line, step);
    if (!is_atom) line = plain;
    return to.leads_alone && became_guard(s, &line) ? to.yes : add_line(s, line);
}

/* Lines for a step, last kid first, so that each knows where the next begins; the first of them. */
static uint32_t truth(straightener *s, uint32_t step, way to)
{
    const rh_step x = *at(s, step);
    const bool is_and = x.op == RH_STEP_AND;
    if (is_whole(s, step) || (!is_and && x.op != RH_STEP_OR && x.op != RH_STEP_NOT)) return atom(s, step, to);
    if (x.op == RH_STEP_NOT) return truth(s, x.a, (way){to.no, to.yes, to.cost + x.weight, false});
    uint32_t next = is_and ? to.yes : to.no;
    for (uint32_t i = x.n; i-- > 0;) {
        const way on = {is_and ? next : to.yes, is_and ? to.no : next, i == 0 ? to.cost + x.weight : 0,
                        is_and && i + 1 < x.n};
        next = truth(s, s->pool->kids.at[x.a + i], on);
    }
    return next;
}

bool rh_pool__atom(const rh_pool *pool, uint32_t step, rh_line *out)
{
    const straightener s = {.in = pool};
    const rh_step *x = &pool->steps.at[step];
    *out = (rh_line){.cost = x->weight};
    return slot_atom(&s, out, x) || compound_atom(&s, out, x);
}

bool rh_pool__loop_atom(const rh_pool *pool, uint32_t step, rh_line *out)
{
    const straightener s = {.in = pool};
    *out = (rh_line){.cost = pool->steps.at[step].weight};
    return (pool->steps.at[step].flags & RH_STEP_CLOCK) == 0 && loop_atom(&s, out, step);
}

bool rh_pool__map_atom(const rh_pool *pool, uint32_t step, rh_line *out)
{
    const straightener s = {.in = pool};
    const rh_step *x = &pool->steps.at[step];
    *out = (rh_line){.cost = x->weight};
    return map_atom(&s, out, x);
}

static bool is_loop(uint8_t op)
{
    return op == RH_STEP_ALL || op == RH_STEP_EXISTS || op == RH_STEP_EXISTS_ONE || op == RH_STEP_FILTER;
}

/* The lines of the body are those from `before` on. */
static void note_light(straightener *s, rh_step *x, size_t before)
{
    const uint32_t *kids = &s->in->kids.at[x->a];
    const rh_step *range = at(s, kids[0]);
    const bool is_simple = (x->op == RH_STEP_ALL || x->op == RH_STEP_EXISTS) && x->n == 1 && kids[1] == RH_STEP_NONE;
    if (!is_simple || x->c == RH_STEP_NONE || range->op != RH_STEP_SLOT_LIST || s->failed) return;
    if (rh_light__takes_all(s->in, before, s->in->lines.n, x->b)) x->flags |= RH_STEP_LIGHT;
}

/* Whether there is code for a step that is more than the step itself. */
static bool is_worth_it(const straightener *s, uint32_t step)
{
    const rh_step *x = at(s, step);
    rh_line ignored = {0};
    if ((x->flags & RH_STEP_CLOCK) != 0) return s->local == RH_STEP_NONE && rh_step__is_chain(x);
    /* A cached step's line would ask the memo for itself. */
    if ((x->flags & RH_STEP_LIGHT) != 0) return x->cache == RH_STEP_NONE;
    if (x->op == RH_STEP_AND || x->op == RH_STEP_OR || x->op == RH_STEP_NOT) return true;
    return (slot_atom(s, &ignored, x) && x->op != RH_STEP_SLOT) || compound_atom(s, &ignored, x) ||
           map_atom(s, &ignored, x);
}

static uint32_t straight(straightener *s, uint32_t step, uint32_t local)
{
    s->top = step;
    s->local = local;
    return is_worth_it(s, step) ? truth(s, step, (way){RH_LINE_TRUE, RH_LINE_FALSE, 0, false}) : RH_STEP_NONE;
}

/* ---- roots ---- */

static uint32_t add_exit(straightener *s, rh_exit exit)
{
    s->failed = s->failed || !RH_PUSH(s->pool->keep, &s->pool->exits, exit);
    return RH_LINE_EXIT + (uint32_t)s->pool->exits.n - 1;
}

/* The value of a step, whatever it is. */
static uint32_t exit_to(straightener *s, uint32_t step, uint32_t cost)
{
    const rh_step *x = at(s, step);
    const rh_exit is_step = {.kind = RH_EXIT_STEP, .a = step, .cost = cost};
    rh_exit exit = {.a = x->a, .cost = cost + x->weight};
    if (x->op == RH_STEP_CONST) {
        exit.kind = RH_EXIT_CONST;
        exit.c = s->in->consts.at[x->b];
    } else if (x->op == RH_STEP_SLOT || x->op == RH_STEP_SLOT_LIST) {
        exit.kind = x->op == RH_STEP_SLOT ? RH_EXIT_SLOT : RH_EXIT_LIST;
    } else if (x->op == RH_STEP_FIELD && (at(s, x->a)->op == RH_STEP_SLOT || at(s, x->a)->op == RH_STEP_SLOT_MAP)) {
        exit.kind = RH_EXIT_MEMBER;
        exit.cost += at(s, x->a)->weight;
        exit.a = at(s, x->a)->a;
        exit.key = x->b;
        exit.guess = x->n;
    } else {
        exit = is_step;
    }
    return add_exit(s, exit);
}

/* Code for a value, of which conditions choose one. */
static uint32_t value(straightener *s, uint32_t step, uint32_t cost)
{
    const rh_step x = *at(s, step);
    if (is_whole(s, step) || x.op != RH_STEP_COND || (at(s, x.a)->flags & RH_STEP_CLOCK) != 0)
        return exit_to(s, step, cost);
    const uint32_t no = value(s, x.c, 0), yes = value(s, x.b, 0);
    return truth(s, x.a, (way){yes, no, cost + x.weight, false});
}

/* The lists that a chain of + joins, in their order. */
static void parts(straightener *s, rh_root *root, uint32_t step, uint32_t cost)
{
    const rh_step x = *at(s, step);
    uint32_t code;
    if (x.op == RH_STEP_ADD && x.cache == RH_STEP_NONE) {
        parts(s, root, x.a, cost + x.weight);
        code = value(s, x.b, 0);
    } else {
        code = value(s, step, cost);
    }
    s->failed = s->failed || !RH_PUSH(s->pool->keep, &s->pool->parts, code);
    root->n_parts++;
}

/* How many lists a chain of + joins. */
static uint32_t n_joined(const straightener *s, uint32_t step)
{
    uint32_t n = 1;
    for (; at(s, step)->op == RH_STEP_ADD && at(s, step)->cache == RH_STEP_NONE; step = at(s, step)->a) n++;
    return n;
}

static void code_of(straightener *s, rh_root *root)
{
    const rh_step *x = at(s, root->step);
    s->top = root->step;
    s->local = RH_STEP_NONE;
    if (x->op == RH_STEP_ADD && root->type->kind == RH_T_LIST && n_joined(s, root->step) <= RH_LIGHT_PARTS) {
        root->code = (uint32_t)s->pool->parts.n;
        parts(s, root, root->step, 0);
        return;
    }
    const uint32_t code = value(s, root->step, 0);
    const bool is_helpful =
        s->failed || code < RH_LINE_EXIT || s->in->exits.at[code - RH_LINE_EXIT].kind != RH_EXIT_STEP;
    root->code = is_helpful ? code : RH_STEP_NONE;
}

static void straighten_root(straightener *s, rh_root *root)
{
    const size_t before = s->in->lines.n;
    const rh_step *x = at(s, root->step);
    if (x->cache != RH_STEP_NONE) return;
    root->is_chain = rh_step__is_chain(x);
    root->line = straight(s, root->step, RH_STEP_NONE);
    root->n_lines = (uint32_t)(s->in->lines.n - before);
    if (root->line == RH_STEP_NONE) code_of(s, root);
}

bool rh_pool__straighten(rh_pool *pool)
{
    straightener s = {.pool = pool, .in = pool};
    pool->kept_lines = RH_NEW_N(pool->keep, pool->n_cached, uint32_t);
    if (pool->kept_lines == NULL) return false;
    for (uint32_t i = 0; i < pool->steps.n && !s.failed; i++) {
        rh_step *x = &pool->steps.at[i];
        const size_t before = pool->lines.n;
        if (is_loop(x->op)) {
            x->c = straight(&s, pool->kids.at[x->a + 2], x->b);
            note_light(&s, x, before);
        }
        if (rh_step__is_chain(x))
            x->c = pool->facts.at[i].free_locals == 0 ? straight(&s, i, RH_STEP_NONE) : RH_STEP_NONE;
        if (x->cache != RH_STEP_NONE) pool->kept_lines[x->cache] = straight(&s, i, RH_STEP_NONE);
    }
    for (size_t r = 0; r < pool->roots.n && !s.failed; r++) straighten_root(&s, &pool->roots.at[r]);
    return !s.failed;
}
