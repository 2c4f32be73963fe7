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
    json_is(f, won->data,
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
    rh_diags_init(&f->diags, &f->arena);
    assert_int_equal(rh_store_ingest(&again, &f->arena, store, &path, 1, &f->options, &f->diags), RH_OK);
    assert_int_equal(again.sources[0].quarantined, 112);
    assert_int_equal(again.sources[0].accepted, 166);
    assert_int_equal(f->diags.warnings[0].code, RH_MAP_REREAD);
    /* Of a file that another mapping reads nothing is said; nor of one with other bytes. */
    rh_diags_init(&f->diags, &f->arena);
    load(f, kit_folder_text(&f->folder, "m.yaml",
                            "map: salesforce-opportunity-import\nreads: {format: json, rows: '$.records[*]'}\n"
                            "columns: {Name: {as: n, type: string}}\nsource: '\"s\"'\nsubject: row.n\n"
                            "emit: [{type: a, id: row.n, time: file.exported_at}]\n"));
    assert_int_equal(rh_store_ingest(&again, &f->arena, store, &path, 1, &f->options, &f->diags), RH_OK);
    for (size_t i = 0; i < f->diags.n_warnings; i++) assert_int_not_equal(f->diags.warnings[i].code, RH_MAP_REREAD);
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

/* A day that an expression chooses is known from the next one on, as one that stands alone. */
static void map__a_day_that_is_chosen_is_known_the_day_after(void **state)
{
    static const char *const knowns[] = {"row.on", "'row.n == 1 ? row.on : row.at'", "'row.n == 1 ? row.at : row.on'",
                                         "'row.on + duration(\"1h\")'"};
    static const char *const are[] = {"2024-03-31T22:00:00Z", "2024-03-31T22:00:00Z", "2024-03-30T23:00:01Z",
                                      "2024-03-31T00:00:00Z"};
    fixture *f = *state;
    const char *rows = kit_folder_text(&f->folder, "rows.json",
                                       "{\"a\": {\"rows\": [{\"id\": \"1\", \"n\": 1, \"on\": \"2024-03-31\", \"at\": "
                                       "\"2024-03-30T23:00:01Z\"}]}}");
    for (size_t i = 0; i < sizeof knowns / sizeof *knowns; i++) {
        char map[800];
        snprintf(
            map, sizeof map,
            MAP("  n: {as: n, type: int}\n  on: {as: on, type: date, order: ymd}\n  at: {as: at, type: timestamp}\n",
                "  - {type: fields_ingested, id: row.id, time: %s, fields: {a.n: row.n}}\n"),
            knowns[i]);
        use_map(f, map);
        instant_is(read_file(f, rows)->journeys[0].events[0].knowntime, are[i]);
    }
    use_map(f, MAP("", "  - {type: fields_ingested, id: row.id, time: file.exported_at, fields: {a.id: row.id}}\n"));
    assert_true(read_file(f, rows)->journeys[0].events[0].is_snapshot); /* though the mapping has no `known` */
}

/* Covers: I5 */
static void map__numbers_are_exact_or_quarantined(void **state)
{
    static const struct {
        const char *type, *value, *is; /* is: NULL, quarantined */
    } cases[] = {
        {"double", "9007199254740992", "9007199254740992"},
        {"double", "9007199254740993", NULL},
        {"double", "\"9007199254740993\"", NULL},
        {"double", "\"-0009007199254740992\"", "-9007199254740992"},
        {"double", "\"9007199254740994\"", "9007199254740994"},
        {"double", "\"0.1\"", "0.1"},
        {"double", "1e300", "1e+300"},
        {"money, scale: 2", "90071992547409.92", "9007199254740992"},
        {"money, scale: 2", "900719925474099.25", NULL}, /* its text may have said .27 */
        {"money, scale: 2", "\"900719925474099.27\"", "90071992547409927"},
        {"int", "\"9223372036854775807\"", "9223372036854775807"},
        {"int", "\"9223372036854775808\"", NULL},
    };
    fixture *f = *state;
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        char map[600], rows[200], is[200];
        snprintf(map, sizeof map,
                 MAP("  n: {as: n, type: %s}\n",
                     "  - {type: a, id: row.id, time: 'timestamp(\"2026-03-02T00:00:00Z\")', data: {n: row.n}}\n"),
                 cases[i].type);
        use_map(f, map);
        snprintf(rows, sizeof rows, "{\"a\": {\"rows\": [{\"id\": \"1\", \"n\": %s}]}}", cases[i].value);
        const rh_log *log = read_file(f, kit_folder_text(&f->folder, "rows.json", rows));
        if (log->n_events != (cases[i].is != NULL)) fail_msg("%s: %s", cases[i].type, cases[i].value);
        snprintf(is, sizeof is, "{\"n\":%s}", cases[i].is != NULL ? cases[i].is : "");
        if (cases[i].is != NULL) json_is(f, log->journeys[0].events[0].data, is);
    }
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
        {"{\"id\": \"2\", \"on\": \"2024-02-30\"}", RH_ROW_VALUE,
         "\"on\" has the form \"9999-99-99\", where a day of the calendar (ymd)"},
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
        {MAP("  x: {as: x, type: date, order: later}\n", "  - {type: a, id: row.id, time: file.exported_at}\n"),
         "\"later\" is no order", 6},
        {MAP("  x: {as: x, type: number}\n", "  - {type: a, id: row.id, time: file.exported_at}\n"),
         "\"number\" is no type", 6},
        {MAP("  x: {as: x, type: json, key: k}\n", "  - {type: a, id: row.id, time: file.exported_at}\n"),
         "has a key, which only tables have", 6},
        {MAP("  x: {as: x, type: money}\n", "  - {type: a, id: row.id, time: file.exported_at}\n"), "scale", 6},
        {MAP("  x: {as: id, type: string}\n", "  - {type: a, id: row.id, time: file.exported_at}\n"), "two columns", 6},
        {MAP("", "  - {type: a, id: row.idd, time: file.exported_at}\n"), "row.idd", 10},
        {MAP("", "  - {type: a, id: row.id}\n"), "\"time\" is missing", 10},
        {MAP("", "  - {type: a, id: row.id, time: row.id}\n"), "timestamp", 10},
        {MAP("", "  - {type: a, id: row.id, time: file.exported_at, fields: {a.b: row.id}}\n"),
         "fields are of fields_ingested", 10},
        {MAP("", "  - {type: fields_ingested, id: row.id, time: file.exported_at, fields: {ab: row.id}}\n"),
         "\"ab\" is no field", 10},
        {MAP("", "  - {type: a, id: row.id, time: file.exported_at}\njoins: []\n"), "a list of joins is expected", 11},
        {MAP("", "  - {type: '', id: row.id, time: file.exported_at}\n"), "a type is expected", 10},
        {MAP("  x: {as: x, type: string, values: {a: [b]}}\n", "  - {type: a, id: row.id, time: file.exported_at}\n"),
         "in place of \"a\"", 6},
        {MAP("  x: {as: x, type: string, values: {a: null}}\n", "  - {type: a, id: row.id, time: file.exported_at}\n"),
         "in place of \"a\"", 6},
        {"map: m\nreads: {format: tsv, rows: '$[*]'}\n", "\"tsv\" is not read", 2},
        {"map: m\nreads: {format: json, rows: '$[0]'}\n", "no path to rows", 2},
        {"map: m\nreads: {format: json, rows: '$[*].a[*].*[*][*]'}\n", "over four", 2},
        {"map: m\nreads: {format: csv, encoding: ebcdic}\n", "\"ebcdic\" is not read", 2},
        {"map: m\nreads: {format: csv, delimiter: ';;'}\n", "no delimiter", 2},
        {"map: m\nreads: {format: csv, header: 0}\n", "no row of a header", 2},
        {"map: m\nreads: {format: sqlite}\n", "under \"table\"", 2},
        {"map: m\nreads:\n  format: jsonl\n  delimiter: ';'\n", "\"delimiter\" is a key of csv, and the format is jsonl", 4},
        {"map: m\nreads:\n  format: json\n  rows: $[*]\n  header: 2\n", "\"header\" is a key of csv", 5},
        {"map: m\nreads:\n  format: csv\n  rows: $[*]\n", "\"rows\" is a key of json and xml", 4},
        {"map: m\nreads:\n  format: xes\n  table: t\n", "\"table\" is a key of sqlite", 4},
        {"map: m\nreads:\n  format: csv\n  object_type: t\n", "\"object_type\" is a key of ocel", 4},
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
    const char *path = kit_folder_text(&f->folder, "m.yaml", "map: m\n"); /* what is not there stands in the file */
    assert_int_equal(rh_map_load(&map, &f->arena, path, &f->lender.lent, &f->diags), RH_MAP_KEY);
    assert_true(rh_str_eq(f->diags.errors[0].span.file, rh_str_of(path)));
    rh_diags_init(&f->diags, &f->arena);
    assert_int_equal(rh_map_load(&map, &f->arena, "salesforce-opportunity-import-three", &f->lender.lent, &f->diags),
                     RH_MAP_UNKNOWN);
    assert_true(strstr(f->diags.errors[0].text, "nearest is salesforce-opportunity-import-tree") != NULL);
}

/* Points lead into objects; a member whose own name has points is found where no object answers. */
static void map__a_name_with_points_may_be_a_members_own(void **state)
{
    fixture *f = *state;
    use_map(f, MAP("  a.b: {as: ab, type: int, optional: true}\n  a.c: {as: ac, type: int, optional: true}\n",
                   "  - {type: a, id: row.id, time: 'timestamp(\"2026-03-02T00:00:00Z\")', data: {ab: row.ab, ac: "
                   "row.ac}}\n"));
    const rh_log *log = read_file(f,
                                  kit_folder_text(&f->folder, "rows.json",
                                                  "{\"a\": {\"rows\": [{\"id\": \"1\", \"a\": {\"b\": 1}, \"a.c\": 2},"
                                                  "{\"id\": \"2\", \"a.b\": 3, \"a\": {\"c\": 4}}]}}"));
    json_is(f, log->journeys[0].events[0].data, "{\"ab\":1,\"ac\":2}");
    json_is(f, log->journeys[1].events[0].data, "{\"ab\":3,\"ac\":4}");
    assert_int_equal(f->diags.n_warnings, 0); /* nothing is unmapped */
}

/* Where an object answers and a member called so says something else, neither is taken for the other. */
static void map__a_name_with_points_that_means_two_things_is_quarantined(void **state)
{
    fixture *f = *state;
    use_map(f, MAP("  x: {as: x, also: [a.b], type: int}\n",
                   "  - {type: a, id: row.id, time: 'timestamp(\"2026-03-02T00:00:00Z\")', data: {x: row.x}}\n"));
    const rh_log *log = read_file(f, kit_folder_text(&f->folder, "rows.json",
                                                     "{\"a\": {\"rows\": ["
                                                     "{\"id\": \"1\", \"a\": {\"b\": 1}, \"a.b\": 2},\n"
                                                     "{\"id\": \"2\", \"a\": {\"b\": null}, \"a.b\": 2},\n"
                                                     "{\"id\": \"3\", \"a\": {\"b\": 3}, \"a.b\": 3},\n"
                                                     "{\"id\": \"4\", \"x\": 4, \"a\": {\"b\": 5}, \"a.b\": 6}]}}"));
    assert_int_equal(log->sources[0].quarantined, 2);
    assert_int_equal(log->n_events, 2);
    for (size_t i = 0; i < 2; i++) {
        assert_int_equal(log->quarantined[i].why.code, RH_ROW_TWICE);
        assert_int_equal(log->quarantined[i].why.span.line, i + 1);
    }
    assert_non_null(strstr(log->quarantined[0].why.text, "\"a.b\" stands in the row twice"));
    json_is(f, log->journeys[0].events[0].data, "{\"x\":3}");
    json_is(f, log->journeys[1].events[0].data, "{\"x\":4}"); /* the name that comes first decides */
}

static void map__a_table_is_read_by_its_labels(void **state)
{
    fixture *f = *state;
    load(f, "salesforce-opportunity");
    assert_true(rh_instant_parse(&f->options.exported_at, RH_STR("2026-03-10T00:00:00Z")));
    const rh_log *log = read_file(f, "fixtures/exports/salesforce-opportunity.csv");
    assert_int_equal(log->sources[0].read, 4);
    assert_int_equal(log->sources[0].accepted, 4);
    assert_int_equal(log->n_journeys, 2);
    json_is(f, log->journeys[0].events[1].data,
            "{\"fields\":{\"crm\":{\"account_id\":\"001Aa00000A0001IAB\",\"deal_owner\":\"005Aa00000U0001IAB\","
            "\"opportunity_id\":\"006Aa00000F0001IAB\",\"stage\":\"closed_won\",\"value_minor\":4800000}}}");
    /* In another order, without what is optional, and by the names that an API gives. */
    const rh_log *few = read_file(f, kit_folder_text(&f->folder, "salesforce-opportunity.csv",
                                                     "CloseDate,stage_name,id,account_id\n"
                                                     "2026-02-27,Closed/Won,006Aa00000F0001IAB,001Aa00000A0001IAB\n"));
    assert_int_equal(few->n_journeys, 1);
    json_is(f, few->journeys[0].events[0].data,
            "{\"account_id\":\"001Aa00000A0001IAB\",\"intake_channel\":\"crm\",\"opportunity_id\":"
            "\"006Aa00000F0001IAB\",\"trigger_type\":\"closed_won\"}");
}

static void map__a_header_that_differs_is_told_as_what_differs(void **state)
{
    static const struct {
        const char *text;
        rh_code code;
        const char *says;
    } cases[] = {
        /* Covers: I9 */
        {"Id,Stage Name,CloseDate\n1,Closed Won,2026-01-02\n", RH_MAP_MATCH,
         "the header lacks \"StageName\" (the nearest is \"Stage Name\"), \"AccountId\", which mapping"},
        {"Id,StageName,CloseDate,AccountId,Id\n", RH_TABLE_HEADER, "the header has \"Id\" more than once"},
        /* Covers: I10 */
        {"Id;StageName;CloseDate;AccountId\n", RH_TABLE_DELIMITER, "one column with delimiter \",\" and 4 with \";\""},
    };
    fixture *f = *state;
    load(f, "salesforce-opportunity");
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        const rh_log *log;
        const char *path = kit_folder_text(&f->folder, "t.csv", cases[i].text);
        rh_diags_init(&f->diags, &f->arena);
        assert_int_equal(rh_log_read(&log, &f->arena, &path, 1, &f->options, &f->diags), cases[i].code);
        if (strstr(f->diags.errors[0].text, cases[i].says) == NULL) fail_msg("%s", f->diags.errors[0].text);
        assert_int_equal(f->diags.errors[0].span.line, 1);
    }
}

/* Covers: I16 */
static void map__ids_that_a_spreadsheet_has_rounded_are_quarantined(void **state)
{
    fixture *f = *state;
    load(f, "salesforce-opportunity");
    const rh_log *log = read_file(
        f, kit_folder_text(&f->folder, "t.csv",
                           "Id,StageName,CloseDate,AccountId\n"
                           "1.23457E+11,Closed Won,2026-01-02,A1\n1E+5,Closed Won,2026-01-02,A1\n"
                           "E+11,Closed Won,2026-01-02,A1\n"));
    assert_int_equal(log->n_quarantined, 2);
    assert_int_equal(log->quarantined[0].why.code, RH_ROW_MANGLED);
    assert_int_equal(log->quarantined[1].why.span.line, 3);
    assert_int_equal(log->sources[0].accepted, 1);
}

static void map__times_are_read_as_their_column_says(void **state)
{
    static const struct {
        const char *column, *value, *is; /* is: NULL, quarantined */
    } cases[] = {
        {"type: timestamp", "\"2026-03-01T10:00:00+02:00\"", "2026-03-01T08:00:00Z"},
        {"type: timestamp", "\"2026-03-01 10:00:00\"", NULL}, /* Covers: T1 */
        {"type: timestamp", "\"2026-03-01T23:59:60Z\"", NULL},
        {"type: timestamp, form: iso", "\"2026-03-01T10:00:00.000+0200\"", "2026-03-01T08:00:00Z"},
        {"type: timestamp, form: iso", "\"2026-03-01 10:00:00.5+00\"", "2026-03-01T10:00:00.5Z"},
        {"type: timestamp, form: iso", "\"2026-03-01 10:00:00 UTC\"", "2026-03-01T10:00:00Z"},
        {"type: timestamp, form: iso", "\"2026-03-01T10:00:00\"", NULL},
        {"type: timestamp, form: seconds", "1234567890", "2009-02-13T23:31:30Z"},
        {"type: timestamp, form: millis", "\"1234567890123\"", "2009-02-13T23:31:30.123Z"},
        {"type: timestamp, form: micros", "1234567890123456", "2009-02-13T23:31:30.123456Z"},
        {"type: timestamp, form: seconds", "-1", NULL},
        {"type: timestamp, form: seconds", "253402300800", NULL},
        {"type: timestamp, form: seconds", "1.5", NULL},
        {"type: timestamp, form: millis", "1234567890", NULL}, /* of another form, by which it is in our days */
        {"type: timestamp, form: micros", "1234567890", NULL},
        {"type: timestamp, form: micros", "1234567890123", NULL},
        {"type: timestamp, form: seconds", "99999999999", "5138-11-16T09:46:39Z"}, /* of none */
        {"type: timestamp, form: millis", "467251200000", "1984-10-22T00:00:00Z"},
        {"type: timestamp, form: millis", "0", "1970-01-01T00:00:00Z"},
        {"type: timestamp, form: millis", "631151999", "1970-01-08T07:19:11.999Z"},
        {"type: timestamp, form: millis", "631152000", NULL},
        {"type: timestamp, form: millis", "4102444799", NULL},
        {"type: timestamp, form: millis", "4102444800", "1970-02-17T11:34:04.8Z"},
        {"type: date, form: millis, zone: UTC", "1234567890", NULL},
        {"type: timestamp, form: local", "\"2026-01-31 10:00:00\"", "2026-01-31T09:00:00Z"},
        {"type: timestamp, form: local", "\"2026-07-01T1:05\"", "2026-06-30T23:05:00Z"},
        {"type: timestamp, form: local, order: mdy", "\"7/1/2026, 12:05 AM\"", "2026-06-30T22:05:00Z"},
        {"type: timestamp, form: local, order: mdy", "\"7/1/2026 12:05:01.25 pm\"", "2026-07-01T10:05:01.25Z"},
        {"type: timestamp, form: local, zone: UTC", "\"2026-01-31 10:00:00.123456789\"",
         "2026-01-31T10:00:00.123456789Z"},
        {"type: timestamp, form: local", "\"2026-01-31 24:00:00\"", NULL},
        {"type: timestamp, form: local", "\"2026-01-31 13:00 PM\"", NULL},
        {"type: timestamp, form: local", "\"2026-01-31 9:5\"", NULL},
        {"type: timestamp, form: local", "\"2026-01-31 9:05:1\"", NULL},
        {"type: timestamp, form: local", "\"2026-01-31 10:00:00.1234567891\"", NULL},
        {"type: timestamp, form: local", "\"2026-01-31\"", NULL},
        {"type: date, order: ymd", "\"2026-01-31T23:30:00Z\"", "2026-01-31T23:00:00Z"}, /* 1 February in Berlin */
    };
    fixture *f = *state;
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        char map[600], rows[200];
        snprintf(map, sizeof map, MAP("  at: {as: at, %s}\n", "  - {type: a, id: row.id, time: row.at}\n"),
                 cases[i].column);
        use_map(f, map);
        snprintf(rows, sizeof rows, "{\"a\": {\"rows\": [{\"id\": \"1\", \"at\": %s}]}}", cases[i].value);
        const rh_log *log = read_file(f, kit_folder_text(&f->folder, "rows.json", rows));
        if (log->n_events != (cases[i].is != NULL)) fail_msg("%s: %s", cases[i].column, cases[i].value);
        if (cases[i].is != NULL) instant_is(log->journeys[0].events[0].time, cases[i].is);
    }
}

static void map__a_number_that_is_a_time_by_another_form_says_by_which(void **state)
{
    static const struct {
        const char *form, *value, *says;
    } cases[] = {
        {"millis", "1234567890", "column \"at\" read as millis is no time from 1990 to 2099, read as seconds it is one"},
        {"micros", "\"1234567890123\"", "read as millis it is one"},
        {"seconds", "1234567890123", "read as millis it is one"},
        {"millis", "1234567890123456", "read as micros it is one"},
        {"rfc3339", "1234567890", "read as seconds it is one"},
        {"local", "1234567890123", "read as millis it is one"},
        {"seconds", "-1", "column \"at\" is int, where a whole number of seconds since 1970"},
    };
    fixture *f = *state;
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        char map[600], rows[200];
        snprintf(map, sizeof map,
                 MAP("  at: {as: at, type: timestamp, form: %s}\n", "  - {type: a, id: row.id, time: row.at}\n"),
                 cases[i].form);
        use_map(f, map);
        snprintf(rows, sizeof rows, "{\"a\": {\"rows\": [{\"id\": \"1\", \"at\": %s}]}}", cases[i].value);
        const rh_log *log = read_file(f, kit_folder_text(&f->folder, "rows.json", rows));
        assert_int_equal(log->n_quarantined, 1);
        assert_int_equal(log->quarantined[0].why.code, RH_ROW_VALUE);
        if (strstr(log->quarantined[0].why.text, cases[i].says) == NULL)
            fail_msg("%s: %s", cases[i].form, log->quarantined[0].why.text);
    }
}

/* Covers: T2 */
static void map__local_times_that_no_clock_or_two_showed_are_counted(void **state)
{
    fixture *f = *state;
    use_map(f, MAP("  at: {as: at, type: timestamp, form: local}\n", "  - {type: a, id: row.id, time: row.at}\n"));
    const rh_log *log = read_file(f,
                                  kit_folder_text(&f->folder, "rows.json",
                                                  "{\"a\": {\"rows\": [{\"id\": \"1\", \"at\": \"2026-03-29 02:30\"},"
                                                  "{\"id\": \"2\", \"at\": \"2026-10-25 02:30\"}]}}"));
    instant_is(log->journeys[0].events[0].time, "2026-03-29T01:00:00Z");
    instant_is(log->journeys[1].events[0].time, "2026-10-25T00:30:00Z");
    assert_int_equal(f->diags.n_warnings, 1);
    assert_int_equal(f->diags.warnings[0].code, RH_MAP_LOCAL);
    assert_true(strstr(f->diags.warnings[0].text, "1 times do not exist") != NULL);
}

static void map__rows_inside_rows_read_what_is_around_them(void **state)
{
    fixture *f = *state;
    use_map(f, "map: m\nreads: {format: json, rows: ['$.none[*]', '$.deals[*].history.*[*]']}\n"
               "match: {all: [value]}\ncolumns:\n"
               "  value: {as: value, type: string}\n  at: {as: at, type: timestamp}\n"
               "  ^key: {as: n, type: string, optional: true}\n  ^.^key: {as: property, type: string, optional: true}\n"
               "  ^.^.id: {as: id, type: string}\n"
               "source: '\"s\"'\nsubject: row.id\nemit:\n"
               "  - {type: a, id: row.id + row.value, time: row.at, data: {property: row.property, v: row.value}}\n");
    const rh_log *log = read_file(
        f, kit_folder_text(
               &f->folder, "rows.json",
               "{\"deals\": [{\"id\": \"d1\", \"history\": {\"stage\": [{\"value\": \"x\", \"at\": "
               "\"2026-01-01T00:00:00Z\"},\n{\"value\": \"y\", \"at\": \"2026-01-02T00:00:00Z\"}],"
               "\"amount\": []}}, {\"id\": \"d2\"},\n {\"history\": {\"stage\": 7}}, {\"id\": \"d3\", \"history\":"
               "{\"a\": [{\"value\": \"z\", \"at\": \"2026-01-03T00:00:00Z\"}]}}]}"));
    assert_int_equal(log->sources[0].read, 3);
    assert_int_equal(log->n_quarantined, 0);
    assert_int_equal(log->n_journeys, 2);
    json_is(f, log->journeys[0].events[0].data, "{\"property\":\"stage\",\"v\":\"x\"}");
    json_is(f, log->journeys[1].events[0].data, "{\"property\":\"a\",\"v\":\"z\"}");
}

/* Covers: I14 */
static void map__the_row_before_is_the_same_in_any_order_of_lines(void **state)
{
    static const char *const lines[] = {"a,1,2026-01-01T00:00:00Z\n", "a,2,2026-01-02T00:00:00Z\n",
                                        "a,3,2026-01-02T00:00:00Z\n", "a,4,2026-01-03T00:00:00Z\n",
                                        "b,5,2026-01-02T00:00:00Z\n", "a,,2026-01-02T12:00:00Z\n"};
    static const size_t orders[][6] = {{0, 1, 2, 3, 4, 5}, {5, 4, 3, 2, 1, 0}, {2, 0, 4, 1, 5, 3}};
    /* Of two rows of one instant neither is before the other, and the later by its content is before what follows; a
     * row that is refused is before none. */
    static const char *const befores[] = {"null", "\"1\"", "\"1\"", "\"3\"", "null"};
    fixture *f = *state;
    use_map(f, "map: m\nreads: {format: csv, nulls: ['']}\ncolumns:\n  key: {as: key, type: string}\n"
               "  v: {as: v, type: string}\n  at: {as: at, type: timestamp}\nsource: '\"s\"'\nsubject: row.key\n"
               "history: {key: row.key, order: row.at}\n"
               "emit:\n  - {type: t, id: row.v, time: row.at, data: {before: prev.v}}\n");
    for (size_t i = 0; i < sizeof orders / sizeof *orders; i++) {
        char text[400] = "key,v,at\n";
        for (size_t k = 0; k < 6; k++) strcat(text, lines[orders[i][k]]);
        const rh_log *log = read_file(f, kit_folder_text(&f->folder, "t.csv", text));
        assert_int_equal(log->n_events, 5);
        assert_int_equal(log->n_quarantined, 1);
        for (size_t k = 0; k < 5; k++) {
            char want[40];
            const rh_journey *j = &log->journeys[k == 4];
            snprintf(want, sizeof want, "{\"before\":%s}", befores[k]);
            json_is(f, j->events[k == 4 ? 0 : k].data, want);
        }
    }
}

static void map__the_row_before_has_values_of_every_kind(void **state)
{
    static const char map[] =
        "map: m\nreads: {format: jsonl}\ncolumns:\n  id: {as: id, type: string}\n  n: {as: n, type: int}\n"
        "  j: {as: j, type: json, optional: true}\n  d: {as: d, type: date, order: ymd, optional: true}\n"
        "  t: {as: t, type: timestamp, optional: true}\n  x: {as: x, type: double, optional: true}\n"
        "source: '\"s\"'\nsubject: '\"J\"'\nzone: UTC\nhistory: {key: '\"k\"', order: row.n}\nemit:\n"
        "  - {type: t, id: row.id, time: file.exported_at, sequence: row.id, data: {j: prev.j, d: prev.d, t: prev.t, "
        "x: prev.x}}\n";
    static const char rows[] =
        "{\"id\":\"1\",\"n\":1,\"j\":[{\"b\":[1],\"a\":{\"b\":\"v\"}},null],\"d\":\"2026-03-02\","
        "\"t\":\"2026-03-02T09:00:00.25Z\",\"x\":-1.5}\n"
        "{\"id\":\"2\",\"n\":2}\n{\"id\":\"3\",\"n\":3}\n";
    fixture *f = *state;
    load(f, kit_folder_text(&f->folder, "m.yaml", map));
    const rh_log *log = read_file(f, kit_folder_text(&f->folder, "r.jsonl", rows));
    assert_int_equal(log->n_events, 3);
    json_is(f, log->journeys[0].events[1].data,
            "{\"d\":\"2026-03-02\",\"j\":[{\"a\":{\"b\":\"v\"},\"b\":[1]},null],"
            "\"t\":\"2026-03-02T09:00:00.25Z\",\"x\":-1.5}");
    json_is(f, log->journeys[0].events[2].data, "{\"d\":null,\"j\":null,\"t\":null,\"x\":null}");
}

static void map__lists_become_tables_by_a_key_or_by_place(void **state)
{
    static const char map[] =
        "map: m\nreads: {format: jsonl}\ncolumns:\n  id: {as: id, type: string}\n"
        "  tasks: {as: tasks, type: table, key: no, optional: true}\n"
        "  people: {as: people, type: table, optional: true}\n  tags: {as: tags, type: json, optional: true}\n"
        "source: '\"s\"'\nsubject: row.id\nemit:\n"
        "  - {type: fields_ingested, id: row.id, time: file.exported_at, fields: {a.tasks: row.tasks, "
        "a.people: row.people, b.tags: row.tags}}\n";
    static const char rows[] =
        "{\"id\":\"1\",\"tasks\":[{\"no\":7,\"x\":1},{\"no\":\"a\"}],\"people\":[{\"n\":\"u\"},{\"n\":\"v\"}],"
        "\"tags\":[\"t\",{\"k\":[1.5]}]}\n"
        "{\"id\":\"2\",\"tasks\":[]}\n"
        "{\"id\":\"3\",\"tasks\":[{\"no\":7},{\"no\":\"7\"}]}\n"
        "{\"id\":\"4\",\"tasks\":[{\"x\":7}]}\n"
        "{\"id\":\"5\",\"people\":[1]}\n"
        "{\"id\":\"6\",\"people\":{\"n\":\"u\"}}\n";
    fixture *f = *state;
    load(f, kit_folder_text(&f->folder, "m.yaml", map));
    const rh_log *log = read_file(f, kit_folder_text(&f->folder, "r.jsonl", rows));
    assert_int_equal(log->n_events, 2);
    json_is(
        f, log->journeys[0].events[0].data,
        "{\"fields\":{\"a\":{\"people\":{\"00001\":{\"n\":\"u\"},\"00002\":{\"n\":\"v\"}},\"tasks\":{\"7\":{\"no\":7,"
        "\"x\":1},\"a\":{\"no\":\"a\"}}},\"b\":{\"tags\":[\"t\",{\"k\":[1.5]}]}}}");
    json_is(f, log->journeys[1].events[0].data,
            "{\"fields\":{\"a\":{\"people\":null,\"tasks\":{}},\"b\":{\"tags\":null}}}");
    /* Two rows of one key, a row without one, what is no object, what is no list. */
    assert_int_equal(log->n_quarantined, 4);
    for (size_t i = 0; i < 4; i++) {
        assert_int_equal(log->quarantined[i].why.code, RH_ROW_VALUE);
        assert_true(strstr(log->quarantined[i].why.text, "where table is expected") != NULL);
    }
}

int main(void)
{
#define TEST(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)
    const struct CMUnitTest tests[] = {
        TEST(map__salesforce_deals_become_triggers_and_facts),
        TEST(map__a_store_takes_the_same_and_once),
        TEST(map__a_snapshot_needs_its_instant),
        TEST(map__types_and_dates),
        TEST(map__a_day_that_is_chosen_is_known_the_day_after),
        TEST(map__numbers_are_exact_or_quarantined),
        TEST(map__dates_without_a_midnight_are_counted),
        TEST(map__bad_rows_are_quarantined_whole),
        TEST(map__files_of_another_kind_are_refused),
        TEST(map__bad_mappings_do_not_load),
        TEST(map__a_name_with_points_may_be_a_members_own),
        TEST(map__a_name_with_points_that_means_two_things_is_quarantined),
        TEST(map__a_table_is_read_by_its_labels),
        TEST(map__a_header_that_differs_is_told_as_what_differs),
        TEST(map__ids_that_a_spreadsheet_has_rounded_are_quarantined),
        TEST(map__times_are_read_as_their_column_says),
        TEST(map__a_number_that_is_a_time_by_another_form_says_by_which),
        TEST(map__local_times_that_no_clock_or_two_showed_are_counted),
        TEST(map__rows_inside_rows_read_what_is_around_them),
        TEST(map__the_row_before_is_the_same_in_any_order_of_lines),
        TEST(map__the_row_before_has_values_of_every_kind),
        TEST(map__lists_become_tables_by_a_key_or_by_place),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
