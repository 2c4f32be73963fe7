/* E-values, confidence sequences, Beta posteriors. */
#include "engine/stats/evalue.h"

#include "engine/stats/numbers.h"

static const double most = 1e300, log_most = 690.7755278982137;

/* ln of the e-value. */
static double log_evalue(uint64_t k, uint64_t n, double p0)
{
    return -rh_stats__log((double)n + 1) - rh_stats__log_binomial(k, n, p0);
}

bool rh_evalue_share(double *out, uint64_t k, uint64_t n, double p0)
{
    if (k > n || n > RH_STATS_MAX_N || !(p0 > 0 && p0 < 1)) return false;
    const double log_e = n > 0 ? log_evalue(k, n, p0) : 0;
    *out = log_e >= log_most ? most : rh_stats__exp(log_e);
    return true;
}

bool rh_evalue_pairs(double *out, uint64_t b, uint64_t c)
{
    return b <= RH_STATS_MAX_N && c <= RH_STATS_MAX_N && rh_evalue_share(out, b, b + c, 0.5);
}

/* The share between `inside`, which is not refuted, and `outside`, which is, where refutation begins. */
static double edge(uint64_t k, uint64_t n, double log_limit, double inside, double outside)
{
    for (;;) {
        const double middle = inside + (outside - inside) / 2;
        if ((middle <= inside && middle <= outside) || (middle >= inside && middle >= outside)) return inside;
        if (log_evalue(k, n, middle) < log_limit) inside = middle;
        else outside = middle;
    }
}

bool rh_evalue_interval(rh_interval *out, uint64_t k, uint64_t n, double confidence)
{
    if (k > n || n > RH_STATS_MAX_N) return false;
    if (!(confidence >= RH_STATS_MIN_CONFIDENCE && confidence <= RH_STATS_MAX_CONFIDENCE)) return false;
    const double log_limit = -rh_stats__log(1 - confidence), seen = n > 0 ? (double)k / (double)n : 0;
    out->low = k == 0 ? 0 : edge(k, n, log_limit, seen, 0);
    out->high = k == n ? 1 : edge(k, n, log_limit, seen, 1);
    return true;
}

/* Beta functions cancel down to their kernels at any one share; the pooled one keeps all of them in range. */
bool rh_posterior_exceeds(double *out, uint64_t k1, uint64_t n1, uint64_t k2, uint64_t n2)
{
    if (k1 > n1 || k2 > n2 || n1 > RH_STATS_MAX_SUM || n2 > RH_STATS_MAX_SUM) return false;
    const double a1 = (double)k1 + 1, b1 = (double)(n1 - k1) + 1, b2 = (double)(n2 - k2) + 1;
    const double x = (a1 + (double)k2) / (a1 + b1 + (double)n2);
    const double fixed = rh_stats__log_beta_kernel(x, a1, b1) - rh_stats__log(x);
    double sum = 0;
    for (uint64_t i = 0; i <= k2; i++) {
        const double ratio = rh_stats__log_beta_kernel(x, (double)i + 1, b2) -
                             rh_stats__log_beta_kernel(x, a1 + (double)i, b1 + b2);
        sum += rh_stats__exp(fixed + ratio - rh_stats__log(b2 + (double)i));
    }
    *out = sum > 1 ? 1 : sum;
    return true;
}

bool rh_posterior_next(double *out, uint64_t k, uint64_t m, double a, double b)
{
    if (k > m || m > RH_STATS_MAX_SUM || !(a >= 1e-6 && a <= 1e9) || !(b >= 1e-6 && b <= 1e9)) return false;
    const double successes = (double)k, failures = (double)(m - k), x = (a + successes) / (a + b + (double)m);
    const double log_p = rh_stats__log_binomial(k, m, x) + rh_stats__log_beta_kernel(x, a, b) -
                         rh_stats__log_beta_kernel(x, a + successes, b + failures);
    *out = log_p > 0 ? 1 : rh_stats__exp(log_p);
    return true;
}
