/* The test of Mantel and Haenszel. */
#include "engine/stats/strata.h"

#include "engine/stats/numbers.h"

#include <math.h>

static bool add(rh_strata *s, const rh_two_by_two *t)
{
    const uint64_t cells[] = {t->a, t->b, t->c, t->d};
    for (int i = 0; i < 4; i++)
        if (cells[i] > RH_STATS_MAX_TABLE) return false;
    const uint64_t all = t->a + t->b + t->c + t->d;
    if (all > RH_STATS_MAX_TABLE) return false;
    if (all < 2) return true; /* one case has nothing to be compared with */
    const double n = (double)all, row = (double)(t->a + t->b), column = (double)(t->a + t->c);
    s->seen += (double)t->a;
    s->expected += row * column / n;
    s->variance += row * (n - row) * column * (n - column) / (n * n * (n - 1));
    return true;
}

bool rh_strata_test(rh_strata *out, const rh_two_by_two *tables, size_t n)
{
    rh_strata s = {.p = 1};
    for (size_t i = 0; i < n; i++)
        if (!add(&s, &tables[i])) return false;
    const double apart = s.seen > s.expected ? s.seen - s.expected : s.expected - s.seen;
    if (s.variance > 0 && apart > 0.5) s.p = 2 * rh_stats__normal_tail((apart - 0.5) / sqrt(s.variance));
    if (s.p > 1) s.p = 1;
    *out = s;
    return true;
}
