/* The evaluator's state and what its files share. One machine lives for one evaluation, on the stack. */
#ifndef RH_EXPR_EVAL_MACHINE_H
#define RH_EXPR_EVAL_MACHINE_H

#include "engine/expr/builtins/builtins.h"
#include "engine/expr/pool/pool_insides.h"

typedef struct rh_machine {
    const rh_step *steps;
    const uint32_t *kids;
    const rh_value *consts;
    const rh_line *lines;
    const rh_value *slots;
    rh_memo *memo; /* NULL: nothing is kept */
    rh_eval *ev;
    rh_instant until; /* no later than the first later instant at which what was read changes */
    uint64_t cost, budget;
    uint64_t made;     /* bytes and elements made so far */
    uint32_t ended;    /* the line at which straight code was decided */
    bool is_exhausted; /* over a budget: whatever comes out is undecided (budget) */
    const rh_pool *pool;
    rh_value locals[RH_LOCALS];
} rh_machine;

/* A truth is false, true, or TRUTH_OPEN + its cause. */
typedef uint32_t rh_truth;
enum { RH_FALSE = 0, RH_TRUE = 1, RH_OPEN = 2 };

static inline rh_truth rh_truth_of(bool b) { return b ? RH_TRUE : RH_FALSE; }
static inline rh_truth rh_open(rh_cause cause) { return RH_OPEN + (rh_truth)cause; }
static inline rh_value rh_truth_value(rh_truth t)
{
    return t < RH_OPEN ? rh_bool(t == RH_TRUE) : rh_undecided((rh_cause)(t - RH_OPEN));
}
/* A value that stands where a truth is asked: null is undecided for want of a value, any other kind for its type. */
static inline rh_truth rh_truth_from(rh_value v)
{
    if (v.kind == RH_BOOL) return rh_truth_of(v.b);
    if (v.kind == RH_UNDECIDED) return rh_open((rh_cause)v.cause);
    return rh_open(v.kind == RH_NULL ? RH_CAUSE_NULL_ORDER : RH_CAUSE_TYPE);
}
/* The cause for an operand of a kind that an operation does not take. */
static inline rh_value rh_misfit(rh_value v)
{
    if (v.kind == RH_UNDECIDED) return v;
    return rh_undecided(v.kind == RH_NULL ? RH_CAUSE_NULL_ORDER : RH_CAUSE_TYPE);
}

rh_value rh_machine__value(rh_machine *m, uint32_t step);
rh_truth rh_machine__truth(rh_machine *m, uint32_t step);
/* Evaluates a root's step from the beginning: budgets, exhaustion and the outs of *ev are seen to. */
rh_value rh_machine__run(rh_machine *m, uint32_t step);
rh_value rh_machine__run_root(rh_machine *m, const rh_root *root);
void rh_machine__init(rh_machine *m, const rh_pool *pool, rh_eval *ev);

/* Lowers valid-until to t. */
static inline void rh_machine__change(rh_machine *m, rh_instant t) { m->until = rh_instant_min(m->until, t); }
/* Counts n bytes of text or elements as scanned; false when the cost budget is used up. */
bool rh_machine__scan(rh_machine *m, size_t n_bytes);
/* Counts n bytes of text or elements as made; false over the budget, and the machine is exhausted. */
bool rh_machine__count(rh_machine *m, size_t n, bool is_text);
/* Memory for n things of a size, counted as made; NULL over the budget or without memory: then the machine is
 * exhausted. */
void *rh_machine__make(rh_machine *m, size_t n, size_t size_bytes);

/* Whether both are the same text. */
static inline bool rh_same_text(rh_value a, rh_value b)
{
    return a.kind == RH_STRING && b.kind == RH_STRING && a.n == b.n && (a.s == b.s || rh_same_bytes(a.s, b.s, a.n));
}

/* loop.c */
rh_truth rh_loop__truth(rh_machine *m, const rh_step *s);
rh_value rh_loop__value(rh_machine *m, const rh_step *s);

/* order.c: comparison of two values by an operator LT LE GT GE. */
rh_truth rh_order(rh_op op, rh_value a, rh_value b);
rh_truth rh_order_sign(rh_op op, int sign);
rh_truth rh_in(rh_machine *m, rh_value needle, rh_value heap);
bool rh_is_present(rh_value v);
/* has() of a fact: an absent set or list is an empty one (ruling 20), an empty object is there. */
static inline bool rh_is_there(rh_value v) { return v.kind != RH_NULL && !(v.kind == RH_LIST && v.n == 0); }

/* arithmetic.c */
rh_value rh_arithmetic(rh_machine *m, rh_step_op op, rh_value a, rh_value b);
rh_value rh_negate(rh_value v);

/* linear.c: the clock atoms */
rh_truth rh_clock_order(rh_machine *m, const rh_step *s);
rh_value rh_clock_days(rh_machine *m, const rh_step *s);

/* builtins/clock.c: whether a function counts business time from or to its argument; and how such a count, of the
 * timestamp t, compares with a bound: its valid-until may be that of the truth, not of the count. */
bool rh_count__is(rh_builtin_fn fn);
rh_truth rh_count__order(rh_machine *m, rh_builtin_fn fn, rh_value t, rh_op op, int64_t bound);

/* access.c: members and elements */
rh_value rh_field(rh_machine *m, rh_value of, rh_value key);
/* The same, of a row that likely has the key at place `guess`. */
static inline rh_value rh_field_at(rh_machine *m, rh_value of, rh_value key, uint32_t guess)
{
    if (of.kind == RH_MAP && guess < of.n) {
        const rh_pair *p = &of.map[guess];
        if (rh_same_text(p->key, key)) return p->value;
    }
    return rh_field(m, of, key);
}
rh_value rh_field_optional(rh_machine *m, rh_value of, rh_value key);
rh_value rh_index(rh_machine *m, rh_value of, rh_value key);
rh_value rh_index_optional(rh_machine *m, rh_value of, rh_value key);
rh_truth rh_has_field(rh_value of, rh_value key, bool is_declared);
rh_value rh_optional_of(rh_machine *m, rh_value v);
rh_value rh_make_list(rh_machine *m, const rh_step *s);
rh_value rh_make_map(rh_machine *m, const rh_step *s);

/* memo.c: looks a step up; false when it must be evaluated. rh_memo__put keeps what came out. */
bool rh_memo__get(rh_machine *m, const rh_step *s, rh_value *out);
void rh_memo__put(rh_machine *m, const rh_step *s, rh_value v, rh_instant until, uint64_t cost);

#endif
