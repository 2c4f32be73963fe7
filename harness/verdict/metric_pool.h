/* Expressions over metric.NAME: the checks of the checklist and the answers of stability. FORMATS.md sections 1, 7, 8.
 *
 * Slot i is metric i; names that monitors.yaml defines stand behind them. What is read and has no sample makes the
 * whole undecided, whatever the expression would make of null. */
#ifndef RH_VERDICT_METRIC_POOL_H
#define RH_VERDICT_METRIC_POOL_H

#include "engine/expr/expr.h"
#include "harness/verdict/policy.h"

typedef struct rh_metric_pool {
    rh_pool *pool;
    size_t n_slots;
    rh_arena *keep; /* of evaluations, too */
} rh_metric_pool;

/* without: the metric that its expressions may not read, as it is made of them. others: names without `metric.`. */
RH_MUST rh_code rh_metric_pool_init(rh_metric_pool *out, rh_arena *keep, rh_metric without, rh_strs others,
                                    rh_err *err);
/* node: the expression. Mistakes go to diags. */
RH_MUST rh_code rh_metric_pool_add(rh_metric_pool *pool, rh_expr *out, const rh_node *node, rh_diags *diags);
RH_MUST rh_code rh_metric_pool_seal(rh_metric_pool *pool, rh_err *err);
bool rh_metric_pool_reads(const rh_metric_pool *pool, rh_expr root, rh_metric metric);

/* Whether a root reads the nth of the others. */
bool rh_metric_pool_reads_other(const rh_metric_pool *pool, rh_expr root, size_t other);

/* After seal. `at` gives the value of a slot, null where there is no sample; asked for what the root reads alone. */
typedef rh_value rh_metric_at(void *ctx, uint32_t slot);
rh_value rh_metric_pool_value(const rh_metric_pool *pool, rh_expr root, rh_metric_at *at, void *ctx);

struct rh_evidence;
/* After seal. `wanted` where it is that however it is read: over everything and without what the proposal only adds, and
 * with each row of which nobody can say at its least and at its most; else what first is otherwise. Only what it reads
 * is measured: the others may be dear. */
rh_value rh_metric_pool_eval(const rh_metric_pool *pool, rh_expr root, bool wanted, const struct rh_evidence *evidence);

#endif
