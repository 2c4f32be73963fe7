/* Expressions of tests, and the functions that look inside a segment: approved, decided, did. */
#include "engine/proof/proof_insides.h"

static bool has_decided(const rh_case *c, rh_str role, bool only_approvals)
{
    const rh_segment *s = c->segment;
    const uint32_t wanted = rh_register_role(c->proof->reg, role);
    for (size_t i = 0; s != NULL && wanted != RH_NONE && i < s->decided.n; i++)
        if ((s->decided.at[i].approves || !only_approvals) &&
            rh_str_eq(s->decided.at[i].by, c->proof->reg->roles[wanted].id))
            return true;
    return false;
}

static bool has_done(const rh_case *c, rh_str action)
{
    const rh_segment *s = c->segment;
    for (size_t i = 0; s != NULL && i < s->did.n; i++)
        if (rh_str_eq(s->did.at[i], action)) return true;
    return false;
}

rh_value rh_case__call(void *ctx, uint32_t fn, const rh_value *args, size_t n)
{
    const rh_case *c = ctx;
    if (n != 1) return rh_undecided(RH_CAUSE_TYPE);
    if (fn == RH_FN_DID)
        return args[0].kind == RH_STRING ? rh_bool(has_done(c, rh_value_str(args[0]))) : rh_undecided(RH_CAUSE_TYPE);
    if (args[0].kind != RH_LIST) return rh_undecided(RH_CAUSE_TYPE);
    for (uint32_t i = 0; i < args[0].n; i++) {
        if (args[0].list[i].kind != RH_STRING) return rh_undecided(RH_CAUSE_TYPE);
        if (has_decided(c, rh_value_str(args[0].list[i]), fn == RH_FN_APPROVED)) return rh_bool(true);
    }
    return rh_bool(false);
}

bool rh_case__is_true(rh_case *c, const rh_moment *m, const rh_pool *pool, rh_expr expr, bool wakes)
{
    rh_instant until = RH_INSTANT_NEVER;
    rh_eval ev = {.scratch = &c->trial->scratch, .call = rh_case__call, .call_ctx = c};
    const rh_value v = rh_view_eval_of(m->view, c->n_approvers, pool, expr, &ev, &until);
    if (wakes && !rh_instant_is_never(until)) rh_view_wake(m->view, until);
    return rh_value_is_true(v);
}
