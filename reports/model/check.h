/* What reading a register found, each with its place (V3, V4): errors, findings of the lints, warnings. */
#ifndef REPORTS_MODEL_CHECK_H
#define REPORTS_MODEL_CHECK_H

#include "reports/model/common.h"

/* ERROR: it does not load. FINDING: it loads, and cannot be meant so. */
typedef enum rh_model_severity {
    RH_MODEL_ERROR,
    RH_MODEL_FINDING,
    RH_MODEL_WARNING,
    RH_N_MODEL_SEVERITIES
} rh_model_severity;
const char *rh_model_severity_name(rh_model_severity severity);

typedef struct rh_model_finding {
    rh_model_severity severity;
    rh_str code, message, hint; /* hint null: none */
    rh_model_place place;
    rh_str witness; /* values, as an example of a test is written; null: none */
} rh_model_finding;

typedef struct rh_check_report {
    rh_model_revision revision;
    uint64_t entries, fields, events, actions, states; /* what loaded; 0 when it did not */
    const rh_model_finding *findings;                  /* by severity, then by place */
    size_t n_findings;
    uint64_t counts[RH_N_MODEL_SEVERITIES]; /* counted, not only listed */
} rh_check_report;

#endif
