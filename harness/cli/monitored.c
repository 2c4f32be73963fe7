/* Metrics of monitors.yaml over a whole history. */
#include "harness/cli/monitored.h"

#include "harness/review/measure.h"
#include "harness/system/memory.h"

/* The plan has the metrics that are asked for, in the order in which they stand. */
static rh_code fill(rh_monitored_figures *out, rh_arena *keep, rh_measured *measured, const rh_monitored_spec *spec,
                    rh_err *err)
{
    rh_monitored_figure *at = RH_NEW_N(keep, spec->metrics->n, rh_monitored_figure);
    rh_code code = at != NULL ? RH_OK : rh_err_nomem(err);
    size_t nth = 0;
    for (size_t i = 0; i < spec->metrics->n && code == RH_OK; i++) {
        if (spec->is_asked[i]) code = rh_measure_figure(&at[i], keep, measured, nth++, err);
        at[i].adds = spec->metrics->at[i].adds;
    }
    if (code == RH_OK) *out = (rh_monitored_figures){.at = at, .n = spec->metrics->n};
    return code;
}

static rh_code measure(rh_monitored_figures *out, rh_world *world, const rh_program *program,
                       const rh_review_plan *plan, const rh_monitored_spec *spec, rh_err *err)
{
    rh_replay replay;
    rh_measured measured;
    rh_code code = rh_world_replay(&replay, world, err);
    if (code == RH_OK) code = rh_measure_open(&measured, rh_memory_host(), plan, program, world->as_of, err);
    if (code != RH_OK) return code;
    replay.oscillated = NULL; /* of the head it is known, and without what it adds is a trial */
    code = rh_measure_run(&measured, &replay, err);
    if (code == RH_OK) code = fill(out, world->cli->run, &measured, spec, err);
    rh_measure_dispose(&measured);
    return code;
}

rh_code rh_monitored_measure(rh_monitored_figures *out, rh_world *world, const rh_monitored_spec *spec, rh_err *err)
{
    const rh_program *program;
    const rh_review_plan *plan;
    rh_arena *keep = world->cli->run;
    rh_diags wrong;
    rh_diags_init(&wrong, keep);
    *out = (rh_monitored_figures){0};
    const rh_review_source source = {.root = rh_monitored_select(keep, spec->metrics, spec->is_asked),
                                     .values = spec->values,
                                     .lane_field = spec->lane_field};
    if (source.root == NULL) return rh_err_nomem(err);
    rh_code code = rh_world_compile(&program, world, &spec->of, 1, err);
    if (code != RH_OK) return code;
    code = rh_review_plan_of(&plan, keep, program, &source, &world->lender.lent, &wrong);
    if (code == RH_NOMEM) return rh_err_nomem(err);
    if (code == RH_OK) return measure(out, world, program, plan, spec, err);
    const rh_err *first = &wrong.errors[0];
    out->fault = rh_arena_str(keep, rh_str_of(first->text));
    out->place = (rh_model_place){first->span.file, first->span.line, first->span.col};
    return out->fault.ptr != NULL ? RH_OK : rh_err_nomem(err);
}
