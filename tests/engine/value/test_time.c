/* Instants, civil dates and durations: arithmetic and text. */
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>

#include "engine/value/time.h"

#include <stdio.h>
#include <string.h>

#define N_OF(a) (sizeof(a) / sizeof((a)[0]))

/* ---- civil dates ---- */

static void civil__every_day_of_the_range_goes_there_and_back(void **state)
{
    (void)state;
    int64_t expected = rh_days_from_civil(1, 1, 1);
    assert_int_equal(expected, -719162);
    for (int32_t y = 1; y <= 9999; y++)
        for (int32_t m = 1; m <= 12; m++)
            for (int32_t d = 1; rh_civil_is_date(y, m, d); d++, expected++) {
                int32_t back[3];
                if (rh_days_from_civil(y, m, d) != expected) fail_msg("%d-%d-%d", y, m, d);
                rh_civil_from_days(expected, &back[0], &back[1], &back[2]);
                if (back[0] != y || back[1] != m || back[2] != d) fail_msg("day %lld", (long long)expected);
            }
    assert_int_equal(expected, rh_days_from_civil(9999, 12, 31) + 1);
}

/* Zones ask for the year before the first and the one behind the last. */
static void civil__goes_on_beyond_the_range(void **state)
{
    (void)state;
    int32_t back[3];
    assert_int_equal(rh_days_from_civil(0, 3, 1), -719468);
    assert_int_equal(rh_days_from_civil(0, 1, 1), -719528);
    rh_civil_from_days(-719528, &back[0], &back[1], &back[2]);
    assert_int_equal(back[0] * 10000 + back[1] * 100 + back[2], 101);
    rh_civil_from_days(rh_days_from_civil(-1, 12, 31), &back[0], &back[1], &back[2]);
    assert_int_equal(back[0], -1);
    assert_int_equal(back[1] * 100 + back[2], 1231);
    assert_false(rh_civil_is_date(0, 12, 31));
    assert_false(rh_civil_is_date(10000, 1, 1));
    assert_false(rh_civil_is_date(2024, 1, 0));
}

static void civil__fields_hold_before_1970_and_with_an_offset(void **state)
{
    (void)state;
    rh_instant t;
    assert_true(rh_instant_parse(&t, RH_STR("1969-12-31T23:30:01Z")));
    rh_civil c = rh_civil_of(t, 3600);
    assert_int_equal(c.year, 1970);
    assert_int_equal(c.yearday, 0);
    assert_int_equal(c.hour, 0);
    assert_int_equal(c.minute, 30);
    assert_int_equal(c.second, 1);
    assert_int_equal(c.weekday, 4);
    c = rh_civil_of(t, 0);
    assert_int_equal(c.yearday, 364);
    assert_int_equal(c.weekday, 3);
}

/* ---- instants as text ---- */

static const struct {
    const char *in, *out;
} instants[] = {
    /* out NULL: refused */
    {"2024-03-12T14:00:00Z", "2024-03-12T14:00:00Z"},
    {"2024-03-12t14:00:00z", "2024-03-12T14:00:00Z"},
    {"2024-03-12T14:00:00.120000000+05:30", "2024-03-12T08:30:00.12Z"},
    {"2024-03-12T14:00:00.000000001-00:00", "2024-03-12T14:00:00.000000001Z"},
    {"1969-12-31T23:59:59.5Z", "1969-12-31T23:59:59.5Z"},
    {"0001-01-01T00:00:00Z", "0001-01-01T00:00:00Z"},
    {"9999-12-31T23:59:59.999999999Z", "9999-12-31T23:59:59.999999999Z"},
    {"2024-02-29T00:00:00Z", "2024-02-29T00:00:00Z"},
    {"2023-02-29T00:00:00Z", NULL},
    {"1900-02-29T00:00:00Z", NULL},
    {"2024-03-12T14:00:60Z", NULL}, /* Covers: ruling 4 */
    {"2024-03-12T24:00:00Z", NULL},
    {"2024-03-12T14:00:00.1234567890Z", NULL},
    {"2024-03-12T14:00:00.Z", NULL},
    {"2024-03-12T14:00:00", NULL},
    {"2024-03-12 14:00:00Z", NULL},
    {"2024-03-12T14:00:00Z ", NULL},
    {" 2024-03-12T14:00:00Z", NULL},
    {"2024-03-12T14:00Z", NULL},
    {"2024-3-12T14:00:00Z", NULL},
    {"2024-03-12T14:00:00+24:00", NULL},
    {"2024-03-12T14:00:00+05:60", NULL},
    {"2024-03-12T14:60:00Z", NULL},
    {"2024-03-12T14:00:00+0530", NULL},
    {"0000-01-01T00:00:00Z", NULL},
    {"0001-01-01T00:00:00+00:01", NULL}, /* before year 1 in UTC */
    {"9999-12-31T23:59:59-00:01", NULL},
    {"2024-00-12T14:00:00Z", NULL},
    {"2024-13-12T14:00:00Z", NULL},
    {"", NULL},
};

static void instant__text_is_read_as_rfc_3339_and_written_shortest(void **state)
{
    (void)state;
    for (size_t i = 0; i < N_OF(instants); i++) {
        rh_instant t;
        char text[32];
        const bool read = rh_instant_parse(&t, rh_str_of(instants[i].in));
        if (read != (instants[i].out != NULL)) fail_msg("%s", instants[i].in);
        if (!read) continue;
        assert_int_equal(rh_instant_text(text, t), strlen(instants[i].out));
        assert_string_equal(text, instants[i].out);
    }
}

/* Every cut, and every character replaced by one that does not stand there: the two beside the digits, a letter. */
static void instant__text_that_is_cut_or_changed_is_refused(void **state)
{
    (void)state;
    static const char whole[] = "2024-03-12T14:05:09.5+05:30";
    char text[sizeof whole];
    rh_instant t;
    assert_true(rh_instant_parse(&t, rh_str_of(whole)));
    for (size_t n = 0; n < sizeof whole - 1; n++)
        if (rh_instant_parse(&t, (rh_str){whole, n})) fail_msg("%.*s", (int)n, whole);
    for (size_t i = 0; i < sizeof whole - 1; i++)
        for (const char *c = "/;x"; *c != '\0'; c++) {
            memcpy(text, whole, sizeof whole);
            text[i] = *c;
            if (rh_instant_parse(&t, rh_str_of(text))) fail_msg("%s", text);
        }
}

static void date__is_ten_characters_of_a_real_day(void **state)
{
    (void)state;
    int32_t y, m, d;
    assert_true(rh_date_parse(&y, &m, &d, RH_STR("2024-02-29")));
    assert_int_equal(y * 10000 + m * 100 + d, 20240229);
    assert_false(rh_date_parse(&y, &m, &d, RH_STR("2023-02-29")));
    assert_false(rh_date_parse(&y, &m, &d, RH_STR("2024-02-29T")));
    assert_false(rh_date_parse(&y, &m, &d, RH_STR("2024-2-29")));
}

/* ---- arithmetic ---- */

static void instant__add_carries_and_stays_in_range(void **state)
{
    (void)state;
    rh_instant t = {0, 1};
    assert_true(rh_instant_add(&t, t, -2));
    assert_int_equal(t.s, -1);
    assert_int_equal(t.ns, 999999999);
    assert_true(rh_instant_add(&t, t, 1));
    assert_int_equal(t.s, 0);
    assert_int_equal(t.ns, 0);
    assert_false(rh_instant_add(&t, RH_INSTANT_MAX, 1));
    assert_false(rh_instant_add(&t, RH_INSTANT_MIN, -1));
    assert_false(rh_instant_add(&t, RH_INSTANT_NEVER, 1000000000));
}

static void instant__difference_is_exact_up_to_its_limits(void **state)
{
    (void)state;
    int64_t ns;
    const rh_instant far = {9223372036, 854775807}; /* 2^63 - 1 nanoseconds */
    assert_true(rh_instant_sub(&ns, far, (rh_instant){0, 0}));
    assert_true(ns == INT64_MAX);
    assert_false(rh_instant_sub(&ns, (rh_instant){9223372036, 854775808}, (rh_instant){0, 0}));
    assert_true(rh_instant_sub(&ns, (rh_instant){0, 0}, (rh_instant){9223372036, 854775808}));
    assert_true(ns == INT64_MIN);
    assert_false(rh_instant_sub(&ns, RH_INSTANT_MAX, RH_INSTANT_MIN));
    assert_true(rh_instant_sub(&ns, (rh_instant){1, 0}, (rh_instant){0, 1}));
    assert_int_equal(ns, 999999999);
}

/* ---- durations ---- */

static const struct {
    const char *in;
    bool ok;
    int64_t ns;
    const char *out;
} durations[] = {
    {"0", true, 0, "0s"},
    {"-0", true, 0, "0s"},
    {"1h30m", true, 5400000000000, "5400s"},
    {"-1.5s", true, -1500000000, "-1.5s"},
    {"+1.5s", true, 1500000000, "1.5s"},
    {"10ms", true, 10000000, "0.01s"},
    {"2us", true, 2000, "0.000002s"},
    {"2\xC2\xB5s", true, 2000, "0.000002s"},
    {"2\xCE\xBCs", true, 2000, "0.000002s"},
    {"3ns", true, 3, "0.000000003s"},
    {".5h", true, 1800000000000, "1800s"},
    {"1.h", true, 3600000000000, "3600s"},
    {"0.3333333333333333333333h", true, 1199999999999, "1199.999999999s"},
    {"9223372036.854775807s", true, INT64_MAX, "9223372036.854775807s"},
    {"-9223372036.854775808s", true, INT64_MIN, "-9223372036.854775808s"},
    {"9223372036.854775808s", false, 0, NULL},
    {"-9223372036.854775809s", false, 0, NULL},
    {"99999999999999999999h", false, 0, NULL},
    {"2562048h", false, 0, NULL},
    {"18446744073709551615ns", false, 0, NULL}, /* fits 64 bits unsigned; the next does not */
    {"18446744073709551616ns", false, 0, NULL},
    {"18446744073709551615h", false, 0, NULL},
    {"9223372036854775807ns18446744073709551615ns", false, 0, NULL},
    {"5124095.9h", false, 0, NULL}, /* the whole hours fit 64 bits, the rest brings them beyond */
    {"", false, 0, NULL},
    {"1", false, 0, NULL},
    {"s", false, 0, NULL},
    {".s", false, 0, NULL},
    {"1d", false, 0, NULL},
    {"1h ", false, 0, NULL},
    {"1h -1s", false, 0, NULL},
    {"1h-1s", false, 0, NULL},
    {"--1s", false, 0, NULL},
    {"-", false, 0, NULL},
    {"1e3s", false, 0, NULL},
};

static void duration__text_goes_there_and_back(void **state)
{
    (void)state;
    for (size_t i = 0; i < N_OF(durations); i++) {
        int64_t ns = 42;
        char text[32];
        const bool ok = rh_duration_parse(&ns, rh_str_of(durations[i].in));
        if (ok != durations[i].ok) fail_msg("%s", durations[i].in);
        if (!ok) {
            assert_int_equal(ns, 42);
            continue;
        }
        if (ns != durations[i].ns) fail_msg("%s is %lld", durations[i].in, (long long)ns);
        assert_int_equal(rh_duration_text(text, ns), strlen(durations[i].out));
        assert_string_equal(text, durations[i].out);
    }
}

/* ---- the vectors of the JSON schema suite ---- */

/* The suite's file is read line by line: each test has a "data" and a "valid" line. Escapes occur only in refused
 * texts. */
static bool next_vector(FILE *file, char data[256], bool *valid)
{
    char line[512];
    bool has_data = false;
    while (fgets(line, sizeof line, file) != NULL) {
        const char *value = strstr(line, "\"data\": \"");
        if (value != NULL) {
            value += strlen("\"data\": \"");
            const char *end = strrchr(value, '"');
            assert_non_null(end);
            snprintf(data, 256, "%.*s", (int)(end - value), value);
            has_data = true;
        } else if (has_data && (value = strstr(line, "\"valid\": ")) != NULL) {
            *valid = strncmp(value + strlen("\"valid\": "), "true", 4) == 0;
            return true;
        }
    }
    return false;
}

static FILE *open_vectors(const char *path)
{
    FILE *file = fopen(path, "r");
    if (file == NULL) {
        printf("skipped: %s not found\n", path);
        skip();
    }
    return file;
}

/* Ruling 4 refuses leap seconds and more than nine digits, which RFC 3339 allows. */
static bool ruling_4_refuses(const char *text)
{
    return strlen(text) > 19 && (strncmp(text + 17, "60", 2) == 0 || strspn(text + 20, "0123456789") > 9);
}

static void instant__agrees_with_the_rfc_3339_vectors(void **state)
{
    (void)state;
    FILE *file = open_vectors("../shared/data/rfc3339/date-time.json");
    char text[256];
    bool valid;
    size_t n = 0;
    for (rh_instant t; next_vector(file, text, &valid); n++)
        if (rh_instant_parse(&t, rh_str_of(text)) != (valid && !ruling_4_refuses(text))) fail_msg("%s", text);
    fclose(file);
    assert_true(n > 20);
}

static void date__agrees_with_the_rfc_3339_vectors(void **state)
{
    (void)state;
    FILE *file = open_vectors("../shared/data/rfc3339/date.json");
    char text[256];
    bool valid;
    size_t n = 0;
    for (int32_t y, m, d; next_vector(file, text, &valid); n++)
        if (rh_date_parse(&y, &m, &d, rh_str_of(text)) != valid) fail_msg("%s", text);
    fclose(file);
    assert_true(n > 20);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(civil__every_day_of_the_range_goes_there_and_back),
        cmocka_unit_test(civil__goes_on_beyond_the_range),
        cmocka_unit_test(civil__fields_hold_before_1970_and_with_an_offset),
        cmocka_unit_test(instant__text_is_read_as_rfc_3339_and_written_shortest),
        cmocka_unit_test(instant__text_that_is_cut_or_changed_is_refused),
        cmocka_unit_test(date__is_ten_characters_of_a_real_day),
        cmocka_unit_test(instant__add_carries_and_stays_in_range),
        cmocka_unit_test(instant__difference_is_exact_up_to_its_limits),
        cmocka_unit_test(duration__text_goes_there_and_back),
        cmocka_unit_test(instant__agrees_with_the_rfc_3339_vectors),
        cmocka_unit_test(date__agrees_with_the_rfc_3339_vectors),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
