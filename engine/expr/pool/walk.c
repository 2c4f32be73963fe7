/* Walks over the steps below a step: each step once, however many contain it. */
#include "engine/expr/pool/walk.h"

bool rh_walk_init(rh_walk *out, rh_pool *pool)
{
    *out = (rh_walk){.pool = pool,
                     .seen_step = RH_NEW_N(pool->keep, pool->steps.n, uint32_t),
                     .seen_slot = RH_NEW_N(pool->keep, pool->env.n_slots, uint32_t)};
    return out->seen_step != NULL && out->seen_slot != NULL;
}

static void meet_slot(void *ctx, uint32_t slot)
{
    rh_walk *w = ctx;
    if (w->seen_slot[slot] == w->stamp) return;
    w->seen_slot[slot] = w->stamp;
    w->failed = w->failed || !RH_PUSH(w->pool->keep, &w->slots, slot);
}

static void meet_step(void *ctx, uint32_t step)
{
    rh_walk *w = ctx;
    if (w->seen_step[step] == w->stamp) return;
    w->seen_step[step] = w->stamp;
    w->failed = w->failed || !RH_PUSH(w->pool->keep, &w->stack, step);
}

static void sort_slots(rh_walk *w)
{
    for (size_t i = 1; i < w->slots.n; i++) {
        const uint32_t x = w->slots.at[i];
        size_t j = i;
        for (; j > 0 && w->slots.at[j - 1] > x; j--) w->slots.at[j] = w->slots.at[j - 1];
        w->slots.at[j] = x;
    }
}

void rh_walk_from(rh_walk *w, uint32_t step)
{
    w->stamp++;
    w->slots.n = w->stack.n = 0;
    meet_step(w, step);
    while (w->stack.n > 0) {
        const uint32_t at = w->stack.at[--w->stack.n];
        w->pool->steps.at[at].flags |= w->mark;
        rh_pool__each_slot(w->pool, at, meet_slot, w);
        rh_pool__each_kid(w->pool, at, meet_step, w);
    }
    sort_slots(w);
}

void rh_walk_steps(rh_walk *w, uint32_t step, bool (*visit)(void *ctx, uint32_t step), void *ctx)
{
    w->stamp++;
    w->stack.n = 0;
    meet_step(w, step);
    while (w->stack.n > 0) {
        const uint32_t at = w->stack.at[--w->stack.n];
        if (visit(ctx, at)) rh_pool__each_kid(w->pool, at, meet_step, w);
    }
}
