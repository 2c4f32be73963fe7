/* Invariants: courses that break one, and courses that only look like it. */
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>

#include "engine/judge/invariant.h"
#include "tests/kit/course.h"
#include "tests/kit/memory.h"

/* The course and the break it must show; RH_N_INVARIANTS: none. */
typedef struct invariant_case {
    const char *course;
    rh_invariant invariant;
} invariant_case;

static void check(const invariant_case *cases, size_t n_cases)
{
    for (size_t i = 0; i < n_cases; i++) {
        rh_arena keep = kit_arena();
        const rh_course course = kit_course(&keep, cases[i].course);
        const rh_break *breaks;
        size_t n;
        assert_int_equal(rh_invariants_find(&breaks, &n, &keep, &course, NULL), RH_OK);
        assert_int_equal(n, cases[i].invariant == RH_N_INVARIANTS ? 0 : 1);
        if (n == 1) assert_int_equal(breaks[0].invariant, cases[i].invariant);
        rh_arena_dispose(&keep);
    }
}
#define CHECK(cases) check(cases, sizeof(cases) / sizeof((cases)[0]))

static void invariant__a_timer_never_decides(void **state)
{
    (void)state;
    static const invariant_case cases[] = {
        {"opened 1 E1 high r1 9 @system; released 9 E1 r1 approve", RH_INVARIANT_TIMEOUT_RELEASE},
        {"opened 1 E1 high r1 9 @system; released 9 E1 @human", RH_INVARIANT_TIMEOUT_RELEASE},
        {"opened 1 E1 high r1 9 @system; rejected 9 E1 r1 reject", RH_INVARIANT_TIMEOUT_RELEASE},
        {"opened 1 E1 high r1 9 @system; released 9 E1 r1 approve @human", RH_N_INVARIANTS},
        {"opened 1 E1 high r1 9 @system; cleared 9 E1; sla_breached 9 E1 r2", RH_N_INVARIANTS},
    };
    CHECK(cases);
}

static void invariant__an_automatic_action_runs_once(void **state)
{
    (void)state;
    static const invariant_case cases[] = {
        {"proposed 1 act.go; did 1 act.go; did 2 act.go", RH_INVARIANT_RUN_TWICE},
        {"proposed 1 act.go; held 1 act.go; did 2 act.go; proposed 2 act.stop; did 2 act.stop", RH_N_INVARIANTS},
    };
    CHECK(cases);
}

static void invariant__only_roles_with_rights_decide(void **state)
{
    (void)state;
    static const invariant_case cases[] = {
        {"released 2 E1 nobody approve @human", RH_INVARIANT_UNAUTHORISED},
        {"released 2 E1 r1 approve @ai", RH_INVARIANT_UNAUTHORISED},
        {"info_requested 2 E9 r1 request_info @human", RH_INVARIANT_UNAUTHORISED},
        {"approved 2 E1 r2 approve @human; released 3 E1 r3 approve @human; rejected 4 E3 boss reject @human",
         RH_N_INVARIANTS},
    };
    CHECK(cases);
}

static void invariant__an_ai_event_lowers_no_verdict_that_entries_gave(void **state)
{
    (void)state;
    static const invariant_case cases[] = {
        {"verdict 1 act.go block hold E1 @system; verdict 2 act.go hold allow default @ai", RH_INVARIANT_AI_LOWERED},
        {"verdict 1 act.go block hold stop @system; verdict 2 act.go hold draft default @ai", RH_INVARIANT_AI_LOWERED},
        {"verdict 1 act.go block hold E1 @system; verdict 2 act.go hold allow default @human", RH_N_INVARIANTS},
        {"verdict 1 act.go block hold E1 @system; verdict 2 act.go hold block E2 @ai", RH_N_INVARIANTS},
        /* up and down again in one step is no lowering */
        {"verdict 1 act.go block hold E1 @system; verdict 2 act.go hold block E2 @ai; verdict 2 act.go block hold E1 "
         "@ai",
         RH_N_INVARIANTS},
        /* a rejected entry that reopens asks people again; another one that reopens does not */
        {"verdict 1 act.go block block E1 @system; reopened 2 E1 high r1 9 @ai; verdict 2 act.go block hold E1 @ai",
         RH_N_INVARIANTS},
        {"verdict 1 act.go block block E1 @system; reopened 2 E3 high r1 9 @ai; verdict 2 act.go block hold E2 @ai",
         RH_INVARIANT_AI_LOWERED},
        /* the state and the default are not entries */
        {"verdict 1 act.go allow block sequence @system; verdict 2 act.go block allow default @ai", RH_N_INVARIANTS},
        {"verdict 1 act.go block hold default @system; verdict 2 act.go hold allow default @ai", RH_N_INVARIANTS},
    };
    CHECK(cases);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(invariant__a_timer_never_decides),
        cmocka_unit_test(invariant__an_automatic_action_runs_once),
        cmocka_unit_test(invariant__only_roles_with_rights_decide),
        cmocka_unit_test(invariant__an_ai_event_lowers_no_verdict_that_entries_gave),
    };
    return cmocka_run_group_tests_name("judge invariants", tests, NULL, NULL);
}
