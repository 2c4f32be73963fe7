/* A history that is one snapshot, decided together where that can be: what its slabs come to, added to a summary.
 *
 *     rh_screening screening;  rh_screening_run(&screening, keep, &spec, &summary, err)
 *     history = rh_screening_rest(&screening)         the journeys that are left, for a replay into the same summary
 *
 * Summary and rest are as if all journeys had been replayed one by one. */
#ifndef RH_REPLAY_SCREENING_H
#define RH_REPLAY_SCREENING_H

#include "harness/replay/replay.h"
#include "harness/replay/summary.h"
#include "harness/store/sheets.h"

typedef struct rh_screening_spec {
    const rh_program *program; /* of one lane */
    const rh_sheets *slabs;     /* of the history; NULL: it has none */
    const rh_history *history;
    rh_instant as_of;
    uint32_t lane_field;       /* which gives the lane of the business; RH_NONE: none is asked for */
    const atomic_bool *stop;   /* as in rh_replay */
    void (*progress)(void *ctx, size_t n_done, size_t n_all);
    void *progress_ctx;
} rh_screening_spec;

typedef struct rh_screening {
    const char *why;   /* nothing was decided together; NULL: some was, or all that could be */
    size_t n_together; /* journeys in the summary */
    const rh_history *all;
    RH_VEC(size_t) rest; /* indexes of the others, ascending; not filled with why */
} rh_screening;

/* RH_NOMEM, RH_STORE_DIGEST, RH_INTERRUPTED. */
RH_MUST rh_code rh_screening_run(rh_screening *out, rh_arena *keep, const rh_screening_spec *spec,
                                 rh_summary *summary, rh_err *err);
/* What was not decided together; all of it, with why. The screening and its history must outlive it. */
rh_history rh_screening_rest(rh_screening *screening);

#endif
