/* SHA-256 by libcrypto. */
#include "harness/system/sha256.h"

#include "engine/base/assert.h"

#include <openssl/evp.h>
#include <stdlib.h>

struct rh_hasher {
    EVP_MD *md; /* fetched once: a fetch costs more than hashing an event */
    EVP_MD_CTX *ctx;
};

rh_code rh_hasher_new(rh_hasher **out, rh_err *err)
{
    rh_hasher *hasher = calloc(1, sizeof *hasher);
    if (hasher == NULL) return rh_err_nomem(err);
    hasher->md = EVP_MD_fetch(NULL, "SHA256", NULL);
    hasher->ctx = EVP_MD_CTX_new();
    if (hasher->md == NULL || hasher->ctx == NULL) {
        rh_hasher_free(hasher);
        return rh_err_nomem(err);
    }
    *out = hasher;
    return RH_OK;
}

void rh_hasher_free(rh_hasher *hasher)
{
    if (hasher == NULL) return;
    EVP_MD_CTX_free(hasher->ctx);
    EVP_MD_free(hasher->md);
    free(hasher);
}

/* The digest functions fail only when misused: that is a bug. */
void rh_hasher_begin(rh_hasher *hasher)
{
    RH_ASSERT(EVP_DigestInit_ex2(hasher->ctx, hasher->md, NULL) == 1);
}

void rh_hasher_add(rh_hasher *hasher, rh_str bytes)
{
    RH_ASSERT(bytes.len == 0 || EVP_DigestUpdate(hasher->ctx, bytes.ptr, bytes.len) == 1);
}

rh_sha256 rh_hasher_end(rh_hasher *hasher)
{
    rh_sha256 hash;
    unsigned n = 0;
    RH_ASSERT(EVP_DigestFinal_ex(hasher->ctx, hash.bytes, &n) == 1 && n == sizeof hash.bytes);
    return hash;
}

rh_sha256 rh_hasher_of(rh_hasher *hasher, rh_str bytes)
{
    rh_hasher_begin(hasher);
    rh_hasher_add(hasher, bytes);
    return rh_hasher_end(hasher);
}

void rh_sha256_hex(char out[RH_SHA256_HEX + 1], const rh_sha256 *hash)
{
    static const char digits[] = "0123456789abcdef";
    for (size_t i = 0; i < sizeof hash->bytes; i++) {
        out[2 * i] = digits[hash->bytes[i] >> 4];
        out[2 * i + 1] = digits[hash->bytes[i] & 15];
    }
    out[RH_SHA256_HEX] = '\0';
}
