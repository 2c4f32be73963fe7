/* Which fields say the same thing: those that a condition of the register compares with conflict(). */
#include "harness/packet/packet_insides.h"

#include "engine/expr/syntax/ast.h"

typedef struct finder {
    rh_packet *p;
    uint32_t *root; /* per field: union and find; the smallest field of a group stands for it */
    bool *marks;    /* per field: named; NULL: not asked for */
} finder;

static uint32_t field_of(const rh_packet *p, const rh_ast_node *n)
{
    char path[256];
    const size_t len = rh_ast__path(path, sizeof path, n);
    return len != 0 ? rh_register_field(p->reg, (rh_str){path, len}) : RH_NONE;
}

static uint32_t root_of(const finder *f, uint32_t field)
{
    while (f->root[field] != field) field = f->root[field];
    return field;
}

static void join(const finder *f, uint32_t a, uint32_t b)
{
    const uint32_t x = root_of(f, a), y = root_of(f, b);
    if (x < y) f->root[y] = x;
    else f->root[x] = y;
}

static void join_operands(const finder *f, const rh_ast_node *call)
{
    uint32_t first = RH_NONE;
    for (uint32_t i = 0; i < call->n_kids; i++) {
        const uint32_t field = field_of(f->p, call->kids[i]);
        if (field == RH_NONE) continue;
        if (first == RH_NONE) first = field;
        else join(f, first, field);
    }
}

static void walk(const finder *f, const rh_ast_node *n)
{
    const uint32_t field = field_of(f->p, n);
    if (field != RH_NONE) {
        if (f->marks != NULL) f->marks[field] = true;
        return;
    }
    const bool is_conflict = n->kind == RH_AST_CALL && !n->is_method && rh_str_eq(n->text, RH_STR("conflict"));
    if (is_conflict && f->root != NULL) join_operands(f, n);
    for (uint32_t i = 0; i < n->n_kids; i++) walk(f, n->kids[i]);
}

static void walk_source(const finder *f, rh_source source)
{
    const rh_ast *ast;
    rh_diags unheard; /* it loaded, so it parses */
    rh_diags_init(&unheard, f->p->keep);
    if (source.text.ptr == NULL) return;
    if (rh_ast_parse(&ast, f->p->keep, source.text, source.node, &unheard) == RH_OK) walk(f, ast->root);
    else f->p->failed = true;
}

void rh_packet__mark_fields(rh_packet *p, bool *marks, rh_source source)
{
    const finder f = {.p = p, .marks = marks};
    walk_source(&f, source);
}

static size_t size_of(const finder *f, uint32_t root)
{
    size_t n = 0;
    for (uint32_t i = root; i < f->p->reg->n_fields; i++) n += root_of(f, i) == root;
    return n;
}

static void add_group(rh_packet_group *out, const finder *f, uint32_t root, size_t n)
{
    out->fields = RH_NEW_N(f->p->keep, n, uint32_t);
    for (uint32_t i = root; out->fields != NULL && i < f->p->reg->n_fields; i++)
        if (root_of(f, i) == root) out->fields[out->n++] = i;
    if (out->fields == NULL) f->p->failed = true;
}

void rh_packet__find_groups(rh_packet *p)
{
    const uint32_t n_fields = (uint32_t)p->reg->n_fields;
    finder f = {.p = p, .root = RH_NEW_N(p->keep, n_fields, uint32_t)};
    rh_packet_group *groups = RH_NEW_N(p->keep, n_fields, rh_packet_group);
    if (f.root == NULL || groups == NULL) {
        p->failed = true;
        return;
    }
    for (uint32_t i = 0; i < n_fields; i++) f.root[i] = i;
    for (size_t e = 0; e < p->reg->n_entries; e++) walk_source(&f, p->reg->entries[e].when);
    for (uint32_t i = 0; i < n_fields; i++) {
        const size_t n = f.root[i] == i ? size_of(&f, i) : 0;
        if (n > 1) add_group(&groups[p->n_groups++], &f, i, n);
    }
    p->groups = groups;
}

const rh_packet_group *rh_packet__group_of(const rh_packet *p, uint32_t field)
{
    for (size_t g = 0; g < p->n_groups; g++)
        for (size_t i = 0; i < p->groups[g].n; i++)
            if (p->groups[g].fields[i] == field) return &p->groups[g];
    return NULL;
}
