/* Control charts for a share over time, each with its average run length: how many points pass, on average, before it
 * signals. A chart is worth having when that is long at the share that is meant to hold and short at one that is too
 * high.
 *
 *     rh_pchart chart;   rh_pchart_limits(&chart, 347, 1500, 50)       one point a period of 50
 *     rh_cusum cusum;    rh_cusum_scores(&cusum, 0.10, 0.20)           one point a case
 *     level = rh_cusum_step(&cusum, level, is_bad)                     signals at level >= limit
 *
 * False, and *out as it was, on input outside the ranges. The same bits on every machine. Pure; any thread. */
#ifndef RH_STATS_CHART_H
#define RH_STATS_CHART_H

#include "engine/base/arena.h"
#include "engine/stats/interval.h"

/* ---- shares of periods ---- */

typedef struct rh_pchart {
    double centre;      /* bad / all of the baseline */
    rh_interval limits; /* three standard deviations of a period's share about it, within 0..1 */
    uint64_t size;      /* of a period */
} rh_pchart;

/* Shewhart's p-chart from a baseline of bad of all, all >= 1, for periods of `size` >= 1 (D. C. Montgomery,
 * Introduction to Statistical Quality Control). all and size up to RH_STATS_MAX_N. */
RH_MUST bool rh_pchart_limits(rh_pchart *out, uint64_t bad, uint64_t all, uint64_t size);
/* Whether a period with this many bad lies outside the limits. bad <= size. */
bool rh_pchart_signals(const rh_pchart *chart, uint64_t bad);
/* Periods until one signals, on average, when the true share is p, 0..1: 1 / P(signal), exactly by the binomial. 1e300
 * when that chance is below 1e-300. */
RH_MUST bool rh_pchart_run_length(double *out, const rh_pchart *chart, double p);

/* ---- cumulative sum of cases ---- */

/* What a bad and a good case add: the log likelihood ratios of share p1 against p0 (E. S. Page 1954; for single cases
 * Steiner, Cook, Farewell and Treasure 2000). */
typedef struct rh_cusum {
    double bad;  /* ln(p1 / p0) > 0 */
    double good; /* ln((1 - p1) / (1 - p0)) < 0 */
} rh_cusum;

/* 0 < p0 < p1 < 1. */
RH_MUST bool rh_cusum_scores(rh_cusum *out, double p0, double p1);
/* The level after one more case: max(0, level + score). The first level is 0. */
double rh_cusum_step(const rh_cusum *cusum, double level, bool is_bad);
/* Cases until the level reaches `limit`, on average from level 0, when the true share is p, 0..1. Levels stand on a
 * grid of which the good score is a whole number of steps and the bad score and the limit the nearest; the chain of
 * these levels is solved without subtraction (D. Brook and D. A. Evans 1972; W. K. Grassmann, M. I. Taksar and D. P.
 * Heyman 1985). So it is exact where they all lie on the grid, else within a few percent. 1e300 when the level is never
 * reached. limit must be above 0 and at most RH_CUSUM_GRID times the good score. False also, with `failed` set there,
 * when scratch has no memory; what was taken from it is given back. Cost: the cube of the number of levels, 0.1 s at
 * most. */
enum { RH_CUSUM_GRID = 600 };
RH_MUST bool rh_cusum_run_length(double *out, rh_arena *scratch, const rh_cusum *cusum, double limit, double p);

#endif
