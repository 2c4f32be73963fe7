/* Changes that are tried, side by side. */
#include "harness/fixes/effects.h"

#include "harness/compare/lanes.h"
#include "harness/fixes/proposals.h"

enum { MOST_FIXES = 3, MOST_TRIED = 40 };

typedef RH_VEC(rh_fix_proposal) proposal_list;

typedef struct trial {
    rh_arena *keep;
    const rh_fix_effects_spec *spec;
    proposal_list proposals; /* of all fixes, fix by fix */
    size_t *lane_of;         /* of a proposal; [0]: as it is now */
    const rh_program *program;
    rh_history_sample sample;
    rh_sweep sweep;
} trial;

/* ---- what is tried ---- */

static rh_code propose(trial *t, const rh_fix *fixes, size_t n, rh_err *err)
{
    bool ok = RH_PUSH(t->keep, &t->proposals, (rh_fix_proposal){.fix = SIZE_MAX}); /* as it is now */
    for (size_t i = 0; i < n && i < MOST_FIXES && ok; i++) {
        const rh_fix_proposal *at;
        size_t n_at;
        if (fixes[i].action != RH_FIX_GATE) continue;
        const rh_code code = rh_fix_propose(&at, &n_at, t->keep, &fixes[i], t->spec->revision->reg, err);
        if (code != RH_OK) return code;
        for (size_t k = 0; k < n_at && t->proposals.n <= MOST_TRIED && ok; k++) {
            ok = RH_PUSH(t->keep, &t->proposals, at[k]);
            if (ok) t->proposals.at[t->proposals.n - 1].fix = i;
        }
    }
    return ok ? RH_OK : rh_err_nomem(err);
}

/* A change with which the register does not load is not tried. */
static rh_code make(const rh_register **out, trial *t, const rh_fix_proposal *p, rh_err *err)
{
    rh_diags diags;
    rh_diags_init(&diags, t->keep);
    *out = NULL;
    const rh_code code = rh_revision_vary(out, t->keep, t->spec->zones, t->spec->revision,
                                          p->fix != SIZE_MAX ? &p->change : NULL, &diags);
    return code == RH_NOMEM ? rh_err_nomem(err) : RH_OK;
}

static rh_code play(trial *t, rh_err *err)
{
    const size_t n = t->proposals.n;
    const rh_register **registers = RH_NEW_N(t->keep, n, const rh_register *);
    rh_code code = RH_OK;
    t->lane_of = RH_NEW_N(t->keep, n, size_t);
    if (registers == NULL || t->lane_of == NULL) return rh_err_nomem(err);
    for (size_t i = 0; code == RH_OK && i < n; i++) code = make(&registers[i], t, &t->proposals.at[i], err);
    if (code == RH_OK) code = rh_lanes_compile(&t->program, t->lane_of, t->keep, registers, n, t->spec->lent, err);
    if (code != RH_OK || t->program == NULL || t->lane_of[0] == SIZE_MAX) return code;
    const rh_history history = rh_history_spread(&t->sample, t->spec->replay->history, t->spec->most);
    rh_replay replay = *t->spec->replay;
    replay.history = &history;
    const rh_sweep_spec sweep = {.replay = &replay,
                                 .program = t->program,
                                 .current = t->lane_of[0],
                                 .live = t->spec->live,
                                 .n_live = t->spec->n_live};
    return rh_sweep_play(&t->sweep, t->keep, &sweep, err);
}

/* ---- what comes of it ---- */

static uint64_t escapes(const rh_sweep_sums *s)
{
    return s->judged.cells[RH_CELL_ESCAPED] + s->judged.tail[RH_CELL_ESCAPED];
}

static uint64_t cost_of(const rh_sweep_sums *s)
{
    return 10 * escapes(s) + 5 * s->judged.agreement[RH_AGREEMENT_MISSED] + s->judged.cells[RH_CELL_DRAG] + s->items;
}

static rh_model_quantity count(uint64_t n) { return (rh_model_quantity){RH_MODEL_COUNT, (int64_t)n, 1}; }

static bool tell(rh_model_fix *fix, rh_arena *keep, const rh_sweep_sums *now, const rh_sweep_sums *then)
{
    const rh_model_effect effects[] = {
        {RH_STR("escaped"), count(escapes(now)), count(escapes(then))},
        {RH_STR("caught"), count(now->judged.cells[RH_CELL_CAUGHT]), count(then->judged.cells[RH_CELL_CAUGHT])},
        {RH_STR("drag"), count(now->judged.cells[RH_CELL_DRAG]), count(then->judged.cells[RH_CELL_DRAG])},
        {RH_STR("waved_through"), count(now->judged.agreement[RH_AGREEMENT_WAVED_THROUGH]),
         count(then->judged.agreement[RH_AGREEMENT_WAVED_THROUGH])},
        {RH_STR("missed"), count(now->judged.agreement[RH_AGREEMENT_MISSED]),
         count(then->judged.agreement[RH_AGREEMENT_MISSED])},
        {RH_STR("items"), count(now->items), count(then->items)},
        {RH_STR("breached"), count(now->breached), count(then->breached)},
    };
    const size_t n = sizeof effects / sizeof *effects;
    rh_model_effect *at = RH_NEW_N(keep, n, rh_model_effect);
    if (at == NULL) return false;
    memcpy(at, effects, sizeof effects);
    fix->effects = at;
    fix->n_effects = n;
    return true;
}

static bool tell_fix(rh_model_fix *fix, const trial *t, size_t number)
{
    const rh_sweep_sums *now = &t->sweep.lanes[t->lane_of[0]], *best = now;
    const rh_fix_proposal *chosen = NULL;
    for (size_t i = 1; i < t->proposals.n; i++) {
        if (t->proposals.at[i].fix != number || t->lane_of[i] == SIZE_MAX) continue;
        fix->is_replayed = true;
        fix->n_changes++;
        fix->n_tried = t->sweep.journeys;
        const rh_sweep_sums *then = &t->sweep.lanes[t->lane_of[i]];
        if (then->oscillated > now->oscillated) continue; /* what it would cost nobody knows */
        if (cost_of(then) < cost_of(best)) best = then, chosen = &t->proposals.at[i];
    }
    if (chosen == NULL) return true;
    fix->change = chosen->says;
    fix->place = (rh_model_place){chosen->change.old->span.file, chosen->change.old->span.line,
                                  chosen->change.old->span.col};
    return tell(fix, t->keep, now, best);
}

rh_code rh_fix_effects(rh_model_fix *fixes, size_t n, rh_arena *keep, const rh_fix_ranking *ranking,
                       const rh_fix_effects_spec *spec, rh_err *err)
{
    trial t = {.keep = keep, .spec = spec};
    rh_code code = propose(&t, ranking->fixes, n, err);
    if (code != RH_OK || t.proposals.n == 1) return code;
    code = play(&t, err);
    if (code != RH_OK || t.sweep.lanes == NULL) return code;
    for (size_t i = 0; i < n && i < MOST_FIXES; i++)
        if (!tell_fix(&fixes[i], &t, i)) return rh_err_nomem(err);
    return RH_OK;
}
