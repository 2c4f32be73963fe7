/* Running straight code. */
#include "engine/expr/eval/atoms.h"

/* The member of a row or slot, undecided when there is none, or what the local holds. */
static inline rh_value bound(rh_machine *m, const rh_line *l)
{
    const rh_value of = l->of == RH_OF_ROW ? m->locals[l->a] : m->slots[l->a];
    return l->n == RH_LINE_WHOLE ? of : rh_field_at(m, of, m->consts[l->n], l->guess);
}

static inline rh_truth atom(rh_machine *m, const rh_line *l)
{
    rh_value v = rh_null();
    if (l->op < RH_LINE_CONFLICT) {
        v = l->of != RH_OF_SLOT ? bound(m, l) : m->slots[l->a];
        if (v.kind == RH_UNDECIDED) return RH_OPEN;
    }
    switch (l->op) {
    case RH_LINE_IS_STRING: return rh_atom_same_string(v, l->c, true);
    case RH_LINE_NOT_STRING: return rh_atom_same_string(v, l->c, false);
    case RH_LINE_IS_BOOL: return rh_truth_of(v.kind == RH_BOOL && v.b == l->c.b);
    case RH_LINE_NOT_BOOL: return rh_truth_of(!(v.kind == RH_BOOL && v.b == l->c.b));
    case RH_LINE_IS_NULL: return rh_truth_of(v.kind == RH_NULL);
    case RH_LINE_NOT_NULL: return rh_truth_of(v.kind != RH_NULL);
    case RH_LINE_IS: return rh_truth_of(rh_value_eq(v, l->c));
    case RH_LINE_NOT: return rh_truth_of(!rh_value_eq(v, l->c));
    case RH_LINE_ORDER_INT: return rh_atom_order_int(l->by, v, l->c);
    case RH_LINE_ORDER_DOUBLE: return rh_atom_order_double(l->by, v, l->c);
    case RH_LINE_TRUTH: return v.kind == RH_BOOL ? rh_truth_of(v.b) : RH_OPEN;
    case RH_LINE_HAS: return rh_truth_of(rh_is_there(v));
    case RH_LINE_PRESENT: return rh_truth_of(rh_is_present(v));
    case RH_LINE_ABSENT: return rh_truth_of(!rh_is_present(v));
    case RH_LINE_AMONG: return rh_atom_holds(l->c, v);
    case RH_LINE_HOLDS: return rh_atom_holds(v, l->c);
    case RH_LINE_ORDER_SIZE: return rh_atom_order_size(l, v);
    case RH_LINE_HAS_MEMBER: return rh_atom_has_member(&v, &l->c, l->guess);
    case RH_LINE_HOLDS_KEY: return rh_atom_holds_key(&v, &l->c);
    case RH_LINE_SAME: return rh_atom_same(v, m->slots[l->b], true);
    case RH_LINE_DIFFERENT: return rh_atom_same(v, m->slots[l->b], false);
    case RH_LINE_ORDER: return rh_order((rh_op)l->by, v, m->slots[l->b]);
    case RH_LINE_CONFLICT: return rh_atom_conflict(m->slots, m->kids + l->a, l->n);
    case RH_LINE_ALL:
    case RH_LINE_EXISTS:
    case RH_LINE_OVERDUE: return rh_machine__truth(m, l->n);
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
        const rh_truth t = l->guard == 0 || rh_atom_guarded(l, m->slots, &m->cost) ? atom(m, l) : RH_FALSE;
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
