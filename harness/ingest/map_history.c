/* The row before a row: a first reading of the file, for mappings with a history. */
#include "harness/ingest/map_insides.h"

#include "harness/ingest/past.h"
#include "harness/system/memory.h"

#include "engine/base/buf.h"
#include "engine/base/map.h"
#include "engine/base/vec.h"

enum { ROW_MOST_BYTES = 16 << 20 };

struct rh_map_past {
    rh_past *rows;
    const rh_map_file *map;
};

/* ---- rows as bytes: the keys of their maps, then the columns that are looked back at, each behind its kind ---- */

typedef struct row_keys {
    rh_arena *arena;
    rh_map numbers;
    RH_VEC(rh_str) texts;
} row_keys;

static uint32_t intern(void *ctx, rh_str key)
{
    row_keys *k = ctx;
    const uint32_t known = rh_map_get(&k->numbers, key);
    if (known != RH_MAP_NONE) return known;
    const uint32_t number = (uint32_t)k->texts.n;
    const bool is_kept = RH_PUSH(k->arena, &k->texts, key) && rh_map_set(&k->numbers, k->arena, key, number);
    return is_kept ? number : 0; /* the arena has failed */
}

static rh_str text_of_key(void *ctx, uint32_t number)
{
    const row_keys *k = ctx;
    return number < k->texts.n ? k->texts.at[number] : rh_str_null();
}

static void put_length(rh_buf *out, size_t n)
{
    const uint32_t v = (uint32_t)n;
    rh_buf_put(out, (rh_str){(const char *)&v, sizeof v});
}

static bool get_length(uint32_t *out, rh_str bytes, size_t *at)
{
    if (bytes.len - *at < sizeof *out) return false;
    memcpy(out, bytes.ptr + *at, sizeof *out);
    *at += sizeof *out;
    return true;
}

/* Columns are JSON or times. */
static void put_column(rh_buf *out, rh_value v, const rh_key_table *keys)
{
    rh_buf_byte(out, (char)v.kind);
    if (v.kind != RH_TIMESTAMP) {
        rh_value_encode(out, v, keys);
        return;
    }
    const rh_instant t = rh_value_instant(v);
    rh_buf_put(out, (rh_str){(const char *)&t.s, sizeof t.s});
    rh_buf_put(out, (rh_str){(const char *)&t.ns, sizeof t.ns});
}

static bool get_column(rh_value *out, rh_arena *arena, rh_str bytes, size_t *at, const rh_key_table *keys)
{
    rh_instant t;
    if (*at == bytes.len) return false;
    const char kind = bytes.ptr[(*at)++];
    if (kind != RH_TIMESTAMP) return rh_value_decode(out, arena, bytes, at, keys);
    if (bytes.len - *at < sizeof t.s + sizeof t.ns) return false;
    memcpy(&t.s, bytes.ptr + *at, sizeof t.s);
    memcpy(&t.ns, bytes.ptr + *at + sizeof t.s, sizeof t.ns);
    *at += sizeof t.s + sizeof t.ns;
    *out = rh_timestamp(t);
    return true;
}

static rh_str row_bytes(const rh_map_at *at)
{
    rh_buf values, out;
    row_keys keys = {.arena = at->arena};
    const rh_key_table table = {.intern = intern, .text = text_of_key, .ctx = &keys};
    rh_buf_init(&values, at->arena, ROW_MOST_BYTES);
    rh_buf_init(&out, at->arena, ROW_MOST_BYTES);
    for (size_t i = 0; i < at->map->n_columns; i++)
        if (at->map->looks_back[i]) put_column(&values, at->slots[i], &table);
    put_length(&out, keys.texts.n);
    for (size_t i = 0; i < keys.texts.n; i++) {
        put_length(&out, keys.texts.at[i].len);
        rh_buf_put(&out, keys.texts.at[i]);
    }
    rh_buf_put(&out, rh_buf_str(&values));
    return values.failed || out.failed ? rh_str_null() : rh_buf_str(&out);
}

static bool get_keys(row_keys *keys, rh_str bytes, size_t *at)
{
    uint32_t n, length;
    if (!get_length(&n, bytes, at)) return false;
    for (uint32_t i = 0; i < n; i++) {
        if (!get_length(&length, bytes, at) || bytes.len - *at < length) return false;
        if (!RH_PUSH(keys->arena, &keys->texts, rh_str_slice(bytes, *at, *at + length))) return false;
        *at += length;
    }
    return true;
}

static bool get_row(rh_value *columns, const rh_map_file *map, rh_str bytes, rh_arena *arena)
{
    size_t at = 0;
    row_keys keys = {.arena = arena};
    const rh_key_table table = {.intern = intern, .text = text_of_key, .ctx = &keys};
    if (!get_keys(&keys, bytes, &at)) return false;
    for (size_t i = 0; i < map->n_columns; i++) {
        columns[i] = rh_null();
        if (map->looks_back[i] && !get_column(&columns[i], arena, bytes, &at, &table)) return false;
    }
    return true;
}

/* ---- the first reading ---- */

/* Of the columns, so that no order of lines decides between rows of one instant. */
static rh_str row_text(const rh_map_at *at)
{
    rh_buf buf;
    rh_buf_init(&buf, at->arena, (size_t)4 << 20);
    for (size_t i = 0; i < at->map->n_columns; i++) {
        const rh_value v = at->slots[i];
        if (v.kind == RH_TIMESTAMP) rh_buf_printf(&buf, "%lld.%u", (long long)v.i, v.n);
        else rh_value_put_json(&buf, v);
        rh_buf_byte(&buf, '\n');
    }
    return rh_buf_str(&buf);
}

/* A row that cannot be read is left for the second reading to refuse. */
static rh_code take(rh_map_past *past, const rh_map_at *at, const rh_row *row, uint64_t n, rh_err *err)
{
    rh_err why;
    rh_value key, order;
    rh_map_local local = {0};
    if (row->refused != RH_OK || rh_map__read_columns(at, &local, row->value, &why) != RH_OK) return RH_OK;
    if (rh_map__eval(&key, at, &at->map->history.key, "a history's key", &why) != RH_OK ||
        rh_map__eval(&order, at, &at->map->history.order, "a history's order", &why) != RH_OK ||
        key.kind != RH_STRING)
        return RH_OK;
    const rh_str bytes = row_bytes(at), text = row_text(at);
    if (bytes.ptr == NULL || rh_arena_failed(at->arena)) return rh_err_nomem(err);
    return rh_past_put(past->rows, n, rh_value_str(key), order, text, bytes, err);
}

static rh_code read_all(rh_map_past *past, const rh_map_at *at, rh_reader *reader, rh_err *err)
{
    for (uint64_t n = 0;; n++) {
        rh_row row;
        bool is_end;
        rh_arena_reset(at->arena);
        rh_code code = rh_reader_next(&row, &is_end, reader, at->arena, err);
        if (code == RH_OK && !is_end) code = take(past, at, &row, n, err);
        if (code != RH_OK || is_end) return code;
    }
}

rh_code rh_map__read_past(rh_map_past **out, rh_sha256 *hash, rh_arena *keep, const rh_map_at *at, const char *path,
                          rh_err *err)
{
    rh_reader *reader = NULL;
    rh_arena arena;
    rh_map_past *past = RH_NEW(keep, rh_map_past);
    if (past == NULL) return rh_err_nomem(err);
    past->map = at->map;
    rh_arena_init(&arena, rh_memory_host(), 0);
    const rh_map_at own = {at->map, at->columns, &arena, at->slots};
    rh_code code = rh_past_open(&past->rows, path, err);
    if (code == RH_OK) code = rh_reader_open(&reader, path, &at->map->reads, err);
    if (code == RH_OK) code = read_all(past, &own, reader, err);
    if (code == RH_OK) code = rh_past_settle(past->rows, err);
    if (code == RH_OK) *hash = rh_reader_hash(reader);
    rh_reader_close(reader);
    rh_arena_dispose(&arena);
    if (code == RH_OK) *out = past;
    else rh_map__close_past(past);
    return code;
}

void rh_map__close_past(rh_map_past *past)
{
    if (past != NULL) rh_past_close(past->rows);
}

rh_code rh_map__past(rh_value *columns, rh_map_past *past, uint64_t n, rh_arena *arena, rh_err *err)
{
    rh_str bytes;
    const rh_code code = rh_past_get(&bytes, past->rows, n, err);
    if (code != RH_OK) return code;
    for (size_t i = 0; bytes.ptr == NULL && i < past->map->n_columns; i++) columns[i] = rh_null();
    if (bytes.ptr == NULL) return RH_OK;
    bytes = rh_arena_str(arena, bytes); /* values borrow from it */
    return bytes.ptr != NULL && get_row(columns, past->map, bytes, arena) ? RH_OK : rh_err_nomem(err);
}
