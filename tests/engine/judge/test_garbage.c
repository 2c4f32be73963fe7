/* Garbage in place of facts: of the same type, never what it was, and only where it is meant. */
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>

#include "engine/judge/garbage.h"
#include "tests/kit/memory.h"
#include "tests/kit/plain_json.h"

#define TEXT(lit) {"" lit, sizeof(lit) - 1}

static const rh_register *declared(void)
{
    static const rh_str words[] = {TEXT("blue"), TEXT("green"), TEXT("red")};
    static const rh_field fields[] = {
        {.name = TEXT("a.colour"), .shape = {.type = RH_F_ENUM, .values = {words, 3}}},
        {.name = TEXT("a.colours"), .shape = {.type = RH_F_SET, .of = RH_F_STRING, .values = {words, 3}}},
        {.name = TEXT("a.flag"), .shape = {.type = RH_F_BOOL}},
        {.name = TEXT("a.name"), .shape = {.type = RH_F_STRING}},
        {.name = TEXT("a.wait"), .shape = {.type = RH_F_DURATION}},
    };
    static const rh_payload_key payload[] = {
        {.name = TEXT("colour"), .shape = {.type = RH_F_ENUM, .values = {words, 3}}}};
    static const rh_event_decl events[] = {{.type = TEXT("painted"), .payload = payload, .n_payload = 1}};
    static const rh_register reg = {.fields = fields, .n_fields = 5, .events = events, .n_events = 1};
    return &reg;
}

static const char *poisoned(rh_arena *keep, const char *type, const char *data, rh_garbage how, const rh_fact *only)
{
    rh_event event = {.type = rh_str_of(type), .id = RH_STR("e1"), .source = RH_STR("s")}, out;
    rh_value json;
    rh_buf text;
    assert_true(kit_json_read(&json, keep, rh_str_of(data)));
    event.data = json;
    assert_int_equal(rh_event_poison(&out, keep, declared(), &event, how, only, NULL), RH_OK);
    assert_true(rh_str_eq(out.id, event.id) && rh_str_eq(out.type, event.type));
    rh_buf_init(&text, keep, 1 << 16);
    rh_value_put_json(&text, out.data);
    rh_buf_byte(&text, '\0');
    return text.ptr;
}

static void garbage__has_the_type_that_the_register_declares(void **state)
{
    (void)state;
    static const struct {
        const char *type, *data, *want;
    } cases[] = {
        {"fields_ingested", "{\"fields\":{\"a\":{\"colour\":\"red\"}}}", "{\"fields\":{\"a\":{\"colour\":\"blue\"}}}"},
        {"fields_ingested", "{\"fields\":{\"a\":{\"colours\":[\"blue\",\"red\"]}}}",
         "{\"fields\":{\"a\":{\"colours\":[\"green\",\"blue\"]}}}"},
        {"fields_ingested", "{\"fields\":{\"a\":{\"flag\":true}}}", "{\"fields\":{\"a\":{\"flag\":false}}}"},
        {"fields_ingested", "{\"fields\":{\"a\":{\"flag\":null}}}", "{\"fields\":{\"a\":{\"flag\":true}}}"},
        {"fields_ingested", "{\"fields\":{\"a\":{\"name\":\"Ann\"}}}",
         "{\"fields\":{\"a\":{\"name\":\"garbage Ann\"}}}"},
        {"fields_ingested", "{\"fields\":{\"a\":{\"wait\":\"1h\"}}}", "{\"fields\":{\"a\":{\"wait\":\"3607s\"}}}"},
        {"fields_ingested", "{\"fields\":{\"z\":{\"at\":\"2026-03-02T09:00:00Z\",\"n\":8,\"on\":\"2026-12-31\"}}}",
         "{\"fields\":{\"z\":{\"at\":\"2026-04-08T09:00:00Z\",\"n\":4,\"on\":\"2027-02-06\"}}}"},
        {"fields_ingested", "{\"fields\":{\"z\":{\"rows\":{\"k\":{\"open\":false}}}}}",
         "{\"fields\":{\"z\":{\"rows\":{\"k\":{\"open\":true}}}}}"},
        {"painted", "{\"colour\":\"green\",\"n\":0.25}", "{\"colour\":\"red\",\"n\":0.625}"},
        /* what is no map of maps sets no field */
        {"fields_ingested", "{\"fields\":7,\"source_ref\":\"r\"}", "{\"fields\":7,\"source_ref\":\"garbage r\"}"},
        {"painted", "{}", "{}"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        rh_arena keep = kit_arena();
        assert_string_equal(poisoned(&keep, cases[i].type, cases[i].data, RH_GARBAGE_OTHER, NULL), cases[i].want);
        rh_arena_dispose(&keep);
    }
}

static void garbage__may_be_of_one_fact_or_its_absence(void **state)
{
    (void)state;
    rh_arena keep = kit_arena();
    static const char data[] = "{\"fields\":{\"a\":{\"flag\":true,\"name\":\"Ann\"},\"b\":{\"flag\":true}}}";
    const rh_fact flag = {RH_STR("a"), RH_STR("flag")}, colour = {rh_str_null(), RH_STR("colour")};
    assert_string_equal(poisoned(&keep, "fields_ingested", data, RH_GARBAGE_OTHER, &flag),
                        "{\"fields\":{\"a\":{\"flag\":false,\"name\":\"Ann\"},\"b\":{\"flag\":true}}}");
    assert_string_equal(poisoned(&keep, "fields_ingested", data, RH_GARBAGE_ABSENT, &flag),
                        "{\"fields\":{\"a\":{\"flag\":null,\"name\":\"Ann\"},\"b\":{\"flag\":true}}}");
    assert_string_equal(poisoned(&keep, "fields_ingested", data, RH_GARBAGE_ABSENT, NULL),
                        "{\"fields\":{\"a\":{\"flag\":null,\"name\":null},\"b\":{\"flag\":null}}}");
    assert_string_equal(poisoned(&keep, "painted", "{\"colour\":\"red\",\"n\":8}", RH_GARBAGE_OTHER, &colour),
                        "{\"colour\":\"blue\",\"n\":8}");
    rh_arena_dispose(&keep);
}

static void garbage__facts_are_the_leaves_of_a_patch_and_the_keys_of_a_payload(void **state)
{
    (void)state;
    rh_arena keep = kit_arena();
    rh_value json;
    const rh_fact *facts;
    size_t n;
    assert_true(
        kit_json_read(&json, &keep, RH_STR("{\"fields\":{\"a\":{\"flag\":true,\"name\":\"Ann\"}},\"ref\":\"r\"}")));
    const rh_event event = {.type = RH_STR("fields_ingested"), .data = json};
    assert_int_equal(rh_event_facts(&facts, &n, &keep, &event, NULL), RH_OK);
    assert_int_equal(n, 3);
    assert_true(rh_str_eq(facts[0].space, RH_STR("a")) && rh_str_eq(facts[0].field, RH_STR("flag")));
    assert_true(facts[2].space.ptr == NULL && rh_str_eq(facts[2].field, RH_STR("ref")));
    rh_arena_dispose(&keep);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(garbage__has_the_type_that_the_register_declares),
        cmocka_unit_test(garbage__may_be_of_one_fact_or_its_absence),
        cmocka_unit_test(garbage__facts_are_the_leaves_of_a_patch_and_the_keys_of_a_payload),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
