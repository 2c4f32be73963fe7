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
/* At most 1 MiB, and says where it was cut. */
void rh_format_markdown(rh_buf *out, const rh_doc *doc);
/* Markdown for one comment: the first screen and five findings at most, behind a hidden line that finds it again. */
void rh_format_comment(rh_buf *out, const rh_doc *doc);
/* One self-contained page. */
void rh_format_html(rh_buf *out, const rh_doc *doc);
/* JUnit XML of the document's checks, one suite a suite; a skipped or unproven check is `skipped`. */
void rh_format_junit(rh_buf *out, const rh_doc *doc);
/* The findings of a document that rh_doc_findings_settle has put in order (reports/document/findings.h). */
/* SARIF 2.1.0, at most 5,000 results, the weightiest first. */
void rh_format_sarif(rh_buf *out, const rh_doc *doc);
/* Workflow commands of GitHub: ten of each level, which is what a step can show; then a line of totals. */
void rh_format_github(rh_buf *out, const rh_doc *doc);
/* The code quality report of GitLab. */
void rh_format_gitlab(rh_buf *out, const rh_doc *doc);

/* CSV with a header and CRLF, as spreadsheets like it. */
void rh_format_csv(rh_buf *out, const rh_table_report *table);

#endif
