/* Names: paths to declared names, locals, type names, and the nearest of an unknown one. */
#include "engine/expr/check/check_insides.h"

enum { PATH_MAX = 512 };

rh_code rh_names__init(rh_names *names, rh_arena *keep, const rh_env *env, rh_err *err)
{
    rh_str *all = RH_NEW_N(keep, env->n_names, rh_str);
    if (all == NULL) return rh_err_nomem(err);
    *names = (rh_names){.env = env, .all = {all, env->n_names}};
    for (size_t i = 0; i < env->n_names; i++) {
        all[i] = env->names[i].name;
        if (!rh_map_set(&names->by_name, keep, env->names[i].name, (uint32_t)i)) return rh_err_nomem(err);
    }
    return RH_OK;
}

static const char *const TYPE_NAMES[] = {"bool", "int", "uint", "double", "string", "bytes", "list", "map", "null_type",
                                         "type", "google.protobuf.Timestamp", "google.protobuf.Duration",
                                         "optional_type"};

static bool is_type_name(rh_str name)
{
    for (size_t i = 0; i < sizeof TYPE_NAMES / sizeof *TYPE_NAMES; i++) {
        if (rh_str_eq(name, rh_str_of(TYPE_NAMES[i]))) return true;
    }
    return false;
}

static uint32_t find_local(const rh_checker *c, rh_str name)
{
    for (uint32_t i = c->n_locals; i > 0; i--) {
        if (rh_str_eq(c->locals[i - 1].name, name)) return i - 1;
    }
    return RH_MAP_NONE;
}

bool rh_check__is_local(const rh_checker *c, const rh_ast_node *n)
{
    return n->kind == RH_AST_NAME && !n->is_rooted && find_local(c, n->text) != RH_MAP_NONE;
}

bool rh_check__is_namespace(const rh_checker *c, rh_str name)
{
    for (size_t i = 0; i < c->names->all.n; i++) {
        const rh_str full = c->names->all.at[i];
        if (full.len > name.len && rh_str_starts(full, name) && full.ptr[name.len] == '.') return true;
    }
    return false;
}

static const rh_ast_node *base_of(const rh_ast_node *n)
{
    while ((n->kind == RH_AST_SELECT || n->kind == RH_AST_HAS) && n->n_kids == 1) n = n->kids[0];
    return n;
}

/* Looks a dotted name up, below the container first: x.y.name, x.name, name. */
static uint32_t find_name(const rh_checker *c, rh_str name, bool is_rooted)
{
    char buf[PATH_MAX];
    rh_str within = is_rooted ? (rh_str){0} : c->env->container;
    while (within.len > 0 && within.len + 1 + name.len < sizeof buf) {
        memcpy(buf, within.ptr, within.len);
        buf[within.len] = '.';
        memcpy(buf + within.len + 1, name.ptr, name.len);
        const uint32_t found = rh_map_get(&c->names->by_name, (rh_str){buf, within.len + 1 + name.len});
        if (found != RH_MAP_NONE) return found;
        while (within.len > 0 && within.ptr[within.len - 1] != '.') within.len--;
        if (within.len > 0) within.len--;
    }
    return rh_map_get(&c->names->by_name, name);
}

static const rh_type *bind_name(rh_checker *c, const rh_ast_node *n, uint32_t index)
{
    rh_fact *f = rh_check__fact(c, n);
    const rh_name *name = &c->env->names[index];
    if (name->refusal != NULL)
        return rh_check__fail(c, n, RH_EXPR_ELSEWHERE, "\"%.*s\" %s", RH_ARG(name->name), name->refusal);
    f->ref = RH_REF_NAME;
    f->index = index;
    if (name->cls == RH_NAME_NOW && (c->env->flags & RH_ENV_FREE_CLOCK) == 0) f->clock = RH_CLOCK_INSTANT;
    return name->type;
}

static const rh_type type_type = {.kind = RH_T_TYPE};

bool rh_check__path(rh_checker *c, const rh_ast_node *n, const rh_type **type)
{
    const rh_ast_node *base = base_of(n);
    if (base->kind != RH_AST_NAME) return false;
    const uint32_t local = base->is_rooted ? RH_MAP_NONE : find_local(c, base->text);
    if (local != RH_MAP_NONE) {
        if (n != base) return false;
        rh_fact *f = rh_check__fact(c, n);
        f->ref = RH_REF_LOCAL;
        f->index = local;
        *type = c->locals[local].type;
        return true;
    }
    char buf[PATH_MAX];
    const size_t len = rh_ast__path(buf, sizeof buf, n);
    if (len == 0) return false;
    const rh_str name = {buf, len};
    const uint32_t found = find_name(c, name, base->is_rooted);
    if (found != RH_MAP_NONE) {
        *type = bind_name(c, n, found);
        return true;
    }
    if (!is_type_name(name)) return false;
    rh_check__fact(c, n)->ref = RH_REF_TYPE;
    *type = &type_type;
    return true;
}

const rh_type *rh_check__unknown(rh_checker *c, const rh_ast_node *n)
{
    char buf[PATH_MAX];
    const size_t len = rh_ast__path(buf, sizeof buf, n);
    const rh_str name = {buf, len};
    const rh_str nearest = rh_str_nearest(name, c->names->all);
    if (rh_check__is_namespace(c, name)) {
        return rh_check__fail(c, n, RH_EXPR_NAME, "\"%.*s\" is a namespace, not a field", RH_ARG(name));
    }
    if (nearest.ptr == NULL) return rh_check__fail(c, n, RH_EXPR_NAME, "unknown name \"%.*s\"", RH_ARG(name));
    return rh_check__fail(c, n, RH_EXPR_NAME, "unknown name \"%.*s\"; the nearest is \"%.*s\"", RH_ARG(name),
                          RH_ARG(nearest));
}
