/* Which verdicts rest on facts that were known later: SPEC.md section 12. */
#ifndef REPORTS_MODEL_POISON_H
#define REPORTS_MODEL_POISON_H

#include "reports/model/common.h"

typedef struct rh_model_leak {
    rh_str kind;        /* "later", "snapshot" */
    rh_str journey, action;
    rh_model_time at;
    rh_str was, became; /* verdicts; of "later" the records */
    rh_str event;       /* whose facts it rests on */
    rh_str facts;       /* names, joined; null: not told apart */
    rh_model_time known; /* the facts were known at this instant or later; null: after the verdict */
} rh_model_leak;

typedef struct rh_poison_report {
    rh_model_revision revision;
    rh_model_history history;
    uint64_t verdicts, replays, suspects;
    const rh_model_leak *leaks;
    size_t n_leaks;
    uint64_t n_leaks_all;
} rh_poison_report;

#endif
