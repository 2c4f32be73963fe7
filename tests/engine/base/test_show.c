/* Text in messages: what may be shown, and the form of what may not. */
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>

#include "engine/base/show.h"
#include "tests/kit/memory.h"

static const struct {
    const char *text;
    size_t max_bytes;
    const char *shown, *form;
} cases[] = {
    {"", 40, "", ""},
    {"01/02/2026", 40, "01/02/2026", "99/99/9999"},
    {"Ann Example <ann@example.org>", 40, "Ann Example <ann@example.org>", "Aaa Aaaaaaa <aaa@aaaaaaa.aaa>"},
    {"+49 (30) 1234", 40, "+49 (30) 1234", "+99 (99) 9999"},
    {"M\xc3\xbcller \xe6\x9d\x8e", 40, "M\xc3\xbcller \xe6\x9d\x8e", "Aaaaaa a"},
    {"a\"b\\c", 40, "a\\\"b\\\\c", "a\\\"a\\\\a"},
    {"x\x1b[31m\n", 40, "x\\x1b[31m\\x0a", "a\\x1b[99a\\x0a"},
    {"b\xe2\x80\xae" "c", 40, "b\\xe2\\x80\\xae" "c", "a\\xe2\\x80\\xae" "a"},
    {"\xff" "1", 40, "\\xff1", "\\xff9"},
    {"abcdef123", 6, "abcdef...", "aaaaaa..."},
};

static void show__text_and_form_are_fit_for_one_line(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        rh_arena arena = kit_arena();
        const rh_str text = rh_str_of(cases[i].text);
        assert_string_equal(rh_show(&arena, text, cases[i].max_bytes).ptr, cases[i].shown);
        /* Covers: P5 */
        assert_string_equal(rh_show_form(&arena, text, cases[i].max_bytes).ptr, cases[i].form);
        rh_arena_dispose(&arena);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(show__text_and_form_are_fit_for_one_line)};
    return cmocka_run_group_tests_name("show", tests, NULL, NULL);
}
