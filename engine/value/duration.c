/* Durations in and out of text: the grammar of CEL's duration(). */
#include "engine/value/time.h"

__extension__ typedef unsigned __int128 wide;

enum { FRACTION_DIGITS = 18 }; /* kept of a fraction: finer than a nanosecond of an hour */

typedef struct unit {
    rh_str name;
    uint64_t ns;
} unit;

/* A name that another begins with stands behind it. */
static const unit units[] = {
    {{"ns", 2}, 1},
    {{"us", 2}, 1000},
    {{"\xC2\xB5s", 3}, 1000}, /* U+00B5 micro sign */
    {{"\xCE\xBCs", 3}, 1000}, /* U+03BC Greek mu */
    {{"ms", 2}, 1000000},
    {{"s", 1}, 1000000000},
    {{"m", 1}, 60000000000},
    {{"h", 1}, 3600000000000},
};

typedef struct number {
    uint64_t whole;
    uint64_t fraction, scale; /* fraction / scale, scale a power of ten */
} number;

static bool is_digit(rh_str text, size_t at)
{
    return at < text.len && text.ptr[at] >= '0' && text.ptr[at] <= '9';
}

/* Digits with an optional fraction; one of the two parts may be missing, not both. */
static bool parse_number(rh_str text, size_t *at, number *out)
{
    *out = (number){.scale = 1};
    bool any = false;
    for (; is_digit(text, *at); ++*at, any = true) {
        if (__builtin_mul_overflow(out->whole, 10u, &out->whole)) return false;
        if (__builtin_add_overflow(out->whole, (uint64_t)(text.ptr[*at] - '0'), &out->whole)) return false;
    }
    if (*at >= text.len || text.ptr[*at] != '.') return any;
    ++*at;
    for (int kept = 0; is_digit(text, *at); ++*at, any = true) {
        if (kept++ >= FRACTION_DIGITS) continue;
        out->fraction = out->fraction * 10 + (uint64_t)(text.ptr[*at] - '0');
        out->scale *= 10;
    }
    return any;
}

static uint64_t parse_unit(rh_str text, size_t *at)
{
    const rh_str rest = rh_str_slice(text, *at, text.len);
    for (size_t i = 0; i < sizeof units / sizeof units[0]; i++) {
        if (!rh_str_starts(rest, units[i].name)) continue;
        *at += units[i].name.len;
        return units[i].ns;
    }
    return 0;
}

bool rh_duration_parse(int64_t *out_ns, rh_str text)
{
    if (text.len == 0) return false;
    const bool is_negative = text.ptr[0] == '-';
    size_t at = is_negative || text.ptr[0] == '+' ? 1 : 0;
    if (rh_str_eq(rh_str_slice(text, at, text.len), RH_STR("0"))) {
        *out_ns = 0;
        return true;
    }
    const uint64_t limit = (uint64_t)INT64_MAX + is_negative;
    uint64_t sum = 0;
    do {
        number v;
        if (!parse_number(text, &at, &v)) return false;
        const uint64_t unit_ns = parse_unit(text, &at);
        if (unit_ns == 0) return false;
        const wide ns = (wide)v.whole * unit_ns + (wide)v.fraction * unit_ns / v.scale + sum;
        if (ns > limit) return false;
        sum = (uint64_t)ns;
    } while (at < text.len);
    *out_ns = is_negative ? (int64_t)(0 - sum) : (int64_t)sum;
    return true;
}

size_t rh_duration_text(char out[32], int64_t ns)
{
    char reversed[32];
    size_t n = 0, len = 0;
    const uint64_t magnitude = ns < 0 ? 0 - (uint64_t)ns : (uint64_t)ns;
    uint64_t whole = magnitude / 1000000000, part = magnitude % 1000000000;
    for (int i = 0; i < 9 && magnitude % 1000000000 != 0; i++, part /= 10)
        if (n != 0 || part % 10 != 0) reversed[n++] = (char)('0' + part % 10);
    if (n != 0) reversed[n++] = '.';
    do reversed[n++] = (char)('0' + whole % 10);
    while ((whole /= 10) != 0);
    if (ns < 0) out[len++] = '-';
    while (n > 0) out[len++] = reversed[--n];
    out[len++] = 's';
    out[len] = '\0';
    return len;
}
