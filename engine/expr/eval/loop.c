/* Macros that run over a list or a map. */
#include "engine/expr/eval/lines.h"

typedef struct loop {
    rh_value range;
    const rh_step *s;
    uint32_t filter, body;
    uint32_t line; /* the body's straight code, or RH_STEP_NONE */
    bool has_pair;
} loop;

/* Readies a loop; undecided when the range is none. */
static rh_value begin(rh_machine *m, const rh_step *s, loop *l)
{
    const uint32_t *kids = &m->kids[s->a];
    *l = (loop){.s = s, .filter = kids[1], .body = kids[2], .line = s->c, .has_pair = s->n == 2};
    l->range = rh_machine__value(m, kids[0]);
    return l->range.kind == RH_LIST || l->range.kind == RH_MAP ? rh_null() : rh_misfit(l->range);
}

static rh_value key_at(const loop *l, uint32_t i)
{
    return l->range.kind == RH_MAP ? l->range.map[i].key : rh_int(i);
}

/* Binds the names of round i; false when the budget is used up. */
static bool bind(rh_machine *m, const loop *l, uint32_t i)
{
    if (m->cost > m->budget) m->is_exhausted = true;
    if (m->is_exhausted) return false;
    rh_value *local = &m->locals[l->s->b];
    const bool is_map = l->range.kind == RH_MAP;
    local[0] = l->has_pair || is_map ? key_at(l, i) : l->range.list[i];
    if (l->has_pair) local[1] = is_map ? l->range.map[i].value : l->range.list[i];
    return true;
}

/* The body's truth in this round: by its straight code, unless that leaves it open. */
static rh_truth body_truth(rh_machine *m, const loop *l)
{
    const rh_truth t = l->line != RH_STEP_NONE ? rh_lines__run(m, l->line) : RH_OPEN;
    return t < RH_OPEN ? t : rh_machine__truth(m, l->body);
}

/* ALL and EXISTS: one round may decide, an undecided one waits for it. */
static rh_truth quantified(rh_machine *m, const loop *l, rh_truth decisive)
{
    rh_truth result = 1 - decisive;
    for (uint32_t i = 0; i < l->range.n; i++) {
        if (!bind(m, l, i)) return rh_open(RH_CAUSE_BUDGET);
        const rh_truth t = body_truth(m, l);
        if (t == decisive) return decisive;
        if (t >= RH_OPEN && result < RH_OPEN) result = t;
    }
    return result;
}

static rh_truth exactly_one(rh_machine *m, const loop *l)
{
    uint32_t n = 0;
    for (uint32_t i = 0; i < l->range.n; i++) {
        if (!bind(m, l, i)) return rh_open(RH_CAUSE_BUDGET);
        const rh_truth t = body_truth(m, l);
        if (t >= RH_OPEN) return t;
        n += t;
    }
    return rh_truth_of(n == 1);
}

rh_truth rh_loop__truth(rh_machine *m, const rh_step *s)
{
    loop l;
    const rh_value wrong = begin(m, s, &l);
    if (wrong.kind == RH_UNDECIDED) return rh_open((rh_cause)wrong.cause);
    if (s->op == RH_STEP_ALL) return quantified(m, &l, RH_FALSE);
    return s->op == RH_STEP_EXISTS ? quantified(m, &l, RH_TRUE) : exactly_one(m, &l);
}

static rh_value each(rh_machine *m, const loop *l)
{
    rh_value *at = rh_machine__make(m, l->range.n, sizeof *at);
    uint32_t n = 0;
    for (uint32_t i = 0; at != NULL && i < l->range.n; i++) {
        if (!bind(m, l, i)) return rh_undecided(RH_CAUSE_BUDGET);
        const rh_truth t = l->filter == RH_STEP_NONE ? RH_TRUE : rh_machine__truth(m, l->filter);
        if (t >= RH_OPEN) return rh_truth_value(t);
        if (t == RH_FALSE) continue;
        const rh_value v = rh_machine__value(m, l->body);
        if (v.kind == RH_UNDECIDED) return v;
        at[n++] = v;
    }
    return at != NULL ? rh_list(at, n) : rh_undecided(RH_CAUSE_BUDGET);
}

static rh_value filtered(rh_machine *m, const loop *l)
{
    rh_value *at = rh_machine__make(m, l->range.n, sizeof *at);
    uint32_t n = 0;
    for (uint32_t i = 0; at != NULL && i < l->range.n; i++) {
        if (!bind(m, l, i)) return rh_undecided(RH_CAUSE_BUDGET);
        const rh_value kept = m->locals[l->s->b];
        const rh_truth t = body_truth(m, l);
        if (t >= RH_OPEN) return rh_truth_value(t);
        if (t == RH_TRUE) at[n++] = kept;
    }
    return at != NULL ? rh_list(at, n) : rh_undecided(RH_CAUSE_BUDGET);
}

static rh_value entries(rh_machine *m, const loop *l)
{
    rh_pair *at = rh_machine__make(m, l->range.n, sizeof *at);
    uint32_t n = 0;
    for (uint32_t i = 0; at != NULL && i < l->range.n; i++) {
        if (!bind(m, l, i)) return rh_undecided(RH_CAUSE_BUDGET);
        const rh_truth t = l->filter == RH_STEP_NONE ? RH_TRUE : rh_machine__truth(m, l->filter);
        if (t >= RH_OPEN) return rh_truth_value(t);
        if (t == RH_FALSE) continue;
        const rh_value v = rh_machine__value(m, l->body);
        if (v.kind == RH_UNDECIDED) return v;
        at[n++] = (rh_pair){key_at(l, i), v};
    }
    return at != NULL ? rh_map_value(at, n) : rh_undecided(RH_CAUSE_BUDGET);
}

rh_value rh_loop__value(rh_machine *m, const rh_step *s)
{
    loop l;
    const rh_value wrong = begin(m, s, &l);
    if (wrong.kind == RH_UNDECIDED) return wrong;
    if (s->op == RH_STEP_FILTER) return filtered(m, &l);
    return s->op == RH_STEP_MAP_EACH ? each(m, &l) : entries(m, &l);
}
