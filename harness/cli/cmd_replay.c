/* rehearse replay: a history under one revision; records or their summary. */
#include "harness/cli/keeping.h"
#include "harness/cli/output.h"
#include "harness/cli/progress.h"
#include "harness/cli/stream.h"
#include "harness/cli/world.h"
#include "harness/cli/say.h"
#include "harness/replay/screening.h"
#include "harness/replay/summary.h"
#include "harness/system/memory.h"
#include "harness/verdict/policy.h"

enum { LINES_MAX_BYTES = 1 << 30 };

rh_exit rh_cmd_replay(rh_cli *cli, rh_err *err);

typedef struct replaying {
    const rh_program *program;
    rh_summary_lanes lanes;
    rh_instant as_of;
    rh_stream stream;
    rh_summary summary;
    rh_keeper *keeper; /* NULL: the run is not kept */
    rh_screening screening; /* of the history: what is not replayed journey by journey */
    rh_progress progress;
} replaying;

/* What a worker hands to the fold. */
typedef struct judged {
    rh_summary_result summary;
    rh_str lines; /* canonical records; null when nobody wants them */
    rh_kept_part *kept;
} judged;

static rh_code put_records(rh_str *out, rh_arena *keep, rh_run *run, rh_str journey, rh_err *err)
{
    size_t n;
    const rh_record *const *records = rh_run_records(run, 0, &n);
    rh_buf lines;
    rh_buf_init(&lines, keep, LINES_MAX_BYTES);
    for (size_t i = 0; i < n; i++) rh_record_put(&lines, journey, records[i]);
    *out = rh_buf_str(&lines);
    return lines.failed ? rh_err_nomem(err) : RH_OK;
}

static rh_code begin(void *ctx, unsigned worker, rh_run *run, const rh_journey *journey, rh_err *err)
{
    (void)journey, (void)err;
    const replaying *r = ctx;
    rh_keeper_begin(r->keeper, worker, run);
    return RH_OK;
}

static rh_code judge(void *ctx, rh_run *run, const rh_journey *journey, rh_arena *keep, void **result, rh_err *err)
{
    const replaying *r = ctx;
    judged *j = RH_NEW(keep, judged);
    if (j == NULL) return rh_err_nomem(err);
    rh_course courses[2];
    rh_summary_journey seen;
    rh_code code = rh_summary_of_run(&seen, courses, run, r->program, &r->lanes, journey, r->as_of, err);
    if (code == RH_OK) code = rh_summary_judge(&j->summary, keep, &seen, rh_run_arena(run), err);
    if (code == RH_OK && r->keeper != NULL) code = rh_keeper_judge(&j->kept, keep, run, &j->summary, err);
    if (code == RH_OK && rh_stream_is_wanted(&r->stream)) code = put_records(&j->lines, keep, run, journey->id, err);
    *result = j;
    return code;
}

static rh_code fold(void *ctx, size_t index, void *result, rh_err *err)
{
    (void)index;
    replaying *r = ctx;
    const judged *j = result;
    rh_code code = rh_summary_add(&r->summary, &j->summary, err);
    if (code == RH_OK && r->keeper != NULL) code = rh_keeper_add(r->keeper, j->kept, err);
    if (code != RH_OK || j->lines.ptr == NULL) return code;
    return rh_stream_put(&r->stream, j->lines, err);
}

static void progress(void *ctx, size_t n_done, size_t n_all)
{
    replaying *r = ctx;
    rh_progress_step(&r->progress, r->screening.n_together + n_done, r->screening.n_together + n_all);
}

/* Of what is decided together; the rest follows. */
static void screening_progress(void *ctx, size_t n_done, size_t n_all)
{
    replaying *r = ctx;
    rh_progress_step(&r->progress, n_done, n_all);
}

static void say_together(const replaying *r, const rh_cli *cli, const rh_history *history)
{
    if (!cli->options.given[RH_OPT_VERBOSE]) return;
    rh_say("%zu of %zu journeys were decided together%s%s", r->screening.n_together, history->n_journeys,
           r->screening.why != NULL ? ": " : "", r->screening.why != NULL ? r->screening.why : "");
}

/* Journeys whose records or slots somebody wants are replayed one by one. */
static rh_code screen(replaying *r, rh_history *rest, rh_world *world, const rh_replay *replay, rh_err *err)
{
    const rh_screening_spec spec = {.program = r->program,
                                    .slabs = world->store != NULL ? rh_store_slabs(world->store) : NULL,
                                    .history = replay->history,
                                    .as_of = replay->as_of,
                                    .lane_field = r->lanes.lane_field,
                                    .stop = replay->stop,
                                    .progress = screening_progress,
                                    .progress_ctx = r};
    if (r->keeper != NULL || rh_stream_is_wanted(&r->stream)) return RH_OK;
    const rh_code code = rh_screening_run(&r->screening, world->cli->run, &spec, &r->summary, err);
    *rest = rh_screening_rest(&r->screening);
    if (code == RH_OK) say_together(r, world->cli, replay->history);
    return code;
}

static rh_code run(replaying *r, rh_world *world, rh_err *err)
{
    rh_history rest;
    rh_replay replay;
    rh_code code = rh_world_replay(&replay, world, err);
    if (code != RH_OK) return code;
    replay.program = r->program;
    if (r->keeper != NULL) replay.begin = begin;
    replay.judge = judge;
    replay.fold = fold;
    replay.ctx = r;
    replay.progress = progress;
    replay.progress_ctx = r;
    r->as_of = world->as_of;
    rh_progress_begin(&r->progress, "journeys", world->cli->options.given[RH_OPT_QUIET]);
    rest = *replay.history;
    code = screen(r, &rest, world, &replay, err);
    replay.history = &rest;
    if (code == RH_OK) code = rh_replay_run(&replay, err);
    rh_progress_end(&r->progress);
    if (code == RH_OK && r->keeper != NULL) code = rh_keeper_commit(r->keeper, err);
    return code == RH_OK ? rh_stream_commit(&r->stream, err) : code;
}

static rh_code open_keeper(replaying *r, const rh_world *world, const rh_revision *revision, rh_err *err)
{
    rh_kept_key key;
    if (!world->cli->options.given[RH_OPT_KEEP_RUN]) return RH_OK;
    const rh_code code = rh_keeping_key(&key, world, revision, err);
    if (code != RH_OK) return code;
    return rh_keeper_open(&r->keeper, world->cli->options.values[RH_OPT_STORE], &key, r->program, err);
}

static rh_exit finding(const rh_replay_report *report)
{
    return report->history.journeys == 0 ? RH_EXIT_HOLD : RH_EXIT_OK;
}

static rh_exit replay(replaying *r, rh_world *world, rh_err *err)
{
    rh_cli *cli = world->cli;
    rh_revision revision;
    rh_code code = rh_world_revision(&revision, world, cli->options.n_args > 0 ? cli->options.args[0] : NULL, err);
    if (code == RH_OK) code = rh_world_compile(&r->program, world, &revision.reg, 1, err);
    if (code == RH_OK) code = rh_world_history(world, err);
    r->lanes = (rh_summary_lanes){.head = 0, .base = SIZE_MAX};
    if (code == RH_OK) r->lanes.lane_field = rh_gate_lane_field(revision.reg);
    if (code == RH_OK) code = rh_world_judges(&r->lanes, world, err);
    if (code == RH_OK) code = open_keeper(r, world, &revision, err);
    if (code == RH_OK) code = rh_stream_open(&r->stream, &cli->options, err);
    if (code != RH_OK) return rh_exit_of_code(code);
    rh_replay_report report = {.revision = rh_world_model(&revision), .is_judged = true};
    code = rh_summary_init(&r->summary, rh_memory_host(), revision.reg, NULL, err);
    if (code == RH_OK) code = run(r, world, err);
    if (code == RH_OK) code = rh_summary_report_fill(&report, cli->run, &r->summary, err);
    if (code != RH_OK) return rh_exit_of_code(code);
    rh_world_fill(&report.history, world);
    code = rh_output_report(cli, &(rh_report){.kind = RH_REPORT_REPLAY, .replay = &report}, err);
    return code == RH_OK ? finding(&report) : rh_exit_of_code(code);
}

rh_exit rh_cmd_replay(rh_cli *cli, rh_err *err)
{
    rh_world world = {0};
    replaying r = {0};
    rh_code code = rh_world_open(&world, cli, err);
    const rh_exit exit = code == RH_OK ? replay(&r, &world, err) : rh_exit_of_code(code);
    rh_keeper_close(r.keeper);
    rh_stream_close(&r.stream);
    rh_summary_dispose(&r.summary);
    rh_world_close(&world);
    return exit;
}
