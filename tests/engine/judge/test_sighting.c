/* What one journey shows of what may have to be mended. */
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>

#include "engine/judge/sighting.h"
#include "tests/kit/course.h"
#include "tests/kit/events.h"
#include "tests/kit/memory.h"

/* A course, the events beside it, and what of one symptom must be seen: "SUBJECT+" shown, "SUBJECT-" not, in order. */
typedef struct sight_case {
    const char *course, *events;
    rh_symptom symptom;
    const char *says;
} sight_case;

static void see(rh_buf *out, rh_arena *keep, const sight_case *c)
{
    const rh_course course = kit_course(keep, c->course);
    rh_aftermath aftermath = {.as_of = kit_hour(24 * 60)};
    const rh_sighting *list;
    size_t n;
    aftermath.events = kit_events(&aftermath.n, keep, c->events);
    assert_int_equal(rh_sightings_find(&list, &n, keep, &course, &aftermath, NULL), RH_OK);
    for (size_t i = 0; i < n; i++) {
        if (list[i].symptom != c->symptom) continue;
        if (out->len > 0) rh_buf_byte(out, ' ');
        rh_buf_printf(out, "%.*s%s", RH_ARG(list[i].subject), list[i].is_shown ? "+" : "-");
    }
    rh_buf_byte(out, '\0');
}

static void check(const sight_case *cases, size_t n)
{
    for (size_t i = 0; i < n; i++) {
        rh_arena keep = kit_arena();
        rh_buf out;
        rh_buf_init(&out, &keep, 4096);
        see(&out, &keep, &cases[i]);
        if (strcmp(out.ptr, cases[i].says) != 0)
            fail_msg("case %zu, %s: %s, expected %s", i, rh_symptom_name(cases[i].symptom), out.ptr, cases[i].says);
        rh_arena_dispose(&keep);
    }
}
#define CHECK(cases) check(cases, sizeof(cases) / sizeof *(cases))

static void sightings__of_openings(void **state)
{
    (void)state;
    static const sight_case cases[] = {
        {"opened 1 E1 high r1 9; cleared 3 E1", "", RH_SYMPTOM_BREACHED, "E1-"},
        {"opened 1 E1 high r1 9; sla_breached 9 E1 r2; cleared 12 E1", "", RH_SYMPTOM_BREACHED, "E1+"},
        {"opened 1 E1 high r1 9; sla_breached 9 E1 r2; cleared 12 E1", "", RH_SYMPTOM_ROLE_BREACHED, "r1+"},
        /* Nobody knows yet how it ends. */
        {"opened 1 E1 high r1 9", "", RH_SYMPTOM_BREACHED, ""},
        /* Each opening for itself. */
        {"opened 1 E1 high r1 9; cleared 3 E1; opened 4 E1 high r1 12; sla_breached 12 E1 r2; cleared 13 E1", "",
         RH_SYMPTOM_BREACHED, "E1- E1+"},
        {"opened 1 E1 high r1 9; cleared 3 E1; opened 4 E1 high r1 12; cleared 13 E1", "", RH_SYMPTOM_DRIFTED, "E1+"},
        /* What opens because the time of another ran out answers for that one. */
        {"opened 1 E1 high r1 9; sla_breached 9 E1 r2; opened 9 E3 high r1 11; sla_breached 11 E3 r2; cleared 12 E1; "
         "cleared 12 E3",
         "", RH_SYMPTOM_BREACHED, "E1+"},
        {"opened 1 E1 high r1 9; sla_breached 9 E1 r2; opened 9 E3 high r1 11; cleared 12 E1; cleared 12 E3", "",
         RH_SYMPTOM_DRIFTED, "E1+"},
    };
    CHECK(cases);
}

static void sightings__of_what_an_entry_decided(void **state)
{
    (void)state;
    static const sight_case cases[] = {
        {"opened 1 E1 high r1 9; verdict 1 act.go allow hold E1; cleared 3 E1", "", RH_SYMPTOM_IDLE, "E1-"},
        {"opened 1 E1 high r1 9; cleared 3 E1", "", RH_SYMPTOM_IDLE, "E1+"},
        /* What stops all is of the entry that stops. */
        {"opened 1 E1 hold r1 9; verdict 1 act.go allow hold E1,stop; cleared 3 E1", "", RH_SYMPTOM_IDLE, "E1-"},
        /* Together with another it decided nothing by itself. */
        {"opened 1 E1 high r1 9; opened 1 E2 high r1 9; verdict 1 act.go allow hold E1,E2; cleared 3 E1", "",
         RH_SYMPTOM_IDLE, "E1+ E2+"},
    };
    CHECK(cases);
}

static void sightings__of_decisions(void **state)
{
    (void)state;
    static const sight_case cases[] = {
        {"opened 1 E1 high r1 9; released 2 E1 r1 approve @human:d1", "human_decided 2 d1 human:r1 entry=E1 "
         "decision=approve", RH_SYMPTOM_WAVED, "E1+"},
        {"opened 1 E1 high r1 9; released 2 E1 r1 approve_with_edits @human:d1",
         "human_decided 2 d1 human:r1 entry=E1 decision=approve_with_edits", RH_SYMPTOM_WAVED, "E1-"},
        {"unmatched_decision 2 E1 r1 d1 @human:d1", "human_decided 2 d1 human:r1 entry=E1 decision=reject",
         RH_SYMPTOM_MISSED, "E1+"},
        {"opened 1 E1 high r1 9; unauthorised_decision 2 E1 r9 d1 @human:d1; cleared 3 E1",
         "human_decided 2 d1 human:r9 entry=E1 decision=approve", RH_SYMPTOM_UNAUTHORISED, "E1+"},
    };
    CHECK(cases);
}

static void sightings__of_outcomes(void **state)
{
    (void)state;
    static const sight_case cases[] = {
        {"observed 2 act.go allow default s.e1 @system:e1", "act 2 e1 system; correction_recorded 5 c1 system of=s.e1",
         RH_SYMPTOM_ESCAPED, "act.go+"},
        {"observed 2 act.go allow default s.e1 @system:e1", "act 2 e1 system", RH_SYMPTOM_ESCAPED, "act.go-"},
        {"opened 1 E1 high r1 9; observed 2 act.go hold E1 s.e1 @system:e1; cleared 3 E1", "act 2 e1 system",
         RH_SYMPTOM_DRAG, "E1+"},
        {"opened 1 E1 high r1 9; observed 2 act.go hold E1 s.e1 @system:e1; cleared 3 E1",
         "act 2 e1 system; correction_recorded 5 c1 system of=s.e1", RH_SYMPTOM_DRAG, "E1-"},
        /* Behind the divergence the revision would have changed things. */
        {"opened 1 E1 high r1 9; observed 2 act.go hold E1 s.e1 @system:e1; cleared 3 E1; observed 4 act.stop allow "
         "default s.e2 @system:e2",
         "act 2 e1 system; act 4 e2 system; correction_recorded 5 c1 system of=s.e2", RH_SYMPTOM_ESCAPED, ""},
    };
    CHECK(cases);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(sightings__of_openings),
        cmocka_unit_test(sightings__of_what_an_entry_decided),
        cmocka_unit_test(sightings__of_decisions),
        cmocka_unit_test(sightings__of_outcomes),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
