/* JSON of `replay`, `test` and `explain`. */
#include "reports/data/data.h"

static void put_entry(rh_json_writer *json, const rh_model_replay_entry *entry)
{
    rh_json_open(json, '{');
    rh_json_put_uint(json, "breached", entry->breached);
    rh_json_put_str(json, "entry", entry->id);
    rh_json_put_str(json, "file", entry->place.file);
    rh_json_put_uint(json, "journeys", entry->journeys);
    rh_json_put_uint(json, "lapsed", entry->lapsed);
    rh_json_put_uint(json, "line", entry->place.line);
    rh_json_put_uint(json, "openings", entry->openings);
    rh_json_put_uint(json, "rejected", entry->rejected);
    rh_json_put_uint(json, "released", entry->released);
    rh_json_put_uint(json, "undecided", entry->undecided);
    rh_json_close(json);
}

static void put_events(rh_json_writer *json, const rh_replay_report *replay)
{
    rh_json_key(json, "counts");
    rh_json_open(json, '{');
    rh_json_put_uint(json, "read", replay->read);
    rh_json_put_uint(json, "accepted", replay->accepted);
    rh_json_put_uint(json, "duplicate", replay->history.total.duplicate);
    rh_json_put_uint(json, "quarantined", replay->quarantined);
    rh_json_put_uint(json, "unmapped", replay->unmapped);
    rh_json_put_uint(json, "unmapped_parts", replay->unmapped_parts);
    rh_json_put_uint(json, "produced", replay->produced);
    rh_json_put_uint(json, "unknown_values", replay->unknown_values);
    rh_json_close(json);
}

static void put_undecided(rh_json_writer *json, const rh_replay_report *replay)
{
    rh_json_key(json, "undecided");
    rh_json_open(json, '[');
    for (size_t i = 0; i < replay->n_undecided; i++) {
        rh_json_open(json, '{');
        rh_json_put_str(json, "where", replay->undecided[i].where);
        rh_json_put_str(json, "entry", replay->undecided[i].entry);
        rh_json_put_str(json, "cause", replay->undecided[i].cause);
        rh_json_put_uint(json, "n", replay->undecided[i].n);
        rh_json_close(json);
    }
    rh_json_close(json);
}

static void put_kinds(rh_json_writer *json, const rh_replay_report *replay)
{
    rh_json_key(json, "kinds");
    rh_json_open(json, '[');
    for (size_t i = 0; i < replay->n_kinds; i++) {
        rh_json_open(json, '{');
        rh_json_put_str(json, "kind", replay->kinds[i].name);
        rh_json_put_uint(json, "n", replay->kinds[i].n);
        rh_json_close(json);
    }
    rh_json_close(json);
}

static void put_alerts(rh_json_writer *json, const rh_replay_report *replay)
{
    rh_json_key(json, "alerts");
    rh_json_open(json, '[');
    for (size_t i = 0; i < replay->n_alerts; i++) {
        const rh_model_alert *alert = &replay->alerts[i];
        rh_json_open(json, '{');
        rh_json_put_str(json, "rule", alert->rule);
        rh_json_put_strs(json, "to", (rh_strs){alert->to, alert->n_to});
        rh_json_put_uint(json, "journeys", alert->journeys);
        rh_json_put_uint(json, "raised", alert->raised);
        rh_json_put_str(json, "next", alert->next);
        rh_json_close(json);
    }
    rh_json_close(json);
}

void rh_data_of_replay(rh_json_writer *json, const rh_replay_report *replay)
{
    rh_data__revision(json, "register", replay->revision);
    rh_data__history(json, "history", &replay->history);
    put_events(json, replay);
    rh_json_put_uint(json, "records", replay->records);
    rh_data__oscillated(json, &replay->oscillated);
    put_kinds(json, replay);
    rh_json_key(json, "entries");
    rh_json_open(json, '[');
    for (size_t i = 0; i < replay->n_entries; i++) put_entry(json, &replay->entries[i]);
    rh_json_close(json);
    put_undecided(json, replay);
    put_alerts(json, replay);
    if (replay->is_judged) rh_data__judgement(json, &replay->judgement);
}

void rh_lines_of_replay(rh_buf *out, const rh_replay_report *replay)
{
    for (size_t i = 0; i < replay->n_entries; i++) {
        rh_json_writer json;
        rh_json_begin(&json, out, false);
        put_entry(&json, &replay->entries[i]);
        rh_buf_byte(out, '\n');
    }
}

/* ---- test ---- */

static void put_line(rh_json_writer *json, const char *key, uint32_t line)
{
    if (line != 0) rh_json_put_uint(json, key, line);
    else rh_json_put_str(json, key, rh_str_null());
}

void rh_data__test(rh_json_writer *json, const rh_model_test *test)
{
    rh_json_open(json, '{');
    rh_json_put_str(json, "at", test->at.text);
    rh_json_put_str(json, "clause", test->clause);
    put_line(json, "clause_line", test->clause_line);
    rh_json_put_str(json, "entry", test->entry);
    put_line(json, "example_line", test->example_line);
    rh_json_put_str(json, "file", test->place.file);
    rh_json_put_str(json, "journey", test->journey);
    rh_json_put_uint(json, "line", test->place.line);
    rh_json_put_str(json, "name", test->name);
    rh_json_key(json, "record");
    rh_json_raw(json, test->record);
    rh_json_put_word(json, "result", rh_model_result_name(test->result));
    rh_json_put_str(json, "says", test->says);
    rh_json_put_word(json, "way", rh_model_way_name(test->way));
    rh_json_close(json);
}

void rh_data_of_test(rh_json_writer *json, const rh_test_report *test)
{
    rh_data__revision(json, "register", test->revision);
    rh_json_put_bool(json, "has_history", test->has_history);
    if (test->has_history) rh_data__history(json, "history", &test->history);
    rh_json_put_uint(json, "entries", test->n_entries);
    rh_json_key(json, "totals");
    rh_json_open(json, '{');
    rh_json_put_uint(json, "tests", test->n_tests);
    rh_json_put_uint(json, "pass", test->passed);
    rh_json_put_uint(json, "fail", test->failed);
    rh_json_put_uint(json, "unproven", test->unproven);
    rh_json_put_uint(json, "skipped", test->skipped);
    rh_json_close(json);
    if (test->mutation != NULL) rh_data__mutation(json, test->mutation);
    rh_json_key(json, "tests");
    rh_json_open(json, '[');
    for (size_t i = 0; i < test->n_tests; i++) rh_data__test(json, &test->tests[i]);
    rh_json_close(json);
}

void rh_lines_of_test(rh_buf *out, const rh_test_report *test)
{
    for (size_t i = 0; i < test->n_tests; i++) {
        rh_json_writer json;
        rh_json_begin(&json, out, false);
        rh_data__test(&json, &test->tests[i]);
        rh_buf_byte(out, '\n');
    }
    for (size_t i = 0; test->mutation != NULL && i < test->mutation->n_survivors; i++) {
        rh_json_writer json;
        rh_json_begin(&json, out, false);
        rh_data__survivor(&json, &test->mutation->survivors[i]);
        rh_buf_byte(out, '\n');
    }
}

/* ---- explain ---- */

static void put_open_entry(rh_json_writer *json, const rh_model_open_entry *entry)
{
    rh_json_open(json, '{');
    rh_json_put_str(json, "entry", entry->id);
    rh_json_put_str(json, "title", entry->title);
    rh_json_put_str(json, "status", entry->status);
    rh_json_put_str(json, "risk", entry->risk);
    rh_json_put_str(json, "route", entry->route);
    rh_json_put_str(json, "area", entry->area);
    rh_json_put_str(json, "opened", entry->opened.text);
    rh_json_put_str(json, "due", entry->due.text);
    rh_json_put_bool(json, "undecided", entry->is_undecided);
    rh_json_put_str(json, "when", entry->when);
    rh_json_put_str(json, "says", entry->says);
    rh_json_put_str(json, "file", entry->place.file);
    rh_json_put_uint(json, "line", entry->place.line);
    rh_json_close(json);
}

static void put_moment(rh_json_writer *json, const rh_model_moment *moment)
{
    rh_json_open(json, '{');
    rh_json_put_str(json, "action", moment->action);
    rh_json_put_str(json, "at", moment->at.text);
    rh_json_put_str(json, "because", moment->because);
    rh_json_put_str(json, "entry", moment->entry);
    rh_json_put_str(json, "file", moment->place.file);
    rh_json_put_word(json, "kind", rh_model_moment_kind_name(moment->kind));
    rh_json_put_uint(json, "line", moment->place.line);
    rh_json_key(json, "record");
    rh_json_raw(json, moment->record);
    rh_json_put_str(json, "text", moment->text);
    rh_json_put_str(json, "what", moment->what);
    rh_json_close(json);
}

static void put_band(rh_json_writer *json, const rh_model_band *band)
{
    rh_json_open(json, '{');
    rh_json_put_str(json, "action", band->action);
    rh_json_put_word(json, "verdict", rh_model_verdict_name(band->verdict));
    rh_json_put_str(json, "from", band->from.text);
    rh_json_put_str(json, "to", band->to.text);
    rh_json_put_str(json, "because", band->because);
    rh_json_close(json);
}

static void put_fact(rh_json_writer *json, const rh_model_fact *fact)
{
    rh_json_open(json, '{');
    rh_json_put_str(json, "field", fact->field);
    rh_json_put_str(json, "title", fact->title);
    rh_json_put_bool(json, "shown", fact->is_shown);
    rh_json_key(json, "value");
    rh_json_raw(json, fact->is_shown ? fact->value : rh_str_null());
    rh_json_put_str(json, "known", fact->known.text);
    rh_json_put_str(json, "event", fact->event);
    rh_json_put_str(json, "written_by", fact->written_by);
    rh_json_put_bool(json, "snapshot", fact->is_snapshot);
    rh_json_close(json);
}

void rh_data_of_journey(rh_json_writer *json, const rh_journey_report *journey)
{
    rh_json_put_str(json, "journey", journey->journey);
    rh_data__revision(json, "register", journey->revision);
    rh_json_put_str(json, "at", journey->at.text);
    rh_json_put_str(json, "state", journey->state);
    rh_json_put_str(json, "lane", journey->lane);
    rh_json_put_bool(json, "synthetic", journey->is_synthetic);
    rh_json_put_bool(json, "paused", journey->is_paused);
    rh_json_put_uint(json, "events", journey->events);
    rh_json_put_uint(json, "quarantined", journey->quarantined);
    rh_json_put_str(json, "replayable", rh_str_of(rh_model_replayable(journey)));
    rh_json_put_uint(json, "snapshot_events", journey->snapshots);
    rh_json_key(json, "entries");
    rh_json_open(json, '[');
    for (size_t i = 0; i < journey->n_entries; i++) put_open_entry(json, &journey->entries[i]);
    rh_json_close(json);
    rh_json_key(json, "moments");
    rh_json_open(json, '[');
    for (size_t i = 0; i < journey->n_moments; i++) put_moment(json, &journey->moments[i]);
    rh_json_close(json);
    rh_json_key(json, "verdicts");
    rh_json_open(json, '[');
    for (size_t i = 0; i < journey->n_bands; i++) put_band(json, &journey->bands[i]);
    rh_json_close(json);
    rh_json_key(json, "facts");
    rh_json_open(json, '[');
    for (size_t i = 0; i < journey->n_facts; i++) put_fact(json, &journey->facts[i]);
    rh_json_close(json);
}

void rh_lines_of_journey(rh_buf *out, const rh_journey_report *journey)
{
    for (size_t i = 0; i < journey->n_moments; i++) {
        rh_json_writer json;
        rh_json_begin(&json, out, false);
        put_moment(&json, &journey->moments[i]);
        rh_buf_byte(out, '\n');
    }
}
