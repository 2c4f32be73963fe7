/* One pass over the history with all revisions as lanes. */
#include "harness/compare/revlog_insides.h"

#include "harness/replay/summary.h"

/* What a worker hands to the fold: each difference once, and who has it. */
typedef struct played {
    bool is_replayed;
    size_t n_groups, n_pairs;
    const rh_judged_counts *groups; /* lanes that had the same journey */
    const uint64_t (*pairs)[RH_N_ROW_CLASSES];
    const uint32_t *group_of, *pair_of; /* per row; UINT32_MAX: none */
    const bool *oscillates;             /* per row */
} played;

typedef struct judging {
    const rh_revlog_work *w;
    rh_run *run;
    const rh_journey *journey;
    rh_arena *keep;
    uint32_t *group_of_lane; /* by lane */
    RH_VEC(size_t) lane_of;  /* of a group: the first lane that is it */
    RH_VEC(rh_judged_counts) groups;
    RH_VEC(uint64_t) pair_keys; /* base group and group of a pair */
    uint64_t (*pairs)[RH_N_ROW_CLASSES];
    size_t n_pairs;
    bool is_replayed;
    rh_err *err;
} judging;

static rh_judged_counts *no_entry(void *ctx, uint32_t entry)
{
    (void)entry;
    return ctx;
}

static rh_code judge_group(judging *j, size_t lane)
{
    const rh_revlog_request *request = j->w->request;
    const rh_summary_lanes lanes = {.head = lane,
                                    .base = SIZE_MAX,
                                    .lane_field = RH_NONE,
                                    .is_judged = true,
                                    .live = request->live,
                                    .n_live = request->n_live};
    rh_arena *scratch = rh_run_arena(j->run);
    rh_summary_journey seen;
    rh_course courses[2];
    rh_judging unread;
    rh_judged_counts counts = {0}, of_entries = {0};
    rh_code code = rh_summary_of_run(&seen, courses, j->run, j->w->program, &lanes, j->journey, request->replay->as_of,
                                     j->err);
    if (code != RH_OK) return code;
    j->is_replayed = seen.n_events > 0;
    const rh_judging_journey judged = {seen.id, rh_str_null(), seen.head, &seen.aftermath};
    if (j->is_replayed)
        code = rh_judging_of(&unread, &counts, scratch, &judged, no_entry, &of_entries, scratch, j->err);
    if (code == RH_OK && (!RH_PUSH(j->keep, &j->groups, counts) || !RH_PUSH(j->keep, &j->lane_of, lane)))
        code = rh_err_nomem(j->err);
    return code;
}

/* The same journey, and judged alike. */
static bool are_one(const judging *j, size_t a, size_t b)
{
    const rh_program *p = j->w->program;
    return rh_run_same(j->run, a, b) &&
           rh_program_register(p, a)->policy.follow_up_days == rh_program_register(p, b)->policy.follow_up_days;
}

static rh_code group_lane(judging *j, size_t lane)
{
    if (j->group_of_lane[lane] != UINT32_MAX) return RH_OK;
    size_t g = 0;
    while (g < j->lane_of.n && !are_one(j, j->lane_of.at[g], lane)) g++;
    j->group_of_lane[lane] = (uint32_t)g;
    return g < j->lane_of.n ? RH_OK : judge_group(j, lane);
}

static rh_code course_of(rh_course *out, const judging *j, size_t lane)
{
    size_t n;
    const rh_record *const *records = rh_run_records(j->run, lane, &n);
    if (records == NULL) return rh_err_nomem(j->err);
    *out = (rh_course){records, n, rh_program_register(j->w->program, lane)};
    return RH_OK;
}

static rh_code compare_pair(judging *j, uint64_t counts[RH_N_ROW_CLASSES], size_t base, size_t head)
{
    rh_course left, right;
    rh_rows rows;
    rh_code code = course_of(&left, j, base);
    if (code == RH_OK) code = course_of(&right, j, head);
    if (code == RH_OK) code = rh_rows_compare(&rows, rh_run_arena(j->run), &left, &right, j->err);
    for (size_t i = 0; code == RH_OK && i < rows.n; i++) counts[rows.at[i].cls]++;
    return code;
}

/* The number of a pair of groups, compared when it is new; UINT32_MAX: they are one. */
static rh_code pair_lanes(uint32_t *out, judging *j, size_t base, size_t head)
{
    const uint32_t b = j->group_of_lane[base], h = j->group_of_lane[head];
    const uint64_t key = (uint64_t)b << 32 | h;
    *out = UINT32_MAX;
    if (b == h || !j->is_replayed) return RH_OK;
    for (uint32_t i = 0; i < j->pair_keys.n; i++)
        if (j->pair_keys.at[i] == key) {
            *out = i;
            return RH_OK;
        }
    *out = (uint32_t)j->pair_keys.n;
    if (!RH_PUSH(j->keep, &j->pair_keys, key)) return rh_err_nomem(j->err);
    return compare_pair(j, j->pairs[*out], base, head);
}

static rh_code judge(void *ctx, rh_run *run, const rh_journey *journey, rh_arena *keep, void **result, rh_err *err)
{
    const rh_revlog_work *w = ctx;
    const size_t n = w->listed.n, n_lanes = rh_program_lanes(w->program);
    judging j = {.w = w, .run = run, .journey = journey, .keep = keep, .err = err};
    played *out = RH_NEW(keep, played);
    uint32_t *group_of = RH_NEW_N(keep, n, uint32_t), *pair_of = RH_NEW_N(keep, n, uint32_t);
    bool *oscillates = RH_NEW_N(keep, n, bool);
    j.group_of_lane = RH_NEW_N(keep, n_lanes, uint32_t);
    j.pairs = rh_arena_array(keep, n, sizeof *j.pairs);
    if (out == NULL || rh_arena_failed(keep)) return rh_err_nomem(err);
    for (size_t i = 0; i < n_lanes; i++) j.group_of_lane[i] = UINT32_MAX;
    rh_code code = RH_OK;
    for (size_t i = 0; code == RH_OK && i < n; i++) {
        group_of[i] = pair_of[i] = UINT32_MAX;
        if (w->lanes[i] == SIZE_MAX) continue;
        oscillates[i] = rh_run_oscillated(run, w->lanes[i]);
        code = group_lane(&j, w->lanes[i]);
        group_of[i] = j.group_of_lane[w->lanes[i]];
        if (code == RH_OK && w->base_lanes[i] != SIZE_MAX) code = group_lane(&j, w->base_lanes[i]);
        if (code == RH_OK && w->base_lanes[i] != SIZE_MAX)
            code = pair_lanes(&pair_of[i], &j, w->base_lanes[i], w->lanes[i]);
    }
    *out = (played){.is_replayed = j.is_replayed,
                    .n_groups = j.groups.n,
                    .n_pairs = j.pair_keys.n,
                    .groups = j.groups.at,
                    .pairs = (const uint64_t(*)[RH_N_ROW_CLASSES])j.pairs,
                    .group_of = group_of,
                    .pair_of = pair_of,
                    .oscillates = oscillates};
    *result = out;
    return code;
}

static rh_code fold(void *ctx, size_t index, void *result, rh_err *err)
{
    (void)index, (void)err;
    rh_revlog_work *w = ctx;
    const played *in = result;
    if (!in->is_replayed) return RH_OK;
    w->journeys++;
    for (size_t i = 0; i < w->listed.n; i++) {
        if (in->group_of[i] != UINT32_MAX) rh_judged_counts_add(&w->rows[i].judged, &in->groups[in->group_of[i]]);
        w->rows[i].oscillated += in->oscillates[i];
        if (in->pair_of[i] == UINT32_MAX) continue;
        uint64_t n = 0;
        for (int c = 0; c < RH_N_ROW_CLASSES; c++) {
            w->rows[i].rows[c] += in->pairs[in->pair_of[i]][c];
            n += in->pairs[in->pair_of[i]][c];
        }
        w->rows[i].changed += n > 0;
    }
    return RH_OK;
}

rh_code rh_revlog__play(rh_revlog_work *w)
{
    rh_replay replay = *w->request->replay;
    replay.program = w->program;
    replay.begin = NULL;
    replay.judge = judge;
    replay.fold = fold;
    replay.ctx = w;
    replay.oscillated = NULL; /* told by row */
    return rh_replay_run(&replay, w->err);
}
