/* The verdicts of a round, in the order of actions.yaml (SPEC.md section 6, rulings 90 to 92, 111). */
#include "engine/step/insides.h"

typedef struct active {
    uint32_t *at; /* open and rejected entries, ascending */
    size_t n;
} active;

static bool collect_active(active *out, const rh_branch *b, const rh_work *w)
{
    out->n = 0;
    out->at = RH_NEW_N(w->scratch, b->stratum->n_ids, uint32_t);
    if (out->at == NULL) return false;
    for (uint32_t e = 0; e < b->stratum->n_ids; e++)
        if (b->entries[e].phase == RH_ENTRY_OPEN || b->entries[e].phase == RH_ENTRY_REJECTED) out->at[out->n++] = e;
    return true;
}

static rh_verdict level_of(const rh_branch *b, uint32_t entry, uint32_t action)
{
    const uint8_t level = rh_entry_variant(b, entry)->levels[action];
    if (level == 0) return RH_ALLOW;
    return b->entries[entry].phase == RH_ENTRY_REJECTED ? RH_BLOCK : (rh_verdict)level;
}

static rh_verdict default_of(rh_branch *b, const rh_work *w, uint32_t action)
{
    const rh_stratum *s = b->stratum;
    const uint32_t c = (uint32_t)s->first_of[RH_CONSUMES_RELEASE] + action;
    if (s->consumers[c].expr == RH_EXPR_NONE) return s->reg->actions[action].by_default;
    const rh_value v = rh_branch_is_dirty(b, c) ? rh_branch_eval(b, w, c) : b->consumers[c].value;
    return rh_value_is_true(v) ? RH_ALLOW : s->reg->actions[action].by_default;
}

/* because[] has room for every active entry and two more. */
static rh_verdict judge(rh_branch *b, const rh_work *w, const active *act, uint32_t action, rh_str *because, size_t *n)
{
    const rh_action *a = &b->stratum->reg->actions[action];
    *n = 0;
    if (!rh_branch_in_range(b, a->range)) {
        rh_branch_skip(b, (uint32_t)b->stratum->first_of[RH_CONSUMES_RELEASE] + action);
        because[(*n)++] = RH_STR("sequence");
        return RH_BLOCK;
    }
    const rh_verdict by_default = default_of(b, w, action);
    const rh_verdict stop = b->n_stops != 0 && a->is_pausable ? RH_HOLD : RH_ALLOW;
    rh_verdict most = by_default > stop ? by_default : stop;
    for (size_t i = 0; i < act->n; i++) {
        const rh_verdict level = level_of(b, act->at[i], action);
        if (level > most) most = level;
    }
    for (size_t i = 0; i < act->n; i++)
        if (level_of(b, act->at[i], action) == most && most != RH_ALLOW) because[(*n)++] = b->stratum->ids[act->at[i]];
    if (by_default == most) because[(*n)++] = RH_STR("default");
    if (stop == most && most != RH_ALLOW) because[(*n)++] = RH_STR("stop");
    return most;
}

static bool same_reasons(rh_strs a, const rh_str *b, size_t n)
{
    if (a.n != n) return false;
    for (size_t i = 0; i < n; i++)
        if (!rh_str_eq(a.at[i], b[i])) return false;
    return true;
}

static rh_code write(rh_branch *b, const rh_work *w, uint32_t action, rh_verdict verdict, const rh_str *because,
                     size_t n)
{
    rh_action_state *state = &b->actions[action];
    if (state->verdict == (uint8_t)verdict && same_reasons(state->because, because, n)) return RH_OK;
    rh_record *record = rh_branch_record(b, RH_REC_VERDICT);
    rh_str *reasons = RH_NEW_N(b->arena, n, rh_str);
    if (record == NULL || reasons == NULL) return rh_err_nomem(w->err);
    memcpy(reasons, because, n * sizeof *reasons);
    record->verdict.action = b->stratum->reg->actions[action].id;
    record->verdict.from = (rh_verdict)state->verdict;
    record->verdict.to = verdict;
    record->verdict.because = (rh_strs){reasons, n};
    state->verdict = (uint8_t)verdict;
    state->because = record->verdict.because;
    rh_branch_changed(b, b->stratum->reg->actions[action].id);
    return RH_OK;
}

rh_code rh_step__settle_verdicts(rh_branch *b, const rh_work *w)
{
    const rh_stratum *s = b->stratum;
    const size_t first = s->first_of[RH_CONSUMES_RELEASE], end = s->first_of[RH_CONSUMES_AUTO];
    if (!b->all_verdicts && rh_branch_next_dirty(b, first, end) == RH_NONE) return RH_OK;
    active act;
    rh_str *because = RH_NEW_N(w->scratch, s->n_ids + 2, rh_str);
    if (because == NULL || !collect_active(&act, b, w)) return rh_err_nomem(w->err);
    for (uint32_t a = 0; a < s->reg->n_actions; a++) {
        if (!b->all_verdicts && !rh_branch_is_dirty(b, (uint32_t)first + a)) continue;
        size_t n;
        const rh_verdict verdict = judge(b, w, &act, a, because, &n);
        rh_branch_unmark(b, (uint32_t)first + a);
        const rh_code code = write(b, w, a, verdict, because, n);
        if (code != RH_OK) return code;
    }
    b->all_verdicts = false;
    return RH_OK;
}
