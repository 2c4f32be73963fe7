/* What a step and a revision cost, as ratios within one process: `make bench` runs it.
 *
 *     bench_core CASES EVENTS
 *
 * Prints the replay with one revision and with fifty that differ in one entry each (a shifted condition), and the time of
 * a step that changes nothing a rule reads beside that of a step that opens an entry. */
#include "harness/load/revision.h"
#include "harness/replay/lender.h"
#include "harness/replay/replay.h"
#include "harness/system/memory.h"

#include <stdio.h>
#include <stdlib.h>
#include <time.h>

enum { REVISIONS = 50, ROUNDS = 5, STEPS = 2000 };

typedef struct bench {
    rh_arena keep;
    rh_zones *zones;
    rh_lender lender;
    rh_revision revision;
    const rh_log *log;
    rh_diags diags;
} bench;

/* Of this thread's processor time: what other processes take does not count. */
static double seconds(void)
{
    struct timespec t;
    clock_gettime(CLOCK_THREAD_CPUTIME_ID, &t);
    return (double)t.tv_sec + (double)t.tv_nsec * 1e-9;
}

static void need(rh_code code, const rh_diags *diags, const rh_err *err)
{
    if (code == RH_OK) return;
    fprintf(stderr, "bench_core: %s: %s\n", rh_code_id(code), diags != NULL && diags->n_errors_kept != 0 ? diags->errors[0].text : err != NULL ? err->text : "");
    exit(1);
}

static void load(bench *b, const char *cases, const char *events)
{
    rh_err err = {.code = RH_OK};
    static rh_place place;
    const rh_place_spec spec = {.cases_dir = cases};
    const rh_ingest_options options = {.map = NULL};
    rh_arena_init(&b->keep, rh_memory_host(), 0);
    rh_diags_init(&b->diags, &b->keep);
    need(rh_zones_open(&b->zones, rh_memory_host(), NULL, &err), NULL, &err);
    need(rh_lender_open(&b->lender, b->zones, &err), NULL, &err);
    need(rh_place_open(&place, &b->keep, &spec, &err), NULL, &err);
    need(rh_revision_load(&b->revision, &b->keep, &place, b->zones, NULL, &b->diags), &b->diags, &err);
    need(rh_log_read(&b->log, &b->keep, &events, 1, &options, &b->diags), &b->diags, &err);
}

/* The register with the condition of entry k % n widened by a disjunct that only this revision has. */
static const rh_register *changed(bench *b, size_t k)
{
    const rh_register *reg = b->revision.reg;
    rh_register *copy = RH_NEW(&b->keep, rh_register);
    rh_entry *entries = RH_NEW_N(&b->keep, reg->n_entries, rh_entry);
    rh_entry *e = &entries[k % reg->n_entries];
    rh_buf text;
    rh_buf_init(&text, &b->keep, 1 << 20);
    memcpy(entries, reg->entries, reg->n_entries * sizeof *entries);
    *copy = *reg;
    copy->entries = entries;
    rh_buf_printf(&text, "(%.*s) || crm.seats == %zu", RH_ARG(e->when.text), 1000000 + k);
    e->when = (rh_source){rh_buf_str(&text), NULL};
    return copy;
}

static const rh_program *compile(bench *b, size_t n)
{
    const rh_register **registers = RH_NEW_N(&b->keep, n, const rh_register *);
    for (size_t k = 0; k < n; k++) registers[k] = k == 0 ? b->revision.reg : changed(b, k);
    const rh_program *program;
    need(rh_program_compile(&program, &b->keep, registers, n, &b->lender.lent, &b->diags), &b->diags, NULL);
    return program;
}

static double replay(bench *b, rh_run *run)
{
    rh_err err;
    const double begin = seconds();
    for (size_t j = 0; j < b->log->n_journeys; j++)
        need(rh_replay_journey(run, &b->log->journeys[j], b->log->newest, &err), NULL, &err);
    return seconds() - begin;
}

static void compare_revisions(bench *b)
{
    rh_err err;
    rh_run *one, *many;
    double least_one = 1e9, least_many = 1e9;
    need(rh_run_new(&one, rh_memory_host(), compile(b, 1), &err), NULL, &err);
    need(rh_run_new(&many, rh_memory_host(), compile(b, REVISIONS), &err), NULL, &err);
    for (int i = 0; i < ROUNDS; i++) {
        const double t = replay(b, one), u = replay(b, many);
        if (t < least_one) least_one = t;
        if (u < least_many) least_many = u;
    }
    printf("replay, %zu journeys: one revision %.0f journeys/s; %d revisions that differ in one entry each: %.2f times one\n",
           b->log->n_journeys, (double)b->log->n_journeys / least_one, REVISIONS, least_many / least_one);
    rh_run_dispose(one);
    rh_run_dispose(many);
}

static rh_value field(rh_arena *keep, const char *space, const char *name, rh_value value)
{
    rh_pair *inner = RH_NEW(keep, rh_pair), *outer = RH_NEW(keep, rh_pair), *data = RH_NEW(keep, rh_pair);
    *inner = (rh_pair){rh_string(rh_str_of(name)), value};
    *outer = (rh_pair){rh_string(rh_str_of(space)), rh_map_value(inner, 1)};
    *data = (rh_pair){rh_string(RH_STR("fields")), rh_map_value(outer, 1)};
    return rh_map_value(data, 1);
}

/* The seconds of a step that sets a field to two values in turn, from the middle of a journey on: the least of some rounds.
 * A human writes it, so that what opened on the one value closes on the other. Sets *n_opened to the entries opened. */
static double step_cost(bench *b, rh_run *run, const char *space, const char *name, rh_value one, rh_value other, size_t *n_opened)
{
    rh_err err;
    double least = 1e9;
    const rh_journey *journey = &b->log->journeys[0];
    const size_t middle = journey->n_events / 2;
    rh_event event = journey->events[middle];
    const rh_value data[] = {field(&b->keep, space, name, one), field(&b->keep, space, name, other)};
    event.type = RH_STR("fields_ingested");
    event.actorkind = RH_STR("human");
    size_t before, after = 0;
    for (int i = 0; i < ROUNDS * ROUNDS; i++) {
        need(rh_run_begin(run, journey->id, &err), NULL, &err);
        for (size_t e = 0; e <= middle; e++) need(rh_run_event(run, &journey->events[e], &err), NULL, &err);
        rh_run_records(run, 0, &before);
        const double begin = seconds();
        for (int s = 0; s < STEPS; s++) {
            event.data = data[s % 2];
            need(rh_run_event(run, &event, &err), NULL, &err);
        }
        const double t = seconds() - begin;
        if (t < least) least = t;
    }
    const rh_record *const *records = rh_run_records(run, 0, &after);
    *n_opened = 0;
    for (size_t i = before; i < after; i++) *n_opened += records[i]->kind == RH_REC_OPENED;
    return least / STEPS;
}

static void compare_steps(bench *b)
{
    rh_err err;
    rh_run *run;
    need(rh_run_new(&run, rh_memory_host(), compile(b, 1), &err), NULL, &err);
    size_t none, some;
    /* No rule reads whether a title is clear; CO-EDGE-005 opens in any state while no review is approved. */
    const double idle = step_cost(b, run, "project", "title_clear", rh_bool(false), rh_bool(true), &none);
    const double opening = step_cost(b, run, "provisioning", "security_review", rh_string(RH_STR("in_review")),
                                     rh_string(RH_STR("approved")), &some);
    if (none != 0 || some < STEPS / 2) fprintf(stderr, "bench_core: %zu and %zu entries opened\n", none, some), exit(1);
    printf("a step that changes nothing a rule reads: %.0f ns; one that opens or closes an entry: %.0f ns; ratio 1/%.1f\n",
           idle * 1e9, opening * 1e9, opening / idle);
    rh_run_dispose(run);
}

int main(int argc, char **argv)
{
    if (argc != 3) {
        fprintf(stderr, "usage: bench_core CASES EVENTS\n");
        return 64;
    }
    bench b;
    load(&b, argv[1], argv[2]);
    compare_revisions(&b);
    compare_steps(&b);
    return 0;
}
