/* Sets of small numbers, a bit each, in an array of words that the caller owns. */
#ifndef RH_BASE_BITS_H
#define RH_BASE_BITS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

static inline size_t rh_bits_words(size_t n) { return (n + 63) / 64; }
static inline bool rh_bits_has(const uint64_t *set, size_t i) { return (set[i / 64] >> (i % 64) & 1) != 0; }
static inline void rh_bits_add(uint64_t *set, size_t i) { set[i / 64] |= (uint64_t)1 << (i % 64); }
static inline void rh_bits_drop(uint64_t *set, size_t i) { set[i / 64] &= ~((uint64_t)1 << (i % 64)); }
/* 0 to n-1, and perhaps some more within the last word. */
static inline void rh_bits_fill(uint64_t *set, size_t n)
{
    for (size_t w = 0; w < rh_bits_words(n); w++) set[w] = UINT64_MAX;
}

/* The lowest member of a word that is not 0. */
static inline size_t rh_bits_lowest(uint64_t word) { return (size_t)__builtin_ctzll(word); }

/* The first member in [from, to), or `to`. */
static inline size_t rh_bits_next(const uint64_t *set, size_t from, size_t to)
{
    for (size_t w = from / 64; w * 64 < to; w++) {
        const uint64_t bits = w == from / 64 ? set[w] & UINT64_MAX << (from % 64) : set[w];
        if (bits == 0) continue;
        const size_t at = w * 64 + (size_t)__builtin_ctzll(bits);
        return at < to ? at : to;
    }
    return to;
}

#endif
