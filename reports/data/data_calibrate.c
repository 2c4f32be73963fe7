/* JSON and CSV of `calibrate`. */
#include "reports/data/data.h"
#include "reports/text/esc.h"
#include "reports/text/number.h"

enum { PLACES = 6 };

static void put_quantity(rh_json_writer *json, const char *key, rh_model_quantity quantity)
{
    rh_json_key(json, key);
    rh_json_quantity(json, quantity);
}

static void put_auc(rh_json_writer *json, const char *key, const rh_model_auc *auc)
{
    rh_json_key(json, key);
    rh_json_open(json, '{');
    put_quantity(json, "high", auc->high);
    put_quantity(json, "low", auc->low);
    put_quantity(json, "value", auc->value);
    rh_json_close(json);
}

static void put_alarm(rh_json_writer *json, const rh_model_alarm *a)
{
    rh_json_open(json, '{');
    rh_json_put_uint(json, "alarms", a->alarms);
    rh_json_put_uint(json, "bad", a->bad);
    rh_json_put_str(json, "band", a->band);
    rh_json_put_uint(json, "below", (uint64_t)a->below);
    put_quantity(json, "lead_days", a->lead_days);
    put_quantity(json, "precision", a->precision);
    put_quantity(json, "precision_high", a->precision_high);
    put_quantity(json, "precision_low", a->precision_low);
    put_quantity(json, "recall", a->recall);
    put_quantity(json, "recall_high", a->recall_high);
    put_quantity(json, "recall_low", a->recall_low);
    rh_json_put_uint(json, "right", a->right);
    rh_json_close(json);
}

static void put_bin(rh_json_writer *json, const rh_model_bin *b)
{
    rh_json_open(json, '{');
    rh_json_put_uint(json, "from", (uint64_t)b->from);
    rh_json_put_uint(json, "good", b->good);
    put_quantity(json, "high", b->high);
    put_quantity(json, "low", b->low);
    rh_json_put_uint(json, "n", b->n);
    put_quantity(json, "share", (rh_model_quantity){RH_MODEL_RATE, (int64_t)b->good, (int64_t)b->n});
    rh_json_put_uint(json, "to", (uint64_t)b->to);
    rh_json_close(json);
}

static void put_input(rh_json_writer *json, const rh_model_health_input *x)
{
    const rh_model_quantity none = {0};
    rh_json_open(json, '{');
    rh_json_put_uint(json, "absent", x->absent);
    put_auc(json, "auc", &x->auc);
    rh_json_put_str(json, "file", x->place.file);
    rh_json_put_str(json, "id", x->id);
    rh_json_put_uint(json, "line", x->place.line);
    rh_json_put_bool(json, "noisy", x->is_noisy);
    put_quantity(json, "proposed", x->has_proposed ? x->proposed : none);
    put_quantity(json, "proposed_high", x->has_proposed ? x->high : none);
    put_quantity(json, "proposed_low", x->has_proposed ? x->low : none);
    rh_json_put_str(json, "title", x->title);
    rh_json_put_uint(json, "weight", (uint64_t)x->weight);
    rh_json_close(json);
}

static void put_move(rh_json_writer *json, const rh_model_alarm_move *m)
{
    rh_json_open(json, '{');
    rh_json_put_uint(json, "alarms", m->alarms);
    rh_json_put_str(json, "band", m->band);
    rh_json_put_uint(json, "base_alarms", m->base_alarms);
    rh_json_put_uint(json, "base_below", (uint64_t)m->base_below);
    put_quantity(json, "base_high", m->base_high);
    put_quantity(json, "base_low", m->base_low);
    put_quantity(json, "base_precision", m->base_precision);
    rh_json_put_uint(json, "base_right", m->base_right);
    rh_json_put_uint(json, "below", (uint64_t)m->below);
    rh_json_put_uint(json, "only_base", m->only_base);
    rh_json_put_uint(json, "only_base_right", m->only_base_right);
    rh_json_put_uint(json, "only_now", m->only_now);
    rh_json_put_uint(json, "only_now_right", m->only_now_right);
    put_quantity(json, "p", m->p);
    put_quantity(json, "precision", m->precision);
    put_quantity(json, "precision_high", m->precision_high);
    put_quantity(json, "precision_low", m->precision_low);
    rh_json_put_uint(json, "right", m->right);
    rh_json_put_str(json, "says", m->says);
    rh_json_close(json);
}

/* Null where no other revision was asked for. */
static void put_compared(rh_json_writer *json, const rh_calibrate_report *c)
{
    rh_json_key(json, "compared");
    if (!c->is_compared) {
        rh_json_null(json);
        return;
    }
    rh_json_open(json, '{');
    put_auc(json, "auc", &c->auc_both);
    rh_data__revision(json, "base", c->base);
    put_auc(json, "base_auc", &c->base_auc);
    rh_json_put_str(json, "base_version", c->base_version);
    rh_json_put_uint(json, "cases", c->cases_both);
    rh_json_key(json, "alarms");
    rh_json_open(json, '[');
    for (size_t i = 0; i < c->n_moves; i++) put_move(json, &c->moves[i]);
    rh_json_close(json);
    rh_json_close(json);
}

static void put_bias(rh_json_writer *json, const rh_model_bias *b)
{
    rh_json_open(json, '{');
    rh_json_put_uint(json, "bad", b->bad);
    rh_json_put_bool(json, "biased", b->is_biased);
    put_quantity(json, "expected", b->expected);
    rh_json_put_str(json, "field", b->field);
    rh_json_put_str(json, "group", b->group);
    rh_json_put_uint(json, "n", b->n);
    put_quantity(json, "p", b->p);
    rh_json_put_str(json, "predictor", b->predictor);
    put_quantity(json, "q", b->q);
    put_quantity(json, "share", b->share);
    rh_json_close(json);
}

static void put_lists(rh_json_writer *json, const rh_calibrate_report *c)
{
    rh_json_key(json, "alarms");
    rh_json_open(json, '[');
    for (size_t i = 0; i < c->n_alarms; i++) put_alarm(json, &c->alarms[i]);
    rh_json_close(json);
    rh_json_key(json, "bias");
    rh_json_open(json, '[');
    for (size_t i = 0; i < c->n_biases; i++) put_bias(json, &c->biases[i]);
    rh_json_close(json);
    rh_json_put_uint(json, "bias_untested", c->small_groups);
    put_compared(json, c);
    rh_json_key(json, "curve");
    rh_json_open(json, '[');
    for (size_t i = 0; i < c->n_curve; i++) put_bin(json, &c->curve[i]);
    rh_json_close(json);
    rh_json_key(json, "inputs");
    rh_json_open(json, '[');
    for (size_t i = 0; i < c->n_inputs; i++) put_input(json, &c->inputs[i]);
    rh_json_close(json);
}

void rh_data_of_calibrate(rh_json_writer *json, const rh_calibrate_report *c)
{
    rh_data__revision(json, "register", c->revision);
    rh_data__history(json, "history", &c->history);
    rh_json_put_str(json, "version", c->version);
    rh_json_put_str(json, "file", c->place.file);
    rh_json_put_uint(json, "line", c->place.line);
    rh_json_put_str(json, "good", c->good);
    rh_json_put_str(json, "within", c->within);
    rh_json_put_uint(json, "cases", c->cases);
    rh_json_put_uint(json, "cases_good", c->n_good);
    rh_json_put_uint(json, "cases_bad", c->n_bad);
    rh_json_key(json, "good_share");
    rh_json_quantity(json, (rh_model_quantity){RH_MODEL_RATE, (int64_t)c->n_good, (int64_t)c->cases});
    rh_json_put_uint(json, "unscored", c->unscored);
    rh_json_put_uint(json, "censored", c->censored);
    rh_json_put_uint(json, "scored_late", c->late);
    put_auc(json, "auc", &c->auc);
    put_lists(json, c);
    rh_json_key(json, "proposal");
    rh_json_open(json, '{');
    rh_json_put_uint(json, "fitted", c->fitted);
    rh_json_put_uint(json, "held_out", c->held_out);
    put_auc(json, "now", &c->now_later);
    put_auc(json, "proposed", &c->proposed_later);
    rh_json_put_str(json, "split", c->split.text);
    rh_json_put_str(json, "why_not", c->why);
    rh_json_close(json);
}

void rh_lines_of_calibrate(rh_buf *out, const rh_calibrate_report *c)
{
    for (size_t i = 0; i < c->n_inputs; i++) {
        rh_json_writer json;
        rh_json_begin(&json, out, false);
        put_input(&json, &c->inputs[i]);
        rh_buf_byte(out, '\n');
    }
}

/* ---- CSV ---- */

static void put_cell(rh_buf *out, rh_model_quantity q)
{
    rh_buf_byte(out, ',');
    if (q.den > 0) rh_number_put_decimal(out, q, PLACES);
}

void rh_csv_of_calibrate(rh_buf *out, const rh_calibrate_report *c)
{
    rh_buf_put(out, RH_STR("id,title,weight,absent,noisy,auc,auc_low,auc_high,proposed,proposed_low,"
                           "proposed_high\r\n"));
    for (size_t i = 0; i < c->n_inputs; i++) {
        const rh_model_health_input *x = &c->inputs[i];
        const rh_model_quantity none = {0};
        rh_esc_csv(out, x->id);
        rh_buf_byte(out, ',');
        if (x->title.ptr != NULL) rh_esc_csv(out, x->title);
        rh_buf_printf(out, ",%lld,%llu,%s", (long long)x->weight, (unsigned long long)x->absent,
                      x->is_noisy ? "true" : "false");
        put_cell(out, x->auc.value);
        put_cell(out, x->auc.low);
        put_cell(out, x->auc.high);
        put_cell(out, x->has_proposed ? x->proposed : none);
        put_cell(out, x->has_proposed ? x->low : none);
        put_cell(out, x->has_proposed ? x->high : none);
        rh_buf_put(out, RH_STR("\r\n"));
    }
}
