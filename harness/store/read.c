/* Reading a store: summary, journeys, sources, quarantine. */
#include "harness/store/store.h"

#include "harness/store/blob.h"
#include "harness/store/insides.h"
#include "harness/store/settle.h"
#include "harness/store/slabs/insides.h"
#include "harness/system/crc32.h"

#include "engine/base/vec.h"

#include <pthread.h>
#include <stdlib.h>

struct rh_store {
    rh_db db; /* in a transaction from open to close: one snapshot */
    rh_names names;
    rh_store_summary summary;
    rh_slabs *slabs;    /* NULL: there are none */
    pthread_mutex_t lock; /* of db, while a history is drawn from */
    int64_t *ids;         /* of the history's journeys, in their order; NULL: it is that of the slabs */
    sqlite3_stmt *rows;   /* stands at the row of journey `at`; NULL: at none */
    int64_t at;
};

/* ---- summary ---- */

static rh_code differs(const rh_db *db, const char *what, rh_err *err)
{
    return rh_err_set(err, RH_STORE_DIGEST, (rh_span){.file = rh_str_of(db->path)}, "store: %s", what);
}

static rh_code check_totals(rh_db *db, const rh_store_sums *sums, sqlite3_stmt *totals, rh_err *err)
{
    const rh_str digest = rh_db__blob(totals, 4);
    if (sqlite3_column_int64(totals, 0) != sums->journeys)
        return differs(db, "the count of journeys does not agree with them", err);
    if (sqlite3_column_int64(totals, 1) != sums->events)
        return differs(db, "the count of events does not agree with the journeys", err);
    if (sums->journeys == 0 && digest.len == 0) return RH_OK;
    if (digest.len != RH_SHA256_BYTES || memcmp(digest.ptr, sums->digest.bytes, RH_SHA256_BYTES) != 0)
        return differs(db, "the digest does not agree with the journeys", err);
    return RH_OK;
}

static rh_source_counts counts_of(sqlite3_stmt *row)
{
    rh_source_counts counts = {.file = rh_db__text(row, 0),
                               .read = (uint64_t)sqlite3_column_int64(row, 2),
                               .accepted = (uint64_t)sqlite3_column_int64(row, 3),
                               .duplicate = (uint64_t)sqlite3_column_int64(row, 4),
                               .quarantined = (uint64_t)sqlite3_column_int64(row, 5)};
    const rh_str hash = rh_db__blob(row, 1);
    if (hash.len == RH_SHA256_BYTES) memcpy(counts.hash.bytes, hash.ptr, RH_SHA256_BYTES);
    return counts;
}

static rh_code check_files(rh_db *db, rh_err *err)
{
    sqlite3_stmt *stmt = NULL;
    bool has_row = true;
    rh_code code = rh_db__use(&stmt, db, RH_SQL_FILES, err);
    while (code == RH_OK) {
        code = rh_db__step(&has_row, db, stmt, err);
        if (code != RH_OK || !has_row) break;
        const rh_source_counts counts = counts_of(stmt);
        if (rh_source_counts_check(&counts, err) != RH_OK)
            code = differs(db, "the counts of a source do not add up", err);
    }
    if (stmt != NULL) sqlite3_reset(stmt);
    return code;
}

rh_code rh_store__summary(rh_store_summary *out, rh_db *db, rh_store_sums sums, rh_err *err)
{
    sqlite3_stmt *totals = NULL;
    bool has_row = false;
    *out = (rh_store_summary){0};
    rh_code code = sums.is_known ? RH_OK : rh_settle__sums(&sums, db, err);
    if (code == RH_OK) code = rh_db__use(&totals, db, RH_SQL_TOTALS, err);
    if (code == RH_OK) code = rh_db__step(&has_row, db, totals, err);
    if (code == RH_OK) code = has_row ? check_totals(db, &sums, totals, err) : differs(db, "it has no totals", err);
    if (totals != NULL) sqlite3_reset(totals);
    if (code == RH_OK) code = check_files(db, err);
    if (code != RH_OK) return code;
    out->journeys = (uint64_t)sums.journeys;
    out->events = (uint64_t)sums.events;
    out->has_newest = sums.has_newest;
    out->newest = (rh_instant){sums.newest_s, (int32_t)sums.newest_ns};
    out->digest = sums.digest;
    out->real = sums.real, out->mixed = sums.mixed, out->synthetic = sums.synthetic;
    out->exact = sums.exact, out->partial = sums.partial, out->none = sums.none;
    uint64_t n_unsettled = 0;
    code = rh_db__count(&n_unsettled, db, RH_SQL_UNSETTLED, err);
    out->is_unfinished = n_unsettled > 0;
    return code;
}

/* ---- opening ---- */

/* Whether the store has as many journeys as its slabs. */
static rh_code check_count(bool *is_same, rh_db *db, const rh_store_sums *sums, rh_err *err)
{
    uint64_t n = 0;
    const rh_code code = rh_db__count(&n, db, RH_SQL_COUNT_JOURNEYS, err);
    *is_same = n == (uint64_t)sums->journeys;
    return code;
}

/* sums: what the slabs' journeys say, where there are slabs that serve. */
static rh_code open_slabs(rh_store_sums *sums, rh_store *store, rh_err *err)
{
    rh_slabs_totals totals;
    bool is_settled = false, is_same = true;
    rh_code code = rh_slabs__totals(&totals, &is_settled, &store->db, err);
    if (code != RH_OK || !is_settled) return code;
    code = rh_slabs__open(&store->slabs, sums, store->db.path, &totals, err);
    if (code == RH_OK && store->slabs != NULL) code = check_count(&is_same, &store->db, sums, err);
    if (is_same) return code;
    rh_slabs__close(store->slabs);
    store->slabs = NULL;
    *sums = (rh_store_sums){0};
    return code;
}

rh_code rh_store_open(rh_store **out, const char *path, rh_err *err)
{
    rh_store_sums sums = {0};
    rh_store *store = calloc(1, sizeof *store);
    if (store == NULL || pthread_mutex_init(&store->lock, NULL) != 0) {
        free(store);
        return rh_err_nomem(err);
    }
    rh_code code = rh_db__open(&store->db, path, false, err);
    if (code == RH_OK) code = rh_db__run(&store->db, RH_SQL_BEGIN_READ, err);
    if (code == RH_OK) code = open_slabs(&sums, store, err);
    if (code == RH_OK) code = rh_store__summary(&store->summary, &store->db, sums, err);
    if (code == RH_OK) code = rh_names__load(&store->names, &store->db, err);
    if (code != RH_OK) rh_store_close(store);
    else *out = store;
    return code;
}

void rh_store_close(rh_store *store)
{
    if (store == NULL) return;
    rh_slabs__close(store->slabs);
    rh_names__dispose(&store->names);
    rh_db__close(&store->db);
    pthread_mutex_destroy(&store->lock);
    free(store->ids);
    free(store);
}

const rh_store_summary *rh_store_summary_get(const rh_store *store)
{
    return &store->summary;
}

const rh_slabs *rh_store_slabs(const rh_store *store)
{
    return store->slabs;
}

/* ---- journeys ---- */

/* Copies a row of (name, events, crc, blob) into keep. */
static rh_code copy_row(rh_journey *out, rh_str *blob, int64_t *crc, rh_arena *keep, sqlite3_stmt *row, rh_err *err)
{
    *out = (rh_journey){.id = rh_arena_str(keep, rh_db__text(row, 0)),
                        .n_events = (size_t)sqlite3_column_int64(row, 1)};
    *crc = sqlite3_column_int64(row, 2);
    *blob = rh_arena_str(keep, rh_db__blob(row, 3));
    return rh_arena_failed(keep) ? rh_err_nomem(err) : RH_OK;
}

static rh_code check_blob(const rh_store *store, size_t n_events, rh_str blob, int64_t crc, rh_err *err)
{
    if (rh_crc32(blob) != crc || n_events > blob.len)
        return differs(&store->db, "the events of a journey do not agree with their checksum", err);
    return RH_OK;
}

static rh_code decode(rh_journey *journey, const rh_store *store, rh_str blob, int64_t crc, rh_arena *keep, rh_err *err)
{
    size_t at = 0;
    uint64_t item;
    const rh_code code = check_blob(store, journey->n_events, blob, crc, err);
    if (code != RH_OK) return code;
    rh_event *events = RH_NEW_N(keep, journey->n_events, rh_event);
    if (events == NULL) return rh_err_nomem(err);
    for (size_t i = 0; i < journey->n_events; i++)
        if (!rh_blob__get(&events[i], &item, keep, blob, &at, journey->id, &store->names, true))
            return rh_arena_failed(keep) ? rh_err_nomem(err) : differs(&store->db, "an event cannot be read", err);
    if (at != blob.len) return differs(&store->db, "a journey has more events than it counts", err);
    journey->events = events;
    return RH_OK;
}

/* Goes to the row of a journey. Most ask for the one behind the last, which needs no search. */
static rh_code find_row(rh_store *store, int64_t id, rh_err *err)
{
    sqlite3_stmt *rows = store->rows;
    bool has_row = false;
    rh_code code = RH_OK;
    if (rows == NULL || store->at + 1 != id) {
        code = rh_db__use(&rows, &store->db, RH_SQL_LOAD_JOURNEYS, err);
        if (code == RH_OK) sqlite3_bind_int64(rows, 1, id);
    }
    store->rows = NULL;
    if (code == RH_OK) code = rh_db__step(&has_row, &store->db, rows, err);
    if (code != RH_OK) return code;
    if (!has_row || sqlite3_column_int64(rows, 4) != id) return differs(&store->db, "a journey has no events", err);
    store->rows = rows;
    store->at = id;
    return RH_OK;
}

static rh_code id_of(int64_t *id, rh_store *store, rh_str name, rh_err *err)
{
    sqlite3_stmt *stmt = NULL;
    bool has_row = false;
    rh_code code = rh_db__use(&stmt, &store->db, RH_SQL_JOURNEY_ID, err);
    if (code != RH_OK) return code;
    rh_db__bind_text(stmt, 1, name);
    code = rh_db__step(&has_row, &store->db, stmt, err);
    if (code == RH_OK && !has_row) code = differs(&store->db, "a journey of its slabs is not there", err);
    if (code == RH_OK) *id = sqlite3_column_int64(stmt, 0);
    sqlite3_reset(stmt);
    return code;
}

/* Goes to the row of the journey that the slabs have there. Mostly it is the one behind the last, and that is tried
 * first: then nobody has to know the ids of all. */
static rh_code find_in_slabs(rh_store *store, size_t index, rh_err *err)
{
    int64_t id = 0;
    bool has_row = false;
    const rh_str name = rh_slabs_id(store->slabs, index), digest = rh_slabs__digest(store->slabs, index);
    rh_code code = RH_OK;
    if (store->rows != NULL) code = rh_db__step(&has_row, &store->db, store->rows, err);
    if (has_row && rh_str_eq(rh_db__text(store->rows, 0), name)) {
        store->at = sqlite3_column_int64(store->rows, 4);
    } else {
        store->rows = NULL;
        if (code == RH_OK) code = id_of(&id, store, name, err);
        if (code == RH_OK) code = find_row(store, id, err);
    }
    if (code != RH_OK) return code;
    if (rh_str_eq(rh_db__blob(store->rows, 5), digest) && rh_str_eq(rh_db__text(store->rows, 0), name)) return RH_OK;
    return differs(&store->db, "a journey does not have the digest that its slabs have", err);
}

/* The journey that stands at `index` of the history: its row, while nobody else reads. */
static rh_code at_row(rh_store *store, size_t index,
                      rh_code (*take)(const rh_store *store, void *ctx, sqlite3_stmt *row, rh_err *err), void *ctx,
                      rh_err *err)
{
    pthread_mutex_lock(&store->lock);
    rh_code code = store->ids != NULL ? find_row(store, store->ids[index], err) : find_in_slabs(store, index, err);
    if (code == RH_OK) code = take(store, ctx, store->rows, err);
    pthread_mutex_unlock(&store->lock);
    return code;
}

typedef struct copied {
    rh_journey *journey;
    rh_str blob;
    int64_t crc;
    rh_arena *keep;
} copied;

static rh_code take_copy(const rh_store *store, void *ctx, sqlite3_stmt *row, rh_err *err)
{
    copied *c = ctx;
    (void)store;
    return copy_row(c->journey, &c->blob, &c->crc, c->keep, row, err);
}

static rh_code load(void *ctx, unsigned worker, size_t index, rh_arena *arena, rh_journey *out, rh_err *err)
{
    copied c = {.journey = out, .keep = arena};
    (void)worker;
    const rh_code code = at_row(ctx, index, take_copy, &c, err);
    return code == RH_OK ? decode(out, ctx, c.blob, c.crc, arena, err) : code;
}

static rh_code take_check(const rh_store *store, void *ctx, sqlite3_stmt *row, rh_err *err)
{
    (void)ctx;
    return check_blob(store, (size_t)sqlite3_column_int64(row, 1), rh_db__blob(row, 3),
                      sqlite3_column_int64(row, 2), err);
}

static rh_code check(void *ctx, size_t index, rh_err *err)
{
    return at_row(ctx, index, take_check, NULL, err);
}

static rh_code list_ids(size_t *n_listed, rh_store *store, rh_shard shard, rh_err *err)
{
    sqlite3_stmt *stmt = NULL;
    bool has_row = true;
    size_t n = 0;
    store->ids = calloc(store->summary.journeys + 1, sizeof *store->ids);
    if (store->ids == NULL) return rh_err_nomem(err);
    rh_code code = rh_db__use(&stmt, &store->db, RH_SQL_JOURNEY_IDS, err);
    while (code == RH_OK) {
        code = rh_db__step(&has_row, &store->db, stmt, err);
        if (code != RH_OK || !has_row || n == store->summary.journeys) break;
        if (rh_shard_has(shard, rh_db__text(stmt, 1))) store->ids[n++] = sqlite3_column_int64(stmt, 0);
    }
    if (stmt != NULL) sqlite3_reset(stmt);
    *n_listed = n;
    return code;
}

/* The slabs know the journeys, in their order: whoever needs none of the store's own lists none. */
rh_code rh_store_history(rh_history *out, rh_store *store, rh_shard shard, rh_err *err)
{
    size_t n = (size_t)store->summary.journeys;
    free(store->ids);
    store->ids = NULL;
    const rh_code code = store->slabs != NULL && shard.n <= 1 ? RH_OK : list_ids(&n, store, shard, err);
    if (code == RH_OK) *out = (rh_history){.ctx = store, .n_journeys = n, .load = load, .check = check};
    return code;
}

/* A journey that was found by its id, held against its row of the slabs. */
static rh_code check_digest(const rh_store *store, sqlite3_stmt *row, rh_str id, rh_err *err)
{
    size_t at;
    bool is_found;
    if (store->slabs == NULL) return RH_OK;
    rh_slabs__find(&at, &is_found, store->slabs, id);
    if (is_found && rh_str_eq(rh_db__blob(row, 5), rh_slabs__digest(store->slabs, at))) return RH_OK;
    return differs(&store->db, "a journey does not have the digest that its slabs have", err);
}

rh_code rh_store_journey(rh_journey *out, bool *is_found, rh_arena *keep, rh_store *store, rh_str id, rh_err *err)
{
    sqlite3_stmt *stmt = NULL;
    rh_str blob = {0};
    int64_t crc = 0;
    pthread_mutex_lock(&store->lock);
    rh_code code = rh_db__use(&stmt, &store->db, RH_SQL_ONE_JOURNEY, err);
    if (code == RH_OK) {
        rh_db__bind_text(stmt, 1, id);
        code = rh_db__step(is_found, &store->db, stmt, err);
        if (code == RH_OK && *is_found) code = check_digest(store, stmt, id, err);
        if (code == RH_OK && *is_found) code = copy_row(out, &blob, &crc, keep, stmt, err);
        sqlite3_reset(stmt);
    }
    pthread_mutex_unlock(&store->lock);
    return code == RH_OK && *is_found ? decode(out, store, blob, crc, keep, err) : code;
}

/* ---- sources and quarantine ---- */

rh_code rh_store_sources(const rh_source_counts **out, size_t *n, rh_arena *keep, rh_store *store, rh_err *err)
{
    sqlite3_stmt *stmt = NULL;
    bool has_row = true;
    RH_VEC(rh_source_counts) sources = {0};
    rh_code code = rh_db__use(&stmt, &store->db, RH_SQL_FILES, err);
    while (code == RH_OK) {
        code = rh_db__step(&has_row, &store->db, stmt, err);
        if (code != RH_OK || !has_row) break;
        rh_source_counts counts = counts_of(stmt);
        counts.file = rh_arena_str(keep, counts.file);
        if (!RH_PUSH(keep, &sources, counts) || rh_arena_failed(keep)) code = rh_err_nomem(err);
    }
    if (stmt != NULL) sqlite3_reset(stmt);
    if (code != RH_OK) return code;
    *out = sources.at;
    *n = sources.n;
    return RH_OK;
}

static rh_code code_of(rh_str id)
{
    for (int i = 1; i < RH_N_CODES; i++)
        if (rh_str_eq(id, rh_str_of(rh_code_id((rh_code)i)))) return (rh_code)i;
    return RH_EVENT_CONFLICT;
}

rh_code rh_store_quarantined(rh_store *store, rh_store_quarantined_fn fn, void *ctx, rh_err *err)
{
    sqlite3_stmt *stmt = NULL;
    bool has_row = true;
    rh_code code = rh_db__use(&stmt, &store->db, RH_SQL_QUARANTINED, err);
    while (code == RH_OK) {
        code = rh_db__step(&has_row, &store->db, stmt, err);
        if (code != RH_OK || !has_row) break;
        const rh_span span = {rh_db__text(stmt, 1), (uint32_t)sqlite3_column_int64(stmt, 2),
                              (uint32_t)sqlite3_column_int64(stmt, 3)};
        const rh_str id = rh_db__text(stmt, 6), why = rh_db__text(stmt, 7);
        rh_quarantined q = {.offset = (uint64_t)sqlite3_column_int64(stmt, 4),
                            .raw_length = (uint64_t)sqlite3_column_int64(stmt, 5),
                            .raw = rh_db__blob(stmt, 8)};
        if (id.ptr != NULL) rh_err_set(&q.why, code_of(id), span, "%.*s", RH_ARG(why));
        else rh_err_set(&q.why, RH_EVENT_CONFLICT, span, RH_CONFLICT_SAYS);
        code = fn(ctx, sqlite3_column_int64(stmt, 0), &q, err);
    }
    if (stmt != NULL) sqlite3_reset(stmt);
    return code;
}
