/* The formats: each walks a document into bytes. None knows a command.
 *
 * Output is appended to `out`; lack of memory shows in out->failed. Deterministic: bytes depend on the document only,
 * and for `pretty` on the width and colour asked for. */
#ifndef REPORTS_FORMATS_FORMATS_H
#define REPORTS_FORMATS_FORMATS_H

#include "engine/base/buf.h"
#include "reports/document/doc.h"
#include "reports/model/table.h"

/* How a terminal is to be written to. */
typedef struct rh_pretty_style {
    bool has_colour;
    size_t width; /* columns; 0: 100 */
} rh_pretty_style;

void rh_format_pretty(rh_buf *out, const rh_doc *doc, const rh_pretty_style *style);
void rh_format_markdown(rh_buf *out, const rh_doc *doc);
/* One self-contained page. */
void rh_format_html(rh_buf *out, const rh_doc *doc);
/* JUnit XML of the document's checks, one suite a suite; a skipped or unproven check is `skipped`. */
void rh_format_junit(rh_buf *out, const rh_doc *doc);

/* CSV with a header and CRLF, as spreadsheets like it. */
void rh_format_csv(rh_buf *out, const rh_table_report *table);

#endif
