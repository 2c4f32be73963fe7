/* An ingest that was stopped in the middle of a file, and begun again: it goes on behind the last record, and the store
 * is as after one undisturbed run, down to the rows of its items. A file that was changed meanwhile is read anew. */
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>

#include "harness/ingest/map.h"
#include "harness/store/store.h"
#include "tests/harness/store/made.h"
#include "tests/kit/folder.h"
#include "tests/kit/memory.h"

#include <sqlite3.h>
#include <stdio.h>
#include <stdlib.h>

typedef struct fixture {
    kit_folder folder;
    rh_arena arena;
    rh_diags diags;
    rh_ingest_options options;
    int left; /* records until it is told to stop */
    char a[300], b[300];
    const char *paths[2];
    size_t n_paths;
} fixture;

static int set_up(void **state)
{
    fixture *f = calloc(1, sizeof *f);
    f->folder = kit_folder_make();
    f->arena = kit_arena();
    f->options = (rh_ingest_options){.batch_bytes = 20000};
    snprintf(f->a, sizeof f->a, "%s/a.jsonl", f->folder.path);
    snprintf(f->b, sizeof f->b, "%s/b.jsonl", f->folder.path);
    const made_log log = made_make(&f->arena, 1200, 40);
    kit_folder_write(&f->folder, "a.jsonl", log.first.ptr, log.first.len);
    kit_folder_write(&f->folder, "b.jsonl", log.second.ptr, log.second.len);
    f->paths[0] = f->a, f->paths[1] = f->b;
    f->n_paths = 2;
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

static bool is_stopped(void *ctx)
{
    int *left = ctx;
    return (*left)-- == 0;
}

static rh_code ingest(fixture *f, const char *name)
{
    rh_store_ingest_result result;
    rh_diags_init(&f->diags, &f->arena);
    return rh_store_ingest(&result, &f->arena, kit_folder_at(&f->folder, name), f->paths, f->n_paths, &f->options,
                           &f->diags);
}

static void ingest_whole(fixture *f, const char *name)
{
    f->options.is_stopped = NULL;
    if (ingest(f, name) != RH_OK) fail_msg("%s", f->diags.errors[0].text);
}

static void ingest_stopped(fixture *f, const char *name, int after)
{
    f->left = after;
    f->options.is_stopped = is_stopped;
    f->options.is_stopped_ctx = &f->left;
    assert_int_equal(ingest(f, name), RH_INGEST_STOPPED);
}

/* All that a query gives, in one text. */
static rh_str rows_of(fixture *f, const char *name, const char *sql)
{
    sqlite3 *db;
    sqlite3_stmt *stmt;
    rh_buf out;
    rh_buf_init(&out, &f->arena, 1 << 26);
    assert_int_equal(sqlite3_open(kit_folder_at(&f->folder, name), &db), SQLITE_OK);
    assert_int_equal(sqlite3_prepare_v2(db, sql, -1, &stmt, NULL), SQLITE_OK);
    while (sqlite3_step(stmt) == SQLITE_ROW)
        for (int i = 0; i < sqlite3_column_count(stmt); i++) {
            const unsigned char *text = sqlite3_column_text(stmt, i);
            rh_buf_printf(&out, "%s%s", text != NULL ? (const char *)text : "null",
                          i + 1 < sqlite3_column_count(stmt) ? "|" : "\n");
        }
    assert_int_equal(sqlite3_finalize(stmt), SQLITE_OK);
    assert_int_equal(sqlite3_close(db), SQLITE_OK);
    return rh_buf_str(&out);
}

/* item: also that no record was written twice, for their numbers are never given again. */
static const char *const tables[] = {
    "SELECT id, file, part, line, offset, length, journey, hex(ident), hex(content), code, col, why FROM item"
    " ORDER BY id",
    "SELECT item, hex(raw) FROM original ORDER BY item",
    "SELECT path, hex(hash), first_item, last_item, read, accepted, duplicate, quarantined, events, is_settled"
    " FROM file ORDER BY path",
    "SELECT j.name, hex(j.digest), hex(b.events) FROM journey j JOIN blob b ON b.journey = j.id ORDER BY j.name",
    "SELECT (SELECT count(*) FROM blob) - (SELECT count(*) FROM journey), (SELECT count(*) FROM chunk)",
    "SELECT journeys, events, hex(digest), next_item FROM totals",
    "SELECT item, name, value FROM link_key ORDER BY item, ord",
    "SELECT item, hex(event) FROM link_event ORDER BY item"};

static void must_be_the_same(fixture *f, const char *got, const char *expected)
{
    for (size_t i = 0; i < sizeof tables / sizeof *tables; i++) {
        const rh_str a = rows_of(f, got, tables[i]), b = rows_of(f, expected, tables[i]);
        if (!rh_str_eq(a, b)) fail_msg("%s differs from %s: %s", got, expected, tables[i]);
    }
}

static void resume__goes_on_behind_the_last_record(void **state)
{
    fixture *f = *state;
    ingest_whole(f, "whole.db");
    assert_true(rows_of(f, "whole.db", tables[6]).len == 0);
    for (int after = 0; after <= 1300; after += 130) {
        char name[20];
        snprintf(name, sizeof name, "s%d.db", after);
        ingest_stopped(f, name, after);
        const rh_str staged = rows_of(f, name, "SELECT count(*) FROM item WHERE part = 0");
        char expected[20];
        /* A line of the second file comes after the call that ends the first. */
        snprintf(expected, sizeof expected, "%d\n", after > 700 ? after - 1 : after);
        assert_true(rh_str_eq(staged, rh_str_of(expected)));
        ingest_stopped(f, name, 1);
        /* Covers: K1 K5 */
        ingest_whole(f, name);
        must_be_the_same(f, name, "whole.db");
    }
}

static void resume__reads_on_in_the_second_file_before_others(void **state)
{
    fixture *f = *state;
    f->paths[0] = f->b;
    f->n_paths = 1;
    ingest_stopped(f, "s.db", 300);
    f->paths[0] = f->a, f->paths[1] = f->b;
    f->n_paths = 2;
    ingest_whole(f, "s.db");
    ingest_whole(f, "whole.db");
    const char *sql = "SELECT name, hex(digest) FROM journey ORDER BY name";
    assert_true(rh_str_eq(rows_of(f, "s.db", sql), rows_of(f, "whole.db", sql)));
    sql = "SELECT path, read, accepted, duplicate, quarantined FROM file ORDER BY path";
    assert_true(rh_str_eq(rows_of(f, "s.db", sql), rows_of(f, "whole.db", sql)));
}

static void resume__reads_a_changed_file_anew(void **state)
{
    fixture *f = *state;
    const char *sql = "SELECT name, hex(digest) FROM journey ORDER BY name";
    ingest_stopped(f, "s.db", 400);
    const made_log log = made_make(&f->arena, 1300, 41);
    kit_folder_write(&f->folder, "a.jsonl", log.first.ptr, log.first.len);
    ingest_whole(f, "s.db");
    ingest_whole(f, "whole.db");
    assert_true(rh_str_eq(rows_of(f, "s.db", sql), rows_of(f, "whole.db", sql)));
    sql = "SELECT path, hex(hash), read, accepted, duplicate, quarantined FROM file ORDER BY path";
    assert_true(rh_str_eq(rows_of(f, "s.db", sql), rows_of(f, "whole.db", sql)));
}

/* Of a file whose rows look back, and whose dates are proven by all of them. */
static const char map_text[] =
    "map: moves\n"
    "reads: {format: csv}\n"
    "columns:\n"
    "  id: {as: id, type: string, class: id}\n"
    "  deal: {as: deal, type: string, class: id}\n"
    "  on: {as: on, type: date, order: proven, class: quasi}\n"
    "  stage: {as: stage, type: string, class: safe}\n"
    "source: '\"/moves\"'\n"
    "zone: UTC\n"
    "history: {key: row.deal, order: row.on}\n"
    "joins: [{on: crm.opportunity_id, value: row.deal}]\n"
    "emit:\n"
    "  - {type: stage_moved, id: row.id, time: row.on, data: {from: prev.stage, to: row.stage}}\n"
    "  - {when: 'prev.stage == null', type: fields_ingested, id: row.id + \"/f\", time: row.on, "
    "fields: {crm.opportunity_id: row.deal}}\n";

static const rh_zone *utc(void *ctx, rh_str name)
{
    (void)ctx, (void)name;
    return rh_zone_utc();
}

static void use_moves(fixture *f, int n)
{
    static const rh_lent lent = {.zones = utc};
    rh_buf rows;
    rh_buf_init(&rows, &f->arena, 1 << 20);
    rh_buf_printf(&rows, "id,deal,on,stage,left\n");
    for (int i = 0; i < n; i++)
        rh_buf_printf(&rows, "r%d,D%d,%d/%d/2026,s%d,x\n", i, i * 7 % 60, i % 12 + 1, i % 28 + 1, i * 5 % 9);
    kit_folder_write(&f->folder, "a.jsonl", rh_buf_str(&rows).ptr, rh_buf_str(&rows).len);
    f->n_paths = 1;
    if (rh_map_read(&f->options.map, &f->arena, RH_STR("moves"), rh_str_of(map_text), &lent, &f->diags) != RH_OK)
        fail_msg("%s", f->diags.errors[0].text);
}

static void resume__of_a_mapping_that_looks_back_is_as_undisturbed(void **state)
{
    fixture *f = *state;
    use_moves(f, 900);
    ingest_whole(f, "whole.db");
    assert_true(rows_of(f, "whole.db", tables[6]).len > 0);
    for (int after = 1; after < 900; after += 220) {
        char name[20];
        snprintf(name, sizeof name, "s%d.db", after);
        ingest_stopped(f, name, after);
        ingest_whole(f, name);
        must_be_the_same(f, name, "whole.db");
    }
}

/* What settling told, and of what it is to be stopped. */
typedef struct settling {
    const char *until, *now;
    unsigned n_rows, n_journeys;
} settling;

static void note_settling(void *ctx, const char *what, uint64_t n_done, uint64_t n_all)
{
    settling *s = ctx;
    assert_true(n_done <= n_all);
    s->now = what;
    s->n_rows += strcmp(what, "rows") == 0;
    s->n_journeys += strcmp(what, "journeys") == 0;
}

static bool is_there(void *ctx)
{
    const settling *s = ctx;
    return s->now != NULL && strcmp(s->now, s->until) == 0;
}

static void resume__a_stop_is_heard_while_settling(void **state)
{
    static const char *const parts[] = {"records", "rows", "journeys"};
    fixture *f = *state;
    settling s = {0};
    use_moves(f, 3000);
    f->options.settling = note_settling;
    f->options.progress_ctx = &s;
    ingest_whole(f, "whole.db");
    assert_true(s.n_rows >= 3 * (3000 / 512)); /* links, keys, results */
    for (size_t i = 0; i < sizeof parts / sizeof *parts; i++) {
        s = (settling){.until = parts[i]};
        f->options.is_stopped = is_there;
        f->options.is_stopped_ctx = &s;
        assert_int_equal(ingest(f, parts[i]), RH_INGEST_STOPPED);
        assert_string_equal(s.now, parts[i]);
        assert_true(rh_str_eq(rows_of(f, parts[i], "SELECT count(*) FROM original"), RH_STR("3000\n")));
        assert_true(rows_of(f, parts[i], "SELECT 1 FROM journey").len == 0);
        ingest_whole(f, parts[i]);
        must_be_the_same(f, parts[i], "whole.db");
    }
}

int main(void)
{
#define TEST(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)
    const struct CMUnitTest tests[] = {
        TEST(resume__goes_on_behind_the_last_record),
        TEST(resume__reads_on_in_the_second_file_before_others),
        TEST(resume__reads_a_changed_file_anew),
        TEST(resume__of_a_mapping_that_looks_back_is_as_undisturbed),
        TEST(resume__a_stop_is_heard_while_settling),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
