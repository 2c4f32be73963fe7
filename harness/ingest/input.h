/* A file of records as a stream of bytes: plain, gzip or zstd, told apart by its first bytes.
 *
 * For: input of any size in bounded memory. Refuses what is no regular file (FAULTS.md I19), notices a file that
 * changes while it is read (I18) and a compressed file that expands without end (I20). The SHA-256 of the file's own
 * bytes (compressed ones, if so) falls out at the end and names the content. One input, one thread. */
#ifndef RH_INGEST_INPUT_H
#define RH_INGEST_INPUT_H

#include "engine/base/err.h"
#include "harness/system/sha256.h"

#include <stdint.h>

typedef struct rh_input rh_input;

/* path is borrowed until close. RH_INPUT_MISSING, RH_INPUT_KIND, RH_INPUT_READ; the span names the path. */
RH_MUST rh_code rh_input_open(rh_input **out, const char *path, rh_err *err);
void rh_input_close(rh_input *input); /* accepts NULL */

/* Up to n bytes; *n_read 0 is the end, which is only reached when the file is whole: RH_INPUT_READ, RH_INPUT_CHANGED,
 * RH_INPUT_PACKED, RH_INPUT_BOMB. */
RH_MUST rh_code rh_input_read(size_t *n_read, rh_input *input, void *bytes, size_t n, rh_err *err);

/* What tells a file that is as it was without reading it: its size, and when it was changed. RH_INPUT_MISSING,
 * RH_INPUT_READ. */
typedef struct rh_input_stamp {
    int64_t size, changed_s, changed_ns;
} rh_input_stamp;
RH_MUST rh_code rh_input_look(rh_input_stamp *out, const char *path, rh_err *err);

/* Whether it is still as it was when opened, for who reads it again after its end: RH_INPUT_CHANGED, RH_INPUT_READ. */
RH_MUST rh_code rh_input_same(rh_input *input, rh_err *err);
bool rh_input_is_packed(const rh_input *input);

/* After the end. */
rh_sha256 rh_input_hash(const rh_input *input);
uint64_t rh_input_size(const rh_input *input); /* bytes of the file when it was opened */
uint64_t rh_input_done(const rh_input *input); /* bytes of the file read so far: for progress */

#endif
