/* Mutants: what a register would be with one slip in one clause of one entry.
 *
 * For: asking of each clause whether anybody would notice if it were wrong (SPEC.md section 12). The operators and the
 * rule of equivalence are those of FORMATS.md section 5. Not for: judging mutants (engine/proof), counting them.
 *
 *     rh_mutants all;   rh_mutants_make(&all, keep, program, 0, err)
 *     for each: rh_mutant_register(&reg, keep, original, &all.at[i], err)   a lane of a program
 *
 * A mutant differs from its original in one entry only, so all of them compile into one stratum. A mutant need not be a
 * register that loads: a hold entry that blocks nothing is what a slip may leave behind. Where an operator has more
 * than one reading, this is the one taken:
 *   - a chain `a && b && c` is one node of three operands, and so is one of ||
 *   - a policy value is shifted where the condition reads it, for that place alone
 *   - spans are those of tasks (`after`) and of duration("…"); none becomes zero
 *   - an enum literal is one that stands beside an enum: compared with it, in a list it is sought in, or sought in a
 *     set of enum values. The next value follows in the schema's bytewise order, the last is followed by the first, and
 *     values that the list holds already are passed over
 *   - conflict of one value and intersects of one list are never true
 *   - `any` names no state and a window of one state has none to spare: neither is narrowed
 *   - the next slower tier is the declared one with the next lower number
 *
 * An equal mutant of the same place is made once. */
#ifndef RH_MUTATE_MUTATE_H
#define RH_MUTATE_MUTATE_H

#include "engine/program/program.h"

typedef enum rh_mutation {
#define X(NAME, is_apart, weakens, title) RH_MUTATION_##NAME,
#include "engine/mutate/operators.def"
#undef X
    RH_N_MUTATIONS
} rh_mutation;

const char *rh_mutation_name(rh_mutation op); /* "NEG" */
const char *rh_mutation_title(rh_mutation op);
/* NEG and DEL: they are not in the score. */
bool rh_mutation_is_apart(rh_mutation op);
/* What is left does less or is undone more easily: of a hold entry nobody may miss it. */
bool rh_mutation_weakens(rh_mutation op);

typedef struct rh_mutant {
    rh_mutation op;
    uint32_t entry;          /* index in the original's register */
    const rh_entry *changed; /* NULL: deleted */
    bool is_equivalent;      /* equal to the original after canonical printing and constant folding */
    rh_span span;            /* the clause that was changed */
    rh_str clause;           /* DROP: the operand that is left out, in words; null otherwise */
    rh_str says;             /* "nobody would notice if …": one sentence without a full stop */
} rh_mutant;

typedef struct rh_mutants {
    const rh_mutant *at; /* by entry id, operator, place */
    size_t n;
} rh_mutants;

/* The mutants of one lane's register. Everything lives in keep; program is borrowed for their life. RH_MUTANTS beyond
 * RH_LIMIT_MUTANTS of them or RH_LIMIT_MUTANT_TEXT bytes of conditions. */
RH_MUST rh_code rh_mutants_make(rh_mutants *out, rh_arena *keep, const rh_program *program, size_t lane, rh_err *err);

/* The original with the mutant's entry in place of its own. Borrows both. Costs a copy of the list of entries. */
RH_MUST rh_code rh_mutant_register(const rh_register **out, rh_arena *keep, const rh_register *original,
                                   const rh_mutant *mutant, rh_err *err);

#endif
