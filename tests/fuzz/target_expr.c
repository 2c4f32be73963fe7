/* Any text as an expression: lexer, parser, checker, compiler, evaluation with and without a memo. */
#include "tests/fuzz/fuzz.h"
#include "tests/fuzz/world.h"

enum { BUDGET = 4000 }; /* small: the fuzzer finds loops in loops, and they are to end soon */

static void evaluate(const fuzz_world *f, const rh_pool *pool, rh_memo *memo, rh_expr root, rh_arena *scratch)
{
    for (int k = 0; k < FUZZ_WORLDS; k++) {
        rh_eval plain = world_eval(&f->worlds[k], scratch), kept = plain;
        plain.budget = kept.budget = BUDGET;
        for (uint32_t slot = 0; slot < RANDOM_SLOTS; slot++) rh_memo_touch(memo, slot);
        rh_value v = rh_pool_eval(pool, root, &plain), m = rh_memo_eval(memo, root, &kept);
        /* A memo counts what it keeps once only, so that a budget may end the one and not the other. */
        bool is_ended = (v.kind == RH_UNDECIDED && v.cause == RH_CAUSE_BUDGET) ||
                        (m.kind == RH_UNDECIDED && m.cause == RH_CAUSE_BUDGET);
        FUZZ_MUST(is_ended || (v.kind == RH_UNDECIDED && m.kind == RH_UNDECIDED) || rh_value_same(v, m));
        FUZZ_MUST(rh_instant_before(plain.now, plain.valid_until));
        FUZZ_MUST(rh_instant_before(kept.now, kept.valid_until));
    }
}

static void compile(const fuzz_world *f, const rh_env *with, const rh_ast *ast, rh_arena *keep, rh_arena *scratch)
{
    rh_diags diags;
    rh_err err;
    rh_pool *pool;
    rh_memo *memo;
    rh_expr root;
    rh_diags_init(&diags, keep);
    FUZZ_MUST(rh_pool_new(&pool, keep, with, &err) == RH_OK);
    if (rh_pool_add(pool, &root, ast, NULL, &diags) != RH_OK) {
        FUZZ_MUST(diags.n_errors > 0);
        return;
    }
    FUZZ_MUST(rh_pool_seal(pool, &err) == RH_OK && rh_memo_new(&memo, keep, pool, &err) == RH_OK);
    evaluate(f, pool, memo, root, scratch);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static rh_arena keep, scratch;
    if (keep.host.take == NULL) keep = kit_arena(), scratch = kit_arena();
    rh_diags diags;
    const rh_ast *ast;
    rh_arena_reset(&keep), rh_arena_reset(&scratch);
    rh_diags_init(&diags, &keep);
    if (rh_ast_parse(&ast, &keep, fuzz_text(data, size), NULL, &diags) != RH_OK) {
        FUZZ_MUST(diags.n_errors > 0);
        return 0;
    }
    const fuzz_world *f = fuzz_the_world();
    const rh_env loose = random_unchecked_env();
    compile(f, &f->env, ast, &keep, &scratch);
    compile(f, &loose, ast, &keep, &scratch);
    return 0;
}
