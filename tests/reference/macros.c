/* Comprehensions, bindings and the optional macros. */
#include "tests/reference/insides.h"

#include <string.h>

/* One turn of a comprehension: its one or two variables are bound to element `at` of the range. */
typedef struct turn {
    ref_scope first, second;
} turn;

static const ref_scope *bind(ref_run *run, turn *t, const ref_node *call, size_t n_vars, const ref_value *range,
                             size_t at, const ref_scope *outer)
{
    bool is_map = range->kind == REF_MAP;
    const ref_value *key = is_map ? range->keys[at] : n_vars == 2 ? ref_int(run->heap, (int64_t)at) : range->items[at];
    t->first = (ref_scope){call->args[0]->name, key, outer};
    if (n_vars == 1) return &t->first;
    t->second = (ref_scope){call->args[1]->name, range->items[at], &t->first};
    return &t->second;
}

/* all and exists: the value `stop` of any element decides, whatever errors stand beside it. */
static const ref_value *quantify(ref_run *run, ref_node *call, size_t n_vars, const ref_value *range,
                                 const ref_scope *scope, bool stop)
{
    const ref_value *trouble = NULL;
    for (size_t k = 0; k < range->n; k++) {
        turn t;
        const ref_value *v = ref__eval(run, call->args[n_vars], bind(run, &t, call, n_vars, range, k, scope));
        if (v->kind == REF_BOOL && v->b == stop) return v;
        if (v->kind != REF_BOOL && trouble == NULL) trouble = v->kind == REF_ERROR ? v : ref__misfit(run, &v, 1);
    }
    return trouble != NULL ? trouble : ref_bool(run->heap, !stop);
}

static const ref_value *exists_one(ref_run *run, ref_node *call, size_t n_vars, const ref_value *range,
                                   const ref_scope *scope)
{
    size_t count = 0;
    for (size_t k = 0; k < range->n; k++) {
        turn t;
        const ref_value *v = ref__eval(run, call->args[n_vars], bind(run, &t, call, n_vars, range, k, scope));
        if (v->kind == REF_ERROR) return v;
        if (v->kind != REF_BOOL) return ref__misfit(run, &v, 1);
        count += v->b;
    }
    return ref_bool(run->heap, count == 1);
}

typedef struct shape {
    size_t n_vars;
    ref_node *test, *body; /* body NULL: the element itself (filter) */
    bool to_map;
} shape;

static const ref_value *transform(ref_run *run, ref_node *call, const shape *s, const ref_value *range,
                                  const ref_scope *scope)
{
    ref_value *out = ref_list(run->heap, s->to_map ? REF_MAP : REF_LIST, range->n);
    for (size_t k = 0; k < range->n; k++) {
        turn t;
        const ref_scope *inner = bind(run, &t, call, s->n_vars, range, k, scope);
        if (s->test != NULL) {
            const ref_value *test = ref__eval(run, s->test, inner);
            if (test->kind == REF_ERROR) return test;
            if (test->kind != REF_BOOL) return ref__misfit(run, &test, 1);
            if (!test->b) continue;
        }
        const ref_value *item = s->body != NULL ? ref__eval(run, s->body, inner) : t.first.value;
        if (item->kind == REF_ERROR) return item;
        if (s->to_map) out->keys[out->n] = t.first.value;
        out->items[out->n++] = item;
    }
    return out;
}

static const ref_value *comprehension(ref_run *run, ref_node *call, const ref_value *range, const ref_scope *scope)
{
    const char *name = call->name;
    size_t n = call->n, n_vars = n == 3 ? 2 : 1;
    if (strcmp(name, "all") == 0) return quantify(run, call, n_vars, range, scope, false);
    if (strcmp(name, "exists") == 0) return quantify(run, call, n_vars, range, scope, true);
    if (strcmp(name, "exists_one") == 0 || strcmp(name, "existsOne") == 0)
        return exists_one(run, call, n_vars, range, scope);
    shape s = {.n_vars = 1, .body = call->args[n - 1]};
    if (strcmp(name, "filter") == 0) s.test = s.body, s.body = NULL;
    if (strcmp(name, "map") == 0 && n == 3) s.test = call->args[1];
    if (strncmp(name, "transform", 9) == 0) {
        s.n_vars = 2;
        s.to_map = strcmp(name, "transformMap") == 0;
        s.test = n == 4 ? call->args[2] : NULL;
    }
    return transform(run, call, &s, range, scope);
}

static const struct {
    const char *name;
    size_t least, most; /* arguments */
} comprehensions[] = {{"all", 2, 3},    {"exists", 2, 3}, {"exists_one", 2, 3},    {"existsOne", 2, 3},
                      {"filter", 2, 2}, {"map", 2, 3},    {"transformList", 3, 4}, {"transformMap", 3, 4}};

static bool is_comprehension(const ref_node *call)
{
    for (size_t k = 0; k < sizeof comprehensions / sizeof *comprehensions; k++)
        if (strcmp(comprehensions[k].name, call->name) == 0)
            return call->n >= comprehensions[k].least && call->n <= comprehensions[k].most &&
                   call->args[0]->form == REF_NAME;
    return false;
}

/* optMap and optFlatMap. */
static const ref_value *within_optional(ref_run *run, ref_node *call, const ref_scope *scope)
{
    const ref_value *v = ref__eval(run, call->target, scope);
    if (v->kind == REF_ERROR) return v;
    if (v->kind != REF_OPTIONAL) return ref__misfit(run, &v, 1);
    if (v->n == 0) return v;
    ref_scope inner = {call->args[0]->name, v->items[0], scope};
    const ref_value *body = ref__eval(run, call->args[1], &inner);
    if (body->kind == REF_ERROR || strcmp(call->name, "optFlatMap") == 0) return body;
    return ref__some(run, body);
}

const ref_value *ref__macro(ref_run *run, ref_node *call, const ref_scope *scope)
{
    if (call->target == NULL) return NULL;
    if (strcmp(call->name, "bind") == 0 && call->n == 3 && call->target->form == REF_NAME &&
        strcmp(call->target->name, "cel") == 0) {
        ref_scope inner = {call->args[0]->name, ref__eval(run, call->args[1], scope), scope};
        return ref__eval(run, call->args[2], &inner);
    }
    if ((strcmp(call->name, "optMap") == 0 || strcmp(call->name, "optFlatMap") == 0) && call->n == 2)
        return within_optional(run, call, scope);
    if (!is_comprehension(call)) return NULL;
    const ref_value *range = ref__eval(run, call->target, scope);
    if (range->kind == REF_ERROR) return range;
    if (range->kind != REF_LIST && range->kind != REF_MAP) return ref__misfit(run, &range, 1);
    return comprehension(run, call, range, scope);
}
