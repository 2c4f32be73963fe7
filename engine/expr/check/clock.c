/* The clock rule (rulings 25 and 26): `now` and every difference that contains it may be compared, subtracted from, and
 * nothing else; of the functions only days_between() takes `now` itself. So each clock atom is linear in now, and the
 * evaluator can say when it changes. */
#include "engine/expr/check/check_insides.h"

static bool is_comparison(const rh_ast_node *n)
{
    return n->kind == RH_AST_OP && n->op >= RH_OP_EQ && n->op <= RH_OP_GE;
}

static bool is_days_between(const rh_ast_node *n)
{
    return n->kind == RH_AST_CALL && !n->is_method && rh_str_eq(n->text, RH_STR("days_between"));
}

static void subtraction(rh_checker *c, const rh_ast_node *n)
{
    rh_fact *f = rh_check__fact(c, n);
    if (f->type->kind == RH_T_TIMESTAMP) f->clock = RH_CLOCK_INSTANT;
    else if (f->type->kind == RH_T_DURATION) f->clock = RH_CLOCK_DIFFERENCE;
    else
        rh_check__fail(c, n, RH_EXPR_CLOCK,
                       "only a timestamp or a duration is subtracted from now, and its type must be known");
}

void rh_check__clock(rh_checker *c, const rh_ast_node *n)
{
    const rh_ast_node *with_clock = NULL;
    for (uint32_t i = 0; i < n->n_kids && with_clock == NULL; i++) {
        if (rh_check__fact(c, n->kids[i])->clock != RH_CLOCK_NONE) with_clock = n->kids[i];
    }
    if (with_clock == NULL || is_comparison(n)) return;
    const bool is_now = with_clock->kind == RH_AST_NAME || with_clock->kind == RH_AST_SELECT;
    if (n->kind == RH_AST_OP && n->op == RH_OP_SUB) {
        subtraction(c, n);
    } else if (is_days_between(n)) {
        for (uint32_t i = 0; i < n->n_kids; i++) {
            const rh_ast_node *kid = n->kids[i];
            if (rh_check__fact(c, kid)->clock == RH_CLOCK_NONE || kid->kind == RH_AST_NAME) continue;
            rh_check__fail(c, kid, RH_EXPR_CLOCK, "days_between() takes now, but no difference that contains it");
        }
    } else {
        rh_check__fail(c, with_clock, RH_EXPR_CLOCK, "%s may only be compared or subtracted from",
                       is_now ? "now" : "a difference that contains now");
    }
}
