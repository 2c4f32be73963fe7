/* Watching a run: at the end of each step, which clauses decided. */
#include "engine/cover/insides.h"

#include "engine/step/insides.h"

struct rh_cover_watch {
    rh_arena keep, scratch;
    rh_observer observer;
    const rh_observer *other;
    const rh_cover *cover;
    uint32_t only; /* entry, or RH_NONE: all */
    rh_cover_seen *clauses, *entries, *acted; /* parallel to those of the cover */
    bool *opens_here;                 /* per entry, in the present step */
};

/* A step as it is looked at. */
typedef struct moment {
    rh_cover_watch *watch;
    const rh_view *view;
    rh_instant now;
    int64_t approvers; /* of the entry that is looked at */
} moment;

static void note(const moment *m, rh_cover_seen *seen) { *seen = (rh_cover_seen){true, m->now}; }

/* The clauses of one kind of an entry decide; RH_NONE: each of them, else the one with that index. */
static void decide(const moment *m, uint32_t entry, rh_cover_kind kind, uint32_t index)
{
    const rh_cover *cover = m->watch->cover;
    for (size_t c = cover->entries[entry].first; c < cover->entries[entry].end; c++) {
        const rh_cover_clause *clause = &cover->clauses.at[c];
        if (clause->kind == kind && (index == RH_NONE || clause->index == index)) note(m, &m->watch->clauses[c]);
    }
}

/* ---- records ---- */

static bool is_member(const rh_register *reg, uint32_t action, uint32_t of)
{
    if (action == of) return true;
    for (size_t f = 0; f < reg->actions[action].n_family; f++)
        if (reg->actions[action].family[f] == of) return true;
    return false;
}

/* The one open entry that stops the journey; RH_NONE: none, or several. */
static uint32_t stopper(const moment *m)
{
    const rh_cover *cover = m->watch->cover;
    uint32_t found = RH_NONE;
    if (m->view->branch->n_stops != 1) return RH_NONE;
    for (uint32_t e = 0; e < cover->reg->n_entries; e++)
        if (cover->entries[e].stops && rh_view_entry(m->view, e).status == RH_OPEN) found = e;
    return found;
}

static bool holds(rh_strs because, rh_str source)
{
    for (size_t i = 0; i < because.n; i++)
        if (rh_str_eq(because.at[i], source)) return true;
    return false;
}

/* A verdict because of a stop: of it alone, or of the entry that stops beside its own stop. */
static void take_stop(const moment *m, rh_strs because)
{
    const rh_cover *cover = m->watch->cover;
    const uint32_t entry = stopper(m);
    if (entry == RH_NONE || because.n > 2) return;
    if (because.n == 1) decide(m, entry, RH_COVER_STOP, RH_NONE);
    if (because.n == 1 || holds(because, cover->reg->entries[entry].id)) note(m, &m->watch->acted[entry]);
}

static void take_verdict(const moment *m, rh_str action_id, rh_strs because)
{
    const rh_register *reg = m->watch->cover->reg;
    if (holds(because, RH_STR("stop"))) {
        take_stop(m, because);
        return;
    }
    const uint32_t entry = because.n == 1 ? rh_register_entry(reg, because.at[0]) : RH_NONE;
    const uint32_t action = rh_register_action(reg, action_id);
    if (entry == RH_NONE || action == RH_NONE) return;
    const rh_entry *e = &reg->entries[entry];
    note(m, &m->watch->acted[entry]);
    for (uint32_t i = 0; i < e->n_effects; i++)
        if (is_member(reg, action, e->effects[i].action)) decide(m, entry, RH_COVER_EFFECT, i);
}

static void take_task(const moment *m, const rh_record *r)
{
    const rh_register *reg = m->watch->cover->reg;
    const uint32_t entry = rh_register_entry(reg, r->task.entry);
    if (entry == RH_NONE) return;
    note(m, &m->watch->acted[entry]);
    for (uint32_t i = 0; i < reg->entries[entry].n_tasks; i++) {
        const rh_task *task = &reg->entries[entry].tasks[i];
        if (rh_str_eq(reg->actions[task->action].id, r->task.action) && rh_str_eq(task->owner, r->task.owner))
            decide(m, entry, RH_COVER_TASK, i);
    }
}

/* A person of one of the three roles decided. */
static void take_decision(const moment *m, uint32_t entry, rh_str by)
{
    const rh_register *reg = m->watch->cover->reg;
    const rh_entry *e = &reg->entries[entry];
    const uint32_t role = by.ptr != NULL ? rh_register_role(reg, by) : RH_NONE;
    if (role == RH_NONE) return;
    if (role == e->primary) decide(m, entry, RH_COVER_PRIMARY, RH_NONE);
    else if (role == e->backup) decide(m, entry, RH_COVER_BACKUP, RH_NONE);
    else if (role == e->escalation) decide(m, entry, RH_COVER_ESCALATION, RH_NONE);
}

static void take_item(const moment *m, const rh_record *r)
{
    rh_cover_watch *w = m->watch;
    const uint32_t entry = rh_register_entry(w->cover->reg, r->item.entry);
    if (entry == RH_NONE) return;
    if (r->kind == RH_REC_OPENED || r->kind == RH_REC_REOPENED) {
        w->opens_here[entry] = true;
        note(m, &w->entries[entry]);
    } else if (r->kind == RH_REC_CLEARED) {
        decide(m, entry, RH_COVER_CLEARS, RH_NONE);
    } else if (r->kind == RH_REC_LAPSED) {
        decide(m, entry, RH_COVER_WINDOW, RH_NONE);
    } else {
        take_decision(m, entry, r->item.by);
    }
}

static void take_moved(const moment *m, const rh_record *r)
{
    const uint32_t entry = rh_register_entry(m->watch->cover->reg, r->moved.entry);
    if (entry != RH_NONE && r->kind == RH_REC_SLA_BREACHED) decide(m, entry, RH_COVER_SLA, RH_NONE);
}

static void take_record(const moment *m, const rh_record *r)
{
    switch (rh_record_group_of(r->kind)) {
    case RH_REC_GROUP_ITEM: take_item(m, r); return;
    case RH_REC_GROUP_MOVED: take_moved(m, r); return;
    case RH_REC_GROUP_VERDICT: take_verdict(m, r->verdict.action, r->verdict.because); return;
    case RH_REC_GROUP_OBSERVED: take_verdict(m, r->observed.action, r->observed.because); return;
    case RH_REC_GROUP_TASK: take_task(m, r); return;
    case RH_REC_GROUP_STATE:
    case RH_REC_GROUP_ACTION:
    case RH_REC_GROUP_DECISION:
    case RH_REC_GROUP_ERROR:
    case RH_REC_GROUP_ALERT:
    case RH_REC_GROUP_HEALTH: return; /* of no clause of an entry */
    }
}

/* ---- conditions ---- */

/* Undecided opens, as true does. */
static bool counts(const moment *m, rh_expr expr)
{
    rh_eval ev = {.scratch = &m->watch->scratch};
    const rh_value v = rh_view_eval_of(m->view, m->approvers, m->watch->cover->pool, expr, &ev, NULL);
    return v.kind != RH_BOOL || v.b;
}

static void compare_operands(const moment *m, uint32_t entry, bool opens)
{
    const rh_cover *cover = m->watch->cover;
    for (size_t c = cover->entries[entry].first; c < cover->entries[entry].end; c++) {
        const rh_cover_clause *clause = &cover->clauses.at[c];
        bool decides = false;
        if (clause->kind == RH_COVER_CONDITION) decides = opens;
        else if (clause->without != RH_EXPR_NONE) decides = counts(m, clause->without) != opens;
        if (decides) note(m, &m->watch->clauses[c]);
    }
}

/* An entry that could open, or opened in this step. */
static void look_at_idle(const moment *m, uint32_t entry)
{
    const rh_branch *b = m->view->branch;
    const rh_entry *e = &m->watch->cover->reg->entries[entry];
    if (rh_branch_is_final(b)) return;
    const bool is_open = m->watch->opens_here[entry];
    const bool is_in = is_open || rh_branch_in_range(b, e->window);
    const bool is_meant = is_open || rh_entry_is_segment(b->stratum, b->slots, e);
    if (!is_in && !is_meant) return;
    const bool opens = counts(m, m->watch->cover->entries[entry].when);
    if (is_in && is_meant) compare_operands(m, entry, opens);
    else if (opens) decide(m, entry, is_in ? RH_COVER_SEGMENTS : RH_COVER_WINDOW, RH_NONE);
}

static void look_at(moment *m, uint32_t entry)
{
    const rh_entry_status s = rh_view_entry(m->view, entry);
    m->approvers = s.approvers;
    if (s.status == RH_IDLE || m->watch->opens_here[entry]) look_at_idle(m, entry);
    else if (s.status == RH_OPEN && !counts(m, m->watch->cover->entries[entry].when))
        decide(m, entry, RH_COVER_CLEARS, RH_NONE);
}

static void step(void *ctx, const rh_view *view, const rh_event *event)
{
    rh_cover_watch *w = ctx;
    moment m = {w, view, rh_view_now(view), 0};
    size_t n;
    if (w->other != NULL) w->other->step(w->other->ctx, view, event);
    rh_arena_reset(&w->scratch);
    memset(w->opens_here, 0, w->cover->reg->n_entries * sizeof *w->opens_here);
    const rh_record *const *records = rh_view_records(view, &n);
    for (size_t i = 0; i < n; i++) take_record(&m, records[i]);
    if (w->only != RH_NONE) look_at(&m, w->only);
    for (uint32_t e = 0; w->only == RH_NONE && e < w->cover->reg->n_entries; e++) look_at(&m, e);
}

/* ---- the face ---- */

rh_code rh_cover_watch_new(rh_cover_watch **out, rh_host_memory host, const rh_cover *cover, rh_err *err)
{
    rh_cover_watch *w = host.take(host.ctx, sizeof *w);
    if (w == NULL) return rh_err_nomem(err);
    *w = (rh_cover_watch){.observer = {.ctx = w, .step = step}, .cover = cover};
    rh_arena_init(&w->keep, host, 0);
    rh_arena_init(&w->scratch, host, 0);
    w->clauses = RH_NEW_N(&w->keep, cover->clauses.n, rh_cover_seen);
    w->entries = RH_NEW_N(&w->keep, cover->reg->n_entries, rh_cover_seen);
    w->acted = RH_NEW_N(&w->keep, cover->reg->n_entries, rh_cover_seen);
    w->opens_here = RH_NEW_N(&w->keep, cover->reg->n_entries, bool);
    if (rh_arena_failed(&w->keep)) {
        rh_cover_watch_dispose(w);
        return rh_err_nomem(err);
    }
    *out = w;
    return RH_OK;
}

void rh_cover_watch_dispose(rh_cover_watch *watch)
{
    if (watch == NULL) return;
    const rh_host_memory host = watch->keep.host;
    rh_arena_dispose(&watch->scratch);
    rh_arena_dispose(&watch->keep);
    host.give(host.ctx, watch, sizeof *watch);
}

const rh_observer *rh_cover_watch_observer(rh_cover_watch *watch) { return &watch->observer; }
void rh_cover_watch_pass_to(rh_cover_watch *watch, const rh_observer *other) { watch->other = other; }

const rh_cover_watch *rh_cover_watch_of(const rh_observer *observer) { return observer->ctx; }

void rh_cover_watch_begin(rh_cover_watch *watch, uint32_t entry)
{
    watch->only = entry;
    memset(watch->clauses, 0, watch->cover->clauses.n * sizeof *watch->clauses);
    memset(watch->entries, 0, watch->cover->reg->n_entries * sizeof *watch->entries);
    memset(watch->acted, 0, watch->cover->reg->n_entries * sizeof *watch->acted);
}

rh_cover_seen rh_cover_watch_seen(const rh_cover_watch *watch, size_t clause) { return watch->clauses[clause]; }
rh_cover_seen rh_cover_watch_opened(const rh_cover_watch *watch, uint32_t entry) { return watch->entries[entry]; }
rh_cover_seen rh_cover_watch_acted(const rh_cover_watch *watch, uint32_t entry) { return watch->acted[entry]; }
