/* Judging, added up: what is counted, and the same sum from any split. */
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>

#include "harness/replay/judging_insides.h"
#include "tests/kit/course.h"
#include "tests/kit/events.h"
#include "tests/kit/expr_world.h"
#include "tests/kit/memory.h"

#include <stdio.h>

typedef struct journey_case {
    const char *lane, *course, *events;
} journey_case;

static const journey_case journeys[] = {
    {"smb",
     "observed 1 act.go allow default s.e1 @automation:e1; opened 2 E1 high r1 9; "
     "observed 112 act.go hold E1 s.e2 @automation:e2; verdict 114 act.go hold allow default; "
     "observed 115 act.go allow default s.e3 @automation:e3",
     "any 112 e2 automation; correction_recorded 120 c1 system of=s.e3; correction_recorded 121 c2 system of=none"},
    {"smb", "observed 1 act.go allow default s.e1 @automation:e1", "correction_recorded 5 c1 system action=act.go"},
    {"big", "observed 112 act.go block E1,E2 s.e1 @automation:e1",
     "fields_ingested 113 f1 system! fields=crm.plan:pro"},
    {NULL, "opened 1 E1 low r1 9; released 3 E1 boss override @human:d1",
     "any 1 a1 ai task=route fields=crm.plan:pro; human_decided 3 d1 human:boss entry=E1 decision=override "
     "scope=route"},
    {"big", "opened 1 E3 hold r1 9; rejected 3 E3 r2 reject @human:d1",
     "human_decided 3 d1 human:r2 entry=E3 decision=reject; fields_ingested 4 f1 human:r1! fields=crm.plan:pro"},
    {"big", "unmatched_decision 3 E3 r2 d1 @human:d1; unauthorised_decision 4 E3 x d2 @human:d2",
     "human_decided 3 d1 human:r2 entry=E3 decision=reject; human_decided 4 d2 human:x entry=E3 decision=reject"},
    {"smb", "observed 111 act.go hold E1 s.e1 @automation:e1; verdict 117 act.go hold allow default", ""},
    {"smb", "observed 9000 act.go hold E1 s.e1 @automation:e1", ""},
    {"huge", "observed 112 act.go hold E2,E1 s.e1 @automation:e1; verdict 115 act.go hold allow default", ""},
};
enum { N_JOURNEYS = sizeof journeys / sizeof journeys[0], N_ENTRIES = 3, AS_OF = 9010 };

typedef struct sum {
    rh_arena arena;
    rh_judging judging;
    rh_judged_counts whole, entries[N_ENTRIES];
} sum;

static const rh_register *judged_register(rh_arena *keep)
{
    rh_register *reg = RH_NEW(keep, rh_register);
    *reg = *kit_register();
    reg->policy.follow_up_days = 30;
    reg->calendar = kit_calendar(keep);
    assert_non_null(reg->calendar);
    return reg;
}

static rh_judged_counts *entry_counts(void *ctx, uint32_t entry)
{
    sum *to = ctx;
    assert_true(entry < N_ENTRIES);
    return &to->entries[entry];
}

static void add(sum *to, size_t i)
{
    const journey_case *j = &journeys[i];
    rh_arena scratch = kit_arena(), keep = kit_arena();
    char id[8];
    snprintf(id, sizeof id, "j%zu", 9 - i);
    rh_course course = kit_course(&scratch, j->course);
    course.reg = judged_register(&scratch);
    static const rh_live live[] = {{{0, 0}, {"bbbb", 4}}};
    rh_aftermath aftermath = {.as_of = kit_hour(AS_OF), .live = live, .n_live = i % 2};
    aftermath.events = kit_events(&aftermath.n, &scratch, j->events);
    const rh_judging_journey journey = {rh_str_of(id), rh_str_of(j->lane), &course, &aftermath};
    rh_judging part;
    rh_judged_counts counts;
    assert_int_equal(rh_judging_of(&part, &counts, &keep, &journey, entry_counts, to, &scratch, NULL), RH_OK);
    rh_arena_dispose(&scratch);
    rh_judged_counts_add(&to->whole, &counts);
    assert_int_equal(rh_judging_add(&to->judging, &to->arena, &part, NULL), RH_OK);
    rh_arena_dispose(&keep);
}

static void put_cells(rh_buf *out, const rh_judgement_report *r)
{
    for (size_t i = 0; i < r->n_cells; i++)
        rh_buf_printf(out, "%.*s %d + %d, ", RH_ARG(r->cells[i].name), (int)r->cells[i].n, (int)r->cells[i].after);
    for (size_t i = 0; i < r->n_agreement; i++)
        rh_buf_printf(out, "%.*s %d, ", RH_ARG(r->agreement[i].name), (int)r->agreement[i].n);
    rh_buf_printf(out, "apart %d, corrections %d, stray %d\n", (int)r->decisions_apart, (int)r->corrections,
                  (int)r->stray_corrections);
    rh_buf_printf(out, "held %d (%d to %d to %d minutes), open %d\n", (int)r->holds, (int)r->hold_p50.num,
                  (int)r->hold_p90.num, (int)r->hold_most.num, (int)r->holds_open);
}

/* The times of each name, and the 90th of 100 of them. */
static void put_holds(rh_buf *out, const rh_judging *j)
{
    for (size_t i = 0; i < j->holds.n; i++) {
        const rh_hold_time *h = &j->holds.at[i];
        rh_buf_printf(out, "%d %.*s: %d x %d of %d, %d\n", (int)h->by, RH_ARG(h->name), (int)h->minutes, (int)h->n,
                      (int)rh_judging_holds(j, h->by, h->name), (int)rh_judging_hold(j, h->by, h->name, 90).num);
    }
    assert_int_equal(rh_judging_hold(j, RH_BY_LANE, RH_STR("big"), 90).den, 0);
    assert_int_equal(rh_judging_holds(j, RH_BY_LANE, RH_STR("big")), 0);
}

static void put_shares(rh_buf *out, const rh_judgement_report *r)
{
    for (size_t i = 0; i < r->n_shares; i++) {
        const rh_model_share *s = &r->shares[i];
        rh_buf_printf(out, "%.*s %d/%d", RH_ARG(s->name), (int)s->value.num, (int)s->value.den);
        if (s->has_interval) rh_buf_printf(out, " %d..%d", (int)s->low.num, (int)s->high.num);
        if (s->has_bounds)
            rh_buf_printf(out, " in %d/%d..%d/%d", (int)s->least.num, (int)s->least.den, (int)s->most.num,
                          (int)s->most.den);
        rh_buf_byte(out, '\n');
    }
}

static void put_lists(rh_buf *out, const rh_judgement_report *r)
{
    for (size_t i = 0; i < r->n_overrides; i++)
        if (rh_str_eq(r->overrides[i].kind, RH_STR("rule_override")) || r->overrides[i].name.len == 0)
            rh_buf_printf(out, "%.*s %.*s %.*s %d/%d\n", RH_ARG(r->overrides[i].kind), RH_ARG(r->overrides[i].by),
                          RH_ARG(r->overrides[i].name), (int)r->overrides[i].share.value.num,
                          (int)r->overrides[i].share.value.den);
    for (size_t i = 0; i < r->n_fields; i++)
        rh_buf_printf(out, "%.*s in %d\n", RH_ARG(r->fields[i].field), (int)r->fields[i].journeys);
    for (size_t i = 0; i < r->n_actions; i++)
        rh_buf_printf(out, "%.*s %.*s %.*s because %.*s%s\n", RH_ARG(r->actions[i].cell), RH_ARG(r->actions[i].journey),
                      RH_ARG(r->actions[i].event), RH_ARG(r->actions[i].because),
                      r->actions[i].after_divergence ? " after" : "");
}

static const char *render(rh_arena *keep, const sum *s)
{
    rh_buf out;
    rh_judgement_report report;
    rh_buf_init(&out, keep, 1 << 16);
    assert_int_equal(rh_judging_fill(&report, keep, &s->judging, &s->whole, NULL), RH_OK);
    put_cells(&out, &report);
    put_holds(&out, &s->judging);
    put_shares(&out, &report);
    put_lists(&out, &report);
    for (size_t e = 0; e < N_ENTRIES; e++)
        rh_buf_printf(&out, "E%zu: drag %d, decided %d, missed %d\n", e + 1, (int)s->entries[e].cells[RH_CELL_DRAG],
                      (int)s->entries[e].decided, (int)s->entries[e].agreement[RH_AGREEMENT_MISSED]);
    rh_buf_byte(&out, '\0');
    assert_false(out.failed);
    return out.ptr;
}

static void merge(sum *into, const sum *from)
{
    assert_int_equal(rh_judging_add(&into->judging, &into->arena, &from->judging, NULL), RH_OK);
    rh_judged_counts_add(&into->whole, &from->whole);
    for (size_t e = 0; e < N_ENTRIES; e++) rh_judged_counts_add(&into->entries[e], &from->entries[e]);
}

static const char *fold_in(rh_arena *keep, size_t parts)
{
    sum part[N_JOURNEYS];
    for (size_t p = 0; p < parts; p++) part[p] = (sum){.arena = kit_arena()};
    for (size_t i = 0; i < N_JOURNEYS; i++) add(&part[i % parts], i);
    for (size_t p = parts - 1; p > 0; p--) merge(&part[p - 1], &part[p]);
    const char *text = rh_arena_cstr(keep, rh_str_of(render(keep, &part[0])));
    for (size_t p = 0; p < parts; p++) rh_arena_dispose(&part[p].arena);
    return text;
}

static void judging__counts_cells_rates_and_what_may_leak(void **state)
{
    (void)state;
    rh_arena keep = kit_arena();
    /* Covers: S1-MET-15 S4-MET-07 S0-WID-11 */
    assert_string_equal(
        fold_in(&keep, 1),
        "escaped 1 + 1, drag 4 + 0, caught 0 + 0, clean 1 + 0, censored 1 + 0, useful 1, waved_through 1, missed 1, "
        "quiet 0, apart 1, corrections 3, stray 1\n"
        "held 3 (180 to 360 to 360 minutes), open 1\n"
        "0 : 120 x 1 of 3, 360\n"
        "0 : 180 x 1 of 3, 360\n"
        "0 : 360 x 1 of 3, 360\n"
        "1 E1: 120 x 1 of 3, 360\n"
        "1 E1: 180 x 1 of 3, 360\n"
        "1 E1: 360 x 1 of 3, 360\n"
        "1 E2: 180 x 1 of 1, 180\n"
        "3 huge: 180 x 1 of 1, 180\n"
        "3 smb: 120 x 1 of 2, 360\n"
        "3 smb: 360 x 1 of 2, 360\n"
        "catch_rate 0/1 in 0/2..1/2\n"
        "escape_rate 1/2 in 1/3..2/3\n"
        "drag_rate 4/5 375535..963776 in 4/6..5/6\n"
        "precision 0/4 in 0/5..1/5\n"
        "waved_through 1/2\n"
        "missed 1/3\n"
        "rule_override whole  1/2\n"
        "rule_override entry E1 1/1\n"
        "rule_override entry E3 0/1\n"
        "rule_override entry_lane l1 1/1\n"
        "rule_override entry_lane l2 0/1\n"
        "rule_override lane (none) 1/1\n"
        "rule_override lane big 0/1\n"
        "rule_override tier 1 1/2\n"
        "rule_override role boss 1/1\n"
        "rule_override role r2 0/1\n"
        "rule_override revision bbbb 1/1\n"
        "rule_override revision unknown 0/1\n"
        "ai_override whole  0/1\n"
        "ai_correction whole  0/1\n"
        "crm.plan in 2\n"
        "escaped j8 s.e1 because default\n"
        "escaped j9 s.e3 because default after\n"
        "drag j1 s.e1 because E2, E1\n"
        "drag j3 s.e1 because E1\n"
        "drag j7 s.e1 because E1, E2\n"
        "drag j9 s.e2 because E1\n"
        "E1: drag 4, decided 1, missed 0\n"
        "E2: drag 2, decided 0, missed 0\n"
        "E3: drag 0, decided 1, missed 1\n");
    rh_arena_dispose(&keep);
}

static void judging__rates_of_five_and_more_have_wilsons_interval(void **state)
{
    (void)state;
    rh_arena keep = kit_arena();
    rh_buf out;
    rh_judgement_report report;
    const rh_judging nothing = {0};
    /* 81 of 263: 0.2553 to 0.3662, as Newcombe (1998) has it */
    const rh_judged_counts counts = {.cells = {[RH_CELL_ESCAPED] = 81, [RH_CELL_CLEAN] = 182, [RH_CELL_DRAG] = 4},
                                     .agreement = {[RH_AGREEMENT_USEFUL] = 4}};
    rh_buf_init(&out, &keep, 4096);
    assert_int_equal(rh_judging_fill(&report, &keep, &nothing, &counts, NULL), RH_OK);
    put_shares(&out, &report);
    rh_buf_byte(&out, '\0');
    assert_non_null(strstr(out.ptr, "escape_rate 81/263 255289..366210 in 81/263..81/263\n"));
    assert_non_null(strstr(out.ptr, "precision 0/4 in 0/4..0/4\n"));
    assert_non_null(strstr(out.ptr, "waved_through 0/4\n"));
    rh_arena_dispose(&keep);
}

/* Covers: K6 */
static void judging__is_the_same_from_any_split(void **state)
{
    (void)state;
    rh_arena keep = kit_arena();
    const char *whole = fold_in(&keep, 1);
    for (size_t parts = 2; parts <= N_JOURNEYS; parts++) assert_string_equal(fold_in(&keep, parts), whole);
    rh_arena_dispose(&keep);
}

/* More actions than are kept: the first by weight, whatever comes first. */
static void judging__keeps_the_weightiest_actions(void **state)
{
    (void)state;
    rh_arena keep = kit_arena();
    rh_judging all = {0};
    for (uint32_t i = 0; i < 3 * RH_JUDGED_ROWS; i++) {
        rh_judging one = {.n_rows = 1};
        const rh_judged_row row = {.cell = i % 3 == 0 ? RH_CELL_ESCAPED : RH_CELL_DRAG,
                                   .journey = RH_STR("j"),
                                   .action = RH_STR("a"),
                                   .event = RH_STR("e"),
                                   .because = RH_STR("b"),
                                   .n = 3 * RH_JUDGED_ROWS - i};
        assert_true(RH_PUSH(&keep, &one.rows, row));
        assert_int_equal(rh_judging_add(&all, &keep, &one, NULL), RH_OK);
    }
    assert_int_equal(all.n_rows, 3 * RH_JUDGED_ROWS);
    assert_int_equal(all.rows.n, RH_JUDGED_ROWS);
    for (size_t i = 0; i < all.rows.n; i++) {
        assert_int_equal(all.rows.at[i].cell, RH_CELL_ESCAPED);
        assert_true(i == 0 || all.rows.at[i - 1].n < all.rows.at[i].n);
    }
    rh_arena_dispose(&keep);
}

/* Journeys of which each has other fields, told of in any order and more than once. */
static void judging__fields_count_once_a_journey_in_whatever_order(void **state)
{
    enum { N_FIELDS = 24, N_TIMES = 200 };
    (void)state;
    rh_arena arena = kit_arena();
    rh_judging all = {0};
    uint64_t counts[N_FIELDS] = {0}, seed = 5;
    for (int journey = 0; journey < N_TIMES; journey++) {
        rh_judging one = {0};
        bool is_there[N_FIELDS] = {false};
        for (int i = journey * 7 % 30; i > 0; i--) {
            char name[16];
            seed = seed * 6364136223846793005u + 1442695040888963407u;
            const unsigned field = (unsigned)((seed >> 33) % N_FIELDS) / (unsigned)(journey % 5 + 1);
            const int n = snprintf(name, sizeof name, "a.f%02u", field);
            assert_true(rh_judging__field(&one, &arena, (rh_str){name, (size_t)n}));
            counts[field] += !is_there[field];
            is_there[field] = true;
        }
        assert_int_equal(rh_judging_add(&all, &arena, &one, NULL), RH_OK);
    }
    size_t at = 0;
    for (unsigned field = 0; field < N_FIELDS; field++) {
        char name[16];
        snprintf(name, sizeof name, "a.f%02u", field);
        if (counts[field] == 0) continue;
        assert_true(at < all.fields.n && rh_str_eq(all.fields.at[at].field, rh_str_of(name)));
        assert_int_equal(all.fields.at[at++].journeys, counts[field]);
    }
    assert_int_equal(at, all.fields.n);
    assert_int_equal(at, N_FIELDS);
    rh_arena_dispose(&arena);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(judging__counts_cells_rates_and_what_may_leak),
        cmocka_unit_test(judging__rates_of_five_and_more_have_wilsons_interval),
        cmocka_unit_test(judging__is_the_same_from_any_split),
        cmocka_unit_test(judging__keeps_the_weightiest_actions),
        cmocka_unit_test(judging__fields_count_once_a_journey_in_whatever_order),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
