/* Many revisions in one program give the records that each gives alone: forks of branches change nothing. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "engine/program/insides.h"
#include "harness/load/revision.h"
#include "harness/replay/lender.h"
#include "harness/replay/replay.h"
#include "tests/kit/memory.h"
#include "tests/kit/scale.h"

#include <dirent.h>
#include <stdio.h>

enum { LANES = 9, MOST_TREES = 400 };

typedef struct bench {
    rh_arena keep;
    rh_zones *zones;
    rh_lender lender;
    rh_revision revision;
    const rh_log *log;
} bench;

static void load(bench *b, const char *cases, const char *const *events, size_t n_events)
{
    rh_err err;
    rh_diags diags;
    rh_place place;
    const rh_place_spec spec = {.cases_dir = cases};
    const rh_ingest_options options = {.map = NULL};
    b->keep = kit_arena();
    rh_diags_init(&diags, &b->keep);
    assert_int_equal(rh_zones_open(&b->zones, kit_memory(), NULL, &err), RH_OK);
    assert_int_equal(rh_lender_open(&b->lender, b->zones, &err), RH_OK);
    assert_int_equal(rh_place_open(&place, &b->keep, &spec, &err), RH_OK);
    assert_int_equal(rh_revision_load(&b->revision, &b->keep, &place, b->zones, NULL, &diags), RH_OK);
    assert_int_equal(rh_log_read(&b->log, &b->keep, events, n_events, &options, &diags), RH_OK);
}

static void unload(bench *b)
{
    rh_lender_close(&b->lender);
    rh_zones_close(b->zones);
    rh_arena_dispose(&b->keep);
}

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

static rh_str records_of(rh_run *run, rh_arena *keep, rh_str id, size_t lane)
{
    rh_buf out;
    size_t n;
    rh_buf_init(&out, keep, (size_t)1 << 30);
    const rh_record *const *records = rh_run_records(run, lane, &n);
    for (size_t i = 0; i < n; i++) rh_record_put(&out, id, records[i]);
    assert_false(out.failed);
    return rh_buf_str(&out);
}

static void check_undecided(rh_run *together, size_t lane, rh_run *alone)
{
    size_t n, n_alone;
    const rh_undecided_count *found = rh_run_undecided(together, lane, &n);
    const rh_undecided_count *expected = rh_run_undecided(alone, 0, &n_alone);
    assert_int_equal(n, n_alone);
    for (size_t i = 0; i < n; i++) {
        assert_true(rh_str_eq(found[i].where, expected[i].where) && rh_str_eq(found[i].entry, expected[i].entry));
        assert_int_equal(found[i].cause, expected[i].cause);
        assert_int_equal(found[i].n, expected[i].n); /* steps that only other lanes asked for change nothing */
    }
}

static const rh_program *compile(bench *b, const rh_register *const *registers, size_t n)
{
    const rh_program *program;
    rh_diags diags;
    rh_diags_init(&diags, &b->keep);
    const rh_code code = rh_program_compile(&program, &b->keep, registers, n, &b->lender.lent, &diags);
    if (code != RH_OK) fail_msg("%s", diags.errors[0].text);
    return program;
}

typedef const rh_register *(*change)(rh_arena *keep, const rh_register *reg, size_t k);

/* Journeys of a lane: on the branch of lane 0; on another of its stratum, with its entries. */
typedef struct tally {
    size_t n_shared, n_other;
} tally;

/* Compares every lane of one run over all journeys with a run of its own. */
static void compare(bench *b, change make, bool eager, tally *seen)
{
    const rh_register *registers[LANES];
    rh_err err;
    rh_run *together, *alone[LANES];
    for (size_t k = 0; k < LANES; k++) registers[k] = make(&b->keep, b->revision.reg, k);
    const rh_program *program = compile(b, registers, LANES);
    assert_int_equal(rh_run_new(&together, kit_memory(), program, &err), RH_OK);
    rh_run_set_eager(together, eager);
    for (size_t k = 0; k < LANES; k++)
        assert_int_equal(rh_run_new(&alone[k], kit_memory(), compile(b, &registers[k], 1), &err), RH_OK);
    for (size_t j = 0; j < b->log->n_journeys; j++) {
        const rh_journey *journey = &b->log->journeys[j];
        assert_int_equal(rh_replay_journey(together, journey, b->log->newest, &err), RH_OK);
        for (size_t k = 0; k < LANES; k++) {
            assert_int_equal(rh_replay_journey(alone[k], journey, b->log->newest, &err), RH_OK);
            const rh_str expected = records_of(alone[k], &b->keep, journey->id, 0);
            const rh_str found = records_of(together, &b->keep, journey->id, k);
            assert_int_equal(found.len, expected.len);
            assert_memory_equal(found.ptr, expected.ptr, expected.len);
            assert_memory_equal(rh_run_counts(together, k), rh_run_counts(alone[k], 0), sizeof(rh_counts));
            check_undecided(together, k, alone[k]);
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
    bench b;
    load(&b, "cases", events, 3);
    for (int eager = 0; eager < 2; eager++) {
        compare(&b, changed, eager != 0, &entries);
        compare(&b, of_other_policy, eager != 0, &policies);
    }
    assert_true(entries.n_shared > 0 && policies.n_shared > 0);
    unload(&b);
}

static void lanes__give_what_each_gives_alone_on_the_conformance_trees(void **state)
{
    (void)state;
    DIR *dir = opendir("../shared/conformance/random");
    if (dir == NULL) {
        print_message("skipped: ../shared/conformance not found\n");
        skip();
    }
    size_t n_trees = 0;
    tally entries = {0}, policies = {0};
    const size_t most = kit_scaled(MOST_TREES, 3, "trees");
    for (struct dirent *e; (e = readdir(dir)) != NULL && n_trees < most;) {
        char cases[512], events[512];
        if (e->d_name[0] == '.') continue;
        snprintf(cases, sizeof cases, "../shared/conformance/random/%s/cases", e->d_name);
        snprintf(events, sizeof events, "../shared/conformance/random/%s/events.jsonl", e->d_name);
        bench b;
        load(&b, cases, (const char *const[]){events}, 1);
        compare(&b, changed, false, &entries);
        compare(&b, of_other_policy, false, &policies);
        unload(&b);
        n_trees++;
    }
    closedir(dir);
    print_message("%zu trees; journeys of a lane that shared a branch: %zu of other entries, %zu of other policies\n",
                  n_trees, entries.n_shared, policies.n_shared);
    assert_true(n_trees > 0 && entries.n_shared > 0 && policies.n_shared > 0 && policies.n_other > 0);
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
static void compare_cores(bench *b, size_t v, cores_tally *seen)
{
    enum { CORES = 4 };
    static const int64_t by[CORES] = {0, 1, -1, 40};
    const rh_register *registers[CORES];
    rh_err err;
    rh_run *together, *alone[CORES];
    for (size_t k = 0; k < CORES; k++) registers[k] = of_moved_value(&b->keep, b->revision.reg, v, by[k]);
    const rh_program *program = compile(b, registers, CORES);
    if (program->strata[0].cores.n == 1) return;
    seen->n_programs++;
    assert_int_equal(rh_run_new(&together, kit_memory(), program, &err), RH_OK);
    for (size_t k = 0; k < CORES; k++)
        assert_int_equal(rh_run_new(&alone[k], kit_memory(), compile(b, &registers[k], 1), &err), RH_OK);
    for (size_t j = 0; j < b->log->n_journeys; j++) {
        const rh_journey *journey = &b->log->journeys[j];
        rh_str records[CORES];
        assert_int_equal(rh_replay_journey(together, journey, b->log->newest, &err), RH_OK);
        for (size_t k = 0; k < CORES; k++) {
            assert_int_equal(rh_replay_journey(alone[k], journey, b->log->newest, &err), RH_OK);
            records[k] = records_of(alone[k], &b->keep, journey->id, 0);
            assert_true(rh_str_eq(records_of(together, &b->keep, journey->id, k), records[k]));
            assert_memory_equal(rh_run_counts(together, k), rh_run_counts(alone[k], 0), sizeof(rh_counts));
            check_undecided(together, k, alone[k]);
            const bool is_riding = rh_run_same(together, 0, k);
            seen->n_riding += is_riding && k != 0;
            seen->n_parted += !is_riding;
            seen->n_for_nothing += !is_riding && rh_str_eq(records[k], records[0]);
        }
    }
    for (size_t k = 0; k < CORES; k++) rh_run_dispose(alone[k]);
    rh_run_dispose(together);
}

static void lanes__of_several_cores_give_what_each_gives_alone_on_the_conformance_trees(void **state)
{
    (void)state;
    DIR *dir = opendir("../shared/conformance/random");
    if (dir == NULL) {
        print_message("skipped: ../shared/conformance not found\n");
        skip();
    }
    size_t n_trees = 0;
    cores_tally seen = {0};
    const size_t most = kit_scaled(MOST_TREES, 3, "trees");
    for (struct dirent *e; (e = readdir(dir)) != NULL && n_trees < most; n_trees += e->d_name[0] != '.') {
        char cases[512], events[512];
        if (e->d_name[0] == '.') continue;
        snprintf(cases, sizeof cases, "../shared/conformance/random/%s/cases", e->d_name);
        snprintf(events, sizeof events, "../shared/conformance/random/%s/events.jsonl", e->d_name);
        bench b;
        load(&b, cases, (const char *const[]){events}, 1);
        for (size_t v = 0; v < b.revision.reg->policy.n_values; v++) compare_cores(&b, v, &seen);
        unload(&b);
    }
    closedir(dir);
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
    bench b;
    load(&b, "cases", events, 2);
    for (size_t k = 0; k < SETTINGS; k++) registers[k] = of_confidence(&b.keep, b.revision.reg, k);
    assert_int_equal(rh_run_new(&run, kit_memory(), compile(&b, registers, SETTINGS), &err), RH_OK);
    for (size_t j = 0; j < b.log->n_journeys; j++) {
        assert_int_equal(rh_replay_journey(run, &b.log->journeys[j], b.log->newest, &err), RH_OK);
        assert_int_equal(n_branches(run, SETTINGS), 2);
    }
    rh_run_dispose(run);
    unload(&b);
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
