/* The header of a table against the columns of a mapping. */
#include "harness/ingest/map_insides.h"

#include "engine/base/buf.h"
#include "engine/base/show.h"

static bool has(rh_strs columns, rh_str name)
{
    for (size_t i = 0; i < columns.n; i++)
        if (rh_str_eq(columns.at[i], name)) return true;
    return false;
}

/* The first name, from *at on, under which a table has a column; null when it has it not. */
static rh_str found_from(size_t *at, const rh_map_column *c, rh_strs columns)
{
    for (; *at < c->n_paths; ++*at)
        if (has(columns, c->paths[*at].at[0])) return c->paths[*at].at[0];
    return rh_str_null();
}

static rh_str found(const rh_map_column *c, rh_strs columns)
{
    size_t at = 0;
    return found_from(&at, c, columns);
}

static bool is_needed(const rh_map_file *map, const rh_map_column *c)
{
    bool is_matched = false;
    for (size_t i = 0; i < map->match.n; i++) is_matched |= rh_str_eq(map->match.at[i], c->name);
    return is_matched || !c->is_optional;
}

/* Labels of the table that no column names, for "did you mean". */
static rh_strs others(const rh_map_file *map, rh_strs columns, rh_arena *scratch)
{
    size_t n = 0;
    rh_str *at = RH_NEW_N(scratch, columns.n, rh_str);
    for (size_t i = 0; at != NULL && i < columns.n; i++) {
        bool is_named = false;
        for (size_t k = 0; k < map->n_columns; k++)
            is_named |= rh_str_eq(found(&map->columns[k], columns), columns.at[i]);
        if (!is_named) at[n++] = columns.at[i];
    }
    return (rh_strs){at, n};
}

static void put_missing(rh_buf *buf, size_t *n, const rh_map_column *c, rh_strs free_labels, rh_arena *scratch)
{
    const rh_str nearest = rh_str_nearest(c->name, free_labels), shown = rh_show(scratch, nearest, 60);
    rh_buf_printf(buf, "%s\"%.*s\"", (*n)++ > 0 ? ", " : "", RH_ARG(c->name));
    if (nearest.ptr != NULL) rh_buf_printf(buf, " (the nearest is \"%.*s\")", RH_ARG(shown));
}

static rh_code check_repeated(const rh_map_column *c, rh_strs columns, rh_span span, rh_arena *scratch, rh_err *err)
{
    rh_buf buf;
    const rh_str name = found(c, columns);
    rh_buf_init(&buf, scratch, 1 << 20);
    rh_buf_printf(&buf, "%.*s#2", RH_ARG(name));
    if (name.ptr == NULL || !has(columns, rh_buf_str(&buf))) return RH_OK;
    return rh_err_set(err, RH_TABLE_HEADER, span, "the header has \"%.*s\" more than once", RH_ARG(c->name));
}

/* Two labels of one column in one header: which of them is meant is not guessed. A label that is the name of a column of
 * its own is no second one. */
static rh_code check_labels(const rh_map_file *map, const rh_map_column *c, rh_strs columns, rh_span span,
                            rh_arena *scratch, rh_err *err)
{
    size_t at = 0;
    const rh_str first = found_from(&at, c, columns);
    for (at++; first.ptr != NULL && at < c->n_paths; at++) {
        const rh_str next = found_from(&at, c, columns);
        if (next.ptr == NULL || rh_str_eq(next, first) || rh_map__column(map, next) != NULL) continue;
        const rh_str one = rh_show(scratch, first, 60), other = rh_show(scratch, next, 60);
        return rh_err_set(err, RH_TABLE_HEADER, span,
                          "the header has \"%.*s\" and \"%.*s\", which mapping %.*s reads as one column", RH_ARG(one),
                          RH_ARG(other), RH_ARG(map->name));
    }
    return RH_OK;
}

rh_code rh_map__check_header(const rh_map_file *map, rh_strs columns, const char *path, rh_arena *scratch, rh_err *err)
{
    size_t n = 0;
    rh_buf missing;
    const rh_span span = {.file = rh_str_of(path), .line = map->reads.header, .col = 1};
    if (columns.n == 0) return RH_OK;
    const rh_strs free_labels = others(map, columns, scratch);
    rh_buf_init(&missing, scratch, 1 << 20);
    for (size_t i = 0; i < map->n_columns; i++) {
        const rh_map_column *c = &map->columns[i];
        rh_code code = check_repeated(c, columns, span, scratch, err);
        if (code == RH_OK) code = check_labels(map, c, columns, span, scratch, err);
        if (code != RH_OK) return code;
        if (is_needed(map, c) && found(c, columns).ptr == NULL) put_missing(&missing, &n, c, free_labels, scratch);
    }
    if (rh_arena_failed(scratch)) return rh_err_nomem(err);
    if (n == 0) return RH_OK;
    return rh_err_set(err, RH_MAP_MATCH, span, "the header lacks %.*s, which mapping %.*s needs",
                      RH_ARG(rh_buf_str(&missing)), RH_ARG(map->name));
}
