/* A row of cases in the order in which they came, some of them shown, and several places at which it may be cut:
 * whether they are shown more often behind a place than before it.
 *
 * Of one place that is Fisher's test. Of several the surest is taken, whose p is small by that alone. Times the number
 * of places it is far too large, as neighbouring places say nearly the same of the same cases. How likely it is to be
 * as sure somewhere, every order of the cases being as likely, is computed here exactly: the number shown behind a
 * place, given the number shown behind the one before, is hypergeometric. After R. Miller and D. Siegmund, Maximally
 * selected chi square statistics, Biometrics 38 (1982), and A.-L. Boulesteix, Maximally selected chi-square statistics
 * and binary variables, Biometrical Journal 48 (2006).
 *
 * The same bits on every machine (numbers.h). Pure; any thread; no memory. */
#ifndef RH_STATS_CUTS_H
#define RH_STATS_CUTS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define RH_STATS_MAX_CUT_SHOWN ((uint64_t)256) /* the cost of a place grows with its square */

typedef struct rh_cuts {
    uint64_t n, shown;       /* of the whole row; n up to RH_STATS_MAX_N of interval.h, shown <= n */
    const uint64_t *behind;  /* of each place, first to last: the cases behind it, never rising, at most n */
    const uint64_t *reached; /* of each place: this many shown behind it are as sure as what is asked about */
    size_t n_places;
} rh_cuts;

/* P(at some place at least `reached` are shown behind it), over all orders of the cases. No place gives 0. False, and
 * *out as it was, on input outside its range or with more than RH_STATS_MAX_CUT_SHOWN shown. */
__attribute__((warn_unused_result)) bool rh_cuts_chance(double *out, const rh_cuts *cuts);

#endif
