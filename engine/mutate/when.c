/* Mutants of conditions: NEG, DROP, SWAP, CMP, SHIFT, LIT, ARG. */
#include "engine/mutate/insides.h"

typedef struct walk {
    rh_bench *b;
    rh_mutation op;            /* that mutants are made of in this walk */
    const rh_ast_node *clause; /* the outermost condition around the node that && || ! and ?: join with others */
} walk;

static const rh_fact *fact(const walk *w, const rh_ast_node *n) { return &w->b->facts[n->id]; }

static bool is_op(const rh_ast_node *n, rh_op op) { return n->kind == RH_AST_OP && n->op == op; }

/* ---- keeping ---- */

static bool is_known(const rh_bench *b, rh_str text)
{
    for (size_t i = b->first; i < b->found.n; i++)
        if (b->found.at[i].changed != NULL && rh_str_eq(b->found.at[i].changed->when.text, text)) return true;
    return false;
}

bool rh_bench__pool(rh_bench *b, rh_str text, rh_expr *root)
{
    rh_diags unheard; /* what a mutant is warned of is what was done to it */
    const rh_ast *ast;
    rh_diags_init(&unheard, &b->scratch);
    rh_code code = rh_ast_parse(&ast, b->keep, text, NULL, &unheard);
    if (code == RH_OK) code = rh_pool_add(b->pool, root, ast, &rh_type_bool, &unheard);
    if (code == RH_NOMEM) b->keep->failed = true;
    return code == RH_OK;
}

/* The root of the folded tree. */
static bool pool_folded(rh_bench *b, const rh_ast_node *tree, rh_expr *root)
{
    const rh_ast_node *folded = rh_bench__folded(b, tree);
    return folded != NULL && rh_bench__pool(b, rh_tree__text(b->keep, folded), root);
}

/* The condition with `by` in the place of `target`. */
static void keep(const walk *w, const rh_ast_node *target, const rh_ast_node *by, rh_str says)
{
    rh_bench *b = w->b;
    if (rh_bench__is_full(b)) return;
    const rh_ast_node *tree = by != NULL ? rh_tree__with(b->keep, b->when->root, target, by) : NULL;
    rh_entry *changed = rh_bench__copy(b);
    rh_expr root;
    if (tree == NULL || changed == NULL) return;
    const rh_str text = rh_tree__text(b->keep, tree);
    b->text_bytes += text.len;
    if (is_known(b, text) || !rh_bench__pool(b, text, &root) || !pool_folded(b, tree, &root)) return;
    changed->when.text = text;
    rh_bench__keep(b, w->op, changed, root == b->root, rh_ast__span(b->when, target->at), says);
}

/* Says what the clause around the target would ask then. */
static void keep_reworded(const walk *w, const rh_ast_node *target, const rh_ast_node *by)
{
    rh_bench *b = w->b;
    const rh_ast_node *clause = w->clause != NULL ? w->clause : b->when->root;
    const rh_ast_node *other = by != NULL ? rh_tree__with(b->keep, clause, target, by) : NULL;
    if (other == NULL) return;
    const rh_str was = rh_tree__words(b->keep, b->env, clause, true);
    const rh_str is = rh_tree__words(b->keep, b->env, other, true);
    keep(w, target, by,
         rh_bench__say(b, "it asked whether %.*s, rather than whether %.*s", RH_ARG(is), RH_ARG(was)));
}

/* ---- the operators ---- */

static void drop_operands(const walk *w, const rh_ast_node *n)
{
    if (!is_op(n, RH_OP_AND) && !is_op(n, RH_OP_OR)) return;
    for (uint32_t i = 0; i < n->n_kids; i++) {
        rh_bench *b = w->b;
        const rh_str words = rh_tree__words(b->keep, b->env, n->kids[i], true);
        const size_t before = b->found.n;
        keep(w, n, rh_tree__without(b->keep, n, i), rh_bench__say(b, "it did not ask whether %.*s", RH_ARG(words)));
        if (b->found.n == before) continue;
        b->found.at[before].span = rh_ast__span(b->when, n->kids[i]->at);
        b->found.at[before].clause = words;
    }
}

static rh_str each_in_words(rh_bench *b, const rh_ast_node *n)
{
    rh_buf list;
    rh_buf_init(&list, b->keep, 1 << 20);
    for (uint32_t i = 0; i < n->n_kids; i++) {
        if (i > 0) rh_buf_put(&list, RH_STR("; "));
        rh_buf_put(&list, rh_tree__words(b->keep, b->env, n->kids[i], true));
    }
    return rh_buf_str(&list);
}

static void swap(const walk *w, const rh_ast_node *n)
{
    const bool is_and = is_op(n, RH_OP_AND);
    if (!is_and && !is_op(n, RH_OP_OR)) return;
    const rh_str list = each_in_words(w->b, n);
    keep(w, n, rh_tree__operator(w->b->keep, n, is_and ? RH_OP_OR : RH_OP_AND),
         rh_bench__say(w->b, is_and ? "one of these were enough, where all are needed: %.*s"
                                    : "all of these were needed, where one is enough: %.*s",
                       RH_ARG(list)));
}

static void compare(const walk *w, const rh_ast_node *n)
{
    static const struct {
        rh_op from, to;
    } turns[] = {{RH_OP_LT, RH_OP_LE}, {RH_OP_LE, RH_OP_LT}, {RH_OP_GT, RH_OP_GE},
                 {RH_OP_GE, RH_OP_GT}, {RH_OP_EQ, RH_OP_NE}, {RH_OP_NE, RH_OP_EQ}};
    for (size_t i = 0; i < sizeof turns / sizeof *turns; i++)
        if (is_op(n, turns[i].from)) keep_reworded(w, n, rh_tree__operator(w->b->keep, n, turns[i].to));
}

/* ---- SHIFT ---- */

static bool shifted(rh_value *out, rh_value v, int by)
{
    if (v.kind == RH_INT) return !__builtin_add_overflow(v.i, (int64_t)by, &v.i) && (*out = v, true);
    if (v.kind == RH_UINT && (by > 0 ? v.u < UINT64_MAX : v.u > 0))
        return v.u = by > 0 ? v.u + 1 : v.u - 1, *out = v, true;
    if (v.kind != RH_DOUBLE) return false;
    v.d += by * 0.01;
    return *out = v, true;
}

/* duration("36h") by one of its last unit. */
static bool shifted_span(rh_value *out, rh_arena *keep, rh_value text, int by)
{
    const rh_str s = rh_value_str(text);
    size_t end = s.len, from;
    int64_t n = 0, ns;
    while (end > 0 && (s.ptr[end - 1] < '0' || s.ptr[end - 1] > '9')) end--;
    for (from = end; from > 0 && s.ptr[from - 1] >= '0' && s.ptr[from - 1] <= '9';) from--;
    if (end == 0 || end - from > 15 || rh_str_find(s, RH_STR(".")) != SIZE_MAX) return false;
    for (size_t i = from; i < end; i++) n = n * 10 + (s.ptr[i] - '0');
    if (n + by < 0) return false;
    rh_buf buf;
    rh_buf_init(&buf, keep, 256);
    rh_buf_put(&buf, rh_str_slice(s, 0, from));
    rh_buf_int(&buf, n + by);
    rh_buf_put(&buf, rh_str_slice(s, end, s.len));
    if (buf.failed || !rh_duration_parse(&ns, rh_buf_str(&buf)) || ns == 0) return false;
    return *out = rh_string(rh_buf_str(&buf)), true;
}

static bool is_duration_call(const rh_ast_node *n)
{
    return n->kind == RH_AST_CALL && !n->is_method && n->n_kids == 1 && rh_str_eq(n->text, RH_STR("duration")) &&
           n->kids[0]->kind == RH_AST_LITERAL && n->kids[0]->value.kind == RH_STRING;
}

static const rh_name *policy_name(const walk *w, const rh_ast_node *n)
{
    if (fact(w, n)->ref != RH_REF_NAME) return NULL;
    const rh_name *name = &w->b->env->names[fact(w, n)->index];
    return name->cls == RH_NAME_CONST ? name : NULL;
}

static void shift(const walk *w, const rh_ast_node *n)
{
    const rh_name *policy = policy_name(w, n);
    const rh_ast_node *at = is_duration_call(n) ? n->kids[0] : n;
    for (int by = -1; by <= 1; by += 2) {
        rh_value v;
        const bool is_shifted = at != n                      ? shifted_span(&v, w->b->keep, at->value, by)
                                : policy != NULL             ? shifted(&v, policy->constant, by)
                                : n->kind == RH_AST_LITERAL ? shifted(&v, n->value, by)
                                                             : false;
        if (is_shifted) keep_reworded(w, at, rh_tree__literal(w->b->keep, at, v));
    }
}

/* ---- LIT ---- */

/* The values that a literal beside this type may take; none where it is no enum. */
static rh_strs words_of(const rh_type *t)
{
    if (t != NULL && t->kind == RH_T_LIST) t = t->elem;
    return t != NULL && t->kind == RH_T_STRING ? t->words : (rh_strs){0};
}

static bool is_text(const rh_ast_node *n) { return n->kind == RH_AST_LITERAL && n->value.kind == RH_STRING; }

static bool holds(const rh_ast_node *list, rh_str word)
{
    for (uint32_t i = 0; list != NULL && i < list->n_kids; i++)
        if (is_text(list->kids[i]) && rh_str_eq(rh_value_str(list->kids[i]->value), word)) return true;
    return false;
}

/* The next word that neither is the literal nor stands in its list. */
static void next_word(const walk *w, const rh_ast_node *literal, const rh_ast_node *list, rh_strs words)
{
    size_t at = 0;
    while (at < words.n && !rh_str_eq(words.at[at], rh_value_str(literal->value))) at++;
    for (size_t i = 1; at < words.n && i < words.n; i++) {
        const rh_str next = words.at[(at + i) % words.n];
        if (holds(list, next)) continue;
        keep_reworded(w, literal, rh_tree__literal(w->b->keep, literal, rh_string(next)));
        return;
    }
}

/* Literals of `n` beside something of the type of `beside`. */
static void next_words(const walk *w, const rh_ast_node *n, const rh_ast_node *beside)
{
    const rh_strs words = words_of(fact(w, beside)->type);
    if (words.n == 0) return;
    if (is_text(n)) next_word(w, n, NULL, words);
    for (uint32_t i = 0; n->kind == RH_AST_LIST && i < n->n_kids; i++)
        if (is_text(n->kids[i])) next_word(w, n->kids[i], n, words);
}

static bool is_call_of(const rh_ast_node *n, const char *name)
{
    return n->kind == RH_AST_CALL && !n->is_method && rh_str_eq(n->text, rh_str_of(name));
}

/* The node without each of its kids in turn; `all` says where. */
static void leave_out(const walk *w, const rh_ast_node *n, const rh_ast_node *all)
{
    rh_bench *b = w->b;
    const rh_str where = rh_tree__words(b->keep, b->env, all, true);
    for (uint32_t i = 0; i < n->n_kids; i++) {
        const rh_str one = rh_tree__words(b->keep, b->env, n->kids[i], false);
        const size_t before = b->found.n;
        keep(w, n, rh_tree__without(b->keep, n, i),
             rh_bench__say(b, "it left out %.*s where it asks whether %.*s", RH_ARG(one), RH_ARG(where)));
        if (b->found.n > before) b->found.at[before].span = rh_ast__span(b->when, n->kids[i]->at);
    }
}

static void change_literals(const walk *w, const rh_ast_node *n)
{
    const bool is_pair = is_op(n, RH_OP_EQ) || is_op(n, RH_OP_NE) || is_op(n, RH_OP_IN) ||
                         ((is_call_of(n, "intersects") || is_call_of(n, "conflict")) && n->n_kids == 2);
    if (is_pair) {
        next_words(w, n->kids[0], n->kids[1]);
        next_words(w, n->kids[1], n->kids[0]);
    }
    if (n->kind == RH_AST_LIST) leave_out(w, n, w->clause != NULL ? w->clause : n);
}

/* ---- ARG ---- */

static void drop_arguments(const walk *w, const rh_ast_node *n)
{
    rh_bench *b = w->b;
    const bool is_conflict = is_call_of(n, "conflict");
    if (!is_conflict && !is_call_of(n, "intersects")) return;
    if (n->n_kids > 2) {
        leave_out(w, n, n);
        return;
    }
    const rh_str all = rh_tree__words(b->keep, b->env, n, true);
    keep(w, n, rh_tree__literal(b->keep, n, rh_bool(false)),
         rh_bench__say(b, "it did not see that %.*s", RH_ARG(all)));
}

/* ---- the walk ---- */

static void mutate_node(const walk *w, const rh_ast_node *n)
{
    switch (w->op) {
    case RH_MUTATION_DROP: drop_operands(w, n); return;
    case RH_MUTATION_SWAP: swap(w, n); return;
    case RH_MUTATION_CMP: compare(w, n); return;
    case RH_MUTATION_SHIFT: shift(w, n); return;
    case RH_MUTATION_LIT: change_literals(w, n); return;
    case RH_MUTATION_ARG: drop_arguments(w, n); return;
    case RH_MUTATION_NEG:
    case RH_MUTATION_DEL:
    case RH_MUTATION_EFF:
    case RH_MUTATION_ACT:
    case RH_MUTATION_CLR:
    case RH_MUTATION_SLA:
    case RH_MUTATION_ROUTE:
    case RH_MUTATION_WIN:
    case RH_MUTATION_TASK:
    case RH_MUTATION_SEG:
    case RH_N_MUTATIONS: return; /* not of a node */
    }
}

static bool joins(const rh_ast_node *n)
{
    return is_op(n, RH_OP_AND) || is_op(n, RH_OP_OR) || is_op(n, RH_OP_NOT) || is_op(n, RH_OP_COND);
}

static void visit(const walk *w, const rh_ast_node *n)
{
    walk here = *w;
    if (here.clause == NULL && !joins(n)) here.clause = n;
    mutate_node(&here, n);
    if (fact(w, n)->ref == RH_REF_NAME) return; /* the parts of a dotted name are no nodes of their own */
    for (uint32_t i = 0; i < n->n_kids; i++) visit(&here, n->kids[i]);
}

static void negate(rh_bench *b)
{
    const walk w = {.b = b, .op = RH_MUTATION_NEG};
    keep(&w, b->when->root, rh_tree__not(b->keep, b->when->root),
         RH_STR("it opened just where it must not, and nowhere else"));
}

/* Parses and checks the condition of the entry on the bench; it compiled before, so only memory can be short. */
static bool read(rh_bench *b)
{
    rh_diags unheard;
    rh_diags_init(&unheard, &b->scratch);
    if (rh_ast_parse(&b->when, b->keep, b->entry->when.text, b->entry->when.node, &unheard) != RH_OK) return false;
    rh_fact *facts = RH_NEW_N(&b->scratch, b->when->n_nodes, rh_fact);
    if (facts == NULL) return false;
    b->facts = facts;
    return rh_check(facts, b->keep, &b->scratch, &b->names, b->when, &rh_type_bool, &unheard) == RH_OK &&
           pool_folded(b, b->when->root, &b->root);
}

void rh_bench__mutate_condition(rh_bench *b)
{
    if (!read(b)) {
        b->keep->failed = true;
        return;
    }
    negate(b);
    for (int op = RH_MUTATION_DROP; op <= RH_MUTATION_ARG; op++) {
        const walk w = {.b = b, .op = (rh_mutation)op};
        visit(&w, b->when->root);
    }
}
