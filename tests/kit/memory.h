/* Host memory for tests: blocks from malloc, so that ASan and valgrind see each of them. */
#ifndef KIT_MEMORY_H
#define KIT_MEMORY_H

#include "engine/base/arena.h"

#include <stdlib.h>

static inline void *kit_take(void *ctx, size_t size_bytes)
{
    (void)ctx;
    return malloc(size_bytes);
}

static inline void kit_give(void *ctx, void *block, size_t size_bytes)
{
    (void)ctx, (void)size_bytes;
    free(block);
}

static inline rh_host_memory kit_memory(void)
{
    return (rh_host_memory){.take = kit_take, .give = kit_give};
}

/* An arena without a ceiling of its own; give it back with rh_arena_dispose. */
static inline rh_arena kit_arena(void)
{
    rh_arena arena;
    rh_arena_init(&arena, kit_memory(), 0);
    return arena;
}

#endif
