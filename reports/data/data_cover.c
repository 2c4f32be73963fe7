/* JSON of `cover`. */
#include "reports/data/data.h"

static void put_clause(rh_json_writer *json, const rh_model_covered *c, bool has_history)
{
    rh_json_open(json, '{');
    rh_json_put_str(json, "entry", c->entry);
    rh_json_put_str(json, "file", c->place.file);
    rh_json_key(json, "journeys");
    if (has_history) rh_json_uint(json, c->journeys);
    else rh_json_null(json);
    rh_json_put_str(json, "kind", c->kind);
    rh_json_put_str(json, "last", c->last.text);
    rh_json_put_uint(json, "line", c->place.line);
    rh_json_put_str(json, "says", c->says);
    rh_json_put_uint(json, "tests", c->tests);
    rh_json_close(json);
}

static void put_entry(rh_json_writer *json, const rh_model_fired *e, bool has_history)
{
    rh_json_open(json, '{');
    rh_json_put_str(json, "entry", e->entry);
    rh_json_put_str(json, "risk", e->risk);
    rh_json_put_str(json, "file", e->place.file);
    rh_json_put_uint(json, "tests", e->tests);
    rh_json_key(json, "journeys");
    if (has_history) rh_json_uint(json, e->journeys);
    else rh_json_null(json);
    rh_json_put_str(json, "last", e->last.text);
    rh_json_put_bool(json, "never_fired", e->is_quiet);
    rh_json_put_bool(json, "never_decisive", e->is_idle);
    rh_json_put_uint(json, "clauses", e->n_clauses);
    rh_json_put_uint(json, "decided", e->n_decided);
    rh_json_close(json);
}

/* Of clauses: how many decided anywhere, in the tests alone, and in the history alone. */
static void put_where(rh_json_writer *json, const rh_cover_report *cover)
{
    uint64_t in_tests = 0, in_history = 0;
    for (size_t i = 0; i < cover->n_clauses; i++) {
        const rh_model_covered *c = &cover->clauses[i];
        in_tests += c->tests > 0 && c->journeys == 0;
        in_history += c->tests == 0 && c->journeys > 0;
    }
    rh_json_put_uint(json, "decided", cover->n_clauses - cover->never);
    rh_json_put_uint(json, "in_tests_alone", in_tests);
    rh_json_put_uint(json, "in_history_alone", in_history);
}

void rh_data_of_cover(rh_json_writer *json, const rh_cover_report *cover)
{
    rh_data__revision(json, "register", cover->revision);
    rh_json_put_bool(json, "has_history", cover->has_history);
    if (cover->has_history) rh_data__history(json, "history", &cover->history);
    rh_json_put_uint(json, "months", cover->months);
    rh_json_put_str(json, "since", cover->since.text);
    rh_json_key(json, "totals");
    rh_json_open(json, '{');
    rh_json_put_uint(json, "clauses", cover->n_clauses);
    rh_json_put_uint(json, "in_tests", cover->in_tests);
    rh_json_put_uint(json, "in_history", cover->in_history);
    put_where(json, cover);
    rh_json_put_uint(json, "never", cover->never);
    rh_json_put_uint(json, "never_fired", cover->n_quiet);
    rh_json_put_uint(json, "never_decisive", cover->n_idle);
    rh_json_close(json);
    rh_json_key(json, "entries");
    rh_json_open(json, '[');
    for (size_t i = 0; i < cover->n_entries; i++) put_entry(json, &cover->entries[i], cover->has_history);
    rh_json_close(json);
    rh_json_key(json, "clauses");
    rh_json_open(json, '[');
    for (size_t i = 0; i < cover->n_clauses; i++) put_clause(json, &cover->clauses[i], cover->has_history);
    rh_json_close(json);
}

void rh_lines_of_cover(rh_buf *out, const rh_cover_report *cover)
{
    for (size_t i = 0; i < cover->n_clauses; i++) {
        rh_json_writer json;
        rh_json_begin(&json, out, false);
        put_clause(&json, &cover->clauses[i], cover->has_history);
        rh_buf_byte(out, '\n');
    }
}
