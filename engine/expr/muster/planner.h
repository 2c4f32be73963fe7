/* What making a muster works with: the steps that its roots need become parts and nodes, equal ones once. */
#ifndef RH_EXPR_MUSTER_PLANNER_H
#define RH_EXPR_MUSTER_PLANNER_H

#include "engine/expr/muster/muster_insides.h"

/* What a term asks of one aspect: the classes that make it true, and those that leave it not false, a bit each. */
typedef struct rh_literal {
    uint32_t aspect; /* of a slot, or RH_ASPECT_ATOM + one of an atom */
    uint64_t is_true, not_false;
} rh_literal;
#define RH_ASPECT_ATOM ((uint32_t)1 << 31)

/* All of some literals, or what denies that. */
typedef struct rh_term {
    uint32_t first, n;
    bool is_denied;
} rh_term;

typedef struct rh_planner {
    rh_muster *muster;
    const rh_pool *pool;
    rh_arena *keep;
    RH_VEC(rh_literal) literals;
    RH_VEC(rh_term) terms; /* by part; a part that is none has no literals */
    uint32_t *part_of, *node_of, *atom_of; /* by step: RH_PART_NONE, or its part, node or aspect */
    bool failed;
} rh_planner;

/* ---- terms.c ---- */
/* Whether a step, or what denies it, is all of some literals. */
bool rh_planner__takes(rh_planner *p, uint32_t step, bool is_denied);
/* A part more. */
uint32_t rh_planner__new_part(rh_planner *p);
/* Begins the term of a part: what is added next. is_denied: it is what denies that. */
void rh_planner__begin(rh_planner *p, uint32_t part, bool is_denied);
/* Adds what rh_planner__takes to the term of the part begun last. */
void rh_planner__add(rh_planner *p, uint32_t part, uint32_t step, bool is_denied);
/* Makes the sheets of all terms. */
void rh_planner__tabulate(rh_planner *p);

#endif
