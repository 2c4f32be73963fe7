/* The attributes of a log's objects, as they were at an instant. */
#include "harness/ingest/read/ocel.h"

#include "engine/base/limits.h"

#include <stdlib.h>

rh_code rh_ocel__value(rh_ocel *log, rh_str object, rh_str name, const rh_value *time, rh_value value, rh_err *err)
{
    rh_ocel_value v = {.object = rh_map_get(&log->objects, object), .name = name, .at = RH_INSTANT_MIN, .value = value};
    v.place = log->values.n;
    if (v.object == RH_MAP_NONE || name.ptr == NULL || value.kind == RH_NULL) return RH_OK;
    if (time != NULL && time->kind != RH_NULL && !rh_ocel__instant(&v.at, *time))
        return rh_err_set(err, RH_OCEL_LOG, (rh_span){0}, "an attribute of an object has no time that can be read");
    return RH_PUSH(log->keep, &log->values, v) ? RH_OK : rh_err_nomem(err);
}

/* By object and name, of one attribute the earliest first, of one instant as they stand. */
static int by_attribute(const void *a, const void *b)
{
    const rh_ocel_value *x = a, *y = b;
    if (x->object != y->object) return x->object < y->object ? -1 : 1;
    const int c = rh_str_cmp(x->name, y->name);
    if (c != 0) return c;
    const int t = rh_instant_cmp(x->at, y->at);
    return t != 0 ? t : x->place < y->place ? -1 : x->place > y->place;
}

static bool is_same_attribute(const rh_ocel_value *a, const rh_ocel_value *b)
{
    return a->object == b->object && rh_str_eq(a->name, b->name);
}

rh_code rh_ocel__order_values(rh_ocel *log, rh_err *err)
{
    size_t n_names = 0;
    const size_t n = log->values.n;
    log->first_values = RH_NEW_N(log->keep, log->types.n + 1, size_t);
    if (log->first_values == NULL) return rh_err_nomem(err);
    if (n > 1) qsort(log->values.at, n, sizeof *log->values.at, by_attribute);
    for (size_t object = 0, i = 0; object <= log->types.n; object++) {
        while (i < n && log->values.at[i].object < object) i++;
        log->first_values[object] = i;
    }
    for (size_t i = 0; i < n; i++) {
        const rh_ocel_value *v = &log->values.at[i];
        if (i == 0 || v[-1].object != v->object) n_names = 0;
        n_names += i == 0 || !is_same_attribute(&v[-1], v);
        if (n_names > RH_LIMIT_EVENT_FIELDS)
            return rh_err_set(err, RH_OCEL_LOG, (rh_span){0}, "an object has over %d attributes",
                              RH_LIMIT_EVENT_FIELDS);
    }
    return RH_OK;
}

/* The first of values[from, to) that is behind those of the same attribute as `from` that were told by `at`; with_all:
 * behind all of the same attribute. */
static size_t behind(const rh_ocel *log, size_t from, size_t to, rh_instant at, bool with_all)
{
    const rh_ocel_value *first = &log->values.at[from];
    while (from < to) {
        const size_t middle = from + (to - from) / 2;
        const rh_ocel_value *v = &log->values.at[middle];
        const bool is_before = is_same_attribute(first, v) && (with_all || !rh_instant_before(at, v->at));
        if (is_before) from = middle + 1;
        else to = middle;
    }
    return from;
}

rh_code rh_ocel__values_at(rh_value *out, const rh_ocel *log, uint32_t object, rh_instant at, rh_arena *arena,
                           rh_err *err)
{
    RH_VEC(rh_pair) pairs = {0};
    const size_t to = object != RH_MAP_NONE ? log->first_values[object + 1] : 0;
    const rh_str type = object != RH_MAP_NONE ? log->types.at[object] : RH_STR("");
    for (size_t from = object != RH_MAP_NONE ? log->first_values[object] : 0, next; from < to; from = next) {
        const size_t told = behind(log, from, to, at, false);
        next = behind(log, from, to, at, true);
        if (told == from) continue;
        const rh_ocel_value *v = &log->values.at[told - 1];
        const rh_str key = rh_ocel__key(arena, type, v->name);
        if (key.ptr == NULL) return rh_err_nomem(err);
        const rh_value value = rh_ocel__typed(v->value, rh_map_get(&log->object_kinds, key), arena);
        if (!RH_PUSH(arena, &pairs, ((rh_pair){rh_string(v->name), value}))) return rh_err_nomem(err);
    }
    *out = rh_map_value(pairs.at, pairs.n); /* in the order of names, each once */
    return RH_OK;
}
