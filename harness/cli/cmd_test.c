/* rehearse test: the acceptance tests of a revision, three ways. */
#include "harness/cli/output.h"
#include "harness/cli/progress.h"
#include "harness/cli/world.h"
#include "harness/mutate/mutate.h"
#include "harness/replay/summary.h"
#include "harness/replay/tests.h"
#include "harness/system/memory.h"

rh_exit rh_cmd_test(rh_cli *cli, rh_err *err);

typedef struct testing {
    rh_tests *tests;
    const rh_program *program;
    rh_instant as_of;
    rh_summary summary;
    rh_mutation_report mutation;
    rh_progress progress;
} testing;

/* ---- the way history, with a summary of what was replayed ---- */

static rh_code begin(void *ctx, unsigned worker, rh_run *run, const rh_journey *journey, rh_err *err)
{
    const testing *t = ctx;
    return rh_tests_begin(t->tests, worker, run, journey, err);
}

static rh_code judge(void *ctx, rh_run *run, const rh_journey *journey, rh_arena *keep, void **result, rh_err *err)
{
    static const rh_summary_lanes lanes = {.head = 0, .base = SIZE_MAX, .lane_field = RH_NONE};
    const testing *t = ctx;
    rh_course courses[2];
    rh_summary_journey seen;
    rh_summary_result *r = RH_NEW(keep, rh_summary_result);
    if (r == NULL) return rh_err_nomem(err);
    rh_code code = rh_tests_judge(t->tests, run, journey, t->as_of, err);
    if (code == RH_OK) code = rh_summary_of_run(&seen, courses, run, t->program, &lanes, journey, t->as_of, err);
    if (code == RH_OK) code = rh_summary_judge(r, keep, &seen, rh_run_arena(run), err);
    *result = r;
    return code;
}

static rh_code fold(void *ctx, size_t index, void *result, rh_err *err)
{
    (void)index;
    testing *t = ctx;
    return rh_summary_add(&t->summary, result, err);
}

static void progress(void *ctx, size_t n_done, size_t n_all)
{
    testing *t = ctx;
    rh_progress_step(&t->progress, n_done, n_all);
}

static rh_code replay_history(testing *t, rh_world *world, const rh_revision *revision, rh_test_report *report,
                              rh_err *err)
{
    rh_replay replay;
    rh_replay_report counted = {0};
    rh_code code = rh_world_replay(&replay, world, err);
    if (code == RH_OK) code = rh_summary_init(&t->summary, rh_memory_host(), revision->reg, NULL, err);
    if (code != RH_OK) return code;
    replay.program = t->program;
    replay.begin = begin;
    replay.judge = judge;
    replay.fold = fold;
    replay.ctx = t;
    replay.progress = progress;
    replay.progress_ctx = t;
    t->as_of = world->as_of;
    rh_progress_begin(&t->progress, "journeys", world->cli->options.given[RH_OPT_QUIET]);
    code = rh_replay_run(&replay, err);
    rh_progress_end(&t->progress);
    if (code == RH_OK) code = rh_summary_report_fill(&counted, world->cli->run, &t->summary, err);
    report->history = counted.history;
    rh_world_fill(&report->history, world);
    return code;
}

/* ---- mutants ---- */

static rh_code mutate(testing *t, rh_world *world, rh_test_report *report, rh_err *err)
{
    const rh_mutation_spec spec = {.program = t->program,
                                   .tests = t->tests,
                                   .lent = &world->lender.lent,
                                   .memory = rh_memory_host(),
                                   .stop = world->cli->stop,
                                   .progress = progress,
                                   .progress_ctx = t};
    rh_progress_begin(&t->progress, "mutants", world->cli->options.given[RH_OPT_QUIET]);
    const rh_code code = rh_mutation_run(&t->mutation, world->cli->run, &spec, err);
    rh_progress_end(&t->progress);
    report->mutation = &t->mutation;
    return code;
}

/* ---- the command ---- */

static rh_code open_tests(testing *t, rh_world *world, const rh_revision *revision, rh_err *err)
{
    rh_cli *cli = world->cli;
    rh_code code = rh_world_compile(&t->program, world, &revision->reg, 1, err);
    if (code != RH_OK) return code;
    const rh_tests_spec spec = {.program = t->program, .from = revision, .has_history = rh_world_has_history(cli)};
    code = rh_tests_open(&t->tests, rh_memory_host(), &spec, &cli->diags);
    if (code != RH_OK && cli->diags.n_errors_kept > 0) *err = cli->diags.errors[0];
    return code;
}

/* Nothing that passed is no pass, and no mutant neither (V8). Survivors are told and judged by a gate. */
static rh_exit finding(const rh_test_report *report)
{
    if (report->failed > 0) return RH_EXIT_NO;
    const bool has_no_mutant = report->mutation != NULL && !report->mutation->has_score;
    return report->passed == 0 || has_no_mutant ? RH_EXIT_HOLD : RH_EXIT_OK;
}

static rh_exit test(testing *t, rh_world *world, rh_err *err)
{
    rh_cli *cli = world->cli;
    rh_revision revision;
    rh_test_report report = {0};
    rh_code code = rh_world_revision(&revision, world, cli->options.n_args > 0 ? cli->options.args[0] : NULL, err);
    if (code == RH_OK) code = open_tests(t, world, &revision, err);
    if (code == RH_OK && rh_world_has_history(cli)) code = rh_world_history(world, err);
    if (code == RH_OK) code = rh_tests_examples(t->tests, err);
    if (code == RH_OK && cli->options.given[RH_OPT_MUTATE]) code = mutate(t, world, &report, err);
    if (code == RH_OK && rh_world_has_history(cli)) code = replay_history(t, world, &revision, &report, err);
    if (code == RH_OK) code = rh_tests_report(&report, cli->run, t->tests, err);
    if (code != RH_OK) return rh_exit_of_code(code);
    report.revision = rh_world_model(&revision);
    code = rh_output_report(cli, &(rh_report){.kind = RH_REPORT_TEST, .test = &report}, err);
    return code == RH_OK ? finding(&report) : rh_exit_of_code(code);
}

rh_exit rh_cmd_test(rh_cli *cli, rh_err *err)
{
    rh_world world = {0};
    testing t = {0};
    const rh_code code = rh_world_open(&world, cli, err);
    const rh_exit exit = code == RH_OK ? test(&t, &world, err) : rh_exit_of_code(code);
    rh_tests_close(t.tests);
    rh_summary_dispose(&t.summary);
    rh_world_close(&world);
    return exit;
}
