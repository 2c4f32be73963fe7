/* Sets of units as lanes, played over the journeys of rows. */
#include "harness/compare/causes_insides.h"

#include "harness/system/memory.h"

typedef struct playing {
    rh_cause_search *s;
    const rh_program *program;
    const rh_cause_batch *batch;
    size_t n_sets;
    const size_t *lane_of;             /* per set; 0: it does not load */
    const rh_cause_journey **journeys; /* those that are played, in the order of the history */
    size_t n_journeys;
    size_t *wins; /* per set: its number among s->sets, or SIZE_MAX */
} playing;

/* What a worker hands to the fold. */
typedef struct played {
    uint8_t *gives;   /* [row of the journey][set] */
    uint8_t *touches; /* [set]: it changes something, or nobody knows */
    bool has_base;    /* the base was played, too */
} played;

static rh_code course_of(rh_course *out, rh_run *run, const rh_program *program, size_t lane, rh_err *err)
{
    size_t n;
    const rh_record *const *records = rh_run_records(run, lane, &n);
    if (records == NULL) return rh_err_nomem(err);
    *out = (rh_course){records, n, rh_program_register(program, lane)};
    return RH_OK;
}

static const rh_diff_row *row_at(const playing *p, const rh_cause_journey *journey, size_t i)
{
    return &p->s->diff->rows[p->s->order[journey->first + i]];
}

/* Whether a set may give a row that is left, a pair where both can touch that; and whether a part is to be known to
 * change something or nothing, as the row does not name it. */
static bool is_asked_for(const playing *p, const rh_cause_journey *journey, const rh_diff_row *row, size_t set)
{
    const rh_cause_batch *batch = p->batch;
    const rh_unit_set *units = &batch->sets[set];
    if (batch->part_of != NULL && !rh_causes__is_named(p->s, row, units)) return true;
    if (!rh_causes__may_give(p->s, row, units, 1)) return false;
    return batch->pair_of == NULL || (rh_causes__can_touch(p->s, journey, row, batch->pair_of[set][0]) &&
                                      rh_causes__can_touch(p->s, journey, row, batch->pair_of[set][1]));
}

static bool is_asked(const playing *p, const rh_cause_journey *journey, size_t set)
{
    for (size_t i = 0; p->lane_of[set] != 0 && i < journey->n; i++) {
        const rh_diff_row *row = row_at(p, journey, i);
        if (!row->is_settled && is_asked_for(p, journey, row, set)) return true;
    }
    return false;
}

/* Whether it is of use to know that a part changes nothing in the journey: some row that is left does not name it. */
static bool wants_base(const playing *p, const rh_cause_journey *journey)
{
    for (size_t i = 0; p->batch->part_of != NULL && i < journey->n; i++) {
        const rh_diff_row *row = row_at(p, journey, i);
        for (size_t set = 0; !row->is_settled && set < p->n_sets; set++)
            if (!rh_causes__is_named(p->s, row, &p->batch->sets[set])) return true;
    }
    return false;
}

/* A lane that had the journey of another was judged with it. */
static size_t twin_of(const playing *p, const rh_run *run, const uint8_t *asked, size_t set)
{
    for (size_t i = 0; i < set; i++)
        if (asked[i] && rh_run_same(run, p->lane_of[i], p->lane_of[set])) return i;
    return set;
}

/* A set that changes nothing gives nothing: a row is where the head is not as the base. */
static rh_code judge_set(played *out, const playing *p, rh_run *run, const rh_cause_journey *journey,
                         const uint8_t *asked, size_t set, rh_err *err)
{
    const size_t lane = p->lane_of[set], twin = twin_of(p, run, asked, set);
    rh_course course;
    rh_sides sides = {0};
    const bool is_base = twin == set && out->has_base && rh_run_same(run, lane, 0);
    out->touches[set] = twin < set ? out->touches[twin] : !is_base;
    if (!out->touches[set]) return RH_OK;
    if (twin < set) {
        for (size_t i = 0; i < journey->n; i++) out->gives[i * p->n_sets + set] = out->gives[i * p->n_sets + twin];
        return RH_OK;
    }
    rh_code code = course_of(&course, run, p->program, lane, err);
    if (code == RH_OK) code = rh_sides_of(&sides, rh_run_arena(run), &course, err);
    for (size_t i = 0; code == RH_OK && i < journey->n; i++)
        out->gives[i * p->n_sets + set] = rh_diff__is_given(row_at(p, journey, i), &sides);
    return code;
}

/* Journeys are in bytewise order of their ids. */
static const rh_cause_journey *journey_at(const playing *p, rh_str id)
{
    size_t low = 0, high = p->n_journeys;
    while (low < high) {
        const size_t middle = low + (high - low) / 2;
        const int order = rh_str_cmp(row_at(p, p->journeys[middle], 0)->journey, id);
        if (order == 0) return p->journeys[middle];
        if (order < 0) low = middle + 1;
        else high = middle;
    }
    return NULL;
}

/* The sets that are asked for, and the base where it tells something; the others rest. */
static rh_code begin(void *ctx, unsigned worker, rh_run *run, const rh_journey *journey, rh_err *err)
{
    const playing *p = ctx;
    const rh_cause_journey *at = journey_at(p, journey->id);
    size_t lanes[RH_CAUSE_LANES + 1] = {0}, n = 0;
    (void)worker;
    if (at == NULL) return rh_err_nomem(err);
    if (wants_base(p, at)) n = 1;
    for (size_t i = 0; i < p->n_sets; i++)
        if (is_asked(p, at, i)) lanes[n++] = p->lane_of[i];
    rh_run_set_lanes(run, lanes, n);
    return RH_OK;
}

static rh_instant until(void *ctx, const rh_journey *journey)
{
    const playing *p = ctx;
    const rh_cause_journey *at = journey_at(p, journey->id);
    return at != NULL ? at->until : p->s->request->replay->as_of;
}

static rh_code judge(void *ctx, rh_run *run, const rh_journey *journey, rh_arena *keep, void **result, rh_err *err)
{
    const playing *p = ctx;
    const rh_cause_journey *at = journey_at(p, journey->id);
    played *out = RH_NEW(keep, played);
    if (out == NULL || at == NULL) return rh_err_nomem(err);
    out->gives = RH_NEW_N(keep, at->n * p->n_sets, uint8_t);
    out->touches = RH_NEW_N(keep, p->n_sets, uint8_t);
    out->has_base = wants_base(p, at);
    uint8_t *asked = RH_NEW_N(keep, p->n_sets, uint8_t);
    if (out->gives == NULL || out->touches == NULL || asked == NULL) return rh_err_nomem(err);
    rh_code code = RH_OK;
    for (size_t i = 0; code == RH_OK && i < p->n_sets; i++) {
        asked[i] = is_asked(p, at, i);
        out->touches[i] = 1;
        if (asked[i]) code = judge_set(out, p, run, at, asked, i, err);
    }
    *result = out;
    return code;
}

/* The number of a set that gave a row, in s->sets. */
static bool number_of(playing *p, size_t set)
{
    rh_cause_search *s = p->s;
    const rh_unit_set *from = &p->batch->sets[set];
    if (p->wins[set] != SIZE_MAX) return true;
    uint32_t *units = RH_NEW_N(s->keep, from->n, uint32_t);
    if (units == NULL) return false;
    memcpy(units, from->units, from->n * sizeof *units);
    p->wins[set] = s->sets.n;
    return RH_PUSH(s->keep, &s->sets, (rh_cause_set){{units, from->n}, p->batch->part_of == NULL});
}

/* Where the sets end that a row takes of those that give it. */
static size_t last_to_give(const playing *p, const uint8_t *gives)
{
    const uint8_t *sizes = p->batch->sizes;
    size_t first = 0, end = p->n_sets;
    while (first < end && !gives[first]) first++;
    while (sizes != NULL && first < end && sizes[end - 1] > sizes[first]) end--;
    return end;
}

static rh_code give(playing *p, rh_diff_row *row, const uint8_t *gives, rh_err *err)
{
    const size_t end = last_to_give(p, gives);
    size_t n = row->n_sets;
    for (size_t i = 0; i < end; i++) n += gives[i];
    if (n == row->n_sets) return RH_OK;
    uint32_t *sets = RH_NEW_N(p->s->keep, n, uint32_t);
    if (sets == NULL) return rh_err_nomem(err);
    if (row->n_sets > 0) memcpy(sets, row->sets, row->n_sets * sizeof *sets);
    for (size_t i = 0; i < end; i++) {
        if (!gives[i]) continue;
        if (!number_of(p, i)) return rh_err_nomem(err);
        sets[row->n_sets++] = (uint32_t)p->wins[i];
    }
    row->sets = sets;
    row->is_least = p->batch->is_least;
    return RH_OK;
}

static rh_code fold(void *ctx, size_t index, void *result, rh_err *err)
{
    playing *p = ctx;
    const played *in = result;
    const rh_cause_journey *journey = p->journeys[index];
    for (size_t i = 0; p->batch->part_of != NULL && i < p->n_sets; i++)
        journey->touched[p->batch->part_of[i]] = in->touches[i];
    for (size_t i = 0; i < journey->n; i++) {
        rh_diff_row *row = &p->s->diff->rows[p->s->order[journey->first + i]];
        const rh_code code = row->is_settled ? RH_OK : give(p, row, &in->gives[i * p->n_sets], err);
        if (code != RH_OK) return code;
    }
    return RH_OK;
}

/* ---- a pass ---- */

typedef struct subset {
    const rh_history *all;
    const playing *p;
} subset;

static rh_code load(void *ctx, unsigned worker, size_t index, rh_arena *arena, rh_journey *out, rh_err *err)
{
    const subset *some = ctx;
    return some->all->load(some->all->ctx, worker, some->p->journeys[index]->index, arena, out, err);
}

static rh_code play(playing *p, rh_err *err)
{
    rh_replay replay = *p->s->request->replay;
    subset some = {replay.history, p};
    const rh_history history = {.ctx = &some, .n_journeys = p->n_journeys, .load = load};
    replay.history = &history;
    replay.program = p->program;
    replay.begin = begin;
    replay.until = until;
    replay.judge = judge;
    replay.fold = fold;
    replay.ctx = p;
    replay.progress = NULL;
    replay.oscillated = NULL;
    return rh_replay_run(&replay, err);
}

static rh_instant known_at(const rh_cause_search *s, const rh_diff_row *row)
{
    const rh_instant as_of = s->request->replay->as_of;
    return s->request->plays_whole ? as_of : rh_instant_min(row->known_at, as_of);
}

/* Whether the journey has rows without a cause; how far it is to be played then. */
static bool has_open_row(const rh_cause_search *s, rh_cause_journey *journey)
{
    bool is_open = false;
    journey->until = RH_INSTANT_MIN;
    for (size_t i = 0; i < journey->n; i++) {
        const rh_diff_row *row = &s->diff->rows[s->order[journey->first + i]];
        if (row->is_settled) continue;
        is_open = true;
        if (rh_instant_before(journey->until, known_at(s, row))) journey->until = known_at(s, row);
    }
    return is_open;
}

static bool asks_any(const playing *p, const rh_cause_journey *journey)
{
    size_t set = 0;
    while (set < p->n_sets && !is_asked(p, journey, set)) set++;
    return set < p->n_sets;
}

rh_code rh_causes__play(rh_cause_search *s, const rh_cause_batch *batch)
{
    size_t lane_of[RH_CAUSE_LANES], wins[RH_CAUSE_LANES];
    playing p = {.s = s, .batch = batch, .n_sets = batch->n, .lane_of = lane_of, .wins = wins};
    const rh_arena_mark before = rh_arena_begin(&s->work);
    for (size_t i = 0; i < batch->n; i++) wins[i] = SIZE_MAX;
    s->n_used += batch->n;
    rh_code code = rh_causes__compile(&p.program, lane_of, s, batch->sets, batch->n);
    p.journeys = RH_NEW_N(&s->work, s->n_journeys, const rh_cause_journey *);
    if (code == RH_OK && p.journeys == NULL) code = rh_err_nomem(s->err);
    for (size_t i = 0; code == RH_OK && i < s->n_journeys; i++)
        if (has_open_row(s, &s->journeys[i]) && asks_any(&p, &s->journeys[i]))
            p.journeys[p.n_journeys++] = &s->journeys[i];
    if (code == RH_OK && p.n_journeys > 0) code = play(&p, s->err);
    rh_arena_end(&s->work, before);
    return code;
}

/* ---- one row ---- */

/* The base rests. */
static rh_code play_row(bool *out, rh_cause_search *s, const rh_program *program, rh_run *run, const rh_diff_row *row)
{
    const rh_history *history = s->request->replay->history;
    const size_t lane = 1;
    rh_journey journey;
    rh_course course;
    rh_sides sides;
    rh_run_set_lanes(run, &lane, 1);
    rh_code code = history->load(history->ctx, 0, row->index, &s->pass, &journey, s->err);
    if (code == RH_OK) code = rh_replay_journey(run, &journey, known_at(s, row), s->err);
    if (code == RH_OK) code = course_of(&course, run, program, lane, s->err);
    if (code == RH_OK) code = rh_sides_of(&sides, rh_run_arena(run), &course, s->err);
    if (code == RH_OK) *out = rh_diff__is_given(row, &sides);
    return code;
}

rh_code rh_causes__gives(bool *out, rh_cause_search *s, const rh_diff_row *row, rh_unit_set set)
{
    const rh_program *program;
    size_t lane_of[1];
    rh_run *run;
    *out = false;
    s->n_used++;
    rh_code code = rh_causes__compile(&program, lane_of, s, &set, 1);
    if (code != RH_OK || lane_of[0] == 0) return code;
    code = rh_run_new(&run, rh_memory_host(), program, s->err);
    if (code != RH_OK) return code;
    code = play_row(out, s, program, run, row);
    rh_run_dispose(run);
    return code;
}
