/* What an ingest that was cut short has left: taken up again, or removed. */
#include "harness/store/stage.h"

#include "harness/store/link.h"

#include "harness/ingest/input.h"

/* ---- files that have not changed ---- */

rh_code rh_stage__stamp(rh_stamp *out, const char *path, rh_err *err)
{
    rh_input_stamp stamp;
    const rh_code code = rh_input_look(&stamp, path, err);
    if (code != RH_OK) return code;
    const int64_t parts[] = {stamp.size, stamp.changed_s, stamp.changed_ns};
    for (size_t i = 0; i < sizeof out->bytes; i++) out->bytes[i] = (char)((uint64_t)parts[i / 8] >> (i % 8 * 8));
    return RH_OK;
}

bool rh_stage__is_begun(const rh_stage *s, const char *path)
{
    return s->begun.file != 0 && rh_str_eq(s->begun.path, rh_str_of(path));
}

/* ---- what was cut short ---- */

typedef struct unsettled {
    int64_t id, run, first, last;
    rh_str path;
    bool is_whole;
    rh_sha256 hash; /* when is_whole */
    rh_stamp stamp; /* else */
    bool has_same_map;
} unsettled;

static rh_code list_unsettled(unsettled **out, size_t *n, rh_stage *s, rh_err *err)
{
    sqlite3_stmt *stmt = NULL;
    bool has_row = true;
    RH_VEC(unsettled) files = {0};
    rh_code code = rh_db__use(&stmt, s->db, RH_SQL_UNSETTLED_FILES, err);
    while (code == RH_OK) {
        code = rh_db__step(&has_row, s->db, stmt, err);
        if (code != RH_OK || !has_row) break;
        unsettled f = {.id = sqlite3_column_int64(stmt, 0),
                       .run = sqlite3_column_int64(stmt, 1),
                       .path = rh_arena_str(&s->batch, rh_db__text(stmt, 2)),
                       .first = sqlite3_column_int64(stmt, 5)};
        const rh_str hash = rh_db__blob(stmt, 3);
        f.is_whole = hash.len == RH_SHA256_BYTES;
        if (f.is_whole) memcpy(f.hash.bytes, hash.ptr, RH_SHA256_BYTES);
        else if (hash.len == sizeof f.stamp.bytes) memcpy(f.stamp.bytes, hash.ptr, sizeof f.stamp.bytes);
        const rh_str map = rh_db__text(stmt, 4), mine = rh_stage__reading(s);
        f.has_same_map = (map.ptr == NULL) == (mine.ptr == NULL) && rh_str_eq(map, mine);
        f.last = f.is_whole ? sqlite3_column_int64(stmt, 6) : s->next_item - 1;
        if (f.path.ptr == NULL || !RH_PUSH(&s->batch, &files, f)) code = rh_err_nomem(err);
    }
    if (stmt != NULL) sqlite3_reset(stmt);
    *out = files.at;
    *n = files.n;
    return code;
}

/* A file that cannot be read will be told of when its turn comes. */
static bool is_as_it_was(const unsettled *f, const char *path)
{
    rh_sha256 hash;
    rh_stamp stamp;
    rh_err ignored;
    if (f->is_whole) return rh_stage__hash(&hash, path, &ignored) == RH_OK && memcmp(&hash, &f->hash, sizeof hash) == 0;
    return rh_stage__stamp(&stamp, path, &ignored) == RH_OK && memcmp(&stamp, &f->stamp, sizeof stamp) == 0;
}

/* Whether the file is among those to ingest now and what it was. */
static bool is_wanted(const unsettled *f, const char *const *paths, size_t n)
{
    if (!f->has_same_map) return false;
    for (size_t i = 0; i < n; i++)
        if (rh_str_eq(f->path, rh_str_of(paths[i]))) return is_as_it_was(f, paths[i]);
    return false;
}

static rh_code take_up(rh_stage *s, const unsettled *f, rh_err *err)
{
    sqlite3_stmt *stmt = NULL;
    bool has_row = false;
    s->run = f->run;
    if (f->is_whole) return RH_OK;
    rh_code code = rh_db__use(&stmt, s->db, RH_SQL_COUNT_RECORDS, err);
    if (code != RH_OK) return code;
    sqlite3_bind_int64(stmt, 1, f->first);
    sqlite3_bind_int64(stmt, 2, f->last);
    code = rh_db__step(&has_row, s->db, stmt, err);
    s->begun.file = f->id;
    s->begun.n_records = has_row ? (uint64_t)sqlite3_column_int64(stmt, 0) : 0;
    s->begun.path = rh_arena_str(&s->buffers, f->path);
    sqlite3_reset(stmt);
    return code != RH_OK ? code : s->begun.path.ptr != NULL ? RH_OK : rh_err_nomem(err);
}

static rh_code run_range(rh_stage *s, rh_sql sql, int64_t first, int64_t last, rh_err *err)
{
    sqlite3_stmt *stmt = NULL;
    const rh_code code = rh_db__use(&stmt, s->db, sql, err);
    if (code != RH_OK) return code;
    sqlite3_bind_int64(stmt, 1, first);
    sqlite3_bind_int64(stmt, 2, last);
    return rh_db__done(s->db, stmt, err);
}

static rh_code remove_file(rh_stage *s, const unsettled *f, rh_err *err)
{
    sqlite3_stmt *stmt = NULL;
    rh_code code = RH_OK;
    if (f->last >= f->first) {
        code = run_range(s, RH_SQL_DELETE_ITEMS, f->first, f->last, err);
        if (code == RH_OK) code = run_range(s, RH_SQL_DELETE_ORIGINALS, f->first, f->last, err);
        if (code == RH_OK) code = rh_link__remove(s->db, f->first, f->last, err);
        if (code == RH_OK) code = run_range(s, RH_SQL_ADD_GAP, f->first, f->last, err);
    }
    if (code == RH_OK) code = rh_db__use(&stmt, s->db, RH_SQL_DELETE_FILE, err);
    if (code != RH_OK) return code;
    sqlite3_bind_int64(stmt, 1, f->id);
    return rh_db__done(s->db, stmt, err);
}

rh_code rh_stage__recover(rh_stage *s, const char *const *paths, size_t n, rh_err *err)
{
    unsettled *files = NULL;
    size_t n_files = 0;
    rh_code code = rh_stage__begin_write(s, err);
    if (code == RH_OK) code = list_unsettled(&files, &n_files, s, err);
    for (size_t i = 0; code == RH_OK && i < n_files; i++) {
        if (is_wanted(&files[i], paths, n)) code = take_up(s, &files[i], err);
        else code = remove_file(s, &files[i], err);
    }
    if (code == RH_OK && n_files == 0) return rh_db__run(s->db, RH_SQL_COMMIT, err);
    return code == RH_OK ? rh_stage__flush(s, err) : code;
}
