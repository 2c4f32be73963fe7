/* Atoms over columns. What most rows say is found without a branch, a bit at a time; only the rows that are left over
 * (texts of the right length, values of an unusual kind) are looked at one by one. */
#include "engine/expr/batch/batch_insides.h"

/* One bit for each row of which `test`, a branchless truth of v, holds. */
#define BITS(test)                                             \
    uint64_t bits = 0;                                         \
    for (size_t i = 0; i < n; i++) {                           \
        const rh_value *v = &column[i];                        \
        bits |= (uint64_t)((test) ? 1 : 0) << i;               \
    }                                                          \
    return bits

/* One bit for each of 64 bytes that is `wanted`, eight bytes at a time. */
static uint64_t of_kind(const uint8_t *kinds, uint8_t wanted)
{
    const uint64_t low = 0x7F7F7F7F7F7F7F7F, ones = 0x0101010101010101;
    uint64_t bits = 0;
    for (unsigned i = 0; i < RH_BATCH_ROWS; i += 8) {
        uint64_t x = 0;
        for (unsigned k = 0; k < 8; k++) x |= (uint64_t)kinds[i + k] << (8 * k);
        x ^= ones * wanted;
        const uint64_t is_zero = ~(((x & low) + low) | x | low) >> 7; /* 1 in each byte that is 0 */
        bits |= (is_zero * 0x0102040810204080 >> 56) << i;
    }
    return bits;
}

static uint64_t of_length(const rh_value *column, size_t n, uint32_t length)
{
    BITS((v->kind == RH_STRING) & (v->n == length));
}

static uint64_t of_true(const rh_value *column, size_t n, bool wanted)
{
    BITS(*(const unsigned char *)&v->b == (unsigned char)wanted);
}

static uint64_t double_less(const rh_value *column, size_t n, double d) { BITS(v->d < d); }
static uint64_t double_most(const rh_value *column, size_t n, double d) { BITS(v->d <= d); }
static uint64_t double_more(const rh_value *column, size_t n, double d) { BITS(v->d > d); }
static uint64_t double_least(const rh_value *column, size_t n, double d) { BITS(v->d >= d); }
static uint64_t int_less(const rh_value *column, size_t n, int64_t i64) { BITS(v->i < i64); }
static uint64_t int_more(const rh_value *column, size_t n, int64_t i64) { BITS(v->i > i64); }

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

static uint64_t same_text(const rh_value *column, size_t n, rh_value c)
{
    uint64_t yes = 0;
    for (uint64_t rest = of_length(column, n, c.n); rest != 0; rest &= rest - 1) {
        const unsigned i = (unsigned)__builtin_ctzll(rest);
        yes |= (uint64_t)rh_same_bytes(column[i].s, c.s, c.n) << i;
    }
    return yes;
}

static uint64_t same_value(const rh_value *column, size_t n, rh_value c)
{
    uint64_t yes = 0;
    for (size_t i = 0; i < n; i++) yes |= (uint64_t)rh_value_eq(column[i], c) << i;
    return yes;
}

static uint64_t among(const rh_value *column, size_t n, rh_value list)
{
    uint64_t yes = 0;
    for (uint32_t i = 0; i < list.n; i++) {
        const rh_value c = list.list[i];
        yes |= c.kind == RH_STRING ? same_text(column, n, c) : same_value(column, n, c);
    }
    return yes;
}

/* Two columns: texts of one length by their bytes, other pairs of kinds one by one. */
static uint64_t same_pairs(const rh_value *column, const rh_value *other, size_t n)
{
    uint64_t texts = 0, candidates = 0, yes = 0;
    for (size_t i = 0; i < n; i++) {
        const uint64_t both = (column[i].kind == RH_STRING) & (other[i].kind == RH_STRING);
        texts |= both << i;
        candidates |= (both & (column[i].n == other[i].n)) << i;
    }
    for (uint64_t rest = candidates; rest != 0; rest &= rest - 1) {
        const unsigned i = (unsigned)__builtin_ctzll(rest);
        const bool equal = column[i].s == other[i].s || rh_same_bytes(column[i].s, other[i].s, column[i].n);
        yes |= (uint64_t)equal << i;
    }
    for (uint64_t rest = first_n(n) & ~texts; rest != 0; rest &= rest - 1) {
        const unsigned i = (unsigned)__builtin_ctzll(rest);
        yes |= (uint64_t)rh_value_eq(column[i], other[i]) << i;
    }
    return yes;
}

/* Doubles against a double, and what is no double the long way; a null is undecided. */
static rh_mask order_double(const rh_line *l, const rh_column *c, size_t n)
{
    const rh_value *column = c->at;
    const uint64_t doubles = of_kind(c->kind, RH_DOUBLE), nulls = of_kind(c->kind, RH_NULL);
    const uint64_t yes = l->by == RH_OP_LT   ? double_less(column, n, l->c.d)
                         : l->by == RH_OP_LE ? double_most(column, n, l->c.d)
                         : l->by == RH_OP_GT ? double_more(column, n, l->c.d)
                                             : double_least(column, n, l->c.d);
    rh_mask m = {yes & doubles, ~yes & doubles};
    EACH_LEFT(first_n(n) & ~doubles & ~nulls, m, rh_order((rh_op)l->by, column[i], l->c));
    return m;
}

static uint64_t ints_ordered(const rh_line *l, const rh_value *column, size_t n)
{
    if (l->by == RH_OP_LT) return int_less(column, n, l->c.i);
    if (l->by == RH_OP_LE) return ~int_more(column, n, l->c.i);
    return l->by == RH_OP_GT ? int_more(column, n, l->c.i) : ~int_less(column, n, l->c.i);
}

static rh_mask order_int(const rh_line *l, const rh_column *c, size_t n)
{
    const rh_value *column = c->at;
    const uint64_t ints = of_kind(c->kind, RH_INT), nulls = of_kind(c->kind, RH_NULL), yes = ints_ordered(l, column, n);
    rh_mask m = {yes & ints, ~yes & ints};
    EACH_LEFT(first_n(n) & ~ints & ~nulls, m, rh_order((rh_op)l->by, column[i], l->c));
    return m;
}

/* An absent list is an empty one. */
static rh_mask order_size(const rh_line *l, const rh_column *c, size_t n)
{
    rh_value sizes[RH_BATCH_ROWS];
    for (size_t i = 0; i < n; i++) sizes[i] = rh_int(c->kind[i] == RH_LIST ? c->at[i].n : 0);
    const uint64_t lists = of_kind(c->kind, RH_LIST) | of_kind(c->kind, RH_NULL), yes = ints_ordered(l, sizes, n);
    return (rh_mask){yes & lists, ~yes & lists};
}

static rh_mask order_pairs(uint8_t by, const rh_value *column, const rh_value *other, size_t n)
{
    rh_mask m = {0, 0};
    for (size_t i = 0; i < n; i++) {
        rh_truth t = RH_OPEN;
        if (column[i].kind == RH_DOUBLE && other[i].kind == RH_DOUBLE) {
            const double a = column[i].d, b = other[i].d;
            t = rh_truth_of(by == RH_OP_LT ? a < b : by == RH_OP_LE ? a <= b : by == RH_OP_GT ? a > b : a >= b);
        } else {
            t = rh_order((rh_op)by, column[i], other[i]);
        }
        m.yes |= (uint64_t)(t == RH_TRUE) << i;
        m.no |= (uint64_t)(t == RH_FALSE) << i;
    }
    return m;
}

static uint64_t present(const rh_value *column, size_t n)
{
    uint64_t yes = 0;
    for (size_t i = 0; i < n; i++) yes |= (uint64_t)rh_is_present(column[i]) << i;
    return yes;
}

static uint64_t there(const rh_value *column, size_t n)
{
    BITS((v->kind != RH_NULL) & !((v->kind == RH_LIST) & (v->n == 0)));
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

rh_mask rh_batch__atom(const rh_line *l, const rh_column *c, const rh_column *other, size_t n)
{
    const rh_value *column = c->at;
    rh_mask m = {0, 0};
    switch (l->op) {
    case RH_LINE_IS_STRING: return decided(same_text(column, n, l->c), false);
    case RH_LINE_NOT_STRING: return decided(same_text(column, n, l->c), true);
    case RH_LINE_IS_BOOL: return decided(of_true(column, n, l->c.b) & of_kind(c->kind, RH_BOOL), false);
    case RH_LINE_NOT_BOOL: return decided(of_true(column, n, l->c.b) & of_kind(c->kind, RH_BOOL), true);
    case RH_LINE_IS_NULL: return decided(of_kind(c->kind, RH_NULL), false);
    case RH_LINE_NOT_NULL: return decided(of_kind(c->kind, RH_NULL), true);
    case RH_LINE_IS: return decided(same_value(column, n, l->c), false);
    case RH_LINE_NOT: return decided(same_value(column, n, l->c), true);
    case RH_LINE_ORDER_INT: return order_int(l, c, n);
    case RH_LINE_ORDER_DOUBLE: return order_double(l, c, n);
    case RH_LINE_TRUTH:
        m.no = of_kind(c->kind, RH_BOOL);
        m.yes = of_true(column, n, true) & m.no;
        m.no &= ~m.yes;
        return m;
    case RH_LINE_HAS: return decided(there(column, n), false);
    case RH_LINE_PRESENT: return decided(present(column, n), false);
    case RH_LINE_ABSENT: return decided(present(column, n), true);
    case RH_LINE_AMONG: return decided(among(column, n, l->c), false);
    case RH_LINE_ORDER_SIZE: return order_size(l, c, n);
    case RH_LINE_SAME: return decided(same_pairs(column, other->at, n), false);
    case RH_LINE_DIFFERENT: return decided(same_pairs(column, other->at, n), true);
    case RH_LINE_ORDER: return order_pairs(l->by, column, other->at, n);
    default: break;
    }
    EACH_LEFT(first_n(n), m, held(column[i], l->c)); /* HOLDS, the one that is left */
    return m;
}
