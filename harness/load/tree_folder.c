/* The register tree from a folder of the file system. */
#include "harness/load/tree_insides.h"

#include "engine/base/limits.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

static rh_tree_kind kind_of(mode_t mode)
{
    if (S_ISREG(mode)) return RH_TREE_FILE;
    if (S_ISDIR(mode)) return RH_TREE_FOLDER;
    return S_ISLNK(mode) ? RH_TREE_LINK : RH_TREE_OTHER;
}

/* Reads until `size` bytes or the end; the number read, or -1. */
static ssize_t read_all(int fd, char *to, size_t size)
{
    size_t n = 0;
    while (n < size) {
        const ssize_t got = read(fd, to + n, size - n);
        if (got < 0 && errno == EINTR) continue;
        if (got < 0) return -1;
        if (got == 0) break;
        n += (size_t)got;
    }
    return (ssize_t)n;
}

/* One byte more than the size is asked for, so that a file that grows meanwhile is noticed. */
rh_code rh_file__read_open(rh_str *out, rh_arena *keep, int fd, size_t max_bytes, rh_str label, rh_err *err)
{
    struct stat st;
    const rh_span span = {.file = label};
    if (fstat(fd, &st) != 0) return rh_err_set(err, RH_LOAD_IO, span, "%s", strerror(errno));
    if (!S_ISREG(st.st_mode)) return rh_err_set(err, RH_LOAD_KIND, span, "not a regular file");
    const size_t size = (size_t)st.st_size;
    if (size > max_bytes)
        return rh_err_set(err, RH_LOAD_FILE_SIZE, span, "the file has %zu bytes, at most %zu are read", size,
                          max_bytes);
    char *bytes = rh_arena_alloc(keep, size + 1);
    if (bytes == NULL) return rh_err_nomem(err);
    const ssize_t n = read_all(fd, bytes, size + 1);
    if (n < 0) return rh_err_set(err, RH_LOAD_IO, span, "%s", strerror(errno));
    if ((size_t)n != size) return rh_err_set(err, RH_LOAD_IO, span, "the file changed while it was read");
    *out = (rh_str){bytes, size};
    return RH_OK;
}

rh_code rh_file__read_at(rh_str *out, rh_arena *keep, int dir_fd, const char *name, size_t max_bytes, rh_str label,
                         rh_err *err)
{
    const int fd = openat(dir_fd, name, O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC);
    if (fd < 0) {
        const rh_code code = errno == ENOENT ? RH_LOAD_MISSING : errno == ELOOP ? RH_LOAD_LINK : RH_LOAD_IO;
        return rh_err_set(err, code, (rh_span){.file = label}, "%s", strerror(errno));
    }
    const rh_code code = rh_file__read_open(out, keep, fd, max_bytes, label, err);
    close(fd);
    return code;
}

static void read_file(rh_tree_reader *r, rh_tree_part part, int dir_fd, const char *name)
{
    rh_err err;
    rh_str bytes = rh_str_null();
    if (part != RH_PART_FIXTURES) {
        const rh_str label = rh_tree__label(r, part, rh_str_of(name));
        if (rh_file__read_at(&bytes, r->keep, dir_fd, name, RH_LIMIT_FILE_BYTES, label, &err) != RH_OK) {
            rh_tree__error(r, &err);
            return;
        }
    }
    rh_tree__add(r, part, rh_str_of(name), bytes, rh_str_null());
}

/* The names of a folder; order does not matter, the tree is sorted at the end. */
static void read_part(rh_tree_reader *r, rh_tree_part part, int dir_fd)
{
    const int own_fd = dup(dir_fd);
    DIR *dir = own_fd >= 0 ? fdopendir(own_fd) : NULL;
    if (dir == NULL) {
        rh_err err;
        if (own_fd >= 0) close(own_fd);
        (void)rh_err_set(&err, RH_LOAD_IO, (rh_span){.file = rh_tree__label(r, part, RH_STR(""))}, "%s",
                         strerror(errno));
        rh_tree__error(r, &err);
        return;
    }
    for (const struct dirent *e; (e = readdir(dir)) != NULL;) {
        struct stat st;
        if (fstatat(dir_fd, e->d_name, &st, AT_SYMLINK_NOFOLLOW) != 0) continue; /* gone meanwhile */
        if (rh_tree__wants(r, part, rh_str_of(e->d_name), kind_of(st.st_mode))) read_file(r, part, dir_fd, e->d_name);
    }
    closedir(dir);
}

static void read_sub(rh_tree_reader *r, rh_tree_part part, int cases_fd)
{
    struct stat st;
    const char *name = rh_tree__folder(part);
    if (fstatat(cases_fd, name, &st, AT_SYMLINK_NOFOLLOW) != 0) return; /* the register says what it lacks */
    if (!rh_tree__may_enter(r, part, kind_of(st.st_mode))) return;
    const int fd = openat(cases_fd, name, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
    if (fd < 0) {
        rh_err err;
        (void)rh_err_set(&err, RH_LOAD_IO, (rh_span){.file = rh_tree__label(r, part, RH_STR(""))}, "%s",
                         strerror(errno));
        rh_tree__error(r, &err);
        return;
    }
    read_part(r, part, fd);
    close(fd);
}

void rh_tree__read_folder(rh_tree_reader *r, int cases_fd, int fixtures_fd)
{
    read_part(r, RH_PART_TOP, cases_fd);
    read_sub(r, RH_PART_REGISTER, cases_fd);
    read_sub(r, RH_PART_CALENDARS, cases_fd);
    if (fixtures_fd >= 0) read_part(r, RH_PART_FIXTURES, fixtures_fd);
}
