/* Everything at every step: the records, counts and undecided conditions that work that follows change gives, too. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "harness/load/revision.h"
#include "harness/replay/lender.h"
#include "harness/replay/replay.h"
#include "tests/kit/memory.h"
#include "tests/kit/scale.h"

#include <dirent.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

typedef struct bench {
    rh_arena keep;
    rh_zones *zones;
    rh_lender lender;
    rh_revision revision;
    const rh_program *program;
    const rh_log *log;
} bench;

/* What was met, so that a comparison of nothing is a failure. */
typedef struct tally {
    size_t n_journeys, n_records, n_undecided;
    uint64_t n_lazy, n_eager; /* evaluations */
} tally;

static void load(bench *b, const char *cases, const char *const *events, size_t n_events)
{
    rh_err err;
    rh_diags diags;
    rh_place place;
    const rh_place_spec spec = {.cases_dir = cases};
    const rh_ingest_options options = {.map = NULL};
    *b = (bench){.keep = kit_arena()};
    rh_diags_init(&diags, &b->keep);
    assert_int_equal(rh_zones_open(&b->zones, kit_memory(), NULL, &err), RH_OK);
    assert_int_equal(rh_lender_open(&b->lender, b->zones, &err), RH_OK);
    assert_int_equal(rh_place_open(&place, &b->keep, &spec, &err), RH_OK);
    assert_int_equal(rh_revision_load(&b->revision, &b->keep, &place, b->zones, NULL, &diags), RH_OK);
    assert_int_equal(rh_log_read(&b->log, &b->keep, events, n_events, &options, &diags), RH_OK);
    const rh_register *registers[] = {b->revision.reg};
    assert_int_equal(rh_program_compile(&b->program, &b->keep, registers, 1, &b->lender.lent, &diags), RH_OK);
}

static void unload(bench *b)
{
    rh_lender_close(&b->lender);
    rh_zones_close(b->zones);
    rh_arena_dispose(&b->keep);
}

static rh_str records_of(rh_run *run, rh_arena *keep, rh_str id, size_t *n)
{
    rh_buf out;
    rh_buf_init(&out, keep, (size_t)1 << 30);
    const rh_record *const *records = rh_run_records(run, 0, n);
    for (size_t i = 0; i < *n; i++) rh_record_put(&out, id, records[i]);
    assert_false(out.failed);
    return rh_buf_str(&out);
}

static int by_place(const void *a, const void *b)
{
    const rh_undecided_count *x = a, *y = b;
    const int c = rh_str_cmp(x->where, y->where);
    return c != 0 ? c : (int)x->cause - (int)y->cause;
}

/* In the order of their places: they come as they were first met. */
static rh_undecided_count *undecided_of(rh_run *run, rh_arena *keep, size_t *n)
{
    const rh_undecided_count *counts = rh_run_undecided(run, 0, n);
    rh_undecided_count *sorted = RH_NEW_N(keep, *n + 1, rh_undecided_count);
    if (*n != 0) memcpy(sorted, counts, *n * sizeof *sorted);
    qsort(sorted, *n, sizeof *sorted, by_place);
    return sorted;
}

static void compare_undecided(bench *b, rh_run *lazy, rh_run *eager, tally *seen)
{
    size_t n, n_found;
    const rh_undecided_count *wanted = undecided_of(lazy, &b->keep, &n);
    const rh_undecided_count *found = undecided_of(eager, &b->keep, &n_found);
    assert_int_equal(n_found, n);
    for (size_t i = 0; i < n; i++) {
        assert_true(by_place(&found[i], &wanted[i]) == 0);
        if (found[i].n != wanted[i].n)
            fail_msg("%.*s was undecided %llu times, not %llu", RH_ARG(wanted[i].where),
                     (unsigned long long)found[i].n, (unsigned long long)wanted[i].n);
    }
    seen->n_undecided += n;
}

static void compare_journey(bench *b, rh_run *lazy, rh_run *eager, const rh_journey *journey, tally *seen)
{
    rh_err err;
    size_t n, n_found;
    assert_int_equal(rh_replay_journey(lazy, journey, b->log->newest, &err), RH_OK);
    assert_int_equal(rh_replay_journey(eager, journey, b->log->newest, &err), RH_OK);
    const rh_str wanted = records_of(lazy, &b->keep, journey->id, &n);
    const rh_str found = records_of(eager, &b->keep, journey->id, &n_found);
    if (!rh_str_eq(found, wanted)) fail_msg("other records of %.*s", RH_ARG(journey->id));
    assert_memory_equal(rh_run_counts(eager, 0), rh_run_counts(lazy, 0), sizeof(rh_counts));
    compare_undecided(b, lazy, eager, seen);
    seen->n_journeys++;
    seen->n_records += n;
}

static void compare(const char *cases, const char *const *events, size_t n_events, tally *seen)
{
    bench b;
    rh_err err;
    rh_run *lazy, *eager;
    load(&b, cases, events, n_events);
    assert_int_equal(rh_run_new(&lazy, kit_memory(), b.program, &err), RH_OK);
    assert_int_equal(rh_run_new(&eager, kit_memory(), b.program, &err), RH_OK);
    rh_run_set_eager(eager, true);
    for (size_t j = 0; j < b.log->n_journeys; j++) compare_journey(&b, lazy, eager, &b.log->journeys[j], seen);
    seen->n_lazy += rh_run_evaluated(lazy);
    seen->n_eager += rh_run_evaluated(eager);
    rh_run_dispose(lazy);
    rh_run_dispose(eager);
    unload(&b);
}

static void eager__gives_the_records_of_the_register(void **state)
{
    (void)state;
    static const char *const events[] = {
        "fixtures/clean-enterprise.jsonl", "fixtures/clean-integration-heavy.jsonl", "fixtures/clean-mid-market.jsonl",
        "fixtures/clean-migration.jsonl", "fixtures/clean-professional-services.jsonl", "fixtures/clean-renewal.jsonl",
        "fixtures/clean-self-serve.jsonl", "fixtures/clean-strategic.jsonl", "fixtures/clean-tech-touch.jsonl"};
    tally seen = {0};
    compare("cases", events, sizeof events / sizeof *events, &seen);
    assert_int_equal(seen.n_journeys, 9);
    assert_true(seen.n_records > 0 && seen.n_lazy > 0 && seen.n_eager > 5 * seen.n_lazy);
}

/* Compares on every tree of a folder of conformance cases; false when there is no such folder. */
static bool compare_folder(const char *folder, size_t most, size_t *n_trees, tally *seen)
{
    DIR *dir = opendir(folder);
    if (dir == NULL) return false;
    for (struct dirent *e; *n_trees < most && (e = readdir(dir)) != NULL;) {
        char cases[512], events[512];
        snprintf(cases, sizeof cases, "%s/%s/cases", folder, e->d_name);
        snprintf(events, sizeof events, "%s/%s/events.jsonl", folder, e->d_name);
        FILE *file = fopen(events, "r");
        if (file == NULL) continue;
        fclose(file);
        compare(cases, (const char *const[]){events}, 1, seen);
        ++*n_trees;
    }
    closedir(dir);
    return true;
}

static void eager__gives_the_records_of_every_conformance_case(void **state)
{
    (void)state;
    size_t n_trees = 0;
    tally seen = {0};
    const size_t most = kit_scaled(1000, 20, "trees");
    const bool is_there = compare_folder("../shared/conformance/micro", most, &n_trees, &seen) &&
                          compare_folder("../shared/conformance/acceptance", most, &n_trees, &seen) &&
                          compare_folder("../shared/conformance/random", most, &n_trees, &seen);
    if (!is_there) {
        print_message("skipped: ../shared/conformance not found\n");
        skip();
    }
    print_message("%zu trees, %zu journeys, %zu records, %zu undecided conditions; %llu evaluations, by dependencies "
                  "%llu\n",
                  n_trees, seen.n_journeys, seen.n_records, seen.n_undecided, (unsigned long long)seen.n_eager,
                  (unsigned long long)seen.n_lazy);
    assert_true(n_trees >= 20 && seen.n_records > 1000 && seen.n_undecided > 0 && seen.n_eager > 2 * seen.n_lazy);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(eager__gives_the_records_of_the_register),
        cmocka_unit_test(eager__gives_the_records_of_every_conformance_case),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
