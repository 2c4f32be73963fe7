/* Judgings added up. */
#include "harness/replay/judging_insides.h"

void rh_judged_counts_add(rh_judged_counts *into, const rh_judged_counts *from)
{
    for (int c = 0; c < RH_N_CELLS; c++) into->cells[c] += from->cells[c], into->tail[c] += from->tail[c];
    for (int a = 0; a < RH_N_AGREEMENTS; a++) into->agreement[a] += from->agreement[a];
    into->decided += from->decided;
    into->overrides += from->overrides;
}

/* Opens a gap at `at` of a list that has room for one more. */
static void *open_gap(void *list, size_t n, size_t at, size_t size)
{
    char *gap = (char *)list + at * size;
    memmove(gap + size, gap, (n - at) * size);
    return gap;
}

/* ---- rates ---- */

static int rate_cmp(const rh_rate *a, const rh_rate *b)
{
    if (a->kind != b->kind) return a->kind < b->kind ? -1 : 1;
    if (a->by != b->by) return a->by < b->by ? -1 : 1;
    return rh_str_cmp(a->name, b->name);
}

bool rh_judging__rate(rh_judging *into, rh_arena *arena, const rh_rate *rate)
{
    size_t low = 0, high = into->rates.n;
    while (low < high) {
        const size_t middle = low + (high - low) / 2;
        const int order = rate_cmp(&into->rates.at[middle], rate);
        if (order == 0) {
            into->rates.at[middle].n += rate->n;
            into->rates.at[middle].of += rate->of;
            return true;
        }
        if (order < 0) low = middle + 1;
        else high = middle;
    }
    rh_rate copy = *rate;
    copy.name = rh_arena_str(arena, rate->name);
    if (copy.name.ptr == NULL || !RH_RESERVE(arena, &into->rates)) return false;
    *(rh_rate *)open_gap(into->rates.at, into->rates.n++, low, sizeof copy) = copy;
    return true;
}

/* ---- times held ---- */

bool rh_judging__hold(rh_judging *into, rh_arena *arena, rh_hold_time hold)
{
    size_t low = 0, high = into->holds.n;
    while (low < high) {
        const size_t middle = low + (high - low) / 2;
        if (into->holds.at[middle].minutes < hold.minutes) low = middle + 1;
        else high = middle;
    }
    if (low < into->holds.n && into->holds.at[low].minutes == hold.minutes) {
        into->holds.at[low].n += hold.n;
        return true;
    }
    if (!RH_RESERVE(arena, &into->holds)) return false;
    *(rh_hold_time *)open_gap(into->holds.at, into->holds.n++, low, sizeof hold) = hold;
    return true;
}

rh_model_quantity rh_judging_hold(const rh_judging *judging, unsigned p)
{
    uint64_t n = 0, seen = 0;
    for (size_t i = 0; i < judging->holds.n; i++) n += judging->holds.at[i].n;
    const uint64_t rank = (n * p + 99) / 100;
    for (size_t i = 0; i < judging->holds.n; i++) {
        seen += judging->holds.at[i].n;
        if (seen >= rank) return (rh_model_quantity){RH_MODEL_HOURS, judging->holds.at[i].minutes, 60};
    }
    return (rh_model_quantity){RH_MODEL_HOURS, 0, 0};
}

/* ---- fields of final snapshots ---- */

bool rh_judging__field(rh_judging *into, rh_arena *arena, rh_snapshot_field field)
{
    size_t at = 0;
    while (at < into->fields.n && rh_str_cmp(into->fields.at[at].field, field.field) < 0) at++;
    if (at < into->fields.n && rh_str_eq(into->fields.at[at].field, field.field)) {
        into->fields.at[at].journeys += field.journeys;
        return true;
    }
    field.field = rh_arena_str(arena, field.field);
    if (field.field.ptr == NULL || !RH_RESERVE(arena, &into->fields)) return false;
    *(rh_snapshot_field *)open_gap(into->fields.at, into->fields.n++, at, sizeof field) = field;
    return true;
}

/* ---- the actions worth a look ---- */

static int row_cmp(const rh_judged_row *a, const rh_judged_row *b)
{
    if (a->cell != b->cell) return a->cell < b->cell ? -1 : 1;
    if (a->is_after != b->is_after) return a->is_after ? 1 : -1;
    const int order = rh_str_cmp(a->journey, b->journey);
    return order != 0 ? order : a->n < b->n ? -1 : a->n > b->n;
}

static bool copy_row(rh_judged_row *row, rh_arena *arena)
{
    rh_str *const texts[] = {&row->journey, &row->action, &row->event, &row->because, &row->proof};
    for (size_t i = 0; i < sizeof texts / sizeof *texts; i++) *texts[i] = rh_arena_str(arena, *texts[i]);
    return !rh_arena_failed(arena);
}

bool rh_judging__row(rh_judging *into, rh_arena *arena, const rh_judged_row *row)
{
    size_t at = into->rows.n;
    while (at > 0 && row_cmp(row, &into->rows.at[at - 1]) < 0) at--;
    if (at == RH_JUDGED_ROWS) return true;
    rh_judged_row copy = *row;
    if (!copy_row(&copy, arena)) return false;
    if (into->rows.n < RH_JUDGED_ROWS && !RH_RESERVE(arena, &into->rows)) return false;
    if (into->rows.n == RH_JUDGED_ROWS) into->rows.n--;
    *(rh_judged_row *)open_gap(into->rows.at, into->rows.n++, at, sizeof copy) = copy;
    return true;
}

/* ---- all of it ---- */

rh_code rh_judging_add(rh_judging *into, rh_arena *arena, const rh_judging *from, rh_err *err)
{
    bool ok = true;
    into->corrections += from->corrections;
    into->stray_corrections += from->stray_corrections;
    into->apart += from->apart;
    into->holds_open += from->holds_open;
    into->n_rows += from->n_rows;
    for (size_t i = 0; i < from->rates.n && ok; i++) ok = rh_judging__rate(into, arena, &from->rates.at[i]);
    for (size_t i = 0; i < from->holds.n && ok; i++) ok = rh_judging__hold(into, arena, from->holds.at[i]);
    for (size_t i = 0; i < from->fields.n && ok; i++) ok = rh_judging__field(into, arena, from->fields.at[i]);
    for (size_t i = 0; i < from->rows.n && ok; i++) ok = rh_judging__row(into, arena, &from->rows.at[i]);
    return ok ? RH_OK : rh_err_nomem(err);
}
