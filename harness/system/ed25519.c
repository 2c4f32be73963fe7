/* Ed25519 by libcrypto. */
#include "harness/system/ed25519.h"

#include "harness/system/file.h"

#include <limits.h>
#include <openssl/evp.h>
#include <openssl/pem.h>
#include <openssl/x509.h>
#include <stdlib.h>

enum { KEY_FILE_MAX_BYTES = 1 << 16 };

struct rh_key {
    EVP_PKEY *pkey;
};

/* Instead of asking at the terminal, where nobody may sit. */
static int no_password(char *buffer, int size, int is_writing, void *ctx)
{
    (void)buffer;
    (void)size;
    (void)is_writing;
    (void)ctx;
    return -1;
}

static EVP_PKEY *parse(rh_str pem, bool is_private)
{
    BIO *bio = pem.len <= INT_MAX ? BIO_new_mem_buf(pem.ptr, (int)pem.len) : NULL;
    if (bio == NULL) return NULL;
    EVP_PKEY *pkey = is_private ? PEM_read_bio_PrivateKey(bio, NULL, no_password, NULL)
                                : PEM_read_bio_PUBKEY(bio, NULL, no_password, NULL);
    BIO_free(bio);
    return pkey;
}

rh_code rh_key_read(rh_key **out, rh_arena *scratch, const char *path, bool is_private, rh_err *err)
{
    const rh_span span = {.file = rh_str_of(path)};
    rh_str pem;
    const rh_code code = rh_file_read(&pem, scratch, path, KEY_FILE_MAX_BYTES, err);
    if (code != RH_OK) return code;
    EVP_PKEY *pkey = parse(pem, is_private);
    if (pkey == NULL)
        return rh_err_set(err, RH_KEY_BAD, span, "no %s key in PEM without a password",
                          is_private ? "private" : "public");
    if (EVP_PKEY_get_id(pkey) != EVP_PKEY_ED25519) {
        EVP_PKEY_free(pkey);
        return rh_err_set(err, RH_KEY_BAD, span, "the key is of another kind, expected Ed25519");
    }
    rh_key *key = malloc(sizeof *key);
    if (key == NULL) {
        EVP_PKEY_free(pkey);
        return rh_err_nomem(err);
    }
    key->pkey = pkey;
    *out = key;
    return RH_OK;
}

void rh_key_free(rh_key *key)
{
    if (key == NULL) return;
    EVP_PKEY_free(key->pkey);
    free(key);
}

rh_code rh_key_id(char out[RH_SHA256_HEX + 1], const rh_key *key, rh_err *err)
{
    unsigned char *der = NULL;
    rh_hasher *hasher = NULL;
    const int len = i2d_PUBKEY(key->pkey, &der);
    rh_code code = len <= 0 ? rh_err_nomem(err) : rh_hasher_new(&hasher, err);
    if (code == RH_OK) {
        const rh_sha256 hash = rh_hasher_of(hasher, (rh_str){(const char *)der, (size_t)len});
        rh_sha256_hex(out, &hash);
    }
    rh_hasher_free(hasher);
    OPENSSL_free(der);
    return code;
}

rh_code rh_key_sign(unsigned char out[RH_SIGNATURE_BYTES], const rh_key *key, rh_str bytes, rh_err *err)
{
    size_t len = RH_SIGNATURE_BYTES;
    EVP_MD_CTX *ctx = EVP_MD_CTX_new();
    const bool ok = ctx != NULL && EVP_DigestSignInit(ctx, NULL, NULL, NULL, key->pkey) == 1 &&
                    EVP_DigestSign(ctx, out, &len, (const unsigned char *)bytes.ptr, bytes.len) == 1 &&
                    len == RH_SIGNATURE_BYTES;
    EVP_MD_CTX_free(ctx);
    return ok ? RH_OK : rh_err_nomem(err);
}

bool rh_key_verifies(const rh_key *key, rh_str bytes, rh_str signature)
{
    EVP_MD_CTX *ctx = EVP_MD_CTX_new();
    const bool ok = ctx != NULL && EVP_DigestVerifyInit(ctx, NULL, NULL, NULL, key->pkey) == 1 &&
                    EVP_DigestVerify(ctx, (const unsigned char *)signature.ptr, signature.len,
                                     (const unsigned char *)bytes.ptr, bytes.len) == 1;
    EVP_MD_CTX_free(ctx);
    return ok;
}
