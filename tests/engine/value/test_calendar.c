/* The calendar against brute force: a table of every minute of some years, from which sums and counts are read off. */
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>

#include "engine/value/calendar.h"
#include "tests/kit/memory.h"
#include "tests/kit/scale.h"

#include <stdio.h>

enum { NS = 1000000000, MINUTES_A_DAY = 1440, MARGIN_DAYS = 40, HOLIDAYS_MAX = 64 };

static const struct setting {
    const char *zone;
    int32_t open_min, close_min;
    const char *weekdays;                      /* from Sunday, x open */
    int32_t first_year, n_years, skipped_year; /* skipped_year: not covered, 0 none */
} settings[] = {
    {"America/New_York", 540, 1020, ".xxxxx.", 2024, 2, 0},
    {"America/New_York", 0, 1440, "xxxxxxx", 2024, 2, 0},
    {"America/Santiago", 0, 1440, ".xxxxx.", 2024, 2, 0}, /* changes at midnight */
    {"Asia/Beirut", 0, 1440, "xxxxxxx", 2024, 2, 0},      /* gap at midnight */
    {"Asia/Beirut", 30, 1435, "x.x.x.x", 2024, 2, 0},     /* opens within the gap */
    {"America/Sao_Paulo", 0, 1440, "xxxxxxx", 2017, 2, 0},
    {"Australia/Lord_Howe", 90, 125, "xxxxxxx", 2024, 2, 0}, /* half an hour, within the overlap */
    {"Europe/Berlin", 150, 165, "x......", 2024, 2, 0},      /* a Sunday's open time swallowed by the gap */
    {"Europe/Berlin", 60, 240, "xxxxxxx", 2023, 3, 2024},    /* a year missing */
    {"Pacific/Apia", 480, 1080, "xxxxxxx", 2011, 2, 0},      /* a day that never was */
    {"Asia/Kathmandu", 420, 1095, "xxxx.xx", 2024, 2, 0},
};

/* ---- brute force ---- */

typedef struct brute {
    const rh_zone *zone;
    int64_t first_min; /* minutes since 1970 UTC of index 0 */
    size_t n;          /* minutes */
    int64_t *local;    /* local minute of each */
    uint8_t *open;
    uint8_t *covered; /* by minute */
    uint32_t *before; /* open minutes before each; n + 1 */
    int64_t first_local;
    size_t n_local;
    int32_t *resolved; /* by local minute: its index, -1 unknown */
    uint8_t *exists;   /* by local minute */
    const rh_calendar *cal;
    struct setting s;
    int64_t holidays[HOLIDAYS_MAX];
    size_t n_holidays;
} brute;

static int64_t floor_div(int64_t a, int64_t b)
{
    return a / b - (a % b < 0);
}

static bool is_covered(const brute *b, int64_t day)
{
    int32_t y, m, d;
    rh_civil_from_days(day, &y, &m, &d);
    return y >= b->s.first_year && y < b->s.first_year + b->s.n_years && y != b->s.skipped_year;
}

static bool is_covered_between(const brute *b, int64_t from, int64_t to)
{
    for (int64_t day = from; day <= to; day++)
        if (!is_covered(b, day)) return false;
    return true;
}

static bool is_open_day(const brute *b, int64_t day)
{
    for (size_t i = 0; i < b->n_holidays; i++)
        if (b->holidays[i] == day) return false;
    return is_covered(b, day) && b->s.weekdays[((day + 4) % 7 + 7) % 7] == 'x';
}

static void resolve_locals(brute *b)
{
    for (size_t i = 0; i < b->n_local; i++) b->resolved[i] = -1;
    for (size_t i = 0; i < b->n; i++) {
        const int64_t at = b->local[i] - b->first_local;
        if (!b->exists[at]) b->resolved[at] = (int32_t)i, b->exists[at] = 1;
        for (int64_t gap = i > 0 ? b->local[i - 1] - b->first_local + 1 : at; gap < at; gap++)
            if (b->resolved[gap] < 0) b->resolved[gap] = (int32_t)i;
    }
}

static void open_days(brute *b)
{
    const int64_t first = floor_div(b->local[0], MINUTES_A_DAY) + 2,
                  last = floor_div(b->local[b->n - 1], MINUTES_A_DAY) - 2;
    for (int64_t day = first; day <= last; day++) {
        if (!is_open_day(b, day)) continue;
        const int64_t midnight = day * MINUTES_A_DAY - b->first_local;
        for (int32_t i = b->resolved[midnight + b->s.open_min]; i < b->resolved[midnight + b->s.close_min]; i++)
            b->open[i] = 1;
    }
    for (size_t i = 0; i < b->n; i++) b->before[i + 1] = b->before[i] + b->open[i];
}

static const rh_zone *load_zone(rh_arena *arena, const char *name)
{
    char path[100];
    snprintf(path, sizeof path, "/usr/share/zoneinfo/%s", name);
    FILE *file = fopen(path, "rb");
    assert_non_null(file);
    char *bytes = rh_arena_alloc(arena, 1 << 16);
    const size_t n = fread(bytes, 1, 1 << 16, file);
    fclose(file);
    const rh_zone *zone;
    assert_int_equal(rh_zone_read(&zone, arena, rh_str_of(name), (rh_str){bytes, n}, NULL), RH_OK);
    return zone;
}

static void make_calendar(brute *b, rh_arena *arena)
{
    static const int32_t dates[][2] = {{1, 1}, {3, 11}, {4, 1}, {7, 4}, {12, 25}, {12, 26}};
    for (int32_t y = b->s.first_year; y < b->s.first_year + b->s.n_years; y++)
        for (size_t i = 0; i < 6 && y != b->s.skipped_year; i++) {
            b->holidays[b->n_holidays++] = rh_days_from_civil(y, dates[5 - i][0], dates[5 - i][1]);
            if (i == 3) b->holidays[b->n_holidays] = b->holidays[b->n_holidays - 1], b->n_holidays++;
        }
    rh_calendar_spec spec = {.zone = b->zone,
                             .open_s = b->s.open_min * 60,
                             .close_s = b->s.close_min * 60,
                             .holidays = b->holidays,
                             .n_holidays = b->n_holidays};
    for (int i = 0; i < 7; i++) spec.weekdays[i] = b->s.weekdays[i] == 'x';
    assert_int_equal(rh_calendar_make(&b->cal, arena, &spec, NULL), RH_OK);
}

static void make_brute(brute *b, rh_arena *arena, const struct setting *s)
{
    *b = (brute){.s = *s, .zone = load_zone(arena, s->zone)};
    const int64_t first = rh_days_from_civil(s->first_year, 1, 1) - MARGIN_DAYS;
    b->first_min = first * MINUTES_A_DAY;
    b->n = (size_t)(rh_days_from_civil(s->first_year + s->n_years, 1, 1) + MARGIN_DAYS - first) * MINUTES_A_DAY;
    b->first_local = b->first_min - 2 * MINUTES_A_DAY;
    b->n_local = b->n + 4 * MINUTES_A_DAY;
    b->local = RH_NEW_N(arena, b->n, int64_t);
    b->open = RH_NEW_N(arena, b->n, uint8_t);
    b->covered = RH_NEW_N(arena, b->n, uint8_t);
    b->before = RH_NEW_N(arena, b->n + 1, uint32_t);
    b->resolved = RH_NEW_N(arena, b->n_local, int32_t);
    b->exists = RH_NEW_N(arena, b->n_local, uint8_t);
    for (size_t i = 0; i < b->n; i++) {
        const int64_t s_utc = (b->first_min + (int64_t)i) * 60;
        b->local[i] = floor_div(s_utc + rh_zone_offset(b->zone, (rh_instant){s_utc, 0}), 60);
        b->covered[i] = is_covered(b, floor_div(b->local[i], MINUTES_A_DAY));
    }
    make_calendar(b, arena);
    resolve_locals(b);
    open_days(b);
}

static size_t index_of(const brute *b, rh_instant t)
{
    const int64_t i = floor_div(t.s, 60) - b->first_min;
    assert_true(i >= 0 && (size_t)i < b->n);
    return (size_t)i;
}

static int64_t day_at(const brute *b, rh_instant t)
{
    return floor_div(b->local[index_of(b, t)], MINUTES_A_DAY);
}

static rh_instant instant_at(const brute *b, size_t index, rh_instant rest)
{
    return (rh_instant){(b->first_min + (int64_t)index) * 60 + rest.s, rest.ns};
}

/* The seconds and nanoseconds of t within its minute. */
static rh_instant rest_of(rh_instant t)
{
    return (rh_instant){t.s - floor_div(t.s, 60) * 60, t.ns};
}

static bool brute_add_days(const brute *b, rh_instant *out, rh_instant s, int64_t n)
{
    size_t i = index_of(b, s);
    rh_instant rest = rest_of(s);
    const int64_t from = floor_div(b->local[i], MINUTES_A_DAY);
    for (; !b->open[i]; i++, rest = (rh_instant){0, 0})
        if (i + 2 >= b->n || !b->covered[i]) return false;
    int64_t day = floor_div(b->local[i], MINUTES_A_DAY);
    const int64_t minute = b->local[i] - day * MINUTES_A_DAY;
    for (int64_t left = n; left > 0; left -= is_open_day(b, day))
        if (!is_covered(b, ++day)) return false;
    if (!is_covered_between(b, from, day)) return false;
    const int64_t at = day * MINUTES_A_DAY + minute - b->first_local;
    *out = n == 0 ? instant_at(b, i, rest)
                  : instant_at(b, (size_t)b->resolved[at], b->exists[at] ? rest : (rh_instant){0, 0});
    return true;
}

static int64_t brute_open_ns(const brute *b, rh_instant t)
{
    const size_t i = index_of(b, t);
    const rh_instant rest = rest_of(t);
    return (int64_t)b->before[i] * 60 * NS + (b->open[i] ? rest.s * NS + rest.ns : 0);
}

static bool brute_add_hours(const brute *b, rh_instant *out, rh_instant s, int64_t n)
{
    const int64_t target = brute_open_ns(b, s) + n * 3600 * NS;
    size_t i = index_of(b, s);
    for (; i < b->n && (int64_t)b->before[i + 1] * 60 * NS < target; i++)
        if (!b->covered[i]) return false;
    if (i >= b->n || !b->covered[i]) return false;
    const int64_t rest = target - (int64_t)b->before[i] * 60 * NS;
    *out = instant_at(b, i, (rh_instant){rest / NS, (int32_t)(rest % NS)});
    return true;
}

/* -1: undecided. */
static int64_t brute_days_since(const brute *b, rh_instant t, rh_instant now)
{
    if (rh_instant_before(now, t)) return 0;
    if (!is_covered_between(b, day_at(b, t), day_at(b, now))) return -1;
    int64_t n = 0;
    for (rh_instant at; brute_add_days(b, &at, t, n + 1) && !rh_instant_before(now, at);) n++;
    return n;
}

static int64_t brute_hours_since(const brute *b, rh_instant t, rh_instant now)
{
    if (rh_instant_before(now, t)) return 0;
    if (!is_covered_between(b, day_at(b, t), day_at(b, now))) return -1;
    return (brute_open_ns(b, now) - brute_open_ns(b, t)) / ((int64_t)3600 * NS);
}

static int64_t brute_until(const brute *b, rh_instant t, rh_instant now)
{
    if (!rh_instant_before(now, t)) return 0;
    if (!is_covered_between(b, day_at(b, now), day_at(b, t))) return -1;
    int64_t n = 0;
    for (rh_instant at; brute_add_days(b, &at, now, n + 1) && !rh_instant_before(t, at);) n++;
    return n;
}

/* ---- the comparison ---- */

typedef enum which { DAYS_SINCE, HOURS_SINCE, DAYS_UNTIL } which;

static int64_t expected_count(const brute *b, which w, rh_instant t, rh_instant now)
{
    return w == DAYS_SINCE    ? brute_days_since(b, t, now)
           : w == HOURS_SINCE ? brute_hours_since(b, t, now)
                              : brute_until(b, t, now);
}

static int64_t counted(const brute *b, which w, rh_instant *change, rh_instant t, rh_instant now)
{
    int64_t n;
    const bool ok = w == DAYS_SINCE    ? rh_calendar_days_since(b->cal, &n, change, t, now)
                    : w == HOURS_SINCE ? rh_calendar_hours_since(b->cal, &n, change, t, now)
                                       : rh_calendar_days_until(b->cal, &n, change, t, now);
    return ok ? n : -1;
}

static void complain(const brute *b, const char *what, int w, rh_instant t, rh_instant now, int64_t ours,
                     int64_t theirs)
{
    char a[32], c[32];
    rh_instant_text(a, t);
    rh_instant_text(c, now);
    fail_msg("%s %d-%d: %s (%d) of %s at %s: %lld, not %lld", b->s.zone, b->s.open_min, b->s.close_min, what, w, a, c,
             (long long)ours, (long long)theirs);
}

static void check_add(const brute *b, rh_instant s, int64_t n)
{
    for (int hours = 0; hours < 2; hours++) {
        rh_instant ours = {0}, theirs = {0};
        const bool is_ours = rh_calendar_add(
            b->cal, &ours, s, (rh_span_of_time){n, hours ? RH_UNIT_BUSINESS_HOUR : RH_UNIT_BUSINESS_DAY});
        if (hours && n == 0) {
            assert_true(is_ours && rh_instant_cmp(ours, s) == 0); /* ruling 45 */
            continue;
        }
        const bool is_theirs = hours ? brute_add_hours(b, &theirs, s, n) : brute_add_days(b, &theirs, s, n);
        if (is_ours != is_theirs) complain(b, "add decided", hours, s, (rh_instant){n, 0}, is_ours, is_theirs);
        if (rh_instant_cmp(ours, theirs) != 0) complain(b, "add", hours, s, theirs, ours.s, theirs.s);
    }
}

static rh_instant plus(rh_instant t, int64_t ns)
{
    rh_instant out = t;
    assert_true(rh_instant_add(&out, t, ns));
    return out;
}

/* The count is what brute force says, stays so on [now, change), and differs at change. */
static void check_count(const brute *b, which w, rh_instant t, rh_instant now)
{
    rh_instant change = {0}, ignored;
    const int64_t n = counted(b, w, &change, t, now), expected = expected_count(b, w, t, now);
    if (n != expected) complain(b, "count", (int)w, t, now, n, expected);
    assert_true(rh_instant_before(now, change));
    const rh_instant end = instant_at(b, b->n - 2 * MINUTES_A_DAY, (rh_instant){0, 0});
    const rh_instant last = rh_instant_min(change, end);
    const bool is_seen = rh_instant_before(change, end);
    for (int i = 1; i <= 8; i++) { /* between: most samples near the end */
        rh_instant at = i <= 4 ? (rh_instant){now.s + (last.s - now.s) * i / 5, now.ns}
                               : plus(last, -((int64_t)1 << (9 * (i - 4) - 9)));
        if (!rh_instant_before(now, at) || !rh_instant_before(at, last)) continue;
        const int64_t still = expected_count(b, w, t, at);
        if (still != n) complain(b, "count before its change", (int)w, t, at, n, still);
        if (counted(b, w, &ignored, t, at) != n) complain(b, "own count before its change", (int)w, t, at, n, still);
    }
    if (!is_seen || n < 0) return; /* an undecided count may stay so */
    const int64_t then = expected_count(b, w, t, change);
    if (then == n) complain(b, "count at its change", (int)w, t, change, n, then);
}

/* Whether at most k days are left is what the count says, and stays so until its change. */
static void check_at_most(const brute *b, rh_instant t, rh_instant now, int64_t k)
{
    bool is = false;
    rh_instant change = {0}, ignored;
    const int64_t n = expected_count(b, DAYS_UNTIL, t, now);
    const bool is_known = rh_calendar_days_until_at_most(b->cal, &is, &change, t, now, k);
    if (is_known != (n >= 0)) complain(b, "at most, decided", (int)k, t, now, is_known, n);
    if (!is_known) return;
    if (is != (n <= k)) complain(b, "at most", (int)k, t, now, is, n);
    assert_true(rh_instant_before(now, change));
    const rh_instant end = instant_at(b, b->n - 2 * MINUTES_A_DAY, (rh_instant){0, 0});
    const rh_instant last = rh_instant_min(change, end);
    for (int i = 1; i <= 10; i++) {
        rh_instant at = i <= 6 ? (rh_instant){now.s + (last.s - now.s) * i / 7, now.ns}
                               : plus(last, -((int64_t)1 << (9 * (i - 6) - 9)));
        if (!rh_instant_before(now, at) || !rh_instant_before(at, last)) continue;
        const int64_t still = counted(b, DAYS_UNTIL, &ignored, t, at);
        if (still < 0 || (still <= k) != is) complain(b, "at most, before its change", (int)k, t, at, is, still);
    }
}

static uint64_t next_random(uint64_t *seed)
{
    *seed = *seed * 6364136223846793005u + 1442695040888963407u;
    return *seed >> 33;
}

/* Instants near something that matters: a change of offset, an edge of open time, the end of a year. */
static rh_instant pick(const brute *b, uint64_t *seed, const size_t *edges, size_t n_edges)
{
    const size_t low = 3 * MINUTES_A_DAY, high = b->n - 12 * MINUTES_A_DAY;
    size_t i = low + next_random(seed) * 7919 % (high - low);
    if (next_random(seed) % 3 != 0) i = edges[next_random(seed) % n_edges] + next_random(seed) % 400 - 200;
    if (next_random(seed) % 4 == 0) { /* the edge itself */
        while (i > low && b->open[i] == b->open[i - 1]) i--;
    }
    if (i < low || i > high) i = low;
    const rh_instant rests[] = {{0, 0}, {0, 1}, {59, 999999999}, {17, 250000000}};
    return instant_at(b, i, rests[next_random(seed) % 4]);
}

static size_t find_edges(const brute *b, size_t *edges, size_t max)
{
    size_t n = 0;
    for (size_t i = 1; i < b->n && n + 4 < max; i++)
        if (b->local[i] != b->local[i - 1] + 1) edges[n++] = i;
    for (int32_t y = 0; y <= b->s.n_years; y++)
        edges[n++] = (size_t)(rh_days_from_civil(b->s.first_year + y, 1, 1) * MINUTES_A_DAY - b->first_min);
    return n;
}

static void check_setting(const struct setting *s, int n_samples)
{
    rh_arena arena = kit_arena();
    brute b;
    make_brute(&b, &arena, s);
    size_t edges[64];
    const size_t n_edges = find_edges(&b, edges, 64);
    uint64_t seed = 20240310;
    for (int i = 0; i < n_samples; i++) {
        const rh_instant t = pick(&b, &seed, edges, n_edges);
        const int64_t away_min = (int64_t)(next_random(&seed) % (12 * MINUTES_A_DAY)) - 3 * MINUTES_A_DAY;
        rh_instant now = plus(t, away_min * 60 * NS + (int64_t)(next_random(&seed) % 3));
        if (now.s / 60 - b.first_min < MINUTES_A_DAY * 2) now = t;
        check_add(&b, t, (int64_t)(next_random(&seed) % 12));
        check_count(&b, DAYS_SINCE, t, now);
        check_count(&b, HOURS_SINCE, t, now);
        check_count(&b, DAYS_UNTIL, now, t);
        check_count(&b, DAYS_UNTIL, t, now);
        for (int64_t k = -1; k < 9; k += 1 + (int64_t)(next_random(&seed) % 3)) {
            check_at_most(&b, now, t, k);
            check_at_most(&b, t, now, k);
        }
        int64_t ns = -1;
        const bool is_after = rh_instant_before(t, now);
        const bool ok = rh_calendar_open_between(b.cal, &ns, t, now);
        assert_int_equal(ok, !is_after || is_covered_between(&b, day_at(&b, t), day_at(&b, now)));
        if (ok) assert_true(ns == (is_after ? brute_open_ns(&b, now) - brute_open_ns(&b, t) : 0));
    }
    rh_arena_dispose(&arena);
}

static void calendar__agrees_with_brute_force(void **state)
{
    (void)state;
    const int n_samples = (int)kit_scaled(500, 20, "instants in each calendar");
    for (size_t i = 0; i < sizeof settings / sizeof settings[0]; i++) check_setting(&settings[i], n_samples);
}

/* ---- by hand ---- */

static rh_instant at(const char *text)
{
    rh_instant t = {0};
    if (!rh_instant_parse(&t, rh_str_of(text))) fail_msg("%s", text);
    return t;
}

static const struct {
    const char *from, *span, *to;
} sums[] = {
    /* New York, 09:00 to 17:00, 2024 and 2025; NULL: not covered */
    {"2025-03-07T21:00:00Z", "2 business hours", "2025-03-10T14:00:00Z"}, /* over the weekend on which clocks change */
    {"2024-03-08T21:00:00Z", "1 business hours", "2024-03-08T22:00:00Z"}, /* the end of the day, not the next morning */
    {"2025-03-08T12:00:00Z", "1 business day",
     "2025-03-12T13:00:00Z"}, /* Saturday: Monday's opening, then over a holiday */
    {"2024-07-03T15:00:00Z", "1 business day", "2024-07-05T15:00:00Z"}, /* 4 July */
    {"2024-12-31T20:00:00Z", "1 business day", "2025-01-02T20:00:00Z"},
    {"2025-12-31T20:00:00Z", "2 business hours", "2025-12-31T22:00:00Z"},
    {"2025-12-31T20:00:00Z", "3 business hours", NULL},
    {"2025-12-31T20:00:00Z", "1 business day", NULL},
    {"2023-12-31T20:00:00Z", "1 business day", NULL},
    {"2023-12-31T20:00:00Z", "36 hours", "2024-01-02T08:00:00Z"},
    {"2024-02-28T20:00:00Z", "2 days", "2024-03-01T20:00:00Z"},
    {"2024-02-28T20:00:00Z", "90 minutes", "2024-02-28T21:30:00Z"},
    {"2024-02-28T20:00:00Z", "1 minute", "2024-02-28T20:01:00Z"},
    {"9999-12-31T20:00:00Z", "1 day", NULL},
    {"2024-02-28T20:00:00Z", "9223372036854775807 days", NULL},
    {"2024-02-28T20:00:00Z", "9223372036854775807 business days", NULL},
    {"2024-02-28T20:00:00Z", "9223372036854775807 business hours", NULL},
};

static const rh_calendar *new_york(rh_arena *arena)
{
    brute b = {.s = settings[0], .zone = load_zone(arena, "America/New_York")};
    make_calendar(&b, arena);
    return b.cal;
}

static void calendar__adds_spans(void **state)
{
    (void)state;
    rh_arena arena = kit_arena();
    const rh_calendar *cal = new_york(&arena);
    for (size_t i = 0; i < sizeof sums / sizeof sums[0]; i++) {
        rh_span_of_time span;
        rh_instant out;
        assert_true(rh_span_parse(&span, rh_str_of(sums[i].span)));
        const bool ok = rh_calendar_add(cal, &out, at(sums[i].from), span);
        if (ok != (sums[i].to != NULL)) fail_msg("%s + %s", sums[i].from, sums[i].span);
        char text[32];
        if (!ok) continue;
        rh_instant_text(text, out);
        assert_string_equal(text, sums[i].to);
    }
    rh_arena_dispose(&arena);
}

static void calendar__counts_say_when_they_turn_undecided_and_decided(void **state)
{
    (void)state;
    rh_arena arena = kit_arena();
    const rh_calendar *cal = new_york(&arena);
    int64_t n = 7;
    rh_instant change;
    assert_true(rh_calendar_days_since(cal, &n, &change, at("2025-12-30T15:00:00Z"), at("2025-12-31T23:00:00Z")));
    assert_int_equal(n, 1);
    assert_int_equal(rh_instant_cmp(change, at("2026-01-01T05:00:00Z")), 0); /* the first instant that is not covered */
    n = 7;
    assert_false(rh_calendar_days_since(cal, &n, &change, at("2025-12-30T15:00:00Z"), change));
    assert_int_equal(n, 7);
    assert_true(rh_instant_is_never(change));
    assert_true(rh_calendar_hours_since(cal, &n, &change, at("2031-01-01T00:00:00Z"), at("2024-06-01T00:00:00Z")));
    assert_int_equal(n, 0); /* later than now: nothing has elapsed, whatever the calendar */
    assert_int_equal(rh_instant_cmp(change, at("2031-01-01T00:00:00Z")), 0);
    assert_false(rh_calendar_days_until(cal, &n, &change, at("2031-01-01T00:00:00Z"), at("2024-06-01T00:00:00Z")));
    assert_int_equal(rh_instant_cmp(change, at("2025-01-01T05:00:00Z")), 0);
    assert_false(rh_calendar_days_until(cal, &n, &change, at("2031-01-01T00:00:00Z"), at("2028-06-01T00:00:00Z")));
    assert_int_equal(rh_instant_cmp(change, at("2031-01-01T00:00:00Z")), 0);
    rh_arena_dispose(&arena);
}

static void calendar__without_holidays_covers_no_year(void **state)
{
    (void)state;
    rh_arena arena = kit_arena();
    const rh_calendar *cal;
    const rh_calendar_spec spec = {.zone = rh_zone_utc(), .open_s = 0, .close_s = 86400, .weekdays = {[1] = true}};
    assert_int_equal(rh_calendar_make(&cal, &arena, &spec, NULL), RH_OK);
    rh_instant out;
    assert_false(rh_calendar_add(cal, &out, at("2024-03-11T00:00:00Z"), (rh_span_of_time){1, RH_UNIT_BUSINESS_DAY}));
    assert_false(rh_calendar_add(cal, &out, at("2024-03-11T00:00:00Z"), (rh_span_of_time){1, RH_UNIT_BUSINESS_HOUR}));
    int64_t n;
    assert_false(rh_calendar_open_between(cal, &n, at("2024-03-11T00:00:00Z"), at("2024-03-12T00:00:00Z")));
    rh_arena_dispose(&arena);
}

static void calendar__bad_specifications_are_refused(void **state)
{
    (void)state;
    static const int64_t far[] = {3000000}, early[] = {-719163};
    const rh_calendar_spec good = {.zone = rh_zone_utc(), .open_s = 0, .close_s = 86400, .weekdays = {[1] = true}};
    rh_calendar_spec bad[6] = {good, good, good, good, good, good};
    bad[0].weekdays[1] = false;
    bad[1].open_s = -1;
    bad[2].close_s = 86401;
    bad[3].open_s = 86400;
    bad[4].holidays = far, bad[4].n_holidays = 1;
    bad[5].holidays = early, bad[5].n_holidays = 1; /* 31 December of year 0 */
    rh_arena arena = kit_arena();
    for (size_t i = 0; i < 6; i++) {
        const rh_calendar *cal = NULL;
        rh_err err;
        assert_int_equal(rh_calendar_make(&cal, &arena, &bad[i], &err), RH_CALENDAR_BAD);
        assert_null(cal);
    }
    rh_arena_dispose(&arena);
}

static void calendar__same_is_by_content(void **state)
{
    (void)state;
    rh_arena arena = kit_arena();
    brute b = {.s = settings[0], .zone = load_zone(&arena, "America/New_York")};
    make_calendar(&b, &arena);
    const rh_calendar *again = new_york(&arena);
    assert_true(rh_calendar_same(b.cal, again));
    brute other = {.s = settings[0], .zone = load_zone(&arena, "America/Toronto")};
    make_calendar(&other, &arena);
    assert_false(rh_calendar_same(other.cal, again)); /* they differ before 1970 */
    brute later = {.s = settings[0], .zone = b.zone};
    later.s.close_min++;
    make_calendar(&later, &arena);
    assert_false(rh_calendar_same(later.cal, again));
    rh_arena_dispose(&arena);
}

/* ---- years that are all holidays, and years that are missing ---- */

/* Every day of the week open in UTC; the holidays are 1 January of `years` (0 ends them) and every day of `all`. */
static const rh_calendar *by_years(rh_arena *arena, const int32_t *years, int32_t all)
{
    int64_t holidays[400];
    const rh_calendar *cal;
    rh_calendar_spec spec = {.zone = rh_zone_utc(), .open_s = 0, .close_s = 86400, .holidays = holidays,
                             .weekdays = {true, true, true, true, true, true, true}};
    for (; *years != 0; years++) holidays[spec.n_holidays++] = rh_days_from_civil(*years, 1, 1);
    for (int64_t day = rh_days_from_civil(all, 1, 1); all != 0 && day < rh_days_from_civil(all + 1, 1, 1); day++)
        holidays[spec.n_holidays++] = day;
    assert_int_equal(rh_calendar_make(&cal, arena, &spec, NULL), RH_OK);
    return cal;
}

static void calendar__same_sees_every_difference(void **state)
{
    (void)state;
    static const int32_t years[][4] = {{2024}, {2025}, {2024, 2025}, {2024, 2026}, {2024, 2026}, {2024}};
    static const int32_t all[] = {0, 0, 0, 0, 2025, 2024}; /* the fifth has the open days of the fourth, in one run */
    enum { N = sizeof all / sizeof all[0] };
    rh_arena arena = kit_arena();
    const rh_calendar *a[N + 2], *b[N + 2];
    for (size_t i = 0; i < N; i++) a[i] = by_years(&arena, years[i], all[i]), b[i] = by_years(&arena, years[i], all[i]);
    for (int later = 0; later < 2; later++) { /* as many open days, at other hours; then on other days */
        const int64_t holiday = rh_days_from_civil(2024, 1, 1 + later);
        const rh_calendar_spec spec = {.zone = rh_zone_utc(), .open_s = 0, .close_s = 86399 + later,
                                       .weekdays = {true, true, true, true, true, true, true},
                                       .holidays = &holiday, .n_holidays = 1};
        assert_int_equal(rh_calendar_make(&a[N + later], &arena, &spec, NULL), RH_OK);
        assert_int_equal(rh_calendar_make(&b[N + later], &arena, &spec, NULL), RH_OK);
    }
    for (size_t i = 0; i < N + 2; i++)
        for (size_t k = 0; k < N + 2; k++)
            if (rh_calendar_same(a[i], b[k]) != (i == k)) fail_msg("%zu and %zu", i, k);
    rh_arena_dispose(&arena);
}

static void calendar__a_year_of_holidays_has_no_open_time(void **state)
{
    (void)state;
    static const int32_t none[] = {0};
    rh_arena arena = kit_arena();
    const rh_calendar *cal = by_years(&arena, none, 2024);
    rh_instant out, change;
    int64_t n;
    const rh_instant may = at("2024-05-01T00:00:00Z"), june = at("2024-06-01T00:00:00Z");
    assert_false(rh_calendar_add(cal, &out, may, (rh_span_of_time){1, RH_UNIT_BUSINESS_HOUR}));
    assert_false(rh_calendar_add(cal, &out, may, (rh_span_of_time){0, RH_UNIT_BUSINESS_DAY}));
    assert_true(rh_calendar_open_between(cal, &n, may, june));
    assert_int_equal(n, 0);
    assert_true(rh_calendar_open_between(cal, &n, june, may));
    assert_int_equal(n, 0);
    assert_true(rh_calendar_days_until(cal, &n, &change, june, may));
    assert_int_equal(n, 0);
    assert_true(rh_instant_is_never(change));
    rh_arena_dispose(&arena);
}

static void calendar__nothing_is_counted_over_a_missing_year(void **state)
{
    (void)state;
    static const int32_t years[] = {2023, 2025, 0};
    rh_arena arena = kit_arena();
    const rh_calendar *cal = by_years(&arena, years, 0);
    rh_instant out, change;
    int64_t n;
    const rh_instant last = at("2023-12-31T12:00:00Z");
    assert_false(rh_calendar_add(cal, &out, last, (rh_span_of_time){1, RH_UNIT_BUSINESS_DAY}));
    assert_false(rh_calendar_add(cal, &out, last, (rh_span_of_time){13, RH_UNIT_BUSINESS_HOUR}));
    assert_true(rh_calendar_days_since(cal, &n, &change, last, last));
    assert_int_equal(n, 0);
    assert_int_equal(rh_instant_cmp(change, at("2024-01-01T00:00:00Z")), 0);
    assert_false(rh_calendar_open_between(cal, &n, last, at("2025-02-01T00:00:00Z")));
    assert_false(rh_calendar_days_since(cal, &n, &change, last, at("2025-02-01T00:00:00Z")));
    rh_arena_dispose(&arena);
}

static void span__takes_a_count_and_a_unit(void **state)
{
    (void)state;
    static const struct {
        const char *text;
        int64_t n;
        rh_unit unit;
    } good[] = {
        {"1 minute", 1, RH_UNIT_MINUTE},
        {"30 minutes", 30, RH_UNIT_MINUTE},
        {"0 hours", 0, RH_UNIT_HOUR},
        {"2 hour", 2, RH_UNIT_HOUR},
        {"10 days", 10, RH_UNIT_DAY},
        {"4 business hours", 4, RH_UNIT_BUSINESS_HOUR},
        {"1 business day", 1, RH_UNIT_BUSINESS_DAY},
        {"9223372036854775807 days", INT64_MAX, RH_UNIT_DAY},
    };
    static const char *const bad[] = {"",
                                      "1",
                                      "1 ",
                                      " 1 day",
                                      "day",
                                      "1 week",
                                      "1  day",
                                      "-1 days",
                                      "+1 day",
                                      "1.5 days",
                                      "1day",
                                      "1 dayss",
                                      "1 Days",
                                      "1 business",
                                      "1 business  day",
                                      "1 day ",
                                      "9223372036854775808 days",
                                      "92233720368547758070 days",
                                      "1/days",
                                      ":1 days",
                                      "1 businessday"};
    rh_span_of_time span;
    for (size_t i = 0; i < sizeof good / sizeof good[0]; i++) {
        if (!rh_span_parse(&span, rh_str_of(good[i].text))) fail_msg("%s", good[i].text);
        assert_true(span.n == good[i].n && span.unit == good[i].unit);
    }
    for (size_t i = 0; i < sizeof bad / sizeof bad[0]; i++)
        if (rh_span_parse(&span, rh_str_of(bad[i]))) fail_msg("%s", bad[i]);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(calendar__agrees_with_brute_force),
        cmocka_unit_test(calendar__adds_spans),
        cmocka_unit_test(calendar__counts_say_when_they_turn_undecided_and_decided),
        cmocka_unit_test(calendar__without_holidays_covers_no_year),
        cmocka_unit_test(calendar__bad_specifications_are_refused),
        cmocka_unit_test(calendar__same_is_by_content),
        cmocka_unit_test(calendar__same_sees_every_difference),
        cmocka_unit_test(calendar__a_year_of_holidays_has_no_open_time),
        cmocka_unit_test(calendar__nothing_is_counted_over_a_missing_year),
        cmocka_unit_test(span__takes_a_count_and_a_unit),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
