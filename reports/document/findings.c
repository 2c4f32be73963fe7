/* The order of findings, their paths and their fingerprints. */
#include "reports/document/findings.h"

#include "engine/base/buf.h"

#include <openssl/sha.h>
#include <stdio.h>
#include <stdlib.h>

/* ---- places ---- */

/* The folder that holds the register: "", or "teams/onboarding/" of "teams/onboarding/cases". */
static rh_str parent_of(rh_str path)
{
    size_t end = path.len;
    while (end > 0 && path.ptr[end - 1] != '/') end--;
    return rh_str_slice(path, 0, end);
}

/* "worktree:teams/cases/policy.yaml" is a label: what stands behind the revision begins with `folder`. */
static rh_str behind_revision(rh_str file, rh_str folder)
{
    for (size_t at = 0; at < file.len; at++)
        if (file.ptr[at] == ':' && rh_str_starts(rh_str_slice(file, at + 1, file.len), folder))
            return rh_str_slice(file, at + 1, file.len);
    return file;
}

static rh_str path_in_repository(rh_doc *doc, rh_str file)
{
    const rh_str cases = RH_STR("cases/"), fixtures = RH_STR("fixtures/");
    const rh_str path = doc->register_path.ptr != NULL ? doc->register_path : RH_STR("cases");
    const rh_str parent = parent_of(path);
    if (rh_str_starts(file, cases))
        return rh_doc_say(doc, "%.*s/%.*s", RH_ARG(path), RH_ARG(rh_str_slice(file, cases.len, file.len)));
    if (rh_str_starts(file, fixtures)) return rh_doc_say(doc, "%.*s%.*s", RH_ARG(parent), RH_ARG(file));
    const rh_str in_cases = behind_revision(file, rh_doc_say(doc, "%.*s/", RH_ARG(path)));
    return behind_revision(in_cases, rh_doc_say(doc, "%.*sfixtures/", RH_ARG(parent)));
}

/* ---- order ---- */

static int finding_cmp(const void *pa, const void *pb)
{
    const rh_doc_finding *a = pa, *b = pb;
    if (a->level != b->level) return a->level < b->level ? -1 : 1;
    int order = rh_str_cmp(a->rule, b->rule);
    if (order == 0) order = rh_str_cmp(a->id, b->id);
    if (order == 0) order = rh_str_cmp(a->place.file, b->place.file);
    if (order == 0) order = a->place.line < b->place.line ? -1 : a->place.line > b->place.line;
    if (order == 0) order = a->place.col < b->place.col ? -1 : a->place.col > b->place.col;
    return order != 0 ? order : rh_str_cmp(a->text, b->text);
}

void rh_doc_findings_settle(rh_doc *doc)
{
    for (size_t i = 0; i < doc->n_findings; i++) {
        rh_model_place *place = &doc->findings[i].place;
        if (place->file.ptr != NULL) place->file = path_in_repository(doc, place->file);
    }
    if (doc->n_findings > 0) qsort(doc->findings, doc->n_findings, sizeof *doc->findings, finding_cmp);
    for (size_t i = 1; i < doc->n_findings; i++) {
        const rh_doc_finding *before = &doc->findings[i - 1];
        rh_doc_finding *f = &doc->findings[i];
        const bool is_same = rh_str_eq(f->rule, before->rule) && rh_str_eq(f->id, before->id);
        f->nth = is_same ? before->nth + 1 : 0;
    }
}

/* ---- fingerprints ---- */

/* Lengths before the parts, so that no two lists of parts give the same bytes. */
void rh_doc_fingerprint(char out[RH_DOC_FINGERPRINT], rh_arena *scratch, const rh_doc_finding *finding)
{
    unsigned char digest[SHA256_DIGEST_LENGTH];
    rh_buf text;
    rh_buf_init(&text, scratch, finding->rule.len + finding->id.len + 100);
    rh_buf_printf(&text, "%zu:", finding->rule.len);
    rh_buf_put(&text, finding->rule);
    rh_buf_printf(&text, "%zu:", finding->id.len);
    rh_buf_put(&text, finding->id);
    rh_buf_printf(&text, "%zu", finding->nth);
    SHA256((const unsigned char *)rh_buf_str(&text).ptr, text.len, digest);
    for (size_t i = 0; i < sizeof digest; i++) (void)snprintf(out + 2 * i, 3, "%02x", digest[i]);
}
