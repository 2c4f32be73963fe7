/* One journey under many registers: does it come out as asked? */
#include "harness/compare/blame_insides.h"

#include "engine/judge/rows.h"
#include "engine/proof/expect.h"
#include "harness/compare/lanes.h"
#include "harness/system/memory.h"

typedef struct played {
    const rh_program *program;
    rh_run *run;
    size_t start; /* lane of the start */
} played;

static rh_code course_of(rh_course *out, const played *p, size_t lane, rh_err *err)
{
    size_t n;
    const rh_record *const *records = rh_run_records(p->run, lane, &n);
    if (records == NULL) return rh_err_nomem(err);
    *out = (rh_course){records, n, rh_program_register(p->program, lane)};
    return RH_OK;
}

static rh_code same_outcome(rh_given *out, const played *p, size_t lane, rh_err *err)
{
    rh_course start, course;
    rh_rows rows;
    *out = RH_GIVEN_YES;
    if (rh_run_same(p->run, p->start, lane)) return RH_OK;
    rh_code code = course_of(&start, p, p->start, err);
    if (code == RH_OK) code = course_of(&course, p, lane, err);
    if (code == RH_OK) code = rh_rows_compare(&rows, rh_run_arena(p->run), &course, &start, err);
    if (code == RH_OK && rows.n > 0) *out = RH_GIVEN_NO;
    return code;
}

static rh_code judge_outcomes(rh_given *out, const played *p, const size_t *lane_of, size_t n, rh_err *err)
{
    rh_code code = RH_OK;
    for (size_t i = 0; code == RH_OK && i < n; i++)
        if (lane_of[i] != SIZE_MAX) code = same_outcome(&out[i], p, lane_of[i], err);
    return code;
}

/* The expectation fails where it is not met, or with `not` where it is. */
static void judge_pattern(rh_given *out, const rh_blame_judge *j, const rh_expect *expect, const size_t *lane_of,
                          size_t n)
{
    size_t k = 0;
    for (size_t i = 0; i < n; i++)
        if (lane_of[i] != SIZE_MAX)
            out[i] = rh_expect_is_met(expect, k++) == j->request->is_not ? RH_GIVEN_YES : RH_GIVEN_NO;
}

static rh_code play(rh_given *out, rh_blame_judge *j, played *p, rh_expect *expect, const size_t *lane_of, size_t n)
{
    rh_code code = rh_run_new(&p->run, rh_memory_host(), p->program, j->err);
    if (code != RH_OK) return code;
    if (expect != NULL) rh_run_set_observer(p->run, rh_expect_observer(expect));
    code = rh_replay_journey(p->run, j->request->journey, j->request->as_of, j->err);
    if (code == RH_OK) rh_replay_note_oscillated(j->request->oscillated, rh_run_oscillated(p->run, p->start));
    if (code == RH_OK && expect == NULL) code = judge_outcomes(out, p, lane_of, n, j->err);
    if (code == RH_OK && expect != NULL && rh_expect_failed(expect)) code = rh_err_nomem(j->err);
    if (code == RH_OK && expect != NULL) judge_pattern(out, j, expect, lane_of, n);
    rh_run_dispose(p->run);
    return code;
}

static rh_code watch(rh_expect **out, rh_blame_judge *j, const rh_program *program, const size_t *lane_of, size_t n)
{
    size_t lanes[RH_BLAME_LANES], n_lanes = 0;
    *out = NULL;
    for (size_t i = 0; i < n; i++)
        if (lane_of[i] != SIZE_MAX) lanes[n_lanes++] = lane_of[i];
    if (j->request->pattern == NULL) return RH_OK;
    return rh_expect_new(out, rh_memory_host(), program, lanes, n_lanes, j->request->pattern, j->err);
}

/* The last lane is the start. */
rh_code rh_blame__judge(rh_given *out, rh_blame_judge *j, const rh_register *const *registers, size_t n)
{
    const rh_register *all[RH_BLAME_LANES + 1];
    size_t lane_of[RH_BLAME_LANES + 1];
    played p = {0};
    rh_expect *expect = NULL;
    rh_arena_reset(&j->pass);
    for (size_t i = 0; i < n; i++) {
        all[i] = registers[i];
        out[i] = RH_GIVEN_BROKEN;
    }
    all[n] = j->start;
    rh_code code = rh_lanes_compile(&p.program, lane_of, &j->pass, all, n + 1, j->request->lent, j->err);
    if (code != RH_OK || lane_of[n] == SIZE_MAX) return code;
    p.start = lane_of[n];
    code = watch(&expect, j, p.program, lane_of, n);
    if (code == RH_OK) code = play(out, j, &p, expect, lane_of, n);
    rh_expect_dispose(expect);
    return code;
}
