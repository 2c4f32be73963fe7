/* The inside of a batch: its plan, and the masks that a run fills.
 *
 * A plan is a list of parts in an order that each stands behind those it needs; equal parts of all roots are one. A
 * part yields two masks over the rows: where it is true and where it is false; where neither, it is undecided. So &&
 * and || are one machine word for 64 rows, and an atom is one loop over a column. */
#ifndef RH_EXPR_BATCH_BATCH_INSIDES_H
#define RH_EXPR_BATCH_BATCH_INSIDES_H

#include "engine/expr/eval/lines.h"

typedef enum rh_part_kind {
    RH_PART_ATOM,   /* line over column a, and b when it compares two */
    RH_PART_AND,    /* of parts kids[a] .. kids[a+n-1] */
    RH_PART_OR,
    RH_PART_NOT,    /* of part a */
    RH_PART_LOOP,   /* step's quantifier over slot a, body: plan b */
    RH_PART_STEP,   /* the truth of step, row by row */
    RH_PART_ROOT    /* the root a, row by row, with a budget of its own */
} rh_part_kind;

typedef struct rh_part {
    uint8_t kind;
    uint32_t a, b, n;
    uint32_t step;
    rh_line line;
} rh_part;

typedef struct rh_mask {
    uint64_t yes, no;
} rh_mask;

/* A column: the values of a slot in all rows, or of a member in all elements. */
typedef struct rh_column {
    uint32_t slot;        /* of rows */
    rh_value key;         /* of elements: the member, */
    uint32_t guess;       /* and where it likely stands */
    const char *seen_key; /* the key's text as it stood in the last element of this run: most share it */
    uint64_t known;       /* of elements: those that have the member */
    uint8_t kind[RH_BATCH_ROWS]; /* at[i].kind once more, side by side: most questions are about it */
    rh_value at[RH_BATCH_ROWS];
} rh_column;

/* The elements of the rows' lists that a loop runs over, 64 at a time, and what they have said of their rows so far. */
typedef struct rh_elements {
    size_t n;
    uint8_t owner[RH_BATCH_ROWS]; /* the row of each */
    uint64_t is_list;             /* by row: it has a list, or none at all */
    uint64_t some_yes, more_yes, some_no, some_open; /* by row */
    uint64_t most;                /* elements of one list that no budget minds */
} rh_elements;

/* Parts over rows of the batch, or over the elements of its lists (the body of a loop). */
typedef struct rh_plan {
    RH_VEC(rh_part) parts;
    RH_VEC(uint32_t) kids;
    RH_VEC(rh_column) columns;
    uint32_t result; /* of a body */
    uint32_t weight; /* of a body: the nodes of its tree, for the bound on a loop's cost */
    rh_elements elements; /* of a body */
    rh_mask *masks;  /* by part */
} rh_plan;

struct rh_batch {
    const rh_pool *pool;
    rh_plan plan;
    RH_VEC(rh_plan) bodies;
    RH_VEC(uint32_t) loops; /* the parts that are loops */
    uint32_t *results; /* by root: its part */
    const rh_expr *roots;
    size_t n_roots;
    uint32_t n_loops;
    bool is_long;         /* a list is so long that a budget might be spent: the roots decide one by one */
    const rh_value *const *rows;
    size_t n_rows;
    rh_machine machine;
};

/* plan.c: false when there is no memory. */
bool rh_batch__plan(rh_batch *batch, rh_arena *keep);
/* kernels.c: an atom over a column of n values; `other` is the second column of SAME, DIFFERENT and ORDER. */
rh_mask rh_batch__atom(const rh_line *line, const rh_column *column, const rh_column *other, size_t n);

#endif
