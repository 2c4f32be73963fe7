/* Every limit of the program, each with its reason. Tests try limit-1, limit and limit+1. */
#ifndef RH_BASE_LIMITS_H
#define RH_BASE_LIMITS_H

enum {
    RH_LIMIT_DEPTH = 64,             /* nesting of YAML nodes and of expressions: the C stack stays small (R4, E6) */
    RH_LIMIT_EXPR_NODES = 10000,     /* nodes of one expression (E6) */
    RH_LIMIT_EXPR_COST = 1000000,    /* units of one evaluation, ruling 38 (E7) */
    RH_LIMIT_ASSUMED_ELEMENTS = 100, /* of a list whose length is not known, for the bound on nested macros (E8) */
    RH_LIMIT_EXPR_TEXT = 1 << 20,    /* bytes of text or elements of lists one evaluation may make (E10) */
    RH_LIMIT_ROUNDS = 16,            /* rounds of one settle, SPEC.md section 6 */
    RH_LIMIT_JSON_DEPTH = 128,       /* nesting of an event (I4) */
    RH_LIMIT_LINE_BYTES = 1 << 20,   /* one line of input (I4) */
    RH_LIMIT_EVENT_FIELDS = 10000,   /* members of one event (I4) */
    RH_LIMIT_PACKED_RATIO = 500,     /* bytes out for one byte in of a compressed input (I20) ... */
    RH_LIMIT_PACKED_FREE = 1 << 26,  /* ... beyond this many bytes out: a small file may repeat itself */
    RH_LIMIT_DIAGS = 100,            /* errors listed; all are counted (V4) */
    RH_LIMIT_CONTEXT_BYTES = 200,    /* shown context of an error (V3) */
    RH_LIMIT_MAP_KEYS = 1 << 24,     /* names interned in one table */
    RH_LIMIT_LANES = 2000,           /* revisions of one program: a diff's variants, FORMATS.md section 10 */
    RH_LIMIT_MUTANT_LANES = 128,     /* mutants compiled together: branches fork for each, so memory is bounded by it */
    RH_LIMIT_MUTANTS = 100000,       /* of one register: 1,000 of each of 100 entries (M8) */
    RH_LIMIT_MUTANT_TEXT =
        1 << 22, /* bytes of their conditions: n operands make n texts of n operands, each compiled (M8) */
    RH_LIMIT_FILE_BYTES = 4 << 20, /* one file of the register tree */
    RH_LIMIT_DIFF_ROWS = 20000,    /* rows of a diff that are listed; all are counted (H5) */
    RH_LIMIT_TREE_FILES = 20000    /* files of the register tree (H3: 10,000 entries) */
};

#define RH_LIMIT_ARENA_BYTES ((size_t)8 << 30) /* default ceiling of an arena */

#endif
