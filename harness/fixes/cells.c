/* Sightings, added up. */
#include "harness/fixes/cells.h"

enum { WEEK_S = 7 * 86400, KEY_BYTES = 1 << 16 };

void rh_fix_cells_init(rh_fix_cells *cells, rh_host_memory host, const rh_register *reg, rh_instant until)
{
    *cells = (rh_fix_cells){.reg = reg, .until = until};
    rh_arena_init(&cells->arena, host, 0);
}

void rh_fix_cells_dispose(rh_fix_cells *cells)
{
    if (cells != NULL && cells->arena.host.take != NULL) rh_arena_dispose(&cells->arena);
}

bool rh_fix_is_of_journeys(rh_symptom symptom)
{
    return symptom == RH_SYMPTOM_ALERTED || symptom == RH_SYMPTOM_DRIFTED;
}

int32_t rh_fix_week_of(rh_instant t)
{
    return (int32_t)(t.s >= 0 ? t.s / WEEK_S : -((-t.s + WEEK_S - 1) / WEEK_S));
}

rh_fix_week *rh_fix__week(rh_fix_weeks *weeks, rh_arena *arena, int32_t week)
{
    size_t at = weeks->n;
    while (at > 0 && weeks->at[at - 1].week > week) at--;
    if (at > 0 && weeks->at[at - 1].week == week) return &weeks->at[at - 1];
    if (!RH_PUSH(arena, weeks, (rh_fix_week){.week = week})) return NULL;
    for (size_t i = weeks->n - 1; i > at; i--) weeks->at[i] = weeks->at[i - 1];
    weeks->at[at] = (rh_fix_week){.week = week};
    return &weeks->at[at];
}

rh_fix_person *rh_fix__person(rh_fix_people *people, rh_arena *arena, rh_str actor, rh_str role)
{
    for (size_t i = 0; i < people->n; i++)
        if (rh_str_eq(people->at[i].actor, actor) && rh_str_eq(people->at[i].role, role)) return &people->at[i];
    const rh_fix_person fresh = {.actor = rh_arena_str(arena, actor), .role = rh_arena_str(arena, role)};
    if (rh_arena_failed(arena) || !RH_PUSH(arena, people, fresh)) return NULL;
    return &people->at[people->n - 1];
}

/* ---- cells ---- */

static rh_str key_of(rh_arena *arena, const rh_sighting *s, rh_str lane)
{
    rh_buf key;
    rh_buf_init(&key, arena, KEY_BYTES);
    rh_buf_int(&key, s->symptom);
    rh_buf_byte(&key, '\0');
    rh_buf_put(&key, s->subject);
    rh_buf_byte(&key, '\0');
    rh_buf_put(&key, lane);
    return key.failed ? rh_str_null() : rh_buf_str(&key);
}

static rh_fix_cell *cell_of(rh_fix_cells *cells, const rh_sighting *s, rh_str lane)
{
    rh_arena *arena = &cells->arena;
    const rh_arena_mark mark = rh_arena_begin(arena);
    const rh_str key = key_of(arena, s, lane);
    const uint32_t found = key.ptr != NULL ? rh_map_get(&cells->index, key) : RH_MAP_NONE;
    if (found != RH_MAP_NONE) {
        rh_arena_end(arena, mark);
        return &cells->cells.at[found];
    }
    const rh_fix_cell cell = {
        .symptom = s->symptom, .subject = rh_arena_str(arena, s->subject), .lane = rh_arena_str(arena, lane)};
    const uint32_t index = (uint32_t)cells->cells.n;
    if (!RH_PUSH(arena, &cells->cells, cell) || !rh_map_set(&cells->index, arena, key, index)) return NULL;
    return rh_arena_failed(arena) ? NULL : &cells->cells.at[index];
}

static bool count_entry(rh_fix_cell *cell, rh_arena *arena, uint32_t entry)
{
    for (size_t i = 0; i < cell->entries.n; i++)
        if (cell->entries.at[i].entry == entry) {
            cell->entries.at[i].shown++;
            return true;
        }
    return RH_PUSH(arena, &cell->entries, (rh_fix_entry_count){entry, 1});
}

static bool show(rh_fix_cells *cells, rh_fix_cell *cell, rh_fix_week *week, const rh_fix_journey *journey,
                 const rh_sighting *s)
{
    week->shown++;
    cell->movers[s->mover]++;
    if (cell->last_journey != cells->n_journeys) week->journeys++;
    const bool is_proof = week->n_proofs < RH_FIX_PROOFS && cell->last_journey != cells->n_journeys;
    cell->last_journey = cells->n_journeys;
    if (is_proof) {
        const rh_str id = rh_arena_str(&cells->arena, journey->id);
        week->proofs[week->n_proofs++] = (rh_fix_proof){id, s->n};
    }
    const bool ok = s->entry == RH_NONE || count_entry(cell, &cells->arena, s->entry);
    return ok && !rh_arena_failed(&cells->arena);
}

static bool count_person(rh_fix_cell *cell, rh_arena *arena, const rh_sighting *s)
{
    if (s->actor.ptr == NULL) return true;
    rh_fix_person *person = rh_fix__person(&cell->people, arena, s->actor, s->role);
    if (person == NULL) return false;
    person->n++;
    person->shown += s->is_shown;
    return true;
}

static bool add_one(rh_fix_cells *cells, const rh_fix_journey *journey, rh_str lane, const rh_sighting *s)
{
    rh_fix_cell *cell = cell_of(cells, s, lane);
    const rh_instant at = rh_fix_is_of_journeys(s->symptom) ? journey->began : s->at;
    rh_fix_week *week = cell != NULL ? rh_fix__week(&cell->weeks, &cells->arena, rh_fix_week_of(at)) : NULL;
    if (week == NULL) return false;
    week->n++;
    if (!count_person(cell, &cells->arena, s)) return false;
    return !s->is_shown || show(cells, cell, week, journey, s);
}

/* ---- journeys ---- */

static bool count_journey(rh_fix_cells *cells, rh_str lane, rh_instant began)
{
    rh_fix_lane *of = NULL;
    for (size_t i = 0; i < cells->lanes.n; i++)
        if (rh_str_eq(cells->lanes.at[i].lane, lane)) of = &cells->lanes.at[i];
    if (of == NULL) {
        if (!RH_PUSH(&cells->arena, &cells->lanes, (rh_fix_lane){.lane = rh_arena_str(&cells->arena, lane)}))
            return false;
        of = &cells->lanes.at[cells->lanes.n - 1];
    }
    rh_fix_week *week = rh_fix__week(&of->weeks, &cells->arena, rh_fix_week_of(began));
    if (week != NULL) week->n++;
    return week != NULL && !rh_arena_failed(&cells->arena);
}

rh_code rh_fix_cells_add(rh_fix_cells *cells, const rh_fix_journey *journey, const rh_sighting *sightings, size_t n,
                         rh_err *err)
{
    const rh_str lane = journey->lane.ptr != NULL && journey->lane.len > 0 ? journey->lane : RH_STR("(none)");
    if (!rh_instant_before(journey->began, cells->until)) return RH_OK;
    cells->n_journeys++;
    if (!count_journey(cells, lane, journey->began)) return rh_err_nomem(err);
    for (size_t i = 0; i < n; i++)
        if (rh_instant_before(sightings[i].at, cells->until) && !add_one(cells, journey, lane, &sightings[i]))
            return rh_err_nomem(err);
    return RH_OK;
}
