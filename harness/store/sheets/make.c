/* A store's history into its file of sheets. */
#include "harness/store/sheets/insides.h"

#include "harness/store/blob.h"
#include "harness/store/sheets/draft.h"
#include "harness/system/crc32.h"
#include "harness/system/file.h"
#include "harness/system/memory.h"

#include <errno.h>
#include <stdlib.h>
#include <unistd.h>

enum { SHEET_BYTES = 32 << 20 }; /* most that one takes in the file */

typedef struct making {
    rh_db *db;
    const rh_names *names;
    rh_settle_told told;
    rh_sheets_totals totals;
    rh_sheets_head head;
    rh_str actorkind; /* in keep */
    rh_hasher *hasher;
    rh_arena keep;    /* of the file */
    rh_arena journey; /* of one */
    rh_draft draft;
    rh_buf ids, sheet; /* of one sheet */
    uint32_t begins[RH_SHEET_ROWS + 1];
    RH_VEC(rh_sheets_place) places;
    uint64_t n;  /* journeys so far */
    uint64_t at; /* bytes written */
    rh_file_out out;
    bool is_open;
} making;

/* ---- one journey ---- */

static unsigned flags_of(const rh_event *e)
{
    return (e->is_synthetic ? RH_SHEETS_SYNTHETIC : 0u) | (e->is_snapshot ? RH_SHEETS_SNAPSHOT : 0u);
}

static bool is_like_the_first(making *m, const rh_event *e)
{
    if (m->n == 0) {
        m->head.at_s = e->knowntime.s;
        m->head.at_ns = (uint32_t)e->knowntime.ns;
        m->head.flags = flags_of(e);
        m->actorkind = rh_arena_str(&m->keep, e->actorkind);
    }
    return m->head.at_s == e->knowntime.s && m->head.at_ns == (uint32_t)e->knowntime.ns &&
           m->head.flags == flags_of(e) && rh_str_eq(m->actorkind, e->actorkind);
}

static bool add_event(making *m, const rh_event *e)
{
    if (!rh_str_eq(e->type, RH_STR("fields_ingested")) || !is_like_the_first(m, e)) return false;
    if (e->data.kind != RH_MAP || e->data.n != 1) return false;
    const rh_pair *fields = &e->data.map[0];
    return fields->key.kind == RH_STRING && rh_str_eq(rh_value_str(fields->key), RH_STR("fields")) &&
           fields->value.kind == RH_MAP && rh_draft__add(&m->draft, fields->value);
}

static void add_id(making *m, rh_str id, rh_str digest)
{
    const uint64_t len = id.len;
    const uint32_t row = (uint32_t)(m->n % RH_SHEET_ROWS);
    m->begins[row] = (uint32_t)m->ids.len;
    rh_buf_put(&m->ids, (rh_str){(const char *)&len, sizeof len});
    rh_buf_put(&m->ids, id);
    rh_buf_put(&m->ids, digest);
    m->begins[row + 1] = (uint32_t)m->ids.len;
}

/* A row of (name, digest, events, crc, blob). */
static bool add_journey(making *m, sqlite3_stmt *row)
{
    rh_event event;
    uint64_t item;
    size_t at = 0;
    const rh_str blob = rh_db__blob(row, 4), id = rh_db__text(row, 0), digest = rh_db__blob(row, 1);
    rh_arena_reset(&m->journey);
    if (sqlite3_column_int64(row, 2) != 1 || sqlite3_column_int64(row, 3) != (int64_t)rh_crc32(blob)) return false;
    if (digest.len != RH_SHA256_BYTES || m->n == m->totals.journeys) return false;
    if (!rh_blob__get(&event, &item, &m->journey, blob, &at, id, m->names, true) || at != blob.len) return false;
    if (!add_event(m, &event)) return false;
    add_id(m, id, digest);
    m->n++;
    return !m->ids.failed;
}

/* ---- the file ---- */

static rh_code append(making *m, rh_str bytes, rh_err *err)
{
    m->at += bytes.len;
    return rh_file_append(&m->out, bytes, err);
}

static void put_padded(rh_buf *out, const void *at, size_t n)
{
    static const char zeros[8];
    rh_buf_put(out, (rh_str){at, n});
    rh_buf_put(out, (rh_str){zeros, (size_t)(rh_sheets__padded(n) - n)});
}

/* Writes what was gathered. *is_shown false: it takes too much. */
static rh_code write_sheet(bool *is_shown, making *m, rh_err *err)
{
    rh_sheets_place p = {.at = m->at, .n = m->draft.rows.n};
    if (p.n == 0) return RH_OK;
    rh_buf_clear(&m->sheet);
    put_padded(&m->sheet, m->begins, ((size_t)p.n + 1) * sizeof *m->begins);
    put_padded(&m->sheet, m->ids.ptr, m->ids.len);
    p.ids_len = m->sheet.len;
    if (rh_draft__end(&m->draft)) rh_draft__put(&m->sheet, &p.part_len, &m->draft);
    else m->sheet.failed = true;
    *is_shown = !m->sheet.failed;
    if (!*is_shown) return RH_OK;
    p.values_len = m->sheet.len - p.ids_len - p.part_len;
    p.part_crc = rh_crc32((rh_str){m->sheet.ptr + p.ids_len, (size_t)p.part_len});
    rh_hasher_add(m->hasher, rh_buf_str(&m->ids));
    rh_buf_clear(&m->ids);
    rh_draft__clear(&m->draft);
    if (!RH_PUSH(&m->keep, &m->places, p)) return rh_err_nomem(err);
    return append(m, rh_buf_str(&m->sheet), err);
}

static rh_code write_end(making *m, rh_err *err)
{
    rh_buf index;
    m->head.digest = m->totals.digest;
    m->head.journeys = m->n;
    m->head.n_sheets = (uint32_t)m->places.n;
    m->head.actorkind_len = (uint32_t)m->actorkind.len;
    rh_buf_init(&index, &m->keep, SHEET_BYTES);
    put_padded(&index, &m->head, sizeof m->head);
    put_padded(&index, m->actorkind.ptr, m->actorkind.len);
    put_padded(&index, m->places.at, m->places.n * sizeof *m->places.at);
    rh_sheets_end end = {.index_at = m->at, .index_len = index.len, .index_crc = rh_crc32(rh_buf_str(&index))};
    memcpy(end.magic, RH_SHEETS_MAGIC, sizeof end.magic);
    put_padded(&index, &end, sizeof end);
    return index.failed ? rh_err_nomem(err) : append(m, rh_buf_str(&index), err);
}

/* ---- all of it ---- */

static bool is_stopped(const making *m)
{
    return m->told.is_stopped != NULL && m->told.is_stopped(m->told.is_stopped_ctx);
}

static rh_code add_journeys(bool *is_shown, making *m, rh_err *err)
{
    sqlite3_stmt *stmt = NULL;
    bool has_row = true;
    rh_code code = rh_db__use(&stmt, m->db, RH_SQL_SHEET_ROWS, err);
    while (code == RH_OK) {
        code = rh_db__step(&has_row, m->db, stmt, err);
        if (code != RH_OK || !has_row) break;
        *is_shown = add_journey(m, stmt);
        if (*is_shown && m->draft.rows.n == RH_SHEET_ROWS) {
            code = write_sheet(is_shown, m, err);
            if (is_stopped(m)) *is_shown = false;
        }
        if (!*is_shown) break;
    }
    if (stmt != NULL) sqlite3_reset(stmt);
    return code == RH_OK && *is_shown ? write_sheet(is_shown, m, err) : code;
}

/* *is_shown: all of it is in the file, which lacks its end. */
static rh_code write_sheets(bool *is_shown, making *m, const char *path, rh_err *err)
{
    rh_code code = rh_hasher_new(&m->hasher, err);
    if (code != RH_OK) return code;
    rh_hasher_begin(m->hasher);
    code = rh_file_begin(&m->out, path, 0600, err);
    m->is_open = code == RH_OK;
    if (code == RH_OK) code = append(m, (rh_str){RH_SHEETS_MAGIC, RH_SHEETS_MAGIC_BYTES}, err);
    if (code == RH_OK) code = add_journeys(is_shown, m, err);
    if (code != RH_OK || !*is_shown) return code;
    const rh_sha256 digest = rh_hasher_end(m->hasher);
    *is_shown = m->n == m->totals.journeys && memcmp(&digest, &m->totals.digest, sizeof digest) == 0;
    return *is_shown ? write_end(m, err) : RH_OK;
}

static rh_code make(bool *is_made, const char *path, rh_db *db, const rh_names *names, const rh_sheets_totals *totals,
                    rh_settle_told told, rh_err *err)
{
    bool is_shown = false;
    making *m = calloc(1, sizeof *m);
    if (m == NULL) return rh_err_nomem(err);
    m->db = db, m->names = names, m->told = told, m->totals = *totals;
    rh_arena_init(&m->keep, rh_memory_host(), 0);
    rh_arena_init(&m->journey, rh_memory_host(), 0);
    rh_draft__init(&m->draft, names);
    rh_buf_init(&m->ids, &m->keep, SHEET_BYTES);
    rh_buf_init(&m->sheet, &m->keep, SHEET_BYTES);
    rh_code code = write_sheets(&is_shown, m, path, err);
    if (code == RH_OK && is_shown) {
        code = rh_file_commit(&m->out, err);
        *is_made = code == RH_OK;
    } else if (m->is_open) {
        rh_file_abandon(&m->out);
    }
    rh_hasher_free(m->hasher);
    rh_draft__dispose(&m->draft);
    rh_arena_dispose(&m->journey);
    rh_arena_dispose(&m->keep);
    free(m);
    return code;
}

rh_code rh_sheets__totals(rh_sheets_totals *out, bool *is_settled, rh_db *db, rh_err *err)
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
        *out = (rh_sheets_totals){(uint64_t)sqlite3_column_int64(row, 0), (uint64_t)sqlite3_column_int64(row, 1),
                                  {sqlite3_column_int64(row, 2), (int32_t)sqlite3_column_int64(row, 3)}, {{0}}};
        if (*is_settled) memcpy(out->digest.bytes, digest.ptr, RH_SHA256_BYTES);
    }
    sqlite3_reset(row);
    return RH_OK;
}

/* Whether what stands there serves, and can be read throughout. */
static rh_code does_serve(bool *out, const char *store, const rh_sheets_totals *totals, rh_err *err)
{
    rh_err damage;
    rh_sheets *sheets;
    rh_store_sums sums;
    const rh_code code = rh_sheets__open(&sheets, &sums, store, totals, err);
    if (code != RH_OK) return code;
    *out = sheets != NULL && rh_sheets__check(sheets, &damage) == RH_OK;
    rh_sheets__close(sheets);
    return RH_OK;
}

static rh_code renew(bool *is_there, const char *store, const char *path, rh_db *db, const rh_names *names,
                     rh_settle_told told, rh_err *err)
{
    rh_sheets_totals totals;
    bool is_settled = false;
    rh_code code = rh_sheets__totals(&totals, &is_settled, db, err);
    if (code != RH_OK || !RH_SHEETS_ARE_READ || !is_settled || totals.journeys < RH_SHEETS_LEAST ||
        totals.journeys != totals.events)
        return code;
    code = does_serve(is_there, store, &totals, err);
    if (code == RH_OK && !*is_there) code = make(is_there, path, db, names, &totals, told, err);
    return code;
}

rh_code rh_sheets__renew(const char *store, rh_db *db, const rh_names *names, rh_settle_told told, rh_err *err)
{
    rh_err ignored;
    rh_arena scratch;
    bool is_there = false;
    rh_arena_init(&scratch, rh_memory_host(), 0);
    const char *path = rh_sheets__path(&scratch, store);
    rh_code code = path == NULL ? rh_err_nomem(err) : rh_file_sweep(path, false, err);
    if (code == RH_OK) code = renew(&is_there, store, path, db, names, told, err);
    if (code != RH_OK && err != NULL) err->span = (rh_span){.file = rh_str_of(store)};
    if (code != RH_OK) (void)!rh_sheets__remove(store, &ignored);
    else if (!is_there) code = rh_sheets__remove(store, err);
    rh_arena_dispose(&scratch);
    return code;
}

rh_code rh_sheets__remove(const char *store, rh_err *err)
{
    rh_arena scratch;
    rh_arena_init(&scratch, rh_memory_host(), 0);
    const char *path = rh_sheets__path(&scratch, store);
    rh_code code = path == NULL ? rh_err_nomem(err) : RH_OK;
    if (code == RH_OK && unlink(path) != 0 && errno != ENOENT)
        code = rh_err_set(err, RH_OUTPUT_WRITE, (rh_span){.file = rh_str_of(store)}, "cannot remove %s: %s", path,
                          strerror(errno));
    if (code == RH_OK) code = rh_file_sweep(path, true, err);
    if (code != RH_OK && err != NULL) err->span = (rh_span){.file = rh_str_of(store)};
    rh_arena_dispose(&scratch);
    return code;
}
