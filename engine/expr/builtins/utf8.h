/* Code points of well-formed UTF-8. */
#ifndef RH_EXPR_BUILTINS_UTF8_H
#define RH_EXPR_BUILTINS_UTF8_H

#include "engine/base/str.h"

#include <stdint.h>

/* Bytes of the character that begins with c, 1 to 4. */
static inline size_t rh_utf8_step(char c)
{
    const unsigned char u = (unsigned char)c;
    return u < 0x80 ? 1 : u < 0xE0 ? 2 : u < 0xF0 ? 3 : 4;
}

/* The number of characters. */
static inline size_t rh_utf8_length(rh_str s)
{
    size_t n = 0;
    for (size_t i = 0; i < s.len; i++) n += ((unsigned char)s.ptr[i] & 0xC0) != 0x80;
    return n;
}

/* The byte offset of character i; SIZE_MAX when there are fewer than i. */
size_t rh_utf8_offset(rh_str s, size_t i);

#endif
