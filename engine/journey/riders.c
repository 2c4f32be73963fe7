/* Lanes of several cores in one branch: as long as their cores say the same. */
#include "engine/journey/branch.h"

void rh_branch_count_riders(rh_branch *b)
{
    const rh_stratum *s = b->stratum;
    const size_t n_words = b->program->n_words;
    b->lane = rh_lanes_first(b->lanes, n_words);
    if (s->cores.n == 1) return;
    if (!rh_lanes_meet(b->lanes, s->of_core.at[b->core], n_words)) rh_branch_lead(b, b->program->core_of[b->lane]);
    b->n_riders = 0;
    memset(b->riders, 0, rh_bits_words(s->cores.n) * sizeof *b->riders);
    for (size_t k = 0; k < s->cores.n; k++) {
        if (k == b->core || !rh_lanes_meet(b->lanes, s->of_core.at[k], n_words)) continue;
        rh_bits_add(b->riders, k);
        b->n_riders++;
    }
    if (s->n_own != 0) rh_branch_group(b);
}

void rh_branch_part(rh_branch *b, size_t core)
{
    const uint64_t *lanes = b->stratum->of_core.at[core];
    for (size_t w = 0; w < b->program->n_words; w++) {
        b->parted[w] |= b->lanes[w] & lanes[w];
        b->lanes[w] &= ~lanes[w];
    }
    rh_bits_drop(b->riders, core);
    b->n_riders--;
    if (rh_bits_has(b->heads, core)) rh_branch_group(b);
    b->lane = rh_lanes_first(b->lanes, b->program->n_words);
}

static bool same_items(const rh_value *a, const rh_value *b, uint32_t n)
{
    for (uint32_t i = 0; i < n; i++)
        if (!rh_branch_same_bits(a[i], b[i])) return false;
    return true;
}

static bool same_pairs(const rh_pair *a, const rh_pair *b, uint32_t n)
{
    for (uint32_t i = 0; i < n; i++)
        if (!rh_branch_same_bits(a[i].key, b[i].key) || !rh_branch_same_bits(a[i].value, b[i].value)) return false;
    return true;
}

bool rh_branch_same_bits(rh_value a, rh_value b)
{
    if (a.kind != b.kind) return false;
    if (a.n == b.n && a.u == b.u && a.kind != RH_UNDECIDED) return true;
    if (a.kind == RH_DOUBLE) return a.u == b.u;
    if (a.kind == RH_LIST || a.kind == RH_OPTIONAL) return a.n == b.n && same_items(a.list, b.list, a.n);
    if (a.kind == RH_MAP) return a.n == b.n && same_pairs(a.map, b.map, a.n);
    return rh_value_same(a, b);
}

static rh_expr expr_of(const rh_question *q, size_t core) { return q->exprs != NULL ? q->exprs[core] : q->expr; }

static bool is_asked(const rh_branch *b, const rh_question *q, size_t core)
{
    const uint64_t *lanes = b->stratum->of_core.at[core];
    for (size_t w = 0; w < b->program->n_words; w++)
        if (q->lanes == NULL || (b->lanes[w] & lanes[w] & q->lanes[w]) != 0) return true;
    return false;
}

/* What is kept between evaluations was found on the slots of the core that decides. */
static rh_value answer(rh_branch *b, const rh_question *q, size_t core, rh_eval *ev)
{
    const rh_expr expr = expr_of(q, core);
    if (b->stratum->n_own == 0 || b->like[core] == b->core)
        return q->memo != NULL ? rh_memo_eval(q->memo, expr, ev) : rh_pool_eval(q->pool, expr, ev);
    rh_branch_wear(b, core);
    const rh_value its = rh_pool_eval(q->pool, expr, ev);
    rh_branch_wear(b, b->core);
    return its;
}

static bool may_stay(const rh_question *q, rh_value value, rh_value its)
{
    const bool can_say = value.kind != RH_UNDECIDED && its.kind != RH_UNDECIDED;
    return (q->is_own && can_say) || rh_branch_same_bits(value, its);
}

/* Each rider has an expression of its own. Settings stand in their order: often it says what the one before it says. */
static rh_instant ask_each(rh_branch *b, const rh_question *q, rh_value value, rh_eval *ev)
{
    const bool has_own = b->stratum->n_own != 0;
    rh_instant until = ev->valid_until, its_until = until;
    rh_value its = value;
    size_t last = b->core;
    for (size_t k = rh_branch_next_rider(b, 0); k < b->stratum->cores.n; k = rh_branch_next_rider(b, k + 1)) {
        if (!is_asked(b, q, k)) continue;
        if (expr_of(q, k) != expr_of(q, last) || (has_own && b->like[k] != b->like[last])) {
            its = answer(b, q, k, ev);
            its_until = ev->valid_until;
        }
        last = k;
        if (q->is_own) b->answers[k] = its;
        if (may_stay(q, value, its)) until = rh_instant_min(until, its_until);
        else rh_branch_part(b, k);
    }
    return until;
}

/* The head leaves last, so that the others need none anew. */
static void part_like(rh_branch *b, const rh_question *q, size_t head)
{
    for (size_t k = b->stratum->cores.n; k-- > head;)
        if (rh_bits_has(b->riders, k) && b->like[k] == head && is_asked(b, q, k)) rh_branch_part(b, k);
}

/* All have the same expression, so that only who has other facts can say otherwise. */
static rh_instant ask_heads(rh_branch *b, const rh_question *q, rh_value value, rh_eval *ev)
{
    const size_t n = b->stratum->cores.n;
    rh_instant until = ev->valid_until;
    for (size_t k = rh_bits_next(b->heads, 0, n); k < n; k = rh_bits_next(b->heads, k + 1, n)) {
        const rh_value its = answer(b, q, k, ev);
        if (q->is_own) b->answers[k] = its;
        if (may_stay(q, value, its)) until = rh_instant_min(until, ev->valid_until);
        else part_like(b, q, k);
    }
    return until;
}

rh_instant rh_branch_ask_riders(rh_branch *b, const rh_question *q, rh_value value, rh_eval *ev)
{
    if (q->is_own) b->answers[b->core] = value;
    return q->exprs != NULL ? ask_each(b, q, value, ev) : ask_heads(b, q, value, ev);
}

bool rh_branch_is_above_limit(rh_branch *b, int64_t amount)
{
    const rh_stratum *s = b->stratum;
    const bool is_above = amount > s->cores.at[b->core]->policy.materiality;
    for (size_t k = rh_branch_next_rider(b, 0); k < s->cores.n; k = rh_branch_next_rider(b, k + 1))
        if ((amount > s->cores.at[k]->policy.materiality) != is_above) rh_branch_part(b, k);
    return is_above;
}
