/* Sheets say what the journeys say, of histories that are one snapshot and of no others. */
#include "tests/harness/store/sheets/snapshot.h"

#include <dirent.h>
#include <signal.h>
#include <sqlite3.h>
#include <sys/stat.h>
#include <sys/wait.h>
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

static void sheets__say_what_the_journeys_say(void **state)
{
    snapshot *s = *state;
    static const int sizes[] = {64, 65, 127, 128, 500, 4096, 4097, 4700};
    for (size_t i = 0; i < sizeof sizes / sizeof *sizes; i++) {
        random_history(s, i + 1, sizes[i]);
        snapshot_check(s);
        unlink(s->store);
    }
}

static bool is_there(const char *path)
{
    struct stat st;
    return lstat(path, &st) == 0;
}

static void plain_history(snapshot *s, int n)
{
    char fields[100];
    for (int i = 0; i < n; i++) {
        snprintf(fields, sizeof fields, "{\"crm\":{\"n\":%d,\"mail\":\"who%d@x.example\"}}", i, i);
        snapshot_line(s, i, fields);
    }
}

static void sheets__are_private(void **state)
{
    snapshot *s = *state;
    struct stat st;
    plain_history(s, 64);
    snapshot_ingest(s, "a.jsonl");
    assert_int_equal(stat(s->sheets, &st), 0);
    /* Covers: P7 */
    assert_int_equal(st.st_mode & 0777, 0600);
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
    {"a list of both, the other way", false, NULL, NULL, NULL, "{\"fields\":{\"a\":{\"x\":[1,{}]}}}"},
    {"an object in an element", false, NULL, NULL, NULL, "{\"fields\":{\"a\":{\"x\":[{\"y\":{}}]}}}"},
    {"a list in a row", false, NULL, NULL, NULL, "{\"fields\":{\"a\":{\"x\":{\"k\":{\"y\":[]}}}}}"},
    {"a row that is null", false, NULL, NULL, NULL, "{\"fields\":{\"a\":{\"x\":{\"k\":null}}}}"},
    {"a row that is a number", false, NULL, NULL, NULL, "{\"fields\":{\"a\":{\"x\":{\"k\":1}}}}"},
};

static void sheets__are_of_one_snapshot(void **state)
{
    snapshot *s = *state;
    for (size_t i = 0; i < sizeof odd / sizeof *odd; i++) {
        plain_history(s, 70);
        snapshot_event(s, 35 + 1000, odd[i].type, odd[i].time, odd[i].more, odd[i].data);
        snapshot_ingest(s, "a.jsonl");
        if (is_there(s->sheets) != odd[i].has || snapshot_has_sheets(s) != odd[i].has) fail_msg("%s", odd[i].says);
        if (odd[i].has) snapshot_check(s);
        unlink(s->store);
    }
}

static void sheets__are_of_64_journeys_and_more(void **state)
{
    snapshot *s = *state;
    plain_history(s, 63);
    snapshot_ingest(s, "a.jsonl");
    assert_false(is_there(s->sheets));
    snapshot_line(s, 100, "{}");
    snapshot_ingest(s, "b.jsonl");
    assert_true(snapshot_has_sheets(s));
    snapshot_event(s, 100, NULL, NULL, NULL, "{\"fields\":{\"a\":{\"x\":1}}}");
    snapshot_ingest(s, "c.jsonl");
    assert_false(is_there(s->sheets));
}

/* A history with one journey of `fields`: whether it has sheets. */
static bool has_with(snapshot *s, const char *fields)
{
    plain_history(s, 70);
    snapshot_line(s, 500, fields);
    snapshot_ingest(s, "a.jsonl");
    const bool has = snapshot_has_sheets(s);
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

static void sheets__have_limits(void **state)
{
    snapshot *s = *state;
    char *text = rh_arena_alloc(&s->arena, RH_SHEETS_TEXT_MOST + 40);
    /* A field that only the first of many elements has. */
    assert_true(has_with(s, repeated(s, "{\"a\":{\"l\":[{\"x\":1,\"y\":\"t\"},", "{}", 3 * RH_SHEET_ROWS, "]}}")));
    for (int over = 0; over < 2; over++) {
        const int n = RH_SHEETS_TEXT_MOST + over;
        memcpy(text, "{\"a\":{\"x\":\"", 11);
        memset(text + 11, 'x', (size_t)n);
        memcpy(text + 11 + n, "\"}}", 4);
        assert_int_equal(has_with(s, text), over == 0);
        /* mail and n are two more */
        assert_int_equal(has_with(s, repeated(s, "{\"a\":{", "\"f#\":1", RH_SHEET_COLUMNS - 2 + over, "}}")), over == 0);
        assert_int_equal(has_with(s, repeated(s, "{\"a\":{\"l\":[{", "\"f#\":1", RH_SHEET_COLUMNS + over, "}]}}")),
                         over == 0);
        assert_int_equal(has_with(s, repeated(s, "{\"a\":{\"l\":[", "#", RH_SHEET_ELEMENTS + over, "]}}")), over == 0);
    }
}

/* ---- what changes a store ---- */

static bool file_has(const char *path, const char *text)
{
    static char bytes[1 << 20];
    FILE *f = fopen(path, "rb");
    assert_non_null(f);
    const size_t n = fread(bytes, 1, sizeof bytes, f);
    fclose(f);
    return rh_str_find((rh_str){bytes, n}, rh_str_of(text)) != SIZE_MAX;
}

static void run_sql(const snapshot *s, const char *sql)
{
    sqlite3 *db;
    assert_int_equal(sqlite3_open(s->store, &db), SQLITE_OK);
    assert_int_equal(sqlite3_exec(db, sql, NULL, NULL, NULL), SQLITE_OK);
    sqlite3_close(db);
}

static rh_code forget(const snapshot *s, const char *journey)
{
    rh_forgotten forgotten;
    const rh_str names[] = {rh_str_of(journey)};
    return rh_store_forget(&forgotten, s->store, names, 1, NULL);
}

static void sheets__have_nothing_of_the_forgotten(void **state)
{
    snapshot *s = *state;
    plain_history(s, 65);
    snapshot_ingest(s, "a.jsonl");
    assert_true(file_has(s->sheets, "who7@x.example"));
    assert_int_equal(forget(s, "J-000007"), RH_OK);
    /* Covers: P7 */
    assert_false(file_has(s->sheets, "who7@x.example"));
    assert_false(file_has(s->sheets, "J-000007"));
    assert_true(file_has(s->sheets, "who8@x.example"));
    snapshot_check(s);
    assert_int_equal(forget(s, "nobody"), RH_JOURNEY_MISSING);
    snapshot_check(s);
    assert_int_equal(forget(s, "J-000008"), RH_OK);
    assert_false(is_there(s->sheets)); /* too few */
}

static void copy(const char *from, const char *to)
{
    static char bytes[1 << 20];
    FILE *in = fopen(from, "rb"), *out = fopen(to, "wb");
    assert_true(in != NULL && out != NULL);
    const size_t n = fread(bytes, 1, sizeof bytes, in);
    assert_int_equal(fwrite(bytes, 1, n, out), n);
    assert_int_equal(fclose(in), 0);
    assert_int_equal(fclose(out), 0);
}

/* It may be killed at any moment behind the first. */
static void sheets__go_before_anybody_is_forgotten(void **state)
{
    snapshot *s = *state;
    plain_history(s, 70);
    snapshot_ingest(s, "a.jsonl");
    run_sql(s, "DELETE FROM name WHERE number = 0"); /* what it looks at next */
    assert_int_equal(forget(s, "J-000007"), RH_STORE_MALFORMED);
    /* Covers: P7 */
    assert_false(is_there(s->sheets));
}

/* What is left by an ingest that was killed before it wrote them anew. */
static void sheets__of_another_history_are_none(void **state)
{
    snapshot *s = *state;
    const char *aside = kit_folder_at(&s->folder, "aside");
    plain_history(s, 70);
    snapshot_ingest(s, "a.jsonl");
    copy(s->sheets, aside);
    snapshot_line(s, 500, "{\"a\":{\"x\":1}}");
    snapshot_ingest(s, "b.jsonl");
    copy(aside, s->sheets);
    assert_false(snapshot_has_sheets(s));
    /* Ingesting again what the store has already makes them. */
    s->n_lines--;
    snapshot_line(s, 500, "{\"a\":{\"x\":1}}");
    snapshot_ingest(s, "b.jsonl");
    snapshot_check(s);
}

static void sheets__are_made_where_they_are_missing_or_damaged(void **state)
{
    snapshot *s = *state;
    for (int damaged = 0; damaged < 2; damaged++) {
        s->n_lines = 0;
        plain_history(s, 70);
        snapshot_ingest(s, "a.jsonl");
        if (damaged) {
            FILE *f = fopen(s->sheets, "rb+");
            assert_int_equal(fseek(f, -500, SEEK_END), 0);
            assert_int_equal(fwrite("spoilt", 6, 1, f), 1);
            assert_int_equal(fclose(f), 0);
        } else {
            assert_int_equal(unlink(s->sheets), 0);
        }
    }
    s->n_lines = 0;
    plain_history(s, 70);
    snapshot_ingest(s, "a.jsonl");
    snapshot_check(s);
}

/* How many files of the folder are to become sheets. */
static int n_begun(const snapshot *s)
{
    int n = 0;
    DIR *dir = opendir(s->folder.path);
    assert_non_null(dir);
    for (const struct dirent *e; (e = readdir(dir)) != NULL;) n += strncmp(e->d_name, "s.db.sheets.tmp", 15) == 0;
    closedir(dir);
    return n;
}

typedef struct stopping {
    const snapshot *s;
    bool dies;
} stopping;

static bool once_begun(void *ctx)
{
    const stopping *stop = ctx;
    if (n_begun(stop->s) == 0) return false;
    if (stop->dies) (void)raise(SIGKILL);
    return true;
}

static rh_code ingest_until(snapshot *s, const char *path, bool dies)
{
    rh_store_ingest_result result;
    stopping stop = {s, dies};
    const rh_ingest_options options = {.is_stopped = once_begun, .is_stopped_ctx = &stop};
    return rh_store_ingest(&result, &s->arena, s->store, &path, 1, &options, &s->diags);
}

/* What was ingested is in the store by then; the next ingest makes them. */
static void sheets__that_are_cut_short_are_none(void **state)
{
    int status;
    snapshot *s = *state;
    plain_history(s, RH_SHEET_ROWS + 10);
    const char *path = kit_folder_write(&s->folder, "a.jsonl", s->lines.ptr, s->lines.len);
    const pid_t child = fork();
    assert_int_not_equal(child, -1);
    if (child == 0) _exit(ingest_until(s, path, true) == RH_OK ? 1 : 2);
    assert_int_equal(waitpid(child, &status, 0), child);
    /* Covers: K1 */
    assert_true(WIFSIGNALED(status));
    assert_false(snapshot_has_sheets(s));
    assert_int_equal(n_begun(s), 1);
    s->n_lines = 0;
    snapshot_ingest(s, "a.jsonl");
    assert_int_equal(n_begun(s), 0);
    snapshot_check(s);
}

static void sheets__that_nobody_waits_for_are_none(void **state)
{
    snapshot *s = *state;
    plain_history(s, RH_SHEET_ROWS + 10);
    const char *path = kit_folder_write(&s->folder, "a.jsonl", s->lines.ptr, s->lines.len);
    assert_int_equal(ingest_until(s, path, false), RH_OK);
    assert_int_equal(n_begun(s), 0);
    assert_false(is_there(s->sheets));
    assert_false(snapshot_has_sheets(s));
}

static void sheets__that_cannot_be_written_are_a_warning(void **state)
{
    snapshot *s = *state;
    rh_store_ingest_result result;
    rh_diags diags;
    const rh_ingest_options options = {0};
    rh_diags_init(&diags, &s->arena);
    assert_int_equal(mkdir(s->sheets, 0700), 0);
    plain_history(s, 70);
    const char *path = kit_folder_write(&s->folder, "a.jsonl", s->lines.ptr, s->lines.len);
    assert_int_equal(rh_store_ingest(&result, &s->arena, s->store, &path, 1, &options, &diags), RH_OK);
    assert_int_equal(result.summary.journeys, 70);
    assert_int_equal(diags.n_warnings, 1);
    assert_int_equal(diags.warnings[0].code, RH_OUTPUT_CREATE);
    assert_false(snapshot_has_sheets(s));
}

static void sheets__are_no_links(void **state)
{
    snapshot *s = *state;
    const char *aside = kit_folder_at(&s->folder, "aside");
    plain_history(s, 70);
    snapshot_ingest(s, "a.jsonl");
    assert_int_equal(rename(s->sheets, aside), 0);
    assert_int_equal(symlink(aside, s->sheets), 0);
    /* Covers: F8 */
    assert_false(snapshot_has_sheets(s));
}

/* ---- what is held against them ---- */

static rh_code load(const snapshot *s, size_t index)
{
    rh_history history;
    rh_journey journey;
    rh_store *store = snapshot_open(s);
    rh_arena arena = kit_arena();
    assert_non_null(rh_store_sheets(store));
    assert_int_equal(rh_store_history(&history, store, (rh_shard){0}, NULL), RH_OK);
    const rh_code code = history.load(history.ctx, 0, index, &arena, &journey, NULL);
    assert_int_equal(history.check(history.ctx, index, NULL), code);
    rh_arena_dispose(&arena);
    rh_store_close(store);
    return code;
}

static rh_code find(const snapshot *s, const char *id)
{
    bool is_found;
    rh_journey journey;
    rh_store *store = snapshot_open(s);
    rh_arena arena = kit_arena();
    const rh_code code = rh_store_journey(&journey, &is_found, &arena, store, rh_str_of(id), NULL);
    rh_arena_dispose(&arena);
    rh_store_close(store);
    return code;
}

static void sheets__are_held_against_each_journey_that_is_loaded(void **state)
{
    snapshot *s = *state;
    plain_history(s, 70);
    snapshot_ingest(s, "a.jsonl");
    run_sql(s, "UPDATE journey SET digest = zeroblob(32) WHERE name = 'J-000005';"
               "UPDATE journey SET name = 'J-000006x' WHERE name = 'J-000006'");
    /* Covers: S9 */
    assert_int_equal(load(s, 4), RH_OK);
    assert_int_equal(load(s, 5), RH_STORE_DIGEST);
    assert_int_equal(load(s, 6), RH_STORE_DIGEST);
    assert_int_equal(load(s, 7), RH_OK);
    assert_int_equal(find(s, "J-000005"), RH_STORE_DIGEST);
    assert_int_equal(find(s, "J-000006x"), RH_STORE_DIGEST);
    assert_int_equal(find(s, "J-000007"), RH_OK);
}

static rh_code open_store(const snapshot *s)
{
    rh_store *store = NULL;
    const rh_code code = rh_store_open(&store, s->store, NULL);
    if (code == RH_OK) rh_store_close(store);
    return code;
}

static void sheets__do_not_hide_a_store_that_is_not_right(void **state)
{
    snapshot *s = *state;
    static const char *const damages[] = {
        "DELETE FROM journey WHERE name = 'J-000005'",
        "INSERT INTO journey SELECT 99999, 'more', 1, 0, 0, last_s, last_ns, digest, crc FROM journey LIMIT 1",
        "UPDATE totals SET journeys = journeys + 1", "UPDATE totals SET events = events + 1",
        "UPDATE totals SET digest = zeroblob(32)", "UPDATE file SET accepted = accepted + 1"};
    for (size_t i = 0; i < sizeof damages / sizeof *damages; i++) {
        plain_history(s, 70);
        snapshot_ingest(s, "a.jsonl");
        assert_int_equal(open_store(s), RH_OK);
        run_sql(s, damages[i]);
        /* Covers: S9 */
        if (open_store(s) != RH_STORE_DIGEST) fail_msg("%s", damages[i]);
        unlink(s->store);
    }
}

/* The journeys of a shard are those that it has without sheets. */
static void sheets__leave_shards_alone(void **state)
{
    snapshot *s = *state;
    rh_history whole, part;
    size_t n = 0;
    plain_history(s, 200);
    snapshot_ingest(s, "a.jsonl");
    rh_store *store = snapshot_open(s);
    rh_arena arena = kit_arena();
    assert_int_equal(rh_store_history(&whole, store, (rh_shard){1, 1}, NULL), RH_OK);
    assert_int_equal(whole.n_journeys, 200);
    for (uint32_t i = 1; i <= 3; i++) {
        rh_journey journey;
        const rh_shard shard = {i, 3};
        assert_int_equal(rh_store_history(&part, store, shard, NULL), RH_OK);
        for (size_t k = 0; k < part.n_journeys; k++, n++) {
            assert_int_equal(part.load(part.ctx, 0, k, &arena, &journey, NULL), RH_OK);
            assert_true(rh_shard_has(shard, journey.id));
        }
    }
    assert_int_equal(n, 200);
    rh_store_close(store);
    rh_arena_dispose(&arena);
}

int main(void)
{
#define TEST(name) cmocka_unit_test_setup_teardown(name, snapshot_set_up, snapshot_tear_down)
    const struct CMUnitTest tests[] = {
        TEST(sheets__say_what_the_journeys_say),
        TEST(sheets__are_private),
        TEST(sheets__are_of_one_snapshot),
        TEST(sheets__are_of_64_journeys_and_more),
        TEST(sheets__have_limits),
        TEST(sheets__have_nothing_of_the_forgotten),
        TEST(sheets__go_before_anybody_is_forgotten),
        TEST(sheets__of_another_history_are_none),
        TEST(sheets__are_made_where_they_are_missing_or_damaged),
        TEST(sheets__that_are_cut_short_are_none),
        TEST(sheets__that_nobody_waits_for_are_none),
        TEST(sheets__that_cannot_be_written_are_a_warning),
        TEST(sheets__are_no_links),
        TEST(sheets__are_held_against_each_journey_that_is_loaded),
        TEST(sheets__do_not_hide_a_store_that_is_not_right),
        TEST(sheets__leave_shards_alone),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
