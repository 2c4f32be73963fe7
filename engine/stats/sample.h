/* How much is enough: sample sizes, and what may be said of a small sample.
 *
 * False, and *out as it was, on input outside the ranges or where more than 2^53 would be needed. Pure; any thread. The
 * size that decides a threshold is rh_interval_needed of interval.h. */
#ifndef RH_STATS_SAMPLE_H
#define RH_STATS_SAMPLE_H

#include "engine/base/err.h"

#include <stdbool.h>
#include <stdint.h>

/* What a report shows of n cases, SPEC.md section 11: below 5 the counts, below 20 also an interval, else also
 * tests. */
typedef enum rh_allowance { RH_ALLOW_COUNTS, RH_ALLOW_INTERVAL, RH_ALLOW_TEST } rh_allowance;
rh_allowance rh_sample_allows(uint64_t n);

/* The least n for which n successes and no failure show, with this confidence, a share of success of at least `share`:
 * share^n <= 1 - confidence (the success-run theorem). Both within 0..1, ends excluded. */
RH_MUST bool rh_sample_without_failure(uint64_t *out, double share, double confidence);

/* Cases in each of two samples, not rounded, so that a two-sided test at 1 - confidence finds the difference of shares
 * p1 and p2 with chance `power`: the normal approximation with the pooled variance under the hypothesis (J. L. Fleiss,
 * Statistical Methods for Rates and Proportions). p1 != p2, both within 0..1; confidence and power in 0.5..0.999999. */
RH_MUST bool rh_sample_per_arm(double *out, double p1, double p2, double confidence, double power);

#endif
