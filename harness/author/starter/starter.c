/* The first files of a register, into a folder. */
#include "harness/author/starter/starter.h"

#include "harness/author/starter/insides.h"
#include "harness/system/file.h"

#include <errno.h>
#include <stdio.h>
#include <sys/stat.h>
#include <unistd.h>

enum { HISTORY_MAX_BYTES = 1 << 20 };

rh_code rh_starter_files(const rh_starter_file **out, size_t *n, rh_arena *keep, rh_err *err)
{
    rh_buf history;
    rh_starter_file *files = RH_NEW_N(keep, rh_starter__n_files + 1, rh_starter_file);
    rh_buf_init(&history, keep, HISTORY_MAX_BYTES);
    rh_starter__history(&history);
    if (files == NULL || history.failed) return rh_err_nomem(err);
    for (size_t i = 0; i < rh_starter__n_files; i++) files[i] = rh_starter__files[i];
    files[rh_starter__n_files] = (rh_starter_file){RH_STR("history/journeys.jsonl"), rh_buf_str(&history)};
    *out = files;
    *n = rh_starter__n_files + 1;
    return RH_OK;
}

/* ---- writing ---- */

/* folder/path up to `len` bytes of path; NULL without memory. */
static const char *join(rh_arena *scratch, const char *folder, rh_str path, size_t len)
{
    const size_t n = strlen(folder);
    char *full = rh_arena_alloc(scratch, n + 1 + len + 1);
    if (full == NULL) return NULL;
    memcpy(full, folder, n);
    full[n] = '/';
    memcpy(full + n + 1, path.ptr, len);
    return full;
}

static rh_code in_the_way(const char *full, const char *what, rh_err *err)
{
    return rh_err_set(err, RH_OUTPUT_CREATE, (rh_span){.file = rh_str_of(full)},
                      "%s, and nothing is written over: expected a folder without it", what);
}

/* Nothing at the path, and real folders or nothing above it: a link may lead anywhere (M9). */
static rh_code check_free(const char *folder, rh_str path, rh_arena *scratch, rh_err *err)
{
    struct stat st;
    for (size_t i = 0; i <= path.len; i++) {
        if (i < path.len && path.ptr[i] != '/') continue;
        const char *full = join(scratch, folder, path, i);
        if (full == NULL) return rh_err_nomem(err);
        if (lstat(full, &st) != 0) {
            if (errno == ENOENT) return RH_OK;
            return rh_err_set(err, RH_OUTPUT_CREATE, (rh_span){.file = rh_str_of(full)}, "cannot look: %s",
                              strerror(errno));
        }
        if (i == path.len) return in_the_way(full, "it stands already", err);
        if (!S_ISDIR(st.st_mode)) return in_the_way(full, "it is no folder", err);
    }
    return RH_OK;
}

static rh_code make_folders(const char *folder, rh_str path, rh_arena *scratch, rh_err *err)
{
    for (size_t i = 0; i < path.len; i++) {
        if (path.ptr[i] != '/') continue;
        const char *full = join(scratch, folder, path, i);
        if (full == NULL) return rh_err_nomem(err);
        if (mkdir(full, 0777) != 0 && errno != EEXIST)
            return rh_err_set(err, RH_OUTPUT_CREATE, (rh_span){.file = rh_str_of(full)}, "cannot create: %s",
                              strerror(errno));
    }
    return RH_OK;
}

static rh_code write_one(const char *folder, const rh_starter_file *file, rh_arena *scratch, rh_err *err)
{
    const rh_code code = make_folders(folder, file->path, scratch, err);
    const char *full = join(scratch, folder, file->path, file->path.len);
    if (code != RH_OK) return code;
    return full == NULL ? rh_err_nomem(err) : rh_file_write(full, file->bytes, 0644, err);
}

static void take_back(const char *folder, const rh_starter_file *files, size_t n, rh_arena *scratch)
{
    for (size_t i = 0; i < n; i++) {
        const char *full = join(scratch, folder, files[i].path, files[i].path.len);
        if (full != NULL) unlink(full);
    }
}

rh_code rh_starter_write(const char *folder, const rh_starter_file *files, size_t n, rh_arena *scratch, rh_err *err)
{
    struct stat st;
    rh_code code = RH_OK;
    size_t n_written = 0;
    if (stat(folder, &st) != 0 || !S_ISDIR(st.st_mode))
        return rh_err_set(err, RH_INPUT_MISSING, (rh_span){.file = rh_str_of(folder)}, "no such folder");
    for (size_t i = 0; code == RH_OK && i < n; i++) code = check_free(folder, files[i].path, scratch, err);
    if (code != RH_OK) return code;
    while (code == RH_OK && n_written < n) {
        code = write_one(folder, &files[n_written], scratch, err);
        n_written += code == RH_OK;
    }
    if (code != RH_OK) take_back(folder, files, n_written, scratch);
    return code;
}
