/* Texts numbered in the order in which they came. Insides of harness/store/slabs.h. */
#ifndef RH_STORE_SLABS_TEXTS_H
#define RH_STORE_SLABS_TEXTS_H

#include "engine/base/arena.h"

typedef struct rh_draft_texts {
    char *bytes;
    size_t len, bytes_cap;
    uint32_t *ends; /* of each text, where it ends */
    uint32_t n, cap;
    uint32_t *slots; /* of a hash: its upper bits, and the number of the text; UINT32_MAX: none */
    uint32_t n_slots;
} rh_draft_texts;

/* Room for n_new elements in place of n_old, which are kept; the rest is zeroed. False: no memory. */
bool rh_draft__more(rh_arena *arena, void *at_pointer, size_t n_old, size_t n_new, size_t size);

/* The number of a text, which gets one if it has none. False: there are too many, it is too long, or no memory. */
bool rh_draft_texts__code(uint16_t *out, rh_arena *arena, rh_draft_texts *texts, rh_str text);
/* None, with the room that there is. */
void rh_draft_texts__clear(rh_draft_texts *texts);

#endif
