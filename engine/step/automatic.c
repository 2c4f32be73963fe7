/* Automatic actions: proposed, then did, drafted, held or blocked; a held one runs at most once (rulings 94 to 96). */
#include "engine/step/insides.h"

static rh_code write(rh_branch *b, const rh_work *w, rh_record_kind kind, uint32_t action)
{
    rh_record *record = rh_branch_record(b, kind);
    if (record == NULL) return rh_err_nomem(w->err);
    record->action.action = b->stratum->reg->actions[action].id;
    rh_branch_changed(b, record->action.action);
    return kind == RH_REC_DID ? rh_step__did(b, w, action) : RH_OK;
}

static void set_phase(rh_branch *b, rh_action_state *state, rh_auto_phase phase)
{
    if (state->automatic == RH_AUTO_PENDING) b->n_pending--;
    if (phase == RH_AUTO_PENDING) b->n_pending++;
    state->automatic = (uint8_t)phase;
}

static rh_code propose(rh_branch *b, const rh_work *w, uint32_t action)
{
    static const rh_record_kind outcomes[] = {
        [RH_ALLOW] = RH_REC_DID, [RH_DRAFT] = RH_REC_DRAFTED, [RH_HOLD] = RH_REC_HELD, [RH_BLOCK] = RH_REC_BLOCKED};
    rh_action_state *state = &b->actions[action];
    set_phase(b, state, state->verdict == RH_HOLD ? RH_AUTO_PENDING : RH_AUTO_FINAL);
    const rh_code code = write(b, w, RH_REC_PROPOSED, action);
    return code == RH_OK ? write(b, w, outcomes[state->verdict], action) : code;
}

static rh_code look_at(rh_branch *b, const rh_work *w, uint32_t action, uint32_t consumer)
{
    rh_action_state *state = &b->actions[action];
    rh_value v = rh_null();
    rh_code code = RH_OK;
    if (state->automatic != RH_AUTO_WAITING) rh_branch_skip(b, consumer);
    else if (rh_branch_is_dirty(b, consumer)) code = rh_step__eval_or_fork(&v, b, w, consumer);
    if (code != RH_OK) return code;
    if (rh_value_is_true(v)) return propose(b, w, action);
    if (state->automatic != RH_AUTO_PENDING || (!state->is_dropped && state->verdict != RH_ALLOW)) return RH_OK;
    set_phase(b, state, RH_AUTO_FINAL);
    return write(b, w, state->is_dropped ? RH_REC_DROPPED : RH_REC_DID, action);
}

/* Without pending actions only the marked ones matter. */
rh_code rh_step__settle_automatic(rh_branch *b, const rh_work *w)
{
    const rh_stratum *s = b->stratum;
    const size_t first = s->first_of[RH_CONSUMES_AUTO], end = s->first_of[RH_CONSUMES_ALERT];
    uint32_t c = (uint32_t)first;
    while (c < end) {
        if (b->n_pending == 0) c = rh_branch_next_dirty(b, c, end);
        if (c == RH_NONE) break;
        if (s->consumers[c].expr == RH_EXPR_NONE) rh_branch_unmark(b, c);
        else {
            const rh_code code = look_at(b, w, c - (uint32_t)first, c);
            if (code != RH_OK) return code;
        }
        c++;
    }
    return RH_OK;
}
