/* One expression evaluated on one journey at one instant. */
#ifndef REPORTS_MODEL_EVAL_H
#define REPORTS_MODEL_EVAL_H

#include "reports/model/common.h"

typedef struct rh_model_read {
    rh_str name;
    rh_str value;  /* canonical JSON; null: absent, or not shown */
    bool is_shown; /* false: its class is not safe to show (P3) */
    bool is_set;
} rh_model_read;

typedef struct rh_eval_report {
    rh_str expression; /* as given */
    rh_str canonical;  /* as the program prints it */
    rh_str says;       /* in plain English */
    rh_str type;       /* of the value */
    rh_str value;      /* canonical JSON; null: undecided */
    rh_str cause;      /* why it is undecided; null: it is decided */
    rh_model_time valid_until; /* the earliest later instant at which the clock alone may change it; null: none */
    rh_str journey, state;
    rh_model_revision revision;
    rh_model_time at;
    const rh_model_read *reads; /* what it names, bytewise */
    size_t n_reads;
} rh_eval_report;

#endif
