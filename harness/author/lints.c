/* Fixtures as bases for lints. */
#include "harness/author/lints.h"

#include "harness/replay/fixtures.h"
#include "harness/system/memory.h"

rh_code rh_lints_bases(rh_lint_request *request, rh_arena *keep, const rh_revision *revision, rh_err *err)
{
    const rh_tree *tree = &revision->tree;
    rh_lint_base *bases = RH_NEW_N(keep, tree->n_fixtures + 1, rh_lint_base);
    if (bases == NULL) return rh_err_nomem(err);
    request->memory = rh_memory_host();
    for (size_t i = 0; i < tree->n_fixtures; i++) {
        rh_base base;
        rh_err unheard;
        const rh_str path = tree->fixtures[i].path, name = rh_str_slice(path, 0, path.len - (sizeof ".jsonl" - 1));
        const rh_code code = rh_fixture_read(&base, keep, revision, name, &unheard);
        if (code == RH_NOMEM) return rh_err_nomem(err);
        if (code != RH_OK || base.n_events == 0) continue;
        bases[request->n_bases++] = (rh_lint_base){name, base.events, base.n_events};
    }
    request->bases = bases;
    return RH_OK;
}

rh_code rh_lints_find(rh_lints *out, rh_arena *keep, const rh_lints_spec *spec, rh_err *err)
{
    rh_lint_request request = {
        .program = spec->program, .lane = spec->lane, .has_today = spec->has_today, .today = spec->today};
    const rh_code code = rh_lints_bases(&request, keep, spec->revision, err);
    if (code != RH_OK) return code;
    return rh_lint(out, keep, &request, err);
}
