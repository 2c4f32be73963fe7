/* Dates and times of a row, as their columns say they are written. */
#include "harness/ingest/map_insides.h"

/* Up to three numbers between - / or . ; all the same mark. */
static bool split_date(int64_t out[3], size_t lengths[3], rh_str s)
{
    size_t part = 0;
    char mark = '\0';
    out[0] = out[1] = out[2] = 0;
    lengths[0] = lengths[1] = lengths[2] = 0;
    for (size_t i = 0; i < s.len; i++) {
        const char c = s.ptr[i];
        if (c >= '0' && c <= '9') {
            if (++lengths[part] > 4) return false;
            out[part] = out[part] * 10 + (c - '0');
        } else if ((c == '-' || c == '/' || c == '.') && part < 2 && (mark == '\0' || mark == c)) {
            mark = c;
            part++;
        } else {
            return false;
        }
    }
    return part == 2;
}

/* Days since 1970 of a date by its order (T5: no order is guessed). */
static bool read_days(int64_t *out, rh_str s, rh_map_order order)
{
    static const int places[][3] = {[RH_ORDER_YMD] = {0, 1, 2}, [RH_ORDER_DMY] = {2, 1, 0}, [RH_ORDER_MDY] = {2, 0, 1}};
    int64_t parts[3];
    size_t lengths[3];
    if (order == RH_ORDER_NONE || order == RH_ORDER_PROVEN || !split_date(parts, lengths, s)) return false;
    const int *at = places[order];
    const int64_t year = parts[at[0]], month = parts[at[1]], day = parts[at[2]];
    if (lengths[at[0]] != 4 || lengths[at[1]] == 0 || lengths[at[1]] > 2 || lengths[at[2]] == 0 || lengths[at[2]] > 2)
        return false;
    if (!rh_civil_is_date(year, month, day)) return false;
    *out = rh_days_from_civil((int32_t)year, (int32_t)month, (int32_t)day);
    return true;
}

/* ---- local times ---- */

/* At least `least` digits at *i, and at most two; -1 when there are fewer. */
static int number_at(rh_str s, size_t *i, size_t least)
{
    int n = 0;
    const size_t from = *i;
    for (; *i < s.len && *i < from + 2 && s.ptr[*i] >= '0' && s.ptr[*i] <= '9'; ++*i) n = n * 10 + (s.ptr[*i] - '0');
    return *i >= from + least ? n : -1;
}

/* .5 as nanoseconds; at most nine digits. */
static bool fraction_at(uint32_t *ns, rh_str s, size_t *i)
{
    uint32_t unit = 100000000;
    *ns = 0;
    if (*i >= s.len || s.ptr[*i] != '.') return true;
    const size_t from = ++*i;
    for (; *i < s.len && s.ptr[*i] >= '0' && s.ptr[*i] <= '9'; ++*i, unit /= 10) {
        if (*i - from >= 9) return false;
        *ns += unit * (uint32_t)(s.ptr[*i] - '0');
    }
    return *i > from;
}

/* "AM" or "PM" behind a space, either case; 0: none. */
static int half_at(rh_str s, size_t *i)
{
    size_t at = *i;
    while (at < s.len && s.ptr[at] == ' ') at++;
    if (at + 2 != s.len || (s.ptr[at + 1] | 32) != 'm') return 0;
    *i = s.len;
    return (s.ptr[at] | 32) == 'a' ? 1 : (s.ptr[at] | 32) == 'p' ? 2 : 0;
}

/* H:MM[:SS[.f]] [AM|PM] to the end of the text. */
static bool read_clock(int32_t *second, uint32_t *ns, rh_str s)
{
    size_t i = 0;
    int sec = 0;
    int hour = number_at(s, &i, 1);
    if (hour < 0 || i >= s.len || s.ptr[i++] != ':') return false;
    const int minute = number_at(s, &i, 2);
    if (i < s.len && s.ptr[i] == ':') i++, sec = number_at(s, &i, 2);
    if (minute < 0 || minute > 59 || sec < 0 || sec > 59 || !fraction_at(ns, s, &i)) return false;
    const int half = half_at(s, &i);
    if (i != s.len || (half > 0 && (hour < 1 || hour > 12))) return false;
    if (half > 0) hour = hour % 12 + (half == 2 ? 12 : 0);
    if (hour > 23) return false;
    *second = hour * 3600 + minute * 60 + sec;
    return true;
}

/* A date, then T, a space or a comma and a space, then the clock. */
static bool read_local(rh_value *out, rh_local_times *local, const rh_map_column *c, rh_str s)
{
    int64_t days;
    int32_t second;
    uint32_t ns;
    size_t n = 0, to;
    while (n < s.len && strchr("T ,", s.ptr[n]) == NULL) n++;
    for (to = n; to < s.len && strchr("T ,", s.ptr[to]) != NULL;) to++;
    if (to - n > 2 || !read_days(&days, rh_str_slice(s, 0, n), c->order) ||
        !read_clock(&second, &ns, rh_str_slice(s, to, s.len)))
        return false;
    rh_instant t = rh_zone_local(c->zone, days, second);
    t.ns = (int32_t)ns;
    *local = rh_zone_local_is(c->zone, days, second);
    *out = rh_timestamp(t);
    return true;
}

/* ---- instants ---- */

/* RFC 3339, a space allowed for its T and the offset as +0200 or +02. */
static bool read_iso(rh_value *out, rh_str s)
{
    char text[48];
    rh_instant t;
    if (s.len < 20 || s.len > 40) return false;
    memcpy(text, s.ptr, s.len);
    size_t n = s.len;
    if (text[10] == ' ') text[10] = 'T';
    const bool is_utc = rh_str_ends((rh_str){text, n}, RH_STR(" UTC"));
    if (is_utc) text[n - 4] = 'Z', n -= 3;
    const bool is_bare = n > 5 && (text[n - 5] == '+' || text[n - 5] == '-');
    const bool is_hours = n > 3 && (text[n - 3] == '+' || text[n - 3] == '-');
    if (is_bare) memmove(text + n - 1, text + n - 2, 2), text[n - 2] = ':', n++;
    else if (is_hours) memcpy(text + n, ":00", 3), n += 3;
    if (!rh_instant_parse(&t, (rh_str){text, n})) return false;
    *out = rh_timestamp(t);
    return true;
}

/* How many of a form are a second; 0: it is no number. */
static const int64_t units[RH_N_MAP_FORMS] = {
    [RH_FORM_SECONDS] = 1, [RH_FORM_MILLIS] = 1000, [RH_FORM_MICROS] = 1000000};

/* Units since 1970: a number, or its digits as text; -1: neither. */
static int64_t epoch_number(rh_value v)
{
    int64_t n = 0;
    if (v.kind != RH_STRING) return v.kind == RH_INT && v.i >= 0 ? v.i : -1;
    const rh_str s = rh_value_str(v);
    if (s.len == 0 || s.len > 18) return -1;
    for (size_t i = 0; i < s.len; i++) {
        if (s.ptr[i] < '0' || s.ptr[i] > '9') return -1;
        n = n * 10 + (s.ptr[i] - '0');
    }
    return n;
}

/* The years that exports are about: a number lies in them by one form at most, for each is a thousand of the next. */
static const int64_t first_likely_s = 631152000, behind_likely_s = 4102444800; /* 1990 and 2100 */

rh_map_form rh_map__other_form(const rh_map_column *c, rh_value v)
{
    const int64_t n = units[c->form] != 0 || c->type == RH_MAP_TIMESTAMP ? epoch_number(v) : -1;
    for (int f = 0; n >= 0 && f < RH_N_MAP_FORMS; f++) {
        if (units[f] == 0 || n / units[f] < first_likely_s || n / units[f] >= behind_likely_s) continue;
        return f != (int)c->form ? (rh_map_form)f : RH_N_MAP_FORMS;
    }
    return RH_N_MAP_FORMS;
}

static bool read_epoch(rh_value *out, const rh_map_column *c, rh_value v)
{
    const int64_t n = epoch_number(v), unit = units[c->form];
    if (n < 0 || n / unit > INT64_C(253402300799) || rh_map__other_form(c, v) != RH_N_MAP_FORMS) return false;
    *out = rh_timestamp((rh_instant){n / unit, (int32_t)(n % unit * (1000000000 / unit))});
    return true;
}

bool rh_map__time(rh_value *out, rh_local_times *local, const rh_map_column *c, rh_value v)
{
    rh_instant t;
    switch (c->form) {
    case RH_FORM_RFC3339:
        if (v.kind != RH_STRING || !rh_instant_parse(&t, rh_value_str(v))) return false;
        *out = rh_timestamp(t);
        return true;
    case RH_FORM_ISO: return v.kind == RH_STRING && read_iso(out, rh_value_str(v));
    case RH_FORM_LOCAL: return v.kind == RH_STRING && read_local(out, local, c, rh_value_str(v));
    case RH_FORM_SECONDS:
    case RH_FORM_MILLIS:
    case RH_FORM_MICROS: return read_epoch(out, c, v);
    case RH_N_MAP_FORMS: break;
    }
    return false;
}

bool rh_map__date(rh_value *out, rh_local_times *local, const rh_map_column *c, rh_value v)
{
    int64_t days;
    rh_value at;
    rh_instant t;
    if (c->form != RH_FORM_RFC3339) {
        if (!rh_map__time(&at, local, c, v)) return false;
        days = rh_zone_day(c->zone, rh_value_instant(at));
    } else if (v.kind == RH_STRING && rh_instant_parse(&t, rh_value_str(v))) {
        days = rh_zone_day(c->zone, t);
    } else if (v.kind != RH_STRING || !read_days(&days, rh_value_str(v), c->order)) {
        return false;
    }
    *out = rh_timestamp(rh_zone_local(c->zone, days, 0));
    *local = rh_zone_local_is(c->zone, days, 0);
    return true;
}
