/* Fixtures: the base journeys that examples of acceptance tests begin with (fixtures/NAME.jsonl). */
#ifndef RH_REPLAY_FIXTURES_H
#define RH_REPLAY_FIXTURES_H

#include "engine/proof/proof.h"
#include "harness/load/revision.h"

/* Reads one fixture of a revision. Nothing is quarantined here: a line that is no event, an event that stands twice, or
 * events of two journeys are errors with their line. Texts and events live in keep. */
RH_MUST rh_code rh_fixture_read(rh_base *out, rh_arena *keep, const rh_revision *revision, rh_str name, rh_err *err);
/* All that the examples of a proof name, parallel to rh_proof_bases. Every error goes to diags; the first code. */
RH_MUST rh_code rh_fixtures_read(const rh_base **out, rh_arena *keep, const rh_revision *revision,
                                 const rh_proof *proof, rh_diags *diags);

#endif
