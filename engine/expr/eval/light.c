/* Running light code: straight code over slots, and over the rows of their lists, without a machine. */
#include "engine/expr/eval/atoms.h"

#include "engine/base/limits.h"

bool rh_light__takes(const rh_line *l, uint32_t local)
{
    if (l->op == RH_LINE_STEP || l->op == RH_LINE_CONFLICT || l->op == RH_LINE_IS || l->op == RH_LINE_NOT) return false;
    return !l->is_row || l->a == local;
}

static inline bool is_string(const rh_value *v, const rh_value *c)
{
    return v->kind == RH_STRING && v->n == c->n && (v->s == c->s || rh_same_bytes(v->s, c->s, c->n));
}

static inline bool is_bool(const rh_value *v, const rh_value *c) { return v->kind == RH_BOOL && v->b == c->b; }

/* What a line reads: a slot, an element, or a member that stands where it is expected; NULL: elsewhere, or nowhere. */
static inline const rh_value *read(const rh_light *x, const rh_line *l, const rh_value *row)
{
    if (!l->is_row) return &x->slots[l->a];
    if (l->n == RH_LINE_WHOLE) return row;
    if (row->kind != RH_MAP || l->guess >= row->n) return NULL;
    const rh_pair *pair = &row->map[l->guess];
    return rh_same_text(pair->key, x->consts[l->n]) ? &pair->value : NULL;
}

/* The budget is the machine's to see to: what costs as much is left to it. */
static rh_truth loop(rh_light *x, const rh_line *l)
{
    const rh_value *list = &x->slots[l->a];
    const rh_truth decisive = l->op == RH_LINE_ALL ? RH_FALSE : RH_TRUE;
    x->cost += l->guess;
    if (list->kind != RH_LIST) return list->kind == RH_NULL ? 1 - decisive : RH_OPEN;
    for (uint32_t i = 0; i < list->n; i++) {
        if (x->cost > RH_LIMIT_EXPR_COST) return RH_OPEN;
        const rh_truth t = rh_light__run(x, l->b, &list->list[i]);
        if (t == decisive || t >= RH_OPEN) return t;
    }
    return 1 - decisive;
}

/* A fact is never undecided, nor is what it holds. */
static inline rh_truth atom(rh_light *x, const rh_line *l, const rh_value *row)
{
    const rh_value *v = read(x, l, row), *c = &l->c;
    if (v == NULL) return RH_OPEN;
    switch (l->op) {
    case RH_LINE_IS_STRING: return rh_truth_of(is_string(v, c));
    case RH_LINE_NOT_STRING: return rh_truth_of(!is_string(v, c));
    case RH_LINE_IS_BOOL: return rh_truth_of(is_bool(v, c));
    case RH_LINE_NOT_BOOL: return rh_truth_of(!is_bool(v, c));
    case RH_LINE_IS_NULL: return rh_truth_of(v->kind == RH_NULL);
    case RH_LINE_NOT_NULL: return rh_truth_of(v->kind != RH_NULL);
    case RH_LINE_ORDER_INT: return rh_atom_order_int(l->by, *v, *c);
    case RH_LINE_ORDER_DOUBLE: return rh_atom_order_double(l->by, *v, *c);
    case RH_LINE_TRUTH: return v->kind == RH_BOOL ? rh_truth_of(v->b) : RH_OPEN;
    case RH_LINE_HAS: return rh_truth_of(rh_is_there(*v));
    case RH_LINE_PRESENT: return rh_truth_of(rh_is_present(*v));
    case RH_LINE_ABSENT: return rh_truth_of(!rh_is_present(*v));
    case RH_LINE_AMONG: return rh_atom_holds(*c, *v);
    case RH_LINE_HOLDS: return rh_atom_holds(*v, *c);
    case RH_LINE_ORDER_SIZE: return rh_atom_order_size(l, *v);
    case RH_LINE_SAME: return rh_atom_same(*v, x->slots[l->b], true);
    case RH_LINE_DIFFERENT: return rh_atom_same(*v, x->slots[l->b], false);
    case RH_LINE_ORDER: return rh_order((rh_op)l->by, *v, x->slots[l->b]);
    default: return loop(x, l);
    }
}

rh_truth rh_light__run(rh_light *x, uint32_t from, const rh_value *row)
{
    uint64_t cost = 0;
    for (uint32_t at = from;;) {
        const rh_line *l = &x->lines[at];
        cost += l->cost;
        const rh_truth t = l->guard == 0 || rh_atom_guarded(l, x->slots, &cost) ? atom(x, l, row) : RH_FALSE;
        if (t >= RH_OPEN) return RH_OPEN;
        const uint32_t next = t == RH_TRUE ? l->yes : l->no;
        if (next >= RH_LINE_TRUE) {
            x->cost += cost;
            x->ended = at;
            return next == RH_LINE_TRUE ? RH_TRUE : RH_FALSE;
        }
        at = next;
    }
}
