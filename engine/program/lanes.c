/* Sets of lanes. */
#include "engine/program/insides.h"

#include "engine/base/assert.h"

size_t rh_lanes_first(const uint64_t *set, size_t n_words)
{
    size_t w = 0;
    while (w + 1 < n_words && set[w] == 0) w++;
    RH_ASSERT(set[w] != 0);
    return w * 64 + (size_t)__builtin_ctzll(set[w]);
}

bool rh_lanes_meet(const uint64_t *a, const uint64_t *b, size_t n_words)
{
    for (size_t w = 0; w < n_words; w++)
        if ((a[w] & b[w]) != 0) return true;
    return false;
}

bool rh_lanes_within(const uint64_t *a, const uint64_t *b, size_t n_words)
{
    for (size_t w = 0; w < n_words; w++)
        if ((a[w] & ~b[w]) != 0) return false;
    return true;
}
