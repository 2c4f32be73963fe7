/* rehearse cover: which clauses of a register decide anything, in its tests and in a history. */
#include "harness/cli/output.h"
#include "harness/cli/progress.h"
#include "harness/cli/world.h"
#include "harness/cover/cover.h"
#include "harness/replay/summary.h"
#include "harness/system/memory.h"

enum { MONTHS = 6, MOST_MONTHS = 1200 };

rh_exit rh_cmd_cover(rh_cli *cli, rh_err *err);

typedef struct covering {
    const rh_program *program;
    rh_tests *tests;
    rh_coverage *coverage;
    rh_instant as_of;
    int64_t months;
    rh_summary summary;
    rh_progress progress;
} covering;

static void progress(void *ctx, size_t n_done, size_t n_all)
{
    covering *c = ctx;
    rh_progress_step(&c->progress, n_done, n_all);
}

/* ---- tests ---- */

static rh_code open_coverage(covering *c, rh_world *world, const rh_revision *revision, rh_err *err)
{
    rh_cli *cli = world->cli;
    const rh_tests_spec tests = {.program = c->program, .from = revision, .has_history = false};
    rh_code code = rh_tests_open(&c->tests, rh_memory_host(), &tests, &cli->diags);
    if (code != RH_OK) return rh_world_first_error(cli, code, err);
    const rh_coverage_spec spec = {
        .program = c->program, .memory = rh_memory_host(), .progress = progress, .progress_ctx = c};
    return rh_coverage_open(&c->coverage, &spec, err);
}

static rh_code cover_tests(covering *c, const rh_world *world, rh_err *err)
{
    rh_progress_begin(&c->progress, "tests", world->cli->options.given[RH_OPT_QUIET]);
    const rh_code code = rh_coverage_tests(c->coverage, c->tests, err);
    rh_progress_end(&c->progress);
    return code;
}

/* ---- history ---- */

typedef struct judged {
    rh_summary_result summary;
    rh_coverage_journey *journey;
} judged;

static rh_code begin(void *ctx, unsigned worker, rh_run *run, const rh_journey *journey, rh_err *err)
{
    const covering *c = ctx;
    (void)journey;
    return rh_coverage_begin(c->coverage, worker, run, err);
}

static rh_code judge(void *ctx, rh_run *run, const rh_journey *journey, rh_arena *keep, void **result, rh_err *err)
{
    static const rh_summary_lanes lanes = {.head = 0, .base = SIZE_MAX, .lane_field = RH_NONE};
    const covering *c = ctx;
    rh_course courses[2];
    rh_summary_journey seen;
    judged *j = RH_NEW(keep, judged);
    if (j == NULL) return rh_err_nomem(err);
    rh_code code = rh_coverage_judge(c->coverage, run, keep, &j->journey, err);
    if (code == RH_OK) code = rh_summary_of_run(&seen, courses, run, c->program, &lanes, journey, c->as_of, err);
    if (code == RH_OK) code = rh_summary_judge(&j->summary, keep, &seen, rh_run_arena(run), err);
    *result = j;
    return code;
}

static rh_code fold(void *ctx, size_t index, void *result, rh_err *err)
{
    covering *c = ctx;
    const judged *j = result;
    (void)index;
    rh_coverage_fold(c->coverage, j->journey);
    return rh_summary_add(&c->summary, &j->summary, err);
}

static rh_code cover_history(covering *c, rh_world *world, const rh_revision *revision, rh_cover_report *report,
                             rh_err *err)
{
    rh_replay replay;
    rh_replay_report counted = {0};
    rh_code code = rh_world_history(world, err);
    if (code == RH_OK) code = rh_world_replay(&replay, world, err);
    if (code == RH_OK) code = rh_summary_init(&c->summary, rh_memory_host(), revision->reg, NULL, err);
    if (code != RH_OK) return code;
    replay.program = c->program;
    replay.begin = begin;
    replay.judge = judge;
    replay.fold = fold;
    replay.ctx = c;
    replay.progress = progress;
    replay.progress_ctx = c;
    c->as_of = world->as_of;
    rh_progress_begin(&c->progress, "journeys", world->cli->options.given[RH_OPT_QUIET]);
    code = rh_replay_run(&replay, err);
    rh_progress_end(&c->progress);
    if (code == RH_OK) code = rh_summary_report_fill(&counted, world->cli->run, &c->summary, err);
    report->history = counted.history;
    rh_world_fill(&report->history, world);
    return code;
}

/* ---- the command ---- */

/* A list of what is idle fails nothing; where nothing was played there is no list (V8). */
static rh_exit finding(const rh_cover_report *report)
{
    const bool is_empty = report->has_history && report->history.journeys == 0;
    return is_empty || report->in_tests + report->in_history == 0 ? RH_EXIT_HOLD : RH_EXIT_OK;
}

static rh_exit cover(covering *c, rh_world *world, rh_err *err)
{
    rh_cli *cli = world->cli;
    rh_revision revision;
    rh_cover_report report = {.has_history = rh_world_has_history(cli)};
    rh_code code = rh_options_int(&c->months, &cli->options, RH_OPT_MONTHS, 1, MOST_MONTHS, MONTHS, err);
    if (code == RH_OK)
        code = rh_world_revision(&revision, world, cli->options.n_args > 0 ? cli->options.args[0] : NULL, err);
    if (code == RH_OK) code = rh_world_compile(&c->program, world, &revision.reg, 1, err);
    if (code == RH_OK) code = open_coverage(c, world, &revision, err);
    if (code == RH_OK) code = cover_tests(c, world, err);
    if (code == RH_OK && report.has_history) code = cover_history(c, world, &revision, &report, err);
    if (code == RH_OK) code = rh_coverage_report(&report, cli->run, c->coverage, c->as_of, (uint64_t)c->months, err);
    if (code != RH_OK) return rh_exit_of_code(code);
    report.revision = rh_world_model(&revision);
    code = rh_output_report(cli, &(rh_report){.kind = RH_REPORT_COVER, .cover = &report}, err);
    return code == RH_OK ? finding(&report) : rh_exit_of_code(code);
}

rh_exit rh_cmd_cover(rh_cli *cli, rh_err *err)
{
    rh_world world = {0};
    covering c = {0};
    const rh_code code = rh_world_open(&world, cli, err);
    const rh_exit exit = code == RH_OK ? cover(&c, &world, err) : rh_exit_of_code(code);
    rh_coverage_close(c.coverage);
    rh_tests_close(c.tests);
    rh_summary_dispose(&c.summary);
    rh_world_close(&world);
    return exit;
}
