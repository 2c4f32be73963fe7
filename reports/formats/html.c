/* HTML: one self-contained page, with no script and nothing loaded from anywhere. */
#include "reports/formats/formats.h"
#include "reports/formats/html_insides.h"
#include "reports/formats/svg.h"
#include "reports/formats/tones.h"
#include "reports/pages/style.h"
#include "reports/text/esc.h"

#include <openssl/evp.h>
#include <openssl/sha.h>

typedef rh_html_page page;

enum { STYLE_MAX_BYTES = 1 << 20, LARGEST_COLUMNS = 12 /* of an answer in the largest letters */ };

static void put(page *p, const char *s) { rh_buf_put(p->out, rh_str_of(s)); }
static void put_text(page *p, rh_str s) { rh_html__text(p, s); }
static void put_element(page *p, const char *tag, const char *cls, rh_str text) { rh_html__element(p, tag, cls, text); }

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
    rh_html__place(p, item->place);
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
    put_element(p, "h1", rh_esc_width(hero->word) > LARGEST_COLUMNS ? "long" : "word", hero->word);
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
    case RH_DOC_TABLE: rh_html__table(p, &block->table); break;
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
