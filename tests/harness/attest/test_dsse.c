/* Envelopes: the encoding that is signed, the way there and back, and whatever else may come as one. */
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>

#include "harness/attest/dsse.h"
#include "tests/kit/folder.h"
#include "tests/kit/key.h"
#include "tests/kit/memory.h"

#include <stdio.h>

static const unsigned char seed_a[KIT_SEED_BYTES] = {1}, seed_b[KIT_SEED_BYTES] = {2};

static rh_key *key_of(rh_arena *arena, const unsigned char *seed, bool is_private)
{
    const kit_folder folder = kit_folder_make();
    rh_buf pem;
    rh_key *key;
    rh_buf_init(&pem, arena, 1000);
    if (is_private) kit_key_private(&pem, seed);
    else kit_key_public(&pem, seed);
    const char *path = kit_folder_write(&folder, "key", rh_buf_str(&pem).ptr, pem.len);
    assert_int_equal(rh_key_read(&key, arena, path, is_private, NULL), RH_OK);
    kit_folder_remove(&folder);
    return key;
}

static rh_str envelope_of(rh_arena *arena, rh_str payload, const unsigned char *seed)
{
    rh_buf out;
    rh_key *key = key_of(arena, seed, true);
    rh_buf_init(&out, arena, 1 << 20);
    assert_int_equal(rh_dsse_write(&out, arena, payload, key, NULL), RH_OK);
    rh_key_free(key);
    return rh_buf_str(&out);
}

static void dsse__the_encoding_is_that_of_the_protocol(void **state)
{
    (void)state;
    rh_arena arena = kit_arena();
    rh_buf out;
    rh_buf_init(&out, &arena, 1000);
    rh_dsse_pae(&out, RH_STR("http://example.com/HelloWorld"), RH_STR("hello world"));
    assert_true(rh_str_eq(rh_buf_str(&out), RH_STR("DSSEv1 29 http://example.com/HelloWorld 11 hello world")));
    rh_buf_clear(&out);
    rh_dsse_pae(&out, RH_STR(""), RH_STR("\xc3\xa9"));
    assert_true(rh_str_eq(rh_buf_str(&out), RH_STR("DSSEv1 0  2 \xc3\xa9")));
    rh_arena_dispose(&arena);
}

static void dsse__what_is_written_reads_back_and_verifies(void **state)
{
    (void)state;
    rh_arena arena = kit_arena();
    rh_dsse envelope;
    rh_err err = {0};
    const rh_str payload = RH_STR("{\"a\":1}");
    const rh_str text = envelope_of(&arena, payload, seed_a);
    assert_true(rh_str_eq(text, envelope_of(&arena, payload, seed_a)));
    if (rh_dsse_read(&envelope, &arena, text, RH_STR("x"), &err) != RH_OK) fail_msg("%s", err.text);
    assert_true(rh_str_eq(envelope.payload, payload));
    rh_key *a = key_of(&arena, seed_a, false), *b = key_of(&arena, seed_b, false);
    assert_int_equal(rh_dsse_verify(&envelope, &arena, a, &err), RH_OK);
    /* Covers: M11 */
    assert_int_equal(rh_dsse_verify(&envelope, &arena, b, &err), RH_SIGNATURE_BAD);
    assert_non_null(strstr(err.text, "signed by key \""));
    rh_key_free(a);
    rh_key_free(b);
    rh_arena_dispose(&arena);
}

/* A signature over the bare payload, as a careless signer would make it, is none. */
static void dsse__a_signature_over_the_bare_payload_is_none(void **state)
{
    (void)state;
    rh_arena arena = kit_arena();
    unsigned char sig[RH_SIGNATURE_BYTES];
    rh_key *key = key_of(&arena, seed_a, true);
    const rh_str payload = RH_STR("{}");
    assert_int_equal(rh_key_sign(sig, key, payload, NULL), RH_OK);
    const rh_dsse_signature signature = {.sig = {(const char *)sig, sizeof sig}};
    const rh_dsse envelope = {RH_STR(RH_DSSE_PAYLOAD_TYPE), payload, &signature, 1};
    assert_int_equal(rh_dsse_verify(&envelope, &arena, key, NULL), RH_SIGNATURE_BAD);
    rh_key_free(key);
    rh_arena_dispose(&arena);
}

static void dsse__one_good_signature_of_several_is_enough(void **state)
{
    (void)state;
    rh_arena arena = kit_arena();
    rh_dsse a, b;
    rh_key *key = key_of(&arena, seed_b, false);
    const rh_str payload = RH_STR("{}");
    assert_int_equal(rh_dsse_read(&a, &arena, envelope_of(&arena, payload, seed_a), RH_STR("x"), NULL), RH_OK);
    assert_int_equal(rh_dsse_read(&b, &arena, envelope_of(&arena, payload, seed_b), RH_STR("x"), NULL), RH_OK);
    const rh_dsse_signature both[] = {a.signatures[0], b.signatures[0], {.sig = {"short", 5}}};
    const rh_dsse envelope = {a.payload_type, payload, both, 3};
    assert_int_equal(rh_dsse_verify(&envelope, &arena, key, NULL), RH_OK);
    const rh_dsse_signature unnamed = {.sig = b.signatures[0].sig};
    const rh_dsse without_id = {a.payload_type, payload, &unnamed, 1};
    assert_int_equal(rh_dsse_verify(&without_id, &arena, key, NULL), RH_OK);
    rh_key_free(key);
    rh_arena_dispose(&arena);
}

typedef struct hostile {
    const char *text, *says;
} hostile;

#define TYPE "\"payloadType\":\"application/vnd.in-toto+json\""
#define SIGS "\"signatures\":[{\"sig\":\"Zg==\"}]"
static const hostile hostiles[] = {
    {"", "the envelope is no plain JSON"},
    {"null", "no object with payload"},
    {"[]", "no object with payload"},
    {"{", "the envelope is no plain JSON"},
    {"{} {}", "the envelope is no plain JSON"},
    {"\xff\xfe{}", "the envelope is no plain JSON"},
    {"{}", "the envelope has no payloadType"},
    {"{\"payloadType\":7}", "payloadType is no text"},
    {"{\"payloadType\":\"text/html\"}", "payloadType is \"text/html\", expected application/vnd.in-toto+json"},
    {"{\"payloadType\":\"application/vnd.in-toto+json\\u0000\"}", "no plain JSON"},
    {"{\"payloadType\":\"\\u001b[31m\"}", "payloadType is \"\\x1b[31m\""},
    {"{" TYPE "}", "no signatures"},
    {"{" TYPE ",\"signatures\":{}}", "no signatures"},
    {"{" TYPE ",\"signatures\":[]}", "no signatures"},
    {"{" TYPE ",\"signatures\":[7]}", "a signature is no object"},
    {"{" TYPE ",\"signatures\":[{}]}", "the envelope has no sig"},
    {"{" TYPE ",\"signatures\":[{\"sig\":7}]}", "sig is no text"},
    {"{" TYPE ",\"signatures\":[{\"sig\":\"Zg\"}]}", "sig is no base64 from byte 2 of 2 on"},
    {"{" TYPE ",\"signatures\":[{\"sig\":\"Zg==\",\"keyid\":7}]}", "keyid is no text"},
    {"{" TYPE "," SIGS "}", "the envelope has no payload"},
    {"{" TYPE "," SIGS ",\"payload\":null}", "payload is no text"},
    {"{" TYPE "," SIGS ",\"payload\":\"%%%%\"}", "payload is no base64 from byte 0 of 4 on"},
    {"{" TYPE "," SIGS ",\"payload\":\"e30=\\n\"}", "payload is no base64 from byte 5 of 5 on"},
    {"{" TYPE "," SIGS ",\"payload\":\"e30=\",\"payload\":\"e30=\"}", "no plain JSON"},
    {"{" TYPE "," TYPE "," SIGS ",\"payload\":\"e30=\"}", "no plain JSON"},
    {"{" TYPE "," SIGS ",\"payload\":\"\xff\"}", "no plain JSON"},
    {"{" TYPE "," SIGS ",\"payload\":\"e30=\"}garbage", "no plain JSON"},
};

static void must_refuse(rh_str text, const char *says)
{
    rh_arena arena = kit_arena();
    rh_dsse out = {.n_signatures = 99};
    rh_err err = {0};
    assert_int_equal(rh_dsse_read(&out, &arena, text, RH_STR("envelope.json"), &err), RH_ENVELOPE_BAD);
    assert_int_equal(out.n_signatures, 99);
    if (strstr(err.text, says) == NULL) fail_msg("said \"%s\", wanted \"%s\"", err.text, says);
    assert_true(rh_str_eq(err.span.file, RH_STR("envelope.json")));
    rh_arena_dispose(&arena);
}

static void dsse__hostile_envelopes_are_refused_with_their_reason(void **state)
{
    (void)state;
    /* Covers: M11 */
    for (size_t i = 0; i < sizeof hostiles / sizeof *hostiles; i++)
        must_refuse(rh_str_of(hostiles[i].text), hostiles[i].says);
}

static void dsse__deep_and_many_are_refused(void **state)
{
    (void)state;
    rh_arena arena = kit_arena();
    rh_buf deep, many;
    rh_buf_init(&deep, &arena, 1 << 20);
    rh_buf_init(&many, &arena, 1 << 20);
    rh_buf_printf(&deep, "{\"x\":");
    for (int i = 0; i < 100000; i++) rh_buf_byte(&deep, '[');
    must_refuse(rh_buf_str(&deep), "no plain JSON");
    rh_buf_printf(&many, "{" TYPE ",\"payload\":\"e30=\",\"signatures\":[{\"sig\":\"Zg==\"}");
    for (int i = 0; i < RH_DSSE_MAX_SIGNATURES; i++) rh_buf_printf(&many, ",{\"sig\":\"Zg==\"}");
    rh_buf_printf(&many, "]}");
    must_refuse(rh_buf_str(&many), "17 signatures, expected at most 16");
    rh_buf_clear(&many);
    rh_buf_printf(&many, "{");
    for (int i = 0; i < 2000; i++) rh_buf_printf(&many, "\"k%d\":0,", i);
    rh_buf_printf(&many, "\"k\":0}");
    must_refuse(rh_buf_str(&many), "no plain JSON");
    rh_arena_dispose(&arena);
}

static void dsse__what_is_too_large_is_not_looked_at(void **state)
{
    (void)state;
    rh_arena arena = kit_arena();
    rh_dsse out;
    rh_err err = {0};
    const rh_str text = {"{}", (size_t)RH_DSSE_MAX_BYTES + 1}; /* its bytes are never read */
    assert_int_equal(rh_dsse_read(&out, &arena, text, RH_STR("x"), &err), RH_INPUT_LARGE);
    rh_arena_dispose(&arena);
}

/* Every beginning of an envelope, and every one with one bit turned: never another payload under a good signature. */
static void dsse__no_damage_gives_another_payload(void **state)
{
    (void)state;
    rh_arena arena = kit_arena();
    const rh_str payload = RH_STR("{\"verdict\":\"NO-GO\"}"), text = envelope_of(&arena, payload, seed_a);
    rh_key *key = key_of(&arena, seed_a, false);
    char *copy = rh_arena_alloc(&arena, text.len);
    size_t n_good = 0;
    for (size_t i = 0; i < text.len * 9; i++) {
        rh_arena scratch = kit_arena();
        rh_dsse envelope;
        const bool is_cut = i < text.len;
        memcpy(copy, text.ptr, text.len);
        if (!is_cut) copy[i % text.len] = (char)(copy[i % text.len] ^ 1 << (i / text.len - 1));
        const rh_str damaged = {copy, is_cut ? i : text.len};
        if (rh_dsse_read(&envelope, &scratch, damaged, RH_STR("x"), NULL) == RH_OK &&
            rh_dsse_verify(&envelope, &scratch, key, NULL) == RH_OK) {
            assert_true(rh_str_eq(envelope.payload, payload));
            n_good++;
        }
        rh_arena_dispose(&scratch);
    }
    assert_true(n_good > 0 && n_good < 100); /* the line feed, and the name of the keyid */
    rh_key_free(key);
    rh_arena_dispose(&arena);
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(dsse__the_encoding_is_that_of_the_protocol),
                                       cmocka_unit_test(dsse__what_is_written_reads_back_and_verifies),
                                       cmocka_unit_test(dsse__a_signature_over_the_bare_payload_is_none),
                                       cmocka_unit_test(dsse__one_good_signature_of_several_is_enough),
                                       cmocka_unit_test(dsse__hostile_envelopes_are_refused_with_their_reason),
                                       cmocka_unit_test(dsse__deep_and_many_are_refused),
                                       cmocka_unit_test(dsse__what_is_too_large_is_not_looked_at),
                                       cmocka_unit_test(dsse__no_damage_gives_another_payload)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
