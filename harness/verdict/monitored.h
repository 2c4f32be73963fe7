/* The metrics that monitors.yaml defines, as the gate sees them: what a criterion or a check may name beside those of
 * metrics.def. FORMATS.md sections 1 and 8.
 *
 * They are read from the revision that the policy is from; what they are made of is compiled and measured by
 * harness/review, on the journeys of the revision that is judged.
 *
 * Not for: mistakes in monitors.yaml itself, which its own reader tells. */
#ifndef RH_VERDICT_MONITORED_H
#define RH_VERDICT_MONITORED_H

#include "engine/expr/syntax/ast.h"
#include "engine/program/register.h"
#include "reports/model/gate.h"

/* What a proposal can make of a metric by adding what changes nothing else: metrics.def has the words. COUNTS: a count
 * of history's rows that entries choose, which may grow by itself, but not beside others in an expression. */
typedef enum rh_metric_adds {
    RH_ADDS_FIXED, RH_ADDS_GROWS, RH_ADDS_MENDS, RH_ADDS_TURNS, RH_ADDS_TESTS, RH_ADDS_COUNTS
} rh_metric_adds;

typedef struct rh_monitored_metric {
    rh_str name;
    rh_metric_adds adds; /* FIXED, GROWS or COUNTS */
    rh_model_unit unit; /* COUNT of rows; RATE of rows; HOURS or NUMBER of values */
    rh_str sample;      /* what n counts, in words */
    const rh_node *node;
} rh_monitored_metric;

typedef struct rh_monitored {
    const rh_node *root;            /* monitors.yaml; NULL: there is none */
    const rh_monitored_metric *at; /* file order */
    size_t n;
} rh_monitored;

/* What was measured of one metric, on all rows or on those of a lane. Rows of which nobody can say whether they count,
 * or what they are worth, are `undecided`; low and high are the value if each of them were the least, or the most, that
 * it could be. */
typedef struct rh_monitored_cell {
    rh_model_quantity value;     /* den 0: no row */
    rh_model_quantity low, high; /* den 0: no bound */
    uint64_t n, undecided;       /* rows that value is made of, and others */
} rh_monitored_cell;

typedef struct rh_monitored_lane {
    rh_str lane;
    rh_monitored_cell cell;
} rh_monitored_lane;

typedef struct rh_monitored_figure {
    bool is_measured;   /* else nothing asked for it */
    rh_metric_adds adds;
    rh_str definition;  /* as written, in one line */
    rh_monitored_cell whole;
    const rh_monitored_lane *lanes; /* bytewise; a lane without rows is not there */
    size_t n_lanes;
} rh_monitored_figure;

/* Figures of all metrics of a rh_monitored, in its order; and why there are none, where monitors.yaml does not fit the
 * revision that is judged. */
typedef struct rh_monitored_figures {
    const rh_monitored_figure *at;
    size_t n;           /* 0: none were measured */
    rh_str fault;       /* null: none */
    rh_model_place place; /* of the fault */
} rh_monitored_figures;

/* The metrics of reg's monitors.yaml. RH_NOMEM. */
RH_MUST rh_code rh_monitored_read(rh_monitored *out, rh_arena *keep, const rh_register *reg);
/* Their names, in order. RH_NOMEM: *out is empty. */
RH_MUST rh_code rh_monitored_names(rh_strs *out, rh_arena *keep, const rh_monitored *monitored);

/* What a value is measured in, as far as it says so itself: "business hours", "days", "business days" or "number". */
rh_str rh_monitored_unit(const rh_ast_node *value);

/* Parallel to reg's fields: those whose value goes by what the core does (`workflow`), by whatever detour. NULL on no
 * memory. */
const bool *rh_core_fields(rh_arena *keep, const rh_register *reg);
/* is_core: of rh_core_fields. */
rh_metric_adds rh_monitored_adds(rh_arena *keep, const rh_register *reg, const bool *is_core, const rh_node *metric,
                                 rh_model_unit unit);

/* monitors.yaml with those metrics alone that are asked for (parallel to monitored), and the queues that they look at.
 * NULL on no memory. */
const rh_node *rh_monitored_select(rh_arena *keep, const rh_monitored *monitored, const bool *is_asked);

#endif
