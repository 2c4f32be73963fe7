/* Patterns watched over a whole journey. */
#include "engine/proof/expect.h"

#include "engine/proof/read_insides.h"

typedef struct expecting {
    rh_proof *proof; /* of no tests: the pools and names of the lane */
    rh_pattern pattern;
    rh_case c; /* what expressions of the pattern ask: no segment, so nothing was decided or done in it */
    size_t lane;
    rh_err why; /* RH_OK: it can be read */
    bool is_met;
} expecting;

struct rh_expect {
    rh_arena keep;
    rh_trial *trial; /* lends its scratch to expressions */
    rh_observer observer;
    expecting *lanes;
    size_t n;
};

static rh_code read_lane(expecting *e, rh_arena *keep, const rh_program *program, const rh_node *pattern, rh_err *err)
{
    rh_diags diags;
    rh_proof *proof;
    rh_diags_init(&diags, keep);
    const rh_code code = rh_proof__read_pattern_alone(&proof, &e->pattern, keep, program, e->lane, pattern, &diags);
    e->proof = proof;
    if (code == RH_NOMEM) return rh_err_nomem(err);
    if (code != RH_OK) e->why = diags.errors[0];
    return RH_OK;
}

static void step(void *ctx, const rh_view *view, const rh_event *event)
{
    rh_expect *all = ctx;
    rh_arena_reset(&all->trial->scratch);
    rh_moment m = {.view = view, .now = rh_view_now(view), .step = rh_view_step(view), .event = event};
    m.records = rh_view_records(view, &m.n_records);
    for (size_t i = 0; i < m.n_records; i++)
        if (m.records[i]->kind == RH_REC_OBSERVED) m.observed = m.records[i]->observed.action;
    for (size_t i = 0; i < all->n; i++) {
        expecting *e = &all->lanes[i];
        if (e->is_met || e->why.code != RH_OK || !rh_view_has_lane(view, e->lane)) continue;
        if (event != NULL) e->is_met = rh_pattern__matches(&e->pattern, &e->c, &m, (rh_item){.event = event});
        for (size_t k = 0; k < m.n_records && !e->is_met; k++)
            e->is_met = rh_pattern__matches(&e->pattern, &e->c, &m, (rh_item){.record = m.records[k]});
    }
}

rh_code rh_expect_new(rh_expect **out, rh_host_memory memory, const rh_program *program, const size_t *lanes, size_t n,
                      const rh_node *pattern, rh_err *err)
{
    rh_expect *all = memory.take(memory.ctx, sizeof *all);
    if (all == NULL) return rh_err_nomem(err);
    *all = (rh_expect){.n = n, .observer = {.ctx = all, .step = step}};
    rh_arena_init(&all->keep, memory, 0);
    all->lanes = RH_NEW_N(&all->keep, n, expecting);
    rh_code code = all->lanes != NULL ? rh_trial_new(&all->trial, memory, NULL, 0, err) : rh_err_nomem(err);
    for (size_t i = 0; code == RH_OK && i < n; i++) {
        all->lanes[i].lane = lanes[i];
        code = read_lane(&all->lanes[i], &all->keep, program, pattern, err);
        all->lanes[i].c = (rh_case){.proof = all->lanes[i].proof, .trial = all->trial};
    }
    if (code != RH_OK) rh_expect_dispose(all);
    else *out = all;
    return code;
}

void rh_expect_dispose(rh_expect *all)
{
    if (all == NULL) return;
    const rh_host_memory memory = all->keep.host;
    rh_trial_dispose(all->trial);
    rh_arena_dispose(&all->keep);
    memory.give(memory.ctx, all, sizeof *all);
}

const rh_observer *rh_expect_observer(rh_expect *all)
{
    return &all->observer;
}

const rh_err *rh_expect_why(const rh_expect *all, size_t i)
{
    return all->lanes[i].why.code != RH_OK ? &all->lanes[i].why : NULL;
}

bool rh_expect_is_met(const rh_expect *all, size_t i)
{
    return all->lanes[i].is_met;
}

bool rh_expect_failed(const rh_expect *all)
{
    return all->trial->code != RH_OK || rh_arena_failed(&all->trial->scratch);
}
