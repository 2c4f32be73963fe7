/* The three runs of acceptance tests that a gate stands on. */
#include "harness/cli/proofs.h"

#include "harness/mutate/mutate.h"
#include "harness/replay/tests.h"
#include "harness/system/memory.h"

enum { HEAD = 0, BASE = 1 }; /* lanes of the program */

/* mutation NULL: no mutants. */
static rh_code run_open(rh_test_report *out, rh_mutation_report *mutation, rh_tests *tests, size_t lane,
                        const rh_replay *replay, const rh_world *world, rh_err *err)
{
    rh_arena *keep = world->cli->run;
    const rh_mutation_spec spec = {.program = replay->program,
                                   .lane = lane,
                                   .tests = tests,
                                   .lent = &world->lender.lent,
                                   .memory = rh_memory_host(),
                                   .stop = world->cli->stop};
    rh_code code = rh_tests_examples(tests, err);
    if (code == RH_OK && mutation != NULL) code = rh_mutation_run(mutation, keep, &spec, err);
    if (code == RH_OK) code = rh_tests_history(tests, replay, err);
    return code == RH_OK ? rh_tests_report(out, keep, tests, err) : code;
}

/* The tests of `from` in a lane. Errors of reading them go to diags. */
static rh_code run(rh_test_report *out, rh_mutation_report *mutation, rh_versus *versus, rh_world *world, size_t lane,
                   const rh_revision *from, rh_err *err)
{
    rh_tests *tests = NULL;
    rh_replay replay;
    const rh_tests_spec spec = {.program = versus->program,
                                .lane = lane,
                                .from = from,
                                .is_foreign = lane == HEAD && from == &versus->base,
                                .has_history = true,
                                .base = versus->has_base ? versus->base.reg : NULL,
                                .is_compared = from == &versus->base};
    rh_code code = rh_tests_open(&tests, rh_memory_host(), &spec, &world->cli->diags);
    if (code != RH_OK) return rh_world_first_error(world->cli, code, err);
    code = rh_world_replay(&replay, world, err);
    replay.program = versus->program;
    if (code == RH_OK) code = run_open(out, mutation, tests, lane, &replay, world, err);
    rh_tests_close(tests);
    return code;
}

rh_code rh_proofs_run(rh_proofs *out, rh_versus *versus, rh_world *world, const rh_model_history *history,
                      rh_mutants_wanted wanted, rh_err *err)
{
    *out = (rh_proofs){0};
    rh_mutation_report *of_head = wanted != RH_MUTANTS_NONE ? &out->mutation : NULL;
    rh_mutation_report *of_base = wanted == RH_MUTANTS_OF_BOTH ? &out->base_mutation : NULL;
    rh_code code = run(&out->head, of_head, versus, world, HEAD, &versus->head, err);
    out->head.revision = rh_world_model(&versus->head);
    out->head.history = *history;
    if (code != RH_OK || !versus->has_base) return code;
    code = run(&out->base_on_base, of_base, versus, world, BASE, &versus->base, err);
    if (code == RH_OK) code = run(&out->base_on_head, NULL, versus, world, HEAD, &versus->base, err);
    out->base = (rh_base_tests){&out->base_on_base, &out->base_on_head};
    return code;
}
