/* Strict JSON: values, refusals, positions. */
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>

#include "harness/foreign/json.h"
#include "harness/system/file.h"
#include "harness/system/memory.h"

#include "engine/base/limits.h"

#include <dirent.h>
#include <stdio.h>
#include <stdlib.h>

typedef struct fixture {
    rh_arena arena;
    rh_json *json;
} fixture;

static int set_up(void **state)
{
    fixture *f = calloc(1, sizeof *f);
    rh_arena_init(&f->arena, rh_memory_host(), 0);
    assert_int_equal(rh_json_new(&f->json, RH_LIMIT_EVENT_FIELDS, NULL), RH_OK);
    *state = f;
    return 0;
}

static int tear_down(void **state)
{
    fixture *f = *state;
    rh_json_free(f->json);
    rh_arena_dispose(&f->arena);
    free(f);
    return 0;
}

static rh_code read_n(fixture *f, rh_value *out, rh_str text, rh_err *err)
{
    return rh_json_read(out, &f->arena, f->json, text, err);
}

static void gives(fixture *f, const char *text, const char *canonical)
{
    rh_value v;
    rh_err err = {0};
    rh_buf buf;
    if (read_n(f, &v, rh_str_of(text), &err) != RH_OK) fail_msg("%s: %s", text, err.text);
    rh_buf_init(&buf, &f->arena, 1 << 20);
    rh_value_put_json(&buf, v);
    rh_buf_byte(&buf, '\0');
    assert_string_equal(buf.ptr, canonical);
}

typedef struct refusal {
    const char *text;
    rh_code code;
    uint32_t line, col;
} refusal;

static void refuses(fixture *f, const refusal *r, size_t n)
{
    for (size_t i = 0; i < n; i++) {
        rh_value v;
        rh_err err = {0};
        const rh_code code = read_n(f, &v, rh_str_of(r[i].text), &err);
        if (code != r[i].code || err.span.line != r[i].line || err.span.col != r[i].col)
            fail_msg("%s: %s at %u:%u (%s)", r[i].text, rh_code_name(code), err.span.line, err.span.col, err.text);
    }
}

static void json__reads_values(void **state)
{
    fixture *f = *state;
    gives(f, " {\"b\": [1, -2, true, false, null, \"x\\u00e9\\n\"], \"a\": {}} ",
          "{\"a\":{},\"b\":[1,-2,true,false,null,\"x\xc3\xa9\\n\"]}");
    gives(f, "9223372036854775807", "9223372036854775807");
    gives(f, "-9223372036854775808", "-9223372036854775808");
    gives(f, "\"\\ud83d\\ude00\"", "\"\xf0\x9f\x98\x80\"");
    gives(f, "1.5", "1.5");
}

static void json__integral_numbers_are_ints(void **state)
{
    fixture *f = *state;
    static const struct {
        const char *text;
        rh_kind kind;
    } cases[] = {{"5", RH_INT},
                 {"5.0", RH_INT},
                 {"-0.0", RH_INT},
                 {"5e2", RH_INT},
                 {"0.5e1", RH_INT},
                 {"5.5", RH_DOUBLE},
                 {"1e18", RH_INT},
                 {"9007199254740992.0", RH_INT},
                 {"-9223372036854775808.0", RH_INT},
                 {"1e19", RH_DOUBLE},
                 {"1e300", RH_DOUBLE}};
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        rh_value v;
        assert_int_equal(read_n(f, &v, rh_str_of(cases[i].text), NULL), RH_OK);
        if (v.kind != cases[i].kind) fail_msg("%s is %s", cases[i].text, rh_kind_name((rh_kind)v.kind));
    }
}

static void json__numbers_that_cannot_be_kept_are_refused(void **state)
{
    static const refusal cases[] = {
        {"[9223372036854775808]", RH_JSON_NUMBER, 1, 2},         {"[1, 18446744073709551616]", RH_JSON_NUMBER, 1, 5},
        {"{\"a\": -9223372036854775809}", RH_JSON_NUMBER, 1, 7}, {"[1e400]", RH_JSON_NUMBER, 1, 2},
        {"[\"x\", 9007199254740993.0]", RH_JSON_NUMBER, 1, 7},
    };
    /* Covers: I5 */
    refuses(*state, cases, sizeof cases / sizeof *cases);
}

static void json__a_repeated_key_is_refused_where_it_repeats(void **state)
{
    static const refusal cases[] = {
        {"{\"a\": 1, \"b\": {\"c\": \"a\"}, \"a\": 2}", RH_JSON_DUPLICATE, 1, 27},
        {"[{\"a\": 1},\n {\"a\": 1, \"\\u0061\": 1}]", RH_JSON_DUPLICATE, 2, 11},
    };
    /* Covers: I3 */
    refuses(*state, cases, sizeof cases / sizeof *cases);
}

static void json__text_that_is_not_unicode_is_refused(void **state)
{
    static const refusal cases[] = {
        {"[\"a\xff\"]", RH_JSON_TEXT, 1, 4},        {"[\"\xc0\xaf\"]", RH_JSON_TEXT, 1, 3},
        {"[\"\xed\xa0\x80\"]", RH_JSON_TEXT, 1, 3}, {"[\"x\\ud800\"]", RH_JSON_TEXT, 1, 4},
        {"[\"\\udc00\"]", RH_JSON_TEXT, 1, 3},      {"[1, \"a\\u0000b\"]", RH_JSON_TEXT, 1, 5},
        {"{\"\\u0000\": 1}", RH_JSON_TEXT, 1, 2},
    };
    /* Covers: I2 */
    refuses(*state, cases, sizeof cases / sizeof *cases);
    rh_value v;
    rh_err err;
    /* Covers: I2 */
    assert_int_equal(read_n(*state, &v, (rh_str){"[\"a\0b\"]", 7}, &err), RH_JSON_SYNTAX);
    assert_int_equal(err.span.col, 4);
}

static void json__bad_syntax_has_a_place(void **state)
{
    static const refusal cases[] = {
        {"", RH_JSON_SYNTAX, 1, 1},
        {"{\"a\" 1}", RH_JSON_SYNTAX, 1, 6},
        {"{\"a\": }", RH_JSON_SYNTAX, 1, 7},
        {"{\"a\": 1,}", RH_JSON_SYNTAX, 1, 9},
        {"[1 2]", RH_JSON_SYNTAX, 1, 4},
        {"[1]x", RH_JSON_SYNTAX, 1, 4},
        {"[01]", RH_JSON_SYNTAX, 1, 3},
        {"[1.]", RH_JSON_SYNTAX, 1, 4},
        {"[nul]", RH_JSON_SYNTAX, 1, 2},
        {"[\"a", RH_JSON_SYNTAX, 1, 2},
        {"[\"\\x\"]", RH_JSON_SYNTAX, 1, 3},
        {"[NaN]", RH_JSON_SYNTAX, 1, 2},
        {"{\"a\": [1,\n2", RH_JSON_SYNTAX, 2, 2},
        {"[1e]", RH_JSON_SYNTAX, 1, 4},
    };
    refuses(*state, cases, sizeof cases / sizeof *cases);
}

static void json__depth_is_limited(void **state)
{
    for (int depth = RH_LIMIT_JSON_DEPTH - 1; depth <= RH_LIMIT_JSON_DEPTH + 1; depth++) {
        char text[4 * RH_LIMIT_JSON_DEPTH];
        rh_value v;
        rh_err err;
        memset(text, '[', (size_t)depth);
        memset(text + depth, ']', (size_t)depth);
        const rh_code code = read_n(*state, &v, (rh_str){text, 2 * (size_t)depth}, &err);
        /* Covers: I4 */
        assert_int_equal(code, depth <= RH_LIMIT_JSON_DEPTH ? RH_OK : RH_JSON_DEPTH);
        if (code != RH_OK) assert_int_equal(err.span.col, RH_LIMIT_JSON_DEPTH + 1);
    }
}

static void json__members_are_limited(void **state)
{
    fixture *f = *state;
    for (int n = RH_LIMIT_EVENT_FIELDS - 1; n <= RH_LIMIT_EVENT_FIELDS + 1; n++) {
        rh_buf buf;
        rh_value v;
        rh_buf_init(&buf, &f->arena, 1 << 20);
        for (int i = 0; i < n; i++) rh_buf_printf(&buf, "%s\"k%d\":%d", i == 0 ? "{" : ",", i, i);
        rh_buf_byte(&buf, '}');
        /* Covers: I4 */
        assert_int_equal(read_n(f, &v, rh_buf_str(&buf), NULL), n <= RH_LIMIT_EVENT_FIELDS ? RH_OK : RH_JSON_FIELDS);
    }
}

/* The suite of others: y_ must be read, n_ must not. Three y_ have what we refuse on purpose. */
static void json__passes_the_json_test_suite(void **state)
{
    fixture *f = *state;
    static const char folder[] = "../shared/data/jsontestsuite/test_parsing";
    static const char *const stricter[] = {"y_object_duplicated_key.json", "y_object_duplicated_key_and_value.json",
                                           "y_string_null_escape.json", "y_object_escaped_null_in_key.json"};
    DIR *dir = opendir(folder);
    if (dir == NULL) {
        print_message("skipped: %s not found\n", folder);
        skip();
    }
    int n = 0;
    for (struct dirent *e = readdir(dir); e != NULL; e = readdir(dir)) {
        char path[512];
        rh_str text;
        rh_value v;
        rh_err err;
        bool is_stricter = false;
        if (e->d_name[0] != 'y' && e->d_name[0] != 'n') continue;
        snprintf(path, sizeof path, "%s/%s", folder, e->d_name);
        assert_int_equal(rh_file_read(&text, &f->arena, path, 1 << 24, NULL), RH_OK);
        for (size_t i = 0; i < sizeof stricter / sizeof *stricter; i++)
            is_stricter |= strcmp(e->d_name, stricter[i]) == 0;
        const bool is_read = read_n(f, &v, text, &err) == RH_OK;
        if (is_read != (e->d_name[0] == 'y' && !is_stricter)) print_message("wrong: %s\n", e->d_name), n = -1000;
        n++;
    }
    closedir(dir);
    assert_true(n > 250);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(json__reads_values, set_up, tear_down),
        cmocka_unit_test_setup_teardown(json__integral_numbers_are_ints, set_up, tear_down),
        cmocka_unit_test_setup_teardown(json__numbers_that_cannot_be_kept_are_refused, set_up, tear_down),
        cmocka_unit_test_setup_teardown(json__a_repeated_key_is_refused_where_it_repeats, set_up, tear_down),
        cmocka_unit_test_setup_teardown(json__text_that_is_not_unicode_is_refused, set_up, tear_down),
        cmocka_unit_test_setup_teardown(json__bad_syntax_has_a_place, set_up, tear_down),
        cmocka_unit_test_setup_teardown(json__depth_is_limited, set_up, tear_down),
        cmocka_unit_test_setup_teardown(json__members_are_limited, set_up, tear_down),
        cmocka_unit_test_setup_teardown(json__passes_the_json_test_suite, set_up, tear_down),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
