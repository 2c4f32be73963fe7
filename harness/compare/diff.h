/* The diff of two revisions over one history: journeys judged apart, folded into counts and rows, and those into a
 * model.
 *
 *     rh_diff_judge(&journey, keep, &changes, id, &base, &head, same, scratch, err)      in any worker
 *     rh_diff_init(&diff, host, &changes, 0, err);  rh_diff_add(&diff, &journey, err)    one diff, or one a part
 *     rh_diff_merge(&all, &diff, err)                                                    any order, any split
 *     rh_diff_report_fill(&report, keep, &all, err)
 *
 * Counts are whole; of the rows the first RH_LIMIT_DIFF_ROWS by (class, journey, instant, kind, key, nth) are kept,
 * so memory does not grow with the history. Adding and merging are associative and commutative: sums, and the first
 * of a union. Rows name changed files as they are judged; rh_causes_find (causes.h) then proves which keys give
 * them. */
#ifndef RH_COMPARE_DIFF_H
#define RH_COMPARE_DIFF_H

#include "engine/judge/outcome.h"
#include "harness/compare/variants.h"
#include "reports/model/diff.h"

typedef struct rh_diff_row rh_diff_row; /* a kept row, its texts its own */

/* A set of changed units that alone gives a row. */
typedef struct rh_cause_set {
    rh_unit_set units;
    bool is_interaction; /* of parts that load without each other */
} rh_cause_set;

typedef struct rh_diff {
    const rh_changed_files *changes; /* borrowed */
    size_t max_rows;                 /* rows kept */
    rh_arena arenas[2];              /* the kept rows live in [now]; the other takes them when they are sorted out */
    int now;
    rh_diff_row *rows;
    size_t n_rows;
    uint64_t n_all; /* rows seen */
    uint64_t journeys, changed;
    uint64_t by_class[RH_N_ROW_CLASSES], rows_by_class[RH_N_ROW_CLASSES];
    uint64_t after_divergence; /* rows that stand behind a divergence */
    uint64_t loosened[RH_N_QUALITIES]; /* loosened rows by what became of their action; OPEN: or they have none */
    uint64_t matrix[4][4];
    uint64_t *file_rows;     /* changes->n times RH_N_ROW_CLASSES; in arena files */
    uint64_t *file_journeys; /* changes->n */
    rh_arena files;
    bool is_searched;           /* rh_causes_find has run: rows have sets */
    const rh_unit_place *units; /* what sets are made of, when it has */
    const rh_cause_set *sets;
} rh_diff;

/* max_rows 0: RH_LIMIT_DIFF_ROWS. */
RH_MUST rh_code rh_diff_init(rh_diff *diff, rh_host_memory host, const rh_changed_files *changes, size_t max_rows,
                             rh_err *err);
void rh_diff_dispose(rh_diff *diff);
/* What became of one journey. Lives in the arena it was made in. */
typedef struct rh_diff_journey {
    rh_row_class cls; /* SAME: no row */
    size_t index;     /* of the journey in the history: set by who folds */
    rh_str lane;      /* of the business; null: not asked for, or the journey has none. Set by who judges */
    uint64_t matrix[4][4];
    rh_diff_row *rows;
    size_t n_rows;
} rh_diff_journey;

/* is_same: known to have equal courses (rh_run_same). The result stands by itself in keep; scratch is used on the
 * way. */
RH_MUST rh_code rh_diff_judge(rh_diff_journey *out, rh_arena *keep, const rh_changed_files *changes, rh_str journey,
                              const rh_course *base, const rh_course *head, bool is_same, rh_arena *scratch,
                              rh_err *err);
/* Adds to the rows of observed actions what became of them. */
RH_MUST rh_code rh_diff_judge_outcomes(rh_diff_journey *journey, const rh_course *base, const rh_course *head,
                                       const rh_aftermath *aftermath, rh_arena *scratch, rh_err *err);
/* Each journey once. */
RH_MUST rh_code rh_diff_add(rh_diff *diff, const rh_diff_journey *journey, rh_err *err);
/* Both were made for the same changes and max_rows. `from` stays as it was. */
RH_MUST rh_code rh_diff_merge(rh_diff *into, const rh_diff *from, rh_err *err);
/* Everything but base, head and history, which the caller knows. Texts borrow from diff or live in keep. Call it
 * once. */
RH_MUST rh_code rh_diff_report_fill(rh_diff_report *out, rh_arena *keep, rh_diff *diff, rh_err *err);

#endif
