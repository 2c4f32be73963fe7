/* Acceptance tests: reading them, judging them on replays, playing their examples. SPEC.md section 7, FORMATS.md
 * section 4, rulings 105, 106, 138, 144 to 158.
 *
 *     rh_proof *proof;    the tests of a register:         rh_proof_read(&proof, keep, program, lane, register, diags)
 *     rh_trial *trial;    what judges them, one a thread:  rh_trial_new(&trial, host, lanes, n, err)
 *     rh_run_set_observer(run, rh_trial_observer(trial))
 *     for each journey of history:
 *         rh_trial_begin(trial, id)   rh_run_begin, events, rh_run_end(run, as_of)   rh_trial_end(trial, as_of, err)
 *         for each test: rh_trial_outcome(trial, i, test), rh_results_fold(results, test, RH_WAY_HISTORY, id, outcome)
 *     rh_examples_play(results, trial, run, bases, err)    the ways example and clean
 *
 * Not for: finding fixtures (the host gives their events), mutation, and showing results. */
#ifndef RH_PROOF_PROOF_H
#define RH_PROOF_PROOF_H

#include "engine/step/run.h"

typedef struct rh_proof rh_proof; /* immutable once read: any number of threads */

/* One test, for those who show or choose it. */
typedef struct rh_proof_test {
    rh_str entry, name;
    rh_span span;      /* where it begins in the entry's file */
    rh_str clause;     /* the key of the clause that fails where the form does, such as "until" */
    rh_span clause_span;
    size_t n_examples; /* 0: the ways example and clean are unproven */
} rh_proof_test;

/* Reads `acceptance` of every entry of `from`, checked against lane `lane` of the program (its fields, actions, roles).
 * As a rule from is that lane's own register; the base's tests run against the head with from = base, lane = head. All
 * errors are found (V4). The program, both registers and their nodes are borrowed for the proof's life. */
RH_MUST rh_code rh_proof_read(const rh_proof **out, rh_arena *keep, const rh_program *program, size_t lane,
                              const rh_register *from, rh_diags *diags);
/* The same for tests that were written for another revision: one that cannot be read against the lane (its field is
 * gone, say) is kept and fails every way, and is no error. */
RH_MUST rh_code rh_proof_read_foreign(const rh_proof **out, rh_arena *keep, const rh_program *program, size_t lane,
                                      const rh_register *from, rh_diags *diags);
/* Tests are numbered by entry id, then file order. */
size_t rh_proof_n_tests(const rh_proof *proof);
rh_proof_test rh_proof_at(const rh_proof *proof, size_t test);
/* The bases that examples name, sorted bytewise, each once. */
rh_strs rh_proof_bases(const rh_proof *proof);

/* ---- judging replays ---- */

typedef enum rh_way { RH_WAY_HISTORY, RH_WAY_EXAMPLE, RH_WAY_CLEAN, RH_N_WAYS } rh_way;
typedef enum rh_result { RH_RESULT_PASS, RH_RESULT_FAIL, RH_RESULT_UNPROVEN, RH_RESULT_SKIPPED } rh_result;
typedef enum rh_why {
#define X(NAME, text) RH_WHY_##NAME,
#include "engine/proof/whys.def"
#undef X
    RH_N_WHYS
} rh_why;
const char *rh_way_name(rh_way way);
const char *rh_result_name(rh_result result);
const char *rh_why_text(rh_why why);

/* What one journey says about one test in one lane. */
typedef struct rh_outcome {
    rh_result result;     /* PASS, FAIL or UNPROVEN */
    rh_why why;           /* NONE when it passed */
    bool opened;          /* the entry opened at least once */
    rh_instant opened_at; /* when opened */
    const rh_record *opened_record;
    rh_instant at;           /* FAIL: when */
    const rh_record *record; /* FAIL: what broke it, or NULL; borrowed until the run's next begin */
    rh_str says;             /* further words (a reason of refusal), or null; borrowed likewise */
    rh_str clause;           /* FAIL: the key of the clause that was broken; null: that of no clause (the base) */
    rh_span clause_span, example_span; /* FAIL: of that clause; of the example that showed it, line 0 elsewhere */
} rh_outcome;

/* A lane of the run and the tests to judge there. Several lanes may share a proof (mutants): its fields must stand at
 * the same places in each, as they do where schema.yaml is the same. */
typedef struct rh_trial_lane {
    const rh_proof *proof;
    size_t lane;
} rh_trial_lane;

typedef struct rh_trial rh_trial; /* one run, one thread */
#define RH_EVERY_TEST SIZE_MAX

RH_MUST rh_code rh_trial_new(rh_trial **out, rh_host_memory host, const rh_trial_lane *lanes, size_t n, rh_err *err);
void rh_trial_dispose(rh_trial *trial);
/* Borrowed for the trial's life. */
const rh_observer *rh_trial_observer(rh_trial *trial);
/* Before rh_run_begin of each journey. `only`: the one test to judge, or RH_EVERY_TEST. */
RH_MUST rh_code rh_trial_begin(rh_trial *trial, rh_str journey, size_t only, rh_err *err);
/* After rh_run_end, with the same as_of. An error here is the first that judging met (no memory, RH_PROOF_CALENDAR). */
RH_MUST rh_code rh_trial_end(rh_trial *trial, rh_instant as_of, rh_err *err);
/* After end; i is the index of the lane in the trial. */
rh_outcome rh_trial_outcome(const rh_trial *trial, size_t i, size_t test);

/* ---- results over many journeys ---- */

typedef struct rh_way_result {
    rh_result result;
    rh_why why;
    rh_str says;    /* in words: why, or null */
    rh_str journey; /* FAIL: the first bytewise that fails; null for a test that could not be read, and else */
    rh_instant at;  /* FAIL; RH_INSTANT_NEVER for a test that could not be read */
    rh_str record;  /* FAIL: one canonical line without its newline, or null */
    rh_str record_says; /* the same in words */
    rh_str clause;  /* FAIL: as in rh_outcome, and so the spans */
    rh_span clause_span, example_span;
} rh_way_result;

typedef struct rh_results {
    rh_arena *keep; /* texts */
    size_t n_tests;
    rh_way_result (*ways)[RH_N_WAYS]; /* per test */
} rh_results;

/* All ways unproven, history skipped unless there is one. */
RH_MUST rh_code rh_results_init(rh_results *results, rh_arena *keep, const rh_proof *proof, bool has_history,
                                rh_err *err);
/* Adds one journey. The order of journeys does not matter, but of two failures of one journey the first stays. */
RH_MUST rh_code rh_results_fold(rh_results *results, size_t test, rh_way way, rh_str journey, const rh_outcome *outcome,
                                rh_err *err);
/* Adds what another thread found. */
RH_MUST rh_code rh_results_merge(rh_results *into, const rh_results *other, rh_err *err);

/* ---- examples ---- */

/* A base journey: its events in the order of rh_event_cmp, all of one subject. */
typedef struct rh_base {
    const rh_event *events;
    size_t n_events;
} rh_base;

/* bases: parallel to rh_proof_bases of the proof that all lanes of the trial share. results: one for each lane. Plays
 * every example of `only` (or RH_EVERY_TEST) and its unchanged base through the run, whose observer must be the
 * trial's. RH_PROOF_EXAMPLE where a base does not have what an example asks for. */
RH_MUST rh_code rh_examples_play(rh_results *results, rh_trial *trial, rh_run *run, const rh_base *bases, size_t only,
                                 rh_err *err);

/* ---- rivals ---- */

/* Which rivals of an entry its own tests notice, by the ways example and clean. A rival is a lane of the trial that
 * differs from the original in this entry; it is noticed when a test that passes a way on the original does not on it.
 * original: what rh_examples_play found for the shared proof. noticed: one for each lane of the trial; those that are
 * noticed at the beginning are not played. One that is noticed takes part in no further journey. */
RH_MUST rh_code rh_rivals_play(bool *noticed, rh_trial *trial, rh_run *run, rh_str entry, const rh_base *bases,
                               const rh_results *original, rh_err *err);

#endif
