/* Straight code: a condition of &&, || and ! over atoms as a list of lines, each an atom and where to go when it is
 * true and when it is false. No recursion, no boxed values: this is how most conditions are evaluated.
 *
 * It knows two values. An atom that is undecided ends the run, and the caller evaluates the steps instead, which know
 * the third. What reads the clock is a step, and only where a root is a chain (rh_root), since elsewhere the
 * valid-until needs the shape of the tree. Where values are chosen by conditions, the lines lead to exits, each a
 * value. The costs are those of the steps (ruling 38): `cost` of a line holds the nodes of the tree that are entered
 * with it.
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

/* What an atom reads (lines.def). */
typedef enum rh_line_of { RH_OF_SLOT, RH_OF_MEMBER, RH_OF_ROW } rh_line_of;

struct rh_line {
    uint8_t op; /* rh_line_op */
    uint8_t by; /* rh_op */
    uint8_t of; /* rh_line_of */
    uint8_t guard;    /* RH_GUARD_*: slots that must not be null, else it goes on at `no`; a is asked before b */
    uint16_t then[2]; /* the nodes that are entered when the first guard holds, and the second */
    /* Where the member stands in a row that has every column; ALL, EXISTS: the nodes that begin the loop. */
    uint16_t guess;
    uint32_t n;
    uint32_t a, b;
    uint32_t cost;
    uint32_t yes, no; /* lines, or RH_LINE_TRUE, RH_LINE_FALSE, or RH_LINE_EXIT + an exit */
    rh_value c;
};

typedef enum rh_exit_kind {
    RH_EXIT_CONST,  /* c */
    RH_EXIT_SLOT,   /* slots[a] */
    RH_EXIT_LIST,   /* slots[a], [] when absent */
    RH_EXIT_MEMBER, /* member consts[key] of slots[a] */
    RH_EXIT_STEP    /* step a, by the machine */
} rh_exit_kind;

struct rh_exit {
    uint8_t kind; /* rh_exit_kind */
    uint16_t guess; /* as in a line */
    uint32_t a, key;
    uint32_t cost;
    rh_value c;
};

enum { RH_GUARD_A = 1, RH_GUARD_B = 2 };
#define RH_LINE_WHOLE UINT32_MAX /* n: what the local holds, no member of it */
#define RH_LINE_FALSE UINT32_MAX
#define RH_LINE_TRUE (UINT32_MAX - 1)
#define RH_LINE_EXIT ((uint32_t)1 << 31)

/* Runs from a line on: RH_TRUE, RH_FALSE, or RH_OPEN when the steps must decide. Adds to m->cost what it cost.
 * m->locals holds the rows that the lines read. */
rh_truth rh_lines__run(rh_machine *m, uint32_t from);

enum { RH_LIGHT_PARTS = 64 /* the most lists that light code joins */ };

/* light.c: light code is straight code that is run without a machine: it reads slots and, in the body of a loop, the
 * row; for a step it makes a machine.
 * The value of a root, with the outs of *ev; false: the root needs a machine. memo: as in rh_machine. */
bool rh_light__root(const rh_pool *pool, const rh_root *root, rh_memo *memo, rh_eval *ev, rh_value *out);
/* The truth of an atom over slots alone (lines.def, up to CONFLICT); RH_OPEN where only the steps can tell. */
rh_truth rh_light__atom(const rh_pool *pool, const rh_line *line, const rh_value *slots);
/* The truth of a loop (rh_pool__loop_atom), by itself; RH_OPEN where only the steps can tell. Adds what it cost. */
rh_truth rh_light__loop(const rh_pool *pool, const rh_line *line, rh_eval *ev, uint64_t *cost);
/* Whether light code may hold all lines from one on to another that is not among them; local: that of the loop whose
 * body it is in, or RH_STEP_NONE. */
bool rh_light__takes_all(const rh_pool *pool, size_t from, size_t end, uint32_t local);

/* straighten.c: the atom that a step is by itself, over a slot or a member of a row; false when it is none. */
bool rh_pool__atom(const rh_pool *pool, uint32_t step, rh_line *out);
/* straighten.c: the same of what a map in a slot holds. */
bool rh_pool__map_atom(const rh_pool *pool, uint32_t step, rh_line *out);
/* straighten.c: the line of a loop that light code may run and that reads no clock. */
bool rh_pool__loop_atom(const rh_pool *pool, uint32_t step, rh_line *out);
/* straighten.c: straight code for every root and loop body that has a use for it, at seal. False: no memory. */
bool rh_pool__straighten(rh_pool *pool);

#endif
