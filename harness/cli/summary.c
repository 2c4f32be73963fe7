/* The summary of a replay. */
#include "harness/cli/summary.h"

#include <stdlib.h>

/* ---- one journey ---- */

static void add_record(rh_summary_entry *entry, const rh_record *record)
{
    switch ((int)record->kind) {
    case RH_REC_OPENED:
    case RH_REC_REOPENED:
        entry->openings++;
        entry->undecided += record->item.undecided;
        break;
    case RH_REC_LAPSED: entry->lapsed++; break;
    case RH_REC_RELEASED: entry->released++; break;
    case RH_REC_REJECTED: entry->rejected++; break;
    case RH_REC_SLA_BREACHED: entry->breached++; break;
    default: break;
    }
}

static rh_str entry_of(const rh_record *record)
{
    const rh_record_group group = rh_record_group_of(record->kind);
    if (group == RH_REC_GROUP_ITEM) return record->item.entry;
    return group == RH_REC_GROUP_MOVED ? record->moved.entry : rh_str_null();
}

/* One row for each entry of the register while counting; only those that were touched are kept. */
static rh_code count_entries(rh_summary_part *part, rh_arena *keep, const rh_register *reg,
                             const rh_record *const *records, size_t n, rh_err *err)
{
    rh_summary_entry *all = RH_NEW_N(keep, reg->n_entries, rh_summary_entry);
    if (all == NULL) return rh_err_nomem(err);
    for (size_t i = 0; i < n; i++) {
        part->kinds[records[i]->kind]++;
        const rh_str id = entry_of(records[i]);
        const uint32_t entry = id.ptr != NULL ? rh_register_entry(reg, id) : RH_NONE;
        if (entry != RH_NONE) add_record(&all[entry], records[i]);
    }
    size_t n_touched = 0;
    for (uint32_t e = 0; e < reg->n_entries; e++) {
        rh_summary_entry row = all[e];
        row.entry = e;
        if (row.openings + row.breached + row.released + row.rejected + row.lapsed > 0) all[n_touched++] = row;
    }
    part->entries = all;
    part->n_entries = n_touched;
    return RH_OK;
}

static void count_events(rh_summary_part *part, const rh_journey *journey, rh_instant as_of)
{
    for (size_t i = 0; i < journey->n_events; i++) {
        const rh_event *event = &journey->events[i];
        if (rh_instant_before(as_of, event->knowntime)) break;
        if (part->events == 0) part->first = event->knowntime;
        part->last = event->knowntime;
        part->events++;
        part->synthetic_events += event->is_synthetic;
    }
    part->is_replayed = part->events > 0;
    part->origin = part->synthetic_events == 0              ? RH_ORIGIN_REAL
                   : part->synthetic_events == part->events ? RH_ORIGIN_SYNTHETIC
                                                            : RH_ORIGIN_MIXED;
}

static rh_code copy_undecided(rh_summary_part *part, rh_arena *keep, rh_run *run, size_t lane, rh_err *err)
{
    size_t n;
    const rh_undecided_count *rows = rh_run_undecided(run, lane, &n);
    rh_undecided_count *kept = RH_NEW_N(keep, n, rh_undecided_count);
    if (kept == NULL) return rh_err_nomem(err);
    for (size_t i = 0; i < n; i++) {
        kept[i] = rows[i];
        kept[i].where = rh_arena_str(keep, rows[i].where);
        kept[i].entry = rh_arena_str(keep, rows[i].entry);
    }
    part->undecided = kept;
    part->n_undecided = n;
    return rh_arena_failed(keep) ? rh_err_nomem(err) : RH_OK;
}

static bool is_open(const rh_register *reg, rh_run *run, size_t lane)
{
    const rh_view *view = rh_run_view(run, lane);
    const uint32_t state = view != NULL ? rh_register_state(reg, rh_view_state(view)) : RH_NONE;
    return state == RH_NONE || !reg->states[state].is_final;
}

rh_code rh_summary_of(rh_summary_part **out, rh_arena *keep, rh_run *run, size_t lane, const rh_register *reg,
                      const rh_journey *journey, rh_instant as_of, rh_err *err)
{
    rh_summary_part *part = RH_NEW(keep, rh_summary_part);
    if (part == NULL) return rh_err_nomem(err);
    size_t n;
    const rh_record *const *records = rh_run_records(run, lane, &n);
    count_events(part, journey, as_of);
    part->records = n;
    part->counts = *rh_run_counts(run, lane);
    part->has_oscillated = rh_run_oscillated(run, lane);
    part->is_open = is_open(reg, run, lane);
    rh_code code = count_entries(part, keep, reg, records, n, err);
    if (code == RH_OK) code = copy_undecided(part, keep, run, lane, err);
    if (code == RH_OK) *out = part;
    return code;
}

/* ---- all journeys ---- */

rh_code rh_summary_init(rh_summary *summary, rh_arena *keep, const rh_register *reg, rh_err *err)
{
    *summary = (rh_summary){.keep = keep, .reg = reg};
    summary->entries = RH_NEW_N(keep, reg->n_entries, rh_model_replay_entry);
    if (summary->entries == NULL) return rh_err_nomem(err);
    for (size_t i = 0; i < reg->n_entries; i++) {
        const rh_entry *e = &reg->entries[i];
        const rh_span when = e->when.node != NULL ? e->when.node->span : e->node->span;
        summary->entries[i] = (rh_model_replay_entry){.id = e->id,
                                                      .title = e->title,
                                                      .lane = e->lane,
                                                      .risk = rh_str_of(rh_risk_name(e->risk)),
                                                      .place = rh_world_span(when)};
    }
    return RH_OK;
}

static void add_counts(rh_counts *to, const rh_counts *from)
{
    to->accepted += from->accepted;
    to->quarantined += from->quarantined;
    to->unmapped += from->unmapped;
    to->produced += from->produced;
    to->unmapped_parts += from->unmapped_parts;
    to->unknown_values += from->unknown_values;
}

static void add_entries(rh_summary *summary, const rh_summary_part *part)
{
    for (size_t i = 0; i < part->n_entries; i++) {
        const rh_summary_entry *from = &part->entries[i];
        rh_model_replay_entry *to = &summary->entries[from->entry];
        to->journeys += from->openings > 0;
        to->openings += from->openings;
        to->undecided += from->undecided;
        to->breached += from->breached;
        to->released += from->released;
        to->rejected += from->rejected;
        to->lapsed += from->lapsed;
    }
}

static bool add_undecided(rh_summary *summary, const rh_undecided_count *from)
{
    rh_buf key;
    rh_buf_init(&key, summary->keep, 1 << 16);
    rh_buf_printf(&key, "%.*s %s", RH_ARG(from->where), rh_cause_name(from->cause));
    const uint32_t at = rh_map_get(&summary->undecided_index, rh_buf_str(&key));
    if (at != RH_MAP_NONE) {
        summary->undecided.at[at].count.n += from->n;
        return true;
    }
    rh_summary_undecided row = {.count = *from, .key = rh_buf_str(&key)};
    row.count.where = rh_arena_str(summary->keep, from->where);
    row.count.entry = rh_arena_str(summary->keep, from->entry);
    return !key.failed &&
           rh_map_set(&summary->undecided_index, summary->keep, row.key, (uint32_t)summary->undecided.n) &&
           RH_PUSH(summary->keep, &summary->undecided, row);
}

rh_code rh_summary_add(rh_summary *summary, const rh_summary_part *part, rh_err *err)
{
    if (!part->is_replayed) return RH_OK;
    if (summary->journeys == 0 || rh_instant_before(part->first, summary->first)) summary->first = part->first;
    if (summary->journeys == 0 || rh_instant_before(summary->last, part->last)) summary->last = part->last;
    summary->journeys++;
    summary->origins[part->origin]++;
    summary->open += part->is_open;
    summary->oscillated += part->has_oscillated;
    summary->events += part->events;
    summary->synthetic_events += part->synthetic_events;
    summary->records += part->records;
    add_counts(&summary->counts, &part->counts);
    for (int k = 0; k < RH_N_RECORD_KINDS; k++) summary->kinds[k] += part->kinds[k];
    add_entries(summary, part);
    for (size_t i = 0; i < part->n_undecided; i++)
        if (!add_undecided(summary, &part->undecided[i])) return rh_err_nomem(err);
    return RH_OK;
}

/* ---- the model ---- */

static int by_key(const void *a, const void *b)
{
    return rh_str_cmp(((const rh_summary_undecided *)a)->key, ((const rh_summary_undecided *)b)->key);
}

static void fill_history(rh_model_history *out, const rh_summary *summary, const rh_world *world)
{
    *out = (rh_model_history){.sources = world->sources,
                              .n_sources = world->n_sources,
                              .total = world->total,
                              .journeys = summary->journeys,
                              .real = summary->origins[RH_ORIGIN_REAL],
                              .mixed = summary->origins[RH_ORIGIN_MIXED],
                              .synthetic = summary->origins[RH_ORIGIN_SYNTHETIC],
                              .events = summary->events,
                              .synthetic_events = summary->synthetic_events,
                              .still_open = summary->open,
                              .exact = summary->journeys};
    if (summary->journeys == 0) return;
    out->since = rh_world_time(summary->keep, summary->first);
    out->until = rh_world_time(summary->keep, summary->last);
    out->as_of = rh_world_time(summary->keep, world->as_of);
}

static bool fill_undecided(rh_replay_report *out, rh_summary *summary)
{
    const size_t n = summary->undecided.n;
    rh_model_undecided *rows = RH_NEW_N(summary->keep, n, rh_model_undecided);
    if (rows == NULL) return false;
    if (n > 0) qsort(summary->undecided.at, n, sizeof *summary->undecided.at, by_key);
    for (size_t i = 0; i < n; i++) {
        const rh_undecided_count *c = &summary->undecided.at[i].count;
        rows[i] = (rh_model_undecided){c->where, c->entry, rh_str_of(rh_cause_name(c->cause)), c->n};
    }
    out->undecided = rows;
    out->n_undecided = n;
    return true;
}

static bool fill_kinds(rh_replay_report *out, const rh_summary *summary)
{
    rh_model_count *kinds = RH_NEW_N(summary->keep, RH_N_RECORD_KINDS, rh_model_count);
    if (kinds == NULL) return false;
    for (int k = 0; k < RH_N_RECORD_KINDS; k++)
        if (summary->kinds[k] > 0)
            kinds[out->n_kinds++] = (rh_model_count){rh_str_of(rh_record_kind_name((rh_record_kind)k)),
                                                     summary->kinds[k]};
    out->kinds = kinds;
    return true;
}

rh_code rh_summary_fill(rh_replay_report *out, rh_summary *summary, const rh_world *world, rh_err *err)
{
    const rh_counts *c = &summary->counts;
    *out = (rh_replay_report){.read = c->accepted + c->quarantined,
                              .accepted = c->accepted,
                              .quarantined = c->quarantined,
                              .unmapped = c->unmapped,
                              .produced = c->produced,
                              .unknown_values = c->unknown_values,
                              .records = summary->records,
                              .oscillated = summary->oscillated,
                              .entries = summary->entries,
                              .n_entries = summary->reg->n_entries};
    fill_history(&out->history, summary, world);
    return fill_kinds(out, summary) && fill_undecided(out, summary) ? RH_OK : rh_err_nomem(err);
}
