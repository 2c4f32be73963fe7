/* 64 values at once, in the way of processors without SSE2. */
#ifndef RH_PLAIN
#define RH_PLAIN
#endif
#include "tests/engine/expr/batch/abreast_trials.h"

static void abreast__plain_loops_say_the_same(void **state) { abreast_try_all(state); }

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(abreast__plain_loops_say_the_same)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
