/* JSON of `explain --customer`. */
#include "reports/data/data.h"

static void put_step(rh_json_writer *json, const rh_model_status_step *step)
{
    rh_json_open(json, '{');
    rh_json_put_str(json, "at", step->at.text);
    rh_json_put_word(json, "kind", step->is_state ? "state" : "done");
    rh_json_put_str(json, "title", step->title);
    rh_json_close(json);
}

void rh_data_of_status(rh_json_writer *json, const rh_status_report *status)
{
    rh_json_put_str(json, "journey", status->journey);
    rh_json_put_str(json, "state", status->state);
    rh_json_put_str(json, "since", status->since.text);
    rh_json_put_str(json, "at", status->at.text);
    rh_json_put_bool(json, "is_final", status->is_final);
    rh_json_key(json, "steps");
    rh_json_open(json, '[');
    for (size_t i = 0; i < status->n_steps; i++) put_step(json, &status->steps[i]);
    rh_json_close(json);
}

void rh_lines_of_status(rh_buf *out, const rh_status_report *status)
{
    for (size_t i = 0; i < status->n_steps; i++) {
        rh_json_writer json;
        rh_json_begin(&json, out, false);
        put_step(&json, &status->steps[i]);
        rh_buf_byte(out, '\n');
    }
}
