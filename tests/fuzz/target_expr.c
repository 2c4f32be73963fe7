/* Any text as an expression: lexer, parser, checker, compiler, evaluation by every way there is. */
#include "tests/fuzz/fuzz.h"
#include "tests/fuzz/world.h"

enum { BUDGET = 4000 }; /* small: the fuzzer finds loops in loops, and they are to end soon */

typedef struct subject {
    const rh_pool *pool;
    rh_memo *memo;
    rh_expr root;
    rh_arena *scratch;
    size_t size; /* of the input: says where an evaluation is cut short */
} subject;

static bool is_ended(rh_value v)
{
    return v.kind == RH_UNDECIDED && v.cause == RH_CAUSE_BUDGET;
}

static bool is_alike(rh_value a, rh_value b)
{
    return (a.kind == RH_UNDECIDED && b.kind == RH_UNDECIDED) || rh_value_same(a, b);
}

/* What costs no more than the small budget, by the default budget: then conditions without loops need no machine. */
static void evaluate_freely(const subject *s, const world *w, rh_value v, const rh_eval *plain)
{
    rh_eval ev = world_eval(w, s->scratch);
    FUZZ_MUST(is_alike(rh_pool_eval(s->pool, s->root, &ev), v));
    FUZZ_MUST(rh_instant_cmp(ev.valid_until, plain->valid_until) == 0);
    ev = world_eval(w, s->scratch);
    FUZZ_MUST(is_alike(rh_memo_eval(s->memo, s->root, &ev), v)); /* what it kept, as nothing was touched */
    FUZZ_MUST(rh_instant_before(ev.now, ev.valid_until));
}

/* With a budget of what it cost, the same; with less it ends, wherever that is. */
static void evaluate_cut(const subject *s, const world *w, rh_value v, const rh_eval *plain)
{
    rh_eval ev = world_eval(w, s->scratch);
    if (plain->cost == 0) return;
    ev.budget = plain->cost;
    FUZZ_MUST(is_alike(rh_pool_eval(s->pool, s->root, &ev), v));
    if (plain->cost == 1) return;
    ev = world_eval(w, s->scratch);
    ev.budget = 1 + (s->size * 7919 + (uint64_t)w->now.ns * 613) % (plain->cost - 1);
    FUZZ_MUST(is_ended(rh_pool_eval(s->pool, s->root, &ev)));
}

static void evaluate(const subject *s, const world *w)
{
    rh_eval plain = world_eval(w, s->scratch), kept = plain;
    plain.budget = kept.budget = BUDGET;
    for (uint32_t slot = 0; slot < RANDOM_SLOTS; slot++) rh_memo_touch(s->memo, slot);
    const rh_value v = rh_pool_eval(s->pool, s->root, &plain), m = rh_memo_eval(s->memo, s->root, &kept);
    /* A memo counts what it keeps once only, so that a budget may end the one and not the other. */
    FUZZ_MUST(is_ended(v) || is_ended(m) || is_alike(v, m));
    FUZZ_MUST(rh_instant_before(plain.now, plain.valid_until));
    FUZZ_MUST(rh_instant_before(kept.now, kept.valid_until));
    if (is_ended(v)) return;
    evaluate_freely(s, w, v, &plain);
    evaluate_cut(s, w, v, &plain);
}

static void compile(const fuzz_world *f, const rh_env *with, const rh_ast *ast, const rh_type *want, subject *s,
                    rh_arena *keep)
{
    rh_diags diags;
    rh_err err;
    rh_pool *pool;
    rh_diags_init(&diags, keep);
    FUZZ_MUST(rh_pool_new(&pool, keep, with, &err) == RH_OK);
    if (rh_pool_add(pool, &s->root, ast, want, &diags) != RH_OK) {
        FUZZ_MUST(diags.n_errors > 0);
        return;
    }
    FUZZ_MUST(rh_pool_seal(pool, &err) == RH_OK && rh_memo_new(&s->memo, keep, pool, &err) == RH_OK);
    s->pool = pool;
    for (int k = 0; k < FUZZ_WORLDS; k++) evaluate(s, &f->worlds[k]);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static rh_arena keep, scratch;
    if (keep.host.take == NULL) keep = kit_arena(), scratch = kit_arena();
    rh_diags diags;
    const rh_ast *ast;
    rh_arena_dispose(&keep), rh_arena_dispose(&scratch); /* not kept: what an input reaches depends on it alone */
    rh_diags_init(&diags, &keep);
    if (rh_ast_parse(&ast, &keep, fuzz_text(data, size), NULL, &diags) != RH_OK) {
        FUZZ_MUST(diags.n_errors > 0);
        return 0;
    }
    const fuzz_world *f = fuzz_the_world();
    const rh_env loose = random_unchecked_env();
    subject s = {.scratch = &scratch, .size = size};
    compile(f, &f->env, ast, NULL, &s, &keep);
    compile(f, &f->env, ast, &rh_type_bool, &s, &keep); /* as a condition */
    compile(f, &loose, ast, NULL, &s, &keep);
    return 0;
}
