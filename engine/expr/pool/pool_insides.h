/* The inside of a pool: steps, constants and how equal ones are found.
 *
 * A step is 24 bytes in one array; kids come before parents. Two equal sub-expressions are one step, over all
 * expressions and revisions of the pool. `weight` counts the nodes of the expression tree that the step stands for by
 * itself (ruling 38): a fused atom such as slot == "x" weighs 3, so costs do not depend on what the compiler does. */
#ifndef RH_EXPR_POOL_POOL_INSIDES_H
#define RH_EXPR_POOL_POOL_INSIDES_H

#include "engine/base/vec.h"
#include "engine/expr/check/check.h"
#include "engine/expr/expr.h"

typedef enum rh_step_op {
#define X(NAME, is_truth, shape, what) RH_STEP_##NAME,
#include "engine/expr/pool/steps.def"
#undef X
    RH_N_STEPS
} rh_step_op;

enum {
    RH_STEP_CLOCK = 1,  /* reads the clock */
    RH_STEP_LINEAR = 2, /* is now, or a difference that contains it */
    RH_STEP_CALLS = 4,  /* calls the host: its value may change while no slot does, so no memo keeps it */
    RH_STEP_VARIES = 8, /* depends on more than its text: slots, the clock, the host */
    RH_STEP_COSTLY = 16, /* what it costs grows with the facts, so that it may exceed the budget */
    RH_STEP_LIGHT = 64, /* ALL or EXISTS over the elements of a slot, its body light code; known after seal */
    RH_STEP_STRICT = 32  /* part of a costly root: its valid-until holds for what it costs, too; known after seal */
};

#define RH_STEP_NONE UINT32_MAX

typedef struct rh_step {
    uint8_t op;    /* rh_step_op */
    uint8_t flags;
    uint16_t n;
    uint32_t a, b, c;
    uint32_t weight;
    uint32_t cache; /* its place in a memo, or RH_STEP_NONE; known after seal */
} rh_step;

_Static_assert(sizeof(rh_step) == 24, "a step is three words");

/* A conjunction or disjunction that reads the clock: the kid that decides ends it, its valid-until included. After seal
 * c is its straight code, or RH_STEP_NONE. */
static inline bool rh_step__is_chain(const rh_step *s)
{
    return (s->op == RH_STEP_AND || s->op == RH_STEP_OR) && s->cache == RH_STEP_NONE &&
           (s->flags & (RH_STEP_CLOCK | RH_STEP_STRICT)) == RH_STEP_CLOCK;
}

/* What only compiling needs to know of a step. */
typedef struct rh_step_facts {
    uint64_t hash;
    uint64_t free_locals; /* bit i: reads local i from outside itself */
    uint32_t next;        /* chain of the same bucket */
    uint32_t n_uses;
    uint32_t root;        /* the root that it is, or RH_STEP_NONE */
} rh_step_facts;

typedef struct rh_root {
    uint32_t step;
    const rh_type *type;
    const uint32_t *reads;
    size_t n_reads;
    /* after seal */
    const uint32_t *places; /* parallel to reads */
    const uint64_t *words;  /* parallel to reads */
    uint32_t line;    /* where its straight code begins, or RH_STEP_NONE */
    uint32_t n_lines; /* its lines: line, line - 1, ... */
    bool is_light;    /* its straight code is light */
    bool is_chain;    /* its step is; its straight code is light alone */
    /* Light code for a value: a line, or RH_LINE_EXIT + an exit; RH_STEP_NONE: there is none. Or that of the lists that
     * it joins: parts[code], n_parts of them. */
    uint32_t code, n_parts;
} rh_root;

typedef struct rh_line rh_line; /* eval/lines.h */
typedef struct rh_exit rh_exit;

struct rh_pool {
    rh_arena *keep;
    rh_names names;
    rh_env env; /* a copy; what it points to is borrowed */
    const struct rh_signature *signatures; /* by builtin */
    RH_VEC(rh_step) steps;
    RH_VEC(rh_step_facts) facts;
    RH_VEC(uint32_t) kids;
    RH_VEC(rh_value) consts;
    RH_VEC(rh_root) roots;
    RH_VEC(rh_line) lines;
    RH_VEC(rh_exit) exits;
    RH_VEC(uint32_t) parts; /* code of the lists that are joined */
    uint32_t *buckets;
    size_t n_buckets; /* a power of two */
    bool is_sealed;
    /* after seal */
    uint32_t n_cached;
    uint32_t *kept_lines; /* by rh_step.cache: its straight code, or RH_STEP_NONE */
    const uint32_t **cached_readers; /* by slot: the cached places that read it */
    size_t *n_cached_readers;
    const rh_expr **readers; /* by slot: the roots that read it */
    size_t *n_readers;
};

/* The step equal to draft, with these kids (n of them, copied; draft.a is set here) or constant, or a new one. Flags
 * and free locals are worked out here. RH_STEP_NONE: no memory. */
uint32_t rh_pool__step(rh_pool *pool, rh_step draft, const uint32_t *kids, size_t n_kids, uint64_t bound_locals);
uint32_t rh_pool__const(rh_pool *pool, rh_value value, uint32_t weight);
static inline bool rh_pool__is_const(const rh_pool *pool, uint32_t step)
{
    return pool->steps.at[step].op == RH_STEP_CONST;
}
static inline rh_value rh_pool__value(const rh_pool *pool, uint32_t step)
{
    return pool->consts.at[pool->steps.at[step].b];
}
/* Whether a step yields a truth. */
bool rh_pool__is_truth(uint8_t op);
/* Calls visit(ctx, kid) for each step that `step` has as operand. */
void rh_pool__each_kid(const rh_pool *pool, uint32_t step, void (*visit)(void *ctx, uint32_t kid), void *ctx);
/* Calls visit(ctx, slot) for each slot that the step itself reads. */
void rh_pool__each_slot(const rh_pool *pool, uint32_t step, void (*visit)(void *ctx, uint32_t slot), void *ctx);

/* build.c: a checked tree to steps. A condition that is constant as a whole gives a warning. RH_STEP_NONE: no
 * memory. */
uint32_t rh_pool__build(rh_pool *pool, rh_arena *scratch, const rh_ast *ast, const rh_fact *facts, bool is_condition,
                        rh_diags *diags);
/* fold.c: the constant that a step over constants yields, or the step itself. */
uint32_t rh_pool__fold(rh_pool *pool, uint32_t step);

#endif
