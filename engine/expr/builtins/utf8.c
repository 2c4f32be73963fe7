/* Code points of UTF-8. */
#include "engine/expr/builtins/utf8.h"

size_t rh_utf8_offset(rh_str s, size_t i)
{
    size_t at = 0;
    for (; i > 0; i--) {
        if (at >= s.len) return SIZE_MAX;
        at += rh_utf8_step(s.ptr[at]);
    }
    return at;
}

uint32_t rh_utf8_at(rh_str s, size_t at)
{
    const size_t n = rh_utf8_step(s.ptr[at]);
    static const unsigned char mask[5] = {0, 0x7F, 0x1F, 0x0F, 0x07};
    uint32_t c = (unsigned char)s.ptr[at] & mask[n];
    for (size_t i = 1; i < n && at + i < s.len; i++) c = c << 6 | ((unsigned char)s.ptr[at + i] & 0x3F);
    return c;
}
