/* Which clauses of a register ever decide anything: in tests, and in history (SPEC.md section 12). */
#ifndef REPORTS_MODEL_COVER_H
#define REPORTS_MODEL_COVER_H

#include "reports/model/common.h"

typedef struct rh_model_covered {
    rh_str entry, kind;   /* "operand", "window", "effect", ... */
    rh_str says;          /* the clause in words */
    rh_model_place place;
    uint64_t tests;       /* of the entry's tests in which it decided */
    uint64_t journeys;    /* of the history in which it decided; 0 without one */
    rh_model_time last;   /* when it last decided in the history; null: never */
} rh_model_covered;

typedef struct rh_model_fired {
    rh_str entry, title, risk;
    rh_model_place place;
    uint64_t tests, journeys; /* in which it opened */
    rh_model_time last;       /* when it last opened in the history; null: never */
    bool is_quiet;            /* did not open in the months that are asked for; false without a history */
    bool is_idle;             /* opened in the history and never acted: no verdict for its sake alone, no task */
    uint64_t n_clauses, n_decided; /* decided anywhere */
} rh_model_fired;

typedef struct rh_cover_report {
    rh_model_revision revision;
    bool has_history;
    rh_model_history history; /* valid when has_history */
    uint64_t months;
    rh_model_time since;      /* that many months before as-of; with a history */
    const rh_model_fired *entries; /* by id */
    size_t n_entries;
    const rh_model_covered *clauses; /* by entry, kind, place */
    size_t n_clauses;
    uint64_t in_tests, in_history, never; /* clauses that decided; never: in neither */
    uint64_t n_quiet, n_idle;             /* entries */
} rh_cover_report;

#endif
