/* Since which commit something holds of a journey: `blame` and `bisect`. FORMATS.md section 10. */
#ifndef REPORTS_MODEL_BLAME_H
#define REPORTS_MODEL_BLAME_H

#include "reports/model/diff.h"

/* FOUND: the commit gave it. FIRST: it was so in the first commit there is. END: so already where the search was to
 * end. NOTHING: bisect's expectation holds where the search began. */
typedef enum rh_model_blame_result {
    RH_MODEL_BLAME_FOUND,
    RH_MODEL_BLAME_FIRST,
    RH_MODEL_BLAME_END,
    RH_MODEL_BLAME_NOTHING
} rh_model_blame_result;

/* A commit that does not load. */
typedef struct rh_model_skipped {
    rh_str commit, why;
} rh_model_skipped;

typedef struct rh_blame_report {
    rh_model_revision revision; /* where the search began */
    rh_str journey;
    rh_str expect; /* bisect: as it was asked; null: blame */
    rh_model_time as_of;
    rh_model_blame_result result;
    rh_str commit, author, summary; /* of NOTHING the start's */
    rh_model_time author_date;      /* for show: it decides nothing */
    const rh_model_cause *causes;   /* keys of the commit that alone give it; none: they were not found */
    size_t n_causes;
    const rh_model_skipped *skipped; /* in the order in which they were passed over */
    size_t n_skipped;
} rh_blame_report;

const char *rh_model_blame_result_name(rh_model_blame_result result);

#endif
