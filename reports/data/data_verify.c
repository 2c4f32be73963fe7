/* JSON of `verify`. */
#include "reports/data/data.h"

static void put_check(rh_json_writer *json, const rh_verify_report *verify, int i)
{
    rh_json_open(json, '{');
    rh_json_put_word(json, "check", rh_model_check_word((rh_model_check)i));
    rh_json_put_word(json, "result", rh_model_check_result_name(verify->checks[i].result));
    rh_json_put_str(json, "says", verify->checks[i].says);
    rh_json_close(json);
}

void rh_data_of_verify(rh_json_writer *json, const rh_verify_report *verify)
{
    rh_json_put_str(json, "envelope", verify->name);
    rh_json_put_uint(json, "failed", verify->n_failed);
    rh_json_put_uint(json, "open", verify->n_open);
    rh_json_key(json, "checks");
    rh_json_open(json, '[');
    for (int i = 0; i < RH_MODEL_N_CHECKS; i++) put_check(json, verify, i);
    rh_json_close(json);
    rh_json_key(json, "states");
    if (!verify->has_statement) {
        rh_json_null(json);
        return;
    }
    rh_json_open(json, '{');
    rh_json_put_word(json, "verdict", rh_model_gate_verdict_name(verify->verdict));
    rh_json_put_str(json, "commit", verify->head.commit);
    rh_json_put_str(json, "base", verify->base.commit);
    rh_json_put_str(json, "as_of", verify->as_of);
    rh_json_put_str(json, "today", verify->today);
    rh_json_put_str(json, "expires", verify->expires);
    rh_json_close(json);
}

void rh_lines_of_verify(rh_buf *out, const rh_verify_report *verify)
{
    for (int i = 0; i < RH_MODEL_N_CHECKS; i++) {
        rh_json_writer json;
        rh_json_begin(&json, out, false);
        put_check(&json, verify, i);
        rh_buf_byte(out, '\n');
    }
}
