/* A register and a log for tests. */
#include "tests/kit/bench.h"

#include "tests/kit/memory.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <dirent.h>
#include <stdio.h>

void kit_bench_load(kit_bench *b, const char *cases, const char *const *events, size_t n_events)
{
    rh_err err;
    rh_diags diags;
    const rh_place_spec spec = {.cases_dir = cases};
    const rh_ingest_options options = {.map = NULL};
    *b = (kit_bench){.keep = kit_arena()};
    rh_diags_init(&diags, &b->keep);
    assert_int_equal(rh_zones_open(&b->zones, kit_memory(), NULL, &err), RH_OK);
    assert_int_equal(rh_lender_open(&b->lender, b->zones, &err), RH_OK);
    assert_int_equal(rh_place_open(&b->place, &b->keep, &spec, &err), RH_OK);
    if (rh_revision_load(&b->revision, &b->keep, &b->place, b->zones, NULL, &diags) != RH_OK)
        fail_msg("%s: %s", cases, diags.errors[0].text);
    if (n_events == 0) return;
    assert_int_equal(rh_log_read(&b->log, &b->keep, events, n_events, &options, &diags), RH_OK);
}

void kit_bench_unload(kit_bench *b)
{
    rh_lender_close(&b->lender);
    rh_place_close(&b->place);
    rh_zones_close(b->zones);
    rh_arena_dispose(&b->keep);
}

const rh_program *kit_bench_compile(kit_bench *b, const rh_register *const *registers, size_t n)
{
    const rh_program *program = NULL;
    rh_diags diags;
    rh_diags_init(&diags, &b->keep);
    const rh_code code = rh_program_compile(&program, &b->keep, registers, n, &b->lender.lent, &diags);
    if (code != RH_OK) fail_msg("%s", diags.errors[0].text);
    return program;
}

static bool is_file(const char *path)
{
    FILE *file = fopen(path, "r");
    if (file == NULL) return false;
    fclose(file);
    return true;
}

bool kit_bench_each(size_t *n, const char *folder, size_t most, kit_bench_use use, void *ctx)
{
    DIR *dir = opendir(folder);
    if (dir == NULL) {
        print_message("skipped: %s not found\n", folder);
        return false;
    }
    for (struct dirent *e; *n < most && (e = readdir(dir)) != NULL;) {
        char cases[512], events[512];
        kit_bench b;
        snprintf(cases, sizeof cases, "%s/%s/cases", folder, e->d_name);
        snprintf(events, sizeof events, "%s/%s/events.jsonl", folder, e->d_name);
        if (!is_file(events)) continue;
        kit_bench_load(&b, cases, (const char *const[]){events}, 1);
        use(ctx, &b);
        kit_bench_unload(&b);
        ++*n;
    }
    closedir(dir);
    return true;
}
