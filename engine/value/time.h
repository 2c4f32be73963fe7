/* Instants, durations and civil dates. No clock, zone file or locale: those are zone.h and the caller.
 *
 * An instant is nanoseconds on the UTC line without leap seconds, years 0001 to 9999 (ruling 4). A duration is int64
 * nanoseconds (ruling 40). Civil fields are proleptic Gregorian. */
#ifndef RH_VALUE_TIME_H
#define RH_VALUE_TIME_H

#include "engine/base/str.h"

#include <stdbool.h>
#include <stdint.h>

typedef struct rh_instant {
    int64_t s;  /* seconds since 1970-01-01T00:00:00Z */
    int32_t ns; /* 0..999999999, always counted forward */
} rh_instant;

#define RH_INSTANT_MIN ((rh_instant){-62135596800, 0})         /* 0001-01-01T00:00:00Z */
#define RH_INSTANT_MAX ((rh_instant){253402300799, 999999999}) /* 9999-12-31T23:59:59.999999999Z */
/* Later than every instant: "never". */
#define RH_INSTANT_NEVER ((rh_instant){INT64_MAX, 0})

typedef struct rh_civil {
    int32_t year;                 /* 1..9999 */
    int32_t month, day;           /* 1..12, 1..31 */
    int32_t hour, minute, second; /* 0..23, 0..59, 0..59 */
    int32_t weekday;              /* 0 Sunday .. 6 */
    int32_t yearday;              /* 0..365 */
} rh_civil;

static inline int rh_instant_cmp(rh_instant a, rh_instant b)
{
    if (a.s != b.s) return a.s < b.s ? -1 : 1;
    return a.ns < b.ns ? -1 : a.ns > b.ns;
}
static inline bool rh_instant_before(rh_instant a, rh_instant b) { return rh_instant_cmp(a, b) < 0; }
static inline rh_instant rh_instant_min(rh_instant a, rh_instant b) { return rh_instant_before(b, a) ? b : a; }
static inline bool rh_instant_is_never(rh_instant t) { return t.s == INT64_MAX; }

/* t + d; false when the result leaves the range (out untouched). */
bool rh_instant_add(rh_instant *out, rh_instant t, int64_t ns);
/* a - b in nanoseconds; false on overflow. */
bool rh_instant_sub(int64_t *out, rh_instant a, rh_instant b);
/* Days since 1970-01-01 of a civil date, and back. Source: Hinnant, "chrono-compatible low-level date algorithms". */
int64_t rh_days_from_civil(int32_t year, int32_t month, int32_t day);
void rh_civil_from_days(int64_t days, int32_t *year, int32_t *month, int32_t *day);
bool rh_civil_is_date(int64_t year, int64_t month, int64_t day);
/* The civil fields of (s + offset). offset in seconds east of UTC. */
rh_civil rh_civil_of(rh_instant t, int32_t offset_s);

/* RFC 3339 date-time with a zone, upper or lower case t and z; refuses :60, 24:00, more than nine fractional digits,
 * years outside 0001..9999 and anything before or behind. */
bool rh_instant_parse(rh_instant *out, rh_str text);
/* YYYY-MM-DD. */
bool rh_date_parse(int32_t *year, int32_t *month, int32_t *day, rh_str text);
/* "YYYY-MM-DDTHH:MM:SS[.f]Z", shortest fraction; at most 30 bytes and a NUL; the length. */
size_t rh_instant_text(char out[32], rh_instant t);

/* CEL duration text ("1h30m", "-1.5s", "10ms", "2us", "3ns", "0"); false when malformed or beyond int64 ns. */
bool rh_duration_parse(int64_t *out_ns, rh_str text);
/* CEL's string(duration): seconds with the shortest fraction and "s". At most 24 bytes and a NUL; the length. */
size_t rh_duration_text(char out[32], int64_t ns);

#endif
