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
