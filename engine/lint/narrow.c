/* Whether one condition leaves out what another takes in: values for which it does. */
#include "engine/lint/insides.h"

static rh_instant now_of(const rh_lint_request *request)
{
    if (request->n_bases > 0 && request->bases[0].n_events > 0) return request->bases[0].events[0].knowntime;
    return (rh_instant){1767625200, 0}; /* 2026-01-05T15:00:00Z, which every calendar of this age knows */
}

/* The old condition opens, the new one does not, the customer is of both's segments. */
static size_t goals_of(const rh_lab *lab, uint32_t was, uint32_t is, rh_goal *goals)
{
    size_t n = 0;
    goals[n++] = (rh_goal){lab->whens[was], RH_IS_OPEN};
    goals[n++] = (rh_goal){lab->whens[is], RH_IS_FALSE};
    if (lab->segments[was] != NULL) goals[n++] = (rh_goal){lab->segments[was], RH_IS_TRUE};
    if (lab->segments[is] != NULL) goals[n++] = (rh_goal){lab->segments[is], RH_IS_TRUE};
    return n;
}

static rh_narrowing search(rh_lab *lab, rh_str *witness, const rh_lint_request *request, uint32_t was, uint32_t is,
                           rh_err *err)
{
    rh_goal goals[4];
    rh_lint_slots vars = {0};
    const rh_entry *old = &lab->reg->entries[was], *now = &lab->reg->entries[is];
    lab->now = now_of(request);
    rh_lab__reach(lab);
    if (!rh_lab__enter_both(lab, old->window, now->window)) return RH_NARROWING_UNKNOWN;
    const size_t n = goals_of(lab, was, is, goals);
    const rh_search found = rh_lab__search(lab, goals, n, &vars);
    if (found == RH_SEARCH_GAVE_UP) return RH_NARROWING_UNKNOWN;
    if (found == RH_SEARCH_NONE) return RH_NARROWING_NONE;
    *witness = rh_lab__witness(lab, request, goals, n, &was, 1, &vars, err);
    return RH_NARROWING_FOUND;
}

rh_code rh_lint_narrows(rh_narrowing *out, rh_str *witness, rh_arena *keep, const rh_lint_request *request,
                        uint32_t was, uint32_t is, rh_err *err)
{
    rh_lab lab;
    *out = RH_NARROWING_UNKNOWN;
    *witness = rh_str_null();
    const rh_code code = rh_lab__open(&lab, keep, request, err);
    if (code == RH_OK) *out = search(&lab, witness, request, was, is, err);
    rh_arena_dispose(&lab.scratch);
    if (code != RH_OK) return code;
    if (lab.failed || rh_arena_failed(keep)) return rh_err_nomem(err);
    return RH_OK;
}
