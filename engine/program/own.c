/* What lanes of several cores may have each as their own: derived fields that values of the policy make another. */
#include "engine/program/insides.h"

/* Fields that the core itself reads; they are the same in all lanes of a branch. */
static bool is_of_the_core(const rh_register *reg, uint32_t field)
{
    const rh_health *health = reg->health;
    return field == reg->policy.segment || field == reg->policy.dual_amount ||
           (health != NULL && (field == health->score || field == health->band));
}

static bool reads_own(const rh_pool *pool, rh_expr expr, const bool *is_own)
{
    size_t n = 0;
    const uint32_t *slots = expr != RH_EXPR_NONE ? rh_pool_reads(pool, expr, &n) : NULL;
    for (size_t i = 0; i < n; i++)
        if (is_own[slots[i]]) return true;
    return false;
}

/* Whether the first core's own is read; the others read the same. */
static bool any_reads(const rh_stratum *s, const rh_pool *pool, const rh_expr *exprs, size_t n, const bool *is_own)
{
    for (size_t i = 0; i < n; i++)
        if (reads_own(pool, exprs[i * s->cores.n], is_own)) return true;
    return false;
}

static void vary_events(rh_stratum *s, const bool *is_own)
{
    for (size_t e = 0; e < s->reg->n_events; e++) {
        rh_event_rules *rules = &s->events[e];
        if (rules->pool == NULL) continue;
        rules->is_varied |= any_reads(s, rules->pool, rules->sets, rules->decl->n_sets, is_own) ||
                            any_reads(s, rules->pool, rules->row_keys, rules->decl->n_rows, is_own) ||
                            any_reads(s, rules->pool, rules->action_of, 1, is_own);
        for (size_t r = 0; r < rules->decl->n_rows; r++)
            rules->is_varied |= any_reads(s, rules->pool, rules->row_sets[r], rules->decl->rows[r].n_sets, is_own);
    }
}

rh_code rh_program__find_own(rh_stratum *s, rh_arena *keep)
{
    uint32_t *own = RH_NEW_N(keep, s->n_derived, uint32_t);
    bool *is_own = RH_NEW_N(keep, s->n_slots, bool);
    if (own == NULL || is_own == NULL) return RH_NOMEM;
    for (size_t c = 0; c < s->n_consumers; c++) {
        rh_consumer *consumer = &s->consumers[c];
        consumer->is_varied = consumer->exprs != NULL || reads_own(s->pool, consumer->expr, is_own);
        if (c >= s->n_derived) continue;
        rh_derived *d = &s->derived[c];
        d->own = RH_NONE;
        if (!consumer->is_varied || is_of_the_core(s->reg, d->field)) continue;
        d->own = (uint32_t)s->n_own;
        own[s->n_own++] = d->field;
        is_own[d->field] = true;
    }
    s->own = own;
    s->are_lifts_varied |= any_reads(s, s->pool, s->lifts, s->reg->n_lifts, is_own);
    vary_events(s, is_own);
    return RH_OK;
}
