/* Rows, waits and the past of one journey, step by step. */
#include "harness/review/watch.h"

static const rh_value *facts_of(rh_watch *w, const rh_view *view, const uint32_t *reads, size_t n)
{
    rh_value *at = RH_NEW_N(&w->arena, n, rh_value);
    for (size_t i = 0; at != NULL && i < n; i++) at[i] = rh_view_field(view, reads[i]);
    if (at == NULL) w->failed = true;
    return at;
}

static const rh_value *facts_for(rh_watch *w, const rh_view *view, rh_table table)
{
    return facts_of(w, view, w->plan->tables[table].reads, w->plan->tables[table].n_reads);
}

/* ---- the past ---- */

static void note(rh_watch *w, uint32_t word, rh_instant at)
{
    if (word != RH_MAP_NONE && !RH_PUSH(&w->arena, &w->past, (rh_happening){word, at})) w->failed = true;
}

/* Whether a row that begins now counts in any period. */
static bool counts(const rh_watch *w, rh_instant now)
{
    for (size_t p = 0; p < w->n_periods; p++) {
        const rh_review_period *period = &w->periods[p];
        if (!period->is_of_rates && !rh_instant_before(now, period->since) && rh_instant_before(now, period->until))
            return true;
    }
    return false;
}

static void see_row(rh_watch *w, const rh_view *view, rh_table table, uint32_t n, const rh_event *event)
{
    if (!w->plan->tables[table].is_asked || !counts(w, rh_view_now(view))) return;
    rh_seen seen = {.table = table, .n = n, .at = rh_view_now(view), .facts = facts_for(w, view, table)};
    if (event != NULL) seen.source = event->source, seen.id = event->id;
    if (table == RH_TABLE_EVENTS) {
        rh_event *copy = RH_NEW(&w->arena, rh_event);
        if (copy != NULL) *copy = *event;
        seen.event = copy;
        w->failed |= copy == NULL;
    }
    if (!RH_PUSH(&w->arena, &w->seen, seen)) w->failed = true;
}

static void see_event(rh_watch *w, const rh_view *view, const rh_event *event)
{
    note(w, rh_map_get(&w->plan->words, event->type), rh_view_now(view));
    see_row(w, view, RH_TABLE_EVENTS, w->n_events, event);
    if (rh_str_eq(event->type, RH_STR("human_decided"))) see_row(w, view, RH_TABLE_DECISIONS, w->n_events, event);
    w->n_events++;
}

static void see_records(rh_watch *w, const rh_view *view)
{
    size_t n;
    const rh_record *const *records = rh_view_records(view, &n);
    for (size_t i = 0; i < n; i++) {
        const rh_record *r = records[i];
        note(w, w->plan->word_of_kind[r->kind], r->at);
        if (r->kind == RH_REC_OPENED || r->kind == RH_REC_REOPENED) see_row(w, view, RH_TABLE_ITEMS, r->n, NULL);
        if (r->kind == RH_REC_OBSERVED) see_row(w, view, RH_TABLE_OBSERVED, r->n, NULL);
        if (r->kind == RH_REC_STATE) see_row(w, view, RH_TABLE_STATES, r->n, NULL);
        if (r->kind == RH_REC_TASK) see_row(w, view, RH_TABLE_TASKS, r->n, NULL);
    }
}

/* ---- journeys: the facts at the end of each period ---- */

static const rh_value *keep_rolling(rh_watch *w)
{
    const size_t n = w->plan->tables[RH_TABLE_JOURNEYS].n_reads + 2;
    rh_value *copy = RH_NEW_N(&w->arena, n, rh_value);
    if (copy != NULL) memcpy(copy, w->rolling, n * sizeof *copy);
    else w->failed = true;
    return copy;
}

static void end_periods(rh_watch *w, rh_instant now)
{
    for (size_t p = 0; p < w->n_periods; p++)
        if (w->at_end[p] == NULL && !w->periods[p].is_of_rates && !rh_instant_before(now, w->periods[p].until))
            w->at_end[p] = keep_rolling(w);
}

static void roll(rh_watch *w, const rh_view *view)
{
    const rh_table_plan *t = &w->plan->tables[RH_TABLE_JOURNEYS];
    for (size_t i = 0; i < t->n_reads; i++) w->rolling[i] = rh_view_field(view, t->reads[i]);
    w->rolling[t->n_reads] = rh_string(rh_view_state(view));
    w->rolling[t->n_reads + 1] = w->plan->lane_field != RH_NONE ? rh_view_field(view, w->plan->lane_field) : rh_null();
}

/* ---- queues ---- */

static bool is_true(rh_watch *w, const rh_view *view, rh_expr condition)
{
    rh_instant until = RH_INSTANT_NEVER;
    rh_eval ev = {.scratch = &w->arena};
    const rh_value v = rh_view_eval(view, w->plan->core, condition, &ev, &until);
    w->look_at = rh_instant_min(w->look_at, until);
    return rh_value_is_true(v);
}

static bool is_final(const rh_watch *w, const rh_view *view)
{
    const uint32_t at = rh_register_state(w->plan->reg, rh_view_state(view));
    return at != RH_NONE && w->plan->reg->states[at].is_final;
}

/* A closed journey waits for nothing. */
static void look(rh_watch *w, const rh_view *view, size_t q, bool is_closed)
{
    const rh_queue_plan *queue = &w->plan->queues[q];
    const bool leaves = is_closed || is_true(w, view, queue->leave);
    if (w->waiting[q] != 0) {
        if (!leaves) return;
        w->waits.at[w->waiting[q] - 1].left = rh_view_now(view);
        w->waiting[q] = 0;
        return;
    }
    if (leaves || !is_true(w, view, queue->enter)) return;
    const rh_wait wait = {q, rh_view_now(view), RH_INSTANT_NEVER, facts_for(w, view, RH_TABLE_QUEUE)};
    if (!RH_PUSH(&w->arena, &w->waits, wait)) w->failed = true;
    else w->waiting[q] = w->waits.n;
}

static bool has_changed(rh_watch *w, const rh_view *view)
{
    bool changed = !w->has_step || !rh_instant_before(rh_view_now(view), w->look_at);
    for (size_t i = 0; i < w->plan->n_queue_reads; i++) {
        const rh_value now = rh_view_field(view, w->plan->queue_reads[i]);
        changed |= !rh_value_same(now, w->queue_facts[i]);
        w->queue_facts[i] = now;
    }
    return changed;
}

static void see_queues(rh_watch *w, const rh_view *view)
{
    if (w->plan->n_queues == 0) return;
    const bool is_closed = is_final(w, view);
    if (!has_changed(w, view) && !is_closed) return;
    w->look_at = RH_INSTANT_NEVER;
    for (size_t q = 0; q < w->plan->n_queues; q++) look(w, view, q, is_closed);
    if (!rh_instant_is_never(w->look_at)) rh_view_wake(view, w->look_at);
}

/* ---- the face ---- */

static void step(void *ctx, const rh_view *view, const rh_event *event)
{
    rh_watch *w = ctx;
    if (w->failed || !rh_view_has_lane(view, 0)) return;
    if (!w->has_step) w->first = rh_view_now(view);
    else end_periods(w, rh_view_now(view));
    if (event != NULL) see_event(w, view, event);
    see_records(w, view);
    see_queues(w, view);
    roll(w, view);
    w->has_step = true;
}

void rh_watch_init(rh_watch *watch, rh_host_memory host, const rh_review_plan *plan, const rh_review_period *periods,
                   size_t n_periods)
{
    *watch = (rh_watch){.plan = plan, .periods = periods, .n_periods = n_periods};
    watch->observer = (rh_observer){.ctx = watch, .step = step};
    rh_arena_init(&watch->arena, host, 0);
}

void rh_watch_dispose(rh_watch *watch)
{
    rh_arena_dispose(&watch->arena);
}

rh_code rh_watch_begin(rh_watch *w, rh_run *run, rh_err *err)
{
    const rh_review_plan *plan = w->plan;
    rh_arena_reset(&w->arena);
    w->has_step = w->failed = false;
    w->n_events = 0;
    w->look_at = RH_INSTANT_NEVER;
    memset(&w->past, 0, sizeof w->past);
    memset(&w->seen, 0, sizeof w->seen);
    memset(&w->waits, 0, sizeof w->waits);
    w->rolling = RH_NEW_N(&w->arena, plan->tables[RH_TABLE_JOURNEYS].n_reads + 2, rh_value);
    w->at_end = RH_NEW_N(&w->arena, w->n_periods, const rh_value *);
    w->queue_facts = RH_NEW_N(&w->arena, plan->n_queue_reads, rh_value);
    w->waiting = RH_NEW_N(&w->arena, plan->n_queues, size_t);
    rh_run_set_observer(run, &w->observer);
    return rh_arena_failed(&w->arena) ? rh_err_nomem(err) : RH_OK;
}

rh_code rh_watch_end(rh_watch *w, rh_err *err)
{
    for (size_t p = 0; w->has_step && p < w->n_periods; p++)
        if (w->at_end[p] == NULL && !w->periods[p].is_of_rates) w->at_end[p] = keep_rolling(w);
    return w->failed || rh_arena_failed(&w->arena) ? rh_err_nomem(err) : RH_OK;
}
