/* Calibration: what the health score and its inputs foretold, and which weights would have done better.
 *
 * Weights are fitted on the two thirds of the cases that began first, by a logistic regression of the inputs (logit.h,
 * ridge 1; an input that would count against health is left out), and tried on the others. Both weights are told with
 * what they do on the later cases, so that a proposal that is only chance shows. At least 20 cases of each kind are
 * needed to fit, 5 of each to try.
 *
 * Bias: among cases with about the same score (or value of an input: tens), do those of one group turn out bad more, or
 * less, often than the others? Then the predictor stands for something else than need. Tested are groups of at least 20
 * cases, by the test of Mantel and Haenszel over the tens, all of one report adjusted together. */
#ifndef RH_CALIBRATE_CALIBRATE_H
#define RH_CALIBRATE_CALIBRATE_H

#include "engine/base/vec.h"
#include "harness/calibrate/cases.h"
#include "reports/model/calibrate.h"

typedef struct rh_health_cases {
    const rh_register *reg;
    uint32_t groups[RH_HEALTH_GROUPS]; /* fields, as in the pool */
    RH_VEC(rh_health_case) at; /* GOOD and BAD, in the order of journeys */
    uint64_t unscored, censored, late;
} rh_health_cases;

/* Copies what is kept, of the journey of that number; NULL is passed over. RH_NOMEM. */
RH_MUST rh_code rh_health_cases_add(rh_health_cases *cases, rh_arena *arena, const rh_health_case *one, size_t journey,
                                    rh_err *err);
/* All of the report but revisions, history and the comparison. The cases are sorted on the way. RH_NOMEM. */
RH_MUST rh_code rh_calibrate_fill(rh_calibrate_report *out, rh_arena *keep, rh_health_cases *cases, rh_err *err);
/* The comparison with the cases of another revision, in the order of journeys. A journey is compared that is a case of
 * both; its outcome is that of `cases`. RH_NOMEM. */
RH_MUST rh_code rh_calibrate_compare(rh_calibrate_report *out, rh_arena *keep, const rh_health_cases *cases,
                                     const rh_health_cases *base, rh_err *err);

/* Inside. bias.c: whether a predictor means the same in every group. */
RH_MUST rh_code rh_calibrate__biases(rh_calibrate_report *out, rh_arena *keep, const rh_health_cases *cases,
                                     rh_err *err);
rh_model_quantity rh_calibrate__ppm(double share);
rh_model_quantity rh_calibrate__rate(uint64_t n, uint64_t of);
/* Wilson's; left as they are where there are fewer than 5. */
void rh_calibrate__interval(rh_model_quantity *low, rh_model_quantity *high, uint64_t n, uint64_t of);
/* weights.c */
RH_MUST rh_code rh_calibrate__weights(rh_calibrate_report *out, rh_model_health_input *inputs, rh_arena *keep,
                                      const rh_health_cases *cases, rh_err *err);
/* The area under the curve of n scores; den 0 where there are fewer than 5 of a kind. False on no memory. */
bool rh_calibrate__auc(rh_model_auc *out, rh_arena *keep, const double *scores, const rh_health_case *cases, size_t n);

#endif
