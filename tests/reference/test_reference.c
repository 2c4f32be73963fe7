/* The reference itself, against CEL's conformance suite: what it is held to before the engine is held to it.
 *
 * Tests that bind variables of their own, and functions that no condition of a register uses (format, quote, bits,
 * blocks, base64), are left out; the rest must give the suite's value or its error. */
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>

#include "harness/load/zoneinfo.h"
#include "tests/kit/memory.h"
#include "tests/kit/plain_json.h"
#include "tests/reference/bridge.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define SUITE "../shared/data/cel/cel-no-protobuf-subset.json"

/* ---- the suite's values ---- */

static const ref_value *value_of(ref_heap *heap, const rh_value *v);

static const ref_value *many(ref_heap *heap, const rh_value *list, ref_kind kind)
{
    size_t n = list == NULL ? 0 : list->n;
    ref_value *out = ref_list(heap, kind, n);
    for (size_t k = 0; k < n; k++) {
        const rh_value *at = &list->list[k];
        if (kind == REF_MAP) out->keys[k] = value_of(heap, kit_json_get(at, "key"));
        out->items[k] = value_of(heap, kind == REF_MAP ? kit_json_get(at, "value") : at);
    }
    out->n = n;
    return out;
}

static const ref_value *text_kind(ref_heap *heap, ref_kind kind, rh_value v)
{
    v.kind = RH_STRING;
    ref_value *out = ref_new(heap, kind);
    *out = *bridge_value(heap, v, false);
    out->kind = kind;
    return out;
}

/* NULL: a kind of value that this test does not read. */
static const ref_value *value_of(ref_heap *heap, const rh_value *v)
{
    const rh_value *at;
    if (v == NULL) return ref_bool(heap, true);
    if ((at = kit_json_get(v, "int64Value")) != NULL) return ref_int(heap, strtoll(at->s, NULL, 10));
    if ((at = kit_json_get(v, "uint64Value")) != NULL)
        return bridge_value(heap, rh_uint(strtoull(at->s, NULL, 10)), false);
    if ((at = kit_json_get(v, "doubleValue")) != NULL)
        return bridge_value(heap, rh_double(at->kind == RH_STRING ? strtod(at->s, NULL) : at->d), false);
    if ((at = kit_json_get(v, "stringValue")) != NULL) return bridge_value(heap, *at, false);
    if ((at = kit_json_get(v, "boolValue")) != NULL) return ref_bool(heap, at->b);
    if (kit_json_get(v, "nullValue") != NULL) return ref_new(heap, REF_NULL);
    if ((at = kit_json_get(v, "typeValue")) != NULL) return text_kind(heap, REF_TYPE, *at);
    if ((at = kit_json_get(v, "listValue")) != NULL) return many(heap, kit_json_get(at, "values"), REF_LIST);
    if ((at = kit_json_get(v, "mapValue")) != NULL) return many(heap, kit_json_get(at, "entries"), REF_MAP);
    return NULL;
}

/* ---- the suite ---- */

static bool is_beyond(const rh_value *row, const rh_value *test)
{
    static const char *const words[] = {".format(",  "strings.quote", "math.bit", "math.is", "math.sign",
                                        "cel.block", "cel.iterVar",   "base64",   "fn("};
    rh_str expr = kit_json_text(row, "expr"), mode = kit_json_text(row, "mode");
    if (!rh_str_eq(mode, RH_STR("eval")) || kit_json_get(test, "typeEnv") != NULL ||
        kit_json_get(test, "checkOnly") != NULL)
        return true;
    if (kit_json_get(test, "typedResult") != NULL || !rh_str_is_utf8(expr, NULL)) return true;
    for (size_t k = 0; k < sizeof words / sizeof *words; k++)
        if (rh_str_find(expr, rh_str_of(words[k])) != SIZE_MAX) return true;
    return false;
}

static int no_regex(void *ctx, const char *pattern, size_t pattern_len, const char *text, size_t text_len)
{
    (void)ctx, (void)pattern, (void)pattern_len, (void)text, (void)text_len;
    return -1;
}

typedef struct tally {
    unsigned n_passed, n_failed;
} tally;

static void try_one(tally *count, ref_heap *heap, const ref_env *env, const rh_value *row)
{
    const rh_value *test = kit_json_get(row, "original");
    rh_str expr = kit_json_text(row, "expr");
    if (is_beyond(row, test) || rh_str_find(expr, RH_STR("matches")) != SIZE_MAX) return;
    char why[80] = "", got[300] = "refused";
    ref_heap_reset(heap);
    const ref_value *wanted = value_of(heap, kit_json_get(test, "value"));
    bool wants_error = kit_json_get(test, "evalError") != NULL;
    if (wanted == NULL) return;
    ref_node *tree = ref_parse(heap, expr.ptr, expr.len, why);
    const ref_value *v = tree == NULL ? ref_error(heap, REF_BAD_TYPE) : ref_eval(heap, env, tree);
    if (wants_error ? v->kind == REF_ERROR : bridge_same(v, wanted)) {
        count->n_passed++;
        return;
    }
    bridge_print(got, sizeof got, v);
    print_message("%.*s: %s %s\n", RH_ARG(expr), got, why);
    count->n_failed++;
}

static void reference__passes_the_conformance_suite(void **state)
{
    (void)state;
    rh_arena keep = kit_arena();
    if (!kit_file_exists(SUITE)) {
        print_message("skipped: %s not found\n", SUITE);
        skip();
    }
    rh_value rows;
    rh_zones *zones;
    rh_err err;
    assert_true(kit_json_read(&rows, &keep, kit_read_file(&keep, SUITE)));
    assert_int_equal(rh_zones_open(&zones, kit_memory(), NULL, &err), RH_OK);
    ref_env env = {.zones = rh_zones_lookup, .zones_ctx = zones, .regex = no_regex};
    ref_heap heap = {0};
    tally count = {0};
    for (uint32_t k = 0; k < rows.n; k++) try_one(&count, &heap, &env, &rows.list[k]);
    print_message("%u of the suite pass, %u fail\n", count.n_passed, count.n_failed);
    assert_int_equal(count.n_failed, 0);
    assert_true(count.n_passed > 1000);
    ref_heap_dispose(&heap);
    rh_zones_close(zones);
    rh_arena_dispose(&keep);
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(reference__passes_the_conformance_suite)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
