/* Inside engine/stats: logarithms, exponentials, the normal and the beta distribution, in IEEE double arithmetic alone.
 *
 * Why own ones: results of the C library's log, exp and lgamma differ in the last bit from machine to machine, and a
 * bound that decides a gate must not. Here only + - * /, sqrt (rounded correctly by IEEE 754), frexp, ldexp and floor
 * (exact) are used, and the compiler may not contract (-ffp-contract=off), so every machine gives the same bits.
 *
 * Relative errors are near 1e-14 except where a comment says otherwise. Pure; any thread; no memory. */
#ifndef RH_STATS_NUMBERS_H
#define RH_STATS_NUMBERS_H

#include <stdint.h>

/* Natural logarithm of x > 0; of log1p, x > -1. */
double rh_stats__log(double x);
double rh_stats__log1p(double x);
/* 0 below -745, the largest double above 709. */
double rh_stats__exp(double x);

/* P(Z > z) of the standard normal, z >= 0. Below 2.5 by the series of Abramowitz and Stegun 26.2.11, beyond by the
 * continued fraction 26.2.14. */
double rh_stats__normal_tail(double z);
/* The z with P(-z < Z < z) = confidence, 0 < confidence < 1; bisection, so its error is that of the tail. */
double rh_stats__normal_two_sided(double confidence);

/* x^a (1-x)^b / B(a, b), its logarithm; a, b > 0, 0 < x < 1. The saddle-point form of C. Loader, Fast and accurate
 * computation of binomial probabilities (2000): no large terms cancel, so it holds for a and b up to 1e15. */
double rh_stats__log_beta_kernel(double x, double a, double b);
/* The regularised incomplete beta function I_x(a, b), a, b > 0, 0 <= x <= 1; continued fraction DLMF 8.17.22. The
 * number of its steps grows as the square root of the larger of a and b. */
double rh_stats__beta_below(double x, double a, double b);
/* The x with I_x(a, b) = p, 0 <= p <= 1; bisection to neighbouring doubles. */
double rh_stats__beta_quantile(double p, double a, double b);

/* Of Binomial(n, p), k <= n, 0 <= p <= 1: the logarithm of P(X = k), which is -DBL_MAX where that is 0, and P(X <=
 * k). */
double rh_stats__log_binomial(uint64_t k, uint64_t n, double p);
double rh_stats__binomial_below(uint64_t k, uint64_t n, double p);

#endif
