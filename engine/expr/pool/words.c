/* Which texts of its slots concern a root: state == "closed" does not care whether it is "accepted" or "live". */
#include "engine/expr/pool/walk.h"

typedef struct noting {
    rh_walk *walk;
    uint64_t *words_of; /* per slot */
} noting;

static uint64_t words_in(rh_value v)
{
    if (v.kind == RH_STRING) return rh_word_bit(rh_value_str(v));
    if (v.kind != RH_LIST) return RH_WORDS_ALL;
    uint64_t all = 0;
    for (uint32_t i = 0; i < v.n; i++) all |= v.list[i].kind == RH_STRING ? words_in(v.list[i]) : RH_WORDS_ALL;
    return all;
}

static bool is_map_slot(const rh_pool *pool, uint32_t step)
{
    return pool->steps.at[step].op == RH_STEP_SLOT_MAP;
}

static void need_all(void *ctx, uint32_t slot) { ((noting *)ctx)->words_of[slot] = RH_WORDS_ALL; }

/* A key that is looked for in a map slot, or a member of one: whatever else the map holds does not matter. */
static bool note_member(noting *n, const rh_step *s)
{
    const rh_pool *pool = n->walk->pool;
    const bool is_in = s->op == RH_STEP_IN, is_index = s->op == RH_STEP_INDEX || s->op == RH_STEP_INDEX_OPT;
    if (!is_in && !is_index) return false;
    const uint32_t map = is_in ? s->b : s->a, key = is_in ? s->a : s->b;
    if (!is_map_slot(pool, map) || !rh_pool__is_const(pool, key)) return false;
    n->words_of[pool->steps.at[map].a] |= words_in(rh_pool__value(pool, key));
    return true;
}

static bool note_step(void *ctx, uint32_t step)
{
    noting *n = ctx;
    const rh_pool *pool = n->walk->pool;
    const rh_step *s = &pool->steps.at[step];
    if (note_member(n, s)) return false;
    const bool is_about_words =
        s->op == RH_STEP_SLOT_IS_STRING || s->op == RH_STEP_SLOT_NOT_STRING || s->op == RH_STEP_SLOT_IN;
    if (is_about_words) n->words_of[s->a] |= words_in(pool->consts.at[s->b]);
    else rh_pool__each_slot(pool, step, need_all, n);
    return true;
}

bool rh_pool__note_words(rh_walk *w)
{
    rh_pool *pool = w->pool;
    noting n = {w, RH_NEW_N(pool->keep, pool->env.n_slots, uint64_t)};
    if (n.words_of == NULL) return false;
    for (size_t r = 0; r < pool->roots.n && !w->failed; r++) {
        rh_root *root = &pool->roots.at[r];
        uint64_t *words = RH_NEW_N(pool->keep, root->n_reads, uint64_t);
        if (words == NULL) return false;
        for (size_t i = 0; i < root->n_reads; i++) n.words_of[root->reads[i]] = 0;
        rh_walk_steps(w, root->step, note_step, &n);
        for (size_t i = 0; i < root->n_reads; i++) words[i] = n.words_of[root->reads[i]];
        root->words = words;
    }
    return !w->failed;
}
