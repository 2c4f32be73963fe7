/* A register without memory: from the nodes of its files over the program to the records of a journey, every allocation
 * refused once. The register is tests/data/small, which has one of each thing. */
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>

#include <cmocka.h>

#include "harness/load/revision.h"
#include "harness/replay/lender.h"
#include "harness/replay/replay.h"
#include "tests/kit/memory.h"
#include "tests/kit/short_memory.h"

enum { LANES = 4 };

typedef struct world {
    rh_arena keep;
    rh_zones *zones;
    rh_lender lender;
    rh_revision revision;
    const rh_log *log;
    /* As read; E1 otherwise; another file of the core otherwise; a value that E2 reads otherwise. */
    const rh_register *registers[LANES];
} world;

/* ---- what the pieces are made of, with all the memory there is ---- */

static const rh_register *with_other_entry(rh_arena *keep, const rh_register *reg)
{
    rh_register *copy = RH_NEW(keep, rh_register);
    rh_entry *entries = RH_NEW_N(keep, reg->n_entries, rh_entry);
    memcpy(entries, reg->entries, reg->n_entries * sizeof *entries);
    *copy = *reg;
    copy->entries = entries;
    entries[0].when = (rh_source){RH_STR("present(crm.plan)"), NULL};
    entries[0].sla = 1;
    return copy;
}

static const rh_register *with_other_stratum(rh_arena *keep, const rh_register *reg)
{
    rh_register *copy = RH_NEW(keep, rh_register);
    *copy = *reg;
    copy->n_files--; /* tiers.yaml, the last of the core's */
    return copy;
}

static const rh_register *with_other_value(rh_arena *keep, const rh_register *reg)
{
    rh_register *copy = RH_NEW(keep, rh_register);
    rh_policy_value *values = RH_NEW_N(keep, reg->policy.n_values, rh_policy_value);
    memcpy(values, reg->policy.values, reg->policy.n_values * sizeof *values);
    for (size_t i = 0; i < reg->policy.n_values; i++)
        if (rh_str_eq(values[i].name, RH_STR("plan"))) values[i].value = rh_string(RH_STR("basic"));
    *copy = *reg;
    copy->policy.values = values;
    return copy;
}

static int set_up(void **state)
{
    static world w;
    static rh_place place;
    static const char *const events[] = {"tests/data/small/events.jsonl"};
    rh_err err;
    rh_diags diags;
    const rh_place_spec spec = {.cases_dir = "tests/data/small/cases"};
    const rh_ingest_options options = {.map = NULL};
    w = (world){.keep = kit_arena()};
    rh_diags_init(&diags, &w.keep);
    if (rh_zones_open(&w.zones, kit_memory(), NULL, &err) != RH_OK) return -1;
    if (rh_lender_open(&w.lender, w.zones, &err) != RH_OK) return -1;
    if (rh_place_open(&place, &w.keep, &spec, &err) != RH_OK) return -1;
    if (rh_revision_load(&w.revision, &w.keep, &place, w.zones, NULL, &diags) != RH_OK) return -1;
    if (rh_log_read(&w.log, &w.keep, events, 1, &options, &diags) != RH_OK) return -1;
    w.registers[0] = w.revision.reg;
    w.registers[1] = with_other_entry(&w.keep, w.revision.reg);
    w.registers[2] = with_other_stratum(&w.keep, w.revision.reg);
    w.registers[3] = with_other_value(&w.keep, w.revision.reg);
    *state = &w;
    return 0;
}

static int tear_down(void **state)
{
    world *w = *state;
    rh_lender_close(&w->lender);
    rh_zones_close(w->zones);
    rh_arena_dispose(&w->keep);
    return 0;
}

/* ---- reading ---- */

static rh_code make_calendar(void *ctx, const rh_calendar **out, rh_arena *keep, const rh_policy *policy, rh_err *err)
{
    static const int64_t holidays[] = {20089, 20454, 20819}; /* 1 January 2025 to 2027 */
    (void)ctx;
    rh_calendar_spec spec = {
        .zone = rh_zone_utc(), .open_s = policy->open_s, .close_s = policy->close_s, .holidays = holidays,
        .n_holidays = 3};
    memcpy(spec.weekdays, policy->weekdays, sizeof spec.weekdays);
    return rh_calendar_make(out, keep, &spec, err);
}

static rh_code read_files(void *ctx, rh_host_memory host, rh_buf *result)
{
    const rh_register *model = ((world *)ctx)->revision.reg, *reg = NULL;
    const rh_calendar_maker maker = {make_calendar, NULL};
    rh_arena keep;
    rh_diags diags;
    rh_arena_init(&keep, host, 0);
    rh_diags_init(&diags, &keep);
    const rh_code code = rh_register_read(&reg, &keep, model->files, model->n_files, &maker, &diags);
    if (code == RH_OK)
        rh_buf_printf(result, "%zu %zu %zu %zu %.*s", reg->n_fields, reg->n_events, reg->n_entries, reg->n_actions,
                      RH_ARG(reg->entries[1].when.text));
    else if (diags.n_errors != 1) fail_msg("%zu errors for want of memory", diags.n_errors);
    rh_arena_dispose(&keep);
    return code;
}

static void sweep(world *w, kit_short_piece piece, const char *name)
{
    kit_short_sweep_counts counts = {0};
    kit_short_sweep(piece, w, name, &counts);
    print_message("%zu blocks, %zu runs without memory, %zu that did not need it\n", counts.n_blocks, counts.n_refused,
                  counts.n_unharmed);
    assert_true(counts.n_refused > 0);
}

static void no_memory__to_read_a_register(void **state) { sweep(*state, read_files, "reading"); }

/* tests/data/whole has the optional files too. */
static void no_memory__to_read_a_whole_register(void **state)
{
    const world *usual = *state;
    world w = *usual;
    rh_place place;
    rh_err err;
    rh_diags diags;
    const rh_place_spec spec = {.cases_dir = "tests/data/whole/cases"};
    w.keep = kit_arena();
    rh_diags_init(&diags, &w.keep);
    assert_int_equal(rh_place_open(&place, &w.keep, &spec, &err), RH_OK);
    assert_int_equal(rh_revision_load(&w.revision, &w.keep, &place, w.zones, NULL, &diags), RH_OK);
    sweep(&w, read_files, "reading the whole");
    rh_arena_dispose(&w.keep);
}

/* ---- compiling and replaying ---- */

static rh_code compile(world *w, const rh_program **program, rh_arena *keep)
{
    rh_diags diags;
    rh_diags_init(&diags, keep);
    return rh_program_compile(program, keep, w->registers, LANES, &w->lender.lent, &diags);
}

static rh_code compile_all(void *ctx, rh_host_memory host, rh_buf *result)
{
    const rh_program *program = NULL;
    const rh_env *env = NULL;
    rh_arena keep;
    rh_arena_init(&keep, host, 0);
    rh_code code = compile(ctx, &program, &keep);
    for (size_t lane = 0; code == RH_OK && lane < LANES; lane++) {
        code = rh_program_env(&env, &keep, program, lane, NULL, 0, NULL);
        if (code == RH_OK) rh_buf_printf(result, "%zu %u;", env->n_names, env->n_slots);
    }
    rh_arena_dispose(&keep);
    return code;
}

static void no_memory__to_compile_it(void **state) { sweep(*state, compile_all, "compiling"); }

static rh_code put_records(rh_run *run, size_t lane, rh_buf *result)
{
    size_t n;
    const rh_record *const *records = rh_run_records(run, lane, &n);
    if (records == NULL && n != 0) return RH_NOMEM;
    for (size_t i = 0; i < n; i++) rh_record_put(result, RH_STR("j"), records[i]);
    rh_run_undecided(run, lane, &n);
    rh_buf_printf(result, "%zu undecided, %s\n", n, rh_run_view(run, lane) != NULL ? "seen" : "");
    return rh_arena_failed(rh_run_arena(run)) ? RH_NOMEM : RH_OK;
}

typedef struct replayed {
    const rh_program *program;
    const rh_log *log;
} replayed;

static rh_code replay(void *ctx, rh_host_memory host, rh_buf *result)
{
    const replayed *r = ctx;
    rh_run *run = NULL;
    rh_err err;
    rh_code code = rh_run_new(&run, host, r->program, &err);
    if (code != RH_OK) return code;
    code = rh_replay_journey(run, &r->log->journeys[0], r->log->newest, &err);
    for (size_t lane = 0; code == RH_OK && lane < LANES; lane++) code = put_records(run, lane, result);
    rh_run_dispose(run);
    return code;
}

static void no_memory__to_replay_a_journey(void **state)
{
    world *w = *state;
    replayed r = {.log = w->log};
    kit_short_sweep_counts counts = {0};
    assert_int_equal(compile(w, &r.program, &w->keep), RH_OK);
    kit_short_sweep(replay, &r, "replay", &counts);
    print_message("%zu blocks, %zu runs without memory, %zu that did not need it\n", counts.n_blocks, counts.n_refused,
                  counts.n_unharmed);
    assert_true(counts.n_refused > 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(no_memory__to_read_a_register),
                                       cmocka_unit_test(no_memory__to_read_a_whole_register),
                                       cmocka_unit_test(no_memory__to_compile_it),
                                       cmocka_unit_test(no_memory__to_replay_a_journey)};
    return cmocka_run_group_tests(tests, set_up, tear_down);
}
