/* Coverage added up over tests and journeys. */
#include "harness/cover/cover.h"

#include "engine/base/assert.h"
#include "harness/replay/model_time.h"

typedef struct tally {
    uint64_t tests, journeys;
    rh_instant last; /* with journeys */
} tally;

struct rh_coverage {
    rh_coverage_spec spec;
    rh_arena keep;
    const rh_register *reg;
    const rh_cover *cover;
    rh_cover_watch *watches[RH_REPLAY_THREADS_MOST]; /* per worker */
    tally *clauses, *entries, *acted;
};

/* What was seen in one journey: a list of what there is to add. */
typedef struct mark {
    size_t at;
    rh_instant last;
} mark;

struct rh_coverage_journey {
    mark *clauses, *entries, *acted;
    size_t n_clauses, n_entries, n_acted;
};

rh_code rh_coverage_open(rh_coverage **out, const rh_coverage_spec *spec, rh_err *err)
{
    rh_coverage *c = spec->memory.take(spec->memory.ctx, sizeof *c);
    if (c == NULL) return rh_err_nomem(err);
    *c = (rh_coverage){.spec = *spec, .reg = rh_program_register(spec->program, spec->lane)};
    rh_arena_init(&c->keep, spec->memory, 0);
    rh_code code = rh_cover_new(&c->cover, &c->keep, spec->program, spec->lane, err);
    if (code == RH_OK) {
        c->clauses = RH_NEW_N(&c->keep, rh_cover_n_clauses(c->cover), tally);
        c->entries = RH_NEW_N(&c->keep, c->reg->n_entries, tally);
        c->acted = RH_NEW_N(&c->keep, c->reg->n_entries, tally);
        if (rh_arena_failed(&c->keep)) code = rh_err_nomem(err);
    }
    if (code != RH_OK) rh_coverage_close(c);
    else *out = c;
    return code;
}

void rh_coverage_close(rh_coverage *coverage)
{
    if (coverage == NULL) return;
    for (size_t i = 0; i < RH_REPLAY_THREADS_MOST; i++) rh_cover_watch_dispose(coverage->watches[i]);
    rh_arena_dispose(&coverage->keep);
    const rh_host_memory memory = coverage->spec.memory;
    memory.give(memory.ctx, coverage, sizeof *coverage);
}

/* ---- tests ---- */

typedef struct stage {
    rh_run *run;
    rh_trial *trial;
    rh_cover_watch *watch;
    rh_results results; /* nobody asks for them here */
} stage;

static rh_code open_stage(stage *s, rh_coverage *c, const rh_tests_proven *proven, rh_err *err)
{
    const rh_trial_lane lane = {proven->proof, c->spec.lane};
    rh_code code = rh_results_init(&s->results, &c->keep, proven->proof, false, err);
    if (code == RH_OK) code = rh_run_new(&s->run, c->spec.memory, c->spec.program, err);
    if (code == RH_OK) rh_run_set_lanes(s->run, &c->spec.lane, 1);
    if (code == RH_OK) code = rh_trial_new(&s->trial, c->spec.memory, &lane, 1, err);
    if (code == RH_OK) code = rh_cover_watch_new(&s->watch, c->spec.memory, c->cover, err);
    if (code != RH_OK) return code;
    rh_cover_watch_pass_to(s->watch, rh_trial_observer(s->trial));
    rh_run_set_observer(s->run, rh_cover_watch_observer(s->watch));
    return RH_OK;
}

static void close_stage(stage *s)
{
    rh_cover_watch_dispose(s->watch);
    rh_trial_dispose(s->trial);
    rh_run_dispose(s->run);
}

/* What one test shows of its own entry. */
static rh_code play_test(rh_coverage *c, const stage *s, const rh_tests_proven *proven, size_t test, rh_err *err)
{
    const uint32_t entry = rh_register_entry(c->reg, rh_proof_at(proven->proof, test).entry);
    if (entry == RH_NONE) return RH_OK;
    rh_results results = s->results;
    rh_cover_watch_begin(s->watch, entry);
    const rh_code code = rh_examples_play(&results, s->trial, s->run, proven->bases, test, err);
    for (size_t i = 0; code == RH_OK && i < rh_cover_n_clauses(c->cover); i++)
        if (rh_cover_clause_at(c->cover, i)->entry == entry)
            c->clauses[i].tests += rh_cover_watch_seen(s->watch, i).happened;
    c->entries[entry].tests += rh_cover_watch_opened(s->watch, entry).happened;
    return code;
}

rh_code rh_coverage_tests(rh_coverage *coverage, const rh_tests *tests, rh_err *err)
{
    const rh_tests_proven proven = rh_tests_proven_by(tests);
    const size_t n = rh_proof_n_tests(proven.proof);
    stage s = {0};
    rh_code code = open_stage(&s, coverage, &proven, err);
    for (size_t t = 0; code == RH_OK && t < n; t++) {
        code = play_test(coverage, &s, &proven, t, err);
        if (coverage->spec.progress != NULL) coverage->spec.progress(coverage->spec.progress_ctx, t + 1, n);
    }
    close_stage(&s);
    return code;
}

/* ---- history ---- */

rh_code rh_coverage_begin(rh_coverage *coverage, unsigned worker, rh_run *run, rh_err *err)
{
    RH_ASSERT(worker < RH_REPLAY_THREADS_MOST);
    rh_cover_watch **watch = &coverage->watches[worker];
    if (*watch == NULL) {
        const rh_code code = rh_cover_watch_new(watch, coverage->spec.memory, coverage->cover, err);
        if (code != RH_OK) return code;
    }
    rh_cover_watch_begin(*watch, RH_NONE);
    rh_run_set_observer(run, rh_cover_watch_observer(*watch));
    return RH_OK;
}

rh_code rh_coverage_judge(const rh_coverage *coverage, rh_run *run, rh_arena *keep, rh_coverage_journey **result,
                          rh_err *err)
{
    const rh_cover_watch *watch = rh_cover_watch_of(rh_run_observer(run));
    const size_t n_clauses = rh_cover_n_clauses(coverage->cover), n_entries = coverage->reg->n_entries;
    rh_coverage_journey *j = RH_NEW(keep, rh_coverage_journey);
    if (j == NULL) return rh_err_nomem(err);
    j->clauses = RH_NEW_N(keep, n_clauses, mark);
    j->entries = RH_NEW_N(keep, n_entries, mark);
    j->acted = RH_NEW_N(keep, n_entries, mark);
    if (rh_arena_failed(keep)) return rh_err_nomem(err);
    for (size_t i = 0; i < n_clauses; i++) {
        const rh_cover_seen seen = rh_cover_watch_seen(watch, i);
        if (seen.happened) j->clauses[j->n_clauses++] = (mark){i, seen.last};
    }
    for (uint32_t e = 0; e < n_entries; e++) {
        const rh_cover_seen opened = rh_cover_watch_opened(watch, e), acted = rh_cover_watch_acted(watch, e);
        if (opened.happened) j->entries[j->n_entries++] = (mark){e, opened.last};
        if (acted.happened) j->acted[j->n_acted++] = (mark){e, acted.last};
    }
    *result = j;
    return RH_OK;
}

static void fold_marks(tally *tallies, const mark *marks, size_t n)
{
    for (size_t i = 0; i < n; i++) {
        tally *t = &tallies[marks[i].at];
        if (t->journeys++ == 0 || rh_instant_before(t->last, marks[i].last)) t->last = marks[i].last;
    }
}

void rh_coverage_fold(rh_coverage *coverage, const rh_coverage_journey *journey)
{
    fold_marks(coverage->clauses, journey->clauses, journey->n_clauses);
    fold_marks(coverage->entries, journey->entries, journey->n_entries);
    fold_marks(coverage->acted, journey->acted, journey->n_acted);
}

/* ---- the report ---- */

rh_instant rh_months_before(rh_instant t, uint64_t months)
{
    const rh_civil c = rh_civil_of(t, 0);
    const int64_t month = (int64_t)c.year * 12 + c.month - 1 - (int64_t)months;
    const int32_t year = (int32_t)(month / 12), of_year = (int32_t)(month % 12) + 1;
    if (month < 12) return RH_INSTANT_MIN;
    int32_t day = c.day;
    while (!rh_civil_is_date(year, of_year, day)) day--;
    t.s += (rh_days_from_civil(year, of_year, day) - rh_days_from_civil(c.year, c.month, c.day)) * 86400;
    return t;
}

static rh_model_time last_of(rh_arena *keep, const tally *t)
{
    return t->journeys > 0 ? rh_model_time_of(keep, t->last) : (rh_model_time){0};
}

static void fill_clauses(rh_cover_report *out, rh_arena *keep, const rh_coverage *c, rh_model_covered *rows)
{
    for (size_t i = 0; i < out->n_clauses; i++) {
        const rh_cover_clause *clause = rh_cover_clause_at(c->cover, i);
        const tally *t = &c->clauses[i];
        rows[i] = (rh_model_covered){.entry = c->reg->entries[clause->entry].id,
                                     .kind = rh_str_of(rh_cover_kind_name(clause->kind)),
                                     .says = rh_arena_str(keep, clause->says),
                                     .place = {clause->span.file, clause->span.line, clause->span.col},
                                     .tests = t->tests,
                                     .journeys = t->journeys,
                                     .last = last_of(keep, t)};
        out->in_tests += t->tests > 0;
        out->in_history += t->journeys > 0;
        out->never += t->tests == 0 && t->journeys == 0;
    }
    out->clauses = rows;
}

static void count_clauses(rh_model_fired *rows, const rh_coverage *c)
{
    for (size_t i = 0; i < rh_cover_n_clauses(c->cover); i++) {
        const tally *t = &c->clauses[i];
        rh_model_fired *row = &rows[rh_cover_clause_at(c->cover, i)->entry];
        row->n_clauses++;
        row->n_decided += t->tests > 0 || t->journeys > 0;
    }
}

static void fill_entries(rh_cover_report *out, rh_arena *keep, const rh_coverage *c, rh_instant since,
                         rh_model_fired *rows)
{
    count_clauses(rows, c);
    for (size_t e = 0; e < out->n_entries; e++) {
        const rh_entry *entry = &c->reg->entries[e];
        const tally *t = &c->entries[e];
        rows[e].entry = entry->id;
        rows[e].title = entry->title;
        rows[e].risk = rh_str_of(rh_risk_name(entry->risk));
        rows[e].place = (rh_model_place){entry->node->span.file, entry->node->span.line, entry->node->span.col};
        rows[e].tests = t->tests;
        rows[e].journeys = t->journeys;
        rows[e].last = last_of(keep, t);
        rows[e].is_quiet = out->has_history && (t->journeys == 0 || rh_instant_before(t->last, since));
        rows[e].is_idle = t->journeys > 0 && c->acted[e].journeys == 0;
        out->n_quiet += rows[e].is_quiet;
        out->n_idle += rows[e].is_idle;
    }
    out->entries = rows;
}

rh_code rh_coverage_report(rh_cover_report *out, rh_arena *keep, const rh_coverage *coverage, rh_instant as_of,
                           uint64_t months, rh_err *err)
{
    const rh_instant since = out->has_history ? rh_months_before(as_of, months) : RH_INSTANT_NEVER;
    out->months = months;
    out->since = rh_model_time_of(keep, since);
    out->n_clauses = rh_cover_n_clauses(coverage->cover);
    out->n_entries = coverage->reg->n_entries;
    rh_model_covered *clauses = RH_NEW_N(keep, out->n_clauses, rh_model_covered);
    rh_model_fired *entries = RH_NEW_N(keep, out->n_entries, rh_model_fired);
    if (clauses == NULL || entries == NULL) return rh_err_nomem(err);
    fill_clauses(out, keep, coverage, clauses);
    fill_entries(out, keep, coverage, since, entries);
    return rh_arena_failed(keep) ? rh_err_nomem(err) : RH_OK;
}
