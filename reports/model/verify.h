/* What `verify` found: eight checks of an attestation. FORMATS.md section 10. */
#ifndef REPORTS_MODEL_VERIFY_H
#define REPORTS_MODEL_VERIFY_H

#include "reports/model/gate.h"

typedef enum rh_model_check {
#define X(NAME, word, title) RH_MODEL_CHECK_##NAME,
#include "reports/model/checks.def"
#undef X
    RH_MODEL_N_CHECKS
} rh_model_check;

typedef enum rh_model_check_result {
    RH_MODEL_CHECK_HOLDS, RH_MODEL_CHECK_FAILS,
    RH_MODEL_CHECK_OPEN /* not judged */
} rh_model_check_result;

typedef struct rh_model_checked {
    rh_model_check_result result;
    rh_str says; /* what was held against what; never null */
} rh_model_checked;

typedef struct rh_verify_report {
    rh_str name; /* of the envelope: its file, or the note it was read from */
    rh_model_checked checks[RH_MODEL_N_CHECKS];
    unsigned n_failed, n_open;
    /* What it states; only where the first three hold. */
    bool has_statement;
    rh_model_gate_verdict verdict;
    rh_model_revision head, base;
    rh_str as_of, today, expires; /* today null: not given */
} rh_verify_report;

const char *rh_model_check_word(rh_model_check check);
const char *rh_model_check_title(rh_model_check check);
const char *rh_model_check_result_name(rh_model_check_result result); /* "holds" "fails" "open" */

#endif
