/* Newton's method for a penalised logistic regression. */
#include "engine/stats/logit.h"

#include "engine/stats/numbers.h"

#include <math.h>

enum { SIZE = RH_LOGIT_INPUTS + 1, MOST_STEPS = 60 };

typedef struct fit {
    const double *rows;
    const bool *is_good;
    size_t n, n_inputs;
    double ridge;
    double b[SIZE], gradient[SIZE], hessian[SIZE][SIZE], inverse[SIZE][SIZE];
} fit;

static double share(double log_odds)
{
    if (log_odds >= 0) return 1 / (1 + rh_stats__exp(-log_odds));
    const double odds = rh_stats__exp(log_odds);
    return odds / (1 + odds);
}

static double input(const fit *f, size_t row, size_t i)
{
    return i == 0 ? 1 : f->rows[row * f->n_inputs + i - 1];
}

/* Gradient and negative Hessian of the penalised log likelihood. */
static void derive(fit *f)
{
    const size_t size = f->n_inputs + 1;
    for (size_t i = 0; i < size; i++) {
        f->gradient[i] = i > 0 ? -f->ridge * f->b[i] : 0;
        for (size_t k = 0; k < size; k++) f->hessian[i][k] = i == k && i > 0 ? f->ridge : 0;
    }
    for (size_t row = 0; row < f->n; row++) {
        double log_odds = 0;
        for (size_t i = 0; i < size; i++) log_odds += f->b[i] * input(f, row, i);
        const double p = share(log_odds), w = p * (1 - p), left = (f->is_good[row] ? 1 : 0) - p;
        for (size_t i = 0; i < size; i++) {
            const double x = input(f, row, i);
            f->gradient[i] += left * x;
            for (size_t k = 0; k <= i; k++) f->hessian[i][k] += w * x * input(f, row, k);
        }
    }
    for (size_t i = 0; i < size; i++)
        for (size_t k = i + 1; k < size; k++) f->hessian[i][k] = f->hessian[k][i];
}

/* Gauss and Jordan, without exchanging rows: the matrix is positive definite, or it is refused. */
static bool invert(fit *f)
{
    const size_t size = f->n_inputs + 1;
    double a[SIZE][SIZE];
    for (size_t i = 0; i < size; i++)
        for (size_t k = 0; k < size; k++) a[i][k] = f->hessian[i][k], f->inverse[i][k] = i == k ? 1 : 0;
    for (size_t i = 0; i < size; i++) {
        const double pivot = a[i][i];
        if (!(pivot > 1e-12)) return false;
        for (size_t k = 0; k < size; k++) a[i][k] /= pivot, f->inverse[i][k] /= pivot;
        for (size_t r = 0; r < size; r++) {
            const double times = a[r][i];
            for (size_t k = 0; r != i && k < size; k++)
                a[r][k] -= times * a[i][k], f->inverse[r][k] -= times * f->inverse[i][k];
        }
    }
    return true;
}

/* One step; *moved is how far the farthest coefficient went. A step is cut where an exponential would not hold. */
static bool step(fit *f, double *moved)
{
    const size_t size = f->n_inputs + 1;
    derive(f);
    if (!invert(f)) return false;
    *moved = 0;
    for (size_t i = 0; i < size; i++) {
        double by = 0;
        for (size_t k = 0; k < size; k++) by += f->inverse[i][k] * f->gradient[k];
        by = by > 5 ? 5 : by < -5 ? -5 : by;
        f->b[i] += by;
        if (!(f->b[i] > -1e6 && f->b[i] < 1e6)) return false;
        if (fabs(by) > *moved) *moved = fabs(by);
    }
    return true;
}

static bool is_fit(const double *rows, const bool *is_good, size_t n, size_t n_inputs, double ridge)
{
    size_t n_good = 0;
    if (n_inputs == 0 || n_inputs > RH_LOGIT_INPUTS || !(ridge >= 1e-6 && ridge <= 1e6)) return false;
    for (size_t i = 0; i < n * n_inputs; i++)
        if (!(rows[i] >= -100 && rows[i] <= 100)) return false;
    for (size_t i = 0; i < n; i++) n_good += is_good[i];
    return n_good > 0 && n_good < n;
}

bool rh_logit_fit(rh_logit *out, const double *rows, const bool *is_good, size_t n, size_t n_inputs, double ridge)
{
    fit f = {.rows = rows, .is_good = is_good, .n = n, .n_inputs = n_inputs, .ridge = ridge};
    double moved = 1;
    if (!is_fit(rows, is_good, n, n_inputs, ridge)) return false;
    for (int i = 0; i < MOST_STEPS && moved > 1e-10; i++)
        if (!step(&f, &moved)) return false;
    if (moved > 1e-10) return false;
    derive(&f);
    if (!invert(&f)) return false;
    for (size_t i = 0; i <= n_inputs; i++) {
        out->at[i] = f.b[i];
        out->error[i] = sqrt(f.inverse[i][i] > 0 ? f.inverse[i][i] : 0);
    }
    return true;
}
