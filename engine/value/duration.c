/* Durations in and out of text: the grammar of CEL's duration(). */
#include "engine/value/time.h"

enum { FRACTION_DIGITS = 17 }; /* kept of a fraction: finer than a nanosecond of an hour; 36 * 10^17 fits 64 bits */

typedef struct unit {
    rh_str name;
    uint64_t factor; /* the unit is factor * 10^zeros nanoseconds */
    int zeros;
} unit;

/* A name that another begins with stands behind it. */
static const unit units[] = {
    {{"ns", 2}, 1, 0},        {{"us", 2}, 1, 3}, {{"\xC2\xB5s", 3}, 1, 3}, /* U+00B5 micro sign */
    {{"\xCE\xBCs", 3}, 1, 3},                                              /* U+03BC Greek mu */
    {{"ms", 2}, 1, 6},        {{"s", 1}, 1, 9},  {{"m", 1}, 6, 10},        {{"h", 1}, 36, 11},
};

typedef struct number {
    uint64_t whole, fraction; /* and fraction / 10^digits */
    int digits;
} number;

static bool is_digit(rh_str text, size_t at)
{
    return at < text.len && text.ptr[at] >= '0' && text.ptr[at] <= '9';
}

/* Digits with an optional fraction; one of the two parts may be missing, not both. */
static bool parse_number(rh_str text, size_t *at, number *out)
{
    *out = (number){0};
    bool any = false;
    for (; is_digit(text, *at); ++*at, any = true) {
        if (__builtin_mul_overflow(out->whole, 10u, &out->whole)) return false;
        if (__builtin_add_overflow(out->whole, (uint64_t)(text.ptr[*at] - '0'), &out->whole)) return false;
    }
    if (*at >= text.len || text.ptr[*at] != '.') return any;
    ++*at;
    for (; is_digit(text, *at); ++*at, any = true) {
        if (out->digits == FRACTION_DIGITS) continue;
        out->fraction = out->fraction * 10 + (uint64_t)(text.ptr[*at] - '0');
        out->digits++;
    }
    return any;
}

static const unit *parse_unit(rh_str text, size_t *at)
{
    const rh_str rest = rh_str_slice(text, *at, text.len);
    for (size_t i = 0; i < sizeof units / sizeof units[0]; i++) {
        if (!rh_str_starts(rest, units[i].name)) continue;
        *at += units[i].name.len;
        return &units[i];
    }
    return NULL;
}

static uint64_t power_of_ten(int n)
{
    uint64_t v = 1;
    for (; n > 0; n--) v *= 10;
    return v;
}

/* Adds v units to *sum, cut to whole nanoseconds; false beyond 64 bits. */
static bool add(uint64_t *sum, const number *v, const unit *u)
{
    uint64_t whole;
    const uint64_t parts = v->fraction * u->factor; /* of 10^(zeros - digits) nanoseconds */
    const int power = u->zeros - v->digits;
    const uint64_t fraction = power >= 0 ? parts * power_of_ten(power) : parts / power_of_ten(-power);
    if (__builtin_mul_overflow(v->whole, u->factor * power_of_ten(u->zeros), &whole)) return false;
    return !__builtin_add_overflow(*sum, whole, sum) && !__builtin_add_overflow(*sum, fraction, sum);
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
        const unit *u = parse_unit(text, &at);
        if (u == NULL || !add(&sum, &v, u) || sum > limit) return false;
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
