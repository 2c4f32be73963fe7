/* Adding up what journeys come to. */
#include "harness/replay/summary.h"

#include "engine/base/vec.h"

rh_code rh_summary_init(rh_summary *summary, rh_host_memory host, const rh_register *head, const rh_register *base,
                        rh_err *err)
{
    *summary = (rh_summary){.head = head, .base = base};
    rh_arena_init(&summary->arena, host, 0);
    summary->entries = RH_NEW_N(&summary->arena, head->n_entries, rh_summary_cell);
    summary->base_openings = RH_NEW_N(&summary->arena, base != NULL ? base->n_entries : 0, uint64_t);
    summary->alerts = RH_NEW_N(&summary->arena, rh_register_alerts(head), rh_summary_alert);
    if (!rh_arena_failed(&summary->arena)) return RH_OK;
    rh_summary_dispose(summary);
    return rh_err_nomem(err);
}

void rh_summary_dispose(rh_summary *summary)
{
    if (summary != NULL) rh_arena_dispose(&summary->arena);
}

void rh_summary_cell_count(rh_summary_cell *cell, const rh_record *r)
{
    cell->openings += rh_record_opens(r);
    cell->undecided += rh_record_opens(r) && r->item.undecided;
    cell->observed += r->kind == RH_REC_OBSERVED;
    cell->unauthorised += r->kind == RH_REC_UNAUTHORISED_DECISION;
    cell->released += r->kind == RH_REC_RELEASED;
    cell->rejected += r->kind == RH_REC_REJECTED;
    cell->lapsed += r->kind == RH_REC_LAPSED;
}

void rh_summary_cell_add(rh_summary_cell *into, const rh_summary_cell *from)
{
    into->journeys += from->journeys;
    into->motivating += from->motivating;
    into->openings += from->openings;
    into->undecided += from->undecided;
    into->items += from->items;
    into->breached += from->breached;
    into->observed += from->observed;
    into->diverged += from->diverged;
    into->unauthorised += from->unauthorised;
    into->dual_broken += from->dual_broken;
    into->changed += from->changed;
    into->released += from->released;
    into->rejected += from->rejected;
    into->lapsed += from->lapsed;
    rh_judged_counts_add(&into->judged, &from->judged);
}

static void add_counts(rh_counts *into, const rh_counts *from)
{
    into->accepted += from->accepted;
    into->quarantined += from->quarantined;
    into->unmapped += from->unmapped;
    into->produced += from->produced;
    into->unmapped_parts += from->unmapped_parts;
    into->unknown_values += from->unknown_values;
}

static void add_sums(rh_summary_sums *into, const rh_summary_sums *from)
{
    add_counts(&into->counts, &from->counts);
    for (int i = 0; i < RH_N_RECORD_KINDS; i++) into->kinds[i] += from->kinds[i];
    for (int i = 0; i < 4; i++) into->observed[i] += from->observed[i];
    for (int i = 0; i < RH_N_INVARIANTS; i++) into->broken[i] += from->broken[i];
    into->real += from->real;
    into->mixed += from->mixed;
    into->synthetic += from->synthetic;
    into->exact += from->exact;
    into->partial += from->partial;
    into->none += from->none;
    into->still_open += from->still_open;
    into->oscillated += from->oscillated;
    const bool is_first = into->events == 0;
    into->events += from->events;
    into->synthetic_events += from->synthetic_events;
    if (from->events == 0) return;
    if (is_first || rh_instant_before(from->since, into->since)) into->since = from->since;
    if (is_first || rh_instant_before(into->until, from->until)) into->until = from->until;
}

static void add_alerts(rh_summary *into, const rh_summary_alert *from)
{
    for (size_t i = 0; i < rh_register_alerts(into->head); i++) {
        into->alerts[i].journeys += from[i].journeys;
        into->alerts[i].raised += from[i].raised;
    }
}

/* The cell of a lane, made when it is the first of its name; NULL on no memory. */
static rh_summary_cell *lane_cell(rh_summary *summary, rh_str lane)
{
    size_t at = 0;
    while (at < summary->n_lanes && rh_str_cmp(summary->lanes[at].lane, lane) < 0) at++;
    if (at < summary->n_lanes && rh_str_eq(summary->lanes[at].lane, lane)) return &summary->lanes[at].cell;
    const rh_str name = rh_arena_str(&summary->arena, lane);
    if (name.ptr == NULL) return NULL;
    if (summary->n_lanes == summary->cap_lanes &&
        !rh_vec_grow(&summary->arena, &summary->lanes, summary->n_lanes, &summary->cap_lanes, sizeof *summary->lanes))
        return NULL;
    memmove(&summary->lanes[at + 1], &summary->lanes[at], (summary->n_lanes - at) * sizeof *summary->lanes);
    summary->n_lanes++;
    summary->lanes[at] = (rh_summary_lane){.lane = name};
    return &summary->lanes[at].cell;
}

static int undecided_cmp(const rh_undecided_count *a, const rh_undecided_count *b)
{
    const int order = rh_str_cmp(a->where, b->where);
    return order != 0 ? order : a->cause < b->cause ? -1 : a->cause > b->cause;
}

static rh_code add_undecided(rh_summary *summary, const rh_undecided_count *from, rh_err *err)
{
    size_t at = 0;
    while (at < summary->n_undecided && undecided_cmp(&summary->undecided[at], from) < 0) at++;
    if (at < summary->n_undecided && undecided_cmp(&summary->undecided[at], from) == 0) {
        summary->undecided[at].n += from->n;
        return RH_OK;
    }
    rh_undecided_count copy = *from;
    copy.where = rh_arena_str(&summary->arena, from->where);
    copy.entry = rh_arena_str(&summary->arena, from->entry);
    if (copy.where.ptr == NULL) return rh_err_nomem(err);
    if (summary->n_undecided == summary->cap_undecided &&
        !rh_vec_grow(&summary->arena, &summary->undecided, summary->n_undecided, &summary->cap_undecided,
                     sizeof *summary->undecided))
        return rh_err_nomem(err);
    memmove(&summary->undecided[at + 1], &summary->undecided[at],
            (summary->n_undecided - at) * sizeof *summary->undecided);
    summary->undecided[at] = copy;
    summary->n_undecided++;
    return RH_OK;
}

static int break_cmp(const rh_summary_break *a, const rh_summary_break *b)
{
    const int order = rh_str_cmp(a->journey, b->journey);
    if (order != 0) return order;
    if (a->n != b->n) return a->n < b->n ? -1 : 1;
    return a->invariant < b->invariant ? -1 : a->invariant > b->invariant;
}

/* Keeps the break if it is among the first. */
static rh_code keep_break(rh_summary *summary, rh_summary_break b, rh_err *err)
{
    size_t at = summary->n_breaks;
    while (at > 0 && break_cmp(&b, &summary->breaks[at - 1]) < 0) at--;
    if (at == RH_SUMMARY_BREAKS) return RH_OK;
    b.journey = rh_arena_str(&summary->arena, b.journey);
    if (b.journey.ptr == NULL) return rh_err_nomem(err);
    if (summary->n_breaks < RH_SUMMARY_BREAKS) summary->n_breaks++;
    memmove(&summary->breaks[at + 1], &summary->breaks[at], (summary->n_breaks - at - 1) * sizeof b);
    summary->breaks[at] = b;
    return RH_OK;
}

static rh_code add_lists(rh_summary *summary, const rh_undecided_count *undecided, size_t n_undecided,
                         const rh_summary_break *breaks, size_t n_breaks, rh_err *err)
{
    rh_code code = RH_OK;
    for (size_t i = 0; i < n_undecided && code == RH_OK; i++) code = add_undecided(summary, &undecided[i], err);
    for (size_t i = 0; i < n_breaks && code == RH_OK; i++) code = keep_break(summary, breaks[i], err);
    return code;
}

rh_code rh_summary_add(rh_summary *summary, const rh_summary_result *result, rh_err *err)
{
    if (!result->is_replayed) return RH_OK;
    rh_summary_cell *lane = lane_cell(summary, result->lane);
    if (lane == NULL) return rh_err_nomem(err);
    rh_summary_cell_add(lane, &result->cell);
    rh_summary_cell_add(&summary->whole, &result->cell);
    add_sums(&summary->sums, &result->sums);
    add_alerts(summary, result->alerts);
    for (size_t i = 0; i < result->n_parts; i++)
        rh_summary_cell_add(&summary->entries[result->parts[i].entry], &result->parts[i].cell);
    for (size_t i = 0; summary->base != NULL && i < result->n_base_parts; i++)
        summary->base_openings[result->base_parts[i].entry] += result->base_parts[i].cell.openings;
    rh_code code = rh_judging_add(&summary->judging, &summary->arena, &result->judging, err);
    if (code == RH_OK && result->oscillated.ptr != NULL)
        code = rh_first_names_add(&summary->oscillated, &summary->arena, result->oscillated, err);
    if (code != RH_OK) return code;
    return add_lists(summary, result->undecided, result->n_undecided, result->breaks, result->n_breaks, err);
}

rh_code rh_summary_merge(rh_summary *into, const rh_summary *from, rh_err *err)
{
    rh_summary_cell_add(&into->whole, &from->whole);
    add_sums(&into->sums, &from->sums);
    add_alerts(into, from->alerts);
    for (size_t i = 0; i < from->n_lanes; i++) {
        rh_summary_cell *lane = lane_cell(into, from->lanes[i].lane);
        if (lane == NULL) return rh_err_nomem(err);
        rh_summary_cell_add(lane, &from->lanes[i].cell);
    }
    for (size_t i = 0; i < into->head->n_entries; i++) rh_summary_cell_add(&into->entries[i], &from->entries[i]);
    for (size_t i = 0; into->base != NULL && i < into->base->n_entries; i++)
        into->base_openings[i] += from->base_openings[i];
    rh_code code = rh_judging_add(&into->judging, &into->arena, &from->judging, err);
    if (code == RH_OK) code = rh_first_names_merge(&into->oscillated, &into->arena, &from->oscillated, err);
    if (code != RH_OK) return code;
    return add_lists(into, from->undecided, from->n_undecided, from->breaks, from->n_breaks, err);
}
