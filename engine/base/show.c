/* Text made fit to be shown. */
#include "engine/base/show.h"

#include "engine/base/buf.h"

/* In their order. */
static const struct {
    unsigned long first, last;
} invisible[] = {{0x0000, 0x001F}, {0x007F, 0x009F},   {0x00AD, 0x00AD},   {0x034F, 0x034F},  {0x061C, 0x061C},
                 {0x115F, 0x1160}, {0x17B4, 0x17B5},   {0x180B, 0x180F},   {0x200B, 0x200F},  {0x2028, 0x202E},
                 {0x2060, 0x206F}, {0x3164, 0x3164},   {0xFE00, 0xFE0F},   {0xFEFF, 0xFEFF},  {0xFFA0, 0xFFA0},
                 {0xFFF0, 0xFFF8}, {0x1BCA0, 0x1BCA3}, {0x1D173, 0x1D17A}, {0xE0000, 0xE0FFF}};

bool rh_is_invisible(unsigned long code_point)
{
    for (size_t i = 0; i < sizeof invisible / sizeof invisible[0] && code_point >= invisible[i].first; i++)
        if (code_point <= invisible[i].last) return true;
    return false;
}

unsigned long rh_utf8_next(rh_str s, size_t *i)
{
    const unsigned char *p = (const unsigned char *)s.ptr;
    unsigned long c = p[(*i)++];
    if (c >= 0x80) c &= c >= 0xF0 ? 0x07 : c >= 0xE0 ? 0x0F : 0x1F;
    while (*i < s.len && (p[*i] & 0xC0) == 0x80) c = c << 6 | (p[(*i)++] & 0x3Fu);
    return c;
}

/* The length of the well-formed character at s[i], or 0. */
static size_t char_length(rh_str s, size_t i)
{
    const unsigned char c = (unsigned char)s.ptr[i];
    const size_t n = c < 0x80 ? 1 : c < 0xE0 ? 2 : c < 0xF0 ? 3 : 4;
    return n <= s.len - i && rh_str_is_utf8(rh_str_slice(s, i, i + n), NULL) ? n : 0;
}

rh_str rh_show(rh_arena *keep, rh_str s, size_t max_bytes)
{
    rh_buf buf;
    size_t i = 0;
    rh_buf_init(&buf, keep, 4 * s.len + 8);
    while (i < s.len) {
        const size_t n = char_length(s, i), end = i + (n != 0 ? n : 1);
        if (end > max_bytes) break;
        size_t at = i;
        const bool is_shown = n != 0 && !rh_is_invisible(rh_utf8_next(rh_str_slice(s, 0, end), &at));
        if (is_shown && (s.ptr[i] == '"' || s.ptr[i] == '\\')) rh_buf_byte(&buf, '\\');
        if (is_shown) rh_buf_put(&buf, rh_str_slice(s, i, end));
        for (; !is_shown && i < end; i++) rh_buf_printf(&buf, "\\x%02x", (unsigned)(unsigned char)s.ptr[i]);
        i = end;
    }
    if (i < s.len) rh_buf_put(&buf, RH_STR("..."));
    rh_buf_byte(&buf, '\0');
    return buf.failed ? RH_STR("") : (rh_str){buf.ptr, buf.len - 1};
}

static char form_of(char c)
{
    return c >= 'a' && c <= 'z' ? 'a' : c >= 'A' && c <= 'Z' ? 'A' : c >= '0' && c <= '9' ? '9' : c;
}

rh_str rh_show_form(rh_arena *keep, rh_str s, size_t max_bytes)
{
    rh_buf buf;
    rh_buf_init(&buf, keep, s.len + 8);
    for (size_t i = 0; i < s.len;) {
        const size_t n = char_length(s, i);
        size_t end = i;
        if (n > 1 && !rh_is_invisible(rh_utf8_next(rh_str_slice(s, 0, i + n), &end))) rh_buf_byte(&buf, 'a');
        else rh_buf_byte(&buf, form_of(s.ptr[i])), end = i + 1;
        i = end;
    }
    return buf.failed ? RH_STR("") : rh_show(keep, rh_buf_str(&buf), max_bytes);
}
