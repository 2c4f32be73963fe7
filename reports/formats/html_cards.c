/* Cards that a reader filters, without a script. */
#include "reports/formats/html_insides.h"

#include "reports/formats/svg.h"

#include <stdlib.h>

/* Columns of the table that a line shows; the second is the card's title. */
enum { CHIP = 0, TITLE = 1, FIRST_SHOWN = 2 };

static void put(rh_html_page *p, const char *s)
{
    rh_buf_put(p->out, rh_str_of(s));
}

static const size_t *keys_of(const rh_doc_cards *cards, size_t row)
{
    return cards->browse.keys + row * RH_DOC_FILTERS;
}

/* ---- the cards ---- */

static void put_line(rh_html_page *p, const rh_doc_cards *cards, size_t row)
{
    const rh_doc_table *table = cards->table;
    const rh_doc_cell *cells = table->cells + row * table->n_columns;
    put(p, "<li class=\"line");
    rh_html__row_classes(p, &cards->browse, row);
    put(p, "\"><div>");
    rh_html__cell(p, &cells[CHIP]);
    put(p, "</div>");
    for (size_t c = FIRST_SHOWN; c < table->n_columns; c++) {
        put(p, "<div>");
        rh_html__cell(p, &cells[c]);
        if (c == FIRST_SHOWN) rh_html__element(p, "span", "note", cells[TITLE].note);
        put(p, "</div>");
    }
    put(p, "</li>\n");
}

static void put_sides(rh_html_page *p, const rh_doc_card *card, bool is_open)
{
    if (card->after == NULL) return;
    put(p, is_open ? "<details class=\"pair\" open>" : "<details class=\"pair\">");
    put(p, card->before != NULL ? "<summary>Before and after</summary><div class=\"sides\">\n"
                                : "<summary>In time</summary><div>\n");
    if (card->before != NULL) rh_svg_chart(p->out, card->before, p->n_charts++);
    rh_svg_chart(p->out, card->after, p->n_charts++);
    put(p, "</div>");
    rh_html__element(p, "p", "note", card->cut);
    put(p, "</details>");
}

static void put_card(rh_html_page *p, const rh_doc_cards *cards, size_t index)
{
    const rh_doc_card *card = &cards->cards[index];
    rh_buf_printf(p->out, "<article class=\"card c%zu", index);
    for (size_t i = 0; i < card->n_rows; i++) rh_buf_printf(p->out, " r%zu", card->rows[i]);
    put(p, "\" id=\"");
    rh_html__anchor(p, card->title);
    put(p, "\"><h3>");
    rh_html__element(p, "span", "code", card->title);
    put(p, "</h3>");
    rh_html__element(p, "p", "note", card->note);
    put(p, "<ul class=\"lines\">\n");
    for (size_t i = 0; i < card->n_rows; i++) put_line(p, cards, card->rows[i]);
    put(p, "</ul>");
    put_sides(p, card, index == 0);
    put(p, "</article>\n");
}

void rh_html__cards(rh_html_page *p, const rh_doc_cards *cards)
{
    const rh_doc_table *table = cards->table;
    rh_html__browse_open(p, &cards->browse, table);
    for (size_t i = 0; i < cards->n_cards; i++) put_card(p, cards, i);
    rh_html__browse_close(p, table, cards->n_cards, cards->n_cards == 1 ? "journey" : "journeys");
}

/* ---- its style ---- */

/* Rows with the same values of all filters stand together. */
static int row_cmp(const void *pa, const void *pb)
{
    const size_t *a = *(const size_t *const *)pa, *b = *(const size_t *const *)pb;
    for (size_t i = 0; i < RH_DOC_FILTERS; i++)
        if (a[i] != b[i]) return a[i] < b[i] ? -1 : 1;
    return 0;
}

static void put_card_rule(rh_buf *style, const rh_doc_cards *cards, size_t list, const size_t *const *rows, size_t n)
{
    rh_buf_printf(style, ".l%zu>.filters", list);
    for (size_t i = 0; i < RH_DOC_FILTERS; i++)
        if (rh_html__is_offered(&cards->browse.filters[i]))
            rh_buf_printf(style, ":has(#f%zu-%zu :is([value=\"\"],[value=\"%zu\"]):checked)", list, i, rows[0][i]);
    rh_buf_put(style, RH_STR("~.card:is("));
    for (size_t i = 0; i < n; i++)
        rh_buf_printf(style, "%s.r%zu", i > 0 ? "," : "", (size_t)(rows[i] - cards->browse.keys) / RH_DOC_FILTERS);
    rh_buf_put(style, RH_STR("){display:block}\n"));
}

/* A card stays while one of its lines does: a rule for each combination of values that a row has. */
static void put_card_rules(rh_buf *style, const rh_doc_cards *cards, size_t list)
{
    const size_t n = cards->table->n_rows;
    const size_t **rows = RH_NEW_N(style->arena, n, const size_t *);
    if (rows == NULL) {
        style->failed = true;
        return;
    }
    for (size_t r = 0; r < n; r++) rows[r] = keys_of(cards, r);
    qsort(rows, n, sizeof *rows, row_cmp);
    rh_buf_printf(style, ".l%zu>.filters:has(.f option:not([value=\"\"]):checked)~.card{display:none}\n", list);
    for (size_t from = 0, to; from < n; from = to) {
        for (to = from + 1; to < n && row_cmp(&rows[from], &rows[to]) == 0;) to++;
        put_card_rule(style, cards, list, rows + from, to - from);
    }
}

/* Cards are drawn once, and stand by `order`: keyboard and screen reader follow it where the browser knows
 * reading-flow, and no order is offered where it does not. A flow that is folded away has no boxes to walk. */
static void put_order_rules(rh_buf *style, const rh_doc_cards *cards, size_t list)
{
    for (size_t o = 1; o < cards->browse.n_orders; o++) {
        const size_t *at = cards->browse.orders[o].at;
        rh_buf_printf(style, ".l%zu>.filters:has(#s%zu [value=\"%zu\"]:checked){", list, list, o);
        for (size_t i = 0; at != NULL && i < cards->n_cards; i++)
            rh_buf_printf(style, "&~.c%zu{order:%zu}", at[i], i + 1);
        rh_buf_put(style, RH_STR("}\n"));
    }
    rh_buf_printf(style, ".l%zu{reading-flow:grid-order}details:not([open]) .l%zu{reading-flow:normal}\n", list, list);
    rh_buf_printf(style, "@supports not (reading-flow:grid-order){.l%zu .s{display:none}}\n", list);
}

void rh_html__cards_style(rh_buf *style, const rh_doc_cards *cards, size_t list)
{
    rh_html__filter_style(style, &cards->browse, list, ".line");
    put_card_rules(style, cards, list);
    if (cards->browse.n_orders > 1) put_order_rules(style, cards, list);
}
