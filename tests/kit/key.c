/* Keys for tests. */
#include "tests/kit/key.h"

#include "engine/base/assert.h"
#include "harness/attest/base64.h"

#include <openssl/evp.h>

/* What stands before the 32 bytes of an Ed25519 key in DER: RFC 8410. */
static const unsigned char private_prefix[] = {0x30, 0x2e, 0x02, 0x01, 0x00, 0x30, 0x05, 0x06,
                                               0x03, 0x2b, 0x65, 0x70, 0x04, 0x22, 0x04, 0x20};
static const unsigned char public_prefix[] = {0x30, 0x2a, 0x30, 0x05, 0x06, 0x03, 0x2b, 0x65, 0x70, 0x03, 0x21, 0x00};

static void put_pem(rh_buf *out, const char *kind, const unsigned char *prefix, size_t n, const unsigned char *key)
{
    unsigned char der[64];
    memcpy(der, prefix, n);
    memcpy(der + n, key, KIT_SEED_BYTES);
    rh_buf_printf(out, "-----BEGIN %s KEY-----\n", kind);
    rh_base64_put(out, (rh_str){(const char *)der, n + KIT_SEED_BYTES});
    rh_buf_printf(out, "\n-----END %s KEY-----\n", kind);
}

void kit_key_private(rh_buf *out, const unsigned char seed[KIT_SEED_BYTES])
{
    put_pem(out, "PRIVATE", private_prefix, sizeof private_prefix, seed);
}

void kit_key_public(rh_buf *out, const unsigned char seed[KIT_SEED_BYTES])
{
    unsigned char public[KIT_SEED_BYTES];
    size_t n = sizeof public;
    EVP_PKEY *key = EVP_PKEY_new_raw_private_key(EVP_PKEY_ED25519, NULL, seed, KIT_SEED_BYTES);
    RH_ASSERT(key != NULL && EVP_PKEY_get_raw_public_key(key, public, &n) == 1 && n == sizeof public);
    EVP_PKEY_free(key);
    put_pem(out, "PUBLIC", public_prefix, sizeof public_prefix, public);
}
