/* Coverage of a revision's clauses, added up: over its own tests, and over a history.
 *
 *     rh_coverage *c;   rh_coverage_open(&c, &spec, err)
 *     rh_coverage_tests(c, tests, err)                      the examples of each test and their unchanged bases
 *     replay.begin, in it: rh_coverage_begin(c, worker, run, err)
 *     replay.judge, in it: rh_coverage_judge(c, run, keep, &result, err)
 *     replay.fold, in it:  rh_coverage_fold(c, result)
 *     rh_coverage_report(&report, keep, c, as_of, months, err)
 *     rh_coverage_close(c)
 *
 * The same for any number of threads. */
#ifndef RH_COVERAGE_H
#define RH_COVERAGE_H

#include "engine/cover/cover.h"
#include "harness/replay/tests.h"
#include "reports/model/cover.h"

typedef struct rh_coverage rh_coverage;

typedef struct rh_coverage_spec {
    const rh_program *program; /* borrowed until close */
    size_t lane;
    rh_host_memory memory;
    void (*progress)(void *ctx, size_t n_done, size_t n_all); /* tests; may be NULL */
    void *progress_ctx;
} rh_coverage_spec;

RH_MUST rh_code rh_coverage_open(rh_coverage **out, const rh_coverage_spec *spec, rh_err *err);
void rh_coverage_close(rh_coverage *coverage); /* accepts NULL */

/* tests: of the same lane; borrowed for the call. */
RH_MUST rh_code rh_coverage_tests(rh_coverage *coverage, const rh_tests *tests, rh_err *err);

/* Before a journey, in a worker: the run's observer is the worker's watch. */
RH_MUST rh_code rh_coverage_begin(rh_coverage *coverage, unsigned worker, rh_run *run, rh_err *err);
/* What the journey showed; lives in keep. */
typedef struct rh_coverage_journey rh_coverage_journey;
RH_MUST rh_code rh_coverage_judge(const rh_coverage *coverage, rh_run *run, rh_arena *keep,
                                  rh_coverage_journey **result, rh_err *err);
/* One call at a time, any order. */
void rh_coverage_fold(rh_coverage *coverage, const rh_coverage_journey *journey);

/* Fills all but revision and history. as_of and months matter with a history. Texts in keep. */
RH_MUST rh_code rh_coverage_report(rh_cover_report *out, rh_arena *keep, const rh_coverage *coverage, rh_instant as_of,
                                   uint64_t months, rh_err *err);
/* The same day of the month and time of day, that many months earlier; the month's last day where it has no such
 * day. */
rh_instant rh_months_before(rh_instant t, uint64_t months);

#endif
