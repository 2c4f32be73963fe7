/* What the files of the checker share. */
#ifndef RH_EXPR_CHECK_CHECK_INSIDES_H
#define RH_EXPR_CHECK_CHECK_INSIDES_H

#include "engine/expr/check/check.h"
#include "engine/expr/check/types.h"

typedef struct rh_local {
    rh_str name;
    const rh_type *type;
} rh_local;

typedef struct rh_checker {
    rh_arena *keep, *scratch;
    const rh_names *names;
    const rh_env *env;
    const rh_ast *ast;
    rh_diags *diags;
    rh_fact *facts;
    rh_local locals[RH_LOCALS];
    uint32_t n_locals;
    rh_code code; /* of the first error */
} rh_checker;

/* Checks a node and those below it; its type (dyn after an error, so that one error is one message). */
const rh_type *rh_check__node(rh_checker *c, const rh_ast_node *n);
/* Reports an error at a node; its type is dyn then. In unchecked mode nothing is reported, and a node whose name or
 * function is unknown is undecided instead. */
__attribute__((format(printf, 4, 5))) const rh_type *rh_check__fail(rh_checker *c, const rh_ast_node *n, rh_code code,
                                                                    const char *format, ...);
static inline rh_fact *rh_check__fact(const rh_checker *c, const rh_ast_node *n) { return &c->facts[n->id]; }
/* "list(int)" for messages. */
const char *rh_check__type_text(rh_checker *c, const rh_type *t);

/* names.c: a node that is a path of names; false when it is none that the environment or a local knows. */
bool rh_check__path(rh_checker *c, const rh_ast_node *n, const rh_type **type);
const rh_type *rh_check__unknown(rh_checker *c, const rh_ast_node *n);
/* Whether a node is a bare name that a macro has bound. */
bool rh_check__is_local(const rh_checker *c, const rh_ast_node *n);
/* Whether a dotted name begins some declared name ("crm" of "crm.plan"). */
bool rh_check__is_namespace(const rh_checker *c, rh_str name);

/* operators.c, calls.c, macros.c */
const rh_type *rh_check__operator(rh_checker *c, const rh_ast_node *n);
const rh_type *rh_check__call(rh_checker *c, const rh_ast_node *n);
const rh_type *rh_check__macro(rh_checker *c, const rh_ast_node *n);
/* A comparison of an enum with a word it never holds is an error (ruling 108). */
void rh_check__words(rh_checker *c, const rh_ast_node *literal, const rh_type *words);

/* clock.c: the clock rule for a node whose kids are checked. */
void rh_check__clock(rh_checker *c, const rh_ast_node *n);

/* advice.c: warnings on a condition that has no errors; and the bound on cost, an error (E8). */
void rh_check__advise(rh_checker *c);
void rh_check__bound(rh_checker *c);

#endif
