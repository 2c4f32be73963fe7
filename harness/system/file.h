/* Files of the operating system: whole ones in, whole ones out.
 *
 * For: reading a small file into an arena, and writing a result so that it is either there in full or not at all
 * (FAULTS.md V2). Not for: input of any size (harness/ingest/input.h). Short reads and writes and EINTR are handled here
 * (F3). A failed fsync is an error and never tried again (F5). */
#ifndef RH_SYSTEM_FILE_H
#define RH_SYSTEM_FILE_H

#include "engine/base/arena.h"
#include "engine/base/err.h"

#include <stdint.h>

/* Reads all of a regular file into keep (a NUL stands behind it). RH_INPUT_MISSING, RH_INPUT_KIND (no regular file),
 * RH_INPUT_READ, RH_INPUT_LARGE when it is over max_bytes. The span of errors names the path (borrowed). */
RH_MUST rh_code rh_file_read(rh_str *out, rh_arena *keep, const char *path, size_t max_bytes, rh_err *err);

/* Writes bytes beside `path`, syncs, renames over it, syncs the folder. mode as open's (0600 for what is private). On an
 * error the temporary file is gone and `path` is as it was. RH_OUTPUT_CREATE, RH_OUTPUT_WRITE. */
RH_MUST rh_code rh_file_write(const char *path, rh_str bytes, unsigned mode, rh_err *err);

/* Writes all of bytes to an open descriptor, in as many calls as it takes. RH_OUTPUT_WRITE. */
RH_MUST rh_code rh_file_put(int fd, rh_str bytes, rh_err *err);

/* Reads up to n bytes; *n_read 0 is the end. RH_INPUT_READ. */
RH_MUST rh_code rh_file_get(size_t *n_read, int fd, void *bytes, size_t n, rh_str name, rh_err *err);

#endif
