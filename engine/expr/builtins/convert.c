/* Conversions between kinds. */
#include "engine/expr/builtins/builder.h"
#include "engine/expr/builtins/builtins.h"

#include <stdlib.h>

static rh_value bad(void) { return rh_undecided(RH_CAUSE_BAD_CONVERSION); }
static rh_value overflow(void) { return rh_undecided(RH_CAUSE_OVERFLOW); }

rh_value rh_fn__to_bool(rh_machine *m, const rh_value *args, size_t n)
{
    (void)m, (void)n;
    static const char *const words[] = {"1", "t", "true", "TRUE", "True", "0", "f", "false", "FALSE", "False"};
    if (args[0].kind == RH_BOOL) return args[0];
    for (size_t i = 0; i < 10; i++) {
        if (rh_str_eq(rh_value_str(args[0]), rh_str_of(words[i]))) return rh_bool(i < 5);
    }
    return bad();
}

/* Decimal digits behind an optional sign; the magnitude. */
static bool read_digits(rh_str text, bool *is_negative, uint64_t *magnitude)
{
    size_t at = 0;
    *is_negative = text.len > 0 && text.ptr[0] == '-';
    if (text.len > 0 && (text.ptr[0] == '-' || text.ptr[0] == '+')) at++;
    if (at == text.len) return false;
    *magnitude = 0;
    for (; at < text.len; at++) {
        const char c = text.ptr[at];
        if (c < '0' || c > '9') return false;
        if (__builtin_mul_overflow(*magnitude, 10u, magnitude) ||
            __builtin_add_overflow(*magnitude, (uint64_t)(c - '0'), magnitude))
            return false;
    }
    return true;
}

static rh_value int_of_text(rh_str text)
{
    bool is_negative = false;
    uint64_t v = 0;
    if (!read_digits(text, &is_negative, &v) || v > (uint64_t)INT64_MAX + (is_negative ? 1 : 0)) return bad();
    return rh_int(is_negative ? (int64_t)(0 - v) : (int64_t)v);
}

rh_value rh_fn__to_int(rh_machine *m, const rh_value *args, size_t n)
{
    (void)m, (void)n;
    const rh_value v = args[0];
    if (v.kind == RH_INT) return v;
    if (v.kind == RH_UINT) return v.u > INT64_MAX ? overflow() : rh_int((int64_t)v.u);
    if (v.kind == RH_TIMESTAMP) return rh_int(v.i);
    if (v.kind == RH_STRING) return int_of_text(rh_value_str(v));
    /* The ends are left out: a double there may stand for a number outside. */
    return v.d > -9223372036854775808.0 && v.d < 9223372036854775808.0 ? rh_int((int64_t)v.d) : overflow();
}

rh_value rh_fn__to_uint(rh_machine *m, const rh_value *args, size_t n)
{
    (void)m, (void)n;
    const rh_value v = args[0];
    if (v.kind == RH_UINT) return v;
    if (v.kind == RH_INT) return v.i < 0 ? overflow() : rh_uint((uint64_t)v.i);
    if (v.kind == RH_DOUBLE) return v.d > -1.0 && v.d < 18446744073709551616.0 ? rh_uint((uint64_t)v.d) : overflow();
    bool is_negative = false;
    uint64_t u = 0;
    return read_digits(rh_value_str(v), &is_negative, &u) && !is_negative ? rh_uint(u) : bad();
}

/* The words for numbers that are none. */
static rh_value double_of_word(rh_str text)
{
    static const struct {
        const char *word;
        double value;
    } words[] = {{"NaN", __builtin_nan("")},      {"Infinity", __builtin_inf()}, {"+Infinity", __builtin_inf()},
                 {"-Infinity", -__builtin_inf()}, {"Inf", __builtin_inf()},      {"+Inf", __builtin_inf()},
                 {"-Inf", -__builtin_inf()}};
    for (size_t i = 0; i < sizeof words / sizeof *words; i++) {
        if (rh_str_eq(text, rh_str_of(words[i].word))) return rh_double(words[i].value);
    }
    return bad();
}

static rh_value double_of_text(rh_str text)
{
    char buf[512];
    char *end = NULL;
    if (text.len == 0 || text.len >= sizeof buf) return bad();
    for (size_t i = 0; i < text.len; i++) { /* strtod reads more than decimals */
        if (memchr("0123456789.+-eE", text.ptr[i], 15) == NULL) return double_of_word(text);
    }
    memcpy(buf, text.ptr, text.len);
    buf[text.len] = '\0';
    const double d = strtod(buf, &end);
    return end == buf + text.len ? rh_double(d) : bad();
}

rh_value rh_fn__to_double(rh_machine *m, const rh_value *args, size_t n)
{
    (void)m, (void)n;
    const rh_value v = args[0];
    if (v.kind == RH_DOUBLE) return v;
    if (v.kind == RH_INT) return rh_double((double)v.i);
    return v.kind == RH_UINT ? rh_double((double)v.u) : double_of_text(rh_value_str(v));
}

static rh_value text_value(rh_machine *m, const char *text, size_t n)
{
    char *copy = rh_machine__make(m, n, 1);
    if (copy == NULL) return rh_undecided(RH_CAUSE_BUDGET);
    memcpy(copy, text, n);
    return rh_string((rh_str){copy, n});
}

rh_value rh_fn__to_string(rh_machine *m, const rh_value *args, size_t n)
{
    (void)n;
    char text[48];
    const rh_value v = args[0];
    if (v.kind == RH_STRING) return v;
    if (v.kind == RH_BOOL) return rh_string(v.b ? RH_STR("true") : RH_STR("false"));
    if (v.kind == RH_INT) return text_value(m, text, rh_text_of_int(text, v.i));
    if (v.kind == RH_UINT) return text_value(m, text, rh_text_of_uint(text, v.u));
    if (v.kind == RH_DOUBLE) return text_value(m, text, rh_text_of_double(text, v.d, "Inf"));
    if (v.kind == RH_TIMESTAMP) return text_value(m, text, rh_instant_text(text, rh_value_instant(v)));
    if (v.kind == RH_DURATION) return text_value(m, text, rh_duration_text(text, v.i));
    return rh_str_is_utf8(rh_value_str(v), NULL) ? rh_string(rh_value_str(v)) : bad();
}

rh_value rh_fn__to_bytes(rh_machine *m, const rh_value *args, size_t n)
{
    (void)m, (void)n;
    rh_value v = args[0];
    v.kind = RH_BYTES;
    return v;
}

rh_value rh_fn__to_timestamp(rh_machine *m, const rh_value *args, size_t n)
{
    (void)m, (void)n;
    rh_instant t = {args[0].i, 0};
    if (args[0].kind == RH_TIMESTAMP) return args[0];
    if (args[0].kind == RH_STRING) return rh_instant_parse(&t, rh_value_str(args[0])) ? rh_timestamp(t) : bad();
    const bool is_inside = !rh_instant_before(t, RH_INSTANT_MIN) && !rh_instant_before(RH_INSTANT_MAX, t);
    return is_inside ? rh_timestamp(t) : overflow();
}

rh_value rh_fn__to_duration(rh_machine *m, const rh_value *args, size_t n)
{
    (void)m, (void)n;
    int64_t ns = 0;
    if (args[0].kind == RH_DURATION) return args[0];
    return rh_duration_parse(&ns, rh_value_str(args[0])) ? rh_duration_value(ns) : bad();
}

rh_value rh_fn__to_dyn(rh_machine *m, const rh_value *args, size_t n)
{
    (void)m, (void)n;
    return args[0];
}

rh_value rh_fn__type_of(rh_machine *m, const rh_value *args, size_t n)
{
    (void)m, (void)n;
    static const char *const names[] = {
        [RH_NULL] = "null_type", [RH_BOOL] = "bool", [RH_INT] = "int", [RH_UINT] = "uint", [RH_DOUBLE] = "double",
        [RH_STRING] = "string", [RH_BYTES] = "bytes", [RH_TIMESTAMP] = "google.protobuf.Timestamp",
        [RH_DURATION] = "google.protobuf.Duration", [RH_LIST] = "list", [RH_MAP] = "map", [RH_TYPE] = "type",
        [RH_OPTIONAL] = "optional_type"};
    rh_value v = rh_string(rh_str_of(names[args[0].kind]));
    v.kind = RH_TYPE;
    return v;
}
