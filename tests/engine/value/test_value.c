/* Values: equality, keys, JSON, bytes, doubles. */
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>

#include "engine/value/value.h"
#include "tests/kit/memory.h"
#include "tests/kit/scale.h"

#include <stdio.h>

#define N_OF(a) (sizeof(a) / sizeof((a)[0]))

static rh_value text(const char *s)
{
    return rh_string(rh_str_of(s));
}

/* ---- equality ---- */

static void eq__numbers_compare_by_value_across_kinds(void **state)
{
    (void)state;
    assert_true(rh_value_eq(rh_int(1), rh_uint(1)));
    assert_true(rh_value_eq(rh_int(1), rh_double(1.0)));
    assert_true(rh_value_eq(rh_uint(2), rh_double(2.0)));
    assert_false(rh_value_eq(rh_int(-1), rh_uint(UINT64_MAX)));
    assert_false(rh_value_eq(rh_int(1), rh_bool(true)));
    assert_false(rh_value_eq(rh_int(0), rh_null()));
    assert_false(rh_value_eq(rh_double(0.0 / 0.0), rh_double(0.0 / 0.0)));
    assert_true(rh_value_eq(rh_int(9007199254740993), rh_double(9007199254740992.0))); /* ruling 39: as doubles */
}

static void same__needs_one_kind_and_takes_nan_for_itself(void **state)
{
    (void)state;
    assert_false(rh_value_same(rh_int(1), rh_double(1.0)));
    assert_true(rh_value_same(rh_double(0.0 / 0.0), rh_double(0.0 / 0.0)));
    assert_false(rh_value_same(rh_double(0.0 / 0.0), rh_double(1.0)));
    assert_false(rh_value_same(rh_double(1.0), rh_double(0.0 / 0.0)));
    assert_true(rh_value_same(rh_undecided(RH_CAUSE_TYPE), rh_undecided(RH_CAUSE_TYPE)));
    assert_false(rh_value_same(rh_undecided(RH_CAUSE_TYPE), rh_undecided(RH_CAUSE_INDEX)));
    assert_false(rh_value_eq(rh_undecided(RH_CAUSE_TYPE), rh_undecided(RH_CAUSE_TYPE)));
}

static void eq__lists_and_maps_go_element_by_element(void **state)
{
    (void)state;
    const rh_value a[] = {rh_int(1), text("x")}, b[] = {rh_double(1.0), text("x")};
    assert_true(rh_value_eq(rh_list(a, 2), rh_list(b, 2)));
    assert_false(rh_value_same(rh_list(a, 2), rh_list(b, 2)));
    assert_false(rh_value_eq(rh_list(a, 2), rh_list(b, 1)));
    const rh_pair p[] = {{rh_int(1), text("x")}}, q[] = {{rh_uint(1), text("x")}}, r[] = {{rh_int(1), text("y")}};
    assert_true(rh_value_eq(rh_map_value(p, 1), rh_map_value(q, 1)));
    assert_false(rh_value_eq(rh_map_value(p, 1), rh_map_value(r, 1)));
    assert_true(rh_value_eq(rh_timestamp((rh_instant){5, 7}), rh_timestamp((rh_instant){5, 7})));
    assert_false(rh_value_eq(rh_timestamp((rh_instant){5, 7}), rh_timestamp((rh_instant){5, 8})));
}

/* ---- keys ---- */

static void map__finds_keys_after_sorting(void **state)
{
    (void)state;
    rh_pair pairs[300];
    for (size_t i = 0; i < 100; i++) {
        static char name[100][8];
        snprintf(name[i], sizeof name[i], "k%zu", i * 37 % 100);
        pairs[3 * i] = (rh_pair){text(name[i]), rh_int((int64_t)i)};
        pairs[3 * i + 1] = (rh_pair){rh_int((int64_t)(i * 37 % 100) - 50), rh_int((int64_t)i)};
        pairs[3 * i + 2] = (rh_pair){rh_uint(100 + i * 37 % 100), rh_int((int64_t)i)};
    }
    assert_true(rh_pairs_sort(pairs, 300));
    const rh_value map = rh_map_value(pairs, 300);
    for (size_t i = 1; i < 300; i++) assert_true(rh_value_key_cmp(pairs[i - 1].key, pairs[i].key) < 0);
    assert_int_equal(rh_value_field(map, RH_STR("k37"))->i, 1);
    assert_int_equal(rh_value_at(map, rh_double(-13.0))->i, 1);
    assert_int_equal(rh_value_at(map, rh_int(137))->i, 1);
    assert_null(rh_value_at(map, rh_double(0.5)));
    assert_null(rh_value_at(map, rh_double(0.0 / 0.0)));
    assert_null(rh_value_at(map, rh_null()));
    assert_null(rh_value_field(rh_int(1), RH_STR("a")));
}

static void map__truths_are_keys_before_all_others(void **state)
{
    (void)state;
    rh_pair pairs[] = {{rh_bool(true), rh_int(1)}, {rh_int(0), rh_int(2)}, {rh_bool(false), rh_int(3)}};
    assert_true(rh_pairs_sort(pairs, 3));
    const rh_value map = rh_map_value(pairs, 3);
    assert_true(rh_value_is_false(map.map[0].key));
    assert_int_equal(rh_value_at(map, rh_bool(true))->i, 1);
    assert_int_equal(rh_value_at(map, rh_bool(false))->i, 3);
}

static void map__equal_keys_are_told(void **state)
{
    (void)state;
    rh_pair strings[] = {{text("b"), rh_null()}, {text("a"), rh_null()}, {text("b"), rh_null()}};
    assert_false(rh_pairs_sort(strings, 3));
    rh_pair numbers[] = {{rh_int(1), rh_null()}, {rh_uint(1), rh_null()}};
    assert_false(rh_pairs_sort(numbers, 2));
    assert_true(rh_pairs_sort(numbers, 1));
    assert_true(rh_pairs_sort(NULL, 0));
}

/* Keys that begin alike, that end in a NUL, of every number of pairs up to where another way of sorting begins. */
static void pairs__any_few_keys_come_into_order(void **state)
{
    (void)state;
    static const char letters[] = "ab\0\xff";
    uint64_t seed = 7;
    for (int i = 0; i < 4000; i++) {
        char texts[40][12];
        rh_pair pairs[40];
        const size_t n = (size_t)i % 41;
        for (size_t k = 0; k < n; k++) {
            seed = seed * 6364136223846793005u + 1442695040888963407u;
            const size_t len = seed >> 60;
            for (size_t c = 0; c < sizeof texts[k]; c++) texts[k][c] = c < (size_t)i % 8 ? 'a' : letters[seed >> (2 * c + 20) & 3];
            pairs[k] = (rh_pair){rh_string((rh_str){texts[k], len < sizeof texts[k] ? len : sizeof texts[k]}),
                                 rh_int((int64_t)k)};
        }
        uint64_t values = 0;
        bool is_ascending = true;
        const bool said = rh_pairs_sort(pairs, n);
        for (size_t k = 0; k < n; k++) {
            values |= (uint64_t)1 << pairs[k].value.i;
            assert_ptr_equal(pairs[k].key.s, texts[pairs[k].value.i]); /* each value stays with its key */
            const int order = k == 0 ? -1 : rh_value_key_cmp(pairs[k - 1].key, pairs[k].key);
            assert_true(order <= 0);
            is_ascending &= order < 0;
        }
        assert_int_equal(values, ((uint64_t)1 << n) - 1);
        assert_int_equal(said, is_ascending);
    }
}

/* ---- doubles ---- */

static const struct {
    double d;
    const char *text;
} doubles[] = {
    {0.0, "0"},
    {-0.0, "0"},
    {1.0, "1"},
    {-1.5, "-1.5"},
    {0.1, "0.1"},
    {100.0, "100"},
    {1e20, "100000000000000000000"},
    {1e21, "1e+21"},
    {123456789012345680000.0, "123456789012345680000"},
    {1e-6, "0.000001"},
    {1e-7, "1e-7"},
    {1.25e-7, "1.25e-7"},
    {-3.3333333333333333e-6, "-0.0000033333333333333333"},
    {5e-324, "5e-324"},
    {1.7976931348623157e308, "1.7976931348623157e+308"},
    {2.2250738585072014e-308, "2.2250738585072014e-308"},
    {0.30000000000000004, "0.30000000000000004"},
    {9007199254740993.0, "9007199254740992"},
    {1e23, "1e+23"},
    {5.684341886080802e-14, "5.684341886080802e-14"},
    {4.35, "4.35"},
    {0.0 / 0.0, "NaN"},
    {1.0 / 0.0, "Infinity"},
    {-1.0 / 0.0, "-Infinity"},
};

static void double__text_is_that_of_ecmascript(void **state)
{
    (void)state;
    for (size_t i = 0; i < N_OF(doubles); i++) {
        char out[32];
        assert_int_equal(rh_double_text(out, doubles[i].d), strlen(doubles[i].text));
        assert_string_equal(out, doubles[i].text);
    }
}

/* The fewest digits that the C library reads back as d. */
static int fewest_digits(double d)
{
    for (int n = 1; n < 17; n++) {
        char out[40];
        snprintf(out, sizeof out, "%.*e", n - 1, d);
        if (strtod(out, NULL) == d) return n;
    }
    return 17;
}

static int digits_of(const char *s)
{
    int n = 0, zeros = 0;
    for (; *s != '\0' && *s != 'e'; s++) {
        if (*s < '0' || *s > '9' || (n == 0 && *s == '0')) continue;
        n++;
        zeros = *s == '0' ? zeros + 1 : 0;
    }
    return n - zeros;
}

static void double__text_reads_back_and_is_shortest(void **state)
{
    (void)state;
    uint64_t seed = 20240312;
    const size_t n = kit_scaled(20000, 1000, "doubles");
    for (size_t i = 0; i < n; i++) {
        seed = seed * 6364136223846793005u + 1442695040888963407u;
        const uint64_t bits = seed ^ seed >> 29;
        double d;
        memcpy(&d, &bits, sizeof d);
        if (i % 2 == 0) d = (double)(int64_t)(bits >> 44) / 100;
        if (d - d != 0.0 || d == 0.0) continue;
        char out[32];
        rh_double_text(out, d);
        if (strtod(out, NULL) != d || digits_of(out) != fewest_digits(d)) fail_msg("%.17g is %s", d, out);
    }
}

/* ---- JSON ---- */

/* Texts are looked through eight bytes at a time: what must be escaped is found at every place, and nothing else is. */
static void json__texts_are_escaped_wherever_it_must_be(void **state)
{
    (void)state;
    rh_arena arena = kit_arena();
    for (int len = 1; len <= 19; len++)
        for (int at = 0; at < len; at++)
            for (int c = 0; c < 256; c++) {
                char text[20], want[40];
                rh_buf buf;
                rh_arena_reset(&arena);
                rh_buf_init(&buf, &arena, sizeof want);
                memset(text, 'x', sizeof text);
                text[at] = (char)c;
                rh_buf_json_str(&buf, (rh_str){text, (size_t)len});
                int n = snprintf(want, sizeof want, "\"%.*s", at, text);
                if (c == '"' || c == '\\') n += snprintf(want + n, 8, "\\%c", c);
                else if (c >= 8 && c <= 13 && c != 11) n += snprintf(want + n, 8, "\\%c", "btn?fr"[c - 8]);
                else if (c < 0x20) n += snprintf(want + n, 8, "\\u%04x", (unsigned)c);
                else want[n++] = (char)c;
                n += snprintf(want + n, sizeof want - (size_t)n, "%.*s\"", len - at - 1, text + at + 1);
                assert_int_equal(buf.len, n);
                assert_memory_equal(buf.ptr, want, (size_t)n);
            }
    rh_arena_dispose(&arena);
}

static void json__keys_stand_in_utf_16_order_and_numbers_in_full(void **state)
{
    (void)state;
    rh_arena arena = kit_arena();
    rh_buf buf;
    rh_buf_init(&buf, &arena, 1000);
    const rh_value list[] = {rh_int(INT64_MIN), rh_uint(UINT64_MAX), rh_double(1e21), rh_bool(false), rh_null()};
    rh_pair pairs[] = {
        {text("\xF0\x9F\x98\x80"), rh_int(1)}, /* U+1F600 */
        {text("\xEF\xAC\xB3"), rh_int(2)},     /* U+FB33, behind it in UTF-16 */
        {text("a"), rh_list(list, N_OF(list))},
        {rh_int(10), rh_duration_value(1500000000)},
        {rh_int(9), rh_timestamp((rh_instant){0, 5})},
    };
    assert_true(rh_pairs_sort(pairs, N_OF(pairs)));
    rh_value_put_json(&buf, rh_map_value(pairs, N_OF(pairs)));
    rh_buf_byte(&buf, '\0');
    assert_false(buf.failed);
    assert_string_equal(buf.ptr, "{\"10\":\"1.5s\",\"9\":\"1970-01-01T00:00:00.000000005Z\","
                                 "\"a\":[-9223372036854775808,18446744073709551615,1e+21,false,null],"
                                 "\"\xF0\x9F\x98\x80\":1,\"\xEF\xAC\xB3\":2}");
    rh_arena_dispose(&arena);
}

/* Texts of every length before the character by which bytes and UTF-16 disagree. */
static void json__keys_of_any_length_stand_in_the_order_of_utf_16(void **state)
{
    (void)state;
    for (size_t n = 0; n < 20; n++) {
        char keys[2][32], expected[80];
        rh_arena arena = kit_arena();
        rh_buf buf;
        rh_buf_init(&buf, &arena, 1000);
        snprintf(keys[0], sizeof keys[0], "%.*s\xEF\xAC\xB3", (int)n, "aaaaaaaaaaaaaaaaaaaa");
        snprintf(keys[1], sizeof keys[1], "%.*s\xF0\x9F\x98\x80", (int)n, "aaaaaaaaaaaaaaaaaaaa");
        const rh_pair pairs[] = {{text(keys[0]), rh_int(2)}, {text(keys[1]), rh_int(1)}};
        rh_value_put_json(&buf, rh_map_value(pairs, 2));
        rh_buf_byte(&buf, '\0');
        snprintf(expected, sizeof expected, "{\"%s\":1,\"%s\":2}", keys[1], keys[0]);
        assert_string_equal(buf.ptr, expected);
        rh_arena_dispose(&arena);
    }
}

static void json__what_has_no_json_stands_as_text(void **state)
{
    (void)state;
    rh_arena arena = kit_arena();
    rh_buf buf;
    rh_buf_init(&buf, &arena, 1000);
    const rh_value numbers[] = {rh_double(0.0 / 0.0), rh_double(-1.0 / 0.0), rh_undecided(RH_CAUSE_TYPE)};
    rh_pair texts[] = {{text("\xEF\xAC\xB3"), rh_int(2)}, {text("\xF0\x9F\x98\x80"), rh_int(1)}},
            truths[] = {{rh_bool(false), rh_int(0)}, {rh_bool(true), rh_int(1)}};
    rh_value_put_json(&buf, rh_list(numbers, 3));
    rh_value_put_json(&buf, rh_map_value(texts, 2));
    rh_value_put_json(&buf, rh_map_value(truths, 2));
    rh_buf_byte(&buf, '\0');
    assert_string_equal(buf.ptr, "[\"NaN\",\"-Infinity\",{\"undecided\":\"type\"}]"
                                 "{\"\xF0\x9F\x98\x80\":1,\"\xEF\xAC\xB3\":2}{\"false\":0,\"true\":1}");
    rh_arena_dispose(&arena);
}

static void json__bytes_are_base64(void **state)
{
    (void)state;
    static const struct {
        const char *in, *out;
    } cases[] = {
        {"", "\"\""}, {"f", "\"Zg==\""}, {"fo", "\"Zm8=\""}, {"foo", "\"Zm9v\""}, {"\xFF\xFE\xFD\xFC", "\"//79/A==\""},
    };
    rh_arena arena = kit_arena();
    for (size_t i = 0; i < N_OF(cases); i++) {
        rh_buf buf;
        rh_buf_init(&buf, &arena, 100);
        rh_value v = text(cases[i].in);
        v.kind = RH_BYTES;
        rh_value_put_json(&buf, v);
        assert_true(rh_str_eq(rh_buf_str(&buf), rh_str_of(cases[i].out)));
    }
    rh_arena_dispose(&arena);
}

/* ---- bytes ---- */

static const char *const key_texts[] = {"a", "b", "long key"};

static uint32_t intern(void *ctx, rh_str key)
{
    (void)ctx;
    for (uint32_t i = 0; i < N_OF(key_texts); i++)
        if (rh_str_eq(key, rh_str_of(key_texts[i]))) return 1000 + i;
    return 0;
}

static rh_str key_text(void *ctx, uint32_t number)
{
    (void)ctx;
    return number >= 1000 && number < 1000 + N_OF(key_texts) ? rh_str_of(key_texts[number - 1000]) : rh_str_null();
}

static const rh_key_table keys = {.intern = intern, .text = key_text};

static rh_value sample(void)
{
    static rh_value list[9];
    static rh_pair pairs[3];
    const rh_value items[] = {rh_int(0),           rh_int(-1),        rh_int(INT64_MIN), rh_int(INT64_MAX),
                              rh_uint(UINT64_MAX), rh_double(-0.125), rh_bool(false),    rh_bool(true),
                              rh_null()};
    memcpy(list, items, sizeof list);
    pairs[0] = (rh_pair){text("a"), rh_list(list, 9)};
    pairs[1] = (rh_pair){text("b"), rh_map_value(NULL, 0)};
    pairs[2] = (rh_pair){text("long key"), text("")};
    return rh_map_value(pairs, 3);
}

static void codec__what_was_encoded_comes_back(void **state)
{
    (void)state;
    rh_arena arena = kit_arena();
    rh_buf buf;
    rh_buf_init(&buf, &arena, 1000);
    rh_value_encode(&buf, sample(), &keys);
    rh_value_encode(&buf, text("next"), &keys);
    assert_false(buf.failed);
    rh_value back;
    size_t at = 0;
    assert_true(rh_value_decode(&back, &arena, rh_buf_str(&buf), &at, &keys));
    assert_true(rh_value_same(back, sample()));
    assert_true(rh_value_decode(&back, &arena, rh_buf_str(&buf), &at, &keys));
    assert_true(rh_value_same(back, text("next")));
    assert_int_equal(at, buf.len);
    rh_arena_dispose(&arena);
}

static void codec__cut_or_changed_bytes_are_refused_or_read_within_bounds(void **state)
{
    (void)state;
    rh_arena arena = kit_arena();
    rh_buf buf;
    rh_buf_init(&buf, &arena, 1000);
    rh_value_encode(&buf, sample(), &keys);
    for (size_t len = 0; len < buf.len; len++) {
        char *cut = malloc(len + 1); /* its own block, so that ASan sees a read past it */
        memcpy(cut, buf.ptr, len);
        rh_value v;
        size_t at = 0;
        assert_false(rh_value_decode(&v, &arena, (rh_str){cut, len}, &at, &keys));
        assert_int_equal(at, 0);
        free(cut);
    }
    for (size_t i = 0; i < buf.len; i++)
        for (int flip = 1; flip < 256; flip <<= 1) {
            rh_value v;
            size_t at = 0;
            buf.ptr[i] = (char)(buf.ptr[i] ^ flip);
            if (rh_value_decode(&v, &arena, rh_buf_str(&buf), &at, &keys)) assert_true(at <= buf.len);
            buf.ptr[i] = (char)(buf.ptr[i] ^ flip);
        }
    rh_arena_dispose(&arena);
}

static void codec__refuses_deep_nesting_and_keys_out_of_order(void **state)
{
    (void)state;
    rh_arena arena = kit_arena();
    char deep[600];
    for (size_t i = 0; i < sizeof deep; i += 2) deep[i] = 7, deep[i + 1] = 1; /* a list of a list of ... */
    rh_value v;
    size_t at = 0;
    assert_false(rh_value_decode(&v, &arena, (rh_str){deep, sizeof deep}, &at, &keys));
    const char swapped[] = {8, 2, (char)0xE9, 7, 0, (char)0xE8, 7, 0}; /* b, then a */
    assert_false(rh_value_decode(&v, &arena, (rh_str){swapped, sizeof swapped}, &at, &keys));
    const char endless[] = {4, (char)0xFF, (char)0xFF, (char)0xFF, (char)0xFF, (char)0xFF, (char)0xFF, (char)0xFF,
                            (char)0xFF, (char)0xFF, 2}; /* a number of 65 bits */
    assert_false(rh_value_decode(&v, &arena, (rh_str){endless, sizeof endless}, &at, &keys));
    const char huge[] = {6, (char)0xFF, (char)0xFF, (char)0xFF, (char)0xFF, 0x7F, 'a'}; /* a text of 32 GiB */
    assert_false(rh_value_decode(&v, &arena, (rh_str){huge, sizeof huge}, &at, &keys));
    const char ordered[] = {8, 2, (char)0xE8, 7, 0, (char)0xE9, 7, 0};
    assert_true(rh_value_decode(&v, &arena, (rh_str){ordered, sizeof ordered}, &at, &keys));
    rh_arena_dispose(&arena);
}

static void codec__takes_only_what_json_has(void **state)
{
    (void)state;
    rh_arena arena = kit_arena();
    rh_buf buf;
    rh_buf_init(&buf, &arena, 100);
    rh_value_encode(&buf, rh_timestamp((rh_instant){0, 0}), &keys);
    assert_true(buf.failed);
    const rh_pair pair = {rh_int(1), rh_null()}; /* a key that is no text */
    rh_buf_init(&buf, &arena, 100);
    rh_value_encode(&buf, rh_map_value(&pair, 1), &keys);
    assert_true(buf.failed);
    rh_arena_dispose(&arena);
}

/* ---- copies ---- */

static void copy__stands_by_itself_and_fails_at_the_ceiling(void **state)
{
    (void)state;
    char word[] = "plan";
    const rh_value item = text(word);
    rh_arena arena = kit_arena(), tiny;
    const rh_value copy = rh_value_copy(&arena, rh_list(&item, 1));
    word[0] = 'X';
    assert_true(rh_str_eq(rh_value_str(copy.list[0]), RH_STR("plan")));
    rh_arena_init(&tiny, kit_memory(), 1);
    assert_int_equal(rh_value_copy(&tiny, sample()).kind, RH_NULL);
    assert_true(rh_arena_failed(&tiny));
    rh_arena_dispose(&tiny);
    rh_arena_dispose(&arena);
}

static void keep__copies_what_passes_and_borrows_the_rest(void **state)
{
    (void)state;
    const char lasting[] = "lasting";
    rh_arena keep = kit_arena(), passing = kit_arena();
    const rh_value left = text(lasting), word = rh_string(rh_arena_str(&passing, RH_STR("plan")));
    rh_value *items = RH_NEW_N(&passing, 3, rh_value);
    rh_pair *pair = RH_NEW(&passing, rh_pair);
    assert_true(items != NULL && pair != NULL);
    *pair = (rh_pair){text("tier"), word};
    items[0] = left, items[1] = word, items[2] = rh_map_value(pair, 1);
    const rh_value kept = rh_value_keep(&keep, &passing, rh_list(items, 3));
    rh_value raw = word;
    raw.kind = RH_BYTES;
    const rh_value bytes = rh_value_keep(&keep, &passing, raw);
    const rh_value given[] = {rh_null(), rh_int(7), left, rh_list(NULL, 0), rh_list(&left, 1)};
    for (size_t i = 0; i < sizeof given / sizeof *given; i++)
        assert_true(rh_value_same(rh_value_keep(&keep, &passing, given[i]), given[i]));
    assert_true(rh_value_keep(&keep, &passing, given[4]).list == given[4].list);
    assert_true(kept.list != items && kept.list[0].s == lasting && kept.list[1].s != word.s);
    assert_true(bytes.kind == RH_BYTES && bytes.n == word.n && bytes.s != word.s);
    assert_true(kept.list[2].map != pair && kept.list[2].map[0].value.s != word.s);
    rh_arena_dispose(&passing);
    assert_true(rh_str_eq(rh_value_str(kept.list[1]), RH_STR("plan")));
    assert_true(rh_str_eq(rh_value_str(kept.list[2].map[0].value), RH_STR("plan")));
    rh_arena_dispose(&keep);
}

/* Neither the list nor what stands in it may fail in silence. */
static void keep__fails_at_the_ceiling(void **state)
{
    (void)state;
    rh_arena passing = kit_arena();
    const rh_value word = rh_string(rh_arena_str(&passing, RH_STR("a text of more bytes than are left")));
    rh_value *items = RH_NEW_N(&passing, 400, rh_value);
    assert_non_null(items);
    for (size_t i = 0; i < 400; i++) items[i] = word;
    size_t n_failed = 0;
    for (size_t ceiling = 1; ceiling < 80000; ceiling += 1000) {
        rh_arena tiny;
        rh_arena_init(&tiny, kit_memory(), ceiling);
        const rh_value kept = rh_value_keep(&tiny, &passing, rh_list(items, 400));
        assert_int_equal(kept.kind, rh_arena_failed(&tiny) ? RH_NULL : RH_LIST);
        n_failed += rh_arena_failed(&tiny);
        rh_arena_dispose(&tiny);
    }
    assert_in_range(n_failed, 2, 79); /* the list's own room, then that of the texts; in the end there is enough */
    rh_arena_dispose(&passing);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(eq__numbers_compare_by_value_across_kinds),
        cmocka_unit_test(same__needs_one_kind_and_takes_nan_for_itself),
        cmocka_unit_test(eq__lists_and_maps_go_element_by_element),
        cmocka_unit_test(map__finds_keys_after_sorting),
        cmocka_unit_test(pairs__any_few_keys_come_into_order),
        cmocka_unit_test(json__texts_are_escaped_wherever_it_must_be),
        cmocka_unit_test(map__truths_are_keys_before_all_others),
        cmocka_unit_test(map__equal_keys_are_told),
        cmocka_unit_test(double__text_is_that_of_ecmascript),
        cmocka_unit_test(double__text_reads_back_and_is_shortest),
        cmocka_unit_test(json__keys_stand_in_utf_16_order_and_numbers_in_full),
        cmocka_unit_test(json__keys_of_any_length_stand_in_the_order_of_utf_16),
        cmocka_unit_test(json__what_has_no_json_stands_as_text),
        cmocka_unit_test(json__bytes_are_base64),
        cmocka_unit_test(codec__what_was_encoded_comes_back),
        cmocka_unit_test(codec__cut_or_changed_bytes_are_refused_or_read_within_bounds),
        cmocka_unit_test(codec__refuses_deep_nesting_and_keys_out_of_order),
        cmocka_unit_test(codec__takes_only_what_json_has),
        cmocka_unit_test(copy__stands_by_itself_and_fails_at_the_ceiling),
        cmocka_unit_test(keep__copies_what_passes_and_borrows_the_rest),
        cmocka_unit_test(keep__fails_at_the_ceiling),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
