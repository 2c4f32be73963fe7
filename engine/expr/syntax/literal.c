/* Escapes of string and bytes literals. */
#include "engine/expr/syntax/literal.h"


size_t rh_literal__put_utf8(char *to, uint32_t c)
{
    if (c < 0x80) return to[0] = (char)c, 1;
    const size_t n = c < 0x800 ? 2 : c < 0x10000 ? 3 : 4;
    static const unsigned char lead[5] = {0, 0, 0xC0, 0xE0, 0xF0};
    for (size_t i = n - 1; i > 0; i--, c >>= 6) to[i] = (char)(0x80 | (c & 0x3F));
    to[0] = (char)(lead[n] | c);
    return n;
}

static int digit(char c)
{
    if (c >= '0' && c <= '9') return c - '0';
    if (c >= 'a' && c <= 'f') return c - 'a' + 10;
    if (c >= 'A' && c <= 'F') return c - 'A' + 10;
    return 99;
}

typedef struct decoder {
    rh_str in;
    size_t at;
    char *out;
    size_t n;
    bool is_bytes;
} decoder;

/* Reads exactly n digits of a base; false when there are fewer. */
static bool read_digits(decoder *d, size_t n, int base, uint32_t *value)
{
    uint32_t v = 0;
    for (size_t i = 0; i < n; i++, d->at++) {
        if (d->at >= d->in.len || digit(d->in.ptr[d->at]) >= base) return false;
        v = v * (uint32_t)base + (uint32_t)digit(d->in.ptr[d->at]);
    }
    *value = v;
    return true;
}

static const char *put_code(decoder *d, uint32_t code, bool is_byte)
{
    if (d->is_bytes && is_byte) {
        if (code > 0xFF) return "an octal escape is at most \\377";
        d->out[d->n++] = (char)code;
        return NULL;
    }
    if (d->is_bytes) return "\\u and \\U do not stand in bytes";
    if (code > 0x10FFFF || (code >= 0xD800 && code <= 0xDFFF)) return "the escape is no character";
    d->n += rh_literal__put_utf8(d->out + d->n, code);
    return NULL;
}

static const char *numeric_escape(decoder *d, size_t digits, int base, bool is_byte)
{
    uint32_t code = 0;
    if (!read_digits(d, digits, base, &code)) return "the escape has too few digits";
    if (base == 8 && code > 0xFF) return "an octal escape is at most \\377";
    return put_code(d, code, is_byte);
}

/* d->at stands behind the backslash. */
static const char *escape(decoder *d)
{
    static const char from[] = "abfnrtv\\'\"`?", to[] = "\a\b\f\n\r\t\v\\'\"`?";
    if (d->at >= d->in.len) return "a backslash ends the literal";
    const char c = d->in.ptr[d->at++];
    const char *simple = memchr(from, c, sizeof from - 1);
    if (simple != NULL) {
        d->out[d->n++] = to[simple - from];
        return NULL;
    }
    switch (c) {
    case 'x':
    case 'X': return numeric_escape(d, 2, 16, true);
    case 'u': return numeric_escape(d, 4, 16, false);
    case 'U': return numeric_escape(d, 8, 16, false);
    case '0':
    case '1':
    case '2':
    case '3': d->at--; return numeric_escape(d, 3, 8, true);
    default: return "no such escape";
    }
}

const char *rh_literal__decode(rh_str *out, rh_arena *keep, rh_str inside, bool is_bytes)
{
    /* An escape never decodes to more bytes than it takes: \x.. gives at most two. */
    decoder d = {.in = inside, .out = rh_arena_alloc(keep, inside.len + 1), .is_bytes = is_bytes};
    *out = rh_str_null();
    if (d.out == NULL) return NULL;
    while (d.at < inside.len) {
        const char c = inside.ptr[d.at++];
        if (c != '\\') {
            d.out[d.n++] = c;
            continue;
        }
        const char *wrong = escape(&d);
        if (wrong != NULL) return wrong;
    }
    *out = (rh_str){d.out, d.n};
    return NULL;
}
