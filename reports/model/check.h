/* What loading a register found: errors and warnings, each with its place (V3, V4). */
#ifndef REPORTS_MODEL_CHECK_H
#define REPORTS_MODEL_CHECK_H

#include "reports/model/common.h"

typedef struct rh_model_finding {
    bool is_warning;
    rh_str code, message, hint; /* hint null: none */
    rh_model_place place;
} rh_model_finding;

typedef struct rh_check_report {
    rh_model_revision revision;
    uint64_t entries, fields, events, actions, states; /* what loaded; 0 when it did not */
    const rh_model_finding *findings; /* errors first, then by place */
    size_t n_findings;
    uint64_t n_errors, n_warnings;    /* counted, not only listed */
} rh_check_report;

#endif
