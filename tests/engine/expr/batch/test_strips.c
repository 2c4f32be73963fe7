/* Rows that are cut from strips say what the same rows say when they are evaluated one by one: over random expressions
 * and facts. */
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>

#include "tests/kit/expr_world.h"
#include "tests/kit/memory.h"
#include "tests/kit/slab.h"
#include "tests/reference/random.h"

enum { N_POOLS = 3000, N_ROOTS = 8, N_ROWS = 200 };

typedef struct fixture {
    random_source r;
    rh_arena keep, scratch;
    rh_env env;
    rh_instant now;
    rh_pool *pool;
    rh_str texts[N_ROOTS];
    rh_expr roots[N_ROOTS];
    size_t n_roots;
    rh_value facts[RANDOM_SLOTS][N_ROWS];
    rh_strip slots[RANDOM_SLOTS];
    kit_listed listed[RANDOM_SLOTS];
    enum { NONE, SCALAR, LIST } forms[RANDOM_SLOTS];
    unsigned long n_by_strips, n_by_rows, n_compared;
} fixture;

static void add_root(fixture *f)
{
    char text[4096];
    rh_diags diags;
    const rh_ast *ast = NULL;
    const size_t len = random_expression(&f->r, text, sizeof text);
    rh_diags_init(&diags, &f->keep);
    const rh_str copy = rh_arena_str(&f->keep, (rh_str){text, len});
    if (rh_ast_parse(&ast, &f->keep, copy, NULL, &diags) != RH_OK) return;
    if (rh_pool_add(f->pool, &f->roots[f->n_roots], ast, &rh_type_bool, &diags) != RH_OK) return;
    f->texts[f->n_roots++] = copy;
}

/* A slot of facts that no column can have is asked for by nobody. */
static void make_facts(fixture *f)
{
    for (uint32_t s = 0; s < RANDOM_SLOTS; s++) {
        bool is_list = false;
        for (size_t i = 0; i < N_ROWS; i++) {
            f->facts[s][i] = random_fact(&f->r, &f->keep, s, f->now);
            is_list |= f->facts[s][i].kind == RH_LIST;
        }
        f->forms[s] = NONE;
        if (is_list && kit_strip_lists(&f->slots[s], &f->listed[s], &f->keep, f->facts[s], N_ROWS)) f->forms[s] = LIST;
        else if (!is_list && kit_strip(&f->slots[s], &f->keep, f->facts[s], N_ROWS)) f->forms[s] = SCALAR;
        for (size_t i = 0; f->forms[s] == LIST && i < N_ROWS; i++)
            if (f->facts[s][i].kind == RH_NULL) f->facts[s][i] = rh_list(NULL, 0); /* as a register has it */
    }
}

static bool takes(void *ctx, rh_asked asked, uint32_t slot, rh_value key)
{
    const fixture *f = ctx;
    (void)key;
    if (asked == RH_ASKED_VALUE) return f->forms[slot] == SCALAR;
    return asked == RH_ASKED_LENGTH ? f->forms[slot] != NONE : f->forms[slot] == LIST;
}

static rh_strip member(void *ctx, uint32_t slot, rh_value key)
{
    const fixture *f = ctx;
    const kit_listed *listed = &f->listed[slot];
    if (key.kind == RH_NULL) return listed->self;
    for (size_t k = 0; k < listed->n_keys; k++)
        if (rh_str_eq(listed->keys[k], rh_value_str(key))) return listed->members[k];
    return (rh_strip){0};
}

static const rh_value *row_of(void *ctx, rh_arena *keep, size_t row)
{
    const fixture *f = ctx;
    rh_value *slots = RH_NEW_N(keep, RANDOM_SLOTS, rh_value);
    for (uint32_t s = 0; slots != NULL && s < RANDOM_SLOTS; s++) slots[s] = f->facts[s][row];
    return slots;
}

static void compare_row(fixture *f, size_t r, size_t row, uint64_t is_true, uint64_t is_open)
{
    rh_value slots[RANDOM_SLOTS];
    for (uint32_t s = 0; s < RANDOM_SLOTS; s++) slots[s] = f->facts[s][row];
    rh_eval ev = {.slots = slots, .now = f->now, .scratch = &f->scratch};
    const rh_value v = rh_pool_eval(f->pool, f->roots[r], &ev);
    const bool yes = is_true >> (row % 64) & 1, open = is_open >> (row % 64) & 1;
    f->n_compared++;
    if (yes == rh_value_is_true(v) && open == (v.kind != RH_BOOL)) return;
    fail_msg("row %zu is %s by strips: %.*s", row, yes ? "true" : open ? "open" : "false", RH_ARG(f->texts[r]));
}

static void compare_root(fixture *f, size_t r)
{
    rh_batch *batch = NULL;
    rh_laid *laid = NULL;
    const rh_strips strips = {.n = N_ROWS, .slots = f->slots, .member = member, .row = row_of, .ctx = f};
    assert_int_equal(rh_batch_new(&batch, &f->keep, f->pool, &f->roots[r], 1, NULL), RH_OK);
    rh_batch_take_strips(batch, takes, f);
    *(rh_batch_needs_rows(batch) ? &f->n_by_rows : &f->n_by_strips) += 1;
    assert_int_equal(rh_batch_lay(&laid, &f->keep, batch, &strips, NULL), RH_OK);
    for (size_t block = 0; block * 64 < N_ROWS; block++) {
        rh_rows *rows = NULL;
        bool is_long;
        uint64_t is_true, is_open;
        rh_eval ev = {.now = f->now, .scratch = &f->scratch};
        assert_int_equal(rh_rows_cut(&rows, &is_long, &f->keep, laid, block, NULL), RH_OK);
        if (is_long) continue;
        rh_batch_eval(batch, &ev, rows, &is_true, &is_open);
        for (size_t row = block * 64; row < N_ROWS && row < block * 64 + 64; row++)
            compare_row(f, r, row, is_true, is_open);
    }
}

static void one_pool(fixture *f)
{
    f->n_roots = 0;
    f->now = random_now(&f->r);
    assert_int_equal(rh_pool_new(&f->pool, &f->keep, &f->env, NULL), RH_OK);
    for (int i = 0; i < N_ROOTS; i++) add_root(f);
    assert_int_equal(rh_pool_seal(f->pool, NULL), RH_OK);
    make_facts(f);
    for (size_t r = 0; r < f->n_roots; r++) compare_root(f, r);
}

static void strips__say_what_their_rows_say(void **state)
{
    (void)state;
    static fixture f;
    f = (fixture){.r = {20261124}, .keep = kit_arena(), .scratch = kit_arena(), .env = random_env()};
    for (int i = 0; i < N_POOLS; i++) {
        const rh_arena_mark mark = rh_arena_begin(&f.keep);
        one_pool(&f);
        rh_arena_end(&f.keep, mark);
        rh_arena_reset(&f.scratch);
    }
    print_message("%lu conditions by strips alone, %lu by rows, too, %lu rows\n", f.n_by_strips, f.n_by_rows,
                  f.n_compared);
    assert_true(f.n_by_strips > 1000 && f.n_by_rows > 1000 && f.n_compared > 100000);
    rh_arena_dispose(&f.keep);
    rh_arena_dispose(&f.scratch);
}

/* ---- of each width, and of what types make of them ---- */

enum { N_FEW = 70 };

/* The values of a few rows, over and over. */
static rh_strip column_of(kit_world *w, const rh_value *few, size_t n)
{
    rh_value values[N_FEW];
    rh_strip strip;
    for (size_t i = 0; i < N_FEW; i++) values[i] = few[i % n];
    assert_true(kit_strip(&strip, &w->keep, values, N_FEW));
    return strip;
}

static bool takes_anything(void *ctx, rh_asked asked, uint32_t slot, rh_value key)
{
    (void)ctx, (void)asked, (void)slot, (void)key;
    return true;
}

static void expect(kit_world *w, const char *text, const char *name, const rh_strip *strip, const char *wanted)
{
    rh_pool *pool = NULL;
    rh_expr root = RH_EXPR_NONE;
    rh_diags diags;
    rh_batch *batch = NULL;
    rh_laid *laid = NULL;
    rh_strip slots[KIT_WORLD_SLOTS] = {{0}};
    const size_t n = strlen(wanted);
    slots[kit_world_slot(w, name)] = *strip;
    rh_diags_init(&diags, &w->keep);
    assert_int_equal(kit_world_load(w, &pool, &root, rh_str_of(text), NULL, &diags), RH_OK);
    assert_int_equal(rh_batch_new(&batch, &w->keep, pool, &root, 1, NULL), RH_OK);
    rh_batch_take_strips(batch, takes_anything, NULL);
    assert_false(rh_batch_needs_rows(batch));
    const rh_strips strips = {.n = N_FEW, .slots = slots};
    assert_int_equal(rh_batch_lay(&laid, &w->keep, batch, &strips, NULL), RH_OK);
    for (size_t i = 0; i < N_FEW; i++) {
        rh_rows *rows = NULL;
        bool is_long;
        uint64_t yes, open;
        rh_eval ev = {.now = w->ev.now, .scratch = &w->scratch};
        assert_int_equal(rh_rows_cut(&rows, &is_long, &w->keep, laid, i / 64, NULL), RH_OK);
        rh_batch_eval(batch, &ev, rows, &yes, &open);
        const char got = yes >> i % 64 & 1 ? 'y' : open >> i % 64 & 1 ? '?' : 'n';
        if (got != wanted[i % n]) fail_msg("%s: row %zu is %c, not %c", text, i, got, wanted[i % n]);
    }
}

static void strips__have_numbers_of_each_width(void **state)
{
    (void)state;
    kit_world w;
    kit_world_init(&w);
    static const int64_t edges[][2] = {{INT8_MIN, INT8_MAX}, {INT16_MIN, INT16_MAX}, {INT32_MIN, INT32_MAX},
                                       {INT64_MIN, INT64_MAX}};
    for (size_t i = 0; i < sizeof edges / sizeof *edges; i++) {
        const rh_value few[] = {rh_int(edges[i][0]), rh_int(-1), rh_null(), rh_int(0), rh_int(edges[i][1])};
        rh_strip strip = column_of(&w, few, 5);
        assert_int_equal(strip.column->width, 1 << i);
        expect(&w, "f.int < 0", "f.int", &strip, "yy?nn");
        expect(&w, "f.int == -1", "f.int", &strip, "nynnn");
        expect(&w, "f.int != null && f.int > 100", "f.int", &strip, "nnnny");
        strip.are_doubles = true;
        expect(&w, "f.double < -0.5", "f.double", &strip, "yy?nn");
        expect(&w, "f.double == 0.0", "f.double", &strip, "nnnyn");
        expect(&w, "f.double >= -1.0", "f.double", &strip, "ny?yy");
    }
    kit_world_dispose(&w);
}

static void strips__have_ints_beside_doubles(void **state)
{
    (void)state;
    kit_world w;
    kit_world_init(&w);
    const rh_value few[] = {rh_double(0.5), rh_int(2), rh_null(), rh_double(-0.0)};
    rh_strip strip = column_of(&w, few, 4);
    strip.are_doubles = true;
    expect(&w, "f.double > 1.5", "f.double", &strip, "ny?n");
    expect(&w, "f.double == 0.0", "f.double", &strip, "nnny");
    expect(&w, "present(f.double)", "f.double", &strip, "yyny");
    kit_world_dispose(&w);
}

static void strips__have_times_and_blank_texts(void **state)
{
    (void)state;
    kit_world w;
    kit_world_init(&w);
    const rh_value times[] = {rh_timestamp((rh_instant){100, 0}), rh_null(), rh_timestamp((rh_instant){200, 0})};
    const rh_strip at = column_of(&w, times, 3);
    expect(&w, "f.at == timestamp('1970-01-01T00:01:40Z')", "f.at", &at, "ynn");
    expect(&w, "present(f.at)", "f.at", &at, "yny");
    const rh_value texts[] = {rh_string(RH_STR("red")), rh_string(RH_STR(" ")), rh_string(RH_STR("")), rh_null(),
                              rh_string(RH_STR("\xC2\xA0"))};
    const rh_strip string = column_of(&w, texts, 5);
    expect(&w, "present(f.string)", "f.string", &string, "ynnnn");
    expect(&w, "f.string in ['red', ' ']", "f.string", &string, "yynnn");
    expect(&w, "f.string != null", "f.string", &string, "yyyny");
    kit_world_dispose(&w);
}

/* What no row says anything of is a constant. */
static void strips__may_be_of_one_value(void **state)
{
    (void)state;
    kit_world w;
    kit_world_init(&w);
    expect(&w, "f.int > 3", "f.int", &(rh_strip){.otherwise = rh_int(4)}, "y");
    expect(&w, "f.string == 'none'", "f.string", &(rh_strip){.otherwise = rh_string(RH_STR("none"))}, "y");
    expect(&w, "f.string == 'none'", "f.string", &(rh_strip){.otherwise = rh_string(RH_STR("some"))}, "n");
    expect(&w, "f.bool == true", "f.bool", &(rh_strip){.otherwise = rh_bool(true)}, "y");
    expect(&w, "f.at == null", "f.at", &(rh_strip){0}, "y");
    expect(&w, "size(f.list) < 1", "f.list", &(rh_strip){.is_list = true}, "y");
    kit_world_dispose(&w);
}

static rh_strip self_of(void *ctx, uint32_t slot, rh_value key)
{
    const kit_listed *listed = ctx;
    (void)slot, (void)key;
    return listed->self;
}

/* A list that might spend a budget is not for strips. */
static void strips__know_long_lists(void **state)
{
    (void)state;
    kit_world w;
    kit_world_init(&w);
    enum { LONG = 60000 };
    rh_value *items = RH_NEW_N(&w.keep, LONG, rh_value);
    for (size_t i = 0; i < LONG; i++) items[i] = rh_string(RH_STR("x"));
    const rh_value values[] = {rh_list(items, 3), rh_list(items, LONG)};
    kit_listed listed;
    rh_strip slots[KIT_WORLD_SLOTS] = {{0}};
    rh_pool *pool = NULL;
    rh_expr root = RH_EXPR_NONE;
    rh_diags diags;
    rh_batch *batch = NULL;
    rh_diags_init(&diags, &w.keep);
    const rh_str text = RH_STR("f.list.exists(x, x == 'a' || x == 'b' || x == 'c' || x == 'd' || x == 'e')");
    assert_int_equal(kit_world_load(&w, &pool, &root, text, NULL, &diags), RH_OK);
    assert_int_equal(rh_batch_new(&batch, &w.keep, pool, &root, 1, NULL), RH_OK);
    rh_batch_take_strips(batch, takes_anything, NULL);
    for (size_t n = 1; n <= 2; n++) {
        rh_laid *laid = NULL;
        rh_rows *rows = NULL;
        bool is_long;
        assert_true(kit_strip_lists(&slots[kit_world_slot(&w, "f.list")], &listed, &w.keep, values, n));
        const rh_strips strips = {.n = n, .slots = slots, .member = self_of, .ctx = &listed};
        assert_int_equal(rh_batch_lay(&laid, &w.keep, batch, &strips, NULL), RH_OK);
        assert_int_equal(rh_rows_cut(&rows, &is_long, &w.keep, laid, 0, NULL), RH_OK);
        assert_int_equal(is_long, n == 2);
    }
    kit_world_dispose(&w);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(strips__say_what_their_rows_say),   cmocka_unit_test(strips__have_numbers_of_each_width),
        cmocka_unit_test(strips__have_ints_beside_doubles),  cmocka_unit_test(strips__have_times_and_blank_texts),
        cmocka_unit_test(strips__may_be_of_one_value),       cmocka_unit_test(strips__know_long_lists),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
