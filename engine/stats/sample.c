/* Sample sizes. */
#include "engine/stats/sample.h"

#include "engine/stats/interval.h"
#include "engine/stats/numbers.h"

#include <math.h>

rh_allowance rh_sample_allows(uint64_t n)
{
    return n < 5 ? RH_ALLOW_COUNTS : n < 20 ? RH_ALLOW_INTERVAL : RH_ALLOW_TEST;
}

static bool is_within(double x, double low, double high)
{
    return x >= low && x <= high;
}

bool rh_sample_without_failure(uint64_t *out, double share, double confidence)
{
    if (!(share > 0 && share < 1) || !(confidence > 0 && confidence < 1)) return false;
    const double n = ceil(rh_stats__log(1 - confidence) / rh_stats__log1p(share - 1));
    if (n > 0x1p53) return false;
    *out = n < 1 ? 1 : (uint64_t)n;
    return true;
}

bool rh_sample_per_arm(double *out, double p1, double p2, double confidence, double power)
{
    const double low = RH_STATS_MIN_CONFIDENCE, high = RH_STATS_MAX_CONFIDENCE, gap = p1 - p2;
    if (!is_within(p1, 0, 1) || !is_within(p2, 0, 1) || gap == 0) return false;
    if (!is_within(confidence, low, high) || !is_within(power, low, high)) return false;
    const double pooled = (p1 + p2) / 2, z = rh_stats__normal_two_sided(confidence);
    /* the power's quantile is one-sided: that of 2 * power - 1 on both sides */
    const double z_power = power > 0.5 ? rh_stats__normal_two_sided(2 * power - 1) : 0;
    const double root = z * sqrt(2 * pooled * (1 - pooled)) + z_power * sqrt(p1 * (1 - p1) + p2 * (1 - p2));
    *out = root * root / (gap * gap);
    return true;
}
