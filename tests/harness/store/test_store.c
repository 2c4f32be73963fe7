/* The store: what goes in comes out, whatever the order and the number of runs; what is no store is refused. */
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>

#include "harness/store/store.h"
#include "tests/harness/store/made.h"
#include "tests/kit/folder.h"
#include "tests/kit/memory.h"

#include <fcntl.h>
#include <pthread.h>
#include <sqlite3.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

typedef struct fixture {
    kit_folder folder;
    rh_arena arena;
    rh_diags diags;
    char store[300], a[300], b[300];
} fixture;

static int set_up(void **state)
{
    fixture *f = calloc(1, sizeof *f);
    f->folder = kit_folder_make();
    f->arena = kit_arena();
    rh_diags_init(&f->diags, &f->arena);
    snprintf(f->store, sizeof f->store, "%s/s.db", f->folder.path);
    snprintf(f->a, sizeof f->a, "%s/a.jsonl", f->folder.path);
    snprintf(f->b, sizeof f->b, "%s/b.jsonl", f->folder.path);
    *state = f;
    return 0;
}

static int tear_down(void **state)
{
    fixture *f = *state;
    kit_folder_remove(&f->folder);
    rh_arena_dispose(&f->arena);
    free(f);
    return 0;
}

static void write_made(fixture *f, int n_events, int n_journeys)
{
    const made_log log = made_make(&f->arena, n_events, n_journeys);
    kit_folder_write(&f->folder, "a.jsonl", log.first.ptr, log.first.len);
    kit_folder_write(&f->folder, "b.jsonl", log.second.ptr, log.second.len);
}

/* batch_bytes: 0: all in one batch. */
static rh_store_ingest_result ingest_by(fixture *f, size_t batch_bytes, const char *store, const char *const *paths,
                                        size_t n)
{
    rh_store_ingest_result result = {0};
    const rh_ingest_options options = {.batch_bytes = batch_bytes};
    if (rh_store_ingest(&result, &f->arena, store, paths, n, &options, &f->diags) != RH_OK)
        fail_msg("%s", f->diags.errors[0].text);
    return result;
}

static rh_store_ingest_result ingest(fixture *f, const char *store, const char *const *paths, size_t n)
{
    return ingest_by(f, 20000, store, paths, n);
}

static rh_store_ingest_result ingest_text(fixture *f, const char *name, const char *text)
{
    const char *path = kit_folder_text(&f->folder, name, text);
    return ingest(f, f->store, &path, 1);
}

static rh_store *open_store(fixture *f)
{
    rh_store *store = NULL;
    rh_err err;
    if (rh_store_open(&store, f->store, &err) != RH_OK) fail_msg("%s", err.text);
    return store;
}

static void put_event(rh_buf *out, const rh_event *e)
{
    char time[32], known[32];
    rh_instant_text(time, e->time);
    rh_instant_text(known, e->knowntime);
    rh_buf_printf(out, "%.*s|%.*s|%.*s|%.*s|%.*s|%.*s|%.*s|%.*s|%s|%s|%d%d|", RH_ARG(e->id), RH_ARG(e->source),
                  RH_ARG(e->type), RH_ARG(e->subject), RH_ARG(e->sequence), RH_ARG(e->actor), RH_ARG(e->actorrole),
                  RH_ARG(e->actorkind), time, known, e->is_synthetic, e->sequence.ptr == NULL);
    rh_value_put_json(out, e->data);
    rh_buf_byte(out, '\n');
}

/* Every journey of a history as text. */
static rh_str shown(fixture *f, const rh_history *history)
{
    rh_buf out;
    rh_buf_init(&out, &f->arena, 1 << 26);
    for (size_t i = 0; i < history->n_journeys; i++) {
        rh_journey journey;
        rh_err err;
        if (history->load(history->ctx, 0, i, &f->arena, &journey, &err) != RH_OK) fail_msg("%s", err.text);
        for (size_t k = 0; k < journey.n_events; k++) put_event(&out, &journey.events[k]);
    }
    return rh_buf_str(&out);
}

static rh_str store_shown(fixture *f)
{
    rh_history history;
    rh_store *store = open_store(f);
    assert_int_equal(rh_store_history(&history, store, (rh_shard){0}, NULL), RH_OK);
    const rh_str text = shown(f, &history);
    rh_store_close(store);
    return text;
}

static bool same_digest(const rh_store_ingest_result *a, const rh_store_ingest_result *b)
{
    return memcmp(&a->summary.digest, &b->summary.digest, sizeof a->summary.digest) == 0;
}

static void store__gives_back_what_the_log_has(void **state)
{
    fixture *f = *state;
    const char *paths[] = {f->a, f->b};
    const rh_log *log;
    const rh_ingest_options options = {0};
    write_made(f, 2000, 40);
    assert_int_equal(rh_log_read(&log, &f->arena, paths, 2, &options, &f->diags), RH_OK);
    const rh_store_ingest_result result = ingest(f, f->store, paths, 2);
    const rh_history history = rh_history_of_log(log);
    /* Covers: V1 */
    for (size_t i = 0; i < 2; i++) {
        assert_int_equal(result.sources[i].read, log->sources[i].read);
        assert_int_equal(result.sources[i].accepted, log->sources[i].accepted);
        assert_int_equal(result.sources[i].duplicate, log->sources[i].duplicate);
        assert_int_equal(result.sources[i].quarantined, log->sources[i].quarantined);
        if (result.sources[i].accepted < 800 || result.sources[i].duplicate < 20 || result.sources[i].quarantined < 10)
            fail_msg("the made log is too tame: %d %d %d", (int)result.sources[i].accepted,
                     (int)result.sources[i].duplicate, (int)result.sources[i].quarantined);
    }
    assert_int_equal(result.summary.journeys, log->n_journeys);
    assert_int_equal(result.summary.events, log->n_events);
    assert_int_equal(result.summary.exact, log->n_journeys);
    assert_int_equal(rh_instant_cmp(result.summary.newest, log->newest), 0);
    assert_true(rh_str_eq(shown(f, &history), store_shown(f)));
}

/* Journeys of one, two or three events, which stand as they were staged, out of order, beside duplicates of themselves,
 * or in several batches. */
static void store__is_the_same_however_a_journey_was_staged(void **state)
{
    static const size_t batches[] = {0, 1, 20000};
    fixture *f = *state;
    const char *paths[] = {f->a, f->b};
    const rh_log *log;
    const rh_ingest_options options = {0};
    write_made(f, 900, 450);
    assert_int_equal(rh_log_read(&log, &f->arena, paths, 2, &options, &f->diags), RH_OK);
    const rh_history history = rh_history_of_log(log);
    const rh_str expected = shown(f, &history);
    for (size_t i = 0; i < sizeof batches / sizeof *batches; i++) {
        unlink(f->store);
        ingest_by(f, batches[i], f->store, paths, 2);
        if (!rh_str_eq(expected, store_shown(f))) fail_msg("batches of %d bytes", (int)batches[i]);
    }
}

static rh_code show_quarantined(void *ctx, int64_t id, const rh_quarantined *q, rh_err *err)
{
    (void)id, (void)err;
    rh_buf_printf(ctx, "%s:%u:%u %s %llu %.*s\n", strrchr(q->why.span.file.ptr, '/'), q->why.span.line, q->why.span.col,
                  rh_code_id(q->why.code), (unsigned long long)q->offset, RH_ARG(q->raw));
    return RH_OK;
}

static rh_str quarantine_shown(fixture *f)
{
    rh_buf out;
    rh_store *store = open_store(f);
    rh_buf_init(&out, &f->arena, 1 << 24);
    assert_int_equal(rh_store_quarantined(store, show_quarantined, &out, NULL), RH_OK);
    rh_store_close(store);
    return rh_buf_str(&out);
}

static void store__keeps_what_is_quarantined(void **state)
{
    fixture *f = *state;
    const char *paths[] = {f->a, f->b};
    const rh_log *log;
    rh_buf out;
    const rh_ingest_options options = {0};
    write_made(f, 500, 10);
    rh_buf_init(&out, &f->arena, 1 << 24);
    assert_int_equal(rh_log_read(&log, &f->arena, paths, 2, &options, &f->diags), RH_OK);
    for (size_t i = 0; i < log->n_quarantined; i++)
        assert_int_equal(show_quarantined(&out, 0, &log->quarantined[i], NULL), RH_OK);
    const rh_store_ingest_result first = ingest(f, f->store, paths, 2);
    const rh_str listed = quarantine_shown(f);
    /* Covers: V6 */
    assert_true(rh_str_eq(listed, rh_buf_str(&out)));
    assert_true(rh_str_find(listed, RH_STR("RH-0472")) != SIZE_MAX &&
                rh_str_find(listed, RH_STR("RH-0462")) != SIZE_MAX);
    const rh_store_ingest_result again = ingest(f, f->store, paths, 2);
    /* Covers: V6 */
    assert_true(rh_str_eq(quarantine_shown(f), listed));
    assert_true(same_digest(&first, &again));
    assert_int_equal(again.sources[0].accepted, 0);
    /* Covers: I12 */
    assert_int_equal(again.sources[0].duplicate, again.sources[0].read - again.sources[0].quarantined);
    assert_int_equal(again.sources[0].quarantined, first.sources[0].quarantined);
}

static void store__order_and_number_of_runs_change_nothing(void **state)
{
    fixture *f = *state;
    char other[300];
    const char *both[] = {f->a, f->b}, *reversed[] = {f->b, f->a, f->b};
    write_made(f, 1500, 30);
    snprintf(other, sizeof other, "%s/t.db", f->folder.path);
    const rh_store_ingest_result one = ingest(f, f->store, both, 2);
    const rh_str text = store_shown(f);
    const rh_store_ingest_result two = ingest(f, other, reversed, 3);
    /* Covers: I14 */
    assert_true(same_digest(&one, &two));
    assert_int_equal(two.n_sources, 2);
    for (size_t i = 0; i < 2; i++) assert_int_equal(two.sources[i].accepted, one.sources[i].accepted);
    /* b alone, then a: conflicts now reach back to what was accepted before. */
    assert_int_equal(unlink(f->store), 0);
    ingest(f, f->store, both + 1, 1);
    const rh_store_ingest_result three = ingest(f, f->store, both, 1);
    /* Covers: I13 */
    assert_true(same_digest(&one, &three));
    assert_true(rh_str_eq(store_shown(f), text));
}

#define EVENT(id, more)                                                                                                \
    "{\"specversion\":\"1.0\",\"id\":\"" id "\",\"source\":\"/t\",\"type\":\"noted\",\"subject\":\"J\","               \
    "\"time\":\"2024-03-12T14:00:00Z\",\"data\":{}" more "}\n"

static void store__a_conflict_with_an_earlier_run_takes_both_out(void **state)
{
    fixture *f = *state;
    const rh_source_counts *sources;
    size_t n;
    ingest_text(f, "1.jsonl", EVENT("1", "") EVENT("2", ""));
    const rh_store_ingest_result second = ingest_text(f, "2.jsonl", EVENT("1", ",\"x\":1") EVENT("2", ""));
    /* Covers: I13 */
    assert_int_equal(second.sources[0].quarantined, 1);
    assert_int_equal(second.sources[0].duplicate, 1);
    assert_int_equal(second.summary.events, 1);
    rh_store *store = open_store(f);
    assert_int_equal(rh_store_sources(&sources, &n, &f->arena, store, NULL), RH_OK);
    assert_int_equal(n, 2);
    assert_int_equal(sources[0].accepted, 1);
    assert_int_equal(sources[0].quarantined, 1);
    rh_store_close(store);
    /* A conflict over the last event of a journey takes the journey out. */
    const rh_store_ingest_result third = ingest_text(f, "3.jsonl", EVENT("2", ",\"x\":1"));
    assert_int_equal(third.summary.journeys, 0);
    assert_int_equal(store_shown(f).len, 0);
    /* An event that stays away from the conflict brings the journey back. */
    assert_int_equal(ingest_text(f, "4.jsonl", EVENT("4", "")).summary.events, 1);
}

static void store__rows_of_tables_may_have_any_number_of_keys(void **state)
{
    fixture *f = *state;
    rh_buf out;
    rh_buf_init(&out, &f->arena, 1 << 24);
    for (int i = 0; i < 70; i++) {
        rh_buf_printf(&out,
                      "{\"specversion\":\"1.0\",\"id\":\"%d\",\"source\":\"/"
                      "s%d\",\"type\":\"t%d\",\"subject\":\"J\",\"time\":\"2024-03-12T14:00:00Z\",\"data\":{\"l\":{",
                      i, i, i);
        for (int k = 0; k < 1000; k++) rh_buf_printf(&out, "%s\"key-%d-%d\":%d", k == 0 ? "" : ",", i, k, k);
        rh_buf_printf(&out, "}}}\n");
    }
    rh_buf_byte(&out, '\0');
    const char *path = kit_folder_text(&f->folder, "keys.jsonl", out.ptr);
    const rh_log *log;
    const rh_ingest_options options = {0};
    assert_int_equal(rh_log_read(&log, &f->arena, &path, 1, &options, &f->diags), RH_OK);
    ingest(f, f->store, &path, 1);
    const rh_history history = rh_history_of_log(log);
    /* Covers: I22 */
    assert_true(rh_str_eq(shown(f, &history), store_shown(f)));
}

static void store__shards_are_a_partition(void **state)
{
    fixture *f = *state;
    const char *paths[] = {f->a, f->b};
    write_made(f, 600, 50);
    const rh_store_ingest_result result = ingest(f, f->store, paths, 2);
    rh_store *store = open_store(f);
    size_t n = 0;
    for (uint32_t i = 1; i <= 3; i++) {
        rh_history history;
        assert_int_equal(rh_store_history(&history, store, (rh_shard){i, 3}, NULL), RH_OK);
        assert_true(history.n_journeys > 0 && history.n_journeys < result.summary.journeys);
        n += history.n_journeys;
    }
    assert_int_equal(n, result.summary.journeys);
    rh_journey journey;
    bool is_found;
    assert_int_equal(rh_store_journey(&journey, &is_found, &f->arena, store, RH_STR("J-7"), NULL), RH_OK);
    assert_true(is_found && rh_str_eq(journey.events[0].subject, RH_STR("J-7")));
    assert_int_equal(rh_store_journey(&journey, &is_found, &f->arena, store, RH_STR("J"), NULL), RH_OK);
    assert_false(is_found);
    rh_store_close(store);
}

typedef struct drawing {
    const rh_history *history;
    size_t first, n_events;
} drawing;

/* Loads every fourth journey. */
static void *draw(void *ctx)
{
    drawing *d = ctx;
    rh_arena arena = kit_arena();
    for (size_t i = d->first; i < d->history->n_journeys; i += 4) {
        rh_journey journey;
        rh_err err;
        rh_arena_reset(&arena);
        if (d->history->load(d->history->ctx, (unsigned)d->first, i, &arena, &journey, &err) != RH_OK)
            d->n_events = SIZE_MAX / 8;
        else d->n_events += journey.n_events;
    }
    rh_arena_dispose(&arena);
    return NULL;
}

static void store__a_history_serves_many_threads(void **state)
{
    fixture *f = *state;
    const char *paths[] = {f->a, f->b};
    rh_history history;
    drawing drawings[4];
    pthread_t threads[4];
    size_t n = 0;
    write_made(f, 2000, 60);
    const rh_store_ingest_result result = ingest(f, f->store, paths, 2);
    rh_store *store = open_store(f);
    assert_int_equal(rh_store_history(&history, store, (rh_shard){0}, NULL), RH_OK);
    for (size_t i = 0; i < 4; i++) {
        drawings[i] = (drawing){&history, i, 0};
        assert_int_equal(pthread_create(&threads[i], NULL, draw, &drawings[i]), 0);
    }
    for (size_t i = 0; i < 4; i++) {
        assert_int_equal(pthread_join(threads[i], NULL), 0);
        n += drawings[i].n_events;
    }
    /* Covers: K6 */
    assert_int_equal(n, result.summary.events);
    rh_store_close(store);
}

static void store__is_private(void **state)
{
    fixture *f = *state;
    struct stat st;
    const mode_t before = umask(0);
    ingest_text(f, "1.jsonl", EVENT("1", ""));
    umask(before);
    assert_int_equal(stat(f->store, &st), 0);
    /* Covers: P7 */
    assert_int_equal(st.st_mode & 0777, 0600);
}

static void store__a_reader_sees_one_snapshot(void **state)
{
    fixture *f = *state;
    rh_history history;
    ingest_text(f, "1.jsonl", EVENT("1", "") EVENT("2", ""));
    rh_store *store = open_store(f);
    assert_int_equal(ingest_text(f, "2.jsonl", EVENT("3", "") EVENT("1", ",\"x\":2")).summary.events, 2);
    assert_int_equal(rh_store_summary_get(store)->events, 2);
    assert_int_equal(rh_store_history(&history, store, (rh_shard){0}, NULL), RH_OK);
    const rh_str text = shown(f, &history);
    /* Covers: K4 */
    assert_true(rh_str_find(text, RH_STR("1|/t")) != SIZE_MAX && rh_str_find(text, RH_STR("3|/t")) == SIZE_MAX);
    rh_store_close(store);
    assert_true(rh_str_find(store_shown(f), RH_STR("3|/t")) != SIZE_MAX);
}

/* ---- what is no store, or no longer a good one ---- */

static void refuses(const char *path, rh_code code, const char *says)
{
    rh_store *store = NULL;
    rh_err err = {0};
    const rh_code got = rh_store_open(&store, path, &err);
    if (got != code || strstr(err.text, says) == NULL) fail_msg("%s: %s", rh_code_name(got), err.text);
    assert_null(store);
}

static void run_sql(const char *path, const char *sql)
{
    sqlite3 *db;
    char *message = NULL;
    assert_int_equal(sqlite3_open(path, &db), SQLITE_OK);
    if (sqlite3_exec(db, sql, NULL, NULL, &message) != SQLITE_OK) fail_msg("%s: %s", sql, message);
    assert_int_equal(sqlite3_close(db), SQLITE_OK);
}

static void store__what_is_no_store_is_refused(void **state)
{
    fixture *f = *state;
    /* Covers: S1 */
    refuses(kit_folder_at(&f->folder, "none.db"), RH_STORE_MISSING, "No such file");
    refuses(f->folder.path, RH_STORE_FOREIGN, "regular file");
    refuses(kit_folder_text(&f->folder, "text.db",
                            "not a database, but long enough to be read as the header of one: "
                            "0123456789012345678901234567890123456789"),
            RH_STORE_FOREIGN, "not a database");
    const char *other = kit_folder_at(&f->folder, "other.db");
    run_sql(other, "CREATE TABLE t(x)");
    refuses(other, RH_STORE_FOREIGN, "not a store of rehearse");
    rh_store_ingest_result result;
    const rh_ingest_options options = {0};
    const char *path = kit_folder_text(&f->folder, "1.jsonl", EVENT("1", ""));
    assert_int_equal(rh_store_ingest(&result, &f->arena, other, &path, 1, &options, &f->diags), RH_STORE_FOREIGN);
    assert_int_equal(rh_code_class(RH_STORE_FOREIGN), RH_CLASS_DATA);
}

static void store__tables_and_triggers_of_others_are_refused(void **state)
{
    static const char *const attacks[] = {
        "CREATE TRIGGER t AFTER INSERT ON journey BEGIN DELETE FROM blob; END",
        "CREATE VIEW v AS SELECT 1",
        "CREATE TABLE extra(x)",
    };
    fixture *f = *state;
    for (size_t i = 0; i < sizeof attacks / sizeof *attacks; i++) {
        ingest_text(f, "1.jsonl", EVENT("1", ""));
        run_sql(f->store, attacks[i]);
        /* Covers: S2 */
        refuses(f->store, RH_STORE_FOREIGN, "not of its making");
        assert_int_equal(unlink(f->store), 0);
    }
}

static void store__a_newer_version_is_refused(void **state)
{
    fixture *f = *state;
    ingest_text(f, "1.jsonl", EVENT("1", ""));
    run_sql(f->store, "PRAGMA user_version = 2");
    /* Covers: S3 */
    refuses(f->store, RH_STORE_NEWER, "version 2, where at most 1");
    assert_int_equal(rh_code_class(RH_STORE_NEWER), RH_CLASS_CONFIG);
}

static void store__counts_and_digests_are_checked_at_open(void **state)
{
    static const struct {
        const char *change, *says;
    } cases[] = {
        {"UPDATE totals SET journeys = 2", "count of journeys"},
        {"UPDATE journey SET events = 3", "count of events"},
        {"UPDATE journey SET digest = zeroblob(32)", "digest"},
        {"UPDATE file SET accepted = 7", "counts of a source"},
    };
    fixture *f = *state;
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        ingest_text(f, "1.jsonl", EVENT("1", "") EVENT("2", ""));
        run_sql(f->store, cases[i].change);
        /* Covers: S9 */
        refuses(f->store, RH_STORE_DIGEST, cases[i].says);
        assert_int_equal(unlink(f->store), 0);
    }
    assert_int_equal(rh_code_class(RH_STORE_DIGEST), RH_CLASS_INTERNAL);
}

static void store__a_flipped_bit_in_a_blob_is_noticed(void **state)
{
    fixture *f = *state;
    rh_history history;
    rh_journey journey;
    rh_err err;
    ingest_text(f, "1.jsonl", EVENT("1", "") EVENT("2", ""));
    run_sql(f->store, "UPDATE blob SET events = CAST(replace(events, x'32', x'33') AS BLOB)");
    rh_store *store = open_store(f);
    assert_int_equal(rh_store_history(&history, store, (rh_shard){0}, NULL), RH_OK);
    /* Covers: F10 */
    assert_int_equal(history.load(history.ctx, 0, 0, &f->arena, &journey, &err), RH_STORE_DIGEST);
    rh_store_close(store);
}

static void store__a_damaged_file_is_an_error_and_no_crash(void **state)
{
    fixture *f = *state;
    const char *paths[] = {f->a, f->b};
    int n_noticed = 0;
    write_made(f, 300, 10);
    for (long at = 100; at < 700000; at += 4999) {
        rh_store *store = NULL;
        rh_history history;
        rh_err err;
        unlink(f->store);
        ingest(f, f->store, paths, 2);
        FILE *file = fopen(f->store, "r+b");
        assert_non_null(file);
        assert_int_equal(fseek(file, at, SEEK_SET), 0);
        for (int i = 0; i < 64; i++) assert_int_not_equal(fputc(0x5A ^ i, file), EOF);
        assert_int_equal(fclose(file), 0);
        rh_code code = rh_store_open(&store, f->store, &err);
        if (code == RH_OK) code = rh_store_history(&history, store, (rh_shard){0}, &err);
        for (size_t i = 0; code == RH_OK && i < history.n_journeys; i++) {
            rh_journey journey;
            code = history.load(history.ctx, 0, i, &f->arena, &journey, &err);
        }
        /* Covers: S1 */
        assert_true(code == RH_OK || code == RH_STORE_MALFORMED || code == RH_STORE_FOREIGN || code == RH_STORE_DIGEST);
        n_noticed += code != RH_OK;
        rh_store_close(store);
    }
    assert_true(n_noticed >= 3);
}

static void store__a_second_ingest_waits_and_then_says_busy(void **state)
{
    fixture *f = *state;
    rh_store_ingest_result result;
    const rh_ingest_options options = {0};
    const char *path = kit_folder_text(&f->folder, "1.jsonl", EVENT("1", ""));
    const int fd = open(kit_folder_at(&f->folder, "s.db.lock"), O_RDWR | O_CREAT, 0600);
    assert_int_equal(flock(fd, LOCK_EX), 0);
    /* Covers: S4 */
    assert_int_equal(rh_store_ingest(&result, &f->arena, f->store, &path, 1, &options, &f->diags), RH_STORE_BUSY);
    assert_int_equal(rh_code_class(RH_STORE_BUSY), RH_CLASS_BUSY);
    assert_int_equal(close(fd), 0);
    assert_int_equal(ingest(f, f->store, &path, 1).summary.events, 1);
}

static void store__missing_files_are_all_told_and_nothing_is_made(void **state)
{
    fixture *f = *state;
    rh_store_ingest_result result;
    struct stat st;
    const rh_ingest_options options = {0};
    const char *paths[] = {f->a, f->b, kit_folder_text(&f->folder, "1.jsonl", EVENT("1", ""))};
    /* Covers: V4 */
    assert_int_equal(rh_store_ingest(&result, &f->arena, f->store, paths, 3, &options, &f->diags), RH_INPUT_MISSING);
    assert_int_equal(f->diags.n_errors, 2);
    assert_int_not_equal(stat(f->store, &st), 0);
}

static bool stop_at_once(void *ctx)
{
    int *left = ctx;
    return (*left)-- == 0;
}

static void store__an_ingest_that_was_stopped_leaves_the_store_as_it_was(void **state)
{
    fixture *f = *state;
    rh_store_ingest_result result;
    int left = 700;
    const char *paths[] = {f->a, f->b};
    const rh_ingest_options options = {.batch_bytes = 20000, .is_stopped = stop_at_once, .is_stopped_ctx = &left};
    write_made(f, 1000, 20);
    const rh_store_ingest_result before = ingest_text(f, "1.jsonl", EVENT("1", ""));
    /* Covers: K5 */
    assert_int_equal(rh_store_ingest(&result, &f->arena, f->store, paths, 2, &options, &f->diags), RH_INGEST_STOPPED);
    rh_store *store = open_store(f);
    assert_memory_equal(&rh_store_summary_get(store)->digest, &before.summary.digest, sizeof before.summary.digest);
    assert_true(rh_store_summary_get(store)->is_unfinished);
    rh_store_close(store);
    /* Another ingest does not take up what was not asked for. */
    assert_int_equal(ingest_text(f, "2.jsonl", EVENT("2", "")).summary.events, 2);
    store = open_store(f);
    assert_false(rh_store_summary_get(store)->is_unfinished);
    rh_store_close(store);
}

typedef struct seen_settling {
    const char *what;
    uint64_t n_parts, n, last, all;
} seen_settling;

static void note_settling(void *ctx, const char *what, uint64_t n_done, uint64_t n_all)
{
    seen_settling *seen = ctx;
    const bool is_other = seen->what == NULL || strcmp(seen->what, what) != 0;
    assert_true(is_other ? n_done == 0 : n_done > seen->last);
    assert_true(n_done <= n_all);
    *seen = (seen_settling){what, seen->n_parts + is_other, seen->n + 1, n_done, n_all};
}

static void store__an_ingest_says_how_far_settling_is(void **state)
{
    fixture *f = *state;
    rh_store_ingest_result result;
    seen_settling seen = {0};
    const char *paths[] = {f->a, f->b};
    const rh_ingest_options options = {
        .batch_bytes = 20000, .settling = note_settling, .progress_ctx = &seen};
    write_made(f, 3000, 1400);
    assert_int_equal(rh_store_ingest(&result, &f->arena, f->store, paths, 2, &options, &f->diags), RH_OK);
    /* All that conflicts, and so writes nothing, is staged, too. */
    assert_true(seen.n >= 3 && seen.last >= 1024);
    assert_int_equal(seen.n_parts, 2);
    assert_string_equal(seen.what, "journeys");
    assert_true(seen.all >= result.summary.journeys && seen.all < result.summary.journeys + 100);
}

static void store__share_of_quarantined_is_limited(void **state)
{
    (void)state;
    const rh_source_counts counts[] = {{.read = 60, .accepted = 60}, {.read = 40, .accepted = 39, .quarantined = 1}};
    assert_int_equal(rh_counts_check_share(counts, 2, 0.01, NULL), RH_OK);
    assert_int_equal(rh_counts_check_share(counts, 2, 0.009, NULL), RH_INGEST_SHARE);
    assert_int_equal(rh_counts_check_share(counts, 0, 0, NULL), RH_OK);
    assert_int_equal(rh_code_class(RH_INGEST_SHARE), RH_CLASS_SHARE);
}

int main(void)
{
#define TEST(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)
    const struct CMUnitTest tests[] = {
        TEST(store__gives_back_what_the_log_has),
        TEST(store__is_the_same_however_a_journey_was_staged),
        TEST(store__keeps_what_is_quarantined),
        TEST(store__order_and_number_of_runs_change_nothing),
        TEST(store__a_conflict_with_an_earlier_run_takes_both_out),
        TEST(store__rows_of_tables_may_have_any_number_of_keys),
        TEST(store__shards_are_a_partition),
        TEST(store__a_history_serves_many_threads),
        TEST(store__is_private),
        TEST(store__a_reader_sees_one_snapshot),
        TEST(store__what_is_no_store_is_refused),
        TEST(store__tables_and_triggers_of_others_are_refused),
        TEST(store__a_newer_version_is_refused),
        TEST(store__counts_and_digests_are_checked_at_open),
        TEST(store__a_flipped_bit_in_a_blob_is_noticed),
        TEST(store__a_damaged_file_is_an_error_and_no_crash),
        TEST(store__a_second_ingest_waits_and_then_says_busy),
        TEST(store__missing_files_are_all_told_and_nothing_is_made),
        TEST(store__an_ingest_that_was_stopped_leaves_the_store_as_it_was),
        TEST(store__an_ingest_says_how_far_settling_is),
        TEST(store__share_of_quarantined_is_limited),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
