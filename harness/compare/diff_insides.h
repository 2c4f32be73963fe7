/* Inside the diff: the rows that are kept, which the search for causes completes. */
#ifndef RH_COMPARE_DIFF_INSIDES_H
#define RH_COMPARE_DIFF_INSIDES_H

#include "harness/compare/diff.h"

struct rh_diff_row {
    rh_str journey, key, action; /* action null: none */
    rh_row_class cls;
    rh_row_kind kind;
    uint32_t nth;
    rh_instant at;
    rh_str base, head, because;
    const rh_row_side *side; /* of the head: what a cause must give. NULL: the head has no such thing */
    rh_row_needs needs;
    rh_row_cause cause; /* the changed files that it names: where the search begins */
    bool after_divergence;
    bool is_judged;
    rh_quality outcome; /* with is_judged: of the observed action */
    rh_instant known_at; /* rh_row_known_at */
    size_t index;       /* of the journey in the history */
    rh_str lane;        /* of the journey; null: none */
    uint32_t *sets;     /* indexes into diff->sets, in the order of their units; with diff->is_searched */
    size_t n_sets;
    bool is_settled;          /* its sets are all there are to list */
    bool is_least, is_budget; /* no smaller set gives it; there was no budget to look */
};

/* Sorts the kept rows and drops those beyond max_rows. */
RH_MUST rh_code rh_diff__settle(rh_diff *diff, rh_err *err);
/* Whether a course with these things has the row as the head has it. */
bool rh_diff__is_given(const rh_diff_row *row, const rh_sides *course);

#endif
