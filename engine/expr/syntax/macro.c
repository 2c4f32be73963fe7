/* Which calls are macros, and the nodes they become. */
#include "engine/expr/syntax/parse.h"

static const rh_ast_node *const *kids_of(rh_parser *p, const rh_ast_node *const *from, size_t n)
{
    const rh_ast_node **kids = RH_NEW_N(p->keep, n, const rh_ast_node *);
    if (kids != NULL) memcpy(kids, from, n * sizeof *kids);
    return kids;
}

/* A name that a macro may bind: plain, or cel.iterVar(..). */
static bool is_variable(const rh_ast_node *n)
{
    return n->kind == RH_AST_NAME && !n->is_rooted;
}

static const rh_ast_node *has(rh_parser *p, rh_ast_node draft)
{
    const rh_ast_node *of = draft.kids[0];
    if (of->kind != RH_AST_SELECT || of->is_optional) {
        return rh_parse__fail(p, RH_EXPR_SYNTAX, of->at, "has() takes a field, such as has(crm.plan)");
    }
    draft.kind = RH_AST_HAS;
    draft.text = of->text;
    draft.kids = of->kids;
    draft.n_kids = 1;
    return rh_parse__node(p, draft);
}

/* Splits the arguments behind the range into n_vars names and the rest. */
static const rh_ast_node *comprehension(rh_parser *p, rh_ast_node draft, rh_macro macro, uint32_t n_vars)
{
    const rh_ast_node *args[4] = {draft.kids[0]};
    for (uint32_t i = 0; i < n_vars; i++) {
        const rh_ast_node *name = draft.kids[1 + i];
        if (!is_variable(name)) {
            return rh_parse__fail(p, RH_EXPR_SYNTAX, name->at, "%s() wants a simple name here",
                                  rh_ast__macro_text(macro));
        }
        draft.vars[i] = name->text;
    }
    if (n_vars == 2 && rh_str_eq(draft.vars[0], draft.vars[1])) {
        return rh_parse__fail(p, RH_EXPR_SYNTAX, draft.kids[2]->at, "the two names of %s() must differ",
                              rh_ast__macro_text(macro));
    }
    const uint32_t n_rest = draft.n_kids - 1 - n_vars;
    memcpy(args + 1, draft.kids + 1 + n_vars, n_rest * sizeof *args);
    draft.kind = RH_AST_MACRO;
    draft.op = (uint8_t)macro;
    draft.is_method = false;
    draft.text = rh_str_null();
    draft.n_kids = 1 + n_rest;
    draft.kids = kids_of(p, args, draft.n_kids);
    return rh_parse__node(p, draft);
}

typedef struct shape {
    const char *name;
    rh_macro macro;
    uint32_t n_vars, n_rest;
} shape;

/* Methods that are macros, by name and number of arguments. */
static const shape SHAPES[] = {
    {"all", RH_MACRO_ALL, 1, 1}, {"all", RH_MACRO_ALL, 2, 1},
    {"exists", RH_MACRO_EXISTS, 1, 1}, {"exists", RH_MACRO_EXISTS, 2, 1},
    {"exists_one", RH_MACRO_EXISTS_ONE, 1, 1}, {"existsOne", RH_MACRO_EXISTS_ONE, 1, 1},
    {"exists_one", RH_MACRO_EXISTS_ONE, 2, 1}, {"existsOne", RH_MACRO_EXISTS_ONE, 2, 1},
    {"map", RH_MACRO_MAP, 1, 1}, {"map", RH_MACRO_MAP, 1, 2},
    {"filter", RH_MACRO_FILTER, 1, 1},
    {"transformList", RH_MACRO_TRANSFORM_LIST, 2, 1}, {"transformList", RH_MACRO_TRANSFORM_LIST, 2, 2},
    {"transformMap", RH_MACRO_TRANSFORM_MAP, 2, 1}, {"transformMap", RH_MACRO_TRANSFORM_MAP, 2, 2},
    {"optMap", RH_MACRO_OPT_MAP, 1, 1}, {"optFlatMap", RH_MACRO_OPT_FLAT_MAP, 1, 1}};

static bool is_cel(const rh_ast_node *n)
{
    return n->kind == RH_AST_NAME && rh_str_eq(n->text, RH_STR("cel"));
}

static const rh_ast_node *bind(rh_parser *p, rh_ast_node draft)
{
    if (draft.n_kids != 4 || !is_variable(draft.kids[1])) {
        return rh_parse__fail(p, RH_EXPR_SYNTAX, draft.at, "cel.bind() takes a name, a value and an expression");
    }
    draft.kind = RH_AST_MACRO;
    draft.op = RH_MACRO_BIND;
    draft.is_method = false;
    draft.vars[0] = draft.kids[1]->text;
    draft.text = rh_str_null();
    draft.kids += 2;
    draft.n_kids = 2;
    return rh_parse__node(p, draft);
}

static const rh_ast_node *block(rh_parser *p, rh_ast_node draft)
{
    if (draft.n_kids != 3 || draft.kids[1]->kind != RH_AST_LIST) {
        return rh_parse__fail(p, RH_EXPR_SYNTAX, draft.at, "cel.block() takes a list and an expression");
    }
    const rh_ast_node *list = draft.kids[1], *body = draft.kids[2];
    const rh_ast_node **kids = RH_NEW_N(p->keep, list->n_kids + 1, const rh_ast_node *);
    if (kids == NULL) return rh_parse__fail(p, RH_NOMEM, draft.at, "no memory");
    for (uint32_t i = 0; i < list->n_kids; i++) kids[i] = list->kids[i]; /* an empty list has no array to copy */
    kids[list->n_kids] = body;
    draft.kind = RH_AST_MACRO;
    draft.op = RH_MACRO_BLOCK;
    draft.is_method = false;
    draft.text = rh_str_null();
    draft.kids = kids;
    draft.n_kids = list->n_kids + 1;
    return rh_parse__node(p, draft);
}

/* cel.index(3) and cel.iterVar(0, 1) are names spelt as calls; the canonical spelling is the name's text. */
static const rh_ast_node *spelt_name(rh_parser *p, rh_ast_node draft, uint32_t n_args)
{
    int64_t n[2] = {0, 0};
    bool is_right = draft.n_kids == n_args + 1;
    for (uint32_t i = 0; is_right && i < n_args; i++) {
        const rh_ast_node *arg = draft.kids[i + 1];
        is_right = arg->kind == RH_AST_LITERAL && arg->value.kind == RH_INT && arg->value.i >= 0;
        n[i] = is_right ? arg->value.i : 0;
    }
    if (!is_right)
        return rh_parse__fail(p, RH_EXPR_SYNTAX, draft.at, "cel.%.*s() takes %u whole numbers", RH_ARG(draft.text),
                              n_args);
    rh_buf text;
    rh_buf_init(&text, p->keep, 64);
    rh_buf_printf(&text, n_args == 1 ? "cel.index(%lld)" : "cel.iterVar(%lld, %lld)", (long long)n[0], (long long)n[1]);
    draft.kind = RH_AST_NAME;
    draft.is_method = false;
    draft.text = rh_buf_str(&text);
    draft.n_kids = 0;
    return rh_parse__node(p, draft);
}

const rh_ast_node *rh_parse__call(rh_parser *p, rh_ast_node draft)
{
    if (!draft.is_method) {
        if (rh_str_eq(draft.text, RH_STR("has")) && draft.n_kids == 1) return has(p, draft);
        return rh_parse__node(p, draft);
    }
    if (is_cel(draft.kids[0])) {
        if (rh_str_eq(draft.text, RH_STR("bind"))) return bind(p, draft);
        if (rh_str_eq(draft.text, RH_STR("block"))) return block(p, draft);
        if (rh_str_eq(draft.text, RH_STR("index"))) return spelt_name(p, draft, 1);
        if (rh_str_eq(draft.text, RH_STR("iterVar"))) return spelt_name(p, draft, 2);
    }
    for (size_t i = 0; i < sizeof SHAPES / sizeof *SHAPES; i++) {
        const shape *s = &SHAPES[i];
        if (draft.n_kids != 1 + s->n_vars + s->n_rest || !rh_str_eq(draft.text, rh_str_of(s->name))) continue;
        /* all(i, v, p) and map(x, filter, y) have as many arguments each: only one shape fits a name and a number. */
        return comprehension(p, draft, s->macro, s->n_vars);
    }
    return rh_parse__node(p, draft);
}
