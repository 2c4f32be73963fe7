/* The face of reports: which function makes which bytes. */
#include "reports/report.h"

#include "engine/base/assert.h"
#include "reports/data/data.h"
#include "reports/document/doc_review_parts.h"
#include "reports/document/findings.h"
#include "reports/formats/svg.h"
#include "reports/text/esc.h"

#include <stdio.h>

/* What a report lists besides its document (reports.def). */
enum { CHECKS = 1, FINDINGS = 2, ROWS = 4 };

const char *rh_format_name(rh_format format)
{
    static const char *const names[] = {
#define X(NAME, word, summary) word,
#include "reports/formats/formats.def"
#undef X
    };
    RH_ASSERT(format < RH_N_FORMATS);
    return names[format];
}

const char *rh_format_summary(rh_format format)
{
    static const char *const summaries[] = {
#define X(NAME, word, summary) summary,
#include "reports/formats/formats.def"
#undef X
    };
    RH_ASSERT(format < RH_N_FORMATS);
    return summaries[format];
}

rh_format rh_format_of(rh_str word)
{
    for (int i = 0; i < RH_N_FORMATS; i++)
        if (rh_str_eq(word, rh_str_of(rh_format_name((rh_format)i)))) return (rh_format)i;
    return RH_N_FORMATS;
}

static const char *command_of(rh_report_kind kind)
{
    static const char *const names[] = {
#define X(NAME, name, data, command, type, lists) command,
#include "reports/reports.def"
#undef X
    };
    RH_ASSERT(kind < RH_N_REPORT_KINDS);
    return names[kind];
}

/* What a report must list to have a format. */
static unsigned needs_of(rh_format format)
{
    switch (format) {
    case RH_FORMAT_JUNIT: return CHECKS;
    case RH_FORMAT_SARIF:
    case RH_FORMAT_GITHUB:
    case RH_FORMAT_GITLAB:
    case RH_FORMAT_COMMENT: return FINDINGS;
    case RH_FORMAT_CSV: return ROWS;
    case RH_FORMAT_PRETTY:
    case RH_FORMAT_JSON:
    case RH_FORMAT_NDJSON:
    case RH_FORMAT_MARKDOWN:
    case RH_FORMAT_HTML:
    case RH_N_FORMATS: break;
    }
    return 0;
}

bool rh_report_has_format(rh_report_kind kind, rh_format format)
{
    static const unsigned lists_of[] = {
#define X(NAME, name, data, command, type, lists) lists,
#include "reports/reports.def"
#undef X
    };
    RH_ASSERT(kind < RH_N_REPORT_KINDS);
    return (lists_of[kind] & needs_of(format)) == needs_of(format);
}

static void make_doc(rh_doc *doc, rh_arena *arena, const rh_report *report)
{
    switch (report->kind) {
#define X(NAME, name, data, command, type, lists)                                                                      \
    case RH_REPORT_##NAME:                                                                                             \
        rh_doc_of_##name(doc, arena, report->name);                                                                    \
        break;
#include "reports/reports.def"
#undef X
    case RH_N_REPORT_KINDS: RH_ASSERT(report->kind < RH_N_REPORT_KINDS);
    }
}

static void put_json(rh_buf *out, const rh_report *report)
{
    char schema[64];
    (void)snprintf(schema, sizeof schema, "rehearse/%s/1", command_of(report->kind));
    rh_json_writer json;
    rh_json_begin(&json, out, true);
    rh_json_open(&json, '{');
    rh_json_put_word(&json, "schema", schema);
    switch (report->kind) {
#define X(NAME, name, data, command, type, lists)                                                                      \
    case RH_REPORT_##NAME:                                                                                             \
        rh_data_of_##data(&json, report->name);                                                                        \
        break;
#include "reports/reports.def"
#undef X
    case RH_N_REPORT_KINDS: RH_ASSERT(report->kind < RH_N_REPORT_KINDS);
    }
    rh_json_close(&json);
    rh_buf_byte(out, '\n');
}

static void put_lines(rh_buf *out, const rh_report *report)
{
    switch (report->kind) {
#define X(NAME, name, data, command, type, lists)                                                                      \
    case RH_REPORT_##NAME:                                                                                             \
        rh_lines_of_##data(out, report->name);                                                                         \
        break;
#include "reports/reports.def"
#undef X
    case RH_N_REPORT_KINDS: RH_ASSERT(report->kind < RH_N_REPORT_KINDS);
    }
}

static void put_csv(rh_buf *out, const rh_report *report)
{
    if (report->kind == RH_REPORT_REVIEW) rh_csv_of_review(out, report->review);
    else if (report->kind == RH_REPORT_CALIBRATE) rh_csv_of_calibrate(out, report->calibrate);
    else if (report->kind == RH_REPORT_SWEEP) rh_csv_of_sweep(out, report->sweep);
    else if (report->kind == RH_REPORT_TABLE) rh_format_csv(out, report->table);
}

static void settle(rh_doc *doc, const rh_report *report)
{
    doc->command = rh_str_of(command_of(report->kind));
    doc->version = report->version;
    doc->register_path = report->register_path;
    rh_doc_findings_settle(doc);
}

/* What is printed may be read by a CI system that takes commands from lines (X7). Colour is for terminals only, and
 * would not come through. */
static void put_pretty(rh_buf *out, const rh_doc *doc, const rh_pretty_style *style, rh_arena *scratch)
{
    rh_buf text;
    if (style->has_colour) {
        rh_format_pretty(out, doc, style);
        return;
    }
    rh_buf_init(&text, scratch, out->max_bytes);
    rh_format_pretty(&text, doc, style);
    rh_esc_ci_log(out, rh_buf_str(&text));
    out->failed |= text.failed;
}

/* What a CI system shows to whoever may see the repository. Pages and data are for those who may see the store. */
static bool is_shared(rh_format format)
{
    return needs_of(format) == FINDINGS || format == RH_FORMAT_MARKDOWN;
}

static void put_document(rh_buf *out, const rh_report *report, rh_format format, const rh_pretty_style *style,
                         rh_arena *scratch)
{
    rh_doc doc = {.is_shared = is_shared(format)};
    make_doc(&doc, scratch, report);
    if (needs_of(format) == FINDINGS) settle(&doc, report);
    switch (format) {
    case RH_FORMAT_PRETTY: put_pretty(out, &doc, style, scratch); break;
    case RH_FORMAT_MARKDOWN: rh_format_markdown(out, &doc); break;
    case RH_FORMAT_HTML: rh_format_html(out, &doc); break;
    case RH_FORMAT_JUNIT: rh_format_junit(out, &doc); break;
    case RH_FORMAT_SARIF: rh_format_sarif(out, &doc); break;
    case RH_FORMAT_GITHUB: rh_format_github(out, &doc); break;
    case RH_FORMAT_GITLAB: rh_format_gitlab(out, &doc); break;
    case RH_FORMAT_COMMENT: rh_format_comment(out, &doc); break;
    case RH_FORMAT_JSON:
    case RH_FORMAT_NDJSON:
    case RH_FORMAT_CSV:
    case RH_N_FORMATS: RH_ASSERT(format == RH_FORMAT_PRETTY);
    }
}

rh_code rh_report_write(rh_buf *out, const rh_report *report, rh_format format, const rh_pretty_style *style,
                        rh_arena *scratch, rh_err *err)
{
    if (!rh_report_has_format(report->kind, format)) {
        return rh_err_set(err, RH_REPORT_FORMAT, (rh_span){0},
                          format == RH_FORMAT_CSV ? "format %s: %s is no table; use json"
                                                  : "format %s: %s judges nothing that it could list; use json",
                          rh_format_name(format), command_of(report->kind));
    }
    if (format == RH_FORMAT_JSON) put_json(out, report);
    else if (format == RH_FORMAT_NDJSON) put_lines(out, report);
    else if (format == RH_FORMAT_CSV) put_csv(out, report);
    else put_document(out, report, format, style, scratch);
    return out->failed || rh_arena_failed(scratch) ? rh_err_nomem(err) : RH_OK;
}

rh_code rh_report_picture(rh_buf *out, const rh_review_report *review, rh_str id, rh_arena *scratch, rh_err *err)
{
    rh_doc doc;
    rh_doc_begin(&doc, scratch, RH_STR("Picture"), rh_str_null());
    rh_doc_chart chart = {0};
    if (rh_str_eq(id, RH_STR("areas"))) chart = rh_doc__areas_picture(&doc, review);
    for (size_t i = 0; i < review->n_graphics; i++)
        if (rh_str_eq(review->graphics[i].id, id)) chart = rh_doc__graphic(&doc, &review->graphics[i]);
    if (chart.n_rows > 0) rh_svg_picture(out, &chart);
    return out->failed || rh_arena_failed(scratch) ? rh_err_nomem(err) : RH_OK;
}

rh_code rh_report_risks(rh_buf *out, const rh_site_report *site, rh_err *err)
{
    rh_csv_of_risks(out, site);
    return out->failed ? rh_err_nomem(err) : RH_OK;
}
