/* How many steps a condition has stood undecided: those until it was decided, or until now. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "engine/step/run.h"
#include "tests/kit/bench.h"
#include "tests/kit/memory.h"

static rh_value one(rh_arena *keep, const char *key, rh_value value)
{
    rh_pair *pair = RH_NEW(keep, rh_pair);
    *pair = (rh_pair){rh_string(rh_str_of(key)), value};
    return rh_map_value(pair, 1);
}

/* f.KEY becomes known, as that hour's event. */
static void ingest(kit_bench *b, rh_run *run, int hour, const char *key, rh_value value)
{
    rh_err err;
    const rh_instant at = {.s = 1741014000 + hour * 3600};
    const rh_event event = {.id = RH_STR("e"), .source = RH_STR("/t"), .type = RH_STR("fields_ingested"),
                            .subject = RH_STR("J"), .actorkind = RH_STR("system"), .time = at, .knowntime = at,
                            .data = one(&b->keep, "fields", one(&b->keep, "f", one(&b->keep, key, value)))};
    assert_int_equal(rh_run_event(run, &event, &err), RH_OK);
}

static uint64_t steps_of(rh_run *run, rh_str entry)
{
    size_t n;
    uint64_t steps = 0;
    const rh_undecided_count *counts = rh_run_undecided(run, 0, &n);
    for (size_t i = 0; i < n; i++)
        if (counts[i].entry.ptr != NULL && rh_str_eq(counts[i].entry, entry)) steps += counts[i].n;
    return steps;
}

static void undecided__counts_the_steps_until_now_and_until_it_is_decided(void **state)
{
    (void)state;
    const rh_str asked = RH_STR("ASKED");
    kit_bench b;
    rh_run *run;
    rh_err err;
    kit_bench_load(&b, "tests/data/core/cases", NULL, 0);
    const rh_register *reg = b.revision.reg;
    assert_int_equal(rh_run_new(&run, kit_memory(), kit_bench_compile(&b, &reg, 1), &err), RH_OK);
    assert_int_equal(rh_run_begin(run, RH_STR("J"), &err), RH_OK);
    ingest(&b, run, 0, "stage", rh_string(RH_STR("a")));
    assert_int_equal(steps_of(run, asked), 0);
    ingest(&b, run, 1, "asked", rh_bool(true));
    assert_int_equal(steps_of(run, asked), 1);
    ingest(&b, run, 2, "more", rh_bool(true));
    ingest(&b, run, 3, "more", rh_bool(false));
    assert_int_equal(steps_of(run, asked), 3);
    ingest(&b, run, 4, "score", rh_int(5));
    ingest(&b, run, 5, "more", rh_bool(true));
    assert_int_equal(steps_of(run, asked), 3);
    rh_run_dispose(run);
    kit_bench_unload(&b);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(undecided__counts_the_steps_until_now_and_until_it_is_decided),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
