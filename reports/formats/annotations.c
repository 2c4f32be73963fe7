/* A document's findings for the two forges: workflow commands of GitHub, the code quality report of GitLab. */
#include "reports/document/findings.h"
#include "reports/formats/formats.h"
#include "reports/text/esc.h"
#include "reports/text/json.h"

/* GitHub shows ten annotations of each level from one step and drops the rest without a word. */
enum { MOST_OF_A_LEVEL = 10, TEXT_MAX_BYTES = 1000 };

static void put(rh_buf *out, const char *s)
{
    rh_buf_put(out, rh_str_of(s));
}

static rh_str cut(rh_buf *out, rh_str s)
{
    return rh_esc_cut(out->arena, s, TEXT_MAX_BYTES);
}

/* ---- GitHub ---- */

static void put_command(rh_buf *out, const rh_doc_finding *f)
{
    static const char *const commands[RH_N_DOC_LEVELS] = {"::error", "::warning", "::notice"};
    put(out, commands[f->level]);
    if (f->place.file.ptr != NULL) {
        put(out, " file=");
        rh_esc_annotation(out, cut(out, f->place.file), true);
        rh_buf_printf(out, ",line=%u,title=", f->place.line > 0 ? f->place.line : 1);
    } else {
        put(out, " title=");
    }
    rh_esc_annotation(out, cut(out, f->rule), true);
    put(out, "::");
    rh_esc_annotation(out, cut(out, f->text), false);
    put(out, "\n");
}

/* What a log says of itself: no text of the data, so nothing in it can be a command. */
static void put_totals(rh_buf *out, const size_t *counts)
{
    static const char *const words[RH_N_DOC_LEVELS] = {"error", "warning", "notice"};
    put(out, "rehearse:");
    for (size_t l = 0; l < RH_N_DOC_LEVELS; l++) {
        rh_buf_printf(out, "%s %zu %s%s", l > 0 ? "," : "", counts[l], words[l], counts[l] == 1 ? "" : "s");
        if (counts[l] > MOST_OF_A_LEVEL) rh_buf_printf(out, " (%d shown)", MOST_OF_A_LEVEL);
    }
    put(out, "\n");
}

void rh_format_github(rh_buf *out, const rh_doc *doc)
{
    size_t counts[RH_N_DOC_LEVELS] = {0};
    for (size_t i = 0; i < doc->n_findings; i++)
        if (counts[doc->findings[i].level]++ < MOST_OF_A_LEVEL) put_command(out, &doc->findings[i]);
    put_totals(out, counts);
}

/* ---- GitLab ---- */

/* A finding that stands nowhere is the policy's: every one must have a path. */
static rh_model_place place_of(const rh_doc *doc, rh_buf *out, const rh_doc_finding *f)
{
    rh_buf path;
    const rh_str folder = doc->register_path.ptr != NULL ? doc->register_path : RH_STR("cases");
    if (f->place.file.ptr != NULL) return f->place;
    rh_buf_init(&path, out->arena, folder.len + 100);
    rh_buf_printf(&path, "%.*s/gate.yaml", RH_ARG(folder));
    return (rh_model_place){rh_buf_str(&path), 1, 1};
}

/* GitLab shows it as it is: what is invisible is made visible (X10). */
static rh_str visible(rh_buf *out, rh_str s)
{
    rh_buf text;
    rh_buf_init(&text, out->arena, 16 * TEXT_MAX_BYTES);
    rh_esc_terminal(&text, cut(out, s));
    return rh_buf_str(&text);
}

static void put_issue(rh_json_writer *json, const rh_doc *doc, const rh_doc_finding *f)
{
    static const char *const severities[RH_N_DOC_LEVELS] = {"critical", "major", "info"};
    const rh_model_place place = place_of(doc, json->out, f);
    char fingerprint[RH_DOC_FINGERPRINT];
    rh_doc_fingerprint(fingerprint, json->out->arena, f);
    rh_json_open(json, '{');
    rh_json_put_str(json, "check_name", visible(json->out, f->rule));
    rh_json_put_str(json, "description", visible(json->out, f->text));
    rh_json_put_word(json, "fingerprint", fingerprint);
    rh_json_key(json, "location");
    rh_json_open(json, '{');
    rh_json_key(json, "lines");
    rh_json_open(json, '{');
    rh_json_put_uint(json, "begin", place.line > 0 ? place.line : 1);
    rh_json_close(json);
    rh_json_put_str(json, "path", visible(json->out, place.file));
    rh_json_close(json);
    rh_json_put_word(json, "severity", severities[f->level]);
    rh_json_close(json);
}

void rh_format_gitlab(rh_buf *out, const rh_doc *doc)
{
    rh_json_writer json;
    rh_json_begin(&json, out, true);
    rh_json_open(&json, '[');
    for (size_t i = 0; i < doc->n_findings; i++) put_issue(&json, doc, &doc->findings[i]);
    rh_json_close(&json);
    rh_buf_byte(out, '\n');
}
