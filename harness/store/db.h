/* One connection to a store's database: opening it safely, prepared statements, errors of SQLite as ours. Insides of
 * store.h. One connection, one thread. */
#ifndef RH_STORE_DB_H
#define RH_STORE_DB_H

#include "engine/base/err.h"

#include <sqlite3.h>
#include <stdint.h>

typedef enum rh_sql {
#define X(NAME, sql) RH_SQL_##NAME,
#include "harness/store/sql.def"
#undef X
    RH_N_SQL
} rh_sql;

typedef struct rh_db {
    sqlite3 *handle;
    sqlite3_stmt *cached[RH_N_SQL];
    const char *path; /* borrowed */
    struct {
        bool (*ask)(void *ctx);
        void *ctx;
    } stop;
} rh_db;

enum {
    RH_STORE_APPLICATION_ID = 0x72686561, /* "rhea" */
    RH_STORE_BUSY_MS = 5000,              /* how long to wait for another writer (S4) */
    RH_STORE_CACHE_KIB = 32 << 10         /* pages that a connection holds in memory */
};

/* An existing store. RH_STORE_MISSING, RH_STORE_FOREIGN (also for tables, triggers or views that are not ours),
 * RH_STORE_NEWER, RH_STORE_MALFORMED, RH_STORE_BUSY. */
RH_MUST rh_code rh_db__open(rh_db *out, const char *path, bool is_writer, rh_err *err);
/* The same, made when missing or empty, with mode 0600 and not yet shared (fill.h). RH_STORE_CREATE too. */
RH_MUST rh_code rh_db__create(rh_db *out, const char *path, rh_err *err);
void rh_db__close(rh_db *db); /* accepts a zeroed one */

/* The statement, reset and without bindings. */
RH_MUST rh_code rh_db__use(sqlite3_stmt **out, rh_db *db, rh_sql sql, rh_err *err);
/* A second instance of a statement, which the caller finalizes. */
RH_MUST rh_code rh_db__prepare(sqlite3_stmt **out, rh_db *db, rh_sql sql, rh_err *err);
/* One step: *has_row says whether there is a row. */
RH_MUST rh_code rh_db__step(bool *has_row, rh_db *db, sqlite3_stmt *stmt, rh_err *err);
/* To the end, then reset; rows are not expected. */
RH_MUST rh_code rh_db__done(rh_db *db, sqlite3_stmt *stmt, rh_err *err);
/* Puts the events of a journey, or of a chunk, in their place by one of the statements that do. */
RH_MUST rh_code rh_db__put_blob(rh_db *db, rh_sql sql, int64_t id, rh_str bytes, rh_err *err);
/* A statement without bindings and rows. */
RH_MUST rh_code rh_db__run(rh_db *db, rh_sql sql, rh_err *err);
/* The number that a statement without bindings gives; 0 where it gives no row. */
RH_MUST rh_code rh_db__count(uint64_t *out, rh_db *db, rh_sql sql, rh_err *err);
/* Ends the transaction, if there is one, without its changes. */
void rh_db__rollback(rh_db *db);

/* Asks now and then, also within a statement, whether to stop; statements then fail with RH_INGEST_STOPPED. NULL: asks
 * no more. The connection may not be moved meanwhile. */
void rh_db__stop_if(rh_db *db, bool (*ask)(void *ctx), void *ctx);

/* The error of SQLite's code, with its message. */
RH_MUST rh_code rh_db__error(const rh_db *db, int sqlite_code, rh_err *err);

/* Bindings borrow until the statement is reset. A null text binds NULL. */
void rh_db__bind_text(sqlite3_stmt *stmt, int at, rh_str s);
void rh_db__bind_blob(sqlite3_stmt *stmt, int at, rh_str s);
/* Columns borrow until the next step. */
rh_str rh_db__text(sqlite3_stmt *stmt, int column);
rh_str rh_db__blob(sqlite3_stmt *stmt, int column);

#endif
