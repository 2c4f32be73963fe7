/* Canonical text over several lines: the words of print.c, with breaks where a line is too wide.
 *
 * What fits stays on one line. What does not is broken at its outermost joint, and its parts are looked at in turn: &&
 * and
 * || and sums before the operator, ?: before ? and :, arguments and elements behind the comma, each below the first. */
#include "engine/expr/expr.h"
#include "engine/expr/syntax/ast.h"
#include "engine/expr/syntax/lex.h"

typedef struct page {
    rh_buf *out;
    size_t begin;        /* of the text in out */
    size_t width, taken; /* columns; taken: of the first line */
} page;

/* `after`: columns of what is to follow on the same line, closing brackets and commas. */
static void lay(const page *p, const rh_ast_node *n, int least, size_t after);

/* ---- columns ---- */

static size_t columns_of(const char *text, size_t len)
{
    size_t n = 0;
    for (size_t i = 0; i < len; i++) n += ((unsigned char)text[i] & 0xC0) != 0x80;
    return n;
}

/* The column that comes next, from 0; *is_first: on the first line. */
static size_t column(const page *p, bool *is_first)
{
    size_t from = p->out->len;
    while (from > p->begin && p->out->ptr[from - 1] != '\n') from--;
    *is_first = from == p->begin;
    return columns_of(p->out->ptr + from, p->out->len - from);
}

static size_t here(const page *p)
{
    bool is_first;
    return column(p, &is_first);
}

/* Whether the line that is being written has room for what it holds and `after` more. */
static bool fits(const page *p, size_t after)
{
    bool is_first;
    const size_t end = column(p, &is_first) + after;
    return end + (is_first ? p->taken : 0) <= p->width;
}

static void put(const page *p, const char *text)
{
    rh_buf_put(p->out, rh_str_of(text));
}

static void begin_line(const page *p, size_t col, const char *text)
{
    rh_buf_byte(p->out, '\n');
    for (size_t i = 0; i < col; i++) rh_buf_byte(p->out, ' ');
    put(p, text);
}

/* ---- operators ---- */

static bool is_op(const rh_ast_node *n, rh_op op)
{
    return n->kind == RH_AST_OP && n->op == op;
}

static void lay_kid(const page *p, const rh_ast_node *n, uint32_t i, size_t after)
{
    lay(p, n->kids[i], rh_ast__least_of(n, i), after);
}

static void lay_chain(const page *p, const rh_ast_node *n, size_t col, size_t after)
{
    for (uint32_t i = 0; i < n->n_kids; i++) {
        if (i > 0) begin_line(p, col, is_op(n, RH_OP_AND) ? "&& " : "|| ");
        lay_kid(p, n, i, i + 1 == n->n_kids ? after : 0);
    }
}

/* a - b + c nests to the left: its operands stand below each other. */
static void lay_sum(const page *p, const rh_ast_node *n, size_t col, size_t after)
{
    const rh_ast_node *left = n->kids[0];
    const int own = rh_ast__op_precedence((rh_op)n->op);
    if (left->kind == RH_AST_OP && rh_ast__op_precedence((rh_op)left->op) == own) lay_sum(p, left, col, 0);
    else lay_kid(p, n, 0, 0);
    begin_line(p, col, rh_ast__op_text((rh_op)n->op));
    put(p, " ");
    lay_kid(p, n, 1, after);
}

/* The condition and what it gives, on one line where both have room on it. */
static void lay_branch(const page *p, const rh_ast_node *n, size_t col)
{
    const size_t begin = p->out->len;
    lay_kid(p, n, 0, 0);
    const size_t mark = p->out->len;
    const bool is_one_line = memchr(p->out->ptr + begin, '\n', mark - begin) == NULL;
    put(p, " ? ");
    rh_ast__print_node(p->out, n->kids[1]);
    if (is_one_line && fits(p, 0) && !is_op(n->kids[1], RH_OP_COND)) return;
    p->out->len = mark;
    begin_line(p, col, "? ");
    lay_kid(p, n, 1, 0);
}

static void lay_cond(const page *p, const rh_ast_node *n, size_t col, size_t after)
{
    for (; is_op(n, RH_OP_COND); n = n->kids[2]) {
        lay_branch(p, n, col);
        begin_line(p, col, ": ");
    }
    lay(p, n, 0, after);
}

static void lay_unary(const page *p, const rh_ast_node *n, size_t after)
{
    const bool needs = n->kids[0]->kind == RH_AST_OP || n->kids[0]->kind == RH_AST_LITERAL;
    put(p, rh_ast__op_text((rh_op)n->op));
    if (needs) put(p, "(");
    lay(p, n->kids[0], 0, after + needs);
    if (needs) put(p, ")");
}

static void lay_operator(const page *p, const rh_ast_node *n, size_t after)
{
    const size_t col = here(p);
    switch (rh_ast__op_precedence((rh_op)n->op)) {
    case 0: lay_cond(p, n, col, after); return;
    case 1:
    case 2: lay_chain(p, n, col, after); return;
    case 4:
    case 5: lay_sum(p, n, col, after); return;
    case 7: lay_unary(p, n, after); return;
    default: break;
    }
    lay_kid(p, n, 0, 0);
    rh_buf_printf(p->out, " %s ", rh_ast__op_text((rh_op)n->op));
    lay_kid(p, n, 1, after);
}

/* ---- calls and lists ---- */

static void lay_items(const page *p, const rh_ast_node *n, uint32_t from, size_t after)
{
    const size_t col = here(p);
    for (uint32_t i = from; i < n->n_kids; i++) {
        if (i > from) {
            put(p, ",");
            begin_line(p, col, "");
        }
        if (n->kind == RH_AST_LIST && n->marks != NULL && n->marks[i]) put(p, "?");
        lay(p, n->kids[i], 0, i + 1 == n->n_kids ? after : 1);
    }
}

static void lay_target(const page *p, const rh_ast_node *n)
{
    const size_t mark = p->out->len;
    rh_ast__print_target(p->out, n);
    if (fits(p, 0) || n->kind == RH_AST_OP || n->kind == RH_AST_LITERAL) return;
    p->out->len = mark;
    lay(p, n, 0, 0);
}

static void lay_call(const page *p, const rh_ast_node *n, size_t after)
{
    if (n->is_method) {
        lay_target(p, n->kids[0]);
        put(p, ".");
    }
    rh_buf_put(p->out, n->text);
    put(p, "(");
    lay_items(p, n, n->is_method ? 1 : 0, after + 1);
    put(p, ")");
}

static void lay_macro(const page *p, const rh_ast_node *n, size_t after)
{
    lay_target(p, n->kids[0]);
    rh_buf_printf(p->out, ".%s(%.*s", rh_ast__macro_text((rh_macro)n->op), RH_ARG(n->vars[0]));
    if (n->vars[1].ptr != NULL) rh_buf_printf(p->out, ", %.*s", RH_ARG(n->vars[1]));
    put(p, ", ");
    lay_items(p, n, 1, after + 1);
    put(p, ")");
}

static void lay_index(const page *p, const rh_ast_node *n, size_t after)
{
    lay_target(p, n->kids[0]);
    put(p, n->is_optional ? "[?" : "[");
    lay(p, n->kids[1], 0, after + 1);
    put(p, "]");
}

static void lay_select(const page *p, const rh_ast_node *n)
{
    lay_target(p, n->kids[0]);
    put(p, n->is_optional ? ".?" : ".");
    rh_ast__print_field(p->out, n->text);
}

static void lay_list(const page *p, const rh_ast_node *n, size_t after)
{
    put(p, "[");
    lay_items(p, n, 0, after + 1);
    put(p, "]");
}

static bool can_break(const rh_ast_node *n)
{
    const bool is_plain_macro = n->op != RH_MACRO_BIND && n->op != RH_MACRO_BLOCK;
    return n->kind == RH_AST_OP || n->kind == RH_AST_CALL || n->kind == RH_AST_LIST || n->kind == RH_AST_INDEX ||
           n->kind == RH_AST_SELECT || (n->kind == RH_AST_MACRO && is_plain_macro);
}

static void lay_broken(const page *p, const rh_ast_node *n, size_t after)
{
    switch ((rh_ast_kind)n->kind) {
    case RH_AST_OP: lay_operator(p, n, after); return;
    case RH_AST_CALL: lay_call(p, n, after); return;
    case RH_AST_INDEX: lay_index(p, n, after); return;
    case RH_AST_SELECT: lay_select(p, n); return;
    case RH_AST_MACRO: lay_macro(p, n, after); return;
    case RH_AST_LIST: lay_list(p, n, after); return;
    case RH_AST_LITERAL:
    case RH_AST_NAME:
    case RH_AST_HAS:
    case RH_AST_MAP:
    default: rh_ast__print_node(p->out, n); return;
    }
}

/* The text of n, in parentheses when it holds together less than `least`. */
static void lay(const page *p, const rh_ast_node *n, int least, size_t after)
{
    const size_t mark = p->out->len;
    const bool needs = n->kind == RH_AST_OP && rh_ast__op_precedence((rh_op)n->op) < least;
    if (needs) put(p, "(");
    rh_ast__print_node(p->out, n);
    if (needs) put(p, ")");
    if (p->out->failed || fits(p, after) || !can_break(n)) return;
    p->out->len = mark;
    if (needs) put(p, "(");
    lay_broken(p, n, after + needs);
    if (needs) put(p, ")");
}

void rh_ast_lay(rh_buf *out, const rh_ast *ast, size_t width, size_t first_col)
{
    const page p = {out, out->len, width, first_col};
    lay(&p, ast->root, 0, 0);
}

bool rh_ast_has_comment(rh_str text, rh_arena *scratch)
{
    rh_lexer lexer = {.source = text, .keep = scratch};
    for (size_t from = 0;;) {
        const rh_token token = rh_lex__next(&lexer);
        if (rh_str_find(rh_str_slice(text, from, token.at), RH_STR("//")) != SIZE_MAX) return true;
        if (token.kind == RH_TOK_END || token.kind == RH_TOK_BAD) return false;
        from = token.end;
    }
}
