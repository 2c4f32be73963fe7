/* Ed25519 signatures, by libcrypto: keys from PEM files, signing, verifying.
 *
 * No password is ever asked for: a key that is encrypted is refused. One key, one thread. */
#ifndef RH_SYSTEM_ED25519_H
#define RH_SYSTEM_ED25519_H

#include "engine/base/arena.h"
#include "engine/base/err.h"
#include "harness/system/sha256.h"

enum { RH_SIGNATURE_BYTES = 64 };

typedef struct rh_key rh_key;

/* Reads a PEM file: PRIVATE KEY with is_private, else PUBLIC KEY. RH_KEY_BAD when it holds none of that kind or one
 * that is not Ed25519; what rh_file_read may answer. */
RH_MUST rh_code rh_key_read(rh_key **out, rh_arena *scratch, const char *path, bool is_private, rh_err *err);
void rh_key_free(rh_key *key); /* accepts NULL */

/* The id of a key: the SHA-256 of its public half in DER (SubjectPublicKeyInfo), as hex. */
RH_MUST rh_code rh_key_id(char out[RH_SHA256_HEX + 1], const rh_key *key, rh_err *err);
/* key: private. The same bytes give the same signature, always. */
RH_MUST rh_code rh_key_sign(unsigned char out[RH_SIGNATURE_BYTES], const rh_key *key, rh_str bytes, rh_err *err);
/* Whether signature (of any length) is the key's over bytes. */
bool rh_key_verifies(const rh_key *key, rh_str bytes, rh_str signature);

#endif
