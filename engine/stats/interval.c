/* Intervals for shares and differences of shares. */
#include "engine/stats/interval.h"

#include "engine/stats/numbers.h"

#include <math.h>

static bool is_confidence(double confidence)
{
    return confidence >= RH_STATS_MIN_CONFIDENCE && confidence <= RH_STATS_MAX_CONFIDENCE;
}

static bool is_sample(uint64_t k, uint64_t n, double confidence)
{
    return n > 0 && k <= n && n <= RH_STATS_MAX_N && is_confidence(confidence);
}

static double clip(double x, double low, double high)
{
    return x < low ? low : x > high ? high : x;
}

/* ---- one share ---- */

static rh_interval wilson(uint64_t k, uint64_t n, double z)
{
    const double all = (double)n, share = (double)k / all, square = z * z;
    const double scale = 1 / (1 + square / all), middle = (share + square / (2 * all)) * scale;
    const double half = z * scale * sqrt(share * (1 - share) / all + square / (4 * all * all));
    /* at the ends the bounds are known, and rounding would miss them by a bit */
    return (rh_interval){k == 0 ? 0 : clip(middle - half, 0, 1), k == n ? 1 : clip(middle + half, 0, 1)};
}

bool rh_interval_wilson(rh_interval *out, uint64_t k, uint64_t n, double confidence)
{
    if (!is_sample(k, n, confidence)) return false;
    *out = wilson(k, n, rh_stats__normal_two_sided(confidence));
    return true;
}

bool rh_interval_clopper(rh_interval *out, uint64_t k, uint64_t n, double confidence)
{
    if (!is_sample(k, n, confidence)) return false;
    const double tail = (1 - confidence) / 2, successes = (double)k, failures = (double)(n - k);
    out->low = k == 0 ? 0 : rh_stats__beta_quantile(tail, successes, failures + 1);
    out->high = k == n ? 1 : rh_stats__beta_quantile(1 - tail, successes + 1, failures);
    return true;
}

bool rh_interval_jeffreys(rh_interval *out, uint64_t k, uint64_t n, double confidence)
{
    if (!is_sample(k, n, confidence)) return false;
    const double tail = (1 - confidence) / 2, a = (double)k + 0.5, b = (double)(n - k) + 0.5;
    out->low = k == 0 ? 0 : rh_stats__beta_quantile(tail, a, b);
    out->high = k == n ? 1 : rh_stats__beta_quantile(1 - tail, a, b);
    return true;
}

/* ---- differences ---- */

/* The distance from a difference to its bound: the distances of the two shares to theirs, joined as the sides of a
 * triangle whose angle is given by the correlation. */
static double join(double x, double y, double correlation)
{
    const double square = x * x - 2 * correlation * x * y + y * y;
    return square > 0 ? sqrt(square) : 0;
}

static rh_difference difference(double p1, rh_interval i1, double p2, rh_interval i2, double value, double correlation)
{
    const double down = join(p1 - i1.low, i2.high - p2, correlation);
    const double up = join(i1.high - p1, p2 - i2.low, correlation);
    return (rh_difference){value, {clip(value - down, -1, 1), clip(value + up, -1, 1)}};
}

bool rh_difference_newcombe(rh_difference *out, uint64_t k1, uint64_t n1, uint64_t k2, uint64_t n2, double confidence)
{
    if (!is_sample(k1, n1, confidence) || !is_sample(k2, n2, confidence)) return false;
    const double z = rh_stats__normal_two_sided(confidence);
    const double p1 = (double)k1 / (double)n1, p2 = (double)k2 / (double)n2;
    *out = difference(p1, wilson(k1, n1, z), p2, wilson(k2, n2, z), p1 - p2, 0);
    return true;
}

/* Of the two members' answers, as Newcombe corrects it; 0 when one of them always says the same. */
static double correlation_of(const rh_pairs *p, double n)
{
    const double both = (double)p->both, first = (double)p->first, second = (double)p->second;
    const double neither = (double)p->neither;
    const double margins = (both + first) * (second + neither) * ((both + second) * (first + neither));
    const double cross = both * neither - first * second;
    if (margins <= 0) return 0;
    return (cross > n / 2 ? cross - n / 2 : cross > 0 ? 0 : cross) / sqrt(margins);
}

bool rh_difference_paired(rh_difference *out, const rh_pairs *pairs, double confidence)
{
    const uint64_t cells[] = {pairs->both, pairs->first, pairs->second, pairs->neither};
    uint64_t n = 0;
    for (int i = 0; i < 4; i++) {
        if (cells[i] > RH_STATS_MAX_N) return false;
        n += cells[i];
    }
    if (!is_sample(0, n, confidence)) return false;
    const double z = rh_stats__normal_two_sided(confidence), all = (double)n;
    const uint64_t k1 = pairs->both + pairs->first, k2 = pairs->both + pairs->second;
    const double value = ((double)pairs->first - (double)pairs->second) / all;
    *out = difference((double)k1 / all, wilson(k1, n, z), (double)k2 / all, wilson(k2, n, z), value,
                      correlation_of(pairs, all));
    return true;
}

/* ---- against a threshold ---- */

bool rh_interval_needed(uint64_t *out, uint64_t k, uint64_t n_seen, double threshold, double confidence)
{
    if (!(threshold >= 0 && threshold <= 1) || !is_sample(k, n_seen, confidence)) return false;
    const double z = rh_stats__normal_two_sided(confidence), gap = (double)k / (double)n_seen - threshold;
    const double n = gap == 0 ? 0x1p54 : ceil(z * z * threshold * (1 - threshold) / (gap * gap));
    if (n > 0x1p53) return false;
    *out = n < 1 ? 1 : (uint64_t)n;
    return true;
}
