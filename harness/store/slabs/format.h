/* The file of a store's slabs. Insides of harness/store/slabs.h.
 *
 *   magic     8 bytes
 *   slabs    of RH_SLAB_ROWS journeys, the last of the rest:
 *               ids      where each row begins in what follows (u32, and where the last ends), then of each row the
 *                        length of its id (u64), the id, the journey's digest: what the store's digest is made of
 *               part     what the columns are, and their masks
 *               values   of each column of the part
 *   index     rh_slabs_head; the actorkind; rh_slabs_place of each slab
 *   end       rh_slabs_end
 *
 * A part is rh_slabs_part, rh_slabs_column of each of its columns, the bytes of their names (space, then name), and
 * their masks: of each column, in the order of kinds, those that are neither full nor empty. The values of a column
 * are, as far as it has any: numbers, codes, where each text begins (u32, and where the last ends), the texts, first,
 * and the part of its elements with the values of each of its columns.
 *
 * Everything begins at a multiple of 8 bytes, so that it is used where it lies; numbers are little-endian, and on
 * machines that are not there are no slabs. Checksums: CRC-32 of the index, of each part, and of the values of each
 * column of a slab, which has its elements in it. Ids and digests are held against the digest of the store. */
#ifndef RH_STORE_SLABS_FORMAT_H
#define RH_STORE_SLABS_FORMAT_H

#include "engine/value/slab.h"
#include "harness/system/sha256.h"

#define RH_SLABS_MAGIC "rhcols\0\1"
enum { RH_SLABS_MAGIC_BYTES = 8 };

typedef struct rh_slabs_head {
    rh_sha256 digest; /* of the store */
    uint64_t journeys;
    int64_t at_s;
    uint32_t at_ns;
    uint32_t flags;
    uint32_t n_slabs;
    uint32_t actorkind_len;
} rh_slabs_head;

enum { RH_SLABS_SYNTHETIC = 1, RH_SLABS_SNAPSHOT = 2 };

typedef struct rh_slabs_place {
    uint64_t at; /* in the file */
    uint64_t ids_len, part_len, values_len;
    uint32_t n; /* rows */
    uint32_t part_crc;
} rh_slabs_place;

typedef struct rh_slabs_end {
    uint64_t index_at, index_len;
    uint32_t index_crc, zero;
    char magic[RH_SLABS_MAGIC_BYTES];
} rh_slabs_end;

typedef struct rh_slabs_part {
    uint32_t n, n_columns;
} rh_slabs_part;

typedef struct rh_slabs_column {
    uint64_t values_len;
    uint32_t values_crc; /* 0 in a part of elements */
    uint32_t space_len, name_len; /* RH_SLABS_NO_NAME: null */
    uint32_t n_texts;
    uint8_t some, full; /* a bit for each kind: it has a mask; it is that of every row */
    uint8_t width;
    uint8_t zero[5];
} rh_slabs_column;

#define RH_SLABS_NO_NAME UINT32_MAX

_Static_assert(sizeof(rh_slabs_head) == 64, "the file's");
_Static_assert(sizeof(rh_slabs_place) == 40, "the file's");
_Static_assert(sizeof(rh_slabs_end) == 32, "the file's");
_Static_assert(sizeof(rh_slabs_part) == 8, "the file's");
_Static_assert(sizeof(rh_slabs_column) == 32, "the file's");
_Static_assert(RH_N_SLAB_KINDS == 8, "a bit for each kind");

#define RH_SLABS_NUMBERS (1u << RH_SLAB_INT | 1u << RH_SLAB_DOUBLE)
#define RH_SLABS_HOLDERS (1u << RH_SLAB_LIST | 1u << RH_SLAB_TABLE)

#define RH_SLABS_ARE_READ (__BYTE_ORDER__ == __ORDER_LITTLE_ENDIAN__)

static inline uint64_t rh_slabs__padded(uint64_t n) { return (n + 7) & ~(uint64_t)7; }

#endif
