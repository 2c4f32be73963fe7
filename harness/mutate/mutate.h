/* Mutation: the mutants of a revision against its own acceptance tests, and the score that comes of it.
 *
 * Ways example and clean only: history never enters the score. Mutants are compiled many at a time and each journey is
 * played once for all mutants of the entry that it is an example of; a mutant that is noticed is played no further.
 * Deterministic. */
#ifndef RH_MUTATE_RUN_H
#define RH_MUTATE_RUN_H

#include "harness/replay/tests.h"
#include "reports/model/mutation.h"

#include <stdatomic.h>

typedef struct rh_mutation_spec {
    const rh_program *program; /* lane `lane` is the original */
    size_t lane;
    const rh_tests *tests; /* of that lane; their examples have been played */
    const rh_lent *lent;
    rh_host_memory memory;
    const atomic_bool *stop; /* set by a signal: RH_INTERRUPTED; may be NULL */
    void (*progress)(void *ctx, size_t n_done, size_t n_all); /* mutants; may be NULL */
    void *progress_ctx;
} rh_mutation_spec;

/* Fills *out, its texts in keep. When the original fails an example or opens on a clean base there is no score and no
 * mutant is judged. */
RH_MUST rh_code rh_mutation_run(rh_mutation_report *out, rh_arena *keep, const rh_mutation_spec *spec, rh_err *err);

#endif
