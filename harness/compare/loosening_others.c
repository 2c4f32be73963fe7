/* What more open entries do to others: a condition may read what is open, and say less where more is. */
#include "harness/compare/loosening_insides.h"

#include "engine/expr/expr.h"
#include "engine/expr/syntax/ast.h"

/* What an entry that opens moves in one direction: it may pause the journey, there is one item more, the first clock
 * ends earlier, the oldest has been open for longer. */
static const struct {
    const char *name;
    bool is_of_stops;
} moved[] = {{"workflow.paused", true},
             {"workflow.open_items", false},
             {"workflow.earliest_due", false},
             {"workflow.oldest_open_at", false}};

static bool is_name(const rh_ast_node *n, const char *name)
{
    char path[64];
    const size_t len = rh_ast__path(path, sizeof path, n);
    return rh_str_eq((rh_str){path, len}, rh_str_of(name));
}

static bool reads(const rh_ast_node *n, const char *name)
{
    if (is_name(n, name)) return true;
    for (uint32_t i = 0; i < n->n_kids; i++)
        if (reads(n->kids[i], name)) return true;
    return false;
}

static bool is_op(const rh_ast_node *n, rh_op op)
{
    return n->kind == RH_AST_OP && n->op == (uint8_t)op;
}

static bool is_true(const rh_ast_node *n)
{
    return n->kind == RH_AST_LITERAL && n->value.kind == RH_BOOL && n->value.b;
}

/* Whether an atom can only turn from false to true when more is open: workflow.paused, workflow.open_items > 2,
 * overdue(workflow.earliest_due), days_since(workflow.oldest_open_at) >= 1. */
static bool only_rises(const rh_ast_node *atom, const char *name)
{
    if (is_name(atom, name)) return true;
    if (atom->kind == RH_AST_CALL)
        return rh_str_eq(atom->text, RH_STR("overdue")) || rh_str_eq(atom->text, RH_STR("present"));
    if (is_op(atom, RH_OP_EQ)) return is_name(atom->kids[0], name) && is_true(atom->kids[1]);
    if (!is_op(atom, RH_OP_GT) && !is_op(atom, RH_OP_GE)) return false;
    const rh_ast_node *left = atom->kids[0];
    const bool is_since = left->kind == RH_AST_CALL && rh_str_ends(left->text, RH_STR("_since")) && left->n_kids == 1;
    return !reads(atom->kids[1], name) && is_name(is_since ? left->kids[0] : left, name);
}

/* Whether the condition may turn false (else: true) when more is open. */
static bool may_turn(const rh_ast_node *n, const char *name, bool to_false)
{
    if (!reads(n, name)) return false;
    if (is_op(n, RH_OP_NOT)) return may_turn(n->kids[0], name, !to_false);
    if (!is_op(n, RH_OP_AND) && !is_op(n, RH_OP_OR)) return !(to_false && only_rises(n, name));
    for (uint32_t i = 0; i < n->n_kids; i++)
        if (may_turn(n->kids[i], name, to_false)) return true;
    return false;
}

static bool source_may_turn(rh_text_judge *j, const rh_source *source, const char *name, bool to_false)
{
    const rh_ast *tree;
    rh_diags unheard;
    rh_diags_init(&unheard, j->keep);
    if (source->text.ptr == NULL || rh_ast_parse(&tree, j->keep, source->text, NULL, &unheard) != RH_OK) return false;
    return may_turn(tree->root, name, to_false);
}

static void judge_readers(rh_text_judge *j, const rh_entry *opens, const char *name, const char *key, rh_str says)
{
    for (size_t i = 0; i < j->head->n_entries; i++) {
        const rh_entry *e = &j->head->entries[i];
        const bool is_other = opens == NULL || !rh_str_eq(e->id, opens->id);
        if (!is_other || rh_register_entry(j->base, e->id) == RH_NONE || !source_may_turn(j, &e->when, name, true))
            continue;
        rh_text__find(j, RH_TEXT_UNKNOWN, key, "%.*s, and %.*s, which reads %s, may open less", RH_ARG(says),
                      RH_ARG(e->id), name);
    }
    for (size_t i = 0; i < j->head->n_actions; i++)
        if (source_may_turn(j, &j->head->actions[i].release, name, false))
            rh_text__find(j, RH_TEXT_UNKNOWN, key, "%.*s, and %.*s, whose release reads %s, may be let go", RH_ARG(says),
                          RH_ARG(j->head->actions[i].id), name);
}

void rh_text__opens_more(rh_text_judge *j, const rh_entry *opens, const char *key, rh_str says)
{
    const rh_tier *tier = rh_text__tier(j->head, opens->sla);
    for (size_t m = 0; m < sizeof moved / sizeof moved[0]; m++)
        if (!moved[m].is_of_stops || tier == NULL || tier->stops) judge_readers(j, opens, moved[m].name, key, says);
}

void rh_text__stops_more(rh_text_judge *j, const rh_entry *opens, const char *key, rh_str says)
{
    for (size_t m = 0; m < sizeof moved / sizeof moved[0]; m++)
        if (moved[m].is_of_stops) judge_readers(j, opens, moved[m].name, key, says);
}
