/* monitors.yaml of one revision, read strictly and compiled: what a review computes. FORMATS.md section 8.
 *
 * Metrics are numbered: those of the file in its order, then those of FORMATS.md section 1 that a history alone gives
 * (they may be named wherever a metric may). Immutable once made: any number of threads. */
#ifndef RH_REVIEW_PLAN_H
#define RH_REVIEW_PLAN_H

#include "engine/base/map.h"
#include "engine/program/program.h"
#include "engine/journey/record.h"
#include "harness/verdict/metric_pool.h"
#include "reports/model/review.h"

typedef enum rh_table {
#define X(NAME, word) RH_TABLE_##NAME,
#include "harness/review/tables.def"
#undef X
    RH_N_TABLES
} rh_table;

typedef enum rh_row_column {
#define X(TABLE, NAME, word, type) RH_COL_##TABLE##_##NAME,
#include "harness/review/columns.def"
#undef X
    RH_N_COLUMNS
} rh_row_column;

typedef enum rh_stat {
#define X(NAME, word) RH_STAT_##NAME,
#include "harness/review/stats.def"
#undef X
    RH_N_STATS
} rh_stat;

typedef enum rh_measure { RH_MEASURE_COUNT, RH_MEASURE_SHARE, RH_MEASURE_VALUE } rh_measure;

/* Against the baseline: the change of the first figure, (then - before) / before, that is wanted after eight weeks. */
typedef struct rh_target {
    bool is_set;
    rh_model_quantity from, to; /* RATE; from <= to */
    rh_str says;
} rh_target;

enum { RH_REVIEW_MOST_BY = 4 }; /* values that make a group */

typedef struct rh_metric_plan {
    rh_str id, title, over, owner, unit, definition; /* owner may be null */
    rh_strs reads, covers;
    rh_span span;
    bool is_built_in;
    rh_metric built_in;
    rh_table table;
    size_t queue; /* QUEUE: index of the queue */
    rh_measure measure;
    rh_expr where, of, value; /* RH_EXPR_NONE: not given */
    const rh_expr *by;        /* one that yields a list: the group of each of its elements */
    size_t n_by;
    rh_stat stats[RH_N_STATS]; /* VALUE: as listed */
    size_t n_stats;
    int good;                /* 1 up, -1 down, 0 not said */
    rh_model_quantity limit; /* den 0: none */
    rh_target target;
} rh_metric_plan;

typedef struct rh_queue_plan {
    rh_str id, title, owner, limit_text;
    bool has_limit;
    rh_span_of_time limit;
    rh_expr enter, leave; /* in `core` */
    rh_strs covers;
    rh_span span;
} rh_queue_plan;

typedef struct rh_area_plan {
    rh_str id, title, owner, weak_text;
    const size_t *metrics;
    size_t n_metrics;
    rh_expr weak; /* in `answers`; RH_EXPR_NONE: where a metric is beyond its limit */
    rh_strs covers;
    rh_span span;
} rh_area_plan;

typedef struct rh_widget_plan {
    size_t metric;
    rh_str chart, owner;
    rh_strs covers;
} rh_widget_plan;

typedef struct rh_question_plan {
    rh_str id, question;
    rh_expr weak; /* in `answers`; RH_EXPR_NONE: nobody can say */
    rh_strs covers;
} rh_question_plan;

typedef struct rh_step_plan {
    rh_str label;
    size_t metric; /* SIZE_MAX: none */
} rh_step_plan;
typedef struct rh_graphic_plan {
    rh_str id, title;
    const rh_step_plan *steps;
    size_t n_steps;
    rh_strs covers;
} rh_graphic_plan;

typedef struct rh_agenda_plan {
    uint32_t from, to;
    rh_str question, owner;
    rh_strs shows, covers;
} rh_agenda_plan;

typedef struct rh_cadence_plan {
    uint32_t from, to; /* to 0: open */
    rh_span_of_time every;
    rh_str every_text, question;
    rh_strs covers;
} rh_cadence_plan;

/* What the rows of a table carry: the slots that its metrics read. */
typedef struct rh_table_plan {
    rh_pool *pool;
    bool is_asked;         /* some metric counts its rows */
    const uint32_t *reads; /* ascending, of the core's slots */
    size_t n_reads;
} rh_table_plan;

typedef struct rh_review_plan {
    const rh_register *reg;
    const rh_lent *lent;
    const rh_metric_plan *metrics;
    size_t n_metrics, n_own;
    const rh_queue_plan *queues;
    size_t n_queues;
    const rh_area_plan *areas;
    size_t n_areas;
    const rh_widget_plan *widgets;
    size_t n_widgets;
    const rh_question_plan *questions;
    size_t n_questions;
    const rh_graphic_plan *graphics;
    size_t n_graphics;
    const rh_agenda_plan *agenda;
    size_t n_agenda;
    const rh_cadence_plan *cadence;
    size_t n_cadence;
    bool has_live_since, has_baseline;
    rh_instant live_since, baseline_since, baseline_until;
    rh_table_plan tables[RH_N_TABLES];
    uint32_t n_core;             /* slots of the core; those of columns stand behind them */
    rh_pool *core;               /* conditions of queues */
    const uint32_t *queue_reads; /* slots that they read */
    size_t n_queue_reads;
    rh_metric_pool answers; /* slots: metrics of section 1, then the file's */
    rh_map words;           /* event types and record kinds that first, last and n name, to a number */
    size_t n_words;
    uint32_t word_of_kind[RH_N_RECORD_KINDS]; /* RH_MAP_NONE: nobody asks */
    uint32_t lane_field;                      /* RH_NONE: none */
} rh_review_plan;

/* Reads monitors.yaml of lane 0 of the program; a plan without metrics where there is none. Every error goes to diags
 * with its place; RH_OK only when there was none. Lives in keep. */
RH_MUST rh_code rh_review_plan_read(const rh_review_plan **out, rh_arena *keep, const rh_program *program,
                                    const rh_lent *lent, rh_diags *diags);
/* monitors.yaml of another revision than the program's, or a part of it. */
typedef struct rh_review_source {
    const rh_node *root;  /* NULL: there is none */
    const rh_env *values; /* whose policy.* its expressions read; NULL: the program's own */
    uint32_t lane_field;  /* of the program's register: what the column `lane` says; RH_NONE: nothing */
} rh_review_source;
RH_MUST rh_code rh_review_plan_of(const rh_review_plan **out, rh_arena *keep, const rh_program *program,
                                  const rh_review_source *source, const rh_lent *lent, rh_diags *diags);

/* Whether there are widgets and no point of the agenda shows the fixes: a dashboard to be looked at, nothing more. */
bool rh_review_plan_is_idle(const rh_review_plan *plan);

const char *rh_stat_name(rh_stat stat);
const char *rh_table_name(rh_table table);
/* The slot of a column. */
static inline uint32_t rh_column_slot(const rh_review_plan *plan, rh_row_column column)
{
    return plan->n_core + (uint32_t)column;
}
/* RH_METRIC_* of a built-in that a history alone gives. */
bool rh_review_has_built_in(rh_metric metric);

#endif
