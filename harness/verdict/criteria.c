/* The criteria of gate.yaml: one row for each lane or entry of their scope. */
#include "harness/verdict/gate_insides.h"

#include "engine/stats/interval.h"

#include <math.h>

enum { PPM = 1000000 };

static rh_str bound_word(const rh_criterion *c)
{
    return c->is_at_least ? RH_STR("at least") : RH_STR("at most");
}

/* ---- judging ---- */

static rh_model_criterion_result judge_point(const rh_criterion *c, rh_model_quantity value)
{
    const bool ok = c->is_at_least ? rh_gate__is_at_most(c->threshold, value)
                                   : rh_gate__is_at_most(value, c->threshold);
    return ok ? RH_MODEL_CRITERION_PASS : RH_MODEL_CRITERION_FAIL;
}

/* Whole interval inside passes, whole outside fails. A bound that equals the threshold is inside, as an equal rate
 * is. */
static rh_model_criterion_result judge_interval(const rh_criterion *c, rh_interval i)
{
    const double threshold = (double)c->threshold.num / (double)c->threshold.den;
    const bool is_inside = c->is_at_least ? i.low >= threshold : i.high <= threshold;
    const bool is_outside = c->is_at_least ? i.high < threshold : i.low > threshold;
    return is_inside ? RH_MODEL_CRITERION_PASS : is_outside ? RH_MODEL_CRITERION_FAIL : RH_MODEL_INCONCLUSIVE;
}

static double confidence_of(const rh_criterion *c)
{
    return (double)c->confidence.num / (double)c->confidence.den;
}

/* Wilson's interval of a rate. False where there is none: no sample, or one beyond what engine/stats computes. */
static bool interval_of(rh_interval *out, const rh_criterion *c, rh_model_quantity v)
{
    return c->is_bound && v.den > 0 && v.num >= 0 &&
           rh_interval_wilson(out, (uint64_t)v.num, (uint64_t)v.den, confidence_of(c));
}

/* The least n at which the same rate would decide; false: none would. */
static bool find_needed(uint64_t *out, const rh_criterion *c, rh_model_quantity v)
{
    const uint64_t least = c->min_n > 0 ? c->min_n : 1;
    uint64_t n = least;
    if (c->is_bound && v.den > 0) {
        const double threshold = (double)c->threshold.num / (double)c->threshold.den;
        if (!rh_interval_needed(&n, (uint64_t)v.num, (uint64_t)v.den, threshold, confidence_of(c))) return false;
    }
    *out = n > least ? n : least;
    return true;
}

static void fill_interval(rh_model_criterion *row, const rh_criterion *c, rh_interval i)
{
    row->has_interval = true;
    row->low = (rh_model_quantity){RH_MODEL_RATE, (int64_t)floor(i.low * PPM), PPM};
    row->high = (rh_model_quantity){RH_MODEL_RATE, (int64_t)ceil(i.high * PPM), PPM};
    row->confidence = c->confidence;
}

/* As the criterion says, whatever the size of the sample. */
static rh_model_criterion_result judge_quantity(const rh_criterion *c, rh_model_quantity v)
{
    rh_interval interval;
    if (v.den == 0) return RH_MODEL_INCONCLUSIVE;
    if (!c->is_bound) return judge_point(c, v);
    return interval_of(&interval, c, v) ? judge_interval(c, interval) : RH_MODEL_INCONCLUSIVE;
}

/* What nobody can say is never taken for good (V7): a pass must hold however the undecided rows had been decided. */
static bool passes_at_worst(const rh_criterion *c, rh_metric_value v)
{
    return v.undecided == 0 || judge_quantity(c, c->is_at_least ? v.low : v.high) == RH_MODEL_CRITERION_PASS;
}

static rh_model_criterion describe(const rh_criterion *c)
{
    return (rh_model_criterion){.id = c->id,
                                .title = c->title,
                                .tier = c->tier,
                                .min_n = c->min_n,
                                .metric = c->metric_name,
                                .scope = rh_str_of(rh_scope_name(c->scope)),
                                .where = c->where_text,
                                .covers = c->covers,
                                .place = rh_gate__place(c->span),
                                .threshold = c->threshold,
                                .is_at_least = c->is_at_least,
                                .is_bound = c->is_bound,
                                .is_of_register = c->metric != RH_N_METRICS && rh_metric_is_of_register(c->metric),
                                .result = RH_MODEL_INCONCLUSIVE};
}

static rh_model_criterion judge_value(const rh_criterion *c, rh_metric_value v)
{
    rh_interval interval;
    rh_model_criterion row = describe(c);
    row.n = v.n;
    row.observed = v.value;
    row.undecided = v.undecided;
    if (interval_of(&interval, c, v.value)) fill_interval(&row, c, interval);
    if (v.n >= c->min_n) row.result = judge_quantity(c, v.value);
    const bool is_unsure = row.result == RH_MODEL_CRITERION_PASS && !passes_at_worst(c, v);
    if (is_unsure) row.result = RH_MODEL_INCONCLUSIVE;
    else if (row.result == RH_MODEL_INCONCLUSIVE) row.has_needed = find_needed(&row.needed, c, v.value);
    return row;
}

/* How much worse a result is: nothing can make up for a failure. */
static int badness(const rh_model_criterion *row)
{
    return row->result == RH_MODEL_CRITERION_FAIL ? 2 : row->result == RH_MODEL_INCONCLUSIVE;
}

/* The worse of two readings is what a criterion says: over everything, and without what the proposal only adds. */
static rh_model_criterion judge_both(rh_gate_work *w, const rh_criterion *c, rh_str of, rh_metric_value all)
{
    rh_metric_value less;
    rh_model_criterion row = judge_value(c, all);
    if (!rh_gate__without(&less, w, c, of, all)) return row;
    rh_model_criterion other = judge_value(c, less);
    if (badness(&other) <= badness(&row)) return row;
    other.is_without_additions = true;
    other.with_additions = row.observed;
    return other;
}

/* ---- words ---- */

/* "15.00%" of a share in millionths. */
static rh_str say_share(rh_gate_work *w, rh_model_quantity q)
{
    return rh_gate__say(w, "%lld.%02lld%%", (long long)(q.num * 100 / q.den), (long long)(q.num * 10000 / q.den % 100));
}

static rh_str say_bound(rh_gate_work *w, const rh_criterion *c)
{
    const rh_model_quantity t = c->threshold;
    if (t.unit == RH_MODEL_COUNT) return rh_gate__say(w, "%.*s %lld", RH_ARG(bound_word(c)), (long long)t.num);
    if (t.unit != RH_MODEL_RATE)
        return rh_gate__say(w, "%.*s %.*s", RH_ARG(bound_word(c)), RH_ARG(rh_gate__say_quantity(w, t)));
    return rh_gate__say(w, "%.*s %.*s", RH_ARG(bound_word(c)), RH_ARG(say_share(w, t)));
}

/* "12 of 80 (15.00%)", and ", 95.00% interval 8.79% to 24.41%" where the bound decides. */
static rh_str say_observed(rh_gate_work *w, const rh_model_criterion *row)
{
    const rh_str value = rh_gate__say_quantity(w, row->observed);
    if (!row->has_interval) return value;
    return rh_gate__say(w, "%.*s, %.*s interval %.*s to %.*s", RH_ARG(value), RH_ARG(say_share(w, row->confidence)),
                        RH_ARG(say_share(w, row->low)), RH_ARG(say_share(w, row->high)));
}

/* An interval tells how many there were, so few have none. */
static rh_str share_observed(rh_gate_work *w, const rh_model_criterion *row)
{
    const rh_model_quantity v = row->observed;
    const bool is_few = rh_gate__is_few(row->n) || (v.unit == RH_MODEL_RATE && v.num > 0 && v.num < RH_MODEL_FEW);
    if ((v.unit == RH_MODEL_HOURS || v.unit == RH_MODEL_NUMBER) && is_few) return RH_STR("a value of <5");
    return is_few ? rh_gate__share_quantity(w, v) : say_observed(w, row);
}

static rh_str say_step(rh_gate_work *w, const rh_criterion *c, const rh_model_criterion *row)
{
    if (!row->has_needed)
        return rh_gate__say(w, "no sample decides at this rate: compare it as it is, with judge: point, in %.*s",
                            RH_ARG(c->id));
    return rh_gate__say(w, "bring more history: %llu %.*s decide%s", (unsigned long long)row->needed,
                        RH_ARG(c->sample), row->has_interval ? " at this rate" : "");
}

/* ---- findings ---- */

/* "items that breach in high_touch, without what the proposal only adds" */
static rh_str say_name(rh_gate_work *w, const rh_criterion *c, const rh_model_criterion *row)
{
    return rh_gate__say(w, "%.*s%s%.*s%s", RH_ARG(c->title), row->of.ptr != NULL ? " in " : "", RH_ARG(row->of),
                        row->is_without_additions ? ", without what the proposal only adds" : "");
}

static rh_str say_few(rh_gate_work *w, const rh_criterion *c, const rh_model_criterion *row, bool is_shared)
{
    const rh_str many = is_shared && rh_gate__is_few(row->n)
                            ? RH_STR("<5") : rh_gate__say(w, "%llu", (unsigned long long)row->n);
    return rh_gate__say(w, "%.*s: %.*s %.*s are too few to judge", RH_ARG(say_name(w, c, row)), RH_ARG(many),
                        RH_ARG(c->sample));
}

static rh_str say_unsettled(rh_gate_work *w, const rh_criterion *c, const rh_model_criterion *row, bool is_shared)
{
    const rh_str observed = is_shared ? share_observed(w, row) : say_observed(w, row);
    return rh_gate__say(w, "%.*s: %.*s, which does not settle whether it is %.*s", RH_ARG(say_name(w, c, row)),
                        RH_ARG(observed), RH_ARG(say_bound(w, c)));
}

static rh_str say_undecided(rh_gate_work *w, const rh_criterion *c, const rh_model_criterion *row, bool is_shared)
{
    const rh_str observed = is_shared ? share_observed(w, row) : say_observed(w, row);
    const rh_str many = is_shared && rh_gate__is_few(row->undecided)
                            ? RH_STR("<5") : rh_gate__say(w, "%llu", (unsigned long long)row->undecided);
    return rh_gate__say(w, "%.*s: %.*s, but nobody can say of %.*s more; at the worst of them it is not %.*s",
                        RH_ARG(say_name(w, c, row)), RH_ARG(observed), RH_ARG(many), RH_ARG(say_bound(w, c)));
}

static void find_open(rh_gate_work *w, const rh_criterion *c, const rh_model_criterion *row)
{
    const bool is_few = row->n < c->min_n || !row->has_interval;
    const bool is_unsure = row->n >= c->min_n && judge_quantity(c, row->observed) == RH_MODEL_CRITERION_PASS;
    rh_str (*say)(rh_gate_work *, const rh_criterion *, const rh_model_criterion *, bool) =
        is_unsure ? say_undecided : is_few ? say_few : say_unsettled;
    const rh_str step = is_unsure ? rh_gate__say(w, "give %.*s a where that leaves out what it cannot say",
                                                 RH_ARG(c->metric_name))
                                  : say_step(w, c, row);
    rh_gate__find(w, RH_GATE_HOLDS, rh_gate__place(c->span), say(w, c, row, false), step, rh_str_null(), rh_str_null());
    if (!row->is_of_register) rh_gate__share(w, say(w, c, row, true));
}

static void find(rh_gate_work *w, const rh_criterion *c, const rh_model_criterion *row)
{
    if (row->result == RH_MODEL_INCONCLUSIVE) {
        find_open(w, c, row);
        return;
    }
    const rh_str name = say_name(w, c, row), observed = say_observed(w, row), bound = say_bound(w, c);
    const char *wanted = c->is_at_least ? "asked for" : "allowed";
    rh_gate__find(w, c->tier == RH_MODEL_CRITICAL ? RH_GATE_STOPS : RH_GATE_NOTE, rh_gate__place(c->span),
                  rh_gate__say(w, "%.*s: %.*s, %.*s is %s", RH_ARG(name), RH_ARG(observed), RH_ARG(bound), wanted),
                  rh_gate__say(w, "see what drives %.*s", RH_ARG(c->metric_name)), rh_str_null(),
                  c->metric == RH_N_METRICS ? RH_STR("rehearse review") : RH_STR("rehearse replay"));
    if (!row->is_of_register)
        rh_gate__share(w, rh_gate__say(w, "%.*s: %.*s, %.*s is %s", RH_ARG(name), RH_ARG(share_observed(w, row)),
                                       RH_ARG(bound), wanted));
}

/* ---- rows ---- */

/* A waiver may take a failed supporting criterion out, and none that is critical. */
static void waive(rh_gate_work *w, rh_model_criterion *row)
{
    if (row->tier != RH_MODEL_SUPPORTING || row->result != RH_MODEL_CRITERION_FAIL) return;
    const rh_waiver *waiver = rh_gate__waiver_of_criterion(w->in, row->id);
    if (waiver == NULL) return;
    row->result = RH_MODEL_WAIVED;
    row->waiver = waiver->id;
}

static void add_row(rh_gate_work *w, const rh_criterion *c, rh_model_criterion *row)
{
    waive(w, row);
    rh_gate__add_criterion(w, row, c->on_fail);
    const bool matters = c->tier == RH_MODEL_CRITICAL ||
                         (c->tier == RH_MODEL_SUPPORTING && row->result == RH_MODEL_CRITERION_FAIL);
    if (matters && row->result != RH_MODEL_CRITERION_PASS) find(w, c, row);
}

static rh_str definition_of(const rh_evidence *in, const rh_criterion *c)
{
    return c->monitored < in->monitored.n ? in->monitored.at[c->monitored].definition : rh_str_null();
}

static void judge(rh_gate_work *w, const rh_criterion *c, size_t index, rh_str of)
{
    const rh_metric_value value = c->metric == RH_N_METRICS
                                      ? rh_gate__monitored(w->in, c->monitored, c->scope, index)
                                      : rh_gate__metric(w->in, c->metric, c->scope, index, c->where);
    rh_model_criterion row = judge_both(w, c, of, value);
    row.of = of;
    row.definition = definition_of(w->in, c);
    add_row(w, c, &row);
}

/* A row for each entry that counts; where none does, one that has no sample, so that it is seen and never a pass
 * (V8). */
static void judge_entries(rh_gate_work *w, const rh_criterion *c)
{
    size_t n = 0;
    for (size_t k = 0; k < w->in->head->n_entries; k++)
        if (c->where == NULL || c->where[k]) {
            judge(w, c, k, w->in->head->entries[k].id);
            n++;
        }
    if (n > 0) return;
    rh_model_criterion row = judge_value(c, (rh_metric_value){.value = {rh_metric_unit(c->metric), 0, 0}});
    add_row(w, c, &row);
}

/* A lane that no journey is in any more, for what the proposal adds, is judged by those that were. */
static void judge_left(rh_gate_work *w, const rh_criterion *c, rh_str lane)
{
    rh_metric_value less;
    if (!rh_gate__without(&less, w, c, lane, (rh_metric_value){0})) return;
    rh_model_criterion row = judge_value(c, less);
    row.of = lane;
    row.definition = definition_of(w->in, c);
    row.is_without_additions = true;
    add_row(w, c, &row);
}

static void judge_lanes(rh_gate_work *w, const rh_criterion *c)
{
    const rh_evidence *in = w->in, *without = in->without;
    for (size_t k = 0; k < in->summary->n_lanes; k++) judge(w, c, k, in->summary->lanes[k].lane);
    for (size_t k = 0; without != NULL && in->policy->is_lane_core && k < without->summary->n_lanes; k++)
        if (rh_gate__lane_at(in->summary, without->summary->lanes[k].lane) == SIZE_MAX)
            judge_left(w, c, without->summary->lanes[k].lane);
}

/* Where the base's monitors.yaml does not fit the proposal, nobody can say what its criteria ask for: none of them, of
 * whatever tier that can matter, is passed over. */
static void judge_fault(rh_gate_work *w)
{
    const rh_policy_of_gate *policy = w->in->policy;
    const rh_monitored_figures *m = &w->in->monitored;
    bool is_asked = false;
    for (size_t i = 0; policy != NULL && i < policy->n_criteria; i++)
        is_asked |= policy->criteria[i].metric == RH_N_METRICS && policy->criteria[i].tier != RH_MODEL_ADVISORY;
    if (!is_asked || m->fault.ptr == NULL) return;
    rh_gate__find(w, RH_GATE_HOLDS, m->place,
                  rh_gate__say(w, "the metrics of monitors.yaml cannot be measured under this revision: %.*s",
                               RH_ARG(m->fault)),
                  RH_STR("merge monitors.yaml first, so that it fits both revisions"), rh_str_null(), rh_str_null());
}

void rh_gate__criteria(rh_gate_work *w)
{
    const rh_policy_of_gate *policy = w->in->policy;
    judge_fault(w);
    for (size_t i = 0; policy != NULL && i < policy->n_criteria; i++) {
        const rh_criterion *c = &policy->criteria[i];
        if (c->scope == RH_SCOPE_WHOLE) judge(w, c, 0, rh_str_null());
        if (c->scope == RH_SCOPE_LANE) judge_lanes(w, c);
        if (c->scope == RH_SCOPE_ENTRY) judge_entries(w, c);
    }
}
