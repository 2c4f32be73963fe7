/* All conditions in one pass: whatever stands in the facts, a muster says of each what the evaluator says of it
 * alone. */
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>

#include "tests/kit/expr_world.h"
#include "tests/reference/random.h"

static const char *const conditions[] = {
    "f.bool", "!f.bool", "f.bool == true", "f.bool == false", "f.bool != true", "f.bool != false", "f.any",
    "f.any == true",
    "f.int == 1", "f.int != 1", "f.int == 2.5", "f.double == 2.5", "f.any == null", "f.any != null", "f.any == [1]",
    "f.int < 2", "f.int <= 2", "f.int > 2", "3 > f.int", "f.int < 1.5", "f.double <= 1.5", "f.any > 1", "f.any < \"b\"",
    "f.string == \"a\"", "f.string != \"a\"", "f.string == \"\"", "f.any == \"b\"", "f.any != \"b\"",
    "f.string in [\"a\", \"b\"]", "f.string in [\"a\"]", "f.string in []", "f.int in [1, 3]", "f.any in [\"a\", 1]",
    "f.string == g.string", "f.int != g.int", "f.int < g.int", "f.any == f.json", "f.double >= f.any",
    "present(f.any)", "absent(f.any)", "present(f.string)", "present(f.list)", "absent(f.json)", "has(f.any)",
    "has(f.list)",
    "conflict(f.string, g.string)", "conflict(f.any, f.json, f.string)", "conflict(f.int, g.int, f.any)",
    "size(f.list) < 2", "2 <= size(f.list)", "\"a\" in f.list", "\"x\" in workflow.did", "\"a\" in f.any",
    "intersects(f.list, [\"a\", \"b\"])", "intersects(f.list, [])", "intersects(f.set, [\"red\"]) || f.bool",
    "f.list.exists(x, x == \"a\")", "f.rows.exists(r, r.status == \"open\")", "f.rows.all(r, r.status == \"open\")",
    "f.rows.exists_one(r, r.status != \"open\")", "f.rows.exists(r, f.rows.exists(q, r.id == q.id))",
    "f.bool && f.rows.exists(r, r.size > 1)", "!(f.rows.all(r, present(r.due)) && f.int < 3)",
    "present(f.int) && f.int < 3", "f.int < 3 && f.bool && f.string == \"a\"",
    "f.int < 3 || f.bool || f.string == \"a\"",
    "!(f.int < 3 || present(f.any))", "(f.bool || f.int > 1) && (f.string == \"a\" || f.string in [\"a\", \"b\"])",
    "f.int + 1 > 2 && f.bool", "f.bool ? f.int > 1 : f.string == \"a\"", "string(f.double) == \"1\" || f.bool",
    "overdue(f.at)", "!overdue(f.at)", "overdue(f.at) && f.bool", "f.bool && overdue(f.at) && f.int > 1",
    "overdue(f.at) || overdue(f.due) || f.bool", "f.bool || f.int > 1 || overdue(f.due)",
    "f.int > 1 && (overdue(f.at) || f.string == \"a\") && f.bool", "!(overdue(f.at) && (f.bool || overdue(f.due)))",
    "days_since(f.at) > 3", "present(f.at) && days_since(f.at) > 3 && f.bool", "business_days_since(f.at) >= 2",
    "present(f.at) && present(f.due) && business_days_until(f.due) <= 2 && days_since(f.at) > 3",
    "now > f.at", "f.at - now < duration(\"2h\") || f.bool", "f.bool && f.rows.exists(r, overdue(r.due))",
    "f.rows.exists(r, overdue(r.due)) || f.bool", "overdue(f.at) && f.rows.exists(r, r.size > 1)",
    "f.any.name == \"a\"", "f.int / g.int > 0 || overdue(f.at)",
};
enum { N_CONDITIONS = sizeof conditions / sizeof *conditions };

/* Values that conditions choose. */
static const char *const choices[] = {
    "f.bool ? \"a\" : \"b\"", "f.bool ? \"a\" : f.int > 1 ? \"b\" : \"c\"", "f.bool ? f.string : \"b\"", "f.bool",
    "1 + 2",
    "(f.bool ? [\"a\"] : []) + (f.int > 1 ? [\"b\"] : [])",
    "(f.bool ? [\"a\"] : []) + (f.int > 1 ? [] : (absent(f.any) ? [\"b\"] : []) + (present(f.string) ? [\"c\"] : []))",
    "(f.rows.exists(r, r.status == \"open\") ? [\"a\"] : []) + (f.bool ? [\"b\", \"c\"] : [\"d\"])",
    "(f.bool ? 1 : 2) + (f.int > 1 ? 1 : 2)", "(f.bool ? 1 : 2) + f.int",
};
enum { N_CHOICES = sizeof choices / sizeof *choices, N_ROOTS = N_CONDITIONS + N_CHOICES + 1 };

/* Any of these may stand in any slot: a host may err. */
static const char *const values[] = {
    "null", "null", "null", "true", "true", "false", "false", "1", "2", "3", "1u", "1.0", "2.5", "0.0 / 0.0", "\"a\"",
    "\"b\"",
    "\"\"", "\" \"", "\"\\u00a0\"", "\"\\u00e9\"", "\"a longer text than others\"", "\"a\" + \"b\"",
    "timestamp(\"2026-01-01T00:00:00Z\")", "timestamp(\"2026-03-02T14:00:00Z\")", "timestamp(\"2026-03-04T14:00:00Z\")",
    "timestamp(\"2026-03-05T14:00:00Z\")", "timestamp(\"2040-03-05T14:00:00Z\")", "duration(\"1h\")", "b\"a\"",
    "[]", "[1]", "[\"a\"]", "[\"b\", \"c\", \"a\", \"b\"]", "[\"red\"]", "{}", "{\"a\": 1}", "{\"x\": null}",
    "[1, null]",
    "[{\"id\": \"a\", \"status\": \"open\", \"due\": null, \"size\": 1, \"tags\": [\"x\"]}]",
    ("[{\"id\": \"b\", \"status\": \"done\", \"due\": timestamp(\"2026-03-04T16:00:00Z\"), \"size\": 2, \"tags\": []},"
     " {\"id\": \"a\", \"status\": \"open\", \"due\": timestamp(\"2026-03-01T16:00:00Z\"), \"size\": 0, \"tags\": []}]"),
    "[{\"id\": \"a\", \"status\": null, \"size\": null}, {\"id\": \"a\", \"status\": \"a\", \"size\": 2.5}]",
};
enum { N_VALUES = sizeof values / sizeof *values, N_ROUNDS = 6000, N_NUMBERS = 64 };

typedef struct fixture {
    kit_world world;
    random_source r;
    rh_value values[N_VALUES];
    rh_pool *pool;
    rh_expr roots[N_ROOTS]; /* the last is none */
    rh_muster *muster;
    rh_value slots[KIT_WORLD_SLOTS];
    rh_value seen[N_CHOICES][N_NUMBERS]; /* by choice and what was chosen */
    bool is_seen[N_CHOICES][N_NUMBERS];
} fixture;

static const char *text_of(size_t k) { return k < N_CONDITIONS ? conditions[k] : choices[k - N_CONDITIONS]; }

static int set_up(void **state)
{
    static fixture f;
    rh_diags diags;
    f.r = (random_source){20261123};
    kit_world_init(&f.world);
    rh_diags_init(&diags, &f.world.keep);
    for (size_t k = 0; k < N_VALUES; k++) f.values[k] = kit_world_value(&f.world, rh_str_of(values[k]));
    assert_int_equal(rh_pool_new(&f.pool, &f.world.keep, &f.world.env, NULL), RH_OK);
    for (size_t k = 0; k < N_CONDITIONS + N_CHOICES; k++) {
        const rh_ast *ast = NULL;
        assert_int_equal(rh_ast_parse(&ast, &f.world.keep, rh_str_of(text_of(k)), NULL, &diags), RH_OK);
        if (rh_pool_add(f.pool, &f.roots[k], ast, NULL, &diags) != RH_OK)
            fail_msg("%s: %s", text_of(k), diags.errors[0].text);
    }
    f.roots[N_ROOTS - 1] = RH_EXPR_NONE;
    assert_int_equal(rh_pool_seal(f.pool, NULL), RH_OK);
    assert_int_equal(rh_muster_new(&f.muster, &f.world.keep, f.pool, f.roots, N_ROOTS, NULL), RH_OK);
    *state = &f;
    return 0;
}

static int tear_down(void **state)
{
    kit_world_dispose(&((fixture *)*state)->world);
    return 0;
}

static bool bit(const uint64_t *set, size_t i) { return (set[i / 64] >> (i % 64) & 1) != 0; }

/* Runs the muster and holds each condition to the evaluator. */
static void compare(fixture *f)
{
    rh_eval ev = f->world.ev;
    ev.slots = f->slots;
    rh_muster_run(f->muster, &ev);
    for (size_t k = 0; k < N_CONDITIONS; k++) {
        const rh_value v = rh_pool_eval(f->pool, f->roots[k], &ev);
        if (bit(rh_muster_true(f->muster), k) != rh_value_is_true(v)) fail_msg("another truth: %s", conditions[k]);
        if (bit(rh_muster_open(f->muster), k) != (v.kind != RH_BOOL)) fail_msg("not as open: %s", conditions[k]);
        if (v.kind == RH_BOOL && rh_instant_cmp(rh_muster_until(f->muster)[k], ev.valid_until) != 0)
            fail_msg("for another time: %s", conditions[k]);
    }
    assert_false(bit(rh_muster_true(f->muster), N_ROOTS - 1) || bit(rh_muster_open(f->muster), N_ROOTS - 1));
}

static void new_facts(fixture *f)
{
    for (size_t s = 0; s < KIT_WORLD_SLOTS; s++) f->slots[s] = f->values[random_below(&f->r, N_VALUES)];
}

static void muster__says_of_each_condition_what_the_evaluator_says(void **state)
{
    fixture *f = *state;
    for (int round = 0; round < N_ROUNDS; round++) {
        const rh_arena_mark mark = rh_arena_begin(&f->world.scratch);
        new_facts(f);
        compare(f);
        rh_arena_end(&f->world.scratch, mark);
    }
}

/* Returns whether it was a known choice. */
static bool compare_choice(fixture *f, size_t k, rh_eval *ev)
{
    const uint64_t chosen = rh_muster_chosen(f->muster, N_CONDITIONS + k);
    if (chosen == RH_MUSTER_UNKNOWN) return false;
    const rh_value v = rh_value_copy(&f->world.keep, rh_pool_eval(f->pool, f->roots[N_CONDITIONS + k], ev));
    assert_true(chosen < N_NUMBERS);
    if (f->is_seen[k][chosen] && !rh_value_same(f->seen[k][chosen], v))
        fail_msg("one choice, two values: %s", choices[k]);
    f->is_seen[k][chosen] = true;
    f->seen[k][chosen] = v;
    return true;
}

static void muster__the_same_choice_is_the_same_value(void **state)
{
    fixture *f = *state;
    size_t n_known[N_CHOICES] = {0};
    for (int round = 0; round < N_ROUNDS; round++) {
        rh_eval ev = f->world.ev;
        new_facts(f);
        ev.slots = f->slots;
        rh_muster_run(f->muster, &ev);
        for (size_t k = 0; k < N_CHOICES; k++) n_known[k] += compare_choice(f, k, &ev);
    }
    for (size_t k = 0; k + 1 < N_CHOICES; k++)
        if (n_known[k] == 0) fail_msg("never known: %s", choices[k]);
    assert_int_equal(n_known[N_CHOICES - 1], 0); /* its value is more than a choice */
}

/* ---- conditions made by chance ---- */

enum { N_MADE = 700, N_MADE_ROUNDS = 300, N_WORDS = 90 };

/* One of the conditions above, or a text against some of many more than an aspect has classes for; or some of these,
 * joined. */
static void put_condition(rh_buf *out, random_source *r, int depth)
{
    const unsigned a = (unsigned)random_below(r, N_WORDS), b = (unsigned)random_below(r, N_WORDS);
    const bool is_plain = depth == 0 || random_below(r, 3) == 0;
    const uint64_t way = random_below(r, 3);
    const char slot = b % 2 == 0 ? 'f' : 'g', op = b % 3 == 0 ? '!' : '=';
    if (is_plain && way == 0) rh_buf_printf(out, "%c.string %c= \"w%u\"", slot, op, a);
    else if (is_plain && way == 1) rh_buf_printf(out, "f.string in [\"w%u\", \"w%u\"]", a, b);
    else if (is_plain) rh_buf_printf(out, "(%s)", conditions[random_below(r, N_CONDITIONS)]);
    if (is_plain) return;
    rh_buf_printf(out, way == 0 ? "!(" : "(");
    put_condition(out, r, depth - 1);
    for (uint64_t n = way == 0 ? 0 : 1 + random_below(r, 3); n > 0; n--) {
        rh_buf_printf(out, way == 1 ? " && " : " || ");
        put_condition(out, r, depth - 1);
    }
    rh_buf_printf(out, ")");
}

static rh_expr made_condition(fixture *f, rh_pool *pool, rh_diags *diags)
{
    const rh_ast *ast = NULL;
    rh_buf text;
    rh_expr root;
    rh_buf_init(&text, &f->world.keep, 4096);
    put_condition(&text, &f->r, 3);
    assert_false(text.failed);
    assert_int_equal(rh_ast_parse(&ast, &f->world.keep, rh_buf_str(&text), NULL, diags), RH_OK);
    if (rh_pool_add(pool, &root, ast, NULL, diags) != RH_OK) fail_msg("%s", diags->errors[0].text);
    return root;
}

/* Facts of which about half are words. */
static void new_words(fixture *f)
{
    static const uint32_t n_most = N_WORDS + 9; /* some that nobody asks for */
    new_facts(f);
    for (size_t s = 0; s < KIT_WORLD_SLOTS; s++) {
        rh_buf word;
        rh_buf_init(&word, &f->world.scratch, 8);
        rh_buf_printf(&word, "w%u", (unsigned)random_below(&f->r, n_most));
        if (random_below(&f->r, 2) == 0) f->slots[s] = rh_string(rh_buf_str(&word));
    }
}

static void muster__hundreds_of_conditions_are_what_each_is_alone(void **state)
{
    fixture *f = *state;
    rh_diags diags;
    rh_pool *pool;
    rh_muster *muster;
    rh_expr roots[N_MADE];
    size_t n_true = 0, n_open = 0;
    rh_diags_init(&diags, &f->world.keep);
    assert_int_equal(rh_pool_new(&pool, &f->world.keep, &f->world.env, NULL), RH_OK);
    for (size_t k = 0; k < N_MADE; k++) roots[k] = made_condition(f, pool, &diags);
    assert_int_equal(rh_pool_seal(pool, NULL), RH_OK);
    assert_int_equal(rh_muster_new(&muster, &f->world.keep, pool, roots, N_MADE, NULL), RH_OK);
    for (int round = 0; round < N_MADE_ROUNDS; round++) {
        const rh_arena_mark mark = rh_arena_begin(&f->world.scratch);
        rh_eval ev = f->world.ev;
        new_words(f);
        ev.slots = f->slots;
        rh_muster_run(muster, &ev);
        for (size_t k = 0; k < N_MADE; k++) {
            const rh_value v = rh_pool_eval(pool, roots[k], &ev);
            assert_int_equal(bit(rh_muster_true(muster), k), rh_value_is_true(v));
            assert_int_equal(bit(rh_muster_open(muster), k), v.kind != RH_BOOL);
            if (v.kind == RH_BOOL) assert_int_equal(rh_instant_cmp(rh_muster_until(muster)[k], ev.valid_until), 0);
            n_true += rh_value_is_true(v);
            n_open += v.kind != RH_BOOL;
        }
        rh_arena_end(&f->world.scratch, mark);
    }
    assert_true(n_true > N_MADE && n_open > N_MADE);
}

/* Lists of so many elements that a budget ends the evaluation, and of a few less. */
static void muster__budgets_stop_what_they_stop_in_the_evaluator(void **state)
{
    fixture *f = *state;
    const size_t lengths[] = {10, 199, 200, 201, 5000, 200000, 400000, 1200000};
    const size_t most = lengths[sizeof lengths / sizeof *lengths - 1];
    rh_value *elements = RH_NEW_N(&f->world.keep, most, rh_value);
    assert_non_null(elements);
    for (size_t i = 0; i < most; i++) elements[i] = rh_string(RH_STR("z"));
    for (size_t s = 0; s < KIT_WORLD_SLOTS; s++) f->slots[s] = rh_null();
    for (size_t i = 0; i < sizeof lengths / sizeof *lengths; i++) {
        f->slots[kit_world_slot(&f->world, "f.list")] = rh_list(elements, lengths[i]);
        f->slots[kit_world_slot(&f->world, "f.set")] = rh_list(elements, lengths[i]);
        f->slots[kit_world_slot(&f->world, "f.bool")] = rh_bool(i % 2 != 0);
        compare(f);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(muster__says_of_each_condition_what_the_evaluator_says),
        cmocka_unit_test(muster__the_same_choice_is_the_same_value),
        cmocka_unit_test(muster__hundreds_of_conditions_are_what_each_is_alone),
        cmocka_unit_test(muster__budgets_stop_what_they_stop_in_the_evaluator),
    };
    return cmocka_run_group_tests(tests, set_up, tear_down);
}
