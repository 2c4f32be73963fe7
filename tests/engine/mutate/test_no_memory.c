/* Mutants, their rivalry with the tests of their entry, and coverage, without memory: every allocation refused once. */
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>

#include <cmocka.h>

#include "engine/cover/cover.h"
#include "engine/mutate/mutate.h"
#include "harness/load/revision.h"
#include "harness/replay/fixtures.h"
#include "harness/replay/lender.h"
#include "tests/kit/memory.h"
#include "tests/kit/short_memory.h"

enum { MOST_MUTANTS = 64 };

typedef struct world {
    rh_arena keep;
    rh_zones *zones;
    rh_lender lender;
    rh_place place;
    rh_revision revision;
    const rh_program *program, *mutated; /* the original; with mutants 1..n behind it */
    const rh_proof *proof;
    const rh_base *bases;
    rh_results original;
    rh_mutants mutants;
    size_t n; /* mutants of the first entry */
} world;

static rh_code play(world *w, rh_results *results, rh_host_memory host, rh_err *err)
{
    rh_run *run = NULL;
    rh_trial *trial = NULL;
    const rh_trial_lane lane = {w->proof, 0};
    rh_code code = rh_run_new(&run, host, w->program, err);
    if (code == RH_OK) code = rh_trial_new(&trial, host, &lane, 1, err);
    if (code == RH_OK) {
        rh_run_set_observer(run, rh_trial_observer(trial));
        code = rh_examples_play(results, trial, run, w->bases, RH_EVERY_TEST, err);
    }
    rh_trial_dispose(trial);
    rh_run_dispose(run);
    return code;
}

static rh_code compile_mutants(world *w, rh_diags *diags, rh_err *err)
{
    const rh_register *registers[MOST_MUTANTS + 1] = {w->revision.reg};
    rh_code code = rh_mutants_make(&w->mutants, &w->keep, w->program, 0, err);
    while (w->n < MOST_MUTANTS && w->n < w->mutants.n && w->mutants.at[w->n].entry == 0) w->n++;
    for (size_t i = 0; code == RH_OK && i < w->n; i++)
        code = rh_mutant_register(&registers[i + 1], &w->keep, w->revision.reg, &w->mutants.at[i], err);
    if (code != RH_OK) return code;
    return rh_program_compile(&w->mutated, &w->keep, registers, w->n + 1, &w->lender.lent, diags);
}

static int set_up(void **state)
{
    static world w;
    rh_err err;
    rh_diags diags;
    const rh_place_spec spec = {.cases_dir = "tests/data/acceptance/01-own-readings/cases"};
    w = (world){.keep = kit_arena()};
    rh_diags_init(&diags, &w.keep);
    if (rh_zones_open(&w.zones, kit_memory(), NULL, &err) != RH_OK) return -1;
    if (rh_lender_open(&w.lender, w.zones, &err) != RH_OK) return -1;
    if (rh_place_open(&w.place, &w.keep, &spec, &err) != RH_OK) return -1;
    if (rh_revision_load(&w.revision, &w.keep, &w.place, w.zones, NULL, &diags) != RH_OK) return -1;
    if (rh_program_compile(&w.program, &w.keep, &w.revision.reg, 1, &w.lender.lent, &diags) != RH_OK) return -1;
    if (rh_proof_read(&w.proof, &w.keep, w.program, 0, w.revision.reg, &diags) != RH_OK) return -1;
    if (rh_fixtures_read(&w.bases, &w.keep, &w.revision, w.proof, &diags) != RH_OK) return -1;
    if (rh_results_init(&w.original, &w.keep, w.proof, false, &err) != RH_OK) return -1;
    if (play(&w, &w.original, kit_memory(), &err) != RH_OK) return -1;
    if (compile_mutants(&w, &diags, &err) != RH_OK) return -1;
    *state = &w;
    return 0;
}

static int tear_down(void **state)
{
    world *w = *state;
    rh_place_close(&w->place);
    rh_lender_close(&w->lender);
    rh_zones_close(w->zones);
    rh_arena_dispose(&w->keep);
    return 0;
}

static void sweep(world *w, kit_short_piece piece, const char *name)
{
    kit_short_sweep_counts counts = {0};
    kit_short_sweep(piece, w, name, &counts);
    print_message("%zu blocks, %zu runs without memory, %zu that did not need it\n", counts.n_blocks, counts.n_refused,
                  counts.n_unharmed);
    assert_true(counts.n_refused > 0);
}

/* ---- the pieces ---- */

static rh_code make(void *ctx, rh_host_memory host, rh_buf *result)
{
    const world *w = ctx;
    rh_arena keep;
    rh_mutants mutants;
    rh_err err;
    rh_arena_init(&keep, host, 0);
    rh_code code = rh_mutants_make(&mutants, &keep, w->program, 0, &err);
    for (size_t i = 0; code == RH_OK && i < mutants.n; i++) {
        const rh_register *reg;
        code = rh_mutant_register(&reg, &keep, w->revision.reg, &mutants.at[i], &err);
        if (code == RH_OK) rh_buf_printf(result, "%.*s %zu;", RH_ARG(mutants.at[i].says), reg->n_entries);
    }
    rh_arena_dispose(&keep);
    return code;
}

static rh_code contend(void *ctx, rh_host_memory host, rh_buf *result)
{
    const world *w = ctx;
    rh_trial_lane lanes[MOST_MUTANTS];
    bool noticed[MOST_MUTANTS] = {false};
    rh_run *run = NULL;
    rh_trial *trial = NULL;
    rh_err err;
    for (size_t i = 0; i < w->n; i++) lanes[i] = (rh_trial_lane){w->proof, i + 1};
    rh_code code = rh_run_new(&run, host, w->mutated, &err);
    if (code == RH_OK) code = rh_trial_new(&trial, host, lanes, w->n, &err);
    if (code == RH_OK) {
        rh_run_set_observer(run, rh_trial_observer(trial));
        code = rh_rivals_play(noticed, trial, run, w->revision.reg->entries[0].id, w->bases, &w->original, &err);
    }
    for (size_t i = 0; code == RH_OK && i < w->n; i++) rh_buf_byte(result, noticed[i] ? '+' : '-');
    rh_trial_dispose(trial);
    rh_run_dispose(run);
    return code;
}

static rh_code cover(void *ctx, rh_host_memory host, rh_buf *result)
{
    world *w = ctx;
    rh_arena keep;
    const rh_cover *cover;
    rh_cover_watch *watch = NULL;
    rh_run *run = NULL;
    rh_err err;
    const rh_base *base = &w->bases[0];
    rh_arena_init(&keep, host, 0);
    rh_code code = rh_cover_new(&cover, &keep, w->program, 0, &err);
    if (code == RH_OK) code = rh_cover_watch_new(&watch, host, cover, &err);
    if (code == RH_OK) code = rh_run_new(&run, host, w->program, &err);
    if (code == RH_OK) {
        rh_run_set_observer(run, rh_cover_watch_observer(watch));
        rh_cover_watch_begin(watch, RH_NONE);
        code = rh_run_begin(run, RH_STR("j"), &err);
    }
    for (size_t i = 0; code == RH_OK && i < base->n_events; i++) code = rh_run_event(run, &base->events[i], &err);
    for (size_t i = 0; code == RH_OK && i < rh_cover_n_clauses(cover); i++)
        rh_buf_printf(result, "%.*s %d;", RH_ARG(rh_cover_clause_at(cover, i)->says),
                      rh_cover_watch_seen(watch, i).happened);
    rh_run_dispose(run);
    rh_cover_watch_dispose(watch);
    rh_arena_dispose(&keep);
    return code;
}

/* Covers: F1 */
static void no_memory__to_make_mutants(void **state) { sweep(*state, make, "mutants"); }
static void no_memory__to_play_them(void **state) { sweep(*state, contend, "rivals"); }
static void no_memory__to_see_what_decides(void **state) { sweep(*state, cover, "cover"); }

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(no_memory__to_make_mutants, set_up, tear_down),
        cmocka_unit_test_setup_teardown(no_memory__to_play_them, set_up, tear_down),
        cmocka_unit_test_setup_teardown(no_memory__to_see_what_decides, set_up, tear_down),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
