/* Stories: what the register in cases/ and the core make of an onboarding, told in stories/ *.txt as a log and what
 * must be seen in its records.
 *
 *     == TITLE                            a story; lines that begin with # are comments
 *     base NAME [until TYPE]              fixtures/NAME.jsonl, to the first event of TYPE
 *     drop TYPE                           without the base's events of TYPE
 *     at TYPE +SPAN EVENT WHO DATA        an event so long after the base's first TYPE; `at begin`: after its first
 *     on ID +SPAN EVENT WHO DATA          likewise, after the base's event with that number (of its id)
 *     wait SPAN                           how long the clock runs after the last event
 *     want PATTERN                        a record, after the one wanted before
 *     not PATTERN                         none such between the wanted ones around it
 *     never PATTERN                       none such in the whole journey
 *     count N PATTERN                     so many in the whole journey
 *     holds EXPRESSION                    true at the end
 *     allowed ACTION EXPRESSION           true at the end of every step at which the action may be done; there is one
 *
 * SPAN is N and s, m, h or d. WHO is KIND, KIND/ROLE or KIND/ROLE/ACTOR. A pattern is a JSON object: its keys have
 * these values in the record; a list of the record contains the value. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "engine/base/vec.h"
#include "harness/ingest/cloudevents.h"
#include "harness/load/revision.h"
#include "harness/replay/fixtures.h"
#include "harness/replay/lender.h"
#include "harness/replay/replay.h"
#include "tests/kit/memory.h"
#include "tests/kit/plain_json.h"

#include <dirent.h>
#include <stdio.h>

enum { MOST_SHOWN = 60, MOST_UNWANTED = 8 };

static struct world {
    rh_arena keep;
    rh_zones *zones;
    rh_lender lender;
    rh_revision revision;
    const rh_program *program;
    rh_ce_reader *reader;
} world;

typedef struct line {
    rh_str text;
    unsigned number;
} line;

typedef struct story {
    char title[200];
    const char *file;
    const line *lines;
    size_t n_lines;
} story;

typedef struct telling {
    const story *story;
    rh_arena keep;
    RH_VEC(rh_event) events;
    RH_VEC(rh_value) records; /* as read from their canonical text */
    RH_VEC(rh_str) texts;     /* parallel: for messages */
    rh_run *run;
    rh_base base;
    size_t n_base;
    int64_t wait_s;
    size_t at;           /* the record after the one wanted last */
    rh_value unwanted[MOST_UNWANTED]; /* `not` since then */
    size_t n_unwanted;
} telling;

/* ---- words of a line ---- */

static rh_str word(rh_str *rest)
{
    size_t from = 0, to;
    while (from < rest->len && rest->ptr[from] == ' ') from++;
    for (to = from; to < rest->len && rest->ptr[to] != ' ';) to++;
    const rh_str out = rh_str_slice(*rest, from, to);
    while (to < rest->len && rest->ptr[to] == ' ') to++;
    *rest = rh_str_slice(*rest, to, rest->len);
    return out;
}

__attribute__((noreturn)) static void bad(const telling *t, const line *at, const char *why)
{
    for (size_t i = t->at; i < t->texts.n && i < t->at + MOST_SHOWN; i++) print_error("%.*s", RH_ARG(t->texts.at[i]));
    fail_msg("%s:%u: %s: %.*s", t->story->file, at->number, why, RH_ARG(at->text));
    abort();
}

static int64_t span_of(const telling *t, const line *at, rh_str text)
{
    static const struct { char unit; int64_t seconds; } units[] = {{'s', 1}, {'m', 60}, {'h', 3600}, {'d', 86400}};
    int64_t n = 0;
    for (size_t i = text.ptr[0] == '+'; i + 1 < text.len; i++) {
        if (text.ptr[i] < '0' || text.ptr[i] > '9') bad(t, at, "no span");
        n = n * 10 + (text.ptr[i] - '0');
    }
    for (size_t i = 0; text.len > 1 && i < 4; i++)
        if (units[i].unit == text.ptr[text.len - 1]) return n * units[i].seconds;
    bad(t, at, "no span");
}

static rh_value pattern_of(telling *t, const line *at, rh_str text)
{
    rh_value v;
    if (!kit_json_read(&v, &t->keep, text) || v.kind != RH_MAP) bad(t, at, "no pattern");
    return v;
}

/* ---- the log ---- */

static void take_base(telling *t, const line *at, rh_str rest)
{
    rh_err err;
    const rh_str name = word(&rest);
    word(&rest); /* until */
    const rh_str last = word(&rest);
    if (rh_fixture_read(&t->base, &t->keep, &world.revision, name, &err) != RH_OK) bad(t, at, err.text);
    for (size_t i = 0; i < t->base.n_events; i++) {
        if (!RH_PUSH(&t->keep, &t->events, t->base.events[i])) bad(t, at, "no memory");
        if (last.len > 0 && rh_str_eq(t->base.events[i].type, last)) return;
    }
    if (last.len > 0) bad(t, at, "the base has no such event");
}

static void drop(telling *t, rh_str type)
{
    size_t n = 0;
    for (size_t i = 0; i < t->events.n; i++)
        if (!rh_str_eq(t->events.at[i].type, type)) t->events.at[n++] = t->events.at[i];
    t->events.n = n;
}

static rh_instant anchor_of(const telling *t, const line *at, rh_str name, bool by_number)
{
    for (size_t i = 0; i < t->base.n_events; i++) {
        const rh_event *e = &t->base.events[i];
        const bool is_type = rh_str_eq(e->type, name) || rh_str_eq(name, RH_STR("begin"));
        if (by_number ? rh_str_ends(e->id, name) : is_type) return e->knowntime;
    }
    bad(t, at, "the base has no such event");
}

static void put_who(rh_buf *out, rh_str who)
{
    static const char *const keys[] = {"actorkind", "actorrole", "actor"};
    size_t from = 0;
    for (size_t k = 0; k < 3 && from <= who.len; k++) {
        size_t to = from;
        while (to < who.len && who.ptr[to] != '/') to++;
        rh_buf_printf(out, ",\"%s\":", keys[k]);
        rh_buf_json_str(out, rh_str_slice(who, from, to));
        from = to + 1;
    }
}

static void add_event(telling *t, const line *at, rh_str rest, bool by_number)
{
    char time[40];
    rh_buf text;
    rh_event event;
    rh_identity identity;
    rh_err err;
    rh_instant when = anchor_of(t, at, word(&rest), by_number);
    rh_instant_add(&when, when, span_of(t, at, word(&rest)) * 1000000000);
    const rh_str type = word(&rest), who = word(&rest);
    time[rh_instant_text(time, when)] = '\0';
    rh_buf_init(&text, &t->keep, 1 << 20);
    rh_buf_printf(&text, "{\"specversion\":\"1.0\",\"id\":\"story-%u\",\"source\":\"/story\",\"subject\":\"%.*s\"",
                  at->number, RH_ARG(t->base.events[0].subject));
    rh_buf_printf(&text, ",\"time\":\"%s\",\"type\":\"%.*s\",\"data\":%.*s", time, RH_ARG(type), RH_ARG(rest));
    put_who(&text, who);
    rh_buf_byte(&text, '}');
    if (rh_ce_read(&event, &identity, &t->keep, world.reader, rh_buf_str(&text), &err) != RH_OK) bad(t, at, err.text);
    if (!RH_PUSH(&t->keep, &t->events, event)) bad(t, at, "no memory");
}

static int by_order(const void *a, const void *b)
{
    return rh_event_cmp(a, b);
}

static void replay(telling *t)
{
    rh_err err;
    rh_instant end = t->events.at[t->events.n - 1].knowntime;
    rh_instant_add(&end, end, t->wait_s * 1000000000);
    const rh_journey journey = {.id = t->base.events[0].subject, .events = t->events.at, .n_events = t->events.n};
    if (rh_replay_journey(t->run, &journey, end, &err) != RH_OK) fail_msg("%s", err.text);
}

static void tell(telling *t)
{
    rh_err err;
    size_t n;
    qsort(t->events.at, t->events.n, sizeof *t->events.at, by_order);
    assert_int_equal(rh_run_new(&t->run, kit_memory(), world.program, &err), RH_OK);
    replay(t);
    const rh_rejected *const *rejected = rh_run_rejected(t->run, 0, &n);
    if (n > 0) fail_msg("%s: %s: quarantined: %s", t->story->file, t->story->title, rejected[0]->text);
    const rh_record *const *records = rh_run_records(t->run, 0, &n);
    for (size_t i = 0; i < n; i++) {
        rh_buf text;
        rh_value v;
        rh_buf_init(&text, &t->keep, 1 << 22);
        rh_record_put(&text, t->base.events[0].subject, records[i]);
        assert_true(kit_json_read(&v, &t->keep, rh_buf_str(&text)));
        assert_true(RH_PUSH(&t->keep, &t->records, v) && RH_PUSH(&t->keep, &t->texts, rh_buf_str(&text)));
    }
}

/* ---- what must be seen ---- */

static bool fits(rh_value found, rh_value wanted)
{
    for (uint32_t i = 0; found.kind == RH_LIST && i < found.n; i++)
        if (fits(found.list[i], wanted)) return true;
    return found.kind == wanted.kind && rh_value_same(found, wanted);
}

static bool matches(rh_value record, rh_value pattern)
{
    for (uint32_t i = 0; i < pattern.n; i++) {
        char key[60];
        snprintf(key, sizeof key, "%.*s", (int)pattern.map[i].key.n, pattern.map[i].key.s);
        const rh_value *found = kit_json_get(&record, key);
        if (found == NULL || !fits(*found, pattern.map[i].value)) return false;
    }
    return true;
}

static size_t find(const telling *t, size_t from, rh_value pattern)
{
    while (from < t->records.n && !matches(t->records.at[from], pattern)) from++;
    return from;
}

static void check_unwanted(telling *t, const line *at, size_t end)
{
    for (size_t u = 0; u < t->n_unwanted; u++) {
        const size_t i = find(t, t->at, t->unwanted[u]);
        if (i < end) fail_msg("%s:%u: before this there is %.*s", t->story->file, at->number, RH_ARG(t->texts.at[i]));
    }
    t->n_unwanted = 0;
}

static void want(telling *t, const line *at, rh_value pattern)
{
    const size_t i = find(t, t->at, pattern);
    if (i == t->records.n) bad(t, at, "no such record after the one wanted before");
    check_unwanted(t, at, i);
    t->at = i + 1;
}

static void never(telling *t, const line *at, rh_value pattern)
{
    const size_t i = find(t, 0, pattern);
    if (i < t->records.n) fail_msg("%s:%u: there is %.*s", t->story->file, at->number, RH_ARG(t->texts.at[i]));
}

static void count(telling *t, const line *at, rh_str rest)
{
    size_t wanted = 0, n = 0;
    const rh_str number = word(&rest);
    for (size_t i = 0; i < number.len; i++) wanted = wanted * 10 + (size_t)(number.ptr[i] - '0');
    const rh_value pattern = pattern_of(t, at, rest);
    for (size_t i = find(t, 0, pattern); i < t->records.n; i = find(t, i + 1, pattern)) n++;
    if (n != wanted) fail_msg("%s:%u: there are %zu: %.*s", t->story->file, at->number, n, RH_ARG(at->text));
}

typedef struct condition {
    rh_pool *pool;
    rh_expr root;
    rh_arena *scratch;
} condition;

static condition condition_of(telling *t, const line *at, rh_str text)
{
    rh_err err;
    rh_diags diags;
    const rh_env *env;
    const rh_ast *ast;
    condition c = {.scratch = &t->keep};
    rh_diags_init(&diags, &t->keep);
    assert_int_equal(rh_program_env(&env, &t->keep, world.program, 0, NULL, 0, &err), RH_OK);
    assert_int_equal(rh_pool_new(&c.pool, &t->keep, env, &err), RH_OK);
    if (rh_ast_parse(&ast, &t->keep, text, NULL, &diags) != RH_OK ||
        rh_pool_add(c.pool, &c.root, ast, NULL, &diags) != RH_OK)
        bad(t, at, diags.errors[0].text);
    assert_int_equal(rh_pool_seal(c.pool, &err), RH_OK);
    return c;
}

static bool is_so(const condition *c, const rh_view *view)
{
    rh_instant until;
    rh_eval more = {.scratch = c->scratch};
    return rh_value_is_true(rh_view_eval(view, c->pool, c->root, &more, &until));
}

static void holds(telling *t, const line *at, rh_str text)
{
    const condition c = condition_of(t, at, text);
    if (!is_so(&c, rh_run_view(t->run, 0))) bad(t, at, "does not hold");
}

typedef struct permission {
    condition condition;
    uint32_t action;
    size_t n_allowed, n_wrong;
    rh_instant first_wrong;
} permission;

static void look_at_permission(void *ctx, const rh_view *view, const rh_event *event)
{
    permission *p = ctx;
    (void)event;
    if (rh_view_verdict(view, p->action, NULL) != RH_ALLOW) return;
    p->n_allowed++;
    if (is_so(&p->condition, view)) return;
    if (p->n_wrong++ == 0) p->first_wrong = rh_view_now(view);
}

/* Replays the journey once more and looks at every step. */
static void allowed(telling *t, const line *at, rh_str rest)
{
    const rh_str name = word(&rest);
    permission p = {.condition = condition_of(t, at, rest), .action = rh_register_action(world.revision.reg, name)};
    const rh_observer observer = {.ctx = &p, .step = look_at_permission};
    if (p.action == RH_NONE) bad(t, at, "no such action");
    rh_run_set_observer(t->run, &observer);
    replay(t);
    rh_run_set_observer(t->run, NULL);
    if (p.n_allowed == 0) bad(t, at, "it is never allowed");
    char when[40];
    when[rh_instant_text(when, p.first_wrong)] = '\0';
    if (p.n_wrong > 0) fail_msg("%s:%u: allowed at %s: %.*s", t->story->file, at->number, when, RH_ARG(at->text));
}

/* ---- a story ---- */

/* The lines that make the log; false for the others. */
static bool read_log_line(telling *t, const line *at, rh_str what, rh_str rest)
{
    if (rh_str_eq(what, RH_STR("base"))) take_base(t, at, rest);
    else if (rh_str_eq(what, RH_STR("drop"))) drop(t, word(&rest));
    else if (rh_str_eq(what, RH_STR("at"))) add_event(t, at, rest, false);
    else if (rh_str_eq(what, RH_STR("on"))) add_event(t, at, rest, true);
    else if (rh_str_eq(what, RH_STR("wait"))) t->wait_s = span_of(t, at, word(&rest));
    else return false;
    return true;
}

static void check_line(telling *t, const line *at, rh_str what, rh_str rest)
{
    if (rh_str_eq(what, RH_STR("want"))) want(t, at, pattern_of(t, at, rest));
    else if (rh_str_eq(what, RH_STR("never"))) never(t, at, pattern_of(t, at, rest));
    else if (rh_str_eq(what, RH_STR("count"))) count(t, at, rest);
    else if (rh_str_eq(what, RH_STR("holds"))) holds(t, at, rest);
    else if (rh_str_eq(what, RH_STR("allowed"))) allowed(t, at, rest);
    else if (rh_str_eq(what, RH_STR("not")) && t->n_unwanted < MOST_UNWANTED)
        t->unwanted[t->n_unwanted++] = pattern_of(t, at, rest);
    else bad(t, at, "no such line");
}

static void run_story(void **state)
{
    telling t = {.story = *state, .keep = kit_arena()};
    size_t n_checks = 0;
    for (size_t i = 0; i < t.story->n_lines; i++) {
        const line *at = &t.story->lines[i];
        rh_str rest = at->text;
        const rh_str what = word(&rest);
        if (t.run == NULL && read_log_line(&t, at, what, rest)) continue;
        if (t.run == NULL) tell(&t);
        check_line(&t, at, what, rest);
        n_checks++;
    }
    if (t.run == NULL || n_checks == 0) fail_msg("%s: %s: nothing is checked", t.story->file, t.story->title);
    check_unwanted(&t, &t.story->lines[t.story->n_lines - 1], t.records.n);
    rh_run_dispose(t.run);
    rh_arena_dispose(&t.keep);
}

/* ---- all stories ---- */

typedef RH_VEC(story) stories;

static void read_stories(stories *out, const char *path)
{
    const rh_str text = kit_read_file(&world.keep, path);
    RH_VEC(line) lines = {0};
    unsigned number = 1;
    for (size_t from = 0, to; from < text.len; from = to + 1, number++) {
        for (to = from; to < text.len && text.ptr[to] != '\n';) to++;
        const rh_str one = rh_str_slice(text, from, to);
        if (one.len == 0 || one.ptr[0] == '#') continue;
        if (rh_str_starts(one, RH_STR("== "))) {
            story s = {.file = rh_arena_cstr(&world.keep, rh_str_of(path))};
            snprintf(s.title, sizeof s.title, "%.*s", RH_ARG(rh_str_slice(one, 3, one.len)));
            lines = (__typeof__(lines)){0};
            assert_true(RH_PUSH(&world.keep, out, s));
            continue;
        }
        assert_true(out->n > 0 && RH_PUSH(&world.keep, &lines, (line){one, number}));
        out->at[out->n - 1].lines = lines.at;
        out->at[out->n - 1].n_lines = lines.n;
    }
}

static void open_world(void)
{
    rh_err err;
    rh_diags diags;
    static rh_place place;
    world.keep = kit_arena();
    rh_diags_init(&diags, &world.keep);
    assert_int_equal(rh_zones_open(&world.zones, kit_memory(), NULL, &err), RH_OK);
    assert_int_equal(rh_lender_open(&world.lender, world.zones, &err), RH_OK);
    assert_int_equal(rh_ce_reader_new(&world.reader, &err), RH_OK);
    assert_int_equal(rh_place_open(&place, &world.keep, &(rh_place_spec){.cases_dir = "cases"}, &err), RH_OK);
    assert_int_equal(rh_revision_load(&world.revision, &world.keep, &place, world.zones, NULL, &diags), RH_OK);
    assert_int_equal(
        rh_program_compile(&world.program, &world.keep, &world.revision.reg, 1, &world.lender.lent, &diags), RH_OK);
}

static int by_name(const void *a, const void *b)
{
    return strcmp(*(char *const *)a, *(char *const *)b);
}

static void read_all(stories *out)
{
    RH_VEC(char *) names = {0};
    DIR *dir = opendir("tests/cases/stories");
    assert_non_null(dir);
    for (struct dirent *e; (e = readdir(dir)) != NULL;) {
        char path[400];
        snprintf(path, sizeof path, "tests/cases/stories/%s", e->d_name);
        if (rh_str_ends(rh_str_of(path), RH_STR(".txt")))
            assert_true(RH_PUSH(&world.keep, &names, rh_arena_cstr(&world.keep, rh_str_of(path))));
    }
    closedir(dir);
    qsort(names.at, names.n, sizeof *names.at, by_name);
    for (size_t i = 0; i < names.n; i++) read_stories(out, names.at[i]);
}

int main(void)
{
    stories all = {0};
    open_world();
    read_all(&all);
    struct CMUnitTest *tests = RH_NEW_N(&world.keep, all.n, struct CMUnitTest);
    for (size_t i = 0; i < all.n; i++)
        tests[i] = (struct CMUnitTest){.name = all.at[i].title, .test_func = run_story, .initial_state = &all.at[i]};
    const int failed = _cmocka_run_group_tests("stories", tests, all.n, NULL, NULL);
    rh_ce_reader_free(world.reader);
    rh_lender_close(&world.lender);
    rh_zones_close(world.zones);
    rh_arena_dispose(&world.keep);
    return failed;
}
