/* Records out, one line after another, to every -o ndjson: memory does not grow with the history.
 *
 * A file appears when the stream is committed and not before; standard output gets its lines as they come. */
#ifndef RH_CLI_STREAM_H
#define RH_CLI_STREAM_H

#include "harness/cli/cli.h"
#include "harness/system/file.h"

typedef struct rh_stream {
    bool to_stdout;
    rh_file_out files[RH_MAX_OUTPUTS];
    size_t n_files;
} rh_stream;

/* Opens a file for each ndjson output that names one. */
RH_MUST rh_code rh_stream_open(rh_stream *stream, const rh_options *options, rh_err *err);
bool rh_stream_is_wanted(const rh_stream *stream);
RH_MUST rh_code rh_stream_put(rh_stream *stream, rh_str lines, rh_err *err);
RH_MUST rh_code rh_stream_commit(rh_stream *stream, rh_err *err);
/* Leaves nothing behind. Also after commit, where it does nothing. */
void rh_stream_close(rh_stream *stream);

#endif
