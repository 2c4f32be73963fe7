/* Operators to steps: atoms over slots fused, comparisons with the clock, sides that never change. */
#include "engine/expr/pool/build.h"

static uint32_t weight_of(const rh_builder *b, uint32_t x, uint32_t y)
{
    return 1 + rh_build__at(b, x)->weight + rh_build__at(b, y)->weight;
}

/* An atom over a slot and a constant. */
static uint32_t slot_atom(rh_builder *b, uint8_t step, rh_op op, uint32_t slot, uint32_t constant)
{
    const rh_step draft = {.op = step, .flags = RH_STEP_VARIES, .n = (uint16_t)op, .a = rh_build__at(b, slot)->a,
                           .b = rh_build__at(b, constant)->b, .weight = weight_of(b, slot, constant)};
    return rh_build__emit(b, draft);
}

/* slot == constant, either way round; RH_STEP_NONE when it is none. */
static uint32_t slot_equality(rh_builder *b, rh_op op, uint32_t x, uint32_t y)
{
    if (rh_build__is_const(b, x) && rh_build__is_slot(b, y)) return slot_equality(b, op, y, x);
    if (!rh_build__is(b, x, RH_STEP_SLOT) || !rh_build__is_const(b, y)) return RH_STEP_NONE;
    const bool is_text = rh_pool__value(b->pool, y).kind == RH_STRING;
    const uint8_t step = op == RH_OP_EQ ? (is_text ? RH_STEP_SLOT_IS_STRING : RH_STEP_SLOT_IS)
                                        : (is_text ? RH_STEP_SLOT_NOT_STRING : RH_STEP_SLOT_NOT);
    return slot_atom(b, step, op, x, y);
}

static uint32_t slot_ordering(rh_builder *b, rh_op op, uint32_t x, uint32_t y)
{
    if (rh_build__is_const(b, x) && rh_build__is(b, y, RH_STEP_SLOT))
        return slot_ordering(b, rh_ast__op_turned(op), y, x);
    if (!rh_build__is(b, x, RH_STEP_SLOT) || !rh_build__is_const(b, y)) return RH_STEP_NONE;
    const uint8_t kind = rh_pool__value(b->pool, y).kind;
    if (kind != RH_INT && kind != RH_DOUBLE) return RH_STEP_NONE;
    return slot_atom(b, kind == RH_INT ? RH_STEP_SLOT_ORDER_INT : RH_STEP_SLOT_ORDER_DOUBLE, op, x, y);
}

static uint32_t slot_membership(rh_builder *b, uint32_t x, uint32_t y)
{
    const bool is_list = rh_build__is_const(b, y) && rh_pool__value(b->pool, y).kind == RH_LIST;
    if (rh_build__is(b, x, RH_STEP_SLOT) && is_list) return slot_atom(b, RH_STEP_SLOT_IN, RH_OP_IN, x, y);
    if (rh_build__is_const(b, x) && rh_build__is(b, y, RH_STEP_SLOT_LIST))
        return slot_atom(b, RH_STEP_SLOT_HOLDS, RH_OP_IN, y, x);
    return RH_STEP_NONE;
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

static uint32_t fused(rh_builder *b, rh_op op, uint32_t x, uint32_t y)
{
    if (op == RH_OP_EQ || op == RH_OP_NE) return slot_equality(b, op, x, y);
    if (op >= RH_OP_LT && op <= RH_OP_GE) return slot_ordering(b, op, x, y);
    return op == RH_OP_IN ? slot_membership(b, x, y) : RH_STEP_NONE;
}

/* Whether a part reads a name: then it is constant only under today's policy, which a sweep may change. */
static bool reads_name(const rh_builder *b, const rh_ast_node *n)
{
    if (rh_build__fact(b, n)->ref == RH_REF_NAME) return true;
    for (uint32_t i = 0; i < n->n_kids; i++) {
        if (reads_name(b, n->kids[i])) return true;
    }
    return false;
}

void rh_build__warn_constant(rh_builder *b, const rh_ast_node *n, uint32_t step)
{
    if (step == RH_STEP_NONE || !rh_build__is_const(b, step) || reads_name(b, n)) return;
    const rh_value v = rh_pool__value(b->pool, step);
    if (v.kind != RH_BOOL) return;
    rh_diags_add_warning(b->diags, RH_EXPR_CONSTANT, rh_ast__span(b->ast, n->at), "this is always %s",
                         v.b ? "true" : "false");
}

static void warn_constant_sides(rh_builder *b, const rh_ast_node *n, const uint32_t *kids)
{
    const bool is_logical = n->op == RH_OP_AND || n->op == RH_OP_OR || n->op == RH_OP_COND;
    if (!is_logical || (b->pool->env.flags & RH_ENV_UNCHECKED) != 0) return;
    const uint32_t n_tests = n->op == RH_OP_COND ? 1 : n->n_kids;
    for (uint32_t i = 0; i < n_tests; i++) rh_build__warn_constant(b, n->kids[i], kids[i]);
}

uint32_t rh_build__operator(rh_builder *b, const rh_ast_node *n)
{
    const rh_op op = (rh_op)n->op;
    uint32_t *kids = rh_build__kids(b, n, 0);
    if (kids == NULL) return RH_STEP_NONE;
    warn_constant_sides(b, n, kids);
    if (op == RH_OP_AND || op == RH_OP_OR) {
        const rh_step chain = {.op = plain_op(op), .n = (uint16_t)n->n_kids, .weight = n->n_kids - 1};
        return rh_build__emit_kids(b, chain, kids, chain.n, 0);
    }
    if (n->n_kids == 1) return rh_build__emit(b, (rh_step){.op = plain_op(op), .a = kids[0], .weight = 1});
    if (n->n_kids == 3)
        return rh_build__emit(b, (rh_step){.op = RH_STEP_COND, .a = kids[0], .b = kids[1], .c = kids[2], .weight = 1});
    const bool is_clock = ((rh_build__at(b, kids[0])->flags | rh_build__at(b, kids[1])->flags) & RH_STEP_LINEAR) != 0;
    if (is_clock && op >= RH_OP_EQ && op <= RH_OP_GE) {
        const rh_step order = {.op = RH_STEP_CLOCK_ORDER, .n = (uint16_t)op, .a = kids[0], .b = kids[1], .weight = 1};
        return rh_build__emit(b, order);
    }
    const uint32_t atom = fused(b, op, kids[0], kids[1]);
    if (atom != RH_STEP_NONE) return atom;
    const bool may_join = op == RH_OP_ADD && !rh_type__is_number(rh_build__fact(b, n)->type);
    const uint8_t flags = (is_clock ? RH_STEP_LINEAR : 0) | (may_join ? RH_STEP_COSTLY : 0);
    return rh_build__emit(b, (rh_step){.op = plain_op(op), .flags = flags, .a = kids[0], .b = kids[1], .weight = 1});
}
