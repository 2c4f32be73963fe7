/* Figures: steps, quantiles, and that any split gives the same sums. */
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>

#include "harness/review/figures.h"

#include "tests/kit/memory.h"

enum { METRICS = 2, PERIODS = 1, SPARKS = 500 };

static rh_spark value(uint32_t metric, const char *group, int64_t thousandths)
{
    return (rh_spark){.metric = metric, .kind = RH_SPARK_VALUE, .group = rh_str_of(group), .thousandths = thousandths};
}

static const rh_figures_cell *all(const rh_figures *f, size_t metric)
{
    return &rh_figures_at(f, metric, 0)->all;
}

static rh_figures new_figures(rh_arena *arena)
{
    rh_figures f;
    assert_int_equal(rh_figures_init(&f, arena, METRICS, PERIODS, NULL), RH_OK);
    return f;
}

static void add(rh_figures *f, rh_spark spark, const char *journey)
{
    assert_int_equal(rh_figures_add(f, &spark, rh_str_of(journey), NULL), RH_OK);
}

static void figures__quantiles_are_by_nearest_rank(void **state)
{
    (void)state;
    static const struct {
        size_t n;
        unsigned p;
        int64_t want; /* of 1000, 2000, ... n * 1000 */
    } cases[] = {{1, 50, 1000}, {1, 90, 1000},  {2, 50, 1000},   {3, 50, 2000},
                 {4, 50, 2000}, {10, 90, 9000}, {11, 90, 10000}, {100, 50, 50000}};
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        rh_arena arena = kit_arena();
        rh_figures f = new_figures(&arena);
        for (size_t k = cases[i].n; k > 0; k--) add(&f, value(0, NULL, (int64_t)k * 1000), "j");
        assert_int_equal(rh_figures_quantile(all(&f, 0), cases[i].p), cases[i].want);
        rh_arena_dispose(&arena);
    }
}

/* A hundredth below 100, four digits above; the most and the sum to a thousandth. */
static void figures__values_are_counted_in_steps(void **state)
{
    (void)state;
    static const int64_t cases[][2] = {{33, 30},           {35, 40},   {99994, 99990}, {123456, 123500},
                                       {1234500, 1235000}, {-35, -40}, {0, 0},         {7, 10}};
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        rh_arena arena = kit_arena();
        rh_figures f = new_figures(&arena);
        add(&f, value(0, NULL, cases[i][0]), "j");
        assert_int_equal(rh_figures_quantile(all(&f, 0), 50), cases[i][1]);
        assert_int_equal(all(&f, 0)->most, cases[i][0]);
        assert_true(all(&f, 0)->tally.sum == cases[i][0]);
        rh_arena_dispose(&arena);
    }
}

static void figures__undecided_rows_count_apart(void **state)
{
    (void)state;
    rh_arena arena = kit_arena();
    rh_figures f = new_figures(&arena);
    add(&f, (rh_spark){.kind = RH_SPARK_YES}, "a");
    add(&f, (rh_spark){.kind = RH_SPARK_NO}, "b");
    add(&f, (rh_spark){.kind = RH_SPARK_UNDECIDED}, "c");
    assert_int_equal(all(&f, 0)->tally.n, 2);
    assert_int_equal(all(&f, 0)->tally.hits, 1);
    assert_int_equal(all(&f, 0)->tally.undecided, 1);
    rh_arena_dispose(&arena);
}

static void figures__groups_stand_bytewise_and_a_list_counts_once_for_all(void **state)
{
    (void)state;
    rh_arena arena = kit_arena();
    rh_figures f = new_figures(&arena);
    add(&f, (rh_spark){.kind = RH_SPARK_YES}, "a"); /* the row of the list */
    add(&f, (rh_spark){.kind = RH_SPARK_YES, .group = RH_STR("z"), .is_group_only = true}, "a");
    add(&f, (rh_spark){.kind = RH_SPARK_YES, .group = RH_STR("a"), .is_group_only = true}, "a");
    const rh_figures_row *row = rh_figures_at(&f, 0, 0);
    assert_int_equal(row->all.tally.n, 1);
    assert_int_equal(row->groups.n, 2);
    assert_true(rh_str_eq(row->groups.at[0].group, RH_STR("a")));
    assert_non_null(rh_figures_group(row, RH_STR("z")));
    assert_null(rh_figures_group(row, RH_STR("m")));
    rh_arena_dispose(&arena);
}

static rh_spark drawn(uint64_t *seed)
{
    static const char *const groups[] = {NULL, "smb", "enterprise", "strategic"};
    *seed = *seed * UINT64_C(6364136223846793005) + UINT64_C(1442695040888963407);
    const uint64_t r = *seed >> 33;
    rh_spark s = value((uint32_t)(r % METRICS), groups[r / 2 % 4], (int64_t)(r / 8 % 200000) - 1000);
    if (r % 11 == 0) s.kind = RH_SPARK_UNDECIDED;
    return s;
}

static void assert_same_cells(const rh_figures_cell *a, const rh_figures_cell *b)
{
    assert_int_equal(a->tally.n, b->tally.n);
    assert_int_equal(a->tally.undecided, b->tally.undecided);
    assert_true(a->tally.sum == b->tally.sum);
    assert_int_equal(a->steps.n, b->steps.n);
    for (size_t i = 0; i < a->steps.n; i++) {
        assert_int_equal(a->steps.at[i].thousandths, b->steps.at[i].thousandths);
        assert_int_equal(a->steps.at[i].n, b->steps.at[i].n);
    }
    if (a->steps.n == 0) return;
    assert_int_equal(a->most, b->most);
    assert_true(rh_str_eq(a->most_of, b->most_of));
}

/* Whole, and in two parts that are merged either way round. */
static void figures__any_split_gives_the_same_figures(void **state)
{
    (void)state;
    rh_arena arena = kit_arena();
    rh_figures whole = new_figures(&arena), a = new_figures(&arena), b = new_figures(&arena);
    rh_figures ab = new_figures(&arena), ba = new_figures(&arena);
    static const char *const journeys[] = {"j1", "j2", "j3"};
    uint64_t seed = 7;
    for (size_t i = 0; i < SPARKS; i++) {
        const rh_spark s = drawn(&seed);
        add(&whole, s, journeys[i % 3]);
        add(i % 3 == 0 ? &a : &b, s, journeys[i % 3]);
    }
    assert_int_equal(rh_figures_merge(&ab, &a, NULL), RH_OK);
    assert_int_equal(rh_figures_merge(&ab, &b, NULL), RH_OK);
    assert_int_equal(rh_figures_merge(&ba, &b, NULL), RH_OK);
    assert_int_equal(rh_figures_merge(&ba, &a, NULL), RH_OK);
    for (size_t m = 0; m < METRICS; m++) {
        const rh_figures_row *want = rh_figures_at(&whole, m, 0);
        assert_same_cells(&want->all, all(&ab, m));
        assert_same_cells(&want->all, all(&ba, m));
        assert_int_equal(want->groups.n, 3);
        for (size_t g = 0; g < want->groups.n; g++) {
            assert_same_cells(&want->groups.at[g],
                              rh_figures_group(rh_figures_at(&ab, m, 0), want->groups.at[g].group));
            assert_same_cells(&want->groups.at[g],
                              rh_figures_group(rh_figures_at(&ba, m, 0), want->groups.at[g].group));
        }
    }
    rh_arena_dispose(&arena);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(figures__quantiles_are_by_nearest_rank),
        cmocka_unit_test(figures__values_are_counted_in_steps),
        cmocka_unit_test(figures__undecided_rows_count_apart),
        cmocka_unit_test(figures__groups_stand_bytewise_and_a_list_counts_once_for_all),
        cmocka_unit_test(figures__any_split_gives_the_same_figures),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
