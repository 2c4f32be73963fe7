/* Finding the place of an error in a JSON text. */
#include "harness/foreign/json_locate.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>

enum { DEPTH_MOST = 1024 };

typedef struct reader {
    rh_str text;
    size_t at;
    size_t max_depth, depth;
    bool in_object[DEPTH_MOST];
    rh_json_fault fault;
} reader;

static bool fail(reader *r, rh_code code, size_t at, const char *what)
{
    r->fault = (rh_json_fault){code, at, what};
    return false;
}

static int peek(const reader *r)
{
    return r->at < r->text.len ? (unsigned char)r->text.ptr[r->at] : -1;
}

static void skip_space(reader *r)
{
    for (int c = peek(r); c == ' ' || c == '\t' || c == '\n' || c == '\r'; c = peek(r)) r->at++;
}

static int hex_digit(int c)
{
    if (c >= '0' && c <= '9') return c - '0';
    if (c >= 'a' && c <= 'f') return c - 'a' + 10;
    if (c >= 'A' && c <= 'F') return c - 'A' + 10;
    return -1;
}

/* Four hexadecimal digits at r->at; -1 when there are not. */
static int read_unit(reader *r)
{
    int unit = 0;
    for (int i = 0; i < 4; i++, r->at++) {
        const int digit = hex_digit(peek(r));
        if (digit < 0) return -1;
        unit = unit * 16 + digit;
    }
    return unit;
}

/* Behind "\u". */
static bool read_unicode(reader *r, size_t from)
{
    const int unit = read_unit(r);
    if (unit < 0) return fail(r, RH_JSON_SYNTAX, from, "\\u needs four hexadecimal digits");
    if (unit == 0) return fail(r, RH_JSON_TEXT, from, "the character U+0000");
    if (unit >= 0xDC00 && unit <= 0xDFFF) return fail(r, RH_JSON_TEXT, from, "a low surrogate without its high one");
    if (unit < 0xD800 || unit > 0xDBFF) return true;
    if (peek(r) != '\\' || r->at + 1 >= r->text.len || r->text.ptr[r->at + 1] != 'u')
        return fail(r, RH_JSON_TEXT, from, "a high surrogate without its low one");
    r->at += 2;
    const int low = read_unit(r);
    if (low >= 0xDC00 && low <= 0xDFFF) return true;
    return fail(r, RH_JSON_TEXT, from, "a high surrogate without its low one");
}

static bool read_escape(reader *r)
{
    const size_t from = r->at++;
    const int c = peek(r);
    r->at++;
    if (c == 'u') return read_unicode(r, from);
    if (c > 0 && strchr("\"\\/bfnrt", c) != NULL) return true;
    return fail(r, RH_JSON_SYNTAX, from, "an unknown escape");
}

static bool read_string(reader *r)
{
    const size_t from = r->at++;
    for (int c = peek(r); c != '"'; c = peek(r)) {
        if (c < 0) return fail(r, RH_JSON_SYNTAX, from, "a string that does not end");
        if (c < 0x20) return fail(r, RH_JSON_SYNTAX, r->at, "a control character in a string");
        if (c != '\\') r->at++;
        else if (!read_escape(r)) return false;
    }
    r->at++;
    return true;
}

static bool read_digits(reader *r)
{
    const size_t from = r->at;
    while (peek(r) >= '0' && peek(r) <= '9') r->at++;
    return r->at > from;
}

/* Whether the number [from, at) is finite and, if an integer, within int64. */
static bool number_fits(reader *r, size_t from, bool is_integer)
{
    char text[400];
    const rh_str s = rh_str_slice(r->text, from, r->at);
    if (!is_integer) {
        /* A numeral longer than the buffer is cut behind digits that cannot make a finite number infinite. */
        const char *e = memchr(s.ptr, 'e', s.len);
        if (s.len >= sizeof text && e == NULL) return true;
        snprintf(text, sizeof text, "%.*s", RH_ARG(s));
        return isfinite(strtod(text, NULL)) || fail(r, RH_JSON_NUMBER, from, "a number beyond the range of doubles");
    }
    snprintf(text, sizeof text, "%.*s", RH_ARG(s));
    return (s.len < 25 && rh_json__is_exactly(s, strtoll(text, NULL, 10))) ||
           fail(r, RH_JSON_NUMBER, from, "an integer beyond 64 bits");
}

static bool read_number(reader *r)
{
    const size_t from = r->at;
    bool is_integer = true;
    if (peek(r) == '-') r->at++;
    if (peek(r) == '0') r->at++;
    else if (!read_digits(r)) return fail(r, RH_JSON_SYNTAX, from, "a value was expected");
    if (peek(r) == '.') {
        is_integer = false;
        r->at++;
        if (!read_digits(r)) return fail(r, RH_JSON_SYNTAX, r->at, "a digit was expected behind the point");
    }
    if (peek(r) == 'e' || peek(r) == 'E') {
        is_integer = false;
        r->at++;
        if (peek(r) == '+' || peek(r) == '-') r->at++;
        if (!read_digits(r)) return fail(r, RH_JSON_SYNTAX, r->at, "a digit was expected in the exponent");
    }
    return number_fits(r, from, is_integer);
}

static bool read_word(reader *r, rh_str word)
{
    if (!rh_str_starts(rh_str_slice(r->text, r->at, r->text.len), word))
        return fail(r, RH_JSON_SYNTAX, r->at, "a value was expected");
    r->at += word.len;
    return true;
}

static bool read_scalar(reader *r)
{
    switch (peek(r)) {
    case '"': return read_string(r);
    case 't': return read_word(r, RH_STR("true"));
    case 'f': return read_word(r, RH_STR("false"));
    case 'n': return read_word(r, RH_STR("null"));
    default: return read_number(r);
    }
}

static bool read_key(reader *r)
{
    skip_space(r);
    if (peek(r) != '"') return fail(r, RH_JSON_SYNTAX, r->at, "a key in quotes was expected");
    if (!read_string(r)) return false;
    skip_space(r);
    if (peek(r) != ':') return fail(r, RH_JSON_SYNTAX, r->at, "a colon was expected");
    r->at++;
    return true;
}

/* At a bracket that opens. *is_empty: it closed at once. */
static bool open_bracket(reader *r, bool *is_empty)
{
    const bool is_object = peek(r) == '{';
    if (r->depth == r->max_depth) return fail(r, RH_JSON_DEPTH, r->at, "nested too deep");
    r->at++;
    skip_space(r);
    *is_empty = peek(r) == (is_object ? '}' : ']');
    if (*is_empty) {
        r->at++;
        return true;
    }
    r->in_object[r->depth++] = is_object;
    return !is_object || read_key(r);
}

/* Behind a value: closes what closes here, or goes on to the next value. */
static bool after_value(reader *r)
{
    while (r->depth > 0) {
        skip_space(r);
        const bool is_object = r->in_object[r->depth - 1];
        if (peek(r) == ',') {
            r->at++;
            return !is_object || read_key(r);
        }
        if (peek(r) != (is_object ? '}' : ']'))
            return fail(r, RH_JSON_SYNTAX, r->at,
                        is_object ? "a comma or } was expected" : "a comma or ] was expected");
        r->at++;
        r->depth--;
    }
    skip_space(r);
    return r->at == r->text.len || fail(r, RH_JSON_SYNTAX, r->at, "nothing was expected behind the value");
}

static bool read_text(reader *r)
{
    bool is_first = true;
    while (is_first || r->depth > 0) {
        bool is_closed = true;
        is_first = false;
        skip_space(r);
        if (peek(r) < 0) return fail(r, RH_JSON_SYNTAX, r->at, "the text ends too early");
        if (peek(r) == '{' || peek(r) == '[') {
            if (!open_bracket(r, &is_closed)) return false;
        } else if (!read_scalar(r)) {
            return false;
        }
        if (is_closed && !after_value(r)) return false;
    }
    return true;
}

bool rh_json__fault(rh_json_fault *out, rh_str text, size_t max_depth)
{
    size_t at;
    reader r = {.text = text, .max_depth = max_depth < DEPTH_MOST ? max_depth : DEPTH_MOST};
    const bool is_utf8 = rh_str_is_utf8(text, &at);
    if (read_text(&r) && is_utf8) return false;
    *out = is_utf8 || (r.fault.code != RH_OK && r.fault.at < at)
               ? r.fault
               : (rh_json_fault){RH_JSON_TEXT, at, "bytes that are no UTF-8"};
    return true;
}

rh_str rh_json__token(rh_str text, size_t n)
{
    reader r = {.text = text};
    size_t from = 0;
    while (r.at < text.len) {
        const int c = peek(&r);
        from = r.at;
        if (c == '"') {
            if (!read_string(&r)) break;
        } else if (strchr(" \t\r\n,:[]{}", c) != NULL) {
            r.at++;
            continue;
        } else {
            while (r.at < text.len && strchr(" \t\r\n,:[]{}\"", peek(&r)) == NULL) r.at++;
        }
        if (n-- == 0) break;
    }
    return rh_str_slice(text, from, r.at);
}

rh_span rh_json__place(rh_str text, size_t at)
{
    rh_span span = {.line = 1, .col = 1};
    for (size_t i = 0; i < at && i < text.len; i++) {
        if (text.ptr[i] == '\n') span.line++, span.col = 1;
        else span.col++;
    }
    return span;
}

/* The significant digits of a number and the power of ten of the last one. */
typedef struct decimal {
    char digits[32];
    int n;
    long power;
    bool is_negative, is_long;
} decimal;

static void put_digit(decimal *d, char c)
{
    if (d->n == 0 && c == '0') return;
    if (d->n == (int)sizeof d->digits) d->is_long = true;
    else d->digits[d->n++] = c;
}

static decimal decimal_of(rh_str s)
{
    decimal d = {0};
    size_t i = 0;
    if (i < s.len && s.ptr[i] == '-') d.is_negative = true, i++;
    for (; i < s.len && s.ptr[i] >= '0' && s.ptr[i] <= '9'; i++) put_digit(&d, s.ptr[i]);
    if (i < s.len && s.ptr[i] == '.')
        for (i++; i < s.len && s.ptr[i] >= '0' && s.ptr[i] <= '9'; i++) put_digit(&d, s.ptr[i]), d.power--;
    if (i < s.len) {
        char text[24];
        snprintf(text, sizeof text, "%.*s", (int)(s.len - i - 1), s.ptr + i + 1);
        d.power += strtol(text, NULL, 10);
    }
    while (d.n > 0 && d.digits[d.n - 1] == '0') d.n--, d.power++;
    if (d.n == 0) d.power = 0, d.is_negative = false;
    return d;
}

bool rh_json__is_exactly(rh_str number, long long i)
{
    char text[32];
    const int n = snprintf(text, sizeof text, "%lld", i);
    const decimal a = decimal_of(number), b = decimal_of((rh_str){text, (size_t)n});
    return !a.is_long && a.n == b.n && a.power == b.power && a.is_negative == b.is_negative &&
           memcmp(a.digits, b.digits, (size_t)a.n) == 0;
}
