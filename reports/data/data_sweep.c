/* JSON of `sweep`. */
#include "reports/data/data.h"

static void put_quantity(rh_json_writer *json, const char *key, rh_model_quantity quantity)
{
    rh_json_key(json, key);
    rh_json_quantity(json, quantity);
}

static void put_cells(rh_json_writer *json, const char *key, uint64_t caught, uint64_t clean, uint64_t drag,
                      uint64_t escaped)
{
    rh_json_key(json, key);
    rh_json_open(json, '{');
    rh_json_put_uint(json, "caught", caught);
    rh_json_put_uint(json, "clean", clean);
    rh_json_put_uint(json, "drag", drag);
    rh_json_put_uint(json, "escaped", escaped);
    rh_json_close(json);
}

static void put_figures(rh_json_writer *json, const rh_model_setting *s)
{
    put_cells(json, "after_divergence", s->caught_after, s->clean_after, s->drag_after, s->escaped_after);
    rh_json_put_uint(json, "breached", s->breached);
    put_quantity(json, "catch_rate", s->catch_rate);
    put_cells(json, "cells", s->caught, s->clean, s->drag, s->escaped);
    rh_json_put_uint(json, "censored", s->censored);
    put_quantity(json, "cost", (rh_model_quantity){RH_MODEL_RATE, s->cost, 1000000});
}

static void put_setting(rh_json_writer *json, const rh_model_setting *s)
{
    rh_json_open(json, '{');
    if (s->why.ptr == NULL) put_figures(json, s);
    rh_json_put_bool(json, "current", s->is_current);
    if (s->why.ptr == NULL) {
        rh_json_put_uint(json, "differing", s->differing);
        put_quantity(json, "drag_rate", s->drag_rate);
        put_quantity(json, "escape_rate", s->escape_rate);
        rh_json_put_uint(json, "items", s->items);
        rh_json_put_uint(json, "missed", s->missed);
        rh_json_put_uint(json, "openings", s->openings);
        rh_json_put_uint(json, "oscillated", s->oscillated);
    }
    rh_json_put_bool(json, "preferred", s->is_preferred);
    if (s->why.ptr == NULL) {
        rh_json_put_uint(json, "queue_last", s->queue_last);
        rh_json_put_uint(json, "queue_longest", s->queue_longest);
        rh_json_put_uint(json, "useful", s->useful);
    }
    rh_json_put_str(json, "value", s->text);
    if (s->why.ptr == NULL) {
        rh_json_put_uint(json, "waved_through", s->waved_through);
        rh_json_put_uint(json, "weeks_over", s->weeks_over);
    }
    rh_json_put_str(json, "why", s->why);
    rh_json_close(json);
}

void rh_data_of_sweep(rh_json_writer *json, const rh_sweep_report *sweep)
{
    rh_data__revision(json, "register", sweep->revision);
    rh_data__history(json, "history", &sweep->history);
    rh_json_put_str(json, "name", sweep->name);
    rh_json_put_str(json, "file", sweep->place.file);
    rh_json_put_uint(json, "line", sweep->place.line);
    rh_json_put_str(json, "preference", sweep->preference);
    rh_json_put_uint(json, "capacity", sweep->capacity);
    rh_json_put_bool(json, "capacity_given", sweep->is_capacity_given);
    rh_json_key(json, "settings");
    rh_json_open(json, '[');
    for (size_t i = 0; i < sweep->n_settings; i++) put_setting(json, &sweep->settings[i]);
    rh_json_close(json);
}

void rh_lines_of_sweep(rh_buf *out, const rh_sweep_report *sweep)
{
    for (size_t i = 0; i < sweep->n_settings; i++) {
        rh_json_writer json;
        rh_json_begin(&json, out, false);
        put_setting(&json, &sweep->settings[i]);
        rh_buf_byte(out, '\n');
    }
}
