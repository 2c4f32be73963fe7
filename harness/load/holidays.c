/* iCalendar to days, by libical. */
#include "harness/load/holidays.h"

#include "engine/base/vec.h"
#include "engine/value/time.h"

#include <libical/ical.h>
#include <stdlib.h>

enum {
    DAYS_MAX = 100000,    /* days of one file: 270 years of them */
    EVENT_DAYS_MAX = 366, /* days of one event */
    STEPS_MAX = 1000000   /* occurrences tried of one rule */
};

typedef struct reading {
    rh_arena *keep;
    rh_str file, bytes;
    rh_err *err;
    RH_VEC(int64_t) days;
    bool covered[10000]; /* by year */
    rh_span span;        /* of the event being read */
} reading;

#define BAD(r, ...) rh_err_set((r)->err, RH_HOLIDAYS_BAD, (r)->span, __VA_ARGS__)

static int64_t day_of(icaltimetype t)
{
    return rh_days_from_civil(t.year, t.month, t.day);
}

static rh_code add_days(reading *r, icaltimetype start, int64_t n_days, bool covers)
{
    for (int64_t i = 0; i < n_days; i++) {
        int32_t year, month, day;
        const int64_t at = day_of(start) + i;
        rh_civil_from_days(at, &year, &month, &day);
        if (year < 1 || year > 9999) return BAD(r, "the event leaves the years 0001 to 9999");
        if (!covers && !r->covered[year]) continue;
        if (covers) r->covered[year] = true;
        if (r->days.n >= DAYS_MAX)
            return rh_err_set(r->err, RH_HOLIDAYS_MANY, r->span, "more than %d holidays", DAYS_MAX);
        if (!RH_PUSH(r->keep, &r->days, at)) return rh_err_nomem(r->err);
    }
    return RH_OK;
}

/* ---- one event ---- */

static rh_code check_date(reading *r, icaltimetype t, const char *what)
{
    if (!t.is_date) return BAD(r, "%s has a time of day, expected an all-day event (VALUE=DATE)", what);
    if (!rh_civil_is_date(t.year, t.month, t.day) || t.year < 1 || t.year > 9999) return BAD(r, "%s is no date", what);
    return RH_OK;
}

/* The days of one occurrence: DTEND is exclusive; without it and DURATION, one (RFC 5545, 3.6.1). */
static rh_code length_of(reading *r, icalcomponent *event, icaltimetype start, int64_t *out)
{
    icalproperty *end = icalcomponent_get_first_property(event, ICAL_DTEND_PROPERTY);
    icalproperty *duration = icalcomponent_get_first_property(event, ICAL_DURATION_PROPERTY);
    *out = 1;
    if (end != NULL) {
        const icaltimetype t = icalproperty_get_dtend(end);
        const rh_code code = check_date(r, t, "DTEND");
        if (code != RH_OK) return code;
        *out = day_of(t) - day_of(start);
    } else if (duration != NULL) {
        const struct icaldurationtype d = icalproperty_get_duration(duration);
        if (d.hours != 0 || d.minutes != 0 || d.seconds != 0 || d.is_neg)
            return BAD(r, "DURATION is not in whole days");
        *out = (int64_t)d.weeks * 7 + d.days;
    }
    if (*out >= 1 && *out <= EVENT_DAYS_MAX) return RH_OK;
    return BAD(r, "the event lasts %lld days, expected 1 to %d", (long long)*out, EVENT_DAYS_MAX);
}

static bool is_excluded(icalcomponent *event, icaltimetype t)
{
    for (icalproperty *p = icalcomponent_get_first_property(event, ICAL_EXDATE_PROPERTY); p != NULL;
         p = icalcomponent_get_next_property(event, ICAL_EXDATE_PROPERTY)) {
        const icaltimetype x = icalproperty_get_exdate(p);
        if (x.year == t.year && x.month == t.month && x.day == t.day) return true;
    }
    return false;
}

/* The occurrences of a rule. One that ends covers its years; one without end stays within those covered, up to
 * `last`. */
static rh_code expand_rule(reading *r, icalcomponent *event, icalproperty *property, icaltimetype start, int64_t n_days,
                           bool ends, int last)
{
    icalrecur_iterator *it = icalrecur_iterator_new(icalproperty_get_rrule(property), start);
    if (it == NULL) return BAD(r, "the recurrence rule cannot be read");
    rh_code code = RH_OK;
    icaltimetype t = icalrecur_iterator_next(it);
    for (int steps = 0; code == RH_OK && !icaltime_is_null_time(t); t = icalrecur_iterator_next(it)) {
        if (t.year > 9999 || (!ends && t.year > last)) break;
        if (++steps > STEPS_MAX)
            code = rh_err_set(r->err, RH_HOLIDAYS_MANY, r->span, "the rule yields more than %d occurrences", STEPS_MAX);
        else if (!is_excluded(event, t)) code = add_days(r, t, n_days, ends);
    }
    icalrecur_iterator_free(it);
    return code;
}

static bool rule_ends(icalproperty *property)
{
    const struct icalrecurrencetype rule = icalproperty_get_rrule(property);
    return rule.count > 0 || !icaltime_is_null_time(rule.until);
}

static rh_code expand_rules(reading *r, icalcomponent *event, icaltimetype start, int64_t n_days, bool ending, int last)
{
    rh_code code = RH_OK;
    for (icalproperty *p = icalcomponent_get_first_property(event, ICAL_RRULE_PROPERTY); p != NULL && code == RH_OK;
         p = icalcomponent_get_next_property(event, ICAL_RRULE_PROPERTY)) {
        if (rule_ends(p) == ending) code = expand_rule(r, event, p, start, n_days, ending, last);
    }
    return code;
}

static rh_code add_dates(reading *r, icalcomponent *event, int64_t n_days)
{
    rh_code code = RH_OK;
    for (icalproperty *p = icalcomponent_get_first_property(event, ICAL_RDATE_PROPERTY); p != NULL && code == RH_OK;
         p = icalcomponent_get_next_property(event, ICAL_RDATE_PROPERTY)) {
        const icaltimetype t = icalproperty_get_rdate(p).time;
        code = check_date(r, t, "RDATE");
        if (code == RH_OK && !is_excluded(event, t)) code = add_days(r, t, n_days, true);
    }
    return code;
}

typedef struct occurrence {
    icaltimetype start;
    int64_t n_days;
} occurrence;

static rh_code read_event(reading *r, icalcomponent *event, occurrence *out)
{
    icalproperty *start = icalcomponent_get_first_property(event, ICAL_DTSTART_PROPERTY);
    if (start == NULL) return BAD(r, "the event has no DTSTART");
    if (icalcomponent_get_first_property(event, ICAL_RECURRENCEID_PROPERTY) != NULL)
        return BAD(r, "RECURRENCE-ID is not read: use EXDATE and an event of its own");
    out->start = icalproperty_get_dtstart(start);
    const rh_code code = check_date(r, out->start, "DTSTART");
    return code == RH_OK ? length_of(r, event, out->start, &out->n_days) : code;
}

static rh_code add_dated(reading *r, icalcomponent *event)
{
    occurrence o;
    rh_code code = read_event(r, event, &o);
    if (code == RH_OK && !is_excluded(event, o.start)) code = add_days(r, o.start, o.n_days, true);
    if (code == RH_OK) code = add_dates(r, event, o.n_days);
    return code == RH_OK ? expand_rules(r, event, o.start, o.n_days, true, 9999) : code;
}

static int last_covered(const reading *r)
{
    int year = 9999;
    while (year > 0 && !r->covered[year]) year--;
    return year;
}

static rh_code add_endless(reading *r, icalcomponent *event)
{
    occurrence o;
    const rh_code code = read_event(r, event, &o);
    return code == RH_OK ? expand_rules(r, event, o.start, o.n_days, false, last_covered(r)) : code;
}

/* ---- the file ---- */

/* The line of the nth BEGIN:VEVENT: libical keeps no places. */
static rh_span place_of(const reading *r, size_t nth)
{
    uint32_t line = 1;
    for (size_t i = 0; i < r->bytes.len; line++) {
        if (rh_str_starts(rh_str_slice(r->bytes, i, r->bytes.len), RH_STR("BEGIN:VEVENT")) && nth-- == 0)
            return (rh_span){r->file, line, 1};
        const char *end = memchr(r->bytes.ptr + i, '\n', r->bytes.len - i);
        i = end != NULL ? (size_t)(end + 1 - r->bytes.ptr) : r->bytes.len;
    }
    return (rh_span){.file = r->file};
}

static bool is_cancelled(icalcomponent *event)
{
    icalproperty *status = icalcomponent_get_first_property(event, ICAL_STATUS_PROPERTY);
    return status != NULL && icalproperty_get_status(status) == ICAL_STATUS_CANCELLED;
}

static rh_code each_event(reading *r, icalcomponent *calendar, rh_code (*read)(reading *, icalcomponent *),
                          size_t *n_events)
{
    rh_code code = RH_OK;
    size_t nth = 0;
    for (icalcomponent *e = icalcomponent_get_first_component(calendar, ICAL_VEVENT_COMPONENT);
         e != NULL && code == RH_OK; e = icalcomponent_get_next_component(calendar, ICAL_VEVENT_COMPONENT)) {
        r->span = place_of(r, nth++);
        if (!is_cancelled(e)) code = read(r, e);
    }
    *n_events = nth;
    return code;
}

static rh_code read_calendar(reading *r, icalcomponent *calendar)
{
    size_t n_events;
    const rh_span whole = {.file = r->file, .line = 1, .col = 1};
    r->span = whole;
    if (icalcomponent_isa(calendar) != ICAL_VCALENDAR_COMPONENT) return BAD(r, "the file is not one VCALENDAR");
    const int n_errors = icalcomponent_count_errors(calendar);
    if (n_errors != 0) return BAD(r, "%d %s cannot be read as iCalendar", n_errors, n_errors == 1 ? "line" : "lines");
    rh_code code = each_event(r, calendar, add_dated, &n_events);
    if (code == RH_OK) code = each_event(r, calendar, add_endless, &n_events);
    r->span = whole;
    return code == RH_OK && r->days.n == 0 ? BAD(r, "the file has no events, so it covers no year") : code;
}

static int by_day(const void *a, const void *b)
{
    const int64_t x = *(const int64_t *)a, y = *(const int64_t *)b;
    return x < y ? -1 : x > y;
}

rh_code rh_holidays_read(const int64_t **out, size_t *n, rh_arena *keep, rh_str file, rh_str bytes, rh_err *err)
{
    size_t at, n_days = 0;
    reading *r = RH_NEW(keep, reading);
    const char *text = rh_arena_cstr(keep, bytes);
    if (r == NULL || text == NULL) return rh_err_nomem(err);
    *r = (reading){.keep = keep, .file = file, .bytes = bytes, .err = err};
    if (!rh_str_is_utf8(bytes, &at) || (bytes.len != 0 && memchr(bytes.ptr, '\0', bytes.len) != NULL))
        return rh_err_set(err, RH_HOLIDAYS_BAD, (rh_span){.file = file}, "the file is not plain UTF-8");
    icalerror_set_errors_are_fatal(false);
    icalcomponent *calendar = icalparser_parse_string(text);
    if (calendar == NULL) return rh_err_set(err, RH_HOLIDAYS_BAD, (rh_span){file, 1, 1}, "the file is not iCalendar");
    const rh_code code = read_calendar(r, calendar);
    icalcomponent_free(calendar);
    if (code != RH_OK) return code;
    qsort(r->days.at, r->days.n, sizeof r->days.at[0], by_day);
    for (size_t i = 0; i < r->days.n; i++)
        if (n_days == 0 || r->days.at[i] != r->days.at[n_days - 1]) r->days.at[n_days++] = r->days.at[i];
    *out = r->days.at;
    *n = n_days;
    return RH_OK;
}
