/* HTML: one self-contained page, with no script and nothing loaded from anywhere. */
#include "reports/formats/formats.h"
#include "reports/formats/html_insides.h"
#include "reports/formats/svg.h"
#include "reports/formats/tones.h"
#include "reports/pages/style.h"
#include "reports/text/esc.h"
#include "reports/text/number.h"

#include <openssl/evp.h>
#include <openssl/sha.h>

typedef rh_html_page page;

/* A table of more columns than a page has room for is shown as cards; up to DENSE_COLUMNS fit a wide page. */
enum { STYLE_MAX_BYTES = 1 << 20, LONG_WORD_BYTES = 24, WIDE_COLUMNS = 8, DENSE_COLUMNS = 10 };

static void put(page *p, const char *s) { rh_buf_put(p->out, rh_str_of(s)); }
static void put_text(page *p, rh_str s) { rh_html__text(p, s); }
static void put_element(page *p, const char *tag, const char *cls, rh_str text) { rh_html__element(p, tag, cls, text); }

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
    put_text(p, text);
    rh_buf_printf(p->out, "</%s>", tag);
}

/* Short enough never to be broken over lines. */
static bool is_brief(rh_str s) { return rh_esc_width(s) <= 20; }

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

static void put_code(page *p, rh_str s)
{
    const rh_str text = rh_esc_cut(p->out->arena, s, RH_HTML_CELL_MAX);
    if (is_brief(text)) rh_esc_html(p->out, text);
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

static void put_place(page *p, rh_model_place place)
{
    if (place.file.ptr == NULL) return;
    put(p, "<span class=\"place code\">");
    put_text(p, place.file);
    if (place.line > 0) rh_buf_printf(p->out, ":%u", place.line);
    put(p, "</span>");
}

/* ---- cells and tables ---- */

static void put_note(page *p, const rh_doc_cell *cell)
{
    if (cell->note.ptr == NULL) return;
    put(p, is_brief(cell->note) ? "<span class=\"note nw\">" : "<span class=\"note\">");
    rh_html__linked(p, cell->note, cell->names);
    put(p, "</span>");
}

static void put_link(page *p, const rh_doc_cell *cell)
{
    if (cell->href.ptr != NULL) {
        put(p, "<a href=\"");
        rh_esc_html(p->out, cell->href);
        put(p, "\">");
    }
    if (cell->is_code) put_code(p, cell->text);
    else rh_html__words(p, cell->text);
    if (cell->href.ptr != NULL) put(p, "</a>");
}

static void put_rest(page *p, const rh_doc_cell *cell)
{
    if (cell->gauge != NULL) rh_svg_gauge(p->out, cell->gauge);
    put_note(p, cell);
}

void rh_html__cell(page *p, const rh_doc_cell *cell)
{
    if (cell->text.ptr != NULL) {
        const char *nw = is_brief(cell->text) ? " nw" : "";
        if (cell->is_chip) rh_buf_printf(p->out, "<span class=\"chip t-%s%s\">", rh_tone_name(cell->tone), nw);
        else rh_buf_printf(p->out, "<span class=\"%s%s\">", cell->is_code ? "code" : "text", nw);
        put_link(p, cell);
        put(p, "</span>");
    }
    put_rest(p, cell);
}

/* Plain text stands in the cell of a table itself: tables are the most of a large page. */
static bool is_bare(const rh_doc_cell *cell) { return cell->text.ptr != NULL && !cell->is_chip && !cell->is_code; }

static void put_class(page *p, bool *is_open, const char *name)
{
    rh_buf_printf(p->out, *is_open ? " %s" : " class=\"%s", name);
    *is_open = true;
}

static void put_cell_classes(page *p, const rh_doc_table *table, size_t column, const rh_doc_cell *cell)
{
    bool is_open = false;
    if (column > 0) {
        const bool is_empty = cell->text.len == 0 && cell->note.len == 0 && cell->gauge == NULL;
        if (!cell->is_chip && cell->tone != RH_TONE_PLAIN) {
            put_class(p, &is_open, "t-");
            put(p, rh_tone_name(cell->tone));
        }
        if (table->columns[column].is_number) put_class(p, &is_open, "num");
        if (is_empty) put_class(p, &is_open, "empty");
    }
    if (is_bare(cell) && is_brief(cell->text)) put_class(p, &is_open, "nw");
    if (is_open) put(p, "\"");
}

static void put_cell(page *p, const rh_doc_table *table, size_t column, const rh_doc_cell *cell)
{
    const bool is_heading = column == 0;
    put(p, is_heading ? "<th scope=\"row\"" : "<td");
    put_cell_classes(p, table, column, cell);
    if (!is_heading) {
        put(p, " data-label=\"");
        rh_esc_html(p->out, rh_str_of(table->columns[column].title));
        put(p, "\"");
    }
    put(p, ">");
    if (is_bare(cell)) {
        put_link(p, cell);
        put_rest(p, cell);
    } else {
        rh_html__cell(p, cell);
    }
    put(p, is_heading ? "</th>" : "</td>");
}

static const char *table_class(const rh_doc_table *table)
{
    if (table->is_matrix) return "matrix";
    if (table->n_columns <= WIDE_COLUMNS) return "rows";
    return table->n_columns <= DENSE_COLUMNS ? "cards dense" : "cards";
}

static void put_caption(page *p, const rh_doc_table *table, const char *order)
{
    put(p, "<caption>");
    put_text(p, table->caption);
    if (order != NULL) rh_buf_printf(p->out, ", %s", order);
    if (table->n_all > table->n_rows) {
        put(p, " <span class=\"cut\">(");
        rh_number_put_count(p->out, table->n_rows);
        put(p, " of ");
        rh_number_put_count(p->out, table->n_all);
        put(p, " shown; -o json has the rest)</span>");
    }
    put(p, "</caption>\n");
}

static void put_columns(page *p, const rh_doc_table *table)
{
    put(p, "<thead><tr>");
    for (size_t i = 0; i < table->n_columns; i++) {
        put(p, table->columns[i].is_number && i > 0 ? "<th scope=\"col\" class=\"num\">" : "<th scope=\"col\">");
        put_text(p, rh_str_of(table->columns[i].title));
        put(p, "</th>");
    }
    put(p, "</tr></thead>\n");
}

static void put_row(page *p, const rh_doc_table *table, size_t row)
{
    const bool is_browsed = rh_html__is_browsed(table);
    put(p, is_browsed ? "<tr class=\"k" : "<tr>");
    if (is_browsed) {
        rh_html__row_classes(p, table->browse, row);
        put(p, "\">");
    }
    for (size_t c = 0; c < table->n_columns; c++) put_cell(p, table, c, &table->cells[row * table->n_columns + c]);
    put(p, "</tr>\n");
}

static void put_plain_table(page *p, const rh_doc_table *table)
{
    rh_buf_printf(p->out, "<table class=\"%s\">", table_class(table));
    put_caption(p, table, NULL);
    put_columns(p, table);
    put(p, "<tbody>\n");
    for (size_t r = 0; r < table->n_rows; r++) put_row(p, table, r);
    put(p, "</tbody></table>\n");
}

static void put_ordered(page *p, const rh_doc_table *table, size_t order)
{
    const rh_doc_order *o = order < table->browse->n_orders ? &table->browse->orders[order] : NULL;
    rh_buf_printf(p->out, "<table class=\"%s o%zu\">", table_class(table), order);
    put_caption(p, table, o != NULL ? o->label : NULL);
    put_columns(p, table);
    put(p, "<tbody>\n");
    for (size_t r = 0; r < table->n_rows; r++) put_row(p, table, o != NULL && o->at != NULL ? o->at[r] : r);
    put(p, "</tbody></table>\n");
}

static void put_table(page *p, const rh_doc_table *table)
{
    if (!rh_html__is_browsed(table)) {
        put_plain_table(p, table);
        return;
    }
    rh_html__browse_open(p, table->browse, table);
    put_ordered(p, table, 0);
    for (size_t o = 1; o < table->browse->n_orders; o++) put_ordered(p, table, o);
    rh_html__browse_close(p, table, table->n_rows, table->n_rows == 1 ? "row" : "rows");
}

/* ---- lists and facts ---- */

static void put_item_inner(page *p, const rh_doc_item *item)
{
    put(p, "<span>");
    put_text(p, item->text);
    put(p, "</span>");
    if (item->owner.ptr != NULL) {
        put(p, " <span class=\"owner\">Owner: <b>");
        put_text(p, item->owner);
        put(p, "</b></span>");
    }
    put_place(p, item->place);
    put_element(p, "pre", "code", item->command);
}

static void put_list(page *p, const rh_doc_block *block)
{
    put(p, block->list.is_ordered ? "<ol class=\"do\">" : "<ul class=\"do\">");
    for (size_t i = 0; i < block->list.n; i++) {
        put(p, "<li>");
        put_item_inner(p, &block->list.at[i]);
        put(p, "</li>\n");
    }
    put(p, block->list.is_ordered ? "</ol>\n" : "</ul>\n");
}

static void put_facts(page *p, const char *cls, const rh_doc_fact *facts, size_t n)
{
    rh_buf_printf(p->out, "<dl class=\"%s\">", cls);
    for (size_t i = 0; i < n; i++) {
        put(p, "<dt>");
        put_text(p, facts[i].label);
        put(p, "</dt><dd>");
        rh_html__cell(p, &facts[i].value);
        put(p, "</dd>");
    }
    put(p, "</dl>\n");
}

/* ---- first screen ---- */

static void put_reasons(page *p, const rh_doc_hero *hero)
{
    put(p, "<div>");
    put_element(p, "h2", "plain", hero->reasons_title);
    put(p, "<ol>");
    for (size_t i = 0; i < hero->n_reasons; i++) {
        put(p, "<li>");
        put_item_inner(p, &hero->reasons[i]);
        put(p, "</li>");
    }
    put(p, "</ol></div>\n");
}

static void put_hero(page *p, const rh_doc_hero *hero)
{
    rh_buf_printf(p->out, "<div class=\"hero t-%s\"><div class=\"answer\">", rh_tone_name(hero->tone));
    put_element(p, "p", "label", hero->label);
    put_element(p, "h1", rh_esc_width(hero->word) > 12 ? "long" : "word", hero->word);
    put_element(p, "p", "says", hero->says);
    put(p, "</div>\n");
    if (hero->n_facts > 0) put_facts(p, "key", hero->facts, hero->n_facts);
    if (hero->n_reasons > 0 || hero->next != NULL) {
        put(p, hero->n_reasons > 0 && hero->next != NULL ? "<div class=\"rest\">" : "<div class=\"rest one\">");
        if (hero->n_reasons > 0) put_reasons(p, hero);
        if (hero->next != NULL) {
            put(p, "<div class=\"next\"><h2>Next</h2>");
            put_item_inner(p, hero->next);
            put(p, "</div>");
        }
        put(p, "</div>\n");
    }
    put(p, "</div>\n");
}

/* ---- page ---- */

static void close_section(page *p)
{
    if (p->open == RH_HTML_SECTION) put(p, "</div></section>\n");
    if (p->open == RH_HTML_FOLD) put(p, "</div></details>\n");
    p->open = RH_HTML_CLOSED;
}

static void put_id(page *p, rh_str id)
{
    put(p, " id=\"");
    rh_esc_html(p->out, id);
    put(p, "\"");
}

static void put_section(page *p, const rh_doc_block *block)
{
    close_section(p);
    p->open = block->section.is_folded ? RH_HTML_FOLD : RH_HTML_SECTION;
    if (!block->section.is_folded) {
        put(p, "<section");
        put_id(p, block->section.id);
        put(p, "><h2>");
        put_text(p, block->section.title);
        put(p, "</h2><div class=\"body\">\n");
        return;
    }
    /* A link to what is folded unfolds it: so its place is inside. */
    put(p, "<details class=\"section\"><summary><h2>");
    put_text(p, block->section.title);
    put(p, "</h2></summary><div class=\"body\"");
    put_id(p, block->section.id);
    put(p, ">\n");
}

static void put_block(page *p, const rh_doc_block *block)
{
    switch (block->kind) {
    case RH_DOC_HERO: put_hero(p, &block->hero); break;
    case RH_DOC_SECTION: put_section(p, block); break;
    case RH_DOC_TEXT:
        rh_buf_printf(p->out, "<p class=\"t-%s\">", rh_tone_name(block->text.tone));
        put_text(p, block->text.text);
        put(p, "</p>\n");
        break;
    case RH_DOC_FACTS: put_facts(p, "facts", block->facts.at, block->facts.n); break;
    case RH_DOC_LIST: put_list(p, block); break;
    case RH_DOC_TABLE: put_table(p, &block->table); break;
    case RH_DOC_CHART: rh_svg_chart(p->out, &block->chart, p->n_charts++); break;
    case RH_DOC_CARDS: rh_html__cards(p, &block->cards); break;
    case RH_DOC_CODE:
        put(p, "<pre class=\"code\">");
        rh_esc_html(p->out, block->code.text);
        put(p, "</pre>\n");
        break;
    }
}

static void put_contents(page *p)
{
    size_t n = 0;
    for (size_t i = 0; i < p->doc->n_blocks; i++) n += p->doc->blocks[i].kind == RH_DOC_SECTION;
    if (n < 3) return;
    put(p, "<nav aria-label=\"Sections\"><ul class=\"toc\">");
    for (size_t i = 0; i < p->doc->n_blocks; i++) {
        const rh_doc_block *block = &p->doc->blocks[i];
        if (block->kind != RH_DOC_SECTION) continue;
        put(p, "<li><a href=\"#");
        rh_esc_html(p->out, block->section.id);
        put(p, "\">");
        put_text(p, block->section.title);
        put(p, "</a></li>");
    }
    put(p, "</ul></nav>\n");
}

/* The policy allows the one style sheet by its hash, and nothing else: no script, no network. */
static void put_policy(page *p, rh_str style)
{
    unsigned char digest[SHA256_DIGEST_LENGTH], encoded[64];
    SHA256((const unsigned char *)style.ptr, style.len, digest);
    EVP_EncodeBlock(encoded, digest, sizeof digest);
    rh_buf_printf(p->out,
                  "<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src 'sha256-%s'; "
                  "img-src data:; base-uri 'none'; form-action 'none'\">\n",
                  (const char *)encoded);
}

static rh_str page_word(const rh_doc *doc)
{
    const bool has_hero = doc->n_blocks > 0 && doc->blocks[0].kind == RH_DOC_HERO;
    return has_hero ? doc->blocks[0].hero.word : rh_str_null();
}

/* Lists are numbered as the page numbers them. */
static void put_list_style(rh_buf *style, const rh_doc *doc)
{
    size_t list = 0;
    for (size_t i = 0; i < doc->n_blocks; i++) {
        const rh_doc_block *block = &doc->blocks[i];
        const bool is_cards = block->kind == RH_DOC_CARDS;
        if (!is_cards && (block->kind != RH_DOC_TABLE || !rh_html__is_browsed(&block->table))) continue;
        if (list == 0) rh_html__browse_fallback(style);
        if (is_cards) rh_html__cards_style(style, &block->cards, list++);
        else rh_html__table_style(style, block->table.browse, list++);
    }
}

static void put_head(page *p)
{
    const rh_str word = page_word(p->doc);
    rh_buf style;
    rh_buf_init(&style, p->out->arena, STYLE_MAX_BYTES);
    for (const char *const *line = rh_page_style; *line != NULL; line++) rh_buf_put(&style, rh_str_of(*line));
    put_list_style(&style, p->doc);
    if (style.failed) p->out->failed = true;
    put(p, "<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n");
    put_policy(p, rh_buf_str(&style));
    put(p, "<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n"
           "<meta name=\"color-scheme\" content=\"light dark\">\n<meta name=\"referrer\" content=\"no-referrer\">\n"
           "<link rel=\"icon\" href=\"data:,\">\n<title>");
    if (word.ptr != NULL) {
        put_text(p, word);
        put(p, " \xc2\xb7 ");
    }
    put_text(p, p->doc->title);
    put(p, "</title>\n<style>");
    rh_buf_put(p->out, rh_buf_str(&style));
    put(p, "</style>\n</head>\n<body>\n");
}

void rh_format_html(rh_buf *out, const rh_doc *doc)
{
    page p = {.out = out, .doc = doc};
    put_head(&p);
    put(&p, "<header class=\"top\"><b>rehearse</b><span>");
    put_text(&p, doc->title);
    put(&p, "</span>");
    put_element(&p, "span", "code", doc->subtitle);
    put(&p, "</header>\n<main>\n");
    size_t first = 0;
    if (page_word(doc).ptr != NULL) put_block(&p, &doc->blocks[first++]);
    put_contents(&p);
    for (size_t i = first; i < doc->n_blocks; i++) put_block(&p, &doc->blocks[i]);
    close_section(&p);
    put(&p, "</main>\n<footer>Written by rehearse. One file, no network, no script.</footer>\n</body>\n</html>\n");
}
