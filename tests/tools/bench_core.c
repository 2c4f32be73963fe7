/* What a step and a revision cost, as ratios within one process: `make bench` runs it.
 *
 *     bench_core CASES EVENTS
 *
 * Prints the replay with one revision and with fifty that differ in one entry each (a shifted condition), and the time
 * of a step that changes nothing a rule reads beside that of a step that opens an entry: medians over all the fields of
 * the register that are truths, set to the one and the other by single events. A step is timed by itself, and with the
 * lines of its records, which are what it is for. */
#define _POSIX_C_SOURCE 200809L
#include "harness/load/revision.h"
#include "harness/replay/lender.h"
#include "harness/replay/replay.h"
#include "harness/system/memory.h"

#include <stdio.h>
#include <stdlib.h>
#include <time.h>

enum { REVISIONS = 50, ROUNDS = 5, STEPS = 60 };

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
    const bool is_listed = diags != NULL && diags->n_errors_kept != 0;
    fprintf(stderr, "bench_core: %s: %s\n", rh_code_id(code),
            is_listed ? diags->errors[0].text : err != NULL ? err->text : "");
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
    printf("replay, %zu journeys: one revision %.0f journeys/s; "
           "%d revisions that differ in one entry each: %.2f times one\n",
           b->log->n_journeys, (double)b->log->n_journeys / least_one, REVISIONS, least_many / least_one);
    rh_run_dispose(one);
    rh_run_dispose(many);
}

static rh_value field(rh_arena *keep, rh_str name, rh_value value)
{
    rh_pair *inner = RH_NEW(keep, rh_pair), *outer = RH_NEW(keep, rh_pair), *data = RH_NEW(keep, rh_pair);
    const size_t dot = rh_str_find(name, RH_STR("."));
    *inner = (rh_pair){rh_string(rh_str_slice(name, dot + 1, name.len)), value};
    *outer = (rh_pair){rh_string(rh_str_slice(name, 0, dot)), rh_map_value(inner, 1)};
    *data = (rh_pair){rh_string(RH_STR("fields")), rh_map_value(outer, 1)};
    return rh_map_value(data, 1);
}

/* Nanoseconds of the step alone, and with its records written. */
typedef struct span {
    double step, written;
} span;

typedef struct toggle {
    span any;        /* the median step */
    span opening;    /* the median step in which an entry opened */
    size_t n_opened; /* steps in which one did */
    uint64_t n_read; /* evaluations */
} toggle;

static int by_value(const void *a, const void *b)
{
    const double x = *(const double *)a, y = *(const double *)b;
    return x < y ? -1 : x > y;
}

static double median(double *at, size_t n)
{
    qsort(at, n, sizeof *at, by_value);
    return n == 0 ? 0 : at[n / 2];
}

static double wall_ns(void)
{
    struct timespec t;
    clock_gettime(CLOCK_MONOTONIC, &t);
    return (double)t.tv_sec * 1e9 + (double)t.tv_nsec;
}

/* What asking for the time takes of each measured step. */
static double wall_cost(void)
{
    double at[1001];
    for (size_t i = 0; i < 1001; i++) {
        const double begin = wall_ns();
        at[i] = wall_ns() - begin;
    }
    return median(at, 1001);
}

/* The records since *before, as lines into `out`; whether one says that an entry opened. */
static bool write_new(rh_run *run, rh_str journey, size_t *before, rh_buf *out)
{
    size_t n;
    bool is_opened = false;
    const rh_record *const *records = rh_run_records(run, 0, &n);
    out->len = 0;
    for (; *before < n; ++*before) {
        is_opened = is_opened || records[*before]->kind == RH_REC_OPENED;
        rh_record_put(out, journey, records[*before]);
    }
    return is_opened;
}

typedef struct spans {
    double step[ROUNDS * STEPS], written[ROUNDS * STEPS];
    size_t n;
} spans;

static span median_of(spans *s) { return (span){median(s->step, s->n), median(s->written, s->n)}; }

/* One step, timed. */
static void time_step(rh_run *run, const rh_journey *journey, const rh_event *event, size_t *before, rh_buf *lines,
                      double clock, spans *any, spans *opening)
{
    rh_err err;
    const double begin = wall_ns();
    need(rh_run_event(run, event, &err), NULL, &err);
    const double middle = wall_ns();
    const bool is_opened = write_new(run, journey->id, before, lines);
    const double end = wall_ns();
    spans *of[] = {any, opening};
    for (int i = 0; i < (is_opened ? 2 : 1); i++) {
        of[i]->step[of[i]->n] = middle - begin - clock;
        of[i]->written[of[i]->n++] = end - begin - 2 * clock;
    }
}

/* Sets a truth to false and true in turn, from the middle of a journey on, STEPS times in each of some rounds. A human
 * writes it, so that what opened on the one value closes on the other. Each step is timed by itself; medians, so that a
 * step that was interrupted does not count. */
static toggle measure(bench *b, rh_run *run, rh_str name)
{
    static spans any, opening;
    rh_err err;
    toggle t = {0};
    rh_buf lines;
    const rh_journey *journey = &b->log->journeys[0];
    const size_t middle = journey->n_events / 2;
    rh_event event = journey->events[middle];
    const rh_value data[] = {field(&b->keep, name, rh_bool(false)), field(&b->keep, name, rh_bool(true))};
    const double clock = wall_cost();
    any.n = opening.n = 0;
    rh_buf_init(&lines, &b->keep, (size_t)1 << 20);
    event.type = RH_STR("fields_ingested");
    event.actorkind = RH_STR("human");
    for (int i = 0; i < ROUNDS; i++) {
        size_t before = 0;
        need(rh_run_begin(run, journey->id, &err), NULL, &err);
        for (size_t e = 0; e <= middle; e++) need(rh_run_event(run, &journey->events[e], &err), NULL, &err);
        (void)write_new(run, journey->id, &before, &lines);
        const uint64_t n_read = rh_run_evaluated(run);
        for (int s = 0; s < STEPS; s++) {
            event.data = data[s % 2];
            time_step(run, journey, &event, &before, &lines, clock, &any, &opening);
        }
        t.n_read += rh_run_evaluated(run) - n_read;
    }
    t.n_opened = opening.n;
    t.any = median_of(&any);
    t.opening = median_of(&opening);
    return t;
}

static void compare(const char *how, double *idle, size_t n_idle, double *opening, size_t n_opening)
{
    const double least = median(idle, n_idle), most = median(opening, n_opening);
    printf("a step that changes nothing a rule reads (%zu fields)%s: %.0f ns; one that opens an entry (%zu fields): "
           "%.0f ns, from %.0f to %.0f; ratio 1/%.1f (limit 1/20)\n",
           n_idle, how, least, n_opening, most, opening[0], opening[n_opening - 1], most / least);
}

/* Each truth that an event may bring: those that no rule reads, and those that open an entry when they turn. */
static void compare_steps(bench *b)
{
    rh_err err;
    rh_run *run;
    const rh_register *reg = b->revision.reg;
    double *idle[2], *opening[2];
    size_t n_idle = 0, n_opening = 0;
    for (int i = 0; i < 2; i++) {
        idle[i] = RH_NEW_N(&b->keep, reg->n_fields, double);
        opening[i] = RH_NEW_N(&b->keep, reg->n_fields, double);
    }
    need(rh_run_new(&run, rh_memory_host(), compile(b, 1), &err), NULL, &err);
    for (size_t f = 0; f < reg->n_fields; f++) {
        if (reg->fields[f].shape.type != RH_F_BOOL || reg->fields[f].derived.text.ptr != NULL) continue;
        const toggle t = measure(b, run, reg->fields[f].name);
        if (t.n_read == 0) idle[0][n_idle] = t.any.step, idle[1][n_idle++] = t.any.written;
        if (t.n_opened < ROUNDS * STEPS / 4) continue;
        opening[0][n_opening] = t.opening.step;
        opening[1][n_opening++] = t.opening.written;
    }
    if (n_idle == 0 || n_opening == 0) fprintf(stderr, "bench_core: no field to set\n"), exit(1);
    compare("", idle[0], n_idle, opening[0], n_opening);
    compare(", its records written", idle[1], n_idle, opening[1], n_opening);
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
