/* A checked tree to steps: names resolved, atoms over slots fused, constants folded. */
#include "engine/expr/pool/build.h"

static uint32_t build(rh_builder *b, const rh_ast_node *n);

uint32_t rh_build__emit(rh_builder *b, rh_step draft)
{
    return rh_build__emit_kids(b, draft, NULL, 0, 0);
}

uint32_t rh_build__emit_kids(rh_builder *b, rh_step draft, const uint32_t *kids, size_t n, uint64_t bound)
{
    const uint32_t id = rh_pool__step(b->pool, draft, kids, n, bound);
    return id == RH_STEP_NONE ? id : rh_pool__fold(b->pool, id);
}

/* The index in consts of a text. */
static uint32_t text_const(rh_builder *b, rh_str text)
{
    const uint32_t id = rh_pool__const(b->pool, rh_string(text), 1);
    return id == RH_STEP_NONE ? id : rh_build__at(b, id)->b;
}

uint32_t *rh_build__kids(rh_builder *b, const rh_ast_node *n, uint32_t from)
{
    uint32_t *kids = RH_NEW_N(b->scratch, n->n_kids + 1, uint32_t);
    for (uint32_t i = from; kids != NULL && i < n->n_kids; i++) {
        kids[i - from] = build(b, n->kids[i]);
        if (kids[i - from] == RH_STEP_NONE) return NULL;
    }
    return kids;
}

/* ---- names ---- */

static uint32_t slot_step(rh_builder *b, const rh_name *name)
{
    const uint8_t op = name->type->kind == RH_T_LIST  ? RH_STEP_SLOT_LIST
                       : name->type->kind == RH_T_MAP ? RH_STEP_SLOT_MAP
                                                      : RH_STEP_SLOT;
    return rh_build__emit(b, (rh_step){.op = op, .flags = RH_STEP_VARIES, .a = name->slot, .weight = 1});
}

static uint32_t name_step(rh_builder *b, const rh_name *name)
{
    if (name->cls == RH_NAME_CONST) return rh_pool__const(b->pool, name->constant, 1);
    if (name->cls == RH_NAME_SLOT) return slot_step(b, name);
    const bool is_free = (b->pool->env.flags & RH_ENV_FREE_CLOCK) != 0;
    const uint8_t flags = RH_STEP_VARIES | (is_free ? 0 : RH_STEP_CLOCK | RH_STEP_LINEAR);
    return rh_build__emit(b, (rh_step){.op = RH_STEP_NOW, .flags = flags, .weight = 1});
}

static uint32_t type_step(rh_builder *b, const rh_ast_node *n)
{
    char buf[64];
    const size_t len = rh_ast__path(buf, sizeof buf, n);
    rh_value v = rh_string((rh_str){buf, len});
    v.kind = RH_TYPE;
    return rh_pool__const(b->pool, v, 1);
}

/* ---- members ---- */

/* Where a member stands in a row that has all of them, by key; UINT16_MAX when the shape is not known. */
static uint16_t place_among(const rh_type *record, rh_str name)
{
    uint16_t place = 0;
    if (record->kind != RH_T_RECORD) return UINT16_MAX;
    for (size_t i = 0; i < record->n_members; i++) {
        if (rh_str_cmp(record->members[i].name, name) < 0) place++;
    }
    return place;
}

static uint32_t select_step(rh_builder *b, const rh_ast_node *n)
{
    const uint32_t of = build(b, n->kids[0]), key = text_const(b, n->text);
    if (of == RH_STEP_NONE || key == RH_STEP_NONE) return RH_STEP_NONE;
    const rh_type *from = rh_build__fact(b, n->kids[0])->type;
    const bool is_list = rh_build__fact(b, n)->type->kind == RH_T_LIST && from->kind == RH_T_RECORD;
    const uint8_t op = n->is_optional ? RH_STEP_FIELD_OPT : is_list ? RH_STEP_FIELD_LIST : RH_STEP_FIELD;
    const uint16_t place = op == RH_STEP_FIELD ? place_among(from, n->text) : 0;
    return rh_build__emit(b, (rh_step){.op = op, .n = place, .a = of, .b = key, .weight = 1});
}

static uint32_t has_step(rh_builder *b, const rh_ast_node *n)
{
    const rh_fact *f = rh_build__fact(b, n);
    if (f->ref == RH_REF_NAME) {
        const rh_name *name = &b->pool->env.names[f->index];
        if (name->cls == RH_NAME_SLOT)
            return rh_build__emit(
                b, (rh_step){.op = RH_STEP_HAS_SLOT, .flags = RH_STEP_VARIES, .a = name->slot, .weight = 2});
        return rh_pool__const(b->pool, rh_bool(name->cls == RH_NAME_NOW || name->constant.kind != RH_NULL), 2);
    }
    const uint32_t of = build(b, n->kids[0]), key = text_const(b, n->text);
    if (of == RH_STEP_NONE || key == RH_STEP_NONE) return RH_STEP_NONE;
    const bool is_declared = rh_build__fact(b, n->kids[0])->type->kind == RH_T_RECORD;
    const uint8_t op = is_declared ? RH_STEP_HAS_MEMBER : RH_STEP_HAS_FIELD;
    return rh_build__emit(b, (rh_step){.op = op, .a = of, .b = key, .weight = 1});
}

static uint32_t index_step(rh_builder *b, const rh_ast_node *n)
{
    const uint32_t of = build(b, n->kids[0]), key = build(b, n->kids[1]);
    if (of == RH_STEP_NONE || key == RH_STEP_NONE) return RH_STEP_NONE;
    const uint8_t op = n->is_optional ? RH_STEP_INDEX_OPT : RH_STEP_INDEX;
    return rh_build__emit(b, (rh_step){.op = op, .a = of, .b = key, .weight = 1});
}

/* ---- literals ---- */

static bool any_mark(const rh_ast_node *n, uint32_t n_marks)
{
    for (uint32_t i = 0; i < n_marks; i++) {
        if (n->marks[i]) return true;
    }
    return false;
}

static uint32_t list_step(rh_builder *b, const rh_ast_node *n)
{
    uint32_t *kids = rh_build__kids(b, n, 0);
    if (kids == NULL) return RH_STEP_NONE;
    const rh_step plain = {.op = RH_STEP_LIST, .n = (uint16_t)n->n_kids, .weight = 1};
    if (!any_mark(n, n->n_kids)) return rh_build__emit_kids(b, plain, kids, n->n_kids, 0);
    uint32_t *pairs = RH_NEW_N(b->scratch, n->n_kids * 2, uint32_t);
    for (uint32_t i = 0; pairs != NULL && i < n->n_kids; i++) pairs[2 * i] = kids[i], pairs[2 * i + 1] = n->marks[i];
    if (pairs == NULL) return RH_STEP_NONE;
    const rh_step draft = {.op = RH_STEP_LIST_OPT, .n = (uint16_t)(n->n_kids * 2), .weight = 1};
    return rh_build__emit_kids(b, draft, pairs, draft.n, 0);
}

static uint32_t map_step(rh_builder *b, const rh_ast_node *n)
{
    uint32_t *kids = rh_build__kids(b, n, 0);
    const uint32_t n_pairs = n->n_kids / 2;
    uint32_t *triples = RH_NEW_N(b->scratch, n_pairs * 3 + 1, uint32_t);
    if (kids == NULL || triples == NULL) return RH_STEP_NONE;
    for (uint32_t i = 0; i < n_pairs; i++) {
        triples[3 * i] = kids[2 * i];
        triples[3 * i + 1] = kids[2 * i + 1];
        triples[3 * i + 2] = n->marks[i];
    }
    const rh_step draft = {.op = RH_STEP_MAP, .n = (uint16_t)(n_pairs * 3), .weight = 1};
    return rh_build__emit_kids(b, draft, triples, draft.n, 0);
}

/* ---- macros ---- */

static uint8_t macro_op(rh_macro macro)
{
    static const uint8_t ops[RH_N_MACROS] = {[RH_MACRO_ALL] = RH_STEP_ALL,
                                             [RH_MACRO_EXISTS] = RH_STEP_EXISTS,
                                             [RH_MACRO_EXISTS_ONE] = RH_STEP_EXISTS_ONE,
                                             [RH_MACRO_MAP] = RH_STEP_MAP_EACH,
                                             [RH_MACRO_FILTER] = RH_STEP_FILTER,
                                             [RH_MACRO_TRANSFORM_LIST] = RH_STEP_MAP_EACH,
                                             [RH_MACRO_TRANSFORM_MAP] = RH_STEP_MAP_ENTRIES,
                                             [RH_MACRO_OPT_MAP] = RH_STEP_OPT_MAP,
                                             [RH_MACRO_OPT_FLAT_MAP] = RH_STEP_OPT_FLAT_MAP,
                                             [RH_MACRO_BIND] = RH_STEP_BIND,
                                             [RH_MACRO_BLOCK] = RH_STEP_BLOCK};
    return ops[macro];
}

static uint64_t bits(uint32_t from, uint32_t n)
{
    return (n >= 64 ? UINT64_MAX : ((uint64_t)1 << n) - 1) << from;
}

static uint32_t macro_step(rh_builder *b, const rh_ast_node *n)
{
    const rh_macro macro = (rh_macro)n->op;
    const uint32_t local = rh_build__fact(b, n)->local;
    const uint8_t op = macro_op(macro);
    uint32_t *kids = rh_build__kids(b, n, 0);
    if (kids == NULL) return RH_STEP_NONE;
    if (macro == RH_MACRO_BLOCK) {
        const rh_step block = {.op = op, .n = (uint16_t)n->n_kids, .b = local, .weight = 1};
        return rh_build__emit_kids(b, block, kids, n->n_kids, bits(local, n->n_kids - 1));
    }
    if (macro == RH_MACRO_BIND || macro == RH_MACRO_OPT_MAP || macro == RH_MACRO_OPT_FLAT_MAP) {
        const rh_step draft = {.op = op, .a = kids[0], .b = local, .c = kids[1], .weight = 1};
        const uint32_t id = rh_pool__step(b->pool, draft, NULL, 0, bits(local, 1));
        return id == RH_STEP_NONE ? id : rh_pool__fold(b->pool, id);
    }
    const uint32_t three[3] = {kids[0], n->n_kids == 3 ? kids[1] : RH_STEP_NONE, kids[n->n_kids - 1]};
    const uint16_t n_vars = n->vars[1].ptr != NULL ? 2 : 1;
    const rh_step loop = {.op = op, .flags = RH_STEP_COSTLY, .n = n_vars, .b = local, .c = RH_STEP_NONE, .weight = 1};
    return rh_build__emit_kids(b, loop, three, 3, bits(local, n_vars));
}

static uint32_t by_kind(rh_builder *b, const rh_ast_node *n)
{
    switch ((rh_ast_kind)n->kind) {
    case RH_AST_LITERAL: return rh_pool__const(b->pool, n->value, 1);
    case RH_AST_SELECT: return select_step(b, n);
    case RH_AST_HAS: return has_step(b, n);
    case RH_AST_INDEX: return index_step(b, n);
    case RH_AST_OP: return rh_build__operator(b, n);
    case RH_AST_LIST: return list_step(b, n);
    case RH_AST_MAP: return map_step(b, n);
    case RH_AST_MACRO: return macro_step(b, n);
    case RH_AST_NAME:
    case RH_AST_CALL:
    default: break;
    }
    return RH_STEP_NONE;
}

static uint32_t build(rh_builder *b, const rh_ast_node *n)
{
    const rh_fact *f = rh_build__fact(b, n);
    if (f->ref == RH_REF_NAME && n->kind != RH_AST_HAS) return name_step(b, &b->pool->env.names[f->index]);
    switch ((rh_ref)f->ref) {
    case RH_REF_LOCAL: return rh_build__emit(b, (rh_step){.op = RH_STEP_LOCAL, .a = f->index, .weight = 1});
    case RH_REF_TYPE: return type_step(b, n);
    case RH_REF_BUILTIN: return rh_build__builtin(b, n);
    case RH_REF_HOST: return rh_build__host(b, n);
    case RH_REF_UNDECIDED:
        return rh_build__emit(
            b, (rh_step){.op = RH_STEP_UNDECIDED, .flags = RH_STEP_VARIES, .n = RH_CAUSE_TYPE, .weight = 1});
    case RH_REF_NAME:
    case RH_REF_NONE:
    default: break;
    }
    return by_kind(b, n);
}

uint32_t rh_pool__build(rh_pool *pool, rh_arena *scratch, const rh_ast *ast, const rh_fact *facts, bool is_condition,
                        rh_diags *diags)
{
    rh_builder b = {.pool = pool, .scratch = scratch, .ast = ast, .facts = facts, .diags = diags};
    const uint32_t step = build(&b, ast->root);
    if (is_condition) rh_build__warn_constant(&b, ast->root, step);
    return step;
}
