/* SHA-256, by libcrypto. One hasher is used over and over; one hasher, one thread. */
#ifndef RH_SYSTEM_SHA256_H
#define RH_SYSTEM_SHA256_H

#include "engine/base/err.h"
#include "engine/base/str.h"

enum { RH_SHA256_BYTES = 32, RH_SHA256_HEX = 64 };

typedef struct rh_sha256 {
    unsigned char bytes[RH_SHA256_BYTES];
} rh_sha256;

typedef struct rh_hasher rh_hasher;

RH_MUST rh_code rh_hasher_new(rh_hasher **out, rh_err *err);
void rh_hasher_free(rh_hasher *hasher); /* accepts NULL */
void rh_hasher_begin(rh_hasher *hasher);
void rh_hasher_add(rh_hasher *hasher, rh_str bytes);
rh_sha256 rh_hasher_end(rh_hasher *hasher);
/* begin, add, end. */
rh_sha256 rh_hasher_of(rh_hasher *hasher, rh_str bytes);

/* 64 lower-case digits and a NUL. */
void rh_sha256_hex(char out[RH_SHA256_HEX + 1], const rh_sha256 *hash);

#endif
