/* Metrics of monitors.yaml over a whole history. */
#include "harness/review/measure.h"

#include "engine/base/buf.h"
#include "harness/replay/summary.h"

#include <stdlib.h>

/* ---- values ---- */

static int by_value(const void *a, const void *b)
{
    const rh_measured_step *x = a, *y = b;
    return (x->thousandths > y->thousandths) - (x->thousandths < y->thousandths);
}

static void settle(rh_measured_values *t)
{
    size_t n = 0;
    if (t->n_sorted == t->steps.n) return;
    qsort(t->steps.at, t->steps.n, sizeof *t->steps.at, by_value);
    for (size_t i = 0; i < t->steps.n; i++) {
        const rh_measured_step step = t->steps.at[i];
        if (n > 0 && t->steps.at[n - 1].thousandths == step.thousandths) t->steps.at[n - 1].n += step.n;
        else t->steps.at[n++] = step;
    }
    t->steps.n = t->n_sorted = n;
}

/* Sorted anew whenever as many have come as there were: each value is moved a few times, however many there are. */
static bool put_value(rh_measured_values *t, rh_arena *arena, int64_t thousandths)
{
    enum { LEAST = 1024 };
    if (t->steps.n == t->steps.cap && t->steps.n - t->n_sorted >= LEAST) settle(t);
    return RH_PUSH(arena, &t->steps, (rh_measured_step){thousandths, 1});
}

/* ---- the replay ---- */

rh_code rh_measure_open(rh_measured *out, rh_host_memory host, const rh_review_plan *plan, const rh_program *program,
                        rh_instant as_of, rh_err *err)
{
    rh_instant until = as_of;
    *out = (rh_measured){.lane_field = plan->lane_field};
    rh_arena_init(&out->arena, host, 0);
    if (!rh_instant_add(&until, as_of, 1)) until = as_of; /* the last instant belongs to the history */
    out->whole = (rh_review_period){RH_STR("history"), RH_INSTANT_MIN, until, as_of, false};
    out->watching.spec = (rh_review_spec){
        .plan = plan, .program = program, .periods = &out->whole, .n_periods = 1, .as_of = as_of};
    rh_code code = rh_watching_open(&out->watching, &out->arena, host, err);
    out->metrics = RH_NEW_N(&out->arena, plan->n_own, rh_measured_cells);
    for (size_t i = 0; out->metrics != NULL && i < plan->n_own; i++)
        if (!RH_PUSH(&out->arena, &out->metrics[i], (rh_measured_cell){.lane = rh_str_null()})) break;
    if (code == RH_OK && rh_arena_failed(&out->arena)) code = rh_err_nomem(err);
    if (code != RH_OK) rh_measure_dispose(out);
    return code;
}

void rh_measure_dispose(rh_measured *m)
{
    if (m == NULL) return;
    rh_watching_dispose(&m->watching);
    rh_arena_dispose(&m->arena);
}

/* What a journey adds: its rows, and the lane that they all belong to. */
typedef struct journey_rows {
    rh_review_result rows;
    rh_str lane;
} journey_rows;

static rh_str lane_of(const rh_measured *m, rh_run *run)
{
    const rh_view *view = m->lane_field != RH_NONE ? rh_run_view(run, 0) : NULL;
    const rh_value lane = view != NULL ? rh_view_field(view, m->lane_field) : rh_null();
    return lane.kind == RH_STRING ? rh_value_str(lane) : RH_NO_LANE;
}

static rh_code judge(void *ctx, rh_run *run, const rh_journey *journey, rh_arena *keep, void **result, rh_err *err)
{
    const rh_measured *m = ctx;
    journey_rows *out = RH_NEW(keep, journey_rows);
    *result = out;
    if (out == NULL) return rh_err_nomem(err);
    const rh_review_spec *spec = &m->watching.spec;
    const rh_code code = rh_review_rows(&out->rows, keep, rh_run_observer(run)->ctx, run, journey, spec, err);
    if (code != RH_OK) return code;
    out->lane = rh_arena_str(keep, lane_of(m, run));
    return out->lane.ptr != NULL ? RH_OK : rh_err_nomem(err);
}

/* ---- the fold ---- */

static rh_measured_cell *cell_of(rh_measured *m, rh_measured_cells *cells, rh_str lane)
{
    size_t at = 1;
    while (at < cells->n && rh_str_cmp(cells->at[at].lane, lane) < 0) at++;
    if (at < cells->n && rh_str_eq(cells->at[at].lane, lane)) return &cells->at[at];
    const rh_measured_cell fresh = {.lane = rh_arena_str(&m->arena, lane)};
    if (fresh.lane.ptr == NULL || !RH_PUSH(&m->arena, cells, fresh)) return NULL;
    memmove(&cells->at[at + 1], &cells->at[at], (cells->n - 1 - at) * sizeof fresh);
    cells->at[at] = fresh;
    return &cells->at[at];
}

static bool add(rh_measured *m, rh_measured_cell *cell, const rh_spark *spark)
{
    if (cell == NULL) return false;
    return !rh_spark_count(&cell->tally, spark) || put_value(&cell->values, &m->arena, spark->thousandths);
}

static rh_code fold(void *ctx, size_t index, void *result, rh_err *err)
{
    (void)index;
    rh_measured *m = ctx;
    const journey_rows *in = result;
    for (size_t i = 0; i < in->rows.sparks.n; i++) {
        const rh_spark *spark = &in->rows.sparks.at[i];
        if (spark->metric >= m->watching.spec.plan->n_own || spark->is_group_only) continue;
        rh_measured_cells *cells = &m->metrics[spark->metric];
        if (!add(m, &cells->at[0], spark) || !add(m, cell_of(m, cells, in->lane), spark)) return rh_err_nomem(err);
    }
    return RH_OK;
}

rh_code rh_measure_run(rh_measured *m, const rh_replay *replay, rh_err *err)
{
    rh_replay mine = *replay;
    mine.judge = judge;
    mine.fold = fold;
    mine.ctx = m;
    return rh_watching_run(&m->watching, &mine, err);
}

/* ---- figures ---- */

static rh_model_quantity thousandths(rh_model_unit unit, rh_figures_sum value)
{
    const bool fits = value <= INT64_MAX && value >= INT64_MIN;
    return fits ? (rh_model_quantity){unit, (int64_t)value, 1000} : (rh_model_quantity){unit, 0, 0};
}

/* The value of a rank from 1, rising; den 0: there is none. */
static rh_model_quantity ranked(const rh_measured_cell *cell, rh_model_unit unit, uint64_t rank)
{
    uint64_t seen = 0;
    for (size_t i = 0; rank > 0 && i < cell->values.steps.n; i++) {
        seen += cell->values.steps.at[i].n;
        if (seen >= rank) return thousandths(unit, cell->values.steps.at[i].thousandths);
    }
    return (rh_model_quantity){unit, 0, 0};
}

static uint64_t rank_of(uint64_t n, unsigned p)
{
    const uint64_t rank = (n * p + 99) / 100;
    return rank > 0 ? rank : 1;
}

/* By nearest rank, as in a review. Undecided rows stand before all others at the least, and behind them at the most. */
static void fill_quantile(rh_monitored_cell *out, const rh_measured_cell *cell, rh_model_unit unit, unsigned p)
{
    const uint64_t rank = rank_of(cell->tally.n + cell->tally.undecided, p);
    out->value = ranked(cell, unit, rank_of(cell->tally.n, p));
    out->low = ranked(cell, unit, rank > cell->tally.undecided ? rank - cell->tally.undecided : 0);
    out->high = ranked(cell, unit, rank);
}

/* What is undecided has no bound but that the most is no less than what is known. */
static void fill_value(rh_monitored_cell *out, const rh_measured_cell *cell, rh_model_unit unit, rh_stat stat)
{
    const rh_figures_sum n = (rh_figures_sum)cell->tally.n, half = cell->tally.sum < 0 ? -n / 2 : n / 2;
    if (stat == RH_STAT_MEDIAN || stat == RH_STAT_P90) {
        fill_quantile(out, cell, unit, stat == RH_STAT_MEDIAN ? 50 : 90);
        return;
    }
    if (stat == RH_STAT_MAX) out->value = ranked(cell, unit, cell->tally.n);
    else if (stat == RH_STAT_SUM) out->value = thousandths(unit, cell->tally.sum);
    else out->value = thousandths(unit, n > 0 ? (cell->tally.sum + half) / n : 0);
    out->low = out->high = cell->tally.undecided == 0 ? out->value : (rh_model_quantity){unit, 0, 0};
    if (stat == RH_STAT_MAX) out->low = out->value;
}

static void fill_share(rh_monitored_cell *out, const rh_measured_cell *cell)
{
    const int64_t n = (int64_t)(cell->tally.n + cell->tally.undecided);
    out->value = (rh_model_quantity){RH_MODEL_RATE, (int64_t)cell->tally.hits, (int64_t)cell->tally.n};
    out->low = (rh_model_quantity){RH_MODEL_RATE, (int64_t)cell->tally.hits, n};
    out->high = (rh_model_quantity){RH_MODEL_RATE, (int64_t)(cell->tally.hits + cell->tally.undecided), n};
}

static rh_monitored_cell figure_of(const rh_metric_plan *m, rh_measured_cell *cell)
{
    const rh_model_unit unit = m->limit.unit;
    rh_monitored_cell out = {
        .value = {unit, 0, 0}, .low = {unit, 0, 0}, .high = {unit, 0, 0}, .n = cell->tally.n};
    out.undecided = cell->tally.undecided;
    settle(&cell->values);
    if (m->measure == RH_MEASURE_COUNT) {
        out.value = out.low = (rh_model_quantity){unit, (int64_t)cell->tally.n, 1};
        out.high = (rh_model_quantity){unit, (int64_t)(cell->tally.n + cell->tally.undecided), 1};
    } else if (cell->tally.n == 0) {
        return out;
    } else if (m->measure == RH_MEASURE_SHARE) {
        fill_share(&out, cell);
    } else {
        fill_value(&out, cell, unit, m->stats[0]);
    }
    return out;
}

/* What it is made of, and what becomes of its values. */
static rh_str definition_of(rh_arena *keep, const rh_metric_plan *m)
{
    rh_buf out;
    if (m->measure != RH_MEASURE_VALUE) return m->definition;
    rh_buf_init(&out, keep, m->definition.len + 64);
    rh_buf_printf(&out, "%.*s, %s", RH_ARG(m->definition), rh_stat_name(m->stats[0]));
    return rh_buf_str(&out);
}

rh_code rh_measure_figure(rh_monitored_figure *out, rh_arena *keep, rh_measured *measured, size_t metric, rh_err *err)
{
    const rh_metric_plan *m = &measured->watching.spec.plan->metrics[metric];
    rh_measured_cells *cells = &measured->metrics[metric];
    rh_monitored_lane *lanes = RH_NEW_N(keep, cells->n - 1, rh_monitored_lane);
    if (lanes == NULL) return rh_err_nomem(err);
    for (size_t i = 1; i < cells->n; i++)
        lanes[i - 1] = (rh_monitored_lane){rh_arena_str(keep, cells->at[i].lane), figure_of(m, &cells->at[i])};
    *out = (rh_monitored_figure){.is_measured = true,
                                 .definition = definition_of(keep, m),
                                 .whole = figure_of(m, &cells->at[0]),
                                 .lanes = lanes,
                                 .n_lanes = cells->n - 1};
    return rh_arena_failed(keep) ? rh_err_nomem(err) : RH_OK;
}
