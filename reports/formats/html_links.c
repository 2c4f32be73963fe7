/* Names of journeys that lead to their cards. */
#include "reports/formats/html_insides.h"

#include "reports/text/esc.h"

#include <string.h>

static bool has_card(const rh_doc *doc, rh_str name)
{
    for (size_t i = 0; i < doc->n_blocks; i++) {
        const rh_doc_block *block = &doc->blocks[i];
        for (size_t c = 0; block->kind == RH_DOC_CARDS && c < block->cards.n_cards; c++)
            if (rh_str_eq(block->cards.cards[c].title, name)) return true;
    }
    return false;
}

/* Whether the name stands there by itself: what is next to it is no part of a longer one. */
static bool stands_at(rh_str text, size_t at, rh_str name)
{
    const size_t end = at + name.len;
    if (end > text.len || memcmp(text.ptr + at, name.ptr, name.len) != 0) return false;
    const char before = at > 0 ? text.ptr[at - 1] : ' ', after = end < text.len ? text.ptr[end] : ' ';
    return before == ' ' && (after == ' ' || after == ',' || after == '#');
}

static rh_str name_at(const rh_html_page *p, rh_str text, size_t at, rh_strs names)
{
    for (size_t i = 0; i < names.n; i++)
        if (names.at[i].len > 0 && stands_at(text, at, names.at[i]) && has_card(p->doc, names.at[i])) return names.at[i];
    return rh_str_null();
}

void rh_html__linked(rh_html_page *p, rh_str s, rh_strs names)
{
    const rh_str text = rh_esc_cut(p->out->arena, s, RH_HTML_CELL_MAX);
    for (size_t from = 0, at = 0; from < text.len; from = at) {
        rh_str name = name_at(p, text, from, names);
        if (name.ptr != NULL) {
            rh_buf_put(p->out, RH_STR("<a href=\"#"));
            rh_html__anchor(p, name);
            rh_buf_put(p->out, RH_STR("\">"));
            rh_esc_html(p->out, name);
            rh_buf_put(p->out, RH_STR("</a>"));
            at = from + name.len;
            continue;
        }
        for (at = from + 1; at < text.len && (name = name_at(p, text, at, names)).ptr == NULL;) at++;
        rh_html__words(p, rh_str_slice(text, from, at));
    }
}
