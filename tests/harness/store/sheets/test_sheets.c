/* Sheets say what the journeys say, of histories that are one snapshot and of no others. */
#include "tests/harness/store/sheets/snapshot.h"

#include <sys/stat.h>
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
    for (int i = 0; i < n; i++) snapshot_line(s, (i * 7919) % n, "", random_fields(s, &seed));
    snapshot_ingest(s, "a.jsonl");
}

static void sheets__say_what_the_journeys_say(void **state)
{
    snapshot *s = *state;
    static const int sizes[] = {64, 65, 127, 128, 500, 4096, 4097};
    for (size_t i = 0; i < sizeof sizes / sizeof *sizes; i++) {
        random_history(s, i + 1, sizes[i]);
        snapshot_check(s);
        unlink(s->store);
    }
}

static void sheets__are_private(void **state)
{
    snapshot *s = *state;
    struct stat st;
    random_history(s, 5, 64);
    assert_int_equal(stat(s->sheets, &st), 0);
    /* Covers: P7 */
    assert_int_equal(st.st_mode & 0777, 0600);
}

int main(void)
{
#define TEST(name) cmocka_unit_test_setup_teardown(name, snapshot_set_up, snapshot_tear_down)
    const struct CMUnitTest tests[] = {
        TEST(sheets__say_what_the_journeys_say),
        TEST(sheets__are_private),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
