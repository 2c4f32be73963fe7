/* An expression on a journey at an instant: its value, what it reads and since when, and the value of each of its
 * parts.
 *
 * The journey is replayed up to the instant while the fields that are read are watched. Values of fields whose class is
 * not `safe`, and values that could tell them, are masked unless `shows_all` (a person's own terminal: FORMATS.md
 * section 10); truths are always shown. Of a masked value it is said whether it is the same as another of that name's
 * last part, so that a conflict can still be seen. */
#ifndef RH_EXPLAIN_EVALUATE_H
#define RH_EXPLAIN_EVALUATE_H

#include "harness/replay/replay.h"
#include "reports/model/eval.h"

typedef struct rh_evaluate_request {
    const rh_program *program; /* lane 0 counts */
    rh_str expression;
    const rh_journey *journey;
    rh_instant at;
    bool shows_all;
    uint64_t *oscillated; /* raised to 1 where it oscillates by then; may be NULL */
} rh_evaluate_request;

/* Everything of the report but its revision. Lives in keep; texts may borrow from the program and the journey. Errors
 * of the expression go to diags, and the first code is returned. */
RH_MUST rh_code rh_evaluate(rh_eval_report *out, rh_arena *keep, const rh_evaluate_request *request, rh_diags *diags,
                            rh_err *err);

#endif
