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

typedef struct rh_compare {
    const rh_replay *replay;
    rh_summary_lanes lanes;          /* of the program; base SIZE_MAX: no diff */
    const rh_changed_files *changes; /* with a base */
    rh_summary summary;              /* initialised by the caller, who disposes of it */
    rh_diff diff;                    /* with a base; likewise */
} rh_compare;

/* Errors are those of the replay. On failure what has been added so far stands, and is of no use. */
RH_MUST rh_code rh_compare_run(rh_compare *compare, rh_err *err);

#endif
