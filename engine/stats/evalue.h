/* Evidence that may be looked at every week: e-values and confidence sequences for a share, and what Beta priors tell.
 *
 * An e-value is the likelihood of what was seen, the share drawn from Beta(1, 1), over its likelihood at the share p0
 * that is claimed: 1 / ((n + 1) P(X = k)), X of Binomial(n, p0). While the claim holds, the chance that it *ever*
 * reaches 1 / alpha, at however many looks, is at most alpha (J. Ville 1939; A. Wald 1945; mixture of H. Robbins 1970).
 * So a weekly review may alarm at 20 and be wrong about one series in twenty, not one look in twenty.
 *
 * False, and *out as it was, on input outside the ranges. The same bits on every machine. Pure; any thread; no
 * memory. */
#ifndef RH_STATS_EVALUE_H
#define RH_STATS_EVALUE_H

#include "engine/stats/interval.h"

/* k of n so far against the claim p0, 0 < p0 < 1. n 0: 1, no evidence. Values above 1e300 are 1e300. n up to
 * RH_STATS_MAX_N. */
RH_MUST bool rh_evalue_share(double *out, uint64_t k, uint64_t n, double p0);
/* Of pairs that differ, b one way and c the other: the claim is that both ways are alike. */
RH_MUST bool rh_evalue_pairs(double *out, uint64_t b, uint64_t c);
/* The shares that k of n so far have not refuted at 1 - confidence: it holds the true share at all looks together with
 * this confidence. n 0: 0..1. */
RH_MUST bool rh_evalue_interval(rh_interval *out, uint64_t k, uint64_t n, double confidence);

/* P(share of the second sample > share of the first), both drawn from Beta(1 + k, 1 + n - k) (the closed sum of E.
 * Miller 2015). n1, n2 up to RH_STATS_MAX_SUM; n 0 is a prior alone. */
#define RH_STATS_MAX_SUM ((uint64_t)1000000)
RH_MUST bool rh_posterior_exceeds(double *out, uint64_t k1, uint64_t n1, uint64_t k2, uint64_t n2);
/* P(k of the next m), the share drawn from Beta(a, b): beta-binomial. a, b in 1e-6 .. 1e9, m up to RH_STATS_MAX_SUM. */
RH_MUST bool rh_posterior_next(double *out, uint64_t k, uint64_t m, double a, double b);

#endif
