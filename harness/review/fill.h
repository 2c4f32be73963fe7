/* Inside review: from what was counted to the model. */
#ifndef RH_REVIEW_FILL_H
#define RH_REVIEW_FILL_H

#include "harness/review/review.h"

typedef struct rh_filling {
    rh_arena *keep;
    const rh_review *review;
    const rh_review_plan *plan;
    rh_model_metric *metrics; /* parallel to the plan's */
    bool has_now;             /* anything happened in the period: where nothing did, nobody can say anything */
    bool has_before;          /* there is history before the period */
    bool failed;
} rh_filling;

/* Whether anything happened in a period. */
bool rh_fill__has_history(const rh_review *review, rh_review_at at);

/* ---- figures.c's cells as model quantities ---- */
rh_model_quantity rh_fill__stat(const rh_metric_plan *m, rh_stat stat, const rh_figures_cell *cell);
rh_model_quantity rh_fill__value(const rh_review *review, size_t metric, rh_review_at at); /* the first figure */
rh_model_quantity rh_fill__thousandths(rh_model_unit unit, int64_t thousandths);
rh_model_quantity rh_fill__ppm(double share);
rh_model_quantity rh_fill__share(uint64_t n, uint64_t of);
/* Wilson, 95 percent; false for fewer than 5. */
bool rh_fill__interval(rh_model_quantity *low, rh_model_quantity *high, uint64_t n, uint64_t of);

/* Each fills its part of *out. */
void rh_fill__metrics(rh_filling *f, rh_review_report *out);
void rh_fill__rates(rh_filling *f, rh_review_report *out);
void rh_fill__agreement(rh_filling *f, rh_review_report *out);
void rh_fill__samples(rh_filling *f, rh_review_report *out);
/* After metrics and rates: tests of what moved, adjusted together. */
void rh_fill__moves(rh_filling *f, rh_review_report *out);
void rh_fill__parts(rh_filling *f, rh_review_report *out);

#endif
