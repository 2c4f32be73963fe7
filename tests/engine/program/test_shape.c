/* What a field takes from JSON, and from an expression: every type against every kind of value. */
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>

#include <cmocka.h>

#include "engine/program/shape.h"
#include "tests/kit/expr_world.h"
#include "tests/kit/short_memory.h"

static const rh_str words[] = {{"open", 4}, {"won", 3}};

static const char *const fits[] = {[RH_FITS] = "fits", [RH_UNKNOWN] = "unknown", [RH_MISFIT] = "misfit",
                                   [RH_NO_ROOM] = "no room"};

/* `in` and `out` are constant expressions; out NULL where the value does not fit. */
static const struct {
    rh_field_type type, of;
    bool has_words;
    const char *in;
    rh_fit fit;
    const char *out;
} from_json[] = {
    {RH_F_BOOL, 0, false, "true", RH_FITS, "true"},
    {RH_F_BOOL, 0, false, "1", RH_MISFIT, NULL},
    {RH_F_BOOL, 0, false, "null", RH_FITS, "null"},
    {RH_F_INT, 0, false, "5", RH_FITS, "5"},
    {RH_F_INT, 0, false, "5.0", RH_MISFIT, NULL},
    {RH_F_INT, 0, false, "5u", RH_MISFIT, NULL},
    {RH_F_MONEY, 0, false, "5", RH_FITS, "5"},
    {RH_F_MONEY, 0, false, "'5'", RH_MISFIT, NULL},
    {RH_F_DOUBLE, 0, false, "5", RH_FITS, "5.0"},
    {RH_F_DOUBLE, 0, false, "18446744073709551615u", RH_FITS, "18446744073709551615.0"},
    {RH_F_DOUBLE, 0, false, "0.5", RH_FITS, "0.5"},
    {RH_F_DOUBLE, 0, false, "'0.5'", RH_MISFIT, NULL},
    {RH_F_STRING, 0, false, "'x'", RH_FITS, "'x'"},
    {RH_F_STRING, 0, false, "5", RH_MISFIT, NULL},
    {RH_F_TEXT, 0, false, "''", RH_FITS, "''"},
    {RH_F_CONTACT, 0, false, "'x'", RH_FITS, "'x'"},
    {RH_F_PRINCIPAL, 0, false, "'x'", RH_FITS, "'x'"},
    {RH_F_DOC, 0, false, "{}", RH_MISFIT, NULL},
    {RH_F_ENUM, 0, true, "'won'", RH_FITS, "'won'"},
    {RH_F_ENUM, 0, true, "'lost'", RH_UNKNOWN, NULL},
    {RH_F_ENUM, 0, true, "5", RH_MISFIT, NULL},
    {RH_F_TIMESTAMP, 0, false, "'2026-01-01T00:00:00Z'", RH_FITS, "timestamp('2026-01-01T00:00:00Z')"},
    {RH_F_TIMESTAMP, 0, false, "'2026-01-01'", RH_MISFIT, NULL},
    {RH_F_TIMESTAMP, 0, false, "5", RH_MISFIT, NULL},
    {RH_F_DATE, 0, false, "'2026-01-01'", RH_FITS, "timestamp('2026-01-01T00:00:00Z')"},
    {RH_F_DATE, 0, false, "'2026-02-30'", RH_MISFIT, NULL},
    {RH_F_DATE, 0, false, "5", RH_MISFIT, NULL},
    {RH_F_DURATION, 0, false, "'1h'", RH_FITS, "duration('1h')"},
    {RH_F_DURATION, 0, false, "'1x'", RH_MISFIT, NULL},
    {RH_F_DURATION, 0, false, "5", RH_MISFIT, NULL},
    {RH_F_JSON, 0, false, "{'a': [1]}", RH_FITS, "{'a': [1]}"},
    {RH_F_JSON, 0, false, "null", RH_FITS, "null"},
    {RH_F_TABLE, 0, false, "null", RH_MISFIT, NULL},
    {RH_F_TABLE, 0, false, "[]", RH_MISFIT, NULL},
    {RH_F_SET, RH_F_STRING, false, "null", RH_FITS, "[]"},
    {RH_F_SET, RH_F_STRING, false, "[]", RH_FITS, "[]"},
    {RH_F_SET, RH_F_STRING, false, "['b', 'a', 'b']", RH_FITS, "['a', 'b']"},
    {RH_F_SET, RH_F_STRING, false, "'a'", RH_MISFIT, NULL},
    {RH_F_SET, RH_F_STRING, false, "['a', null]", RH_MISFIT, NULL},
    {RH_F_SET, RH_F_STRING, true, "['won', 'open']", RH_FITS, "['open', 'won']"},
    {RH_F_SET, RH_F_STRING, true, "['won', 'lost']", RH_UNKNOWN, NULL},
    {RH_F_SET, RH_F_STRING, true, "['lost', 5, 'lost']", RH_MISFIT, NULL},
    {RH_F_SET, RH_F_INT, false, "[2, 1, 2]", RH_FITS, "[1, 2]"},
    {RH_F_SET, RH_F_DATE, false, "['2026-01-02', '2026-01-01']", RH_FITS,
     "[timestamp('2026-01-01T00:00:00Z'), timestamp('2026-01-02T00:00:00Z')]"},
    {RH_F_SET, RH_F_DURATION, false, "['2h', '1h', '60m', '3h']", RH_FITS,
     "[duration('1h'), duration('2h'), duration('3h')]"},
    {RH_F_LIST, RH_F_INT, false, "[2, 1, 2]", RH_FITS, "[2, 1, 2]"},
    {RH_F_LIST, RH_F_INT, false, "[2, 'a']", RH_MISFIT, NULL},
    {RH_F_LIST, RH_F_INT, false, "{}", RH_MISFIT, NULL},
}, from_expressions[] = {
    {RH_F_BOOL, 0, false, "true", RH_FITS, "true"},
    {RH_F_STRING, 0, false, "'x'", RH_FITS, "'x'"},
    {RH_F_STRING, 0, false, "''", RH_FITS, "''"},
    {RH_F_STRING, 0, false, "5", RH_MISFIT, NULL},
    {RH_F_STRING, 0, false, "null", RH_FITS, "null"},
    {RH_F_ENUM, 0, true, "'won'", RH_FITS, "'won'"},
    {RH_F_ENUM, 0, true, "'lost'", RH_UNKNOWN, NULL},
    {RH_F_JSON, 0, false, "'x'", RH_FITS, "'x'"},
    {RH_F_TIMESTAMP, 0, false, "timestamp('2026-01-01T00:00:00Z')", RH_FITS, "timestamp('2026-01-01T00:00:00Z')"},
    {RH_F_TIMESTAMP, 0, false, "'2026-01-01T00:00:00Z'", RH_MISFIT, NULL},
    {RH_F_DATE, 0, false, "timestamp('2026-01-01T00:00:00Z')", RH_FITS, "timestamp('2026-01-01T00:00:00Z')"},
    {RH_F_DATE, 0, false, "'2026-01-01'", RH_MISFIT, NULL},
    {RH_F_DURATION, 0, false, "duration('1h')", RH_FITS, "duration('1h')"},
    {RH_F_DURATION, 0, false, "'1h'", RH_MISFIT, NULL},
    {RH_F_SET, RH_F_STRING, false, "null", RH_FITS, "[]"},
    {RH_F_SET, RH_F_STRING, false, "['b', 'a', 'a']", RH_FITS, "['a', 'b']"},
    {RH_F_SET, RH_F_STRING, false, "['b', null]", RH_MISFIT, NULL},
    {RH_F_SET, RH_F_STRING, true, "['lost', 5, 'won']", RH_MISFIT, NULL},
    {RH_F_SET, RH_F_STRING, false, "5", RH_MISFIT, NULL},
    {RH_F_SET, RH_F_TIMESTAMP, false, "[timestamp(2), timestamp(1)]", RH_FITS, "[timestamp(1), timestamp(2)]"},
    {RH_F_LIST, RH_F_INT, false, "[2, 1]", RH_FITS, "[2, 1]"},
    {RH_F_TABLE, 0, false, "[]", RH_MISFIT, NULL},
};

static rh_shape shape_of(rh_field_type type, rh_field_type of, bool has_words)
{
    return (rh_shape){.type = type, .of = of, .values = {words, has_words ? 2 : 0}};
}

static void check(kit_world *w, const char *in, rh_fit wanted, const char *out, rh_fit got, rh_value v)
{
    if (got != wanted) fail_msg("%s: %s, not %s", in, fits[got], fits[wanted]);
    if (out == NULL) return;
    rh_buf buf;
    rh_buf_init(&buf, &w->keep, 1000);
    rh_value_put_json(&buf, v);
    if (!rh_value_same(v, kit_world_value(w, rh_str_of(out)))) fail_msg("%s is %.*s", in, RH_ARG(rh_buf_str(&buf)));
}

static void shape__takes_what_its_type_says(void **state)
{
    (void)state;
    kit_world w;
    kit_world_init(&w);
    for (size_t i = 0; i < sizeof from_json / sizeof *from_json; i++) {
        rh_value v = rh_null();
        const rh_shape shape = shape_of(from_json[i].type, from_json[i].of, from_json[i].has_words);
        const rh_value in = kit_world_value(&w, rh_str_of(from_json[i].in));
        const rh_fit fit = rh_shape_read(&v, &w.keep, &shape, rh_zone_utc(), in);
        check(&w, from_json[i].in, from_json[i].fit, from_json[i].out, fit, v);
    }
    for (size_t i = 0; i < sizeof from_expressions / sizeof *from_expressions; i++) {
        rh_value v = rh_null();
        const rh_shape shape = shape_of(from_expressions[i].type, from_expressions[i].of,
                                        from_expressions[i].has_words);
        const rh_value in = kit_world_value(&w, rh_str_of(from_expressions[i].in));
        const rh_fit fit = rh_shape_fit(&v, &w.keep, &shape, in);
        check(&w, from_expressions[i].in, from_expressions[i].fit, from_expressions[i].out, fit, v);
    }
    rh_value v = rh_null();
    const rh_shape text = shape_of(RH_F_STRING, 0, false);
    assert_int_equal(rh_shape_fit(&v, &w.keep, &text, rh_undecided(RH_CAUSE_TYPE)), RH_MISFIT);
    kit_world_dispose(&w);
}

static void shape__without_memory_there_is_no_room(void **state)
{
    (void)state;
    kit_world w;
    kit_world_init(&w);
    const rh_value list = kit_world_value(&w, RH_STR("['b', 'a']")), text = kit_world_value(&w, RH_STR("'x'"));
    const rh_shape set = shape_of(RH_F_SET, RH_F_STRING, false), word = shape_of(RH_F_STRING, 0, false);
    kit_short supply = {.refuse = 0, .from_then_on = true};
    rh_arena none;
    rh_value v = rh_null();
    rh_arena_init(&none, kit_short_memory(&supply), 0);
    assert_int_equal(rh_shape_read(&v, &none, &set, rh_zone_utc(), list), RH_NO_ROOM);
    assert_int_equal(rh_shape_fit(&v, &none, &set, list), RH_NO_ROOM);
    assert_int_equal(rh_shape_fit(&v, &none, &word, text), RH_FITS); /* texts are borrowed */
    rh_arena_dispose(&none);
    kit_world_dispose(&w);
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(shape__takes_what_its_type_says),
                                       cmocka_unit_test(shape__without_memory_there_is_no_room)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
