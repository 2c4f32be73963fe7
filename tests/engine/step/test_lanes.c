/* Many revisions in one program give the records that each gives alone: forks of branches change nothing. */
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

static const rh_program *compile(bench *b, const rh_register *const *registers, size_t n)
{
    const rh_program *program;
    rh_diags diags;
    rh_diags_init(&diags, &b->keep);
    const rh_code code = rh_program_compile(&program, &b->keep, registers, n, &b->lender.lent, &diags);
    if (code != RH_OK) fail_msg("%s", diags.errors[0].text);
    return program;
}

/* Compares every lane of one run over all journeys with a run of its own. Counts the lanes that shared a branch. */
static void compare(bench *b, bool eager, size_t *n_shared)
{
    const rh_register *registers[LANES];
    rh_err err;
    rh_run *together, *alone[LANES];
    for (size_t k = 0; k < LANES; k++) registers[k] = changed(&b->keep, b->revision.reg, k);
    assert_int_equal(rh_run_new(&together, kit_memory(), compile(b, registers, LANES), &err), RH_OK);
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
            *n_shared += k != 0 && rh_run_same(together, 0, k);
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
    size_t n_shared = 0;
    bench b;
    load(&b, "cases", events, 3);
    compare(&b, false, &n_shared);
    compare(&b, true, &n_shared);
    assert_true(n_shared > 0);
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
    size_t n_trees = 0, n_shared = 0;
    const size_t most = kit_scaled(MOST_TREES, 3, "trees");
    for (struct dirent *e; (e = readdir(dir)) != NULL && n_trees < most;) {
        char cases[512], events[512];
        if (e->d_name[0] == '.') continue;
        snprintf(cases, sizeof cases, "../shared/conformance/random/%s/cases", e->d_name);
        snprintf(events, sizeof events, "../shared/conformance/random/%s/events.jsonl", e->d_name);
        bench b;
        load(&b, cases, (const char *const[]){events}, 1);
        compare(&b, false, &n_shared);
        unload(&b);
        n_trees++;
    }
    closedir(dir);
    print_message("%zu trees, %zu journeys of a lane shared a branch\n", n_trees, n_shared);
    assert_true(n_trees > 0 && n_shared > 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(lanes__give_what_each_revision_gives_alone),
        cmocka_unit_test(lanes__give_what_each_gives_alone_on_the_conformance_trees),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
