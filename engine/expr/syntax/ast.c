/* The tree of an expression: names of its parts, places, comparison. */
#include "engine/expr/syntax/ast.h"

#include <math.h>

const char *rh_ast__op_text(rh_op op)
{
    static const char *const texts[] = {
#define X(NAME, text, precedence, words) text,
#include "engine/expr/syntax/ops.def"
#undef X
    };
    return texts[op];
}

int rh_ast__op_precedence(rh_op op)
{
    static const int precedences[] = {
#define X(NAME, text, precedence, words) precedence,
#include "engine/expr/syntax/ops.def"
#undef X
    };
    return precedences[op];
}

rh_op rh_ast__op_turned(rh_op op)
{
    return op == RH_OP_LT   ? RH_OP_GT
           : op == RH_OP_LE ? RH_OP_GE
           : op == RH_OP_GT ? RH_OP_LT
           : op == RH_OP_GE ? RH_OP_LE
                            : op;
}

const char *rh_ast__macro_text(rh_macro macro)
{
    static const char *const texts[] = {
#define X(NAME, text, n_vars) text,
#include "engine/expr/syntax/macros.def"
#undef X
    };
    return texts[macro];
}

rh_span rh_ast__span(const rh_ast *ast, size_t offset)
{
    if (ast->place != NULL) return rh_node_at(ast->place, offset);
    rh_span span = {.line = 1, .col = 1};
    for (size_t i = 0; i < offset && i < ast->text.len; i++) {
        if (ast->text.ptr[i] == '\n') span.line++, span.col = 1;
        else span.col++;
    }
    return span;
}

/* 0.0 and -0.0 are equal, and what is divided by them is not. */
static bool same_literal(rh_value a, rh_value b)
{
    const bool is_double = a.kind == RH_DOUBLE && b.kind == RH_DOUBLE;
    return rh_value_same(a, b) && (!is_double || signbit(a.d) == signbit(b.d));
}

static bool same_head(const rh_ast_node *a, const rh_ast_node *b)
{
    return a->kind == b->kind && a->op == b->op && a->is_optional == b->is_optional && a->is_rooted == b->is_rooted &&
           a->is_method == b->is_method && a->n_kids == b->n_kids && rh_str_eq(a->text, b->text) &&
           rh_str_eq(a->vars[0], b->vars[0]) && rh_str_eq(a->vars[1], b->vars[1]) && same_literal(a->value, b->value);
}

bool rh_ast_same(const rh_ast_node *a, const rh_ast_node *b)
{
    if (!same_head(a, b)) return false;
    const uint32_t n_marks = a->kind == RH_AST_MAP ? a->n_kids / 2 : a->n_kids;
    for (uint32_t i = 0; a->marks != NULL && i < n_marks; i++) {
        if (a->marks[i] != b->marks[i]) return false;
    }
    for (uint32_t i = 0; i < a->n_kids; i++) {
        if (!rh_ast_same(a->kids[i], b->kids[i])) return false;
    }
    return true;
}

size_t rh_ast__path(char *buf, size_t cap, const rh_ast_node *node)
{
    size_t n = 0;
    if (node->kind == RH_AST_SELECT && !node->is_optional) {
        n = rh_ast__path(buf, cap, node->kids[0]);
        if (n == 0 || n + 1 >= cap) return 0;
        buf[n++] = '.';
    } else if (node->kind != RH_AST_NAME) {
        return 0;
    }
    if (node->text.len >= cap - n) return 0;
    memcpy(buf + n, node->text.ptr, node->text.len);
    return n + node->text.len;
}
