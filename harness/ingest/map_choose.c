/* Which built-in mapping reads a file. */
#include "harness/ingest/map_choose.h"

#include "harness/ingest/map_insides.h"
#include "harness/system/memory.h"

#include "engine/base/buf.h"
#include "engine/base/vec.h"

enum { ROWS_LOOKED_AT = 50 };

/* Which formats a file may have whose first bytes are those of `sniffed`. */
static bool may_be(rh_format format, rh_format sniffed)
{
    if (format == RH_READ_OCEL) return sniffed != RH_READ_CSV;
    if (format == RH_READ_XES) return sniffed == RH_READ_XML;
    if (format == RH_READ_JSONL) return sniffed == RH_READ_JSON;
    return format == sniffed;
}

/* Whether a row has the text that the mapping wants of its kind of rows. */
static bool is_kind(const rh_map_file *map, const rh_value *row)
{
    for (size_t i = 0; map->is != NULL && i < map->is->n_pairs; i++) {
        const rh_value *v = rh_map__find(row, rh_map__column(map, map->is->pairs[i].key->text));
        if (v == NULL || v->kind != RH_STRING || !rh_str_eq(rh_value_str(*v), map->is->pairs[i].value->text))
            return false;
    }
    return true;
}

/* Looks at the first rows: each is of the kind, and every column that the mapping needs is in some. */
static bool rows_match(const rh_map_file *map, rh_reader *reader, bool *was_seen)
{
    size_t n = 0, n_seen = 0;
    rh_arena row_arena;
    rh_arena_init(&row_arena, rh_memory_host(), 0);
    bool is_match = true;
    for (; n < ROWS_LOOKED_AT && is_match; n++) {
        rh_row row;
        bool is_end;
        rh_arena_reset(&row_arena);
        if (rh_reader_next(&row, &is_end, reader, &row_arena, NULL) != RH_OK || is_end) break;
        if (row.refused != RH_OK) continue;
        is_match = is_kind(map, &row.value);
        for (size_t i = 0; i < map->match.n; i++)
            was_seen[i] |= rh_map__find(&row.value, rh_map__column(map, map->match.at[i])) != NULL;
    }
    rh_arena_dispose(&row_arena);
    for (size_t i = 0; i < map->match.n; i++) n_seen += was_seen[i];
    return is_match && n > 0 && n_seen == map->match.n;
}

static bool reads_it(const rh_map_file *map, const char *path, rh_arena *arena)
{
    rh_reader *reader;
    bool *was_seen = RH_NEW_N(arena, map->match.n, bool);
    if (was_seen == NULL || map->match.n == 0) return false;
    if (rh_reader_open(&reader, path, &map->reads, NULL) != RH_OK) return false;
    const rh_strs columns = rh_reader_columns(reader);
    const bool is_match = columns.n > 0 ? rh_map__check_header(map, columns, path, arena, NULL) == RH_OK
                                        : rows_match(map, reader, was_seen);
    rh_reader_close(reader);
    return is_match;
}

static rh_code say(rh_str *out, const rh_strs *found, const char *path, rh_arena *keep, rh_err *err)
{
    const rh_span span = {.file = rh_str_of(path)};
    rh_buf names;
    rh_buf_init(&names, keep, 1 << 16);
    if (found->n == 0)
        return rh_err_set(err, RH_MAP_NO_MATCH, span, "no built-in mapping reads this file: none has its columns");
    if (found->n == 1) {
        *out = found->at[0];
        return RH_OK;
    }
    for (size_t i = 0; i < found->n; i++)
        rh_buf_printf(&names, "%s%.*s", i == 0 ? "" : i + 1 < found->n ? ", " : " and ", RH_ARG(found->at[i]));
    return rh_err_set(err, RH_MAP_MATCHES, span, "%zu built-in mappings read this file: %.*s", found->n,
                      RH_ARG(rh_buf_str(&names)));
}

rh_code rh_map_choose(rh_str *out, rh_arena *keep, const char *path, const rh_lent *lent, rh_err *err)
{
    rh_format sniffed;
    rh_str names[RH_MAP_BUILTIN_MOST];
    RH_VEC(rh_str) found = {0};
    const rh_strs all = rh_map_builtin(names);
    rh_code code = rh_reader_sniff(&sniffed, path, err);
    for (size_t i = 0; code == RH_OK && i < all.n; i++) {
        rh_diags diags;
        const rh_map_file *map;
        rh_diags_init(&diags, keep);
        code = rh_map_load(&map, keep, rh_arena_cstr(keep, all.at[i]), lent, &diags);
        if (code != RH_OK) return rh_err_set(err, code, diags.errors[0].span, "%s", diags.errors[0].text);
        if (may_be(map->reads.format, sniffed) && reads_it(map, path, keep) && !RH_PUSH(keep, &found, all.at[i]))
            return rh_err_nomem(err);
    }
    return code == RH_OK ? say(out, &(rh_strs){found.at, found.n}, path, keep, err) : code;
}
