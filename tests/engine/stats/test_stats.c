/* Statistics at their edges, by what they promise (coverage, error rates, run lengths) and against second ways to
 * compute. */
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>

#include "engine/stats/chart.h"
#include "engine/stats/cuts.h"
#include "engine/stats/evalue.h"
#include "engine/stats/exact.h"
#include "engine/stats/interval.h"
#include "engine/stats/numbers.h"
#include "engine/stats/sample.h"
#include "engine/stats/strata.h"
#include "tests/kit/memory.h"

#include <math.h>
#include <stdio.h>

/* Numbers from one seed, the same everywhere (splitmix64). */
static uint64_t next(uint64_t *seed)
{
    uint64_t z = (*seed += 0x9e3779b97f4a7c15u);
    z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9u;
    z = (z ^ (z >> 27)) * 0x94d049bb133111ebu;
    return z ^ (z >> 31);
}

static bool happens(uint64_t *seed, double p)
{
    return (double)(next(seed) >> 11) * 0x1p-53 < p;
}

static void assert_near(double got, double want, double tolerance)
{
    if (fabs(got - want) > tolerance * fmax(1, fabs(want))) fail_msg("%.17g, wanted %.17g", got, want);
}

/* ---- numbers ---- */

static void numbers__agree_with_those_of_the_c_library(void **state)
{
    (void)state;
    uint64_t seed = 1;
    for (int i = 0; i < 20000; i++) {
        const double x = ldexp(1 + (double)(next(&seed) >> 11) * 0x1p-53, (int)(next(&seed) % 200) - 100);
        const double small = (double)(next(&seed) >> 11) * 0x1p-53 - 0.5;
        assert_near(rh_stats__log(x), log(x), 1e-15);
        assert_near(rh_stats__log1p(small), log1p(small), 1e-15);
        assert_near(rh_stats__exp(small * 1000) / exp(small * 1000), 1, 2e-13);
    }
    for (double z = 0; z < 30; z += 0.01) assert_near(rh_stats__normal_tail(z) / (erfc(z / sqrt(2)) / 2), 1, 1e-12);
    assert_near(rh_stats__normal_two_sided(0.95), 1.959963984540054, 1e-14);
    assert_near(rh_stats__normal_two_sided(0.99), 2.5758293035489004, 1e-14);
    assert_true(rh_stats__exp(-1e9) == 0 && rh_stats__exp(1e9) > 1e300);
}

/* Sums of exact products, where numbers are small enough for them. */
static double slow_binomial(uint64_t k, uint64_t n, double p)
{
    double sum = 0;
    for (uint64_t i = 0; i <= k; i++) {
        double term = 1;
        for (uint64_t j = 0; j < i; j++) term *= (double)(n - j) / (double)(j + 1) * p;
        for (uint64_t j = i; j < n; j++) term *= 1 - p;
        sum += term;
    }
    return sum;
}

static void binomial__tails_agree_with_sums_and_with_each_other(void **state)
{
    (void)state;
    double least, most;
    for (uint64_t n = 1; n < 40; n += 3)
        for (uint64_t k = 0; k <= n; k++)
            for (double p = 0.05; p < 1; p += 0.15) {
                assert_true(rh_exact_binomial(&least, &most, k, n, p));
                assert_near(most, slow_binomial(k, n, p), 1e-13);
                assert_near(least, k == 0 ? 1 : 1 - slow_binomial(k - 1, n, p), 1e-12);
            }
    assert_true(rh_exact_binomial(&least, &most, 0, 5, 0) && least == 1 && most == 1);
    assert_true(rh_exact_binomial(&least, &most, 3, 5, 0) && least == 0 && most == 1);
    assert_true(rh_exact_binomial(&least, &most, 5, 5, 1) && least == 1 && most == 1);
    assert_true(rh_exact_binomial(&least, &most, 0, 0, 0.5) && least == 1 && most == 1);
    /* half of a billion: one half and half of the middle term */
    assert_true(rh_exact_binomial(&least, &most, 500000000, 1000000000, 0.5));
    assert_near(least, most, 1e-12);
    assert_near(least, 0.5 + 0.5 * sqrt(2 / (3.14159265358979323846 * 1e9)), 1e-12);
}

/* ---- intervals ---- */

typedef bool interval_of(rh_interval *out, uint64_t k, uint64_t n, double confidence);
static interval_of *const intervals[] = {rh_interval_wilson, rh_interval_clopper, rh_interval_jeffreys,
                                         rh_evalue_interval};

static void interval__edges_are_defined(void **state)
{
    (void)state;
    for (size_t f = 0; f < 4; f++) {
        rh_interval i = {-7, -7};
        assert_false(intervals[f](&i, 2, 1, 0.95)); /* more successes than cases */
        assert_false(intervals[f](&i, 0, RH_STATS_MAX_N + 1, 0.95));
        assert_false(intervals[f](&i, 1, 9, 0.49));
        assert_false(intervals[f](&i, 1, 9, 1));
        assert_false(intervals[f](&i, 1, 9, (double)NAN));
        if (f < 3) assert_false(intervals[f](&i, 0, 0, 0.95)); /* nothing seen */
        assert_true(i.low == -7 && i.high == -7);              /* untouched */
        assert_true(intervals[f](&i, 0, 5, 0.95));
        assert_true(i.low == 0 && i.high > 0 && i.high < 1);
        assert_true(intervals[f](&i, 5, 5, 0.95));
        assert_true(i.high == 1 && i.low > 0 && i.low < 1);
        assert_true(intervals[f](&i, 250000000, RH_STATS_MAX_N, 0.95));
        assert_true(i.low < 0.25 && 0.25 < i.high && i.high - i.low < 2e-4);
    }
    rh_interval i;
    assert_true(rh_evalue_interval(&i, 0, 0, 0.95) && i.low == 0 && i.high == 1);
}

static void interval__widens_with_confidence_and_mirrors_failures(void **state)
{
    (void)state;
    for (size_t f = 0; f < 4; f++)
        for (uint64_t n = 1; n < 60; n += 7)
            for (uint64_t k = 0; k <= n; k++) {
                rh_interval narrow, wide, mirrored;
                assert_true(intervals[f](&narrow, k, n, 0.8) && intervals[f](&wide, k, n, 0.95));
                assert_true(intervals[f](&mirrored, n - k, n, 0.95));
                assert_true(wide.low <= narrow.low && narrow.high <= wide.high);
                assert_true(narrow.low <= (double)k / (double)n && (double)k / (double)n <= narrow.high);
                assert_near(wide.low, 1 - mirrored.high, 1e-12);
            }
}

/* Clopper and Pearson's never covers less than it says, whatever the share. */
static void interval__of_clopper_covers_at_least_its_confidence(void **state)
{
    (void)state;
    for (double p = 0.01; p < 1; p += 0.07) {
        double covered = 0;
        for (uint64_t k = 0; k <= 30; k++) {
            rh_interval i;
            assert_true(rh_interval_clopper(&i, k, 30, 0.95));
            if (i.low <= p && p <= i.high) covered += rh_stats__exp(rh_stats__log_binomial(k, 30, p));
        }
        assert_true(covered >= 0.95);
    }
}

static void difference__edges_are_defined(void **state)
{
    (void)state;
    rh_difference d = {.value = -7};
    assert_false(rh_difference_newcombe(&d, 1, 2, 1, 0, 0.95));
    assert_false(rh_difference_newcombe(&d, 3, 2, 1, 4, 0.95));
    assert_false(rh_difference_paired(&d, &(rh_pairs){0}, 0.95));
    assert_false(rh_difference_paired(&d, &(rh_pairs){.both = UINT64_MAX, .first = 2}, 0.95));
    assert_true(d.value == -7);
    assert_true(rh_difference_newcombe(&d, 3, 3, 0, 4, 0.95));
    assert_true(d.value == 1 && d.interval.high == 1 && d.interval.low > 0);
    assert_true(rh_difference_paired(&d, &(rh_pairs){.both = 9}, 0.95)); /* all say yes: nothing differs */
    assert_true(d.value == 0 && d.interval.low < 0 && d.interval.high > 0);
    /* pairs that agree tell more than two samples of the same shares */
    rh_difference paired, apart;
    assert_true(rh_difference_paired(&paired, &(rh_pairs){40, 6, 2, 52}, 0.95));
    assert_true(rh_difference_newcombe(&apart, 46, 100, 42, 100, 0.95));
    assert_true(paired.value == 0.04 && paired.interval.high < apart.interval.high);
}

static void interval__needed_is_the_least_sample_that_decides(void **state)
{
    (void)state;
    uint64_t n;
    rh_interval i;
    for (double t = 0.02; t < 0.7; t += 0.05) {
        assert_true(rh_interval_needed(&n, 0, 10, t, 0.95));
        assert_true(rh_interval_wilson(&i, 0, n, 0.95) && i.high <= t);
        assert_true(n == 1 || (rh_interval_wilson(&i, 0, n - 1, 0.95) && i.high > t));
    }
    for (double t = 0.1; t < 0.9; t += 0.03) { /* a share of one half, at the even sizes where it can be */
        if (fabs(t - 0.5) < 0.01) continue;
        assert_true(rh_interval_needed(&n, 3, 6, t, 0.95));
        const uint64_t enough = n + n % 2, little = enough - 2;
        assert_true(rh_interval_wilson(&i, enough / 2, enough, 0.95) && (i.high <= t || i.low >= t));
        assert_true(little == 0 ||
                    (rh_interval_wilson(&i, little / 2, little, 0.95) && i.high > t && i.low < t));
    }
    n = 77;
    assert_false(rh_interval_needed(&n, 1, 2, 0.5, 0.95)); /* the share is the threshold */
    assert_false(rh_interval_needed(&n, 0, 9, 0, 0.95));
    assert_false(rh_interval_needed(&n, 0, 0, 0.1, 0.95));
    assert_false(rh_interval_needed(&n, 0, 9, 1.5, 0.95));
    assert_false(rh_interval_needed(&n, 500000001, RH_STATS_MAX_N, 0.5, 0.95)); /* too near to be told apart */
    assert_int_equal(n, 77);
    assert_true(rh_interval_needed(&n, 1, 9, 0, 0.95) && n == 1); /* one success refutes none */
}

/* ---- tests ---- */

static void exact__edges_are_defined(void **state)
{
    (void)state;
    rh_fisher f = {.mid = -7};
    rh_mcnemar m;
    double least = -7, most = -7;
    assert_false(rh_exact_fisher(&f, &(rh_two_by_two){RH_STATS_MAX_TABLE, 1, 0, 0}));
    assert_false(rh_exact_fisher(&f, &(rh_two_by_two){UINT64_MAX, UINT64_MAX, 1, 1}));
    assert_true(f.mid == -7);
    assert_true(rh_exact_fisher(&f, &(rh_two_by_two){0})); /* no case */
    assert_true(f.two_sided == 1 && f.less == 1 && f.greater == 1 && f.mid == 1);
    assert_true(rh_exact_fisher(&f, &(rh_two_by_two){0, 0, 4, 6}) && f.two_sided == 1);
    assert_true(rh_exact_fisher(&f, &(rh_two_by_two){250000, 250000, 250000, 250000}));
    assert_near(f.two_sided, 1, 1e-9);
    assert_true(rh_exact_fisher(&f, &(rh_two_by_two){300000, 200000, 200000, 300000}));
    assert_true(f.two_sided >= 0 && f.two_sided < 1e-300);
    assert_true(rh_exact_mcnemar(&m, 0, 0) && m.exact == 1 && m.mid == 1);
    assert_false(rh_exact_mcnemar(&m, RH_STATS_MAX_N, 0));
    assert_true(rh_exact_mcnemar(&m, 500000000, 400000000) && m.exact == 0);
    assert_false(rh_exact_binomial(&least, &most, 1, 0, 0.5));
    assert_false(rh_exact_binomial(&least, &most, 1, 2, 1.5));
    assert_false(rh_exact_binomial(&least, &most, 1, 2, (double)NAN));
    assert_true(least == -7 && most == -7);
}

static void exact__fishers_tails_add_up(void **state)
{
    (void)state;
    for (uint64_t a = 0; a <= 6; a++)
        for (uint64_t d = 0; d <= 6; d++) {
            rh_fisher f, turned;
            assert_true(rh_exact_fisher(&f, &(rh_two_by_two){a, 6 - a, 5, d}));
            assert_true(rh_exact_fisher(&turned, &(rh_two_by_two){6 - a, a, d, 5}));
            assert_near(f.less, turned.greater, 1e-12);
            assert_near(f.two_sided, turned.two_sided, 1e-12);
            assert_true(f.less + f.greater >= 1 - 1e-12 && f.mid <= f.two_sided);
        }
}

static void adjust__keeps_order_and_refuses_what_is_no_p_value(void **state)
{
    (void)state;
    const double p[] = {0.04, 0.01, 0.04, 0.9}, bad[] = {0.1, -0.1}, nan_p[] = {(double)NAN};
    double holm[4], bh[4], by[4];
    size_t order[4];
    assert_true(rh_adjust_holm(holm, order, p, 4));
    assert_int_equal(order[0], 1);
    assert_int_equal(order[1], 0); /* equal ones as they stand */
    assert_int_equal(order[2], 2);
    assert_true(rh_adjust_benjamini_hochberg(bh, order, p, 4) && rh_adjust_benjamini_yekutieli(by, order, p, 4));
    for (int i = 0; i < 4; i++) assert_true(p[i] <= bh[i] && bh[i] <= by[i] && bh[i] <= holm[i] && holm[i] <= 1);
    assert_true(holm[0] == holm[2] && bh[0] == bh[2]);
    assert_true(rh_adjust_holm(holm, order, p, 0)); /* no test */
    assert_false(rh_adjust_holm(holm, order, bad, 2));
    assert_false(rh_adjust_benjamini_hochberg(holm, order, nan_p, 1));
    assert_false(rh_adjust_benjamini_yekutieli(holm, order, bad, 2));
}

/* A long list, sorted against a list that is known to be in order. */
static void adjust__does_not_hang_on_the_order_given(void **state)
{
    (void)state;
    enum { N = 500 };
    static double rising[N], mixed[N], a[N], b[N];
    static size_t order[N];
    for (size_t i = 0; i < N; i++) rising[i] = mixed[(i * 193 + 7) % N] = (double)(i / 3) / N;
    assert_true(rh_adjust_benjamini_hochberg(a, order, rising, N));
    assert_true(rh_adjust_benjamini_hochberg(b, order, mixed, N));
    for (size_t i = 0; i < N; i++) assert_true(a[i] == b[(i * 193 + 7) % N]);
    assert_true(rh_adjust_holm(a, order, rising, N) && rh_adjust_holm(b, order, mixed, N));
    for (size_t i = 0; i < N; i++) assert_true(a[i] == b[(i * 193 + 7) % N]);
}

/* ---- evidence over weeks ---- */

enum { SERIES = 5000, WEEKS = 52, CASES = 4 };

typedef struct weekly {
    int by_evidence, by_interval, by_p_value; /* series in which it alarmed at least once */
} weekly;

/* A year of weekly looks at a claim of p0, while cases come at p. */
static weekly look_weekly(double p0, double p, uint64_t seed, int series)
{
    weekly sum = {0};
    for (int s = 0; s < series; s++) {
        bool evidence = false, interval = false, p_value = false;
        uint64_t k = 0, n = 0;
        for (int week = 0; week < WEEKS; week++) {
            for (int i = 0; i < CASES; i++, n++) k += happens(&seed, p);
            double e, least, most;
            rh_interval range;
            assert_true(rh_evalue_share(&e, k, n, p0));
            assert_true(rh_exact_binomial(&least, &most, k, n, p0));
            evidence |= e >= 20;
            p_value |= least <= 0.025 || most <= 0.025;
            if (s >= 60) continue; /* the interval says the same: a bisection each, so a part will do */
            assert_true(rh_evalue_interval(&range, k, n, 0.95));
            interval |= p0 < range.low || p0 > range.high;
            assert_true(evidence >= interval);
        }
        sum.by_evidence += evidence;
        sum.by_interval += interval;
        sum.by_p_value += p_value;
    }
    return sum;
}

static void evalue__weekly_looks_alarm_falsely_in_at_most_one_series_of_twenty(void **state)
{
    (void)state;
    static const double claims[] = {0.05, 0.1, 0.3};
    for (size_t i = 0; i < 3; i++) {
        const weekly w = look_weekly(claims[i], claims[i], 11 + i, SERIES);
        printf("claim %.2f holds: of %d series of %d looks, e-values alarm in %d, p-values in %d\n", claims[i], SERIES,
               WEEKS, w.by_evidence, w.by_p_value);
        assert_true(w.by_evidence <= SERIES / 20);
        assert_true(w.by_evidence > SERIES / 500); /* a bound that is never reached would prove nothing */
        assert_true(w.by_p_value > SERIES / 10);    /* what looking each week does to a test made for one look */
    }
}

static void evalue__weekly_looks_find_a_share_that_has_doubled(void **state)
{
    (void)state;
    const weekly w = look_weekly(0.15, 0.3, 5, 1000);
    assert_true(w.by_evidence > 900);
}

static void evalue__edges_are_defined(void **state)
{
    (void)state;
    double e = -7;
    assert_false(rh_evalue_share(&e, 1, 0, 0.5));
    assert_false(rh_evalue_share(&e, 1, 2, 0));
    assert_false(rh_evalue_share(&e, 1, 2, 1));
    assert_false(rh_evalue_share(&e, 1, 2, (double)NAN));
    assert_false(rh_evalue_pairs(&e, RH_STATS_MAX_N, 1));
    assert_false(rh_evalue_pairs(&e, UINT64_MAX, 1));
    assert_true(e == -7);
    assert_true(rh_evalue_pairs(&e, 0, 0) && e == 1);
    assert_true(rh_evalue_share(&e, RH_STATS_MAX_N, RH_STATS_MAX_N, 0.001) && e == 1e300); /* and no overflow */
    assert_true(rh_evalue_share(&e, 500000000, RH_STATS_MAX_N, 0.5) && e < 1e-3 && e > 0);
}

/* The e-value is a bet whose mean, while the claim holds, is 1 at any number of cases. */
static void evalue__has_mean_one_under_its_claim(void **state)
{
    (void)state;
    for (uint64_t n = 1; n <= 64; n *= 2) {
        double mean = 0, e;
        for (uint64_t k = 0; k <= n; k++) {
            assert_true(rh_evalue_share(&e, k, n, 0.2));
            mean += e * rh_stats__exp(rh_stats__log_binomial(k, n, 0.2));
        }
        assert_near(mean, 1, 1e-12);
    }
}

static void posterior__adds_up_and_refuses_what_is_out_of_range(void **state)
{
    (void)state;
    double p = -7, q = -7, sum = 0;
    assert_false(rh_posterior_exceeds(&p, 2, 1, 0, 1));
    assert_false(rh_posterior_exceeds(&p, 0, RH_STATS_MAX_SUM + 1, 0, 1));
    assert_false(rh_posterior_next(&p, 2, 1, 1, 1));
    assert_false(rh_posterior_next(&p, 0, 1, 0, 1));
    assert_false(rh_posterior_next(&p, 0, 1, 1, (double)INFINITY));
    assert_true(p == -7);
    assert_true(rh_posterior_exceeds(&p, 3, 70, 9, 40) && rh_posterior_exceeds(&q, 9, 40, 3, 70));
    assert_near(p + q, 1, 1e-12);
    assert_true(rh_posterior_exceeds(&p, 0, RH_STATS_MAX_SUM, 10000, RH_STATS_MAX_SUM));
    assert_near(p, 1, 1e-9);
    for (uint64_t k = 0; k <= 300; k++) {
        assert_true(rh_posterior_next(&p, k, 300, 0.3, 7));
        sum += p;
    }
    assert_near(sum, 1, 1e-11);
    assert_true(rh_posterior_next(&p, 4, 9, 1, 1));
    assert_near(p, 0.1, 1e-14); /* a flat prior: each count alike */
}

/* ---- charts ---- */

static double simulate_pchart(const rh_pchart *chart, double p, uint64_t seed, int runs)
{
    uint64_t periods = 0;
    for (int r = 0; r < runs; r++)
        for (bool is_on = true; is_on; periods++) {
            uint64_t bad = 0;
            for (uint64_t i = 0; i < chart->size; i++) bad += happens(&seed, p);
            is_on = !rh_pchart_signals(chart, bad);
        }
    return (double)periods / runs;
}

static void pchart__run_lengths_are_those_of_a_simulation(void **state)
{
    (void)state;
    rh_pchart chart;
    double in_control, shifted = 0;
    assert_true(rh_pchart_limits(&chart, 300, 1500, 50));
    assert_true(rh_pchart_run_length(&in_control, &chart, 0.2) && rh_pchart_run_length(&shifted, &chart, 0.35));
    printf("p-chart of 50 at 20%%: a false alarm every %.0f periods, a share of 35%% after %.2f\n", in_control,
           shifted);
    assert_near(simulate_pchart(&chart, 0.2, 3, 400) / in_control, 1, 0.15);
    assert_near(simulate_pchart(&chart, 0.35, 4, 20000) / shifted, 1, 0.03);
    assert_true(rh_pchart_run_length(&shifted, &chart, 1) && shifted == 1);
    assert_true(rh_pchart_run_length(&shifted, &chart, 0) && shifted == 1); /* none at all is below the lower limit */
}

static void pchart__edges_are_defined(void **state)
{
    (void)state;
    rh_pchart chart = {.centre = -7};
    double length = -7;
    assert_false(rh_pchart_limits(&chart, 0, 0, 50));
    assert_false(rh_pchart_limits(&chart, 2, 1, 50));
    assert_false(rh_pchart_limits(&chart, 1, 2, 0));
    assert_true(chart.centre == -7);
    assert_true(rh_pchart_limits(&chart, 0, 10, 5) && chart.limits.low == 0 && chart.limits.high == 0);
    assert_false(rh_pchart_run_length(&length, &chart, 1.5));
    assert_true(length == -7);
    assert_true(rh_pchart_run_length(&length, &chart, 0) && length == 1e300); /* it never signals */
    assert_true(rh_pchart_run_length(&length, &chart, 0.5));
    assert_near(length, 1 / (1 - 0.03125), 1e-12); /* any bad one does */
    assert_true(rh_pchart_limits(&chart, 10, 10, 5) && rh_pchart_run_length(&length, &chart, 1) && length == 1e300);
}

static double simulate_cusum(const rh_cusum *cusum, double limit, double p, uint64_t seed, int runs)
{
    uint64_t cases = 0;
    for (int r = 0; r < runs; r++)
        for (double level = 0; level < limit; cases++) level = rh_cusum_step(cusum, level, happens(&seed, p));
    return (double)cases / runs;
}

static void cusum__run_lengths_are_exact_where_the_levels_are_whole(void **state)
{
    (void)state;
    rh_arena scratch = kit_arena();
    double length;
    for (double p = 0.1; p < 1; p += 0.2) {
        /* one bad case signals: 1 / p */
        assert_true(rh_cusum_run_length(&length, &scratch, &(rh_cusum){1, -1}, 1, p));
        assert_near(length, 1 / p, 1e-12);
        /* two in a row: (1 + p) / p^2 */
        assert_true(rh_cusum_run_length(&length, &scratch, &(rh_cusum){1, -1}, 2, p));
        assert_near(length, (1 + p) / (p * p), 1e-11);
        /* a walk of single steps with a floor, to level 3: 1/p + (1/p + q/p^2) + (1/p + q/p^2 + q^2/p^3) */
        const double q = 1 - p, a = 1 / p + q / (p * p), b = 1 / p + a * q / p;
        assert_true(rh_cusum_run_length(&length, &scratch, &(rh_cusum){1, -1}, 3, p));
        assert_near(length, 1 / p + a + b, 1e-11);
    }
    assert_true(rh_cusum_run_length(&length, &scratch, &(rh_cusum){1, -1}, 3, 1) && length == 3);
    assert_true(rh_cusum_run_length(&length, &scratch, &(rh_cusum){1, -1}, 3, 0) && length == 1e300);
    rh_arena_dispose(&scratch);
}

static void cusum__run_lengths_are_near_those_of_a_simulation(void **state)
{
    (void)state;
    rh_arena scratch = kit_arena();
    static const struct {
        double p0, p1, limit, p;
        int runs;
    } cases[] = {{0.1, 0.2, 3, 0.1, 2000},  {0.1, 0.2, 3, 0.2, 20000}, {0.05, 0.1, 2.5, 0.05, 2000},
                 {0.05, 0.1, 2.5, 0.1, 20000}, {0.02, 0.06, 3.5, 0.06, 10000}};
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        rh_cusum cusum;
        double length;
        assert_true(rh_cusum_scores(&cusum, cases[i].p0, cases[i].p1));
        assert_true(rh_cusum_run_length(&length, &scratch, &cusum, cases[i].limit, cases[i].p));
        const double seen = simulate_cusum(&cusum, cases[i].limit, cases[i].p, 17 + i, cases[i].runs);
        printf("cusum %.2f against %.2f, limit %.1f, share %.2f: %.1f cases, simulated %.1f\n", cases[i].p1,
               cases[i].p0, cases[i].limit, cases[i].p, length, seen);
        assert_near(length / seen, 1, 0.08);
    }
    rh_arena_dispose(&scratch);
}

static void cusum__edges_are_defined(void **state)
{
    (void)state;
    rh_cusum cusum = {-7, -7};
    rh_arena scratch = kit_arena();
    double length = -7;
    assert_false(rh_cusum_scores(&cusum, 0.2, 0.2));
    assert_false(rh_cusum_scores(&cusum, 0, 0.2));
    assert_false(rh_cusum_scores(&cusum, 0.2, 1));
    assert_true(cusum.bad == -7);
    assert_false(rh_cusum_run_length(&length, &scratch, &(rh_cusum){1, -1}, 0, 0.5));
    assert_false(rh_cusum_run_length(&length, &scratch, &(rh_cusum){1, -1}, RH_CUSUM_GRID + 1, 0.5));
    assert_false(rh_cusum_run_length(&length, &scratch, &(rh_cusum){1, 1}, 2, 0.5));
    assert_false(rh_cusum_run_length(&length, &scratch, &(rh_cusum){1, -1}, 2, (double)NAN));
    rh_arena tight;
    rh_arena_init(&tight, kit_memory(), 1000);
    assert_false(rh_cusum_run_length(&length, &tight, &(rh_cusum){1, -1}, 99, 0.5));
    assert_true(rh_arena_failed(&tight) && length == -7);
    assert_true(rh_cusum_run_length(&length, &scratch, &(rh_cusum){1, -9}, 0.5, 0.5) && length == 2);
    assert_int_equal(scratch.used_bytes, 0);
    rh_arena_dispose(&tight);
    rh_arena_dispose(&scratch);
}

/* ---- samples ---- */

static void sample__says_what_may_be_shown(void **state)
{
    (void)state;
    assert_int_equal(rh_sample_allows(0), RH_ALLOW_COUNTS);
    assert_int_equal(rh_sample_allows(4), RH_ALLOW_COUNTS);
    assert_int_equal(rh_sample_allows(5), RH_ALLOW_INTERVAL);
    assert_int_equal(rh_sample_allows(19), RH_ALLOW_INTERVAL);
    assert_int_equal(rh_sample_allows(20), RH_ALLOW_TEST);
}

static void sample__edges_are_defined(void **state)
{
    (void)state;
    uint64_t n = 77;
    double per_arm = -7;
    assert_false(rh_sample_without_failure(&n, 1, 0.95));
    assert_false(rh_sample_without_failure(&n, 0, 0.95));
    assert_false(rh_sample_without_failure(&n, 0.9, 1));
    assert_false(rh_sample_without_failure(&n, (double)NAN, 0.9));
    assert_int_equal(n, 77);
    assert_true(rh_sample_without_failure(&n, 1e-9, 0.95) && n == 1);
    assert_false(rh_sample_per_arm(&per_arm, 0.1, 0.1, 0.95, 0.8)); /* no difference to find */
    assert_false(rh_sample_per_arm(&per_arm, -0.1, 0.1, 0.95, 0.8));
    assert_false(rh_sample_per_arm(&per_arm, 0.1, 0.2, 0.95, 1));
    assert_false(rh_sample_per_arm(&per_arm, 0.1, 0.2, 0.3, 0.8));
    assert_true(per_arm == -7);
    assert_true(rh_sample_per_arm(&per_arm, 0.1, 0.2, 0.95, 0.5) && per_arm > 90 && per_arm < 105);
}

/* ---- strata ---- */

/* Admissions to Berkeley in 1973 by sex, department by department (P. J. Bickel and others, Science 187, 1975). Read
 * together they speak against women; department by department they do not: 1.4269 = z^2, as R's mantelhaen.test. */
static void strata__find_no_bias_in_berkeley_where_the_sum_does(void **state)
{
    (void)state;
    static const rh_two_by_two departments[] = {{512, 313, 89, 19},   {353, 207, 17, 8},    {120, 205, 202, 391},
                                                {138, 279, 131, 244}, {53, 138, 94, 299}, {22, 351, 24, 317}};
    rh_strata apart, together;
    rh_two_by_two sum = {0, 0, 0, 0};
    for (size_t i = 0; i < 6; i++) {
        sum.a += departments[i].a, sum.b += departments[i].b;
        sum.c += departments[i].c, sum.d += departments[i].d;
    }
    assert_true(rh_strata_test(&apart, departments, 6));
    assert_true(rh_strata_test(&together, &sum, 1));
    const double off = fabs(apart.seen - apart.expected) - 0.5;
    assert_near(off * off / apart.variance, 1.4269, 5e-5);
    assert_near(apart.p, 0.2323, 5e-5);
    assert_near(apart.seen, 1198, 0);
    assert_true(together.p < 1e-15);
}

static void strata__edges_are_defined(void **state)
{
    (void)state;
    static const rh_two_by_two one_row = {3, 4, 0, 0}, one_case = {1, 0, 0, 0}, huge = {RH_STATS_MAX_TABLE, 1, 0, 0};
    rh_strata s = {.p = 7};
    assert_true(rh_strata_test(&s, NULL, 0) && s.p == 1 && s.variance == 0);
    assert_true(rh_strata_test(&s, &one_row, 1) && s.p == 1 && s.variance == 0);
    assert_true(rh_strata_test(&s, &one_case, 1) && s.p == 1 && s.seen == 0);
    s.p = 7;
    assert_false(rh_strata_test(&s, &huge, 1));
    assert_true(s.p == 7);
}

/* ---- places of a row ---- */

/* Over every order of n cases of which `shown` are shown, one bit a case. */
static double slow_cuts(const rh_cuts *cuts)
{
    uint64_t all = 0, reached = 0;
    for (uint32_t row = 0; row < 1u << cuts->n; row++) {
        bool is_reached = false;
        if ((uint64_t)__builtin_popcount(row) != cuts->shown) continue;
        for (size_t i = 0; i < cuts->n_places; i++) /* the first case is the highest bit */
            is_reached |= (uint64_t)__builtin_popcount(row & ((1u << cuts->behind[i]) - 1)) >= cuts->reached[i];
        all++, reached += is_reached;
    }
    return (double)reached / (double)all;
}

static void cuts__are_what_every_order_of_the_cases_says(void **state)
{
    (void)state;
    uint64_t seed = 7;
    for (int i = 0; i < 400; i++) {
        uint64_t behind[4], reached[4];
        rh_cuts cuts = {.n = 1 + next(&seed) % 12, .behind = behind, .reached = reached, .n_places = next(&seed) % 5};
        double got;
        cuts.shown = next(&seed) % (cuts.n + 1);
        for (size_t k = 0; k < cuts.n_places; k++) {
            behind[k] = next(&seed) % ((k > 0 ? behind[k - 1] : cuts.n) + 1);
            reached[k] = 1 + next(&seed) % (cuts.shown + 2);
        }
        assert_true(rh_cuts_chance(&got, &cuts));
        assert_near(got, slow_cuts(&cuts), 1e-12);
    }
}

static void cuts__at_one_place_are_fishers_test(void **state)
{
    (void)state;
    for (uint64_t shown = 1; shown <= RH_STATS_MAX_CUT_SHOWN; shown += 15) {
        const uint64_t n = 5000, behind = 300, reached = shown / 12 + 2;
        rh_fisher fisher;
        double got;
        assert_true(rh_exact_fisher(&fisher, &(rh_two_by_two){reached, behind - reached, shown - reached,
                                                              n - behind - (shown - reached)}) || reached > shown);
        assert_true(rh_cuts_chance(&got, &(rh_cuts){n, shown, &behind, &reached, 1}));
        if (reached <= shown) assert_near(got / fisher.greater, 1, 1e-9);
    }
}

static void cuts__refuse_what_is_no_row_and_what_is_too_long(void **state)
{
    (void)state;
    const uint64_t rising[] = {3, 4}, falling[] = {4, 3}, reached[] = {1, 1};
    double got = 5;
    assert_false(rh_cuts_chance(&got, &(rh_cuts){9, 2, rising, reached, 2}));
    assert_false(rh_cuts_chance(&got, &(rh_cuts){3, 2, falling, reached, 2}));
    assert_false(rh_cuts_chance(&got, &(rh_cuts){9, 10, falling, reached, 2}));
    assert_false(rh_cuts_chance(&got, &(rh_cuts){1000, RH_STATS_MAX_CUT_SHOWN + 1, falling, reached, 2}));
    assert_true(got == 5);
    assert_true(rh_cuts_chance(&got, &(rh_cuts){9, 2, falling, reached, 0}) && got == 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(numbers__agree_with_those_of_the_c_library),
        cmocka_unit_test(binomial__tails_agree_with_sums_and_with_each_other),
        cmocka_unit_test(interval__edges_are_defined),
        cmocka_unit_test(interval__widens_with_confidence_and_mirrors_failures),
        cmocka_unit_test(interval__of_clopper_covers_at_least_its_confidence),
        cmocka_unit_test(difference__edges_are_defined),
        cmocka_unit_test(interval__needed_is_the_least_sample_that_decides),
        cmocka_unit_test(exact__edges_are_defined),
        cmocka_unit_test(exact__fishers_tails_add_up),
        cmocka_unit_test(adjust__keeps_order_and_refuses_what_is_no_p_value),
        cmocka_unit_test(adjust__does_not_hang_on_the_order_given),
        cmocka_unit_test(evalue__weekly_looks_alarm_falsely_in_at_most_one_series_of_twenty),
        cmocka_unit_test(evalue__weekly_looks_find_a_share_that_has_doubled),
        cmocka_unit_test(evalue__edges_are_defined),
        cmocka_unit_test(evalue__has_mean_one_under_its_claim),
        cmocka_unit_test(posterior__adds_up_and_refuses_what_is_out_of_range),
        cmocka_unit_test(pchart__run_lengths_are_those_of_a_simulation),
        cmocka_unit_test(pchart__edges_are_defined),
        cmocka_unit_test(cusum__run_lengths_are_exact_where_the_levels_are_whole),
        cmocka_unit_test(cusum__run_lengths_are_near_those_of_a_simulation),
        cmocka_unit_test(cusum__edges_are_defined),
        cmocka_unit_test(sample__says_what_may_be_shown),
        cmocka_unit_test(sample__edges_are_defined),
        cmocka_unit_test(strata__find_no_bias_in_berkeley_where_the_sum_does),
        cmocka_unit_test(strata__edges_are_defined),
        cmocka_unit_test(cuts__are_what_every_order_of_the_cases_says),
        cmocka_unit_test(cuts__at_one_place_are_fishers_test),
        cmocka_unit_test(cuts__refuse_what_is_no_row_and_what_is_too_long),
    };
    return cmocka_run_group_tests_name("statistics", tests, NULL, NULL);
}
