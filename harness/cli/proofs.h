/* The three runs of acceptance tests that a gate stands on: the head's own, and the base's under the base and under
 * the head (FORMATS.md section 2). Each on the history, its examples and the unchanged bases. */
#ifndef RH_CLI_PROOFS_H
#define RH_CLI_PROOFS_H

#include "harness/cli/versus.h"
#include "harness/verdict/gate.h"

typedef struct rh_proofs {
    rh_test_report head, base_on_base, base_on_head; /* the latter two with a base */
    rh_base_tests base;
    rh_mutation_report mutation, base_mutation; /* of head and of base; where they were asked for */
} rh_proofs;

typedef enum rh_mutants_wanted { RH_MUTANTS_NONE, RH_MUTANTS_OF_HEAD, RH_MUTANTS_OF_BOTH } rh_mutants_wanted;

/* Tests of the base that cannot even be read against the head count as failed there, with the reason. history: of the
 * replay, for the report. */
RH_MUST rh_code rh_proofs_run(rh_proofs *out, rh_versus *versus, rh_world *world, const rh_model_history *history,
                              rh_mutants_wanted wanted, rh_err *err);

#endif
