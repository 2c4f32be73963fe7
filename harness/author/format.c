/* Expressions in their one spelling, in place. */
#include "harness/author/format.h"

#include "engine/base/limits.h"
#include "engine/expr/expr.h"
#include "engine/expr/syntax/ast.h"
#include "engine/program/reader.h"
#include "harness/author/scalar.h"

#include <stdlib.h>

typedef struct work {
    rh_arena *keep;
    rh_str path, label, bytes;
    rh_diags *diags;
    rh_code code; /* the first error */
} work;

/* A file with the scalars that are expressions, in file order. */
typedef struct reading {
    const rh_node *root;
    rh_yaml_spots spots; /* of expressions alone */
} reading;

static rh_code nomem(const work *w)
{
    return rh_diags_add(w->diags, RH_NOMEM, (rh_span){.file = w->label}, "no memory");
}

/* ---- reading ---- */

static int by_node(const void *a, const void *b)
{
    const uintptr_t x = (uintptr_t) * (const rh_node *const *)a, y = (uintptr_t) * (const rh_node *const *)b;
    return x < y ? -1 : x > y;
}

static rh_code read_file(reading *out, const work *w, rh_str bytes)
{
    reading r = {0};
    rh_err err;
    const rh_node *const *nodes;
    size_t n, n_kept = 0;
    rh_code code = rh_yaml_compose_spots(&r.root, &r.spots, w->keep, w->label, bytes, w->diags);
    if (code != RH_OK) return code;
    code = rh_format_expressions(&nodes, &n, w->keep, w->path, r.root, &err);
    const rh_node **sorted = code == RH_OK ? RH_NEW_N(w->keep, n + 1, const rh_node *) : NULL;
    if (sorted == NULL) return nomem(w);
    for (size_t i = 0; i < n; i++) sorted[i] = nodes[i];
    qsort(sorted, n, sizeof *sorted, by_node);
    for (size_t i = 0; i < r.spots.n; i++)
        if (bsearch(&r.spots.at[i].node, sorted, n, sizeof *sorted, by_node) != NULL)
            r.spots.at[n_kept++] = r.spots.at[i];
    r.spots.n = n_kept;
    *out = r;
    return RH_OK;
}

static const rh_ast *parse(work *w, const rh_node *node)
{
    const rh_ast *ast;
    const rh_code code = rh_ast_parse(&ast, w->keep, node->text, node, w->diags);
    if (code != RH_OK && w->code == RH_OK) w->code = code;
    return code == RH_OK ? ast : NULL;
}

/* ---- writing ---- */

/* The text of one expression as it is to stand in the file. */
static rh_str canonical(const work *w, const rh_ast *ast, const rh_author_slot *slot)
{
    rh_buf text, written;
    rh_buf_init(&text, w->keep, RH_LIMIT_FILE_BYTES);
    rh_buf_init(&written, w->keep, RH_LIMIT_FILE_BYTES);
    if (slot->has_lines) {
        const size_t taken = slot->col > slot->indent ? slot->col - slot->indent : 0;
        rh_ast_lay(&text, ast, slot->indent < RH_FORMAT_WIDTH ? RH_FORMAT_WIDTH - slot->indent : 0, taken);
    } else {
        rh_ast_print(&text, ast);
    }
    rh_author__put(&written, slot, rh_buf_str(&text));
    return text.failed || written.failed ? rh_str_null() : rh_buf_str(&written);
}

/* Whether the scalar says its canonical text already, in whatever escapes. */
static bool is_canonical(const work *w, const rh_ast *ast, const rh_author_slot *slot)
{
    rh_buf text;
    if (slot->has_lines) return false;
    rh_buf_init(&text, w->keep, RH_LIMIT_FILE_BYTES);
    rh_ast_print(&text, ast);
    return rh_str_eq(rh_buf_str(&text), ast->text);
}

/* Appends bytes[*done, slot.to) with the expression written anew. */
static bool put_expression(rh_buf *out, rh_formatted *f, size_t *done, const work *w, const rh_yaml_spot *spot,
                           const rh_ast *ast)
{
    const rh_author_slot slot = rh_author__slot(spot, w->bytes);
    const rh_str old = rh_str_slice(w->bytes, slot.from, slot.to);
    if (is_canonical(w, ast, &slot)) return true;
    const rh_str new = canonical(w, ast, &slot);
    if (new.ptr == NULL) return false;
    if (rh_str_eq(old, new)) return true;
    rh_buf_put(out, rh_str_slice(w->bytes, *done, slot.from));
    rh_buf_put(out, new);
    *done = slot.to;
    if (f->n_changed++ == 0) f->first = rh_node_at(spot->node, 0);
    return true;
}

/* ---- reading back ---- */

static bool is_expression(const reading *r, const rh_node *node, size_t *at)
{
    if (*at >= r->spots.n || r->spots.at[*at].node != node) return false;
    ++*at;
    return true;
}

/* The same content but for the expressions, which both have at the same places; in file order, at most as deep as
 * YAML. */
static bool is_same_but(const reading *a, const rh_node *x, const reading *b, const rh_node *y, size_t *at)
{
    size_t other = *at;
    if (is_expression(a, x, at)) return is_expression(b, y, &other);
    if (x->kind != y->kind || x->n_items != y->n_items || x->n_pairs != y->n_pairs) return false;
    if (x->kind == RH_NODE_SCALAR) return rh_node_same(x, y);
    for (size_t i = 0; i < x->n_items; i++)
        if (!is_same_but(a, x->items[i], b, y->items[i], at)) return false;
    for (size_t i = 0; i < x->n_pairs; i++)
        if (!rh_node_same(x->pairs[i].key, y->pairs[i].key) ||
            !is_same_but(a, x->pairs[i].value, b, y->pairs[i].value, at))
            return false;
    return true;
}

/* The new bytes hold the same tree with the same expressions: nothing else may be written over an author's file. */
static bool reads_back(work *w, const reading *before, rh_str bytes)
{
    reading after;
    size_t at = 0;
    if (read_file(&after, w, bytes) != RH_OK || after.spots.n != before->spots.n) return false;
    if (!is_same_but(before, before->root, &after, after.root, &at)) return false;
    for (size_t i = 0; i < after.spots.n; i++) {
        const rh_ast *a = parse(w, before->spots.at[i].node), *b = parse(w, after.spots.at[i].node);
        if (a == NULL || b == NULL || !rh_ast_same(a->root, b->root)) return false;
    }
    return true;
}

/* ---- the file ---- */

static bool must_stay(const work *w, const rh_ast *ast)
{
    rh_buf text;
    size_t at;
    rh_buf_init(&text, w->keep, RH_LIMIT_FILE_BYTES);
    rh_ast_print(&text, ast);
    return rh_ast_has_comment(ast->text, w->keep) || rh_read_hidden(rh_buf_str(&text), &at) != 0;
}

static bool put_all(rh_buf *out, rh_formatted *f, work *w, const reading *r)
{
    size_t done = 0;
    for (size_t i = 0; i < r->spots.n; i++) {
        const rh_yaml_spot *spot = &r->spots.at[i];
        const rh_ast *ast = parse(w, spot->node);
        if (ast == NULL) continue;
        if (must_stay(w, ast)) f->n_left++;
        else if (!put_expression(out, f, &done, w, spot, ast)) return false;
    }
    rh_buf_put(out, rh_str_slice(w->bytes, done, w->bytes.len));
    return !out->failed;
}

rh_code rh_format_file(rh_formatted *out, rh_arena *keep, rh_str path, rh_str label, rh_str bytes, rh_diags *diags)
{
    work w = {.keep = keep, .path = path, .label = label, .bytes = bytes, .diags = diags};
    reading r;
    rh_buf made;
    rh_formatted f = {.bytes = bytes};
    rh_buf_init(&made, keep, 2 * (size_t)RH_LIMIT_FILE_BYTES);
    const rh_code code = read_file(&r, &w, bytes);
    if (code != RH_OK) return code;
    f.n_expressions = r.spots.n;
    if (!put_all(&made, &f, &w, &r)) return nomem(&w);
    if (w.code != RH_OK) return w.code;
    if (f.n_changed > 0) {
        f.bytes = rh_buf_str(&made);
        if (!reads_back(&w, &r, f.bytes))
            return rh_diags_add(diags, RH_INTERNAL, f.first,
                                "the file would not read back the same, so it is left alone");
    }
    *out = f;
    return RH_OK;
}
