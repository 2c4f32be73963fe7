/* Two runs of one journey, side by side. */
#include "tests/random/weaker.h"

#include "engine/base/vec.h"
#include "harness/replay/replay.h"
#include "harness/system/memory.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { MOST_ENTRIES = 16, MOST_ACTIONS = 16, MOST_ALERTS = 8, MOST_TASKS = 8 };

/* What stood at the end of a step. Keys order steps: those of timers stand behind the event before them. */
typedef struct moment {
    size_t event; /* index of the last event */
    rh_instant at;
    uint32_t step;
    rh_entry_status entries[MOST_ENTRIES];
    bool holds[MOST_ENTRIES]; /* its condition is not false, nor its segment another */
    rh_verdict verdicts[MOST_ACTIONS];
    rh_str state;
} moment;

/* An entry since it opened last, and what became of it in the moment at hand. */
typedef struct life {
    unsigned level; /* how often it was escalated or late */
    size_t n_tasks;
    size_t opened, closed; /* closed: released or rejected; the comparison in which it did last, from 1; 0: not yet */
    bool is_again, is_asked; /* reopened; for information */
    const rh_record *tasks[MOST_TASKS];
    const rh_record *decided; /* by the event at hand: counted or not; NULL: it did not meet the entry */
} life;

typedef struct side {
    const weaker_side *given;
    const rh_register *reg;
    rh_arena *scratch;
    const rh_event *events;
    size_t n_events;
    rh_run *run;
    RH_VEC(moment) moments;
    const rh_record *const *records;
    size_t n_records;
    /* where the comparison stands */
    size_t next, next_record; /* moments, records */
    const moment *now;        /* NULL: none yet */
    life entries[MOST_ENTRIES];
    bool did[MOST_ACTIONS], told[MOST_ALERTS];
    /* in the comparison at hand */
    bool allowed[MOST_ACTIONS];
    bool counted; /* a decision, for some entry */
} side;

typedef struct weighing {
    side base, head;
    size_t n; /* comparisons */
    bool is_late;       /* an automatic action has run in the base, and had not in the head then */
    bool was_elsewhere; /* since then the two were in different states */
    weaker *out;
} weighing;

static void die(const char *what)
{
    fprintf(stderr, "weaker: %s\n", what);
    exit(70);
}

/* ---- playing ---- */

static size_t index_of(const side *s, const rh_event *event)
{
    for (size_t i = 0; i < s->n_events; i++)
        if (rh_str_eq(s->events[i].id, event->id)) return i;
    return 0;
}

/* As rh_entry_is_segment has it. */
static bool is_segment(const side *s, const rh_view *view, const rh_entry *e)
{
    const uint32_t field = s->reg->policy.segment;
    if (e->segments.at == NULL || field == RH_NONE) return true;
    const rh_value v = rh_view_field(view, field);
    for (size_t i = 0; v.kind == RH_STRING && i < e->segments.n; i++)
        if (rh_str_eq(e->segments.at[i], rh_value_str(v))) return true;
    return v.kind != RH_STRING;
}

static bool holds(const side *s, const rh_view *view, uint32_t e, int64_t approvers)
{
    rh_eval more = {.scratch = s->scratch};
    return is_segment(s, view, &s->reg->entries[e]) &&
           !rh_value_is_false(rh_view_eval_of(view, approvers, s->given->pool, s->given->when[e], &more, NULL));
}

static void at_step(void *ctx, const rh_view *view, const rh_event *event)
{
    side *s = ctx;
    moment m = {.at = rh_view_now(view), .step = rh_view_step(view), .state = rh_view_state(view)};
    if (event != NULL) m.event = index_of(s, event);
    else if (s->moments.n > 0) m.event = s->moments.at[s->moments.n - 1].event;
    for (uint32_t e = 0; e < s->reg->n_entries; e++) {
        m.entries[e] = rh_view_entry(view, e);
        m.holds[e] = holds(s, view, e, m.entries[e].approvers);
    }
    for (uint32_t a = 0; a < s->reg->n_actions; a++) {
        rh_strs because;
        m.verdicts[a] = rh_view_verdict(view, a, &because);
    }
    if (!RH_PUSH(s->scratch, &s->moments, m)) die("no memory");
}

void weaker_side_open(weaker_side *out, rh_arena *keep, const rh_program *program)
{
    rh_err err;
    rh_diags diags;
    const rh_env *env;
    const rh_register *reg = rh_program_register(program, 0);
    rh_diags_init(&diags, keep);
    *out = (weaker_side){.program = program, .when = RH_NEW_N(keep, reg->n_entries, rh_expr)};
    if (reg->n_entries > MOST_ENTRIES || reg->n_actions > MOST_ACTIONS || rh_register_alerts(reg) > MOST_ALERTS)
        die("no such tree is made");
    if (rh_run_new(&out->run, rh_memory_host(), program, &err) != RH_OK ||
        rh_program_env(&env, keep, program, 0, NULL, 0, &err) != RH_OK ||
        rh_pool_new(&out->pool, keep, env, &err) != RH_OK)
        die(err.text);
    for (size_t e = 0; e < reg->n_entries; e++) {
        const rh_ast *when;
        if (rh_ast_parse(&when, keep, reg->entries[e].when.text, NULL, &diags) != RH_OK ||
            rh_pool_add(out->pool, &out->when[e], when, NULL, &diags) != RH_OK)
            die("a condition is none");
    }
    if (rh_pool_seal(out->pool, &err) != RH_OK) die(err.text);
}

void weaker_side_close(weaker_side *s)
{
    rh_run_dispose(s->run);
    s->run = NULL;
}

static void play(side *s, const weaker_side *given, rh_instant as_of)
{
    rh_err err;
    const rh_journey journey = {.id = RH_STR("J"), .events = s->events, .n_events = s->n_events};
    const rh_observer observer = {.ctx = s, .step = at_step};
    s->reg = rh_program_register(given->program, 0);
    s->run = given->run;
    s->given = given;
    rh_run_set_observer(s->run, &observer);
    if (rh_replay_journey(s->run, &journey, as_of, &err) != RH_OK) die(err.text);
    rh_run_set_observer(s->run, NULL);
    s->records = rh_run_records(s->run, 0, &s->n_records);
}

/* ---- what stands ---- */

static bool is_decision(const rh_record *r)
{
    const rh_record_kind k = r->kind;
    return k == RH_REC_APPROVED || k == RH_REC_RELEASED || k == RH_REC_REJECTED || k == RH_REC_INFO_REQUESTED ||
           k == RH_REC_ESCALATED;
}

static rh_str entry_of(const rh_record *r)
{
    switch ((int)rh_record_group_of(r->kind)) {
    case RH_REC_GROUP_ITEM: return r->item.entry;
    case RH_REC_GROUP_MOVED: return r->moved.entry;
    case RH_REC_GROUP_TASK: return r->task.entry;
    case RH_REC_GROUP_DECISION: return r->decision.entry;
    default: return rh_str_null();
    }
}

static void take_of_entry(side *s, const rh_record *r, life *l, size_t comparison)
{
    const bool opens = r->kind == RH_REC_OPENED || r->kind == RH_REC_REOPENED;
    if (opens)
        *l = (life){.opened = comparison, .closed = l->closed, .is_again = r->kind == RH_REC_REOPENED,
                    .decided = l->decided};
    if (r->kind == RH_REC_RELEASED || r->kind == RH_REC_REJECTED) l->closed = comparison;
    if (r->kind == RH_REC_INFO_REQUESTED) l->is_asked = true;
    if (r->kind == RH_REC_ESCALATED || r->kind == RH_REC_SLA_BREACHED) l->level++;
    if (r->kind == RH_REC_TASK && l->n_tasks < MOST_TASKS) l->tasks[l->n_tasks++] = r;
    const bool is_refused = r->kind == RH_REC_UNAUTHORISED_DECISION || r->kind == RH_REC_INVALID_DECISION;
    if (is_decision(r) || is_refused) l->decided = r;
    s->counted |= is_decision(r);
}

static void take(side *s, const rh_record *r, size_t comparison)
{
    const rh_str id = entry_of(r);
    const uint32_t entry = id.ptr != NULL ? rh_register_entry(s->reg, id) : RH_NONE;
    if (entry != RH_NONE) take_of_entry(s, r, &s->entries[entry], comparison);
    if (r->kind == RH_REC_VERDICT && r->verdict.to == RH_ALLOW)
        s->allowed[rh_register_action(s->reg, r->verdict.action)] = true;
    if (r->kind == RH_REC_DID) s->did[rh_register_action(s->reg, r->action.action)] = true;
    if (r->kind == RH_REC_ALERT) s->told[rh_register_alert(s->reg, r->alert.rule)] = true;
}

static int key_cmp(const moment *a, const moment *b)
{
    if (a->event != b->event) return a->event < b->event ? -1 : 1;
    return rh_instant_before(a->at, b->at) ? -1 : rh_instant_before(b->at, a->at);
}

/* Moves on to the last moment that is not behind the key. */
static void move_to(side *s, const moment *key, size_t comparison)
{
    for (size_t e = 0; e < s->reg->n_entries; e++) s->entries[e].decided = NULL;
    memset(s->allowed, 0, sizeof s->allowed);
    s->counted = false;
    for (; s->next < s->moments.n && key_cmp(&s->moments.at[s->next], key) <= 0; s->next++) {
        s->now = &s->moments.at[s->next];
        for (; s->next_record < s->n_records && s->records[s->next_record]->step <= s->now->step; s->next_record++)
            take(s, s->records[s->next_record], comparison);
    }
}

static const moment *next_key(const weighing *w)
{
    const moment *b = w->base.next < w->base.moments.n ? &w->base.moments.at[w->base.next] : NULL;
    const moment *h = w->head.next < w->head.moments.n ? &w->head.moments.at[w->head.next] : NULL;
    if (b == NULL || h == NULL) return b != NULL ? b : h;
    return key_cmp(b, h) <= 0 ? b : h;
}

/* ---- what is weaker ---- */

static const char *const statuses[] = {"idle", "open", "released", "rejected"};

__attribute__((format(printf, 3, 4))) static bool find(weighing *w, const char *kind, const char *format, ...)
{
    va_list args;
    va_start(args, format);
    vsnprintf(w->out->says, sizeof w->out->says, format, args);
    va_end(args);
    w->out->kind = kind;
    return true;
}

static const rh_tier *tier_of(const rh_register *reg, const rh_entry *e)
{
    size_t i = 0;
    while (reg->tiers[i].tier != e->sla) i++;
    return &reg->tiers[i];
}

static size_t count_task(const life *l, const rh_record *task)
{
    size_t n = 0;
    for (size_t i = 0; i < l->n_tasks; i++)
        n += rh_str_eq(l->tasks[i]->task.action, task->task.action) &&
             rh_str_eq(l->tasks[i]->task.owner, task->task.owner);
    return n;
}

static bool is_entry_weaker(weighing *w, uint32_t b, uint32_t h)
{
    const rh_status old = w->base.now->entries[b].status, now = w->head.now->entries[h].status;
    const life *of_base = &w->base.entries[b], *of_head = &w->head.entries[h];
    const rh_str id = w->base.reg->entries[b].id;
    const bool is_stop = tier_of(w->base.reg, &w->base.reg->entries[b])->stops; /* which a rejected entry does not */
    if (old == RH_OPEN && now != RH_OPEN && (now != RH_REJECTED || is_stop))
        return find(w, "entry", "%.*s is %s, and open in the base", RH_ARG(id), statuses[now]);
    if (old == RH_REJECTED && now != RH_REJECTED)
        return find(w, "rejected", "%.*s is %s, and rejected in the base", RH_ARG(id), statuses[now]);
    if (old != RH_OPEN || now != RH_OPEN) return false;
    if (of_head->level < of_base->level)
        return find(w, "slower", "%.*s was escalated or late %u times, and %u in the base", RH_ARG(id), of_head->level,
                    of_base->level);
    for (size_t i = 0; i < of_base->n_tasks; i++)
        if (count_task(of_head, of_base->tasks[i]) < count_task(of_base, of_base->tasks[i]))
            return find(w, "task", "%.*s has no task %.*s for %.*s", RH_ARG(id), RH_ARG(of_base->tasks[i]->task.action),
                        RH_ARG(of_base->tasks[i]->task.owner));
    return false;
}

static bool is_action_weaker(weighing *w, uint32_t b, uint32_t h)
{
    const rh_verdict old = w->base.now->verdicts[b], now = w->head.now->verdicts[h];
    const rh_str id = w->base.reg->actions[b].id;
    if (now < old)
        return find(w, "verdict", "%.*s is %s, and %s in the base", RH_ARG(id), rh_verdict_name(now),
                    rh_verdict_name(old));
    return false;
}

static bool has_run(weighing *w, uint32_t *action)
{
    for (uint32_t b = 0; b < w->base.reg->n_actions; b++) {
        const rh_str id = w->base.reg->actions[b].id;
        const uint32_t h = rh_register_action(w->head.reg, id);
        *action = b;
        if (h != RH_NONE && w->head.did[h] && !w->base.did[b])
            return find(w, "ran", "%.*s has run, and not in the base", RH_ARG(id));
    }
    *action = RH_NONE;
    return false;
}

/* What is gone is passed over: no rule calls that safe, and nothing would stand beside it. */
static bool is_weaker(weighing *w, uint32_t *entry, uint32_t *action)
{
    const rh_register *base = w->base.reg, *head = w->head.reg;
    *action = RH_NONE;
    for (uint32_t e = 0; e < base->n_entries; e++) {
        const uint32_t now = rh_register_entry(head, base->entries[e].id);
        *entry = e;
        if (now != RH_NONE && is_entry_weaker(w, e, now)) return true;
    }
    *entry = RH_NONE;
    for (uint32_t a = 0; a < base->n_actions; a++) {
        const uint32_t now = rh_register_action(head, base->actions[a].id);
        *action = a;
        if (now != RH_NONE && is_action_weaker(w, a, now)) return true;
    }
    if (has_run(w, action)) return true;
    for (size_t i = 0; i < rh_register_alerts(base); i++) {
        const rh_str rule = base->monitors->alerts[i].rule;
        const uint32_t now = rh_register_alert(head, rule);
        if (now != RH_NONE && w->base.told[i] && !w->head.told[now])
            return find(w, "alert", "%.*s has not told, and has in the base", RH_ARG(rule));
    }
    return false;
}

/* ---- what is accepted ---- */

typedef struct pair { /* the entry that is weaker, on both sides; base NULL: an action or an alert */
    const rh_entry *base, *head;
    const rh_entry_status *old, *now;
    bool held, holds; /* whether their conditions do */
    uint32_t action;  /* of the base; RH_NONE: none is weaker */
    const life *of_base, *of_head;
} pair;

static bool is_kind(const weighing *w, const char *kind)
{
    return strcmp(w->out->kind, kind) == 0;
}

static bool is_opened_sooner(const pair *p)
{
    return p->of_head->opened < p->of_base->opened;
}

/* The second of two approvals here is the first there, where the entry has begun anew. */
static bool is_kept_first(const weighing *w, const pair *p)
{
    const rh_record *b = p->of_base->decided, *h = p->of_head->decided;
    return is_kind(w, "entry") && is_opened_sooner(p) && b != NULL && h != NULL &&
           b->kind == RH_REC_APPROVED && h->kind == RH_REC_RELEASED;
}

/* It opened with a lower risk, as a lift did not hold yet; what its risk asks for (who clears, who may approve) is
 * less. */
static bool is_lifted_sooner(const weighing *w, const pair *p)
{
    (void)w;
    return is_opened_sooner(p) && p->old->risk > p->head->risk && p->head->risk >= p->base->risk;
}

static bool is_other_when(const pair *p)
{
    return !rh_str_eq(p->base->when.text, p->head->when.text);
}

static bool is_other_place(const pair *p)
{
    return p->base->segments.n != p->head->segments.n || p->base->window.is_any != p->head->window.is_any ||
           p->base->window.first != p->head->window.first || p->base->window.last != p->head->window.last;
}

static bool reads(const pair *p, const char *name)
{
    return rh_str_find(p->head->when.text, rh_str_of(name)) != SIZE_MAX;
}

/* It waits for a second approval, and the first has stopped its clock. */
static bool is_half_approved(const weighing *w, const pair *p)
{
    return is_kind(w, "slower") && p->now->approvers > 0;
}

/* Somebody has asked for information since it opened, which was before the base's did. */
static bool is_kept_question(const weighing *w, const pair *p)
{
    return is_kind(w, "slower") && is_opened_sooner(p) && p->of_head->is_asked && !p->now->has_due;
}

/* Released or rejected in both, and at rest since in the base alone, where it then opened anew. */
static bool is_kept_decision(const weighing *w, const pair *p)
{
    const bool may_hold_longer = is_other_when(p) || is_other_place(p) || reads(p, "workflow.");
    const bool is_closed = p->now->status == RH_RELEASED || p->now->status == RH_REJECTED;
    return is_kind(w, "entry") && is_closed && may_hold_longer && p->of_head->closed > 0 &&
           p->of_base->closed >= p->of_head->closed && p->of_base->opened >= p->of_head->closed && !p->of_base->is_again;
}

/* The one who approves has opened it in the base, and in the head somebody else had, or nobody. */
static bool is_other_requester(const weighing *w, const pair *p)
{
    const rh_record *b = p->of_base->decided, *h = p->of_head->decided;
    return is_kind(w, "entry") && is_opened_sooner(p) && p->old->risk == RH_RISK_HOLD && b != NULL && h != NULL &&
           b->kind == RH_REC_UNAUTHORISED_DECISION && h->kind == RH_REC_RELEASED;
}

/* Reopened in the base by a field that the head's condition does not read; there it stays as it was decided, and may
 * reopen later. */
static bool is_read_less(const weighing *w, const pair *p)
{
    const bool is_later = is_kind(w, "slower") && p->of_head->is_again && p->of_head->opened > p->of_base->opened;
    const bool is_not = is_kind(w, "entry") && p->now->status != RH_IDLE;
    return is_other_when(p) && p->of_base->is_again && (is_later || is_not);
}

static bool is_asked_again(const weighing *w, const pair *p)
{
    return is_kind(w, "rejected") && p->of_head->is_again && p->of_head->opened >= p->of_head->closed &&
           (is_other_when(p) || is_other_place(p) || reads(p, "workflow."));
}

/* The base's condition does not hold, and the head's ended, too, by what could clear it; it may have opened anew in the
 * same step. */
static bool is_turned_later(const weighing *w, const pair *p)
{
    const bool is_closed = (is_kind(w, "entry") || is_kind(w, "rejected")) && p->now->status == RH_IDLE && !p->holds;
    const bool is_anew = is_kind(w, "slower") && p->of_head->opened == w->n && !p->of_head->is_again;
    return !p->held && (is_closed || is_anew) && (is_other_when(p) || is_other_place(p) || reads(p, "workflow."));
}

/* Journeys stand still while it is open, and wait by the clock of the tier that it has gone to. */
static bool is_stopping(const weighing *w, const pair *p)
{
    const rh_tier *old = tier_of(w->base.reg, p->base), *now = tier_of(w->head.reg, p->head);
    return is_kind(w, "slower") && p->head->sla > p->base->sla && !old->stops && now->stops;
}

/* It goes by the first clock that ends, and an entry that is open in both has run through its clocks in the head alone. */
static bool is_run_out(const weighing *w, const pair *p)
{
    bool has_run_out = is_opened_sooner(p);
    for (uint32_t b = 0; b < w->base.reg->n_entries; b++) {
        const uint32_t h = rh_register_entry(w->head.reg, w->base.reg->entries[b].id);
        const rh_entry_status *old = &w->base.now->entries[b];
        has_run_out |= h != RH_NONE && old->status == RH_OPEN && old->has_due && !w->head.now->entries[h].has_due;
    }
    return is_kind(w, "entry") && !p->holds && has_run_out && reads(p, "workflow.earliest_due");
}

/* It has waited, and the base allows it now, be it in one of the rounds. */
static bool is_held_then_run(const weighing *w, const pair *p)
{
    return is_kind(w, "ran") && (w->base.allowed[p->action] || w->base.now->verdicts[p->action] == RH_ALLOW);
}

static bool reads_did(const rh_source *source)
{
    return source->text.ptr != NULL && rh_str_find(source->text, RH_STR("workflow.did")) != SIZE_MAX;
}

/* Something ran later than in the base, and with that the state was another meanwhile, or what is weaker goes by what
 * was done. */
static bool is_held_back(const weighing *w, const pair *p)
{
    const rh_register *reg = w->head.reg;
    bool is = p->base != NULL && reads_did(&p->head->when);
    if (p->base == NULL && p->action != RH_NONE) {
        const rh_action *a = &w->base.reg->actions[p->action];
        is |= reads_did(&a->automatic) || reads_did(&a->release);
    }
    for (size_t i = 0; is_kind(w, "alert") && i < rh_register_alerts(reg); i++)
        is |= reads_did(&reg->monitors->alerts[i].when);
    return w->is_late && (is || w->was_elsewhere);
}

typedef enum accepted_of { OF_EVENT, OF_ENTRY, OF_ACTION, OF_ANYTHING } accepted_of;

static const struct {
    const char *name;
    accepted_of of;
    bool (*holds)(const weighing *w, const pair *p);
} mechanisms[] = {
#define X(name, of, holds, why) {#name, OF_##of, holds},
#include "tests/random/accepted.def"
#undef X
};
const weaker_accepted weaker_accepts[] = {
#define X(name, of, holds, why) {#name, why},
#include "tests/random/accepted.def"
#undef X
};
const size_t weaker_n_accepts = sizeof weaker_accepts / sizeof *weaker_accepts;

static pair pair_of(const weighing *w, uint32_t e)
{
    const uint32_t h = rh_register_entry(w->head.reg, w->base.reg->entries[e].id);
    return (pair){.base = &w->base.reg->entries[e],        .head = &w->head.reg->entries[h],
                  .old = &w->base.now->entries[e],         .now = &w->head.now->entries[h],
                  .of_base = &w->base.entries[e],          .of_head = &w->head.entries[h],
                  .held = w->base.now->holds[e],           .holds = w->head.now->holds[h]};
}

static const char *accepted(const weighing *w, uint32_t entry, uint32_t action)
{
    pair p = entry != RH_NONE ? pair_of(w, entry) : (pair){.base = NULL};
    p.action = action;
    const accepted_of of = entry != RH_NONE ? OF_ENTRY : action != RH_NONE ? OF_ACTION : OF_ANYTHING;
    for (size_t i = 0; i < weaker_n_accepts; i++)
        if ((mechanisms[i].of == of || mechanisms[i].of == OF_ANYTHING) && mechanisms[i].holds(w, &p))
            return mechanisms[i].name;
    return NULL;
}

/* Why the event at hand is no comparison; NULL: it is one. */
static const char *to_leave(const weighing *w)
{
    for (uint32_t h = 0; h < w->head.reg->n_entries; h++) {
        const rh_record *r = w->head.entries[h].decided;
        const uint32_t b = rh_register_entry(w->base.reg, w->head.reg->entries[h].id);
        if (r != NULL && is_decision(r) && r->event != NULL && (b == RH_NONE || w->base.entries[b].decided == NULL))
            return "asked_alone";
    }
    return w->base.counted && !w->head.counted ? "edits" : NULL;
}

/* ---- from beginning to end ---- */

static void note_late(weighing *w)
{
    for (uint32_t a = 0; a < w->base.reg->n_actions; a++) {
        const uint32_t now = rh_register_action(w->head.reg, w->base.reg->actions[a].id);
        w->is_late |= w->base.did[a] && (now == RH_NONE || !w->head.did[now]);
    }
    w->was_elsewhere |= w->is_late && !rh_str_eq(w->base.now->state, w->head.now->state);
}

static weaker_result weigh(weighing *w)
{
    uint32_t entry, action;
    w->out->is_same = false;
    for (const moment *key; (key = next_key(w)) != NULL;) {
        w->n++;
        w->out->event = key->event;
        w->out->at = key->at;
        move_to(&w->head, key, w->n);
        move_to(&w->base, key, w->n);
        if (w->base.now == NULL || w->head.now == NULL) continue;
        w->out->name = to_leave(w);
        if (w->out->name != NULL) return WEAKER_LEAVE;
        note_late(w);
        if (has_run(w, &action)) w->out->name = accepted(w, RH_NONE, action); /* with which the state may be another */
        if (w->out->name == NULL && !is_weaker(w, &entry, &action)) continue;
        if (w->out->name == NULL) w->out->name = accepted(w, entry, action);
        return w->out->name != NULL ? WEAKER_ACCEPTED : WEAKER_FOUND;
    }
    return WEAKER_NOT;
}

static rh_str text_of(const side *s)
{
    rh_buf out;
    rh_buf_init(&out, s->scratch, (size_t)1 << 28);
    for (size_t i = 0; i < s->n_records; i++) rh_record_put(&out, RH_STR("J"), s->records[i]);
    if (out.failed) die("no memory");
    return rh_buf_str(&out);
}

weaker_result random_weaker(weaker *out, const weaker_side *base, const weaker_side *head, const rh_event *events,
                            size_t n_events, rh_instant as_of, rh_arena *scratch)
{
    weighing *w = RH_NEW(scratch, weighing);
    if (w == NULL) die("no memory");
    *w = (weighing){.out = out};
    w->base = w->head = (side){.scratch = scratch, .events = events, .n_events = n_events};
    *out = (weaker){0};
    play(&w->base, base, as_of);
    play(&w->head, head, as_of);
    weaker_result result = WEAKER_OVER;
    if (!rh_run_oscillated(w->base.run, 0) && !rh_run_oscillated(w->head.run, 0)) result = weigh(w);
    if (result == WEAKER_NOT) out->is_same = rh_str_eq(text_of(&w->base), text_of(&w->head));
    return result;
}
