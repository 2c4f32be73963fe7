/* Values without what a proposal only adds, so that no rows it brings dilute a share. */
#include "harness/verdict/gate_insides.h"

static rh_metric_adds adds_of(const rh_evidence *in, rh_metric metric, size_t monitored)
{
    if (metric != RH_N_METRICS) return rh_metric_adds_of(metric);
    return monitored < in->monitored.n ? in->monitored.at[monitored].adds : RH_ADDS_FIXED;
}

size_t rh_gate__lane_at(const rh_summary *summary, rh_str lane)
{
    for (size_t i = 0; i < summary->n_lanes; i++)
        if (rh_str_eq(summary->lanes[i].lane, lane)) return i;
    return SIZE_MAX;
}

/* The lane or entry of that name; SIZE_MAX: what is added by the proposal stands by itself. */
static size_t index_of(const rh_evidence *without, rh_scope scope, rh_str of)
{
    if (scope == RH_SCOPE_WHOLE) return 0;
    if (scope == RH_SCOPE_LANE) return rh_gate__lane_at(without->summary, of);
    const uint32_t at = rh_register_entry(without->head, of);
    return at == RH_NONE ? SIZE_MAX : at;
}

/* The entries that a criterion counts, as the proposal has them. NULL on no memory. */
static const bool *where_without(rh_arena *keep, const rh_evidence *in, const bool *where)
{
    const rh_register *reg = in->without->head;
    bool *some = RH_NEW_N(keep, reg->n_entries, bool);
    for (size_t i = 0; some != NULL && i < reg->n_entries; i++) {
        const uint32_t at = rh_register_entry(in->head, reg->entries[i].id);
        some[i] = at != RH_NONE && where[at];
    }
    return some;
}

/* What is no longer bad is mended, whatever else was added; but no more is it counted over than before. */
static rh_metric_value mended(rh_metric_value less, rh_metric_value all)
{
    if (all.value.num < less.value.num) less.value.num = all.value.num;
    return less;
}

/* The proposal's verdicts on what lies before the divergence, and turned out so, without its additions. */
static rh_metric_value turned(const rh_evidence *in, rh_metric metric, rh_scope scope, size_t index)
{
    rh_evidence seen = *in;
    seen.is_turned = true;
    return rh_gate__metric(&seen, metric, scope, index, NULL);
}

/* ---- mutants ---- */

/* Survivors of an entry: of an operator (null: of any), and those alone that weaken a hold entry. */
typedef struct survivor_kind {
    rh_str op;
    bool only_weakening;
} survivor_kind;

static uint64_t survivors_of(const rh_mutation_report *report, rh_str entry, survivor_kind kind)
{
    uint64_t n = 0;
    for (size_t i = 0; i < report->n_survivors; i++) {
        const rh_model_survivor *s = &report->survivors[i];
        if (!rh_str_eq(s->entry, entry) || (kind.only_weakening && !s->weakens_hold)) continue;
        n += kind.op.ptr == NULL || rh_str_eq(s->op, kind.op);
    }
    return n;
}

/* Of all entries of the base: what survives there, but for what the proposal notices. */
static uint64_t survivors_left(const rh_mutation_report *head, const rh_mutation_report *base, survivor_kind kind)
{
    uint64_t n = 0;
    for (size_t e = 0; e < base->n_entries; e++) {
        const uint64_t now = survivors_of(head, base->entries[e].name, kind);
        const uint64_t old = survivors_of(base, base->entries[e].name, kind);
        n += now < old ? now : old;
    }
    return n;
}

static const rh_model_mutants *named(const rh_model_mutants *list, size_t n, rh_str name)
{
    for (size_t i = 0; i < n; i++)
        if (rh_str_eq(list[i].name, name)) return &list[i];
    return NULL;
}

static uint64_t alive(const rh_model_mutants *m)
{
    return m->total - m->equivalent - m->killed;
}

/* An entry that is gone keeps what survived. */
static rh_model_mutants fewer_of(const rh_model_mutants *base, const rh_model_mutants *head)
{
    rh_model_mutants fewer = *base;
    if (head != NULL && alive(head) < alive(base)) fewer.killed = fewer.total - fewer.equivalent - alive(head);
    return fewer;
}

static void fill_entries(rh_model_mutants *entries, rh_model_mutants *all, const rh_mutation_report *head,
                         const rh_mutation_report *base, const rh_register *reg)
{
    *all = (rh_model_mutants){0};
    for (size_t e = 0; e < reg->n_entries; e++) {
        const rh_model_mutants *old = named(base->entries, base->n_entries, reg->entries[e].id);
        if (old == NULL) continue;
        entries[e] = fewer_of(old, named(head->entries, head->n_entries, old->name));
        all->killed += entries[e].killed;
        all->total += entries[e].total;
        all->equivalent += entries[e].equivalent;
    }
}

rh_code rh_mutation_without(rh_mutation_report *out, rh_arena *keep, const rh_mutation_report *head,
                            const rh_mutation_report *base, const rh_register *reg, rh_err *err)
{
    rh_model_mutants *operators = RH_NEW_N(keep, base->n_operators, rh_model_mutants);
    rh_model_mutants *entries = RH_NEW_N(keep, reg->n_entries, rh_model_mutants);
    if (operators == NULL || entries == NULL) return rh_err_nomem(err);
    *out = (rh_mutation_report){.has_score = true,
                                .operators = operators,
                                .n_operators = base->n_operators,
                                .entries = entries,
                                .n_entries = reg->n_entries,
                                .n_weakened = survivors_left(head, base, (survivor_kind){.only_weakening = true})};
    fill_entries(entries, &out->all, head, base, reg);
    for (size_t i = 0; i < base->n_operators; i++) {
        const uint64_t left = survivors_left(head, base, (survivor_kind){.op = base->operators[i].name});
        operators[i] = base->operators[i];
        operators[i].killed = operators[i].total - operators[i].equivalent - left;
    }
    return RH_OK;
}

/* ---- readings ---- */

bool rh_gate__without(rh_metric_value *out, rh_gate_work *w, const rh_criterion *c, rh_str of, rh_metric_value all)
{
    const rh_evidence *in = w->in, *without = in->without;
    const bool moves = c->scope == RH_SCOPE_LANE && in->policy->is_lane_core; /* journeys go to other lanes */
    const rh_metric_adds adds = moves ? RH_ADDS_GROWS : adds_of(in, c->metric, c->monitored);
    const size_t index = without != NULL ? index_of(without, c->scope, of) : SIZE_MAX;
    if (adds == RH_ADDS_TESTS && in->base_tests != NULL) {
        *out = rh_gate__tests_of_base(in, c->where);
        return true;
    }
    if (index == SIZE_MAX || adds == RH_ADDS_FIXED || adds == RH_ADDS_COUNTS) return false;
    if (adds == RH_ADDS_TURNS) {
        const size_t lane = c->scope == RH_SCOPE_LANE ? rh_gate__lane_at(in->summary, of) : 0;
        *out = turned(in, c->metric, c->scope, lane);
        return true;
    }
    if (c->metric == RH_N_METRICS) {
        *out = rh_gate__monitored(without, c->monitored, c->scope, index);
        return true;
    }
    const bool *where = c->where != NULL ? where_without(w->keep, in, c->where) : NULL;
    w->failed |= c->where != NULL && where == NULL;
    *out = rh_gate__metric(without, c->metric, c->scope, index, where);
    if (adds == RH_ADDS_MENDS) *out = mended(*out, all);
    return true;
}

rh_metric_value rh_gate__at_whole(const rh_evidence *in, size_t slot, bool is_without)
{
    const bool is_own = slot < RH_N_METRICS;
    const rh_metric metric = is_own ? (rh_metric)slot : RH_N_METRICS;
    const size_t monitored = is_own ? SIZE_MAX : slot - RH_N_METRICS;
    const rh_metric_adds adds = adds_of(in, metric, monitored);
    if (is_without && adds == RH_ADDS_TESTS && in->base_tests != NULL) return rh_gate__tests_of_base(in, NULL);
    const bool is_other = is_without && in->without != NULL && adds != RH_ADDS_FIXED;
    if (is_other && adds == RH_ADDS_TURNS) return turned(in, metric, RH_SCOPE_WHOLE, 0);
    const rh_evidence *of = is_other ? in->without : in;
    const rh_metric_value v = is_own ? rh_gate__metric(of, metric, RH_SCOPE_WHOLE, 0, NULL)
                                     : rh_gate__monitored(of, monitored, RH_SCOPE_WHOLE, 0);
    if (!is_other || adds != RH_ADDS_MENDS) return v;
    return mended(v, rh_gate__metric(in, metric, RH_SCOPE_WHOLE, 0, NULL));
}
