/* An attestation from a run of the gate: what `attest` signs and `verify` makes anew. */
#ifndef RH_CLI_ATTESTING_H
#define RH_CLI_ATTESTING_H

#include "harness/cli/gating.h"
#include "reports/model/attestation.h"

/* What a run was made of, part by part, each as the world has it. Lives in the run's arena. */
RH_MUST rh_code rh_attesting_policy(rh_model_made_of *out, rh_arena *keep, const rh_revision *head,
                                    const rh_revision *base, bool is_bootstrap, rh_err *err);
RH_MUST rh_code rh_attesting_inputs(rh_model_made_of *out, const rh_world *world, rh_err *err);
RH_MUST rh_code rh_attesting_versions(rh_model_made_of *out, rh_world *world, rh_err *err);
/* All of them, of a run that has ended. */
RH_MUST rh_code rh_attesting_made_of(rh_model_made_of *out, rh_gating *gating, rh_err *err);

/* The day that a run counts from, and the instant before which an attestation of it must end: the first end of a waiver or
 * of an answer of the checklist that it rests on, at most 90 days on. RH_USAGE: nothing says what day it is. */
RH_MUST rh_code rh_attesting_term(rh_instant *today, rh_instant *last, const rh_gating *gating, rh_err *err);

/* The statement of a run, as bytes. made_of may be that of another run: then its parts are stated in place of this
 * one's. */
RH_MUST rh_code rh_attesting_state(rh_str *payload, const rh_gating *gating, const rh_model_made_of *made_of,
                                   rh_str expires, rh_err *err);

#endif
