/* Metrics of monitors.yaml over a whole history, whole and by lane: what the gate judges by. FORMATS.md sections 1, 8.
 *
 *     rh_measured m;
 *     rh_measure_open(&m, memory, plan, program, as_of, err)
 *     rh_measure_run(&m, &replay, err)               the replay's program has the plan's register as lane 0
 *     rh_measure_figure(&figure, keep, &m, metric, err)
 *     rh_measure_dispose(&m)
 *
 * Unlike the figures of a review, quantiles are exact to a thousandth, as a bound hangs on them: memory grows with the
 * different values. A value metric has the first of its statistics. Groups of the metrics (`by`) are not told apart.
 * The lane of a journey is that of the summary: what the lane's field says at the end. Any number of threads gives the
 * same figures. */
#ifndef RH_REVIEW_MEASURE_H
#define RH_REVIEW_MEASURE_H

#include "harness/review/watching.h"
#include "harness/verdict/monitored.h"

/* A value and how often it occurred. */
typedef struct rh_measured_step {
    int64_t thousandths;
    uint64_t n;
} rh_measured_step;

/* Values, counted: [0, n_sorted) rising and different, the rest as they came. */
typedef struct rh_measured_values {
    RH_VEC(rh_measured_step) steps;
    size_t n_sorted;
} rh_measured_values;

typedef struct rh_measured_cell {
    rh_str lane; /* null: all rows */
    rh_spark_tally tally;
    rh_measured_values values;
} rh_measured_cell;
typedef RH_VEC(rh_measured_cell) rh_measured_cells; /* all rows first, then lanes bytewise */

typedef struct rh_measured {
    rh_watching watching;
    rh_arena arena;
    rh_review_period whole;
    uint32_t lane_field; /* RH_NONE: none */
    rh_measured_cells *metrics; /* parallel to the plan's own metrics */
} rh_measured;

RH_MUST rh_code rh_measure_open(rh_measured *out, rh_host_memory host, const rh_review_plan *plan,
                                const rh_program *program, rh_instant as_of, rh_err *err);
void rh_measure_dispose(rh_measured *measured);
/* replay: all but begin, judge, fold and ctx filled in. */
RH_MUST rh_code rh_measure_run(rh_measured *measured, const rh_replay *replay, rh_err *err);
/* The figure of one metric; lanes and texts in keep. */
RH_MUST rh_code rh_measure_figure(rh_monitored_figure *out, rh_arena *keep, rh_measured *measured, size_t metric,
                                  rh_err *err);

#endif
