/* Fixtures: one journey of events each, and nothing in them is passed over. */
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>

#include <cmocka.h>

#include "harness/replay/fixtures.h"
#include "tests/kit/folder.h"
#include "tests/kit/memory.h"

#include <stdio.h>
#include <string.h>
#include <sys/stat.h>

#define EVENT(id, subject, time)                                                                                       \
    "{\"specversion\":\"1.0\",\"id\":\"" id "\",\"source\":\"/t\",\"type\":\"noted\",\"subject\":\"" subject           \
    "\",\"time\":\"" time "\",\"data\":{}}\n"

static const struct {
    const char *text; /* NULL: there is no such file */
    rh_code code;
    uint32_t line;
    const char *says; /* a part of the message */
    size_t n_events;
} fixtures[] = {
    {EVENT("2", "J", "2024-03-12T15:00:00Z") "\n" EVENT("1", "J", "2024-03-12T14:00:00Z"), RH_OK, 0, NULL, 2},
    {EVENT("1", "J", "2024-03-12T14:00:00Z") EVENT("2", "K", "2024-03-12T15:00:00Z"), RH_FIXTURE, 2, "journey K", 0},
    {EVENT("1", "J", "2024-03-12T14:00:00Z") EVENT("1", "J", "2024-03-12T14:00:00Z"), RH_FIXTURE, 2, "twice", 0},
    {"", RH_FIXTURE, 1, "no events", 0},
    {EVENT("1", "J", "2024-03-12T14:00:00Z") "{\n", RH_JSON_SYNTAX, 2, "", 0},
    {EVENT("1", "J", "2024-03-12T14:00:60Z"), RH_EVENT_TIME, 1, "", 0},
    {NULL, RH_LOAD_MISSING, 0, "base", 0},
};

static void fixture__is_one_journey_in_order_or_an_error_with_its_line(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof fixtures / sizeof fixtures[0]; i++) {
        const kit_folder folder = kit_folder_make();
        rh_arena arena = kit_arena();
        rh_diags diags;
        rh_err err = {0};
        rh_place place;
        rh_base base = {0};
        rh_diags_init(&diags, &arena);
        assert_int_equal(mkdir(kit_folder_at(&folder, "cases"), 0700), 0);
        assert_int_equal(mkdir(kit_folder_at(&folder, "fixtures"), 0700), 0);
        kit_folder_text(&folder, "cases/schema.yaml", "fields: {}\n");
        if (fixtures[i].text != NULL) kit_folder_text(&folder, "fixtures/base.jsonl", fixtures[i].text);
        const rh_place_spec spec = {.cases_dir = kit_folder_at(&folder, "cases")};
        assert_int_equal(rh_place_open(&place, &arena, &spec, &err), RH_OK);
        rh_revision revision = {.place = &place};
        assert_int_equal(rh_tree_read(&revision.tree, &arena, &place, NULL, &diags), RH_OK);
        const rh_code code = rh_fixture_read(&base, &arena, &revision, RH_STR("base"), &err);
        if (code != fixtures[i].code || (code != RH_OK && strstr(err.text, fixtures[i].says) == NULL))
            fail_msg("%zu: %s: %s", i, rh_code_name(code), err.text);
        if (code != RH_OK) assert_int_equal(err.span.line, fixtures[i].line);
        assert_int_equal(base.n_events, fixtures[i].n_events);
        for (size_t k = 1; k < base.n_events; k++) assert_true(rh_event_cmp(&base.events[k - 1], &base.events[k]) < 0);
        rh_arena_dispose(&arena);
        kit_folder_remove(&folder);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(fixture__is_one_journey_in_order_or_an_error_with_its_line)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
