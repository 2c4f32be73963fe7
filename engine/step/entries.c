/* The entries' part of a round: each marked one opens, clears, lapses, rests or reopens. */
#include "engine/step/insides.h"

enum { IS_FALSE, IS_TRUE, IS_UNDECIDED };

/* Ruling 35: what is no bool is undecided. */
static uint8_t truth(rh_value v)
{
    if (v.kind != RH_BOOL) return IS_UNDECIDED;
    return v.b ? IS_TRUE : IS_FALSE;
}

static bool wrote_below(const rh_work *w, const rh_variant *v)
{
    for (size_t i = 0; w->written != NULL && i < v->n_below; i++)
        if (w->written[v->below[i]]) return true;
    return false;
}

static void set_ai_false(rh_branch *b, rh_entry_state *state, bool is_ai_false)
{
    if (state->is_ai_false == is_ai_false) return;
    state->is_ai_false = is_ai_false;
    if (is_ai_false) b->n_ai_false++;
    else b->n_ai_false--;
}

/* What `when` counts as for an entry that is not idle: an AI event can't turn it false (ruling 93). */
static void note_truth(rh_branch *b, const rh_work *w, const rh_variant *v, uint8_t raw)
{
    rh_entry_state *state = &b->entries[v->at];
    state->undecided = raw == IS_UNDECIDED;
    if (raw != IS_FALSE) {
        set_ai_false(b, state, false);
        state->when = raw;
        return;
    }
    if (state->when == IS_FALSE) return;
    const bool is_confirmed = state->is_ai_false && w->event != NULL && !w->is_ai && wrote_below(w, v);
    const bool is_guarded = state->phase == RH_ENTRY_OPEN || state->phase == RH_ENTRY_REJECTED;
    if (state->is_ai_false && !is_confirmed) return;
    if (!state->is_ai_false && w->is_ai && is_guarded) {
        set_ai_false(b, state, true);
        return;
    }
    set_ai_false(b, state, false);
    state->when = IS_FALSE;
    state->turned_by_human = w->is_human;
}

/* Whether what is false may close the entry. */
static bool may_clear(const rh_entry_state *state)
{
    if (state->when != IS_FALSE) return false;
    return state->clears == RH_CLEARS_DATA || (state->clears == RH_CLEARS_HUMAN_DATA && state->turned_by_human);
}

/* Idle outside of its window: nobody asks for its condition, so that it is neither undecided nor waits for the
 * clock. */
static rh_code lapse(rh_branch *b, const rh_work *w, const rh_variant *v)
{
    const rh_code code = rh_entry_close(b, v->at, RH_REC_LAPSED, w);
    for (uint32_t k = v->kin; code == RH_OK && k < v->kin + v->n_kin; k++)
        if (rh_branch_has(b, &b->stratum->variants[k])) rh_branch_skip(b, b->stratum->variants[k].consumer);
    return code;
}

static rh_code look_at_open(rh_branch *b, const rh_work *w, const rh_variant *v, bool in_window)
{
    if (may_clear(&b->entries[v->at])) return rh_entry_close(b, v->at, RH_REC_CLEARED, w);
    if (!in_window) return lapse(b, w, v);
    return RH_OK;
}

static rh_code look_at_decided(rh_branch *b, const rh_work *w, uint32_t variant, uint8_t raw, bool in_window)
{
    const rh_variant *v = &b->stratum->variants[variant];
    rh_entry_state *state = &b->entries[v->at];
    const bool is_released = state->phase == RH_ENTRY_RELEASED;
    if (is_released ? raw == IS_FALSE : may_clear(state)) {
        rh_entry_rest(b, v->at);
        return RH_OK;
    }
    if (raw == IS_FALSE || !in_window) return RH_OK;
    const bool is_over =
        is_released && (!rh_instant_before(b->now, state->condition_due) || rh_branch_is_expired(b, v->at));
    if (!is_over && !rh_entry_facts_changed(b, v->at)) return RH_OK;
    return rh_entry_open(b, w, variant, raw == IS_UNDECIDED, true);
}

/* The condition is not asked for in another segment; it is when the segment changes. */
static uint8_t truth_of(rh_branch *b, const rh_work *w, const rh_variant *v, bool is_segment)
{
    if (is_segment) return truth(rh_branch_eval(b, w, v->consumer));
    rh_branch_skip(b, v->consumer);
    return IS_FALSE;
}

/* What is marked nobody has asked yet. */
static uint8_t truth_as_known(rh_branch *b, const rh_work *w, const rh_variant *v, bool is_segment)
{
    if (rh_branch_is_dirty(b, v->consumer)) return truth_of(b, w, v, is_segment);
    return is_segment ? truth(b->consumers[v->consumer].value) : IS_FALSE;
}

/* Kin that no lane of the branch has any more are not asked. */
static void forget_kin(rh_branch *b, const rh_variant *v)
{
    for (uint32_t k = v->kin; k < v->kin + v->n_kin; k++)
        if (!rh_branch_has(b, &b->stratum->variants[k])) rh_branch_skip(b, b->stratum->variants[k].consumer);
}

/* A fork for these lanes, which looks at the entry again, as they have it. */
static rh_code split(rh_branch *b, const rh_work *w, const uint64_t *lanes, const rh_variant *v)
{
    const uint32_t here = b->cursor.variant;
    rh_branch *fork;
    for (uint32_t k = v->kin + v->n_kin; k-- > v->kin;) {
        if (!rh_lanes_meet(lanes, b->stratum->variants[k].lanes, b->program->n_words)) continue;
        rh_branch_mark(b, b->stratum->variants[k].consumer);
        b->cursor.variant = k;
    }
    rh_code code = rh_branch_fork(&fork, b, lanes, w->err);
    if (code == RH_OK) code = rh_run__push(w->run, fork, w->err);
    if (code != RH_OK) return code;
    b->cursor.variant = here;
    forget_kin(b, v);
    forget_kin(fork, v);
    return RH_OK;
}

/* Those that have left the branch meanwhile, being asked, are none of them. Whether there are others. */
static bool keep_present(uint64_t *lanes, const rh_branch *b)
{
    for (size_t i = 0; i < b->program->n_words; i++) lanes[i] &= b->lanes[i];
    return rh_lanes_meet(lanes, b->lanes, b->program->n_words);
}

/* The lanes of the branch whose condition says now what this variant's does: those that open the entry with it. What
 * says otherwise and is not false is left marked. */
static void gather_idle(uint64_t *lanes, rh_branch *b, const rh_work *w, uint32_t variant, uint8_t raw)
{
    const rh_stratum *s = b->stratum;
    const rh_variant *v = &s->variants[variant];
    for (uint32_t k = variant; k < v->kin + v->n_kin; k++) {
        const rh_variant *kin = &s->variants[k];
        if (k != variant && (!rh_branch_is_dirty(b, kin->consumer) || !rh_branch_has(b, kin))) continue;
        const uint8_t its = k == variant ? raw : truth_of(b, w, kin, true);
        for (size_t i = 0; its == raw && i < b->program->n_words; i++) lanes[i] |= b->lanes[i] & kin->lanes[i];
        if (its != raw && its != IS_FALSE) rh_branch_mark(b, kin->consumer);
    }
}

/* Lanes in which the entry does not open now go on without it. */
static rh_code open_idle(rh_branch *b, const rh_work *w, uint32_t variant, uint8_t raw)
{
    const rh_variant *v = &b->stratum->variants[variant];
    if (rh_lanes_within(b->lanes, v->lanes, b->program->n_words))
        return rh_entry_open(b, w, variant, raw == IS_UNDECIDED, false);
    uint64_t *lanes = RH_NEW_N(b->arena, b->program->n_words, uint64_t);
    if (lanes == NULL) return rh_err_nomem(w->err);
    gather_idle(lanes, b, w, variant, raw);
    if (!keep_present(lanes, b)) return RH_OK;
    if (rh_lanes_within(b->lanes, lanes, b->program->n_words))
        return rh_entry_open(b, w, variant, raw == IS_UNDECIDED, false);
    return split(b, w, lanes, v);
}

/* Lanes that have the entry, too, and whose condition says otherwise now part from the branch. */
static rh_code part(rh_branch *b, const rh_work *w, uint32_t variant, uint8_t raw, bool is_segment)
{
    const rh_stratum *s = b->stratum;
    const rh_variant *v = &s->variants[variant];
    if (v->n_kin == 1 || rh_lanes_within(b->lanes, v->lanes, b->program->n_words)) return RH_OK;
    uint64_t *lanes = RH_NEW_N(w->scratch, b->program->n_words, uint64_t);
    if (lanes == NULL) return rh_err_nomem(w->err);
    for (uint32_t k = v->kin; k < v->kin + v->n_kin; k++) {
        const rh_variant *kin = &s->variants[k];
        if (k == variant || !rh_branch_has(b, kin) || truth_as_known(b, w, kin, is_segment) == raw) continue;
        for (size_t i = 0; i < b->program->n_words; i++) lanes[i] |= b->lanes[i] & kin->lanes[i];
    }
    return keep_present(lanes, b) ? split(b, w, lanes, v) : RH_OK;
}

static rh_code look_at(rh_branch *b, const rh_work *w, uint32_t variant, bool in_window)
{
    const rh_variant *v = &b->stratum->variants[variant];
    const rh_entry_state *state = &b->entries[v->at];
    if (!rh_branch_has(b, v) || (state->phase == RH_ENTRY_IDLE && !in_window)) {
        rh_branch_skip(b, v->consumer);
        return RH_OK;
    }
    if (v->reads_approvers)
        rh_branch_set(b, rh_core_slot_of(b->stratum, RH_SLOT_APPROVERS), rh_int(state->approver.ptr != NULL));
    const bool is_segment = rh_entry_is_segment(b->stratum, b->slots, v->entry);
    const uint8_t raw = truth_of(b, w, v, is_segment);
    if (v->n_kin > 1 && !rh_branch_has(b, v)) return RH_OK; /* those that have it say otherwise than the branch */
    if (state->phase == RH_ENTRY_IDLE) return raw == IS_FALSE ? RH_OK : open_idle(b, w, variant, raw);
    const rh_code code = part(b, w, variant, raw, is_segment);
    if (code != RH_OK) return code;
    note_truth(b, w, v, raw);
    return state->phase == RH_ENTRY_OPEN ? look_at_open(b, w, v, in_window)
                                         : look_at_decided(b, w, variant, raw, in_window);
}

rh_code rh_step__settle_entries(rh_branch *b, const rh_work *w)
{
    const rh_stratum *s = b->stratum;
    const size_t first = s->first_of[RH_CONSUMES_WHEN], end = s->first_of[RH_CONSUMES_RELEASE];
    const uint64_t *windows = rh_branch_windows(b); /* of the state, which the entries leave as it is */
    uint32_t c;
    if (b->touched != NULL) rh_run__look(w->run, b, w);
    while ((c = rh_branch_next_dirty(b, first + b->cursor.variant, end)) != RH_NONE) {
        const uint32_t variant = c - (uint32_t)first;
        if (b->touched != NULL) rh_run__look(w->run, b, w); /* one that opened or closed may have set workflow.paused */
        const rh_code code = look_at(b, w, variant, windows != NULL && rh_bits_has(windows, variant));
        if (code != RH_OK) return code;
        b->cursor.variant = variant + 1;
    }
    return RH_OK;
}
