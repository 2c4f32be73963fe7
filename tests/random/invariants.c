/* The invariants, one pair at a time. */
#include "tests/random/invariants.h"

#include "engine/judge/invariant.h"
#include "harness/replay/replay.h"
#include "harness/system/memory.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { MOST_ENTRIES = 16, MOST_ACTIONS = 16, N_PREFIXES = 2 };

typedef struct situation {
    bool is_first; /* nothing was before it */
    rh_entry_status entries[MOST_ENTRIES];
    rh_verdict verdicts[MOST_ACTIONS];
    bool by_default[MOST_ACTIONS]; /* for no other reason */
} situation;

typedef struct trial {
    const rh_program *program;
    const rh_register *reg;
    const random_log *log;
    rh_arena scratch;
    situation before; /* the step at hand */
    invariants_failure *failure;
    invariants_tally *tally;
} trial;

/* Keeps the first failure. */
__attribute__((format(printf, 3, 4))) static void fail(trial *t, const char *invariant, const char *format, ...)
{
    if (t->failure->invariant != NULL) return;
    va_list args;
    va_start(args, format);
    vsnprintf(t->failure->says, sizeof t->failure->says, format, args);
    va_end(args);
    t->failure->invariant = invariant;
}

static void die(const char *what)
{
    fprintf(stderr, "invariants: %s\n", what);
    exit(70);
}

static bool holds(const trial *t)
{
    return t->failure->invariant == NULL;
}

/* ---- at the end of each step ---- */

static random_trait trait_of(const trial *t, const rh_event *event)
{
    for (size_t i = 0; i < t->log->n; i++)
        if (rh_str_eq(t->log->events[i].event.id, event->id)) return t->log->events[i].trait;
    return RANDOM_PLAIN;
}

static bool wrote(const rh_record *const *records, size_t n, rh_record_kind kind, rh_str entry)
{
    for (size_t i = 0; i < n; i++)
        if (records[i]->kind == kind && (entry.ptr == NULL || rh_str_eq(records[i]->item.entry, entry))) return true;
    return false;
}

static bool clears_by_itself(const rh_entry *entry, rh_risk risk)
{
    return entry->has_clears ? entry->clears == RH_CLEARS_DATA : risk <= RH_RISK_MEDIUM;
}

/* What a timer may do to an entry: open and reopen it, clear one that clears with the data, let it lapse with the
 * state. */
static void check_timer(trial *t, const situation *now, const rh_record *const *records, size_t n)
{
    for (size_t e = 0; e < t->reg->n_entries; e++) {
        const rh_entry *entry = &t->reg->entries[e];
        const rh_status was = t->before.entries[e].status, is = now->entries[e].status;
        const bool decided = is != was && (is == RH_RELEASED || is == RH_REJECTED);
        const bool by_itself = clears_by_itself(entry, t->before.entries[e].risk);
        const bool moved = wrote(records, n, RH_REC_STATE, rh_str_null());
        const bool lapsed = moved && wrote(records, n, RH_REC_LAPSED, entry->id);
        if (decided) fail(t, "timeout", "a timer decided %.*s", RH_ARG(entry->id));
        if (wrote(records, n, RH_REC_CLEARED, entry->id) && !by_itself)
            fail(t, "timeout", "a timer cleared %.*s", RH_ARG(entry->id));
        if (is == RH_IDLE && ((was == RH_OPEN && !by_itself && !lapsed) || (was == RH_REJECTED && !by_itself)))
            fail(t, "timeout", "a timer ended %.*s", RH_ARG(entry->id));
    }
    t->tally->timers++;
}

/* A field that changed reopens a rejected entry, whoever changed it (ruling 67): its block becomes what the entry asks
 * for. */
static bool is_asked_again(const trial *t, const situation *now)
{
    for (size_t e = 0; e < t->reg->n_entries; e++)
        if (t->before.entries[e].status == RH_REJECTED && now->entries[e].status == RH_OPEN) return true;
    return false;
}

/* Where the state moved, even there and back, other entries were in their windows. */
static void check_suggestion(trial *t, const situation *now, const rh_record *const *records, size_t n)
{
    t->tally->suggestions++;
    if (t->before.is_first || wrote(records, n, RH_REC_STATE, rh_str_null()) || is_asked_again(t, now)) return;
    for (size_t a = 0; a < t->reg->n_actions; a++)
        if (now->verdicts[a] < t->before.verdicts[a] && !t->before.by_default[a])
            fail(t, "ai", "a suggestion lowered %.*s from %s to %s", RH_ARG(t->reg->actions[a].id),
                 rh_verdict_name(t->before.verdicts[a]), rh_verdict_name(now->verdicts[a]));
}

static bool lists(const rh_register *reg, uint32_t listed, uint32_t action)
{
    if (listed == action) return true;
    for (size_t i = 0; i < reg->actions[action].n_family; i++)
        if (reg->actions[action].family[i] == listed) return true;
    return false;
}

static rh_verdict asked_for(const trial *t, const situation *now, uint32_t action)
{
    rh_verdict most = RH_ALLOW;
    for (size_t e = 0; e < t->reg->n_entries; e++) {
        const rh_entry *entry = &t->reg->entries[e];
        const rh_status status = now->entries[e].status;
        if (status != RH_OPEN && status != RH_REJECTED) continue;
        for (size_t i = 0; i < entry->n_effects; i++) {
            const rh_verdict level = status == RH_REJECTED ? RH_BLOCK : entry->effects[i].level;
            if (lists(t->reg, entry->effects[i].action, action) && level > most) most = level;
        }
        for (size_t i = 0; status == RH_OPEN && i < t->reg->n_tiers; i++)
            if (t->reg->tiers[i].tier == entry->sla && t->reg->tiers[i].stops && t->reg->actions[action].is_pausable &&
                most < RH_HOLD)
                most = RH_HOLD;
    }
    return most;
}

static void check_verdicts(trial *t, const situation *now)
{
    for (uint32_t a = 0; a < t->reg->n_actions; a++)
        if (now->verdicts[a] < asked_for(t, now, a))
            fail(t, "most", "%.*s is %s though an open entry asks for more", RH_ARG(t->reg->actions[a].id),
                 rh_verdict_name(now->verdicts[a]));
}

static situation look(const trial *t, const rh_view *view)
{
    situation now = {.is_first = false};
    for (uint32_t e = 0; e < t->reg->n_entries; e++) now.entries[e] = rh_view_entry(view, e);
    for (uint32_t a = 0; a < t->reg->n_actions; a++) {
        rh_strs because;
        now.verdicts[a] = rh_view_verdict(view, a, &because);
        now.by_default[a] = because.n == 1 && rh_str_eq(because.at[0], RH_STR("default"));
    }
    return now;
}

static void at_step(void *ctx, const rh_view *view, const rh_event *event)
{
    trial *t = ctx;
    size_t n;
    const rh_record *const *records = rh_view_records(view, &n);
    const situation now = look(t, view);
    if (wrote(records, n, RH_REC_ERROR, rh_str_null())) return; /* the rounds did not end: nothing is settled */
    if (event == NULL) check_timer(t, &now, records, n);
    else if (trait_of(t, event) == RANDOM_SUGGESTION) check_suggestion(t, &now, records, n);
    check_verdicts(t, &now);
    t->before = now;
}

/* ---- of the records ---- */

static bool has_rights(const rh_register *reg, const rh_record *r, rh_str entry)
{
    const uint32_t e = rh_register_entry(reg, entry), role = rh_register_role(reg, r->event->actorrole);
    if (role == RH_NONE || !rh_str_eq(r->event->actorkind, RH_STR("human"))) return false;
    const rh_entry *row = &reg->entries[e];
    return role == row->primary || role == row->backup || role == row->escalation || reg->roles[role].may_override;
}

static void check_rights(trial *t, const rh_record *r)
{
    const bool is_item = r->kind == RH_REC_APPROVED || r->kind == RH_REC_RELEASED || r->kind == RH_REC_REJECTED ||
                         r->kind == RH_REC_INFO_REQUESTED;
    if (!is_item && r->kind != RH_REC_ESCALATED) return;
    const rh_str entry = is_item ? r->item.entry : r->moved.entry;
    if (r->event == NULL) fail(t, "timeout", "a timer decided %.*s", RH_ARG(entry));
    else if (!has_rights(t->reg, r, entry)) fail(t, "role", "record %u is of nobody with rights", r->n);
}

static void check_order(trial *t, const rh_record *const *records, size_t i)
{
    const rh_record *r = records[i], *last = i > 0 ? records[i - 1] : NULL;
    if (r->n != i + 1) fail(t, "order", "record %zu is numbered %u", i + 1, r->n);
    if (last == NULL) return;
    if (rh_instant_before(r->at, last->at) || r->step < last->step)
        fail(t, "order", "record %u goes back in time", r->n);
    if (r->step == last->step && rh_instant_before(last->at, r->at))
        fail(t, "order", "record %u has an instant of its own in its step", r->n);
    if (r->kind == RH_REC_OBSERVED && r->step == last->step)
        fail(t, "order", "record %u was observed after other records of its step", r->n);
    if (last->kind == RH_REC_ERROR) fail(t, "order", "record %u follows the journey's error", r->n);
}

typedef struct story { /* of one action */
    unsigned n_proposed, n_did, n_final;
    rh_verdict verdict;
} story;

static void check_told(trial *t, story *s, const rh_record *r)
{
    switch ((int)r->kind) {
    case RH_REC_VERDICT:
        if (r->verdict.from != s->verdict) fail(t, "told", "record %u begins at another verdict", r->n);
        s->verdict = r->verdict.to;
        return;
    case RH_REC_OBSERVED:
        if (r->observed.verdict != s->verdict) fail(t, "told", "record %u tells another verdict", r->n);
        return;
    case RH_REC_PROPOSED: s->n_proposed++; break;
    case RH_REC_DID: s->n_did++; break;
    case RH_REC_DRAFTED:
    case RH_REC_BLOCKED:
    case RH_REC_DROPPED: s->n_final++; break;
    default: break;
    }
    if (s->n_proposed > 1 || s->n_did + s->n_final > 1 || s->n_did + s->n_final > s->n_proposed)
        fail(t, "twice", "record %u: %u times proposed, %u times run", r->n, s->n_proposed, s->n_did);
}

static uint32_t action_of(const rh_register *reg, const rh_record *r)
{
    switch ((int)rh_record_group_of(r->kind)) {
    case RH_REC_GROUP_VERDICT: return rh_register_action(reg, r->verdict.action);
    case RH_REC_GROUP_OBSERVED: return rh_register_action(reg, r->observed.action);
    case RH_REC_GROUP_ACTION: return rh_register_action(reg, r->action.action);
    default: return RH_NONE;
    }
}

static void count(invariants_tally *tally, const rh_record *r)
{
    switch ((int)r->kind) {
    case RH_REC_OPENED:
        tally->opened++;
        tally->undecided += r->item.undecided;
        break;
    case RH_REC_CLEARED: tally->cleared++; break;
    case RH_REC_RELEASED: tally->released++; break;
    case RH_REC_REJECTED: tally->rejected++; break;
    case RH_REC_SLA_BREACHED: tally->breached++; break;
    case RH_REC_DID: tally->did++; break;
    case RH_REC_HELD: tally->held++; break;
    case RH_REC_ERROR: tally->oscillated++; break;
    default: break;
    }
    tally->records++;
}

static void check_records(trial *t, const rh_record *const *records, size_t n)
{
    story stories[MOST_ACTIONS];
    for (size_t a = 0; a < t->reg->n_actions; a++) stories[a] = (story){.verdict = RH_BLOCK};
    for (size_t i = 0; i < n; i++) {
        const uint32_t action = action_of(t->reg, records[i]);
        check_order(t, records, i);
        check_rights(t, records[i]);
        if (action != RH_NONE) check_told(t, &stories[action], records[i]);
        count(t->tally, records[i]);
    }
}

/* ---- runs ---- */

/* Replays the first n events. */
static void replay(trial *t, rh_run *run, const rh_event *events, size_t n)
{
    rh_err err;
    const rh_journey journey = {.id = RH_STR("J"), .events = events, .n_events = n};
    t->before = (situation){.is_first = true};
    for (size_t a = 0; a < t->reg->n_actions; a++) t->before.verdicts[a] = RH_BLOCK;
    if (rh_replay_journey(run, &journey, events[n - 1].knowntime, &err) != RH_OK) die(err.text);
}

static bool is_finding(const rh_record *r)
{
    return rh_record_group_of(r->kind) == RH_REC_GROUP_DECISION;
}

/* The text of a run's records; without findings on decisions: those of outsiders left out, and no numbers. */
static rh_str text_of(trial *t, rh_run *run, bool without_outsiders)
{
    rh_buf out;
    size_t n;
    const rh_record *const *records = rh_run_records(run, 0, &n);
    rh_buf_init(&out, &t->scratch, (size_t)1 << 28);
    for (size_t i = 0; i < n; i++) {
        rh_record r = *records[i];
        if (without_outsiders && is_finding(&r) && trait_of(t, r.event) == RANDOM_OUTSIDER) continue;
        if (without_outsiders) r.n = 0;
        rh_record_put(&out, RH_STR("J"), &r);
    }
    if (out.failed) die("no memory");
    return rh_buf_str(&out);
}

/* The line of a text that holds its nth byte. */
static rh_str line_at(rh_str text, size_t n)
{
    size_t from = n < text.len ? n : text.len, to = from;
    while (from > 0 && text.ptr[from - 1] != '\n') from--;
    while (to < text.len && text.ptr[to] != '\n') to++;
    return rh_str_slice(text, from, to);
}

/* Fails with the first line in which two texts differ. */
static void fail_at_difference(trial *t, const char *invariant, const char *what, rh_str found, rh_str whole)
{
    size_t n = 0;
    while (n < found.len && n < whole.len && found.ptr[n] == whole.ptr[n]) n++;
    fail(t, invariant, "%s\n  gives %.*s\n  not   %.*s", what, RH_ARG(line_at(found, n)), RH_ARG(line_at(whole, n)));
}

static rh_run *run_of(const trial *t, bool eager)
{
    rh_err err;
    rh_run *run;
    if (rh_run_new(&run, rh_memory_host(), t->program, &err) != RH_OK) die(err.text);
    rh_run_set_eager(run, eager);
    return run;
}

static void check_prefix(trial *t, rh_run *run, const rh_event *events, size_t n, rh_str whole)
{
    replay(t, run, events, n);
    const rh_str some = text_of(t, run, false);
    t->tally->prefixes++;
    if (!rh_str_starts(whole, some)) fail_at_difference(t, "prefix", "a beginning of the log", some, whole);
}

/* Every decision of an outsider becomes a note, which says nothing: nothing else may change. */
static void check_outsiders(trial *t, rh_run *run, rh_event *events, rh_str whole)
{
    for (size_t i = 0; i < t->log->n; i++) {
        if (t->log->events[i].trait != RANDOM_OUTSIDER) continue;
        events[i].type = RH_STR("noted");
        events[i].data = rh_map_value(NULL, 0);
        t->tally->outsiders++;
    }
    replay(t, run, events, t->log->n);
    const rh_str found = text_of(t, run, true);
    if (!rh_str_eq(found, whole))
        fail_at_difference(t, "role", "the log without the decisions of outsiders", found, whole);
}

static bool moved(const rh_record *const *records, size_t n, uint32_t step)
{
    for (size_t i = 0; i < n; i++)
        if (records[i]->step == step && records[i]->kind == RH_REC_STATE) return true;
    return false;
}

/* A guard may read what the AI says, and with another state other entries are in their windows: then it is the register
 * that lets the AI lower a verdict, and the judge says so rightly. */
static void check_own(trial *t, rh_run *run)
{
    rh_err err;
    size_t n, n_breaks;
    const rh_break *breaks;
    const rh_record *const *records = rh_run_records(run, 0, &n);
    const rh_course course = {.records = records, .n = n, .reg = t->reg};
    if (rh_invariants_find(&breaks, &n_breaks, &t->scratch, &course, &err) != RH_OK) die(err.text);
    for (size_t i = 0; i < n_breaks; i++)
        if (breaks[i].invariant != RH_INVARIANT_AI_LOWERED || !moved(records, n, breaks[i].record->step))
            fail(t, "judge", "record %u: %s", breaks[i].record->n, rh_invariant_text(breaks[i].invariant));
}

static void check_whole(trial *t, rh_run *run, const rh_event *events, rh_str *whole, rh_str *inside)
{
    const rh_observer observer = {.ctx = t, .step = at_step};
    size_t n;
    rh_run_set_observer(run, &observer);
    replay(t, run, events, t->log->n);
    rh_run_set_observer(run, NULL);
    const rh_record *const *records = rh_run_records(run, 0, &n);
    check_records(t, records, n);
    check_own(t, run);
    *whole = text_of(t, run, false);
    *inside = text_of(t, run, true);
}

static void check_pair(trial *t, random_source *r)
{
    rh_run *run = run_of(t, false), *eager = run_of(t, true);
    rh_str whole, inside;
    rh_event *events = RH_NEW_N(&t->scratch, t->log->n, rh_event);
    if (events == NULL) die("no memory");
    for (size_t i = 0; i < t->log->n; i++) events[i] = t->log->events[i].event;
    check_whole(t, run, events, &whole, &inside);
    replay(t, eager, events, t->log->n);
    const rh_str found = text_of(t, eager, false);
    if (!rh_str_eq(found, whole)) fail_at_difference(t, "eager", "evaluating everything", found, whole);
    for (int i = 0; i < N_PREFIXES; i++)
        check_prefix(t, run, events, 1 + (size_t)random_below(r, t->log->n), whole);
    check_outsiders(t, run, events, inside);
    rh_run_dispose(eager);
    rh_run_dispose(run);
}

bool invariants_hold(invariants_failure *failure, invariants_tally *tally, const rh_program *program,
                     const random_log *log, random_source *r)
{
    trial t = {.program = program, .log = log, .failure = failure, .tally = tally};
    t.reg = rh_program_register(program, 0);
    if (t.reg->n_entries > MOST_ENTRIES || t.reg->n_actions > MOST_ACTIONS) die("no such tree is made");
    *failure = (invariants_failure){.invariant = NULL};
    rh_arena_init(&t.scratch, rh_memory_host(), 0);
    check_pair(&t, r);
    rh_arena_dispose(&t.scratch);
    tally->pairs++;
    tally->events += log->n;
    return holds(&t);
}
