/* Functions of text, sizes and patterns. */
#include "engine/expr/builtins/builtins.h"
#include "engine/expr/builtins/utf8.h"
#include "engine/expr/eval/machine.h"

rh_value rh_fn__size(rh_machine *m, const rh_value *args, size_t n)
{
    (void)n;
    if (args[0].kind != RH_STRING) return rh_int(args[0].n);
    if (!rh_machine__scan(m, args[0].n)) return rh_undecided(RH_CAUSE_BUDGET);
    return rh_int((int64_t)rh_utf8_length(rh_value_str(args[0])));
}

/* Counts both texts as scanned. */
static bool scan_both(rh_machine *m, const rh_value *args)
{
    return rh_machine__scan(m, (size_t)args[0].n + args[1].n);
}

rh_value rh_fn__starts_with(rh_machine *m, const rh_value *args, size_t n)
{
    (void)n;
    if (!rh_machine__scan(m, args[1].n)) return rh_undecided(RH_CAUSE_BUDGET);
    return rh_bool(rh_str_starts(rh_value_str(args[0]), rh_value_str(args[1])));
}

rh_value rh_fn__ends_with(rh_machine *m, const rh_value *args, size_t n)
{
    (void)n;
    if (!rh_machine__scan(m, args[1].n)) return rh_undecided(RH_CAUSE_BUDGET);
    return rh_bool(rh_str_ends(rh_value_str(args[0]), rh_value_str(args[1])));
}

rh_value rh_fn__contains(rh_machine *m, const rh_value *args, size_t n)
{
    (void)n;
    if (!scan_both(m, args)) return rh_undecided(RH_CAUSE_BUDGET);
    return rh_bool(rh_str_find(rh_value_str(args[0]), rh_value_str(args[1])) != SIZE_MAX);
}

rh_value rh_fn__matches(rh_machine *m, const rh_value *args, size_t n)
{
    (void)n;
    if (m->ev->regex == NULL) return rh_undecided(RH_CAUSE_REGEX);
    if (!scan_both(m, args)) return rh_undecided(RH_CAUSE_BUDGET);
    const int found = m->ev->regex(m->ev->host, rh_value_str(args[1]), rh_value_str(args[0]));
    return found < 0 ? rh_undecided(RH_CAUSE_REGEX) : rh_bool(found == 1);
}

static rh_value cased(rh_machine *m, rh_value v, char from, char to)
{
    char *text = rh_machine__make(m, v.n, 1);
    if (text == NULL) return rh_undecided(RH_CAUSE_BUDGET);
    for (uint32_t i = 0; i < v.n; i++) {
        const char c = v.s[i];
        text[i] = c >= from && c <= from + 25 ? (char)(c - from + to) : c;
    }
    return rh_string((rh_str){text, v.n});
}

rh_value rh_fn__lower_ascii(rh_machine *m, const rh_value *args, size_t n)
{
    (void)n;
    return cased(m, args[0], 'A', 'a');
}

rh_value rh_fn__upper_ascii(rh_machine *m, const rh_value *args, size_t n)
{
    (void)n;
    return cased(m, args[0], 'a', 'A');
}
