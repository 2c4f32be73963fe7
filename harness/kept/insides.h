/* The file of a kept run. Insides of kept.h.
 *
 *   magic     8 bytes
 *   columns   of chunks of RH_KEPT_CHUNK journeys, one behind the other
 *   index     what the run was made of; of each chunk, where its columns lie, and their digests
 *   end       the place and length of the index, 8 bytes each, least first; its digest; magic
 *
 * A column of a slot: the number of values that it took in the chunk, these values; then of each journey in which it
 * changed how many journeys were passed over, the number of changes, and of each change how many looks were passed over
 * and the number of the value. The columns of RH_KEPT_LOOKS and RH_KEPT_ENDS have a text of each journey. */
#ifndef RH_KEPT_INSIDES_H
#define RH_KEPT_INSIDES_H

#include "harness/kept/bytes.h"
#include "harness/kept/kept.h"

enum {
    RH_KEPT_CHUNK = 1024,
    RH_KEPT_MAGIC = 8,
    RH_KEPT_END = 8 + 8 + RH_SHA256_BYTES + RH_KEPT_MAGIC,
    RH_KEPT_JOURNEY_BYTES = 1 << 18 /* of one journey; one that takes more is always replayed */
};
#define RH_KEPT_MAGIC_TEXT "rhrun\n\0\1"

/* Columns that are of no slot. */
#define RH_KEPT_LOOKS (UINT32_MAX - 1) /* the instant and place of each look */
#define RH_KEPT_ENDS UINT32_MAX        /* what the journey came to */

typedef struct rh_kept_column {
    uint32_t of; /* slot, or one of the above */
    uint64_t at;
    size_t len;
    rh_sha256 digest;
} rh_kept_column;

typedef struct rh_kept_chunk {
    RH_VEC(rh_kept_column) columns; /* ascending */
} rh_kept_chunk;

typedef struct rh_kept_entry {
    rh_str id;
    rh_sha256 digest; /* of its canonical text */
} rh_kept_entry;

typedef struct rh_kept_index {
    rh_sha256 key;
    size_t n_journeys;
    rh_kept_entry *entries; /* of the register, in its order */
    size_t n_entries;
    RH_VEC(rh_kept_chunk) chunks;
} rh_kept_index;

/* What a journey came to, and the entries that opened in it. */
typedef struct rh_kept_end {
    bool is_kept; /* else it is always replayed, and the rest is not there */
    bool is_replayed;
    uint64_t verdicts[4];
    rh_summary_sums sums; /* those of its events, its origin and its end */
    const uint32_t *opened; /* indexes of entries, ascending */
    size_t n_opened;
} rh_kept_end;

void rh_kept__put_end(rh_buf *out, const rh_kept_end *end);
/* Opened lives in keep. */
void rh_kept__end(rh_kept_end *out, rh_kept_reader *r, rh_arena *keep, size_t n_entries);

/* Fills entries of the index from a register. Lives in keep. */
RH_MUST rh_code rh_kept__entries(rh_kept_index *out, rh_arena *keep, const rh_register *reg, rh_err *err);
void rh_kept__put_index(rh_buf *out, const rh_kept_index *index);
/* False: malformed, or no memory. */
bool rh_kept__index_of(rh_kept_index *out, rh_arena *keep, rh_str bytes);

#endif
