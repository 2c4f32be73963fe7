/* Business time by the words of SPEC.md section 4: a table of days, walked one by one. */
#include "tests/reference/insides.h"

#include <stdio.h>
#include <stdlib.h>

struct ref_day {
    bool is_covered, is_open;
    ref_wide start, open, close; /* the local midnight and the bounds of the open time */
};

static ref_wide wide_of(rh_instant t)
{
    return (ref_wide)t.s * 1000000000 + t.ns;
}

static ref_wide local_instant(const ref_calendar *cal, int64_t day, int32_t second)
{
    return wide_of(rh_zone_local(cal->zone, day, second));
}

static bool has_holiday(const ref_calendar *cal, int64_t from, int64_t to)
{
    for (size_t k = 0; k < cal->n_holidays; k++)
        if (cal->holidays[k] >= from && cal->holidays[k] < to) return true;
    return false;
}

void ref_calendar_prepare(ref_calendar *cal, int32_t first_year, int32_t last_year)
{
    cal->first = (int64_t)ref__days_from_civil(first_year, 1, 1);
    cal->n_days = (size_t)((int64_t)ref__days_from_civil(last_year + 1, 1, 1) - cal->first);
    cal->days = calloc(cal->n_days, sizeof *cal->days);
    if (cal->days == NULL) {
        fprintf(stderr, "reference: no memory\n");
        exit(70);
    }
    for (int32_t year = first_year; year <= last_year; year++) {
        int64_t from = (int64_t)ref__days_from_civil(year, 1, 1), to = (int64_t)ref__days_from_civil(year + 1, 1, 1);
        bool is_covered = has_holiday(cal, from, to);
        for (int64_t d = from; d < to; d++) {
            struct ref_day *day = &cal->days[d - cal->first];
            int weekday = (int)(((d + 4) % 7 + 7) % 7); /* day 0 of 1970 was a Thursday */
            day->is_covered = is_covered;
            day->is_open = cal->weekdays[weekday] && !has_holiday(cal, d, d + 1);
            day->start = local_instant(cal, d, 0);
            day->open = local_instant(cal, d, cal->open_s);
            day->close = local_instant(cal, d, cal->close_s);
        }
    }
}

void ref_calendar_dispose(ref_calendar *cal)
{
    free(cal->days);
    cal->days = NULL;
}

/* Covered days only; NULL else. */
static const struct ref_day *day_at(const ref_calendar *cal, int64_t d)
{
    if (d < cal->first || d >= cal->first + (int64_t)cal->n_days) return NULL;
    const struct ref_day *day = &cal->days[d - cal->first];
    return day->is_covered ? day : NULL;
}

/* The local day and second of t, by the offset in force. */
static void local_of(const ref_calendar *cal, ref_wide t, int64_t *day, int32_t *second)
{
    int64_t s = (int64_t)((t - ((t % 1000000000) + 1000000000) % 1000000000) / 1000000000);
    int64_t local = s + rh_zone_offset(cal->zone, (rh_instant){s, 0});
    *second = (int32_t)((local % 86400 + 86400) % 86400);
    *day = (local - *second) / 86400;
}

static int32_t fraction_of(ref_wide t)
{
    return (int32_t)(((t % 1000000000) + 1000000000) % 1000000000);
}

/* The first open instant at or after t. */
static bool first_open(const ref_calendar *cal, ref_wide *out, ref_wide t)
{
    int64_t d;
    int32_t second;
    local_of(cal, t, &d, &second);
    for (;; d++) {
        const struct ref_day *day = day_at(cal, d);
        if (day == NULL) return false;
        if (!day->is_open || day->close <= t || day->open >= day->close) continue;
        *out = day->open > t ? day->open : t;
        return true;
    }
}

/* The largest n with t + n business days <= limit, where later days that are not covered do not matter. */
static bool count_days(const ref_calendar *cal, int64_t *n, ref_wide t, ref_wide limit)
{
    ref_wide base;
    int64_t d, first_day;
    int32_t second;
    *n = 0;
    if (t > limit) return true; /* nothing has passed, whatever the calendar covers */
    local_of(cal, t, &first_day, &second);
    if (day_at(cal, first_day) == NULL) return false;
    if (!first_open(cal, &base, t)) {
        /* Nothing opens any more within the covered years: no day can have passed while these last. */
        local_of(cal, limit, &d, &second);
        return day_at(cal, d) != NULL;
    }
    local_of(cal, base, &d, &second);
    for (d++;; d++) {
        const struct ref_day *day = day_at(cal, d);
        if (day == NULL) return limit < local_instant(cal, d, 0);
        if (day->start > limit) return true;
        if (!day->is_open) continue;
        if (local_instant(cal, d, second) + fraction_of(base) > limit) return true;
        ++*n;
    }
}

bool ref_days_since(const ref_calendar *cal, int64_t *n, ref_wide t, ref_wide now)
{
    return count_days(cal, n, t, now);
}

bool ref_days_until(const ref_calendar *cal, int64_t *n, ref_wide t, ref_wide now)
{
    *n = 0;
    return now >= t || count_days(cal, n, now, t); /* what is past is 0 days off, whatever the calendar covers */
}

bool ref_hours_since(const ref_calendar *cal, int64_t *n, ref_wide t, ref_wide now)
{
    int64_t d;
    int32_t second;
    ref_wide passed = 0;
    *n = 0;
    if (t > now) return true;
    local_of(cal, t, &d, &second);
    if (day_at(cal, d) == NULL) return false;
    for (; t < now; d++) {
        const struct ref_day *day = day_at(cal, d);
        if (day == NULL) {
            if (local_instant(cal, d, 0) <= now) return false;
            break;
        }
        if (day->start > now) break;
        ref_wide from = day->open > t ? day->open : t, to = day->close < now ? day->close : now;
        if (day->is_open && to > from) passed += to - from;
    }
    *n = (int64_t)(passed / ((ref_wide)3600 * 1000000000));
    return true;
}
