/* rh_map: text to a small integer, for interning and look-up by name.
 *
 * Open addressing over an arena; insertion order is kept by the values the caller stores, never by the table, so
 * nothing a program prints may depend on an iteration of a map (there is none). Keys are borrowed. Not for untrusted
 * unbounded key sets: the table refuses more than RH_LIMIT_MAP_KEYS keys. */
#ifndef RH_BASE_MAP_H
#define RH_BASE_MAP_H

#include "engine/base/arena.h"

#include <stdint.h>

typedef struct rh_map_slot {
    rh_str key;
    uint64_t hash;
    uint32_t value;
} rh_map_slot;

typedef struct rh_map {
    rh_map_slot *slots;
    size_t n, cap;
} rh_map;

#define RH_MAP_NONE UINT32_MAX

/* The value of key, or RH_MAP_NONE. */
uint32_t rh_map_get(const rh_map *map, rh_str key);
/* Sets key to value (below RH_MAP_NONE); false when there is no memory. */
bool rh_map_set(rh_map *map, rh_arena *arena, rh_str key, uint32_t value);

#endif
