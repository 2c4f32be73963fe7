/* Everything at every step: the records, counts and undecided conditions that work that follows change gives, too. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "harness/replay/replay.h"
#include "tests/kit/bench.h"
#include "tests/kit/memory.h"
#include "tests/kit/scale.h"
#include "tests/kit/told.h"
#include "tests/random/trial.h"

#include <stdlib.h>

enum { TRIALS = 600 };

/* What was met, so that a comparison of nothing is a failure. */
typedef struct tally {
    size_t n_journeys, n_records, n_undecided;
    uint64_t n_lazy, n_eager; /* evaluations */
} tally;

typedef struct pair {
    rh_run *lazy, *eager;
    uint64_t seed; /* of a random trial, for messages */
} pair;

static pair open_pair(const rh_program *program, uint64_t seed)
{
    pair p = {.seed = seed};
    rh_err err;
    assert_int_equal(rh_run_new(&p.lazy, kit_memory(), program, &err), RH_OK);
    assert_int_equal(rh_run_new(&p.eager, kit_memory(), program, &err), RH_OK);
    rh_run_set_eager(p.eager, true);
    return p;
}

static void close_pair(const pair *p, tally *seen)
{
    seen->n_lazy += rh_run_evaluated(p->lazy);
    seen->n_eager += rh_run_evaluated(p->eager);
    rh_run_dispose(p->lazy);
    rh_run_dispose(p->eager);
}

/* Undecided conditions come as they were first met, which is in another order. */
static void compare_journey(const pair *p, const rh_journey *journey, rh_instant as_of, rh_arena *keep, tally *seen)
{
    rh_err err;
    size_t n, n_undecided;
    assert_int_equal(rh_replay_journey(p->lazy, journey, as_of, &err), RH_OK);
    assert_int_equal(rh_replay_journey(p->eager, journey, as_of, &err), RH_OK);
    const rh_str wanted = kit_told(p->lazy, 0, journey->id, keep, true);
    const rh_str found = kit_told(p->eager, 0, journey->id, keep, true);
    if (!rh_str_eq(found, wanted))
        fail_msg("seed %llu journey %.*s: %.*s\nby dependencies: %.*s", (unsigned long long)p->seed,
                 RH_ARG(journey->id), RH_ARG(kit_told_apart(found, wanted)), RH_ARG(kit_told_apart(wanted, found)));
    (void)rh_run_records(p->lazy, 0, &n);
    (void)rh_run_undecided(p->lazy, 0, &n_undecided);
    seen->n_journeys++;
    seen->n_records += n;
    seen->n_undecided += n_undecided;
}

static void compare_log(void *ctx, kit_bench *b)
{
    tally *seen = ctx;
    const pair p = open_pair(kit_bench_compile(b, &b->revision.reg, 1), 0);
    for (size_t j = 0; j < b->log->n_journeys; j++)
        compare_journey(&p, &b->log->journeys[j], b->log->newest, &b->keep, seen);
    close_pair(&p, seen);
}

static void eager__gives_the_records_of_the_register(void **state)
{
    (void)state;
    static const char *const events[] = {
        "fixtures/clean-enterprise.jsonl", "fixtures/clean-integration-heavy.jsonl", "fixtures/clean-mid-market.jsonl",
        "fixtures/clean-migration.jsonl", "fixtures/clean-professional-services.jsonl", "fixtures/clean-renewal.jsonl",
        "fixtures/clean-self-serve.jsonl", "fixtures/clean-strategic.jsonl", "fixtures/clean-tech-touch.jsonl"};
    tally seen = {0};
    kit_bench b;
    kit_bench_load(&b, "cases", events, sizeof events / sizeof *events);
    compare_log(&seen, &b);
    kit_bench_unload(&b);
    assert_int_equal(seen.n_journeys, 9);
    assert_true(seen.n_records > 0 && seen.n_lazy > 0 && seen.n_eager > 5 * seen.n_lazy);
}

static void say(const tally *seen, size_t n_trees)
{
    print_message("%zu trees, %zu journeys, %zu records, %zu undecided conditions; %llu evaluations, by dependencies "
                  "%llu\n", n_trees, seen->n_journeys, seen->n_records, seen->n_undecided,
                  (unsigned long long)seen->n_eager, (unsigned long long)seen->n_lazy);
    assert_true(n_trees >= 20 && seen->n_records > 1000 && seen->n_undecided > 0 && seen->n_eager > 2 * seen->n_lazy);
}

static void eager__gives_the_records_of_every_conformance_case(void **state)
{
    (void)state;
    size_t n_trees = 0;
    tally seen = {0};
    const size_t most = kit_scaled(1000, 20, "trees");
    const bool is_there = kit_bench_each(&n_trees, "../shared/conformance/micro", most, compare_log, &seen) &&
                          kit_bench_each(&n_trees, "../shared/conformance/acceptance", most, compare_log, &seen) &&
                          kit_bench_each(&n_trees, "../shared/conformance/random", most, compare_log, &seen);
    if (!is_there) skip();
    say(&seen, n_trees);
}

static uint64_t number(const char *variable, uint64_t otherwise)
{
    const char *text = getenv(variable);
    return text != NULL ? strtoull(text, NULL, 10) : otherwise;
}

/* EAGER_SEED, EAGER_TRIALS: others, or more of them. */
static void eager__gives_the_records_of_random_registers(void **state)
{
    (void)state;
    random_world w;
    tally seen = {0};
    const uint64_t first = number("EAGER_SEED", 1);
    const uint64_t n = number("EAGER_TRIALS", kit_scaled(TRIALS, 20, "random registers"));
    assert_true(random_world_open(&w));
    for (uint64_t i = first; i < first + n; i++) {
        random_trial t;
        random_trial_open(&t, &w, i, 1);
        const pair p = open_pair(random_trial_compile(&t, t.registers, 1), i);
        for (size_t j = 0; j < RANDOM_JOURNEYS; j++) compare_journey(&p, &t.journeys[j], t.as_of, &t.keep, &seen);
        close_pair(&p, &seen);
        random_trial_close(&t);
    }
    random_world_close(&w);
    say(&seen, (size_t)n);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(eager__gives_the_records_of_the_register),
        cmocka_unit_test(eager__gives_the_records_of_every_conformance_case),
        cmocka_unit_test(eager__gives_the_records_of_random_registers),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
