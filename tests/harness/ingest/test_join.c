/* Identity rules: one journey joins, none and several do not, and no order of rows or facts changes any of it. */
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>

#include "harness/ingest/join.h"
#include "tests/kit/memory.h"

#include <stdio.h>
#include <string.h>

enum { MOST = 8 };

/* keys and says: "on=value on=value". want: a journey, "none", or "several a b". */
typedef struct row {
    const char *keys, *subject, *says, *want;
} row;

typedef struct scene {
    const char *name, *facts; /* "on=value journey, …" */
    row rows[MOST];
} scene;

static const scene scenes[] = {
    {"one journey has the fact",
     "crm.id=7 J1, crm.id=8 J2",
     {{"crm.id=7", NULL, "", "J1"}, {"crm.id=8", NULL, "", "J2"}}},
    {"none has it", "crm.id=7 J1", {{"crm.id=9", NULL, "", "none"}}},
    {"several have it, and none is chosen", "crm.id=7 J2, crm.id=7 J1", {{"crm.id=7", NULL, "", "several J1 J2"}}},
    {"the same journey says it twice", "crm.id=7 J1, crm.id=7 J1", {{"crm.id=7", NULL, "", "J1"}}},
    {"the first key that answers decides", "crm.id=7 J1, a.mail=x J2", {{"crm.id=7 a.mail=x", NULL, "", "J1"}}},
    {"a key that nobody has is passed over", "a.mail=x J2", {{"crm.id=7 a.mail=x", NULL, "", "J2"}}},
    {"several by the first key are not settled by the second",
     "crm.id=7 J1, crm.id=7 J2, a.mail=x J1",
     {{"crm.id=7 a.mail=x", NULL, "", "several J1 J2"}}},
    {"a row without keys or subject", "crm.id=7 J1", {{"", NULL, "", "none"}}},
    {"a subject stands where nothing answers", "crm.id=7 J1", {{"crm.id=9", "own", "", "own"}}},
    {"but not where something does", "crm.id=7 J1", {{"crm.id=7", "own", "", "J1"}}},
    {"nor where several do", "crm.id=7 J1, crm.id=7 J2", {{"crm.id=7", "own", "", "several J1 J2"}}},
    {"what a joined row says answers for others",
     "crm.id=7 J1",
     {{"bill.cust=c", NULL, "bill.sub=s", "J1"},
      {"crm.id=7", NULL, "bill.cust=c", "J1"},
      {"bill.sub=s", NULL, "", "J1"}}},
    {"so does what a founded one says", "", {{"crm.id=1", "own", "crm.id=1", "own"}, {"crm.id=1", NULL, "", "own"}}},
    {"two that found journeys of one value stay two, and nobody is told apart by it",
     "",
     {{"crm.id=1", "a", "crm.id=1", "a"}, {"crm.id=1", "b", "crm.id=1", "b"}, {"crm.id=1", NULL, "", "several a b"}}},
    {"what a later round makes ambiguous is taken back",
     "a.k=1 J1, b.k=1 J2",
     {{"c.k=1", NULL, "", "several J1 J2"}, {"a.k=1", NULL, "c.k=1", "J1"}, {"b.k=1", NULL, "c.k=1", "J2"}}},
    {"and what hung on it",
     "a.k=1 J1, a.k=2 J2",
     {{"a.k=1", NULL, "c.k=1", "J1"},
      {"c.k=1", NULL, "d.k=1", "several J1 J2"},
      {"d.k=1", NULL, "c.k=2", "none"},
      {"a.k=2", NULL, "e.k=1", "J2"},
      {"e.k=1", NULL, "c.k=1", "J2"}}},
    {"a first key that is answered later speaks against the second",
     "a.k=1 J1, b.k=1 J2",
     {{"c.k=1 a.k=1", NULL, "", "several J1 J2"}, {"b.k=1", NULL, "c.k=1", "J2"}}},
    {"more candidates than are shown",
     "k.v=1 J1, k.v=1 J2, k.v=1 J3, k.v=1 J4, k.v=1 J5, k.v=1 J6, k.v=1 J7, k.v=1 J8, k.v=1 J9, k.v=1 J0",
     {{"k.v=1", NULL, "", "several J0 J1 J2 J3 J4 J5 J6 J7 J8"}}},
};

typedef struct built {
    rh_join_row rows[MOST];
    const row *from[MOST];
    size_t n;
    rh_join_fact facts[16];
    size_t n_facts;
} built;

static rh_str next_word(const char **at, const char *ends)
{
    *at += strspn(*at, " ,");
    const rh_str word = {*at, strcspn(*at, ends)};
    *at += word.len;
    return word;
}

static rh_join_key key_of(const char **at)
{
    const rh_str on = next_word(at, "=");
    (*at)++;
    return (rh_join_key){on, next_word(at, " ,")};
}

static size_t read_keys(rh_arena *arena, const rh_join_key **out, const char *text)
{
    size_t n = 0;
    rh_join_key *keys = RH_NEW_N(arena, 4, rh_join_key);
    while (*text != '\0') keys[n++] = key_of(&text);
    *out = keys;
    return n;
}

static void build(built *b, rh_arena *arena, const scene *s)
{
    *b = (built){0};
    for (const char *at = s->facts; *at != '\0';) {
        const rh_join_key key = key_of(&at);
        b->facts[b->n_facts++] = (rh_join_fact){key, next_word(&at, ",")};
    }
    for (; b->n < MOST && s->rows[b->n].keys != NULL; b->n++) {
        rh_join_row *r = &b->rows[b->n];
        b->from[b->n] = &s->rows[b->n];
        r->n_keys = read_keys(arena, &r->keys, s->rows[b->n].keys);
        r->n_says = read_keys(arena, &r->says, s->rows[b->n].says);
        r->subject = rh_str_of(s->rows[b->n].subject);
    }
}

static void check(const built *b, const char *name, int order)
{
    for (size_t i = 0; i < b->n; i++) {
        char got[200];
        int n = 0;
        const rh_join_row *r = &b->rows[i];
        if (r->journey.ptr != NULL) n = snprintf(got, sizeof got, "%.*s", RH_ARG(r->journey));
        else n = snprintf(got, sizeof got, "%s", r->n_candidates == 0 ? "none" : "several");
        for (size_t k = 0; k < r->n_candidates; k++)
            n += snprintf(got + n, sizeof got - (size_t)n, " %.*s", RH_ARG(r->candidates[k]));
        if (strcmp(got, b->from[i]->want) != 0)
            fail_msg("%s, order %d: row \"%s\": %s, wanted %s", name, order, b->from[i]->keys, got, b->from[i]->want);
    }
}

static uint32_t state = 7;

static size_t draw(size_t n)
{
    state = state * 1664525u + 1013904223u;
    return (state >> 8) % n;
}

static void shuffle(built *b)
{
    for (size_t i = b->n; i > 1; i--) {
        const size_t k = draw(i);
        const rh_join_row r = b->rows[i - 1];
        const row *f = b->from[i - 1];
        b->rows[i - 1] = b->rows[k], b->from[i - 1] = b->from[k];
        b->rows[k] = r, b->from[k] = f;
    }
    for (size_t i = b->n_facts; i > 1; i--) {
        const size_t k = draw(i);
        const rh_join_fact f = b->facts[i - 1];
        b->facts[i - 1] = b->facts[k];
        b->facts[k] = f;
    }
}

static void join__rows_go_where_exactly_one_journey_answers(void **unused)
{
    (void)unused;
    for (size_t i = 0; i < sizeof scenes / sizeof *scenes; i++) {
        rh_arena arena = kit_arena();
        built b;
        build(&b, &arena, &scenes[i]);
        for (int order = 0; order < 24; order++) {
            assert_int_equal(rh_join_resolve(&arena, b.rows, b.n, b.facts, b.n_facts, (rh_join_stop){0}, NULL),
                             RH_OK);
            /* Covers: I14, I15 */
            check(&b, scenes[i].name, order);
            shuffle(&b);
        }
        rh_arena_dispose(&arena);
    }
}

/* A chain in which each row answers for the next, given backwards, costs as much as it is long. */
static void join__a_long_chain_is_followed_to_its_end(void **unused)
{
    enum { N = 20000 };
    (void)unused;
    rh_arena arena = kit_arena();
    rh_join_row *rows = RH_NEW_N(&arena, N, rh_join_row);
    rh_join_key *keys = RH_NEW_N(&arena, N + 1, rh_join_key);
    for (size_t i = 0; i <= N; i++) {
        char text[16];
        snprintf(text, sizeof text, "%zu", i);
        keys[i] = (rh_join_key){RH_STR("a.k"), rh_arena_str(&arena, rh_str_of(text))};
    }
    for (size_t i = 0; i < N; i++)
        rows[N - 1 - i] = (rh_join_row){.keys = &keys[i], .n_keys = 1, .says = &keys[i + 1], .n_says = 1};
    const rh_join_fact first = {keys[0], RH_STR("J")};
    assert_int_equal(rh_join_resolve(&arena, rows, N, &first, 1, (rh_join_stop){0}, NULL), RH_OK);
    for (size_t i = 0; i < N; i++) assert_true(rh_str_eq(rows[i].journey, RH_STR("J")));
    rh_arena_dispose(&arena);
}

static bool is_third_time(void *ctx)
{
    return ++*(int *)ctx >= 3;
}

/* Covers: K5 */
static void join__a_stop_is_heard_between_rows(void **unused)
{
    enum { N = 40000 };
    (void)unused;
    rh_err err = {0};
    rh_arena arena = kit_arena();
    int n_asked = 0;
    const rh_join_key key = {RH_STR("a.k"), RH_STR("v")};
    const rh_join_fact fact = {key, RH_STR("J")};
    rh_join_row *rows = RH_NEW_N(&arena, N, rh_join_row);
    for (size_t i = 0; i < N; i++) rows[i] = (rh_join_row){.keys = &key, .n_keys = 1};
    assert_int_equal(rh_join_resolve(&arena, rows, N, &fact, 1, (rh_join_stop){is_third_time, &n_asked}, &err),
                     RH_INGEST_STOPPED);
    assert_int_equal(n_asked, 3); /* and nobody is asked again, nor is a row looked at */
    rh_arena_dispose(&arena);
}

static void join__values_are_compared_as_the_way_says(void **unused)
{
    static const struct {
        rh_join_way way;
        const char *text, *want;
    } values[] = {
        {RH_JOIN_EXACT, " Ann ", " Ann "},
        {RH_JOIN_EXACT, "", NULL},
        {RH_JOIN_EMAIL, " Ann@Heron.Example ", "ann@heron.example"},
        {RH_JOIN_EMAIL, "Ann", NULL},
        {RH_JOIN_DOMAIN, "Ann@Heron.Example", "heron.example"},
        {RH_JOIN_DOMAIN, "https://www.heron.example:443/a?b", "heron.example"},
        {RH_JOIN_DOMAIN, "heron.example/x", "heron.example"},
        {RH_JOIN_DOMAIN, "https://www.heron.example/about@other.example", "heron.example"},
        {RH_JOIN_DOMAIN, "heron.example/@ann.smith", "heron.example"},
        {RH_JOIN_DOMAIN, "ftp://ann:x@y@heron.example:21#z", "heron.example"},
        {RH_JOIN_DOMAIN, "heron.example.", "heron.example"},
        {RH_JOIN_DOMAIN, "heron", NULL},
        {RH_JOIN_DOMAIN, "", NULL},
    };
    (void)unused;
    rh_arena arena = kit_arena();
    for (size_t i = 0; i < sizeof values / sizeof *values; i++) {
        const rh_str got = rh_join_value(&arena, rh_str_of(values[i].text), values[i].way);
        if (!rh_str_eq(got, rh_str_of(values[i].want)) || (got.ptr == NULL) != (values[i].want == NULL))
            fail_msg("\"%s\": \"%.*s\"", values[i].text, RH_ARG(got));
    }
    rh_arena_dispose(&arena);
}

static void join__events_say_facts_and_parts_of_their_data(void **unused)
{
    (void)unused;
    rh_arena arena = kit_arena();
    rh_pair id = {rh_string(RH_STR("id")), rh_int(12)}, mail = {rh_string(RH_STR("mail")), rh_string(RH_STR("A@B.c"))};
    rh_pair both[] = {id, mail};
    rh_pair space = {rh_string(RH_STR("crm")), rh_map_value(both, 2)};
    rh_pair fields = {rh_string(RH_STR("fields")), rh_map_value(&space, 1)};
    const rh_event facts = {.type = RH_STR("fields_ingested"), .data = rh_map_value(&fields, 1)};
    const rh_event other = {.type = RH_STR("trigger"), .data = rh_map_value(both, 2)};
    const rh_str names[] = {RH_STR("crm.id"), RH_STR("crm.mail by domain"), RH_STR("trigger.mail by email"),
                            RH_STR("x.y")};
    rh_join_key said[4];
    assert_int_equal(rh_join_says(said, &arena, &facts, names, 4), 2);
    assert_true(rh_str_eq(said[0].value, RH_STR("12")) && rh_str_eq(said[1].value, RH_STR("b.c")));
    assert_int_equal(rh_join_says(said, &arena, &other, names, 4), 1);
    assert_true(rh_str_eq(said[0].on, names[2]) && rh_str_eq(said[0].value, RH_STR("a@b.c")));
    rh_arena_dispose(&arena);
}

static void join__errors_name_the_candidates_and_no_value(void **unused)
{
    rh_err err;
    rh_arena arena = kit_arena();
    const rh_str journeys[] = {RH_STR("J1"), RH_STR("J2")}, hidden[] = {RH_STR("J1"), RH_STR("J1\xEF\xBB\xBF")};
    const rh_join_row none = {0}, two = {.candidates = journeys, .n_candidates = 2};
    const rh_join_row alike = {.candidates = hidden, .n_candidates = 2};
    (void)unused;
    assert_int_equal(rh_join_error(&err, &arena, (rh_span){0}, &none), RH_EVENT_JOURNEY);
    assert_string_equal(err.text, "no journey answers to the row's joins");
    assert_int_equal(rh_join_error(&err, &arena, (rh_span){0}, &two), RH_JOIN_SEVERAL);
    assert_string_equal(err.text, "the row's joins lead to 2 journeys: J1, J2");
    /* Covers: V3 */
    assert_int_equal(rh_join_error(&err, &arena, (rh_span){0}, &alike), RH_JOIN_SEVERAL);
    assert_string_equal(err.text, "the row's joins lead to 2 journeys: J1, J1\\xef\\xbb\\xbf");
    rh_arena_dispose(&arena);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(join__rows_go_where_exactly_one_journey_answers),
        cmocka_unit_test(join__a_long_chain_is_followed_to_its_end),
        cmocka_unit_test(join__a_stop_is_heard_between_rows),
        cmocka_unit_test(join__values_are_compared_as_the_way_says),
        cmocka_unit_test(join__events_say_facts_and_parts_of_their_data),
        cmocka_unit_test(join__errors_name_the_candidates_and_no_value),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
