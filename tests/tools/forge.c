/* Makes and takes apart envelopes for tests: keys of a seed, the payload of an envelope, an envelope of any payload.
 *
 *     forge key LETTER PRIVATE PUBLIC     writes both halves of the key whose seed is 32 times that letter
 *     forge payload ENVELOPE              prints the payload
 *     forge wrap PRIVATE PAYLOAD          prints an envelope of a file's bytes */
#include "harness/attest/dsse.h"
#include "harness/system/file.h"
#include "tests/kit/key.h"
#include "tests/kit/memory.h"

#include <stdio.h>
#include <unistd.h>

static int failed(const rh_err *err)
{
    fprintf(stderr, "forge: %s\n", err->text);
    return 1;
}

static int make_key(rh_arena *arena, const char *letter, const char *private, const char *public)
{
    unsigned char seed[KIT_SEED_BYTES];
    rh_buf a, b;
    rh_err err = {0};
    memset(seed, letter[0], sizeof seed);
    rh_buf_init(&a, arena, 1000);
    rh_buf_init(&b, arena, 1000);
    kit_key_private(&a, seed);
    kit_key_public(&b, seed);
    if (rh_file_write(private, rh_buf_str(&a), 0600, &err) != RH_OK) return failed(&err);
    return rh_file_write(public, rh_buf_str(&b), 0644, &err) == RH_OK ? 0 : failed(&err);
}

static int print_payload(rh_arena *arena, const char *path)
{
    rh_str text;
    rh_dsse envelope;
    rh_err err = {0};
    rh_code code = rh_file_read(&text, arena, path, RH_DSSE_MAX_BYTES, &err);
    if (code == RH_OK) code = rh_dsse_read(&envelope, arena, text, rh_str_of(path), &err);
    if (code == RH_OK) code = rh_file_put(STDOUT_FILENO, envelope.payload, &err);
    return code == RH_OK ? 0 : failed(&err);
}

static int wrap(rh_arena *arena, const char *key_path, const char *path)
{
    rh_str payload;
    rh_buf out;
    rh_key *key = NULL;
    rh_err err = {0};
    rh_buf_init(&out, arena, RH_DSSE_MAX_BYTES);
    rh_code code = rh_file_read(&payload, arena, path, RH_DSSE_MAX_BYTES, &err);
    if (code == RH_OK) code = rh_key_read(&key, arena, key_path, true, &err);
    if (code == RH_OK) code = rh_dsse_write(&out, arena, payload, key, &err);
    if (code == RH_OK) code = rh_file_put(STDOUT_FILENO, rh_buf_str(&out), &err);
    rh_key_free(key);
    return code == RH_OK ? 0 : failed(&err);
}

int main(int argc, char **argv)
{
    rh_arena arena = kit_arena();
    int rc = 64;
    if (argc == 5 && strcmp(argv[1], "key") == 0) rc = make_key(&arena, argv[2], argv[3], argv[4]);
    else if (argc == 3 && strcmp(argv[1], "payload") == 0) rc = print_payload(&arena, argv[2]);
    else if (argc == 4 && strcmp(argv[1], "wrap") == 0) rc = wrap(&arena, argv[2], argv[3]);
    else fprintf(stderr, "usage: forge key LETTER PRIVATE PUBLIC | payload ENVELOPE | wrap PRIVATE PAYLOAD\n");
    rh_arena_dispose(&arena);
    return rc;
}
