/* What the files of the room share. */
#ifndef RH_COVER_INSIDES_H
#define RH_COVER_INSIDES_H

#include "engine/base/vec.h"
#include "engine/cover/cover.h"

typedef struct rh_cover_entry {
    rh_expr when;
    size_t first, end; /* its clauses */
    bool stops;        /* its tier stops the journey */
} rh_cover_entry;

struct rh_cover {
    const rh_register *reg;
    rh_pool *pool;
    rh_cover_entry *entries; /* parallel to reg->entries */
    RH_VEC(rh_cover_clause) clauses;
};

#endif
