/* Replays the journey under watch, and fills the model. */
#include "harness/explain/explain_insides.h"

#include "harness/replay/model_time.h"
#include "harness/system/memory.h"

/* ---- entries, bands, facts ---- */

static rh_model_open_entry open_entry(rh_explain_seen *seen, const rh_view *view, const rh_entry *entry,
                                      const rh_entry_status *status)
{
    static const char *const names[] = {"idle", "open", "released", "rejected"};
    rh_model_open_entry row = {.id = entry->id,
                               .title = entry->title,
                               .risk = rh_str_of(rh_risk_name(status->risk)),
                               .route = rh_arena_str(seen->keep, status->route),
                               .area = entry->area,
                               .status = rh_str_of(names[status->status]),
                               .opened = rh_model_time_of(seen->keep, status->opened_at),
                               .is_undecided = status->undecided,
                               .when = entry->when.text,
                               .says = rh_explain__reads(seen->keep, seen->reg, view, entry->when.text),
                               .place = rh_explain__clause(seen->reg, entry->id)};
    if (status->has_due) row.due = rh_model_time_of(seen->keep, status->due);
    return row;
}

static void fill_entries(rh_journey_report *out, rh_explain_seen *seen, const rh_view *view)
{
    RH_VEC(rh_model_open_entry) rows = {0};
    for (uint32_t i = 0; i < seen->reg->n_entries; i++) {
        const rh_entry_status status = rh_view_entry(view, i);
        if (status.status == RH_IDLE) continue;
        if (!RH_PUSH(seen->keep, &rows, open_entry(seen, view, &seen->reg->entries[i], &status))) seen->failed = true;
    }
    out->entries = rows.at;
    out->n_entries = rows.n;
}

typedef RH_VEC(rh_model_band) bands;

static rh_model_band_by by_of(rh_strs because)
{
    for (size_t i = 0; i < because.n; i++)
        if (!rh_str_eq(because.at[i], RH_STR("default")) && !rh_str_eq(because.at[i], RH_STR("sequence")))
            return RH_MODEL_BY_ENTRY;
    return because.n > 0 && rh_str_eq(because.at[0], RH_STR("sequence")) ? RH_MODEL_BY_RANGE : RH_MODEL_BY_DEFAULT;
}

/* The stretches of one action: from each verdict record to the next one. */
static void add_bands(bands *rows, rh_explain_seen *seen, const rh_course *course, rh_str action)
{
    rh_model_band *last = NULL;
    for (size_t i = 0; i < course->n; i++) {
        const rh_record *r = course->records[i];
        if (r->kind != RH_REC_VERDICT || !rh_str_eq(r->verdict.action, action)) continue;
        const rh_model_time at = rh_model_time_of(seen->keep, r->at);
        if (last != NULL) last->to = at;
        if (!RH_PUSH(seen->keep, rows,
                     (rh_model_band){.action = action,
                                     .from = at,
                                     .verdict = (rh_model_verdict)r->verdict.to,
                                     .because = rh_explain_because(seen->keep, seen->reg, r->verdict.because),
                                     .by = by_of(r->verdict.because)}))
            seen->failed = true;
        else last = &rows->at[rows->n - 1];
    }
}

static void fill_bands(rh_journey_report *out, rh_explain_seen *seen, const rh_course *course)
{
    bands rows = {0};
    for (size_t i = 0; i < seen->reg->n_actions; i++) add_bands(&rows, seen, course, seen->reg->actions[i].id);
    out->bands = rows.at;
    out->n_bands = rows.n;
}

static rh_model_fact fact_of(rh_explain_seen *seen, const rh_field *field, const rh_explain_owner *owner)
{
    rh_model_fact fact = {.field = field->name,
                          .title = field->title,
                          .value = rh_explain__value(seen->keep, field, owner->value),
                          .known = rh_model_time_of(seen->keep, owner->known),
                          .is_shown = rh_explain__is_shown(field) && !rh_is_personal(owner->value)};
    if (owner->event == NULL) return fact;
    rh_buf name;
    rh_buf_init(&name, seen->keep, 4096);
    rh_buf_printf(&name, "%.*s %.*s", RH_ARG(owner->event->source), RH_ARG(owner->event->id));
    fact.written_by = rh_arena_str(seen->keep, owner->event->actorkind);
    fact.event = rh_buf_str(&name);
    fact.is_snapshot = owner->event->is_snapshot;
    return fact;
}

static void fill_facts(rh_journey_report *out, rh_explain_seen *seen)
{
    RH_VEC(rh_model_fact) rows = {0};
    for (size_t i = 0; i < seen->reg->n_fields; i++) {
        if (seen->fields[i].value.kind == RH_NULL) continue;
        if (!RH_PUSH(seen->keep, &rows, fact_of(seen, &seen->reg->fields[i], &seen->fields[i]))) seen->failed = true;
    }
    out->facts = rows.at;
    out->n_facts = rows.n;
}

/* ---- the report ---- */

static bool is_paused(const rh_register *reg, const rh_view *view)
{
    for (uint32_t i = 0; i < reg->n_entries; i++)
        for (size_t t = 0; t < reg->n_tiers; t++)
            if (reg->tiers[t].stops && reg->tiers[t].tier == reg->entries[i].sla &&
                rh_view_entry(view, i).status == RH_OPEN)
                return true;
    return false;
}

static void fill(rh_journey_report *out, rh_explain_seen *seen, const rh_explain_request *request, rh_run *run,
                 const rh_view *view, const rh_journey *journey)
{
    rh_course course = {.reg = seen->reg};
    course.records = rh_run_records(run, request->lane, &course.n);
    *out = (rh_journey_report){.journey = rh_arena_str(seen->keep, journey->id),
                               .state = rh_arena_str(seen->keep, rh_view_state(view)),
                               .at = rh_model_time_of(seen->keep, request->at),
                               .is_paused = is_paused(seen->reg, view),
                               .quarantined = rh_run_counts(run, request->lane)->quarantined};
    const rh_value lane = request->lane_field != RH_NONE ? rh_view_field(view, request->lane_field) : rh_null();
    if (lane.kind == RH_STRING) out->lane = rh_arena_str(seen->keep, rh_value_str(lane));
    for (size_t i = 0; i < journey->n_events && !rh_instant_before(request->at, journey->events[i].knowntime); i++) {
        out->events++;
        out->snapshots += journey->events[i].is_snapshot;
        out->is_synthetic |= journey->events[i].is_synthetic;
    }
    fill_entries(out, seen, view);
    fill_bands(out, seen, &course);
    fill_facts(out, seen);
    out->moments = seen->moments.at;
    out->n_moments = seen->moments.n;
}

rh_code rh_explain(rh_journey_report *out, rh_arena *keep, const rh_explain_request *request, rh_err *err)
{
    const rh_journey *journey = request->journey;
    rh_run *run = NULL;
    rh_explain_seen seen = {.keep = keep,
                            .reg = rh_program_register(request->program, request->lane),
                            .journey = journey->id,
                            .lane = request->lane};
    const rh_observer observer = {.ctx = &seen, .step = rh_explain__step};
    seen.fields = RH_NEW_N(keep, seen.reg->n_fields, rh_explain_owner);
    if (seen.fields == NULL) return rh_err_nomem(err);
    rh_code code = rh_run_new(&run, rh_memory_host(), request->program, err);
    if (code != RH_OK) return code;
    rh_run_set_observer(run, &observer);
    code = rh_replay_journey(run, journey, request->at, err);
    if (code == RH_OK) rh_replay_note_oscillated(request->oscillated, rh_run_oscillated(run, request->lane));
    const rh_view *view = code == RH_OK ? rh_run_view(run, request->lane) : NULL;
    if (view != NULL) fill(out, &seen, request, run, view, journey);
    if (code == RH_OK && (view == NULL || seen.failed || rh_arena_failed(keep))) code = rh_err_nomem(err);
    rh_run_dispose(run);
    return code;
}
