/* Runs: journeys through a program, step by step, branch by branch. */
#include "engine/step/run.h"

#include "engine/step/insides.h"

typedef RH_VEC(rh_branch *) branches;

/* What a run was told since it began: lanes that part are played from there. */
typedef struct input {
    bool pins; /* these fields; else it goes on up to an instant, with an event or without */
    const rh_str *fields;
    size_t n_fields;
    rh_instant to;
    const rh_event *event;
} input;

struct rh_run {
    rh_arena keep;     /* the run's own */
    rh_arena journey, scratch;
    const rh_program *program;
    bool eager;
    rh_musters **musters; /* per stratum; NULL: not made yet */
    const rh_observer *observer;
    bool rides;        /* lanes of several cores share branches in this journey */
    uint64_t *parted;  /* lanes that have left their branch and are in none */
    RH_VEC(input) inputs; /* when it rides; in the journey's arena */
    rh_str id;
    branches branches; /* in the journey's arena */
    rh_branch **of_lane;
    uint64_t *asked;   /* the lanes that take part */
    bool *written;     /* per field of the widest stratum */
    uint64_t n_evaluated, n_nodes;
};

rh_code rh_run_new(rh_run **out, rh_host_memory host, const rh_program *program, rh_err *err)
{
    rh_run *run = host.take(host.ctx, sizeof *run);
    if (run == NULL) return rh_err_nomem(err);
    *run = (rh_run){.program = program};
    rh_arena_init(&run->keep, host, 0);
    rh_arena_init(&run->journey, host, 0);
    rh_arena_init(&run->scratch, host, 0);
    size_t n_fields = 0;
    for (size_t s = 0; s < program->n_strata; s++)
        if (program->strata[s].n_fields > n_fields) n_fields = program->strata[s].n_fields;
    run->written = RH_NEW_N(&run->keep, n_fields, bool);
    run->of_lane = RH_NEW_N(&run->keep, program->n_lanes, rh_branch *);
    run->asked = RH_NEW_N(&run->keep, program->n_words, uint64_t);
    run->musters = RH_NEW_N(&run->keep, program->n_strata, rh_musters *);
    run->parted = RH_NEW_N(&run->keep, program->n_words, uint64_t);
    if (run->written == NULL || run->of_lane == NULL || run->asked == NULL || run->parted == NULL ||
        run->musters == NULL) {
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

/* A branch for these lanes of a stratum, if there are any. */
static rh_code add_branch(rh_run *run, const rh_stratum *s, const uint64_t *lanes, rh_err *err)
{
    rh_branch *b;
    if (!rh_lanes_meet(s->lanes, lanes, run->program->n_words)) return RH_OK;
    rh_code code = rh_branch_new(&b, &run->journey, run->program, s, lanes, run->parted, err);
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
    run->branches = (branches){0};
    run->inputs.at = NULL, run->inputs.n = run->inputs.cap = 0;
    run->rides = false;
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

static rh_code note(rh_run *run, input in, rh_err *err)
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
    const rh_code code = note(run, (input){.pins = true, .fields = own, .n_fields = n}, err);
    return code == RH_OK ? pin(run, 0, own, n, err) : code;
}

rh_code rh_run__push(rh_run *run, rh_branch *fork, rh_err *err)
{
    if (!RH_PUSH(&run->journey, &run->branches, fork)) return rh_err_nomem(err);
    map_lanes(run, fork);
    return RH_OK;
}

/* ---- steps ---- */

/* A release ends at its instant whichever timer comes first there. */
static void mark_over(rh_branch *b)
{
    for (uint32_t e = rh_branch_next_active(b, 0); e < b->stratum->n_ids; e = rh_branch_next_active(b, e + 1)) {
        const rh_entry_state *state = &b->entries[e];
        const bool is_over = (state->condition_waits && !rh_instant_before(b->now, state->condition_due)) ||
                             (state->expiry_waits && !rh_instant_before(b->now, state->expiry_due));
        if (is_over) rh_entry_mark(b, e);
    }
}

static void begin_step(rh_branch *b, rh_instant at, const rh_event *event)
{
    b->step += b->now.s != RH_INSTANT_MIN.s || b->records.n != 0;
    b->now = at;
    b->event = event;
    b->first_of_step = b->records.n;
    b->has_moved = event != NULL;
    rh_branch_mark_clocks(b);
    if (event == NULL) mark_over(b);
    if (b->mustered != NULL) rh_mustered_begin(b);
}

void rh_run__look(rh_run *run, rh_branch *b, const rh_work *w)
{
    const size_t n = b->stratum->n_slots;
    if (b->n_ended > 1 && rh_bits_next(b->touched, 0, n) >= n) return;
    const rh_view view = {.branch = b, .work = w};
    run->observer->look(run->observer->ctx, &view, b->touched);
    memset(b->touched, 0, rh_bits_words(n) * sizeof *b->touched);
}

static rh_code end_step(rh_branch *b, const rh_work *w)
{
    const rh_observer *observer = w->run->observer;
    if (b->has_moved || b->records.n != b->first_of_step) b->n_ended++;
    if (b->touched != NULL) rh_run__look(w->run, b, w);
    if (observer != NULL) {
        const rh_view view = {.branch = b, .work = w};
        observer->step(observer->ctx, &view, w->event);
    }
    return rh_arena_failed(b->arena) || rh_arena_failed(w->scratch) ? rh_err_nomem(w->err) : RH_OK;
}

/* With nothing marked there is nothing to settle. */
static rh_code settle(rh_branch *b, const rh_work *w)
{
    const rh_code code = b->is_marked || b->cursor.round != 0 ? rh_step__settle(b, w) : RH_OK;
    return code == RH_OK ? end_step(b, w) : code;
}

/* Fires what is due at or before `to`, each timer a step of its own. */
static rh_code fire_timers(rh_branch *b, rh_work *w, rh_instant to)
{
    for (;;) {
        const rh_timer timer = rh_branch_next_timer(b);
        if (rh_instant_is_never(timer.at) || rh_instant_before(to, timer.at)) return RH_OK;
        rh_arena_reset(w->scratch);
        begin_step(b, timer.at, NULL);
        b->is_marked = b->cursor.in_timers = true;
        rh_code code = rh_branch_fire(b, timer, w);
        if (code == RH_OK) code = settle(b, w);
        if (code != RH_OK) return code;
        b->cursor.in_timers = false;
    }
}

/* Entries that wait for somebody to confirm what an AI event made false are looked at when their fields are written. */
static void mark_unconfirmed(rh_branch *b)
{
    for (size_t e = 0; b->n_ai_false != 0 && e < b->stratum->n_ids; e++)
        if (b->entries[e].is_ai_false) rh_entry_mark(b, (uint32_t)e);
}

/* What the event writes matters only to entries that wait for somebody to confirm; NULL when none does. */
static bool *clear_written(rh_run *run, const rh_branch *b)
{
    if (b->n_ai_false == 0) return NULL;
    return memset(run->written, 0, b->stratum->n_fields * sizeof *run->written);
}

/* Phases 2 to 5 of a step. */
static rh_code take_event(rh_branch *b, rh_work *w, const rh_event *event)
{
    rh_intake in;
    rh_taken taken;
    w->event = event;
    w->is_human = rh_str_eq(event->actorkind, RH_STR("human"));
    w->is_ai = rh_str_eq(event->actorkind, RH_STR("ai"));
    rh_arena_reset(w->scratch);
    rh_code code = rh_step__intake(&taken, &in, b, w);
    if (code != RH_OK || taken != RH_TAKEN || b->is_dead) return code;
    begin_step(b, event->knowntime, event);
    bool *written = clear_written(w->run, b);
    code = rh_step__observe(b, w, &in);
    if (code == RH_OK) code = rh_step__apply_facts(b, w, &in, written);
    b->is_marked = b->is_marked || in.is_decision;
    if (code == RH_OK && in.is_decision) code = rh_step__decide(b, w, &in, written);
    if (code != RH_OK) return code;
    w->written = written;
    mark_unconfirmed(b);
    return settle(b, w);
}

/* One branch through timers and event. A fork that stands within a step finishes that first. */
static rh_code advance(rh_run *run, rh_branch *b, rh_instant to, const rh_event *event, rh_err *err)
{
    const rh_lent *lent = run->program->lent;
    rh_eval eval = {.scratch = &run->scratch};
    if (lent != NULL) eval.regex = lent->regex, eval.zones = lent->zones, eval.host = lent->ctx;
    rh_work w = {.scratch = &run->scratch,
                 .eval = &eval,
                 .run = run,
                 .n_evaluated = &run->n_evaluated,
                 .n_nodes = &run->n_nodes,
                 .err = err};
    if (b->cursor.round != 0) {
        const bool in_timers = b->cursor.in_timers;
        w.event = b->event;
        if (w.event != NULL) {
            w.is_human = rh_str_eq(w.event->actorkind, RH_STR("human"));
            w.is_ai = rh_str_eq(w.event->actorkind, RH_STR("ai"));
            w.written = b->n_ai_false != 0 ? run->written : NULL;
        }
        const rh_code code = settle(b, &w);
        if (code != RH_OK || !in_timers) return code;
        b->cursor.in_timers = false;
        w.event = NULL, w.is_human = w.is_ai = false, w.written = NULL;
    }
    const rh_code code = b->is_dead ? RH_OK : fire_timers(b, &w, to);
    return code == RH_OK && event != NULL ? take_event(b, &w, event) : code;
}

/* Forks are pushed behind; they are taken in the same pass. A fork within a step stands right behind its origin's turn,
 * so that run->written is still that of its event: each branch's forks are finished before the next branch. */
static rh_code advance_from(rh_run *run, size_t first, const input *in, rh_err *err)
{
    const size_t n = run->branches.n;
    size_t n_done = n;
    if (in->pins) return pin(run, first, in->fields, in->n_fields, err);
    for (size_t i = first; i < n; i++) {
        rh_code code = advance(run, run->branches.at[i], in->to, in->event, err);
        for (; code == RH_OK && n_done < run->branches.n; n_done++)
            code = advance(run, run->branches.at[n_done], in->to, in->event, err);
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
    const input in = {.to = to, .event = event};
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

/* ---- results ---- */

const rh_record *const *rh_run_records(rh_run *run, size_t lane, size_t *n)
{
    *n = run->of_lane[lane]->records.n;
    return run->of_lane[lane]->records.at;
}

bool rh_run_same(const rh_run *run, size_t lane_a, size_t lane_b)
{
    return run->of_lane[lane_a] == run->of_lane[lane_b];
}
const rh_counts *rh_run_counts(const rh_run *run, size_t lane) { return &run->of_lane[lane]->tally; }
bool rh_run_oscillated(const rh_run *run, size_t lane) { return run->of_lane[lane]->is_dead; }

const rh_rejected *const *rh_run_rejected(const rh_run *run, size_t lane, size_t *n)
{
    *n = run->of_lane[lane]->rejected.n;
    return run->of_lane[lane]->rejected.at;
}

static rh_undecided_count name_undecided(rh_run *run, const rh_branch *b, const rh_undecided_tally *u)
{
    static const char *const kinds[] = {[RH_CONSUMES_DERIVED] = "derived",
                                        [RH_CONSUMES_GUARD] = "guard",
                                        [RH_CONSUMES_WHEN] = "when",
                                        [RH_CONSUMES_RELEASE] = "release",
                                        [RH_CONSUMES_AUTO] = "auto",
                                        [RH_CONSUMES_ALERT] = "alert"};
    const rh_stratum *s = b->stratum;
    rh_buf where;
    rh_buf_init(&where, &run->journey, 1024);
    rh_undecided_count count = {.entry = rh_str_null(), .cause = u->cause, .n = u->n};
    if (u->consumer == RH_NONE) {
        rh_buf_printf(&where, "sets %.*s", RH_ARG(u->where));
    } else {
        const rh_consumer *c = &s->consumers[u->consumer];
        rh_buf_printf(&where, "%s ", kinds[c->kind]);
        if (c->kind == RH_CONSUMES_DERIVED) rh_buf_put(&where, s->reg->fields[s->derived[c->index].field].name);
        else if (c->kind == RH_CONSUMES_GUARD) rh_buf_int(&where, (int64_t)c->index + 1);
        else if (c->kind == RH_CONSUMES_WHEN) rh_buf_put(&where, count.entry = s->variants[c->index].entry->id);
        else if (c->kind == RH_CONSUMES_ALERT) rh_buf_put(&where, s->reg->monitors->alerts[c->index].rule);
        else rh_buf_put(&where, s->reg->actions[c->index].id);
    }
    count.where = rh_buf_str(&where);
    return count;
}

/* Lanes of a branch may have an entry by several conditions. */
static bool is_of_lane(const rh_branch *b, const rh_undecided_tally *u, size_t lane)
{
    const rh_stratum *s = b->stratum;
    if (u->consumer == RH_NONE || s->consumers[u->consumer].kind != RH_CONSUMES_WHEN) return true;
    return rh_lanes_has(s->variants[s->consumers[u->consumer].index].lanes, lane);
}

const rh_undecided_count *rh_run_undecided(rh_run *run, size_t lane, size_t *n)
{
    rh_branch *b = run->of_lane[lane];
    if (rh_branch_count_undecided(b) != RH_OK) return *n = 0, NULL;
    rh_undecided_count *counts = RH_NEW_N(&run->journey, b->undecided.n, rh_undecided_count);
    *n = 0;
    for (size_t i = 0; counts != NULL && i < b->undecided.n; i++)
        if (is_of_lane(b, &b->undecided.at[i], lane)) counts[(*n)++] = name_undecided(run, b, &b->undecided.at[i]);
    return counts;
}

const rh_view *rh_run_view(rh_run *run, size_t lane)
{
    rh_view *view = RH_NEW(&run->journey, rh_view);
    if (view != NULL) *view = (rh_view){.branch = run->of_lane[lane]};
    return view;
}
