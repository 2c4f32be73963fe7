/* Expressions without memory: from the text to the words, the value and the memo, every allocation refused once. The
 * expressions are those of cases/, in the world of tests/kit/expr_world.h. */
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>

#include <cmocka.h>

#include "tests/kit/expr_world.h"
#include "tests/kit/plain_json.h"
#include "tests/kit/short_memory.h"

#include <stdio.h>

typedef struct piece {
    kit_world *world;
    rh_str text;
} piece;

/* Without memory a value is undecided for its budget (ruling 37), which is no answer here. */
static rh_code put_value(rh_buf *result, rh_value v, const rh_arena *a, const rh_arena *b)
{
    if (rh_arena_failed(a) || rh_arena_failed(b)) return RH_NOMEM;
    if (v.kind == RH_UNDECIDED) rh_buf_printf(result, " %s", rh_cause_name((rh_cause)v.cause));
    else rh_value_put_json(result, v);
    return RH_OK;
}

/* The same row twice, as a batch. */
static rh_code evaluate_batch(kit_world *w, const rh_pool *pool, rh_expr root, rh_arena *keep, rh_arena *scratch,
                              rh_buf *result)
{
    rh_batch *batch = NULL;
    rh_rows *loaded = NULL;
    rh_eval ev = w->ev;
    const rh_value *rows[] = {w->slots, w->slots};
    uint64_t is_true = 0, is_open = 0;
    ev.scratch = scratch;
    rh_code code = rh_batch_new(&batch, keep, pool, &root, 1, NULL);
    if (code == RH_OK) code = rh_rows_load(&loaded, keep, batch, rows, 2, NULL);
    if (code != RH_OK) return code;
    rh_batch_eval(batch, &ev, loaded, &is_true, &is_open);
    if (rh_arena_failed(keep) || rh_arena_failed(scratch)) return RH_NOMEM;
    rh_buf_printf(result, " %d %d", (int)is_true, (int)is_open);
    return RH_OK;
}

/* The same in a muster, beside a root that is none. */
static rh_code evaluate_muster(kit_world *w, const rh_pool *pool, rh_expr root, rh_arena *keep, rh_arena *scratch,
                               rh_buf *result)
{
    rh_muster *muster = NULL;
    const rh_expr roots[] = {RH_EXPR_NONE, root};
    rh_eval ev = w->ev;
    ev.scratch = scratch;
    const rh_code code = rh_muster_new(&muster, keep, pool, roots, 2, NULL);
    if (code != RH_OK) return code;
    rh_muster_run(muster, &ev);
    if (rh_arena_failed(keep) || rh_arena_failed(scratch)) return RH_NOMEM;
    rh_buf_printf(result, " %d %d", (int)rh_muster_true(muster)[0], (int)rh_muster_open(muster)[0]);
    return RH_OK;
}

static rh_code evaluate(kit_world *w, const rh_pool *pool, rh_expr root, rh_arena *keep, rh_arena *scratch,
                        rh_buf *result)
{
    rh_memo *memo = NULL, *copy = NULL;
    rh_eval ev = w->ev;
    ev.scratch = scratch;
    rh_code code = put_value(result, rh_pool_eval(pool, root, &ev), keep, scratch);
    if (code == RH_OK) code = rh_memo_new(&memo, keep, pool, NULL);
    if (code == RH_OK) code = rh_memo_new(&copy, keep, pool, NULL);
    for (int i = 0; i < 2 && code == RH_OK; i++) code = put_value(result, rh_memo_eval(memo, root, &ev), keep, scratch);
    if (code != RH_OK) return code;
    rh_memo_copy(copy, memo);
    code = put_value(result, rh_memo_eval(copy, root, &ev), keep, scratch);
    if (code == RH_OK) rh_memo_clear(memo);
    if (code == RH_OK) code = put_value(result, rh_memo_eval(memo, root, &ev), keep, scratch);
    if (code == RH_OK) code = evaluate_muster(w, pool, root, keep, scratch, result);
    if (code == RH_OK) code = evaluate_batch(w, pool, root, keep, scratch, result);
    return code;
}

static rh_code write_out(kit_world *w, const rh_ast *ast, rh_arena *keep, rh_buf *result)
{
    rh_buf out;
    rh_buf_init(&out, keep, (size_t)1 << 20);
    rh_ast_print(&out, ast);
    rh_ast_lay(&out, ast, 20, 4);
    rh_expr_words(&out, ast, &w->env, true);
    if (out.failed || rh_arena_failed(keep)) return RH_NOMEM;
    rh_buf_put(result, rh_buf_str(&out));
    return RH_OK;
}

static rh_code load(kit_world *w, rh_pool **pool, rh_expr *root, rh_str text, rh_arena *keep, rh_buf *result)
{
    const rh_ast *ast = NULL;
    rh_diags diags;
    rh_err err;
    rh_diags_init(&diags, keep);
    rh_code code = rh_ast_parse(&ast, keep, text, NULL, &diags);
    if (code == RH_OK) code = write_out(w, ast, keep, result);
    if (code == RH_OK) code = rh_pool_new(pool, keep, &w->env, &err);
    if (code == RH_OK) code = rh_pool_add(*pool, root, ast, NULL, &diags);
    if (code == RH_OK) code = rh_pool_seal(*pool, &err);
    if (code == RH_OK && rh_arena_failed(keep)) return RH_NOMEM;
    if (code == RH_OK || code == RH_NOMEM) return code;
    rh_buf_printf(result, "%s", rh_code_name(code)); /* what is wrong with the text must be said as with all memory */
    return RH_OK;
}

static rh_code whole_way(void *ctx, rh_host_memory host, rh_buf *result)
{
    const piece *p = ctx;
    rh_arena keep, scratch;
    rh_pool *pool = NULL;
    rh_expr root = RH_EXPR_NONE;
    rh_arena_init(&keep, host, 0);
    rh_arena_init(&scratch, host, 0);
    rh_code code = load(p->world, &pool, &root, p->text, &keep, result);
    if (code == RH_OK && root != RH_EXPR_NONE) code = evaluate(p->world, pool, root, &keep, &scratch, result);
    rh_arena_dispose(&scratch);
    rh_arena_dispose(&keep);
    return code;
}

static rh_str trimmed(rh_str s)
{
    while (s.len > 0 && s.ptr[0] == ' ') s = rh_str_slice(s, 1, s.len);
    while (s.len > 0 && s.ptr[s.len - 1] == ' ') s.len--;
    return s;
}

static void given(kit_world *w, rh_str text)
{
    const size_t equals = rh_str_find(text, RH_STR("="));
    char name[100];
    snprintf(name, sizeof name, "%.*s", RH_ARG(trimmed(rh_str_slice(text, 0, equals))));
    const rh_value v = kit_world_value(w, trimmed(rh_str_slice(text, equals + 1, text.len)));
    if (strcmp(name, "now") == 0) w->ev.now = rh_value_instant(v);
    else w->slots[kit_world_slot(w, name)] = v;
}

static void sweep_line(kit_world *w, rh_str line, rh_str separator, kit_short_sweep_counts *counts)
{
    const size_t at = rh_str_find(line, separator);
    char name[200];
    if (rh_str_starts(line, RH_STR("given "))) given(w, rh_str_slice(line, 6, line.len));
    if (line.len == 0 || line.ptr[0] == '#' || at == SIZE_MAX || at > 300) return;
    piece p = {w, rh_str_slice(line, 0, at)};
    snprintf(name, sizeof name, "%.*s", RH_ARG(p.text));
    kit_short_sweep(whole_way, &p, name, counts);
}

static void sweep_file(const char *path, rh_str separator)
{
    kit_world w;
    kit_short_sweep_counts counts = {0};
    kit_world_init(&w);
    if (w.ev.calendar == NULL) {
        print_message("skipped: no zone files in /usr/share/zoneinfo\n");
        skip();
    }
    rh_str rest = kit_read_file(&w.keep, path);
    while (rest.len > 0) {
        size_t end = rh_str_find(rest, RH_STR("\n"));
        if (end == SIZE_MAX) end = rest.len;
        sweep_line(&w, rh_str_slice(rest, 0, end), separator, &counts);
        rest = rh_str_slice(rest, end + 1, rest.len);
    }
    print_message("%zu blocks, %zu runs without memory, %zu that did not need it\n", counts.n_blocks, counts.n_refused,
                  counts.n_unharmed);
    assert_true(counts.n_refused > 0);
    kit_world_dispose(&w);
}

#define SWEEP(NAME, FILE, SEPARATOR)                                                                                   \
    static void NAME(void **state) { (void)state; sweep_file("tests/engine/expr/cases/" FILE, RH_STR(SEPARATOR)); }
SWEEP(no_memory__values, "values.txt", " => ")
SWEEP(no_memory__undecided, "undecided.txt", " => ")
SWEEP(no_memory__clock, "clock.txt", " => ")
SWEEP(no_memory__errors, "errors.txt", " => ")
SWEEP(no_memory__warnings, "warnings.txt", " => ")
SWEEP(no_memory__functions, "functions.txt", " => ")
SWEEP(no_memory__words, "words.tsv", "\t")
SWEEP(no_memory__syntax, "syntax.txt", " => ")
SWEEP(no_memory__types, "types.txt", " => ")

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(no_memory__values), cmocka_unit_test(no_memory__undecided),
        cmocka_unit_test(no_memory__clock),  cmocka_unit_test(no_memory__errors),
        cmocka_unit_test(no_memory__warnings), cmocka_unit_test(no_memory__words),
        cmocka_unit_test(no_memory__functions), cmocka_unit_test(no_memory__syntax),
        cmocka_unit_test(no_memory__types)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
