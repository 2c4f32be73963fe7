/* Operators: arithmetic, comparison, membership; and the functions of SPEC.md section 3. */
#include "tests/reference/insides.h"

#include <math.h>
#include <string.h>

static const ref_value *double_of(ref_run *run, double d)
{
    ref_value *v = ref_new(run->heap, REF_DOUBLE);
    v->d = d;
    return v;
}

static const ref_value *narrowed(ref_run *run, ref_kind kind, ref_wide w)
{
    if (kind == REF_INT)
        return w < INT64_MIN || w > INT64_MAX ? ref_error(run->heap, REF_OVERFLOW) : ref_int(run->heap, (int64_t)w);
    if (w < 0 || w > UINT64_MAX) return ref_error(run->heap, REF_OVERFLOW);
    ref_value *v = ref_new(run->heap, REF_UINT);
    v->u = (uint64_t)w;
    return v;
}

static const ref_value *whole_arithmetic(ref_run *run, char sign, const ref_value *a, const ref_value *b)
{
    ref_kind kind = a->kind;
    ref_wide x = kind == REF_INT ? (ref_wide)a->i : (ref_wide)a->u,
             y = kind == REF_INT ? (ref_wide)b->i : (ref_wide)b->u;
    if (sign == '+') return narrowed(run, kind, x + y);
    if (sign == '-') return narrowed(run, kind, x - y);
    if (sign == '*') {
        __extension__ unsigned __int128 p, ux = (unsigned __int128)(x < 0 ? -x : x),
                                           uy = (unsigned __int128)(y < 0 ? -y : y);
        p = ux * uy; /* two 64-bit magnitudes: never beyond 128 bits */
        if (p >> 64 != 0) return ref_error(run->heap, REF_OVERFLOW);
        return narrowed(run, kind, (x < 0) != (y < 0) ? -(ref_wide)p : (ref_wide)p);
    }
    if (y == 0) return ref_error(run->heap, REF_DIVIDE);
    if (sign == '/') return narrowed(run, kind, x / y);
    /* INT64_MIN % -1 is where hardware overflows; CEL says so too. */
    if (kind == REF_INT && x == INT64_MIN && y == -1) return ref_error(run->heap, REF_OVERFLOW);
    return narrowed(run, kind, x % y);
}

static const ref_value *double_arithmetic(ref_run *run, char sign, double x, double y)
{
    switch (sign) {
    case '+': return double_of(run, x + y);
    case '-': return double_of(run, x - y);
    case '*': return double_of(run, x * y);
    case '/': return double_of(run, x / y);
    default: return NULL;
    }
}

static const ref_value *joined(ref_run *run, const ref_value *a, const ref_value *b)
{
    if (a->kind == REF_LIST) {
        ref_value *list = ref_list(run->heap, REF_LIST, a->n + b->n);
        for (size_t k = 0; k < a->n; k++) list->items[list->n++] = a->items[k];
        for (size_t k = 0; k < b->n; k++) list->items[list->n++] = b->items[k];
        return list;
    }
    ref_value *v = ref_new(run->heap, a->kind);
    char *bytes = ref_alloc(run->heap, a->len + b->len + 1);
    if (a->len > 0) memcpy(bytes, a->s, a->len);
    if (b->len > 0) memcpy(bytes + a->len, b->s, b->len);
    v->s = bytes;
    v->len = a->len + b->len;
    return v;
}

static const ref_value *time_arithmetic(ref_run *run, char sign, const ref_value *a, const ref_value *b)
{
    if (a->kind == REF_SPAN && b->kind == REF_SPAN)
        return ref_span(run->heap, sign == '+' ? (ref_wide)a->i + b->i : (ref_wide)a->i - b->i);
    if (sign == '+' && a->kind == REF_TIME && b->kind == REF_SPAN) return ref_time(run->heap, a->t + b->i);
    if (sign == '+' && a->kind == REF_SPAN && b->kind == REF_TIME) return ref_time(run->heap, b->t + a->i);
    if (sign == '-' && a->kind == REF_TIME && b->kind == REF_SPAN) return ref_time(run->heap, a->t - b->i);
    if (sign == '-' && a->kind == REF_TIME && b->kind == REF_TIME) return ref_span(run->heap, a->t - b->t);
    return NULL;
}

static const ref_value *arithmetic(ref_run *run, char sign, const ref_value *a, const ref_value *b)
{
    const ref_value *v = NULL;
    if (a->kind == b->kind) {
        if (a->kind == REF_INT || a->kind == REF_UINT) v = whole_arithmetic(run, sign, a, b);
        if (a->kind == REF_DOUBLE) v = double_arithmetic(run, sign, a->d, b->d);
        if (sign == '+' && (a->kind == REF_STRING || a->kind == REF_BYTES || a->kind == REF_LIST))
            v = joined(run, a, b);
    }
    if (v == NULL && (sign == '+' || sign == '-')) v = time_arithmetic(run, sign, a, b);
    return v != NULL ? v : ref__misfit(run, (const ref_value *const[]){a, b}, 2);
}

static const ref_value *ordering(ref_run *run, const char *sign, const ref_value *a, const ref_value *b)
{
    int order;
    if (!ref_order(&order, a, b)) return ref__misfit(run, (const ref_value *const[]){a, b}, 2);
    bool or_equal = sign[1] == '=';
    bool holds = sign[0] == '<' ? order == -1 : order == 1;
    return ref_bool(run->heap, holds || (or_equal && order == 0));
}

static const ref_value *contains(ref_run *run, const ref_value *element, const ref_value *range)
{
    if (range->kind == REF_MAP) return ref_bool(run->heap, ref_member(range, element) != NULL);
    if (range->kind != REF_LIST) return ref__misfit(run, &range, 1);
    for (size_t k = 0; k < range->n; k++)
        if (ref_equal(range->items[k], element)) return ref_bool(run->heap, true);
    return ref_bool(run->heap, false);
}

static const ref_value *unary(ref_run *run, char sign, const ref_value *a)
{
    if (sign == '!') return a->kind == REF_BOOL ? ref_bool(run->heap, !a->b) : ref__misfit(run, &a, 1);
    if (a->kind == REF_INT) return narrowed(run, REF_INT, -(ref_wide)a->i);
    return a->kind == REF_DOUBLE ? double_of(run, -a->d) : ref__misfit(run, &a, 1);
}

const ref_value *ref__operator(ref_run *run, const char *sign, const ref_value *const *args, size_t n)
{
    if (n == 1 && (strcmp(sign, "!") == 0 || strcmp(sign, "neg") == 0)) return unary(run, sign[0], args[0]);
    if (n != 2) return NULL;
    if (strcmp(sign, "==") == 0) return ref_bool(run->heap, ref_equal(args[0], args[1]));
    if (strcmp(sign, "!=") == 0) return ref_bool(run->heap, !ref_equal(args[0], args[1]));
    if (sign[0] == '<' || sign[0] == '>') return ordering(run, sign, args[0], args[1]);
    if (strcmp(sign, "in") == 0) return contains(run, args[0], args[1]);
    if (strchr("+-*/%", sign[0]) != NULL) return arithmetic(run, sign[0], args[0], args[1]);
    return NULL;
}

/* ---- presence and time ---- */

static bool is_blank(const ref_value *v)
{
    size_t at = 0;
    for (size_t n; at < v->len && (n = ref__space(v->s, at, v->len)) > 0;) at += n;
    return at == v->len;
}

static bool is_present(const ref_value *v)
{
    switch ((int)v->kind) {
    case REF_NULL: return false;
    case REF_STRING: return !is_blank(v);
    case REF_BYTES: return v->len > 0;
    case REF_LIST:
    case REF_MAP: return v->n > 0;
    default: return true;
    }
}

static const ref_value *conflict(ref_run *run, const ref_value *const *args, size_t n)
{
    for (size_t i = 0; i < n; i++)
        for (size_t k = i + 1; k < n; k++)
            if (is_present(args[i]) && is_present(args[k]) && !ref_equal(args[i], args[k]))
                return ref_bool(run->heap, true);
    return ref_bool(run->heap, false);
}

static const ref_value *intersects(ref_run *run, const ref_value *const *args)
{
    if (args[0]->kind != REF_LIST || args[1]->kind != REF_LIST) return ref__misfit(run, args, 2);
    for (size_t i = 0; i < args[0]->n; i++)
        for (size_t k = 0; k < args[1]->n; k++)
            if (ref_equal(args[0]->items[i], args[1]->items[k])) return ref_bool(run->heap, true);
    return ref_bool(run->heap, false);
}

static const ref_value *business(ref_run *run, const char *name, ref_wide t)
{
    const ref_calendar *cal = run->env->calendar;
    int64_t n = 0;
    bool ok;
    if (cal == NULL) ok = false;
    else if (strcmp(name, "business_days_since") == 0) ok = ref_days_since(cal, &n, t, run->env->now);
    else if (strcmp(name, "business_hours_since") == 0) ok = ref_hours_since(cal, &n, t, run->env->now);
    else ok = ref_days_until(cal, &n, t, run->env->now);
    return ok ? ref_int(run->heap, n) : ref_error(run->heap, REF_CALENDAR);
}

static const ref_value *of_instant(ref_run *run, const char *name, const ref_value *const *args)
{
    bool is_overdue = strcmp(name, "overdue") == 0;
    if (is_overdue && args[0]->kind == REF_NULL) return ref_bool(run->heap, false);
    if (args[0]->kind != REF_TIME) return ref__misfit(run, args, 1);
    ref_wide t = args[0]->t, now = run->env->now;
    if (is_overdue) return ref_bool(run->heap, now >= t);
    if (strcmp(name, "days_since") == 0) return ref_int(run->heap, now > t ? (int64_t)((now - t) / REF_DAY_NS) : 0);
    return business(run, name, t);
}

const ref_value *ref__core(ref_run *run, const char *name, const ref_value *const *args, size_t n)
{
    if (n == 1 && strcmp(name, "present") == 0) return ref_bool(run->heap, is_present(args[0]));
    if (n == 1 && strcmp(name, "absent") == 0) return ref_bool(run->heap, !is_present(args[0]));
    if (n >= 1 && strcmp(name, "conflict") == 0) return conflict(run, args, n);
    if (n == 2 && strcmp(name, "intersects") == 0) return intersects(run, args);
    if (n == 2 && strcmp(name, "days_between") == 0) {
        if (args[0]->kind != REF_TIME || args[1]->kind != REF_TIME) return ref__misfit(run, args, 2);
        return ref_int(run->heap, (int64_t)((args[1]->t - args[0]->t) / REF_DAY_NS));
    }
    if (n == 1 &&
        (strcmp(name, "overdue") == 0 || strcmp(name, "days_since") == 0 || strncmp(name, "business_", 9) == 0))
        return of_instant(run, name, args);
    return NULL;
}
