/* The row before a row, found by a database that has no name. */
#include "harness/ingest/past.h"

#include "harness/system/memory.h"

#include "engine/base/buf.h"

#include <sqlite3.h>
#include <stdlib.h>

struct rh_past {
    const char *path;
    sqlite3 *db;
    sqlite3_stmt *put, *get;
    rh_arena arena; /* of one row's order */
};

static rh_code fail(const rh_past *p, rh_err *err)
{
    return rh_err_set(err, RH_MAP_PAST, (rh_span){.file = rh_str_of(p->path)},
                      "the rows before its rows cannot be kept beside: %s",
                      p->db != NULL ? sqlite3_errmsg(p->db) : "no memory");
}

static rh_code prepare(sqlite3_stmt **out, rh_past *p, const char *sql, rh_err *err)
{
    return sqlite3_prepare_v2(p->db, sql, -1, out, NULL) == SQLITE_OK ? RH_OK : fail(p, err);
}

static rh_code run(rh_past *p, const char *sql, rh_err *err)
{
    return sqlite3_exec(p->db, sql, NULL, NULL, NULL) == SQLITE_OK ? RH_OK : fail(p, err);
}

rh_code rh_past_open(rh_past **out, const char *path, rh_err *err)
{
    rh_past *p = calloc(1, sizeof *p);
    if (p == NULL) return rh_err_nomem(err);
    p->path = path;
    rh_arena_init(&p->arena, rh_memory_host(), 0);
    const int flags = SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE | SQLITE_OPEN_NOMUTEX;
    rh_code code = sqlite3_open_v2("", &p->db, flags, NULL) == SQLITE_OK ? RH_OK : fail(p, err);
    if (code == RH_OK)
        code = run(p,
                   "PRAGMA journal_mode = OFF; PRAGMA synchronous = OFF; PRAGMA cache_size = -8192;"
                   "CREATE TABLE past(n INTEGER PRIMARY KEY, key BLOB, place BLOB, text BLOB, bytes BLOB) STRICT;"
                   "CREATE TABLE before(n INTEGER PRIMARY KEY, bytes BLOB) STRICT; BEGIN",
                   err);
    if (code == RH_OK) code = prepare(&p->put, p, "INSERT INTO past VALUES(?1, ?2, ?3, ?4, ?5)", err);
    if (code == RH_OK) code = prepare(&p->get, p, "SELECT bytes FROM before WHERE n = ?1", err);
    if (code == RH_OK) *out = p;
    else rh_past_close(p);
    return code;
}

void rh_past_close(rh_past *p)
{
    if (p == NULL) return;
    sqlite3_finalize(p->put);
    sqlite3_finalize(p->get);
    sqlite3_close(p->db);
    rh_arena_dispose(&p->arena);
    free(p);
}

/* ---- putting ---- */

static void put_number(rh_buf *out, uint64_t v, int n_bytes)
{
    for (int i = n_bytes; i-- > 0;) rh_buf_byte(out, (char)(v >> (8 * i)));
}

/* Bytes that are ordered as values are: by kind, then numbers by size, texts bytewise. Lists and maps have no order. */
static void put_order(rh_buf *out, rh_value v)
{
    static const uint64_t sign = (uint64_t)1 << 63;
    uint64_t bits = 0;
    const double d = v.kind == RH_DOUBLE && v.d != 0 ? v.d : 0; /* of two zeros none is less */
    memcpy(&bits, &d, sizeof bits);
    rh_buf_byte(out, (char)v.kind);
    if (v.kind == RH_STRING) rh_buf_put(out, rh_value_str(v));
    if (v.kind == RH_BOOL) rh_buf_byte(out, (char)v.b);
    if (v.kind == RH_UINT) put_number(out, v.u, 8);
    if (v.kind == RH_DOUBLE) put_number(out, (bits & sign) != 0 ? ~bits : bits ^ sign, 8);
    if (v.kind == RH_INT || v.kind == RH_DURATION || v.kind == RH_TIMESTAMP) put_number(out, (uint64_t)v.i ^ sign, 8);
    if (v.kind == RH_TIMESTAMP) put_number(out, v.n, 4);
}

static void bind(sqlite3_stmt *stmt, int at, rh_str s)
{
    sqlite3_bind_blob64(stmt, at, s.len > 0 ? s.ptr : "", s.len, SQLITE_STATIC);
}

/* Runs a statement to its end. */
static rh_code done(rh_past *p, sqlite3_stmt *stmt, rh_err *err)
{
    const int rc = sqlite3_step(stmt);
    const rh_code code = rc == SQLITE_DONE ? RH_OK : fail(p, err);
    sqlite3_reset(stmt);
    return code;
}

rh_code rh_past_put(rh_past *p, uint64_t n, rh_str key, rh_value order, rh_str text, rh_str bytes, rh_err *err)
{
    rh_buf place;
    rh_arena_reset(&p->arena);
    rh_buf_init(&place, &p->arena, (size_t)16 << 20);
    put_order(&place, order);
    if (place.failed) return rh_err_nomem(err);
    sqlite3_bind_int64(p->put, 1, (int64_t)n);
    bind(p->put, 2, key);
    bind(p->put, 3, rh_buf_str(&place));
    bind(p->put, 4, text);
    bind(p->put, 5, bytes);
    return done(p, p->put, err);
}

/* ---- the row before ---- */

/* A row of those that are walked in order, held beyond its step. */
typedef struct held {
    rh_arena arena;
    rh_str key, place, bytes; /* key null: none */
} held;

static rh_str column(sqlite3_stmt *stmt, int at)
{
    const char *s = sqlite3_column_blob(stmt, at);
    return (rh_str){s != NULL ? s : "", (size_t)sqlite3_column_bytes(stmt, at)};
}

static bool hold(held *h, sqlite3_stmt *row)
{
    rh_arena_reset(&h->arena);
    h->key = rh_arena_str(&h->arena, column(row, 1));
    h->place = rh_arena_str(&h->arena, column(row, 2));
    h->bytes = rh_arena_str(&h->arena, column(row, 3));
    return !rh_arena_failed(&h->arena);
}

static rh_code put_before(rh_past *p, sqlite3_stmt *into, int64_t n, rh_str bytes, rh_err *err)
{
    sqlite3_bind_int64(into, 1, n);
    bind(into, 2, bytes);
    return done(p, into, err);
}

/* One row: `last` is the one walked before it, `earlier` the one that is before all of last's place. */
static rh_code step(rh_past *p, held **last, held **earlier, sqlite3_stmt *row, sqlite3_stmt *into, rh_err *err)
{
    rh_code code = RH_OK;
    const bool is_same_key = (*last)->key.ptr != NULL && rh_str_eq((*last)->key, column(row, 1));
    if (!is_same_key) (*earlier)->key = rh_str_null();
    else if (!rh_str_eq((*last)->place, column(row, 2))) {
        held *was = *earlier;
        *earlier = *last;
        *last = was;
    }
    if ((*earlier)->key.ptr != NULL) code = put_before(p, into, sqlite3_column_int64(row, 0), (*earlier)->bytes, err);
    if (code == RH_OK && !hold(*last, row)) code = rh_err_nomem(err);
    return code;
}

static rh_code walk(rh_past *p, sqlite3_stmt *row, sqlite3_stmt *into, rh_err *err)
{
    held two[2] = {{.key = {0}}, {.key = {0}}}, *last = &two[0], *earlier = &two[1];
    rh_code code = RH_OK;
    for (int i = 0; i < 2; i++) rh_arena_init(&two[i].arena, rh_memory_host(), 0);
    while (code == RH_OK) {
        const int rc = sqlite3_step(row);
        if (rc == SQLITE_DONE) break;
        code = rc == SQLITE_ROW ? step(p, &last, &earlier, row, into, err) : fail(p, err);
    }
    for (int i = 0; i < 2; i++) rh_arena_dispose(&two[i].arena);
    return code;
}

rh_code rh_past_settle(rh_past *p, rh_err *err)
{
    sqlite3_stmt *row = NULL, *into = NULL;
    rh_code code = prepare(&row, p, "SELECT n, key, place, bytes FROM past ORDER BY key, place, text", err);
    if (code == RH_OK) code = prepare(&into, p, "INSERT INTO before VALUES(?1, ?2)", err);
    if (code == RH_OK) code = walk(p, row, into, err);
    sqlite3_finalize(row);
    sqlite3_finalize(into);
    return code == RH_OK ? run(p, "DELETE FROM past; COMMIT", err) : code;
}

rh_code rh_past_get(rh_str *out, rh_past *p, uint64_t n, rh_err *err)
{
    sqlite3_reset(p->get);
    sqlite3_bind_int64(p->get, 1, (int64_t)n);
    const int rc = sqlite3_step(p->get);
    *out = rc == SQLITE_ROW ? column(p->get, 0) : rh_str_null();
    return rc == SQLITE_ROW || rc == SQLITE_DONE ? RH_OK : fail(p, err);
}
