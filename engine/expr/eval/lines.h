/* Straight code: a condition of &&, || and ! over atoms as a list of lines, each an atom and where to go when it is
 * true and when it is false. No recursion, no boxed values: this is how most conditions are evaluated.
 *
 * It knows two values. An atom that is undecided ends the run, and the caller evaluates the steps instead, which know
 * the third; conditions that read the clock have no straight code, since their valid-until needs the shape of the tree.
 * The costs are those of the steps (ruling 38): `cost` of a line holds the nodes of the tree that are entered with it.
 */
#ifndef RH_EXPR_EVAL_LINES_H
#define RH_EXPR_EVAL_LINES_H

#include "engine/expr/eval/machine.h"

typedef enum rh_line_op {
#define X(NAME, what) RH_LINE_##NAME,
#include "engine/expr/eval/lines.def"
#undef X
    RH_N_LINES
} rh_line_op;

struct rh_line {
    uint8_t op; /* rh_line_op */
    uint8_t by; /* rh_op */
    bool is_row;
    uint8_t guard;    /* RH_GUARD_*: slots that must not be null, else it goes on at `no`; a is asked before b */
    uint16_t then[2]; /* the nodes that are entered when the first guard holds, and the second */
    /* Where the member stands in a row that has every column; ALL, EXISTS: the nodes that begin the loop. */
    uint16_t guess;
    uint32_t n;
    uint32_t a, b;
    uint32_t cost;
    uint32_t yes, no; /* lines, or RH_LINE_TRUE, RH_LINE_FALSE */
    rh_value c;
};

enum { RH_GUARD_A = 1, RH_GUARD_B = 2 };
#define RH_LINE_WHOLE UINT32_MAX /* n: what the local holds, no member of it */
#define RH_LINE_FALSE UINT32_MAX
#define RH_LINE_TRUE (UINT32_MAX - 1)

/* Runs from a line on: RH_TRUE, RH_FALSE, or RH_OPEN when the steps must decide. Adds to m->cost what it cost.
 * m->locals holds the rows that the lines read. */
rh_truth rh_lines__run(rh_machine *m, uint32_t from);

/* light.c: light code needs no machine: it reads slots and, in the body of a loop, the row.
 * The truth of a root that is light, with the outs of *ev. RH_OPEN: the root needs a machine. */
rh_truth rh_light__root(const rh_pool *pool, const rh_root *root, rh_eval *ev);
/* Whether light code may hold the line; local: that of the loop whose body it is in, or RH_STEP_NONE. */
bool rh_light__takes(const rh_line *line, uint32_t local);
/* Whether light code may hold all lines from one on to another that is not among them. */
bool rh_light__takes_all(const rh_pool *pool, size_t from, size_t end, uint32_t local);

/* straighten.c: the atom that a step is by itself, over a slot or a member of a row; false when it is none. */
bool rh_pool__atom(const rh_pool *pool, uint32_t step, rh_line *out);
/* straighten.c: straight code for every root and loop body that has a use for it, at seal. False: no memory. */
bool rh_pool__straighten(rh_pool *pool);

#endif
