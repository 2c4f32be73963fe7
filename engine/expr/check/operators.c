/* Types of operators. */
#include "engine/expr/check/check_insides.h"

static bool is_dyn(const rh_type *t)
{
    return t->kind == RH_T_DYN || t->kind == RH_T_NULL;
}

static const rh_type *wrong(rh_checker *c, const rh_ast_node *n, const rh_type *a, const rh_type *b)
{
    const char *op = rh_ast__op_text((rh_op)n->op);
    if (b == NULL) return rh_check__fail(c, n, RH_EXPR_TYPE, "%s does not take a %s", op, rh_check__type_text(c, a));
    return rh_check__fail(c, n, RH_EXPR_TYPE, "%s does not take %s and %s", op, rh_check__type_text(c, a),
                          rh_check__type_text(c, b));
}

static const rh_type *logical(rh_checker *c, const rh_ast_node *n)
{
    for (uint32_t i = 0; i < n->n_kids; i++) {
        const rh_type *t = rh_check__node(c, n->kids[i]);
        if (t->kind == RH_T_BOOL || is_dyn(t)) continue;
        rh_check__fail(c, n->kids[i], RH_EXPR_TYPE, "%s does not take a %s", rh_ast__op_text((rh_op)n->op),
                       rh_check__type_text(c, t));
    }
    return &rh_type_bool;
}

void rh_check__words(rh_checker *c, const rh_ast_node *literal, const rh_type *words)
{
    if (words->kind != RH_T_STRING || words->words.n == 0) return;
    if (literal->kind == RH_AST_LIST) {
        for (uint32_t i = 0; i < literal->n_kids; i++) rh_check__words(c, literal->kids[i], words);
        return;
    }
    if (literal->kind != RH_AST_LITERAL || literal->value.kind != RH_STRING) return;
    const rh_str word = rh_value_str(literal->value);
    for (size_t i = 0; i < words->words.n; i++) {
        if (rh_str_eq(words->words.at[i], word)) return;
    }
    const rh_str nearest = rh_str_nearest(word, words->words);
    if (nearest.ptr == NULL) {
        rh_check__fail(c, literal, RH_EXPR_WORD, "\"%.*s\" is no value of this field; the first is \"%.*s\"",
                       RH_ARG(word), RH_ARG(words->words.at[0]));
    } else {
        rh_check__fail(c, literal, RH_EXPR_WORD, "\"%.*s\" is no value of this field; the nearest is \"%.*s\"",
                       RH_ARG(word), RH_ARG(nearest));
    }
}

static const rh_type *equality(rh_checker *c, const rh_ast_node *n)
{
    const rh_type *a = rh_check__node(c, n->kids[0]), *b = rh_check__node(c, n->kids[1]);
    if (!rh_type__comparable(a, b)) return wrong(c, n, a, b);
    rh_check__words(c, n->kids[1], a);
    rh_check__words(c, n->kids[0], b);
    return &rh_type_bool;
}

static bool is_ordered(const rh_type *t)
{
    return is_dyn(t) || rh_type__is_number(t) || t->kind == RH_T_BOOL || t->kind == RH_T_STRING ||
           t->kind == RH_T_BYTES || t->kind == RH_T_TIMESTAMP || t->kind == RH_T_DURATION;
}

static const rh_type *ordering(rh_checker *c, const rh_ast_node *n)
{
    const rh_type *a = rh_check__node(c, n->kids[0]), *b = rh_check__node(c, n->kids[1]);
    if (!is_ordered(a) || !is_ordered(b) || !rh_type__comparable(a, b)) return wrong(c, n, a, b);
    return &rh_type_bool;
}

static const rh_type *membership(rh_checker *c, const rh_ast_node *n)
{
    const rh_type *a = rh_check__node(c, n->kids[0]), *b = rh_check__node(c, n->kids[1]);
    if (is_dyn(b)) return &rh_type_bool;
    if (b->kind == RH_T_RECORD) return is_dyn(a) || a->kind == RH_T_STRING ? &rh_type_bool : wrong(c, n, a, b);
    if (b->kind != RH_T_LIST && b->kind != RH_T_MAP) return wrong(c, n, a, b);
    const rh_type *of = b->kind == RH_T_LIST ? b->elem : b->key;
    if (!rh_type__comparable(a, of)) return wrong(c, n, a, b);
    rh_check__words(c, n->kids[1], a);
    return &rh_type_bool;
}

#define PAIR(a, b) ((unsigned)(a) * 32 + (unsigned)(b))

/* + and - of times: NULL when the pair is none of theirs. */
static const rh_type *time_arithmetic(rh_op op, const rh_type *a, const rh_type *b)
{
    switch (PAIR(a->kind, b->kind)) {
    case PAIR(RH_T_TIMESTAMP, RH_T_DURATION): return &rh_type_timestamp;
    case PAIR(RH_T_DURATION, RH_T_DURATION): return &rh_type_duration;
    case PAIR(RH_T_DURATION, RH_T_TIMESTAMP): return op == RH_OP_ADD ? &rh_type_timestamp : NULL;
    case PAIR(RH_T_TIMESTAMP, RH_T_TIMESTAMP): return op == RH_OP_SUB ? &rh_type_duration : NULL;
    default: return NULL;
    }
}

/* The plain type of a number, without its words or nullability. */
static const rh_type *plain(const rh_type *t)
{
    return t->kind == RH_T_INT ? &rh_type_int : t->kind == RH_T_UINT ? &rh_type_uint : &rh_type_double;
}

static const rh_type *concatenation(rh_checker *c, const rh_type *a, const rh_type *b)
{
    if (a->kind != b->kind) return NULL;
    if (a->kind == RH_T_STRING) return &rh_type_string;
    if (a->kind == RH_T_BYTES) return &rh_type_bytes;
    if (a->kind != RH_T_LIST) return NULL;
    const rh_type *joined = rh_type__join(c->keep, a, b);
    return joined != NULL ? joined : rh_type__list(c->keep, &rh_type_dyn);
}

static const rh_type *arithmetic(rh_checker *c, const rh_ast_node *n)
{
    const rh_op op = (rh_op)n->op;
    const rh_type *a = rh_check__node(c, n->kids[0]), *b = rh_check__node(c, n->kids[1]);
    if (is_dyn(a) || is_dyn(b)) return &rh_type_dyn;
    const rh_type *result = NULL;
    if (rh_type__is_number(a) && a->kind == b->kind && (op != RH_OP_MOD || a->kind != RH_T_DOUBLE)) result = plain(a);
    if (result == NULL && op == RH_OP_ADD) result = concatenation(c, a, b);
    if (result == NULL && (op == RH_OP_ADD || op == RH_OP_SUB)) result = time_arithmetic(op, a, b);
    return result != NULL ? result : wrong(c, n, a, b);
}

static const rh_type *negation(rh_checker *c, const rh_ast_node *n)
{
    const rh_type *t = rh_check__node(c, n->kids[0]);
    if (is_dyn(t)) return &rh_type_dyn;
    if (t->kind == RH_T_INT) return &rh_type_int;
    return t->kind == RH_T_DOUBLE ? &rh_type_double : wrong(c, n, t, NULL);
}

static const rh_type *conditional(rh_checker *c, const rh_ast_node *n)
{
    const rh_type *test = rh_check__node(c, n->kids[0]);
    if (test->kind != RH_T_BOOL && !is_dyn(test)) wrong(c, n, test, NULL);
    const rh_type *a = rh_check__node(c, n->kids[1]), *b = rh_check__node(c, n->kids[2]);
    const rh_type *joined = rh_type__join(c->keep, a, b);
    return joined != NULL ? joined
                          : rh_check__fail(c, n, RH_EXPR_TYPE, "the two sides of ?: are %s and %s",
                                           rh_check__type_text(c, a), rh_check__type_text(c, b));
}

const rh_type *rh_check__operator(rh_checker *c, const rh_ast_node *n)
{
    switch ((rh_op)n->op) {
    case RH_OP_COND: return conditional(c, n);
    case RH_OP_OR:
    case RH_OP_AND:
    case RH_OP_NOT: return logical(c, n);
    case RH_OP_EQ:
    case RH_OP_NE: return equality(c, n);
    case RH_OP_LT:
    case RH_OP_LE:
    case RH_OP_GT:
    case RH_OP_GE: return ordering(c, n);
    case RH_OP_IN: return membership(c, n);
    case RH_OP_ADD:
    case RH_OP_SUB:
    case RH_OP_MUL:
    case RH_OP_DIV:
    case RH_OP_MOD: return arithmetic(c, n);
    case RH_OP_NEG: return negation(c, n);
    case RH_N_OPS:
    default: break;
    }
    return &rh_type_dyn;
}
