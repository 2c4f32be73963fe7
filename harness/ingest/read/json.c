/* Rows inside one JSON text. */
#include "harness/ingest/read/insides.h"

#include "engine/base/limits.h"

typedef struct reading {
    rh_json *json;
    rh_json_rows rows;
    bool is_open; /* there are rows */
} reading;

/* The first way that leads to rows; the error of the last when none does. */
static rh_code find_rows(reading *s, rh_reader *r, rh_str text, rh_err *err)
{
    rh_code code = RH_OK;
    for (size_t i = 0; i < r->reads->n_ways; i++) {
        code = rh_json_rows_begin(&s->rows, text, r->reads->ways[i], err);
        s->is_open = code == RH_OK;
        if (code == RH_OK) return RH_OK;
    }
    if (err != NULL) err->span.file = rh_str_of(r->path);
    return code;
}

static rh_code open_json(rh_reader *r, rh_err *err)
{
    rh_str text;
    reading *s = RH_NEW(&r->keep, reading);
    if (s == NULL) return rh_err_nomem(err);
    r->state = s;
    rh_code code = rh_json_new(&s->json, RH_LIMIT_EVENT_FIELDS, err);
    if (code == RH_OK) code = rh_read__all(&text, r, err);
    if (code == RH_OK) r->is_empty = text.len == 0;
    return code == RH_OK && text.len > 0 ? find_rows(s, r, text, err) : code;
}

rh_code rh_read__json_row(rh_row *row, rh_json *json, rh_arena *arena, rh_err *err)
{
    row->refused = rh_json_read(&row->value, arena, json, row->raw, &row->why);
    if (row->refused == RH_NOMEM) return rh_err_nomem(err);
    const rh_span within = row->why.span;
    row->why.span = (rh_span){.line = (uint32_t)row->line + (within.line > 1 ? within.line - 1 : 0),
                              .col = within.col > 0 ? within.col : 1};
    return RH_OK;
}

/* Puts the elements around a row into it: "^" has the nearest, which has "^" of its own. */
static rh_code put_outer(rh_row *row, reading *s, const rh_json_row *at, rh_arena *arena, rh_err *err)
{
    rh_value outer = rh_null();
    for (size_t i = 0; i <= at->n_outer; i++) {
        rh_value v = row->value;
        size_t n = 0;
        rh_pair more[2];
        if (i < at->n_outer && rh_json_read(&v, arena, s->json, at->outer[i], &row->why) != RH_OK) {
            row->refused = row->why.code;
            return row->refused == RH_NOMEM ? rh_err_nomem(err) : RH_OK;
        }
        if (v.kind != RH_MAP) v = rh_map_value(NULL, 0);
        if (i > 0) more[n++] = (rh_pair){rh_string(RH_STR("^")), outer};
        if (at->key[i].ptr != NULL)
            more[n++] = (rh_pair){rh_string(RH_STR("^key")), rh_string(rh_arena_str(arena, at->key[i]))};
        row->refused = rh_read__with(&outer, v, more, n, arena, &row->why);
        if (row->refused != RH_OK) return row->refused == RH_NOMEM ? rh_err_nomem(err) : RH_OK;
    }
    row->value = outer;
    return RH_OK;
}

static rh_code next_json(rh_row *out, bool *is_end, rh_reader *r, rh_arena *arena, rh_err *err)
{
    reading *s = r->state;
    rh_json_row at = {0};
    *is_end = !s->is_open || !rh_json_rows_next(&at, &s->rows);
    if (*is_end) return RH_OK;
    *out = (rh_row){.line = at.line, .offset = at.offset, .raw = at.text, .raw_length = at.text.len};
    r->done = at.offset;
    const rh_code code = rh_read__json_row(out, s->json, arena, err);
    if (code != RH_OK || out->refused != RH_OK || !r->reads->wants_outer) return code;
    return put_outer(out, s, &at, arena, err);
}

static void close_json(rh_reader *r)
{
    reading *s = r->state;
    if (s != NULL) rh_json_free(s->json);
}

const rh_read_format rh_read__json = {open_json, next_json, close_json, RH_OPENS_INPUT};
