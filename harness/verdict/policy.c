/* Reads gate.yaml. */
#include "harness/verdict/policy.h"

#include "engine/base/vec.h"
#include "engine/stats/interval.h"
#include "harness/verdict/read.h"
#include "harness/verdict/where.h"

enum { WHOLE = RH_SCOPE_WHOLE, LANE = RH_SCOPE_LANE, ENTRY = RH_SCOPE_ENTRY, NARROWS = RH_METRIC_NARROWS };

static const struct {
    const char *name;
    rh_model_unit unit;
    unsigned scopes;
    rh_metric_adds adds;
    const char *sample;
} metrics[] = {
#define X(NAME, word, kind, scopes, adds, sample) {word, RH_MODEL_##kind, scopes, RH_ADDS_##adds, sample},
#include "harness/verdict/metrics.def"
#undef X
};

const char *rh_metric_name(rh_metric metric)
{
    return metrics[metric].name;
}

rh_metric_adds rh_metric_adds_of(rh_metric metric)
{
    return metrics[metric].adds;
}

const char *rh_metric_sample(rh_metric metric)
{
    return metrics[metric].sample;
}

bool rh_metric_is_of_register(rh_metric metric)
{
    static const char *const samples[] = {"tests", "mutants", "mutants of the operator", "changed files"};
    for (size_t i = 0; i < sizeof samples / sizeof *samples; i++)
        if (strcmp(rh_metric_sample(metric), samples[i]) == 0) return true;
    return metric == RH_METRIC_NEVER_FIRED;
}

rh_model_unit rh_metric_unit(rh_metric metric)
{
    return metrics[metric].unit;
}

const char *rh_scope_name(rh_scope scope)
{
    return scope == RH_SCOPE_WHOLE ? "whole" : scope == RH_SCOPE_LANE ? "lane" : "entry";
}

/* A decimal as a fraction, exactly: verdicts must not hang on the last bit of a double. At most six places. */
static bool parse_decimal(rh_str text, rh_model_quantity *out)
{
    int64_t num = 0, den = 1;
    bool is_behind = false;
    const bool is_negative = out->unit == RH_MODEL_NUMBER && rh_str_starts(text, RH_STR("-"));
    if (is_negative) text = rh_str_slice(text, 1, text.len);
    for (size_t i = 0; i < text.len; i++) {
        const char c = text.ptr[i];
        if (c == '.' && !is_behind && i > 0 && i + 1 < text.len) {
            is_behind = true;
            continue;
        }
        if (c < '0' || c > '9' || num > INT32_MAX || (is_behind && den == 1000000)) return false;
        num = num * 10 + (c - '0');
        if (is_behind) den *= 10;
    }
    out->num = is_negative ? -num : num;
    out->den = den;
    return text.len > 0;
}

static void read_quantity(rh_gate_reader *r, const rh_node *node, const char *what, rh_model_unit unit,
                          rh_model_quantity *out)
{
    rh_model_quantity q = {.unit = unit};
    const bool ok = node->kind == RH_NODE_SCALAR && node->is_plain && parse_decimal(node->text, &q);
    if (ok && unit == RH_MODEL_RATE && q.num <= q.den) *out = q;
    else if (ok && (unit == RH_MODEL_HOURS || unit == RH_MODEL_NUMBER || (unit == RH_MODEL_COUNT && q.den == 1)))
        *out = q;
    else if (unit == RH_MODEL_RATE)
        RH_GATE_ERROR(r, RH_GATE_VALUE, node->span,
                      "%s is '%.*s': expected a share from 0 to 1, at most six decimal places", what,
                      RH_ARG(node->text));
    else
        RH_GATE_ERROR(r, RH_GATE_VALUE, node->span, "%s is '%.*s': expected %s", what, RH_ARG(node->text),
                      unit == RH_MODEL_HOURS    ? "hours, at most six decimal places"
                      : unit == RH_MODEL_NUMBER ? "a number, at most six decimal places"
                                                : "a whole number");
}

/* ---- criteria ---- */

static rh_model_unit unit_of(const rh_gate_reader *r, const rh_criterion *c)
{
    return c->metric == RH_N_METRICS ? r->monitored->at[c->monitored].unit : rh_metric_unit(c->metric);
}

/* What monitors.yaml defines has a value for all rows, and for those of each lane. */
static unsigned scopes_of(const rh_criterion *c)
{
    return c->metric == RH_N_METRICS ? WHOLE | LANE : metrics[c->metric].scopes;
}

static void tell_unknown(rh_gate_reader *r, const rh_node *node)
{
    rh_str *names = RH_NEW_N(r->keep, RH_N_METRICS + r->monitored->n, rh_str);
    rh_str near = rh_str_null();
    for (size_t i = 0; names != NULL && i < RH_N_METRICS; i++) names[i] = rh_str_of(metrics[i].name);
    for (size_t i = 0; names != NULL && i < r->monitored->n; i++) names[RH_N_METRICS + i] = r->monitored->at[i].name;
    if (names == NULL) r->code = RH_NOMEM;
    else near = rh_str_nearest(node->text, (rh_strs){names, RH_N_METRICS + r->monitored->n});
    if (near.ptr != NULL)
        RH_GATE_ERROR(r, RH_GATE_METRIC, node->span, "there is no metric '%.*s': did you mean '%.*s'",
                      RH_ARG(node->text), RH_ARG(near));
    else
        RH_GATE_ERROR(r, RH_GATE_METRIC, node->span,
                      "there is no metric '%.*s': expected one of the gate's, or one that monitors.yaml defines",
                      RH_ARG(node->text));
}

/* The gate's own names come first: monitors.yaml may not take one of them. */
static void read_metric(rh_gate_reader *r, const rh_node *node, rh_criterion *c)
{
    const bool is_text = node->kind == RH_NODE_SCALAR;
    for (size_t i = 0; is_text && i < RH_N_METRICS; i++) {
        if (!rh_str_eq(node->text, rh_str_of(metrics[i].name))) continue;
        c->metric = (rh_metric)i;
        c->metric_name = rh_str_of(metrics[i].name);
        c->sample = rh_str_of(metrics[i].sample);
        return;
    }
    for (size_t i = 0; is_text && i < r->monitored->n; i++) {
        if (!rh_str_eq(node->text, r->monitored->at[i].name)) continue;
        c->metric = RH_N_METRICS;
        c->monitored = i;
        c->metric_name = r->monitored->at[i].name;
        c->sample = r->monitored->at[i].sample;
        return;
    }
    tell_unknown(r, node);
}

/* Values of monitors.yaml are rounded to thousandths: against a finer bound one could pass by its rounding alone. */
static bool is_finer_than_measured(rh_model_quantity bound)
{
    const bool is_rounded = bound.unit == RH_MODEL_NUMBER || bound.unit == RH_MODEL_HOURS;
    return is_rounded && bound.den > 1000 && bound.num * 1000 % bound.den != 0;
}

static void read_bound(rh_gate_reader *r, const rh_node *node, rh_criterion *c)
{
    const rh_node *at_most = rh_node_get(node, RH_STR("at_most")), *at_least = rh_node_get(node, RH_STR("at_least"));
    if ((at_most == NULL) == (at_least == NULL)) {
        RH_GATE_ERROR(r, RH_GATE_VALUE, node->span, "a criterion has exactly one of at_most and at_least");
        return;
    }
    const rh_node *bound = at_least != NULL ? at_least : at_most;
    const char *what = at_least != NULL ? "at_least" : "at_most";
    c->is_at_least = at_least != NULL;
    read_quantity(r, bound, what, unit_of(r, c), &c->threshold);
    if (c->metric == RH_N_METRICS && is_finer_than_measured(c->threshold))
        RH_GATE_ERROR(r, RH_GATE_VALUE, bound->span,
                      "%s is '%.*s': values of metric '%.*s' are exact to a thousandth, expected three decimal places",
                      what, RH_ARG(bound->text), RH_ARG(c->metric_name));
}

static void read_judge(rh_gate_reader *r, const rh_node *node, rh_criterion *c)
{
    static const char *const names[] = {"point", "bound"};
    const rh_node *judge = rh_node_get(node, RH_STR("judge")), *confidence = rh_node_get(node, RH_STR("confidence"));
    const size_t how = judge != NULL ? rh_gate__one_of(r, judge, "judge", names, 2) : 1;
    c->is_bound = how == 1 && unit_of(r, c) == RH_MODEL_RATE; /* counts are always compared as they are */
    c->confidence = (rh_model_quantity){RH_MODEL_RATE, 95, 100};
    if (confidence == NULL) return;
    read_quantity(r, confidence, "confidence", RH_MODEL_RATE, &c->confidence);
    const double share = (double)c->confidence.num / (double)c->confidence.den;
    if (share < RH_STATS_MIN_CONFIDENCE || share > RH_STATS_MAX_CONFIDENCE)
        RH_GATE_ERROR(r, RH_GATE_VALUE, confidence->span, "confidence is '%.*s': expected a share from 0.5 to 0.999999",
              RH_ARG(confidence->text));
}

static void read_where(rh_gate_reader *r, const rh_node *node, rh_criterion *c)
{
    const rh_node *where = rh_node_get(node, RH_STR("where"));
    if (where == NULL) return;
    if (c->scope == RH_SCOPE_LANE)
        RH_GATE_ERROR(r, RH_GATE_VALUE, where->span, "criterion '%.*s' has a where: expected scope whole or entry",
              RH_ARG(c->id));
    else if ((scopes_of(c) & NARROWS) == 0)
        RH_GATE_ERROR(r, RH_GATE_VALUE, where->span, "metric '%.*s' is not made of entries: expected no where",
                      RH_ARG(c->metric_name));
    else {
        const rh_code code = rh_gate_where_read(&c->where, r->keep, where, r->reg, r->diags);
        c->where_text = where->text;
        if (r->code == RH_OK) r->code = code;
    }
}

static void read_choices(rh_gate_reader *r, const rh_node *node, rh_criterion *c)
{
    static const char *const tiers[] = {"critical", "supporting", "advisory"};
    static const char *const scopes[] = {"whole", "lane", "entry"};
    static const char *const fails[] = {"reject", "fix_handoff_first", "narrow"};
    static const rh_model_launch launches[] = {RH_MODEL_REJECT, RH_MODEL_FIX_HANDOFF_FIRST, RH_MODEL_NARROW,
                                               RH_MODEL_REJECT};
    const rh_node *tier = rh_node_get(node, RH_STR("tier")), *scope = rh_node_get(node, RH_STR("scope"));
    const rh_node *on_fail = rh_node_get(node, RH_STR("on_fail"));
    if (tier != NULL) c->tier = (rh_model_tier)rh_gate__one_of(r, tier, "tier", tiers, 3);
    else RH_GATE_ERROR(r, RH_GATE_VALUE, node->span, "criterion '%.*s' has no tier", RH_ARG(c->id));
    if (scope != NULL) c->scope = (rh_scope)(1u << rh_gate__one_of(r, scope, "scope", scopes, 3));
    else RH_GATE_ERROR(r, RH_GATE_VALUE, node->span, "criterion '%.*s' has no scope", RH_ARG(c->id));
    if (on_fail != NULL) c->on_fail = launches[rh_gate__one_of(r, on_fail, "on_fail", fails, 3)];
    if (scope != NULL && (scopes_of(c) & (unsigned)c->scope) == 0)
        RH_GATE_ERROR(r, RH_GATE_VALUE, scope->span, "metric '%.*s' has no value for scope '%.*s'",
                      RH_ARG(c->metric_name), RH_ARG(scope->text));
}

static rh_criterion read_criterion(rh_gate_reader *r, const rh_node *node)
{
    static const char *const names[] = {"id",         "title", "tier",  "metric", "at_most", "at_least", "judge",
                                        "confidence", "min_n", "scope", "where",  "on_fail", "covers"};
    rh_criterion c = {.monitored = SIZE_MAX,
                      .min_n = 5,
                      .scope = RH_SCOPE_WHOLE,
                      .on_fail = RH_MODEL_REJECT,
                      .span = node->span};
    if (!rh_gate__check_keys(r, node, "a criterion", names, sizeof names / sizeof names[0])) return c;
    const rh_node *id = rh_node_get(node, RH_STR("id")), *title = rh_node_get(node, RH_STR("title"));
    const rh_node *metric = rh_node_get(node, RH_STR("metric")), *min_n = rh_node_get(node, RH_STR("min_n"));
    const rh_node *covers = rh_node_get(node, RH_STR("covers"));
    const size_t before = r->diags->n_errors;
    if (id != NULL) rh_gate__read_text(r, id, "id", &c.id);
    else RH_GATE_ERROR(r, RH_GATE_VALUE, node->span, "a criterion has no id");
    c.title = c.id;
    if (title != NULL) rh_gate__read_text(r, title, "title", &c.title);
    if (metric != NULL) read_metric(r, metric, &c);
    else RH_GATE_ERROR(r, RH_GATE_VALUE, node->span, "criterion '%.*s' has no metric", RH_ARG(c.id));
    if (min_n != NULL) rh_gate__read_count(r, min_n, "min_n", &c.min_n);
    if (r->diags->n_errors > before) return c; /* the rest would be held to the wrong metric */
    read_choices(r, node, &c);
    read_bound(r, node, &c);
    read_judge(r, node, &c);
    read_where(r, node, &c);
    if (covers != NULL) rh_gate__read_texts(r, covers, "covers", &c.covers);
    return c;
}

static void read_criteria(rh_gate_reader *r, const rh_node *list, rh_policy_of_gate *policy)
{
    if (list->kind != RH_NODE_LIST) {
        RH_GATE_ERROR(r, RH_GATE_VALUE, list->span, "criteria must be a list");
        return;
    }
    rh_criterion *criteria = RH_NEW_N(r->keep, list->n_items, rh_criterion);
    if (criteria == NULL) {
        r->code = RH_NOMEM;
        return;
    }
    for (size_t i = 0; i < list->n_items; i++) {
        criteria[i] = read_criterion(r, list->items[i]);
        for (size_t k = 0; k < i; k++)
            if (criteria[i].id.len > 0 && rh_str_eq(criteria[i].id, criteria[k].id))
                RH_GATE_ERROR(r, RH_GATE_VALUE, criteria[i].span, "criterion '%.*s' stands at line %u already",
                      RH_ARG(criteria[i].id), criteria[k].span.line);
    }
    policy->criteria = criteria;
    policy->n_criteria = list->n_items;
}

/* ---- the file ---- */

static void read_lane(rh_gate_reader *r, const rh_node *node, rh_policy_of_gate *policy)
{
    rh_str name = rh_str_null();
    rh_gate__read_text(r, node, "lane", &name);
    if (name.ptr == NULL) return;
    policy->lane = rh_register_field(r->reg, name);
    const bool *is_core = rh_core_fields(r->keep, r->reg);
    if (is_core == NULL) r->code = RH_NOMEM;
    policy->is_lane_core = policy->lane != RH_NONE && is_core != NULL && is_core[policy->lane];
    if (policy->lane == RH_NONE)
        RH_GATE_ERROR(r, RH_GATE_VALUE, node->span, "lane names field '%.*s', which schema.yaml does not declare",
              RH_ARG(name));
}

static void read_stale(rh_gate_reader *r, const rh_node *node, rh_policy_of_gate *policy)
{
    policy->has_stale_max = node->kind == RH_NODE_SCALAR && rh_span_parse(&policy->stale_max, node->text) &&
                            policy->stale_max.n > 0;
    if (!policy->has_stale_max)
        RH_GATE_ERROR(r, RH_GATE_VALUE, node->span, "stale_max is '%.*s': expected a span such as 45 days",
                      RH_ARG(node->text));
}

rh_code rh_gate_policy_read(const rh_policy_of_gate **out, rh_arena *keep, const rh_node *root,
                            const rh_monitored *monitored, const rh_register *reg, rh_diags *diags)
{
    static const char *const names[] = {"lane",         "handoff",   "undecided_max", "quarantined_max",
                                        "min_journeys", "stale_max", "criteria"};
    rh_gate_reader r = {.keep = keep, .reg = reg, .monitored = monitored, .diags = diags, .code = RH_OK};
    rh_policy_of_gate *policy = RH_NEW(keep, rh_policy_of_gate);
    if (policy == NULL) return RH_NOMEM;
    const rh_model_quantity none = {RH_MODEL_RATE, 0, 1};
    *policy = (rh_policy_of_gate){.lane = RH_NONE, .undecided_max = none, .quarantined_max = none, .min_journeys = 1};
    *out = policy;
    if (!rh_gate__check_keys(&r, root, "gate.yaml", names, sizeof names / sizeof names[0])) return r.code;
    const rh_node *lane = rh_node_get(root, RH_STR("lane")), *handoff = rh_node_get(root, RH_STR("handoff"));
    const rh_node *undecided = rh_node_get(root, RH_STR("undecided_max"));
    const rh_node *quarantined = rh_node_get(root, RH_STR("quarantined_max"));
    const rh_node *journeys = rh_node_get(root, RH_STR("min_journeys")),
                  *stale = rh_node_get(root, RH_STR("stale_max"));
    const rh_node *criteria = rh_node_get(root, RH_STR("criteria"));
    if (lane != NULL) read_lane(&r, lane, policy);
    if (handoff != NULL) rh_gate__read_texts(&r, handoff, "handoff", &policy->handoff);
    if (undecided != NULL) read_quantity(&r, undecided, "undecided_max", RH_MODEL_RATE, &policy->undecided_max);
    if (quarantined != NULL) read_quantity(&r, quarantined, "quarantined_max", RH_MODEL_RATE, &policy->quarantined_max);
    if (journeys != NULL) rh_gate__read_count(&r, journeys, "min_journeys", &policy->min_journeys);
    if (stale != NULL) read_stale(&r, stale, policy);
    if (criteria != NULL) read_criteria(&r, criteria, policy);
    return r.code;
}

rh_code rh_gate_policy_pick(const rh_policy_of_gate **out, rh_policy_source *source, rh_monitored *monitored,
                            rh_arena *keep, const rh_register *base, const rh_register *head, rh_diags *diags)
{
    const bool has_base = base != NULL && base->gate != NULL;
    const rh_register *of = has_base ? base : head;
    *source = has_base ? RH_POLICY_BASE : head->gate != NULL ? RH_POLICY_BOOTSTRAP : RH_POLICY_MISSING;
    *out = NULL;
    const rh_code code = rh_monitored_read(monitored, keep, of);
    if (code != RH_OK || of->gate == NULL) return code;
    return rh_gate_policy_read(out, keep, of->gate, monitored, head, diags);
}

uint32_t rh_gate_lane_field(const rh_register *reg)
{
    const bool has_map = reg->gate != NULL && reg->gate->kind == RH_NODE_MAP;
    const rh_node *lane = has_map ? rh_node_get(reg->gate, RH_STR("lane")) : NULL;
    return lane != NULL && lane->kind == RH_NODE_SCALAR ? rh_register_field(reg, lane->text) : RH_NONE;
}

bool rh_gate_asks(const rh_policy_of_gate *policy, rh_metric metric)
{
    for (size_t i = 0; policy != NULL && i < policy->n_criteria; i++)
        if (policy->criteria[i].metric == metric) return true;
    return false;
}

bool rh_gate_asks_monitored(const rh_policy_of_gate *policy, size_t monitored)
{
    for (size_t i = 0; policy != NULL && i < policy->n_criteria; i++)
        if (policy->criteria[i].monitored == monitored) return true;
    return false;
}
