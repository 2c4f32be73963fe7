/* Numbered texts: a hash table of 32 bits a slot, since there is one for each column that has texts. */
#include "harness/store/slabs/texts.h"

#include "harness/store/slabs.h"

enum { SLOTS_LEAST = 64 };

bool rh_draft__more(rh_arena *arena, void *at_pointer, size_t n_old, size_t n_new, size_t size)
{
    void *old, *room = rh_arena_array(arena, n_new, size);
    if (room == NULL) return false;
    memcpy(&old, at_pointer, sizeof old);
    if (old != NULL) memcpy(room, old, n_old * size);
    memcpy(at_pointer, &room, sizeof room);
    return true;
}

void rh_draft_texts__clear(rh_draft_texts *texts)
{
    if (texts->n == 0) return;
    memset(texts->slots, 0xFF, texts->n_slots * sizeof *texts->slots);
    texts->len = texts->n = 0;
}

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

static bool more_slots(rh_arena *arena, rh_draft_texts *t)
{
    const uint32_t n = t->n_slots == 0 ? SLOTS_LEAST : t->n_slots * 2;
    t->slots = rh_arena_room_for(arena, n, sizeof *t->slots);
    if (t->slots == NULL) return false;
    memset(t->slots, 0xFF, n * sizeof *t->slots);
    t->n_slots = n;
    for (uint32_t i = 0; i < t->n; i++) place(t, rh_str_hash(text_at(t, i)), i);
    return true;
}

static __attribute__((noinline)) bool add_text(rh_arena *arena, rh_draft_texts *t, rh_str text, uint64_t hash)
{
    if (t->n * 2 >= t->n_slots && !more_slots(arena, t)) return false;
    if (t->n == t->cap) {
        const uint32_t cap = t->cap == 0 ? SLOTS_LEAST : t->cap * 2;
        if (!rh_draft__more(arena, &t->ends, t->n, cap, sizeof *t->ends)) return false;
        t->cap = cap;
    }
    if (t->bytes == NULL || text.len > t->bytes_cap - t->len) {
        const size_t cap = t->bytes_cap * 2 + text.len + SLOTS_LEAST;
        if (!rh_draft__more(arena, &t->bytes, t->len, cap, 1)) return false;
        t->bytes_cap = cap;
    }
    memcpy(t->bytes + t->len, text.ptr, text.len);
    t->len += text.len;
    t->ends[t->n] = (uint32_t)t->len;
    place(t, hash, t->n++);
    return true;
}

bool rh_draft_texts__code(uint16_t *out, rh_arena *arena, rh_draft_texts *t, rh_str text)
{
    const uint64_t hash = rh_str_hash(text);
    const uint32_t tag = tag_of(hash);
    if (t->n_slots != 0) {
        const size_t mask = t->n_slots - 1;
        for (size_t at = (size_t)hash & mask; t->slots[at] != UINT32_MAX; at = (at + 1) & mask) {
            const uint32_t i = t->slots[at] & UINT16_MAX;
            if ((t->slots[at] & ~(uint32_t)UINT16_MAX) != tag || !rh_str_eq(text_at(t, i), text)) continue;
            *out = (uint16_t)i;
            return true;
        }
    }
    *out = (uint16_t)t->n;
    return text.len <= RH_SLABS_TEXT_MOST && t->n < UINT16_MAX && add_text(arena, t, text, hash);
}

