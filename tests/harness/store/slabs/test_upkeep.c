/* Slabs as their store changes: written anew, removed, passed over where they are of another history; and what is held
 * against them. */
#include "tests/harness/store/slabs/snapshot.h"

#include <dirent.h>
#include <signal.h>
#include <sqlite3.h>
#include <sys/wait.h>
#include <unistd.h>

static void slabs__are_private(void **state)
{
    snapshot *s = *state;
    struct stat st;
    snapshot_plain(s, 64);
    snapshot_ingest(s, "a.jsonl");
    assert_int_equal(stat(s->slabs, &st), 0);
    /* Covers: P7 */
    assert_int_equal(st.st_mode & 0777, 0600);
}

/* ---- what changes a store ---- */

static bool file_has(const char *path, const char *text)
{
    static char bytes[1 << 20];
    FILE *f = fopen(path, "rb");
    assert_non_null(f);
    const size_t n = fread(bytes, 1, sizeof bytes, f);
    fclose(f);
    return rh_str_find((rh_str){bytes, n}, rh_str_of(text)) != SIZE_MAX;
}

static void run_sql(const snapshot *s, const char *sql)
{
    sqlite3 *db;
    assert_int_equal(sqlite3_open(s->store, &db), SQLITE_OK);
    assert_int_equal(sqlite3_exec(db, sql, NULL, NULL, NULL), SQLITE_OK);
    sqlite3_close(db);
}

static rh_code forget(const snapshot *s, const char *journey)
{
    rh_forgotten forgotten;
    const rh_str names[] = {rh_str_of(journey)};
    return rh_store_forget(&forgotten, s->store, names, 1, NULL);
}

static void slabs__have_nothing_of_the_forgotten(void **state)
{
    snapshot *s = *state;
    snapshot_plain(s, 65);
    snapshot_ingest(s, "a.jsonl");
    assert_true(file_has(s->slabs, "who7@x.example"));
    assert_int_equal(forget(s, "J-000007"), RH_OK);
    /* Covers: P7 */
    assert_false(file_has(s->slabs, "who7@x.example"));
    assert_false(file_has(s->slabs, "J-000007"));
    assert_true(file_has(s->slabs, "who8@x.example"));
    snapshot_check(s);
    assert_int_equal(forget(s, "nobody"), RH_JOURNEY_MISSING);
    snapshot_check(s);
    assert_int_equal(forget(s, "J-000008"), RH_OK);
    assert_false(snapshot_is_there(s->slabs)); /* too few */
}

static void copy(const char *from, const char *to)
{
    static char bytes[1 << 20];
    FILE *in = fopen(from, "rb"), *out = fopen(to, "wb");
    assert_true(in != NULL && out != NULL);
    const size_t n = fread(bytes, 1, sizeof bytes, in);
    assert_int_equal(fwrite(bytes, 1, n, out), n);
    assert_int_equal(fclose(in), 0);
    assert_int_equal(fclose(out), 0);
}

/* It may be killed at any moment behind the first. */
static void slabs__go_before_anybody_is_forgotten(void **state)
{
    snapshot *s = *state;
    snapshot_plain(s, 70);
    snapshot_ingest(s, "a.jsonl");
    run_sql(s, "DELETE FROM name WHERE number = 0"); /* what it looks at next */
    assert_int_equal(forget(s, "J-000007"), RH_STORE_MALFORMED);
    /* Covers: P7 */
    assert_false(snapshot_is_there(s->slabs));
}

/* What is left by an ingest that was killed before it wrote them anew. */
static void slabs__of_another_history_are_none(void **state)
{
    snapshot *s = *state;
    const char *aside = kit_folder_at(&s->folder, "aside");
    snapshot_plain(s, 70);
    snapshot_ingest(s, "a.jsonl");
    copy(s->slabs, aside);
    snapshot_line(s, 500, "{\"a\":{\"x\":1}}");
    snapshot_ingest(s, "b.jsonl");
    copy(aside, s->slabs);
    assert_false(snapshot_has_slabs(s));
    /* Ingesting again what the store has already makes them. */
    s->n_lines--;
    snapshot_line(s, 500, "{\"a\":{\"x\":1}}");
    snapshot_ingest(s, "b.jsonl");
    snapshot_check(s);
}

static void slabs__are_made_where_they_are_missing_or_damaged(void **state)
{
    snapshot *s = *state;
    for (int damaged = 0; damaged < 2; damaged++) {
        s->n_lines = 0;
        snapshot_plain(s, 70);
        snapshot_ingest(s, "a.jsonl");
        if (damaged) {
            FILE *f = fopen(s->slabs, "rb+");
            assert_int_equal(fseek(f, -500, SEEK_END), 0);
            assert_int_equal(fwrite("spoilt", 6, 1, f), 1);
            assert_int_equal(fclose(f), 0);
        } else {
            assert_int_equal(unlink(s->slabs), 0);
        }
    }
    s->n_lines = 0;
    snapshot_plain(s, 70);
    snapshot_ingest(s, "a.jsonl");
    snapshot_check(s);
}

/* How many files of the folder are to become slabs. */
static int n_begun(const snapshot *s)
{
    int n = 0;
    DIR *dir = opendir(s->folder.path);
    assert_non_null(dir);
    for (const struct dirent *e; (e = readdir(dir)) != NULL;)
        n += strncmp(e->d_name, "s.db.slabs.tmp", strlen("s.db.slabs.tmp")) == 0;
    closedir(dir);
    return n;
}

typedef struct stopping {
    const snapshot *s;
    bool dies;
} stopping;

static bool once_begun(void *ctx)
{
    const stopping *stop = ctx;
    if (n_begun(stop->s) == 0) return false;
    if (stop->dies) (void)raise(SIGKILL);
    return true;
}

static rh_code ingest_until(snapshot *s, const char *path, bool dies)
{
    rh_store_ingest_result result;
    stopping stop = {s, dies};
    const rh_ingest_options options = {.is_stopped = once_begun, .is_stopped_ctx = &stop};
    return rh_store_ingest(&result, &s->arena, s->store, &path, 1, &options, &s->diags);
}

static const char *long_history(snapshot *s)
{
    snapshot_plain(s, RH_SLAB_ROWS + 10);
    return kit_folder_write(&s->folder, "a.jsonl", s->lines.ptr, s->lines.len);
}

static void kill_ingest(snapshot *s, const char *path)
{
    int status;
    const pid_t child = fork();
    assert_int_not_equal(child, -1);
    if (child == 0) _exit(ingest_until(s, path, true) == RH_OK ? 1 : 2);
    assert_int_equal(waitpid(child, &status, 0), child);
    assert_true(WIFSIGNALED(status));
}

/* While the journeys are settled, and where these are settled already. */
static void slabs__that_are_cut_short_are_none(void **state)
{
    snapshot *s = *state;
    const char *path = long_history(s);
    for (int i = 0; i < 2; i++) {
        kill_ingest(s, path);
        /* Covers: K1 */
        assert_false(snapshot_has_slabs(s));
        assert_int_equal(n_begun(s), 1);
        s->n_lines = 0;
        snapshot_plain(s, RH_SLAB_ROWS + 10);
        snapshot_ingest(s, "a.jsonl");
        assert_int_equal(n_begun(s), 0);
        snapshot_check(s);
        assert_int_equal(unlink(s->slabs), 0);
    }
}

static void slabs__that_nobody_waits_for_are_none(void **state)
{
    snapshot *s = *state;
    const char *path = long_history(s);
    assert_int_equal(ingest_until(s, path, false), RH_INGEST_STOPPED); /* with what else is settled */
    assert_int_equal(n_begun(s), 0);
    snapshot_ingest(s, "a.jsonl");
    assert_int_equal(unlink(s->slabs), 0);
    assert_int_equal(ingest_until(s, path, false), RH_OK);
    assert_int_equal(n_begun(s), 0);
    assert_false(snapshot_is_there(s->slabs));
}

static void slabs__that_cannot_be_written_are_a_warning(void **state)
{
    snapshot *s = *state;
    rh_store_ingest_result result;
    rh_diags diags;
    const rh_ingest_options options = {0};
    rh_diags_init(&diags, &s->arena);
    assert_int_equal(mkdir(s->slabs, 0700), 0);
    snapshot_plain(s, 70);
    const char *path = kit_folder_write(&s->folder, "a.jsonl", s->lines.ptr, s->lines.len);
    assert_int_equal(rh_store_ingest(&result, &s->arena, s->store, &path, 1, &options, &diags), RH_OK);
    assert_int_equal(result.summary.journeys, 70);
    assert_int_equal(diags.n_warnings, 1);
    assert_int_equal(diags.warnings[0].code, RH_OUTPUT_CREATE);
    assert_false(snapshot_has_slabs(s));
}

static void slabs__are_no_links(void **state)
{
    snapshot *s = *state;
    const char *aside = kit_folder_at(&s->folder, "aside");
    snapshot_plain(s, 70);
    snapshot_ingest(s, "a.jsonl");
    assert_int_equal(rename(s->slabs, aside), 0);
    assert_int_equal(symlink(aside, s->slabs), 0);
    /* Covers: F8 */
    assert_false(snapshot_has_slabs(s));
}

/* ---- what is held against them ---- */

static rh_code load(const snapshot *s, size_t index)
{
    rh_history history;
    rh_journey journey;
    rh_store *store = snapshot_open(s);
    rh_arena arena = kit_arena();
    assert_non_null(rh_store_slabs(store));
    assert_int_equal(rh_store_history(&history, store, (rh_shard){0}, NULL), RH_OK);
    const rh_code code = history.load(history.ctx, 0, index, &arena, &journey, NULL);
    assert_int_equal(history.check(history.ctx, index, NULL), code);
    rh_arena_dispose(&arena);
    rh_store_close(store);
    return code;
}

static rh_code find(const snapshot *s, const char *id)
{
    bool is_found;
    rh_journey journey;
    rh_store *store = snapshot_open(s);
    rh_arena arena = kit_arena();
    const rh_code code = rh_store_journey(&journey, &is_found, &arena, store, rh_str_of(id), NULL);
    rh_arena_dispose(&arena);
    rh_store_close(store);
    return code;
}

static void slabs__are_held_against_each_journey_that_is_loaded(void **state)
{
    snapshot *s = *state;
    snapshot_plain(s, 70);
    snapshot_ingest(s, "a.jsonl");
    run_sql(s, "UPDATE journey SET digest = zeroblob(32) WHERE name = 'J-000005';"
               "UPDATE journey SET name = 'J-000006x' WHERE name = 'J-000006'");
    /* Covers: S9 */
    assert_int_equal(load(s, 4), RH_OK);
    assert_int_equal(load(s, 5), RH_STORE_DIGEST);
    assert_int_equal(load(s, 6), RH_STORE_DIGEST);
    assert_int_equal(load(s, 7), RH_OK);
    assert_int_equal(find(s, "J-000005"), RH_STORE_DIGEST);
    assert_int_equal(find(s, "J-000006x"), RH_STORE_DIGEST);
    assert_int_equal(find(s, "J-000007"), RH_OK);
}

static rh_code open_store(const snapshot *s)
{
    rh_store *store = NULL;
    const rh_code code = rh_store_open(&store, s->store, NULL);
    if (code == RH_OK) rh_store_close(store);
    return code;
}

static void slabs__do_not_hide_a_store_that_is_not_right(void **state)
{
    snapshot *s = *state;
    static const char *const damages[] = {
        "DELETE FROM journey WHERE name = 'J-000005'",
        "INSERT INTO journey SELECT 99999, 'more', 1, 0, 0, last_s, last_ns, digest, crc FROM journey LIMIT 1",
        "UPDATE totals SET journeys = journeys + 1", "UPDATE totals SET events = events + 1",
        "UPDATE totals SET digest = zeroblob(32)", "UPDATE file SET accepted = accepted + 1"};
    for (size_t i = 0; i < sizeof damages / sizeof *damages; i++) {
        snapshot_plain(s, 70);
        snapshot_ingest(s, "a.jsonl");
        assert_int_equal(open_store(s), RH_OK);
        run_sql(s, damages[i]);
        /* Covers: S9 */
        if (open_store(s) != RH_STORE_DIGEST) fail_msg("%s", damages[i]);
        unlink(s->store);
    }
}

/* The journeys of a shard are those that it has without slabs. */
static void slabs__leave_shards_alone(void **state)
{
    snapshot *s = *state;
    rh_history whole, part;
    size_t n = 0;
    snapshot_plain(s, 200);
    snapshot_ingest(s, "a.jsonl");
    rh_store *store = snapshot_open(s);
    rh_arena arena = kit_arena();
    assert_int_equal(rh_store_history(&whole, store, (rh_shard){1, 1}, NULL), RH_OK);
    assert_int_equal(whole.n_journeys, 200);
    for (uint32_t i = 1; i <= 3; i++) {
        rh_journey journey;
        const rh_shard shard = {i, 3};
        assert_int_equal(rh_store_history(&part, store, shard, NULL), RH_OK);
        for (size_t k = 0; k < part.n_journeys; k++, n++) {
            assert_int_equal(part.load(part.ctx, 0, k, &arena, &journey, NULL), RH_OK);
            assert_true(rh_shard_has(shard, journey.id));
        }
    }
    assert_int_equal(n, 200);
    rh_store_close(store);
    rh_arena_dispose(&arena);
}

int main(void)
{
#define TEST(name) cmocka_unit_test_setup_teardown(name, snapshot_set_up, snapshot_tear_down)
    const struct CMUnitTest tests[] = {
        TEST(slabs__are_private),
        TEST(slabs__have_nothing_of_the_forgotten),
        TEST(slabs__go_before_anybody_is_forgotten),
        TEST(slabs__of_another_history_are_none),
        TEST(slabs__are_made_where_they_are_missing_or_damaged),
        TEST(slabs__that_are_cut_short_are_none),
        TEST(slabs__that_nobody_waits_for_are_none),
        TEST(slabs__that_cannot_be_written_are_a_warning),
        TEST(slabs__are_no_links),
        TEST(slabs__are_held_against_each_journey_that_is_loaded),
        TEST(slabs__do_not_hide_a_store_that_is_not_right),
        TEST(slabs__leave_shards_alone),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
