/* Every condition of the register at every step: what changed its truth is marked, not what changed beneath it. */
#include "engine/journey/branch.h"

/* Where the derived fields end that can be evaluated from `first` on before one of them is set. */
static uint32_t end_of(const rh_stratum *s, uint32_t first, bool *is_set)
{
    memset(is_set, 0, s->n_fields * sizeof *is_set);
    for (uint32_t d = first; d < s->n_derived; d++) {
        size_t n;
        const uint32_t *reads = rh_pool_reads(s->pool, s->derived[d].exprs[0], &n);
        for (size_t i = 0; i < n; i++)
            if (reads[i] < s->n_fields && is_set[reads[i]]) return d;
        is_set[s->derived[d].field] = true;
    }
    return (uint32_t)s->n_derived;
}

static rh_code muster_derived(rh_musters *m, rh_arena *keep, const rh_stratum *s, rh_err *err)
{
    bool *is_set = RH_NEW_N(keep, s->n_fields, bool);
    rh_expr *exprs = RH_NEW_N(keep, s->n_derived, rh_expr);
    if (is_set == NULL || exprs == NULL) return rh_err_nomem(err);
    for (uint32_t d = 0; d < s->n_derived; d++)
        exprs[d] = !s->consumers[d].is_varied ? s->consumers[d].expr : RH_EXPR_NONE;
    for (uint32_t first = 0; first < s->n_derived;) {
        rh_derived_muster some = {.first = first, .end = end_of(s, first, is_set)};
        const rh_code code = rh_muster_new(&some.muster, keep, s->pool, exprs + first, some.end - first, err);
        if (code != RH_OK) return code;
        if (!RH_PUSH(keep, &m->derived, some)) return rh_err_nomem(err);
        first = some.end;
    }
    return RH_OK;
}

rh_code rh_musters_new(rh_musters **out, rh_arena *keep, const rh_stratum *s, rh_err *err)
{
    rh_musters *m = RH_NEW(keep, rh_musters);
    rh_expr *conditions = RH_NEW_N(keep, s->n_consumers, rh_expr);
    if (m == NULL || conditions == NULL) return rh_err_nomem(err);
    for (size_t c = 0; c < s->n_consumers; c++) {
        conditions[c] = rh_bits_has(s->mustered, c) ? s->consumers[c].expr : RH_EXPR_NONE;
        m->n_conditions += conditions[c] != RH_EXPR_NONE;
    }
    rh_code code = muster_derived(m, keep, s, err);
    if (code == RH_OK) code = rh_muster_new(&m->conditions, keep, s->pool, conditions, s->n_consumers, err);
    if (code == RH_OK) *out = m;
    return code;
}

rh_code rh_mustered_new(rh_mustered **out, rh_branch *b, const rh_musters *musters, rh_err *err)
{
    const size_t n = b->stratum->n_consumers, n_derived = b->stratum->n_derived, n_words = rh_bits_words(n);
    rh_mustered *m = RH_NEW(b->arena, rh_mustered);
    if (m == NULL) return rh_err_nomem(err);
    *m = (rh_mustered){.musters = musters, .is_true = RH_NEW_N(b->arena, n_words, uint64_t),
                       .is_open = RH_NEW_N(b->arena, n_words, uint64_t),
                       .is_fresh = RH_NEW_N(b->arena, n_words, uint64_t), .until = RH_NEW_N(b->arena, n, rh_instant),
                       .chosen = RH_NEW_N(b->arena, n_derived, uint64_t)};
    if (rh_arena_failed(b->arena)) return rh_err_nomem(err);
    for (size_t c = 0; c < n; c++) m->until[c] = RH_INSTANT_NEVER;
    for (size_t d = 0; d < n_derived; d++) m->chosen[d] = RH_MUSTER_UNKNOWN;
    *out = m;
    return RH_OK;
}

rh_code rh_mustered_fork(rh_branch *b, rh_err *err)
{
    const rh_mustered *from = b->mustered;
    const size_t n = b->stratum->n_consumers, n_bytes = rh_bits_words(n) * sizeof *from->is_true;
    if (from == NULL) return RH_OK;
    rh_mustered *m;
    const rh_code code = rh_mustered_new(&m, b, from->musters, err);
    if (code != RH_OK) return code;
    memcpy(m->is_true, from->is_true, n_bytes);
    memcpy(m->is_open, from->is_open, n_bytes);
    memcpy(m->is_fresh, from->is_fresh, n_bytes);
    memcpy(m->chosen, from->chosen, b->stratum->n_derived * sizeof *m->chosen);
    memcpy(m->until, from->until, n * sizeof *m->until);
    m->has_derived = from->has_derived;
    m->is_done = from->is_done;
    b->mustered = m;
    return RH_OK;
}

void rh_mustered_begin(rh_branch *b)
{
    rh_mustered *m = b->mustered;
    m->is_done = m->has_derived = false;
    memset(m->is_fresh, 0, rh_bits_words(b->stratum->n_consumers) * sizeof *m->is_fresh);
    b->is_marked = true;
}

void rh_mustered_choose(rh_branch *b, const rh_work *w, const rh_derived_muster *some)
{
    rh_mustered *m = b->mustered;
    rh_muster_run(some->muster, rh_branch_evaluation(b, w));
    for (uint32_t d = some->first; d < some->end; d++) {
        const uint64_t chosen = rh_muster_chosen(some->muster, d - some->first);
        const rh_consumer *c = &b->stratum->consumers[d];
        const bool is_told = chosen != RH_MUSTER_UNKNOWN && !c->reads_clock && !c->is_varied;
        const bool is_known = is_told && chosen == m->chosen[d];
        m->chosen[d] = chosen;
        *w->n_evaluated += is_known;
        if (is_known) rh_branch_unmark(b, d);
        else rh_branch_mark(b, d);
    }
}

/* What has not been evaluated in this step will be, whatever changes; but nobody evaluates segments. */
void rh_mustered_changed(rh_branch *b, uint32_t slot)
{
    const rh_stratum *s = b->stratum;
    rh_mustered *m = b->mustered;
    if (!m->has_derived && slot != s->reg->policy.segment) return;
    for (size_t i = 0; i < s->n_readers[slot]; i++) {
        const rh_reader *r = &s->readers[slot][i];
        const bool was_evaluated = m->is_done || (m->has_derived && r->consumer < s->n_derived);
        if (!was_evaluated && r->place != 0) continue;
        rh_bits_drop(m->is_fresh, r->consumer);
        rh_branch_mark(b, r->consumer);
    }
}

/* Is evaluated by itself each time: the slot that it reads is the entry's own. */
static void pass_by(rh_branch *b, uint32_t consumer)
{
    rh_bits_drop(b->mustered->is_fresh, consumer);
    rh_branch_mark(b, consumer);
}

/* What looks at more than the truth: a decided entry at its facts, cores at what they have otherwise. */
static void mark_watchers(rh_branch *b)
{
    const rh_stratum *s = b->stratum;
    for (uint32_t e = rh_branch_next_active(b, 0); e < s->n_ids; e = rh_branch_next_active(b, e + 1))
        if (b->entries[e].phase != RH_ENTRY_OPEN) rh_entry_mark(b, e);
    for (uint32_t v = 0; s->reads_approvers && v < s->n_variants; v++)
        if (s->variants[v].reads_approvers) pass_by(b, s->variants[v].consumer);
    for (uint32_t c = (uint32_t)s->n_derived; s->cores.n > 1 && c < s->n_consumers; c++)
        if (s->consumers[c].is_varied) pass_by(b, c);
}

static void mark_word(rh_branch *b, size_t w, uint64_t bits)
{
    if (bits == 0) return;
    b->dirty[w] |= bits;
    b->is_marked = true;
}

void rh_branch_muster(rh_branch *b, const rh_work *w)
{
    const rh_stratum *s = b->stratum;
    rh_mustered *m = b->mustered;
    if (m->is_done) return;
    m->is_done = true;
    const rh_muster *all = m->musters->conditions;
    rh_muster_run(m->musters->conditions, rh_branch_evaluation(b, w));
    *w->n_evaluated += m->musters->n_conditions;
    const uint64_t *is_true = rh_muster_true(all), *is_open = rh_muster_open(all);
    const rh_instant *until = rh_muster_until(all);
    for (size_t i = 0; i < rh_bits_words(s->n_consumers); i++) {
        mark_word(b, i, (is_true[i] ^ m->is_true[i]) | is_open[i] | m->is_open[i]);
        m->is_true[i] = is_true[i];
        m->is_open[i] = is_open[i];
        m->is_fresh[i] = s->mustered[i] & ~is_open[i];
        for (uint64_t open = is_open[i]; open != 0; open &= open - 1) --*w->n_evaluated; /* they still will be */
    }
    for (size_t i = 0; i < s->n_clocks; i++) {
        const uint32_t c = s->clocks[i];
        if (rh_instant_cmp(until[c], m->until[c]) != 0) rh_branch_mark(b, c);
        m->until[c] = until[c];
    }
    mark_watchers(b);
}

void rh_mustered_note(rh_branch *b, uint32_t consumer, rh_value value, rh_instant until)
{
    rh_mustered *m = b->mustered;
    if (rh_value_is_true(value)) rh_bits_add(m->is_true, consumer);
    else rh_bits_drop(m->is_true, consumer);
    if (value.kind != RH_BOOL) rh_bits_add(m->is_open, consumer);
    else rh_bits_drop(m->is_open, consumer);
    m->until[consumer] = until;
}

void rh_mustered_derived(rh_branch *b, uint32_t derived) { b->mustered->chosen[derived] = RH_MUSTER_UNKNOWN; }
