/* Tree to canonical text: one spelling, double quotes, no parentheses but those that are needed and those of an &&
 * under an
 * ||, which readers stumble over. parse(print(e)) is e. */
#include "engine/base/show.h"
#include "engine/expr/expr.h"
#include "engine/expr/syntax/ast.h"

#include <math.h>

enum { UNARY = 7, MEMBER = 8 };

static void put(rh_buf *out, const rh_ast_node *n);

static void put_c(rh_buf *out, const char *s) { rh_buf_put(out, rh_str_of(s)); }

/* How strongly the text of a node holds together. */
static int precedence(const rh_ast_node *n)
{
    if (n->kind == RH_AST_OP) return rh_ast__op_precedence((rh_op)n->op);
    return MEMBER;
}

static void put_at_least(rh_buf *out, const rh_ast_node *n, int least)
{
    const bool needs = precedence(n) < least;
    if (needs) rh_buf_byte(out, '(');
    put(out, n);
    if (needs) rh_buf_byte(out, ')');
}

/* ---- literals ---- */

static void put_byte_escape(rh_buf *out, unsigned char c)
{
    static const char plain[] = "\n\r\t\\\"", letters[] = "nrt\\\"";
    const char *known = memchr(plain, c, sizeof plain - 1);
    if (known != NULL) rh_buf_printf(out, "\\%c", letters[known - plain]);
    else rh_buf_printf(out, "\\x%02x", c);
}

static void put_bytes(rh_buf *out, rh_str s)
{
    for (size_t i = 0; i < s.len; i++) {
        const unsigned char c = (unsigned char)s.ptr[i];
        if (c < ' ' || c >= 0x7F || c == '"' || c == '\\') put_byte_escape(out, c);
        else rh_buf_byte(out, (char)c);
    }
}

/* What has no look of its own, or is no character of a YAML file, stands as its number. */
static void put_text(rh_buf *out, rh_str s)
{
    for (size_t i = 0; i < s.len;) {
        const size_t from = i;
        const unsigned long c = rh_utf8_next(s, &i);
        if (c < 0x80 && (c < ' ' || c == 0x7F || c == '"' || c == '\\')) put_byte_escape(out, (unsigned char)c);
        else if (c > 0xFFFF && rh_is_invisible(c)) rh_buf_printf(out, "\\U%08lx", c);
        else if (c == 0xFFFE || c == 0xFFFF || rh_is_invisible(c)) rh_buf_printf(out, "\\u%04lx", c);
        else rh_buf_put(out, rh_str_slice(s, from, i));
    }
}

static void put_quoted(rh_buf *out, rh_str s, bool is_bytes)
{
    if (is_bytes) rh_buf_byte(out, 'b');
    rh_buf_byte(out, '"');
    if (is_bytes) put_bytes(out, s);
    else put_text(out, s);
    rh_buf_byte(out, '"');
}

/* A double has a point or an exponent, so that it is not read back as an int, and zero keeps its sign. */
static void put_double(rh_buf *out, double d)
{
    char text[32];
    if (d == 0 && signbit(d)) rh_buf_byte(out, '-');
    const size_t n = rh_double_text(text, d);
    rh_buf_put(out, (rh_str){text, n});
    for (size_t i = 0; i < n; i++) {
        if (text[i] == '.' || text[i] == 'e') return;
    }
    put_c(out, ".0");
}

static void put_literal(rh_buf *out, rh_value v)
{
    switch ((rh_kind)v.kind) {
    case RH_NULL: put_c(out, "null"); return;
    case RH_BOOL: put_c(out, v.b ? "true" : "false"); return;
    case RH_INT: rh_buf_int(out, v.i); return;
    case RH_UINT: rh_buf_printf(out, "%lluu", (unsigned long long)v.u); return;
    case RH_DOUBLE: put_double(out, v.d); return;
    case RH_STRING: put_quoted(out, rh_value_str(v), false); return;
    case RH_BYTES: put_quoted(out, rh_value_str(v), true); return;
    case RH_TIMESTAMP:
    case RH_DURATION:
    case RH_LIST:
    case RH_MAP:
    case RH_TYPE:
    case RH_OPTIONAL:
    case RH_UNDECIDED:
    default: return; /* no literals */
    }
}

/* ---- members ---- */

static bool is_plain_name(rh_str s)
{
    for (size_t i = 0; i < s.len; i++) {
        const char c = s.ptr[i];
        const bool is_letter = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_';
        if (!is_letter && !(i > 0 && c >= '0' && c <= '9')) return false;
    }
    return s.len > 0 && !rh_str_eq(s, RH_STR("in")) && !rh_str_eq(s, RH_STR("true")) &&
           !rh_str_eq(s, RH_STR("false")) && !rh_str_eq(s, RH_STR("null"));
}

void rh_ast__print_field(rh_buf *out, rh_str name)
{
    if (is_plain_name(name)) {
        rh_buf_put(out, name);
        return;
    }
    rh_buf_byte(out, '`');
    rh_buf_put(out, name);
    rh_buf_byte(out, '`');
}

/* What stands before a dot or a bracket. A negative number would take the sign as an operator. */
void rh_ast__print_target(rh_buf *out, const rh_ast_node *n)
{
    const bool is_number = n->kind == RH_AST_LITERAL &&
                           (n->value.kind == RH_INT || n->value.kind == RH_UINT || n->value.kind == RH_DOUBLE);
    if (is_number) rh_buf_byte(out, '(');
    put_at_least(out, n, MEMBER);
    if (is_number) rh_buf_byte(out, ')');
}

static void put_select(rh_buf *out, const rh_ast_node *n)
{
    rh_ast__print_target(out, n->kids[0]);
    put_c(out, n->is_optional ? ".?" : ".");
    rh_ast__print_field(out, n->text);
}

static void put_index(rh_buf *out, const rh_ast_node *n)
{
    rh_ast__print_target(out, n->kids[0]);
    put_c(out, n->is_optional ? "[?" : "[");
    put(out, n->kids[1]);
    rh_buf_byte(out, ']');
}

static void put_has(rh_buf *out, const rh_ast_node *n)
{
    put_c(out, "has(");
    rh_ast__print_target(out, n->kids[0]);
    rh_buf_byte(out, '.');
    rh_ast__print_field(out, n->text);
    rh_buf_byte(out, ')');
}

/* ---- calls, lists, maps, macros ---- */

static void put_items(rh_buf *out, const rh_ast_node *n, uint32_t from, uint32_t to)
{
    for (uint32_t i = from; i < to; i++) {
        if (i > from) put_c(out, ", ");
        if (n->kind == RH_AST_LIST && n->marks != NULL && n->marks[i]) rh_buf_byte(out, '?');
        put(out, n->kids[i]);
    }
}

static void put_call(rh_buf *out, const rh_ast_node *n)
{
    if (n->is_method) {
        rh_ast__print_target(out, n->kids[0]);
        rh_buf_byte(out, '.');
    }
    rh_buf_put(out, n->text);
    rh_buf_byte(out, '(');
    put_items(out, n, n->is_method ? 1 : 0, n->n_kids);
    rh_buf_byte(out, ')');
}

static void put_list(rh_buf *out, const rh_ast_node *n)
{
    rh_buf_byte(out, '[');
    put_items(out, n, 0, n->n_kids);
    rh_buf_byte(out, ']');
}

static void put_map(rh_buf *out, const rh_ast_node *n)
{
    rh_buf_byte(out, '{');
    for (uint32_t i = 0; i + 1 < n->n_kids; i += 2) {
        if (i > 0) put_c(out, ", ");
        if (n->marks != NULL && n->marks[i / 2]) rh_buf_byte(out, '?');
        put(out, n->kids[i]);
        put_c(out, ": ");
        put(out, n->kids[i + 1]);
    }
    rh_buf_byte(out, '}');
}

static void put_block(rh_buf *out, const rh_ast_node *n)
{
    put_c(out, "cel.block([");
    put_items(out, n, 0, n->n_kids - 1);
    put_c(out, "], ");
    put(out, n->kids[n->n_kids - 1]);
    rh_buf_byte(out, ')');
}

static void put_bind(rh_buf *out, const rh_ast_node *n)
{
    put_c(out, "cel.bind(");
    rh_buf_put(out, n->vars[0]);
    put_c(out, ", ");
    put_items(out, n, 0, 2);
    rh_buf_byte(out, ')');
}

static void put_macro(rh_buf *out, const rh_ast_node *n)
{
    if (n->op == RH_MACRO_BLOCK) {
        put_block(out, n);
        return;
    }
    if (n->op == RH_MACRO_BIND) {
        put_bind(out, n);
        return;
    }
    rh_ast__print_target(out, n->kids[0]);
    rh_buf_byte(out, '.');
    put_c(out, rh_ast__macro_text((rh_macro)n->op));
    rh_buf_byte(out, '(');
    rh_buf_put(out, n->vars[0]);
    if (n->vars[1].ptr != NULL) {
        put_c(out, ", ");
        rh_buf_put(out, n->vars[1]);
    }
    put_c(out, ", ");
    put_items(out, n, 1, n->n_kids);
    rh_buf_byte(out, ')');
}

/* ---- operators ---- */

static void put_unary(rh_buf *out, const rh_ast_node *n)
{
    const rh_ast_node *of = n->kids[0];
    const bool is_number = n->op == RH_OP_NEG && of->kind == RH_AST_LITERAL;
    /* CEL repeats one sign but does not mix the two: -!x is no expression. */
    const bool is_other_sign = of->kind == RH_AST_OP && of->op != n->op;
    put_c(out, rh_ast__op_text((rh_op)n->op));
    if (is_number || is_other_sign) rh_buf_byte(out, '(');
    put_at_least(out, of, is_number || is_other_sign ? 0 : UNARY);
    if (is_number || is_other_sign) rh_buf_byte(out, ')');
}

int rh_ast__least_of(const rh_ast_node *n, uint32_t i)
{
    const int own = rh_ast__op_precedence((rh_op)n->op);
    if (n->op == RH_OP_COND) return i < 2 ? own + 1 : own;
    if (n->op == RH_OP_OR) return rh_ast__op_precedence(RH_OP_AND) + 1;
    return i > 0 || n->op == RH_OP_AND ? own + 1 : own;
}

static void put_binary(rh_buf *out, const rh_ast_node *n)
{
    for (uint32_t i = 0; i < n->n_kids; i++) {
        if (i > 0) rh_buf_printf(out, " %s ", rh_ast__op_text((rh_op)n->op));
        put_at_least(out, n->kids[i], rh_ast__least_of(n, i));
    }
}

static void put_operator(rh_buf *out, const rh_ast_node *n)
{
    if (n->op == RH_OP_NOT || n->op == RH_OP_NEG) {
        put_unary(out, n);
    } else if (n->op == RH_OP_COND) {
        put_at_least(out, n->kids[0], rh_ast__least_of(n, 0));
        put_c(out, " ? ");
        put_at_least(out, n->kids[1], rh_ast__least_of(n, 1));
        put_c(out, " : ");
        put(out, n->kids[2]);
    } else {
        put_binary(out, n);
    }
}

static void put(rh_buf *out, const rh_ast_node *n)
{
    switch ((rh_ast_kind)n->kind) {
    case RH_AST_LITERAL: put_literal(out, n->value); return;
    case RH_AST_NAME:
        if (n->is_rooted) rh_buf_byte(out, '.');
        rh_buf_put(out, n->text);
        return;
    case RH_AST_SELECT: put_select(out, n); return;
    case RH_AST_HAS: put_has(out, n); return;
    case RH_AST_INDEX: put_index(out, n); return;
    case RH_AST_CALL: put_call(out, n); return;
    case RH_AST_OP: put_operator(out, n); return;
    case RH_AST_LIST: put_list(out, n); return;
    case RH_AST_MAP: put_map(out, n); return;
    case RH_AST_MACRO:
    default: put_macro(out, n); return;
    }
}

void rh_ast__print_node(rh_buf *out, const rh_ast_node *node) { put(out, node); }

void rh_ast_print(rh_buf *out, const rh_ast *ast) { put(out, ast->root); }
