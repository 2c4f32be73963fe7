/* Growing output. */
#include "engine/base/buf.h"

#include <inttypes.h>
#include <stdio.h>

void rh_buf_init(rh_buf *buf, rh_arena *arena, size_t max_bytes)
{
    *buf = (rh_buf){.arena = arena, .max_bytes = max_bytes};
}

/* Room for `more` bytes behind len. */
static bool reserve(rh_buf *buf, size_t more)
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

void rh_buf_put(rh_buf *buf, rh_str s)
{
    if (s.len == 0 || !reserve(buf, s.len)) return;
    memcpy(buf->ptr + buf->len, s.ptr, s.len);
    buf->len += s.len;
}

void rh_buf_byte(rh_buf *buf, char c)
{
    rh_buf_put(buf, (rh_str){&c, 1});
}

void rh_buf_printf(rh_buf *buf, const char *format, ...)
{
    va_list args, again;
    va_start(args, format);
    va_copy(again, args);
    const int n = vsnprintf(NULL, 0, format, args);
    va_end(args);
    if (n < 0) buf->failed = true;
    else if (reserve(buf, (size_t)n + 1)) {
        vsnprintf(buf->ptr + buf->len, (size_t)n + 1, format, again);
        buf->len += (size_t)n;
    }
    va_end(again);
}

void rh_buf_int(rh_buf *buf, int64_t i)
{
    rh_buf_printf(buf, "%" PRId64, i);
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

void rh_buf_json_str(rh_buf *buf, rh_str s)
{
    rh_buf_byte(buf, '"');
    size_t from = 0;
    for (size_t i = 0; i < s.len; i++) {
        const unsigned char c = (unsigned char)s.ptr[i];
        if (c >= 0x20 && c != '"' && c != '\\') continue;
        rh_buf_put(buf, rh_str_slice(s, from, i));
        put_escape(buf, c);
        from = i + 1;
    }
    rh_buf_put(buf, rh_str_slice(s, from, s.len));
    rh_buf_byte(buf, '"');
}
