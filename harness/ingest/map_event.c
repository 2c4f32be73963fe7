/* One event of a row, as the JSON object that CloudEvents has. */
#include "harness/ingest/map_insides.h"

#include "engine/base/limits.h"
#include <stdio.h>

/* ---- one value ---- */

static rh_code undecided(const char *what, rh_value v, rh_err *err)
{
    return rh_err_set(err, RH_ROW_UNDECIDED, (rh_span){0}, "%s cannot be said of this row: %s", what,
                      rh_cause_name((rh_cause)v.cause));
}

static rh_value evaluated(const rh_map_at *m, const rh_map_expr *e)
{
    rh_eval ev = {.slots = m->slots,
                  .scratch = m->arena,
                  .regex = m->map->lent->regex,
                  .zones = m->map->lent->zones,
                  .host = m->map->lent->ctx};
    return rh_pool_eval(m->map->pool, e->root, &ev);
}

rh_code rh_map__eval(rh_value *out, const rh_map_at *m, const rh_map_expr *e, const char *what, rh_err *err)
{
    *out = e->is_column ? m->slots[e->slot] : evaluated(m, e);
    return out->kind == RH_UNDECIDED ? undecided(what, *out, err) : RH_OK;
}

/* A date as the export had it, in ISO form. */
static rh_value date_text(const rh_map_at *m, const rh_zone *zone, rh_value v)
{
    int32_t year, month, day;
    rh_buf buf;
    rh_civil_from_days(rh_zone_day(zone, rh_value_instant(v)), &year, &month, &day);
    rh_buf_init(&buf, m->arena, 16);
    rh_buf_printf(&buf, "%04d-%02d-%02d", year, month, day);
    return rh_string(rh_buf_str(&buf));
}

static rh_value instant_text(const rh_map_at *m, rh_value v)
{
    char text[32];
    const size_t n = rh_instant_text(text, rh_value_instant(v));
    return rh_string(rh_arena_str(m->arena, (rh_str){text, n}));
}

static rh_value duration_text(const rh_map_at *m, rh_value v)
{
    char text[32];
    const size_t n = rh_duration_text(text, v.i);
    return rh_string(rh_arena_str(m->arena, (rh_str){text, n}));
}

/* A result as JSON has it: no instants and durations but their texts. False when it has no form in JSON. */
static bool to_json(rh_value *out, const rh_map_at *m, rh_value v, int depth)
{
    if (v.kind == RH_TIMESTAMP) *out = instant_text(m, v);
    else if (v.kind == RH_DURATION) *out = duration_text(m, v);
    else if (v.kind == RH_UINT && v.u <= INT64_MAX) *out = rh_int((int64_t)v.u);
    else if (v.kind == RH_NULL || v.kind == RH_BOOL || v.kind == RH_INT || v.kind == RH_DOUBLE || v.kind == RH_STRING)
        *out = v;
    else if (v.kind == RH_LIST && depth < RH_LIMIT_DEPTH) {
        rh_value *items = RH_NEW_N(m->arena, v.n, rh_value);
        for (uint32_t i = 0; items != NULL && i < v.n; i++)
            if (!to_json(&items[i], m, v.list[i], depth + 1)) return false;
        *out = rh_list(items, items != NULL ? v.n : 0);
    } else if (v.kind == RH_MAP && depth < RH_LIMIT_DEPTH) {
        rh_pair *pairs = RH_NEW_N(m->arena, v.n, rh_pair);
        for (uint32_t i = 0; pairs != NULL && i < v.n; i++) {
            pairs[i].key = v.map[i].key;
            if (v.map[i].key.kind != RH_STRING || !to_json(&pairs[i].value, m, v.map[i].value, depth + 1)) return false;
        }
        *out = rh_map_value(pairs, pairs != NULL ? v.n : 0);
    } else return false;
    return true;
}

/* An error of a member, which names it. */
static rh_code member_undecided(const rh_map_member *member, rh_value v, rh_err *err)
{
    char what[120];
    const rh_str shown = rh_str_slice(member->key, 0, 80);
    snprintf(what, sizeof what, "\"%.*s\"", RH_ARG(shown));
    if (v.kind == RH_UNDECIDED) return undecided(what, v, err);
    return rh_err_set(err, RH_ROW_VALUE, (rh_span){0}, "%s is %s, which has no form in JSON", what,
                      rh_kind_name((rh_kind)v.kind));
}

static rh_code member_value(rh_value *out, const rh_map_at *m, const rh_map_member *member, rh_err *err)
{
    const rh_map_expr *e = &member->value;
    const rh_value v = e->is_column ? m->slots[e->slot] : evaluated(m, e);
    if (e->is_column && v.kind != RH_TIMESTAMP) *out = v; /* as a row has it, and so JSON */
    else if (e->is_date && v.kind == RH_TIMESTAMP) *out = date_text(m, m->map->columns[e->column].zone, v);
    else if (v.kind == RH_UNDECIDED || !to_json(out, m, v, 0)) return member_undecided(member, v, err);
    return RH_OK;
}

/* ---- data of an event ---- */

static rh_str space_of(rh_str key)
{
    return rh_str_slice(key, 0, rh_str_find(key, RH_STR(".")));
}

static void sort_spaces(rh_map_emit *e)
{
    for (size_t i = 1; i < e->n_spaces; i++)
        for (size_t k = i; k > 0 && rh_str_cmp(e->spaces[k - 1].name, e->spaces[k].name) > 0; k--) {
            const rh_map_space space = e->spaces[k];
            e->spaces[k] = e->spaces[k - 1];
            e->spaces[k - 1] = space;
        }
}

/* The namespaces of fields, and the keys of each: {namespace: {field: value}}. */
static void frame_spaces(rh_map_emit *e)
{
    size_t n = 0;
    for (size_t i = 0; i < e->n_members; i++) {
        bool is_known = false;
        const rh_str name = space_of(e->members[i].key);
        for (size_t k = 0; k < e->n_spaces; k++) is_known |= rh_str_eq(e->spaces[k].name, name);
        if (!is_known) e->spaces[e->n_spaces++] = (rh_map_space){.name = name};
    }
    sort_spaces(e);
    for (size_t s = 0; s < e->n_spaces; s++) {
        rh_map_space *space = &e->spaces[s];
        space->first = n;
        for (size_t i = 0; i < e->n_members; i++) {
            const rh_str key = e->members[i].key;
            if (!rh_str_eq(space_of(key), space->name)) continue;
            e->frame[n++].key = rh_string(rh_str_slice(key, space->name.len + 1, key.len));
        }
        space->n = n - space->first;
    }
}

/* Which pair of the frame each member fills: that of its key, in its space. Keys of a YAML map differ. */
static void place_members(rh_map_emit *e)
{
    for (size_t i = 0; i < e->n_members; i++) {
        const rh_str key = e->members[i].key;
        size_t from = 0, cut = 0;
        for (size_t s = 0; s < e->n_spaces; s++)
            if (rh_str_eq(e->spaces[s].name, space_of(key))) from = e->spaces[s].first, cut = e->spaces[s].name.len + 1;
        while (!rh_str_eq(rh_value_str(e->frame[from].key), rh_str_slice(key, cut, key.len))) from++;
        e->members[i].place = from;
    }
}

bool rh_map__make_frame(rh_map_emit *e, rh_arena *keep)
{
    e->frame = RH_NEW_N(keep, e->n_members, rh_pair);
    e->spaces = RH_NEW_N(keep, e->n_members, rh_map_space);
    if (e->frame == NULL || e->spaces == NULL) return false;
    if (e->is_fields) frame_spaces(e);
    for (size_t i = 0; !e->is_fields && i < e->n_members; i++) e->frame[i].key = rh_string(e->members[i].key);
    if (!e->is_fields) rh_pairs_sort(e->frame, e->n_members);
    for (size_t s = 0; s < e->n_spaces; s++) rh_pairs_sort(e->frame + e->spaces[s].first, e->spaces[s].n);
    place_members(e);
    return true;
}

/* The frame with the row's values. */
static rh_code fill_frame(rh_pair **out, const rh_map_at *m, const rh_map_emit *e, rh_err *err)
{
    rh_pair *pairs = rh_arena_room(m->arena, e->n_members * sizeof *pairs);
    if (pairs == NULL) return rh_err_nomem(err);
    if (e->n_members > 0) memcpy(pairs, e->frame, e->n_members * sizeof *pairs);
    for (size_t i = 0; i < e->n_members; i++) {
        const rh_code code = member_value(&pairs[e->members[i].place].value, m, &e->members[i], err);
        if (code != RH_OK) return code;
    }
    *out = pairs;
    return RH_OK;
}

/* Of facts {"fields": {namespace: {field: value}}}. */
static rh_code event_data(rh_value *out, const rh_map_at *m, const rh_map_emit *e, rh_err *err)
{
    rh_pair *pairs = NULL;
    const rh_code code = fill_frame(&pairs, m, e, err);
    if (code != RH_OK) return code;
    *out = rh_map_value(pairs, e->n_members);
    if (!e->is_fields) return RH_OK;
    rh_pair *spaces = RH_NEW_N(m->arena, e->n_spaces, rh_pair), *fields = RH_NEW(m->arena, rh_pair);
    if (spaces == NULL || fields == NULL) return rh_err_nomem(err);
    for (size_t s = 0; s < e->n_spaces; s++)
        spaces[s] = (rh_pair){rh_string(e->spaces[s].name), rh_map_value(pairs + e->spaces[s].first, e->spaces[s].n)};
    *fields = (rh_pair){rh_string(RH_STR("fields")), rh_map_value(spaces, e->n_spaces)};
    *out = rh_map_value(fields, 1);
    return RH_OK;
}

/* ---- times ---- */

/* The column of a date that a time is: the one that the expression names, or chooses among others. NULL: it is none. */
static const rh_map_column *date_of(const rh_map_at *m, const rh_map_expr *e, rh_value v)
{
    size_t n = 0;
    const size_t n_columns = m->map->n_columns, first_before = n_columns + RH_MAP_FILE_SLOTS;
    const uint32_t *reads = rh_pool_reads(m->map->pool, e->root, &n);
    if (e->is_column) return e->is_date ? &m->map->columns[e->column] : NULL;
    for (size_t i = 0; i < n; i++) {
        const size_t column = reads[i] >= first_before ? reads[i] - first_before : reads[i];
        const rh_value is = m->slots[reads[i]];
        if (column >= n_columns || m->map->columns[column].type != RH_MAP_DATE || is.kind != RH_TIMESTAMP) continue;
        if (rh_instant_cmp(rh_value_instant(is), rh_value_instant(v)) == 0) return &m->map->columns[column];
    }
    return NULL;
}

/* Ruling 123: what is dated by day happened at the day's first instant; a fact is known from the next day on. */
static rh_code time_value(rh_value *out, const rh_map_at *m, const rh_map_expr *e, const char *what, bool is_next_day,
                          rh_err *err)
{
    rh_value v;
    const rh_code code = rh_map__eval(&v, m, e, what, err);
    if (code != RH_OK) return code;
    if (v.kind != RH_TIMESTAMP)
        return rh_err_set(err, RH_ROW_VALUE, (rh_span){0}, "%s is %s, where a time is expected", what,
                          rh_kind_name((rh_kind)v.kind));
    const rh_map_column *date = is_next_day ? date_of(m, e, v) : NULL;
    if (date != NULL) {
        const rh_zone *zone = date->zone;
        v = rh_timestamp(rh_zone_local(zone, rh_zone_day(zone, rh_value_instant(v)) + 1, 0));
    }
    *out = instant_text(m, v);
    return RH_OK;
}

/* Where an event's knowntime comes from; NULL: it is the time, for what is no fact. */
static const rh_map_expr *known_from(const rh_map_at *m, const rh_map_emit *e)
{
    const bool is_fact = rh_str_eq(e->type, RH_STR("fields_ingested"));
    if (e->knowntime.root != RH_EXPR_NONE) return &e->knowntime;
    if (is_fact && m->map->known.root != RH_EXPR_NONE) return &m->map->known;
    return is_fact ? &e->time : NULL; /* a day is known from the next one on */
}

/* ---- events ---- */

enum { ATTRIBUTES_MOST = 16 };

typedef struct attributes {
    rh_pair pairs[ATTRIBUTES_MOST];
    size_t n;
} attributes;

static void put(attributes *a, const char *name, rh_value v)
{
    a->pairs[a->n++] = (rh_pair){rh_string(rh_str_of(name)), v};
}

static rh_code put_text(attributes *a, const rh_map_at *m, const char *name, const rh_map_expr *e, rh_err *err)
{
    rh_value v;
    if (e->root == RH_EXPR_NONE) return RH_OK;
    const rh_code code = rh_map__eval(&v, m, e, name, err);
    if (code != RH_OK) return code;
    put(a, name, v);
    return RH_OK;
}

/* The journey. A mapping with joins may have no expression for it, and rows for which it is null. */
static rh_code put_subject(attributes *a, const rh_map_at *m, rh_err *err)
{
    rh_value v;
    if (m->map->subject.root == RH_EXPR_NONE) return RH_OK;
    const rh_code code = rh_map__eval(&v, m, &m->map->subject, "subject", err);
    if (code == RH_OK && (v.kind != RH_NULL || m->map->n_joins == 0)) put(a, "subject", v);
    return code;
}

static rh_code put_times(attributes *a, const rh_map_at *m, const rh_map_emit *e, rh_err *err)
{
    rh_value time, known;
    const bool is_fact = rh_str_eq(e->type, RH_STR("fields_ingested"));
    const rh_map_expr *from = known_from(m, e);
    rh_code code = time_value(&time, m, &e->time, "time", false, err);
    if (code != RH_OK) return code;
    put(a, "time", time);
    if (from == NULL) return RH_OK;
    code = time_value(&known, m, from, "knowntime", is_fact, err);
    if (code != RH_OK) return code;
    if (from != &e->time || !rh_str_eq(rh_value_str(time), rh_value_str(known))) put(a, "knowntime", known);
    if (from->reads_export) put(a, "snapshot", rh_bool(true));
    return RH_OK;
}

rh_code rh_map__make_object(rh_value *out, const rh_map_at *m, const rh_map_emit *e, rh_err *err)
{
    rh_value data;
    attributes *a = RH_NEW(m->arena, attributes);
    if (a == NULL) return rh_err_nomem(err);
    put(a, "specversion", rh_string(RH_STR("1.0")));
    put(a, "type", rh_string(e->type));
    rh_code code = put_text(a, m, "id", &e->id, err);
    if (code == RH_OK) code = put_text(a, m, "source", &m->map->source, err);
    if (code == RH_OK) code = put_subject(a, m, err);
    if (code == RH_OK) code = put_times(a, m, e, err);
    if (code == RH_OK) code = put_text(a, m, "actor", &e->actor, err);
    if (code == RH_OK) code = put_text(a, m, "actorrole", &e->actorrole, err);
    if (code == RH_OK) code = put_text(a, m, "actorkind", &e->actorkind, err);
    if (code == RH_OK) code = put_text(a, m, "sequence", &e->sequence, err);
    if (code == RH_OK) code = event_data(&data, m, e, err);
    if (code != RH_OK) return code;
    put(a, "data", data);
    rh_pairs_sort(a->pairs, a->n);
    *out = rh_map_value(a->pairs, a->n);
    return RH_OK;
}
