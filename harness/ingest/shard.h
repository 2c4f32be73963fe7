/* Shard i of n: which journeys it has depends on their ids only, so shards of one history never overlap. */
#ifndef RH_INGEST_SHARD_H
#define RH_INGEST_SHARD_H

#include "engine/base/str.h"

#include <stdint.h>

/* 1 <= i <= n. {0, 0} and {1, 1} are all journeys. */
typedef struct rh_shard {
    uint32_t i, n;
} rh_shard;

/* The hash is part of what `--shard` means: it must stay the same in every version. */
static inline bool rh_shard_has(rh_shard shard, rh_str journey)
{
    return shard.n <= 1 || rh_str_hash(journey) % shard.n == shard.i - 1;
}

#endif
