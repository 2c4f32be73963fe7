/* A diff over a history that is one snapshot: which journeys two revisions that agree in all but entries decide alike,
 * known from its slabs (engine/screen). A journey is carried over where both take a plain step, no entry opens that the
 * two have otherwise, and the others open alike. */
#ifndef RH_COMPARE_SCREENED_H
#define RH_COMPARE_SCREENED_H

#include "harness/compare/run.h"
#include "harness/store/slabs.h"

typedef struct rh_screened_spec {
    const rh_program *both;   /* of two lanes that share all but entries */
    const rh_program *one[2]; /* each of one of these lanes, in their order */
    const rh_slabs *slabs;
    rh_instant as_of;
    const atomic_bool *stop;  /* as in rh_replay */
} rh_screened_spec;

/* *is_there false: nothing is known, *why says why, and *out is to be left alone. RH_NOMEM, RH_STORE_DIGEST,
 * RH_INTERRUPTED. */
RH_MUST rh_code rh_screened_choose(rh_carried *out, bool *is_there, const char **why, rh_arena *keep,
                                   const rh_screened_spec *spec, rh_err *err);

#endif
