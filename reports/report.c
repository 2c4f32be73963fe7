/* The face of reports: which function makes which bytes. */
#include "reports/report.h"

#include "engine/base/assert.h"
#include "reports/data/data.h"

#include <stdio.h>

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
#define X(NAME, name, command, type, has_checks) command,
#include "reports/reports.def"
#undef X
    };
    RH_ASSERT(kind < RH_N_REPORT_KINDS);
    return names[kind];
}

bool rh_report_has_format(rh_report_kind kind, rh_format format)
{
    static const bool checked[] = {
#define X(NAME, name, command, type, has_checks) has_checks,
#include "reports/reports.def"
#undef X
    };
    RH_ASSERT(kind < RH_N_REPORT_KINDS);
    if (format == RH_FORMAT_CSV) return kind == RH_REPORT_TABLE;
    return format != RH_FORMAT_JUNIT || checked[kind];
}

static void make_doc(rh_doc *doc, rh_arena *arena, const rh_report *report)
{
    switch (report->kind) {
#define X(NAME, name, command, type, has_checks)                                                                       \
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
#define X(NAME, name, command, type, has_checks)                                                                       \
    case RH_REPORT_##NAME:                                                                                             \
        rh_data_of_##name(&json, report->name);                                                                        \
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
#define X(NAME, name, command, type, has_checks)                                                                       \
    case RH_REPORT_##NAME:                                                                                             \
        rh_lines_of_##name(out, report->name);                                                                         \
        break;
#include "reports/reports.def"
#undef X
    case RH_N_REPORT_KINDS: RH_ASSERT(report->kind < RH_N_REPORT_KINDS);
    }
}

static void put_document(rh_buf *out, const rh_report *report, rh_format format, const rh_pretty_style *style,
                         rh_arena *scratch)
{
    rh_doc doc;
    make_doc(&doc, scratch, report);
    switch (format) {
    case RH_FORMAT_PRETTY: rh_format_pretty(out, &doc, style); break;
    case RH_FORMAT_MARKDOWN: rh_format_markdown(out, &doc); break;
    case RH_FORMAT_HTML: rh_format_html(out, &doc); break;
    case RH_FORMAT_JUNIT: rh_format_junit(out, &doc); break;
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
    else if (format == RH_FORMAT_CSV) rh_format_csv(out, report->table);
    else put_document(out, report, format, style, scratch);
    return out->failed || rh_arena_failed(scratch) ? rh_err_nomem(err) : RH_OK;
}
