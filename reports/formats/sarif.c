/* SARIF 2.1.0: a document's findings as code scanning reads them. Rules are those that have a result, in the order in
 * which they first occur; results are cut behind the weightiest (H5), and then the run says so. */
#include "reports/formats/formats.h"
#include "reports/document/findings.h"
#include "reports/text/esc.h"
#include "reports/text/json.h"

enum { MOST_RESULTS = 5000, TEXT_MAX_BYTES = 1000, URI_MAX_BYTES = 1 << 16 };

static const char *const levels[RH_N_DOC_LEVELS] = {"error", "warning", "note"};

/* An id with everything invisible made visible (X10), so that what is compared is what is seen. */
static rh_str visible(rh_arena *arena, rh_str s)
{
    rh_buf text;
    rh_buf_init(&text, arena, 16 * TEXT_MAX_BYTES);
    rh_esc_terminal(&text, rh_esc_cut(arena, s, TEXT_MAX_BYTES));
    return rh_buf_str(&text);
}

/* {"text": ...} */
static void put_message(rh_json_writer *json, const char *key, rh_str text)
{
    rh_buf escaped;
    rh_buf_init(&escaped, json->out->arena, 16 * TEXT_MAX_BYTES);
    rh_esc_sarif(&escaped, rh_esc_cut(json->out->arena, text, TEXT_MAX_BYTES));
    rh_json_key(json, key);
    rh_json_open(json, '{');
    rh_json_put_str(json, "text", rh_buf_str(&escaped));
    rh_json_close(json);
}

/* ---- places ---- */

static bool is_plain_in_uri(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || strchr("-._~/", c) != NULL;
}

/* A relative reference (RFC 3986): every other byte as %XX, so that no path reads as a scheme, a host or a query. */
static rh_str uri_of(rh_arena *arena, rh_str path)
{
    rh_buf uri;
    rh_buf_init(&uri, arena, URI_MAX_BYTES);
    while (path.len > 0 && path.ptr[0] == '/') path = rh_str_slice(path, 1, path.len);
    for (size_t i = 0; i < path.len; i++) {
        if (is_plain_in_uri(path.ptr[i])) rh_buf_byte(&uri, path.ptr[i]);
        else rh_buf_printf(&uri, "%%%02X", (unsigned char)path.ptr[i]);
    }
    return rh_buf_str(&uri);
}

static void put_location(rh_json_writer *json, rh_model_place place)
{
    rh_json_open(json, '{');
    rh_json_key(json, "physicalLocation");
    rh_json_open(json, '{');
    rh_json_key(json, "artifactLocation");
    rh_json_open(json, '{');
    rh_json_put_str(json, "uri", uri_of(json->out->arena, place.file));
    rh_json_put_word(json, "uriBaseId", "%SRCROOT%");
    rh_json_close(json);
    rh_json_key(json, "region");
    rh_json_open(json, '{');
    rh_json_put_uint(json, "startLine", place.line > 0 ? place.line : 1);
    if (place.line > 0 && place.col > 0) rh_json_put_uint(json, "startColumn", place.col);
    rh_json_close(json);
    rh_json_close(json);
    rh_json_close(json);
}

/* ---- rules ---- */

/* The index of each finding's rule. Findings are sorted by level and rule, so a rule may occur once a level. */
typedef struct rules {
    const rh_doc_finding **at; /* the first finding of each */
    size_t n;
    size_t *of; /* parallel to the findings */
} rules;

static size_t rule_index(const rules *r, rh_str rule)
{
    for (size_t i = 0; i < r->n; i++)
        if (rh_str_eq(r->at[i]->rule, rule)) return i;
    return r->n;
}

static bool find_rules(rules *r, rh_arena *arena, const rh_doc_finding *findings, size_t n)
{
    r->at = RH_NEW_N(arena, n, const rh_doc_finding *);
    r->of = RH_NEW_N(arena, n, size_t);
    if (r->at == NULL || r->of == NULL) return false;
    for (size_t i = 0; i < n; i++) {
        const bool is_next = i > 0 && rh_str_eq(findings[i].rule, findings[i - 1].rule);
        r->of[i] = is_next ? r->of[i - 1] : rule_index(r, findings[i].rule);
        if (r->of[i] == r->n) r->at[r->n++] = &findings[i];
    }
    return true;
}

static void put_rules(rh_json_writer *json, const rules *r)
{
    rh_json_key(json, "rules");
    rh_json_open(json, '[');
    for (size_t i = 0; i < r->n; i++) {
        const rh_doc_finding *f = r->at[i];
        rh_json_open(json, '{');
        rh_json_put_str(json, "id", visible(json->out->arena, f->rule));
        put_message(json, "shortDescription", f->rule_title.len > 0 ? f->rule_title : f->rule);
        rh_json_close(json);
    }
    rh_json_close(json);
}

/* ---- the run ---- */

static void put_result(rh_json_writer *json, const rh_doc_finding *f, size_t rule)
{
    char fingerprint[RH_DOC_FINGERPRINT];
    rh_doc_fingerprint(fingerprint, json->out->arena, f);
    rh_json_open(json, '{');
    rh_json_put_str(json, "ruleId", visible(json->out->arena, f->rule));
    rh_json_put_uint(json, "ruleIndex", rule);
    rh_json_put_word(json, "level", levels[f->level]);
    put_message(json, "message", f->text);
    rh_json_key(json, "locations");
    rh_json_open(json, '[');
    if (f->place.file.ptr != NULL) put_location(json, f->place);
    rh_json_close(json);
    rh_json_key(json, "partialFingerprints");
    rh_json_open(json, '{');
    rh_json_put_word(json, "rehearse/v1", fingerprint);
    rh_json_close(json);
    rh_json_close(json);
}

static void put_tool(rh_json_writer *json, const rh_doc *doc, const rules *r)
{
    rh_json_key(json, "tool");
    rh_json_open(json, '{');
    rh_json_key(json, "driver");
    rh_json_open(json, '{');
    rh_json_put_word(json, "name", "rehearse");
    if (doc->version.ptr != NULL) rh_json_put_str(json, "version", doc->version);
    put_rules(json, r);
    rh_json_close(json);
    rh_json_close(json);
}

/* The run went through whatever it found; what was left out is told here, as no result can tell it. */
static void put_invocation(rh_json_writer *json, const rh_doc *doc, size_t n)
{
    rh_json_key(json, "invocations");
    rh_json_open(json, '[');
    rh_json_open(json, '{');
    rh_json_put_bool(json, "executionSuccessful", true);
    if (n < doc->n_findings) {
        rh_buf text;
        rh_buf_init(&text, json->out->arena, 200);
        rh_buf_printf(&text, "%zu of %zu findings shown, the weightiest first; json has them all", n, doc->n_findings);
        rh_json_key(json, "toolExecutionNotifications");
        rh_json_open(json, '[');
        rh_json_open(json, '{');
        rh_json_put_word(json, "level", "warning");
        put_message(json, "message", rh_buf_str(&text));
        rh_json_close(json);
        rh_json_close(json);
    }
    rh_json_close(json);
    rh_json_close(json);
}

/* Tells code scanning which analyses follow each other: one a command. */
static void put_run(rh_json_writer *json, const rh_doc *doc, const rules *r, size_t n)
{
    rh_buf id;
    rh_buf_init(&id, json->out->arena, 200);
    rh_buf_printf(&id, "rehearse/%.*s/", RH_ARG(doc->command));
    rh_json_open(json, '{');
    put_tool(json, doc, r);
    put_invocation(json, doc, n);
    rh_json_key(json, "automationDetails");
    rh_json_open(json, '{');
    rh_json_put_str(json, "id", rh_buf_str(&id));
    rh_json_close(json);
    rh_json_put_word(json, "columnKind", "utf16CodeUnits");
    rh_json_key(json, "results");
    rh_json_open(json, '[');
    for (size_t i = 0; i < n; i++) put_result(json, &doc->findings[i], r->of[i]);
    rh_json_close(json);
    rh_json_close(json);
}

void rh_format_sarif(rh_buf *out, const rh_doc *doc)
{
    const size_t n = doc->n_findings < MOST_RESULTS ? doc->n_findings : MOST_RESULTS;
    rules r = {0};
    rh_json_writer json;
    if (!find_rules(&r, out->arena, doc->findings, n)) {
        out->failed = true;
        return;
    }
    rh_json_begin(&json, out, true);
    rh_json_open(&json, '{');
    rh_json_put_word(&json, "$schema", "https://json.schemastore.org/sarif-2.1.0.json");
    rh_json_put_word(&json, "version", "2.1.0");
    rh_json_key(&json, "runs");
    rh_json_open(&json, '[');
    put_run(&json, doc, &r, n);
    rh_json_close(&json);
    rh_json_close(&json);
    rh_buf_byte(out, '\n');
}
