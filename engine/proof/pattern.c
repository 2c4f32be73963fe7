/* Whether an event or a record is one of those that a pattern means (ruling 155). */
#include "engine/proof/proof_insides.h"

/* What a record or event says under a key. */
typedef struct answer {
    enum { NOTHING, VALUE, LIST } kind; /* NOTHING: it has no such key */
    rh_value value;
    rh_strs list;
} answer;

static answer value_of(rh_value v)
{
    return (answer){.kind = VALUE, .value = v};
}
static answer text_of(rh_str s)
{
    return value_of(s.ptr != NULL ? rh_string(s) : rh_null());
}
static answer word_of(const char *s)
{
    return text_of(rh_str_of(s));
}
static answer list_of(rh_strs s)
{
    return (answer){.kind = LIST, .list = s};
}
static answer nothing(void)
{
    return (answer){.kind = NOTHING};
}

/* ---- records ---- */

static answer of_item(const rh_record *r, rh_pattern_key key)
{
    if (key == RH_PATTERN_ENTRY) return text_of(r->item.entry);
    if (key == RH_PATTERN_RISK) return word_of(rh_risk_name(r->item.risk));
    if (key == RH_PATTERN_SLA) return value_of(rh_int(r->item.sla));
    if (key == RH_PATTERN_ROUTE) return text_of(r->item.route);
    if (key == RH_PATTERN_DUE) return value_of(r->item.has_due ? rh_timestamp(r->item.due) : rh_null());
    if (key == RH_PATTERN_UNDECIDED) return value_of(rh_bool(r->item.undecided));
    if (key == RH_PATTERN_BY) return text_of(r->item.by);
    return key == RH_PATTERN_DECISION ? text_of(r->item.decision) : nothing();
}

static answer of_verdict(const rh_record *r, rh_pattern_key key)
{
    if (key == RH_PATTERN_ACTION) return text_of(r->verdict.action);
    if (key == RH_PATTERN_FROM) return word_of(rh_verdict_name(r->verdict.from));
    if (key == RH_PATTERN_TO) return word_of(rh_verdict_name(r->verdict.to));
    return key == RH_PATTERN_BECAUSE ? list_of(r->verdict.because) : nothing();
}

static answer of_observed(const rh_record *r, rh_pattern_key key)
{
    if (key == RH_PATTERN_ACTION) return text_of(r->observed.action);
    if (key == RH_PATTERN_VERDICT) return word_of(rh_verdict_name(r->observed.verdict));
    if (key == RH_PATTERN_BECAUSE) return list_of(r->observed.because);
    return key == RH_PATTERN_EVENT ? text_of(r->observed.event) : nothing();
}

static answer of_task(const rh_record *r, rh_pattern_key key)
{
    if (key == RH_PATTERN_DO) return text_of(r->task.action);
    if (key == RH_PATTERN_OWNER) return text_of(r->task.owner);
    return key == RH_PATTERN_ENTRY ? text_of(r->task.entry) : nothing();
}

static answer of_decision(const rh_record *r, rh_pattern_key key)
{
    if (key == RH_PATTERN_ENTRY) return text_of(r->decision.entry);
    if (key == RH_PATTERN_BY) return text_of(r->decision.by);
    return key == RH_PATTERN_EVENT ? text_of(r->decision.event) : nothing();
}

/* Groups of two keys. */
static answer one_of(rh_pattern_key key, rh_pattern_key a, answer in_a, rh_pattern_key b, answer in_b)
{
    return key == a ? in_a : key == b ? in_b : nothing();
}

static answer of_record(const rh_record *r, rh_str journey, rh_pattern_key key)
{
    if (key == RH_PATTERN_AT) return value_of(rh_timestamp(r->at));
    if (key == RH_PATTERN_N) return value_of(rh_int(r->n));
    if (key == RH_PATTERN_JOURNEY) return text_of(journey);
    switch (rh_record_group_of(r->kind)) {
    case RH_REC_GROUP_ITEM: return of_item(r, key);
    case RH_REC_GROUP_MOVED:
        return one_of(key, RH_PATTERN_ENTRY, text_of(r->moved.entry), RH_PATTERN_TO, text_of(r->moved.to));
    case RH_REC_GROUP_STATE:
        return one_of(key, RH_PATTERN_FROM, text_of(r->state.from), RH_PATTERN_TO, text_of(r->state.to));
    case RH_REC_GROUP_VERDICT: return of_verdict(r, key);
    case RH_REC_GROUP_ACTION: return key == RH_PATTERN_ACTION ? text_of(r->action.action) : nothing();
    case RH_REC_GROUP_OBSERVED: return of_observed(r, key);
    case RH_REC_GROUP_TASK: return of_task(r, key);
    case RH_REC_GROUP_DECISION: return of_decision(r, key);
    case RH_REC_GROUP_ERROR:
        return one_of(key, RH_PATTERN_CODE, text_of(r->error.code), RH_PATTERN_WHAT, list_of(r->error.what));
    case RH_REC_GROUP_ALERT:
        return one_of(key, RH_PATTERN_RULE, text_of(r->alert.rule), RH_PATTERN_TO, list_of(r->alert.to));
    case RH_REC_GROUP_HEALTH:
        return one_of(key, RH_PATTERN_SCORE, r->health.is_scored ? value_of(rh_int(r->health.score)) : nothing(),
                      RH_PATTERN_BAND,
                      text_of(r->health.band));
    }
    return nothing();
}

/* ---- events ---- */

/* A member of the payload, or of maps within it by a dotted path. */
static answer of_data(rh_value data, rh_str path)
{
    const rh_value *v = rh_value_field(data, path);
    if (v != NULL) return value_of(*v);
    const size_t dot = rh_str_find(path, RH_STR("."));
    const rh_value *inner = dot != SIZE_MAX ? rh_value_field(data, rh_str_slice(path, 0, dot)) : NULL;
    return inner != NULL ? of_data(*inner, rh_str_slice(path, dot + 1, path.len)) : nothing();
}

static answer of_event(const rh_event *e, const rh_moment *m, const rh_register *reg, const rh_clause *clause)
{
    if (clause->key == RH_PATTERN_DATA) return of_data(e->data, clause->data_key);
    if (clause->key == RH_PATTERN_TYPE) return text_of(e->type);
    if (clause->key == RH_PATTERN_ACTORKIND) return text_of(e->actorkind);
    if (clause->key == RH_PATTERN_ACTION) return m->observed.ptr != NULL ? text_of(m->observed) : nothing();
    if (clause->key != RH_PATTERN_ACTORROLE) return nothing();
    const uint32_t role = e->actorrole.ptr != NULL ? rh_register_role(reg, e->actorrole) : RH_NONE;
    return text_of(role != RH_NONE ? reg->roles[role].id : e->actorrole);
}

/* ---- matching ---- */

static bool has(const answer *a, rh_value wanted)
{
    if (a->kind == VALUE && a->value.kind != RH_LIST) return rh_value_eq(a->value, wanted);
    if (a->kind == VALUE) { /* a list in a payload: it, or one of its elements */
        for (uint32_t i = 0; i < a->value.n; i++)
            if (rh_value_eq(a->value.list[i], wanted)) return true;
        return rh_value_eq(a->value, wanted);
    }
    for (size_t i = 0; i < a->list.n; i++)
        if (rh_value_eq(rh_string(a->list.at[i]), wanted)) return true;
    return false;
}

static bool clause_matches(const rh_clause *clause, const answer *a)
{
    if (a->kind == NOTHING) return false;
    for (size_t i = 0; i < clause->n_values; i++)
        if (has(a, clause->values[i])) return true;
    return false;
}

bool rh_pattern__matches(const rh_pattern *pattern, rh_case *c, const rh_moment *m, rh_item item)
{
    if (pattern->is_event != (item.event != NULL)) return false;
    if (!pattern->is_event && item.record->kind != pattern->kind) return false;
    for (size_t i = 0; i < pattern->n_clauses; i++) {
        const rh_clause *clause = &pattern->clauses[i];
        const answer a = pattern->is_event ? of_event(item.event, m, c->proof->reg, clause)
                                           : of_record(item.record, m->journey, clause->key);
        if (!clause_matches(clause, &a)) return false;
    }
    if (pattern->where == RH_EXPR_NONE) return true;
    return rh_case__is_true(c, m, pattern->is_event ? c->proof->events : c->proof->facts, pattern->where, false);
}
