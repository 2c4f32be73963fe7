/* JSON-like values as declared shapes. */
#include "engine/program/shape.h"

#include <stdlib.h>

static bool has_word(rh_strs words, rh_str s)
{
    enum { FEW = 12 }; /* are looked through, which needs no order */
    size_t low = 0, high = words.n;
    for (size_t i = 0; words.n <= FEW && i < words.n; i++)
        if (rh_str_eq(words.at[i], s)) return true;
    if (words.n <= FEW) return false;
    while (low < high) {
        const size_t mid = low + (high - low) / 2;
        const int c = rh_str_cmp(words.at[mid], s);
        if (c == 0) return true;
        if (c < 0) low = mid + 1;
        else high = mid;
    }
    return false;
}

static bool is_collection(const rh_shape *shape)
{
    return shape->type == RH_F_SET || shape->type == RH_F_LIST;
}

rh_value rh_shape_absent(const rh_shape *shape)
{
    return is_collection(shape) || shape->type == RH_F_TABLE ? rh_list(NULL, 0) : rh_null();
}

static int by_value(const void *a, const void *b)
{
    return rh_value_key_cmp(*(const rh_value *)a, *(const rh_value *)b);
}

/* Timestamps and durations have no place among map keys; they order by their instants. */
static int by_instant(const void *a, const void *b)
{
    const rh_value *u = a, *v = b;
    if (u->kind == RH_DURATION) return (u->i > v->i) - (u->i < v->i);
    return rh_instant_cmp(rh_value_instant(*u), rh_value_instant(*v));
}

/* Few, and those that are in order already, are sorted where they stand. */
static void sort(rh_value *items, size_t n, int (*order)(const void *, const void *))
{
    enum { FEW = 16 };
    size_t i = 1;
    for (; i < n && (i < FEW || order(&items[i - 1], &items[i]) <= 0); i++) {
        const rh_value item = items[i];
        size_t at = i;
        for (; at > 0 && order(&items[at - 1], &item) > 0; at--) items[at] = items[at - 1];
        items[at] = item;
    }
    if (i < n) qsort(items, n, sizeof *items, order);
}

static rh_value sorted_set(rh_value *items, size_t n)
{
    if (n == 0) return rh_list(items, 0);
    const bool is_time = items[0].kind == RH_TIMESTAMP || items[0].kind == RH_DURATION;
    sort(items, n, is_time ? by_instant : by_value);
    size_t kept = 1;
    for (size_t i = 1; i < n; i++)
        if (!rh_value_same(items[i], items[kept - 1])) items[kept++] = items[i];
    return rh_list(items, kept);
}

static __attribute__((noinline)) rh_fit read_items(rh_value *out, rh_arena *keep, const rh_shape *shape,
                                                   const rh_zone *zone, rh_value json)
{
    const rh_shape element = {.type = shape->values.n != 0 ? RH_F_ENUM : shape->of, .values = shape->values};
    rh_value *items = RH_NEW_N(keep, json.n, rh_value);
    if (items == NULL) return RH_NO_ROOM;
    rh_fit worst = RH_FITS;
    for (uint32_t i = 0; i < json.n; i++) {
        const rh_fit fit = json.list[i].kind == RH_NULL ? RH_MISFIT
                                                        : rh_shape_read(&items[i], keep, &element, zone, json.list[i]);
        if (fit > worst) worst = fit;
    }
    if (worst == RH_FITS) *out = shape->type == RH_F_SET ? sorted_set(items, json.n) : rh_list(items, json.n);
    return worst;
}

static __attribute__((noinline)) rh_fit read_timestamp(rh_value *out, rh_value json)
{
    rh_instant t;
    if (json.kind != RH_STRING || !rh_instant_parse(&t, rh_value_str(json))) return RH_MISFIT;
    *out = rh_timestamp(t);
    return RH_FITS;
}

static __attribute__((noinline)) rh_fit read_date(rh_value *out, const rh_zone *zone, rh_value json)
{
    int32_t year, month, day;
    if (json.kind != RH_STRING || !rh_date_parse(&year, &month, &day, rh_value_str(json))) return RH_MISFIT;
    *out = rh_timestamp(rh_zone_local(zone, rh_days_from_civil(year, month, day), 0));
    return RH_FITS;
}

static __attribute__((noinline)) rh_fit read_duration(rh_value *out, rh_value json)
{
    int64_t ns;
    if (json.kind != RH_STRING || !rh_duration_parse(&ns, rh_value_str(json))) return RH_MISFIT;
    *out = rh_duration_value(ns);
    return RH_FITS;
}

static rh_fit read_double(rh_value *out, rh_value json)
{
    if (json.kind == RH_INT) *out = rh_double((double)json.i);
    else if (json.kind == RH_UINT) *out = rh_double((double)json.u);
    else if (json.kind == RH_DOUBLE) *out = json;
    else return RH_MISFIT;
    return RH_FITS;
}

static rh_fit as_is(rh_value *out, rh_value json, rh_kind kind)
{
    if (json.kind != kind) return RH_MISFIT;
    *out = json;
    return RH_FITS;
}

rh_fit rh_shape_read(rh_value *out, rh_arena *keep, const rh_shape *shape, const rh_zone *zone, rh_value json)
{
    if (json.kind == RH_NULL) {
        *out = rh_shape_absent(shape);
        return shape->type == RH_F_TABLE ? RH_MISFIT : RH_FITS;
    }
    switch (shape->type) {
    case RH_F_BOOL: return as_is(out, json, RH_BOOL);
    case RH_F_INT:
    case RH_F_MONEY: return as_is(out, json, RH_INT);
    case RH_F_DOUBLE: return read_double(out, json);
    case RH_F_STRING:
    case RH_F_TEXT:
    case RH_F_CONTACT:
    case RH_F_PRINCIPAL:
    case RH_F_DOC: return as_is(out, json, RH_STRING);
    case RH_F_ENUM:
        if (json.kind == RH_STRING && !has_word(shape->values, rh_value_str(json))) return RH_UNKNOWN;
        return as_is(out, json, RH_STRING);
    case RH_F_TIMESTAMP: return read_timestamp(out, json);
    case RH_F_DATE: return read_date(out, zone, json);
    case RH_F_DURATION: return read_duration(out, json);
    case RH_F_SET:
    case RH_F_LIST: return json.kind == RH_LIST ? read_items(out, keep, shape, zone, json) : RH_MISFIT;
    case RH_F_JSON: *out = json; return RH_FITS;
    case RH_F_TABLE:
    case RH_N_FIELD_TYPES:
    default: break;
    }
    return RH_MISFIT;
}

static __attribute__((noinline)) rh_fit fit_items(rh_value *out, rh_arena *keep, const rh_shape *shape, rh_value v)
{
    const rh_shape element = {.type = shape->values.n != 0 ? RH_F_ENUM : shape->of, .values = shape->values};
    rh_value *items = RH_NEW_N(keep, v.n, rh_value);
    if (items == NULL) return RH_NO_ROOM;
    rh_fit worst = RH_FITS;
    for (uint32_t i = 0; i < v.n; i++) {
        const rh_fit fit = v.list[i].kind == RH_NULL ? RH_MISFIT : rh_shape_fit(&items[i], keep, &element, v.list[i]);
        if (fit > worst) worst = fit;
    }
    if (worst == RH_FITS) *out = shape->type == RH_F_SET ? sorted_set(items, v.n) : rh_list(items, v.n);
    return worst;
}

rh_fit rh_shape_fit(rh_value *out, rh_arena *keep, const rh_shape *shape, rh_value v)
{
    if (v.kind == RH_UNDECIDED || shape->type == RH_F_TABLE) return RH_MISFIT;
    if (v.kind == RH_NULL) {
        *out = rh_shape_absent(shape);
        return RH_FITS;
    }
    if (is_collection(shape)) return v.kind == RH_LIST ? fit_items(out, keep, shape, v) : RH_MISFIT;
    if (shape->type == RH_F_TIMESTAMP || shape->type == RH_F_DATE) return as_is(out, v, RH_TIMESTAMP);
    if (shape->type == RH_F_DURATION) return as_is(out, v, RH_DURATION);
    return rh_shape_read(out, keep, shape, rh_zone_utc(), v);
}
