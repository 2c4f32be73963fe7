/* Every limit of the language at its edge: one below, the limit, one above. And no memory, at every allocation. */
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>

#include "engine/base/limits.h"
#include "tests/kit/expr_world.h"
#include "tests/kit/memory.h"

#include <stdio.h>

static kit_world world;

static int set_up(void **state)
{
    (void)state;
    kit_world_init(&world);
    return 0;
}

static int tear_down(void **state)
{
    (void)state;
    kit_world_dispose(&world);
    return 0;
}

/* before, then n times `repeat` with commas when asked, then after. */
static rh_str repeated(const char *before, const char *repeat, size_t n, const char *between, const char *after)
{
    rh_buf text;
    rh_buf_init(&text, &world.keep, 1 << 22);
    rh_buf_put(&text, rh_str_of(before));
    for (size_t i = 0; i < n; i++) {
        if (i > 0) rh_buf_put(&text, rh_str_of(between));
        rh_buf_put(&text, rh_str_of(repeat));
    }
    rh_buf_put(&text, rh_str_of(after));
    return rh_buf_str(&text);
}

static rh_str concat(rh_str a, rh_str b)
{
    rh_buf text;
    rh_buf_init(&text, &world.keep, 1 << 22);
    rh_buf_put(&text, a);
    rh_buf_put(&text, b);
    return rh_buf_str(&text);
}

static rh_code parse(rh_str text)
{
    const rh_ast *ast = NULL;
    rh_diags diags;
    rh_diags_init(&diags, &world.keep);
    return rh_ast_parse(&ast, &world.keep, text, NULL, &diags);
}

static rh_code load(rh_pool **pool, rh_expr *root, rh_str text)
{
    rh_diags diags;
    rh_diags_init(&diags, &world.keep);
    return kit_world_load(&world, pool, root, text, NULL, &diags);
}

static rh_value evaluate(rh_str text)
{
    rh_pool *pool = NULL;
    rh_expr root = RH_EXPR_NONE;
    assert_int_equal(load(&pool, &root, text), RH_OK);
    rh_arena_reset(&world.scratch);
    return rh_pool_eval(pool, root, &world.ev);
}

static void assert_budget(rh_value v)
{
    assert_int_equal(v.kind, RH_UNDECIDED);
    assert_int_equal(v.cause, RH_CAUSE_BUDGET);
}

static rh_str parentheses(size_t n)
{
    return concat(repeated("", "(", n, "", "1"), repeated("", ")", n, "", ""));
}

static void limits__depth(void **state)
{
    (void)state;
    /* Covers: E6 */
    assert_int_equal(parse(parentheses(RH_LIMIT_DEPTH - 2)), RH_OK);
    assert_int_equal(parse(parentheses(RH_LIMIT_DEPTH - 1)), RH_OK);
    assert_int_equal(parse(parentheses(RH_LIMIT_DEPTH)), RH_EXPR_DEPTH);
    assert_int_equal(parse(repeated("", "!", RH_LIMIT_DEPTH - 2, "", "true")), RH_OK);
    assert_int_equal(parse(repeated("", "!", RH_LIMIT_DEPTH - 1, "", "true")), RH_OK);
    assert_int_equal(parse(repeated("", "!", RH_LIMIT_DEPTH, "", "true")), RH_EXPR_DEPTH);
    assert_int_equal(parse(repeated("", "1", RH_LIMIT_DEPTH, " + ", "")), RH_OK);
    assert_int_equal(parse(repeated("", "1", RH_LIMIT_DEPTH + 1, " + ", "")), RH_EXPR_DEPTH);
    assert_int_equal(parse(repeated("", "[", 100000, "", "")), RH_EXPR_DEPTH);
    assert_int_equal(parse(repeated("", "true ? true : ", RH_LIMIT_DEPTH, "", "true")), RH_EXPR_DEPTH);
    assert_int_equal(rh_code_class(RH_EXPR_DEPTH), RH_CLASS_LIMIT);
}

static void limits__nodes(void **state)
{
    (void)state;
    /* Covers: E6 */
    assert_int_equal(parse(repeated("[", "1", RH_LIMIT_EXPR_NODES - 2, ",", "]")), RH_OK);
    assert_int_equal(parse(repeated("[", "1", RH_LIMIT_EXPR_NODES - 1, ",", "]")), RH_OK);
    assert_int_equal(parse(repeated("[", "1", RH_LIMIT_EXPR_NODES, ",", "]")), RH_EXPR_NODES);
    /* A chain of && is one node whatever its length, so only the number of nodes limits it. */
    assert_int_equal(parse(repeated("", "true", RH_LIMIT_EXPR_NODES - 1, "&&", "")), RH_OK);
    assert_int_equal(parse(repeated("", "true", RH_LIMIT_EXPR_NODES, "&&", "")), RH_EXPR_NODES);
}

static void give_list(size_t n)
{
    rh_value *at = RH_NEW_N(&world.keep, n, rh_value);
    for (size_t i = 0; i < n; i++) at[i] = rh_string(RH_STR("a"));
    world.slots[kit_world_slot(&world, "f.list")] = rh_list(at, n);
}

static void limits__cost(void **state)
{
    (void)state;
    /* Covers: E7: the macro and its list cost one each, each round three. */
    const size_t most = (RH_LIMIT_EXPR_COST - 2) / 3;
    const rh_str all = RH_STR("f.list.all(x, x != \"b\")");
    give_list(most - 1);
    assert_true(rh_value_is_true(evaluate(all)));
    give_list(most);
    assert_true(rh_value_is_true(evaluate(all)));
    assert_int_equal(world.ev.cost, 2 + 3 * most);
    give_list(most + 1);
    assert_budget(evaluate(all));
    /* Nothing absorbs a spent budget, and the next evaluation has its own. */
    assert_budget(evaluate(RH_STR("f.list.all(x, x != \"b\") || true")));
    assert_budget(evaluate(RH_STR("f.list.all(x, x != \"b\") ? 1 : 2")));
    assert_true(rh_value_is_true(evaluate(RH_STR("true || f.list.all(x, x != \"b\")"))));
}

static void give_rows(size_t n)
{
    rh_value *at = RH_NEW_N(&world.keep, n, rh_value);
    const rh_value row = kit_world_value(&world, RH_STR("{\"id\": \"a\", \"status\": \"open\"}"));
    for (size_t i = 0; i < n; i++) at[i] = row;
    world.slots[kit_world_slot(&world, "f.rows")] = rh_list(at, n);
}

/* A batch has no budget of its own: each row of each root has one, and a row that spends it is open. */
static void check_batch_cost(rh_str text, const char *name, void (*give)(size_t n), size_t most)
{
    const uint32_t slot = kit_world_slot(&world, name);
    rh_pool *pool = NULL;
    rh_batch *batch = NULL;
    rh_rows *loaded = NULL;
    rh_expr root = RH_EXPR_NONE;
    rh_value few[KIT_WORLD_SLOTS] = {0}, many[KIT_WORLD_SLOTS] = {0};
    const rh_value *rows[] = {few, many};
    uint64_t is_true = 0, is_open = 0;
    assert_int_equal(load(&pool, &root, text), RH_OK);
    assert_int_equal(rh_batch_new(&batch, &world.keep, pool, &root, 1, NULL), RH_OK);
    for (size_t n = most - 1; n <= most + 1; n++) {
        give(n);
        many[slot] = world.slots[slot];
        assert_int_equal(rh_rows_load(&loaded, &world.keep, batch, rows, 2, NULL), RH_OK);
        rh_batch_eval(batch, &world.ev, loaded, &is_true, &is_open);
        assert_int_equal(is_true, n <= most ? 3 : 1);
        assert_int_equal(is_open, n <= most ? 0 : 2);
    }
}

static void limits__cost_of_a_batch(void **state)
{
    (void)state;
    /* The macro and its list cost one each, each round three; one with a member four. */
    check_batch_cost(RH_STR("f.list.all(x, x != \"b\")"), "f.list", give_list, (RH_LIMIT_EXPR_COST - 2) / 3);
    const rh_str loop = RH_STR("f.rows.all(r, r.status == \"open\")");
    check_batch_cost(loop, "f.rows", give_rows, (RH_LIMIT_EXPR_COST - 2) / 4);
    /* A loop that stands three times costs three times as much, though a batch runs it once. */
    const rh_str thrice = concat(loop, concat(RH_STR(" && "), concat(loop, concat(RH_STR(" && "), loop))));
    check_batch_cost(thrice, "f.rows", give_rows, (RH_LIMIT_EXPR_COST - 1 - 3 * 2) / (3 * 4));
    check_batch_cost(RH_STR("f.rows.all(r, !(r.status == \"done\") && (r.size == 1 || r.id == \"a\"))"), "f.rows",
                     give_rows, (RH_LIMIT_EXPR_COST - 2) / 15);
}

static void limits__budget_of_the_caller(void **state)
{
    (void)state;
    const rh_str text = RH_STR("f.list.exists(x, x == \"b\") || f.list.size() == 4");
    give_list(4);
    assert_true(rh_value_is_true(evaluate(text)));
    const uint64_t cost = world.ev.cost;
    world.ev.budget = cost - 1;
    assert_budget(evaluate(text));
    world.ev.budget = cost;
    assert_true(rh_value_is_true(evaluate(text)));
    world.ev.budget = cost + 1;
    assert_true(rh_value_is_true(evaluate(text)));
    world.ev.budget = 0;
}

static void limits__text_made(void **state)
{
    (void)state;
    /* Covers: E10 */
    const size_t half = RH_LIMIT_EXPR_TEXT / 2;
    world.slots[kit_world_slot(&world, "f.string")] = rh_string(repeated("", "x", half, "", ""));
    world.slots[kit_world_slot(&world, "g.string")] = rh_string(repeated("", "x", half - 1, "", ""));
    assert_int_equal(evaluate(RH_STR("f.string + g.string")).n, RH_LIMIT_EXPR_TEXT - 1);
    assert_int_equal(evaluate(RH_STR("f.string + f.string")).n, RH_LIMIT_EXPR_TEXT);
    assert_budget(evaluate(RH_STR("f.string + (f.string + \"x\")")));
    assert_budget(evaluate(RH_STR("f.string.replace(\"x\", \"yyyy\")")));
    assert_budget(evaluate(RH_STR("[1, 2, 3].map(x, f.string + \"x\")")));
    assert_int_equal(evaluate(RH_STR("f.string.upperAscii()")).n, half);
}

static void limits__text_scanned_costs(void **state)
{
    (void)state;
    world.slots[kit_world_slot(&world, "f.string")] = rh_string(repeated("", "x", 6400, "", ""));
    assert_true(rh_value_is_false(evaluate(RH_STR("f.string.contains(\"y\")"))));
    assert_int_equal(world.ev.cost, 3 + 100);
}

static void limits__nested_macros(void **state)
{
    (void)state;
    rh_pool *pool = NULL;
    rh_expr root = RH_EXPR_NONE;
    /* Covers: E8: 302 for each element of the literal list, and one for the element itself; unknown lists count as 100
     * long. */
    const size_t most = (RH_LIMIT_EXPR_COST - 2) / 303;
    const char *inner = "].all(x, f.list.all(y, y != \"b\"))";
    assert_int_equal(load(&pool, &root, repeated("[", "1", most - 1, ",", inner)), RH_OK);
    assert_int_equal(load(&pool, &root, repeated("[", "1", most, ",", inner)), RH_OK);
    assert_int_equal(load(&pool, &root, repeated("[", "1", most + 1, ",", inner)), RH_EXPR_BOUND);
    assert_int_equal(load(&pool, &root, RH_STR("f.list.all(a, f.list.all(b, a != b))")), RH_OK);
    assert_int_equal(load(&pool, &root, RH_STR("f.list.all(a, f.list.all(b, f.list.all(c, a != c)))")), RH_EXPR_BOUND);
}

static void limits__names_bound_at_once(void **state)
{
    (void)state;
    rh_pool *pool = NULL;
    rh_expr root = RH_EXPR_NONE;
    assert_int_equal(load(&pool, &root, repeated("cel.block([", "1", 64, ",", "], cel.index(63))")), RH_OK);
    assert_int_equal(load(&pool, &root, repeated("cel.block([", "1", 65, ",", "], cel.index(63))")), RH_EXPR_DEPTH);
    /* What only the unchecked mode lets through does not let the limit through. */
    world.env.flags |= RH_ENV_UNCHECKED;
    assert_int_equal(load(&pool, &root, repeated("cel.block([", "1", 64, ",", "], cel.index(63))")), RH_OK);
    assert_int_equal(load(&pool, &root, repeated("cel.block([", "1", 65, ",", "], cel.index(63))")), RH_EXPR_DEPTH);
    world.env.flags &= ~(unsigned)RH_ENV_UNCHECKED;
}

/* ---- places ---- */

static void errors__stand_where_the_block_scalar_has_them(void **state)
{
    (void)state;
    /* Covers: E1 */
    const rh_node_line lines[] = {{0, 12, 3}, {16, 13, 5}};
    const rh_node node = {.kind = RH_NODE_SCALAR, .span = {.file = RH_STR("register/E1.yaml"), .line = 11, .col = 7},
                          .text = RH_STR("f.string == \"a\"\n&& f.itn > 3"), .lines = lines, .n_lines = 2};
    const rh_ast *ast = NULL;
    rh_diags diags;
    rh_pool *pool = NULL;
    rh_expr root = RH_EXPR_NONE;
    rh_diags_init(&diags, &world.keep);
    assert_int_equal(rh_ast_parse(&ast, &world.keep, node.text, &node, &diags), RH_OK);
    assert_int_equal(rh_pool_new(&pool, &world.keep, &world.env, NULL), RH_OK);
    assert_int_equal(rh_pool_add(pool, &root, ast, NULL, &diags), RH_EXPR_NAME);
    assert_int_equal(diags.errors[0].span.line, 13);
    assert_int_equal(diags.errors[0].span.col, 8);
    assert_true(rh_str_eq(diags.errors[0].span.file, RH_STR("register/E1.yaml")));
}

static void errors__are_all_reported(void **state)
{
    (void)state;
    const rh_ast *ast = NULL;
    rh_diags diags;
    rh_pool *pool = NULL;
    rh_expr root = RH_EXPR_NONE;
    rh_diags_init(&diags, &world.keep);
    assert_int_equal(
        rh_ast_parse(&ast, &world.keep, RH_STR("f.itn > 3 && f.string == 5 && f.enum == \"rde\""), NULL, &diags),
        RH_OK);
    assert_int_equal(rh_pool_new(&pool, &world.keep, &world.env, NULL), RH_OK);
    assert_int_equal(rh_pool_add(pool, &root, ast, NULL, &diags), RH_EXPR_NAME);
    assert_int_equal(diags.n_errors, 3);
    assert_int_equal(diags.errors[1].code, RH_EXPR_TYPE);
    assert_int_equal(diags.errors[2].code, RH_EXPR_WORD);
}

/* ---- no memory ---- */

typedef struct scarce {
    unsigned left;
} scarce;

static void *take_scarce(void *ctx, size_t size_bytes)
{
    scarce *s = ctx;
    if (s->left == 0) return NULL;
    s->left--;
    return malloc(size_bytes);
}

static rh_code load_with(unsigned n_blocks)
{
    static const char text[] =
        "present(f.string) && f.rows.exists(t, t.status == \"open\" && now - t.due > duration(\"24h\")) || "
        "[1, 2].map(x, x + 1) == [2, 3] || f.string.replace(\"a\", \"b\") in [\"x\", \"\\u00e4\"] || f.enum == \"red\"";
    scarce left = {n_blocks};
    rh_arena keep;
    const rh_ast *ast = NULL;
    rh_pool *pool = NULL;
    rh_memo *memo = NULL;
    rh_expr root = RH_EXPR_NONE;
    rh_diags diags;
    rh_arena_init(&keep, (rh_host_memory){.take = take_scarce, .give = kit_give, .ctx = &left}, 0);
    rh_diags_init(&diags, &world.keep);
    rh_code code = rh_ast_parse(&ast, &keep, rh_str_of(text), NULL, &diags);
    if (code == RH_OK) code = rh_pool_new(&pool, &keep, &world.env, NULL);
    if (code == RH_OK) code = rh_pool_add(pool, &root, ast, NULL, &diags);
    if (code == RH_OK) code = rh_pool_seal(pool, NULL);
    if (code == RH_OK) code = rh_memo_new(&memo, &keep, pool, NULL);
    if (code == RH_OK) assert_int_equal(rh_memo_eval(memo, root, &world.ev).kind, RH_BOOL);
    rh_arena_dispose(&keep);
    return code;
}

static void memory__its_want_is_an_error_everywhere(void **state)
{
    (void)state;
    unsigned n = 0;
    while (load_with(n) == RH_NOMEM) n++;
    assert_true(n > 1);
    assert_int_equal(load_with(n), RH_OK);
    assert_int_equal(load_with(n + 100), RH_OK);
}

int main(void)
{
#define TEST(NAME) cmocka_unit_test_setup_teardown(NAME, set_up, tear_down)
    const struct CMUnitTest tests[] = {TEST(limits__depth),
                                       TEST(limits__nodes),
                                       TEST(limits__cost),
                                       TEST(limits__cost_of_a_batch), TEST(limits__budget_of_the_caller),
                                       TEST(limits__text_made),
                                       TEST(limits__text_scanned_costs),
                                       TEST(limits__nested_macros),
                                       TEST(limits__names_bound_at_once),
                                       TEST(errors__stand_where_the_block_scalar_has_them),
                                       TEST(errors__are_all_reported),
                                       TEST(memory__its_want_is_an_error_everywhere)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
