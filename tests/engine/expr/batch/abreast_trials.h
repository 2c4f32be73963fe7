/* Trials of engine/expr/batch/abreast.h, in whichever of its two ways the includer asks for: what is said of 64 values
 * at once against what is said of each. */
#ifndef TESTS_ENGINE_EXPR_BATCH_ABREAST_TRIALS_H
#define TESTS_ENGINE_EXPR_BATCH_ABREAST_TRIALS_H

#include <math.h>
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>

#include "engine/expr/batch/abreast.h"
#include "tests/reference/random.h"

enum { ABREAST_ROUNDS = 2000 };

typedef struct abreast_columns {
    uint32_t codes[2][RH_ABREAST];
    uint64_t ints[2][RH_ABREAST], doubles[2][RH_ABREAST];
} abreast_columns;

/* Values close to each other, so that every answer is had, and those at which arithmetic goes wrong. */
static inline int64_t abreast_int(random_source *r)
{
    static const int64_t odd[] = {INT64_MIN, INT64_MIN + 1, INT64_MAX, INT64_MAX - 1, 0xFFFFFFFF, 0x80000000,
                                  -0x80000000LL, -0x100000000, 0x100000000};
    if (random_below(r, 2) == 0) return (int64_t)random_below(r, 5) - 2;
    return random_below(r, 8) == 0 ? (int64_t)random_next(r) : odd[random_below(r, sizeof odd / sizeof *odd)];
}

static inline double abreast_double(random_source *r)
{
    static const double odd[] = {0.0, -0.0, 1.0, -1.0, 1.0000000000000002, 1e300, -1e300, 5e-324};
    const uint64_t k = random_below(r, 16);
    if (k < sizeof odd / sizeof *odd) return odd[k];
    if (k == 8) return (double)NAN;
    return k == 9 ? (double)INFINITY : k == 10 ? -(double)INFINITY : (double)random_below(r, 4);
}

static inline uint32_t abreast_code(random_source *r)
{
    return random_below(r, 9) == 0 ? UINT32_MAX - (uint32_t)random_below(r, 2) : (uint32_t)random_below(r, 3);
}

static inline void abreast_fill(random_source *r, abreast_columns *c)
{
    for (size_t k = 0; k < 2; k++) {
        for (size_t i = 0; i < RH_ABREAST; i++) {
            const double d = abreast_double(r);
            memcpy(&c->doubles[k][i], &d, sizeof d);
            c->ints[k][i] = (uint64_t)abreast_int(r);
            c->codes[k][i] = abreast_code(r);
        }
    }
}

static inline double abreast_double_at(const uint64_t *at)
{
    double d;
    memcpy(&d, at, sizeof d);
    return d;
}

#define ABREAST_TRIAL(said, of_each)                                                      \
    do {                                                                                  \
        uint64_t wanted = 0;                                                              \
        for (size_t i = 0; i < RH_ABREAST; i++) wanted |= (uint64_t)((of_each) ? 1 : 0) << i; \
        if ((said) != wanted) fail_msg("%s", #said);                                      \
    } while (0)

static inline void abreast_try_constants(const abreast_columns *c, uint32_t code, int64_t n, double d)
{
    const uint32_t *codes = c->codes[0];
    const uint64_t *ints = c->ints[0], *doubles = c->doubles[0];
    ABREAST_TRIAL(rh_abreast_code_equal(codes, code), codes[i] == code);
    ABREAST_TRIAL(rh_abreast_int_equal(ints, n), (int64_t)ints[i] == n);
    ABREAST_TRIAL(rh_abreast_int_less(ints, n), (int64_t)ints[i] < n);
    ABREAST_TRIAL(rh_abreast_int_more(ints, n), (int64_t)ints[i] > n);
    ABREAST_TRIAL(rh_abreast_double_equal(doubles, d), abreast_double_at(&doubles[i]) == d);
    ABREAST_TRIAL(rh_abreast_double_less(doubles, d), abreast_double_at(&doubles[i]) < d);
    ABREAST_TRIAL(rh_abreast_double_most(doubles, d), abreast_double_at(&doubles[i]) <= d);
    ABREAST_TRIAL(rh_abreast_double_more(doubles, d), abreast_double_at(&doubles[i]) > d);
    ABREAST_TRIAL(rh_abreast_double_least(doubles, d), abreast_double_at(&doubles[i]) >= d);
}

static inline void abreast_try_pairs(const abreast_columns *c)
{
    const uint64_t *a = c->ints[0], *b = c->ints[1], *x = c->doubles[0], *y = c->doubles[1];
    ABREAST_TRIAL(rh_abreast_pair_code_equal(c->codes[0], c->codes[1]), c->codes[0][i] == c->codes[1][i]);
    ABREAST_TRIAL(rh_abreast_pair_int_equal(a, b), a[i] == b[i]);
    ABREAST_TRIAL(rh_abreast_pair_int_less(a, b), (int64_t)a[i] < (int64_t)b[i]);
    ABREAST_TRIAL(rh_abreast_pair_double_equal(x, y), abreast_double_at(&x[i]) == abreast_double_at(&y[i]));
    ABREAST_TRIAL(rh_abreast_pair_double_less(x, y), abreast_double_at(&x[i]) < abreast_double_at(&y[i]));
    ABREAST_TRIAL(rh_abreast_pair_double_most(x, y), abreast_double_at(&x[i]) <= abreast_double_at(&y[i]));
}

static inline void abreast_try_all(void **state)
{
    (void)state;
    random_source r = {20261123};
    abreast_columns c;
    for (int k = 0; k < ABREAST_ROUNDS; k++) {
        abreast_fill(&r, &c);
        abreast_try_constants(&c, abreast_code(&r), abreast_int(&r), abreast_double(&r));
        abreast_try_pairs(&c);
    }
}

#endif
