/* The register as a table: nothing is lost on the way out and back, and what is wrong in a table has its place. */
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>

#include <cmocka.h>

#include "engine/step/run.h"
#include "harness/author/sheet.h"
#include "harness/load/revision.h"
#include "harness/load/yaml.h"
#include "harness/replay/lender.h"
#include "harness/system/memory.h"
#include "reports/report.h"
#include "tests/kit/memory.h"

typedef struct bench {
    rh_arena arena;
    rh_diags diags;
    rh_place place;
    rh_zones *zones;
    rh_lender lender;
    rh_revision revision;
    const rh_env *env;
    rh_err err;
} bench;

static void load(bench *b)
{
    const rh_program *program;
    b->arena = kit_arena();
    rh_diags_init(&b->diags, &b->arena);
    assert_int_equal(rh_place_open(&b->place, &b->arena, &(rh_place_spec){.cases_dir = "cases"}, &b->err), RH_OK);
    assert_int_equal(rh_zones_open(&b->zones, rh_memory_host(), NULL, &b->err), RH_OK);
    assert_int_equal(rh_lender_open(&b->lender, b->zones, &b->err), RH_OK);
    assert_int_equal(rh_revision_load(&b->revision, &b->arena, &b->place, b->zones, NULL, &b->diags), RH_OK);
    assert_int_equal(rh_program_compile(&program, &b->arena, &b->revision.reg, 1, &b->lender.lent, &b->diags), RH_OK);
    assert_int_equal(rh_program_env(&b->env, &b->arena, program, 0, NULL, 0, &b->err), RH_OK);
}

static void unload(bench *b)
{
    rh_lender_close(&b->lender);
    rh_zones_close(b->zones);
    rh_place_close(&b->place);
    rh_arena_dispose(&b->arena);
}

static rh_str csv_of(bench *b, const rh_table_report *table)
{
    rh_buf out;
    const rh_pretty_style style = {0};
    rh_buf_init(&out, &b->arena, (size_t)64 << 20);
    assert_int_equal(rh_report_write(&out, &(rh_report){.kind = RH_REPORT_TABLE, .table = table}, RH_FORMAT_CSV, &style,
                                     &b->arena, &b->err),
                     RH_OK);
    return rh_buf_str(&out);
}

static void must_be_same(bench *b, const rh_node *was, const rh_node *is, const char *where)
{
    bool same;
    rh_str yaml;
    assert_int_equal(rh_sheet_same(&same, &b->arena, was, is, &b->err), RH_OK);
    if (same) return;
    assert_int_equal(rh_sheet_yaml(&yaml, &b->arena, is, &b->err), RH_OK);
    fail_msg("%s: %s", where, yaml.ptr);
}

/* Out as CSV, back as nodes, and once more through YAML. */
static size_t round_trip(bench *b, const rh_register *reg)
{
    rh_table_report table;
    const rh_sheet_row *rows;
    size_t n;
    assert_int_equal(rh_sheet_of(&table, &b->arena, reg, b->env, &b->err), RH_OK);
    const rh_str csv = csv_of(b, &table);
    if (rh_sheet_read(&rows, &n, &b->arena, RH_STR("t.csv"), csv, &b->diags) != RH_OK)
        fail_msg("%u:%u %s", b->diags.errors[0].span.line, b->diags.errors[0].span.col, b->diags.errors[0].text);
    assert_int_equal(n, reg->n_entries);
    for (size_t i = 0; i < n; i++) {
        rh_str yaml;
        const rh_node *again;
        assert_true(rh_str_eq(rows[i].id, reg->entries[i].id));
        must_be_same(b, reg->entries[i].node, rows[i].root, "the row reads back otherwise");
        assert_int_equal(rh_sheet_yaml(&yaml, &b->arena, rows[i].root, &b->err), RH_OK);
        if (rh_yaml_compose(&again, &b->arena, RH_STR("e.yaml"), yaml, &b->diags) != RH_OK)
            fail_msg("%u:%u %s\n%.*s", b->diags.errors[0].span.line, b->diags.errors[0].span.col,
                     b->diags.errors[0].text, RH_ARG(yaml));
        must_be_same(b, reg->entries[i].node, again, "the file reads back otherwise");
    }
    return n;
}

static void sheet__every_entry_comes_back_from_csv_and_from_yaml(void **state)
{
    (void)state;
    bench b;
    load(&b);
    assert_true(round_trip(&b, b.revision.reg) >= 7);
    unload(&b);
}

/* The fifteen fields that the owners of the register asked for, and none of them empty in a whole register. */
static void must_have(const rh_table_report *table, const char *title)
{
    size_t c = 0, n_filled = 0;
    while (c < table->n_columns && !rh_str_eq(table->titles[c], rh_str_of(title))) c++;
    if (c == table->n_columns) fail_msg("no column %s", title);
    for (size_t r = 0; r < table->n_rows; r++) n_filled += table->rows[r].cells[c].len > 0;
    if (n_filled == 0) fail_msg("no cell below %s", title);
}

static void sheet__has_the_fields_that_its_owners_know(void **state)
{
    (void)state;
    bench b;
    rh_table_report table;
    load(&b);
    assert_int_equal(rh_sheet_of(&table, &b.arena, b.revision.reg, b.env, &b.err), RH_OK);
    /* Covers: S1-FLD-01, S1-FLD-02, S1-FLD-03 */
    must_have(&table, "Edge case"), must_have(&table, "Scenario"), must_have(&table, "Onboarding lane");
    /* Covers: S1-FLD-04, S1-FLD-05, S1-FLD-06 */
    must_have(&table, "Customer segment"), must_have(&table, "Trigger"), must_have(&table, "Risk tier");
    /* Covers: S1-FLD-07, S1-FLD-08, S1-FLD-09 */
    must_have(&table, "Required evidence"), must_have(&table, "Deterministic check");
    must_have(&table, "AI assistance");
    /* Covers: S1-FLD-10, S1-FLD-11, S1-FLD-12 */
    must_have(&table, "Human review rule"), must_have(&table, "First owner"), must_have(&table, "Escalation owner");
    /* Covers: S1-FLD-13, S1-FLD-14, S1-FLD-15 */
    must_have(&table, "System action: held"), must_have(&table, "Audit fields"), must_have(&table, "Acceptance tests");
    unload(&b);
}

/* Texts with something against every part of the way: each stands as title, in a list, and inside a test. */
static const char *const nasty[] = {
    "=1+1",
    "+1",
    "-1",
    "@x",
    "'=1",
    "'quoted'",
    "\"quoted\"",
    "a, b; c",
    "a\nb",
    " lead",
    "trail ",
    "[not a list]",
    "{not: a map}",
    "true",
    "null",
    "~",
    "5",
    "-0.50",
    "1e3",
    "0x10",
    "12:30",
    "no",
    "Yes",
    "- item",
    "# comment",
    "a # b",
    "a: b",
    "a:",
    ": b",
    "| block",
    "> block",
    "& anchor",
    "* alias",
    "! tag",
    "% directive",
    "`tick`",
    "caf\xc3\xa9",
    "\xf0\x9f\x98\x80",
    "right \xe2\x80\xae left",
    "zero\xe2\x80\x8bwidth",
    "a\tb",
    "a\rb",
    "back\\slash \\n",
    "two\n\n  lines\n",
    "\n",
    "\"",
    "'",
    "a\"b'c",
    "x\n y",
    "---",
    "...",
    "\xe2\x80\xa8sep",
    "2026-03-01",
    "2 business days",
};

static rh_node text_node(const char *text)
{
    return (rh_node){.kind = RH_NODE_SCALAR, .text = rh_str_of(text)};
}

/* A copy of the entry with the value of one key replaced. */
static rh_entry with(bench *b, const rh_entry *e, const char *key, const rh_node *value)
{
    rh_node *root = RH_NEW(&b->arena, rh_node);
    rh_node_pair *pairs = RH_NEW_N(&b->arena, e->node->n_pairs, rh_node_pair);
    rh_entry copy = *e;
    *root = *e->node;
    for (size_t i = 0; i < root->n_pairs; i++) {
        pairs[i] = root->pairs[i];
        if (rh_str_eq(pairs[i].key->text, rh_str_of(key))) pairs[i].value = value;
    }
    root->pairs = pairs;
    copy.node = root;
    return copy;
}

static void sheet__texts_of_every_kind_come_back(void **state)
{
    (void)state;
    bench b;
    load(&b);
    const size_t n = sizeof nasty / sizeof *nasty;
    for (size_t i = 0; i < n; i++) {
        const rh_node text = text_node(nasty[i]), other = text_node(nasty[(i + 1) % n]), key = text_node("name");
        const rh_node *items[] = {&text, &other}, *one[] = {&text};
        const rh_node list = {.kind = RH_NODE_LIST, .items = items, .n_items = 2};
        const rh_node single = {.kind = RH_NODE_LIST, .items = one, .n_items = 1}, none = {.kind = RH_NODE_LIST};
        const rh_node_pair pair = {&key, &text};
        const rh_node map = {.kind = RH_NODE_MAP, .pairs = &pair, .n_pairs = 1}, *maps[] = {&map};
        const rh_node tests = {.kind = RH_NODE_LIST, .items = maps, .n_items = 1};
        const rh_node *const values[] = {&text, &list, &single, &none};
        rh_register reg = *b.revision.reg;
        for (size_t v = 0; v < 4; v++) {
            rh_entry entry = with(&b, &reg.entries[0], v == 0 ? "title" : "audit", values[v]);
            entry = with(&b, &entry, "segments", v == 0 ? &text : values[v]);
            entry = with(&b, &entry, "acceptance", &tests);
            rh_register small = reg;
            small.entries = &entry;
            small.n_entries = 1;
            assert_int_equal(round_trip(&b, &small), 1);
        }
    }
    unload(&b);
}

static void csv__a_formula_gets_a_quote_and_loses_exactly_one(void **state)
{
    (void)state;
    bench b;
    load(&b);
    const rh_node title = text_node("=HYPERLINK(1)");
    rh_register small = *b.revision.reg;
    const rh_entry entry = with(&b, &small.entries[0], "title", &title);
    rh_table_report table;
    small.entries = &entry;
    small.n_entries = 1;
    assert_int_equal(rh_sheet_of(&table, &b.arena, &small, b.env, &b.err), RH_OK);
    /* Covers: X5 */
    assert_true(rh_str_find(csv_of(&b, &table), RH_STR(",'=HYPERLINK(1),")) != SIZE_MAX);
    assert_int_equal(round_trip(&b, &small), 1);
    unload(&b);
}

/* ---- tables that are wrong ---- */

#define REST                                                                                                           \
    "Onboarding lane,Customer segment,Trigger,Risk tier,Required evidence,Deterministic check,AI assistance,Human "    \
    "review rule,First owner,Escalation owner,System action: blocked,System action: held,System action: drafted,"      \
    "Audit fields,Acceptance tests,Exception,Window,Response tier,Reason,Review area,Backup owner,Tasks,Register "     \
    "owner,Clears,Derived from,Covers,Expires,Rare"
#define HEADER "Edge case,Scenario," REST "\r\n"
#define COMMAS ",,,,,,,,,,,,,,,,,,,,,,,,,,,,"

static const struct {
    const char *text;
    rh_code code;
    uint32_t line, col;
    const char *says;
} wrong[] = {
    {"", RH_INPUT_EMPTY, 0, 0, "empty"},
    {HEADER, RH_INPUT_HEADER_ONLY, 0, 0, "no rows"},
    {"Edge case,Scenari," REST "\n", RH_SHEET_HEADER, 1, 11, "did you mean \"Scenario\""},
    {"Edge case,Edge case," REST "\n", RH_SHEET_HEADER, 1, 11, "stands twice"},
    {"Edge case," REST "\n", RH_SHEET_HEADER, 1, 1, "\"Scenario\" is missing"},
    {HEADER "E-1,two\r\n", RH_SHEET_ROW, 2, 1, "2 cells, the header 30"},
    {HEADER "E-1,\"never\r\nclosed" COMMAS, RH_SHEET_ROW, 2, 5, "never closed"},
    {HEADER "E-1,\"closed\" and more" COMMAS "\r\n", RH_SHEET_ROW, 2, 13, "behind a closing quote"},
    {HEADER ",no id" COMMAS "\r\n", RH_SHEET_ROW, 2, 1, "no id"},
    {HEADER "E-1,a" COMMAS "\r\nE-1,b" COMMAS "\r\n", RH_SHEET_ROW, 3, 1, "stands twice"},
    {HEADER "E-1,\"[1, 2\"" COMMAS "\r\n", RH_SHEET_CELL, 2, 5, "no JSON"},
    {HEADER "E-1,\xff" COMMAS "\r\n", RH_INPUT_ENCODING, 0, 0, "UTF-8"},
};

static void csv__what_is_wrong_has_its_place(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof wrong / sizeof *wrong; i++) {
        rh_arena arena = kit_arena();
        rh_diags diags;
        const rh_sheet_row *rows = NULL;
        size_t n = 0;
        rh_diags_init(&diags, &arena);
        /* Covers: I8, I9, I11 */
        assert_int_equal(rh_sheet_read(&rows, &n, &arena, RH_STR("t.csv"), rh_str_of(wrong[i].text), &diags),
                         wrong[i].code);
        const rh_err *e = &diags.errors[0];
        if (e->span.line != wrong[i].line || e->span.col != wrong[i].col || strstr(e->text, wrong[i].says) == NULL)
            fail_msg("row %zu: %u:%u %s", i, e->span.line, e->span.col, e->text);
        rh_arena_dispose(&arena);
    }
}

static void csv__columns_may_come_in_any_order(void **state)
{
    (void)state;
    rh_arena arena = kit_arena();
    rh_diags diags;
    const rh_sheet_row *rows;
    size_t n;
    rh_diags_init(&diags, &arena);
    const rh_str text = RH_STR("\xEF\xBB\xBFScenario,Edge case," REST "\n\nA title,E-9" COMMAS "\n");
    assert_int_equal(rh_sheet_read(&rows, &n, &arena, RH_STR("t.csv"), text, &diags), RH_OK);
    assert_int_equal(n, 1);
    assert_true(rh_str_eq(rows[0].id, RH_STR("E-9")));
    assert_true(rh_str_eq(rh_node_get(rows[0].root, RH_STR("title"))->text, RH_STR("A title")));
    rh_arena_dispose(&arena);
}

/* A spreadsheet writes what its country puts between cells; commas are then text. */
static void csv__semicolons_and_tabs_may_stand_in_place_of_commas(void **state)
{
    (void)state;
    for (const char *by = ";\t"; *by != '\0'; by++) {
        rh_arena arena = kit_arena();
        rh_diags diags;
        const rh_sheet_row *rows;
        size_t n;
        char text[] = HEADER "E-9|a, b|\"c|d\"" COMMAS;
        for (char *c = text; *c != '\0'; c++)
            if ((*c == ',' && c[1] != ' ') || *c == '|') *c = *by;
        text[sizeof text - 2] = '\0'; /* one empty cell fewer, for the third one */
        rh_diags_init(&diags, &arena);
        assert_int_equal(rh_sheet_read(&rows, &n, &arena, RH_STR("t.csv"), rh_str_of(text), &diags), RH_OK);
        assert_int_equal(n, 1);
        assert_true(rh_str_eq(rh_node_get(rows[0].root, RH_STR("title"))->text, RH_STR("a, b")));
        const rh_str lane = rh_node_get(rows[0].root, RH_STR("lane"))->text;
        assert_true(lane.len == 3 && lane.ptr[1] == *by);
        rh_arena_dispose(&arena);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(csv__semicolons_and_tabs_may_stand_in_place_of_commas),
        cmocka_unit_test(sheet__every_entry_comes_back_from_csv_and_from_yaml),
        cmocka_unit_test(sheet__has_the_fields_that_its_owners_know),
        cmocka_unit_test(sheet__texts_of_every_kind_come_back),
        cmocka_unit_test(csv__a_formula_gets_a_quote_and_loses_exactly_one),
        cmocka_unit_test(csv__what_is_wrong_has_its_place),
        cmocka_unit_test(csv__columns_may_come_in_any_order),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
