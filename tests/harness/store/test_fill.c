/* A store that is filled for the first time: held by one, then shared. */
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
#include <unistd.h>

typedef struct fixture {
    kit_folder folder;
    rh_arena arena;
    rh_diags diags;
    rh_ingest_options options;
    char store[300], input[300];
    int left;         /* records until it is told to stop, or somebody comes to read */
    rh_code was_told; /* who came to read */
} fixture;

static int set_up(void **state)
{
    fixture *f = calloc(1, sizeof *f);
    f->folder = kit_folder_make();
    f->arena = kit_arena();
    f->options = (rh_ingest_options){.batch_bytes = 20000};
    snprintf(f->store, sizeof f->store, "%s/s.db", f->folder.path);
    const made_log log = made_make(&f->arena, 600, 20);
    snprintf(f->input, sizeof f->input, "%s", kit_folder_write(&f->folder, "a.jsonl", log.first.ptr, log.first.len));
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

static rh_code ingest(fixture *f)
{
    const char *path = f->input;
    rh_store_ingest_result result;
    rh_diags_init(&f->diags, &f->arena);
    return rh_store_ingest(&result, &f->arena, f->store, &path, 1, &f->options, &f->diags);
}

static void must_ingest(fixture *f)
{
    f->options.is_stopped = NULL;
    if (ingest(f) != RH_OK) fail_msg("%s", f->diags.errors[0].text);
}

static bool is_stopped(void *ctx)
{
    fixture *f = ctx;
    return f->left-- == 0;
}

static void ingest_stopped(fixture *f)
{
    f->left = 200;
    f->options.is_stopped = is_stopped;
    f->options.is_stopped_ctx = f;
    assert_int_equal(ingest(f), RH_INGEST_STOPPED);
}

static void run_sql(const fixture *f, const char *sql)
{
    sqlite3 *db;
    assert_int_equal(sqlite3_open(f->store, &db), SQLITE_OK);
    assert_int_equal(sqlite3_exec(db, sql, NULL, NULL, NULL), SQLITE_OK);
    assert_int_equal(sqlite3_close(db), SQLITE_OK);
}

static bool is_shared(const fixture *f)
{
    char header[20];
    FILE *in = fopen(f->store, "rb");
    assert_non_null(in);
    assert_int_equal(fread(header, 1, sizeof header, in), sizeof header);
    assert_int_equal(fclose(in), 0);
    return header[18] == 2 && header[19] == 2; /* the versions of its format that write and read a log */
}

static void fill__ends_with_a_shared_store_and_leaves_no_journal(void **state)
{
    fixture *f = *state;
    must_ingest(f);
    assert_true(is_shared(f));
    assert_int_not_equal(access(kit_folder_at(&f->folder, "s.db-journal"), F_OK), 0);
    assert_int_not_equal(access(kit_folder_at(&f->folder, "s.db-wal"), F_OK), 0);
}

static void fill__that_was_stopped_goes_on_as_it_began(void **state)
{
    fixture *f = *state;
    rh_store *store = NULL;
    ingest_stopped(f);
    assert_false(is_shared(f));
    assert_int_not_equal(access(kit_folder_at(&f->folder, "s.db-journal"), F_OK), 0);
    assert_int_equal(rh_store_open(&store, f->store, NULL), RH_OK);
    assert_true(rh_store_summary_get(store)->is_unfinished && rh_store_summary_get(store)->journeys == 0);
    rh_store_close(store);
    must_ingest(f);
    assert_true(is_shared(f));
}

static bool somebody_reads(void *ctx)
{
    fixture *f = ctx;
    rh_store *store = NULL;
    if (f->left-- == 0) f->was_told = rh_store_open(&store, f->store, NULL);
    rh_store_close(store);
    return false;
}

static void fill__who_opens_the_store_meanwhile_is_told_that_it_is_busy(void **state)
{
    fixture *f = *state;
    f->left = 200;
    f->was_told = RH_OK;
    f->options.is_stopped = somebody_reads;
    f->options.is_stopped_ctx = f;
    assert_int_equal(ingest(f), RH_OK);
    /* Covers: S4 K4 */
    assert_int_equal(f->was_told, RH_STORE_BUSY);
    assert_true(is_shared(f));
}

static void fill__waits_for_who_has_the_store_open(void **state)
{
    fixture *f = *state;
    rh_store *store = NULL;
    ingest_stopped(f);
    assert_int_equal(rh_store_open(&store, f->store, NULL), RH_OK);
    f->options.is_stopped = NULL;
    /* Covers: S4 */
    assert_int_equal(ingest(f), RH_STORE_BUSY);
    rh_store_close(store);
    must_ingest(f);
}

/* As after a kill between the last transaction and the sharing. */
static void fill__a_store_that_was_not_shared_is_by_the_next_ingest(void **state)
{
    fixture *f = *state;
    must_ingest(f);
    run_sql(f, "PRAGMA journal_mode = DELETE");
    assert_false(is_shared(f));
    must_ingest(f);
    assert_true(is_shared(f));
}

int main(void)
{
#define TEST(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)
    const struct CMUnitTest tests[] = {
        TEST(fill__ends_with_a_shared_store_and_leaves_no_journal),
        TEST(fill__that_was_stopped_goes_on_as_it_began),
        TEST(fill__who_opens_the_store_meanwhile_is_told_that_it_is_busy),
        TEST(fill__waits_for_who_has_the_store_open),
        TEST(fill__a_store_that_was_not_shared_is_by_the_next_ingest),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
