/* Calls to steps: functions of the language, of slots alone, and of the host. */
#include "engine/expr/pool/build.h"

/* present(slot), absent(slot), conflict(slot, ...): RH_STEP_NONE when it is none. */
static uint32_t slot_call(rh_builder *b, rh_builtin_fn fn, uint32_t *kids, uint32_t n)
{
    if (fn != rh_fn__present && fn != rh_fn__absent && fn != rh_fn__conflict) return RH_STEP_NONE;
    for (uint32_t i = 0; i < n; i++) {
        if (!rh_build__is_slot(b, kids[i])) return RH_STEP_NONE;
    }
    const rh_step draft = {.flags = RH_STEP_VARIES, .n = (uint16_t)n, .weight = 1 + n};
    rh_step step = draft;
    if (fn != rh_fn__conflict) {
        step.op = fn == rh_fn__present ? RH_STEP_PRESENT_SLOT : RH_STEP_ABSENT_SLOT;
        step.a = rh_build__at(b, kids[0])->a;
        return rh_build__emit(b, step);
    }
    step.op = RH_STEP_CONFLICT_SLOTS;
    for (uint32_t i = 0; i < n; i++) kids[i] = rh_build__at(b, kids[i])->a;
    return rh_build__emit_kids(b, step, kids, n, 0);
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

static void fail(rh_builder *b, const rh_ast_node *n, rh_code code, const char *what, rh_str text)
{
    if ((b->pool->env.flags & RH_ENV_UNCHECKED) != 0) return;
    rh_diags_add(b->diags, code, rh_ast__span(b->ast, n->at), "%s: \"%.*s\"", what, RH_ARG(text));
}

/* Literals that can be judged at load: duration("..."), timestamp("..."), patterns. */
static void judge_literals(rh_builder *b, const rh_ast_node *n, rh_builtin_fn fn, const uint32_t *kids, uint32_t n_args,
                           uint32_t step)
{
    const uint32_t last = kids[n_args - 1];
    if (!rh_build__is_const(b, last) || rh_pool__value(b->pool, last).kind != RH_STRING) return;
    const rh_str text = rh_value_str(rh_pool__value(b->pool, last));
    if (fn == rh_fn__to_duration && !rh_build__is_const(b, step))
        fail(b, n, RH_EXPR_LITERAL, "not a duration such as \"1h30m\"", text);
    if (fn == rh_fn__to_timestamp && !rh_build__is_const(b, step))
        fail(b, n, RH_EXPR_LITERAL, "not a timestamp such as \"2026-01-31T09:00:00Z\"", text);
    rh_err err = {0};
    const rh_env *env = &b->pool->env;
    if (fn == rh_fn__matches && env->regex_ok != NULL && !env->regex_ok(env->regex_ctx, text, &err))
        fail(b, n, RH_EXPR_REGEX, "not a regular expression", text);
}

uint32_t rh_build__builtin(rh_builder *b, const rh_ast_node *n)
{
    const rh_fact *f = rh_build__fact(b, n);
    const rh_builtin *builtin = &rh_builtins[f->index];
    const uint32_t n_args = n->n_kids - f->n_skip;
    uint32_t *kids = rh_build__kids(b, n, f->n_skip);
    if (kids == NULL) return RH_STEP_NONE;
    const bool is_linear = n_args == 2 &&
                           ((rh_build__at(b, kids[0])->flags | rh_build__at(b, kids[1])->flags) & RH_STEP_LINEAR) != 0;
    if (is_linear) {
        const rh_step days = {.op = RH_STEP_DAYS_CLOCK, .a = kids[0], .b = kids[1], .weight = 1};
        return rh_build__emit(b, days);
    }
    const uint32_t atom = slot_call(b, builtin->fn, kids, n_args);
    if (atom != RH_STEP_NONE || b->pool->keep->failed) return atom;
    const rh_type *first = n_args > 0 ? rh_build__fact(b, n->kids[f->n_skip])->type : &rh_type_dyn;
    const uint8_t flags = (builtin->group == RH_GROUP_CLOCK ? RH_STEP_CLOCK | RH_STEP_VARIES : 0) |
                          (asks_host(builtin->fn, n_args) ? RH_STEP_VARIES : 0) |
                          (is_costly(builtin, first) ? RH_STEP_COSTLY : 0);
    const rh_step draft = {.op = RH_STEP_CALL, .flags = flags, .n = (uint16_t)n_args, .b = f->index, .weight = 1};
    const uint32_t step = rh_build__emit_kids(b, draft, kids, n_args, 0);
    if (step != RH_STEP_NONE && n_args > 0) judge_literals(b, n, builtin->fn, kids, n_args, step);
    return step;
}

uint32_t rh_build__host(rh_builder *b, const rh_ast_node *n)
{
    const uint32_t *kids = rh_build__kids(b, n, 0);
    if (kids == NULL) return RH_STEP_NONE;
    const uint32_t id = b->pool->env.fns[rh_build__fact(b, n)->index].id;
    const uint8_t flags = RH_STEP_CALLS | RH_STEP_VARIES;
    const rh_step draft = {.op = RH_STEP_HOST, .flags = flags, .n = (uint16_t)n->n_kids, .b = id, .weight = 1};
    return rh_build__emit_kids(b, draft, kids, draft.n, 0);
}
