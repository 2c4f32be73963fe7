/* Row by row of places: how likely each number behind a place is, with no place reached so far. */
#include "engine/stats/cuts.h"

#include "engine/stats/interval.h"
#include "engine/stats/numbers.h"

#include <string.h>

enum { N_STATES = RH_STATS_MAX_CUT_SHOWN + 1 };

/* `shown` of n cases are shown; of these, `rest` are behind the next place. */
typedef struct step {
    uint64_t n, rest, shown;
} step;

static uint64_t fewest(const step *s)
{
    const uint64_t left = s->n - s->rest;
    return s->shown > left ? s->shown - left : 0;
}

static uint64_t most(const step *s)
{
    return s->shown < s->rest ? s->shown : s->rest;
}

/* Where the hypergeometric distribution is highest. */
static uint64_t mode(const step *s)
{
    const double at = (double)(s->shown + 1) * (double)(s->rest + 1) / (double)(s->n + 2);
    const uint64_t x = (uint64_t)at;
    return x < fewest(s) ? fewest(s) : x > most(s) ? most(s) : x;
}

/* P(x shown behind the next place), as a product of binomials at the pooled share, so that nothing large cancels. */
static double chance_of(const step *s, uint64_t x)
{
    const double share = (double)s->rest / (double)s->n;
    return rh_stats__exp(rh_stats__log_binomial(x, s->shown, share) +
                         rh_stats__log_binomial(s->rest - x, s->n - s->shown, share) -
                         rh_stats__log_binomial(s->rest, s->n, share));
}

/* P(x + 1) / P(x), x below the most. */
static double ratio(const step *s, uint64_t x)
{
    return (double)(s->shown - x) * (double)(s->rest - x) /
           ((double)(x + 1) * (double)(s->n - s->rest + x + 1 - s->shown));
}

/* From the mode to both sides: there the first factor cannot vanish. */
static void spread(double *into, const step *s, double p)
{
    const uint64_t at = mode(s), last = most(s), first = fewest(s);
    const double top = s->n > 0 ? p * chance_of(s, at) : p;
    double here = top;
    into[at] += top;
    for (uint64_t x = at; x < last; x++) into[x + 1] += here *= ratio(s, x);
    here = top;
    for (uint64_t x = at; x > first; x--) into[x - 1] += here /= ratio(s, x - 1);
}

static bool is_in_range(const rh_cuts *cuts)
{
    uint64_t before = cuts->n;
    if (cuts->n > RH_STATS_MAX_N || cuts->shown > cuts->n || cuts->shown > RH_STATS_MAX_CUT_SHOWN) return false;
    for (size_t i = 0; i < cuts->n_places; i++) {
        if (cuts->behind[i] > before) return false;
        before = cuts->behind[i];
    }
    return true;
}

bool rh_cuts_chance(double *out, const rh_cuts *cuts)
{
    double now[N_STATES] = {0}, next[N_STATES];
    double reached = 0;
    uint64_t n = cuts->n;
    if (!is_in_range(cuts)) return false;
    now[cuts->shown] = 1;
    for (size_t i = 0; i < cuts->n_places; i++) {
        memset(next, 0, sizeof next);
        for (uint64_t x = 0; x <= cuts->shown; x++)
            if (now[x] > 0) spread(next, &(step){n, cuts->behind[i], x}, now[x]);
        for (uint64_t x = cuts->reached[i]; x <= cuts->shown; x++) {
            reached += next[x];
            next[x] = 0;
        }
        memcpy(now, next, sizeof now);
        n = cuts->behind[i];
    }
    *out = reached < 1 ? reached : 1;
    return true;
}
