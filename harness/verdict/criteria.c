/* The criteria of gate.yaml: one row for each lane or entry of their scope. */
#include "harness/verdict/gate_insides.h"

static rh_model_criterion_result judge_point(const rh_criterion *c, const rh_metric_value *v)
{
    if (v->n < c->min_n || v->value.den == 0) return RH_MODEL_INCONCLUSIVE;
    const bool ok = c->is_at_least ? rh_gate__is_at_most(c->threshold, v->value)
                                   : rh_gate__is_at_most(v->value, c->threshold);
    return ok ? RH_MODEL_CRITERION_PASS : RH_MODEL_CRITERION_FAIL;
}

static rh_str say_bound(rh_gate_work *w, const rh_criterion *c)
{
    const rh_model_quantity t = c->threshold;
    if (t.unit == RH_MODEL_COUNT)
        return rh_gate__say(w, "%s %lld", c->is_at_least ? "at least" : "at most", (long long)t.num);
    return rh_gate__say(w, "%s %lld.%02lld%%", c->is_at_least ? "at least" : "at most",
                        (long long)(t.num * 100 / t.den), (long long)(t.num * 10000 / t.den % 100));
}

static void find(rh_gate_work *w, const rh_criterion *c, const rh_model_criterion *row)
{
    const char *of = row->of.ptr != NULL ? " in " : "";
    const rh_str value = rh_gate__say_quantity(w, row->observed), bound = say_bound(w, c);
    const bool is_thin = row->result == RH_MODEL_INCONCLUSIVE;
    if (is_thin)
        rh_gate__find(w, RH_GATE_HOLDS, rh_gate__place(c->span),
                      rh_gate__say(w, "%.*s%s%.*s: %llu %s are too few to judge", RH_ARG(c->title), of, RH_ARG(row->of),
                                   (unsigned long long)row->n, rh_metric_sample(c->metric)),
                      rh_gate__say(w, "bring more history: %llu %s decide", (unsigned long long)c->min_n,
                                   rh_metric_sample(c->metric)),
                      rh_str_null(), rh_str_null());
    else
        rh_gate__find(w, c->tier == RH_MODEL_CRITICAL ? RH_GATE_STOPS : RH_GATE_NOTE, rh_gate__place(c->span),
                      rh_gate__say(w, "%.*s%s%.*s: %.*s, %.*s is allowed", RH_ARG(c->title), of, RH_ARG(row->of),
                                   RH_ARG(value), RH_ARG(bound)),
                      rh_gate__say(w, "see what drives %s", rh_metric_name(c->metric)), rh_str_null(),
                      RH_STR("rehearse replay"));
}

static void judge(rh_gate_work *w, const rh_criterion *c, size_t index, rh_str of)
{
    const rh_metric_value v = rh_gate__metric(w->in, c->metric, c->scope, index);
    rh_model_criterion row = {.id = c->id, .title = c->title, .tier = c->tier, .of = of, .n = v.n, .min_n = c->min_n};
    row.metric = rh_str_of(rh_metric_name(c->metric));
    row.scope = rh_str_of(rh_scope_name(c->scope));
    row.observed = v.value;
    row.threshold = c->threshold;
    row.is_at_least = c->is_at_least;
    row.result = judge_point(c, &v);
    row.has_needed = row.result == RH_MODEL_INCONCLUSIVE;
    row.needed = row.has_needed ? (c->min_n > 0 ? c->min_n : 1) : 0;
    rh_gate__add_criterion(w, &row, c->on_fail);
    const bool matters = c->tier == RH_MODEL_CRITICAL ||
                         (c->tier == RH_MODEL_SUPPORTING && row.result == RH_MODEL_CRITERION_FAIL);
    if (matters && row.result != RH_MODEL_CRITERION_PASS) find(w, c, &row);
}

void rh_gate__criteria(rh_gate_work *w)
{
    const rh_policy_of_gate *policy = w->in->policy;
    for (size_t i = 0; policy != NULL && i < policy->n_criteria; i++) {
        const rh_criterion *c = &policy->criteria[i];
        if (c->scope == RH_SCOPE_WHOLE) judge(w, c, 0, rh_str_null());
        for (size_t k = 0; c->scope == RH_SCOPE_LANE && k < w->in->summary->n_lanes; k++)
            judge(w, c, k, w->in->summary->lanes[k].lane);
        for (size_t k = 0; c->scope == RH_SCOPE_ENTRY && k < w->in->head->n_entries; k++)
            judge(w, c, k, w->in->head->entries[k].id);
    }
}
