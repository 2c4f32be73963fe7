/* The summary as a report model. */
#include "harness/replay/summary.h"

#include "engine/base/vec.h"
#include "harness/replay/model_time.h"

static void fill_history(rh_model_history *out, rh_arena *keep, const rh_summary *summary)
{
    const rh_summary_sums *sums = &summary->sums;
    out->journeys = summary->whole.journeys;
    out->real = sums->real;
    out->mixed = sums->mixed;
    out->synthetic = sums->synthetic;
    out->still_open = sums->still_open;
    out->events = sums->events;
    out->synthetic_events = sums->synthetic_events;
    out->exact = sums->exact;
    out->partial = sums->partial;
    out->none = sums->none;
    if (sums->events == 0) return;
    out->since = rh_model_time_of(keep, sums->since);
    out->until = rh_model_time_of(keep, sums->until);
}

static bool fill_kinds(rh_replay_report *out, rh_arena *keep, const rh_summary_sums *sums)
{
    static const char *const observed[] = {"observed: allow", "observed: draft", "observed: hold", "observed: block"};
    RH_VEC(rh_model_count) kinds = {0};
    bool ok = true;
    for (int k = 0; k < RH_N_RECORD_KINDS && ok; k++) {
        out->records += sums->kinds[k];
        if (sums->kinds[k] == 0) continue;
        const rh_str name = rh_str_of(rh_record_kind_name((rh_record_kind)k));
        ok = RH_PUSH(keep, &kinds, (rh_model_count){name, sums->kinds[k]});
        for (int v = 0; v < 4 && ok && k == RH_REC_OBSERVED; v++)
            if (sums->observed[v] > 0)
                ok = RH_PUSH(keep, &kinds, (rh_model_count){rh_str_of(observed[v]), sums->observed[v]});
    }
    out->kinds = kinds.at;
    out->n_kinds = kinds.n;
    return ok;
}

static rh_model_replay_entry entry_row(const rh_entry *entry, const rh_summary_cell *cell)
{
    const rh_span span = entry->when.node != NULL ? entry->when.node->span : (rh_span){entry->file, 0, 0};
    return (rh_model_replay_entry){.id = entry->id,
                                   .title = entry->title,
                                   .lane = entry->lane,
                                   .risk = rh_str_of(rh_risk_name(entry->risk)),
                                   .place = {span.file, span.line, span.col},
                                   .journeys = cell->journeys,
                                   .openings = cell->openings,
                                   .undecided = cell->undecided,
                                   .breached = cell->breached,
                                   .released = cell->released,
                                   .rejected = cell->rejected,
                                   .lapsed = cell->lapsed};
}

static bool fill_alerts(rh_replay_report *out, rh_arena *keep, const rh_summary *summary)
{
    const size_t n = rh_register_alerts(summary->head);
    rh_model_alert *rows = RH_NEW_N(keep, n, rh_model_alert);
    for (size_t i = 0; rows != NULL && i < n; i++) {
        const rh_alert *alert = &summary->head->monitors->alerts[i];
        rows[i] = (rh_model_alert){.rule = alert->rule,
                                   .next = alert->next,
                                   .to = alert->to.at,
                                   .n_to = alert->to.n,
                                   .journeys = summary->alerts[i].journeys,
                                   .raised = summary->alerts[i].raised};
    }
    out->alerts = rows;
    out->n_alerts = rows != NULL ? n : 0;
    return rows != NULL;
}

rh_code rh_summary_report_fill(rh_replay_report *out, rh_arena *keep, const rh_summary *summary, rh_err *err)
{
    const rh_summary_sums *sums = &summary->sums;
    rh_model_replay_entry *entries = RH_NEW_N(keep, summary->head->n_entries, rh_model_replay_entry);
    rh_model_undecided *undecided = RH_NEW_N(keep, summary->n_undecided, rh_model_undecided);
    out->records = 0;
    if (entries == NULL || undecided == NULL || !fill_kinds(out, keep, sums)) return rh_err_nomem(err);
    for (size_t i = 0; i < summary->head->n_entries; i++)
        entries[i] = entry_row(&summary->head->entries[i], &summary->entries[i]);
    for (size_t i = 0; i < summary->n_undecided; i++) {
        const rh_undecided_count *u = &summary->undecided[i];
        undecided[i] = (rh_model_undecided){u->where, u->entry, rh_str_of(rh_cause_name(u->cause)), u->n};
    }
    if (!fill_alerts(out, keep, summary)) return rh_err_nomem(err);
    fill_history(&out->history, keep, summary);
    out->accepted = sums->counts.accepted;
    out->quarantined = sums->counts.quarantined;
    out->read = out->accepted + out->quarantined;
    out->unmapped = sums->counts.unmapped;
    out->unmapped_parts = sums->counts.unmapped_parts;
    out->produced = sums->counts.produced;
    out->unknown_values = sums->counts.unknown_values;
    out->oscillated = (rh_model_oscillated){sums->oscillated, {summary->oscillated.at, summary->oscillated.n}};
    out->entries = entries;
    out->n_entries = summary->head->n_entries;
    out->undecided = undecided;
    out->n_undecided = summary->n_undecided;
    if (rh_arena_failed(keep)) return rh_err_nomem(err);
    return rh_judging_fill(&out->judgement, keep, &summary->judging, &summary->whole.judged, err);
}
