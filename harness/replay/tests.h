/* The acceptance tests of a revision, run: on a history, on their examples, on the unchanged bases.
 *
 *     rh_tests *tests;   rh_tests_open(&tests, memory, &spec, &diags)
 *     rh_tests_examples(tests, err)                     the ways example and clean
 *     rh_tests_history(tests, &replay, err)             the way history, in a replay of its own; or in another's:
 *         replay.begin, in it: rh_tests_begin(tests, worker, run, journey, err)
 *         replay.judge, in it: rh_tests_judge(tests, run, journey, as_of, err)
 *     rh_tests_report(&report, keep, tests, err)
 *     rh_tests_close(tests)
 *
 * Results are the same for any number of threads. */
#ifndef RH_REPLAY_TESTS_H
#define RH_REPLAY_TESTS_H

#include "engine/proof/proof.h"
#include "harness/load/revision.h"
#include "harness/replay/replay.h"
#include "reports/model/test.h"

typedef struct rh_tests rh_tests;

typedef struct rh_tests_spec {
    const rh_program *program;
    size_t lane;             /* the revision that is tested */
    const rh_revision *from; /* whose tests, examples and fixtures: of that lane, or the base's against it */
    bool is_foreign;         /* from is another revision than the lane's: rh_proof_read_foreign */
    bool has_history;        /* the way history is to be judged; else it is skipped */
    const rh_register *base; /* what its entries are derived from counts as well; NULL: none */
    bool is_compared;        /* the results are held against another run's, not taken as evidence: then a pass counts on
                                the journeys, too, that an entry is derived from */
} rh_tests_spec;

/* Reads the tests and their fixtures; all errors go to diags, the first code is returned. The program and the revision
 * are borrowed until close. */
RH_MUST rh_code rh_tests_open(rh_tests **out, rh_host_memory memory, const rh_tests_spec *spec, rh_diags *diags);
void rh_tests_close(rh_tests *tests); /* accepts NULL */

RH_MUST rh_code rh_tests_examples(rh_tests *tests, rh_err *err);
/* replay: all but begin, judge, fold and ctx filled in. */
RH_MUST rh_code rh_tests_history(rh_tests *tests, const rh_replay *replay, rh_err *err);
RH_MUST rh_code rh_tests_begin(rh_tests *tests, unsigned worker, rh_run *run, const rh_journey *journey, rh_err *err);
RH_MUST rh_code rh_tests_judge(rh_tests *tests, rh_run *run, const rh_journey *journey, rh_instant as_of, rh_err *err);

/* What the tests are held against others with: valid after rh_tests_examples, until close. */
typedef struct rh_tests_proven {
    const rh_proof *proof;
    const rh_base *bases;        /* parallel to rh_proof_bases */
    const rh_results *examples;  /* the ways example and clean on the lane that is tested */
} rh_tests_proven;
rh_tests_proven rh_tests_proven_by(const rh_tests *tests);

/* Fills n_entries, tests and totals of *out; revision and history are the caller's. Texts in keep. */
RH_MUST rh_code rh_tests_report(rh_test_report *out, rh_arena *keep, const rh_tests *tests, rh_err *err);

#endif
