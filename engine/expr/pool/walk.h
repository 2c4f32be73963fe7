/* Walks over the steps below a step of a sealed or nearly sealed pool. The insides of seal. */
#ifndef RH_EXPR_POOL_WALK_H
#define RH_EXPR_POOL_WALK_H

#include "engine/expr/pool/pool_insides.h"

typedef struct rh_walk {
    rh_pool *pool;
    uint32_t *seen_step, *seen_slot; /* stamp of the last walk that met it */
    uint32_t stamp;
    uint8_t mark;         /* a flag that the walk leaves on the steps, or 0 */
    RH_VEC(uint32_t) slots; /* of this walk */
    RH_VEC(uint32_t) stack;
    bool failed;
} rh_walk;

/* For the steps that the pool has now. False: no memory. */
bool rh_walk_init(rh_walk *out, rh_pool *pool);
/* The slots that a step reads, itself and below, ascending, in w->slots. Without memory w->failed is set. */
void rh_walk_from(rh_walk *w, uint32_t step);

/* Calls visit(ctx, step) for each step below `step`, itself included, once; not below a step for which it says
 * false. */
void rh_walk_steps(rh_walk *w, uint32_t step, bool (*visit)(void *ctx, uint32_t step), void *ctx);

/* places.c: where in the evaluation of each root its slots are first read (rh_pool_places). False: no memory. */
bool rh_pool__place(rh_walk *w);
/* words.c: which texts of its slots concern each root (rh_pool_words). False: no memory. */
bool rh_pool__note_words(rh_walk *w);

#endif
