/* A row put together: the slots of one journey after its patch, as a run would have them, and its derived fields. */
#include "engine/program/shape.h"
#include "engine/screen/insides.h"

typedef struct maker {
    rh_screen *screen;
    rh_arena *keep;
} maker;

static bool is_kind(const rh_slab_column *c, rh_slab_kind kind, size_t row)
{
    return c->are[kind] != NULL && rh_bits_has(c->are[kind], row);
}

static bool is_said(const rh_slab_column *c, size_t row)
{
    for (int k = 0; k < RH_N_SLAB_KINDS; k++)
        if (is_kind(c, (rh_slab_kind)k, row)) return true;
    return false;
}

static rh_value scalar(const rh_slab_column *c, size_t row)
{
    return rh_strip_scalar(&(rh_strip){.column = c}, row);
}

/* ---- as JSON had it ---- */

/* The members of an object; a merge leaves out those that are null. */
static rh_value object(const maker *m, const rh_slab_part *part, size_t element, bool is_merged)
{
    rh_pair *pairs = RH_NEW_N(m->keep, part->n_columns, rh_pair);
    size_t n = 0;
    for (uint32_t c = 0; pairs != NULL && c < part->n_columns; c++) {
        const rh_slab_column *column = &part->columns[c];
        if (column->name.ptr == NULL || !is_said(column, element)) continue;
        if (is_merged && is_kind(column, RH_SLAB_NULL, element)) continue;
        pairs[n++] = (rh_pair){rh_string(column->name), scalar(column, element)};
    }
    return pairs != NULL ? rh_map_value(pairs, n) : rh_null();
}

static rh_value list(const maker *m, const rh_slab_column *c, size_t row)
{
    const size_t from = c->first[row], n = c->first[row + 1] - from;
    const rh_slab_column *self = rh_slab_self(c->elements);
    rh_value *items = RH_NEW_N(m->keep, n, rh_value);
    for (size_t i = 0; items != NULL && i < n; i++)
        items[i] = self != NULL && is_said(self, from + i) ? scalar(self, from + i)
                                                           : object(m, c->elements, from + i, false);
    return items != NULL ? rh_list(items, n) : rh_null();
}

/* An object of objects, into which a patch was merged. */
static rh_value objects(const maker *m, const rh_slab_column *c, size_t row)
{
    const size_t from = c->first[row], n = c->first[row + 1] - from;
    const rh_slab_column *keys = rh_slab_self(c->elements);
    rh_pair *pairs = RH_NEW_N(m->keep, n, rh_pair);
    for (size_t i = 0; pairs != NULL && i < n; i++)
        pairs[i] = (rh_pair){scalar(keys, from + i), object(m, c->elements, from + i, true)};
    return pairs != NULL ? rh_map_value(pairs, n) : rh_null();
}

/* ---- as the register has it ---- */

static void fill_row(rh_pair *pairs, const rh_field *field, const rh_strip *members, size_t element)
{
    const rh_strip *key = &members[field->n_columns];
    pairs[field->key_at] = (rh_pair){rh_string(field->key), rh_strip_scalar(key, element)};
    for (size_t k = 0; k < field->n_columns; k++) {
        const rh_strip *strip = &members[k];
        rh_value value = strip->column != NULL ? rh_strip_scalar(strip, element) : rh_null();
        if (value.kind == RH_NULL) value = rh_shape_absent(&field->columns[k].shape);
        pairs[rh_field_place(field, k)] = (rh_pair){rh_string(field->columns[k].name), value};
    }
}

static rh_value table(const maker *m, uint32_t field, const rh_slab_column *c, size_t row)
{
    const rh_field *declared = &m->screen->stratum->reg->fields[field];
    const size_t from = c->first[row], n = c->first[row + 1] - from, width = declared->n_columns + 1;
    rh_value *rows = RH_NEW_N(m->keep, n, rh_value);
    rh_pair *pairs = rh_arena_array(m->keep, n * width, sizeof *pairs);
    for (size_t i = 0; rows != NULL && pairs != NULL && i < n; i++) {
        fill_row(pairs + i * width, declared, m->screen->members[field], from + i);
        rows[i] = rh_map_value(pairs + i * width, width);
    }
    return rows != NULL && pairs != NULL ? rh_list(rows, n) : rh_null();
}

/* What misfits is in no row that is decided here. */
static rh_value fact(const maker *m, uint32_t field, const rh_slab_column *c, size_t row)
{
    const rh_stratum *s = m->screen->stratum;
    const rh_shape *shape = &s->reg->fields[field].shape;
    rh_value json, value = rh_shape_absent(shape);
    if (c == NULL || !is_said(c, row)) return value;
    const bool is_table = is_kind(c, RH_SLAB_TABLE, row);
    if (shape->type == RH_F_TABLE) return is_table ? table(m, field, c, row) : value;
    if (is_table) json = objects(m, c, row);
    else if (is_kind(c, RH_SLAB_LIST, row)) json = list(m, c, row);
    else json = scalar(c, row);
    const rh_fit fit = rh_shape_read(&value, m->keep, shape, rh_calendar_zone(s->reg->calendar), json);
    return fit == RH_FITS ? value : rh_shape_absent(shape);
}

/* A derived field that is undecided counts: the row is for a run. */
static void derive(const maker *m, rh_value *slots, size_t row)
{
    rh_screen *screen = m->screen;
    const rh_stratum *s = screen->stratum;
    for (size_t d = 0; d < s->n_derived; d++) {
        const rh_shape *shape = &s->reg->fields[s->derived[d].field].shape;
        rh_eval ev = rh_screen__evaluation(screen, m->keep);
        rh_value fitting;
        ev.slots = slots;
        const rh_value value = rh_pool_eval(s->pool, s->derived[d].exprs[0], &ev);
        if (value.kind == RH_UNDECIDED) screen->undecided |= (uint64_t)1 << (row % 64);
        screen->until = rh_instant_min(screen->until, ev.valid_until);
        if (rh_shape_fit(&fitting, m->keep, shape, value) != RH_FITS) fitting = rh_shape_absent(shape);
        slots[s->derived[d].field] = fitting;
    }
}

static void note_health(rh_screen *screen, const rh_value *slots, size_t row)
{
    const rh_health *health = screen->stratum->reg->health;
    if (health == NULL || (slots[health->score].kind == RH_NULL && slots[health->band].kind == RH_NULL)) return;
    screen->scored |= (uint64_t)1 << (row % 64);
}

const rh_value *rh_screen__row(void *ctx, rh_arena *keep, size_t row)
{
    rh_screen *screen = ctx;
    const rh_stratum *s = screen->stratum;
    const maker m = {screen, keep};
    rh_value *slots = rh_arena_array(keep, s->n_slots, sizeof *slots);
    if (slots == NULL) return NULL;
    memcpy(slots, screen->before, s->n_slots * sizeof *slots);
    for (uint32_t f = 0; f < s->n_fields; f++)
        if (screen->is_read[f] && screen->columns[f] != NULL) slots[f] = fact(&m, f, screen->columns[f], row);
    derive(&m, slots, row);
    note_health(screen, slots, row);
    return rh_arena_failed(keep) ? NULL : slots;
}
