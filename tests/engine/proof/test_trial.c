/* Trials over the conformance cases: many revisions judged in one run say what each says alone, and results add up in
 * any order. */
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>

#include <cmocka.h>

#include "engine/proof/proof.h"
#include "harness/ingest/log.h"
#include "harness/load/revision.h"
#include "harness/replay/lender.h"
#include "tests/kit/memory.h"

#include <glob.h>
#include <stdio.h>

enum { CASES_MAX = 64 };

typedef struct world {
    rh_arena arena;
    rh_zones *zones;
    rh_lender lender;
    size_t n;
    const rh_register *registers[CASES_MAX];
    const rh_log *logs[CASES_MAX];
} world;

static void load_case(world *w, const char *dir)
{
    char cases[512], *events = rh_arena_alloc(&w->arena, 512);
    rh_err err;
    rh_diags diags;
    rh_place *place = RH_NEW(&w->arena, rh_place);
    rh_revision rev;
    rh_diags_init(&diags, &w->arena);
    snprintf(cases, sizeof cases, "%s/cases", dir);
    snprintf(events, 512, "%s/events.jsonl", dir);
    const char *const paths[] = {events};
    char *kept = rh_arena_cstr(&w->arena, rh_str_of(cases));
    assert_int_equal(rh_place_open(place, &w->arena, &(rh_place_spec){.cases_dir = kept}, &err), RH_OK);
    assert_int_equal(rh_revision_load(&rev, &w->arena, place, w->zones, NULL, &diags), RH_OK);
    assert_int_equal(rh_log_read(&w->logs[w->n], &w->arena, paths, 1, &(rh_ingest_options){0}, &diags), RH_OK);
    w->registers[w->n++] = rev.reg;
}

/* False, after saying so, when the set is not there. */
static bool open_world(world *w)
{
    rh_err err;
    glob_t found;
    *w = (world){.arena = kit_arena()};
    if (glob("../shared/conformance/acceptance/*", 0, NULL, &found) != 0) {
        printf("skipped: ../shared/conformance not found\n");
        return false;
    }
    assert_int_equal(rh_zones_open(&w->zones, kit_memory(), NULL, &err), RH_OK);
    assert_int_equal(rh_lender_open(&w->lender, w->zones, &err), RH_OK);
    for (size_t i = 0; i < found.gl_pathc && w->n < CASES_MAX; i++) load_case(w, found.gl_pathv[i]);
    globfree(&found);
    return true;
}

static void close_world(world *w)
{
    rh_lender_close(&w->lender);
    rh_zones_close(w->zones);
    rh_arena_dispose(&w->arena);
}

/* A run of some registers with a trial of them all. */
typedef struct court {
    const rh_program *program;
    rh_trial_lane lanes[CASES_MAX];
    rh_trial *trial;
    rh_run *run;
} court;

static void open_court(court *c, world *w, const rh_register *const *registers, size_t n)
{
    rh_err err;
    rh_diags diags;
    rh_diags_init(&diags, &w->arena);
    assert_int_equal(rh_program_compile(&c->program, &w->arena, registers, n, &w->lender.lent, &diags), RH_OK);
    for (size_t i = 0; i < n; i++) {
        c->lanes[i].lane = i;
        assert_int_equal(rh_proof_read(&c->lanes[i].proof, &w->arena, c->program, i, registers[i], &diags), RH_OK);
    }
    assert_int_equal(rh_trial_new(&c->trial, kit_memory(), c->lanes, n, &err), RH_OK);
    assert_int_equal(rh_run_new(&c->run, kit_memory(), c->program, &err), RH_OK);
    rh_run_set_observer(c->run, rh_trial_observer(c->trial));
}

static void close_court(court *c)
{
    rh_run_dispose(c->run);
    rh_trial_dispose(c->trial);
}

static void replay(court *c, const rh_journey *journey, rh_instant as_of)
{
    rh_err err;
    assert_int_equal(rh_trial_begin(c->trial, journey->id, RH_EVERY_TEST, &err), RH_OK);
    assert_int_equal(rh_run_begin(c->run, journey->id, &err), RH_OK);
    for (size_t i = 0; i < journey->n_events; i++)
        assert_int_equal(rh_run_event(c->run, &journey->events[i], &err), RH_OK);
    assert_int_equal(rh_run_end(c->run, as_of, &err), RH_OK);
    assert_int_equal(rh_trial_end(c->trial, as_of, &err), RH_OK);
}

static void assert_same(const rh_outcome *a, const rh_outcome *b, const rh_proof_test *test)
{
    const bool same = a->result == b->result && a->why == b->why && a->opened == b->opened &&
                      (a->result != RH_RESULT_FAIL || rh_instant_cmp(a->at, b->at) == 0) &&
                      (a->record == NULL) == (b->record == NULL) && (a->record == NULL || a->record->n == b->record->n);
    if (!same)
        fail_msg("%.*s/%.*s: %s (%s), alone %s (%s)", RH_ARG(test->entry), RH_ARG(test->name),
                 rh_result_name(a->result), rh_why_text(a->why), rh_result_name(b->result), rh_why_text(b->why));
}

/* Every log through all registers at once, and through each by itself. */
static void trial__many_lanes_at_once_judge_as_each_alone(void **state)
{
    (void)state;
    world w;
    court all, alone;
    size_t n_failed = 0, n_passed = 0, n_journeys = 0;
    if (!open_world(&w)) skip();
    open_court(&all, &w, w.registers, w.n);
    for (size_t lane = 0; lane < w.n; lane++) {
        open_court(&alone, &w, &w.registers[lane], 1);
        for (size_t l = 0; l < w.n; l++)
            for (size_t j = 0; j < w.logs[l]->n_journeys; j++, n_journeys++) {
                replay(&all, &w.logs[l]->journeys[j], w.logs[l]->newest);
                replay(&alone, &w.logs[l]->journeys[j], w.logs[l]->newest);
                for (size_t t = 0; t < rh_proof_n_tests(alone.lanes[0].proof); t++) {
                    const rh_proof_test test = rh_proof_at(alone.lanes[0].proof, t);
                    const rh_outcome a = rh_trial_outcome(all.trial, lane, t), b = rh_trial_outcome(alone.trial, 0, t);
                    assert_same(&a, &b, &test);
                    n_failed += b.result == RH_RESULT_FAIL;
                    n_passed += b.result == RH_RESULT_PASS;
                }
            }
        close_court(&alone);
    }
    printf("%zu journeys in %zu lanes: %zu passed, %zu failed\n", n_journeys, w.n, n_passed, n_failed);
    assert_true(n_failed > 100 && n_passed > 100);
    close_court(&all);
    close_world(&w);
}

/* ---- adding up ---- */

static rh_outcome outcome(rh_result result, rh_why why, int64_t at)
{
    return (rh_outcome){.result = result, .why = why, .at = {at, 0}, .says = rh_str_null()};
}

static void results__any_order_and_split_give_the_same(void **state)
{
    (void)state;
    const struct {
        const char *journey;
        rh_outcome o;
    } found[] = {
        {"c", outcome(RH_RESULT_FAIL, RH_WHY_BROKEN, 1)},
        {"a", outcome(RH_RESULT_PASS, RH_WHY_NONE, 0)},
        {"b", outcome(RH_RESULT_FAIL, RH_WHY_MISSED, 9)},
        {"d", outcome(RH_RESULT_UNPROVEN, RH_WHY_VACUOUS, 0)},
        {"e", outcome(RH_RESULT_UNPROVEN, RH_WHY_UNEXERCISED, 0)},
    };
    enum { N = sizeof found / sizeof found[0] };
    world w;
    court c;
    rh_err err;
    if (!open_world(&w)) skip();
    open_court(&c, &w, w.registers, 1);
    for (size_t rotation = 0; rotation < N; rotation++)
        for (size_t split = 0; split <= N; split++) {
            rh_results a, b;
            assert_int_equal(rh_results_init(&a, &w.arena, c.lanes[0].proof, true, &err), RH_OK);
            assert_int_equal(rh_results_init(&b, &w.arena, c.lanes[0].proof, true, &err), RH_OK);
            for (size_t i = 0; i < N; i++) {
                const size_t k = (i + rotation) % N;
                assert_int_equal(rh_results_fold(i < split ? &a : &b, 0, RH_WAY_HISTORY, rh_str_of(found[k].journey),
                                                 &found[k].o, &err),
                                 RH_OK);
            }
            assert_int_equal(rh_results_merge(&a, &b, &err), RH_OK);
            const rh_way_result *r = &a.ways[0][RH_WAY_HISTORY];
            assert_int_equal(r->result, RH_RESULT_FAIL);
            assert_true(rh_str_eq(r->journey, RH_STR("b")));
            assert_int_equal(r->at.s, 9);
            assert_true(rh_str_eq(r->says, rh_str_of(rh_why_text(RH_WHY_MISSED))));
        }
    close_court(&c);
    close_world(&w);
}

static void results__history_is_skipped_where_there_is_none(void **state)
{
    (void)state;
    world w;
    court c;
    rh_err err;
    rh_results r;
    if (!open_world(&w)) skip();
    open_court(&c, &w, w.registers, 1);
    assert_int_equal(rh_results_init(&r, &w.arena, c.lanes[0].proof, false, &err), RH_OK);
    assert_int_equal(r.ways[0][RH_WAY_HISTORY].result, RH_RESULT_SKIPPED); /* ruling 158 */
    assert_int_equal(r.ways[0][RH_WAY_EXAMPLE].result, RH_RESULT_UNPROVEN);
    close_court(&c);
    close_world(&w);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(trial__many_lanes_at_once_judge_as_each_alone),
        cmocka_unit_test(results__any_order_and_split_give_the_same),
        cmocka_unit_test(results__history_is_skipped_where_there_is_none),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
