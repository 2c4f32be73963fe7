/* A host that runs out: the n-th block that is asked for is refused, alone or with all later ones (FAULTS.md F1).
 *
 *     kit_short_sweep(piece, ctx, &sweep)   runs the piece with enough memory, then with every shorter supply
 *
 * In the variants cov and asan every allocation of an arena is a block of its own, so that each of them is refused
 * once. */
#ifndef KIT_SHORT_MEMORY_H
#define KIT_SHORT_MEMORY_H

#include "engine/base/buf.h"
#include "engine/base/err.h"

typedef struct kit_short {
    size_t n_asked;  /* blocks so far */
    size_t n_held;   /* blocks not given back */
    size_t refuse;   /* from 0; SIZE_MAX: none */
    bool from_then_on;
} kit_short;

rh_host_memory kit_short_memory(kit_short *supply);

/* Does its work with memory of `host` alone and puts what came of it into `result`, whose memory never ends. */
typedef rh_code (*kit_short_piece)(void *ctx, rh_host_memory host, rh_buf *result);

typedef struct kit_short_sweep_counts {
    size_t n_blocks; /* that the piece asks for when it gets them all */
    size_t n_refused, n_unharmed; /* runs: RH_NOMEM, and those that came to the same result without the block */
} kit_short_sweep_counts;

/* The test fails unless every run with a refusal answers RH_NOMEM or the result of the run with enough memory, and no
 * run keeps a block. */
void kit_short_sweep(kit_short_piece piece, void *ctx, const char *name, kit_short_sweep_counts *counts);

#endif
