/* The insides of a calendar, for calendar.c and calendar_count.c only.
 *
 * Covered years make runs; nothing that crosses the end of a run is decided. The open days of all covered years stand
 * in one array with the open time before each, so that adding and counting are look-ups and differences. */
#ifndef RH_VALUE_CALENDAR_INSIDES_H
#define RH_VALUE_CALENDAR_INSIDES_H

#include "engine/value/calendar.h"

enum { RH_SECONDS_A_DAY = 86400, RH_SECONDS_AN_HOUR = 3600 };

#define RH_NO_RUN INT64_MIN

typedef struct rh_open_day {
    int64_t day;         /* local, since 1970 */
    int64_t from, until; /* seconds since 1970 UTC; equal where a gap swallows the open time */
    int64_t before_s;    /* open time of the covered days before this one */
    int32_t second;      /* local time of `from`, where local time runs evenly up to `until`; else -1 */
} rh_open_day;

struct rh_calendar {
    const rh_zone *zone;
    int64_t first_day;            /* 1 January of the first covered year */
    size_t n_days;                /* to 31 December of the last */
    const uint32_t *opens_before; /* [i]: open days before first_day + i; n_days + 1 of them */
    int32_t first_year;
    size_t n_years;
    const int64_t *run_end; /* by year: the first day behind its run, RH_NO_RUN where it is not covered */
    const rh_open_day *open;
    size_t n_open;
};

/* An instant as the calendar sees it once moved to open time. */
typedef struct rh_place {
    size_t open;    /* index of the open day */
    rh_instant at;  /* the first open instant at or after s */
    int32_t second; /* local time of `at` on that day */
} rh_place;

/* The first day behind the covered run that holds `day`; RH_NO_RUN when it is not covered. */
int64_t rh_calendar__run_end(const rh_calendar *cal, int64_t day);
/* Open days before `day`, any day. */
size_t rh_calendar__opens_before(const rh_calendar *cal, int64_t day);
/* The first open day (with open time) that ends after s, before run_end; cal->n_open when there is none. */
size_t rh_calendar__open_after(const rh_calendar *cal, rh_instant s, int64_t run_end);
bool rh_calendar__place(const rh_calendar *cal, rh_place *out, rh_instant s, int64_t run_end);
/* The instant of a local time (with nanoseconds) on an open day. */
rh_instant rh_calendar__on(const rh_calendar *cal, size_t open, int32_t second, int32_t ns);
/* Open time before s in all, exact for s within a covered year: seconds and the nanoseconds behind them. */
rh_instant rh_calendar__open_time(const rh_calendar *cal, rh_instant s);
/* The earliest instant before run_end's day begins by which `total` has passed. */
bool rh_calendar__when_passed(const rh_calendar *cal, rh_instant *out, rh_instant total, int64_t run_end);

#endif
