/* Exact tests of small tables, and corrections where several tests are read together.
 *
 * p-values lie in 0..1. Every function answers false, and leaves *out as it was, on input outside its range. The same
 * bits on every machine (numbers.h). Pure; any thread; no memory but where an array is passed. */
#ifndef RH_STATS_EXACT_H
#define RH_STATS_EXACT_H

#include "engine/base/err.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define RH_STATS_MAX_TABLE ((uint64_t)1000000) /* sum of a two by two table: Fisher's test visits all its tables */

/* A two by two table: a and b in the first row, c and d in the second. */
typedef struct rh_two_by_two {
    uint64_t a, b, c, d;
} rh_two_by_two;

typedef struct rh_fisher {
    double two_sided;     /* the tables, margins given, that are no likelier than this one */
    double less, greater; /* P(first cell <= a), P(first cell >= a) */
    double mid;           /* two_sided with tables as likely as this one counted half */
} rh_fisher;

/* Fisher's exact test (R. A. Fisher 1934; two-sided by likelihood, as R's fisher.test; mid-p as H. O. Lancaster 1961).
 * Likelihoods within a factor of 1 + 1e-7 count as equal. An empty table, or one with an empty row or column, gives 1.
 * False when the sum is above RH_STATS_MAX_TABLE. */
RH_MUST bool rh_exact_fisher(rh_fisher *out, const rh_two_by_two *table);

typedef struct rh_mcnemar {
    double exact; /* two-sided: twice the smaller tail of Binomial(b + c, 1/2), at most 1 */
    double mid;   /* the same less the likelihood of what was seen */
} rh_mcnemar;

/* McNemar's exact test of pairs that differ: b one way, c the other (mid-p as Fagerland, Lydersen and Laake 2013). No
 * such pair gives 1. False when b or c is above 500,000,000. */
RH_MUST bool rh_exact_mcnemar(rh_mcnemar *out, uint64_t b, uint64_t c);

/* P(X >= k) and P(X <= k) of Binomial(n, p): the one-sided binomial tests. n up to RH_STATS_MAX_N of interval.h. */
RH_MUST bool rh_exact_binomial(double *at_least, double *at_most, uint64_t k, uint64_t n, double p);

/* p-values adjusted for being read together: adjusted[i] belongs to p[i], and what is at most alpha is rejected. Holm
 * (1979) bounds the chance of any false rejection; Benjamini and Hochberg (1995) the expected share of false ones among
 * the rejected, where the tests are independent; Benjamini and Yekutieli (2001) the same for any dependence. adjusted
 * may not overlap p. order is room for n numbers. n 0 is allowed. False when a p is not within 0..1. */
RH_MUST bool rh_adjust_holm(double *adjusted, size_t *order, const double *p, size_t n);
RH_MUST bool rh_adjust_benjamini_hochberg(double *adjusted, size_t *order, const double *p, size_t n);
RH_MUST bool rh_adjust_benjamini_yekutieli(double *adjusted, size_t *order, const double *p, size_t n);

#endif
