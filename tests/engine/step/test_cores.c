/* Revisions whose cores go by other values share a branch and give what each gives alone: random registers, random
 * commits that edit entries and move values, random journeys. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "engine/program/compiled.h"
#include "harness/replay/replay.h"
#include "tests/kit/bench.h"
#include "tests/kit/memory.h"
#include "tests/kit/scale.h"
#include "tests/kit/told.h"
#include "tests/random/trial.h"

#include <stdlib.h>

enum { TRIALS = 500 };

typedef struct tally {
    size_t n_cores, n_strata;
    size_t n_rode;   /* journeys of a lane in the branch of one of another core */
    size_t n_parted; /* journeys of a lane of another core elsewhere */
    size_t n_records;
} tally;

static void compare_lane(rh_arena *keep, rh_run *together, size_t lane, rh_run *alone, uint64_t seed)
{
    const rh_str expected = kit_told(alone, 0, RH_STR("J"), keep, false);
    const rh_str found = kit_told(together, lane, RH_STR("J"), keep, false);
    if (!rh_str_eq(expected, found))
        fail_msg("seed %llu lane %zu: %.*s\nalone: %.*s", (unsigned long long)seed, lane,
                 RH_ARG(kit_told_apart(found, expected)), RH_ARG(kit_told_apart(expected, found)));
}

static bool is_other_core(const rh_program *p, size_t a, size_t b)
{
    return p->stratum_of[a] == p->stratum_of[b] && p->core_of[a] != p->core_of[b];
}

static void count(tally *seen, const rh_program *program, rh_run *run, const size_t *lanes, size_t n)
{
    for (size_t i = 0; i < n; i++) {
        bool rode = false, has_other = false;
        for (size_t k = 0; k < n; k++) {
            if (!is_other_core(program, lanes[i], lanes[k])) continue;
            has_other = true;
            rode |= rh_run_same(run, lanes[i], lanes[k]);
        }
        size_t n_records;
        (void)rh_run_records(run, lanes[i], &n_records);
        seen->n_records += n_records;
        seen->n_rode += rode;
        seen->n_parted += has_other && !rode;
    }
}

/* Some of the lanes: at least one. */
static size_t choose(size_t *lanes, random_trial *t)
{
    size_t n = 0;
    for (size_t lane = 0; lane < t->n_lanes; lane++)
        if (n + 1 == t->n_lanes - lane || !random_once_in(&t->r, 3)) lanes[n++] = lane;
    if (n == 0) lanes[n++] = 0;
    return n;
}

static void compare(random_trial *t, const rh_program *program, rh_run *together, rh_run *const *alone, tally *seen,
                    uint64_t seed)
{
    rh_err err;
    size_t lanes[RANDOM_LANES];
    for (size_t j = 0; j < RANDOM_JOURNEYS; j++) {
        const size_t n = choose(lanes, t);
        rh_run_set_lanes(together, lanes, n);
        const bool eager = random_once_in(&t->r, 4);
        rh_run_set_eager(together, eager);
        assert_int_equal(rh_replay_journey(together, &t->journeys[j], t->as_of, &err), RH_OK);
        for (size_t i = 0; i < n; i++) {
            rh_run_set_eager(alone[lanes[i]], eager);
            assert_int_equal(rh_replay_journey(alone[lanes[i]], &t->journeys[j], t->as_of, &err), RH_OK);
            compare_lane(&t->keep, together, lanes[i], alone[lanes[i]], seed);
        }
        count(seen, program, together, lanes, n);
    }
}

static void play(random_trial *t, tally *seen, uint64_t seed)
{
    rh_err err;
    rh_run *together, *alone[RANDOM_LANES];
    const rh_program *program = random_trial_compile(t, t->registers, t->n_lanes);
    assert_non_null(program);
    assert_int_equal(rh_run_new(&together, kit_memory(), program, &err), RH_OK);
    for (size_t k = 0; k < t->n_lanes; k++)
        assert_int_equal(rh_run_new(&alone[k], kit_memory(), random_trial_compile(t, &t->registers[k], 1), &err),
                         RH_OK);
    compare(t, program, together, alone, seen, seed);
    for (size_t k = 0; k < t->n_lanes; k++) rh_run_dispose(alone[k]);
    rh_run_dispose(together);
    seen->n_strata += program->n_strata;
    for (size_t s = 0; s < program->n_strata; s++) seen->n_cores += program->strata[s].cores.n;
}

static void cores__that_share_a_branch_give_what_each_gives_alone(void **state)
{
    (void)state;
    random_world w;
    tally seen = {0};
    const char *seed = getenv("CORES_SEED"), *trials = getenv("CORES_TRIALS");
    const uint64_t first = seed != NULL ? strtoull(seed, NULL, 10) : 1;
    const uint64_t n = trials != NULL ? strtoull(trials, NULL, 10) : kit_scaled(TRIALS, 20, "random programs");
    assert_true(random_world_open(&w));
    for (uint64_t i = first; i < first + n; i++) {
        random_trial t;
        random_trial_open(&t, &w, i, RANDOM_LANES);
        play(&t, &seen, i);
        random_trial_close(&t);
    }
    random_world_close(&w);
    print_message("%zu strata with %zu cores; journeys of a lane: %zu rode with another core, %zu parted from all; "
                  "%zu records\n", seen.n_strata, seen.n_cores, seen.n_rode, seen.n_parted, seen.n_records);
    assert_true(seen.n_cores > seen.n_strata && seen.n_rode > 0 && seen.n_parted > 0);
    assert_true(seen.n_records > 0);
}

/* ---- one value at a time: tests/data/cores ---- */

static rh_register *moved(kit_bench *b, const char *name)
{
    const rh_register *reg = b->revision.reg;
    rh_register *copy = RH_NEW(&b->keep, rh_register);
    rh_policy_value *values = RH_NEW_N(&b->keep, reg->policy.n_values, rh_policy_value);
    *copy = *reg;
    memcpy(values, reg->policy.values, reg->policy.n_values * sizeof *values);
    for (size_t i = 0; i < reg->policy.n_values; i++)
        if (rh_str_eq(values[i].name, rh_str_of(name))) values[i].value.i++;
    copy->policy.values = values;
    return copy;
}

/* Two cores that differ by one in a value: both give what they give alone, and part in the journeys whose names begin
 * so, and in no other. */
static void part_in(const char *value, const char *journeys, bool eager)
{
    kit_bench b;
    rh_err err;
    rh_run *together, *alone[2];
    kit_bench_load(&b, "tests/data/cores/cases", (const char *const[]){"tests/data/cores/events.jsonl"}, 1);
    const rh_register *registers[] = {b.revision.reg, moved(&b, value)};
    const rh_program *program = kit_bench_compile(&b, registers, 2);
    assert_int_equal(program->strata[0].cores.n, 2);
    assert_int_equal(rh_run_new(&together, kit_memory(), program, &err), RH_OK);
    rh_run_set_eager(together, eager);
    for (size_t k = 0; k < 2; k++)
        assert_int_equal(rh_run_new(&alone[k], kit_memory(), kit_bench_compile(&b, &registers[k], 1), &err), RH_OK);
    for (size_t j = 0; j < b.log->n_journeys; j++) {
        const rh_journey *its = &b.log->journeys[j];
        assert_int_equal(rh_replay_journey(together, its, b.log->newest, &err), RH_OK);
        for (size_t k = 0; k < 2; k++) {
            assert_int_equal(rh_replay_journey(alone[k], its, b.log->newest, &err), RH_OK);
            compare_lane(&b.keep, together, k, alone[k], j);
        }
        assert_int_equal(rh_run_same(together, 0, 1), !rh_str_starts(its->id, rh_str_of(journeys)));
    }
    for (size_t k = 0; k < 2; k++) rh_run_dispose(alone[k]);
    rh_run_dispose(together);
    kit_bench_unload(&b);
}

/* And where an event sets a map that is another. */
static void cores__part_where_a_lift_is_judged_otherwise(void **state)
{
    (void)state;
    part_in("lift", "between", false);
    part_in("lift", "between", true);
}

/* The core that decides reads nothing of the journey, as its value makes the expression false; the other does. */
static void cores__part_by_a_fact_that_the_deciding_one_need_not_read(void **state)
{
    (void)state;
    for (int eager = 0; eager < 2; eager++) {
        part_in("enabled", "level", eager != 0);
        part_in("free", "level", eager != 0);
    }
}

/* A derived field is each core's own: that it differs parts nobody, but for an entry that was decided on it, which opens
 * again where it moved, and for what is released by it. */
static void cores__have_a_derived_field_as_their_own(void **state)
{
    (void)state;
    part_in("mark", "remembered", false);
    part_in("mark", "remembered", true);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(cores__part_where_a_lift_is_judged_otherwise),
        cmocka_unit_test(cores__part_by_a_fact_that_the_deciding_one_need_not_read),
        cmocka_unit_test(cores__have_a_derived_field_as_their_own),
        cmocka_unit_test(cores__that_share_a_branch_give_what_each_gives_alone),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
