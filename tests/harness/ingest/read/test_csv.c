/* CSV: what a file's bytes become, and what is refused where. */
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>

#include "engine/base/limits.h"
#include "tests/kit/folder.h"
#include "tests/kit/memory.h"
#include "tests/kit/rows.h"

#include <stdlib.h>

typedef struct fixture {
    kit_folder folder;
    rh_arena arena;
} fixture;

static int set_up(void **state)
{
    fixture *f = calloc(1, sizeof *f);
    f->folder = kit_folder_make();
    f->arena = kit_arena();
    *state = f;
    return 0;
}

static int tear_down(void **state)
{
    fixture *f = *state;
    kit_folder_remove(&f->folder);
    rh_arena_dispose(&f->arena);
    free(f);
    return 0;
}

static const rh_reads plain = {.format = RH_READ_CSV, .delimiter = ',', .header = 1};

static void rows_are(fixture *f, const rh_reads *reads, const char *text, const char *rows)
{
    const char *got = kit_rows(&f->arena, kit_folder_text(&f->folder, "t.csv", text), reads, text);
    if (strcmp(got, rows) != 0) fail_msg("%s\ngave\n%swhere expected is\n%s", text, got, rows);
}

typedef struct one {
    const char *text, *rows;
} one;

static void csv__cells_are_those_of_rfc_4180(void **state)
{
    static const one cases[] = {
        {"a,b\n1,2\n", "2 {\"a\":\"1\",\"b\":\"2\"}\n"},
        {"b,a\r\n1,2\r\n3,4", "2 {\"a\":\"2\",\"b\":\"1\"}\n3 {\"a\":\"4\",\"b\":\"3\"}\n"},
        {"a,b\n\"x,y\",\"say \"\"hi\"\"\"\n", "2 {\"a\":\"x,y\",\"b\":\"say \\\"hi\\\"\"}\n"},
        {"a,b\n\"two\nlines\",1\n3,4\n", "2 {\"a\":\"two\\nlines\",\"b\":\"1\"}\n4 {\"a\":\"3\",\"b\":\"4\"}\n"},
        {"a,b\n,\n\"\",\"\"\n", "2 {\"a\":\"\",\"b\":\"\"}\n3 {\"a\":\"\",\"b\":\"\"}\n"},
        {"a,b\n\n1,2\n\r\n", "3 {\"a\":\"1\",\"b\":\"2\"}\n"},
        {" a ,\"b \"\n1,2\n", "2 {\"a\":\"1\",\"b\":\"2\"}\n"},
        {"a,a,a\n1,2,3\n", "2 {\"a\":\"1\",\"a#2\":\"2\",\"a#3\":\"3\"}\n"},
        {"a\nx\"\n1\n", "2:2 TABLE_QUOTE: a quote inside a cell that does not begin with one\n3 {\"a\":\"1\"}\n"},
        {"a\n", ""},
        {"", ""},
        /* Covers: I6 */
        {"\xef\xbb\xbf"
         "a\r\nx\xe2\x80\xa8y\r\n",
         "2 {\"a\":\"x\xe2\x80\xa8y\"}\n"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) rows_are(*state, &plain, cases[i].text, cases[i].rows);
}

static void csv__a_wrong_row_costs_itself_alone(void **state)
{
    static const one cases[] = {
        /* Covers: I9 */
        {"a,b\n1\n1,2\n1,2,3\n", "2:1 TABLE_RAGGED: 1 cells, where the header has 2\n3 {\"a\":\"1\",\"b\":\"2\"}\n"
                                 "4:1 TABLE_RAGGED: 3 cells, where the header has 2\n"},
        /* Covers: I8 */
        {"a,b\n1,\"two\n3,4\n5,6\n",
         "2:3 TABLE_QUOTE: the quote that opens here is never closed\n3 {\"a\":\"3\",\"b\":\"4\"}\n"
         "4 {\"a\":\"5\",\"b\":\"6\"}\n"},
        {"a,b\n1,\"two\n3,4\n5,\"six\"\n",
         "2:3 TABLE_QUOTE: the quote that opens here is followed, where it closes, by more text\n"
         "3 {\"a\":\"3\",\"b\":\"4\"}\n4 {\"a\":\"5\",\"b\":\"six\"}\n"},
        /* Covers: I2 */
        {"a,b\n\xc3\xa9,1\n\xe9,2\n3,4\n", "2 {\"a\":\"\xc3\xa9\",\"b\":\"1\"}\n3:1 JSON_TEXT: byte 0xe9, which is no "
                                           "text in UTF-8\n4 {\"a\":\"3\",\"b\":\"4\"}\n"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) rows_are(*state, &plain, cases[i].text, cases[i].rows);
}

static void csv__what_makes_a_whole_file_wrong_is_said_once(void **state)
{
    /* Covers: I10 */
    static const one cases[] = {
        {"a;b;c\n1;2;3\n",
         "error 1:1 TABLE_DELIMITER: the header is one column with delimiter \",\" and 3 with \";\"\n"},
        {"a\tb\n1\t2\n",
         "error 1:1 TABLE_DELIMITER: the header is one column with delimiter \",\" and 2 with \"\\t\"\n"},
        {"a,b\n\xe9,1\n\xe8,2\n\xe9,3\n----\n",
         "error 2:1 INPUT_ENCODING: bytes that are not UTF-8 stand in several places and none is: give the mapping "
         "encoding windows-1252 if that is what it is\n"},
        {"caf\xe9,b\n1,2\n", "error 1:1 INPUT_ENCODING: the header is not UTF-8\n"},
        {"\xff\xfe"
         "a\n",
         "error 1:1 INPUT_ENCODING: the file is UTF-16, where UTF-8 is expected\n"},
        {"a,b\r1,2\r\n", "error 1:1 TABLE_HEADER: lines end in CR alone, where LF or CRLF is expected\n"},
        {"a,\"b\n1,2\n", "error 1:3 TABLE_QUOTE: the quote that opens here is never closed\n"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) rows_are(*state, &plain, cases[i].text, cases[i].rows);
}

/* Covers: I8 */
static void csv__a_quote_is_told_of_where_it_stands(void **state)
{
    rows_are(*state, &plain, "a,b\n\"x\ny\",z\"\n",
             "3:5 TABLE_QUOTE: a quote inside a cell that does not begin with one\n"
             "3:2 TABLE_QUOTE: a quote inside a cell that does not begin with one\n");
}

static void csv__a_mapping_may_say_how_the_file_is_written(void **state)
{
    rh_reads reads = {.format = RH_READ_CSV, .delimiter = ';', .header = 3};
    rows_are(*state, &reads, "Deals of 2026\n\"exported, by\"\na;b\n1;\"2;3\"\n", "4 {\"a\":\"1\",\"b\":\"2;3\"}\n");
    reads = plain;
    reads.encoding = RH_ENCODING_WINDOWS_1252;
    rows_are(*state, &reads, "na\xefve\n\x80 5 \x93x\x94\n",
             "2 {\"na\xc3\xafve\":\"\xe2\x82\xac 5 \xe2\x80\x9cx\xe2\x80\x9d\"}\n");
    /* Covers: I2 (a byte that is no character is none that stands in its place) */
    rows_are(*state, &reads, "a\n\x81\n\"x\ny\x9d\"\n\xe9\n",
             "2:1 JSON_TEXT: byte 0x81, which is no text in Windows-1252\n"
             "4:2 JSON_TEXT: byte 0x9d, which is no text in Windows-1252\n5 {\"a\":\"\xc3\xa9\"}\n");
    rows_are(*state, &reads, "a\x81\n1\n", "error 1:1 INPUT_ENCODING: the header is not Windows-1252\n");
    reads.encoding = RH_ENCODING_LATIN1;
    rows_are(*state, &reads, "a\n\xfc\n", "2 {\"a\":\"\xc3\xbc\"}\n");
}

/* Covers: I4 */
static void csv__a_row_over_the_limit_is_refused_and_the_next_read(void **state)
{
    static const size_t lengths[] = {RH_LIMIT_LINE_BYTES - 1, RH_LIMIT_LINE_BYTES, RH_LIMIT_LINE_BYTES + 1,
                                     3 * RH_LIMIT_LINE_BYTES};
    fixture *f = *state;
    for (size_t i = 0; i < sizeof lengths / sizeof *lengths; i++) {
        char *text = malloc(lengths[i] + 8), *end = text + 2 + lengths[i];
        memset(text, 'x', lengths[i] + 8);
        memcpy(text, "a\n", 2);
        memcpy(end, "\ny\n", 4);
        const char *got = kit_rows(&f->arena, kit_folder_text(&f->folder, "t.csv", text), &plain, text);
        assert_string_equal(got + strlen(got) - 13, "\n3 {\"a\":\"y\"}\n");
        if (i < 2) assert_memory_equal(got, "2 {\"a\":\"xx", 10);
        else assert_memory_equal(got, "2:1 LINE_LONG: a row of over 1048576 bytes", 42);
        free(text);
    }
}

int main(void)
{
#define TEST(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)
    const struct CMUnitTest tests[] = {
        TEST(csv__cells_are_those_of_rfc_4180),
        TEST(csv__a_wrong_row_costs_itself_alone),
        TEST(csv__what_makes_a_whole_file_wrong_is_said_once),
        TEST(csv__a_quote_is_told_of_where_it_stands),
        TEST(csv__a_mapping_may_say_how_the_file_is_written),
        TEST(csv__a_row_over_the_limit_is_refused_and_the_next_read),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
