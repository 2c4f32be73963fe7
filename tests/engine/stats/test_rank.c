/* Telling two kinds apart: areas under the curve and logistic regressions, against values worked out by hand. */
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>

#include "engine/stats/logit.h"
#include "engine/stats/rank.h"
#include "tests/kit/memory.h"

#include <math.h>

static void near(double got, double want, double within)
{
    if (!(fabs(got - want) <= within)) fail_msg("%.12g, expected %.12g", got, want);
}

static rh_auc auc_of(const rh_scored *cases, size_t n)
{
    rh_arena arena = kit_arena();
    rh_auc auc = {0};
    assert_true(rh_auc_of(&auc, &arena, cases, n, 0.95));
    rh_arena_dispose(&arena);
    return auc;
}

static void auc__of_perfect_upside_down_and_useless_scores(void **state)
{
    (void)state;
    const rh_scored perfect[] = {{1, false}, {2, false}, {3, true}, {4, true}};
    const rh_scored upside_down[] = {{4, false}, {3, false}, {2, true}, {1, true}};
    const rh_scored same[] = {{7, false}, {7, true}, {7, false}, {7, true}};
    near(auc_of(perfect, 4).value, 1, 0);
    near(auc_of(perfect, 4).error, 0, 0);
    near(auc_of(upside_down, 4).value, 0, 0);
    near(auc_of(same, 4).value, 0.5, 0);
}

/* Good 3 5 6 8, bad 1 4 5: of twelve pairs the good one is above in 9 and beside in 1. Placements of the good: 1/3,
 * 5/6, 1, 1; of the bad: 1, 3/4, 5/8. Variances 0.098379.. and 0.036458.. */
static void auc__by_hand(void **state)
{
    (void)state;
    const rh_scored cases[] = {{8, true}, {1, false}, {5, true}, {5, false}, {3, true}, {4, false}, {6, true}};
    const rh_auc auc = auc_of(cases, 7);
    near(auc.value, 9.5 / 12, 1e-12);
    const double good[] = {1.0 / 3, 5.0 / 6, 1, 1}, bad[] = {1, 0.75, 0.625};
    double vg = 0, vb = 0;
    for (int i = 0; i < 4; i++) vg += (good[i] - auc.value) * (good[i] - auc.value) / 3;
    for (int i = 0; i < 3; i++) vb += (bad[i] - auc.value) * (bad[i] - auc.value) / 2;
    near(auc.error, sqrt(vg / 4 + vb / 3), 1e-12);
    near(auc.interval.high, 1, 0);
    assert_int_equal(auc.good, 4);
    assert_int_equal(auc.bad, 3);
}

static void auc__of_one_kind_is_none(void **state)
{
    (void)state;
    rh_arena arena = kit_arena();
    rh_auc auc = {.value = 7};
    const rh_scored cases[] = {{1, true}, {2, true}};
    const rh_scored odd[] = {{1, true}, {HUGE_VAL, false}};
    assert_false(rh_auc_of(&auc, &arena, cases, 2, 0.95));
    assert_false(rh_auc_of(&auc, &arena, odd, 2, 0.95));
    assert_false(rh_auc_of(&auc, &arena, NULL, 0, 0.95));
    near(auc.value, 7, 0);
    rh_arena_dispose(&arena);
}

/* With one input of 0 and 1 and hardly any ridge the coefficients are logarithms of odds: 30 of 40 good at 1, 10 of 40
 * at 0; errors are roots of sums of inverse counts. */
static void logit__of_one_yes_or_no_is_the_log_of_odds(void **state)
{
    double rows[80];
    bool good[80];
    rh_logit fit = {0};
    (void)state;
    for (int i = 0; i < 80; i++) rows[i] = i < 40, good[i] = i < 40 ? i < 30 : i < 50;
    assert_true(rh_logit_fit(&fit, rows, good, 80, 1, 1e-6));
    near(fit.at[0], log(10.0 / 30), 1e-5);
    near(fit.at[1], log(3.0) - log(1.0 / 3), 1e-5);
    near(fit.error[0], sqrt(1.0 / 10 + 1.0 / 30), 1e-5);
    near(fit.error[1], sqrt(2.0 / 10 + 2.0 / 30), 1e-5);
}

static void logit__kinds_that_fall_apart_still_settle(void **state)
{
    double rows[40];
    bool good[40];
    rh_logit fit = {0};
    (void)state;
    for (int i = 0; i < 20; i++) {
        rows[2 * i] = i / 20.0, rows[2 * i + 1] = (i * 7 % 20) / 20.0;
        good[i] = i >= 10;
    }
    assert_true(rh_logit_fit(&fit, rows, good, 20, 2, 1));
    assert_true(fit.at[1] > 1 && fit.at[1] < 20);
    assert_true(fit.at[1] > 2 * fabs(fit.at[2]));
    assert_true(fit.error[1] > 0);
}

static void logit__refuses_what_is_outside(void **state)
{
    const double rows[] = {0, 1, 1000};
    const bool good[] = {true, false, true}, all[] = {true, true, true};
    rh_logit fit = {.at = {9}};
    (void)state;
    assert_false(rh_logit_fit(&fit, rows, good, 3, 1, 1));
    assert_false(rh_logit_fit(&fit, rows, all, 2, 1, 1));
    assert_false(rh_logit_fit(&fit, rows, good, 2, 0, 1));
    assert_false(rh_logit_fit(&fit, rows, good, 2, 1, 0));
    near(fit.at[0], 9, 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(auc__of_perfect_upside_down_and_useless_scores),
        cmocka_unit_test(auc__by_hand),
        cmocka_unit_test(auc__of_one_kind_is_none),
        cmocka_unit_test(logit__of_one_yes_or_no_is_the_log_of_odds),
        cmocka_unit_test(logit__kinds_that_fall_apart_still_settle),
        cmocka_unit_test(logit__refuses_what_is_outside),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
