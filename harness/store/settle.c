/* The transaction that makes what was staged visible. */
#include "harness/store/settle.h"

#include "harness/store/link.h"

#include "harness/ingest/log.h"
#include "harness/system/memory.h"

static rh_code count_items(int64_t out[5], rh_db *db, bool has_parts, int64_t first, int64_t last, rh_err *err)
{
    sqlite3_stmt *stmt = NULL;
    bool has_row = false;
    rh_code code = rh_db__use(&stmt, db, has_parts ? RH_SQL_COUNT_PARTS : RH_SQL_COUNT_PLAIN, err);
    if (code != RH_OK) return code;
    sqlite3_bind_int64(stmt, 1, first);
    sqlite3_bind_int64(stmt, 2, last);
    code = rh_db__step(&has_row, db, stmt, err);
    for (int i = 0; code == RH_OK && i < 5; i++) out[i] = has_row ? sqlite3_column_int64(stmt, i) : 0;
    sqlite3_reset(stmt);
    return code;
}

/* The file's name goes with its row: the error is of the store, and has the name in its text. */
static rh_code check_counts(const rh_db *db, const rh_source_counts *counts, rh_err *err)
{
    rh_err of_file = {0};
    const rh_code code = rh_source_counts_check(counts, &of_file);
    if (code == RH_OK) return RH_OK;
    return rh_err_set(err, code, (rh_span){.file = rh_str_of(db->path)}, "%.*s: %s", RH_ARG(counts->file), of_file.text);
}

/* Counts one file's items by fate and holds the sum against what was read (V1). */
static rh_code count_file(rh_db *db, sqlite3_stmt *file, rh_err *err)
{
    int64_t n[5];
    sqlite3_stmt *stmt = NULL;
    const int64_t id = sqlite3_column_int64(file, 0), read = sqlite3_column_int64(file, 5);
    rh_code code = count_items(n, db, sqlite3_column_int64(file, 2) != 0, sqlite3_column_int64(file, 3),
                               sqlite3_column_int64(file, 4), err);
    if (code != RH_OK) return code;
    const rh_source_counts counts = {.file = rh_db__text(file, 1),
                                     .read = (uint64_t)read,
                                     .accepted = (uint64_t)n[1],
                                     .duplicate = (uint64_t)n[2],
                                     .quarantined = (uint64_t)n[3]};
    code = check_counts(db, &counts, err);
    if (code == RH_OK) code = rh_db__use(&stmt, db, RH_SQL_SET_COUNTS, err);
    if (code != RH_OK) return code;
    sqlite3_bind_int64(stmt, 1, id);
    for (int i = 1; i < 5; i++) sqlite3_bind_int64(stmt, i + 1, n[i]);
    return rh_db__done(db, stmt, err);
}

static rh_code count_files(rh_db *db, rh_err *err)
{
    sqlite3_stmt *stmt = NULL;
    bool has_row = true;
    rh_code code = rh_db__use(&stmt, db, RH_SQL_FILES_TO_COUNT, err);
    while (code == RH_OK) {
        code = rh_db__step(&has_row, db, stmt, err);
        if (code != RH_OK || !has_row) break;
        code = count_file(db, stmt, err);
    }
    if (stmt != NULL) sqlite3_reset(stmt);
    return code;
}

/* ---- sums ---- */

static void add_to_digest(rh_hasher *hasher, rh_str name, rh_str digest)
{
    unsigned char length[8];
    for (int i = 0; i < 8; i++) length[i] = (unsigned char)((uint64_t)name.len >> (8 * i));
    rh_hasher_add(hasher, (rh_str){(const char *)length, sizeof length});
    rh_hasher_add(hasher, name);
    rh_hasher_add(hasher, digest);
}

static void add_journey(rh_store_sums *sums, rh_hasher *hasher, sqlite3_stmt *row)
{
    const int64_t s = sqlite3_column_int64(row, 3), ns = sqlite3_column_int64(row, 4);
    const int64_t n = sqlite3_column_int64(row, 2);
    const int64_t synthetic = sqlite3_column_int64(row, 5), snapshot = sqlite3_column_int64(row, 6);
    add_to_digest(hasher, rh_db__text(row, 0), rh_db__blob(row, 1));
    sums->journeys++;
    sums->events += n;
    sums->real += synthetic == 0, sums->mixed += synthetic > 0 && synthetic < n, sums->synthetic += synthetic == n;
    sums->exact += snapshot == 0, sums->partial += snapshot > 0 && snapshot < n, sums->none += snapshot == n;
    if (sums->has_newest && (s < sums->newest_s || (s == sums->newest_s && ns <= sums->newest_ns))) return;
    sums->has_newest = true;
    sums->newest_s = s;
    sums->newest_ns = ns;
}

rh_code rh_settle__sums(rh_store_sums *out, rh_db *db, rh_err *err)
{
    sqlite3_stmt *stmt = NULL;
    rh_hasher *hasher = NULL;
    bool has_row = true;
    *out = (rh_store_sums){0};
    rh_code code = rh_hasher_new(&hasher, err);
    if (code != RH_OK) return code;
    rh_hasher_begin(hasher);
    code = rh_db__use(&stmt, db, RH_SQL_DIGESTS, err);
    while (code == RH_OK) {
        code = rh_db__step(&has_row, db, stmt, err);
        if (code != RH_OK || !has_row) break;
        add_journey(out, hasher, stmt);
    }
    if (stmt != NULL) sqlite3_reset(stmt);
    out->digest = rh_hasher_end(hasher);
    out->is_known = code == RH_OK;
    rh_hasher_free(hasher);
    return code;
}

/* Two counts of the same events that were made apart: items by fate, and events in blobs. */
static rh_code check_events(rh_db *db, const rh_store_sums *sums, rh_err *err)
{
    sqlite3_stmt *stmt = NULL;
    bool has_row = false;
    rh_code code = rh_db__use(&stmt, db, RH_SQL_SUM_EVENTS, err);
    if (code == RH_OK) code = rh_db__step(&has_row, db, stmt, err);
    if (code != RH_OK) return code;
    const int64_t accepted = has_row ? sqlite3_column_int64(stmt, 0) : 0;
    sqlite3_reset(stmt);
    if (accepted == sums->events) return RH_OK;
    return rh_err_set(err, RH_INGEST_COUNTS, (rh_span){.file = rh_str_of(db->path)},
                      "%lld events were accepted, %lld stand in journeys", (long long)accepted,
                      (long long)sums->events);
}

static rh_code write_totals(rh_store_sums *out, rh_db *db, rh_err *err)
{
    rh_store_sums sums;
    sqlite3_stmt *stmt = NULL;
    rh_code code = rh_settle__sums(&sums, db, err);
    if (out != NULL) *out = sums;
    if (code == RH_OK) code = check_events(db, &sums, err);
    if (code == RH_OK) code = rh_db__use(&stmt, db, RH_SQL_SET_TOTALS, err);
    if (code != RH_OK) return code;
    sqlite3_bind_int64(stmt, 1, sums.journeys);
    sqlite3_bind_int64(stmt, 2, sums.events);
    if (sums.has_newest) {
        sqlite3_bind_int64(stmt, 3, sums.newest_s);
        sqlite3_bind_int64(stmt, 4, sums.newest_ns);
    }
    rh_db__bind_blob(stmt, 5, (rh_str){(const char *)sums.digest.bytes, RH_SHA256_BYTES});
    return rh_db__done(db, stmt, err);
}

static rh_code settle(rh_store_sums *out, rh_db *db, const rh_names *names, rh_arena *keep,
                      struct rh_slabs_maker *maker, rh_settle_told told, rh_err *err)
{
    static const rh_sql drops[] = {RH_SQL_DROP_CHUNKS, RH_SQL_DROP_FLUSHES, RH_SQL_DROP_GAPS};
    rh_dead_items dead = {0};
    rh_journey_names touched = {0};
    rh_code code = rh_judge__all(&dead, &touched, keep, db, told, err);
    if (code == RH_OK) code = rh_link__resolve(&touched, keep, db, told, err);
    if (code == RH_OK) code = rh_merge__all(db, names, &dead, &touched, maker, told, err);
    for (size_t i = 0; code == RH_OK && i < sizeof drops / sizeof *drops; i++) code = rh_db__run(db, drops[i], err);
    if (code == RH_OK) code = count_files(db, err);
    return code == RH_OK ? write_totals(out, db, err) : code;
}

static rh_code count_unsettled(int64_t *out, rh_db *db, rh_err *err)
{
    sqlite3_stmt *stmt = NULL;
    bool has_row = false;
    rh_code code = rh_db__use(&stmt, db, RH_SQL_UNSETTLED, err);
    if (code == RH_OK) code = rh_db__step(&has_row, db, stmt, err);
    if (code != RH_OK) return code;
    *out = has_row ? sqlite3_column_int64(stmt, 0) : 0;
    sqlite3_reset(stmt);
    return RH_OK;
}

rh_code rh_settle__now(rh_db *db, const rh_names *names, rh_err *err)
{
    rh_arena keep;
    rh_arena_init(&keep, rh_memory_host(), 0);
    const rh_code code = settle(NULL, db, names, &keep, NULL, (rh_settle_told){0}, err);
    rh_arena_dispose(&keep);
    return code;
}

rh_code rh_settle__all(rh_store_sums *out, rh_db *db, const rh_names *names, bool in_any_case,
                       struct rh_slabs_maker *maker, rh_settle_told told, rh_err *err)
{
    int64_t n = 0;
    rh_arena keep;
    rh_code code = rh_db__run(db, RH_SQL_BEGIN_WRITE, err);
    if (code != RH_OK) return code;
    rh_arena_init(&keep, rh_memory_host(), 0);
    rh_db__stop_if(db, told.is_stopped, told.is_stopped_ctx);
    code = count_unsettled(&n, db, err);
    if (code == RH_OK && (n > 0 || in_any_case)) code = settle(out, db, names, &keep, maker, told, err);
    rh_db__stop_if(db, NULL, NULL);
    rh_arena_dispose(&keep);
    if (code == RH_OK) code = rh_db__run(db, RH_SQL_COMMIT, err);
    if (code != RH_OK) rh_db__rollback(db);
    return code;
}
