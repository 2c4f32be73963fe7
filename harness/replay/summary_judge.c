/* What one journey comes to. */
#include "harness/replay/summary.h"

#include "engine/base/vec.h"
#include "engine/judge/dual.h"
#include "engine/judge/rows.h"

/* ---- from a run ---- */

static rh_course course_of(rh_run *run, const rh_program *program, size_t lane)
{
    rh_course course = {.reg = rh_program_register(program, lane)};
    course.records = rh_run_records(run, lane, &course.n);
    return course;
}

static void count_events(rh_summary_journey *out, const rh_journey *journey, rh_instant as_of)
{
    for (size_t i = 0; i < journey->n_events; i++) {
        const rh_event *event = &journey->events[i];
        if (rh_instant_before(as_of, event->knowntime)) break;
        if (out->n_events++ == 0) out->since = event->knowntime;
        out->until = event->knowntime;
        out->n_synthetic += event->is_synthetic;
        out->n_snapshot += event->is_snapshot;
    }
}

/* Whether a journey has not reached a final state. */
static bool is_open(const rh_register *reg, rh_str state)
{
    const uint32_t at = rh_register_state(reg, state);
    return at == RH_NONE || !reg->states[at].is_final;
}

rh_code rh_summary_of_run(rh_summary_journey *out, rh_course courses[2], rh_run *run, const rh_program *program,
                          const rh_summary_lanes *lanes, const rh_journey *journey, rh_instant as_of, rh_err *err)
{
    const rh_view *view = rh_run_view(run, lanes->head);
    if (view == NULL) return rh_err_nomem(err);
    const bool has_base = lanes->base != SIZE_MAX;
    courses[0] = course_of(run, program, lanes->head);
    if (has_base) courses[1] = course_of(run, program, lanes->base);
    *out = (rh_summary_journey){.id = journey->id, .head = &courses[0], .base = has_base ? &courses[1] : NULL};
    const rh_value lane = lanes->lane_field == RH_NONE ? rh_null() : rh_view_field(view, lanes->lane_field);
    if (lane.kind == RH_STRING) out->lane = rh_value_str(lane);
    count_events(out, journey, as_of);
    out->is_open = is_open(courses[0].reg, rh_view_state(view));
    out->is_oscillated = rh_run_oscillated(run, lanes->head);
    out->counts = rh_run_counts(run, lanes->head);
    out->undecided = rh_run_undecided(run, lanes->head, &out->n_undecided);
    out->is_judged = lanes->is_judged;
    out->aftermath = (rh_aftermath){
        .events = journey->events, .n = out->n_events, .as_of = as_of, .live = lanes->live, .n_live = lanes->n_live};
    out->aftermath.rejected = rh_run_rejected(run, lanes->head, &out->aftermath.n_rejected);
    return RH_OK;
}

/* ---- one journey ---- */

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

typedef RH_VEC(rh_summary_part) parts;

static rh_summary_cell *part_of(parts *list, rh_arena *keep, uint32_t entry)
{
    for (size_t i = 0; i < list->n; i++)
        if (list->at[i].entry == entry) return &list->at[i].cell;
    if (!RH_PUSH(keep, list, (rh_summary_part){.entry = entry})) return NULL;
    return &list->at[list->n - 1].cell;
}

/* Where judging counts for entries. */
typedef struct parts_of {
    parts *list;
    rh_arena *keep;
} parts_of;

static rh_judged_counts *judged_part(void *ctx, uint32_t entry)
{
    const parts_of *to = ctx;
    rh_summary_cell *cell = part_of(to->list, to->keep, entry);
    return cell != NULL ? &cell->judged : NULL;
}

static rh_code judge_aftermath(rh_summary_result *out, parts *list, rh_arena *keep, const rh_summary_journey *journey,
                               rh_arena *scratch, rh_err *err)
{
    if (!journey->is_judged) return RH_OK;
    const rh_judging_journey judged = {journey->id, out->lane, journey->head, &journey->aftermath};
    const rh_summary_journey *beside = journey->beside;
    parts_of to = {list, keep};
    const rh_code code = rh_judging_of(&out->judging, &out->cell.judged, keep, &judged, judged_part, &to, scratch, err);
    if (code != RH_OK || beside == NULL) return code;
    const rh_judging_journey other = {beside->id, out->lane, beside->head, &beside->aftermath};
    return rh_judging_turn(out->cell.judged.turned, &judged, &other, scratch, err);
}

/* What the base says that an entry is derived from stays what it is derived from. */
static bool count_entries(parts *list, rh_arena *keep, const rh_course *course, const rh_summary_journey *journey)
{
    const rh_course *base = journey->base;
    for (size_t i = 0; i < course->n; i++) {
        const rh_record *r = course->records[i];
        const rh_str entry = entry_of(r);
        const uint32_t at = entry.ptr == NULL ? RH_NONE : rh_register_entry(course->reg, entry);
        if (at == RH_NONE) continue;
        rh_summary_cell *cell = part_of(list, keep, at);
        if (cell == NULL) return false;
        rh_summary_cell_count(cell, r);
        if (!rh_record_opens(r)) continue;
        cell->items++;
        cell->breached += is_breached(course, i);
        cell->journeys = 1;
        cell->motivating = rh_entry_is_motive(&course->reg->entries[at], journey->id) ||
                           (base != NULL && rh_register_is_motive(base->reg, entry, journey->id));
    }
    return true;
}

static rh_code count_duals(rh_summary_cell *whole, parts *list, rh_arena *keep, const rh_course *course,
                           rh_arena *scratch, rh_err *err)
{
    const rh_dual_break *breaks;
    size_t n;
    const rh_code code = rh_duals_find(&breaks, &n, scratch, course, err);
    if (code != RH_OK) return code;
    for (size_t i = 0; i < n; i++) {
        rh_summary_cell *cell = part_of(list, keep, breaks[i].entry);
        if (cell == NULL) return rh_err_nomem(err);
        cell->dual_broken++;
        whole->dual_broken++;
    }
    return RH_OK;
}

static void judge_sums(rh_summary_sums *sums, const rh_summary_journey *journey)
{
    if (journey->counts != NULL) sums->counts = *journey->counts;
    for (size_t i = 0; i < journey->head->n; i++) {
        const rh_record *r = journey->head->records[i];
        sums->kinds[r->kind]++;
        if (r->kind == RH_REC_OBSERVED) sums->observed[r->observed.verdict]++;
    }
    sums->real = journey->n_synthetic == 0;
    sums->synthetic = journey->n_synthetic > 0 && journey->n_synthetic == journey->n_events;
    sums->mixed = !sums->real && !sums->synthetic;
    sums->exact = journey->n_snapshot == 0;
    sums->none = journey->n_snapshot > 0 && journey->n_snapshot == journey->n_events;
    sums->partial = !sums->exact && !sums->none;
    sums->still_open = journey->is_open;
    sums->oscillated = journey->is_oscillated;
    sums->events = journey->n_events;
    sums->synthetic_events = journey->n_synthetic;
    sums->since = journey->since;
    sums->until = journey->until;
}

static bool judge_alerts(rh_summary_result *out, rh_arena *keep, const rh_course *course)
{
    rh_summary_alert *alerts = RH_NEW_N(keep, rh_register_alerts(course->reg), rh_summary_alert);
    for (size_t i = 0; alerts != NULL && i < course->n; i++) {
        if (course->records[i]->kind != RH_REC_ALERT) continue;
        const uint32_t at = rh_register_alert(course->reg, course->records[i]->alert.rule);
        if (at == RH_NONE) continue;
        alerts[at].raised++;
        alerts[at].journeys = 1;
    }
    out->alerts = alerts;
    return alerts != NULL;
}

static bool judge_undecided(rh_summary_result *out, rh_arena *keep, const rh_summary_journey *journey)
{
    rh_undecided_count *at = RH_NEW_N(keep, journey->n_undecided, rh_undecided_count);
    for (size_t i = 0; at != NULL && i < journey->n_undecided; i++) {
        at[i] = journey->undecided[i];
        at[i].where = rh_arena_str(keep, at[i].where);
        at[i].entry = rh_arena_str(keep, at[i].entry);
    }
    out->undecided = at;
    out->n_undecided = journey->n_undecided;
    return !rh_arena_failed(keep);
}

static rh_code judge_breaks(rh_summary_result *out, rh_arena *keep, const rh_summary_journey *journey,
                            rh_arena *scratch, rh_err *err)
{
    const rh_break *breaks;
    const rh_code code = rh_invariants_find(&breaks, &out->n_breaks, scratch, journey->head, err);
    if (code != RH_OK) return code;
    rh_summary_break *at = RH_NEW_N(keep, out->n_breaks, rh_summary_break);
    const rh_str id = rh_arena_str(keep, journey->id);
    if (at == NULL || id.ptr == NULL) return rh_err_nomem(err);
    for (size_t i = 0; i < out->n_breaks; i++)
        at[i] = (rh_summary_break){breaks[i].invariant, id, breaks[i].record->at, breaks[i].record->n},
        out->sums.broken[breaks[i].invariant]++;
    out->breaks = at;
    return RH_OK;
}

rh_code rh_summary_judge(rh_summary_result *out, rh_arena *keep, const rh_summary_journey *journey, rh_arena *scratch,
                         rh_err *err)
{
    const rh_course *course = journey->head;
    const rh_item *items;
    size_t n_items;
    *out = (rh_summary_result){.is_replayed = journey->n_events > 0};
    if (!out->is_replayed) return RH_OK;
    rh_code code = rh_items_find(&items, &n_items, scratch, course, err);
    if (code != RH_OK) return code;
    judge_sums(&out->sums, journey);
    out->lane = rh_arena_str(keep, journey->lane.ptr != NULL ? journey->lane : RH_NO_LANE);
    out->cell = (rh_summary_cell){.journeys = 1, .items = n_items, .changed = journey->is_changed};
    out->cell.diverged = rh_course_divergence(course) < course->n;
    for (size_t i = 0; i < course->n; i++) rh_summary_cell_count(&out->cell, course->records[i]);
    for (size_t i = 0; i < n_items; i++) out->cell.breached += items[i].is_breached;
    parts head = {0}, base = {0};
    const bool ok = count_entries(&head, keep, course, journey) &&
                    (journey->base == NULL || count_entries(&base, keep, journey->base, journey));
    if (journey->is_oscillated) out->oscillated = rh_arena_str(keep, journey->id);
    if (!ok || rh_arena_failed(keep)) return rh_err_nomem(err);
    code = count_duals(&out->cell, &head, keep, course, scratch, err);
    if (code == RH_OK) code = judge_aftermath(out, &head, keep, journey, scratch, err);
    if (code != RH_OK) return code;
    out->parts = head.at, out->n_parts = head.n;
    out->base_parts = base.at, out->n_base_parts = base.n;
    if (!judge_alerts(out, keep, course) || !judge_undecided(out, keep, journey)) return rh_err_nomem(err);
    return judge_breaks(out, keep, journey, scratch, err);
}
