/* Workers of a replay: one that fails fails the run with the error of the earliest journey, and threads that cannot be
 * had mean fewer of them and the same rows. */
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>

#include "harness/load/revision.h"
#include "harness/replay/lender.h"
#include "harness/replay/replay.h"
#include "harness/system/memory.h"

#include "tests/kit/memory.h"

#include <stdio.h>

enum { N_JOURNEYS = 1000 };
#define NONE SIZE_MAX

typedef struct world {
    rh_arena keep;
    rh_zones *zones;
    rh_lender lender;
    rh_place place;
    rh_revision revision;
    rh_diags diags;
    const rh_program *program;
} world;

/* The journeys are empty: what is tested is who loads, judges and folds them. */
typedef struct play {
    size_t load_fails, judge_fails, fold_fails; /* at this journey; NONE: never */
    size_t n_folded;
    bool is_in_order;
    atomic_bool stop;
    size_t stop_at; /* the fold of this journey asks for a stop */
} play;

static int set_up(void **state)
{
    rh_err err = {0};
    world *w = calloc(1, sizeof *w);
    const rh_place_spec spec = {.cases_dir = "tests/data/small/cases"};
    w->keep = kit_arena();
    rh_diags_init(&w->diags, &w->keep);
    if (rh_zones_open(&w->zones, rh_memory_host(), NULL, &err) != RH_OK) return -1;
    if (rh_lender_open(&w->lender, w->zones, &err) != RH_OK) return -1;
    if (rh_place_open(&w->place, &w->keep, &spec, &err) != RH_OK) return -1;
    if (rh_revision_load(&w->revision, &w->keep, &w->place, w->zones, NULL, &w->diags) != RH_OK) return -1;
    const rh_register *reg = w->revision.reg;
    if (rh_program_compile(&w->program, &w->keep, &reg, 1, &w->lender.lent, &w->diags) != RH_OK) return -1;
    *state = w;
    return 0;
}

static int tear_down(void **state)
{
    world *w = *state;
    rh_lender_close(&w->lender);
    rh_zones_close(w->zones);
    rh_arena_dispose(&w->keep);
    free(w);
    return 0;
}

static rh_code load(void *ctx, unsigned worker, size_t index, rh_arena *arena, rh_journey *out, rh_err *err)
{
    const play *p = ctx;
    (void)worker;
    if (index >= p->load_fails && p->load_fails != NONE)
        return rh_err_set(err, RH_STORE_DIGEST, (rh_span){0}, "journey %zu", index);
    char *id = rh_arena_alloc(arena, 16);
    if (id == NULL) return rh_err_nomem(err);
    const int n = snprintf(id, 16, "j%04zu", index);
    *out = (rh_journey){.id = {id, (size_t)n}};
    return RH_OK;
}

static rh_code judge(void *ctx, rh_run *run, const rh_journey *journey, rh_arena *keep, void **result, rh_err *err)
{
    const play *p = ctx;
    (void)run;
    size_t *index = rh_arena_alloc(keep, sizeof *index);
    if (index == NULL) return rh_err_nomem(err);
    *index = (size_t)strtoul(journey->id.ptr + 1, NULL, 10);
    *result = index;
    return *index == p->judge_fails ? rh_err_nomem(err) : RH_OK;
}

static rh_code fold(void *ctx, size_t index, void *result, rh_err *err)
{
    play *p = ctx;
    if (index == p->fold_fails) return rh_err_set(err, RH_OUTPUT_WRITE, (rh_span){0}, "journey %zu", index);
    p->is_in_order &= index == p->n_folded && *(const size_t *)result == index;
    p->n_folded++;
    if (index == p->stop_at) atomic_store(&p->stop, true);
    return RH_OK;
}

static play fresh(void)
{
    return (play){.load_fails = NONE, .judge_fails = NONE, .fold_fails = NONE, .stop_at = NONE, .is_in_order = true};
}

static rh_code replay(world *w, play *p, unsigned n_threads, rh_err *err)
{
    const rh_history history = {.ctx = p, .n_journeys = N_JOURNEYS, .load = load};
    const rh_replay how = {.program = w->program,
                           .history = &history,
                           .as_of = RH_INSTANT_MAX,
                           .n_threads = n_threads,
                           .judge = judge,
                           .fold = fold,
                           .ctx = p,
                           .stop = &p->stop};
    return rh_replay_run(&how, err);
}

static const unsigned threads[] = {1, 2, 3, 8, 64, 1000};
enum { N_THREADS = sizeof threads / sizeof threads[0] };

static void replay__folds_every_journey_once_and_in_order(void **state)
{
    for (size_t i = 0; i < N_THREADS; i++) {
        play p = fresh();
        rh_err err = {0};
        assert_int_equal(replay(*state, &p, threads[i], &err), RH_OK);
        /* Covers: K6 */
        assert_true(p.is_in_order);
        assert_int_equal(p.n_folded, N_JOURNEYS);
    }
}

static void replay__fails_with_the_worker_that_fails_first_in_order(void **state)
{
    for (size_t i = 0; i < N_THREADS; i++) {
        play p = fresh();
        rh_err err = {0};
        p.load_fails = 321; /* and every later one too, in whatever thread */
        /* Covers: K7 */
        assert_int_equal(replay(*state, &p, threads[i], &err), RH_STORE_DIGEST);
        assert_string_equal(err.text, "journey 321");
        assert_true(p.is_in_order && p.n_folded <= 321);
        p = fresh();
        p.judge_fails = 777;
        /* Covers: K7 */
        assert_int_equal(replay(*state, &p, threads[i], &err), RH_NOMEM);
        assert_true(p.is_in_order && p.n_folded <= 777);
        p = fresh();
        p.fold_fails = 500;
        /* Covers: K7 */
        assert_int_equal(replay(*state, &p, threads[i], &err), RH_OUTPUT_WRITE);
        assert_string_equal(err.text, "journey 500");
        assert_int_equal(p.n_folded, 500);
    }
}

static void replay__that_is_stopped_says_so_unless_it_was_done(void **state)
{
    play p = fresh();
    rh_err err = {0};
    p.stop_at = 100;
    assert_int_equal(replay(*state, &p, 2, &err), RH_INTERRUPTED);
    /* Covers: K7 */
    assert_true(p.is_in_order && p.n_folded < N_JOURNEYS);
    p = fresh();
    p.stop_at = N_JOURNEYS - 1;
    assert_int_equal(replay(*state, &p, 2, &err), RH_OK);
    assert_int_equal(p.n_folded, N_JOURNEYS);
}

/* ---- a part of a history ---- */

/* Notes which journey of the whole was asked for. */
static rh_code note_index(void *ctx, unsigned worker, size_t index, rh_arena *arena, rh_journey *out, rh_err *err)
{
    size_t *asked = ctx;
    (void)worker, (void)arena, (void)out, (void)err;
    *asked = index;
    return RH_OK;
}

static void history__is_thinned_evenly(void **state)
{
    static const struct { size_t all, most, n, at[5]; } cases[] = {
        {10, 20, 10, {0, 1, 2, 3, 4}}, {10, 10, 10, {0, 1, 2, 3, 4}}, {10, 5, 5, {0, 2, 4, 6, 8}},
        {11, 4, 4, {0, 2, 5, 8}},      {3, 1, 1, {0}},                {0, 5, 0, {0}}};
    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        size_t asked = NONE;
        rh_history_sample sample;
        rh_err err = {0};
        const rh_history all = {.ctx = &asked, .n_journeys = cases[i].all, .load = note_index};
        const rh_history some = rh_history_spread(&sample, &all, cases[i].most);
        assert_int_equal(some.n_journeys, cases[i].n);
        for (size_t k = 0; k < some.n_journeys && k < 5; k++) {
            assert_int_equal(some.load(some.ctx, 0, k, NULL, NULL, &err), RH_OK);
            assert_int_equal(asked, cases[i].at[k]);
        }
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(history__is_thinned_evenly),
        cmocka_unit_test_setup_teardown(replay__folds_every_journey_once_and_in_order, set_up, tear_down),
        cmocka_unit_test_setup_teardown(replay__fails_with_the_worker_that_fails_first_in_order, set_up, tear_down),
        cmocka_unit_test_setup_teardown(replay__that_is_stopped_says_so_unless_it_was_done, set_up, tear_down),
    };
    return cmocka_run_group_tests_name("replay workers", tests, NULL, NULL);
}
