/* JSON of `log`. */
#include "reports/data/data.h"

static void put_share(rh_json_writer *json, const char *key, rh_model_quantity share)
{
    rh_json_key(json, key);
    rh_json_open(json, '{');
    rh_json_put_uint(json, "n", (uint64_t)share.num);
    rh_json_put_uint(json, "of", (uint64_t)share.den);
    rh_json_close(json);
}

static void put_row(rh_json_writer *json, const rh_model_log_row *row)
{
    rh_json_open(json, '{');
    rh_json_put_str(json, "author", row->author);
    rh_json_put_str(json, "author_date", row->author_date.text);
    rh_json_put_uint(json, "changed_entries", row->changed_entries);
    rh_json_put_str(json, "commit", row->commit);
    rh_json_put_bool(json, "compared", row->is_compared);
    rh_json_put_uint(json, "entries", row->entries);
    put_share(json, "escapes", row->escapes);
    rh_json_put_uint(json, "journeys", row->journeys);
    rh_json_put_uint(json, "loosens_as_written", row->loosens);
    rh_json_put_uint(json, "not_proven_safe", row->unknown);
    rh_json_put_uint(json, "oscillated", row->oscillated);
    put_share(json, "overrides", row->overrides);
    rh_json_key(json, "rows");
    rh_json_open(json, '{');
    for (int cls = 0; cls < RH_MODEL_MIXED; cls++)
        rh_json_put_uint(json, rh_model_change_class_name((rh_model_change_class)cls), row->rows[cls]);
    rh_json_close(json);
    rh_json_put_str(json, "summary", row->summary);
    rh_json_put_word(json, "verdict", rh_model_log_verdict_name(row->verdict));
    rh_json_put_str(json, "why", row->why);
    rh_json_close(json);
}

/* Each change once, by its verdict and, on HOLD, the first reason. */
static void put_verdicts(rh_json_writer *json, const rh_log_report *log)
{
    static const char *const held[RH_N_MODEL_LOG_HELD] = {[RH_MODEL_LOG_OSCILLATES] = "oscillates",
                                                          [RH_MODEL_LOG_NOT_PROVEN_SAFE] = "not_proven_safe",
                                                          [RH_MODEL_LOG_NOT_COMPARED] = "not_compared",
                                                          [RH_MODEL_LOG_NOT_REPLAYED] = "not_replayed"};
    rh_json_key(json, "verdicts");
    rh_json_open(json, '{');
    rh_json_put_uint(json, "go", rh_model_log_count(log, RH_MODEL_LOG_GO));
    rh_json_put_uint(json, "loosens", rh_model_log_count(log, RH_MODEL_LOG_NO_GO));
    for (int i = 0; i < RH_N_MODEL_LOG_HELD; i++)
        rh_json_put_uint(json, held[i], rh_model_log_count_held(log, (rh_model_log_held)i));
    rh_json_put_uint(json, "does_not_load", rh_model_log_count(log, RH_MODEL_LOG_BROKEN));
    rh_json_close(json);
}

void rh_data_of_log(rh_json_writer *json, const rh_log_report *log)
{
    rh_data__revision(json, "register", log->revision);
    rh_data__history(json, "history", &log->history);
    rh_json_put_uint(json, "revisions_all", log->n_rows_all);
    put_verdicts(json, log);
    rh_json_key(json, "revisions");
    rh_json_open(json, '[');
    for (size_t i = 0; i < log->n_rows; i++) put_row(json, &log->rows[i]);
    rh_json_close(json);
}

void rh_lines_of_log(rh_buf *out, const rh_log_report *log)
{
    for (size_t i = 0; i < log->n_rows; i++) {
        rh_json_writer json;
        rh_json_begin(&json, out, false);
        put_row(&json, &log->rows[i]);
        rh_buf_byte(out, '\n');
    }
}
