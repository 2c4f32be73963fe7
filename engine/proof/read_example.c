/* Reading examples: a base, the facts set in it, what follows. */
#include "engine/program/shape.h"
#include "engine/proof/read_insides.h"

typedef struct raw_example {
    rh_str base, at;
    const rh_node *set, *then;
    bool opens;
} raw_example;

static const rh_key example_keys[] = {
    RH_NEEDS(raw_example, "base", ID, base),     RH_TAKES(raw_example, "at", WORD, at),
    RH_TAKES(raw_example, "set", MAP, set),      RH_TAKES(raw_example, "then", LIST, then),
    RH_TAKES(raw_example, "opens", BOOL, opens),
};

typedef struct raw_then {
    const rh_node *after, *data;
    rh_str type, actor;
    const rh_node *actorrole, *actorkind;
} raw_then;

static const rh_key then_keys[] = {
    RH_TAKES(raw_then, "after", ANY, after),         RH_NEEDS(raw_then, "type", WORD, type),
    RH_TAKES(raw_then, "actor", TEXT, actor),        RH_TAKES(raw_then, "actorrole", ANY, actorrole),
    RH_TAKES(raw_then, "actorkind", ANY, actorkind), RH_TAKES(raw_then, "data", MAP, data),
};

static void check_type(rh_proof_reader *p, rh_str type, rh_span span)
{
    if (type.ptr == NULL || rh_register_event(&p->names, type) != RH_NONE) return;
    rh_str *types = RH_NEW_N(p->r.keep, p->names.n_events, rh_str);
    if (types == NULL) return;
    for (size_t i = 0; i < p->names.n_events; i++) types[i] = p->names.events[i].type;
    rh_read_unknown(&p->r, RH_REG_UNDECLARED, span, "event type", type, (rh_strs){types, p->names.n_events});
}

static uint32_t base_index(rh_proof_reader *p, rh_str base)
{
    uint32_t i = rh_map_get(&p->base_of, base);
    if (i != RH_MAP_NONE) return i;
    i = (uint32_t)p->bases.n;
    if (RH_PUSH(p->r.keep, &p->bases, base)) rh_map_set(&p->base_of, p->r.keep, base, i);
    return i;
}

/* ---- set ---- */

static void check_fit(rh_proof_reader *p, const rh_field *field, const rh_node *node, rh_value value)
{
    rh_value typed;
    if (field->shape.type == RH_F_TABLE) {
        if (value.kind != RH_MAP && value.kind != RH_NULL)
            RH_READ_ERROR(&p->r, RH_PROOF_EXAMPLE, node->span, "%.*s is a table, expected a map from key to row",
                          RH_ARG(field->name));
        return;
    }
    switch (rh_shape_read(&typed, p->r.keep, &field->shape, rh_calendar_zone(p->names.calendar), value)) {
    case RH_FITS:
    case RH_NO_ROOM: break; /* the arena remembers */
    case RH_UNKNOWN:
        RH_READ_ERROR(&p->r, RH_PROOF_EXAMPLE, node->span, "%.*s is not a value of %.*s", RH_SHOW(&p->r, node->text),
                      RH_ARG(field->name));
        break;
    case RH_MISFIT:
        RH_READ_ERROR(&p->r, RH_PROOF_EXAMPLE, node->span, "the value of %.*s is not of its type, %s",
                      RH_ARG(field->name), rh_field_type_name(field->shape.type));
        break;
    }
}

/* The member of a merge patch that stands for namespace `space`: all its fields that `set` names. */
static rh_value read_space(rh_proof_reader *p, const rh_node *set, rh_str space)
{
    rh_pair *members = RH_NEW_N(p->r.keep, set->n_pairs, rh_pair);
    size_t n = 0;
    for (size_t i = 0; members != NULL && i < set->n_pairs; i++) {
        const rh_str name = set->pairs[i].key->text;
        const size_t dot = rh_str_find(name, RH_STR("."));
        if (!rh_str_eq(rh_str_slice(name, 0, dot), space)) continue;
        members[n++] = (rh_pair){rh_string(rh_str_slice(name, dot + 1, name.len)),
                                 rh_value_of_node(p->r.keep, set->pairs[i].value)};
    }
    rh_pairs_sort(members, n);
    return rh_map_value(members, n);
}

static bool read_set_field(rh_proof_reader *p, const rh_node_pair *pair, rh_str *name)
{
    const uint32_t at = rh_read_field(&p->r, pair->key);
    if (at == RH_NONE) return false;
    const rh_field *field = &p->names.fields[at];
    if (field->derived.text.ptr != NULL)
        RH_READ_ERROR(&p->r, RH_PROOF_EXAMPLE, pair->key->span, "%.*s is derived: set what it is derived from",
                      RH_ARG(field->name));
    check_fit(p, field, pair->value, rh_value_of_node(p->r.keep, pair->value));
    *name = field->name;
    return true;
}

/* {fields: {namespace: {field: value}}} */
static void read_set(rh_proof_reader *p, const rh_node *set, rh_example *out)
{
    rh_str *fields = RH_NEW_N(p->r.keep, set->n_pairs, rh_str);
    rh_pair *spaces = RH_NEW_N(p->r.keep, set->n_pairs, rh_pair), *whole = RH_NEW(p->r.keep, rh_pair);
    size_t n = 0;
    if (fields == NULL || spaces == NULL || whole == NULL) return;
    for (size_t i = 0; i < set->n_pairs; i++) {
        if (!read_set_field(p, &set->pairs[i], &fields[out->n_fields])) continue;
        const rh_str name = fields[out->n_fields++], space = rh_str_slice(name, 0, rh_str_find(name, RH_STR(".")));
        size_t k = 0;
        while (k < n && !rh_str_eq(rh_value_str(spaces[k].key), space)) k++;
        if (k == n) spaces[n++] = (rh_pair){rh_string(space), read_space(p, set, space)};
    }
    rh_pairs_sort(spaces, n);
    *whole = (rh_pair){rh_string(RH_STR("fields")), rh_map_value(spaces, n)};
    out->fields = fields;
    out->data = rh_map_value(whole, 1);
    if (out->n_fields != 0) check_type(p, RH_STR("fields_ingested"), set->span);
}

/* ---- then ---- */

static void read_actor(rh_proof_reader *p, const raw_then *raw, rh_then *out)
{
    static const char *const kinds[] = {"human", "automation", "ai", "customer", "system"};
    size_t kind = 4;
    if (raw->actorkind != NULL) rh_read_one_of(&p->r, raw->actorkind, "actorkind", kinds, 5, &kind);
    out->actorkind = rh_str_of(kinds[kind]);
    out->actorrole = rh_str_null();
    if (raw->actorrole != NULL && rh_read_role(&p->r, raw->actorrole) != RH_NONE)
        out->actorrole = raw->actorrole->text;
}

static void read_then(rh_proof_reader *p, const rh_node *node, rh_then *out)
{
    raw_then raw = {.actor = rh_str_null()};
    int64_t zero;
    *out = (rh_then){.span = node->span, .data = rh_map_value(NULL, 0)};
    if (!rh_read_row(&p->r, node, "the event", RH_KEYS(then_keys), &raw)) return;
    if (raw.type.ptr != NULL) check_type(p, raw.type, rh_node_get(node, RH_STR("type"))->span);
    if (raw.after != NULL && !(rh_node_int(raw.after, &zero) && zero == 0))
        out->has_after = rh_read_span(&p->r, raw.after, "after", &out->after);
    out->type = raw.type;
    out->actor = raw.actor;
    if (raw.data != NULL) out->data = rh_value_of_node(p->r.keep, raw.data);
    read_actor(p, &raw, out);
}

void rh_proof__read_example(rh_proof_reader *p, const rh_node *node, rh_example *out)
{
    raw_example raw = {.opens = true};
    *out = (rh_example){.opens = true, .span = node->span};
    if (!rh_read_row(&p->r, node, "the example", RH_KEYS(example_keys), &raw)) return;
    if (raw.base.ptr != NULL) out->base = base_index(p, raw.base);
    if (raw.at.ptr != NULL) check_type(p, raw.at, rh_node_get(node, RH_STR("at"))->span);
    out->at = raw.at;
    out->opens = raw.opens;
    if (raw.set != NULL) read_set(p, raw.set, out);
    rh_then *thens = RH_NEW_N(p->r.keep, raw.then != NULL ? raw.then->n_items : 0, rh_then);
    if (thens == NULL || raw.then == NULL) return;
    for (size_t i = 0; i < raw.then->n_items; i++) read_then(p, raw.then->items[i], &thens[i]);
    out->thens = thens;
    out->n_thens = raw.then->n_items;
}
