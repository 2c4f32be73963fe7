/* What differs and what is missing, source by source; and what the AI said, apart from the facts. */
#include "harness/packet/packet_insides.h"

typedef RH_VEC(rh_model_packet_side) sides;

/* ---- sides ---- */

static rh_model_side_state state_of(const rh_packet *p, const rh_packet_group *group)
{
    const rh_value *first = NULL;
    for (size_t i = 0; i < group->n; i++) {
        const rh_value *value = &p->seen.fields[group->fields[i]].value;
        if (rh_packet__is_absent(*value)) continue;
        if (first == NULL) first = value;
        else if (!rh_value_same(*first, *value)) return RH_SIDE_DIFFERS;
    }
    return first == NULL ? RH_SIDE_MISSING : RH_SIDE_AGREES;
}

/* The shortest name that one of the fields has behind its namespace. */
static rh_str topic_of(const rh_packet *p, const uint32_t *fields, size_t n)
{
    rh_str topic = rh_str_null();
    for (size_t i = 0; i < n; i++) {
        const rh_str name = p->reg->fields[fields[i]].name;
        const size_t dot = rh_str_find(name, RH_STR("."));
        const rh_str leaf = rh_str_slice(name, dot != SIZE_MAX ? dot + 1 : 0, name.len);
        if (topic.ptr == NULL || leaf.len < topic.len) topic = leaf;
    }
    return topic;
}

static void add_side(sides *out, rh_packet *p, const uint32_t *fields, size_t n, rh_model_side_state state, bool asked)
{
    const rh_model_packet_side side = {topic_of(p, fields, n), state, asked, rh_packet__facts(p, fields, n)};
    if (!RH_PUSH(p->keep, out, side)) p->failed = true;
}

static bool is_asked(const rh_packet_group *group, const bool *asked)
{
    for (size_t i = 0; i < group->n; i++)
        if (asked[group->fields[i]]) return true;
    return false;
}

/* Groups that the item asks about, and any other that differs. */
static void add_groups(sides *out, rh_packet *p, const bool *asked, bool wants_asked, rh_model_side_state state)
{
    for (size_t g = 0; g < p->n_groups; g++) {
        const rh_packet_group *group = &p->groups[g];
        if (is_asked(group, asked) == wants_asked && state_of(p, group) == state)
            add_side(out, p, group->fields, group->n, state, wants_asked);
    }
}

/* A fact that the item asks about, that nobody gave, and that no other system could give in its place. */
static void add_missing(sides *out, rh_packet *p, const bool *asked)
{
    for (uint32_t f = 0; f < p->reg->n_fields; f++)
        if (asked[f] && rh_packet__is_absent(p->seen.fields[f].value) && rh_packet__group_of(p, f) == NULL)
            add_side(out, p, &f, 1, RH_SIDE_MISSING, true);
}

void rh_packet__fill_sides(rh_packet_report *out, rh_packet *p)
{
    sides all = {0};
    const bool *asked = rh_packet__asked(p);
    if (asked == NULL) return;
    add_groups(&all, p, asked, true, RH_SIDE_DIFFERS);
    add_groups(&all, p, asked, true, RH_SIDE_MISSING);
    add_missing(&all, p, asked);
    add_groups(&all, p, asked, true, RH_SIDE_AGREES);
    add_groups(&all, p, asked, false, RH_SIDE_DIFFERS);
    out->sides = all.at;
    out->n_sides = all.n;
}

/* ---- the AI ---- */

/* The newest event that set a field of the AI's; what a person corrected there is no suggestion. */
static const rh_event *suggestion_of(const rh_packet *p)
{
    const rh_event *newest = NULL;
    for (size_t f = 0; f < p->reg->n_fields; f++) {
        const rh_event *event = p->seen.fields[f].event;
        if (!p->reg->fields[f].is_ai || event == NULL || rh_str_eq(event->actorkind, RH_STR("human"))) continue;
        if (newest == NULL || rh_event_cmp(newest, event) < 0) newest = event;
    }
    return newest;
}

/* How many there are may be told of a list that is not shown: three citations are more than none. */
static rh_model_masked given_of(rh_packet *p, rh_value value)
{
    rh_model_masked is = rh_packet__masked(p, value);
    rh_buf out;
    if (value.kind != RH_LIST || is.value.ptr != NULL) return is;
    rh_buf_init(&out, p->keep, 64);
    rh_buf_printf(&out, "<%u given>", value.n);
    if (out.failed) p->failed = true;
    is.mask = rh_buf_str(&out);
    return is;
}

/* Keys that events.yaml declares; what else came with it is not applied and not shown. */
static void fill_given(rh_packet_report *out, rh_packet *p, const rh_event *event)
{
    RH_VEC(rh_model_packet_given) rows = {0};
    const uint32_t type = event != NULL ? rh_register_event(p->reg, event->type) : RH_NONE;
    const rh_event_decl *decl = type != RH_NONE ? &p->reg->events[type] : NULL;
    for (size_t i = 0; decl != NULL && event->data.kind == RH_MAP && i < decl->n_payload; i++) {
        const rh_value *value = rh_value_field(event->data, decl->payload[i].name);
        if (value == NULL) continue;
        if (!RH_PUSH(p->keep, &rows, (rh_model_packet_given){decl->payload[i].name, given_of(p, *value)}))
            p->failed = true;
    }
    out->given = rows.at;
    out->n_given = rows.n;
}

/* Facts that are declared as facts and were written by the AI last. */
void rh_packet__fill_suggestion(rh_packet_report *out, rh_packet *p)
{
    RH_VEC(rh_model_packet_fact) facts = {0};
    for (uint32_t f = 0; f < p->reg->n_fields; f++) {
        if (p->reg->fields[f].is_ai || rh_packet__is_absent(p->seen.fields[f].value)) continue;
        const rh_event *event = p->seen.fields[f].event;
        if (event == NULL || !rh_str_eq(event->actorkind, RH_STR("ai"))) continue;
        if (!RH_PUSH(p->keep, &facts, rh_packet__fact(p, f))) p->failed = true;
    }
    out->ai_facts = (rh_model_packet_facts){facts.at, facts.n};
    fill_given(out, p, suggestion_of(p));
}
