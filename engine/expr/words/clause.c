/* Conditions as clauses. Negation goes inward, so that a reader meets "is missing" rather than "it is not so that". */
#include "engine/expr/words/words.h"

static bool is_op(const rh_ast_node *n, rh_op op) { return n->kind == RH_AST_OP && n->op == op; }

static bool is_compound(const rh_ast_node *n)
{
    if (is_op(n, RH_OP_NOT)) return is_compound(n->kids[0]);
    return is_op(n, RH_OP_AND) || is_op(n, RH_OP_OR) || is_op(n, RH_OP_COND);
}

/* Clauses in a row. Inside another row it is opened with a word that shows where it begins and how it is joined. */
static void row(rh_speaker *s, const rh_ast_node *n, bool is_negated, bool is_inner)
{
    const bool is_and = is_op(n, RH_OP_AND) != is_negated;
    const char *word = is_and ? "and" : "or";
    bool has_compound = false;
    for (uint32_t i = 0; i < n->n_kids; i++) has_compound = has_compound || is_compound(n->kids[i]);
    if (is_inner) rh_say(s, !is_and ? "either " : n->n_kids == 2 ? "both " : "all of: ");
    for (uint32_t i = 0; i < n->n_kids; i++) {
        const bool is_last = i + 1 == n->n_kids;
        if (i > 0 && is_last) rh_buf_printf(s->out, "%s %s ", has_compound ? "," : "", word);
        else if (i > 0) rh_say(s, has_compound ? "; " : ", ");
        const rh_ast_node *kid = n->kids[i];
        const bool is_row = is_op(kid, RH_OP_AND) || is_op(kid, RH_OP_OR);
        if (is_row) row(s, kid, is_negated, true);
        else rh_words__clause(s, kid, is_negated);
    }
}

/* "X is `words`", or "is not". */
static void predicate(rh_speaker *s, const rh_ast_node *of, bool is_negated, const char *yes, const char *no)
{
    rh_words__value(s, of);
    rh_say(s, is_negated ? no : yes);
}

static void equality(rh_speaker *s, const rh_ast_node *n, bool is_negated)
{
    const rh_ast_node *a = n->kids[0], *b = n->kids[1];
    if (a->kind == RH_AST_LITERAL && b->kind != RH_AST_LITERAL) {
        const rh_ast_node *turned = a;
        a = b;
        b = turned;
    }
    const bool is_same = is_op(n, RH_OP_EQ) != is_negated;
    const rh_value v = b->kind == RH_AST_LITERAL ? b->value : rh_int(1);
    if (v.kind == RH_NULL) {
        predicate(s, a, !is_same, " is missing", " is given");
    } else if (v.kind == RH_BOOL) {
        rh_words__value(s, a);
        rh_buf_printf(s->out, " is %s%s", is_same ? "" : "not ", v.b ? "true" : "false");
    } else {
        rh_words__value(s, a);
        rh_say(s, is_same ? " is " : " is not ");
        rh_words__value(s, b);
    }
}

static void ordering(rh_speaker *s, const rh_ast_node *n, bool is_negated)
{
    const rh_op op = is_negated ? rh_words__opposite((rh_op)n->op) : (rh_op)n->op;
    const bool is_turned = n->kids[0]->kind == RH_AST_LITERAL;
    rh_words__value(s, n->kids[is_turned ? 1 : 0]);
    rh_buf_printf(s->out, " is %s", rh_words__amount(is_turned ? rh_ast__op_turned(op) : op));
    rh_words__value(s, n->kids[is_turned ? 0 : 1]);
}

static void membership(rh_speaker *s, const rh_ast_node *n, bool is_negated)
{
    const rh_ast_node *needle = n->kids[0], *heap = n->kids[1];
    if (heap->kind == RH_AST_LIST) {
        rh_words__value(s, needle);
        rh_say(s, is_negated ? " is none of " : " is one of ");
        rh_words__series(s, heap, 0, is_negated ? "and" : "or");
        return;
    }
    predicate(s, heap, is_negated, " includes ", " does not include ");
    rh_words__value(s, needle);
}

/* "f, g and h VERB". */
static void together(rh_speaker *s, const rh_ast_node *n, const char *verb)
{
    rh_words__series(s, n, 0, "and");
    rh_say(s, verb);
}

/* A test of one text against another. */
static bool text_test(rh_speaker *s, const rh_ast_node *n, bool is_negated)
{
    static const struct { const char *name, *yes, *no;
    } tests[] = {{"startsWith", " begins with ", " does not begin with "},
                 {"endsWith", " ends with ", " does not end with "},
                 {"contains", " contains ", " does not contain "},
                 {"matches", " matches the pattern ", " does not match the pattern "}};
    for (size_t i = 0; i < sizeof tests / sizeof *tests; i++) {
        if (!rh_words__is_call(n, tests[i].name, 2)) continue;
        predicate(s, n->kids[0], is_negated, tests[i].yes, tests[i].no);
        rh_words__value(s, n->kids[1]);
        return true;
    }
    return false;
}

/* approved(["lead", "boss"]) and did("x"): what a host function says of a list or a word. */
static bool host_test(rh_speaker *s, const rh_ast_node *n, bool is_negated)
{
    if (n->is_method || n->n_kids != 1) return false;
    const rh_ast_node *arg = n->kids[0];
    const bool is_by = rh_str_eq(n->text, RH_STR("approved")) || rh_str_eq(n->text, RH_STR("decided"));
    if (is_by) {
        rh_buf_printf(s->out, "it is %s%.*s by ", is_negated ? "not " : "", RH_ARG(n->text));
        if (arg->kind == RH_AST_LIST) rh_words__series(s, arg, 0, "or");
        else rh_words__value(s, arg);
        return true;
    }
    if (!rh_str_eq(n->text, RH_STR("did"))) return false;
    predicate(s, arg, is_negated, " has been done", " has not been done");
    return true;
}

static void call(rh_speaker *s, const rh_ast_node *n, bool is_negated)
{
    if (rh_words__is_call(n, "present", 1)) predicate(s, n->kids[0], is_negated, " is given", " is missing");
    else if (rh_words__is_call(n, "absent", 1)) predicate(s, n->kids[0], is_negated, " is missing", " is given");
    else if (rh_words__is_call(n, "overdue", 1)) predicate(s, n->kids[0], is_negated, " is overdue", " is not overdue");
    else if (rh_words__is_call(n, "hasValue", 1)) predicate(s, n->kids[0], is_negated, " is given", " is missing");
    else if (rh_words__is_call(n, "intersects", 2)) together(s, n, is_negated ? " share no entry" : " share an entry");
    else if (n->kind == RH_AST_CALL && rh_str_eq(n->text, RH_STR("conflict")))
        together(s, n, is_negated ? " do not disagree" : " disagree");
    else if (!text_test(s, n, is_negated) && !host_test(s, n, is_negated))
        predicate(s, n, is_negated, " holds", " does not hold");
}

static void quantified(rh_speaker *s, const rh_ast_node *n, bool is_negated)
{
    const uint32_t before = s->n_vars;
    if (n->vars[1].ptr != NULL) {
        predicate(s, n, is_negated, " holds", " does not hold");
        return;
    }
    if (n->op == RH_MACRO_EXISTS) rh_say(s, is_negated ? "for none of " : "for at least one of ");
    else if (n->op == RH_MACRO_ALL) rh_say(s, is_negated ? "not for every one of " : "for every one of ");
    else rh_say(s, is_negated ? "not for exactly one of " : "for exactly one of ");
    rh_words__value(s, n->kids[0]);
    if (s->n_vars > 0) rh_buf_printf(s->out, " (%.*s)", RH_ARG(n->vars[0]));
    rh_say(s, ", ");
    if (s->n_vars < RH_WORDS_VARS) s->vars[s->n_vars++] = n->vars[0];
    rh_words__clause(s, n->kids[1], false);
    s->n_vars = before;
}

static void conditional(rh_speaker *s, const rh_ast_node *n, bool is_negated)
{
    rh_say(s, "if ");
    rh_words__clause(s, n->kids[0], false);
    rh_say(s, " then ");
    rh_words__clause(s, n->kids[1], is_negated);
    rh_say(s, ", otherwise ");
    rh_words__clause(s, n->kids[2], is_negated);
}

static void operation(rh_speaker *s, const rh_ast_node *n, bool is_negated)
{
    switch (n->op) {
    case RH_OP_AND:
    case RH_OP_OR: row(s, n, is_negated, false); return;
    case RH_OP_NOT: rh_words__clause(s, n->kids[0], !is_negated); return;
    case RH_OP_COND: conditional(s, n, is_negated); return;
    case RH_OP_IN: membership(s, n, is_negated); return;
    case RH_OP_EQ:
    case RH_OP_NE:
        if (!rh_words__time_order(s, n, is_negated)) equality(s, n, is_negated);
        return;
    case RH_OP_LT:
    case RH_OP_LE:
    case RH_OP_GT:
    case RH_OP_GE:
        if (!rh_words__time_order(s, n, is_negated)) ordering(s, n, is_negated);
        return;
    default: predicate(s, n, is_negated, " is true", " is not true"); return;
    }
}

/* has(a.b): the path as a value. */
static void has(rh_speaker *s, const rh_ast_node *n, bool is_negated)
{
    rh_ast_node path = *n;
    path.kind = RH_AST_SELECT;
    predicate(s, &path, is_negated, " is given", " is missing");
}

void rh_words__clause(rh_speaker *s, const rh_ast_node *n, bool is_negated)
{
    switch ((rh_ast_kind)n->kind) {
    case RH_AST_LITERAL:
        if (n->value.kind == RH_BOOL) rh_say(s, n->value.b != is_negated ? "always" : "never");
        else predicate(s, n, is_negated, " is true", " is not true");
        return;
    case RH_AST_HAS: has(s, n, is_negated); return;
    case RH_AST_CALL: call(s, n, is_negated); return;
    case RH_AST_OP: operation(s, n, is_negated); return;
    case RH_AST_MACRO:
        if (n->op <= RH_MACRO_EXISTS_ONE) quantified(s, n, is_negated);
        else predicate(s, n, is_negated, " is true", " is not true");
        return;
    case RH_AST_NAME:
    case RH_AST_SELECT:
    case RH_AST_INDEX:
    case RH_AST_LIST:
    case RH_AST_MAP:
    default: predicate(s, n, is_negated, " is true", " is false"); return;
    }
}

/* Whether a tree reads as a condition rather than as a value. */
static bool reads_as_condition(const rh_ast_node *n)
{
    if (n->kind == RH_AST_OP && n->op == RH_OP_COND) return reads_as_condition(n->kids[1]);
    if (n->kind == RH_AST_OP) return n->op < RH_OP_ADD || n->op == RH_OP_NOT;
    if (n->kind == RH_AST_MACRO) return n->op <= RH_MACRO_EXISTS_ONE;
    if (n->kind == RH_AST_LITERAL) return n->value.kind == RH_BOOL;
    return n->kind == RH_AST_HAS;
}

void rh_expr_words(rh_buf *out, const rh_ast *ast, const rh_env *env, bool is_condition)
{
    rh_speaker s = {.out = out, .env = env};
    if (is_condition || reads_as_condition(ast->root)) rh_words__clause(&s, ast->root, false);
    else rh_words__value(&s, ast->root);
}
