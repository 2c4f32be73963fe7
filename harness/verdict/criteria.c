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

static rh_model_criterion judge_value(const rh_criterion *c, rh_metric_value v)
{
    rh_interval interval;
    rh_model_criterion row = {.id = c->id, .title = c->title, .tier = c->tier, .n = v.n, .min_n = c->min_n};
    row.metric = rh_str_of(rh_metric_name(c->metric));
    row.scope = rh_str_of(rh_scope_name(c->scope));
    row.where = c->where_text;
    row.covers = c->covers;
    row.place = rh_gate__place(c->span);
    row.observed = v.value;
    row.threshold = c->threshold;
    row.is_at_least = c->is_at_least;
    row.is_bound = c->is_bound;
    row.is_of_register = rh_metric_is_of_register(c->metric);
    row.result = RH_MODEL_INCONCLUSIVE;
    const bool has_interval = interval_of(&interval, c, v.value);
    if (has_interval) fill_interval(&row, c, interval);
    if (v.n >= c->min_n && v.value.den > 0 && (has_interval || !c->is_bound))
        row.result = has_interval ? judge_interval(c, interval) : judge_point(c, v.value);
    if (row.result == RH_MODEL_INCONCLUSIVE) row.has_needed = find_needed(&row.needed, c, v.value);
    return row;
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
    if (t.unit == RH_MODEL_HOURS)
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
    if (v.unit == RH_MODEL_HOURS && is_few) return RH_STR("a value of <5");
    return is_few ? rh_gate__share_quantity(w, v) : say_observed(w, row);
}

static rh_str say_step(rh_gate_work *w, const rh_criterion *c, const rh_model_criterion *row)
{
    if (!row->has_needed)
        return rh_gate__say(w, "no sample decides at this rate: compare it as it is, with judge: point, in %.*s",
                            RH_ARG(c->id));
    return rh_gate__say(w, "bring more history: %llu %s decide%s", (unsigned long long)row->needed,
                        rh_metric_sample(c->metric), row->has_interval ? " at this rate" : "");
}

static void find_open(rh_gate_work *w, const rh_criterion *c, const rh_model_criterion *row, const char *of)
{
    const rh_str bound = say_bound(w, c), observed = say_observed(w, row);
    const rh_str reason = row->n < c->min_n || !row->has_interval
                              ? rh_gate__say(w, "%.*s%s%.*s: %llu %s are too few to judge", RH_ARG(c->title), of,
                                             RH_ARG(row->of), (unsigned long long)row->n, rh_metric_sample(c->metric))
                              : rh_gate__say(w, "%.*s%s%.*s: %.*s, which does not settle whether it is %.*s",
                                             RH_ARG(c->title), of, RH_ARG(row->of), RH_ARG(observed), RH_ARG(bound));
    rh_gate__find(w, RH_GATE_HOLDS, rh_gate__place(c->span), reason, say_step(w, c, row), rh_str_null(), rh_str_null());
    if (row->is_of_register) return;
    const bool is_few = rh_gate__is_few(row->n);
    if (row->n < c->min_n || !row->has_interval)
        rh_gate__share(w, is_few ? rh_gate__say(w, "%.*s%s%.*s: <5 %s are too few to judge", RH_ARG(c->title), of,
                                                RH_ARG(row->of), rh_metric_sample(c->metric))
                                 : reason);
    else
        rh_gate__share(w, rh_gate__say(w, "%.*s%s%.*s: %.*s, which does not settle whether it is %.*s",
                                       RH_ARG(c->title), of, RH_ARG(row->of), RH_ARG(share_observed(w, row)),
                                       RH_ARG(bound)));
}

static void find(rh_gate_work *w, const rh_criterion *c, const rh_model_criterion *row)
{
    const char *of = row->of.ptr != NULL ? " in " : "";
    if (row->result == RH_MODEL_INCONCLUSIVE) {
        find_open(w, c, row, of);
        return;
    }
    const rh_str observed = say_observed(w, row), bound = say_bound(w, c);
    rh_gate__find(w, c->tier == RH_MODEL_CRITICAL ? RH_GATE_STOPS : RH_GATE_NOTE, rh_gate__place(c->span),
                  rh_gate__say(w, "%.*s%s%.*s: %.*s, %.*s is allowed", RH_ARG(c->title), of, RH_ARG(row->of),
                               RH_ARG(observed), RH_ARG(bound)),
                  rh_gate__say(w, "see what drives %s", rh_metric_name(c->metric)), rh_str_null(),
                  RH_STR("rehearse replay"));
    if (!row->is_of_register)
        rh_gate__share(w, rh_gate__say(w, "%.*s%s%.*s: %.*s, %.*s is allowed", RH_ARG(c->title), of, RH_ARG(row->of),
                                       RH_ARG(share_observed(w, row)), RH_ARG(bound)));
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

static void judge(rh_gate_work *w, const rh_criterion *c, size_t index, rh_str of)
{
    rh_model_criterion row = judge_value(c, rh_gate__metric(w->in, c->metric, c->scope, index, c->where));
    row.of = of;
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
    const rh_model_quantity nothing = {rh_metric_unit(c->metric), 0, 0};
    rh_model_criterion row = judge_value(c, (rh_metric_value){nothing, 0});
    add_row(w, c, &row);
}

void rh_gate__criteria(rh_gate_work *w)
{
    const rh_policy_of_gate *policy = w->in->policy;
    for (size_t i = 0; policy != NULL && i < policy->n_criteria; i++) {
        const rh_criterion *c = &policy->criteria[i];
        if (c->scope == RH_SCOPE_WHOLE) judge(w, c, 0, rh_str_null());
        for (size_t k = 0; c->scope == RH_SCOPE_LANE && k < w->in->summary->n_lanes; k++)
            judge(w, c, k, w->in->summary->lanes[k].lane);
        if (c->scope == RH_SCOPE_ENTRY) judge_entries(w, c);
    }
}
