/* Policies side by side: which values differ, and whether anything but a condition of an entry may read them. */
#include "engine/program/insides.h"

/* ---- what stands in both ---- */

static bool same_span(rh_span_of_time a, rh_span_of_time b)
{
    return a.n == b.n && a.unit == b.unit;
}

bool rh_program__same_words(const rh_policy *a, const rh_policy *b)
{
    if (a->segment != b->segment || a->dual_amount != b->dual_amount || a->n_dual_actions != b->n_dual_actions)
        return false;
    for (size_t i = 0; i < a->n_dual_actions; i++)
        if (a->dual_actions[i] != b->dual_actions[i]) return false;
    return true;
}

bool rh_program_same_approval(const rh_policy *a, const rh_policy *b)
{
    return a->has_approval_valid == b->has_approval_valid &&
           (!a->has_approval_valid || same_span(a->approval_valid, b->approval_valid));
}

bool rh_program__same_limits(const rh_policy *a, const rh_policy *b)
{
    return a->materiality == b->materiality && rh_program_same_approval(a, b);
}

/* Of one kind and with the same bits: 0.0 and -0.0 are two. */
static bool same_scalar(rh_value a, rh_value b)
{
    if (a.kind != b.kind) return false;
    if (a.kind == RH_STRING) return rh_str_eq(rh_value_str(a), rh_value_str(b));
    return a.kind == RH_BOOL ? a.b == b.b : a.u == b.u;
}

bool rh_program__next_apart(rh_apart *at, rh_str *name)
{
    while (at->i < at->a->n_values || at->j < at->b->n_values) {
        const rh_policy_value *x = at->i < at->a->n_values ? &at->a->values[at->i] : NULL;
        const rh_policy_value *y = at->j < at->b->n_values ? &at->b->values[at->j] : NULL;
        const int c = x == NULL ? 1 : y == NULL ? -1 : rh_str_cmp(x->name, y->name);
        if (c <= 0) at->i++;
        if (c >= 0) at->j++;
        *name = c <= 0 ? x->name : y->name;
        if (c != 0 || !same_scalar(x->value, y->value)) return true;
    }
    return false;
}

bool rh_program__same_values(const rh_policy *a, const rh_policy *b)
{
    rh_str name;
    return !rh_program__next_apart(&(rh_apart){.a = a, .b = b}, &name);
}

/* ---- who reads a value ---- */

static bool is_of_name(char c)
{
    return c == '_' || (c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z');
}

bool rh_program__names_policy(rh_str text)
{
    return rh_str_find(text, RH_STR("policy")) != SIZE_MAX;
}

bool rh_program__may_read(rh_str text, rh_str name)
{
    if (!rh_program__names_policy(text)) return false;
    for (size_t from = 0; from < text.len;) {
        const size_t found = rh_str_find(rh_str_slice(text, from, text.len), name);
        if (found == SIZE_MAX) return false;
        const size_t at = from + found, end = at + name.len;
        const bool is_begin = at == 0 || !is_of_name(text.ptr[at - 1]);
        if (is_begin && (end == text.len || !is_of_name(text.ptr[end]))) return true;
        from = at + 1;
    }
    return false;
}

static bool reads_not(void *ctx, rh_str text)
{
    const rh_str *name = ctx;
    return !rh_program__may_read(text, *name);
}

bool rh_program_may_read(const rh_node *node, rh_str name)
{
    return !rh_node_each_scalar(node, reads_not, &name);
}

/* ---- the policies of a stratum ---- */

bool rh_program__find_policy(const rh_stratum *s, const rh_policy *policy, uint32_t *out)
{
    for (*out = 0; *out < s->policies.n; ++*out)
        if (rh_program__same_values(&s->policies.at[*out]->policy, policy)) return true;
    return false;
}

bool rh_program__reads_alike(const rh_stratum *s, rh_str when, uint32_t policy, uint32_t other)
{
    if (policy == other || !rh_program__names_policy(when)) return true;
    rh_apart apart = {.a = &s->policies.at[policy]->policy, .b = &s->policies.at[other]->policy};
    rh_str name;
    while (rh_program__next_apart(&apart, &name))
        if (rh_program__may_read(when, name)) return false;
    return true;
}
