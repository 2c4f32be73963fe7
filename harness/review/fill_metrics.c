/* Figures of metrics, where they stand, and what moved. */
#include "harness/review/fill.h"

#include "engine/stats/exact.h"
#include "engine/stats/interval.h"
#include "harness/verdict/gate_insides.h"

enum { PPM = 1000000, LEAST_FOR_INTERVAL = 5, LEAST_FOR_TEST = 20 }; /* SPEC.md section 11 */
#define ALPHA 0.05

rh_model_quantity rh_fill__thousandths(rh_model_unit unit, int64_t thousandths)
{
    return (rh_model_quantity){unit, thousandths, 1000};
}

rh_model_quantity rh_fill__ppm(double share)
{
    return (rh_model_quantity){RH_MODEL_RATE, (int64_t)(share * PPM + 0.5), PPM};
}

rh_model_quantity rh_fill__share(uint64_t n, uint64_t of)
{
    return (rh_model_quantity){RH_MODEL_RATE, (int64_t)n, (int64_t)of};
}

bool rh_fill__interval(rh_model_quantity *low, rh_model_quantity *high, uint64_t n, uint64_t of)
{
    rh_interval i;
    if (of < LEAST_FOR_INTERVAL || !rh_interval_wilson(&i, n, of, 0.95)) return false;
    *low = rh_fill__ppm(i.low);
    *high = rh_fill__ppm(i.high);
    return true;
}

/* ---- one figure ---- */

static rh_model_unit unit_of(const rh_metric_plan *m)
{
    return m->limit.unit;
}

/* Sums that no int64 holds are told as the most it holds. */
static int64_t narrow(rh_figures_sum sum)
{
    if (sum > INT64_MAX) return INT64_MAX;
    return sum < INT64_MIN ? INT64_MIN : (int64_t)sum;
}

static int64_t mean_of(const rh_figures_cell *cell)
{
    const rh_figures_sum n = (rh_figures_sum)cell->tally.n, half = cell->tally.sum < 0 ? -n / 2 : n / 2;
    return narrow((cell->tally.sum + half) / n);
}

rh_model_quantity rh_fill__stat(const rh_metric_plan *m, rh_stat stat, const rh_figures_cell *cell)
{
    const rh_model_unit unit = unit_of(m);
    if (m->measure == RH_MEASURE_COUNT) return (rh_model_quantity){unit, cell != NULL ? (int64_t)cell->tally.n : 0, 1};
    if (cell == NULL || cell->tally.n == 0) return (rh_model_quantity){unit, 0, 0};
    if (m->measure == RH_MEASURE_SHARE) return rh_fill__share(cell->tally.hits, cell->tally.n);
    switch (stat) {
    case RH_STAT_MEAN: return rh_fill__thousandths(unit, mean_of(cell));
    case RH_STAT_MEDIAN: return rh_fill__thousandths(unit, rh_figures_quantile(cell, 50));
    case RH_STAT_P90: return rh_fill__thousandths(unit, rh_figures_quantile(cell, 90));
    case RH_STAT_MAX: return rh_fill__thousandths(unit, cell->most);
    case RH_STAT_SUM: return rh_fill__thousandths(unit, narrow(cell->tally.sum));
    case RH_N_STATS:
    default: return (rh_model_quantity){unit, 0, 0};
    }
}

static bool is_above(rh_model_quantity a, rh_model_quantity b)
{
    __extension__ typedef __int128 wide;
    return (wide)a.num * b.den > (wide)b.num * a.den;
}

/* Where a value stands; a share is on the good side only with its whole interval. */
static rh_model_standing standing_of(const rh_metric_plan *m, const rh_model_figure *f)
{
    if (m->limit.den == 0) return RH_MODEL_STANDING_NONE;
    if (f->value.den == 0) return RH_MODEL_STANDING_NO_SAMPLE;
    const bool is_beyond = m->good < 0 ? is_above(f->value, m->limit) : is_above(m->limit, f->value);
    if (is_beyond) return RH_MODEL_STANDING_BEYOND;
    if (f->value.unit != RH_MODEL_RATE || m->is_built_in) return RH_MODEL_STANDING_WITHIN;
    if (!f->has_interval) return RH_MODEL_STANDING_UNSURE;
    const bool reaches = m->good < 0 ? is_above(f->high, m->limit) : is_above(m->limit, f->low);
    return reaches ? RH_MODEL_STANDING_UNSURE : RH_MODEL_STANDING_WITHIN;
}

static rh_model_figure figure_of(const rh_metric_plan *m, rh_stat stat, rh_str group, const rh_figures_cell *now,
                                 const rh_figures_cell *before, bool is_first)
{
    const rh_figures_cell none = {0};
    const rh_figures_cell *a = now != NULL ? now : &none, *b = before != NULL ? before : &none;
    rh_model_figure f = {.metric = m->id,
                         .stat = m->measure == RH_MEASURE_VALUE   ? rh_str_of(rh_stat_name(stat))
                                 : m->measure == RH_MEASURE_SHARE ? RH_STR("share")
                                                                  : RH_STR("count"),
                         .group = group,
                         .value = rh_fill__stat(m, stat, now),
                         .n = a->tally.n,
                         .undecided = a->tally.undecided,
                         .before = rh_fill__stat(m, stat, before),
                         .n_before = b->tally.n};
    if (m->measure == RH_MEASURE_SHARE) f.has_interval = rh_fill__interval(&f.low, &f.high, a->tally.hits, a->tally.n);
    if (is_first) f.standing = standing_of(m, &f);
    return f;
}

/* ---- the metrics of the gate ---- */

static rh_metric_value built_in(const rh_review *r, rh_metric metric, rh_review_at at)
{
    const rh_summary summary = {.head = r->watching.spec.plan->reg, .whole = r->cells[at], .judging = r->judging[at]};
    const rh_test_report tests = {0};
    const rh_diff_report diff = {0};
    const rh_evidence in = {.head = r->watching.spec.plan->reg, .summary = &summary, .tests = &tests, .diff = &diff};
    return rh_gate__metric(&in, metric, RH_SCOPE_WHOLE, 0, NULL);
}

static rh_model_figure built_in_figure(const rh_filling *f, const rh_metric_plan *m)
{
    const rh_metric_value now = built_in(f->review, m->built_in, RH_REVIEW_NOW);
    const rh_metric_value before = built_in(f->review, m->built_in, RH_REVIEW_BEFORE);
    rh_model_figure out = {
        .metric = m->id, .value = now.value, .n = now.n, .before = before.value, .n_before = before.n};
    out.stat = now.value.unit == RH_MODEL_RATE    ? RH_STR("share")
               : now.value.unit == RH_MODEL_HOURS ? RH_STR("p90")
                                                  : RH_STR("count");
    if (now.value.unit == RH_MODEL_RATE)
        out.has_interval = rh_fill__interval(&out.low, &out.high, (uint64_t)now.value.num, (uint64_t)now.value.den);
    return out;
}

rh_model_quantity rh_fill__value(const rh_review *r, size_t metric, rh_review_at at)
{
    const rh_metric_plan *m = &r->watching.spec.plan->metrics[metric];
    if (m->is_built_in) return built_in(r, m->built_in, at).value;
    return rh_fill__stat(m, m->stats[0], &rh_figures_at(&r->figures, metric, at)->all);
}

/* ---- all ---- */

typedef RH_VEC(rh_model_figure) figures;

static void put(rh_filling *f, figures *list, rh_model_figure figure)
{
    if (!RH_PUSH(f->keep, list, figure)) f->failed = true;
}

static void put_stats(rh_filling *f, figures *list, const rh_metric_plan *m, rh_str group, const rh_figures_cell *now,
                      const rh_figures_cell *before)
{
    const size_t n = m->measure == RH_MEASURE_VALUE ? m->n_stats : 1;
    for (size_t s = 0; s < n; s++) put(f, list, figure_of(m, m->stats[s], group, now, before, s == 0));
}

/* Groups of either period, bytewise. */
static void put_groups(rh_filling *f, figures *list, const rh_metric_plan *m, const rh_figures_row *now,
                       const rh_figures_row *before)
{
    size_t i = 0, k = 0;
    while (i < now->groups.n || k < before->groups.n) {
        const rh_figures_cell *a = i < now->groups.n ? &now->groups.at[i] : NULL;
        const rh_figures_cell *b = k < before->groups.n ? &before->groups.at[k] : NULL;
        const int order = a == NULL ? 1 : b == NULL ? -1 : rh_str_cmp(a->group, b->group);
        if (order > 0) a = NULL;
        if (order < 0) b = NULL;
        put_stats(f, list, m, a != NULL ? a->group : b != NULL ? b->group : rh_str_null(), a, b);
        i += a != NULL;
        k += b != NULL;
    }
}

static void fill_metric(rh_filling *f, size_t at, rh_model_metric *out)
{
    const rh_metric_plan *m = &f->plan->metrics[at];
    figures list = {0};
    *out = (rh_model_metric){.id = m->id,
                             .title = m->title,
                             .over = m->over,
                             .owner = m->owner,
                             .unit = m->unit,
                             .definition = m->definition,
                             .reads = m->reads,
                             .covers = m->covers,
                             .place = {m->span.file, m->span.line, m->span.col},
                             .good = m->good > 0   ? RH_STR("up")
                                     : m->good < 0 ? RH_STR("down")
                                                   : rh_str_null(),
                             .limit = m->limit};
    if (m->is_built_in) put(f, &list, built_in_figure(f, m));
    else {
        const rh_figures_row *now = rh_figures_at(&f->review->figures, at, RH_REVIEW_NOW);
        const rh_figures_row *before = rh_figures_at(&f->review->figures, at, RH_REVIEW_BEFORE);
        put_stats(f, &list, m, rh_str_null(), &now->all, &before->all);
        put_groups(f, &list, m, now, before);
    }
    out->figures = list.at;
    out->n_figures = list.n;
}

void rh_fill__metrics(rh_filling *f, rh_review_report *out)
{
    f->metrics = RH_NEW_N(f->keep, f->plan->n_metrics, rh_model_metric);
    if (f->metrics == NULL) {
        f->failed = true;
        return;
    }
    for (size_t i = 0; i < f->plan->n_metrics; i++) fill_metric(f, i, &f->metrics[i]);
    out->metrics = f->metrics;
    out->n_metrics = f->plan->n_metrics;
}

/* ---- what moved ---- */

/* Something that is tested: a share in both periods, or a count. */
typedef struct trial {
    rh_model_move *move;
    bool *has_p;
    rh_model_quantity *p, *q;
    bool is_up;
    int good;
} trial;
typedef struct trials {
    RH_VEC(trial) list;
    RH_VEC(double) p;
} trials;

static void try_share(rh_filling *f, trials *t, trial one, uint64_t k1, uint64_t n1, uint64_t k2, uint64_t n2)
{
    rh_fisher fisher;
    const bool is_few = n1 < LEAST_FOR_TEST || n2 < LEAST_FOR_TEST;
    *one.move = !f->has_before ? RH_MODEL_MOVE_NONE : is_few ? RH_MODEL_MOVE_FEW : RH_MODEL_MOVE_NOT_SHOWN;
    if (*one.move != RH_MODEL_MOVE_NOT_SHOWN) return;
    if (!rh_exact_fisher(&fisher, &(rh_two_by_two){k1, n1 - k1, k2, n2 - k2})) {
        *one.move = RH_MODEL_MOVE_UNTESTED; /* more than the test takes */
        return;
    }
    __extension__ typedef __int128 wide;
    one.is_up = (wide)k1 * n2 > (wide)k2 * n1;
    if (!RH_PUSH(f->keep, &t->list, one) || !RH_PUSH(f->keep, &t->p, fisher.two_sided)) f->failed = true;
}

/* Counts of two periods of one length: were both as likely, each row fell into either with one chance in two. */
static void try_count(rh_filling *f, trials *t, trial one, uint64_t k1, uint64_t k2)
{
    double at_least, at_most;
    const bool is_few = k1 + k2 < LEAST_FOR_TEST;
    *one.move = !f->has_before ? RH_MODEL_MOVE_NONE : is_few ? RH_MODEL_MOVE_FEW : RH_MODEL_MOVE_NOT_SHOWN;
    if (*one.move != RH_MODEL_MOVE_NOT_SHOWN) return;
    if (!rh_exact_binomial(&at_least, &at_most, k1, k1 + k2, 0.5)) {
        *one.move = RH_MODEL_MOVE_UNTESTED;
        return;
    }
    const double tail = at_least < at_most ? at_least : at_most, p = 2 * tail < 1 ? 2 * tail : 1;
    one.is_up = k1 > k2;
    if (!RH_PUSH(f->keep, &t->list, one) || !RH_PUSH(f->keep, &t->p, p)) f->failed = true;
}

static void try_figure(rh_filling *f, trials *t, const rh_metric_plan *m, rh_model_figure *g)
{
    const trial one = {&g->move, &g->has_p, &g->p, &g->q, false, m->good};
    if (g->value.unit == RH_MODEL_RATE)
        try_share(f, t, one, (uint64_t)g->value.num, (uint64_t)g->value.den, (uint64_t)g->before.num,
                  (uint64_t)g->before.den);
    else if (g->value.unit == RH_MODEL_COUNT) try_count(f, t, one, (uint64_t)g->value.num, (uint64_t)g->before.num);
    else g->move = f->has_before && g->n > 0 && g->n_before > 0 ? RH_MODEL_MOVE_UNTESTED : RH_MODEL_MOVE_NONE;
}

static void settle(rh_filling *f, trials *t)
{
    double *q = RH_NEW_N(f->keep, t->p.n + 1, double);
    size_t *order = RH_NEW_N(f->keep, t->p.n + 1, size_t);
    if (q == NULL || order == NULL || !rh_adjust_benjamini_hochberg(q, order, t->p.at, t->p.n)) {
        f->failed |= t->p.n > 0;
        return;
    }
    for (size_t i = 0; i < t->list.n; i++) {
        const trial *one = &t->list.at[i];
        *one->has_p = true;
        *one->p = rh_fill__ppm(t->p.at[i]);
        *one->q = rh_fill__ppm(q[i]);
        if (q[i] > ALPHA) continue;
        *one->move = one->good == 0                  ? RH_MODEL_MOVE_OTHER
                     : one->is_up == (one->good > 0) ? RH_MODEL_MOVE_BETTER
                                                     : RH_MODEL_MOVE_WORSE;
    }
}

/* The surest first, then as they stand. */
static void list_moved(rh_filling *f, rh_review_report *out)
{
    RH_VEC(const rh_model_figure *) list = {0};
    for (size_t i = 0; i < f->plan->n_metrics; i++) {
        for (size_t k = 0; k < f->metrics[i].n_figures; k++) {
            const rh_model_figure *g = &f->metrics[i].figures[k];
            if (g->move < RH_MODEL_MOVE_BETTER) continue;
            if (!RH_PUSH(f->keep, &list, g)) f->failed = true;
            for (size_t at = list.n - 1; list.n > 1 && at > 0 && list.at[at]->q.num < list.at[at - 1]->q.num; at--) {
                const rh_model_figure *swap = list.at[at];
                list.at[at] = list.at[at - 1];
                list.at[at - 1] = swap;
            }
        }
    }
    out->moved = list.at;
    out->n_moved = list.n;
}

/* Rates are of the same family of tests: they are read together. More overrides are neither good nor bad by
 * themselves. */
void rh_fill__moves(rh_filling *f, rh_review_report *out)
{
    trials t = {0};
    for (size_t i = 0; i < f->plan->n_metrics; i++) {
        rh_model_figure *at = RH_NEW_N(f->keep, f->metrics[i].n_figures, rh_model_figure);
        if (at == NULL) break;
        for (size_t k = 0; k < f->metrics[i].n_figures; k++) at[k] = f->metrics[i].figures[k];
        for (size_t k = 0; k < f->metrics[i].n_figures; k++) try_figure(f, &t, &f->plan->metrics[i], &at[k]);
        f->metrics[i].figures = at;
    }
    rh_model_rate *rates = RH_NEW_N(f->keep, out->n_rates, rh_model_rate);
    for (size_t i = 0; rates != NULL && i < out->n_rates; i++) {
        rates[i] = out->rates[i];
        const trial one = {&rates[i].move, &rates[i].has_p, &rates[i].p, &rates[i].q, false, 0};
        try_share(f, &t, one, rates[i].count, rates[i].of, rates[i].count_before, rates[i].of_before);
    }
    out->rates = rates;
    f->failed |= rh_arena_failed(f->keep);
    settle(f, &t);
    list_moved(f, out);
}
