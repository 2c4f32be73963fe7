/* The math extension. */
#include "engine/expr/builtins/builtins.h"
#include "engine/expr/eval/machine.h"

#include <math.h>

static bool is_number(rh_value v) { return v.kind == RH_INT || v.kind == RH_UINT || v.kind == RH_DOUBLE; }

/* The value that no other of them is before by `op`; the first of equals. */
static rh_value extreme(const rh_value *args, size_t n, rh_op op)
{
    if (n == 1 && args[0].kind == RH_LIST) {
        n = args[0].n;
        args = args[0].list;
        if (n == 0) return rh_undecided(RH_CAUSE_INDEX);
    }
    rh_value best = args[0];
    for (size_t i = 0; i < n; i++) {
        if (!is_number(args[i])) return rh_misfit(args[i]);
        if (rh_order(op, args[i], best) == RH_TRUE) best = args[i];
    }
    return best;
}

rh_value rh_fn__math_greatest(rh_machine *m, const rh_value *args, size_t n)
{
    (void)m;
    return extreme(args, n, RH_OP_GT);
}

rh_value rh_fn__math_least(rh_machine *m, const rh_value *args, size_t n)
{
    (void)m;
    return extreme(args, n, RH_OP_LT);
}

#define OF_DOUBLE(ID, result)                                           \
    rh_value rh_fn__##ID(rh_machine *m, const rh_value *args, size_t n) \
    {                                                                   \
        (void)m, (void)n;                                               \
        const double d = args[0].d;                                     \
        return result;                                                  \
    }

OF_DOUBLE(math_ceil, rh_double(ceil(d)))
OF_DOUBLE(math_floor, rh_double(floor(d)))
OF_DOUBLE(math_round, rh_double(round(d)))
OF_DOUBLE(math_trunc, rh_double(trunc(d)))
OF_DOUBLE(math_is_nan, rh_bool(d != d))
OF_DOUBLE(math_is_inf, rh_bool(d - d != 0.0 && d == d))
OF_DOUBLE(math_is_finite, rh_bool(d - d == 0.0))

rh_value rh_fn__math_abs(rh_machine *m, const rh_value *args, size_t n)
{
    (void)m, (void)n;
    const rh_value v = args[0];
    if (v.kind == RH_DOUBLE) return rh_double(v.d < 0.0 || (v.d == 0.0 && 1.0 / v.d < 0.0) ? -v.d : v.d);
    return v.kind == RH_INT && v.i < 0 ? rh_negate(v) : v;
}

rh_value rh_fn__math_sign(rh_machine *m, const rh_value *args, size_t n)
{
    (void)m, (void)n;
    const rh_value v = args[0];
    if (v.kind == RH_INT) return rh_int((v.i > 0) - (v.i < 0));
    if (v.kind == RH_UINT) return rh_uint(v.u > 0);
    return rh_double(v.d > 0.0 ? 1.0 : v.d < 0.0 ? -1.0 : v.d);
}

#define OF_BITS(ID, result)                                                  \
    rh_value rh_fn__##ID(rh_machine *m, const rh_value *args, size_t n)      \
    {                                                                        \
        (void)m, (void)n;                                                    \
        if (args[0].kind != args[1].kind) return rh_undecided(RH_CAUSE_TYPE); \
        rh_value v = args[0];                                                \
        const uint64_t a = args[0].u, b = args[1].u;                         \
        v.u = result;                                                        \
        return v;                                                            \
    }

OF_BITS(math_bit_and, a & b)
OF_BITS(math_bit_or, a | b)
OF_BITS(math_bit_xor, a ^ b)

rh_value rh_fn__math_bit_not(rh_machine *m, const rh_value *args, size_t n)
{
    (void)m, (void)n;
    rh_value v = args[0];
    v.u = ~v.u;
    return v;
}

/* Shifts treat an int as its bits; by 64 and more nothing is left. */
static rh_value shifted(const rh_value *args, bool is_left)
{
    rh_value v = args[0];
    const int64_t by = args[1].i;
    if (by < 0) return rh_undecided(RH_CAUSE_OVERFLOW);
    v.u = by > 63 ? 0 : is_left ? v.u << by : v.u >> by;
    return v;
}

rh_value rh_fn__math_bit_shift_left(rh_machine *m, const rh_value *args, size_t n)
{
    (void)m, (void)n;
    return shifted(args, true);
}

rh_value rh_fn__math_bit_shift_right(rh_machine *m, const rh_value *args, size_t n)
{
    (void)m, (void)n;
    return shifted(args, false);
}
