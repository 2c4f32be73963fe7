/* Escaping, case by case: what goes in, what must come out, for which fault. */
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>

#include "reports/text/esc.h"
#include "tests/kit/memory.h"

typedef void (*esc_fn)(rh_buf *out, rh_str s);

typedef struct esc_case {
    rh_str in;
    const char *out;
} esc_case;

#define S(lit)                                                                                                         \
    {                                                                                                                  \
        "" lit, sizeof(lit) - 1                                                                                        \
    }
#define CHECK(fn, cases) check((fn), (cases), sizeof(cases) / sizeof *(cases))

static void check(esc_fn fn, const esc_case *cases, size_t n)
{
    rh_arena arena = kit_arena();
    for (size_t i = 0; i < n; i++) {
        rh_buf out;
        rh_buf_init(&out, &arena, 1 << 16);
        fn(&out, cases[i].in);
        rh_buf_byte(&out, '\0');
        assert_false(out.failed);
        assert_string_equal(out.ptr, cases[i].out);
    }
    rh_arena_dispose(&arena);
}

static void esc__terminal_lets_no_control_through(void **state)
{
    (void)state;
    static const esc_case cases[] = {
        {S("plain \xc3\xa4\xe6\xbc\xa2"), "plain \xc3\xa4\xe6\xbc\xa2"},
        {S("\x1b[31mred\x1b]0;t\x07"), "\\u001b[31mred\\u001b]0;t\\u0007"},
        {S("a\rb\nc\td"), "a\\u000db\\u000ac\\u0009d"},
        {S("\xc2\x9b"
           "31m"),
         "\\u009b31m"},
        {S("a\0b"), "a\\u0000b"},
        {S("\xff\xc0\xaf"), "\\xff\\xc0\\xaf"},
        {S("\xed\xa0\x80"), "\\xed\\xa0\\x80"},
    };
    /* Covers: X6 */
    CHECK(rh_esc_terminal, cases);
}

static void esc__bidi_and_zero_width_become_visible(void **state)
{
    (void)state;
    static const esc_case cases[] = {
        {S("\xe2\x80\xae"
           "evil"),
         "\\u202eevil"},
        {S("a\xe2\x80\x8b"
           "b"),
         "a\\u200bb"},
        {S("\xe2\x81\xa6x\xe2\x81\xa9"), "\\u2066x\\u2069"},
        {S("\xd8\x9c"), "\\u061c"},
        {S("\xef\xbb\xbf"
           "bom"),
         "\\ufeffbom"},
        {S("\xf3\xa0\x81\x81"), "\\U000e0041"},
    };
    /* Covers: X10 */
    CHECK(rh_esc_terminal, cases);
    /* Covers: X10 */
    CHECK(rh_esc_html, cases);
    /* Covers: X10 */
    CHECK(rh_esc_markdown, cases);
}

static void esc__html_has_no_markup_left(void **state)
{
    (void)state;
    static const esc_case cases[] = {
        {S("<script>alert('x')</script>"), "&lt;script&gt;alert(&#39;x&#39;)&lt;/script&gt;"},
        {S("\" onmouseover=\"x"), "&quot; onmouseover=&quot;x"},
        {S("a&amp;b\nc"), "a&amp;amp;b\nc"},
        {S("\r\x0b"), "\\u000d\\u000b"},
    };
    /* Covers: X1 */
    CHECK(rh_esc_html, cases);
}

static void esc__urls_that_run_are_refused(void **state)
{
    (void)state;
    /* Covers: X1 */
    assert_false(rh_esc_is_safe_url(RH_STR("javascript:alert(1)")));
    assert_false(rh_esc_is_safe_url(RH_STR("JaVaScRiPt:alert(1)")));
    assert_false(rh_esc_is_safe_url(RH_STR(" https://example.org")));
    assert_false(rh_esc_is_safe_url(RH_STR("java\tscript:alert(1)")));
    assert_false(rh_esc_is_safe_url(RH_STR("https://example.org/\n")));
    assert_false(rh_esc_is_safe_url(RH_STR("data:text/html,x")));
    assert_false(rh_esc_is_safe_url(RH_STR("//example.org")));
    assert_false(rh_esc_is_safe_url(RH_STR("")));
    assert_true(rh_esc_is_safe_url(RH_STR("https://example.org/a?b=c")));
    assert_true(rh_esc_is_safe_url(RH_STR("HTTP://example.org")));
    assert_true(rh_esc_is_safe_url(RH_STR("mailto:a@example.org")));
}

static void esc__json_in_html_cannot_close_its_script(void **state)
{
    (void)state;
    static const esc_case cases[] = {
        {S("</script><!--"), "\"\\u003c/script\\u003e\\u003c!--\""},
        {S("\xe2\x80\xa8\xe2\x80\xa9"), "\"\\u2028\\u2029\""},
        {S("a\"b\\c\n\t\r&'"), "\"a\\\"b\\\\c\\n\\t\\r\\u0026\\u0027\""},
        {S("\xff\x01"), "\"\\ufffd\\u0001\""},
    };
    /* Covers: X8 */
    CHECK(rh_esc_json_html, cases);
}

static void esc__xml_holds_what_xml_cannot(void **state)
{
    (void)state;
    static const esc_case cases[] = {
        {S("]]>"), "]]&gt;"},
        {S("\x01\x08\x0b"), "\\u0001\\u0008\\u000b"},
        {S("<a b='c'>&"), "&lt;a b=&#39;c&#39;&gt;&amp;"},
        {S("\xef\xbf\xbe\xef\xbf\xbf"), "\\ufffe\\uffff"},
        {S("\xff"), "\\xff"},
        {S("a\n::error::b"), "a&#10;::error::b"},
    };
    /* Covers: X4 X7 */
    CHECK(rh_esc_xml, cases);
}

static void esc__markdown_makes_no_link_mention_or_table(void **state)
{
    (void)state;
    static const esc_case cases[] = {
        {S("[x](javascript:y)"), "\\[x\\]\\(javascript:y\\)"},
        {S("![i](http://e.vil/)"), "\\!\\[i\\]\\(http:&#8203;//e.vil/\\)"},
        {S("@team fix #12"), "@&#8203;team fix \\#&#8203;12"},
        {S("a|b"), "a\\|b"},
        {S("</details>"), "&lt;/details&gt;"},
        {S("www.e.vil"), "www&#8203;.e.vil"},
        {S("*b* _i_ `c` ~s~"), "\\*b\\* \\_i\\_ \\`c\\` \\~s\\~"},
        {S("- item"), "\\- item"},
        {S("1. item"), "&#8203;1. item"},
        {S("> quote"), "&gt; quote"},
        {S("a\nb"), "a b"},
        {S("2026-03-02 09:00:00Z"), "2026-03-02 09:00:00Z"},
    };
    /* Covers: X2 */
    CHECK(rh_esc_markdown, cases);
}

static void code_cell(rh_buf *out, rh_str s) { rh_esc_markdown_code(out, s, true); }

static void esc__markdown_code_has_a_longer_fence(void **state)
{
    (void)state;
    static const esc_case spans[] = {
        {S("a"), "`a`"},       {S("a`b"), "``a`b``"}, {S("`a`"), "`` `a` ``"},
        {S("a|b"), "`a\\|b`"}, {S("a\nb"), "`a b`"},  {S(""), ""},
    };
    static const esc_case blocks[] = {
        {S("x\n"), "```\nx\n```\n"},
        {S("```\nx"), "````\n```\nx\n````\n"},
        {S("\x1b"), "```\n\\u001b\n```\n"},
    };
    /* Covers: X2 */
    CHECK(code_cell, spans);
    CHECK(rh_esc_markdown_block, blocks);
}

static void esc__csv_cells_are_no_formulas(void **state)
{
    (void)state;
    static const esc_case cases[] = {
        {S("=1+1"), "'=1+1"},    {S("+1"), "'+1"},       {S("-1"), "'-1"},      {S("@x"), "'@x"},
        {S("\tx"), "\"'\tx\""},  {S("\rx"), "\"'\rx\""}, {S("a,b"), "\"a,b\""}, {S("a\"b"), "\"a\"\"b\""},
        {S("a\nb"), "\"a\nb\""}, {S("plain"), "plain"},  {S(""), ""},           {S(" a"), "\" a\""},
    };
    /* Covers: X5 */
    CHECK(rh_esc_csv, cases);
}

static void esc__ci_logs_run_no_command(void **state)
{
    (void)state;
    static const esc_case cases[] = {
        {S("::error::x"), "\\::error::x"},
        {S("a\n  ::set-output"), "a\n  \\::set-output"},
        {S("a ::b"), "a ::b"},
        {S("x ##vso[task.y]"), "x \\##vso[task.y]"},
        {S("##[group]"), "\\##[group]"},
        {S("## title"), "## title"},
        {S("\r::x"), "\\u000d::x"},
    };
    /* Covers: X7 */
    CHECK(rh_esc_ci_log, cases);
}

static void annotation_data(rh_buf *out, rh_str s) { rh_esc_annotation(out, s, false); }
static void annotation_property(rh_buf *out, rh_str s) { rh_esc_annotation(out, s, true); }

static void esc__annotations_stay_one_annotation(void **state)
{
    (void)state;
    static const esc_case data[] = {{S("50% a,b:c\r\nd"), "50%25 a,b:c%0D%0Ad"}};
    static const esc_case property[] = {{S("50% a,b:c\r\nd"), "50%25 a%2Cb%3Ac%0D%0Ad"}};
    /* Covers: X9 */
    CHECK(annotation_data, data);
    /* Covers: X9 */
    CHECK(annotation_property, property);
}

static void esc__sarif_text_makes_no_link(void **state)
{
    (void)state;
    static const esc_case cases[] = {{S("[x](1) {0} \\"), "\\[x\\](1) {{0}} \\\\"}};
    /* Covers: X3 */
    CHECK(rh_esc_sarif, cases);
}

static void esc__overlong_text_keeps_its_length_and_digest(void **state)
{
    (void)state;
    rh_arena arena = kit_arena();
    char text[1000];
    memset(text, 'a', sizeof text);
    const rh_str short_text = {text, 10};
    assert_ptr_equal(rh_esc_cut(&arena, short_text, 10).ptr, text);
    /* Covers: X11 */
    const rh_str cut = rh_esc_cut(&arena, (rh_str){text, sizeof text}, 10);
    assert_true(rh_str_starts(cut, RH_STR("aaaaaaaaaa \xe2\x80\xa6 (1000 bytes, sha256 41edece42d63e8d9)")));
    /* A cut never falls within a character. */
    memcpy(text + 8, "\xe6\xbc\xa2", 3);
    const rh_str whole = rh_esc_cut(&arena, (rh_str){text, sizeof text}, 10);
    assert_true(rh_str_starts(whole, RH_STR("aaaaaaaa \xe2\x80\xa6")));
    rh_arena_dispose(&arena);
}

static void esc__width_counts_columns(void **state)
{
    (void)state;
    assert_int_equal(rh_esc_width(RH_STR("abc")), 3);
    assert_int_equal(rh_esc_width(RH_STR("\xe6\xbc\xa2")), 2);
    assert_int_equal(rh_esc_width(RH_STR("e\xcc\x81")), 1);
    assert_int_equal(rh_esc_width(RH_STR("\x1b")), 6);
    assert_int_equal(rh_esc_width(RH_STR("\xff")), 4);
    assert_int_equal(rh_esc_width(RH_STR("")), 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(esc__terminal_lets_no_control_through),
        cmocka_unit_test(esc__bidi_and_zero_width_become_visible),
        cmocka_unit_test(esc__html_has_no_markup_left),
        cmocka_unit_test(esc__urls_that_run_are_refused),
        cmocka_unit_test(esc__json_in_html_cannot_close_its_script),
        cmocka_unit_test(esc__xml_holds_what_xml_cannot),
        cmocka_unit_test(esc__markdown_makes_no_link_mention_or_table),
        cmocka_unit_test(esc__markdown_code_has_a_longer_fence),
        cmocka_unit_test(esc__csv_cells_are_no_formulas),
        cmocka_unit_test(esc__ci_logs_run_no_command),
        cmocka_unit_test(esc__annotations_stay_one_annotation),
        cmocka_unit_test(esc__sarif_text_makes_no_link),
        cmocka_unit_test(esc__overlong_text_keeps_its_length_and_digest),
        cmocka_unit_test(esc__width_counts_columns),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
