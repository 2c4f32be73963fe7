/* Lines of a file of records.
 *
 * A line ends at LF; a CR before it is taken off, as is a byte order mark at the beginning of the file (FAULTS.md I6:
 * U+2028 ends nothing). Memory is bounded whatever the line's length (I4, H2). One reader, one thread. */
#ifndef RH_INGEST_LINES_H
#define RH_INGEST_LINES_H

#include "harness/ingest/input.h"

typedef struct rh_lines rh_lines;

typedef struct rh_line {
    rh_str text;     /* borrowed until the next read; at most RH_LIMIT_LINE_BYTES */
    uint64_t number; /* from 1, blank lines counted */
    uint64_t offset; /* of its first byte in the unpacked file */
    uint64_t length; /* bytes, without its end; more than text.len when it is over the limit */
    bool is_over;    /* longer than RH_LIMIT_LINE_BYTES: text is its beginning */
    bool has_end;    /* false: the file ended without a line end */
} rh_line;

/* path is borrowed until close. Errors are those of rh_input_open, and RH_INPUT_ENCODING for UTF-16. */
RH_MUST rh_code rh_lines_open(rh_lines **out, const char *path, rh_err *err);
void rh_lines_close(rh_lines *lines); /* accepts NULL */

/* The next line; *is_end instead when there is none. Errors are those of rh_input_read. */
RH_MUST rh_code rh_lines_next(rh_line *out, bool *is_end, rh_lines *lines, rh_err *err);
const rh_input *rh_lines_input(const rh_lines *lines);

#endif
