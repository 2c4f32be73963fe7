/* Members, elements, and the making of lists, maps and optionals. */
#include "engine/expr/eval/machine.h"

static rh_value none(void) { return (rh_value){.kind = RH_OPTIONAL, .n = 0}; }

rh_value rh_optional_of(rh_machine *m, rh_value v)
{
    rh_value *held = rh_machine__make(m, 1, sizeof *held);
    if (held == NULL) return rh_undecided(RH_CAUSE_BUDGET);
    *held = v;
    rh_value optional = {.kind = RH_OPTIONAL, .n = 1};
    optional.list = held;
    return optional;
}

/* The key under which a map would hold it: a double of integral value is a number like any other. */
static bool as_key(rh_value *key)
{
    if (key->kind == RH_BOOL || key->kind == RH_INT || key->kind == RH_UINT || key->kind == RH_STRING) return true;
    if (key->kind != RH_DOUBLE) return false;
    if (key->d >= -9223372036854775808.0 && key->d < 9223372036854775808.0) {
        const int64_t i = (int64_t)key->d;
        if ((double)i != key->d) return false;
        return *key = rh_int(i), true;
    }
    if (!(key->d >= 0.0 && key->d < 18446744073709551616.0)) return false;
    return *key = rh_uint((uint64_t)key->d), true;
}

/* The element of a list or the value under a key, or NULL with the cause. */
static const rh_value *find(rh_value of, rh_value key, rh_cause *cause)
{
    if (of.kind == RH_MAP) {
        *cause = RH_CAUSE_MISSING_KEY;
        return as_key(&key) ? rh_value_at(of, key) : NULL;
    }
    *cause = RH_CAUSE_TYPE;
    if (of.kind == RH_NULL) return *cause = RH_CAUSE_MISSING_KEY, NULL;
    if (of.kind != RH_LIST) return NULL;
    if (key.kind == RH_NULL) return *cause = RH_CAUSE_NULL_ORDER, NULL;
    if ((key.kind != RH_INT && key.kind != RH_UINT && key.kind != RH_DOUBLE) || !as_key(&key)) return NULL;
    *cause = RH_CAUSE_INDEX;
    const bool is_inside = key.kind == RH_INT ? key.i >= 0 && key.i < (int64_t)of.n : key.u < of.n;
    return is_inside ? &of.list[key.u] : NULL;
}

rh_value rh_index_optional(rh_machine *m, rh_value of, rh_value key)
{
    if (of.kind == RH_UNDECIDED) return of;
    if (key.kind == RH_UNDECIDED) return key;
    if (of.kind == RH_OPTIONAL) return of.n == 0 ? of : rh_index_optional(m, of.list[0], key);
    if (of.kind == RH_NULL) return rh_undecided(RH_CAUSE_MISSING_KEY);
    rh_cause cause = RH_CAUSE_TYPE;
    const rh_value *found = find(of, key, &cause);
    if (found != NULL) return rh_optional_of(m, *found);
    return cause == RH_CAUSE_MISSING_KEY || cause == RH_CAUSE_INDEX ? none() : rh_undecided(cause);
}

rh_value rh_index(rh_machine *m, rh_value of, rh_value key)
{
    if (of.kind == RH_UNDECIDED) return of;
    if (key.kind == RH_UNDECIDED) return key;
    if (of.kind == RH_OPTIONAL) return rh_index_optional(m, of, key);
    rh_cause cause = RH_CAUSE_TYPE;
    const rh_value *found = find(of, key, &cause);
    return found != NULL ? *found : rh_undecided(cause);
}

/* A field, unlike an element, is never that of a list. */
rh_value rh_field(rh_machine *m, rh_value of, rh_value key)
{
    return of.kind == RH_LIST ? rh_undecided(RH_CAUSE_TYPE) : rh_index(m, of, key);
}

rh_value rh_field_optional(rh_machine *m, rh_value of, rh_value key)
{
    return of.kind == RH_LIST ? rh_undecided(RH_CAUSE_TYPE) : rh_index_optional(m, of, key);
}

rh_truth rh_has_field(rh_value of, rh_value key, bool is_declared)
{
    if (of.kind == RH_OPTIONAL) return of.n == 0 ? RH_FALSE : rh_has_field(of.list[0], key, is_declared);
    if (of.kind == RH_NULL) return rh_open(RH_CAUSE_MISSING_KEY);
    if (of.kind != RH_MAP) return rh_truth_from(rh_misfit(of));
    const rh_value *found = rh_value_at(of, key);
    if (found == NULL || !is_declared) return rh_truth_of(found != NULL);
    return rh_truth_of(found->kind != RH_NULL && !(found->kind == RH_LIST && found->n == 0));
}

/* The value of an element written with ?: 1 taken, 0 left out, -1 undecided. */
static int unwrap(rh_value *v)
{
    if (v->kind != RH_OPTIONAL) return *v = rh_misfit(*v), -1;
    if (v->n == 0) return 0;
    return *v = v->list[0], 1;
}

rh_value rh_make_list(rh_machine *m, const rh_step *s)
{
    const uint32_t stride = s->op == RH_STEP_LIST_OPT ? 2 : 1, n = s->n / stride;
    rh_value *at = rh_machine__make(m, n, sizeof *at);
    uint32_t n_taken = 0;
    if (at == NULL) return rh_undecided(RH_CAUSE_BUDGET);
    for (uint32_t i = 0; i < n; i++) {
        const uint32_t *kid = &m->kids[s->a + i * stride];
        rh_value v = rh_machine__value(m, kid[0]);
        const int taken = stride == 2 && kid[1] != 0 ? unwrap(&v) : 1;
        if (v.kind == RH_UNDECIDED) return v;
        if (taken == 1) at[n_taken++] = v;
    }
    return rh_list(at, n_taken);
}

rh_value rh_make_map(rh_machine *m, const rh_step *s)
{
    const uint32_t n = s->n / 3u;
    rh_pair *at = rh_machine__make(m, n, sizeof *at);
    uint32_t n_taken = 0;
    if (at == NULL) return rh_undecided(RH_CAUSE_BUDGET);
    for (uint32_t i = 0; i < n; i++) {
        const uint32_t *kid = &m->kids[s->a + i * 3];
        const rh_value key = rh_machine__value(m, kid[0]);
        rh_value v = rh_machine__value(m, kid[1]);
        if (key.kind == RH_UNDECIDED) return key;
        if (key.kind != RH_BOOL && key.kind != RH_INT && key.kind != RH_UINT && key.kind != RH_STRING)
            return rh_misfit(key);
        const int taken = kid[2] != 0 ? unwrap(&v) : 1;
        if (v.kind == RH_UNDECIDED) return v;
        if (taken == 1) at[n_taken++] = (rh_pair){key, v};
    }
    return rh_pairs_sort(at, n_taken) ? rh_map_value(at, n_taken) : rh_undecided(RH_CAUSE_TYPE);
}
