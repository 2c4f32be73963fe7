/* From criteria and findings to verdict, lanes and launch decision. FORMATS.md section 1. */
#include "harness/verdict/gate_insides.h"

typedef struct weights {
    unsigned n_failed, n_open, n_supporting; /* critical failures, critical inconclusives, supporting failures */
} weights;

static void weigh(weights *sum, const rh_model_criterion *c)
{
    if (c->tier == RH_MODEL_CRITICAL) {
        sum->n_failed += c->result == RH_MODEL_CRITERION_FAIL;
        sum->n_open += c->result == RH_MODEL_INCONCLUSIVE;
    } else if (c->tier == RH_MODEL_SUPPORTING) {
        sum->n_supporting += c->result == RH_MODEL_CRITERION_FAIL;
    }
}

static rh_model_gate_verdict verdict_of(const weights *sum, bool is_held)
{
    if (sum->n_failed > 0) return RH_MODEL_NO_GO;
    return sum->n_open > 0 || sum->n_supporting >= 2 || is_held ? RH_MODEL_GATE_HOLD : RH_MODEL_GO;
}

static bool has_hold(const rh_gate_work *w)
{
    for (size_t i = 0; i < w->findings.n; i++)
        if (w->findings.at[i].weight == RH_GATE_HOLDS) return true;
    return false;
}

static bool is_whole(const rh_model_criterion *c)
{
    return rh_str_eq(c->scope, rh_str_of(rh_scope_name(RH_SCOPE_WHOLE)));
}

static bool is_of_lane(const rh_model_criterion *c, rh_str lane)
{
    return rh_str_eq(c->scope, rh_str_of(rh_scope_name(RH_SCOPE_LANE))) && rh_str_eq(c->of, lane);
}

/* The weightiest criterion that keeps a lane from GO; NULL: it is what holds the whole. */
static const rh_model_criterion *worst_of_lane(const rh_gate_work *w, rh_str lane)
{
    const rh_model_criterion *worst = NULL;
    for (size_t i = 0; i < w->criteria.n; i++) {
        const rh_model_criterion *c = &w->criteria.at[i];
        if (c->tier != RH_MODEL_CRITICAL || (!is_whole(c) && !is_of_lane(c, lane))) continue;
        if (c->result == RH_MODEL_CRITERION_FAIL && (worst == NULL || worst->result != RH_MODEL_CRITERION_FAIL))
            worst = c;
        if (c->result == RH_MODEL_INCONCLUSIVE && worst == NULL) worst = c;
    }
    return worst;
}

static rh_str why_not(rh_gate_work *w, rh_str lane)
{
    const rh_model_criterion *worst = worst_of_lane(w, lane);
    if (worst != NULL && worst->says.ptr != NULL) return worst->says;
    if (worst != NULL)
        return rh_gate__say(w, "%.*s%s", RH_ARG(worst->title),
                            worst->result == RH_MODEL_INCONCLUSIVE ? ": too little to judge" : "");
    for (size_t i = 0; i < w->findings.n; i++)
        if (w->findings.at[i].weight == RH_GATE_HOLDS) return w->findings.at[i].reason.text;
    return RH_STR("two or more supporting criteria fail");
}

/* A lane is judged by its own rows and by everything that is judged as a whole. */
static void judge_lanes(rh_gate_work *w, rh_gate_report *out)
{
    const rh_summary *summary = w->in->summary;
    if (w->in->policy == NULL || w->in->policy->lane == RH_NONE) return;
    rh_model_lane *lanes = RH_NEW_N(w->keep, summary->n_lanes, rh_model_lane);
    if (lanes == NULL) {
        w->failed = true;
        return;
    }
    for (size_t i = 0; i < summary->n_lanes; i++) {
        weights sum = {0};
        const rh_summary_lane *lane = &summary->lanes[i];
        for (size_t k = 0; k < w->criteria.n; k++)
            if (is_whole(&w->criteria.at[k]) || is_of_lane(&w->criteria.at[k], lane->lane))
                weigh(&sum, &w->criteria.at[k]);
        lanes[i] = (rh_model_lane){.lane = lane->lane,
                                   .verdict = verdict_of(&sum, has_hold(w)),
                                   .journeys = lane->cell.journeys,
                                   .openings = lane->cell.openings,
                                   .changed = lane->cell.changed};
        lanes[i].says = lanes[i].verdict == RH_MODEL_GO ? rh_str_null() : why_not(w, lane->lane);
    }
    out->lanes = lanes;
    out->n_lanes = summary->n_lanes;
}

/* ---- launch ---- */

static bool is_handoff(const rh_evidence *in, rh_str entry)
{
    const uint32_t at = rh_register_entry(in->head, entry);
    for (size_t i = 0; at != RH_NONE && i < in->policy->handoff.n; i++)
        if (rh_str_eq(in->policy->handoff.at[i], in->head->entries[at].lane)) return true;
    return false;
}

/* Whether all failing rows of an entry criterion lie in handoff lanes. */
static bool fails_in_handoff_only(const rh_gate_work *w, rh_str id)
{
    for (size_t i = 0; i < w->criteria.n; i++) {
        const rh_model_criterion *c = &w->criteria.at[i];
        if (c->result == RH_MODEL_CRITERION_FAIL && rh_str_eq(c->id, id) && !is_handoff(w->in, c->of)) return false;
    }
    return true;
}

static rh_model_launch launch_of(const rh_gate_work *w, size_t index)
{
    const rh_model_criterion *c = &w->criteria.at[index];
    const bool is_entry = !c->is_built_in && rh_str_eq(c->scope, rh_str_of(rh_scope_name(RH_SCOPE_ENTRY)));
    return is_entry && fails_in_handoff_only(w, c->id) ? RH_MODEL_FIX_HANDOFF_FIRST : w->on_fail.at[index];
}

static bool some_lane_passes(const rh_gate_report *out)
{
    for (size_t i = 0; i < out->n_lanes; i++)
        if (out->lanes[i].verdict == RH_MODEL_GO) return true;
    return false;
}

/* The worst of the failed criticals; the launches of the model are in the order of their weight. */
static rh_model_launch launch(const rh_gate_work *w, const rh_gate_report *out)
{
    rh_model_launch worst = RH_MODEL_NARROW;
    if (out->verdict == RH_MODEL_GO) return RH_MODEL_BUILD;
    if (out->verdict == RH_MODEL_GATE_HOLD) return RH_MODEL_LAUNCH_NONE;
    if (w->always_rejects) return RH_MODEL_REJECT;
    for (size_t i = 0; i < w->criteria.n; i++) {
        const rh_model_criterion *c = &w->criteria.at[i];
        if (c->tier != RH_MODEL_CRITICAL || c->result != RH_MODEL_CRITERION_FAIL) continue;
        const rh_model_launch l = launch_of(w, i);
        if (l > worst) worst = l;
    }
    return worst == RH_MODEL_NARROW && !some_lane_passes(out) ? RH_MODEL_REJECT : worst;
}

_Static_assert(RH_MODEL_NARROW < RH_MODEL_FIX_HANDOFF_FIRST && RH_MODEL_FIX_HANDOFF_FIRST < RH_MODEL_REJECT,
               "launches are in the order of their weight");

void rh_gate__verdict(rh_gate_work *w, rh_gate_report *out)
{
    weights sum = {0};
    for (size_t i = 0; i < w->criteria.n; i++) weigh(&sum, &w->criteria.at[i]);
    out->verdict = verdict_of(&sum, has_hold(w));
    judge_lanes(w, out);
    out->launch = launch(w, out);
    rh_gate__stability(w, out);
}
