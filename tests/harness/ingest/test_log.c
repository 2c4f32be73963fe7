/* Logs in memory: what is refused and why, identity over the whole input, files that are no logs. */
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>

#include "harness/ingest/log.h"
#include "tests/kit/folder.h"
#include "tests/kit/memory.h"

#include "engine/base/limits.h"

#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>
#include <zlib.h>
#include <zstd.h>

typedef struct fixture {
    kit_folder folder;
    rh_arena arena;
    rh_diags diags;
} fixture;

static int set_up(void **state)
{
    fixture *f = calloc(1, sizeof *f);
    f->folder = kit_folder_make();
    f->arena = kit_arena();
    rh_diags_init(&f->diags, &f->arena);
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

static const rh_log *must_read(fixture *f, const char *const *paths, size_t n)
{
    const rh_log *log = NULL;
    const rh_ingest_options options = {0};
    const rh_code code = rh_log_read(&log, &f->arena, paths, n, &options, &f->diags);
    if (code != RH_OK) fail_msg("%s", f->diags.errors[0].text);
    return log;
}

static const rh_log *log_of(fixture *f, const char *text)
{
    const char *path = kit_folder_text(&f->folder, "log.jsonl", text);
    return must_read(f, &path, 1);
}

static void has_counts(const rh_log *log, size_t source, uint64_t read, uint64_t accepted, uint64_t duplicate,
                       uint64_t quarantined)
{
    const rh_source_counts *s = &log->sources[source];
    /* Covers: V1 */
    assert_int_equal(s->read, s->accepted + s->duplicate + s->quarantined);
    if (s->read != read || s->accepted != accepted || s->duplicate != duplicate || s->quarantined != quarantined)
        fail_msg("read %d accepted %d duplicate %d quarantined %d", (int)s->read, (int)s->accepted, (int)s->duplicate,
                 (int)s->quarantined);
}

#define EVENT(id, more)                                                                                                \
    "{\"specversion\":\"1.0\",\"id\":\"" id "\",\"source\":\"/t\",\"type\":\"noted\",\"subject\":\"J\","               \
    "\"time\":\"2024-03-12T14:00:00Z\",\"data\":{}" more "}"

static void log__sorts_journeys_and_events(void **state)
{
    const rh_log *log = log_of(
        *state, "{\"specversion\":\"1.0\",\"id\":\"2\",\"source\":\"/"
                "t\",\"type\":\"b\",\"subject\":\"K\",\"time\":\"2024-03-12T14:00:00+01:00\",\"data\":{\"n\":5.0}}\n"
                "\n"
                "{\"specversion\":\"1.0\",\"id\":\"1\",\"source\":\"/"
                "t\",\"type\":\"a\",\"subject\":\"K\",\"time\":\"2024-03-12T12:00:00Z\",\"actor\":\"ann\","
                "\"actorrole\":\"csm\",\"actorkind\":\"human\",\"synthetic\":true,\"data\":{}}\r\n" EVENT(
                    "3", ",\"knowntime\":\"2024-03-13T00:00:00.5Z\",\"sequence\":\"7\""));
    assert_int_equal(log->n_journeys, 2);
    assert_int_equal(log->n_events, 3);
    has_counts(log, 0, 3, 3, 0, 0);
    assert_true(rh_str_eq(log->journeys[0].id, RH_STR("J")));
    assert_int_equal(log->newest.s, 1710288000);
    assert_int_equal(log->newest.ns, 500000000);
    const rh_journey *k = &log->journeys[1];
    assert_int_equal(k->n_events, 2);
    assert_true(rh_str_eq(k->events[0].id, RH_STR("1")) && k->events[0].is_synthetic);
    assert_true(rh_str_eq(k->events[0].actorkind, RH_STR("human")) && rh_str_eq(k->events[0].actor, RH_STR("ann")));
    assert_true(rh_str_eq(k->events[1].actorkind, RH_STR("system")) && k->events[1].actor.ptr == NULL);
    assert_int_equal(rh_value_field(k->events[1].data, RH_STR("n"))->kind, RH_INT);
    assert_true(rh_str_eq(log->journeys[0].events[0].sequence, RH_STR("7")));
}

typedef struct refusal {
    const char *line;
    rh_code code;
    uint32_t col;
    const char *says;
} refusal;

static void log__quarantines_a_bad_line_with_its_place_and_bytes(void **state)
{
    static const refusal cases[] = {
        {"{\"specversion\":\"1.0\",", RH_JSON_SYNTAX, 22, "a key in quotes"},       /* Covers: I1 */
        {EVENT("1", ",\"x\":\"\xff\""), RH_JSON_TEXT, 119, "UTF-8"},                /* Covers: I2 */
        {EVENT("1", ",\"x\":\"\\ud800\""), RH_JSON_TEXT, 119, "surrogate"},         /* Covers: I2 */
        {EVENT("1", ",\"x\":\"\\u0000\""), RH_JSON_TEXT, 118, "U+0000"},            /* Covers: I2 */
        {EVENT("1", ",\"id\":\"2\""), RH_JSON_DUPLICATE, 114, "twice"},             /* Covers: I3 */
        {EVENT("1", ",\"x\":9223372036854775808"), RH_JSON_NUMBER, 118, "64 bits"}, /* Covers: I5 */
        {EVENT("1", ",\"subject\":null"), RH_JSON_DUPLICATE, 114, "twice"},
        {"{\"specversion\":\"1.0\",\"id\":\"1\",\"source\":\"/"
         "t\",\"type\":\"a\",\"time\":\"2024-03-12T14:00:00Z\",\"data\":{}}",
         RH_EVENT_JOURNEY, 1, "belongs to no journey"}, /* Covers: I15 */
        {EVENT("1", ",\"knowntime\":\"2024-03-12T13:59:59Z\""), RH_EVENT_KNOWN_EARLY, 1, "before time"},
        {EVENT("1", ",\"knowntime\":\"2024-03-12T15:00:00\""), RH_EVENT_TIME, 1, "with a zone"}, /* Covers: T1 */
        {EVENT("1", ",\"knowntime\":\"2024-03-12T23:59:60Z\""), RH_EVENT_TIME, 1, "knowntime"},  /* Covers: T3 */
        {EVENT("1", ",\"knowntime\":\"2024-03-12T24:00:00Z\""), RH_EVENT_TIME, 1, "knowntime"},  /* Covers: T3 */
        {EVENT("1", ",\"knowntime\":\"12/03/2026\""), RH_EVENT_TIME, 1, "99/99/9999"},           /* Covers: T5 */
        {EVENT("1", ",\"sequence\":7"), RH_EVENT_ATTRIBUTE, 1, "\"sequence\" is int, where a string"},
        {EVENT("1", ",\"actorkind\":\"robot\""), RH_EVENT_ATTRIBUTE, 1, "form \"aaaaa\""},
        {EVENT("1", ",\"registerrev\":\"HEAD\""), RH_EVENT_ATTRIBUTE, 1, "registerrev"},
        {EVENT("1", ",\"synthetic\":1"), RH_EVENT_ATTRIBUTE, 1, "synthetic"},
        {EVENT("", ""), RH_EVENT_ATTRIBUTE, 1, "\"id\" is empty"},
        {"7", RH_EVENT_ATTRIBUTE, 1, "int, where an object"},
        {"{\"specversion\":\"0.3\"}", RH_EVENT_ATTRIBUTE, 1, "0.3"},
    };
    fixture *f = *state;
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        char text[2000];
        snprintf(text, sizeof text, EVENT("good", "") "\n%s\n", cases[i].line);
        const rh_log *log = log_of(f, text);
        has_counts(log, 0, 2, 1, 0, 1);
        const rh_quarantined *q = &log->quarantined[0];
        if (q->why.code != cases[i].code || q->why.span.col != cases[i].col ||
            strstr(q->why.text, cases[i].says) == NULL)
            fail_msg("%s: %s at %u: %s", cases[i].line, rh_code_name(q->why.code), q->why.span.col, q->why.text);
        assert_int_equal(q->why.span.line, 2);
        assert_int_equal(q->offset, strlen(EVENT("good", "")) + 1);
        /* Covers: V6 */
        assert_true(rh_str_eq(q->raw, rh_str_of(cases[i].line)));
    }
}

static void log__a_cut_last_line_is_named(void **state)
{
    const rh_log *log = log_of(*state, EVENT("1", "") "\n{\"specversion\":\"1.0\",\"id\":\"2");
    /* Covers: I1 */
    assert_int_equal(log->quarantined[0].why.code, RH_LINE_CUT);
    assert_int_equal(log->quarantined[0].why.span.line, 2);
    assert_int_equal(log->quarantined[0].why.span.col, 27);
    has_counts(log, 0, 2, 1, 0, 1);
    /* A last line that is whole needs no line end. */
    has_counts(log_of(*state, EVENT("1", "")), 0, 1, 1, 0, 0);
}

static void log__lines_over_the_limit_are_quarantined(void **state)
{
    fixture *f = *state;
    static const int lengths[] = {RH_LIMIT_LINE_BYTES - 1, RH_LIMIT_LINE_BYTES, RH_LIMIT_LINE_BYTES + 1,
                                  3 * RH_LIMIT_LINE_BYTES + 77};
    for (size_t i = 0; i < sizeof lengths / sizeof *lengths; i++) {
        const size_t head = strlen(EVENT("1", ""));
        const size_t n = (size_t)lengths[i];
        char *text = malloc(n + 2 * head + 10);
        memset(text, ' ', n);
        memcpy(text, EVENT("1", ""), head);
        sprintf(text + n, "\n%s\n", EVENT("2", ""));
        const rh_log *log = log_of(f, text);
        free(text);
        const bool is_over = n > RH_LIMIT_LINE_BYTES;
        /* Covers: I4 */
        has_counts(log, 0, 2, is_over ? 1 : 2, 0, is_over);
        if (!is_over) continue;
        assert_int_equal(log->quarantined[0].why.code, RH_LINE_LONG);
        /* Covers: H2 */
        assert_int_equal(log->quarantined[0].raw_length, n);
        assert_int_equal(log->quarantined[0].raw.len, RH_LIMIT_LINE_BYTES);
    }
}

static void log__marks_and_line_ends_of_others_are_read(void **state)
{
    const rh_log *log = log_of(*state,
                               "\xef\xbb\xbf" EVENT("1", ",\"x\":\"a\xe2\x80\xa8z\"") "\r\n" EVENT("2", "") "\r\n");
    /* Covers: I6 */
    has_counts(log, 0, 2, 2, 0, 0);
    assert_int_equal(log->n_quarantined, 0);
}

static void log__the_same_event_again_is_a_duplicate(void **state)
{
    const rh_log *log = log_of(*state, EVENT("1", "") "\n" EVENT("2", ",\"x\":1.0") "\n" EVENT(
                                           "1", "") "\n"
                                                    "{\"id\":\"2\",\"x\":1, "
                                                    "\"source\":\"/"
                                                    "t\",\"type\":\"noted\",\"subject\":\"J\",\"specversion\":\"1.0\","
                                                    "\"time\":\"2024-03-12T14:00:00Z\",\"data\":{}}\n");
    /* Covers: I12 */
    has_counts(log, 0, 4, 2, 2, 0);
    assert_int_equal(log->n_events, 2);
}

static void log__one_identity_with_two_contents_quarantines_all_of_them(void **state)
{
    const rh_log *log = log_of(*state,
                               EVENT("1", "") "\n" EVENT("2", "") "\n" EVENT("1", ",\"x\":1") "\n" EVENT("1", "") "\n");
    /* Covers: I13 */
    has_counts(log, 0, 4, 1, 0, 3);
    for (size_t i = 0; i < 3; i++) assert_int_equal(log->quarantined[i].why.code, RH_EVENT_CONFLICT);
    assert_true(strstr(log->quarantined[0].why.text, "CONFLICT") != NULL);
    assert_int_equal(log->quarantined[2].why.span.line, 4);
    assert_true(rh_str_eq(log->quarantined[1].raw, RH_STR(EVENT("1", ",\"x\":1"))));
}

static void log__identity_is_judged_before_other_checks(void **state)
{
    /* A bad event and a good one of one identity are a conflict; a bad event twice is one and its duplicate (ruling 6).
     */
    const rh_log *log = log_of(*state, EVENT("1", "") "\n" EVENT("1", ",\"sequence\":1") "\n" EVENT(
                                           "2", ",\"sequence\":1") "\n" EVENT("2", ",\"sequence\":1") "\n");
    has_counts(log, 0, 4, 0, 1, 3);
    assert_int_equal(log->quarantined[0].why.code, RH_EVENT_CONFLICT);
    assert_int_equal(log->quarantined[1].why.code, RH_EVENT_CONFLICT);
    assert_int_equal(log->quarantined[2].why.code, RH_EVENT_ATTRIBUTE);
}

/* Everything of a log that a replay could see, as text. */
static rh_str shown(fixture *f, const rh_log *log)
{
    rh_buf buf;
    rh_buf_init(&buf, &f->arena, 1 << 20);
    for (size_t i = 0; i < log->n_journeys; i++)
        for (size_t k = 0; k < log->journeys[i].n_events; k++) {
            const rh_event *e = &log->journeys[i].events[k];
            rh_buf_printf(&buf, "%.*s %.*s %.*s ", RH_ARG(log->journeys[i].id), RH_ARG(e->source), RH_ARG(e->id));
            rh_value_put_json(&buf, e->data);
            rh_buf_byte(&buf, '\n');
        }
    return rh_buf_str(&buf);
}

static void log__order_of_files_and_lines_changes_nothing(void **state)
{
    fixture *f = *state;
    static const char a[] = EVENT("1", "") "\n" EVENT("2", ",\"knowntime\":\"2024-04-01T00:00:00Z\"") "\n" EVENT(
        "3", "") "\n";
    static const char b[] = EVENT("3", ",\"x\":2") "\n" EVENT(
        "2", ",\"knowntime\":\"2024-04-01T00:00:00Z\"") "\n" EVENT("0", "") "\n";
    static const char all[] =
        EVENT("0", "") "\n" EVENT("3", "") "\n" EVENT("2", ",\"knowntime\":\"2024-04-01T00:00:00Z\"") "\n" EVENT(
            "2", ",\"knowntime\":\"2024-04-01T00:00:00Z\"") "\n" EVENT("3", ",\"x\":2") "\n" EVENT("1", "") "\n";
    const char *one[] = {kit_folder_text(&f->folder, "a", a), kit_folder_text(&f->folder, "b", b)};
    const char *two[] = {one[1], one[0]};
    const char *three[] = {kit_folder_text(&f->folder, "all", all)};
    const rh_log *first = must_read(f, one, 2), *second = must_read(f, two, 2), *third = must_read(f, three, 1);
    /* Covers: I14 */
    assert_true(rh_str_eq(shown(f, first), shown(f, second)));
    /* Covers: I14 */
    assert_true(rh_str_eq(shown(f, first), shown(f, third)));
    assert_int_equal(first->n_events, 3);
    for (size_t i = 0; i < 2; i++) assert_true(rh_str_eq(first->sources[i].file, second->sources[i].file));
    has_counts(first, 0, 3, 2, 0, 1);
    has_counts(second, 0, 3, 2, 0, 1);
    has_counts(second, 1, 3, 1, 1, 1);
}

static void fails(fixture *f, const char *path, rh_code code, const char *says)
{
    const rh_log *log = NULL;
    const rh_ingest_options options = {0};
    rh_diags_init(&f->diags, &f->arena);
    const rh_code got = rh_log_read(&log, &f->arena, &path, 1, &options, &f->diags);
    if (got != code || f->diags.n_errors != 1 || strstr(f->diags.errors[0].text, says) == NULL)
        fail_msg("%s: %s: %s", path, rh_code_name(got), f->diags.n_errors > 0 ? f->diags.errors[0].text : "no error");
    assert_null(log);
    assert_true(rh_str_eq(f->diags.errors[0].span.file, rh_str_of(path)));
}

static void log__missing_empty_and_blank_are_three_messages(void **state)
{
    fixture *f = *state;
    /* Covers: I11 */
    fails(f, kit_folder_at(&f->folder, "none"), RH_INPUT_MISSING, "No such file");
    assert_int_equal(rh_code_class(RH_INPUT_MISSING), RH_CLASS_NOINPUT);
    rh_diags_init(&f->diags, &f->arena);
    assert_int_equal(log_of(f, "")->n_journeys, 0);
    assert_int_equal(f->diags.warnings[0].code, RH_INPUT_EMPTY);
    assert_int_equal(log_of(f, "\xef\xbb\xbf\n\r\n")->sources[0].read, 0);
    assert_int_equal(f->diags.warnings[1].code, RH_INPUT_HEADER_ONLY);
}

static void log__files_that_are_no_logs_are_refused_once(void **state)
{
    fixture *f = *state;
    const char *fifo = kit_folder_at(&f->folder, "fifo");
    assert_int_equal(mkfifo(fifo, 0600), 0);
    /* Covers: I19 */
    fails(f, fifo, RH_INPUT_KIND, "a pipe");
    fails(f, f->folder.path, RH_INPUT_KIND, "a directory");
    fails(f, "/dev/zero", RH_INPUT_KIND, "a device");
    /* Covers: I7 */
    fails(f, kit_folder_text(&f->folder, "array", "\n  [\n" EVENT("1", "") "\n]\n"), RH_INPUT_ARRAY,
          "each element on a line");
    assert_int_equal(f->diags.errors[0].span.line, 2);
    assert_int_equal(f->diags.errors[0].span.col, 3);
    /* Covers: I10 */
    fails(f, kit_folder_write(&f->folder, "utf16", "\xff\xfe{\0}\0", 6), RH_INPUT_ENCODING, "UTF-16");
}

static void log__all_bad_files_are_listed(void **state)
{
    fixture *f = *state;
    const rh_log *log = NULL;
    const char *paths[] = {kit_folder_at(&f->folder, "x"), f->folder.path};
    const rh_ingest_options options = {0};
    /* Covers: V4 */
    assert_int_not_equal(rh_log_read(&log, &f->arena, paths, 2, &options, &f->diags), RH_OK);
    assert_int_equal(f->diags.n_errors, 2);
}

/* Grows the file while it is being read. */
static void append(void *ctx, const char *path, uint64_t done_bytes, uint64_t size_bytes)
{
    (void)ctx, (void)size_bytes;
    if (done_bytes == 0 || size_bytes > 1000) return;
    FILE *file = fopen(path, "a");
    assert_non_null(file);
    assert_true(fputs("\n", file) > 0);
    assert_int_equal(fclose(file), 0);
}

static void log__a_file_that_changes_while_it_is_read_is_an_error(void **state)
{
    fixture *f = *state;
    const rh_log *log = NULL;
    const char *path = kit_folder_text(&f->folder, "log.jsonl", EVENT("1", "") "\n");
    const rh_ingest_options options = {.progress = append};
    /* Covers: I18 */
    assert_int_equal(rh_log_read(&log, &f->arena, &path, 1, &options, &f->diags), RH_INPUT_CHANGED);
    assert_int_equal(rh_code_class(RH_INPUT_CHANGED), RH_CLASS_IO);
}

/* Writes other bytes of the same number over those that are being read. */
static void overwrite(void *ctx, const char *path, uint64_t done_bytes, uint64_t size_bytes)
{
    (void)ctx, (void)size_bytes;
    if (done_bytes == 0) return;
    FILE *file = fopen(path, "r+");
    assert_non_null(file);
    assert_int_equal(fputc(' ', file), ' ');
    assert_int_equal(fclose(file), 0);
}

static void log__a_file_that_is_written_over_in_place_while_it_is_read_is_an_error(void **state)
{
    fixture *f = *state;
    const rh_log *log = NULL;
    const char *path = kit_folder_text(&f->folder, "log.jsonl", EVENT("1", "") "\n");
    const struct timespec once[2] = {{.tv_sec = 1000000000}, {.tv_sec = 1000000000}};
    const rh_ingest_options options = {.progress = overwrite};
    assert_int_equal(utimensat(AT_FDCWD, path, once, 0), 0);
    /* Covers: I18 */
    assert_int_equal(rh_log_read(&log, &f->arena, &path, 1, &options, &f->diags), RH_INPUT_CHANGED);
}

/* What rotation and backups do to a file: its mode, its links and its name change, its bytes do not. */
static void rotate(void *ctx, const char *path, uint64_t done_bytes, uint64_t size_bytes)
{
    const kit_folder *folder = ctx;
    (void)size_bytes;
    if (done_bytes == 0) return;
    assert_int_equal(chmod(path, 0400), 0);
    assert_int_equal(link(path, kit_folder_at(folder, "backup")), 0);
    assert_int_equal(rename(path, kit_folder_at(folder, "log.jsonl.1")), 0);
    assert_int_equal(unlink(kit_folder_at(folder, "log.jsonl.1")), 0);
}

static void log__a_file_that_is_rotated_away_while_it_is_read_is_read_in_full(void **state)
{
    fixture *f = *state;
    const rh_log *log = NULL;
    const char *path = kit_folder_text(&f->folder, "log.jsonl", EVENT("1", "") "\n");
    const rh_ingest_options options = {.progress = rotate, .progress_ctx = &f->folder};
    /* Covers: I18 */
    assert_int_equal(rh_log_read(&log, &f->arena, &path, 1, &options, &f->diags), RH_OK);
    assert_int_equal(log->n_journeys, 1);
}

static const char *packed(fixture *f, bool is_zstd, const char *text, size_t n, size_t cut)
{
    const size_t room = n / 2 + 4096;
    char *bytes = malloc(room);
    size_t len;
    if (is_zstd) {
        len = ZSTD_compress(bytes, room, text, n, 3);
        assert_false(ZSTD_isError(len));
    } else {
        z_stream z = {.next_in = (Bytef *)(uintptr_t)text,
                      .avail_in = (uInt)n,
                      .next_out = (Bytef *)bytes,
                      .avail_out = (uInt)room};
        assert_int_equal(deflateInit2(&z, 9, Z_DEFLATED, 15 + 16, 9, Z_DEFAULT_STRATEGY), Z_OK);
        assert_int_equal(deflate(&z, Z_FINISH), Z_STREAM_END);
        len = z.total_out;
        deflateEnd(&z);
    }
    const char *path = kit_folder_write(&f->folder, "packed", bytes, len - cut);
    free(bytes);
    return path;
}

static void log__reads_gzip_and_zstd(void **state)
{
    fixture *f = *state;
    static const char text[] = EVENT("1", "") "\n" EVENT("2", "") "\n";
    for (int is_zstd = 0; is_zstd < 2; is_zstd++) {
        const char *path = packed(f, is_zstd, text, strlen(text), 0);
        has_counts(must_read(f, &path, 1), 0, 2, 2, 0, 0);
        fails(f, packed(f, is_zstd, text, strlen(text), 9), RH_INPUT_PACKED, "too early");
    }
    /* A frame that says nothing, then two that do. */
    static const char nothing[] = "\x5a\x2a\x4d\x18\x03\0\0\0abc";
    char bytes[2000];
    size_t n = sizeof nothing - 1;
    memcpy(bytes, nothing, n);
    for (int i = 0; i < 2; i++) n += ZSTD_compress(bytes + n, sizeof bytes - n, text, strlen(text), 3);
    const char *path = kit_folder_write(&f->folder, "frames.zst", bytes, n);
    has_counts(must_read(f, &path, 1), 0, 4, 2, 2, 0);
}

static void log__a_compression_bomb_is_refused(void **state)
{
    fixture *f = *state;
    const size_t n = 192 << 20;
    char *zeros = calloc(n, 1);
    assert_non_null(zeros);
    for (int is_zstd = 0; is_zstd < 2; is_zstd++) /* Covers: I20 */
        fails(f, packed(f, is_zstd, zeros, n, 0), RH_INPUT_BOMB, "more than 500 for one");
    free(zeros);
}

/* The replay's counts of the conformance set agree with ingest's where ingest decides: read and duplicate. */
static void log__counts_what_the_conformance_set_counts(void **state)
{
    fixture *f = *state;
    int n = 0;
    for (int seed = 0; seed < 2000; seed++) {
        char path[256], text[512] = {0};
        snprintf(path, sizeof path, "../shared/conformance/random/%d/counts.json", seed);
        FILE *file = fopen(path, "r");
        if (file == NULL) continue;
        assert_true(fread(text, 1, sizeof text - 1, file) > 0);
        fclose(file);
        snprintf(path, sizeof path, "../shared/conformance/random/%d/events.jsonl", seed);
        const char *paths = path;
        const rh_log *log = must_read(f, &paths, 1);
        assert_int_equal(log->sources[0].read, strtoull(strstr(text, "\"read\":") + 7, NULL, 10));
        assert_int_equal(log->sources[0].duplicate, strtoull(strstr(text, "\"duplicate\":") + 12, NULL, 10));
        assert_true(log->sources[0].quarantined <= strtoull(strstr(text, "\"quarantined\":") + 14, NULL, 10));
        rh_arena_reset(&f->arena);
        n++;
    }
    if (n == 0) {
        print_message("skipped: ../shared/conformance/random not found\n");
        skip();
    }
}

int main(void)
{
#define TEST(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)
    const struct CMUnitTest tests[] = {
        TEST(log__sorts_journeys_and_events),
        TEST(log__quarantines_a_bad_line_with_its_place_and_bytes),
        TEST(log__a_cut_last_line_is_named),
        TEST(log__lines_over_the_limit_are_quarantined),
        TEST(log__marks_and_line_ends_of_others_are_read),
        TEST(log__the_same_event_again_is_a_duplicate),
        TEST(log__one_identity_with_two_contents_quarantines_all_of_them),
        TEST(log__identity_is_judged_before_other_checks),
        TEST(log__order_of_files_and_lines_changes_nothing),
        TEST(log__missing_empty_and_blank_are_three_messages),
        TEST(log__files_that_are_no_logs_are_refused_once),
        TEST(log__all_bad_files_are_listed),
        TEST(log__a_file_that_changes_while_it_is_read_is_an_error),
        TEST(log__a_file_that_is_written_over_in_place_while_it_is_read_is_an_error),
        TEST(log__a_file_that_is_rotated_away_while_it_is_read_is_read_in_full),
        TEST(log__reads_gzip_and_zstd),
        TEST(log__a_compression_bomb_is_refused),
        TEST(log__counts_what_the_conformance_set_counts),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
