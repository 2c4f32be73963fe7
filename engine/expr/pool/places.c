/* Where in the evaluation of a root each of its slots is first read: who stopped earlier does not depend on it.
 *
 * Straight code runs from its first line towards its last; the place is the number of the line, from 1. All else reads
 * everything at place 1. */
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
    if (root->line == RH_STEP_NONE) return;
    for (uint32_t k = 0; k < root->n_lines; k++) meet_line(p, &pool->lines.at[root->line - k], k + 1);
}

static bool is_light(const rh_pool *pool, const rh_root *root)
{
    if (root->line == RH_STEP_NONE) return false;
    return rh_light__takes_all(pool, root->line + 1 - root->n_lines, root->line + 1, RH_STEP_NONE);
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
        root->is_light = is_light(pool, root);
        for (size_t i = 0; i < root->n_reads; i++) p.place_of[root->reads[i]] = 0;
        place_root(&p, root);
        for (size_t i = 0; i < root->n_reads; i++)
            places[i] = p.place_of[root->reads[i]] != 0 ? p.place_of[root->reads[i]] : 1;
        root->places = places;
    }
    return !w->failed;
}
