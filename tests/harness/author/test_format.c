/* Formatting: only expressions change, in the style in which they were written, and a second time nothing does. */
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>

#include <cmocka.h>

#include "engine/base/vec.h"
#include "harness/author/format.h"
#include "harness/load/revision.h"
#include "harness/load/yaml.h"
#include "harness/system/memory.h"
#include "tests/kit/memory.h"

#include <stdio.h>

static rh_str format_as(rh_arena *arena, const char *path, rh_str bytes, rh_formatted *f)
{
    rh_diags diags;
    rh_diags_init(&diags, arena);
    if (rh_format_file(f, arena, rh_str_of(path), RH_STR("f"), bytes, &diags) != RH_OK)
        fail_msg("%.*s: %u:%u %s", RH_ARG(bytes), diags.errors[0].span.line, diags.errors[0].span.col,
                 diags.errors[0].text);
    return f->bytes;
}

/* `want` NULL: nothing changes. */
static const struct {
    const char *text, *want;
} entries[] = {
    /* plain */
    {"when: a.b  ==   'x' # why\nid: x\n", "when: a.b == \"x\" # why\nid: x\n"},
    {"when: a.b == \"x\"\n", NULL},
    {"when: true\n", NULL},
    {"when: 0x10 > a.b\n", "when: 16 > a.b\n"},
    {"when: (a.b)?1:2\n", "when: 'a.b ? 1 : 2'\n"},
    {"when: ('a' in b.c)\n", "when: '\"a\" in b.c'\n"},
    {"when: (null)\n", "when: 'null'\n"},
    {"when: (!a.b)\n", "when: '!a.b'\n"},
    {"when: -a.b<1\n", "when: -a.b < 1\n"},
    /* single and double quotes */
    {"when: 'a.b==\"x\"'\n", "when: 'a.b == \"x\"'\n"},
    {"when: '!a.b && c.d ==''x'''   # c\n", "when: '!a.b && c.d == \"x\"'   # c\n"},
    {"when: 'a.b == \"it''s\"'\n", NULL},
    {"when: \"a.b=='x'\"\n", "when: \"a.b == \\\"x\\\"\"\n"},
    {"when: \"a.b == \\x22x\\x22\"\n", NULL},
    /* several lines */
    {"when: |-\n  a.b==1\n  ||c.d==2\nrisk: low\n", "when: |-\n  a.b == 1 || c.d == 2\nrisk: low\n"},
    {"when: |\n\n    a.b==1  \n\n\n# end\n", "when: |\n\n    a.b == 1  \n\n\n# end\n"},
    {"when: >2-\n    a.b==1\n", "when: >2-\n    a.b == 1\n"},
    {"when: >\r\n  a.b==1\r\nid: y\r\n", "when: >\r\n  a.b == 1\r\nid: y\r\n"},
    {"when: a.b==1\n  || c.d==2 # c\nid: y\n", "when: a.b == 1 || c.d == 2 # c\nid: y\n"},
    {"\xEF\xBB\xBFwhen: 'a.b==1\n\n   ||  c.d==2'\n", "\xEF\xBB\xBFwhen: 'a.b == 1 || c.d == 2'\n"},
    /* lists, maps, JSON */
    {"acceptance: [{name: n, until: a.b==1, after: 'x.y  in [1]'}]\n",
     "acceptance: [{name: n, until: a.b == 1, after: 'x.y in [1]'}]\n"},
    {"acceptance: [{until: (x.y).size()>0}]\n", "acceptance: [{until: x.y.size() > 0}]\n"},
    {"acceptance: [{until: a.b?c.d:e.f}]\n", "acceptance: [{until: 'a.b ? c.d : e.f'}]\n"},
    {"{\"when\": \"a.b=='x'\",\n \"acceptance\": [{\"each\": {\"where\": \"!( a.b )\"}}]}",
     "{\"when\": \"a.b == \\\"x\\\"\",\n \"acceptance\": [{\"each\": {\"where\": \"!a.b\"}}]}"},
    /* what is no expression, and what must stay */
    {"title: a  ==  b\nexamples: {when: a  ==b}\nacceptance:\n  - name: x  ==y\n", NULL},
    {"when: |-\n  // the plan\n  a.b  ==  1\n", NULL},
    {"when: 'a.b  ==  \"\\u0430bc\"'\n", NULL},
    {"when: null\n", NULL},
    {"when: [a  ==b]\n", NULL},
};

static void format__changes_expressions_and_nothing_else(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof entries / sizeof *entries; i++) {
        rh_arena arena = kit_arena();
        rh_formatted f;
        const rh_str want = rh_str_of(entries[i].want != NULL ? entries[i].want : entries[i].text);
        const rh_str got = format_as(&arena, "register/E1.yaml", rh_str_of(entries[i].text), &f);
        if (!rh_str_eq(got, want)) fail_msg("%s gives\n%.*s", entries[i].text, RH_ARG(got));
        assert_int_equal(f.n_changed > 0, entries[i].want != NULL);
        assert_true(rh_str_eq(format_as(&arena, "register/E1.yaml", got, &f), want));
        assert_int_equal(f.n_changed, 0);
        rh_arena_dispose(&arena);
    }
}

/* A condition of n operands "a.bNN == 1" joined by ||. */
static void put_long(rh_buf *out, const char *before, int n)
{
    rh_buf_put(out, rh_str_of(before));
    for (int i = 10; i < 10 + n; i++) rh_buf_printf(out, "%sa.b%d==1", i > 10 ? "||" : "", i);
    rh_buf_byte(out, '\n');
}

static void format__a_long_line_breaks_only_where_there_were_lines(void **state)
{
    (void)state;
    static const struct {
        const char *before, *want;
    } rows[] = {
        {"when: ", "when: a.b10 == 1 || a.b11"},
        {"when: |\n  ", "when: |\n  a.b10 == 1\n  || a.b11 == 1\n"},
        {"when:\n     a.z==1||\n ", "when:\n     a.z == 1\n ||"},
        {"when: a.z==1\n   ||", "when: a.z == 1\n   || a.b10 == 1\n   || a.b11"},
    };
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        rh_arena arena = kit_arena();
        rh_buf text;
        rh_formatted f;
        rh_buf_init(&text, &arena, 1 << 16);
        put_long(&text, rows[i].before, 11);
        const rh_str got = format_as(&arena, "register/E1.yaml", rh_buf_str(&text), &f);
        if (!rh_str_starts(got, rh_str_of(rows[i].want))) fail_msg("%s gives\n%.*s", rows[i].before, RH_ARG(got));
        assert_true(rh_str_eq(format_as(&arena, "register/E1.yaml", got, &f), got));
        rh_arena_dispose(&arena);
    }
}

static void format__an_error_has_its_place_and_all_are_told(void **state)
{
    (void)state;
    rh_arena arena = kit_arena();
    rh_diags diags;
    rh_formatted f = {.n_expressions = 77};
    rh_diags_init(&diags, &arena);
    const rh_str text = RH_STR("when: |-\n  a.b ==\n  && c\nacceptance:\n  - until: a.b  == 1\n    after: ')'\n");
    assert_int_equal(rh_format_file(&f, &arena, RH_STR("register/E1.yaml"), RH_STR("f"), text, &diags), RH_EXPR_SYNTAX);
    assert_int_equal(f.n_expressions, 77);
    assert_int_equal(diags.n_errors, 2);
    /* Covers: E1 */
    assert_int_equal(diags.errors[0].span.line, 3);
    assert_int_equal(diags.errors[0].span.col, 3);
    assert_int_equal(diags.errors[1].span.line, 6);
    rh_diags_init(&diags, &arena);
    assert_int_equal(rh_format_file(&f, &arena, RH_STR("register/E1.yaml"), RH_STR("f"), RH_STR("when: [\n"), &diags),
                     RH_YAML_SYNTAX);
    rh_arena_dispose(&arena);
}

/* ---- the table of expressions against what the register reads ---- */

typedef struct seen {
    const rh_node *const *nodes;
    size_t n, n_found;
} seen;

static void must_have(seen *s, rh_source source)
{
    bool is_there = false;
    if (source.text.ptr == NULL) return;
    for (size_t i = 0; i < s->n; i++) is_there |= s->nodes[i] == source.node;
    if (!is_there) fail_msg("%.*s stands in no row of expressions.def", RH_ARG(source.text));
    s->n_found++;
}

static void look(seen *s, const rh_register *reg)
{
    /* What is made of health.yaml stands nowhere; what it is made of does. */
    for (size_t i = 0; i < reg->n_fields; i++)
        if (reg->fields[i].derived.node != NULL) must_have(s, reg->fields[i].derived);
    must_have(s, reg->health->scored);
    must_have(s, reg->health->good);
    for (size_t i = 0; i < reg->health->n_inputs; i++) must_have(s, reg->health->inputs[i].value);
    for (size_t i = 0; i < reg->n_transitions; i++) must_have(s, reg->transitions[i].guard);
    for (size_t i = 0; i < reg->n_lifts; i++) must_have(s, reg->lifts[i].when);
    for (size_t i = 0; i < reg->n_entries; i++) must_have(s, reg->entries[i].when);
    for (size_t i = 0; i < reg->n_actions; i++) {
        must_have(s, reg->actions[i].release);
        must_have(s, reg->actions[i].automatic);
    }
    for (size_t i = 0; i < reg->n_events; i++) {
        const rh_event_decl *e = &reg->events[i];
        must_have(s, e->action_of);
        for (size_t k = 0; k < e->n_sets; k++) must_have(s, e->sets[k].value);
        for (size_t k = 0; k < e->n_rows; k++) {
            must_have(s, e->rows[k].key);
            for (size_t c = 0; c < e->rows[k].n_sets; c++) must_have(s, e->rows[k].sets[c]);
        }
    }
}

static void expressions__every_one_of_the_register_has_a_row(void **state)
{
    (void)state;
    rh_arena arena = kit_arena();
    rh_diags diags;
    rh_place place;
    rh_zones *zones;
    rh_revision rev;
    rh_err err;
    rh_diags_init(&diags, &arena);
    assert_int_equal(rh_place_open(&place, &arena, &(rh_place_spec){.cases_dir = "cases"}, &err), RH_OK);
    assert_int_equal(rh_zones_open(&zones, rh_memory_host(), NULL, &err), RH_OK);
    assert_int_equal(rh_revision_load(&rev, &arena, &place, zones, NULL, &diags), RH_OK);
    RH_VEC(const rh_node *) all = {0};
    for (size_t i = 0; i < rev.reg->n_files; i++) {
        const rh_node *const *nodes;
        size_t n;
        const rh_register_file *file = &rev.reg->files[i];
        assert_int_equal(rh_format_expressions(&nodes, &n, &arena, file->path, file->root, &err), RH_OK);
        for (size_t k = 0; k < n; k++) assert_true(RH_PUSH(&arena, &all, nodes[k]));
    }
    seen s = {all.at, all.n, 0};
    look(&s, rev.reg);
    assert_true(s.n_found > 100);
    assert_true(s.n_found < s.n); /* the rest are those of acceptance tests and of the gate */
    rh_place_close(&place);
    rh_zones_close(zones);
    rh_arena_dispose(&arena);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(format__changes_expressions_and_nothing_else),
        cmocka_unit_test(format__a_long_line_breaks_only_where_there_were_lines),
        cmocka_unit_test(format__an_error_has_its_place_and_all_are_told),
        cmocka_unit_test(expressions__every_one_of_the_register_has_a_row),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
