/* Zones by name from the machine's database, and holidays from iCalendar files. */
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>

#include <cmocka.h>

#include "engine/value/time.h"
#include "harness/load/holidays.h"
#include "harness/load/zoneinfo.h"
#include "tests/kit/folder.h"
#include "tests/kit/memory.h"

#include <pthread.h>
#include <stdio.h>

/* ---- zones ---- */

static rh_zones *open_zones(const char *dir)
{
    rh_err err;
    rh_zones *zones;
    assert_int_equal(rh_zones_open(&zones, kit_memory(), dir, &err), RH_OK);
    return zones;
}

static void zones__names_and_offsets_are_found(void **state)
{
    (void)state;
    rh_zones *zones = open_zones(NULL);
    const rh_instant winter = {1735732800, 0}, summer = {1751371200, 0}; /* 2025-01-01T12:00Z, 2025-07-01T12:00Z */
    const rh_zone *berlin = rh_zones_lookup(zones, RH_STR("Europe/Berlin"));
    assert_non_null(berlin);
    assert_int_equal(rh_zone_offset(berlin, winter), 3600);
    assert_int_equal(rh_zone_offset(berlin, summer), 7200);
    assert_ptr_equal(rh_zones_lookup(zones, RH_STR("Europe/Berlin")), berlin);
    const rh_zone *india = rh_zones_lookup(zones, RH_STR("+05:30"));
    assert_non_null(india);
    assert_int_equal(rh_zone_offset(india, summer), 19800);
    assert_int_equal(rh_zone_offset(rh_zones_lookup(zones, RH_STR("-03:30")), winter), -12600);
    assert_int_equal(rh_zone_offset(rh_zones_lookup(zones, RH_STR("+00:00")), (rh_instant){-60000000000, 0}), 0);
    assert_non_null(rh_zones_lookup(zones, RH_STR("UTC")));
    assert_non_null(rh_zones_lookup(zones, RH_STR("Etc/GMT+5")));
    /* Covers: T6 */
    assert_true(rh_zones_version(zones).len >= 5);
    rh_zones_close(zones);
}

static void zones__names_cannot_leave_the_database(void **state)
{
    (void)state;
    static const char *const names[] = {"",
                                        "../../../etc/passwd",
                                        "/etc/passwd",
                                        "Europe/../../../../etc/passwd",
                                        "Europe",
                                        "Europe/",
                                        "Europe//Berlin",
                                        "localtime",
                                        "posixrules",
                                        "right/Europe/Berlin",
                                        "posix/Europe/Berlin",
                                        "tzdata.zi",
                                        "zone.tab",
                                        "Europe/Berl\xC3\xADn",
                                        "Europe/Nowhere",
                                        "+5:30",
                                        "+24:00",
                                        "+05:60",
                                        "05:30"};
    rh_zones *zones = open_zones(NULL);
    for (size_t i = 0; i < sizeof names / sizeof names[0]; i++) {
        /* Covers: M9 */
        if (rh_zones_lookup(zones, rh_str_of(names[i])) != NULL) fail_msg("%s is a zone", names[i]);
        assert_null(rh_zones_lookup(zones, rh_str_of(names[i]))); /* and stays none */
    }
    rh_zones_close(zones);
}

static void zones__a_bad_file_is_an_error_and_the_database_may_be_missing(void **state)
{
    (void)state;
    rh_err err = {0};
    const rh_zone *zone;
    rh_zones *none;
    const kit_folder folder = kit_folder_make();
    kit_folder_text(&folder, "Bad", "TZif but no more");
    kit_folder_text(&folder, "+VERSION", "2031z\n");
    rh_zones *zones = open_zones(folder.path);
    assert_true(rh_str_eq(rh_zones_version(zones), RH_STR("2031z")));
    assert_int_not_equal(rh_zones_get(&zone, zones, RH_STR("Bad"), &err), RH_OK);
    assert_true(err.text[0] != '\0');
    assert_int_equal(rh_zones_get(&zone, zones, RH_STR("Gone"), &err), RH_ZONE_UNKNOWN);
    rh_zones_close(zones);
    assert_int_equal(rh_zones_open(&none, kit_memory(), kit_folder_at(&folder, "nowhere"), &err), RH_LOAD_MISSING);
    kit_folder_remove(&folder);
}

static void *look_up_all(void *ctx)
{
    static const char *const names[] = {"Europe/Berlin", "America/New_York", "Asia/Tokyo", "Nowhere/At_All", "+01:00"};
    size_t n = 0;
    for (int round = 0; round < 200; round++)
        for (size_t i = 0; i < 5; i++) n += rh_zones_lookup(ctx, rh_str_of(names[i])) != NULL;
    return n == 800 ? ctx : NULL;
}

static void zones__threads_may_look_up_at_once(void **state)
{
    (void)state;
    pthread_t threads[8];
    void *result;
    rh_zones *zones = open_zones(NULL);
    for (int i = 0; i < 8; i++) assert_int_equal(pthread_create(&threads[i], NULL, look_up_all, zones), 0);
    for (int i = 0; i < 8; i++) {
        pthread_join(threads[i], &result);
        assert_ptr_equal(result, zones);
    }
    rh_zones_close(zones);
}

/* ---- holidays ---- */

#define BEGIN "BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:x\r\n"
#define END "END:VCALENDAR\r\n"
#define EVENT(lines) "BEGIN:VEVENT\r\nUID:u\r\n" lines "END:VEVENT\r\n"

/* The days as text, "2025-01-01 2025-01-02". */
static const char *read_days(rh_arena *arena, const char *text)
{
    static char out[4000];
    const int64_t *days;
    size_t n, at = 0;
    rh_err err;
    const rh_code code = rh_holidays_read(&days, &n, arena, RH_STR("h.ics"), rh_str_of(text), &err);
    if (code != RH_OK) {
        snprintf(out, sizeof out, "%.*s:%u: %s", RH_ARG(err.span.file), err.span.line, err.text);
        return out;
    }
    for (size_t i = 0; i < n && at + 20 < sizeof out; i++) {
        int32_t year, month, day;
        rh_civil_from_days(days[i], &year, &month, &day);
        at += (size_t)snprintf(out + at, sizeof out - at, "%s%04d-%02d-%02d", i == 0 ? "" : " ", year, month, day);
    }
    return out;
}

static void assert_days(const char *text, const char *want)
{
    rh_arena arena = kit_arena();
    assert_string_equal(read_days(&arena, text), want);
    rh_arena_dispose(&arena);
}

static void holidays__all_day_events_are_days(void **state)
{
    (void)state;
    assert_days(BEGIN EVENT("DTSTART;VALUE=DATE:20251225\r\n")
                    EVENT("DTSTART;VALUE=DATE:20250101\r\nDTEND;VALUE=DATE:20250103\r\n")
                        EVENT("DTSTART;VALUE=DATE:20250101\r\n") END,
                "2025-01-01 2025-01-02 2025-12-25");
    assert_days(BEGIN EVENT("DTSTART;VALUE=DATE:20241231\r\nDURATION:P2D\r\n") END, "2024-12-31 2025-01-01");
    assert_days(BEGIN EVENT("DTSTART;VALUE=DATE:20241231\r\nSTATUS:CANCELLED\r\n")
                    EVENT("DTSTART;VALUE=DATE:20250101\r\n") END,
                "2025-01-01");
}

static void holidays__rules_expand_over_the_covered_years(void **state)
{
    (void)state;
    assert_days(BEGIN EVENT("DTSTART;VALUE=DATE:20250101\r\nRRULE:FREQ=YEARLY;COUNT=3\r\n") END,
                "2025-01-01 2026-01-01 2027-01-01");
    assert_days(
        BEGIN EVENT("DTSTART;VALUE=DATE:20250704\r\nRRULE:FREQ=YEARLY;UNTIL=20260704\r\nEXDATE;VALUE=DATE:20250704\r\n"
                    "RDATE;VALUE=DATE:20280704\r\n") END,
        "2026-07-04 2028-07-04");
    assert_days(BEGIN EVENT("DTSTART;VALUE=DATE:20251127\r\nRRULE:FREQ=YEARLY;BYMONTH=11;BYDAY=4TH;COUNT=3\r\n") END,
                "2025-11-27 2026-11-26 2027-11-25");
    /* Without end: within the years that dated events cover, 2027 not among them. */
    /* Covers: T11 */
    assert_days(BEGIN EVENT("DTSTART;VALUE=DATE:20251225\r\nRRULE:FREQ=YEARLY\r\n")
                    EVENT("DTSTART;VALUE=DATE:20260403\r\n") EVENT("DTSTART;VALUE=DATE:20280414\r\n") END,
                "2025-12-25 2026-04-03 2026-12-25 2028-04-14 2028-12-25");
    assert_days(BEGIN EVENT("DTSTART;VALUE=DATE:20251225\r\nRRULE:FREQ=YEARLY\r\n") END, "2025-12-25");
}

static void holidays__what_cannot_be_a_holiday_is_an_error_with_its_line(void **state)
{
    (void)state;
    assert_days(BEGIN EVENT("DTSTART;VALUE=DATE:20250101\r\n") EVENT("DTSTART:20251225T090000Z\r\n") END,
                "h.ics:8: DTSTART has a time of day, expected an all-day event (VALUE=DATE)");
    assert_days(BEGIN EVENT("DTSTART;VALUE=DATE:20250101\r\nDTEND:20250102T090000Z\r\n") END,
                "h.ics:4: DTEND has a time of day, expected an all-day event (VALUE=DATE)");
    assert_days(BEGIN EVENT("DTSTART;VALUE=DATE:20250101\r\nDURATION:PT5H\r\n") END,
                "h.ics:4: DURATION is not in whole days");
    assert_days(BEGIN EVENT("DTSTART;VALUE=DATE:20250101\r\nDTEND;VALUE=DATE:20240101\r\n") END,
                "h.ics:4: the event lasts -366 days, expected 1 to 366");
    assert_days(BEGIN EVENT("SUMMARY:x\r\n") END, "h.ics:4: the event has no DTSTART");
    assert_days(BEGIN EVENT("DTSTART;VALUE=DATE:20250101\r\nRECURRENCE-ID;VALUE=DATE:20250101\r\n") END,
                "h.ics:4: RECURRENCE-ID is not read: use EXDATE and an event of its own");
    assert_days(BEGIN END, "h.ics:1: the file has no events, so it covers no year");
    assert_days("hello\r\n", "h.ics:1: the file is not iCalendar");
    assert_days("", "h.ics:1: the file is not iCalendar");
    assert_days(BEGIN EVENT("DTSTART;VALUE=DATE:20250101\r\nRRULE:FREQ=DAILY;COUNT=2000000\r\n") END,
                "h.ics:4: more than 100000 holidays");
    assert_days("BEGIN:VCALENDAR\xff\r\n", "h.ics:0: the file is not plain UTF-8");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(zones__names_and_offsets_are_found),
        cmocka_unit_test(zones__names_cannot_leave_the_database),
        cmocka_unit_test(zones__a_bad_file_is_an_error_and_the_database_may_be_missing),
        cmocka_unit_test(zones__threads_may_look_up_at_once),
        cmocka_unit_test(holidays__all_day_events_are_days),
        cmocka_unit_test(holidays__rules_expand_over_the_covered_years),
        cmocka_unit_test(holidays__what_cannot_be_a_holiday_is_an_error_with_its_line),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
