/* Types of macros: what they bind, and what they yield. */
#include "engine/expr/check/check_insides.h"

static uint32_t bind(rh_checker *c, const rh_ast_node *n, rh_str name, const rh_type *type)
{
    if (c->n_locals == RH_LOCALS) {
        rh_check__fail(c, n, RH_EXPR_DEPTH, "more than %d names are bound at once", RH_LOCALS);
        return RH_LOCALS - 1;
    }
    c->locals[c->n_locals] = (rh_local){name, type};
    return c->n_locals++;
}

/* Binds the variables of a comprehension over `range`: element (or key), or index (or key) and element (or value). */
static void bind_over(rh_checker *c, const rh_ast_node *n, const rh_type *range)
{
    const rh_type *first = &rh_type_dyn, *second = &rh_type_dyn;
    const bool is_pair = n->vars[1].ptr != NULL;
    if (range->kind == RH_T_LIST) {
        second = rh_type__element(range);
        first = is_pair ? &rh_type_int : second;
    } else if (range->kind == RH_T_MAP) {
        first = range->key;
        second = range->elem;
    } else if (range->kind == RH_T_RECORD) {
        first = &rh_type_string;
    } else if (range->kind != RH_T_DYN && range->kind != RH_T_NULL) {
        rh_check__fail(c, n, RH_EXPR_TYPE, "%s() runs over a list or a map, not over a %s",
                       rh_ast__macro_text((rh_macro)n->op), rh_check__type_text(c, range));
    }
    rh_check__fact(c, n)->local = bind(c, n, n->vars[0], first);
    if (is_pair) bind(c, n, n->vars[1], second);
}

static void want_bool(rh_checker *c, const rh_ast_node *kid, const rh_ast_node *n)
{
    const rh_type *t = rh_check__node(c, kid);
    if (t->kind == RH_T_BOOL || t->kind == RH_T_DYN || t->kind == RH_T_NULL) return;
    rh_check__fail(c, kid, RH_EXPR_TYPE, "%s() wants a bool here, not a %s", rh_ast__macro_text((rh_macro)n->op),
                   rh_check__type_text(c, t));
}

static const rh_type *key_type(const rh_type *range)
{
    if (range->kind == RH_T_MAP) return range->key;
    return range->kind == RH_T_RECORD ? &rh_type_string : &rh_type_int;
}

static const rh_type *comprehension(rh_checker *c, const rh_ast_node *n)
{
    const rh_macro macro = (rh_macro)n->op;
    const rh_type *range = rh_check__node(c, n->kids[0]);
    const uint32_t outside = c->n_locals;
    bind_over(c, n, range);
    const bool makes = macro == RH_MACRO_MAP || macro == RH_MACRO_TRANSFORM_LIST || macro == RH_MACRO_TRANSFORM_MAP;
    if (!makes || n->n_kids == 3) want_bool(c, n->kids[1], n);
    const rh_type *body = makes ? rh_check__node(c, n->kids[n->n_kids - 1]) : &rh_type_bool;
    c->n_locals = outside;
    if (macro == RH_MACRO_TRANSFORM_MAP) return rh_type__map(c->keep, key_type(range), body);
    if (makes) return rh_type__list(c->keep, body);
    if (macro != RH_MACRO_FILTER) return &rh_type_bool;
    if (range->kind == RH_T_LIST) return range;
    return rh_type__list(c->keep, range->kind == RH_T_MAP ? range->key : &rh_type_dyn);
}

static const rh_type *optional_macro(rh_checker *c, const rh_ast_node *n)
{
    const rh_type *of = rh_check__node(c, n->kids[0]);
    /* The body is looked at in any case: unchecked, it is built. */
    if (of->kind != RH_T_OPTIONAL && of->kind != RH_T_DYN) {
        rh_check__fail(c, n, RH_EXPR_TYPE, "%s() wants an optional, not a %s", rh_ast__macro_text((rh_macro)n->op),
                       rh_check__type_text(c, of));
    }
    const uint32_t outside = c->n_locals;
    rh_check__fact(c, n)->local = bind(c, n, n->vars[0], of->kind == RH_T_OPTIONAL ? of->elem : &rh_type_dyn);
    const rh_type *body = rh_check__node(c, n->kids[1]);
    c->n_locals = outside;
    if (n->op == RH_MACRO_OPT_MAP) return rh_type__optional(c->keep, body);
    if (body->kind == RH_T_OPTIONAL || body->kind == RH_T_DYN) return body;
    return rh_check__fail(c, n->kids[1], RH_EXPR_TYPE, "optFlatMap() wants an optional here, not a %s",
                          rh_check__type_text(c, body));
}

static const rh_type *binding(rh_checker *c, const rh_ast_node *n)
{
    const rh_type *value = rh_check__node(c, n->kids[0]);
    const uint32_t outside = c->n_locals;
    rh_check__fact(c, n)->local = bind(c, n, n->vars[0], value);
    const rh_type *body = rh_check__node(c, n->kids[1]);
    c->n_locals = outside;
    return body;
}

static const rh_type *block(rh_checker *c, const rh_ast_node *n)
{
    const uint32_t outside = c->n_locals;
    rh_check__fact(c, n)->local = outside;
    for (uint32_t i = 0; i + 1 < n->n_kids; i++) {
        rh_buf name;
        rh_buf_init(&name, c->scratch, 64);
        rh_buf_printf(&name, "cel.index(%u)", i);
        if (name.failed) return rh_check__fail(c, n, RH_NOMEM, "no memory");
        const rh_type *type = rh_check__node(c, n->kids[i]);
        bind(c, n, rh_buf_str(&name), type);
    }
    const rh_type *body = rh_check__node(c, n->kids[n->n_kids - 1]);
    c->n_locals = outside;
    return body;
}

const rh_type *rh_check__macro(rh_checker *c, const rh_ast_node *n)
{
    switch ((rh_macro)n->op) {
    case RH_MACRO_OPT_MAP:
    case RH_MACRO_OPT_FLAT_MAP: return optional_macro(c, n);
    case RH_MACRO_BIND: return binding(c, n);
    case RH_MACRO_BLOCK: return block(c, n);
    case RH_MACRO_ALL:
    case RH_MACRO_EXISTS:
    case RH_MACRO_EXISTS_ONE:
    case RH_MACRO_MAP:
    case RH_MACRO_FILTER:
    case RH_MACRO_TRANSFORM_LIST:
    case RH_MACRO_TRANSFORM_MAP:
    case RH_N_MACROS:
    default: break;
    }
    return comprehension(c, n);
}
