/* The three runs of acceptance tests that a gate stands on: the head's own, and the base's under the base and under
 * the head (FORMATS.md section 2). Each on the history, its examples and the unchanged bases. */
#ifndef RH_CLI_PROOFS_H
#define RH_CLI_PROOFS_H

#include "harness/cli/versus.h"
#include "harness/verdict/gate.h"

typedef struct rh_proofs {
    rh_test_report head, base_on_base, base_on_head; /* the latter two with a base */
    rh_base_tests base;
    rh_mutation_report mutation; /* of head; where it was asked for */
} rh_proofs;

/* Tests of the base that cannot even be read against the head count as failed there, with the reason. history: of the
 * replay, for the report. */
RH_MUST rh_code rh_proofs_run(rh_proofs *out, rh_versus *versus, rh_world *world, const rh_model_history *history,
                              bool with_mutants, rh_err *err);

#endif
