/* The revisions that touched the register, and what a history says of each: `log`. SPEC.md section 9. */
#ifndef REPORTS_MODEL_LOG_H
#define REPORTS_MODEL_LOG_H

#include "reports/model/diff.h"

/* Of a change as a change: loosening is NO-GO, what is not proven safe, oscillates or is compared with nothing is
 * HOLD. */
typedef enum rh_model_log_verdict {
    RH_MODEL_LOG_GO,
    RH_MODEL_LOG_HOLD,
    RH_MODEL_LOG_NO_GO,
    RH_MODEL_LOG_BROKEN /* it does not load */
} rh_model_log_verdict;

/* Why a change is held up: the first that holds, as a row may have several. */
typedef enum rh_model_log_held {
    RH_MODEL_LOG_OSCILLATES,
    RH_MODEL_LOG_NOT_PROVEN_SAFE,
    RH_MODEL_LOG_NOT_COMPARED,
    RH_MODEL_LOG_NOT_REPLAYED,
    RH_N_MODEL_LOG_HELD
} rh_model_log_held;

typedef struct rh_model_log_row {
    rh_str commit, author, summary;
    rh_model_time author_date; /* for show */
    rh_model_log_verdict verdict;
    rh_str why;                             /* BROKEN: the first error; null otherwise */
    uint64_t entries, changed_entries;
    bool is_compared;                       /* with its first parent that loads; else the next four are 0 */
    uint64_t rows[RH_MODEL_N_CLASSES];      /* MIXED unused */
    uint64_t journeys;                      /* with a row */
    uint64_t oscillated;                    /* journeys that come to no rest under it */
    uint64_t loosens, unknown;              /* as written */
    rh_model_quantity overrides;            /* of decided items */
    rh_model_quantity escapes;              /* of allowed actions with an outcome */
} rh_model_log_row;

typedef struct rh_log_report {
    rh_model_revision revision; /* the newest that was looked at */
    rh_model_history history;
    const rh_model_log_row *rows; /* children before parents */
    size_t n_rows;
    uint64_t n_rows_all;
} rh_log_report;

/* How many rows have a verdict; how many of those on HOLD have that reason. */
static inline uint64_t rh_model_log_count(const rh_log_report *log, rh_model_log_verdict verdict)
{
    uint64_t n = 0;
    for (size_t i = 0; i < log->n_rows; i++) n += log->rows[i].verdict == verdict;
    return n;
}

static inline rh_model_log_held rh_model_log_why_held(const rh_model_log_row *row)
{
    if (row->oscillated > 0) return RH_MODEL_LOG_OSCILLATES;
    if (row->unknown > 0) return RH_MODEL_LOG_NOT_PROVEN_SAFE;
    return row->is_compared ? RH_MODEL_LOG_NOT_REPLAYED : RH_MODEL_LOG_NOT_COMPARED;
}

static inline uint64_t rh_model_log_count_held(const rh_log_report *log, rh_model_log_held why)
{
    uint64_t n = 0;
    for (size_t i = 0; i < log->n_rows; i++)
        n += log->rows[i].verdict == RH_MODEL_LOG_HOLD && rh_model_log_why_held(&log->rows[i]) == why;
    return n;
}

const char *rh_model_log_verdict_name(rh_model_log_verdict verdict);

#endif
