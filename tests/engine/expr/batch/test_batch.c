/* Many rows at once: whatever stands in the facts, a batch says of each row what is said of that row alone. */
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>

#include "tests/kit/expr_world.h"
#include "tests/reference/random.h"

static const char *const conditions[] = {
    "f.bool", "!f.bool", "f.bool == true", "f.bool == false", "f.bool != true", "f.bool != false",
    "f.int == 1", "f.int != 1", "f.int == 2.5", "f.double == 2.5", "f.double != 1.0", "f.double == 1", "f.any == 1u",
    "f.any == timestamp(\"2026-01-01T00:00:00Z\")", "f.any == null", "f.any != null", "f.any == true", "f.any == [1]",
    "f.int < 2", "f.int <= 2", "f.int > 2", "f.int >= 2", "f.int < 1.5", "f.double < 1.5", "f.double <= 1.5",
    "f.double > 1.5", "f.double >= 1.5", "f.any > 1", "f.any >= 1u", "f.any < \"b\"",
    "f.string == \"a\"", "f.string != \"a\"", "\"b\" == g.string", "f.string == \"\"", "f.string < \"b\"",
    "f.string in [\"a\", \"b\"]", "f.string in []", "f.int in [1, 3]", "f.any in [\"a\", 1]",
    "f.any in [2.5, true, null]",
    "f.string == g.string", "f.string != g.string", "f.string < g.string", "f.int == g.int", "f.int != g.int",
    "f.int < g.int", "f.int <= g.int", "f.int > g.int", "f.int >= g.int", "f.any == f.json", "f.any != f.json",
    "f.double < f.any", "f.double <= f.any", "f.double > f.any", "f.double >= f.any", "f.any == f.double",
    "present(f.any)", "absent(f.any)", "present(f.string)", "has(f.any)", "has(f.list)", "conflict(f.string, g.string)",
    "size(f.list) < 2", "size(f.list) <= 1", "size(f.list) > 1", "2 <= size(f.list)",
    "\"a\" in f.list", "\"nowhere\" in f.list || \"b\" in f.list", "f.list.exists(x, x == \"a\")",
    "f.rows.exists(r, r.status == \"open\")", "f.rows.all(r, r.status == \"open\")", "f.rows.exists(r, r.size > 1)",
    "f.rows.exists_one(r, r.status != \"open\")", "f.rows.all(r, r.size in [1, 2] || r.status in [\"done\", \"open\"])",
    "f.rows.exists(r, !(r.size == 1) && r.id == \"a\")", "!f.rows.exists_one(r, r.due == null)",
    "f.list.all(x, x != \"a\" && present(x))", "f.list.exists(x, x in [\"b\", \"c\"] || absent(x))",
    "f.list.exists(x, !present(x))", "f.rows.exists(r, absent(r.due) && r.size < 2)",
    "f.rows.all(r, present(r.status))", "cel.bind(q, f.string, f.list.exists(x, q == \"a\" || x == \"b\"))",
    "f.rows.exists(r, f.rows.exists(q, r.id == \"a\"))", "f.list.exists(x, x == \"b\") && \"a\" in f.list",
    "f.rows.exists(i, r, r.size == i)", "f.rows.exists(r, r.id == f.string)", "f.rows.exists(r, \"x\" in r.tags)",
    "(f.bool || f.int > 1) && (f.string == \"a\" || f.rows.exists(r, r.size < 2))",
    "f.int + 1 > 2 && f.bool", "string(f.double) == \"1\" || f.bool",
};
enum { N_CONDITIONS = sizeof conditions / sizeof *conditions };

/* Any of these may stand in any slot: a host may err. */
static const char *const values[] = {
    "null", "null", "true", "false", "1", "2", "3", "1u", "1.0", "2.5", "0.0 / 0.0", "\"a\"", "\"b\"", "\"\"", "\" \"",
    "\"a longer text than others\"", "\"a\" + \"b\"",
    "timestamp(\"2026-01-01T00:00:00Z\")", "duration(\"1h\")", "b\"a\"",
    "[]", "[1]", "[\"a\"]", "[\"b\", \"c\", \"a\", \"b\"]", "{}", "{\"a\": 1}", "[1, null]", "[{}]",
    "[{\"id\": \"a\", \"status\": \"open\", \"due\": null, \"size\": 1, \"tags\": [\"x\"]}]",
    "[{\"id\": \"b\", \"status\": \"done\", \"due\": null, \"size\": 2, \"tags\": []},"
    " {\"id\": \"a\", \"status\": \"open\"}]",
    "[{\"id\": \"a\", \"status\": null, \"size\": null}, {\"id\": \"a\", \"status\": \"a\", \"size\": 2.5},"
    " {\"size\": \"a\"}]",
};
enum { N_VALUES = sizeof values / sizeof *values, N_ROUNDS = 60 };

typedef struct fixture {
    kit_world world;
    random_source r;
    rh_value values[N_VALUES];
    rh_pool *pool;
    rh_expr roots[N_CONDITIONS];
    rh_batch *batch;
    rh_value slots[RH_BATCH_ROWS][KIT_WORLD_SLOTS];
    const rh_value *rows[RH_BATCH_ROWS];
    size_t n;
} fixture;

static int set_up(void **state)
{
    static fixture f;
    rh_diags diags;
    f.r = (random_source){20261123};
    kit_world_init(&f.world);
    rh_diags_init(&diags, &f.world.keep);
    for (size_t k = 0; k < N_VALUES; k++) f.values[k] = kit_world_value(&f.world, rh_str_of(values[k]));
    assert_int_equal(rh_pool_new(&f.pool, &f.world.keep, &f.world.env, NULL), RH_OK);
    for (size_t k = 0; k < N_CONDITIONS; k++) {
        const rh_ast *ast = NULL;
        assert_int_equal(rh_ast_parse(&ast, &f.world.keep, rh_str_of(conditions[k]), NULL, &diags), RH_OK);
        if (rh_pool_add(f.pool, &f.roots[k], ast, NULL, &diags) != RH_OK)
            fail_msg("%s: %s", conditions[k], diags.errors[0].text);
    }
    assert_int_equal(rh_pool_seal(f.pool, NULL), RH_OK);
    assert_int_equal(rh_batch_new(&f.batch, &f.world.keep, f.pool, f.roots, N_CONDITIONS, NULL), RH_OK);
    *state = &f;
    return 0;
}

static int tear_down(void **state)
{
    kit_world_dispose(&((fixture *)*state)->world);
    return 0;
}

static void new_rows(fixture *f, size_t n)
{
    f->n = n;
    for (size_t i = 0; i < f->n; i++) {
        f->rows[i] = f->slots[i];
        for (size_t s = 0; s < KIT_WORLD_SLOTS; s++) f->slots[i][s] = f->values[random_below(&f->r, N_VALUES)];
    }
}

static void compare(fixture *f, uint64_t budget)
{
    uint64_t is_true[N_CONDITIONS], is_open[N_CONDITIONS];
    rh_rows *loaded = NULL;
    rh_eval ev = f->world.ev;
    ev.budget = budget;
    assert_int_equal(rh_rows_load(&loaded, &f->world.keep, f->batch, f->rows, f->n, NULL), RH_OK);
    rh_batch_eval(f->batch, &ev, loaded, is_true, is_open);
    for (size_t k = 0; k < N_CONDITIONS; k++) {
        uint64_t wants_true = 0, wants_open = 0;
        for (size_t i = 0; i < f->n; i++) {
            ev.slots = f->rows[i];
            const rh_value v = rh_pool_eval(f->pool, f->roots[k], &ev);
            wants_true |= (uint64_t)rh_value_is_true(v) << i;
            wants_open |= (uint64_t)(v.kind != RH_BOOL) << i;
        }
        if (is_true[k] != wants_true || is_open[k] != wants_open) fail_msg("in a batch it differs: %s", conditions[k]);
    }
}

static void batch__says_of_each_row_what_is_said_of_it_alone(void **state)
{
    fixture *f = *state;
    for (int round = 0; round < N_ROUNDS; round++) {
        const rh_arena_mark mark = rh_arena_begin(&f->world.keep);
        new_rows(f, random_below(&f->r, 3) == 0 ? random_below(&f->r, RH_BATCH_ROWS) : RH_BATCH_ROWS);
        compare(f, 0);
        rh_arena_end(&f->world.keep, mark);
    }
}

/* A budget that some rows spend and others do not. */
static void batch__each_row_has_the_budget_of_the_caller(void **state)
{
    fixture *f = *state;
    new_rows(f, RH_BATCH_ROWS);
    for (uint64_t budget = 1; budget < 40; budget++) compare(f, budget);
}

static void batch__of_no_roots_is_fine(void **state)
{
    fixture *f = *state;
    rh_batch *none = NULL;
    rh_rows *loaded = NULL;
    rh_eval ev = f->world.ev;
    uint64_t is_true = 7, is_open = 7;
    new_rows(f, RH_BATCH_ROWS);
    assert_int_equal(rh_batch_new(&none, &f->world.keep, f->pool, NULL, 0, NULL), RH_OK);
    assert_int_equal(rh_rows_load(&loaded, &f->world.keep, none, f->rows, f->n, NULL), RH_OK);
    rh_batch_eval(none, &ev, loaded, &is_true, &is_open);
    assert_int_equal(is_true, 7);
    assert_int_equal(is_open, 7);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(batch__says_of_each_row_what_is_said_of_it_alone),
        cmocka_unit_test(batch__each_row_has_the_budget_of_the_caller),
        cmocka_unit_test(batch__of_no_roots_is_fine),
    };
    return cmocka_run_group_tests(tests, set_up, tear_down);
}
