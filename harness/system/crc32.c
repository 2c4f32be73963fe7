/* CRC-32 by multiplication without carry, or by zlib. */
#include "harness/system/crc32.h"

#include <zlib.h>

#if defined(__x86_64__) && !defined(RH_PLAIN)
#include <immintrin.h>

enum { WIDE = 64, LANE = 16 };

#define FOLDS __attribute__((target("pclmul,sse4.1")))

static FOLDS inline __m128i lane(const char *at)
{
    return _mm_loadu_si128((const __m128i *)(const void *)at);
}

/* What x stands for, moved on by as many bits as the constants k say, and added to what stands there. */
static FOLDS inline __m128i fold(__m128i x, __m128i k, __m128i on)
{
    const __m128i low = _mm_clmulepi64_si128(x, k, 0x00), high = _mm_clmulepi64_si128(x, k, 0x11);
    return _mm_xor_si128(_mm_xor_si128(low, high), on);
}

/* 128 bits to 32: two folds, then Barrett's reduction. */
static FOLDS uint32_t reduce(__m128i x)
{
    const __m128i k = _mm_set_epi64x(0x0163cd6124, 0x00ccaa009e), p = _mm_set_epi64x(0x01f7011641, 0x01db710641);
    const __m128i mask = _mm_set_epi32(0, ~0, 0, ~0);
    x = _mm_xor_si128(_mm_srli_si128(x, 8), _mm_clmulepi64_si128(x, k, 0x00));
    x = _mm_xor_si128(_mm_srli_si128(x, 4), _mm_clmulepi64_si128(_mm_and_si128(x, mask), k, 0x10));
    __m128i t = _mm_clmulepi64_si128(_mm_and_si128(x, mask), p, 0x10);
    t = _mm_clmulepi64_si128(_mm_and_si128(t, mask), p, 0x00);
    return (uint32_t)_mm_extract_epi32(_mm_xor_si128(x, t), 1);
}

/* n: a multiple of 16, at least 64. crc: the register as it stands, not turned over. */
static FOLDS uint32_t folded(uint32_t crc, const char *at, size_t n)
{
    const __m128i by_four = _mm_set_epi64x(0x01c6e41596, 0x0154442bd4);
    const __m128i by_one = _mm_set_epi64x(0x00ccaa009e, 0x01751997d0);
    __m128i x[4];
    for (int i = 0; i < 4; i++) x[i] = lane(at + i * LANE);
    x[0] = _mm_xor_si128(x[0], _mm_cvtsi32_si128((int)crc));
    for (at += WIDE, n -= WIDE; n >= WIDE; at += WIDE, n -= WIDE)
        for (int i = 0; i < 4; i++) x[i] = fold(x[i], by_four, lane(at + i * LANE));
    for (int i = 1; i < 4; i++) x[0] = fold(x[0], by_one, x[i]);
    for (; n >= LANE; at += LANE, n -= LANE) x[0] = fold(x[0], by_one, lane(at));
    return reduce(x[0]);
}

/* Of the first *n bytes, as many as can be folded. */
static uint32_t of_begin(rh_str bytes, size_t *n)
{
    *n = 0;
    if (bytes.len < WIDE || !__builtin_cpu_supports("pclmul") || !__builtin_cpu_supports("sse4.1")) return 0;
    *n = bytes.len / LANE * LANE;
    return ~folded(~0U, bytes.ptr, *n);
}
#else
static uint32_t of_begin(rh_str bytes, size_t *n)
{
    (void)bytes;
    *n = 0;
    return 0;
}
#endif

uint32_t rh_crc32(rh_str bytes)
{
    size_t n;
    const uint32_t crc = of_begin(bytes, &n);
    return (uint32_t)crc32_z(crc, (const Bytef *)rh_str_chars(bytes) + n, bytes.len - n);
}
