/* Rows of journeys. */
#include "harness/store/journeys.h"

#include "harness/system/memory.h"

void rh_journey_rows__init(rh_journey_rows *rows)
{
    rows->n = 0;
    rh_arena_init(&rows->arena, rh_memory_host(), 0);
}

void rh_journey_rows__dispose(rh_journey_rows *rows)
{
    rh_arena_dispose(&rows->arena);
}

static rh_str digest_of(const rh_journey_row *row)
{
    return (rh_str){(const char *)row->digest.bytes, RH_SHA256_BYTES};
}

/* In the order of both statements. */
static void column(sqlite3_context *to, const void *at, int n)
{
    const rh_journey_row *row = at;
    const int64_t numbers[] = {row->id,      0, row->events, row->synthetic, row->snapshot, row->last_s,
                               row->last_ns, 0, row->crc};
    if (n == 1) rh_rows__text(to, row->name);
    else if (n == 7) rh_rows__blob(to, digest_of(row));
    else sqlite3_result_int64(to, numbers[n]);
}

rh_code rh_journey_rows__put(rh_journey_rows *rows, rh_db *db, rh_err *err)
{
    const rh_rows source = {rows->at, rows->n, sizeof *rows->at, column};
    const rh_code code = rh_rows__put(db, RH_SQL_ADD_JOURNEYS, &source, err);
    rows->n = 0;
    rh_arena_reset(&rows->arena);
    return code;
}

rh_code rh_journey_rows__add(rh_journey_rows *rows, rh_db *db, const rh_journey_row *row, rh_err *err)
{
    const bool is_full = rows->n == RH_ROWS_MOST || (rows->n > 0 && rows->arena.used_bytes > RH_ROWS_BYTES);
    const rh_code code = is_full ? rh_journey_rows__put(rows, db, err) : RH_OK;
    if (code != RH_OK) return code;
    rh_journey_row *to = &rows->at[rows->n++];
    *to = *row;
    to->name = rh_arena_str(&rows->arena, row->name);
    return to->name.ptr != NULL ? RH_OK : rh_err_nomem(err);
}

rh_code rh_journey_rows__set(rh_db *db, const rh_journey_row *row, rh_err *err)
{
    sqlite3_stmt *stmt = NULL;
    const rh_code code = rh_db__use(&stmt, db, RH_SQL_SET_JOURNEY, err);
    if (code != RH_OK) return code;
    sqlite3_bind_int64(stmt, 1, row->id);
    rh_db__bind_text(stmt, 2, row->name);
    sqlite3_bind_int64(stmt, 3, row->events);
    sqlite3_bind_int64(stmt, 4, row->synthetic);
    sqlite3_bind_int64(stmt, 5, row->snapshot);
    sqlite3_bind_int64(stmt, 6, row->last_s);
    sqlite3_bind_int64(stmt, 7, row->last_ns);
    rh_db__bind_blob(stmt, 8, digest_of(row));
    sqlite3_bind_int64(stmt, 9, row->crc);
    return rh_db__done(db, stmt, err);
}
