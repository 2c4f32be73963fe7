/* Conditions in plain English: each line of cases/words.tsv is an expression, a tab and its words. `= ` before it says
 * that no truth is wanted where it stands. */
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>

#include "tests/kit/expr_world.h"
#include "tests/kit/plain_json.h"

static void check_line(kit_world *w, rh_str line, unsigned number, unsigned *n_failed)
{
    const bool is_value = rh_str_starts(line, RH_STR("= "));
    if (is_value) line = rh_str_slice(line, 2, line.len);
    const size_t tab = rh_str_find(line, RH_STR("\t"));
    const rh_ast *ast = NULL;
    rh_diags diags;
    rh_buf out;
    rh_diags_init(&diags, &w->keep);
    rh_buf_init(&out, &w->keep, 1 << 16);
    assert_int_equal(rh_ast_parse(&ast, &w->keep, rh_str_slice(line, 0, tab), NULL, &diags), RH_OK);
    rh_expr_words(&out, ast, &w->env, !is_value);
    if (rh_str_eq(rh_buf_str(&out), rh_str_slice(line, tab + 1, line.len))) return;
    print_error("words.tsv:%u: %.*s\n  says: %.*s\n", number, RH_ARG(rh_str_slice(line, 0, tab)),
                RH_ARG(rh_buf_str(&out)));
    (*n_failed)++;
}

static void words__say_what_a_condition_asks(void **state)
{
    (void)state;
    kit_world w;
    kit_world_init(&w);
    unsigned n_failed = 0, number = 0, n = 0;
    rh_name *names = RH_NEW_N(&w.keep, w.env.n_names, rh_name);
    memcpy(names, w.env.names, w.env.n_names * sizeof *names);
    names[kit_world_slot(&w, "f.string")].title = RH_STR("CRM plan");
    names[kit_world_slot(&w, "g.string")].title = RH_STR("contract plan");
    names[kit_world_slot(&w, "f.at")].title = RH_STR("kickoff");
    names[kit_world_slot(&w, "f.rows")].title = RH_STR("customer tasks");
    w.env.names = names;
    rh_str rest = kit_read_file(&w.keep, "tests/engine/expr/cases/words.tsv");
    while (rest.len > 0) {
        const size_t end = rh_str_find(rest, RH_STR("\n"));
        const rh_str line = rh_str_slice(rest, 0, end);
        number++;
        if (line.len > 0 && line.ptr[0] != '#') check_line(&w, line, number, &n_failed), n++;
        rest = end == SIZE_MAX ? rh_str_null() : rh_str_slice(rest, end + 1, rest.len);
    }
    assert_int_equal(n_failed, 0);
    assert_true(n > 40);
    kit_world_dispose(&w);
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(words__say_what_a_condition_asks)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
