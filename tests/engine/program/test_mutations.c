/* Every node of every file of a register, changed in each way that a hand may slip: left out, emptied, of another kind,
 * misspelt, twice. tests/data/whole has every file and key. The register either loads and compiles, or every error
 * names its place; nothing else may happen. */
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>

#include <cmocka.h>

#include "engine/program/program.h"
#include "harness/load/revision.h"
#include "harness/replay/lender.h"
#include "tests/kit/memory.h"
#include "tests/kit/scale.h"

#include <stdio.h>

/* What stands in a node's place: a scalar of these, plain but for the last ones. Numbers in every spelling, words that
 * mean something somewhere. */
static const char *const words[] = {
    "~", "x", "0", "-1", "99999999999", "1.5e3", "true", "12", "0x1F", "0o17", "0b1", "1_000", "-.5", ".5e", "1e+",
    "1e+3", "1E-3x", "+7", ".", "24:00", "23:59", "9:00 ", "a9:00", "0a:00", "09:a0", "09:6a", "09:0a", "09-00", "skip",
    "zero", "unscored", "table", "set", "list", "json", "enum", "int", "double", "date", "duration", "string", "all",
    "any", "none", "return", "a.b", "a..b", "..b", "a..", "a.9", "a.b_9", "A-b", "\xC3\xA9", "policy.share", "policy.x",
    "2 days", "12:00", "x\x01y", "[]", "2027-02-30", "0x", "0x1G", "0b2", "-", "-a", "", "1E5", "9A", ".Inf",
    "a12345678901234567890123456789012345678901234567890123456789012345678901234567890123456789",
    /* quoted */
    "09-00", "/9:00", ":9:00", "0/:00", "09:/0", "09:0/", "24:30", "a\tb", "a\x7F",
    ("a23456789012345678901234567890123456789012345678901234567890123456789012345678901234567890123456789012345678901"
    "23456789012345678901234567890123456789012345678901234567890123456789012345678901234567890123456789012345678901")};
enum { N_QUOTED = 10 };

typedef enum slip {
    LEFT_OUT, TWICE, KEY_MISSPELT, KEY_NO_NAME, /* of its list or map */
    QUOTED_NOTHING, EMPTY_LIST, EMPTY_MAP, LIST_OF_WORD, LIST_OF_LIST, MAP_OF_WORD, MISSPELT, UNFINISHED,
    WORD, N_SLIPS = WORD + sizeof words / sizeof *words
} slip;

typedef struct world {
    rh_arena keep, scratch;
    rh_zones *zones;
    rh_lender lender;
    rh_revision revision;
    unsigned n_loaded, n_refused, n_uncompiled;
} world;

/* ---- a changed copy of a tree ---- */

typedef struct change {
    rh_arena *arena;
    size_t left; /* nodes to go before the one that is changed */
    unsigned slip;
    bool is_needless; /* every word stands in the place of scalars only, the first two in that of lists and maps */
} change;

static const rh_node *scalar(const change *c, const rh_node *was, rh_str text, bool is_plain)
{
    rh_node *n = RH_NEW(c->arena, rh_node);
    rh_node_line *line = RH_NEW(c->arena, rh_node_line);
    *line = (rh_node_line){0, was->span.line, was->span.col};
    *n = (rh_node){.kind = RH_NODE_SCALAR, .is_plain = is_plain, .span = was->span, .text = text, .lines = line,
                   .n_lines = 1};
    return n;
}

static const rh_node *list_of(const change *c, const rh_node *was, const rh_node *item)
{
    rh_node *n = RH_NEW(c->arena, rh_node);
    const rh_node **items = RH_NEW_N(c->arena, 1, const rh_node *);
    items[0] = item;
    *n = (rh_node){.kind = RH_NODE_LIST, .span = was->span, .items = items, .n_items = item != NULL};
    return n;
}

static const rh_node *map_of(const change *c, const rh_node *was, const rh_node *key, const rh_node *value)
{
    rh_node *n = RH_NEW(c->arena, rh_node);
    rh_node_pair *pairs = RH_NEW_N(c->arena, 1, rh_node_pair);
    pairs[0] = (rh_node_pair){key, value};
    *n = (rh_node){.kind = RH_NODE_MAP, .span = was->span, .pairs = pairs, .n_pairs = key != NULL};
    return n;
}

static const rh_node *with_text(const change *c, const rh_node *was, const char *behind)
{
    rh_buf text;
    rh_buf_init(&text, c->arena, 1 << 16);
    rh_buf_put(&text, was->kind == RH_NODE_SCALAR ? was->text : RH_STR("x"));
    rh_buf_put(&text, rh_str_of(behind));
    return scalar(c, was, rh_buf_str(&text), was->is_plain);
}

static const rh_node *slipped(const change *c, const rh_node *n)
{
    const rh_node *word = scalar(c, n, RH_STR("x"), true);
    if (c->slip >= WORD) return scalar(c, n, rh_str_of(words[c->slip - WORD]), c->slip < N_SLIPS - N_QUOTED);
    if (c->slip == QUOTED_NOTHING) return scalar(c, n, RH_STR(""), false);
    if (c->slip == EMPTY_LIST) return list_of(c, n, NULL);
    if (c->slip == EMPTY_MAP) return map_of(c, n, NULL, NULL);
    if (c->slip == LIST_OF_WORD) return list_of(c, n, word);
    if (c->slip == LIST_OF_LIST) return list_of(c, n, list_of(c, n, word));
    if (c->slip == MAP_OF_WORD) return map_of(c, n, word, word);
    if (c->slip == MISSPELT) return with_text(c, n, "z");
    if (c->slip == UNFINISHED) return with_text(c, n, " &&");
    return n;
}

static const rh_node *copied(change *c, const rh_node *n);

/* Where the next node is the one that is changed, its slip, if it is one of the list or map that holds it. */
static bool is_slip_of_holder(const change *c, unsigned s) { return c->left == 0 && c->slip == s; }

static const rh_node *copied_list(change *c, const rh_node *n)
{
    rh_node *copy = RH_NEW(c->arena, rh_node);
    const rh_node **items = RH_NEW_N(c->arena, n->n_items + 1, const rh_node *);
    *copy = *n;
    copy->items = items;
    copy->n_items = 0;
    for (size_t i = 0; i < n->n_items; i++) {
        const bool is_left_out = is_slip_of_holder(c, LEFT_OUT), is_twice = is_slip_of_holder(c, TWICE);
        const rh_node *item = copied(c, n->items[i]);
        if (!is_left_out) items[copy->n_items++] = item;
        if (is_twice) items[copy->n_items++] = item;
    }
    return copy;
}

static const rh_node *copied_map(change *c, const rh_node *n)
{
    rh_node *copy = RH_NEW(c->arena, rh_node);
    rh_node_pair *pairs = RH_NEW_N(c->arena, n->n_pairs, rh_node_pair);
    *copy = *n;
    copy->pairs = pairs;
    copy->n_pairs = 0;
    for (size_t i = 0; i < n->n_pairs; i++) {
        const bool is_left_out = is_slip_of_holder(c, LEFT_OUT), is_misspelt = is_slip_of_holder(c, KEY_MISSPELT),
                   is_no_name = is_slip_of_holder(c, KEY_NO_NAME);
        const rh_node *was = n->pairs[i].key,
                      *key = is_misspelt ? with_text(c, was, "z") : is_no_name ? with_text(c, was, "..9") : was;
        const rh_node *value = copied(c, n->pairs[i].value);
        if (!is_left_out) pairs[copy->n_pairs++] = (rh_node_pair){key, value};
    }
    return copy;
}

static const rh_node *copied(change *c, const rh_node *n)
{
    if (c->left == SIZE_MAX) return n; /* the change is made */
    if (c->left-- == 0) {
        c->is_needless = n->kind != RH_NODE_SCALAR && c->slip > WORD + 1;
        return slipped(c, n);
    }
    return n->kind == RH_NODE_LIST ? copied_list(c, n) : n->kind == RH_NODE_MAP ? copied_map(c, n) : n;
}

static size_t count(const rh_node *n)
{
    size_t sum = 1;
    for (size_t i = 0; n->kind == RH_NODE_LIST && i < n->n_items; i++) sum += count(n->items[i]);
    for (size_t i = 0; n->kind == RH_NODE_MAP && i < n->n_pairs; i++) sum += count(n->pairs[i].value);
    return sum;
}

/* ---- what comes of it ---- */

static rh_code make_calendar(void *ctx, const rh_calendar **out, rh_arena *keep, const rh_policy *policy, rh_err *err)
{
    static const int64_t holidays[] = {20089, 20454, 20819}; /* 1 January 2025 to 2027 */
    (void)ctx;
    rh_calendar_spec spec = {
        .zone = rh_zone_utc(), .open_s = policy->open_s, .close_s = policy->close_s, .holidays = holidays,
        .n_holidays = 3};
    memcpy(spec.weekdays, policy->weekdays, sizeof spec.weekdays);
    return rh_calendar_make(out, keep, &spec, err);
}

static void check_errors(const rh_diags *diags, rh_code code, const char *what)
{
    assert_true(diags->n_errors > 0);
    if (diags->errors[0].code != code && code == RH_INTERNAL) fail_msg("%s: %s", what, rh_code_name(code));
    for (size_t i = 0; i < diags->n_errors_kept; i++) {
        const rh_err *e = &diags->errors[i];
        const bool is_missing = rh_str_starts(rh_str_of(e->text), RH_STR("the register ")); /* lacks a file */
        if (e->span.file.ptr == NULL && !is_missing) fail_msg("%s: %s has no place", what, e->text);
        if (e->code == RH_NOMEM || e->code == RH_INTERNAL) fail_msg("%s: %s", what, e->text);
    }
}

static void load(world *w, const rh_register_file *files, size_t n_files, const char *what)
{
    const rh_calendar_maker maker = {make_calendar, NULL};
    const rh_register *reg = NULL;
    const rh_program *program = NULL;
    rh_diags diags;
    rh_diags_init(&diags, &w->scratch);
    rh_code code = rh_register_read(&reg, &w->scratch, files, n_files, &maker, &diags);
    if (code != RH_OK) {
        w->n_refused++;
        check_errors(&diags, code, what);
        return;
    }
    w->n_loaded++;
    const rh_lent *lent = w->n_loaded % 2 == 0 ? NULL : &w->lender.lent; /* without: any pattern is taken */
    code = rh_program_compile(&program, &w->scratch, &reg, 1, lent, &diags);
    if (code == RH_OK) return;
    w->n_uncompiled++;
    check_errors(&diags, code, what);
}

static void change_node(world *w, rh_register_file *files, size_t n_files, size_t f, size_t node, unsigned s)
{
    char what[200];
    const rh_node *was = files[f].root;
    rh_arena_reset(&w->scratch);
    change c = {&w->scratch, node, s, false};
    snprintf(what, sizeof what, "%.*s: node %zu, slip %u", RH_ARG(files[f].path), node, s);
    files[f].root = copied(&c, was);
    if (!c.is_needless) load(w, files, n_files, what);
    files[f].root = was;
}

static void mutations__load_or_say_where_they_do_not(void **state)
{
    (void)state;
    world w = {.keep = kit_arena(), .scratch = kit_arena()};
    rh_place place;
    rh_err err;
    rh_diags diags;
    const rh_place_spec spec = {.cases_dir = "tests/data/whole/cases"};
    rh_diags_init(&diags, &w.keep);
    assert_int_equal(rh_zones_open(&w.zones, kit_memory(), NULL, &err), RH_OK);
    assert_int_equal(rh_lender_open(&w.lender, w.zones, &err), RH_OK);
    assert_int_equal(rh_place_open(&place, &w.keep, &spec, &err), RH_OK);
    assert_int_equal(rh_revision_load(&w.revision, &w.keep, &place, w.zones, NULL, &diags), RH_OK);
    const rh_register *model = w.revision.reg;
    rh_register_file *files = RH_NEW_N(&w.keep, model->n_files, rh_register_file);
    memcpy(files, model->files, model->n_files * sizeof *files);
    load(&w, files, model->n_files, "as it is");
    assert_int_equal(w.n_loaded, 1);
    assert_int_equal(w.n_uncompiled, 0);
    size_t n_nodes = 0;
    for (size_t f = 0; f < model->n_files; f++) {
        if (files[f].root == NULL) continue;
        const size_t n = count(files[f].root);
        n_nodes += n;
        for (size_t node = 0; node < n; node += kit_scale())
            for (unsigned s = LEFT_OUT; s < N_SLIPS; s++) change_node(&w, files, model->n_files, f, node, s);
    }
    (void)kit_scaled(n_nodes, 1, "nodes");
    load(&w, files, 0, "no file at all");
    for (size_t f = 0; f < model->n_files; f++) { /* a file that is not there, and one that holds nothing */
        rh_register_file *fewer = RH_NEW_N(&w.keep, model->n_files, rh_register_file);
        memcpy(fewer, files, f * sizeof *files);
        memcpy(fewer + f, files + f + 1, (model->n_files - f - 1) * sizeof *files);
        load(&w, fewer, model->n_files - 1, "a file left out");
        const rh_node *was = files[f].root;
        files[f].root = NULL;
        load(&w, files, model->n_files, "an empty file");
        files[f].root = was;
    }
    print_message("%u loaded, %u refused, %u do not compile\n", w.n_loaded, w.n_refused, w.n_uncompiled);
    assert_true(w.n_loaded > 500 / kit_scale() && w.n_refused > 1000 / kit_scale());
    rh_lender_close(&w.lender);
    rh_zones_close(w.zones);
    rh_arena_dispose(&w.scratch);
    rh_arena_dispose(&w.keep);
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(mutations__load_or_say_where_they_do_not)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
