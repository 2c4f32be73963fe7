/* What the formats share. Insides of reader.h. */
#ifndef RH_INGEST_READ_INSIDES_H
#define RH_INGEST_READ_INSIDES_H

#include "harness/foreign/json.h"
#include "harness/ingest/lines.h"
#include "harness/ingest/read/reader.h"

#include "engine/base/arena.h"

/* What the reader has opened when a format's open is called. */
typedef enum rh_opens { RH_OPENS_INPUT, RH_OPENS_LINES, RH_OPENS_NOTHING } rh_opens;

/* A format. open makes `state` and may set columns; close takes what open left, also after an error. */
typedef struct rh_read_format {
    rh_code (*open)(rh_reader *r, rh_err *err);
    rh_code (*next)(rh_row *out, bool *is_end, rh_reader *r, rh_arena *arena, rh_err *err);
    void (*close)(rh_reader *r); /* may be NULL */
    rh_opens opens;
} rh_read_format;

#define X(NAME, word) extern const rh_read_format rh_read__##word;
#include "harness/ingest/read/formats.def"
#undef X

struct rh_reader {
    const rh_read_format *format;
    const char *path;
    const rh_reads *reads;
    rh_arena keep; /* what lives as long as the reader */
    rh_input *input;
    rh_lines *lines;
    rh_reader *inner;          /* RH_OPENS_NOTHING: the reader that rows are made of */
    rh_strs columns, declared; /* declared: SQLITE, the types of columns as the table has them */
    uint64_t done;             /* rows' own way of telling progress; 0: what was read of the input */
    bool is_empty;
    void *state; /* of the format; in keep unless its close frees it */
};

/* An error of the file at a place. */
__attribute__((format(printf, 5, 6))) rh_code rh_read__fail(const rh_reader *r, rh_err *err, rh_code code,
                                                            rh_span within, const char *format, ...);
/* All bytes of the input, a byte order mark of UTF-8 taken off; in keep. RH_INPUT_LARGE beyond 1 GiB. */
RH_MUST rh_code rh_read__all(rh_str *out, rh_reader *r, rh_err *err);
/* A value with members more, of which none is there yet: in arena; sorted. value is a map. */
RH_MUST rh_code rh_read__with(rh_value *out, rh_value value, const rh_pair *more, size_t n, rh_arena *arena,
                              rh_err *err);
/* JSON text as a row's value, and its place in the file when it is refused. RH_NOMEM, else OK. */
RH_MUST rh_code rh_read__json_row(rh_row *row, rh_json *json, rh_arena *arena, rh_err *err);

#endif
