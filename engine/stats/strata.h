/* A two by two table in each of several strata, read together: whether what the rows say of the columns remains where
 * cases of one stratum alone are compared.
 *
 * False, and *out as it was, on input outside the ranges. The same bits on every machine. Pure; any thread. */
#ifndef RH_STATS_STRATA_H
#define RH_STATS_STRATA_H

#include "engine/stats/exact.h"

typedef struct rh_strata {
    double seen, expected; /* of the first cells, summed: as they are, and as the margins of each stratum foretell */
    double variance;       /* of that sum; 0: no stratum has both rows and both columns */
    double p;              /* two-sided; 1 where the variance is 0 */
} rh_strata;

/* N. Mantel and W. Haenszel (1959), with the correction for continuity. Empty strata are allowed; n 0, too. Sums of a
 * table up to RH_STATS_MAX_TABLE. */
RH_MUST bool rh_strata_test(rh_strata *out, const rh_two_by_two *tables, size_t n);

#endif
