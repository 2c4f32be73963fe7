/* The envelope of an attestation: DSSE v1, one payload with its signatures, as one line of JSON.
 *
 *     {"payload": BASE64, "payloadType": TYPE, "signatures": [{"keyid": ID, "sig": BASE64}]}
 *
 * What is signed is the pre-authentication encoding, never the JSON: "DSSEv1" SP LEN(type) SP type SP LEN(payload) SP
 * payload. What is read may come from anybody: sizes are bounded, JSON is strict (no key twice, limited depth), and
 * nothing of the payload is looked at before a signature holds. Keys of the envelope that are not known are passed
 * over, as DSSE says. */
#ifndef RH_ATTEST_DSSE_H
#define RH_ATTEST_DSSE_H

#include "engine/base/arena.h"
#include "engine/base/buf.h"
#include "engine/base/err.h"
#include "harness/system/ed25519.h"

#define RH_DSSE_PAYLOAD_TYPE "application/vnd.in-toto+json"

enum { RH_DSSE_MAX_BYTES = 64 << 20, RH_DSSE_MAX_SIGNATURES = 16 };

/* The bytes that are signed. */
void rh_dsse_pae(rh_buf *out, rh_str payload_type, rh_str payload);
/* Signs and writes the envelope of an in-toto statement, with a line feed at its end. scratch is used until the call
 * ends. */
RH_MUST rh_code rh_dsse_write(rh_buf *out, rh_arena *scratch, rh_str payload, const rh_key *key, rh_err *err);

typedef struct rh_dsse_signature {
    rh_str keyid; /* null: not said */
    rh_str sig;   /* bytes */
} rh_dsse_signature;

typedef struct rh_dsse {
    rh_str payload_type, payload; /* payload: bytes */
    const rh_dsse_signature *signatures;
    size_t n_signatures; /* at least one */
} rh_dsse;

/* Reads `text`, all of it in keep. name: of the file, for errors. RH_ENVELOPE_BAD with what is wrong, RH_INPUT_LARGE.
 */
RH_MUST rh_code rh_dsse_read(rh_dsse *out, rh_arena *keep, rh_str text, rh_str name, rh_err *err);
/* Whether one of its signatures is the key's. One that says to be of another key is passed over. RH_SIGNATURE_BAD. */
RH_MUST rh_code rh_dsse_verify(const rh_dsse *envelope, rh_arena *scratch, const rh_key *key, rh_err *err);

#endif
