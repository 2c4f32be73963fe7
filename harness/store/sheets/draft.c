/* Rows into columns. */
#include "harness/store/sheets/draft.h"

#include "harness/store/sheets.h"
#include "harness/system/memory.h"

#include <limits.h>

enum {
    ROOM_BYTES = 48 << 20, /* of one sheet: rows that take more have none */
    SLOTS_LEAST = 64
};

void rh_draft__init(rh_draft *draft, const rh_names *names)
{
    *draft = (rh_draft){.names = names};
    rh_arena_init(&draft->arena, rh_memory_host(), ROOM_BYTES);
}

void rh_draft__dispose(rh_draft *draft) { rh_arena_dispose(&draft->arena); }

/* ---- the next sheet ---- */

static void clear_part(rh_draft_part *part);

static void clear_texts(rh_draft_texts *texts)
{
    if (texts->n == 0) return;
    memset(texts->slots, 0xFF, texts->n_slots * sizeof *texts->slots);
    texts->len = texts->n = 0;
}

static void clear_column(rh_draft_column *c, uint32_t n)
{
    const uint32_t known = n < c->cap ? n : c->cap;
    if (c->kinds == 0) return;
    for (int k = 0; k < RH_N_SHEET_KINDS; k++)
        if (c->kinds >> k & 1) memset(c->are[k], 0, rh_sheet_words(known) * sizeof(uint64_t));
    if (c->numbers != NULL) memset(c->numbers, 0, known * sizeof *c->numbers);
    if (c->codes != NULL) memset(c->codes, 0, known * sizeof *c->codes);
    clear_texts(&c->texts);
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

static inline bool is_named(const rh_draft_column *c, rh_str space, rh_str name)
{
    return rh_str_eq(c->name, name) && rh_str_eq(c->space, space) && (c->name.ptr == NULL) == (name.ptr == NULL);
}

/* A text of the names is as good as a copy, and found by where it lies. */
static rh_str keep_name(rh_draft *d, rh_str name)
{
    if (name.ptr == NULL) return name;
    const uint32_t number = rh_map_get(&d->names->numbers, name);
    return number != RH_MAP_NONE ? d->names->texts.at[number] : rh_arena_str(&d->arena, name);
}

static rh_draft_column *insert(rh_draft *d, rh_draft_part *part, size_t at, rh_str space, rh_str name)
{
    if (part->n_columns == RH_SHEET_COLUMNS || space.len > RH_SHEETS_TEXT_MOST || name.len > RH_SHEETS_TEXT_MOST)
        return NULL;
    if (part->n_columns == part->cap &&
        !rh_vec_grow(&d->arena, &part->at, part->n_columns, &part->cap, sizeof *part->at))
        return NULL;
    rh_draft_column *c = RH_NEW(&d->arena, rh_draft_column);
    if (c == NULL) return NULL;
    c->space = keep_name(d, space);
    c->name = keep_name(d, name);
    memmove(part->at + at + 1, part->at + at, (part->n_columns - at) * sizeof *part->at);
    part->at[at] = c;
    part->n_columns++;
    return d->arena.failed ? NULL : c;
}

/* From *at on, which moves behind it: rows name their fields in this order. */
static rh_draft_column *find(rh_draft *d, rh_draft_part *part, size_t *at, rh_str space, rh_str name)
{
    size_t from = *at, to = part->n_columns;
    for (size_t i = from; i < to; i++) {
        if (!is_named(part->at[i], space, name)) continue;
        *at = i + 1;
        return part->at[i];
    }
    for (from = 0; from < to;) {
        const size_t mid = from + (to - from) / 2;
        const int by = order_names(part->at[mid], space, name);
        if (by == 0) return NULL; /* behind its place, or twice: no map of ours */
        if (by < 0) from = mid + 1;
        else to = mid;
    }
    *at = from + 1;
    return insert(d, part, from, space, name);
}

/* ---- room ---- */

static bool more(rh_draft *d, void *at_pointer, size_t n_old, size_t n_new, size_t size)
{
    void **at = at_pointer, *room = rh_arena_array(&d->arena, n_new, size);
    if (room == NULL) return false;
    if (*at != NULL) memcpy(room, *at, n_old * size);
    *at = room;
    return true;
}

static bool widen(rh_draft *d, rh_draft_column *c, uint32_t row)
{
    uint32_t cap = c->cap == 0 ? RH_SHEET_ROWS : c->cap;
    while (cap <= row) cap *= 2;
    bool ok = true;
    for (int k = 0; k < RH_N_SHEET_KINDS && ok; k++)
        if (c->are[k] != NULL) ok = more(d, &c->are[k], rh_sheet_words(c->cap), rh_sheet_words(cap), sizeof(uint64_t));
    if (ok && c->numbers != NULL) ok = more(d, &c->numbers, c->cap, cap, sizeof *c->numbers);
    if (ok && c->codes != NULL) ok = more(d, &c->codes, c->cap, cap, sizeof *c->codes);
    if (ok && c->first != NULL) ok = more(d, &c->first, c->cap + 1, cap + 1, sizeof *c->first);
    c->cap = cap;
    return ok;
}

static inline bool mark(rh_draft *d, rh_draft_column *c, uint32_t row, rh_sheet_kind kind)
{
    if (row < c->next || (row >= c->cap && !widen(d, c, row))) return false;
    if (c->are[kind] == NULL && !more(d, &c->are[kind], 0, rh_sheet_words(c->cap), sizeof(uint64_t))) return false;
    c->are[kind][row / 64] |= (uint64_t)1 << row % 64;
    c->kinds |= (uint8_t)(1 << kind);
    c->next = row + 1;
    return true;
}

/* ---- texts ---- */

static inline rh_str text_at(const rh_draft_texts *t, uint32_t i)
{
    const uint32_t from = i == 0 ? 0 : t->ends[i - 1];
    return (rh_str){t->bytes + from, t->ends[i] - from};
}

/* The bits of a hash that tell most texts apart without a look at them. */
static inline uint32_t tag_of(uint64_t hash) { return (uint32_t)(hash >> 48) << 16; }

static void place(rh_draft_texts *t, uint64_t hash, uint32_t i)
{
    size_t at = (size_t)hash & (t->n_slots - 1);
    while (t->slots[at] != UINT32_MAX) at = (at + 1) & (t->n_slots - 1);
    t->slots[at] = tag_of(hash) | i;
}

static bool more_slots(rh_draft *d, rh_draft_texts *t)
{
    const uint32_t n = t->n_slots == 0 ? SLOTS_LEAST : t->n_slots * 2;
    t->slots = rh_arena_room_for(&d->arena, n, sizeof *t->slots);
    if (t->slots == NULL) return false;
    memset(t->slots, 0xFF, n * sizeof *t->slots);
    t->n_slots = n;
    for (uint32_t i = 0; i < t->n; i++) place(t, rh_str_hash(text_at(t, i)), i);
    return true;
}

static bool add_text(rh_draft *d, rh_draft_texts *t, rh_str text, uint64_t hash)
{
    if (t->n * 2 >= t->n_slots && !more_slots(d, t)) return false;
    if (t->n == t->cap) {
        const uint32_t cap = t->cap == 0 ? SLOTS_LEAST : t->cap * 2;
        if (!more(d, &t->ends, t->n, cap, sizeof *t->ends)) return false;
        t->cap = cap;
    }
    if (text.len > t->bytes_cap - t->len) {
        const size_t cap = t->bytes_cap * 2 + text.len + SLOTS_LEAST;
        if (!more(d, &t->bytes, t->len, cap, 1)) return false;
        t->bytes_cap = cap;
    }
    memcpy(t->bytes + t->len, text.ptr, text.len);
    t->len += text.len;
    t->ends[t->n] = (uint32_t)t->len;
    place(t, hash, t->n++);
    return true;
}

static inline bool code_of(uint16_t *out, rh_draft *d, rh_draft_texts *t, rh_str text)
{
    const uint64_t hash = rh_str_hash(text);
    const uint32_t tag = tag_of(hash);
    if (t->n_slots != 0) {
        for (size_t at = (size_t)hash & (t->n_slots - 1); t->slots[at] != UINT32_MAX; at = (at + 1) & (t->n_slots - 1)) {
            const uint32_t i = t->slots[at] & UINT16_MAX;
            if ((t->slots[at] & ~(uint32_t)UINT16_MAX) != tag || !rh_str_eq(text_at(t, i), text)) continue;
            *out = (uint16_t)i;
            return true;
        }
    }
    *out = (uint16_t)t->n;
    return text.len <= RH_SHEETS_TEXT_MOST && t->n < UINT16_MAX && add_text(d, t, text, hash);
}

/* ---- values ---- */

static bool put_number(rh_draft *d, rh_draft_column *c, uint32_t row, rh_sheet_kind kind, int64_t bits)
{
    if (!mark(d, c, row, kind) || (c->numbers == NULL && !more(d, &c->numbers, 0, c->cap, sizeof *c->numbers)))
        return false;
    c->numbers[row] = bits;
    return true;
}

static bool put_text(rh_draft *d, rh_draft_column *c, uint32_t row, rh_str text)
{
    if (!mark(d, c, row, RH_SHEET_TEXT) || (c->codes == NULL && !more(d, &c->codes, 0, c->cap, sizeof *c->codes)))
        return false;
    return code_of(&c->codes[row], d, &c->texts, text);
}

static bool put_scalar(rh_draft *d, rh_draft_column *c, uint32_t row, rh_value v)
{
    switch ((rh_kind)v.kind) {
    case RH_NULL: return mark(d, c, row, RH_SHEET_NULL);
    case RH_BOOL: return mark(d, c, row, v.b ? RH_SHEET_TRUE : RH_SHEET_FALSE);
    case RH_INT: return put_number(d, c, row, RH_SHEET_INT, v.i);
    case RH_DOUBLE: return put_number(d, c, row, RH_SHEET_DOUBLE, v.i);
    case RH_STRING: return put_text(d, c, row, rh_value_str(v));
    case RH_UINT:
    case RH_BYTES:
    case RH_TIMESTAMP:
    case RH_DURATION:
    case RH_LIST:
    case RH_MAP:
    case RH_TYPE:
    case RH_OPTIONAL:
    case RH_UNDECIDED:
    default: return false;
    }
}

static bool put_members(rh_draft *d, rh_draft_part *part, size_t at, uint32_t row, rh_value map)
{
    for (uint32_t i = 0; i < map.n; i++) {
        const rh_pair *p = &map.map[i];
        if (p->key.kind != RH_STRING) return false;
        rh_draft_column *c = find(d, part, &at, rh_str_null(), rh_value_str(p->key));
        if (c == NULL || !put_scalar(d, c, row, p->value)) return false;
    }
    return true;
}

/* What an element is itself, or what it is called. */
static rh_draft_column *self(rh_draft *d, rh_draft_part *part, size_t *at)
{
    return find(d, part, at, rh_str_null(), rh_str_null());
}

static bool put_list(rh_draft *d, rh_draft_part *part, rh_value list)
{
    const bool is_of_maps = list.n > 0 && list.list[0].kind == RH_MAP;
    for (uint32_t i = 0; i < list.n; i++, part->n++) {
        size_t at = 0;
        if ((list.list[i].kind == RH_MAP) != is_of_maps) return false;
        if (is_of_maps && !put_members(d, part, 0, part->n, list.list[i])) return false;
        if (is_of_maps) continue;
        rh_draft_column *c = self(d, part, &at);
        if (c == NULL || !put_scalar(d, c, part->n, list.list[i])) return false;
    }
    return true;
}

static bool put_table(rh_draft *d, rh_draft_part *part, rh_value table)
{
    for (uint32_t i = 0; i < table.n; i++, part->n++) {
        size_t at = 0;
        const rh_pair *p = &table.map[i];
        rh_draft_column *c = self(d, part, &at);
        if (c == NULL || p->key.kind != RH_STRING || p->value.kind != RH_MAP) return false;
        if (!put_text(d, c, part->n, rh_value_str(p->key)) || !put_members(d, part, at, part->n, p->value))
            return false;
    }
    return true;
}

static bool put_holder(rh_draft *d, rh_draft_column *c, uint32_t row, rh_value v)
{
    const bool is_list = v.kind == RH_LIST;
    if (!mark(d, c, row, is_list ? RH_SHEET_LIST : RH_SHEET_TABLE) || v.n > RH_SHEET_ELEMENTS - c->elements.n)
        return false;
    if (c->first == NULL && !more(d, &c->first, 0, c->cap + 1, sizeof *c->first)) return false;
    while (c->n_first <= row) c->first[c->n_first++] = c->elements.n;
    return is_list ? put_list(d, &c->elements, v) : put_table(d, &c->elements, v);
}

bool rh_draft__add(rh_draft *d, rh_value fields)
{
    size_t at = 0;
    const uint32_t row = d->rows.n;
    for (uint32_t i = 0; i < fields.n; i++) {
        const rh_pair *space = &fields.map[i];
        if (space->key.kind != RH_STRING || space->value.kind != RH_MAP) return false;
        for (uint32_t k = 0; k < space->value.n; k++) {
            const rh_pair *p = &space->value.map[k];
            if (p->key.kind != RH_STRING) return false;
            rh_draft_column *c = find(d, &d->rows, &at, rh_value_str(space->key), rh_value_str(p->key));
            const bool is_holder = p->value.kind == RH_LIST || p->value.kind == RH_MAP;
            if (c == NULL || !(is_holder ? put_holder : put_scalar)(d, c, row, p->value)) return false;
        }
    }
    d->rows.n++;
    return true;
}

/* Room in every column for each row, also for those behind the last that has the field. */
static bool even_out(rh_draft *d, rh_draft_part *part)
{
    for (size_t i = 0; i < part->n_columns; i++) {
        rh_draft_column *c = part->at[i];
        if (c->kinds == 0) continue;
        if ((c->cap < part->n && !widen(d, c, part->n - 1)) || !even_out(d, &c->elements)) return false;
        while ((c->kinds & RH_SHEETS_HOLDERS) != 0 && c->n_first <= part->n) c->first[c->n_first++] = c->elements.n;
    }
    return true;
}

bool rh_draft__end(rh_draft *d) { return even_out(d, &d->rows); }
