/* Lanes of several cores in one branch: as long as their cores say the same. */
#include "engine/journey/branch.h"

void rh_branch_count_riders(rh_branch *b)
{
    const rh_stratum *s = b->stratum;
    const size_t n_words = b->program->n_words;
    b->lane = rh_lanes_first(b->lanes, n_words);
    if (s->cores.n == 1) return;
    if (!rh_lanes_meet(b->lanes, s->of_core.at[b->core], n_words)) b->core = b->program->core_of[b->lane];
    b->n_riders = 0;
    memset(b->riders, 0, rh_bits_words(s->cores.n) * sizeof *b->riders);
    for (size_t k = 0; k < s->cores.n; k++) {
        if (k == b->core || !rh_lanes_meet(b->lanes, s->of_core.at[k], n_words)) continue;
        rh_bits_add(b->riders, k);
        b->n_riders++;
    }
}

/* What this core says is not what the branch goes by. */
static void part(rh_branch *b, size_t core)
{
    const uint64_t *lanes = b->stratum->of_core.at[core];
    for (size_t w = 0; w < b->program->n_words; w++) {
        b->parted[w] |= b->lanes[w] & lanes[w];
        b->lanes[w] &= ~lanes[w];
    }
    rh_bits_drop(b->riders, core);
    b->n_riders--;
    b->lane = rh_lanes_first(b->lanes, b->program->n_words);
}

static size_t next(const rh_branch *b, size_t from)
{
    return rh_bits_next(b->riders, from, b->stratum->cores.n);
}

static bool same_bits(rh_value a, rh_value b);

static bool same_items(const rh_value *a, const rh_value *b, uint32_t n)
{
    for (uint32_t i = 0; i < n; i++)
        if (!same_bits(a[i], b[i])) return false;
    return true;
}

static bool same_pairs(const rh_pair *a, const rh_pair *b, uint32_t n)
{
    for (uint32_t i = 0; i < n; i++)
        if (!same_bits(a[i].key, b[i].key) || !same_bits(a[i].value, b[i].value)) return false;
    return true;
}

/* Nothing that is made of the two can differ: 0.0 and -0.0 are two. */
static bool same_bits(rh_value a, rh_value b)
{
    if (a.kind != b.kind) return false;
    if (a.kind == RH_DOUBLE) return a.u == b.u;
    if (a.kind == RH_LIST || a.kind == RH_OPTIONAL) return a.n == b.n && same_items(a.list, b.list, a.n);
    if (a.kind == RH_MAP) return a.n == b.n && same_pairs(a.map, b.map, a.n);
    return rh_value_same(a, b);
}

rh_instant rh_branch_ask_riders(rh_branch *b, const rh_pool *pool, rh_memo *memo, const rh_expr *exprs, rh_value value,
                                rh_eval *ev)
{
    rh_instant until = ev->valid_until;
    for (size_t k = next(b, 0); k < b->stratum->cores.n; k = next(b, k + 1)) {
        if (exprs[k] == exprs[b->core]) continue;
        const rh_value its = memo != NULL ? rh_memo_eval(memo, exprs[k], ev) : rh_pool_eval(pool, exprs[k], ev);
        if (same_bits(value, its)) until = rh_instant_min(until, ev->valid_until);
        else part(b, k);
    }
    return until;
}

bool rh_branch_is_above_limit(rh_branch *b, int64_t amount)
{
    const rh_stratum *s = b->stratum;
    const bool is_above = amount > s->cores.at[b->core]->policy.materiality;
    for (size_t k = next(b, 0); k < s->cores.n; k = next(b, k + 1))
        if ((amount > s->cores.at[k]->policy.materiality) != is_above) part(b, k);
    return is_above;
}

const rh_policy *rh_branch_approval(rh_branch *b)
{
    const rh_stratum *s = b->stratum;
    const rh_policy *mine = &s->cores.at[b->core]->policy;
    for (size_t k = next(b, 0); k < s->cores.n; k = next(b, k + 1))
        if (!rh_program_same_approval(mine, &s->cores.at[k]->policy)) part(b, k);
    return mine;
}
