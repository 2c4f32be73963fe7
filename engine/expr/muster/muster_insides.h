/* The inside of a muster: what its roots are made of, equal parts once.
 *
 * A part is a byte: the truth of a step in this pass. Atoms over slots and what && || ! make of them are worked out for
 * all roots, one kind behind the other, without asking whether any root needs them: that is cheaper than to jump. What
 * is dear, or reads the clock, is a node, evaluated when a root comes to it, once a pass. A part says "open" where only
 * the evaluator can tell; a root that comes out open is asked of it (rh_pool_eval). So whatever a muster decides is
 * what the evaluator says: && and || are monotonic, and a decided root stays as it is whatever the open parts turn out
 * to be. Only a budget ends what would be decided: what may cost much is no part, and a node that did opens its
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
/* The first parts: what nobody reads is written to one, and one is never written. */
enum { RH_PART_UNREAD, RH_PART_NEVER, RH_N_OWN_PARTS };
#define RH_PART_NONE UINT32_MAX

/* present() and absent() of a slot. */
typedef struct rh_presence {
    uint32_t slot, is_present, is_absent;
} rh_presence;

/* A slot against true and false: parts[c] is slot == c, parts[2 + c] slot != c. */
typedef struct rh_bools {
    uint32_t slot;
    uint32_t parts[4];
} rh_bools;

/* A slot against a text. */
typedef struct rh_text_atom {
    uint32_t slot, is_equal, is_other;
    rh_str text;
} rh_text_atom;

typedef struct rh_texts {
    uint32_t slot, first, n; /* of the text atoms */
} rh_texts;

/* A slot against an int. */
typedef struct rh_ints {
    uint32_t slot, part;
    uint8_t by; /* rh_op */
    int64_t c;
} rh_ints;

/* Any other atom of straight code. */
typedef struct rh_other_atom {
    rh_line line;
    uint32_t part;
} rh_other_atom;

/* intersects() of the list in a slot and constants. */
typedef struct rh_meeting {
    uint32_t slot;
    rh_value list;
} rh_meeting;

typedef struct rh_combination {
    uint8_t op; /* RH_STEP_AND, RH_STEP_OR, RH_STEP_NOT */
    uint32_t part, n; /* of n operands: the next in the row `combined` */
} rh_combination;

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

typedef struct rh_said {
    uint8_t truth;
    rh_instant until;
} rh_said;

typedef struct rh_late_node {
    uint8_t kind; /* rh_late_kind */
    uint32_t a, n;
    uint32_t pass; /* in which it was evaluated last */
    rh_said said;
} rh_late_node;

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

/* How a root that is no part comes to its truth. */
typedef enum rh_way { RH_WAY_NODE, RH_WAY_CHOICE, RH_WAY_EVALUATOR } rh_way;

typedef struct rh_late_root {
    uint8_t way;    /* rh_way */
    uint32_t index; /* of the root among those mustered */
    uint32_t at;    /* NODE: the operand; CHOICE: the choice */
    rh_expr expr;
    /* A part that decides the root when it is `decisive`, whatever the clock says; or RH_PART_NONE. */
    uint32_t gate;
    uint8_t decisive;
} rh_late_root;

struct rh_muster {
    const rh_pool *pool;
    RH_VEC(rh_presence) presences;
    RH_VEC(rh_bools) bools;
    RH_VEC(rh_text_atom) text_atoms; /* by slot */
    RH_VEC(rh_texts) texts;
    RH_VEC(rh_ints) ints;
    RH_VEC(rh_other_atom) others;
    RH_VEC(rh_meeting) meetings;
    RH_VEC(rh_combination) combinations; /* each behind its operands */
    RH_VEC(uint32_t) combined;
    RH_VEC(rh_line) loops; /* of light code */
    RH_VEC(uint32_t) kids;
    RH_VEC(rh_late_node) nodes;
    RH_VEC(rh_choice) choices;
    RH_VEC(rh_late_root) late; /* the roots that are no parts */
    uint32_t n_parts;
    uint32_t *part_of; /* by root: its part, or RH_PART_NEVER */
    const rh_expr *roots;
    size_t n_roots;
    uint8_t *truths;   /* by part */
    uint8_t *gathered; /* by root, if it is a part; whole words */
    uint64_t *is_true, *is_open;
    rh_instant *until; /* by root */
    uint64_t *chosen;  /* by root */
    uint32_t pass;
    rh_machine machine;
};

/* plan.c: false when there is no memory. */
bool rh_muster__plan(rh_muster *muster, rh_arena *keep);

#endif
