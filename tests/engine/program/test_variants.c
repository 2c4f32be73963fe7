/* Lanes of one program: entries that behave alike are one variant, and registers that agree are one stratum. */
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>

#include <cmocka.h>

#include "engine/base/limits.h"
#include "engine/program/insides.h"
#include "tests/kit/bench.h"

static int set_up(void **state)
{
    static kit_bench w;
    kit_bench_load(&w, "tests/data/small/cases", NULL, 0);
    *state = &w;
    return 0;
}

static int tear_down(void **state)
{
    kit_bench_unload(*state);
    return 0;
}

static rh_register *copy_of(kit_bench *w, const rh_register *reg)
{
    rh_register *copy = RH_NEW(&w->keep, rh_register);
    *copy = *reg;
    return copy;
}

/* ---- variants ---- */

static const rh_effect other_action[] = {{0, RH_HOLD}, {3, RH_BLOCK}}, other_level[] = {{1, RH_BLOCK}, {3, RH_BLOCK}};
static const rh_str other_segment[] = {{"self_serve", 10}}, two_segments[] = {{"high_touch", 10}, {"self_serve", 10}};
static rh_task tasks[4];

#define CHANGES(X)                                                                                                     \
    X(when, e->when.text = RH_STR("present(crm.plan)"))                                                                \
    X(any_window, e->window.is_any = true)                                                                             \
    X(window_begin, e->window.first = 1)                                                                               \
    X(window_end, e->window.last = 0)                                                                                  \
    X(risk, e->risk = RH_RISK_MEDIUM)                                                                                  \
    X(sla, e->sla = 1)                                                                                                 \
    X(clears, e->clears = RH_CLEARS_DATA)                                                                              \
    X(default_clears, e->has_clears = false)                                                                           \
    X(primary, e->primary = 1)                                                                                         \
    X(backup, e->backup = 0)                                                                                           \
    X(escalation, e->escalation = 0)                                                                                   \
    X(area, e->area = RH_STR("money"))                                                                                 \
    X(no_effect, e->n_effects = 0)                                                                                     \
    X(effect_action, e->effects = other_action)                                                                        \
    X(effect_level, e->effects = other_level)                                                                          \
    X(no_task, e->n_tasks = 0)                                                                                         \
    X(task_action, e->tasks = &tasks[0])                                                                               \
    X(task_owner, e->tasks = &tasks[1])                                                                                \
    X(task_at_once, e->tasks = &tasks[2])                                                                              \
    X(task_later, e->tasks = &tasks[3])                                                                                \
    X(lane, e->lane = RH_STR("billing"))                                                                               \
    X(all_segments, e->segments = (rh_strs){0})                                                                        \
    X(other_segment, e->segments = ((rh_strs){other_segment, 1}))                                                      \
    X(more_segments, e->segments = ((rh_strs){two_segments, 2}))

/* What people read. */
#define SAME(X)                                                                                                        \
    X(nothing, (void)e)                                                                                                \
    X(title, e->title = RH_STR("Otherwise"))                                                                           \
    X(human, e->human = RH_STR("ask somebody"))                                                                        \
    X(evidence, e->evidence = (rh_strs){0})

#define FUNCTION(name, change) static void change_##name(rh_entry *e) { change; }
CHANGES(FUNCTION)
SAME(FUNCTION)
#define ROW(name, change) {#name, change_##name},
static const struct { const char *name; void (*change)(rh_entry *e); } changes[] = {CHANGES(ROW)}, same[] = {SAME(ROW)};
enum { N_CHANGES = sizeof changes / sizeof *changes, N_SAME = sizeof same / sizeof *same };

static void make_tasks(const rh_task *task)
{
    for (int i = 0; i < 4; i++) tasks[i] = *task;
    tasks[0].action = 0;
    tasks[1].owner = RH_STR("lead");
    tasks[2].has_after = false;
    tasks[3].after.n++;
}

static size_t variants_of(kit_bench *w, void (*change)(rh_entry *e))
{
    rh_register *other = copy_of(w, w->revision.reg);
    rh_entry *entries = RH_NEW_N(&w->keep, other->n_entries, rh_entry);
    memcpy(entries, other->entries, other->n_entries * sizeof *entries);
    change(&entries[0]);
    other->entries = entries;
    const rh_register *const registers[] = {w->revision.reg, other};
    const rh_program *program = kit_bench_compile(w, registers, 2);
    assert_int_equal(program->n_strata, 1);
    return program->strata[0].n_variants;
}

static void variants__are_told_apart_by_whatever_the_core_heeds(void **state)
{
    kit_bench *w = *state;
    make_tasks(&w->revision.reg->entries[0].tasks[0]);
    for (size_t i = 0; i < N_CHANGES; i++) {
        const size_t n = variants_of(w, changes[i].change);
        if (n != w->revision.reg->n_entries + 1) fail_msg("%s: %zu variants", changes[i].name, n);
    }
    for (size_t i = 0; i < N_SAME; i++) {
        const size_t n = variants_of(w, same[i].change);
        if (n != w->revision.reg->n_entries) fail_msg("%s: %zu variants", same[i].name, n);
    }
}

/* ---- strata ---- */

static const rh_register *with_file(kit_bench *w, const char *path, const char *new_path, bool has_other_root)
{
    rh_register *copy = copy_of(w, w->revision.reg);
    rh_register_file *files = RH_NEW_N(&w->keep, copy->n_files, rh_register_file);
    memcpy(files, copy->files, copy->n_files * sizeof *files);
    for (size_t i = 0; i < copy->n_files; i++) {
        if (!rh_str_eq(files[i].path, rh_str_of(path))) continue;
        files[i].path = rh_str_of(new_path);
        if (has_other_root) files[i].root = files[i].root->pairs[0].value;
    }
    copy->files = files;
    return copy;
}

static const rh_register *without_last_file(kit_bench *w)
{
    rh_register *copy = copy_of(w, w->revision.reg);
    copy->n_files--;
    return copy;
}

static const rh_register *with_calendar(kit_bench *w, const rh_calendar_spec *spec)
{
    rh_register *copy = copy_of(w, w->revision.reg);
    assert_int_equal(rh_calendar_make(&copy->calendar, &w->keep, spec, NULL), RH_OK);
    return copy;
}

static void strata__are_told_apart_by_any_file_of_the_core(void **state)
{
    kit_bench *w = *state;
    static const int64_t holidays[] = {20089};
    const rh_calendar_spec utc = {.zone = rh_zone_utc(), .open_s = 32400, .close_s = 61200, .weekdays = {false, true},
                                  .holidays = holidays, .n_holidays = 1};
    const struct { const char *what; const rh_register *reg; bool is_same; } cases[] = {
        {"itself", w->revision.reg, true},
        {"a copy", copy_of(w, w->revision.reg), true},
        {"another schema", with_file(w, "schema.yaml", "schema.yaml", true), false},
        {"a file by another name", with_file(w, "tiers.yaml", "tiers2.yaml", false), false},
        {"a file less", without_last_file(w), false},
        {"another calendar", with_calendar(w, &utc), false},
        {"another entry", with_file(w, "register/E1.yaml", "register/E1.yaml", true), true},
        {"a file that the core does not read", with_file(w, "tiers.yaml", "gate.yaml", false), false},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        if (rh_program__same_stratum(w->revision.reg, cases[i].reg) != cases[i].is_same) fail_msg("%s", cases[i].what);
        if (rh_program__same_stratum(cases[i].reg, w->revision.reg) != cases[i].is_same) fail_msg("%s", cases[i].what);
    }
}

/* ---- policies ---- */

static rh_register *with_policy(kit_bench *w, const rh_register *reg, void (*change)(rh_policy *p, rh_policy_value *values))
{
    rh_register *copy = copy_of(w, reg);
    rh_policy_value *values = RH_NEW_N(&w->keep, reg->policy.n_values, rh_policy_value);
    memcpy(values, reg->policy.values, reg->policy.n_values * sizeof *values);
    copy->policy.values = values;
    change(&copy->policy, values);
    return copy;
}

static void set(rh_policy_value *values, const char *name, rh_value value)
{
    while (!rh_str_eq(values->name, rh_str_of(name))) values++;
    values->value = value;
}

#define VALUES(X)                                                                                                      \
    X(none, , 1, 1, 0)                                                                                                 \
    X(condition_reads, set(values, "plan", rh_string(RH_STR("basic"))), 1, 1, 1)                                       \
    X(nobody_reads, set(values, "share", rh_double(0.25)), 1, 1, 0)                                                    \
    X(other_kind, set(values, "share", rh_bool(true)), 1, 1, 0)                                                        \
    X(one_less, p->values++; p->n_values--, 1, 1, 0)                                                                   \
    X(other_word, p->lanes.n = 0, 1, 1, 0)                                                                             \
    X(materiality, p->materiality = 1, 1, 2, 0)                                                                        \
    X(follow_up, p->follow_up_days = 1, 1, 1, 0)                                                                       \
    X(no_approval, p->has_approval_valid = false, 1, 2, 0)                                                             \
    X(other_approval, p->approval_valid.n++, 1, 2, 0)                                                                  \
    X(segment, p->segment = RH_NONE, 2, 1, 0)                                                                          \
    X(dual_amount, p->dual_amount = RH_NONE, 2, 1, 0)                                                                  \
    X(dual_actions, p->n_dual_actions = 0, 2, 1, 0)

#define POLICY_FUNCTION(name, change, n_strata, n_cores, n_more) \
    static void policy_##name(rh_policy *p, rh_policy_value *values) { (void)p, (void)values; change; }
VALUES(POLICY_FUNCTION)

static const struct {
    const char *name;
    void (*change)(rh_policy *p, rh_policy_value *values);
    size_t n_strata, n_cores; /* of the first */
    size_t n_more;            /* variants */
} policies[] = {
#define POLICY_ROW(name, change, n_strata, n_cores, n_more) {#name, policy_##name, n_strata, n_cores, n_more},
    VALUES(POLICY_ROW)
};

static void strata__hold_policies_that_differ_where_conditions_read(void **state)
{
    kit_bench *w = *state;
    const rh_register *reg = w->revision.reg;
    for (size_t i = 0; i < sizeof policies / sizeof *policies; i++) {
        const rh_register *registers[] = {reg, with_policy(w, reg, policies[i].change), reg};
        const rh_program *program = kit_bench_compile(w, registers, 3);
        if (program->n_strata != policies[i].n_strata) fail_msg("%s: %zu strata", policies[i].name, program->n_strata);
        if (program->strata[0].cores.n != policies[i].n_cores)
            fail_msg("%s: %zu cores", policies[i].name, program->strata[0].cores.n);
        assert_true(program->stratum_of[2] == 0 && program->core_of[2] == 0);
        const size_t n = program->strata[0].n_variants;
        if (n != reg->n_entries + policies[i].n_more) fail_msg("%s: %zu variants", policies[i].name, n);
    }
}

/* Equal where the condition reads, other where it does not. */
static void variants__are_one_under_policies_that_they_cannot_tell_apart(void **state)
{
    kit_bench *w = *state;
    const rh_register *reg = w->revision.reg, *basic = with_policy(w, reg, policy_condition_reads);
    const rh_register *registers[] = {reg, basic, with_policy(w, reg, policy_nobody_reads),
                                      with_policy(w, basic, policy_nobody_reads), copy_of(w, basic)};
    const rh_program *program = kit_bench_compile(w, registers, 5);
    assert_int_equal(program->n_strata, 1);
    assert_int_equal(program->strata[0].policies.n, 4);
    assert_int_equal(program->strata[0].n_variants, reg->n_entries + 1);
    assert_true(rh_program_shares(basic, registers[4]));
    assert_false(rh_program_shares(reg, basic));
}

/* A file of the core that names a value, as E2 does. */
static void cores__are_told_apart_by_a_value_that_the_core_reads(void **state)
{
    kit_bench *w = *state;
    rh_register *reg = copy_of(w, w->revision.reg);
    rh_register_file *files = RH_NEW_N(&w->keep, reg->n_files, rh_register_file);
    memcpy(files, reg->files, reg->n_files * sizeof *files);
    const rh_node *names_plan = reg->entries[rh_register_entry(reg, RH_STR("E2"))].node;
    for (size_t i = 0; i < reg->n_files; i++)
        if (rh_str_eq(files[i].path, RH_STR("tiers.yaml"))) files[i].root = names_plan;
    reg->files = files;
    assert_true(rh_program__same_stratum(reg, with_policy(w, reg, policy_condition_reads)));
    assert_false(rh_program__same_core(reg, with_policy(w, reg, policy_condition_reads)));
    assert_true(rh_program__same_core(reg, with_policy(w, reg, policy_nobody_reads)));
}

static void policies__are_read_by_what_holds_the_name(void **state)
{
    (void)state;
    static const struct { const char *text; bool may; } cases[] = {
        {"crm.value > policy.plan", true},    {"policy.plan", true},           {"policy . plan == 1", true},
        {"policy // why\n  .plan > 1", true}, {"policy.plan_b > 1", false},    {"policy.my_plan > 1", false},
        {"crm.plan == \"pro\"", false},       {"policy.x && crm.plan", true},  {"policy.plans || policy.plan", true},
        {"", false},                          {"policy", false}};
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++)
        if (rh_program__may_read(rh_str_of(cases[i].text), RH_STR("plan")) != cases[i].may)
            fail_msg("%s", cases[i].text);
}

/* Covers: R10 */
static void program__derived_fields_go_in_no_circle(void **state)
{
    kit_bench *w = *state;
    static const struct { const char *derived; rh_code code; } cases[] = {
        {"crm.value * 2", RH_OK}, {"crm.double", RH_DERIVED_CYCLE}, {"crm.double + crm.value", RH_DERIVED_CYCLE}};
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        rh_register *reg = copy_of(w, w->revision.reg);
        rh_field *fields = RH_NEW_N(&w->keep, reg->n_fields, rh_field);
        const rh_program *program = NULL;
        rh_diags diags;
        memcpy(fields, reg->fields, reg->n_fields * sizeof *fields);
        fields[rh_register_field(reg, RH_STR("crm.double"))].derived.text = rh_str_of(cases[i].derived);
        reg->fields = fields;
        const rh_register *const registers[] = {reg};
        rh_diags_init(&diags, &w->keep);
        const rh_code code = rh_program_compile(&program, &w->keep, registers, 1, &w->lender.lent, &diags);
        if (code != cases[i].code) fail_msg("%s: %s", cases[i].derived, rh_code_name(code));
    }
}

static void program__takes_no_more_lanes_than_it_has_room_for(void **state)
{
    kit_bench *w = *state;
    static const rh_register *registers[RH_LIMIT_LANES + 1];
    const rh_program *program = NULL;
    rh_diags diags;
    rh_diags_init(&diags, &w->keep);
    for (size_t i = 0; i <= RH_LIMIT_LANES; i++) registers[i] = w->revision.reg;
    assert_int_equal(rh_program_lanes(kit_bench_compile(w, registers, RH_LIMIT_LANES)), RH_LIMIT_LANES);
    assert_int_equal(rh_program_compile(&program, &w->keep, registers, RH_LIMIT_LANES + 1, &w->lender.lent, &diags),
                     RH_LANES);
    assert_int_equal(diags.n_errors, 1);
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(variants__are_told_apart_by_whatever_the_core_heeds),
                                       cmocka_unit_test(strata__are_told_apart_by_any_file_of_the_core),
                                       cmocka_unit_test(strata__hold_policies_that_differ_where_conditions_read),
                                       cmocka_unit_test(variants__are_one_under_policies_that_they_cannot_tell_apart),
                                       cmocka_unit_test(cores__are_told_apart_by_a_value_that_the_core_reads),
                                       cmocka_unit_test(policies__are_read_by_what_holds_the_name),
                                       cmocka_unit_test(program__derived_fields_go_in_no_circle),
                                       cmocka_unit_test(program__takes_no_more_lanes_than_it_has_room_for)};
    return cmocka_run_group_tests(tests, set_up, tear_down);
}
