/* Rows that are put many at once. */
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>

#include "harness/store/items.h"
#include "tests/kit/folder.h"
#include "tests/kit/memory.h"

#include <stdio.h>
#include <stdlib.h>

typedef struct fixture {
    kit_folder folder;
    rh_arena arena;
    rh_db db;
    rh_hasher *hasher;
    char store[300];
} fixture;

static int set_up(void **state)
{
    fixture *f = calloc(1, sizeof *f);
    f->folder = kit_folder_make();
    f->arena = kit_arena();
    snprintf(f->store, sizeof f->store, "%s/s.db", f->folder.path);
    if (rh_db__create(&f->db, f->store, NULL) != RH_OK || rh_hasher_new(&f->hasher, NULL) != RH_OK) return -1;
    *state = f;
    return 0;
}

static int tear_down(void **state)
{
    fixture *f = *state;
    rh_hasher_free(f->hasher);
    rh_db__close(&f->db);
    kit_folder_remove(&f->folder);
    rh_arena_dispose(&f->arena);
    free(f);
    return 0;
}

static int64_t number(fixture *f, const char *sql)
{
    sqlite3_stmt *stmt = NULL;
    assert_int_equal(sqlite3_prepare_v2(f->db.handle, sql, -1, &stmt, NULL), SQLITE_OK);
    assert_int_equal(sqlite3_step(stmt), SQLITE_ROW);
    const int64_t n = sqlite3_column_int64(stmt, 0);
    assert_int_equal(sqlite3_finalize(stmt), SQLITE_OK);
    return n;
}

static void original(sqlite3_context *to, const void *row, int column)
{
    const rh_original *o = row;
    if (column == 0) sqlite3_result_int64(to, o->item);
    else rh_rows__blob(to, o->raw);
}

static rh_code put(fixture *f, const rh_original *at, size_t n, rh_err *err)
{
    const rh_rows rows = {at, n, sizeof *at, original};
    return rh_rows__put(&f->db, RH_SQL_ADD_ORIGINALS, &rows, err);
}

static void rows__are_all_put_and_none_is_nothing(void **state)
{
    fixture *f = *state;
    const rh_original three[] = {{7, RH_STR("a")}, {5, RH_STR("")}, {6, RH_STR("bc")}};
    assert_int_equal(put(f, three, 0, NULL), RH_OK);
    assert_int_equal(number(f, "SELECT count(*) FROM original"), 0);
    assert_int_equal(put(f, three, 3, NULL), RH_OK);
    assert_int_equal(put(f, &(rh_original){8, RH_STR("d")}, 1, NULL), RH_OK);
    assert_int_equal(number(f, "SELECT count(*) FROM original"), 4);
    assert_int_equal(number(f, "SELECT sum(item * length(raw)) FROM original WHERE typeof(raw) = 'blob'"), 27);
}

static void rows__one_that_is_there_is_an_error(void **state)
{
    fixture *f = *state;
    rh_err err;
    const rh_original twice[] = {{1, RH_STR("a")}, {1, RH_STR("b")}};
    assert_int_equal(put(f, twice, 2, &err), RH_STORE_MALFORMED);
    assert_non_null(strstr(err.text, "original.item"));
    assert_int_equal(put(f, &(rh_original){2, RH_STR("c")}, 1, NULL), RH_OK);
}

/* Whatever else is bound in place of rows is none of ours. */
static void rows__come_from_a_source_of_ours_alone(void **state)
{
    fixture *f = *state;
    for (int i = 0; i < 4; i++) {
        sqlite3_stmt *stmt = NULL;
        assert_int_equal(rh_db__use(&stmt, &f->db, RH_SQL_ADD_ORIGINALS, NULL), RH_OK);
        if (i == 1) sqlite3_bind_int64(stmt, 1, (int64_t)(intptr_t)f);
        if (i == 2) sqlite3_bind_text(stmt, 1, "rh_rows", -1, SQLITE_STATIC);
        if (i == 3) sqlite3_bind_pointer(stmt, 1, f, "carray", NULL);
        assert_int_equal(rh_db__done(&f->db, stmt, NULL), RH_OK);
    }
    assert_int_equal(number(f, "SELECT count(*) FROM original"), 0);
    sqlite3_stmt *stmt = NULL;
    assert_int_not_equal(sqlite3_prepare_v2(f->db.handle, "SELECT * FROM rh_rows", -1, &stmt, NULL), SQLITE_OK);
}

/* ---- items ---- */

static void add(fixture *f, rh_items *items, const rh_intake_record *record, int64_t first)
{
    for (size_t part = 0; part == 0 || part < record->n_events; part++)
        assert_int_equal(rh_items__add(items, &f->db, record, part, first + (int64_t)part, 3, NULL), RH_OK);
}

static void items__of_any_number_and_length_are_kept(void **state)
{
    enum { PARTS = 3 * RH_ROWS_MOST + 1, LONG = 2 * RH_ROWS_BYTES };
    fixture *f = *state;
    rh_items items;
    rh_event *events = RH_NEW_N(&f->arena, PARTS, rh_event);
    rh_identity *identities = RH_NEW_N(&f->arena, PARTS, rh_identity);
    for (size_t i = 0; i < PARTS; i++) {
        events[i].subject = RH_STR("J");
        identities[i] = (rh_identity){RH_STR("/s"), RH_STR("x"), {{(unsigned char)i}}};
    }
    char *raw = RH_NEW_N(&f->arena, LONG, char);
    const rh_intake_record many = {.line = 1,
                                   .raw = RH_STR("many"),
                                   .events = events,
                                   .identities = identities,
                                   .n_events = PARTS,
                                   .n_identities = PARTS};
    const rh_intake_record large = {.line = 2, .raw = {raw, LONG}, .raw_length = LONG};
    const rh_intake_record refused = {
        .line = 3, .raw = RH_STR("no"), .refused = RH_JSON_SYNTAX, .why = {.text = "not JSON", .span = {.col = 4}}};
    rh_items__init(&items, f->hasher);
    add(f, &items, &many, 1);
    add(f, &items, &large, 1001);
    add(f, &items, &large, 1002);
    add(f, &items, &refused, 1003);
    assert_int_equal(rh_items__put(&items, &f->db, NULL), RH_OK);
    rh_items__dispose(&items);
    assert_int_equal(number(f, "SELECT count(*) FROM item WHERE file = 3"), PARTS + 3);
    assert_int_equal(number(f, "SELECT count(*) FROM item WHERE id = part + 1 AND line = 1 AND journey = 'J'"
                               " AND length(ident) = 20 AND length(content) = 32 AND code IS NULL AND why IS NULL"),
                     PARTS);
    assert_int_equal(number(f, "SELECT sum(length(raw)) FROM original"), 4 + 2 * LONG + 2);
    assert_int_equal(number(f, "SELECT count(*) FROM item WHERE ident IS NULL AND journey IS NULL"), 3);
    assert_int_equal(number(f, "SELECT count(*) FROM item WHERE id = 1003 AND col = 4 AND why = 'not JSON'"
                               " AND code LIKE 'RH-%'"),
                     1);
}

int main(void)
{
#define TEST(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)
    const struct CMUnitTest tests[] = {
        TEST(rows__are_all_put_and_none_is_nothing),
        TEST(rows__one_that_is_there_is_an_error),
        TEST(rows__come_from_a_source_of_ours_alone),
        TEST(items__of_any_number_and_length_are_kept),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
