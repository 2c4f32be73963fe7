/* An ingest killed at any write or sync, and killed again while it recovers: the next one gives the digest, counts and
 * quarantine of an undisturbed run. A file system that stands between SQLite and the real one does the killing, so the
 * moments are exact and the same on every machine. Another one makes calls fail. Each for a store that is filled and
 * for one that has a history, which have journals of two kinds. */
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>

#include "harness/store/store.h"
#include "tests/harness/store/made.h"
#include "tests/kit/folder.h"
#include "tests/kit/memory.h"
#include "tests/kit/scale.h"

#include <signal.h>
#include <sqlite3.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/wait.h>
#include <unistd.h>

/* ---- a file system that counts calls that change something ---- */

enum { CALLS_MOST = 1 << 14 };
static struct {
    sqlite3_vfs vfs, *real;
    long n, kill_at, fail_from, fail_to; /* calls counted from 1; 0: never */
    int fail_with;
    bool is_write[CALLS_MOST]; /* else a sync, a truncation or a removal */
} shim;

typedef struct shim_file {
    sqlite3_file base;
    sqlite3_file *real;
} shim_file;

/* SQLITE_OK: the call goes through. */
static int count_call(bool is_write)
{
    shim.n++;
    if (shim.n < CALLS_MOST) shim.is_write[shim.n] = is_write;
    if (shim.n == shim.kill_at) kill(getpid(), SIGKILL);
    return shim.n >= shim.fail_from && shim.n <= shim.fail_to ? shim.fail_with : SQLITE_OK;
}

#define REAL(f) (((shim_file *)(f))->real)
static int f_close(sqlite3_file *f)
{
    return REAL(f)->pMethods->xClose(REAL(f));
}
static int f_read(sqlite3_file *f, void *to, int n, sqlite3_int64 at)
{
    return REAL(f)->pMethods->xRead(REAL(f), to, n, at);
}
static int f_write(sqlite3_file *f, const void *from, int n, sqlite3_int64 at)
{
    const int rc = count_call(true);
    return rc != SQLITE_OK ? rc : REAL(f)->pMethods->xWrite(REAL(f), from, n, at);
}
static int f_truncate(sqlite3_file *f, sqlite3_int64 size)
{
    const int rc = count_call(false);
    return rc != SQLITE_OK ? rc : REAL(f)->pMethods->xTruncate(REAL(f), size);
}
static int f_sync(sqlite3_file *f, int flags)
{
    const int rc = count_call(false);
    return rc != SQLITE_OK ? SQLITE_IOERR_FSYNC : REAL(f)->pMethods->xSync(REAL(f), flags);
}
static int f_size(sqlite3_file *f, sqlite3_int64 *size)
{
    return REAL(f)->pMethods->xFileSize(REAL(f), size);
}
static int f_lock(sqlite3_file *f, int how)
{
    return REAL(f)->pMethods->xLock(REAL(f), how);
}
static int f_unlock(sqlite3_file *f, int how)
{
    return REAL(f)->pMethods->xUnlock(REAL(f), how);
}
static int f_check(sqlite3_file *f, int *out)
{
    return REAL(f)->pMethods->xCheckReservedLock(REAL(f), out);
}
static int f_control(sqlite3_file *f, int op, void *arg)
{
    return REAL(f)->pMethods->xFileControl(REAL(f), op, arg);
}
static int f_sector(sqlite3_file *f)
{
    return REAL(f)->pMethods->xSectorSize(REAL(f));
}
static int f_traits(sqlite3_file *f)
{
    return REAL(f)->pMethods->xDeviceCharacteristics(REAL(f));
}
static int f_map(sqlite3_file *f, int page, int size, int extend, void volatile **out)
{
    return REAL(f)->pMethods->xShmMap(REAL(f), page, size, extend, out);
}
static int f_shm_lock(sqlite3_file *f, int at, int n, int flags)
{
    return REAL(f)->pMethods->xShmLock(REAL(f), at, n, flags);
}
static void f_barrier(sqlite3_file *f)
{
    REAL(f)->pMethods->xShmBarrier(REAL(f));
}
static int f_unmap(sqlite3_file *f, int is_delete)
{
    return REAL(f)->pMethods->xShmUnmap(REAL(f), is_delete);
}

static const sqlite3_io_methods methods = {2,          f_close,   f_read,  f_write,   f_truncate, f_sync,   f_size,
                                           f_lock,     f_unlock,  f_check, f_control, f_sector,   f_traits, f_map,
                                           f_shm_lock, f_barrier, f_unmap, NULL,      NULL};

static int shim_open(sqlite3_vfs *vfs, const char *name, sqlite3_file *file, int flags, int *out)
{
    shim_file *f = (shim_file *)file;
    (void)vfs;
    f->base.pMethods = NULL;
    f->real = (sqlite3_file *)(void *)(f + 1);
    const int rc = shim.real->xOpen(shim.real, name, f->real, flags, out);
    if (rc == SQLITE_OK) f->base.pMethods = &methods;
    return rc;
}

static int shim_delete(sqlite3_vfs *vfs, const char *name, int sync_dir)
{
    const int rc = count_call(false);
    (void)vfs;
    return rc != SQLITE_OK ? SQLITE_IOERR_DELETE : shim.real->xDelete(shim.real, name, sync_dir);
}

static void put_shim_in_place(void)
{
    shim.real = sqlite3_vfs_find(NULL);
    shim.vfs = *shim.real;
    shim.vfs.zName = "shim";
    shim.vfs.szOsFile = (int)sizeof(shim_file) + shim.real->szOsFile;
    shim.vfs.xOpen = shim_open;
    shim.vfs.xDelete = shim_delete;
    shim.vfs.pNext = NULL;
    assert_int_equal(sqlite3_vfs_register(&shim.vfs, 1), SQLITE_OK);
}

/* ---- memory of SQLite that runs out ---- */

static struct {
    sqlite3_mem_methods real;
    long n, fail_at; /* calls counted from 1; 0: never */
} memory;

static void *m_malloc(int n)
{
    return ++memory.n == memory.fail_at ? NULL : memory.real.xMalloc(n);
}
static void *m_realloc(void *p, int n)
{
    return ++memory.n == memory.fail_at ? NULL : memory.real.xRealloc(p, n);
}

static void put_memory_in_place(void)
{
    sqlite3_mem_methods mine;
    assert_int_equal(sqlite3_config(SQLITE_CONFIG_GETMALLOC, &memory.real), SQLITE_OK);
    mine = memory.real;
    mine.xMalloc = m_malloc;
    mine.xRealloc = m_realloc;
    assert_int_equal(sqlite3_config(SQLITE_CONFIG_MALLOC, &mine), SQLITE_OK);
}

/* ---- runs ---- */

typedef struct fixture {
    kit_folder folder;
    rh_arena arena;
    char a[300], b[300];
    char base[300]; /* a copy of it is the store that files are ingested into; empty: none is there */
    char expected[9000];
    long n_calls; /* of an undisturbed run */
    bool is_write[CALLS_MOST];
} fixture;

static rh_code ingest(fixture *f, const char *store, rh_err *err)
{
    rh_store_ingest_result result;
    rh_diags diags;
    const rh_ingest_options options = {.batch_bytes = 30000};
    const char *paths[] = {f->b, f->a};
    rh_diags_init(&diags, &f->arena);
    const rh_code code = rh_store_ingest(&result, &f->arena, store, paths, 2, &options, &diags);
    if (code != RH_OK && diags.n_errors > 0) *err = diags.errors[0];
    return code;
}

static rh_code count_quarantined(void *ctx, int64_t id, const rh_quarantined *q, rh_err *err)
{
    uint64_t *sum = ctx;
    (void)id, (void)err;
    sum[0]++;
    sum[1] += q->offset * 31 + q->why.span.col + q->raw.len;
    return RH_OK;
}

/* Digest, counts of the files and quarantine in one text. */
static void describe(char *out, size_t n, fixture *f, const char *path)
{
    rh_store *store = NULL;
    rh_err err;
    const rh_source_counts *sources;
    size_t n_sources;
    uint64_t quarantined[2] = {0};
    char hex[RH_SHA256_HEX + 1];
    if (rh_store_open(&store, path, &err) != RH_OK) fail_msg("%s", err.text);
    const rh_store_summary *s = rh_store_summary_get(store);
    assert_int_equal(rh_store_sources(&sources, &n_sources, &f->arena, store, NULL), RH_OK);
    assert_int_equal(rh_store_quarantined(store, count_quarantined, quarantined, NULL), RH_OK);
    rh_sha256_hex(hex, &s->digest);
    int at = snprintf(out, n, "%s %llu %llu %d %llu/%llu", hex, (unsigned long long)s->journeys,
                      (unsigned long long)s->events, s->is_unfinished, (unsigned long long)quarantined[0],
                      (unsigned long long)quarantined[1]);
    for (size_t i = 0; i < n_sources; i++)
        at += snprintf(out + at, n - (size_t)at, " %llu=%llu+%llu+%llu", (unsigned long long)sources[i].read,
                       (unsigned long long)sources[i].accepted, (unsigned long long)sources[i].duplicate,
                       (unsigned long long)sources[i].quarantined);
    rh_store_close(store);
}

/* Where a store is to be made, or a copy of the one that files are added to. */
static const char *begin_store(fixture *f, const char *name)
{
    char bytes[1 << 16];
    size_t n;
    const char *path = kit_folder_at(&f->folder, name);
    if (f->base[0] == '\0') return path;
    FILE *in = fopen(f->base, "rb"), *out = fopen(path, "wb");
    assert_true(in != NULL && out != NULL);
    while ((n = fread(bytes, 1, sizeof bytes, in)) > 0) assert_int_equal(fwrite(bytes, 1, n, out), n);
    assert_int_equal(fclose(in) | fclose(out), 0);
    return path;
}

static fixture *begin(void)
{
    fixture *f = calloc(1, sizeof *f);
    f->folder = kit_folder_make();
    f->arena = kit_arena();
    const made_log log = made_make(&f->arena, 1200, 40);
    snprintf(f->a, sizeof f->a, "%s", kit_folder_write(&f->folder, "a.jsonl", log.first.ptr, log.first.len));
    snprintf(f->b, sizeof f->b, "%s", kit_folder_write(&f->folder, "b.jsonl", log.second.ptr, log.second.len));
    if (shim.real == NULL) put_shim_in_place();
    shim.n = shim.kill_at = shim.fail_from = shim.fail_to = 0;
    return f;
}

static int run_undisturbed(fixture *f, void **state)
{
    rh_err err;
    const char *store = begin_store(f, "whole.db");
    shim.n = 0;
    if (ingest(f, store, &err) != RH_OK) fail_msg("%s", err.text);
    f->n_calls = shim.n;
    memcpy(f->is_write, shim.is_write, sizeof f->is_write);
    describe(f->expected, sizeof f->expected, f, store);
    *state = f;
    return 0;
}

static int set_up(void **state)
{
    return run_undisturbed(begin(), state);
}

/* The store has journeys of the same names, with other events and some of the same. */
static int set_up_more(void **state)
{
    rh_err err;
    fixture *f = begin();
    const made_log log = made_make(&f->arena, 300, 55);
    char whole[300];
    const char *base = kit_folder_at(&f->folder, "base.db");
    snprintf(whole, sizeof whole, "%s", f->a);
    snprintf(f->a, sizeof f->a, "%s", kit_folder_write(&f->folder, "c.jsonl", log.first.ptr, log.first.len));
    if (ingest(f, base, &err) != RH_OK) fail_msg("%s", err.text);
    snprintf(f->a, sizeof f->a, "%s", whole);
    snprintf(f->base, sizeof f->base, "%s", base);
    return run_undisturbed(f, state);
}

static int tear_down(void **state)
{
    fixture *f = *state;
    kit_folder_remove(&f->folder);
    rh_arena_dispose(&f->arena);
    free(f);
    return 0;
}

/* Ingests in a process that kills itself at the n-th call; true when it was killed, false when it was done before. */
static bool ingest_killed_at(fixture *f, const char *store, long n)
{
    rh_err err;
    int status;
    const pid_t child = fork();
    assert_int_not_equal(child, -1);
    if (child == 0) {
        shim.n = 0;
        shim.kill_at = n;
        _exit(ingest(f, store, &err) == RH_OK ? 0 : 1);
    }
    assert_int_equal(waitpid(child, &status, 0), child);
    if (WIFSIGNALED(status)) assert_int_equal(WTERMSIG(status), SIGKILL);
    else assert_int_equal(WEXITSTATUS(status), 0);
    return WIFSIGNALED(status);
}

static void remove_store(fixture *f, const char *name)
{
    static const char *const ends[] = {"", "-journal", "-wal", "-shm", ".lock"};
    for (size_t i = 0; i < sizeof ends / sizeof *ends; i++) {
        char path[64];
        snprintf(path, sizeof path, "%s%s", name, ends[i]);
        remove(kit_folder_at(&f->folder, path));
    }
}

static void must_be_as_undisturbed(fixture *f, const char *store, long at)
{
    char got[9000];
    rh_err err;
    if (ingest(f, store, &err) != RH_OK) fail_msg("after a kill at %ld: %s", at, err.text);
    describe(got, sizeof got, f, store);
    if (strcmp(got, f->expected) != 0) fail_msg("after a kill at %ld:\n%s\n%s", at, got, f->expected);
}

/* Killed at a call, then run again; true when it was killed before it was done. */
static bool kill_and_run_again(fixture *f, long at)
{
    const char *store = begin_store(f, "killed.db");
    const bool was_killed = ingest_killed_at(f, store, at);
    /* Covers: K1 */
    must_be_as_undisturbed(f, store, at);
    remove_store(f, "killed.db");
    return was_killed;
}

static void ingest__killed_at_any_write_and_run_again_gives_the_same(void **state)
{
    fixture *f = *state;
    uint64_t seed = 7;
    int n_killed = 0;
    const int n = (int)kit_scaled(200, 12, "kills");
    assert_true(f->n_calls > 200);
    for (int i = 0; i < n; i++)
        n_killed += kill_and_run_again(
            f, i < 10 ? i * 3 + 1 : (long)(made_next(&seed) % (uint64_t)f->n_calls) + 1);
    assert_true(n_killed * 6 >= n * 5);
}

static void ingest__killed_at_each_sync_and_removal_and_run_again_gives_the_same(void **state)
{
    fixture *f = *state;
    size_t n = 0;
    long at[CALLS_MOST];
    assert_true(f->n_calls < CALLS_MOST);
    for (long i = 1; i <= f->n_calls; i++)
        if (!f->is_write[i]) at[n++] = i;
    assert_true(n > 10);
    const size_t some = kit_scaled(n, 6, "syncs, truncations and removals");
    for (size_t i = 0; i < some; i++) kill_and_run_again(f, at[i * n / some]);
}

static void ingest__killed_again_while_it_recovers_gives_the_same(void **state)
{
    fixture *f = *state;
    uint64_t seed = 11;
    const int n = (int)kit_scaled(15, 4, "kills of recoveries");
    for (int i = 0; i < n; i++) {
        char name[32];
        long at = 0;
        snprintf(name, sizeof name, "again-%d.db", i);
        const char *store = begin_store(f, name);
        for (int k = 0; k < 4; k++) {
            at = (long)(made_next(&seed) % (uint64_t)f->n_calls) + 1;
            ingest_killed_at(f, store, at);
        }
        /* Covers: K2 */
        must_be_as_undisturbed(f, store, at);
    }
}

static void ingest__two_at_once_give_the_same(void **state)
{
    fixture *f = *state;
    const char *store = begin_store(f, "both.db");
    rh_err err;
    int status;
    const pid_t child = fork();
    assert_int_not_equal(child, -1);
    if (child == 0) _exit(ingest(f, store, &err) == RH_OK ? 0 : 1);
    const rh_code code = ingest(f, store, &err);
    assert_int_equal(waitpid(child, &status, 0), child);
    /* Covers: K3 */
    assert_true(WIFEXITED(status) && WEXITSTATUS(status) == 0 && code == RH_OK);
    must_be_as_undisturbed(f, store, 0);
}

static void ingest__a_failing_disk_is_an_error_and_leaves_a_good_store(void **state)
{
    static const struct {
        int rc;
        rh_code code;
    } kinds[] = {{SQLITE_FULL, RH_STORE_IO}, {SQLITE_IOERR_WRITE, RH_STORE_IO}};
    fixture *f = *state;
    const long step = f->n_calls / (long)kit_scaled(17, 4, "calls of each kind that fail");
    for (size_t kind = 0; kind < 2; kind++)
        for (long at = 1; at < f->n_calls; at += step) {
            char name[32];
            rh_err err;
            snprintf(name, sizeof name, "full-%d-%ld.db", (int)kind, at);
            const char *store = begin_store(f, name);
            shim.n = 0;
            shim.fail_from = at;
            shim.fail_to = f->n_calls * 2;
            shim.fail_with = kinds[kind].rc;
            const rh_code code = ingest(f, store, &err);
            shim.fail_from = shim.fail_to = 0;
            /* Covers: S5 */
            if (code != RH_OK) assert_int_equal(code, kinds[kind].code);
            /* The last calls only tidy up behind the commit. */
            else assert_true(at > f->n_calls / 2);
            must_be_as_undisturbed(f, store, at);
        }
}

static void ingest__without_memory_is_an_error_and_leaves_a_good_store(void **state)
{
    fixture *f = *state;
    rh_err err;
    memory.n = 0;
    const char *store = kit_folder_at(&f->folder, "counted.db");
    assert_int_equal(ingest(f, store, &err), RH_OK);
    const long n = memory.n;
    int n_failed = 0;
    const int n_early = (int)kit_scaled(20, 5, "early allocations"), n_late = 2 * n_early;
    for (int i = 0; i < n_early + n_late; i++) {
        char name[32];
        snprintf(name, sizeof name, "memory-%d.db", i);
        store = kit_folder_at(&f->folder, name);
        memory.n = 0;
        memory.fail_at = i < n_early ? i * 7 + 1 : n * (i - n_early) / n_late + 1;
        const rh_code code = ingest(f, store, &err);
        memory.fail_at = 0;
        /* Covers: S5 */
        assert_true(code == RH_OK || code == RH_NOMEM);
        n_failed += code != RH_OK;
        must_be_as_undisturbed(f, store, i);
    }
    assert_true(n_failed > n_early);
}

int main(void)
{
    put_memory_in_place();
#define FIRST(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)
#define MORE(name) {#name "__more", name, set_up_more, tear_down, NULL}
#define BOTH(name) FIRST(name), MORE(name)
    const struct CMUnitTest tests[] = {
        BOTH(ingest__killed_at_any_write_and_run_again_gives_the_same),
        BOTH(ingest__killed_at_each_sync_and_removal_and_run_again_gives_the_same),
        BOTH(ingest__killed_again_while_it_recovers_gives_the_same),
        BOTH(ingest__two_at_once_give_the_same),
        BOTH(ingest__a_failing_disk_is_an_error_and_leaves_a_good_store),
        FIRST(ingest__without_memory_is_an_error_and_leaves_a_good_store),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
