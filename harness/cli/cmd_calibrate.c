/* rehearse calibrate: health against what became of the customers. */
#include "harness/calibrate/calibrate.h"
#include "harness/cli/output.h"
#include "harness/cli/progress.h"
#include "harness/cli/world.h"
#include "harness/system/memory.h"

rh_exit rh_cmd_calibrate(rh_cli *cli, rh_err *err);

/* A revision, and what its health said of the history. */
typedef struct side {
    rh_revision revision;
    const rh_program *program;
    rh_health_pool pool;
    rh_health_cases cases;
} side;

typedef struct calibrating {
    rh_world world;
    side head, base;
    side *playing;
    rh_health_watch watches[RH_REPLAY_THREADS_MOST]; /* of the side that plays */
    uint64_t journeys;
    rh_progress progress;
    rh_calibrate_report report;
} calibrating;

static void progress(void *ctx, size_t n_done, size_t n_all)
{
    calibrating *c = ctx;
    rh_progress_step(&c->progress, n_done, n_all);
}

static rh_code begin(void *ctx, unsigned worker, rh_run *run, const rh_journey *journey, rh_err *err)
{
    calibrating *c = ctx;
    (void)journey, (void)err;
    rh_health_watch_begin(&c->watches[worker], run);
    return RH_OK;
}

static rh_code judge(void *ctx, rh_run *run, const rh_journey *journey, rh_arena *keep, void **result, rh_err *err)
{
    const calibrating *c = ctx;
    const rh_health_case **one = RH_NEW(keep, const rh_health_case *);
    const rh_observer *observer = rh_run_observer(run);
    (void)journey;
    *result = one;
    if (one == NULL || observer == NULL) return rh_err_nomem(err);
    return rh_health_case_of(one, keep, observer->ctx, c->world.as_of, err);
}

static rh_code fold(void *ctx, size_t index, void *result, rh_err *err)
{
    calibrating *c = ctx;
    const rh_health_case *const *one = result;
    c->journeys += *one != NULL && c->playing == &c->head;
    return rh_health_cases_add(&c->playing->cases, c->world.cli->run, *one, index, err);
}

static void dispose_watches(calibrating *c)
{
    for (size_t i = 0; i < RH_REPLAY_THREADS_MOST; i++) rh_health_watch_dispose(&c->watches[i]);
}

static rh_code replay(calibrating *c, side *s, rh_err *err)
{
    rh_replay replay;
    const rh_code code = rh_world_replay(&replay, &c->world, err);
    if (code != RH_OK) return code;
    c->playing = s;
    for (size_t i = 0; i < RH_REPLAY_THREADS_MOST; i++)
        rh_health_watch_init(&c->watches[i], rh_memory_host(), &s->pool);
    replay.program = s->program;
    replay.begin = begin;
    replay.judge = judge;
    replay.fold = fold;
    replay.ctx = c;
    replay.progress = progress;
    replay.progress_ctx = c;
    rh_progress_begin(&c->progress, "journeys", c->world.cli->options.given[RH_OPT_QUIET]);
    const rh_code played = rh_replay_run(&replay, err);
    rh_progress_end(&c->progress);
    dispose_watches(c);
    return played;
}

static rh_code make_pool(calibrating *c, side *s, rh_err *err)
{
    rh_cli *cli = c->world.cli;
    rh_code code = rh_health_pool_make(&s->pool, cli->run, s->program, &cli->diags);
    if (code != RH_OK) return rh_world_first_error(cli, code, err);
    if (s->pool.health == NULL)
        return rh_err_set(err, RH_CALIBRATE_OUTCOME, (rh_span){.file = s->revision.tree.label},
                          "the register has no health.yaml with an outcome, expected outcome: {good: EXPR, "
                          "within: SPAN}");
    s->cases.reg = s->revision.reg;
    memcpy(s->cases.groups, s->pool.groups, sizeof s->cases.groups);
    return RH_OK;
}

static rh_code open_side(calibrating *c, side *s, const char *name, rh_err *err)
{
    rh_code code = rh_world_revision(&s->revision, &c->world, name, err);
    if (code == RH_OK) code = rh_world_compile(&s->program, &c->world, &s->revision.reg, 1, err);
    return code == RH_OK ? make_pool(c, s, err) : code;
}

static rh_str say_within(const calibrating *c)
{
    const rh_register *reg = c->head.revision.reg;
    for (size_t i = 0; i < reg->n_files; i++) {
        if (!rh_str_eq(reg->files[i].path, RH_STR("health.yaml"))) continue;
        const rh_node *within = rh_node_get(rh_node_get(reg->files[i].root, RH_STR("outcome")), RH_STR("within"));
        return within != NULL ? within->text : rh_str_null();
    }
    return rh_str_null();
}

static rh_code fill(calibrating *c, rh_err *err)
{
    const rh_code code = rh_calibrate_fill(&c->report, c->world.cli->run, &c->head.cases, err);
    if (code != RH_OK) return code;
    c->report.within = say_within(c);
    if (c->head.pool.health->good.node != NULL) c->report.place = rh_world_span(c->head.pool.health->good.node->span);
    c->report.revision = rh_world_model(&c->head.revision);
    c->report.history.journeys = c->journeys;
    rh_world_fill(&c->report.history, &c->world);
    return RH_OK;
}

static rh_code compare(calibrating *c, rh_err *err)
{
    rh_code code = replay(c, &c->base, err);
    if (code == RH_OK)
        code = rh_calibrate_compare(&c->report, c->world.cli->run, &c->head.cases, &c->base.cases, err);
    c->report.base = rh_world_model(&c->base.revision);
    return code;
}

static rh_exit run(calibrating *c, rh_err *err)
{
    rh_cli *cli = c->world.cli;
    const char *base = cli->options.given[RH_OPT_BASE] ? cli->options.values[RH_OPT_BASE] : NULL;
    rh_code code = open_side(c, &c->head, cli->options.n_args > 0 ? cli->options.args[0] : NULL, err);
    if (code == RH_OK && base != NULL) code = open_side(c, &c->base, base, err);
    if (code == RH_OK) code = rh_world_history(&c->world, err);
    if (code == RH_OK) code = rh_world_count(&c->world, err);
    if (code == RH_OK) code = replay(c, &c->head, err);
    if (code == RH_OK) code = fill(c, err);
    if (code == RH_OK && base != NULL) code = compare(c, err);
    if (code == RH_OK)
        code = rh_output_report(cli, &(rh_report){.kind = RH_REPORT_CALIBRATE, .calibrate = &c->report}, err);
    if (code != RH_OK) return rh_exit_of_code(code);
    return c->report.auc.value.den == 0 ? RH_EXIT_HOLD : RH_EXIT_OK; /* nothing can be said of the score */
}

rh_exit rh_cmd_calibrate(rh_cli *cli, rh_err *err)
{
    calibrating *c = RH_NEW(cli->run, calibrating);
    if (c == NULL) return rh_exit_of_code(rh_err_nomem(err));
    const rh_code code = rh_world_open(&c->world, cli, err);
    const rh_exit exit = code == RH_OK ? run(c, err) : rh_exit_of_code(code);
    rh_world_close(&c->world);
    return exit;
}
