/* The checksum of blobs: zlib's, whatever the length and wherever the bytes stand. */
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>

#include "harness/system/crc32.h"

#include <zlib.h>

enum { MOST = 1200, PLACES = 16 };

static void crc32__is_that_of_zlib_at_every_length_and_place(void **state)
{
    (void)state;
    static char bytes[MOST + PLACES];
    uint32_t x = 1;
    for (size_t i = 0; i < sizeof bytes; i++) bytes[i] = (char)((x = x * 1664525U + 1013904223U) >> 24);
    for (size_t len = 0; len <= MOST; len++) {
        const char *at = bytes + len % PLACES;
        assert_int_equal(rh_crc32((rh_str){at, len}), crc32_z(0, (const Bytef *)at, len));
    }
}

static void crc32__of_the_nine_digits_and_of_nothing(void **state)
{
    (void)state;
    assert_int_equal(rh_crc32(RH_STR("123456789")), 0xCBF43926);
    assert_int_equal(rh_crc32(RH_STR("")), 0);
    assert_int_equal(rh_crc32((rh_str){NULL, 0}), 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(crc32__is_that_of_zlib_at_every_length_and_place),
                                       cmocka_unit_test(crc32__of_the_nine_digits_and_of_nothing)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
