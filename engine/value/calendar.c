/* The business calendar: its table of open days, and adding to an instant. */
#include "engine/value/calendar_insides.h"

#include "engine/value/zone_insides.h"

/* ---- making the table ---- */

static const char *wrong_with(const rh_calendar_spec *spec)
{
    bool any = false;
    for (int i = 0; i < 7; i++) any = any || spec->weekdays[i];
    if (!any) return "no day of the week is open";
    if (spec->open_s < 0 || spec->close_s > RH_SECONDS_A_DAY) return "its hours leave the day";
    if (spec->open_s >= spec->close_s) return "it does not open before it closes";
    const int64_t low = rh_days_from_civil(1, 1, 1), high = rh_days_from_civil(9999, 12, 31);
    for (size_t i = 0; i < spec->n_holidays; i++)
        if (spec->holidays[i] < low || spec->holidays[i] > high) return "a holiday lies outside the years 1 to 9999";
    return NULL;
}

static int32_t year_of(int64_t day)
{
    int32_t year, month, day_of_month;
    rh_civil_from_days(day, &year, &month, &day_of_month);
    return year;
}

static bool find_years(rh_calendar *cal, rh_arena *keep, const rh_calendar_spec *spec)
{
    int32_t first = INT32_MAX, last = 0;
    for (size_t i = 0; i < spec->n_holidays; i++) {
        const int32_t year = year_of(spec->holidays[i]);
        if (year < first) first = year;
        if (year > last) last = year;
    }
    if (spec->n_holidays == 0) return true;
    cal->first_year = first;
    cal->n_years = (size_t)(last - first) + 1;
    cal->first_day = rh_days_from_civil(first, 1, 1);
    cal->n_days = (size_t)(rh_days_from_civil(last, 12, 31) - cal->first_day) + 1;
    int64_t *run_end = RH_NEW_N(keep, cal->n_years, int64_t);
    if (run_end == NULL) return false;
    for (size_t i = 0; i < cal->n_years; i++) run_end[i] = RH_NO_RUN;
    for (size_t i = 0; i < spec->n_holidays; i++) run_end[year_of(spec->holidays[i]) - first] = 0;
    for (size_t i = cal->n_years; i-- > 0;) {
        if (run_end[i] == RH_NO_RUN) continue;
        const bool goes_on = i + 1 < cal->n_years && run_end[i + 1] != RH_NO_RUN;
        run_end[i] = goes_on ? run_end[i + 1] : rh_days_from_civil(first + (int32_t)i, 12, 31) + 1;
    }
    cal->run_end = run_end;
    return true;
}

/* Fills [0, n_days) with 1 for open days. */
static void mark_open(const rh_calendar *cal, uint32_t *days, const rh_calendar_spec *spec)
{
    for (size_t i = 0; i < cal->n_days; i++) {
        const int64_t day = cal->first_day + (int64_t)i;
        days[i] = spec->weekdays[((day + 4) % 7 + 7) % 7] && rh_calendar__run_end(cal, day) != RH_NO_RUN;
    }
    for (size_t i = 0; i < spec->n_holidays; i++) days[spec->holidays[i] - cal->first_day] = 0;
}

/* Without a change of offset up to two days before nothing within the hours is skipped, nor said twice. */
static int32_t even_from(const rh_calendar *cal, int64_t day, int64_t from, int64_t until)
{
    const rh_zone_stretch s = rh_zone__stretch(cal->zone, from);
    const bool is_even = from < until && s.until >= until && s.from <= from - 2 * RH_SECONDS_A_DAY;
    return is_even ? (int32_t)(from + s.offset_s - day * RH_SECONDS_A_DAY) : -1;
}

static bool fill_days(rh_calendar *cal, rh_arena *keep, const rh_calendar_spec *spec)
{
    uint32_t *days = RH_NEW_N(keep, cal->n_days + 1, uint32_t);
    if (days == NULL) return false;
    mark_open(cal, days, spec);
    for (size_t i = 0; i < cal->n_days; i++) cal->n_open += days[i];
    rh_open_day *open = RH_NEW_N(keep, cal->n_open, rh_open_day);
    if (open == NULL) return false;
    uint32_t n = 0;
    int64_t before_s = 0;
    for (size_t i = 0; i <= cal->n_days; i++) {
        const bool is_open = i < cal->n_days && days[i] != 0;
        days[i] = n;
        if (!is_open) continue;
        const int64_t day = cal->first_day + (int64_t)i;
        const int64_t from = rh_zone_local(cal->zone, day, spec->open_s).s,
                      until = rh_zone_local(cal->zone, day, spec->close_s).s;
        open[n] = (rh_open_day){day, from, until, before_s, even_from(cal, day, from, until)};
        before_s += open[n].until - open[n].from;
        n++;
    }
    cal->opens_before = days;
    cal->open = open;
    return true;
}

rh_code rh_calendar_make(const rh_calendar **out, rh_arena *keep, const rh_calendar_spec *spec, rh_err *err)
{
    const char *wrong = wrong_with(spec);
    if (wrong != NULL) return rh_err_set(err, RH_CALENDAR_BAD, (rh_span){0}, "business calendar: %s", wrong);
    rh_calendar *cal = RH_NEW(keep, rh_calendar);
    if (cal == NULL) return rh_err_nomem(err);
    cal->zone = spec->zone;
    if (!find_years(cal, keep, spec) || !fill_days(cal, keep, spec)) return rh_err_nomem(err);
    *out = cal;
    return RH_OK;
}

const rh_zone *rh_calendar_zone(const rh_calendar *cal)
{
    return cal->zone;
}

static bool same_open_day(const rh_open_day *a, const rh_open_day *b)
{
    return a->day == b->day && a->from == b->from && a->until == b->until;
}

bool rh_calendar_same(const rh_calendar *a, const rh_calendar *b)
{
    if (a == b) return true;
    if (!rh_zone__same(a->zone, b->zone)) return false;
    if (a->n_years != b->n_years || a->first_year != b->first_year || a->n_open != b->n_open) return false;
    for (size_t i = 0; i < a->n_years; i++)
        if (a->run_end[i] != b->run_end[i]) return false;
    for (size_t i = 0; i < a->n_open; i++)
        if (!same_open_day(&a->open[i], &b->open[i])) return false;
    return true;
}

/* ---- finding one's place ---- */

int64_t rh_calendar__run_end(const rh_calendar *cal, int64_t day)
{
    if (day < cal->first_day || day - cal->first_day >= (int64_t)cal->n_days) return RH_NO_RUN;
    return cal->run_end[year_of(day) - cal->first_year];
}

size_t rh_calendar__opens_before(const rh_calendar *cal, int64_t day)
{
    if (day <= cal->first_day) return 0;
    const int64_t i = day - cal->first_day;
    return i >= (int64_t)cal->n_days ? cal->n_open : cal->opens_before[i];
}

size_t rh_calendar__open_after(const rh_calendar *cal, rh_instant s, int64_t run_end)
{
    size_t i = rh_calendar__opens_before(cal, rh_zone_day(cal->zone, s) - 1);
    while (i < cal->n_open && (cal->open[i].until <= s.s || cal->open[i].from == cal->open[i].until)) i++;
    return i < cal->n_open && cal->open[i].day < run_end ? i : cal->n_open;
}

bool rh_calendar__place(const rh_calendar *cal, rh_place *out, rh_instant s, int64_t run_end)
{
    const size_t i = rh_calendar__open_after(cal, s, run_end);
    if (i == cal->n_open) return false;
    const rh_open_day *open = &cal->open[i];
    out->open = i;
    out->at = s.s < open->from ? (rh_instant){open->from, 0} : s;
    out->second = open->second >= 0
                      ? open->second + (int32_t)(out->at.s - open->from)
                      : (int32_t)(out->at.s + rh_zone_offset(cal->zone, out->at) - open->day * RH_SECONDS_A_DAY);
    return true;
}

rh_instant rh_calendar__on(const rh_calendar *cal, size_t open, int32_t second, int32_t ns)
{
    const rh_open_day *o = &cal->open[open];
    if (o->second >= 0 && second >= o->second && second < o->second + (o->until - o->from))
        return (rh_instant){o->from + second - o->second, ns};
    const int64_t day = o->day;
    rh_instant t = rh_zone_local(cal->zone, day, second);
    const bool exists = t.s + rh_zone_offset(cal->zone, t) == day * RH_SECONDS_A_DAY + second;
    if (exists) t.ns = ns; /* else t is the first instant after the gap */
    return t;
}

rh_instant rh_calendar__open_time(const rh_calendar *cal, rh_instant s)
{
    const size_t i = rh_calendar__open_after(cal, s, INT64_MAX);
    if (i == cal->n_open) {
        const rh_open_day *last = cal->n_open != 0 ? &cal->open[cal->n_open - 1] : NULL;
        return (rh_instant){last != NULL ? last->before_s + last->until - last->from : 0, 0};
    }
    const rh_open_day *open = &cal->open[i];
    if (s.s < open->from) return (rh_instant){open->before_s, 0};
    return (rh_instant){open->before_s + s.s - open->from, s.ns};
}

bool rh_calendar__when_passed(const rh_calendar *cal, rh_instant *out, rh_instant total, int64_t run_end)
{
    const int64_t need_s = total.s + (total.ns != 0); /* the whole seconds that a day's end must have reached */
    size_t low = 0, high = cal->n_open;
    while (low < high) {
        const size_t mid = low + (high - low) / 2;
        if (cal->open[mid].before_s + cal->open[mid].until - cal->open[mid].from >= need_s) high = mid;
        else low = mid + 1;
    }
    if (low == cal->n_open || cal->open[low].day >= run_end) return false;
    *out = (rh_instant){cal->open[low].from + total.s - cal->open[low].before_s, total.ns};
    return true;
}

/* ---- adding ---- */

static bool add_fixed(rh_instant *out, rh_instant s, int64_t n, int64_t unit_s)
{
    int64_t ns;
    if (__builtin_mul_overflow(n, unit_s * 1000000000, &ns)) return false;
    return rh_instant_add(out, s, ns);
}

static bool add_days(const rh_calendar *cal, rh_instant *out, rh_instant s, int64_t n)
{
    const int64_t run_end = rh_calendar__run_end(cal, rh_zone_day(cal->zone, s));
    rh_place place;
    if (run_end == RH_NO_RUN || !rh_calendar__place(cal, &place, s, run_end)) return false;
    if (n >= (int64_t)(cal->n_open - place.open)) return false;
    const size_t to = place.open + (size_t)n;
    if (cal->open[to].day >= run_end) return false;
    *out = n == 0 ? place.at : rh_calendar__on(cal, to, place.second, place.at.ns);
    return true;
}

static bool add_hours(const rh_calendar *cal, rh_instant *out, rh_instant s, int64_t n)
{
    if (n == 0) {
        *out = s;
        return true;
    }
    const int64_t run_end = rh_calendar__run_end(cal, rh_zone_day(cal->zone, s));
    if (run_end == RH_NO_RUN || n > INT32_MAX) return false; /* more hours than years 1 to 9999 have */
    rh_instant total = rh_calendar__open_time(cal, s);
    total.s += n * RH_SECONDS_AN_HOUR;
    return rh_calendar__when_passed(cal, out, total, run_end);
}

bool rh_calendar_add(const rh_calendar *cal, rh_instant *out, rh_instant s, rh_span_of_time span)
{
    switch (span.unit) {
    case RH_UNIT_MINUTE: return add_fixed(out, s, span.n, 60);
    case RH_UNIT_HOUR: return add_fixed(out, s, span.n, RH_SECONDS_AN_HOUR);
    case RH_UNIT_DAY: return add_fixed(out, s, span.n, RH_SECONDS_A_DAY);
    case RH_UNIT_BUSINESS_HOUR: return add_hours(cal, out, s, span.n);
    case RH_UNIT_BUSINESS_DAY:
    default: return add_days(cal, out, s, span.n);
    }
}

bool rh_calendar_open_between(const rh_calendar *cal, int64_t *ns, rh_instant a, rh_instant b)
{
    if (!rh_instant_before(a, b)) {
        *ns = 0;
        return true;
    }
    const int64_t run_end = rh_calendar__run_end(cal, rh_zone_day(cal->zone, a));
    if (run_end == RH_NO_RUN || rh_zone_day(cal->zone, b) >= run_end) return false;
    return rh_instant_sub(ns, rh_calendar__open_time(cal, b), rh_calendar__open_time(cal, a));
}
