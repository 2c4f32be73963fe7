/* Random registers and journeys, loaded. */
#include "tests/random/trial.h"

#include "tests/kit/memory.h"
#include "tests/random/edit.h"
#include "tests/random/log.h"
#include "tests/random/valued.h"

bool random_world_open(random_world *w)
{
    rh_err err;
    return rh_zones_open(&w->zones, kit_memory(), NULL, &err) == RH_OK &&
           rh_lender_open(&w->lender, w->zones, &err) == RH_OK && rh_ce_reader_new(&w->reader, &err) == RH_OK;
}

void random_world_close(random_world *w)
{
    rh_ce_reader_free(w->reader);
    rh_lender_close(&w->lender);
    rh_zones_close(w->zones);
}

const rh_program *random_trial_compile(random_trial *t, const rh_register *const *registers, size_t n)
{
    const rh_program *program = NULL;
    rh_diags diags;
    rh_diags_init(&diags, &t->keep);
    const rh_code code = rh_program_compile(&program, &t->keep, registers, n, &t->w->lender.lent, &diags);
    return code == RH_OK ? program : NULL;
}

/* NULL: it does not load or compile. */
static const rh_register *load(random_trial *t, const rh_tree *tree)
{
    rh_revision revision;
    rh_diags diags;
    rh_diags_init(&diags, &t->keep);
    if (rh_revision_of_tree(&revision, &t->keep, NULL, t->w->zones, tree, &diags) != RH_OK) return NULL;
    return random_trial_compile(t, &revision.reg, 1) != NULL ? revision.reg : NULL;
}

static void add_journey(random_trial *t, size_t i)
{
    const random_log log = random_journey(&t->r, &t->keep, t->w->reader, &t->sizes);
    rh_event *events = RH_NEW_N(&t->keep, log.n, rh_event);
    for (size_t e = 0; events != NULL && e < log.n; e++) {
        events[e] = log.events[e].event;
        if (rh_instant_before(t->as_of, events[e].knowntime)) t->as_of = events[e].knowntime;
    }
    t->journeys[i] = (rh_journey){.id = RH_STR("J"), .events = events, .n_events = events != NULL ? log.n : 0};
}

static void add_commits(random_trial *t, const rh_tree *first, size_t n_lanes)
{
    rh_tree trees[RANDOM_LANES] = {*first};
    for (unsigned tries = 0; t->n_lanes < n_lanes && tries < 4 * RANDOM_LANES; tries++) {
        rh_tree tree = trees[random_below(&t->r, t->n_lanes)];
        const uint64_t what = random_below(&t->r, 3);
        if (what != 0) tree = random_moved(&tree, &t->r, &t->keep);
        if (what != 1) tree = random_edit(&tree, &t->sizes, &t->r, &t->keep);
        const rh_register *reg = load(t, &tree);
        if (reg == NULL) continue;
        trees[t->n_lanes] = tree;
        t->registers[t->n_lanes++] = reg;
    }
}

void random_trial_open(random_trial *t, random_world *w, uint64_t seed, size_t n_lanes)
{
    *t = (random_trial){.w = w, .keep = kit_arena(), .r = {seed}, .as_of = RH_INSTANT_MIN};
    rh_tree tree;
    do {
        tree = random_tree(&t->sizes, &t->r, &t->keep);
        tree = random_valued(&tree, &t->sizes, &t->r, &t->keep);
        t->registers[0] = load(t, &tree);
    } while (t->registers[0] == NULL);
    t->n_lanes = 1;
    add_commits(t, &tree, n_lanes);
    for (size_t i = 0; i < RANDOM_JOURNEYS; i++) add_journey(t, i);
    t->as_of.s += (int64_t)random_below(&t->r, 86400 * 40) - 86400 * 10;
}

void random_trial_close(random_trial *t)
{
    rh_arena_dispose(&t->keep);
}
