/* Inside the builder of steps: build.c with its operators and calls. */
#ifndef RH_EXPR_POOL_BUILD_H
#define RH_EXPR_POOL_BUILD_H

#include "engine/expr/builtins/builtins.h"
#include "engine/expr/check/types.h"
#include "engine/expr/pool/pool_insides.h"

typedef struct rh_builder {
    rh_pool *pool;
    rh_arena *scratch;
    const rh_ast *ast;
    const rh_fact *facts;
    rh_diags *diags;
} rh_builder;

static inline const rh_fact *rh_build__fact(const rh_builder *b, const rh_ast_node *n) { return &b->facts[n->id]; }
static inline const rh_step *rh_build__at(const rh_builder *b, uint32_t id) { return &b->pool->steps.at[id]; }
static inline bool rh_build__is(const rh_builder *b, uint32_t id, rh_step_op op)
{
    return rh_build__at(b, id)->op == op;
}
static inline bool rh_build__is_slot(const rh_builder *b, uint32_t id)
{
    return rh_build__is(b, id, RH_STEP_SLOT) || rh_build__is(b, id, RH_STEP_SLOT_LIST) ||
           rh_build__is(b, id, RH_STEP_SLOT_MAP);
}
static inline bool rh_build__is_const(const rh_builder *b, uint32_t id) { return rh_pool__is_const(b->pool, id); }

/* All that follow: RH_STEP_NONE, or NULL, without memory. A step of the pool, folded where it is constant. */
uint32_t rh_build__emit(rh_builder *b, rh_step draft);
uint32_t rh_build__emit_kids(rh_builder *b, rh_step draft, const uint32_t *kids, size_t n, uint64_t bound);
/* The steps of kids[from..], in an array of the scratch. */
uint32_t *rh_build__kids(rh_builder *b, const rh_ast_node *n, uint32_t from);

/* ---- build_operators.c ---- */

uint32_t rh_build__operator(rh_builder *b, const rh_ast_node *n);
/* A condition, or one side of a condition, that its text alone decides (FAULTS.md E14). */
void rh_build__warn_constant(rh_builder *b, const rh_ast_node *n, uint32_t step);

/* ---- build_calls.c ---- */

uint32_t rh_build__builtin(rh_builder *b, const rh_ast_node *n);
uint32_t rh_build__host(rh_builder *b, const rh_ast_node *n);

#endif
