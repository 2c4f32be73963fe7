/* Zones against the C library: every zone of the machine at sampled instants, at every change, in gaps and overlaps. */
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>

#include "engine/base/buf.h"
#include "engine/value/zone_insides.h"
#include "tests/kit/memory.h"
#include "tests/kit/scale.h"

#include <dirent.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>

#define ZONEINFO "/usr/share/zoneinfo"

static rh_str read_file(rh_arena *arena, const char *path)
{
    FILE *file = fopen(path, "rb");
    assert_non_null(file);
    char *bytes = rh_arena_alloc(arena, 1 << 20);
    const size_t n = fread(bytes, 1, 1 << 20, file);
    fclose(file);
    return (rh_str){bytes, n};
}

/* ---- the C library's view ---- */

static int64_t library_offset(int64_t t)
{
    const time_t when = (time_t)t;
    struct tm tm;
    assert_non_null(localtime_r(&when, &tm));
    const int64_t local = rh_days_from_civil(tm.tm_year + 1900, tm.tm_mon + 1, tm.tm_mday) * 86400 + tm.tm_hour * 3600 +
                          tm.tm_min * 60 + tm.tm_sec;
    return local - t;
}

/* The first instant in (low, high] whose offset is not that of low. */
static int64_t library_change(int64_t low, int64_t high)
{
    const int64_t before = library_offset(low);
    while (high - low > 1) {
        const int64_t mid = low + (high - low) / 2;
        if (library_offset(mid) == before) low = mid;
        else high = mid;
    }
    return high;
}

/* ---- the comparison ---- */

static rh_instant local(const rh_zone *zone, int64_t local_s)
{
    int64_t days = local_s / 86400, second = local_s % 86400;
    if (second < 0) days--, second += 86400;
    return rh_zone_local(zone, days, (int32_t)second);
}

static void check_offset(const rh_zone *zone, int64_t t)
{
    const int64_t ours = rh_zone_offset(zone, (rh_instant){t, 0}), theirs = library_offset(t);
    if (ours != theirs)
        fail_msg("%.*s at %lld: %lld, not %lld", RH_ARG(rh_zone_name(zone)), (long long)t, (long long)ours,
                 (long long)theirs);
}

static void check_local(const rh_zone *zone, int64_t local_s, int64_t expected)
{
    const int64_t t = local(zone, local_s).s;
    if (t != expected)
        fail_msg("%.*s local %lld: %lld, not %lld", RH_ARG(rh_zone_name(zone)), (long long)local_s, (long long)t,
                 (long long)expected);
}

static void check_is(const rh_zone *zone, int64_t local_s, rh_local_times expected)
{
    int64_t days = local_s / 86400, second = local_s % 86400;
    if (second < 0) days--, second += 86400;
    const rh_local_times is = rh_zone_local_is(zone, days, (int32_t)second);
    if (is != expected)
        fail_msg("%.*s local %lld: is there %d, not %d", RH_ARG(rh_zone_name(zone)), (long long)local_s, (int)is,
                 (int)expected);
}

/* Covers: T2 */
static void check_change(const rh_zone *zone, int64_t at)
{
    const int64_t a = library_offset(at - 1), b = library_offset(at);
    check_offset(zone, at - 1);
    check_offset(zone, at);
    for (int i = 0; i < 5; i++) { /* in a gap: the change; in an overlap: the first of the two */
        const int64_t in_gap = at + a + (b - a - 1) * i / 4, in_overlap = at + b + (a - b - 1) * i / 4;
        if (b > a) check_local(zone, in_gap, at), check_is(zone, in_gap, RH_LOCAL_NEVER);
        else check_local(zone, in_overlap, in_overlap - a), check_is(zone, in_overlap, RH_LOCAL_TWICE);
    }
    check_is(zone, at + (a < b ? a : b) - 1, RH_LOCAL_ONCE);
    check_is(zone, at + (a < b ? b : a), RH_LOCAL_ONCE);
    check_local(zone, at + a - 1, at - 1);
    if (b > a) check_local(zone, at + b, at);
    else check_local(zone, at + a, at + a - b);
}

static size_t check_zone(const rh_zone *zone)
{
    enum { STEP_S = 86400 * 25 + 4567 };
    size_t n_changes = 0;
    int64_t t = rh_days_from_civil(1871, 1, 1) * 86400, last = library_offset(t);
    const int64_t end = rh_days_from_civil(2120, 1, 1) * 86400;
    for (; t < end; t += STEP_S) {
        check_offset(zone, t);
        const int64_t next = library_offset(t + STEP_S);
        if (next != last) {
            const int64_t at = library_change(t, t + STEP_S);
            if (library_offset(at) == next) check_change(zone, at), n_changes++; /* else two changes within a step */
        } else if (library_offset(t - 86400) == last) {                          /* not the second of two */
            check_local(zone, t + last, t);
        }
        last = next;
    }
    return n_changes;
}

/* Of a scaled run, every n-th zone. */
static void check_tree(const char *folder, rh_arena *arena, size_t *n_zones, size_t *n_changes)
{
    DIR *dir = opendir(folder);
    assert_non_null(dir);
    for (const struct dirent *d; (d = readdir(dir)) != NULL;) {
        char path[600], variable[610];
        struct stat st;
        snprintf(path, sizeof path, "%s/%s", folder, d->d_name);
        if (d->d_name[0] == '.' || strcmp(d->d_name, "right") == 0 || strcmp(d->d_name, "posix") == 0) continue;
        if (stat(path, &st) != 0) continue;
        if (S_ISDIR(st.st_mode)) {
            check_tree(path, arena, n_zones, n_changes);
            continue;
        }
        rh_arena_reset(arena);
        const rh_str bytes = read_file(arena, path);
        if (!rh_str_starts(bytes, RH_STR("TZif"))) continue; /* tables and lists */
        if (++*n_zones % kit_scale() != 0) continue;
        const rh_zone *zone;
        rh_err err;
        if (rh_zone_read(&zone, arena, rh_str_of(path), bytes, &err) != RH_OK) fail_msg("%s", err.text);
        snprintf(variable, sizeof variable, ":%s", path);
        setenv("TZ", variable, 1);
        tzset();
        *n_changes += check_zone(zone);
    }
    closedir(dir);
}

static void zone__every_zone_agrees_with_localtime_r(void **state)
{
    (void)state;
    rh_arena arena = kit_arena();
    size_t n_zones = 0, n_changes = 0;
    check_tree(ZONEINFO, &arena, &n_zones, &n_changes);
    printf("%zu zones, %zu changes\n", kit_scaled(n_zones, 1, "zones"), n_changes);
    assert_true(n_zones > 300);
    assert_true(n_changes > 50000 / kit_scale() / 2);
    rh_arena_dispose(&arena);
}

/* ---- rules by hand: a version 2 file with no transitions and a footer ---- */

static rh_code read_rule(const rh_zone **zone, rh_arena *arena, const char *footer, rh_err *err)
{
    static const char header[] = "TZif2\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\1\0\0\0\1";
    static const char body[] = "\0\0\0\0\0\0"; /* one type, offset 0; one character of names */
    rh_buf buf;
    rh_buf_init(&buf, arena, 1000);
    for (int i = 0; i < 2; i++) {
        rh_buf_put(&buf, (rh_str){header, 44});
        rh_buf_put(&buf, (rh_str){body, 7});
    }
    rh_buf_printf(&buf, "\n%s\n", footer);
    return rh_zone_read(zone, arena, RH_STR("rule"), rh_buf_str(&buf), err);
}

static const struct {
    const char *footer, *at;
    int32_t offset_s;
} rules[] = {
    {"EST5EDT,M3.2.0,M11.1.0", "2024-03-10T06:59:59Z", -18000},
    {"EST5EDT,M3.2.0,M11.1.0", "2024-03-10T07:00:00Z", -14400},
    {"EST5EDT,M3.2.0,M11.1.0", "2024-11-03T05:59:59Z", -14400},
    {"EST5EDT,M3.2.0,M11.1.0", "2024-11-03T06:00:00Z", -18000},
    {"<-03>3<-02>,M3.5.0/-2,M10.5.0/-1", "2024-03-31T00:59:59Z", -10800}, /* last Saturday 22:00 */
    {"<-03>3<-02>,M3.5.0/-2,M10.5.0/-1", "2024-03-31T01:00:00Z", -7200},
    {"AEST-10AEDT,M10.1.0,M4.1.0/3", "2024-01-01T00:00:00Z", 39600}, /* southern summer over the year's end */
    {"AEST-10AEDT,M10.1.0,M4.1.0/3", "2024-06-01T00:00:00Z", 36000},
    {"IST-1GMT0,M10.5.0,M3.5.0/1", "2024-01-01T00:00:00Z", 0}, /* winter time as the exception */
    {"IST-1GMT0,M10.5.0,M3.5.0/1", "2024-07-01T00:00:00Z", 3600},
    {"EST5EDT,0/0,J365/25", "2024-01-01T04:59:59Z", -14400}, /* summer time all year */
    {"EST5EDT,0/0,J365/25", "2024-01-01T05:00:00Z", -14400},
    {"EST5EDT,0/0,J365/25", "2023-07-01T00:00:00Z", -14400},
    {"XXX0YYY,J60/0,J61/0", "2024-03-01T00:30:00Z", 3600}, /* J60 is 1 March in leap years too */
    {"XXX0YYY,J60/0,J61/0", "2024-02-29T23:30:00Z", 0},
    {"XXX0YYY,59/0,60/0", "2024-02-29T00:30:00Z", 3600}, /* day 59 from 0 is 29 February in leap years */
    {"XXX0YYY,59/0,60/0", "2023-03-01T00:30:00Z", 3600},
    {"<+0545>-5:45", "2024-02-29T00:30:00Z", 20700},
    {"lmt-0:53:28", "2024-02-29T00:30:00Z", 3208},
    {"XXX0YYY,J10/0,J61/0", "2024-01-10T00:30:00Z", 3600}, /* before 29 February leap years count alike */
    {"XXX0YYY,J60/0,J60/1", "2024-06-01T00:00:00Z", 3600}, /* the two changes are one instant: summer begins */
};

static void zone__footer_rules_hold(void **state)
{
    (void)state;
    rh_arena arena = kit_arena();
    for (size_t i = 0; i < sizeof rules / sizeof rules[0]; i++) {
        const rh_zone *zone;
        rh_instant t;
        rh_err err;
        if (read_rule(&zone, &arena, rules[i].footer, &err) != RH_OK) fail_msg("%s", err.text);
        assert_true(rh_instant_parse(&t, rh_str_of(rules[i].at)));
        if (rh_zone_offset(zone, t) != rules[i].offset_s)
            fail_msg("%s at %s: %d", rules[i].footer, rules[i].at, rh_zone_offset(zone, t));
    }
    rh_arena_dispose(&arena);
}

/* Day 365 of a year that has none, and times of change a week before their day, lie in another year than
 * their rule's. */
static void zone__changes_of_a_rule_may_leave_their_year(void **state)
{
    (void)state;
    static const struct {
        const char *footer, *at, *until;
        int32_t offset_s;
    } changes[] = {
        {"AAA5BBB,365,0", "2027-01-01T05:59:59Z", "2027-01-01T06:00:00Z", -14400},
        {"AAA5BBB,365,0", "2027-01-01T06:00:00Z", "2027-01-01T07:00:00Z", -18000},
        {"AAA5BBB,365,0", "2027-01-01T07:00:00Z", "2028-01-01T06:00:00Z", -14400},
        {"XXX0YYY,J1/-167,J2/-167", "2026-12-25T01:00:00Z", "2026-12-26T00:00:00Z", 3600},
        {"XXX0YYY,J1/-167,J2/-167", "2026-12-30T00:00:00Z", "2027-12-25T01:00:00Z", 0},
    };
    rh_arena arena = kit_arena();
    for (size_t i = 0; i < sizeof changes / sizeof changes[0]; i++) {
        const rh_zone *zone;
        rh_instant at, until;
        assert_int_equal(read_rule(&zone, &arena, changes[i].footer, NULL), RH_OK);
        assert_true(rh_instant_parse(&at, rh_str_of(changes[i].at)));
        assert_true(rh_instant_parse(&until, rh_str_of(changes[i].until)));
        if (rh_zone_offset(zone, at) != changes[i].offset_s || rh_zone_until(zone, at) != until.s)
            fail_msg("%s at %s: %d until %lld", changes[i].footer, changes[i].at, rh_zone_offset(zone, at),
                     (long long)rh_zone_until(zone, at));
    }
    rh_arena_dispose(&arena);
}

/* Around the ends of time a rule is asked for the years 0 and 10000. */
static void zone__rules_hold_at_the_ends_of_time(void **state)
{
    (void)state;
    rh_arena arena = kit_arena();
    const rh_zone *zone = NULL;
    const rh_str bytes = read_file(&arena, ZONEINFO "/Europe/Berlin");
    assert_int_equal(rh_zone_read(&zone, &arena, RH_STR("Berlin"), bytes, NULL), RH_OK);
    assert_int_equal(rh_zone_offset(zone, RH_INSTANT_MAX), 3600);
    assert_int_equal(rh_zone_offset(zone, (rh_instant){RH_INSTANT_MAX.s - 180 * 86400, 0}), 7200);
    assert_int_not_equal(rh_zone_offset(zone, RH_INSTANT_MIN), 7200);
    rh_arena_dispose(&arena);
}

static void zone__midnight_that_does_not_exist_is_the_end_of_the_gap(void **state)
{
    (void)state;
    rh_arena arena = kit_arena();
    const rh_zone *zone;
    char text[32];
    assert_int_equal(read_rule(&zone, &arena, "EET-2EEST,M3.5.0/0,M10.5.0/0", NULL), RH_OK); /* as in Beirut */
    const int64_t day = rh_days_from_civil(2024, 3, 31);
    rh_instant_text(text, rh_zone_local(zone, day, 0));
    assert_string_equal(text, "2024-03-30T22:00:00Z");
    rh_instant_text(text, rh_zone_local(zone, day - 1, 86400)); /* 24:00 of the day before is the same */
    assert_string_equal(text, "2024-03-30T22:00:00Z");
    rh_instant_text(text, rh_zone_local(zone, day, 3600));
    assert_string_equal(text, "2024-03-30T22:00:00Z");
    assert_int_equal(rh_zone_day(zone, rh_zone_local(zone, day, 0)), day);
    rh_arena_dispose(&arena);
}

/* ---- whole files by hand ---- */

typedef struct file {
    int version;           /* 1 or 2 */
    int32_t offsets[4];    /* of the local time types */
    uint32_t n_types;
    int64_t at[4];         /* the transition number i is to type i % n_types */
    uint32_t n_transitions;
    const char *footer;    /* version 2 */
} file;

static void put_number(rh_buf *buf, uint64_t v, int n_bytes)
{
    for (int i = n_bytes; i-- > 0;) rh_buf_byte(buf, (char)(unsigned char)(v >> (8 * i)));
}

static void put_block(rh_buf *buf, const file *f, int time_bytes)
{
    rh_buf_put(buf, RH_STR("TZif"));
    rh_buf_byte(buf, f->version == 1 ? '\0' : '2');
    for (int i = 0; i < 15; i++) rh_buf_byte(buf, '\0');
    const uint32_t counts[] = {0, 0, 0, f->n_transitions, f->n_types, 1};
    for (int i = 0; i < 6; i++) put_number(buf, counts[i], 4);
    for (uint32_t i = 0; i < f->n_transitions; i++) put_number(buf, (uint64_t)f->at[i], time_bytes);
    for (uint32_t i = 0; i < f->n_transitions; i++) rh_buf_byte(buf, (char)(f->n_types != 0 ? i % f->n_types : 0));
    for (uint32_t i = 0; i < f->n_types; i++) put_number(buf, (uint32_t)f->offsets[i], 4), put_number(buf, 0, 2);
    rh_buf_byte(buf, '\0');
}

static rh_code read_made(const rh_zone **zone, rh_arena *arena, const file *f, rh_err *err)
{
    rh_buf buf;
    rh_buf_init(&buf, arena, 1000);
    put_block(&buf, f, 4);
    if (f->version == 2) put_block(&buf, f, 8), rh_buf_printf(&buf, "\n%s\n", f->footer);
    return rh_zone_read(zone, arena, RH_STR("made"), rh_buf_str(&buf), err);
}

static void zone__a_file_without_a_rule_goes_on_as_it_ends(void **state)
{
    (void)state;
    static const file files[] = {{1, {0, 3600}, 2, {1000, 2000}, 2, NULL}, {2, {0, 3600}, 2, {1000, 2000}, 2, ""}};
    rh_arena arena = kit_arena();
    for (size_t i = 0; i < 2; i++) {
        const rh_zone *zone = NULL;
        assert_int_equal(read_made(&zone, &arena, &files[i], NULL), RH_OK);
        assert_int_equal(rh_zone_offset(zone, (rh_instant){1999, 0}), 0);
        assert_int_equal(rh_zone_offset(zone, (rh_instant){2000, 0}), 3600);
        assert_int_equal(rh_zone_offset(zone, RH_INSTANT_MAX), 3600);
        assert_true(rh_zone_until(zone, (rh_instant){2000, 0}) > RH_INSTANT_MAX.s);
    }
    rh_arena_dispose(&arena);
}

static void zone__impossible_files_are_refused(void **state)
{
    (void)state;
    static const struct { file file; const char *why; } bad[] = {
        {{1, {0}, 0, {0}, 0, NULL}, "it has no local time type"},
        {{1, {100000}, 1, {0}, 0, NULL}, "an offset is further than 26 hours from UTC"},
        {{1, {0, 1}, 2, {5, 5}, 2, NULL}, "its transitions do not ascend"},
    };
    rh_arena arena = kit_arena();
    for (size_t i = 0; i < sizeof bad / sizeof bad[0]; i++) {
        const rh_zone *zone = NULL;
        rh_err err = {0};
        assert_int_equal(read_made(&zone, &arena, &bad[i].file, &err), RH_ZONE_BAD);
        assert_string_equal(err.text + strlen("time zone made: "), bad[i].why);
        assert_null(zone);
    }
    rh_arena_dispose(&arena);
}

/* Local times that changes a few minutes apart leave out: the end of the first gap, whatever comes after it. */
static void zone__changes_close_together_have_one_answer(void **state)
{
    (void)state;
    enum { T = 1000000, HOUR = 3600 };
    static const file files[] = { /* the first type holds before the first change too */
        {2, {0, 2 * HOUR, 0}, 3, {0, T, T + 600}, 3, ""},
        {2, {0, 2 * HOUR, -10 * HOUR, 2 * HOUR}, 4, {0, T, T + 600, T + 1200}, 4, ""},
    };
    rh_arena arena = kit_arena();
    for (size_t i = 0; i < 2; i++) {
        const rh_zone *zone = NULL;
        assert_int_equal(read_made(&zone, &arena, &files[i], NULL), RH_OK);
        assert_int_equal(rh_zone_offset(zone, (rh_instant){T, 0}), 2 * HOUR);
        /* The first zone is set back, so that the time comes after all. */
        assert_int_equal(local(zone, T + HOUR).s, i == 0 ? T + HOUR : T);
        assert_int_equal(local(zone, T + 300).s, T);
    }
    rh_arena_dispose(&arena);
}

static void zone__same_sees_every_difference(void **state)
{
    (void)state;
    static const file files[] = {
        {2, {0, 60}, 2, {0}, 0, ""},
        {2, {60, 0}, 2, {0}, 0, ""},
        {2, {0, 60}, 2, {5, 6}, 2, ""},
        {2, {0, 60}, 2, {5, 7}, 2, ""},
        {2, {0, 61}, 2, {5, 6}, 2, ""},
        {2, {0, 60}, 2, {0}, 0, "EST5"},
        {2, {0, 60}, 2, {0}, 0, "EST6"},
        {2, {0, 60}, 2, {0}, 0, "EST5EDT,M3.2.0,M11.1.0"},
        {2, {0, 60}, 2, {0}, 0, "EST5EDT3,M3.2.0,M11.1.0"},
        {2, {0, 60}, 2, {0}, 0, "EST5EDT,M4.2.0,M11.1.0"},
        {2, {0, 60}, 2, {0}, 0, "EST5EDT,M3.1.0,M11.1.0"},
        {2, {0, 60}, 2, {0}, 0, "EST5EDT,M3.2.1,M11.1.0"},
        {2, {0, 60}, 2, {0}, 0, "EST5EDT,M3.2.0/3,M11.1.0"},
        {2, {0, 60}, 2, {0}, 0, "EST5EDT,J9,M11.1.0"},
        {2, {0, 60}, 2, {0}, 0, "EST5EDT,9,M11.1.0"},
        {2, {0, 60}, 2, {0}, 0, "EST5EDT,M3.2.0,M11.1.1"},
    };
    enum { N = sizeof files / sizeof files[0] };
    rh_arena arena = kit_arena();
    const rh_zone *a[N], *b[N];
    for (size_t i = 0; i < N; i++) {
        assert_int_equal(read_made(&a[i], &arena, &files[i], NULL), RH_OK);
        assert_int_equal(read_made(&b[i], &arena, &files[i], NULL), RH_OK);
    }
    for (size_t i = 0; i < N; i++)
        for (size_t k = 0; k < N; k++)
            if (rh_zone__same(a[i], b[k]) != (i == k)) fail_msg("%zu and %zu", i, k);
    assert_true(rh_zone__same(a[0], a[0]));
    rh_arena_dispose(&arena);
}

/* ---- bad bytes ---- */

static void zone__bad_footers_are_refused(void **state)
{
    (void)state;
    static const char *const bad[] = {"EST",
                                      "5",
                                      "EST5EDT",
                                      "EST5EDT,M3.2.0",
                                      "EST5EDT,M13.2.0,M11.1.0",
                                      "EST5EDT,M3.6.0,M11.1.0",
                                      "EST5EDT,M3.2.7,M11.1.0",
                                      "EST5EDT,J0,J1",
                                      "EST5EDT,366,1",
                                      "E5",
                                      "E{T5",
                                      "ES[5",
                                      "EST5:60",
                                      "EST5:x",
                                      "EST5:00:60",
                                      "EST-25:30EDT,M3.2.0,M11.1.0",
                                      "EST5EDT;M3.2.0,M11.1.0",
                                      "EST5EDT,M3.2.0/x,M11.1.0",
                                      "EST5EDT,M3,M11",
                                      "EST5EDT,M3.2,M11.1",
                                      "<EST5",
                                      "EST5 ",
                                      "EST168",
                                      "<+0630>-66:0",
                                      "EST5EDT26,M3.2.0,M11.1.0",
                                      "EST5EDT,M3.2.0/168,M11.1.0",
                                      "EST5EDT,M3.2.0,M11.1.0,",
                                      "EST99999999999"};
    rh_arena arena = kit_arena();
    for (size_t i = 0; i < sizeof bad / sizeof bad[0]; i++) {
        const rh_zone *zone = NULL;
        rh_err err = {0};
        if (read_rule(&zone, &arena, bad[i], &err) != RH_ZONE_BAD || zone != NULL) fail_msg("%s", bad[i]);
        assert_string_equal(err.text, "time zone rule: its footer is no POSIX rule");
    }
    rh_arena_dispose(&arena);
}

static void zone__cut_or_changed_files_are_refused_or_read_within_bounds(void **state)
{
    (void)state;
    rh_arena arena = kit_arena();
    const rh_str bytes = read_file(&arena, ZONEINFO "/America/New_York");
    for (size_t len = 0; len < bytes.len; len++) {
        char *cut = malloc(len + 1); /* its own block, so that ASan sees a read past it */
        memcpy(cut, bytes.ptr, len);
        const rh_zone *zone;
        assert_int_equal(rh_zone_read(&zone, &arena, RH_STR("cut"), (rh_str){cut, len}, NULL), RH_ZONE_BAD);
        free(cut);
    }
    char *changed = malloc(bytes.len);
    for (size_t i = 0; i < bytes.len; i++) {
        memcpy(changed, bytes.ptr, bytes.len);
        changed[i] = (char)(changed[i] ^ 0x81);
        const rh_zone *zone;
        if (rh_zone_read(&zone, &arena, RH_STR("changed"), (rh_str){changed, bytes.len}, NULL) == RH_OK)
            rh_zone_local(zone, rh_days_from_civil(2024, 3, 10), 9000);
    }
    free(changed);
    rh_arena_dispose(&arena);
}

static void zone__leap_second_files_are_refused(void **state)
{
    (void)state;
    rh_arena arena = kit_arena();
    const char *path = ZONEINFO "/right/Europe/Berlin";
    struct stat st;
    if (stat(path, &st) != 0) {
        printf("skipped: %s not found\n", path);
        rh_arena_dispose(&arena);
        skip();
    }
    rh_err err;
    const rh_zone *zone;
    assert_int_equal(rh_zone_read(&zone, &arena, RH_STR("right/Europe/Berlin"), read_file(&arena, path), &err),
                     RH_ZONE_BAD);
    assert_string_equal(err.text, "time zone right/Europe/Berlin: it counts leap seconds, instants here do not");
    rh_arena_dispose(&arena);
}

static void zone__no_memory_is_told(void **state)
{
    (void)state;
    rh_arena arena = kit_arena(), tiny;
    rh_arena_init(&tiny, kit_memory(), 1);
    const rh_zone *zone;
    assert_int_equal(rh_zone_read(&zone, &tiny, RH_STR("x"), read_file(&arena, ZONEINFO "/America/New_York"), NULL),
                     RH_NOMEM);
    rh_arena_dispose(&tiny);
    rh_arena_dispose(&arena);
}

static void zone__utc_is_utc(void **state)
{
    (void)state;
    assert_int_equal(rh_zone_offset(rh_zone_utc(), (rh_instant){1700000000, 0}), 0);
    assert_int_equal(rh_zone_local(rh_zone_utc(), -1, 86399).s, -1);
    assert_int_equal(rh_zone_day(rh_zone_utc(), (rh_instant){-1, 0}), -1);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(zone__every_zone_agrees_with_localtime_r),
        cmocka_unit_test(zone__footer_rules_hold),
        cmocka_unit_test(zone__changes_of_a_rule_may_leave_their_year),
        cmocka_unit_test(zone__rules_hold_at_the_ends_of_time),
        cmocka_unit_test(zone__midnight_that_does_not_exist_is_the_end_of_the_gap),
        cmocka_unit_test(zone__a_file_without_a_rule_goes_on_as_it_ends),
        cmocka_unit_test(zone__impossible_files_are_refused),
        cmocka_unit_test(zone__changes_close_together_have_one_answer),
        cmocka_unit_test(zone__same_sees_every_difference),
        cmocka_unit_test(zone__bad_footers_are_refused),
        cmocka_unit_test(zone__cut_or_changed_files_are_refused_or_read_within_bounds),
        cmocka_unit_test(zone__leap_second_files_are_refused),
        cmocka_unit_test(zone__no_memory_is_told),
        cmocka_unit_test(zone__utc_is_utc),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
