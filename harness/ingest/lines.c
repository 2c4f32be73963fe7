/* Lines out of a stream of bytes. */
#include "harness/ingest/lines.h"

#include "engine/base/limits.h"

#include <stdlib.h>

enum { ROOM = RH_LIMIT_LINE_BYTES + (1 << 18) };

struct rh_lines {
    rh_input *input;
    const char *path;
    size_t from, len; /* room[from, len) is read and not handed out */
    bool is_read;     /* the input's end was seen */
    uint64_t number, offset;
    char room[ROOM];
};

/* Reads more behind what is there, which is moved to the front first when there is no room. */
static rh_code fill(rh_lines *lines, rh_err *err)
{
    size_t got;
    if (lines->from > 0) {
        memmove(lines->room, lines->room + lines->from, lines->len - lines->from);
        lines->len -= lines->from;
        lines->from = 0;
    }
    const rh_code code = rh_input_read(&got, lines->input, lines->room + lines->len, ROOM - lines->len, err);
    if (code != RH_OK) return code;
    lines->len += got;
    lines->is_read = got == 0;
    return RH_OK;
}

/* A byte order mark of UTF-8 is passed over; one of UTF-16 is an error. */
static rh_code look_at_mark(rh_lines *lines, rh_err *err)
{
    while (lines->len < 3 && !lines->is_read) {
        const rh_code code = fill(lines, err);
        if (code != RH_OK) return code;
    }
    const rh_str first = {lines->room, lines->len};
    if (rh_str_starts(first, RH_STR("\xff\xfe")) || rh_str_starts(first, RH_STR("\xfe\xff")))
        return rh_err_set(err, RH_INPUT_ENCODING, (rh_span){.file = rh_str_of(lines->path), .line = 1, .col = 1},
                          "the file is UTF-16, where UTF-8 is expected");
    if (rh_str_starts(first, RH_STR("\xef\xbb\xbf"))) lines->from = 3, lines->offset = 3;
    return RH_OK;
}

rh_code rh_lines_open(rh_lines **out, const char *path, rh_err *err)
{
    rh_lines *lines = malloc(sizeof *lines);
    if (lines == NULL) return rh_err_nomem(err);
    lines->input = NULL;
    lines->path = path;
    lines->from = lines->len = 0;
    lines->number = lines->offset = 0;
    lines->is_read = false;
    rh_code code = rh_input_open(&lines->input, path, err);
    if (code == RH_OK) code = look_at_mark(lines, err);
    if (code != RH_OK) {
        rh_lines_close(lines);
        return code;
    }
    *out = lines;
    return RH_OK;
}

void rh_lines_close(rh_lines *lines)
{
    if (lines == NULL) return;
    rh_input_close(lines->input);
    free(lines);
}

/* Hands out room[from, from + n) and goes behind it and its end. */
static void take(rh_line *out, rh_lines *lines, size_t n, bool has_end)
{
    size_t shown = n;
    if (shown > 0 && has_end && lines->room[lines->from + shown - 1] == '\r') shown--;
    *out = (rh_line){.text = {lines->room + lines->from, shown},
                     .number = ++lines->number,
                     .offset = lines->offset,
                     .length = shown,
                     .has_end = has_end};
    lines->from += n + has_end;
    lines->offset += n + has_end;
    if (shown > RH_LIMIT_LINE_BYTES) out->is_over = true, out->text.len = RH_LIMIT_LINE_BYTES;
}

/* The line is longer than the room: keeps its beginning in place and counts the rest. */
static rh_code take_long(rh_line *out, rh_lines *lines, rh_err *err)
{
    static const size_t keep = RH_LIMIT_LINE_BYTES;
    *out = (rh_line){.text = {lines->room, keep}, .number = ++lines->number, .offset = lines->offset, .is_over = true};
    uint64_t length = lines->len;
    size_t got = 1;
    for (;;) {
        const rh_code code = rh_input_read(&got, lines->input, lines->room + keep, ROOM - keep, err);
        if (code != RH_OK) return code;
        const char *end = got == 0 ? NULL : memchr(lines->room + keep, '\n', got);
        if (end != NULL || got == 0) {
            out->has_end = end != NULL;
            const size_t n = end != NULL ? (size_t)(end - (lines->room + keep)) : 0;
            out->length = length + n;
            lines->from = keep + n + out->has_end;
            lines->len = keep + got;
            lines->is_read = got == 0;
            lines->offset += out->length + out->has_end;
            return RH_OK;
        }
        length += got;
    }
}

rh_code rh_lines_next(rh_line *out, bool *is_end, rh_lines *lines, rh_err *err)
{
    size_t seen = 0;
    *is_end = false;
    for (;;) {
        const size_t n = lines->len - lines->from;
        const char *start = lines->room + lines->from;
        const char *end = n == seen ? NULL : memchr(start + seen, '\n', n - seen);
        if (end != NULL) {
            take(out, lines, (size_t)(end - start), true);
            return RH_OK;
        }
        if (lines->is_read && n == 0) {
            *is_end = true;
            return RH_OK;
        }
        if (lines->is_read) {
            take(out, lines, n, false);
            return RH_OK;
        }
        if (n == ROOM) return take_long(out, lines, err);
        seen = n;
        const rh_code code = fill(lines, err);
        if (code != RH_OK) return code;
    }
}

const rh_input *rh_lines_input(const rh_lines *lines)
{
    return lines->input;
}
