/* Formats other than CSV: what their rows are, and what is refused where. */
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>

#include "engine/base/limits.h"
#include "harness/ingest/input.h"
#include "harness/system/file.h"
#include "tests/kit/folder.h"
#include "tests/kit/memory.h"
#include "tests/kit/rows.h"

#include <sqlite3.h>
#include <stdio.h>
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

static void same(const char *what, const char *got, const char *rows)
{
    if (strcmp(got, rows) != 0) fail_msg("%s\ngave\n%swhere expected is\n%s", what, got, rows);
}

static void rows_are(fixture *f, const rh_reads *reads, const char *text, const char *rows)
{
    same(text, kit_rows(&f->arena, kit_folder_text(&f->folder, "t", text), reads, text), rows);
}

static const char *make_database(fixture *f, const char *sql)
{
    sqlite3 *db;
    const char *path = kit_folder_at(&f->folder, "t.db");
    remove(path);
    assert_int_equal(sqlite3_open(path, &db), SQLITE_OK);
    if (sqlite3_exec(db, sql, NULL, NULL, NULL) != SQLITE_OK) fail_msg("%s", sqlite3_errmsg(db));
    sqlite3_close(db);
    return path;
}

#define KEY(text) RH_KEY_STEP(text)
#define EACH RH_EACH_STEP
#define WAY(...)                                                                                                       \
    {                                                                                                                  \
        (const rh_step[]){__VA_ARGS__}, sizeof((rh_step[]){__VA_ARGS__}) / sizeof(rh_step)                             \
    }

typedef struct one {
    const char *text, *rows;
} one;

static void jsonl__a_line_is_a_row(void **state)
{
    static const one cases[] = {
        {"{\"a\":1}\n\n{\"b\":2}\r\n", "1 {\"a\":1}\n3 {\"b\":2}\n"},
        /* Covers: I1 */
        {"{\"a\":1}\n{\"b\":", "1 {\"a\":1}\n2:6 LINE_CUT: the last line is cut after 5 bytes\n"},
        {"{\"a\":1,\"a\":2}\n{}\n", "1:8 JSON_DUPLICATE: a key that stands twice in its object: \\\"a\\\"\n2 {}\n"},
        /* Covers: I7 */
        {"[{\"a\":1}]\n", "error 1:1 INPUT_ARRAY: a JSON array, where the mapping reads one object a line: give it "
                          "format json and rows $[*]\n"},
    };
    const rh_reads reads = {.format = RH_READ_JSONL};
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) rows_are(*state, &reads, cases[i].text, cases[i].rows);
}

static void json__the_first_way_that_a_file_has_is_taken(void **state)
{
    static const one cases[] = {
        {"{\"data\": [{\"a\": 1},\n {\"a\": 2}]}", "1 {\"a\":1}\n2 {\"a\":2}\n"},
        {"[{\"a\": 1}]", "1 {\"a\":1}\n"},
        {"{\"x\": {\"a\": 1}, \"y\": {\"a\": 2}}", "1 {\"^key\":\"x\",\"a\":1}\n1 {\"^key\":\"y\",\"a\":2}\n"},
        {"7", "error 1:1 JSON_SYNTAX: an object of rows was expected\n"},
    };
    const rh_reads reads = {.format = RH_READ_JSON,
                            .wants_outer = true,
                            .ways = {WAY(KEY("data"), EACH), WAY(EACH), WAY({RH_STEP_MEMBERS, {NULL, 0}})},
                            .n_ways = 3};
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) rows_are(*state, &reads, cases[i].text, cases[i].rows);
}

static void xml__an_element_is_its_attributes_and_children(void **state)
{
    static const one cases[] = {
        {"<r><i a=\"1\"><b>x</b></i>\n<i/><i>t &lt;</i></r>", "1 {\"a\":\"1\",\"b\":\"x\"}\n2 \"\"\n2 \"t <\"\n"},
        {"<r xmlns:p=\"u\"><p:i><b>1</b><b>2</b> t </p:i></r>", "1 {\"#text\":\" t \",\"b\":[\"1\",\"2\"]}\n"},
        {"<r><other><i>no</i></other><i>\xc3\xa9</i></r>", "1 \"\xc3\xa9\"\n"},
        {"<r><i>1</i>\n<i>2</r>", "1 \"1\"\nerror 2:7 XML_SYNTAX: no well-formed XML: mismatched tag\n"},
        {"<r><i>1</i>", "1 \"1\"\nerror 1:12 XML_SYNTAX: no well-formed XML: no element found\n"},
        {"<s/>", "error 1:1 XML_ROWS: the root is none of those that the rows stand in\n"},
        {"<!DOCTYPE r [<!ENTITY e \"x\">]><r><i>&e;</i></r>",
         "error 1:13 XML_DOCTYPE: a DOCTYPE, which could define entities, where a document without one is expected\n"},
        {"<r/>", ""},
        {"", ""},
    };
    const rh_reads reads = {.format = RH_READ_XML, .ways = {WAY(KEY("r"), KEY("i"), EACH)}, .n_ways = 1};
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) rows_are(*state, &reads, cases[i].text, cases[i].rows);
}

static void xml__rows_inside_others_know_them(void **state)
{
    const rh_reads reads = {.format = RH_READ_XML,
                            .wants_outer = true,
                            .ways = {WAY(KEY("r"), KEY("g"), EACH, KEY("list"), KEY("i"), EACH)},
                            .n_ways = 1};
    rows_are(
        *state, &reads,
        "<r><g n=\"1\"><name>A</name><list><i k=\"x\"/><i k=\"y\"/></list></g><g n=\"2\"><list><i/></list></g></r>",
        "1 {\"^\":{\"n\":\"1\",\"name\":\"A\"},\"k\":\"x\"}\n1 {\"^\":{\"n\":\"1\",\"name\":\"A\"},\"k\":\"y\"}\n"
        "1 {\"^\":{\"n\":\"2\"}}\n");
}

/* A row over the limit is refused, and the one behind it read; memory does not grow with it. Covers: I4 */
static void xml__a_long_element_costs_itself_alone(void **state)
{
    fixture *f = *state;
    const size_t n = 3 * RH_LIMIT_LINE_BYTES;
    char *text = malloc(n + 100);
    const rh_reads reads = {.format = RH_READ_XML, .ways = {WAY(KEY("r"), KEY("i"), EACH)}, .n_ways = 1};
    memset(text, 'x', n);
    memcpy(text, "<r><i>", 6);
    strcpy(text + n, "</i><i>y</i></r>");
    const char *got = kit_rows(&f->arena, kit_folder_text(&f->folder, "t", text), &reads, NULL);
    same("a long element", got,
         "1:1 LINE_LONG: an element of over 1048576 bytes or 10000 members, where at most so many are read\n1 \"y\"\n");
    free(text);
}

/* What is long and no text: a tag, which is a row of its own, a comment in a row, and one that has no end. */
static void xml__a_long_tag_or_comment_is_no_harm(void **state)
{
    static const struct {
        const char *before, *after, *rows;
        size_t n;
    } cases[] = {
        {"<r><i a=\"", "\"/><i>y</i></r>",
         "1:1 LINE_LONG: an element of over 1048576 bytes or 10000 members, where at most so many are read\n1 \"y\"\n",
         5 * RH_LIMIT_LINE_BYTES},
        {"<r><i><!--", "-->x</i><i>y</i></r>",
         "1:1 LINE_LONG: an element of over 1048576 bytes or 10000 members, where at most so many are read\n1 \"y\"\n",
         5 * RH_LIMIT_LINE_BYTES},
        {"<r><!--", "--><i>y</i></r>", "1 \"y\"\n", 5 * RH_LIMIT_LINE_BYTES},
        {"<r><i>1</i><!--", "--></r>", "1 \"1\"\nerror 1:1 XML_SYNTAX: a tag or comment of over 16777216 bytes\n",
         20 * RH_LIMIT_LINE_BYTES},
    };
    fixture *f = *state;
    const rh_reads reads = {.format = RH_READ_XML, .ways = {WAY(KEY("r"), KEY("i"), EACH)}, .n_ways = 1};
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        char *text = malloc(cases[i].n + 100);
        memset(text, 'x', cases[i].n);
        memcpy(text, cases[i].before, strlen(cases[i].before));
        strcpy(text + cases[i].n, cases[i].after);
        same(cases[i].before, kit_rows(&f->arena, kit_folder_text(&f->folder, "t", text), &reads, NULL), cases[i].rows);
        free(text);
    }
}

static void xes__an_event_knows_its_trace(void **state)
{
    fixture *f = *state;
    const rh_reads reads = {.format = RH_READ_XES};
    same("onboarding.xes", kit_rows(&f->arena, "fixtures/exports/onboarding.xes", &reads, NULL),
         "11 {\"case\":{\"concept:name\":\"N-1\",\"segment\":\"mid_market\"},\"concept:name\":\"Contract signed\","
         "\"lifecycle:transition\":\"complete\",\"org:resource\":\"dana\",\"renewal\":false,\"seats\":25,"
         "\"time:timestamp\":\"2026-02-27T17:00:00.000+01:00\"}\n"
         "19 "
         "{\"attendees\":[{\"who\":\"dana\"}],\"case\":{\"concept:name\":\"N-1\",\"segment\":\"mid_market\"},\"concept:"
         "name\":\"Kickoff & plan\","
         "\"lifecycle:transition\":\"complete\",\"org:resource\":\"omar\","
         "\"time:timestamp\":\"2026-03-03T09:30:00.000+00:00\"}\n"
         "29 {\"case\":{\"concept:name\":\"N-2\"},\"concept:name\":\"Contract signed\","
         "\"time:timestamp\":\"2026-03-01T12:00:00Z\"}\n");
    rows_are(f, &reads,
             "<log><trace><event><string key=\"a\" value=\"1\"/><int key=\"a\" value=\"1\"/></event></trace></log>",
             "1:1 JSON_DUPLICATE: a key stands twice (that of the trace is case)\n");
}

/* Nothing that an event says is passed over: what stands inside attributes, lists, and events outside all traces. */
static void xes__nothing_of_a_log_is_lost(void **state)
{
    fixture *f = *state;
    const rh_reads reads = {.format = RH_READ_XES};
    rows_are(f, &reads,
             "<log><trace><string key=\"c\" value=\"1\"/>\n<event><string key=\"a\" value=\"1\"><int key=\"b\" "
             "value=\"2\"/></string><container key=\"k\"><string key=\"i\" value=\"3\"/></container><list "
             "key=\"l\"><values><string key=\"x\" value=\"4\"/><string key=\"x\" value=\"5\"/></values></list>"
             "<list key=\"m\"><list key=\"n\"><int key=\"y\" value=\"6\"/></list></list></event></trace>\n<event>"
             "<string key=\"a\" value=\"7\"/></event></log>",
             "2 {\"a\":\"1\",\"a/b\":2,\"case\":{\"c\":\"1\"},\"k/i\":\"3\",\"l\":[{\"x\":\"4\"},{\"x\":"
             "\"5\"}],\"m\":[{\"n\":[{\"y\":6}]}]}\n3 {\"a\":\"7\",\"case\":{}}\n");
    /* Covers: I5 */
    rows_are(f, &reads,
             "<log><trace><event><int key=\"a\" value=\"9223372036854775807\"/><int key=\"b\" "
             "value=\"9223372036854775808\"/></event></trace></log>",
             "1 {\"a\":9223372036854775807,\"b\":\"9223372036854775808\",\"case\":{}}\n");
}

static void sqlite__a_table_has_rows(void **state)
{
    fixture *f = *state;
    rh_reads reads = {.format = RH_READ_SQLITE, .table = RH_STR("Deal \"x\"")};
    const char *path = make_database(f, "CREATE TABLE \"Deal \"\"x\"\"\" (b, a TEXT, c);"
                                        "INSERT INTO \"Deal \"\"x\"\"\" VALUES (1, 'x', 2.5), (NULL, 'y', x'00'),"
                                        " (2, CAST(x'e9' AS TEXT), 0);"
                                        "CREATE VIEW v AS SELECT 1 AS a; CREATE VIRTUAL TABLE t USING fts5(a);");
    same("a table", kit_rows(&f->arena, path, &reads, NULL),
         "1 {\"a\":\"x\",\"b\":1,\"c\":2.5}\n"
         "2:3 TABLE_CELL: column \"c\" has a blob, where text or a number is expected\n"
         "3:2 JSON_TEXT: column \"a\" has bytes that are no text in UTF-8\n");
    static const char *const others[] = {"v", "t", "none"};
    for (size_t i = 0; i < 3; i++) {
        char says[100];
        snprintf(says, sizeof says, "error 0:0 TABLE_MISSING: the database has no table \"%s\"\n", others[i]);
        reads.table = rh_str_of(others[i]);
        same(others[i], kit_rows(&f->arena, path, &reads, NULL), says);
    }
    same("no database",
         kit_rows(&f->arena, kit_folder_text(&f->folder, "t", "SQLite format 3 and then not"), &reads, NULL),
         "error 0:0 DATABASE_READ: file is not a database\n");
}

/* What is read is the file that was hashed, and all of it. */
static void sqlite__changes_beside_the_file_are_not_passed_over(void **state)
{
    fixture *f = *state;
    sqlite3 *db;
    rh_reads reads = {.format = RH_READ_SQLITE, .table = RH_STR("t")};
    const char *path = make_database(f, "CREATE TABLE t (d REAL); INSERT INTO t VALUES (9e999), (-9e999), (1.5)");
    /* Covers: I5 */
    same("numbers", kit_rows(&f->arena, path, &reads, NULL),
         "1:1 JSON_NUMBER: column \"d\" has a number beyond the range of doubles\n"
         "2:1 JSON_NUMBER: column \"d\" has a number beyond the range of doubles\n3 {\"d\":1.5}\n");
    assert_int_equal(sqlite3_open(path, &db), SQLITE_OK);
    assert_int_equal(sqlite3_exec(db, "PRAGMA journal_mode = WAL; INSERT INTO t VALUES (2.5)", NULL, NULL, NULL),
                     SQLITE_OK);
    same("a log", kit_rows(&f->arena, path, &reads, NULL),
         "error 0:0 DATABASE_READ: changes stand in -wal beside it and not in the file: read a copy that sqlite3's "
         ".backup makes\n");
    sqlite3_close(db); /* writes the log back, and removes it */
    assert_non_null(strstr(kit_rows(&f->arena, path, &reads, NULL), "4 {\"d\":2.5}\n"));
    rh_input_stamp stamp;
    assert_int_equal(rh_input_look(&stamp, kit_folder_at(&f->folder, "t.db-shm"), NULL), RH_INPUT_MISSING);
}

#define OBJECT(id, qualifier, type)                                                                                    \
    "\"object\":{\"id\":\"" id "\",\"qualifier\":\"" qualifier "\",\"type\":\"" type "\"}"

/* The same log in JSON, XML and SQLite has the same rows but for the lines they stand on. */
static void ocel__three_ways_to_write_a_log_give_the_same_rows(void **state)
{
    static const char *const rows[] = {
        "{\"attributes\":{\"billable\":true,\"effort\":1.5},\"id\":\"e1\"," OBJECT("acct-1", "for", "Account") ",",
        "{\"attributes\":{\"billable\":true,\"effort\":1.5},\"id\":\"e1\"," OBJECT("task-7", "opens", "Task") ",",
        "{\"attributes\":{\"minutes\":90,\"reviewed_at\":\"2026-03-04T08:00:00Z\"},\"id\":\"e2\"," OBJECT(
            "task-7", "ends", "Task") ",\"time\":\"2026-03-03T16:20:00.25Z\",\"type\":\"Task done\"}",
        "{\"attributes\":{\"billable\":false,\"effort\":3},\"id\":\"e3\"," OBJECT("acct-2", "for", "Account") ",",
        "{\"attributes\":{\"billable\":false,\"effort\":3},\"id\":\"e3\"," OBJECT("task-9", "opens", "Task") ",",
        "{\"attributes\":{},\"id\":\"e4\",\"time\":\"2026-03-06T00:00:00Z\",\"type\":\"Audit\"}"};
    fixture *f = *state;
    rh_str sql;
    assert_int_equal(rh_file_read(&sql, &f->arena, "fixtures/exports/onboarding.ocel.sql", 1 << 20, NULL), RH_OK);
    const char *paths[] = {"fixtures/exports/onboarding.ocel.json", "fixtures/exports/onboarding.ocel.xml",
                           make_database(f, rh_arena_cstr(&f->arena, sql))};
    rh_reads reads = {.format = RH_READ_OCEL};
    for (size_t i = 0; i < 3; i++) {
        const char *at = kit_rows(&f->arena, paths[i], &reads, NULL);
        for (size_t k = 0; k < sizeof rows / sizeof *rows; k++) {
            const char *row = strchr(at, ' ');
            if (row == NULL || strncmp(row + 1, rows[k], strlen(rows[k])) != 0) fail_msg("%s\n%s", paths[i], at);
            at = strchr(at, '\n') + 1;
        }
        assert_string_equal(at, "");
    }
    reads.object_type = RH_STR("Account");
    reads.wants_objects = true;
    for (size_t i = 0; i < 3; i++) {
        /* What was told at the event's time counts, what was told a second later does not. */
        const char *rows_of_accounts = kit_rows(&f->arena, paths[i], &reads, NULL);
        assert_non_null(strstr(rows_of_accounts, "{\"attributes\":{\"segment\":\"mid_market\"},\"id\":\"acct-1\""));
        assert_non_null(strstr(rows_of_accounts, "{\"attributes\":{\"seats\":40},\"id\":\"acct-2\""));
    }
    rows_are(f, &reads,
             "{\"objects\":[{\"id\":\"a\",\"type\":\"t\","
             "\"attributes\":[{\"name\":\"n\",\"time\":\"soon\",\"value\":1}]}],"
             "\"eventTypes\":[],\"objectTypes\":[],\"events\":[]}",
             "error 0:0 OCEL_LOG: an attribute of an object has no time that can be read\n");
    reads.wants_objects = false;
    const char *got = kit_rows(&f->arena, paths[0], &reads, NULL);
    size_t n = 0;
    for (const char *at = got; (at = strstr(at, "\"object\"")) != NULL; at++) n++;
    assert_int_equal(n, 2);
    rows_are(f, &reads, "id,type\n",
             "error 1:1 OCEL_LOG: neither JSON nor XML nor an SQLite database, which such a log is\n");
    rows_are(f, &reads,
             "{\"objects\":[],\"eventTypes\":[],\"events\":[{\"id\":\"x\",\"type\":\"t\",\"time\":\"soon\"}]}",
             "1:1 OCEL_LOG: an event without a time that can be read\n");
}

#define LOG(objects, relations, value)                                                                                 \
    "{\"objects\":[" objects                                                                                           \
    "],\"eventTypes\":[{\"name\":\"t\",\"attributes\":[{\"name\":\"n\",\"type\":\"integer\"}]}],"                      \
    "\"events\":[{\"id\":\"x\",\"type\":\"t\",\"time\":\"2026-03-02T09:00:00Z\",\"relationships\":" relations          \
    ",\"attributes\":[{\"name\":\"n\",\"value\":" value "}]}]}"

/* What a log says of which objects is read or refused, never passed over. */
static void ocel__relations_that_are_none_refuse_their_event(void **state)
{
    static const char *const relations[] = {LOG("", "\"o\"", "1"), LOG("", "[null]", "1"), LOG("", "[{}]", "1"),
                                            LOG("", "[{\"objectId\":\"o\"},{\"objectId\":7}]", "1")};
    fixture *f = *state;
    const rh_reads reads = {.format = RH_READ_OCEL};
    for (size_t i = 0; i < sizeof relations / sizeof *relations; i++)
        rows_are(f, &reads, relations[i],
                 "1:1 OCEL_LOG: what joins the event to objects is no list of these, each with an id\n");
    rows_are(f, &reads, LOG("", "[]", "\"0x10\""),
             "1 {\"attributes\":{\"n\":\"0x10\"},\"id\":\"x\",\"time\":\"2026-03-02T09:00:00Z\",\"type\":\"t\"}\n");
    rows_are(
        f, &reads,
        LOG("{\"id\":\"o\",\"type\":\"A\"},{\"id\":\"o\",\"type\":\"A\"},{\"id\":\"o\",\"type\":\"B\"}", "[]", "1"),
        "error 0:0 OCEL_LOG: an object stands twice, with two types: A and B\n");
}

#define TABLES                                                                                                         \
    "CREATE TABLE event_map_type(ocel_type,ocel_type_map);INSERT INTO event_map_type VALUES('t','T');"                 \
    "CREATE TABLE object(ocel_id,ocel_type);CREATE TABLE event_object(ocel_event_id,ocel_object_id,ocel_qualifier);"   \
    "CREATE TABLE event(ocel_id,ocel_type);INSERT INTO event VALUES('e','t');"                                         \
    "CREATE TABLE event_T(ocel_id,ocel_time);INSERT INTO event_T VALUES('e','2026-03-02 09:00:00');"

static void ocel__tables_that_disagree_of_events_are_refused(void **state)
{
    static const one cases[] = {
        {TABLES, "1 {\"attributes\":{},\"id\":\"e\",\"time\":\"2026-03-02T09:00:00Z\",\"type\":\"t\"}\n"},
        {TABLES "INSERT INTO event_T VALUES('lost','2026-03-02 09:00:00');",
         "error 0:0 OCEL_LOG: table event_TYPE has an event that table event does not have\n"},
        {TABLES "INSERT INTO event_object VALUES('lost','o','q');",
         "error 0:0 OCEL_LOG: table event_object has an event that table event does not have\n"},
        {TABLES "INSERT INTO event_T VALUES('e','2026-03-03 09:00:00');",
         "error 0:0 OCEL_LOG: an event stands twice in the tables of its type\n"}};
    fixture *f = *state;
    const rh_reads reads = {.format = RH_READ_OCEL};
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++)
        same(cases[i].text, kit_rows(&f->arena, make_database(f, cases[i].text), &reads, NULL), cases[i].rows);
}

int main(void)
{
#define TEST(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)
    const struct CMUnitTest tests[] = {
        TEST(jsonl__a_line_is_a_row),
        TEST(json__the_first_way_that_a_file_has_is_taken),
        TEST(xml__an_element_is_its_attributes_and_children),
        TEST(xml__rows_inside_others_know_them),
        TEST(xml__a_long_element_costs_itself_alone),
        TEST(xml__a_long_tag_or_comment_is_no_harm),
        TEST(xes__an_event_knows_its_trace),
        TEST(xes__nothing_of_a_log_is_lost),
        TEST(sqlite__a_table_has_rows),
        TEST(sqlite__changes_beside_the_file_are_not_passed_over),
        TEST(ocel__three_ways_to_write_a_log_give_the_same_rows),
        TEST(ocel__relations_that_are_none_refuse_their_event),
        TEST(ocel__tables_that_disagree_of_events_are_refused),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
