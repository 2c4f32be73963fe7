/* Suggestions of an AI, and what people made of them. */
#include "engine/judge/suggestion.h"

#include "engine/base/vec.h"

typedef struct taker {
    rh_arena *keep;
    const rh_decision *decisions; /* those of events that are still to come */
    size_t n_decisions;
    RH_VEC(rh_suggestion) list;
} taker;

typedef bool leaf_visit(taker *t, const rh_event *event, rh_str space, rh_str field, rh_value value);

/* The leaves of a patch over namespaces at a key of the event's data. */
static bool each_leaf(taker *t, const rh_event *event, const char *key, leaf_visit *visit)
{
    const rh_value *patch = event->data.kind == RH_MAP ? rh_value_field(event->data, rh_str_of(key)) : NULL;
    if (patch == NULL || patch->kind != RH_MAP) return true;
    for (uint32_t i = 0; i < patch->n; i++) {
        const rh_pair *space = &patch->map[i];
        if (space->value.kind != RH_MAP) continue;
        for (uint32_t k = 0; k < space->value.n; k++) {
            const rh_pair *leaf = &space->value.map[k];
            if (!visit(t, event, rh_value_str(space->key), rh_value_str(leaf->key), leaf->value)) return false;
        }
    }
    return true;
}

/* The last suggestion for a field, or NULL: only that one can still be taken up. */
static rh_suggestion *last_for(taker *t, rh_str space, rh_str field)
{
    for (size_t i = t->list.n; i-- > 0;) {
        rh_suggestion *s = &t->list.at[i];
        if (s->kind == RH_SUGGESTED_FIELD && rh_str_eq(s->field, field) && rh_str_eq(s->space, space)) return s;
    }
    return NULL;
}

static bool suggest_field(taker *t, const rh_event *event, rh_str space, rh_str field, rh_value value)
{
    return RH_PUSH(t->keep, &t->list,
                   (rh_suggestion){
                       .kind = RH_SUGGESTED_FIELD, .event = event, .space = space, .field = field, .value = value});
}

static bool write_field(taker *t, const rh_event *event, rh_str space, rh_str field, rh_value value)
{
    rh_suggestion *s = last_for(t, space, field);
    if (s == NULL || s->closer != NULL) return true;
    s->closer = event;
    s->is_changed = !rh_value_same(s->value, value);
    return true;
}

static bool suggest(taker *t, const rh_event *event)
{
    const bool has_route = rh_event_text(event, "task").len > 0;
    return (!has_route || RH_PUSH(t->keep, &t->list, (rh_suggestion){.kind = RH_SUGGESTED_ROUTE, .event = event})) &&
           each_leaf(t, event, "fields", suggest_field);
}

/* ---- decisions ---- */

static bool decides(rh_verb verb)
{
    return verb != RH_N_VERBS && verb != RH_VERB_REQUEST_INFO && verb != RH_VERB_ESCALATE;
}

/* The latest route of the decision's scope takes it. */
static void decide_route(taker *t, const rh_decision *decision)
{
    const rh_str scope = rh_event_text(decision->event, "scope");
    if (scope.len == 0 || !decides(decision->verb)) return;
    for (size_t i = t->list.n; i-- > 0;) {
        rh_suggestion *s = &t->list.at[i];
        if (s->kind != RH_SUGGESTED_ROUTE || !rh_str_eq(rh_event_text(s->event, "task"), scope)) continue;
        if (s->closer != NULL) return;
        s->closer = decision->event;
        s->is_changed = decision->verb == RH_VERB_APPROVE_WITH_EDITS || decision->verb == RH_VERB_REJECT;
        return;
    }
}

/* What a person decided counts only where the revision took it (ruling 83 for the edits). */
static bool take_decision(taker *t, const rh_event *event)
{
    while (t->n_decisions > 0 && rh_event_cmp(t->decisions->event, event) < 0) t->decisions++, t->n_decisions--;
    if (t->n_decisions == 0 || rh_event_cmp(t->decisions->event, event) != 0) return true;
    const rh_decision *decision = t->decisions;
    if (decision->agreement != RH_AGREEMENT_USEFUL && decision->agreement != RH_AGREEMENT_WAVED_THROUGH) return true;
    decide_route(t, decision);
    return decision->verb != RH_VERB_APPROVE_WITH_EDITS || each_leaf(t, event, "edits", write_field);
}

static bool take(taker *t, const rh_aftermath *aftermath, const rh_event *event)
{
    if (rh_str_eq(event->actorkind, RH_STR("ai")))
        return !rh_aftermath_has(aftermath, event, event->type) || suggest(t, event);
    if (!rh_str_eq(event->actorkind, RH_STR("human"))) return true;
    if (rh_aftermath_has(aftermath, event, RH_STR("fields_ingested")))
        return each_leaf(t, event, "fields", write_field);
    return take_decision(t, event);
}

rh_code rh_suggestions_judge(const rh_suggestion **out, size_t *n, rh_arena *keep, const rh_aftermath *aftermath,
                             const rh_decision *decisions, size_t n_decisions, rh_err *err)
{
    taker t = {.keep = keep, .decisions = decisions, .n_decisions = n_decisions};
    for (size_t i = 0; i < aftermath->n; i++)
        if (!take(&t, aftermath, &aftermath->events[i])) return rh_err_nomem(err);
    *out = t.list.at;
    *n = t.list.n;
    return RH_OK;
}
