/* rh_str: a borrowed piece of text or bytes, passed by value.
 *
 * For: every text that crosses a function. Not for: text that grows (buf.h) or text the operating system wants (there,
 * rh_str_cstr copies into an arena). The bytes are UTF-8 unless a header says otherwise; they are not NUL-terminated.
 * `ptr == NULL` means "no text" (null), which differs from the empty text. Comparison is bytewise. */
#ifndef RH_BASE_STR_H
#define RH_BASE_STR_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

typedef struct rh_str {
    const char *ptr; /* borrowed; NULL: null */
    size_t len;      /* bytes */
} rh_str;

typedef struct rh_strs {
    const rh_str *at; /* borrowed array */
    size_t n;
} rh_strs;

struct rh_arena;

#define RH_STR(lit) ((rh_str){("" lit), sizeof(lit) - 1})
/* For printf: printf("%.*s", RH_ARG(s)). */
#define RH_ARG(s) (int)(s).len, rh_str_chars(s)

/* The characters of s, not NULL: a null text has none. */
static inline const char *rh_str_chars(rh_str s) { return s.ptr != NULL ? s.ptr : ""; }
static inline rh_str rh_str_null(void) { return (rh_str){NULL, 0}; }
static inline rh_str rh_str_of(const char *c) { return c == NULL ? rh_str_null() : (rh_str){c, strlen(c)}; }
/* Whether n bytes are the same: words, codes and keys are short, and a call for each would cost more than the look. */
static inline bool rh_same_bytes(const char *a, const char *b, size_t n)
{
    uint64_t x, y;
    uint32_t v, w;
    if (n > 16) return memcmp(a, b, n) == 0;
    if (n >= 8) {
        memcpy(&x, a, 8), memcpy(&y, b, 8);
        if (x != y) return false;
        memcpy(&x, a + n - 8, 8), memcpy(&y, b + n - 8, 8);
        return x == y;
    }
    if (n >= 4) {
        memcpy(&v, a, 4), memcpy(&w, b, 4);
        if (v != w) return false;
        memcpy(&v, a + n - 4, 4), memcpy(&w, b + n - 4, 4);
        return v == w;
    }
    return n == 0 || (a[0] == b[0] && a[n / 2] == b[n / 2] && a[n - 1] == b[n - 1]);
}

/* Bytes as a number that orders as they do. */
static inline uint64_t rh_four_bytes(const char *at)
{
    const unsigned char *b = (const unsigned char *)at;
    return (uint64_t)b[0] << 24 | (uint64_t)b[1] << 16 | (uint64_t)b[2] << 8 | b[3];
}
static inline uint64_t rh_eight_bytes(const char *at) { return rh_four_bytes(at) << 32 | rh_four_bytes(at + 4); }

static inline bool rh_str_eq(rh_str a, rh_str b)
{
    return a.len == b.len && (a.ptr == b.ptr || rh_same_bytes(a.ptr, b.ptr, a.len));
}

/* <0, 0, >0 in bytewise order; a prefix is before what it begins. Null orders as the empty text. */
int rh_str_cmp(rh_str a, rh_str b);
/* The same as if every ASCII letter were small: 0 for texts that differ in the case of such letters alone. */
int rh_str_cmp_folded(rh_str a, rh_str b);
bool rh_str_starts(rh_str s, rh_str prefix);
bool rh_str_ends(rh_str s, rh_str suffix);
/* The index of the first `needle` in `s`, or SIZE_MAX. */
size_t rh_str_find(rh_str s, rh_str needle);
/* s[from, to), both clamped to the text. */
rh_str rh_str_slice(rh_str s, size_t from, size_t to);
/* The line of s that begins at *at, without its end; *at moves behind that. */
rh_str rh_str_line(rh_str s, size_t *at);
/* The length of the character at s[at] where that is Unicode white space, which trim() removes; else 0. */
size_t rh_str_space_at(rh_str s, size_t at);
/* Blank as in ruling 24: empty, or white space throughout. */
bool rh_str_is_blank(rh_str s);
/* Whether all bytes are well-formed UTF-8 (no overlong forms, surrogates or values over 10FFFF);
 * when not, *at (may be NULL) is the offset of the first bad byte. */
bool rh_str_is_utf8(rh_str s, size_t *at);
/* A 64-bit hash for tables in memory; it depends on the machine's byte order and is never written down. Not keyed: use
 * it for interning of bounded tables only. */
unsigned long long rh_str_hash(rh_str s);
/* Edit distance (insert, delete, replace, swap neighbours), for "did you mean"; at most `limit` + 1. */
size_t rh_str_distance(rh_str a, rh_str b, size_t limit);
/* Among `names`, the one nearest to `s` within a third of its length, or null. Ties: the first. */
rh_str rh_str_nearest(rh_str s, rh_strs names);

#endif
