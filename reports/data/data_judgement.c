/* JSON of a judgement, a member of what replay and gate write. */
#include "reports/data/data.h"

#include "engine/base/assert.h"

static void put_cells(rh_json_writer *json, const char *key, const rh_model_cell *cells, size_t n, bool is_after)
{
    rh_json_key(json, key);
    rh_json_open(json, '{');
    for (size_t i = 0; i < n; i++) {
        char name[32];
        RH_ASSERT(cells[i].name.len < sizeof name);
        memcpy(name, cells[i].name.ptr, cells[i].name.len);
        name[cells[i].name.len] = '\0';
        rh_json_put_uint(json, name, is_after ? cells[i].after : cells[i].n);
    }
    rh_json_close(json);
}

static void put_quantity(rh_json_writer *json, const char *key, rh_model_quantity quantity, bool is_there)
{
    rh_json_key(json, key);
    if (is_there && quantity.den != 0) rh_json_quantity(json, quantity);
    else rh_json_null(json);
}

/* The members of a share; count and of are exact. */
static void put_share(rh_json_writer *json, const rh_model_share *share)
{
    rh_json_put_uint(json, "count", (uint64_t)share->value.num);
    rh_json_put_uint(json, "of", (uint64_t)share->value.den);
    put_quantity(json, "rate", share->value, true);
    put_quantity(json, "low", share->low, share->has_interval);
    put_quantity(json, "high", share->high, share->has_interval);
}

static void put_shares(rh_json_writer *json, const rh_judgement_report *judgement)
{
    rh_json_key(json, "shares");
    rh_json_open(json, '[');
    for (size_t i = 0; i < judgement->n_shares; i++) {
        const rh_model_share *share = &judgement->shares[i];
        rh_json_open(json, '{');
        rh_json_put_str(json, "metric", share->name);
        put_share(json, share);
        put_quantity(json, "least", share->least, share->has_bounds);
        put_quantity(json, "most", share->most, share->has_bounds);
        rh_json_close(json);
    }
    rh_json_close(json);
}

static void put_overrides(rh_json_writer *json, const rh_judgement_report *judgement)
{
    rh_json_key(json, "rates");
    rh_json_open(json, '[');
    for (size_t i = 0; i < judgement->n_overrides; i++) {
        const rh_model_override *row = &judgement->overrides[i];
        rh_json_open(json, '{');
        rh_json_put_str(json, "kind", row->kind);
        rh_json_put_str(json, "by", row->by);
        rh_json_put_str(json, "name", row->name);
        put_share(json, &row->share);
        rh_json_close(json);
    }
    rh_json_close(json);
}

static void put_held(rh_json_writer *json, const rh_judgement_report *judgement)
{
    rh_json_key(json, "held_hours");
    rh_json_open(json, '{');
    rh_json_put_uint(json, "allowed_again", judgement->holds);
    rh_json_put_uint(json, "censored", judgement->holds_open);
    put_quantity(json, "p50", judgement->hold_p50, true);
    put_quantity(json, "p90", judgement->hold_p90, true);
    put_quantity(json, "most", judgement->hold_most, true);
    rh_json_close(json);
}

static void put_action(rh_json_writer *json, const rh_model_judged_action *action)
{
    rh_json_open(json, '{');
    rh_json_put_str(json, "cell", action->cell);
    rh_json_put_str(json, "journey", action->journey);
    rh_json_put_str(json, "at", action->at.text);
    rh_json_put_str(json, "action", action->action);
    rh_json_put_str(json, "event", action->event);
    rh_json_put_str(json, "verdict", action->verdict);
    rh_json_put_str(json, "because", action->because);
    rh_json_put_str(json, "proof", action->proof);
    put_quantity(json, "held_hours", action->held, true);
    rh_json_put_bool(json, "after_divergence", action->after_divergence);
    rh_json_close(json);
}

static void put_actions(rh_json_writer *json, const rh_judgement_report *judgement)
{
    rh_json_put_uint(json, "n_actions", judgement->n_actions_all);
    rh_json_key(json, "actions");
    rh_json_open(json, '[');
    for (size_t i = 0; i < judgement->n_actions; i++) put_action(json, &judgement->actions[i]);
    rh_json_close(json);
}

static void put_fields(rh_json_writer *json, const rh_judgement_report *judgement)
{
    rh_json_key(json, "snapshot_fields");
    rh_json_open(json, '[');
    for (size_t i = 0; i < judgement->n_fields; i++) {
        rh_json_open(json, '{');
        rh_json_put_str(json, "field", judgement->fields[i].field);
        rh_json_put_uint(json, "journeys", judgement->fields[i].journeys);
        rh_json_close(json);
    }
    rh_json_close(json);
}

void rh_data__judgement(rh_json_writer *json, const rh_judgement_report *judgement)
{
    rh_json_key(json, "judgement");
    rh_json_open(json, '{');
    put_cells(json, "cells", judgement->cells, judgement->n_cells, false);
    put_cells(json, "after_divergence", judgement->cells, judgement->n_cells, true);
    put_cells(json, "agreement", judgement->agreement, judgement->n_agreement, false);
    rh_json_put_uint(json, "decisions_apart", judgement->decisions_apart);
    put_shares(json, judgement);
    put_held(json, judgement);
    rh_json_put_uint(json, "corrections", judgement->corrections);
    rh_json_put_uint(json, "stray_corrections", judgement->stray_corrections);
    put_overrides(json, judgement);
    put_fields(json, judgement);
    put_actions(json, judgement);
    rh_json_close(json);
}
