/* The business calendar: open time, business days and hours, and when a count of them next changes.
 *
 * SPEC.md section 4, rulings 43 to 49. Immutable once made: any number of threads. */
#ifndef RH_VALUE_CALENDAR_H
#define RH_VALUE_CALENDAR_H

#include "engine/base/arena.h"
#include "engine/base/err.h"
#include "engine/value/zone.h"

typedef struct rh_calendar rh_calendar;

typedef struct rh_calendar_spec {
    const rh_zone *zone;     /* borrowed for the calendar's life */
    int32_t open_s, close_s; /* seconds in the day, 0 <= open < close <= 86400 */
    bool weekdays[7];        /* [0] Sunday; at least one */
    const int64_t *holidays; /* days since 1970, any order, repeats allowed */
    size_t n_holidays;
} rh_calendar_spec;

/* The years covered are those in which a holiday falls (ruling 48). */
RH_MUST rh_code rh_calendar_make(const rh_calendar **out, rh_arena *keep, const rh_calendar_spec *spec, rh_err *err);
const rh_zone *rh_calendar_zone(const rh_calendar *cal);
/* Whether the two answer everything alike: same zone data, hours, weekdays and holidays. */
bool rh_calendar_same(const rh_calendar *a, const rh_calendar *b);

typedef enum rh_unit { RH_UNIT_MINUTE, RH_UNIT_HOUR, RH_UNIT_DAY, RH_UNIT_BUSINESS_HOUR, RH_UNIT_BUSINESS_DAY } rh_unit;

/* A span such as "2 business days" (ruling 50). */
typedef struct rh_span_of_time {
    int64_t n; /* >= 0; the register allows >= 1 */
    rh_unit unit;
} rh_span_of_time;

/* False when malformed. Accepts n >= 0. */
bool rh_span_parse(rh_span_of_time *out, rh_str text);

/* s + span. False: a day of a year that is not covered would have to be looked at, or the result leaves the range of
 * instants (out untouched). With n = 0, business days give the first open instant at or after s, all others s. */
bool rh_calendar_add(const rh_calendar *cal, rh_instant *out, rh_instant s, rh_span_of_time span);

/* Counts. *n holds, and is decided, on [now, *change) exactly: *change is the earliest later `now` at which the count
 * differs or is undecided (RH_INSTANT_NEVER: none). False: a day of a year that is not covered would have to be looked
 * at; then n is untouched and *change is the earliest later now at which it may be decided.
 *
 * The largest n >= 0 with t + n business days (hours) <= now; 0 when t is later. */
bool rh_calendar_days_since(const rh_calendar *cal, int64_t *n, rh_instant *change, rh_instant t, rh_instant now);
bool rh_calendar_hours_since(const rh_calendar *cal, int64_t *n, rh_instant *change, rh_instant t, rh_instant now);
/* The largest n >= 0 with now + n business days <= t; 0 when t is not later than now. */
bool rh_calendar_days_until(const rh_calendar *cal, int64_t *n, rh_instant *change, rh_instant t, rh_instant now);
/* Whether that count is at most k, which is asked more often than the count and costs less: *change is no later than
 * the earliest later `now` at which the answer differs or is undecided. False: as above, and *is is untouched. */
bool rh_calendar_days_until_at_most(const rh_calendar *cal, bool *is, rh_instant *change, rh_instant t, rh_instant now,
                                    int64_t k);
/* Open time between a and b in nanoseconds (0 when b <= a): for hold times and latencies. False: not covered, or beyond
 * int64. */
bool rh_calendar_open_between(const rh_calendar *cal, int64_t *ns, rh_instant a, rh_instant b);

#endif
