/* The journeys that the page of a review names: each once, in the page's order, none that somebody judges blind. */
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>

#include "harness/review/named.h"

#include "tests/kit/memory.h"

#include <stdio.h>
#include <string.h>

#define S(text) ((rh_str){text, sizeof(text) - 1})

static rh_arena keep;

static int set_up(void **state)
{
    (void)state;
    keep = kit_arena();
    return 0;
}

static int tear_down(void **state)
{
    (void)state;
    rh_arena_dispose(&keep);
    return 0;
}

/* The names, with a space behind each. */
static void assert_named(rh_review_report *report, const char *want)
{
    char got[1000] = "";
    rh_err err = {0};
    assert_int_equal(rh_review_name_journeys(report, &keep, &err), RH_OK);
    for (size_t i = 0; i < report->named.n; i++)
        snprintf(got + strlen(got), sizeof got - strlen(got), "%.*s ", RH_ARG(report->named.at[i]));
    assert_string_equal(got, want);
}

static void named__fixes_then_queues_then_what_is_seen_seldom(void **state)
{
    (void)state;
    rh_str first[] = {S("J-3#7"), S("J-1#2")}, second[] = {S("J-1#9"), S("J-2#1")}, seldom[] = {S("J-5#1")};
    const rh_model_fix fixes[] = {{.evidence = {first, 2}}, {.evidence = {second, 2}}}, watched[] = {{.evidence = {seldom, 1}}};
    const rh_model_queue queues[] = {{.oldest_journey = S("J-4")}, {.waiting = 0}, {.oldest_journey = S("J-3")}};
    rh_review_report report = {.fixes = fixes, .n_fixes = 2, .queues = queues, .n_queues = 3, .watched = watched, .n_watched = 1};
    assert_named(&report, "J-3 J-1 J-2 J-4 J-5 ");
}

static void named__evidence_that_the_page_leaves_out_is_not_named(void **state)
{
    (void)state;
    rh_str many[] = {S("J-1#1"), S("J-2#1"), S("J-3#1"), S("J-4#1")};
    const rh_model_fix fixes[] = {{.evidence = {many, 4}}};
    rh_review_report report = {.fixes = fixes, .n_fixes = 1};
    assert_named(&report, "J-1 J-2 J-3 ");
}

static void named__a_journey_of_the_blind_sample_is_not_told(void **state)
{
    (void)state;
    rh_str two[] = {S("J-1#1"), S("J-2#1")};
    const rh_model_fix fixes[] = {{.evidence = {two, 2}}};
    const rh_model_sample samples[] = {{.kind = S("override"), .journey = S("J-2")}, {.kind = S("blind"), .journey = S("J-1")}};
    rh_review_report report = {.fixes = fixes, .n_fixes = 1, .samples = samples, .n_samples = 2};
    assert_named(&report, "J-2 ");
}

static void named__what_oscillates_comes_first_but_leaves_room(void **state)
{
    (void)state;
    rh_str restless[] = {S("J-2"), S("J-7"), S("J-8"), S("J-9")}, one[] = {S("J-1#1"), S("J-2#1")};
    const rh_model_fix fixes[] = {{.evidence = {one, 2}}};
    rh_review_report report = {.oscillated = {4, {restless, 4}}, .fixes = fixes, .n_fixes = 1};
    assert_named(&report, "J-2 J-7 J-8 J-1 ");
}

static void named__there_is_an_end(void **state)
{
    (void)state;
    static char names[2 * RH_MODEL_NAMED][16];
    static rh_model_queue queues[2 * RH_MODEL_NAMED];
    for (size_t i = 0; i < 2 * RH_MODEL_NAMED; i++) {
        snprintf(names[i], sizeof names[i], "J-%zu", i);
        queues[i].oldest_journey = rh_str_of(names[i]);
    }
    rh_err err = {0};
    rh_review_report report = {.queues = queues, .n_queues = 2 * RH_MODEL_NAMED};
    assert_int_equal(rh_review_name_journeys(&report, &keep, &err), RH_OK);
    assert_int_equal(report.named.n, RH_MODEL_NAMED);
}

static void named__a_name_with_a_number_sign_ends_at_the_last(void **state)
{
    (void)state;
    assert_true(rh_str_eq(rh_model_evidence_journey(S("deal#7#12")), S("deal#7")));
    assert_true(rh_str_eq(rh_model_evidence_journey(S("J-1")), S("J-1")));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(named__fixes_then_queues_then_what_is_seen_seldom, set_up, tear_down),
        cmocka_unit_test_setup_teardown(named__evidence_that_the_page_leaves_out_is_not_named, set_up, tear_down),
        cmocka_unit_test_setup_teardown(named__a_journey_of_the_blind_sample_is_not_told, set_up, tear_down),
        cmocka_unit_test_setup_teardown(named__what_oscillates_comes_first_but_leaves_room, set_up, tear_down),
        cmocka_unit_test_setup_teardown(named__there_is_an_end, set_up, tear_down),
        cmocka_unit_test_setup_teardown(named__a_name_with_a_number_sign_ends_at_the_last, set_up, tear_down),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
