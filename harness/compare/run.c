/* The replay behind diff and gate. */
#include "harness/compare/run.h"

/* What a worker hands to the fold. */
typedef struct judged {
    rh_summary_result summary, without;
    rh_diff_journey diff;
} judged;

/* The same journey without what the proposal only adds. */
typedef struct pared {
    rh_course courses[2];
    rh_summary_journey seen;
} pared;

static rh_code judge_without(rh_summary_result *out, pared *p, const rh_compare *compare, rh_run *run,
                             const rh_journey *journey, rh_arena *keep, rh_err *err)
{
    const rh_code code = rh_summary_of_run(&p->seen, p->courses, run, compare->replay->program, &compare->without_lanes,
                                           journey, compare->replay->as_of, err);
    return code == RH_OK ? rh_summary_judge(out, keep, &p->seen, rh_run_arena(run), err) : code;
}

static rh_code judge(void *ctx, rh_run *run, const rh_journey *journey, rh_arena *keep, void **result, rh_err *err)
{
    const rh_compare *compare = ctx;
    const rh_replay *replay = compare->replay;
    rh_arena *scratch = rh_run_arena(run);
    rh_course courses[2];
    rh_summary_journey seen;
    judged *out = RH_NEW(keep, judged);
    if (out == NULL) return rh_err_nomem(err);
    *result = out;
    rh_code code = rh_summary_of_run(&seen, courses, run, replay->program, &compare->lanes, journey, replay->as_of,
                                     err);
    if (code == RH_OK && seen.base != NULL && seen.n_events > 0) {
        const bool is_same = rh_run_same(run, compare->lanes.base, compare->lanes.head);
        code = rh_diff_judge(&out->diff, keep, compare->changes, journey->id, seen.base, seen.head, is_same, scratch,
                             err);
        seen.is_changed = out->diff.n_rows > 0;
        if (seen.is_changed) out->diff.lane = rh_arena_str(keep, seen.lane);
        if (code == RH_OK && seen.is_judged)
            code = rh_diff_judge_outcomes(&out->diff, seen.base, seen.head, &seen.aftermath, scratch, err);
    }
    pared other;
    if (code == RH_OK && compare->without != NULL) {
        code = judge_without(&out->without, &other, compare, run, journey, keep, err);
        seen.beside = &other.seen;
    }
    return code == RH_OK ? rh_summary_judge(&out->summary, keep, &seen, scratch, err) : code;
}

static rh_code fold(void *ctx, size_t index, void *result, rh_err *err)
{
    rh_compare *compare = ctx;
    judged *in = result;
    in->diff.index = compare->carried != NULL ? compare->carried->played[index] : index;
    const bool has_diff = compare->lanes.base != SIZE_MAX && in->summary.is_replayed;
    rh_code code = has_diff ? rh_diff_add(&compare->diff, &in->diff, err) : RH_OK;
    if (code == RH_OK) code = rh_summary_add(&compare->summary, &in->summary, err);
    return code == RH_OK && compare->without != NULL ? rh_summary_add(compare->without, &in->without, err) : code;
}

/* ---- journeys that are carried over ---- */

static rh_code load_played(void *ctx, unsigned worker, size_t index, rh_arena *arena, rh_journey *out, rh_err *err)
{
    const rh_compare *compare = ctx;
    const rh_history *history = compare->replay->history;
    return history->load(history->ctx, worker, compare->carried->played[index], arena, out, err);
}

/* What is carried over was worked out when these journeys were whole: they still are. */
static rh_code check_carried(const rh_compare *compare, rh_err *err)
{
    const rh_history *history = compare->replay->history;
    const rh_carried *carried = compare->carried;
    rh_code code = RH_OK;
    if (carried->is_whole) return RH_OK;
    for (size_t i = 0, at = 0; code == RH_OK && history->check != NULL && i < history->n_journeys; i++) {
        if (at < carried->n_played && carried->played[at] == i) at++;
        else code = history->check(history->ctx, i, err);
    }
    return code;
}

static rh_code add_carried(rh_compare *compare, rh_err *err)
{
    const rh_carried *carried = compare->carried;
    if (carried->journeys == 0) return RH_OK;
    compare->diff.journeys += carried->journeys;
    for (int v = 0; v < 4; v++) compare->diff.matrix[v][v] += carried->verdicts[v];
    rh_summary_alert *none = RH_NEW_N(&compare->summary.arena, rh_register_alerts(compare->summary.head),
                                      rh_summary_alert);
    if (none == NULL) return rh_err_nomem(err);
    const rh_summary_result sum = {.is_replayed = true,
                                   .lane = RH_NO_LANE,
                                   .cell = {.journeys = carried->journeys},
                                   .sums = carried->sums,
                                   .alerts = none};
    return rh_summary_add(&compare->summary, &sum, err);
}

static rh_code play_others(rh_compare *compare, rh_replay *replay, rh_err *err)
{
    const rh_history played = {.ctx = compare, .n_journeys = compare->carried->n_played, .load = load_played};
    replay->history = &played;
    rh_code code = check_carried(compare, err);
    if (code == RH_OK) code = rh_replay_run(replay, err);
    return code == RH_OK ? add_carried(compare, err) : code;
}

/* The summary knows of the head's lane, and of journeys that are carried over, whether they oscillate. */
rh_code rh_compare_run(rh_compare *compare, rh_err *err)
{
    rh_replay replay = *compare->replay;
    replay.judge = judge;
    replay.fold = fold;
    replay.ctx = compare;
    replay.oscillated = NULL;
    const rh_code code = compare->carried == NULL ? rh_replay_run(&replay, err) : play_others(compare, &replay, err);
    if (code == RH_OK) rh_replay_note_oscillated(compare->replay->oscillated, compare->summary.sums.oscillated);
    return code;
}
