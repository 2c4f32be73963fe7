/* rh_rows: a table of SQLite's that is an array of ours. */
#include "harness/store/rows.h"

#include <stdlib.h>

static const char pointer_type[] = "rh_rows"; /* nothing else is taken for rows */

typedef struct cursor {
    sqlite3_vtab_cursor base;
    const rh_rows *rows;
    size_t at;
} cursor;

static int connect(sqlite3 *handle, void *ctx, int argc, const char *const *argv, sqlite3_vtab **out, char **message)
{
    (void)ctx, (void)argc, (void)argv, (void)message;
    const int rc = sqlite3_declare_vtab(
        handle, "CREATE TABLE x(c0, c1, c2, c3, c4, c5, c6, c7, c8, c9, c10, c11, source HIDDEN)");
    if (rc != SQLITE_OK) return rc;
    *out = calloc(1, sizeof **out);
    return *out != NULL ? SQLITE_OK : SQLITE_NOMEM;
}

static int disconnect(sqlite3_vtab *table)
{
    free(table);
    return SQLITE_OK;
}

/* There is one way to read it: all rows of the source that was bound. */
static int best_index(sqlite3_vtab *table, sqlite3_index_info *info)
{
    (void)table;
    for (int i = 0; i < info->nConstraint; i++) {
        if (info->aConstraint[i].iColumn != RH_ROWS_COLUMNS || !info->aConstraint[i].usable ||
            info->aConstraint[i].op != SQLITE_INDEX_CONSTRAINT_EQ)
            continue;
        info->aConstraintUsage[i].argvIndex = 1;
        info->aConstraintUsage[i].omit = 1;
        return SQLITE_OK;
    }
    return SQLITE_CONSTRAINT;
}

static int open_cursor(sqlite3_vtab *table, sqlite3_vtab_cursor **out)
{
    cursor *c = calloc(1, sizeof *c);
    (void)table;
    if (c == NULL) return SQLITE_NOMEM;
    *out = &c->base;
    return SQLITE_OK;
}

static int close_cursor(sqlite3_vtab_cursor *base)
{
    free(base);
    return SQLITE_OK;
}

static int filter(sqlite3_vtab_cursor *base, int index, const char *text, int argc, sqlite3_value **argv)
{
    cursor *c = (cursor *)base;
    (void)index, (void)text;
    c->rows = argc == 1 ? sqlite3_value_pointer(argv[0], pointer_type) : NULL;
    c->at = 0;
    return SQLITE_OK;
}

static int next(sqlite3_vtab_cursor *base)
{
    ((cursor *)base)->at++;
    return SQLITE_OK;
}

static int is_at_end(sqlite3_vtab_cursor *base)
{
    const cursor *c = (const cursor *)base;
    return c->rows == NULL || c->at >= c->rows->n;
}

static int column(sqlite3_vtab_cursor *base, sqlite3_context *to, int n)
{
    const cursor *c = (const cursor *)base;
    if (n < RH_ROWS_COLUMNS) c->rows->column(to, (const char *)c->rows->at + c->at * c->rows->size_bytes, n);
    return SQLITE_OK;
}

static int row_id(sqlite3_vtab_cursor *base, sqlite3_int64 *out)
{
    *out = (sqlite3_int64)((const cursor *)base)->at;
    return SQLITE_OK;
}

/* Without xCreate it is there in each connection and can be made part of no schema. */
int rh_rows__register(sqlite3 *handle)
{
    static const sqlite3_module module = {.xConnect = connect,
                                          .xBestIndex = best_index,
                                          .xDisconnect = disconnect,
                                          .xOpen = open_cursor,
                                          .xClose = close_cursor,
                                          .xFilter = filter,
                                          .xNext = next,
                                          .xEof = is_at_end,
                                          .xColumn = column,
                                          .xRowid = row_id};
    return sqlite3_create_module_v2(handle, "rh_rows", &module, NULL, NULL);
}

void rh_rows__text(sqlite3_context *to, rh_str s)
{
    if (s.ptr != NULL) sqlite3_result_text64(to, s.ptr, s.len, SQLITE_STATIC, SQLITE_UTF8);
}

void rh_rows__blob(sqlite3_context *to, rh_str s)
{
    sqlite3_result_blob64(to, s.len != 0 ? s.ptr : "", s.len, SQLITE_STATIC);
}

rh_code rh_rows__put(rh_db *db, rh_sql sql, const rh_rows *rows, rh_err *err)
{
    sqlite3_stmt *stmt = NULL;
    rh_rows source = *rows; /* SQLite wants what may be written to */
    if (rows->n == 0) return RH_OK;
    const rh_code code = rh_db__use(&stmt, db, sql, err);
    if (code != RH_OK) return code;
    const int rc = sqlite3_bind_pointer(stmt, 1, &source, pointer_type, NULL);
    if (rc != SQLITE_OK) return rh_db__error(db, rc, err);
    const rh_code put = rh_db__done(db, stmt, err);
    sqlite3_clear_bindings(stmt);
    return put;
}
