/* What stands behind the store's rows: journals that are not its own, hostile text, types, and digests of rows. */
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>

#include "harness/store/store.h"
#include "tests/harness/store/made.h"
#include "tests/kit/folder.h"
#include "tests/kit/memory.h"

#include <signal.h>
#include <sqlite3.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/vfs.h>
#include <sys/wait.h>
#include <unistd.h>

typedef struct fixture {
    kit_folder folder;
    rh_arena arena;
    rh_diags diags;
} fixture;

static int set_up(void **state)
{
    fixture *f = calloc(1, sizeof *f);
    f->folder = kit_folder_make();
    f->arena = kit_arena();
    rh_diags_init(&f->diags, &f->arena);
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

/* A path that stays when kit_folder_at's turns over. */
static const char *at(fixture *f, const char *name)
{
    return rh_arena_cstr(&f->arena, rh_str_of(kit_folder_at(&f->folder, name)));
}

static rh_sha256 ingest(fixture *f, const char *store, const char *input)
{
    rh_store_ingest_result result;
    const rh_ingest_options options = {.batch_bytes = 20000};
    if (rh_store_ingest(&result, &f->arena, store, &input, 1, &options, &f->diags) != RH_OK)
        fail_msg("%s", f->diags.errors[0].text);
    return result.summary.digest;
}

static const char *made(fixture *f, const char *name, int n_events, int n_journeys)
{
    const made_log log = made_make(&f->arena, n_events, n_journeys);
    kit_folder_write(&f->folder, name, log.first.ptr, log.first.len);
    return at(f, name);
}

/* Runs sql, and gives the number in the first column of the first row; -1 where there is none. */
static int64_t number(const char *path, const char *sql)
{
    sqlite3 *db;
    sqlite3_stmt *stmt;
    assert_int_equal(sqlite3_open(path, &db), SQLITE_OK);
    if (sqlite3_prepare_v2(db, sql, -1, &stmt, NULL) != SQLITE_OK) fail_msg("%s: %s", sql, sqlite3_errmsg(db));
    const int64_t n = sqlite3_step(stmt) == SQLITE_ROW ? sqlite3_column_int64(stmt, 0) : -1;
    sqlite3_finalize(stmt);
    sqlite3_close(db);
    return n;
}

static int run_sql(const char *path, const char *sql)
{
    sqlite3 *db;
    assert_int_equal(sqlite3_open(path, &db), SQLITE_OK);
    const int rc = sqlite3_exec(db, sql, NULL, NULL, NULL);
    sqlite3_close(db);
    return rc;
}

static void copy(const char *from, const char *to)
{
    char bytes[4096];
    size_t n;
    FILE *in = fopen(from, "rb"), *out = fopen(to, "wb");
    assert_true(in != NULL && out != NULL);
    while ((n = fread(bytes, 1, sizeof bytes, in)) > 0) assert_int_equal(fwrite(bytes, 1, n, out), n);
    assert_int_equal(fclose(in), 0);
    assert_int_equal(fclose(out), 0);
}

/* ---- journals ---- */

static bool die_at_last(void *ctx)
{
    int *left = ctx;
    if ((*left)-- == 0) (void)raise(SIGKILL);
    return false;
}

/* An ingest whose process goes away in the middle: its journal stays beside the store. */
static void ingest_and_die(fixture *f, const char *store, const char *input, int after)
{
    int status;
    const pid_t child = fork();
    assert_int_not_equal(child, -1);
    if (child == 0) {
        rh_store_ingest_result result;
        int left = after;
        const rh_ingest_options options = {.batch_bytes = 20000, .is_stopped = die_at_last, .is_stopped_ctx = &left};
        (void)!rh_store_ingest(&result, &f->arena, store, &input, 1, &options, &f->diags);
        _exit(1); /* it was to die before */
    }
    assert_int_equal(waitpid(child, &status, 0), child);
    assert_true(WIFSIGNALED(status) && WTERMSIG(status) == SIGKILL);
}

/* The history of the store, read to its last event. */
static rh_code read_all(fixture *f, const char *path, rh_sha256 *digest)
{
    rh_store *store = NULL;
    rh_history history;
    rh_err err;
    rh_code code = rh_store_open(&store, path, &err);
    if (code == RH_OK) *digest = rh_store_summary_get(store)->digest;
    if (code == RH_OK) code = rh_store_history(&history, store, (rh_shard){0}, &err);
    for (size_t i = 0; code == RH_OK && i < history.n_journeys; i++) {
        rh_journey journey;
        code = history.load(history.ctx, 0, i, &f->arena, &journey, &err);
    }
    rh_store_close(store);
    return code;
}

static bool same(const rh_sha256 *a, const rh_sha256 *b)
{
    return memcmp(a, b, sizeof *a) == 0;
}

static void journal__of_its_own_is_taken_up(void **state)
{
    fixture *f = *state;
    rh_sha256 got;
    const char *small = made(f, "small.jsonl", 60, 5), *big = made(f, "big.jsonl", 1500, 30);
    const char *store = at(f, "own.db"), *whole = at(f, "whole.db");
    const rh_sha256 before = ingest(f, store, small);
    ingest_and_die(f, store, big, 500);
    assert_int_equal(access(at(f, "own.db-wal"), F_OK), 0);
    /* Covers: S6 K4 */
    assert_int_equal(read_all(f, store, &got), RH_OK);
    assert_true(same(&got, &before));
    ingest(f, whole, small);
    const rh_sha256 expected = ingest(f, whole, big);
    got = ingest(f, store, big);
    assert_true(same(&got, &expected));
}

/* SQLite takes a journal for the store's when it lies beside it; what comes of it must never pass for a history. */
static void journal__of_another_store_never_makes_a_third_history(void **state)
{
    fixture *f = *state;
    const char *small = made(f, "small.jsonl", 60, 5), *big = made(f, "big.jsonl", 1500, 30);
    int n_refused = 0;
    for (int after = 100; after <= 700; after += 100) {
        char name[20], journal[40];
        rh_sha256 got;
        snprintf(name, sizeof name, "a%d.db", after);
        const char *other = at(f, name);
        snprintf(journal, sizeof journal, "a%d.db-wal", after);
        const char *others_journal = at(f, journal);
        const rh_sha256 others = ingest(f, other, small);
        ingest_and_die(f, other, big, after);
        snprintf(name, sizeof name, "b%d.db", after);
        const char *store = at(f, name);
        const rh_sha256 own = ingest(f, store, big);
        snprintf(journal, sizeof journal, "b%d.db-wal", after);
        copy(others_journal, at(f, journal));
        const rh_code code = read_all(f, store, &got);
        /* Covers: S6 */
        if (code == RH_OK) assert_true(same(&got, &own) || same(&got, &others));
        else assert_true(code == RH_STORE_MALFORMED || code == RH_STORE_DIGEST || code == RH_STORE_FOREIGN);
        n_refused += code != RH_OK;
    }
    assert_true(n_refused > 0);
}

static void journal__of_rubbish_is_passed_over(void **state)
{
    static const char *const names[] = {"s.db-wal", "s.db-journal", "s.db-shm"};
    fixture *f = *state;
    char rubbish[70000];
    rh_sha256 got;
    const char *store = at(f, "s.db");
    const rh_sha256 own = ingest(f, store, made(f, "a.jsonl", 200, 9));
    for (size_t i = 0; i < sizeof rubbish; i++) rubbish[i] = (char)(i * 7919 >> 3);
    for (size_t i = 0; i < sizeof names / sizeof names[0]; i++) {
        kit_folder_write(&f->folder, names[i], rubbish, sizeof rubbish);
        /* Covers: S6 */
        assert_int_equal(read_all(f, store, &got), RH_OK);
        assert_true(same(&got, &own));
    }
    /* A journal without a store is none. */
    assert_int_equal(unlink(store), 0);
    kit_folder_write(&f->folder, "s.db-wal", rubbish, sizeof rubbish);
    assert_int_equal(read_all(f, store, &got), RH_STORE_MISSING);
}

/* ---- places ---- */

/* Of this program: what the file system says it is. 0: what the real one says, which here is of no interest. */
static uint32_t pretended;

int statfs(const char *path, struct statfs *out)
{
    (void)path;
    memset(out, 0, sizeof *out);
    memcpy(&out->f_type, &pretended, sizeof pretended);
    return 0;
}

static void store__on_the_disk_of_another_machine_is_refused(void **state)
{
    static const struct {
        uint32_t magic;
        rh_code code;
    } systems[] = {{0xEF53, RH_OK},     {0x01021994, RH_OK},           {0x9123683E, RH_OK},
                   {0x6969, RH_STORE_NETWORK}, {0xFF534D42, RH_STORE_NETWORK}, {0xFE534D42, RH_STORE_NETWORK}};
    fixture *f = *state;
    rh_store_ingest_result result;
    const rh_ingest_options options = {0};
    const char *input = made(f, "a.jsonl", 20, 2), *store = at(f, "s.db"), *other = at(f, "other.db");
    ingest(f, store, input);
    for (size_t i = 0; i < sizeof systems / sizeof systems[0]; i++) {
        rh_store *opened = NULL;
        pretended = systems[i].magic;
        /* Covers: S7 */
        assert_int_equal(rh_store_open(&opened, store, NULL), systems[i].code);
        rh_store_close(opened);
        unlink(other);
        assert_int_equal(rh_store_ingest(&result, &f->arena, other, &input, 1, &options, &f->diags), systems[i].code);
        assert_int_equal(access(other, F_OK) == 0, systems[i].code == RH_OK);
    }
    pretended = 0;
    assert_int_equal(rh_code_class(RH_STORE_NETWORK), RH_CLASS_CONFIG);
}

/* ---- text ---- */

#define HOSTILE "x'); DROP TABLE journey; --"

static void store__takes_hostile_text_for_text(void **state)
{
    static const char event[] = "{\"specversion\":\"1.0\",\"id\":\"" HOSTILE "\",\"source\":\"/" HOSTILE
                                "\",\"type\":\"" HOSTILE "\",\"subject\":\"" HOSTILE
                                "\",\"time\":\"2026-01-01T00:00:00Z\",\"data\":{\"" HOSTILE "\":\"?1 :a @b $c %s\"}}\n"
                                "{\"id\":\"" HOSTILE "\"}\n";
    fixture *f = *state;
    rh_store *store = NULL;
    rh_journey journey;
    bool is_found = false;
    const char *path = at(f, "s.db");
    kit_folder_text(&f->folder, HOSTILE ".jsonl", event);
    ingest(f, path, at(f, HOSTILE ".jsonl"));
    assert_int_equal(rh_store_open(&store, path, NULL), RH_OK);
    assert_int_equal(rh_store_journey(&journey, &is_found, &f->arena, store, RH_STR(HOSTILE), NULL), RH_OK);
    /* Covers: S10 */
    assert_true(is_found && journey.n_events == 1 && rh_str_eq(journey.id, RH_STR(HOSTILE)));
    assert_true(rh_str_eq(journey.events[0].type, RH_STR(HOSTILE)));
    assert_int_equal(rh_store_journey(&journey, &is_found, &f->arena, store, RH_STR("' OR '1'='1"), NULL), RH_OK);
    assert_false(is_found);
    rh_store_close(store);
    assert_int_equal(number(path, "SELECT count(*) FROM item"), 2);
}

/* Every statement of the store takes its data by number: none has a text of its own in quotes. */
static void store__has_no_statement_with_data_in_it(void **state)
{
    static const char *const statements[] = {
#define X(NAME, sql) sql,
#include "harness/store/sql.def"
#undef X
    };
    (void)state;
    for (size_t i = 0; i < sizeof statements / sizeof statements[0]; i++) {
        /* Covers: S10 */
        assert_null(strpbrk(statements[i], "'\"%:@$"));
    }
}

/* ---- rows ---- */

static void store__has_strict_tables_only(void **state)
{
    fixture *f = *state;
    const char *path = at(f, "s.db");
    ingest(f, path, made(f, "a.jsonl", 50, 3));
    /* Covers: S11 */
    assert_true(number(path, "SELECT count(*) FROM pragma_table_list WHERE schema = 'main' AND strict = 1") > 5);
    assert_int_equal(number(path, "SELECT count(*) FROM pragma_table_list WHERE schema = 'main' AND strict = 0"
                                  " AND name NOT LIKE 'sqlite_%'"),
                     0);
    assert_int_equal(run_sql(path, "UPDATE journey SET events = 'many'") & 0xFF, SQLITE_CONSTRAINT);
}

static void store__digest_is_of_rows_and_not_of_bytes(void **state)
{
    static const char *const changes[] = {
        "VACUUM",
        "PRAGMA journal_mode = DELETE; PRAGMA page_size = 1024; VACUUM",
        "REINDEX",
        "CREATE TEMP TABLE kept AS SELECT * FROM blob; DELETE FROM blob; INSERT INTO blob SELECT * FROM kept",
    };
    fixture *f = *state;
    const char *path = at(f, "s.db");
    const rh_sha256 own = ingest(f, path, made(f, "a.jsonl", 400, 12));
    for (size_t i = 0; i < sizeof changes / sizeof changes[0]; i++) {
        rh_sha256 got;
        if (run_sql(path, changes[i]) != SQLITE_OK) fail_msg("%s", changes[i]);
        /* Covers: S12 */
        assert_int_equal(read_all(f, path, &got), RH_OK);
        assert_true(same(&got, &own));
    }
    assert_int_equal(number(path, "PRAGMA page_size"), 1024);
}

int main(void)
{
#define TEST(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)
    const struct CMUnitTest tests[] = {
        TEST(journal__of_its_own_is_taken_up),
        TEST(journal__of_another_store_never_makes_a_third_history),
        TEST(journal__of_rubbish_is_passed_over),
        TEST(store__on_the_disk_of_another_machine_is_refused),
        TEST(store__takes_hostile_text_for_text),
        TEST(store__has_no_statement_with_data_in_it),
        TEST(store__has_strict_tables_only),
        TEST(store__digest_is_of_rows_and_not_of_bytes),
    };
    return cmocka_run_group_tests_name("store integrity", tests, NULL, NULL);
}
