/* Forgetting that was cut short between the transaction that erases and the writing of the file anew. */
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>

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
    char store[300];
} fixture;

/* A store with pages from which an ingest moved what was in them. */
static int set_up(void **state)
{
    fixture *f = calloc(1, sizeof *f);
    rh_store_ingest_result result;
    rh_diags diags;
    const rh_ingest_options options = {.batch_bytes = 20000};
    f->folder = kit_folder_make();
    f->arena = kit_arena();
    rh_diags_init(&diags, &f->arena);
    snprintf(f->store, sizeof f->store, "%s/s.db", f->folder.path);
    const made_log log = made_make(&f->arena, 1200, 20);
    const char *path = kit_folder_write(&f->folder, "a.jsonl", log.first.ptr, log.first.len);
    assert_int_equal(rh_store_ingest(&result, &f->arena, f->store, &path, 1, &options, &diags), RH_OK);
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

static int number(const fixture *f, const char *sql)
{
    sqlite3 *db;
    sqlite3_stmt *stmt;
    assert_int_equal(sqlite3_open(f->store, &db), SQLITE_OK);
    assert_int_equal(sqlite3_prepare_v2(db, sql, -1, &stmt, NULL), SQLITE_OK);
    const int n = sqlite3_step(stmt) == SQLITE_ROW ? sqlite3_column_int(stmt, 0) : -1;
    sqlite3_finalize(stmt);
    assert_int_equal(sqlite3_close(db), SQLITE_OK);
    return n;
}

static rh_code forget(const fixture *f, const char *journey)
{
    rh_forgotten forgotten;
    const rh_str names[] = {rh_str_of(journey)};
    return rh_store_forget(&forgotten, f->store, names, 1, NULL);
}

static const char free_pages[] = "PRAGMA freelist_count";

static void forget__of_nobody_changes_nothing(void **state)
{
    const fixture *f = *state;
    const int n = number(f, free_pages);
    assert_true(n > 0);
    assert_int_equal(forget(f, "nobody"), RH_JOURNEY_MISSING);
    assert_int_equal(number(f, free_pages), n);
}

static void forget__writes_the_file_anew(void **state)
{
    const fixture *f = *state;
    assert_int_equal(forget(f, "J-3"), RH_OK);
    /* Covers: P7 */
    assert_int_equal(number(f, free_pages), 0);
    assert_int_equal(number(f, "SELECT count(*) FROM erased"), 1);
}

/* Who forgot the journeys before it was cut short is told that they are not there. */
static void forget__that_was_cut_short_is_ended_by_the_next(void **state)
{
    const fixture *f = *state;
    number(f, "INSERT INTO erased VALUES(1, 9), (0, 0)");
    assert_int_equal(forget(f, "nobody"), RH_JOURNEY_MISSING);
    /* Covers: P7 K1 */
    assert_int_equal(number(f, free_pages), 0);
    assert_int_equal(number(f, "SELECT count(*) FROM erased"), 1);
}

int main(void)
{
#define TEST(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)
    const struct CMUnitTest tests[] = {
        TEST(forget__of_nobody_changes_nothing),
        TEST(forget__writes_the_file_anew),
        TEST(forget__that_was_cut_short_is_ended_by_the_next),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
