/* Where an onboarding stands, in words that the customer may read: states and what was done for the customer. No entry,
 * verdict, risk, owner, decision or field of the record is in it. */
#ifndef REPORTS_MODEL_STATUS_H
#define REPORTS_MODEL_STATUS_H

#include "reports/model/common.h"

typedef struct rh_model_status_step {
    rh_model_time at;
    rh_str title;   /* of the state, or of the action */
    bool is_state;  /* else something that was done */
} rh_model_status_step;

typedef struct rh_status_report {
    rh_str journey;
    rh_str state;        /* its title */
    rh_model_time since; /* null: it has not begun */
    rh_model_time at;
    bool is_final;
    const rh_model_status_step *steps; /* as they happened */
    size_t n_steps;
} rh_status_report;

#endif
