/* JSON of `poison`. */
#include "reports/data/data.h"

static void put_leak(rh_json_writer *json, const rh_model_leak *leak)
{
    rh_json_open(json, '{');
    rh_json_put_str(json, "action", leak->action);
    rh_json_put_str(json, "at", leak->at.text);
    rh_json_put_str(json, "became", leak->became);
    rh_json_put_str(json, "event", leak->event);
    rh_json_put_str(json, "facts", leak->facts);
    rh_json_put_str(json, "journey", leak->journey);
    rh_json_put_str(json, "kind", leak->kind);
    rh_json_put_str(json, "known", leak->known.text);
    rh_json_put_str(json, "was", leak->was);
    rh_json_close(json);
}

void rh_data_of_poison(rh_json_writer *json, const rh_poison_report *poison)
{
    rh_data__revision(json, "register", poison->revision);
    rh_json_put_uint(json, "journeys", poison->history.journeys);
    rh_json_put_str(json, "as_of", poison->history.as_of.text);
    rh_json_put_str(json, "digest", poison->history.digest);
    rh_json_put_uint(json, "verdicts", poison->verdicts);
    rh_json_put_uint(json, "replays", poison->replays);
    rh_json_put_uint(json, "suspects", poison->suspects);
    rh_json_put_uint(json, "poison_leaks", poison->n_leaks_all);
    rh_json_key(json, "leaks");
    rh_json_open(json, '[');
    for (size_t i = 0; i < poison->n_leaks; i++) put_leak(json, &poison->leaks[i]);
    rh_json_close(json);
}

void rh_lines_of_poison(rh_buf *out, const rh_poison_report *poison)
{
    for (size_t i = 0; i < poison->n_leaks; i++) {
        rh_json_writer json;
        rh_json_begin(&json, out, false);
        put_leak(&json, &poison->leaks[i]);
        rh_buf_byte(out, '\n');
    }
}
