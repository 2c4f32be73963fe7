/* Every expression of the conformance trees loads: parsed, printed and parsed again, checked and pooled in an
 * environment made of their schema. */
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>

#include "engine/base/vec.h"
#include "engine/expr/expr.h"
#include "engine/expr/syntax/ast.h"
#include "tests/kit/memory.h"
#include "tests/kit/plain_json.h"

#include <glob.h>
#include <stdio.h>

#define TREES "../shared/conformance/*/*/cases"

typedef struct tree {
    rh_arena keep;
    const char *folder;
    rh_value schema, policy, events;
    RH_VEC(rh_name) names;
    rh_host_fn fns[3];
    rh_env env;
    uint32_t n_slots;
    unsigned n_loaded, n_failed;
} tree;

static const rh_type *made(tree *t, rh_type draft)
{
    rh_type *type = RH_NEW(&t->keep, rh_type);
    *type = draft;
    return type;
}

static rh_strs words_of(tree *t, const rh_value *values)
{
    if (values == NULL) return (rh_strs){0};
    rh_str *at = RH_NEW_N(&t->keep, values->n, rh_str);
    for (uint32_t i = 0; i < values->n; i++) at[i] = rh_value_str(values->list[i]);
    return (rh_strs){at, values->n};
}

static const rh_type *scalar(tree *t, rh_str word, const rh_value *values)
{
    static const struct {
        const char *word;
        rh_type_kind kind;
    } kinds[] = {
        {"bool", RH_T_BOOL},           {"int", RH_T_INT},        {"money", RH_T_INT},        {"double", RH_T_DOUBLE},
        {"timestamp", RH_T_TIMESTAMP}, {"date", RH_T_TIMESTAMP}, {"duration", RH_T_DURATION}};
    for (size_t i = 0; i < sizeof kinds / sizeof *kinds; i++) {
        if (rh_str_eq(word, rh_str_of(kinds[i].word)))
            return made(t, (rh_type){.kind = kinds[i].kind, .is_nullable = true});
    }
    if (rh_str_eq(word, RH_STR("json"))) return &rh_type_dyn;
    return made(t, (rh_type){.kind = RH_T_STRING, .is_nullable = true, .words = words_of(t, values)});
}

static const rh_type *row_type(tree *t, const rh_value *columns, rh_str key)
{
    rh_member *members = RH_NEW_N(&t->keep, columns->n + 1, rh_member);
    for (uint32_t i = 0; i < columns->n; i++) {
        const rh_value *c = &columns->map[i].value;
        const rh_str word = c->kind == RH_MAP ? kit_json_text(c, "type") : rh_value_str(*c);
        members[i] = (rh_member){rh_value_str(columns->map[i].key), scalar(t, word, kit_json_get(c, "values"))};
    }
    members[columns->n] = (rh_member){key, &rh_type_string};
    return made(t, (rh_type){.kind = RH_T_RECORD, .members = members, .n_members = columns->n + 1});
}

static const rh_type *field_type(tree *t, const rh_value *row)
{
    const rh_str word = kit_json_text(row, "type"), of = kit_json_text(row, "of");
    const rh_value *values = kit_json_get(row, "values");
    if (rh_str_eq(word, RH_STR("table"))) {
        return made(t, (rh_type){.kind = RH_T_LIST,
                                 .elem = row_type(t, kit_json_get(row, "columns"), kit_json_text(row, "key"))});
    }
    if (!rh_str_eq(word, RH_STR("set")) && !rh_str_eq(word, RH_STR("list"))) return scalar(t, word, values);
    return made(t, (rh_type){.kind = RH_T_LIST, .elem = scalar(t, of.ptr != NULL ? of : RH_STR("string"), values)});
}

static void add_name(tree *t, rh_str name, const rh_type *type)
{
    const rh_name n = {.name = name, .type = type, .slot = t->n_slots++, .is_optional = true};
    assert_true(RH_PUSH(&t->keep, &t->names, n));
}

static void add_core_names(tree *t)
{
    const rh_type *did = made(t, (rh_type){.kind = RH_T_MAP, .key = &rh_type_string, .elem = &rh_type_timestamp});
    const rh_name now = {.name = RH_STR("now"), .type = &rh_type_timestamp, .cls = RH_NAME_NOW};
    assert_true(RH_PUSH(&t->keep, &t->names, now));
    add_name(t, RH_STR("workflow.state"), &rh_type_string);
    add_name(t, RH_STR("workflow.paused"), &rh_type_bool);
    add_name(t, RH_STR("workflow.did"), did);
    add_name(t, RH_STR("workflow.triggered_at"), &rh_type_timestamp);
    add_name(t, RH_STR("event.time"), &rh_type_timestamp);
    add_name(t, RH_STR("event.data"), &rh_type_dyn);
    static const rh_type roles = {.kind = RH_T_LIST, .elem = &rh_type_string};
    t->fns[0] = (rh_host_fn){.name = RH_STR("approved"), .params = {&roles}, .n_params = 1, .result = &rh_type_bool};
    t->fns[1] = (rh_host_fn){.name = RH_STR("decided"), .params = {&roles}, .n_params = 1, .result = &rh_type_bool};
    t->fns[2] = (rh_host_fn){
        .name = RH_STR("did"), .params = {&rh_type_string}, .n_params = 1, .result = &rh_type_bool};
}

static void add_policy(tree *t)
{
    const rh_value *values = kit_json_get(&t->policy, "values");
    for (uint32_t i = 0; values != NULL && i < values->n; i++) {
        rh_buf name;
        rh_buf_init(&name, &t->keep, 256);
        rh_buf_printf(&name, "policy.%.*s", RH_ARG(rh_value_str(values->map[i].key)));
        rh_value v = values->map[i].value;
        if (v.kind == RH_DOUBLE && v.d == (double)(int64_t)v.d) v = rh_int((int64_t)v.d);
        const rh_type *type = v.kind == RH_INT      ? &rh_type_int
                              : v.kind == RH_DOUBLE ? &rh_type_double
                              : v.kind == RH_BOOL   ? &rh_type_bool
                                                    : &rh_type_string;
        const rh_name n = {.name = rh_buf_str(&name), .type = type, .cls = RH_NAME_CONST, .constant = v};
        assert_true(RH_PUSH(&t->keep, &t->names, n));
    }
}

static rh_value read_json(tree *t, const char *path)
{
    rh_value v = {0};
    if (!kit_json_read(&v, &t->keep, kit_read_file(&t->keep, path))) fail_msg("%s is not JSON", path);
    return v;
}

static bool round_trips(tree *t, const rh_ast *ast)
{
    rh_buf text;
    rh_diags diags;
    const rh_ast *again = NULL;
    rh_diags_init(&diags, &t->keep);
    rh_buf_init(&text, &t->keep, 1 << 20);
    rh_ast_print(&text, ast);
    return rh_ast_parse(&again, &t->keep, rh_buf_str(&text), NULL, &diags) == RH_OK &&
           rh_ast_same(ast->root, again->root);
}

static void load_expression(tree *t, rh_pool *pool, rh_str text, const rh_type *want)
{
    rh_diags diags;
    const rh_ast *ast = NULL;
    rh_expr root = RH_EXPR_NONE;
    rh_diags_init(&diags, &t->keep);
    if (rh_ast_parse(&ast, &t->keep, text, NULL, &diags) == RH_OK &&
        rh_pool_add(pool, &root, ast, want, &diags) == RH_OK && round_trips(t, ast)) {
        t->n_loaded++;
        return;
    }
    t->n_failed++;
    const rh_err *first = diags.n_errors > 0 ? &diags.errors[0] : NULL;
    print_error("%s: %.*s\n  %s\n", t->folder, RH_ARG(text), first != NULL ? first->text : "does not round-trip");
}

/* Loads the text of every member whose key is one of those that hold expressions. `after` holds spans too. */
static void load_members(tree *t, rh_pool *pool, rh_str key, const rh_value *v)
{
    static const char *const conditions[] = {"when", "guard", "release", "auto", "until", "while", "where", "always"};
    for (uint32_t i = 0; v->kind == RH_MAP && i < v->n; i++)
        load_members(t, pool, rh_value_str(v->map[i].key), &v->map[i].value);
    for (uint32_t i = 0; v->kind == RH_LIST && i < v->n; i++) load_members(t, pool, key, &v->list[i]);
    if (v->kind != RH_STRING) return;
    for (size_t i = 0; i < sizeof conditions / sizeof *conditions; i++) {
        if (rh_str_eq(key, rh_str_of(conditions[i]))) load_expression(t, pool, rh_value_str(*v), &rh_type_bool);
    }
    if (rh_str_eq(key, RH_STR("derived"))) load_expression(t, pool, rh_value_str(*v), NULL);
}

static void load_events(tree *t, rh_pool *pool)
{
    const rh_value *events = kit_json_get(&t->events, "events");
    for (uint32_t i = 0; events != NULL && i < events->n; i++) {
        const rh_value *sets = kit_json_get(&events->map[i].value, "sets");
        for (uint32_t k = 0; sets != NULL && k < sets->n; k++)
            load_expression(t, pool, rh_value_str(sets->map[k].value), NULL);
        const rh_str action = kit_json_text(&events->map[i].value, "action_of");
        if (action.ptr != NULL) load_expression(t, pool, action, &rh_type_string);
    }
}

static void load_files(tree *t, rh_pool *pool, const char *pattern)
{
    char path[512];
    glob_t files;
    snprintf(path, sizeof path, "%s/%s", t->folder, pattern);
    if (glob(path, 0, NULL, &files) != 0) return;
    for (size_t i = 0; i < files.gl_pathc; i++) {
        const rh_value v = read_json(t, files.gl_pathv[i]);
        load_members(t, pool, rh_str_null(), &v);
    }
    globfree(&files);
}

static void load_tree(tree *t)
{
    char path[512];
    rh_err err;
    rh_pool *pool = NULL;
    snprintf(path, sizeof path, "%s/schema.yaml", t->folder);
    t->schema = read_json(t, path);
    snprintf(path, sizeof path, "%s/policy.yaml", t->folder);
    t->policy = read_json(t, path);
    snprintf(path, sizeof path, "%s/events.yaml", t->folder);
    t->events = read_json(t, path);
    const rh_value *fields = kit_json_get(&t->schema, "fields");
    for (uint32_t i = 0; i < fields->n; i++)
        add_name(t, rh_value_str(fields->map[i].key), field_type(t, &fields->map[i].value));
    add_core_names(t);
    add_policy(t);
    t->env = (rh_env){.names = t->names.at, .n_names = t->names.n, .fns = t->fns, .n_fns = 3, .n_slots = t->n_slots,
                      .flags = RH_ENV_CORE_FUNCTIONS | RH_ENV_EXTENSIONS};
    assert_int_equal(rh_pool_new(&pool, &t->keep, &t->env, &err), RH_OK);
    load_files(t, pool, "*.yaml");
    load_files(t, pool, "register/*.yaml");
    load_events(t, pool);
    assert_int_equal(rh_pool_seal(pool, &err), RH_OK);
}

static void conformance__every_expression_loads(void **state)
{
    (void)state;
    glob_t folders;
    unsigned n_loaded = 0, n_failed = 0;
    if (glob(TREES, 0, NULL, &folders) != 0) {
        print_message("skipped: ../shared/conformance not found\n");
        skip();
    }
    for (size_t i = 0; i < folders.gl_pathc; i++) {
        tree t = {.keep = kit_arena(), .folder = folders.gl_pathv[i]};
        load_tree(&t);
        n_loaded += t.n_loaded, n_failed += t.n_failed;
        rh_arena_dispose(&t.keep);
    }
    globfree(&folders);
    print_message("%u expressions load\n", n_loaded);
    assert_int_equal(n_failed, 0);
    assert_true(n_loaded > 2000);
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(conformance__every_expression_loads)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
