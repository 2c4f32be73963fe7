/* Patterns: RE2 syntax, linear time, one cache for all threads. */
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>

#include "harness/foreign/regex.h"

#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>

static int set_up(void **state)
{
    rh_regex_cache *cache;
    assert_int_equal(rh_regex_cache_new(&cache, NULL), RH_OK);
    *state = cache;
    return 0;
}

static int tear_down(void **state)
{
    rh_regex_cache_free(*state);
    return 0;
}

static void regex__finds_anywhere(void **state)
{
    assert_int_equal(rh_regex_cache_match(*state, RH_STR("b+"), RH_STR("abbc")), 1);
    assert_int_equal(rh_regex_cache_match(*state, RH_STR("^b+$"), RH_STR("abbc")), 0);
    assert_int_equal(rh_regex_cache_match(*state, RH_STR(""), RH_STR("")), 1);
    assert_int_equal(rh_regex_cache_match(*state, RH_STR("^\\pL.$"), RH_STR("\xc3\xa9\xc3\xa9")), 1);
    assert_int_equal(rh_regex_cache_match(*state, RH_STR("a.b"), (rh_str){"a\0b", 3}), 1);
}

static void regex__refuses_what_is_not_linear_or_not_valid(void **state)
{
    static const char *const bad[] = {"(a)\\1", "(?=a)", "(", "a{2001}", "[z-a]", "(?:a{1000}){1000}"};
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
        rh_err err = {0};
        /* Covers: E9 */
        assert_false(rh_regex_cache_ok(*state, rh_str_of(bad[i]), &err));
        assert_int_equal(err.code, RH_REGEX_BAD);
        assert_int_equal(rh_regex_cache_match(*state, rh_str_of(bad[i]), RH_STR("a")), -1);
    }
    rh_err err;
    assert_true(rh_regex_cache_ok(*state, RH_STR("(a|b)*c"), &err));
}

static void regex__is_linear_where_others_are_not(void **state)
{
    enum { N = 100000 };
    char *text = malloc(N);
    assert_non_null(text);
    memset(text, 'a', N);
    /* Covers: E9 */
    assert_int_equal(rh_regex_cache_match(*state, RH_STR("^(a+)+$b"), (rh_str){text, N}), 0);
    assert_int_equal(rh_regex_cache_match(*state, RH_STR("(a|aa|a?)*$"), (rh_str){text, N}), 1);
    free(text);
}

static void regex__more_patterns_than_the_cache_holds_still_match(void **state)
{
    for (int i = 0; i < RH_REGEX_CACHED + 50; i++) {
        char pattern[32], text[32];
        const int n = snprintf(pattern, sizeof pattern, "^x%dy$", i), k = snprintf(text, sizeof text, "x%dy", i);
        assert_int_equal(rh_regex_cache_match(*state, (rh_str){pattern, (size_t)n}, (rh_str){text, (size_t)k}), 1);
        assert_int_equal(rh_regex_cache_match(*state, (rh_str){pattern, (size_t)n}, RH_STR("xy")), 0);
    }
}

static void *match_many(void *cache)
{
    for (int i = 0; i < 2000; i++) {
        char pattern[32], text[32];
        const int n = snprintf(pattern, sizeof pattern, "^a%d$", i % 40),
                  k = snprintf(text, sizeof text, "a%d", i % 40);
        if (rh_regex_cache_match(cache, (rh_str){pattern, (size_t)n}, (rh_str){text, (size_t)k}) != 1) return cache;
    }
    return NULL;
}

static void regex__one_cache_serves_many_threads(void **state)
{
    pthread_t threads[4];
    for (int i = 0; i < 4; i++) assert_int_equal(pthread_create(&threads[i], NULL, match_many, *state), 0);
    for (int i = 0; i < 4; i++) {
        void *failed;
        assert_int_equal(pthread_join(threads[i], &failed), 0);
        /* Covers: K6 */
        assert_null(failed);
    }
}

int main(void)
{
#define TEST(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)
    const struct CMUnitTest tests[] = {
        TEST(regex__finds_anywhere),
        TEST(regex__refuses_what_is_not_linear_or_not_valid),
        TEST(regex__is_linear_where_others_are_not),
        TEST(regex__more_patterns_than_the_cache_holds_still_match),
        TEST(regex__one_cache_serves_many_threads),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
