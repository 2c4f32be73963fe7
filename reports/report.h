/* The face of reports: a filled model and a format in, bytes out. The only header that the command line needs.
 *
 *     rh_report report = {.kind = RH_REPORT_GATE, .gate = &gate};
 *     rh_code code = rh_report_write(&out, &report, RH_FORMAT_HTML, &style, scratch, err);
 */
#ifndef REPORTS_REPORT_H
#define REPORTS_REPORT_H

#include "engine/base/buf.h"
#include "engine/base/err.h"
#include "reports/document/documents.h"
#include "reports/formats/formats.h"

typedef enum rh_report_kind {
#define X(NAME, name, data, command, type, lists) RH_REPORT_##NAME,
#include "reports/reports.def"
#undef X
    RH_N_REPORT_KINDS
} rh_report_kind;

typedef enum rh_format {
#define X(NAME, word, summary) RH_FORMAT_##NAME,
#include "reports/formats/formats.def"
#undef X
    RH_N_FORMATS
} rh_format;

typedef struct rh_report {
    rh_report_kind kind;
    union {
#define X(NAME, name, data, command, type, lists) const type *name;
#include "reports/reports.def"
#undef X
    };
    rh_str version;       /* of the program; null: not told */
    rh_str register_path; /* of the register below the root of its repository; null: "cases" */
} rh_report;

const char *rh_format_name(rh_format format);
const char *rh_format_summary(rh_format format);
/* RH_N_FORMATS when the word is none. */
rh_format rh_format_of(rh_str word);
/* Whether the report can be written so: junit needs something judged. */
bool rh_report_has_format(rh_report_kind kind, rh_format format);

/* Appends the report to out. style is read by pretty only. scratch is used until the call ends.
 * RH_REPORT_FORMAT: the report has no such form; RH_NOMEM: no memory, or more than out may hold. */
RH_MUST rh_code rh_report_write(rh_buf *out, const rh_report *report, rh_format format, const rh_pretty_style *style,
                                rh_arena *scratch, rh_err *err);

/* A picture of a review by itself, as SVG: of the graphic of that id, or of the areas where id is "areas". Draws
 * nothing for an id that there is not. */
RH_MUST rh_code rh_report_picture(rh_buf *out, const rh_review_report *review, rh_str id, rh_arena *scratch,
                                  rh_err *err);
/* The risks of a site, as CSV. */
RH_MUST rh_code rh_report_risks(rh_buf *out, const rh_site_report *site, rh_err *err);

#endif
