/* Every mapping that is part of the program, on a small export of its system: what it becomes is held against a file of
 * tests/harness/ingest/exports, which `make golden` writes anew. */
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>

#include "harness/ingest/log.h"
#include "harness/ingest/map.h"
#include "harness/load/zoneinfo.h"
#include "harness/replay/lender.h"
#include "harness/system/file.h"
#include "tests/kit/folder.h"
#include "tests/kit/memory.h"

#include <sqlite3.h>
#include <stdio.h>
#include <stdlib.h>

#define GOLDEN "tests/harness/ingest/exports/"

static const struct {
    const char *map, *file;
} exports[] = {
    {"activity-log", "activity-log.csv"},
    {"gainsight-cta", "gainsight-cta.csv"},
    {"gainsight-task", "gainsight-task.csv"},
    {"hubspot-deal-history", "hubspot-deal-history.json"},
    {"hubspot-deal-property-history", "hubspot-deal-property-history.csv"},
    {"hubspot-deals", "hubspot-deals.csv"},
    {"intercom-conversations", "intercom-conversations.json"},
    {"npsp-opportunity", "npsp-opportunity.sql"},
    {"ocel", "onboarding.ocel.json"},
    {"ocel", "onboarding.ocel.xml"},
    {"ocel", "onboarding.ocel.sql"},
    {"project-tasks", "project-tasks.csv"},
    {"salesforce-case", "salesforce-case.csv"},
    {"salesforce-opportunity", "salesforce-opportunity.csv"},
    {"salesforce-opportunity-field-history", "salesforce-opportunity-field-history.csv"},
    {"salesforce-opportunity-history", "salesforce-opportunity-history.csv"},
    {"salesforce-opportunity-import-tree", "../salesforce/Opportunitys.json"},
    {"salesforce-opportunity-rest", "salesforce-opportunity-rest.json"},
    {"segment", "segment.json"},
    {"stripe-customers", "stripe-customers.json"},
    {"stripe-events", "stripe-events.json"},
    {"stripe-invoices", "stripe-invoices.json"},
    {"stripe-subscriptions", "stripe-subscriptions.json"},
    {"stripe-tax-ids", "stripe-tax-ids.json"},
    {"xes", "onboarding.xes"},
    {"zendesk-ticket-field-history", "zendesk-ticket-field-history.csv"},
};
enum { N_EXPORTS = sizeof exports / sizeof *exports };

typedef struct fixture {
    kit_folder folder;
    rh_arena arena;
    rh_diags diags;
    rh_zones *zones;
    rh_lender lender;
} fixture;

static int set_up(void **state)
{
    fixture *f = calloc(1, sizeof *f);
    f->folder = kit_folder_make();
    f->arena = kit_arena();
    rh_diags_init(&f->diags, &f->arena);
    assert_int_equal(rh_zones_open(&f->zones, kit_memory(), NULL, NULL), RH_OK);
    assert_int_equal(rh_lender_open(&f->lender, f->zones, NULL), RH_OK);
    *state = f;
    return 0;
}

static int tear_down(void **state)
{
    fixture *f = *state;
    rh_lender_close(&f->lender);
    rh_zones_close(f->zones);
    kit_folder_remove(&f->folder);
    rh_arena_dispose(&f->arena);
    free(f);
    return 0;
}

/* The path of an export; a text of SQL becomes a database. */
static const char *export_path(fixture *f, const char *file)
{
    char path[200];
    rh_str sql;
    sqlite3 *db;
    snprintf(path, sizeof path, "fixtures/exports/%s", file);
    const size_t n = strlen(file);
    if (strcmp(file + n - 4, ".sql") != 0) return rh_arena_cstr(&f->arena, rh_str_of(path));
    const char *made = kit_folder_at(&f->folder, "export.db");
    remove(made);
    assert_int_equal(rh_file_read(&sql, &f->arena, path, 1 << 20, NULL), RH_OK);
    assert_int_equal(sqlite3_open(made, &db), SQLITE_OK);
    assert_int_equal(sqlite3_exec(db, rh_arena_cstr(&f->arena, sql), NULL, NULL, NULL), SQLITE_OK);
    sqlite3_close(db);
    return made;
}

static void put_event(rh_buf *out, const rh_event *e)
{
    char time[32], known[32];
    rh_instant_text(time, e->time);
    rh_instant_text(known, e->knowntime);
    rh_buf_printf(out, "%s%s%s%s  %.*s  %.*s  ", time, strcmp(time, known) != 0 ? " known " : "",
                  strcmp(time, known) != 0 ? known : "", e->is_snapshot ? " snapshot" : "", RH_ARG(e->type),
                  RH_ARG(e->id));
    if (e->actor.ptr != NULL) rh_buf_printf(out, "by %.*s  ", RH_ARG(e->actor));
    rh_value_put_json(out, e->data);
    rh_buf_byte(out, '\n');
}

static rh_str told(fixture *f, const rh_log *log)
{
    rh_buf out;
    const rh_source_counts *s = &log->sources[0];
    rh_buf_init(&out, &f->arena, 1 << 22);
    rh_buf_printf(&out, "read %llu accepted %llu duplicate %llu quarantined %llu\n", (unsigned long long)s->read,
                  (unsigned long long)s->accepted, (unsigned long long)s->duplicate,
                  (unsigned long long)s->quarantined);
    for (size_t i = 0; i < log->n_quarantined; i++)
        rh_buf_printf(&out, "line %u: %s\n", log->quarantined[i].why.span.line, log->quarantined[i].why.text);
    for (size_t i = 0; i < f->diags.n_warnings_kept; i++)
        if (f->diags.warnings[i].code != RH_MAP_UNMAPPED) rh_buf_printf(&out, "%s\n", f->diags.warnings[i].text);
    for (size_t i = 0; i < log->n_journeys; i++) {
        rh_buf_printf(&out, "%.*s\n", RH_ARG(log->journeys[i].id));
        for (size_t k = 0; k < log->journeys[i].n_events; k++) {
            rh_buf_put(&out, RH_STR("  "));
            put_event(&out, &log->journeys[i].events[k]);
        }
    }
    return rh_buf_str(&out);
}

static rh_str become(fixture *f, const char *map, const char *file)
{
    const rh_log *log = NULL;
    rh_ingest_options options = {.has_exported_at = true};
    assert_true(rh_instant_parse(&options.exported_at, RH_STR("2026-03-10T00:00:00Z")));
    rh_diags_init(&f->diags, &f->arena);
    const char *path = export_path(f, file);
    rh_code code = rh_map_load(&options.map, &f->arena, map, &f->lender.lent, &f->diags);
    if (code == RH_OK) code = rh_log_read(&log, &f->arena, &path, 1, &options, &f->diags);
    if (code != RH_OK) fail_msg("%s: %s", map, f->diags.errors[0].text);
    return told(f, log);
}

static void exports__become_what_their_mappings_say(void **state)
{
    fixture *f = *state;
    size_t n_other = 0;
    for (size_t i = 0; i < N_EXPORTS; i++) {
        char path[200];
        rh_str want = rh_str_null();
        const rh_str got = become(f, exports[i].map, exports[i].file);
        snprintf(path, sizeof path, GOLDEN "%s.txt", exports[i].map);
        if (getenv("REHEARSE_GOLDEN") != NULL) {
            assert_int_equal(rh_file_write(path, got, 0644, NULL), RH_OK);
            continue;
        }
        if (rh_file_read(&want, &f->arena, path, 1 << 22, NULL) == RH_OK && rh_str_eq(got, want)) continue;
        n_other++;
        print_error("%s is not what %s says:\n%.*s", exports[i].file, path, RH_ARG(got));
    }
    assert_int_equal(n_other, 0);
}

static void exports__each_mapping_of_the_program_has_one(void **state)
{
    (void)state;
    rh_str names[RH_MAP_BUILTIN_MOST];
    const rh_strs all = rh_map_builtin(names);
    for (size_t i = 0; i < all.n; i++) {
        bool is_there = false;
        for (size_t k = 0; k < N_EXPORTS; k++) is_there |= rh_str_eq(all.at[i], rh_str_of(exports[k].map));
        if (!is_there) fail_msg("no export shows what %.*s does", RH_ARG(all.at[i]));
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(exports__become_what_their_mappings_say, set_up, tear_down),
        cmocka_unit_test(exports__each_mapping_of_the_program_has_one),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
