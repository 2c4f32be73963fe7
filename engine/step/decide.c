/* Decisions of people (SPEC.md section 6, rulings 66 to 88). */
#include "engine/step/insides.h"

#include "engine/step/verbs.h"

typedef struct decision {
    rh_str entry, area, action, verb_text, reason, owner;
    bool has_due;
    rh_instant due;
    rh_verb verb; /* RH_N_VERBS: unknown */
    rh_str by;    /* folded role, or as given, or null */
    uint32_t role;
} decision;

static rh_str text_of(const rh_intake *in, rh_str key)
{
    const rh_value *v = rh_value_field(in->data, key);
    return v != NULL && v->kind == RH_STRING ? rh_value_str(*v) : rh_str_null();
}

static decision read_decision(const rh_branch *b, const rh_work *w, const rh_intake *in)
{
    decision d = {.entry = text_of(in, RH_STR("entry")), .area = text_of(in, RH_STR("area")),
                  .action = text_of(in, RH_STR("action")), .verb_text = text_of(in, RH_STR("decision")),
                  .reason = text_of(in, RH_STR("reason")), .owner = text_of(in, RH_STR("condition_owner"))};
    const rh_value *due = rh_value_field(in->data, RH_STR("condition_due_at"));
    d.has_due = due != NULL && due->kind == RH_TIMESTAMP;
    if (d.has_due) d.due = rh_value_instant(*due);
    d.verb = rh_verb_of(d.verb_text);
    d.role = w->event->actorrole.ptr != NULL ? rh_register_role(b->stratum->reg, w->event->actorrole) : RH_NONE;
    d.by = d.role != RH_NONE ? b->stratum->reg->roles[d.role].id : w->event->actorrole;
    return d;
}

/* Ruling 77, but for what only an entry can tell. */
static bool is_invalid(const rh_branch *b, const decision *d)
{
    const int targets = (d->entry.ptr != NULL) + (d->area.ptr != NULL) + (d->action.ptr != NULL);
    if (targets != 1 || d->verb == RH_N_VERBS) return true;
    if (d->verb == RH_VERB_OVERRIDE) return rh_str_is_blank(d->reason);
    if (d->verb != RH_VERB_APPROVE_WITH_CONDITIONS) return false;
    return rh_str_is_blank(d->owner) || !d->has_due || !rh_instant_before(b->now, d->due);
}

static bool is_meant(const rh_branch *b, const decision *d, uint32_t entry)
{
    if (b->entries[entry].phase != RH_ENTRY_OPEN) return false;
    const rh_variant *v = rh_entry_variant(b, entry);
    if (d->entry.ptr != NULL) return rh_str_eq(d->entry, v->entry->id);
    if (d->area.ptr != NULL) return rh_str_eq(d->area, v->entry->area);
    const uint32_t action = rh_register_action(b->stratum->reg, d->action);
    return action != RH_NONE && v->levels[action] != 0;
}

static rh_code write_finding(rh_branch *b, const rh_work *w, rh_record_kind kind, rh_str entry, rh_str by)
{
    rh_record *record = rh_branch_record(b, kind);
    rh_buf name;
    rh_buf_init(&name, b->arena, (size_t)1 << 21);
    rh_buf_put(&name, w->event->source);
    rh_buf_byte(&name, ' ');
    rh_buf_put(&name, w->event->id);
    if (record == NULL || name.failed) return rh_err_nomem(w->err);
    record->decision.entry = entry;
    record->decision.by = by;
    record->decision.event = rh_buf_str(&name);
    return RH_OK;
}

static bool is_approval(rh_verb verb)
{
    return verb == RH_VERB_APPROVE || verb == RH_VERB_APPROVE_WITH_EDITS || verb == RH_VERB_APPROVE_WITH_CONDITIONS ||
           verb == RH_VERB_OVERRIDE;
}

/* Ruling 84: two approvers when the amount is above policy.materiality. */
static bool needs_two(rh_branch *b, uint32_t entry)
{
    const rh_policy *policy = &b->stratum->reg->policy;
    if (policy->dual_amount == RH_NONE || !rh_entry_variant(b, entry)->is_dual) return false;
    const rh_value amount = b->slots[policy->dual_amount];
    return amount.kind == RH_INT && rh_branch_is_above_limit(b, amount.i);
}

static bool has_requested(const rh_entry_state *state, rh_str actor)
{
    const rh_requester *r = state->requesters;
    while (r != NULL && !rh_str_eq(r->actor, actor)) r = r->before;
    return r != NULL;
}

/* Rulings 80, 81, 84, 85. */
static bool is_authorised(rh_branch *b, const rh_work *w, const decision *d, uint32_t entry)
{
    const rh_entry_state *state = &b->entries[entry];
    const rh_entry *e = rh_entry_variant(b, entry)->entry;
    if (!w->is_human || d->role == RH_NONE) return false;
    const bool is_reviewer = d->role == e->primary || d->role == e->backup || d->role == e->escalation;
    if (!is_reviewer && !b->stratum->reg->roles[d->role].may_override) return false;
    if (!is_approval(d->verb)) return true;
    const rh_str actor = w->event->actor;
    if (state->risk == RH_RISK_HOLD && has_requested(state, actor)) return false;
    return state->approver.ptr == NULL || !needs_two(b, entry) || !rh_str_eq(state->approver, actor);
}

static rh_code write_item(rh_branch *b, const rh_work *w, uint32_t entry, rh_record_kind kind, const decision *d)
{
    rh_record *record = rh_entry_record(b, entry, kind);
    if (record == NULL) return rh_err_nomem(w->err);
    record->item.by = d->by;
    record->item.decision = rh_str_of(rh_verb_name(d->verb));
    return RH_OK;
}

/* The condition is that of the decision that releases: what the first of two approvers asked for the second takes over
 * or lets be, as the conformance records have it. */
static rh_code release(rh_branch *b, const rh_work *w, uint32_t entry, const decision *d)
{
    rh_entry_state *state = &b->entries[entry];
    rh_entry_leave_open(b, entry);
    state->phase = RH_ENTRY_RELEASED;
    if (d->verb == RH_VERB_APPROVE_WITH_CONDITIONS) {
        state->condition_due = d->due;
        state->condition_waits = true;
    }
    if (!rh_branch_start_expiry(b, entry))
        return rh_err_set(w->err, RH_CALENDAR_YEAR, (rh_span){0},
                          "an approval of %.*s ends in a year that the holiday calendar does not cover",
                          RH_ARG(b->stratum->ids[entry]));
    return write_item(b, w, entry, RH_REC_RELEASED, d);
}

static rh_code approve(rh_branch *b, const rh_work *w, uint32_t entry, const decision *d)
{
    rh_entry_state *state = &b->entries[entry];
    if (!needs_two(b, entry) || state->approver.ptr != NULL) return release(b, w, entry, d);
    state->approver = w->event->actor.ptr != NULL ? w->event->actor : RH_STR("");
    state->due = RH_INSTANT_NEVER;
    b->cursor.items_moved = b->timers_are_stale = true;
    return write_item(b, w, entry, RH_REC_APPROVED, d);
}

/* Pending actions that the entry lists are dropped in the settle that follows (ruling 95). */
static rh_code reject(rh_branch *b, const rh_work *w, uint32_t entry, const decision *d)
{
    const rh_variant *v = rh_entry_variant(b, entry);
    rh_entry_leave_open(b, entry);
    b->entries[entry].phase = RH_ENTRY_REJECTED;
    for (size_t i = 0; i < v->n_listed; i++)
        if (b->actions[v->listed[i]].automatic == RH_AUTO_PENDING) b->actions[v->listed[i]].is_dropped = true;
    return write_item(b, w, entry, RH_REC_REJECTED, d);
}

static rh_code request_info(rh_branch *b, const rh_work *w, uint32_t entry, const decision *d)
{
    b->entries[entry].due = RH_INSTANT_NEVER;
    b->cursor.items_moved = b->timers_are_stale = true;
    return write_item(b, w, entry, RH_REC_INFO_REQUESTED, d);
}

static rh_code escalate(rh_branch *b, const rh_work *w, uint32_t entry)
{
    b->entries[entry].route++;
    rh_record *record = rh_branch_record(b, RH_REC_ESCALATED);
    if (record == NULL) return rh_err_nomem(w->err);
    record->moved.entry = b->stratum->ids[entry];
    record->moved.to = rh_entry_route(b, entry);
    b->cursor.items_moved = true;
    return rh_entry_start_clock(b, entry, w);
}

static rh_code decide_entry(rh_branch *b, const rh_work *w, uint32_t entry, const decision *d)
{
    rh_entry_mark(b, entry);
    switch (d->verb) {
    case RH_VERB_APPROVE:
    case RH_VERB_APPROVE_WITH_EDITS:
    case RH_VERB_APPROVE_WITH_CONDITIONS:
    case RH_VERB_OVERRIDE: return approve(b, w, entry, d);
    case RH_VERB_REJECT: return reject(b, w, entry, d);
    case RH_VERB_REQUEST_INFO: return request_info(b, w, entry, d);
    case RH_VERB_ESCALATE: return escalate(b, w, entry);
    case RH_N_VERBS: break;
    }
    return RH_OK;
}

/* Ruling 78: what can't be decided is written down first, for every entry that is met, in id order. */
static rh_code meet_each(rh_branch *b, const rh_work *w, const decision *d, bool *counts, size_t *n_met)
{
    for (uint32_t e = 0; e < b->stratum->n_ids; e++) {
        if (!is_meant(b, d, e)) continue;
        ++*n_met;
        const bool authorised = is_authorised(b, w, d, e);
        counts[e] = authorised && (d->verb != RH_VERB_ESCALATE || b->entries[e].route != 2);
        if (counts[e]) continue;
        const rh_record_kind kind = authorised ? RH_REC_INVALID_DECISION : RH_REC_UNAUTHORISED_DECISION;
        const rh_code code = write_finding(b, w, kind, b->stratum->ids[e], d->by);
        if (code != RH_OK) return code;
    }
    return RH_OK;
}

/* Takes the decision for each entry for which it counts, in id order; marks those that it closed. */
static rh_code decide_each(rh_branch *b, const rh_work *w, const decision *d, const bool *counts, size_t *n_counted,
                           bool *closed)
{
    for (uint32_t e = 0; e < b->stratum->n_ids; e++) {
        if (!counts[e]) continue;
        ++*n_counted;
        const rh_code code = decide_entry(b, w, e, d);
        if (code != RH_OK) return code;
        closed[e] = b->entries[e].phase != RH_ENTRY_OPEN;
    }
    return RH_OK;
}

/* Edits, then derived fields again; what a release or rejection remembers are the values then (rulings 70, 83). */
static rh_code after_decision(rh_branch *b, const rh_work *w, const rh_intake *in, bool edits, const bool *decided,
                              bool *written)
{
    rh_code code = edits ? rh_step__apply_changes(b, w, &in->edits, written) : RH_OK;
    if (code == RH_OK) code = rh_step__derive(b, w);
    for (uint32_t e = 0; code == RH_OK && e < b->stratum->n_ids; e++)
        if (decided[e]) rh_entry_remember(b, e);
    b->cursor.changed = false;
    return code == RH_OK && rh_arena_failed(b->arena) ? rh_err_nomem(w->err) : code;
}

rh_code rh_step__decide(rh_branch *b, const rh_work *w, const rh_intake *in, bool *written)
{
    const decision d = read_decision(b, w, in);
    if (is_invalid(b, &d)) return write_finding(b, w, RH_REC_INVALID_DECISION, d.entry, d.by);
    bool *closed = RH_NEW_N(w->scratch, b->stratum->n_ids, bool);
    bool *counts = RH_NEW_N(w->scratch, b->stratum->n_ids, bool);
    if (closed == NULL || counts == NULL) return rh_err_nomem(w->err);
    size_t n_met = 0, n_counted = 0;
    rh_code code = meet_each(b, w, &d, counts, &n_met);
    if (code == RH_OK && n_met == 0) return write_finding(b, w, RH_REC_UNMATCHED_DECISION, d.entry, d.by);
    if (code == RH_OK) code = decide_each(b, w, &d, counts, &n_counted, closed);
    if (code != RH_OK) return code;
    return after_decision(b, w, in, n_counted != 0 && d.verb == RH_VERB_APPROVE_WITH_EDITS, closed, written);
}
