/* rh_buf: bytes that grow, with a required maximum.
 *
 * For: building output. Memory comes from an arena. Writing past `max_bytes` or without memory sets `failed` and writes
 * nothing more, so a sequence of puts is checked once, at the end. */
#ifndef RH_BASE_BUF_H
#define RH_BASE_BUF_H

#include "engine/base/arena.h"

#include <stdarg.h>
#include <stdint.h>

typedef struct rh_buf {
    rh_arena *arena;
    char *ptr;
    size_t len, cap, max_bytes;
    bool failed;
} rh_buf;

void rh_buf_init(rh_buf *buf, rh_arena *arena, size_t max_bytes);
/* Makes room for `more` bytes behind len; false when there is none, and then `failed` is set. */
bool rh_buf_reserve(rh_buf *buf, size_t more);
static inline void rh_buf_put(rh_buf *buf, rh_str s)
{
    if (s.len == 0 || ((buf->failed || s.len > buf->cap - buf->len) && !rh_buf_reserve(buf, s.len))) return;
    memcpy(buf->ptr + buf->len, s.ptr, s.len);
    buf->len += s.len;
}
static inline void rh_buf_byte(rh_buf *buf, char c)
{
    if ((buf->failed || buf->len == buf->cap) && !rh_buf_reserve(buf, 1)) return;
    buf->ptr[buf->len++] = c;
}
/* %-format as printf; no locale, no floating point. */
__attribute__((format(printf, 2, 3))) void rh_buf_printf(rh_buf *buf, const char *format, ...);
void rh_buf_int(rh_buf *buf, int64_t i);
/* A JSON string with its quotes: escapes only what JSON demands (RFC 8785). */
void rh_buf_json_str(rh_buf *buf, rh_str s);
static inline rh_str rh_buf_str(const rh_buf *buf) { return (rh_str){buf->ptr != NULL ? buf->ptr : "", buf->len}; }
static inline void rh_buf_clear(rh_buf *buf) { buf->len = 0; }

#endif
