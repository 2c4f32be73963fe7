/* Conversions between kinds, optionals, and the mathematics of the extensions. */
#include "tests/reference/insides.h"

#include <errno.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static const ref_value *bad(ref_run *run)
{
    return ref_error(run->heap, REF_CONVERSION);
}

static const ref_value *uint_of(ref_run *run, uint64_t u)
{
    ref_value *v = ref_new(run->heap, REF_UINT);
    v->u = u;
    return v;
}

static const ref_value *double_of(ref_run *run, double d)
{
    ref_value *v = ref_new(run->heap, REF_DOUBLE);
    v->d = d;
    return v;
}

/* ---- numbers ---- */

/* Decimal digits behind an optional sign. */
static bool read_whole(const ref_value *v, bool may_be_negative, ref_wide *out)
{
    size_t k = 0;
    bool is_negative = false;
    if (v->len > 0 && may_be_negative && (v->s[0] == '-' || v->s[0] == '+')) is_negative = v->s[k++] == '-';
    if (k == v->len) return false;
    ref_wide w = 0;
    for (; k < v->len; k++) {
        if (v->s[k] < '0' || v->s[k] > '9') return false;
        if (w > (ref_wide)UINT64_MAX) return false;
        w = w * 10 + (v->s[k] - '0');
    }
    *out = is_negative ? -w : w;
    return true;
}

static const ref_value *to_int(ref_run *run, const ref_value *v)
{
    ref_wide w = 0;
    switch ((int)v->kind) {
    case REF_INT: return v;
    case REF_UINT: w = v->u; break;
    case REF_DOUBLE:
        if (!(v->d > -9223372036854775808.0 && v->d < 9223372036854775808.0)) return ref_error(run->heap, REF_OVERFLOW);
        return ref_int(run->heap, (int64_t)v->d);
    case REF_STRING:
        if (!read_whole(v, true, &w) || w < INT64_MIN || w > INT64_MAX) return bad(run);
        break;
    case REF_TIME: w = v->t / 1000000000 - (v->t % 1000000000 < 0 ? 1 : 0); break;
    default: return ref__misfit(run, &v, 1);
    }
    return w > INT64_MAX ? ref_error(run->heap, REF_OVERFLOW) : ref_int(run->heap, (int64_t)w);
}

static const ref_value *to_uint(ref_run *run, const ref_value *v)
{
    ref_wide w = 0;
    switch ((int)v->kind) {
    case REF_UINT: return v;
    case REF_INT: return v->i < 0 ? ref_error(run->heap, REF_OVERFLOW) : uint_of(run, (uint64_t)v->i);
    case REF_DOUBLE:
        /* Rounds toward zero first: -0.5 is 0. */
        if (!(v->d > -1 && v->d < 18446744073709551616.0)) return ref_error(run->heap, REF_OVERFLOW);
        return uint_of(run, (uint64_t)v->d);
    case REF_STRING:
        if (!read_whole(v, false, &w) || w > UINT64_MAX) return bad(run);
        return uint_of(run, (uint64_t)w);
    default: return ref__misfit(run, &v, 1);
    }
}

static const ref_value *to_double(ref_run *run, const ref_value *v)
{
    switch ((int)v->kind) {
    case REF_DOUBLE: return v;
    case REF_INT: return double_of(run, (double)v->i);
    case REF_UINT: return double_of(run, (double)v->u);
    case REF_STRING: {
        char text[400], *end;
        if (v->len == 0 || v->len >= sizeof text) return bad(run);
        memcpy(text, v->s, v->len);
        text[v->len] = '\0';
        if (strspn(text, "+-0123456789.eE") != v->len && strcmp(text, "NaN") != 0 && strstr(text, "Infinity") == NULL)
            return bad(run);
        double d = strtod(text, &end);
        return *end == '\0' ? double_of(run, d) : bad(run);
    }
    default: return ref__misfit(run, &v, 1);
    }
}

static const ref_value *to_bool(ref_run *run, const ref_value *v)
{
    static const char *const yes[] = {"1", "t", "true", "TRUE", "True"}, *const no[] = {"0", "f", "false", "FALSE",
                                                                                        "False"};
    if (v->kind == REF_BOOL) return v;
    if (v->kind != REF_STRING) return ref__misfit(run, &v, 1);
    for (size_t k = 0; k < 5; k++) {
        if (ref_is_text(v, yes[k])) return ref_bool(run->heap, true);
        if (ref_is_text(v, no[k])) return ref_bool(run->heap, false);
    }
    return bad(run);
}

/* ---- text ---- */

/* The shortest digits that read back as d, laid out as ECMAScript does: plain from 1e-6 to below 1e21. */
size_t ref__double_text(char out[40], double d)
{
    if (isnan(d)) return (size_t)snprintf(out, 40, "NaN");
    if (isinf(d)) return (size_t)snprintf(out, 40, d > 0 ? "Infinity" : "-Infinity");
    if (d == 0) return (size_t)snprintf(out, 40, "0");
    char digits[40];
    int precision = 0;
    do snprintf(digits, sizeof digits, "%.*e", precision, fabs(d));
    while (strtod(digits, NULL) != fabs(d) && ++precision < 17);
    int exponent = atoi(strchr(digits, 'e') + 1), n = precision + 1;
    char plain[20] = {digits[0]};
    memcpy(plain + 1, digits + 2, (size_t)precision);
    const char *sign = d < 0 ? "-" : "";
    if (exponent >= 21 || exponent < -6) {
        const char *dot = n > 1 ? "." : "";
        return (size_t)snprintf(out, 40, "%s%c%s%se%s%d", sign, plain[0], dot, plain + 1, exponent < 0 ? "" : "+",
                                exponent);
    }
    if (exponent < 0) return (size_t)snprintf(out, 40, "%s0.%.*s%s", sign, -exponent - 1, "000000000", plain);
    if (exponent >= n - 1)
        return (size_t)snprintf(out, 40, "%s%s%.*s", sign, plain, exponent - n + 1, "00000000000000000000000");
    return (size_t)snprintf(out, 40, "%s%.*s.%s", sign, exponent + 1, plain, plain + exponent + 1);
}

static size_t put_fraction(char *out, int64_t ns)
{
    if (ns == 0) return 0;
    int n = snprintf(out, 12, ".%09d", (int)ns);
    while (out[n - 1] == '0') n--;
    out[n] = '\0';
    return (size_t)n;
}

static size_t time_text(char out[64], ref_wide t)
{
    ref_wide ns = ((t % 1000000000) + 1000000000) % 1000000000, s = (t - ns) / 1000000000;
    int64_t year;
    int month, day, yearday;
    ref__civil(s, &year, &month, &day, &yearday);
    int in_day = (int)((s % 86400 + 86400) % 86400);
    int n = snprintf(out, 40, "%04d-%02d-%02dT%02d:%02d:%02d", (int)year, month, day, in_day / 3600, in_day / 60 % 60,
                     in_day % 60);
    size_t len = (size_t)n + put_fraction(out + n, (int64_t)ns);
    out[len++] = 'Z';
    return len;
}

static size_t span_text(char out[64], int64_t ns)
{
    ref_wide w = ns < 0 ? -(ref_wide)ns : ns;
    int n = snprintf(out, 40, "%s%lld", ns < 0 ? "-" : "", (long long)(w / 1000000000));
    size_t len = (size_t)n + put_fraction(out + n, (int64_t)(w % 1000000000));
    out[len++] = 's';
    return len;
}

static bool is_utf8(const ref_value *v)
{
    for (size_t k = 0; k < v->len;) {
        unsigned char c = (unsigned char)v->s[k];
        size_t n = c < 0x80 ? 1 : c >= 0xc2 && c < 0xe0 ? 2 : c >= 0xe0 && c < 0xf0 ? 3 : c >= 0xf0 && c < 0xf5 ? 4 : 0;
        if (n == 0 || k + n > v->len) return false;
        for (size_t i = 1; i < n; i++)
            if (((unsigned char)v->s[k + i] & 0xc0) != 0x80) return false;
        unsigned char next = n > 1 ? (unsigned char)v->s[k + 1] : 0;
        if ((c == 0xe0 && next < 0xa0) || (c == 0xed && next > 0x9f) || (c == 0xf0 && next < 0x90) ||
            (c == 0xf4 && next > 0x8f))
            return false;
        k += n;
    }
    return true;
}

static const ref_value *to_string(ref_run *run, const ref_value *v)
{
    char text[64];
    size_t n = 0;
    switch ((int)v->kind) {
    case REF_STRING: return v;
    case REF_BYTES: return is_utf8(v) ? ref_string(run->heap, v->s, v->len) : bad(run);
    case REF_BOOL: n = (size_t)snprintf(text, sizeof text, v->b ? "true" : "false"); break;
    case REF_INT: n = (size_t)snprintf(text, sizeof text, "%lld", (long long)v->i); break;
    case REF_UINT: n = (size_t)snprintf(text, sizeof text, "%llu", (unsigned long long)v->u); break;
    case REF_DOUBLE:
        n = ref__double_text(text, v->d);
        if (isinf(v->d)) n -= strlen("inity"); /* "Inf": ours where CEL leaves it open */
        break;
    case REF_TIME: n = time_text(text, v->t); break;
    case REF_SPAN: n = span_text(text, v->i); break;
    default: return ref__misfit(run, &v, 1);
    }
    return ref_string(run->heap, text, n);
}

static const ref_value *to_bytes(ref_run *run, const ref_value *v)
{
    if (v->kind == REF_BYTES) return v;
    if (v->kind != REF_STRING) return ref__misfit(run, &v, 1);
    ref_value *bytes = ref_new(run->heap, REF_BYTES);
    bytes->s = v->s;
    bytes->len = v->len;
    return bytes;
}

static const ref_value *to_time(ref_run *run, const ref_value *v)
{
    if (v->kind == REF_TIME) return v;
    if (v->kind == REF_INT) return ref_time(run->heap, (ref_wide)v->i * 1000000000);
    if (v->kind != REF_STRING) return ref__misfit(run, &v, 1);
    ref_wide t;
    return ref__time_parse(&t, v->s, v->len) ? ref_time(run->heap, t) : bad(run);
}

static const ref_value *to_span(ref_run *run, const ref_value *v)
{
    if (v->kind == REF_SPAN) return v;
    if (v->kind != REF_STRING) return ref__misfit(run, &v, 1);
    ref_wide ns;
    if (!ref__span_parse(&ns, v->s, v->len) || ns < INT64_MIN || ns > INT64_MAX) return bad(run);
    return ref_span(run->heap, ns);
}

static const ref_value *type_of(ref_run *run, const ref_value *v)
{
    static const char *const names[] = {"null_type",
                                        "bool",
                                        "int",
                                        "uint",
                                        "double",
                                        "string",
                                        "bytes",
                                        "google.protobuf.Timestamp",
                                        "google.protobuf.Duration",
                                        "list",
                                        "map",
                                        "type",
                                        "optional_type"};
    ref_value *type = ref_new(run->heap, REF_TYPE);
    type->s = names[v->kind];
    type->len = strlen(type->s);
    return type;
}

static const ref_value *same(ref_run *run, const ref_value *v)
{
    (void)run;
    return v;
}

static const struct {
    const char *name;
    const ref_value *(*convert)(ref_run *run, const ref_value *v);
} conversions[] = {{"int", to_int},       {"uint", to_uint},   {"double", to_double},  {"bool", to_bool},
                   {"string", to_string}, {"bytes", to_bytes}, {"timestamp", to_time}, {"duration", to_span},
                   {"type", type_of},     {"dyn", same}};

const ref_value *ref__convert(ref_run *run, const char *name, const ref_value *const *args, size_t n)
{
    for (size_t k = 0; n == 1 && k < sizeof conversions / sizeof *conversions; k++)
        if (strcmp(conversions[k].name, name) == 0) return conversions[k].convert(run, args[0]);
    return NULL;
}

/* ---- optionals ---- */

static bool is_zero(const ref_value *v)
{
    switch ((int)v->kind) {
    case REF_NULL: return true;
    case REF_BOOL: return !v->b;
    case REF_INT:
    case REF_SPAN: return v->i == 0;
    case REF_UINT: return v->u == 0;
    case REF_DOUBLE: return v->d == 0;
    case REF_STRING:
    case REF_BYTES: return v->len == 0;
    case REF_TIME: return v->t == (ref_wide)-62135596800 * 1000000000;
    case REF_LIST:
    case REF_MAP:
    case REF_OPTIONAL: return v->n == 0;
    default: return false;
    }
}

const ref_value *ref__optional(ref_run *run, const char *name, const ref_value *const *args, size_t n)
{
    if (strcmp(name, "optional.none") == 0 && n == 0) return ref__none(run);
    if (strcmp(name, "optional.of") == 0 && n == 1) return ref__some(run, args[0]);
    if (strcmp(name, "optional.ofNonZeroValue") == 0 && n == 1)
        return is_zero(args[0]) ? ref__none(run) : ref__some(run, args[0]);
    if (n != 1 || (strcmp(name, "hasValue") != 0 && strcmp(name, "value") != 0)) return NULL;
    const ref_value *v = args[0];
    if (v->kind != REF_OPTIONAL) return ref__misfit(run, args, 1);
    if (strcmp(name, "hasValue") == 0) return ref_bool(run->heap, v->n == 1);
    return v->n == 1 ? v->items[0] : ref_error(run->heap, REF_MISSING_KEY);
}

/* ---- mathematics ---- */

static const ref_value *extreme(ref_run *run, const ref_value *const *args, size_t n, int want)
{
    if (n == 1 && args[0]->kind == REF_LIST) {
        if (args[0]->n == 0) return ref_error(run->heap, REF_BAD_TYPE);
        return extreme(run, args[0]->items, args[0]->n, want);
    }
    const ref_value *best = NULL;
    for (size_t k = 0; k < n; k++) {
        int order = 0;
        if (args[k]->kind != REF_INT && args[k]->kind != REF_UINT && args[k]->kind != REF_DOUBLE)
            return ref__misfit(run, args + k, 1);
        if (best != NULL && !ref_order(&order, args[k], best)) return ref__misfit(run, args + k, 1);
        if (best == NULL || order == want) best = args[k];
    }
    return best;
}

static const ref_value *absolute(ref_run *run, const ref_value *v)
{
    if (v->kind == REF_UINT) return v;
    if (v->kind == REF_DOUBLE) return double_of(run, fabs(v->d));
    if (v->kind != REF_INT) return ref__misfit(run, &v, 1);
    return v->i == INT64_MIN ? ref_error(run->heap, REF_OVERFLOW) : ref_int(run->heap, v->i < 0 ? -v->i : v->i);
}

static const struct {
    const char *name;
    double (*of)(double);
} roundings[] = {{"math.ceil", ceil}, {"math.floor", floor}, {"math.round", round}, {"math.trunc", trunc}};

const ref_value *ref__math(ref_run *run, const char *name, const ref_value *const *args, size_t n)
{
    if (strncmp(name, "math.", 5) != 0 || n == 0) return NULL;
    if (strcmp(name, "math.greatest") == 0) return extreme(run, args, n, 1);
    if (strcmp(name, "math.least") == 0) return extreme(run, args, n, -1);
    if (n != 1) return NULL;
    if (strcmp(name, "math.abs") == 0) return absolute(run, args[0]);
    for (size_t k = 0; k < sizeof roundings / sizeof *roundings; k++)
        if (strcmp(roundings[k].name, name) == 0)
            return args[0]->kind == REF_DOUBLE ? double_of(run, roundings[k].of(args[0]->d))
                                               : ref__misfit(run, args, 1);
    return NULL;
}
