/* Mappings: the Salesforce export becomes triggers and facts; rows and mappings that are wrong say where. */
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>

#include "harness/ingest/map.h"
#include "harness/load/zoneinfo.h"
#include "harness/replay/lender.h"
#include "harness/store/store.h"
#include "tests/kit/folder.h"
#include "tests/kit/memory.h"

#include <stdio.h>
#include <stdlib.h>

#define EXPORT "fixtures/salesforce/Opportunitys.json"

typedef struct fixture {
    kit_folder folder;
    rh_arena arena;
    rh_diags diags;
    rh_zones *zones;
    rh_lender lender;
    rh_ingest_options options;
} fixture;

static int set_up(void **state)
{
    fixture *f = calloc(1, sizeof *f);
    f->folder = kit_folder_make();
    f->arena = kit_arena();
    rh_diags_init(&f->diags, &f->arena);
    assert_int_equal(rh_zones_open(&f->zones, kit_memory(), NULL, NULL), RH_OK);
    assert_int_equal(rh_lender_open(&f->lender, f->zones, NULL), RH_OK);
    f->options.has_exported_at = true;
    assert_true(rh_instant_parse(&f->options.exported_at, RH_STR("2021-12-01T00:00:00Z")));
    *state = f;
    return 0;
}

static int tear_down(void **state)
{
    fixture *f = *state;
    rh_lender_close(&f->lender);
    rh_zones_close(f->zones);
    kit_folder_remove(&f->folder);
    rh_arena_dispose(&f->arena);
    free(f);
    return 0;
}

static void load(fixture *f, const char *name)
{
    if (rh_map_load(&f->options.map, &f->arena, name, &f->lender.lent, &f->diags) != RH_OK)
        fail_msg("%s", f->diags.errors[0].text);
    assert_int_equal(f->diags.n_warnings, 0);
}

static const rh_log *read_file(fixture *f, const char *path)
{
    const rh_log *log = NULL;
    if (rh_log_read(&log, &f->arena, &path, 1, &f->options, &f->diags) != RH_OK)
        fail_msg("%s", f->diags.errors[0].text);
    return log;
}

static void json_is(fixture *f, rh_value v, const char *text)
{
    rh_buf buf;
    rh_buf_init(&buf, &f->arena, 1 << 20);
    rh_value_put_json(&buf, v);
    rh_buf_byte(&buf, '\0');
    assert_string_equal(buf.ptr, text);
}

static void instant_is(rh_instant t, const char *text)
{
    char got[32];
    rh_instant_text(got, t);
    assert_string_equal(got, text);
}

static void map__salesforce_deals_become_triggers_and_facts(void **state)
{
    fixture *f = *state;
    load(f, "salesforce-opportunity-import-tree");
    assert_true(rh_map_needs_exported_at(f->options.map));
    const rh_log *log = read_file(f, EXPORT);
    assert_int_equal(log->sources[0].read, 278);
    assert_int_equal(log->sources[0].accepted, 278);
    assert_int_equal(log->n_journeys, 112);
    assert_int_equal(log->n_events, 224);
    const rh_journey *first = &log->journeys[0];
    assert_true(rh_str_eq(first->id, RH_STR("sf:OpportunityRef1")));
    const rh_event *won = &first->events[0], *fields = &first->events[1];
    assert_true(rh_str_eq(won->type, RH_STR("trigger_received")) && rh_str_eq(won->id, RH_STR("OpportunityRef1/won")));
    assert_true(rh_str_eq(won->source, RH_STR("salesforce/Opportunitys.json")));
    instant_is(won->time, "2020-04-02T04:00:00Z"); /* the day's first instant in New York: ruling 123 */
    instant_is(won->knowntime, "2020-04-02T04:00:00Z");
    json_is(
        f, won->data,
        "{\"intake_channel\":\"crm\",\"opportunity_id\":\"OpportunityRef1\",\"trigger_type\":\"closed_won\"}");
    instant_is(fields->knowntime, "2021-12-01T00:00:00Z");
    assert_true(fields->is_snapshot && !won->is_snapshot);
    json_is(f, fields->data,
            "{\"fields\":{\"crm\":{\"opportunity_id\":\"OpportunityRef1\",\"stage\":\"closed_won\",\"value_minor\":"
            "300000}}}");
    /* Every member that no column names is told of, once. */
    assert_int_equal(f->diags.n_warnings, 5);
    assert_true(strstr(f->diags.warnings[0].text, "LeadSource") != NULL);
}

static void map__a_store_takes_the_same_and_once(void **state)
{
    fixture *f = *state;
    rh_store_ingest_result first, again;
    const char *path = EXPORT, *store = kit_folder_at(&f->folder, "s.db");
    load(f, "salesforce-opportunity-import-tree");
    assert_int_equal(rh_store_ingest(&first, &f->arena, store, &path, 1, &f->options, &f->diags), RH_OK);
    assert_int_equal(first.sources[0].accepted, 278);
    assert_int_equal(first.summary.journeys, 112);
    assert_int_equal(first.summary.events, 224);
    assert_int_equal(first.summary.partial, 112);
    assert_int_equal(rh_store_ingest(&again, &f->arena, store, &path, 1, &f->options, &f->diags), RH_OK);
    assert_int_equal(again.sources[0].duplicate, 278);
    assert_memory_equal(&first.summary.digest, &again.summary.digest, sizeof first.summary.digest);
    /* A later export says the same of the triggers; of the facts it says something else at the same identity. */
    f->options.exported_at.s += 86400;
    assert_int_equal(rh_store_ingest(&again, &f->arena, store, &path, 1, &f->options, &f->diags), RH_OK);
    assert_int_equal(again.sources[0].quarantined, 112);
    assert_int_equal(again.sources[0].accepted, 166);
}

static void map__a_snapshot_needs_its_instant(void **state)
{
    fixture *f = *state;
    const rh_log *log;
    const char *path = EXPORT;
    load(f, "salesforce-opportunity-import-tree");
    f->options.has_exported_at = false;
    assert_int_equal(rh_log_read(&log, &f->arena, &path, 1, &f->options, &f->diags), RH_MAP_EXPORTED);
    assert_true(strstr(f->diags.errors[0].text, "--exported-at") != NULL);
}

#define MAP(columns, emits)                                                                                            \
    "map: m\nreads: {format: json, rows: '$.a.rows[*]'}\nmatch: {all: [id]}\ncolumns:\n  id: {as: id, type: "          \
    "string}\n" columns "source: '\"s\"'\nsubject: row.id\nzone: Europe/Berlin\nemit:\n" emits

static void use_map(fixture *f, const char *text)
{
    load(f, kit_folder_text(&f->folder, "m.yaml", text));
}

static void map__types_and_dates(void **state)
{
    fixture *f = *state;
    use_map(f, MAP("  n: {as: n, type: int, optional: true}\n  b: {as: b, type: bool}\n  d: {as: d, type: double}\n"
                   "  m: {as: m, type: money, scale: 2}\n  on: {as: on, type: date, order: dmy}\n  at: {as: at, type: "
                   "timestamp}\n",
                   "  - {type: fields_ingested, id: row.id, time: row.on, fields: {a.n: row.n, a.b: row.b, a.d: row.d, "
                   "x.m: row.m, x.on: row.on, "
                   "x.since: 'row.at - row.on', x.at: row.at, x.list: '[row.n, 1]'}}\n"));
    const rh_log *log = read_file(
        f, kit_folder_text(&f->folder, "rows.json",
                           "{\"z\": [{\"rows\": 1}], \"a\": {\"rows\": [\n"
                           "{\"id\": \"1\", \"n\": \"7\", \"b\": \"true\", \"d\": 1, \"m\": 12.5, \"on\": "
                           "\"31/03/2024\", \"at\": \"2024-03-31T12:00:00+02:00\"},\n"
                           "{\"id\": \"2\", \"b\": false, \"d\": 0.5, \"m\": \"-0.05\", \"on\": \"1.4.2024\", \"at\": "
                           "\"2024-04-01T00:00:00Z\"}]}}"));
    assert_int_equal(log->n_quarantined, 0);
    json_is(f, log->journeys[0].events[0].data,
            "{\"fields\":{\"a\":{\"b\":true,\"d\":1,\"n\":7},\"x\":{\"at\":\"2024-03-31T10:00:00Z\","
            "\"list\":[7,1],\"m\":1250,\"on\":\"2024-03-31\",\"since\":\"39600s\"}}}");
    /* A fact dated by day is known from the next day on, which here is 23 hours later. */
    instant_is(log->journeys[0].events[0].time, "2024-03-30T23:00:00Z");
    instant_is(log->journeys[0].events[0].knowntime, "2024-03-31T22:00:00Z");
    json_is(f, log->journeys[1].events[0].data,
            "{\"fields\":{\"a\":{\"b\":false,\"d\":0.5,\"n\":null},\"x\":{\"at\":\"2024-04-01T00:00:00Z\","
            "\"list\":[null,1],\"m\":-5,\"on\":\"2024-04-01\",\"since\":\"7200s\"}}}");
}

/* Havana puts its clocks forward at midnight, and back at one. */
static void map__dates_without_a_midnight_are_counted(void **state)
{
    fixture *f = *state;
    use_map(f, "map: m\nreads: {format: json, rows: '$[*]'}\nmatch: {all: [id]}\ncolumns:\n"
               "  id: {as: id, type: string}\n  on: {as: on, type: date, order: ymd}\nsource: '\"s\"'\n"
               "subject: row.id\nzone: America/Havana\n"
               "emit:\n  - {type: a, id: row.id, time: row.on}\n");
    const rh_log *log = read_file(f, kit_folder_text(&f->folder, "rows.json",
                                                     "[{\"id\": \"1\", \"on\": \"2024-03-10\"},"
                                                     " {\"id\": \"2\", \"on\": \"2024-11-03\"},"
                                                     " {\"id\": \"3\", \"on\": \"2025-03-09\"},"
                                                     " {\"id\": \"4\", \"on\": \"2024-11-04\"}]"));
    assert_int_equal(log->n_quarantined, 0);
    instant_is(log->journeys[0].events[0].time, "2024-03-10T05:00:00Z"); /* 01:00, the first there is */
    instant_is(log->journeys[1].events[0].time, "2024-11-03T04:00:00Z"); /* the first of two */
    instant_is(log->journeys[2].events[0].time, "2025-03-09T05:00:00Z");
    instant_is(log->journeys[3].events[0].time, "2024-11-04T05:00:00Z");
    /* Covers: T2 */
    assert_int_equal(f->diags.n_warnings, 1);
    assert_int_equal(f->diags.warnings[0].code, RH_MAP_MIDNIGHT);
    assert_string_equal(f->diags.warnings[0].text,
                        "2 dates have no midnight in America/Havana and 1 have two: each begins at the first instant "
                        "of its day");
}

static void map__bad_rows_are_quarantined_whole(void **state)
{
    static const struct {
        const char *row;
        rh_code code;
        const char *says;
    } cases[] = {
        {"{\"id\": \"2\", \"on\": \"2024-02-30\"}", RH_ROW_VALUE, "\"on\" has the form \"9999-99-99\", where date"},
        {"{\"id\": \"2\", \"on\": \"01/02/2026\"}", RH_ROW_VALUE, "99/99/9999"}, /* Covers: T5 */
        {"{\"id\": 2, \"on\": \"2024-02-01\"}", RH_ROW_VALUE, "\"id\" is int, where string"},
        {"{\"on\": \"2024-02-01\"}", RH_ROW_VALUE, "\"id\" has no value"},
        {"{\"id\": \"2\", \"on\": \"2024-02-01\", \"m\": 1.005}", RH_ROW_VALUE, "\"m\" is double"},
        {"{\"id\": \"2\", \"on\": \"2024-02-01\", \"on\": 1}", RH_JSON_DUPLICATE, "twice"},
        {"{\"id\": \"\", \"on\": \"2024-02-01\"}", RH_EVENT_JOURNEY, "no journey"}, /* Covers: I15 */
        {"{\"id\": \"x\", \"on\": \"2024-02-01\"}", RH_ROW_UNDECIDED, "\"n\" cannot be said"},
        {"7", RH_ROW_VALUE, "has no value"},
    };
    fixture *f = *state;
    use_map(f, MAP("  on: {as: on, type: date, order: ymd}\n  m: {as: m, type: money, scale: 2, optional: true}\n",
                   "  - {type: a, id: '\"a\" + row.id', time: row.on}\n  - {type: b, id: '\"b\" + row.id', time: "
                   "row.on, data: {n: int(row.id)}}\n"));
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        char text[500];
        snprintf(text, sizeof text, "{\"a\": {\"rows\": [\n{\"id\": \"1\", \"on\": \"2024-02-01\"},\n  %s]}}",
                 cases[i].row);
        const rh_log *log = read_file(f, kit_folder_text(&f->folder, "rows.json", text));
        const rh_quarantined *q = &log->quarantined[0];
        assert_int_equal(log->n_quarantined, 1);
        if (q->why.code != cases[i].code || strstr(q->why.text, cases[i].says) == NULL)
            fail_msg("%s: %s: %s", cases[i].row, rh_code_name(q->why.code), q->why.text);
        assert_int_equal(q->why.span.line, 3);
        /* Covers: V6 */
        assert_true(rh_str_eq(q->raw, rh_str_of(cases[i].row)));
        assert_int_equal(log->n_events, 2);
        assert_int_equal(log->sources[0].read, 2);
    }
}

static void map__files_of_another_kind_are_refused(void **state)
{
    static const struct {
        const char *text;
        rh_code code;
        const char *says;
        uint32_t line, col;
    } cases[] = {
        {"{\"a\": {\"rows\": [{\"name\": 1}]}}", RH_MAP_MATCH, "no row has \"id\"", 0, 0},
        {"{\"a\": {\"row\": []}}", RH_JSON_SYNTAX, "no member \"rows\"", 1, 17},
        {"{\"a\": {\"rows\": {}}}", RH_JSON_SYNTAX, "a list of rows", 1, 16},
        {"{\"a\": {\"rows\": [\n}}", RH_JSON_SYNTAX, "value was expected", 2, 1},
    };
    fixture *f = *state;
    use_map(f, MAP("", "  - {type: a, id: row.id, time: file.exported_at}\n"));
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        const rh_log *log;
        const char *path = kit_folder_text(&f->folder, "rows.json", cases[i].text);
        rh_diags_init(&f->diags, &f->arena);
        const rh_code code = rh_log_read(&log, &f->arena, &path, 1, &f->options, &f->diags);
        if (code != cases[i].code || strstr(f->diags.errors[0].text, cases[i].says) == NULL ||
            f->diags.errors[0].span.line != cases[i].line || f->diags.errors[0].span.col != cases[i].col)
            fail_msg("%s: %s at %u:%u: %s", cases[i].text, rh_code_name(code), f->diags.errors[0].span.line,
                     f->diags.errors[0].span.col, f->diags.errors[0].text);
    }
    /* Covers: I11 */
    assert_int_equal(read_file(f, kit_folder_text(&f->folder, "none.json", "{\"a\": {\"rows\": []}}"))->n_journeys, 0);
    assert_int_equal(f->diags.warnings[f->diags.n_warnings - 1].code, RH_INPUT_HEADER_ONLY);
    assert_int_equal(read_file(f, kit_folder_text(&f->folder, "empty.json", ""))->n_journeys, 0);
    assert_int_equal(f->diags.warnings[f->diags.n_warnings - 1].code, RH_INPUT_EMPTY);
}

static void map__bad_mappings_do_not_load(void **state)
{
    static const struct {
        const char *text, *says;
        uint32_t line;
    } cases[] = {
        {MAP("  x: {as: x, type: date}\n", "  - {type: a, id: row.id, time: file.exported_at}\n"), "under \"order\"",
         6},
        {MAP("  x: {as: x, type: date, order: proven}\n", "  - {type: a, id: row.id, time: file.exported_at}\n"),
         "\"proven\" is no order", 6},
        {MAP("  x: {as: x, type: number}\n", "  - {type: a, id: row.id, time: file.exported_at}\n"),
         "\"number\" is no type", 6},
        {MAP("  x: {as: x, type: money}\n", "  - {type: a, id: row.id, time: file.exported_at}\n"), "scale", 6},
        {MAP("  x: {as: id, type: string}\n", "  - {type: a, id: row.id, time: file.exported_at}\n"), "two columns", 6},
        {MAP("", "  - {type: a, id: row.idd, time: file.exported_at}\n"), "row.idd", 10},
        {MAP("", "  - {type: a, id: row.id}\n"), "\"time\" is missing", 10},
        {MAP("", "  - {type: a, id: row.id, time: row.id}\n"), "timestamp", 10},
        {MAP("", "  - {type: a, id: row.id, time: file.exported_at, fields: {a.b: row.id}}\n"),
         "fields are of fields_ingested", 10},
        {MAP("", "  - {type: fields_ingested, id: row.id, time: file.exported_at, fields: {ab: row.id}}\n"),
         "\"ab\" is no field", 10},
        {MAP("", "  - {type: a, id: row.id, time: file.exported_at}\njoins: []\n"), "\"joins\" is no key", 11},
        {"map: m\nreads: {format: csv, rows: '$[*]'}\n", "\"csv\" is not read", 2},
    };
    fixture *f = *state;
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        const rh_map_file *map;
        rh_diags_init(&f->diags, &f->arena);
        const rh_code code = rh_map_load(&map, &f->arena, kit_folder_text(&f->folder, "m.yaml", cases[i].text),
                                         &f->lender.lent, &f->diags);
        if (code == RH_OK || strstr(f->diags.errors[0].text, cases[i].says) == NULL ||
            f->diags.errors[0].span.line != cases[i].line)
            fail_msg("%s\n%s at %u: %s", cases[i].text, rh_code_name(code),
                     code != RH_OK ? f->diags.errors[0].span.line : 0, code != RH_OK ? f->diags.errors[0].text : "");
    }
    const rh_map_file *map;
    rh_diags_init(&f->diags, &f->arena);
    assert_int_equal(rh_map_load(&map, &f->arena, "salesforce-opportunity-import-three", &f->lender.lent, &f->diags),
                     RH_MAP_UNKNOWN);
    assert_true(strstr(f->diags.errors[0].text, "nearest is salesforce-opportunity-import-tree") != NULL);
}

int main(void)
{
#define TEST(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)
    const struct CMUnitTest tests[] = {
        TEST(map__salesforce_deals_become_triggers_and_facts),
        TEST(map__a_store_takes_the_same_and_once),
        TEST(map__a_snapshot_needs_its_instant),
        TEST(map__types_and_dates),
        TEST(map__dates_without_a_midnight_are_counted),
        TEST(map__bad_rows_are_quarantined_whole),
        TEST(map__files_of_another_kind_are_refused),
        TEST(map__bad_mappings_do_not_load),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
