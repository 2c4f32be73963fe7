/* Events of an event log in XES (IEEE 1849): a row is an event by its keys, with the keys of its trace under "case". What
 * stands inside an attribute has a key of both, "outer/inner"; a list is a list of objects by key. An event outside all
 * traces is a row of no trace. */
#include "harness/ingest/read/xml.h"

#include "engine/base/vec.h"

#include "engine/base/buf.h"
#include "engine/base/limits.h"

#include <errno.h>
#include <stdlib.h>

static const rh_step way[] = {{RH_STEP_KEY, {"log", 3}},
                              {RH_STEP_KEY, {"trace", 5}},
                              {RH_STEP_EACH, {0}},
                              {RH_STEP_KEY, {"event", 5}},
                              {RH_STEP_EACH, {0}}};
static const rh_steps ways[] = {{way, sizeof way / sizeof *way}};

typedef RH_VEC(rh_pair) pairs;

static rh_value as_int(rh_str s)
{
    char text[24], *end;
    if (s.len == 0 || s.len >= sizeof text) return rh_string(s);
    memcpy(text, s.ptr, s.len);
    text[s.len] = '\0';
    errno = 0;
    const long long n = strtoll(text, &end, 10);
    return *end == '\0' && errno == 0 ? rh_int(n) : rh_string(s);
}

static rh_value as_bool(rh_str s)
{
    return rh_str_eq(s, RH_STR("true")) ? rh_bool(true) : rh_str_eq(s, RH_STR("false")) ? rh_bool(false) : rh_string(s);
}

/* A value by the element it stands in. Dates, floats and ids stay text, which columns read as they say. */
static rh_value typed(rh_str kind, rh_value value)
{
    if (value.kind != RH_STRING) return rh_null();
    if (rh_str_eq(kind, RH_STR("int"))) return as_int(rh_value_str(value));
    return rh_str_eq(kind, RH_STR("boolean")) ? as_bool(rh_value_str(value)) : value;
}

static rh_code put_inner(pairs *out, rh_str prefix, rh_value element, rh_arena *arena, rh_err *err);

static rh_str joined(rh_str prefix, rh_str key, rh_arena *arena)
{
    rh_buf buf;
    if (prefix.ptr == NULL) return key;
    rh_buf_init(&buf, arena, RH_LIMIT_LINE_BYTES);
    rh_buf_printf(&buf, "%.*s/%.*s", RH_ARG(prefix), RH_ARG(key));
    return rh_buf_str(&buf);
}

static rh_code sorted(rh_value *out, pairs *all, rh_err *err)
{
    if (!rh_pairs_sort(all->at, all->n))
        return rh_err_set(err, RH_JSON_DUPLICATE, (rh_span){0}, "a key stands twice (that of the trace is case)");
    *out = rh_map_value(all->at, all->n);
    return RH_OK;
}

/* The i-th of the elements of one kind; false behind the last. */
static bool nth(rh_value *out, rh_value of_kind, uint32_t i)
{
    if (of_kind.kind == RH_LIST && i < of_kind.n) *out = of_kind.list[i];
    else if (of_kind.kind == RH_MAP && i == 0) *out = of_kind;
    else return false;
    return true;
}

static rh_code put(pairs *out, rh_str prefix, rh_str kind, rh_value element, rh_arena *arena, rh_err *err);

/* The attributes in a list, each an object by its own keys, since these may repeat. */
static rh_code list_of(rh_value *out, rh_value element, rh_arena *arena, rh_err *err)
{
    RH_VEC(rh_value) items = {0};
    const rh_value *inside = rh_value_field(element, RH_STR("values"));
    const rh_value from = inside != NULL && inside->kind == RH_MAP ? *inside : element;
    rh_value one;
    for (uint32_t i = 0; i < from.n; i++)
        for (uint32_t k = 0; nth(&one, from.map[i].value, k); k++) {
            pairs own = {0};
            rh_value item;
            rh_code code = put(&own, rh_str_null(), rh_value_str(from.map[i].key), one, arena, err);
            if (code == RH_OK) code = sorted(&item, &own, err);
            if (code == RH_OK && !RH_PUSH(arena, &items, item)) code = rh_err_nomem(err);
            if (code != RH_OK) return code;
        }
    *out = rh_list(items.at, items.n);
    return RH_OK;
}

/* An attribute and what stands inside it; what has no key is none. */
static rh_code put(pairs *out, rh_str prefix, rh_str kind, rh_value element, rh_arena *arena, rh_err *err)
{
    const rh_value *key = element.kind == RH_MAP ? rh_value_field(element, RH_STR("key")) : NULL;
    const rh_value *value = element.kind == RH_MAP ? rh_value_field(element, RH_STR("value")) : NULL;
    if (key == NULL || key->kind != RH_STRING) return RH_OK;
    const bool is_list = rh_str_eq(kind, RH_STR("list"));
    const rh_str name = joined(prefix, rh_value_str(*key), arena);
    rh_value is = value != NULL ? typed(kind, *value) : rh_null();
    rh_code code = is_list ? list_of(&is, element, arena, err) : RH_OK;
    if (code != RH_OK) return code;
    if (name.ptr == NULL) return rh_err_nomem(err);
    if ((is_list || value != NULL) && !RH_PUSH(arena, out, ((rh_pair){rh_string(name), is}))) return rh_err_nomem(err);
    return is_list ? RH_OK : put_inner(out, name, element, arena, err);
}

/* All attributes inside an element. */
static rh_code put_inner(pairs *out, rh_str prefix, rh_value element, rh_arena *arena, rh_err *err)
{
    rh_value one;
    for (uint32_t i = 0; element.kind == RH_MAP && i < element.n; i++)
        for (uint32_t k = 0; nth(&one, element.map[i].value, k); k++) {
            const rh_code code = put(out, prefix, rh_value_str(element.map[i].key), one, arena, err);
            if (code != RH_OK) return code;
        }
    return RH_OK;
}

/* The attributes of a trace or an event by their keys; RH_JSON_DUPLICATE when a key stands twice. */
static rh_code by_keys(rh_value *out, rh_value element, const rh_pair *more, size_t n_more, rh_arena *arena,
                       rh_err *err)
{
    pairs all = {0};
    const rh_code code = put_inner(&all, rh_str_null(), element, arena, err);
    if (code != RH_OK) return code;
    for (size_t i = 0; i < n_more; i++)
        if (!RH_PUSH(arena, &all, more[i])) return rh_err_nomem(err);
    return sorted(out, &all, err);
}

static rh_code open_xes(rh_reader *r, rh_err *err)
{
    rh_xml *x;
    const rh_code code = rh_xml_open(&x, r, ways, 1, err);
    if (code != RH_OK) return code;
    rh_xml_stray(x, RH_STR("event"));
    r->state = x;
    return RH_OK;
}

static rh_code next_xes(rh_row *out, bool *is_end, rh_reader *r, rh_arena *arena, rh_err *err)
{
    rh_value trace, named = rh_map_value(NULL, 0);
    rh_code code = rh_xml_next(out, &trace, is_end, r->state, arena, err);
    if (code != RH_OK || *is_end || out->refused != RH_OK) return code;
    code = by_keys(&named, trace, NULL, 0, arena, &out->why);
    const rh_pair of_case = {rh_string(RH_STR("case")), named};
    if (code == RH_OK) code = by_keys(&out->value, out->value, &of_case, 1, arena, &out->why);
    if (code == RH_NOMEM) return rh_err_nomem(err);
    out->refused = code;
    out->why.span = (rh_span){.line = (uint32_t)out->line, .col = 1};
    return RH_OK;
}

static void close_xes(rh_reader *r)
{
    rh_xml_close(r->state);
}

const rh_read_format rh_read__xes = {open_xes, next_xes, close_xes, RH_OPENS_INPUT};
