/* Atoms over columns. What most rows say is found without a branch, a bit at a time; only the rows that are left over
 * (texts of the right length, values of an unusual kind) are looked at one by one. */
#include "engine/expr/batch/batch_insides.h"

/* Eight bytes, the first the lowest. */
static inline uint64_t eight(const uint8_t *p)
{
    uint64_t x;
    memcpy(&x, p, sizeof x);
    return __BYTE_ORDER__ == __ORDER_BIG_ENDIAN__ ? __builtin_bswap64(x) : x;
}

/* One bit for each of 64 bytes that is `wanted`, eight bytes at a time. */
static uint64_t of_kind(const uint8_t *kinds, uint8_t wanted)
{
    const uint64_t low = 0x7F7F7F7F7F7F7F7F, ones = 0x0101010101010101;
    uint64_t bits = 0;
    for (unsigned i = 0; i < RH_BATCH_ROWS; i += 8) {
        const uint64_t x = eight(kinds + i) ^ ones * wanted;
        const uint64_t is_zero = ~(((x & low) + low) | x | low) >> 7; /* 1 in each byte that is 0 */
        bits |= (is_zero * 0x0102040810204080 >> 56) << i;
    }
    return bits;
}

#define BITS_FROM(i)                                                                                                   \
    1ull << (i), 2ull << (i), 4ull << (i), 8ull << (i), 16ull << (i), 32ull << (i), 64ull << (i), 128ull << (i)
static const uint64_t bit_of[RH_BATCH_ROWS] = {BITS_FROM(0),  BITS_FROM(8),  BITS_FROM(16), BITS_FROM(24),
                                               BITS_FROM(32), BITS_FROM(40), BITS_FROM(48), BITS_FROM(56)};

/* One bit for each of 64 rows i of which `test` holds: plain loops over one piece of a column, which compilers make
 * wide when all that they touch is of one size. */
#define BITS(test)                                                             \
    uint8_t holds[RH_BATCH_ROWS];                                              \
    for (size_t i = 0; i < RH_BATCH_ROWS; i++) holds[i] = (test) ? 1 : 0;      \
    return of_kind(holds, 1)
#define WIDE_BITS(test)                                                        \
    uint64_t bits = 0;                                                         \
    for (size_t i = 0; i < RH_BATCH_ROWS; i++) bits |= (test) ? bit_of[i] : 0; \
    return bits

static uint64_t of_sign(const rh_cells *c, uint32_t sign) { BITS(c->sign[i] == sign); }
static uint64_t of_true(const rh_cells *c, uint64_t wanted) { WIDE_BITS(c->u[i] == wanted); }
static uint64_t of_size(const rh_cells *c, uint32_t n) { BITS(c->n[i] == n); }
static uint64_t double_less(const rh_cells *c, double d) { WIDE_BITS(c->d[i] < d); }
static uint64_t double_most(const rh_cells *c, double d) { WIDE_BITS(c->d[i] <= d); }
static uint64_t double_more(const rh_cells *c, double d) { WIDE_BITS(c->d[i] > d); }
static uint64_t double_least(const rh_cells *c, double d) { WIDE_BITS(c->d[i] >= d); }
static uint64_t int_less(const int64_t *ints, int64_t other) { WIDE_BITS(ints[i] < other); }
static uint64_t int_more(const int64_t *ints, int64_t other) { WIDE_BITS(ints[i] > other); }
static uint64_t equal_signs(const rh_cells *a, const rh_cells *b) { BITS(a->sign[i] == b->sign[i]); }
static uint64_t doubles_less(const rh_cells *a, const rh_cells *b) { WIDE_BITS(a->d[i] < b->d[i]); }
static uint64_t doubles_equal(const rh_cells *a, const rh_cells *b) { WIDE_BITS(a->d[i] == b->d[i]); }
static uint64_t doubles_most(const rh_cells *a, const rh_cells *b) { WIDE_BITS(a->d[i] <= b->d[i]); }

static rh_value at(const rh_cells *c, size_t i)
{
    rh_value v = {.kind = c->kind[i], .n = c->n[i]};
    if (v.kind == RH_BOOL) v.b = c->u[i] != 0;
    else v.u = c->u[i];
    return v;
}

static uint64_t first_n(size_t n) { return n >= 64 ? UINT64_MAX : ((uint64_t)1 << n) - 1; }

/* The rows of `left` by a test of the row's index i. */
#define EACH_LEFT(left, m, test)                               \
    for (uint64_t rest = (left); rest != 0; rest &= rest - 1) { \
        const unsigned i = (unsigned)__builtin_ctzll(rest);    \
        const rh_truth t = (test);                             \
        (m).yes |= (uint64_t)(t == RH_TRUE) << i;              \
        (m).no |= (uint64_t)(t == RH_FALSE) << i;              \
    }

static rh_mask decided(uint64_t yes, bool is_negated)
{
    return is_negated ? (rh_mask){~yes, yes} : (rh_mask){yes, ~yes};
}

/* Equal signs, and then equal bytes. */
static uint64_t same_text(const rh_cells *c, rh_value text, uint32_t sign)
{
    uint64_t yes = 0;
    for (uint64_t rest = of_sign(c, sign); rest != 0; rest &= rest - 1) {
        const unsigned i = (unsigned)__builtin_ctzll(rest);
        yes |= (uint64_t)(c->n[i] == text.n && rh_same_bytes(c->s[i], text.s, text.n)) << i;
    }
    return yes;
}

static uint64_t same_value(const rh_cells *c, size_t n, rh_value v)
{
    uint64_t yes = 0;
    for (size_t i = 0; i < n; i++) yes |= (uint64_t)rh_value_eq(at(c, i), v) << i;
    return yes;
}

uint64_t rh_batch__equal(const rh_cells *c, size_t n, rh_value v, uint32_t sign)
{
    return v.kind == RH_STRING ? same_text(c, v, sign) : same_value(c, n, v);
}

static uint64_t among(const rh_cells *c, size_t n, const rh_part *part)
{
    uint64_t yes = 0;
    const rh_value list = part->line.c;
    for (uint32_t i = 0; i < list.n; i++)
        yes |= rh_batch__equal(c, n, list.list[i], part->signs[i]);
    return yes;
}

/* Two columns: texts of one sign by their bytes, other pairs of kinds one by one. */
static uint64_t same_pairs(const rh_cells *a, const rh_cells *b, size_t n)
{
    const uint64_t texts = of_kind(a->kind, RH_STRING) & of_kind(b->kind, RH_STRING),
                   doubles = of_kind(a->kind, RH_DOUBLE) & of_kind(b->kind, RH_DOUBLE);
    uint64_t yes = 0;
    for (uint64_t rest = texts & equal_signs(a, b); rest != 0; rest &= rest - 1) {
        const unsigned i = (unsigned)__builtin_ctzll(rest);
        const bool equal = a->n[i] == b->n[i] && (a->s[i] == b->s[i] || rh_same_bytes(a->s[i], b->s[i], a->n[i]));
        yes |= (uint64_t)equal << i;
    }
    if (doubles != 0) yes |= doubles & doubles_equal(a, b);
    for (uint64_t rest = first_n(n) & ~texts & ~doubles; rest != 0; rest &= rest - 1) {
        const unsigned i = (unsigned)__builtin_ctzll(rest);
        yes |= (uint64_t)rh_value_eq(at(a, i), at(b, i)) << i;
    }
    return yes;
}

/* Doubles against a double, and what is no double the long way; a null is undecided. */
static rh_mask order_double(const rh_line *l, const rh_cells *c, size_t n)
{
    const uint64_t doubles = of_kind(c->kind, RH_DOUBLE), nulls = of_kind(c->kind, RH_NULL);
    const uint64_t yes = l->by == RH_OP_LT   ? double_less(c, l->c.d)
                         : l->by == RH_OP_LE ? double_most(c, l->c.d)
                         : l->by == RH_OP_GT ? double_more(c, l->c.d)
                                             : double_least(c, l->c.d);
    rh_mask m = {yes & doubles, ~yes & doubles};
    EACH_LEFT(first_n(n) & ~doubles & ~nulls, m, rh_order((rh_op)l->by, at(c, i), l->c));
    return m;
}

static uint64_t ints_ordered(const rh_line *l, const int64_t *ints)
{
    if (l->by == RH_OP_LT) return int_less(ints, l->c.i);
    if (l->by == RH_OP_LE) return ~int_more(ints, l->c.i);
    return l->by == RH_OP_GT ? int_more(ints, l->c.i) : ~int_less(ints, l->c.i);
}

static rh_mask order_int(const rh_line *l, const rh_cells *c, size_t n)
{
    const uint64_t ints = of_kind(c->kind, RH_INT), nulls = of_kind(c->kind, RH_NULL), yes = ints_ordered(l, c->i);
    rh_mask m = {yes & ints, ~yes & ints};
    EACH_LEFT(first_n(n) & ~ints & ~nulls, m, rh_order((rh_op)l->by, at(c, i), l->c));
    return m;
}

/* An absent list is an empty one: the size of a null is 0. */
static rh_mask order_size(const rh_line *l, const rh_cells *c)
{
    int64_t sizes[RH_BATCH_ROWS];
    for (size_t i = 0; i < RH_BATCH_ROWS; i++) sizes[i] = c->n[i];
    const uint64_t lists = of_kind(c->kind, RH_LIST) | of_kind(c->kind, RH_NULL), yes = ints_ordered(l, sizes);
    return (rh_mask){yes & lists, ~yes & lists};
}

static uint64_t doubles_ordered(uint8_t by, const rh_cells *a, const rh_cells *b)
{
    if (by == RH_OP_LT) return doubles_less(a, b);
    if (by == RH_OP_LE) return doubles_most(a, b);
    return by == RH_OP_GT ? doubles_less(b, a) : doubles_most(b, a);
}

static rh_mask order_pairs(uint8_t by, const rh_cells *a, const rh_cells *b, size_t n)
{
    const uint64_t doubles = of_kind(a->kind, RH_DOUBLE) & of_kind(b->kind, RH_DOUBLE),
                   nulls = of_kind(a->kind, RH_NULL) | of_kind(b->kind, RH_NULL),
                   yes = doubles != 0 ? doubles_ordered(by, a, b) : 0;
    rh_mask m = {yes & doubles, ~yes & doubles};
    EACH_LEFT(first_n(n) & ~doubles & ~nulls, m, rh_order((rh_op)by, at(a, i), at(b, i)));
    return m;
}

static uint64_t present(const rh_cells *c, size_t n)
{
    uint64_t yes = 0;
    for (size_t i = 0; i < n; i++) yes |= (uint64_t)rh_is_present(at(c, i)) << i;
    return yes;
}

static uint64_t there(const rh_cells *c)
{
    return ~of_kind(c->kind, RH_NULL) & ~(of_kind(c->kind, RH_LIST) & of_size(c, 0));
}

static rh_truth held(rh_value list, rh_value c)
{
    if (list.kind == RH_NULL) return RH_FALSE;
    if (list.kind != RH_LIST) return RH_OPEN;
    for (uint32_t i = 0; i < list.n; i++) {
        if (c.kind == RH_STRING ? rh_same_text(list.list[i], c) : rh_value_eq(list.list[i], c)) return RH_TRUE;
    }
    return RH_FALSE;
}

rh_mask rh_batch__atom(const rh_part *part, const rh_cells *c, const rh_cells *other, size_t n)
{
    const rh_line *l = &part->line;
    rh_mask m = {0, 0};
    switch (l->op) {
    case RH_LINE_IS_STRING: return decided(same_text(c, l->c, part->signs[0]), false);
    case RH_LINE_NOT_STRING: return decided(same_text(c, l->c, part->signs[0]), true);
    case RH_LINE_IS_BOOL: return decided(of_true(c, l->c.b) & of_kind(c->kind, RH_BOOL), false);
    case RH_LINE_NOT_BOOL: return decided(of_true(c, l->c.b) & of_kind(c->kind, RH_BOOL), true);
    case RH_LINE_IS_NULL: return decided(of_kind(c->kind, RH_NULL), false);
    case RH_LINE_NOT_NULL: return decided(of_kind(c->kind, RH_NULL), true);
    case RH_LINE_IS: return decided(same_value(c, n, l->c), false);
    case RH_LINE_NOT: return decided(same_value(c, n, l->c), true);
    case RH_LINE_ORDER_INT: return order_int(l, c, n);
    case RH_LINE_ORDER_DOUBLE: return order_double(l, c, n);
    case RH_LINE_TRUTH:
        m.no = of_kind(c->kind, RH_BOOL);
        m.yes = of_true(c, 1) & m.no;
        m.no &= ~m.yes;
        return m;
    case RH_LINE_HAS: return decided(there(c), false);
    case RH_LINE_PRESENT: return decided(present(c, n), false);
    case RH_LINE_ABSENT: return decided(present(c, n), true);
    case RH_LINE_AMONG: return decided(among(c, n, part), false);
    case RH_LINE_ORDER_SIZE: return order_size(l, c);
    case RH_LINE_SAME: return decided(same_pairs(c, other, n), false);
    case RH_LINE_DIFFERENT: return decided(same_pairs(c, other, n), true);
    case RH_LINE_ORDER: return order_pairs(l->by, c, other, n);
    default: break;
    }
    EACH_LEFT(first_n(n), m, held(at(c, i), l->c)); /* HOLDS of a member, the one that is left */
    return m;
}
