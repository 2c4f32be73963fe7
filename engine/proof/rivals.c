/* Rivals of an entry against its own tests: played until somebody notices. */
#include "engine/proof/proof_insides.h"

typedef struct contest {
    rh_player player;
    const rh_results *original;
    const rh_test_range *range;
    bool *noticed;  /* per lane of the trial */
    bool *has_held; /* per lane: the present test passed an example */
    size_t *lanes;  /* room for those that take part */
} contest;

/* Only those that nobody has noticed take part in the next journey; false when there are none. */
static bool gather(const contest *c)
{
    const rh_trial *trial = c->player.trial;
    size_t n = 0;
    for (size_t i = 0; i < trial->n_lanes; i++)
        if (!c->noticed[i]) c->lanes[n++] = trial->lanes[i].lane;
    if (n != 0) rh_run_set_lanes(c->player.run, c->lanes, n);
    return n != 0;
}

static bool passes(const contest *c, size_t t, rh_way way)
{
    return c->original->ways[t][way].result == RH_RESULT_PASS;
}

/* ---- the unchanged bases ---- */

/* A test that asks for this base and on which the original passes; SIZE_MAX: none. */
static size_t asker(const contest *c, size_t b)
{
    for (size_t t = c->range->first; t < c->range->end; t++)
        if (passes(c, t, RH_WAY_CLEAN) && rh_test__uses_base(&c->player.proof->tests[t], b)) return t;
    return SIZE_MAX;
}

static rh_code play_bases(const contest *c)
{
    const rh_player *p = &c->player;
    rh_code code = RH_OK;
    for (size_t b = 0; code == RH_OK && b < p->proof->bases.n; b++) {
        const size_t t = asker(c, b);
        if (t == SIZE_MAX || !gather(c)) continue;
        code = rh_player__base(p, b, t);
        for (size_t i = 0; code == RH_OK && i < p->trial->n_lanes; i++)
            if (!c->noticed[i]) c->noticed[i] = rh_player__clean(p, i, t).result == RH_RESULT_FAIL;
    }
    return code;
}

/* ---- examples ---- */

static rh_code play_example(const contest *c, size_t t, const rh_example *example)
{
    const rh_player *p = &c->player;
    rh_instant set_at;
    const rh_code code = rh_player__example(p, t, example, &set_at);
    for (size_t i = 0; code == RH_OK && i < p->trial->n_lanes; i++) {
        if (c->noticed[i]) continue;
        const rh_result result = rh_player__outcome(p, i, t, example, set_at).result;
        if (result == RH_RESULT_FAIL) c->noticed[i] = true;
        if (result == RH_RESULT_PASS) c->has_held[i] = true;
    }
    return code;
}

static rh_code play_test(const contest *c, size_t t)
{
    const rh_test *test = &c->player.proof->tests[t];
    const size_t n_lanes = c->player.trial->n_lanes;
    rh_code code = RH_OK;
    memset(c->has_held, 0, n_lanes * sizeof *c->has_held);
    size_t e = 0;
    for (; code == RH_OK && e < test->face.n_examples && gather(c); e++) code = play_example(c, t, &test->examples[e]);
    /* The test proved something of the original and nothing of these. */
    for (size_t i = 0; code == RH_OK && e == test->face.n_examples && i < n_lanes; i++)
        if (!c->has_held[i]) c->noticed[i] = true;
    return code;
}

rh_code rh_rivals_play(bool *noticed, rh_trial *trial, rh_run *run, rh_str entry, const rh_base *bases,
                       const rh_results *original, rh_err *err)
{
    if (trial->n_lanes == 0) return RH_OK;
    const rh_proof *proof = trial->lanes[0].proof;
    contest c = {.player = {.trial = trial, .run = run, .proof = proof, .bases = bases, .err = err},
                 .original = original,
                 .range = rh_proof__range(proof, entry),
                 .noticed = noticed,
                 .has_held = RH_NEW_N(&trial->keep, trial->n_lanes, bool),
                 .lanes = RH_NEW_N(&trial->keep, trial->n_lanes, size_t)};
    if (c.has_held == NULL || c.lanes == NULL) return rh_err_nomem(err);
    if (c.range == NULL) return RH_OK;
    rh_code code = play_bases(&c);
    for (size_t t = c.range->first; code == RH_OK && t < c.range->end; t++)
        if (passes(&c, t, RH_WAY_EXAMPLE)) code = play_test(&c, t);
    return code;
}
