/* Texts that repeat in events, numbered once for a store: payload keys, sources, types, roles. Insides of store.h.
 *
 * Bounded: once it is full, or for long texts, a text gets no number and stands in its event as it is. So neither
 * memory nor look-up time depends on what a hostile export makes up (I22). */
#ifndef RH_STORE_NAMES_H
#define RH_STORE_NAMES_H

#include "harness/store/db.h"

#include "engine/base/arena.h"
#include "engine/base/map.h"
#include "engine/base/vec.h"

enum {
    RH_NAMES_MOST = 1 << 16, /* numbers are 0..RH_NAMES_MOST - 1 */
    RH_NAMES_LONGEST = 128,  /* bytes */
    RH_NAMES_RECENT_BITS = 11
};

typedef struct rh_names {
    rh_arena arena;
    rh_map numbers;
    RH_VEC(rh_str) texts;
    size_t n_saved; /* the first texts that stand in the store */
    /* Asked for of late: numbers, each where the number before it and a little of its text lead. Most records ask for
     * the same names in the same order. */
    uint32_t recent[1 << RH_NAMES_RECENT_BITS], last;
} rh_names;

/* All names of the store. Dispose of it whatever the result. */
RH_MUST rh_code rh_names__load(rh_names *out, rh_db *db, rh_err *err);
void rh_names__dispose(rh_names *names);
/* Writes those that are new, in the open transaction. */
RH_MUST rh_code rh_names__save(rh_names *names, rh_db *db, rh_err *err);
/* The number of a text, which it gets if it has none; RH_MAP_NONE when it cannot have one. */
uint32_t rh_names__number(rh_names *names, rh_str text);

#endif
