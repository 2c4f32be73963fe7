/* Metrics of the monitors over a whole history. */
#include "harness/cli/monitored.h"

#include "harness/review/review.h"
#include "harness/system/memory.h"

static rh_code measure(const rh_value **out, rh_world *world, const rh_program *program, const rh_review_plan *plan,
                       rh_err *err)
{
    rh_replay replay;
    rh_review review;
    rh_review_request request = {
        .plan = plan, .program = program, .since = RH_INSTANT_MIN, .until = world->as_of, .as_of = world->as_of};
    /* The last instant belongs to the history. */
    if (!rh_instant_add(&request.until, world->as_of, 1)) request.until = world->as_of;
    rh_code code = rh_world_replay(&replay, world, err);
    if (code == RH_OK) code = rh_review_open(&review, rh_memory_host(), &request, err);
    if (code != RH_OK) return code;
    code = rh_review_run(&review, &replay, err);
    if (code == RH_OK) code = rh_review_values(out, world->cli->run, &review, err);
    rh_review_dispose(&review);
    return code;
}

rh_code rh_monitored_measure(const rh_value **out, size_t *n, rh_world *world, const rh_revision *of,
                             const rh_node *monitors, rh_err *err)
{
    const rh_program *program;
    const rh_review_plan *plan;
    rh_diags unheard;
    rh_diags_init(&unheard, world->cli->run);
    *n = 0;
    const rh_code code = rh_world_compile(&program, world, &of->reg, 1, err);
    if (code != RH_OK) return code;
    if (rh_review_plan_of(&plan, world->cli->run, program, monitors, &world->lender.lent, &unheard) != RH_OK)
        return RH_OK;
    *n = plan->n_own;
    return measure(out, world, program, plan, err);
}
