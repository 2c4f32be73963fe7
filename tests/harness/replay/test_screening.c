/* The journeys that a screening leaves to a run, in order: found by bits. */
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>

#include "engine/base/bits.h"
#include "harness/replay/screening.h"
#include "tests/kit/memory.h"

enum { SLABS = 5, MOST = SLABS * RH_SLAB_ROWS };

typedef struct left {
    rh_arena keep;
    rh_screening screening;
} left;

/* With one journey in `every` of a slab left; 0: none is. */
static left left_of(const size_t every[SLABS])
{
    left l = {.keep = kit_arena()};
    rh_screening *s = &l.screening;
    s->rest = RH_NEW_N(&l.keep, rh_slab_words(MOST), uint64_t);
    s->before = RH_NEW_N(&l.keep, SLABS, size_t);
    s->n_slabs = SLABS;
    for (size_t slab = 0; slab < SLABS; slab++) {
        s->before[slab] = s->n_rest;
        for (size_t i = 0; every[slab] != 0 && i < RH_SLAB_ROWS; i++) {
            if ((i + 1) % every[slab] != 0) continue;
            rh_bits_add(s->rest, slab * RH_SLAB_ROWS + i);
            s->n_rest++;
        }
    }
    return l;
}

static void screening__others_are_found_in_order(void **state)
{
    (void)state;
    static const size_t all[][SLABS] = {{0, 0, 1, 0, 7},    {1, 1, 1, 1, 1},       {4096, 0, 0, 0, 4096},
                                        {0, 0, 0, 0, 4096}, {64, 63, 65, 0, 0},    {3, 0, 0, 4096, 0},
                                        {0, 0, 0, 0, 0},    {0, 4096, 4096, 0, 2}, {1, 0, 0, 0, 0}};
    for (size_t t = 0; t < sizeof all / sizeof *all; t++) {
        left l = left_of(all[t]);
        size_t n = 0;
        for (size_t i = rh_bits_next(l.screening.rest, 0, MOST); i < MOST;
             i = rh_bits_next(l.screening.rest, i + 1, MOST))
            assert_int_equal(rh_screening_other(&l.screening, n++), i);
        assert_int_equal(n, l.screening.n_rest);
        assert_int_equal(rh_screening_rest(&l.screening).n_journeys, n);
        rh_arena_dispose(&l.keep);
    }
}

static void screening__with_a_reason_all_is_left(void **state)
{
    (void)state;
    const rh_history all = {.n_journeys = 5};
    rh_screening s = {.why = "a reason", .all = &all};
    assert_int_equal(rh_screening_rest(&s).n_journeys, 5);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(screening__others_are_found_in_order),
        cmocka_unit_test(screening__with_a_reason_all_is_left),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
