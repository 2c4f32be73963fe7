/* Records out. */
#include "harness/cli/stream.h"

#include "harness/cli/output.h"

rh_code rh_stream_open(rh_stream *stream, const rh_options *options, rh_err *err)
{
    *stream = (rh_stream){0};
    for (size_t i = 0; i < options->n_outputs; i++) {
        if (options->outputs[i].format != RH_FORMAT_NDJSON) continue;
        if (options->outputs[i].path == NULL) {
            stream->to_stdout = true;
            continue;
        }
        const rh_code code = rh_file_begin(&stream->files[stream->n_files], options->outputs[i].path, 0644, err);
        if (code != RH_OK) return code;
        stream->n_files++;
    }
    return RH_OK;
}

bool rh_stream_is_wanted(const rh_stream *stream) { return stream->to_stdout || stream->n_files > 0; }

rh_code rh_stream_put(rh_stream *stream, rh_str lines, rh_err *err)
{
    rh_code code = stream->to_stdout ? rh_output_text(lines, err) : RH_OK;
    for (size_t i = 0; code == RH_OK && i < stream->n_files; i++) code = rh_file_append(&stream->files[i], lines, err);
    return code;
}

rh_code rh_stream_commit(rh_stream *stream, rh_err *err)
{
    for (size_t i = 0; i < stream->n_files; i++) {
        const rh_code code = rh_file_commit(&stream->files[i], err);
        if (code != RH_OK) return code;
    }
    return RH_OK;
}

void rh_stream_close(rh_stream *stream)
{
    for (size_t i = 0; i < stream->n_files; i++) rh_file_abandon(&stream->files[i]);
}
