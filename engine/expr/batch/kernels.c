/* Atoms over columns. What most rows say is found without a branch, 64 at a time; only the rows that are left over
 * (values of an unusual kind) are looked at one by one. */
#include "engine/expr/batch/batch_insides.h"

static rh_value at(const rh_table *t, const rh_cells *c, size_t i)
{
    return t->slots != NULL ? t->slots[i][c->slot] : rh_batch__look(t, (size_t)(c - t->cells), i);
}

/* The rows of `left` by a test of the row's index i. */
#define EACH_LEFT(left, m, test)                               \
    for (uint64_t rest = (left); rest != 0; rest &= rest - 1) { \
        const unsigned i = (unsigned)__builtin_ctzll(rest);    \
        const rh_truth said = (test);                          \
        (m).yes |= (uint64_t)(said == RH_TRUE) << i;           \
        (m).no |= (uint64_t)(said == RH_FALSE) << i;           \
    }

static rh_mask decided(uint64_t yes, bool is_negated)
{
    return is_negated ? (rh_mask){~yes, yes} : (rh_mask){yes, ~yes};
}

/* Of the rows that `are` of v's kind those that `yes` says; those of another, but null, are compared one by one. */
static uint64_t same_kind(const rh_table *t, const rh_cells *c, rh_value v, uint64_t are, uint64_t yes)
{
    rh_mask m = {yes & are, 0};
    EACH_LEFT(rh_batch__first(t->n) & ~are & ~c->is_null, m, rh_truth_of(rh_value_eq(at(t, c, i), v)));
    return m.yes;
}

uint64_t rh_batch__equal(const rh_table *t, const rh_cells *c, rh_value v, uint32_t code)
{
    if (v.kind == RH_STRING) return rh_abreast_code_equal(c->code, code);
    if (v.kind == RH_INT) return same_kind(t, c, v, c->is_int, rh_abreast_int_equal(c->wide, v.i));
    if (v.kind == RH_DOUBLE) return same_kind(t, c, v, c->is_double, rh_abreast_double_equal(c->wide, v.d));
    rh_mask m = {0, 0};
    EACH_LEFT(rh_batch__first(t->n), m, rh_truth_of(rh_value_eq(at(t, c, i), v)));
    return m.yes;
}

/* One of the texts of a list, whose codes are known, or of what else it holds. */
static uint64_t among(const rh_table *t, const rh_cells *c, const rh_part *part)
{
    uint64_t yes = 0;
    const rh_value list = part->line.c;
    for (uint32_t i = 0; i < part->n; i++) yes |= rh_abreast_code_equal(c->code, part->codes[i]);
    for (uint32_t i = 0; i < list.n && part->n < list.n; i++)
        if (list.list[i].kind != RH_STRING) yes |= rh_batch__equal(t, c, list.list[i], RH_CODE_NONE);
    return yes;
}

/* Two columns: texts by their codes, numbers of one kind at once, other pairs of kinds one by one. */
static uint64_t same_pairs(const rh_table *t, const rh_cells *a, const rh_cells *b)
{
    const uint64_t texts = a->is_text & b->is_text, doubles = a->is_double & b->is_double, ints = a->is_int & b->is_int;
    rh_mask m = {0, 0};
    if (texts != 0) m.yes |= texts & rh_abreast_pair_code_equal(a->code, b->code);
    if (doubles != 0) m.yes |= doubles & rh_abreast_pair_double_equal(a->wide, b->wide);
    if (ints != 0) m.yes |= ints & rh_abreast_pair_int_equal(a->wide, b->wide);
    const uint64_t apart = (a->is_null & ~b->is_null) | (~a->is_null & b->is_null);
    EACH_LEFT(rh_batch__first(t->n) & ~texts & ~doubles & ~ints & ~apart, m,
              rh_truth_of(rh_value_eq(at(t, a, i), at(t, b, i))));
    return m.yes;
}

static uint64_t doubles_ordered(uint8_t by, const uint64_t *doubles, double d)
{
    if (by == RH_OP_LT) return rh_abreast_double_less(doubles, d);
    if (by == RH_OP_LE) return rh_abreast_double_most(doubles, d);
    return by == RH_OP_GT ? rh_abreast_double_more(doubles, d) : rh_abreast_double_least(doubles, d);
}

static uint64_t ints_ordered(uint8_t by, const uint64_t *ints, int64_t i)
{
    if (by == RH_OP_LT) return rh_abreast_int_less(ints, i);
    if (by == RH_OP_LE) return ~rh_abreast_int_more(ints, i);
    return by == RH_OP_GT ? rh_abreast_int_more(ints, i) : ~rh_abreast_int_less(ints, i);
}

/* Numbers of the constant's kind at once, what else is there the long way; a null is undecided. */
static rh_mask order(const rh_line *l, const rh_table *t, const rh_cells *c, uint64_t numbers, uint64_t yes)
{
    rh_mask m = {yes & numbers, ~yes & numbers};
    EACH_LEFT(rh_batch__first(t->n) & ~numbers & ~c->is_null, m, rh_order((rh_op)l->by, at(t, c, i), l->c));
    return m;
}

/* An absent list is an empty one. */
static rh_mask order_size(const rh_line *l, const rh_cells *c)
{
    const uint64_t lists = c->is_list | c->is_null, yes = ints_ordered(l->by, c->wide, l->c.i);
    return (rh_mask){yes & lists, ~yes & lists};
}

static uint64_t double_pairs_ordered(uint8_t by, const uint64_t *a, const uint64_t *b)
{
    if (by == RH_OP_LT) return rh_abreast_pair_double_less(a, b);
    if (by == RH_OP_LE) return rh_abreast_pair_double_most(a, b);
    return by == RH_OP_GT ? rh_abreast_pair_double_less(b, a) : rh_abreast_pair_double_most(b, a);
}

static uint64_t int_pairs_ordered(uint8_t by, const uint64_t *a, const uint64_t *b)
{
    if (by == RH_OP_LT) return rh_abreast_pair_int_less(a, b);
    if (by == RH_OP_LE) return ~rh_abreast_pair_int_less(b, a);
    return by == RH_OP_GT ? rh_abreast_pair_int_less(b, a) : ~rh_abreast_pair_int_less(a, b);
}

static rh_mask order_pairs(uint8_t by, const rh_table *t, const rh_cells *a, const rh_cells *b)
{
    const uint64_t doubles = a->is_double & b->is_double, ints = a->is_int & b->is_int, nulls = a->is_null | b->is_null;
    const uint64_t yes = (doubles != 0 ? doubles & double_pairs_ordered(by, a->wide, b->wide) : 0) |
                         (ints != 0 ? ints & int_pairs_ordered(by, a->wide, b->wide) : 0);
    rh_mask m = {yes, ~yes & (doubles | ints)};
    EACH_LEFT(rh_batch__first(t->n) & ~doubles & ~ints & ~nulls, m, rh_order((rh_op)by, at(t, a, i), at(t, b, i)));
    return m;
}

/* Truths and numbers are; what may be empty or blank is looked at. */
static uint64_t present(const rh_table *t, const rh_cells *c)
{
    const uint64_t plain = c->is_true | c->is_false | c->is_int | c->is_double;
    rh_mask m = {plain, 0};
    EACH_LEFT(rh_batch__first(t->n) & ~plain & ~c->is_null, m, rh_truth_of(rh_is_present(at(t, c, i))));
    return m.yes;
}

rh_mask rh_batch__atom(const rh_part *part, const rh_table *t)
{
    const rh_line *l = &part->line;
    const rh_cells *c = &t->cells[part->a], *other = &t->cells[part->b];
    switch (l->op) {
    case RH_LINE_IS_STRING: return decided(rh_abreast_code_equal(c->code, part->codes[0]), false);
    case RH_LINE_NOT_STRING: return decided(rh_abreast_code_equal(c->code, part->codes[0]), true);
    case RH_LINE_IS_BOOL: return decided(l->c.b ? c->is_true : c->is_false, false);
    case RH_LINE_NOT_BOOL: return decided(l->c.b ? c->is_true : c->is_false, true);
    case RH_LINE_IS_NULL: return decided(c->is_null, false);
    case RH_LINE_NOT_NULL: return decided(c->is_null, true);
    case RH_LINE_IS: return decided(rh_batch__equal(t, c, l->c, RH_CODE_NONE), false);
    case RH_LINE_NOT: return decided(rh_batch__equal(t, c, l->c, RH_CODE_NONE), true);
    case RH_LINE_ORDER_INT: return order(l, t, c, c->is_int, ints_ordered(l->by, c->wide, l->c.i));
    case RH_LINE_ORDER_DOUBLE: return order(l, t, c, c->is_double, doubles_ordered(l->by, c->wide, l->c.d));
    case RH_LINE_TRUTH: return (rh_mask){c->is_true, c->is_false};
    case RH_LINE_HAS: return decided(c->is_null | c->is_empty, true);
    case RH_LINE_PRESENT: return decided(present(t, c), false);
    case RH_LINE_ABSENT: return decided(present(t, c), true);
    case RH_LINE_AMONG: return decided(among(t, c, part), false);
    case RH_LINE_ORDER_SIZE: return order_size(l, c);
    case RH_LINE_SAME: return decided(same_pairs(t, c, other), false);
    case RH_LINE_DIFFERENT: return decided(same_pairs(t, c, other), true);
    case RH_LINE_ORDER:
    default: return order_pairs(l->by, t, c, other);
    }
}
