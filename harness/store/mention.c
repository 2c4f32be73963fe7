/* Ids in bytes of which nobody knows how they are written. */
#include "harness/store/mention.h"

enum { TAIL_LEAST = 4 };

static bool is_word(unsigned char c)
{
    return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_' || c >= 0x80;
}

/* ---- characters of JSON ---- */

static int hex_digit(char c)
{
    return c >= '0' && c <= '9' ? c - '0' : (c | 32) >= 'a' && (c | 32) <= 'f' ? (c | 32) - 'a' + 10 : -1;
}

/* \uXXXX at `at`; -1 when there is none. */
static int code_unit(rh_str s, size_t at)
{
    int unit = 0;
    if (s.len - at < 6 || s.ptr[at] != '\\' || s.ptr[at + 1] != 'u') return -1;
    for (size_t i = 2; i < 6; i++) {
        const int digit = hex_digit(s.ptr[at + i]);
        if (digit < 0) return -1;
        unit = unit * 16 + digit;
    }
    return unit;
}

static size_t put_utf8(unsigned char to[4], unsigned long c)
{
    if (c < 0x80) return to[0] = (unsigned char)c, 1;
    if (c < 0x800) return to[0] = (unsigned char)(0xc0 | c >> 6), to[1] = (unsigned char)(0x80 | (c & 63)), 2;
    const size_t n = c < 0x10000 ? 3 : 4;
    for (size_t i = n; i > 1; i--, c >>= 6) to[i - 1] = (unsigned char)(0x80 | (c & 63));
    to[0] = (unsigned char)((n == 3 ? 0xe0 : 0xf0) | c);
    return n;
}

/* The bytes that the next character stands for; *at moves behind it. */
static size_t next_char(unsigned char to[4], rh_str s, size_t *at, bool is_json)
{
    const unsigned char c = (unsigned char)s.ptr[*at];
    const char behind = *at + 1 < s.len ? s.ptr[*at + 1] : '\0';
    const int high = is_json ? code_unit(s, *at) : -1;
    if (high >= 0) {
        const int low = high >= 0xd800 && high < 0xdc00 ? code_unit(s, *at + 6) : -1;
        const bool is_pair = low >= 0xdc00 && low < 0xe000;
        *at += is_pair ? 12 : 6;
        const unsigned long point = is_pair ? 0x10000UL + (((unsigned long)high - 0xd800) << 10) + (unsigned long)low -
                                                  0xdc00
                                            : (unsigned long)high;
        return put_utf8(to, point);
    }
    const bool is_escape = is_json && c == '\\' && behind != '\0' && strchr("\"\\/bfnrt", behind) != NULL;
    *at += is_escape ? 2 : 1;
    to[0] = !is_escape ? c : strchr("\"\\/", behind) != NULL ? (unsigned char)behind : ' ';
    return 1;
}

/* ---- ids ---- */

/* Where the id that begins at `at` ends; 0 when none does. */
static size_t behind(rh_str s, size_t at, rh_str id, bool is_json)
{
    unsigned char c[4];
    for (size_t i = 0; i < id.len;) {
        if (at >= s.len) return 0;
        const size_t n = next_char(c, s, &at, is_json);
        if (id.len - i < n || memcmp(id.ptr + i, c, n) != 0) return 0;
        i += n;
    }
    return at;
}

static bool stands_in(rh_str s, rh_str id, bool is_json)
{
    unsigned char c[4], last = ' ';
    const bool begins = is_word((unsigned char)id.ptr[0]), ends = is_word((unsigned char)id.ptr[id.len - 1]);
    for (size_t at = 0; at < s.len;) {
        size_t end = begins && is_word(last) ? 0 : behind(s, at, id, is_json);
        if (end > 0 && (end == s.len || !ends || (next_char(c, s, &end, is_json), !is_word(c[0])))) return true;
        const size_t n = next_char(c, s, &at, is_json);
        last = c[n - 1];
    }
    return false;
}

bool rh_mention__is_in(rh_str bytes, rh_str id, bool is_mapped)
{
    if (id.len == 0) return false;
    if (stands_in(bytes, id, false) || stands_in(bytes, id, true)) return true;
    const size_t colon = rh_str_find(id, RH_STR(":"));
    const rh_str tail = colon != SIZE_MAX ? rh_str_slice(id, colon + 1, id.len) : rh_str_null();
    return is_mapped && tail.len >= TAIL_LEAST && rh_mention__is_in(bytes, tail, false);
}
