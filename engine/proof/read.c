/* Reading acceptance tests: keys, forms, expressions. */
#include "engine/proof/read_insides.h"

#include "engine/expr/syntax/ast.h"

/* ---- the environment ---- */

static const rh_type roles_type = {.kind = RH_T_LIST, .elem = &rh_type_string};

static const rh_host_fn functions[] = {
    {.name = {"approved", 8}, .params = {&roles_type}, .n_params = 1, .result = &rh_type_bool, .id = RH_FN_APPROVED},
    {.name = {"decided", 7}, .params = {&roles_type}, .n_params = 1, .result = &rh_type_bool, .id = RH_FN_DECIDED},
    {.name = {"did", 3}, .params = {&rh_type_string}, .n_params = 1, .result = &rh_type_bool, .id = RH_FN_DID},
};

/* Two pools: `event` may be read only where an event is looked at. */
static rh_code make_pools(rh_proof_reader *p, const rh_program *program, size_t lane, rh_err *err)
{
    const rh_env *all;
    rh_code code = rh_program_env(&all, p->r.keep, program, lane, functions, sizeof functions / sizeof functions[0],
                                  err);
    if (code != RH_OK) return code;
    rh_env *facts = RH_NEW(p->r.keep, rh_env);
    rh_name *names = RH_NEW_N(p->r.keep, all->n_names, rh_name);
    if (facts == NULL || names == NULL) return rh_err_nomem(err);
    *facts = *all;
    facts->names = names;
    facts->n_names = 0;
    for (size_t i = 0; i < all->n_names; i++)
        if (!rh_str_starts(all->names[i].name, RH_STR("event."))) names[facts->n_names++] = all->names[i];
    code = rh_pool_new(&p->facts, p->r.keep, facts, err);
    return code == RH_OK ? rh_pool_new(&p->events, p->r.keep, all, err) : code;
}

/* A literal name in approved, decided or did that is not declared (ruling 116). */
static void check_name(rh_proof_reader *p, const rh_ast *ast, const rh_ast_node *literal, bool is_role)
{
    if (literal->kind != RH_AST_LITERAL || literal->value.kind != RH_STRING) return;
    const rh_node node = {
        .kind = RH_NODE_SCALAR, .span = rh_ast__span(ast, literal->at), .text = rh_value_str(literal->value)};
    if (is_role) rh_read_role(&p->r, &node);
    else rh_read_action(&p->r, &node);
}

static void check_calls(rh_proof_reader *p, const rh_ast *ast, const rh_ast_node *n)
{
    for (uint32_t i = 0; i < n->n_kids; i++) check_calls(p, ast, n->kids[i]);
    if (n->kind != RH_AST_CALL || n->is_method || n->n_kids != 1) return;
    const rh_ast_node *arg = n->kids[0];
    if (rh_str_eq(n->text, RH_STR("did"))) {
        check_name(p, ast, arg, false);
    } else if (rh_str_eq(n->text, RH_STR("approved")) || rh_str_eq(n->text, RH_STR("decided"))) {
        for (uint32_t i = 0; arg->kind == RH_AST_LIST && i < arg->n_kids; i++) check_name(p, ast, arg->kids[i], true);
    }
}

rh_expr rh_proof__expression(rh_proof_reader *p, rh_pool *pool, rh_source source)
{
    const rh_ast *ast;
    rh_expr root = RH_EXPR_NONE;
    if (source.text.ptr == NULL) return RH_EXPR_NONE;
    rh_code code = rh_ast_parse(&ast, p->r.keep, source.text, source.node, p->r.diags);
    if (code == RH_OK) {
        check_calls(p, ast, ast->root);
        code = rh_pool_add(pool, &root, ast, &rh_type_bool, p->r.diags);
    }
    if (code != RH_OK && p->r.code == RH_OK) p->r.code = code;
    return root;
}

/* ---- one test ---- */

typedef struct raw_test {
    rh_str name;
    const rh_node *example, *examples, *never, *per, *within, *expect, *at_most, *of, *each, *followed_by, *routes_to,
        *after_breaches;
    rh_source until, after, always, while_;
} raw_test;

static const rh_key test_keys[] = {
    RH_NEEDS(raw_test, "name", TEXT, name),
    RH_TAKES(raw_test, "example", MAP, example),
    RH_TAKES(raw_test, "examples", LIST, examples),
    RH_TAKES(raw_test, "never", LIST, never),
    RH_TAKES(raw_test, "until", SOURCE, until),
    RH_TAKES(raw_test, "per", ANY, per),
    RH_TAKES(raw_test, "within", ANY, within),
    RH_TAKES(raw_test, "after", SOURCE, after),
    RH_TAKES(raw_test, "expect", MAP, expect),
    RH_TAKES(raw_test, "at_most", ANY, at_most),
    RH_TAKES(raw_test, "of", MAP, of),
    RH_TAKES(raw_test, "each", MAP, each),
    RH_TAKES(raw_test, "followed_by", MAP, followed_by),
    RH_TAKES(raw_test, "always", SOURCE, always),
    RH_TAKES(raw_test, "while", SOURCE, while_),
    RH_TAKES(raw_test, "routes_to", ANY, routes_to),
    RH_TAKES(raw_test, "after_breaches", ANY, after_breaches),
};

static const struct {
    const char *key, *needs, *takes, *breaks;
} forms[] = {
#define X(NAME, key, needs, takes, breaks) {key, needs, takes, breaks},
#include "engine/proof/forms.def"
#undef X
};

/* Whether word is one of the words of a text with spaces between. */
static bool has_word(const char *words, rh_str word)
{
    for (rh_str rest = rh_str_of(words); rest.len != 0;) {
        const size_t space = rh_str_find(rest, RH_STR(" ")), end = space == SIZE_MAX ? rest.len : space;
        if (rh_str_eq(rh_str_slice(rest, 0, end), word)) return true;
        rest = rh_str_slice(rest, end + 1, rest.len);
    }
    return false;
}

static bool is_known_key(rh_str key)
{
    for (size_t i = 0; i < sizeof test_keys / sizeof test_keys[0]; i++)
        if (rh_str_eq(rh_str_of(test_keys[i].name), key)) return true;
    return false;
}

/* The keys beside the form's own: those that it needs are there, and no others than it takes. */
static void check_form_keys(rh_proof_reader *p, const rh_node *node, size_t form)
{
    for (size_t i = 0; i < node->n_pairs; i++) {
        const rh_node *key = node->pairs[i].key;
        const bool fits = has_word("name example examples", key->text) ||
                          rh_str_eq(key->text, rh_str_of(forms[form].key)) || has_word(forms[form].needs, key->text) ||
                          has_word(forms[form].takes, key->text);
        if (!fits && is_known_key(key->text)) /* others have been reported */
            RH_READ_ERROR(&p->r, RH_PROOF_FORM, key->span, "the form \"%s\" takes no key \"%.*s\"", forms[form].key,
                          RH_SHOW(&p->r, key->text));
    }
    for (rh_str rest = rh_str_of(forms[form].needs); rest.len != 0;) {
        const size_t space = rh_str_find(rest, RH_STR(" ")), end = space == SIZE_MAX ? rest.len : space;
        const rh_str key = rh_str_slice(rest, 0, end);
        if (rh_node_get(node, key) == NULL)
            RH_READ_ERROR(&p->r, RH_REG_KEY_MISSING, node->span, "the form \"%s\" lacks the key \"%.*s\"",
                          forms[form].key, RH_ARG(key));
        rest = rh_str_slice(rest, end + 1, rest.len);
    }
}

static bool find_form(rh_proof_reader *p, const rh_node *node, rh_form *out)
{
    for (size_t i = 0; i < RH_N_FORMS; i++) {
        if (rh_node_get(node, rh_str_of(forms[i].key)) == NULL) continue;
        check_form_keys(p, node, i);
        *out = (rh_form)i;
        return true;
    }
    RH_READ_ERROR(&p->r, RH_PROOF_FORM, node->span,
                  "the test has no form, expected one of never, within, at_most, each, always, routes_to");
    return false;
}

/* The listed actions and, for a family, its members (rulings 91, 148). */
static void read_never(rh_proof_reader *p, const rh_node *node, rh_test *test)
{
    size_t n;
    const rh_register *reg = &p->names;
    const uint32_t *listed = rh_read_actions(&p->r, node, "never", &n);
    if (node != NULL && node->n_items == 0)
        RH_READ_ERROR(&p->r, RH_REG_KIND, node->span, "never is empty, expected at least one action");
    rh_str *ids = RH_NEW_N(p->r.keep, reg->n_actions, rh_str);
    for (size_t a = 0; ids != NULL && a < reg->n_actions; a++) {
        bool is_meant = false;
        for (size_t i = 0; i < n; i++) {
            is_meant = is_meant || listed[i] == a;
            for (size_t f = 0; f < reg->actions[a].n_family; f++)
                is_meant = is_meant || reg->actions[a].family[f] == listed[i];
        }
        if (is_meant) ids[test->n_never++] = reg->actions[a].id;
    }
    test->never = ids;
}

static void read_delay(rh_proof_reader *p, const rh_node *node, rh_delay *out)
{
    int64_t zero;
    if (node == NULL) return;
    out->is_given = true;
    out->is_zero = rh_node_int(node, &zero) && zero == 0;
    if (!out->is_zero) rh_read_span(&p->r, node, "within", &out->span);
}

/* An integer, or `policy.NAME` of one (ruling 153). */
static void read_limit(rh_proof_reader *p, const rh_node *node, int64_t *out)
{
    if (node == NULL) return;
    if (node->kind != RH_NODE_SCALAR || !rh_str_starts(node->text, RH_STR("policy."))) {
        rh_read_int(&p->r, node, "at_most", 0, INT32_MAX, out);
        return;
    }
    const rh_str name = rh_str_slice(node->text, sizeof "policy." - 1, node->text.len);
    for (size_t i = 0; i < p->names.policy.n_values; i++) {
        const rh_policy_value *v = &p->names.policy.values[i];
        if (!rh_str_eq(v->name, name)) continue;
        if (v->value.kind == RH_INT && v->value.i >= 0) *out = v->value.i;
        else
            RH_READ_ERROR(&p->r, RH_REG_KIND, node->span, "%.*s is not a whole number from 0 on, as at_most needs",
                          RH_SHOW(&p->r, node->text));
        return;
    }
    RH_READ_ERROR(&p->r, RH_REG_UNDECLARED, node->span, "\"%.*s\" is not a value of policy.yaml",
                  RH_SHOW(&p->r, node->text));
}

static void read_route(rh_proof_reader *p, const raw_test *raw, rh_test *test)
{
    const uint32_t role = rh_read_role(&p->r, raw->routes_to);
    if (role != RH_NONE) test->role = p->names.roles[role].id;
    if (raw->after_breaches != NULL)
        rh_read_int(&p->r, raw->after_breaches, "after_breaches", 1, INT32_MAX, &test->limit);
}

static void read_form(rh_proof_reader *p, const raw_test *raw, rh_test *test)
{
    test->condition = test->scope = test->watched.where = test->answer.where = RH_EXPR_NONE;
    test->per = raw->per != NULL ? rh_read_field(&p->r, raw->per) : RH_NONE;
    switch (test->form) {
    case RH_FORM_NEVER:
        read_never(p, raw->never, test);
        test->condition = rh_proof__expression(p, p->facts, raw->until);
        break;
    case RH_FORM_WITHIN:
        read_delay(p, raw->within, &test->delay);
        test->condition = rh_proof__expression(p, p->facts, raw->after);
        rh_proof__read_pattern(p, raw->expect, &test->watched);
        break;
    case RH_FORM_AT_MOST:
        read_limit(p, raw->at_most, &test->limit);
        rh_proof__read_pattern(p, raw->of, &test->watched);
        break;
    case RH_FORM_EACH:
        read_delay(p, raw->within, &test->delay);
        rh_proof__read_pattern(p, raw->each, &test->watched);
        rh_proof__read_pattern(p, raw->followed_by, &test->answer);
        break;
    case RH_FORM_ALWAYS:
        test->condition = rh_proof__expression(p, p->facts, raw->always);
        test->scope = rh_proof__expression(p, p->facts, raw->while_);
        break;
    case RH_FORM_ROUTES_TO: read_route(p, raw, test); break;
    case RH_N_FORMS: break;
    }
}

static void read_examples(rh_proof_reader *p, const rh_node *node, const raw_test *raw, rh_test *test)
{
    if (raw->example != NULL && raw->examples != NULL)
        RH_READ_ERROR(&p->r, RH_PROOF_FORM, node->span, "the test has both \"example\" and \"examples\"");
    const size_t n = raw->example != NULL ? 1 : raw->examples != NULL ? raw->examples->n_items : 0;
    rh_example *at = RH_NEW_N(p->r.keep, n, rh_example);
    if (at == NULL) return;
    for (size_t i = 0; i < n; i++)
        rh_proof__read_example(p, raw->example != NULL ? raw->example : raw->examples->items[i], &at[i]);
    test->examples = at;
    test->face.n_examples = n;
}

static void find_clause(rh_proof_test *face, const rh_node *node, rh_form form)
{
    const char *key = forms[form].breaks;
    const rh_node *at = rh_node_get(node, rh_str_of(key));
    if (at == NULL) at = rh_node_get(node, rh_str_of(key = forms[form].key));
    face->clause = rh_str_of(key);
    face->clause_span = at->span;
}

static void read_test(rh_proof_reader *p, const rh_entry *entry, const rh_node *node, rh_test *test)
{
    raw_test raw = {0};
    *test = (rh_test){.face = {.entry = entry->id, .span = node->span}, .unread = rh_str_null()};
    if (!rh_read_row(&p->r, node, "the test", RH_KEYS(test_keys), &raw)) return;
    test->face.name = raw.name;
    if (find_form(p, node, &test->form)) {
        read_form(p, &raw, test);
        find_clause(&test->face, node, test->form);
    }
    read_examples(p, node, &raw, test);
}

/* As read_test, but what is wrong is noted in the test, which then has no examples. */
static void read_foreign(rh_proof_reader *p, const rh_entry *entry, const rh_node *node, rh_test *test)
{
    rh_diags own, *all = p->r.diags;
    rh_diags_init(&own, p->r.keep);
    p->r.diags = &own;
    read_test(p, entry, node, test);
    p->r.diags = all;
    p->r.code = RH_OK;
    if (own.n_errors == 0) return;
    test->unread = rh_arena_str(p->r.keep, rh_str_of(own.n_errors_kept != 0 ? own.errors[0].text : ""));
    test->face.n_examples = 0;
}

/* ---- all tests ---- */

static void check_names_differ(rh_proof_reader *p, const rh_test *tests, size_t first, size_t end)
{
    for (size_t i = first; i < end; i++)
        for (size_t k = first; k < i && tests[i].face.name.ptr != NULL; k++)
            if (rh_str_eq(tests[i].face.name, tests[k].face.name))
                rh_read_duplicate(&p->r, "test", tests[i].face.name, tests[i].face.span, tests[k].face.span);
}

static size_t count_tests(const rh_register *from)
{
    size_t n = 0;
    for (size_t i = 0; i < from->n_entries; i++)
        if (from->entries[i].acceptance != NULL) n += from->entries[i].acceptance->n_items;
    return n;
}

static bool read_tests(rh_proof_reader *p, rh_proof *proof)
{
    const rh_register *from = p->from;
    rh_test *tests = RH_NEW_N(p->r.keep, count_tests(from), rh_test);
    rh_test_range *ranges = RH_NEW_N(p->r.keep, from->n_entries, rh_test_range);
    if (tests == NULL || ranges == NULL) return false;
    size_t n = 0;
    for (size_t e = 0; e < from->n_entries; e++) {
        const rh_node *list = from->entries[e].acceptance;
        ranges[e] = (rh_test_range){.entry = from->entries[e].id, .first = n};
        for (size_t i = 0; list != NULL && i < list->n_items; i++)
            (p->is_foreign ? read_foreign : read_test)(p, &from->entries[e], list->items[i], &tests[n++]);
        ranges[e].end = n;
        check_names_differ(p, tests, ranges[e].first, n);
    }
    proof->tests = tests, proof->n_tests = n;
    proof->entries = ranges, proof->n_entries = from->n_entries;
    return true;
}

/* Sorts the bases and renumbers the examples. */
static bool sort_bases(rh_proof_reader *p, rh_proof *proof)
{
    const size_t n = p->bases.n;
    rh_str *sorted = RH_NEW_N(p->r.keep, n, rh_str);
    uint32_t *place = RH_NEW_N(p->r.keep, n, uint32_t);
    if (sorted == NULL || place == NULL) return false;
    for (size_t i = 0; i < n; i++) {
        for (size_t k = 0; k < n; k++) place[i] += rh_str_cmp(p->bases.at[k], p->bases.at[i]) < 0;
        sorted[place[i]] = p->bases.at[i];
    }
    for (size_t t = 0; t < proof->n_tests; t++)
        for (size_t i = 0; i < proof->tests[t].face.n_examples; i++)
            proof->tests[t].examples[i].base = place[proof->tests[t].examples[i].base];
    proof->bases = (rh_strs){sorted, n};
    return true;
}

/* A reader of a lane's names, and the proof that it reads into; NULL without memory. */
static rh_proof *open_reader(rh_proof_reader *p, rh_arena *keep, const rh_program *program, size_t lane,
                             const rh_register *from, rh_diags *diags)
{
    rh_proof *proof = RH_NEW(keep, rh_proof);
    *p = (rh_proof_reader){.names = *rh_program_register(program, lane), .from = from};
    p->r = (rh_reader){.keep = keep,
                       .diags = diags,
                       .reg = &p->names,
                       .knows_fields = true,
                       .knows_states = true,
                       .knows_actions = true,
                       .knows_roles = true,
                       .knows_tiers = true,
                       .knows_policy = true};
    if (proof != NULL) *proof = (rh_proof){.program = program, .lane = lane, .reg = rh_program_register(program, lane)};
    return proof;
}

static rh_code seal(rh_proof_reader *p, rh_proof *proof, rh_err *err)
{
    rh_code code = rh_pool_seal(p->facts, err);
    if (code == RH_OK) code = rh_pool_seal(p->events, err);
    proof->facts = p->facts;
    proof->events = p->events;
    return code;
}

static rh_code read_all(const rh_proof **out, rh_arena *keep, const rh_program *program, size_t lane,
                        const rh_register *from, bool is_foreign, rh_diags *diags)
{
    rh_err err = {0};
    rh_proof_reader p;
    rh_proof *proof = open_reader(&p, keep, program, lane, from, diags);
    p.is_foreign = is_foreign;
    rh_code code = proof != NULL ? make_pools(&p, program, lane, &err) : rh_err_nomem(&err);
    if (code == RH_OK && (!read_tests(&p, proof) || !sort_bases(&p, proof) || rh_arena_failed(keep)))
        code = rh_err_nomem(&err);
    if (code == RH_OK) code = seal(&p, proof, &err);
    if (code != RH_OK) {
        rh_diags_error(diags, &err);
        return code;
    }
    if (p.r.code == RH_OK) *out = proof;
    return p.r.code;
}

rh_code rh_proof__read_pattern_alone(rh_proof **out, rh_pattern *pattern, rh_arena *keep, const rh_program *program,
                                     size_t lane, const rh_node *node, rh_diags *diags)
{
    rh_err err = {0};
    rh_proof_reader p;
    rh_proof *proof = open_reader(&p, keep, program, lane, rh_program_register(program, lane), diags);
    rh_code code = proof != NULL ? make_pools(&p, program, lane, &err) : rh_err_nomem(&err);
    *out = NULL;
    if (code == RH_OK && rh_read_is_map(&p.r, node, "a pattern")) rh_proof__read_pattern(&p, node, pattern);
    if (code == RH_OK && rh_arena_failed(keep)) code = rh_err_nomem(&err);
    if (code == RH_OK) code = seal(&p, proof, &err);
    if (code != RH_OK) rh_diags_error(diags, &err);
    else code = p.r.code;
    if (code == RH_OK) *out = proof;
    return code;
}

/* ---- the face ---- */

rh_code rh_proof_read(const rh_proof **out, rh_arena *keep, const rh_program *program, size_t lane,
                      const rh_register *from, rh_diags *diags)
{
    return read_all(out, keep, program, lane, from, false, diags);
}

rh_code rh_proof_read_foreign(const rh_proof **out, rh_arena *keep, const rh_program *program, size_t lane,
                              const rh_register *from, rh_diags *diags)
{
    return read_all(out, keep, program, lane, from, true, diags);
}

size_t rh_proof_n_tests(const rh_proof *proof)
{
    return proof->n_tests;
}
rh_proof_test rh_proof_at(const rh_proof *proof, size_t test)
{
    return proof->tests[test].face;
}
rh_strs rh_proof_bases(const rh_proof *proof)
{
    return proof->bases;
}
