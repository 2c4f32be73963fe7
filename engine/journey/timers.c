/* Timers: which is next, and what it does (ruling 58). */
#include "engine/journey/branch.h"

/* The order of timers: instant, kind, entry, task. Entries are indexed in the order of their ids. */
static bool is_sooner(const rh_timer *a, const rh_timer *b)
{
    const int c = rh_instant_cmp(a->at, b->at);
    if (c != 0) return c < 0;
    if (a->kind != b->kind) return a->kind < b->kind;
    return a->entry != b->entry ? a->entry < b->entry : a->task < b->task;
}

static void offer(rh_timer *best, rh_instant at, rh_timer_kind kind, uint32_t entry, uint32_t task)
{
    const rh_timer timer = {at, kind, entry, task};
    if (!rh_instant_is_never(at) && is_sooner(&timer, best)) *best = timer;
}

static void offer_entry(rh_timer *best, const rh_branch *b, uint32_t entry)
{
    const rh_entry_state *state = &b->entries[entry];
    if (state->condition_waits) offer(best, state->condition_due, RH_TIMER_CONDITION, entry, 0);
    if (state->expiry_waits) offer(best, state->expiry_due, RH_TIMER_EXPIRY, entry, 0);
    if (state->phase != RH_ENTRY_OPEN) return;
    offer(best, state->due, RH_TIMER_SLA, entry, 0);
    const size_t n = state->n_tasks_waiting != 0 ? rh_entry_variant(b, entry)->entry->n_tasks : 0;
    for (uint32_t t = 0; t < n; t++) offer(best, state->task_due[t], RH_TIMER_TASK, entry, t);
}

static void refresh_clock(rh_branch *b)
{
    if (!b->clock_is_stale) return;
    b->next_clock = RH_INSTANT_NEVER;
    for (size_t i = 0; i < b->stratum->n_clocks; i++)
        b->next_clock = rh_instant_min(b->next_clock, b->consumers[b->stratum->clocks[i]].until);
    b->clock_is_stale = false;
}

rh_timer rh_branch_next_timer(rh_branch *b)
{
    rh_timer best = {.at = RH_INSTANT_NEVER, .kind = RH_TIMER_TASK, .entry = RH_NONE};
    if (b->is_dead || rh_branch_is_final(b)) return best;
    if (!b->timers_are_stale) return b->next_timer;
    refresh_clock(b);
    offer(&best, rh_instant_min(b->next_clock, b->wake), RH_TIMER_CLOCK, 0, 0);
    for (uint32_t e = rh_branch_next_active(b, 0); e < b->stratum->n_ids; e = rh_branch_next_active(b, e + 1))
        offer_entry(&best, b, e);
    b->next_timer = best;
    b->timers_are_stale = false;
    return best;
}

/* Ruling 88: at the due instant of the last role the breach names it once more and no clock follows. */
static rh_code breach(rh_branch *b, uint32_t entry, const rh_work *w)
{
    rh_entry_state *state = &b->entries[entry];
    const bool was_last = state->route == 2;
    if (!was_last) state->route++;
    rh_record *record = rh_branch_record(b, RH_REC_SLA_BREACHED);
    if (record == NULL) return rh_err_nomem(w->err);
    record->moved.entry = b->stratum->ids[entry];
    record->moved.to = rh_entry_route(b, entry);
    b->cursor.items_moved = true;
    state->due = RH_INSTANT_NEVER;
    return was_last ? RH_OK : rh_entry_start_clock(b, entry, w);
}

static rh_code do_task(rh_branch *b, rh_timer timer, const rh_work *w)
{
    rh_entry_state *state = &b->entries[timer.entry];
    const rh_task *task = &rh_entry_variant(b, timer.entry)->entry->tasks[timer.task];
    rh_record *record = rh_branch_record(b, RH_REC_TASK);
    if (record == NULL) return rh_err_nomem(w->err);
    record->task.action = b->stratum->reg->actions[task->action].id;
    record->task.owner = task->owner;
    record->task.entry = b->stratum->ids[timer.entry];
    state->task_due[timer.task] = RH_INSTANT_NEVER;
    state->n_tasks_waiting--;
    return RH_OK;
}

rh_code rh_branch_fire(rh_branch *b, rh_timer timer, const rh_work *w)
{
    b->timers_are_stale = true;
    switch (timer.kind) {
    case RH_TIMER_CLOCK:
        if (!rh_instant_before(b->now, b->wake)) b->wake = RH_INSTANT_NEVER;
        return RH_OK;
    case RH_TIMER_CONDITION:
        b->entries[timer.entry].condition_waits = false;
        return RH_OK;
    case RH_TIMER_EXPIRY:
        b->entries[timer.entry].expiry_waits = false;
        return RH_OK;
    case RH_TIMER_SLA: return breach(b, timer.entry, w);
    case RH_TIMER_TASK: return do_task(b, timer, w);
    }
    return RH_OK;
}

void rh_branch_forget_past_timers(rh_branch *b)
{
    for (size_t e = 0; e < b->stratum->n_ids; e++) {
        rh_entry_state *state = &b->entries[e];
        if (!rh_instant_before(b->now, state->condition_due)) state->condition_waits = false;
        if (state->expiry_waits && rh_branch_is_expired(b, (uint32_t)e)) state->expiry_waits = false;
    }
    if (!rh_instant_before(b->now, b->wake)) b->wake = RH_INSTANT_NEVER;
    b->timers_are_stale = true;
}
