/* Lists that a reader filters and sorts, without a script. */
#include "reports/formats/html_insides.h"

#include "reports/text/esc.h"
#include "reports/text/number.h"

static void put(rh_html_page *p, const char *s)
{
    rh_buf_put(p->out, rh_str_of(s));
}

/* A list that the eye takes in at once needs no form. */
enum { LEAST_ROWS = 6 };

bool rh_html__is_browsed(const rh_doc_table *table)
{
    return table->browse != NULL && table->n_rows >= LEAST_ROWS;
}

bool rh_html__is_offered(const rh_doc_filter *filter)
{
    return filter->n_values > 1;
}

/* Letters, digits and hyphens; any other byte as its number, so that different names stay different and none needs
 * escaping in an address. */
void rh_html__anchor(rh_html_page *p, rh_str name)
{
    put(p, "j-");
    for (size_t i = 0; i < name.len; i++) {
        const char c = name.ptr[i];
        const bool is_plain = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '-';
        if (is_plain) rh_buf_byte(p->out, c);
        else rh_buf_printf(p->out, "_%02x", (unsigned)(unsigned char)c);
    }
}

/* ---- the form ---- */

static size_t count_rows(const rh_doc_browse *browse, size_t n_rows, size_t filter, size_t value)
{
    size_t n = 0;
    for (size_t r = 0; r < n_rows; r++) n += browse->keys[r * RH_DOC_FILTERS + filter] == value;
    return n;
}

static void put_filter(rh_html_page *p, const rh_doc_browse *browse, size_t n_rows, size_t filter)
{
    const rh_doc_filter *f = &browse->filters[filter];
    rh_buf_printf(p->out, "<label class=\"f\"><span>%s</span><select id=\"f%zu-%zu\"><option value=\"\">all</option>",
                  f->label, p->n_lists, filter);
    for (size_t v = 0; v < f->n_values; v++) {
        rh_buf_printf(p->out, "<option value=\"%zu\">", v);
        rh_html__text(p, f->values[v]);
        put(p, " (");
        rh_number_put_count(p->out, count_rows(browse, n_rows, filter, v));
        put(p, ")</option>");
    }
    put(p, "</select></label>");
}

static void put_orders(rh_html_page *p, const rh_doc_browse *browse)
{
    if (browse->n_orders < 2) return;
    rh_buf_printf(p->out, "<label class=\"s\"><span>Order</span><select id=\"s%zu\">", p->n_lists);
    for (size_t o = 0; o < browse->n_orders; o++)
        rh_buf_printf(p->out, "<option value=\"%zu\">%s</option>", o, browse->orders[o].label);
    put(p, "</select></label>");
}

static bool has_form(const rh_doc_browse *browse)
{
    bool has = browse->n_orders > 1;
    for (size_t i = 0; i < browse->n_filters; i++) has = has || rh_html__is_offered(&browse->filters[i]);
    return has;
}

static void put_form(rh_html_page *p, const rh_doc_browse *browse, const rh_doc_table *table)
{
    if (!has_form(browse)) return;
    put(p, "<form class=\"filters\" aria-label=\"Filter and sort: ");
    rh_html__text(p, table->caption);
    put(p, "\">");
    for (size_t i = 0; i < browse->n_filters; i++)
        if (rh_html__is_offered(&browse->filters[i])) put_filter(p, browse, table->n_rows, i);
    put_orders(p, browse);
    put(p, "<button type=\"reset\">Show all</button></form>\n");
}

void rh_html__browse_open(rh_html_page *p, const rh_doc_browse *browse, const rh_doc_table *table)
{
    rh_buf_printf(p->out, "<div class=\"browse l%zu\"><h3 class=\"list-title\">", p->n_lists);
    rh_html__text(p, table->caption);
    put(p, "</h3>\n");
    put_form(p, browse, table);
}

/* How many are shown is counted by the style sheet, so it stands behind them and is moved up to the form. */
void rh_html__browse_close(rh_html_page *p, const rh_doc_table *table, size_t n, const char *what)
{
    put(p, "<p class=\"shown\">");
    rh_number_put_count(p->out, n);
    rh_buf_printf(p->out, " %s", what);
    if (table->n_all > table->n_rows) {
        put(p, "; ");
        rh_number_put_count(p->out, table->n_rows);
        put(p, " of ");
        rh_number_put_count(p->out, table->n_all);
        put(p, " rows shown, -o json has the rest");
    }
    put(p, "</p></div>\n");
    p->n_lists++;
}

void rh_html__row_classes(rh_html_page *p, const rh_doc_browse *browse, size_t row)
{
    for (size_t i = 0; i < browse->n_filters; i++)
        if (rh_html__is_offered(&browse->filters[i]))
            rh_buf_printf(p->out, " v%zu-%zu", i, browse->keys[row * RH_DOC_FILTERS + i]);
}

/* ---- its style ---- */

/* A row is hidden by each choice that is not its own. Rules ask the form alone, which stands before its list: what is
 * asked of the whole page is asked of each of its elements. */
void rh_html__filter_style(rh_buf *style, const rh_doc_browse *browse, size_t list, const char *row)
{
    for (size_t i = 0; i < browse->n_filters; i++)
        for (size_t v = 0; rh_html__is_offered(&browse->filters[i]) && v < browse->filters[i].n_values; v++)
            rh_buf_printf(style,
                          ".l%zu>.filters:has(#f%zu-%zu [value=\"%zu\"]:checked)~* %s:not(.v%zu-%zu){display:none}\n",
                          list, list, i, v, row, i, v);
}

/* A table stands in the page once for each order, and the one that is chosen is shown: so it reads in that order for
 * everyone, on every browser. */
void rh_html__table_style(rh_buf *style, const rh_doc_browse *browse, size_t list)
{
    rh_html__filter_style(style, browse, list, ".k");
    if (browse->n_orders < 2) return;
    rh_buf_printf(style, ".l%zu>.filters:has(#s%zu option:not([value=\"0\"]):checked)~.o0{display:none}\n", list, list);
    for (size_t o = 1; o < browse->n_orders; o++)
        rh_buf_printf(style, ".l%zu>.filters:not(:has(#s%zu [value=\"%zu\"]:checked))~.o%zu{display:none}\n", list,
                      list, o, o);
}

/* A browser that does not know :has shows every row in the first order, and no form. */
void rh_html__browse_fallback(rh_buf *style)
{
    rh_buf_put(style, RH_STR("@supports not selector(:has(a)){.filters,.o1,.o2,.o3{display:none}}\n"));
}
