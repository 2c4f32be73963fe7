/* Whether what a metric of monitors.yaml is counted over grows with the entries of a register. */
#include "harness/verdict/monitored.h"

#include "engine/expr/expr.h"
#include "engine/journey/record.h"

static const struct {
    const char *word;
    bool may_be_absent;
} core_columns[] = {
#define X(word, may_be_absent) {word, may_be_absent},
#include "harness/verdict/core_columns.def"
#undef X
};

static bool is_core_column(rh_str name, bool only_absent)
{
    for (size_t i = 0; i < sizeof core_columns / sizeof core_columns[0]; i++)
        if (rh_str_eq(name, rh_str_of(core_columns[i].word))) return core_columns[i].may_be_absent || !only_absent;
    return false;
}

/* first, last and n of a kind of records: how often is never absent. Of an event type they are history's. */
static bool looks_at_records(const rh_ast_node *n, bool only_absent)
{
    const bool is_count = rh_str_eq(n->text, RH_STR("n"));
    const bool is_instant = rh_str_eq(n->text, RH_STR("first")) || rh_str_eq(n->text, RH_STR("last"));
    if (n->kind != RH_AST_CALL || n->n_kids != 1 || !(is_instant || (is_count && !only_absent))) return false;
    const rh_ast_node *what = n->kids[0];
    return what->kind != RH_AST_LITERAL || what->value.kind != RH_STRING ||
           rh_record_kind_of(rh_value_str(what->value)) != RH_N_RECORD_KINDS;
}

static bool reads_core(const rh_ast_node *n, bool only_absent)
{
    if (n->kind == RH_AST_NAME && is_core_column(n->text, only_absent)) return true;
    if (looks_at_records(n, only_absent)) return true;
    for (uint32_t i = 0; i < n->n_kids; i++)
        if (reads_core(n->kids[i], only_absent)) return true;
    return false;
}

/* What cannot be read is a mistake that the reader of monitors.yaml tells. */
static bool expression_reads_core(rh_arena *keep, const rh_node *node, bool only_absent)
{
    const rh_ast *ast;
    rh_diags unheard;
    if (node == NULL) return false;
    rh_diags_init(&unheard, keep);
    return node->kind != RH_NODE_SCALAR || rh_ast_parse(&ast, keep, node->text, node, &unheard) != RH_OK ||
           reads_core(ast->root, only_absent);
}

/* Journeys, events, what was observed and who decided are history's; all other rows begin with what the core does. */
static bool is_made_by_history(const rh_node *over)
{
    static const char *const tables[] = {"journeys", "events", "observed", "decisions"};
    for (size_t i = 0; over != NULL && i < sizeof tables / sizeof tables[0]; i++)
        if (rh_str_eq(over->text, rh_str_of(tables[i]))) return true;
    return false;
}

bool rh_monitored_grows(rh_arena *keep, const rh_node *metric, rh_model_unit unit)
{
    const rh_node *where = rh_node_get(metric, RH_STR("where"));
    if (!is_made_by_history(rh_node_get(metric, RH_STR("over")))) return true;
    if (unit == RH_MODEL_COUNT) return false; /* of all journeys, and no share */
    if (expression_reads_core(keep, where, false)) return true;
    return unit == RH_MODEL_RATE ? expression_reads_core(keep, rh_node_get(metric, RH_STR("of")), true)
                                 : expression_reads_core(keep, rh_node_get(metric, RH_STR("value")), false);
}
