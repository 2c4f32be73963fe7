/* 64 values at once, in the way of processors without SSE2. */
#define RH_ABREAST_PLAIN
#include "tests/engine/expr/batch/abreast_trials.h"

static void abreast__plain_loops_say_the_same(void **state) { abreast_try_all(state); }

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(abreast__plain_loops_say_the_same)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
