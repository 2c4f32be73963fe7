/* rehearse poison: does a verdict rest on what was known later? */
#include "harness/cli/output.h"
#include "harness/cli/progress.h"
#include "harness/cli/world.h"
#include "harness/replay/poison.h"
#include "harness/system/memory.h"

rh_exit rh_cmd_poison(rh_cli *cli, rh_err *err);

typedef struct poisoning {
    rh_world world;
    rh_revision revision;
    rh_poison poison;
    rh_progress progress;
} poisoning;

static void progress(void *ctx, size_t n_done, size_t n_all)
{
    rh_progress *bar = ctx;
    rh_progress_step(bar, n_done, n_all);
}

static rh_code run(poisoning *p, rh_err *err)
{
    rh_replay replay;
    rh_world *world = &p->world;
    rh_code code = rh_world_replay(&replay, world, err);
    if (code == RH_OK) code = rh_world_compile(&replay.program, world, &p->revision.reg, 1, err);
    if (code != RH_OK) return code;
    replay.progress = progress;
    replay.progress_ctx = &p->progress;
    rh_progress_begin(&p->progress, "journeys", world->cli->options.given[RH_OPT_QUIET]);
    code = rh_poison_run(&p->poison, rh_memory_host(), &replay, err);
    rh_progress_end(&p->progress);
    return code;
}

static rh_exit finding(const rh_poison_report *report)
{
    if (report->n_leaks_all > 0) return RH_EXIT_NO;
    return report->history.journeys == 0 ? RH_EXIT_HOLD : RH_EXIT_OK;
}

static rh_exit poison(poisoning *p, rh_err *err)
{
    rh_world *world = &p->world;
    rh_cli *cli = world->cli;
    rh_poison_report report = {0};
    rh_code code = rh_world_revision(&p->revision, world, cli->options.n_args > 0 ? cli->options.args[0] : NULL, err);
    if (code == RH_OK) code = rh_world_history(world, err);
    if (code == RH_OK) code = rh_world_count(world, err);
    if (code == RH_OK) code = run(p, err);
    if (code == RH_OK) code = rh_poison_fill(&report, cli->run, &p->poison, err);
    if (code != RH_OK) return rh_exit_of_code(code);
    report.revision = rh_world_model(&p->revision);
    report.history.journeys = p->poison.journeys;
    rh_world_fill(&report.history, world);
    code = rh_output_report(cli, &(rh_report){.kind = RH_REPORT_POISON, .poison = &report}, err);
    return code == RH_OK ? finding(&report) : rh_exit_of_code(code);
}

rh_exit rh_cmd_poison(rh_cli *cli, rh_err *err)
{
    poisoning p = {0};
    rh_code code = rh_world_open(&p.world, cli, err);
    const rh_exit exit = code == RH_OK ? poison(&p, err) : rh_exit_of_code(code);
    rh_poison_dispose(&p.poison);
    rh_world_close(&p.world);
    return exit;
}
