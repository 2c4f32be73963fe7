/* Holds engine/expr against the reference on random expressions: `agree --count N --seed S [-v]`.
 *
 * Each batch makes a few dozen expressions of one environment and evaluates all of them on a run of facts and
 * instants, three ways: without a cache, with a memo that is told what changed, and as printed and read again. At its
 * end all facts that it had go through all expressions at once, as rows, against one by one. One batch in four is
 * unchecked, so that what the checker refuses is evaluated, too. Prints the smallest sub-expression that still
 * disagrees; exit status 1 when there is any. */
#include "engine/expr/expr.h"
#include "harness/foreign/regex.h"
#include "harness/load/zoneinfo.h"
#include "tests/kit/memory.h"
#include "tests/reference/bridge.h"
#include "tests/reference/random.h"
#include "tests/reference/trial.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { N_EXPRS = 40, N_ROUNDS = 12, TEXT = 4096, N_CAUSES = 10, MAX_SHOWN = 20 };

typedef struct host {
    rh_zones *zones;
    rh_regex_cache *regex;
} host;

static const rh_zone *find_zone(void *ctx, rh_str name)
{
    return rh_zones_lookup(((host *)ctx)->zones, name);
}
static int match(void *ctx, rh_str pattern, rh_str text)
{
    return rh_regex_cache_match(((host *)ctx)->regex, pattern, text);
}

typedef struct subject {
    char text[TEXT];
    ref_node *tree;
    rh_expr root, printed; /* printed: read again from its own canonical text */
    bool is_reported;
} subject;

typedef struct agree {
    host host;
    rh_env env;
    random_source random;
    uint64_t seed, batch;
    rh_arena keep, scratch, facts; /* of the batch, of one evaluation, of the batch's facts */
    ref_heap trees, heap;
    rh_pool *pool;
    rh_memo *memo, *copy;
    subject subjects[N_EXPRS];
    size_t n_subjects;
    world world;
    rh_value past[N_ROUNDS][RANDOM_SLOTS]; /* the facts of each round */
    /* tallies */
    uint64_t n_triples, n_made, n_refused, n_decided, n_clock, n_failed, n_shown, causes[N_CAUSES][N_CAUSES];
    bool is_verbose;
} agree;

static void die(const char *what)
{
    fprintf(stderr, "agree: %s\n", what);
    exit(70);
}

/* ---- the smallest expression that still disagrees ---- */

/* Whether the text alone disagrees on the world's facts; fills *t. */
static bool disagrees(agree *a, const char *text, size_t len, trial *t)
{
    rh_arena keep = kit_arena();
    rh_diags diags;
    rh_err err;
    rh_diags_init(&diags, &keep);
    const rh_ast *ast;
    rh_pool *pool;
    rh_expr root;
    bool found = false;
    char why[80];
    ref_node *tree = ref_parse(&a->heap, text, len, why);
    if (tree != NULL && rh_ast_parse(&ast, &keep, (rh_str){text, len}, NULL, &diags) == RH_OK &&
        rh_pool_new(&pool, &keep, &a->env, &err) == RH_OK && rh_pool_add(pool, &root, ast, NULL, &diags) == RH_OK &&
        rh_pool_seal(pool, &err) == RH_OK) {
        rh_eval ev = world_eval(&a->world, &keep);
        rh_value v = rh_pool_eval(pool, root, &ev);
        random_source r = {a->seed};
        verdict seen = trial_judge(t, &a->heap, &a->world, tree, v, ev.valid_until, &r, 60);
        found = seen == TRIAL_VALUE || seen == TRIAL_CHANGED;
    }
    rh_arena_dispose(&keep);
    return found;
}

static void shrink(agree *a, const char *text, const ref_node *node, const ref_node **best, trial *t)
{
    trial one;
    size_t size = node->to - node->from;
    if (size < (*best)->to - (*best)->from && disagrees(a, text + node->from, size, &one)) {
        *best = node;
        *t = one;
    }
    if (node->target != NULL) shrink(a, text, node->target, best, t);
    for (size_t k = 0; k < node->n; k++) shrink(a, text, node->args[k], best, t);
}

static void print_value(const char *label, const ref_value *v)
{
    char text[1000];
    bridge_print(text, sizeof text, v);
    printf("  %-10s %s\n", label, text);
}

static void print_instant(const char *label, rh_instant t)
{
    char text[40] = "never";
    if (!rh_instant_is_never(t)) text[rh_instant_text(text, t)] = '\0';
    printf("  %-10s %s\n", label, text);
}

static void print_facts(const agree *a, const char *text, size_t len)
{
    char copy[TEXT];
    snprintf(copy, sizeof copy, "%.*s", (int)len, text);
    for (size_t k = 0; k < a->world.n; k++)
        if (a->env.names[k].cls == RH_NAME_SLOT && strstr(copy, a->world.names[k]) != NULL)
            print_value(a->world.names[k], a->world.values[k]);
}

static void report(agree *a, subject *s, const char *way, verdict v, trial t)
{
    a->n_failed++;
    if (s->is_reported || a->n_shown++ >= MAX_SHOWN) return;
    s->is_reported = true;
    const ref_node *best = s->tree;
    trial whole;
    bool alone = disagrees(a, s->text, strlen(s->text), &whole);
    if (alone) t = whole, shrink(a, s->text, s->tree, &best, &t);
    printf("DISAGREES (%s, %s) seed %llu batch %llu\n", way, v == TRIAL_VALUE ? "value" : "valid until",
           (unsigned long long)a->seed, (unsigned long long)a->batch);
    printf("  %s\n", s->text);
    if (best != s->tree) printf("  smallest   %.*s\n", (int)(best->to - best->from), s->text + best->from);
    if (!alone) printf("  (not when evaluated alone)\n");
    print_instant("now", a->world.now);
    print_facts(a, s->text + best->from, best->to - best->from);
    print_value("engine", t.engine);
    print_value("reference", t.reference);
    print_instant("until", t.valid_until);
    if (!bridge_same(t.engine, t.reference)) return;
    print_instant("but at", t.changed_at);
    print_value("it is", t.changed_to);
}

/* ---- one batch ---- */

/* The canonical text, read and added again. Its own canonical text must be the same. */
static rh_expr again(agree *a, const subject *s, const rh_ast *ast)
{
    rh_buf first, second;
    rh_diags diags;
    const rh_ast *reread;
    rh_expr root = RH_EXPR_NONE;
    rh_diags_init(&diags, &a->keep);
    rh_buf_init(&first, &a->keep, 1 << 20);
    rh_buf_init(&second, &a->keep, 1 << 20);
    rh_ast_print(&first, ast);
    bool ok = rh_ast_parse(&reread, &a->keep, rh_buf_str(&first), NULL, &diags) == RH_OK;
    if (ok) rh_ast_print(&second, reread);
    if (ok && rh_str_eq(rh_buf_str(&first), rh_buf_str(&second)) &&
        rh_pool_add(a->pool, &root, reread, NULL, &diags) == RH_OK)
        return root;
    a->n_failed++;
    printf("DISAGREES (printing) %s\n  prints as %.*s\n  then as   %.*s\n  %s\n", s->text, RH_ARG(rh_buf_str(&first)),
           RH_ARG(rh_buf_str(&second)), diags.n_errors > 0 ? diags.errors[0].text : "");
    return RH_EXPR_NONE;
}

static bool add(agree *a, subject *s)
{
    char why[80] = "";
    rh_diags diags;
    const rh_ast *ast;
    rh_diags_init(&diags, &a->keep);
    s->is_reported = false;
    random_expression(&a->random, s->text, sizeof s->text);
    a->n_made++;
    s->tree = ref_parse(&a->trees, s->text, strlen(s->text), why);
    bool parses = rh_ast_parse(&ast, &a->keep, rh_str_of(s->text), NULL, &diags) == RH_OK;
    if (parses != (s->tree != NULL)) {
        a->n_failed++;
        printf("DISAGREES (syntax) %s\n  engine: %s\n  reference: %s\n", s->text,
               parses ? "fine" : diags.errors[0].text, s->tree != NULL ? "fine" : why);
        return false;
    }
    if (!parses || rh_pool_add(a->pool, &s->root, ast, NULL, &diags) != RH_OK) {
        a->n_refused++;
        if (a->is_verbose) printf("refused %s\n  %s\n", diags.errors[0].text, s->text);
        return false;
    }
    s->printed = again(a, s, ast);
    return s->printed != RH_EXPR_NONE;
}

static void judge(agree *a, subject *s, const char *way, rh_value v, const rh_eval *ev, int samples)
{
    trial t;
    ref_heap_reset(&a->heap);
    verdict seen = trial_judge(&t, &a->heap, &a->world, s->tree, v, ev->valid_until, &a->random, samples);
    if (seen == TRIAL_CAUSE && a->causes[t.engine->why][t.reference->why]++ == 0 && a->is_verbose) {
        printf("cause first differs in %s\n", s->text);
        print_facts(a, s->text, strlen(s->text));
    }
    if (seen == TRIAL_VALUE || seen == TRIAL_CHANGED) report(a, s, way, seen, t);
}

static void evaluate(agree *a, subject *s)
{
    bool reads_clock = rh_pool_reads_clock(a->pool, s->root);
    a->n_triples++;
    a->n_clock += reads_clock;
    rh_arena_reset(&a->scratch);
    rh_eval ev = world_eval(&a->world, &a->scratch);
    rh_value v = rh_pool_eval(a->pool, s->root, &ev);
    a->n_decided += v.kind != RH_UNDECIDED;
    judge(a, s, "pool", v, &ev, reads_clock ? 4 : 1);
    if (s->printed != s->root) {
        v = rh_pool_eval(a->pool, s->printed, &ev);
        judge(a, s, "printed", v, &ev, 0);
    }
    v = rh_memo_eval(a->memo, s->root, &ev);
    judge(a, s, "memo", v, &ev, reads_clock ? 1 : 0);
    if (a->copy == NULL) return;
    v = rh_memo_eval(a->copy, s->root, &ev);
    judge(a, s, "copied memo", v, &ev, reads_clock ? 1 : 0);
}

static void change(agree *a, bool all)
{
    uint64_t n = all ? RANDOM_SLOTS : random_below(&a->random, 5);
    for (uint64_t k = 0; k < n; k++) {
        uint32_t slot = all ? (uint32_t)k : (uint32_t)random_below(&a->random, RANDOM_SLOTS);
        a->world.slots[slot] = random_fact(&a->random, &a->facts, slot, a->world.now);
        rh_memo_touch(a->memo, slot);
        if (a->copy != NULL) rh_memo_touch(a->copy, slot);
    }
    world_mirror(&a->world, &a->env);
}

/* Mostly a step forward; now and then a new journey, at any instant. */
static void advance(agree *a)
{
    uint64_t kind = random_below(&a->random, 10);
    if (kind == 0) {
        rh_memo_clear(a->memo);
        a->copy = NULL;
        a->world.now = random_now(&a->random);
    } else if (kind < 6) {
        int64_t most = kind < 4 ? 86400 : 40 * 86400;
        rh_instant_add(&a->world.now, a->world.now, (int64_t)random_below(&a->random, (uint64_t)most) * 1000000000 + 1);
    }
}

static void copy_memo(agree *a)
{
    rh_err err;
    if (a->copy != NULL || random_below(&a->random, 3) != 0) return;
    if (rh_memo_new(&a->copy, &a->keep, a->pool, &err) != RH_OK) die(err.text);
    rh_memo_copy(a->copy, a->memo);
}

/* ---- rows at once ---- */

/* Whether row i of a root is told as it is alone. Lowers *until to how long that holds. */
static bool is_told(agree *a, rh_expr root, size_t i, bool is_true, bool is_open, rh_instant *until)
{
    rh_arena_reset(&a->scratch);
    rh_eval ev = world_eval(&a->world, &a->scratch);
    ev.slots = a->past[i];
    const rh_value v = rh_pool_eval(a->pool, root, &ev);
    *until = rh_instant_min(*until, ev.valid_until);
    return is_true == rh_value_is_true(v) && is_open == (v.kind != RH_BOOL);
}

static void complain(agree *a, const char *what, const char *text)
{
    a->n_failed++;
    if (a->n_shown++ >= MAX_SHOWN) return;
    printf("DISAGREES (%s) seed %llu batch %llu\n  %s\n", what, (unsigned long long)a->seed,
           (unsigned long long)a->batch, text);
}

static void evaluate_rows(agree *a)
{
    rh_batch *batch;
    rh_rows *loaded;
    rh_err err;
    rh_expr roots[N_EXPRS];
    const rh_value *rows[N_ROUNDS];
    uint64_t is_true[N_EXPRS], is_open[N_EXPRS];
    rh_instant until = RH_INSTANT_NEVER;
    for (size_t k = 0; k < a->n_subjects; k++) roots[k] = a->subjects[k].root;
    for (size_t i = 0; i < N_ROUNDS; i++) rows[i] = a->past[i];
    if (rh_batch_new(&batch, &a->keep, a->pool, roots, a->n_subjects, &err) != RH_OK ||
        rh_rows_load(&loaded, &a->keep, batch, rows, N_ROUNDS, &err) != RH_OK)
        die(err.text);
    rh_eval ev = world_eval(&a->world, &a->scratch);
    rh_batch_eval(batch, &ev, loaded, is_true, is_open);
    for (size_t k = 0; k < a->n_subjects; k++) {
        bool is_same = true;
        for (size_t i = 0; i < N_ROUNDS; i++)
            is_same &= is_told(a, roots[k], i, is_true[k] >> i & 1, is_open[k] >> i & 1, &until);
        if (!is_same) complain(a, "rows at once", a->subjects[k].text);
    }
    if (rh_instant_before(until, ev.valid_until)) complain(a, "rows at once", "valid until is too late");
}

static void run_batch(agree *a)
{
    rh_err err;
    rh_arena_reset(&a->keep);
    rh_arena_reset(&a->facts);
    ref_heap_reset(&a->trees);
    a->copy = NULL;
    a->n_subjects = 0;
    a->env = a->batch % 4 == 3 ? random_unchecked_env() : random_env();
    if (rh_pool_new(&a->pool, &a->keep, &a->env, &err) != RH_OK) die(err.text);
    for (int k = 0; k < N_EXPRS; k++)
        if (add(a, &a->subjects[a->n_subjects])) a->n_subjects++;
    if (rh_pool_seal(a->pool, &err) != RH_OK || rh_memo_new(&a->memo, &a->keep, a->pool, &err) != RH_OK) die(err.text);
    random_calendar(&a->random, &a->keep, find_zone, &a->host, &a->world.calendar, &a->world.ref_calendar);
    a->world.now = random_now(&a->random);
    change(a, true);
    for (int round = 0; round < N_ROUNDS; round++) {
        for (size_t k = 0; k < a->n_subjects; k++) evaluate(a, &a->subjects[k]);
        memcpy(a->past[round], a->world.slots, sizeof a->past[round]);
        copy_memo(a);
        advance(a);
        change(a, false);
    }
    evaluate_rows(a);
    ref_calendar_dispose(&a->world.ref_calendar);
}

/* ---- the program ---- */

static void print_tallies(const agree *a)
{
    static const char *const names[N_CAUSES] = {"null_order",     "missing_key", "overflow", "divide_by_zero",
                                                "bad_conversion", "index",       "type",     "regex",
                                                "calendar",       "budget"};
    for (int e = 0; e < N_CAUSES; e++)
        for (int r = 0; r < N_CAUSES; r++)
            if (a->causes[e][r] > 0)
                printf("cause: engine %s, reference %s: %llu\n", names[e], names[r],
                       (unsigned long long)a->causes[e][r]);
    printf("%llu triples (%llu decided, %llu with the clock), %llu expressions of which %llu refused at load, seed "
           "%llu: %llu disagree\n",
           (unsigned long long)a->n_triples, (unsigned long long)a->n_decided, (unsigned long long)a->n_clock,
           (unsigned long long)a->n_made, (unsigned long long)a->n_refused, (unsigned long long)a->seed,
           (unsigned long long)a->n_failed);
}

static uint64_t option(int argc, char **argv, const char *name, uint64_t otherwise)
{
    for (int k = 1; k + 1 < argc; k++)
        if (strcmp(argv[k], name) == 0) return strtoull(argv[k + 1], NULL, 10);
    return otherwise;
}

int main(int argc, char **argv)
{
    static agree a;
    rh_err err;
    uint64_t count = option(argc, argv, "--count", 200000), first = option(argc, argv, "--batch", 0);
    a.seed = option(argc, argv, "--seed", 1);
    a.is_verbose = argc > 1 && strcmp(argv[argc - 1], "-v") == 0;
    a.keep = kit_arena(), a.scratch = kit_arena(), a.facts = kit_arena();
    if (rh_zones_open(&a.host.zones, kit_memory(), NULL, &err) != RH_OK) die(err.text);
    if (rh_regex_cache_new(&a.host.regex, &err) != RH_OK) die(err.text);
    a.world.host = &a.host, a.world.zones = find_zone, a.world.regex = match;
    for (a.batch = first; a.n_triples < count; a.batch++) {
        a.random = (random_source){a.seed * 0x9e3779b97f4a7c15u + a.batch};
        run_batch(&a);
    }
    print_tallies(&a);
    world_dispose(&a.world);
    ref_heap_dispose(&a.trees), ref_heap_dispose(&a.heap);
    rh_arena_dispose(&a.keep), rh_arena_dispose(&a.scratch), rh_arena_dispose(&a.facts);
    rh_regex_cache_free(a.host.regex);
    rh_zones_close(a.host.zones);
    return a.n_failed == 0 ? 0 : 1;
}
