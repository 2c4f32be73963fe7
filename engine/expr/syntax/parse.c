/* The parser: CEL's grammar by recursive descent. */
#include "engine/expr/syntax/parse.h"

#include "engine/base/limits.h"
#include "engine/base/vec.h"
#include "engine/expr/expr.h"

#include <stdarg.h>
#include <stdio.h>

typedef RH_VEC(const rh_ast_node *) nodes;
typedef RH_VEC(bool) marks;

static const rh_ast_node *parse_expression(rh_parser *p);

const rh_ast_node *rh_parse__fail(rh_parser *p, rh_code code, size_t at, const char *format, ...)
{
    if (p->code != RH_OK) return NULL;
    char text[300];
    va_list args;
    va_start(args, format);
    vsnprintf(text, sizeof text, format, args);
    va_end(args);
    /* Without memory the text may look wrong where it is not. */
    if (p->keep->failed) p->code = rh_diags_add(p->diags, RH_NOMEM, (rh_span){0}, "no memory");
    else p->code = rh_diags_add(p->diags, code, rh_ast__span(p->ast, at), "%s", text);
    return NULL;
}

const rh_ast_node *rh_parse__node(rh_parser *p, rh_ast_node draft)
{
    if (p->code != RH_OK) return NULL;
    unsigned height = 0;
    if (draft.n_kids > 0 && draft.kids == NULL) return rh_parse__fail(p, RH_NOMEM, draft.at, "no memory");
    for (uint32_t i = 0; i < draft.n_kids; i++) {
        if (draft.kids[i]->height > height) height = draft.kids[i]->height;
    }
    if (height >= RH_LIMIT_DEPTH)
        return rh_parse__fail(p, RH_EXPR_DEPTH, draft.at, "the expression nests deeper than %d", RH_LIMIT_DEPTH);
    if (p->n_nodes >= RH_LIMIT_EXPR_NODES)
        return rh_parse__fail(p, RH_EXPR_NODES, draft.at, "the expression has more than %d parts", RH_LIMIT_EXPR_NODES);
    rh_ast_node *node = RH_NEW(p->keep, rh_ast_node);
    if (node == NULL) return rh_parse__fail(p, RH_NOMEM, draft.at, "no memory");
    *node = draft;
    node->height = (uint8_t)(height + 1);
    node->id = p->n_nodes++;
    node->end = p->last_end;
    return node;
}

/* ---- tokens ---- */

static void advance(rh_parser *p)
{
    p->last_end = p->token.end;
    p->token = rh_lex__next(&p->lexer);
    if (p->token.kind == RH_TOK_BAD) rh_parse__fail(p, RH_EXPR_SYNTAX, p->token.at, "%.*s", RH_ARG(p->token.text));
}

static bool take(rh_parser *p, rh_tok kind)
{
    if (p->code != RH_OK || p->token.kind != kind) return false;
    advance(p);
    return true;
}

/* The operator that somebody meant who writes it as a word; NULL: none. */
static const char *meant_by(rh_str word)
{
    static const struct {
        const char *word, *op;
    } words[] = {{"and", "&&"}, {"AND", "&&"}, {"or", "||"}, {"OR", "||"}};
    for (size_t i = 0; i < sizeof words / sizeof *words; i++)
        if (rh_str_eq(word, rh_str_of(words[i].word))) return words[i].op;
    return NULL;
}

static const rh_ast_node *unexpected(rh_parser *p, const char *wanted)
{
    const char *op = p->token.kind == RH_TOK_NAME ? meant_by(p->token.text) : NULL;
    if (op != NULL)
        return rh_parse__fail(p, RH_EXPR_SYNTAX, p->token.at, "\"%.*s\" is no operator, expected %s",
                              RH_ARG(p->token.text), op);
    if (p->token.kind == RH_TOK_END)
        return rh_parse__fail(p, RH_EXPR_SYNTAX, p->token.at, "the expression ends where %s is expected", wanted);
    return rh_parse__fail(p, RH_EXPR_SYNTAX, p->token.at, "\"%.*s\" stands where %s is expected", RH_ARG(p->token.text),
                          wanted);
}

static bool expect(rh_parser *p, rh_tok kind, const char *wanted)
{
    if (take(p, kind)) return true;
    unexpected(p, wanted);
    return false;
}

/* ---- nodes ---- */

static const rh_ast_node *literal(rh_parser *p, size_t at, rh_value value)
{
    return rh_parse__node(p, (rh_ast_node){.kind = RH_AST_LITERAL, .at = (uint32_t)at, .value = value});
}

static const rh_ast_node *operation(rh_parser *p, rh_op op, uint32_t at, const nodes *kids)
{
    return rh_parse__node(
        p,
        (rh_ast_node){.kind = RH_AST_OP, .op = (uint8_t)op, .at = at, .kids = kids->at, .n_kids = (uint32_t)kids->n});
}

static bool push(rh_parser *p, nodes *list, const rh_ast_node *node)
{
    if (node == NULL) return false;
    if (RH_PUSH(p->keep, list, node)) return true;
    rh_parse__fail(p, RH_NOMEM, node->at, "no memory");
    return false;
}

static bool push_mark(rh_parser *p, marks *list, bool mark)
{
    if (RH_PUSH(p->keep, list, mark)) return true;
    rh_parse__fail(p, RH_NOMEM, p->token.at, "no memory");
    return false;
}

/* expressions separated by commas up to `close`, which is taken. */
static bool arguments(rh_parser *p, nodes *list, rh_tok close)
{
    if (take(p, close)) return true;
    do {
        if (!push(p, list, parse_expression(p))) return false;
    } while (take(p, RH_TOK_COMMA));
    return expect(p, close, close == RH_TOK_RPAREN ? "\")\"" : "\"]\"");
}

static const rh_ast_node *call(rh_parser *p, const rh_ast_node *target, rh_str name, uint32_t at)
{
    nodes kids = {0};
    if (target != NULL && !push(p, &kids, target)) return NULL;
    if (!arguments(p, &kids, RH_TOK_RPAREN)) return NULL;
    return rh_parse__call(p, (rh_ast_node){.kind = RH_AST_CALL, .at = at, .text = name, .kids = kids.at,
                                           .n_kids = (uint32_t)kids.n, .is_method = target != NULL});
}

static const rh_ast_node *list_literal(rh_parser *p, uint32_t at)
{
    nodes kids = {0};
    marks optional = {0};
    while (!take(p, RH_TOK_RBRACKET)) {
        if (!push_mark(p, &optional, take(p, RH_TOK_QUESTION)) || !push(p, &kids, parse_expression(p))) return NULL;
        if (take(p, RH_TOK_COMMA)) continue;
        if (!expect(p, RH_TOK_RBRACKET, "\",\" or \"]\"")) return NULL;
        break;
    }
    return rh_parse__node(
        p, (rh_ast_node){
               .kind = RH_AST_LIST, .at = at, .kids = kids.at, .n_kids = (uint32_t)kids.n, .marks = optional.at});
}

static const rh_ast_node *map_literal(rh_parser *p, uint32_t at)
{
    nodes kids = {0};
    marks optional = {0};
    while (!take(p, RH_TOK_RBRACE)) {
        if (!push_mark(p, &optional, take(p, RH_TOK_QUESTION)) || !push(p, &kids, parse_expression(p))) return NULL;
        if (!expect(p, RH_TOK_COLON, "\":\"") || !push(p, &kids, parse_expression(p))) return NULL;
        if (take(p, RH_TOK_COMMA)) continue;
        if (!expect(p, RH_TOK_RBRACE, "\",\" or \"}\"")) return NULL;
        break;
    }
    return rh_parse__node(
        p,
        (rh_ast_node){.kind = RH_AST_MAP, .at = at, .kids = kids.at, .n_kids = (uint32_t)kids.n, .marks = optional.at});
}

static const rh_ast_node *integer_literal(rh_parser *p, const rh_token *t, bool is_negative, size_t at)
{
    const uint64_t top = (uint64_t)INT64_MAX + (is_negative ? 1 : 0);
    if (t->magnitude > top)
        return rh_parse__fail(p, RH_EXPR_SYNTAX, t->at, "%.*s does not fit an int", RH_ARG(t->text));
    return literal(p, at, rh_int(is_negative ? (int64_t)(0 - t->magnitude) : (int64_t)t->magnitude));
}

/* A name, or a call of a function; `is_rooted` when a dot stood before it. */
static const rh_ast_node *name_or_call(rh_parser *p, rh_token t, bool is_rooted)
{
    if (take(p, RH_TOK_LPAREN)) return call(p, NULL, t.text, t.at);
    if (rh_lex__is_reserved(t.text))
        return rh_parse__fail(p, RH_EXPR_SYNTAX, t.at, "\"%.*s\" is a reserved word", RH_ARG(t.text));
    return rh_parse__node(p, (rh_ast_node){.kind = RH_AST_NAME, .at = t.at, .text = t.text, .is_rooted = is_rooted});
}

static const rh_ast_node *parenthesis(rh_parser *p)
{
    const rh_ast_node *inner = parse_expression(p);
    return inner != NULL && expect(p, RH_TOK_RPAREN, "\")\"") ? inner : NULL;
}

static const rh_ast_node *rooted(rh_parser *p)
{
    const rh_token t = p->token;
    if (!expect(p, RH_TOK_NAME, "a name")) return NULL;
    return name_or_call(p, t, true);
}

static const rh_ast_node *primary(rh_parser *p)
{
    if (p->code != RH_OK) return NULL;
    const rh_token t = p->token;
    if (t.kind == RH_TOK_BAD || t.kind == RH_TOK_END) return unexpected(p, "a value");
    advance(p);
    if (t.kind == RH_TOK_INT) return integer_literal(p, &t, false, t.at);
    if (t.kind >= RH_TOK_UINT && t.kind <= RH_TOK_BYTES) return literal(p, t.at, t.value);
    if (t.kind == RH_TOK_TRUE || t.kind == RH_TOK_FALSE) return literal(p, t.at, rh_bool(t.kind == RH_TOK_TRUE));
    if (t.kind == RH_TOK_NULL) return literal(p, t.at, rh_null());
    if (t.kind == RH_TOK_NAME) return name_or_call(p, t, false);
    if (t.kind == RH_TOK_LPAREN) return parenthesis(p);
    if (t.kind == RH_TOK_LBRACKET) return list_literal(p, t.at);
    if (t.kind == RH_TOK_LBRACE) return map_literal(p, t.at);
    if (t.kind == RH_TOK_DOT) return rooted(p);
    return rh_parse__fail(p, RH_EXPR_SYNTAX, t.at, "\"%.*s\" stands where a value is expected", RH_ARG(t.text));
}

/* ---- members: a.b  a.?b  a[b]  a[?b]  a.f(b) ---- */

static const rh_ast_node *select_or_call(rh_parser *p, const rh_ast_node *of)
{
    const bool is_optional = take(p, RH_TOK_QUESTION);
    const rh_token t = p->token;
    if (t.kind != RH_TOK_QUOTED && !(t.kind >= RH_TOK_NAME && t.kind <= RH_TOK_IN)) return unexpected(p, "a field");
    if (t.kind > RH_TOK_QUOTED) return unexpected(p, "a field");
    advance(p);
    if (!is_optional && t.kind == RH_TOK_NAME && take(p, RH_TOK_LPAREN)) return call(p, of, t.text, of->at);
    nodes kids = {0};
    if (!push(p, &kids, of)) return NULL;
    return rh_parse__node(p, (rh_ast_node){.kind = RH_AST_SELECT,
                                           .at = of->at,
                                           .text = t.text,
                                           .kids = kids.at,
                                           .n_kids = 1,
                                           .is_optional = is_optional});
}

static const rh_ast_node *index_of(rh_parser *p, const rh_ast_node *of)
{
    nodes kids = {0};
    const bool is_optional = take(p, RH_TOK_QUESTION);
    if (!push(p, &kids, of) || !push(p, &kids, parse_expression(p)) || !expect(p, RH_TOK_RBRACKET, "\"]\""))
        return NULL;
    return rh_parse__node(
        p, (rh_ast_node){.kind = RH_AST_INDEX, .at = of->at, .kids = kids.at, .n_kids = 2, .is_optional = is_optional});
}

static const rh_ast_node *member_of(rh_parser *p, const rh_ast_node *node)
{
    while (node != NULL) {
        if (take(p, RH_TOK_DOT)) node = select_or_call(p, node);
        else if (take(p, RH_TOK_LBRACKET)) node = index_of(p, node);
        else break;
    }
    return p->code == RH_OK ? node : NULL;
}

static const rh_ast_node *wrap(rh_parser *p, rh_op op, uint32_t at, const rh_ast_node *inner)
{
    nodes kids = {0};
    return push(p, &kids, inner) ? operation(p, op, at, &kids) : NULL;
}

/* -9223372036854775808 is one literal: the sign belongs to the number when it stands directly before one. */
static const rh_ast_node *negative_number(rh_parser *p, uint32_t at)
{
    const rh_token t = p->token;
    advance(p);
    if (t.kind == RH_TOK_DOUBLE) return member_of(p, literal(p, at, rh_double(-t.value.d)));
    return member_of(p, integer_literal(p, &t, true, at));
}

/* What the signs stand before. Of minus signs the last belongs to a number; one between `!` and a number, too. */
static const rh_ast_node *signed_operand(rh_parser *p, rh_tok mark, uint32_t at, unsigned *n_marks)
{
    uint32_t sign = p->token.at;
    const bool has_own = mark == RH_TOK_NOT && take(p, RH_TOK_MINUS);
    const bool is_number = p->token.kind == RH_TOK_INT || p->token.kind == RH_TOK_DOUBLE;
    if (has_own && !is_number) return unexpected(p, "a number");
    const bool is_negative = p->code == RH_OK && is_number && (has_own || mark == RH_TOK_MINUS);
    if (is_negative && !has_own) sign = at + --*n_marks;
    return is_negative ? negative_number(p, sign) : member_of(p, primary(p));
}

static const rh_ast_node *unary(rh_parser *p)
{
    const uint32_t at = p->token.at;
    const rh_tok mark = p->token.kind;
    if (mark != RH_TOK_NOT && mark != RH_TOK_MINUS) return member_of(p, primary(p));
    unsigned n = 0;
    while (take(p, mark)) n++;
    const rh_ast_node *node = signed_operand(p, mark, at, &n);
    while (node != NULL && n-- > 0) node = wrap(p, mark == RH_TOK_NOT ? RH_OP_NOT : RH_OP_NEG, at + n, node);
    return node;
}

/* ---- binary operators by precedence ---- */

static bool operator_of(rh_tok kind, rh_op *op)
{
    switch ((int)kind) {
    case RH_TOK_OR: *op = RH_OP_OR; return true;
    case RH_TOK_AND: *op = RH_OP_AND; return true;
    case RH_TOK_EQ: *op = RH_OP_EQ; return true;
    case RH_TOK_NE: *op = RH_OP_NE; return true;
    case RH_TOK_LT: *op = RH_OP_LT; return true;
    case RH_TOK_LE: *op = RH_OP_LE; return true;
    case RH_TOK_GT: *op = RH_OP_GT; return true;
    case RH_TOK_GE: *op = RH_OP_GE; return true;
    case RH_TOK_IN: *op = RH_OP_IN; return true;
    case RH_TOK_PLUS: *op = RH_OP_ADD; return true;
    case RH_TOK_MINUS: *op = RH_OP_SUB; return true;
    case RH_TOK_STAR: *op = RH_OP_MUL; return true;
    case RH_TOK_SLASH: *op = RH_OP_DIV; return true;
    case RH_TOK_PERCENT: *op = RH_OP_MOD; return true;
    default: return false;
    }
}

static const rh_ast_node *binary(rh_parser *p, int precedence);

/* a && b && c: one node of all. */
static const rh_ast_node *chain(rh_parser *p, const rh_ast_node *first, rh_op op, rh_tok mark)
{
    nodes kids = {0};
    if (!push(p, &kids, first)) return NULL;
    while (take(p, mark)) {
        if (!push(p, &kids, binary(p, rh_ast__op_precedence(op) + 1))) return NULL;
    }
    return operation(p, op, first->at, &kids);
}

static const rh_ast_node *binary(rh_parser *p, int precedence)
{
    const rh_ast_node *left = precedence > 5 ? unary(p) : binary(p, precedence + 1);
    rh_op op = RH_OP_OR;
    while (left != NULL && p->code == RH_OK && precedence <= 5 && operator_of(p->token.kind, &op) &&
           rh_ast__op_precedence(op) == precedence) {
        if (op == RH_OP_OR || op == RH_OP_AND) {
            left = chain(p, left, op, p->token.kind);
            continue;
        }
        advance(p);
        nodes kids = {0};
        if (!push(p, &kids, left) || !push(p, &kids, binary(p, precedence + 1))) return NULL;
        left = operation(p, op, left->at, &kids);
    }
    return p->code == RH_OK ? left : NULL;
}

static const rh_ast_node *conditional(rh_parser *p)
{
    const rh_ast_node *test = binary(p, 1);
    if (test == NULL || !take(p, RH_TOK_QUESTION)) return test;
    nodes kids = {0};
    if (!push(p, &kids, test) || !push(p, &kids, binary(p, 1)) || !expect(p, RH_TOK_COLON, "\":\"")) return NULL;
    if (!push(p, &kids, parse_expression(p))) return NULL;
    return operation(p, RH_OP_COND, test->at, &kids);
}

static const rh_ast_node *parse_expression(rh_parser *p)
{
    if (p->code != RH_OK) return NULL;
    if (p->depth >= RH_LIMIT_DEPTH)
        return rh_parse__fail(p, RH_EXPR_DEPTH, p->token.at, "the expression nests deeper than %d", RH_LIMIT_DEPTH);
    p->depth++;
    const rh_ast_node *node = conditional(p);
    p->depth--;
    return node;
}

rh_code rh_ast_parse(const rh_ast **out, rh_arena *keep, rh_str text, const rh_node *node, rh_diags *diags)
{
    rh_ast *ast = RH_NEW(keep, rh_ast);
    if (ast == NULL) return rh_diags_add(diags, RH_NOMEM, (rh_span){0}, "no memory");
    *ast = (rh_ast){.text = rh_arena_str(keep, text), .place = node};
    rh_parser p = {.keep = keep, .lexer = {.source = ast->text, .keep = keep}, .ast = ast, .diags = diags};
    size_t bad = 0;
    if (!rh_str_is_utf8(ast->text, &bad))
        return rh_parse__fail(&p, RH_EXPR_SYNTAX, bad, "the text is not UTF-8"), p.code;
    advance(&p);
    ast->root = parse_expression(&p);
    if (p.code == RH_OK && p.token.kind != RH_TOK_END) unexpected(&p, "an operator or the end");
    if (p.code == RH_OK && keep->failed) rh_parse__fail(&p, RH_NOMEM, 0, "no memory");
    if (p.code != RH_OK) return p.code;
    ast->n_nodes = p.n_nodes;
    *out = ast;
    return RH_OK;
}
