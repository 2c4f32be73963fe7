/* Growing output. */
#include "engine/base/buf.h"

#include <stdio.h>

void rh_buf_init(rh_buf *buf, rh_arena *arena, size_t max_bytes)
{
    *buf = (rh_buf){.arena = arena, .max_bytes = max_bytes};
}

bool rh_buf_reserve(rh_buf *buf, size_t more)
{
    if (buf->failed) return false;
    if (more <= buf->cap - buf->len) return true;
    if (more > buf->max_bytes - buf->len) {
        buf->failed = true;
        return false;
    }
    size_t cap = buf->cap != 0 ? buf->cap : 256;
    while (cap < buf->len + more) cap *= 2;
    char *bigger = rh_arena_alloc(buf->arena, cap);
    if (bigger == NULL) {
        buf->failed = true;
        return false;
    }
    if (buf->len != 0) memcpy(bigger, buf->ptr, buf->len);
    buf->ptr = bigger;
    buf->cap = cap;
    return true;
}

void rh_buf_printf(rh_buf *buf, const char *format, ...)
{
    va_list args, again;
    va_start(args, format);
    va_copy(again, args);
    const int n = vsnprintf(NULL, 0, format, args);
    va_end(args);
    if (n < 0) buf->failed = true;
    else if (rh_buf_reserve(buf, (size_t)n + 1)) {
        vsnprintf(buf->ptr + buf->len, (size_t)n + 1, format, again);
        buf->len += (size_t)n;
    }
    va_end(again);
}

void rh_buf_int(rh_buf *buf, int64_t i)
{
    char digits[20]; /* of 2^63 and its sign */
    size_t at = sizeof digits;
    uint64_t rest = i < 0 ? -(uint64_t)i : (uint64_t)i;
    do digits[--at] = (char)('0' + rest % 10);
    while ((rest /= 10) != 0);
    if (i < 0) digits[--at] = '-';
    rh_buf_put(buf, (rh_str){digits + at, sizeof digits - at});
}

static void put_escape(rh_buf *buf, unsigned char c)
{
    static const char short_form[] = "btn\0fr"; /* 8, 9, 10, 12, 13 */
    if (c == '"' || c == '\\') {
        rh_buf_byte(buf, '\\');
        rh_buf_byte(buf, (char)c);
    } else if (c >= 8 && c <= 13 && c != 11) {
        rh_buf_byte(buf, '\\');
        rh_buf_byte(buf, short_form[c - 8]);
    } else {
        rh_buf_printf(buf, "\\u%04x", c);
    }
}

static bool is_plain(unsigned char c)
{
    return c >= 0x20 && c != '"' && c != '\\';
}

/* Whether one of eight bytes is not plain: in the sign bit of each byte, whether a subtraction went below zero. */
static bool has_escape(const char *p)
{
    const uint64_t ones = UINT64_MAX / 0xFF, signs = ones << 7;
    uint64_t w;
    memcpy(&w, p, sizeof w);
    const uint64_t quote = w ^ ones * '"', slash = w ^ ones * '\\';
    return ((((w - ones * 0x20) & ~w) | ((quote - ones) & ~quote) | ((slash - ones) & ~slash)) & signs) != 0;
}

/* Where the first byte from `from` on stands that is not plain; the end when there is none. */
static size_t find_escape(rh_str s, size_t from)
{
    while (from + 8 <= s.len && !has_escape(s.ptr + from)) from += 8;
    while (from < s.len && is_plain((unsigned char)s.ptr[from])) from++;
    return from;
}

/* A text without an escape, most of them, scanned and copied at once; the buffer has room for it. */
static bool put_plain(rh_buf *buf, rh_str s)
{
    size_t i = 0;
    char *to = buf->ptr + buf->len + 1;
    for (; i + 8 <= s.len; i += 8) {
        if (has_escape(s.ptr + i)) return false;
        memcpy(to + i, s.ptr + i, 8);
    }
    for (; i < s.len; i++) {
        if (!is_plain((unsigned char)s.ptr[i])) return false;
        to[i] = s.ptr[i];
    }
    to[-1] = to[s.len] = '"';
    buf->len += s.len + 2;
    return true;
}

void rh_buf_json_str(rh_buf *buf, rh_str s)
{
    if (!rh_buf_reserve(buf, s.len + 2) || put_plain(buf, s)) return;
    rh_buf_byte(buf, '"');
    for (size_t from = 0; from < s.len;) {
        const size_t at = find_escape(s, from);
        rh_buf_put(buf, (rh_str){s.ptr + from, at - from});
        if (at < s.len) put_escape(buf, (unsigned char)s.ptr[at]);
        from = at + 1;
    }
    rh_buf_byte(buf, '"');
}
