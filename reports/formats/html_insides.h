/* Inside the HTML format: what its parts hand to each other. */
#ifndef REPORTS_FORMATS_HTML_INSIDES_H
#define REPORTS_FORMATS_HTML_INSIDES_H

#include "engine/base/buf.h"
#include "reports/document/doc.h"

typedef enum rh_html_part { RH_HTML_CLOSED, RH_HTML_SECTION, RH_HTML_FOLD } rh_html_part;

typedef struct rh_html_page {
    rh_buf *out;
    const rh_doc *doc;
    rh_html_part open;
    size_t n_charts, n_lists; /* so far: their numbers make ids */
} rh_html_page;

enum { RH_HTML_CELL_MAX = 2000 }; /* bytes of a text (X11) */

/* Escaped, and cut where it is overlong. */
void rh_html__text(rh_html_page *page, rh_str s);
/* The same, and a word too long for a column may break behind its dots, slashes and underscores. */
void rh_html__words(rh_html_page *page, rh_str s);
/* The same; a name that stands there by itself, and has a card in the document, leads to it. */
void rh_html__linked(rh_html_page *page, rh_str s, rh_strs names);
/* Of what is no prose: an id, a path, an expression. */
void rh_html__code(rh_html_page *page, rh_str s);
/* <tag class="cls">text</tag>, nothing for a null text. Tag and class are the program's own words. */
void rh_html__element(rh_html_page *page, const char *tag, const char *cls, rh_str text);
/* Short enough never to be broken over lines. */
bool rh_html__is_brief(rh_str s);
/* "file:line"; nothing without a file. */
void rh_html__place(rh_html_page *page, rh_model_place place);

/* A cell's text and note, without a <td>. */
void rh_html__cell(rh_html_page *page, const rh_doc_cell *cell);
/* As it stands, or once for each order, with a form to choose by. */
void rh_html__table(rh_html_page *page, const rh_doc_table *table);

/* The id of a journey's place in a page: "j-J-000412". */
void rh_html__anchor(rh_html_page *page, rh_str name);

/* A list that its reader filters and sorts. There is no script: a choice in a <select> hides what it does not name, by
 * rules that the page's own style sheet holds. Lists are numbered in reading order, by the page and by its style. */
bool rh_html__is_browsed(const rh_doc_table *table);   /* long enough to be worth a form */
bool rh_html__is_offered(const rh_doc_filter *filter); /* it has something to choose */
void rh_html__browse_open(rh_html_page *page, const rh_doc_browse *browse, const rh_doc_table *table);
/* "2 shown of 60 rows", and how many the table leaves out. n, what: of what the list shows. */
void rh_html__browse_close(rh_html_page *page, const rh_doc_table *table, size_t n, const char *what);
/* Class names of a row, each behind a space. */
void rh_html__row_classes(rh_html_page *page, const rh_doc_browse *browse, size_t row);
void rh_html__cards(rh_html_page *page, const rh_doc_cards *cards);

/* Their rules. They stand in the style sheet that the page's policy allows by its hash. */
void rh_html__browse_fallback(rh_buf *style); /* once, before the others */
void rh_html__filter_style(rh_buf *style, const rh_doc_browse *browse, size_t list, const char *row);
void rh_html__table_style(rh_buf *style, const rh_doc_browse *browse, size_t list);
void rh_html__cards_style(rh_buf *style, const rh_doc_cards *cards, size_t list);

#endif
