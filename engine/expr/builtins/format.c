/* string.format(list): %s %d %f %e %b %o %x %X and %%, with a precision for %f and %e. */
#include "engine/expr/builtins/builder.h"
#include "engine/expr/builtins/builtins.h"

#include <stdio.h>

enum { PRECISION = 6, PRECISION_MAX = 100, NESTING_MAX = 64 };

static void put_text(rh_builder *b, rh_value v, int depth);

static void put_list(rh_builder *b, rh_value v, int depth)
{
    rh_builder_byte(b, '[');
    for (uint32_t i = 0; i < v.n; i++) {
        if (i > 0) rh_builder_put(b, RH_STR(", "));
        put_text(b, v.list[i], depth + 1);
    }
    rh_builder_byte(b, ']');
}

/* The text of a key; keys are scalars. */
static rh_str key_text(char out[32], rh_value key)
{
    if (key.kind == RH_BOOL) return key.b ? RH_STR("true") : RH_STR("false");
    if (key.kind == RH_INT) return (rh_str){out, rh_text_of_int(out, key.i)};
    if (key.kind == RH_UINT) return (rh_str){out, rh_text_of_uint(out, key.u)};
    return rh_value_str(key);
}

/* The pair whose key's text comes next behind `last`, or NULL: maps are written in the order of their keys' texts. */
static const rh_pair *next_pair(rh_value v, const rh_pair *last)
{
    char out[32], out_best[32], out_last[32];
    const rh_pair *best = NULL;
    const rh_str floor = last != NULL ? key_text(out_last, last->key) : rh_str_null();
    for (uint32_t i = 0; i < v.n; i++) {
        const rh_str text = key_text(out, v.map[i].key);
        if (last != NULL && rh_str_cmp(text, floor) <= 0) continue;
        if (best == NULL || rh_str_cmp(text, key_text(out_best, best->key)) < 0) best = &v.map[i];
    }
    return best;
}

static void put_map(rh_builder *b, rh_value v, int depth)
{
    rh_builder_byte(b, '{');
    const rh_pair *pair = NULL;
    for (uint32_t i = 0; (pair = next_pair(v, pair)) != NULL; i++) {
        char out[32];
        if (i > 0) rh_builder_put(b, RH_STR(", "));
        rh_builder_put(b, key_text(out, pair->key));
        rh_builder_put(b, RH_STR(": "));
        put_text(b, pair->value, depth + 1);
        if (!rh_machine__scan(b->m, (size_t)v.n * 64)) b->failed = true;
        if (b->failed) return;
    }
    rh_builder_byte(b, '}');
}

static void put_text(rh_builder *b, rh_value v, int depth)
{
    char out[48];
    if (depth > NESTING_MAX) b->failed = b->m->is_exhausted = true;
    if (b->failed) return;
    switch ((rh_kind)v.kind) {
    case RH_NULL: rh_builder_put(b, RH_STR("null")); return;
    case RH_BOOL: rh_builder_put(b, v.b ? RH_STR("true") : RH_STR("false")); return;
    case RH_INT: rh_builder_put(b, (rh_str){out, rh_text_of_int(out, v.i)}); return;
    case RH_UINT: rh_builder_put(b, (rh_str){out, rh_text_of_uint(out, v.u)}); return;
    case RH_DOUBLE: rh_builder_put(b, (rh_str){out, rh_text_of_double(out, v.d, "Infinity")}); return;
    case RH_STRING:
    case RH_BYTES:
    case RH_TYPE: rh_builder_put(b, rh_value_str(v)); return;
    case RH_TIMESTAMP: rh_builder_put(b, (rh_str){out, rh_instant_text(out, rh_value_instant(v))}); return;
    case RH_DURATION: rh_builder_put(b, (rh_str){out, rh_duration_text(out, v.i)}); return;
    case RH_LIST: put_list(b, v, depth); return;
    case RH_MAP: put_map(b, v, depth); return;
    case RH_OPTIONAL:
    case RH_UNDECIDED:
    default: return;
    }
}

/* Digits of a base; a negative int has its sign before them. */
static void put_digits(rh_builder *b, rh_value v, unsigned base, bool is_upper)
{
    char digits[64];
    size_t n = 0;
    uint64_t u = v.kind == RH_BOOL ? v.b : v.kind == RH_INT && v.i < 0 ? 0 - (uint64_t)v.i : v.u;
    if (v.kind == RH_INT && v.i < 0) rh_builder_byte(b, '-');
    do digits[n++] = (is_upper ? "0123456789ABCDEF" : "0123456789abcdef")[u % base];
    while ((u /= base) > 0);
    while (n > 0) rh_builder_byte(b, digits[--n]);
}

static bool put_hexadecimal(rh_builder *b, rh_value v, bool is_upper)
{
    if (v.kind == RH_INT || v.kind == RH_UINT) return put_digits(b, v, 16, is_upper), true;
    if (v.kind != RH_STRING && v.kind != RH_BYTES) return false;
    const char *digits = is_upper ? "0123456789ABCDEF" : "0123456789abcdef";
    for (uint32_t i = 0; i < v.n; i++) {
        rh_builder_byte(b, digits[(unsigned char)v.s[i] >> 4]);
        rh_builder_byte(b, digits[(unsigned char)v.s[i] & 15]);
    }
    return true;
}

static bool put_number(rh_builder *b, rh_value v, char clause, int precision)
{
    char out[512];
    if (v.kind == RH_INT) v = rh_double((double)v.i);
    if (v.kind == RH_UINT) v = rh_double((double)v.u);
    if (v.kind != RH_DOUBLE) return false;
    const bool is_finite = v.d - v.d == 0.0;
    if (!is_finite) rh_builder_put(b, (rh_str){out, rh_text_of_double(out, v.d, "Infinity")});
    else
        rh_builder_put(
            b, (rh_str){out, (size_t)snprintf(out, sizeof out, clause == 'f' ? "%.*f" : "%.*e", precision, v.d)});
    return true;
}

static bool put_decimal(rh_builder *b, rh_value v)
{
    const bool is_endless = v.kind == RH_DOUBLE && !(v.d - v.d == 0.0);
    if (v.kind != RH_INT && v.kind != RH_UINT && !is_endless) return false;
    put_text(b, v, 0);
    return true;
}

/* One clause; false when it does not take the value. */
static bool put_clause(rh_builder *b, char clause, int precision, rh_value v)
{
    const bool is_whole = v.kind == RH_INT || v.kind == RH_UINT;
    switch (clause) {
    case 's': return v.kind != RH_OPTIONAL ? (put_text(b, v, 0), true) : false;
    case 'd': return put_decimal(b, v);
    case 'f':
    case 'e': return put_number(b, v, clause, precision);
    case 'b': return is_whole || v.kind == RH_BOOL ? (put_digits(b, v, 2, false), true) : false;
    case 'o': return is_whole ? (put_digits(b, v, 8, false), true) : false;
    case 'x': return put_hexadecimal(b, v, false);
    case 'X': return put_hexadecimal(b, v, true);
    default: return false;
    }
}

/* Reads ".N" at *at; PRECISION when there is none, -1 when it is none. */
static int read_precision(rh_str s, size_t *at)
{
    int precision = 0;
    if (*at >= s.len || s.ptr[*at] != '.') return PRECISION;
    for ((*at)++; *at < s.len && s.ptr[*at] >= '0' && s.ptr[*at] <= '9'; (*at)++) {
        precision = precision * 10 + (s.ptr[*at] - '0');
        if (precision > PRECISION_MAX) return -1;
    }
    return precision;
}

rh_value rh_fn__format(rh_machine *m, const rh_value *args, size_t n)
{
    (void)n;
    const rh_str s = rh_value_str(args[0]);
    rh_builder b = {.m = m};
    uint32_t next = 0;
    for (size_t at = 0; at < s.len && !b.failed; at++) {
        if (s.ptr[at] != '%') {
            rh_builder_byte(&b, s.ptr[at]);
            continue;
        }
        if (++at < s.len && s.ptr[at] == '%') {
            rh_builder_byte(&b, '%');
            continue;
        }
        const int precision = read_precision(s, &at);
        if (precision < 0 || at >= s.len) return rh_undecided(RH_CAUSE_BAD_CONVERSION);
        if (next >= args[1].n) return rh_undecided(RH_CAUSE_INDEX);
        if (!put_clause(&b, s.ptr[at], precision, args[1].list[next++])) return rh_undecided(RH_CAUSE_BAD_CONVERSION);
    }
    return rh_builder_finish(&b);
}
