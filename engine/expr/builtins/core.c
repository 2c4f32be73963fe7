/* The functions of SPEC.md section 3 that do not read the clock. */
#include "engine/expr/builtins/builtins.h"
#include "engine/expr/eval/linear.h"

rh_value rh_fn__present(rh_machine *m, const rh_value *args, size_t n)
{
    (void)m, (void)n;
    return rh_bool(rh_is_present(args[0]));
}

rh_value rh_fn__absent(rh_machine *m, const rh_value *args, size_t n)
{
    (void)m, (void)n;
    return rh_bool(!rh_is_present(args[0]));
}

rh_value rh_fn__conflict(rh_machine *m, const rh_value *args, size_t n)
{
    (void)m;
    const rh_value *first = NULL;
    for (size_t i = 0; i < n; i++) {
        if (!rh_is_present(args[i])) continue;
        if (first == NULL) first = &args[i];
        else if (!rh_value_eq(*first, args[i])) return rh_bool(true);
    }
    return rh_bool(false);
}

rh_value rh_fn__intersects(rh_machine *m, const rh_value *args, size_t n)
{
    (void)n;
    for (uint32_t i = 0; i < args[0].n; i++) {
        if (!rh_machine__scan(m, 64)) return rh_undecided(RH_CAUSE_BUDGET);
        if (rh_in(m, args[0].list[i], args[1]) == RH_TRUE) return rh_bool(true);
    }
    return rh_bool(false);
}

rh_value rh_fn__days_between(rh_machine *m, const rh_value *args, size_t n)
{
    (void)m, (void)n;
    return rh_int(rh_wide_days(rh_wide_sub(rh_value_instant(args[1]), rh_value_instant(args[0]))));
}
