/* Buffers: JSON strings of every length, whatever stands where. */
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>

#include "engine/base/buf.h"
#include "tests/kit/memory.h"

#include <stdio.h>
#include <string.h>

/* Byte by byte, as RFC 8785 has it. */
static size_t json_of(char *out, const char *s, size_t n)
{
    static const struct {
        char c, letter;
    } shorts[] = {{'"', '"'}, {'\\', '\\'}, {8, 'b'}, {9, 't'}, {10, 'n'}, {12, 'f'}, {13, 'r'}};
    size_t at = 0;
    out[at++] = '"';
    for (size_t i = 0; i < n; i++) {
        char letter = 0;
        for (size_t k = 0; k < sizeof shorts / sizeof *shorts; k++)
            if (shorts[k].c == s[i]) letter = shorts[k].letter;
        if (letter != 0) out[at++] = '\\', out[at++] = letter;
        else if ((unsigned char)s[i] < 0x20) at += (size_t)snprintf(out + at, 8, "\\u%04x", (unsigned char)s[i]);
        else out[at++] = s[i];
    }
    out[at++] = '"';
    return at;
}

static void buf__json_strings_are_escaped_at_any_length_and_place(void **state)
{
    enum { LONGEST = 40 };
    (void)state;
    for (size_t n = 0; n <= LONGEST; n++)
        for (size_t at = 0; at <= n; at++) /* n: nothing is put in */
            for (int byte = 0; byte < 256; byte++) {
                char text[LONGEST + 1], expected[LONGEST * 6 + 16];
                rh_buf buf;
                rh_arena arena = kit_arena();
                for (size_t i = 0; i < n; i++) text[i] = (char)('a' + (i * 7 + n) % 26);
                if (at < n) text[at] = (char)byte;
                const size_t length = json_of(expected, text, n);
                rh_buf_init(&buf, &arena, 1000);
                rh_buf_json_str(&buf, (rh_str){text, n});
                if (buf.failed || buf.len != length || memcmp(buf.ptr, expected, length) != 0)
                    fail_msg("byte %d at %d of %d", byte, (int)at, (int)n);
                rh_arena_dispose(&arena);
                if (at == n) break;
            }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(buf__json_strings_are_escaped_at_any_length_and_place),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
