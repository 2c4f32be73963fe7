/* Which scalars of a file are expressions. */
#include "engine/base/vec.h"
#include "harness/author/format.h"

static const struct {
    rh_str file, path;
} rows[] = {
#define X(file, path) {{file, sizeof(file) - 1}, {path, sizeof(path) - 1}},
#include "harness/author/expressions.def"
#undef X
};

typedef struct finding {
    rh_arena *keep;
    RH_VEC(const rh_node *) found;
    bool failed;
} finding;

/* Recursion ends with the path, which has a handful of parts. */
static void find(finding *f, const rh_node *node, rh_str path)
{
    if (node == NULL) return;
    if (path.len == 0) {
        const bool is_text = node->kind == RH_NODE_SCALAR && !rh_node_is_null(node);
        if (is_text && !RH_PUSH(f->keep, &f->found, node)) f->failed = true;
        return;
    }
    const size_t dot = rh_str_find(path, RH_STR("."));
    const rh_str part = rh_str_slice(path, 0, dot),
                 rest = rh_str_slice(path, dot == SIZE_MAX ? path.len : dot + 1, path.len);
    if (!rh_str_eq(part, RH_STR("*"))) {
        find(f, rh_node_get(node, part), rest);
        return;
    }
    for (size_t i = 0; node->kind == RH_NODE_LIST && i < node->n_items; i++) find(f, node->items[i], rest);
    for (size_t i = 0; node->kind == RH_NODE_MAP && i < node->n_pairs; i++) find(f, node->pairs[i].value, rest);
}

static bool is_of(rh_str path, rh_str file)
{
    return rh_str_eq(path, file) || (rh_str_ends(file, RH_STR("/")) && rh_str_starts(path, file));
}

rh_code rh_format_expressions(const rh_node *const **out, size_t *n, rh_arena *keep, rh_str path, const rh_node *root,
                              rh_err *err)
{
    finding f = {.keep = keep};
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++)
        if (is_of(path, rows[i].file)) find(&f, root, rows[i].path);
    if (f.failed) return rh_err_nomem(err);
    *out = f.found.at;
    *n = f.found.n;
    return RH_OK;
}
