/* Files of records as streams of bytes. */
#include "harness/ingest/input.h"

#include "harness/system/file.h"

#include "engine/base/limits.h"

#include <errno.h>
#include <fcntl.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>
#include <zlib.h>
#include <zstd.h>

enum { CHUNK = 1 << 18 };

typedef enum packing { PLAIN, GZIP, ZSTD } packing;

struct rh_input {
    int fd;
    rh_str path;
    struct stat before;
    packing packing;
    rh_hasher *hasher;
    rh_sha256 hash;
    uint64_t bytes_in, bytes_out;
    bool is_read;     /* the file's end was seen */
    bool in_member;   /* inside a compressed member: the file may not end here */
    size_t from, len; /* chunk[from, len) is still to be unpacked or handed out */
    z_stream gzip;
    ZSTD_DStream *zstd;
    char chunk[CHUNK];
};

__attribute__((format(printf, 4, 5))) static rh_code fail(rh_input *in, rh_err *err, rh_code code, const char *format,
                                                          ...)
{
    char text[200];
    va_list args;
    va_start(args, format);
    vsnprintf(text, sizeof text, format, args);
    va_end(args);
    return rh_err_set(err, code, (rh_span){.file = in->path}, "%s", text);
}

/* Bytes, not names: another link, owner or mode, and a log that is rotated away while it is read, change st_ctim
 * only. */
static bool same_bytes(const struct stat *a, const struct stat *b)
{
    return a->st_size == b->st_size && a->st_mtim.tv_sec == b->st_mtim.tv_sec &&
           a->st_mtim.tv_nsec == b->st_mtim.tv_nsec;
}

/* At the end of the file: it must be as it was when opened, and read in full. */
static rh_code check_unchanged(rh_input *in, rh_err *err)
{
    struct stat now;
    if (fstat(in->fd, &now) != 0) return fail(in, err, RH_INPUT_READ, "cannot look at it: %s", strerror(errno));
    if (!same_bytes(&in->before, &now) || in->bytes_in != (uint64_t)in->before.st_size)
        return fail(in, err, RH_INPUT_CHANGED, "the file changed while it was read");
    in->hash = rh_hasher_end(in->hasher);
    in->is_read = true;
    return RH_OK;
}

/* Fills the empty chunk from the file. */
static rh_code fill(rh_input *in, rh_err *err)
{
    size_t got;
    in->from = in->len = 0;
    if (in->is_read) return RH_OK;
    const rh_code code = rh_file_get(&got, in->fd, in->chunk, sizeof in->chunk, in->path, err);
    if (code != RH_OK) return code;
    if (got == 0) return check_unchanged(in, err);
    rh_hasher_add(in->hasher, (rh_str){in->chunk, got});
    in->bytes_in += got;
    in->len = got;
    return RH_OK;
}

/* A frame of zstd that says nothing, with which some tools begin. */
static bool is_skippable(rh_str first)
{
    return first.len >= 4 && ((unsigned char)first.ptr[0] & 0xf0) == 0x50 &&
           rh_str_starts(rh_str_slice(first, 1, first.len), RH_STR("\x2a\x4d\x18"));
}

static rh_code look_at_first_bytes(rh_input *in, rh_err *err)
{
    const rh_code code = fill(in, err);
    if (code != RH_OK) return code;
    const rh_str first = {in->chunk, in->len};
    if (rh_str_starts(first, RH_STR("\x1f\x8b"))) in->packing = GZIP;
    else if (rh_str_starts(first, RH_STR("\x28\xb5\x2f\xfd")) || is_skippable(first)) in->packing = ZSTD;
    if (in->packing == GZIP && inflateInit2(&in->gzip, 15 + 16) != Z_OK) {
        in->packing = PLAIN;
        return rh_err_nomem(err);
    }
    if (in->packing == ZSTD && (in->zstd = ZSTD_createDStream()) == NULL) return rh_err_nomem(err);
    return RH_OK;
}

static rh_code open_regular(rh_input *in, const char *path, rh_err *err)
{
    in->fd = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK);
    if (in->fd < 0)
        return fail(in, err, errno == ENOENT || errno == ENOTDIR ? RH_INPUT_MISSING : RH_INPUT_READ, "cannot open: %s",
                    strerror(errno));
    if (fstat(in->fd, &in->before) != 0) return fail(in, err, RH_INPUT_READ, "cannot look at it: %s", strerror(errno));
    if (S_ISDIR(in->before.st_mode))
        return fail(in, err, RH_INPUT_KIND, "a directory, where a file of records is expected");
    if (S_ISFIFO(in->before.st_mode))
        return fail(in, err, RH_INPUT_KIND, "a pipe, where a file of records is expected");
    if (!S_ISREG(in->before.st_mode))
        return fail(in, err, RH_INPUT_KIND, "a device, where a file of records is expected");
    return RH_OK;
}

rh_code rh_input_look(rh_input_stamp *out, const char *path, rh_err *err)
{
    struct stat now;
    if (stat(path, &now) != 0)
        return rh_err_set(err, errno == ENOENT || errno == ENOTDIR ? RH_INPUT_MISSING : RH_INPUT_READ,
                          (rh_span){.file = rh_str_of(path)}, "cannot look at it: %s", strerror(errno));
    *out = (rh_input_stamp){now.st_size, now.st_mtim.tv_sec, now.st_mtim.tv_nsec};
    return RH_OK;
}

rh_code rh_input_open(rh_input **out, const char *path, rh_err *err)
{
    rh_input *in = calloc(1, sizeof *in);
    if (in == NULL) return rh_err_nomem(err);
    in->fd = -1;
    in->path = rh_str_of(path);
    rh_code code = rh_hasher_new(&in->hasher, err);
    if (code == RH_OK) code = open_regular(in, path, err);
    if (code == RH_OK) {
        rh_hasher_begin(in->hasher);
        code = look_at_first_bytes(in, err);
    }
    if (code != RH_OK) {
        rh_input_close(in);
        return code;
    }
    *out = in;
    return RH_OK;
}

void rh_input_close(rh_input *in)
{
    if (in == NULL) return;
    if (in->packing == GZIP) inflateEnd(&in->gzip);
    ZSTD_freeDStream(in->zstd);
    rh_hasher_free(in->hasher);
    if (in->fd >= 0) close(in->fd);
    free(in);
}

/* One step of gzip; members may follow each other. */
static rh_code unpack_gzip(size_t *made, rh_input *in, void *bytes, size_t n, rh_err *err)
{
    in->gzip.next_in = (Bytef *)in->chunk + in->from;
    in->gzip.avail_in = (uInt)(in->len - in->from);
    in->gzip.next_out = bytes;
    in->gzip.avail_out = (uInt)n;
    in->in_member = true;
    const int result = inflate(&in->gzip, Z_NO_FLUSH);
    in->from = in->len - in->gzip.avail_in;
    *made = n - in->gzip.avail_out;
    if (result == Z_STREAM_END) {
        in->in_member = false;
        return inflateReset(&in->gzip) == Z_OK ? RH_OK : fail(in, err, RH_INPUT_PACKED, "damaged gzip data");
    }
    if (result == Z_MEM_ERROR) return rh_err_nomem(err);
    if (result != Z_OK && result != Z_BUF_ERROR)
        return fail(in, err, RH_INPUT_PACKED, "damaged gzip data before byte %llu of the file",
                    (unsigned long long)in->bytes_in);
    return RH_OK;
}

static rh_code unpack_zstd(size_t *made, rh_input *in, void *bytes, size_t n, rh_err *err)
{
    ZSTD_inBuffer from = {in->chunk, in->len, in->from};
    ZSTD_outBuffer to = {bytes, n, 0};
    const size_t left = ZSTD_decompressStream(in->zstd, &to, &from);
    if (ZSTD_isError(left)) return fail(in, err, RH_INPUT_PACKED, "damaged zstd data: %s", ZSTD_getErrorName(left));
    in->in_member = left != 0;
    in->from = from.pos;
    *made = to.pos;
    return RH_OK;
}

static rh_code unpack(size_t *made, rh_input *in, void *bytes, size_t n, rh_err *err)
{
    if (in->packing == GZIP) return unpack_gzip(made, in, bytes, n, err);
    if (in->packing == ZSTD) return unpack_zstd(made, in, bytes, n, err);
    *made = n < in->len - in->from ? n : in->len - in->from;
    memcpy(bytes, in->chunk + in->from, *made);
    in->from += *made;
    return RH_OK;
}

static rh_code check_ratio(rh_input *in, rh_err *err)
{
    if (in->packing == PLAIN || in->bytes_out <= RH_LIMIT_PACKED_FREE) return RH_OK;
    if ((in->bytes_out - RH_LIMIT_PACKED_FREE) / RH_LIMIT_PACKED_RATIO <= in->bytes_in) return RH_OK;
    return fail(in, err, RH_INPUT_BOMB, "%llu compressed bytes made %llu, more than %d for one",
                (unsigned long long)in->bytes_in, (unsigned long long)in->bytes_out, RH_LIMIT_PACKED_RATIO);
}

rh_code rh_input_read(size_t *n_read, rh_input *in, void *bytes, size_t n, rh_err *err)
{
    size_t made = 0;
    while (made == 0) {
        rh_code code = RH_OK;
        if (in->from == in->len) code = fill(in, err);
        if (code != RH_OK) return code;
        if (in->from == in->len && in->is_read && in->in_member)
            return fail(in, err, RH_INPUT_PACKED, "the compressed data ends too early");
        if (in->from == in->len && in->is_read) break;
        code = unpack(&made, in, bytes, n, err);
        if (code != RH_OK) return code;
    }
    in->bytes_out += made;
    *n_read = made;
    return check_ratio(in, err);
}

rh_code rh_input_same(rh_input *in, rh_err *err)
{
    struct stat now;
    if (fstat(in->fd, &now) != 0) return fail(in, err, RH_INPUT_READ, "cannot look at it: %s", strerror(errno));
    return same_bytes(&in->before, &now) ? RH_OK
                                         : fail(in, err, RH_INPUT_CHANGED, "the file changed while it was read");
}

bool rh_input_is_packed(const rh_input *in)
{
    return in->packing != PLAIN;
}
rh_sha256 rh_input_hash(const rh_input *in)
{
    return in->hash;
}
uint64_t rh_input_size(const rh_input *in)
{
    return (uint64_t)in->before.st_size;
}
uint64_t rh_input_done(const rh_input *in)
{
    return in->bytes_in;
}
