/* The whole register against a store, beside one SHA-256 pass over the same journeys' blobs: `make bench` runs it.
 *
 *     bench_replay CASES STORE [RULE_NS [RULE_NODES]]
 *
 * On one core, by processor time: reading each journey from the store and replaying it to its end, and the same with
 * every condition of the register evaluated at every step, in its window or not, none skipped because nothing changed
 * beneath it. An evaluation is one condition or derived field decided at one step.
 *
 * What an evaluation takes is told twice. By itself: each journey's facts are kept as they stood at the end of each
 * step, and all that the register evaluates is evaluated over them, step by step and once each, without a replay around
 * it; the same that the peers time, a pass over facts that are in memory. And within a replay: all that a step does,
 * events read, entries moved and records written included, for each evaluation.
 *
 * RULE_NS, the nanoseconds that the interpreted C of ../shared/bench/peers takes for a rule, gives the ratio to it;
 * RULE_NODES is how many nodes of its tree such a rule enters (ruling 38), beside what a condition of the register
 * enters by itself. */
#define _POSIX_C_SOURCE 200809L
#include "engine/journey/branch.h"
#include "engine/step/run.h"
#include "harness/load/revision.h"
#include "harness/replay/lender.h"
#include "harness/store/store.h"
#include "harness/system/memory.h"
#include "harness/system/sha256.h"

#include <sqlite3.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>

enum { ROUNDS = 3 };

/* The facts at the end of one step. What slots point to is the journey's. */
typedef struct moment {
    rh_instant now;
    const rh_value *slots;
} moment;

typedef struct bench {
    rh_arena keep, journey, facts, scratch;
    rh_zones *zones;
    rh_lender lender;
    rh_revision revision;
    const rh_program *program;
    rh_store *store;
    rh_history history;
    RH_VEC(moment) moments; /* of a journey */
} bench;

typedef struct cost {
    double load, replay; /* seconds */
    uint64_t n_events, n_records, n_evaluated, n_nodes;
} cost;

/* Of this thread's processor time: what other processes take does not count. */
static double seconds(void)
{
    struct timespec t;
    clock_gettime(CLOCK_THREAD_CPUTIME_ID, &t);
    return (double)t.tv_sec + (double)t.tv_nsec * 1e-9;
}

static void die(const char *text)
{
    fprintf(stderr, "bench_replay: %s\n", text);
    exit(1);
}

static void need(rh_code code, const rh_err *err)
{
    if (code != RH_OK) die(err->text);
}

static void load(bench *b, const char *cases, const char *store)
{
    rh_err err = {.code = RH_OK};
    static rh_place place;
    const rh_place_spec spec = {.cases_dir = cases};
    rh_diags diags;
    rh_arena_init(&b->keep, rh_memory_host(), 0);
    rh_arena_init(&b->journey, rh_memory_host(), 0);
    rh_arena_init(&b->facts, rh_memory_host(), 0);
    rh_arena_init(&b->scratch, rh_memory_host(), 0);
    rh_diags_init(&diags, &b->keep);
    need(rh_zones_open(&b->zones, rh_memory_host(), NULL, &err), &err);
    need(rh_lender_open(&b->lender, b->zones, &err), &err);
    need(rh_place_open(&place, &b->keep, &spec, &err), &err);
    if (rh_revision_load(&b->revision, &b->keep, &place, b->zones, NULL, &diags) != RH_OK) die(diags.errors[0].text);
    const rh_register *registers[] = {b->revision.reg};
    if (rh_program_compile(&b->program, &b->keep, registers, 1, &b->lender.lent, &diags) != RH_OK)
        die(diags.errors[0].text);
    need(rh_store_open(&b->store, store, &err), &err);
    need(rh_store_history(&b->history, b->store, (rh_shard){0}, &err), &err);
}

/* ---- one pass of SHA-256 over the blobs, in memory ---- */

typedef struct blobs {
    rh_str *at;
    size_t n, n_bytes;
} blobs;

static blobs read_blobs(rh_arena *keep, const char *store, size_t most)
{
    blobs all = {.at = RH_NEW_N(keep, most, rh_str)};
    sqlite3 *db;
    sqlite3_stmt *row;
    if (sqlite3_open_v2(store, &db, SQLITE_OPEN_READONLY, NULL) != SQLITE_OK ||
        sqlite3_prepare_v2(db, "SELECT events FROM blob", -1, &row, NULL) != SQLITE_OK)
        die(sqlite3_errmsg(db));
    while (all.n < most && sqlite3_step(row) == SQLITE_ROW) {
        const rh_str blob = {sqlite3_column_blob(row, 0), (size_t)sqlite3_column_bytes(row, 0)};
        all.at[all.n++] = rh_arena_str(keep, blob);
        all.n_bytes += blob.len;
    }
    sqlite3_finalize(row);
    sqlite3_close(db);
    return all;
}

static double hash_pass(const blobs *all)
{
    rh_hasher *hasher;
    rh_err err;
    double least = 1e9;
    need(rh_hasher_new(&hasher, &err), &err);
    for (int round = 0; round < ROUNDS; round++) {
        const double begin = seconds();
        for (size_t i = 0; i < all->n; i++) (void)rh_hasher_of(hasher, all->at[i]);
        const double t = seconds() - begin;
        if (t < least) least = t;
    }
    rh_hasher_free(hasher);
    return least;
}

/* ---- replays ---- */

/* Reads every journey, and replays it when there is a run. */
static double pass(bench *b, rh_run *run, cost *c)
{
    rh_err err;
    const rh_instant as_of = rh_store_summary_get(b->store)->newest;
    const double begin = seconds();
    for (size_t j = 0; j < b->history.n_journeys; j++) {
        rh_journey journey;
        size_t n;
        rh_arena_reset(&b->journey);
        need(b->history.load(b->history.ctx, 0, j, &b->journey, &journey, &err), &err);
        if (run == NULL) continue;
        need(rh_replay_journey(run, &journey, as_of, &err), &err);
        (void)rh_run_records(run, 0, &n);
        c->n_records += n;
        c->n_events += journey.n_events;
    }
    return seconds() - begin;
}

static cost replay_all(bench *b, bool eager)
{
    rh_err err;
    rh_run *run;
    cost c = {0};
    need(rh_run_new(&run, rh_memory_host(), b->program, &err), &err);
    rh_run_set_eager(run, eager);
    c.load = pass(b, NULL, &c);
    c.replay = pass(b, run, &c) - c.load;
    c.n_evaluated = rh_run_evaluated(run);
    c.n_nodes = rh_run_nodes(run);
    rh_run_dispose(run);
    return c;
}

static cost least_of(bench *b, bool eager)
{
    cost least = replay_all(b, eager);
    for (int round = 1; round < ROUNDS; round++) {
        const cost c = replay_all(b, eager);
        if (c.load + c.replay < least.load + least.replay) least = c;
    }
    return least;
}

/* ---- evaluation by itself ---- */

static void keep_moment(void *ctx, const rh_view *view, const rh_event *event)
{
    bench *b = ctx;
    const uint32_t n = b->program->strata[0].n_slots;
    rh_value *slots = RH_NEW_N(&b->facts, n, rh_value);
    (void)event;
    if (slots == NULL) die("no memory");
    for (uint32_t s = 0; s < n; s++) slots[s] = rh_view_slot(view, s);
    if (!RH_PUSH(&b->facts, &b->moments, ((moment){rh_view_now(view), slots}))) die("no memory");
}

/* The derived fields first, as in a step; what only the evaluator can say is asked of it. */
static void evaluate_all(const rh_stratum *s, const rh_musters *musters, rh_eval *ev)
{
    for (size_t i = 0; i < musters->derived.n; i++) {
        const rh_derived_muster *some = &musters->derived.at[i];
        rh_muster_run(some->muster, ev);
        for (uint32_t d = some->first; d < some->end; d++)
            if (rh_muster_chosen(some->muster, d - some->first) == RH_MUSTER_UNKNOWN)
                (void)rh_pool_eval(s->pool, s->consumers[d].expr, ev);
    }
    rh_muster_run(musters->conditions, ev);
    const uint64_t *open = rh_muster_open(musters->conditions);
    const size_t n = s->n_consumers;
    for (size_t c = rh_bits_next(open, 0, n); c < n; c = rh_bits_next(open, c + 1, n))
        (void)rh_pool_eval(s->pool, s->consumers[c].expr, ev);
}

static double evaluate_moments(bench *b, const rh_musters *musters)
{
    const rh_stratum *s = &b->program->strata[0];
    const rh_lent *lent = b->program->lent;
    rh_eval ev = {.calendar = s->reg->calendar, .scratch = &b->scratch, .regex = lent->regex, .zones = lent->zones,
                  .host = lent->ctx};
    const double begin = seconds();
    for (size_t i = 0; i < b->moments.n; i++) {
        const rh_arena_mark mark = rh_arena_begin(&b->scratch);
        ev.slots = b->moments.at[i].slots;
        ev.now = b->moments.at[i].now;
        evaluate_all(s, musters, &ev);
        rh_arena_end(&b->scratch, mark);
    }
    return seconds() - begin;
}

/* The nanoseconds of one evaluation, over all journeys; only its evaluations are timed. */
static double evaluation_ns(bench *b)
{
    rh_err err;
    rh_run *run;
    rh_musters *musters;
    const rh_instant as_of = rh_store_summary_get(b->store)->newest;
    const rh_stratum *s = &b->program->strata[0];
    const rh_observer observer = {.ctx = b, .step = keep_moment};
    double t = 0;
    uint64_t n = 0;
    need(rh_run_new(&run, rh_memory_host(), b->program, &err), &err);
    need(rh_musters_new(&musters, &b->keep, s, &err), &err);
    rh_run_set_observer(run, &observer);
    for (size_t j = 0; j < b->history.n_journeys; j++) {
        rh_journey journey;
        rh_arena_reset(&b->journey);
        rh_arena_reset(&b->facts);
        memset(&b->moments, 0, sizeof b->moments);
        need(b->history.load(b->history.ctx, 0, j, &b->journey, &journey, &err), &err);
        need(rh_replay_journey(run, &journey, as_of, &err), &err);
        t += evaluate_moments(b, musters);
        n += b->moments.n * (musters->n_conditions + s->n_derived);
    }
    rh_run_dispose(run);
    return t / (double)n * 1e9;
}

static double least_evaluation_ns(bench *b)
{
    double least = evaluation_ns(b);
    for (int round = 1; round < ROUNDS; round++) {
        const double ns = evaluation_ns(b);
        if (ns < least) least = ns;
    }
    return least;
}

/* ---- what came of it ---- */

static void print_evaluations(double by_itself, const cost *lazy, const cost *eager, char **rule)
{
    const double each = eager->replay / (double)eager->n_evaluated * 1e9;
    const double nodes = (double)lazy->n_nodes / (double)lazy->n_evaluated;
    printf("everything at every step: %llu evaluations, %.2f s; by dependencies %llu, of %.1f nodes\n",
           (unsigned long long)eager->n_evaluated, eager->replay, (unsigned long long)lazy->n_evaluated, nodes);
    printf("an evaluation: %.1f ns by itself, over facts in memory; %.1f ns with all that a step does\n", by_itself,
           each);
    if (rule[0] == NULL) return;
    const double peer = atof(rule[0]);
    printf("a rule of the interpreted C, over facts in memory: %s ns. An evaluation by itself is %.2f times that\n"
           "(limit 1.50), with all that a step does %.2f times\n",
           rule[0], by_itself / peer, each / peer);
    if (rule[1] != NULL) printf("such a rule enters %s nodes\n", rule[1]);
}

int main(int argc, char **argv)
{
    if (argc < 3 || argc > 5) {
        fprintf(stderr, "usage: bench_replay CASES STORE [RULE_NS [RULE_NODES]]\n");
        return 64;
    }
    bench b = {0};
    load(&b, argv[1], argv[2]);
    const size_t n = b.history.n_journeys;
    const blobs all = read_blobs(&b.keep, argv[2], n);
    const double hash = hash_pass(&all);
    const cost lazy = least_of(&b, false), eager = least_of(&b, true);
    if (lazy.n_records != eager.n_records) die("evaluating everything gives other records");
    const double by_itself = least_evaluation_ns(&b), total = lazy.load + lazy.replay;
    printf("%zu journeys, %llu events, %.1f MB of blobs: SHA-256 %.3f s\n", n, (unsigned long long)lazy.n_events,
           (double)all.n_bytes / 1e6, hash);
    printf("replay: %llu records, %.2f s (reading %.2f, steps %.2f): %.1f times the SHA-256 pass (limit 20)\n",
           (unsigned long long)lazy.n_records, total, lazy.load, lazy.replay, total / hash);
    print_evaluations(by_itself, &lazy, &eager, argv + 3);
    rh_store_close(b.store);
    return 0;
}
