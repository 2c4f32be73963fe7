/* Outcomes of observed actions, on courses and events written by hand. */
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>

#include "engine/judge/outcome.h"
#include "tests/kit/course.h"
#include "tests/kit/events.h"
#include "tests/kit/expr_world.h"
#include "tests/kit/memory.h"

#include <stdlib.h>

enum { FOLLOW_UP_DAYS = 2, DAY = 24 };

/* One case: a course, the events beside it, the hour of as-of, and the cells that must come: "EVENT CELL[ after]". */
typedef struct outcome_case {
    const char *course, *events;
    int64_t as_of;
    const char *cells;
} outcome_case;

/* kit_register with effects: E1 lists act.go, E2 the family of act.stop, E3 nothing. */
static const rh_register *register_of_days(rh_arena *keep, int64_t days)
{
    static const uint32_t family[] = {0};
    static const rh_effect lists_go[] = {{.action = 0, .level = RH_HOLD}};
    rh_register *reg = RH_NEW(keep, rh_register);
    rh_action *actions = RH_NEW_N(keep, 2, rh_action);
    rh_entry *entries = RH_NEW_N(keep, 3, rh_entry);
    *reg = *kit_register();
    memcpy(actions, reg->actions, 2 * sizeof *actions);
    memcpy(entries, reg->entries, 3 * sizeof *entries);
    actions[1].family = family, actions[1].n_family = 1;
    entries[0].effects = lists_go, entries[0].n_effects = 1;
    reg->actions = actions;
    reg->entries = entries;
    reg->policy.follow_up_days = days;
    reg->calendar = kit_calendar(keep);
    assert_non_null(reg->calendar);
    return reg;
}

static const rh_register *judged_register(rh_arena *keep)
{
    return register_of_days(keep, FOLLOW_UP_DAYS);
}

static void put_one(rh_buf *out, const rh_course *course, const rh_judged *judged)
{
    if (out->len > 0) rh_buf_put(out, RH_STR("; "));
    rh_buf_printf(out, "%.*s %s%s", RH_ARG(course->records[judged->index]->observed.event),
                  rh_cell_name(judged->cell), judged->is_after ? " after" : "");
}

static rh_judgement judge(rh_arena *keep, const outcome_case *c, rh_course *course)
{
    rh_judgement judgement;
    rh_aftermath aftermath = {.as_of = kit_hour(c->as_of)};
    aftermath.events = kit_events(&aftermath.n, keep, c->events);
    *course = kit_course(keep, c->course);
    course->reg = judged_register(keep);
    assert_int_equal(rh_outcomes_judge(&judgement, keep, course, &aftermath, NULL), RH_OK);
    return judgement;
}

static void check(const outcome_case *cases, size_t n)
{
    for (size_t i = 0; i < n; i++) {
        rh_arena keep = kit_arena();
        rh_course course;
        const rh_judgement judgement = judge(&keep, &cases[i], &course);
        rh_buf out;
        rh_buf_init(&out, &keep, 4096);
        for (size_t k = 0; k < judgement.n; k++) put_one(&out, &course, &judgement.at[k]);
        rh_buf_byte(&out, '\0');
        assert_string_equal(out.ptr, cases[i].cells);
        rh_arena_dispose(&keep);
    }
}
#define CHECK(cases) check(cases, sizeof(cases) / sizeof((cases)[0]))

#define ALLOWED "observed 1 act.go allow default s.e1 @automation:e1"
#define HELD "observed 1 act.go hold E1 s.e1 @automation:e1"

static void outcome__the_cell_is_the_verdict_and_what_became_of_it(void **state)
{
    (void)state;
    static const outcome_case cases[] = {
        {ALLOWED, "correction_recorded 5 c1 system action=act.go", 6, "s.e1 escaped"},
        {HELD, "correction_recorded 5 c1 system action=act.go", 6, "s.e1 caught"},
        {"observed 1 act.go draft E1 s.e1 @automation:e1", "correction_recorded 5 c1 human action=act.go", 6,
         "s.e1 caught"},
        {ALLOWED, "", 1 + FOLLOW_UP_DAYS * DAY, "s.e1 clean"},
        {HELD, "", 1 + FOLLOW_UP_DAYS * DAY, "s.e1 drag"},
        /* the follow-up window has not passed */
        {ALLOWED, "", FOLLOW_UP_DAYS * DAY, "s.e1 censored"},
        {HELD, "", FOLLOW_UP_DAYS * DAY, "s.e1 censored"},
    };
    CHECK(cases);
}

static void outcome__a_correction_names_its_event_or_the_latest_of_its_action(void **state)
{
    (void)state;
    static const char two[] = "observed 1 act.go allow default s.e1 @automation:e1; "
                              "observed 3 act.go allow default s.e2 @automation:e2";
    static const outcome_case cases[] = {
        {two, "correction_recorded 5 c1 system action=act.go", 99, "s.e1 clean; s.e2 escaped"},
        {two, "correction_recorded 2 c1 system action=act.go", 99, "s.e1 escaped; s.e2 clean"},
        {two, "correction_recorded 5 c1 system action=act.stop", 99, "s.e1 clean; s.e2 clean"},
        {two, "correction_recorded 5 c1 system", 99, "s.e1 clean; s.e2 clean"},
        /* with `of` nothing else is looked at */
        {two, "correction_recorded 5 c1 system of=nosuch action=act.go", 99, "s.e1 clean; s.e2 clean"},
        /* no correction comes before what it corrects */
        {two, "correction_recorded 1 a1 system action=act.go", 99, "s.e1 clean; s.e2 clean"},
        /* and none is too late: the window is for what nobody corrected */
        {two, "correction_recorded 90 c1 system action=act.go", 99, "s.e1 clean; s.e2 escaped"},
    };
    CHECK(cases);
    rh_arena keep = kit_arena();
    rh_course course;
    const rh_judgement judgement = judge(&keep, &cases[2], &course);
    assert_int_equal(judgement.corrections, 1);
    assert_int_equal(judgement.stray_corrections, 1);
    rh_arena_dispose(&keep);
}

static void outcome__a_person_with_rights_rejects_in_time_an_entry_that_lists_the_action(void **state)
{
    (void)state;
    static const char seen[] = "observed 1 act.go allow default s.e1 @automation:e1; "
                               "observed 1 act.stop allow default s.e2 @automation:e2";
    static const outcome_case cases[] = {
        /* E1 lists act.go, of whose family act.stop is */
        {seen, "human_decided 5 d1 human:r1 entry=E1 decision=reject", 99, "s.e1 escaped; s.e2 escaped"},
        {seen, "human_decided 49 d1 human:r2 entry=E1 decision=reject", 99, "s.e1 escaped; s.e2 escaped"},
        {seen, "human_decided 50 d1 human:r1 entry=E1 decision=reject", 99, "s.e1 clean; s.e2 clean"},
        {seen, "human_decided 5 d1 human:r1 entry=E1 decision=approve", 99, "s.e1 clean; s.e2 clean"},
        {seen, "human_decided 5 d1 human:r1 entry=E2 decision=reject", 99, "s.e1 clean; s.e2 clean"},
        {seen, "human_decided 5 d1 human:boss entry=E1 decision=reject", 99, "s.e1 escaped; s.e2 escaped"},
        {seen, "human_decided 5 d1 human:nobody entry=E1 decision=reject", 99, "s.e1 clean; s.e2 clean"},
        {seen, "human_decided 5 d1 ai:r1 entry=E1 decision=reject", 99, "s.e1 clean; s.e2 clean"},
        /* one that named an area counts for the entries that it met */
        {HELD "; rejected 3 E1 r1 reject @human:d1",
         "human_decided 3 d1 human:r1 area=one decision=reject", 99, "s.e1 caught"},
        {"rejected 1 E1 r1 reject @human:d1; observed 2 act.go block E1 s.e1 @automation:e1",
         "human_decided 1 d1 human:r1 area=one decision=reject", 99, "s.e1 drag"},
    };
    CHECK(cases);
}

static void outcome__what_stands_behind_the_divergence_is_told_apart(void **state)
{
    (void)state;
    static const outcome_case cases[] = {
        {"observed 1 act.go allow default s.e1 @automation:e1; observed 2 act.go hold E1 s.e2 @automation:e2; "
         "observed 3 act.go allow default s.e3 @automation:e3; observed 4 act.go hold E1 s.e4 @automation:e4",
         "", 99, "s.e1 clean; s.e2 drag; s.e3 clean after; s.e4 drag after"},
    };
    CHECK(cases);
}

/* Hours of open time from the observation to the first instant with verdict allow; -1: none by as-of. */
static int64_t held_hours(const char *course)
{
    rh_arena keep = kit_arena();
    rh_course read;
    const outcome_case c = {course, "", 9999, ""};
    const rh_judgement judgement = judge(&keep, &c, &read);
    const rh_judged *first = &judgement.at[0];
    assert_int_equal(first->cell, RH_CELL_DRAG);
    const int64_t hours = first->has_hold ? first->hold_ns / INT64_C(3600000000000) : -1;
    rh_arena_dispose(&keep);
    return hours;
}

static void outcome__time_held_runs_to_the_first_allow_in_open_time(void **state)
{
    (void)state;
    /* 2026-01-05 is a Monday, open from hour 110 to hour 118 */
    assert_int_equal(held_hours("observed 112 act.go hold E1 s.e1 @automation:e1; "
                                "verdict 114 act.go hold allow default"), 2);
    /* over a night: five hours of Monday and one of Tuesday */
    assert_int_equal(held_hours("observed 113 act.go hold E1 s.e1 @automation:e1; "
                                "verdict 135 act.go hold allow default"), 6);
    /* a verdict of another action, one that is not allow, one that its own step takes back */
    assert_int_equal(held_hours("observed 112 act.go hold E1 s.e1 @automation:e1; "
                                "verdict 113 act.stop hold allow default; verdict 114 act.go hold draft E1; "
                                "verdict 115 act.go draft allow default; verdict 115 act.go allow hold E1; "
                                "verdict 116 act.go hold allow default"), 4);
    assert_int_equal(held_hours("observed 112 act.go hold E1 s.e1 @automation:e1"), -1);
}

static void outcome__a_rejected_event_proves_nothing(void **state)
{
    (void)state;
    rh_arena keep = kit_arena();
    rh_course course = kit_course(&keep, ALLOWED);
    course.reg = judged_register(&keep);
    rh_aftermath aftermath = {.as_of = kit_hour(99)};
    aftermath.events = kit_events(&aftermath.n, &keep, "correction_recorded 5 c1 system action=act.go");
    const rh_rejection rejection = {.event = &aftermath.events[0]};
    const rh_rejection *const rejected[] = {&rejection};
    aftermath.rejected = rejected;
    aftermath.n_rejected = 1;
    rh_judgement judgement;
    assert_int_equal(rh_outcomes_judge(&judgement, &keep, &course, &aftermath, NULL), RH_OK);
    assert_int_equal(judgement.at[0].cell, RH_CELL_CLEAN);
    assert_int_equal(judgement.corrections, 0);
    rh_arena_dispose(&keep);
}

/* What comes of a course with so many days of follow-up, and with which others it is told to be the same. */
static rh_judgement judge_days(char *cells, size_t size, const outcome_case *c, int64_t days)
{
    rh_arena keep = kit_arena();
    rh_course course = kit_course(&keep, c->course);
    rh_aftermath aftermath = {.as_of = kit_hour(c->as_of)};
    rh_judgement judgement;
    rh_buf out;
    aftermath.events = kit_events(&aftermath.n, &keep, c->events);
    course.reg = register_of_days(&keep, days);
    assert_int_equal(rh_outcomes_judge(&judgement, &keep, &course, &aftermath, NULL), RH_OK);
    rh_buf_init(&out, &keep, size);
    for (size_t k = 0; k < judgement.n; k++) put_one(&out, &course, &judgement.at[k]);
    rh_buf_byte(&out, '\0');
    memcpy(cells, out.ptr, out.len);
    rh_arena_dispose(&keep);
    return judgement;
}

static void outcome__the_days_that_are_told_are_those_of_the_same_judgement(void **state)
{
    (void)state;
    enum { MOST_DAYS = 9 };
    /* as-of cuts the follow-up from five days on; a rejection comes after three days, or on the very hour */
    static const outcome_case cases[] = {
        {ALLOWED, "", 1 + 4 * DAY + 1, ""},
        {ALLOWED, "human_decided 74 d1 human:finance entry=E1 decision=reject", 200, ""},
        {ALLOWED, "human_decided 73 d1 human:finance entry=E1 decision=reject", 200, ""},
        {ALLOWED "; observed 30 act.go hold E1 s.e2 @automation:e2",
         "human_decided 74 d1 human:finance entry=E1 decision=reject", 130, ""},
        {"observed 1 act.stop allow default s.e1 @automation:e1",
         "human_decided 74 d1 human:finance entry=E1 decision=reject", 200, ""}};
    size_t n_other = 0;
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++)
        for (int64_t days = 1; days <= MOST_DAYS; days++) {
            char cells[200], others[200];
            const rh_judgement told = judge_days(cells, sizeof cells, &cases[i], days);
            assert_true(told.days_from <= days && days <= told.days_to);
            for (int64_t other = 1; other <= MOST_DAYS; other++) {
                judge_days(others, sizeof others, &cases[i], other);
                if (other >= told.days_from && other <= told.days_to) assert_string_equal(cells, others);
                else n_other += strcmp(cells, others) != 0;
            }
        }
    assert_true(n_other > 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(outcome__the_cell_is_the_verdict_and_what_became_of_it),
        cmocka_unit_test(outcome__a_correction_names_its_event_or_the_latest_of_its_action),
        cmocka_unit_test(outcome__a_person_with_rights_rejects_in_time_an_entry_that_lists_the_action),
        cmocka_unit_test(outcome__what_stands_behind_the_divergence_is_told_apart),
        cmocka_unit_test(outcome__time_held_runs_to_the_first_allow_in_open_time),
        cmocka_unit_test(outcome__a_rejected_event_proves_nothing),
        cmocka_unit_test(outcome__the_days_that_are_told_are_those_of_the_same_judgement),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
