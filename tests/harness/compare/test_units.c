/* Changed keys between two versions of a file: data, one case a row. */
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>

#include "engine/base/buf.h"
#include "harness/compare/units.h"
#include "harness/load/yaml.h"
#include "tests/kit/memory.h"

/* Two files and the units between them: "key:line" for the head's line, "key:-line" where only the base has the key. */
typedef struct units_case {
    const char *base, *head, *units;
} units_case;

static const rh_node *compose(rh_arena *keep, const char *text)
{
    if (text == NULL) return NULL;
    rh_diags diags;
    const rh_node *root;
    rh_diags_init(&diags, keep);
    assert_int_equal(rh_yaml_compose(&root, keep, RH_STR("f.yaml"), rh_str_of(text), &diags), RH_OK);
    return root;
}

static void check(const units_case *c)
{
    rh_arena keep = kit_arena();
    rh_change_units units;
    rh_buf out;
    rh_buf_init(&out, &keep, 4096);
    assert_int_equal(rh_units_between(&units, &keep, compose(&keep, c->base), compose(&keep, c->head), NULL), RH_OK);
    for (size_t i = 0; i < units.n; i++) {
        if (i > 0) rh_buf_byte(&out, ' ');
        rh_buf_put(&out, units.at[i].key.ptr != NULL ? units.at[i].key : RH_STR("(file)"));
        rh_buf_printf(&out, ":%s%u", units.at[i].in_head ? "" : "-", units.at[i].line);
    }
    rh_buf_byte(&out, '\0');
    assert_string_equal(out.ptr, c->units);
    rh_arena_dispose(&keep);
}

static void units__are_the_leaves_that_differ(void **state)
{
    (void)state;
    static const units_case cases[] = {
        {"a: 1\nb: 2\n", "b: 2\na: 1\n", ""},
        {"a: 1 # why\n", "# because\na: 1\n", ""},
        {"a: 1\nb: 2\n", "a: 1\nb: 3\n", "b:2"},
        {"a: 1\n", "a: '1'\n", "a:1"},
        {"a: 1\n", "a: 1\nb: {c: 1, d: 2}\n", "b:2"},
        {"a: 1\nb: {c: 1, d: 2}\n", "a: 1\n", "b:-2"},
        {"r: {x: {p: 1, q: 2}}\n", "r: {x: {p: 1, q: 3}}\n", "r.x.q:1"},
        {"z: 1\na: 1\n", "z: 2\na: 2\n", "a:2 z:1"},
        {"a: [1, 2]\n", "a: [2, 1]\n", "a:1"},
        {"a: 1\n", "a: {b: 1}\n", "a:1"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) check(&cases[i]);
}

static void units__name_elements_of_lists_by_id_or_name(void **state)
{
    (void)state;
    static const units_case cases[] = {
        {"l:\n- {id: a, v: 1}\n- {id: b, v: 1}\n", "l:\n- {id: a, v: 1}\n- {id: b, v: 2}\n", "l[b].v:3"},
        {"l:\n- {name: a, v: 1}\n", "l:\n- {name: a, v: 1}\n- {name: b, v: 2}\n", "l[b]:3"},
        {"l:\n- {name: a, v: 1}\n- {name: b, v: 2}\n", "l:\n- {name: b, v: 2}\n", "l[a]:-2"},
        /* order has meaning: a list that only changed places is one unit */
        {"l:\n- {id: a}\n- {id: b}\n", "l:\n- {id: b}\n- {id: a}\n", "l:2"},
        /* elements without names of their own: the whole list */
        {"l:\n- {v: 1}\n", "l:\n- {v: 2}\n", "l:2"},
        {"l:\n- {id: a, v: 1}\n- {id: a, v: 2}\n", "l:\n- {id: a, v: 1}\n- {id: a, v: 3}\n", "l:2"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) check(&cases[i]);
}

static void units__of_a_file_that_one_side_lacks_are_the_file(void **state)
{
    (void)state;
    static const units_case cases[] = {
        {NULL, "a: 1\nb: 2\n", "(file):1"},
        {"a: 1\n", NULL, "(file):-1"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) check(&cases[i]);
}

/* Every set of the units, merged: what then still differs from the head are the units that were not taken, and from the
 * base those that were. */
static void check_merged(const char *base_text, const char *head_text)
{
    rh_arena keep = kit_arena();
    const rh_node *base = compose(&keep, base_text), *head = compose(&keep, head_text), *merged = NULL;
    rh_change_units units, left, taken_ones;
    assert_int_equal(rh_units_between(&units, &keep, base, head, NULL), RH_OK);
    for (unsigned mask = 0; mask < 1u << units.n; mask++) {
        bool taken[8];
        size_t n_taken = 0;
        for (size_t i = 0; i < units.n; i++) n_taken += taken[i] = (mask >> i & 1) != 0;
        assert_int_equal(rh_units_merge(&merged, &keep, base, head, &units, taken, NULL), RH_OK);
        if (mask == 0) assert_ptr_equal(merged, base);
        if (n_taken == units.n) assert_ptr_equal(merged, head);
        if (merged == NULL || base == NULL || head == NULL) continue;
        assert_int_equal(rh_units_between(&left, &keep, merged, head, NULL), RH_OK);
        assert_int_equal(rh_units_between(&taken_ones, &keep, base, merged, NULL), RH_OK);
        assert_int_equal(left.n, units.n - n_taken);
        assert_int_equal(taken_ones.n, n_taken);
        for (size_t i = 0, l = 0, t = 0; i < units.n; i++) {
            const rh_str other = taken[i] ? taken_ones.at[t++].key : left.at[l++].key;
            assert_true(rh_str_eq(units.at[i].key, other));
        }
    }
    rh_arena_dispose(&keep);
}

static void units__taken_one_by_one_are_the_head_in_the_end(void **state)
{
    (void)state;
    check_merged("a: 1\nb: 2\nc: {d: 1, e: 2}\n", "a: 2\nb: 2\nc: {d: 2, e: 3}\nf: 1\n");
    check_merged("a: {x: 1, y: 1}\nb: 2\n", "a: {x: 2, z: 1}\n");
    check_merged("l:\n- {id: a, v: 1}\n- {id: b, v: 1}\n- {id: c, v: 1}\n",
                 "l:\n- {id: n, v: 1}\n- {id: a, v: 2}\n- {id: m, v: 1}\n- {id: c, v: 2}\n- {id: o, v: 1}\n");
    check_merged("l: [1, 2]\nm: 1\n", "l: [2]\nm: 2\n");
    check_merged(NULL, "a: 1\n");
    check_merged("a: 1\n", NULL);
}

static void units__keys_meet_where_one_holds_the_other(void **state)
{
    (void)state;
    assert_true(rh_unit_keys_meet(RH_STR("effect"), RH_STR("effect.hold")));
    assert_true(rh_unit_keys_meet(RH_STR("tasks[a]"), RH_STR("tasks")));
    assert_true(rh_unit_keys_meet(rh_str_null(), RH_STR("when")));
    assert_false(rh_unit_keys_meet(RH_STR("effect"), RH_STR("effects")));
    assert_false(rh_unit_keys_meet(RH_STR("review.primary"), RH_STR("review.backup")));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(units__are_the_leaves_that_differ),
        cmocka_unit_test(units__name_elements_of_lists_by_id_or_name),
        cmocka_unit_test(units__of_a_file_that_one_side_lacks_are_the_file),
        cmocka_unit_test(units__taken_one_by_one_are_the_head_in_the_end),
        cmocka_unit_test(units__keys_meet_where_one_holds_the_other),
    };
    return cmocka_run_group_tests_name("compare units", tests, NULL, NULL);
}
