/* Mutants: each operator on conditions and clauses written by hand; equivalence; the register that a mutant makes. */
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>

#include <cmocka.h>

#include "engine/mutate/mutate.h"
#include "tests/kit/bench.h"
#include "tests/kit/plain_json.h"

#include <stdio.h>

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

static rh_mutants mutants_of(kit_bench *w, const rh_register *reg)
{
    const rh_program *program;
    rh_mutants all;
    rh_err err;
    rh_diags diags;
    rh_diags_init(&diags, &w->keep);
    if (rh_program_compile(&program, &w->keep, &reg, 1, &w->lender.lent, &diags) != RH_OK)
        fail_msg("%s", diags.errors[0].text);
    assert_int_equal(rh_mutants_make(&all, &w->keep, program, 0, &err), RH_OK);
    return all;
}

/* The register with one entry, whose condition is this text. */
static const rh_register *with_condition(kit_bench *w, rh_str when)
{
    rh_register *reg = RH_NEW(&w->keep, rh_register);
    rh_entry *entry = RH_NEW(&w->keep, rh_entry);
    *reg = *w->revision.reg;
    *entry = reg->entries[0];
    entry->when.text = when;
    reg->entries = entry;
    reg->n_entries = 1;
    return reg;
}

/* Those of the condition, a line each as the data has them. Shifted task clocks are no part of the condition. */
static rh_str condition_lines(kit_bench *w, rh_str when)
{
    const rh_mutants all = mutants_of(w, with_condition(w, when));
    rh_buf lines;
    rh_buf_init(&lines, &w->keep, 1 << 20);
    for (size_t i = 0; i < all.n; i++) {
        const rh_mutant *m = &all.at[i];
        if (m->changed == NULL || m->changed->when.text.ptr == when.ptr) continue;
        rh_buf_printf(&lines, "%s %.*s%s\n", rh_mutation_name(m->op), RH_ARG(m->changed->when.text),
                      m->is_equivalent ? " =" : "");
    }
    return rh_buf_str(&lines);
}

static rh_str line_at(rh_str text, size_t *at)
{
    const rh_str rest = rh_str_slice(text, *at, text.len);
    const size_t end = rh_str_find(rest, RH_STR("\n"));
    const rh_str line = rh_str_slice(rest, 0, end == SIZE_MAX ? rest.len : end);
    *at += line.len + 1;
    return line;
}

static void assert_text(rh_str got, rh_str want, rh_str of)
{
    if (!rh_str_eq(got, want))
        fail_msg("%.*s\ngot:\n%.*s\nwant:\n%.*s", RH_ARG(of), RH_ARG(got), RH_ARG(want));
}

static void mutants__of_conditions_are_those_written_by_hand(void **state)
{
    kit_bench *w = *state;
    const rh_str data = kit_read_file(&w->keep, "tests/data/mutate/conditions.txt");
    size_t n_cases = 0, at = 0;
    rh_str when = rh_str_null();
    rh_buf want;
    rh_buf_init(&want, &w->keep, 1 << 20);
    while (at <= data.len) {
        const rh_str line = line_at(data, &at);
        const bool begins = rh_str_starts(line, RH_STR("when "));
        if ((begins || at > data.len) && when.ptr != NULL) {
            assert_text(condition_lines(w, when), rh_buf_str(&want), when);
            n_cases++;
        }
        if (begins) {
            when = rh_str_slice(line, 5, line.len);
            rh_buf_clear(&want);
        } else if (line.len > 0 && line.ptr[0] != '#') {
            rh_buf_printf(&want, "%.*s\n", RH_ARG(line));
        }
    }
    assert_true(n_cases >= 20);
}

/* ---- clauses ---- */

static rh_str clause_lines(kit_bench *w, const rh_register *reg)
{
    const rh_mutants all = mutants_of(w, reg);
    rh_buf lines;
    rh_buf_init(&lines, &w->keep, 1 << 20);
    for (size_t i = 0; i < all.n; i++) {
        const rh_mutant *m = &all.at[i];
        rh_buf_printf(&lines, "%.*s %s %u:%u%s %.*s\n", RH_ARG(reg->entries[m->entry].id), rh_mutation_name(m->op),
                      m->span.line, m->span.col, m->is_equivalent ? " =" : "",
                      RH_ARG(rh_str_slice(m->says, sizeof "nobody would notice if " - 1, m->says.len)));
        assert_true(rh_str_starts(m->says, RH_STR("nobody would notice if ")));
    }
    return rh_buf_str(&lines);
}

static void mutants__of_entries_name_their_clause_and_say_what_is_wrong(void **state)
{
    kit_bench *w = *state;
    const rh_str want = kit_read_file(&w->keep, "tests/data/mutate/entries.txt");
    assert_text(clause_lines(w, w->revision.reg), want, RH_STR("tests/data/small"));
}

static const rh_mutant *only(const rh_mutants *all, rh_mutation op)
{
    const rh_mutant *found = NULL;
    for (size_t i = 0; i < all->n; i++)
        if (all->at[i].op == op) found = &all->at[i];
    return found;
}

static void mutants__of_like_reviewers_are_equivalent(void **state)
{
    kit_bench *w = *state;
    rh_register *reg = RH_NEW(&w->keep, rh_register);
    rh_entry *entry = RH_NEW(&w->keep, rh_entry);
    *reg = *w->revision.reg;
    *entry = reg->entries[0];
    entry->backup = entry->escalation;
    reg->entries = entry;
    reg->n_entries = 1;
    const rh_mutants all = mutants_of(w, reg);
    size_t n_equivalent = 0, n_routes = 0;
    for (size_t i = 0; i < all.n; i++) {
        n_equivalent += all.at[i].is_equivalent;
        n_routes += all.at[i].op == RH_MUTATION_ROUTE;
    }
    assert_int_equal(n_routes, 2);
    assert_int_equal(n_equivalent, 1);
}

/* What no state, tier or rule is left for is not mutated. */
static void mutants__are_not_made_where_nothing_is_left_to_take(void **state)
{
    kit_bench *w = *state;
    rh_register *reg = RH_NEW(&w->keep, rh_register);
    rh_entry *entry = RH_NEW(&w->keep, rh_entry);
    *reg = *w->revision.reg;
    *entry = reg->entries[0];
    entry->sla = 1;
    entry->clears = RH_CLEARS_DATA;
    entry->segments = (rh_strs){0};
    entry->window.last = entry->window.first;
    reg->entries = entry;
    reg->n_entries = 1;
    const rh_mutants all = mutants_of(w, reg);
    assert_null(only(&all, RH_MUTATION_SLA));
    assert_null(only(&all, RH_MUTATION_CLR));
    assert_null(only(&all, RH_MUTATION_SEG));
    assert_null(only(&all, RH_MUTATION_WIN));
}

static void mutants__make_registers_that_differ_in_their_entry_alone(void **state)
{
    kit_bench *w = *state;
    const rh_register *reg = w->revision.reg, *made;
    const rh_mutants all = mutants_of(w, reg);
    rh_err err;
    for (size_t i = 0; i < all.n; i++) {
        const rh_mutant *m = &all.at[i];
        assert_int_equal(rh_mutant_register(&made, &w->keep, reg, m, &err), RH_OK);
        assert_int_equal(made->n_entries, reg->n_entries - (m->op == RH_MUTATION_DEL));
        const uint32_t at = rh_register_entry(made, reg->entries[m->entry].id);
        assert_int_equal(at == RH_NONE, m->op == RH_MUTATION_DEL);
        const uint32_t other = rh_register_entry(made, reg->entries[1 - m->entry].id);
        assert_memory_equal(&made->entries[other], &reg->entries[1 - m->entry], sizeof(rh_entry));
    }
}

/* Covers: M8 */
static void mutants__of_a_hostile_condition_meet_their_budget(void **state)
{
    kit_bench *w = *state;
    const rh_program *program;
    rh_mutants all;
    rh_err err;
    rh_diags diags;
    rh_buf when;
    rh_diags_init(&diags, &w->keep);
    rh_buf_init(&when, &w->keep, 1 << 20);
    for (int i = 0; i < 2400; i++) rh_buf_printf(&when, "%scrm.value == %d", i > 0 ? " || " : "", i);
    const rh_register *reg = with_condition(w, rh_buf_str(&when));
    assert_int_equal(rh_program_compile(&program, &w->keep, &reg, 1, &w->lender.lent, &diags), RH_OK);
    assert_int_equal(rh_mutants_make(&all, &w->keep, program, 0, &err), RH_MUTANTS);
    assert_string_equal(rh_code_id(err.code), "RH-0370");
    assert_int_equal(err.span.line, 1);
    assert_true(w->keep.held_bytes < (size_t)1 << 30);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(mutants__of_conditions_are_those_written_by_hand, set_up, tear_down),
        cmocka_unit_test_setup_teardown(mutants__of_entries_name_their_clause_and_say_what_is_wrong, set_up, tear_down),
        cmocka_unit_test_setup_teardown(mutants__of_like_reviewers_are_equivalent, set_up, tear_down),
        cmocka_unit_test_setup_teardown(mutants__are_not_made_where_nothing_is_left_to_take, set_up, tear_down),
        cmocka_unit_test_setup_teardown(mutants__of_a_hostile_condition_meet_their_budget, set_up, tear_down),
        cmocka_unit_test_setup_teardown(mutants__make_registers_that_differ_in_their_entry_alone, set_up, tear_down),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
