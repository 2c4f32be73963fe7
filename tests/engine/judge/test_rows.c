/* Diff rows and review items, on courses written by hand. */
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>

#include "engine/judge/rows.h"
#include "tests/kit/course.h"
#include "tests/kit/memory.h"

/* One case: two courses and the rows that must come, "class kind key[#nth]", with " after" behind a divergence. */
typedef struct row_case {
    const char *base, *head, *rows;
} row_case;

static void put_row(rh_buf *out, const rh_row *row)
{
    const rh_row_side *side = row->side;
    if (out->len > 0) rh_buf_put(out, RH_STR("; "));
    rh_buf_printf(out, "%s %s %.*s", rh_row_class_name(row->cls), rh_row_kind_name(side->kind), RH_ARG(side->key));
    if (side->nth > 0) rh_buf_printf(out, "#%u", side->nth);
    if (row->after_divergence) rh_buf_put(out, RH_STR(" after"));
}

static rh_rows compare(rh_arena *keep, const char *base, const char *head)
{
    const rh_course left = kit_course(keep, base), right = kit_course(keep, head);
    rh_rows rows;
    assert_int_equal(rh_rows_compare(&rows, keep, &left, &right, NULL), RH_OK);
    return rows;
}

static void check(const row_case *cases, size_t n)
{
    for (size_t i = 0; i < n; i++) {
        rh_arena keep = kit_arena();
        const rh_rows rows = compare(&keep, cases[i].base, cases[i].head);
        rh_buf out;
        rh_buf_init(&out, &keep, 4096);
        for (size_t k = 0; k < rows.n; k++) put_row(&out, &rows.at[k]);
        rh_buf_byte(&out, '\0');
        assert_string_equal(out.ptr, cases[i].rows);
        rh_arena_dispose(&keep);
    }
}
#define CHECK(cases) check(cases, sizeof(cases) / sizeof((cases)[0]))

static void rows__equal_courses_have_none(void **state)
{
    (void)state;
    static const row_case cases[] = {
        {"", "", ""},
        {"opened 1 E1 high r1 9; observed 2 act.go hold E1 e1; cleared 3 E1",
         "opened 1 E1 high r1 9; observed 2 act.go hold E1 e1; cleared 3 E1", ""},
    };
    CHECK(cases);
}

static void rows__an_observed_action_is_classed_by_its_verdict(void **state)
{
    (void)state;
    static const row_case cases[] = {
        {"observed 2 act.go hold E1 e1", "observed 2 act.go allow default e1", "loosened observed e1"},
        {"observed 2 act.go hold E1 e1", "observed 2 act.go draft E1 e1", "loosened observed e1"},
        {"observed 2 act.go allow default e1", "observed 2 act.go block E1 e1", "tightened observed e1"},
        {"observed 2 act.go hold E1 e1", "observed 2 act.go hold E1,E2 e1", "reworded observed e1"},
        /* a side that does not judge it counts as allowed */
        {"observed 2 act.go hold E1 e1", "", "loosened observed e1"},
        {"", "observed 2 act.go hold E1 e1", "tightened observed e1"},
        {"observed 2 act.go allow default e1", "", "reworded observed e1"},
    };
    CHECK(cases);
}

static void rows__an_automatic_action_is_classed_by_what_became_of_it(void **state)
{
    (void)state;
    static const row_case cases[] = {
        {"proposed 1 act.go; held 1 act.go", "proposed 1 act.go; did 1 act.go", "loosened automatic act.go"},
        {"proposed 1 act.go; did 1 act.go", "proposed 1 act.go; blocked 1 act.go", "tightened automatic act.go"},
        /* held at first on both sides, then only one did it */
        {"proposed 1 act.go; held 1 act.go", "proposed 1 act.go; held 1 act.go; did 5 act.go",
         "loosened automatic act.go"},
        {"proposed 1 act.go; held 1 act.go; did 4 act.go", "proposed 1 act.go; held 1 act.go; did 5 act.go",
         "retimed automatic act.go"},
        {"proposed 1 act.go; held 1 act.go; dropped 2 act.go", "proposed 1 act.go; held 1 act.go",
         "loosened automatic act.go"},
        {"proposed 1 act.go; blocked 1 act.go", "proposed 2 act.go; blocked 2 act.go", "retimed automatic act.go"},
        {"verdict 0 act.go block hold E1; proposed 1 act.go; held 1 act.go",
         "verdict 0 act.go block hold E2; proposed 1 act.go; held 1 act.go", "reworded automatic act.go"},
        /* a side that never proposes it counts as blocked */
        {"", "proposed 1 act.go; did 1 act.go", "loosened automatic act.go"},
        {"proposed 1 act.go; did 1 act.go", "", "tightened automatic act.go"},
        {"", "proposed 1 act.go; blocked 1 act.go", "reworded automatic act.go"},
    };
    CHECK(cases);
}

static void rows__an_opening_and_its_item_are_rows(void **state)
{
    (void)state;
    static const row_case cases[] = {
        {"opened 1 E1 high r1 9", "", "loosened entry E1#1; loosened item one#1"},
        {"", "opened 1 E1 high r1 9", "tightened entry E1#1; tightened item one#1"},
        {"opened 1 E1 high r1 9", "opened 1 E1 medium r1 9", "loosened entry E1#1; loosened item one#1"},
        {"opened 1 E1 high r1 9", "opened 1 E1 high r2 9", "rerouted entry E1#1; rerouted item one#1"},
        {"opened 1 E1 high r1 9; sla_breached 9 E1 r2", "opened 1 E1 high r1 9; sla_breached 9 E1 r3",
         "rerouted entry E1#1"},
        {"opened 1 E1 high r1 9", "opened 1 E1 high r1 8", "retimed entry E1#1; retimed item one#1"},
        {"opened 1 E1 high r1 9", "opened 1 E1 high r1 -", "retimed entry E1#1; retimed item one#1"},
        {"opened 1 E1 high r1 9; cleared 3 E1", "opened 1 E1 high r1 9; cleared 4 E1",
         "retimed entry E1#1; retimed item one#1"},
        {"opened 1 E1 high r1 9; cleared 3 E1", "opened 1 E1 high r1 9; lapsed 3 E1", "reworded entry E1#1"},
        {"opened 1 E1 high r1 9", "opened 1 E1 high r1 9 undecided", "reworded entry E1#1; reworded item one#1"},
        /* route comes before time, the first class that applies is taken */
        {"opened 1 E1 high r1 9", "opened 2 E1 high r2 9", "rerouted entry E1#1; rerouted item one#1"},
    };
    CHECK(cases);
}

static void rows__openings_are_counted_for_each_entry(void **state)
{
    (void)state;
    static const row_case cases[] = {
        {"opened 1 E1 high r1 9; cleared 2 E1; opened 3 E1 high r1 9; cleared 4 E1",
         "opened 1 E1 high r1 9; cleared 2 E1", "loosened entry E1#2; loosened item one#2"},
        {"opened 1 E1 high r1 9; released 2 E1 r1 approve; reopened 3 E1 high r1 9",
         "opened 1 E1 high r1 9; released 2 E1 r1 approve", "loosened entry E1#2; loosened item one#2"},
        /* two entries of one area are one item: its members are its reasons */
        {"opened 1 E1 high r1 9; opened 1 E2 low r1 9", "opened 1 E1 high r1 9",
         "loosened entry E2#1; reworded item one#1"},
        {"opened 1 E1 high r1 9; opened 1 E3 low r1 9", "opened 1 E1 high r1 9",
         "loosened entry E3#1; loosened item two#1"},
    };
    CHECK(cases);
}

static void rows__behind_a_divergence_of_either_side_are_marked(void **state)
{
    (void)state;
    static const row_case cases[] = {
        {"observed 1 act.go hold E1 e1; observed 2 act.stop hold E1 e2",
         "observed 1 act.go allow default e1; observed 2 act.stop allow default e2",
         "loosened observed e1; loosened observed e2 after"},
        {"observed 1 act.go allow default e1; opened 2 E1 high r1 9",
         "observed 1 act.go hold E2 e1; opened 2 E1 high r2 9",
         "tightened observed e1; rerouted entry E1#1 after; rerouted item one#1 after"},
        {"opened 0 E1 high r1 9; observed 1 act.go hold E1 e1", "opened 0 E1 high r2 9; observed 1 act.go hold E1 e1",
         "rerouted entry E1#1; rerouted item one#1"},
    };
    CHECK(cases);
}

static void rows__a_journey_of_several_classes_is_mixed(void **state)
{
    (void)state;
    rh_arena keep = kit_arena();
    assert_int_equal(compare(&keep, "opened 1 E1 high r1 9", "opened 1 E1 high r1 9").cls, RH_ROW_SAME);
    assert_int_equal(compare(&keep, "opened 1 E1 high r1 9", "opened 1 E1 high r2 9").cls, RH_ROW_REROUTED);
    assert_int_equal(compare(&keep, "opened 1 E1 high r1 9", "opened 1 E1 high r2 9; observed 2 act.go hold E1 e").cls,
                     RH_ROW_MIXED);
    rh_arena_dispose(&keep);
}

static void rows__the_matrix_counts_pairs_that_do_not_differ_too(void **state)
{
    (void)state;
    rh_arena keep = kit_arena();
    const rh_rows rows = compare(
        &keep, "observed 1 act.go hold E1 a; observed 2 act.go allow default b; proposed 3 act.stop; held 3 act.stop",
        "observed 1 act.go allow default a; observed 2 act.go allow default b; proposed 3 act.stop; held 3 act.stop");
    assert_int_equal(rows.matrix[RH_HOLD][RH_ALLOW], 1);
    assert_int_equal(rows.matrix[RH_ALLOW][RH_ALLOW], 1);
    assert_int_equal(rows.matrix[RH_HOLD][RH_HOLD], 1);
    rh_arena_dispose(&keep);
}

static void rows__a_course_counts_its_own_verdicts_as_a_comparison_would(void **state)
{
    (void)state;
    const char *script = "observed 1 act.go hold E1 a; proposed 1 act.stop; held 1 act.stop; did 3 act.stop; observed "
                         "2 act.go allow default b";
    rh_arena keep = kit_arena();
    const rh_rows rows = compare(&keep, script, script);
    const rh_course course = kit_course(&keep, script);
    uint64_t matrix[4][4] = {{0}};
    rh_course_count_verdicts(matrix, &course);
    assert_int_equal(rows.matrix[RH_HOLD][RH_HOLD], 2);
    assert_memory_equal(matrix, rows.matrix, sizeof matrix);
    rh_arena_dispose(&keep);
}

static void items__take_the_highest_risk_and_the_earliest_due(void **state)
{
    (void)state;
    rh_arena keep = kit_arena();
    const rh_course course = kit_course(
        &keep, "opened 1 E1 low r1 9; opened 2 E2 high r2 7; cleared 3 E1; sla_breached 7 E2 r3; cleared 8 E2; "
               "opened 9 E3 low r1 -; opened 9 E1 low r1 20");
    const rh_item *items;
    size_t n;
    assert_int_equal(rh_items_find(&items, &n, &keep, &course, NULL), RH_OK);
    assert_int_equal(n, 3);
    assert_int_equal(items[0].risk, RH_RISK_HIGH);
    assert_true(rh_str_eq(items[0].route, RH_STR("r2")));
    assert_int_equal(rh_instant_cmp(items[0].due, kit_hour(7)), 0);
    assert_true(items[0].is_breached && items[0].is_closed);
    assert_int_equal(rh_instant_cmp(items[0].closed_at, kit_hour(8)), 0);
    assert_int_equal(items[0].entries.n, 2);
    assert_true(rh_str_eq(items[1].area, RH_STR("two")) && !items[1].has_due && !items[1].is_closed);
    assert_true(rh_str_eq(items[2].area, RH_STR("one")) && items[2].nth == 2);
    rh_arena_dispose(&keep);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(rows__equal_courses_have_none),
        cmocka_unit_test(rows__an_observed_action_is_classed_by_its_verdict),
        cmocka_unit_test(rows__an_automatic_action_is_classed_by_what_became_of_it),
        cmocka_unit_test(rows__an_opening_and_its_item_are_rows),
        cmocka_unit_test(rows__openings_are_counted_for_each_entry),
        cmocka_unit_test(rows__behind_a_divergence_of_either_side_are_marked),
        cmocka_unit_test(rows__a_journey_of_several_classes_is_mixed),
        cmocka_unit_test(rows__the_matrix_counts_pairs_that_do_not_differ_too),
        cmocka_unit_test(rows__a_course_counts_its_own_verdicts_as_a_comparison_would),
        cmocka_unit_test(items__take_the_highest_risk_and_the_earliest_due),
    };
    return cmocka_run_group_tests_name("judge rows", tests, NULL, NULL);
}
