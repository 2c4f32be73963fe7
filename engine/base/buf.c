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
    char *bigger = rh_arena_room(buf->arena, cap);
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

/* Not zero when one of eight bytes is not plain: the sign bit of each says whether a subtraction went below zero. */
static inline uint64_t escapes(uint64_t w)
{
    const uint64_t ones = UINT64_MAX / 0xFF, signs = ones << 7;
    const uint64_t quote = w ^ ones * '"', slash = w ^ ones * '\\';
    return (((w - ones * 0x20) & ~w) | ((quote - ones) & ~quote) | ((slash - ones) & ~slash)) & signs;
}

static inline uint64_t eight(const char *p)
{
    uint64_t w;
    memcpy(&w, p, sizeof w);
    return w;
}

/* Where the first byte from `from` on stands that is not plain; the end when there is none. */
static size_t find_escape(rh_str s, size_t from)
{
    while (from + 8 <= s.len && escapes(eight(s.ptr + from)) == 0) from += 8;
    while (from < s.len && is_plain((unsigned char)s.ptr[from])) from++;
    return from;
}

/* Copies a text up to its first escape at least; false when it has one. The last bytes are taken together with some
 * before them: a text of four bytes has no rest that is gone through one by one. */
static inline bool copy_plain(char *to, const char *s, size_t n)
{
    uint64_t found = 0;
    if (n >= 8) {
        for (size_t i = 0; i < n - 7 && found == 0; i += 8) {
            const uint64_t w = eight(s + i);
            memcpy(to + i, &w, sizeof w);
            found = escapes(w);
        }
        const uint64_t last = eight(s + n - 8);
        memcpy(to + n - 8, &last, sizeof last);
        return (found | escapes(last)) == 0;
    }
    if (n >= 4) {
        uint32_t begin, end;
        memcpy(&begin, s, sizeof begin);
        memcpy(&end, s + n - 4, sizeof end);
        memcpy(to, &begin, sizeof begin);
        memcpy(to + n - 4, &end, sizeof end);
        return escapes((uint64_t)begin << 32 | end) == 0;
    }
    for (size_t i = 0; i < n; i++) {
        if (!is_plain((unsigned char)s[i])) return false;
        to[i] = s[i];
    }
    return true;
}

/* A text without an escape, most of them, scanned and copied at once; the buffer has room for it. */
static inline bool put_plain(rh_buf *buf, rh_str s)
{
    char *to = buf->ptr + buf->len;
    if (!copy_plain(to + 1, s.ptr, s.len)) return false;
    to[0] = to[s.len + 1] = '"';
    buf->len += s.len + 2;
    return true;
}

void rh_buf_json_str(rh_buf *buf, rh_str s)
{
    if ((buf->failed || s.len + 2 > buf->cap - buf->len) && !rh_buf_reserve(buf, s.len + 2)) return;
    if (put_plain(buf, s)) return;
    rh_buf_byte(buf, '"');
    for (size_t from = 0; from < s.len;) {
        const size_t at = find_escape(s, from);
        rh_buf_put(buf, (rh_str){s.ptr + from, at - from});
        if (at < s.len) put_escape(buf, (unsigned char)s.ptr[at]);
        from = at + 1;
    }
    rh_buf_byte(buf, '"');
}
