/* The in-toto statement of an attestation: Statement v1 with predicate test-result v0.1, whose extension
 * RH_STATEMENT_EXTENSION holds what a gate knows beside names of tests.
 *
 * No spaces, a fixed order of members, no clock, no name of a file of the history or of a revision: who judges the same
 * thing again gets the same bytes. The result is PASSED or WARNED for GO only; HOLD is FAILED, for it is no pass. */
#ifndef REPORTS_DATA_STATEMENT_H
#define REPORTS_DATA_STATEMENT_H

#include "engine/base/buf.h"
#include "reports/model/attestation.h"

/* Lack of memory shows in out->failed. */
void rh_statement_put(rh_buf *out, const rh_attestation *attestation);

#endif
