/* Time zones: the line of offsets of a zone, and local time on it. */
#include "engine/value/zone_insides.h"

enum {
    SECONDS_A_DAY = 86400,
    OFFSET_REACH_S = 26 * 3600 /* no zone is further from UTC (RFC 8536 section 3.2) */
};

static const rh_zone utc = {.name = {"UTC", 3}};

const rh_zone *rh_zone_utc(void)
{
    return &utc;
}

rh_str rh_zone_name(const rh_zone *zone)
{
    return zone->name;
}

/* ---- the footer's rule ---- */

/* A year of the calendar's 400-year cycle that has the same days: rules are asked for years 0 and 10000, too. */
static int32_t like_year(int32_t year)
{
    return 2000 + (year % 400 + 400) % 400;
}

static bool is_leap(int32_t year)
{
    return rh_civil_is_date(like_year(year), 2, 29);
}

/* The local day (since 1970) on which a rule falls in a year. */
static int64_t rule_day(const rh_zone_change *change, int32_t year)
{
    const int64_t new_year = rh_days_from_civil(year, 1, 1);
    if (change->kind == RH_ZONE_DAY_0) return new_year + change->day;
    if (change->kind == RH_ZONE_DAY_1) return new_year + change->day - 1 + (is_leap(year) && change->day >= 60);
    const int64_t first = rh_days_from_civil(year, change->month, 1);
    const int32_t weekday_of_first = (int32_t)(((first + 4) % 7 + 7) % 7);
    int32_t day = 1 + (change->day - weekday_of_first + 7) % 7 + 7 * (change->week - 1);
    while (!rh_civil_is_date(like_year(year), change->month, day)) day -= 7; /* week 5 is the last */
    return first + day - 1;
}

/* There are two changes in each year, at most nine days outside it: a time of change may be a week before or behind its
 * day, and day 365 of a year that has no such day is the next 1 January. So two years on either side suffice. */
rh_zone_stretch rh_zone__rule_stretch(const rh_zone_rule *rule, int64_t t)
{
    rh_zone_stretch found = {INT64_MIN, INT64_MAX, rule->standard_s};
    if (!rule->has_summer) return found;
    const int32_t year = rh_civil_of((rh_instant){t, 0}, 0).year;
    for (int32_t y = year - 2; y <= year + 2; y++)
        for (int i = 0; i < 2; i++) {
            const rh_zone_change *change = i == 0 ? &rule->begin : &rule->end;
            const int32_t before = i == 0 ? rule->standard_s : rule->summer_s,
                          after = i == 0 ? rule->summer_s : rule->standard_s;
            const int64_t at = rule_day(change, y) * SECONDS_A_DAY + change->time_s - before;
            /* Where an end and a begin meet (summer time all year), the begin wins. */
            if (at <= t && (at > found.from || (at == found.from && i == 0))) found.from = at, found.offset_s = after;
            if (at > t && at < found.until) found.until = at;
        }
    return found;
}

/* ---- the line ---- */

/* The last transition at or before t, which is not before the first. */
static size_t last_before(const rh_zone *zone, int64_t t)
{
    size_t low = 0, high = zone->n_transitions; /* transitions[low].at <= t < transitions[high].at */
    const uint64_t i = t >= zone->near_from ? ((uint64_t)t - (uint64_t)zone->near_from) / RH_ZONE_NEAR_S : UINT64_MAX;
    if (i < zone->n_near) {
        for (low = zone->near[i]; low + 1 < high && zone->transitions[low + 1].at <= t;) low++;
        return low;
    }
    while (high - low > 1) {
        const size_t mid = low + (high - low) / 2;
        if (zone->transitions[mid].at <= t) low = mid;
        else high = mid;
    }
    return low;
}

rh_zone_stretch rh_zone__stretch(const rh_zone *zone, int64_t t)
{
    const size_t n = zone->n_transitions;
    if (n == 0 && zone->has_rule) return rh_zone__rule_stretch(&zone->rule, t);
    if (n == 0 || t < zone->transitions[0].at)
        return (rh_zone_stretch){INT64_MIN, n == 0 ? INT64_MAX : zone->transitions[0].at, zone->first_s};
    const size_t low = last_before(zone, t), high = low + 1;
    const rh_zone_transition *last = &zone->transitions[low];
    if (high < n) return (rh_zone_stretch){last->at, zone->transitions[high].at, last->offset_s};
    if (!zone->has_rule) return (rh_zone_stretch){last->at, INT64_MAX, last->offset_s};
    rh_zone_stretch stretch = rh_zone__rule_stretch(&zone->rule, t);
    if (stretch.from < last->at) stretch.from = last->at;
    return stretch;
}

int32_t rh_zone_offset(const rh_zone *zone, rh_instant t)
{
    return rh_zone__stretch(zone, t.s).offset_s;
}

int64_t rh_zone_until(const rh_zone *zone, rh_instant t)
{
    return rh_zone__stretch(zone, t.s).until;
}

rh_instant rh_zone_local(const rh_zone *zone, int64_t days, int32_t second_of_day)
{
    const int64_t local = days * SECONDS_A_DAY + second_of_day;
    int64_t after_gap = INT64_MAX;
    rh_zone_stretch s = rh_zone__stretch(zone, local - OFFSET_REACH_S);
    for (;;) {
        const int64_t t = local - s.offset_s;
        if (t >= s.from && t < s.until) return (rh_instant){t, 0};
        if (s.until > local + OFFSET_REACH_S) break;
        const int64_t at = s.until;
        const bool was_before = t >= s.until; /* local is not reached by the end of this stretch */
        s = rh_zone__stretch(zone, at);
        if (was_before && at + s.offset_s > local && after_gap == INT64_MAX) after_gap = at;
    }
    return (rh_instant){after_gap, 0};
}

rh_local_times rh_zone_local_is(const rh_zone *zone, int64_t days, int32_t second_of_day)
{
    const int64_t local = days * SECONDS_A_DAY + second_of_day, first = rh_zone_local(zone, days, second_of_day).s;
    const rh_zone_stretch s = rh_zone__stretch(zone, first);
    if (first + s.offset_s != local) return RH_LOCAL_NEVER;
    if (s.until == INT64_MAX) return RH_LOCAL_ONCE;
    return local - rh_zone__stretch(zone, s.until).offset_s >= s.until ? RH_LOCAL_TWICE : RH_LOCAL_ONCE;
}

int64_t rh_zone_day(const rh_zone *zone, rh_instant t)
{
    const int64_t local = t.s + rh_zone_offset(zone, t);
    return (local >= 0 ? local : local - (SECONDS_A_DAY - 1)) / SECONDS_A_DAY;
}

static bool same_change(const rh_zone_change *a, const rh_zone_change *b)
{
    return a->kind == b->kind && a->month == b->month && a->week == b->week && a->day == b->day &&
           a->time_s == b->time_s;
}

static bool same_rule(const rh_zone_rule *a, const rh_zone_rule *b)
{
    if (a->standard_s != b->standard_s || a->has_summer != b->has_summer) return false;
    if (!a->has_summer) return true;
    return a->summer_s == b->summer_s && same_change(&a->begin, &b->begin) && same_change(&a->end, &b->end);
}

bool rh_zone__same(const rh_zone *a, const rh_zone *b)
{
    if (a == b) return true;
    if (a->first_s != b->first_s || a->n_transitions != b->n_transitions || a->has_rule != b->has_rule) return false;
    for (size_t i = 0; i < a->n_transitions; i++)
        if (a->transitions[i].at != b->transitions[i].at || a->transitions[i].offset_s != b->transitions[i].offset_s)
            return false;
    return !a->has_rule || same_rule(&a->rule, &b->rule);
}
