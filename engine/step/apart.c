/* Riders that say otherwise at a place from which a fork can go on: they need not be played from the beginning. */
#include "engine/step/insides.h"

/* Who leaves from now on is noted in a set of its own. NULL on no memory. */
static uint64_t *begin_asking(rh_branch *b, const rh_work *w)
{
    uint64_t *left = RH_NEW_N(w->scratch, b->program->n_words, uint64_t);
    if (left != NULL) b->parted = left;
    return left;
}

/* Lanes that left are played from the beginning after all. */
static void give_up(rh_branch *b, const uint64_t *left)
{
    for (size_t i = 0; i < b->program->n_words; i++) b->parted[i] |= left[i];
}

static rh_code fork(rh_branch **out, rh_branch *b, const rh_work *w, const uint64_t *left)
{
    rh_code code = rh_branch_fork(out, b, left, w->err);
    if (code == RH_OK) code = rh_run__push(w->run, *out, w->err);
    return code;
}

/* The fork has the consumer as it was before. How long something stood undecided is counted when it no longer does, so
 * that such lanes start anew. */
static rh_code fork_before(rh_branch *b, const rh_work *w, uint32_t consumer, const rh_consumer_state *before,
                           const uint64_t *left)
{
    rh_branch *its;
    if (!rh_lanes_meet(left, left, b->program->n_words)) return RH_OK;
    if (before->value.kind == RH_UNDECIDED || b->consumers[consumer].value.kind == RH_UNDECIDED) {
        give_up(b, left);
        return RH_OK;
    }
    const rh_code code = fork(&its, b, w, left);
    if (code != RH_OK) return code;
    its->consumers[consumer] = *before;
    its->clock_is_stale = its->timers_are_stale = true;
    rh_branch_mark(its, consumer);
    return RH_OK;
}

rh_code rh_step__eval_or_fork(rh_value *out, rh_branch *b, const rh_work *w, uint32_t consumer)
{
    if (b->n_riders == 0 || !b->stratum->consumers[consumer].is_varied) {
        *out = rh_branch_eval(b, w, consumer);
        return RH_OK;
    }
    const rh_consumer_state before = b->consumers[consumer];
    uint64_t *parted = b->parted, *left = begin_asking(b, w);
    if (left == NULL) return rh_err_nomem(w->err);
    *out = rh_branch_eval(b, w, consumer);
    b->parted = parted;
    return fork_before(b, w, consumer, &before, left);
}

static void ask(rh_branch *b, const rh_work *w, const rh_event_rules *rules, const rh_expr *exprs, size_t n)
{
    const size_t n_cores = b->stratum->cores.n;
    for (size_t i = 0; i < n; i++)
        if (exprs[i * n_cores] != RH_EXPR_NONE) rh_branch_eval_once(b, w, rules->pool, exprs + i * n_cores, true);
}

static void ask_all(rh_branch *b, const rh_work *w, const rh_event_rules *rules)
{
    const rh_event_decl *decl = rules->decl;
    ask(b, w, rules, rules->action_of, 1);
    ask(b, w, rules, rules->sets, decl->n_sets);
    ask(b, w, rules, rules->row_keys, decl->n_rows);
    for (size_t r = 0; r < decl->n_rows; r++)
        if (!decl->rows[r].removes) ask(b, w, rules, rules->row_sets[r], decl->rows[r].n_sets);
}

rh_code rh_step__fork_by_event(rh_branch *b, const rh_work *w, const rh_intake *in, const rh_tally *before)
{
    const rh_instant now = b->now;
    uint64_t *parted = b->parted, *left = begin_asking(b, w);
    rh_branch *its;
    if (left == NULL) return rh_err_nomem(w->err);
    b->now = w->event->knowntime;
    ask_all(b, w, in->rules);
    b->now = now;
    b->parted = parted;
    if (!rh_lanes_meet(left, left, b->program->n_words)) return RH_OK;
    const rh_code code = fork(&its, b, w, left);
    if (code == RH_OK) its->tally = *before;
    return code;
}
