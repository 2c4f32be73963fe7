/* Numbers as people read them, and the JSON writer. */
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>

#include "reports/text/json.h"
#include "reports/text/number.h"
#include "tests/kit/memory.h"

static void must_say(rh_arena *arena, rh_model_quantity quantity, const char *want)
{
    rh_buf out;
    rh_buf_init(&out, arena, 1000);
    rh_number_put(&out, quantity);
    rh_buf_byte(&out, '\0');
    assert_string_equal(out.ptr, want);
}

static void must_be_decimal(rh_arena *arena, int64_t num, int64_t den, int places, const char *want)
{
    rh_buf out;
    rh_buf_init(&out, arena, 1000);
    rh_number_put_decimal(&out, (rh_model_quantity){RH_MODEL_RATE, num, den}, places);
    rh_buf_byte(&out, '\0');
    assert_string_equal(out.ptr, want);
}

static void number__counts_rates_and_hours_for_people(void **state)
{
    (void)state;
    rh_arena arena = kit_arena();
    must_say(&arena, (rh_model_quantity){RH_MODEL_COUNT, 0, 1}, "0");
    must_say(&arena, (rh_model_quantity){RH_MODEL_COUNT, 999, 1}, "999");
    must_say(&arena, (rh_model_quantity){RH_MODEL_COUNT, 1234567, 1}, "1,234,567");
    must_say(&arena, (rh_model_quantity){RH_MODEL_COUNT, -1234, 1}, "-1,234");
    must_say(&arena, (rh_model_quantity){RH_MODEL_RATE, 17, 230}, "7.39 %");
    must_say(&arena, (rh_model_quantity){RH_MODEL_RATE, 1, 1}, "100 %");
    must_say(&arena, (rh_model_quantity){RH_MODEL_RATE, 0, 9}, "0 %");
    must_say(&arena, (rh_model_quantity){RH_MODEL_HOURS, 7, 2}, "3.5 h");
    must_say(&arena, (rh_model_quantity){RH_MODEL_RATE, 0, 0}, "\xe2\x80\x94");
    rh_arena_dispose(&arena);
}

static void number__decimals_round_half_away_and_drop_zeros(void **state)
{
    (void)state;
    rh_arena arena = kit_arena();
    must_be_decimal(&arena, 1, 3, 6, "0.333333");
    must_be_decimal(&arena, 2, 3, 6, "0.666667");
    must_be_decimal(&arena, 1, 8, 2, "0.13");
    must_be_decimal(&arena, -1, 8, 2, "-0.13");
    must_be_decimal(&arena, 1, 2, 6, "0.5");
    must_be_decimal(&arena, 3, 1, 6, "3");
    must_be_decimal(&arena, 1, 10000000, 6, "0");
    must_be_decimal(&arena, -1, 10000000, 6, "0");
    must_be_decimal(&arena, 999999999, 1000000000, 6, "1");
    must_be_decimal(&arena, INT64_MAX, 1, 0, "9223372036854775807");
    must_be_decimal(&arena, 1, 100, 6, "0.01");
    rh_arena_dispose(&arena);
}

static void number__parts_per_million_are_clamped(void **state)
{
    (void)state;
    assert_int_equal(rh_number_ppm(1, 4), 250000);
    assert_int_equal(rh_number_ppm(5, 4), 1000000);
    assert_int_equal(rh_number_ppm(-1, 4), 0);
    assert_int_equal(rh_number_ppm(1, 0), 0);
    assert_int_equal(rh_number_ppm(INT64_MAX - 1, INT64_MAX), 1000000);
}

static void json__nests_and_separates(void **state)
{
    (void)state;
    rh_arena arena = kit_arena();
    rh_buf out;
    rh_json_writer json;
    rh_buf_init(&out, &arena, 1000);
    rh_json_begin(&json, &out, false);
    rh_json_open(&json, '{');
    rh_json_put_uint(&json, "a", UINT64_MAX);
    rh_json_key(&json, "b");
    rh_json_open(&json, '[');
    rh_json_int(&json, INT64_MIN);
    rh_json_open(&json, '{');
    rh_json_close(&json);
    rh_json_null(&json);
    rh_json_close(&json);
    rh_json_put_str(&json, "c", rh_str_null());
    rh_json_put_str(&json, "d", RH_STR("x\"\xff\n"));
    rh_json_key(&json, "e");
    rh_json_quantity(&json, (rh_model_quantity){RH_MODEL_RATE, 1, 8});
    rh_json_close(&json);
    rh_buf_byte(&out, '\0');
    assert_string_equal(out.ptr, "{\"a\":18446744073709551615,\"b\":[-9223372036854775808,{},null],\"c\":null,"
                                 "\"d\":\"x\\\"\xef\xbf\xbd\\n\",\"e\":0.125}");
    rh_arena_dispose(&arena);
}

static void json__indents_by_two(void **state)
{
    (void)state;
    rh_arena arena = kit_arena();
    rh_buf out;
    rh_json_writer json;
    rh_buf_init(&out, &arena, 1000);
    rh_json_begin(&json, &out, true);
    rh_json_open(&json, '{');
    rh_json_put_bool(&json, "a", true);
    rh_json_key(&json, "b");
    rh_json_open(&json, '[');
    rh_json_close(&json);
    rh_json_close(&json);
    rh_buf_byte(&out, '\0');
    assert_string_equal(out.ptr, "{\n  \"a\": true,\n  \"b\": []\n}");
    rh_arena_dispose(&arena);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(number__counts_rates_and_hours_for_people),
        cmocka_unit_test(number__decimals_round_half_away_and_drop_zeros),
        cmocka_unit_test(number__parts_per_million_are_clamped),
        cmocka_unit_test(json__nests_and_separates),
        cmocka_unit_test(json__indents_by_two),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
