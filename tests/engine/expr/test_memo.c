/* Pools and memos: what is shared, what is kept, what a touched slot, the clock and a new journey make forgotten.
 *
 * That a value was kept is seen by changing a slot without a touch: the old value comes back. */
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>

#include <stdio.h>

#include "tests/kit/expr_world.h"

typedef struct fixture {
    kit_world w;
    rh_pool *pool;
    rh_memo *memo;
    uint32_t f_int, g_int, f_at;
} fixture;

static rh_expr add(fixture *f, const char *text)
{
    const rh_ast *ast = NULL;
    rh_diags diags;
    rh_expr root = RH_EXPR_NONE;
    rh_diags_init(&diags, &f->w.keep);
    assert_int_equal(rh_ast_parse(&ast, &f->w.keep, rh_str_of(text), NULL, &diags), RH_OK);
    assert_int_equal(rh_pool_add(f->pool, &root, ast, NULL, &diags), RH_OK);
    return root;
}

static void seal(fixture *f)
{
    assert_int_equal(rh_pool_seal(f->pool, NULL), RH_OK);
    assert_int_equal(rh_memo_new(&f->memo, &f->w.keep, f->pool, NULL), RH_OK);
}

static int set_up(void **state)
{
    static fixture f;
    kit_world_init(&f.w);
    assert_int_equal(rh_pool_new(&f.pool, &f.w.keep, &f.w.env, NULL), RH_OK);
    f.f_int = kit_world_slot(&f.w, "f.int");
    f.g_int = kit_world_slot(&f.w, "g.int");
    f.f_at = kit_world_slot(&f.w, "f.at");
    f.w.ev.now = (rh_instant){1000, 0};
    *state = &f;
    return 0;
}

static int tear_down(void **state)
{
    kit_world_dispose(&((fixture *)*state)->w);
    return 0;
}

static void set(fixture *f, uint32_t slot, rh_value v, bool touch)
{
    f->w.slots[slot] = v;
    if (touch) rh_memo_touch(f->memo, slot);
}

static bool is_true(fixture *f, rh_expr root)
{
    const rh_value v = rh_memo_eval(f->memo, root, &f->w.ev);
    assert_int_equal(v.kind, RH_BOOL);
    return v.b;
}

static void pool__equal_expressions_are_one_root(void **state)
{
    fixture *f = *state;
    const rh_expr a = add(f, "f.int > 3 && g.int > 4"), b = add(f, "f.int>3   && ( g.int > 4 )"),
                  c = add(f, "g.int > 4 && f.int > 3");
    assert_int_equal(a, b);
    assert_int_not_equal(a, c);
    const size_t size = rh_pool_size(f->pool);
    add(f, "3 < f.int && g.int > 4");
    assert_int_equal(rh_pool_size(f->pool), size);
}

static void pool__knows_what_its_roots_read(void **state)
{
    fixture *f = *state;
    const rh_expr a = add(f, "f.int > 3 && overdue(f.at)"), b = add(f, "f.int + g.int > 5"), c = add(f, "1 < 2");
    seal(f);
    size_t n = 0;
    const uint32_t *reads = rh_pool_reads(f->pool, a, &n);
    assert_int_equal(n, 2);
    assert_int_equal(reads[0], f->f_int);
    assert_int_equal(reads[1], f->f_at);
    const rh_expr *readers = rh_pool_readers(f->pool, f->f_int, &n);
    assert_int_equal(n, 2);
    assert_int_equal(readers[0], a);
    assert_int_equal(readers[1], b);
    rh_pool_readers(f->pool, kit_world_slot(&f->w, "f.bool"), &n);
    assert_int_equal(n, 0);
    assert_true(rh_pool_reads_clock(f->pool, a));
    assert_false(rh_pool_reads_clock(f->pool, b));
    rh_value v;
    assert_true(rh_pool_constant(f->pool, c, &v) && v.b);
    assert_false(rh_pool_constant(f->pool, a, &v));
    assert_int_equal(rh_pool_type(f->pool, b)->kind, RH_T_BOOL);
}

/* A root that another one contains, which is what a memo keeps. */
static rh_expr add_shared(fixture *f, const char *text)
{
    char wider[256];
    const rh_expr root = add(f, text);
    snprintf(wider, sizeof wider, "(%s) || f.bool == true", text);
    add(f, rh_arena_cstr(&f->w.keep, rh_str_of(wider)));
    return root;
}

static void memo__keeps_until_a_slot_is_touched(void **state)
{
    fixture *f = *state;
    const rh_expr root = add_shared(f, "f.int > 3 && g.int > 3");
    seal(f);
    set(f, f->f_int, rh_int(5), true);
    set(f, f->g_int, rh_int(5), true);
    assert_true(is_true(f, root));
    set(f, f->f_int, rh_int(1), false);
    assert_true(is_true(f, root));
    rh_memo_touch(f->memo, kit_world_slot(&f->w, "f.bool"));
    assert_true(is_true(f, root));
    rh_memo_touch(f->memo, f->f_int);
    assert_false(is_true(f, root));
}

static void memo__shares_a_truth_between_roots(void **state)
{
    fixture *f = *state;
    const rh_expr a = add(f, "(f.int > 3 && g.int > 3) || f.bool == true"),
                  b = add(f, "(f.int > 3 && g.int > 3) || f.string == \"x\"");
    seal(f);
    set(f, f->f_int, rh_int(5), true);
    set(f, f->g_int, rh_int(5), true);
    assert_true(is_true(f, a));
    /* b was never evaluated: that it does not see the new value shows that it took the shared part from the memo. */
    set(f, f->f_int, rh_int(1), false);
    assert_true(is_true(f, b));
    rh_memo_touch(f->memo, f->f_int);
    assert_false(is_true(f, b));
}

static void memo__asks_again_when_the_clock_has_come(void **state)
{
    fixture *f = *state;
    const rh_expr root = add(f, "overdue(f.at)");
    seal(f);
    set(f, f->f_at, rh_timestamp((rh_instant){2000, 0}), true);
    assert_false(is_true(f, root));
    assert_int_equal(f->w.ev.valid_until.s, 2000);
    f->w.ev.now = (rh_instant){1999, 999999999};
    assert_false(is_true(f, root));
    assert_int_equal(f->w.ev.valid_until.s, 2000);
    f->w.ev.now = (rh_instant){2000, 0};
    assert_true(is_true(f, root));
    assert_true(rh_instant_is_never(f->w.ev.valid_until));
}

static void memo__clear_forgets_everything(void **state)
{
    fixture *f = *state;
    const rh_expr root = add_shared(f, "f.int > 3 && g.int > 3");
    seal(f);
    set(f, f->f_int, rh_int(5), true);
    set(f, f->g_int, rh_int(5), true);
    assert_true(is_true(f, root));
    set(f, f->f_int, rh_int(1), false);
    rh_memo_clear(f->memo);
    assert_false(is_true(f, root));
}

static void memo__a_copy_goes_on_by_itself(void **state)
{
    fixture *f = *state;
    const rh_expr root = add_shared(f, "f.int > 3 && g.int > 3");
    rh_memo *copy = NULL;
    seal(f);
    set(f, f->f_int, rh_int(5), true);
    set(f, f->g_int, rh_int(5), true);
    assert_true(is_true(f, root));
    assert_int_equal(rh_memo_new(&copy, &f->w.keep, f->pool, NULL), RH_OK);
    rh_memo_copy(copy, f->memo);
    set(f, f->f_int, rh_int(1), true);
    assert_false(is_true(f, root));
    assert_true(rh_value_is_true(rh_memo_eval(copy, root, &f->w.ev)));
    rh_memo_touch(copy, f->f_int);
    assert_true(rh_value_is_false(rh_memo_eval(copy, root, &f->w.ev)));
}

static void memo__makes_texts_again(void **state)
{
    fixture *f = *state;
    const rh_expr root = add(f, "f.string + \"!\"");
    seal(f);
    f->w.slots[kit_world_slot(&f->w, "f.string")] = rh_string(RH_STR("a"));
    const rh_value first = rh_memo_eval(f->memo, root, &f->w.ev);
    assert_true(rh_str_eq(rh_value_str(first), RH_STR("a!")));
    rh_arena_reset(&f->w.scratch);
    const rh_value second = rh_memo_eval(f->memo, root, &f->w.ev);
    assert_true(rh_str_eq(rh_value_str(second), RH_STR("a!")));
}

static rh_value answer(void *ctx, uint32_t fn, const rh_value *args, size_t n)
{
    unsigned *n_calls = ctx;
    assert_int_equal(fn, 7);
    assert_int_equal(n, 1);
    (*n_calls)++;
    return rh_bool(args[0].n == 2 && *n_calls > 1);
}

static void memo__asks_the_host_every_time(void **state)
{
    fixture *f = *state;
    static const rh_type strings = {.kind = RH_T_LIST, .elem = &rh_type_string};
    const rh_host_fn fn = {
        .name = RH_STR("approved"), .params = {&strings}, .n_params = 1, .result = &rh_type_bool, .id = 7};
    rh_env env = f->w.env;
    unsigned n_calls = 0;
    env.fns = &fn;
    env.n_fns = 1;
    assert_int_equal(rh_pool_new(&f->pool, &f->w.keep, &env, NULL), RH_OK);
    const rh_expr root = add(f, "approved([\"a\", \"b\"]) && f.int == null");
    seal(f);
    f->w.ev.call = answer;
    f->w.ev.call_ctx = &n_calls;
    assert_false(is_true(f, root));
    assert_true(is_true(f, root));
    assert_int_equal(n_calls, 2);
}

int main(void)
{
#define TEST(NAME) cmocka_unit_test_setup_teardown(NAME, set_up, tear_down)
    const struct CMUnitTest tests[] = {TEST(pool__equal_expressions_are_one_root),
                                       TEST(pool__knows_what_its_roots_read),
                                       TEST(memo__keeps_until_a_slot_is_touched),
                                       TEST(memo__shares_a_truth_between_roots),
                                       TEST(memo__asks_again_when_the_clock_has_come),
                                       TEST(memo__clear_forgets_everything),
                                       TEST(memo__a_copy_goes_on_by_itself),
                                       TEST(memo__makes_texts_again),
                                       TEST(memo__asks_the_host_every_time)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
