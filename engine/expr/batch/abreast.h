/* 64 values abreast, tested at once: bit i of an answer is that of value i.
 *
 * For kernels over columns. A column is an array of RH_ABREAST values: codes of 32 bits, or ints or
 * doubles as their 64 bits. rh_abreast_WHAT_HOW(column, constant) says of each value whether it is equal to, less than,
 * at most, more than or at least the constant; rh_abreast_pair_WHAT_HOW(a, b) says so of each value of a and that of b
 * beside it. A NaN is neither less than, equal to nor more than anything.
 *
 * Where the processor has SSE2, which is every x86-64, two or four values go through one instruction and sixteen
 * answers are packed into bits by another; elsewhere the same tests are plain loops without a branch, and
 * RH_PLAIN asks for those. Both give the same bits. */
#ifndef RH_EXPR_BATCH_ABREAST_H
#define RH_EXPR_BATCH_ABREAST_H

#include <stdint.h>
#include <string.h>

enum { RH_ABREAST = 64 };

#if defined(__SSE2__) && !defined(RH_PLAIN)

typedef int64_t rh_abreast__int __attribute__((vector_size(16)));
typedef double rh_abreast__double __attribute__((vector_size(16)));
typedef uint32_t rh_abreast__code __attribute__((vector_size(16)));
typedef int rh_abreast__said __attribute__((vector_size(16))); /* four answers, each all 0 or all 1 */
typedef short rh_abreast__halves __attribute__((vector_size(16)));
#define RH_ABREAST__ALL_int(x) {(x), (x)}
#define RH_ABREAST__ALL_double(x) {(x), (x)}
#define RH_ABREAST__ALL_code(x) {(x), (x), (x), (x)}

/* The bits of sixteen answers. */
static inline uint64_t rh_abreast__pack(const rh_abreast__said said[4])
{
    const rh_abreast__halves first = __builtin_ia32_packssdw128(said[0], said[1]),
                             second = __builtin_ia32_packssdw128(said[2], said[3]);
    return (uint64_t)__builtin_ia32_pmovmskb128(__builtin_ia32_packsswb128(first, second));
}

/* The same of answers twice as wide. */
static inline uint64_t rh_abreast__pack_wide(const rh_abreast__said said[8])
{
    rh_abreast__said narrow[4];
    for (unsigned k = 0; k < 4; k++)
        narrow[k] = (rh_abreast__said)__builtin_ia32_packssdw128(said[2 * k], said[2 * k + 1]);
    return rh_abreast__pack(narrow);
}

#define RH_ABREAST__EACH(N_AT_ONCE, pack, test)              \
    uint64_t bits = 0;                                       \
    for (unsigned from = 0; from < RH_ABREAST; from += 16) { \
        rh_abreast__said said[16 / N_AT_ONCE];               \
        for (unsigned k = 0; k < 16 / N_AT_ONCE; k++) {      \
            const unsigned i = from + k * N_AT_ONCE;         \
            said[k] = (rh_abreast__said)(test);              \
        }                                                    \
        bits |= pack(said) << from;                          \
    }                                                        \
    return bits
#define RH_ABREAST__EACH_int(test) RH_ABREAST__EACH(2, rh_abreast__pack_wide, test)
#define RH_ABREAST__EACH_double(test) RH_ABREAST__EACH(2, rh_abreast__pack_wide, test)
#define RH_ABREAST__EACH_code(test) RH_ABREAST__EACH(4, rh_abreast__pack, test)

#else

typedef int64_t rh_abreast__int;
typedef double rh_abreast__double;
typedef uint32_t rh_abreast__code;
#define RH_ABREAST__ALL_int(x) (x)
#define RH_ABREAST__ALL_double(x) (x)
#define RH_ABREAST__ALL_code(x) (x)

#define RH_ABREAST__EACH(test)                                                         \
    uint64_t bits = 0;                                                                 \
    for (unsigned i = 0; i < RH_ABREAST; i++) bits |= (uint64_t)((test) ? 1 : 0) << i; \
    return bits
#define RH_ABREAST__EACH_int(test) RH_ABREAST__EACH(test)
#define RH_ABREAST__EACH_double(test) RH_ABREAST__EACH(test)
#define RH_ABREAST__EACH_code(test) RH_ABREAST__EACH(test)

#endif

/* As many values as go through one instruction, from wherever they stand. */
#define RH_ABREAST__LOAD(WHAT, T)                                            \
    static inline rh_abreast__##WHAT rh_abreast__load_##WHAT(const T *at)    \
    {                                                                        \
        rh_abreast__##WHAT some;                                             \
        memcpy(&some, at, sizeof some);                                      \
        return some;                                                         \
    }
RH_ABREAST__LOAD(int, uint64_t)
RH_ABREAST__LOAD(double, uint64_t)
RH_ABREAST__LOAD(code, uint32_t)

/* A column against a constant. */
#define RH_ABREAST__CONSTANT(WHAT, HOW, T, C, op)                            \
    static inline uint64_t rh_abreast_##WHAT##_##HOW(const T *a, C constant) \
    {                                                                        \
        const rh_abreast__##WHAT c = RH_ABREAST__ALL_##WHAT(constant);       \
        RH_ABREAST__EACH_##WHAT(rh_abreast__load_##WHAT(a + i) op c);        \
    }
RH_ABREAST__CONSTANT(code, equal, uint32_t, uint32_t, ==)
RH_ABREAST__CONSTANT(int, equal, uint64_t, int64_t, ==)
RH_ABREAST__CONSTANT(int, less, uint64_t, int64_t, <)
RH_ABREAST__CONSTANT(int, more, uint64_t, int64_t, >)
RH_ABREAST__CONSTANT(double, equal, uint64_t, double, ==)
RH_ABREAST__CONSTANT(double, less, uint64_t, double, <)
RH_ABREAST__CONSTANT(double, most, uint64_t, double, <=)
RH_ABREAST__CONSTANT(double, more, uint64_t, double, >)
RH_ABREAST__CONSTANT(double, least, uint64_t, double, >=)

/* Two columns, value by value. */
#define RH_ABREAST__PAIR(WHAT, HOW, T, op)                                                         \
    static inline uint64_t rh_abreast_pair_##WHAT##_##HOW(const T *a, const T *b)                  \
    {                                                                                              \
        RH_ABREAST__EACH_##WHAT(rh_abreast__load_##WHAT(a + i) op rh_abreast__load_##WHAT(b + i)); \
    }
RH_ABREAST__PAIR(code, equal, uint32_t, ==)
RH_ABREAST__PAIR(int, equal, uint64_t, ==)
RH_ABREAST__PAIR(int, less, uint64_t, <)
RH_ABREAST__PAIR(double, equal, uint64_t, ==)
RH_ABREAST__PAIR(double, less, uint64_t, <)
RH_ABREAST__PAIR(double, most, uint64_t, <=)

#endif
