/* One entry's moves: opening, closing, clocks, and what a release remembers. */
#include "engine/journey/branch.h"

bool rh_entry_is_segment(const rh_stratum *s, const rh_value *slots, const rh_entry *entry)
{
    const uint32_t field = s->reg->policy.segment;
    if (entry->segments.at == NULL || field == RH_NONE || slots[field].kind != RH_STRING) return true;
    for (size_t i = 0; i < entry->segments.n; i++)
        if (rh_str_eq(entry->segments.at[i], rh_value_str(slots[field]))) return true;
    return false;
}

rh_str rh_entry_route(const rh_branch *b, uint32_t entry)
{
    const rh_entry *e = rh_entry_variant(b, entry)->entry;
    const uint32_t roles[] = {e->primary, e->backup, e->escalation};
    return b->stratum->reg->roles[roles[b->entries[entry].route]].id;
}

rh_record *rh_entry_record(rh_branch *b, uint32_t entry, rh_record_kind kind)
{
    const rh_entry_state *state = &b->entries[entry];
    rh_record *record = rh_branch_record(b, kind);
    if (record == NULL) return NULL;
    record->item.entry = b->stratum->ids[entry];
    record->item.risk = (rh_risk)state->risk;
    record->item.sla = rh_entry_variant(b, entry)->entry->sla;
    record->item.route = rh_entry_route(b, entry);
    record->item.has_due = !rh_instant_is_never(state->due);
    record->item.due = state->due;
    record->item.undecided = state->undecided;
    return record;
}

rh_code rh_entry_start_clock(rh_branch *b, uint32_t entry, const rh_work *w)
{
    const rh_variant *v = rh_entry_variant(b, entry);
    rh_instant due;
    if (!rh_calendar_add(b->stratum->reg->calendar, &due, b->now, v->clock)) {
        char at[32];
        rh_instant_text(at, b->now);
        return rh_err_set(w->err, RH_CALENDAR_YEAR,
                          v->entry->when.node != NULL ? v->entry->when.node->span : (rh_span){0},
                          "the clock of %.*s from %s needs a year that the holiday calendar does not cover",
                          RH_ARG(v->entry->id), at);
    }
    b->entries[entry].due = due;
    b->timers_are_stale = true;
    return RH_OK;
}

static rh_value evaluate_lift(rh_branch *b, const rh_work *w, size_t i)
{
    const rh_stratum *s = b->stratum;
    return rh_branch_eval_once(b, w, s->pool, s->lifts + i * s->cores.n, s->are_lifts_varied);
}

/* Ruling 55: the first lift whose risk and lane fit and whose condition is true or undecided. */
static void judge_lift(rh_branch *b, const rh_work *w, rh_entry_state *state, const rh_entry *entry)
{
    const rh_register *reg = b->stratum->reg;
    state->risk = (uint8_t)entry->risk;
    for (size_t i = 0; i < reg->n_lifts; i++) {
        const rh_lift *lift = &reg->lifts[i];
        bool fits = lift->from == entry->risk && lift->lanes.at == NULL;
        for (size_t k = 0; lift->from == entry->risk && k < lift->lanes.n; k++)
            fits = fits || rh_str_eq(lift->lanes.at[k], entry->lane);
        if (!fits || rh_value_is_false(evaluate_lift(b, w, i))) continue;
        state->risk = (uint8_t)lift->to;
        break;
    }
    state->clears = (uint8_t)(entry->has_clears ? entry->clears : rh_clears_by_risk((rh_risk)state->risk));
}

static rh_code write_task(rh_branch *b, const rh_variant *v, const rh_task *task)
{
    rh_record *record = rh_branch_record(b, RH_REC_TASK);
    if (record == NULL) return RH_NOMEM;
    record->task.action = b->stratum->reg->actions[task->action].id;
    record->task.owner = task->owner;
    record->task.entry = v->entry->id;
    return RH_OK;
}

/* Tasks without `after` are written now; the others wait (ruling 56). */
static rh_code start_tasks(rh_branch *b, const rh_work *w, rh_entry_state *state, const rh_variant *v)
{
    state->n_tasks_waiting = 0;
    state->task_due = NULL;
    if (v->entry->n_tasks == 0) return RH_OK;
    state->task_due = RH_NEW_N(b->arena, v->entry->n_tasks, rh_instant);
    if (state->task_due == NULL) return rh_err_nomem(w->err);
    for (size_t i = 0; i < v->entry->n_tasks; i++) {
        const rh_task *task = &v->entry->tasks[i];
        state->task_due[i] = RH_INSTANT_NEVER;
        if (!task->has_after) {
            if (write_task(b, v, task) != RH_OK) return rh_err_nomem(w->err);
            continue;
        }
        if (!rh_calendar_add(b->stratum->reg->calendar, &state->task_due[i], b->now, task->after))
            return rh_err_set(w->err, RH_CALENDAR_YEAR, (rh_span){0},
                              "a task of %.*s falls in a year that the holiday calendar does not cover",
                              RH_ARG(v->entry->id));
        state->n_tasks_waiting++;
    }
    return RH_OK;
}

/* A stop that begins or ends concerns every action; else the entry concerns those that it lists. */
static void count_stop(rh_branch *b, const rh_variant *v, int by)
{
    rh_branch_stale_verdicts_of(b, v);
    if (!v->stops) return;
    b->n_stops += (uint32_t)by;
    rh_branch_stale_verdicts(b);
}

void rh_entry_mark(rh_branch *b, uint32_t entry)
{
    const rh_variant *v = rh_entry_variant(b, entry);
    for (uint32_t k = v->kin; k < v->kin + v->n_kin; k++)
        if (v->n_kin == 1 || rh_branch_has(b, &b->stratum->variants[k]))
            rh_branch_mark(b, b->stratum->variants[k].consumer);
}

/* Whether every change of what the conditions of an entry read concerns it. */
static void watch(rh_branch *b, const rh_variant *v, bool is_watched)
{
    for (uint32_t k = v->kin; k < v->kin + v->n_kin; k++)
        b->consumers[b->stratum->variants[k].consumer].is_watched = is_watched;
}

/* Ruling 85. What ruling 75 restarts does not name the requester: an opening that a timer or a machine repeats is still
 * somebody's request, and a human who repeats it asks for it, too. */
static const rh_requester *requesters_of(rh_branch *b, const rh_work *w, const rh_requester *before)
{
    if (!w->is_human || w->event->actor.ptr == NULL) return before;
    rh_requester *requester = RH_NEW(b->arena, rh_requester);
    if (requester == NULL) return before; /* the arena remembers the failure, which ends the run */
    *requester = (rh_requester){w->event->actor, before};
    return requester;
}

/* Nobody has approved it any more: a condition that reads that has to be asked again. */
static void forget_approver(rh_branch *b, const rh_variant *v)
{
    rh_entry_state *state = &b->entries[v->at];
    if (state->approver.ptr == NULL) return;
    state->approver = rh_str_null();
    if (v->reads_approvers) rh_entry_mark(b, v->at);
}

rh_code rh_entry_open(rh_branch *b, const rh_work *w, uint32_t variant, bool undecided, bool again)
{
    const rh_variant *v = &b->stratum->variants[variant];
    rh_entry_state *state = &b->entries[v->at];
    const uint32_t openings = state->openings;
    const rh_requester *requesters = requesters_of(b, w, again ? state->requesters : NULL);
    if (state->is_ai_false) b->n_ai_false--;
    forget_approver(b, v);
    *state = (rh_entry_state){.phase = RH_ENTRY_OPEN,
                              .when = undecided ? 2 : 1,
                              .undecided = undecided,
                              .variant = variant,
                              .openings = openings + 1,
                              .opened_at = b->now,
                              .requesters = requesters,
                              .due = RH_INSTANT_NEVER,
                              .condition_due = RH_INSTANT_NEVER,
                              .expiry_due = RH_INSTANT_NEVER};
    watch(b, v, false);
    judge_lift(b, w, state, v->entry);
    const rh_code code = rh_entry_start_clock(b, v->at, w);
    if (code != RH_OK) return code;
    if (rh_entry_record(b, v->at, again ? RH_REC_REOPENED : RH_REC_OPENED) == NULL) return rh_err_nomem(w->err);
    rh_bits_add(b->active, v->at);
    count_stop(b, v, 1);
    if (b->area_open[v->area]++ == 0) b->area_since[v->area] = b->now;
    b->cursor.items_moved = true;
    rh_branch_set(b, rh_core_slot_of(b->stratum, RH_SLOT_PAUSED), rh_bool(b->n_stops != 0));
    rh_branch_changed(b, v->entry->id);
    return start_tasks(b, w, state, v);
}

void rh_entry_leave_open(rh_branch *b, uint32_t entry)
{
    rh_entry_state *state = &b->entries[entry];
    const rh_variant *v = rh_entry_variant(b, entry);
    if (state->phase == RH_ENTRY_OPEN) {
        count_stop(b, v, -1);
        b->area_open[v->area]--;
    }
    state->due = RH_INSTANT_NEVER;
    state->n_tasks_waiting = 0;
    rh_branch_stale_verdicts_of(b, v);
    b->cursor.items_moved = b->timers_are_stale = true;
    rh_branch_set(b, rh_core_slot_of(b->stratum, RH_SLOT_PAUSED), rh_bool(b->n_stops != 0));
}

void rh_entry_rest(rh_branch *b, uint32_t entry)
{
    rh_entry_leave_open(b, entry);
    rh_entry_state *state = &b->entries[entry];
    state->phase = RH_ENTRY_IDLE;
    watch(b, rh_entry_variant(b, entry), false);
    rh_bits_drop(b->active, entry);
    state->condition_due = state->expiry_due = RH_INSTANT_NEVER;
    state->condition_waits = state->expiry_waits = false;
    if (state->is_ai_false) b->n_ai_false--;
    state->is_ai_false = false;
    forget_approver(b, rh_entry_variant(b, entry));
    rh_branch_changed(b, b->stratum->ids[entry]);
}

rh_code rh_entry_close(rh_branch *b, uint32_t entry, rh_record_kind kind, const rh_work *w)
{
    if (rh_entry_record(b, entry, kind) == NULL) return rh_err_nomem(w->err);
    rh_entry_rest(b, entry);
    return RH_OK;
}

void rh_entry_remember(rh_branch *b, uint32_t entry)
{
    const rh_variant *v = rh_entry_variant(b, entry);
    rh_value *values = RH_NEW_N(b->arena, v->n_reads, rh_value);
    for (size_t i = 0; values != NULL && i < v->n_reads; i++) values[i] = b->slots[v->reads[i]];
    b->entries[entry].remembered = values;
    watch(b, v, true);
}

bool rh_entry_facts_changed(const rh_branch *b, uint32_t entry)
{
    const rh_variant *v = rh_entry_variant(b, entry);
    for (size_t i = 0; i < v->n_reads; i++)
        if (!rh_value_same(b->slots[v->reads[i]], b->entries[entry].remembered[i])) return true;
    return false;
}
