/* From mutants and who was noticed to the numbers of the report (room-internal). */
#ifndef RH_MUTATE_SCORE_H
#define RH_MUTATE_SCORE_H

#include "engine/mutate/mutate.h"
#include "reports/model/mutation.h"

/* noticed: parallel to mutants; an equivalent one is never killed. */
RH_MUST rh_code rh_mutation__score(rh_mutation_report *out, rh_arena *keep, const rh_register *reg,
                                   const rh_mutants *mutants, const bool *noticed, rh_err *err);

#endif
