/* The evaluator's main switches: one for values, one for truths. */
#include "engine/expr/eval/machine.h"

#include "engine/base/limits.h"
#include "engine/expr/builtins/builtins.h"
#include "engine/expr/eval/lines.h"

void rh_machine__init(rh_machine *m, const rh_pool *pool, rh_eval *ev)
{
    m->steps = pool->steps.at;
    m->kids = pool->kids.at;
    m->consts = pool->consts.at;
    m->lines = pool->lines.at;
    m->slots = ev->slots;
    m->memo = NULL;
    m->ev = ev;
    m->until = RH_INSTANT_NEVER;
    m->cost = 0;
    m->budget = ev->budget != 0 ? ev->budget : RH_LIMIT_EXPR_COST;
    m->made = 0;
    m->ended = UINT32_MAX;
    m->is_exhausted = false;
    m->pool = pool;
}

static rh_value finish(rh_machine *m, rh_value v)
{
    m->ev->valid_until = m->until;
    m->ev->cost = m->cost;
    return m->is_exhausted || m->cost > m->budget ? rh_undecided(RH_CAUSE_BUDGET) : v;
}

rh_value rh_machine__run(rh_machine *m, uint32_t step)
{
    return finish(m, rh_machine__value(m, step));
}

rh_value rh_machine__run_root(rh_machine *m, const rh_root *root)
{
    const bool is_straight = root->line != RH_STEP_NONE && !root->is_chain;
    const rh_truth t = is_straight ? rh_lines__run(m, root->line) : RH_OPEN;
    m->ev->reach = t < RH_OPEN ? 1 + (root->line - m->ended) : UINT32_MAX;
    return finish(m, t < RH_OPEN ? rh_bool(t == RH_TRUE) : rh_machine__value(m, root->step));
}

bool rh_machine__scan(rh_machine *m, size_t n_bytes)
{
    m->cost += n_bytes / 64;
    if (m->cost > m->budget) m->is_exhausted = true;
    return !m->is_exhausted;
}

bool rh_machine__count(rh_machine *m, size_t n, bool is_text)
{
    m->made += n;
    if (is_text) m->cost += n / 64;
    if (m->made > RH_LIMIT_EXPR_TEXT || m->cost > m->budget) m->is_exhausted = true;
    return !m->is_exhausted;
}

void *rh_machine__make(rh_machine *m, size_t n, size_t size_bytes)
{
    if (!rh_machine__count(m, n, size_bytes == 1)) return NULL;
    void *room = rh_arena_array(m->ev->scratch, n, size_bytes);
    if (room == NULL) m->is_exhausted = true;
    return room;
}

/* ---- truths ---- */

static rh_truth all_of(rh_machine *m, const rh_step *s)
{
    rh_truth result = RH_TRUE;
    for (uint32_t i = 0; i < s->n; i++) {
        const rh_truth t = rh_machine__truth(m, m->kids[s->a + i]);
        if (t == RH_FALSE) return RH_FALSE;
        if (t >= RH_OPEN && result == RH_TRUE) result = t;
    }
    return result;
}

static rh_truth any_of(rh_machine *m, const rh_step *s)
{
    rh_truth result = RH_FALSE;
    for (uint32_t i = 0; i < s->n; i++) {
        const rh_truth t = rh_machine__truth(m, m->kids[s->a + i]);
        if (t == RH_TRUE) return RH_TRUE;
        if (t >= RH_OPEN && result == RH_FALSE) result = t;
    }
    return result;
}

/* AND and OR with a clock atom among their kids: the kid that decides alone says how long the result holds. Its way
 * there may change before that, and what the way costs; so this is for conditions that no budget can stop. */
static rh_truth decided_by_one(rh_machine *m, const rh_step *s, rh_truth decisive)
{
    const rh_instant before = m->until;
    rh_instant all = RH_INSTANT_NEVER;
    rh_truth result = 1 - decisive;
    for (uint32_t i = 0; i < s->n; i++) {
        m->until = RH_INSTANT_NEVER;
        const rh_truth t = rh_machine__truth(m, m->kids[s->a + i]);
        if (t == decisive) {
            m->until = rh_instant_min(before, m->until);
            return decisive;
        }
        all = rh_instant_min(all, m->until);
        if (t >= RH_OPEN && result < RH_OPEN) result = t;
    }
    m->until = rh_instant_min(before, all);
    return result;
}

static rh_truth negated(rh_truth t) { return t < RH_OPEN ? 1 - t : t; }

static rh_truth equality(rh_machine *m, const rh_step *s)
{
    const rh_value a = rh_machine__value(m, s->a), b = rh_machine__value(m, s->b);
    if (a.kind == RH_UNDECIDED) return rh_open((rh_cause)a.cause);
    if (b.kind == RH_UNDECIDED) return rh_open((rh_cause)b.cause);
    return rh_truth_of(rh_value_eq(a, b));
}

static rh_op order_op(uint8_t step)
{
    return (rh_op)(RH_OP_LT + (step - RH_STEP_LT));
}
_Static_assert(RH_STEP_GE - RH_STEP_LT == RH_OP_GE - RH_OP_LT && RH_STEP_LE - RH_STEP_LT == RH_OP_LE - RH_OP_LT &&
               RH_STEP_GT - RH_STEP_LT == RH_OP_GT - RH_OP_LT, "orderings stand in one order in both tables");

/* A count of business time against a number; false when the step is something else. */
static bool count_ordering(rh_machine *m, const rh_step *s, rh_truth *out)
{
    const bool is_turned = m->steps[s->a].op == RH_STEP_CONST;
    const rh_step *call = &m->steps[is_turned ? s->b : s->a], *bound = &m->steps[is_turned ? s->a : s->b];
    if (call->op != RH_STEP_CALL || bound->op != RH_STEP_CONST || m->consts[bound->b].kind != RH_INT) return false;
    const rh_builtin_fn fn = rh_builtins[call->b].fn;
    if (!rh_count__is(fn)) return false;
    m->cost += call->weight + bound->weight;
    const rh_value t = rh_machine__value(m, m->kids[call->a]);
    const rh_op op = is_turned ? rh_ast__op_turned(order_op(s->op)) : order_op(s->op);
    *out = t.kind == RH_TIMESTAMP ? rh_count__order(m, fn, t, op, m->consts[bound->b].i)
                                  : rh_order(op, rh_misfit(t), m->consts[bound->b]);
    return true;
}

static rh_truth ordering(rh_machine *m, const rh_step *s)
{
    rh_truth t;
    if ((s->flags & RH_STEP_CLOCK) != 0 && count_ordering(m, s, &t)) return t;
    const rh_value a = rh_machine__value(m, s->a), b = rh_machine__value(m, s->b);
    return rh_order(order_op(s->op), a, b);
}

static rh_truth membership(rh_machine *m, const rh_step *s)
{
    const rh_value a = rh_machine__value(m, s->a), b = rh_machine__value(m, s->b);
    return rh_in(m, a, b);
}

static rh_truth has(rh_machine *m, const rh_step *s, bool is_declared)
{
    return rh_has_field(rh_machine__value(m, s->a), m->consts[s->b], is_declared);
}

static bool is_string(rh_value v, rh_value constant)
{
    return rh_same_text(v, constant);
}

static rh_truth conflict_of_slots(const rh_machine *m, const rh_step *s)
{
    const rh_value *first = NULL;
    for (uint32_t i = 0; i < s->n; i++) {
        const rh_value *v = &m->slots[m->kids[s->a + i]];
        if (!rh_is_present(*v)) continue;
        if (first == NULL) first = v;
        else if (!rh_value_eq(*first, *v)) return RH_TRUE;
    }
    return RH_FALSE;
}

static rh_truth order_int(const rh_machine *m, const rh_step *s)
{
    const rh_value v = m->slots[s->a], c = m->consts[s->b];
    if (v.kind != RH_INT) return rh_order((rh_op)s->n, v, c);
    return rh_order_sign((rh_op)s->n, v.i < c.i ? -1 : v.i > c.i);
}

static rh_truth order_double(const rh_machine *m, const rh_step *s)
{
    const rh_value v = m->slots[s->a], c = m->consts[s->b];
    if (v.kind != RH_DOUBLE || !(v.d <= c.d || v.d > c.d)) return rh_order((rh_op)s->n, v, c);
    return rh_order_sign((rh_op)s->n, v.d < c.d ? -1 : v.d > c.d);
}

static rh_value empty_for_null(rh_value v, rh_kind kind)
{
    if (v.kind == RH_NULL) return (rh_value){.kind = (uint8_t)kind};
    if (v.kind == kind || v.kind == RH_UNDECIDED) return v;
    return rh_undecided(RH_CAUSE_TYPE); /* of another kind than declared: the host errs */
}

/* Ruling 20 speaks of sets and lists alone: an empty JSON object is a value. */
static rh_truth evaluate_truth(rh_machine *m, const rh_step *s, uint32_t step)
{
    const bool clock = (s->flags & (RH_STEP_CLOCK | RH_STEP_STRICT)) == RH_STEP_CLOCK;
    m->cost += s->weight;
    switch (s->op) {
    case RH_STEP_AND: return clock ? decided_by_one(m, s, RH_FALSE) : all_of(m, s);
    case RH_STEP_OR: return clock ? decided_by_one(m, s, RH_TRUE) : any_of(m, s);
    case RH_STEP_NOT: return negated(rh_machine__truth(m, s->a));
    case RH_STEP_EQ: return equality(m, s);
    case RH_STEP_NE: return negated(equality(m, s));
    case RH_STEP_LT:
    case RH_STEP_LE:
    case RH_STEP_GT:
    case RH_STEP_GE: return ordering(m, s);
    case RH_STEP_IN: return membership(m, s);
    case RH_STEP_CLOCK_ORDER: return rh_clock_order(m, s);
    case RH_STEP_HAS_FIELD: return has(m, s, false);
    case RH_STEP_HAS_MEMBER: return has(m, s, true);
    case RH_STEP_ALL:
    case RH_STEP_EXISTS:
    case RH_STEP_EXISTS_ONE: return rh_loop__truth(m, s);
    case RH_STEP_HAS_SLOT: return rh_truth_of(rh_is_there(m->slots[s->a]));
    case RH_STEP_PRESENT_SLOT: return rh_truth_of(rh_is_present(m->slots[s->a]));
    case RH_STEP_ABSENT_SLOT: return rh_truth_of(!rh_is_present(m->slots[s->a]));
    case RH_STEP_CONFLICT_SLOTS: return conflict_of_slots(m, s);
    case RH_STEP_SLOT_IS_STRING: return rh_truth_of(is_string(m->slots[s->a], m->consts[s->b]));
    case RH_STEP_SLOT_NOT_STRING: return rh_truth_of(!is_string(m->slots[s->a], m->consts[s->b]));
    case RH_STEP_SLOT_IS: return rh_truth_of(rh_value_eq(m->slots[s->a], m->consts[s->b]));
    case RH_STEP_SLOT_NOT: return rh_truth_of(!rh_value_eq(m->slots[s->a], m->consts[s->b]));
    case RH_STEP_SLOT_ORDER_INT: return order_int(m, s);
    case RH_STEP_SLOT_ORDER_DOUBLE: return order_double(m, s);
    case RH_STEP_SLOT_IN: return rh_in(m, m->slots[s->a], m->consts[s->b]);
    case RH_STEP_SLOT_HOLDS: return rh_in(m, m->consts[s->b], empty_for_null(m->slots[s->a], RH_LIST));
    default: break;
    }
    m->cost -= s->weight;
    return rh_truth_from(rh_machine__value(m, step));
}

/* Evaluates a step whose value a memo keeps, and keeps it. */
static rh_value evaluate_kept(rh_machine *m, const rh_step *s, uint32_t step);

rh_truth rh_machine__truth(rh_machine *m, uint32_t step)
{
    const rh_step *s = &m->steps[step];
    if (s->cache == RH_STEP_NONE || m->memo == NULL) return evaluate_truth(m, s, step);
    rh_value v;
    if (!rh_memo__get(m, s, &v)) v = evaluate_kept(m, s, step);
    return rh_truth_from(v);
}

/* ---- values ---- */

static rh_value call(rh_machine *m, const rh_step *s)
{
    rh_value few[8];
    rh_value *args = s->n <= 8 ? few : rh_machine__make(m, s->n, sizeof *args);
    if (args == NULL) return rh_undecided(RH_CAUSE_BUDGET);
    const rh_builtin *b = &rh_builtins[s->b];
    const rh_signature *signature = &m->pool->signatures[s->b];
    for (uint32_t i = 0; i < s->n; i++) {
        args[i] = rh_machine__value(m, m->kids[s->a + i]);
        if ((rh_builtin__kinds(signature, i) & (1u << args[i].kind)) == 0) return rh_misfit(args[i]);
    }
    return b->fn(m, args, s->n);
}

static rh_value host_call(rh_machine *m, const rh_step *s)
{
    rh_value args[4];
    for (uint32_t i = 0; i < s->n; i++) {
        args[i] = rh_machine__value(m, m->kids[s->a + i]);
        if (args[i].kind == RH_UNDECIDED) return args[i];
    }
    return m->ev->call(m->ev->call_ctx, s->b, args, s->n);
}

static rh_value conditional(rh_machine *m, const rh_step *s)
{
    const rh_truth t = rh_machine__truth(m, s->a);
    return t < RH_OPEN ? rh_machine__value(m, t == RH_TRUE ? s->b : s->c) : rh_truth_value(t);
}

static rh_value arithmetic(rh_machine *m, const rh_step *s)
{
    const rh_value a = rh_machine__value(m, s->a);
    if (a.kind == RH_UNDECIDED) return a;
    return rh_arithmetic(m, (rh_step_op)s->op, a, rh_machine__value(m, s->b));
}

static rh_value field(rh_machine *m, const rh_step *s)
{
    const rh_value v = rh_field_at(m, rh_machine__value(m, s->a), m->consts[s->b], s->n);
    return s->op == RH_STEP_FIELD_LIST ? empty_for_null(v, RH_LIST) : v;
}

static rh_value indexed(rh_machine *m, const rh_step *s)
{
    const rh_value of = rh_machine__value(m, s->a), key = rh_machine__value(m, s->b);
    return s->op == RH_STEP_INDEX ? rh_index(m, of, key) : rh_index_optional(m, of, key);
}

static rh_value bind(rh_machine *m, const rh_step *s)
{
    m->locals[s->b] = rh_machine__value(m, s->a);
    return rh_machine__value(m, s->c);
}

static rh_value block(rh_machine *m, const rh_step *s)
{
    for (uint32_t i = 0; i + 1 < s->n; i++) m->locals[s->b + i] = rh_machine__value(m, m->kids[s->a + i]);
    return rh_machine__value(m, m->kids[s->a + s->n - 1]);
}

static rh_value optional_map(rh_machine *m, const rh_step *s)
{
    const rh_value of = rh_machine__value(m, s->a);
    if (of.kind != RH_OPTIONAL) return rh_misfit(of);
    if (of.n == 0) return of;
    m->locals[s->b] = of.list[0];
    const rh_value v = rh_machine__value(m, s->c);
    if (v.kind == RH_UNDECIDED) return v;
    if (s->op == RH_STEP_OPT_MAP) return rh_optional_of(m, v);
    return v.kind == RH_OPTIONAL ? v : rh_misfit(v);
}

static rh_value evaluate(rh_machine *m, const rh_step *s, uint32_t step)
{
    if (s->op >= RH_STEP_AND) return rh_truth_value(evaluate_truth(m, s, step));
    m->cost += s->weight;
    switch (s->op) {
    case RH_STEP_CONST: return m->consts[s->b];
    case RH_STEP_SLOT: return m->slots[s->a];
    case RH_STEP_SLOT_LIST: return empty_for_null(m->slots[s->a], RH_LIST);
    case RH_STEP_SLOT_MAP: return empty_for_null(m->slots[s->a], RH_MAP);
    case RH_STEP_LOCAL: return m->locals[s->a];
    case RH_STEP_NOW: return rh_timestamp(m->ev->now);
    case RH_STEP_UNDECIDED: return rh_undecided((rh_cause)s->n);
    case RH_STEP_FIELD:
    case RH_STEP_FIELD_LIST: return field(m, s);
    case RH_STEP_FIELD_OPT: return rh_field_optional(m, rh_machine__value(m, s->a), m->consts[s->b]);
    case RH_STEP_INDEX:
    case RH_STEP_INDEX_OPT: return indexed(m, s);
    case RH_STEP_LIST:
    case RH_STEP_LIST_OPT: return rh_make_list(m, s);
    case RH_STEP_MAP: return rh_make_map(m, s);
    case RH_STEP_CALL: return call(m, s);
    case RH_STEP_HOST: return host_call(m, s);
    case RH_STEP_ADD:
    case RH_STEP_SUB:
    case RH_STEP_MUL:
    case RH_STEP_DIV:
    case RH_STEP_MOD: return arithmetic(m, s);
    case RH_STEP_NEG: return rh_negate(rh_machine__value(m, s->a));
    case RH_STEP_COND: return conditional(m, s);
    case RH_STEP_DAYS_CLOCK: return rh_clock_days(m, s);
    case RH_STEP_MAP_EACH:
    case RH_STEP_FILTER:
    case RH_STEP_MAP_ENTRIES: return rh_loop__value(m, s);
    case RH_STEP_BIND: return bind(m, s);
    case RH_STEP_BLOCK: return block(m, s);
    case RH_STEP_OPT_MAP:
    case RH_STEP_OPT_FLAT_MAP:
    default: return optional_map(m, s);
    }
}

static rh_value evaluate_kept(rh_machine *m, const rh_step *s, uint32_t step)
{
    const rh_instant before = m->until;
    const uint64_t cost = m->cost;
    m->until = RH_INSTANT_NEVER;
    const uint32_t line = m->pool->kept_lines[s->cache];
    const rh_truth t = line != RH_STEP_NONE ? rh_lines__run(m, line) : RH_OPEN;
    const rh_value v = t < RH_OPEN ? rh_bool(t == RH_TRUE) : evaluate(m, s, step);
    if (!m->is_exhausted) rh_memo__put(m, s, v, m->until, m->cost - cost);
    m->until = rh_instant_min(before, m->until);
    return v;
}

rh_value rh_machine__value(rh_machine *m, uint32_t step)
{
    const rh_step *s = &m->steps[step];
    if (s->cache == RH_STEP_NONE || m->memo == NULL) return evaluate(m, s, step);
    rh_value v;
    return rh_memo__get(m, s, &v) ? v : evaluate_kept(m, s, step);
}

/* Apart, so that what needs no machine does not make room for one. */
static __attribute__((noinline)) rh_value run_machine(const rh_pool *pool, const rh_root *root, rh_eval *ev)
{
    rh_machine m;
    rh_machine__init(&m, pool, ev);
    return rh_machine__run_root(&m, root);
}

rh_value rh_pool_eval(const rh_pool *pool, rh_expr expr, rh_eval *ev)
{
    const rh_root *root = &pool->roots.at[expr];
    rh_value v;
    return rh_light__root(pool, root, NULL, ev, &v) ? v : run_machine(pool, root, ev);
}
