/* What rows that were decided together come to. */
#include "harness/replay/screening_insides.h"

static uint64_t count(uint64_t rows) { return (uint64_t)__builtin_popcountll(rows); }

/* ---- the register ---- */

/* Areas are numbered in the order in which entries name them first. */
static bool find_areas(rh_screening_sum *s, rh_arena *keep)
{
    const rh_register *reg = s->summary->head;
    rh_map areas = {0};
    s->area_of = RH_NEW_N(keep, reg->n_entries, uint32_t);
    for (uint32_t e = 0; s->area_of != NULL && e < reg->n_entries; e++) {
        const rh_str area = reg->entries[e].area;
        const uint32_t known = rh_map_get(&areas, area);
        s->area_of[e] = known != RH_MAP_NONE ? known : (uint32_t)areas.n;
        if (known == RH_MAP_NONE && !rh_map_set(&areas, keep, area, (uint32_t)areas.n)) return false;
    }
    return s->area_of != NULL;
}

rh_code rh_screening__sum(rh_screening_sum *out, rh_arena *keep, const rh_screening_spec *spec, rh_summary *summary,
                          const rh_screen *screen, rh_err *err)
{
    const size_t n = summary->head->n_entries;
    out->spec = spec, out->summary = summary, out->screen = screen;
    out->about = rh_slabs_about_get(spec->slabs);
    out->opened.entries = RH_NEW_N(keep, n, uint32_t);
    out->opened.areas = RH_NEW_N(keep, n, uint32_t);
    out->opened.rows = RH_NEW_N(keep, n, uint64_t);
    return find_areas(out, keep) && !rh_arena_failed(keep) ? RH_OK : rh_err_nomem(err);
}

/* ---- lanes ---- */

static bool join(rh_screening_sum *s, rh_str lane, uint64_t rows)
{
    if (lane.ptr == NULL) lane = RH_NO_LANE;
    uint32_t at = rh_map_get(&s->lane_of, lane);
    if (at == RH_MAP_NONE) {
        at = (uint32_t)s->lanes.n;
        if (!RH_PUSH(&s->slab, &s->lanes, (rh_screening_lane){.lane = lane}) ||
            !rh_map_set(&s->lane_of, &s->slab, lane, at))
            return false;
    }
    if (s->lanes.at[at].rows == 0) s->here[s->n_here++] = at;
    s->lanes.at[at].rows |= rows;
    return true;
}

static bool find_lanes(rh_screening_sum *s, size_t block, uint64_t together)
{
    for (size_t i = 0; i < s->n_here; i++) s->lanes.at[s->here[i]].rows = 0;
    s->n_here = 0;
    if (s->spec->lane_field == RH_NONE) return join(s, RH_NO_LANE, together);
    for (uint64_t rest = together; rest != 0; rest &= rest - 1) {
        const size_t i = (size_t)__builtin_ctzll(rest);
        if (!join(s, rh_screen_lane(s->screen, block * RH_SCREENING_BLOCK + i), (uint64_t)1 << i)) return false;
    }
    return true;
}

/* ---- a block ---- */

static void find_opened(rh_screening_sum *s, const rh_screened *seen)
{
    rh_screening_opened *o = &s->opened;
    for (size_t i = 0; i < o->n_areas; i++) o->rows[o->areas[i]] = 0;
    o->n_entries = o->n_areas = 0;
    for (uint32_t e = 0; e < s->summary->head->n_entries; e++) {
        const uint32_t area = s->area_of[e];
        if (seen->opened[e] == 0) continue;
        o->entries[o->n_entries++] = e;
        if (o->rows[area] == 0) o->areas[o->n_areas++] = area;
        o->rows[area] |= seen->opened[e];
    }
}

static void add_steps(rh_screening_sum *s, rh_summary_sums *sums, const rh_screened *seen, uint64_t rows)
{
    size_t n_places;
    const rh_screen_place *places = rh_screen_places(s->screen, &n_places);
    for (size_t p = 0; p < n_places; p++) {
        const uint64_t n = count(seen->placed[p] & rows);
        sums->kinds[RH_REC_VERDICT] += n * places[p].n_verdicts;
        if (places[p].state != RH_STATE_NONE) sums->kinds[RH_REC_STATE] += n;
    }
    sums->kinds[RH_REC_HEALTH] += count(seen->scored & rows);
}

static void add_lane(rh_screening_sum *s, rh_screening_lane *lane, const rh_screened *seen)
{
    const rh_screening_opened *o = &s->opened;
    rh_summary_cell *cell = &lane->result.cell;
    rh_summary_sums *sums = &lane->result.sums;
    for (size_t i = 0; i < o->n_entries; i++) {
        const uint64_t n = count(seen->opened[o->entries[i]] & lane->rows);
        cell->openings += n;
        sums->kinds[RH_REC_TASK] += n * rh_screen_tasks(s->screen, o->entries[i]);
    }
    for (size_t i = 0; i < o->n_areas; i++) cell->items += count(o->rows[o->areas[i]] & lane->rows);
    cell->journeys += count(lane->rows);
    add_steps(s, sums, seen, lane->rows);
}

static void add_entries(rh_screening_sum *s, const rh_screened *seen, size_t block)
{
    for (size_t i = 0; i < s->opened.n_entries; i++) {
        const uint32_t e = s->opened.entries[i];
        const rh_entry *entry = &s->summary->head->entries[e];
        const uint64_t n = count(seen->opened[e]);
        rh_summary_cell *cell = &s->parts[e].cell;
        cell->openings += n;
        cell->items += n;
        cell->journeys += n;
        for (uint64_t rest = entry->derived_from.n != 0 ? seen->opened[e] : 0; rest != 0; rest &= rest - 1) {
            const size_t row = block * RH_SCREENING_BLOCK + (size_t)__builtin_ctzll(rest);
            cell->motivating += rh_entry_is_motive(entry, rh_slabs_id(s->spec->slabs, s->first + row));
        }
    }
}

/* A journey has a field once, however many columns of its name say something. */
static void add_said(rh_screening_sum *s, size_t block, uint64_t together)
{
    rh_screening_fields *f = &s->fields;
    if (!s->about->is_snapshot) return;
    memset(f->rows, 0, s->part->n_columns * sizeof *f->rows);
    for (uint32_t c = 0; c < s->part->n_columns; c++) {
        const uint32_t first = f->first[c];
        const uint64_t more = rh_slab_said(&s->part->columns[c], block) & together & ~f->rows[first];
        f->rows[first] |= more;
        f->n_rows[first] += count(more);
    }
}

rh_code rh_screening__add(rh_screening_sum *s, size_t block, const rh_screened *seen, rh_err *err)
{
    if (!find_lanes(s, block, seen->together)) return rh_err_nomem(err);
    find_opened(s, seen);
    for (size_t i = 0; i < s->n_here; i++) add_lane(s, &s->lanes.at[s->here[i]], seen);
    s->lanes.at[0].result.sums.counts.unmapped_parts += seen->n_unmapped_parts;
    add_entries(s, seen, block);
    add_said(s, block, seen->together);
    return RH_OK;
}

/* ---- a slab ---- */

static rh_str name_of(rh_arena *keep, const rh_slab_column *column)
{
    enum { MOST = 256 }; /* as judging has it */
    const size_t n = column->space.len + 1 + column->name.len;
    char *text = n < MOST ? rh_arena_alloc(keep, n) : NULL;
    if (text == NULL) return rh_str_null();
    memcpy(text, rh_str_chars(column->space), column->space.len);
    text[column->space.len] = '.';
    memcpy(text + column->space.len + 1, rh_str_chars(column->name), column->name.len);
    return (rh_str){text, n};
}

/* "a.b" of "c" is called as "a" of "b.c" is. */
static bool name_fields(rh_screening_sum *s)
{
    rh_screening_fields *f = &s->fields;
    const uint32_t n = s->part->n_columns;
    rh_map names = {0};
    *f = (rh_screening_fields){.names = RH_NEW_N(&s->slab, n, rh_str),
                               .first = RH_NEW_N(&s->slab, n, uint32_t),
                               .rows = RH_NEW_N(&s->slab, n, uint64_t),
                               .n_rows = RH_NEW_N(&s->slab, n, uint64_t)};
    if (rh_arena_failed(&s->slab)) return false;
    for (uint32_t c = 0; c < n; c++) {
        f->names[c] = name_of(&s->slab, &s->part->columns[c]);
        const uint32_t met = f->names[c].ptr != NULL ? rh_map_get(&names, f->names[c]) : RH_MAP_NONE;
        f->first[c] = met != RH_MAP_NONE ? met : c;
        if (f->first[c] == c && f->names[c].ptr != NULL && !rh_map_set(&names, &s->slab, f->names[c], c)) return false;
    }
    return !rh_arena_failed(&s->slab);
}

rh_code rh_screening__begin(rh_screening_sum *s, const rh_slab_part *slab, size_t first, rh_err *err)
{
    const size_t n_entries = s->summary->head->n_entries;
    s->part = slab;
    s->first = first;
    s->lanes.at = NULL, s->lanes.n = s->lanes.cap = s->n_here = 0;
    s->lane_of = (rh_map){0};
    s->parts = RH_NEW_N(&s->slab, n_entries, rh_summary_part);
    if (s->parts == NULL || (s->about->is_snapshot && !name_fields(s))) return rh_err_nomem(err);
    for (uint32_t e = 0; e < n_entries; e++) s->parts[e].entry = e;
    return RH_OK;
}

void rh_screening_count(rh_summary_sums *sums, const rh_slabs_about *about, uint64_t n)
{
    *(about->is_synthetic ? &sums->synthetic : &sums->real) = n;
    *(about->is_snapshot ? &sums->none : &sums->exact) = n;
    sums->counts.accepted = sums->events = sums->still_open = n;
    sums->synthetic_events = about->is_synthetic ? n : 0;
    sums->since = sums->until = about->at;
}

/* Values that may have leaked: the fields of a final snapshot, by the journeys that have them. */
static rh_code end_fields(rh_screening_sum *s, rh_err *err)
{
    for (uint32_t c = 0; s->about->is_snapshot && c < s->part->n_columns; c++) {
        rh_snapshot_field field = {s->fields.names[c], s->fields.n_rows[c]};
        const rh_judging judging = {.fields = {.at = &field, .n = 1, .cap = 1}};
        if (field.field.ptr == NULL || field.journeys == 0) continue;
        const rh_code code = rh_judging_add(&s->summary->judging, &s->summary->arena, &judging, err);
        if (code != RH_OK) return code;
    }
    return RH_OK;
}

rh_code rh_screening__end(rh_screening_sum *s, rh_err *err)
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
        rh_screening_count(&result->sums, s->about, result->cell.journeys);
        if (i == 0) result->parts = s->parts, result->n_parts = reg->n_entries;
        const rh_code code = rh_summary_add(s->summary, result, err);
        if (code != RH_OK) return code;
    }
    return end_fields(s, err);
}
