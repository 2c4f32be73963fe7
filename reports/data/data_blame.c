/* JSON of `blame` and `bisect`. */
#include "reports/data/data.h"

static void put_skipped(rh_json_writer *json, const rh_blame_report *blame)
{
    rh_json_key(json, "skipped");
    rh_json_open(json, '[');
    for (size_t i = 0; i < blame->n_skipped; i++) {
        rh_json_open(json, '{');
        rh_json_put_str(json, "commit", blame->skipped[i].commit);
        rh_json_put_str(json, "why", blame->skipped[i].why);
        rh_json_close(json);
    }
    rh_json_close(json);
}

/* The first key of the first set stands for all where one is asked for. */
static void put_members(rh_json_writer *json, const rh_blame_report *blame)
{
    static const rh_model_cause_unit none = {.file = {NULL, 0}, .key = {NULL, 0}};
    const rh_model_cause_unit *first = blame->n_causes > 0 && blame->causes[0].n_units > 0 ? &blame->causes[0].units[0]
                                                                                           : &none;
    rh_json_put_str(json, "as_of", blame->as_of.text);
    rh_json_put_str(json, "author", blame->author);
    rh_json_put_str(json, "author_date", blame->author_date.text);
    rh_json_key(json, "causes");
    rh_json_open(json, '[');
    for (size_t i = 0; i < blame->n_causes; i++) rh_data__cause(json, &blame->causes[i]);
    rh_json_close(json);
    rh_json_put_str(json, "commit", blame->commit);
    rh_json_put_str(json, "expect", blame->expect);
    rh_json_put_str(json, "file", first->file);
    rh_json_put_str(json, "journey", blame->journey);
    rh_json_put_str(json, "key", first->key);
    rh_json_put_uint(json, "line", first->line);
    rh_json_put_word(json, "result", rh_model_blame_result_name(blame->result));
    put_skipped(json, blame);
    rh_json_put_str(json, "summary", blame->summary);
}

void rh_data_of_blame(rh_json_writer *json, const rh_blame_report *blame)
{
    rh_data__revision(json, "register", blame->revision);
    put_members(json, blame);
}

void rh_lines_of_blame(rh_buf *out, const rh_blame_report *blame)
{
    rh_json_writer json;
    rh_json_begin(&json, out, false);
    rh_json_open(&json, '{');
    put_members(&json, blame);
    rh_json_close(&json);
    rh_buf_byte(out, '\n');
}
