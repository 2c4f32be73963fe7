/* The inside of a batch: its plan, the rows it is asked about, and the masks that a run fills.
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
    RH_PART_LOOP,   /* step's quantifier over the lists a, body: plan b */
    RH_PART_HOLDS,  /* the line's constant is among column b, the elements of the lists a */
    RH_PART_STEP,   /* the truth of step, row by row */
    RH_PART_ROOT    /* the root a, row by row, with a budget of its own */
} rh_part_kind;

typedef struct rh_part {
    uint8_t kind;
    uint32_t a, b, n;
    uint32_t step;
    rh_line line;
    const uint32_t *signs; /* of the texts that an atom compares with: of its constant, or of that list's elements */
} rh_part;

typedef struct rh_mask {
    uint64_t yes, no;
} rh_mask;

/* A column: the values of a slot in all rows, or of a member in all elements. */
typedef struct rh_column {
    uint32_t slot;  /* of rows */
    rh_value key;   /* of elements: the member, or null for the elements themselves, */
    uint32_t guess; /* and where it likely stands */
} rh_column;

/* The lists of a slot: what the loops over it read of their elements. */
typedef struct rh_lists {
    uint32_t slot;
    RH_VEC(rh_column) columns;
} rh_lists;

/* Parts over the rows of a batch, or over the elements of its lists (the body of a loop). */
typedef struct rh_plan {
    RH_VEC(rh_part) parts;
    RH_VEC(uint32_t) kids;
    RH_VEC(rh_column) columns; /* of rows */
    uint32_t lists;  /* of a body: whose elements */
    uint32_t result; /* of a body */
    uint32_t weight; /* of a body: the nodes of its tree, for the bound on a loop's cost */
    rh_mask *masks;  /* by part */
} rh_plan;

/* The values of a column, each piece of them side by side. Those behind the last row are null. */
typedef struct rh_cells {
    uint8_t kind[RH_BATCH_ROWS];
    uint32_t sign[RH_BATCH_ROWS]; /* of a text: rh_batch__sign; else 0 */
    uint32_t n[RH_BATCH_ROWS];
    union {
        uint64_t u[RH_BATCH_ROWS]; /* BOOL: 0 or 1 */
        int64_t i[RH_BATCH_ROWS];
        double d[RH_BATCH_ROWS];
        const char *s[RH_BATCH_ROWS];
        const rh_value *list[RH_BATCH_ROWS];
    };
} rh_cells;

/* Up to 64 elements of the rows' lists, in the order of rows. */
typedef struct rh_elements {
    size_t n;
    uint8_t owner[RH_BATCH_ROWS]; /* the row of each */
    uint64_t *known;              /* by column: the elements that have the member */
    rh_cells *cells;              /* by column */
    struct rh_elements *next;
} rh_elements;

typedef struct rh_listed {
    uint64_t is_list; /* by row: it has a list, or none at all */
    uint32_t longest;
    rh_elements *first;
} rh_listed;

struct rh_rows {
    const rh_value **slots; /* by row */
    size_t n;
    rh_cells *cells;   /* by column */
    rh_listed *listed; /* by batch->lists */
};

struct rh_batch {
    const rh_pool *pool;
    rh_plan plan;
    RH_VEC(rh_plan) bodies;
    RH_VEC(rh_lists) lists;
    uint32_t *results; /* by root: its part */
    const rh_expr *roots;
    size_t n_roots;
    uint32_t n_loops;
    const rh_rows *rows;
    rh_machine machine;
};

/* plan.c: false when there is no memory. */
bool rh_batch__plan(rh_batch *batch, rh_arena *keep);
/* rows.c: a number that equal texts share, and few others; never 0. */
uint32_t rh_batch__sign(rh_value text);
/* kernels.c: those of n values that equal v, whose sign is `sign`. */
uint64_t rh_batch__equal(const rh_cells *c, size_t n, rh_value v, uint32_t sign);
/* kernels.c: an atom over a column of n values; `other` is the second column of SAME, DIFFERENT and ORDER. */
rh_mask rh_batch__atom(const rh_part *part, const rh_cells *c, const rh_cells *other, size_t n);

#endif
