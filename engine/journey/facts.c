/* Slots, what depends on them, and the evaluation of what does. */
#include "engine/journey/branch.h"

bool rh_branch_set(rh_branch *b, uint32_t slot, rh_value value)
{
    const rh_stratum *s = b->stratum;
    if (rh_value_same(b->slots[slot], value)) return false;
    b->slots[slot] = value;
    rh_memo_touch(b->memo, slot);
    for (size_t i = 0; i < s->n_readers[slot]; i++) rh_branch_mark(b, s->readers[slot][i]);
    return true;
}

void rh_branch_mark_all(rh_branch *b)
{
    rh_bits_fill(b->dirty, b->stratum->n_consumers);
}

void rh_branch_stale_verdicts(rh_branch *b)
{
    rh_bits_fill(b->stale_verdicts, b->stratum->reg->n_actions);
}

void rh_branch_stale_verdicts_of(rh_branch *b, const rh_variant *v)
{
    for (size_t i = 0; i < v->n_listed; i++) rh_bits_add(b->stale_verdicts, v->listed[i]);
}

void rh_branch_mark_clocks(rh_branch *b)
{
    /* In a final state no timer was asked for, so that next_clock may be of long ago. */
    if (!b->clock_is_stale && rh_instant_before(b->now, b->next_clock)) return;
    const rh_stratum *s = b->stratum;
    for (size_t i = 0; i < s->n_clocks; i++)
        if (!rh_instant_before(b->now, b->consumers[s->clocks[i]].until)) rh_branch_mark(b, s->clocks[i]);
    b->clock_is_stale = true;
}

static rh_eval evaluation(const rh_branch *b, const rh_work *w)
{
    const rh_lent *lent = b->program->lent;
    rh_eval ev = {.slots = b->slots, .now = b->now, .calendar = b->stratum->reg->calendar, .scratch = w->scratch};
    if (lent != NULL) ev.regex = lent->regex, ev.zones = lent->zones, ev.host = lent->ctx;
    return ev;
}

rh_value rh_branch_eval(rh_branch *b, const rh_work *w, uint32_t consumer)
{
    const rh_consumer *c = &b->stratum->consumers[consumer];
    rh_consumer_state *state = &b->consumers[consumer];
    rh_branch_unmark(b, consumer);
    if (c->expr == RH_EXPR_NONE) return rh_null();
    ++*w->n_evaluated;
    rh_eval ev = evaluation(b, w);
    const bool was_undecided = state->value.kind == RH_UNDECIDED;
    const rh_instant until = state->until;
    state->value = w->eager ? rh_pool_eval(b->stratum->pool, c->expr, &ev) : rh_memo_eval(b->memo, c->expr, &ev);
    state->until = ev.valid_until;
    b->n_undecided += (state->value.kind == RH_UNDECIDED) - (uint32_t)was_undecided;
    if (c->reads_clock && rh_instant_cmp(until, state->until) != 0) b->clock_is_stale = b->timers_are_stale = true;
    return state->value;
}

void rh_branch_skip(rh_branch *b, uint32_t consumer)
{
    rh_branch_unmark(b, consumer);
    if (b->consumers[consumer].value.kind == RH_UNDECIDED) b->n_undecided--;
    b->consumers[consumer].value = rh_null();
    if (rh_instant_is_never(b->consumers[consumer].until)) return;
    b->consumers[consumer].until = RH_INSTANT_NEVER;
    b->clock_is_stale = b->timers_are_stale = true;
}

rh_value rh_branch_eval_once(rh_branch *b, const rh_work *w, const rh_pool *pool, rh_expr expr, rh_instant *until)
{
    rh_eval ev = evaluation(b, w);
    const rh_value v = rh_pool_eval(pool, expr, &ev);
    if (until != NULL) *until = ev.valid_until;
    return v;
}
