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
    unsigned long n_roots_taken, n_compared;
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
    const rh_strips strips = {.n = N_ROWS, .slots = f->slots, .member = member, .ctx = f};
    assert_int_equal(rh_batch_new(&batch, &f->keep, f->pool, &f->roots[r], 1, NULL), RH_OK);
    if (!rh_batch_takes_strips(batch, takes, f)) return;
    f->n_roots_taken++;
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
    print_message("%lu conditions, %lu rows\n", f.n_roots_taken, f.n_compared);
    assert_true(f.n_roots_taken > 1000 && f.n_compared > 100000);
    rh_arena_dispose(&f.keep);
    rh_arena_dispose(&f.scratch);
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(strips__say_what_their_rows_say)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
