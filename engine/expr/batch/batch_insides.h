/* The inside of a batch: its plan, the rows it is asked about, and the masks that a run fills.
 *
 * A plan is a list of parts in an order that each stands behind those it needs; equal parts of all roots are one. A
 * part yields two masks over the rows: where it is true and where it is false; where neither, it is undecided. So &&
 * and || are one machine word for 64 rows, and an atom is one loop over a column.
 *
 * Loading brings rows into the form that atoms read: of a column, which rows are null, true, a number and so on as
 * masks; its numbers beside each other; and codes for its texts, numbers that are equal where the texts are. What no
 * atom of the plan asks for is not there, and what a column does not show is looked up in the row itself. */
#ifndef RH_EXPR_BATCH_BATCH_INSIDES_H
#define RH_EXPR_BATCH_BATCH_INSIDES_H

#include "engine/base/map.h"
#include "engine/expr/batch/abreast.h"
#include "engine/expr/eval/lines.h"

_Static_assert((int)RH_ABREAST == RH_BATCH_ROWS, "a column is as long as what is tested at once");

typedef enum rh_part_kind {
    RH_PART_ATOM,   /* line over column a, and b when it compares two; codes[0..n-1]: of the texts it compares with */
    RH_PART_AND,    /* of parts kids[a] .. kids[a+n-1] */
    RH_PART_OR,
    RH_PART_NOT,    /* of part a */
    RH_PART_LOOP,   /* step's quantifier over the lists a, body: plan b */
    RH_PART_HOLDS,  /* the line's constant is among column b, the elements of the lists a; codes as of an atom */
    RH_PART_STEP,   /* the truth of step, row by row */
    RH_PART_ROOT    /* the root a, row by row, with a budget of its own */
} rh_part_kind;

typedef struct rh_part {
    uint8_t kind;
    uint32_t a, b, n;
    uint32_t step;
    uint32_t weight; /* what it costs at most for each element of the lists, as often as the loops stand in its tree */
    rh_line line;
    const uint32_t *codes;
} rh_part;

typedef struct rh_mask {
    uint64_t yes, no;
} rh_mask;

/* What atoms ask of a column. */
enum {
    RH_ASKS_TEXT = 1,   /* is it one of the texts that the roots name */
    RH_ASKS_NUMBER = 2, /* its numbers, and the sizes of its lists */
    RH_ASKS_PAIR = 4    /* how it compares with another column */
};

/* A column: the values of a slot in all rows, or of a member in all elements. */
typedef struct rh_column {
    uint32_t slot;  /* of rows; elements get a slot for each column */
    rh_value key;   /* of elements: the member, or null for the elements themselves, */
    uint32_t guess; /* and where it likely stands */
    uint8_t asks;
    bool is_odd;    /* no strip can tell: it is read from rows that were put together */
} rh_column;

/* The lists of a slot: what the loops over it read of their elements. */
typedef struct rh_lists {
    uint32_t slot;
    bool is_odd; /* as of a column */
    RH_VEC(rh_column) columns;
} rh_lists;

/* Parts over the rows of a batch, or over the elements of its lists (the body of a loop). */
typedef struct rh_plan {
    RH_VEC(rh_part) parts;
    RH_VEC(uint32_t) kids;
    RH_VEC(rh_column) columns; /* of rows */
    uint32_t lists;  /* of a body: whose elements */
    uint32_t result; /* of a body */
    uint32_t weight; /* of a body: the nodes of its tree */
    rh_mask *masks;  /* by part */
} rh_plan;

/* The codes of texts. Those that the roots name come first; others have one if the column is compared with another. */
enum { RH_CODE_NONE, RH_CODE_FIRST };

/* A column of up to 64 rows; bit i of a mask is of row i, none behind the last. */
typedef struct rh_cells {
    uint64_t is_null, is_true, is_false, is_int, is_double, is_text, is_list, is_undecided;
    uint64_t is_empty;    /* a list of no elements */
    uint32_t slot;
    const uint32_t *code; /* of a text; NULL unless asked for */
    const uint64_t *wide; /* an int or a double, the size of a list, 0 for null; NULL unless asked for */
} rh_cells;

/* Up to 64 rows beside each other: of a batch, or the elements of its rows' lists. */
typedef struct rh_table {
    size_t n;
    const rh_value **slots; /* by row; NULL: all is cut from strips, */
    const rh_strip *strips; /* by column, */
    size_t from;            /* this row of which is the first */
    rh_cells *cells;        /* by column */
} rh_table;

/* Elements in the order of their rows. */
typedef struct rh_elements {
    rh_table table;
    uint64_t last;                /* the last of each row */
    uint8_t owner[RH_BATCH_ROWS]; /* the row of each */
    struct rh_elements *next;
} rh_elements;

typedef struct rh_listed {
    uint64_t is_list; /* by row: it has a list, or none at all */
    uint32_t longest;
    rh_elements *first;
} rh_listed;

struct rh_rows {
    rh_table table;
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
    uint32_t longest; /* list with which no root may spend its budget */
    rh_map texts;     /* to their codes */
    bool needs_rows;  /* strips cannot tell all */
    const rh_rows *rows;
    rh_machine machine;
};

/* plan.c: false when there is no memory. */
bool rh_batch__plan(rh_batch *batch, rh_arena *keep);
/* rows.c: the columns and lists that are odd, from the slots of the table. False: no memory. */
bool rh_rows__load_odd(rh_rows *rows, rh_arena *keep, const rh_batch *batch);
/* strips.c: the value of row i in column k of a table that is cut from strips; of a list only how long it is. */
rh_value rh_batch__look(const rh_table *t, size_t k, size_t i);
/* kernels.c: the rows whose value in a column equals v, whose code is `code`. */
uint64_t rh_batch__equal(const rh_table *t, const rh_cells *c, rh_value v, uint32_t code);
/* kernels.c: an atom over the columns of a table. */
rh_mask rh_batch__atom(const rh_part *part, const rh_table *t);

/* The first n bits. */
static inline uint64_t rh_batch__first(size_t n) { return n >= RH_BATCH_ROWS ? UINT64_MAX : ((uint64_t)1 << n) - 1; }

#endif
