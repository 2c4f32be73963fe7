/* A slab that is being filled, row by row. Insides of harness/store/slabs.h.
 *
 * Columns stay from one slab to the next, with the room that they have. */
#ifndef RH_STORE_SLABS_DRAFT_H
#define RH_STORE_SLABS_DRAFT_H

#include "harness/store/names.h"
#include "harness/store/slabs/format.h"
#include "harness/store/slabs/texts.h"

typedef struct rh_draft_part {
    uint32_t n; /* rows */
    struct rh_draft_column **at; /* by (space, name) */
    size_t n_columns, cap;
} rh_draft_part;

typedef struct rh_draft_column {
    rh_str space, name;
    uint32_t space_number, name_number; /* of the store's names; RH_MAP_NONE: they have none */
    uint32_t next; /* the row behind the last one that has the field */
    uint32_t cap;  /* rows for which there is room in what there is */
    uint8_t kinds; /* a bit for each that there is */
    uint32_t caps[RH_N_SLAB_KINDS]; /* rows for which there is room of a kind: cap, or none yet */
    uint64_t *are[RH_N_SLAB_KINDS]; /* as in a rh_slab_column; NULL: there never was one */
    int64_t *numbers;                /* ints, or the bits of doubles */
    uint16_t *codes;
    rh_draft_texts texts;
    uint32_t *first;
    uint32_t n_first; /* rows whose first is known */
    rh_draft_part elements;
} rh_draft_column;

typedef struct rh_draft {
    rh_arena arena;
    const rh_names *names; /* their texts stay */
    rh_draft_part rows;
} rh_draft;

void rh_draft__init(rh_draft *draft, const rh_names *names);
void rh_draft__dispose(rh_draft *draft);
/* The next slab. */
void rh_draft__clear(rh_draft *draft);
/* A row of the data of an event, as rh_blob__head gives it. False: it is not a map of `fields` alone, it cannot be
 * shown, or there is no memory; all of it is void then. */
bool rh_draft__add(rh_draft *draft, rh_str data, rh_strs locals);
/* No more rows. False: no memory. */
bool rh_draft__end(rh_draft *draft);

/* The part and the values of its columns behind what is in out; *part_len is how much of it is the part. */
void rh_draft__put(rh_buf *out, uint64_t *part_len, const rh_draft *draft);

#endif
