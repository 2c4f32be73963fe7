/* Facts with where they came from, and what may be said of those that are not shown. */
#include "harness/packet/packet_insides.h"

#include "harness/ingest/personal.h"

enum { TEXT_MAX_BYTES = 1 << 20 };

bool rh_packet__is_absent(rh_value v)
{
    return v.kind == RH_NULL || v.kind == RH_UNDECIDED || ((v.kind == RH_LIST || v.kind == RH_MAP) && v.n == 0);
}

static rh_str finish(rh_packet *p, const rh_buf *out)
{
    if (out->failed) p->failed = true;
    return rh_buf_str(out);
}

static rh_str json_of(rh_packet *p, rh_value value)
{
    rh_buf out;
    rh_buf_init(&out, p->keep, TEXT_MAX_BYTES);
    rh_value_put_json(&out, value);
    return finish(p, &out);
}

/* What has no class counts as sensitive (P1). */
rh_model_masked rh_packet__masked(rh_packet *p, rh_value value)
{
    if (rh_packet__is_absent(value)) return (rh_model_masked){rh_str_null(), rh_str_null()};
    if (p->request->shows_all) return (rh_model_masked){json_of(p, value), rh_str_null()};
    return (rh_model_masked){rh_str_null(), RH_STR("<given>")};
}

/* ---- fields ---- */

static rh_str space_of(rh_str name)
{
    const size_t dot = rh_str_find(name, RH_STR("."));
    return rh_str_slice(name, 0, dot != SIZE_MAX ? dot : name.len);
}

static rh_str behind_space(rh_str name)
{
    return rh_str_slice(name, space_of(name).len, name.len);
}

/* By its namespace where that is enough to know which is meant. */
static rh_str name_beside(rh_str name, rh_str other)
{
    return rh_str_eq(behind_space(name), behind_space(other)) ? space_of(name) : name;
}

/* A field of the same group whose value is another, or the same; RH_NONE. */
static uint32_t peer_of(const rh_packet *p, uint32_t field, bool is_same)
{
    const rh_packet_group *group = rh_packet__group_of(p, field);
    for (size_t i = 0; group != NULL && i < group->n; i++) {
        const rh_value other = p->seen.fields[group->fields[i]].value;
        if (group->fields[i] == field || rh_packet__is_absent(other)) continue;
        if (rh_value_same(other, p->seen.fields[field].value) == is_same) return group->fields[i];
    }
    return RH_NONE;
}

static rh_str mask_of(rh_packet *p, uint32_t field)
{
    rh_buf out;
    const rh_field *fields = p->reg->fields;
    const uint32_t other = peer_of(p, field, false), same = peer_of(p, field, true);
    rh_buf_init(&out, p->keep, TEXT_MAX_BYTES);
    if (other != RH_NONE)
        rh_buf_printf(&out, "<differs from %.*s>", RH_ARG(name_beside(fields[other].name, fields[field].name)));
    else if (same != RH_NONE)
        rh_buf_printf(&out, "<same as %.*s>", RH_ARG(name_beside(fields[same].name, fields[field].name)));
    else rh_buf_put(&out, RH_STR("<set>"));
    return finish(p, &out);
}

rh_str rh_packet__name_of_event(rh_packet *p, const rh_event *event)
{
    rh_buf out;
    if (event == NULL) return rh_str_null();
    rh_buf_init(&out, p->keep, TEXT_MAX_BYTES);
    rh_buf_printf(&out, "%.*s %.*s", RH_ARG(event->source), RH_ARG(event->id));
    return finish(p, &out);
}

rh_model_time rh_packet__time(rh_packet *p, rh_instant t)
{
    const rh_model_time time = rh_model_time_of(p->keep, t);
    if (time.text.ptr == NULL && !rh_instant_is_never(t)) p->failed = true;
    return time;
}

rh_model_packet_fact rh_packet__fact(rh_packet *p, uint32_t field)
{
    const rh_field *f = &p->reg->fields[field];
    const rh_packet_owner *owner = &p->seen.fields[field];
    rh_model_packet_fact fact = {.name = f->name,
                                 .title = f->title,
                                 .source = f->from,
                                 .is_set = !rh_packet__is_absent(owner->value),
                                 .is_derived = f->derived.text.ptr != NULL,
                                 .is_ai = f->is_ai,
                                 .known = rh_packet__time(p, owner->known),
                                 .event = rh_packet__name_of_event(p, owner->event)};
    if (owner->event != NULL) fact.written_by = rh_arena_str(p->keep, owner->event->actorkind);
    if (fact.is_set && rh_str_eq(fact.written_by, RH_STR("ai"))) fact.is_ai = true;
    if (!fact.is_set) return fact;
    const bool is_safe = f->cls == RH_CLASS_FIELD_SAFE && !rh_is_personal(owner->value);
    if (p->request->shows_all || is_safe) fact.is.value = json_of(p, owner->value);
    else fact.is.mask = mask_of(p, field);
    return fact;
}

rh_model_packet_facts rh_packet__facts(rh_packet *p, const uint32_t *fields, size_t n)
{
    rh_model_packet_fact *at = RH_NEW_N(p->keep, n, rh_model_packet_fact);
    if (at == NULL) {
        p->failed = true;
        return (rh_model_packet_facts){NULL, 0};
    }
    for (size_t i = 0; i < n; i++) at[i] = rh_packet__fact(p, fields[i]);
    return (rh_model_packet_facts){at, n};
}

/* ---- evidence ---- */

/* States, instants and counts of the core have no class and are shown. */
static rh_model_packet_fact core_fact(rh_packet *p, rh_str name)
{
    const rh_value value = rh_packet__core_value(p, name);
    rh_model_packet_fact fact = {.name = name, .is_set = !rh_packet__is_absent(value)};
    if (fact.is_set) fact.is.value = json_of(p, value);
    return fact;
}

rh_model_packet_facts rh_packet__evidence(rh_packet *p, const rh_entry *entry)
{
    RH_VEC(rh_model_packet_fact) facts = {0};
    bool *reads = RH_NEW_N(p->keep, p->reg->n_fields, bool);
    if (reads == NULL) p->failed = true;
    else rh_packet__mark_fields(p, reads, entry->when);
    for (size_t i = 0; reads != NULL && i < entry->evidence.n; i++) {
        const uint32_t field = rh_register_field(p->reg, entry->evidence.at[i]);
        const rh_model_packet_fact fact = field != RH_NONE ? rh_packet__fact(p, field)
                                                           : core_fact(p, entry->evidence.at[i]);
        if (field != RH_NONE) reads[field] = false;
        if (!RH_PUSH(p->keep, &facts, fact)) p->failed = true;
    }
    for (uint32_t f = 0; reads != NULL && f < p->reg->n_fields; f++)
        if (reads[f] && !RH_PUSH(p->keep, &facts, rh_packet__fact(p, f))) p->failed = true;
    return (rh_model_packet_facts){facts.at, facts.n};
}

bool *rh_packet__asked(rh_packet *p)
{
    bool *asked = RH_NEW_N(p->keep, p->reg->n_fields, bool);
    if (asked == NULL) {
        p->failed = true;
        return NULL;
    }
    for (size_t e = 0; e < p->item->entries.n; e++) {
        const rh_entry *entry = &p->reg->entries[rh_packet__entry(p, e)];
        rh_packet__mark_fields(p, asked, entry->when);
        for (size_t i = 0; i < entry->evidence.n; i++) {
            const uint32_t field = rh_register_field(p->reg, entry->evidence.at[i]);
            if (field != RH_NONE) asked[field] = true;
        }
    }
    return asked;
}
