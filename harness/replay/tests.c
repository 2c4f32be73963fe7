/* Running acceptance tests: one trial a worker, results added up at the end. */
#include "harness/replay/tests.h"

#include "engine/base/assert.h"
#include "harness/replay/fixtures.h"
#include "harness/replay/model_time.h"

typedef struct part {     /* of one worker */
    rh_observer observer; /* of its run: ctx is the part */
    rh_trial *trial;
    rh_arena keep;
    rh_results results;
} part;

_Static_assert((int)RH_MODEL_HISTORY == (int)RH_WAY_HISTORY && (int)RH_MODEL_EXAMPLE == (int)RH_WAY_EXAMPLE &&
                   (int)RH_MODEL_CLEAN == (int)RH_WAY_CLEAN,
               "ways");
_Static_assert((int)RH_MODEL_PASS == (int)RH_RESULT_PASS && (int)RH_MODEL_FAIL == (int)RH_RESULT_FAIL &&
                   (int)RH_MODEL_UNPROVEN == (int)RH_RESULT_UNPROVEN && (int)RH_MODEL_SKIPPED == (int)RH_RESULT_SKIPPED,
               "results");

struct rh_tests {
    rh_arena keep;
    rh_host_memory memory;
    rh_tests_spec spec;
    const rh_proof *proof;
    const rh_base *bases;
    rh_results examples; /* and clean */
    part parts[RH_REPLAY_THREADS_MOST];
};

rh_code rh_tests_open(rh_tests **out, rh_host_memory memory, const rh_tests_spec *spec, rh_diags *diags)
{
    rh_err err;
    rh_tests *tests = memory.take(memory.ctx, sizeof *tests);
    if (tests == NULL) return rh_diags_add(diags, RH_NOMEM, (rh_span){0}, "no memory");
    *tests = (rh_tests){.memory = memory, .spec = *spec};
    rh_arena_init(&tests->keep, memory, 0);
    const size_t n_kept = diags->n_warnings_kept, n_warnings = diags->n_warnings;
    rh_code (*const read)(const rh_proof **, rh_arena *, const rh_program *, size_t, const rh_register *,
                          rh_diags *) = spec->is_foreign ? rh_proof_read_foreign : rh_proof_read;
    rh_code code = read(&tests->proof, &tests->keep, spec->program, spec->lane, spec->from->reg, diags);
    diags->n_warnings_kept = n_kept, diags->n_warnings = n_warnings; /* told when the register was loaded */
    if (code == RH_OK) code = rh_fixtures_read(&tests->bases, &tests->keep, spec->from, tests->proof, diags);
    if (code == RH_OK &&
        rh_results_init(&tests->examples, &tests->keep, tests->proof, spec->has_history, &err) != RH_OK)
        code = rh_diags_add(diags, RH_NOMEM, (rh_span){0}, "no memory");
    if (code != RH_OK) {
        rh_tests_close(tests);
        return code;
    }
    *out = tests;
    return RH_OK;
}

void rh_tests_close(rh_tests *tests)
{
    if (tests == NULL) return;
    for (size_t i = 0; i < RH_REPLAY_THREADS_MOST; i++) {
        if (tests->parts[i].trial == NULL) continue;
        rh_trial_dispose(tests->parts[i].trial);
        rh_arena_dispose(&tests->parts[i].keep);
    }
    rh_arena_dispose(&tests->keep);
    const rh_host_memory memory = tests->memory;
    memory.give(memory.ctx, tests, sizeof *tests);
}

/* ---- examples ---- */

rh_code rh_tests_examples(rh_tests *tests, rh_err *err)
{
    rh_run *run = NULL;
    rh_trial *trial = NULL;
    const rh_trial_lane lane = {tests->proof, tests->spec.lane};
    rh_code code = rh_run_new(&run, tests->memory, tests->spec.program, err);
    if (code == RH_OK) code = rh_trial_new(&trial, tests->memory, &lane, 1, err);
    if (code == RH_OK) {
        rh_run_set_observer(run, rh_trial_observer(trial));
        code = rh_examples_play(&tests->examples, trial, run, tests->bases, RH_EVERY_TEST, err);
    }
    rh_trial_dispose(trial);
    rh_run_dispose(run);
    return code;
}

rh_tests_proven rh_tests_proven_by(const rh_tests *tests)
{
    return (rh_tests_proven){tests->proof, tests->bases, &tests->examples};
}

/* ---- history ---- */

static void step(void *ctx, const rh_view *view, const rh_event *event)
{
    const part *p = ctx;
    const rh_observer *observer = rh_trial_observer(p->trial);
    observer->step(observer->ctx, view, event);
}

static rh_code open_part(rh_tests *tests, part *p, rh_err *err)
{
    const rh_trial_lane lane = {tests->proof, tests->spec.lane};
    rh_code code = rh_trial_new(&p->trial, tests->memory, &lane, 1, err);
    if (code != RH_OK) return code;
    p->observer = (rh_observer){.ctx = p, .step = step};
    rh_arena_init(&p->keep, tests->memory, 0);
    return rh_results_init(&p->results, &p->keep, tests->proof, true, err);
}

rh_code rh_tests_begin(rh_tests *tests, unsigned worker, rh_run *run, const rh_journey *journey, rh_err *err)
{
    RH_ASSERT(worker < RH_REPLAY_THREADS_MOST);
    part *p = &tests->parts[worker];
    rh_code code = p->trial == NULL ? open_part(tests, p, err) : RH_OK;
    if (code == RH_OK) code = rh_trial_begin(p->trial, journey->id, RH_EVERY_TEST, err);
    if (code == RH_OK) rh_run_set_observer(run, &p->observer);
    return code;
}

/* What an entry was made for proves nothing by passing; that it fails there is told. */
static void weigh(rh_outcome *outcome, const rh_tests *tests, size_t test, rh_str journey)
{
    const rh_register *base = tests->spec.base;
    if (outcome->result != RH_RESULT_PASS || tests->spec.is_compared) return;
    const rh_str entry = rh_proof_at(tests->proof, test).entry;
    if (!rh_register_is_motive(tests->spec.from->reg, entry, journey) &&
        (base == NULL || !rh_register_is_motive(base, entry, journey)))
        return;
    outcome->result = RH_RESULT_UNPROVEN;
    outcome->why = RH_WHY_MOTIVATING;
}

rh_code rh_tests_judge(rh_tests *tests, rh_run *run, const rh_journey *journey, rh_instant as_of, rh_err *err)
{
    part *p = rh_run_observer(run)->ctx;
    rh_code code = rh_trial_end(p->trial, as_of, err);
    for (size_t t = 0; code == RH_OK && t < p->results.n_tests; t++) {
        rh_outcome outcome = rh_trial_outcome(p->trial, 0, t);
        weigh(&outcome, tests, t, journey->id);
        if (outcome.opened) code = rh_results_fold(&p->results, t, RH_WAY_HISTORY, journey->id, &outcome, err);
    }
    return code;
}

/* ---- a replay of its own ---- */

typedef struct replaying {
    rh_tests *tests;
    rh_instant as_of;
} replaying;

static rh_code begin(void *ctx, unsigned worker, rh_run *run, const rh_journey *journey, rh_err *err)
{
    const replaying *r = ctx;
    return rh_tests_begin(r->tests, worker, run, journey, err);
}

static rh_code judge(void *ctx, rh_run *run, const rh_journey *journey, rh_arena *keep, void **result, rh_err *err)
{
    const replaying *r = ctx;
    (void)keep, (void)result;
    return rh_tests_judge(r->tests, run, journey, r->as_of, err);
}

static rh_code fold(void *ctx, size_t index, void *result, rh_err *err)
{
    (void)ctx, (void)index, (void)result, (void)err;
    return RH_OK;
}

rh_code rh_tests_history(rh_tests *tests, const rh_replay *replay, rh_err *err)
{
    replaying r = {tests, replay->as_of};
    rh_replay own = *replay;
    own.begin = begin;
    own.judge = judge;
    own.fold = fold;
    own.ctx = &r;
    return rh_replay_run(&own, err);
}

/* ---- the report ---- */

static rh_model_test row_of(rh_arena *keep, const rh_proof_test *test, rh_way way, const rh_way_result *r)
{
    rh_model_test row = {
        .entry = test->entry, .name = test->name, .way = (rh_model_way)way, .result = (rh_model_result)r->result};
    row.journey = rh_arena_str(keep, r->journey);
    row.record = rh_arena_str(keep, r->record);
    row.record_says = rh_arena_str(keep, r->record_says);
    row.says = rh_arena_str(keep, r->says);
    row.clause = r->clause;
    row.clause_line = r->clause_span.line, row.example_line = r->example_span.line;
    row.place = (rh_model_place){test->span.file, test->span.line, test->span.col};
    if (r->result == RH_RESULT_FAIL && !rh_instant_is_never(r->at)) row.at = rh_model_time_of(keep, r->at);
    return row;
}

static void count(rh_test_report *out, rh_result result)
{
    switch (result) {
    case RH_RESULT_PASS: out->passed++; break;
    case RH_RESULT_FAIL: out->failed++; break;
    case RH_RESULT_UNPROVEN: out->unproven++; break;
    case RH_RESULT_SKIPPED: out->skipped++; break;
    }
}

static rh_code add_up(rh_results *all, rh_arena *keep, const rh_tests *tests, rh_err *err)
{
    rh_code code = rh_results_init(all, keep, tests->proof, tests->spec.has_history, err);
    if (code == RH_OK) code = rh_results_merge(all, &tests->examples, err);
    for (size_t i = 0; code == RH_OK && i < RH_REPLAY_THREADS_MOST; i++)
        if (tests->parts[i].trial != NULL) code = rh_results_merge(all, &tests->parts[i].results, err);
    return code;
}

rh_code rh_tests_report(rh_test_report *out, rh_arena *keep, const rh_tests *tests, rh_err *err)
{
    rh_results all;
    const size_t n = rh_proof_n_tests(tests->proof);
    rh_model_test *rows = RH_NEW_N(keep, n * RH_N_WAYS, rh_model_test);
    rh_code code = rows != NULL ? add_up(&all, keep, tests, err) : rh_err_nomem(err);
    if (code != RH_OK) return code;
    out->has_history = tests->spec.has_history;
    out->n_entries = tests->spec.from->reg->n_entries;
    out->passed = out->failed = out->unproven = out->skipped = 0;
    for (size_t t = 0; t < n; t++) {
        const rh_proof_test test = rh_proof_at(tests->proof, t);
        for (int way = 0; way < RH_N_WAYS; way++) {
            rows[t * RH_N_WAYS + (size_t)way] = row_of(keep, &test, (rh_way)way, &all.ways[t][way]);
            count(out, all.ways[t][way].result);
        }
    }
    out->tests = rows;
    out->n_tests = n * RH_N_WAYS;
    return rh_arena_failed(keep) ? rh_err_nomem(err) : RH_OK;
}
