/* One replay that fills a summary of the head and, where there is a base, a diff: what diff and gate stand on.
 *
 *     rh_replay replay = {...};            program, history, as_of, threads; judge, fold and ctx are set here
 *     rh_compare compare = {.replay = &replay, .lanes = {.head = 1, .base = 0, .lane_field = f}, .changes = &changes};
 *     rh_summary_init(&compare.summary, ...);  rh_diff_init(&compare.diff, ...)
 *     rh_compare_run(&compare, err) */
#ifndef RH_COMPARE_RUN_H
#define RH_COMPARE_RUN_H

#include "harness/compare/diff.h"
#include "harness/replay/replay.h"
#include "harness/replay/summary.h"

/* What is known of some journeys without a replay: that both sides have the same course there. */
typedef struct rh_carried {
    const size_t *played; /* the journeys to replay, by their index in the history, ascending */
    size_t n_played;
    uint64_t journeys;     /* of the others, those that have events */
    uint64_t verdicts[4];  /* of their observed and automatic actions */
    rh_summary_sums sums;  /* of their events, origins and ends; the rest of a summary is not carried */
    bool is_whole;         /* it was known from their facts just now; else they are held against their checksums */
} rh_carried;

typedef struct rh_compare {
    const rh_replay *replay;
    const rh_carried *carried; /* NULL: every journey is replayed. Else the summary has no more than that */
    rh_summary_lanes lanes;          /* of the program; base SIZE_MAX: no diff */
    const rh_changed_files *changes; /* with a base */
    rh_summary summary;              /* initialised by the caller, who disposes of it */
    rh_summary *without;             /* likewise; of without_lanes, whose base is none. NULL: not wanted */
    rh_summary_lanes without_lanes;
    rh_diff diff;                    /* with a base; likewise */
} rh_compare;

/* Errors are those of the replay. On failure what has been added so far stands, and is of no use. */
RH_MUST rh_code rh_compare_run(rh_compare *compare, rh_err *err);

#endif
