/* What a statement says of the things it was made of, read back from its bytes: the part of an attestation that can be
 * held against the world before anything is replayed.
 *
 * Read only behind a signature that holds, and still by strict rules. What is not read here is judged by its bytes: the
 * gate runs again, and states them anew. */
#ifndef RH_ATTEST_STATEMENT_H
#define RH_ATTEST_STATEMENT_H

#include "engine/base/arena.h"
#include "engine/base/err.h"
#include "engine/value/time.h"
#include "reports/model/attestation.h"

typedef struct rh_stated {
    rh_model_made_of made_of;
    rh_model_gate_verdict verdict;
    bool is_bootstrap;
    rh_instant as_of, today, expires; /* as_of with has_as_of, today with has_today */
    bool has_as_of, has_today;
    rh_str as_of_text, today_text, expires_text;
} rh_stated;

/* Reads a payload into keep. RH_STATEMENT_BAD names the part that is not as expected; among them another statement type
 * or predicate type, and a subject that is not the register of the predicate. */
RH_MUST rh_code rh_stated_read(rh_stated *out, rh_arena *keep, rh_str payload, rh_err *err);

#endif
