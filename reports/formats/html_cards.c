/* Cards that a reader filters, without a script. */
#include "reports/formats/html_insides.h"

#include "reports/formats/svg.h"
#include "reports/text/esc.h"
#include "reports/text/number.h"

#include <stdlib.h>

/* Columns of the table that a line shows; the second is the card's title. */
enum { CHIP = 0, TITLE = 1, FIRST_SHOWN = 2 };

static void put(rh_html_page *p, const char *s)
{
    rh_buf_put(p->out, rh_str_of(s));
}

static const size_t *keys_of(const rh_doc_cards *cards, size_t row)
{
    return cards->keys + row * RH_DOC_FILTERS;
}

/* A filter with one value chooses nothing. */
static bool is_offered(const rh_doc_filter *filter)
{
    return filter->n_values > 1;
}

/* ---- the form ---- */

static size_t count_rows(const rh_doc_cards *cards, size_t filter, size_t value)
{
    size_t n = 0;
    for (size_t r = 0; r < cards->table->n_rows; r++) n += keys_of(cards, r)[filter] == value;
    return n;
}

static void put_select(rh_html_page *p, const rh_doc_cards *cards, size_t filter)
{
    const rh_doc_filter *f = &cards->filters[filter];
    rh_buf_printf(p->out, "<label><span>%s</span><select id=\"f%zu\"><option value=\"\">all</option>", f->label,
                  filter);
    for (size_t v = 0; v < f->n_values; v++) {
        rh_buf_printf(p->out, "<option value=\"%zu\">", v);
        rh_html__text(p, f->values[v]);
        put(p, " (");
        rh_number_put_count(p->out, count_rows(cards, filter, v));
        put(p, ")</option>");
    }
    put(p, "</select></label>");
}

static void put_form(rh_html_page *p, const rh_doc_cards *cards)
{
    size_t n = 0;
    for (size_t i = 0; i < RH_DOC_FILTERS; i++) n += is_offered(&cards->filters[i]);
    if (n == 0) return;
    put(p, "<form class=\"filters\" aria-label=\"Filter the list\">");
    for (size_t i = 0; i < RH_DOC_FILTERS; i++)
        if (is_offered(&cards->filters[i])) put_select(p, cards, i);
    put(p, "<button type=\"reset\">Show all</button></form>\n");
}

/* ---- the cards ---- */

static void put_line(rh_html_page *p, const rh_doc_cards *cards, size_t row)
{
    const rh_doc_table *table = cards->table;
    const rh_doc_cell *cells = table->cells + row * table->n_columns;
    put(p, "<li class=\"line");
    for (size_t i = 0; i < RH_DOC_FILTERS; i++) rh_buf_printf(p->out, " v%zu-%zu", i, keys_of(cards, row)[i]);
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
    if (card->before == NULL || card->after == NULL) return;
    put(p, is_open ? "<details class=\"pair\" open>" : "<details class=\"pair\">");
    put(p, "<summary>Before and after</summary><div class=\"sides\">\n");
    rh_svg_chart(p->out, card->before, p->n_charts++);
    rh_svg_chart(p->out, card->after, p->n_charts++);
    put(p, "</div>");
    rh_html__element(p, "p", "note", card->cut);
    put(p, "</details>");
}

static void put_card(rh_html_page *p, const rh_doc_cards *cards, size_t index)
{
    const rh_doc_card *card = &cards->cards[index];
    put(p, "<article class=\"card");
    for (size_t i = 0; i < card->n_rows; i++) rh_buf_printf(p->out, " r%zu", card->rows[i]);
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
    put(p, "<div class=\"browse\"><h3 class=\"list-title\">");
    rh_html__text(p, table->caption);
    put(p, "</h3>\n");
    put_form(p, cards);
    for (size_t i = 0; i < cards->n_cards; i++) put_card(p, cards, i);
    put(p, "<p class=\"shown\">");
    rh_number_put_count(p->out, table->n_rows);
    put(p, table->n_rows == 1 ? " outcome" : " outcomes");
    if (table->n_all > table->n_rows) {
        put(p, ", the first of ");
        rh_number_put_count(p->out, table->n_all);
        put(p, "; json has the rest");
    }
    put(p, "</p></div>\n");
}

/* ---- its style ---- */

/* A line is hidden by each choice that is not its own. */
static void put_line_rules(rh_buf *style, const rh_doc_cards *cards)
{
    for (size_t i = 0; i < RH_DOC_FILTERS; i++)
        for (size_t v = 0; is_offered(&cards->filters[i]) && v < cards->filters[i].n_values; v++)
            rh_buf_printf(style, "main:has(#f%zu [value=\"%zu\"]:checked) .line:not(.v%zu-%zu){display:none}\n", i, v,
                          i, v);
}

static int row_cmp(const void *pa, const void *pb)
{
    const size_t *a = *(const size_t *const *)pa, *b = *(const size_t *const *)pb;
    for (size_t i = 0; i < RH_DOC_FILTERS; i++)
        if (a[i] != b[i]) return a[i] < b[i] ? -1 : 1;
    return 0;
}

static void put_card_rule(rh_buf *style, const rh_doc_cards *cards, const size_t *const *rows, size_t n)
{
    rh_buf_put(style, RH_STR("main"));
    for (size_t i = 0; i < RH_DOC_FILTERS; i++)
        if (is_offered(&cards->filters[i]))
            rh_buf_printf(style, ":has(#f%zu :is([value=\"\"],[value=\"%zu\"]):checked)", i, rows[0][i]);
    rh_buf_put(style, RH_STR(" .card:is("));
    for (size_t i = 0; i < n; i++)
        rh_buf_printf(style, "%s.r%zu", i > 0 ? "," : "", (size_t)(rows[i] - cards->keys) / RH_DOC_FILTERS);
    rh_buf_put(style, RH_STR("){display:block}\n"));
}

/* A card stays while one of its lines does: a rule for each combination of values that a row has. */
static void put_card_rules(rh_buf *style, const rh_doc_cards *cards)
{
    const size_t n = cards->table->n_rows;
    const size_t **rows = RH_NEW_N(style->arena, n, const size_t *);
    if (rows == NULL) {
        style->failed = true;
        return;
    }
    for (size_t r = 0; r < n; r++) rows[r] = keys_of(cards, r);
    qsort(rows, n, sizeof *rows, row_cmp);
    rh_buf_put(style, RH_STR("main:has(.filters option:not([value=\"\"]):checked) .card{display:none}\n"));
    for (size_t from = 0, to; from < n; from = to) {
        for (to = from + 1; to < n && row_cmp(&rows[from], &rows[to]) == 0;) to++;
        put_card_rule(style, cards, rows + from, to - from);
    }
}

/* A browser that does not know :has shows everything, and no form. */
void rh_html__cards_style(rh_buf *style, const rh_doc_cards *cards)
{
    rh_buf_put(style, RH_STR("@supports not selector(:has(a)){.filters{display:none}}\n"));
    put_line_rules(style, cards);
    put_card_rules(style, cards);
}
