/* Random registers and journeys, and what must hold of each:
 * `invariants [--count N] [--seed S] [--first K] [--dump DIR]`.
 *
 * Pair k of seed S is always the same. A broken invariant prints its pair; --dump writes that pair's tree and log as
 * DIR/cases and DIR/events.jsonl and checks no other. Exit status 1 when an invariant is broken. */
#include "harness/load/revision.h"
#include "harness/replay/lender.h"
#include "harness/system/memory.h"
#include "tests/random/invariants.h"
#include "tests/random/tree.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

enum { MOST_SHOWN = 10 };

typedef struct world {
    rh_zones *zones;
    rh_lender lender;
    rh_ce_reader *reader;
    rh_arena keep; /* of one pair */
    uint64_t seed, n_refused, n_failed;
    invariants_tally tally;
    const char *dump; /* NULL: nothing is written */
} world;

static void die(const char *what)
{
    fprintf(stderr, "invariants: %s\n", what);
    exit(70);
}

static void write_file(const char *dir, const char *name, rh_str bytes, const char *mode)
{
    char path[600];
    snprintf(path, sizeof path, "%s/%s", dir, name);
    FILE *f = fopen(path, mode);
    if (f == NULL || fwrite(bytes.ptr, 1, bytes.len, f) != bytes.len || fclose(f) != 0) die(path);
}

static void make_folder(const char *path)
{
    if (mkdir(path, 0777) != 0 && errno != EEXIST) die(path);
}

static void dump_pair(const char *dir, const rh_tree *tree, const random_log *log)
{
    static const char *const folders[] = {"", "/cases", "/cases/register", "/cases/calendars"};
    char path[500];
    for (size_t i = 0; i < sizeof folders / sizeof *folders; i++) {
        snprintf(path, sizeof path, "%s%s", dir, folders[i]);
        make_folder(path);
    }
    snprintf(path, sizeof path, "%s/cases", dir);
    for (size_t i = 0; i < tree->n_files; i++) write_file(path, tree->files[i].path.ptr, tree->files[i].bytes, "w");
    write_file(dir, "events.jsonl", RH_STR(""), "w");
    for (size_t i = 0; i < log->n; i++) {
        write_file(dir, "events.jsonl", log->events[i].line, "a");
        write_file(dir, "events.jsonl", RH_STR("\n"), "a");
    }
}

/* The program of a tree; NULL when the tree is refused, which is told when it is to be written down. */
static const rh_program *compile(world *w, const rh_tree *tree)
{
    rh_revision revision;
    rh_diags diags;
    const rh_program *program;
    rh_diags_init(&diags, &w->keep);
    rh_code code = rh_revision_of_tree(&revision, &w->keep, NULL, w->zones, tree, &diags);
    if (code == RH_OK) code = rh_program_compile(&program, &w->keep, &revision.reg, 1, &w->lender.lent, &diags);
    if (code == RH_OK) return program;
    w->n_refused++;
    if (w->dump != NULL)
        for (size_t i = 0; i < diags.n_errors_kept; i++)
            printf("refused: %.*s:%u: %s\n", RH_ARG(diags.errors[i].span.file), diags.errors[i].span.line,
                   diags.errors[i].text);
    return NULL;
}

static void run_pair(world *w, uint64_t k)
{
    random_source r = {w->seed * 0x9e3779b97f4a7c15u + k};
    random_sizes sizes;
    invariants_failure failure;
    rh_arena_reset(&w->keep);
    const rh_tree tree = random_tree(&sizes, &r, &w->keep);
    const random_log log = random_journey(&r, &w->keep, w->reader, &sizes);
    if (w->dump != NULL) dump_pair(w->dump, &tree, &log);
    const rh_program *program = compile(w, &tree);
    if (program == NULL || invariants_hold(&failure, &w->tally, program, &log, &r)) return;
    if (w->n_failed++ < MOST_SHOWN)
        printf("BROKEN %s: seed %llu pair %llu: %s\n", failure.invariant, (unsigned long long)w->seed,
               (unsigned long long)k, failure.says);
}

static void print_tally(const world *w)
{
    const invariants_tally *t = &w->tally;
    const struct { const char *name; uint64_t n; } rows[] = {
        {"events", t->events},         {"records", t->records},     {"opened", t->opened},
        {"undecided", t->undecided},   {"cleared", t->cleared},     {"released", t->released},
        {"rejected", t->rejected},     {"breached", t->breached},   {"did", t->did},
        {"held", t->held},             {"timers", t->timers},       {"suggestions", t->suggestions},
        {"outsiders", t->outsiders},   {"prefixes", t->prefixes},   {"oscillated", t->oscillated},
        {"trees refused", w->n_refused}};
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++)
        printf("%llu %s%s", (unsigned long long)rows[i].n, rows[i].name,
               i + 1 < sizeof rows / sizeof *rows ? ", " : "\n");
    printf("%llu pairs, seed %llu: %llu with a broken invariant\n", (unsigned long long)t->pairs,
           (unsigned long long)w->seed, (unsigned long long)w->n_failed);
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
    rh_err err;
    const uint64_t count = strtoull(option(argc, argv, "--count", "2000"), NULL, 10);
    const uint64_t first = strtoull(option(argc, argv, "--first", "0"), NULL, 10);
    w.seed = strtoull(option(argc, argv, "--seed", "1"), NULL, 10);
    w.dump = option(argc, argv, "--dump", NULL);
    rh_arena_init(&w.keep, rh_memory_host(), 0);
    if (rh_zones_open(&w.zones, rh_memory_host(), NULL, &err) != RH_OK) die(err.text);
    if (rh_lender_open(&w.lender, w.zones, &err) != RH_OK) die(err.text);
    if (rh_ce_reader_new(&w.reader, &err) != RH_OK) die(err.text);
    for (uint64_t k = first; w.tally.pairs + w.n_refused < (w.dump != NULL ? 1 : count); k++) run_pair(&w, k);
    print_tally(&w);
    rh_ce_reader_free(w.reader);
    rh_lender_close(&w.lender);
    rh_zones_close(w.zones);
    rh_arena_dispose(&w.keep);
    return w.n_failed == 0 ? 0 : 1;
}
