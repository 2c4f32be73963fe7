/* Texts of a page: escaped, cut where they are overlong, with places where they may break. */
#include "reports/formats/html_insides.h"
#include "reports/text/esc.h"

typedef rh_html_page page;

enum { BRIEF_COLUMNS = 20, LONG_WORD_BYTES = 24 };

static void put(page *p, const char *s) { rh_buf_put(p->out, rh_str_of(s)); }

/* "97.6 %" is one word. */
static bool is_percent(rh_str text, size_t at)
{
    return at > 0 && at + 1 < text.len && text.ptr[at] == ' ' && text.ptr[at + 1] == '%' && text.ptr[at - 1] >= '0' &&
           text.ptr[at - 1] <= '9';
}

void rh_html__text(page *p, rh_str s)
{
    const rh_str text = rh_esc_cut(p->out->arena, s, RH_HTML_CELL_MAX);
    for (size_t from = 0, to; from < text.len; from = to + 1) {
        for (to = from; to < text.len && !is_percent(text, to);) to++;
        rh_esc_html(p->out, rh_str_slice(text, from, to));
        if (to < text.len) put(p, "&nbsp;");
    }
}

void rh_html__element(page *p, const char *tag, const char *cls, rh_str text)
{
    if (text.ptr == NULL) return;
    rh_buf_printf(p->out, "<%s class=\"%s\">", tag, cls);
    rh_html__text(p, text);
    rh_buf_printf(p->out, "</%s>", tag);
}

bool rh_html__is_brief(rh_str s) { return rh_esc_width(s) <= BRIEF_COLUMNS; }

/* A long word may break behind its dots, slashes and underscores. */
static void put_pieces(page *p, rh_str word)
{
    for (size_t from = 0, to; from < word.len; from = to) {
        to = from + 1;
        while (to < word.len && strchr("./_", word.ptr[to - 1]) == NULL) to++;
        rh_esc_html(p->out, rh_str_slice(word, from, to));
        if (to < word.len) put(p, "<wbr>");
    }
}

void rh_html__code(page *p, rh_str s)
{
    const rh_str text = rh_esc_cut(p->out->arena, s, RH_HTML_CELL_MAX);
    if (rh_html__is_brief(text)) rh_esc_html(p->out, text);
    else put_pieces(p, text);
}

void rh_html__words(page *p, rh_str s)
{
    const rh_str text = rh_esc_cut(p->out->arena, s, RH_HTML_CELL_MAX);
    size_t done = 0;
    for (size_t from = 0, to; from < text.len; from = to + 1) {
        for (to = from; to < text.len && text.ptr[to] != ' ';) to++;
        if (to - from <= LONG_WORD_BYTES) continue;
        rh_html__text(p, rh_str_slice(text, done, from));
        put_pieces(p, rh_str_slice(text, from, to));
        done = to;
    }
    rh_html__text(p, rh_str_slice(text, done, text.len));
}

void rh_html__place(page *p, rh_model_place place)
{
    if (place.file.ptr == NULL) return;
    put(p, "<span class=\"place code\">");
    rh_html__text(p, place.file);
    if (place.line > 0) rh_buf_printf(p->out, ":%u", place.line);
    put(p, "</span>");
}
