/* Loosening of the text, which needs a waiver whether history shows it or not. FORMATS.md section 2. */
#include "harness/verdict/gate_insides.h"

enum { MAX_FINDINGS = 20 }; /* of a kind; the rest is counted */

uint64_t rh_gate__static_count(const rh_evidence *in, bool is_unknown)
{
    uint64_t n = 0;
    for (size_t i = 0; in->changes != NULL && i < in->changes->n; i++) {
        const rh_changed_file *file = &in->changes->at[i];
        if (rh_gate__waiver_of_file(in, file) != NULL) continue;
        for (size_t k = 0; k < file->n_loosenings; k++) n += file->loosenings[k].is_unknown == is_unknown;
    }
    return n;
}

static void find_one(rh_gate_work *w, const rh_changed_file *file, const rh_loosening *l)
{
    const rh_model_place place = {file->path, l->line, 0};
    if (l->is_unknown)
        rh_gate__find(w, RH_GATE_HOLDS, place, rh_gate__say(w, "it may loosen as written: %.*s", RH_ARG(l->says)),
                      RH_STR("have an owner and an approver merge this line of cases/waivers.yaml first"),
                      rh_str_null(), rh_gate__waiver_to_merge(w));
    else
        rh_gate__find(w, RH_GATE_STOPS, place, rh_gate__say(w, "it loosens as written: %.*s", RH_ARG(l->says)),
                      RH_STR("have an owner and an approver merge this line of cases/waivers.yaml first"),
                      rh_str_null(), rh_gate__waiver_to_merge(w));
}

static void find_all(rh_gate_work *w, bool is_unknown, uint64_t n)
{
    uint64_t n_said = 0;
    for (size_t i = 0; i < w->in->changes->n; i++) {
        const rh_changed_file *file = &w->in->changes->at[i];
        if (rh_gate__waiver_of_file(w->in, file) != NULL) continue;
        for (size_t k = 0; k < file->n_loosenings && n_said < MAX_FINDINGS; k++) {
            if (file->loosenings[k].is_unknown != is_unknown) continue;
            find_one(w, file, &file->loosenings[k]);
            n_said++;
        }
    }
    if (n > n_said)
        rh_gate__find(w, is_unknown ? RH_GATE_HOLDS : RH_GATE_STOPS, rh_gate__nowhere(),
                      rh_gate__say(w, "%llu more changes %s as written", (unsigned long long)(n - n_said),
                                   is_unknown ? "may loosen" : "loosen"),
                      rh_str_null(), rh_str_null(), rh_str_null());
}

void rh_gate__static(rh_gate_work *w)
{
    const rh_evidence *in = w->in;
    const uint64_t n = rh_gate__static_count(in, false), n_unknown = rh_gate__static_count(in, true);
    const rh_model_criterion_result result =
        rh_gate__built_in(w, RH_METRIC_STATIC_LOOSENED_UNWAIVED, "loosenings in the text that no waiver covers",
                          in->changes != NULL && n_unknown == 0);
    if (in->changes == NULL || w->criteria.n == 0) return;
    if (result == RH_MODEL_INCONCLUSIVE) { /* no sample would tell; a reader does */
        rh_model_criterion *row = &w->criteria.at[w->criteria.n - 1];
        row->has_needed = false;
        row->says = rh_gate__many(w, n_unknown, "change is not proven safe", "changes are not proven safe");
    }
    find_all(w, false, n);
    find_all(w, true, n_unknown);
}
