/* Trials: the cases of one journey in all lanes, fed by a run's observer. */
#include "engine/proof/proof_insides.h"

static const char *const way_names[RH_N_WAYS] = {"history", "example", "clean"};
static const char *const result_names[] = {"pass", "fail", "unproven", "skipped"};
static const char *const why_texts[RH_N_WHYS] = {
#define X(NAME, text) text,
#include "engine/proof/whys.def"
#undef X
};

const char *rh_way_name(rh_way way)
{
    return way_names[way];
}
const char *rh_result_name(rh_result result)
{
    return result_names[result];
}
const char *rh_why_text(rh_why why)
{
    return why_texts[why];
}

void rh_trial__fail(rh_trial *trial, rh_code code, const rh_err *err)
{
    if (trial->code != RH_OK) return;
    trial->code = code;
    if (err != NULL) trial->err = *err;
    else rh_err_nomem(&trial->err);
}

/* ---- steps ---- */

const rh_test_range *rh_proof__range(const rh_proof *proof, rh_str entry)
{
    size_t low = 0, high = proof->n_entries;
    while (low < high) {
        const size_t mid = low + (high - low) / 2;
        const int c = rh_str_cmp(proof->entries[mid].entry, entry);
        if (c == 0) return &proof->entries[mid];
        if (c < 0) low = mid + 1;
        else high = mid;
    }
    return NULL;
}

static void open_case(rh_trial *trial, size_t i, size_t test)
{
    const rh_proof *proof = trial->lanes[i].proof;
    rh_case *c = RH_NEW(&trial->journey, rh_case);
    if (c == NULL || !RH_PUSH(&trial->journey, &trial->states[i].open, c)) {
        rh_trial__fail(trial, RH_NOMEM, NULL);
        return;
    }
    *c = (rh_case){.test = &proof->tests[test],
                   .proof = proof,
                   .trial = trial,
                   .outcome = {.result = RH_RESULT_UNPROVEN, .why = RH_WHY_UNEXERCISED, .says = rh_str_null()}};
    trial->cases[i][test] = c;
}

static bool is_asked(const rh_trial *trial, size_t i, size_t test)
{
    if (trial->only != RH_EVERY_TEST && trial->only != test) return false;
    return trial->cases[i][test] == NULL && trial->lanes[i].proof->tests[test].unread.ptr == NULL;
}

/* An entry's tests come to life when it first opens. */
static void open_cases(rh_trial *trial, size_t i, const rh_moment *m)
{
    for (size_t r = 0; r < m->n_records; r++) {
        const rh_record *record = m->records[r];
        if (record->kind == RH_REC_ERROR) trial->states[i].death = record, trial->states[i].died_at = m->now;
        if (record->kind != RH_REC_OPENED) continue;
        const rh_test_range *range = rh_proof__range(trial->lanes[i].proof, record->item.entry);
        for (size_t t = range != NULL ? range->first : 0; range != NULL && t < range->end; t++)
            if (is_asked(trial, i, t)) open_case(trial, i, t);
    }
}

static rh_str observed_action(const rh_moment *m)
{
    for (size_t i = 0; i < m->n_records; i++)
        if (m->records[i]->kind == RH_REC_OBSERVED) return m->records[i]->observed.action;
    return rh_str_null();
}

static void step(void *ctx, const rh_view *view, const rh_event *event)
{
    rh_trial *trial = ctx;
    if (trial->code != RH_OK) return;
    rh_arena_reset(&trial->scratch);
    rh_moment m = {
        .view = view, .journey = trial->id, .now = rh_view_now(view), .step = rh_view_step(view), .event = event};
    m.records = rh_view_records(view, &m.n_records);
    m.observed = observed_action(&m);
    for (size_t i = 0; i < trial->n_lanes; i++) {
        if (!rh_view_has_lane(view, trial->lanes[i].lane)) continue;
        open_cases(trial, i, &m);
        for (size_t k = 0; k < trial->states[i].open.n; k++) rh_case__step(trial->states[i].open.at[k], &m);
    }
    if (rh_arena_failed(&trial->scratch)) rh_trial__fail(trial, RH_NOMEM, NULL);
}

/* ---- the face ---- */

static bool make_tables(rh_trial *trial, const rh_trial_lane *lanes, size_t n)
{
    rh_trial_lane *copy = RH_NEW_N(&trial->keep, n, rh_trial_lane);
    trial->cases = RH_NEW_N(&trial->keep, n, rh_case **);
    trial->states = RH_NEW_N(&trial->keep, n, rh_lane_state);
    if (copy == NULL || trial->cases == NULL || trial->states == NULL) return false;
    for (size_t i = 0; i < n; i++) {
        copy[i] = lanes[i];
        trial->cases[i] = RH_NEW_N(&trial->keep, lanes[i].proof->n_tests, rh_case *);
    }
    trial->lanes = copy;
    trial->n_lanes = n;
    return !rh_arena_failed(&trial->keep);
}

rh_code rh_trial_new(rh_trial **out, rh_host_memory host, const rh_trial_lane *lanes, size_t n, rh_err *err)
{
    rh_trial *trial = host.take(host.ctx, sizeof *trial);
    if (trial == NULL) return rh_err_nomem(err);
    *trial = (rh_trial){.observer = {.ctx = trial, .step = step}};
    rh_arena_init(&trial->keep, host, 0);
    rh_arena_init(&trial->journey, host, 0);
    rh_arena_init(&trial->scratch, host, 0);
    if (!make_tables(trial, lanes, n)) {
        rh_trial_dispose(trial);
        return rh_err_nomem(err);
    }
    *out = trial;
    return RH_OK;
}

void rh_trial_dispose(rh_trial *trial)
{
    if (trial == NULL) return;
    const rh_host_memory host = trial->keep.host;
    rh_arena_dispose(&trial->scratch);
    rh_arena_dispose(&trial->journey);
    rh_arena_dispose(&trial->keep);
    host.give(host.ctx, trial, sizeof *trial);
}

const rh_observer *rh_trial_observer(rh_trial *trial)
{
    return &trial->observer;
}

rh_code rh_trial_begin(rh_trial *trial, rh_str journey, size_t only, rh_err *err)
{
    for (size_t i = 0; i < trial->n_lanes; i++) {
        rh_lane_state *state = &trial->states[i];
        for (size_t k = 0; k < state->open.n; k++)
            trial->cases[i][state->open.at[k]->test - trial->lanes[i].proof->tests] = NULL;
        *state = (rh_lane_state){0};
    }
    rh_arena_reset(&trial->journey);
    trial->only = only;
    trial->code = RH_OK;
    trial->id = rh_arena_str(&trial->journey, journey);
    return trial->id.ptr != NULL ? RH_OK : rh_err_nomem(err);
}

rh_code rh_trial_end(rh_trial *trial, rh_instant as_of, rh_err *err)
{
    for (size_t i = 0; i < trial->n_lanes; i++) {
        const rh_lane_state *state = &trial->states[i];
        for (size_t k = 0; k < state->open.n; k++)
            if (state->death == NULL) rh_case__end(state->open.at[k], as_of);
            else rh_case__cut_off(state->open.at[k], state->died_at, state->death);
    }
    if (trial->code == RH_OK && rh_arena_failed(&trial->journey)) rh_trial__fail(trial, RH_NOMEM, NULL);
    if (trial->code != RH_OK && err != NULL) *err = trial->err;
    return trial->code;
}

rh_outcome rh_trial_outcome(const rh_trial *trial, size_t i, size_t test)
{
    const rh_case *c = trial->cases[i][test];
    if (c != NULL) return c->outcome;
    return (rh_outcome){.result = RH_RESULT_UNPROVEN, .why = RH_WHY_NEVER_OPENED, .says = rh_str_null()};
}
