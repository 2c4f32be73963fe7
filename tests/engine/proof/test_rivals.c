/* Rivals: whether the tests of an entry notice a mutant does not depend on who else is played with it, or on how early
 * somebody notices. Each mutant of the trees with acceptance tests is also played alone, to the end. */
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>

#include <cmocka.h>

#include "engine/mutate/mutate.h"
#include "harness/load/revision.h"
#include "harness/replay/fixtures.h"
#include "harness/replay/lender.h"
#include "tests/kit/memory.h"

#include <glob.h>
#include <stdio.h>

enum { MOST_MUTANTS = 512 };

typedef struct world {
    rh_arena keep;
    rh_zones *zones;
    rh_lender lender;
    rh_place place;
    rh_revision revision;
    const rh_program *program; /* of the original */
    const rh_proof *proof;
    const rh_base *bases;
    rh_results original;
} world;

static const rh_program *compile(world *w, const rh_register *const *registers, size_t n)
{
    const rh_program *program = NULL;
    rh_diags diags;
    rh_diags_init(&diags, &w->keep);
    assert_int_equal(rh_program_compile(&program, &w->keep, registers, n, &w->lender.lent, &diags), RH_OK);
    return program;
}

/* The examples of the tests of an entry (null: of all) on lane 0 of a program. */
static void play_alone(world *w, rh_results *results, const rh_program *program, rh_str entry)
{
    rh_err err;
    rh_run *run;
    rh_trial *trial;
    const rh_trial_lane lane = {w->proof, 0};
    assert_int_equal(rh_results_init(results, &w->keep, w->proof, false, &err), RH_OK);
    assert_int_equal(rh_run_new(&run, kit_memory(), program, &err), RH_OK);
    assert_int_equal(rh_trial_new(&trial, kit_memory(), &lane, 1, &err), RH_OK);
    rh_run_set_observer(run, rh_trial_observer(trial));
    for (size_t t = 0; t < rh_proof_n_tests(w->proof); t++)
        if (entry.ptr == NULL || rh_str_eq(rh_proof_at(w->proof, t).entry, entry))
            assert_int_equal(rh_examples_play(results, trial, run, w->bases, t, &err), RH_OK);
    rh_trial_dispose(trial);
    rh_run_dispose(run);
}

static void open_world(world *w, const char *dir)
{
    char cases[512];
    rh_err err;
    rh_diags diags;
    *w = (world){.keep = kit_arena()};
    rh_diags_init(&diags, &w->keep);
    snprintf(cases, sizeof cases, "%s/cases", dir);
    assert_int_equal(rh_zones_open(&w->zones, kit_memory(), NULL, &err), RH_OK);
    assert_int_equal(rh_lender_open(&w->lender, w->zones, &err), RH_OK);
    assert_int_equal(rh_place_open(&w->place, &w->keep, &(rh_place_spec){.cases_dir = cases}, &err), RH_OK);
    assert_int_equal(rh_revision_load(&w->revision, &w->keep, &w->place, w->zones, NULL, &diags), RH_OK);
    w->program = compile(w, &w->revision.reg, 1);
    assert_int_equal(rh_proof_read(&w->proof, &w->keep, w->program, 0, w->revision.reg, &diags), RH_OK);
    assert_int_equal(rh_fixtures_read(&w->bases, &w->keep, &w->revision, w->proof, &diags), RH_OK);
    play_alone(w, &w->original, w->program, rh_str_null());
}

static void close_world(world *w)
{
    rh_place_close(&w->place);
    rh_lender_close(&w->lender);
    rh_zones_close(w->zones);
    rh_arena_dispose(&w->keep);
}

/* By the definition of FORMATS.md section 5. */
static bool is_noticed(const world *w, const rh_results *mutant, rh_str entry)
{
    for (size_t t = 0; t < w->original.n_tests; t++)
        for (int way = RH_WAY_EXAMPLE; rh_str_eq(rh_proof_at(w->proof, t).entry, entry) && way < RH_N_WAYS; way++)
            if (w->original.ways[t][way].result == RH_RESULT_PASS && mutant->ways[t][way].result != RH_RESULT_PASS)
                return true;
    return false;
}

/* The mutants of one entry, all in one program. */
static void play_together(world *w, bool *noticed, const rh_mutant *mutants, size_t n, rh_str entry)
{
    const rh_register *registers[MOST_MUTANTS + 1] = {w->revision.reg};
    rh_trial_lane lanes[MOST_MUTANTS];
    rh_run *run;
    rh_trial *trial;
    rh_err err;
    assert_true(n <= MOST_MUTANTS);
    for (size_t i = 0; i < n; i++) {
        lanes[i] = (rh_trial_lane){w->proof, i + 1};
        noticed[i] = false;
        assert_int_equal(rh_mutant_register(&registers[i + 1], &w->keep, w->revision.reg, &mutants[i], &err), RH_OK);
    }
    assert_int_equal(rh_run_new(&run, kit_memory(), compile(w, registers, n + 1), &err), RH_OK);
    assert_int_equal(rh_trial_new(&trial, kit_memory(), lanes, n, &err), RH_OK);
    rh_run_set_observer(run, rh_trial_observer(trial));
    assert_int_equal(rh_rivals_play(noticed, trial, run, entry, w->bases, &w->original, &err), RH_OK);
    rh_trial_dispose(trial);
    rh_run_dispose(run);
}

/* Every `stride`-th of them is also played alone; how many those were. */
static size_t compare_entry(world *w, const rh_mutant *mutants, size_t n, size_t stride, size_t *n_noticed)
{
    bool noticed[MOST_MUTANTS];
    const rh_str entry = w->revision.reg->entries[mutants[0].entry].id;
    play_together(w, noticed, mutants, n, entry);
    size_t n_compared = 0;
    for (size_t i = mutants[0].entry % stride; i < n; i += stride, n_compared++) {
        const rh_register *reg;
        rh_results alone;
        rh_err err;
        assert_int_equal(rh_mutant_register(&reg, &w->keep, w->revision.reg, &mutants[i], &err), RH_OK);
        play_alone(w, &alone, compile(w, &reg, 1), entry);
        if (noticed[i] != is_noticed(w, &alone, entry))
            fail_msg("%s of %.*s: %.*s: together %d", rh_mutation_name(mutants[i].op), RH_ARG(entry),
                     RH_ARG(mutants[i].says), noticed[i]);
        *n_noticed += noticed[i];
    }
    return n_compared;
}

static void compare_tree(const char *dir, size_t stride, size_t *n_mutants, size_t *n_noticed)
{
    world w;
    rh_mutants all;
    rh_err err;
    open_world(&w, dir);
    assert_int_equal(rh_mutants_make(&all, &w.keep, w.program, 0, &err), RH_OK);
    for (size_t first = 0, end; first < all.n; first = end) {
        for (end = first + 1; end < all.n && all.at[end].entry == all.at[first].entry;) end++;
        *n_mutants += compare_entry(&w, &all.at[first], end - first, stride, n_noticed);
    }
    close_world(&w);
}

static void compare_trees(const char *pattern, size_t stride, size_t least)
{
    glob_t found;
    size_t n_mutants = 0, n_noticed = 0;
    if (glob(pattern, 0, NULL, &found) != 0) {
        printf("skipped: %s not found\n", pattern);
        skip();
    }
    for (size_t i = 0; i < found.gl_pathc; i++) compare_tree(found.gl_pathv[i], stride, &n_mutants, &n_noticed);
    globfree(&found);
    printf("%zu mutants, %zu noticed\n", n_mutants, n_noticed);
    assert_true(n_mutants >= least);
    assert_true(n_noticed > 0);
}

static void rivals__together_and_alone_are_noticed_alike(void **state)
{
    (void)state;
    compare_trees("tests/data/acceptance/*", 1, 10);
}

static void rivals__of_the_conformance_set_are_noticed_alike(void **state)
{
    (void)state;
    compare_trees("../shared/conformance/acceptance/*", 1, 100);
}

static void rivals__of_the_register_are_noticed_alike(void **state)
{
    (void)state;
    compare_trees(".", 29, 40);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(rivals__together_and_alone_are_noticed_alike),
        cmocka_unit_test(rivals__of_the_conformance_set_are_noticed_alike),
        cmocka_unit_test(rivals__of_the_register_are_noticed_alike),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
