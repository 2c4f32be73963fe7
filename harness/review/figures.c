/* Adding up sparks. */
#include "harness/review/figures.h"

bool rh_spark_count(rh_spark_tally *tally, const rh_spark *spark)
{
    if (spark->kind == RH_SPARK_UNDECIDED) {
        tally->undecided++;
        return false;
    }
    tally->n++;
    tally->hits += spark->kind == RH_SPARK_YES;
    if (spark->kind != RH_SPARK_VALUE) return false;
    tally->sum += spark->thousandths;
    return true;
}

rh_code rh_figures_init(rh_figures *out, rh_arena *arena, size_t n_metrics, size_t n_periods, rh_err *err)
{
    *out = (rh_figures){.arena = arena, .n_metrics = n_metrics, .n_periods = n_periods};
    out->rows = RH_NEW_N(arena, n_metrics * n_periods, rh_figures_row);
    return out->rows != NULL ? RH_OK : rh_err_nomem(err);
}

const rh_figures_row *rh_figures_at(const rh_figures *figures, size_t metric, size_t period)
{
    return &figures->rows[metric * figures->n_periods + period];
}

/* Where a group stands, or would. */
static size_t place_of(const rh_figures_row *row, rh_str group)
{
    size_t low = 0, high = row->groups.n;
    while (low < high) {
        const size_t mid = low + (high - low) / 2;
        if (rh_str_cmp(row->groups.at[mid].group, group) < 0) low = mid + 1;
        else high = mid;
    }
    return low;
}

const rh_figures_cell *rh_figures_group(const rh_figures_row *row, rh_str group)
{
    const size_t at = place_of(row, group);
    return at < row->groups.n && rh_str_eq(row->groups.at[at].group, group) ? &row->groups.at[at] : NULL;
}

static rh_figures_cell *cell_of(rh_figures *figures, rh_figures_row *row, rh_str group)
{
    if (group.ptr == NULL) return &row->all;
    const size_t at = place_of(row, group);
    if (at < row->groups.n && rh_str_eq(row->groups.at[at].group, group)) return &row->groups.at[at];
    const rh_figures_cell fresh = {.group = rh_arena_str(figures->arena, group)};
    if (fresh.group.ptr == NULL || !RH_PUSH(figures->arena, &row->groups, fresh)) return NULL;
    memmove(&row->groups.at[at + 1], &row->groups.at[at], (row->groups.n - 1 - at) * sizeof fresh);
    row->groups.at[at] = fresh;
    return &row->groups.at[at];
}

/* ---- values ---- */

/* The step that a value is counted in. */
static int64_t step_of(int64_t thousandths)
{
    const bool is_negative = thousandths < 0;
    int64_t v = is_negative ? -thousandths : thousandths, size = 10;
    while (v / size >= 10000) size *= 10;
    v = (v + size / 2) / size * size;
    return is_negative ? -v : v;
}

static bool count_step(rh_figures_cell *cell, rh_arena *arena, int64_t step, uint64_t n)
{
    size_t low = 0, high = cell->steps.n;
    while (low < high) {
        const size_t mid = low + (high - low) / 2;
        if (cell->steps.at[mid].thousandths < step) low = mid + 1;
        else high = mid;
    }
    if (low < cell->steps.n && cell->steps.at[low].thousandths == step) {
        cell->steps.at[low].n += n;
        return true;
    }
    const rh_figures_step fresh = {step, n};
    if (!RH_PUSH(arena, &cell->steps, fresh)) return false;
    memmove(&cell->steps.at[low + 1], &cell->steps.at[low], (cell->steps.n - 1 - low) * sizeof fresh);
    cell->steps.at[low] = fresh;
    return true;
}

static bool note_most(rh_figures_cell *cell, rh_arena *arena, int64_t value, rh_str journey, bool is_first)
{
    const bool is_same = !is_first && value == cell->most;
    if (!is_first && value < cell->most) return true;
    if (is_same && rh_str_cmp(cell->most_of, journey) <= 0) return true;
    cell->most = value;
    cell->most_of = rh_arena_str(arena, journey);
    return cell->most_of.ptr != NULL || journey.ptr == NULL;
}

static bool add(rh_figures *figures, rh_figures_row *row, rh_str group, const rh_spark *spark, rh_str journey)
{
    rh_figures_cell *cell = cell_of(figures, row, group);
    if (cell == NULL) return false;
    if (!rh_spark_count(&cell->tally, spark)) return true;
    return note_most(cell, figures->arena, spark->thousandths, journey, cell->tally.n == 1) &&
           count_step(cell, figures->arena, step_of(spark->thousandths), 1);
}

rh_code rh_figures_add(rh_figures *figures, const rh_spark *spark, rh_str journey, rh_err *err)
{
    rh_figures_row *row = &figures->rows[spark->metric * figures->n_periods + spark->period];
    bool ok = spark->is_group_only || add(figures, row, rh_str_null(), spark, journey);
    if (ok && spark->group.ptr != NULL) ok = add(figures, row, spark->group, spark, journey);
    return ok ? RH_OK : rh_err_nomem(err);
}

static bool merge_cell(rh_figures *figures, rh_figures_row *row, const rh_figures_cell *from)
{
    rh_figures_cell *into = cell_of(figures, row, from->group);
    if (into == NULL) return false;
    const bool is_first = into->tally.n == 0;
    into->tally.n += from->tally.n;
    into->tally.hits += from->tally.hits;
    into->tally.undecided += from->tally.undecided;
    into->tally.sum += from->tally.sum;
    if (from->steps.n > 0 && !note_most(into, figures->arena, from->most, from->most_of, is_first)) return false;
    for (size_t i = 0; i < from->steps.n; i++)
        if (!count_step(into, figures->arena, from->steps.at[i].thousandths, from->steps.at[i].n)) return false;
    return true;
}

rh_code rh_figures_merge(rh_figures *into, const rh_figures *from, rh_err *err)
{
    for (size_t i = 0; i < into->n_metrics * into->n_periods; i++) {
        bool ok = merge_cell(into, &into->rows[i], &from->rows[i].all);
        for (size_t g = 0; ok && g < from->rows[i].groups.n; g++)
            ok = merge_cell(into, &into->rows[i], &from->rows[i].groups.at[g]);
        if (!ok) return rh_err_nomem(err);
    }
    return RH_OK;
}

int64_t rh_figures_quantile(const rh_figures_cell *cell, unsigned p)
{
    const uint64_t rank = (cell->tally.n * p + 99) / 100, wanted = rank > 0 ? rank : 1;
    uint64_t seen = 0;
    for (size_t i = 0; i < cell->steps.n; i++) {
        seen += cell->steps.at[i].n;
        if (seen >= wanted) return cell->steps.at[i].thousandths;
    }
    return cell->most;
}
