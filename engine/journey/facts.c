/* Slots, what depends on them, and the evaluation of what does. */
#include "engine/journey/branch.h"

/* Marks the readers of a slot whom the change concerns. */
static void changed(rh_branch *b, uint32_t slot, uint64_t words)
{
    const rh_stratum *s = b->stratum;
    if (b->touched != NULL) rh_bits_add(b->touched, slot);
    if (b->mustered != NULL) {
        rh_mustered_changed(b, slot);
        return;
    }
    rh_memo_touch(b->memo, slot);
    for (size_t i = 0; i < s->n_readers[slot]; i++) {
        const rh_reader *r = &s->readers[slot][i];
        const rh_consumer_state *state = &b->consumers[r->consumer];
        const bool concerns = r->place <= state->reach && (r->words & words) != 0;
        if (concerns || state->is_watched) rh_branch_mark(b, r->consumer);
    }
}

bool rh_branch_set(rh_branch *b, uint32_t slot, rh_value value)
{
    const rh_value old = b->slots[slot];
    if (old.kind == value.kind && rh_value_same(old, value)) return false;
    b->slots[slot] = value;
    const bool is_by_word = b->stratum->has_words[slot] && old.kind == RH_STRING && value.kind == RH_STRING;
    changed(b, slot, is_by_word ? rh_word_bit(rh_value_str(old)) | rh_word_bit(rh_value_str(value)) : RH_WORDS_ALL);
    return true;
}

void rh_branch_concern(rh_branch *b, uint32_t slot) { changed(b, slot, RH_WORDS_ALL); }

void rh_branch_set_member(rh_branch *b, uint32_t slot, rh_value value, rh_str key)
{
    b->slots[slot] = value;
    changed(b, slot, rh_word_bit(key));
}

void rh_branch_mark_set(rh_branch *b, size_t first, const uint64_t *set, size_t n)
{
    for (size_t i = rh_bits_next(set, 0, n); i < n; i = rh_bits_next(set, i + 1, n))
        rh_branch_mark(b, (uint32_t)(first + i));
}

void rh_branch_stale_verdicts(rh_branch *b)
{
    rh_bits_fill(b->stale_verdicts, b->stratum->reg->n_actions);
    b->is_marked = true;
}

void rh_branch_stale_verdicts_of(rh_branch *b, const rh_variant *v)
{
    for (size_t i = 0; i < v->n_listed; i++) rh_bits_add(b->stale_verdicts, v->listed[i]);
    b->is_marked = true;
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

rh_eval *rh_branch_evaluation(const rh_branch *b, const rh_work *w)
{
    rh_eval *ev = w->eval;
    ev->slots = b->slots;
    ev->now = b->now;
    ev->calendar = b->stratum->reg->calendar;
    return ev;
}

/* Steps that ended while a consumer stood undecided are counted when it no longer does, or when somebody asks. Without
 * memory the arena remembers the failure, which ends the run. */
static rh_code close_undecided(rh_branch *b, uint32_t consumer)
{
    rh_consumer_state *state = &b->consumers[consumer];
    const uint32_t n = b->n_ended - state->open_since;
    if (state->value.kind != RH_UNDECIDED || n == 0) return RH_OK;
    state->open_since = b->n_ended;
    return rh_branch_tally_undecided(b, consumer, (rh_cause)state->value.cause, rh_str_null(), n);
}

rh_code rh_branch_count_undecided(rh_branch *b)
{
    for (uint32_t c = 0; b->n_undecided != 0 && c < b->stratum->n_consumers; c++) {
        const rh_code code = close_undecided(b, c);
        if (code != RH_OK) return code;
    }
    return RH_OK;
}

static inline void set_value(rh_branch *b, uint32_t consumer, rh_value value)
{
    rh_consumer_state *state = &b->consumers[consumer];
    const bool is_undecided = value.kind == RH_UNDECIDED, was_undecided = state->value.kind == RH_UNDECIDED;
    if (is_undecided || was_undecided) {
        const bool stays = is_undecided && was_undecided && state->value.cause == value.cause;
        if (!stays && close_undecided(b, consumer) == RH_OK) state->open_since = b->n_ended;
        b->n_undecided += (uint32_t)is_undecided - (uint32_t)was_undecided;
    }
    state->value = value;
}

static bool is_fresh(const rh_branch *b, uint32_t consumer)
{
    return b->mustered != NULL && rh_bits_has(b->mustered->is_fresh, consumer);
}

/* The lanes that have a consumer; NULL: all. */
static const uint64_t *lanes_of(const rh_stratum *s, const rh_consumer *c)
{
    return c->kind == RH_CONSUMES_WHEN ? s->variants[c->index].lanes : NULL;
}

static bool is_own(const rh_stratum *s, const rh_consumer *c)
{
    return c->kind == RH_CONSUMES_DERIVED && s->derived[c->index].own != RH_NONE;
}

/* Evaluates a consumer by itself. */
static void evaluate(rh_branch *b, const rh_work *w, uint32_t consumer)
{
    const rh_consumer *c = &b->stratum->consumers[consumer];
    const rh_expr expr = rh_consumer_expr(c, b->core);
    const rh_pool *pool = b->stratum->pool;
    rh_consumer_state *state = &b->consumers[consumer];
    rh_memo *memo = b->mustered == NULL ? b->memo : NULL;
    rh_eval *ev = rh_branch_evaluation(b, w);
    ++*w->n_evaluated;
    set_value(b, consumer, memo == NULL ? rh_pool_eval(pool, expr, ev) : rh_memo_eval(memo, expr, ev));
    *w->n_nodes += ev->cost;
    state->until = ev->valid_until;
    state->reach = ev->reach;
    if (c->is_varied && b->n_riders != 0) {
        const rh_question question = {.pool = pool,
                                      .memo = memo,
                                      .expr = expr,
                                      .exprs = c->exprs,
                                      .lanes = lanes_of(b->stratum, c),
                                      .is_own = is_own(b->stratum, c)};
        state->until = rh_branch_ask_riders(b, &question, state->value, ev);
    }
    if (b->mustered != NULL) rh_mustered_note(b, consumer, state->value, state->until);
}

rh_value rh_branch_eval(rh_branch *b, const rh_work *w, uint32_t consumer)
{
    const rh_consumer *c = &b->stratum->consumers[consumer];
    rh_consumer_state *state = &b->consumers[consumer];
    rh_branch_unmark(b, consumer);
    if (c->expr == RH_EXPR_NONE) return rh_null();
    const rh_instant until = state->until;
    if (is_fresh(b, consumer)) {
        set_value(b, consumer, rh_bool(rh_bits_has(b->mustered->is_true, consumer)));
        state->until = b->mustered->until[consumer];
    } else {
        evaluate(b, w, consumer);
    }
    if (c->reads_clock && rh_instant_cmp(until, state->until) != 0) b->clock_is_stale = b->timers_are_stale = true;
    return state->value;
}

void rh_branch_skip(rh_branch *b, uint32_t consumer)
{
    rh_consumer_state *state = &b->consumers[consumer];
    rh_branch_unmark(b, consumer);
    if (state->value.kind != RH_NULL) set_value(b, consumer, rh_null());
    state->reach = 0;
    if (rh_instant_is_never(state->until)) return;
    state->until = RH_INSTANT_NEVER;
    b->clock_is_stale = b->timers_are_stale = true;
}

void rh_branch_show_event(rh_branch *b)
{
    const rh_event *event = b->unshown;
    if (event == NULL) return;
    b->unshown = NULL;
    const uint32_t base = b->stratum->n_fields;
    const struct { rh_core_slot slot; rh_str text; } texts[] = {
        {RH_SLOT_EVENT_ID, event->id}, {RH_SLOT_EVENT_SOURCE, event->source}, {RH_SLOT_EVENT_TYPE, event->type},
        {RH_SLOT_EVENT_SUBJECT, event->subject}, {RH_SLOT_EVENT_ACTOR, event->actor},
        {RH_SLOT_EVENT_ACTORROLE, event->actorrole}, {RH_SLOT_EVENT_ACTORKIND, event->actorkind}};
    for (size_t i = 0; i < sizeof texts / sizeof *texts; i++)
        b->slots[base + texts[i].slot] = texts[i].text.ptr != NULL ? rh_string(texts[i].text) : rh_null();
    b->slots[base + RH_SLOT_EVENT_TIME] = rh_timestamp(event->time);
    b->slots[base + RH_SLOT_EVENT_KNOWNTIME] = rh_timestamp(event->knowntime);
    b->slots[base + RH_SLOT_EVENT_DATA] = b->unshown_data;
}

rh_value rh_branch_eval_once(rh_branch *b, const rh_work *w, const rh_pool *pool, const rh_expr *exprs, bool is_varied)
{
    if (pool != b->stratum->pool) rh_branch_show_event(b);
    rh_eval *ev = rh_branch_evaluation(b, w);
    const rh_value v = rh_pool_eval(pool, exprs[b->core], ev);
    if (is_varied && b->n_riders != 0)
        rh_branch_ask_riders(b, &(rh_question){.pool = pool, .exprs = exprs}, v, ev);
    return v;
}
