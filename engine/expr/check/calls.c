/* Types of calls: the functions of the host, then those of the language, by name, style and arguments. */
#include "engine/expr/builtins/builtins.h"
#include "engine/expr/check/check_insides.h"

/* The kinds of value that a static type may turn out to be. */
static uint32_t kinds_of(const rh_type *t)
{
    static const uint32_t kinds[] = {
        [RH_T_DYN] = UINT32_MAX, [RH_T_NULL] = UINT32_MAX, [RH_T_BOOL] = 1u << RH_BOOL, [RH_T_INT] = 1u << RH_INT,
        [RH_T_UINT] = 1u << RH_UINT, [RH_T_DOUBLE] = 1u << RH_DOUBLE, [RH_T_STRING] = 1u << RH_STRING,
        [RH_T_BYTES] = 1u << RH_BYTES, [RH_T_TIMESTAMP] = 1u << RH_TIMESTAMP, [RH_T_DURATION] = 1u << RH_DURATION,
        [RH_T_LIST] = 1u << RH_LIST, [RH_T_MAP] = 1u << RH_MAP, [RH_T_TYPE] = 1u << RH_TYPE,
        [RH_T_OPTIONAL] = 1u << RH_OPTIONAL, [RH_T_RECORD] = 1u << RH_MAP};
    return kinds[t->kind];
}

static const rh_type type_type = {.kind = RH_T_TYPE};
static const rh_type list_of_strings = {.kind = RH_T_LIST, .elem = &rh_type_string};

static const rh_type *optional_result(rh_checker *c, const rh_type *const *args, uint32_t n)
{
    return rh_type__optional(c->keep, n > 0 ? args[0] : &rh_type__free);
}

static const rh_type *joined(rh_checker *c, const rh_type *const *args, uint32_t n)
{
    const rh_type *t = &rh_type__free;
    for (uint32_t i = 0; i < n && t != NULL; i++) {
        const rh_type *arg = args[i];
        if (arg->kind == RH_T_LIST && n == 1) arg = arg->elem;
        t = rh_type__join(c->keep, t, arg);
    }
    return t != NULL ? t : &rh_type_dyn;
}

static const rh_type *result_type(rh_checker *c, char code, const rh_type *const *args, uint32_t n)
{
    switch (code) {
    case 'b': return &rh_type_bool;
    case 'i': return &rh_type_int;
    case 'u': return &rh_type_uint;
    case 'd': return &rh_type_double;
    case 's': return &rh_type_string;
    case 'y': return &rh_type_bytes;
    case 't': return &rh_type_timestamp;
    case 'D': return &rh_type_duration;
    case 'T': return &type_type;
    case 'l': return &list_of_strings;
    case '=': return args[0];
    case 'e': return args[0]->elem != NULL ? args[0]->elem : &rh_type_dyn;
    case 'o': return optional_result(c, args, n);
    case 'j': return joined(c, args, n);
    default: return &rh_type_dyn;
    }
}

/* The index of the first argument that the row does not take, or n. */
static uint32_t first_misfit(const rh_builtin *b, const rh_type *const *args, uint32_t n)
{
    const rh_signature s = rh_builtin__signature(b);
    for (uint32_t i = 0; i < n; i++) {
        if ((kinds_of(args[i]) & rh_builtin__kinds(&s, i)) == 0) return i;
    }
    return n;
}

static const rh_type *misfit(rh_checker *c, const rh_ast_node *n, rh_str name, const rh_ast_node *const *kids,
                             const rh_type *const *args, size_t row, uint32_t n_args)
{
    if (row == rh_n_builtins) {
        return rh_check__fail(c, n, RH_EXPR_FUNCTION, "%.*s() does not take %u argument%s", RH_ARG(name), n_args,
                              n_args == 1 ? "" : "s");
    }
    const uint32_t at = first_misfit(&rh_builtins[row], args, n_args);
    return rh_check__fail(c, kids[at], RH_EXPR_TYPE, "%.*s() does not take a %s here", RH_ARG(name),
                          rh_check__type_text(c, args[at]));
}

static const rh_type *unknown_function(rh_checker *c, const rh_ast_node *n, rh_str name, bool is_method)
{
    rh_str *names = RH_NEW_N(c->scratch, rh_n_builtins + c->env->n_fns, rh_str);
    size_t n_names = 0;
    for (size_t i = 0; names != NULL && i < rh_n_builtins; i++) {
        const rh_str candidate = rh_str_of(rh_builtins[i].name);
        if (rh_builtins[i].is_method == is_method && rh_builtin__exists(candidate, is_method, c->env->flags))
            names[n_names++] = candidate;
    }
    for (size_t i = 0; names != NULL && !is_method && i < c->env->n_fns; i++) names[n_names++] = c->env->fns[i].name;
    const rh_str nearest = rh_str_nearest(name, (rh_strs){names, n_names});
    if (nearest.ptr == NULL)
        return rh_check__fail(c, n, RH_EXPR_FUNCTION, "there is no %s %.*s()", is_method ? "method" : "function",
                              RH_ARG(name));
    return rh_check__fail(c, n, RH_EXPR_FUNCTION, "there is no %s %.*s(); the nearest is %.*s()",
                          is_method ? "method" : "function", RH_ARG(name), RH_ARG(nearest));
}

static const rh_type *host_call(rh_checker *c, const rh_ast_node *n, uint32_t index)
{
    const rh_host_fn *fn = &c->env->fns[index];
    rh_fact *f = rh_check__fact(c, n);
    f->ref = RH_REF_HOST;
    f->index = index;
    if (n->n_kids != fn->n_params) {
        return rh_check__fail(c, n, RH_EXPR_FUNCTION, "%.*s() takes %zu argument%s, not %u", RH_ARG(fn->name),
                              fn->n_params, fn->n_params == 1 ? "" : "s", n->n_kids);
    }
    for (uint32_t i = 0; i < n->n_kids; i++) {
        const rh_type *got = rh_check__node(c, n->kids[i]);
        if (rh_type__accepts(fn->params[i], got)) {
            rh_check__words(c, n->kids[i], fn->params[i]->kind == RH_T_LIST ? fn->params[i]->elem : fn->params[i]);
            continue;
        }
        rh_check__fail(c, n->kids[i], RH_EXPR_TYPE, "%.*s() takes a %s, not a %s", RH_ARG(fn->name),
                       rh_check__type_text(c, fn->params[i]), rh_check__type_text(c, got));
    }
    return fn->result;
}

/* A call of a function of the language; the first n_skip kids are its namespace and no arguments. */
static const rh_type *builtin_call(rh_checker *c, const rh_ast_node *n, rh_str name, bool is_method, uint32_t n_skip)
{
    const rh_ast_node *const *kids = n->kids + n_skip;
    const uint32_t n_args = n->n_kids - n_skip;
    const rh_type **args = RH_NEW_N(c->scratch, n_args + 1, const rh_type *);
    if (args == NULL) return rh_check__fail(c, n, RH_NOMEM, "no memory");
    for (uint32_t i = 0; i < n_args; i++) args[i] = rh_check__node(c, kids[i]);
    if (!rh_builtin__exists(name, is_method, c->env->flags)) return unknown_function(c, n, name, is_method);
    size_t row = rh_builtin__find(0, name, is_method, n_args, c->env->flags), first = row;
    while (row < rh_n_builtins && first_misfit(&rh_builtins[row], args, n_args) < n_args) {
        row = rh_builtin__find(row + 1, name, is_method, n_args, c->env->flags);
    }
    if (row == rh_n_builtins) {
        if (first == rh_n_builtins || (c->env->flags & RH_ENV_UNCHECKED) == 0)
            return misfit(c, n, name, kids, args, first, n_args);
        row = first;
    }
    rh_fact *f = rh_check__fact(c, n);
    f->ref = RH_REF_BUILTIN;
    f->index = (uint32_t)row;
    f->n_skip = (uint8_t)n_skip;
    return result_type(c, rh_builtins[row].result, args, n_args);
}

/* "math.abs" of math.abs(x), when math is no value. */
static bool namespaced(rh_checker *c, const rh_ast_node *n, char *buf, size_t cap, rh_str *name)
{
    const rh_type *ignored = NULL;
    if (!n->is_method || rh_check__is_local(c, n->kids[0])) return false;
    const size_t len = rh_ast__path(buf, cap, n->kids[0]);
    if (len == 0 || len + 1 + n->text.len > cap) return false;
    buf[len] = '.';
    memcpy(buf + len + 1, n->text.ptr, n->text.len);
    const rh_str full = {buf, len + 1 + n->text.len};
    if (!rh_builtin__exists(full, false, c->env->flags) || rh_check__path(c, n->kids[0], &ignored)) return false;
    *name = full;
    return true;
}

const rh_type *rh_check__call(rh_checker *c, const rh_ast_node *n)
{
    char buf[256];
    rh_str name = n->text;
    if (namespaced(c, n, buf, sizeof buf, &name)) return builtin_call(c, n, name, false, 1);
    for (uint32_t i = 0; !n->is_method && i < c->env->n_fns; i++) {
        if (rh_str_eq(c->env->fns[i].name, name)) return host_call(c, n, i);
    }
    return builtin_call(c, n, name, n->is_method, 0);
}
