/* Inside harness/fixes: since which week a symptom is shown more often than before.
 *
 * Up to eleven weeks are tried, spread evenly over those in which there were cases. Behind the week the share must be
 * above the one before (Fisher), at least half again as high, and above the tolerance where there is one (binomial).
 * The p is that of the surest week, and as the week was chosen it is the chance that some week is as sure, exactly
 * (engine/stats/cuts.h); where more are shown than are computed exactly, or nothing is sure, it is the surest one's
 * times the weeks tried, which is never less. Where two tests must both hold, the larger p counts. */
#ifndef RH_FIXES_SINCE_H
#define RH_FIXES_SINCE_H

#include "harness/fixes/weigh.h"

/* The cases of one scope, by week. */
typedef struct rh_fix_series {
    rh_fix_weeks weeks;
    uint64_t n, shown, journeys;
} rh_fix_series;

/* P of a share as high where the true one is the tolerance, in thousandths. */
double rh_fix__above(uint64_t shown, uint64_t of, unsigned tolerance);
/* P of being as far above the others where both are of one share. */
double rh_fix__higher(uint64_t shown, uint64_t of, uint64_t other_shown, uint64_t other_of);

/* Fills what a case says of its surest week: since, the counts before and behind it, p and least. False, and nothing
 * filled, where all cases are of one week. */
bool rh_fix__since(rh_fix_case *c, const rh_fix_series *s, unsigned tolerance);

#endif
