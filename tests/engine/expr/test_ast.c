/* Trees: when two are the same, and paths that are too long for one. */
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>

#include "engine/expr/syntax/ast.h"
#include "tests/kit/expr_world.h"

/* Each differs from its neighbours in one thing. */
static const char *const texts[] = {
    "a", "b", ".a", "1", "2", "1u", "1.0", "'1'", "b'1'", "null", "true", "a + b", "a - b", "b + a", "-a",
    "a.b", "a.c", "a.?b", "has(a.b)", "a[b]", "a[?b]", "f(a)", "f(a, b)", "g(a)", "a.f()",
    "a.f(b)", "[a]", "[?a]", "[a, b]", "[?a, b]", "[a, ?b]", "[]", "{}", "{a: b}", "{?a: b}", "{a: b, b: a}",
    "a.all(x, x)", "a.all(y, y)", "a.exists(x, x)", "a.all(x, y, x)", "a.all(x, z, x)", "a.map(x, x)", "a.map(x, x, x)",
    "a ? b : a", "a && b", "a && b && a", "cel.bind(x, a, x)", "cel.bind(y, a, y)"};
enum { N = sizeof texts / sizeof *texts };

static const rh_ast *parsed(rh_arena *keep, rh_str text)
{
    const rh_ast *ast = NULL;
    rh_diags diags;
    rh_diags_init(&diags, keep);
    if (rh_ast_parse(&ast, keep, text, NULL, &diags) != RH_OK) fail_msg("%.*s: %s", RH_ARG(text), diags.errors[0].text);
    return ast;
}

static void ast__same_sees_every_difference(void **state)
{
    (void)state;
    kit_world w;
    const rh_ast *a[N], *b[N];
    kit_world_init(&w);
    for (size_t i = 0; i < N; i++) {
        a[i] = parsed(&w.keep, rh_str_of(texts[i]));
        b[i] = parsed(&w.keep, rh_str_of(texts[i]));
    }
    for (size_t i = 0; i < N; i++)
        for (size_t k = 0; k < N; k++)
            if (rh_ast_same(a[i]->root, b[k]->root) != (i == k)) fail_msg("%s and %s", texts[i], texts[k]);
    kit_world_dispose(&w);
}

/* A path longer than any name may be is none: said where it stands, never cut. */
static void ast__a_path_that_is_too_long_is_an_unknown_name(void **state)
{
    (void)state;
    static const struct { size_t n; const char *behind; } cases[] = {
        {100, ".b == 1"}, {250, ".b == 1"}, {254, ".abs(1) == 1"}, {255, ".abs(1) == 1"}, {511, " == 1"},
        {512, " == 1"}, {511, ".b == 1"}, {600, ".b.c == 1"}, {600, ".abs(1) == 1"}};
    kit_world w;
    kit_world_init(&w);
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        rh_buf text;
        rh_diags diags;
        rh_pool *pool = NULL;
        rh_expr root = RH_EXPR_NONE;
        rh_diags_init(&diags, &w.keep);
        rh_buf_init(&text, &w.keep, 1000);
        for (size_t k = 0; k < cases[i].n; k++) rh_buf_byte(&text, 'a');
        rh_buf_put(&text, rh_str_of(cases[i].behind));
        const rh_code code = kit_world_load(&w, &pool, &root, rh_buf_str(&text), NULL, &diags);
        assert_true(code == RH_EXPR_NAME || code == RH_EXPR_FUNCTION);
        assert_int_equal(diags.errors[0].span.col, 1);
    }
    kit_world_dispose(&w);
}

static void ast__a_text_is_closed_in_its_line(void **state)
{
    (void)state;
    kit_world w;
    rh_diags diags;
    const rh_ast *ast = NULL;
    kit_world_init(&w);
    rh_diags_init(&diags, &w.keep);
    assert_int_equal(rh_ast_parse(&ast, &w.keep, RH_STR("1 + \n'a\nb'"), NULL, &diags), RH_EXPR_SYNTAX);
    assert_int_equal(diags.errors[0].span.line, 2);
    assert_int_equal(rh_ast_parse(&ast, &w.keep, RH_STR("'a\rb'"), NULL, &diags), RH_EXPR_SYNTAX);
    const rh_ast *plain = parsed(&w.keep, RH_STR("1+2")),
                 *spaced = parsed(&w.keep, RH_STR("\t1\r\n+\f2 // three\n")),
                 *triple = parsed(&w.keep, RH_STR("'''a\nb\r'''"));
    assert_true(rh_ast_same(plain->root, spaced->root));
    assert_true(rh_str_eq(rh_value_str(triple->root->value), RH_STR("a\nb\n")) ||
                rh_str_eq(rh_value_str(triple->root->value), RH_STR("a\nb\r")));
    kit_world_dispose(&w);
}

static void ast__bytes_that_are_no_utf_8_are_refused(void **state)
{
    (void)state;
    kit_world w;
    rh_diags diags;
    const rh_ast *ast = NULL;
    kit_world_init(&w);
    rh_diags_init(&diags, &w.keep);
    assert_int_equal(rh_ast_parse(&ast, &w.keep, RH_STR("'a\xFF'"), NULL, &diags), RH_EXPR_SYNTAX);
    kit_world_dispose(&w);
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(ast__same_sees_every_difference),
                                       cmocka_unit_test(ast__a_path_that_is_too_long_is_an_unknown_name),
                                       cmocka_unit_test(ast__a_text_is_closed_in_its_line),
                                       cmocka_unit_test(ast__bytes_that_are_no_utf_8_are_refused)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
