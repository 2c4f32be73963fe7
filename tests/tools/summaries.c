/* The summary of a store's history, made with the help of its slabs and journey by journey, number by number: what a
 * report shows of it, and what it does not.
 *
 *     summaries CASES STORE [AS_OF]
 *
 * Says how many journeys were decided together, or why none was. Exit status 1: the two are not the same; each line
 * that is another is printed, as it is without slabs (<) and with (>). 2: the register does not load. */
#include "harness/load/revision.h"
#include "harness/replay/lender.h"
#include "harness/replay/screening.h"
#include "harness/store/store.h"
#include "harness/system/memory.h"
#include "harness/verdict/policy.h"

#include <stdio.h>
#include <stdlib.h>

enum { TEXT_MOST_BYTES = 1 << 26 };

typedef struct world {
    rh_arena keep;
    rh_place place;
    rh_zones *zones;
    rh_lender lender;
    rh_revision revision;
    const rh_program *program;
    rh_store *store;
    rh_history history;
    rh_instant as_of;
    rh_summary_lanes lanes;
    rh_summary *into; /* of the replay at hand */
} world;

static void need(rh_code code, const rh_err *err)
{
    if (code == RH_OK) return;
    fprintf(stderr, "summaries: %s\n", err->text);
    exit(70);
}

static bool open_register(world *w, const char *cases)
{
    rh_err err = {.code = RH_OK};
    const rh_place_spec spec = {.cases_dir = cases};
    rh_diags diags;
    rh_diags_init(&diags, &w->keep);
    need(rh_zones_open(&w->zones, rh_memory_host(), NULL, &err), &err);
    need(rh_lender_open(&w->lender, w->zones, &err), &err);
    need(rh_place_open(&w->place, &w->keep, &spec, &err), &err);
    return rh_revision_load(&w->revision, &w->keep, &w->place, w->zones, NULL, &diags) == RH_OK &&
           rh_program_compile(&w->program, &w->keep, &w->revision.reg, 1, &w->lender.lent, &diags) == RH_OK;
}

static void open_history(world *w, const char *store, const char *as_of)
{
    rh_err err = {.code = RH_OK};
    need(rh_store_open(&w->store, store, &err), &err);
    need(rh_store_history(&w->history, w->store, (rh_shard){0}, &err), &err);
    const rh_store_summary *summary = rh_store_summary_get(w->store);
    w->as_of = summary->has_newest ? summary->newest : RH_INSTANT_MIN;
    if (as_of != NULL && !rh_instant_parse(&w->as_of, rh_str_of(as_of))) exit(64);
    w->lanes = (rh_summary_lanes){
        .base = SIZE_MAX, .lane_field = rh_gate_lane_field(w->revision.reg), .is_judged = true};
}

/* ---- journey by journey ---- */

static rh_code judge(void *ctx, rh_run *run, const rh_journey *journey, rh_arena *keep, void **result, rh_err *err)
{
    const world *w = ctx;
    rh_course courses[2];
    rh_summary_journey seen;
    rh_summary_result *out = RH_NEW(keep, rh_summary_result);
    *result = out;
    if (out == NULL) return rh_err_nomem(err);
    const rh_code code = rh_summary_of_run(&seen, courses, run, w->program, &w->lanes, journey, w->as_of, err);
    return code == RH_OK ? rh_summary_judge(out, keep, &seen, rh_run_arena(run), err) : code;
}

static rh_code fold(void *ctx, size_t index, void *result, rh_err *err)
{
    (void)index;
    return rh_summary_add(((world *)ctx)->into, result, err);
}

static void replay(world *w, const rh_history *history)
{
    rh_err err;
    const rh_replay replay = {.program = w->program,
                              .history = history,
                              .as_of = w->as_of,
                              .n_threads = 1,
                              .judge = judge,
                              .fold = fold,
                              .ctx = w};
    need(rh_replay_run(&replay, &err), &err);
}

/* ---- as text ---- */

static void numbers(rh_buf *out, const char *what, rh_str name, const void *at, size_t n_bytes)
{
    uint64_t words[64];
    memcpy(words, at, n_bytes);
    rh_buf_printf(out, "%s %.*s:", what, RH_ARG(name));
    for (size_t i = 0; i < n_bytes / sizeof words[0]; i++) rh_buf_printf(out, " %llu", (unsigned long long)words[i]);
    rh_buf_byte(out, '\n');
}
#define NUMBERS(out, what, name, x)                                                                                    \
    do {                                                                                                               \
        _Static_assert(sizeof(x) % 8 == 0 && sizeof(x) <= 512, "counts and no text");                                  \
        numbers((out), (what), (name), &(x), sizeof(x));                                                               \
    } while (0)

static void put_sums(rh_buf *out, const rh_summary_sums *sums)
{
    const rh_str none = RH_STR("");
    NUMBERS(out, "counts", none, sums->counts);
    NUMBERS(out, "kinds", none, sums->kinds);
    NUMBERS(out, "observed", none, sums->observed);
    const uint64_t rest[] = {sums->events,
                             sums->synthetic_events,
                             sums->real,
                             sums->mixed,
                             sums->synthetic,
                             sums->exact,
                             sums->partial,
                             sums->none,
                             sums->still_open,
                             sums->oscillated,
                             (uint64_t)sums->since.s,
                             (uint64_t)sums->since.ns,
                             (uint64_t)sums->until.s,
                             (uint64_t)sums->until.ns};
    NUMBERS(out, "sums", none, rest);
    NUMBERS(out, "broken", none, sums->broken);
}

static void put_judging(rh_buf *out, const rh_judging *j)
{
    const uint64_t rest[] = {j->corrections, j->stray_corrections, j->apart, j->holds_open,
                             j->rates.n,     j->holds.n,           j->n_rows};
    NUMBERS(out, "judging", RH_STR(""), rest);
    for (size_t i = 0; i < j->fields.n; i++) NUMBERS(out, "field", j->fields.at[i].field, j->fields.at[i].journeys);
    for (size_t i = 0; i < j->rates.n; i++) {
        const uint64_t rate[] = {j->rates.at[i].kind, j->rates.at[i].by, j->rates.at[i].n, j->rates.at[i].of};
        NUMBERS(out, "rate", j->rates.at[i].name, rate);
    }
}

static rh_str text_of(rh_arena *keep, const rh_summary *s)
{
    rh_buf out;
    rh_buf_init(&out, keep, TEXT_MOST_BYTES);
    NUMBERS(&out, "whole", RH_STR(""), s->whole);
    for (size_t i = 0; i < s->n_lanes; i++) NUMBERS(&out, "lane", s->lanes[i].lane, s->lanes[i].cell);
    for (size_t i = 0; i < s->head->n_entries; i++) NUMBERS(&out, "entry", s->head->entries[i].id, s->entries[i]);
    for (size_t i = 0; i < rh_register_alerts(s->head); i++) NUMBERS(&out, "alert", RH_STR(""), s->alerts[i]);
    put_sums(&out, &s->sums);
    for (size_t i = 0; i < s->n_undecided; i++) {
        const uint64_t undecided[] = {s->undecided[i].cause, s->undecided[i].n};
        NUMBERS(&out, "undecided", s->undecided[i].where, undecided);
    }
    for (size_t i = 0; i < s->n_breaks; i++) NUMBERS(&out, "break", s->breaks[i].journey, s->breaks[i].at);
    put_judging(&out, &s->judging);
    if (out.failed) exit(70);
    return rh_buf_str(&out);
}

/* ---- both ---- */

static rh_str line_of(rh_str *rest)
{
    const size_t n = rh_str_find(*rest, RH_STR("\n"));
    const rh_str line = rh_str_slice(*rest, 0, n);
    *rest = rh_str_slice(*rest, n + (n < rest->len), rest->len);
    return line;
}

static bool compare(rh_str without, rh_str with)
{
    if (rh_str_eq(without, with)) return true;
    while (without.len > 0 || with.len > 0) {
        const rh_str a = line_of(&without), b = line_of(&with);
        if (!rh_str_eq(a, b)) printf("< %.*s\n> %.*s\n", RH_ARG(a), RH_ARG(b));
    }
    return false;
}

int main(int argc, char **argv)
{
    static world w;
    rh_err err;
    rh_summary with, without;
    if (argc < 3) return 64;
    rh_arena_init(&w.keep, rh_memory_host(), 0);
    if (!open_register(&w, argv[1])) return 2;
    open_history(&w, argv[2], argc > 3 ? argv[3] : NULL);
    need(rh_summary_init(&with, rh_memory_host(), w.revision.reg, NULL, &err), &err);
    need(rh_summary_init(&without, rh_memory_host(), w.revision.reg, NULL, &err), &err);
    w.into = &without;
    replay(&w, &w.history);
    const rh_screening_spec spec = {.program = w.program,
                                    .slabs = rh_store_slabs(w.store),
                                    .history = &w.history,
                                    .as_of = w.as_of,
                                    .lane_field = w.lanes.lane_field};
    rh_screening screening;
    need(rh_screening_run(&screening, &w.keep, &spec, &with, &err), &err);
    const rh_history rest = rh_screening_rest(&screening);
    w.into = &with;
    replay(&w, &rest);
    if (screening.why != NULL) printf("none was decided together: %s\n", screening.why);
    else printf("%zu of %zu were decided together\n", screening.n_together, w.history.n_journeys);
    const bool are_same = compare(text_of(&w.keep, &without), text_of(&w.keep, &with));
    rh_summary_dispose(&with);
    rh_summary_dispose(&without);
    rh_store_close(w.store);
    rh_lender_close(&w.lender);
    rh_zones_close(w.zones);
    rh_arena_dispose(&w.keep);
    return are_same ? 0 : 1;
}
