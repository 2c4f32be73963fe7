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
#include "harness/store/slabs.h"

typedef struct rh_screening_spec {
    const rh_program *program; /* of one lane */
    const rh_slabs *slabs;    /* of the history; NULL: it has none */
    const rh_history *history;
    rh_instant as_of;
    uint32_t lane_field;       /* which gives the lane of the business; RH_NONE: none is asked for */
    const atomic_bool *stop;   /* as in rh_replay */
    void (*progress)(void *ctx, size_t n_done, size_t n_all); /* after each slab; NULL: nobody asks */
    void *progress_ctx;
} rh_screening_spec;

typedef struct rh_screening {
    const char *why;   /* nothing was decided together; NULL: some was, or all that could be */
    size_t n_together; /* journeys in the summary */
    const rh_history *all;
    /* Without why. */
    uint64_t *rest;  /* a bit for each of the others, by their indexes */
    size_t *before;  /* by slab: how many of them stand before it */
    size_t n_slabs, n_rest;
} rh_screening;

/* RH_NOMEM, RH_STORE_DIGEST, RH_INTERRUPTED. What is left takes a bit a journey, in keep. */
RH_MUST rh_code rh_screening_run(rh_screening *out, rh_arena *keep, const rh_screening_spec *spec,
                                 rh_summary *summary, rh_err *err);
/* The index in the history of one of the others, which are n_rest. */
size_t rh_screening_other(const rh_screening *screening, size_t index);
/* What n journeys of a snapshot add that take a plain step each: an event of one origin, accepted; still open, as no
 * place is final. */
void rh_screening_count(rh_summary_sums *sums, const rh_slabs_about *about, uint64_t n);
/* What was not decided together; all of it, with why. The screening and its history must outlive it. */
rh_history rh_screening_rest(rh_screening *screening);

#endif
