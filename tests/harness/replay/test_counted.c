/* What is loaded from a history is counted: events up to as-of, who made them, whether they say when they came about. */
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>

#include "harness/replay/counted.h"

#include "tests/kit/events.h"
#include "tests/kit/memory.h"

/* Journeys by their events: `!` is of a final snapshot; of n_synthetic the first are made up. */
static const struct {
    const char *events;
    size_t n_synthetic;
} samples[] = {
    {"trigger_received 1 a1 system; human_decided 5 a2 human:r", 0},
    {"trigger_received 2 b1 system; trigger_received 6 b2 system!", 1},
    {"trigger_received 3 c1 system!; trigger_received 7 c2 system!", 2},
    {"trigger_received 20 d1 system", 1},
};
enum { N = sizeof samples / sizeof samples[0], AS_OF_HOURS = 6 };

typedef struct world {
    rh_arena keep;
    rh_history all;
    rh_counted counted;
} world;

static rh_code load(void *ctx, unsigned worker, size_t index, rh_arena *arena, rh_journey *out, rh_err *err)
{
    (void)ctx;
    (void)worker;
    if (index >= N) return rh_err_set(err, RH_JOURNEY_MISSING, (rh_span){0}, "no journey %zu", index);
    rh_event *events = kit_events(&out->n_events, arena, samples[index].events);
    for (size_t i = 0; i < samples[index].n_synthetic; i++) events[i].is_synthetic = true;
    out->events = events;
    return RH_OK;
}

static int set_up(void **state)
{
    rh_err err = {0};
    size_t n;
    world *w = calloc(1, sizeof *w);
    w->keep = kit_arena();
    const rh_event *last = kit_events(&n, &w->keep, "trigger_received 6 x system");
    w->all = (rh_history){NULL, N + 1, load, NULL};
    if (rh_counted_begin(&w->counted, &w->keep, &w->all, last->knowntime, &err) != RH_OK) return -1;
    *state = w;
    return 0;
}

static int tear_down(void **state)
{
    world *w = *state;
    rh_arena_dispose(&w->keep);
    free(w);
    return 0;
}

static rh_model_history load_all(world *w, size_t from, size_t to)
{
    rh_err err = {0};
    rh_model_history out = {0};
    for (size_t i = from; i < to; i++) {
        rh_journey journey = {0};
        const rh_history *history = &w->counted.history;
        assert_int_equal(history->load(history->ctx, 0, i, &w->keep, &journey, &err), RH_OK);
    }
    rh_counted_fill(&out, &w->counted, &w->keep);
    return out;
}

static void counted__origin_and_ledger_add_up_to_the_journeys(void **state)
{
    const rh_model_history h = load_all(*state, 0, N);
    assert_int_equal(h.real, 2);  /* the fourth has no event by as-of: none of it is made up */
    assert_int_equal(h.mixed, 1);
    assert_int_equal(h.synthetic, 1);
    assert_int_equal(h.exact, 2);
    assert_int_equal(h.partial, 1);
    assert_int_equal(h.none, 1);
}

static void counted__events_after_as_of_are_no_part_of_it(void **state)
{
    const rh_model_history h = load_all(*state, 0, N);
    assert_int_equal(h.events, 5);
    assert_int_equal(h.synthetic_events, 2);
    assert_int_equal(h.until.s - h.since.s, 5 * 3600);
    assert_true(h.is_end_unknown);
}

static void counted__a_journey_that_is_loaded_twice_counts_once(void **state)
{
    const uint64_t once = load_all(*state, 0, N).events;
    assert_int_equal(load_all(*state, 1, N).events, once);
}

static void counted__what_is_not_loaded_or_fails_to_load_counts_nothing(void **state)
{
    world *w = *state;
    rh_err err = {0};
    rh_journey journey = {0};
    const rh_history *history = &w->counted.history;
    assert_int_equal(history->load(history->ctx, 0, N, &w->keep, &journey, &err), RH_JOURNEY_MISSING);
    const rh_model_history h = load_all(w, 0, 1);
    assert_int_equal(h.real + h.mixed + h.synthetic, 1);
    assert_int_equal(h.events, 2);
    assert_null(history->check);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(counted__origin_and_ledger_add_up_to_the_journeys, set_up, tear_down),
        cmocka_unit_test_setup_teardown(counted__events_after_as_of_are_no_part_of_it, set_up, tear_down),
        cmocka_unit_test_setup_teardown(counted__a_journey_that_is_loaded_twice_counts_once, set_up, tear_down),
        cmocka_unit_test_setup_teardown(counted__what_is_not_loaded_or_fails_to_load_counts_nothing, set_up,
                                        tear_down),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
