/* Texts in the place of scalars. */
#include "harness/author/scalar.h"

static bool is_blank(char c)
{
    return c == ' ' || c == '\t' || c == '\r' || c == '\n';
}

/* ---- slots ---- */

static uint32_t column_of(rh_str bytes, uint32_t at)
{
    uint32_t n = 0;
    while (n < at && bytes.ptr[at - n - 1] != '\n') n++;
    const bool has_mark = n == at && rh_str_starts(bytes, RH_STR("\xEF\xBB\xBF"));
    return has_mark ? n - 3 : n;
}

static bool is_block(rh_yaml_style style)
{
    return style == RH_YAML_LITERAL || style == RH_YAML_FOLDED;
}

/* The first letter behind a line break, or `to`. */
static uint32_t second_line(rh_str bytes, uint32_t from, uint32_t to)
{
    while (from < to && bytes.ptr[from] != '\n') from++;
    while (from < to && is_blank(bytes.ptr[from])) from++;
    return from;
}

rh_author_slot rh_author__slot(const rh_yaml_spot *spot, rh_str bytes)
{
    rh_author_slot slot = {.style = spot->style, .is_flow = spot->is_flow, .from = spot->from, .to = spot->to};
    const uint32_t second = second_line(bytes, spot->from, spot->to);
    const char *end = spot->to > spot->from ? memchr(bytes.ptr + spot->from, '\n', spot->to - spot->from) : NULL;
    slot.has_lines = end != NULL;
    slot.line_break = end != NULL && end[-1] == '\r' ? RH_STR("\r\n") : RH_STR("\n");
    slot.indent = column_of(bytes, second);
    if (is_block(spot->style)) {
        slot.from = second;
        while (slot.to > slot.from && is_blank(bytes.ptr[slot.to - 1])) slot.to--;
    }
    slot.col = column_of(bytes, slot.from);
    return slot;
}

/* ---- styles ---- */

/* Whether YAML reads the text as it stands. In [] and {} more characters have a meaning. */
static bool is_plain(rh_str text, bool is_flow)
{
    static const char *const words[] = {"~", "null", "Null", "NULL"};
    for (size_t i = 0; i < sizeof words / sizeof words[0]; i++)
        if (rh_str_eq(text, rh_str_of(words[i]))) return false;
    if (memchr(",[]{}#&*!|>'\"%@`?:", text.ptr[0], 18) != NULL) return false;
    if (text.ptr[0] == '-' && (text.len == 1 || is_blank(text.ptr[1]))) return false;
    for (size_t i = 0; i < text.len; i++) {
        const char c = text.ptr[i];
        if (is_flow && memchr(",[]{}?:", c, 7) != NULL) return false;
        if (c == ':' && (i + 1 == text.len || is_blank(text.ptr[i + 1]))) return false;
        if (c == '#' && i > 0 && is_blank(text.ptr[i - 1])) return false;
    }
    return true;
}

static void put_char(rh_buf *out, const rh_author_slot *slot, rh_yaml_style style, char c)
{
    if (c == '\n') {
        rh_buf_put(out, slot->line_break);
        for (uint32_t i = 0; i < slot->indent; i++) rh_buf_byte(out, ' ');
        return;
    }
    if (style == RH_YAML_DOUBLE && (c == '"' || c == '\\')) rh_buf_byte(out, '\\');
    if (style == RH_YAML_SINGLE && c == '\'') rh_buf_byte(out, '\'');
    rh_buf_byte(out, c);
}

void rh_author__put(rh_buf *out, const rh_author_slot *slot, rh_str text)
{
    const rh_yaml_style style = slot->style == RH_YAML_PLAIN && !is_plain(text, slot->is_flow) ? RH_YAML_SINGLE
                                                                                               : slot->style;
    const char *quote = style == RH_YAML_SINGLE ? "'" : style == RH_YAML_DOUBLE ? "\"" : "";
    rh_buf_put(out, rh_str_of(quote));
    for (size_t i = 0; i < text.len; i++) put_char(out, slot, style, text.ptr[i]);
    rh_buf_put(out, rh_str_of(quote));
}
