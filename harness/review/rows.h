/* Rows of one journey, counted: what a journey adds to a review. */
#ifndef RH_REVIEW_ROWS_H
#define RH_REVIEW_ROWS_H

#include "harness/fixes/seen.h"
#include "harness/ingest/log.h"
#include "harness/replay/summary.h"
#include "harness/review/figures.h"
#include "harness/review/watch.h"

typedef enum rh_extra {
#define X(NAME, by) RH_EXTRA_##NAME,
#include "harness/review/extras.def"
#undef X
    RH_N_EXTRAS
} rh_extra;

/* The number of an extra in a figures. */
static inline uint32_t rh_extra_at(const rh_review_plan *plan, rh_extra extra)
{
    return (uint32_t)plan->n_own + (uint32_t)extra;
}

typedef struct rh_review_spec {
    const rh_review_plan *plan;
    const rh_program *program;
    const rh_review_period *periods; /* [0]: the one that is reviewed */
    size_t n_periods;
    rh_instant as_of;
    const rh_live *live;
    size_t n_live;
} rh_review_spec;

/* What a journey adds to one period beside sparks: the counts of the gate's metrics, rates. */
typedef struct rh_review_part {
    size_t period;
    rh_summary_cell cell;
    rh_judging judging;
} rh_review_part;

/* A decision that may be looked at again. */
typedef struct rh_candidate {
    bool is_override; /* else for blind review */
    uint64_t hash;    /* of journey and event: the least are chosen */
    rh_str journey, entry, role;
    rh_instant at;
} rh_candidate;

typedef struct rh_review_result {
    rh_str journey;
    bool is_replayed; /* some event was known by as-of */
    rh_sparks sparks;
    RH_VEC(rh_review_part) parts;
    RH_VEC(rh_candidate) candidates; /* of period 0 */
    bool is_oscillated;              /* set by the review, as is the next */
    const rh_fix_seen *fixes;
} rh_review_result;

/* After the run has ended the journey. The result stands by itself in keep. RH_NOMEM. */
RH_MUST rh_code rh_review_rows(rh_review_result *out, rh_arena *keep, rh_watch *watch, rh_run *run,
                               const rh_journey *journey, const rh_review_spec *spec, rh_err *err);

#endif
