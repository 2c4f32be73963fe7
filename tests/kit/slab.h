/* Slabs made of values in memory. */
#ifndef KIT_SLAB_H
#define KIT_SLAB_H

#include "engine/expr/expr.h"

/* A strip of n values, which are null, scalars or times; times become texts that stand for them. False where one is
 * something else. */
bool kit_strip(rh_strip *out, rh_arena *keep, const rh_value *values, size_t n);

/* A strip of n lists or nulls, and the strips of what they hold: elements[0] of the elements themselves, where they are
 * scalars; the others, by keys, of their members, where they are maps. False where neither is. */
typedef struct kit_listed {
    rh_strip self;
    rh_str *keys;
    rh_strip *members; /* parallel to keys */
    size_t n_keys;
} kit_listed;
bool kit_strip_lists(rh_strip *out, kit_listed *listed, rh_arena *keep, const rh_value *values, size_t n);

/* A slab of n rows, each a map of namespaces to maps of fields, as JSON has them: scalars, lists of scalars or of maps
 * of scalars, maps of maps of scalars. NULL where one is something else. */
const rh_slab_part *kit_slab(rh_arena *keep, const rh_value *rows, size_t n);

#endif
