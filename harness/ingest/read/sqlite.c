/* Rows of a table in an SQLite database. */
#include "harness/ingest/read/insides.h"

#include "harness/system/memory.h"

#include "engine/base/buf.h"
#include "engine/base/limits.h"
#include "engine/base/show.h"

#include <math.h>
#include <sqlite3.h>

typedef struct reading {
    sqlite3 *db;
    sqlite3_stmt *rows;
    uint64_t n;
    const uint32_t *order; /* columns sorted by name */
    rh_arena text;         /* of the row, as JSON */
} reading;

static rh_code fail(const rh_reader *r, const reading *s, rh_err *err)
{
    return rh_read__fail(r, err, RH_DATABASE_READ, (rh_span){0}, "%s",
                         s->db != NULL ? sqlite3_errmsg(s->db) : "no memory for a database");
}

/* The path as a URI that says that nothing but this file is to be read, and nothing written beside it: rows are those
 * of the bytes that were hashed. NULL: no memory. */
static const char *uri_of(rh_reader *r)
{
    rh_buf uri;
    rh_buf_init(&uri, &r->keep, 1 << 16);
    rh_buf_put(&uri, RH_STR("file:"));
    const char *p = r->path;
    while (p[0] == '/' && p[1] == '/') p++; /* two would name a host */
    for (; *p != '\0'; p++) {
        if (strchr("%?#", *p) != NULL) rh_buf_printf(&uri, "%%%02x", (unsigned)*p);
        else rh_buf_byte(&uri, *p);
    }
    rh_buf_put(&uri, RH_STR("?immutable=1"));
    rh_buf_byte(&uri, '\0');
    return uri.failed ? NULL : uri.ptr;
}

/* Whether a file beside the database, called as it is and more, has any bytes. */
static rh_code has_beside(bool *out, rh_reader *r, const char *suffix, rh_err *err)
{
    rh_buf path;
    rh_input_stamp stamp;
    rh_buf_init(&path, &r->keep, 1 << 16);
    rh_buf_put(&path, rh_str_of(r->path));
    rh_buf_put(&path, rh_str_of(suffix));
    rh_buf_byte(&path, '\0');
    if (path.failed) return rh_err_nomem(err);
    *out = rh_input_look(&stamp, path.ptr, NULL) == RH_OK && stamp.size > 0;
    return RH_OK;
}

/* Changes that stand in a log beside the file are none of its bytes: their rows would be lost, or half of them read. */
static rh_code check_plain(rh_reader *r, rh_err *err)
{
    static const char *const logs[] = {"-wal", "-journal"};
    if (rh_input_is_packed(r->input))
        return rh_read__fail(r, err, RH_DATABASE_READ, (rh_span){0}, "the database is compressed: unpack it first");
    for (size_t i = 0; i < sizeof logs / sizeof *logs; i++) {
        bool has = false;
        const rh_code code = has_beside(&has, r, logs[i], err);
        if (code != RH_OK) return code;
        if (has)
            return rh_read__fail(
                r, err, RH_DATABASE_READ, (rh_span){0},
                "changes stand in %s beside it and not in the file: read a copy that sqlite3's .backup "
                "makes",
                logs[i]);
    }
    return RH_OK;
}

/* What stands in the file is data: nothing of it is run but the storage of a table. */
static rh_code open_database(reading *s, rh_reader *r, rh_err *err)
{
    static const int off[] = {SQLITE_DBCONFIG_TRUSTED_SCHEMA, SQLITE_DBCONFIG_ENABLE_TRIGGER,
                              SQLITE_DBCONFIG_ENABLE_VIEW};
    const rh_code refused = check_plain(r, err);
    const char *uri = refused == RH_OK ? uri_of(r) : NULL;
    if (uri == NULL) return refused != RH_OK ? refused : rh_err_nomem(err);
    int rc = sqlite3_open_v2(uri, &s->db, SQLITE_OPEN_READONLY | SQLITE_OPEN_NOMUTEX | SQLITE_OPEN_URI, NULL);
    if (rc == SQLITE_OK) rc = sqlite3_db_config(s->db, SQLITE_DBCONFIG_DEFENSIVE, 1, NULL);
    for (size_t i = 0; rc == SQLITE_OK && i < sizeof off / sizeof *off; i++)
        rc = sqlite3_db_config(s->db, off[i], 0, NULL);
    if (rc == SQLITE_OK) rc = sqlite3_exec(s->db, "PRAGMA cell_size_check = ON", NULL, NULL, NULL);
    return rc == SQLITE_OK ? RH_OK : fail(r, s, err);
}

/* Whether there is a plain table of that name; virtual tables are code of others. */
static rh_code check_table(const reading *s, const rh_reader *r, rh_err *err)
{
    sqlite3_stmt *stmt = NULL;
    const rh_str table = r->reads->table, shown = table;
    int rc = sqlite3_prepare_v2(s->db,
                                "SELECT 1 FROM sqlite_schema WHERE type = 'table' AND name = ?1 COLLATE NOCASE AND "
                                "sql NOT LIKE 'create virtual%'",
                                -1, &stmt, NULL);
    if (rc == SQLITE_OK) rc = sqlite3_bind_text(stmt, 1, table.ptr, (int)table.len, SQLITE_STATIC);
    if (rc == SQLITE_OK) rc = sqlite3_step(stmt);
    sqlite3_finalize(stmt);
    if (rc == SQLITE_ROW) return RH_OK;
    if (rc != SQLITE_DONE) return fail(r, s, err);
    return rh_read__fail(r, err, RH_TABLE_MISSING, (rh_span){0}, "the database has no table \"%.*s\"", RH_ARG(shown));
}

static rh_code select_rows(reading *s, rh_reader *r, rh_err *err)
{
    rh_buf sql;
    rh_buf_init(&sql, &r->keep, 1 << 16);
    rh_buf_put(&sql, RH_STR("SELECT * FROM \""));
    for (size_t i = 0; i < r->reads->table.len; i++) {
        if (r->reads->table.ptr[i] == '"') rh_buf_byte(&sql, '"');
        rh_buf_byte(&sql, r->reads->table.ptr[i]);
    }
    rh_buf_byte(&sql, '"');
    if (sql.failed) return rh_err_nomem(err);
    const rh_str text = rh_buf_str(&sql);
    if (sqlite3_prepare_v2(s->db, text.ptr, (int)text.len, &s->rows, NULL) != SQLITE_OK) return fail(r, s, err);
    return RH_OK;
}

static rh_code name_columns(reading *s, rh_reader *r, rh_err *err)
{
    const size_t n = (size_t)sqlite3_column_count(s->rows);
    rh_str *names = RH_NEW_N(&r->keep, n, rh_str), *types = RH_NEW_N(&r->keep, n, rh_str);
    rh_pair *sorted = RH_NEW_N(&r->keep, n, rh_pair);
    uint32_t *order = RH_NEW_N(&r->keep, n, uint32_t);
    if (names == NULL || types == NULL || sorted == NULL || order == NULL) return rh_err_nomem(err);
    for (size_t i = 0; i < n; i++) {
        names[i] = rh_arena_str(&r->keep, rh_str_of(sqlite3_column_name(s->rows, (int)i)));
        const char *type = sqlite3_column_decltype(s->rows, (int)i);
        types[i] = rh_arena_str(&r->keep, rh_str_of(type != NULL ? type : ""));
        sorted[i] = (rh_pair){rh_string(names[i]), rh_int((int64_t)i)};
    }
    rh_pairs_sort(sorted, n); /* names of columns differ */
    for (size_t i = 0; i < n; i++) order[i] = (uint32_t)sorted[i].value.i;
    r->columns = (rh_strs){names, n};
    r->declared = (rh_strs){types, n};
    s->order = order;
    return rh_arena_failed(&r->keep) ? rh_err_nomem(err) : RH_OK;
}

/* The bytes are read once as any file is, for their hash; the database reads them again. */
static rh_code read_through(rh_reader *r, rh_err *err)
{
    char chunk[1 << 14];
    size_t got = 1;
    rh_code code = RH_OK;
    while (code == RH_OK && got > 0) code = rh_input_read(&got, r->input, chunk, sizeof chunk, err);
    return code;
}

static rh_code open_sqlite(rh_reader *r, rh_err *err)
{
    reading *s = RH_NEW(&r->keep, reading);
    if (s == NULL) return rh_err_nomem(err);
    r->state = s;
    rh_arena_init(&s->text, rh_memory_host(), 0);
    rh_code code = read_through(r, err);
    if (code != RH_OK || r->is_empty) return code;
    code = open_database(s, r, err);
    if (code == RH_OK) code = check_table(s, r, err);
    if (code == RH_OK) code = select_rows(s, r, err);
    return code == RH_OK ? name_columns(s, r, err) : code;
}

static rh_code refuse(rh_row *out, rh_code code, const rh_reader *r, size_t column, const char *what)
{
    const rh_str name = rh_str_slice(r->columns.at[column], 0, 80);
    out->refused = rh_err_set(&out->why, code, (rh_span){.line = (uint32_t)out->line, .col = (uint32_t)column + 1},
                              "column \"%.*s\" has %s", RH_ARG(name), what);
    return RH_OK;
}

static rh_code read_cell(rh_value *v, rh_row *out, reading *s, const rh_reader *r, size_t column, rh_arena *arena,
                         rh_err *err)
{
    const int i = (int)column;
    *v = rh_null();
    switch (sqlite3_column_type(s->rows, i)) {
    case SQLITE_INTEGER: *v = rh_int(sqlite3_column_int64(s->rows, i)); return RH_OK;
    case SQLITE_FLOAT:
        *v = rh_double(sqlite3_column_double(s->rows, i));
        if (isfinite(v->d)) return RH_OK;
        return refuse(out, RH_JSON_NUMBER, r, column, "a number beyond the range of doubles");
    case SQLITE_NULL: return RH_OK;
    case SQLITE_BLOB: return refuse(out, RH_TABLE_CELL, r, column, "a blob, where text or a number is expected");
    default: break;
    }
    const char *text = (const char *)sqlite3_column_text(s->rows, i);
    if (text == NULL) return rh_err_nomem(err);
    const rh_str is = {text, (size_t)sqlite3_column_bytes(s->rows, i)};
    if (is.len > RH_LIMIT_LINE_BYTES) return refuse(out, RH_LINE_LONG, r, column, "over 1048576 bytes");
    if (!rh_str_is_utf8(is, NULL) || memchr(is.ptr, '\0', is.len) != NULL)
        return refuse(out, RH_JSON_TEXT, r, column, "bytes that are no text in UTF-8");
    *v = rh_string(rh_arena_str(arena, is));
    return RH_OK;
}

/* A table has no bytes of a row, so what is kept is the row as JSON. */
static rh_code put_raw(rh_row *out, reading *s, rh_err *err)
{
    rh_buf raw;
    rh_arena_reset(&s->text);
    rh_buf_init(&raw, &s->text, RH_LIMIT_LINE_BYTES);
    rh_value_put_json(&raw, out->value);
    if (rh_arena_failed(&s->text)) return rh_err_nomem(err);
    out->raw = rh_buf_str(&raw);
    out->raw_length = raw.failed ? RH_LIMIT_LINE_BYTES + 1 : out->raw.len;
    return RH_OK;
}

static rh_code next_sqlite(rh_row *out, bool *is_end, rh_reader *r, rh_arena *arena, rh_err *err)
{
    reading *s = r->state;
    const int rc = s->rows != NULL ? sqlite3_step(s->rows) : SQLITE_DONE;
    *is_end = rc == SQLITE_DONE;
    if (*is_end) return s->rows != NULL ? rh_input_same(r->input, err) : RH_OK;
    if (rc != SQLITE_ROW) return fail(r, s, err);
    out->line = ++s->n;
    out->offset = s->n;
    rh_pair *pairs = RH_NEW_N(arena, r->columns.n, rh_pair);
    if (pairs == NULL) return rh_err_nomem(err);
    for (size_t i = 0; i < r->columns.n; i++) {
        pairs[i].key = rh_string(r->columns.at[s->order[i]]);
        const rh_code code = read_cell(&pairs[i].value, out, s, r, s->order[i], arena, err);
        if (code != RH_OK) return code;
    }
    out->value = rh_map_value(pairs, r->columns.n);
    return put_raw(out, s, err);
}

static void close_sqlite(rh_reader *r)
{
    reading *s = r->state;
    if (s == NULL) return;
    sqlite3_finalize(s->rows);
    sqlite3_close(s->db);
    rh_arena_dispose(&s->text);
}

const rh_read_format rh_read__sqlite = {open_sqlite, next_sqlite, close_sqlite, RH_OPENS_INPUT};
