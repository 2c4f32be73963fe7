/* The walk over the tree: names, selection, indexing, and the order in which functions are asked. */
#include "tests/reference/insides.h"

#include <math.h>
#include <string.h>

/* ---- names ---- */

/* The dotted text of a chain of selections that begins with a name, or false when it is none. */
static bool dotted(const ref_node *node, char out[128], const ref_node **root)
{
    if (node->form == REF_NAME) {
        *root = node;
        size_t n = strlen(node->name);
        if (n >= 128) return false;
        memcpy(out, node->name, n + 1);
        return true;
    }
    if (node->form != REF_SELECT || node->is_optional || !dotted(node->target, out, root)) return false;
    size_t n = strlen(out), more = strlen(node->name);
    if (n + more + 2 > 128) return false;
    out[n] = '.';
    memcpy(out + n + 1, node->name, more + 1);
    return true;
}

static const ref_scope *local(const ref_scope *scope, const char *name)
{
    for (; scope != NULL; scope = scope->outer)
        if (strcmp(scope->name, name) == 0) return scope;
    return NULL;
}

/* The number of the environment's name that this node is in whole, or -1. */
static int global(const ref_run *run, ref_node *node, const ref_scope *scope)
{
    if (node->bound != 0) return node->bound > 0 ? node->bound - 1 : -1;
    char name[128];
    const ref_node *root = NULL;
    node->bound = -1;
    if (!dotted(node, name, &root) || (!root->is_rooted && local(scope, root->name) != NULL)) return -1;
    for (size_t k = 0; k < run->env->n; k++)
        if (strcmp(run->env->names[k], name) == 0) node->bound = (int)k + 1;
    return node->bound > 0 ? node->bound - 1 : -1;
}

static const ref_value *global_value(ref_run *run, int number)
{
    if (strcmp(run->env->names[number], "now") == 0) return ref_time(run->heap, run->env->now);
    return run->env->values[number];
}

static const ref_value *type_name(ref_run *run, const char *name)
{
    static const char *const types[] = {"bool",
                                        "int",
                                        "uint",
                                        "double",
                                        "string",
                                        "bytes",
                                        "list",
                                        "map",
                                        "null_type",
                                        "type",
                                        "optional_type",
                                        "google.protobuf.Timestamp",
                                        "google.protobuf.Duration"};
    for (size_t k = 0; k < sizeof types / sizeof *types; k++)
        if (strcmp(types[k], name) == 0) {
            ref_value *v = ref_new(run->heap, REF_TYPE);
            v->s = types[k];
            v->len = strlen(types[k]);
            return v;
        }
    return NULL;
}

static const ref_value *named_type(ref_run *run, ref_node *node)
{
    char name[128];
    const ref_node *root;
    return dotted(node, name, &root) ? type_name(run, name) : NULL;
}

static const ref_value *eval_name(ref_run *run, ref_node *node, const ref_scope *scope)
{
    const ref_scope *found = node->is_rooted ? NULL : local(scope, node->name);
    if (found != NULL) return found->value;
    int number = global(run, node, scope);
    if (number >= 0) return global_value(run, number);
    const ref_value *type = named_type(run, node);
    return type != NULL ? type : ref_error(run->heap, REF_BAD_TYPE);
}

/* ---- members ---- */

const ref_value *ref__none(ref_run *run)
{
    return ref_new(run->heap, REF_OPTIONAL);
}

const ref_value *ref__some(ref_run *run, const ref_value *v)
{
    ref_value *some = ref_list(run->heap, REF_OPTIONAL, 1);
    some->items[0] = v;
    some->n = 1;
    return some;
}

static bool whole_index(int64_t *out, const ref_value *key)
{
    if (key->kind == REF_INT) return *out = key->i, true;
    if (key->kind == REF_UINT && key->u <= INT64_MAX) return *out = (int64_t)key->u, true;
    if (key->kind != REF_DOUBLE || key->d != floor(key->d) || fabs(key->d) >= 9223372036854775808.0) return false;
    *out = (int64_t)key->d;
    return true;
}

static const ref_value *list_at(ref_run *run, const ref_value *list, const ref_value *key, bool is_optional)
{
    int64_t at;
    if (!whole_index(&at, key)) {
        bool is_number = key->kind == REF_UINT || key->kind == REF_DOUBLE;
        return ref_error(run->heap, is_number ? REF_INDEX : key->kind == REF_NULL ? REF_NULL_ORDER : REF_BAD_TYPE);
    }
    bool is_inside = at >= 0 && (uint64_t)at < list->n;
    if (is_optional) return is_inside ? ref__some(run, list->items[at]) : ref__none(run);
    return is_inside ? list->items[at] : ref_error(run->heap, REF_INDEX);
}

const ref_value *ref__at(ref_run *run, const ref_value *container, const ref_value *key, bool is_optional)
{
    if (container->kind == REF_ERROR) return container;
    if (key->kind == REF_ERROR) return key;
    if (container->kind == REF_OPTIONAL)
        return container->n == 0 ? container : ref__at(run, container->items[0], key, true);
    if (container->kind == REF_LIST) return list_at(run, container, key, is_optional);
    if (container->kind != REF_MAP) return ref__misfit(run, &container, 1);
    const ref_value *found = ref_member(container, key);
    if (is_optional) return found != NULL ? ref__some(run, found) : ref__none(run);
    return found != NULL ? found : ref_error(run->heap, REF_MISSING_KEY);
}

/* Ruling 20, and 146 for columns. */
static bool is_absent(const ref_value *v)
{
    return v->kind == REF_NULL || (v->kind == REF_LIST && v->n == 0);
}

const ref_value *ref__has_member(ref_run *run, const ref_value *container, const ref_value *key)
{
    if (container->kind == REF_ERROR) return container;
    if (container->kind == REF_OPTIONAL)
        return container->n == 0 ? ref_bool(run->heap, false) : ref__has_member(run, container->items[0], key);
    if (container->kind != REF_MAP) return ref__misfit(run, &container, 1);
    const ref_value *found = ref_member(container, key);
    return ref_bool(run->heap, found != NULL && !(container->is_record && is_absent(found)));
}

static const ref_value *eval_select(ref_run *run, ref_node *node, const ref_scope *scope)
{
    int number = global(run, node, scope);
    if (number >= 0) return global_value(run, number);
    const ref_value *type = named_type(run, node);
    if (type != NULL) return type;
    const ref_value *key = ref_string(run->heap, node->name, strlen(node->name));
    const ref_value *container = ref__eval(run, node->target, scope);
    if (container->kind == REF_LIST && !node->is_optional) return ref_error(run->heap, REF_BAD_TYPE);
    return ref__at(run, container, key, node->is_optional);
}

static const ref_value *eval_has(ref_run *run, ref_node *call, const ref_scope *scope)
{
    ref_node *arg = call->args[0];
    if (arg->form != REF_SELECT && arg->form != REF_NAME) return ref_error(run->heap, REF_BAD_TYPE);
    int number = global(run, arg, scope);
    if (number >= 0) return ref_bool(run->heap, !is_absent(global_value(run, number)));
    if (arg->form != REF_SELECT) return ref_error(run->heap, REF_BAD_TYPE);
    return ref__has_member(run, ref__eval(run, arg->target, scope),
                           ref_string(run->heap, arg->name, strlen(arg->name)));
}

/* ---- literals of lists and maps ---- */

static const ref_value *eval_list(ref_run *run, ref_node *node, const ref_scope *scope)
{
    ref_value *list = ref_list(run->heap, REF_LIST, node->n);
    for (size_t k = 0; k < node->n; k++) {
        const ref_value *item = ref__eval(run, node->args[k], scope);
        if (item->kind == REF_ERROR) return item;
        if (node->optionals[k]) {
            if (item->kind != REF_OPTIONAL) return ref__misfit(run, &item, 1);
            if (item->n == 0) continue;
            item = item->items[0];
        }
        list->items[list->n++] = item;
    }
    return list;
}

static bool is_key(const ref_value *v)
{
    return v->kind == REF_BOOL || v->kind == REF_INT || v->kind == REF_UINT || v->kind == REF_STRING;
}

/* Maps run in the order of their keys: bool, number, string. CEL leaves it open, but the same bytes must come out. */
static int key_rank(const ref_value *key)
{
    return key->kind == REF_BOOL ? 0 : key->kind == REF_STRING ? 2 : 1;
}

static bool is_before(const ref_value *a, const ref_value *b)
{
    int order = 0;
    if (key_rank(a) != key_rank(b)) return key_rank(a) < key_rank(b);
    return ref_order(&order, a, b) && order == -1;
}

static void insert_pair(ref_value *map, const ref_value *key, const ref_value *item)
{
    size_t k = map->n++;
    for (; k > 0 && is_before(key, map->keys[k - 1]); k--)
        map->keys[k] = map->keys[k - 1], map->items[k] = map->items[k - 1];
    map->keys[k] = key;
    map->items[k] = item;
}

static const ref_value *eval_map(ref_run *run, ref_node *node, const ref_scope *scope)
{
    ref_value *map = ref_list(run->heap, REF_MAP, node->n / 2);
    for (size_t k = 0; k < node->n; k += 2) {
        const ref_value *key = ref__eval(run, node->args[k], scope);
        if (key->kind == REF_ERROR) return key;
        const ref_value *item = ref__eval(run, node->args[k + 1], scope);
        if (item->kind == REF_ERROR) return item;
        if (!is_key(key)) return ref_error(run->heap, REF_BAD_TYPE);
        if (node->optionals[k]) {
            if (item->kind != REF_OPTIONAL) return ref__misfit(run, &item, 1);
            if (item->n == 0) continue;
            item = item->items[0];
        }
        if (ref_member(map, key) != NULL) return ref_error(run->heap, REF_BAD_TYPE);
        insert_pair(map, key, item);
    }
    return map;
}

/* ---- calls ---- */

/* `math.abs(x)` and the like are one function of a dotted name, not a call upon a value. */
static const char *const spaces[] = {"math", "optional", "strings", "base64"};

static bool is_spaced(const ref_node *call, const ref_scope *scope, char out[64])
{
    if (call->target == NULL || call->target->form != REF_NAME || local(scope, call->target->name) != NULL)
        return false;
    for (size_t k = 0; k < sizeof spaces / sizeof *spaces; k++) {
        size_t n = strlen(spaces[k]), more = strlen(call->name);
        if (strcmp(spaces[k], call->target->name) != 0 || n + more + 2 > 64) continue;
        memcpy(out, spaces[k], n);
        out[n] = '.';
        memcpy(out + n + 1, call->name, more + 1);
        return true;
    }
    return false;
}

static const ref_value *logical(ref_run *run, ref_node *call, const ref_scope *scope)
{
    bool absorbs = call->name[0] == '|';
    const ref_value *sides[2];
    for (int k = 0; k < 2; k++) {
        sides[k] = ref__eval(run, call->args[k], scope);
        if (sides[k]->kind == REF_BOOL && sides[k]->b == absorbs) return sides[k];
    }
    for (int k = 0; k < 2; k++) {
        if (sides[k]->kind == REF_ERROR) return sides[k];
        if (sides[k]->kind != REF_BOOL) return ref__misfit(run, &sides[k], 1);
    }
    return sides[0];
}

static const ref_value *choice(ref_run *run, ref_node *call, const ref_scope *scope)
{
    const ref_value *test = ref__eval(run, call->args[0], scope);
    if (test->kind == REF_ERROR) return test;
    if (test->kind != REF_BOOL) return ref__misfit(run, &test, 1);
    return ref__eval(run, call->args[test->b ? 1 : 2], scope);
}

/* `or` and `orValue` ask for the other side only where there is no value. */
static const ref_value *fallback(ref_run *run, ref_node *call, const ref_scope *scope)
{
    const ref_value *v = ref__eval(run, call->target, scope);
    if (v->kind == REF_ERROR) return v;
    if (v->kind != REF_OPTIONAL) return ref__misfit(run, &v, 1);
    bool is_or = strcmp(call->name, "or") == 0;
    if (v->n == 1) return is_or ? v : v->items[0];
    const ref_value *other = ref__eval(run, call->args[0], scope);
    return is_or && other->kind != REF_ERROR && other->kind != REF_OPTIONAL ? ref__misfit(run, &other, 1) : other;
}

static bool is_fallback(const ref_node *call)
{
    return call->target != NULL && call->n == 1 &&
           (strcmp(call->name, "or") == 0 || strcmp(call->name, "orValue") == 0);
}

typedef const ref_value *(*family)(ref_run *run, const char *name, const ref_value *const *args, size_t n);
static const family families[] = {ref__core, ref__text, ref__convert, ref__accessor, ref__optional, ref__math};

static const ref_value *eval_call(ref_run *run, ref_node *call, const ref_scope *scope)
{
    if (strcmp(call->name, "&&") == 0 || strcmp(call->name, "||") == 0) return logical(run, call, scope);
    if (strcmp(call->name, "?:") == 0) return choice(run, call, scope);
    if (strcmp(call->name, "has") == 0 && call->target == NULL && call->n == 1) return eval_has(run, call, scope);
    if (is_fallback(call)) return fallback(run, call, scope);
    const ref_value *result = ref__macro(run, call, scope);
    if (result != NULL) return result;
    char name[64];
    bool spaced = is_spaced(call, scope, name);
    const ref_value *args[16];
    size_t n = 0;
    if (call->target != NULL && !spaced) args[n++] = ref__eval(run, call->target, scope);
    if (call->n > 14) return ref_error(run->heap, REF_BUDGET);
    for (size_t k = 0; k < call->n; k++) args[n++] = ref__eval(run, call->args[k], scope);
    for (size_t k = 0; k < n; k++)
        if (args[k]->kind == REF_ERROR) return args[k];
    result = ref__operator(run, call->name, args, n);
    for (size_t k = 0; result == NULL && k < sizeof families / sizeof *families; k++)
        result = families[k](run, spaced ? name : call->name, args, n);
    return result != NULL ? result : ref_error(run->heap, REF_BAD_TYPE);
}

const ref_value *ref__misfit(ref_run *run, const ref_value *const *args, size_t n)
{
    for (size_t k = 0; k < n; k++)
        if (args[k]->kind == REF_NULL) return ref_error(run->heap, REF_NULL_ORDER);
    return ref_error(run->heap, REF_BAD_TYPE);
}

const ref_value *ref__eval(ref_run *run, ref_node *node, const ref_scope *scope)
{
    switch (node->form) {
    case REF_LITERAL: return node->value;
    case REF_NAME: return eval_name(run, node, scope);
    case REF_SELECT: return eval_select(run, node, scope);
    case REF_AT: {
        const ref_value *container = ref__eval(run, node->target, scope);
        if (container->kind == REF_ERROR) return container;
        return ref__at(run, container, ref__eval(run, node->args[0], scope), node->is_optional);
    }
    case REF_CALL: return eval_call(run, node, scope);
    case REF_LIST_OF: return eval_list(run, node, scope);
    case REF_MAP_OF: return eval_map(run, node, scope);
    }
    return ref_error(run->heap, REF_BAD_TYPE);
}

const ref_value *ref_eval(ref_heap *heap, const ref_env *env, ref_node *tree)
{
    ref_run run = {.heap = heap, .env = env};
    return ref__eval(&run, tree, NULL);
}
