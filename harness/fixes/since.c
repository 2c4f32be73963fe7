/* A series, cut at several weeks. */
#include "harness/fixes/since.h"

#include "engine/stats/cuts.h"
#include "engine/stats/exact.h"

enum { MOST_CUTS = 11 };

/* Below this a test is told apart whatever the number of tests, and beyond the other nothing is sure: not computed
 * exactly. */
#define SURELY 1e-6
#define HARDLY 0.05
/* Likelihoods within this factor are the same, as in rh_exact_fisher. */
static const double as_likely = 1 + 1e-7;

/* The weeks of a series at which it is cut, and the cases behind each. */
typedef struct cut_places {
    size_t n, at[MOST_CUTS];
    uint64_t behind[MOST_CUTS];
} cut_places;

double rh_fix__above(uint64_t shown, uint64_t of, unsigned tolerance)
{
    double at_least, at_most;
    return rh_exact_binomial(&at_least, &at_most, shown, of, tolerance / 1000.0) ? at_least : 1;
}

double rh_fix__higher(uint64_t shown, uint64_t of, uint64_t other_shown, uint64_t other_of)
{
    rh_fisher fisher;
    const rh_two_by_two table = {shown, of - shown, other_shown, other_of - other_shown};
    return rh_exact_fisher(&fisher, &table) ? fisher.greater : 1;
}

static double larger(double a, double b) { return a > b ? a : b; }

static cut_places places_of(const rh_fix_series *s)
{
    const size_t n = s->weeks.n;
    cut_places out = {.n = n > MOST_CUTS ? MOST_CUTS : n > 0 ? n - 1 : 0};
    for (size_t i = 0; i < out.n; i++) {
        const size_t week = (i + 1) * n / (out.n + 1);
        out.at[i] = week > 0 ? week : 1;
        for (size_t k = out.at[i]; k < n; k++) out.behind[i] += s->weeks.at[k].n;
    }
    return out;
}

/* Of the one place: as sure as `shown` of those behind it can make one. 1 where it is less than half again. */
static double sure(const rh_fix_series *s, uint64_t behind, uint64_t shown)
{
    const uint64_t other_shown = s->shown - shown, other_of = s->n - behind;
    if (2 * shown * other_of < 3 * other_shown * behind) return 1;
    return rh_fix__higher(shown, behind, other_shown, other_of);
}

/* The least number behind a place that is as sure as p: the more, the surer. */
static uint64_t reached_at(const rh_fix_series *s, uint64_t behind, double p)
{
    uint64_t low = 0, high = (behind < s->shown ? behind : s->shown) + 1;
    while (low < high) {
        const uint64_t middle = low + (high - low) / 2;
        if (middle + (s->n - behind) >= s->shown && sure(s, behind, middle) <= p * as_likely) high = middle;
        else low = middle + 1;
    }
    return low;
}

/* P of a place as sure as that, among those that were tried. */
static double chance(const rh_fix_series *s, const cut_places *cut, double p)
{
    uint64_t reached[MOST_CUTS];
    double out;
    const double most = (double)cut->n * p;
    if (p > HARDLY || most <= SURELY) return most < 1 ? most : 1;
    for (size_t i = 0; i < cut->n; i++) reached[i] = reached_at(s, cut->behind[i], p);
    if (rh_cuts_chance(&out, &(rh_cuts){s->n, s->shown, cut->behind, reached, cut->n})) return out;
    return most < 1 ? most : 1;
}

/* The case behind a place, p being that of the place alone. */
static void split(rh_fix_case *c, const rh_fix_series *s, const cut_places *cut, size_t place)
{
    c->shown = c->journeys = 0;
    for (size_t i = cut->at[place]; i < s->weeks.n; i++) {
        c->shown += s->weeks.at[i].shown;
        c->journeys += s->weeks.at[i].journeys;
    }
    c->of = cut->behind[place];
    c->other_shown = s->shown - c->shown, c->other_of = s->n - c->of;
    c->since = s->weeks.at[cut->at[place]].week;
    c->p = sure(s, c->of, c->shown);
}

/* The least p, were each place a test of its own. */
static double least_of(const rh_fix_series *s, const cut_places *cut, unsigned tolerance)
{
    double least = 1;
    for (size_t i = 0; i < cut->n; i++) {
        const uint64_t behind = cut->behind[i];
        const double all = (double)cut->n * sure(s, behind, behind < s->shown ? behind : s->shown);
        const double p = tolerance > 0 ? larger(all, rh_fix__above(behind, behind, tolerance)) : all;
        if (p < least) least = p;
    }
    return least;
}

bool rh_fix__since(rh_fix_case *c, const rh_fix_series *s, unsigned tolerance)
{
    const cut_places cut = places_of(s);
    rh_fix_case tried = *c, best = *c;
    double best_at = 2, above = 0;
    if (cut.n == 0) return false;
    tried.has_since = true;
    for (size_t i = 0; i < cut.n; i++) {
        split(&tried, s, &cut, i);
        const double its = tolerance > 0 ? rh_fix__above(tried.shown, tried.of, tolerance) : 0;
        if (larger(tried.p, its) >= best_at) continue;
        best = tried, above = its, best_at = larger(tried.p, its);
    }
    best.p = larger(chance(s, &cut, best.p), above);
    best.least = least_of(s, &cut, tolerance);
    *c = best;
    return true;
}
