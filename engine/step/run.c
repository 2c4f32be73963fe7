/* Runs: their lanes and branches, and what these are told. */
#include "engine/step/run_insides.h"

rh_code rh_run_new(rh_run **out, rh_host_memory host, const rh_program *program, rh_err *err)
{
    rh_run *run = host.take(host.ctx, sizeof *run);
    if (run == NULL) return rh_err_nomem(err);
    *run = (rh_run){.program = program};
    rh_arena_init(&run->keep, host, 0);
    rh_arena_init(&run->journey, host, 0);
    rh_arena_init(&run->scratch, host, 0);
    rh_arena_init(&run->taken, host, 0);
    size_t n_fields = 0;
    for (size_t s = 0; s < program->n_strata; s++)
        if (program->strata[s].n_fields > n_fields) n_fields = program->strata[s].n_fields;
    run->written = RH_NEW_N(&run->keep, n_fields, bool);
    run->of_lane = RH_NEW_N(&run->keep, program->n_lanes, rh_branch *);
    run->asked = RH_NEW_N(&run->keep, program->n_words, uint64_t);
    run->firsts = RH_NEW_N(&run->keep, program->n_strata, const rh_branch *);
    run->musters = RH_NEW_N(&run->keep, program->n_strata, rh_musters *);
    run->parted = RH_NEW_N(&run->keep, program->n_words, uint64_t);
    if (run->written == NULL || run->of_lane == NULL || run->asked == NULL || run->parted == NULL ||
        run->firsts == NULL || run->musters == NULL) {
        rh_run_dispose(run);
        return rh_err_nomem(err);
    }
    for (size_t lane = 0; lane < program->n_lanes; lane++) rh_lanes_add(run->asked, lane);
    *out = run;
    return RH_OK;
}

void rh_run_dispose(rh_run *run)
{
    if (run == NULL) return;
    const rh_host_memory host = run->keep.host;
    rh_arena_dispose(&run->journey);
    rh_arena_dispose(&run->scratch);
    rh_arena_dispose(&run->taken);
    rh_arena_dispose(&run->keep);
    host.give(host.ctx, run, sizeof *run);
}

void rh_run_set_eager(rh_run *run, bool eager) { run->eager = eager; }
void rh_run_set_observer(rh_run *run, const rh_observer *observer) { run->observer = observer; }
const rh_observer *rh_run_observer(const rh_run *run) { return run->observer; }
uint64_t rh_run_evaluated(const rh_run *run) { return run->n_evaluated; }
uint64_t rh_run_nodes(const rh_run *run) { return run->n_nodes; }
rh_arena *rh_run_arena(rh_run *run) { return &run->journey; }

static void map_lanes(rh_run *run, rh_branch *b)
{
    for (size_t lane = 0; lane < run->program->n_lanes; lane++)
        if (rh_lanes_has(b->lanes, lane)) run->of_lane[lane] = b;
}

void rh_run_set_lanes(rh_run *run, const size_t *lanes, size_t n)
{
    memset(run->asked, 0, run->program->n_words * sizeof *run->asked);
    for (size_t i = 0; i < n; i++) rh_lanes_add(run->asked, lanes[i]);
}

static bool watch_slots(rh_run *run, rh_branch *b)
{
    if (run->observer == NULL || run->observer->look == NULL) return true;
    b->touched = RH_NEW_N(&run->journey, rh_bits_words(b->stratum->n_slots), uint64_t);
    return b->touched != NULL;
}

/* The musters of a stratum are made when they are first wanted. */
static rh_code muster(rh_run *run, rh_branch *b, rh_err *err)
{
    rh_musters **musters = &run->musters[b->stratum - run->program->strata];
    const rh_code code = *musters == NULL ? rh_musters_new(musters, &run->keep, b->stratum, err) : RH_OK;
    return code == RH_OK ? rh_mustered_new(&b->mustered, b, *musters, err) : code;
}

/* The first branch of a stratum is made when it is first wanted. */
static rh_code first_of(const rh_branch **out, rh_run *run, const rh_stratum *s, rh_err *err)
{
    const rh_branch **first = &run->firsts[s - run->program->strata];
    const rh_code code = *first == NULL ? rh_branch_first(first, &run->keep, run->program, s, err) : RH_OK;
    *out = *first;
    return code;
}

/* A branch for these lanes of a stratum, if there are any. */
static rh_code add_branch(rh_run *run, const rh_stratum *s, const uint64_t *lanes, rh_err *err)
{
    const rh_branch *first;
    rh_branch *b;
    if (!rh_lanes_meet(s->lanes, lanes, run->program->n_words)) return RH_OK;
    rh_code code = first_of(&first, run, s, err);
    if (code == RH_OK) code = rh_branch_new(&b, &run->journey, first, lanes, run->parted, err);
    if (code == RH_OK && run->eager) code = muster(run, b, err);
    if (code != RH_OK) return code;
    if (!watch_slots(run, b) || !RH_PUSH(&run->journey, &run->branches, b)) return rh_err_nomem(err);
    map_lanes(run, b);
    run->rides |= b->n_riders != 0;
    return RH_OK;
}

/* An observer sees each step once, in the branches of its lanes: each core has one from the beginning. */
static rh_code add_each_core(rh_run *run, const rh_stratum *s, rh_err *err)
{
    const size_t n_words = run->program->n_words;
    uint64_t *lanes = RH_NEW_N(&run->journey, n_words, uint64_t);
    rh_code code = lanes != NULL ? RH_OK : rh_err_nomem(err);
    for (size_t k = 0; code == RH_OK && k < s->cores.n; k++) {
        for (size_t w = 0; w < n_words; w++) lanes[w] = s->of_core.at[k][w] & run->asked[w];
        code = add_branch(run, s, lanes, err);
    }
    return code;
}

rh_code rh_run_begin(rh_run *run, rh_str journey, rh_err *err)
{
    const rh_program *program = run->program;
    rh_arena_reset(&run->journey);
    run->branches.at = NULL, run->branches.n = run->branches.cap = 0;
    run->inputs.at = NULL, run->inputs.n = run->inputs.cap = 0;
    run->rides = false;
    run->taking.event = NULL;
    memset(run->parted, 0, program->n_words * sizeof *run->parted);
    run->id = rh_arena_str(&run->journey, journey);
    rh_code code = RH_OK;
    for (size_t s = 0; code == RH_OK && s < program->n_strata; s++) {
        const rh_stratum *stratum = &program->strata[s];
        const bool is_one = stratum->cores.n == 1 || run->observer == NULL;
        code = is_one ? add_branch(run, stratum, run->asked, err) : add_each_core(run, stratum, err);
    }
    return code;
}

static rh_code note(rh_run *run, rh_run_input in, rh_err *err)
{
    return !run->rides || RH_PUSH(&run->journey, &run->inputs, in) ? RH_OK : rh_err_nomem(err);
}

/* The same fields are pinned in every branch; forks share the array. */
static rh_code pin(rh_run *run, size_t first, const rh_str *fields, size_t n, rh_err *err)
{
    for (size_t i = first; i < run->branches.n; i++) {
        rh_branch *b = run->branches.at[i];
        b->pinned = NULL;
        bool *pinned = n != 0 ? RH_NEW_N(&run->journey, b->stratum->n_fields, bool) : NULL;
        if (n != 0 && pinned == NULL) return rh_err_nomem(err);
        for (size_t f = 0; f < n; f++) {
            const uint32_t field = rh_register_field(b->stratum->reg, fields[f]);
            if (field != RH_NONE) pinned[field] = true;
        }
        b->pinned = pinned;
    }
    return RH_OK;
}

rh_code rh_run_pin(rh_run *run, const rh_str *fields, size_t n, rh_err *err)
{
    rh_str *own = RH_NEW_N(&run->journey, n, rh_str);
    if (own == NULL) return rh_err_nomem(err);
    if (n != 0) memcpy(own, fields, n * sizeof *own);
    const rh_code code = note(run, (rh_run_input){.pins = true, .fields = own, .n_fields = n}, err);
    return code == RH_OK ? pin(run, 0, own, n, err) : code;
}

rh_code rh_run__push(rh_run *run, rh_branch *fork, rh_err *err)
{
    if (!RH_PUSH(&run->journey, &run->branches, fork)) return rh_err_nomem(err);
    map_lanes(run, fork);
    return RH_OK;
}

/* Forks are pushed behind; they are taken in the same pass. A fork within a step stands right behind its origin's turn,
 * so that run->written is still that of its event: each branch's forks are finished before the next branch. */
static rh_code advance_from(rh_run *run, size_t first, const rh_run_input *in, rh_err *err)
{
    const size_t n = run->branches.n;
    size_t n_done = n;
    if (in->pins) return pin(run, first, in->fields, in->n_fields, err);
    for (size_t i = first; i < n; i++) {
        rh_code code = rh_run__turn(run, run->branches.at[i], in->to, in->event, err);
        for (; code == RH_OK && n_done < run->branches.n; n_done++)
            code = rh_run__turn(run, run->branches.at[n_done], in->to, in->event, err);
        if (code != RH_OK) return code;
    }
    return RH_OK;
}

/* Takes the parted lanes of one stratum. */
static const rh_stratum *take_parted(uint64_t *lanes, rh_run *run)
{
    const rh_program *p = run->program;
    const size_t lane = rh_bits_next(run->parted, 0, p->n_lanes);
    if (lane == p->n_lanes) return NULL;
    const rh_stratum *s = &p->strata[p->stratum_of[lane]];
    for (size_t w = 0; w < p->n_words; w++) {
        lanes[w] = run->parted[w] & s->lanes[w];
        run->parted[w] &= ~s->lanes[w];
    }
    return s;
}

/* Parted lanes get a branch in which one of their cores decides, and are told all that the run was told. More may part
 * meanwhile; those of that core do not, so it ends. */
static rh_code catch_up(rh_run *run, rh_err *err)
{
    const rh_stratum *s;
    if (!run->rides || rh_bits_next(run->parted, 0, run->program->n_lanes) == run->program->n_lanes) return RH_OK;
    uint64_t *lanes = RH_NEW_N(&run->journey, run->program->n_words, uint64_t);
    if (lanes == NULL) return rh_err_nomem(err);
    while ((s = take_parted(lanes, run)) != NULL) {
        const size_t first = run->branches.n;
        rh_code code = add_branch(run, s, lanes, err);
        for (size_t i = 0; code == RH_OK && i < run->inputs.n; i++)
            code = advance_from(run, first, &run->inputs.at[i], err);
        if (code != RH_OK) return code;
    }
    return RH_OK;
}

static rh_code advance_all(rh_run *run, rh_instant to, const rh_event *event, rh_err *err)
{
    const rh_run_input in = {.to = to, .event = event};
    rh_code code = note(run, in, err);
    if (code == RH_OK) code = advance_from(run, 0, &in, err);
    return code == RH_OK ? catch_up(run, err) : code;
}

rh_code rh_run_event(rh_run *run, const rh_event *event, rh_err *err)
{
    rh_event *copy = rh_arena_room(&run->journey, sizeof *copy);
    if (copy == NULL) return rh_err_nomem(err);
    *copy = *event;
    return advance_all(run, event->knowntime, copy, err);
}

rh_code rh_run_advance(rh_run *run, rh_instant to, rh_err *err) { return advance_all(run, to, NULL, err); }
rh_code rh_run_end(rh_run *run, rh_instant as_of, rh_err *err) { return advance_all(run, as_of, NULL, err); }
