/* Poison against sources of history that hand out what was known later. */
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>

#include "harness/replay/poison.h"
#include "harness/replay/timeline.h"
#include "tests/kit/bench.h"
#include "tests/kit/memory.h"

static const char fixture[] = "fixtures/clean-mid-market.jsonl";

typedef struct bench {
    kit_bench kit;
    const rh_program *program;
    size_t late_at; /* where the source puts the event that was known last */
} bench;

static void open_bench(bench *b)
{
    *b = (bench){0};
    kit_bench_load(&b->kit, "cases", (const char *const[]){fixture}, 1);
    b->program = kit_bench_compile(&b->kit, &b->kit.revision.reg, 1);
    assert_int_equal(b->kit.log->n_journeys, 1);
}

static rh_value member(rh_arena *arena, const char *key, rh_value value)
{
    rh_pair *pair = RH_NEW(arena, rh_pair);
    *pair = (rh_pair){rh_string(rh_str_of(key)), value};
    return rh_map_value(pair, 1);
}

/* At the end of the journey it is learned that billing has another plan: that would have held up most of what was done.
 */
static rh_event late_fact(rh_arena *arena, const rh_journey *journey)
{
    rh_event event = journey->events[journey->n_events - 1];
    event.type = RH_STR("fields_ingested");
    event.source = RH_STR("/billing");
    event.id = RH_STR("late");
    event.actorkind = RH_STR("system");
    event.knowntime.s += 60;
    event.time = event.knowntime;
    event.data = member(arena, "fields",
                        member(arena, "billing", member(arena, "plan", rh_string(RH_STR("enterprise")))));
    return event;
}

static rh_code load(void *ctx, unsigned number, size_t index, rh_arena *arena, rh_journey *out, rh_err *err)
{
    (void)number, (void)err;
    const bench *b = ctx;
    const rh_journey *journey = &b->kit.log->journeys[index];
    rh_event *events = RH_NEW_N(arena, journey->n_events + 1, rh_event);
    memcpy(events, journey->events, b->late_at * sizeof *events);
    events[b->late_at] = late_fact(arena, journey);
    memcpy(&events[b->late_at + 1], &journey->events[b->late_at], (journey->n_events - b->late_at) * sizeof *events);
    *out = (rh_journey){journey->id, events, journey->n_events + 1};
    return RH_OK;
}

static void run(rh_poison *out, bench *b, size_t late_at)
{
    b->late_at = late_at;
    const rh_history history = {.ctx = b, .n_journeys = 1, .load = load};
    rh_instant as_of = b->kit.log->newest;
    as_of.s += 3600;
    const rh_replay replay = {.program = b->program, .history = &history, .as_of = as_of, .n_threads = 1};
    rh_err err;
    assert_int_equal(rh_poison_run(out, kit_memory(), &replay, &err), RH_OK);
    assert_true(out->verdicts > 5);
}

/* Covers: T12 */
static void poison__finds_a_source_that_hands_out_what_was_known_later(void **state)
{
    (void)state;
    bench b;
    rh_poison poison;
    open_bench(&b);
    run(&poison, &b, b.kit.log->journeys[0].n_events);
    assert_int_equal(poison.n_leaks, 0);
    rh_poison_dispose(&poison);
    run(&poison, &b, b.kit.log->journeys[0].n_events / 2);
    assert_true(poison.n_leaks > 0);
    assert_int_equal(poison.leaks.at[0].kind, RH_LEAK_LATER);
    rh_poison_dispose(&poison);
    kit_bench_unload(&b.kit);
}

/* ---- what stands for an action ---- */

#define SAID(hour, what, says)                                                                                         \
    {                                                                                                                  \
        .at = {hour, 0}, .kind = what, .action = {"act.go", 6}, .verdict = {says, sizeof(says) - 1}                    \
    }

static void timeline__differs_at_the_first_instant_at_which_another_word_stands(void **state)
{
    (void)state;
    static const rh_said hold[] = {SAID(1, RH_REC_VERDICT, "hold"), SAID(5, RH_REC_VERDICT, "allow")};
    static const rh_said detour[] = {SAID(1, RH_REC_VERDICT, "allow"), SAID(1, RH_REC_VERDICT, "hold"),
                                     SAID(3, RH_REC_VERDICT, "hold"), SAID(5, RH_REC_VERDICT, "allow")};
    static const rh_said early[] = {SAID(1, RH_REC_VERDICT, "hold"), SAID(4, RH_REC_VERDICT, "allow")};
    static const rh_said did[] = {SAID(1, RH_REC_VERDICT, "hold"), SAID(2, RH_REC_DID, "did"),
                                  SAID(5, RH_REC_VERDICT, "allow")};
    const rh_timeline a = {hold, 2}, b = {detour, 4}, c = {early, 2}, d = {did, 3}, none = {NULL, 0};
    const rh_str go = RH_STR("act.go");
    rh_said pair[2];
    assert_false(rh_timeline_differ(pair, &a, &b, go, RH_INSTANT_NEVER));
    assert_true(rh_timeline_differ(pair, &a, &c, go, RH_INSTANT_NEVER));
    assert_int_equal(pair[0].at.s, 4);
    assert_true(rh_str_eq(pair[0].verdict, RH_STR("hold")) && rh_str_eq(pair[1].verdict, RH_STR("allow")));
    /* only before the end, only that action */
    assert_false(rh_timeline_differ(pair, &a, &c, go, (rh_instant){4, 0}));
    assert_false(rh_timeline_differ(pair, &a, &c, RH_STR("act.stop"), RH_INSTANT_NEVER));
    assert_true(rh_timeline_differ(pair, &a, &d, go, RH_INSTANT_NEVER));
    assert_true(rh_str_eq(pair[1].verdict, RH_STR("did")));
    assert_true(rh_timeline_differ(pair, &none, &a, go, RH_INSTANT_NEVER));
    assert_int_equal(pair[0].at.s, 1);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(poison__finds_a_source_that_hands_out_what_was_known_later),
        cmocka_unit_test(timeline__differs_at_the_first_instant_at_which_another_word_stands),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
