/* A review: one replay of a history, counted for a period and what it is compared with, and the model of what it says.
 *
 *     rh_review review;
 *     rh_review_open(&review, memory, &request, err)
 *     rh_review_run(&review, &replay, err)             the replay's program has the plan's register as lane 0
 *     rh_review_fill(&report, keep, &review, err)      all but revision, history and fixes
 *     rh_review_dispose(&review)
 *
 * Memory is bounded by the largest journey and by the different groups and values of the figures. Any number of threads
 * gives the same report. */
#ifndef RH_REVIEW_REVIEW_H
#define RH_REVIEW_REVIEW_H

#include "harness/replay/first_names.h"
#include "harness/review/watching.h"

enum { RH_REVIEW_WEEKS = 8 };

/* What is counted. The ends of periods that are not asked for are their beginnings. */
typedef enum rh_review_at {
    RH_REVIEW_NOW,      /* [since, until) */
    RH_REVIEW_BEFORE,   /* as long, right before it */
    RH_REVIEW_SO_FAR,   /* since go-live, or all of history, up to until */
    RH_REVIEW_BASELINE, /* frozen by monitors.yaml */
    RH_REVIEW_TO_WEEK4, /* the first four weeks, and eight, since go-live: once they are over */
    RH_REVIEW_TO_WEEK8,
    RH_REVIEW_WEEK1, /* week by week */
    RH_REVIEW_PERIODS = RH_REVIEW_WEEK1 + RH_REVIEW_WEEKS
} rh_review_at;

enum { RH_REVIEW_SAMPLES = 5 }; /* of a kind, of a month */

typedef struct rh_review_request {
    const rh_review_plan *plan;
    const rh_program *program;
    rh_instant since, until; /* since < until */
    rh_instant as_of;
    const rh_live *live;
    size_t n_live;
} rh_review_request;

typedef struct rh_review {
    rh_watching watching;
    rh_arena arena;
    rh_review_period periods[RH_REVIEW_PERIODS];
    rh_figures figures;
    rh_summary_cell cells[RH_REVIEW_PERIODS];
    rh_judging judging[RH_REVIEW_PERIODS];
    RH_VEC(rh_candidate) samples; /* by (is_override, month, hash): the least of each */
    rh_fix_cells fixes;           /* of all that is known before the period's end */
    rh_summary_lanes fix_lanes;
    uint64_t journeys, n_oscillated; /* replayed; of these, those that came to no rest */
    rh_first_names oscillated;
} rh_review;

RH_MUST rh_code rh_review_open(rh_review *out, rh_host_memory host, const rh_review_request *request, rh_err *err);
void rh_review_dispose(rh_review *review);
/* replay: all but begin, judge, fold and ctx filled in. */
RH_MUST rh_code rh_review_run(rh_review *review, const rh_replay *replay, rh_err *err);
RH_MUST rh_code rh_review_fill(rh_review_report *out, rh_arena *keep, const rh_review *review, rh_err *err);

/* The month of an instant in the policy's zone: year * 12 + month - 1. */
int32_t rh_review_month(const rh_review_plan *plan, rh_instant at);

#endif
