/* The order of events, ruling 122. */
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>

#include "engine/journey/event.h"

static rh_event event(int64_t s, const char *source, const char *sequence, const char *id)
{
    return (rh_event){
        .knowntime = {s, 0}, .source = rh_str_of(source), .sequence = rh_str_of(sequence), .id = rh_str_of(id)};
}

static void event__orders_by_knowntime_source_sequence_id(void **state)
{
    (void)state;
    const rh_event sorted[] = {
        event(1, "/z", "9", "z"), event(2, "/a", NULL, "a"), event(2, "/a", NULL, "b"), event(2, "/a", "0", "x"),
        event(2, "/a", "9", "w"), event(2, "/a", "009", "x"), event(2, "/a", "10", "a"),
        event(2, "/a", "100000000000000000000000", "a"), event(2, "/a", "", "a"), event(2, "/a", "-1", "a"),
        event(2, "/a", "1a", "a"), event(2, "/a", "x", "a"), event(2, "/b", NULL, "a"),
    };
    const size_t n = sizeof sorted / sizeof *sorted;
    for (size_t i = 0; i < n; i++)
        for (size_t j = 0; j < n; j++) {
            const int c = rh_event_cmp(&sorted[i], &sorted[j]);
            /* Covers: I14 */
            assert_true(i == j ? c == 0 : i < j ? c < 0 : c > 0);
        }
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(event__orders_by_knowntime_source_sequence_id)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
