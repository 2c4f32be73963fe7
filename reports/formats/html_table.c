/* Cells and tables of a page. */
#include "reports/formats/html_insides.h"
#include "reports/formats/svg.h"
#include "reports/formats/tones.h"
#include "reports/text/esc.h"
#include "reports/text/number.h"

typedef rh_html_page page;

/* A table of more columns than a page has room for is shown as cards; up to DENSE_COLUMNS fit a wide page. */
enum { WIDE_COLUMNS = 8, DENSE_COLUMNS = 10 };

static void put(page *p, const char *s) { rh_buf_put(p->out, rh_str_of(s)); }

/* ---- cells ---- */

static void put_note(page *p, const rh_doc_cell *cell)
{
    if (cell->note.ptr == NULL) return;
    put(p, rh_html__is_brief(cell->note) ? "<span class=\"note nw\">" : "<span class=\"note\">");
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
    if (cell->is_code) rh_html__code(p, cell->text);
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
        const char *nw = rh_html__is_brief(cell->text) ? " nw" : "";
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
    if (is_bare(cell) && rh_html__is_brief(cell->text)) put_class(p, &is_open, "nw");
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

/* ---- tables ---- */

static const char *table_class(const rh_doc_table *table)
{
    if (table->is_matrix) return "matrix";
    if (table->n_columns <= WIDE_COLUMNS) return "rows";
    return table->n_columns <= DENSE_COLUMNS ? "cards dense" : "cards";
}

static void put_caption(page *p, const rh_doc_table *table, const char *order)
{
    put(p, "<caption>");
    rh_html__text(p, table->caption);
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
        rh_html__text(p, rh_str_of(table->columns[i].title));
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

void rh_html__table(page *p, const rh_doc_table *table)
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
