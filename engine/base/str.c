/* Text: comparison, search, UTF-8 and nearest names. */
#include "engine/base/str.h"

#include <stdint.h>

/* The first bytes tell most texts apart. */
int rh_str_cmp(rh_str a, rh_str b)
{
    const size_t n = a.len < b.len ? a.len : b.len, done = n < 8 ? 0 : 8;
    if (n != 0 && a.ptr[0] != b.ptr[0]) return (unsigned char)a.ptr[0] < (unsigned char)b.ptr[0] ? -1 : 1;
    if (done != 0) {
        const uint64_t x = rh_eight_bytes(a.ptr), y = rh_eight_bytes(b.ptr);
        if (x != y) return x < y ? -1 : 1;
    }
    const int c = n == done ? 0 : memcmp(a.ptr + done, b.ptr + done, n - done);
    if (c != 0) return c;
    return a.len < b.len ? -1 : a.len > b.len;
}

static unsigned char folded(char c)
{
    return (unsigned char)(c >= 'A' && c <= 'Z' ? c - 'A' + 'a' : c);
}

int rh_str_cmp_folded(rh_str a, rh_str b)
{
    const size_t n = a.len < b.len ? a.len : b.len;
    for (size_t i = 0; i < n; i++)
        if (folded(a.ptr[i]) != folded(b.ptr[i])) return folded(a.ptr[i]) < folded(b.ptr[i]) ? -1 : 1;
    return a.len < b.len ? -1 : a.len > b.len;
}

bool rh_str_starts(rh_str s, rh_str prefix)
{
    return s.len >= prefix.len && (prefix.len == 0 || memcmp(s.ptr, prefix.ptr, prefix.len) == 0);
}

bool rh_str_ends(rh_str s, rh_str suffix)
{
    return s.len >= suffix.len && (suffix.len == 0 || memcmp(s.ptr + s.len - suffix.len, suffix.ptr, suffix.len) == 0);
}

size_t rh_str_find(rh_str s, rh_str needle)
{
    if (needle.len == 0) return 0;
    if (s.len < needle.len) return SIZE_MAX;
    const char *p = s.ptr, *end = s.ptr + (s.len - needle.len) + 1;
    while (p < end && (p = memchr(p, needle.ptr[0], (size_t)(end - p))) != NULL) {
        if (memcmp(p, needle.ptr, needle.len) == 0) return (size_t)(p - s.ptr);
        p++;
    }
    return SIZE_MAX;
}

rh_str rh_str_slice(rh_str s, size_t from, size_t to)
{
    if (to > s.len) to = s.len;
    if (from > to) from = to;
    return (rh_str){s.ptr + from, to - from};
}

rh_str rh_str_line(rh_str s, size_t *at)
{
    const size_t from = *at;
    while (*at < s.len && s.ptr[*at] != '\n') ++*at;
    const rh_str line = rh_str_slice(s, from, *at);
    if (*at < s.len) ++*at;
    return line;
}

/* The length of the well-formed sequence at p (n bytes left), or 0. Unicode 15, table 3-7. */
static size_t sequence_length(const unsigned char *p, size_t n)
{
    if (p[0] < 0x80) return 1;
    if (p[0] < 0xC2 || p[0] > 0xF4) return 0;
    const size_t len = p[0] < 0xE0 ? 2 : p[0] < 0xF0 ? 3 : 4;
    if (n < len) return 0;
    unsigned char low = 0x80, high = 0xBF;
    if (p[0] == 0xE0) low = 0xA0;
    else if (p[0] == 0xED) high = 0x9F;
    else if (p[0] == 0xF0) low = 0x90;
    else if (p[0] == 0xF4) high = 0x8F;
    if (p[1] < low || p[1] > high) return 0;
    for (size_t i = 2; i < len; i++)
        if (p[i] < 0x80 || p[i] > 0xBF) return 0;
    return len;
}

bool rh_str_is_utf8(rh_str s, size_t *at)
{
    const unsigned char *p = (const unsigned char *)s.ptr;
    for (size_t i = 0; i < s.len;) {
        const size_t k = sequence_length(p + i, s.len - i);
        if (k == 0) {
            if (at != NULL) *at = i;
            return false;
        }
        i += k;
    }
    return true;
}

/* Multiply and fold, eight bytes at a time; the length is mixed in. */
/* The last eight bytes as a number, or what there is of them. */
static uint64_t last_word(rh_str s)
{
    uint64_t word = 0;
    uint32_t first, last;
    if (s.len >= 8) {
        memcpy(&word, s.ptr + s.len - 8, 8);
        return word;
    }
    if (s.len >= 4) {
        memcpy(&first, s.ptr, 4), memcpy(&last, s.ptr + s.len - 4, 4);
        return (uint64_t)first << 32 | last;
    }
    for (size_t i = 0; i < s.len; i++) word = word << 8 | (unsigned char)s.ptr[i];
    return word;
}

unsigned long long rh_str_hash(rh_str s)
{
    uint64_t h = 0xcbf29ce484222325u ^ s.len, word;
    for (size_t i = 0; i + 8 < s.len; i += 8) {
        memcpy(&word, s.ptr + i, 8);
        h = (h ^ word) * 0x9e3779b97f4a7c15u;
        h ^= h >> 32;
    }
    h = (h ^ last_word(s)) * 0x9e3779b97f4a7c15u;
    return h ^ h >> 32;
}

/* As UTF-8. */
size_t rh_str_space_at(rh_str s, size_t at)
{
    static const char *const spaces[] = {"\t", "\n", "\v", "\f", "\r", " ", "\xC2\x85", "\xC2\xA0", "\xE1\x9A\x80",
        "\xE2\x80\x80", "\xE2\x80\x81", "\xE2\x80\x82", "\xE2\x80\x83", "\xE2\x80\x84", "\xE2\x80\x85", "\xE2\x80\x86",
        "\xE2\x80\x87", "\xE2\x80\x88", "\xE2\x80\x89", "\xE2\x80\x8A", "\xE2\x80\xA8", "\xE2\x80\xA9", "\xE2\x80\xAF",
        "\xE2\x81\x9F", "\xE3\x80\x80"};
    const rh_str rest = rh_str_slice(s, at, s.len);
    for (size_t i = 0; i < sizeof spaces / sizeof *spaces; i++) {
        if (rh_str_starts(rest, rh_str_of(spaces[i]))) return strlen(spaces[i]);
    }
    return 0;
}

bool rh_str_is_blank(rh_str s)
{
    for (size_t at = 0; at < s.len;) {
        const unsigned char c = (unsigned char)s.ptr[at];
        if (c > ' ' && c < 0x80) return false;
        const size_t n = rh_str_space_at(s, at);
        if (n == 0) return false;
        at += n;
    }
    return true;
}

enum { DISTANCE_MAX = 64 };

size_t rh_str_distance(rh_str a, rh_str b, size_t limit)
{
    size_t rows[3][DISTANCE_MAX + 1];
    if (a.len > DISTANCE_MAX || b.len > DISTANCE_MAX) return limit + 1;
    size_t *before = rows[0], *last = rows[1], *row = rows[2];
    for (size_t j = 0; j <= b.len; j++) last[j] = before[j] = j;
    for (size_t i = 1; i <= a.len; i++) {
        row[0] = i;
        for (size_t j = 1; j <= b.len; j++) {
            const size_t replace = last[j - 1] + (a.ptr[i - 1] != b.ptr[j - 1]);
            size_t best = last[j] + 1 < row[j - 1] + 1 ? last[j] + 1 : row[j - 1] + 1;
            if (replace < best) best = replace;
            const bool swapped = i > 1 && j > 1 && a.ptr[i - 1] == b.ptr[j - 2] && a.ptr[i - 2] == b.ptr[j - 1];
            if (swapped && before[j - 2] + 1 < best) best = before[j - 2] + 1;
            row[j] = best;
        }
        size_t *spare = before;
        before = last, last = row, row = spare;
    }
    return last[b.len] > limit ? limit + 1 : last[b.len];
}

rh_str rh_str_nearest(rh_str s, rh_strs names)
{
    size_t best = s.len / 3 + 1;
    rh_str nearest = rh_str_null();
    for (size_t i = 0; i < names.n; i++) {
        const size_t d = rh_str_distance(s, names.at[i], best);
        if (d < best || (d == best && nearest.ptr == NULL)) best = d, nearest = names.at[i];
    }
    return nearest;
}
