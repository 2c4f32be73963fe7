/* Columns of values, one by one: nothing here is fast. */
#include "tests/kit/slab.h"

#include "engine/base/bits.h"
#include "engine/base/vec.h"

#include <stdlib.h>

typedef struct column {
    rh_slab_column *out;
    uint64_t *are[RH_N_SLAB_KINDS];
    int64_t *numbers; /* doubles as their bits */
    uint16_t *codes;
    rh_str *texts;
    rh_value *meant; /* by text */
    size_t n_times, n_texts;
    int64_t low, high;
    bool has_numbers, has_doubles;
} column;

static bool put_number(column *c, size_t i, rh_value v)
{
    memcpy(&c->numbers[i], &v.i, sizeof v.i);
    c->has_numbers = true;
    c->has_doubles |= v.kind == RH_DOUBLE;
    if (v.kind == RH_INT && v.i < c->low) c->low = v.i;
    if (v.kind == RH_INT && v.i > c->high) c->high = v.i;
    rh_bits_add(c->are[v.kind == RH_INT ? RH_SLAB_INT : RH_SLAB_DOUBLE], i);
    return true;
}

/* Each value has a text of its own: that equal texts have one code is for the batch to see. */
static bool put_text(column *c, size_t i, rh_str text, rh_value meant)
{
    c->texts[c->n_texts] = text;
    c->meant[c->n_texts] = meant;
    c->codes[i] = (uint16_t)c->n_texts++;
    rh_bits_add(c->are[RH_SLAB_TEXT], i);
    return true;
}

static bool put(column *c, size_t i, rh_value v)
{
    switch (v.kind) {
    case RH_NULL:
        if (i % 2 == 0) rh_bits_add(c->are[RH_SLAB_NULL], i); /* else nothing is said, which is the same */
        return true;
    case RH_BOOL: return rh_bits_add(c->are[v.b ? RH_SLAB_TRUE : RH_SLAB_FALSE], i), true;
    case RH_INT:
    case RH_DOUBLE: return put_number(c, i, v);
    case RH_STRING: return put_text(c, i, rh_value_str(v), v);
    case RH_TIMESTAMP:
    case RH_DURATION: return c->n_times++, put_text(c, i, RH_STR("a time"), v);
    default: return false;
    }
}

/* The narrowest width that holds them. */
static void narrow(column *c, rh_arena *keep, size_t n)
{
    const unsigned width = c->has_doubles || c->low < INT32_MIN || c->high > INT32_MAX ? 8
                           : c->low < INT16_MIN || c->high > INT16_MAX                 ? 4
                           : c->low < INT8_MIN || c->high > INT8_MAX                   ? 2
                                                                                       : 1;
    if (!c->has_numbers) return;
    c->out->width = (uint8_t)width;
    c->out->numbers = c->numbers;
    if (width == 8) return;
    char *at = rh_arena_alloc(keep, n * width);
    for (size_t i = 0; i < n; i++) {
        const int8_t one = (int8_t)c->numbers[i];
        const int16_t two = (int16_t)c->numbers[i];
        const int32_t four = (int32_t)c->numbers[i];
        memcpy(at + i * width, width == 1 ? (const void *)&one : width == 2 ? (const void *)&two : &four, width);
    }
    c->out->numbers = at;
}

static void begin(column *c, rh_arena *keep, size_t n)
{
    *c = (column){.out = RH_NEW(keep, rh_slab_column)};
    for (int k = 0; k < RH_N_SLAB_KINDS; k++) c->are[k] = RH_NEW_N(keep, rh_slab_words(n), uint64_t);
    c->numbers = RH_NEW_N(keep, n, int64_t);
    c->codes = RH_NEW_N(keep, n, uint16_t);
    c->texts = RH_NEW_N(keep, n, rh_str);
    c->meant = RH_NEW_N(keep, n, rh_value);
}

static void end(column *c, rh_arena *keep, size_t n)
{
    narrow(c, keep, n);
    for (int k = 0; k < RH_N_SLAB_KINDS; k++)
        if (rh_bits_next(c->are[k], 0, n) < n) c->out->are[k] = c->are[k];
    if (c->n_texts == 0) return;
    c->out->codes = c->codes;
    c->out->texts = c->texts;
    c->out->n_texts = (uint32_t)c->n_texts;
}

bool kit_strip(rh_strip *out, rh_arena *keep, const rh_value *values, size_t n)
{
    column c;
    begin(&c, keep, n);
    for (size_t i = 0; i < n; i++)
        if (!put(&c, i, values[i])) return false;
    end(&c, keep, n);
    if (c.n_times != 0 && c.n_times != c.n_texts) return false; /* a type has either */
    *out = (rh_strip){.column = c.out, .texts = c.n_times != 0 ? c.meant : NULL};
    return true;
}

/* ---- lists ---- */

static size_t count(const rh_value *values, size_t n)
{
    size_t all = 0;
    for (size_t i = 0; i < n; i++) all += values[i].kind == RH_LIST ? values[i].n : 0;
    return all;
}

static bool members(kit_listed *out, rh_arena *keep, const rh_value *elements, size_t n)
{
    const rh_value first = elements[0];
    rh_value *values = RH_NEW_N(keep, n, rh_value);
    out->keys = RH_NEW_N(keep, first.n, rh_str);
    out->members = RH_NEW_N(keep, first.n, rh_strip);
    for (uint32_t k = 0; k < first.n; k++) {
        out->keys[k] = rh_value_str(first.map[k].key);
        for (size_t i = 0; i < n; i++) {
            if (elements[i].kind != RH_MAP || elements[i].n != first.n) return false;
            values[i] = elements[i].map[k].value;
        }
        if (!kit_strip(&out->members[k], keep, values, n)) return false;
        out->n_keys++;
    }
    return true;
}

bool kit_strip_lists(rh_strip *out, kit_listed *listed, rh_arena *keep, const rh_value *values, size_t n)
{
    const size_t n_elements = count(values, n);
    column c;
    uint32_t *first = RH_NEW_N(keep, n + 1, uint32_t);
    rh_value *elements = RH_NEW_N(keep, n_elements, rh_value);
    rh_slab_part *part = RH_NEW(keep, rh_slab_part);
    begin(&c, keep, n);
    *listed = (kit_listed){0};
    part->n = (uint32_t)n_elements;
    for (size_t i = 0, at = 0; i < n; i++) {
        if (values[i].kind != RH_LIST && values[i].kind != RH_NULL) return false;
        for (uint32_t k = 0; values[i].kind == RH_LIST && k < values[i].n; k++) elements[at++] = values[i].list[k];
        if (values[i].kind == RH_LIST) rh_bits_add(c.are[RH_SLAB_LIST], i);
        first[i + 1] = (uint32_t)at;
    }
    end(&c, keep, n);
    c.out->first = first;
    c.out->elements = part;
    *out = (rh_strip){.column = c.out, .is_list = true};
    if (n_elements == 0) return true;
    return elements[0].kind == RH_MAP ? members(listed, keep, elements, n_elements)
                                      : kit_strip(&listed->self, keep, elements, n_elements);
}

/* ---- slabs ---- */

typedef struct cell {
    rh_str space, name;
    size_t row;
    rh_value value;
} cell;
typedef RH_VEC(cell) cells;

static int order(rh_str a, rh_str b)
{
    return a.ptr == NULL || b.ptr == NULL ? (a.ptr != NULL) - (b.ptr != NULL) : rh_str_cmp(a, b);
}

static int by_column(const void *a, const void *b)
{
    const cell *x = a, *y = b;
    const int by_space = order(x->space, y->space), by_name = order(x->name, y->name);
    if (by_space != 0 || by_name != 0) return by_space != 0 ? by_space : by_name;
    return x->row < y->row ? -1 : x->row > y->row;
}

static bool is_same_column(const cell *a, const cell *b)
{
    return order(a->space, b->space) == 0 && order(a->name, b->name) == 0;
}

static bool add(cells *to, rh_arena *keep, rh_str space, rh_str name, size_t row, rh_value value)
{
    return RH_PUSH(keep, to, (cell){space, name, row, value});
}

/* An element, or a row of a table under its key. */
static bool add_element(cells *to, rh_arena *keep, size_t at, const rh_value *key, rh_value value)
{
    bool ok = key == NULL || add(to, keep, rh_str_null(), rh_str_null(), at, *key);
    if (value.kind != RH_MAP) return ok && key == NULL && add(to, keep, rh_str_null(), rh_str_null(), at, value);
    for (uint32_t i = 0; i < value.n && ok; i++)
        ok = add(to, keep, rh_str_null(), rh_value_str(value.map[i].key), at, value.map[i].value);
    return ok;
}

static bool put_any(column *c, cells *elements, size_t *n_elements, rh_arena *keep, const cell *its, bool may_hold)
{
    const rh_value v = its->value;
    if (v.kind == RH_NULL) rh_bits_add(c->are[RH_SLAB_NULL], its->row);
    if (v.kind != RH_LIST && v.kind != RH_MAP) return v.kind == RH_NULL || put(c, its->row, v);
    rh_bits_add(c->are[v.kind == RH_LIST ? RH_SLAB_LIST : RH_SLAB_TABLE], its->row);
    for (uint32_t i = 0; i < v.n && may_hold; i++) {
        const bool is_list = v.kind == RH_LIST;
        if (!add_element(elements, keep, (*n_elements)++, is_list ? NULL : &v.map[i].key,
                         is_list ? v.list[i] : v.map[i].value))
            return false;
    }
    return may_hold;
}

static const rh_slab_part *part_of(rh_arena *keep, cells *all, size_t n, bool may_hold);

/* The column of some cells of one name. */
static bool fill_column(rh_slab_column *out, rh_arena *keep, const cell *its, size_t n_cells, size_t n, bool may_hold)
{
    column c;
    cells elements = {0};
    size_t n_elements = 0;
    uint32_t *first = RH_NEW_N(keep, n + 1, uint32_t);
    begin(&c, keep, n);
    for (size_t row = 0, i = 0; row < n; row++) {
        if (i < n_cells && its[i].row == row && !put_any(&c, &elements, &n_elements, keep, &its[i++], may_hold))
            return false;
        first[row + 1] = (uint32_t)n_elements;
    }
    end(&c, keep, n);
    *out = *c.out;
    out->space = its->space;
    out->name = its->name;
    if (out->are[RH_SLAB_LIST] == NULL && out->are[RH_SLAB_TABLE] == NULL) return true;
    out->first = first;
    out->elements = part_of(keep, &elements, n_elements, false);
    return out->elements != NULL;
}

static const rh_slab_part *part_of(rh_arena *keep, cells *all, size_t n, bool may_hold)
{
    rh_slab_part *part = RH_NEW(keep, rh_slab_part);
    rh_slab_column *columns = RH_NEW_N(keep, all->n, rh_slab_column);
    if (all->n > 1) qsort(all->at, all->n, sizeof *all->at, by_column);
    part->n = (uint32_t)n;
    part->columns = columns;
    for (size_t from = 0, to; from < all->n; from = to) {
        for (to = from; to < all->n && is_same_column(&all->at[from], &all->at[to]);) to++;
        if (!fill_column(&columns[part->n_columns++], keep, &all->at[from], to - from, n, may_hold)) return NULL;
    }
    return part;
}

const rh_slab_part *kit_slab(rh_arena *keep, const rh_value *rows, size_t n)
{
    cells all = {0};
    for (size_t row = 0; row < n; row++)
        for (uint32_t s = 0; s < rows[row].n; s++) {
            const rh_pair *space = &rows[row].map[s];
            for (uint32_t f = 0; f < space->value.n; f++)
                if (!add(&all, keep, rh_value_str(space->key), rh_value_str(space->value.map[f].key), row,
                         space->value.map[f].value))
                    return NULL;
        }
    return part_of(keep, &all, n, true);
}
