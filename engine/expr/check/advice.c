/* Advice on a checked condition: what loads, but hardly means what its author wanted.
 *
 * A field that may be absent, read where an absent value is undecided, with nothing around it that says it is there
 * (ruling 23, FAULTS.md E3); and a bound on what nested macros may cost (E8), which is an error. */
#include "engine/base/limits.h"
#include "engine/expr/builtins/builtins.h"
#include "engine/expr/check/check_insides.h"

/* The way from the root to a node. */
typedef struct place {
    const struct place *up;
    const rh_ast_node *node;
    uint32_t kid; /* which kid of the node the way takes */
} place;

static const rh_name *field_of(const rh_checker *c, const rh_ast_node *n)
{
    const rh_fact *f = rh_check__fact(c, n);
    if (f->ref != RH_REF_NAME || n->kind == RH_AST_HAS) return NULL;
    const rh_name *name = &c->env->names[f->index];
    return name->cls == RH_NAME_SLOT && name->is_optional && name->type->is_nullable ? name : NULL;
}

static bool reads(const rh_checker *c, const rh_ast_node *n, uint32_t name)
{
    const rh_fact *f = rh_check__fact(c, n);
    return f->ref == RH_REF_NAME && f->index == name;
}

static bool is_op(const rh_ast_node *n, rh_op op) { return n->kind == RH_AST_OP && n->op == op; }
static bool is_null(const rh_ast_node *n) { return n->kind == RH_AST_LITERAL && n->value.kind == RH_NULL; }

/* f == x: present when that is true, unless x is null; then present when it is false. */
static bool equality_implies(const rh_checker *c, const rh_ast_node *n, bool truth, uint32_t name)
{
    const rh_ast_node *a = n->kids[0], *b = n->kids[1];
    if (!reads(c, a, name) && !reads(c, b, name)) return false;
    const rh_ast_node *other = reads(c, a, name) ? b : a;
    const bool is_equal = is_op(n, RH_OP_EQ) == truth;
    if (is_null(other)) return !is_equal;
    return is_equal && other->kind == RH_AST_LITERAL;
}

static bool call_implies(const rh_checker *c, const rh_ast_node *n, bool truth, uint32_t name)
{
    if (n->n_kids != 1 || !reads(c, n->kids[0], name)) return false;
    if (rh_str_eq(n->text, RH_STR("absent"))) return !truth;
    return truth && (rh_str_eq(n->text, RH_STR("present")) || rh_str_eq(n->text, RH_STR("overdue")));
}

/* Whether the field must be present for the condition to have this truth. */
static bool implies(const rh_checker *c, const rh_ast_node *n, bool truth, uint32_t name)
{
    if (n->kind == RH_AST_HAS) return truth && reads(c, n, name);
    if (n->kind == RH_AST_CALL) return call_implies(c, n, truth, name);
    if (is_op(n, RH_OP_NOT)) return implies(c, n->kids[0], !truth, name);
    if (is_op(n, RH_OP_EQ) || is_op(n, RH_OP_NE)) return equality_implies(c, n, truth, name);
    if (!is_op(n, truth ? RH_OP_AND : RH_OP_OR)) return false;
    for (uint32_t i = 0; i < n->n_kids; i++) {
        if (implies(c, n->kids[i], truth, name)) return true;
    }
    return false;
}

/* && absorbs the undecided side when another says false, || when another says true; so the order does not matter. */
static bool is_guarded(const rh_checker *c, const place *at, uint32_t name)
{
    for (; at != NULL; at = at->up) {
        const rh_ast_node *n = at->node;
        const bool is_and = is_op(n, RH_OP_AND), is_chain = is_and || is_op(n, RH_OP_OR);
        for (uint32_t i = 0; is_chain && i < n->n_kids; i++) {
            if (i != at->kid && implies(c, n->kids[i], is_and, name)) return true;
        }
        if (is_op(n, RH_OP_COND) && at->kid > 0 && implies(c, n->kids[0], at->kid == 1, name)) return true;
    }
    return false;
}

/* Whether a null kid makes the node undecided. */
static bool is_strict(const rh_checker *c, const rh_ast_node *n, uint32_t kid)
{
    const rh_fact *f = rh_check__fact(c, n);
    if (n->kind == RH_AST_OP)
        return n->op != RH_OP_EQ && n->op != RH_OP_NE && n->op != RH_OP_IN && (n->op != RH_OP_COND || kid == 0);
    if (n->kind != RH_AST_CALL || f->ref != RH_REF_BUILTIN || kid < f->n_skip) return false;
    const rh_signature s = rh_builtin__signature(&rh_builtins[f->index]);
    const bool accepts_null = (rh_builtin__kinds(&s, kid - f->n_skip) & 1u << RH_NULL) != 0;
    return !accepts_null && strcmp(rh_builtins[f->index].name, "overdue") != 0;
}

static void advise(rh_checker *c, const rh_ast_node *n, const place *at)
{
    const rh_name *name = field_of(c, n);
    const bool is_read = at == NULL || is_strict(c, at->node, at->kid);
    if (name != NULL && is_read && !is_guarded(c, at, rh_check__fact(c, n)->index)) {
        rh_diags_add_warning(c->diags, RH_EXPR_UNGUARDED, rh_ast__span(c->ast, n->at),
                             "%.*s may be absent, and then the condition is undecided; say present(%.*s) && ...",
                             RH_ARG(name->name), RH_ARG(name->name));
    }
    if (name != NULL) return;
    for (uint32_t i = 0; i < n->n_kids; i++) advise(c, n->kids[i], &(place){at, n, i});
}

void rh_check__advise(rh_checker *c)
{
    advise(c, c->ast->root, NULL);
}

/* ---- the bound on cost ---- */

static uint64_t capped(uint64_t a) { return a > RH_LIMIT_EXPR_COST ? (uint64_t)RH_LIMIT_EXPR_COST + 1 : a; }

/* The most that evaluating a node may cost, lists of unknown length taken as RH_LIMIT_ASSUMED_ELEMENTS long. */
static uint64_t bound(const rh_checker *c, const rh_ast_node *n)
{
    uint64_t once = 1, each = 0;
    if (rh_check__fact(c, n)->ref == RH_REF_NAME) return 1;
    const bool loops = n->kind == RH_AST_MACRO && n->op < RH_MACRO_OPT_MAP;
    for (uint32_t i = 0; i < n->n_kids; i++) {
        const uint64_t kid = bound(c, n->kids[i]);
        if (loops && i > 0) each = capped(each + kid);
        else once = capped(once + kid);
    }
    if (!loops) return once;
    const bool is_literal = n->kids[0]->kind == RH_AST_LIST;
    return capped(once + each * (is_literal ? n->kids[0]->n_kids : RH_LIMIT_ASSUMED_ELEMENTS));
}

void rh_check__bound(rh_checker *c)
{
    if (bound(c, c->ast->root) <= RH_LIMIT_EXPR_COST) return;
    rh_check__fail(c, c->ast->root, RH_EXPR_BOUND,
                   "nested macros over lists of %d elements would cost more than %d; nest them less deep",
                   RH_LIMIT_ASSUMED_ELEMENTS, RH_LIMIT_EXPR_COST);
}
