/* Facts replaced by others of the same type. */
#include "engine/judge/garbage.h"

#include "engine/base/buf.h"
#include "engine/base/vec.h"

enum { SHIFT_DAYS = 37, SHIFT_INT = 7919, TEXT_BYTES = 1 << 20, DAY_S = 86400 };

typedef struct poisoner {
    rh_arena *keep;
    const rh_register *reg;
    rh_garbage how;
    const rh_fact *only; /* NULL: all */
} poisoner;

static const rh_shape no_shape = {.type = RH_N_FIELD_TYPES};

static rh_value garbage(poisoner *p, const rh_shape *shape, rh_value v);

/* ---- texts ---- */

/* The next of the allowed words, so that garbage is taken; a set of one word has no other. */
static rh_value other_word(rh_strs words, rh_str text)
{
    for (size_t i = 0; i < words.n; i++)
        if (rh_str_eq(words.at[i], text)) return rh_string(words.at[(i + 1) % words.n]);
    return words.n > 0 ? rh_string(words.at[0]) : rh_string(text);
}

static rh_value other_time(poisoner *p, rh_instant t)
{
    char text[32];
    const int64_t shift = (int64_t)SHIFT_DAYS * DAY_S;
    t.s += t.s < RH_INSTANT_MAX.s - shift ? shift : -shift;
    return rh_string(rh_arena_str(p->keep, (rh_str){text, rh_instant_text(text, t)}));
}

static rh_value other_date(poisoner *p, int32_t year, int32_t month, int32_t day)
{
    rh_buf text;
    const int64_t days = rh_days_from_civil(year, month, day);
    rh_civil_from_days(year < 9999 ? days + SHIFT_DAYS : days - SHIFT_DAYS, &year, &month, &day);
    rh_buf_init(&text, p->keep, TEXT_BYTES);
    rh_buf_printf(&text, "%04d-%02d-%02d", (int)year, (int)month, (int)day);
    return rh_string(rh_buf_str(&text));
}

static rh_value other_span(poisoner *p, int64_t ns)
{
    char text[32];
    ns = ns < INT64_MAX / 2 ? ns + INT64_C(7000000000) : ns / 2;
    return rh_string(rh_arena_str(p->keep, (rh_str){text, rh_duration_text(text, ns)}));
}

static rh_value other_text(poisoner *p, const rh_shape *shape, rh_str text)
{
    rh_instant t;
    int32_t year, month, day;
    int64_t ns;
    if (shape->values.n > 0) return other_word(shape->values, text);
    if (rh_instant_parse(&t, text)) return other_time(p, t);
    if (rh_date_parse(&year, &month, &day, text)) return other_date(p, year, month, day);
    if (shape->type == RH_F_DURATION && rh_duration_parse(&ns, text)) return other_span(p, ns);
    rh_buf out;
    rh_buf_init(&out, p->keep, TEXT_BYTES);
    rh_buf_put(&out, RH_STR("garbage "));
    rh_buf_put(&out, text);
    return rh_string(rh_buf_str(&out));
}

/* ---- values ---- */

static rh_value other_list(poisoner *p, const rh_shape *shape, rh_value v)
{
    const rh_shape element = {.type = shape->of, .values = shape->values};
    rh_value *at = RH_NEW_N(p->keep, v.n, rh_value);
    for (uint32_t i = 0; at != NULL && i < v.n; i++) at[i] = garbage(p, &element, v.list[i]);
    return at != NULL ? rh_list(at, v.n) : rh_null();
}

static rh_value other_map(poisoner *p, rh_value v)
{
    rh_pair *at = RH_NEW_N(p->keep, v.n, rh_pair);
    for (uint32_t i = 0; at != NULL && i < v.n; i++)
        at[i] = (rh_pair){v.map[i].key, garbage(p, &no_shape, v.map[i].value)};
    return at != NULL ? rh_map_value(at, v.n) : rh_null();
}

/* What was absent gets a value, where the type says which. */
static rh_value other_null(const rh_shape *shape)
{
    if (shape->values.n > 0 && shape->type == RH_F_ENUM) return rh_string(shape->values.at[0]);
    if (shape->type == RH_F_BOOL) return rh_bool(true);
    if (shape->type == RH_F_INT || shape->type == RH_F_MONEY) return rh_int(SHIFT_INT);
    return shape->type == RH_F_STRING || shape->type == RH_F_TEXT ? rh_string(RH_STR("garbage")) : rh_null();
}

static rh_value garbage(poisoner *p, const rh_shape *shape, rh_value v)
{
    if (p->how == RH_GARBAGE_ABSENT) return rh_null();
    switch ((rh_kind)v.kind) {
    case RH_NULL: return other_null(shape);
    case RH_BOOL: return rh_bool(!v.b);
    case RH_INT: return rh_int(v.i < INT64_MAX - SHIFT_INT ? v.i + SHIFT_INT : v.i - SHIFT_INT);
    case RH_UINT: return rh_uint(v.u / 2 + 1 != v.u ? v.u / 2 + 1 : v.u + 1);
    case RH_DOUBLE: return rh_double(v.d > 0.5 ? v.d / 2 : v.d / 2 + 0.5);
    case RH_STRING: return other_text(p, shape, rh_value_str(v));
    case RH_LIST: return other_list(p, shape, v);
    case RH_MAP: return other_map(p, v);
    case RH_BYTES:
    case RH_TIMESTAMP:
    case RH_DURATION:
    case RH_TYPE:
    case RH_OPTIONAL:
    case RH_UNDECIDED:
    default: return v; /* no JSON value is one of these */
    }
}

/* ---- events ---- */

static const rh_shape *shape_of_field(poisoner *p, rh_str space, rh_str field)
{
    rh_buf name;
    rh_buf_init(&name, p->keep, TEXT_BYTES);
    rh_buf_put(&name, space);
    rh_buf_byte(&name, '.');
    rh_buf_put(&name, field);
    const uint32_t at = rh_register_field(p->reg, rh_buf_str(&name));
    return at != RH_NONE ? &p->reg->fields[at].shape : &no_shape;
}

static const rh_shape *shape_of_key(const rh_event_decl *decl, rh_str key)
{
    for (size_t i = 0; decl != NULL && i < decl->n_payload; i++)
        if (rh_str_eq(decl->payload[i].name, key)) return &decl->payload[i].shape;
    return &no_shape;
}

static bool is_meant(const poisoner *p, rh_str space, rh_str field)
{
    return p->only == NULL || (rh_str_eq(p->only->space, space) && rh_str_eq(p->only->field, field));
}

static rh_value poison_space(poisoner *p, rh_str space, rh_value fields)
{
    rh_pair *at = RH_NEW_N(p->keep, fields.n, rh_pair);
    for (uint32_t i = 0; at != NULL && i < fields.n; i++) {
        const rh_str field = rh_value_str(fields.map[i].key);
        at[i] = fields.map[i];
        if (is_meant(p, space, field))
            at[i].value = garbage(p, shape_of_field(p, space, field), fields.map[i].value);
    }
    return at != NULL ? rh_map_value(at, fields.n) : rh_null();
}

/* A patch over namespaces; what is no map of maps is left alone, as no field is set by it. */
static rh_value poison_patch(poisoner *p, rh_value patch)
{
    rh_pair *at = patch.kind == RH_MAP ? RH_NEW_N(p->keep, patch.n, rh_pair) : NULL;
    if (at == NULL) return patch;
    for (uint32_t i = 0; i < patch.n; i++) {
        at[i] = patch.map[i];
        if (at[i].value.kind == RH_MAP) at[i].value = poison_space(p, rh_value_str(at[i].key), at[i].value);
    }
    return rh_map_value(at, patch.n);
}

static bool is_patch(const rh_event *event, rh_str key)
{
    return rh_str_eq(event->type, RH_STR("fields_ingested")) && rh_str_eq(key, RH_STR("fields"));
}

rh_code rh_event_poison(rh_event *out, rh_arena *keep, const rh_register *reg, const rh_event *event,
                        rh_garbage how, const rh_fact *only, rh_err *err)
{
    poisoner p = {keep, reg, how, only};
    const uint32_t decl = rh_register_event(reg, event->type);
    rh_event copy = *event;
    rh_pair *at = event->data.kind == RH_MAP ? RH_NEW_N(keep, event->data.n, rh_pair) : NULL;
    for (uint32_t i = 0; at != NULL && i < event->data.n; i++) {
        const rh_str key = rh_value_str(event->data.map[i].key);
        at[i] = event->data.map[i];
        if (is_patch(event, key)) at[i].value = poison_patch(&p, at[i].value);
        else if (is_meant(&p, rh_str_null(), key))
            at[i].value = garbage(&p, shape_of_key(decl != RH_NONE ? &reg->events[decl] : NULL, key), at[i].value);
    }
    if (rh_arena_failed(keep)) return rh_err_nomem(err);
    if (at != NULL) copy.data = rh_map_value(at, event->data.n);
    *out = copy;
    return RH_OK;
}

typedef RH_VEC(rh_fact) facts;

static bool add_patch(facts *list, rh_arena *keep, rh_value patch)
{
    for (uint32_t i = 0; patch.kind == RH_MAP && i < patch.n; i++) {
        const rh_pair *space = &patch.map[i];
        for (uint32_t k = 0; space->value.kind == RH_MAP && k < space->value.n; k++)
            if (!RH_PUSH(keep, list, (rh_fact){rh_value_str(space->key), rh_value_str(space->value.map[k].key)}))
                return false;
    }
    return true;
}

rh_code rh_event_facts(const rh_fact **out, size_t *n, rh_arena *keep, const rh_event *event, rh_err *err)
{
    facts list = {0};
    for (uint32_t i = 0; event->data.kind == RH_MAP && i < event->data.n; i++) {
        const rh_str key = rh_value_str(event->data.map[i].key);
        const bool ok = is_patch(event, key) ? add_patch(&list, keep, event->data.map[i].value)
                                             : RH_PUSH(keep, &list, (rh_fact){rh_str_null(), key});
        if (!ok) return rh_err_nomem(err);
    }
    *out = list.at;
    *n = list.n;
    return RH_OK;
}
