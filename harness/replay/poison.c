/* Replays with garbage in place of what was known later. */
#include "harness/replay/poison.h"

#include "engine/base/map.h"
#include "engine/judge/garbage.h"
#include "harness/replay/timeline.h"
#include "harness/system/memory.h"

enum { TEXT_BYTES = 1 << 16, HOWS = 2 };

/* The newest event of each source: a snapshot from there was not made before it. */
typedef struct sources {
    rh_map index;
    RH_VEC(rh_instant) newest;
} sources;

typedef struct poisoning {
    const rh_replay *replay;
    rh_poison *out;
    sources sources;
} poisoning;

/* What a journey comes to. Lives in the fold's arena. */
typedef struct result {
    uint64_t journeys, verdicts, replays, suspects;
    RH_VEC(rh_leak) leaks;
} result;

/* One journey at work. */
typedef struct bench {
    const poisoning *p;
    rh_run *run;
    const rh_register *reg;
    rh_journey journey; /* as it was, up to as_of */
    rh_timeline plain;
    rh_arena *keep, *scratch;
    result *out;
} bench;

/* ---- sources ---- */

static bool note_source(sources *s, rh_arena *arena, const rh_event *event)
{
    const uint32_t at = rh_map_get(&s->index, event->source);
    if (at != RH_MAP_NONE) {
        if (rh_instant_before(s->newest.at[at], event->knowntime)) s->newest.at[at] = event->knowntime;
        return true;
    }
    const rh_str name = rh_arena_str(arena, event->source);
    return name.ptr != NULL && rh_map_set(&s->index, arena, name, (uint32_t)s->newest.n) &&
           RH_PUSH(arena, &s->newest, event->knowntime);
}

static size_t events_by(const rh_journey *journey, rh_instant as_of)
{
    size_t n = 0;
    while (n < journey->n_events && !rh_instant_before(as_of, journey->events[n].knowntime)) n++;
    return n;
}

static rh_code read_sources(poisoning *p, rh_err *err)
{
    const rh_history *history = p->replay->history;
    rh_arena scratch;
    rh_code code = RH_OK;
    rh_arena_init(&scratch, rh_memory_host(), 0);
    for (size_t i = 0; i < history->n_journeys && code == RH_OK; i++) {
        rh_journey journey;
        rh_arena_reset(&scratch);
        code = history->load(history->ctx, 0, i, &scratch, &journey, err);
        const size_t n = code == RH_OK ? events_by(&journey, p->replay->as_of) : 0;
        for (size_t e = 0; e < n && code == RH_OK; e++)
            if (!note_source(&p->sources, &p->out->arena, &journey.events[e])) code = rh_err_nomem(err);
    }
    rh_arena_dispose(&scratch);
    return code;
}

/* When the facts of an event were known at the earliest. */
static rh_instant known(const poisoning *p, const rh_event *event)
{
    if (!event->is_snapshot) return event->knowntime;
    const uint32_t at = rh_map_get(&p->sources.index, event->source);
    return at == RH_MAP_NONE ? event->knowntime : p->sources.newest.at[at];
}

static bool is_suspect(const bench *b, size_t i)
{
    const rh_event *event = &b->journey.events[i];
    return rh_instant_before(event->knowntime, known(b->p, event));
}

/* ---- poisoned replays ---- */

/* Which events are poisoned, how, and which fact of them alone. */
typedef struct dose {
    const rh_event *since; /* those from this one on, in the order in which they were known; NULL: every one */
    bool only_suspects;
    size_t suspect; /* with only_suspects: this one alone; SIZE_MAX: all */
    rh_garbage how;
    const rh_fact *only; /* NULL: all */
} dose;

static bool is_meant(const bench *b, const dose *given, size_t i)
{
    if (given->since != NULL && rh_event_cmp(&b->journey.events[i], given->since) < 0) return false;
    return !given->only_suspects || ((given->suspect == SIZE_MAX || given->suspect == i) && is_suspect(b, i));
}

static rh_code replay_poisoned(rh_timeline *out, bench *b, const dose *given, rh_err *err)
{
    rh_event *events = RH_NEW_N(b->scratch, b->journey.n_events, rh_event);
    rh_journey journey = b->journey;
    rh_code code = events != NULL ? RH_OK : rh_err_nomem(err);
    for (size_t i = 0; i < journey.n_events && code == RH_OK; i++) {
        events[i] = journey.events[i];
        if (is_meant(b, given, i))
            code = rh_event_poison(&events[i], b->scratch, b->reg, &journey.events[i], given->how, given->only, err);
    }
    journey.events = events;
    b->out->replays++;
    if (code == RH_OK) code = rh_replay_journey(b->run, &journey, b->p->replay->as_of, err);
    return code == RH_OK ? rh_timeline_read(out, b->scratch, b->run, 0, &journey, err) : code;
}

static rh_str event_name(const bench *b, size_t i)
{
    rh_buf name;
    rh_buf_init(&name, b->keep, TEXT_BYTES);
    rh_buf_put(&name, b->journey.events[i].source);
    rh_buf_byte(&name, ' ');
    rh_buf_put(&name, b->journey.events[i].id);
    return rh_buf_str(&name);
}

static bool copy_texts(rh_leak *leak, rh_arena *arena)
{
    rh_str *const texts[] = {&leak->journey, &leak->action, &leak->was, &leak->became, &leak->event, &leak->facts};
    for (size_t i = 0; i < sizeof texts / sizeof *texts; i++) *texts[i] = rh_arena_str(arena, *texts[i]);
    return !rh_arena_failed(arena);
}

static rh_code add_leak(bench *b, const rh_leak *found, rh_err *err)
{
    rh_leak kept = *found;
    kept.journey = b->journey.id;
    return copy_texts(&kept, b->keep) && RH_PUSH(b->keep, &b->out->leaks, kept) ? RH_OK : rh_err_nomem(err);
}

/* ---- later ---- */

static const rh_said *observed_in(const rh_timeline *line, size_t k)
{
    for (size_t i = 0; i < line->n; i++)
        if (line->at[i].event == k && line->at[i].kind == RH_REC_OBSERVED) return &line->at[i];
    return NULL;
}

/* The first record before event k, or the verdict at it, in which the two differ; false: none. */
static bool differ_before(const rh_said *out[2], const bench *b, const rh_timeline *poisoned, size_t k)
{
    const size_t n = rh_timeline_before(&b->plain, &b->journey, k);
    const size_t m = rh_timeline_before(poisoned, &b->journey, k);
    for (size_t i = 0; i < n || i < m; i++) {
        out[0] = i < n ? &b->plain.at[i] : NULL;
        out[1] = i < m ? &poisoned->at[i] : NULL;
        if (out[0] == NULL || out[1] == NULL || !rh_str_eq(out[0]->line, out[1]->line)) return true;
    }
    out[0] = observed_in(&b->plain, k);
    out[1] = observed_in(poisoned, k);
    return out[0] != NULL && out[1] != NULL && rh_str_eq(out[0]->action, out[1]->action) &&
           !rh_str_eq(out[0]->line, out[1]->line);
}

static rh_code hold_against_later(bench *b, size_t k, rh_err *err)
{
    const rh_said *pair[2];
    bool differs = false;
    rh_code code = RH_OK;
    b->out->verdicts++;
    for (int how = 0; how < HOWS && code == RH_OK && !differs; how++) {
        rh_timeline poisoned;
        code = replay_poisoned(&poisoned, b, &(dose){.since = &b->journey.events[k], .how = (rh_garbage)how}, err);
        differs = code == RH_OK && differ_before(pair, b, &poisoned, k);
    }
    if (code != RH_OK || !differs) return code;
    const rh_said *said = pair[0] != NULL ? pair[0] : pair[1];
    const rh_leak found = {.kind = RH_LEAK_LATER,
                           .action = said->action.ptr != NULL ? said->action
                                                              : rh_str_of(rh_record_kind_name(said->kind)),
                           .at = said->at,
                           .was = pair[0] != NULL ? pair[0]->line : rh_str_null(),
                           .became = pair[1] != NULL ? pair[1]->line : rh_str_null(),
                           .event = event_name(b, k)};
    return add_leak(b, &found, err);
}

static rh_code poison_later(bench *b, rh_err *err)
{
    rh_code code = RH_OK;
    for (size_t k = 0; k < b->journey.n_events && code == RH_OK; k++) {
        const rh_arena_mark mark = rh_arena_begin(b->scratch);
        if (observed_in(&b->plain, k) != NULL) code = hold_against_later(b, k, err);
        rh_arena_end(b->scratch, mark);
    }
    return code;
}

/* ---- snapshots ---- */

/* Until when verdicts are held against a suspect's garbage. */
static rh_instant last_known(const bench *b)
{
    rh_instant end = RH_INSTANT_MIN;
    for (size_t i = 0; i < b->journey.n_events; i++) {
        const rh_instant t = known(b->p, &b->journey.events[i]);
        if (is_suspect(b, i) && rh_instant_before(end, t)) end = t;
    }
    return end;
}

/* An action whose verdict moves, and the facts found so far that alone move it. */
typedef struct moved {
    rh_leak leak;
    rh_buf facts;
} moved;
typedef RH_VEC(moved) moved_list;

static bool add_moved(moved_list *list, bench *b, rh_str action, const rh_said pair[2])
{
    moved m = {.leak = {.kind = RH_LEAK_SNAPSHOT, .action = action, .at = pair[0].at}};
    m.leak.was = pair[0].verdict.ptr != NULL ? pair[0].verdict : RH_STR("nothing");
    m.leak.became = pair[1].verdict.ptr != NULL ? pair[1].verdict : RH_STR("nothing");
    rh_buf_init(&m.facts, b->scratch, TEXT_BYTES);
    return RH_PUSH(b->scratch, list, m);
}

/* The actions that move when the facts of all suspects are garbage, or gone. */
static rh_code find_moved(moved_list *list, bench *b, rh_instant end, rh_err *err)
{
    rh_timeline poisoned[HOWS];
    rh_code code = RH_OK;
    for (int how = 0; how < HOWS && code == RH_OK; how++)
        code = replay_poisoned(&poisoned[how], b, &(dose){NULL, true, SIZE_MAX, (rh_garbage)how, NULL}, err);
    for (size_t a = 0; a < b->reg->n_actions && code == RH_OK; a++) {
        const rh_str action = b->reg->actions[a].id;
        rh_said pair[2];
        bool moves = false;
        for (int how = 0; how < HOWS && !moves; how++)
            moves = rh_timeline_differ(pair, &b->plain, &poisoned[how], action, end);
        if (moves && !add_moved(list, b, action, pair)) code = rh_err_nomem(err);
    }
    return code;
}

static void put_fact(rh_buf *facts, const rh_fact *fact)
{
    if (facts->len > 0) rh_buf_put(facts, RH_STR(", "));
    if (fact->space.ptr != NULL) rh_buf_put(facts, fact->space), rh_buf_byte(facts, '.');
    rh_buf_put(facts, fact->field);
}

/* Tries one fact of suspect i alone; it is named with every action that it moves. */
static rh_code try_fact(moved_list *list, bool *hit, bench *b, size_t i, const rh_fact *fact, rh_instant end,
                        rh_err *err)
{
    rh_timeline poisoned[HOWS];
    for (int how = 0; how < HOWS; how++) {
        const rh_code code = replay_poisoned(&poisoned[how], b, &(dose){NULL, true, i, (rh_garbage)how, fact}, err);
        if (code != RH_OK) return code;
    }
    for (size_t m = 0; m < list->n; m++) {
        rh_said pair[2];
        const rh_str action = list->at[m].leak.action;
        if (!rh_timeline_differ(pair, &b->plain, &poisoned[0], action, end) &&
            !rh_timeline_differ(pair, &b->plain, &poisoned[1], action, end))
            continue;
        hit[m] = true;
        put_fact(&list->at[m].facts, fact);
    }
    return RH_OK;
}

/* Names suspect i as what those actions rest on that one of its facts moves and that no suspect before it has moved. */
static rh_code try_suspect(moved_list *list, bench *b, size_t i, rh_instant end, rh_err *err)
{
    const rh_fact *facts;
    size_t n;
    bool *hit = RH_NEW_N(b->scratch, list->n, bool);
    rh_code code = rh_event_facts(&facts, &n, b->scratch, &b->journey.events[i], err);
    if (hit == NULL) return rh_err_nomem(err);
    for (size_t f = 0; f < n && code == RH_OK; f++) code = try_fact(list, hit, b, i, &facts[f], end, err);
    for (size_t m = 0; m < list->n && code == RH_OK; m++) {
        rh_leak *found = &list->at[m].leak;
        if (found->event.ptr != NULL || !hit[m]) continue;
        found->event = event_name(b, i);
        found->known = known(b->p, &b->journey.events[i]);
    }
    return code;
}

/* Facts that only together move an action leave it without names: then all suspects are meant. */
static rh_code add_leaks(moved_list *list, bench *b, rh_instant end, rh_err *err)
{
    rh_code code = RH_OK;
    for (size_t m = 0; m < list->n && code == RH_OK; m++) {
        moved *found = &list->at[m];
        if (found->leak.event.ptr == NULL) found->leak.known = end;
        if (found->facts.len > 0) found->leak.facts = rh_buf_str(&found->facts);
        code = found->facts.failed ? rh_err_nomem(err) : add_leak(b, &found->leak, err);
    }
    return code;
}

static rh_code poison_snapshots(bench *b, rh_err *err)
{
    moved_list list = {0};
    for (size_t i = 0; i < b->journey.n_events; i++) b->out->suspects += is_suspect(b, i);
    if (b->out->suspects == 0) return RH_OK;
    const rh_instant end = last_known(b);
    rh_code code = find_moved(&list, b, end, err);
    for (size_t i = 0; i < b->journey.n_events && list.n > 0 && code == RH_OK; i++)
        if (is_suspect(b, i)) code = try_suspect(&list, b, i, end, err);
    return code == RH_OK ? add_leaks(&list, b, end, err) : code;
}

/* ---- all of it ---- */

static rh_code work(bench *b, rh_err *err)
{
    rh_code code = rh_timeline_read(&b->plain, b->scratch, b->run, 0, &b->journey, err);
    if (code == RH_OK) code = poison_later(b, err);
    return code == RH_OK ? poison_snapshots(b, err) : code;
}

/* The run has the plain journey's records until it is used for the poisoned ones. */
static rh_code judge(void *ctx, rh_run *run, const rh_journey *journey, rh_arena *keep, void **out, rh_err *err)
{
    const poisoning *p = ctx;
    rh_arena scratch;
    result *r = RH_NEW(keep, result);
    if (r == NULL) return rh_err_nomem(err);
    *out = r;
    rh_arena_init(&scratch, rh_memory_host(), 0);
    bench b = {.p = p, .run = run, .journey = *journey, .keep = keep, .scratch = &scratch, .out = r};
    b.reg = rh_program_register(p->replay->program, 0);
    b.journey.n_events = events_by(journey, p->replay->as_of);
    r->journeys = b.journey.n_events > 0;
    const rh_code code = work(&b, err);
    rh_arena_dispose(&scratch);
    return code;
}

static rh_code keep_leak(rh_poison *into, const rh_leak *from, rh_err *err)
{
    rh_leak copy = *from;
    return copy_texts(&copy, &into->arena) && RH_PUSH(&into->arena, &into->leaks, copy) ? RH_OK : rh_err_nomem(err);
}

static rh_code fold(void *ctx, size_t index, void *from, rh_err *err)
{
    (void)index;
    rh_poison *into = ((poisoning *)ctx)->out;
    const result *r = from;
    into->journeys += r->journeys;
    into->verdicts += r->verdicts;
    into->replays += r->replays;
    into->suspects += r->suspects;
    into->n_leaks += r->leaks.n;
    rh_code code = RH_OK;
    for (size_t i = 0; i < r->leaks.n && code == RH_OK && into->leaks.n < RH_POISON_LEAKS; i++)
        code = keep_leak(into, &r->leaks.at[i], err);
    return code;
}

rh_code rh_poison_run(rh_poison *out, rh_host_memory host, const rh_replay *replay, rh_err *err)
{
    *out = (rh_poison){0};
    rh_arena_init(&out->arena, host, 0);
    poisoning p = {.replay = replay, .out = out};
    rh_code code = read_sources(&p, err);
    if (code != RH_OK) return code;
    rh_replay poisoned = *replay;
    poisoned.judge = judge;
    poisoned.fold = fold;
    poisoned.ctx = &p;
    return rh_replay_run(&poisoned, err);
}

void rh_poison_dispose(rh_poison *poison)
{
    rh_arena_dispose(&poison->arena);
}
