/* One value of the policy over a range, and what a history comes to at each setting: `sweep`. SPEC.md section 11. */
#ifndef REPORTS_MODEL_SWEEP_H
#define REPORTS_MODEL_SWEEP_H

#include "reports/model/common.h"

typedef struct rh_model_setting {
    rh_str text; /* as it would be written */
    bool is_current, is_preferred; /* none is preferred where nothing was replayed or only the present one loads */
    rh_str why;             /* it does not load, and this is why; null: it does, and the rest is set */
    uint64_t differing;     /* journeys that come out otherwise than at the current setting */
    uint64_t oscillated; /* journeys that came to no rest under it: the other figures lack their ends, and it is not
                          * preferred */
    uint64_t openings, items, breached; /* breached: items that nobody decided in time */
    uint64_t caught, escaped, drag, clean, censored; /* up to each journey's divergence */
    uint64_t caught_after, escaped_after, drag_after, clean_after; /* behind it */
    uint64_t useful, waved_through, missed;
    rh_model_quantity escape_rate, drag_rate, catch_rate; /* RATE */
    uint64_t queue_longest, queue_last, weeks_over;       /* items that wait for the next week */
    int64_t cost;                                         /* of the preference, in millionths */
} rh_model_setting;

typedef struct rh_sweep_report {
    rh_model_revision revision;
    rh_model_history history;
    rh_str name;            /* "policy.ai_conf_min" */
    rh_model_place place;   /* where it stands */
    rh_str preference;      /* the expression */
    uint64_t capacity;      /* items that reviewers decide in a week */
    bool is_capacity_given; /* else it is what nine in ten weeks of the history did not exceed */
    const rh_model_setting *settings; /* numbers rising; else as given */
    size_t n_settings;
} rh_sweep_report;

#endif
