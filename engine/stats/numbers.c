/* Logarithm, exponential, normal and beta distribution without the C library's. */
#include "engine/stats/numbers.h"

#include <float.h>
#include <math.h>
#include <stdbool.h>

/* ln 2 in two parts: the first has 32 significant bits, so that a small integer times it is exact. */
static const double ln2_high = 0x1.62e42fefp-1, ln2_low = 0x1.473de6af278edp-34;
static const double sqrt_half = 0x1.6a09e667f3bcdp-1;
static const double log_two_pi = 0x1.d67f1c864beb5p+0;
static const double inverse_sqrt_two_pi = 0x1.9884533d43651p-2;

/* ---- logarithm and exponential ---- */

/* ln((1 + s) / (1 - s)) for |s| <= 0.18: 2 (s + s^3/3 + s^5/5 + ...). */
static double log_ratio(double s)
{
    const double square = s * s;
    double sum = 0;
    for (int k = 25; k >= 3; k -= 2) sum = (sum + 1.0 / k) * square;
    return 2 * s + 2 * s * sum;
}

double rh_stats__log(double x)
{
    int exponent;
    double m = frexp(x, &exponent);
    if (m < sqrt_half) {
        m *= 2;
        exponent--;
    }
    return exponent * ln2_high + (exponent * ln2_low + log_ratio((m - 1) / (m + 1)));
}

double rh_stats__log1p(double x)
{
    return x > -0.25 && x < 0.4 ? log_ratio(x / (2 + x)) : rh_stats__log(1 + x);
}

double rh_stats__exp(double x)
{
    if (x < -745) return 0;
    if (x > 709) return DBL_MAX;
    const double k = floor(x / (ln2_high + ln2_low) + 0.5);
    const double r = (x - k * ln2_high) - k * ln2_low;
    double sum = 1;
    for (int i = 15; i >= 1; i--) sum = 1 + sum * r / i;
    return ldexp(sum, (int)k);
}

/* ---- the normal distribution ---- */

double rh_stats__normal_tail(double z)
{
    const double density = inverse_sqrt_two_pi * rh_stats__exp(-z * z / 2);
    if (z < 2.5) {
        double term = z, sum = z;
        for (int k = 3; term > sum * 1e-18; k += 2) {
            term *= z * z / k;
            sum += term;
        }
        return 0.5 - density * sum;
    }
    double fraction = z;
    for (int k = 120; k >= 1; k--) fraction = z + k / fraction;
    return density / fraction;
}

double rh_stats__normal_two_sided(double confidence)
{
    const double tail = (1 - confidence) / 2;
    double low = 0, high = 40;
    for (;;) {
        const double middle = low + (high - low) / 2;
        if (middle <= low || middle >= high) return low;
        if (rh_stats__normal_tail(middle) > tail) low = middle;
        else high = middle;
    }
}

/* ---- the beta distribution ---- */

/* What Stirling's formula leaves: ln Gamma(z) - ((z - 1/2) ln z - z + ln(2 pi)/2), z > 0. */
static double stirling_rest(double z)
{
    double rest = 0;
    for (; z < 16; z++) rest += (z + 0.5) * rh_stats__log1p(1 / z) - 1;
    const double square = 1 / (z * z);
    return rest + (1 / 12.0 - (1 / 360.0 - (1 / 1260.0 - (1 / 1680.0 - square / 1188) * square) * square) * square) / z;
}

/* x ln(x / m) + m - x, m > 0, x >= 0: how far x lies from m, without cancellation where they are near. */
static double deviance(double x, double m)
{
    if (x == 0) return m;
    const double v = (x - m) / (x + m);
    if (v > 0.1 || v < -0.1) return x * rh_stats__log(x / m) + m - x;
    const double square = v * v;
    double sum = 0;
    for (int k = 21; k >= 3; k -= 2) sum = (sum + 1.0 / k) * square;
    return (x - m) * v + 2 * x * v * sum;
}

static double log_kernel(double x, double y, double a, double b)
{
    const double n = a + b;
    const double rests = stirling_rest(n) - stirling_rest(a) - stirling_rest(b);
    return rests - deviance(a, n * x) - deviance(b, n * y) + (rh_stats__log(a / n) + rh_stats__log(b) - log_two_pi) / 2;
}

double rh_stats__log_beta_kernel(double x, double a, double b)
{
    return log_kernel(x, 1 - x, a, b);
}

static double away_from_zero(double x)
{
    return x > -DBL_MIN && x < DBL_MIN ? DBL_MIN : x;
}

/* The continued fraction of I_x(a, b) by the modified method of Lentz; it converges fast for x < (a + 1) / (a + b +
 * 2). */
static double beta_fraction(double x, double a, double b)
{
    double c = 1, d = 1 / away_from_zero(1 - (a + b) * x / (a + 1)), f = d;
    for (double m = 1; m < 1e8; m++) {
        const double even = m * (b - m) * x / ((a + 2 * m - 1) * (a + 2 * m));
        const double odd = -(a + m) * (a + b + m) * x / ((a + 2 * m) * (a + 2 * m + 1));
        d = 1 / away_from_zero(1 + even * d);
        c = away_from_zero(1 + even / c);
        f *= c * d;
        d = 1 / away_from_zero(1 + odd * d);
        c = away_from_zero(1 + odd / c);
        f *= c * d;
        const double change = c * d - 1;
        if (change < 1e-15 && change > -1e-15) break;
    }
    return f;
}

/* I_x(a, b), y = 1 - x, both above 0: whichever is small comes with all its digits. */
static double beta_below(double x, double y, double a, double b)
{
    const double kernel = rh_stats__exp(log_kernel(x, y, a, b));
    if (x < (a + 1) / (a + b + 2)) return kernel * beta_fraction(x, a, b) / a;
    return 1 - kernel * beta_fraction(y, b, a) / b;
}

double rh_stats__beta_below(double x, double a, double b)
{
    if (x <= 0) return 0;
    return x >= 1 ? 1 : beta_below(x, 1 - x, a, b);
}

double rh_stats__beta_quantile(double p, double a, double b)
{
    double low = 0, high = 1;
    for (;;) {
        const double middle = low + (high - low) / 2;
        if (middle <= low || middle >= high) return p <= 0 ? 0 : high;
        if (rh_stats__beta_below(middle, a, b) < p) low = middle;
        else high = middle;
    }
}

/* ---- the binomial distribution ---- */

double rh_stats__log_binomial(uint64_t k, uint64_t n, double p)
{
    const double successes = (double)k, failures = (double)(n - k), all = (double)n;
    if (p <= 0) return k == 0 ? 0 : -DBL_MAX;
    if (p >= 1) return k == n ? 0 : -DBL_MAX;
    if (k == 0) return all * rh_stats__log1p(-p);
    if (k == n) return all * rh_stats__log(p);
    const double rests = stirling_rest(all) - stirling_rest(successes) - stirling_rest(failures);
    const double spread = log_two_pi + rh_stats__log(successes) + rh_stats__log(failures / all);
    return rests - deviance(successes, all * p) - deviance(failures, all * (1 - p)) - spread / 2;
}

double rh_stats__binomial_below(uint64_t k, uint64_t n, double p)
{
    if (k >= n || p <= 0) return 1;
    return p >= 1 ? 0 : beta_below(1 - p, p, (double)(n - k), (double)k + 1);
}
