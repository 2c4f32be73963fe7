/* Entries from the rows of a table. */
#include "engine/base/show.h"
#include "engine/base/vec.h"
#include "harness/author/sheet_insides.h"
#include "harness/load/yaml.h"

#include <stdlib.h>

enum { SHOWN_BYTES = 60 };

typedef struct reading {
    rh_arena *keep;
    rh_str file;
    rh_diags *diags;
    rh_code code;                       /* the first error */
    size_t column_of[RH_SHEET_COLUMNS]; /* in the file; SIZE_MAX: not there */
    size_t n_columns;                   /* of the header */
} reading;

#define FAIL(r, what, span, ...)                                                                                       \
    do {                                                                                                               \
        rh_diags_add((r)->diags, (what), (span), __VA_ARGS__);                                                         \
        if ((r)->code == RH_OK) (r)->code = (what);                                                                    \
    } while (0)

static void *nomem(reading *r)
{
    FAIL(r, RH_NOMEM, (rh_span){.file = r->file}, "no memory");
    return NULL;
}

/* ---- the header ---- */

static size_t find_title(rh_str title)
{
    size_t c = 0;
    while (c < RH_SHEET_COLUMNS && !rh_str_eq(rh_sheet__columns[c].title, title)) c++;
    return c;
}

static void unknown_title(reading *r, const rh_csv_cell *cell)
{
    rh_str titles[RH_SHEET_COLUMNS];
    for (size_t c = 0; c < RH_SHEET_COLUMNS; c++) titles[c] = rh_sheet__columns[c].title;
    const rh_str near = rh_str_nearest(cell->text, (rh_strs){titles, RH_SHEET_COLUMNS});
    const rh_str shown = rh_show(r->keep, cell->text, SHOWN_BYTES);
    if (near.ptr != NULL)
        FAIL(r, RH_SHEET_HEADER, cell->span, "no column is called \"%.*s\", did you mean \"%.*s\"?", RH_ARG(shown),
             RH_ARG(near));
    else FAIL(r, RH_SHEET_HEADER, cell->span, "no column is called \"%.*s\"", RH_ARG(shown));
}

static void read_header(reading *r, const rh_csv_cell *cells, size_t n)
{
    r->n_columns = n;
    for (size_t c = 0; c < RH_SHEET_COLUMNS; c++) r->column_of[c] = SIZE_MAX;
    for (size_t i = 0; i < n; i++) {
        const size_t c = find_title(cells[i].text);
        if (c == RH_SHEET_COLUMNS) unknown_title(r, &cells[i]);
        else if (r->column_of[c] != SIZE_MAX)
            FAIL(r, RH_SHEET_HEADER, cells[i].span, "column \"%.*s\" stands twice", RH_ARG(cells[i].text));
        else r->column_of[c] = i;
    }
    for (size_t c = 0; c < RH_SHEET_COLUMNS; c++)
        if (r->column_of[c] == SIZE_MAX)
            FAIL(r, RH_SHEET_HEADER, ((rh_span){r->file, 1, 1}), "column \"%.*s\" is missing",
                 RH_ARG(rh_sheet__columns[c].title));
}

/* ---- cells ---- */

static rh_node *new_node(reading *r, rh_node_kind kind, rh_span span)
{
    rh_node *node = RH_NEW(r->keep, rh_node);
    rh_node_line *line = RH_NEW(r->keep, rh_node_line);
    if (node == NULL || line == NULL) return nomem(r);
    *line = (rh_node_line){0, span.line, span.col};
    node->kind = kind;
    node->span = span;
    node->lines = line;
    node->n_lines = 1;
    return node;
}

/* JSON is YAML; what it finds wrong is told at the cell. */
static const rh_node *read_json(reading *r, rh_str text, rh_span span)
{
    const rh_node *node;
    rh_diags own;
    rh_diags_init(&own, r->keep);
    if (rh_yaml_compose(&node, r->keep, r->file, text, &own) == RH_OK) return node;
    FAIL(r, RH_SHEET_CELL, span, "the cell is no JSON: %s", own.errors[0].text);
    return NULL;
}

static bool is_json(rh_str text)
{
    return text.len > 0 && memchr("\"[{", text.ptr[0], 3) != NULL;
}

static const rh_node *read_scalar(reading *r, rh_str text, rh_span span)
{
    if (is_json(text)) return read_json(r, text, span);
    rh_node *node = new_node(r, RH_NODE_SCALAR, span);
    if (node == NULL) return NULL;
    node->text = text;
    node->is_plain = rh_sheet__is_literal(text);
    return node;
}

static const rh_node *read_lines(reading *r, rh_str text, rh_span span)
{
    RH_VEC(const rh_node *) items = {0};
    rh_node *list = new_node(r, RH_NODE_LIST, span);
    for (size_t at = 0; list != NULL && at <= text.len;) {
        size_t end = at;
        while (end < text.len && text.ptr[end] != '\n') end++;
        rh_str line = rh_str_slice(text, at, end);
        if (rh_str_ends(line, RH_STR("\r"))) line.len--;
        const rh_node *item = line.len > 0 ? read_scalar(r, line, span) : NULL;
        if (item != NULL && !RH_PUSH(r->keep, &items, item)) return nomem(r);
        at = end + 1;
    }
    if (list == NULL) return NULL;
    list->items = items.at;
    list->n_items = items.n;
    return list;
}

static const rh_node *read_cell(reading *r, const rh_csv_cell *cell, rh_sheet_form form)
{
    const bool is_array = cell->text.len > 0 && cell->text.ptr[0] == '[';
    const bool has_lines = memchr(cell->text.ptr, '\n', cell->text.len) != NULL;
    if (form == RH_SHEET_TEXT || is_array || (form == RH_SHEET_EITHER && !has_lines))
        return read_scalar(r, cell->text, cell->span);
    return read_lines(r, cell->text, cell->span);
}

/* ---- rows ---- */

/* A map that is being made, with room for every column. */
typedef struct making {
    rh_node *map;
    rh_node_pair *pairs;
} making;

static bool begin_map(making *out, reading *r, rh_span span)
{
    out->map = new_node(r, RH_NODE_MAP, span);
    out->pairs = RH_NEW_N(r->keep, RH_SHEET_COLUMNS, rh_node_pair);
    if (out->pairs == NULL) nomem(r);
    else if (out->map != NULL) out->map->pairs = out->pairs;
    return out->map != NULL && out->pairs != NULL;
}

static void add_pair(making *m, reading *r, rh_str key, const rh_node *value)
{
    rh_node *k = new_node(r, RH_NODE_SCALAR, value->span);
    if (k == NULL) return;
    k->text = key;
    k->is_plain = true;
    m->pairs[m->map->n_pairs++] = (rh_node_pair){k, value};
}

static void add_column(making *m, reading *r, const rh_csv_cell *cells, const rh_sheet_column *column, rh_str key)
{
    const rh_csv_cell *cell = &cells[r->column_of[column - rh_sheet__columns]];
    const rh_node *value = cell->text.len > 0 ? read_cell(r, cell, column->form) : NULL;
    if (value != NULL) add_pair(m, r, key, value);
}

/* The keys that hold maps, and the keys of these, in the order of the handbook. */
static const struct {
    const char *key, *inner[4];
} parents[] = {
    {"ai", {"may"}}, {"review", {"area", "primary", "backup", "escalation"}}, {"effect", {"block", "hold", "draft"}}};

static void add_parent(making *top, reading *r, const rh_csv_cell *cells, size_t p)
{
    making m;
    if (!begin_map(&m, r, cells[0].span)) return;
    for (size_t i = 0; i < 4 && parents[p].inner[i] != NULL; i++) {
        rh_buf path;
        rh_buf_init(&path, r->keep, 128);
        rh_buf_printf(&path, "%s.%s", parents[p].key, parents[p].inner[i]);
        for (size_t c = 0; c < RH_SHEET_COLUMNS; c++)
            if (rh_str_eq(rh_sheet__columns[c].path, rh_buf_str(&path)))
                add_column(&m, r, cells, &rh_sheet__columns[c], rh_str_of(parents[p].inner[i]));
    }
    add_pair(top, r, rh_str_of(parents[p].key), m.map);
}

static const rh_node *make_entry(reading *r, const rh_csv_cell *cells)
{
    making top;
    if (!begin_map(&top, r, cells[0].span)) return NULL;
    for (size_t c = 0; c < RH_SHEET_COLUMNS; c++)
        if (rh_str_find(rh_sheet__columns[c].path, RH_STR(".")) == SIZE_MAX)
            add_column(&top, r, cells, &rh_sheet__columns[c], rh_sheet__columns[c].path);
    for (size_t p = 0; p < sizeof parents / sizeof parents[0]; p++) add_parent(&top, r, cells, p);
    return top.map;
}

static void read_row(reading *r, rh_sheet_row *out, const rh_csv_cell *cells, size_t n)
{
    if (n != r->n_columns) {
        FAIL(r, RH_SHEET_ROW, cells[0].span, "the row has %zu cells, the header %zu", n, r->n_columns);
        return;
    }
    const rh_node *root = make_entry(r, cells), *id = rh_node_get(root, RH_STR("id"));
    if (id == NULL || id->kind != RH_NODE_SCALAR) {
        FAIL(r, RH_SHEET_ROW, cells[0].span, "the row has no id in the column \"%.*s\"",
             RH_ARG(rh_sheet__columns[0].title));
        return;
    }
    *out = (rh_sheet_row){id->text, root, cells[0].span};
}

static int by_id(const void *a, const void *b)
{
    return rh_str_cmp(((const rh_sheet_row *)a)->id, ((const rh_sheet_row *)b)->id);
}

static void refuse_twice(reading *r, const rh_sheet_row *rows, size_t n)
{
    for (size_t i = 1; i < n; i++)
        if (rh_str_eq(rows[i - 1].id, rows[i].id))
            FAIL(r, RH_SHEET_ROW, rows[i].span, "entry \"%.*s\" stands twice, also in line %u",
                 RH_ARG(rh_show(r->keep, rows[i].id, SHOWN_BYTES)), rows[i - 1].span.line);
}

rh_code rh_sheet_read(const rh_sheet_row **out, size_t *n, rh_arena *keep, rh_str file, rh_str bytes, rh_diags *diags)
{
    reading r = {.keep = keep, .file = file, .diags = diags};
    rh_csv_reader csv = {.keep = keep, .file = file, .bytes = bytes};
    RH_VEC(rh_sheet_row) rows = {0};
    size_t at = SIZE_MAX;
    if (!rh_str_is_utf8(bytes, &at))
        return rh_diags_add(diags, RH_INPUT_ENCODING, (rh_span){.file = file}, "byte %zu is not UTF-8", at);
    for (size_t n_rows = 0;; n_rows++) {
        const rh_csv_cell *cells;
        size_t n_cells;
        rh_err err;
        rh_sheet_row row = {0};
        if (rh_csv__row(&cells, &n_cells, &csv, &err) != RH_OK) {
            rh_diags_error(diags, &err);
            return err.code;
        }
        if (n_cells == 0 && n_rows == 0) FAIL(&r, RH_INPUT_EMPTY, ((rh_span){.file = file}), "the file is empty");
        if (n_cells == 0 && n_rows == 1)
            FAIL(&r, RH_INPUT_HEADER_ONLY, ((rh_span){.file = file}), "the file has a header and no rows");
        if (n_cells == 0) break;
        if (n_rows == 0) read_header(&r, cells, n_cells);
        else read_row(&r, &row, cells, n_cells);
        if (r.code == RH_SHEET_HEADER) return r.code;
        if (row.root != NULL && !RH_PUSH(keep, &rows, row)) nomem(&r);
    }
    if (rows.n > 1) qsort(rows.at, rows.n, sizeof rows.at[0], by_id);
    refuse_twice(&r, rows.at, rows.n);
    *out = rows.at;
    *n = rows.n;
    return r.code;
}
