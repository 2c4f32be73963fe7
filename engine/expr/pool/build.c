/* A checked tree to steps: names resolved, atoms over slots fused, constants folded. */
#include "engine/expr/builtins/builtins.h"
#include "engine/expr/check/types.h"
#include "engine/expr/pool/pool_insides.h"

typedef struct builder {
    rh_pool *pool;
    rh_arena *scratch;
    const rh_ast *ast;
    const rh_fact *facts;
    rh_diags *diags;
} builder;

static uint32_t build(builder *b, const rh_ast_node *n);

static const rh_fact *fact_of(const builder *b, const rh_ast_node *n) { return &b->facts[n->id]; }
static const rh_step *step_at(const builder *b, uint32_t id) { return &b->pool->steps.at[id]; }
static bool is_op(const builder *b, uint32_t id, rh_step_op op) { return step_at(b, id)->op == op; }
static bool is_slot(const builder *b, uint32_t id)
{
    return is_op(b, id, RH_STEP_SLOT) || is_op(b, id, RH_STEP_SLOT_LIST) || is_op(b, id, RH_STEP_SLOT_MAP);
}
static bool is_const(const builder *b, uint32_t id) { return rh_pool__is_const(b->pool, id); }

static uint32_t emit(builder *b, rh_step draft)
{
    const uint32_t id = rh_pool__step(b->pool, draft, NULL, 0, 0);
    return id == RH_STEP_NONE ? id : rh_pool__fold(b->pool, id);
}

static uint32_t emit_kids(builder *b, rh_step draft, const uint32_t *kids, size_t n, uint64_t bound)
{
    const uint32_t id = rh_pool__step(b->pool, draft, kids, n, bound);
    return id == RH_STEP_NONE ? id : rh_pool__fold(b->pool, id);
}

/* The index in consts of a text. */
static uint32_t text_const(builder *b, rh_str text)
{
    const uint32_t id = rh_pool__const(b->pool, rh_string(text), 1);
    return id == RH_STEP_NONE ? id : step_at(b, id)->b;
}

/* Builds kids[from..] into an array of the scratch; NULL without memory. */
static uint32_t *build_kids(builder *b, const rh_ast_node *n, uint32_t from)
{
    uint32_t *kids = RH_NEW_N(b->scratch, n->n_kids + 1, uint32_t);
    for (uint32_t i = from; kids != NULL && i < n->n_kids; i++) {
        kids[i - from] = build(b, n->kids[i]);
        if (kids[i - from] == RH_STEP_NONE) return NULL;
    }
    return kids;
}

/* ---- names ---- */

static uint32_t slot_step(builder *b, const rh_name *name)
{
    const uint8_t op = name->type->kind == RH_T_LIST  ? RH_STEP_SLOT_LIST
                       : name->type->kind == RH_T_MAP ? RH_STEP_SLOT_MAP
                                                      : RH_STEP_SLOT;
    return emit(b, (rh_step){.op = op, .flags = RH_STEP_VARIES, .a = name->slot, .weight = 1});
}

static uint32_t name_step(builder *b, const rh_name *name)
{
    if (name->cls == RH_NAME_CONST) return rh_pool__const(b->pool, name->constant, 1);
    if (name->cls == RH_NAME_SLOT) return slot_step(b, name);
    const bool is_free = (b->pool->env.flags & RH_ENV_FREE_CLOCK) != 0;
    const uint8_t flags = RH_STEP_VARIES | (is_free ? 0 : RH_STEP_CLOCK | RH_STEP_LINEAR);
    return emit(b, (rh_step){.op = RH_STEP_NOW, .flags = flags, .weight = 1});
}

static uint32_t type_step(builder *b, const rh_ast_node *n)
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

static uint32_t select_step(builder *b, const rh_ast_node *n)
{
    const uint32_t of = build(b, n->kids[0]), key = text_const(b, n->text);
    if (of == RH_STEP_NONE || key == RH_STEP_NONE) return RH_STEP_NONE;
    const bool is_list = fact_of(b, n)->type->kind == RH_T_LIST && fact_of(b, n->kids[0])->type->kind == RH_T_RECORD;
    const uint8_t op = n->is_optional ? RH_STEP_FIELD_OPT : is_list ? RH_STEP_FIELD_LIST : RH_STEP_FIELD;
    const uint16_t place = op == RH_STEP_FIELD ? place_among(fact_of(b, n->kids[0])->type, n->text) : 0;
    return emit(b, (rh_step){.op = op, .n = place, .a = of, .b = key, .weight = 1});
}

static uint32_t has_step(builder *b, const rh_ast_node *n)
{
    const rh_fact *f = fact_of(b, n);
    if (f->ref == RH_REF_NAME) {
        const rh_name *name = &b->pool->env.names[f->index];
        if (name->cls == RH_NAME_SLOT)
            return emit(b, (rh_step){.op = RH_STEP_HAS_SLOT, .flags = RH_STEP_VARIES, .a = name->slot, .weight = 2});
        return rh_pool__const(b->pool, rh_bool(name->cls == RH_NAME_NOW || name->constant.kind != RH_NULL), 2);
    }
    const uint32_t of = build(b, n->kids[0]), key = text_const(b, n->text);
    if (of == RH_STEP_NONE || key == RH_STEP_NONE) return RH_STEP_NONE;
    const bool is_declared = fact_of(b, n->kids[0])->type->kind == RH_T_RECORD;
    const uint8_t op = is_declared ? RH_STEP_HAS_MEMBER : RH_STEP_HAS_FIELD;
    return emit(b, (rh_step){.op = op, .a = of, .b = key, .weight = 1});
}

static uint32_t index_step(builder *b, const rh_ast_node *n)
{
    const uint32_t of = build(b, n->kids[0]), key = build(b, n->kids[1]);
    if (of == RH_STEP_NONE || key == RH_STEP_NONE) return RH_STEP_NONE;
    return emit(b, (rh_step){.op = n->is_optional ? RH_STEP_INDEX_OPT : RH_STEP_INDEX, .a = of, .b = key, .weight = 1});
}

/* ---- literals ---- */

static bool any_mark(const rh_ast_node *n, uint32_t n_marks)
{
    for (uint32_t i = 0; i < n_marks; i++) {
        if (n->marks[i]) return true;
    }
    return false;
}

static uint32_t list_step(builder *b, const rh_ast_node *n)
{
    uint32_t *kids = build_kids(b, n, 0);
    if (kids == NULL) return RH_STEP_NONE;
    if (!any_mark(n, n->n_kids))
        return emit_kids(b, (rh_step){.op = RH_STEP_LIST, .n = (uint16_t)n->n_kids, .weight = 1}, kids, n->n_kids, 0);
    uint32_t *pairs = RH_NEW_N(b->scratch, n->n_kids * 2, uint32_t);
    for (uint32_t i = 0; pairs != NULL && i < n->n_kids; i++) pairs[2 * i] = kids[i], pairs[2 * i + 1] = n->marks[i];
    if (pairs == NULL) return RH_STEP_NONE;
    const rh_step draft = {.op = RH_STEP_LIST_OPT, .n = (uint16_t)(n->n_kids * 2), .weight = 1};
    return emit_kids(b, draft, pairs, draft.n, 0);
}

static uint32_t map_step(builder *b, const rh_ast_node *n)
{
    uint32_t *kids = build_kids(b, n, 0);
    const uint32_t n_pairs = n->n_kids / 2;
    uint32_t *triples = RH_NEW_N(b->scratch, n_pairs * 3 + 1, uint32_t);
    if (kids == NULL || triples == NULL) return RH_STEP_NONE;
    for (uint32_t i = 0; i < n_pairs; i++) {
        triples[3 * i] = kids[2 * i];
        triples[3 * i + 1] = kids[2 * i + 1];
        triples[3 * i + 2] = n->marks[i];
    }
    const rh_step draft = {.op = RH_STEP_MAP, .n = (uint16_t)(n_pairs * 3), .weight = 1};
    return emit_kids(b, draft, triples, draft.n, 0);
}

/* ---- operators ---- */

static uint32_t weight_of(const builder *b, uint32_t x, uint32_t y)
{
    return 1 + step_at(b, x)->weight + step_at(b, y)->weight;
}

/* An atom over a slot and a constant. */
static uint32_t slot_atom(builder *b, uint8_t step, rh_op op, uint32_t slot, uint32_t constant)
{
    const rh_step draft = {.op = step, .flags = RH_STEP_VARIES, .n = (uint16_t)op, .a = step_at(b, slot)->a,
                           .b = step_at(b, constant)->b, .weight = weight_of(b, slot, constant)};
    return emit(b, draft);
}

/* slot == constant, either way round; RH_STEP_NONE when it is none. */
static uint32_t slot_equality(builder *b, rh_op op, uint32_t x, uint32_t y)
{
    if (is_const(b, x) && is_slot(b, y)) return slot_equality(b, op, y, x);
    if (!is_op(b, x, RH_STEP_SLOT) || !is_const(b, y)) return RH_STEP_NONE;
    const bool is_text = rh_pool__value(b->pool, y).kind == RH_STRING;
    const uint8_t step = op == RH_OP_EQ ? (is_text ? RH_STEP_SLOT_IS_STRING : RH_STEP_SLOT_IS)
                                        : (is_text ? RH_STEP_SLOT_NOT_STRING : RH_STEP_SLOT_NOT);
    return slot_atom(b, step, op, x, y);
}

static uint32_t slot_ordering(builder *b, rh_op op, uint32_t x, uint32_t y)
{
    if (is_const(b, x) && is_op(b, y, RH_STEP_SLOT)) return slot_ordering(b, rh_ast__op_turned(op), y, x);
    if (!is_op(b, x, RH_STEP_SLOT) || !is_const(b, y)) return RH_STEP_NONE;
    const uint8_t kind = rh_pool__value(b->pool, y).kind;
    if (kind != RH_INT && kind != RH_DOUBLE) return RH_STEP_NONE;
    return slot_atom(b, kind == RH_INT ? RH_STEP_SLOT_ORDER_INT : RH_STEP_SLOT_ORDER_DOUBLE, op, x, y);
}

static uint32_t slot_membership(builder *b, uint32_t x, uint32_t y)
{
    uint8_t op = 0;
    if (is_op(b, x, RH_STEP_SLOT) && is_const(b, y) && rh_pool__value(b->pool, y).kind == RH_LIST) op = RH_STEP_SLOT_IN;
    else if (is_const(b, x) && is_op(b, y, RH_STEP_SLOT_LIST)) op = RH_STEP_SLOT_HOLDS;
    else return RH_STEP_NONE;
    return op == RH_STEP_SLOT_IN ? slot_atom(b, op, RH_OP_IN, x, y) : slot_atom(b, op, RH_OP_IN, y, x);
}

static uint8_t plain_op(rh_op op)
{
    static const uint8_t steps[RH_N_OPS] = {
        [RH_OP_COND] = RH_STEP_COND, [RH_OP_OR] = RH_STEP_OR, [RH_OP_AND] = RH_STEP_AND, [RH_OP_EQ] = RH_STEP_EQ,
        [RH_OP_NE] = RH_STEP_NE, [RH_OP_LT] = RH_STEP_LT, [RH_OP_LE] = RH_STEP_LE, [RH_OP_GT] = RH_STEP_GT,
        [RH_OP_GE] = RH_STEP_GE, [RH_OP_IN] = RH_STEP_IN, [RH_OP_ADD] = RH_STEP_ADD, [RH_OP_SUB] = RH_STEP_SUB,
        [RH_OP_MUL] = RH_STEP_MUL, [RH_OP_DIV] = RH_STEP_DIV, [RH_OP_MOD] = RH_STEP_MOD, [RH_OP_NOT] = RH_STEP_NOT,
        [RH_OP_NEG] = RH_STEP_NEG};
    return steps[op];
}

static uint32_t fused(builder *b, rh_op op, uint32_t x, uint32_t y)
{
    if (op == RH_OP_EQ || op == RH_OP_NE) return slot_equality(b, op, x, y);
    if (op >= RH_OP_LT && op <= RH_OP_GE) return slot_ordering(b, op, x, y);
    return op == RH_OP_IN ? slot_membership(b, x, y) : RH_STEP_NONE;
}

/* Whether a part reads a name: then it is constant only under today's policy, which a sweep may change. */
static bool reads_name(const builder *b, const rh_ast_node *n)
{
    if (fact_of(b, n)->ref == RH_REF_NAME) return true;
    for (uint32_t i = 0; i < n->n_kids; i++) {
        if (reads_name(b, n->kids[i])) return true;
    }
    return false;
}

/* A condition, or one side of a condition, that its text alone decides (FAULTS.md E14). */
static void warn_constant(builder *b, const rh_ast_node *n, uint32_t step)
{
    if (step == RH_STEP_NONE || !is_const(b, step) || reads_name(b, n)) return;
    const rh_value v = rh_pool__value(b->pool, step);
    if (v.kind != RH_BOOL) return;
    rh_diags_add_warning(b->diags, RH_EXPR_CONSTANT, rh_ast__span(b->ast, n->at), "this is always %s",
                         v.b ? "true" : "false");
}

static void warn_constant_sides(builder *b, const rh_ast_node *n, const uint32_t *kids)
{
    const bool is_logical = n->op == RH_OP_AND || n->op == RH_OP_OR || n->op == RH_OP_COND;
    if (!is_logical || (b->pool->env.flags & RH_ENV_UNCHECKED) != 0) return;
    const uint32_t n_tests = n->op == RH_OP_COND ? 1 : n->n_kids;
    for (uint32_t i = 0; i < n_tests; i++) warn_constant(b, n->kids[i], kids[i]);
}

static uint32_t operator_step(builder *b, const rh_ast_node *n)
{
    const rh_op op = (rh_op)n->op;
    uint32_t *kids = build_kids(b, n, 0);
    if (kids == NULL) return RH_STEP_NONE;
    warn_constant_sides(b, n, kids);
    if (op == RH_OP_AND || op == RH_OP_OR) {
        const rh_step chain = {.op = plain_op(op), .n = (uint16_t)n->n_kids, .weight = n->n_kids - 1};
        return emit_kids(b, chain, kids, chain.n, 0);
    }
    if (n->n_kids == 1) return emit(b, (rh_step){.op = plain_op(op), .a = kids[0], .weight = 1});
    if (n->n_kids == 3)
        return emit(b, (rh_step){.op = RH_STEP_COND, .a = kids[0], .b = kids[1], .c = kids[2], .weight = 1});
    const bool is_clock = ((step_at(b, kids[0])->flags | step_at(b, kids[1])->flags) & RH_STEP_LINEAR) != 0;
    if (is_clock && op >= RH_OP_EQ && op <= RH_OP_GE) {
        const rh_step order = {.op = RH_STEP_CLOCK_ORDER, .n = (uint16_t)op, .a = kids[0], .b = kids[1], .weight = 1};
        return emit(b, order);
    }
    const uint32_t atom = fused(b, op, kids[0], kids[1]);
    if (atom != RH_STEP_NONE) return atom;
    const bool may_join = op == RH_OP_ADD && !rh_type__is_number(fact_of(b, n)->type);
    const uint8_t flags = (is_clock ? RH_STEP_LINEAR : 0) | (may_join ? RH_STEP_COSTLY : 0);
    return emit(b, (rh_step){.op = plain_op(op), .flags = flags, .a = kids[0], .b = kids[1], .weight = 1});
}

/* ---- calls ---- */

/* present(slot), absent(slot), conflict(slot, ...): RH_STEP_NONE when it is none. */
static uint32_t slot_call(builder *b, rh_builtin_fn fn, uint32_t *kids, uint32_t n)
{
    if (fn != rh_fn__present && fn != rh_fn__absent && fn != rh_fn__conflict) return RH_STEP_NONE;
    for (uint32_t i = 0; i < n; i++) {
        if (!is_slot(b, kids[i])) return RH_STEP_NONE;
    }
    const rh_step draft = {.flags = RH_STEP_VARIES, .n = (uint16_t)n, .weight = 1 + n};
    rh_step step = draft;
    if (fn != rh_fn__conflict) {
        step.op = fn == rh_fn__present ? RH_STEP_PRESENT_SLOT : RH_STEP_ABSENT_SLOT;
        step.a = step_at(b, kids[0])->a;
        return emit(b, step);
    }
    step.op = RH_STEP_CONFLICT_SLOTS;
    for (uint32_t i = 0; i < n; i++) kids[i] = step_at(b, kids[i])->a;
    return emit_kids(b, step, kids, n, 0);
}

/* Texts and lists are scanned at a cost; the size of a list is known. */
static bool is_costly(const rh_builtin *b, const rh_type *first)
{
    if (b->fn == rh_fn__size) return first->kind != RH_T_LIST && first->kind != RH_T_MAP;
    return b->group == RH_GROUP_CEL || b->group == RH_GROUP_EXT || b->fn == rh_fn__intersects;
}

/* A function whose value needs the host even when its arguments are constants. */
static bool asks_host(rh_builtin_fn fn, uint32_t n_args)
{
    return fn == rh_fn__matches ||
           (n_args == 2 && (fn == rh_fn__get_full_year || fn == rh_fn__get_month || fn == rh_fn__get_date ||
                            fn == rh_fn__get_day_of_month || fn == rh_fn__get_day_of_week ||
                            fn == rh_fn__get_day_of_year || fn == rh_fn__get_hours || fn == rh_fn__get_minutes ||
                            fn == rh_fn__get_seconds || fn == rh_fn__get_milliseconds));
}

static void fail(builder *b, const rh_ast_node *n, rh_code code, const char *what, rh_str text)
{
    if ((b->pool->env.flags & RH_ENV_UNCHECKED) != 0) return;
    rh_diags_add(b->diags, code, rh_ast__span(b->ast, n->at), "%s: \"%.*s\"", what, RH_ARG(text));
}

/* Literals that can be judged at load: duration("..."), timestamp("..."), patterns. */
static void judge_literals(builder *b, const rh_ast_node *n, rh_builtin_fn fn, const uint32_t *kids, uint32_t n_args,
                           uint32_t step)
{
    const uint32_t last = kids[n_args - 1];
    if (!is_const(b, last) || rh_pool__value(b->pool, last).kind != RH_STRING) return;
    const rh_str text = rh_value_str(rh_pool__value(b->pool, last));
    if (fn == rh_fn__to_duration && !is_const(b, step))
        fail(b, n, RH_EXPR_LITERAL, "not a duration such as \"1h30m\"", text);
    if (fn == rh_fn__to_timestamp && !is_const(b, step))
        fail(b, n, RH_EXPR_LITERAL, "not a timestamp such as \"2026-01-31T09:00:00Z\"", text);
    rh_err err = {0};
    const rh_env *env = &b->pool->env;
    if (fn == rh_fn__matches && env->regex_ok != NULL && !env->regex_ok(env->regex_ctx, text, &err))
        fail(b, n, RH_EXPR_REGEX, "not a regular expression", text);
}

static uint32_t builtin_step(builder *b, const rh_ast_node *n)
{
    const rh_fact *f = fact_of(b, n);
    const rh_builtin *builtin = &rh_builtins[f->index];
    const uint32_t n_args = n->n_kids - f->n_skip;
    uint32_t *kids = build_kids(b, n, f->n_skip);
    if (kids == NULL) return RH_STEP_NONE;
    const bool is_linear = n_args == 2 &&
                           ((step_at(b, kids[0])->flags | step_at(b, kids[1])->flags) & RH_STEP_LINEAR) != 0;
    if (is_linear) return emit(b, (rh_step){.op = RH_STEP_DAYS_CLOCK, .a = kids[0], .b = kids[1], .weight = 1});
    const uint32_t atom = slot_call(b, builtin->fn, kids, n_args);
    if (atom != RH_STEP_NONE || b->pool->keep->failed) return atom;
    const rh_type *first = n_args > 0 ? fact_of(b, n->kids[f->n_skip])->type : &rh_type_dyn;
    const uint8_t flags = (builtin->group == RH_GROUP_CLOCK ? RH_STEP_CLOCK | RH_STEP_VARIES : 0) |
                          (asks_host(builtin->fn, n_args) ? RH_STEP_VARIES : 0) |
                          (is_costly(builtin, first) ? RH_STEP_COSTLY : 0);
    const rh_step draft = {.op = RH_STEP_CALL, .flags = flags, .n = (uint16_t)n_args, .b = f->index, .weight = 1};
    const uint32_t step = emit_kids(b, draft, kids, n_args, 0);
    if (step != RH_STEP_NONE && n_args > 0) judge_literals(b, n, builtin->fn, kids, n_args, step);
    return step;
}

static uint32_t host_step(builder *b, const rh_ast_node *n)
{
    const uint32_t *kids = build_kids(b, n, 0);
    if (kids == NULL) return RH_STEP_NONE;
    const uint32_t id = b->pool->env.fns[fact_of(b, n)->index].id;
    const uint8_t flags = RH_STEP_CALLS | RH_STEP_VARIES;
    const rh_step draft = {.op = RH_STEP_HOST, .flags = flags, .n = (uint16_t)n->n_kids, .b = id, .weight = 1};
    return emit_kids(b, draft, kids, draft.n, 0);
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

static uint32_t macro_step(builder *b, const rh_ast_node *n)
{
    const rh_macro macro = (rh_macro)n->op;
    const uint32_t local = fact_of(b, n)->local;
    const uint8_t op = macro_op(macro);
    uint32_t *kids = build_kids(b, n, 0);
    if (kids == NULL) return RH_STEP_NONE;
    if (macro == RH_MACRO_BLOCK) {
        return emit_kids(b, (rh_step){.op = op, .n = (uint16_t)n->n_kids, .b = local, .weight = 1}, kids, n->n_kids,
                         bits(local, n->n_kids - 1));
    }
    if (macro == RH_MACRO_BIND || macro == RH_MACRO_OPT_MAP || macro == RH_MACRO_OPT_FLAT_MAP) {
        const rh_step draft = {.op = op, .a = kids[0], .b = local, .c = kids[1], .weight = 1};
        const uint32_t id = rh_pool__step(b->pool, draft, NULL, 0, bits(local, 1));
        return id == RH_STEP_NONE ? id : rh_pool__fold(b->pool, id);
    }
    const uint32_t three[3] = {kids[0], n->n_kids == 3 ? kids[1] : RH_STEP_NONE, kids[n->n_kids - 1]};
    const uint16_t n_vars = n->vars[1].ptr != NULL ? 2 : 1;
    const rh_step loop = {.op = op, .flags = RH_STEP_COSTLY, .n = n_vars, .b = local, .c = RH_STEP_NONE, .weight = 1};
    return emit_kids(b, loop, three, 3, bits(local, n_vars));
}

static uint32_t by_kind(builder *b, const rh_ast_node *n)
{
    switch ((rh_ast_kind)n->kind) {
    case RH_AST_LITERAL: return rh_pool__const(b->pool, n->value, 1);
    case RH_AST_SELECT: return select_step(b, n);
    case RH_AST_HAS: return has_step(b, n);
    case RH_AST_INDEX: return index_step(b, n);
    case RH_AST_OP: return operator_step(b, n);
    case RH_AST_LIST: return list_step(b, n);
    case RH_AST_MAP: return map_step(b, n);
    case RH_AST_MACRO: return macro_step(b, n);
    case RH_AST_NAME:
    case RH_AST_CALL:
    default: break;
    }
    return RH_STEP_NONE;
}

static uint32_t build(builder *b, const rh_ast_node *n)
{
    const rh_fact *f = fact_of(b, n);
    if (f->ref == RH_REF_NAME && n->kind != RH_AST_HAS) return name_step(b, &b->pool->env.names[f->index]);
    switch ((rh_ref)f->ref) {
    case RH_REF_LOCAL: return emit(b, (rh_step){.op = RH_STEP_LOCAL, .a = f->index, .weight = 1});
    case RH_REF_TYPE: return type_step(b, n);
    case RH_REF_BUILTIN: return builtin_step(b, n);
    case RH_REF_HOST: return host_step(b, n);
    case RH_REF_UNDECIDED:
        return emit(b, (rh_step){.op = RH_STEP_UNDECIDED, .flags = RH_STEP_VARIES, .n = RH_CAUSE_TYPE, .weight = 1});
    case RH_REF_NAME:
    case RH_REF_NONE:
    default: break;
    }
    return by_kind(b, n);
}

uint32_t rh_pool__build(rh_pool *pool, rh_arena *scratch, const rh_ast *ast, const rh_fact *facts, bool is_condition,
                        rh_diags *diags)
{
    builder b = {.pool = pool, .scratch = scratch, .ast = ast, .facts = facts, .diags = diags};
    const uint32_t step = build(&b, ast->root);
    if (is_condition) warn_constant(&b, ast->root, step);
    return step;
}
