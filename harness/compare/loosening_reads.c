/* What a condition makes of something that moves: whether it may turn true, or false. */
#include "harness/compare/loosening_ripple.h"

#include "engine/expr/expr.h"
#include "engine/expr/syntax/ast.h"

typedef struct reader {
    const rh_ripple *ripple;
    const char *name; /* of what moves */
    rh_move_way way;
    bool to_false; /* what the whole condition is asked for */
} reader;

static bool is_name(const rh_ast_node *n, const char *name)
{
    char path[RH_RIPPLE_NAME_BYTES];
    const size_t len = rh_ast__path(path, sizeof path, n);
    return rh_str_eq((rh_str){path, len}, rh_str_of(name));
}

static bool reads(const rh_ast_node *n, const char *name)
{
    if (is_name(n, name)) return true;
    for (uint32_t i = 0; i < n->n_kids; i++)
        if (reads(n->kids[i], name)) return true;
    return false;
}

static bool is_op(const rh_ast_node *n, rh_op op)
{
    return n->kind == RH_AST_OP && n->op == (uint8_t)op;
}

static bool is_true(const rh_ast_node *n)
{
    return n->kind == RH_AST_LITERAL && n->value.kind == RH_BOOL && n->value.b;
}

/* workflow.paused, workflow.open_items > 2, overdue(workflow.earliest_due), days_since(workflow.oldest_open_at) >= 1. */
static bool only_rises(const rh_ast_node *atom, const char *name)
{
    if (is_name(atom, name)) return true;
    if (atom->kind == RH_AST_CALL)
        return rh_str_eq(atom->text, RH_STR("overdue")) || rh_str_eq(atom->text, RH_STR("present"));
    if (is_op(atom, RH_OP_EQ)) return is_name(atom->kids[0], name) && is_true(atom->kids[1]);
    if (!is_op(atom, RH_OP_GT) && !is_op(atom, RH_OP_GE)) return false;
    const rh_ast_node *left = atom->kids[0];
    const bool is_since = left->kind == RH_AST_CALL && rh_str_ends(left->text, RH_STR("_since")) && left->n_kids == 1;
    return !reads(atom->kids[1], name) && is_name(is_since ? left->kids[0] : left, name);
}

/* "act.go" in workflow.did: what runs later is in it later. That what follows upon it comes later is what holding it up is
 * for, so a condition that falls by it alone is not minded; one that rises is. */
static bool only_falls(const rh_ast_node *atom, const char *name)
{
    return is_op(atom, RH_OP_IN) && is_name(atom->kids[1], name) && !reads(atom->kids[0], name);
}

static bool is_late(const reader *r, rh_str action)
{
    const uint32_t at = rh_register_action(r->ripple->judge->head, action);
    return at != RH_NONE && r->ripple->is_late[at];
}

/* The texts in an atom, and those of them that are actions which run later. */
static void count_texts(const reader *r, const rh_ast_node *n, size_t *n_texts, size_t *n_late)
{
    if (n->kind == RH_AST_LITERAL && n->value.kind == RH_STRING) {
        ++*n_texts;
        *n_late += is_late(r, rh_value_str(n->value));
    }
    for (uint32_t i = 0; i < n->n_kids; i++) count_texts(r, n->kids[i], n_texts, n_late);
}

/* Whether what the atom asks of workflow.did may have moved: it names no action, or one that runs later. */
static bool is_moved(const reader *r, const rh_ast_node *atom)
{
    size_t n_texts = 0, n_late = 0;
    if (r->way != RH_MOVES_LATER) return true;
    count_texts(r, atom, &n_texts, &n_late);
    return n_texts == 0 || n_late > 0;
}

static bool may_turn(const reader *r, const rh_ast_node *n, bool to_false)
{
    if (!reads(n, r->name)) return false;
    if (is_op(n, RH_OP_NOT)) return may_turn(r, n->kids[0], !to_false);
    if (!is_op(n, RH_OP_AND) && !is_op(n, RH_OP_OR)) {
        if (!is_moved(r, n)) return false;
        if (r->way == RH_MOVES_UP && only_rises(n, r->name)) return !to_false;
        if (r->way == RH_MOVES_LATER && only_falls(n, r->name)) return to_false && !r->to_false;
        return true;
    }
    for (uint32_t i = 0; i < n->n_kids; i++)
        if (may_turn(r, n->kids[i], to_false)) return true;
    return false;
}

static const rh_ast *parse(const rh_ripple *ripple, const rh_source *source)
{
    const rh_ast *tree;
    rh_diags unheard;
    rh_diags_init(&unheard, ripple->judge->keep);
    if (source->text.ptr == NULL || rh_ast_parse(&tree, ripple->judge->keep, source->text, NULL, &unheard) != RH_OK)
        return NULL;
    return tree;
}

bool rh_ripple__reads(const rh_ripple *ripple, const rh_source *source, const char *name)
{
    const rh_ast *tree = parse(ripple, source);
    return tree != NULL && reads(tree->root, name);
}

bool rh_ripple__may_turn(const rh_ripple *ripple, const rh_source *source, const char *name, rh_move_way way,
                         bool to_false)
{
    const rh_ast *tree = parse(ripple, source);
    const reader r = {ripple, name, way, to_false};
    return tree != NULL && may_turn(&r, tree->root, to_false);
}
