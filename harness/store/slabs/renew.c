/* The file of slabs as a store asks for it. */
#include "harness/store/slabs/insides.h"

#include "harness/store/slabs/format.h"
#include "harness/system/crc32.h"
#include "harness/system/file.h"
#include "harness/system/memory.h"

rh_code rh_slabs__totals(rh_slabs_totals *out, bool *is_settled, rh_db *db, rh_err *err)
{
    sqlite3_stmt *row = NULL;
    bool has_row = false;
    rh_code code = rh_db__use(&row, db, RH_SQL_TOTALS, err);
    if (code == RH_OK) code = rh_db__step(&has_row, db, row, err);
    if (code != RH_OK) return code;
    *is_settled = false;
    if (has_row) {
        const rh_str digest = rh_db__blob(row, 4);
        *is_settled = digest.len == RH_SHA256_BYTES;
        *out = (rh_slabs_totals){(uint64_t)sqlite3_column_int64(row, 0), (uint64_t)sqlite3_column_int64(row, 1),
                                  {sqlite3_column_int64(row, 2), (int32_t)sqlite3_column_int64(row, 3)}, {{0}}};
        if (*is_settled) memcpy(out->digest.bytes, digest.ptr, RH_SHA256_BYTES);
    }
    sqlite3_reset(row);
    return RH_OK;
}

/* Whether what stands there serves, and can be read throughout. */
static rh_code does_serve(bool *out, const char *store, const rh_slabs_totals *totals, rh_err *err)
{
    rh_err damage;
    rh_slabs *slabs;
    rh_store_sums sums;
    const rh_code code = rh_slabs__open(&slabs, &sums, store, totals, err);
    if (code != RH_OK) return code;
    *out = slabs != NULL && rh_slabs__check(slabs, &damage) == RH_OK;
    rh_slabs__close(slabs);
    return RH_OK;
}

/* ---- made of what the store has ---- */

/* A row of (name, digest, events, crc, blob). False: no more are needed. */
static bool add_row(rh_slabs_maker *m, sqlite3_stmt *row)
{
    const rh_str blob = rh_db__blob(row, 4);
    return sqlite3_column_int64(row, 2) == 1 && sqlite3_column_int64(row, 3) == (int64_t)rh_crc32(blob) &&
           rh_slabs__add(m, rh_db__text(row, 0), rh_db__blob(row, 1), blob);
}

static rh_code add_rows(rh_slabs_maker *m, rh_db *db, rh_err *err)
{
    sqlite3_stmt *stmt = NULL;
    bool has_row = true;
    rh_code code = rh_db__use(&stmt, db, RH_SQL_SLAB_ROWS, err);
    while (code == RH_OK) {
        code = rh_db__step(&has_row, db, stmt, err);
        if (code != RH_OK || !has_row || !add_row(m, stmt)) break;
    }
    if (stmt != NULL) sqlite3_reset(stmt);
    return code;
}

static rh_code make(bool *is_made, const char *store, rh_db *db, const rh_names *names, rh_slabs_maker *made,
                    const rh_slabs_totals *totals, rh_settle_told told, rh_err *err)
{
    rh_slabs_maker *m;
    if (made != NULL && rh_slabs__has_any(made)) return rh_slabs__commit(is_made, made, totals, err);
    rh_code code = rh_slabs__begin(&m, store, names, told, err);
    if (code != RH_OK) return code;
    code = add_rows(m, db, err);
    if (code == RH_OK) code = rh_slabs__commit(is_made, m, totals, err);
    rh_slabs__end(m);
    return code;
}

static rh_code renew(bool *is_there, const char *store, rh_db *db, const rh_names *names, rh_slabs_maker *made,
                     rh_settle_told told, rh_err *err)
{
    rh_slabs_totals totals;
    bool is_settled = false;
    rh_code code = rh_slabs__totals(&totals, &is_settled, db, err);
    if (code != RH_OK || !RH_SLABS_ARE_READ || !is_settled || totals.journeys < RH_SLABS_LEAST ||
        totals.journeys != totals.events)
        return code;
    code = does_serve(is_there, store, &totals, err);
    if (code == RH_OK && !*is_there) code = make(is_there, store, db, names, made, &totals, told, err);
    return code;
}

/* What is left of one that was not made to its end; not of what is being made now. */
static rh_code sweep(const char *store, rh_err *err)
{
    rh_arena scratch;
    rh_arena_init(&scratch, rh_memory_host(), 0);
    const char *path = rh_slabs__path(&scratch, store);
    const rh_code code = path == NULL ? rh_err_nomem(err) : rh_file_sweep(path, false, err);
    rh_arena_dispose(&scratch);
    return code;
}

rh_code rh_slabs__renew(const char *store, rh_db *db, const rh_names *names, rh_slabs_maker *made,
                        rh_settle_told told, rh_err *err)
{
    rh_err ignored;
    bool is_there = false;
    rh_code code = sweep(store, err);
    if (code == RH_OK) code = renew(&is_there, store, db, names, made, told, err);
    if (code != RH_OK && err != NULL) err->span = (rh_span){.file = rh_str_of(store)};
    if (code != RH_OK) (void)!rh_slabs__remove(store, &ignored);
    else if (!is_there) code = rh_slabs__remove(store, err);
    return code;
}

rh_code rh_slabs__remove(const char *store, rh_err *err)
{
    rh_arena scratch;
    rh_arena_init(&scratch, rh_memory_host(), 0);
    const char *path = rh_slabs__path(&scratch, store);
    const rh_code code = path == NULL ? rh_err_nomem(err) : rh_file_remove(path, err);
    if (code != RH_OK && err != NULL) err->span = (rh_span){.file = rh_str_of(store)};
    rh_arena_dispose(&scratch);
    return code;
}
