/* The checker's walk: literals, members, lists and maps; the rest is in the files beside it. */
#include "engine/expr/check/check_insides.h"

#include <stdarg.h>
#include <stdio.h>

const rh_type *rh_check__fail(rh_checker *c, const rh_ast_node *n, rh_code code, const char *format, ...)
{
    const bool is_limit = code == RH_EXPR_DEPTH || code == RH_NOMEM; /* these hold in every mode */
    if ((c->env->flags & RH_ENV_UNCHECKED) != 0 && !is_limit) {
        if (code == RH_EXPR_NAME || code == RH_EXPR_FUNCTION) rh_check__fact(c, n)->ref = RH_REF_UNDECIDED;
        return &rh_type_dyn;
    }
    if (code == RH_EXPR_NAME && c->env->unknown != RH_OK) code = c->env->unknown;
    char text[300];
    va_list args;
    va_start(args, format);
    vsnprintf(text, sizeof text, format, args);
    va_end(args);
    rh_diags_add(c->diags, code, rh_ast__span(c->ast, n->at), "%s", text);
    if (c->code == RH_OK) c->code = code;
    return &rh_type_dyn;
}

const char *rh_check__type_text(rh_checker *c, const rh_type *t)
{
    const char *text = rh_arena_cstr(c->scratch, rh_type__text(c->scratch, t));
    return text != NULL ? text : "?";
}

static const char *article_of(const rh_type *t)
{
    return t->kind == RH_T_INT ? "an" : "a";
}

static const rh_type *literal_type(rh_value v)
{
    switch ((rh_kind)v.kind) {
    case RH_NULL: return &rh_type_null;
    case RH_BOOL: return &rh_type_bool;
    case RH_INT: return &rh_type_int;
    case RH_UINT: return &rh_type_uint;
    case RH_DOUBLE: return &rh_type_double;
    case RH_STRING: return &rh_type_string;
    case RH_BYTES: return &rh_type_bytes;
    case RH_TIMESTAMP:
    case RH_DURATION:
    case RH_LIST:
    case RH_MAP:
    case RH_TYPE:
    case RH_OPTIONAL:
    case RH_UNDECIDED:
    default: break;
    }
    return &rh_type_dyn;
}

/* ---- members ---- */

static const rh_type *unknown_member(rh_checker *c, const rh_ast_node *n, const rh_type *record, rh_str name)
{
    rh_str *names = RH_NEW_N(c->scratch, record->n_members, rh_str);
    for (size_t i = 0; names != NULL && i < record->n_members; i++) names[i] = record->members[i].name;
    const rh_str nearest = names != NULL ? rh_str_nearest(name, (rh_strs){names, record->n_members}) : rh_str_null();
    if (nearest.ptr == NULL) return rh_check__fail(c, n, RH_EXPR_NAME, "there is no \"%.*s\" here", RH_ARG(name));
    return rh_check__fail(c, n, RH_EXPR_NAME, "there is no \"%.*s\" here; the nearest is \"%.*s\"", RH_ARG(name),
                          RH_ARG(nearest));
}

/* The type of `of`.name. */
static const rh_type *member_type(rh_checker *c, const rh_ast_node *n, const rh_type *of, rh_str name)
{
    const rh_type *member = NULL;
    switch (of->kind) {
    case RH_T_DYN: return &rh_type_dyn;
    case RH_T_MAP: return of->elem;
    case RH_T_RECORD:
        member = rh_type__member(of, name);
        return member != NULL ? member : unknown_member(c, n, of, name);
    case RH_T_OPTIONAL: return rh_type__optional(c->keep, member_type(c, n, of->elem, name));
    case RH_T_NULL:
    case RH_T_BOOL:
    case RH_T_INT:
    case RH_T_UINT:
    case RH_T_DOUBLE:
    case RH_T_STRING:
    case RH_T_BYTES:
    case RH_T_TIMESTAMP:
    case RH_T_DURATION:
    case RH_T_LIST:
    case RH_T_TYPE:
    default: break;
    }
    return rh_check__fail(c, n, RH_EXPR_TYPE, "%s %s has no \"%.*s\"", article_of(of),
                          rh_check__type_text(c, of), RH_ARG(name));
}

static const rh_type *as_optional(rh_checker *c, const rh_ast_node *n, const rh_type *t)
{
    return n->is_optional && t->kind != RH_T_OPTIONAL ? rh_type__optional(c->keep, t) : t;
}

/* A bare name below a select that is no value by itself: the select as a whole is what is unknown. */
static bool is_unknown_path(rh_checker *c, const rh_ast_node *n)
{
    const rh_ast_node *base = n;
    const rh_type *type = NULL;
    while (base->kind == RH_AST_SELECT && !base->is_optional) {
        if (rh_check__path(c, base, &type)) return false;
        base = base->kids[0];
    }
    return base->kind == RH_AST_NAME && !rh_check__path(c, base, &type);
}

static const rh_type *select_type(rh_checker *c, const rh_ast_node *n)
{
    const rh_type *type = NULL;
    if (!n->is_optional && rh_check__path(c, n, &type)) return type;
    if (!n->is_optional && is_unknown_path(c, n)) return rh_check__unknown(c, n);
    const rh_type *of = rh_check__node(c, n->kids[0]);
    return as_optional(c, n, member_type(c, n, of, n->text));
}

/* has(crm.plan): the whole path may be one name, or its last part a member. */
static const rh_type *has_type(rh_checker *c, const rh_ast_node *n)
{
    const rh_type *type = NULL;
    rh_ast_node whole = *n;
    whole.kind = RH_AST_SELECT;
    whole.at = n->kids[0]->at;
    if (rh_check__path(c, &whole, &type) && rh_check__fact(c, n)->ref == RH_REF_NAME) {
        if (rh_check__fact(c, n)->clock != RH_CLOCK_NONE) rh_check__fact(c, n)->clock = RH_CLOCK_NONE;
        return &rh_type_bool;
    }
    if (is_unknown_path(c, &whole)) return rh_check__unknown(c, &whole);
    member_type(c, n, rh_check__node(c, n->kids[0]), n->text);
    return &rh_type_bool;
}

static bool is_key_type(const rh_type *t)
{
    return t->kind == RH_T_DYN || t->kind == RH_T_BOOL || t->kind == RH_T_STRING || rh_type__is_number(t);
}

static const rh_type *indexed(rh_checker *c, const rh_ast_node *n, const rh_type *of, const rh_type *by)
{
    const rh_ast_node *key = n->kids[1];
    if (of->kind == RH_T_DYN) return &rh_type_dyn;
    if (of->kind == RH_T_OPTIONAL) return rh_type__optional(c->keep, indexed(c, n, of->elem, by));
    if (of->kind == RH_T_LIST) {
        if (by->kind == RH_T_DYN || rh_type__is_number(by)) return rh_type__element(of);
        return rh_check__fail(c, key, RH_EXPR_TYPE, "a list is indexed by an int, not by a %s",
                              rh_check__type_text(c, by));
    }
    if (of->kind == RH_T_RECORD && key->kind == RH_AST_LITERAL && key->value.kind == RH_STRING) {
        return member_type(c, key, of, rh_value_str(key->value));
    }
    if (of->kind == RH_T_RECORD) return &rh_type_dyn;
    if (of->kind == RH_T_MAP) {
        if (rh_type__comparable(of->key, by)) return of->elem;
        return rh_check__fail(c, key, RH_EXPR_TYPE, "the keys are %s, not %s", rh_check__type_text(c, of->key),
                              rh_check__type_text(c, by));
    }
    return rh_check__fail(c, n, RH_EXPR_TYPE, "%s %s has no elements", article_of(of),
                          rh_check__type_text(c, of));
}

static const rh_type *index_type(rh_checker *c, const rh_ast_node *n)
{
    const rh_type *of = rh_check__node(c, n->kids[0]), *by = rh_check__node(c, n->kids[1]);
    return as_optional(c, n, indexed(c, n, of, by));
}

/* ---- lists and maps ---- */

/* The type of an element written with ?: what the optional holds. */
static const rh_type *element(rh_checker *c, const rh_ast_node *kid, bool is_optional)
{
    const rh_type *t = rh_check__node(c, kid);
    if (!is_optional || t->kind == RH_T_DYN) return t;
    if (t->kind == RH_T_OPTIONAL) return t->elem;
    return rh_check__fail(c, kid, RH_EXPR_TYPE, "? wants an optional, not a %s", rh_check__type_text(c, t));
}

static const rh_type *join_or_dyn(rh_checker *c, const rh_type *a, const rh_type *b)
{
    const rh_type *t = rh_type__join(c->keep, a, b);
    return t != NULL ? t : &rh_type_dyn;
}

static const rh_type *list_type(rh_checker *c, const rh_ast_node *n)
{
    const rh_type *elem = &rh_type__free;
    for (uint32_t i = 0; i < n->n_kids; i++) elem = join_or_dyn(c, elem, element(c, n->kids[i], n->marks[i]));
    return rh_type__list(c->keep, elem);
}

static const rh_type *map_type(rh_checker *c, const rh_ast_node *n)
{
    const rh_type *key = &rh_type__free, *value = &rh_type__free;
    for (uint32_t i = 0; i + 1 < n->n_kids; i += 2) {
        const rh_type *k = rh_check__node(c, n->kids[i]);
        if (!is_key_type(k) || k->kind == RH_T_DOUBLE) {
            rh_check__fail(c, n->kids[i], RH_EXPR_TYPE, "a map's key is a bool, an int, a uint or a string, not a %s",
                           rh_check__type_text(c, k));
        }
        key = join_or_dyn(c, key, k);
        value = join_or_dyn(c, value, element(c, n->kids[i + 1], n->marks[i / 2]));
    }
    return rh_type__map(c->keep, key, value);
}

static const rh_type *name_type(rh_checker *c, const rh_ast_node *n)
{
    const rh_type *type = NULL;
    return rh_check__path(c, n, &type) ? type : rh_check__unknown(c, n);
}

static const rh_type *type_of_node(rh_checker *c, const rh_ast_node *n)
{
    switch ((rh_ast_kind)n->kind) {
    case RH_AST_LITERAL: return literal_type(n->value);
    case RH_AST_NAME: return name_type(c, n);
    case RH_AST_SELECT: return select_type(c, n);
    case RH_AST_HAS: return has_type(c, n);
    case RH_AST_INDEX: return index_type(c, n);
    case RH_AST_CALL: return rh_check__call(c, n);
    case RH_AST_OP: return rh_check__operator(c, n);
    case RH_AST_LIST: return list_type(c, n);
    case RH_AST_MAP: return map_type(c, n);
    case RH_AST_MACRO:
    default: return rh_check__macro(c, n);
    }
}

const rh_type *rh_check__node(rh_checker *c, const rh_ast_node *n)
{
    const rh_type *type = type_of_node(c, n);
    rh_check__fact(c, n)->type = type;
    rh_check__clock(c, n);
    return type;
}

rh_code rh_check(rh_fact *facts, rh_arena *keep, rh_arena *scratch, const rh_names *names, const rh_ast *ast,
                 const rh_type *want, rh_diags *diags)
{
    rh_checker *c = RH_NEW(scratch, rh_checker);
    if (c == NULL) return rh_diags_add(diags, RH_NOMEM, (rh_span){0}, "no memory");
    c->keep = keep;
    c->scratch = scratch;
    c->names = names;
    c->env = names->env;
    c->ast = ast;
    c->diags = diags;
    c->facts = facts;
    const rh_type *got = rh_check__node(c, ast->root);
    if (facts[ast->root->id].clock != RH_CLOCK_NONE) {
        rh_check__fail(c, ast->root, RH_EXPR_CLOCK, "now may only be compared or subtracted from, not be the result");
    }
    if (want != NULL && !rh_type__accepts(want, got)) {
        rh_check__fail(c, ast->root, RH_EXPR_TYPE, "the expression yields %s where %s is wanted",
                       rh_check__type_text(c, got), rh_check__type_text(c, want));
    }
    rh_check__bound(c);
    if (c->code == RH_OK && want != NULL && want->kind == RH_T_BOOL) rh_check__advise(c);
    return c->code;
}
