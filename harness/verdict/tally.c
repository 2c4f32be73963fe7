/* Counting journeys for the gate. */
#include "harness/verdict/tally.h"

#include "engine/base/vec.h"
#include "engine/judge/rows.h"

rh_code rh_tally_init(rh_tally *tally, rh_host_memory host, const rh_register *head, const rh_register *base,
                      rh_err *err)
{
    *tally = (rh_tally){.head = head, .base = base};
    rh_arena_init(&tally->arena, host, 0);
    tally->entries = RH_NEW_N(&tally->arena, head->n_entries, rh_cell);
    tally->base_openings = RH_NEW_N(&tally->arena, base != NULL ? base->n_entries : 0, uint64_t);
    if (tally->entries != NULL && tally->base_openings != NULL) return RH_OK;
    rh_tally_dispose(tally);
    return rh_err_nomem(err);
}

void rh_tally_dispose(rh_tally *tally)
{
    if (tally != NULL) rh_arena_dispose(&tally->arena);
}

static void add_cell(rh_cell *into, const rh_cell *from)
{
    into->journeys += from->journeys;
    into->openings += from->openings;
    into->undecided += from->undecided;
    into->items += from->items;
    into->breached += from->breached;
    into->observed += from->observed;
    into->diverged += from->diverged;
    into->unauthorised += from->unauthorised;
    into->changed += from->changed;
    into->released += from->released;
    into->rejected += from->rejected;
    into->lapsed += from->lapsed;
}

/* The cell of a lane, made when it is the first of its name; NULL on no memory. */
static rh_cell *lane_cell(rh_tally *tally, rh_str lane)
{
    size_t at = 0;
    while (at < tally->n_lanes && rh_str_cmp(tally->lanes[at].lane, lane) < 0) at++;
    if (at < tally->n_lanes && rh_str_eq(tally->lanes[at].lane, lane)) return &tally->lanes[at].cell;
    const rh_str name = rh_arena_str(&tally->arena, lane);
    if (name.ptr == NULL) return NULL;
    if (tally->n_lanes == tally->cap_lanes &&
        !rh_vec_grow(&tally->arena, &tally->lanes, tally->n_lanes, &tally->cap_lanes, sizeof *tally->lanes))
        return NULL;
    memmove(&tally->lanes[at + 1], &tally->lanes[at], (tally->n_lanes - at) * sizeof *tally->lanes);
    tally->n_lanes++;
    tally->lanes[at] = (rh_tally_lane){.lane = name};
    return &tally->lanes[at].cell;
}

/* ---- one journey ---- */

static void count_record(rh_cell *cell, const rh_record *r)
{
    cell->openings += rh_record_opens(r);
    cell->undecided += rh_record_opens(r) && r->item.undecided;
    cell->observed += r->kind == RH_REC_OBSERVED;
    cell->unauthorised += r->kind == RH_REC_UNAUTHORISED_DECISION;
    cell->released += r->kind == RH_REC_RELEASED;
    cell->rejected += r->kind == RH_REC_REJECTED;
    cell->lapsed += r->kind == RH_REC_LAPSED;
}

static rh_str entry_of(const rh_record *r)
{
    const rh_record_group group = rh_record_group_of(r->kind);
    if (group == RH_REC_GROUP_ITEM) return r->item.entry;
    return group == RH_REC_GROUP_DECISION ? r->decision.entry : rh_str_null();
}

/* Whether the opening at records[index] breached before the next opening of its entry. */
static bool is_breached(const rh_course *course, size_t index)
{
    const rh_str entry = course->records[index]->item.entry;
    for (size_t i = index + 1; i < course->n; i++) {
        const rh_record *r = course->records[i];
        if (rh_record_opens(r) && rh_str_eq(r->item.entry, entry)) return false;
        if (r->kind == RH_REC_SLA_BREACHED && rh_str_eq(r->moved.entry, entry)) return true;
    }
    return false;
}

/* Whether records[index] is its entry's first opening in the journey. */
static bool is_first_opening(const rh_course *course, size_t index)
{
    for (size_t i = 0; i < index; i++)
        if (rh_record_opens(course->records[i]) &&
            rh_str_eq(course->records[i]->item.entry, course->records[index]->item.entry))
            return false;
    return true;
}

static void count_entries(rh_tally *tally, const rh_course *course)
{
    for (size_t i = 0; i < course->n; i++) {
        const rh_record *r = course->records[i];
        const rh_str entry = entry_of(r);
        const uint32_t at = entry.ptr == NULL ? RH_NONE : rh_register_entry(tally->head, entry);
        if (at == RH_NONE) continue;
        rh_cell *cell = &tally->entries[at];
        count_record(cell, r);
        if (!rh_record_opens(r)) continue;
        cell->items++;
        cell->breached += is_breached(course, i);
        cell->journeys += is_first_opening(course, i);
    }
}

static void count_base(rh_tally *tally, const rh_course *course)
{
    for (size_t i = 0; i < course->n; i++) {
        if (!rh_record_opens(course->records[i])) continue;
        const uint32_t at = rh_register_entry(tally->base, course->records[i]->item.entry);
        if (at != RH_NONE) tally->base_openings[at]++;
    }
}

static int break_cmp(const rh_tally_break *a, const rh_tally_break *b)
{
    const int order = rh_str_cmp(a->journey, b->journey);
    if (order != 0) return order;
    if (a->n != b->n) return a->n < b->n ? -1 : 1;
    return a->invariant < b->invariant ? -1 : a->invariant > b->invariant;
}

/* Keeps the break if it is among the first. */
static rh_code keep_break(rh_tally *tally, rh_tally_break b, rh_err *err)
{
    size_t at = tally->n_breaks;
    while (at > 0 && break_cmp(&b, &tally->breaks[at - 1]) < 0) at--;
    if (at == RH_TALLY_BREAKS) return RH_OK;
    b.journey = rh_arena_str(&tally->arena, b.journey);
    if (b.journey.ptr == NULL) return rh_err_nomem(err);
    if (tally->n_breaks < RH_TALLY_BREAKS) tally->n_breaks++;
    memmove(&tally->breaks[at + 1], &tally->breaks[at], (tally->n_breaks - at - 1) * sizeof b);
    tally->breaks[at] = b;
    return RH_OK;
}

static rh_code count_breaks(rh_tally *tally, const rh_tally_journey *journey, rh_arena *scratch, rh_err *err)
{
    const rh_break *breaks;
    size_t n;
    rh_code code = rh_invariants_find(&breaks, &n, scratch, journey->head, err);
    for (size_t i = 0; code == RH_OK && i < n; i++) {
        const rh_record *r = breaks[i].record;
        tally->broken[breaks[i].invariant]++;
        code = keep_break(tally, (rh_tally_break){breaks[i].invariant, journey->id, r->at, r->n}, err);
    }
    return code;
}

rh_code rh_tally_add(rh_tally *tally, const rh_tally_journey *journey, rh_arena *scratch, rh_err *err)
{
    const rh_course *course = journey->head;
    const rh_item *items;
    size_t n_items;
    rh_code code = rh_items_find(&items, &n_items, scratch, course, err);
    if (code != RH_OK) return code;
    rh_cell cell = {.journeys = 1, .items = n_items, .changed = journey->is_changed};
    cell.diverged = rh_course_divergence(course) < course->n;
    for (size_t i = 0; i < course->n; i++) count_record(&cell, course->records[i]);
    for (size_t i = 0; i < n_items; i++) cell.breached += items[i].is_breached;
    rh_cell *lane = lane_cell(tally, journey->lane.ptr != NULL ? journey->lane : RH_NO_LANE);
    if (lane == NULL) return rh_err_nomem(err);
    add_cell(lane, &cell);
    add_cell(&tally->whole, &cell);
    tally->synthetic += journey->is_synthetic;
    count_entries(tally, course);
    if (journey->base != NULL) count_base(tally, journey->base);
    return count_breaks(tally, journey, scratch, err);
}

rh_code rh_tally_merge(rh_tally *into, const rh_tally *from, rh_err *err)
{
    add_cell(&into->whole, &from->whole);
    into->synthetic += from->synthetic;
    for (size_t i = 0; i < from->n_lanes; i++) {
        rh_cell *lane = lane_cell(into, from->lanes[i].lane);
        if (lane == NULL) return rh_err_nomem(err);
        add_cell(lane, &from->lanes[i].cell);
    }
    for (size_t i = 0; i < into->head->n_entries; i++) add_cell(&into->entries[i], &from->entries[i]);
    for (size_t i = 0; into->base != NULL && i < into->base->n_entries; i++)
        into->base_openings[i] += from->base_openings[i];
    for (int i = 0; i < RH_N_INVARIANTS; i++) into->broken[i] += from->broken[i];
    for (size_t i = 0; i < from->n_breaks; i++) {
        const rh_code code = keep_break(into, from->breaks[i], err);
        if (code != RH_OK) return code;
    }
    return RH_OK;
}
