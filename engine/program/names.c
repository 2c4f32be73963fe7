/* Tables of names that every event asks for: event types, fields by namespace. */
#include "engine/program/insides.h"

static size_t dot_of(rh_str name)
{
    size_t dot = 0;
    while (dot < name.len && name.ptr[dot] != '.') dot++;
    return dot;
}

static bool add_field(rh_stratum *s, rh_arena *keep, rh_space *spaces, uint32_t field)
{
    const rh_str name = s->reg->fields[field].name;
    const size_t dot = dot_of(name);
    const rh_str space = rh_str_slice(name, 0, dot);
    uint32_t at = rh_map_get(&s->space_of, space);
    if (at == RH_MAP_NONE) {
        at = (uint32_t)s->space_of.n;
        if (!rh_map_set(&s->space_of, keep, space, at)) return false;
        spaces[at].first = field;
        spaces[at].dot = dot;
    }
    spaces[at].end = field + 1;
    return rh_map_set(&spaces[at].fields, keep, rh_str_slice(name, dot + 1, name.len), field);
}

rh_code rh_program__index_names(rh_stratum *s, rh_arena *keep)
{
    rh_space *spaces = RH_NEW_N(keep, s->n_fields, rh_space); /* no more namespaces than fields */
    if (spaces == NULL) return RH_NOMEM;
    for (uint32_t f = 0; f < s->n_fields; f++)
        if (!add_field(s, keep, spaces, f)) return RH_NOMEM;
    for (uint32_t e = 0; e < s->reg->n_events; e++)
        if (!rh_map_set(&s->event_of, keep, s->reg->events[e].type, e)) return RH_NOMEM;
    s->spaces = spaces;
    return RH_OK;
}
