/* Intervals for shares: one share, and the difference of two.
 *
 *     rh_interval i;
 *     if (!rh_interval_wilson(&i, 81, 263, 0.95)) ...      i is 0.2553 .. 0.3662
 *
 * Not for: tests of a hypothesis (exact.h), looks repeated over time (evalue.h: an interval of this header covers
 * once).
 *
 * Every function answers false, and leaves *out as it was, when n is 0, k > n, n > RH_STATS_MAX_N, or the confidence is
 * not within RH_STATS_MIN_CONFIDENCE .. RH_STATS_MAX_CONFIDENCE (a NaN is not). Bounds lie in 0..1 (differences:
 * -1..1); no success gives a lower bound of exactly 0, all successes an upper bound of exactly 1. The same bits on
 * every machine (numbers.h); to 1e-9 as the published values. Pure; any thread; no memory. */
#ifndef RH_STATS_INTERVAL_H
#define RH_STATS_INTERVAL_H

#include "engine/base/err.h"

#include <stdbool.h>
#include <stdint.h>

#define RH_STATS_MAX_N ((uint64_t)1000000000) /* of one sample: the exact intervals take about sqrt(n) steps */
#define RH_STATS_MIN_CONFIDENCE 0.5
#define RH_STATS_MAX_CONFIDENCE 0.999999

typedef struct rh_interval {
    double low, high;
} rh_interval;

/* k of n. Wilson's score interval without continuity correction (E. B. Wilson 1927; method 3 of Newcombe 1998). */
RH_MUST bool rh_interval_wilson(rh_interval *out, uint64_t k, uint64_t n, double confidence);
/* Clopper and Pearson 1934: each tail of the binomial holds at most half of what the confidence leaves. */
RH_MUST bool rh_interval_clopper(rh_interval *out, uint64_t k, uint64_t n, double confidence);
/* Quantiles of Beta(k + 1/2, n - k + 1/2) with equal tails; the bound at an end that has no success, or no failure, is
 * that end (Brown, Cai and DasGupta 2001). */
RH_MUST bool rh_interval_jeffreys(rh_interval *out, uint64_t k, uint64_t n, double confidence);

/* A difference of shares and its interval. */
typedef struct rh_difference {
    double value;
    rh_interval interval;
} rh_difference;

/* k1/n1 - k2/n2 of two independent samples: method 10 of R. G. Newcombe, Interval estimation for the difference between
 * independent proportions (1998), which squares the distances to Wilson's bounds. */
RH_MUST bool rh_difference_newcombe(rh_difference *out, uint64_t k1, uint64_t n1, uint64_t k2, uint64_t n2,
                                    double confidence);

/* Pairs by what both members say: `both`, only the `first`, only the `second`, `neither`. The sum is n. */
typedef struct rh_pairs {
    uint64_t both, first, second, neither;
} rh_pairs;
/* share of the first - share of the second = (first - second) / n: method 10 of R. G. Newcombe, Improved confidence
 * intervals for the difference between binomial proportions based on paired data (1998), whose correlation is lowered
 * by n / 2 in its numerator when it is positive. */
RH_MUST bool rh_difference_paired(rh_difference *out, const rh_pairs *pairs, double confidence);

/* The least n at which Wilson's interval of the same share k/n_seen would lie whole on one side of the threshold:
 * z^2 t (1 - t) / (k/n_seen - t)^2, rounded up, at least 1. False also when the share equals the threshold, or that n
 * is above 2^53: no sample would decide. */
RH_MUST bool rh_interval_needed(uint64_t *out, uint64_t k, uint64_t n_seen, double threshold, double confidence);

#endif
