/* Summaries of replays: what is counted, and the same summary from any split. */
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>

#include "harness/replay/summary.h"
#include "tests/kit/course.h"
#include "tests/kit/memory.h"

#include <stdio.h>

typedef struct journey_case {
    const char *lane, *head, *base;
    uint64_t n_events, n_synthetic;
    bool is_open;
} journey_case;

static const journey_case journeys[] = {
    {"smb", "opened 1 E1 low r1 9 undecided; observed 2 act.go hold E1 e; cleared 3 E1", "opened 1 E1 low r1 9", 3, 0,
     false},
    {"big", "opened 1 E1 low r1 9; opened 2 E2 low r1 9; sla_breached 9 E2 r2; released 10 E1 r1 approve @human", "", 4,
     4, true},
    {NULL, "opened 1 E3 low r1 9; lapsed 2 E3; opened 3 E3 low r1 9; sla_breached 9 E3 r2", "opened 1 E3 low r1 9", 2,
     1, true},
    {"smb", "proposed 1 act.go; did 1 act.go; did 2 act.go", "", 1, 0, false},
    {"smb", "", "", 0, 0, true},
    {"a", "released 9 E2 r1 approve", "", 5, 5, false},
    {"big",
     "approved 1 E2 r1 approve @human:d1:ann:approve; unauthorised_decision 2 E2 r2 d2 @human:d2:ann:approve; "
     "unauthorised_decision 3 E2 r2 d3 @human:d3:eve:approve",
     "", 1, 0, false},
};
enum { N_JOURNEYS = sizeof journeys / sizeof journeys[0] };

static void add(rh_summary *summary, size_t i)
{
    const journey_case *j = &journeys[i];
    rh_arena scratch = kit_arena(), keep = kit_arena();
    const rh_course head = kit_course(&scratch, j->head), base = kit_course(&scratch, j->base);
    const rh_counts counts = {.accepted = j->n_events, .unmapped = i};
    const rh_undecided_count undecided[] = {
        {RH_STR("when of E1"), RH_STR("E1"), RH_CAUSE_TYPE, i + 1},
        {i % 2 == 0 ? RH_STR("guard 1") : RH_STR("when of E1"), rh_str_null(), RH_CAUSE_INDEX, 1}};
    char id[8];
    snprintf(id, sizeof id, "j%zu", 9 - i);
    const rh_summary_journey journey = {.id = rh_str_of(id),
                                        .lane = rh_str_of(j->lane),
                                        .head = &head,
                                        .base = &base,
                                        .n_events = j->n_events,
                                        .n_synthetic = j->n_synthetic,
                                        .since = kit_hour((int64_t)i),
                                        .until = kit_hour(20 - (int64_t)i),
                                        .is_open = j->is_open,
                                        .is_oscillated = i % 2 != 0,
                                        .counts = &counts,
                                        .undecided = undecided,
                                        .n_undecided = 2};
    rh_summary_result result;
    assert_int_equal(rh_summary_judge(&result, &keep, &journey, &scratch, NULL), RH_OK);
    rh_arena_dispose(&scratch);
    assert_int_equal(rh_summary_add(summary, &result, NULL), RH_OK);
    rh_arena_dispose(&keep);
}

static void put_cell(rh_buf *out, rh_str name, const rh_summary_cell *c)
{
    rh_buf_printf(out, "%.*s: %d %d %d %d %d %d %d %d %d %d, %d %d\n", RH_ARG(name), (int)c->journeys, (int)c->openings,
                  (int)c->undecided, (int)c->items, (int)c->breached, (int)c->observed, (int)c->diverged,
                  (int)c->released, (int)c->rejected, (int)c->lapsed, (int)c->unauthorised, (int)c->dual_broken);
}

static const char *render(rh_arena *keep, const rh_summary *s)
{
    rh_buf out;
    rh_replay_report report = {0};
    rh_buf_init(&out, keep, 1 << 16);
    put_cell(&out, RH_STR("whole"), &s->whole);
    for (size_t i = 0; i < s->n_lanes; i++) put_cell(&out, s->lanes[i].lane, &s->lanes[i].cell);
    for (size_t i = 0; i < s->head->n_entries; i++) {
        put_cell(&out, s->head->entries[i].id, &s->entries[i]);
        rh_buf_printf(&out, "base %d\n", (int)s->base_openings[i]);
    }
    assert_int_equal(rh_summary_report_fill(&report, keep, s, NULL), RH_OK);
    for (size_t i = 0; i < report.n_undecided; i++)
        rh_buf_printf(&out, "%.*s %.*s %d\n", RH_ARG(report.undecided[i].where), RH_ARG(report.undecided[i].cause),
                      (int)report.undecided[i].n);
    for (size_t i = 0; i < report.n_kinds; i++)
        rh_buf_printf(&out, "%.*s %d\n", RH_ARG(report.kinds[i].name), (int)report.kinds[i].n);
    rh_buf_printf(&out, "%d read, %d unmapped, %d records, %d + %d + %d, %d open, %.*s..%.*s\n", (int)report.read,
                  (int)report.unmapped, (int)report.records, (int)report.history.real, (int)report.history.mixed,
                  (int)report.history.synthetic, (int)report.history.still_open, RH_ARG(report.history.since.text),
                  RH_ARG(report.history.until.text));
    rh_buf_printf(&out, "%d oscillate:", (int)report.oscillated.n);
    for (size_t i = 0; i < report.oscillated.first.n; i++)
        rh_buf_printf(&out, " %.*s", RH_ARG(report.oscillated.first.at[i]));
    rh_buf_byte(&out, '\n');
    for (size_t i = 0; i < s->n_breaks; i++)
        rh_buf_printf(&out, "%s in %.*s\n", rh_invariant_text(s->breaks[i].invariant), RH_ARG(s->breaks[i].journey));
    rh_buf_byte(&out, '\0');
    return out.ptr;
}

static const char *fold_in(rh_arena *keep, size_t parts)
{
    rh_summary part[N_JOURNEYS];
    for (size_t p = 0; p < parts; p++)
        assert_int_equal(rh_summary_init(&part[p], kit_memory(), kit_register(), kit_register(), NULL), RH_OK);
    for (size_t i = 0; i < N_JOURNEYS; i++) add(&part[i % parts], i);
    for (size_t p = parts - 1; p > 0; p--) assert_int_equal(rh_summary_merge(&part[p - 1], &part[p], NULL), RH_OK);
    const char *text = rh_arena_cstr(keep, rh_str_of(render(keep, &part[0])));
    for (size_t p = 0; p < parts; p++) rh_summary_dispose(&part[p]);
    return text;
}

static void summary__counts_journeys_lanes_entries_and_records(void **state)
{
    (void)state;
    rh_arena keep = kit_arena();
    assert_string_equal(
        fold_in(&keep, 1),
        "whole: 6 5 1 4 2 1 1 2 0 1, 2 1\n"
        "(none): 1 2 0 2 1 0 0 0 0 1, 0 0\n"
        "a: 1 0 0 0 0 0 0 1 0 0, 0 0\n"
        "big: 2 2 0 1 1 0 0 1 0 0, 2 1\n"
        "smb: 2 1 1 1 0 1 1 0 0 0, 0 0\n"
        "E1: 2 2 1 2 0 0 0 1 0 0, 0 0\n"
        "base 1\n"
        "E2: 1 1 0 1 1 0 0 1 0 0, 2 1\n"
        "base 0\n"
        "E3: 1 2 0 2 1 0 0 0 0 1, 0 0\n"
        "base 1\n"
        "guard 1 index 3\n"
        "when of E1 index 3\n"
        "when of E1 type 23\n"
        "opened 5\n"
        "cleared 1\n"
        "lapsed 1\n"
        "approved 1\n"
        "released 2\n"
        "sla_breached 2\n"
        "observed 1\n"
        "observed: hold 1\n"
        "proposed 1\n"
        "did 2\n"
        "unauthorised_decision 2\n"
        "16 read, 17 unmapped, 18 records, 3 + 1 + 2, 2 open, 2026-01-01T00:00:00Z..2026-01-01T20:00:00Z\n"
        "3 oscillate: j4 j6 j8\n"
        "a timer released or rejected in j4\n"
        "an automatic action ran twice in j6\n");
    rh_arena_dispose(&keep);
}

/* Covers: K6 */
static void summary__is_the_same_from_any_split(void **state)
{
    (void)state;
    rh_arena keep = kit_arena();
    const char *whole = fold_in(&keep, 1);
    for (size_t parts = 2; parts <= N_JOURNEYS; parts++) assert_string_equal(fold_in(&keep, parts), whole);
    rh_arena_dispose(&keep);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(summary__counts_journeys_lanes_entries_and_records),
        cmocka_unit_test(summary__is_the_same_from_any_split),
    };
    return cmocka_run_group_tests_name("replay summary", tests, NULL, NULL);
}
