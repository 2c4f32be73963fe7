/* The checker: what each node of a tree means in an environment, and of which type it is.
 *
 * Reports every error of the expression with its place: unknown names and functions with the nearest, wrong types, the
 * clock rule (rulings 25 and 26), words that an enum can never hold (ruling 108). The compiler builds on its facts. */
#ifndef RH_EXPR_CHECK_CHECK_H
#define RH_EXPR_CHECK_CHECK_H

#include "engine/base/map.h"
#include "engine/expr/expr.h"
#include "engine/expr/syntax/ast.h"

enum { RH_LOCALS = 64 /* names that macros bind at once, block parts included: a bit set of them is one word */ };

typedef enum rh_ref {
    RH_REF_NONE,     /* the node is what its kind says */
    RH_REF_NAME,     /* env->names[index] */
    RH_REF_LOCAL,    /* the local of that index */
    RH_REF_TYPE,     /* a type's name: text is its value */
    RH_REF_BUILTIN,  /* rh_builtins[index]; n_skip of the kids are the function's namespace */
    RH_REF_HOST,     /* env->fns[index] */
    RH_REF_UNDECIDED /* unchecked mode only: undecided (type) at run time */
} rh_ref;

typedef enum rh_clock { RH_CLOCK_NONE, RH_CLOCK_INSTANT, RH_CLOCK_DIFFERENCE } rh_clock;

typedef struct rh_fact {
    const rh_type *type;
    uint8_t ref;    /* rh_ref */
    uint8_t clock;  /* rh_clock: whether the node is now, or a difference that contains it */
    uint8_t n_skip; /* BUILTIN */
    uint32_t index;
    uint32_t local; /* MACRO: index of its first local */
} rh_fact;

/* An environment with its look-up table. */
typedef struct rh_names {
    const rh_env *env;
    rh_map by_name;
    rh_strs all; /* for the nearest name */
} rh_names;

RH_MUST rh_code rh_names__init(rh_names *names, rh_arena *keep, const rh_env *env, rh_err *err);

/* facts: one for each node id, filled. `keep` for types that outlive the call, `scratch` for the rest. Errors go to
 * diags; the result is the first code. */
RH_MUST rh_code rh_check(rh_fact *facts, rh_arena *keep, rh_arena *scratch, const rh_names *names, const rh_ast *ast,
                         const rh_type *want, rh_diags *diags);

#endif
