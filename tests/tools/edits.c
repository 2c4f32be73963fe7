/* The static rules of loosening against random journeys:
 * `edits [--count N] [--seed S] [--first K] [--journeys J] [--show N] [--dump DIR]`.
 *
 * Pair k of seed S is a random register and a proposal of one to three edits of its files. Where the rules of the gate
 * (harness/compare/loosening.h) call the whole of it safe, random journeys are played through both, and the proposal may
 * not be weaker than the base on any (tests/random/weaker.h). A counterexample is printed with as few edits and events
 * as it takes; --dump writes pair K's base/cases, head/cases and events.jsonl to DIR. What the rules do not call safe is
 * played, too, and counted where the journeys show no difference at all. Exit status 1: a counterexample. */
#include "harness/compare/loosening.h"
#include "harness/load/revision.h"
#include "harness/replay/lender.h"
#include "harness/system/memory.h"
#include "tests/random/log.h"
#include "tests/random/proposal.h"
#include "tests/random/valued.h"
#include "tests/random/weaker.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

enum { MOST_EDITS = 3, MOST_EVENTS = 64, MOST_KINDS = 64, MOST_NAMES = 16 };

typedef enum judged { REFUSED, SAME, LOOSENS, UNKNOWN, SAFE, N_JUDGED } judged;

typedef struct tally { /* of single edits of a kind; of all proposals */
    uint64_t n[N_JUDGED];
    uint64_t idle[N_JUDGED]; /* of these, the records of all journeys were the same */
} tally;

typedef struct world {
    rh_zones *zones;
    rh_lender lender;
    rh_ce_reader *reader;
    uint64_t seed, n_journeys, n_shown, n_found, n_over, n_compared, n_changed;
    tally all, kinds[MOST_KINDS];
    uint64_t left[MOST_NAMES], accepted[MOST_NAMES];
    const char *dump; /* NULL: nothing is written */
} world;

/* A register and what the trial has made of it. */
typedef struct pair {
    world *w;
    rh_arena keep;     /* of the pair */
    rh_arena trial;    /* of a proposal */
    rh_arena scratch;  /* of a journey */
    uint64_t number;
    random_sizes sizes;
    rh_tree tree, proposal;
    rh_revision base, head;
    weaker_side of_base, of_head;
    rh_changed_files changes;
    uint64_t edits[MOST_EDITS];
    size_t n_edits;
    random_log log;
    rh_event events[MOST_EVENTS]; /* of the journey, but for what is left out */
    size_t n_events;
} pair;

static void die(const char *what)
{
    fprintf(stderr, "edits: %s\n", what);
    exit(70);
}

/* ---- registers ---- */

static bool load(pair *p, rh_revision *out, weaker_side *side, const rh_tree *tree, rh_arena *keep)
{
    rh_diags diags;
    const rh_program *program;
    rh_diags_init(&diags, keep);
    if (rh_revision_of_tree(out, keep, NULL, p->w->zones, tree, &diags) != RH_OK ||
        rh_program_compile(&program, keep, &out->reg, 1, &p->w->lender.lent, &diags) != RH_OK)
        return false;
    weaker_side_open(side, keep, program);
    return true;
}

static bool open_base(pair *p, random_source *r)
{
    p->tree = random_tree(&p->sizes, r, &p->keep);
    if (random_once_in(r, 2)) p->tree = random_valued(&p->tree, &p->sizes, r, &p->keep);
    return load(p, &p->base, &p->of_base, &p->tree, &p->keep);
}

static judged judge(pair *p)
{
    rh_err err;
    judged most = SAME;
    if (rh_changed_files_between(&p->changes, &p->trial, p->base.reg, p->head.reg, &err) != RH_OK ||
        rh_loosenings_find(&p->changes, &p->trial, p->base.reg, p->head.reg, &err) != RH_OK)
        die(err.text);
    for (size_t i = 0; i < p->changes.n; i++) {
        const rh_changed_file *file = &p->changes.at[i];
        if (most == SAME) most = SAFE;
        for (size_t k = 0; k < file->n_loosenings && most != LOOSENS; k++)
            most = file->loosenings[k].is_unknown ? UNKNOWN : LOOSENS;
    }
    return most;
}

/* The proposal of these edits, loaded and judged; REFUSED: it does not load. */
static judged open_head(pair *p, const uint64_t *edits, size_t n)
{
    rh_arena_reset(&p->trial);
    p->of_head = (weaker_side){0};
    p->proposal = random_proposal(&p->tree, &p->sizes, edits, n, &p->trial);
    return load(p, &p->head, &p->of_head, &p->proposal, &p->trial) ? judge(p) : REFUSED;
}

/* ---- journeys ---- */

static void make_journey(pair *p, uint64_t nth)
{
    random_source r = {(p->w->seed * 0x9e3779b97f4a7c15u + p->number) ^ (nth + 1) * 0xbf58476d1ce4e5b9u};
    rh_arena_reset(&p->scratch);
    p->log = random_journey(&r, &p->scratch, p->w->reader, &p->sizes);
    if (p->log.n > MOST_EVENTS) die("no such journey is made");
    p->n_events = p->log.n;
    for (size_t i = 0; i < p->n_events; i++) p->events[i] = p->log.events[i].event;
}

static rh_instant as_of(const pair *p)
{
    rh_instant t = p->log.events[p->log.n - 1].event.knowntime;
    t.s += 86400 * 10;
    return t;
}

static void leave_out(pair *p, size_t event)
{
    memmove(&p->events[event], &p->events[event + 1], (--p->n_events - event) * sizeof *p->events);
}

static size_t name_at(const char *name)
{
    size_t i = 0;
    while (strcmp(weaker_accepts[i].name, name) != 0) i++;
    return i;
}

/* Plays what is left of the journey, without what is no comparison; counts where `counts`. */
static weaker_result play(pair *p, weaker *found, bool counts)
{
    weaker_result result;
    for (;;) {
        if (p->n_events == 0) return WEAKER_OVER;
        result = random_weaker(found, &p->of_base, &p->of_head, p->events, p->n_events, as_of(p), &p->scratch);
        if (result != WEAKER_LEAVE) break;
        if (counts) p->w->left[name_at(found->name)]++;
        leave_out(p, found->event);
    }
    if (counts && result == WEAKER_ACCEPTED) p->w->accepted[name_at(found->name)]++;
    return result;
}

/* ---- as small as it goes ---- */

static bool is_found(pair *p)
{
    weaker found;
    const size_t n = p->n_events;
    rh_event events[MOST_EVENTS];
    memcpy(events, p->events, sizeof events);
    const bool is = play(p, &found, false) == WEAKER_FOUND;
    memcpy(p->events, events, sizeof events);
    p->n_events = n;
    return is;
}

static void fewer_events(pair *p)
{
    for (size_t i = p->n_events; i-- > 0;) {
        if (i >= p->n_events || p->n_events == 1) continue;
        const rh_event event = p->events[i];
        leave_out(p, i);
        if (is_found(p)) continue;
        memmove(&p->events[i + 1], &p->events[i], (p->n_events++ - i) * sizeof *p->events);
        p->events[i] = event;
    }
}

static void fewer_edits(pair *p)
{
    for (size_t i = p->n_edits; p->n_edits > 1 && i-- > 0;) {
        const uint64_t edit = p->edits[i];
        weaker_side_close(&p->of_head);
        memmove(&p->edits[i], &p->edits[i + 1], (--p->n_edits - i) * sizeof *p->edits);
        if (open_head(p, p->edits, p->n_edits) == SAFE && is_found(p)) continue;
        memmove(&p->edits[i + 1], &p->edits[i], (p->n_edits++ - i) * sizeof *p->edits);
        p->edits[i] = edit;
        weaker_side_close(&p->of_head);
        if (open_head(p, p->edits, p->n_edits) != SAFE) die("a proposal is not the same twice");
    }
}

/* ---- telling ---- */

static void print_edits(const pair *p)
{
    for (size_t i = 0; i < p->n_edits; i++) printf("  edit %s\n", proposal_kind_name(proposal_kind_of(p->edits[i])));
    for (size_t i = 0; i < p->changes.n; i++) {
        const rh_changed_file *file = &p->changes.at[i];
        printf("  %.*s:", RH_ARG(file->path));
        for (size_t k = 0; k < file->units.n; k++)
            printf(" %.*s", file->units.at[k].key.ptr != NULL ? (int)file->units.at[k].key.len : 0,
                   file->units.at[k].key.ptr);
        printf("%s\n", !file->in_base ? " added" : "");
    }
}

static void print_events(const pair *p)
{
    for (size_t i = 0; i < p->n_events; i++)
        for (size_t k = 0; k < p->log.n; k++)
            if (rh_str_eq(p->log.events[k].event.id, p->events[i].id))
                printf("  %.*s\n", RH_ARG(p->log.events[k].line));
}

static void write_file(const char *dir, const char *name, rh_str bytes, const char *mode)
{
    char path[600];
    snprintf(path, sizeof path, "%s/%s", dir, name);
    FILE *f = fopen(path, mode);
    if (f == NULL || fwrite(bytes.ptr, 1, bytes.len, f) != bytes.len || fclose(f) != 0) die(path);
}

static void dump_tree(const char *dir, const char *name, const rh_tree *tree)
{
    static const char *const folders[] = {"", "/cases", "/cases/register", "/cases/calendars"};
    char path[500];
    for (size_t i = 0; i < sizeof folders / sizeof *folders; i++) {
        snprintf(path, sizeof path, "%s/%s%s", dir, name, folders[i]);
        if (mkdir(path, 0777) != 0 && errno != EEXIST) die(path);
    }
    snprintf(path, sizeof path, "%s/%s/cases", dir, name);
    for (size_t i = 0; i < tree->n_files; i++)
        write_file(path, tree->files[i].path.ptr, tree->files[i].bytes, "w");
}

static void dump(const pair *p)
{
    const char *dir = p->w->dump;
    if (mkdir(dir, 0777) != 0 && errno != EEXIST) die(dir);
    dump_tree(dir, "base", &p->tree);
    dump_tree(dir, "head", &p->proposal);
    write_file(dir, "events.jsonl", RH_STR(""), "w");
    for (size_t i = 0; i < p->n_events; i++)
        for (size_t k = 0; k < p->log.n; k++)
            if (rh_str_eq(p->log.events[k].event.id, p->events[i].id)) {
                write_file(dir, "events.jsonl", p->log.events[k].line, "a");
                write_file(dir, "events.jsonl", RH_STR("\n"), "a");
            }
}

static void tell(pair *p, uint64_t journey)
{
    weaker found;
    char at[40];
    if (p->w->n_found++ >= p->w->n_shown) return;
    fewer_edits(p);
    fewer_events(p);
    if (play(p, &found, false) != WEAKER_FOUND) die("a counterexample is none any more");
    at[rh_instant_text(at, found.at)] = '\0';
    printf("WEAKER %s: seed %llu pair %llu journey %llu, at %s: %s\n", found.kind, (unsigned long long)p->w->seed,
           (unsigned long long)p->number, (unsigned long long)journey, at, found.says);
    print_edits(p);
    print_events(p);
    if (p->w->dump != NULL) dump(p);
}

/* ---- one pair ---- */

static void count(pair *p, judged how, bool is_idle)
{
    tally *const tallies[] = {&p->w->all, p->n_edits == 1 ? &p->w->kinds[proposal_kind_of(p->edits[0])] : NULL};
    for (size_t i = 0; i < 2; i++) {
        if (tallies[i] == NULL) continue;
        tallies[i]->n[how]++;
        tallies[i]->idle[how] += is_idle;
    }
}

/* Whether no record of any journey differs. */
static bool play_all(pair *p, judged how)
{
    bool is_idle = true;
    for (uint64_t i = 0; i < p->w->n_journeys && (how == SAFE || is_idle); i++) {
        weaker found;
        make_journey(p, i);
        const weaker_result result = play(p, &found, how == SAFE);
        is_idle = is_idle && (result == WEAKER_OVER || (result == WEAKER_NOT && found.is_same));
        if (how != SAFE) continue;
        p->w->n_compared += result != WEAKER_OVER;
        p->w->n_over += result == WEAKER_OVER;
        p->w->n_changed += result == WEAKER_NOT && !found.is_same;
        if (result != WEAKER_FOUND) continue;
        tell(p, i);
        break;
    }
    return is_idle;
}

static void run_pair(world *w, pair *p, uint64_t k)
{
    random_source r = {w->seed * 0x9e3779b97f4a7c15u + k};
    p->number = k;
    rh_arena_reset(&p->keep);
    p->of_base = (weaker_side){0};
    if (!open_base(p, &r)) return;
    p->n_edits = 1 + (random_once_in(&r, 2) ? random_below(&r, MOST_EDITS) : 0);
    for (size_t i = 0; i < p->n_edits; i++) p->edits[i] = random_next(&r);
    const judged how = open_head(p, p->edits, p->n_edits);
    const bool is_played = how == SAFE || how == UNKNOWN || how == LOOSENS;
    count(p, how, is_played && play_all(p, how));
    weaker_side_close(&p->of_head);
    weaker_side_close(&p->of_base);
}

/* ---- figures ---- */

static void print_row(const char *name, const tally *t)
{
    printf("%-18s %8llu %8llu %8llu %8llu %8llu %8llu %8llu\n", name, (unsigned long long)t->n[SAFE],
           (unsigned long long)t->idle[SAFE], (unsigned long long)t->n[UNKNOWN], (unsigned long long)t->idle[UNKNOWN],
           (unsigned long long)t->n[LOOSENS], (unsigned long long)t->idle[LOOSENS],
           (unsigned long long)(t->n[SAME] + t->n[REFUSED]));
}

static void print_tally(const world *w)
{
    printf("%-18s %8s %8s %8s %8s %8s %8s %8s\n", "single edits", "safe", "(idle)", "unknown", "(idle)", "loosens",
           "(idle)", "no edit");
    for (size_t i = 0; i < proposal_kinds(); i++) print_row(proposal_kind_name(i), &w->kinds[i]);
    print_row("all proposals", &w->all);
    for (size_t i = 0; i < weaker_n_accepts; i++)
        printf("%s: %llu events left out, %llu journeys accepted\n", weaker_accepts[i].name,
               (unsigned long long)w->left[i], (unsigned long long)w->accepted[i]);
    printf("%llu journeys of %llu safe proposals compared, %llu changed, %llu oscillated; seed %llu: %llu weaker\n",
           (unsigned long long)w->n_compared, (unsigned long long)w->all.n[SAFE], (unsigned long long)w->n_changed,
           (unsigned long long)w->n_over, (unsigned long long)w->seed, (unsigned long long)w->n_found);
}

static const char *option(int argc, char **argv, const char *name, const char *otherwise)
{
    for (int i = 1; i + 1 < argc; i++)
        if (strcmp(argv[i], name) == 0) return argv[i + 1];
    return otherwise;
}

int main(int argc, char **argv)
{
    static world w;
    static pair p = {.w = &w};
    rh_err err;
    const uint64_t count = strtoull(option(argc, argv, "--count", "2000"), NULL, 10);
    const uint64_t first = strtoull(option(argc, argv, "--first", "0"), NULL, 10);
    w.seed = strtoull(option(argc, argv, "--seed", "1"), NULL, 10);
    w.n_journeys = strtoull(option(argc, argv, "--journeys", "8"), NULL, 10);
    w.n_shown = strtoull(option(argc, argv, "--show", "10"), NULL, 10);
    w.dump = option(argc, argv, "--dump", NULL);
    if (proposal_kinds() > MOST_KINDS || weaker_n_accepts > MOST_NAMES) die("the tables are too small");
    rh_arena_init(&p.keep, rh_memory_host(), 0);
    rh_arena_init(&p.trial, rh_memory_host(), 0);
    rh_arena_init(&p.scratch, rh_memory_host(), 0);
    if (rh_zones_open(&w.zones, rh_memory_host(), NULL, &err) != RH_OK) die(err.text);
    if (rh_lender_open(&w.lender, w.zones, &err) != RH_OK) die(err.text);
    if (rh_ce_reader_new(&w.reader, &err) != RH_OK) die(err.text);
    for (uint64_t k = first; k < first + count; k++) run_pair(&w, &p, k);
    print_tally(&w);
    rh_ce_reader_free(w.reader);
    rh_lender_close(&w.lender);
    rh_zones_close(w.zones);
    rh_arena_dispose(&p.keep);
    rh_arena_dispose(&p.trial);
    rh_arena_dispose(&p.scratch);
    return w.n_found == 0 ? 0 : 1;
}
