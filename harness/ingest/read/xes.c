/* Events of an event log in XES (IEEE 1849): a row is an event by its keys, with the keys of its trace under "case". */
#include "harness/ingest/read/xml.h"

#include "engine/base/vec.h"

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
    const long long n = strtoll(text, &end, 10);
    return *end == '\0' ? rh_int(n) : rh_string(s);
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

static rh_code put(pairs *out, rh_str kind, rh_value element, rh_arena *arena, rh_err *err)
{
    const rh_value *key = element.kind == RH_MAP ? rh_value_field(element, RH_STR("key")) : NULL;
    const rh_value *value = element.kind == RH_MAP ? rh_value_field(element, RH_STR("value")) : NULL;
    if (key == NULL || key->kind != RH_STRING || value == NULL) return RH_OK; /* lists and containers have no value */
    return RH_PUSH(arena, out, (rh_pair){*key, typed(kind, *value)}) ? RH_OK : rh_err_nomem(err);
}

/* The attributes of a trace or an event by their keys; RH_JSON_DUPLICATE when a key stands twice. */
static rh_code by_keys(rh_value *out, rh_value element, const rh_pair *more, size_t n_more, rh_arena *arena,
                       rh_err *err)
{
    pairs all = {0};
    rh_code code = RH_OK;
    for (uint32_t i = 0; code == RH_OK && element.kind == RH_MAP && i < element.n; i++) {
        const rh_str kind = rh_value_str(element.map[i].key);
        const rh_value v = element.map[i].value;
        if (v.kind != RH_LIST) code = put(&all, kind, v, arena, err);
        for (uint32_t k = 0; code == RH_OK && v.kind == RH_LIST && k < v.n; k++)
            code = put(&all, kind, v.list[k], arena, err);
    }
    for (size_t i = 0; code == RH_OK && i < n_more; i++)
        if (!RH_PUSH(arena, &all, more[i])) code = rh_err_nomem(err);
    if (code != RH_OK) return code;
    if (!rh_pairs_sort(all.at, all.n)) return rh_err_set(err, RH_JSON_DUPLICATE, (rh_span){0}, "a key stands twice");
    *out = rh_map_value(all.at, all.n);
    return RH_OK;
}

static rh_code open_xes(rh_reader *r, rh_err *err)
{
    rh_xml *x;
    const rh_code code = rh_xml_open(&x, r, ways, 1, err);
    if (code == RH_OK) r->state = x;
    return code;
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
