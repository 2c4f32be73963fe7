/* The functions that read the clock, each with the instant at which it next changes. */
#include "engine/expr/builtins/builtins.h"
#include "engine/expr/eval/linear.h"

rh_value rh_fn__overdue(rh_machine *m, const rh_value *args, size_t n)
{
    (void)n;
    if (args[0].kind == RH_NULL) return rh_bool(false);
    if (args[0].kind != RH_TIMESTAMP) return rh_misfit(args[0]);
    const rh_instant due = rh_value_instant(args[0]);
    if (!rh_instant_before(m->ev->now, due)) return rh_bool(true);
    rh_machine__change(m, due);
    return rh_bool(false);
}

rh_value rh_fn__days_since(rh_machine *m, const rh_value *args, size_t n)
{
    (void)n;
    const rh_wide span = rh_wide_sub(m->ev->now, rh_value_instant(args[0]));
    const int64_t days = rh_wide_days(span);
    /* Never negative: before t and on its first day the count is 0, and the first change is one day after t. */
    if (days <= 0) rh_clock_change_after(m, rh_wide_sub((rh_wide){86400, 0}, span));
    else rh_clock_days_change(m, span, 1);
    return rh_int(days < 0 ? 0 : days);
}

/* An uncovered year says nothing about the next one: the question is asked again at the calendar's new year. */
static rh_value uncovered(rh_machine *m)
{
    if (m->ev->calendar == NULL) return rh_undecided(RH_CAUSE_CALENDAR);
    const rh_zone *zone = rh_calendar_zone(m->ev->calendar);
    int32_t year = 0, month = 0, day = 0;
    rh_civil_from_days(rh_zone_day(zone, m->ev->now), &year, &month, &day);
    if (year < 9999) rh_machine__change(m, rh_zone_local(zone, rh_days_from_civil(year + 1, 1, 1), 0));
    return rh_undecided(RH_CAUSE_CALENDAR);
}

typedef bool (*count_fn)(const rh_calendar *cal, int64_t *n, rh_instant *change, rh_instant t, rh_instant now);

static count_fn count_of(rh_builtin_fn fn)
{
    if (fn == rh_fn__business_days_since) return rh_calendar_days_since;
    if (fn == rh_fn__business_hours_since) return rh_calendar_hours_since;
    return fn == rh_fn__business_days_until ? rh_calendar_days_until : NULL;
}

bool rh_count__is(rh_builtin_fn fn) { return count_of(fn) != NULL; }

static rh_value counted(rh_machine *m, rh_value t, count_fn count);

/* n < b and n >= b ask whether n is at most b - 1, the others whether it is at most b; > and >= want the contrary. */
static rh_truth days_left(rh_machine *m, rh_value t, rh_op op, int64_t bound)
{
    bool is = false;
    rh_instant change = RH_INSTANT_NEVER;
    const bool is_next = op == RH_OP_LT || op == RH_OP_GE;
    const int64_t k = is_next ? bound - 1 : bound;
    const rh_calendar *calendar = m->ev->calendar;
    const bool is_known = calendar != NULL && rh_calendar_days_until_at_most(calendar, &is, &change,
                                                                             rh_value_instant(t), m->ev->now, k);
    rh_machine__change(m, change);
    if (!is_known) return rh_open((rh_cause)uncovered(m).cause);
    return rh_truth_of(is == (op == RH_OP_LT || op == RH_OP_LE));
}

rh_truth rh_count__order(rh_machine *m, rh_builtin_fn fn, rh_value t, rh_op op, int64_t bound)
{
    if (fn == rh_fn__business_days_until && bound > INT64_MIN) return days_left(m, t, op, bound);
    return rh_order(op, counted(m, t, count_of(fn)), rh_int(bound));
}

static rh_value counted(rh_machine *m, rh_value t, count_fn count)
{
    int64_t n = 0;
    rh_instant change = RH_INSTANT_NEVER;
    const rh_calendar *calendar = m->ev->calendar;
    const bool is_counted = calendar != NULL && count(calendar, &n, &change, rh_value_instant(t), m->ev->now);
    /* Also where the count begins to be known: when t has come, nothing is left to count. */
    rh_machine__change(m, change);
    return is_counted ? rh_int(n) : uncovered(m);
}

rh_value rh_fn__business_days_since(rh_machine *m, const rh_value *args, size_t n)
{
    (void)n;
    return counted(m, args[0], rh_calendar_days_since);
}

rh_value rh_fn__business_hours_since(rh_machine *m, const rh_value *args, size_t n)
{
    (void)n;
    return counted(m, args[0], rh_calendar_hours_since);
}

rh_value rh_fn__business_days_until(rh_machine *m, const rh_value *args, size_t n)
{
    (void)n;
    return counted(m, args[0], rh_calendar_days_until);
}
