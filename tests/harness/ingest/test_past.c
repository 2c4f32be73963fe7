/* The row before a row: held to a search through all rows, over keys and orders of every kind that repeat. */
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>

#include "harness/ingest/past.h"
#include "tests/kit/memory.h"

#include <stdio.h>
#include <stdlib.h>

enum { N_ROWS = 400 };

typedef struct made_row {
    char key[8], text[8], bytes[16];
    rh_value order;
} made_row;

static uint64_t next(uint64_t *seed)
{
    *seed = *seed * 6364136223846793005u + 1442695040888963407u;
    return *seed >> 33;
}

/* Orders that are few, so that they repeat, and on both sides of zero. */
static rh_value order_of(uint64_t *seed, int kind)
{
    static const char *const texts[] = {"", "a", "ab", "b", "\xc3\xa9", "\xf0\x9f\x98\x80"};
    static const double doubles[] = {-1e300, -2.5, -0.0, 0.0, 1e-300, 2, 2.5, 1e300};
    static const int64_t ints[] = {INT64_MIN, -256, -1, 0, 1, 255, 256, INT64_MAX};
    const uint64_t i = next(seed);
    if (kind == 0) return rh_int(ints[i % 8]);
    if (kind == 1) return rh_double(doubles[i % 8]);
    if (kind == 2) return rh_string(rh_str_of(texts[i % 6]));
    if (kind == 3) return rh_timestamp((rh_instant){ints[i % 6], (int32_t)(i / 8 % 2) * 500000000});
    if (kind == 4) return rh_bool(i % 2 != 0);
    return order_of(seed, (int)(i % 5));
}

static int order_cmp(rh_value a, rh_value b)
{
    if (a.kind != b.kind) return a.kind < b.kind ? -1 : 1;
    if (a.kind == RH_STRING) return rh_str_cmp(rh_value_str(a), rh_value_str(b));
    if (a.kind == RH_DOUBLE) return a.d < b.d ? -1 : a.d > b.d;
    if (a.kind == RH_BOOL) return (int)a.b - (int)b.b;
    if (a.i != b.i) return a.i < b.i ? -1 : 1;
    return a.kind == RH_TIMESTAMP && a.n != b.n ? (a.n < b.n ? -1 : 1) : 0;
}

/* The greatest by order, then by text, of the rows of one key that are earlier in order. */
static const made_row *search(const made_row *rows, const made_row *of)
{
    const made_row *found = NULL;
    for (size_t i = 0; i < N_ROWS; i++) {
        const made_row *row = &rows[i];
        if (strcmp(row->key, of->key) != 0 || order_cmp(row->order, of->order) >= 0) continue;
        const int c = found != NULL ? order_cmp(row->order, found->order) : 1;
        if (c > 0 || (c == 0 && strcmp(row->text, found->text) > 0)) found = row;
    }
    return found;
}

static void past__is_the_last_row_that_is_earlier(void **state)
{
    static made_row rows[N_ROWS];
    (void)state;
    for (int kind = 0; kind <= 5; kind++) {
        rh_past *past;
        rh_err err;
        uint64_t seed = 5 + (uint64_t)kind;
        size_t n_found = 0;
        assert_int_equal(rh_past_open(&past, "x", &err), RH_OK);
        for (size_t i = 0; i < N_ROWS; i++) {
            made_row *row = &rows[i];
            snprintf(row->key, sizeof row->key, "k%d", (int)(next(&seed) % 25));
            snprintf(row->text, sizeof row->text, "%d", (int)i); /* of two rows one is the greater */
            snprintf(row->bytes, sizeof row->bytes, "row %d", (int)i);
            row->order = order_of(&seed, kind);
            assert_int_equal(rh_past_put(past, i, rh_str_of(row->key), row->order, rh_str_of(row->text),
                                         rh_str_of(row->bytes), &err),
                             RH_OK);
        }
        assert_int_equal(rh_past_settle(past, &err), RH_OK);
        for (size_t i = 0; i < N_ROWS; i++) {
            rh_str got;
            const made_row *want = search(rows, &rows[i]);
            assert_int_equal(rh_past_get(&got, past, i, &err), RH_OK);
            assert_true(rh_str_eq(got, want != NULL ? rh_str_of(want->bytes) : rh_str_null()));
            assert_true((got.ptr == NULL) == (want == NULL));
            n_found += want != NULL;
        }
        assert_true(n_found > N_ROWS / 4);
        rh_past_close(past);
    }
}

static void past__of_no_rows_is_empty(void **state)
{
    rh_past *past;
    rh_str got;
    (void)state;
    assert_int_equal(rh_past_open(&past, "x", NULL), RH_OK);
    assert_int_equal(rh_past_settle(past, NULL), RH_OK);
    assert_int_equal(rh_past_get(&got, past, 0, NULL), RH_OK);
    assert_null(got.ptr);
    rh_past_close(past);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(past__is_the_last_row_that_is_earlier),
        cmocka_unit_test(past__of_no_rows_is_empty),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
