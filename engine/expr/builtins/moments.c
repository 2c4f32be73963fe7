/* The fields of timestamps in a zone, and of durations. */
#include "engine/expr/builtins/builtins.h"
#include "engine/expr/eval/machine.h"

/* "+hh:mm", "-hh:mm" or "hh:mm" in seconds. */
static bool fixed_offset(rh_str name, int32_t *seconds)
{
    const bool has_sign = name.len > 0 && (name.ptr[0] == '+' || name.ptr[0] == '-');
    const rh_str rest = rh_str_slice(name, has_sign ? 1 : 0, name.len);
    if (rest.len != 5 || rest.ptr[2] != ':') return false;
    for (size_t i = 0; i < 5; i++) {
        if (i != 2 && (rest.ptr[i] < '0' || rest.ptr[i] > '9')) return false;
    }
    const int32_t hours = (rest.ptr[0] - '0') * 10 + (rest.ptr[1] - '0'),
                  minutes = (rest.ptr[3] - '0') * 10 + (rest.ptr[4] - '0');
    if (hours > 23 || minutes > 59) return false;
    const int32_t total = hours * 3600 + minutes * 60;
    *seconds = has_sign && name.ptr[0] == '-' ? -total : total;
    return true;
}

/* The civil fields of args[0] in the zone args[1] names, or UTC. */
static bool civil(rh_machine *m, const rh_value *args, size_t n, rh_civil *out)
{
    int32_t offset = 0;
    const rh_instant t = rh_value_instant(args[0]);
    if (n == 2 && !fixed_offset(rh_value_str(args[1]), &offset)) {
        const rh_zone *zone = m->ev->zones != NULL ? m->ev->zones(m->ev->host, rh_value_str(args[1])) : NULL;
        if (zone == NULL && rh_str_eq(rh_value_str(args[1]), RH_STR("UTC"))) zone = rh_zone_utc();
        if (zone == NULL) return false;
        offset = rh_zone_offset(zone, t);
    }
    *out = rh_civil_of(t, offset);
    return true;
}

#define CIVIL(ID, value)                                                                  \
    rh_value rh_fn__##ID(rh_machine *m, const rh_value *args, size_t n)                   \
    {                                                                                     \
        rh_civil c;                                                                       \
        return civil(m, args, n, &c) ? rh_int(value) : rh_undecided(RH_CAUSE_BAD_CONVERSION); \
    }

CIVIL(get_full_year, c.year)
CIVIL(get_month, c.month - 1)
CIVIL(get_date, c.day)
CIVIL(get_day_of_month, c.day - 1)
CIVIL(get_day_of_week, c.weekday)
CIVIL(get_day_of_year, c.yearday)

/* A duration converts as a whole to a unit; a timestamp has a field. */
#define CIVIL_OR_WHOLE(ID, value, ns_per_unit)                                                \
    rh_value rh_fn__##ID(rh_machine *m, const rh_value *args, size_t n)                       \
    {                                                                                         \
        rh_civil c;                                                                           \
        if (args[0].kind == RH_DURATION)                                                      \
            return n == 1 ? rh_int(args[0].i / (ns_per_unit)) : rh_undecided(RH_CAUSE_TYPE);  \
        return civil(m, args, n, &c) ? rh_int(value) : rh_undecided(RH_CAUSE_BAD_CONVERSION); \
    }

CIVIL_OR_WHOLE(get_hours, c.hour, 3600000000000)
CIVIL_OR_WHOLE(get_minutes, c.minute, 60000000000)
CIVIL_OR_WHOLE(get_seconds, c.second, 1000000000)

/* Of a duration: its milliseconds within the second, as the suite demands. */
rh_value rh_fn__get_milliseconds(rh_machine *m, const rh_value *args, size_t n)
{
    rh_civil c;
    if (args[0].kind == RH_DURATION) return n == 1 ? rh_int(args[0].i / 1000000 % 1000) : rh_undecided(RH_CAUSE_TYPE);
    return civil(m, args, n, &c) ? rh_int(args[0].n / 1000000) : rh_undecided(RH_CAUSE_BAD_CONVERSION);
}
