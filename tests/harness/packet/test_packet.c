/* The packet from inside: the ids of items, the clauses that hold, and what it does without memory. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "harness/packet/packet.h"
#include "reports/report.h"
#include "tests/kit/bench.h"
#include "tests/kit/memory.h"
#include "tests/kit/short_memory.h"

typedef struct world {
    kit_bench b;
    const rh_program *program;
} world;

static int set_up(void **state)
{
    static world w;
    static const char *const events[] = {"tests/data/small/events.jsonl"};
    kit_bench_load(&w.b, "tests/data/small/cases", events, 1);
    w.program = kit_bench_compile(&w.b, &w.b.revision.reg, 1);
    *state = &w;
    return 0;
}

static int tear_down(void **state)
{
    world *w = *state;
    kit_bench_unload(&w->b);
    return 0;
}

static void packet__an_id_ends_in_an_area_and_a_number_or_is_a_journey(void **state)
{
    static const struct {
        const char *text, *journey, *area;
        uint32_t nth;
    } cases[] = {{"j/contract/1", "j", "contract", 1},
                 {"a/b/contract/12", "a/b", "contract", 12},
                 {"j/contract/0", "j/contract/0", NULL, 0},
                 {"j/contract/01", "j/contract/01", NULL, 0},
                 {"j/contract/1x", "j/contract/1x", NULL, 0},
                 {"j/contract/", "j/contract/", NULL, 0},
                 {"j/contract/1234567890", "j/contract/1234567890", NULL, 0},
                 {"j/nowhere/1", "j/nowhere/1", NULL, 0},
                 {"contract/1", "contract/1", NULL, 0},
                 {"/contract/1", "", "contract", 1},
                 {"j", "j", NULL, 0},
                 {"", "", NULL, 0}};
    const world *w = *state;
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        const rh_packet_id id = rh_packet_id_of(w->b.revision.reg, rh_str_of(cases[i].text));
        assert_true(rh_str_eq(id.journey, rh_str_of(cases[i].journey)));
        assert_int_equal(id.area.ptr != NULL, cases[i].area != NULL);
        if (cases[i].area != NULL) assert_true(rh_str_eq(id.area, rh_str_of(cases[i].area)));
        assert_int_equal(id.nth, cases[i].nth);
    }
}

static rh_packet_request first_item(const world *w)
{
    return (rh_packet_request){.program = w->program,
                               .journey = &w->b.log->journeys[0],
                               .id = {RH_STR("j"), RH_STR("contract"), 1},
                               .at = w->b.log->newest,
                               .shows_all = true};
}

/* E1 is `conflict(..) && stage`, E2 has three alternatives: what does not hold is not told. */
static void packet__tells_the_clauses_that_hold_and_no_other(void **state)
{
    world *w = *state;
    rh_packet_report report;
    const rh_packet_request request = first_item(w);
    assert_int_equal(rh_packet_make(&report, &w->b.keep, &request, NULL), RH_OK);
    assert_int_equal(report.n_entries, 2);
    for (size_t i = 0; i < report.n_entries; i++) {
        const rh_model_packet_entry *e = &report.entries[i];
        const bool is_conflict = rh_str_eq(e->id, RH_STR("E1"));
        assert_true(e->n_because <= (is_conflict ? 2 : 3));
        assert_int_equal(e->n_because > 0, e->holds);
        for (size_t k = 0; k < e->n_because; k++) assert_true(e->because[k].len > 0);
    }
}

static rh_code make(void *ctx, rh_host_memory host, rh_buf *result)
{
    const world *w = ctx;
    rh_packet_report report;
    rh_arena keep;
    rh_err err;
    rh_arena_init(&keep, host, 0);
    const rh_packet_request request = first_item(w);
    rh_code code = rh_packet_make(&report, &keep, &request, &err);
    if (code == RH_OK) {
        const rh_pretty_style style = {0};
        rh_arena scratch = kit_arena();
        code = rh_report_write(result, &(rh_report){.kind = RH_REPORT_PACKET, .packet = &report}, RH_FORMAT_JSON,
                               &style, &scratch, &err);
        rh_arena_dispose(&scratch);
    }
    rh_arena_dispose(&keep);
    return code;
}

/* Covers: F1 */
static void packet__without_memory_says_so_or_is_the_same(void **state)
{
    kit_short_sweep_counts counts = {0};
    kit_short_sweep(make, *state, "packet", &counts);
    print_message("%zu blocks, %zu runs without memory, %zu that did not need it\n", counts.n_blocks,
                  counts.n_refused, counts.n_unharmed);
    assert_true(counts.n_refused > 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(packet__an_id_ends_in_an_area_and_a_number_or_is_a_journey),
        cmocka_unit_test(packet__tells_the_clauses_that_hold_and_no_other),
        cmocka_unit_test(packet__without_memory_says_so_or_is_the_same),
    };
    return cmocka_run_group_tests_name("packet", tests, set_up, tear_down);
}
