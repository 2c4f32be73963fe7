/* The first names of any number, whatever the order they come in. */
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>

#include "harness/replay/first_names.h"
#include "tests/kit/memory.h"

#include <stdio.h>

enum { MORE = RH_FIRST_NAMES + 5 };

static void add(rh_first_names *names, rh_arena *keep, size_t i)
{
    char name[16];
    snprintf(name, sizeof name, "J-%02zu", i);
    assert_int_equal(rh_first_names_add(names, keep, rh_str_of(name), NULL), RH_OK);
}

static void assert_first(const rh_first_names *names, size_t n)
{
    char name[16];
    assert_int_equal(names->n, n);
    for (size_t i = 0; i < n; i++) {
        snprintf(name, sizeof name, "J-%02zu", i);
        assert_true(rh_str_eq(names->at[i], rh_str_of(name)));
    }
}

static void first_names__are_the_same_in_any_order(void **state)
{
    (void)state;
    rh_arena keep = kit_arena();
    rh_first_names up = {0}, down = {0}, mixed = {0};
    for (size_t i = 0; i < MORE; i++) add(&up, &keep, i), add(&down, &keep, MORE - 1 - i), add(&mixed, &keep, i * 7 % MORE);
    assert_first(&up, RH_FIRST_NAMES);
    assert_first(&down, RH_FIRST_NAMES);
    assert_first(&mixed, RH_FIRST_NAMES);
    rh_arena_dispose(&keep);
}

static void first_names__of_parts_are_those_of_the_whole(void **state)
{
    (void)state;
    rh_arena keep = kit_arena();
    rh_first_names odd = {0}, even = {0};
    for (size_t i = 0; i < MORE; i++) add(i % 2 != 0 ? &odd : &even, &keep, i);
    assert_int_equal(rh_first_names_merge(&odd, &keep, &even, NULL), RH_OK);
    assert_first(&odd, RH_FIRST_NAMES);
    rh_arena_dispose(&keep);
}

static void first_names__of_few_are_all(void **state)
{
    (void)state;
    rh_arena keep = kit_arena();
    rh_first_names names = {0};
    add(&names, &keep, 1);
    add(&names, &keep, 0);
    assert_first(&names, 2);
    rh_arena_dispose(&keep);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(first_names__are_the_same_in_any_order),
        cmocka_unit_test(first_names__of_parts_are_those_of_the_whole),
        cmocka_unit_test(first_names__of_few_are_all),
    };
    return cmocka_run_group_tests_name("first names", tests, NULL, NULL);
}
