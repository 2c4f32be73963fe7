/* The area under the ROC curve and its error. */
#include "engine/stats/rank.h"

#include "engine/stats/numbers.h"

#include <math.h>

#define MOST_CASES ((size_t)10000000)

static bool is_before(const rh_scored *cases, size_t a, size_t b)
{
    if (cases[a].score < cases[b].score || cases[a].score > cases[b].score) return cases[a].score < cases[b].score;
    return a < b;
}

/* Heap sort: no context, no recursion, the same order everywhere. */
static void sift(size_t *order, const rh_scored *cases, size_t at, size_t n)
{
    for (;;) {
        size_t child = 2 * at + 1;
        if (child >= n) return;
        if (child + 1 < n && is_before(cases, order[child], order[child + 1])) child++;
        if (!is_before(cases, order[at], order[child])) return;
        const size_t moved = order[at];
        order[at] = order[child];
        order[child] = moved;
        at = child;
    }
}

static void sort(size_t *order, const rh_scored *cases, size_t n)
{
    for (size_t i = 0; i < n; i++) order[i] = i;
    for (size_t i = n / 2; i-- > 0;) sift(order, cases, i, n);
    for (size_t end = n; end > 1; end--) {
        const size_t last = order[end - 1];
        order[end - 1] = order[0];
        order[0] = last;
        sift(order, cases, 0, end - 1);
    }
}

/* The sums of a kind's placements (the share of the other kind that a case stands above) and of their squares. */
typedef struct placements {
    double sum, squares;
} placements;

static void place(placements *of, double share, uint64_t times)
{
    of->sum += share * (double)times;
    of->squares += share * share * (double)times;
}

static double variance(const placements *of, uint64_t n)
{
    if (n < 2) return 0;
    const double mean = of->sum / (double)n;
    const double v = (of->squares - mean * of->sum) / (double)(n - 1);
    return v > 0 ? v : 0;
}

/* Of each run of equal scores: what stands below it, and half of what stands beside it. */
static void place_all(placements *good, placements *bad, const rh_scored *cases, const size_t *order, size_t n,
                      uint64_t n_good, uint64_t n_bad)
{
    uint64_t good_below = 0, bad_below = 0;
    for (size_t i = 0, end; i < n; i = end) {
        uint64_t here = 0;
        for (end = i; end < n && !(cases[order[end]].score > cases[order[i]].score); end++)
            here += cases[order[end]].is_good;
        const uint64_t bad_here = end - i - here;
        place(good, ((double)bad_below + (double)bad_here / 2) / (double)n_bad, here);
        place(bad, ((double)(n_good - good_below - here) + (double)here / 2) / (double)n_good, bad_here);
        good_below += here;
        bad_below += bad_here;
    }
}

bool rh_auc_of(rh_auc *out, rh_arena *scratch, const rh_scored *cases, size_t n, double confidence)
{
    rh_auc auc = {0};
    placements good = {0}, bad = {0};
    if (n > MOST_CASES || !(confidence >= RH_STATS_MIN_CONFIDENCE && confidence <= RH_STATS_MAX_CONFIDENCE))
        return false;
    for (size_t i = 0; i < n; i++) {
        if (!(cases[i].score > -1e300 && cases[i].score < 1e300)) return false;
        auc.good += cases[i].is_good;
    }
    auc.bad = n - auc.good;
    const rh_arena_mark mark = rh_arena_begin(scratch);
    size_t *order = RH_NEW_N(scratch, n, size_t);
    if (auc.good == 0 || auc.bad == 0 || order == NULL) return false;
    sort(order, cases, n);
    place_all(&good, &bad, cases, order, n, auc.good, auc.bad);
    rh_arena_end(scratch, mark);
    auc.value = good.sum / (double)auc.good;
    auc.error = sqrt(variance(&good, auc.good) / (double)auc.good + variance(&bad, auc.bad) / (double)auc.bad);
    const double reach = rh_stats__normal_two_sided(confidence) * auc.error;
    auc.interval.low = auc.value > reach ? auc.value - reach : 0;
    auc.interval.high = auc.value + reach < 1 ? auc.value + reach : 1;
    *out = auc;
    return true;
}
