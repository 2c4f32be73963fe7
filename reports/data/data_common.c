/* JSON of what several reports share. */
#include "reports/data/data.h"

void rh_data__revision(rh_json_writer *json, const char *key, rh_model_revision revision)
{
    rh_json_key(json, key);
    rh_json_open(json, '{');
    rh_json_put_str(json, "name", revision.name);
    rh_json_put_str(json, "commit", revision.commit);
    rh_json_put_str(json, "tree", revision.tree);
    rh_json_put_str(json, "sha256", revision.sha256);
    rh_json_close(json);
}

void rh_data__source(rh_json_writer *json, const rh_model_source *source)
{
    rh_json_open(json, '{');
    rh_json_put_uint(json, "accepted", source->accepted);
    rh_json_put_uint(json, "duplicate", source->duplicate);
    rh_json_put_uint(json, "quarantined", source->quarantined);
    rh_json_put_uint(json, "read", source->read);
    if (source->source.ptr != NULL) rh_json_put_str(json, "source", source->source);
    rh_json_close(json);
}

void rh_data__sources(rh_json_writer *json, const char *key, const rh_model_source *sources, size_t n)
{
    rh_json_key(json, key);
    rh_json_open(json, '[');
    for (size_t i = 0; i < n; i++) rh_data__source(json, &sources[i]);
    rh_json_close(json);
}

static void put_ledger(rh_json_writer *json, uint64_t exact, uint64_t partial, uint64_t none)
{
    rh_json_key(json, "ledger");
    rh_json_open(json, '{');
    rh_json_put_uint(json, "exact", exact);
    rh_json_put_uint(json, "partial", partial);
    rh_json_put_uint(json, "none", none);
    rh_json_close(json);
}

void rh_data__oscillated(rh_json_writer *json, const rh_model_oscillated *oscillated)
{
    rh_json_put_uint(json, "oscillated", oscillated->n);
    rh_json_put_strs(json, "oscillated_journeys", oscillated->first);
}

void rh_data__history(rh_json_writer *json, const char *key, const rh_model_history *history)
{
    rh_json_key(json, key);
    rh_json_open(json, '{');
    rh_json_put_uint(json, "journeys", history->journeys);
    rh_json_put_uint(json, "real", history->real);
    rh_json_put_uint(json, "mixed", history->mixed);
    rh_json_put_uint(json, "synthetic", history->synthetic);
    rh_json_put_uint(json, "events", history->events);
    rh_json_put_uint(json, "synthetic_events", history->synthetic_events);
    if (history->is_end_unknown) rh_json_put_str(json, "still_open", rh_str_null());
    else rh_json_put_uint(json, "still_open", history->still_open);
    rh_json_put_str(json, "since", history->since.text);
    rh_json_put_str(json, "until", history->until.text);
    rh_json_put_str(json, "as_of", history->as_of.text);
    rh_json_put_str(json, "digest", history->digest);
    put_ledger(json, history->exact, history->partial, history->none);
    rh_json_key(json, "total");
    rh_data__source(json, &history->total);
    rh_data__sources(json, "sources", history->sources, history->n_sources);
    rh_json_close(json);
}

static void put_rejected(rh_json_writer *json, const rh_model_rejected *rejected)
{
    rh_json_open(json, '{');
    rh_json_put_str(json, "code", rejected->code);
    rh_json_put_uint(json, "col", rejected->place.col);
    rh_json_put_str(json, "context", rejected->context);
    rh_json_put_str(json, "file", rejected->place.file);
    rh_json_put_uint(json, "id", rejected->id);
    rh_json_put_uint(json, "line", rejected->place.line);
    rh_json_put_str(json, "message", rejected->message);
    rh_json_close(json);
}

static void put_rejects(rh_json_writer *json, const char *key, const rh_model_rejected *rejected, size_t n)
{
    rh_json_key(json, key);
    rh_json_open(json, '[');
    for (size_t i = 0; i < n; i++) put_rejected(json, &rejected[i]);
    rh_json_close(json);
}

void rh_data_of_ingest(rh_json_writer *json, const rh_ingest_report *ingest)
{
    rh_json_put_bool(json, "dry_run", ingest->is_dry_run);
    rh_json_put_str(json, "store", ingest->store);
    rh_json_put_str(json, "map", ingest->map);
    rh_data__sources(json, "sources", ingest->sources, ingest->n_sources);
    rh_json_key(json, "total");
    rh_data__source(json, &ingest->total);
    rh_json_put_uint(json, "journeys", ingest->journeys);
    rh_json_put_uint(json, "real", ingest->real);
    rh_json_put_uint(json, "mixed", ingest->mixed);
    rh_json_put_uint(json, "synthetic", ingest->synthetic);
    rh_json_put_str(json, "digest", ingest->digest);
    put_ledger(json, ingest->exact, ingest->partial, ingest->none);
    put_rejects(json, "quarantined", ingest->rejected, ingest->n_rejected);
    if (!ingest->has_quality) return;
    rh_json_key(json, "quality");
    rh_json_open(json, '[');
    for (size_t i = 0; i < ingest->n_quality; i++) {
        const rh_model_quality *q = &ingest->quality[i];
        rh_json_open(json, '{');
        rh_json_put_str(json, "form", q->form);
        rh_json_put_str(json, "kind", q->kind);
        rh_json_put_uint(json, "n", q->n);
        rh_json_put_str(json, "near", q->near);
        rh_json_put_str(json, "where", q->where);
        rh_json_close(json);
    }
    rh_json_close(json);
}

void rh_data_of_quarantine(rh_json_writer *json, const rh_quarantine_report *quarantine)
{
    rh_json_put_str(json, "store", quarantine->store);
    rh_json_put_uint(json, "n", quarantine->n_rejected_all);
    if (quarantine->is_retry) rh_json_put_uint(json, "accepted", quarantine->n_accepted);
    rh_json_key(json, "quarantined");
    rh_json_open(json, '[');
    for (size_t i = 0; i < quarantine->n_rejected; i++) put_rejected(json, &quarantine->rejected[i]);
    rh_json_close(json);
    if (quarantine->raw.ptr != NULL) rh_json_put_str(json, "raw", quarantine->raw);
}

void rh_data_of_forget(rh_json_writer *json, const rh_forget_report *forget)
{
    rh_json_put_str(json, "store", forget->store);
    rh_json_put_uint(json, "journeys", forget->journeys);
    rh_json_put_uint(json, "records", forget->records);
    rh_json_put_uint(json, "erased", forget->erased);
}

void rh_lines_of_forget(rh_buf *out, const rh_forget_report *forget)
{
    rh_json_writer json;
    rh_json_begin(&json, out, false);
    rh_json_open(&json, '{');
    rh_data_of_forget(&json, forget);
    rh_json_close(&json);
    rh_buf_byte(out, '\n');
}

void rh_lines_of_quarantine(rh_buf *out, const rh_quarantine_report *quarantine)
{
    for (size_t i = 0; i < quarantine->n_rejected; i++) {
        rh_json_writer json;
        rh_json_begin(&json, out, false);
        put_rejected(&json, &quarantine->rejected[i]);
        rh_buf_byte(out, '\n');
    }
}

void rh_lines_of_ingest(rh_buf *out, const rh_ingest_report *ingest)
{
    for (size_t i = 0; i < ingest->n_sources; i++) {
        rh_json_writer json;
        rh_json_begin(&json, out, false);
        rh_data__source(&json, &ingest->sources[i]);
        rh_buf_byte(out, '\n');
    }
}

static void put_finding(rh_json_writer *json, const rh_model_finding *finding)
{
    rh_json_open(json, '{');
    rh_json_put_str(json, "code", finding->code);
    rh_json_put_uint(json, "col", finding->place.col);
    rh_json_put_str(json, "file", finding->place.file);
    rh_json_put_str(json, "hint", finding->hint);
    rh_json_put_word(json, "kind", rh_model_severity_name(finding->severity));
    rh_json_put_uint(json, "line", finding->place.line);
    rh_json_put_str(json, "message", finding->message);
    rh_json_put_str(json, "witness", finding->witness);
    rh_json_close(json);
}

void rh_data_of_check(rh_json_writer *json, const rh_check_report *check)
{
    rh_data__revision(json, "revision", check->revision);
    rh_json_put_uint(json, "entries", check->entries);
    rh_json_put_uint(json, "fields", check->fields);
    rh_json_put_uint(json, "events", check->events);
    rh_json_put_uint(json, "actions", check->actions);
    rh_json_put_uint(json, "states", check->states);
    rh_json_put_uint(json, "errors", check->counts[RH_MODEL_ERROR]);
    rh_json_put_uint(json, "lints", check->counts[RH_MODEL_FINDING]);
    rh_json_put_uint(json, "warnings", check->counts[RH_MODEL_WARNING]);
    rh_json_key(json, "findings");
    rh_json_open(json, '[');
    for (size_t i = 0; i < check->n_findings; i++) put_finding(json, &check->findings[i]);
    rh_json_close(json);
}

void rh_lines_of_check(rh_buf *out, const rh_check_report *check)
{
    for (size_t i = 0; i < check->n_findings; i++) {
        rh_json_writer json;
        rh_json_begin(&json, out, false);
        put_finding(&json, &check->findings[i]);
        rh_buf_byte(out, '\n');
    }
}
