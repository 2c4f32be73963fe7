/* Health at the first score, and the outcome. */
#include "harness/calibrate/cases.h"

#include "harness/verdict/policy.h"

/* ---- expressions ---- */

static rh_code add(rh_expr *out, rh_health_pool *p, rh_arena *keep, rh_source source, const rh_type *want,
                   rh_diags *diags)
{
    const rh_ast *ast;
    const rh_code code = rh_ast_parse(&ast, keep, source.text, source.node, diags);
    return code == RH_OK ? rh_pool_add(p->pool, out, ast, want, diags) : code;
}

rh_code rh_health_pool_make(rh_health_pool *out, rh_arena *keep, const rh_program *program, rh_diags *diags)
{
    const rh_register *reg = rh_program_register(program, 0);
    rh_health_pool p = {.reg = reg};
    rh_err err = {.code = RH_OK};
    const rh_env *env;
    *out = p;
    if (reg->health == NULL || !reg->health->has_outcome) return RH_OK;
    rh_expr *inputs = RH_NEW_N(keep, reg->health->n_inputs, rh_expr);
    rh_code code = inputs == NULL ? RH_NOMEM : rh_program_env(&env, keep, program, 0, NULL, 0, &err);
    if (code == RH_OK) code = rh_pool_new(&p.pool, keep, env, &err);
    if (code != RH_OK) return rh_diags_add(diags, code, (rh_span){0}, "%s", inputs == NULL ? "no memory" : err.text);
    for (size_t i = 0; code == RH_OK && i < reg->health->n_inputs; i++)
        code = add(&inputs[i], &p, keep, reg->health->inputs[i].value, NULL, diags);
    if (code == RH_OK) code = add(&p.good, &p, keep, reg->health->good, &rh_type_bool, diags);
    if (code == RH_OK) code = rh_pool_seal(p.pool, &err);
    p.health = reg->health;
    p.groups[0] = reg->policy.segment;
    p.groups[1] = rh_gate_lane_field(reg);
    if (p.groups[1] == p.groups[0]) p.groups[1] = RH_NONE;
    p.inputs = inputs;
    if (code == RH_OK) *out = p;
    return code;
}

/* ---- steps ---- */

static rh_value value_of(rh_health_watch *w, const rh_view *view, rh_expr root)
{
    rh_instant until = RH_INSTANT_NEVER;
    rh_eval ev = {.scratch = &w->arena};
    const rh_value v = rh_view_eval(view, w->pool->pool, root, &ev, &until);
    if (!rh_instant_is_never(until)) rh_view_wake(view, until);
    return v;
}

static void note_score(rh_health_watch *w, const rh_view *view)
{
    const rh_value score = rh_view_field(view, w->pool->health->score);
    if (score.kind != RH_INT) return;
    w->is_scored = true;
    w->scored_at = rh_view_now(view);
    w->score = score.i;
    for (size_t i = 0; i < w->pool->health->n_inputs; i++) {
        const rh_value v = value_of(w, view, w->pool->inputs[i]);
        w->inputs[i] = v.kind == RH_INT ? v.i : -1;
    }
    for (int g = 0; g < RH_HEALTH_GROUPS; g++) {
        const uint32_t field = w->pool->groups[g];
        const rh_value v = field != RH_NONE ? rh_view_field(view, field) : rh_null();
        w->groups[g] = v.kind == RH_STRING ? rh_arena_str(&w->arena, rh_value_str(v)) : rh_str_null();
    }
}

/* The outcome is looked for first: a score that comes with it foretells nothing. */
static void step(void *ctx, const rh_view *view, const rh_event *event)
{
    rh_health_watch *w = ctx;
    (void)event;
    if (!rh_view_has_lane(view, 0)) return;
    if (!w->has_begun) w->has_begun = true, w->began = rh_view_now(view);
    if (!w->is_good && rh_value_is_true(value_of(w, view, w->pool->good)))
        w->is_good = true, w->good_at = rh_view_now(view);
    if (!w->is_scored) note_score(w, view);
    w->failed |= rh_arena_failed(&w->arena);
}

void rh_health_watch_init(rh_health_watch *watch, rh_host_memory host, const rh_health_pool *pool)
{
    *watch = (rh_health_watch){.pool = pool, .observer = {.ctx = watch, .step = step}};
    rh_arena_init(&watch->arena, host, 0);
}

void rh_health_watch_dispose(rh_health_watch *watch)
{
    if (watch != NULL && watch->pool != NULL) rh_arena_dispose(&watch->arena);
}

void rh_health_watch_begin(rh_health_watch *watch, rh_run *run)
{
    rh_arena_reset(&watch->arena);
    watch->has_begun = watch->is_scored = watch->is_good = false;
    watch->inputs = RH_NEW_N(&watch->arena, watch->pool->health->n_inputs, int64_t);
    watch->failed = watch->inputs == NULL;
    rh_run_set_observer(run, watch->failed ? NULL : &watch->observer);
}

/* ---- a case ---- */

static rh_health_fate fate_of(const rh_health_watch *w, rh_instant ends, rh_instant as_of)
{
    const bool is_good = w->is_good && !rh_instant_before(ends, w->good_at);
    const rh_instant known = is_good ? w->good_at : ends;
    if (!is_good && rh_instant_before(as_of, ends)) return RH_HEALTH_CENSORED;
    if (!w->is_scored) return RH_HEALTH_UNSCORED_CASE;
    if (!rh_instant_before(w->scored_at, known)) return RH_HEALTH_LATE;
    return is_good ? RH_HEALTH_GOOD : RH_HEALTH_BAD;
}

rh_code rh_health_case_of(const rh_health_case **out, rh_arena *keep, const rh_health_watch *watch, rh_instant as_of,
                          rh_err *err)
{
    const rh_health *health = watch->pool->health;
    *out = NULL;
    if (watch->failed) return rh_err_nomem(err);
    if (!watch->has_begun) return RH_OK;
    rh_health_case *c = RH_NEW(keep, rh_health_case);
    int64_t *inputs = RH_NEW_N(keep, health->n_inputs, int64_t);
    if (c == NULL || inputs == NULL) return rh_err_nomem(err);
    memcpy(inputs, watch->inputs, health->n_inputs * sizeof *inputs);
    *c = (rh_health_case){.began = watch->began, .scored_at = watch->scored_at, .score = watch->score,
                          .inputs = inputs};
    for (int g = 0; watch->is_scored && g < RH_HEALTH_GROUPS; g++) c->groups[g] = rh_arena_str(keep, watch->groups[g]);
    if (rh_arena_failed(keep)) return rh_err_nomem(err);
    /* A span that the calendar does not cover is not over. */
    if (!rh_calendar_add(watch->pool->reg->calendar, &c->ends, watch->began, health->within)) c->ends = RH_INSTANT_MAX;
    c->fate = fate_of(watch, c->ends, as_of);
    *out = c;
    return RH_OK;
}
