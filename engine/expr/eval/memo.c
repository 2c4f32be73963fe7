/* Values kept between evaluations over one set of slots: roots, and truths that several expressions share. */
#include "engine/expr/eval/lines.h"

typedef struct kept {
    rh_value value;
    rh_instant until;    /* not valid from here on */
    uint32_t generation; /* valid when it is the memo's; 0: touched */
    uint32_t cost;       /* what the evaluation cost, added when it is spared: budgets do not depend on the memo */
} kept;

struct rh_memo {
    const rh_pool *pool;
    kept *at; /* by rh_step.cache */
    uint32_t generation;
};

rh_code rh_memo_new(rh_memo **out, rh_arena *keep, const rh_pool *pool, rh_err *err)
{
    rh_memo *memo = RH_NEW(keep, rh_memo);
    if (memo == NULL) return rh_err_nomem(err);
    *memo = (rh_memo){.pool = pool, .at = RH_NEW_N(keep, pool->n_cached, kept), .generation = 1};
    if (memo->at == NULL) return rh_err_nomem(err);
    *out = memo;
    return RH_OK;
}

void rh_memo_clear(rh_memo *memo)
{
    if (++memo->generation != 0) return;
    for (uint32_t i = 0; i < memo->pool->n_cached; i++) memo->at[i].generation = 0;
    memo->generation = 1;
}

void rh_memo_touch(rh_memo *memo, uint32_t slot)
{
    const uint32_t *readers = memo->pool->cached_readers[slot];
    const size_t n = memo->pool->n_cached_readers[slot];
    for (size_t i = 0; i < n; i++) memo->at[readers[i]].generation = 0;
}

void rh_memo_copy(rh_memo *dst, const rh_memo *src)
{
    memcpy(dst->at, src->at, src->pool->n_cached * sizeof *src->at);
    dst->generation = src->generation;
}

bool rh_memo__get(rh_machine *m, const rh_step *s, rh_value *out)
{
    const kept *k = &m->memo->at[s->cache];
    if (k->generation != m->memo->generation || !rh_instant_before(m->ev->now, k->until)) return false;
    m->cost += k->cost;
    m->until = rh_instant_min(m->until, k->until);
    *out = k->value;
    return true;
}

/* Values that point into the scratch of one evaluation are not kept: they are made again. */
void rh_memo__put(rh_machine *m, const rh_step *s, rh_value v, rh_instant until, uint64_t cost)
{
    const bool points = v.kind == RH_STRING || v.kind == RH_BYTES || v.kind == RH_LIST || v.kind == RH_MAP ||
                        v.kind == RH_OPTIONAL;
    if (points) return;
    m->memo->at[s->cache] = (kept){
        .value = v, .until = until, .generation = m->memo->generation, .cost = (uint32_t)cost};
}

/* Apart, so that what needs no machine does not make room for one. */
static __attribute__((noinline)) rh_value run_machine(rh_memo *memo, const rh_root *root, rh_eval *ev)
{
    rh_machine m;
    rh_machine__init(&m, memo->pool, ev);
    m.memo = memo;
    return rh_machine__run_root(&m, root);
}

rh_value rh_memo_eval(rh_memo *memo, rh_expr expr, rh_eval *ev)
{
    const rh_root *root = &memo->pool->roots.at[expr];
    rh_value v;
    return rh_light__root(memo->pool, root, memo, ev, &v) ? v : run_machine(memo, root, ev);
}
