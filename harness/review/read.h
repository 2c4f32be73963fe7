/* Inside review: reading monitors.yaml, strictly and with places. */
#ifndef RH_REVIEW_READ_H
#define RH_REVIEW_READ_H

#include "engine/base/vec.h"
#include "harness/review/plan.h"

typedef struct rh_review_reader {
    rh_arena *keep;
    rh_diags *diags;
    const rh_program *program;
    const rh_env *values;    /* whose policy.* is read; NULL: the program's */
    rh_review_plan *plan;
    rh_metric_plan *metrics; /* those of the plan */
    const rh_env *core_env;  /* without event.* */
    rh_env *envs[RH_N_TABLES];
    rh_code code; /* the first error */
} rh_review_reader;

#define RH_REVIEW_ERROR(r, what, span, ...)                                                                            \
    rh_review__failed((r), rh_diags_add((r)->diags, (what), (span), __VA_ARGS__))
void rh_review__failed(rh_review_reader *r, rh_code code);

typedef struct rh_review_key {
    const char *name;
    bool is_required;
    const rh_node **value;
} rh_review_key;
/* Fills the values of keys from a map; unknown and missing keys are errors. False when node is no map. */
bool rh_review__map(rh_review_reader *r, const rh_node *node, const char *what, const rh_review_key *keys, size_t n);
/* The items of a list; none after an error or where node is NULL. */
size_t rh_review__list(rh_review_reader *r, const rh_node *node, const char *what);

/* Each leaves *out as it was after an error and where node is NULL. */
void rh_review__text(rh_review_reader *r, const rh_node *node, const char *what, rh_str *out);
void rh_review__texts(rh_review_reader *r, const rh_node *node, const char *what, rh_strs *out);
void rh_review__role(rh_review_reader *r, const rh_node *node, const char *what, rh_str *out);
void rh_review__instant(rh_review_reader *r, const rh_node *node, const char *what, rh_instant *out);
bool rh_review__span(rh_review_reader *r, const rh_node *node, const char *what, rh_span_of_time *out);
/* A decimal of at most three places, a sign allowed, as thousandths or less. */
bool rh_review__decimal(rh_review_reader *r, const rh_node *node, const char *what, rh_model_quantity *out);
/* "A..B", or with is_open "A.." (*to 0). */
bool rh_review__range(rh_review_reader *r, const rh_node *node, const char *what, bool is_open, uint32_t *from,
                      uint32_t *to);
/* The number of a metric by name; SIZE_MAX after an error. */
size_t rh_review__metric(rh_review_reader *r, const rh_node *node);
void rh_review__unknown(rh_review_reader *r, const rh_node *node, const char *what, rh_strs names);

/* ---- metric_tables.c ---- */

/* The environments and pools of all tables. Before any metric. */
rh_code rh_review__open_tables(rh_review_reader *r, rh_err *err);
/* The expression of a scalar in a pool, what: the key that it stands under; RH_EXPR_NONE after an error or without a
 * node. want NULL: any type. tree may be NULL. */
rh_expr rh_review__expr(rh_review_reader *r, rh_pool *pool, const rh_node *node, const char *what, const rh_type *want,
                        const rh_ast **tree);
/* A condition of a queue. */
rh_expr rh_review__condition(rh_review_reader *r, const rh_node *node, const char *what);
/* Seals the pools and finds what they read. */
rh_code rh_review__seal_tables(rh_review_reader *r, rh_err *err);

/* ---- metric.c ---- */

void rh_review__read_metrics(rh_review_reader *r, const rh_node *map);
/* The fields and columns that a metric reads, by their names. */
void rh_review__read_names(rh_review_reader *r, rh_metric_plan *m);

#endif
