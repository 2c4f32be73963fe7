/* Many revisions in one program give the records that each gives alone: forks of branches change nothing. */
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

enum { LANES = 9, MOST_TREES = 400 };

static rh_source negated(rh_arena *keep, rh_source when)
{
    rh_buf text;
    rh_buf_init(&text, keep, 1 << 20);
    rh_buf_put(&text, RH_STR("!("));
    rh_buf_put(&text, when.text);
    rh_buf_put(&text, RH_STR(")"));
    return (rh_source){rh_buf_str(&text), NULL};
}

/* The register with entry k % n changed in the way that k says; 0 is the register itself. */
static const rh_register *changed(rh_arena *keep, const rh_register *reg, size_t k)
{
    if (k == 0) return reg;
    rh_register *copy = RH_NEW(keep, rh_register);
    rh_entry *entries = RH_NEW_N(keep, reg->n_entries, rh_entry);
    memcpy(entries, reg->entries, reg->n_entries * sizeof *entries);
    *copy = *reg;
    copy->entries = entries;
    rh_entry *e = &entries[k % reg->n_entries];
    switch (k % 5) {
    case 0: e->when = negated(keep, e->when); break;
    case 1: e->window.is_any = true; break;
    case 2: e->clears = RH_CLEARS_DECISION, e->has_clears = true; break;
    case 3: e->n_effects = 0, e->sla = 3; break;
    default: /* the entry is gone */
        memmove(e, e + 1, (size_t)(entries + reg->n_entries - (e + 1)) * sizeof *e);
        copy->n_entries--;
    }
    return copy;
}

static rh_value shifted(rh_arena *keep, rh_value v, int64_t by)
{
    rh_buf text;
    if (v.kind == RH_BOOL) return rh_bool(!v.b);
    if (v.kind == RH_INT) return rh_int(v.i + by);
    if (v.kind == RH_DOUBLE) return rh_double(v.d + 0.25 * (double)by);
    rh_buf_init(&text, keep, 1 << 16);
    rh_buf_put(&text, rh_value_str(v));
    rh_buf_put(&text, RH_STR(" more"));
    return rh_string(rh_buf_str(&text));
}

/* The register with one value of its policy changed, and in every third an entry, too; 0 is the register itself. */
static const rh_register *of_other_policy(rh_arena *keep, const rh_register *reg, size_t k)
{
    const size_t n = reg->policy.n_values;
    if (k == 0 || n == 0) return reg;
    rh_register *copy = RH_NEW(keep, rh_register);
    rh_policy_value *values = RH_NEW_N(keep, n, rh_policy_value);
    *copy = *(k % 3 == 0 ? changed(keep, reg, k) : reg);
    memcpy(values, reg->policy.values, n * sizeof *values);
    const int64_t by = (int64_t)(1 + k / n) * (k % 2 == 0 ? 1 : -1);
    values[k % n].value = shifted(keep, values[k % n].value, by);
    copy->policy.values = values;
    return copy;
}

/* Steps that only other lanes asked for change nothing, in what is undecided neither. */
static void compare_lane(kit_bench *b, rh_run *together, size_t lane, rh_run *alone, rh_str journey)
{
    const rh_str expected = kit_told(alone, 0, journey, &b->keep, false);
    const rh_str found = kit_told(together, lane, journey, &b->keep, false);
    if (!rh_str_eq(found, expected))
        fail_msg("lane %zu: %.*s\nalone: %.*s", lane, RH_ARG(kit_told_apart(found, expected)),
                 RH_ARG(kit_told_apart(expected, found)));
}

typedef const rh_register *(*change)(rh_arena *keep, const rh_register *reg, size_t k);

/* Journeys of a lane: on the branch of lane 0; on another of its stratum, with its entries. */
typedef struct tally {
    size_t n_shared, n_other;
} tally;

/* Compares every lane of one run over all journeys with a run of its own. */
static void compare(kit_bench *b, change make, bool eager, tally *seen)
{
    const rh_register *registers[LANES];
    rh_err err;
    rh_run *together, *alone[LANES];
    for (size_t k = 0; k < LANES; k++) registers[k] = make(&b->keep, b->revision.reg, k);
    const rh_program *program = kit_bench_compile(b, registers, LANES);
    assert_int_equal(rh_run_new(&together, kit_memory(), program, &err), RH_OK);
    rh_run_set_eager(together, eager);
    for (size_t k = 0; k < LANES; k++)
        assert_int_equal(rh_run_new(&alone[k], kit_memory(), kit_bench_compile(b, &registers[k], 1), &err), RH_OK);
    for (size_t j = 0; j < b->log->n_journeys; j++) {
        const rh_journey *journey = &b->log->journeys[j];
        assert_int_equal(rh_replay_journey(together, journey, b->log->newest, &err), RH_OK);
        for (size_t k = 0; k < LANES; k++) {
            assert_int_equal(rh_replay_journey(alone[k], journey, b->log->newest, &err), RH_OK);
            compare_lane(b, together, k, alone[k], journey->id);
            const bool is_same = rh_run_same(together, 0, k);
            seen->n_shared += k != 0 && is_same;
            seen->n_other += !is_same && program->stratum_of[k] == program->stratum_of[0] &&
                             registers[k]->entries == registers[0]->entries;
        }
    }
    for (size_t k = 0; k < LANES; k++) rh_run_dispose(alone[k]);
    rh_run_dispose(together);
}

static void lanes__give_what_each_revision_gives_alone(void **state)
{
    (void)state;
    static const char *const events[] = {"fixtures/clean-mid-market.jsonl", "fixtures/clean-strategic.jsonl",
                                         "fixtures/clean-migration.jsonl"};
    tally entries = {0}, policies = {0};
    kit_bench b;
    kit_bench_load(&b, "cases", events, 3);
    for (int eager = 0; eager < 2; eager++) {
        compare(&b, changed, eager != 0, &entries);
        compare(&b, of_other_policy, eager != 0, &policies);
    }
    assert_true(entries.n_shared > 0 && policies.n_shared > 0);
    kit_bench_unload(&b);
}

typedef struct trees_tally {
    tally entries, policies;
} trees_tally;

static void compare_tree(void *ctx, kit_bench *b)
{
    trees_tally *seen = ctx;
    compare(b, changed, false, &seen->entries);
    compare(b, of_other_policy, false, &seen->policies);
}

static void lanes__give_what_each_gives_alone_on_the_conformance_trees(void **state)
{
    (void)state;
    size_t n_trees = 0;
    trees_tally seen = {0};
    const size_t most = kit_scaled(MOST_TREES, 3, "trees");
    if (!kit_bench_each(&n_trees, "../shared/conformance/random", most, compare_tree, &seen)) skip();
    print_message("%zu trees; journeys of a lane that shared a branch: %zu of other entries, %zu of other policies\n",
                  n_trees, seen.entries.n_shared, seen.policies.n_shared);
    assert_true(n_trees > 0 && seen.entries.n_shared > 0 && seen.policies.n_shared > 0 && seen.policies.n_other > 0);
}

/* ---- lanes of several cores ---- */

/* The register with value v of its policy moved by k, its limit and span of approvals with it. */
static const rh_register *of_moved_value(rh_arena *keep, const rh_register *reg, size_t v, int64_t k)
{
    rh_register *copy = RH_NEW(keep, rh_register);
    rh_policy_value *values = RH_NEW_N(keep, reg->policy.n_values, rh_policy_value);
    *copy = *reg;
    memcpy(values, reg->policy.values, reg->policy.n_values * sizeof *values);
    copy->policy.values = values;
    if (k == 0) return copy;
    values[v].value = shifted(keep, values[v].value, k);
    if (rh_str_eq(values[v].name, RH_STR("materiality"))) copy->policy.materiality = values[v].value.i;
    if (rh_str_eq(values[v].name, RH_STR("approval_valid"))) copy->policy.approval_valid.n += k;
    return copy;
}

/* Journeys of a lane: in the branch of lane 0; elsewhere, with other records or the same. */
typedef struct cores_tally {
    size_t n_programs, n_riding, n_parted, n_for_nothing;
} cores_tally;

/* Lanes that a value of the core tells apart ride in a branch as long as it does not. */
static void compare_cores(kit_bench *b, size_t v, cores_tally *seen)
{
    enum { CORES = 4 };
    static const int64_t by[CORES] = {0, 1, -1, 40};
    const rh_register *registers[CORES];
    rh_err err;
    rh_run *together, *alone[CORES];
    for (size_t k = 0; k < CORES; k++) registers[k] = of_moved_value(&b->keep, b->revision.reg, v, by[k]);
    const rh_program *program = kit_bench_compile(b, registers, CORES);
    if (program->strata[0].cores.n == 1) return;
    seen->n_programs++;
    assert_int_equal(rh_run_new(&together, kit_memory(), program, &err), RH_OK);
    for (size_t k = 0; k < CORES; k++)
        assert_int_equal(rh_run_new(&alone[k], kit_memory(), kit_bench_compile(b, &registers[k], 1), &err), RH_OK);
    for (size_t j = 0; j < b->log->n_journeys; j++) {
        const rh_journey *journey = &b->log->journeys[j];
        rh_str records[CORES];
        assert_int_equal(rh_replay_journey(together, journey, b->log->newest, &err), RH_OK);
        for (size_t k = 0; k < CORES; k++) {
            assert_int_equal(rh_replay_journey(alone[k], journey, b->log->newest, &err), RH_OK);
            compare_lane(b, together, k, alone[k], journey->id);
            records[k] = kit_records(alone[k], 0, journey->id, &b->keep, NULL);
            const bool is_riding = rh_run_same(together, 0, k);
            seen->n_riding += is_riding && k != 0;
            seen->n_parted += !is_riding;
            seen->n_for_nothing += !is_riding && rh_str_eq(records[k], records[0]);
        }
    }
    for (size_t k = 0; k < CORES; k++) rh_run_dispose(alone[k]);
    rh_run_dispose(together);
}

static void compare_values(void *ctx, kit_bench *b)
{
    for (size_t v = 0; v < b->revision.reg->policy.n_values; v++) compare_cores(b, v, ctx);
}

static void lanes__of_several_cores_give_what_each_gives_alone_on_the_conformance_trees(void **state)
{
    (void)state;
    size_t n_trees = 0;
    cores_tally seen = {0};
    const size_t most = kit_scaled(MOST_TREES, 3, "trees");
    if (!kit_bench_each(&n_trees, "../shared/conformance/random", most, compare_values, &seen)) skip();
    print_message("%zu programs of several cores; journeys: %zu riding, %zu parted, %zu of these for nothing\n",
                  seen.n_programs, seen.n_riding, seen.n_parted, seen.n_for_nothing);
    assert_true(seen.n_programs > 0 && seen.n_riding > 0 && seen.n_parted > seen.n_for_nothing);
}

/* Alerts may read what entries do; a value that they read makes cores of its lanes. */
static rh_register *without_alerts(rh_arena *keep, const rh_register *reg)
{
    rh_register *copy = RH_NEW(keep, rh_register);
    rh_register_file *files = RH_NEW_N(keep, reg->n_files, rh_register_file);
    *copy = *reg;
    copy->n_files = 0;
    copy->monitors = NULL;
    for (size_t i = 0; i < reg->n_files; i++)
        if (!rh_str_eq(reg->files[i].path, RH_STR("monitors.yaml"))) files[copy->n_files++] = reg->files[i];
    copy->files = files;
    return copy;
}

/* The register with another least confidence of an AI suggestion: 0.50, 0.51, ... 0.99. */
static const rh_register *of_confidence(rh_arena *keep, const rh_register *reg, size_t k)
{
    rh_register *copy = without_alerts(keep, reg);
    rh_policy_value *values = RH_NEW_N(keep, reg->policy.n_values, rh_policy_value);
    memcpy(values, reg->policy.values, reg->policy.n_values * sizeof *values);
    for (size_t i = 0; i < reg->policy.n_values; i++)
        if (rh_str_eq(values[i].name, RH_STR("ai_conf_min"))) values[i].value = rh_double(0.5 + 0.01 * (double)k);
    copy->policy.values = values;
    return copy;
}

static size_t n_branches(const rh_run *run, size_t n_lanes)
{
    size_t n = 0;
    for (size_t lane = 0; lane < n_lanes; lane++) {
        size_t k = 0;
        while (k < lane && !rh_run_same(run, k, lane)) k++;
        n += k == lane;
    }
    return n;
}

/* Each journey has one suggestion, and a threshold lies below its confidence or above it. */
static void lanes__of_fifty_thresholds_part_only_where_one_of_them_lies_between(void **state)
{
    (void)state;
    enum { SETTINGS = 50 };
    static const char *const events[] = {"fixtures/clean-mid-market.jsonl", "fixtures/clean-strategic.jsonl"};
    const rh_register *registers[SETTINGS];
    rh_err err;
    rh_run *run;
    kit_bench b;
    kit_bench_load(&b, "cases", events, 2);
    for (size_t k = 0; k < SETTINGS; k++) registers[k] = of_confidence(&b.keep, b.revision.reg, k);
    assert_int_equal(rh_run_new(&run, kit_memory(), kit_bench_compile(&b, registers, SETTINGS), &err), RH_OK);
    for (size_t j = 0; j < b.log->n_journeys; j++) {
        assert_int_equal(rh_replay_journey(run, &b.log->journeys[j], b.log->newest, &err), RH_OK);
        assert_int_equal(n_branches(run, SETTINGS), 2);
    }
    rh_run_dispose(run);
    kit_bench_unload(&b);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(lanes__give_what_each_revision_gives_alone),
        cmocka_unit_test(lanes__give_what_each_gives_alone_on_the_conformance_trees),
        cmocka_unit_test(lanes__of_several_cores_give_what_each_gives_alone_on_the_conformance_trees),
        cmocka_unit_test(lanes__of_fifty_thresholds_part_only_where_one_of_them_lies_between),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
