/* Text to integer by open addressing. */
#include "engine/base/map.h"

#include "engine/base/limits.h"

static rh_map_slot *slot_of(const rh_map *map, rh_str key, uint64_t hash)
{
    for (size_t i = hash & (map->cap - 1);; i = (i + 1) & (map->cap - 1)) {
        rh_map_slot *slot = &map->slots[i];
        if (slot->key.ptr == NULL || (slot->hash == hash && rh_str_eq(slot->key, key))) return slot;
    }
}

uint32_t rh_map_get(const rh_map *map, rh_str key)
{
    if (map->cap == 0) return RH_MAP_NONE;
    const rh_map_slot *slot = slot_of(map, key, rh_str_hash(key));
    return slot->key.ptr != NULL ? slot->value : RH_MAP_NONE;
}

static bool grow(rh_map *map, rh_arena *arena)
{
    rh_map bigger = {.n = map->n, .cap = map->cap != 0 ? map->cap * 2 : 16};
    bigger.slots = RH_NEW_N(arena, bigger.cap, rh_map_slot);
    if (bigger.slots == NULL) return false;
    for (size_t i = 0; i < map->cap; i++)
        if (map->slots[i].key.ptr != NULL) *slot_of(&bigger, map->slots[i].key, map->slots[i].hash) = map->slots[i];
    *map = bigger;
    return true;
}

bool rh_map_set(rh_map *map, rh_arena *arena, rh_str key, uint32_t value)
{
    if (map->n >= RH_LIMIT_MAP_KEYS) return false;
    if (map->n * 2 >= map->cap && !grow(map, arena)) return false;
    if (key.ptr == NULL) key.ptr = "";
    const uint64_t hash = rh_str_hash(key);
    rh_map_slot *slot = slot_of(map, key, hash);
    if (slot->key.ptr == NULL) map->n++;
    *slot = (rh_map_slot){key, hash, value};
    return true;
}
