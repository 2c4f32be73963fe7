/* What additions to a register can make of a metric of monitors.yaml. */
#include "harness/verdict/policy.h"

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

/* What an expression is looked through for. */
typedef struct look {
    const rh_register *reg;
    const bool *is_core; /* parallel to its fields: those whose value goes by what the core does */
    bool has_columns;    /* it is a metric's, not a field's */
    bool is_lane_core;   /* and so is the field that gate.yaml names as the lane */
    bool only_absent;    /* of columns, those that may be absent */
} look;

static bool is_core_column(rh_str name, const look *l)
{
    if (l->is_lane_core && rh_str_eq(name, RH_STR("lane"))) return true;
    for (size_t i = 0; i < sizeof core_columns / sizeof core_columns[0]; i++)
        if (rh_str_eq(name, rh_str_of(core_columns[i].word)))
            return rh_str_eq(name, RH_STR("workflow")) ||
                   (l->has_columns && (core_columns[i].may_be_absent || !l->only_absent));
    return false;
}

/* "space.name" of a register's fields. */
static bool is_named(rh_str field, rh_str space, rh_str name)
{
    return field.len == space.len + 1 + name.len && rh_str_starts(field, space) && field.ptr[space.len] == '.' &&
           rh_str_ends(field, name);
}

static bool is_core_field(const rh_ast_node *n, const look *l)
{
    const bool is_path = (n->kind == RH_AST_SELECT || n->kind == RH_AST_HAS) && n->kids[0]->kind == RH_AST_NAME;
    for (size_t i = 0; is_path && i < l->reg->n_fields; i++)
        if (is_named(l->reg->fields[i].name, n->kids[0]->text, n->text)) return l->is_core[i];
    return false;
}

/* first, last and n of a kind of records: how often is never absent. Of an event type they are history's. */
static bool looks_at_records(const rh_ast_node *n, const look *l)
{
    const bool is_count = rh_str_eq(n->text, RH_STR("n"));
    const bool is_instant = rh_str_eq(n->text, RH_STR("first")) || rh_str_eq(n->text, RH_STR("last"));
    if (n->kind != RH_AST_CALL || n->n_kids != 1 || !(is_instant || (is_count && !l->only_absent))) return false;
    const rh_ast_node *what = n->kids[0];
    return what->kind != RH_AST_LITERAL || what->value.kind != RH_STRING ||
           rh_record_kind_of(rh_value_str(what->value)) != RH_N_RECORD_KINDS;
}

static bool reads_core(const rh_ast_node *n, const look *l)
{
    if (n->kind == RH_AST_NAME && is_core_column(n->text, l)) return true;
    if (is_core_field(n, l) || (l->has_columns && looks_at_records(n, l))) return true;
    for (uint32_t i = 0; i < n->n_kids; i++)
        if (reads_core(n->kids[i], l)) return true;
    return false;
}

/* What cannot be read is a mistake that others tell. */
static bool text_reads_core(rh_arena *keep, rh_str text, const look *l)
{
    const rh_ast *ast;
    rh_diags unheard;
    rh_diags_init(&unheard, keep);
    return rh_ast_parse(&ast, keep, text, NULL, &unheard) != RH_OK || reads_core(ast->root, l);
}

/* ---- fields ---- */

static bool sets_core(rh_arena *keep, const rh_event_decl *event, bool *is_core, const look *l)
{
    bool is_new = false;
    for (size_t i = 0; i < event->n_sets; i++) {
        const rh_set_rule *rule = &event->sets[i];
        if (is_core[rule->field] || !text_reads_core(keep, rule->value.text, l)) continue;
        is_core[rule->field] = is_new = true;
    }
    for (size_t i = 0; i < event->n_rows; i++) {
        const rh_row_rule *rule = &event->rows[i];
        bool reads = text_reads_core(keep, rule->key.text, l);
        for (size_t k = 0; k < rule->n_sets; k++) reads |= text_reads_core(keep, rule->sets[k].text, l);
        if (is_core[rule->field] || !reads) continue;
        is_core[rule->field] = is_new = true;
    }
    return is_new;
}

const bool *rh_core_fields(rh_arena *keep, const rh_register *reg)
{
    bool *is_core = RH_NEW_N(keep, reg->n_fields, bool), is_new = is_core != NULL;
    const look l = {.reg = reg, .is_core = is_core};
    while (is_new) {
        is_new = false;
        for (size_t i = 0; i < reg->n_fields; i++) {
            const rh_str text = reg->fields[i].derived.text;
            if (text.ptr == NULL || is_core[i] || !text_reads_core(keep, text, &l)) continue;
            is_core[i] = is_new = true;
        }
        for (size_t i = 0; i < reg->n_events; i++) is_new |= sets_core(keep, &reg->events[i], is_core, &l);
    }
    return is_core;
}

/* ---- metrics ---- */

static bool key_reads_core(rh_arena *keep, const rh_node *metric, const char *key, const look *l)
{
    const rh_node *node = rh_node_get(metric, rh_str_of(key));
    return node != NULL && (node->kind != RH_NODE_SCALAR || text_reads_core(keep, node->text, l));
}

/* Journeys, events, what was observed and who decided are history's; all other rows begin with what the core does. */
static bool is_made_by_history(const rh_node *over)
{
    static const char *const tables[] = {"journeys", "events", "observed", "decisions"};
    for (size_t i = 0; over != NULL && i < sizeof tables / sizeof tables[0]; i++)
        if (rh_str_eq(over->text, rh_str_of(tables[i]))) return true;
    return false;
}

rh_metric_adds rh_monitored_adds(rh_arena *keep, const rh_register *reg, const bool *is_core, const rh_node *metric,
                                 rh_model_unit unit)
{
    const uint32_t lane = rh_gate_lane_field(reg);
    const look any = {.reg = reg,
                      .is_core = is_core,
                      .has_columns = true,
                      .is_lane_core = lane != RH_NONE && is_core[lane]};
    look absent = any;
    absent.only_absent = true;
    if (!is_made_by_history(rh_node_get(metric, RH_STR("over")))) return RH_ADDS_GROWS;
    const bool is_chosen = key_reads_core(keep, metric, "where", &any);
    if (unit == RH_MODEL_COUNT) return is_chosen ? RH_ADDS_COUNTS : RH_ADDS_FIXED;
    const bool grows = is_chosen || key_reads_core(keep, metric, "value", &any) ||
                       key_reads_core(keep, metric, "of", &absent);
    return grows ? RH_ADDS_GROWS : RH_ADDS_FIXED;
}
