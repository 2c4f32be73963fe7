/* Statements read back: what is no statement of ours is named, and nothing of it reaches the caller. */
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>

#include "harness/attest/statement.h"
#include "engine/base/buf.h"
#include "tests/kit/memory.h"

#define HEX40 "0123456789012345678901234567890123456789"
#define HEX64 "0123456789012345678901234567890123456789012345678901234567890123"
#define REVISION "{\"commit\":\"" HEX40 "\",\"tree\":\"" HEX40 "\",\"sha256\":\"" HEX64 "\"}"

/* A whole statement; each row of the table replaces the first `what` in it by `with`. */
static const char good[] =
    "{\"_type\":\"https://in-toto.io/Statement/v1\",\"subject\":["
    "{\"name\":\"commit\",\"digest\":{\"gitCommit\":\"" HEX40 "\"}},"
    "{\"name\":\"cases\",\"digest\":{\"gitTree\":\"" HEX40 "\"}},"
    "{\"name\":\"register\",\"digest\":{\"sha256\":\"" HEX64 "\"}}],"
    "\"predicateType\":\"https://in-toto.io/attestation/test-result/v0.1\",\"predicate\":{\"result\":\"PASSED\","
    "\"rehearse:attestation/v1\":{\"schema\":\"rehearse/attest/1\",\"verdict\":\"GO\",\"bootstrap\":false,"
    "\"as_of\":\"2026-03-01T00:00:00Z\",\"today\":null,\"expires\":\"2026-05-01T00:00:00Z\","
    "\"register\":{\"head\":" REVISION ",\"base\":" REVISION "},"
    "\"policy\":{\"source\":\"base\",\"files\":[{\"name\":\"gate.yaml\",\"sha256\":null}]},"
    "\"inputs\":{\"files\":[{\"sha256\":\"" HEX64 "\",\"read\":3,\"accepted\":2,\"duplicate\":1,\"quarantined\":0}],"
    "\"journeys_sha256\":null},"
    "\"versions\":{\"tool\":\"1\",\"zones\":\"2\",\"libraries\":[{\"name\":\"a\",\"version\":\"b\"}]}}}}";

typedef struct edit {
    const char *what, *with, *says;
} edit;

static const edit edits[] = {
    {"{", "", "the statement is no plain JSON"},
    {"{\"_type\"", "[{\"_type\"", "the statement is no plain JSON"},
    {"\"_type\":\"https", "\"_type\":7,\"x\":\"https", "_type of the statement is not text"},
    {"Statement/v1", "Statement/v2", "_type is \"https://in-toto.io/Statement/v2\", expected"},
    {"test-result", "link", "predicateType is \"https://in-toto.io/attestation/link/v0.1\", expected"},
    {"test-result", "\\u202e", "predicateType is"},
    {"\"predicate\":", "\"other\":", "predicate of the statement is not there"},
    {"rehearse:attestation/v1", "another/v1", "rehearse:attestation/v1 of the statement is not there"},
    {"rehearse/attest/1", "rehearse/attest/2", "schema of the statement is not rehearse/attest/1"},
    {"\"GO\"", "\"PASS\"", "verdict of the statement is not GO, HOLD or NO-GO"},
    {"\"bootstrap\":false", "\"bootstrap\":0", "bootstrap of the statement is not true or false"},
    {"2026-03-01T00:00:00Z", "2026-03-01", "as_of of the statement is not an instant"},
    {"2026-03-01T00:00:00Z", "2026-03-01T01:00:00+01:00", "as_of of the statement is not an instant"},
    {"\"2026-05-01T00:00:00Z\"", "null", "expires of the statement is not text"},
    {"\"head\":{\"commit\":\"0", "\"head\":{\"commit\":\"", "commit of the statement is not 40 hex digits"},
    {"\"head\":{\"commit\":\"0", "\"head\":{\"commit\":\"G", "commit of the statement is not 40 hex digits"},
    {"\"gitCommit\":\"0", "\"gitCommit\":\"1", "subject of the statement is not the commit, the tree and the register"},
    {"\"gitTree\"", "\"sha1\"", "gitTree of the statement is not there"},
    {"\"digest\":{", "\"digest\":{\"md5\":\"x\",", "subject of the statement is not the commit"},
    {"\"files\":[{\"name\"", "\"files\":{\"name\"", "the statement is no plain JSON"},
    {"\"files\":[", "\"files\":7,\"x\":[", "files of the statement is not a list"},
    {"\"read\":3", "\"read\":-3", "read of the statement is not a whole number"},
    {"\"read\":3", "\"read\":3.5", "read of the statement is not a whole number"},
    {"\"tool\":\"1\"", "\"tool\":null", "tool of the statement is not text"},
    {"\"libraries\":[{", "\"libraries\":[7,{", "name of the statement is not there"},
    {"\"source\":\"base\"", "\"source\":\"base\",\"source\":\"base\"", "no plain JSON"},
};

static rh_str edited(rh_arena *arena, const edit *e)
{
    rh_buf out;
    const rh_str text = rh_str_of(good);
    const size_t at = rh_str_find(text, rh_str_of(e->what));
    assert_true(at != SIZE_MAX);
    rh_buf_init(&out, arena, 1 << 16);
    rh_buf_put(&out, rh_str_slice(text, 0, at));
    rh_buf_put(&out, rh_str_of(e->with));
    rh_buf_put(&out, rh_str_slice(text, at + strlen(e->what), text.len));
    return rh_buf_str(&out);
}

static void statement__a_good_one_is_read(void **state)
{
    (void)state;
    rh_arena arena = kit_arena();
    rh_stated stated;
    rh_err err = {0};
    if (rh_stated_read(&stated, &arena, rh_str_of(good), &err) != RH_OK) fail_msg("%s", err.text);
    assert_int_equal(stated.verdict, RH_MODEL_GO);
    assert_true(stated.has_as_of && !stated.has_today);
    assert_int_equal(stated.made_of.inputs[0].accepted, 2);
    assert_null(stated.made_of.policy[0].sha256.ptr);
    rh_arena_dispose(&arena);
}

static void statement__what_is_none_is_named(void **state)
{
    (void)state;
    /* Covers: M11 */
    for (size_t i = 0; i < sizeof edits / sizeof *edits; i++) {
        rh_arena arena = kit_arena();
        rh_stated stated;
        rh_err err = {0};
        assert_int_equal(rh_stated_read(&stated, &arena, edited(&arena, &edits[i]), &err), RH_STATEMENT_BAD);
        if (strstr(err.text, edits[i].says) == NULL) fail_msg("said \"%s\", wanted \"%s\"", err.text, edits[i].says);
        rh_arena_dispose(&arena);
    }
}

/* Every beginning of a statement is refused, and none of them ends the process. */
static void statement__every_beginning_is_refused(void **state)
{
    (void)state;
    for (size_t n = 0; n < sizeof good - 1; n++) {
        rh_arena arena = kit_arena();
        rh_stated stated;
        assert_int_equal(rh_stated_read(&stated, &arena, (rh_str){good, n}, NULL), RH_STATEMENT_BAD);
        rh_arena_dispose(&arena);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(statement__a_good_one_is_read),
                                       cmocka_unit_test(statement__what_is_none_is_named),
                                       cmocka_unit_test(statement__every_beginning_is_refused)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
