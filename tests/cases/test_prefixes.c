/* On the clean journeys nothing opens at any prefix, and the records of a prefix are the first of the whole. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "engine/judge/item.h"
#include "harness/load/revision.h"
#include "harness/replay/fixtures.h"
#include "harness/replay/lender.h"
#include "harness/replay/replay.h"
#include "tests/kit/memory.h"

static const char *const names[] = {
    "clean-self-serve",        "clean-tech-touch",        "clean-mid-market", "clean-enterprise", "clean-migration",
    "clean-professional-services", "clean-integration-heavy", "clean-strategic",  "clean-renewal"};
enum { N_NAMES = sizeof names / sizeof *names };

static rh_str text_of(rh_run *run, rh_arena *keep)
{
    size_t n;
    rh_buf out;
    const rh_record *const *records = rh_run_records(run, 0, &n);
    rh_buf_init(&out, keep, (size_t)1 << 24);
    for (size_t i = 0; i < n; i++) {
        if (rh_record_opens(records[i])) fail_msg("%.*s opens", RH_ARG(records[i]->item.entry));
        rh_record_put(&out, RH_STR("J"), records[i]);
    }
    assert_false(out.failed);
    return rh_buf_str(&out);
}

static rh_str replay(rh_run *run, rh_arena *keep, const rh_base *base, size_t n)
{
    rh_err err;
    const rh_journey journey = {.id = RH_STR("J"), .events = base->events, .n_events = n};
    assert_int_equal(rh_replay_journey(run, &journey, base->events[n - 1].knowntime, &err), RH_OK);
    return text_of(run, keep);
}

static void check_journey(rh_run *run, const rh_base *base)
{
    rh_arena keep = kit_arena();
    const rh_str whole = replay(run, &keep, base, base->n_events);
    for (size_t n = 1; n < base->n_events; n++) assert_true(rh_str_starts(whole, replay(run, &keep, base, n)));
    rh_arena_dispose(&keep);
}

static void prefixes__of_the_nine_clean_journeys_open_nothing(void **state)
{
    (void)state;
    rh_arena keep = kit_arena();
    rh_zones *zones;
    rh_lender lender;
    rh_place place;
    rh_revision revision;
    const rh_program *program;
    rh_run *run;
    rh_diags diags;
    rh_err err;
    rh_diags_init(&diags, &keep);
    assert_int_equal(rh_zones_open(&zones, kit_memory(), NULL, &err), RH_OK);
    assert_int_equal(rh_lender_open(&lender, zones, &err), RH_OK);
    assert_int_equal(rh_place_open(&place, &keep, &(rh_place_spec){.cases_dir = "cases"}, &err), RH_OK);
    assert_int_equal(rh_revision_load(&revision, &keep, &place, zones, NULL, &diags), RH_OK);
    assert_int_equal(rh_program_compile(&program, &keep, &revision.reg, 1, &lender.lent, &diags), RH_OK);
    assert_int_equal(rh_run_new(&run, kit_memory(), program, &err), RH_OK);
    for (size_t i = 0; i < N_NAMES; i++) {
        rh_base base;
        assert_int_equal(rh_fixture_read(&base, &keep, &revision, rh_str_of(names[i]), &err), RH_OK);
        assert_true(base.n_events > 40);
        check_journey(run, &base);
    }
    rh_run_dispose(run);
    rh_lender_close(&lender);
    rh_zones_close(zones);
    rh_arena_dispose(&keep);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(prefixes__of_the_nine_clean_journeys_open_nothing),
    };
    return cmocka_run_group_tests_name("prefixes of clean journeys", tests, NULL, NULL);
}
