/* Figures, added up: of each metric in each period, and of each of its groups.
 *
 * One journey gives *sparks*; adding them to figures, and figures to each other, is associative and commutative, so any
 * split gives the same numbers. Memory grows with the different groups and with the different values, never with the
 * history: values are counted in steps of a hundredth below 100, of four digits above (so a median of 1,234.5 is told
 * as 1,234 or 1,235); sums, and the most, are exact to a thousandth. Quantiles are by nearest rank. */
#ifndef RH_REVIEW_FIGURES_H
#define RH_REVIEW_FIGURES_H

#include "engine/base/err.h"
#include "engine/base/map.h"
#include "engine/base/vec.h"
#include "reports/model/common.h"

typedef enum rh_spark_kind { RH_SPARK_UNDECIDED, RH_SPARK_NO, RH_SPARK_YES, RH_SPARK_VALUE } rh_spark_kind;

typedef struct rh_spark {
    uint32_t metric, period;
    rh_spark_kind kind;
    rh_str group;        /* null: no group: counts for all rows alone */
    bool is_group_only;  /* counts for the group alone */
    int64_t thousandths; /* VALUE; |.| <= RH_SPARK_MOST */
} rh_spark;
#define RH_SPARK_MOST INT64_C(1000000000000000)
typedef RH_VEC(rh_spark) rh_sparks;

typedef struct rh_figures_step {
    int64_t thousandths;
    uint64_t n;
} rh_figures_step;

__extension__ typedef __int128 rh_figures_sum;

/* Sparks counted: rows that say something, those that are true, and others; the sum of values in thousandths. */
typedef struct rh_spark_tally {
    uint64_t n, hits, undecided;
    rh_figures_sum sum;
} rh_spark_tally;

typedef struct rh_figures_cell {
    rh_str group; /* null: all */
    rh_spark_tally tally;
    int64_t most;                  /* with n > 0 values */
    rh_str most_of;                /* the journey that has it; the first bytewise */
    RH_VEC(rh_figures_step) steps; /* rising */
} rh_figures_cell;

/* The cells of one metric in one period: all first, then groups bytewise. */
typedef struct rh_figures_row {
    rh_figures_cell all;
    RH_VEC(rh_figures_cell) groups;
} rh_figures_row;

typedef struct rh_figures {
    rh_arena *arena;
    size_t n_metrics, n_periods;
    rh_figures_row *rows; /* [metric * n_periods + period] */
} rh_figures;

/* Whether the spark has a value, for whoever keeps values. */
bool rh_spark_count(rh_spark_tally *tally, const rh_spark *spark);

RH_MUST rh_code rh_figures_init(rh_figures *out, rh_arena *arena, size_t n_metrics, size_t n_periods, rh_err *err);
RH_MUST rh_code rh_figures_add(rh_figures *figures, const rh_spark *spark, rh_str journey, rh_err *err);
/* Both have the same numbers of metrics and periods. */
RH_MUST rh_code rh_figures_merge(rh_figures *into, const rh_figures *from, rh_err *err);
const rh_figures_row *rh_figures_at(const rh_figures *figures, size_t metric, size_t period);
/* NULL: no row had that group. */
const rh_figures_cell *rh_figures_group(const rh_figures_row *row, rh_str group);

/* The p-th of 100 by nearest rank, in thousandths; n of the cell > 0. */
int64_t rh_figures_quantile(const rh_figures_cell *cell, unsigned p);

#endif
