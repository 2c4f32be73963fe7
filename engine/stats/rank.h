/* How well a number tells two kinds of cases apart: the area under the ROC curve.
 *
 * False, and *out as it was, on input outside the ranges. The same bits on every machine. Pure; any thread. */
#ifndef RH_STATS_RANK_H
#define RH_STATS_RANK_H

#include "engine/base/arena.h"
#include "engine/stats/interval.h"

/* A case: its score, and whether it turned out good. */
typedef struct rh_scored {
    double score;
    bool is_good;
} rh_scored;

typedef struct rh_auc {
    double value;         /* P(a good case scores above a bad one), ties half: 0.5 says nothing, less is upside down */
    double error;         /* standard */
    rh_interval interval; /* value +- z error, within 0..1 */
    uint64_t good, bad;
} rh_auc;

/* At least one case of each kind, scores finite, n up to 1e7. The error is that of E. R. DeLong, D. M. DeLong and D. L.
 * Clarke-Pearson (1988); with a single case of a kind it is 0 for that kind's part. O(n log n). */
RH_MUST bool rh_auc_of(rh_auc *out, rh_arena *scratch, const rh_scored *cases, size_t n, double confidence);

#endif
