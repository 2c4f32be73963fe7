/* Slabs of a store: its history column by column, where it is one snapshot.
 *
 * A history is one snapshot when it has at least RH_SLABS_LEAST journeys, each of one event `fields_ingested`, all of
 * the same knowntime and actorkind, all synthetic or none, all of a final snapshot or none, with nothing in their data
 * but `fields`, and every field shows in a column (engine/value/slab.h). A list may be of scalars and the next one of
 * objects, but not of both. What else an event says (source, id, time, sequence, actor, role, revision) is not in the
 * slabs.
 *
 * The file STORE.slabs (mode 0600) has what the journeys say, as the store does, and goes when the store's do: whoever
 * changes the store writes it anew or removes it. Its journeys and their digests must add up to the digest of the
 * store's totals, so it serves the history that it was written from and no other. What is read of it is held against
 * its checksums first. A file that is damaged where a store is opened by it is as none; where it is read later, it is
 * RH_STORE_DIGEST.
 *
 * Any number of threads may read. All of it is valid until the store is closed. */
#ifndef RH_STORE_SLABS_H
#define RH_STORE_SLABS_H

#include "engine/base/err.h"
#include "engine/value/slab.h"

enum {
    RH_SLABS_LEAST = 64,         /* journeys: fewer are replayed in no time */
    RH_SLABS_TEXT_MOST = 1 << 16 /* bytes of one text */
};

typedef struct rh_slabs rh_slabs;

typedef struct rh_slabs_about {
    uint64_t journeys;
    rh_instant at; /* knowntime of every event */
    rh_str actorkind;
    bool is_synthetic, is_snapshot;
    size_t n_slabs; /* of RH_SLAB_ROWS rows, but for the last */
} rh_slabs_about;

const rh_slabs_about *rh_slabs_about_get(const rh_slabs *slabs);
/* The id of the journey at a row of the whole history: rows are in bytewise order of ids. */
rh_str rh_slabs_id(const rh_slabs *slabs, size_t row);

/* One slab, and the row of the history that is its first. A column that is not wanted has its masks only: width 0 and
 * no codes, texts, first and elements. wants NULL: every column is. What is not in the file itself lives in keep.
 * RH_STORE_DIGEST, RH_NOMEM. */
RH_MUST rh_code rh_slabs_read(const rh_slab_part **out, size_t *first_row, rh_arena *keep, const rh_slabs *slabs,
                              size_t index, bool (*wants)(void *ctx, rh_str space, rh_str name), void *ctx,
                              rh_err *err);

#endif
