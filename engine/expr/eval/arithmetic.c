/* Arithmetic: exact, and undecided where it is not. */
#include "engine/expr/eval/machine.h"

#define PAIR(a, b) ((unsigned)(a) * 16 + (unsigned)(b))

static rh_value overflow(void) { return rh_undecided(RH_CAUSE_OVERFLOW); }

static rh_value of_ints(rh_step_op op, int64_t a, int64_t b)
{
    int64_t r = 0;
    if (op == RH_STEP_ADD) return __builtin_add_overflow(a, b, &r) ? overflow() : rh_int(r);
    if (op == RH_STEP_SUB) return __builtin_sub_overflow(a, b, &r) ? overflow() : rh_int(r);
    if (op == RH_STEP_MUL) return __builtin_mul_overflow(a, b, &r) ? overflow() : rh_int(r);
    if (b == 0) return rh_undecided(RH_CAUSE_DIVIDE_BY_ZERO);
    if (a == INT64_MIN && b == -1) return overflow();
    return rh_int(op == RH_STEP_DIV ? a / b : a % b);
}

static rh_value of_uints(rh_step_op op, uint64_t a, uint64_t b)
{
    uint64_t r = 0;
    if (op == RH_STEP_ADD) return __builtin_add_overflow(a, b, &r) ? overflow() : rh_uint(r);
    if (op == RH_STEP_SUB) return __builtin_sub_overflow(a, b, &r) ? overflow() : rh_uint(r);
    if (op == RH_STEP_MUL) return __builtin_mul_overflow(a, b, &r) ? overflow() : rh_uint(r);
    if (b == 0) return rh_undecided(RH_CAUSE_DIVIDE_BY_ZERO);
    return rh_uint(op == RH_STEP_DIV ? a / b : a % b);
}

static rh_value of_doubles(rh_step_op op, double a, double b)
{
    if (op == RH_STEP_ADD) return rh_double(a + b);
    if (op == RH_STEP_SUB) return rh_double(a - b);
    if (op == RH_STEP_MUL) return rh_double(a * b);
    return op == RH_STEP_DIV ? rh_double(a / b) : rh_undecided(RH_CAUSE_TYPE);
}

static rh_value of_durations(rh_step_op op, int64_t a, int64_t b)
{
    const rh_value v = op == RH_STEP_ADD || op == RH_STEP_SUB ? of_ints(op, a, b) : rh_undecided(RH_CAUSE_TYPE);
    return v.kind == RH_INT ? rh_duration_value(v.i) : v;
}

static rh_value of_instant_and_duration(rh_step_op op, rh_instant t, int64_t ns)
{
    rh_instant r;
    if (op == RH_STEP_ADD) return rh_instant_add(&r, t, ns) ? rh_timestamp(r) : overflow();
    if (op != RH_STEP_SUB) return rh_undecided(RH_CAUSE_TYPE);
    if (ns != INT64_MIN) return rh_instant_add(&r, t, -ns) ? rh_timestamp(r) : overflow();
    return rh_instant_add(&r, t, INT64_MAX) && rh_instant_add(&r, r, 1) ? rh_timestamp(r) : overflow();
}

static rh_value of_instants(rh_step_op op, rh_instant a, rh_instant b)
{
    int64_t ns = 0;
    if (op != RH_STEP_SUB) return rh_undecided(RH_CAUSE_TYPE);
    return rh_instant_sub(&ns, a, b) ? rh_duration_value(ns) : overflow();
}

static rh_value joined_text(rh_machine *m, rh_value a, rh_value b)
{
    if (a.n == 0) return b;
    if (b.n == 0) return a;
    char *text = rh_machine__make(m, (size_t)a.n + b.n, 1);
    if (text == NULL) return rh_undecided(RH_CAUSE_BUDGET);
    memcpy(text, a.s, a.n);
    memcpy(text + a.n, b.s, b.n);
    rh_value v = rh_string((rh_str){text, (size_t)a.n + b.n});
    v.kind = a.kind;
    return v;
}

static rh_value joined_lists(rh_machine *m, rh_value a, rh_value b)
{
    if (a.n == 0) return b;
    if (b.n == 0) return a;
    rh_value *at = rh_machine__make(m, (size_t)a.n + b.n, sizeof *at);
    if (at == NULL) return rh_undecided(RH_CAUSE_BUDGET);
    memcpy(at, a.list, a.n * sizeof *at);
    memcpy(at + a.n, b.list, b.n * sizeof *at);
    return rh_list(at, (size_t)a.n + b.n);
}

static rh_value joined(rh_machine *m, rh_step_op op, rh_value a, rh_value b)
{
    if (op != RH_STEP_ADD) return rh_undecided(RH_CAUSE_TYPE);
    return a.kind == RH_LIST ? joined_lists(m, a, b) : joined_text(m, a, b);
}

rh_value rh_arithmetic(rh_machine *m, rh_step_op op, rh_value a, rh_value b)
{
    if (a.kind == RH_UNDECIDED) return a;
    if (b.kind == RH_UNDECIDED) return b;
    switch (PAIR(a.kind, b.kind)) {
    case PAIR(RH_INT, RH_INT): return of_ints(op, a.i, b.i);
    case PAIR(RH_UINT, RH_UINT): return of_uints(op, a.u, b.u);
    case PAIR(RH_DOUBLE, RH_DOUBLE): return of_doubles(op, a.d, b.d);
    case PAIR(RH_DURATION, RH_DURATION): return of_durations(op, a.i, b.i);
    case PAIR(RH_TIMESTAMP, RH_DURATION): return of_instant_and_duration(op, rh_value_instant(a), b.i);
    case PAIR(RH_DURATION, RH_TIMESTAMP):
        return op == RH_STEP_ADD ? of_instant_and_duration(op, rh_value_instant(b), a.i) : rh_undecided(RH_CAUSE_TYPE);
    case PAIR(RH_TIMESTAMP, RH_TIMESTAMP): return of_instants(op, rh_value_instant(a), rh_value_instant(b));
    case PAIR(RH_STRING, RH_STRING):
    case PAIR(RH_BYTES, RH_BYTES):
    case PAIR(RH_LIST, RH_LIST): return joined(m, op, a, b);
    default:
        return a.kind == RH_NULL || b.kind == RH_NULL ? rh_undecided(RH_CAUSE_NULL_ORDER) : rh_undecided(RH_CAUSE_TYPE);
    }
}

rh_value rh_negate(rh_value v)
{
    if (v.kind == RH_INT) return v.i == INT64_MIN ? overflow() : rh_int(-v.i);
    return v.kind == RH_DOUBLE ? rh_double(-v.d) : rh_misfit(v);
}
