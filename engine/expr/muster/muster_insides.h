/* The inside of a muster: what its roots are made of, equal parts once.
 *
 * A part is a truth of this pass. Most parts are *terms*: conjunctions of what a few facts are (a disjunction is what
 * denies one). What terms ask of one fact is an *aspect* of it, which falls into one of a few classes: it is absent,
 * true, this text or that, another one. For each class there is a row of bits, which terms it leaves true and which it
 * leaves possible; a term is what all rows leave. So a pass finds the class of each aspect and puts one row a fact
 * together, 256 terms at a time, whatever the terms are. What joins terms of both kinds is a *combination*, a byte put
 * together of bytes. All of that is worked out for all roots without asking whether any needs it: that is cheaper than
 * to jump.
 *
 * What is dear, or reads the clock, is a node, evaluated when a root comes to it, once a pass. A part says "open" where
 * only the evaluator can tell; a root that comes out open is asked of it (rh_pool_eval). So whatever a muster decides
 * is what the evaluator says: && and || are monotonic, and a decided root stays as it is whatever the open parts turn
 * out to be. Only a budget ends what would be decided: what may cost much is no part, and a node that did opens its
 * root. */
#ifndef RH_EXPR_MUSTER_MUSTER_INSIDES_H
#define RH_EXPR_MUSTER_MUSTER_INSIDES_H

#include "engine/base/bits.h"
#include "engine/expr/eval/lines.h"

/* Truths of parts: && is their bitwise and, || their bitwise or. */
enum { RH_PART_FALSE = 0, RH_PART_OPEN = 1, RH_PART_TRUE = 3 };
static inline uint8_t rh_part_not(uint8_t truth)
{
    return truth == RH_PART_OPEN ? truth : (uint8_t)(truth ^ RH_PART_TRUE);
}
#define RH_PART_NONE UINT32_MAX

/* ---- aspects ---- */

/* The classes of a slot of which no more is asked than whether it is there, true, or some text; behind them the texts
 * of its aspect, none of them blank. */
enum {
    RH_CLASS_NULL,
    RH_CLASS_NO,     /* false */
    RH_CLASS_YES,    /* true */
    RH_CLASS_BLANK,  /* none of these, and not present */
    RH_CLASS_OTHER,  /* none of these, and present */
    RH_CLASS_TEXT,   /* the first text, and so on */
    RH_CLASSES_MOST = 64 /* a set of classes is a word */
};
/* The classes of an atom that is more than that. */
enum { RH_CLASS_FALSE, RH_CLASS_TRUE, RH_CLASS_OPEN, RH_N_ATOM_CLASSES };

typedef struct rh_slot_aspect {
    uint32_t slot;
    uint32_t first_row; /* of its classes */
    RH_VEC(rh_str) texts;
} rh_slot_aspect;

/* Any atom of straight code. */
typedef struct rh_atom_aspect {
    rh_line line;
    uint32_t first_row;
} rh_atom_aspect;

/* ---- terms ---- */

/* A bit for each of the terms of a sheet, in two parts, each of which goes through one register of most processors. */
enum { RH_SHEET_TERMS = 256, RH_HALF_TERMS = 128 };
typedef uint64_t rh_half __attribute__((vector_size(RH_HALF_TERMS / 8)));
/* What a class of an aspect leaves of them. */
typedef struct rh_row {
    rh_half is_true[2], not_false[2];
} rh_row;

typedef struct rh_sheet {
    uint32_t *asked;       /* the aspects that its terms ask */
    uint32_t n_asked;
    rh_row *rows;          /* of all classes of all aspects */
    rh_half is_denied[2];  /* what the rows leave is what denies the term */
} rh_sheet;

/* ---- what is made of parts ---- */

typedef struct rh_combination {
    uint8_t op; /* RH_STEP_AND, RH_STEP_OR, RH_STEP_NOT */
    uint32_t part, n; /* of n operands: the next in the row `combined` */
} rh_combination;

/* A root that is a part, but no term, or that such a part may decide. */
typedef struct rh_root_part {
    uint32_t root, part;
} rh_root_part;

/* intersects() of the list in a slot and constants. */
typedef struct rh_meeting {
    uint32_t slot;
    rh_value list;
} rh_meeting;

typedef enum rh_late_kind {
    RH_LATE_AND,     /* operands kids[a] .. kids[a + n - 1] */
    RH_LATE_OR,
    RH_LATE_NOT,     /* of operand a */
    RH_LATE_OVERDUE, /* of slot a */
    RH_LATE_MEETING, /* meetings[a] */
    RH_LATE_LOOP,    /* loops[n], which is step a */
    RH_LATE_STEP     /* the truth of step a, by the machine */
} rh_late_kind;
/* An operand of a node is another one, or RH_OPERAND_PART + a part. */
#define RH_OPERAND_PART ((uint32_t)1 << 31)

/* What a node may cost and make before it is left to the evaluator, which sees to budgets: as an expression has at most
 * RH_LIMIT_EXPR_NODES nodes, three at least to a loop or call, none uses up its budget on cheaper ones. */
enum { RH_LATE_COST = 200, RH_LATE_MADE = 50 };

typedef struct rh_late_node {
    uint8_t kind; /* rh_late_kind */
    uint32_t a, n;
    uint32_t pass; /* in which it was evaluated last */
    uint8_t truth;
    rh_instant until;
} rh_late_node;

#define RH_NODE_NONE UINT32_MAX

/* Values that conditions choose among constants, and lists joined of such: which were chosen, as one number. */
typedef enum rh_choice_kind {
    RH_CHOICE_CONST, /* one way */
    RH_CHOICE_TRUTH, /* of operand a: false, true */
    RH_CHOICE_COND,  /* operand a: choice b when it is true, else choice c */
    RH_CHOICE_ROW,   /* choices kids[a] .. kids[a + b - 1], all of them */
    RH_CHOICE_OTHER  /* no constant: only the evaluator knows */
} rh_choice_kind;
#define RH_CHOICE_WAYS_MOST ((uint64_t)1 << 62)

typedef struct rh_choice {
    uint8_t kind; /* rh_choice_kind */
    uint32_t a, b, c;
    uint64_t n_ways;
} rh_choice;

/* A root whose value is a choice. */
typedef struct rh_root_choice {
    uint32_t root, choice;
} rh_root_choice;

struct rh_muster {
    const rh_pool *pool;
    RH_VEC(rh_slot_aspect) slot_aspects;
    RH_VEC(rh_atom_aspect) atom_aspects;
    RH_VEC(rh_combination) combinations; /* each behind its operands */
    RH_VEC(uint32_t) combined;
    RH_VEC(rh_root_part) root_parts;
    RH_VEC(rh_meeting) meetings;
    RH_VEC(rh_line) loops; /* of light code */
    RH_VEC(uint32_t) kids;
    RH_VEC(rh_late_node) nodes;
    RH_VEC(rh_choice) choices;
    RH_VEC(rh_root_choice) root_choices;
    /* The roots that are neither, a bit each: those that what stands before all else in them decides when it is false,
     * and the others, which it may when it is true. */
    uint64_t *late_unless_false, *late_unless_true;
    uint32_t *node_of;    /* by root: its node, or NONE: only the evaluator can tell */
    const rh_expr *roots;
    size_t n_roots;
    /* Parts are numbered: the first n_roots stand for the roots and are false where these are no terms; then whole
     * words of the others. */
    uint32_t n_parts;
    rh_sheet *sheets;
    size_t n_sheets;
    uint32_t *row_of;     /* by aspect, those of atoms behind those of slots: the row of its class */
    uint64_t *is_true, *not_false; /* a bit by part, of terms; those of the roots are what comes out */
    uint8_t *truths;      /* by part, but those of the roots */
    uint64_t *is_open;    /* by root */
    rh_instant *until;    /* by root */
    uint64_t *is_timed;   /* by root: until is not never */
    uint64_t *chosen;     /* by root */
    uint32_t pass;
    rh_machine machine;
};

/* plan.c: false when there is no memory. */
bool rh_muster__plan(rh_muster *muster, rh_arena *keep);
/* late.c: a node as evaluated in this pass. */
const rh_late_node *rh_muster__late(rh_muster *m, uint32_t node);
/* late.c: what a choice chose in this pass, or RH_MUSTER_UNKNOWN. */
uint64_t rh_muster__choose(rh_muster *m, uint32_t choice);

#endif
