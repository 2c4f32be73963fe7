/* Instants and spans: reading their text and asking for their parts. */
#include "tests/reference/insides.h"

#include <string.h>

static bool is_leap(int64_t year)
{
    return (year % 4 == 0 && year % 100 != 0) || year % 400 == 0;
}

static int month_days(int64_t year, int month)
{
    static const int days[] = {31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
    return days[month - 1] + (month == 2 && is_leap(year));
}

/* Days from 0001-01-01 to the first of January of `year`. */
static int64_t days_before(int64_t year)
{
    int64_t y = year - 1;
    return y * 365 + y / 4 - y / 100 + y / 400;
}

ref_wide ref__days_from_civil(int64_t year, int month, int day)
{
    int64_t days = days_before(year) - days_before(1970);
    for (int m = 1; m < month; m++) days += month_days(year, m);
    return days + day - 1;
}

void ref__civil(ref_wide seconds, int64_t *year, int *month, int *day, int *yearday)
{
    ref_wide in_day = (seconds % 86400 + 86400) % 86400;
    int64_t left = (int64_t)((seconds - in_day) / 86400) + days_before(1970);
    *year = left / 366 + 1; /* never too late, at most a few years early */
    while (days_before(*year + 1) <= left) ++*year;
    left -= days_before(*year);
    *yearday = (int)left;
    for (*month = 1; left >= month_days(*year, *month); ++*month) left -= month_days(*year, *month);
    *day = (int)left + 1;
}

/* ---- reading ---- */

static bool digits(const char *s, size_t len, size_t at, size_t n, int *out)
{
    if (at + n > len) return false;
    *out = 0;
    for (size_t k = at; k < at + n; k++) {
        if (s[k] < '0' || s[k] > '9') return false;
        *out = *out * 10 + (s[k] - '0');
    }
    return true;
}

static bool is_at(const char *s, size_t len, size_t at, char c)
{
    return at < len && s[at] == c;
}

static bool zone_seconds(const char *s, size_t len, size_t at, int *out)
{
    if (is_at(s, len, at, 'Z') || is_at(s, len, at, 'z')) return *out = 0, at + 1 == len;
    int hours, minutes;
    if (at + 6 != len || (s[at] != '+' && s[at] != '-') || !digits(s, len, at + 1, 2, &hours) || s[at + 3] != ':')
        return false;
    if (!digits(s, len, at + 4, 2, &minutes) || hours > 23 || minutes > 59) return false;
    *out = (hours * 3600 + minutes * 60) * (s[at] == '-' ? -1 : 1);
    return true;
}

/* RFC 3339 with ruling 4's bounds. */
bool ref__time_parse(ref_wide *out, const char *s, size_t len)
{
    int year, month, day, hour, minute, second, offset;
    if (!digits(s, len, 0, 4, &year) || !is_at(s, len, 4, '-') || !digits(s, len, 5, 2, &month) ||
        !is_at(s, len, 7, '-') || !digits(s, len, 8, 2, &day) || !(is_at(s, len, 10, 'T') || is_at(s, len, 10, 't')) ||
        !digits(s, len, 11, 2, &hour) || !is_at(s, len, 13, ':') || !digits(s, len, 14, 2, &minute) ||
        !is_at(s, len, 16, ':') || !digits(s, len, 17, 2, &second))
        return false;
    if (year < 1 || month < 1 || month > 12 || day < 1 || day > month_days(year, month) || hour > 23 || minute > 59 ||
        second > 59)
        return false;
    size_t at = 19;
    ref_wide ns = 0;
    if (is_at(s, len, at, '.')) {
        size_t first = ++at;
        for (; at < len && s[at] >= '0' && s[at] <= '9' && at < first + 10; at++) ns = ns * 10 + (s[at] - '0');
        if (at == first || at > first + 9) return false;
        for (size_t k = at; k < first + 9; k++) ns *= 10;
    }
    if (!zone_seconds(s, len, at, &offset)) return false;
    ref_wide t = ref__days_from_civil(year, month, day) * 86400 + hour * 3600 + minute * 60 + second - offset;
    t = t * 1000000000 + ns;
    ref_wide first = (ref_wide)-62135596800 * 1000000000, last = (ref_wide)253402300800 * 1000000000 - 1;
    *out = t;
    return t >= first && t <= last;
}

static ref_wide unit_ns(const char *s, size_t len, size_t *at)
{
    static const struct {
        const char *name;
        ref_wide ns;
    } units[] = {{"ns", 1},
                 {"us", 1000},
                 {"ms", 1000000},
                 {"h", (ref_wide)3600 * 1000000000},
                 {"m", (ref_wide)60 * 1000000000},
                 {"s", 1000000000}};
    for (size_t k = 0; k < sizeof units / sizeof *units; k++) {
        size_t n = strlen(units[k].name);
        if (*at + n > len || memcmp(s + *at, units[k].name, n) != 0) continue;
        *at += n;
        return units[k].ns;
    }
    return 0;
}

/* A sequence of decimal numbers with units; what is below a nanosecond is cut off. */
bool ref__span_parse(ref_wide *out, const char *s, size_t len)
{
    size_t at = 0;
    bool is_negative = false;
    if (len > 0 && (s[0] == '-' || s[0] == '+')) is_negative = s[at++] == '-';
    if (at + 1 == len && s[at] == '0') return *out = 0, true;
    if (at == len) return false;
    ref_wide total = 0, most = (ref_wide)INT64_MAX * 4;
    while (at < len) {
        ref_wide whole = 0, part = 0, scale = 1;
        size_t first = at;
        for (; at < len && s[at] >= '0' && s[at] <= '9'; at++)
            if ((whole = whole * 10 + (s[at] - '0')) > most) return false;
        size_t n_digits = at - first;
        if (is_at(s, len, at, '.'))
            for (at++; at < len && s[at] >= '0' && s[at] <= '9'; at++, n_digits++)
                if (scale < (ref_wide)1000000000 * 100000000) part = part * 10 + (s[at] - '0'), scale *= 10;
        ref_wide unit = n_digits == 0 ? 0 : unit_ns(s, len, &at);
        if (unit == 0 || whole > most / unit) return false;
        total += whole * unit + part * unit / scale;
        if (total > most) return false;
    }
    *out = is_negative ? -total : total;
    return true;
}

/* ---- parts ---- */

/* Seconds east of UTC at t in the zone of that name ("+hh:mm", "-hh:mm", "hh:mm" or IANA). */
static bool offset_in(ref_run *run, const ref_value *zone, ref_wide seconds, int *out)
{
    const char *s = zone->s;
    size_t len = zone->len, at = len > 0 && (s[0] == '+' || s[0] == '-') ? 1 : 0;
    int hours, minutes;
    if (len == at + 5 && s[at + 2] == ':' && digits(s, len, at, 2, &hours) && digits(s, len, at + 3, 2, &minutes)) {
        if (hours > 23 || minutes > 59) return false;
        *out = (hours * 3600 + minutes * 60) * (len > 0 && s[0] == '-' ? -1 : 1);
        return true;
    }
    const rh_zone *found = run->env->zones == NULL ? NULL : run->env->zones(run->env->zones_ctx, (rh_str){s, len});
    if (found == NULL) return false;
    *out = rh_zone_offset(found, (rh_instant){(int64_t)seconds, 0});
    return true;
}

static bool time_part(const char *name, ref_wide t, int offset, int64_t *out)
{
    ref_wide ns = ((t % 1000000000) + 1000000000) % 1000000000, s = (t - ns) / 1000000000 + offset;
    int64_t year;
    int month, day, yearday, in_day = (int)((s % 86400 + 86400) % 86400);
    ref__civil(s, &year, &month, &day, &yearday);
    ref_wide days = (s - in_day) / 86400;
    const struct {
        const char *name;
        int64_t value;
    } parts[] = {{"getFullYear", year},
                 {"getMonth", month - 1},
                 {"getDate", day},
                 {"getDayOfMonth", day - 1},
                 {"getDayOfYear", yearday},
                 {"getDayOfWeek", (int64_t)(((days + 4) % 7 + 7) % 7)},
                 {"getHours", in_day / 3600},
                 {"getMinutes", in_day / 60 % 60},
                 {"getSeconds", in_day % 60},
                 {"getMilliseconds", (int64_t)(ns / 1000000)}};
    for (size_t k = 0; k < sizeof parts / sizeof *parts; k++)
        if (strcmp(parts[k].name, name) == 0) return *out = parts[k].value, true;
    return false;
}

static const ref_value *span_part(ref_run *run, const char *name, int64_t ns)
{
    if (strcmp(name, "getHours") == 0) return ref_int(run->heap, ns / 3600000000000);
    if (strcmp(name, "getMinutes") == 0) return ref_int(run->heap, ns / 60000000000);
    if (strcmp(name, "getSeconds") == 0) return ref_int(run->heap, ns / 1000000000);
    if (strcmp(name, "getMilliseconds") == 0) return ref_int(run->heap, ns / 1000000 % 1000);
    return ref_error(run->heap, REF_BAD_TYPE);
}

const ref_value *ref__accessor(ref_run *run, const char *name, const ref_value *const *args, size_t n)
{
    int64_t part;
    if (n < 1 || n > 2 || !time_part(name, 0, 0, &part)) return NULL;
    if (n == 1 && args[0]->kind == REF_SPAN) return span_part(run, name, args[0]->i);
    if (args[0]->kind != REF_TIME || (n == 2 && args[1]->kind != REF_STRING)) return ref__misfit(run, args, n);
    ref_wide t = args[0]->t, seconds = (t - ((t % 1000000000) + 1000000000) % 1000000000) / 1000000000;
    int offset = 0;
    if (n == 2 && !offset_in(run, args[1], seconds, &offset)) return ref_error(run->heap, REF_CONVERSION);
    time_part(name, t, offset, &part);
    return ref_int(run->heap, part);
}
