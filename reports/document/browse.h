/* Lists that a reader may look through: what may be chosen of a list's rows, and in which orders they may stand.
 *
 *     rh_doc_filter_column(doc, table, "Area", 0);
 *     rh_doc_order_rows(doc, table, "by area", NULL);
 *     rh_doc_order_rows(doc, table, "weak first", weight);
 *
 * Called on a table whose rows are all there. Texts are borrowed. Lack of memory shows in the document's arena. */
#ifndef REPORTS_DOCUMENT_BROWSE_H
#define REPORTS_DOCUMENT_BROWSE_H

#include "reports/document/doc.h"

/* words: one a row. The values offered are those words, bytewise, or as the rows first have them. */
typedef enum rh_doc_values { RH_DOC_VALUES_SORTED, RH_DOC_VALUES_AS_MET } rh_doc_values;
void rh_doc_filter_words(rh_doc *doc, rh_doc_browse *browse, const char *label, const rh_str *words, size_t n_rows,
                         rh_doc_values values);
/* keys: one a row (or card), the highest stands first, of equals the earlier; NULL: as they are. Copied. */
void rh_doc_order_keys(rh_doc *doc, rh_doc_browse *browse, const char *label, const int64_t *keys, size_t n);

/* What may be chosen of a table's rows, made when it is first asked for; NULL without a table or memory. */
rh_doc_browse *rh_doc_browse_of(rh_doc *doc, rh_doc_table *table);
/* The same of a table: by the text of a column, "none" where it has none. */
void rh_doc_filter_column(rh_doc *doc, rh_doc_table *table, const char *label, size_t column, rh_doc_values values);
void rh_doc_order_rows(rh_doc *doc, rh_doc_table *table, const char *label, const int64_t *keys);
/* By the texts of a column, bytewise. */
void rh_doc_order_column(rh_doc *doc, rh_doc_table *table, const char *label, size_t column);

#endif
