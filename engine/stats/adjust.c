/* p-values that are read together. */
#include "engine/stats/exact.h"

/* order becomes the indexes of p by rising value, equal ones as they stand. Lists are short: a few criteria, the
 * entries of a register; shell sort needs no memory and no context. */
static bool sort(size_t *order, const double *p, size_t n)
{
    for (size_t i = 0; i < n; i++) {
        if (!(p[i] >= 0 && p[i] <= 1)) return false;
        order[i] = i;
    }
    for (size_t gap = n / 2; gap > 0; gap /= 2)
        for (size_t i = gap; i < n; i++) {
            const size_t moved = order[i];
            size_t at = i;
            while (at >= gap && (p[order[at - gap]] > p[moved] ||
                                 (p[order[at - gap]] >= p[moved] && order[at - gap] > moved))) {
                order[at] = order[at - gap];
                at -= gap;
            }
            order[at] = moved;
        }
    return true;
}

bool rh_adjust_holm(double *adjusted, size_t *order, const double *p, size_t n)
{
    double most = 0;
    if (!sort(order, p, n)) return false;
    for (size_t i = 0; i < n; i++) {
        const double times = (double)(n - i) * p[order[i]];
        if (times > most) most = times;
        adjusted[order[i]] = most > 1 ? 1 : most;
    }
    return true;
}

/* factor 1: Benjamini and Hochberg. */
static bool step_up(double *adjusted, size_t *order, const double *p, size_t n, double factor)
{
    double least = 1;
    if (!sort(order, p, n)) return false;
    for (size_t i = n; i-- > 0;) {
        const double times = factor * (double)n / (double)(i + 1) * p[order[i]];
        if (times < least) least = times;
        adjusted[order[i]] = least;
    }
    return true;
}

bool rh_adjust_benjamini_hochberg(double *adjusted, size_t *order, const double *p, size_t n)
{
    return step_up(adjusted, order, p, n, 1);
}

bool rh_adjust_benjamini_yekutieli(double *adjusted, size_t *order, const double *p, size_t n)
{
    double harmonic = 0;
    for (size_t i = n; i > 0; i--) harmonic += 1 / (double)i;
    return step_up(adjusted, order, p, n, harmonic);
}
