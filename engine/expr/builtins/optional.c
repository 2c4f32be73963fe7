/* Optionals. */
#include "engine/expr/builtins/builtins.h"
#include "engine/expr/eval/machine.h"

rh_value rh_fn__optional_of(rh_machine *m, const rh_value *args, size_t n)
{
    (void)n;
    return rh_optional_of(m, args[0]);
}

rh_value rh_fn__optional_none(rh_machine *m, const rh_value *args, size_t n)
{
    (void)m, (void)args, (void)n;
    return (rh_value){.kind = RH_OPTIONAL};
}

static bool is_zero(rh_value v)
{
    switch ((rh_kind)v.kind) {
    case RH_NULL: return true;
    case RH_BOOL: return !v.b;
    case RH_INT:
    case RH_UINT:
    case RH_DURATION: return v.i == 0;
    case RH_DOUBLE: return !(v.d < 0 || v.d > 0);
    case RH_STRING:
    case RH_BYTES:
    case RH_LIST:
    case RH_MAP:
    case RH_OPTIONAL: return v.n == 0;
    case RH_TIMESTAMP: return v.i == 0 && v.n == 0;
    case RH_TYPE:
    case RH_UNDECIDED:
    default: break;
    }
    return false;
}

rh_value rh_fn__optional_of_non_zero(rh_machine *m, const rh_value *args, size_t n)
{
    (void)n;
    return is_zero(args[0]) ? (rh_value){.kind = RH_OPTIONAL} : rh_optional_of(m, args[0]);
}

rh_value rh_fn__has_value(rh_machine *m, const rh_value *args, size_t n)
{
    (void)m, (void)n;
    return rh_bool(args[0].n == 1);
}

rh_value rh_fn__optional_value(rh_machine *m, const rh_value *args, size_t n)
{
    (void)m, (void)n;
    return args[0].n == 1 ? args[0].list[0] : rh_undecided(RH_CAUSE_MISSING_KEY);
}

rh_value rh_fn__optional_or(rh_machine *m, const rh_value *args, size_t n)
{
    (void)m, (void)n;
    if (args[0].n == 1) return args[0];
    return args[1].kind == RH_OPTIONAL ? args[1] : rh_misfit(args[1]);
}

rh_value rh_fn__optional_or_value(rh_machine *m, const rh_value *args, size_t n)
{
    (void)m, (void)n;
    return args[0].n == 1 ? args[0].list[0] : args[1];
}
