/* A host that runs out of memory where the test says. */
#include "tests/kit/short_memory.h"

#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>

#include <cmocka.h>

#include "tests/kit/memory.h"

static void *take(void *ctx, size_t size_bytes)
{
    kit_short *supply = ctx;
    const size_t n = supply->n_asked++;
    if (n == supply->refuse || (supply->from_then_on && n > supply->refuse)) return NULL;
    void *block = malloc(size_bytes);
    supply->n_held += block != NULL;
    return block;
}

static void give(void *ctx, void *block, size_t size_bytes)
{
    kit_short *supply = ctx;
    (void)size_bytes;
    supply->n_held -= block != NULL;
    free(block);
}

rh_host_memory kit_short_memory(kit_short *supply)
{
    return (rh_host_memory){.take = take, .give = give, .ctx = supply};
}

static rh_code run(kit_short_piece piece, void *ctx, const char *name, kit_short *supply, rh_buf *result)
{
    rh_buf_clear(result);
    const rh_code code = piece(ctx, kit_short_memory(supply), result);
    if (supply->n_held != 0)
        fail_msg("%s, block %zu refused: %zu blocks are never given back", name, supply->refuse, supply->n_held);
    return code;
}

/* Covers: F1 */
void kit_short_sweep(kit_short_piece piece, void *ctx, const char *name, kit_short_sweep_counts *counts)
{
    rh_arena keep = kit_arena();
    rh_buf wanted, got;
    kit_short supply = {.refuse = SIZE_MAX};
    rh_buf_init(&wanted, &keep, (size_t)1 << 24);
    rh_buf_init(&got, &keep, (size_t)1 << 24);
    if (run(piece, ctx, name, &supply, &wanted) != RH_OK) fail_msg("%s fails with all the memory there is", name);
    const size_t n_blocks = supply.n_asked;
    counts->n_blocks += n_blocks;
    for (size_t i = 0; i < 2 * n_blocks; i++) {
        supply = (kit_short){.refuse = i / 2, .from_then_on = i % 2 != 0};
        const rh_code code = run(piece, ctx, name, &supply, &got);
        counts->n_refused += code == RH_NOMEM;
        counts->n_unharmed += code == RH_OK;
        if (code != RH_OK && code != RH_NOMEM)
            fail_msg("%s, block %zu of %zu refused: %s", name, i / 2, n_blocks, rh_code_name(code));
        if (code == RH_OK && !rh_str_eq(rh_buf_str(&got), rh_buf_str(&wanted)))
            fail_msg("%s, block %zu of %zu refused (%s): came to\n%.*s\nnot\n%.*s", name, i / 2, n_blocks,
                     i % 2 != 0 ? "and all later" : "alone", RH_ARG(rh_buf_str(&got)), RH_ARG(rh_buf_str(&wanted)));
    }
    rh_arena_dispose(&keep);
}
