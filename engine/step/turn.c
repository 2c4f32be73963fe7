/* One branch's turn: its timers, then an event, each a step (SPEC.md section 6). */
#include "engine/step/run_insides.h"

/* A release ends at its instant whichever timer comes first there. */
static void mark_over(rh_branch *b)
{
    for (uint32_t e = rh_branch_next_active(b, 0); e < b->stratum->n_ids; e = rh_branch_next_active(b, e + 1)) {
        const rh_entry_state *state = &b->entries[e];
        const bool is_over = (state->condition_waits && !rh_instant_before(b->now, state->condition_due)) ||
                             (state->expiry_waits && !rh_instant_before(b->now, state->expiry_due));
        if (is_over) rh_entry_mark(b, e);
    }
}

static void begin_step(rh_branch *b, rh_instant at, const rh_event *event)
{
    b->step += b->now.s != RH_INSTANT_MIN.s || b->records.n != 0;
    b->now = at;
    b->event = event;
    b->first_of_step = b->records.n;
    b->has_moved = event != NULL;
    rh_branch_mark_clocks(b);
    if (event == NULL) mark_over(b);
    if (b->mustered != NULL) rh_mustered_begin(b);
}

void rh_run__look(rh_run *run, rh_branch *b, const rh_work *w)
{
    const size_t n = b->stratum->n_slots;
    if (b->n_ended > 1 && rh_bits_next(b->touched, 0, n) >= n) return;
    const rh_view view = {.branch = b, .work = w};
    run->observer->look(run->observer->ctx, &view, b->touched);
    memset(b->touched, 0, rh_bits_words(n) * sizeof *b->touched);
}

static rh_code end_step(rh_branch *b, const rh_work *w)
{
    const rh_observer *observer = w->run->observer;
    if (b->has_moved || b->records.n != b->first_of_step) b->n_ended++;
    if (b->touched != NULL) rh_run__look(w->run, b, w);
    if (observer != NULL) {
        const rh_view view = {.branch = b, .work = w};
        observer->step(observer->ctx, &view, w->event);
    }
    return rh_arena_failed(b->arena) || rh_arena_failed(w->scratch) ? rh_err_nomem(w->err) : RH_OK;
}

/* With nothing marked there is nothing to settle. */
static rh_code settle(rh_branch *b, const rh_work *w)
{
    const rh_code code = b->is_marked || b->cursor.round != 0 ? rh_step__settle(b, w) : RH_OK;
    return code == RH_OK ? end_step(b, w) : code;
}

/* Lanes whose approval does not end yet go on by themselves, before the step. Whether there is one. */
static rh_code part_waiting(bool *is_step, rh_branch *b, const rh_work *w, rh_timer timer)
{
    const size_t n_words = b->program->n_words;
    uint64_t *waiting = RH_NEW_N(w->scratch, n_words, uint64_t);
    rh_branch *fork;
    if (waiting == NULL) return rh_err_nomem(w->err);
    *is_step = rh_branch_expires(waiting, b, timer);
    if (!*is_step || !rh_lanes_meet(waiting, b->lanes, n_words)) return RH_OK;
    const rh_code code = rh_branch_fork(&fork, b, waiting, w->err);
    return code == RH_OK ? rh_run__push(w->run, fork, w->err) : code;
}

/* Fires what is due at or before `to`, each timer a step of its own. */
static rh_code fire_timers(rh_branch *b, rh_work *w, rh_instant to)
{
    for (;;) {
        const rh_timer timer = rh_branch_next_timer(b);
        if (rh_instant_is_never(timer.at) || rh_instant_before(to, timer.at)) return RH_OK;
        rh_arena_reset(w->scratch);
        bool is_step = true;
        rh_code code = timer.kind == RH_TIMER_EXPIRY ? part_waiting(&is_step, b, w, timer) : RH_OK;
        if (code != RH_OK) return code;
        if (!is_step) continue;
        begin_step(b, timer.at, NULL);
        b->is_marked = b->cursor.in_timers = true;
        code = rh_branch_fire(b, timer, w);
        if (code == RH_OK) code = settle(b, w);
        if (code != RH_OK) return code;
        b->cursor.in_timers = false;
    }
}

/* Entries that wait for somebody to confirm what an AI event made false are looked at when their fields are written. */
static void mark_unconfirmed(rh_branch *b)
{
    for (size_t e = 0; b->n_ai_false != 0 && e < b->stratum->n_ids; e++)
        if (b->entries[e].is_ai_false) rh_entry_mark(b, (uint32_t)e);
}

/* What the event writes matters only to entries that wait for somebody to confirm; NULL when none does. */
static bool *clear_written(rh_run *run, const rh_branch *b)
{
    if (b->n_ai_false == 0) return NULL;
    return memset(run->written, 0, b->stratum->n_fields * sizeof *run->written);
}

/* Phases 2 to 5 of a step. */
static rh_code take_event(rh_branch *b, rh_work *w, const rh_event *event)
{
    rh_taking *taking = &w->run->taking;
    const rh_tally before = b->tally;
    w->event = event;
    w->is_human = rh_str_eq(event->actorkind, RH_STR("human"));
    w->is_ai = rh_str_eq(event->actorkind, RH_STR("ai"));
    rh_arena_reset(w->scratch);
    rh_code code = rh_step__intake(taking, &w->run->taken, b, w);
    if (code != RH_OK || taking->taken != RH_TAKEN || b->is_dead) return code;
    rh_intake in = taking->in;
    if (b->n_riders != 0 && in.rules->is_varied) code = rh_step__fork_by_event(b, w, &in, &before);
    if (code != RH_OK) return code;
    begin_step(b, event->knowntime, event);
    bool *written = clear_written(w->run, b);
    code = rh_step__observe(b, w, &in);
    if (code == RH_OK) code = rh_step__apply_facts(b, w, &in, written);
    b->is_marked = b->is_marked || in.is_decision;
    if (code == RH_OK && in.is_decision) code = rh_step__decide(b, w, &in, written);
    if (code != RH_OK) return code;
    w->written = written;
    mark_unconfirmed(b);
    return settle(b, w);
}

rh_code rh_run__turn(rh_run *run, rh_branch *b, rh_instant to, const rh_event *event, rh_err *err)
{
    const rh_lent *lent = run->program->lent;
    rh_eval eval = {.scratch = &run->scratch};
    if (lent != NULL) eval.regex = lent->regex, eval.zones = lent->zones, eval.host = lent->ctx;
    rh_work w = {.scratch = &run->scratch,
                 .eval = &eval,
                 .run = run,
                 .n_evaluated = &run->n_evaluated,
                 .n_nodes = &run->n_nodes,
                 .err = err};
    if (b->cursor.round != 0) {
        const bool in_timers = b->cursor.in_timers;
        w.event = b->event;
        if (w.event != NULL) {
            w.is_human = rh_str_eq(w.event->actorkind, RH_STR("human"));
            w.is_ai = rh_str_eq(w.event->actorkind, RH_STR("ai"));
            w.written = b->n_ai_false != 0 ? run->written : NULL;
        }
        const rh_code code = settle(b, &w);
        if (code != RH_OK || !in_timers) return code;
        b->cursor.in_timers = false;
        w.event = NULL, w.is_human = w.is_ai = false, w.written = NULL;
    }
    const rh_code code = b->is_dead ? RH_OK : fire_timers(b, &w, to);
    return code == RH_OK && event != NULL ? take_event(b, &w, event) : code;
}
