/* Trees of expressions with one node changed: what leads to it is copied, the rest is shared. */
#include "engine/mutate/insides.h"

enum { MOST_TEXT = 1 << 20 };

const rh_ast_node *rh_tree__with(rh_arena *keep, const rh_ast_node *root, const rh_ast_node *target,
                                 const rh_ast_node *by)
{
    if (root == target) return by;
    for (uint32_t i = 0; i < root->n_kids; i++) {
        const rh_ast_node *kid = rh_tree__with(keep, root->kids[i], target, by);
        if (kid == root->kids[i]) continue;
        rh_ast_node *copy = RH_NEW(keep, rh_ast_node);
        const rh_ast_node **kids = RH_NEW_N(keep, root->n_kids, const rh_ast_node *);
        if (kid == NULL || copy == NULL || kids == NULL) return NULL;
        memcpy(kids, root->kids, root->n_kids * sizeof *kids);
        kids[i] = kid;
        *copy = *root;
        copy->kids = kids;
        return copy;
    }
    return root;
}

const rh_ast_node *rh_tree__without(rh_arena *keep, const rh_ast_node *node, uint32_t i)
{
    if (node->kind == RH_AST_OP && node->n_kids == 2) return node->kids[1 - i];
    rh_ast_node *copy = RH_NEW(keep, rh_ast_node);
    const rh_ast_node **kids = RH_NEW_N(keep, node->n_kids, const rh_ast_node *);
    bool *marks = RH_NEW_N(keep, node->n_kids, bool);
    if (copy == NULL || kids == NULL || marks == NULL) return NULL;
    uint32_t n = 0;
    for (uint32_t k = 0; k < node->n_kids; k++) {
        if (k == i) continue;
        if (node->marks != NULL) marks[n] = node->marks[k];
        kids[n++] = node->kids[k];
    }
    *copy = *node;
    copy->kids = kids;
    copy->n_kids = n;
    copy->marks = node->marks != NULL ? marks : NULL;
    return copy;
}

const rh_ast_node *rh_tree__operator(rh_arena *keep, const rh_ast_node *node, rh_op op)
{
    rh_ast_node *copy = RH_NEW(keep, rh_ast_node);
    if (copy == NULL) return NULL;
    *copy = *node;
    copy->op = (uint8_t)op;
    return copy;
}

const rh_ast_node *rh_tree__not(rh_arena *keep, const rh_ast_node *node)
{
    rh_ast_node *not_ = RH_NEW(keep, rh_ast_node);
    const rh_ast_node **kids = RH_NEW_N(keep, 1, const rh_ast_node *);
    if (not_ == NULL || kids == NULL) return NULL;
    kids[0] = node;
    *not_ = (rh_ast_node){.kind = RH_AST_OP,
                          .op = RH_OP_NOT,
                          .id = RH_TREE_NEW,
                          .at = node->at,
                          .end = node->end,
                          .kids = kids,
                          .n_kids = 1};
    return not_;
}

const rh_ast_node *rh_tree__literal(rh_arena *keep, const rh_ast_node *node, rh_value value)
{
    rh_ast_node *literal = RH_NEW(keep, rh_ast_node);
    if (literal == NULL) return NULL;
    *literal = (rh_ast_node){
        .kind = RH_AST_LITERAL, .id = RH_TREE_NEW, .value = value, .at = node->at, .end = node->end};
    return literal;
}

rh_str rh_tree__words(rh_arena *keep, const rh_env *env, const rh_ast_node *node, bool is_condition)
{
    rh_buf words;
    const rh_ast part = {.root = node};
    rh_buf_init(&words, keep, MOST_TEXT);
    rh_expr_words(&words, &part, env, is_condition);
    return rh_buf_str(&words);
}

rh_str rh_tree__text(rh_arena *keep, const rh_ast_node *node)
{
    rh_buf text;
    rh_buf_init(&text, keep, MOST_TEXT);
    rh_ast__print_node(&text, node);
    return rh_buf_str(&text);
}
