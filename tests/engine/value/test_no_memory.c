/* Values, zones and calendars without memory: every allocation refused once. */
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>

#include <cmocka.h>

#include "engine/value/calendar.h"
#include "engine/value/value.h"
#include "tests/kit/expr_world.h"
#include "tests/kit/plain_json.h"
#include "tests/kit/short_memory.h"

typedef struct world {
    kit_world kit;
    rh_value value; /* one of each kind, nested */
    rh_str zone_bytes;
} world;

static uint32_t intern(void *ctx, rh_str key)
{
    (void)ctx;
    return (uint32_t)key.ptr[0];
}

static rh_str text_of_key(void *ctx, uint32_t number)
{
    static const char *const names[] = {"a", "b", "c", "d", "e", "f", "g"};
    (void)ctx;
    return number >= 'a' && number <= 'g' ? rh_str_of(names[number - 'a']) : rh_str_null();
}

static const rh_key_table keys = {.intern = intern, .text = text_of_key};

static rh_code copy_and_print(void *ctx, rh_host_memory host, rh_buf *result)
{
    rh_arena keep;
    rh_buf out;
    rh_arena_init(&keep, host, 0);
    rh_buf_init(&out, &keep, (size_t)1 << 20);
    rh_value_put_json(&out, rh_value_copy(&keep, ((world *)ctx)->value));
    const bool has_failed = out.failed || rh_arena_failed(&keep);
    if (!has_failed) rh_buf_put(result, rh_buf_str(&out));
    rh_arena_dispose(&keep);
    return has_failed ? RH_NOMEM : RH_OK;
}

static rh_code there_and_back(void *ctx, rh_host_memory host, rh_buf *result)
{
    rh_arena keep;
    rh_buf out;
    rh_value v = rh_null();
    size_t at = 0;
    rh_arena_init(&keep, host, 0);
    rh_buf_init(&out, &keep, (size_t)1 << 20);
    const rh_value *plain = rh_value_field(((world *)ctx)->value, RH_STR("a"));
    rh_value_encode(&out, *plain, &keys);
    const bool is_read = !out.failed && rh_value_decode(&v, &keep, rh_buf_str(&out), &at, &keys);
    if (is_read) rh_value_put_json(result, v);
    rh_arena_dispose(&keep);
    return is_read ? RH_OK : RH_NOMEM;
}

static rh_code read_zone(void *ctx, rh_host_memory host, rh_buf *result)
{
    static const int64_t holidays[] = {20089, 20089, 20454};
    const rh_calendar *calendar = NULL;
    const rh_zone *zone = NULL;
    rh_arena keep;
    rh_instant t = {0};
    rh_err err;
    rh_arena_init(&keep, host, 0);
    rh_code code = rh_zone_read(&zone, &keep, RH_STR("New York"), ((world *)ctx)->zone_bytes, &err);
    const rh_calendar_spec spec = {.zone = zone, .open_s = 32400, .close_s = 61200, .weekdays = {false, true, true},
                                   .holidays = holidays, .n_holidays = 3};
    if (code == RH_OK) code = rh_calendar_make(&calendar, &keep, &spec, &err);
    if (code == RH_OK) {
        const rh_span_of_time span = {3, RH_UNIT_BUSINESS_DAY};
        const bool is_in = rh_calendar_add(calendar, &t, (rh_instant){1742000000, 0}, span);
        rh_buf_printf(result, "%.*s %d %d", RH_ARG(rh_zone_name(zone)), is_in, (int)t.s);
    }
    rh_arena_dispose(&keep);
    return code;
}

static rh_node scalar(const char *text)
{
    return (rh_node){.kind = RH_NODE_SCALAR, .is_plain = true, .text = rh_str_of(text)};
}

static rh_code of_nodes(void *ctx, rh_host_memory host, rh_buf *result)
{
    rh_arena keep;
    (void)ctx;
    const rh_node one = scalar("1"), half = scalar("0.5"), yes = scalar("true"), word = scalar("word"),
                  none = scalar("~");
    const rh_node huge = scalar("1e300"), deep = scalar("-1e300");
    const rh_node *const numbers[] = {&huge, &deep};
    const rh_node inner = {.kind = RH_NODE_LIST, .items = numbers, .n_items = 2};
    const rh_node *const items[] = {&one, &half, &yes, &word, &none, &inner};
    const rh_node list = {.kind = RH_NODE_LIST, .items = items, .n_items = 6};
    const rh_node_pair pairs[] = {{&word, &list}, {&one, &word}};
    const rh_node map = {.kind = RH_NODE_MAP, .pairs = pairs, .n_pairs = 2};
    rh_arena_init(&keep, host, 0);
    const rh_value v = rh_value_of_node(&keep, &map);
    const bool has_failed = rh_arena_failed(&keep);
    if (has_failed) assert_int_equal(v.kind, RH_NULL);
    else rh_value_put_json(result, v);
    rh_arena_dispose(&keep);
    return has_failed ? RH_NOMEM : RH_OK;
}

static void no_memory__is_told_by_every_piece(void **state)
{
    (void)state;
    static const struct { kit_short_piece piece; const char *name; } pieces[] = {
        {copy_and_print, "copy and JSON"}, {there_and_back, "codec"}, {read_zone, "zone and calendar"},
        {of_nodes, "nodes"}};
    world w;
    kit_world_init(&w.kit);
    if (w.kit.ev.calendar == NULL) {
        print_message("skipped: no zone files in /usr/share/zoneinfo\n");
        skip();
    }
    w.value = kit_world_value(
        &w.kit, RH_STR("{'a': {'b': [1, 2u, 0.5, 'text', null, true, [], {}], 'c': {'d': -1, 'e': '\\n'}}, "
                       "'b': b'bytes', 'c': timestamp('2026-01-01T00:00:00Z'), 'd': duration('1h'), "
                       "'e': optional.of([1]), 'f': optional.none(), 'g': type(1), 'h': {1: 2, 3u: 3, true: 4}}"));
    w.zone_bytes = kit_read_file(&w.kit.keep, "/usr/share/zoneinfo/America/New_York");
    for (size_t i = 0; i < sizeof pieces / sizeof *pieces; i++) {
        kit_short_sweep_counts counts = {0};
        kit_short_sweep(pieces[i].piece, &w, pieces[i].name, &counts);
        assert_true(counts.n_refused > 0);
    }
    kit_world_dispose(&w.kit);
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(no_memory__is_told_by_every_piece)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
