/* Records on their way into the store: items and the bytes that they came as, held until there are some dozens. Insides
 * of stage.h. */
#ifndef RH_STORE_ITEMS_H
#define RH_STORE_ITEMS_H

#include "harness/store/rows.h"

#include "harness/ingest/intake.h"

#include "engine/base/arena.h"

typedef struct rh_item {
    int64_t id, file, part, line, offset, length;
    rh_str journey; /* null: none */
    unsigned char ident[RH_SHA256_BYTES];
    rh_sha256 content;
    bool has_identity;
    int64_t col;      /* valid when refused */
    rh_str code, why; /* null: not refused */
} rh_item;

typedef struct rh_original {
    int64_t item;
    rh_str raw;
} rh_original;

typedef struct rh_items {
    rh_hasher *hasher; /* borrowed */
    rh_arena arena;    /* of what the rows borrow */
    rh_item items[RH_ROWS_MOST];
    rh_original originals[RH_ROWS_MOST];
    size_t n_items, n_originals;
} rh_items;

void rh_items__init(rh_items *items, rh_hasher *hasher);
void rh_items__dispose(rh_items *items);

/* Takes a part of a record, with its bytes when it is the first, as the item `id` of a file. What was gathered before is
 * written when there is no room for it. */
RH_MUST rh_code rh_items__add(rh_items *items, rh_db *db, const rh_intake_record *record, size_t part, int64_t id,
                              int64_t file, rh_err *err);
/* Writes what was gathered. */
RH_MUST rh_code rh_items__put(rh_items *items, rh_db *db, rh_err *err);

#endif
