/* The statement of an attestation against what in-toto asks of a Statement v1 and of test-result v0.1, whatever the
 * texts. */
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>

#include "harness/foreign/json.h"
#include "reports/data/statement.h"
#include "tests/kit/memory.h"
#include "tests/reports/samples.h"

#define HEX40 {"0123456789abcdef0123456789abcdef01234567", 40}
#define HEX64 {"0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef", 64}

static const rh_model_digest policy[] = {{{"gate.yaml", 9}, HEX64}, {{"waivers.yaml", 12}, {NULL, 0}}};
static const rh_model_input inputs[] = {{HEX64, 10, 7, 2, 1}};
static const rh_model_version libraries[] = {{{"sqlite", 6}, {"3.40.1", 6}}};
static const rh_model_changed changed[] = {{.cls = RH_MODEL_LOOSENED,
                                            .entry = {SAMPLE_HOSTILE, sizeof SAMPLE_HOSTILE - 1},
                                            .base = {"hold", 4},
                                            .head = {"allow", 5},
                                            .rows = 3}};

static rh_attestation attestation_of(const rh_gate_report *gate)
{
    const rh_model_made_of made_of = {.head = {.commit = HEX40, .tree = HEX40, .sha256 = HEX64},
                                      .base = {.commit = HEX40, .tree = HEX40, .sha256 = HEX64},
                                      .policy_source = RH_STR("base"),
                                      .policy = policy,
                                      .n_policy = 2,
                                      .inputs = inputs,
                                      .n_inputs = 1,
                                      .tool = RH_STR("0.1.0"),
                                      .zones = RH_STR("2026f"),
                                      .libraries = libraries,
                                      .n_libraries = 1};
    return (rh_attestation){.made_of = made_of,
                            .gate = gate,
                            .changed = changed,
                            .n_changed = 1,
                            .changed_sha256 = HEX64,
                            .expires = RH_STR("2026-05-30T09:00:00Z")};
}

static rh_value statement_of(rh_arena *arena, const rh_gate_report *gate)
{
    rh_buf out;
    rh_json *json;
    rh_value top;
    rh_err err = {0};
    const rh_attestation attestation = attestation_of(gate);
    rh_buf_init(&out, arena, 1 << 22);
    rh_statement_put(&out, &attestation);
    assert_false(out.failed);
    assert_int_equal(rh_json_new(&json, 0, &err), RH_OK);
    if (rh_json_read(&top, arena, json, rh_buf_str(&out), &err) != RH_OK) fail_msg("%s", err.text);
    rh_json_free(json);
    return top;
}

static rh_value at(rh_value map, const char *key)
{
    assert_int_equal(map.kind, RH_MAP);
    const rh_value *v = rh_value_field(map, rh_str_of(key));
    if (v == NULL) fail_msg("no %s", key);
    return *v;
}

static bool is_text(rh_value v, const char *text)
{
    return v.kind == RH_STRING && rh_str_eq(rh_value_str(v), rh_str_of(text));
}

/* A ResourceDescriptor has one of uri, digest, content; a DigestSet maps names to lower-case hex. */
static void must_be_descriptors(rh_value list)
{
    assert_int_equal(list.kind, RH_LIST);
    for (size_t i = 0; i < list.n; i++) {
        const rh_value digest = at(list.list[i], "digest");
        assert_true(digest.kind == RH_MAP && digest.n > 0);
        for (size_t k = 0; k < digest.n; k++) {
            const rh_str hex = rh_value_str(digest.map[k].value);
            assert_true(hex.len == 40 || hex.len == 64);
            for (size_t c = 0; c < hex.len; c++) assert_non_null(strchr("0123456789abcdef", hex.ptr[c]));
        }
    }
}

static size_t must_be_names(rh_value list)
{
    assert_int_equal(list.kind, RH_LIST);
    for (size_t i = 0; i < list.n; i++) assert_int_equal(list.list[i].kind, RH_STRING);
    return list.n;
}

/* What test-result does not name may only be an extension: a member whose name is a URI. */
static void must_have_known_members(rh_value predicate)
{
    static const char *const known[] = {"result", "configuration", "url", "passedTests", "warnedTests", "failedTests"};
    for (size_t i = 0; i < predicate.n; i++) {
        const rh_str name = rh_value_str(predicate.map[i].key);
        bool is_known = false;
        for (size_t k = 0; k < sizeof known / sizeof *known; k++) is_known |= rh_str_eq(name, rh_str_of(known[k]));
        if (!is_known) assert_true(rh_str_find(name, RH_STR(":")) != SIZE_MAX);
    }
}

static void check_statement(const rh_gate_report *gate)
{
    rh_arena arena = kit_arena();
    const rh_value top = statement_of(&arena, gate);
    assert_int_equal(top.n, 4);
    assert_true(is_text(at(top, "_type"), "https://in-toto.io/Statement/v1"));
    assert_true(is_text(at(top, "predicateType"), "https://in-toto.io/attestation/test-result/v0.1"));
    assert_true(at(top, "subject").n > 0);
    must_be_descriptors(at(top, "subject"));
    const rh_value predicate = at(top, "predicate");
    must_have_known_members(predicate);
    must_be_descriptors(at(predicate, "configuration"));
    const size_t passed = must_be_names(at(predicate, "passedTests"));
    const size_t warned = must_be_names(at(predicate, "warnedTests"));
    const size_t failed = must_be_names(at(predicate, "failedTests"));
    assert_int_equal(passed + warned + failed, gate->n_criteria + gate->tests.n_tests);
    /* Covers: V8 */
    const char *wanted = gate->verdict != RH_MODEL_GO ? "FAILED" : warned > 0 ? "WARNED" : "PASSED";
    assert_true(is_text(at(predicate, "result"), wanted));
    if (gate->verdict == RH_MODEL_GO) assert_int_equal(failed, 0);
    const rh_value own = at(predicate, RH_STATEMENT_EXTENSION);
    assert_true(is_text(at(own, "verdict"), rh_model_gate_verdict_name(gate->verdict)));
    assert_int_equal(at(own, "criteria").n, gate->n_criteria);
    assert_int_equal(at(at(own, "coverage"), "entries").n, gate->n_entries);
    rh_arena_dispose(&arena);
}

static void statement__is_what_in_toto_asks_for(void **state)
{
    (void)state;
    check_statement(sample_gate_go());
    check_statement(sample_gate_hold());
    check_statement(sample_gate_no_go());
    check_statement(sample_gate_hostile());
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(statement__is_what_in_toto_asks_for)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
