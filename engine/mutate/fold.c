/* What a condition comes to when its constant parts are worked out: the canonical form in which a mutant is compared
 * with its original. Beside the pool's own folding of constants it leaves out operands that decide nothing and branches
 * that are never taken, and knows by its type that a value is never absent. */
#include "engine/mutate/insides.h"

typedef enum truth { IS_FALSE, IS_TRUE, IS_OPEN } truth;

static bool is_op(const rh_ast_node *n, rh_op op) { return n->kind == RH_AST_OP && n->op == op; }

static bool is_null(const rh_ast_node *n) { return n->kind == RH_AST_LITERAL && n->value.kind == RH_NULL; }

/* A declared value that always has one. */
static bool is_always_given(const rh_bench *b, const rh_ast_node *n)
{
    if (n->id == RH_TREE_NEW || (n->kind != RH_AST_NAME && n->kind != RH_AST_SELECT)) return false;
    const rh_type *t = b->facts[n->id].type;
    return t != NULL && t->kind != RH_T_DYN && t->kind != RH_T_NULL && !t->is_nullable;
}

static bool is_policy(const rh_bench *b, const rh_ast_node *n)
{
    if (n->id == RH_TREE_NEW || b->facts[n->id].ref != RH_REF_NAME) return false;
    return b->env->names[b->facts[n->id].index].cls == RH_NAME_CONST;
}

static bool reads_nothing(const rh_bench *b, const rh_ast_node *n)
{
    if (is_policy(b, n)) return true;
    if (n->kind == RH_AST_NAME || n->kind == RH_AST_MACRO) return false;
    for (uint32_t i = 0; i < n->n_kids; i++)
        if (!reads_nothing(b, n->kids[i])) return false;
    return true;
}

static truth truth_of(rh_bench *b, const rh_ast_node *n)
{
    rh_expr root;
    rh_value v;
    if (n->kind == RH_AST_LITERAL) return n->value.kind != RH_BOOL ? IS_OPEN : n->value.b ? IS_TRUE : IS_FALSE;
    if (is_op(n, RH_OP_EQ) || is_op(n, RH_OP_NE)) {
        const bool is_given = (is_null(n->kids[0]) && is_always_given(b, n->kids[1])) ||
                              (is_null(n->kids[1]) && is_always_given(b, n->kids[0]));
        if (is_given) return is_op(n, RH_OP_NE) ? IS_TRUE : IS_FALSE;
    }
    if (!reads_nothing(b, n) || !rh_bench__pool(b, rh_tree__text(b->keep, n), &root)) return IS_OPEN;
    if (!rh_pool_constant(b->pool, root, &v) || v.kind != RH_BOOL) return IS_OPEN;
    return v.b ? IS_TRUE : IS_FALSE;
}

static const rh_ast_node *fold_chain(rh_bench *b, const rh_ast_node *n)
{
    const truth empty = is_op(n, RH_OP_AND) ? IS_TRUE : IS_FALSE; /* what an operand is that decides nothing */
    const rh_ast_node **kids = RH_NEW_N(b->keep, n->n_kids, const rh_ast_node *);
    rh_ast_node *chain = RH_NEW(b->keep, rh_ast_node);
    if (kids == NULL || chain == NULL) return NULL;
    *chain = *n;
    chain->kids = kids;
    chain->n_kids = 0;
    for (uint32_t i = 0; i < n->n_kids; i++) {
        const rh_ast_node *kid = rh_bench__folded(b, n->kids[i]);
        if (kid == NULL) return NULL;
        const truth t = truth_of(b, kid);
        if (t == empty) continue;
        if (t != IS_OPEN) return rh_tree__literal(b->keep, n, rh_bool(t == IS_TRUE));
        kids[chain->n_kids++] = kid;
    }
    if (chain->n_kids == 0) return rh_tree__literal(b->keep, n, rh_bool(empty == IS_TRUE));
    return chain->n_kids == 1 ? kids[0] : chain;
}

const rh_ast_node *rh_bench__folded(rh_bench *b, const rh_ast_node *n)
{
    if (is_op(n, RH_OP_AND) || is_op(n, RH_OP_OR)) return fold_chain(b, n);
    if (is_op(n, RH_OP_COND)) {
        const truth t = truth_of(b, n->kids[0]);
        return t == IS_OPEN ? n : rh_bench__folded(b, n->kids[t == IS_TRUE ? 1 : 2]);
    }
    if (!is_op(n, RH_OP_NOT)) return n;
    const rh_ast_node *kid = rh_bench__folded(b, n->kids[0]);
    const truth t = kid != NULL ? truth_of(b, kid) : IS_OPEN;
    if (t != IS_OPEN) return rh_tree__literal(b->keep, n, rh_bool(t == IS_FALSE));
    return kid != NULL ? rh_tree__not(b->keep, kid) : NULL;
}
