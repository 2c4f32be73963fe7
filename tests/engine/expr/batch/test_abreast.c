/* 64 values at once, in the way of this processor. */
#include "tests/engine/expr/batch/abreast_trials.h"

static void abreast__says_of_64_what_is_said_of_each(void **state) { abreast_try_all(state); }

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(abreast__says_of_64_what_is_said_of_each)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
