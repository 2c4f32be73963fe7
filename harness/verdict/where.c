/* Which entries a criterion looks at. */
#include "harness/verdict/where.h"

#include "engine/expr/expr.h"

enum { SLOT_ID, SLOT_LANE, SLOT_RISK, SLOT_SLA, N_SLOTS };

static rh_code make_pool(rh_pool **out, rh_arena *keep, rh_err *err)
{
    static const rh_str risks[] = {{"low", 3}, {"medium", 6}, {"high", 4}, {"hold", 4}};
    static const rh_type risk = {.kind = RH_T_STRING, .words = {risks, sizeof risks / sizeof risks[0]}};
    static const rh_name names[N_SLOTS] = {
        {.name = {"entry.id", 8}, .type = &rh_type_string, .slot = SLOT_ID},
        {.name = {"entry.lane", 10}, .type = &rh_type_string, .slot = SLOT_LANE},
        {.name = {"entry.risk", 10}, .type = &risk, .slot = SLOT_RISK},
        {.name = {"entry.sla", 9}, .type = &rh_type_int, .slot = SLOT_SLA},
    };
    static const rh_env env = {.names = names, .n_names = N_SLOTS, .flags = RH_ENV_CORE_FUNCTIONS, .n_slots = N_SLOTS};
    return rh_pool_new(out, keep, &env, err);
}

static rh_value value_of(rh_pool *pool, rh_expr root, rh_arena *keep, const rh_entry *e)
{
    const rh_value slots[N_SLOTS] = {
        [SLOT_ID] = rh_string(e->id),
        [SLOT_LANE] = rh_string(e->lane),
        [SLOT_RISK] = rh_string(rh_str_of(rh_risk_name(e->risk))),
        [SLOT_SLA] = rh_int(e->sla),
    };
    rh_eval ev = {.slots = slots, .scratch = keep};
    return rh_pool_eval(pool, root, &ev);
}

static rh_code judge_entries(bool *matches, rh_pool *pool, rh_expr root, rh_arena *keep, const rh_node *node,
                             const rh_register *reg, rh_diags *diags)
{
    for (size_t i = 0; i < reg->n_entries; i++) {
        const rh_value v = value_of(pool, root, keep, &reg->entries[i]);
        matches[i] = rh_value_is_true(v);
        if (v.kind == RH_BOOL) continue;
        rh_diags_add(diags, RH_GATE_VALUE, node->span, "where is neither true nor false of entry %.*s",
                     RH_ARG(reg->entries[i].id));
        return RH_GATE_VALUE;
    }
    return RH_OK;
}

rh_code rh_gate_where_read(const bool **out, rh_arena *keep, const rh_node *node, const rh_register *reg,
                           rh_diags *diags)
{
    rh_pool *pool;
    rh_expr root;
    const rh_ast *ast;
    rh_err err = {0};
    bool *matches = RH_NEW_N(keep, reg->n_entries, bool);
    if (matches == NULL) return RH_NOMEM;
    if (node->kind != RH_NODE_SCALAR) {
        rh_diags_add(diags, RH_GATE_VALUE, node->span, "where must be an expression over entry.id, .lane, .risk, .sla");
        return RH_GATE_VALUE;
    }
    rh_code code = rh_ast_parse(&ast, keep, node->text, node, diags);
    if (code == RH_OK) code = make_pool(&pool, keep, &err);
    if (code == RH_OK) code = rh_pool_add(pool, &root, ast, &rh_type_bool, diags);
    if (code == RH_OK) code = rh_pool_seal(pool, &err);
    if (code == RH_OK) code = judge_entries(matches, pool, root, keep, node, reg, diags);
    if (code == RH_OK) *out = matches;
    return code;
}
