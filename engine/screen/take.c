/* A slab as the register types it: which rows misfit, and what the slots hold in the others. */
#include "engine/program/shape.h"
#include "engine/screen/insides.h"

/* ---- what rows say ---- */

static uint64_t *empty_set(rh_screen *screen, size_t n)
{
    return RH_NEW_N(&screen->slab, rh_slab_words(n), uint64_t);
}

static void add_kind(uint64_t *to, const rh_slab_column *c, rh_slab_kind kind, size_t n)
{
    for (size_t w = 0; c->are[kind] != NULL && w < rh_slab_words(n); w++) to[w] |= c->are[kind][w];
}

/* The rows whose elements are in a set. */
static void add_owners(rh_screen *screen, const rh_slab_column *lists, const uint64_t *elements)
{
    size_t row = 0;
    const size_t n = lists->elements->n;
    for (size_t e = rh_bits_next(elements, 0, n); e < n; e = rh_bits_next(elements, e + 1, n)) {
        while (lists->first[row + 1] <= e) row++;
        rh_bits_add(screen->apart, row);
    }
}

/* ---- scalars ---- */

static bool is_kind_of(rh_field_type type, rh_slab_kind kind)
{
    if (type == RH_F_BOOL) return kind == RH_SLAB_TRUE || kind == RH_SLAB_FALSE;
    if (type == RH_F_INT || type == RH_F_MONEY) return kind == RH_SLAB_INT;
    if (type == RH_F_DOUBLE) return kind == RH_SLAB_INT || kind == RH_SLAB_DOUBLE;
    const bool is_whole = type == RH_F_SET || type == RH_F_LIST || type == RH_F_JSON || type == RH_F_TABLE;
    return !is_whole && kind == RH_SLAB_TEXT;
}

/* Types whose texts have to be looked at. */
static bool is_read_from_text(const rh_shape *shape)
{
    return shape->type == RH_F_ENUM || shape->type == RH_F_TIMESTAMP || shape->type == RH_F_DATE ||
           shape->type == RH_F_DURATION;
}

/* Rows whose text is bad. */
static void add_bad(uint64_t *misfits, const rh_slab_column *c, const bool *is_bad, size_t n)
{
    const uint64_t *texts = c->are[RH_SLAB_TEXT];
    bool some = false;
    for (uint32_t t = 0; t < c->n_texts; t++) some = some || is_bad[t];
    for (size_t i = rh_bits_next(texts, 0, n); some && i < n; i = rh_bits_next(texts, i + 1, n))
        if (is_bad[c->codes[i]]) rh_bits_add(misfits, i);
}

/* What each text stands for; rows whose text stands for nothing misfit. */
static bool read_texts(rh_strip *strip, rh_screen *screen, uint64_t *misfits, const rh_shape *shape, size_t n)
{
    const rh_slab_column *c = strip->column;
    if (!is_read_from_text(shape) || c->n_texts == 0) return true;
    rh_value *texts = RH_NEW_N(&screen->slab, c->n_texts, rh_value);
    bool *is_bad = RH_NEW_N(&screen->slab, c->n_texts, bool);
    const rh_zone *zone = rh_calendar_zone(screen->stratum->reg->calendar);
    if (texts == NULL || is_bad == NULL) return false;
    for (uint32_t t = 0; t < c->n_texts; t++)
        is_bad[t] = rh_shape_read(&texts[t], &screen->slab, shape, zone, rh_string(c->texts[t])) != RH_FITS;
    if (shape->type != RH_F_ENUM) strip->texts = texts;
    add_bad(misfits, c, is_bad, n);
    return true;
}

/* A column of scalars. nulls_fit: as a fact; as an element of a list null is none. */
static bool bind_scalar(rh_strip *out, rh_screen *screen, uint64_t *misfits, const rh_shape *shape,
                        const rh_slab_column *c, size_t n, bool nulls_fit)
{
    *out = (rh_strip){.column = c, .are_doubles = shape->type == RH_F_DOUBLE};
    for (int k = 0; k < RH_N_SLAB_KINDS; k++)
        if (!is_kind_of(shape->type, (rh_slab_kind)k) && (k != RH_SLAB_NULL || !nulls_fit))
            add_kind(misfits, c, (rh_slab_kind)k, n);
    return read_texts(out, screen, misfits, shape, n);
}

/* ---- lists ---- */

/* Whether a set may have the one right before the other: times are ordered as times, whatever their texts. */
static bool is_before(rh_value a, rh_value b)
{
    if (a.kind != b.kind || a.kind == RH_NULL) return false;
    if (a.kind == RH_TIMESTAMP) return rh_instant_before(rh_value_instant(a), rh_value_instant(b));
    return a.kind == RH_DURATION ? a.i < b.i : rh_value_key_cmp(a, b) < 0;
}

/* A set has each element once, and in order: rows whose list has not are left to a run, where that matters. */
static void part_disordered(rh_screen *screen, const rh_slab_column *lists, const rh_strip *elements)
{
    for (size_t row = 0; row < screen->taken->n; row++)
        for (size_t e = lists->first[row] + 1; e < lists->first[row + 1]; e++)
            if (!is_before(rh_strip_scalar(elements, e - 1), rh_strip_scalar(elements, e)))
                rh_bits_add(screen->apart, row);
}

/* Elements of which the column says nothing: they are objects. */
static void add_unsaid(uint64_t *misfits, const rh_slab_column *c, size_t n)
{
    for (size_t w = 0; w < rh_slab_words(n); w++) {
        const uint64_t used = n - w * 64 >= 64 ? UINT64_MAX : ((uint64_t)1 << (n - w * 64)) - 1;
        misfits[w] |= used & ~(c != NULL ? rh_slab_said(c, w) : 0);
    }
}

static bool bind_list(rh_screen *screen, uint32_t field, const rh_slab_column *c)
{
    const rh_shape *shape = &screen->stratum->reg->fields[field].shape;
    const rh_shape element = {.type = shape->values.n != 0 ? RH_F_ENUM : shape->of, .values = shape->values};
    rh_strip *strip = RH_NEW(&screen->slab, rh_strip);
    if (strip == NULL) return false;
    screen->members[field] = strip;
    if (c->first == NULL) return true;
    const rh_slab_column *self = rh_slab_self(c->elements);
    uint64_t *misfits = empty_set(screen, c->elements->n);
    if (misfits == NULL) return false;
    add_unsaid(misfits, self, c->elements->n);
    if (self != NULL && !bind_scalar(strip, screen, misfits, &element, self, c->elements->n, false)) return false;
    add_owners(screen, c, misfits);
    if (self != NULL && screen->is_counted[field]) part_disordered(screen, c, strip);
    return true;
}

/* ---- tables ---- */

/* Elements without a key, which are rows of no table, and those whose key is empty. */
static void add_nameless(uint64_t *misfits, const rh_slab_column *keys, size_t n)
{
    const uint64_t *texts = keys != NULL ? keys->are[RH_SLAB_TEXT] : NULL;
    for (size_t e = 0; e < n; e++)
        if (texts == NULL || !rh_bits_has(texts, e) || keys->texts[keys->codes[e]].len == 0) rh_bits_add(misfits, e);
}

static bool bind_members(rh_screen *screen, rh_strip *members, uint64_t *misfits, const rh_field *field,
                         const rh_slab_column *c)
{
    const rh_slab_part *part = c->elements;
    for (uint32_t k = 0; k < part->n_columns; k++) {
        const rh_slab_column *its = &part->columns[k];
        size_t at = 0;
        while (its->name.ptr != NULL && at < field->n_columns && !rh_str_eq(field->columns[at].name, its->name)) at++;
        if (its->name.ptr == NULL) {
            members[field->n_columns] = (rh_strip){.column = its};
        } else if (at == field->n_columns) {
            if (!RH_PUSH(&screen->slab, &screen->unmapped, (rh_screen_unmapped){its, c})) return false;
        } else if (!bind_scalar(&members[at], screen, misfits, &field->columns[at].shape, its, part->n, true)) {
            return false;
        }
    }
    return true;
}

static bool bind_table(rh_screen *screen, uint32_t field, const rh_slab_column *c)
{
    const rh_field *declared = &screen->stratum->reg->fields[field];
    rh_strip *members = RH_NEW_N(&screen->slab, declared->n_columns + 1, rh_strip);
    if (members == NULL) return false;
    screen->members[field] = members;
    if (c->first == NULL) return true;
    uint64_t *misfits = empty_set(screen, c->elements->n);
    if (misfits == NULL || !bind_members(screen, members, misfits, declared, c)) return false;
    add_nameless(misfits, members[declared->n_columns].column, c->elements->n);
    add_owners(screen, c, misfits);
    return true;
}

rh_strip rh_screen__member(void *ctx, uint32_t slot, rh_value key)
{
    const rh_screen *screen = ctx;
    const rh_field *field = &screen->stratum->reg->fields[slot];
    const rh_strip *members = screen->members[slot];
    size_t at = 0;
    if (members == NULL) return (rh_strip){0};
    if (screen->forms[slot] == RH_FORM_LIST) return members[0];
    while (at < field->n_columns && !rh_str_eq(field->columns[at].name, rh_value_str(key))) at++;
    return members[at];
}

/* ---- fields ---- */

/* Values of kinds that the form of a field does not take. */
static void part_other_forms(rh_screen *screen, uint32_t field, const rh_slab_column *c)
{
    const rh_screen_form form = screen->forms[field];
    for (int k = RH_SLAB_FALSE; k < RH_N_SLAB_KINDS; k++) {
        const bool fits = (k == RH_SLAB_LIST && form == RH_FORM_LIST) || (k == RH_SLAB_TABLE && form == RH_FORM_TABLE);
        if (!fits) add_kind(screen->apart, c, (rh_slab_kind)k, screen->taken->n);
    }
}

static bool bind_field(rh_screen *screen, uint32_t field, const rh_slab_column *c)
{
    const rh_field *declared = &screen->stratum->reg->fields[field];
    rh_strip *strip = &screen->strips[field];
    screen->columns[field] = c;
    switch (screen->forms[field]) {
    case RH_FORM_SCALAR:
        return bind_scalar(strip, screen, screen->apart, &declared->shape, c, screen->taken->n, true);
    case RH_FORM_LIST:
    case RH_FORM_TABLE:
        strip->column = c;
        part_other_forms(screen, field, c);
        return screen->forms[field] == RH_FORM_LIST ? bind_list(screen, field, c) : bind_table(screen, field, c);
    case RH_FORM_NONE:
    default: return true; /* JSON: whatever it is fits; it is read from rows that are put together */
    }
}

static uint32_t field_of(const rh_stratum *s, const rh_slab_column *c)
{
    const uint32_t space = rh_map_get(&s->space_of, c->space);
    const uint32_t at = space != RH_MAP_NONE ? rh_map_get(&s->spaces[space].fields, c->name) : RH_MAP_NONE;
    return at != RH_MAP_NONE && s->reg->fields[at].derived.text.ptr == NULL ? at : RH_NONE;
}

static bool bind(rh_screen *screen)
{
    const rh_slab_part *slab = screen->taken;
    for (uint32_t k = 0; k < slab->n_columns; k++) {
        const uint32_t field = field_of(screen->stratum, &slab->columns[k]);
        const bool ok = field != RH_NONE ? bind_field(screen, field, &slab->columns[k])
                                         : RH_PUSH(&screen->slab, &screen->unmapped,
                                                   (rh_screen_unmapped){&slab->columns[k], NULL});
        if (!ok) return false;
    }
    return true;
}

/* What the slots hold where no row says anything. */
static bool begin(rh_screen *screen, const rh_slab_part *slab)
{
    const rh_stratum *s = screen->stratum;
    rh_arena_reset(&screen->slab);
    screen->taken = slab;
    screen->unmapped.at = NULL, screen->unmapped.n = screen->unmapped.cap = 0;
    screen->strips = RH_NEW_N(&screen->slab, s->n_slots, rh_strip);
    screen->columns = RH_NEW_N(&screen->slab, s->n_fields, const rh_slab_column *);
    screen->members = RH_NEW_N(&screen->slab, s->n_fields, const rh_strip *);
    screen->apart = empty_set(screen, slab->n);
    if (rh_arena_failed(&screen->slab)) return false;
    for (uint32_t f = 0; f < s->n_fields; f++)
        screen->strips[f].is_list = screen->forms[f] == RH_FORM_LIST || screen->forms[f] == RH_FORM_TABLE;
    for (uint32_t i = s->n_fields; i < s->n_slots; i++) screen->strips[i].otherwise = screen->before[i];
    return true;
}

rh_code rh_screen_take(rh_screen *screen, const rh_slab_part *slab, rh_err *err)
{
    if (!begin(screen, slab) || !bind(screen)) return rh_err_nomem(err);
    const rh_strips strips = {
        .n = slab->n, .slots = screen->strips, .member = rh_screen__member, .row = rh_screen__row, .ctx = screen};
    return rh_batch_lay(&screen->laid, &screen->slab, screen->batch, &strips, err);
}

bool rh_screen_wants(const rh_screen *screen, rh_str space, rh_str name)
{
    const rh_register *reg = screen->stratum->reg;
    const uint32_t field = field_of(screen->stratum, &(rh_slab_column){.space = space, .name = name});
    if (field == RH_NONE) return false;
    const rh_screen_form form = screen->forms[field];
    const bool is_asked =
        screen->is_read[field] || field == screen->about.lane_field || field == reg->policy.segment;
    return is_asked || form == RH_FORM_LIST || form == RH_FORM_TABLE || is_read_from_text(&reg->fields[field].shape);
}
