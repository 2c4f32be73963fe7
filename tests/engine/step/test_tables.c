/* Tables of facts: rows that come, change and go, and what a patch of many rows costs. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "engine/step/run.h"
#include "tests/kit/bench.h"
#include "tests/kit/memory.h"

#include <stdio.h>

typedef struct bench {
    kit_bench kit;
    rh_run *run;
    uint32_t field;
    const rh_register *reg;
} bench;

static void load(bench *b)
{
    rh_err err;
    kit_bench_load(&b->kit, "cases", NULL, 0);
    b->reg = b->kit.revision.reg;
    assert_int_equal(rh_run_new(&b->run, kit_memory(), kit_bench_compile(&b->kit, &b->reg, 1), &err), RH_OK);
    b->field = rh_register_field(b->reg, RH_STR("customer.stakeholders"));
    assert_int_not_equal(b->field, RH_NONE);
    assert_int_equal(rh_run_begin(b->run, RH_STR("J-1"), &err), RH_OK);
}

static void unload(bench *b)
{
    rh_run_dispose(b->run);
    kit_bench_unload(&b->kit);
}

static rh_value one(rh_arena *keep, const char *key, rh_value value)
{
    rh_pair *pair = RH_NEW(keep, rh_pair);
    *pair = (rh_pair){rh_string(rh_str_of(key)), value};
    return rh_map_value(pair, 1);
}

/* Rows first, first + step, ... below end: {"decides": decides}, or null, which removes. */
static rh_value rows(rh_arena *keep, int first, int end, int step, bool removes, bool decides)
{
    const uint32_t n = (uint32_t)((end - first + step - 1) / step);
    rh_pair *pairs = RH_NEW_N(keep, n, rh_pair);
    for (uint32_t i = 0; i < n; i++) {
        char key[16];
        snprintf(key, sizeof key, "r%06d", first + (int)i * step);
        const rh_value row = removes ? rh_null() : one(keep, "decides", rh_bool(decides));
        pairs[i] = (rh_pair){rh_string(rh_arena_str(keep, rh_str_of(key))), row};
    }
    return rh_map_value(pairs, n);
}

static void patch(bench *b, int hour, rh_value table)
{
    rh_err err;
    const rh_value space = one(&b->kit.keep, "customer", one(&b->kit.keep, "stakeholders", table));
    const rh_instant at = {.s = 1767225600 + hour * 3600};
    rh_pair *data = RH_NEW_N(&b->kit.keep, 2, rh_pair);
    data[0] = (rh_pair){rh_string(RH_STR("fields")), space};
    data[1] = (rh_pair){rh_string(RH_STR("source_system")), rh_string(RH_STR("cs"))};
    const rh_event event = {.id = RH_STR("e"), .source = RH_STR("/cs"), .type = RH_STR("fields_ingested"),
                            .subject = RH_STR("J-1"), .actorkind = RH_STR("system"), .time = at, .knowntime = at,
                            .data = rh_map_value(data, 2)};
    assert_int_equal(rh_run_event(b->run, &event, &err), RH_OK);
}

static rh_value table_of(bench *b)
{
    return rh_view_field(rh_run_view(b->run, 0), b->field);
}

/* Whatever looks a member up goes by the order. */
static bool is_in_order(rh_value row)
{
    for (uint32_t i = 1; i < row.n; i++)
        if (rh_value_key_cmp(row.map[i - 1].key, row.map[i].key) >= 0) return false;
    return true;
}

static bool decides(rh_value row) { return rh_value_is_true(*rh_value_field(row, RH_STR("decides"))); }

static void table__rows_come_change_and_go_in_one_patch(void **state)
{
    (void)state;
    bench b;
    load(&b);
    patch(&b, 0, rows(&b.kit.keep, 0, 10, 2, false, false)); /* 0 2 4 6 8 */
    patch(&b, 1, rows(&b.kit.keep, 1, 10, 3, false, true));  /* 1 4 7: new, changed, new */
    patch(&b, 2, rows(&b.kit.keep, 0, 12, 6, true, false));  /* 0 6 go */
    const rh_value table = table_of(&b);
    static const char *const keys[] = {"r000001", "r000002", "r000004", "r000007", "r000008"};
    static const bool truths[] = {true, false, true, true, false};
    const rh_str key = b.reg->fields[b.field].key;
    assert_int_equal(table.n, 5);
    for (uint32_t i = 0; i < table.n; i++) {
        assert_true(is_in_order(table.list[i])); /* the key of the table stands between its columns */
        assert_true(rh_str_eq(rh_value_str(*rh_value_field(table.list[i], key)), rh_str_of(keys[i])));
        assert_int_equal(decides(table.list[i]), truths[i]);
    }
    patch(&b, 3, rows(&b.kit.keep, 0, 10, 1, true, false)); /* rows that are not there go as well */
    assert_int_equal(table_of(&b).n, 0);
    unload(&b);
}

static size_t bytes_for(int n)
{
    bench b;
    load(&b);
    const size_t before = rh_run_arena(b.run)->used_bytes;
    patch(&b, 0, rows(&b.kit.keep, 0, n, 1, false, true));
    const size_t bytes = rh_run_arena(b.run)->used_bytes - before;
    assert_int_equal(table_of(&b).n, n);
    unload(&b);
    return bytes;
}

static void table__a_patch_of_many_rows_takes_memory_in_proportion(void **state)
{
    (void)state;
    const size_t few = bytes_for(500), many = bytes_for(5000);
    assert_true(many < 12 * few);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(table__rows_come_change_and_go_in_one_patch),
        cmocka_unit_test(table__a_patch_of_many_rows_takes_memory_in_proportion),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
