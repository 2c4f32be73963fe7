/* Canonical text, on one line and over several: what it says stays the same, and its breaks stand where they should. */
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>

#include <cmocka.h>

#include "engine/expr/expr.h"
#include "engine/expr/syntax/ast.h"
#include "tests/kit/memory.h"

static const rh_ast *parse(rh_arena *arena, rh_str text)
{
    const rh_ast *ast = NULL;
    rh_diags diags;
    rh_diags_init(&diags, arena);
    if (rh_ast_parse(&ast, arena, text, NULL, &diags) != RH_OK)
        fail_msg("%.*s: %s", RH_ARG(text), diags.errors[0].text);
    return ast;
}

static rh_str printed(rh_arena *arena, const rh_ast *ast)
{
    rh_buf out;
    rh_buf_init(&out, arena, 1 << 20);
    rh_ast_print(&out, ast);
    return rh_buf_str(&out);
}

static rh_str laid(rh_arena *arena, const rh_ast *ast, size_t width, size_t taken)
{
    rh_buf out;
    rh_buf_init(&out, arena, 1 << 20);
    rh_ast_lay(&out, ast, width, taken);
    return rh_buf_str(&out);
}

/* One of every kind of node, and what parentheses and spaces could make of them. */
static const char *const texts[] = {
    "a", "a.b.c", "a.`b-c`", ".a.b", "has(a.b)", "a[0]", "a[?0]", "a.?b.c", "1u + 2u", "-1", "-(1)", "(-1).f()", "!a",
    "!!a", "-(-a)", "!(-a == b)", "1.0e300 - 1.5", "r'\\d' + \"\\u202e\\x07\\n\\\"\" + b'\\xff'", "[1, 2, [3, ?a.?b]]",
    "{'a': 1, ?'b': a.?c}", "a ? b : c", "(a ? b : c) ? d : e", "a ? (b ? c : d) : e ? f : g",
    "a || b && c || (d || e)", "a && (b || c) && !(d && e)", "(a && b) && c && (d && (e && f))", "a - b - c",
    "a - (b - c)", "a * (b + c) % d / e",
    "(a < b) == (c in d)", "size(a) + b.size()", "a.exists(x, x.y == 1 && x.z in [1, 2, 3])",
    "a.transformMap(k, v, k == 'x', v + 1)", "a.map(x, x > 0, x * 2)[0].id", "cel.bind(x, a + b, x * x)",
    "optional.of(a).orValue(b)",
    "conflict(contract.plan, order_form.plan, crm.plan) || (present(a.b) && days_since(a.b) >= 14 && !overdue(c.d))",
    "a == \"caf\xc3\xa9\" || b == \"\xf0\x9f\x98\x80\"",
};

static void layout__what_is_printed_reads_back_the_same_at_any_width(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof texts / sizeof *texts; i++) {
        rh_arena arena = kit_arena();
        const rh_ast *ast = parse(&arena, rh_str_of(texts[i]));
        const rh_str flat = printed(&arena, ast);
        const rh_ast *again = parse(&arena, flat);
        if (!rh_ast_same(ast->root, again->root)) fail_msg("%s prints as %.*s", texts[i], RH_ARG(flat));
        assert_true(rh_str_eq(flat, printed(&arena, again)));
        for (size_t width = 0; width <= 120; width++) {
            const rh_str text = laid(&arena, ast, width, width % 7);
            const rh_ast *of_lines = parse(&arena, text);
            if (!rh_ast_same(ast->root, of_lines->root))
                fail_msg("%s lays at %zu as %.*s", texts[i], width, RH_ARG(text));
            assert_true(rh_str_eq(text, laid(&arena, of_lines, width, width % 7)));
        }
        assert_true(rh_str_eq(flat, laid(&arena, ast, SIZE_MAX, 0)));
        rh_arena_dispose(&arena);
    }
}

static const struct {
    size_t width, taken;
    const char *text, *want;
} layouts[] = {
    {20, 0, "aaa && bbb", "aaa && bbb"},
    {10, 0, "aaa && bbb", "aaa && bbb"},
    {9, 0, "aaa && bbb", "aaa\n&& bbb"},
    {10, 1, "aaa && bbb", "aaa\n&& bbb"},
    {14, 0, "aaa || bbb && ccc", "aaa\n|| (bbb\n    && ccc)"},
    {18, 0, "aaa || bbb && ccc", "aaa\n|| (bbb && ccc)"},
    {12, 0, "!(aaa && bbb)", "!(aaa\n  && bbb)"},
    {12, 0, "aaa ? bbbb : cccc", "aaa ? bbbb\n: cccc"},
    {9, 0, "aaa ? bbbb : cccc", "aaa\n? bbbb\n: cccc"},
    {12, 0, "a ? b : c ? d : eeeee", "a ? b\n: c ? d\n: eeeee"},
    {12, 0, "aaa + bbb - ccc", "aaa\n+ bbb\n- ccc"},
    {12, 0, "f(aaaa, bbbb, c)", "f(aaaa,\n  bbbb,\n  c)"},
    {16, 0, "x in ['aaaa', 'bbbb']", "x in [\"aaaa\",\n      \"bbbb\"]"},
    {24, 0, "list.exists(x, x == 1 && y)", "list.exists(x, x == 1\n               && y)"},
    {16, 0, "list.filter(x, x)[0].id", "list.filter(x, x)[0].id"},
};

static void layout__breaks_at_the_outermost_joint_first(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof layouts / sizeof *layouts; i++) {
        rh_arena arena = kit_arena();
        const rh_str got = laid(&arena, parse(&arena, rh_str_of(layouts[i].text)), layouts[i].width, layouts[i].taken);
        if (!rh_str_eq(got, rh_str_of(layouts[i].want)))
            fail_msg("%s at %zu:\n%.*s\nnot\n%s", layouts[i].text, layouts[i].width, RH_ARG(got), layouts[i].want);
        rh_arena_dispose(&arena);
    }
}

static void print__what_cannot_be_seen_stands_as_its_number(void **state)
{
    (void)state;
    rh_arena arena = kit_arena();
    const rh_str got = printed(&arena, parse(&arena, RH_STR("'\\u202e\\U000e0041\\uffff\\u0085' + '\\u00e9'")));
    /* Covers: R9 */
    assert_true(rh_str_eq(got, RH_STR("\"\\u202e\\U000e0041\\uffff\\u0085\" + \"\xc3\xa9\"")));
    rh_arena_dispose(&arena);
}

static void comment__is_found_outside_texts_alone(void **state)
{
    (void)state;
    rh_arena arena = kit_arena();
    assert_true(rh_ast_has_comment(RH_STR("a // why\n && b"), &arena));
    assert_true(rh_ast_has_comment(RH_STR("a && b // why"), &arena));
    assert_true(rh_ast_has_comment(RH_STR("// why\na"), &arena));
    assert_false(rh_ast_has_comment(RH_STR("a == 'http://x' && r\"//\" != b / c"), &arena));
    rh_arena_dispose(&arena);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(layout__what_is_printed_reads_back_the_same_at_any_width),
        cmocka_unit_test(layout__breaks_at_the_outermost_joint_first),
        cmocka_unit_test(print__what_cannot_be_seen_stands_as_its_number),
        cmocka_unit_test(comment__is_found_outside_texts_alone),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
