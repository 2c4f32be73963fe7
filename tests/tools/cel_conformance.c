/* Runs CEL's conformance suite: `cel_conformance FILE [-v]` prints a table by section and "core N of 1076".
 *
 * Every test is parsed, printed and parsed again to the same tree, checked (unless it says disableCheck), compiled,
 * evaluated, and its value compared, kind included. A test that expects an error passes with an error at load or an
 * undecided value. The tests of mode checker compare the deduced type. Exit status 1 when any test of mode eval fails.
 */
#include "engine/expr/check/types.h"
#include "engine/expr/expr.h"
#include "engine/expr/syntax/ast.h"
#include "harness/foreign/regex.h"
#include "tests/kit/memory.h"
#include "tests/kit/plain_json.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>

enum { MAX_NAMES = 16, MAX_SECTIONS = 200 };

typedef struct section {
    rh_str file, name;
    bool is_ext, is_checker;
    unsigned passed, total;
} section;

typedef struct suite {
    rh_regex_cache *regex;
    section sections[MAX_SECTIONS];
    size_t n_sections;
    unsigned core_passed, core_total, time_passed, time_total, ext_passed, ext_total, checker_passed, checker_total;
    bool is_verbose;
} suite;

/* ---- zones ---- */

static const rh_zone *zone_of(void *ctx, rh_str name)
{
    (void)ctx;
    static rh_arena keep; /* the suite's zones live as long as the program */
    char path[256];
    if (keep.host.take == NULL) keep = kit_arena();
    if (name.len > 100 || rh_str_find(name, RH_STR("..")) != SIZE_MAX) return NULL;
    snprintf(path, sizeof path, "/usr/share/zoneinfo/%.*s", RH_ARG(name));
    const rh_zone *zone = NULL;
    if (!kit_file_exists(path) || rh_zone_read(&zone, &keep, name, kit_read_file(&keep, path), NULL) != RH_OK)
        return NULL;
    return zone;
}

/* ---- the suite's types and values ---- */

static bool is(rh_str s, const char *word) { return rh_str_eq(s, rh_str_of(word)); }

static const rh_type *primitive(rh_str name)
{
    if (is(name, "BOOL")) return &rh_type_bool;
    if (is(name, "INT64")) return &rh_type_int;
    if (is(name, "UINT64")) return &rh_type_uint;
    if (is(name, "DOUBLE")) return &rh_type_double;
    if (is(name, "STRING")) return &rh_type_string;
    return is(name, "BYTES") ? &rh_type_bytes : &rh_type_dyn;
}

static const rh_type *type_of(rh_arena *keep, const rh_value *t)
{
    const rh_value *list = kit_json_get(t, "listType"), *map = kit_json_get(t, "mapType"),
                   *abstract = kit_json_get(t, "abstractType");
    if (list != NULL) return rh_type__list(keep, type_of(keep, kit_json_get(list, "elemType")));
    if (map != NULL)
        return rh_type__map(keep, type_of(keep, kit_json_get(map, "keyType")),
                            type_of(keep, kit_json_get(map, "valueType")));
    if (abstract != NULL && is(kit_json_text(abstract, "name"), "optional_type")) {
        return rh_type__optional(keep, type_of(keep, &kit_json_get(abstract, "parameterTypes")->list[0]));
    }
    if (kit_json_get(t, "primitive") != NULL) return primitive(kit_json_text(t, "primitive"));
    if (kit_json_get(t, "null") != NULL) return &rh_type_null;
    if (is(kit_json_text(t, "messageType"), "google.protobuf.Duration")) return &rh_type_duration;
    return &rh_type_dyn;
}

static rh_value base64(rh_arena *keep, rh_str text)
{
    char *bytes = rh_arena_alloc(keep, text.len + 1);
    size_t n = 0;
    unsigned bits = 0, n_bits = 0;
    for (size_t i = 0; i < text.len && text.ptr[i] != '='; i++) {
        static const char digits[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
        bits = bits << 6 | (unsigned)(strchr(digits, text.ptr[i]) - digits);
        n_bits += 6;
        if (n_bits >= 8) bytes[n++] = (char)(bits >> (n_bits -= 8));
    }
    rh_value v = rh_string((rh_str){bytes, n});
    v.kind = RH_BYTES;
    return v;
}

static rh_value value_of(rh_arena *keep, const rh_value *v);

static rh_value list_of(rh_arena *keep, const rh_value *values)
{
    const uint32_t n = values != NULL ? values->n : 0;
    rh_value *at = RH_NEW_N(keep, n, rh_value);
    for (uint32_t i = 0; i < n; i++) at[i] = value_of(keep, &values->list[i]);
    return rh_list(at, n);
}

static rh_value map_of(rh_arena *keep, const rh_value *entries)
{
    const uint32_t n = entries != NULL ? entries->n : 0;
    rh_pair *at = RH_NEW_N(keep, n, rh_pair);
    for (uint32_t i = 0; i < n; i++) {
        at[i].key = value_of(keep, kit_json_get(&entries->list[i], "key"));
        at[i].value = value_of(keep, kit_json_get(&entries->list[i], "value"));
    }
    rh_pairs_sort(at, n);
    return rh_map_value(at, n);
}

static rh_value number_of(const rh_value *v)
{
    return v->kind == RH_STRING ? rh_double(strtod(v->s, NULL)) : *v;
}

static rh_value value_of(rh_arena *keep, const rh_value *v)
{
    const rh_value *at = NULL;
    if ((at = kit_json_get(v, "int64Value")) != NULL) return rh_int(strtoll(at->s, NULL, 10));
    if ((at = kit_json_get(v, "uint64Value")) != NULL) return rh_uint(strtoull(at->s, NULL, 10));
    if ((at = kit_json_get(v, "doubleValue")) != NULL) return number_of(at);
    if ((at = kit_json_get(v, "stringValue")) != NULL) return *at;
    if ((at = kit_json_get(v, "boolValue")) != NULL) return *at;
    if ((at = kit_json_get(v, "bytesValue")) != NULL) return base64(keep, rh_value_str(*at));
    if (kit_json_get(v, "nullValue") != NULL) return rh_null();
    if ((at = kit_json_get(v, "listValue")) != NULL) return list_of(keep, kit_json_get(at, "values"));
    if ((at = kit_json_get(v, "mapValue")) != NULL) return map_of(keep, kit_json_get(at, "entries"));
    if ((at = kit_json_get(v, "typeValue")) != NULL) {
        rh_value type = *at;
        type.kind = RH_TYPE;
        return type;
    }
    if ((at = kit_json_get(v, "objectValue")) != NULL) {
        int64_t ns = 0;
        rh_duration_parse(
            &ns, kit_json_text(at, "value")); /* the one kind of object in the subset: google.protobuf.Duration */
        return rh_duration_value(ns);
    }
    return rh_bool(true); /* a test without a value expects true */
}

/* ---- one test ---- */

typedef struct one {
    rh_arena keep;
    const rh_value *test; /* "original" */
    rh_name names[MAX_NAMES];
    rh_value slots[MAX_NAMES];
    rh_host_fn fns[2];
    rh_env env;
    bool is_misprinted;
    char why[600];
} one;

static void declare(one *o, const rh_value *declared)
{
    const rh_value *ident = kit_json_get(declared, "ident"), *function = kit_json_get(declared, "function");
    const rh_str name = kit_json_text(declared, "name");
    if (function != NULL) {
        const rh_value *overload = &kit_json_get(function, "overloads")->list[0],
                       *params = kit_json_get(overload, "params");
        rh_host_fn *fn = &o->fns[o->env.n_fns++];
        fn->name = name;
        fn->n_params = params->n;
        for (uint32_t i = 0; i < params->n; i++) fn->params[i] = type_of(&o->keep, &params->list[i]);
        fn->result = type_of(&o->keep, kit_json_get(overload, "resultType"));
        return;
    }
    const size_t slot = o->env.n_names++;
    o->names[slot] = (rh_name){
        .name = name, .type = type_of(&o->keep, kit_json_get(ident, "type")), .slot = (uint32_t)slot};
    const rh_value *bindings = kit_json_get(o->test, "bindings");
    for (uint32_t i = 0; bindings != NULL && i < bindings->n; i++) {
        if (rh_str_eq(rh_value_str(bindings->map[i].key), name))
            o->slots[slot] = value_of(&o->keep, kit_json_get(&bindings->map[i].value, "value"));
    }
}

static void prepare(one *o, rh_regex_cache *regex)
{
    const rh_value *types = kit_json_get(o->test, "typeEnv"), *unchecked = kit_json_get(o->test, "disableCheck");
    o->env = (rh_env){.names = o->names,
                      .fns = o->fns,
                      .flags = RH_ENV_EXTENSIONS,
                      .container = kit_json_text(o->test, "container"),
                      .n_slots = MAX_NAMES,
                      .regex_ok = rh_regex_cache_ok,
                      .regex_ctx = regex};
    if (unchecked != NULL && unchecked->b) o->env.flags |= RH_ENV_UNCHECKED;
    for (uint32_t i = 0; types != NULL && i < types->n; i++) declare(o, &types->list[i]);
}

static void note(one *o, const char *label, rh_value v)
{
    rh_buf buf;
    rh_buf_init(&buf, &o->keep, 1 << 16);
    if (v.kind == RH_UNDECIDED) rh_buf_put(&buf, rh_str_of(rh_cause_name((rh_cause)v.cause)));
    else rh_value_put_json(&buf, v);
    const size_t n = strlen(o->why);
    snprintf(o->why + n, sizeof o->why - n, "%s %s %.*s; ", label, rh_kind_name((rh_kind)v.kind),
             RH_ARG(rh_buf_str(&buf)));
}

/* The same kind all the way down, and equal; NaN equals itself. */
static bool same(rh_value a, rh_value b)
{
    if (a.kind != b.kind || a.n != b.n) return a.kind == b.kind && a.kind == RH_NULL;
    for (uint32_t i = 0; a.kind == RH_LIST && i < a.n; i++) {
        if (!same(a.list[i], b.list[i])) return false;
    }
    for (uint32_t i = 0; a.kind == RH_MAP && i < a.n; i++) {
        if (!same(a.map[i].key, b.map[i].key) || !same(a.map[i].value, b.map[i].value)) return false;
    }
    return a.kind == RH_LIST || a.kind == RH_MAP ||
           (rh_value_same(a, b) && (a.kind != RH_DOUBLE || signbit(a.d) == signbit(b.d)));
}

/* parse(print(e)) is e. */
static bool round_trips(one *o, const rh_ast *ast, rh_diags *diags)
{
    rh_buf text;
    const rh_ast *again = NULL;
    rh_buf_init(&text, &o->keep, 1 << 20);
    rh_ast_print(&text, ast);
    if (rh_ast_parse(&again, &o->keep, rh_buf_str(&text), NULL, diags) == RH_OK && rh_ast_same(ast->root, again->root))
        return true;
    snprintf(o->why, sizeof o->why, "prints as %.*s", RH_ARG(rh_buf_str(&text)));
    return false;
}

static bool load(one *o, rh_pool **pool, rh_expr *root, rh_diags *diags)
{
    const rh_ast *ast = NULL;
    rh_err err;
    if (rh_ast_parse(&ast, &o->keep, kit_json_text(o->test, "expr"), NULL, diags) != RH_OK) return false;
    if (!round_trips(o, ast, diags)) o->is_misprinted = true;
    return rh_pool_new(pool, &o->keep, &o->env, &err) == RH_OK && rh_pool_add(*pool, root, ast, NULL, diags) == RH_OK;
}

static bool evaluate(one *o, rh_regex_cache *regex)
{
    rh_diags diags;
    rh_pool *pool = NULL;
    rh_expr root = RH_EXPR_NONE;
    const bool wants_error = kit_json_get(o->test, "evalError") != NULL;
    rh_diags_init(&diags, &o->keep);
    if (!load(o, &pool, &root, &diags)) {
        snprintf(o->why, sizeof o->why, "%s %s", rh_code_name(diags.errors[0].code), diags.errors[0].text);
        return wants_error;
    }
    rh_eval ev = {
        .slots = o->slots, .scratch = &o->keep, .regex = rh_regex_cache_match, .zones = zone_of, .host = regex};
    const rh_value got = rh_pool_eval(pool, root, &ev);
    note(o, "got", got);
    if (wants_error) return got.kind == RH_UNDECIDED;
    const rh_value *expected = kit_json_get(o->test, "value"),
                   wanted = expected != NULL ? value_of(&o->keep, expected) : rh_bool(true);
    note(o, "wanted", wanted);
    return same(got, wanted);
}

/* Whether a type speaks of an abstract type that only the test declares: such types are not supported. */
static bool is_foreign(const rh_value *v)
{
    const rh_value *abstract = kit_json_get(v, "abstractType");
    if (abstract != NULL && !is(kit_json_text(abstract, "name"), "optional_type")) return true;
    for (uint32_t i = 0; v->kind == RH_MAP && i < v->n; i++) {
        if (is_foreign(&v->map[i].value)) return true;
    }
    for (uint32_t i = 0; v->kind == RH_LIST && i < v->n; i++) {
        if (is_foreign(&v->list[i])) return true;
    }
    return false;
}

static bool check_type(one *o)
{
    if (is_foreign(o->test))
        return snprintf(o->why, sizeof o->why, "types that a host declares are not supported"), false;
    rh_diags diags;
    rh_pool *pool = NULL;
    rh_expr root = RH_EXPR_NONE;
    rh_diags_init(&diags, &o->keep);
    if (!load(o, &pool, &root, &diags)) {
        snprintf(o->why, sizeof o->why, "%s %s", rh_code_name(diags.errors[0].code), diags.errors[0].text);
        return false;
    }
    const rh_type *wanted = type_of(&o->keep, kit_json_get(kit_json_get(o->test, "typedResult"), "deducedType"));
    const rh_str a = rh_type__text(&o->keep, rh_pool_type(pool, root)), b = rh_type__text(&o->keep, wanted);
    snprintf(o->why, sizeof o->why, "got %.*s; wanted %.*s", RH_ARG(a), RH_ARG(b));
    return rh_str_eq(a, b);
}

/* ---- the suite ---- */

static section *section_of(suite *s, const rh_value *row)
{
    const rh_str file = kit_json_text(row, "file"), name = kit_json_text(row, "section");
    for (size_t i = 0; i < s->n_sections; i++) {
        if (rh_str_eq(s->sections[i].file, file) && rh_str_eq(s->sections[i].name, name)) return &s->sections[i];
    }
    s->sections[s->n_sections] = (section){.file = file, .name = name};
    return &s->sections[s->n_sections++];
}

static void run(suite *s, const rh_value *row)
{
    one o = {.keep = kit_arena(), .test = kit_json_get(row, "original")};
    const bool is_checker = is(kit_json_text(row, "mode"), "checker"), is_ext = kit_json_get(row, "ext")->b;
    const bool is_time = is(kit_json_text(row, "kind"), "time");
    prepare(&o, s->regex);
    if (is_checker) o.env.flags |= RH_ENV_EXTENSIONS;
    const bool passed = (is_checker ? check_type(&o) : evaluate(&o, s->regex)) && !o.is_misprinted;
    section *at = section_of(s, row);
    at->total++, at->passed += passed;
    unsigned *total = is_checker ? &s->checker_total
                      : is_ext   ? &s->ext_total
                      : is_time  ? &s->time_total
                                 : &s->core_total;
    unsigned *n_passed = is_checker ? &s->checker_passed
                         : is_ext   ? &s->ext_passed
                         : is_time  ? &s->time_passed
                                    : &s->core_passed;
    *total += 1, *n_passed += passed;
    if (!passed && s->is_verbose) {
        printf("FAIL %.*s/%.*s/%.*s: %.*s\n     %s\n", RH_ARG(at->file), RH_ARG(at->name),
               RH_ARG(kit_json_text(row, "name")), RH_ARG(kit_json_text(row, "expr")), o.why);
    }
    rh_arena_dispose(&o.keep);
}

static void report(const suite *s)
{
    for (size_t i = 0; i < s->n_sections; i++) {
        const section *at = &s->sections[i];
        printf("%-18.*s %-36.*s %4u of %4u%s\n", RH_ARG(at->file), RH_ARG(at->name), at->passed, at->total,
               at->passed == at->total ? "" : "  *");
    }
    printf("checker %u of %u\n", s->checker_passed, s->checker_total);
    printf("extensions %u of %u\n", s->ext_passed, s->ext_total);
    printf("core time %u of %u\n", s->time_passed, s->time_total);
    printf("core %u of %u\n", s->core_passed, s->core_total);
}

int main(int argc, char **argv)
{
    if (argc < 2) return fprintf(stderr, "usage: cel_conformance FILE [-v]\n"), 64;
    if (!kit_file_exists(argv[1])) return printf("skipped: %s not found\n", argv[1]), 0;
    suite s = {.is_verbose = argc > 2};
    rh_arena keep = kit_arena();
    rh_value tests;
    rh_err err;
    if (!kit_json_read(&tests, &keep, kit_read_file(&keep, argv[1])))
        return fprintf(stderr, "%s is not JSON\n", argv[1]), 65;
    if (rh_regex_cache_new(&s.regex, &err) != RH_OK) return 70;
    for (uint32_t i = 0; i < tests.n; i++) run(&s, &tests.list[i]);
    report(&s);
    rh_regex_cache_free(s.regex);
    rh_arena_dispose(&keep);
    return s.core_passed == s.core_total && s.ext_passed == s.ext_total && s.time_passed == s.time_total ? 0 : 1;
}
