/* JSON of `eval`. */
#include "reports/data/data.h"

static void put_read(rh_json_writer *json, const rh_model_read *read)
{
    rh_json_open(json, '{');
    rh_json_put_str(json, "name", read->name);
    rh_json_put_bool(json, "set", read->is_set);
    rh_json_put_bool(json, "shown", read->mask.ptr == NULL);
    rh_json_key(json, "value");
    rh_json_raw(json, read->value);
    rh_json_put_str(json, "mask", read->mask);
    rh_json_put_bool(json, "derived", read->is_derived);
    rh_json_put_str(json, "known", read->known.text);
    rh_json_put_str(json, "event", read->event);
    rh_json_put_str(json, "written_by", read->written_by);
    rh_json_close(json);
}

static void put_step(rh_json_writer *json, const rh_model_eval_step *step)
{
    rh_json_open(json, '{');
    rh_json_put_uint(json, "depth", step->depth);
    rh_json_put_str(json, "text", step->text);
    rh_json_key(json, "value");
    rh_json_raw(json, step->value);
    rh_json_put_str(json, "undecided", step->cause);
    rh_json_put_bool(json, "shown", step->is_shown);
    rh_json_put_bool(json, "counts", step->counts);
    rh_json_put_str(json, "valid_until", step->valid_until.text);
    rh_json_close(json);
}

void rh_data_of_eval(rh_json_writer *json, const rh_eval_report *eval)
{
    rh_json_put_str(json, "expression", eval->expression);
    rh_json_put_str(json, "canonical", eval->canonical);
    rh_json_put_str(json, "says", eval->says);
    rh_json_put_str(json, "type", eval->type);
    rh_json_key(json, "value");
    rh_json_raw(json, eval->value);
    rh_json_put_bool(json, "shown", eval->is_shown);
    rh_json_put_str(json, "undecided", eval->cause);
    rh_json_put_str(json, "valid_until", eval->valid_until.text);
    rh_json_put_str(json, "journey", eval->journey);
    rh_json_put_str(json, "state", eval->state);
    rh_json_put_str(json, "at", eval->at.text);
    rh_data__revision(json, "register", eval->revision);
    rh_json_key(json, "reads");
    rh_json_open(json, '[');
    for (size_t i = 0; i < eval->n_reads; i++) put_read(json, &eval->reads[i]);
    rh_json_close(json);
    rh_json_key(json, "steps");
    rh_json_open(json, '[');
    for (size_t i = 0; i < eval->n_steps; i++) put_step(json, &eval->steps[i]);
    rh_json_close(json);
}

void rh_lines_of_eval(rh_buf *out, const rh_eval_report *eval)
{
    for (size_t i = 0; i < eval->n_reads; i++) {
        rh_json_writer json;
        rh_json_begin(&json, out, false);
        put_read(&json, &eval->reads[i]);
        rh_buf_byte(out, '\n');
    }
}
