/* A revision judged against what people really did: SPEC.md section 8. */
#ifndef REPORTS_MODEL_JUDGEMENT_H
#define REPORTS_MODEL_JUDGEMENT_H

#include "reports/model/common.h"

/* A count under a name, with what the name means. */
typedef struct rh_model_cell {
    rh_str name, text; /* "escaped", "allowed, and it turned out to be wrong" */
    uint64_t n;        /* up to each journey's divergence, the diverging action included */
    uint64_t after;    /* behind it */
} rh_model_cell;

/* A share with what is known of its uncertainty. den 0: there is no sample, and no bounds. */
typedef struct rh_model_share {
    rh_str name, text;
    rh_model_quantity value;
    bool has_interval;
    rh_model_quantity low, high; /* Wilson, 95 percent; with has_interval: not for fewer than 5 */
    bool has_bounds;
    /* What the share could be if all that stands behind a divergence had gone one way or the other; with has_bounds. */
    rh_model_quantity least, most;
} rh_model_share;

typedef struct rh_model_override {
    rh_str kind; /* "rule_override", "ai_override", "ai_correction" */
    rh_str by;   /* "whole", "entry", "lane", ... */
    rh_str name; /* of the entry, lane, ...; empty for the whole */
    rh_model_share share;
} rh_model_override;

typedef struct rh_model_judged_action {
    rh_str cell, journey, action, event, verdict, because;
    rh_str proof; /* the event that says it was wrong, "source id"; null: none */
    rh_model_time at;
    rh_model_quantity held; /* HOURS of open time; den 0: not held, or not allowed again */
    bool after_divergence;
} rh_model_judged_action;

typedef struct rh_model_leaky_field {
    rh_str field;
    uint64_t journeys;
} rh_model_leaky_field;

typedef struct rh_judgement_report {
    const rh_model_cell *cells; /* the weightiest first */
    size_t n_cells;
    const rh_model_cell *agreement; /* two by two; `after` is 0 */
    size_t n_agreement;
    uint64_t decisions_apart; /* of people without rights, or malformed */
    const rh_model_share *shares; /* of the cells and of the agreement */
    size_t n_shares;
    const rh_model_override *overrides;
    size_t n_overrides;
    uint64_t corrections, stray_corrections;
    uint64_t holds, holds_open;         /* good actions held up: allowed again, and not by as-of */
    rh_model_quantity hold_p50, hold_p90, hold_most;
    const rh_model_leaky_field *fields; /* whose values come from final snapshots */
    size_t n_fields;
    const rh_model_judged_action *actions; /* escaped, drag, caught */
    size_t n_actions;
    uint64_t n_actions_all;
} rh_judgement_report;

#endif
