/* One JSON object a line. */
#include "harness/ingest/read/insides.h"

#include "engine/base/limits.h"

typedef struct reading {
    rh_json *json;
    bool is_begun;
} reading;

static rh_code open_jsonl(rh_reader *r, rh_err *err)
{
    reading *s = RH_NEW(&r->keep, reading);
    if (s == NULL) return rh_err_nomem(err);
    r->state = s;
    return rh_json_new(&s->json, RH_LIMIT_EVENT_FIELDS, err);
}

static bool is_blank(rh_str s)
{
    for (size_t i = 0; i < s.len; i++)
        if (s.ptr[i] != ' ' && s.ptr[i] != '\t') return false;
    return true;
}

/* A whole file that is one list gets one hint (I7). */
static rh_code check_first(const rh_reader *r, reading *s, const rh_line *line, rh_err *err)
{
    if (s->is_begun) return RH_OK;
    s->is_begun = true;
    if (!rh_str_starts(line->text, RH_STR("["))) return RH_OK;
    return rh_read__fail(r, err, RH_INPUT_ARRAY, (rh_span){.line = (uint32_t)line->number, .col = 1},
                         "a JSON array, where the mapping reads one object a line: give it format json and rows $[*]");
}

static rh_code take_line(rh_row *out, reading *s, const rh_line *line, rh_arena *arena, rh_err *err)
{
    *out = (rh_row){.line = line->number, .offset = line->offset, .raw = line->text, .raw_length = line->length};
    if (line->is_over) {
        out->refused = rh_err_set(
            &out->why, RH_LINE_LONG, (rh_span){.line = (uint32_t)line->number, .col = RH_LIMIT_LINE_BYTES + 1},
            "a line of %llu bytes, where at most %d are read", (unsigned long long)line->length, RH_LIMIT_LINE_BYTES);
        return RH_OK;
    }
    const rh_code code = rh_read__json_row(out, s->json, arena, err);
    if (code == RH_OK && !line->has_end && (out->refused == RH_JSON_SYNTAX || out->refused == RH_JSON_TEXT))
        out->refused = rh_err_set(&out->why, RH_LINE_CUT, out->why.span, "the last line is cut after %llu bytes",
                                  (unsigned long long)line->length);
    return code;
}

static rh_code next_jsonl(rh_row *out, bool *is_end, rh_reader *r, rh_arena *arena, rh_err *err)
{
    reading *s = r->state;
    rh_line line;
    do {
        const rh_code code = rh_lines_next(&line, is_end, r->lines, err);
        if (code != RH_OK || *is_end) return code;
    } while (is_blank(line.text) && !line.is_over);
    const rh_code code = check_first(r, s, &line, err);
    return code == RH_OK ? take_line(out, s, &line, arena, err) : code;
}

static void close_jsonl(rh_reader *r)
{
    reading *s = r->state;
    if (s != NULL) rh_json_free(s->json);
}

const rh_read_format rh_read__jsonl = {open_jsonl, next_jsonl, close_jsonl, RH_OPENS_LINES};
