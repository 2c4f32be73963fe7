/* Files of the operating system: whole ones in, whole ones out.
 *
 * For: reading a small file into an arena, and writing a result so that it is either there in full or not at all
 * (FAULTS.md V2). Not for: input of any size (harness/ingest/input.h). Short reads and writes and EINTR are handled
 * here (F3). A failed fsync is an error and never tried again (F5). */
#ifndef RH_SYSTEM_FILE_H
#define RH_SYSTEM_FILE_H

#include "engine/base/arena.h"
#include "engine/base/err.h"

#include <stdint.h>

/* Reads all of a regular file into keep (a NUL stands behind it). RH_INPUT_MISSING, RH_INPUT_KIND (no regular file),
 * RH_INPUT_READ, RH_INPUT_LARGE when it is over max_bytes. The span of errors names the path (borrowed). */
RH_MUST rh_code rh_file_read(rh_str *out, rh_arena *keep, const char *path, size_t max_bytes, rh_err *err);

/* A file that grows under another name and takes its own when it is whole.
 *
 *     rh_file_out out;  rh_file_begin(&out, path, 0644, err)
 *     rh_file_append(&out, bytes, err)  as often as needed
 *     rh_file_commit(&out, err)  or  rh_file_abandon(&out)
 *
 * What stands at `path` must be a regular file or nothing (F8: no folder, link or device is replaced). After an error
 * of append or commit the temporary file is gone, `path` is as it was, and only abandon may follow (it does nothing
 * then). */
typedef struct rh_file_out {
    const char *path; /* borrowed */
    int fd;           /* -1: over */
    char temp[4096];
} rh_file_out;

/* mode as open's (0600 for what is private). RH_OUTPUT_CREATE. */
RH_MUST rh_code rh_file_begin(rh_file_out *out, const char *path, unsigned mode, rh_err *err);
RH_MUST rh_code rh_file_append(rh_file_out *out, rh_str bytes, rh_err *err);
/* Syncs, renames over path, syncs the folder. RH_OUTPUT_CREATE, RH_OUTPUT_WRITE; RH_STORE_BUSY: a sweep of all came in
 * between. */
RH_MUST rh_code rh_file_commit(rh_file_out *out, rh_err *err);
/* Accepts one that is over. */
void rh_file_abandon(rh_file_out *out);

/* Removes what stands beside path because a process that wrote it was killed, and with is_all also what is being
 * written now: its commit says RH_STORE_BUSY. RH_OUTPUT_WRITE. */
RH_MUST rh_code rh_file_sweep(const char *path, bool is_all, rh_err *err);

/* The name of a file that lies beside another: path with a suffix behind it. NULL: no memory. */
const char *rh_file_beside(rh_arena *keep, const char *path, const char *suffix);
/* Removes a file, if there is one, and what is being written or was left of one. RH_OUTPUT_WRITE. */
RH_MUST rh_code rh_file_remove(const char *path, rh_err *err);

/* All of it at once: begin, append, commit. */
RH_MUST rh_code rh_file_write(const char *path, rh_str bytes, unsigned mode, rh_err *err);

/* Writes all of bytes to an open descriptor, in as many calls as it takes. RH_OUTPUT_WRITE. */
RH_MUST rh_code rh_file_put(int fd, rh_str bytes, rh_err *err);

/* Reads up to n bytes; *n_read 0 is the end. RH_INPUT_READ. */
RH_MUST rh_code rh_file_get(size_t *n_read, int fd, void *bytes, size_t n, rh_str name, rh_err *err);

#endif
