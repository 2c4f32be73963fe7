/* Connections to a store's database. */
#include "harness/store/db.h"

#include "harness/store/rows.h"

#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <sys/stat.h>
#include <sys/vfs.h>
#include <unistd.h>

static const char *const texts[RH_N_SQL] = {
#define X(NAME, sql) [RH_SQL_##NAME] = sql,
#include "harness/store/sql.def"
#undef X
};

typedef struct step {
    int version;
    const char *sql;
} step;

static const step steps[] = {
#define X(version, sql) {version, sql},
#include "harness/store/steps.def"
#undef X
};
enum { N_STEPS = sizeof steps / sizeof *steps };

static rh_span span_of(const rh_db *db)
{
    return (rh_span){.file = rh_str_of(db->path)};
}

rh_code rh_db__error(const rh_db *db, int sqlite_code, rh_err *err)
{
    rh_code code;
    const char *says = db->handle != NULL ? sqlite3_errmsg(db->handle) : sqlite3_errstr(sqlite_code);
    switch (sqlite_code & 0xFF) {
    case SQLITE_NOMEM: return rh_err_nomem(err);
    case SQLITE_INTERRUPT: return rh_err_set(err, RH_INGEST_STOPPED, span_of(db), "stopped");
    case SQLITE_BUSY:
    case SQLITE_LOCKED: code = RH_STORE_BUSY; break;
    case SQLITE_NOTADB: code = RH_STORE_FOREIGN; break;
    case SQLITE_CORRUPT: code = RH_STORE_MALFORMED; break;
    case SQLITE_FULL:
    case SQLITE_IOERR:
    case SQLITE_PROTOCOL: code = RH_STORE_IO; break;
    case SQLITE_CANTOPEN:
    case SQLITE_READONLY:
    case SQLITE_PERM:
    case SQLITE_AUTH: code = RH_STORE_CREATE; break;
    case SQLITE_TOOBIG: code = RH_STORE_LARGE; break;
    default: code = RH_STORE_MALFORMED; break; /* a table or column that is not there */
    }
    return rh_err_set(err, code, span_of(db), "store: %s", says);
}

static int is_to_stop(void *ctx)
{
    const rh_db *db = ctx;
    return db->stop.ask(db->stop.ctx);
}

void rh_db__stop_if(rh_db *db, bool (*ask)(void *ctx), void *ctx)
{
    enum { ASK_EVERY = 10000 }; /* instructions of SQLite's machine: about a millisecond */
    db->stop.ask = ask;
    db->stop.ctx = ctx;
    sqlite3_progress_handler(db->handle, ASK_EVERY, ask != NULL ? is_to_stop : NULL, db);
}

rh_code rh_db__prepare(sqlite3_stmt **out, rh_db *db, rh_sql sql, rh_err *err)
{
    const int rc = sqlite3_prepare_v3(db->handle, texts[sql], -1, SQLITE_PREPARE_PERSISTENT, out, NULL);
    return rc == SQLITE_OK ? RH_OK : rh_db__error(db, rc, err);
}

rh_code rh_db__use(sqlite3_stmt **out, rh_db *db, rh_sql sql, rh_err *err)
{
    if (db->cached[sql] == NULL) {
        const rh_code code = rh_db__prepare(&db->cached[sql], db, sql, err);
        if (code != RH_OK) return code;
    }
    *out = db->cached[sql];
    sqlite3_reset(*out);
    sqlite3_clear_bindings(*out);
    return RH_OK;
}

rh_code rh_db__step(bool *has_row, rh_db *db, sqlite3_stmt *stmt, rh_err *err)
{
    const int rc = sqlite3_step(stmt);
    *has_row = rc == SQLITE_ROW;
    if (rc == SQLITE_ROW || rc == SQLITE_DONE) return RH_OK;
    const rh_code code = rh_db__error(db, rc, err);
    sqlite3_reset(stmt);
    return code;
}

rh_code rh_db__done(rh_db *db, sqlite3_stmt *stmt, rh_err *err)
{
    bool has_row;
    const rh_code code = rh_db__step(&has_row, db, stmt, err);
    if (code == RH_OK) sqlite3_reset(stmt);
    return code;
}

rh_code rh_db__put_blob(rh_db *db, rh_sql sql, int64_t id, rh_str bytes, rh_err *err)
{
    sqlite3_stmt *stmt = NULL;
    const rh_code code = rh_db__use(&stmt, db, sql, err);
    if (code != RH_OK) return code;
    sqlite3_bind_int64(stmt, 1, id);
    rh_db__bind_blob(stmt, 2, bytes);
    return rh_db__done(db, stmt, err);
}

rh_code rh_db__run(rh_db *db, rh_sql sql, rh_err *err)
{
    sqlite3_stmt *stmt = NULL;
    const rh_code code = rh_db__use(&stmt, db, sql, err);
    return code == RH_OK ? rh_db__done(db, stmt, err) : code;
}

void rh_db__rollback(rh_db *db)
{
    rh_err ignored; /* SQLite may have rolled back by itself; there is nothing more to undo */
    for (int i = 0; i < RH_N_SQL; i++) sqlite3_reset(db->cached[i]);
    if (!sqlite3_get_autocommit(db->handle) && rh_db__run(db, RH_SQL_ROLLBACK, &ignored) != RH_OK) return;
}

void rh_db__bind_text(sqlite3_stmt *stmt, int at, rh_str s)
{
    if (s.ptr != NULL) sqlite3_bind_text64(stmt, at, s.ptr, s.len, SQLITE_STATIC, SQLITE_UTF8);
}

void rh_db__bind_blob(sqlite3_stmt *stmt, int at, rh_str s)
{
    sqlite3_bind_blob64(stmt, at, s.len != 0 ? s.ptr : "", s.len, SQLITE_STATIC);
}

rh_code rh_db__count(uint64_t *out, rh_db *db, rh_sql sql, rh_err *err)
{
    sqlite3_stmt *stmt = NULL;
    bool has_row = false;
    rh_code code = rh_db__use(&stmt, db, sql, err);
    if (code != RH_OK) return code;
    code = rh_db__step(&has_row, db, stmt, err);
    if (code == RH_OK) *out = has_row ? (uint64_t)sqlite3_column_int64(stmt, 0) : 0;
    sqlite3_reset(stmt);
    return code;
}

rh_str rh_db__text(sqlite3_stmt *stmt, int column)
{
    const char *s = (const char *)sqlite3_column_text(stmt, column);
    return (rh_str){s, s != NULL ? (size_t)sqlite3_column_bytes(stmt, column) : 0};
}

rh_str rh_db__blob(sqlite3_stmt *stmt, int column)
{
    const char *s = sqlite3_column_blob(stmt, column);
    return (rh_str){s != NULL ? s : "", (size_t)sqlite3_column_bytes(stmt, column)};
}

static rh_code run_text(rh_db *db, const char *sql, rh_err *err)
{
    const int rc = sqlite3_exec(db->handle, sql, NULL, NULL, NULL);
    return rc == SQLITE_OK ? RH_OK : rh_db__error(db, rc, err);
}

/* The first column of a statement's one row; 0 when there is none. */
static rh_code number_of(int64_t *out, rh_db *db, const char *sql, rh_err *err)
{
    sqlite3_stmt *stmt = NULL;
    bool has_row;
    const int rc = sqlite3_prepare_v2(db->handle, sql, -1, &stmt, NULL);
    if (rc != SQLITE_OK) return rh_db__error(db, rc, err);
    const rh_code code = rh_db__step(&has_row, db, stmt, err);
    if (code == RH_OK) *out = has_row ? sqlite3_column_int64(stmt, 0) : 0;
    sqlite3_finalize(stmt);
    return code;
}

/* What a store may not do to whoever opens it: run its own triggers and views, or change its schema by hand (S2). */
static rh_code harden(rh_db *db, rh_err *err)
{
    static const int off[] = {SQLITE_DBCONFIG_TRUSTED_SCHEMA, SQLITE_DBCONFIG_ENABLE_TRIGGER,
                              SQLITE_DBCONFIG_ENABLE_VIEW};
    int rc = sqlite3_db_config(db->handle, SQLITE_DBCONFIG_DEFENSIVE, 1, NULL);
    for (size_t i = 0; rc == SQLITE_OK && i < sizeof off / sizeof *off; i++)
        rc = sqlite3_db_config(db->handle, off[i], 0, NULL);
    if (rc == SQLITE_OK) rc = sqlite3_busy_timeout(db->handle, RH_STORE_BUSY_MS);
    if (rc == SQLITE_OK) rc = rh_rows__register(db->handle);
    if (rc != SQLITE_OK) return rh_db__error(db, rc, err);
    /* Where something is to be forgotten, forgetting says so: zeros over what merely moved are written for nobody. */
    return run_text(db, "PRAGMA cell_size_check = ON; PRAGMA synchronous = FULL; PRAGMA secure_delete = OFF", err);
}

/* To be said once the size of pages is known: SQLite counts the cache in pages of the size that it takes for the
 * file's when it is told, 4096 bytes before it has looked, and keeps to their number. */
static rh_code bound_cache(rh_db *db, rh_err *err)
{
    char text[48];
    sqlite3_snprintf(sizeof text, text, "PRAGMA cache_size = -%d", RH_STORE_CACHE_KIB);
    return run_text(db, text, err);
}

/* Nobody asks SQLite how much memory it has: each of its allocations would take a lock to count. It has none once
 * another has begun to use it, and then counts. */
static void count_no_memory(void)
{
    (void)sqlite3_config(SQLITE_CONFIG_MEMSTATUS, 0);
}

static rh_code open_handle(rh_db *db, const char *path, int flags, rh_err *err)
{
    static pthread_once_t once = PTHREAD_ONCE_INIT;
    pthread_once(&once, count_no_memory);
    *db = (rh_db){.path = path};
    const int rc = sqlite3_open_v2(path, &db->handle, flags | SQLITE_OPEN_NOMUTEX | SQLITE_OPEN_EXRESCODE, NULL);
    if (rc != SQLITE_OK) return rh_db__error(db, rc, err);
    return harden(db, err);
}

/* ---- is it ours ---- */

/* Whether an object of the store stands word for word in a store made afresh. */
static rh_code expect(bool *is_expected, rh_db *fresh, sqlite3_stmt *expected, rh_str name, rh_str sql, rh_err *err)
{
    bool has_row = true;
    rh_code code = RH_OK;
    *is_expected = false;
    while (code == RH_OK && !*is_expected) {
        code = rh_db__step(&has_row, fresh, expected, err);
        if (code != RH_OK || !has_row) break;
        *is_expected = rh_str_eq(rh_db__text(expected, 0), name) && rh_str_eq(rh_db__text(expected, 1), sql);
    }
    sqlite3_reset(expected);
    return code;
}

static const char schema[] = "SELECT name, sql FROM sqlite_schema";

static rh_code compare_schemas(rh_db *db, rh_db *fresh, rh_err *err)
{
    sqlite3_stmt *mine = NULL, *expected = NULL;
    rh_code code = RH_OK;
    bool has_row = true;
    int rc = sqlite3_prepare_v2(db->handle, schema, -1, &mine, NULL);
    if (rc == SQLITE_OK) rc = sqlite3_prepare_v2(fresh->handle, schema, -1, &expected, NULL);
    if (rc != SQLITE_OK) code = rh_db__error(db, rc, err);
    while (code == RH_OK) {
        bool is_expected = true;
        code = rh_db__step(&has_row, db, mine, err);
        if (code != RH_OK || !has_row) break;
        code = expect(&is_expected, fresh, expected, rh_db__text(mine, 0), rh_db__text(mine, 1), err);
        if (code != RH_OK || is_expected) continue;
        const rh_str name = rh_str_slice(rh_db__text(mine, 0), 0, 80);
        code = rh_err_set(err, RH_STORE_FOREIGN, span_of(db), "the store has \"%.*s\", which is not of its making",
                          RH_ARG(name));
    }
    sqlite3_finalize(mine);
    sqlite3_finalize(expected);
    return code;
}

static rh_code make_tables(rh_db *db, rh_err *err)
{
    rh_code code = run_text(db, "BEGIN IMMEDIATE", err);
    for (int i = 0; code == RH_OK && i < N_STEPS; i++) code = run_text(db, steps[i].sql, err);
    char text[120];
    sqlite3_snprintf(sizeof text, text, "PRAGMA application_id = %d; PRAGMA user_version = %d; COMMIT",
                     RH_STORE_APPLICATION_ID, steps[N_STEPS - 1].version);
    if (code == RH_OK) code = run_text(db, text, err);
    if (code != RH_OK && db->handle != NULL) rh_db__rollback(db);
    return code;
}

static rh_code check_schema(rh_db *db, rh_err *err)
{
    rh_db fresh;
    rh_code code = open_handle(&fresh, ":memory:", SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE, err);
    if (code == RH_OK) code = make_tables(&fresh, err);
    if (code == RH_OK) code = compare_schemas(db, &fresh, err);
    rh_db__close(&fresh);
    return code;
}

static rh_code check_ours(rh_db *db, rh_err *err)
{
    int64_t application = 0, version = 0;
    rh_code code = number_of(&application, db, "PRAGMA application_id", err);
    if (code == RH_OK) code = number_of(&version, db, "PRAGMA user_version", err);
    if (code != RH_OK) return code;
    if (application != RH_STORE_APPLICATION_ID)
        return rh_err_set(err, RH_STORE_FOREIGN, span_of(db), "not a store of rehearse");
    if (version > steps[N_STEPS - 1].version)
        return rh_err_set(err, RH_STORE_NEWER, span_of(db), "the store has version %d, where at most %d is known",
                          (int)version, steps[N_STEPS - 1].version);
    if (version != steps[N_STEPS - 1].version)
        return rh_err_set(err, RH_STORE_MALFORMED, span_of(db), "the store has version %d, which there never was",
                          (int)version);
    return check_schema(db, err);
}

/* ---- opening ---- */

/* File systems of other machines, by the magic numbers of Linux. SQLite's journal is memory shared by processes of one
 * machine: on these, two ingests at once would each see half (S7). */
static const struct {
    uint32_t magic;
    const char *name;
} network_systems[] = {{0x6969, "NFS"},         {0x517B, "SMB"},        {0xFF534D42, "CIFS"}, {0xFE534D42, "SMB2"},
                       {0x5346414F, "AFS"},     {0x6B414653, "AFS"},    {0x73757245, "Coda"}, {0x00C36400, "Ceph"},
                       {0x0BD00BD0, "Lustre"},  {0x47504653, "GPFS"},   {0x564C, "NCP"}};

static rh_code check_is_local(const char *path, rh_err *err)
{
    struct statfs system;
    if (statfs(path, &system) != 0)
        return rh_err_set(err, RH_STORE_IO, (rh_span){.file = rh_str_of(path)}, "store: %s", strerror(errno));
    for (size_t i = 0; i < sizeof network_systems / sizeof network_systems[0]; i++)
        if ((uint32_t)system.f_type == network_systems[i].magic)
            return rh_err_set(err, RH_STORE_NETWORK, (rh_span){.file = rh_str_of(path)},
                              "the store lies on %s, where a local file system is expected", network_systems[i].name);
    return RH_OK;
}

static rh_code look_at_file(const char *path, rh_err *err)
{
    struct stat st;
    const rh_span span = {.file = rh_str_of(path)};
    if (stat(path, &st) != 0)
        return rh_err_set(err, errno == ENOENT || errno == ENOTDIR ? RH_STORE_MISSING : RH_STORE_IO, span, "store: %s",
                          strerror(errno));
    if (!S_ISREG(st.st_mode)) return rh_err_set(err, RH_STORE_FOREIGN, span, "a store is a regular file");
    return RH_OK;
}

rh_code rh_db__open(rh_db *out, const char *path, bool is_writer, rh_err *err)
{
    *out = (rh_db){.path = path};
    rh_code code = look_at_file(path, err);
    if (code == RH_OK) code = check_is_local(path, err);
    if (code != RH_OK) return code;
    /* A reader too needs to write: the shared memory of the journal. It never changes the store. */
    code = open_handle(out, path, SQLITE_OPEN_READWRITE, err);
    if (code == RH_OK) code = check_ours(out, err);
    if (code == RH_OK) code = bound_cache(out, err);
    if (code == RH_OK && !is_writer) code = run_text(out, "PRAGMA query_only = ON", err);
    if (code != RH_OK) rh_db__close(out);
    return code;
}

/* The file must have its mode before a byte of a customer is in it (P7). */
static rh_code make_file(const char *path, rh_err *err)
{
    const int fd = open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0600);
    if (fd < 0)
        return rh_err_set(err, RH_STORE_CREATE, (rh_span){.file = rh_str_of(path)}, "store: %s", strerror(errno));
    close(fd);
    return RH_OK;
}

rh_code rh_db__create(rh_db *out, const char *path, rh_err *err)
{
    struct stat st;
    int64_t objects = 1;
    *out = (rh_db){.path = path};
    const bool is_new = stat(path, &st) != 0;
    if (!is_new && !S_ISREG(st.st_mode)) return look_at_file(path, err);
    rh_code code = make_file(path, err);
    if (code != RH_OK) return code;
    code = check_is_local(path, err);
    if (code != RH_OK && is_new) unlink(path);
    if (code != RH_OK) return code;
    code = open_handle(out, path, SQLITE_OPEN_READWRITE, err);
    if (code == RH_OK)
        code = number_of(&objects, out,
                         "SELECT (SELECT count(*) FROM sqlite_schema) + application_id FROM pragma_application_id",
                         err);
    if (code == RH_OK && objects == 0) {
        code = run_text(out, "PRAGMA page_size = 16384", err);
        if (code == RH_OK) code = make_tables(out, err);
    }
    if (code == RH_OK) code = check_ours(out, err);
    if (code == RH_OK) code = bound_cache(out, err);
    if (code != RH_OK) rh_db__close(out);
    return code;
}

void rh_db__close(rh_db *db)
{
    for (int i = 0; i < RH_N_SQL; i++) sqlite3_finalize(db->cached[i]);
    sqlite3_close(db->handle);
    *db = (rh_db){.path = db->path};
}
