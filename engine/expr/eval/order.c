/* Comparison, membership and presence of values. */
#include "engine/expr/eval/machine.h"

rh_truth rh_order_sign(rh_op op, int sign)
{
    if (op == RH_OP_LT) return rh_truth_of(sign < 0);
    if (op == RH_OP_LE) return rh_truth_of(sign <= 0);
    if (op == RH_OP_GT) return rh_truth_of(sign > 0);
    return rh_truth_of(sign >= 0);
}

static bool is_number(rh_value v) { return v.kind == RH_INT || v.kind == RH_UINT || v.kind == RH_DOUBLE; }

static double as_double(rh_value v)
{
    return v.kind == RH_INT ? (double)v.i : v.kind == RH_UINT ? (double)v.u : v.d;
}

static int int_with_uint(int64_t i, uint64_t u)
{
    if (i < 0 || (uint64_t)i < u) return -1;
    return (uint64_t)i > u;
}

/* Sets *sign; false when a NaN makes them incomparable. Mixed int and double compare as doubles (ruling 39). */
static bool compare_numbers(rh_value a, rh_value b, int *sign)
{
    if (a.kind == RH_INT && b.kind == RH_INT) *sign = a.i < b.i ? -1 : a.i > b.i;
    else if (a.kind == RH_UINT && b.kind == RH_UINT) *sign = a.u < b.u ? -1 : a.u > b.u;
    else if (a.kind == RH_INT && b.kind == RH_UINT) *sign = int_with_uint(a.i, b.u);
    else if (a.kind == RH_UINT && b.kind == RH_INT) *sign = -int_with_uint(b.i, a.u);
    else {
        const double x = as_double(a), y = as_double(b);
        *sign = x < y ? -1 : x > y;
        return x <= y || x > y;
    }
    return true;
}

static bool compare(rh_value a, rh_value b, int *sign)
{
    switch ((rh_kind)a.kind) {
    case RH_BOOL: *sign = (int)a.b - (int)b.b; return true;
    case RH_STRING:
    case RH_BYTES: *sign = rh_str_cmp(rh_value_str(a), rh_value_str(b)); return true;
    case RH_TIMESTAMP: *sign = rh_instant_cmp(rh_value_instant(a), rh_value_instant(b)); return true;
    case RH_DURATION: *sign = a.i < b.i ? -1 : a.i > b.i; return true;
    case RH_NULL:
    case RH_INT:
    case RH_UINT:
    case RH_DOUBLE:
    case RH_LIST:
    case RH_MAP:
    case RH_TYPE:
    case RH_OPTIONAL:
    case RH_UNDECIDED:
    default: break;
    }
    return false;
}

rh_truth rh_order(rh_op op, rh_value a, rh_value b)
{
    if (a.kind == RH_UNDECIDED) return rh_open((rh_cause)a.cause);
    if (b.kind == RH_UNDECIDED) return rh_open((rh_cause)b.cause);
    if (a.kind == RH_NULL || b.kind == RH_NULL) return rh_open(RH_CAUSE_NULL_ORDER);
    int sign = 0;
    if (is_number(a) && is_number(b)) return compare_numbers(a, b, &sign) ? rh_order_sign(op, sign) : RH_FALSE;
    if (a.kind != b.kind || !compare(a, b, &sign)) return rh_open(RH_CAUSE_TYPE);
    return rh_order_sign(op, sign);
}

rh_truth rh_in(rh_machine *m, rh_value needle, rh_value heap)
{
    if (needle.kind == RH_UNDECIDED) return rh_open((rh_cause)needle.cause);
    if (heap.kind == RH_MAP) {
        const rh_value found = rh_index(m, heap, needle);
        return rh_truth_of(found.kind != RH_UNDECIDED);
    }
    if (heap.kind != RH_LIST) return rh_truth_from(rh_misfit(heap));
    for (uint32_t i = 0; i < heap.n; i++) {
        if (rh_value_eq(needle, heap.list[i])) return RH_TRUE;
    }
    return RH_FALSE;
}

bool rh_is_present(rh_value v)
{
    if (v.kind == RH_STRING) return !rh_str_is_blank(rh_value_str(v));
    if (v.kind == RH_LIST || v.kind == RH_MAP || v.kind == RH_BYTES) return v.n > 0;
    return v.kind != RH_NULL;
}
