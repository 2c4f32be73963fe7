/* Records of files into the store. */
#include "harness/store/stage.h"

#include "harness/store/link.h"

#include "harness/ingest/input.h"
#include "harness/ingest/map.h"
#include "harness/ingest/pseudonym.h"
#include "harness/system/memory.h"

#include "engine/base/limits.h"

#include <stdio.h>
#include <stdlib.h>

enum {
    EVENT_MOST_BYTES = 64 << 20,
    CHUNK_MOST_BYTES = 900 << 20 /* SQLite takes values up to 1e9 bytes */
};

rh_code rh_stage__begin(rh_stage *out, rh_db *db, rh_names *names, const rh_ingest_options *options, rh_err *err)
{
    sqlite3_stmt *stmt = NULL;
    bool has_row = false;
    *out = (rh_stage){.db = db, .names = names, .options = options};
    size_t n = options->map != NULL ? rh_map_label(out->label, options) : 0;
    if (options->pseudonyms != NULL)
        snprintf(out->label + n, sizeof out->label - n, "%skey %s", n > 0 ? " " : "",
                 rh_pseudonyms_label(options->pseudonyms));
    rh_arena_init(&out->batch, rh_memory_host(), 0);
    rh_arena_init(&out->scratch, rh_memory_host(), 0);
    rh_arena_init(&out->buffers, rh_memory_host(), 0);
    rh_buf_init(&out->encoded, &out->buffers, EVENT_MOST_BYTES);
    rh_code code = rh_hasher_new(&out->hasher, err);
    rh_items__init(&out->items, out->hasher);
    if (code == RH_OK) code = rh_db__use(&stmt, db, RH_SQL_TOTALS, err);
    if (code == RH_OK) code = rh_db__step(&has_row, db, stmt, err);
    if (code != RH_OK) return code;
    out->run = sqlite3_column_int64(stmt, 5) + 1;
    out->next_item = sqlite3_column_int64(stmt, 6);
    sqlite3_reset(stmt);
    return has_row ? RH_OK
                   : rh_err_set(err, RH_STORE_MALFORMED, (rh_span){.file = rh_str_of(db->path)}, "store: no totals");
}

void rh_stage__end(rh_stage *stage)
{
    rh_items__dispose(&stage->items);
    rh_hasher_free(stage->hasher);
    rh_arena_dispose(&stage->batch);
    rh_arena_dispose(&stage->scratch);
    rh_arena_dispose(&stage->buffers);
}

/* ---- writing chunks ---- */

static int by_journey(const void *a, const void *b)
{
    const rh_pending *x = a, *y = b;
    const int c = rh_str_cmp(x->journey, y->journey);
    return c != 0 ? c : x->item < y->item ? -1 : x->item > y->item;
}

/* The events of one journey, which stand side by side. */
typedef struct chunk {
    int64_t id;
    rh_str journey, bytes, contents;
} chunk;

typedef struct chunks {
    chunk at[RH_ROWS_MOST];
    size_t n;
} chunks;

static void chunk_column(sqlite3_context *to, const void *row, int column)
{
    const chunk *c = row;
    if (column == 0) sqlite3_result_int64(to, c->id);
    else if (column == 1) rh_rows__text(to, c->journey);
    else rh_rows__blob(to, column == 2 ? c->contents : c->bytes);
}

static void blob_column(sqlite3_context *to, const void *row, int column)
{
    chunk_column(to, row, column == 0 ? 0 : 3);
}

/* What the chunks borrow from the scratch arena goes. */
static rh_code put_rows(rh_stage *s, chunks *c, rh_err *err)
{
    const rh_rows blobs = {c->at, c->n, sizeof *c->at, blob_column}, rows = {c->at, c->n, sizeof *c->at, chunk_column};
    rh_code code = rh_rows__put(s->db, RH_SQL_ADD_BLOBS, &blobs, err);
    if (code == RH_OK) code = rh_rows__put(s->db, RH_SQL_ADD_CHUNKS, &rows, err);
    c->n = 0;
    rh_arena_reset(&s->scratch);
    return code;
}

static rh_code add_chunk(rh_stage *s, chunks *c, int64_t id, const rh_pending *events, size_t n, rh_err *err)
{
    rh_buf bytes, contents;
    rh_buf_init(&bytes, &s->scratch, CHUNK_MOST_BYTES);
    rh_buf_init(&contents, &s->scratch, CHUNK_MOST_BYTES);
    for (size_t i = 0; n > 1 && i < n; i++) {
        rh_buf_put(&bytes, events[i].bytes);
        rh_buf_put(&contents, (rh_str){(const char *)events[i].content.bytes, RH_SHA256_BYTES});
    }
    if (bytes.failed || contents.failed) return rh_err_nomem(err);
    const rh_str one = {(const char *)events[0].content.bytes, RH_SHA256_BYTES};
    c->at[c->n++] = (chunk){id, events[0].journey, n > 1 ? rh_buf_str(&bytes) : events[0].bytes,
                            n > 1 ? rh_buf_str(&contents) : one};
    return c->n == RH_ROWS_MOST || s->scratch.used_bytes > RH_ROWS_BYTES ? put_rows(s, c, err) : RH_OK;
}

static rh_code put_chunks(rh_stage *s, rh_err *err)
{
    chunks c;
    uint64_t before = 0, n_put = 0;
    sqlite3_stmt *stmt = NULL;
    rh_pending *events = s->pending.at;
    const size_t n = s->pending.n;
    if (n == 0) return RH_OK;
    c.n = 0;
    rh_arena_reset(&s->scratch);
    rh_code code = rh_db__count(&before, s->db, RH_SQL_LAST_PLACE, err);
    qsort(events, n, sizeof *events, by_journey);
    for (size_t i = 0, k; code == RH_OK && i < n; i += k) {
        for (k = 1; i + k < n && rh_str_eq(events[i].journey, events[i + k].journey);) k++;
        code = add_chunk(s, &c, (int64_t)(before + ++n_put), events + i, k, err);
    }
    if (code == RH_OK) code = put_rows(s, &c, err);
    if (code == RH_OK) code = rh_db__use(&stmt, s->db, RH_SQL_ADD_FLUSH, err);
    if (code != RH_OK) return code;
    sqlite3_bind_int64(stmt, 1, (int64_t)before + 1);
    sqlite3_bind_int64(stmt, 2, (int64_t)(before + n_put));
    return rh_db__done(s->db, stmt, err);
}

static rh_code put_next_item(rh_stage *s, rh_err *err)
{
    sqlite3_stmt *stmt = NULL;
    const rh_code code = rh_db__use(&stmt, s->db, RH_SQL_SET_NEXT_ITEM, err);
    if (code != RH_OK) return code;
    sqlite3_bind_int64(stmt, 1, s->next_item);
    sqlite3_bind_int64(stmt, 2, s->run);
    return rh_db__done(s->db, stmt, err);
}

rh_code rh_stage__flush(rh_stage *s, rh_err *err)
{
    if (sqlite3_get_autocommit(s->db->handle)) return RH_OK;
    rh_code code = rh_items__put(&s->items, s->db, err);
    if (code == RH_OK) code = put_chunks(s, err);
    if (code == RH_OK) code = rh_names__save(s->names, s->db, err);
    if (code == RH_OK) code = put_next_item(s, err);
    if (code == RH_OK) code = rh_db__run(s->db, RH_SQL_COMMIT, err);
    s->pending.at = NULL;
    s->pending.n = s->pending.cap = 0;
    rh_arena_reset(&s->batch);
    return code;
}

/* ---- records ---- */

static rh_code put_event(rh_stage *s, const rh_event *event, const rh_identity *identity, rh_err *err)
{
    rh_buf_clear(&s->encoded);
    rh_blob__put(&s->encoded, &s->scratch, event, (uint64_t)s->next_item, s->names);
    const rh_pending pending = {rh_arena_str(&s->batch, event->subject),
                                rh_arena_str(&s->batch, rh_buf_str(&s->encoded)), identity->content, s->next_item};
    if (s->encoded.failed || !RH_PUSH(&s->batch, &s->pending, pending) || rh_arena_failed(&s->batch))
        return rh_err_nomem(err);
    return rh_link__note(s, event, s->next_item, err);
}

static rh_code take(void *ctx, const rh_intake_record *record, rh_err *err)
{
    rh_stage *s = ctx;
    rh_code code = record->is_joined ? rh_link__put(s, record, err) : RH_OK;
    for (size_t part = 0; code == RH_OK && (part == 0 || part < record->n_events); part++) {
        code = rh_items__add(&s->items, s->db, record, part, s->next_item, s->file, err);
        if (code == RH_OK && part < record->n_events && !record->is_joined)
            code = put_event(s, &record->events[part], &record->identities[part], err);
        s->next_item++;
    }
    const size_t budget = s->options->batch_bytes != 0 ? s->options->batch_bytes : RH_STAGE_BUDGET_BYTES;
    if (code != RH_OK || s->batch.used_bytes < budget) return code;
    code = rh_stage__flush(s, err);
    return code == RH_OK ? rh_db__run(s->db, RH_SQL_BEGIN_WRITE, err) : code;
}

/* ---- files ---- */

rh_code rh_stage__begin_write(rh_stage *s, rh_err *err)
{
    return sqlite3_get_autocommit(s->db->handle) ? rh_db__run(s->db, RH_SQL_BEGIN_WRITE, err) : RH_OK;
}

/* Into an empty store the index of identities is made at the end, in one sorted pass. */
static rh_code drop_index_when_empty(rh_stage *s, rh_err *err)
{
    sqlite3_stmt *stmt = NULL;
    bool has_row = false;
    rh_code code = rh_db__use(&stmt, s->db, RH_SQL_UNSETTLED, err);
    if (code == RH_OK) code = rh_db__step(&has_row, s->db, stmt, err);
    if (code != RH_OK) return code;
    const bool is_empty = has_row && sqlite3_column_int64(stmt, 3) != 0;
    sqlite3_reset(stmt);
    return is_empty ? rh_db__run(s->db, RH_SQL_DROP_IDENT, err) : RH_OK;
}

rh_str rh_stage__reading(const rh_stage *s)
{
    return s->label[0] != '\0' ? rh_str_of(s->label) : rh_str_null();
}

rh_code rh_stage__hash(rh_sha256 *out, const char *path, rh_err *err)
{
    static const size_t n = 1 << 18;
    rh_input *input = NULL;
    size_t got = 1;
    char *bytes = malloc(n);
    rh_code code = bytes == NULL ? rh_err_nomem(err) : rh_input_open(&input, path, err);
    while (code == RH_OK && got != 0) code = rh_input_read(&got, input, bytes, n, err);
    if (code == RH_OK) *out = rh_input_hash(input);
    rh_input_close(input);
    free(bytes);
    return code;
}

static rh_code has_path(bool *out, rh_stage *s, const char *path, rh_err *err)
{
    sqlite3_stmt *stmt = NULL;
    rh_code code = rh_db__use(&stmt, s->db, RH_SQL_HAS_PATH, err);
    if (code != RH_OK) return code;
    rh_db__bind_text(stmt, 1, rh_str_of(path));
    code = rh_db__step(out, s->db, stmt, err);
    sqlite3_reset(stmt);
    return code;
}

/* Whether the store has this very file: *is_known. */
static rh_code find_file(bool *is_known, rh_staged_file *out, rh_stage *s, const char *path, rh_err *err)
{
    sqlite3_stmt *stmt = NULL;
    *is_known = false;
    rh_code code = has_path(is_known, s, path, err);
    if (code != RH_OK || !*is_known) return code;
    code = rh_stage__hash(&out->hash, path, err);
    if (code == RH_OK) code = rh_db__use(&stmt, s->db, RH_SQL_FIND_FILE, err);
    if (code != RH_OK) return code;
    rh_db__bind_text(stmt, 1, rh_str_of(path));
    rh_db__bind_blob(stmt, 2, (rh_str){(const char *)out->hash.bytes, RH_SHA256_BYTES});
    rh_db__bind_text(stmt, 3, rh_stage__reading(s));
    code = rh_db__step(is_known, s->db, stmt, err);
    if (code == RH_OK && *is_known) {
        out->id = sqlite3_column_int64(stmt, 0);
        out->was_settled = sqlite3_column_int64(stmt, 1) != 0;
        out->n_read = (uint64_t)sqlite3_column_int64(stmt, 2);
        out->n_quarantined = (uint64_t)sqlite3_column_int64(stmt, 3);
    }
    sqlite3_reset(stmt);
    return code;
}

/* A file that the same mapping read before it was changed, or as of another instant: where the two readings say
 * different things of one record they contradict each other, and neither is taken. Said, for the remedy is not
 * obvious; that two mappings read one file is meant. */
static rh_code warn_of_reading(rh_stage *s, const char *path, const rh_sha256 *hash, rh_diags *diags, rh_err *err)
{
    sqlite3_stmt *stmt = NULL;
    bool has_row = true;
    const rh_str name = s->options->map != NULL ? rh_map_name(s->options->map) : rh_str_null();
    rh_code code = name.ptr != NULL ? rh_db__use(&stmt, s->db, RH_SQL_OTHER_READINGS, err) : RH_OK;
    if (code != RH_OK || stmt == NULL) return code;
    rh_db__bind_text(stmt, 1, rh_str_of(path));
    rh_db__bind_blob(stmt, 2, (rh_str){(const char *)hash->bytes, RH_SHA256_BYTES});
    rh_db__bind_text(stmt, 3, rh_stage__reading(s));
    while (code == RH_OK) {
        code = rh_db__step(&has_row, s->db, stmt, err);
        if (code != RH_OK || !has_row) break;
        const rh_str label = rh_db__text(stmt, 0);
        if (!rh_str_starts(label, name) || label.len <= name.len || label.ptr[name.len] != ' ') continue;
        rh_diags_add_warning(diags, RH_MAP_REREAD, (rh_span){.file = rh_str_of(path)},
                             "mapping %.*s read this file before, in another form or as of another instant: records "
                             "of which the two readings say different things are quarantined, both",
                             RH_ARG(name));
        break;
    }
    sqlite3_reset(stmt);
    return code;
}

static rh_code add_file(rh_stage *s, const char *path, rh_err *err)
{
    rh_stamp stamp;
    sqlite3_stmt *stmt = NULL;
    rh_code code = rh_stage__stamp(&stamp, path, err);
    if (code == RH_OK) code = rh_db__use(&stmt, s->db, RH_SQL_ADD_FILE, err);
    if (code != RH_OK) return code;
    sqlite3_bind_int64(stmt, 1, s->run);
    rh_db__bind_text(stmt, 2, rh_str_of(path));
    rh_db__bind_text(stmt, 3, rh_stage__reading(s));
    sqlite3_bind_int64(stmt, 4, s->next_item);
    rh_db__bind_blob(stmt, 5, (rh_str){stamp.bytes, sizeof stamp.bytes});
    code = rh_db__done(s->db, stmt, err);
    if (code == RH_OK) s->file = sqlite3_last_insert_rowid(s->db->handle);
    return code;
}

/* Begins a file, or goes on with it behind the records that the store has: *n_taken. */
static rh_code begin_file(uint64_t *n_taken, rh_stage *s, const char *path, rh_err *err)
{
    *n_taken = 0;
    if (!rh_stage__is_begun(s, path)) return add_file(s, path, err);
    s->file = s->begun.file;
    *n_taken = s->begun.n_records;
    s->begun.file = 0;
    return RH_OK;
}

static rh_code end_file(rh_stage *s, const rh_intake_file *file, rh_err *err)
{
    sqlite3_stmt *stmt = NULL;
    const rh_code code = rh_db__use(&stmt, s->db, RH_SQL_END_FILE, err);
    if (code != RH_OK) return code;
    sqlite3_bind_int64(stmt, 1, s->file);
    rh_db__bind_blob(stmt, 2, (rh_str){(const char *)file->hash.bytes, RH_SHA256_BYTES});
    sqlite3_bind_int64(stmt, 3, s->next_item - 1);
    sqlite3_bind_int64(stmt, 4, (int64_t)file->n_records);
    return rh_db__done(s->db, stmt, err);
}

/* Bytes that the same mapping read under another name, which its source has: all that they say is told twice. */
static rh_code warn_of_name(rh_stage *s, const char *path, const rh_sha256 *hash, rh_diags *diags, rh_err *err)
{
    sqlite3_stmt *stmt = NULL;
    bool has_row = true, is_said = false;
    const rh_str name = rh_map_file_name(path);
    if (s->options->map == NULL || !rh_map_is_by_file(s->options->map)) return RH_OK;
    rh_code code = rh_db__use(&stmt, s->db, RH_SQL_OTHER_NAMES, err);
    if (code != RH_OK) return code;
    rh_db__bind_blob(stmt, 1, (rh_str){(const char *)hash->bytes, RH_SHA256_BYTES});
    rh_db__bind_text(stmt, 2, rh_str_of(path));
    rh_db__bind_text(stmt, 3, rh_stage__reading(s));
    while (code == RH_OK && !is_said) {
        code = rh_db__step(&has_row, s->db, stmt, err);
        if (code != RH_OK || !has_row) break;
        const rh_str other = rh_db__text(stmt, 0);
        is_said = !rh_str_eq(name, rh_map_file_name(other.ptr));
        if (!is_said) continue;
        rh_diags_add_warning(diags, RH_MAP_RENAMED, (rh_span){.file = rh_str_of(path)},
                             "the file is %.*s under another name, which mapping %.*s has in its source: all that the "
                             "two say is told twice",
                             RH_ARG(other), RH_ARG(rh_map_name(s->options->map)));
    }
    sqlite3_reset(stmt);
    return code;
}

rh_code rh_stage__file(rh_staged_file *out, rh_stage *s, const char *path, rh_diags *diags, rh_err *err)
{
    bool is_known;
    rh_intake_file file;
    rh_intake to = {s, take, &s->scratch, false, 0};
    *out = (rh_staged_file){0};
    rh_code code = find_file(&is_known, out, s, path, err);
    if (code != RH_OK || is_known) return code;
    code = warn_of_reading(s, path, &out->hash, diags, err);
    if (code == RH_OK) code = rh_stage__begin_write(s, err);
    if (code == RH_OK) code = drop_index_when_empty(s, err);
    if (code == RH_OK) code = begin_file(&to.skip, s, path, err);
    if (code == RH_OK) code = rh_intake_read(&file, path, s->options, &to, diags, err);
    if (code == RH_OK) code = end_file(s, &file, err);
    if (code == RH_OK) code = warn_of_name(s, path, &file.hash, diags, err);
    if (code != RH_OK) return code;
    out->id = s->file;
    out->hash = file.hash;
    return RH_OK;
}

rh_code rh_stage__joins(rh_stage *s, rh_err *err)
{
    const rh_code code = rh_stage__begin_write(s, err);
    return code == RH_OK ? rh_link__use_names(s, err) : code;
}
