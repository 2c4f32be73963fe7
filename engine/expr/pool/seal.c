/* Sealing a pool: which roots and which kept steps read which slot, and which steps a memo keeps. */
#include "engine/base/assert.h"
#include "engine/expr/eval/lines.h"
#include "engine/expr/pool/walk.h"

enum { KEEP_WEIGHT = 6 /* a shared truth of fewer tree nodes is quicker evaluated than looked up */ };

/* Lists by slot, filled in two passes: count, then place. */
typedef struct index_of {
    size_t *n;
    const uint32_t **lists;
    uint32_t **room;
} index_of;

static bool index_room(rh_pool *pool, index_of *x, size_t n_slots)
{
    for (size_t i = 0; i < n_slots; i++) {
        x->room[i] = RH_NEW_N(pool->keep, x->n[i], uint32_t);
        if (x->room[i] == NULL) return false;
        x->lists[i] = x->room[i];
        x->n[i] = 0;
    }
    return true;
}

static bool index_init(rh_pool *pool, index_of *x, size_t n_slots)
{
    x->n = RH_NEW_N(pool->keep, n_slots, size_t);
    x->lists = RH_NEW_N(pool->keep, n_slots, const uint32_t *);
    x->room = RH_NEW_N(pool->keep, n_slots, uint32_t *);
    return x->n != NULL && x->lists != NULL && x->room != NULL;
}

static bool root_reads(rh_walk *w, rh_root *root)
{
    w->mark = (w->pool->steps.at[root->step].flags & RH_STEP_COSTLY) != 0 ? RH_STEP_STRICT : 0;
    rh_walk_from(w, root->step);
    w->mark = 0;
    uint32_t *reads = RH_NEW_N(w->pool->keep, w->slots.n, uint32_t);
    if (reads == NULL || w->failed) return false;
    if (w->slots.n > 0) memcpy(reads, w->slots.at, w->slots.n * sizeof *reads);
    root->reads = reads;
    root->n_reads = w->slots.n;
    return true;
}

static bool index_roots(rh_walk *w, index_of *x)
{
    rh_pool *pool = w->pool;
    for (size_t r = 0; r < pool->roots.n; r++) {
        if (!root_reads(w, &pool->roots.at[r])) return false;
        for (size_t i = 0; i < pool->roots.at[r].n_reads; i++) x->n[pool->roots.at[r].reads[i]]++;
    }
    if (!index_room(pool, x, pool->env.n_slots)) return false;
    for (size_t r = 0; r < pool->roots.n; r++) {
        for (size_t i = 0; i < pool->roots.at[r].n_reads; i++) {
            const uint32_t slot = pool->roots.at[r].reads[i];
            x->room[slot][x->n[slot]++] = (uint32_t)r;
        }
    }
    return true;
}

static uint32_t tree_weight(const rh_pool *pool, uint32_t step);

typedef struct weigher {
    const rh_pool *pool;
    uint32_t sum;
} weigher;

static void add_weight(void *ctx, uint32_t kid)
{
    weigher *w = ctx;
    if (w->sum < KEEP_WEIGHT) w->sum += tree_weight(w->pool, kid);
}

/* The nodes of the tree below a step, counted no further than KEEP_WEIGHT. */
static uint32_t tree_weight(const rh_pool *pool, uint32_t step)
{
    weigher w = {pool, pool->steps.at[step].weight};
    rh_pool__each_kid(pool, step, add_weight, &w);
    return w.sum;
}

/* A memo keeps what stands in several places and is dear enough: roots that others contain, and truths. */
static bool is_kept(const rh_pool *pool, uint32_t step)
{
    const rh_step *s = &pool->steps.at[step];
    const rh_step_facts *f = &pool->facts.at[step];
    if (s->op == RH_STEP_CONST || (s->flags & (RH_STEP_CALLS | RH_STEP_LINEAR)) != 0 || f->free_locals != 0)
        return false;
    if (f->root == RH_STEP_NONE ? f->n_uses < 2 || !rh_pool__is_truth(s->op) : f->n_uses == 0) return false;
    return (f->root != RH_STEP_NONE && (s->flags & RH_STEP_COSTLY) != 0) || tree_weight(pool, step) >= KEEP_WEIGHT;
}

static bool index_kept(rh_walk *w, index_of *x)
{
    rh_pool *pool = w->pool;
    for (int pass = 0; pass < 2; pass++) {
        if (pass == 1 && !index_room(pool, x, pool->env.n_slots)) return false;
        for (uint32_t s = 0; s < pool->steps.n; s++) {
            if (pass == 0 && is_kept(pool, s)) pool->steps.at[s].cache = pool->n_cached++;
            if (pool->steps.at[s].cache == RH_STEP_NONE) continue;
            rh_walk_from(w, s);
            if (w->failed) return false;
            for (size_t i = 0; i < w->slots.n; i++) {
                const uint32_t slot = w->slots.at[i];
                if (pass == 1) x->room[slot][x->n[slot]] = pool->steps.at[s].cache;
                x->n[slot]++;
            }
        }
    }
    return true;
}

rh_code rh_pool_seal(rh_pool *pool, rh_err *err)
{
    RH_ASSERT(!pool->is_sealed);
    const size_t n_slots = pool->env.n_slots;
    rh_walk w;
    index_of roots = {0}, kept = {0};
    if (!rh_walk_init(&w, pool)) return rh_err_nomem(err);
    if (!index_init(pool, &roots, n_slots) || !index_init(pool, &kept, n_slots)) return rh_err_nomem(err);
    if (!index_roots(&w, &roots) || !index_kept(&w, &kept)) return rh_err_nomem(err);
    pool->readers = roots.lists;
    pool->n_readers = roots.n;
    pool->cached_readers = kept.lists;
    pool->n_cached_readers = kept.n;
    if (!rh_pool__straighten(pool) || !rh_pool__place(&w) || !rh_pool__note_words(&w))
        return rh_err_nomem(err);
    pool->is_sealed = true;
    return RH_OK;
}
