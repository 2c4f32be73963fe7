/* A statement, read back. */
#include "harness/attest/statement.h"

#include "engine/base/show.h"
#include "engine/value/value.h"
#include "harness/foreign/json.h"

enum { SHOWN = 80, MAX_LIST = 100000, GIT_HEX = 40, SHA256_HEX = 64 };

typedef struct reader {
    rh_arena *keep;
    rh_err *err;
    rh_code code; /* the first error: then nothing more is read */
} reader;

static void fail(reader *r, const char *part, const char *expected)
{
    if (r->code == RH_OK)
        r->code = rh_err_set(r->err, RH_STATEMENT_BAD, (rh_span){0}, "%s of the statement is not %s", part, expected);
}

/* A member of a map; a null value, and an error, where there is none. */
static rh_value member(reader *r, rh_value map, const char *key)
{
    const rh_value *v = map.kind == RH_MAP ? rh_value_field(map, rh_str_of(key)) : NULL;
    if (v == NULL) fail(r, key, "there");
    return v != NULL ? *v : rh_null();
}

static rh_str text(reader *r, rh_value map, const char *key)
{
    const rh_value v = member(r, map, key);
    if (v.kind == RH_STRING) return rh_value_str(v);
    fail(r, key, "text");
    return rh_str_null();
}

static rh_str text_or_null(reader *r, rh_value map, const char *key)
{
    return member(r, map, key).kind == RH_NULL ? rh_str_null() : text(r, map, key);
}

static bool is_hex(rh_str s, size_t len)
{
    for (size_t i = 0; i < s.len; i++)
        if ((s.ptr[i] < '0' || s.ptr[i] > '9') && (s.ptr[i] < 'a' || s.ptr[i] > 'f')) return false;
    return s.len == len;
}

static rh_str hex(reader *r, rh_value map, const char *key, size_t len)
{
    const rh_str s = text(r, map, key);
    if (!is_hex(s, len)) fail(r, key, len == GIT_HEX ? "40 hex digits" : "64 hex digits");
    return s;
}

static uint64_t count(reader *r, rh_value map, const char *key)
{
    const rh_value v = member(r, map, key);
    if (v.kind != RH_INT || v.i < 0) fail(r, key, "a whole number");
    return v.kind == RH_INT && v.i >= 0 ? (uint64_t)v.i : 0;
}

static rh_value list(reader *r, rh_value map, const char *key)
{
    const rh_value v = member(r, map, key);
    if (v.kind == RH_LIST && v.n <= MAX_LIST) return v;
    fail(r, key, "a list");
    return rh_list(NULL, 0);
}

static bool flag(reader *r, rh_value map, const char *key)
{
    const rh_value v = member(r, map, key);
    if (v.kind != RH_BOOL) fail(r, key, "true or false");
    return rh_value_is_true(v);
}

/* An instant in its one canonical spelling; false where it may be null and is. */
static bool instant(rh_instant *out, rh_str *as_text, reader *r, rh_value map, const char *key, bool may_be_null)
{
    char canonical[32];
    *as_text = may_be_null ? text_or_null(r, map, key) : text(r, map, key);
    if (as_text->ptr == NULL) return false;
    if (rh_instant_parse(out, *as_text)) {
        rh_instant_text(canonical, *out);
        if (rh_str_eq(*as_text, rh_str_of(canonical))) return true;
    }
    fail(r, key, "an instant as 2026-03-02T09:00:00Z");
    return false;
}

/* ---- the parts ---- */

static rh_model_revision read_revision(reader *r, rh_value registers, const char *key)
{
    const rh_value v = member(r, registers, key);
    return (rh_model_revision){.commit = hex(r, v, "commit", GIT_HEX),
                               .tree = hex(r, v, "tree", GIT_HEX),
                               .sha256 = hex(r, v, "sha256", SHA256_HEX)};
}

static void read_policy(rh_model_made_of *out, reader *r, rh_value policy)
{
    const rh_value files = list(r, policy, "files");
    rh_model_digest *digests = RH_NEW_N(r->keep, files.n, rh_model_digest);
    out->policy_source = text(r, policy, "source");
    for (size_t i = 0; digests != NULL && i < files.n; i++) {
        digests[i].name = text(r, files.list[i], "name");
        digests[i].sha256 = text_or_null(r, files.list[i], "sha256");
    }
    out->policy = digests;
    out->n_policy = files.n;
}

static void read_inputs(rh_model_made_of *out, reader *r, rh_value inputs)
{
    const rh_value files = list(r, inputs, "files");
    rh_model_input *read = RH_NEW_N(r->keep, files.n, rh_model_input);
    out->journeys_sha256 = text_or_null(r, inputs, "journeys_sha256");
    for (size_t i = 0; read != NULL && i < files.n; i++)
        read[i] = (rh_model_input){hex(r, files.list[i], "sha256", SHA256_HEX), count(r, files.list[i], "read"),
                                   count(r, files.list[i], "accepted"), count(r, files.list[i], "duplicate"),
                                   count(r, files.list[i], "quarantined")};
    out->inputs = read;
    out->n_inputs = files.n;
}

static void read_versions(rh_model_made_of *out, reader *r, rh_value versions)
{
    const rh_value libraries = list(r, versions, "libraries");
    rh_model_version *read = RH_NEW_N(r->keep, libraries.n, rh_model_version);
    out->tool = text(r, versions, "tool");
    out->zones = text(r, versions, "zones");
    for (size_t i = 0; read != NULL && i < libraries.n; i++)
        read[i] = (rh_model_version){text(r, libraries.list[i], "name"), text(r, libraries.list[i], "version")};
    out->libraries = read;
    out->n_libraries = libraries.n;
}

/* The words that reports write: this room may not ask them. */
static rh_model_gate_verdict read_verdict(reader *r, rh_value extension)
{
    static const char *const words[] = {
        [RH_MODEL_GO] = "GO", [RH_MODEL_GATE_HOLD] = "HOLD", [RH_MODEL_NO_GO] = "NO-GO"};
    const rh_str word = text(r, extension, "verdict");
    for (int v = RH_MODEL_GO; v <= RH_MODEL_NO_GO; v++)
        if (rh_str_eq(word, rh_str_of(words[v]))) return (rh_model_gate_verdict)v;
    fail(r, "verdict", "GO, HOLD or NO-GO");
    return RH_MODEL_NO_GO;
}

static void read_extension(rh_stated *out, reader *r, rh_value extension)
{
    const rh_value registers = member(r, extension, "register");
    if (!rh_str_eq(text(r, extension, "schema"), RH_STR(RH_STATEMENT_SCHEMA)))
        fail(r, "schema", RH_STATEMENT_SCHEMA);
    out->verdict = read_verdict(r, extension);
    out->is_bootstrap = flag(r, extension, "bootstrap");
    out->has_as_of = instant(&out->as_of, &out->as_of_text, r, extension, "as_of", true);
    out->has_today = instant(&out->today, &out->today_text, r, extension, "today", true);
    (void)instant(&out->expires, &out->expires_text, r, extension, "expires", false);
    out->made_of.head = read_revision(r, registers, "head");
    out->made_of.base = read_revision(r, registers, "base");
    read_policy(&out->made_of, r, member(r, extension, "policy"));
    read_inputs(&out->made_of, r, member(r, extension, "inputs"));
    read_versions(&out->made_of, r, member(r, extension, "versions"));
}

/* ---- the whole ---- */

static void expect(reader *r, rh_value map, const char *key, const char *wanted)
{
    const rh_str is = text(r, map, key);
    if (r->code != RH_OK || rh_str_eq(is, rh_str_of(wanted))) return;
    const rh_str shown = rh_show(r->keep, is, SHOWN);
    r->code = rh_err_set(r->err, RH_STATEMENT_BAD, (rh_span){0}, "%s is \"%.*s\", expected %s", key,
                         RH_ARG(shown), wanted);
}

/* in-toto finds an attestation by its subject: it must be the register that the predicate tells of. */
static void check_subject(reader *r, rh_value top, const rh_model_revision *head)
{
    static const char *const algorithms[] = {"gitCommit", "gitTree", "sha256"};
    const rh_str wanted[] = {head->commit, head->tree, head->sha256};
    const rh_value subjects = list(r, top, "subject");
    if (subjects.n != 3) fail(r, "subject", "the commit, the tree and the register of the predicate");
    for (size_t i = 0; r->code == RH_OK && i < subjects.n; i++) {
        const rh_value digest = member(r, subjects.list[i], "digest");
        if (digest.n != 1 || !rh_str_eq(text(r, digest, algorithms[i]), wanted[i]))
            fail(r, "subject", "the commit, the tree and the register of the predicate");
    }
}

static rh_code read_json(rh_value *out, rh_arena *keep, rh_str payload, rh_err *err)
{
    rh_json *json;
    rh_err why = {0};
    rh_code code = rh_json_new(&json, 0, err);
    if (code != RH_OK) return code;
    code = rh_json_read(out, keep, json, payload, &why);
    rh_json_free(json);
    if (code == RH_OK) return RH_OK;
    if (code == RH_NOMEM) return rh_err_nomem(err);
    return rh_err_set(err, RH_STATEMENT_BAD, (rh_span){.line = why.span.line, .col = why.span.col},
                      "the statement is no plain JSON: %s", why.text);
}

rh_code rh_stated_read(rh_stated *out, rh_arena *keep, rh_str payload, rh_err *err)
{
    reader r = {.keep = keep, .err = err};
    rh_value top;
    *out = (rh_stated){0};
    r.code = read_json(&top, keep, payload, err);
    if (r.code != RH_OK) return r.code;
    if (top.kind != RH_MAP) fail(&r, "the whole", "an object");
    expect(&r, top, "_type", RH_STATEMENT_TYPE);
    expect(&r, top, "predicateType", RH_STATEMENT_PREDICATE);
    const rh_value predicate = member(&r, top, "predicate");
    read_extension(out, &r, member(&r, predicate, RH_STATEMENT_EXTENSION));
    check_subject(&r, top, &out->made_of.head);
    return rh_arena_failed(keep) ? rh_err_nomem(err) : r.code;
}
