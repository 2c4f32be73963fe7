/* Slabs say what the journeys say, of histories that are one snapshot and of no others. */
#include "tests/harness/store/slabs/snapshot.h"

#include <unistd.h>

static uint64_t next(uint64_t *seed)
{
    *seed = *seed * 6364136223846793005u + 1442695040888963407u;
    return *seed >> 33;
}

/* ---- random records ---- */

static const char *const numbers[] = {
    "0", "1", "-1", "127", "128", "-128", "-129", "32767", "32768", "-32768", "-32769", "2147483647", "2147483648",
    "-2147483648", "-2147483649", "9223372036854775807", "-9223372036854775808", "0.5", "-0.0", "0.0", "1e300",
    "5e-324", "-2.5", "1.0", "9007199254740993"};
static const char *const texts[] = {"\"\"", "\"a\"", "\"b\"", "\"\\u00e9\"", "\"\\ud83d\\ude00 \\u0001 x\"",
                                    "\"a longer text, which has no end\"", "\"null\"", "\"0\"", "\" \""};
#define PICK(of, seed) (of)[next(seed) % (sizeof(of) / sizeof *(of))]

static void put_scalar(rh_buf *out, uint64_t *seed, int kind)
{
    switch (kind) {
    case 0: rh_buf_put(out, RH_STR("null")); break;
    case 1: rh_buf_put(out, next(seed) % 2 ? RH_STR("true") : RH_STR("false")); break;
    case 2: rh_buf_printf(out, "%d", (int)(next(seed) % 300) - 150); break;
    case 3: rh_buf_put(out, rh_str_of(PICK(numbers, seed))); break;
    case 4: rh_buf_printf(out, "\"t%d\"", (int)(next(seed) % 5000)); break;
    default: rh_buf_put(out, rh_str_of(PICK(texts, seed)));
    }
}

static void put_object(rh_buf *out, uint64_t *seed)
{
    const char *before = "";
    rh_buf_byte(out, '{');
    for (int i = 0; i < 4; i++) {
        if (next(seed) % 3 == 0) continue;
        rh_buf_printf(out, "%s\"%s\":", before, i == 0 ? "" : i == 1 ? "due" : i == 2 ? "\\u00e9" : "n");
        put_scalar(out, seed, (int)(next(seed) % 6));
        before = ",";
    }
    rh_buf_byte(out, '}');
}

static void put_list(rh_buf *out, uint64_t *seed)
{
    const bool is_of_objects = next(seed) % 2;
    const int n = (int)(next(seed) % 4);
    rh_buf_byte(out, '[');
    for (int i = 0; i < n; i++) {
        if (i > 0) rh_buf_byte(out, ',');
        if (is_of_objects) put_object(out, seed);
        else put_scalar(out, seed, (int)(next(seed) % 6));
    }
    rh_buf_byte(out, ']');
}

static void put_table(rh_buf *out, uint64_t *seed)
{
    const int n = (int)(next(seed) % 4);
    rh_buf_byte(out, '{');
    for (int i = 0; i < n; i++) {
        rh_buf_printf(out, "%s\"K%d\":", i > 0 ? "," : "", i + (int)(next(seed) % 50) * 4);
        put_object(out, seed);
    }
    rh_buf_byte(out, '}');
}

/* Fields that are mostly of one kind, some of any. */
static void put_field(rh_buf *out, uint64_t *seed, int i)
{
    const int kind = next(seed) % 20 == 0 ? (int)(next(seed) % 8) : i % 8;
    if (kind < 6) put_scalar(out, seed, kind);
    else if (kind == 6) put_list(out, seed);
    else put_table(out, seed);
}

static const char *random_fields(snapshot *s, uint64_t *seed)
{
    rh_buf out;
    rh_buf_init(&out, &s->arena, 1 << 20);
    rh_buf_byte(&out, '{');
    for (int space = 0, field = 0; space < 4; space++) {
        const char *before = "";
        static const char *const names[] = {"", "crm", "t", "\\u00e9"};
        rh_buf_printf(&out, "%s\"%s\":{", space > 0 ? "," : "", names[space]);
        for (int i = 0; i < 6; i++, field++) {
            if (next(seed) % 4 == 0) continue;
            rh_buf_printf(&out, "%s\"f%d\":", before, i);
            put_field(&out, seed, field);
            before = ",";
        }
        rh_buf_byte(&out, '}');
    }
    rh_buf_put(&out, RH_STR("}"));
    rh_buf_byte(&out, '\0');
    return out.ptr;
}

static void random_history(snapshot *s, uint64_t seed, int n)
{
    for (int i = 0; i < n; i++) snapshot_line(s, (i * 7919) % n, random_fields(s, &seed));
    snapshot_ingest(s, "a.jsonl");
}

static void slabs__say_what_the_journeys_say(void **state)
{
    snapshot *s = *state;
    static const int sizes[] = {64, 65, 127, 128, 500, 4096, 4097, 4700};
    for (size_t i = 0; i < sizeof sizes / sizeof *sizes; i++) {
        random_history(s, i + 1, sizes[i]);
        snapshot_check(s);
        unlink(s->store);
    }
}

/* Texts that a table of hashes takes for each other: the place and the tag of both are the same. */
static void slabs__tell_texts_apart(void **state)
{
    snapshot *s = *state;
    char like[2][20], fields[80];
    bool is_found = false;
    for (int a = 0; a < 5000 && !is_found; a++) {
        snprintf(like[0], sizeof like[0], "t%04d", a);
        const uint64_t hash = rh_str_hash(rh_str_of(like[0]));
        for (int b = 0; b < a && !is_found; b++) {
            snprintf(like[1], sizeof like[1], "t%04d", b);
            const uint64_t other = rh_str_hash(rh_str_of(like[1]));
            is_found = hash >> 48 == other >> 48 && (hash & 63) == (other & 63);
        }
    }
    assert_true(is_found);
    for (int i = 0; i < 70; i++) {
        snprintf(fields, sizeof fields, "{\"a\":{\"x\":\"%s\"}}", like[i % 2]);
        snapshot_line(s, i, fields);
    }
    snapshot_ingest(s, "a.jsonl");
    snapshot_check(s);
}

/* ---- which histories have them ---- */

static const struct {
    const char *says;
    bool has;
    const char *type, *time, *more, *data;
} odd[] = {
    {"nothing", true, NULL, NULL, NULL, "{\"fields\":{}}"},
    {"a space of nothing", true, NULL, NULL, NULL, "{\"fields\":{\"crm\":{}}}"},
    {"lists and tables", true, NULL, NULL, NULL,
     "{\"fields\":{\"a\":{\"l\":[],\"m\":[{},{\"x\":1}],\"n\":[null,1,\"\"],\"t\":{},\"u\":{\"k\":{}}}}}"},
    {"an actor", true, NULL, NULL, "\"actor\":\"a\",\"actorkind\":\"system\",", "{\"fields\":{}}"},
    {"another type", false, "stage_moved", NULL, NULL, "{\"fields\":{}}"},
    {"another time", false, NULL, "2026-01-05T09:00:00.26Z", NULL, "{\"fields\":{}}"},
    {"another knowntime", false, NULL, NULL, "\"knowntime\":\"2026-01-05T10:00:00Z\",", "{\"fields\":{}}"},
    {"another actorkind", false, NULL, NULL, "\"actorkind\":\"human\",\"actor\":\"a\",", "{\"fields\":{}}"},
    {"it is synthetic", false, NULL, NULL, "\"synthetic\":true,", "{\"fields\":{}}"},
    {"more than fields", false, NULL, NULL, NULL, "{\"fields\":{},\"more\":1}"},
    {"other data", false, NULL, NULL, NULL, "{\"field\":{}}"},
    {"no data", false, NULL, NULL, NULL, "{}"},
    {"fields that are none", false, NULL, NULL, NULL, "{\"fields\":null}"},
    {"a space that is null", false, NULL, NULL, NULL, "{\"fields\":{\"crm\":null}}"},
    {"a space that is a text", false, NULL, NULL, NULL, "{\"fields\":{\"crm\":\"x\"}}"},
    {"a list in a list", false, NULL, NULL, NULL, "{\"fields\":{\"a\":{\"x\":[[]]}}}"},
    {"a list of both", false, NULL, NULL, NULL, "{\"fields\":{\"a\":{\"x\":[{},1]}}}"},
    {"a list of both, which has an empty text", false, NULL, NULL, NULL, "{\"fields\":{\"a\":{\"x\":[{},\"\"]}}}"},
    {"a list of both, the other way", false, NULL, NULL, NULL, "{\"fields\":{\"a\":{\"x\":[1,{}]}}}"},
    {"an object in an element", false, NULL, NULL, NULL, "{\"fields\":{\"a\":{\"x\":[{\"y\":{}}]}}}"},
    {"a list in a row", false, NULL, NULL, NULL, "{\"fields\":{\"a\":{\"x\":{\"k\":{\"y\":[]}}}}}"},
    {"a row that is null", false, NULL, NULL, NULL, "{\"fields\":{\"a\":{\"x\":{\"k\":null}}}}"},
    {"a row that is a number", false, NULL, NULL, NULL, "{\"fields\":{\"a\":{\"x\":{\"k\":1}}}}"},
};

static void slabs__are_of_one_snapshot(void **state)
{
    snapshot *s = *state;
    for (size_t i = 0; i < sizeof odd / sizeof *odd; i++) {
        snapshot_plain(s, 70);
        snapshot_event(s, 35 + 1000, odd[i].type, odd[i].time, odd[i].more, odd[i].data);
        snapshot_ingest(s, "a.jsonl");
        if (snapshot_is_there(s->slabs) != odd[i].has) fail_msg("%s", odd[i].says);
        assert_int_equal(snapshot_has_slabs(s), odd[i].has);
        if (odd[i].has) snapshot_check(s);
        unlink(s->store);
    }
}

static void slabs__are_of_64_journeys_and_more(void **state)
{
    snapshot *s = *state;
    snapshot_plain(s, 63);
    snapshot_ingest(s, "a.jsonl");
    assert_false(snapshot_is_there(s->slabs));
    snapshot_line(s, 100, "{}");
    snapshot_ingest(s, "b.jsonl");
    assert_true(snapshot_has_slabs(s));
    snapshot_event(s, 100, NULL, NULL, NULL, "{\"fields\":{\"a\":{\"x\":1}}}");
    snapshot_ingest(s, "c.jsonl");
    assert_false(snapshot_is_there(s->slabs));
}

/* A history with one journey of `fields`: whether it has slabs. */
static bool has_with(snapshot *s, const char *fields)
{
    snapshot_plain(s, 70);
    snapshot_line(s, 500, fields);
    snapshot_ingest(s, "a.jsonl");
    const bool has = snapshot_has_slabs(s);
    if (has) snapshot_check(s);
    unlink(s->store);
    return has;
}

static const char *repeated(snapshot *s, const char *before, const char *form, int n, const char *after)
{
    rh_buf out;
    rh_buf_init(&out, &s->arena, 1 << 24);
    rh_buf_put(&out, rh_str_of(before));
    for (int i = 0; i < n; i++) {
        if (i > 0) rh_buf_put(&out, RH_STR(","));
        for (const char *c = form; *c != '\0'; c++) {
            if (*c == '#') rh_buf_int(&out, i);
            else rh_buf_byte(&out, *c);
        }
    }
    rh_buf_put(&out, rh_str_of(after));
    rh_buf_byte(&out, '\0');
    return out.ptr;
}

static void slabs__have_limits(void **state)
{
    snapshot *s = *state;
    char *text = rh_arena_alloc(&s->arena, RH_SLABS_TEXT_MOST + 40);
    /* A field that only the first of many elements has. */
    assert_true(has_with(s, repeated(s, "{\"a\":{\"l\":[{\"x\":1,\"y\":\"t\"},", "{}", 3 * RH_SLAB_ROWS, "]}}")));
    for (int over = 0; over < 2; over++) {
        const int n = RH_SLABS_TEXT_MOST + over;
        memcpy(text, "{\"a\":{\"x\":\"", 11);
        memset(text + 11, 'x', (size_t)n);
        memcpy(text + 11 + n, "\"}}", 4);
        assert_int_equal(has_with(s, text), over == 0);
        /* mail and n are two more */
        const char *columns = repeated(s, "{\"a\":{", "\"f#\":1", RH_SLAB_COLUMNS - 2 + over, "}}");
        assert_int_equal(has_with(s, columns), over == 0);
        assert_int_equal(has_with(s, repeated(s, "{\"a\":{\"l\":[{", "\"f#\":1", RH_SLAB_COLUMNS + over, "}]}}")),
                         over == 0);
        assert_int_equal(has_with(s, repeated(s, "{\"a\":{\"l\":[", "#", RH_SLAB_ELEMENTS + over, "]}}")), over == 0);
    }
}

int main(void)
{
#define TEST(name) cmocka_unit_test_setup_teardown(name, snapshot_set_up, snapshot_tear_down)
    const struct CMUnitTest tests[] = {
        TEST(slabs__say_what_the_journeys_say),
        TEST(slabs__tell_texts_apart),
        TEST(slabs__are_of_one_snapshot),
        TEST(slabs__are_of_64_journeys_and_more),
        TEST(slabs__have_limits),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
