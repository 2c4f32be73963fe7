/* The ways to one value agree: straight code, the steps alone, a memo that lives on while facts change one by one and
 * the clock moves, and batches of many rows. Pools hold several random expressions, so that parts are shared. And what
 * the pool says no change of facts concerns keeps its value indeed. */
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>

#include "engine/expr/eval/machine.h"
#include "tests/kit/expr_world.h"
#include "tests/kit/memory.h"
#include "tests/reference/bridge.h"
#include "tests/reference/random.h"

enum { N_POOLS = 1500, N_ROOTS = 8, N_CHANGES = 12 };

/* The last value of a root, for as long as no change of a slot concerned it. */
typedef struct remembered {
    bool is_there;
    rh_value value;
    rh_instant until;
    uint32_t reach;
} remembered;

typedef struct fixture {
    random_source r;
    rh_arena keep, scratch;
    rh_env env;
    rh_value slots[RANDOM_SLOTS];
    rh_instant now;
    rh_pool *pool;
    rh_step *bare; /* the steps of the pool, loops without straight code for their bodies */
    rh_memo *memo;
    rh_str texts[N_ROOTS];
    rh_expr roots[N_ROOTS];
    size_t n_roots;
    unsigned long n_compared, n_spared;
    remembered last[N_ROOTS];
} fixture;

/* Some random expressions are ill-typed on purpose: those are left out. */
static void add_root(fixture *f)
{
    char text[4096];
    rh_diags diags;
    const rh_ast *ast = NULL;
    const size_t len = random_expression(&f->r, text, sizeof text);
    rh_diags_init(&diags, &f->keep);
    const rh_str copy = rh_arena_str(&f->keep, (rh_str){text, len});
    if (rh_ast_parse(&ast, &f->keep, copy, NULL, &diags) != RH_OK) return;
    if (rh_pool_add(f->pool, &f->roots[f->n_roots], ast, NULL, &diags) != RH_OK) return;
    f->texts[f->n_roots++] = copy;
}

static bool same(rh_value a, rh_value b)
{
    if (a.kind != b.kind) return false;
    return a.kind == RH_UNDECIDED ? a.cause == b.cause : rh_value_same(a, b);
}

static rh_eval evaluation(fixture *f)
{
    return (rh_eval){.slots = f->slots, .now = f->now, .scratch = &f->scratch};
}

/* What points into the scratch is not remembered. */
static void compare_with_last(fixture *f, size_t i, rh_value value, const rh_eval *ev)
{
    remembered *last = &f->last[i];
    if (last->is_there && rh_instant_before(f->now, last->until)) {
        f->n_spared++;
        if (!same(value, last->value)) fail_msg("a change that does not concern it does: %.*s", RH_ARG(f->texts[i]));
        return;
    }
    const bool points = value.kind >= RH_STRING && value.kind != RH_UNDECIDED && value.kind != RH_TIMESTAMP &&
                        value.kind != RH_DURATION;
    *last = (remembered){!points, value, ev->valid_until, ev->reach};
}

/* As rh_pool_places and rh_pool_words have it. */
static bool concerns(const fixture *f, size_t i, uint32_t slot, rh_value before, rh_value after)
{
    size_t n;
    const uint32_t *reads = rh_pool_reads(f->pool, f->roots[i], &n);
    const bool by_word = before.kind == RH_STRING && after.kind == RH_STRING;
    const uint64_t words =
        by_word ? rh_word_bit(rh_value_str(before)) | rh_word_bit(rh_value_str(after)) : RH_WORDS_ALL;
    for (size_t k = 0; k < n; k++)
        if (reads[k] == slot && rh_pool_places(f->pool, f->roots[i])[k] <= f->last[i].reach &&
            (rh_pool_words(f->pool, f->roots[i])[k] & words) != 0)
            return true;
    return false;
}

static void compare(fixture *f, size_t i)
{
    rh_machine m;
    rh_eval straight = evaluation(f), steps = evaluation(f), kept = evaluation(f);
    const rh_value a = rh_pool_eval(f->pool, f->roots[i], &straight);
    rh_machine__init(&m, f->pool, &steps);
    m.steps = f->bare;
    const rh_value b = rh_machine__run(&m, f->pool->roots.at[f->roots[i]].step);
    const rh_value c = rh_memo_eval(f->memo, f->roots[i], &kept);
    f->n_compared++;
    compare_with_last(f, i, a, &straight);
    if (!same(a, b)) fail_msg("straight code and steps differ: %.*s", RH_ARG(f->texts[i]));
    if (!same(a, c)) fail_msg("the memo differs: %.*s", RH_ARG(f->texts[i]));
    /* A memo spares a way that the clock may have changed since, where it cannot matter to a budget. */
    const uint8_t flags = f->pool->steps.at[f->pool->roots.at[f->roots[i]].step].flags;
    const bool is_fixed = (flags & RH_STEP_CLOCK) == 0 || (flags & RH_STEP_COSTLY) != 0;
    if (straight.cost != steps.cost || (is_fixed && straight.cost != kept.cost)) {
        fail_msg("costs %llu, by steps %llu, through the memo %llu: %.*s", (unsigned long long)straight.cost,
                 (unsigned long long)steps.cost, (unsigned long long)kept.cost, RH_ARG(f->texts[i]));
    }
    if (!rh_instant_before(f->now, kept.valid_until)) fail_msg("valid-until is past: %.*s", RH_ARG(f->texts[i]));
}

static void compare_all(fixture *f)
{
    /* Not every root every time: what was not asked for must be right when it is. */
    for (size_t i = 0; i < f->n_roots; i++) {
        if (random_below(&f->r, 3) != 0) compare(f, i);
    }
}

static void new_facts(fixture *f)
{
    f->now = random_now(&f->r);
    for (uint32_t s = 0; s < RANDOM_SLOTS; s++) f->slots[s] = random_fact(&f->r, &f->keep, s, f->now);
    rh_memo_clear(f->memo);
    memset(f->last, 0, sizeof f->last);
}

static void change_something(fixture *f)
{
    rh_instant later;
    const uint32_t slot = (uint32_t)random_below(&f->r, RANDOM_SLOTS);
    if (slot < f->env.n_slots) {
        const rh_value before = f->slots[slot];
        f->slots[slot] = random_fact(&f->r, &f->keep, slot, f->now);
        rh_memo_touch(f->memo, slot);
        for (size_t i = 0; i < f->n_roots; i++)
            if (concerns(f, i, slot, before, f->slots[slot])) f->last[i].is_there = false;
    }
    if (random_below(&f->r, 2) == 0 &&
        rh_instant_add(&later, f->now, (int64_t)random_below(&f->r, 200) * 1800000000000))
        f->now = later;
}

/* Rows of random facts through all roots at once: as true, and as open, as one by one. */
static void compare_batch(fixture *f)
{
    rh_value slots[RH_BATCH_ROWS][RANDOM_SLOTS];
    const rh_value *rows[RH_BATCH_ROWS];
    uint64_t is_true[N_ROOTS], is_open[N_ROOTS];
    rh_batch *batch = NULL;
    rh_rows *loaded = NULL;
    const size_t n = random_below(&f->r, 4) == 0 ? 1 + random_below(&f->r, RH_BATCH_ROWS) : RH_BATCH_ROWS;
    rh_eval ev = evaluation(f);
    assert_int_equal(rh_batch_new(&batch, &f->keep, f->pool, f->roots, f->n_roots, NULL), RH_OK);
    for (size_t i = 0; i < n; i++) {
        rows[i] = slots[i];
        for (uint32_t s = 0; s < RANDOM_SLOTS; s++) slots[i][s] = random_fact(&f->r, &f->keep, s, f->now);
    }
    assert_int_equal(rh_rows_load(&loaded, &f->keep, batch, rows, n, NULL), RH_OK);
    rh_batch_eval(batch, &ev, loaded, is_true, is_open);
    for (size_t k = 0; k < f->n_roots * n; k++) {
        const size_t r = k / n, i = k % n;
        rh_eval one = evaluation(f);
        one.slots = slots[i];
        const rh_value v = rh_pool_eval(f->pool, f->roots[r], &one);
        const bool is_decided = v.kind == RH_BOOL;
        if ((is_true[r] >> i & 1) == (is_decided && v.b) && (is_open[r] >> i & 1) == !is_decided) continue;
        fail_msg("in a batch it differs: %.*s", RH_ARG(f->texts[r]));
    }
    f->n_compared += f->n_roots * n;
}

static bool is_loop(uint8_t op)
{
    return op == RH_STEP_ALL || op == RH_STEP_EXISTS || op == RH_STEP_EXISTS_ONE || op == RH_STEP_FILTER;
}

static void strip(fixture *f)
{
    f->bare = RH_NEW_N(&f->keep, f->pool->steps.n, rh_step);
    for (size_t i = 0; i < f->pool->steps.n; i++) {
        f->bare[i] = f->pool->steps.at[i];
        if (is_loop(f->bare[i].op)) f->bare[i].c = RH_STEP_NONE;
    }
}

static void one_pool(fixture *f)
{
    f->n_roots = 0;
    assert_int_equal(rh_pool_new(&f->pool, &f->keep, &f->env, NULL), RH_OK);
    for (int i = 0; i < N_ROOTS; i++) add_root(f);
    assert_int_equal(rh_pool_seal(f->pool, NULL), RH_OK);
    assert_int_equal(rh_memo_new(&f->memo, &f->keep, f->pool, NULL), RH_OK);
    strip(f);
    for (int journey = 0; journey < 2; journey++) {
        new_facts(f);
        for (int i = 0; i < N_CHANGES; i++) {
            compare_all(f);
            change_something(f);
            rh_arena_reset(&f->scratch);
        }
    }
    if (random_below(&f->r, 5) == 0) compare_batch(f);
}

static void ways__agree_on_random_expressions(void **state)
{
    (void)state;
    fixture f = {.r = {20260306}, .keep = kit_arena(), .scratch = kit_arena(), .env = random_env()};
    for (int i = 0; i < N_POOLS; i++) {
        const rh_arena_mark mark = rh_arena_begin(&f.keep);
        one_pool(&f);
        rh_arena_end(&f.keep, mark);
    }
    print_message("%lu evaluations, %lu of them of what nothing concerned\n", f.n_compared, f.n_spared);
    assert_true(f.n_compared > 50000 && f.n_spared > 10000);
    rh_arena_dispose(&f.keep);
    rh_arena_dispose(&f.scratch);
}

/* What a test for null guards is guarded on the way through that test alone. */
static void ways__a_guard_stands_on_its_own_way(void **state)
{
    (void)state;
    static const struct { const char *text, *wanted; } cases[] = {
        {"(f.bool || f.int != null) && f.int < 3", "undecided"}, {"f.int != null && f.int < 3", "false"},
        {"f.int != null && g.int != null && f.int == g.int", "false"}, {"present(f.int) && f.int < 3", "false"},
        {"!(f.int != null && f.int < 3)", "true"}, {"f.bool && (f.int != null && f.int < 3 || f.bool)", "true"},
        {"(f.bool || f.int != null) && (f.int != null || f.int < 3)", "undecided"}};
    kit_world w;
    kit_world_init(&w);
    w.slots[kit_world_slot(&w, "f.bool")] = rh_bool(true);
    w.slots[kit_world_slot(&w, "g.int")] = rh_int(1);
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        rh_pool *pool = NULL;
        rh_expr root = RH_EXPR_NONE;
        rh_diags diags;
        rh_diags_init(&diags, &w.keep);
        assert_int_equal(kit_world_load(&w, &pool, &root, rh_str_of(cases[i].text), NULL, &diags), RH_OK);
        const rh_value v = rh_pool_eval(pool, root, &w.ev);
        const char *got = v.kind == RH_UNDECIDED ? "undecided" : v.b ? "true" : "false";
        if (strcmp(got, cases[i].wanted) != 0) fail_msg("%s is %s, not %s", cases[i].text, got, cases[i].wanted);
    }
    kit_world_dispose(&w);
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(ways__agree_on_random_expressions),
                                       cmocka_unit_test(ways__a_guard_stands_on_its_own_way)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
