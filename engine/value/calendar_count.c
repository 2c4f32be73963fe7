/* Counting business days and hours, and when a count next changes. */
#include "engine/value/calendar_insides.h"

#include "engine/base/assert.h"

static rh_instant day_begin(const rh_calendar *cal, int64_t day)
{
    return rh_zone_local(cal->zone, day, 0);
}

/* The last open day whose local time `second`, `ns` is at or before t, or `low` when none behind it is. */
static size_t last_reached(const rh_calendar *cal, size_t low, int32_t second, int32_t ns, rh_instant t)
{
    size_t i = rh_calendar__opens_before(cal, rh_zone_day(cal->zone, t) + 2);
    while (i > low + 1 && rh_instant_before(t, rh_calendar__on(cal, i - 1, second, ns))) i--;
    return i > low + 1 ? i - 1 : low;
}

/* ---- since ---- */

typedef struct count {
    int64_t n;
    rh_instant change;
} count;

/* now may be before t: then n is 0. The covered run holds t. */
static count days_since(const rh_calendar *cal, rh_instant t, rh_instant now, int64_t run_end)
{
    rh_place place;
    if (!rh_calendar__place(cal, &place, t, run_end)) return (count){0, day_begin(cal, run_end)};
    const size_t reached = last_reached(cal, place.open, place.second, place.at.ns, now), next = reached + 1;
    const bool has_next = next < cal->n_open && cal->open[next].day < run_end;
    const rh_instant change = has_next ? rh_calendar__on(cal, next, place.second, place.at.ns)
                                       : day_begin(cal, run_end);
    return (count){(int64_t)(reached - place.open), change};
}

static count hours_since(const rh_calendar *cal, rh_instant t, rh_instant now, int64_t run_end)
{
    const rh_instant from = rh_calendar__open_time(cal, t), to = rh_calendar__open_time(cal, now);
    count c = {0, day_begin(cal, run_end)};
    if (rh_instant_before(from, to)) c.n = (to.s - from.s - (to.ns < from.ns)) / RH_SECONDS_AN_HOUR;
    const rh_instant next = {from.s + (c.n + 1) * RH_SECONDS_AN_HOUR, from.ns};
    rh_instant at;
    if (rh_calendar__when_passed(cal, &at, next, run_end)) c.change = at;
    return c;
}

typedef count count_since(const rh_calendar *cal, rh_instant t, rh_instant now, int64_t run_end);

static bool since(const rh_calendar *cal, int64_t *n, rh_instant *change, rh_instant t, rh_instant now,
                  count_since *counted)
{
    const int64_t run_end = rh_calendar__run_end(cal, rh_zone_day(cal->zone, t));
    const bool is_later = rh_instant_before(now, t);
    if (run_end == RH_NO_RUN && is_later) { /* nothing to count until t comes */
        *n = 0;
        *change = t;
        return true;
    }
    *change = RH_INSTANT_NEVER;
    if (run_end == RH_NO_RUN || (!is_later && rh_zone_day(cal->zone, now) >= run_end)) return false;
    const count c = counted(cal, t, now, run_end);
    *n = c.n;
    *change = c.change;
    return true;
}

bool rh_calendar_days_since(const rh_calendar *cal, int64_t *n, rh_instant *change, rh_instant t, rh_instant now)
{
    return since(cal, n, change, t, now, days_since);
}

bool rh_calendar_hours_since(const rh_calendar *cal, int64_t *n, rh_instant *change, rh_instant t, rh_instant now)
{
    return since(cal, n, change, t, now, hours_since);
}

/* ---- until ---- */

static int64_t days_until(const rh_calendar *cal, rh_instant t, rh_instant now, int64_t run_end)
{
    rh_place place;
    if (!rh_calendar__place(cal, &place, now, run_end)) return 0;
    return (int64_t)(last_reached(cal, place.open, place.second, place.at.ns, t) - place.open);
}

/* A stretch of `now` within one open day and one offset: there, local time runs evenly. */
typedef struct piece {
    rh_instant from;
    int64_t until;
    size_t open, target; /* the open day, and the one n days later */
    int32_t offset_s;
} piece;

static bool is_beyond(const rh_calendar *cal, const piece *p, rh_instant now, rh_instant t)
{
    const int32_t second = (int32_t)(now.s + p->offset_s - cal->open[p->open].day * RH_SECONDS_A_DAY);
    return rh_instant_before(t, rh_calendar__on(cal, p->target, second, now.ns));
}

/* Within a piece: what is later by ns is an instant. */
static rh_instant later(rh_instant t, int64_t ns)
{
    const bool is_instant = rh_instant_add(&t, t, ns);
    RH_ASSERT(is_instant);
    return t;
}

/* The first instant of the piece at which the same local time on the target day is later than t, by halving: local time
 * may jump on the target day, so that there is no formula. */
static rh_instant bisect(const rh_calendar *cal, const piece *p, rh_instant t)
{
    int64_t low = 0, high = (p->until - p->from.s) * 1000000000 - p->from.ns - 1;
    while (high - low > 1) {
        const int64_t mid = low + (high - low) / 2;
        if (is_beyond(cal, p, later(p->from, mid), t)) high = mid;
        else low = mid;
    }
    return later(p->from, high);
}

/* RH_INSTANT_NEVER when it does not happen within the piece. */
static rh_instant first_beyond(const rh_calendar *cal, const piece *p, rh_instant t)
{
    if (!is_beyond(cal, p, (rh_instant){p->until - 1, 999999999}, t)) return RH_INSTANT_NEVER;
    const int64_t days_s = (cal->open[p->target].day - cal->open[p->open].day) * RH_SECONDS_A_DAY;
    const rh_instant same = {t.s + rh_zone_offset(cal->zone, t) - days_s - p->offset_s, t.ns}; /* the local time of t */
    if (rh_instant_before(same, p->from) || same.s >= p->until) return bisect(cal, p, t);
    const rh_instant next = later(same, 1);
    return is_beyond(cal, p, same, t) || !is_beyond(cal, p, next, t) ? bisect(cal, p, t) : next;
}

/* The count at `now` is n. It is even while the calendar is closed, falls within a piece at most once, and may rise
 * only where local time is set back. */
static rh_instant until_change(const rh_calendar *cal, int64_t n, rh_instant t, rh_instant now, int64_t run_end)
{
    rh_instant at = now;
    for (bool is_first = true;; is_first = false) {
        if (rh_instant_before(t, at)) return RH_INSTANT_NEVER; /* 0 for good: a count above that changed on the way */
        if (!is_first && days_until(cal, t, at, run_end) != n) return at;
        const size_t i = rh_calendar__open_after(cal, at, run_end);
        if (i == cal->n_open) return RH_INSTANT_NEVER; /* nothing open any more: 0 for good */
        const rh_open_day *open = &cal->open[i];
        if (at.s < open->from) {
            at = (rh_instant){open->from, 0};
            continue;
        }
        const int64_t stretch_end = rh_zone_until(cal->zone, at);
        const piece p = {at, stretch_end < open->until ? stretch_end : open->until, i, i + (size_t)n,
                         rh_zone_offset(cal->zone, at)};
        const rh_instant found = n > 0 ? first_beyond(cal, &p, t) : RH_INSTANT_NEVER;
        if (!rh_instant_is_never(found)) return found;
        at = (rh_instant){p.until, 0};
    }
}

/* When a count that is undecided now may be decided: in the next covered run, or when t comes. */
static rh_instant until_decided(const rh_calendar *cal, rh_instant t, int64_t today)
{
    for (size_t i = 0; i < cal->n_years; i++) {
        const int64_t new_year = rh_days_from_civil(cal->first_year + (int32_t)i, 1, 1);
        if (cal->run_end[i] != RH_NO_RUN && new_year > today) return rh_instant_min(t, day_begin(cal, new_year));
    }
    return t;
}

/* False: undecided, *change is set. */
static bool is_covered(const rh_calendar *cal, rh_instant *change, int64_t *run_end, rh_instant t, rh_instant now)
{
    const int64_t today = rh_zone_day(cal->zone, now);
    *run_end = rh_calendar__run_end(cal, today);
    if (*run_end != RH_NO_RUN && rh_zone_day(cal->zone, t) < *run_end) return true;
    *change = until_decided(cal, t, today);
    return false;
}

bool rh_calendar_days_until(const rh_calendar *cal, int64_t *n, rh_instant *change, rh_instant t, rh_instant now)
{
    int64_t run_end;
    if (!rh_instant_before(now, t)) {
        *n = 0;
        *change = RH_INSTANT_NEVER;
        return true;
    }
    if (!is_covered(cal, change, &run_end, t, now)) return false;
    *n = days_until(cal, t, now, run_end);
    *change = until_change(cal, *n, t, now, run_end);
    return true;
}

/* While k + 1 business days lead to a day two before that of t (one may not exist), more than k are left: the end of
 * the last such open day. */
static rh_instant surely_above(const rh_calendar *cal, rh_instant t, int64_t k)
{
    const int64_t last = (int64_t)rh_calendar__opens_before(cal, rh_zone_day(cal->zone, t) - 1) - 1 - (k + 1);
    return last >= 0 ? (rh_instant){cal->open[last].until, 0} : RH_INSTANT_MIN;
}

/* A count rises only where local time is set back, and once t has come it is 0 for good. */
static rh_instant surely_not_above(const rh_calendar *cal, rh_instant t, rh_instant now)
{
    const rh_instant set_back = {rh_zone_until(cal->zone, now), 0};
    return rh_instant_before(set_back, t) ? set_back : RH_INSTANT_NEVER;
}

bool rh_calendar_days_until_at_most(const rh_calendar *cal, bool *is, rh_instant *change, rh_instant t, rh_instant now,
                                    int64_t k)
{
    int64_t run_end;
    *change = RH_INSTANT_NEVER;
    const bool has_come = !rh_instant_before(now, t);
    if (!has_come && !is_covered(cal, change, &run_end, t, now)) return false;
    const int64_t n = has_come ? 0 : days_until(cal, t, now, run_end);
    *is = n <= k;
    if (has_come || k < 0 || k >= (int64_t)cal->n_open) return true;
    *change = *is ? surely_not_above(cal, t, now) : surely_above(cal, t, k);
    if (!*is && !rh_instant_before(now, *change)) *change = until_change(cal, n, t, now, run_end);
    return true;
}
