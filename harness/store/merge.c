/* Chunks and old blobs to new blobs, journey by journey. */
#include "harness/store/settle.h"

#include "harness/store/blob.h"
#include "harness/store/journeys.h"
#include "harness/store/slabs/insides.h"
#include "harness/system/crc32.h"
#include "harness/system/memory.h"

#include <stdlib.h>

enum { BLOB_MOST_BYTES = 900 << 20 }; /* SQLite takes values up to 1e9 bytes */

/* The chunks of one flush, in the order of journeys. */
typedef struct cursor {
    sqlite3_stmt *stmt;
    bool has_row;
    rh_str journey;
} cursor;

/* An event as it is stored, with what it is ordered by. */
typedef struct stored {
    rh_event event;
    rh_str bytes;
    rh_sha256 content;
} stored;

typedef struct merging {
    rh_db *db;
    const rh_names *names;
    const rh_dead_items *dead;
    rh_dead_items linked; /* of joined records: their events come from beside, never from an old blob */
    rh_arena keep;    /* of the merge */
    rh_arena journey; /* of one journey */
    rh_hasher *hasher;
    rh_slabs_maker *maker; /* NULL: nobody asks for the journeys */
    rh_journey_rows rows; /* of new journeys, not written yet */
    RH_VEC(cursor) cursors;
    RH_VEC(stored) events;
    RH_VEC(int64_t) places; /* of the blobs of its chunks */
    bool has_old;           /* the store has journeys */
    int64_t old_id;         /* of the journey's row; 0: none */
    int64_t next_id;        /* nothing has it, or one above it */
    bool is_changed;
    bool is_moved; /* an event went, came from elsewhere, or stands elsewhere among the others */
} merging;

static rh_code malformed(const merging *m, rh_str journey, rh_err *err)
{
    const rh_str shown = rh_str_slice(journey, 0, 100);
    return rh_err_set(err, RH_STORE_MALFORMED, (rh_span){.file = rh_str_of(m->db->path)},
                      "store: the events of journey \"%.*s\" cannot be read", RH_ARG(shown));
}

/* ---- cursors over flushes ---- */

static rh_code advance(merging *m, cursor *c, rh_err *err)
{
    const rh_code code = rh_db__step(&c->has_row, m->db, c->stmt, err);
    if (code == RH_OK && c->has_row) c->journey = rh_db__text(c->stmt, 0);
    return code;
}

static rh_code open_cursors(merging *m, rh_err *err)
{
    sqlite3_stmt *stmt = NULL;
    bool has_row = true;
    rh_code code = rh_db__use(&stmt, m->db, RH_SQL_FLUSHES, err);
    while (code == RH_OK) {
        cursor c = {0};
        code = rh_db__step(&has_row, m->db, stmt, err);
        if (code != RH_OK || !has_row) break;
        code = rh_db__prepare(&c.stmt, m->db, RH_SQL_CHUNKS, err);
        if (code != RH_OK) break;
        sqlite3_bind_int64(c.stmt, 1, sqlite3_column_int64(stmt, 0));
        sqlite3_bind_int64(c.stmt, 2, sqlite3_column_int64(stmt, 1));
        if (!RH_PUSH(&m->keep, &m->cursors, c)) {
            sqlite3_finalize(c.stmt);
            code = rh_err_nomem(err);
        }
    }
    if (stmt != NULL) sqlite3_reset(stmt);
    for (size_t i = 0; code == RH_OK && i < m->cursors.n; i++) code = advance(m, &m->cursors.at[i], err);
    return code;
}

/* The next journey of all, copied into the journey's arena; null when there is none. */
static rh_str least(merging *m, const rh_journey_names *touched, size_t at_touched)
{
    rh_str name = at_touched < touched->n ? touched->at[at_touched] : rh_str_null();
    for (size_t i = 0; i < m->cursors.n; i++) {
        const cursor *c = &m->cursors.at[i];
        if (c->has_row && (name.ptr == NULL || rh_str_cmp(c->journey, name) < 0)) name = c->journey;
    }
    return rh_arena_str(&m->journey, name);
}

/* ---- gathering a journey's events ---- */

static rh_code old_content(rh_sha256 *out, merging *m, uint64_t item, rh_err *err)
{
    sqlite3_stmt *stmt = NULL;
    bool has_row = false;
    rh_code code = rh_db__use(&stmt, m->db, RH_SQL_CONTENT, err);
    if (code != RH_OK) return code;
    sqlite3_bind_int64(stmt, 1, (int64_t)item);
    code = rh_db__step(&has_row, m->db, stmt, err);
    if (code != RH_OK) return code;
    const rh_str content = has_row ? rh_db__blob(stmt, 0) : RH_STR("");
    const bool is_whole = content.len == RH_SHA256_BYTES;
    if (is_whole) memcpy(out->bytes, content.ptr, RH_SHA256_BYTES);
    sqlite3_reset(stmt);
    return is_whole ? RH_OK : malformed(m, RH_STR("?"), err);
}

/* Adds the events of a blob or chunk that are alive. contents: 32 bytes for each event, or null for those of a blob. */
static rh_code add_events(merging *m, rh_str journey, rh_str bytes, rh_str contents, rh_err *err)
{
    bytes = rh_arena_str(&m->journey, bytes);
    contents = rh_arena_str(&m->journey, contents);
    if (rh_arena_failed(&m->journey)) return rh_err_nomem(err);
    for (size_t at = 0, i = 0; at < bytes.len; i++) {
        stored s;
        uint64_t item;
        const size_t from = at;
        rh_code code = RH_OK;
        if (!rh_blob__get(&s.event, &item, &m->journey, bytes, &at, journey, m->names, false))
            return malformed(m, journey, err);
        if (contents.ptr != NULL && (i + 1) * RH_SHA256_BYTES > contents.len) return malformed(m, journey, err);
        if (contents.ptr == NULL && rh_linked__has(&m->linked, (int64_t)item)) continue;
        if (rh_dead__has(m->dead, (int64_t)item)) {
            m->is_changed |= contents.ptr == NULL;
            m->is_moved = true;
            continue;
        }
        s.bytes = rh_str_slice(bytes, from, at);
        if (contents.ptr != NULL) memcpy(s.content.bytes, contents.ptr + i * RH_SHA256_BYTES, RH_SHA256_BYTES);
        else code = old_content(&s.content, m, item, err);
        if (code != RH_OK) return code;
        m->is_changed |= contents.ptr != NULL;
        if (!RH_PUSH(&m->journey, &m->events, s)) return rh_err_nomem(err);
    }
    return RH_OK;
}

static rh_code add_old(merging *m, rh_str journey, rh_err *err)
{
    sqlite3_stmt *stmt = NULL;
    bool has_row = false;
    m->old_id = 0;
    if (!m->has_old) return RH_OK;
    rh_code code = rh_db__use(&stmt, m->db, RH_SQL_JOURNEY, err);
    if (code != RH_OK) return code;
    rh_db__bind_text(stmt, 1, journey);
    code = rh_db__step(&has_row, m->db, stmt, err);
    if (code == RH_OK && has_row) {
        const rh_str bytes = rh_db__blob(stmt, 2);
        m->old_id = sqlite3_column_int64(stmt, 0);
        if (rh_crc32(bytes) != sqlite3_column_int64(stmt, 1))
            code = malformed(m, journey, err);
        else code = add_events(m, journey, bytes, rh_str_null(), err);
    }
    sqlite3_reset(stmt);
    return code;
}

static rh_code add_chunks(merging *m, rh_str journey, rh_err *err)
{
    rh_code code = RH_OK;
    for (size_t i = 0; code == RH_OK && i < m->cursors.n; i++) {
        cursor *c = &m->cursors.at[i];
        if (!c->has_row || !rh_str_eq(c->journey, journey)) continue;
        const int64_t place = sqlite3_column_int64(c->stmt, 3);
        const rh_str apart = rh_db__blob(c->stmt, 1);
        if (place != 0 && !RH_PUSH(&m->journey, &m->places, place)) return rh_err_nomem(err);
        code = add_events(m, journey, apart.len != 0 ? apart : rh_db__blob(c->stmt, 4), rh_db__blob(c->stmt, 2), err);
        if (code == RH_OK) code = advance(m, c, err);
    }
    return code;
}

/* The events of the records that joins lead to the journey. */
static rh_code add_links(merging *m, rh_str journey, rh_err *err)
{
    sqlite3_stmt *stmt = NULL;
    bool has_row = true;
    if (m->linked.n == 0) return RH_OK;
    rh_code code = rh_db__use(&stmt, m->db, RH_SQL_LINKED, err);
    if (code != RH_OK) return code;
    rh_db__bind_text(stmt, 1, journey);
    while (code == RH_OK) {
        code = rh_db__step(&has_row, m->db, stmt, err);
        if (code != RH_OK || !has_row) break;
        m->is_moved = true;
        code = add_events(m, journey, rh_db__blob(stmt, 1), rh_db__blob(stmt, 2), err);
    }
    sqlite3_reset(stmt);
    return code;
}

/* ---- writing a journey ---- */

static int by_order(const void *a, const void *b)
{
    return rh_event_cmp(&((const stored *)a)->event, &((const stored *)b)->event);
}

static rh_code delete_at(merging *m, rh_sql sql, int64_t id, rh_err *err)
{
    sqlite3_stmt *stmt = NULL;
    const rh_code code = rh_db__use(&stmt, m->db, sql, err);
    if (code != RH_OK) return code;
    sqlite3_bind_int64(stmt, 1, id);
    return rh_db__done(m->db, stmt, err);
}

static rh_code delete_old(merging *m, rh_err *err)
{
    if (m->old_id == 0) return RH_OK;
    const rh_code code = delete_at(m, RH_SQL_DELETE_JOURNEY, m->old_id, err);
    return code == RH_OK ? delete_at(m, RH_SQL_DELETE_BLOB, m->old_id, err) : code;
}

/* The blobs of its chunks, but for the journey's own. */
static rh_code delete_places(merging *m, int64_t but, rh_err *err)
{
    rh_code code = RH_OK;
    for (size_t i = 0; code == RH_OK && i < m->places.n; i++)
        if (m->places.at[i] != but) code = delete_at(m, RH_SQL_DELETE_BLOB, m->places.at[i], err);
    return code;
}

/* A store that had no journeys gets all of them here, in order. */
static void show(merging *m, rh_str name, const rh_sha256 *digest, rh_str blob)
{
    if (m->maker == NULL || m->has_old) return;
    if (!rh_slabs__add(m->maker, name, (rh_str){(const char *)digest->bytes, RH_SHA256_BYTES}, blob)) m->maker = NULL;
}

static rh_code write_row(merging *m, int64_t id, rh_str name, rh_str blob, rh_err *err)
{
    const uint32_t crc = rh_crc32(blob);
    rh_journey_row row = {.id = id, .name = name, .events = (int64_t)m->events.n, .crc = (int64_t)crc};
    rh_hasher_begin(m->hasher);
    for (size_t i = 0; i < m->events.n; i++) {
        rh_hasher_add(m->hasher, (rh_str){(const char *)m->events.at[i].content.bytes, RH_SHA256_BYTES});
        row.synthetic += m->events.at[i].event.is_synthetic;
        row.snapshot += m->events.at[i].event.is_snapshot;
    }
    row.digest = rh_hasher_end(m->hasher);
    show(m, name, &row.digest, blob);
    const rh_instant last = m->events.at[m->events.n - 1].event.knowntime;
    row.last_s = last.s;
    row.last_ns = last.ns;
    return m->old_id != 0 ? rh_journey_rows__set(m->db, &row, err) : rh_journey_rows__add(&m->rows, m->db, &row, err);
}

static bool is_ordered(const merging *m)
{
    for (size_t i = 1; i < m->events.n; i++)
        if (by_order(&m->events.at[i - 1], &m->events.at[i]) > 0) return false;
    return true;
}

/* A journey that is new and all in one chunk has its blob already. */
static rh_code write_journey(merging *m, rh_str name, rh_err *err)
{
    rh_buf blob;
    const bool is_there = m->old_id == 0 && m->places.n == 1 && !m->is_moved && is_ordered(m);
    const int64_t id = m->old_id != 0 ? m->old_id : is_there ? m->places.at[0] : m->next_id++;
    if (!is_there) qsort(m->events.at, m->events.n, sizeof *m->events.at, by_order);
    rh_buf_init(&blob, &m->journey, BLOB_MOST_BYTES);
    for (size_t i = 0; i < m->events.n; i++) rh_buf_put(&blob, m->events.at[i].bytes);
    if (blob.failed) return rh_err_nomem(err);
    rh_code code = write_row(m, id, name, rh_buf_str(&blob), err);
    if (code == RH_OK && !is_there) code = rh_db__put_blob(m->db, RH_SQL_SET_BLOB, id, rh_buf_str(&blob), err);
    return code == RH_OK ? delete_places(m, id, err) : code;
}

static rh_code merge_journey(merging *m, rh_str name, bool is_touched, rh_err *err)
{
    m->events.at = NULL;
    m->events.n = m->events.cap = 0;
    m->places.at = NULL;
    m->places.n = m->places.cap = 0;
    m->is_changed = is_touched;
    m->is_moved = false;
    rh_code code = add_old(m, name, err);
    if (code == RH_OK) code = add_chunks(m, name, err);
    if (code == RH_OK) code = add_links(m, name, err);
    if (code == RH_OK && m->is_changed && m->events.n > 0) return write_journey(m, name, err);
    if (code == RH_OK && m->is_changed) code = delete_old(m, err);
    return code == RH_OK ? delete_places(m, 0, err) : code;
}

/* touched are told of as if no chunk had them: they are few. */
static rh_code count_journeys(uint64_t *out, merging *m, const rh_journey_names *touched, rh_err *err)
{
    const rh_code code = rh_db__count(out, m->db, RH_SQL_COUNT_STAGED, err);
    *out += touched->n;
    return code;
}

static rh_code merge_journeys(merging *m, const rh_journey_names *touched, rh_settle_told told, rh_err *err)
{
    size_t at_touched = 0;
    uint64_t n_all = 0;
    const rh_code counted = told.step != NULL ? count_journeys(&n_all, m, touched, err) : RH_OK;
    if (counted != RH_OK) return counted;
    for (uint64_t n = 0;; n++) {
        if (n % RH_SETTLE_TELL_EVERY == 0) rh_settle__tell(told, "journeys", n, n_all);
        rh_arena_reset(&m->journey);
        const rh_str name = least(m, touched, at_touched);
        if (rh_arena_failed(&m->journey)) return rh_err_nomem(err);
        if (name.ptr == NULL) return rh_journey_rows__put(&m->rows, m->db, err);
        const bool is_touched = at_touched < touched->n && rh_str_eq(touched->at[at_touched], name);
        at_touched += is_touched;
        const rh_code code = merge_journey(m, name, is_touched, err);
        if (code != RH_OK) return code;
    }
}

rh_code rh_merge__linked(rh_dead_items *out, rh_arena *keep, rh_db *db, rh_err *err)
{
    sqlite3_stmt *stmt = NULL;
    bool has_row = true;
    *out = (rh_dead_items){0};
    rh_code code = rh_db__use(&stmt, db, RH_SQL_LAST_LINK, err);
    if (code == RH_OK) code = rh_db__step(&has_row, db, stmt, err);
    if (code != RH_OK) return code;
    const int64_t n = has_row ? sqlite3_column_int64(stmt, 0) : 0;
    sqlite3_reset(stmt);
    if (n == 0) return RH_OK;
    out->bits = rh_arena_alloc(keep, (size_t)n / 8 + 1);
    if (out->bits == NULL) return rh_err_nomem(err);
    out->n = n;
    return rh_judge__mark(out, db, RH_SQL_LINK_ITEMS, false, err);
}

rh_code rh_merge__all(rh_db *db, const rh_names *names, const rh_dead_items *dead, const rh_journey_names *touched,
                      struct rh_slabs_maker *maker, rh_settle_told told, rh_err *err)
{
    uint64_t n_old = 0, last = 0;
    merging m = {.db = db, .names = names, .dead = dead, .maker = maker};
    rh_arena_init(&m.keep, rh_memory_host(), 0);
    rh_arena_init(&m.journey, rh_memory_host(), 0);
    rh_journey_rows__init(&m.rows);
    rh_code code = rh_hasher_new(&m.hasher, err);
    if (code == RH_OK) code = rh_merge__linked(&m.linked, &m.keep, db, err);
    if (code == RH_OK) code = rh_db__count(&n_old, db, RH_SQL_HAS_JOURNEYS, err);
    m.has_old = n_old > 0;
    if (code == RH_OK) code = rh_db__count(&last, db, RH_SQL_LAST_PLACE, err);
    m.next_id = (int64_t)last + 1;
    if (code == RH_OK) code = open_cursors(&m, err);
    if (code == RH_OK) code = merge_journeys(&m, touched, told, err);
    for (size_t i = 0; i < m.cursors.n; i++) sqlite3_finalize(m.cursors.at[i].stmt);
    rh_hasher_free(m.hasher);
    rh_journey_rows__dispose(&m.rows);
    rh_arena_dispose(&m.journey);
    rh_arena_dispose(&m.keep);
    return code;
}
