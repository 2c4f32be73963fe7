/* Running light code: straight code over slots, and over the rows of their lists, without a machine. */
#include "engine/expr/eval/atoms.h"

#include "engine/base/limits.h"

/* What came of running light code; unless it decided, the rest does not count. */
typedef struct lit {
    rh_truth truth;
    uint32_t ended; /* the line that decided */
    uint64_t cost;
} lit;

bool rh_light__takes(const rh_line *l, uint32_t local)
{
    if (l->op == RH_LINE_STEP) return false;
    return !l->is_row || l->a == local;
}

bool rh_light__takes_all(const rh_pool *pool, size_t from, size_t end, uint32_t local)
{
    for (size_t i = from; i < end; i++)
        if (!rh_light__takes(&pool->lines.at[i], local)) return false;
    return true;
}

/* ---- atoms: a fact is never undecided, nor is what it holds ---- */

static inline bool is_string(const rh_value *v, const rh_value *c)
{
    return v->kind == RH_STRING && v->n == c->n && (v->s == c->s || rh_same_bytes(v->s, c->s, c->n));
}

static inline bool is_bool(const rh_value *v, const rh_value *c) { return v->kind == RH_BOOL && v->b == c->b; }

/* The atoms that conditions seldom hold, or that are long by themselves. */
static __attribute__((noinline)) rh_truth seldom(const rh_line *l, const rh_value *slots, const rh_value *v)
{
    switch (l->op) {
    case RH_LINE_IS: return rh_truth_of(rh_value_eq(*v, l->c));
    case RH_LINE_NOT: return rh_truth_of(!rh_value_eq(*v, l->c));
    case RH_LINE_ORDER_INT:
    case RH_LINE_ORDER_DOUBLE: return rh_order((rh_op)l->by, *v, l->c);
    case RH_LINE_PRESENT: return rh_truth_of(rh_is_present(*v));
    case RH_LINE_ABSENT: return rh_truth_of(!rh_is_present(*v));
    case RH_LINE_AMONG: return rh_atom_holds(l->c, *v);
    case RH_LINE_HOLDS: return rh_atom_holds(*v, l->c);
    case RH_LINE_ORDER:
    default: return rh_order((rh_op)l->by, *v, slots[l->b]);
    }
}

static inline __attribute__((always_inline)) rh_truth atom(const rh_line *l, const rh_value *slots, const rh_value *v)
{
    switch (l->op) {
    case RH_LINE_IS_STRING: return rh_truth_of(is_string(v, &l->c));
    case RH_LINE_NOT_STRING: return rh_truth_of(!is_string(v, &l->c));
    case RH_LINE_IS_BOOL: return rh_truth_of(is_bool(v, &l->c));
    case RH_LINE_NOT_BOOL: return rh_truth_of(!is_bool(v, &l->c));
    case RH_LINE_IS_NULL: return rh_truth_of(v->kind == RH_NULL);
    case RH_LINE_NOT_NULL: return rh_truth_of(v->kind != RH_NULL);
    case RH_LINE_ORDER_INT: return v->kind == RH_INT ? rh_atom_order_int(l->by, *v, l->c) : seldom(l, slots, v);
    case RH_LINE_ORDER_DOUBLE:
        return v->kind == RH_DOUBLE ? rh_atom_order_double(l->by, *v, l->c) : seldom(l, slots, v);
    case RH_LINE_TRUTH: return v->kind == RH_BOOL ? rh_truth_of(v->b) : RH_OPEN;
    case RH_LINE_HAS: return rh_truth_of(rh_is_there(*v));
    case RH_LINE_PRESENT: return v->kind == RH_NULL ? RH_FALSE : seldom(l, slots, v);
    case RH_LINE_ABSENT: return v->kind == RH_NULL ? RH_TRUE : seldom(l, slots, v);
    case RH_LINE_ORDER_SIZE: return rh_atom_order_size(l, *v);
    case RH_LINE_SAME: return rh_atom_same(*v, slots[l->b], true);
    case RH_LINE_DIFFERENT: return rh_atom_same(*v, slots[l->b], false);
    default: return seldom(l, slots, v);
    }
}

/* ---- code ---- */

/* What a line reads: a slot, an element, or a member that stands where it is expected; NULL: elsewhere, or nowhere. */
static inline const rh_value *read(const rh_pool *pool, const rh_line *l, const rh_value *slots, const rh_value *row)
{
    if (row == NULL || !l->is_row) return &slots[l->a];
    if (l->n == RH_LINE_WHOLE) return row;
    if (row->kind != RH_MAP || l->guess >= row->n) return NULL;
    const rh_pair *pair = &row->map[l->guess];
    return rh_same_text(pair->key, pool->consts.at[l->n]) ? &pair->value : NULL;
}

static lit compound(const rh_pool *pool, const rh_value *slots, const rh_line *l, uint64_t cost);

/* cost: what was spent before; row: NULL outside of loops. Made anew wherever it stands, so that each knows which. */
static inline __attribute__((always_inline)) lit run(const rh_pool *pool, const rh_value *slots, uint32_t from,
                                                     const rh_value *row, uint64_t cost)
{
    const rh_line *lines = pool->lines.at;
    for (uint32_t at = from;;) {
        const rh_line *l = &lines[at];
        rh_truth t = RH_FALSE;
        cost += l->cost;
        if (l->op >= RH_LINE_CONFLICT) {
            const lit got = compound(pool, slots, l, cost);
            t = got.truth;
            cost = got.cost;
        } else if (l->guard == 0 || rh_atom_guarded(l, slots, &cost)) {
            const rh_value *v = read(pool, l, slots, row);
            t = v != NULL ? atom(l, slots, v) : RH_OPEN;
        }
        if (t >= RH_OPEN) return (lit){.truth = RH_OPEN};
        const uint32_t next = t == RH_TRUE ? l->yes : l->no;
        if (next >= RH_LINE_TRUE) return (lit){rh_truth_of(next == RH_LINE_TRUE), at, cost};
        at = next;
    }
}

/* The budget is the machine's to see to: what costs as much is left to it. */
static lit loop(const rh_pool *pool, const rh_value *slots, const rh_line *l, uint64_t cost)
{
    const rh_value list = slots[l->a];
    const rh_truth decisive = l->op == RH_LINE_ALL ? RH_FALSE : RH_TRUE;
    lit got = {.truth = 1 - decisive, .cost = cost + l->guess};
    if (list.kind != RH_LIST) return list.kind == RH_NULL ? got : (lit){.truth = RH_OPEN};
    for (uint32_t i = 0; i < list.n; i++) {
        if (got.cost > RH_LIMIT_EXPR_COST) return (lit){.truth = RH_OPEN};
        got = run(pool, slots, l->b, &list.list[i], got.cost);
        if (got.truth != 1 - decisive) return got;
    }
    return got;
}

/* A truth of several slots, or of many elements. */
static __attribute__((noinline)) lit compound(const rh_pool *pool, const rh_value *slots, const rh_line *l,
                                              uint64_t cost)
{
    if (l->op != RH_LINE_CONFLICT) return loop(pool, slots, l, cost);
    return (lit){.truth = rh_atom_conflict(slots, pool->kids.at + l->a, l->n), .cost = cost};
}

rh_truth rh_light__root(const rh_pool *pool, const rh_root *root, rh_eval *ev)
{
    if (!root->is_light || ev->budget != 0) return RH_OPEN;
    const lit got = run(pool, ev->slots, root->line, NULL, 0);
    ev->valid_until = RH_INSTANT_NEVER;
    ev->cost = got.cost;
    ev->reach = 1 + (root->line - got.ended);
    return got.cost <= RH_LIMIT_EXPR_COST ? got.truth : RH_OPEN;
}
