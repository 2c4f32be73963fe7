/* The files in cases/: expressions and what they yield, in the world of tests/kit/expr_world.h.
 *
 * Lines: `# comment`; `given NAME = CONSTANT` (NAME a field or now); `conditions`; `unchecked`; `free clock`; `within
 * NAMESPACE`; `reset`; and cases, `EXPRESSION => WHAT`, where WHAT is a constant expression, `undecided CAUSE`, or
 * `error CODE LINE:COLUMN TEXT`; behind a value may stand `until T` or `until never`, `cost N`, `warns CODE` or `warns
 * nothing`. A case is evaluated plainly, by the steps alone, through a memo, with every budget below its cost, and in a
 * batch of the facts of the cases so far. */
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>

#include "engine/expr/eval/machine.h"
#include "engine/expr/syntax/ast.h"
#include "tests/kit/expr_world.h"
#include "tests/kit/plain_json.h"

#include <stdio.h>
#include <stdlib.h>

#define FOLDER "tests/engine/expr/cases/"

enum { BUDGETS = 40, FACTS_BYTES = KIT_WORLD_SLOTS * (int)sizeof(rh_value) };

typedef struct run {
    kit_world world;
    rh_value past[RH_BATCH_ROWS][KIT_WORLD_SLOTS]; /* facts of earlier cases, a ring */
    size_t n_past;
    const char *file;
    unsigned line, n_cases, n_failed;
    bool is_condition; /* between `conditions` and `reset`: a bool is wanted, as of a `when` */
} run;

__attribute__((format(printf, 3, 4))) static void wrong(run *r, rh_str text, const char *format, ...)
{
    char what[500];
    va_list args;
    va_start(args, format);
    vsnprintf(what, sizeof what, format, args);
    va_end(args);
    r->n_failed++;
    print_error("%s:%u: %.*s: %s\n", r->file, r->line, RH_ARG(text), what);
}

static rh_str trimmed(rh_str s)
{
    while (s.len > 0 && s.ptr[0] == ' ') s = rh_str_slice(s, 1, s.len);
    while (s.len > 0 && s.ptr[s.len - 1] == ' ') s.len--;
    return s;
}

/* Takes what stands behind ` word ` off the end of *s; null text when it does not occur. */
static rh_str take_clause(rh_str *s, const char *word)
{
    const size_t n = strlen(word);
    for (size_t at = s->len; at-- > 0;) {
        if (s->len - at < n || memcmp(s->ptr + at, word, n) != 0) continue;
        const rh_str rest = trimmed(rh_str_slice(*s, at + n, s->len));
        *s = trimmed(rh_str_slice(*s, 0, at));
        return rest;
    }
    return rh_str_null();
}

static void given(run *r, rh_str text)
{
    const size_t equals = rh_str_find(text, RH_STR("="));
    char name[100];
    snprintf(name, sizeof name, "%.*s", RH_ARG(trimmed(rh_str_slice(text, 0, equals))));
    const rh_value v = kit_world_value(&r->world, trimmed(rh_str_slice(text, equals + 1, text.len)));
    if (strcmp(name, "now") == 0) r->world.ev.now = rh_value_instant(v);
    else r->world.slots[kit_world_slot(&r->world, name)] = v;
}

static const char *text_of(run *r, rh_value v)
{
    static char out[2][300];
    static int turn;
    rh_buf buf;
    turn = 1 - turn;
    if (v.kind == RH_UNDECIDED) {
        snprintf(out[turn], sizeof out[turn], "undecided %s", rh_cause_name((rh_cause)v.cause));
        return out[turn];
    }
    rh_buf_init(&buf, &r->world.keep, 1 << 21);
    rh_value_put_json(&buf, v);
    snprintf(out[turn], sizeof out[turn], "%s %.*s", rh_kind_name((rh_kind)v.kind),
             (int)(rh_buf_str(&buf).len < 200 ? rh_buf_str(&buf).len : 200), rh_buf_str(&buf).ptr);
    return out[turn];
}

static rh_value expected_value(run *r, rh_str what)
{
    if (!rh_str_starts(what, RH_STR("undecided "))) return kit_world_value(&r->world, what);
    const rh_str word = trimmed(rh_str_slice(what, 10, what.len));
    for (int c = 0; c < RH_N_CAUSES; c++) {
        if (rh_str_eq(word, rh_str_of(rh_cause_name((rh_cause)c)))) return rh_undecided((rh_cause)c);
    }
    fprintf(stderr, "%s:%u: no cause %.*s\n", r->file, r->line, RH_ARG(word));
    exit(70);
}

static bool same(rh_value a, rh_value b)
{
    if (a.kind == RH_UNDECIDED || b.kind == RH_UNDECIDED) return a.kind == b.kind && a.cause == b.cause;
    return a.kind == b.kind && rh_value_same(a, b);
}

static void check_until(run *r, rh_str text, rh_str until, rh_instant got)
{
    char out[32] = "never", wanted[64];
    if (until.ptr == NULL) return;
    if (!rh_instant_is_never(got)) rh_instant_text(out, got);
    snprintf(wanted, sizeof wanted, "%.*s", RH_ARG(until));
    if (strcmp(out, wanted) != 0) wrong(r, text, "until %s, not %s", out, wanted);
}

static void check_warnings(run *r, rh_str text, rh_str warns, const rh_diags *diags)
{
    if (warns.ptr == NULL) return;
    const rh_str got = diags->n_warnings > 0 ? rh_str_of(rh_code_name(diags->warnings[0].code)) : RH_STR("nothing");
    if (!rh_str_eq(got, warns)) wrong(r, text, "warns %.*s", RH_ARG(got));
}

static void check_error(run *r, rh_str text, rh_str what, const rh_diags *diags)
{
    char got[600];
    const rh_err *e = diags->n_errors > 0 ? &diags->errors[0] : NULL;
    if (e != NULL) snprintf(got, sizeof got, "%s %u:%u %s", rh_code_name(e->code), e->span.line, e->span.col, e->text);
    else snprintf(got, sizeof got, "no error");
    if (!rh_str_eq(rh_str_of(got), what)) wrong(r, text, "%s", got);
}

static void check_cost(run *r, rh_str text, rh_str cost)
{
    if (cost.ptr == NULL) return;
    const uint64_t wanted = strtoull(rh_arena_cstr(&r->world.keep, cost), NULL, 10);
    if (r->world.ev.cost != wanted) wrong(r, text, "cost %llu", (unsigned long long)r->world.ev.cost);
}

/* Through a memo: the first evaluation fills it, the second reads it. */
static void check_memo(run *r, rh_str text, const rh_pool *pool, rh_expr root, rh_value wanted)
{
    rh_memo *memo = NULL;
    const rh_instant until = r->world.ev.valid_until;
    const uint64_t cost = r->world.ev.cost;
    assert_int_equal(rh_memo_new(&memo, &r->world.keep, pool, NULL), RH_OK);
    for (int i = 0; i < 2; i++) {
        const rh_value got = rh_memo_eval(memo, root, &r->world.ev);
        if (!same(got, wanted)) wrong(r, text, "through a memo, time %d: %s", i + 1, text_of(r, got));
        if (rh_instant_cmp(until, r->world.ev.valid_until) != 0) wrong(r, text, "through a memo valid-until differs");
        if (cost != r->world.ev.cost) wrong(r, text, "through a memo the cost differs, time %d", i + 1);
    }
}

/* By the steps alone: the straight code must agree with them, costs included. */
static void check_steps(run *r, rh_str text, const rh_pool *pool, rh_expr root, rh_value wanted)
{
    rh_machine m;
    rh_eval ev = r->world.ev;
    rh_machine__init(&m, pool, &ev);
    const rh_value got = rh_machine__run(&m, pool->roots.at[root].step);
    if (!same(got, wanted)) wrong(r, text, "by the steps: %s", text_of(r, got));
    if (ev.cost != r->world.ev.cost) wrong(r, text, "by the steps the cost is %llu", (unsigned long long)ev.cost);
}

/* With less than it costs an evaluation has no value, or the same one: a part may be spared. */
static void check_budgets(run *r, rh_str text, const rh_pool *pool, rh_expr root, rh_value wanted)
{
    rh_eval ev = r->world.ev;
    const uint64_t cost = ev.cost, step = cost / BUDGETS + 1;
    for (ev.budget = 1; ev.budget < cost; ev.budget += step) {
        const uint64_t budget = ev.budget;
        const rh_value got = rh_pool_eval(pool, root, &ev);
        const bool is_ended = got.kind == RH_UNDECIDED && got.cause == RH_CAUSE_BUDGET;
        if (!is_ended && !same(got, wanted))
            wrong(r, text, "with a budget of %llu: %s", (unsigned long long)budget, text_of(r, got));
        if (!is_ended && ev.cost > budget) wrong(r, text, "a budget of %llu is overdrawn", (unsigned long long)budget);
    }
    ev.budget = cost;
    const rh_value got = rh_pool_eval(pool, root, &ev);
    if (!same(got, wanted)) wrong(r, text, "with a budget of its cost: %s", text_of(r, got));
}

static void remember_facts(run *r)
{
    const size_t at = r->n_past % RH_BATCH_ROWS;
    if (r->n_past > 0 && memcmp(r->past[(r->n_past - 1) % RH_BATCH_ROWS], r->world.slots, FACTS_BYTES) == 0) return;
    memcpy(r->past[at], r->world.slots, FACTS_BYTES);
    r->n_past++;
}

static void check_row(run *r, rh_str text, const rh_pool *pool, rh_expr root, const rh_value *row, bool is_true,
                      bool is_open)
{
    rh_eval ev = r->world.ev;
    ev.slots = row;
    const rh_value v = rh_pool_eval(pool, root, &ev);
    if (is_true != rh_value_is_true(v) || is_open != (v.kind != RH_BOOL))
        wrong(r, text, "in a batch %s, alone %s", is_open ? "open" : is_true ? "true" : "false", text_of(r, v));
}

/* All facts so far as one batch: as many rows, then one row. */
static void check_batch(run *r, rh_str text, const rh_pool *pool, rh_expr root)
{
    rh_batch *batch = NULL;
    rh_rows *loaded = NULL;
    const rh_value *rows[RH_BATCH_ROWS];
    remember_facts(r);
    const size_t n = r->n_past < RH_BATCH_ROWS ? r->n_past : RH_BATCH_ROWS;
    for (size_t i = 0; i < n; i++) rows[i] = r->past[i];
    assert_int_equal(rh_batch_new(&batch, &r->world.keep, pool, &root, 1, NULL), RH_OK);
    for (size_t k = n; k > 0; k = k > 1 ? 1 : 0) {
        rh_eval ev = r->world.ev;
        uint64_t is_true = 0, is_open = 0;
        assert_int_equal(rh_rows_load(&loaded, &r->world.keep, batch, rows, k, NULL), RH_OK);
        rh_batch_eval(batch, &ev, loaded, &is_true, &is_open);
        for (size_t i = 0; i < k; i++)
            check_row(r, text, pool, root, rows[i], (is_true >> i & 1) != 0, (is_open >> i & 1) != 0);
    }
}

/* Whatever parses prints as what parses to the same tree, in one line and in narrow ones. */
static void check_print(run *r, rh_str text)
{
    const rh_ast *ast = NULL, *again = NULL;
    rh_diags diags;
    rh_diags_init(&diags, &r->world.keep);
    if (rh_ast_parse(&ast, &r->world.keep, text, NULL, &diags) != RH_OK) return;
    for (size_t width = 0; width < 60; width += 12) {
        rh_buf buf;
        rh_buf_init(&buf, &r->world.keep, 1 << 16);
        if (width == 0) rh_ast_print(&buf, ast);
        else rh_ast_lay(&buf, ast, width, width / 2);
        const bool is_read = rh_ast_parse(&again, &r->world.keep, rh_buf_str(&buf), NULL, &diags) == RH_OK;
        if (!is_read || !rh_ast_same(ast->root, again->root))
            wrong(r, text, "prints as %.*s", RH_ARG(rh_buf_str(&buf)));
    }
}

static void check(run *r, rh_str text, rh_str what)
{
    rh_diags diags;
    rh_pool *pool = NULL;
    rh_expr root = RH_EXPR_NONE;
    r->n_cases++;
    check_print(r, text);
    rh_diags_init(&diags, &r->world.keep);
    const rh_code code = kit_world_load(&r->world, &pool, &root, text, r->is_condition ? &rh_type_bool : NULL, &diags);
    if (rh_str_starts(what, RH_STR("error "))) {
        check_error(r, text, trimmed(rh_str_slice(what, 6, what.len)), &diags);
        return;
    }
    const rh_str warns = take_clause(&what, " warns "), cost = take_clause(&what, " cost "),
                 until = take_clause(&what, " until ");
    if (code != RH_OK) {
        wrong(r, text, "%s", diags.errors[0].text);
        return;
    }
    const rh_value wanted = expected_value(r, what), got = rh_pool_eval(pool, root, &r->world.ev);
    if (!same(got, wanted)) wrong(r, text, "%s, not %s", text_of(r, got), text_of(r, wanted));
    check_until(r, text, until, r->world.ev.valid_until);
    check_cost(r, text, cost);
    check_warnings(r, text, warns, &diags);
    check_steps(r, text, pool, root, got);
    check_memo(r, text, pool, root, got);
    check_budgets(r, text, pool, root, got);
    check_batch(r, text, pool, root);
}

static void reset(run *r)
{
    memset(r->world.slots, 0, sizeof r->world.slots);
    r->world.env.flags &= ~(unsigned)(RH_ENV_UNCHECKED | RH_ENV_FREE_CLOCK);
    r->world.env.container = rh_str_null();
    r->is_condition = false;
}

static void run_line(run *r, rh_str line)
{
    const size_t arrow = rh_str_find(line, RH_STR(" => "));
    if (line.len == 0 || line.ptr[0] == '#') return;
    if (rh_str_eq(line, RH_STR("conditions"))) r->is_condition = true;
    else if (rh_str_eq(line, RH_STR("unchecked"))) r->world.env.flags |= RH_ENV_UNCHECKED;
    else if (rh_str_eq(line, RH_STR("free clock"))) r->world.env.flags |= RH_ENV_FREE_CLOCK;
    else if (rh_str_starts(line, RH_STR("within "))) r->world.env.container = rh_str_slice(line, 7, line.len);
    else if (rh_str_eq(line, RH_STR("reset"))) reset(r);
    else if (rh_str_starts(line, RH_STR("given "))) given(r, rh_str_slice(line, 6, line.len));
    else if (arrow != SIZE_MAX)
        check(r, rh_str_slice(line, 0, arrow), trimmed(rh_str_slice(line, arrow + 4, line.len)));
    else wrong(r, line, "no case");
}

static void run_file(const char *file)
{
    static run r; /* large */
    char path[200];
    r = (run){.file = file};
    kit_world_init(&r.world);
    if (r.world.ev.calendar == NULL) {
        print_message("skipped: no zone files in /usr/share/zoneinfo\n");
        skip();
    }
    snprintf(path, sizeof path, FOLDER "%s", file);
    rh_str rest = kit_read_file(&r.world.keep, path);
    while (rest.len > 0) {
        size_t end = rh_str_find(rest, RH_STR("\n"));
        if (end == SIZE_MAX) end = rest.len;
        r.line++;
        run_line(&r, rh_str_slice(rest, 0, end));
        rest = rh_str_slice(rest, end + 1, rest.len);
    }
    print_message("%u cases\n", r.n_cases);
    kit_world_dispose(&r.world);
    assert_int_equal(r.n_failed, 0);
    assert_true(r.n_cases > 0);
}

#define FILE_TEST(NAME) \
    static void cases__##NAME(void **state) { (void)state; run_file(#NAME ".txt"); }
FILE_TEST(absent)
FILE_TEST(undecided)
FILE_TEST(clock)
FILE_TEST(errors)
FILE_TEST(values)
FILE_TEST(warnings)
FILE_TEST(functions)
FILE_TEST(syntax)
FILE_TEST(facts)
FILE_TEST(types)

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(cases__absent), cmocka_unit_test(cases__undecided),
                                       cmocka_unit_test(cases__clock),  cmocka_unit_test(cases__errors),
                                       cmocka_unit_test(cases__values), cmocka_unit_test(cases__warnings),
                                       cmocka_unit_test(cases__functions), cmocka_unit_test(cases__syntax),
                                       cmocka_unit_test(cases__types),     cmocka_unit_test(cases__facts)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
