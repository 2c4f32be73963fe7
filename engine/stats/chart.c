/* The p-chart and the cumulative sum, with their average run lengths. */
#include "engine/stats/chart.h"

#include "engine/stats/numbers.h"

#include <math.h>

static const double never = 1e300;

/* ---- shares of periods ---- */

bool rh_pchart_limits(rh_pchart *out, uint64_t bad, uint64_t all, uint64_t size)
{
    if (all == 0 || bad > all || all > RH_STATS_MAX_N || size == 0 || size > RH_STATS_MAX_N) return false;
    const double centre = (double)bad / (double)all, half = 3 * sqrt(centre * (1 - centre) / (double)size);
    const double low = centre - half, high = centre + half;
    *out = (rh_pchart){centre, {low > 0 ? low : 0, high < 1 ? high : 1}, size};
    return true;
}

bool rh_pchart_signals(const rh_pchart *chart, uint64_t bad)
{
    const double share = (double)bad / (double)chart->size;
    return share < chart->limits.low || share > chart->limits.high;
}

bool rh_pchart_run_length(double *out, const rh_pchart *chart, double p)
{
    if (!(p >= 0 && p <= 1) || chart->size == 0 || chart->size > RH_STATS_MAX_N) return false;
    const uint64_t n = chart->size;
    /* the fewest and the most bad that do not signal; rounding may put the product on the wrong side of a whole
     * number */
    uint64_t first = (uint64_t)floor(chart->limits.low * (double)n),
             last = (uint64_t)ceil(chart->limits.high * (double)n);
    while (first < n && rh_pchart_signals(chart, first)) first++;
    if (last > n) last = n;
    while (last > first && rh_pchart_signals(chart, last)) last--;
    const double below = first > 0 ? rh_stats__binomial_below(first - 1, n, p) : 0;
    const double above = last < n ? rh_stats__binomial_below(n - last - 1, n, 1 - p) : 0;
    *out = below + above > 1 / never ? 1 / (below + above) : never;
    return true;
}

/* ---- cumulative sum of cases ---- */

bool rh_cusum_scores(rh_cusum *out, double p0, double p1)
{
    if (!(p0 > 0 && p0 < p1 && p1 < 1)) return false;
    *out = (rh_cusum){rh_stats__log(p1 / p0), rh_stats__log((1 - p1) / (1 - p0))};
    return true;
}

double rh_cusum_step(const rh_cusum *cusum, double level, bool is_bad)
{
    const double next = level + (is_bad ? cusum->bad : cusum->good);
    return next > 0 ? next : 0;
}

/* The chain of levels 0..n-1. at[i * (n + 1) + k]: the chance to go from i to k; k == n is the signal. */
typedef struct chain {
    double *at;
    double *waits; /* cases spent at a level, those at levels that were taken out included */
    size_t n;
} chain;

static double *row(const chain *c, size_t i)
{
    return &c->at[i * (c->n + 1)];
}

static void build(const chain *c, size_t up, size_t down, double p)
{
    for (size_t i = 0; i < c->n; i++) {
        row(c, i)[i + up < c->n ? i + up : c->n] += p;
        row(c, i)[i > down ? i - down : 0] += 1 - p;
        c->waits[i] = 1;
    }
}

/* Takes one level out: whoever went there goes at once to where it leads, and has waited for it. */
static void take_out(const chain *c, size_t out, double leaving)
{
    const double *from = row(c, out);
    for (size_t i = 0; i < out; i++) {
        double *to = row(c, i);
        const double visits = to[out] / leaving;
        if (visits <= 0) continue;
        c->waits[i] += visits * c->waits[out];
        to[c->n] += visits * from[c->n];
        for (size_t k = 0; k < out; k++) to[k] += visits * from[k];
    }
}

/* Only sums of positive numbers, so chances as small as 1e-200 keep their digits. Every level is left: either good
 * cases take it down, or bad ones are so likely that a run of them signals. */
static double solve(const chain *c)
{
    for (size_t out = c->n - 1; out > 0; out--) {
        double leaving = row(c, out)[c->n];
        for (size_t k = 0; k < out; k++) leaving += row(c, out)[k];
        take_out(c, out, leaving);
    }
    return row(c, 0)[c->n] <= c->waits[0] / never ? never : c->waits[0] / row(c, 0)[c->n];
}

bool rh_cusum_run_length(double *out, rh_arena *scratch, const rh_cusum *cusum, double limit, double p)
{
    const double good = -cusum->good;
    if (!(cusum->bad > 0) || !(good > 0) || !(limit > 0 && limit <= RH_CUSUM_GRID * good) || !(p >= 0 && p <= 1))
        return false;
    const double down = good >= limit ? 1 : floor(RH_CUSUM_GRID * good / limit),
                 step = (good < limit ? good : limit) / down;
    const double levels = floor(limit / step + 0.5), up = floor(cusum->bad / step + 0.5);
    const rh_arena_mark mark = rh_arena_begin(scratch);
    chain c = {.n = (size_t)levels};
    c.at = rh_arena_array(scratch, c.n, (c.n + 1) * sizeof *c.at);
    c.waits = RH_NEW_N(scratch, c.n, double);
    const bool has_memory = c.at != NULL && c.waits != NULL;
    if (has_memory) {
        build(&c, up < levels ? up < 1 ? 1 : (size_t)up : c.n, (size_t)down, p);
        *out = solve(&c);
    }
    rh_arena_end(scratch, mark);
    return has_memory;
}
