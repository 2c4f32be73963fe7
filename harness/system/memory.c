/* Arenas over malloc. */
#include "harness/system/memory.h"

#include <stdlib.h>

static void *take(void *ctx, size_t size_bytes)
{
    (void)ctx;
    return malloc(size_bytes);
}

static void give(void *ctx, void *block, size_t size_bytes)
{
    (void)ctx;
    (void)size_bytes;
    free(block);
}

rh_host_memory rh_memory_host(void)
{
    return (rh_host_memory){take, give, NULL};
}
