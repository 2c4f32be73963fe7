/* A logistic regression of few inputs: which weights would tell the two kinds of cases apart.
 *
 * ln(P(good) / P(bad)) = b[0] + b[1] x[1] + ... The likelihood is penalised by ridge / 2 times the sum of the squares
 * of b[1..], which keeps it finite where the kinds fall apart; with x within 0..1 a ridge of 1 weighs as much as one
 * case or two. Newton's method from 0 (P. McCullagh and J. A. Nelder, Generalized Linear Models). The same bits on every
 * machine (numbers.h). Pure; any thread. */
#ifndef RH_STATS_LOGIT_H
#define RH_STATS_LOGIT_H

#include "engine/base/err.h"

#include <stdbool.h>
#include <stddef.h>

enum { RH_LOGIT_INPUTS = 32 };

typedef struct rh_logit {
    double at[RH_LOGIT_INPUTS + 1];    /* [0]: the constant */
    double error[RH_LOGIT_INPUTS + 1]; /* standard, of the penalised likelihood */
} rh_logit;

/* rows: n rows of n_inputs numbers within -100..100 each; is_good[n]. False, and *out as it was, when n_inputs is 0 or
 * above RH_LOGIT_INPUTS, a kind has no case, a number is outside, ridge is not within 1e-6 .. 1e6, or it does not
 * settle. */
RH_MUST bool rh_logit_fit(rh_logit *out, const double *rows, const bool *is_good, size_t n, size_t n_inputs,
                          double ridge);

#endif
