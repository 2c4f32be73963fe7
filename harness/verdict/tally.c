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

typedef RH_VEC(rh_tally_part) parts;

static rh_cell *part_of(parts *list, rh_arena *keep, uint32_t entry)
{
    for (size_t i = 0; i < list->n; i++)
        if (list->at[i].entry == entry) return &list->at[i].cell;
    if (!RH_PUSH(keep, list, (rh_tally_part){.entry = entry})) return NULL;
    return &list->at[list->n - 1].cell;
}

static bool count_entries(parts *list, rh_arena *keep, const rh_course *course)
{
    for (size_t i = 0; i < course->n; i++) {
        const rh_record *r = course->records[i];
        const rh_str entry = entry_of(r);
        const uint32_t at = entry.ptr == NULL ? RH_NONE : rh_register_entry(course->reg, entry);
        if (at == RH_NONE) continue;
        rh_cell *cell = part_of(list, keep, at);
        if (cell == NULL) return false;
        count_record(cell, r);
        if (!rh_record_opens(r)) continue;
        cell->items++;
        cell->breached += is_breached(course, i);
        cell->journeys = 1;
    }
    return true;
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

static rh_code judge_breaks(rh_tally_result *out, rh_arena *keep, const rh_tally_journey *journey, rh_arena *scratch,
                            rh_err *err)
{
    const rh_break *breaks;
    const rh_code code = rh_invariants_find(&breaks, &out->n_breaks, scratch, journey->head, err);
    if (code != RH_OK) return code;
    rh_tally_break *at = RH_NEW_N(keep, out->n_breaks, rh_tally_break);
    const rh_str id = rh_arena_str(keep, journey->id);
    if (at == NULL || id.ptr == NULL) return rh_err_nomem(err);
    for (size_t i = 0; i < out->n_breaks; i++)
        at[i] = (rh_tally_break){breaks[i].invariant, id, breaks[i].record->at, breaks[i].record->n};
    out->breaks = at;
    return RH_OK;
}

rh_code rh_tally_judge(rh_tally_result *out, rh_arena *keep, const rh_tally_journey *journey, rh_arena *scratch,
                       rh_err *err)
{
    const rh_course *course = journey->head;
    const rh_item *items;
    size_t n_items;
    rh_code code = rh_items_find(&items, &n_items, scratch, course, err);
    if (code != RH_OK) return code;
    *out = (rh_tally_result){.is_synthetic = journey->is_synthetic};
    out->lane = rh_arena_str(keep, journey->lane.ptr != NULL ? journey->lane : RH_NO_LANE);
    out->cell = (rh_cell){.journeys = 1, .items = n_items, .changed = journey->is_changed};
    out->cell.diverged = rh_course_divergence(course) < course->n;
    for (size_t i = 0; i < course->n; i++) count_record(&out->cell, course->records[i]);
    for (size_t i = 0; i < n_items; i++) out->cell.breached += items[i].is_breached;
    parts head = {0}, base = {0};
    const bool ok = count_entries(&head, keep, course) &&
                    (journey->base == NULL || count_entries(&base, keep, journey->base));
    if (!ok || out->lane.ptr == NULL) return rh_err_nomem(err);
    out->parts = head.at, out->n_parts = head.n;
    out->base_parts = base.at, out->n_base_parts = base.n;
    return judge_breaks(out, keep, journey, scratch, err);
}

rh_code rh_tally_add(rh_tally *tally, const rh_tally_result *result, rh_err *err)
{
    rh_cell *lane = lane_cell(tally, result->lane);
    if (lane == NULL) return rh_err_nomem(err);
    add_cell(lane, &result->cell);
    add_cell(&tally->whole, &result->cell);
    tally->synthetic += result->is_synthetic;
    for (size_t i = 0; i < result->n_parts; i++)
        add_cell(&tally->entries[result->parts[i].entry], &result->parts[i].cell);
    for (size_t i = 0; i < result->n_base_parts; i++)
        tally->base_openings[result->base_parts[i].entry] += result->base_parts[i].cell.openings;
    for (size_t i = 0; i < result->n_breaks; i++) {
        tally->broken[result->breaks[i].invariant]++;
        const rh_code code = keep_break(tally, result->breaks[i], err);
        if (code != RH_OK) return code;
    }
    return RH_OK;
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
