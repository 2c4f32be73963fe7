/* Two people where two are asked for: what breaks that, and what only looks like it. */
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>

#include "engine/judge/dual.h"
#include "tests/kit/course.h"
#include "tests/kit/memory.h"

/* The course, and the numbers of the records that it must find, with the entries that they are counted for. */
typedef struct dual_case {
    const char *course, *broken;
} dual_case;

/* E1 lists act.go, E2 its family act.stop as well. */
static const rh_register *dual_register(rh_arena *keep)
{
    static const uint32_t family[] = {1};
    static const rh_effect go[] = {{.action = 0, .level = RH_HOLD}}, stop[] = {{.action = 1, .level = RH_HOLD}};
    rh_register *reg = RH_NEW(keep, rh_register);
    rh_entry *entries = RH_NEW_N(keep, 3, rh_entry);
    rh_action *actions = RH_NEW_N(keep, 2, rh_action);
    *reg = *kit_register();
    memcpy(entries, reg->entries, 3 * sizeof *entries);
    memcpy(actions, reg->actions, 2 * sizeof *actions);
    entries[0].effects = go, entries[0].n_effects = 1;
    entries[1].effects = stop, entries[1].n_effects = 1;
    actions[0].family = family, actions[0].n_family = 1;
    reg->entries = entries, reg->actions = actions;
    return reg;
}

static const char *found(rh_arena *keep, const char *script)
{
    rh_course course = kit_course(keep, script);
    course.reg = dual_register(keep);
    const rh_dual_break *breaks;
    size_t n;
    rh_buf out;
    rh_buf_init(&out, keep, 4096);
    assert_int_equal(rh_duals_find(&breaks, &n, keep, &course, NULL), RH_OK);
    for (size_t i = 0; i < n; i++)
        rh_buf_printf(&out, "%s%d E%d", i > 0 ? ", " : "", (int)breaks[i].record->n, (int)breaks[i].entry + 1);
    rh_buf_byte(&out, '\0');
    assert_false(out.failed);
    return out.ptr;
}

#define OPENED "opened 1 E1 hold r1 9; "
#define FIRST OPENED "approved 2 E1 r1 approve @human:d1:ann:approve; "
#define DONE "observed 3 act.go hold E1 s.e1 @automation:e1"

static void dual__finds_what_was_done_on_one_approval(void **state)
{
    (void)state;
    static const dual_case cases[] = {
        {FIRST DONE, "3 E1"},
        {FIRST DONE "; observed 4 act.go hold E1 s.e2 @automation:e2", "3 E1, 4 E1"},
        /* asking or escalating in between changes nothing; so does somebody without rights */
        {FIRST "info_requested 3 E1 r2 request_info @human:d2:tom:request_info; escalated 3 E1 r2; " DONE, "5 E1"},
        {FIRST "unauthorised_decision 3 E1 x d2 @human:d2:eve:approve; " DONE, "4 E1"},
        /* one for each entry that waits, and through the family */
        {FIRST "opened 2 E2 low r1 9; approved 2 E2 r1 approve @human:d1:ann:approve; " DONE, "5 E1, 5 E2"},
        /* nobody, or two, or a no; a first approval of what opened again is of no use */
        {OPENED DONE, ""},
        {FIRST "released 3 E1 r2 approve @human:d2:tom:approve; " DONE, ""},
        {FIRST "rejected 3 E1 r2 reject @human:d2:tom:reject; " DONE, ""},
        {FIRST "cleared 3 E1; " DONE, ""},
        {FIRST "lapsed 3 E1; " DONE, ""},
        {FIRST "reopened 3 E1 hold r1 9; " DONE, ""},
        /* another action, another entry, or one that the register does not have */
        {FIRST "observed 3 act.stop hold E1 s.e1 @automation:e1", ""},
        {"opened 1 E3 hold r1 9; approved 2 E3 r1 approve @human:d1:ann:approve; " DONE, ""},
        {"opened 1 E9 hold r1 9; approved 2 E9 r1 approve @human:d1:ann:approve; " DONE, ""},
        /* before the first approval */
        {OPENED DONE "; approved 4 E1 r1 approve @human:d1:ann:approve", ""},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        rh_arena keep = kit_arena();
        assert_string_equal(found(&keep, cases[i].course), cases[i].broken);
        rh_arena_dispose(&keep);
    }
}

static void dual__finds_who_approved_twice(void **state)
{
    (void)state;
    static const dual_case cases[] = {
        {FIRST "unauthorised_decision 3 E1 r2 d2 @human:d2:ann:approve", "3 E1"},
        {FIRST "unauthorised_decision 3 E1 r2 d2 @human:d2:ann:approve_with_edits", "3 E1"},
        {FIRST "unauthorised_decision 3 E1 r2 d2 @human:d2:ann:approve_with_conditions", "3 E1"},
        {FIRST "unauthorised_decision 3 E1 boss d2 @human:d2:ann:override", "3 E1"},
        /* who has no right to say no did not approve; nor is somebody else ann; nor is it about E1 */
        {FIRST "unauthorised_decision 3 E1 x d2 @human:d2:ann:reject", ""},
        {FIRST "unauthorised_decision 3 E1 x d2 @human:d2:tom:approve", ""},
        {FIRST "unauthorised_decision 3 E2 r2 d2 @human:d2:ann:approve", ""},
        {OPENED "unauthorised_decision 3 E1 r2 d2 @human:d2:ann:approve", ""},
        {FIRST "released 3 E1 r2 approve @human:d2:tom:approve; unauthorised_decision 4 E1 r2 d3 "
               "@human:d3:ann:approve",
         ""},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        rh_arena keep = kit_arena();
        assert_string_equal(found(&keep, cases[i].course), cases[i].broken);
        rh_arena_dispose(&keep);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(dual__finds_what_was_done_on_one_approval),
        cmocka_unit_test(dual__finds_who_approved_twice),
    };
    return cmocka_run_group_tests_name("judge dual", tests, NULL, NULL);
}
