/* Costs of settings by an expression. */
#include "harness/sweep/prefer.h"

#include "engine/expr/expr.h"

typedef struct figure {
    const char *name;
    size_t offset;
} figure;

#define FIGURE(name) {#name, offsetof(rh_model_setting, name)}
static const figure figures[] = {
    FIGURE(differing), FIGURE(openings),  FIGURE(items),  FIGURE(breached),      FIGURE(caught),
    FIGURE(escaped),   FIGURE(drag),      FIGURE(clean),  FIGURE(useful),        FIGURE(waved_through),
    FIGURE(missed),    FIGURE(censored),  FIGURE(queue_longest), FIGURE(queue_last), FIGURE(weeks_over),
};
enum { N_FIGURES = sizeof figures / sizeof figures[0] };

static rh_code make_pool(rh_pool **out, rh_expr *root, rh_arena *keep, rh_str text, rh_err *err)
{
    rh_name *names = RH_NEW_N(keep, N_FIGURES, rh_name);
    rh_env *env = RH_NEW(keep, rh_env);
    rh_diags diags;
    const rh_ast *ast;
    if (names == NULL || env == NULL) return rh_err_nomem(err);
    for (size_t i = 0; i < N_FIGURES; i++)
        names[i] = (rh_name){.name = rh_str_of(figures[i].name), .type = &rh_type_int, .slot = (uint32_t)i};
    *env = (rh_env){.names = names, .n_names = N_FIGURES, .flags = RH_ENV_CORE_FUNCTIONS, .n_slots = N_FIGURES};
    rh_diags_init(&diags, keep);
    rh_code code = rh_ast_parse(&ast, keep, text, NULL, &diags);
    if (code == RH_OK) code = rh_pool_new(out, keep, env, err);
    if (code == RH_OK) code = rh_pool_add(*out, root, ast, NULL, &diags);
    if (code == RH_OK) return rh_pool_seal(*out, err);
    if (code == RH_NOMEM || diags.n_errors_kept == 0) return rh_err_nomem(err);
    return rh_err_set(err, RH_SWEEP_PREFER, (rh_span){0}, "--prefer: %s", diags.errors[0].text);
}

/* False when it is no number that fits. */
static bool millionths(int64_t *out, rh_value v)
{
    if (v.kind == RH_INT && v.i > INT64_MIN / 1000000 && v.i < INT64_MAX / 1000000) {
        *out = v.i * 1000000;
        return true;
    }
    if (v.kind != RH_DOUBLE || !(v.d > -9e12 && v.d < 9e12)) return false;
    *out = (int64_t)(v.d * 1e6);
    return true;
}

static rh_code cost_of(rh_model_setting *row, const rh_pool *pool, rh_expr root, rh_arena *keep, rh_err *err)
{
    rh_value slots[N_FIGURES];
    for (size_t i = 0; i < N_FIGURES; i++) {
        uint64_t n;
        memcpy(&n, (const char *)row + figures[i].offset, sizeof n);
        slots[i] = rh_int((int64_t)n);
    }
    rh_eval ev = {.slots = slots, .scratch = keep};
    if (millionths(&row->cost, rh_pool_eval(pool, root, &ev))) return RH_OK;
    return rh_err_set(err, RH_SWEEP_PREFER, (rh_span){0}, "--prefer: no number at the setting %.*s", RH_ARG(row->text));
}

static size_t distance(size_t a, size_t b) { return a > b ? a - b : b - a; }

rh_code rh_sweep_prefer(rh_model_setting *rows, size_t n, rh_str preference, rh_arena *keep, rh_err *err)
{
    rh_pool *pool = NULL;
    rh_expr root = RH_EXPR_NONE;
    size_t current = 0, best = n;
    rh_code code = make_pool(&pool, &root, keep, preference, err);
    for (size_t i = 0; i < n; i++)
        if (rows[i].is_current) current = i;
    for (size_t i = 0; code == RH_OK && i < n; i++) {
        if (rows[i].why.ptr != NULL) continue;
        code = cost_of(&rows[i], pool, root, keep, err);
        if (rows[i].oscillated > 0) continue;
        const bool is_nearer = best < n && rows[i].cost == rows[best].cost &&
                               distance(i, current) < distance(best, current);
        if (best == n || rows[i].cost < rows[best].cost || is_nearer) best = i;
    }
    if (code == RH_OK && best < n) rows[best].is_preferred = true;
    return code;
}
