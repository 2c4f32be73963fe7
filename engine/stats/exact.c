/* Fisher's, McNemar's and the binomial test. */
#include "engine/stats/exact.h"

#include "engine/stats/interval.h"
#include "engine/stats/numbers.h"

static const double as_likely = 1 + 1e-7;

static double at_most_one(double p)
{
    return p > 1 ? 1 : p;
}

/* ln P(first cell = x) when the rows have r and s members, and the first column n: hypergeometric, as a product of
 * binomials at the pooled share, so that nothing large cancels. */
static double log_table(uint64_t x, uint64_t r, uint64_t s, uint64_t n)
{
    const double share = (double)n / (double)(r + s);
    return rh_stats__log_binomial(x, r, share) + rh_stats__log_binomial(n - x, s, share) -
           rh_stats__log_binomial(n, r + s, share);
}

bool rh_exact_fisher(rh_fisher *out, const rh_two_by_two *t)
{
    const uint64_t cells[] = {t->a, t->b, t->c, t->d};
    for (int i = 0; i < 4; i++)
        if (cells[i] > RH_STATS_MAX_TABLE) return false;
    const uint64_t r = t->a + t->b, s = t->c + t->d, n = t->a + t->c;
    if (r + s > RH_STATS_MAX_TABLE) return false;
    const uint64_t first = n > s ? n - s : 0, last = n < r ? n : r;
    rh_fisher f = {0, 0, 0, 0};
    double ties = 0;
    if (first == last) { /* the margins allow this table only */
        *out = (rh_fisher){1, 1, 1, 1};
        return true;
    }
    const double seen = rh_stats__exp(log_table(t->a, r, s, n));
    for (uint64_t x = first; x <= last; x++) {
        const double p = x == t->a ? seen : rh_stats__exp(log_table(x, r, s, n));
        if (x <= t->a) f.less += p;
        if (x >= t->a) f.greater += p;
        if (p <= seen * as_likely) f.two_sided += p;
        if (p <= seen * as_likely && p * as_likely >= seen) ties += p;
    }
    f.mid = at_most_one(f.two_sided - ties / 2);
    *out = (rh_fisher){at_most_one(f.two_sided), at_most_one(f.less), at_most_one(f.greater), f.mid};
    return true;
}

bool rh_exact_mcnemar(rh_mcnemar *out, uint64_t b, uint64_t c)
{
    if (b > RH_STATS_MAX_N / 2 || c > RH_STATS_MAX_N / 2) return false;
    const uint64_t n = b + c, least = b < c ? b : c;
    if (b == c) {
        *out = (rh_mcnemar){1, 1};
        return true;
    }
    const double twice = 2 * rh_stats__binomial_below(least, n, 0.5);
    *out = (rh_mcnemar){at_most_one(twice), twice - rh_stats__exp(rh_stats__log_binomial(least, n, 0.5))};
    return true;
}

bool rh_exact_binomial(double *at_least, double *at_most, uint64_t k, uint64_t n, double p)
{
    if (k > n || n > RH_STATS_MAX_N || !(p >= 0 && p <= 1)) return false;
    /* P(X >= k) is P(n - X <= n - k) */
    *at_least = rh_stats__binomial_below(n - k, n, 1 - p);
    *at_most = rh_stats__binomial_below(k, n, p);
    return true;
}
