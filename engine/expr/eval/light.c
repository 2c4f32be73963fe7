/* Running light code: straight code over slots, and over the rows of their lists, without a machine. */
#include "engine/expr/eval/atoms.h"

#include "engine/base/limits.h"

/* What running light code works with. */
typedef struct lighter {
    const rh_pool *pool;
    const rh_value *slots;
    rh_memo *memo; /* NULL: nothing is kept */
    rh_eval *ev;
    uint64_t made;           /* by its steps, as in a machine */
    rh_instant until, latest; /* the earliest valid-until of all its steps, and that of the latest */
} lighter;

/* What came of running light code; unless it decided, the rest does not count. */
typedef struct lit {
    rh_truth truth;
    uint32_t next;  /* where it led */
    uint32_t ended; /* the line that decided */
    uint64_t cost;
} lit;

static const lit open_end = {.truth = RH_OPEN};

static bool takes(const rh_pool *pool, const rh_line *l, uint32_t local)
{
    const uint64_t bound = local != RH_STEP_NONE ? (uint64_t)1 << local : 0;
    if (l->op == RH_LINE_STEP) return (pool->facts.at[l->a].free_locals & ~bound) == 0;
    return l->of != RH_OF_ROW || l->a == local;
}

bool rh_light__takes_all(const rh_pool *pool, size_t from, size_t end, uint32_t local)
{
    for (size_t i = from; i < end; i++)
        if (!takes(pool, &pool->lines.at[i], local)) return false;
    return true;
}

/* A machine that goes on from what was spent. */
static void begin_machine(rh_machine *m, const lighter *x, uint64_t cost)
{
    rh_machine__init(m, x->pool, x->ev);
    m->memo = x->memo;
    m->cost = cost;
    m->made = x->made;
}

static void end_machine(const rh_machine *m, lighter *x)
{
    x->made = m->made;
    x->latest = m->until;
    x->until = rh_instant_min(x->until, m->until);
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
    case RH_LINE_HOLDS_KEY: return rh_atom_holds_key(v, &l->c);
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
    case RH_LINE_HAS_MEMBER: return rh_atom_has_member(v, &l->c, l->guess);
    case RH_LINE_SAME: return rh_atom_same(*v, slots[l->b], true);
    case RH_LINE_DIFFERENT: return rh_atom_same(*v, slots[l->b], false);
    default: return seldom(l, slots, v);
    }
}

rh_truth rh_light__atom(const rh_pool *pool, const rh_line *l, const rh_value *slots)
{
    if (l->op == RH_LINE_CONFLICT) return rh_atom_conflict(slots, pool->kids.at + l->a, l->n);
    return atom(l, slots, &slots[l->a]);
}

/* ---- code ---- */

/* What a line reads: a slot, a member of one, an element, or a member of that which stands where it is expected; NULL:
 * elsewhere, or nowhere. */
static inline const rh_value *read(const rh_pool *pool, const rh_line *l, const rh_value *slots, const rh_value *row)
{
    if (l->of == RH_OF_SLOT) return &slots[l->a];
    if (l->of == RH_OF_MEMBER) {
        const rh_value *of = &slots[l->a];
        return of->kind == RH_MAP ? rh_atom_member(of, &pool->consts.at[l->n], l->guess) : NULL;
    }
    if (row == NULL || l->n == RH_LINE_WHOLE) return row;
    if (row->kind != RH_MAP || l->guess >= row->n) return NULL;
    const rh_pair *pair = &row->map[l->guess];
    return rh_same_text(pair->key, pool->consts.at[l->n]) ? &pair->value : NULL;
}

static lit compound(lighter *x, const rh_line *l, const rh_value *row, uint64_t cost);

/* cost: what was spent before; row: NULL outside of loops. Made anew wherever it stands, so that each knows which. */
static inline __attribute__((always_inline)) lit run(lighter *x, uint32_t from, const rh_value *row, uint64_t cost)
{
    const rh_pool *pool = x->pool;
    const rh_value *slots = x->slots;
    const rh_line *lines = pool->lines.at;
    for (uint32_t at = from;;) {
        const rh_line *l = &lines[at];
        rh_truth t = RH_FALSE;
        cost += l->cost;
        if (l->op >= RH_LINE_CONFLICT) {
            const lit got = compound(x, l, row, cost);
            t = got.truth;
            cost = got.cost;
        } else if (l->guard == 0 || rh_atom_guarded(l, slots, &cost)) {
            const rh_value *v = read(pool, l, slots, row);
            t = v != NULL ? atom(l, slots, v) : RH_OPEN;
        }
        if (t >= RH_OPEN) return open_end;
        const uint32_t next = t == RH_TRUE ? l->yes : l->no;
        if (next >= RH_LINE_EXIT) return (lit){rh_truth_of(next == RH_LINE_TRUE), next, at, cost};
        at = next;
    }
}

/* The budget is the machine's to see to: what costs as much is left to it. */
static lit loop(lighter *x, const rh_line *l, uint64_t cost)
{
    const rh_value list = x->slots[l->a];
    const rh_truth decisive = l->op == RH_LINE_ALL ? RH_FALSE : RH_TRUE;
    lit got = {.truth = 1 - decisive, .cost = cost + l->guess};
    if (list.kind != RH_LIST) return list.kind == RH_NULL ? got : open_end;
    for (uint32_t i = 0; i < list.n; i++) {
        if (got.cost > RH_LIMIT_EXPR_COST) return open_end;
        got = run(x, l->b, &list.list[i], got.cost);
        if (got.truth != 1 - decisive) return got;
    }
    return got;
}

rh_truth rh_light__loop(const rh_pool *pool, const rh_line *l, rh_eval *ev, uint64_t *cost)
{
    lighter x = {pool, ev->slots, NULL, ev, 0, RH_INSTANT_NEVER, RH_INSTANT_NEVER};
    const lit got = loop(&x, l, *cost);
    *cost = got.cost;
    return x.made == 0 ? got.truth : RH_OPEN;
}

static __attribute__((noinline)) lit run_outside(lighter *x, uint32_t from, uint64_t cost)
{
    return run(x, from, NULL, cost);
}

/* How long the truth of a chain holds: the line that decides alone says it; where none does, all do. */
static rh_instant until_of(const lighter *x, uint8_t op, const lit *got)
{
    if (got->truth != (op == RH_STEP_AND ? RH_FALSE : RH_TRUE)) return x->until;
    const uint8_t by = x->pool->lines.at[got->ended].op;
    return by == RH_LINE_STEP || by == RH_LINE_OVERDUE ? x->latest : RH_INSTANT_NEVER;
}

static lit chain(lighter *x, const rh_step *s, uint64_t cost)
{
    const rh_instant before = x->until;
    x->until = x->latest = RH_INSTANT_NEVER;
    const lit got = run_outside(x, s->c, cost);
    x->latest = got.truth < RH_OPEN ? until_of(x, s->op, &got) : RH_INSTANT_NEVER;
    x->until = rh_instant_min(before, x->latest);
    return got;
}

static lit step_truth(lighter *x, const rh_line *l, const rh_value *row, uint64_t cost)
{
    rh_machine m;
    begin_machine(&m, x, cost);
    if (row != NULL) m.locals[l->b] = *row;
    const rh_truth t = rh_machine__truth(&m, l->a);
    end_machine(&m, x);
    return m.is_exhausted ? open_end : (lit){.truth = t, .cost = m.cost};
}

static lit overdue(lighter *x, const rh_line *l, uint64_t cost)
{
    x->latest = RH_INSTANT_NEVER;
    const rh_truth t = rh_atom_overdue(&x->slots[l->a], x->ev->now, &x->latest);
    x->until = rh_instant_min(x->until, x->latest);
    return t < RH_OPEN ? (lit){.truth = t, .cost = cost} : open_end;
}

/* A truth of several slots, or of many elements, or that reads the clock, or of a step. */
static __attribute__((noinline)) lit compound(lighter *x, const rh_line *l, const rh_value *row, uint64_t cost)
{
    if (l->op == RH_LINE_OVERDUE) return overdue(x, l, cost);
    if (l->op == RH_LINE_STEP) {
        const rh_step *s = &x->pool->steps.at[l->a];
        return rh_step__is_chain(s) && s->c != RH_STEP_NONE ? chain(x, s, cost) : step_truth(x, l, row, cost);
    }
    if (l->op != RH_LINE_CONFLICT) return loop(x, l, cost);
    return (lit){.truth = rh_atom_conflict(x->slots, x->pool->kids.at + l->a, l->n), .cost = cost};
}

/* ---- values ---- */

static __attribute__((noinline)) bool step_value(rh_value *out, lighter *x, const rh_exit *exit, uint64_t *cost)
{
    rh_machine m;
    begin_machine(&m, x, *cost);
    *out = rh_machine__value(&m, exit->a);
    end_machine(&m, x);
    *cost = m.cost;
    return !m.is_exhausted;
}

/* Adds what it costs. */
static bool leave(rh_value *out, lighter *x, uint32_t by, uint64_t *cost)
{
    const rh_exit *exit = &x->pool->exits.at[by - RH_LINE_EXIT];
    *cost += exit->cost;
    switch (exit->kind) {
    case RH_EXIT_CONST: *out = exit->c; return true;
    case RH_EXIT_SLOT: *out = x->slots[exit->a]; return true;
    case RH_EXIT_LIST:
        *out = x->slots[exit->a].kind == RH_NULL ? rh_list(NULL, 0) : x->slots[exit->a];
        return out->kind == RH_LIST;
    case RH_EXIT_MEMBER: {
        const rh_value *of = &x->slots[exit->a];
        const rh_value *v =
            of->kind == RH_MAP ? rh_atom_member(of, &x->pool->consts.at[exit->key], exit->guess) : NULL;
        if (v != NULL) *out = *v;
        return v != NULL;
    }
    default: return step_value(out, x, exit, cost);
    }
}

/* Outside of loops; adds what it costs. */
static bool value(rh_value *out, lighter *x, uint32_t code, uint64_t *cost)
{
    if (code >= RH_LINE_EXIT) return leave(out, x, code, cost);
    const lit got = run(x, code, NULL, *cost);
    *cost = got.cost;
    return got.truth < RH_OPEN && leave(out, x, got.next, cost);
}

/* Lists joined from the left; each join that makes a list counts as made what it holds. */
static __attribute__((noinline)) bool joined(rh_value *out, lighter *x, const rh_root *root, uint64_t *cost)
{
    rh_value lists[RH_LIGHT_PARTS];
    uint32_t n = 0, n_lists = 0;
    for (uint32_t i = 0; i < root->n_parts; i++) {
        rh_value *list = &lists[n_lists];
        if (!value(list, x, x->pool->parts.at[root->code + i], cost) || list->kind != RH_LIST) return false;
        if (list->n == 0) continue;
        n += list->n;
        if (n_lists++ > 0) x->made += n;
    }
    *out = n_lists == 1 ? lists[0] : rh_list(NULL, 0);
    if (n_lists < 2) return true;
    if (x->made > RH_LIMIT_EXPR_TEXT) return false;
    rh_value *at = rh_arena_room(x->ev->scratch, n * sizeof *at);
    if (at == NULL) return false;
    *out = rh_list(at, n);
    for (uint32_t i = 0; i < n_lists; at += lists[i++].n) memcpy(at, lists[i].list, lists[i].n * sizeof *at);
    return true;
}

/* ---- roots ---- */

bool rh_light__root(const rh_pool *pool, const rh_root *root, rh_memo *memo, rh_eval *ev, rh_value *out)
{
    lighter x = {pool, ev->slots, memo, ev, 0, RH_INSTANT_NEVER, RH_INSTANT_NEVER};
    if (ev->budget != 0) return false;
    if (root->is_light) {
        const lit got = run(&x, root->line, NULL, 0);
        if (got.truth >= RH_OPEN || got.cost > RH_LIMIT_EXPR_COST) return false;
        ev->valid_until = root->is_chain ? until_of(&x, pool->steps.at[root->step].op, &got) : x.until;
        ev->cost = got.cost;
        ev->reach = 1 + (root->line - got.ended);
        *out = rh_bool(got.truth == RH_TRUE);
        return true;
    }
    uint64_t cost = 0;
    if (root->code == RH_STEP_NONE) return false;
    if (root->n_parts > 0 ? !joined(out, &x, root, &cost) : !value(out, &x, root->code, &cost)) return false;
    ev->valid_until = x.until;
    ev->cost = cost;
    ev->reach = UINT32_MAX;
    return cost <= RH_LIMIT_EXPR_COST;
}
