/* Judgings added up. */
#include "harness/replay/judging_insides.h"

void rh_judged_counts_add(rh_judged_counts *into, const rh_judged_counts *from)
{
    for (int c = 0; c < RH_N_CELLS; c++) {
        into->cells[c] += from->cells[c];
        into->tail[c] += from->tail[c];
        into->turned[c] += from->turned[c];
    }
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

static int hold_cmp(const rh_hold_time *a, const rh_hold_time *b)
{
    if (a->by != b->by) return a->by < b->by ? -1 : 1;
    const int order = rh_str_cmp(a->name, b->name);
    return order != 0 ? order : a->minutes < b->minutes ? -1 : a->minutes > b->minutes;
}

/* Where a time stands, or would. */
static size_t find_hold(const rh_judging *judging, const rh_hold_time *hold)
{
    size_t low = 0, high = judging->holds.n;
    while (low < high) {
        const size_t middle = low + (high - low) / 2;
        if (hold_cmp(&judging->holds.at[middle], hold) < 0) low = middle + 1;
        else high = middle;
    }
    return low;
}

bool rh_judging__hold(rh_judging *into, rh_arena *arena, const rh_hold_time *hold)
{
    const size_t at = find_hold(into, hold);
    if (at < into->holds.n && hold_cmp(&into->holds.at[at], hold) == 0) {
        into->holds.at[at].n += hold->n;
        return true;
    }
    rh_hold_time copy = *hold;
    copy.name = rh_arena_str(arena, hold->name);
    if (copy.name.ptr == NULL || !RH_RESERVE(arena, &into->holds)) return false;
    *(rh_hold_time *)open_gap(into->holds.at, into->holds.n++, at, sizeof copy) = copy;
    return true;
}

/* The times of one name: [*begin, end). */
static size_t holds_of(const rh_judging *judging, size_t *begin, rh_rate_by by, rh_str name)
{
    size_t end = *begin = find_hold(judging, &(rh_hold_time){.by = by, .name = name, .minutes = INT64_MIN});
    while (end < judging->holds.n && judging->holds.at[end].by == by && rh_str_eq(judging->holds.at[end].name, name))
        end++;
    return end;
}

uint64_t rh_judging_holds(const rh_judging *judging, rh_rate_by by, rh_str name)
{
    size_t begin;
    const size_t end = holds_of(judging, &begin, by, name);
    uint64_t n = 0;
    for (size_t i = begin; i < end; i++) n += judging->holds.at[i].n;
    return n;
}

rh_model_quantity rh_judging_hold(const rh_judging *judging, rh_rate_by by, rh_str name, unsigned p)
{
    size_t begin;
    const size_t end = holds_of(judging, &begin, by, name);
    const uint64_t rank = (rh_judging_holds(judging, by, name) * p + 99) / 100;
    uint64_t seen = 0;
    for (size_t i = begin; i < end; i++) {
        seen += judging->holds.at[i].n;
        if (seen >= rank) return (rh_model_quantity){RH_MODEL_HOURS, judging->holds.at[i].minutes, 60};
    }
    return (rh_model_quantity){RH_MODEL_HOURS, 0, 0};
}

/* ---- fields of final snapshots ---- */

/* Where the field stands, or is to stand. They come in order mostly: behind the last of those before them. */
static size_t place_of(const rh_judging *into, rh_str field)
{
    size_t low = 0, high = into->fields.n;
    if (high > 0 && rh_str_cmp(into->fields.at[high - 1].field, field) < 0) return high;
    while (low < high) {
        const size_t mid = low + (high - low) / 2;
        if (rh_str_cmp(into->fields.at[mid].field, field) < 0) low = mid + 1;
        else high = mid;
    }
    return low;
}

static bool is_at(const rh_judging *in, size_t at, rh_str field)
{
    return at < in->fields.n && rh_str_eq(in->fields.at[at].field, field);
}

static bool add_field(rh_judging *into, rh_arena *arena, size_t at, rh_snapshot_field field)
{
    field.field = rh_arena_str(arena, field.field);
    if (field.field.ptr == NULL || !RH_RESERVE(arena, &into->fields)) return false;
    *(rh_snapshot_field *)open_gap(into->fields.at, into->fields.n++, at, sizeof field) = field;
    return true;
}

bool rh_judging__field(rh_judging *into, rh_arena *arena, rh_str field)
{
    const size_t at = place_of(into, field);
    return is_at(into, at, field) || add_field(into, arena, at, (rh_snapshot_field){field, 1});
}

/* Both are in order; those of most journeys are the same. */
static bool add_fields(rh_judging *into, rh_arena *arena, const rh_judging *from)
{
    size_t at = 0;
    for (size_t i = 0; i < from->fields.n; i++, at++) {
        const rh_snapshot_field field = from->fields.at[i];
        while (!is_at(into, at, field.field) && at < into->fields.n &&
               rh_str_cmp(into->fields.at[at].field, field.field) < 0)
            at++;
        if (is_at(into, at, field.field)) into->fields.at[at].journeys += field.journeys;
        else if (!add_field(into, arena, at, field)) return false;
    }
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
    for (size_t i = 0; i < from->holds.n && ok; i++) ok = rh_judging__hold(into, arena, &from->holds.at[i]);
    ok = ok && add_fields(into, arena, from);
    for (size_t i = 0; i < from->rows.n && ok; i++) ok = rh_judging__row(into, arena, &from->rows.at[i]);
    return ok ? RH_OK : rh_err_nomem(err);
}
