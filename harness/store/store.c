/* Ingest into a store, from lock to summary. */
#include "harness/store/store.h"

#include "harness/ingest/input.h"
#include "harness/store/fill.h"
#include "harness/store/insides.h"
#include "harness/store/settle.h"
#include "harness/store/slabs/insides.h"
#include "harness/store/stage.h"
#include "harness/system/memory.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/file.h>
#include <time.h>
#include <unistd.h>

/* ---- one ingest at a time ---- */

rh_code rh_store__lock(int *out, const char *store, rh_err *err)
{
    char path[4096];
    const rh_span span = {.file = rh_str_of(store)};
    const int n = snprintf(path, sizeof path, "%s.lock", store);
    if (n < 0 || (size_t)n >= sizeof path) return rh_err_set(err, RH_STORE_CREATE, span, "store: the path is too long");
    const int fd = open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0600);
    if (fd < 0) return rh_err_set(err, RH_STORE_CREATE, span, "store: cannot make %s: %s", path, strerror(errno));
    for (int waited_ms = 0; flock(fd, LOCK_EX | LOCK_NB) != 0; waited_ms += 20) {
        const bool is_busy = errno == EWOULDBLOCK || errno == EINTR;
        if (is_busy && waited_ms < RH_STORE_BUSY_MS) {
            nanosleep(&(struct timespec){.tv_nsec = 20000000}, NULL);
            continue;
        }
        const rh_code code = is_busy ? rh_err_set(err, RH_STORE_BUSY, span, "store: another ingest is at work")
                                     : rh_err_set(err, RH_STORE_IO, span, "store: cannot lock: %s", strerror(errno));
        close(fd);
        return code;
    }
    *out = fd;
    return RH_OK;
}

/* ---- the files of one ingest ---- */

typedef struct ingesting {
    rh_db db;
    rh_names names;
    rh_stage stage;
    const char **paths; /* sorted, each once */
    size_t n_paths;
    rh_staged_file *files;
    rh_source_counts *counts;
} ingesting;

static int by_text(const void *a, const void *b)
{
    return strcmp(*(const char *const *)a, *(const char *const *)b);
}

static rh_code sort_paths(ingesting *in, rh_arena *keep, const char *const *paths, size_t n, rh_err *err)
{
    in->paths = RH_NEW_N(keep, n, const char *);
    in->files = RH_NEW_N(keep, n, rh_staged_file);
    in->counts = RH_NEW_N(keep, n, rh_source_counts);
    if (rh_arena_failed(keep)) return rh_err_nomem(err);
    for (size_t i = 0; i < n; i++) {
        in->paths[i] = rh_arena_cstr(keep, rh_str_of(paths[i]));
        if (in->paths[i] == NULL) return rh_err_nomem(err);
    }
    if (n > 1) qsort(in->paths, n, sizeof *in->paths, by_text);
    for (size_t i = 0; i < n; i++)
        if (in->n_paths == 0 || strcmp(in->paths[in->n_paths - 1], in->paths[i]) != 0)
            in->paths[in->n_paths++] = in->paths[i];
    return RH_OK;
}

/* Every file is looked at before anything is written, so that all that are missing are told of at once (V4). */
static rh_code look_at_files(const ingesting *in, rh_diags *diags)
{
    rh_code first = RH_OK;
    for (size_t i = 0; i < in->n_paths; i++) {
        rh_err err;
        rh_input *input = NULL;
        const rh_code code = rh_input_open(&input, in->paths[i], &err);
        rh_input_close(input);
        if (code == RH_OK) continue;
        rh_diags_error(diags, &err);
        if (first == RH_OK) first = code;
    }
    return first;
}

static rh_code read_files(ingesting *in, rh_diags *diags, rh_err *err)
{
    size_t begun = 0; /* what an ingest before this one was reading comes first */
    while (begun < in->n_paths && !rh_stage__is_begun(&in->stage, in->paths[begun])) begun++;
    rh_code code = begun == in->n_paths
                       ? RH_OK
                       : rh_stage__file(&in->files[begun], &in->stage, in->paths[begun], diags, err);
    for (size_t i = 0; code == RH_OK && i < in->n_paths; i++)
        if (i != begun) code = rh_stage__file(&in->files[i], &in->stage, in->paths[i], diags, err);
    return code;
}

/* What was read is kept, also of an ingest that was told to stop: the next one goes on behind it. */
static rh_code stage(ingesting *in, rh_diags *diags, rh_err *err)
{
    rh_err ignored;
    rh_code code = rh_stage__recover(&in->stage, in->paths, in->n_paths, err);
    if (code == RH_OK) code = rh_stage__joins(&in->stage, err);
    if (code == RH_OK) code = read_files(in, diags, err);
    if (code == RH_OK) code = rh_stage__flush(&in->stage, err);
    if (code == RH_INGEST_STOPPED && rh_stage__flush(&in->stage, &ignored) == RH_OK) return code;
    if (code != RH_OK) rh_db__rollback(&in->db);
    return code;
}

static rh_code read_counts(rh_source_counts *out, rh_db *db, const rh_staged_file *file, rh_err *err)
{
    sqlite3_stmt *stmt = NULL;
    bool has_row = false;
    out->read = out->quarantined = out->duplicate = 0;
    if (file->was_settled) {
        out->read = file->n_read;
        out->quarantined = file->n_quarantined;
        out->duplicate = file->n_read - file->n_quarantined;
        return RH_OK;
    }
    rh_code code = rh_db__use(&stmt, db, RH_SQL_FILE_COUNTS, err);
    if (code != RH_OK) return code;
    sqlite3_bind_int64(stmt, 1, file->id);
    code = rh_db__step(&has_row, db, stmt, err);
    if (code == RH_OK && has_row) {
        out->read = (uint64_t)sqlite3_column_int64(stmt, 0);
        out->accepted = (uint64_t)sqlite3_column_int64(stmt, 1);
        out->duplicate = (uint64_t)sqlite3_column_int64(stmt, 2);
        out->quarantined = (uint64_t)sqlite3_column_int64(stmt, 3);
    }
    sqlite3_reset(stmt);
    return code;
}

static rh_code report(rh_store_ingest_result *out, ingesting *in, rh_store_sums sums, rh_err *err)
{
    for (size_t i = 0; i < in->n_paths; i++) {
        in->counts[i] = (rh_source_counts){.file = rh_str_of(in->paths[i]), .hash = in->files[i].hash};
        rh_code code = read_counts(&in->counts[i], &in->db, &in->files[i], err);
        if (code == RH_OK) code = rh_source_counts_check(&in->counts[i], err);
        if (code != RH_OK) return code;
    }
    rh_store_ingest_result result = {.sources = in->counts, .n_sources = in->n_paths};
    const rh_code code = rh_store__summary(&result.summary, &in->db, sums, err);
    if (code == RH_OK) *out = result;
    return code;
}

/* What was ingested is in the store, with slabs beside it or without: that there are none is no error of it. */
static void renew_slabs(ingesting *in, const char *store, rh_slabs_maker *made, rh_settle_told told,
                        rh_diags *diags)
{
    rh_err err, warning;
    const rh_code code = rh_slabs__renew(store, &in->db, &in->names, made, told, &err);
    if (code == RH_OK) return;
    rh_err_set(&warning, code, (rh_span){.file = rh_str_of(store)},
               "the store has what was ingested, but no slabs beside it: %s", err.text);
    rh_diags_warn(diags, &warning);
}

static rh_code ingest(rh_store_ingest_result *out, ingesting *in, const char *store, const rh_ingest_options *options,
                      rh_diags *diags, rh_err *err)
{
    rh_code code = rh_db__create(&in->db, store, err);
    if (code != RH_OK) return code;
    code = rh_fill__begin(&in->db, err);
    if (code == RH_OK) code = rh_names__load(&in->names, &in->db, err);
    if (code == RH_OK) {
        code = rh_stage__begin(&in->stage, &in->db, &in->names, options, err);
        if (code == RH_OK) code = stage(in, diags, err);
        rh_stage__end(&in->stage);
    }
    const rh_settle_told told = {options->settling, options->progress_ctx, options->is_stopped,
                                 options->is_stopped_ctx};
    rh_store_sums sums = {0};
    rh_slabs_maker *maker = NULL;
    if (code == RH_OK) code = rh_slabs__begin(&maker, store, &in->names, told, err);
    if (code == RH_OK) code = rh_settle__all(&sums, &in->db, &in->names, false, maker, told, err);
    if (code == RH_OK) code = rh_fill__end(&in->db, err);
    if (code == RH_OK) code = report(out, in, sums, err);
    if (code == RH_OK) renew_slabs(in, store, maker, told, diags);
    rh_slabs__end(maker);
    rh_names__dispose(&in->names);
    rh_db__close(&in->db);
    return code;
}

rh_code rh_store_ingest(rh_store_ingest_result *out, rh_arena *keep, const char *store, const char *const *paths,
                        size_t n_paths, const rh_ingest_options *options, rh_diags *diags)
{
    rh_err err;
    int fd = -1;
    ingesting in = {0};
    rh_code code = sort_paths(&in, keep, paths, n_paths, &err);
    if (code == RH_OK) {
        code = look_at_files(&in, diags);
        if (code != RH_OK) return code;
        code = rh_store__lock(&fd, store, &err);
    }
    if (code == RH_OK) code = ingest(out, &in, store, options, diags, &err);
    if (fd >= 0) close(fd);
    if (code != RH_OK) rh_diags_error(diags, &err);
    return code;
}

rh_code rh_store_retry(uint64_t *before, uint64_t *after, const char *store, rh_err *err)
{
    int fd = -1;
    rh_err ignored;
    rh_db db = {0};
    rh_names names = {0};
    rh_code code = rh_store__lock(&fd, store, err);
    if (code == RH_OK) code = rh_db__open(&db, store, true, err);
    if (code == RH_OK) code = rh_names__load(&names, &db, err);
    if (code == RH_OK) code = rh_db__count(before, &db, RH_SQL_SUM_QUARANTINED, err);
    if (code == RH_OK) code = rh_settle__all(NULL, &db, &names, true, NULL, (rh_settle_told){0}, err);
    if (code == RH_OK) code = rh_db__count(after, &db, RH_SQL_SUM_QUARANTINED, err);
    if (code == RH_OK) (void)!rh_slabs__renew(store, &db, &names, NULL, (rh_settle_told){0}, &ignored);
    rh_names__dispose(&names);
    rh_db__close(&db);
    if (fd >= 0) close(fd);
    return code;
}

rh_code rh_counts_check_share(const rh_source_counts *sources, size_t n, double limit, rh_err *err)
{
    uint64_t read = 0, quarantined = 0;
    for (size_t i = 0; i < n; i++) read += sources[i].read, quarantined += sources[i].quarantined;
    if (read == 0 || (double)quarantined <= limit * (double)read) return RH_OK;
    return rh_err_set(err, RH_INGEST_SHARE, (rh_span){0},
                      "%llu of %llu records were quarantined, more than the share of %.4g",
                      (unsigned long long)quarantined, (unsigned long long)read, limit);
}
