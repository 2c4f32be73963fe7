/* Rows into columns. */
#include "harness/store/slabs/draft.h"

#include "harness/store/slabs.h"
#include "harness/system/memory.h"

#include "engine/value/codec.h"

enum { ROOM_BYTES = 48 << 20 }; /* of one slab: rows that take more have none */

void rh_draft__init(rh_draft *draft, const rh_names *names)
{
    *draft = (rh_draft){.names = names};
    rh_arena_init(&draft->arena, rh_memory_host(), ROOM_BYTES);
}

void rh_draft__dispose(rh_draft *draft) { rh_arena_dispose(&draft->arena); }

/* ---- the next slab ---- */

static void clear_part(rh_draft_part *part);

static void clear_column(rh_draft_column *c, uint32_t n)
{
    const uint32_t known = n < c->cap ? n : c->cap;
    if (c->kinds == 0) return;
    for (int k = 0; k < RH_N_SLAB_KINDS; k++)
        if (c->kinds >> k & 1) memset(c->are[k], 0, rh_slab_words(known) * sizeof(uint64_t));
    if (c->numbers != NULL) memset(c->numbers, 0, known * sizeof *c->numbers);
    if (c->codes != NULL) memset(c->codes, 0, known * sizeof *c->codes);
    rh_draft_texts__clear(&c->texts);
    clear_part(&c->elements);
    c->next = c->n_first = 0;
    c->kinds = 0;
}

static void clear_part(rh_draft_part *part)
{
    for (size_t i = 0; i < part->n_columns; i++) clear_column(part->at[i], part->n);
    part->n = 0;
}

void rh_draft__clear(rh_draft *draft) { clear_part(&draft->rows); }

/* ---- columns ---- */

typedef struct draft_name {
    rh_str text;
    uint32_t number; /* RH_MAP_NONE: it has none in this store */
} draft_name;

/* Null is before the empty text. */
static int order(rh_str a, rh_str b)
{
    if (a.ptr == NULL || b.ptr == NULL) return (a.ptr != NULL) - (b.ptr != NULL);
    return rh_str_cmp(a, b);
}

static int order_names(const rh_draft_column *c, rh_str space, rh_str name)
{
    const int by_space = order(c->space, space);
    return by_space != 0 ? by_space : order(c->name, name);
}

static uint32_t number_of(const rh_draft *d, rh_str text)
{
    return text.ptr != NULL ? rh_map_get(&d->names->numbers, text) : RH_MAP_NONE;
}

static rh_draft_column *insert(rh_draft *d, rh_draft_part *part, size_t at, rh_str space, rh_str name)
{
    if (part->n_columns == RH_SLAB_COLUMNS || space.len > RH_SLABS_TEXT_MOST || name.len > RH_SLABS_TEXT_MOST)
        return NULL;
    if (part->n_columns == part->cap &&
        !rh_vec_grow(&d->arena, &part->at, part->n_columns, &part->cap, sizeof *part->at))
        return NULL;
    rh_draft_column *c = RH_NEW(&d->arena, rh_draft_column);
    if (c == NULL) return NULL;
    c->space = rh_arena_str(&d->arena, space);
    c->name = rh_arena_str(&d->arena, name);
    c->space_number = number_of(d, space);
    c->name_number = number_of(d, name);
    memmove(part->at + at + 1, part->at + at, (part->n_columns - at) * sizeof *part->at);
    part->at[at] = c;
    part->n_columns++;
    return d->arena.failed ? NULL : c;
}

/* One that is not behind *at, or not there. */
static rh_draft_column *search(rh_draft *d, rh_draft_part *part, size_t *at, rh_str space, rh_str name)
{
    size_t from = 0, to = part->n_columns;
    while (from < to) {
        const size_t mid = from + (to - from) / 2;
        const int by = order_names(part->at[mid], space, name);
        if (by == 0) {
            *at = mid + 1;
            return part->at[mid];
        }
        if (by < 0) from = mid + 1;
        else to = mid;
    }
    *at = from + 1;
    return insert(d, part, from, space, name);
}

/* From *at on, which moves behind it: rows name their fields in this order. */
static inline rh_draft_column *find(rh_draft *d, rh_draft_part *part, size_t *at, const draft_name *space,
                                    const draft_name *name)
{
    for (size_t i = *at; i < part->n_columns && name->number != RH_MAP_NONE; i++) {
        rh_draft_column *c = part->at[i];
        if (c->name_number != name->number || c->space_number != space->number) continue;
        *at = i + 1;
        return c;
    }
    return search(d, part, at, space->text, name->text);
}

/* ---- room ---- */

static bool widen(rh_arena *arena, rh_draft_column *c, uint32_t row)
{
    uint32_t cap = c->cap == 0 ? RH_SLAB_ROWS : c->cap;
    while (cap <= row) cap *= 2;
    bool ok = true;
    for (int k = 0; k < RH_N_SLAB_KINDS && ok; k++) {
        if (c->are[k] == NULL) continue;
        ok = rh_draft__more(arena, &c->are[k], rh_slab_words(c->cap), rh_slab_words(cap), sizeof(uint64_t));
        c->caps[k] = cap;
    }
    if (ok && c->numbers != NULL) ok = rh_draft__more(arena, &c->numbers, c->cap, cap, sizeof *c->numbers);
    if (ok && c->codes != NULL) ok = rh_draft__more(arena, &c->codes, c->cap, cap, sizeof *c->codes);
    if (ok && c->first != NULL) ok = rh_draft__more(arena, &c->first, c->cap + 1, cap + 1, sizeof *c->first);
    c->cap = cap;
    return ok;
}

/* Room for a kind that there was none of yet, and for what it comes with. */
static __attribute__((noinline)) bool make_room(rh_arena *arena, rh_draft_column *c, uint32_t row,
                                                rh_slab_kind kind)
{
    const unsigned bit = 1u << kind;
    if (row >= c->cap && !widen(arena, c, row)) return false;
    if (c->are[kind] == NULL && !rh_draft__more(arena, &c->are[kind], 0, rh_slab_words(c->cap), sizeof(uint64_t)))
        return false;
    if ((bit & RH_SLABS_NUMBERS) != 0 && c->numbers == NULL &&
        !rh_draft__more(arena, &c->numbers, 0, c->cap, sizeof *c->numbers))
        return false;
    if (kind == RH_SLAB_TEXT && c->codes == NULL && !rh_draft__more(arena, &c->codes, 0, c->cap, sizeof *c->codes))
        return false;
    if ((bit & RH_SLABS_HOLDERS) != 0 && c->first == NULL &&
        !rh_draft__more(arena, &c->first, 0, c->cap + 1, sizeof *c->first))
        return false;
    c->caps[kind] = c->cap;
    return true;
}

/* False also for a field that a row has twice. */
static inline bool mark(rh_draft *d, rh_draft_column *c, uint32_t row, rh_slab_kind kind)
{
    if (row < c->next || (row >= c->caps[kind] && !make_room(&d->arena, c, row, kind))) return false;
    c->are[kind][row / 64] |= (uint64_t)1 << row % 64;
    c->kinds |= (uint8_t)(1 << kind);
    c->next = row + 1;
    return true;
}

/* ---- values ---- */

typedef struct filling {
    rh_draft *d;
    rh_coded in;
    rh_strs locals;
} filling;

static inline bool get_name(draft_name *out, filling *f)
{
    uint64_t number;
    const rh_names *names = f->d->names;
    if (!rh_coded_number(&f->in, &number)) return false;
    if (number < names->texts.n) {
        *out = (draft_name){names->texts.at[number], (uint32_t)number};
        return true;
    }
    if (number < RH_NAMES_MOST || number - RH_NAMES_MOST >= f->locals.n) return false;
    *out = (draft_name){f->locals.at[number - RH_NAMES_MOST], RH_MAP_NONE};
    return true;
}

static inline int get_tag(filling *f) { return f->in.at < f->in.end ? (unsigned char)*f->in.at++ : -1; }

static bool put_text(rh_draft *d, rh_draft_column *c, uint32_t row, rh_str text)
{
    return mark(d, c, row, RH_SLAB_TEXT) && rh_draft_texts__code(&c->codes[row], &d->arena, &c->texts, text);
}

static inline bool take_text(filling *f, rh_draft_column *c, uint32_t row)
{
    uint32_t n;
    if (!rh_coded_count(&f->in, &n)) return false;
    const rh_str text = {f->in.at, n};
    f->in.at += n;
    return put_text(f->d, c, row, text);
}

static inline bool take_number(filling *f, rh_draft_column *c, uint32_t row, int tag)
{
    uint64_t bits;
    if (!(tag == RH_TAG_INT ? rh_coded_number(&f->in, &bits) : rh_coded_double(&f->in, &bits))) return false;
    if (!mark(f->d, c, row, tag == RH_TAG_INT ? RH_SLAB_INT : RH_SLAB_DOUBLE)) return false;
    c->numbers[row] = tag == RH_TAG_INT ? rh_coded_signed(bits) : (int64_t)bits;
    return true;
}

static inline bool take_scalar(filling *f, rh_draft_column *c, uint32_t row, int tag)
{
    switch (tag) {
    case RH_TAG_NULL: return mark(f->d, c, row, RH_SLAB_NULL);
    case RH_TAG_FALSE: return mark(f->d, c, row, RH_SLAB_FALSE);
    case RH_TAG_TRUE: return mark(f->d, c, row, RH_SLAB_TRUE);
    case RH_TAG_INT:
    case RH_TAG_DOUBLE: return take_number(f, c, row, tag);
    case RH_TAG_STRING: return take_text(f, c, row);
    default: return false;
    }
}

/* The members of an object, from the column *at on. */
static bool take_members(filling *f, rh_draft_part *part, size_t at, uint32_t row)
{
    uint32_t n;
    const draft_name none = {rh_str_null(), RH_MAP_NONE};
    if (!rh_coded_count(&f->in, &n)) return false;
    for (; n > 0; n--) {
        draft_name name;
        if (!get_name(&name, f)) return false;
        rh_draft_column *c = find(f->d, part, &at, &none, &name);
        if (c == NULL || !take_scalar(f, c, row, get_tag(f))) return false;
    }
    return true;
}

/* What an element is itself, or what it is called. */
static rh_draft_column *self(rh_draft *d, rh_draft_part *part)
{
    size_t at;
    if (part->n_columns > 0 && part->at[0]->name.ptr == NULL) return part->at[0];
    return search(d, part, &at, rh_str_null(), rh_str_null());
}

static bool take_list(filling *f, rh_draft_part *part, uint32_t n)
{
    const bool is_of_maps = n > 0 && f->in.at < f->in.end && *f->in.at == RH_TAG_MAP;
    for (; n > 0; n--, part->n++) {
        const int tag = get_tag(f);
        if ((tag == RH_TAG_MAP) != is_of_maps) return false;
        if (is_of_maps && !take_members(f, part, 0, part->n)) return false;
        if (is_of_maps) continue;
        rh_draft_column *c = self(f->d, part);
        if (c == NULL || !take_scalar(f, c, part->n, tag)) return false;
    }
    return true;
}

static bool take_table(filling *f, rh_draft_part *part, uint32_t n)
{
    draft_name before = {rh_str_null(), RH_MAP_NONE}, name;
    for (; n > 0; n--, part->n++, before = name) {
        rh_draft_column *c = self(f->d, part);
        if (c == NULL || !get_name(&name, f) || !put_text(f->d, c, part->n, name.text)) return false;
        if (before.text.ptr != NULL && rh_str_cmp(before.text, name.text) >= 0) return false;
        if (get_tag(f) != RH_TAG_MAP || !take_members(f, part, 1, part->n)) return false;
    }
    return true;
}

static bool take_holder(filling *f, rh_draft_column *c, uint32_t row, bool is_list)
{
    uint32_t n;
    if (!rh_coded_count(&f->in, &n) || n > RH_SLAB_ELEMENTS - c->elements.n) return false;
    if (!mark(f->d, c, row, is_list ? RH_SLAB_LIST : RH_SLAB_TABLE)) return false;
    while (c->n_first <= row) c->first[c->n_first++] = c->elements.n;
    return is_list ? take_list(f, &c->elements, n) : take_table(f, &c->elements, n);
}

static bool take_fields(filling *f, size_t *at, const draft_name *space)
{
    uint32_t n;
    if (get_tag(f) != RH_TAG_MAP || !rh_coded_count(&f->in, &n)) return false;
    for (; n > 0; n--) {
        draft_name name;
        if (!get_name(&name, f)) return false;
        rh_draft_column *c = find(f->d, &f->d->rows, at, space, &name);
        const int tag = get_tag(f);
        const bool is_holder = tag == RH_TAG_LIST || tag == RH_TAG_MAP;
        if (c == NULL || !(is_holder ? take_holder(f, c, f->d->rows.n, tag == RH_TAG_LIST)
                                     : take_scalar(f, c, f->d->rows.n, tag)))
            return false;
    }
    return true;
}

bool rh_draft__add(rh_draft *d, rh_str data, rh_strs locals)
{
    size_t at = 0;
    uint32_t n;
    draft_name name;
    filling f = {d, {data.ptr, data.ptr + data.len}, locals};
    if (get_tag(&f) != RH_TAG_MAP || !rh_coded_count(&f.in, &n) || n != 1) return false;
    if (!get_name(&name, &f) || !rh_str_eq(name.text, RH_STR("fields"))) return false;
    if (get_tag(&f) != RH_TAG_MAP || !rh_coded_count(&f.in, &n)) return false;
    for (; n > 0; n--)
        if (!get_name(&name, &f) || !take_fields(&f, &at, &name)) return false;
    d->rows.n++;
    return f.in.at == f.in.end;
}

/* ---- the end of a slab ---- */

/* Room in every column for each row, also for those behind the last that has the field. */
static bool even_out(rh_draft *d, rh_draft_part *part)
{
    for (size_t i = 0; i < part->n_columns; i++) {
        rh_draft_column *c = part->at[i];
        if (c->kinds == 0) continue;
        if ((c->cap < part->n && !widen(&d->arena, c, part->n - 1)) || !even_out(d, &c->elements)) return false;
        while ((c->kinds & RH_SLABS_HOLDERS) != 0 && c->n_first <= part->n) c->first[c->n_first++] = c->elements.n;
    }
    return true;
}

bool rh_draft__end(rh_draft *d) { return even_out(d, &d->rows); }
