/* What is evaluated while the journey runs: names in `evidence` that the core itself provides (workflow.earliest_due),
 * and the clauses of the conditions, so that it can be said which of them hold. */
#include "harness/packet/packet_insides.h"

#include "engine/expr/syntax/ast.h"

typedef RH_VEC(rh_packet_live) lives;

static void add_live(lives *out, rh_packet *p, rh_packet_live live)
{
    rh_diags unheard; /* what does not check keeps no value */
    rh_diags_init(&unheard, p->keep);
    live.value = rh_null();
    const rh_code code = rh_pool_add(p->pool, &live.root, &live.ast, NULL, &unheard);
    if (code != RH_OK) live.root = RH_EXPR_NONE;
    if (code == RH_NOMEM) p->failed = true;
    if (!RH_PUSH(p->keep, out, live)) p->failed = true;
}

/* ---- names of the core ---- */

static bool is_known(const lives *names, rh_str name)
{
    for (size_t i = 0; i < names->n; i++)
        if (rh_str_eq(names->at[i].name, name)) return true;
    return false;
}

static void add_names(lives *out, rh_packet *p, uint32_t at)
{
    const rh_entry *entry = &p->reg->entries[at];
    rh_diags unheard;
    rh_diags_init(&unheard, p->keep);
    for (size_t i = 0; i < entry->evidence.n; i++) {
        const rh_str name = entry->evidence.at[i];
        const rh_ast *ast;
        if (rh_register_field(p->reg, name) != RH_NONE || is_known(out, name)) continue;
        if (rh_ast_parse(&ast, p->keep, name, NULL, &unheard) == RH_OK)
            add_live(out, p, (rh_packet_live){.name = name, .entry = at, .ast = *ast});
    }
}

/* ---- clauses ---- */

static bool is_junction(const rh_ast_node *n)
{
    return n->kind == RH_AST_OP && (n->op == RH_OP_AND || n->op == RH_OP_OR);
}

static void add_clauses(lives *out, rh_packet *p, uint32_t entry, const rh_ast *ast, const rh_ast_node *n)
{
    if (!is_junction(n)) {
        const rh_ast part = {n, ast->n_nodes, ast->text, ast->place};
        add_live(out, p, (rh_packet_live){.name = rh_str_null(), .entry = entry, .ast = part});
        return;
    }
    for (uint32_t i = 0; i < n->n_kids; i++) add_clauses(out, p, entry, ast, n->kids[i]);
}

/* Clauses stand in the order of the text: *next is that of the first one under n. */
static rh_value truth_of(const lives *clauses, const rh_ast_node *n, size_t *next)
{
    if (!is_junction(n)) {
        const rh_value v = clauses->at[(*next)++].value;
        return v.kind == RH_BOOL ? v : rh_undecided(RH_CAUSE_TYPE);
    }
    const bool absorbs = n->op == RH_OP_OR;
    rh_value all = rh_bool(!absorbs);
    for (uint32_t i = 0; i < n->n_kids; i++) {
        const rh_value v = truth_of(clauses, n->kids[i], next);
        const bool decides = v.kind == RH_BOOL && v.b == absorbs;
        const bool is_settled = all.kind == RH_BOOL && all.b == absorbs;
        if (!is_settled && (decides || v.kind != RH_BOOL)) all = v;
    }
    return all;
}

static rh_str words_of(rh_packet *p, const rh_ast *ast)
{
    rh_buf out;
    rh_buf_init(&out, p->keep, 1 << 20);
    rh_expr_words(&out, ast, p->env, true);
    if (out.failed) p->failed = true;
    return rh_buf_str(&out);
}

typedef RH_VEC(rh_str) words;

/* What makes n be as it is: every operand of an && that holds, those of an || that do; of what is undecided, what could
 * not be decided. */
static void tell(words *out, rh_packet *p, const lives *clauses, const rh_ast_node *n, size_t *next)
{
    size_t at = *next;
    const rh_value whole = truth_of(clauses, n, &at);
    if (!is_junction(n)) {
        const rh_str said = words_of(p, &clauses->at[(*next)++].ast);
        if (!RH_PUSH(p->keep, out, said)) p->failed = true;
        return;
    }
    for (uint32_t i = 0; i < n->n_kids; i++) {
        at = *next;
        const rh_value v = truth_of(clauses, n->kids[i], &at);
        const bool tells = v.kind == whole.kind && (v.kind != RH_BOOL || v.b == whole.b);
        if (tells) tell(out, p, clauses, n->kids[i], next);
        *next = at;
    }
}

void rh_packet__tell(rh_model_packet_entry *out, rh_packet *p, size_t i)
{
    const rh_packet_condition *c = &p->conditions[i];
    const lives clauses = {p->lives + c->first, c->n, c->n};
    words said = {0};
    size_t next = 0;
    if (c->ast == NULL) return;
    const rh_value whole = truth_of(&clauses, c->ast->root, &next);
    out->holds = !(whole.kind == RH_BOOL && !whole.b);
    out->is_undecided = whole.kind != RH_BOOL;
    next = 0;
    if (out->holds) tell(&said, p, &clauses, c->ast->root, &next);
    out->because = said.at;
    out->n_because = said.n;
    out->says = words_of(p, c->ast);
    rh_buf text;
    rh_buf_init(&text, p->keep, 1 << 20);
    rh_ast_print(&text, c->ast);
    if (text.failed) p->failed = true;
    out->when = rh_buf_str(&text);
}

/* ---- both ---- */

/* The clock's rule is for conditions; here a value is shown. */
static rh_code make_pool(rh_packet *p)
{
    rh_env *free_env = RH_NEW(p->keep, rh_env);
    rh_code code = rh_program_env(&p->env, p->keep, p->request->program, p->request->lane, NULL, 0, p->err);
    if (code != RH_OK) return code;
    if (free_env == NULL) return rh_err_nomem(p->err);
    *free_env = *p->env;
    free_env->flags |= RH_ENV_FREE_CLOCK;
    return rh_pool_new(&p->pool, p->keep, free_env, p->err);
}

rh_code rh_packet__compile_live(rh_packet *p)
{
    lives all = {0};
    rh_diags unheard;
    rh_diags_init(&unheard, p->keep);
    rh_packet_condition *conditions = RH_NEW_N(p->keep, p->item->entries.n, rh_packet_condition);
    const rh_code code = make_pool(p);
    if (code != RH_OK) return code;
    if (conditions == NULL) return rh_err_nomem(p->err);
    for (size_t e = 0; e < p->item->entries.n; e++) {
        const uint32_t entry = rh_packet__entry(p, e);
        const rh_source when = p->reg->entries[entry].when;
        conditions[e].first = all.n;
        if (rh_ast_parse(&conditions[e].ast, p->keep, when.text, when.node, &unheard) == RH_OK)
            add_clauses(&all, p, entry, conditions[e].ast, conditions[e].ast->root);
        conditions[e].n = all.n - conditions[e].first;
    }
    for (size_t e = 0; e < p->item->entries.n; e++) add_names(&all, p, rh_packet__entry(p, e));
    p->conditions = conditions;
    p->lives = all.at;
    p->n_lives = all.n;
    return p->failed ? rh_err_nomem(p->err) : rh_pool_seal(p->pool, p->err);
}

void rh_packet__see_live(rh_packet *p, const rh_view *view)
{
    for (size_t i = 0; i < p->n_lives; i++) {
        rh_packet_live *live = &p->lives[i];
        rh_eval more = {.scratch = p->keep};
        if (live->root == RH_EXPR_NONE) continue;
        const int64_t approvers = rh_view_entry(view, live->entry).approvers;
        live->value = rh_view_eval_of(view, approvers, p->pool, live->root, &more, NULL);
    }
}

rh_value rh_packet__core_value(const rh_packet *p, rh_str name)
{
    for (size_t i = 0; i < p->n_lives; i++)
        if (rh_str_eq(p->lives[i].name, name)) return p->lives[i].value;
    return rh_null();
}
