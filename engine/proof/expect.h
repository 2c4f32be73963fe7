/* An expectation: whether some record or event of a journey is one that a pattern means (FORMATS.md section 4), in
 * many lanes at once. For `bisect --expect`.
 *
 *     rh_expect_new(&expect, memory, program, lanes, n, pattern, err)
 *     rh_run_set_observer(run, rh_expect_observer(expect))
 *     rh_run_begin ... rh_run_end;  rh_expect_is_met(expect, i)
 *
 * A lane whose register lacks a name of the pattern can have no such record: it is not met there, and
 * rh_expect_why says so. One thread; one journey. */
#ifndef RH_PROOF_EXPECT_H
#define RH_PROOF_EXPECT_H

#include "engine/proof/proof.h"

typedef struct rh_expect rh_expect;

/* pattern is borrowed. Errors are of memory: what cannot be read in a lane is asked for by rh_expect_why. */
RH_MUST rh_code rh_expect_new(rh_expect **out, rh_host_memory memory, const rh_program *program, const size_t *lanes,
                              size_t n, const rh_node *pattern, rh_err *err);
void rh_expect_dispose(rh_expect *expect);
const rh_observer *rh_expect_observer(rh_expect *expect);
/* Of the i-th of `lanes`: why the pattern cannot be read there, or NULL. */
const rh_err *rh_expect_why(const rh_expect *expect, size_t i);
bool rh_expect_is_met(const rh_expect *expect, size_t i);
/* No memory while it watched: nothing it says counts. */
bool rh_expect_failed(const rh_expect *expect);

#endif
