/* What the atoms of straight code ask of values; RH_OPEN where only the steps can tell. */
#ifndef RH_EXPR_EVAL_ATOMS_H
#define RH_EXPR_EVAL_ATOMS_H

#include "engine/expr/eval/lines.h"

/* Whether the guards of a line hold; adds what entering behind each costs. */
static inline bool rh_atom_guarded(const rh_line *l, const rh_value *slots, uint64_t *cost)
{
    unsigned n = 0;
    if ((l->guard & RH_GUARD_A) != 0) {
        if (slots[l->a].kind == RH_NULL) return false;
        *cost += l->then[n++];
    }
    if ((l->guard & RH_GUARD_B) != 0) {
        if (slots[l->b].kind == RH_NULL) return false;
        *cost += l->then[n];
    }
    return true;
}

_Static_assert(RH_NULL == 0 && RH_BOOL < RH_STRING && RH_INT < RH_STRING && RH_UINT < RH_STRING &&
                   RH_DOUBLE < RH_STRING && RH_BYTES > RH_STRING && RH_LIST > RH_STRING && RH_MAP > RH_STRING,
               "what may be empty comes last");
/* present() of what is a number or likely begins with a letter. */
static inline bool rh_atom_present(const rh_value *v)
{
    if (v->kind < RH_STRING) return v->kind != RH_NULL;
    const unsigned char first = v->kind == RH_STRING && v->n > 0 ? (unsigned char)v->s[0] : 0;
    return (first > ' ' && first < 0x80) || rh_is_present(*v);
}

/* overdue() of a fact: where it is false, *until is when that changes. */
static inline rh_truth rh_atom_overdue(const rh_value *v, rh_instant now, rh_instant *until)
{
    if (v->kind == RH_NULL) return RH_FALSE;
    if (v->kind != RH_TIMESTAMP) return RH_OPEN;
    const rh_instant due = rh_value_instant(*v);
    if (!rh_instant_before(now, due)) return RH_TRUE;
    *until = due;
    return RH_FALSE;
}

static inline rh_truth rh_atom_same_string(rh_value v, rh_value c, bool is_equal)
{
    return rh_truth_of(rh_same_text(v, c) == is_equal);
}

static inline rh_truth rh_atom_by_sign(uint8_t by, bool less, bool equal)
{
    switch (by) {
    case RH_OP_LT: return rh_truth_of(less);
    case RH_OP_LE: return rh_truth_of(less || equal);
    case RH_OP_GT: return rh_truth_of(!less && !equal);
    default: return rh_truth_of(!less);
    }
}

static inline rh_truth rh_atom_order_int(uint8_t by, rh_value v, rh_value c)
{
    return v.kind == RH_INT ? rh_atom_by_sign(by, v.i < c.i, v.i == c.i) : rh_order((rh_op)by, v, c);
}

/* What is not a number is in no order. */
static inline rh_truth rh_atom_order_double(uint8_t by, rh_value v, rh_value c)
{
    if (v.kind != RH_DOUBLE) return rh_order((rh_op)by, v, c);
    switch (by) {
    case RH_OP_LT: return rh_truth_of(v.d < c.d);
    case RH_OP_LE: return rh_truth_of(v.d <= c.d);
    case RH_OP_GT: return rh_truth_of(v.d > c.d);
    default: return rh_truth_of(v.d >= c.d);
    }
}

static inline rh_truth rh_atom_same(rh_value v, rh_value w, bool is_equal)
{
    if (v.kind == RH_STRING && w.kind == RH_STRING) return rh_truth_of(rh_same_text(v, w) == is_equal);
    return rh_truth_of(rh_value_eq(v, w) == is_equal);
}

static inline rh_truth rh_atom_holds(rh_value list, rh_value c)
{
    if (list.kind == RH_NULL) return RH_FALSE;
    if (list.kind != RH_LIST) return RH_OPEN;
    for (uint32_t i = 0; i < list.n; i++) {
        if (rh_atom_same(list.list[i], c, true) == RH_TRUE) return RH_TRUE;
    }
    return RH_FALSE;
}

static inline rh_truth rh_atom_order_size(const rh_line *l, rh_value v)
{
    if (v.kind != RH_LIST && v.kind != RH_NULL) return RH_OPEN;
    return rh_atom_order_int(l->by, rh_int(v.kind == RH_LIST ? v.n : 0), l->c);
}

/* The member of a map under a text, or NULL. `guess`: where it stands when all that may be there is; so it stands no
 * further behind, unless the map holds what nobody declared. */
static inline const rh_value *rh_atom_member(const rh_value *map, const rh_value *key, uint32_t guess)
{
    if (map->n > 16 && guess >= map->n) return rh_value_at(*map, *key);
    for (uint32_t i = guess < map->n ? guess + 1 : map->n; i-- > 0;) {
        const rh_pair *p = &map->map[i];
        if (p->key.n == key->n && rh_same_text(p->key, *key)) return &p->value;
    }
    return guess + 1 < map->n ? rh_value_at(*map, *key) : NULL;
}

static inline rh_truth rh_atom_has_member(const rh_value *map, const rh_value *key, uint32_t guess)
{
    if (map->kind != RH_MAP) return RH_OPEN;
    const rh_value *found = rh_atom_member(map, key, guess);
    return rh_truth_of(found != NULL && rh_is_there(*found));
}

static inline rh_truth rh_atom_holds_key(const rh_value *map, const rh_value *key)
{
    if (map->kind == RH_NULL) return RH_FALSE;
    return map->kind == RH_MAP ? rh_truth_of(rh_value_at(*map, *key) != NULL) : RH_OPEN;
}

/* Whether two of n slots that are present differ. */
static inline rh_truth rh_atom_conflict(const rh_value *slots, const uint32_t *which, uint32_t n)
{
    const rh_value *first = NULL;
    for (uint32_t i = 0; i < n; i++) {
        const rh_value *v = &slots[which[i]];
        if (!rh_atom_present(v)) continue;
        if (first == NULL) first = v;
        else if (rh_atom_same(*first, *v, false) == RH_TRUE) return RH_TRUE;
    }
    return RH_FALSE;
}

#endif
