/* Instants and civil dates: arithmetic, RFC 3339 in and out. */
#include "engine/value/time.h"

__extension__ typedef __int128 wide;

enum { SECONDS_A_DAY = 86400, NS_A_SECOND = 1000000000 };

static bool in_range(rh_instant t)
{
    return !rh_instant_before(t, RH_INSTANT_MIN) && !rh_instant_before(RH_INSTANT_MAX, t);
}

bool rh_instant_add(rh_instant *out, rh_instant t, int64_t ns)
{
    int64_t s = ns / NS_A_SECOND, rest = ns % NS_A_SECOND + t.ns;
    if (rest < 0) s--, rest += NS_A_SECOND;
    if (rest >= NS_A_SECOND) s++, rest -= NS_A_SECOND;
    rh_instant sum = {.ns = (int32_t)rest};
    if (__builtin_add_overflow(t.s, s, &sum.s) || !in_range(sum)) return false;
    *out = sum;
    return true;
}

bool rh_instant_sub(int64_t *out, rh_instant a, rh_instant b)
{
    const wide ns = ((wide)a.s - b.s) * NS_A_SECOND + (a.ns - b.ns);
    if (ns > INT64_MAX || ns < INT64_MIN) return false;
    *out = (int64_t)ns;
    return true;
}

/* An era is 400 years of 146097 days and begins on a 1 March, so that a leap day ends its year. */
enum { DAYS_AN_ERA = 146097, DAYS_TO_1970 = 719468 /* from 0000-03-01 */ };

int64_t rh_days_from_civil(int32_t year, int32_t month, int32_t day)
{
    const int64_t y = (int64_t)year - (month <= 2);
    const int64_t era = (y >= 0 ? y : y - 399) / 400;
    const int64_t year_of_era = y - era * 400;
    const int64_t day_of_year = (153 * (month + (month > 2 ? -3 : 9)) + 2) / 5 + day - 1;
    const int64_t day_of_era = year_of_era * 365 + year_of_era / 4 - year_of_era / 100 + day_of_year;
    return era * DAYS_AN_ERA + day_of_era - DAYS_TO_1970;
}

void rh_civil_from_days(int64_t days, int32_t *year, int32_t *month, int32_t *day)
{
    const int64_t z = days + DAYS_TO_1970;
    const int64_t era = (z >= 0 ? z : z - (DAYS_AN_ERA - 1)) / DAYS_AN_ERA;
    const int64_t day_of_era = z - era * DAYS_AN_ERA;
    const int64_t year_of_era = (day_of_era - day_of_era / 1460 + day_of_era / 36524 - day_of_era / 146096) / 365;
    const int64_t day_of_year = day_of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
    const int64_t shifted_month = (5 * day_of_year + 2) / 153; /* 0 is March */
    *day = (int32_t)(day_of_year - (153 * shifted_month + 2) / 5 + 1);
    *month = (int32_t)(shifted_month < 10 ? shifted_month + 3 : shifted_month - 9);
    *year = (int32_t)(year_of_era + era * 400 + (*month <= 2));
}

static bool is_leap(int64_t year)
{
    return year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);
}

bool rh_civil_is_date(int64_t year, int64_t month, int64_t day)
{
    static const int8_t days[] = {31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
    if (year < 1 || year > 9999 || month < 1 || month > 12 || day < 1) return false;
    return day <= days[month - 1] + (month == 2 && is_leap(year));
}

rh_civil rh_civil_of(rh_instant t, int32_t offset_s)
{
    const int64_t local = t.s + offset_s;
    int64_t days = local / SECONDS_A_DAY, second = local % SECONDS_A_DAY;
    if (second < 0) days--, second += SECONDS_A_DAY;
    rh_civil c;
    rh_civil_from_days(days, &c.year, &c.month, &c.day);
    c.hour = (int32_t)(second / 3600);
    c.minute = (int32_t)(second / 60 % 60);
    c.second = (int32_t)(second % 60);
    c.weekday = (int32_t)(((days + 4) % 7 + 7) % 7); /* day 0 was a Thursday */
    c.yearday = (int32_t)(days - rh_days_from_civil(c.year, 1, 1));
    return c;
}

/* ---- text ---- */

/* Exactly n digits at *at, which moves behind them; -1 when they are not there. */
static int32_t digits(rh_str text, size_t *at, size_t n)
{
    if (text.len - *at < n) return -1;
    int32_t v = 0;
    for (size_t i = 0; i < n; i++) {
        const char c = text.ptr[*at + i];
        if (c < '0' || c > '9') return -1;
        v = v * 10 + (c - '0');
    }
    *at += n;
    return v;
}

static bool skip(rh_str text, size_t *at, char upper)
{
    if (*at >= text.len) return false;
    const char c = text.ptr[*at];
    if (c != upper && c != (upper | 0x20)) return false; /* the marks have that bit set */
    ++*at;
    return true;
}

static bool parse_date(rh_str text, size_t *at, int32_t ymd[3])
{
    ymd[0] = digits(text, at, 4);
    if (ymd[0] < 0 || !skip(text, at, '-')) return false;
    ymd[1] = digits(text, at, 2);
    if (ymd[1] < 0 || !skip(text, at, '-')) return false;
    ymd[2] = digits(text, at, 2);
    return rh_civil_is_date(ymd[0], ymd[1], ymd[2]);
}

bool rh_date_parse(int32_t *year, int32_t *month, int32_t *day, rh_str text)
{
    size_t at = 0;
    int32_t ymd[3];
    if (!parse_date(text, &at, ymd) || at != text.len) return false;
    *year = ymd[0], *month = ymd[1], *day = ymd[2];
    return true;
}

/* "HH:MM:SS[.f]" */
static bool parse_time(rh_str text, size_t *at, int32_t *second, int32_t *ns)
{
    const int32_t h = digits(text, at, 2);
    if (h < 0 || h > 23 || !skip(text, at, ':')) return false;
    const int32_t m = digits(text, at, 2);
    if (m < 0 || m > 59 || !skip(text, at, ':')) return false;
    const int32_t s = digits(text, at, 2);
    if (s < 0 || s > 59) return false;
    *second = h * 3600 + m * 60 + s;
    *ns = 0;
    if (!skip(text, at, '.')) return true;
    int32_t unit = NS_A_SECOND;
    const size_t from = *at;
    for (; *at < text.len && text.ptr[*at] >= '0' && text.ptr[*at] <= '9'; ++*at) {
        unit /= 10; /* reaches 0 at the tenth digit */
        *ns += unit * (text.ptr[*at] - '0');
    }
    return *at > from && *at - from <= 9;
}

static bool parse_offset(rh_str text, size_t *at, int32_t *offset_s)
{
    *offset_s = 0;
    if (skip(text, at, 'Z')) return true;
    const bool is_west = skip(text, at, '-');
    if (!is_west && !skip(text, at, '+')) return false;
    const int32_t h = digits(text, at, 2);
    if (h < 0 || h > 23 || !skip(text, at, ':')) return false;
    const int32_t m = digits(text, at, 2);
    if (m < 0 || m > 59) return false;
    *offset_s = (is_west ? -60 : 60) * (h * 60 + m);
    return true;
}

bool rh_instant_parse(rh_instant *out, rh_str text)
{
    size_t at = 0;
    int32_t ymd[3], second, ns, offset_s;
    if (!parse_date(text, &at, ymd) || !skip(text, &at, 'T')) return false;
    if (!parse_time(text, &at, &second, &ns) || !parse_offset(text, &at, &offset_s) || at != text.len) return false;
    const int64_t days = rh_days_from_civil(ymd[0], ymd[1], ymd[2]);
    const rh_instant t = {days * SECONDS_A_DAY + second - offset_s, ns};
    if (!in_range(t)) return false;
    *out = t;
    return true;
}

static char *put_digits(char *p, int32_t v, int n)
{
    for (int i = n; i-- > 0; v /= 10) p[i] = (char)('0' + v % 10);
    return p + n;
}

size_t rh_instant_text(char out[32], rh_instant t)
{
    const rh_civil c = rh_civil_of(t, 0);
    const int32_t part[] = {c.year, c.month, c.day, c.hour, c.minute, c.second};
    char *p = out;
    for (int i = 0; i < 6; i++) {
        p = put_digits(p, part[i], i == 0 ? 4 : 2);
        if (i < 5) *p++ = "--T::"[i];
    }
    if (t.ns != 0) {
        *p++ = '.';
        p = put_digits(p, t.ns, 9);
        while (p[-1] == '0') p--;
    }
    *p++ = 'Z';
    *p = '\0';
    return (size_t)(p - out);
}
