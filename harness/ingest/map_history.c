/* The row before a row: a first reading of the file, for mappings with a history. */
#include "harness/ingest/map_insides.h"

#include "harness/system/memory.h"

#include "engine/base/buf.h"
#include "engine/base/limits.h"
#include "engine/base/vec.h"

#include <stdlib.h>

typedef struct past_row {
    rh_str key;
    rh_value order;
    rh_str text; /* of the columns, so that no order of lines decides between rows of one instant */
    const rh_value *columns;
    uint64_t n; /* of the row in the file */
} past_row;

struct rh_map_past {
    const rh_value **before; /* by number */
    uint64_t n;
};

typedef struct reading {
    rh_arena *keep;
    const rh_map_at *at;
    RH_VEC(past_row) rows;
    uint64_t n;
} reading;

static int order_cmp(rh_value a, rh_value b)
{
    if (a.kind != b.kind) return a.kind < b.kind ? -1 : 1;
    if (a.kind == RH_STRING) return rh_str_cmp(rh_value_str(a), rh_value_str(b));
    if (a.kind == RH_DOUBLE) return a.d < b.d ? -1 : a.d > b.d;
    if (a.i != b.i) return a.i < b.i ? -1 : 1;
    return a.kind == RH_TIMESTAMP && a.n != b.n ? (a.n < b.n ? -1 : 1) : 0;
}

static int past_cmp(const void *x, const void *y)
{
    const past_row *a = x, *b = y;
    const int by_key = rh_str_cmp(a->key, b->key), by_order = by_key != 0 ? 0 : order_cmp(a->order, b->order);
    return by_key != 0 ? by_key : by_order != 0 ? by_order : rh_str_cmp(a->text, b->text);
}

static rh_str text_of(reading *r, const rh_value *columns)
{
    rh_buf buf;
    rh_buf_init(&buf, r->keep, (size_t)4 << 20);
    for (size_t i = 0; i < r->at->map->n_columns; i++) {
        if (columns[i].kind == RH_TIMESTAMP) rh_buf_printf(&buf, "%lld.%u", (long long)columns[i].i, columns[i].n);
        else rh_value_put_json(&buf, columns[i]);
        rh_buf_byte(&buf, '\n');
    }
    return rh_buf_str(&buf);
}

/* A row that cannot be read is left for the second reading to refuse. */
static rh_code take(reading *r, const rh_row *row, rh_err *err)
{
    rh_err why;
    rh_value key, order;
    rh_map_local local = {0};
    const size_t n = r->at->map->n_columns;
    if (row->refused != RH_OK || rh_map__read_columns(r->at, &local, row->value, &why) != RH_OK) return RH_OK;
    if (rh_map__eval(&key, r->at, &r->at->map->history.key, "a history's key", &why) != RH_OK ||
        rh_map__eval(&order, r->at, &r->at->map->history.order, "a history's order", &why) != RH_OK ||
        key.kind != RH_STRING)
        return RH_OK;
    rh_value *columns = RH_NEW_N(r->keep, n, rh_value);
    if (columns == NULL) return rh_err_nomem(err);
    for (size_t i = 0; i < n; i++) columns[i] = rh_value_copy(r->keep, r->at->slots[i]);
    const past_row made = {.key = rh_arena_str(r->keep, rh_value_str(key)),
                           .order = rh_value_copy(r->keep, order),
                           .text = text_of(r, columns),
                           .columns = columns,
                           .n = r->n};
    return RH_PUSH(r->keep, &r->rows, made) && !rh_arena_failed(r->keep) ? RH_OK : rh_err_nomem(err);
}

/* Each row gets the last one of an earlier place in the order. */
static rh_code settle(rh_map_past *past, reading *r, rh_err *err)
{
    past->n = r->n;
    past->before = RH_NEW_N(r->keep, r->n, const rh_value *);
    if (past->before == NULL) return rh_err_nomem(err);
    if (r->rows.n > 0) qsort(r->rows.at, r->rows.n, sizeof *r->rows.at, past_cmp);
    const rh_value *earlier = NULL;
    for (size_t i = 0; i < r->rows.n; i++) {
        const past_row *row = &r->rows.at[i], *last = i > 0 ? &r->rows.at[i - 1] : NULL;
        if (last == NULL || !rh_str_eq(last->key, row->key)) earlier = NULL;
        else if (order_cmp(last->order, row->order) != 0) earlier = last->columns;
        past->before[row->n] = earlier;
    }
    return RH_OK;
}

static rh_code read_all(reading *r, rh_reader *reader, rh_arena *arena, rh_err *err)
{
    for (;; r->n++) {
        rh_row row;
        bool is_end;
        rh_arena_reset(arena);
        rh_code code = rh_reader_next(&row, &is_end, reader, arena, err);
        if (code == RH_OK && !is_end) code = take(r, &row, err);
        if (code != RH_OK || is_end) return code;
    }
}

rh_code rh_map__read_past(const rh_map_past **out, rh_sha256 *hash, rh_arena *keep, const rh_map_at *at,
                          const char *path, rh_err *err)
{
    rh_reader *reader = NULL;
    rh_arena arena;
    rh_map_past *past = RH_NEW(keep, rh_map_past);
    if (past == NULL) return rh_err_nomem(err);
    rh_arena_init(&arena, rh_memory_host(), 0);
    const rh_map_at own = {at->map, at->columns, &arena, at->slots};
    reading r = {.keep = keep, .at = &own};
    rh_code code = rh_reader_open(&reader, path, &at->map->reads, err);
    if (code == RH_OK) code = read_all(&r, reader, &arena, err);
    if (code == RH_OK) code = settle(past, &r, err);
    if (code == RH_OK) *hash = rh_reader_hash(reader);
    rh_reader_close(reader);
    rh_arena_dispose(&arena);
    if (code == RH_OK) *out = past;
    return code;
}

const rh_value *rh_map__past(const rh_map_past *past, uint64_t n)
{
    return n < past->n ? past->before[n] : NULL;
}
