/* Whether one condition opens its entry wherever another does. */
#include "harness/compare/loosening.h"

#include "engine/expr/expr.h"
#include "engine/expr/syntax/ast.h"

static bool is_op(const rh_ast_node *n, rh_op op)
{
    return n->kind == RH_AST_OP && n->op == (uint8_t)op;
}

enum { MAX_WAYS = 64 };

/* The ways in which a condition may hold: its disjuncts, nested ones too; itself where it has none. False: too many. */
static bool ways_of(const rh_ast_node *ways[MAX_WAYS], size_t *n, const rh_ast_node *node)
{
    if (!is_op(node, RH_OP_OR)) {
        if (*n == MAX_WAYS) return false;
        ways[(*n)++] = node;
        return true;
    }
    for (uint32_t i = 0; i < node->n_kids; i++)
        if (!ways_of(ways, n, node->kids[i])) return false;
    return true;
}

static bool implies(const rh_ast_node *b, const rh_ast_node *h);

/* Gives each way of b that is left one of its own among those of h that `fits`. */
static void match_ways(const rh_ast_node **b, size_t n_b, const rh_ast_node **h, size_t n_h,
                       bool (*fits)(const rh_ast_node *b, const rh_ast_node *h))
{
    for (size_t i = 0; i < n_b; i++)
        for (size_t k = 0; k < n_h && b[i] != NULL; k++)
            if (h[k] != NULL && fits(b[i], h[k])) b[i] = h[k] = NULL;
}

/* Every way of b is kept as one of h. Two may not become one, though h then holds as often: what is read in a way that
 * is dropped no longer opens an entry again that was released (ruling 69). */
static bool keeps_ways(const rh_ast_node *b, const rh_ast_node *h)
{
    const rh_ast_node *old[MAX_WAYS], *now[MAX_WAYS];
    size_t n_old = 0, n_now = 0;
    if (!ways_of(old, &n_old, b) || !ways_of(now, &n_now, h)) return false;
    match_ways(old, n_old, now, n_now, rh_ast_same);
    match_ways(old, n_old, now, n_now, implies);
    for (size_t i = 0; i < n_old; i++)
        if (old[i] != NULL) return false;
    return true;
}

/* Whether b, when it holds, makes h hold. Undecided counts as holding on both sides, since it opens the entry too. */
static bool implies(const rh_ast_node *b, const rh_ast_node *h)
{
    if (rh_ast_same(b, h)) return true;
    if (is_op(h, RH_OP_AND)) { /* every part must follow */
        for (uint32_t i = 0; i < h->n_kids; i++)
            if (!implies(b, h->kids[i])) return false;
        return true;
    }
    if (is_op(b, RH_OP_OR)) return keeps_ways(b, h);
    for (uint32_t i = 0; is_op(b, RH_OP_AND) && i < b->n_kids; i++)
        if (implies(b->kids[i], h)) return true;
    for (uint32_t i = 0; is_op(h, RH_OP_OR) && i < h->n_kids; i++)
        if (implies(b, h->kids[i])) return true;
    return false;
}

bool rh_condition_is_wider(rh_str base, rh_str head, rh_arena *scratch)
{
    rh_diags unheard;
    const rh_ast *old, *now;
    rh_diags_init(&unheard, scratch);
    return rh_ast_parse(&old, scratch, base, NULL, &unheard) == RH_OK &&
           rh_ast_parse(&now, scratch, head, NULL, &unheard) == RH_OK && implies(old->root, now->root);
}
