/* The tables of the metric language: what an expression over their rows may name, and what they read of a journey. */
#include "harness/review/read.h"

#include "engine/expr/syntax/ast.h"
#include "engine/step/run.h"
#include "harness/review/functions.h"

/* ---- environments ---- */

static const rh_type string_type = {.kind = RH_T_STRING, .is_nullable = true};
static const rh_type strings_type = {.kind = RH_T_LIST, .elem = &rh_type_string};
static const rh_type bool_type = {.kind = RH_T_BOOL, .is_nullable = true};
static const rh_type int_type = {.kind = RH_T_INT, .is_nullable = true};
static const rh_type double_type = {.kind = RH_T_DOUBLE, .is_nullable = true};
static const rh_type timestamp_type = {.kind = RH_T_TIMESTAMP, .is_nullable = true};
static const rh_type dyn_type = {.kind = RH_T_DYN};

static const struct {
    rh_table table;
    const char *name;
    const rh_type *type;
} columns[RH_N_COLUMNS] = {
#define X(TABLE, NAME, word, type) {RH_TABLE_##TABLE, word, &type##_type},
#include "harness/review/columns.def"
#undef X
};

static bool is_event_name(rh_str name)
{
    return rh_str_starts(name, RH_STR("event."));
}

/* The core's names but for the event's: rows of the table events have columns for it. Values of the policy are those of
 * the revision that monitors.yaml stands in. */
static rh_code make_core(rh_review_reader *r, rh_err *err)
{
    const rh_env *full;
    rh_env *env = RH_NEW(r->keep, rh_env);
    const rh_code code = rh_program_env(&full, r->keep, r->program, 0, NULL, 0, err);
    if (code != RH_OK) return code;
    const rh_env *values = r->values != NULL ? r->values : full;
    rh_name *names = RH_NEW_N(r->keep, full->n_names + values->n_names, rh_name);
    if (env == NULL || names == NULL) return rh_err_nomem(err);
    *env = *full;
    env->names = names;
    env->n_names = 0;
    for (size_t i = 0; i < full->n_names; i++)
        if (!is_event_name(full->names[i].name) && full->names[i].cls != RH_NAME_CONST)
            names[env->n_names++] = full->names[i];
    for (size_t i = 0; i < values->n_names; i++)
        if (values->names[i].cls == RH_NAME_CONST) names[env->n_names++] = values->names[i];
    r->core_env = env;
    r->plan->n_core = env->n_slots;
    return rh_pool_new(&r->plan->core, r->keep, env, err);
}

/* A namespace of the register that a column would hide. */
static bool is_hidden(const rh_env *core, rh_str column)
{
    for (size_t i = 0; i < core->n_names; i++) {
        const rh_str name = core->names[i].name;
        if (rh_str_eq(name, column) ||
            (rh_str_starts(name, column) && name.len > column.len && name.ptr[column.len] == '.'))
            return true;
    }
    return false;
}

static rh_code open_table(rh_review_reader *r, rh_table table, rh_err *err)
{
    const rh_env *core = r->core_env;
    rh_env *env = RH_NEW(r->keep, rh_env);
    rh_name *names = RH_NEW_N(r->keep, core->n_names + RH_N_COLUMNS, rh_name);
    if (env == NULL || names == NULL) return rh_err_nomem(err);
    size_t n = core->n_names;
    memcpy(names, core->names, n * sizeof *names);
    for (uint32_t i = 0; i < RH_N_COLUMNS; i++) {
        const rh_str name = rh_str_of(columns[i].name);
        if (columns[i].table != table || is_hidden(core, name)) continue;
        names[n++] = (rh_name){.name = name, .type = columns[i].type, .slot = r->plan->n_core + i};
    }
    *env = *core;
    env->names = names;
    env->n_names = n;
    env->n_slots = r->plan->n_core + RH_N_COLUMNS;
    env->flags |= RH_ENV_FREE_CLOCK;
    env->fns = rh_review_functions(&env->n_fns, r->keep, r->plan, table == RH_TABLE_JOURNEYS);
    if (env->fns == NULL) return rh_err_nomem(err);
    r->envs[table] = env;
    return rh_pool_new(&r->plan->tables[table].pool, r->keep, env, err);
}

rh_code rh_review__open_tables(rh_review_reader *r, rh_err *err)
{
    rh_code code = rh_review_words(r->plan, r->keep, err);
    if (code == RH_OK) code = make_core(r, err);
    for (int t = 0; t < RH_N_TABLES && code == RH_OK; t++) code = open_table(r, (rh_table)t, err);
    return code;
}

/* ---- expressions ---- */

rh_expr rh_review__expr(rh_review_reader *r, rh_pool *pool, const rh_node *node, const char *what,
                        const rh_type *want, const rh_ast **tree)
{
    const rh_ast *ast;
    rh_expr root = RH_EXPR_NONE;
    if (node == NULL) return RH_EXPR_NONE;
    if (node->kind != RH_NODE_SCALAR) {
        RH_REVIEW_ERROR(r, RH_REVIEW_VALUE, node->span, "%s must be an expression", what);
        return RH_EXPR_NONE;
    }
    rh_code code = rh_ast_parse(&ast, r->keep, node->text, node, r->diags);
    if (code == RH_OK) code = rh_pool_add(pool, &root, ast, want, r->diags);
    if (code != RH_OK) rh_review__failed(r, code);
    else if (tree != NULL) *tree = ast;
    return code == RH_OK ? root : RH_EXPR_NONE;
}

rh_expr rh_review__condition(rh_review_reader *r, const rh_node *node, const char *what)
{
    return rh_review__expr(r, r->plan->core, node, what, &rh_type_bool, NULL);
}

/* ---- what tables read ---- */

static void mark(bool *is_read, const rh_pool *pool, rh_expr root, uint32_t n_core)
{
    size_t n = 0;
    const uint32_t *reads = root != RH_EXPR_NONE ? rh_pool_reads(pool, root, &n) : NULL;
    for (size_t i = 0; i < n; i++)
        if (reads[i] < n_core) is_read[reads[i]] = true;
}

static const uint32_t *marked(size_t *n, rh_arena *keep, const bool *is_read, uint32_t n_core)
{
    uint32_t *at = RH_NEW_N(keep, n_core, uint32_t);
    *n = 0;
    for (uint32_t i = 0; at != NULL && i < n_core; i++)
        if (is_read[i]) at[(*n)++] = i;
    return at;
}

static void find_reads(rh_review_reader *r, rh_table table)
{
    rh_review_plan *plan = r->plan;
    rh_table_plan *t = &plan->tables[table];
    bool *is_read = RH_NEW_N(r->keep, plan->n_core, bool);
    for (size_t i = 0; is_read != NULL && i < plan->n_own; i++) {
        const rh_metric_plan *m = &plan->metrics[i];
        if (m->table != table) continue;
        t->is_asked = true;
        mark(is_read, t->pool, m->where, plan->n_core);
        mark(is_read, t->pool, m->of, plan->n_core);
        mark(is_read, t->pool, m->value, plan->n_core);
        for (size_t k = 0; k < m->n_by; k++) mark(is_read, t->pool, m->by[k], plan->n_core);
    }
    if (is_read != NULL) t->reads = marked(&t->n_reads, r->keep, is_read, plan->n_core);
}

rh_code rh_review__seal_tables(rh_review_reader *r, rh_err *err)
{
    rh_review_plan *plan = r->plan;
    rh_code code = rh_pool_seal(plan->core, err);
    bool *is_read = RH_NEW_N(r->keep, plan->n_core, bool);
    for (int t = 0; t < RH_N_TABLES && code == RH_OK; t++) {
        code = rh_pool_seal(plan->tables[t].pool, err);
        if (code == RH_OK) find_reads(r, (rh_table)t);
    }
    for (size_t i = 0; code == RH_OK && is_read != NULL && i < plan->n_queues; i++) {
        mark(is_read, plan->core, plan->queues[i].enter, plan->n_core);
        mark(is_read, plan->core, plan->queues[i].leave, plan->n_core);
    }
    if (code == RH_OK && is_read != NULL)
        plan->queue_reads = marked(&plan->n_queue_reads, r->keep, is_read, plan->n_core);
    for (size_t i = 0; code == RH_OK && i < plan->n_own; i++) rh_review__read_names(r, &r->metrics[i]);
    return code == RH_OK && rh_arena_failed(r->keep) ? rh_err_nomem(err) : code;
}
