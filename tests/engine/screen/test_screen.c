/* What a screen says of rows, by hand: which are left to a run, where the others stand and what opens. That it says
 * what a run says is for tests/random/check_slabs.sh. */
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>

#include "engine/screen/screen.h"
#include "harness/foreign/json.h"
#include "harness/load/revision.h"
#include "tests/kit/memory.h"
#include "tests/kit/short_memory.h"
#include "tests/kit/slab.h"

#include <stdio.h>

enum { AHEAD = 61, MOST = 256, TEXT_MOST = 1 << 16 }; /* rows before those that a test is about: they cross a word */

/* ---- a register of a few lines ---- */

typedef struct register_text {
    const char *when;        /* of E1; E2 is asked for in `open` alone, with c.flag; it has two tasks and a later one */
    const char *transitions; /* NULL: one to `open` */
    const char *event, *action, *monitors, *tier;
} register_text;

typedef struct world {
    rh_arena keep;
    rh_zones *zones;
    rh_json *json;
    const rh_register *reg;
    const rh_program *program;
    rh_screen_about about;
    const char *why;
    rh_screen *screen;
} world;

#define DAYS                                                                                                           \
    "BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:-//made//EN\r\nBEGIN:VEVENT\r\nUID:1\r\n"                         \
    "DTSTAMP:20230101T000000Z\r\nDTSTART;VALUE=DATE:20260310\r\nEND:VEVENT\r\nEND:VCALENDAR\r\n"

#define SCHEMA                                                                                                         \
    "fields:\n"                                                                                                        \
    "  c.flag: {type: bool, class: safe, from: crm}\n"                                                                 \
    "  c.int: {type: int, class: safe, from: crm}\n"                                                                   \
    "  c.money: {type: money, class: safe, from: crm}\n"                                                               \
    "  c.double: {type: double, class: safe, from: crm}\n"                                                             \
    "  c.text: {type: text, class: safe, from: crm}\n"                                                                 \
    "  c.enum: {type: enum, values: [red, green], class: safe, from: crm}\n"                                           \
    "  c.at: {type: timestamp, class: safe, from: crm}\n"                                                              \
    "  c.date: {type: date, class: safe, from: crm}\n"                                                                 \
    "  c.span: {type: duration, class: safe, from: crm}\n"                                                             \
    "  c.json: {type: json, class: safe, from: crm}\n"                                                                 \
    "  c.set: {type: set, values: [red, green, blue], class: safe, from: crm}\n"                                       \
    "  c.times: {type: set, of: timestamp, class: safe, from: crm}\n"                                                  \
    "  c.list: {type: list, class: safe, from: crm}\n"                                                                 \
    "  c.numbers: {type: list, of: double, class: safe, from: crm}\n"                                                  \
    "  c.table: {type: table, key: id, class: safe, from: crm,\n"                                                      \
    "            columns: {n: int, word: {type: enum, values: [red]}}}\n"                                              \
    "  x.derived: {type: bool, derived: 'c.flag == true', class: safe, from: crm}\n"

static const char *text(world *w, const char *format, ...) __attribute__((format(printf, 2, 3)));
static const char *text(world *w, const char *format, ...)
{
    va_list args;
    char *at = rh_arena_alloc(&w->keep, TEXT_MOST);
    va_start(args, format);
    vsnprintf(at, TEXT_MOST, format, args);
    va_end(args);
    return at;
}

static const char *entry(world *w, const char *id, const char *when, const char *window, const char *rest)
{
    return text(w,
                "id: %s\ntitle: an entry\nlane: one\nexception: one\ntrigger: made\nreason: one\nevidence: []\n"
                "ai: {may: []}\nhuman: decide\naudit: []\nowner: first\ncovers: []\n"
                "acceptance: [{name: none, always: 'true'}]\n"
                "review: {area: one, primary: first, backup: second, escalation: third}\n"
                "segments: all\nwindow: %s\nrisk: medium\neffect: {hold: [act.a0]}\nsla: 1\nwhen: '%s'\n%s",
                id, window, when, rest);
}

static rh_tree_file file(const char *path, const char *bytes)
{
    return (rh_tree_file){rh_str_of(path), rh_str_of(path), rh_str_of(bytes), rh_str_null()};
}

static const char *or_else(const char *given, const char *otherwise) { return given != NULL ? given : otherwise; }

static void load(world *w, const rh_tree_file *files, size_t n)
{
    rh_diags diags;
    rh_revision revision;
    const rh_place place = {.cases_dir = "cases"};
    const rh_tree tree = {.name = RH_STR("made"), .label = RH_STR("made"), .files = files, .n_files = n};
    rh_diags_init(&diags, &w->keep);
    if (rh_revision_of_tree(&revision, &w->keep, &place, w->zones, &tree, &diags) != RH_OK ||
        rh_program_compile(&w->program, &w->keep, &revision.reg, 1, NULL, &diags) != RH_OK)
        fail_msg("%.*s:%u: %s", RH_ARG(diags.errors[0].span.file), diags.errors[0].span.line, diags.errors[0].text);
    w->reg = revision.reg;
}

static void make_register(world *w, const register_text *r)
{
    const char *tasks = "tasks: [{do: task.create, owner: first, text: look},\n"
                        "        {do: task.create, owner: first, text: do},\n"
                        "        {do: task.create, owner: first, text: later, after: 1 day}]\n";
    const rh_tree_file files[] = {
        file("actions.yaml",
             text(w,
                  "actions:\n  - {id: act.a0, %s}\n  - {id: act.a1, default: draft, range: open..open}\n"
                  "  - {id: act.all, default: allow, range: any}\n  - {id: task.create, default: allow, range: any}\n",
                  or_else(r->action, "default: allow, range: any"))),
        file("calendars/days.ics", DAYS),
        file("events.yaml", text(w, "events:\n  fields_ingested: {payload: {}%s}\n", or_else(r->event, ""))),
        file("monitors.yaml", or_else(r->monitors, "alerts: []\n")),
        file("policy.yaml",
             "calendar: {zone: UTC, open: '09:00', close: '17:00', days: [mon, tue, wed, thu, fri], "
             "holidays: calendars/days.ics}\nvalues: {materiality: 1}\n"),
        file("register/E1.yaml", entry(w, "E1", or_else(r->when, "c.flag == true"), "any", "")),
        file("register/E2.yaml", entry(w, "E2", "c.flag == true", "open..open", tasks)),
        file("roles.yaml", "roles: [{id: first}, {id: second}, {id: third, override: true}]\n"),
        file("schema.yaml", SCHEMA),
        file("states.yaml",
             text(w,
                  "states: [{id: open}, {id: late}, {id: done, final: true}, {id: aside, side: true}]\n"
                  "transitions: %s\n",
                  or_else(r->transitions, "[{from: [none], to: open, guard: 'true'}]"))),
        file("tiers.yaml", text(w, "tiers: [{tier: 1, clock: %s}]\n", or_else(r->tier, "1 hour"))),
    };
    load(w, files, sizeof files / sizeof *files);
}

/* ---- a screen over it ---- */

static void open_world(world *w, const register_text *r)
{
    rh_err err;
    *w = (world){.keep = kit_arena()};
    assert_int_equal(rh_zones_open(&w->zones, kit_memory(), NULL, &err), RH_OK);
    assert_int_equal(rh_json_new(&w->json, 0, &err), RH_OK);
    make_register(w, r);
    assert_true(rh_instant_parse(&w->about.at, RH_STR("2026-03-05T12:00:00Z")));
    w->about.as_of = w->about.at;
    w->about.lane_field = RH_NONE;
}

static void open_screen(world *w)
{
    rh_err err;
    assert_int_equal(rh_screen_new(&w->screen, &w->why, kit_memory(), w->program, &w->about, &err), RH_OK);
}

static void close_world(world *w)
{
    rh_screen_dispose(w->screen);
    rh_json_free(w->json);
    rh_zones_close(w->zones);
    rh_arena_dispose(&w->keep);
}

/* Rows that say nothing, then these. */
static const rh_slab_part *slab_of(world *w, const char *const *rows, size_t n, size_t ahead)
{
    rh_err err;
    rh_value *values = RH_NEW_N(&w->keep, ahead + n, rh_value);
    for (size_t i = 0; i < ahead + n; i++) {
        const rh_str row = i < ahead ? RH_STR("{}") : rh_str_of(rows[i - ahead]);
        if (rh_json_read(&values[i], &w->keep, w->json, row, &err) != RH_OK) fail_msg("%s: %s", row.ptr, err.text);
    }
    const rh_slab_part *slab = kit_slab(&w->keep, values, ahead + n);
    assert_non_null(slab);
    return slab;
}

static void put_row(rh_buf *out, const world *w, const rh_screened *seen, unsigned i)
{
    size_t n_places;
    const rh_screen_place *places = rh_screen_places(w->screen, &n_places);
    if ((seen->together >> i & 1) == 0) {
        rh_buf_printf(out, "left\n");
        return;
    }
    for (size_t p = 0; p < n_places; p++)
        if (seen->placed[p] >> i & 1)
            rh_buf_printf(out, "%.*s", RH_ARG(places[p].state < w->reg->n_states ? w->reg->states[places[p].state].id
                                                                                 : RH_STR("none")));
    for (size_t e = 0; e < w->reg->n_entries; e++)
        if (seen->opened[e] >> i & 1) rh_buf_printf(out, " %.*s", RH_ARG(w->reg->entries[e].id));
    rh_buf_byte(out, '\n');
}

/* No set has rows that are not together. */
static void check_sets(const world *w, const rh_screened *seen)
{
    size_t n_places;
    (void)rh_screen_places(w->screen, &n_places);
    uint64_t stray = seen->together & ~seen->rows;
    for (size_t p = 0; p < n_places; p++) stray |= seen->placed[p] & ~seen->together;
    for (size_t e = 0; e < w->reg->n_entries; e++) stray |= seen->opened[e] & ~seen->together;
    assert_true(stray == 0);
}

/* A line a row from `ahead` on: "left", or the state and what opened; then what nobody declared, if anything is. */
static rh_code tell(rh_buf *out, world *w, const rh_slab_part *slab, size_t ahead, rh_err *err)
{
    uint64_t n_unmapped = 0;
    rh_code code = rh_screen_take(w->screen, slab, err);
    for (size_t block = 0; code == RH_OK && block * 64 < slab->n; block++) {
        rh_screened seen;
        code = rh_screen_block(&seen, w->screen, block, err);
        if (code != RH_OK) break;
        n_unmapped += seen.n_unmapped_parts;
        check_sets(w, &seen);
        for (unsigned i = 0; i < 64; i++)
            if ((seen.rows >> i & 1) != 0 && block * 64 + i >= ahead) put_row(out, w, &seen, i);
    }
    if (n_unmapped != 0) rh_buf_printf(out, "unmapped %llu\n", (unsigned long long)n_unmapped);
    return code;
}

static void expect(world *w, const char *const *rows, size_t n, const char *said)
{
    for (size_t ahead = 0; ahead <= AHEAD; ahead += AHEAD) {
        rh_err err;
        rh_buf out;
        rh_buf_init(&out, &w->keep, TEXT_MOST);
        assert_int_equal(tell(&out, w, slab_of(w, rows, n, ahead), ahead, &err), RH_OK);
        rh_buf_byte(&out, '\0');
        assert_string_equal(out.ptr, said);
    }
}
#define EXPECT(w, said, ...)                                                                                           \
    expect((w), (const char *const[]){__VA_ARGS__}, sizeof((const char *const[]){__VA_ARGS__}) / sizeof(char *), (said))

/* One value of a field, alone. */
static bool fits(world *w, const char *field, const char *value)
{
    rh_err err;
    rh_buf out;
    const char *row = text(w, "{\"c\":{\"%s\":%s}}", field, value);
    rh_buf_init(&out, &w->keep, TEXT_MOST);
    assert_int_equal(tell(&out, w, slab_of(w, &row, 1, AHEAD), AHEAD, &err), RH_OK);
    return !rh_str_eq(rh_buf_str(&out), RH_STR("left\n"));
}

/* ---- values and types ---- */

/* What a field takes, each alone. All else stands in `all` and is left. */
static void screen__values_that_do_not_fit_their_type_are_left(void **state)
{
    (void)state;
    static const char *const all[] = {"null", "true", "false", "1", "-9223372036854775808", "0.5", "\"\"", "\"red\"",
                                      "\"puce\"", "\"2026-03-05T12:00:00Z\"", "\"2026-03-05\"", "\"1h\"", "[]",
                                      "[\"red\"]", "[\"red\",\"green\"]", "[\"puce\"]", "[null]", "[1]", "[0.5]",
                                      "[\"2026-03-05T12:00:00Z\"]", "[{}]", "[{\"n\":1}]", "{}", "{\"1\":{}}",
                                      "{\"1\":{\"n\":null,\"word\":\"red\",\"more\":[]}}", "{\"1\":{\"n\":0.5}}",
                                      "{\"1\":{\"word\":\"puce\"}}", "{\"1\":{\"n\":\"1\"}}", "{\"\":{}}",
                                      "{\"1\":{\"id\":1}}"};
    static const struct { const char *field, *fits; } types[] = {
        {"flag", "null true false"},
        {"int", "null 1 -9223372036854775808"},
        {"money", "null 1 -9223372036854775808"},
        {"double", "null 1 -9223372036854775808 0.5"},
        {"text", "null \"\" \"red\" \"puce\" \"2026-03-05T12:00:00Z\" \"2026-03-05\" \"1h\""},
        {"enum", "null \"red\""},
        {"at", "null \"2026-03-05T12:00:00Z\""},
        {"date", "null \"2026-03-05\""},
        {"span", "null \"1h\""},
        {"set", "null [] [\"red\"] [\"red\",\"green\"]"},
        {"times", "null [] [\"2026-03-05T12:00:00Z\"]"},
        {"list", "null [] [\"red\"] [\"red\",\"green\"] [\"puce\"] [\"2026-03-05T12:00:00Z\"]"},
        {"numbers", "null [] [1] [0.5]"},
        {"table", "null {} {\"1\":{}} {\"1\":{\"id\":1}}"},
    };
    world w;
    open_world(&w, &(register_text){0});
    open_screen(&w);
    for (size_t t = 0; t < sizeof types / sizeof *types; t++)
        for (size_t v = 0; v < sizeof all / sizeof *all; v++) {
            const char *words = text(&w, " %s ", types[t].fits), *word = text(&w, " %s ", all[v]);
            if (strstr(all[v], "\"more\"") != NULL) continue;
            if (fits(&w, types[t].field, all[v]) != (strstr(words, word) != NULL))
                fail_msg("c.%s: %s", types[t].field, all[v]);
        }
    for (size_t v = 0; v < sizeof all / sizeof *all; v++)
        if (strstr(all[v], "\"more\"") == NULL) assert_true(fits(&w, "json", all[v]));
    close_world(&w);
}

static void screen__what_nobody_declared_counts_where_rows_are_together(void **state)
{
    (void)state;
    world w;
    open_world(&w, &(register_text){0});
    open_screen(&w);
    EXPECT(&w, "open\nopen\nleft\nopen\nopen E1 E2\nunmapped 8\n",
           "{\"c\":{\"other\":null},\"d\":{\"int\":1},\"x\":{\"derived\":true}}",
           "{\"c\":{\"table\":{\"1\":{\"n\":1,\"id\":\"1\"},\"2\":{\"more\":null},\"3\":{}}}}",
           "{\"c\":{\"int\":\"one\",\"other\":1,\"table\":{\"1\":{\"more\":1}}}}",
           "{\"c\":{\"table\":{\"0\":{\"more\":1},\"1\":{\"more\":\"\"}}}}",
           "{\"c\":{\"flag\":true,\"flags\":[{\"a\":1,\"b\":2}]}}");
    close_world(&w);
}

/* Lists of a set that say the same twice, or are in no order, matter where something counts. */
static void screen__sets_are_in_order_where_that_matters(void **state)
{
    (void)state;
    static const char *const rows[] = {
        "{\"c\":{\"set\":[\"blue\",\"red\"]}}", "{\"c\":{\"set\":[\"red\",\"blue\"]}}",
        "{\"c\":{\"set\":[\"red\",\"red\"]}}",
        "{\"c\":{\"times\":[\"2026-03-05T12:00:00Z\",\"2026-03-05T13:00:00+01:00\"]}}",
        "{\"c\":{\"times\":[\"2026-03-05T13:00:00Z\",\"2026-03-05T13:00:00+01:00\"]}}",
        "{\"c\":{\"times\":[\"2026-03-05T12:00:00Z\",\"2026-03-05T12:00:01Z\"]}}"};
    static const struct { const char *when, *said; } of[] = {
        {"\"red\" in c.set", "open E1\nopen E1\nopen E1\nopen\nopen\nopen\n"},
        {"size(c.set) > 1", "open E1\nleft\nleft\nopen\nopen\nopen\n"},
        {"size(c.times) > 1", "open\nopen\nopen\nleft\nleft\nopen E1\n"},
        {"c.times.exists_one(t, t == timestamp(\"2026-03-05T12:00:00Z\"))", "open\nopen\nopen\nleft\nleft\nopen E1\n"}};
    for (size_t i = 0; i < sizeof of / sizeof *of; i++) {
        world w;
        open_world(&w, &(register_text){.when = of[i].when});
        open_screen(&w);
        expect(&w, rows, sizeof rows / sizeof *rows, of[i].said);
        close_world(&w);
    }
}

/* What no strip can tell is asked of rows that are put together: a merge leaves out what is null, a list does not. */
static void screen__rows_are_put_together_as_a_patch_has_them(void **state)
{
    (void)state;
    static const struct { const char *when, *said; } of[] = {
        {"has(c.json.a.b)", "open E1 E2\nopen\nleft\nleft\n"},
        {"c.json[0] == null || has(c.json[0].b)", "left\nleft\nopen E1\nopen E1\n"},
        {"x.derived && c.table[0].n + 1 == 3 && c.table[1].n == null", "open E1 E2\nopen\nopen\nopen\n"}};
    for (size_t i = 0; i < sizeof of / sizeof *of; i++) {
        world w;
        open_world(&w, &(register_text){.when = of[i].when});
        open_screen(&w);
        EXPECT(&w, of[i].said,
               "{\"c\":{\"json\":{\"a\":{\"b\":1}},\"table\":{\"2\":{\"n\":2},\"3\":{\"n\":null}},\"flag\":true}}",
               "{\"c\":{\"json\":{\"a\":{\"b\":null}}}}", "{\"c\":{\"json\":[{\"b\":null}]}}",
               "{\"c\":{\"json\":[null,5]}}");
        close_world(&w);
    }
}

/* ---- steps ---- */

static void screen__the_first_guard_is_taken_and_what_is_no_plain_place_is_left(void **state)
{
    (void)state;
    world w;
    open_world(&w, &(register_text){.transitions = "[{from: [none], to: done, guard: 'c.int == 1'}, "
                                                   "{from: [none], to: open, guard: 'c.int > 1'}, "
                                                   "{from: [none], to: late, guard: 'c.flag'}, "
                                                   "{from: [open], to: late, guard: 'c.int == 5'}, "
                                                   "{from: [late], to: aside, guard: 'c.int == 0'}]"});
    open_screen(&w);
    EXPECT(&w, "left\nleft\nopen\nopen E1 E2\nleft\nlate E1\nleft\nnone\nleft\n",
           "{}",                                     /* undecided */
           "{\"c\":{\"int\":1,\"flag\":false}}",     /* final */
           "{\"c\":{\"int\":2}}",                    /* the third guard is not asked */
           "{\"c\":{\"int\":2,\"flag\":true}}",
           "{\"c\":{\"int\":5,\"flag\":true}}",      /* goes on */
           "{\"c\":{\"int\":-1,\"flag\":true}}",
           "{\"c\":{\"int\":0,\"flag\":true}}",      /* goes on, aside */
           "{\"c\":{\"int\":0,\"flag\":false}}",
           "{\"c\":{\"int\":0}}");
    close_world(&w);
}

static void screen__verdicts_and_tasks_are_counted_by_place_and_entry(void **state)
{
    (void)state;
    world w;
    size_t n;
    open_world(&w, &(register_text){0});
    open_screen(&w);
    const rh_screen_place *places = rh_screen_places(w.screen, &n);
    assert_int_equal(n, 2);
    assert_int_equal(places[0].state, RH_STATE_NONE);
    assert_int_equal(places[0].n_verdicts, 3);
    assert_int_equal(places[1].state, 0);
    assert_int_equal(places[1].n_verdicts, 4);
    assert_int_equal(rh_screen_tasks(w.screen, 0), 0);
    assert_int_equal(rh_screen_tasks(w.screen, 1), 2);
    close_world(&w);
}

/* What the core has is one value in all rows. */
static void screen__what_the_core_has_is_compared_with_facts(void **state)
{
    (void)state;
    static const struct { const char *when, *said; } of[] = {
        {"workflow.state == c.text", "none E1\nnone\nnone\n"},
        {"c.text != workflow.state", "none\nnone E1\nnone E1\n"},
        {"c.text == workflow.state || c.text == \"none\"", "none E1\nnone\nnone\n"},
        {"workflow.paused == c.flag", "none\nnone E1\nnone\n"},
        {"workflow.approvers == c.int", "none\nnone\nnone E1\n"}};
    for (size_t i = 0; i < sizeof of / sizeof *of; i++) {
        world w;
        open_world(&w, &(register_text){.when = of[i].when, .transitions = "[]"});
        open_screen(&w);
        EXPECT(&w, of[i].said, "{\"c\":{\"text\":\"none\",\"flag\":true,\"int\":1}}",
               "{\"c\":{\"text\":\"open\",\"flag\":false}}", "{\"c\":{\"int\":0}}");
        close_world(&w);
    }
}

/* Each is more than a plain step for rows in which c.flag is true, or nobody knows. */
static void screen__what_is_more_than_a_plain_step_is_left(void **state)
{
    (void)state;
    static const struct { register_text of; const char *said; } more[] = {
        {{.when = "c.flag"}, "open E1 E2\nopen\nleft\n"},
        {{.when = "c.flag && workflow.open_items > 0"}, "left\nopen\nopen\n"},
        {{.when = "c.flag == true && workflow.state == \"open\""}, "left\nleft\nleft\n"},
        {{.when = "c.flag && now >= timestamp(\"2026-03-05T12:00:00Z\")"}, "open E1 E2\nopen\nleft\n"},
        {{.action = "default: allow, range: any, auto: 'c.flag'"}, "left\nopen\nleft\n"},
        {{.action = "default: hold, range: any, release: 'c.flag'"}, "open E1 E2\nopen\nleft\n"},
        {{.action = "default: hold, range: done..done, release: 'c.flag'"}, "open E1 E2\nopen\nopen\n"},
        {{.monitors = "alerts: [{rule: one, when: 'c.flag', to: [first], next: look}]\n"}, "left\nopen\nleft\n"},
        {{.tier = "9000 business days"}, "left\nopen\nopen\n"}}; /* no calendar covers that year */
    for (size_t i = 0; i < sizeof more / sizeof *more; i++) {
        world w;
        open_world(&w, &more[i].of);
        open_screen(&w);
        EXPECT(&w, more[i].said, "{\"c\":{\"flag\":true}}", "{\"c\":{\"flag\":false}}", "{}");
        close_world(&w);
    }
}

static void screen__what_is_due_by_as_of_is_left(void **state)
{
    (void)state;
    static const char clock[] = "now > timestamp(\"2026-03-05T12:30:00Z\")";
    static const struct { const char *when, *as_of, *said; } ends[] = {
        {NULL, "2026-03-05T12:59:59Z", "open E1 E2\nopen\n"},
        {NULL, "2026-03-05T13:00:00Z", "left\nopen\n"},
        {NULL, "2027-03-05T13:00:00Z", "left\nopen\n"},
        {clock, "2026-03-05T12:30:00Z", "open E2\nopen\n"},
        {clock, "2026-03-05T12:30:00.000000001Z", "left\nleft\n"}};
    for (size_t i = 0; i < sizeof ends / sizeof *ends; i++) {
        world w;
        open_world(&w, &(register_text){.when = ends[i].when});
        assert_true(rh_instant_parse(&w.about.as_of, rh_str_of(ends[i].as_of)));
        open_screen(&w);
        EXPECT(&w, ends[i].said, "{\"c\":{\"flag\":true}}", "{\"c\":{\"flag\":false}}");
        close_world(&w);
    }
}

/* What the clock changes leaves its block, and nothing of the one before stands in its place. */
static void screen__blocks_are_left_by_themselves(void **state)
{
    (void)state;
    rh_err err;
    rh_buf out;
    world w;
    const char *row = "{\"c\":{\"at\":\"2026-03-05T12:30:00Z\"}}";
    open_world(&w, &(register_text){.when = "c.at != null && now > c.at"});
    assert_true(rh_instant_parse(&w.about.as_of, RH_STR("2026-03-05T12:45:00Z")));
    open_screen(&w);
    rh_buf_init(&out, &w.keep, TEXT_MOST);
    assert_int_equal(tell(&out, &w, slab_of(&w, &row, 1, 65), 63, &err), RH_OK);
    rh_buf_byte(&out, 0);
    assert_string_equal(out.ptr, "open\nleft\nleft\n");
    close_world(&w);
}

/* ---- registers ---- */

static void refused(const register_text *r, const char *actorkind, const char *lane, const char *why)
{
    world w;
    open_world(&w, r);
    w.about.actorkind = actorkind != NULL ? rh_str_of(actorkind) : rh_str_null();
    if (lane != NULL) w.about.lane_field = rh_register_field(w.reg, rh_str_of(lane));
    open_screen(&w);
    assert_null(w.screen);
    assert_string_equal(w.why, why);
    close_world(&w);
}

static void screen__registers_without_plain_steps_are_told(void **state)
{
    (void)state;
    refused(&(register_text){.event = ", sets: {c.int: 'c.money'}"}, NULL, NULL,
            "fields_ingested sets facts of its own");
    refused(&(register_text){.event = ", action: act.a0"}, NULL, NULL, "fields_ingested is an action");
    refused(&(register_text){.event = ", produced: true"}, NULL, NULL, "fields_ingested is what the core produces");
    refused(&(register_text){0}, "ai", NULL, "events are of people or of an AI");
    refused(&(register_text){0}, "human", NULL, "events are of people or of an AI");
    refused(&(register_text){0}, NULL, "c.json", "the field of lanes is no plain one");
    refused(&(register_text){0}, NULL, "x.derived", "the field of lanes is no plain one");
}

static void screen__lanes_are_texts(void **state)
{
    (void)state;
    static const char *const rows[] = {"{\"c\":{\"text\":\"one\"}}", "{\"c\":{\"text\":\"\"}}",
                                       "{\"c\":{\"text\":null}}", "{}"};
    rh_err err;
    world w;
    open_world(&w, &(register_text){0});
    w.about.lane_field = rh_register_field(w.reg, RH_STR("c.text"));
    open_screen(&w);
    assert_int_equal(rh_screen_take(w.screen, slab_of(&w, rows, 4, 0), &err), RH_OK);
    assert_true(rh_str_eq(rh_screen_lane(w.screen, 0), RH_STR("one")));
    assert_non_null(rh_screen_lane(w.screen, 1).ptr);
    assert_int_equal(rh_screen_lane(w.screen, 1).len, 0);
    assert_null(rh_screen_lane(w.screen, 2).ptr);
    assert_null(rh_screen_lane(w.screen, 3).ptr);
    close_world(&w);
}

/* ---- memory ---- */

typedef struct piece {
    world *w;
    const rh_slab_part *slab;
} piece;

static rh_code screen_all(void *ctx, rh_host_memory host, rh_buf *result)
{
    const piece *p = ctx;
    rh_err err;
    world w = *p->w;
    rh_code code = rh_screen_new(&w.screen, &w.why, host, w.program, &w.about, &err);
    for (int i = 0; code == RH_OK && i < 2; i++) code = tell(result, &w, p->slab, 0, &err); /* the second slab, too */
    if (code == RH_OK) return rh_screen_dispose(w.screen), RH_OK;
    if (w.screen != NULL) rh_screen_dispose(w.screen);
    assert_int_equal(err.code, RH_NOMEM);
    return code;
}

/* Covers: F1 */
static void screen__any_allocation_may_fail(void **state)
{
    (void)state;
    static const char *const whens[] = {
        "c.set.exists(s, s == \"red\") || c.table.exists(r, r.n == c.int) || c.text == \"a\" || c.at == c.date",
        "x.derived && c.json == c.list || size(c.times) > 1 || c.int + 1 > 2"};
    static const char *const rows[] = {
        "{\"c\":{\"flag\":true,\"int\":1,\"text\":\"a\",\"enum\":\"red\",\"at\":\"2026-03-05T12:00:00Z\"}}",
        "{\"c\":{\"set\":[\"red\"],\"table\":{\"1\":{\"n\":1,\"more\":1}},\"list\":[\"a\"],\"json\":[{\"a\":1}]}}",
        "{\"c\":{\"times\":[\"2026-03-05T12:00:00Z\"],\"date\":\"2026-03-05\",\"json\":{\"a\":{\"b\":null}}}}"};
    for (size_t i = 0; i < sizeof whens / sizeof *whens; i++) {
        kit_short_sweep_counts counts;
        world w;
        open_world(&w, &(register_text){.when = whens[i]});
        piece p = {&w, slab_of(&w, rows, 3, AHEAD)};
        kit_short_sweep(screen_all, &p, "screen", &counts);
        assert_true(counts.n_refused > 0);
        close_world(&w);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(screen__values_that_do_not_fit_their_type_are_left),
        cmocka_unit_test(screen__what_nobody_declared_counts_where_rows_are_together),
        cmocka_unit_test(screen__sets_are_in_order_where_that_matters),
        cmocka_unit_test(screen__rows_are_put_together_as_a_patch_has_them),
        cmocka_unit_test(screen__the_first_guard_is_taken_and_what_is_no_plain_place_is_left),
        cmocka_unit_test(screen__verdicts_and_tasks_are_counted_by_place_and_entry),
        cmocka_unit_test(screen__what_the_core_has_is_compared_with_facts),
        cmocka_unit_test(screen__what_is_more_than_a_plain_step_is_left),
        cmocka_unit_test(screen__what_is_due_by_as_of_is_left),
        cmocka_unit_test(screen__blocks_are_left_by_themselves),
        cmocka_unit_test(screen__registers_without_plain_steps_are_told),
        cmocka_unit_test(screen__lanes_are_texts),
        cmocka_unit_test(screen__any_allocation_may_fail),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
