/* How far, how fast, how long yet: in words. */
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>

#include "harness/system/pace.h"

static void pace__says_share_speed_and_rest(void **state)
{
    static const struct {
        const char *what;
        uint64_t done, all;
        int64_t elapsed_ms;
        const char *text;
    } cases[] = {
        {"bytes", 945000000, 2100000000, 30000, " 45% of 2100.0 MB, 31.5 MB/s, 0:37 left"},
        {"journeys", 1, 10000, 2000, "  0% of 10000 journeys, 0 journeys/s, 5:33:18 left"},
        {"journeys", 250, 1000, 5000, " 25% of 1000 journeys, 50 journeys/s, 0:15 left"},
        {"journeys", 250, 10000, 5000, "  2% of 10000 journeys, 50 journeys/s, 3:15 left"},
        {"journeys", 999, 1000, 5000, " 99% of 1000 journeys, 200 journeys/s, 0:00 left"},
        {"journeys", 1000, 1000, 5000, "100% of 1000 journeys, 200 journeys/s, 0:00 left"},
        {"journeys", 1100, 1000, 5000, "100% of 1000 journeys, 220 journeys/s, 0:00 left"}, /* a file that grew */
        {"journeys", 250, 1000, 999, " 25% of 1000 journeys"},
        {"journeys", 0, 1000, 5000, "  0% of 1000 journeys"},
        {"bytes", UINT64_MAX / 2, UINT64_MAX, 1000, " 50% of 18446744073709.6 MB, 9223372036854.8 MB/s, 0:01 left"},
        {"bytes", 1, UINT64_MAX, 3600000, "  0% of 18446744073709.6 MB, 0.0 MB/s, 277777:46:40 left"},
    };
    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        char text[RH_PACE_TEXT];
        rh_pace_say(text, cases[i].what, cases[i].done, cases[i].all, cases[i].elapsed_ms);
        assert_string_equal(text, cases[i].text);
    }
    assert_int_equal(rh_pace_permille(0, 0), 1000);
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(pace__says_share_speed_and_rest)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
