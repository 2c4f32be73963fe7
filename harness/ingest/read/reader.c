/* What every format does alike. */
#include "harness/ingest/read/insides.h"

#include "harness/system/memory.h"

#include "engine/base/buf.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>

enum { WHOLE_MOST_BYTES = 1 << 30, CHUNK_BYTES = 1 << 18 };

static const rh_read_format *const formats[RH_N_READ_FORMATS] = {
#define X(NAME, word) &rh_read__##word,
#include "harness/ingest/read/formats.def"
#undef X
};

rh_code rh_reader_open(rh_reader **out, const char *path, const rh_reads *reads, rh_err *err)
{
    rh_reader *r = calloc(1, sizeof *r);
    if (r == NULL) return rh_err_nomem(err);
    *r = (rh_reader){.format = formats[reads->format], .path = path, .reads = reads};
    rh_arena_init(&r->keep, rh_memory_host(), 0);
    rh_code code = RH_OK;
    if (r->format->opens == RH_OPENS_LINES) code = rh_lines_open(&r->lines, path, err);
    if (r->format->opens == RH_OPENS_INPUT) code = rh_input_open(&r->input, path, err);
    if (code == RH_OK && r->format->opens != RH_OPENS_NOTHING) r->is_empty = rh_reader_size(r) == 0;
    if (code == RH_OK) code = r->format->open(r, err);
    if (code != RH_OK) {
        rh_reader_close(r);
        return code;
    }
    *out = r;
    return RH_OK;
}

void rh_reader_close(rh_reader *r)
{
    if (r == NULL) return;
    if (r->format->close != NULL) r->format->close(r);
    rh_reader_close(r->inner);
    rh_input_close(r->input);
    rh_lines_close(r->lines);
    rh_arena_dispose(&r->keep);
    free(r);
}

rh_code rh_reader_next(rh_row *out, bool *is_end, rh_reader *r, rh_arena *arena, rh_err *err)
{
    *is_end = false;
    *out = (rh_row){0};
    const rh_code code = r->format->next(out, is_end, r, arena, err);
    if (code == RH_OK && !*is_end && rh_arena_failed(arena)) return rh_err_nomem(err);
    out->why.span.file = rh_str_of(r->path);
    return code;
}

rh_strs rh_reader_columns(const rh_reader *r)
{
    return r->columns;
}
bool rh_reader_is_empty(const rh_reader *r)
{
    return r->is_empty;
}

static const rh_input *the_input(const rh_reader *r)
{
    if (r->inner != NULL) return the_input(r->inner);
    return r->lines != NULL ? rh_lines_input(r->lines) : r->input;
}

rh_sha256 rh_reader_hash(const rh_reader *r)
{
    return rh_input_hash(the_input(r));
}
uint64_t rh_reader_size(const rh_reader *r)
{
    return rh_input_size(the_input(r));
}
uint64_t rh_reader_done(const rh_reader *r)
{
    return r->done > 0 ? r->done : rh_input_done(the_input(r));
}

rh_code rh_read__fail(const rh_reader *r, rh_err *err, rh_code code, rh_span within, const char *format, ...)
{
    char text[sizeof err->text];
    va_list args;
    va_start(args, format);
    vsnprintf(text, sizeof text, format, args);
    va_end(args);
    return rh_err_set(err, code, (rh_span){rh_str_of(r->path), within.line, within.col}, "%s", text);
}

rh_code rh_read__all(rh_str *out, rh_reader *r, rh_err *err)
{
    size_t got = 1;
    rh_buf buf;
    rh_buf_init(&buf, &r->keep, WHOLE_MOST_BYTES);
    char *chunk = rh_arena_alloc(&r->keep, CHUNK_BYTES);
    if (chunk == NULL) return rh_err_nomem(err);
    while (got != 0) {
        const rh_code code = rh_input_read(&got, r->input, chunk, CHUNK_BYTES, err);
        if (code != RH_OK) return code;
        rh_buf_put(&buf, (rh_str){chunk, got});
        if (rh_arena_failed(&r->keep)) return rh_err_nomem(err);
        if (buf.failed)
            return rh_read__fail(r, err, RH_INPUT_LARGE, (rh_span){0},
                                 "over %d bytes, which an export that is read whole may have", WHOLE_MOST_BYTES);
    }
    *out = rh_buf_str(&buf);
    if (rh_str_starts(*out, RH_STR("\xef\xbb\xbf"))) *out = rh_str_slice(*out, 3, out->len);
    return RH_OK;
}

rh_code rh_read__with(rh_value *out, rh_value value, const rh_pair *more, size_t n, rh_arena *arena, rh_err *err)
{
    rh_pair *pairs = RH_NEW_N(arena, value.n + n, rh_pair);
    if (pairs == NULL) return rh_err_nomem(err);
    if (value.n > 0) memcpy(pairs, value.map, value.n * sizeof *pairs);
    if (n > 0) memcpy(pairs + value.n, more, n * sizeof *pairs);
    if (!rh_pairs_sort(pairs, value.n + n))
        return rh_err_set(err, RH_JSON_DUPLICATE, (rh_span){.line = 1, .col = 1}, "a member called ^ or ^key");
    *out = rh_map_value(pairs, value.n + n);
    return RH_OK;
}

rh_code rh_reader_sniff(rh_format *out, const char *path, rh_err *err)
{
    char first[512];
    size_t n = 0, got = 1, at = 0;
    rh_input *input;
    rh_code code = rh_input_open(&input, path, err);
    if (code != RH_OK) return code;
    while (code == RH_OK && got > 0 && n < sizeof first) {
        code = rh_input_read(&got, input, first + n, sizeof first - n, err);
        if (code == RH_OK) n += got;
    }
    rh_input_close(input);
    if (code != RH_OK) return code;
    if (rh_str_starts((rh_str){first, n}, RH_STR("\xef\xbb\xbf"))) at = 3;
    while (at < n && strchr(" \t\r\n", first[at]) != NULL) at++;
    const char c = at < n ? first[at] : ',';
    *out = rh_str_starts((rh_str){first, n}, RH_STR("SQLite format 3")) ? RH_READ_SQLITE
           : c == '<'                                                   ? RH_READ_XML
           : c == '{' || c == '['                                       ? RH_READ_JSON
                                                                        : RH_READ_CSV;
    return RH_OK;
}
