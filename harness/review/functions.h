/* The functions that exist in metrics alone: first, last and n of an event type or record kind, and the business hours
 * between two instants. */
#ifndef RH_REVIEW_FUNCTIONS_H
#define RH_REVIEW_FUNCTIONS_H

#include "harness/review/plan.h"

/* Something that happened: an event that the revision took, or a record. */
typedef struct rh_happening {
    uint32_t word; /* rh_review_plan.words */
    rh_instant at;
} rh_happening;

/* What a row of journeys looks back on; of other rows only the calendar. */
typedef struct rh_row_past {
    const rh_review_plan *plan;
    const rh_happening *at; /* in the order in which they happened */
    size_t n;
    rh_instant end; /* what happened at it or later has not happened yet */
} rh_row_past;

/* Numbers the words: the register's event types and the kinds of records. */
RH_MUST rh_code rh_review_words(rh_review_plan *plan, rh_arena *keep, rh_err *err);
/* NULL on no memory. has_past: first, last and n, too. */
const rh_host_fn *rh_review_functions(size_t *n, rh_arena *keep, const rh_review_plan *plan, bool has_past);
/* For rh_eval.call; ctx is a const rh_row_past *. */
rh_value rh_review_call(void *ctx, uint32_t fn, const rh_value *args, size_t n);

#endif
