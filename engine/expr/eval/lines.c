/* Running straight code. */
#include "engine/expr/eval/lines.h"

static inline rh_truth same_string(rh_value v, rh_value c, bool is_equal)
{
    return rh_truth_of(rh_same_text(v, c) == is_equal);
}

static inline rh_truth by_sign(uint8_t by, bool less, bool equal)
{
    switch (by) {
    case RH_OP_LT: return rh_truth_of(less);
    case RH_OP_LE: return rh_truth_of(less || equal);
    case RH_OP_GT: return rh_truth_of(!less && !equal);
    default: return rh_truth_of(!less);
    }
}

static inline rh_truth order_int(uint8_t by, rh_value v, rh_value c)
{
    return v.kind == RH_INT ? by_sign(by, v.i < c.i, v.i == c.i) : rh_order((rh_op)by, v, c);
}

static inline rh_truth order_double(uint8_t by, rh_value v, rh_value c)
{
    const bool is_plain = v.kind == RH_DOUBLE && v.d == v.d && c.d == c.d;
    return is_plain ? by_sign(by, v.d < c.d, v.d == c.d) : rh_order((rh_op)by, v, c);
}

static inline rh_truth same(rh_value v, rh_value w, bool is_equal)
{
    if (v.kind == RH_STRING && w.kind == RH_STRING) return rh_truth_of(rh_same_text(v, w) == is_equal);
    return rh_truth_of(rh_value_eq(v, w) == is_equal);
}

static rh_truth holds(rh_value list, rh_value c)
{
    if (list.kind == RH_NULL) return RH_FALSE;
    if (list.kind != RH_LIST) return RH_OPEN;
    for (uint32_t i = 0; i < list.n; i++) {
        if (same(list.list[i], c, true) == RH_TRUE) return RH_TRUE;
    }
    return RH_FALSE;
}

static rh_truth conflict(const rh_machine *m, const rh_line *l)
{
    const rh_value *first = NULL;
    for (uint32_t i = 0; i < l->n; i++) {
        const rh_value *v = &m->slots[m->kids[l->a + i]];
        if (!rh_is_present(*v)) continue;
        if (first == NULL) first = v;
        else if (same(*first, *v, false) == RH_TRUE) return RH_TRUE;
    }
    return RH_FALSE;
}

static rh_truth order_size(const rh_line *l, rh_value v)
{
    if (v.kind != RH_LIST && v.kind != RH_NULL) return RH_OPEN;
    return order_int(l->by, rh_int(v.kind == RH_LIST ? v.n : 0), l->c);
}

/* The member of a row, undecided when there is none, or what the local holds. */
static inline rh_value bound(rh_machine *m, const rh_line *l)
{
    const rh_value local = m->locals[l->a];
    return l->n == RH_LINE_WHOLE ? local : rh_field_at(m, local, m->consts[l->n], l->guess);
}

static inline rh_truth atom(rh_machine *m, const rh_line *l)
{
    rh_value v = rh_null();
    if (l->op < RH_LINE_CONFLICT) {
        v = l->is_row ? bound(m, l) : m->slots[l->a];
        if (v.kind == RH_UNDECIDED) return RH_OPEN;
    }
    switch (l->op) {
    case RH_LINE_IS_STRING: return same_string(v, l->c, true);
    case RH_LINE_NOT_STRING: return same_string(v, l->c, false);
    case RH_LINE_IS_BOOL: return rh_truth_of(v.kind == RH_BOOL && v.b == l->c.b);
    case RH_LINE_NOT_BOOL: return rh_truth_of(!(v.kind == RH_BOOL && v.b == l->c.b));
    case RH_LINE_IS_NULL: return rh_truth_of(v.kind == RH_NULL);
    case RH_LINE_NOT_NULL: return rh_truth_of(v.kind != RH_NULL);
    case RH_LINE_IS: return rh_truth_of(rh_value_eq(v, l->c));
    case RH_LINE_NOT: return rh_truth_of(!rh_value_eq(v, l->c));
    case RH_LINE_ORDER_INT: return order_int(l->by, v, l->c);
    case RH_LINE_ORDER_DOUBLE: return order_double(l->by, v, l->c);
    case RH_LINE_TRUTH: return v.kind == RH_BOOL ? rh_truth_of(v.b) : RH_OPEN;
    case RH_LINE_HAS: return rh_truth_of(rh_is_there(v));
    case RH_LINE_PRESENT: return rh_truth_of(rh_is_present(v));
    case RH_LINE_ABSENT: return rh_truth_of(!rh_is_present(v));
    case RH_LINE_AMONG: return holds(l->c, v);
    case RH_LINE_HOLDS: return holds(v, l->c);
    case RH_LINE_ORDER_SIZE: return order_size(l, v);
    case RH_LINE_SAME: return same(v, m->slots[l->b], true);
    case RH_LINE_DIFFERENT: return same(v, m->slots[l->b], false);
    case RH_LINE_ORDER: return rh_order((rh_op)l->by, v, m->slots[l->b]);
    case RH_LINE_CONFLICT: return conflict(m, l);
    default: return rh_machine__truth(m, l->a);
    }
}

rh_truth rh_lines__run(rh_machine *m, uint32_t from)
{
    const rh_line *lines = m->lines;
    const uint64_t cost = m->cost, made = m->made;
    for (uint32_t at = from; at < RH_LINE_TRUE;) {
        const rh_line *l = &lines[at];
        m->cost += l->cost;
        const rh_truth t = atom(m, l);
        if (t >= RH_OPEN) {
            m->cost = cost; /* the steps count from the beginning */
            m->made = made;
            return RH_OPEN;
        }
        m->ended = at;
        at = t == RH_TRUE ? l->yes : l->no;
        if (at == RH_LINE_TRUE) return RH_TRUE;
    }
    return RH_FALSE;
}

/* ---- light code ---- */

bool rh_lines__is_light(const rh_line *l)
{
    return !l->is_row && l->op != RH_LINE_STEP && l->op != RH_LINE_CONFLICT && l->op != RH_LINE_IS && l->op != RH_LINE_NOT;
}

static inline bool same_as_string(const rh_value *v, const rh_value *c)
{
    return v->kind == RH_STRING && v->n == c->n && (v->s == c->s || rh_same_bytes(v->s, c->s, c->n));
}

static inline bool same_as_bool(const rh_value *v, const rh_value *c) { return v->kind == RH_BOOL && v->b == c->b; }

/* A slot is never undecided: it holds a fact. */
static inline rh_truth light_atom(const rh_line *l, const rh_value *slots)
{
    const rh_value *v = &slots[l->a], *c = &l->c;
    switch (l->op) {
    case RH_LINE_IS_STRING: return rh_truth_of(same_as_string(v, c));
    case RH_LINE_NOT_STRING: return rh_truth_of(!same_as_string(v, c));
    case RH_LINE_IS_BOOL: return rh_truth_of(same_as_bool(v, c));
    case RH_LINE_NOT_BOOL: return rh_truth_of(!same_as_bool(v, c));
    case RH_LINE_IS_NULL: return rh_truth_of(v->kind == RH_NULL);
    case RH_LINE_NOT_NULL: return rh_truth_of(v->kind != RH_NULL);
    case RH_LINE_ORDER_INT: return order_int(l->by, *v, *c);
    case RH_LINE_ORDER_DOUBLE: return order_double(l->by, *v, *c);
    case RH_LINE_TRUTH: return v->kind == RH_BOOL ? rh_truth_of(v->b) : RH_OPEN;
    case RH_LINE_HAS: return rh_truth_of(rh_is_there(*v));
    case RH_LINE_PRESENT: return rh_truth_of(rh_is_present(*v));
    case RH_LINE_ABSENT: return rh_truth_of(!rh_is_present(*v));
    case RH_LINE_AMONG: return holds(*c, *v);
    case RH_LINE_HOLDS: return holds(*v, *c);
    case RH_LINE_ORDER_SIZE: return order_size(l, *v);
    case RH_LINE_SAME: return same(*v, slots[l->b], true);
    case RH_LINE_DIFFERENT: return same(*v, slots[l->b], false);
    default: return rh_order((rh_op)l->by, *v, slots[l->b]);
    }
}

rh_truth rh_lines__run_light(const rh_line *lines, const rh_value *slots, uint32_t from, uint64_t *cost, uint32_t *ended)
{
    uint64_t sum = 0;
    for (uint32_t at = from;;) {
        const rh_line *l = &lines[at];
        sum += l->cost;
        const rh_truth t = light_atom(l, slots);
        if (t >= RH_OPEN) return RH_OPEN;
        const uint32_t next = t == RH_TRUE ? l->yes : l->no;
        if (next >= RH_LINE_TRUE) {
            *cost = sum;
            *ended = at;
            return next == RH_LINE_TRUE ? RH_TRUE : RH_FALSE;
        }
        at = next;
    }
}
