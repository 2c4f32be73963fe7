/* What is weighed and ranked, from sightings that are made up. */
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>

#include "harness/fixes/rank.h"
#include "harness/fixes/since.h"
#include "harness/system/memory.h"
#include "tests/kit/course.h"
#include "tests/kit/memory.h"

#include <stdio.h>

typedef struct world {
    rh_arena keep;
    rh_fix_cells cells;
    rh_fix_ranking ranking;
} world;

static void open_world(world *w)
{
    *w = (world){.keep = kit_arena()};
    rh_fix_cells_init(&w->cells, rh_memory_host(), kit_register(), RH_INSTANT_MAX);
}

static void close_world(world *w)
{
    rh_fix_cells_dispose(&w->cells);
    rh_arena_dispose(&w->keep);
}

/* n journeys of a lane, one a week from `week` on and then anew every 20 weeks; of every `per` journeys the first shows
 * it (per 0: none). */
static void add_by(world *w, rh_symptom symptom, const char *subject, const char *lane, unsigned n, unsigned per,
                   int64_t week, const char *actor)
{
    const uint32_t entry = rh_register_entry(kit_register(), rh_str_of(subject));
    for (unsigned i = 0; i < n; i++) {
        char id[32];
        snprintf(id, sizeof id, "%s-%s-%u-%u", actor != NULL ? actor : subject, lane, (unsigned)week, i);
        const rh_instant at = {(week + i % 20) * 7 * 86400, 0};
        const bool is_shown = per > 0 && i % per == 0;
        const rh_sighting s = {.symptom = symptom,
                               .is_shown = is_shown,
                               .subject = rh_str_of(subject),
                               .entry = entry,
                               .at = at,
                               .n = i + 1,
                               .actor = actor != NULL ? rh_str_of(actor) : rh_str_null(),
                               .role = actor != NULL ? RH_STR("csm") : rh_str_null()};
        const bool counts = is_shown || !rh_fix_is_of_journeys(symptom);
        const rh_fix_journey journey = {rh_str_of(id), rh_str_of(lane), at};
        assert_int_equal(rh_fix_cells_add(&w->cells, &journey, &s, counts ? 1 : 0, NULL), RH_OK);
    }
}

static void add(world *w, rh_symptom symptom, const char *subject, const char *lane, unsigned n, unsigned per,
                int64_t week)
{
    add_by(w, symptom, subject, lane, n, per, week, NULL);
}

static void rank(world *w)
{
    const rh_instant begin = {0, 0};
    assert_int_equal(rh_fixes_rank(&w->ranking, &w->keep, &w->cells, begin, NULL), RH_OK);
}

static void is_fix(const rh_fix *fix, const char *subject, rh_symptom symptom)
{
    assert_int_equal(fix->subject.len, strlen(subject));
    assert_memory_equal(fix->subject.ptr, subject, fix->subject.len);
    assert_int_equal(fix->seen->symptom, symptom);
}

static void rank__what_chance_may_have_done_is_no_fix(void **state)
{
    world w;
    (void)state;
    open_world(&w);
    add(&w, RH_SYMPTOM_BREACHED, "E1", "a", 60, 8, 100); /* 12.5 percent: borne */
    add(&w, RH_SYMPTOM_BREACHED, "E2", "a", 10, 4, 100); /* 30 percent, of ten */
    rank(&w);
    assert_int_equal(w.ranking.n_fixes, 0);
    assert_true(w.ranking.n_tests > 0);
    close_world(&w);
}

static void rank__what_is_above_what_is_borne_is_critical(void **state)
{
    world w;
    (void)state;
    open_world(&w);
    add(&w, RH_SYMPTOM_BREACHED, "E1", "a", 60, 2, 100);
    rank(&w);
    assert_int_equal(w.ranking.n_fixes, 1);
    const rh_fix *fix = &w.ranking.fixes[0];
    is_fix(fix, "E1", RH_SYMPTOM_BREACHED);
    assert_true(fix->is_critical);
    assert_int_equal(fix->action, RH_FIX_OWNER);
    assert_int_equal(fix->journeys, 30);
    assert_int_equal(fix->seen->shown, 30);
    assert_int_equal(fix->seen->of, 60);
    assert_int_equal(fix->n_evidence, RH_FIX_EVIDENCE);
    close_world(&w);
}

static void rank__goes_by_journeys_times_risk_and_then_by_name(void **state)
{
    world w;
    (void)state;
    open_world(&w);
    add(&w, RH_SYMPTOM_WAVED, "E2", "a", 40, 1, 100);
    add(&w, RH_SYMPTOM_WAVED, "E1", "a", 40, 1, 100);
    add(&w, RH_SYMPTOM_WAVED, "E3", "a", 90, 1, 100);
    rank(&w);
    assert_int_equal(w.ranking.n_fixes, 3);
    is_fix(&w.ranking.fixes[0], "E3", RH_SYMPTOM_WAVED);
    is_fix(&w.ranking.fixes[1], "E1", RH_SYMPTOM_WAVED);
    is_fix(&w.ranking.fixes[2], "E2", RH_SYMPTOM_WAVED);
    for (size_t i = 1; i < 3; i++)
        assert_true(w.ranking.fixes[i - 1].journeys * w.ranking.fixes[i - 1].weight >=
                    w.ranking.fixes[i].journeys * w.ranking.fixes[i].weight);
    close_world(&w);
}

static void rank__a_grave_entry_is_before_a_frequent_one(void **state)
{
    world w;
    rh_register reg = *kit_register();
    rh_entry entries[3];
    (void)state;
    memcpy(entries, reg.entries, sizeof entries);
    entries[0].risk = RH_RISK_HOLD, entries[1].risk = RH_RISK_HIGH, entries[2].risk = RH_RISK_MEDIUM;
    reg.entries = entries;
    open_world(&w);
    w.cells.reg = &reg;
    add(&w, RH_SYMPTOM_WAVED, "E3", "a", 119, 1, 100); /* 119 * 2 */
    add(&w, RH_SYMPTOM_WAVED, "E2", "a", 60, 1, 100);  /* 60 * 4 */
    add(&w, RH_SYMPTOM_WAVED, "E1", "a", 31, 1, 100);  /* 31 * 8 */
    rank(&w);
    assert_int_equal(w.ranking.n_fixes, 3);
    is_fix(&w.ranking.fixes[0], "E1", RH_SYMPTOM_WAVED);
    is_fix(&w.ranking.fixes[1], "E2", RH_SYMPTOM_WAVED);
    is_fix(&w.ranking.fixes[2], "E3", RH_SYMPTOM_WAVED);
    assert_int_equal(w.ranking.fixes[0].weight, 8);
    assert_int_equal(w.ranking.fixes[1].weight, 4);
    assert_int_equal(w.ranking.fixes[2].weight, 2);
    close_world(&w);
}

static void rank__waved_through_needs_more_than_nine_in_ten(void **state)
{
    world w;
    (void)state;
    open_world(&w);
    add(&w, RH_SYMPTOM_WAVED, "E1", "a", 180, 1, 100);
    add(&w, RH_SYMPTOM_WAVED, "E1", "a", 20, 0, 100); /* 180 of 200 */
    rank(&w);
    assert_int_equal(w.ranking.n_fixes, 0);
    add(&w, RH_SYMPTOM_WAVED, "E1", "b", 20, 1, 100); /* 200 of 220 */
    rank(&w);
    assert_int_equal(w.ranking.n_fixes, 1);
    close_world(&w);
}

static void rank__a_lane_is_named_when_it_alone_is_bad(void **state)
{
    world w;
    (void)state;
    open_world(&w);
    add(&w, RH_SYMPTOM_ESCAPED, "act.go", "good", 3000, 0, 100);
    add(&w, RH_SYMPTOM_ESCAPED, "act.go", "bad", 100, 4, 100);
    rank(&w);
    assert_int_equal(w.ranking.n_fixes, 1);
    assert_string_equal(w.ranking.fixes[0].seen->lane.ptr, "bad");
    assert_int_equal(w.ranking.fixes[0].target, RH_FIX_ACTION);
    close_world(&w);
}

/* 40 of 40, where 75 percent are borne; the others, 36 of 42, are not far enough below to say that it is of the lane. */
static void rank__a_lane_that_does_not_bear_it_is_listed_whatever_the_others_do(void **state)
{
    world w;
    (void)state;
    open_world(&w);
    add(&w, RH_SYMPTOM_WAVED, "E1", "a", 40, 1, 100);
    add(&w, RH_SYMPTOM_WAVED, "E1", "b", 36, 1, 100);
    add(&w, RH_SYMPTOM_WAVED, "E1", "b", 6, 0, 120);
    rank(&w);
    assert_int_equal(w.ranking.n_fixes, 1);
    is_fix(&w.ranking.fixes[0], "E1", RH_SYMPTOM_WAVED);
    close_world(&w);
}

/* Ten of ten give 0.056 at best, where 75 percent are borne. With 240 such entries beside it, 27 of 27 (p 0.0004) is
 * listed, as among a few hundred tests that could come out it would not be. */
static void rank__tests_that_cannot_come_out_take_nothing_from_the_others(void **state)
{
    world w;
    char subject[8];
    (void)state;
    open_world(&w);
    add(&w, RH_SYMPTOM_WAVED, "E1", "a", 27, 1, 100);
    for (unsigned i = 0; i < 240; i++) {
        snprintf(subject, sizeof subject, "X%u", i);
        add(&w, RH_SYMPTOM_WAVED, rh_arena_str(&w.keep, rh_str_of(subject)).ptr, "a", 10, 2, 100);
    }
    rank(&w);
    assert_int_equal(w.ranking.n_fixes, 1);
    is_fix(&w.ranking.fixes[0], "E1", RH_SYMPTOM_WAVED);
    assert_false(w.ranking.fixes[0].is_critical); /* that is held against all */
    assert_true(w.ranking.n_tests > 200);
    close_world(&w);
}

static void rank__a_change_is_dated(void **state)
{
    world w;
    (void)state;
    open_world(&w);
    add(&w, RH_SYMPTOM_DRIFTED, "E1", "a", 200, 20, 100); /* 5 percent for 20 weeks */
    add(&w, RH_SYMPTOM_DRIFTED, "E1", "a", 200, 3, 120);  /* then a third */
    rank(&w);
    assert_int_equal(w.ranking.n_fixes, 1);
    const rh_fix *fix = &w.ranking.fixes[0];
    assert_true(fix->seen->has_since);
    assert_in_range(fix->seen->since, 117, 123);
    close_world(&w);
}

static void rank__a_share_that_was_always_so_is_no_drift(void **state)
{
    world w;
    (void)state;
    open_world(&w);
    add(&w, RH_SYMPTOM_DRIFTED, "E1", "a", 400, 3, 100);
    rank(&w);
    assert_int_equal(w.ranking.n_fixes, 0);
    close_world(&w);
}

static void rank__one_entry_is_one_fix(void **state)
{
    world w;
    (void)state;
    open_world(&w);
    add(&w, RH_SYMPTOM_WAVED, "E1", "a", 60, 1, 100);
    add(&w, RH_SYMPTOM_BREACHED, "E1", "a", 80, 1, 100);
    rank(&w);
    assert_int_equal(w.ranking.n_fixes, 1);
    is_fix(&w.ranking.fixes[0], "E1", RH_SYMPTOM_BREACHED);
    assert_int_equal(w.ranking.fixes[0].symptoms, 1U << RH_SYMPTOM_BREACHED | 1U << RH_SYMPTOM_WAVED);
    close_world(&w);
}

static void rank__too_few_are_watched_and_not_passed(void **state)
{
    world w;
    (void)state;
    open_world(&w);
    add(&w, RH_SYMPTOM_MISSED, "E1", "a", 4, 1, 100);
    rank(&w);
    assert_int_equal(w.ranking.n_fixes, 0);
    assert_int_equal(w.ranking.n_watched, 1);
    is_fix(&w.ranking.watched[0], "E1", RH_SYMPTOM_MISSED);
    assert_false(w.ranking.watched[0].is_critical);
    close_world(&w);
}

static void rank__what_is_over_is_no_fix(void **state)
{
    world w;
    const rh_instant later = {200 * 7 * 86400, 0};
    (void)state;
    open_world(&w);
    add(&w, RH_SYMPTOM_BREACHED, "E1", "a", 60, 2, 100);
    add(&w, RH_SYMPTOM_BREACHED, "E2", "a", 60, 2, 190);
    assert_int_equal(rh_fixes_rank(&w.ranking, &w.keep, &w.cells, later, NULL), RH_OK);
    assert_int_equal(w.ranking.n_fixes, 1);
    is_fix(&w.ranking.fixes[0], "E2", RH_SYMPTOM_BREACHED);
    close_world(&w);
}

/* ---- whose doing it is ---- */

static void rank__names_the_reviewer_without_whom_it_would_be_borne(void **state)
{
    world w;
    (void)state;
    open_world(&w);
    add_by(&w, RH_SYMPTOM_WAVED, "E1", "a", 300, 1, 100, "ann");
    add_by(&w, RH_SYMPTOM_WAVED, "E1", "a", 25, 2, 100, "ben");
    add_by(&w, RH_SYMPTOM_WAVED, "E1", "a", 15, 2, 100, "cem");
    rank(&w);
    assert_int_equal(w.ranking.n_fixes, 1);
    const rh_fix *fix = &w.ranking.fixes[0];
    is_fix(fix, "E1", RH_SYMPTOM_WAVED);
    assert_int_equal(fix->n_reviewers, 1);
    const rh_fix_reviewer *r = &fix->reviewers[0];
    assert_true(rh_str_eq(r->actor, RH_STR("ann")) && rh_str_eq(r->role, RH_STR("csm")));
    assert_true(r->shown == 300 && r->of == 300 && r->others_shown == 21 && r->others_of == 40);
    assert_int_equal(fix->action, RH_FIX_OPERATING);
    close_world(&w);
}

static void rank__names_nobody_where_all_decide_alike_or_too_seldom(void **state)
{
    world w;
    (void)state;
    open_world(&w);
    add_by(&w, RH_SYMPTOM_WAVED, "E1", "a", 60, 1, 100, "ann"); /* everybody agrees: it is the entry */
    add_by(&w, RH_SYMPTOM_WAVED, "E1", "a", 60, 1, 100, "ben");
    add_by(&w, RH_SYMPTOM_WAVED, "E2", "a", 80, 1, 100, "ann"); /* four decisions of others say nothing */
    add_by(&w, RH_SYMPTOM_WAVED, "E2", "a", 4, 0, 100, "ben");
    rank(&w);
    assert_int_equal(w.ranking.n_fixes, 2);
    for (size_t i = 0; i < 2; i++) {
        assert_int_equal(w.ranking.fixes[i].n_reviewers, 0);
        assert_int_equal(w.ranking.fixes[i].action, RH_FIX_GATE);
    }
    close_world(&w);
}

static void rank__tells_in_what_role_a_person_stamps(void **state)
{
    world w;
    (void)state;
    open_world(&w);
    add_by(&w, RH_SYMPTOM_STAMPED, "ann", "a", 60, 1, 100, "ann");
    rank(&w);
    assert_int_equal(w.ranking.n_fixes, 1);
    const rh_fix *fix = &w.ranking.fixes[0];
    assert_int_equal(fix->n_reviewers, 1);
    assert_true(rh_str_eq(fix->reviewers[0].role, RH_STR("csm")));
    assert_true(fix->reviewers[0].shown == 60 && fix->reviewers[0].others_of == 0);
    close_world(&w);
}

/* 40 weeks of two cases each, `shown` of the 80 in an order by chance. */
static double since_by_chance(rh_fix_week *weeks, unsigned shown, uint64_t *seed)
{
    rh_fix_case c = {.symptom = RH_SYMPTOM_DRIFTED};
    rh_fix_series s = {.n = 80, .shown = shown, .weeks = {.at = weeks, .n = 40}};
    unsigned left = shown;
    for (unsigned i = 0; i < 80; i++) {
        *seed = *seed * 6364136223846793005u + 1442695040888963407u;
        const bool is_shown = (*seed >> 33) % (80 - i) < left;
        if (i % 2 == 0) weeks[i / 2] = (rh_fix_week){.week = (int32_t)i / 2, .n = 2};
        weeks[i / 2].shown += is_shown, left -= is_shown;
    }
    assert_true(rh_fix__since(&c, &s, 0));
    return c.p;
}

/* No more often than it says, and not so much more rarely that what is there goes unseen: the surest of eleven weeks,
 * times eleven, would be at most 1 % in one series of 700. */
static void since__a_week_that_was_chosen_is_as_sure_as_it_says(void **state)
{
    rh_fix_week weeks[40];
    uint64_t seed = 1;
    (void)state;
    for (unsigned shown = 10; shown <= 40; shown += 15) {
        int rare = 0;
        for (int i = 0; i < 4000; i++) rare += since_by_chance(weeks, shown, &seed) <= 0.01;
        if (rare < 16 || rare > 56) fail_msg("%d of 4000 at one in a hundred, %u shown", rare, shown);
    }
}

static void since__one_week_has_no_before(void **state)
{
    rh_fix_week week = {.week = 3, .n = 9, .shown = 4};
    rh_fix_case c = {.symptom = RH_SYMPTOM_DRIFTED, .p = 7};
    (void)state;
    assert_false(rh_fix__since(&c, &(rh_fix_series){.n = 9, .shown = 4, .weeks = {.at = &week, .n = 1}}, 0));
    assert_true(c.p > 6);
}

/* Seven of 20 in one lane since a week, none before; as often as ever in the other. */
static void rank__what_a_small_lane_shows_since_a_week_is_listed(void **state)
{
    world w;
    (void)state;
    open_world(&w);
    add(&w, RH_SYMPTOM_DRIFTED, "E1", "small", 20, 0, 100);
    add(&w, RH_SYMPTOM_DRIFTED, "E1", "small", 20, 3, 120);
    add(&w, RH_SYMPTOM_DRIFTED, "E1", "large", 100, 9, 100);
    add(&w, RH_SYMPTOM_DRIFTED, "E1", "large", 100, 9, 120);
    rank(&w);
    assert_int_equal(w.ranking.n_fixes, 1);
    is_fix(&w.ranking.fixes[0], "E1", RH_SYMPTOM_DRIFTED);
    assert_true(rh_str_eq(w.ranking.fixes[0].seen->lane, RH_STR("small")));
    close_world(&w);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(rank__names_the_reviewer_without_whom_it_would_be_borne),
        cmocka_unit_test(rank__names_nobody_where_all_decide_alike_or_too_seldom),
        cmocka_unit_test(rank__tells_in_what_role_a_person_stamps),
        cmocka_unit_test(rank__what_chance_may_have_done_is_no_fix),
        cmocka_unit_test(rank__what_is_above_what_is_borne_is_critical),
        cmocka_unit_test(rank__goes_by_journeys_times_risk_and_then_by_name),
        cmocka_unit_test(rank__a_grave_entry_is_before_a_frequent_one),
        cmocka_unit_test(rank__waved_through_needs_more_than_nine_in_ten),
        cmocka_unit_test(rank__a_lane_is_named_when_it_alone_is_bad),
        cmocka_unit_test(rank__a_lane_that_does_not_bear_it_is_listed_whatever_the_others_do),
        cmocka_unit_test(rank__tests_that_cannot_come_out_take_nothing_from_the_others),
        cmocka_unit_test(rank__a_change_is_dated),
        cmocka_unit_test(rank__a_share_that_was_always_so_is_no_drift),
        cmocka_unit_test(rank__one_entry_is_one_fix),
        cmocka_unit_test(rank__too_few_are_watched_and_not_passed),
        cmocka_unit_test(rank__what_is_over_is_no_fix),
        cmocka_unit_test(since__a_week_that_was_chosen_is_as_sure_as_it_says),
        cmocka_unit_test(since__one_week_has_no_before),
        cmocka_unit_test(rank__what_a_small_lane_shows_since_a_week_is_listed),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
