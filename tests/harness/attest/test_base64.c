/* Base64: RFC 4648's own vectors, and texts that are none. */
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>

#include "harness/attest/base64.h"
#include "tests/kit/memory.h"

typedef struct vector {
    const char *bytes, *text;
} vector;

static const vector vectors[] = {{"", ""},           {"f", "Zg=="},         {"fo", "Zm8="},       {"foo", "Zm9v"},
                                 {"foob", "Zm9vYg=="}, {"fooba", "Zm9vYmE="}, {"foobar", "Zm9vYmFy"}};

static void base64__the_vectors_of_rfc_4648(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof vectors / sizeof *vectors; i++) {
        rh_arena arena = kit_arena();
        rh_buf out;
        rh_str back;
        size_t at;
        rh_buf_init(&out, &arena, 100);
        rh_base64_put(&out, rh_str_of(vectors[i].bytes));
        assert_true(rh_str_eq(rh_buf_str(&out), rh_str_of(vectors[i].text)));
        assert_true(rh_base64_read(&back, &arena, rh_buf_str(&out), &at));
        assert_true(rh_str_eq(back, rh_str_of(vectors[i].bytes)));
        rh_arena_dispose(&arena);
    }
}

static void base64__both_alphabets_are_read(void **state)
{
    (void)state;
    rh_arena arena = kit_arena();
    rh_str standard, url;
    size_t at;
    assert_true(rh_base64_read(&standard, &arena, RH_STR("+/+/"), &at));
    assert_true(rh_base64_read(&url, &arena, RH_STR("-_-_"), &at));
    assert_true(rh_str_eq(standard, url) && standard.len == 3);
    rh_arena_dispose(&arena);
}

static void base64__every_byte_survives(void **state)
{
    (void)state;
    char bytes[256];
    for (size_t i = 0; i < sizeof bytes; i++) bytes[i] = (char)i;
    for (size_t n = 0; n <= sizeof bytes; n++) {
        rh_arena arena = kit_arena();
        rh_buf out;
        rh_str back;
        size_t at;
        rh_buf_init(&out, &arena, 1000);
        rh_base64_put(&out, (rh_str){bytes, n});
        assert_true(rh_base64_read(&back, &arena, rh_buf_str(&out), &at));
        assert_true(rh_str_eq(back, (rh_str){bytes, n}));
        rh_arena_dispose(&arena);
    }
}

typedef struct bad {
    rh_str text;
    size_t at;
} bad;

#define T(lit) {"" lit, sizeof(lit) - 1}
/* What is refused, and where: what is no multiple of four at its end. */
static const bad bads[] = {{T("Zg="), 3},   {T("Zg"), 2},       {T("Zm9v\n"), 5},     {T("Zm 9"), 2},
                           {T("Z==="), 1},  {T("===="), 0},     {T("Zg=a"), 3},       {T("Zg==Zg=="), 1},
                           {T("Zh=="), 1},  {T("Zm8=Zm8="), 2}, {T("Zm9="), 2},       {T("+/-_"), 2},
                           {T("-_+/"), 2},  {T("Zm9\xc3"), 3},  {T("Zm9v\0Zm9"), 4}, {T("Zm9v.m9v"), 4}};

static void base64__what_is_none_is_refused_at_its_place(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof bads / sizeof *bads; i++) {
        rh_arena arena = kit_arena();
        rh_str out = RH_STR("untouched");
        size_t at = 99;
        if (rh_base64_read(&out, &arena, bads[i].text, &at)) fail_msg("%.*s was read", RH_ARG(bads[i].text));
        assert_true(rh_str_eq(out, RH_STR("untouched")));
        if (bads[i].at != at) fail_msg("%.*s: at %zu, wanted %zu", RH_ARG(bads[i].text), at, bads[i].at);
        rh_arena_dispose(&arena);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(base64__the_vectors_of_rfc_4648),
                                       cmocka_unit_test(base64__both_alphabets_are_read),
                                       cmocka_unit_test(base64__every_byte_survives),
                                       cmocka_unit_test(base64__what_is_none_is_refused_at_its_place)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
