/* Inputs made to make code quadratic: reading four times as much of one takes at most 1.3 times four times as long
 * (FAULTS.md H7). Times are of the processor, the least of several, and read again where a busy machine blurs them. */
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>

#include "harness/ingest/log.h"
#include "harness/ingest/read/reader.h"
#include "harness/load/yaml.h"
#include "tests/kit/folder.h"
#include "tests/kit/memory.h"
#include "tests/kit/scale.h"

#include "engine/base/buf.h"

#include <malloc.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>

/* Rounds: as many as it takes for the least times to settle on a busy machine; what is quadratic never settles. */
enum { TIMES = 3, ROUNDS = 40, FACTOR = 4 };

static const double most = 1.3; /* times linear */

/* ---- inputs: n of something ---- */

typedef void (*make_fn)(rh_buf *out, size_t n);

static void repeat(rh_buf *out, size_t n, const char *text)
{
    for (size_t i = 0; i < n; i++) rh_buf_put(out, rh_str_of(text));
}
static void csv_stray_quotes(rh_buf *out, size_t n)
{
    rh_buf_put(out, RH_STR("a,b\n"));
    repeat(out, n, "\"x,y\n");
}
static void csv_quotes_inside(rh_buf *out, size_t n)
{
    rh_buf_put(out, RH_STR("a,b\n"));
    repeat(out, n, "x\"\"\"y,\n");
}
static void csv_doubled_quotes(rh_buf *out, size_t n)
{
    rh_buf_put(out, RH_STR("a\n\""));
    repeat(out, n, "\"\"");
    rh_buf_put(out, RH_STR("\"\n"));
}
static void csv_blank_lines(rh_buf *out, size_t n)
{
    rh_buf_put(out, RH_STR("a\n"));
    repeat(out, n, "\r\n");
}
/* At most 10,000 labels are read. */
static void csv_one_label(rh_buf *out, size_t n)
{
    repeat(out, n - 1, "a,");
    rh_buf_put(out, RH_STR("a\n"));
}
static void csv_labels(rh_buf *out, size_t n)
{
    for (size_t i = n; i > 0; i--) rh_buf_printf(out, "label %06zu%s", i, i > 1 ? "," : "\n");
}
static void json_keys_falling(rh_buf *out, size_t n)
{
    rh_buf_byte(out, '{');
    for (size_t i = n; i > 0; i--) rh_buf_printf(out, "\"%08zu\":0%s", i * 65536, i > 1 ? "," : "}\n");
}
static void json_same_key(rh_buf *out, size_t n)
{
    rh_buf_byte(out, '{');
    for (size_t i = n; i > 0; i--) rh_buf_printf(out, "\"same\":0%s", i > 1 ? "," : "}\n");
}
static void json_escapes(rh_buf *out, size_t n)
{
    rh_buf_put(out, RH_STR("{\"a\":\""));
    repeat(out, n, "\\u00e9");
    rh_buf_put(out, RH_STR("\"}\n"));
}
static void json_lists(rh_buf *out, size_t n)
{
    rh_buf_put(out, RH_STR("{\"a\":["));
    repeat(out, n, "[],");
    rh_buf_put(out, RH_STR("0]}\n"));
}
static void json_fault_at_the_end(rh_buf *out, size_t n)
{
    rh_buf_put(out, RH_STR("{\"a\":["));
    repeat(out, n, "\"\\n\",");
    rh_buf_put(out, RH_STR("}\n"));
}
static void json_bad_lines(rh_buf *out, size_t n)
{
    repeat(out, n, "{\"a\":[\"\xff\"\n");
}
static void rows_of_one_text(rh_buf *out, size_t n)
{
    rh_buf_put(out, RH_STR("{\"x\":{\"y\":[{}]},\"rows\":["));
    repeat(out, n, "{\"a\":1},\n");
    rh_buf_put(out, RH_STR("{}]}"));
}
static void rows_behind_other_members(rh_buf *out, size_t n)
{
    rh_buf_byte(out, '{');
    for (size_t i = 0; i < n; i++) rh_buf_printf(out, "\"k%zu\":[{\"rows\":0}],", i);
    rh_buf_put(out, RH_STR("\"rows\":[{}]}"));
}
static void xml_children_of_one_name(rh_buf *out, size_t n)
{
    rh_buf_put(out, RH_STR("<log><row>"));
    repeat(out, n, "<a/>");
    rh_buf_put(out, RH_STR("</row></log>"));
}
static void xml_attributes(rh_buf *out, size_t n)
{
    rh_buf_put(out, RH_STR("<log><row"));
    for (size_t i = 0; i < n; i++) rh_buf_printf(out, " a%zu='1'", i);
    rh_buf_put(out, RH_STR("/></log>"));
}
static void xml_references(rh_buf *out, size_t n)
{
    rh_buf_put(out, RH_STR("<log><row>"));
    repeat(out, n, "&lt;");
    rh_buf_put(out, RH_STR("</row></log>"));
}
static void xml_long_comment(rh_buf *out, size_t n)
{
    rh_buf_put(out, RH_STR("<log><!--"));
    repeat(out, n, "x");
    rh_buf_put(out, RH_STR("--><row/></log>"));
}
static void xml_rows(rh_buf *out, size_t n)
{
    rh_buf_put(out, RH_STR("<log>"));
    repeat(out, n, "<row a='1'>t</row>");
    rh_buf_put(out, RH_STR("</log>"));
}
static void yaml_keys(rh_buf *out, size_t n)
{
    for (size_t i = n; i > 0; i--) rh_buf_printf(out, "k%08zu: v\n", i * 65536);
}
static void yaml_same_key(rh_buf *out, size_t n)
{
    repeat(out, n, "same: v\n");
}
static void yaml_items(rh_buf *out, size_t n)
{
    repeat(out, n, "- v\n");
}
static void yaml_flow(rh_buf *out, size_t n)
{
    rh_buf_put(out, RH_STR("a: ["));
    repeat(out, n, "x, ");
    rh_buf_put(out, RH_STR("x]\n"));
}
static void yaml_block(rh_buf *out, size_t n)
{
    rh_buf_put(out, RH_STR("a: |\n"));
    repeat(out, n, "  \xc3\xa9\r\n");
}

static void event(rh_buf *out, size_t id, const char *subject, size_t second, size_t value)
{
    rh_buf_printf(out,
                  "{\"specversion\":\"1.0\",\"id\":\"%zu\",\"source\":\"/s\",\"type\":\"t\",\"subject\":\"%s\","
                  "\"time\":\"2024-03-12T%02zu:%02zu:%02zuZ\",\"data\":{\"n\":%zu}}\n",
                  id, subject, second / 3600 % 24, second / 60 % 60, second % 60, value);
}
static void events_again(rh_buf *out, size_t n)
{
    for (size_t i = 0; i < n; i++) event(out, 1, "J", 0, 0);
}
static void events_in_conflict(rh_buf *out, size_t n)
{
    for (size_t i = 0; i < n; i++) event(out, 1, "J", 0, i);
}
static void events_falling(rh_buf *out, size_t n)
{
    for (size_t i = n; i > 0; i--) event(out, i, "J", i, 0);
}

/* ---- reading ---- */

typedef enum read_as { CSV, JSONL, JSON, XML, YAML, LOG } read_as;

static const struct {
    const char *name;
    make_fn make;
    read_as way;
    size_t n; /* so many that reading four times as many takes some milliseconds */
} cases[] = {
    {"stray quotes in CSV", csv_stray_quotes, CSV, 20000},
    {"quotes inside cells", csv_quotes_inside, CSV, 20000},
    {"doubled quotes in a cell", csv_doubled_quotes, CSV, 100000},
    {"blank lines in CSV", csv_blank_lines, CSV, 200000},
    {"columns of one label", csv_one_label, CSV, 1200},
    {"columns", csv_labels, CSV, 1200},
    {"keys that fall", json_keys_falling, JSONL, 2400},
    {"one key again and again", json_same_key, JSONL, 2400},
    {"escapes", json_escapes, JSONL, 40000},
    {"lists in a list", json_lists, JSONL, 60000},
    {"a fault at the end of a line", json_fault_at_the_end, JSONL, 50000},
    {"bad lines", json_bad_lines, JSONL, 20000},
    {"rows of one text", rows_of_one_text, JSON, 20000},
    {"rows behind other members", rows_behind_other_members, JSON, 20000},
    {"children of one name", xml_children_of_one_name, XML, 2400},
    {"attributes", xml_attributes, XML, 2400},
    {"references", xml_references, XML, 60000},
    {"a long comment", xml_long_comment, XML, 500000},
    {"rows in XML", xml_rows, XML, 10000},
    {"keys of YAML", yaml_keys, YAML, 2500},
    {"one key of YAML", yaml_same_key, YAML, 2500},
    {"items of YAML", yaml_items, YAML, 4000},
    {"a long list of YAML", yaml_flow, YAML, 4000},
    {"a long block of YAML", yaml_block, YAML, 20000},
    {"an event again and again", events_again, LOG, 4000},
    {"one id, other content", events_in_conflict, LOG, 4000},
    {"one journey, last first", events_falling, LOG, 4000},
};
enum { CASES = sizeof cases / sizeof *cases };

typedef struct fixture {
    kit_folder folder;
    rh_arena arena;
    rh_str bytes[2]; /* n and four times n */
    char paths[2][300];
    size_t n_rows[2];
} fixture;

static size_t read_rows(fixture *f, read_as way, const char *path)
{
    static const rh_step json[] = {RH_KEY_STEP("rows"), RH_EACH_STEP};
    static const rh_step xml[] = {RH_KEY_STEP("log"), RH_KEY_STEP("row"), RH_EACH_STEP};
    const rh_reads reads = {.format = way == CSV    ? RH_READ_CSV
                                      : way == XML  ? RH_READ_XML
                                      : way == JSON ? RH_READ_JSON
                                                    : RH_READ_JSONL,
                            .delimiter = ',',
                            .header = 1,
                            .ways = {way == XML ? (rh_steps){xml, 3} : (rh_steps){json, 2}},
                            .n_ways = way == XML || way == JSON};
    rh_reader *reader;
    rh_err err;
    bool is_end = false;
    size_t n = 0;
    if (rh_reader_open(&reader, path, &reads, &err) != RH_OK) fail_msg("%s", err.text);
    for (;; n++) {
        rh_row row;
        rh_arena_reset(&f->arena);
        if (rh_reader_next(&row, &is_end, reader, &f->arena, &err) != RH_OK) fail_msg("%s", err.text);
        if (is_end) break;
    }
    rh_reader_close(reader);
    return n;
}

/* How many rows, nodes or records there were. */
static size_t read_once(fixture *f, read_as way, int which)
{
    const rh_node *root;
    const rh_log *log;
    rh_diags diags;
    const char *path = f->paths[which];
    rh_arena_reset(&f->arena);
    rh_diags_init(&diags, &f->arena);
    if (way != YAML && way != LOG) return read_rows(f, way, path);
    if (way == YAML) return rh_yaml_compose(&root, &f->arena, RH_STR("y"), f->bytes[which], &diags) == RH_OK;
    assert_int_equal(rh_log_read(&log, &f->arena, &path, 1, &(rh_ingest_options){0}, &diags), RH_OK);
    return log->sources[0].read;
}

static double seconds(void)
{
    struct timespec t;
    clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &t);
    return (double)t.tv_sec + (double)t.tv_nsec * 1e-9;
}

static void time_both(fixture *f, read_as way, double least[2])
{
    for (int which = 0; which < 2; which++)
        for (int i = 0; i < TIMES; i++) {
            const double from = seconds();
            f->n_rows[which] = read_once(f, way, which);
            const double took = seconds() - from;
            if (least[which] == 0 || took < least[which]) least[which] = took;
        }
}

static void put_input(fixture *f, int which, make_fn make, size_t n, rh_arena *keep)
{
    rh_buf buf;
    rh_buf_init(&buf, keep, (size_t)1 << 30);
    make(&buf, n);
    assert_false(buf.failed);
    f->bytes[which] = rh_buf_str(&buf);
    const char *name = which == 0 ? "one" : "four";
    const char *path = kit_folder_write(&f->folder, name, f->bytes[which].ptr, f->bytes[which].len);
    snprintf(f->paths[which], sizeof f->paths[which], "%s", path);
}

static bool check_case(size_t i)
{
    fixture f = {.folder = kit_folder_make(), .arena = kit_arena()};
    rh_arena keep = kit_arena();
    double least[2] = {0, 0}, times = 0;
    for (int which = 0; which < 2; which++) put_input(&f, which, cases[i].make, cases[i].n * (which == 0 ? 1 : FACTOR), &keep);
    for (int round = 0; round < ROUNDS; round++) {
        time_both(&f, cases[i].way, least);
        times = least[1] / (least[0] * FACTOR);
        if (times <= most) break;
    }
    kit_folder_remove(&f.folder);
    rh_arena_dispose(&f.arena);
    rh_arena_dispose(&keep);
    printf("%5.2f times linear, %7.2f ms: %s\n", times, least[1] * 1000, cases[i].name);
    return times <= most;
}

static void input__four_times_as_much_takes_four_times_as_long(void **state)
{
    (void)state;
    if (kit_scale() > 1) {
        printf("scaled: 0 of %d inputs that must be read in linear time, as time is not the program's own "
               "(CHECK_SCALE=%zu)\n",
               CASES, kit_scale());
        return;
    }
    size_t n_slow = 0;
    for (size_t i = 0; i < CASES; i++) n_slow += !check_case(i);
    /* Covers: H7, I22 */
    assert_int_equal(n_slow, 0);
}

int main(void)
{
    /* Memory that is new from the system costs for being new. */
    mallopt(M_MMAP_THRESHOLD, 1 << 30);
    mallopt(M_TRIM_THRESHOLD, 1 << 30);
    const struct CMUnitTest tests[] = {cmocka_unit_test(input__four_times_as_much_takes_four_times_as_long)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
