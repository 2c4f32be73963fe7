/* Ed25519: the vectors of RFC 8032 section 7.1, and key files that are none. */
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>

#include "harness/system/ed25519.h"
#include "tests/kit/folder.h"
#include "tests/kit/key.h"
#include "tests/kit/memory.h"

#include <openssl/evp.h>
#include <openssl/pem.h>
#include <stdio.h>

typedef struct vector {
    const char *seed, *message, *signature; /* hex */
} vector;

static const vector vectors[] = {
    {"9d61b19deffd5a60ba844af492ec2cc44449c5697b326919703bac031cae7f60", "",
     "e5564300c360ac729086e2cc806e828a84877f1eb8e5d974d873e06522490155"
     "5fb8821590a33bacc61e39701cf9b46bd25bf5f0595bbe24655141438e7a100b"},
    {"4ccd089b28ff96da9db6c346ec114e0f5b8a319f35aba624da8cf6ed4fb8a6fb", "72",
     "92a009a9f0d4cab8720e820b5f642540a2b27b5416503f8fb3762223ebdb69da"
     "085ac1e43e15996e458f3613d0f11d8c387b2eaeb4302aeeb00d291612bb0c00"},
    {"c5aa8df43f9f837bedb7442f31dcb7b166d38535076f094b85ce3a2e0b4458f7", "af82",
     "6291d657deec24024827e69c3abe01a30ce548a284743a445e3680d7db5ac3ac"
     "18ff9b538d16f290ae67f760984dc6594a7c15e9716ed28dc027beceea1ec40a"}};

static size_t from_hex(unsigned char *out, const char *hex)
{
    const size_t n = strlen(hex) / 2;
    for (size_t i = 0; i < n; i++) {
        unsigned byte;
        assert_int_equal(sscanf(hex + 2 * i, "%2x", &byte), 1);
        out[i] = (unsigned char)byte;
    }
    return n;
}

static rh_key *key_of(rh_arena *arena, const kit_folder *folder, const unsigned char *seed, bool is_private)
{
    rh_buf pem;
    rh_key *key;
    rh_err err = {0};
    rh_buf_init(&pem, arena, 1000);
    if (is_private) kit_key_private(&pem, seed);
    else kit_key_public(&pem, seed);
    const char *path = kit_folder_write(folder, "key", rh_buf_str(&pem).ptr, pem.len);
    if (rh_key_read(&key, arena, path, is_private, &err) != RH_OK) fail_msg("%s", err.text);
    return key;
}

static void ed25519__the_vectors_of_rfc_8032(void **state)
{
    (void)state;
    const kit_folder folder = kit_folder_make();
    for (size_t i = 0; i < sizeof vectors / sizeof *vectors; i++) {
        rh_arena arena = kit_arena();
        unsigned char seed[32], message[64], wanted[64], made[RH_SIGNATURE_BYTES];
        char id[RH_SHA256_HEX + 1], public_id[RH_SHA256_HEX + 1];
        assert_int_equal(from_hex(seed, vectors[i].seed), 32);
        const rh_str text = {(const char *)message, from_hex(message, vectors[i].message)};
        assert_int_equal(from_hex(wanted, vectors[i].signature), 64);
        rh_key *secret = key_of(&arena, &folder, seed, true), *public = key_of(&arena, &folder, seed, false);
        assert_int_equal(rh_key_sign(made, secret, text, NULL), RH_OK);
        assert_memory_equal(made, wanted, sizeof made);
        assert_true(rh_key_verifies(public, text, (rh_str){(const char *)made, sizeof made}));
        assert_false(rh_key_verifies(public, RH_STR("another"), (rh_str){(const char *)made, sizeof made}));
        assert_false(rh_key_verifies(public, text, (rh_str){(const char *)made, sizeof made - 1}));
        assert_false(rh_key_verifies(public, text, (rh_str){"", 0}));
        assert_int_equal(rh_key_id(id, secret, NULL), RH_OK);
        assert_int_equal(rh_key_id(public_id, public, NULL), RH_OK);
        assert_string_equal(id, public_id);
        rh_key_free(secret);
        rh_key_free(public);
        rh_arena_dispose(&arena);
    }
    kit_folder_remove(&folder);
}

/* A key that libcrypto knows and that is none of ours, written as PEM; with a password where one is given. */
static const char *write_other(const kit_folder *folder, const char *kind, const char *password)
{
    const char *path = kit_folder_at(folder, "other.pem");
    EVP_PKEY *key = strcmp(kind, "ED25519") == 0 ? EVP_PKEY_Q_keygen(NULL, NULL, "ED25519")
                                                 : EVP_PKEY_Q_keygen(NULL, NULL, "EC", "P-256");
    FILE *file = fopen(path, "wb");
    assert_non_null(file);
    const int length = password != NULL ? (int)strlen(password) : 0;
    assert_int_equal(PEM_write_PKCS8PrivateKey(file, key, password != NULL ? EVP_aes_128_cbc() : NULL, password, length,
                                               NULL, NULL), 1);
    assert_int_equal(fclose(file), 0);
    EVP_PKEY_free(key);
    return path;
}

static void must_refuse(const char *path, bool is_private, const char *says)
{
    rh_arena arena = kit_arena();
    rh_key *key = NULL;
    rh_err err = {0};
    assert_int_equal(rh_key_read(&key, &arena, path, is_private, &err), RH_KEY_BAD);
    assert_null(key);
    assert_string_equal(err.text, says);
    assert_true(rh_str_eq(err.span.file, rh_str_of(path)));
    rh_arena_dispose(&arena);
}

static void ed25519__other_files_are_no_keys(void **state)
{
    (void)state;
    const kit_folder folder = kit_folder_make();
    const char *none = "no private key in PEM without a password";
    const char *other = "the key is of another kind, expected Ed25519";
    must_refuse(kit_folder_text(&folder, "empty", ""), true, none);
    const char *junk = "-----BEGIN PRIVATE KEY-----\nAAAA\n-----END PRIVATE KEY-----\n";
    must_refuse(kit_folder_text(&folder, "text", junk), true, none);
    must_refuse(write_other(&folder, "EC", NULL), true, other);
    /* No password is asked for: a test has no terminal, and would hang or fail here. */
    must_refuse(write_other(&folder, "ED25519", "secret"), true, none);
    must_refuse(write_other(&folder, "ED25519", NULL), false, "no public key in PEM without a password");
    kit_folder_remove(&folder);
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(ed25519__the_vectors_of_rfc_8032),
                                       cmocka_unit_test(ed25519__other_files_are_no_keys)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
