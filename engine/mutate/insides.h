/* What the files of the room share: the work bench for the mutants of one entry after the other. */
#ifndef RH_MUTATE_INSIDES_H
#define RH_MUTATE_INSIDES_H

#include "engine/base/vec.h"
#include "engine/expr/check/check.h"
#include "engine/expr/syntax/ast.h"
#include "engine/mutate/mutate.h"

#define RH_TREE_NEW UINT32_MAX /* id of a node that its author did not write: nothing was checked of it */

/* One entry, on the bench. */
typedef struct rh_bench {
    rh_arena *keep;
    rh_arena scratch;        /* facts and diagnostics; emptied with each entry */
    const rh_register *reg;
    const rh_env *env;
    rh_names names;
    rh_pool *pool;           /* conditions and their mutants: equal ones are one node */
    uint32_t index;
    const rh_entry *entry;
    const rh_ast *when;
    const rh_fact *facts;    /* per node of when */
    rh_expr root;            /* of when, folded, in the pool */
    RH_VEC(rh_mutant) found; /* of all entries so far */
    size_t first;            /* of this entry's in found */
    size_t text_bytes;       /* of the conditions of those in found */
} rh_bench;

/* ---- mutate.c: keeping a mutant ---- */
/* Words for a sentence, in keep. */
__attribute__((format(printf, 2, 3))) rh_str rh_bench__say(rh_bench *b, const char *format, ...);
/* A mutant whose entry is `changed` (NULL: deleted); what it says follows "nobody would notice if ". No memory shows in
 * the arena. */
void rh_bench__keep(rh_bench *b, rh_mutation op, const rh_entry *changed, bool is_equivalent, rh_span span,
                    rh_str says);
/* Whether a limit is reached: then nothing more is kept, and making mutants ends with an error. */
bool rh_bench__is_full(const rh_bench *b);
/* A copy of the entry to be changed; NULL without memory. */
rh_entry *rh_bench__copy(rh_bench *b);

/* ---- when.c, clauses.c: what is mutated ---- */
void rh_bench__mutate_condition(rh_bench *b);
void rh_bench__mutate_clauses(rh_bench *b);

/* ---- when.c ---- */
/* Puts a condition into the bench's pool. False: its types do not hold. */
bool rh_bench__pool(rh_bench *b, rh_str text, rh_expr *root);

/* ---- fold.c ---- */
/* A tree that comes to the same, without what decides nothing; NULL without memory. */
const rh_ast_node *rh_bench__folded(rh_bench *b, const rh_ast_node *n);

/* ---- tree.c: trees with one node changed; NULL without memory ---- */
/* The tree with `by` in the place of `target`, which is one of its nodes. */
const rh_ast_node *rh_tree__with(rh_arena *keep, const rh_ast_node *root, const rh_ast_node *target,
                                 const rh_ast_node *by);
/* The node without kid i. An operator left with one operand is that operand. */
const rh_ast_node *rh_tree__without(rh_arena *keep, const rh_ast_node *node, uint32_t i);
const rh_ast_node *rh_tree__operator(rh_arena *keep, const rh_ast_node *node, rh_op op);
const rh_ast_node *rh_tree__not(rh_arena *keep, const rh_ast_node *node);
const rh_ast_node *rh_tree__literal(rh_arena *keep, const rh_ast_node *node, rh_value value);
/* In words, as a condition or as a value. */
rh_str rh_tree__words(rh_arena *keep, const rh_env *env, const rh_ast_node *node, bool is_condition);
/* The canonical text. */
rh_str rh_tree__text(rh_arena *keep, const rh_ast_node *node);

#endif
