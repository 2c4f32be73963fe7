/* Whole files in and out. */
#include "harness/system/file.h"

#include "engine/base/buf.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

static rh_str name_of(const char *path)
{
    return (rh_str){path, strlen(path)};
}

rh_code rh_file_get(size_t *n_read, int fd, void *bytes, size_t n, rh_str name, rh_err *err)
{
    ssize_t got;
    do got = read(fd, bytes, n);
    while (got < 0 && errno == EINTR);
    if (got < 0) return rh_err_set(err, RH_INPUT_READ, (rh_span){.file = name}, "cannot read: %s", strerror(errno));
    *n_read = (size_t)got;
    return RH_OK;
}

rh_code rh_file_put(int fd, rh_str bytes, rh_err *err)
{
    for (size_t done = 0; done < bytes.len;) {
        const ssize_t n = write(fd, bytes.ptr + done, bytes.len - done);
        if (n < 0 && errno == EINTR) continue;
        if (n <= 0) return rh_err_set(err, RH_OUTPUT_WRITE, (rh_span){0}, "cannot write: %s", strerror(errno));
        done += (size_t)n;
    }
    return RH_OK;
}

static rh_code open_regular(int *fd, size_t *size, const char *path, rh_err *err)
{
    const rh_span span = {.file = name_of(path)};
    struct stat st;
    const int opened = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK);
    if (opened < 0) {
        const rh_code code = errno == ENOENT || errno == ENOTDIR ? RH_INPUT_MISSING : RH_INPUT_READ;
        return rh_err_set(err, code, span, "cannot open: %s", strerror(errno));
    }
    if (fstat(opened, &st) != 0 || !S_ISREG(st.st_mode)) {
        close(opened);
        return rh_err_set(err, RH_INPUT_KIND, span, "not a regular file");
    }
    *fd = opened;
    *size = (size_t)st.st_size;
    return RH_OK;
}

/* Fills bytes until the end of the file; one byte more than n is asked for, so that growth shows. */
static rh_code read_all(size_t *len, int fd, char *bytes, size_t n, rh_str name, rh_err *err)
{
    size_t done = 0, got = 1;
    while (got != 0 && done <= n) {
        const rh_code code = rh_file_get(&got, fd, bytes + done, n + 1 - done, name, err);
        if (code != RH_OK) return code;
        done += got;
    }
    if (done > n) return rh_err_set(err, RH_INPUT_CHANGED, (rh_span){.file = name}, "the file grew while it was read");
    *len = done;
    return RH_OK;
}

rh_code rh_file_read(rh_str *out, rh_arena *keep, const char *path, size_t max_bytes, rh_err *err)
{
    int fd = -1;
    size_t size = 0, len = 0;
    rh_code code = open_regular(&fd, &size, path, err);
    if (code != RH_OK) return code;
    const rh_str name = name_of(path);
    if (size > max_bytes) {
        code = rh_err_set(err, RH_INPUT_LARGE, (rh_span){.file = name}, "%zu bytes where at most %zu are read", size,
                          max_bytes);
    } else {
        char *bytes = rh_arena_alloc(keep, size + 2);
        code = bytes == NULL ? rh_err_nomem(err) : read_all(&len, fd, bytes, size, name, err);
        if (code == RH_OK) {
            bytes[len] = '\0';
            *out = (rh_str){bytes, len};
        }
    }
    close(fd);
    return code;
}

/* After a rename the folder must reach the disk too. */
static bool sync_folder_of(const char *path)
{
    char folder[4096];
    const char *slash = strrchr(path, '/');
    const size_t n = slash == NULL ? 0 : (size_t)(slash - path);
    if (n >= sizeof folder) return false;
    if (slash == NULL) memcpy(folder, ".", 2);
    else if (n == 0) memcpy(folder, "/", 2);
    else memcpy(folder, path, n), folder[n] = '\0';
    const int fd = open(folder, O_RDONLY | O_CLOEXEC | O_DIRECTORY);
    if (fd < 0) return false;
    const bool ok = fsync(fd) == 0;
    close(fd);
    return ok;
}

static rh_code create_failed(const char *path, const char *what, rh_err *err)
{
    return rh_err_set(err, RH_OUTPUT_CREATE, (rh_span){.file = name_of(path)}, "%s", what);
}

rh_code rh_file_begin(rh_file_out *out, const char *path, unsigned mode, rh_err *err)
{
    struct stat st;
    *out = (rh_file_out){.path = path, .fd = -1};
    if (lstat(path, &st) == 0 && !S_ISREG(st.st_mode))
        return create_failed(path, "there is something else than a file", err);
    const int len = snprintf(out->temp, sizeof out->temp, "%s.tmpXXXXXX", path);
    if (len < 0 || (size_t)len >= sizeof out->temp) return create_failed(path, "the path is too long", err);
    out->fd = mkstemp(out->temp);
    if (out->fd < 0)
        return rh_err_set(err, RH_OUTPUT_CREATE, (rh_span){.file = name_of(path)}, "cannot create: %s",
                          strerror(errno));
    (void)flock(out->fd, LOCK_EX | LOCK_NB); /* whoever sweeps sees that somebody writes; a file system may have none */
    if (fchmod(out->fd, (mode_t)mode) == 0) return RH_OK;
    rh_file_abandon(out);
    return create_failed(path, "cannot set the mode", err);
}

void rh_file_abandon(rh_file_out *out)
{
    if (out->fd < 0) return;
    close(out->fd);
    unlink(out->temp);
    out->fd = -1;
}

rh_code rh_file_append(rh_file_out *out, rh_str bytes, rh_err *err)
{
    const rh_code code = rh_file_put(out->fd, bytes, err);
    if (code == RH_OK) return RH_OK;
    if (err != NULL) err->span = (rh_span){.file = name_of(out->path)};
    rh_file_abandon(out);
    return code;
}

rh_code rh_file_commit(rh_file_out *out, rh_err *err)
{
    const rh_span span = {.file = name_of(out->path)};
    rh_code code = RH_OK;
    if (fsync(out->fd) != 0) code = rh_err_set(err, RH_OUTPUT_WRITE, span, "cannot sync: %s", strerror(errno));
    if (close(out->fd) != 0 && code == RH_OK)
        code = rh_err_set(err, RH_OUTPUT_WRITE, span, "cannot close: %s", strerror(errno));
    out->fd = -1;
    if (code == RH_OK && rename(out->temp, out->path) != 0) {
        const int why = errno;
        const bool is_swept = why == ENOENT && access(out->temp, F_OK) != 0;
        code = is_swept ? rh_err_set(err, RH_STORE_BUSY, span, "what was being written was removed meanwhile")
                        : rh_err_set(err, RH_OUTPUT_CREATE, span, "cannot rename into place: %s", strerror(why));
    }
    if (code != RH_OK) {
        unlink(out->temp);
        return code;
    }
    if (!sync_folder_of(out->path))
        return rh_err_set(err, RH_OUTPUT_WRITE, span, "cannot sync its folder: %s", strerror(errno));
    return RH_OK;
}

static bool is_being_written(int folder, const char *name)
{
    const int fd = openat(folder, name, O_RDONLY | O_CLOEXEC | O_NOFOLLOW);
    const bool is = fd >= 0 && flock(fd, LOCK_EX | LOCK_NB) != 0 && errno == EWOULDBLOCK;
    if (fd >= 0) close(fd);
    return is;
}

/* Whether it is the name of a file that is to become `base`. */
static bool is_temp_of(const char *name, const char *base)
{
    const size_t n = strlen(base), n_mark = sizeof ".tmp" - 1;
    return strncmp(name, base, n) == 0 && strncmp(name + n, ".tmp", n_mark) == 0 && strlen(name) == n + n_mark + 6;
}

rh_code rh_file_sweep(const char *path, bool is_all, rh_err *err)
{
    char folder[4096];
    const char *slash = strrchr(path, '/'), *base = slash != NULL ? slash + 1 : path;
    const int n = slash != NULL ? (int)(slash - path) + 1 : 2;
    if ((size_t)n >= sizeof folder) return create_failed(path, "the path is too long", err);
    snprintf(folder, sizeof folder, "%.*s", n, slash != NULL ? path : "./");
    DIR *dir = opendir(folder);
    if (dir == NULL && errno == ENOENT) return RH_OK; /* where there is no folder nothing was left */
    if (dir == NULL)
        return rh_err_set(err, RH_OUTPUT_WRITE, (rh_span){.file = name_of(path)},
                          "cannot look through its folder for what was left of it: %s", strerror(errno));
    rh_code code = RH_OK;
    for (const struct dirent *e; code == RH_OK && (e = readdir(dir)) != NULL;) {
        if (!is_temp_of(e->d_name, base) || (!is_all && is_being_written(dirfd(dir), e->d_name))) continue;
        if (unlinkat(dirfd(dir), e->d_name, 0) != 0 && errno != ENOENT)
            code = rh_err_set(err, RH_OUTPUT_WRITE, (rh_span){.file = name_of(path)}, "cannot remove %s: %s",
                              e->d_name, strerror(errno));
    }
    closedir(dir);
    return code;
}

const char *rh_file_beside(rh_arena *keep, const char *path, const char *suffix)
{
    rh_buf name;
    rh_buf_init(&name, keep, (size_t)1 << 16);
    rh_buf_printf(&name, "%s%s", path, suffix);
    rh_buf_byte(&name, '\0');
    return name.failed ? NULL : name.ptr;
}

rh_code rh_file_remove(const char *path, rh_err *err)
{
    if (unlink(path) != 0 && errno != ENOENT)
        return rh_err_set(err, RH_OUTPUT_WRITE, (rh_span){0}, "%s: cannot remove: %s", path, strerror(errno));
    return rh_file_sweep(path, true, err);
}

rh_code rh_file_write(const char *path, rh_str bytes, unsigned mode, rh_err *err)
{
    rh_file_out out;
    rh_code code = rh_file_begin(&out, path, mode, err);
    if (code == RH_OK) code = rh_file_append(&out, bytes, err);
    if (code == RH_OK) code = rh_file_commit(&out, err);
    return code;
}
