/* Where in the evaluation of a root each of its slots is first read: who stopped earlier does not depend on it.
 *
 * Straight code runs from its first line towards its last, and a conjunction or disjunction that reads the clock runs
 * from its first kid on; the place is the number of the line or kid, from 1. All else reads everything at place 1. */
#include "engine/expr/eval/lines.h"
#include "engine/expr/pool/walk.h"

typedef struct placing {
    rh_walk *walk;
    uint32_t *place_of; /* per slot: 0 not met yet */
} placing;

static void meet(placing *p, uint32_t slot, uint32_t place)
{
    if (p->place_of[slot] == 0) p->place_of[slot] = place;
}

static void meet_below(placing *p, uint32_t step, uint32_t place)
{
    rh_walk_from(p->walk, step);
    for (size_t i = 0; i < p->walk->slots.n; i++) meet(p, p->walk->slots.at[i], place);
}

static void meet_line(placing *p, const rh_line *l, uint32_t place)
{
    const rh_pool *pool = p->walk->pool;
    if (l->op == RH_LINE_STEP) {
        meet_below(p, l->a, place);
        return;
    }
    if (l->op == RH_LINE_ALL || l->op == RH_LINE_EXISTS) {
        meet_below(p, l->n, place);
        return;
    }
    if (l->op == RH_LINE_CONFLICT) {
        for (uint32_t i = 0; i < l->n; i++) meet(p, pool->kids.at[l->a + i], place);
        return;
    }
    meet(p, l->a, place);
    if (l->op == RH_LINE_SAME || l->op == RH_LINE_DIFFERENT || l->op == RH_LINE_ORDER) meet(p, l->b, place);
}

static void place_root(placing *p, const rh_root *root)
{
    const rh_pool *pool = p->walk->pool;
    const rh_step *s = &pool->steps.at[root->step];
    if (root->line != RH_STEP_NONE) {
        for (uint32_t k = 0; k < root->n_lines; k++) meet_line(p, &pool->lines.at[root->line - k], k + 1);
    } else if (root->is_chain) {
        for (uint32_t k = 0; k < s->n; k++) meet_below(p, pool->kids.at[s->a + k], k + 1);
    }
}

/* A conjunction or disjunction that the kid which decides alone ends, its valid-until included. */
static bool is_chain(const rh_pool *pool, const rh_root *root)
{
    const rh_step *s = &pool->steps.at[root->step];
    return (s->op == RH_STEP_AND || s->op == RH_STEP_OR) && s->cache == RH_STEP_NONE &&
           (s->flags & (RH_STEP_CLOCK | RH_STEP_STRICT)) == RH_STEP_CLOCK;
}

static bool is_light(const rh_pool *pool, const rh_root *root)
{
    if (root->line == RH_STEP_NONE) return false;
    return rh_light__takes_all(pool, root->line + 1 - root->n_lines, root->line + 1, RH_STEP_NONE);
}

static bool is_plain(const rh_pool *pool, const rh_root *root)
{
    const rh_step *s = &pool->steps.at[root->step];
    if (s->op == RH_STEP_CONST || s->op == RH_STEP_SLOT) return true;
    const uint8_t of = s->op == RH_STEP_FIELD ? pool->steps.at[s->a].op : RH_N_STEPS;
    return of == RH_STEP_SLOT || of == RH_STEP_SLOT_MAP;
}

bool rh_pool__place(rh_walk *w)
{
    rh_pool *pool = w->pool;
    placing p = {w, RH_NEW_N(pool->keep, pool->env.n_slots, uint32_t)};
    if (p.place_of == NULL) return false;
    for (size_t r = 0; r < pool->roots.n && !w->failed; r++) {
        rh_root *root = &pool->roots.at[r];
        uint32_t *places = RH_NEW_N(pool->keep, root->n_reads, uint32_t);
        if (places == NULL) return false;
        root->is_chain = is_chain(pool, root);
        root->is_light = is_light(pool, root);
        root->is_plain = is_plain(pool, root);
        for (size_t i = 0; i < root->n_reads; i++) p.place_of[root->reads[i]] = 0;
        place_root(&p, root);
        for (size_t i = 0; i < root->n_reads; i++)
            places[i] = p.place_of[root->reads[i]] != 0 ? p.place_of[root->reads[i]] : 1;
        root->places = places;
    }
    return !w->failed;
}
