/* One pass with the settings as lanes. */
#include "harness/sweep/sweep.h"

#include "engine/judge/agreement.h"
#include "engine/judge/item.h"
#include "engine/judge/rows.h"
#include "harness/replay/summary.h"

#include <stdlib.h>

enum { WEEK_S = 7 * 86400 };

bool rh_sweep_count(rh_sweep_weeks *weeks, rh_arena *keep, int64_t week, uint64_t n)
{
    size_t at = weeks->n;
    while (at > 0 && weeks->at[at - 1].week > week) at--;
    if (at > 0 && weeks->at[at - 1].week == week) {
        weeks->at[at - 1].n += n;
        return true;
    }
    if (!RH_PUSH(keep, weeks, (rh_sweep_week){week, n})) return false;
    for (size_t i = weeks->n - 1; i > at; i--) weeks->at[i] = weeks->at[i - 1];
    weeks->at[at] = (rh_sweep_week){week, n};
    return true;
}

static bool add_weeks(rh_sweep_weeks *into, rh_arena *keep, const rh_sweep_weeks *from)
{
    for (size_t i = 0; i < from->n; i++)
        if (!rh_sweep_count(into, keep, from->at[i].week, from->at[i].n)) return false;
    return true;
}

static int64_t week_of(rh_instant t)
{
    return t.s >= 0 ? t.s / WEEK_S : -((-t.s + WEEK_S - 1) / WEEK_S);
}

/* ---- one journey ---- */

typedef struct played {
    bool is_replayed;
    const uint32_t *group_of; /* by lane: lanes that had the same journey are one group */
    const rh_sweep_sums *groups;
    size_t n_groups;
    rh_sweep_weeks decided;
} played;

typedef struct sweeping {
    const rh_sweep_spec *spec;
    rh_arena *keep;
    rh_sweep_sums *lanes;
    rh_sweep out;
} sweeping;

/* A group: its first lane, and with which policy.follow_up_days it is judged as that is. */
typedef struct judged_as {
    size_t lane;
    int64_t days_from, days_to;
} judged_as;

typedef struct judging {
    const sweeping *s;
    rh_run *run;
    const rh_journey *journey;
    rh_arena *keep;
    RH_VEC(judged_as) of_group;
    RH_VEC(rh_sweep_sums) groups;
    played *out;
    rh_err *err;
} judging;

static rh_judged_counts *no_entry(void *ctx, uint32_t entry)
{
    (void)entry;
    return ctx;
}

static uint64_t count_openings(const rh_course *course)
{
    uint64_t n = 0;
    for (size_t i = 0; i < course->n; i++) n += rh_record_opens(course->records[i]);
    return n;
}

static rh_code count_items(rh_sweep_sums *sums, judging *j, const rh_course *course)
{
    const rh_item *items;
    size_t n;
    const rh_code code = rh_items_find(&items, &n, rh_run_arena(j->run), course, j->err);
    if (code != RH_OK) return code;
    sums->items = n;
    sums->openings = count_openings(course);
    for (size_t i = 0; i < n; i++) {
        sums->breached += items[i].is_breached;
        if (!rh_sweep_count(&sums->arrivals, j->keep, week_of(items[i].opened_at), 1)) return rh_err_nomem(j->err);
    }
    return RH_OK;
}

/* Items that a person's decision ended, by week. */
static rh_code count_decided(judging *j, const rh_course *course, const rh_aftermath *aftermath)
{
    const rh_decision *decisions;
    size_t n;
    const rh_code code = rh_decisions_judge(&decisions, &n, rh_run_arena(j->run), course, aftermath, j->err);
    for (size_t i = 0; code == RH_OK && i < n; i++) {
        bool is_item = false;
        for (size_t k = 0; k < decisions[i].n_entries; k++) is_item |= decisions[i].entries[k].is_item;
        if (is_item && !rh_sweep_count(&j->out->decided, j->keep, week_of(decisions[i].event->knowntime), 1))
            return rh_err_nomem(j->err);
    }
    return code;
}

/* Lanes that a run does not know to be the same may still be. One that opens more, or less, often is not. */
static rh_code compare(rh_sweep_sums *sums, judging *j, size_t lane, const rh_course *course)
{
    const size_t current = j->s->spec->current;
    rh_course now = {.reg = rh_program_register(j->s->spec->program, current)};
    rh_rows rows;
    if (lane == current || rh_run_same(j->run, lane, current)) return RH_OK;
    now.records = rh_run_records(j->run, current, &now.n);
    if (now.records == NULL) return rh_err_nomem(j->err);
    sums->differing = count_openings(&now) != sums->openings;
    if (sums->differing != 0) return RH_OK;
    const rh_code code = rh_rows_compare(&rows, rh_run_arena(j->run), &now, course, j->err);
    if (code == RH_OK) sums->differing = rows.n > 0;
    return code;
}

static rh_code judge_group(judging *j, size_t lane)
{
    const rh_sweep_spec *spec = j->s->spec;
    const rh_summary_lanes lanes = {.head = lane,
                                    .base = SIZE_MAX,
                                    .lane_field = RH_NONE,
                                    .is_judged = true,
                                    .live = spec->live,
                                    .n_live = spec->n_live};
    rh_arena *scratch = rh_run_arena(j->run);
    rh_summary_journey seen;
    rh_course courses[2];
    rh_judging unread = {0};
    rh_judging_found found;
    rh_judged_counts of_entries = {0};
    rh_sweep_sums sums = {.oscillated = rh_run_oscillated(j->run, lane)};
    rh_code code = rh_summary_of_run(&seen, courses, j->run, spec->program, &lanes, j->journey, spec->replay->as_of,
                                     j->err);
    if (code != RH_OK) return code;
    j->out->is_replayed = seen.n_events > 0;
    if (!j->out->is_replayed) return RH_OK;
    const rh_judging_journey judged = {seen.id, rh_str_null(), seen.head, &seen.aftermath};
    code = rh_judging_find(&found, scratch, &judged, j->err);
    if (code == RH_OK)
        code = rh_judging_count(&unread, &sums.judged, scratch, &judged, &found, NULL, no_entry, &of_entries, scratch,
                                j->err);
    if (code == RH_OK) code = count_items(&sums, j, seen.head);
    if (code == RH_OK) code = compare(&sums, j, lane, seen.head);
    if (code == RH_OK && lane == spec->current) code = count_decided(j, seen.head, &seen.aftermath);
    if (code != RH_OK) return code;
    const judged_as group = {lane, found.judgement.days_from, found.judgement.days_to};
    return RH_PUSH(j->keep, &j->groups, sums) && RH_PUSH(j->keep, &j->of_group, group) ? RH_OK : rh_err_nomem(j->err);
}

/* The same journey, and judged alike. */
static bool is_of_group(const judging *j, size_t group, size_t lane)
{
    const judged_as *g = &j->of_group.at[group];
    const int64_t days = rh_program_register(j->s->spec->program, lane)->policy.follow_up_days;
    return rh_run_same(j->run, g->lane, lane) && days >= g->days_from && days <= g->days_to;
}

static rh_code judge_lane(uint32_t *group, judging *j, size_t lane)
{
    size_t g = 0;
    while (g < j->of_group.n && !is_of_group(j, g, lane)) g++;
    *group = (uint32_t)g;
    return g < j->of_group.n ? RH_OK : judge_group(j, lane);
}

static rh_code judge_lanes(uint32_t *group_of, judging *j, size_t n)
{
    const size_t current = j->s->spec->current;
    rh_code code = judge_lane(&group_of[current], j, current);
    for (size_t lane = 0; code == RH_OK && lane < n && j->out->is_replayed; lane++)
        code = judge_lane(&group_of[lane], j, lane);
    return code;
}

static rh_code judge(void *ctx, rh_run *run, const rh_journey *journey, rh_arena *keep, void **result, rh_err *err)
{
    const sweeping *s = ctx;
    const size_t n = rh_program_lanes(s->spec->program);
    judging j = {.s = s,
                 .run = run,
                 .journey = journey,
                 .keep = keep,
                 .err = err,
                 .out = RH_NEW(keep, played)};
    uint32_t *group_of = RH_NEW_N(keep, n, uint32_t);
    if (j.out == NULL || group_of == NULL) return rh_err_nomem(err);
    *result = j.out;
    const rh_code code = judge_lanes(group_of, &j, n);
    j.out->group_of = group_of;
    j.out->groups = j.groups.at;
    j.out->n_groups = j.groups.n;
    return code;
}

/* ---- all of them ---- */

static bool add(rh_sweep_sums *into, rh_arena *keep, const rh_sweep_sums *from)
{
    into->openings += from->openings;
    into->items += from->items;
    into->breached += from->breached;
    into->oscillated += from->oscillated;
    into->differing += from->differing;
    rh_judged_counts_add(&into->judged, &from->judged);
    return add_weeks(&into->arrivals, keep, &from->arrivals);
}

static rh_code fold(void *ctx, size_t index, void *result, rh_err *err)
{
    sweeping *s = ctx;
    const played *in = result;
    (void)index;
    if (!in->is_replayed) return RH_OK;
    s->out.journeys++;
    for (size_t lane = 0; lane < s->out.n_lanes; lane++)
        if (!add(&s->lanes[lane], s->keep, &in->groups[in->group_of[lane]])) return rh_err_nomem(err);
    return add_weeks(&s->out.decided, s->keep, &in->decided) ? RH_OK : rh_err_nomem(err);
}

static rh_code play(sweeping *s, rh_err *err)
{
    rh_replay replay = *s->spec->replay;
    replay.program = s->spec->program;
    replay.begin = NULL;
    replay.judge = judge;
    replay.fold = fold;
    replay.ctx = s;
    replay.oscillated = NULL; /* told by lane */
    return rh_replay_run(&replay, err);
}

rh_code rh_sweep_play(rh_sweep *out, rh_arena *keep, const rh_sweep_spec *spec, rh_err *err)
{
    const size_t n = rh_program_lanes(spec->program);
    sweeping s = {.spec = spec, .keep = keep, .lanes = RH_NEW_N(keep, n, rh_sweep_sums)};
    if (s.lanes == NULL) return rh_err_nomem(err);
    s.out = (rh_sweep){.lanes = s.lanes, .n_lanes = n};
    const rh_code code = play(&s, err);
    if (code == RH_OK) *out = s.out;
    return code;
}

/* ---- queues ---- */

rh_sweep_queue rh_sweep_queue_of(const rh_sweep_weeks *arrivals, uint64_t capacity)
{
    rh_sweep_queue q = {0};
    uint64_t left = 0;
    for (size_t i = 0; i < arrivals->n; i++) {
        const int64_t gap = i > 0 ? arrivals->at[i].week - arrivals->at[i - 1].week - 1 : 0;
        for (int64_t g = 0; g < gap && left > 0; g++) {
            left = left > capacity ? left - capacity : 0;
            q.weeks_over += left > 0;
        }
        left += arrivals->at[i].n;
        left = left > capacity ? left - capacity : 0;
        q.weeks_over += left > 0;
        if (left > q.longest) q.longest = left;
    }
    q.last = left;
    return q;
}

static int by_n(const void *a, const void *b)
{
    const uint64_t x = *(const uint64_t *)a, y = *(const uint64_t *)b;
    return (x > y) - (x < y);
}

uint64_t rh_sweep_capacity(const rh_sweep_weeks *decided, unsigned percent, rh_arena *scratch)
{
    uint64_t *n = RH_NEW_N(scratch, decided->n, uint64_t);
    if (n == NULL || decided->n == 0) return 0;
    for (size_t i = 0; i < decided->n; i++) n[i] = decided->at[i].n;
    qsort(n, decided->n, sizeof *n, by_n);
    return n[(decided->n * percent + 99) / 100 - 1];
}
