/* The verdicts of a round, in the order of actions.yaml (SPEC.md section 6, rulings 90 to 92, 111). */
#include "engine/step/insides.h"

/* Open and rejected entries, and the most that any of them wants of each action. */
typedef struct active {
    uint32_t *at; /* ascending */
    size_t n;
    uint8_t *most; /* per action: rh_verdict */
} active;

static rh_verdict level_of(const rh_branch *b, uint32_t entry, uint32_t action)
{
    const uint8_t level = rh_entry_variant(b, entry)->levels[action];
    if (level == 0) return RH_ALLOW;
    return b->entries[entry].phase == RH_ENTRY_REJECTED ? RH_BLOCK : (rh_verdict)level;
}

static void collect(active *act, const rh_branch *b, uint32_t entry)
{
    const rh_variant *v = rh_entry_variant(b, entry);
    act->at[act->n++] = entry;
    for (size_t i = 0; i < v->n_listed; i++) {
        const uint8_t level = (uint8_t)level_of(b, entry, v->listed[i]);
        if (level > act->most[v->listed[i]]) act->most[v->listed[i]] = level;
    }
}

static bool collect_active(active *out, const rh_branch *b, const rh_work *w)
{
    const uint32_t n = (uint32_t)b->stratum->n_ids;
    *out = (active){.at = RH_NEW_N(w->scratch, n, uint32_t),
                    .most = RH_NEW_N(w->scratch, b->stratum->reg->n_actions, uint8_t)};
    if (out->at == NULL || out->most == NULL) return false;
    for (uint32_t e = rh_branch_next_active(b, 0); e < n; e = rh_branch_next_active(b, e + 1))
        if (b->entries[e].phase != RH_ENTRY_RELEASED) collect(out, b, e);
    return true;
}

static rh_code find_default(rh_verdict *out, rh_branch *b, const rh_work *w, uint32_t action)
{
    const rh_stratum *s = b->stratum;
    const uint32_t c = (uint32_t)s->first_of[RH_CONSUMES_RELEASE] + action;
    rh_value v = b->consumers[c].value;
    *out = s->reg->actions[action].by_default;
    if (s->consumers[c].expr == RH_EXPR_NONE) return RH_OK;
    const rh_code code = rh_branch_is_dirty(b, c) ? rh_step__eval_or_fork(&v, b, w, c) : RH_OK;
    if (rh_value_is_true(v)) *out = RH_ALLOW;
    return code;
}

/* because[] has room for every active entry and two more. */
static rh_code judge(rh_verdict *out, rh_branch *b, const rh_work *w, const active *act, uint32_t action,
                     rh_str *because, size_t *n)
{
    const rh_action *a = &b->stratum->reg->actions[action];
    *n = 0;
    if (!rh_branch_in_range(b, a->range)) {
        rh_branch_skip(b, (uint32_t)b->stratum->first_of[RH_CONSUMES_RELEASE] + action);
        because[(*n)++] = RH_STR("sequence");
        *out = RH_BLOCK;
        return RH_OK;
    }
    rh_verdict by_default;
    const rh_code code = find_default(&by_default, b, w, action);
    const rh_verdict stop = b->n_stops != 0 && a->is_pausable ? RH_HOLD : RH_ALLOW;
    const rh_verdict wanted = (rh_verdict)act->most[action];
    rh_verdict most = by_default > stop ? by_default : stop;
    if (wanted > most) most = wanted;
    for (size_t i = 0; wanted == most && wanted != RH_ALLOW && i < act->n; i++)
        if (level_of(b, act->at[i], action) == most) because[(*n)++] = b->stratum->ids[act->at[i]];
    if (by_default == most) because[(*n)++] = RH_STR("default");
    if (stop == most && most != RH_ALLOW) because[(*n)++] = RH_STR("stop");
    *out = most;
    return code;
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

/* Those that are stale, and those whose release is read anew. */
static bool collect_stale(rh_branch *b)
{
    const size_t first = b->stratum->first_of[RH_CONSUMES_RELEASE], end = b->stratum->first_of[RH_CONSUMES_AUTO];
    for (size_t c = rh_bits_next(b->dirty, first, end); c < end; c = rh_bits_next(b->dirty, c + 1, end))
        rh_bits_add(b->stale_verdicts, c - first);
    const size_t n = b->stratum->reg->n_actions;
    return rh_bits_next(b->stale_verdicts, 0, n) < n;
}

rh_code rh_step__settle_verdicts(rh_branch *b, const rh_work *w)
{
    const rh_stratum *s = b->stratum;
    const size_t first = s->first_of[RH_CONSUMES_RELEASE], n_actions = s->reg->n_actions;
    active act;
    if (!collect_stale(b)) return RH_OK;
    if (!collect_active(&act, b, w)) return rh_err_nomem(w->err);
    rh_str *because = RH_NEW_N(w->scratch, act.n + 2, rh_str);
    if (because == NULL) return rh_err_nomem(w->err);
    for (size_t a = rh_bits_next(b->stale_verdicts, 0, n_actions); a < n_actions;
         a = rh_bits_next(b->stale_verdicts, a + 1, n_actions)) {
        size_t n;
        rh_verdict verdict;
        rh_code code = judge(&verdict, b, w, &act, (uint32_t)a, because, &n);
        if (code != RH_OK) return code;
        rh_branch_unmark(b, (uint32_t)(first + a));
        code = write(b, w, (uint32_t)a, verdict, because, n);
        if (code != RH_OK) return code;
    }
    memset(b->stale_verdicts, 0, rh_bits_words(n_actions) * sizeof *b->stale_verdicts);
    return RH_OK;
}
