/* Slabs through a screen, into a summary. */
#include "harness/replay/screening.h"

#include "engine/screen/screen.h"

#include "harness/system/memory.h"

/* What the rows of a slab add, of one lane of the business. */
typedef struct lane_sum {
    rh_str lane;
    uint64_t rows; /* of a block */
    rh_summary_result result;
} lane_sum;

typedef struct adder {
    const rh_screening_spec *spec;
    const rh_sheets_about *about;
    rh_screening *out;
    rh_arena *keep;
    rh_summary *summary;
    rh_screen *screen;
    rh_arena slab; /* of one slab */
    const uint32_t *area_of; /* by entry */
    size_t n_areas;

    /* of a slab */
    size_t first; /* its first row in the history */
    RH_VEC(lane_sum) lanes;
    rh_summary_part *parts; /* by entry */
    uint64_t *said;         /* by column: rows that say something of it */
} adder;

/* ---- lanes ---- */

static lane_sum *lane_of(adder *s, rh_str lane)
{
    if (lane.ptr == NULL) lane = RH_NO_LANE;
    for (size_t i = 0; i < s->lanes.n; i++)
        if (rh_str_eq(s->lanes.at[i].lane, lane)) return &s->lanes.at[i];
    if (!RH_PUSH(&s->slab, &s->lanes, (lane_sum){.lane = lane})) return NULL;
    return &s->lanes.at[s->lanes.n - 1];
}

static bool find_lanes(adder *s, size_t block, uint64_t together)
{
    const uint32_t field = s->spec->lane_field;
    lane_sum *lane = field == RH_NONE ? lane_of(s, rh_str_null()) : NULL;
    for (size_t i = 0; i < s->lanes.n; i++) s->lanes.at[i].rows = 0;
    if (field == RH_NONE && lane != NULL) lane->rows = together;
    for (uint64_t rest = field != RH_NONE ? together : 0; rest != 0; rest &= rest - 1) {
        const unsigned i = (unsigned)__builtin_ctzll(rest);
        lane = lane_of(s, rh_screen_lane(s->screen, block * 64 + i));
        if (lane == NULL) return false;
        lane->rows |= (uint64_t)1 << i;
    }
    return lane != NULL;
}

/* ---- rows ---- */

static uint64_t count(uint64_t rows) { return (uint64_t)__builtin_popcountll(rows); }

static void add_sums(adder *s, rh_summary_sums *sums, uint64_t n)
{
    const rh_sheets_about *about = s->about;
    *(about->is_synthetic ? &sums->synthetic : &sums->real) += n;
    *(about->is_snapshot ? &sums->none : &sums->exact) += n;
    sums->counts.accepted += n;
    sums->events += n;
    sums->synthetic_events += about->is_synthetic ? n : 0;
    sums->still_open += n;
    sums->since = sums->until = about->at;
}

static void add_steps(adder *s, rh_summary_sums *sums, const rh_screened *seen, uint64_t rows)
{
    size_t n_places;
    const rh_screen_place *places = rh_screen_places(s->screen, &n_places);
    for (size_t p = 0; p < n_places; p++) {
        const uint64_t n = count(seen->placed[p] & rows);
        sums->kinds[RH_REC_VERDICT] += n * places[p].n_verdicts;
        if (places[p].state != RH_STATE_NONE) sums->kinds[RH_REC_STATE] += n;
    }
}

static void add_lane(adder *s, lane_sum *lane, const rh_screened *seen, uint64_t *areas)
{
    const rh_register *reg = s->summary->head;
    rh_summary_cell *cell = &lane->result.cell;
    rh_summary_sums *sums = &lane->result.sums;
    memset(areas, 0, s->n_areas * sizeof *areas);
    for (uint32_t e = 0; e < reg->n_entries; e++) {
        const uint64_t opened = seen->opened[e] & lane->rows;
        if (opened == 0) continue;
        cell->openings += count(opened);
        sums->kinds[RH_REC_TASK] += count(opened) * rh_screen_tasks(s->screen, e);
        areas[s->area_of[e]] |= opened;
    }
    for (size_t a = 0; a < s->n_areas; a++) cell->items += count(areas[a]);
    cell->journeys += count(lane->rows);
    add_sums(s, sums, count(lane->rows));
    add_steps(s, sums, seen, lane->rows);
    sums->kinds[RH_REC_HEALTH] += count(seen->scored & lane->rows);
}

static void add_entries(adder *s, const rh_screened *seen, size_t block)
{
    const rh_register *reg = s->summary->head;
    for (uint32_t e = 0; e < reg->n_entries; e++) {
        rh_summary_cell *cell = &s->parts[e].cell;
        const uint64_t n = count(seen->opened[e]);
        cell->openings += n;
        cell->items += n;
        cell->journeys += n;
        if (reg->entries[e].derived_from.n == 0) continue;
        for (uint64_t rest = seen->opened[e]; rest != 0; rest &= rest - 1) {
            const size_t row = s->first + block * 64 + (size_t)__builtin_ctzll(rest);
            cell->motivating += rh_entry_is_motive(&reg->entries[e], rh_sheets_id(s->spec->slabs, row));
        }
    }
}

static uint64_t said_in(const rh_slab_column *c, size_t word)
{
    uint64_t said = 0;
    for (int k = 0; k < RH_N_SLAB_KINDS; k++)
        if (c->are[k] != NULL) said |= c->are[k][word];
    return said;
}

static rh_code add_block(adder *s, const rh_slab_part *slab, size_t block, uint64_t *areas, rh_err *err)
{
    rh_screened seen;
    const rh_code code = rh_screen_block(&seen, s->screen, block, err);
    if (code != RH_OK) return code;
    for (uint64_t rest = seen.rows & ~seen.together; rest != 0; rest &= rest - 1)
        if (!RH_PUSH(s->keep, &s->out->rest, s->first + block * 64 + (size_t)__builtin_ctzll(rest)))
            return rh_err_nomem(err);
    if (seen.together == 0) return RH_OK;
    s->out->n_together += count(seen.together);
    if (!find_lanes(s, block, seen.together)) return rh_err_nomem(err);
    for (size_t i = 0; i < s->lanes.n; i++)
        if (s->lanes.at[i].rows != 0) add_lane(s, &s->lanes.at[i], &seen, areas);
    s->lanes.at[0].result.sums.counts.unmapped_parts += seen.n_unmapped_parts;
    add_entries(s, &seen, block);
    for (uint32_t c = 0; s->about->is_snapshot && c < slab->n_columns; c++)
        s->said[c] += count(said_in(&slab->columns[c], block) & seen.together);
    return RH_OK;
}

/* ---- slabs ---- */

/* Values that may have leaked: the fields of a final snapshot, by the journeys that have them. */
static rh_code add_fields(adder *s, const rh_slab_part *slab, rh_err *err)
{
    char text[256];
    for (uint32_t c = 0; c < slab->n_columns; c++) {
        const rh_slab_column *column = &slab->columns[c];
        const size_t n = column->space.len + 1 + column->name.len;
        if (s->said[c] == 0 || n >= sizeof text) continue; /* no field of a register has so long a name */
        memcpy(text, rh_str_chars(column->space), column->space.len);
        text[column->space.len] = '.';
        memcpy(text + column->space.len + 1, rh_str_chars(column->name), column->name.len);
        rh_snapshot_field field = {{text, n}, s->said[c]};
        const rh_judging judging = {.fields = {.at = &field, .n = 1, .cap = 1}};
        const rh_code code = rh_judging_add(&s->summary->judging, &s->summary->arena, &judging, err);
        if (code != RH_OK) return code;
    }
    return RH_OK;
}

static rh_code add_lanes(adder *s, rh_err *err)
{
    const rh_register *reg = s->summary->head;
    rh_summary_alert *alerts = RH_NEW_N(&s->slab, rh_register_alerts(reg), rh_summary_alert);
    if (alerts == NULL) return rh_err_nomem(err);
    for (size_t i = 0; i < s->lanes.n; i++) {
        rh_summary_result *result = &s->lanes.at[i].result;
        result->is_replayed = true;
        result->lane = s->lanes.at[i].lane;
        result->alerts = alerts;
        result->sums.kinds[RH_REC_OPENED] = result->cell.openings;
        if (i == 0) result->parts = s->parts, result->n_parts = reg->n_entries;
        const rh_code code = rh_summary_add(s->summary, result, err);
        if (code != RH_OK) return code;
    }
    return RH_OK;
}

static bool wants(void *ctx, rh_str space, rh_str name)
{
    const adder *s = ctx;
    return rh_screen_wants(s->screen, space, name);
}

static bool begin_slab(adder *s, const rh_slab_part *slab)
{
    const size_t n_entries = s->summary->head->n_entries;
    s->lanes.at = NULL, s->lanes.n = s->lanes.cap = 0;
    s->parts = RH_NEW_N(&s->slab, n_entries, rh_summary_part);
    s->said = RH_NEW_N(&s->slab, slab->n_columns, uint64_t);
    if (s->parts == NULL || s->said == NULL) return false;
    for (uint32_t e = 0; e < n_entries; e++) s->parts[e].entry = e;
    return true;
}

static rh_code add_slab(adder *s, size_t index, rh_err *err)
{
    const rh_slab_part *slab;
    rh_arena_reset(&s->slab);
    rh_code code = rh_sheets_read(&slab, &s->first, &s->slab, s->spec->slabs, index, wants, s, err);
    if (code == RH_OK) code = rh_screen_take(s->screen, slab, err);
    if (code != RH_OK) return code;
    uint64_t *areas = RH_NEW_N(&s->slab, s->n_areas, uint64_t);
    if (areas == NULL || !begin_slab(s, slab)) return rh_err_nomem(err);
    for (size_t block = 0; code == RH_OK && block * 64 < slab->n; block++)
        code = add_block(s, slab, block, areas, err);
    if (code == RH_OK) code = add_lanes(s, err);
    if (code == RH_OK) code = add_fields(s, slab, err);
    if (code == RH_OK && s->spec->progress != NULL)
        s->spec->progress(s->spec->progress_ctx, s->out->n_together, s->spec->history->n_journeys);
    return code;
}

/* ---- all of it ---- */

static bool find_areas(adder *s)
{
    const rh_register *reg = s->summary->head;
    uint32_t *area_of = RH_NEW_N(s->keep, reg->n_entries, uint32_t);
    if (area_of == NULL) return false;
    for (uint32_t e = 0; e < reg->n_entries; e++) {
        uint32_t like = 0;
        while (!rh_str_eq(reg->entries[like].area, reg->entries[e].area)) like++;
        area_of[e] = like < e ? area_of[like] : (uint32_t)s->n_areas++;
    }
    s->area_of = area_of;
    return true;
}

static bool is_stopped(const adder *s) { return s->spec->stop != NULL && atomic_load(s->spec->stop); }

static rh_code screen_all(adder *s, rh_err *err)
{
    rh_code code = find_areas(s) ? RH_OK : rh_err_nomem(err);
    for (size_t i = 0; code == RH_OK && i < s->about->n_sheets; i++) {
        if (is_stopped(s))
            return rh_err_set(err, RH_INTERRUPTED, (rh_span){0}, "stopped after %zu of %zu journeys",
                              s->out->n_together, s->spec->history->n_journeys);
        code = add_slab(s, i, err);
    }
    return code;
}

rh_code rh_screening_run(rh_screening *out, rh_arena *keep, const rh_screening_spec *spec, rh_summary *summary,
                         rh_err *err)
{
    *out = (rh_screening){.all = spec->history, .why = "the history is no snapshot"};
    if (spec->slabs == NULL) return RH_OK;
    adder s = {.spec = spec, .about = rh_sheets_about_get(spec->slabs), .out = out, .keep = keep,
                   .summary = summary};
    out->why = "as-of lies before the snapshot";
    if (rh_instant_before(spec->as_of, s.about->at)) return RH_OK;
    const rh_screen_about about = {.at = s.about->at, .as_of = spec->as_of, .actorkind = s.about->actorkind,
                                    .lane_field = spec->lane_field};
    out->why = NULL;
    rh_code code = rh_screen_new(&s.screen, &out->why, rh_memory_host(), spec->program, &about, err);
    if (code != RH_OK || s.screen == NULL) return code;
    rh_arena_init(&s.slab, rh_memory_host(), 0);
    code = screen_all(&s, err);
    rh_arena_dispose(&s.slab);
    rh_screen_dispose(s.screen);
    return code;
}

static rh_code load_rest(void *ctx, unsigned thread, size_t index, rh_arena *arena, rh_journey *out, rh_err *err)
{
    const rh_screening *s = ctx;
    return s->all->load(s->all->ctx, thread, s->rest.at[index], arena, out, err);
}

rh_history rh_screening_rest(rh_screening *screening)
{
    if (screening->why != NULL) return *screening->all;
    return (rh_history){.ctx = screening, .n_journeys = screening->rest.n, .load = load_rest};
}
