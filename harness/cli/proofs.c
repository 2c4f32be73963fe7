/* The three runs of acceptance tests that a gate stands on. */
#include "harness/cli/proofs.h"

#include "harness/cli/words.h"
#include "harness/replay/tests.h"
#include "harness/system/memory.h"

enum { HEAD = 0, BASE = 1 }; /* lanes of the program */

static rh_code run_open(rh_test_report *out, rh_tests *tests, const rh_replay *replay, rh_arena *keep, rh_err *err)
{
    rh_code code = rh_tests_examples(tests, err);
    if (code == RH_OK) code = rh_tests_history(tests, replay, err);
    return code == RH_OK ? rh_tests_report(out, keep, tests, err) : code;
}

/* The tests of `from` in a lane. Errors of reading them go to diags. */
static rh_code run(rh_test_report *out, rh_versus *versus, rh_world *world, size_t lane, const rh_revision *from,
                   rh_diags *diags, rh_err *err)
{
    rh_tests *tests = NULL;
    rh_replay replay;
    const rh_tests_spec spec = {.program = versus->program, .lane = lane, .from = from, .has_history = true};
    rh_code code = rh_tests_open(&tests, rh_memory_host(), &spec, diags);
    if (code != RH_OK) {
        if (diags->n_errors_kept > 0) *err = diags->errors[0];
        return code;
    }
    code = rh_world_replay(&replay, world, err);
    replay.program = versus->program;
    if (code == RH_OK) code = run_open(out, tests, &replay, world->cli->run, err);
    rh_tests_close(tests);
    return code;
}

/* The base's results as they would stand if each test had failed under the head. */
static rh_code all_failed(rh_test_report *out, const rh_test_report *base, rh_arena *keep, const rh_err *why,
                          rh_err *err)
{
    rh_model_test *tests = RH_NEW_N(keep, base->n_tests, rh_model_test);
    const rh_str says = rh_words(keep, "the base's test cannot be read against this revision: %s", why->text);
    if (tests == NULL || says.ptr == NULL) return rh_err_nomem(err);
    *out = *base;
    for (size_t i = 0; i < base->n_tests; i++) {
        tests[i] = base->tests[i];
        tests[i].result = RH_MODEL_FAIL;
        tests[i].says = says;
    }
    out->tests = tests;
    out->failed = base->n_tests;
    out->passed = out->unproven = out->skipped = 0;
    return RH_OK;
}

static rh_code run_base_on_head(rh_proofs *out, rh_versus *versus, rh_world *world, rh_err *err)
{
    rh_arena *keep = world->cli->run;
    rh_diags unread;
    rh_err why = {0};
    rh_diags_init(&unread, keep);
    const rh_code code = run(&out->base_on_head, versus, world, HEAD, &versus->base, &unread, &why);
    if (code == RH_OK) return RH_OK;
    if (unread.n_errors > 0 && rh_code_class(code) == RH_CLASS_DATA)
        return all_failed(&out->base_on_head, &out->base_on_base, keep, &why, err);
    *err = why;
    return code;
}

rh_code rh_proofs_run(rh_proofs *out, rh_versus *versus, rh_world *world, const rh_model_history *history, rh_err *err)
{
    rh_diags *diags = &world->cli->diags;
    *out = (rh_proofs){0};
    rh_code code = run(&out->head, versus, world, HEAD, &versus->head, diags, err);
    out->head.revision = rh_world_model(&versus->head);
    out->head.history = *history;
    if (code != RH_OK || !versus->has_base) return code;
    code = run(&out->base_on_base, versus, world, BASE, &versus->base, diags, err);
    if (code == RH_OK) code = run_base_on_head(out, versus, world, err);
    out->base = (rh_base_tests){&out->base_on_base, &out->base_on_head};
    return code;
}
