/* Composing YAML: values, and above all places. */
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>

#include <cmocka.h>

#include "engine/base/limits.h"
#include "harness/load/yaml.h"
#include "tests/kit/memory.h"
#include "tests/kit/scale.h"

#include <stdio.h>

typedef struct composed {
    rh_arena arena;
    rh_diags diags;
    rh_str text;
    const rh_node *root;
    rh_code code;
} composed;

static composed compose(rh_str text)
{
    composed c = {.arena = kit_arena(), .text = text};
    rh_diags_init(&c.diags, &c.arena);
    c.code = rh_yaml_compose(&c.root, &c.arena, RH_STR("f"), text, &c.diags);
    return c;
}

static composed compose_ok(const char *text)
{
    composed c = compose(rh_str_of(text));
    if (c.code != RH_OK) fail_msg("%s", c.diags.errors[0].text);
    return c;
}

static void dispose(composed *c)
{
    rh_arena_dispose(&c->arena);
}

/* The offset of a place in a text whose lines end at LF; a byte order mark takes no column. */
static size_t offset_of(rh_str text, rh_span at)
{
    size_t i = at.line == 1 && rh_str_starts(text, RH_STR("\xEF\xBB\xBF")) ? 3 : 0;
    for (uint32_t line = 1; line < at.line; i++)
        if (text.ptr[i] == '\n') line++;
    return i + at.col - 1;
}

/* Each byte of the value that is a letter stands at its place in the file, which is the same letter or the escape for
 * it. */
static void assert_places(const char *text, const char *value)
{
    composed c = compose_ok(text);
    const rh_node *node = rh_node_get(c.root, RH_STR("k"));
    size_t n_checked = 0;
    assert_non_null(node);
    if (!rh_str_eq(node->text, rh_str_of(value))) fail_msg("\"%.*s\" is not \"%s\"", RH_ARG(node->text), value);
    for (size_t i = 0; i < node->text.len; i++) {
        const char ch = node->text.ptr[i];
        if (ch < 'A' || ch > 'z') continue;
        const size_t at = offset_of(c.text, rh_node_at(node, i));
        if (at >= c.text.len || (c.text.ptr[at] != ch && c.text.ptr[at] != '\\'))
            fail_msg("byte %zu ('%c') of \"%s\" is placed at offset %zu of:\n%s", i, ch, value, at, text);
        n_checked++;
    }
    assert_true(n_checked > 0);
    dispose(&c);
}

/* Covers: E1 */
static void yaml__each_style_maps_values_to_places(void **state)
{
    (void)state;
    assert_places("k: abc def # x", "abc def");
    assert_places("a: b\nk:   abc\n     def\n\n\n     ghi\nz: y\n", "abc def\n\nghi");
    assert_places("k: 'ab ''cd'' e\n    fg\n\n    hi'", "ab 'cd' e fg\nhi");
    assert_places("k: \"ab\\tC\\u00e9d\\x41 \\\"e\\\" \\\n    fg \\\n\n    hi\\nj\n    k\\_l\\N\\Lm\\U0001F600N\"",
                  "ab\tC\xC3\xA9"
                  "dA \"e\" fg \nhi\nj k\xC2\xA0l\xC2\x85\xE2\x80\xA8m\xF0\x9F\x98\x80N");
    assert_places("k: |\n  abc\n    def\n\n  ghi\n", "abc\n  def\n\nghi\n");
    assert_places("k: |-\n  abc &&\n  def\nz: y", "abc &&\ndef");
    assert_places("k: |+\n\n\n  abc\n\n\nz: y", "\n\nabc\n\n\n");
    assert_places("k: |2-\n    abc\n   def", "  abc\n def");
    assert_places("k: | # a remark\n abc", "abc");
    assert_places("k: >\n  abc\n  def\n\n  ghi\n    jkl\n  mno\n", "abc def\nghi\n  jkl\nmno\n");
    assert_places("k: >-\n\n  abc\n  def\n\n\n   ghi\n\n  jkl\n", "\nabc def\n\n\n ghi\n\njkl");
    assert_places("k: >+\n  abc\n\n", "abc\n\n");
    assert_places("k: |-\r\n  abc\r\n\r\n  def\r\n", "abc\n\ndef");
    assert_places("k: >-\r\n  abc\r\n  def\r\n", "abc def");
    assert_places("\xEF\xBB\xBFk: abc", "abc");
    assert_places("z: \xC3\xA9\xE2\x82\xAC\nk: \xC3\xA9 abc \xE2\x82\xAC def", "\xC3\xA9 abc \xE2\x82\xAC def");
    assert_places("k: |-\n  ab\xC2\x85  cd\xE2\x80\xA8  ef", "ab\ncd\xE2\x80\xA8"
                                                             "ef");
    assert_places("{\"a\":1,\"k\":\"abc\\/d \\u0041e\"}", "abc/d Ae");
    assert_places("? k\n: abc\n", "abc");
}

static void yaml__long_files_of_several_byte_letters_keep_their_places(void **state)
{
    (void)state;
    char text[40000];
    size_t n = 0;
    for (int i = 0; i < 700; i++)
        n += (size_t)snprintf(text + n, sizeof text - n, "a%d: \"\xC3\xA9\xE2\x82\xAC\xF0\x9F\x98\x80 %d\"\n", i, i);
    snprintf(text + n, sizeof text - n, "k: abc \xE2\x82\xAC def\n");
    assert_places(text, "abc \xE2\x82\xAC def");
}

static void yaml__kinds_and_plainness(void **state)
{
    (void)state;
    int64_t i;
    bool b;
    composed c = compose_ok("a: [1, \"1\", true, 'true', ~, null, -5]\n");
    const rh_node *list = rh_node_get(c.root, RH_STR("a"));
    assert_int_equal(list->kind, RH_NODE_LIST);
    assert_true(rh_node_int(list->items[0], &i) && i == 1);
    assert_false(rh_node_int(list->items[1], &i));
    assert_true(rh_node_bool(list->items[2], &b) && b);
    assert_false(rh_node_bool(list->items[3], &b));
    assert_true(rh_node_is_null(list->items[4]) && rh_node_is_null(list->items[5]));
    assert_true(rh_node_int(list->items[list->n_items - 1], &i) && i == -5);
    dispose(&c);
}

static void assert_fails(rh_str text, rh_code code, uint32_t line, uint32_t col)
{
    composed c = compose(text);
    if (c.code != code || c.diags.n_errors == 0) fail_msg("%.*s: code %s", RH_ARG(text), rh_code_name(c.code));
    assert_int_equal(c.diags.errors[0].span.line, line);
    assert_int_equal(c.diags.errors[0].span.col, col);
    assert_null(c.root);
    dispose(&c);
}

static void yaml__keys_are_texts(void **state)
{
    (void)state;
    assert_fails(RH_STR("? [a, b]\n: c\n"), RH_YAML_SYNTAX, 1, 3);
    assert_fails(RH_STR("a: 1\nb: 2\na: 3\n"), RH_YAML_DUPLICATE_KEY, 3, 1);
    assert_fails(RH_STR("{\"a\": 1, 'a': 2}"), RH_YAML_DUPLICATE_KEY, 1, 10);
    assert_fails(RH_STR(""), RH_YAML_DOCUMENTS, 1, 1);
    assert_fails(RH_STR("--- a\n--- b\n"), RH_YAML_DOCUMENTS, 2, 1);
}

static void yaml__all_errors_of_a_file_are_found(void **state)
{
    (void)state;
    composed c = compose(RH_STR("a: &x 1\nb: *x\nc: !t 2\na: 3\n<<: {d: 4}\n"));
    /* Covers: V4 */
    assert_int_equal(c.diags.n_errors, 5);
    dispose(&c);
}

/* Covers: R4 */
static void yaml__nesting_ends_at_the_limit_in_every_form(void **state)
{
    (void)state;
    char text[100000];
    for (int depth = RH_LIMIT_DEPTH - 1; depth <= RH_LIMIT_DEPTH + 1; depth++) {
        size_t n = 0;
        for (int i = 0; i < depth - 1; i++) n += (size_t)snprintf(text + n, sizeof text - n, "%*sa:\n", i, "");
        n += (size_t)snprintf(text + n, sizeof text - n, "%*sb", depth - 1, "");
        composed c = compose((rh_str){text, n});
        assert_int_equal(c.code, depth <= RH_LIMIT_DEPTH ? RH_OK : RH_YAML_DEPTH);
        dispose(&c);
    }
    memset(text, '[', sizeof text);
    composed c = compose((rh_str){text, sizeof text});
    assert_int_equal(c.code, RH_YAML_DEPTH);
    assert_int_equal(rh_code_class(c.code), RH_CLASS_LIMIT);
    assert_int_equal(c.diags.n_errors, 1);
    dispose(&c);
    for (size_t i = 0; i + 1 < sizeof text; i += 2) text[i] = '-', text[i + 1] = ' ';
    c = compose((rh_str){text, sizeof text});
    assert_int_equal(c.code, RH_YAML_DEPTH);
    dispose(&c);
}

static void yaml__a_file_over_the_limit_is_refused_before_it_is_read(void **state)
{
    (void)state;
    char *text = malloc(RH_LIMIT_FILE_BYTES + 1);
    assert_non_null(text);
    memset(text, '#', RH_LIMIT_FILE_BYTES + 1);
    memcpy(text, "a\n", 2);
    composed c = compose((rh_str){text, RH_LIMIT_FILE_BYTES});
    assert_int_equal(c.code, RH_OK);
    dispose(&c);
    c = compose((rh_str){text, RH_LIMIT_FILE_BYTES + 1});
    assert_int_equal(c.code, RH_LOAD_FILE_SIZE);
    dispose(&c);
    free(text);
}

/* ---- anything at all ---- */

/* Bytes of a plain file changed and cut at random: a tree or an error with a place, never both, never a crash. */
static void yaml__any_bytes_give_a_tree_or_an_error(void **state)
{
    (void)state;
    static const char sample[] =
        "a: |-\n  b c\n   d\n\n  e\nk: >+\n  f\n  g\n\nq: \"x\\ty\\u00e9 \\\n  z\"\nl: [1, {m: 'n''o'}, \xC3\xA9]\n"
        "? r\n: s\r\nt: u\n  v\n\n  w\n";
    static const char pieces[] = ":-[]{}\"'|>\n\r\t \\#&*!%@,?x0\xC2\x85\xE2\x80\xA8\xFF";
    uint64_t seed = 20260302;
    size_t n_trees = 0, n_errors = 0;
    const int n_rounds = (int)kit_scaled(20000, 1000, "changed texts");
    for (int round = 0; round < n_rounds; round++) {
        char text[sizeof sample];
        size_t n = sizeof sample - 1;
        memcpy(text, sample, n);
        for (int change = 0; change < 1 + round % 4; change++) {
            seed = seed * 6364136223846793005u + 1442695040888963407u;
            const size_t at = (size_t)(seed >> 33) % n, piece = (size_t)(seed >> 20) % (sizeof pieces - 1);
            text[at] = pieces[piece];
        }
        if (round % 7 == 0) n = (size_t)(seed >> 40) % n;
        composed c = compose((rh_str){text, n});
        assert_int_equal(c.code == RH_OK, c.root != NULL);
        assert_int_equal(c.code == RH_OK, c.diags.n_errors == 0);
        if (c.code != RH_OK) assert_true(c.diags.errors[0].span.line > 0 && c.diags.errors[0].span.col > 0);
        n_trees += c.code == RH_OK;
        n_errors += c.code != RH_OK;
        dispose(&c);
    }
    printf("%zu trees, %zu errors\n", n_trees, n_errors);
    assert_true(n_errors > 0);
}

/* ---- no memory: every allocation of the arena fails once ---- */

typedef struct meagre {
    size_t left;
} meagre;

static void *take_some(void *ctx, size_t size)
{
    meagre *m = ctx;
    return m->left != 0 && m->left-- != 0 ? malloc(size) : NULL;
}

static void give_back(void *ctx, void *block, size_t size)
{
    (void)ctx, (void)size;
    free(block);
}

/* Covers: F1 */
static void yaml__without_memory_there_is_an_error_and_no_tree(void **state)
{
    (void)state;
    char text[200000];
    size_t n = 0;
    for (int i = 0; i < 3000; i++)
        n += (size_t)snprintf(text + n, sizeof text - n, "key%d: [a, {b: \"c\\td\"}, 'e''f']\n", i);
    bool reached_the_end = false;
    for (size_t blocks = 0; !reached_the_end && blocks < 1000000; blocks += 1 + blocks / 16) {
        meagre m = {blocks};
        rh_arena arena;
        rh_diags diags;
        const rh_node *root = NULL;
        rh_arena_init(&arena, (rh_host_memory){take_some, give_back, &m}, 0);
        rh_diags_init(&diags, &arena);
        const rh_code code = rh_yaml_compose(&root, &arena, RH_STR("f"), (rh_str){text, n}, &diags);
        assert_true(code == RH_OK || code == RH_NOMEM);
        assert_int_equal(code == RH_OK, root != NULL);
        if (code != RH_OK) assert_true(diags.n_errors > 0);
        reached_the_end = code == RH_OK;
        rh_arena_dispose(&arena);
    }
    assert_true(reached_the_end);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(yaml__each_style_maps_values_to_places),
        cmocka_unit_test(yaml__long_files_of_several_byte_letters_keep_their_places),
        cmocka_unit_test(yaml__kinds_and_plainness),
        cmocka_unit_test(yaml__keys_are_texts),
        cmocka_unit_test(yaml__all_errors_of_a_file_are_found),
        cmocka_unit_test(yaml__nesting_ends_at_the_limit_in_every_form),
        cmocka_unit_test(yaml__a_file_over_the_limit_is_refused_before_it_is_read),
        cmocka_unit_test(yaml__any_bytes_give_a_tree_or_an_error),
        cmocka_unit_test(yaml__without_memory_there_is_an_error_and_no_tree),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
