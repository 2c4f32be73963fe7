/* Rows of an export to events, by a mapping. */
#include "harness/ingest/map_insides.h"

#include "harness/system/memory.h"

#include "engine/base/limits.h"
#include "engine/base/show.h"
#include "engine/base/vec.h"

#include <stdio.h>

/* One file being read. */
typedef struct mapping {
    const char *path;
    const rh_ingest_options *options;
    const rh_map_file *map;
    const rh_intake *to;
    rh_arena file; /* its text and what lasts as long */
    rh_reader *reader;
    rh_ce_reader *events_reader;
    const rh_map_column *columns; /* the map's, with the orders that the file proves */
    rh_value *slots;
    rh_value row;
    bool *was_seen;          /* for each of match: whether a row had it */
    RH_VEC(rh_str) unmapped; /* members of rows that no column names */
    uint64_t n_records;
    uint64_t n_midnights[RH_LOCAL_TWICE + 1]; /* dates by how often their day's first moment is the time */
    uint64_t n_locals[RH_LOCAL_TWICE + 1];    /* times without a zone by how often they are the time in the mapping's */
} mapping;

/* ---- one value ---- */

static rh_code undecided(const char *what, rh_value v, rh_err *err)
{
    return rh_err_set(err, RH_ROW_UNDECIDED, (rh_span){0}, "%s cannot be said of this row: %s", what,
                      rh_cause_name((rh_cause)v.cause));
}

static rh_code eval(rh_value *out, mapping *m, const rh_map_expr *e, const char *what, rh_err *err)
{
    rh_eval ev = {.slots = m->slots,
                  .scratch = m->to->arena,
                  .regex = m->map->lent->regex,
                  .zones = m->map->lent->zones,
                  .host = m->map->lent->ctx};
    *out = rh_pool_eval(m->map->pool, e->root, &ev);
    return out->kind == RH_UNDECIDED ? undecided(what, *out, err) : RH_OK;
}

/* A date as the export had it, in ISO form. */
static rh_value date_text(mapping *m, const rh_zone *zone, rh_value v)
{
    int32_t year, month, day;
    rh_buf buf;
    rh_civil_from_days(rh_zone_day(zone, rh_value_instant(v)), &year, &month, &day);
    rh_buf_init(&buf, m->to->arena, 16);
    rh_buf_printf(&buf, "%04d-%02d-%02d", year, month, day);
    return rh_string(rh_buf_str(&buf));
}

static rh_value instant_text(mapping *m, rh_value v)
{
    char text[32];
    const size_t n = rh_instant_text(text, rh_value_instant(v));
    return rh_string(rh_arena_str(m->to->arena, (rh_str){text, n}));
}

static rh_value duration_text(mapping *m, rh_value v)
{
    char text[32];
    const size_t n = rh_duration_text(text, v.i);
    return rh_string(rh_arena_str(m->to->arena, (rh_str){text, n}));
}

/* A result as JSON has it: no instants and durations but their texts. False when it has no form in JSON. */
static bool to_json(rh_value *out, mapping *m, rh_value v, int depth)
{
    if (v.kind == RH_TIMESTAMP) *out = instant_text(m, v);
    else if (v.kind == RH_DURATION) *out = duration_text(m, v);
    else if (v.kind == RH_UINT && v.u <= INT64_MAX) *out = rh_int((int64_t)v.u);
    else if (v.kind == RH_NULL || v.kind == RH_BOOL || v.kind == RH_INT || v.kind == RH_DOUBLE || v.kind == RH_STRING)
        *out = v;
    else if (v.kind == RH_LIST && depth < RH_LIMIT_DEPTH) {
        rh_value *items = RH_NEW_N(m->to->arena, v.n, rh_value);
        for (uint32_t i = 0; items != NULL && i < v.n; i++)
            if (!to_json(&items[i], m, v.list[i], depth + 1)) return false;
        *out = rh_list(items, items != NULL ? v.n : 0);
    } else return false;
    return true;
}

static rh_code member_value(rh_value *out, mapping *m, const rh_map_member *member, rh_err *err)
{
    rh_value v;
    char what[120];
    const rh_str shown = rh_str_slice(member->key, 0, 80);
    snprintf(what, sizeof what, "\"%.*s\"", RH_ARG(shown));
    const rh_code code = eval(&v, m, &member->value, what, err);
    if (code != RH_OK) return code;
    if (member->value.is_date && v.kind == RH_TIMESTAMP)
        *out = date_text(m, m->map->columns[member->value.column].zone, v);
    else if (!to_json(out, m, v, 0))
        return rh_err_set(err, RH_ROW_VALUE, (rh_span){0}, "%s is %s, which has no form in JSON", what,
                          rh_kind_name((rh_kind)v.kind));
    return RH_OK;
}

/* ---- data of an event ---- */

static rh_code plain_data(rh_value *out, mapping *m, const rh_map_emit *e, rh_err *err)
{
    rh_pair *pairs = RH_NEW_N(m->to->arena, e->n_members, rh_pair);
    if (pairs == NULL) return rh_err_nomem(err);
    for (size_t i = 0; i < e->n_members; i++) {
        pairs[i].key = rh_string(e->members[i].key);
        const rh_code code = member_value(&pairs[i].value, m, &e->members[i], err);
        if (code != RH_OK) return code;
    }
    if (!rh_pairs_sort(pairs, e->n_members))
        return rh_err_set(err, RH_INTERNAL, (rh_span){0}, "two members of one name");
    *out = rh_map_value(pairs, e->n_members);
    return RH_OK;
}

/* The members of one namespace, keyed by field: {field: value}. */
static rh_code namespace_patch(rh_value *out, mapping *m, const rh_map_emit *e, rh_str ns, rh_err *err)
{
    size_t n = 0;
    rh_pair *pairs = RH_NEW_N(m->to->arena, e->n_members, rh_pair);
    if (pairs == NULL) return rh_err_nomem(err);
    for (size_t i = 0; i < e->n_members; i++) {
        const rh_str key = e->members[i].key;
        const size_t dot = rh_str_find(key, RH_STR("."));
        if (!rh_str_eq(rh_str_slice(key, 0, dot), ns)) continue;
        pairs[n].key = rh_string(rh_str_slice(key, dot + 1, key.len));
        const rh_code code = member_value(&pairs[n++].value, m, &e->members[i], err);
        if (code != RH_OK) return code;
    }
    rh_pairs_sort(pairs, n); /* keys of a YAML map differ */
    *out = rh_map_value(pairs, n);
    return RH_OK;
}

/* {"fields": {namespace: {field: value}}} */
static rh_code fields_data(rh_value *out, mapping *m, const rh_map_emit *e, rh_err *err)
{
    size_t n = 0;
    rh_pair *spaces = RH_NEW_N(m->to->arena, e->n_members, rh_pair), *fields = RH_NEW(m->to->arena, rh_pair);
    if (spaces == NULL || fields == NULL) return rh_err_nomem(err);
    for (size_t i = 0; i < e->n_members; i++) {
        const rh_str key = e->members[i].key, ns = rh_str_slice(key, 0, rh_str_find(key, RH_STR(".")));
        bool is_done = false;
        for (size_t k = 0; k < n; k++) is_done |= rh_str_eq(rh_value_str(spaces[k].key), ns);
        if (is_done) continue;
        spaces[n].key = rh_string(ns);
        const rh_code code = namespace_patch(&spaces[n++].value, m, e, ns, err);
        if (code != RH_OK) return code;
    }
    rh_pairs_sort(spaces, n);
    *fields = (rh_pair){rh_string(RH_STR("fields")), rh_map_value(spaces, n)};
    *out = rh_map_value(fields, 1);
    return RH_OK;
}

/* ---- times ---- */

/* Ruling 123: what is dated by day happened at the day's first instant; a fact is known from the next day on. */
static rh_code time_value(rh_value *out, mapping *m, const rh_map_expr *e, const char *what, bool is_next_day,
                          rh_err *err)
{
    rh_value v;
    const rh_code code = eval(&v, m, e, what, err);
    if (code != RH_OK) return code;
    if (v.kind != RH_TIMESTAMP)
        return rh_err_set(err, RH_ROW_VALUE, (rh_span){0}, "%s is %s, where a time is expected", what,
                          rh_kind_name((rh_kind)v.kind));
    if (e->is_date && is_next_day) {
        const rh_zone *zone = m->map->columns[e->column].zone;
        v = rh_timestamp(rh_zone_local(zone, rh_zone_day(zone, rh_value_instant(v)) + 1, 0));
    }
    *out = instant_text(m, v);
    return RH_OK;
}

/* Where an event's knowntime comes from; NULL: it is the time. */
static const rh_map_expr *known_from(const mapping *m, const rh_map_emit *e)
{
    const bool is_fact = rh_str_eq(e->type, RH_STR("fields_ingested"));
    if (e->knowntime.root != RH_EXPR_NONE) return &e->knowntime;
    if (is_fact && m->map->known.root != RH_EXPR_NONE) return &m->map->known;
    return is_fact && e->time.is_date ? &e->time : NULL;
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

static rh_code put_text(attributes *a, mapping *m, const char *name, const rh_map_expr *e, rh_err *err)
{
    rh_value v;
    if (e->root == RH_EXPR_NONE) return RH_OK;
    const rh_code code = eval(&v, m, e, name, err);
    if (code != RH_OK) return code;
    put(a, name, v);
    return RH_OK;
}

/* The journey. A mapping with joins may have no expression for it, and rows for which it is null. */
static rh_code put_subject(attributes *a, mapping *m, rh_err *err)
{
    rh_value v;
    if (m->map->subject.root == RH_EXPR_NONE) return RH_OK;
    const rh_code code = eval(&v, m, &m->map->subject, "subject", err);
    if (code == RH_OK && (v.kind != RH_NULL || m->map->n_joins == 0)) put(a, "subject", v);
    return code;
}

static rh_code put_times(attributes *a, mapping *m, const rh_map_emit *e, rh_err *err)
{
    rh_value v;
    const rh_map_expr *known = known_from(m, e);
    rh_code code = time_value(&v, m, &e->time, "time", false, err);
    if (code != RH_OK) return code;
    put(a, "time", v);
    if (known == NULL) return RH_OK;
    code = time_value(&v, m, known, "knowntime", rh_str_eq(e->type, RH_STR("fields_ingested")), err);
    if (code != RH_OK) return code;
    put(a, "knowntime", v);
    if (known->reads_export) put(a, "snapshot", rh_bool(true));
    return RH_OK;
}

static rh_code make_object(rh_value *out, mapping *m, const rh_map_emit *e, rh_err *err)
{
    rh_value data;
    attributes *a = RH_NEW(m->to->arena, attributes);
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
    if (code == RH_OK) code = e->is_fields ? fields_data(&data, m, e, err) : plain_data(&data, m, e, err);
    if (code != RH_OK) return code;
    put(a, "data", data);
    rh_pairs_sort(a->pairs, a->n);
    *out = rh_map_value(a->pairs, a->n);
    return RH_OK;
}

static rh_code is_emitted(bool *out, mapping *m, const rh_map_emit *e, rh_err *err)
{
    rh_value v;
    *out = true;
    if (e->when.root == RH_EXPR_NONE) return RH_OK;
    const rh_code code = eval(&v, m, &e->when, "when", err);
    *out = code == RH_OK && rh_value_is_true(v);
    return code;
}

/* ---- rows ---- */

static rh_code read_columns(mapping *m, rh_err *err)
{
    for (size_t i = 0; i < m->map->n_columns; i++) {
        rh_local_times local;
        const rh_map_column *c = &m->columns[i];
        const rh_code code = rh_map__read(&m->slots[i], &local, m->map, c, m->row, m->to->arena, err);
        if (code != RH_OK) return code;
        (c->type == RH_MAP_DATE ? m->n_midnights : m->n_locals)[local]++;
    }
    return RH_OK;
}

/* All events of a row, or the first error. */
static rh_code make_events(rh_event *events, rh_identity *identities, size_t *n, mapping *m, rh_err *err)
{
    rh_code code = read_columns(m, err);
    for (size_t i = 0; code == RH_OK && i < m->map->n_emits; i++) {
        rh_value object;
        bool is_wanted;
        code = is_emitted(&is_wanted, m, &m->map->emits[i], err);
        if (code != RH_OK || !is_wanted) continue;
        code = make_object(&object, m, &m->map->emits[i], err);
        if (code == RH_OK)
            code = rh_ce_of_value(&events[*n], &identities[*n], m->to->arena, m->events_reader, object, err);
        (*n)++;
    }
    return code;
}

/* The joins of a row: those that have a value to look for. */
static rh_code make_joins(rh_join_key *keys, size_t *n, mapping *m, rh_err *err)
{
    for (size_t i = 0; i < m->map->n_joins; i++) {
        const rh_map_join *join = &m->map->joins[i];
        rh_value v;
        char number[24];
        rh_str text = rh_str_null();
        const rh_code code = eval(&v, m, &join->value, "a join's value", err);
        if (code != RH_OK) return code;
        if (v.kind == RH_STRING) text = rh_value_str(v);
        else if (v.kind == RH_INT)
            text = (rh_str){number, (size_t)snprintf(number, sizeof number, "%lld", (long long)v.i)};
        else if (v.kind != RH_NULL)
            return rh_err_set(err, RH_ROW_VALUE, (rh_span){0}, "a join's value is %s, where a text is expected",
                              rh_kind_name((rh_kind)v.kind));
        text = rh_join_value(m->to->arena, text, join->way);
        if (text.ptr != NULL) keys[(*n)++] = (rh_join_key){join->name, text};
    }
    return RH_OK;
}

static bool is_named(const rh_map_file *map, rh_str member)
{
    for (size_t i = 0; i < map->n_columns; i++)
        for (size_t k = 0; k < map->columns[i].n_paths; k++)
            if (rh_str_eq(map->columns[i].paths[k].at[0], member)) return true;
    return rh_str_starts(member, RH_STR("^"));
}

/* Remembers which of the needed columns there are, and the first of those that no column names. */
static bool note_members(mapping *m)
{
    for (size_t i = 0; i < m->map->match.n; i++) {
        for (size_t k = 0; k < m->map->n_columns; k++)
            if (rh_str_eq(m->map->columns[k].name, m->map->match.at[i]))
                m->was_seen[i] |= rh_map__find(&m->row, &m->map->columns[k]) != NULL;
    }
    for (uint32_t i = 0; m->row.kind == RH_MAP && i < m->row.n && m->unmapped.n < RH_LIMIT_DIAGS; i++) {
        const rh_str member = rh_value_str(m->row.map[i].key);
        bool is_noted = is_named(m->map, member);
        for (size_t k = 0; k < m->unmapped.n; k++) is_noted |= rh_str_eq(m->unmapped.at[k], member);
        if (!is_noted && !RH_PUSH(&m->file, &m->unmapped, rh_arena_str(&m->file, member))) return false;
    }
    return true;
}

static rh_code take_row(mapping *m, const rh_row *row, rh_err *err)
{
    size_t n = 0;
    rh_intake_record record = {.line = row->line,
                               .offset = row->offset,
                               .raw = row->raw,
                               .raw_length = row->raw_length,
                               .refused = row->refused,
                               .why = row->why};
    rh_event *events = RH_NEW_N(m->to->arena, m->map->n_emits, rh_event);
    rh_identity *identities = RH_NEW_N(m->to->arena, m->map->n_emits, rh_identity);
    rh_join_key *joins = RH_NEW_N(m->to->arena, m->map->n_joins, rh_join_key);
    if (events == NULL || identities == NULL || joins == NULL) return rh_err_nomem(err);
    m->row = row->value;
    if (record.refused == RH_OK && !note_members(m)) return rh_err_nomem(err);
    if (record.refused == RH_OK) {
        record.refused = make_events(events, identities, &n, m, &record.why);
        if (record.refused == RH_OK) record.refused = make_joins(joins, &record.n_joins, m, &record.why);
        record.why.span = (rh_span){rh_str_of(m->path), (uint32_t)row->line, 1};
    }
    record.is_joined = m->map->n_joins > 0;
    record.joins = joins;
    if (record.refused == RH_NOMEM || rh_arena_failed(m->to->arena)) return rh_err_nomem(err);
    record.events = events;
    record.identities = identities;
    record.n_events = record.refused == RH_OK ? n : 0;
    m->n_records++;
    return m->to->take(m->to->ctx, &record, err);
}

/* ---- the file ---- */

static rh_code tell(const mapping *m, rh_err *err)
{
    const rh_ingest_options *o = m->options;
    if (o->is_stopped != NULL && o->is_stopped(o->is_stopped_ctx))
        return rh_err_set(err, RH_INGEST_STOPPED, (rh_span){.file = rh_str_of(m->path)}, "stopped");
    if (o->progress != NULL && m->n_records % 4096 == 0)
        o->progress(o->progress_ctx, m->path, rh_reader_done(m->reader), rh_reader_size(m->reader));
    return RH_OK;
}

static rh_code read_rows(mapping *m, rh_err *err)
{
    for (;;) {
        rh_row row;
        bool is_end = false;
        rh_code code = tell(m, err);
        if (!m->to->keeps) rh_arena_reset(m->to->arena);
        if (code == RH_OK) code = rh_reader_next(&row, &is_end, m->reader, m->to->arena, err);
        if (code == RH_OK && !is_end) code = take_row(m, &row, err);
        if (code != RH_OK || is_end) return code;
    }
}

static rh_code check_match(const mapping *m, rh_err *err)
{
    for (size_t i = 0; m->n_records > 0 && rh_reader_columns(m->reader).n == 0 && i < m->map->match.n; i++)
        if (!m->was_seen[i])
            return rh_err_set(err, RH_MAP_MATCH, (rh_span){.file = rh_str_of(m->path)},
                              "no row has \"%.*s\", which mapping %.*s needs", RH_ARG(m->map->match.at[i]),
                              RH_ARG(m->map->name));
    return RH_OK;
}

static void say_what_is_left(mapping *m, bool is_empty, rh_diags *diags)
{
    const rh_span span = {.file = rh_str_of(m->path)};
    if (is_empty) rh_diags_add_warning(diags, RH_INPUT_EMPTY, span, "the file is empty");
    else if (m->n_records == 0) rh_diags_add_warning(diags, RH_INPUT_HEADER_ONLY, span, "the file has no rows");
    const uint64_t never = m->n_midnights[RH_LOCAL_NEVER], twice = m->n_midnights[RH_LOCAL_TWICE];
    if (never + twice > 0)
        rh_diags_add_warning(diags, RH_MAP_MIDNIGHT, span,
                             "%llu dates have no midnight in %.*s and %llu have two: each begins at the first instant "
                             "of its day",
                             (unsigned long long)never,
                             RH_ARG(m->map->zone != NULL ? rh_zone_name(m->map->zone) : RH_STR("their zone")),
                             (unsigned long long)twice);
    if (m->n_locals[RH_LOCAL_NEVER] + m->n_locals[RH_LOCAL_TWICE] > 0)
        rh_diags_add_warning(
            diags, RH_MAP_LOCAL, span,
            "%llu times do not exist in their zone and %llu exist twice: the first instant after the gap "
            "and the first of two are taken",
            (unsigned long long)m->n_locals[RH_LOCAL_NEVER], (unsigned long long)m->n_locals[RH_LOCAL_TWICE]);
    for (size_t i = 0; i < m->unmapped.n; i++) {
        const rh_str shown = rh_show(&m->file, m->unmapped.at[i], 80);
        rh_diags_add_warning(diags, RH_MAP_UNMAPPED, span, "column \"%.*s\" is not mapped", RH_ARG(shown));
    }
}

static rh_str base_name(const char *path)
{
    const char *slash = strrchr(path, '/');
    return rh_str_of(slash != NULL ? slash + 1 : path);
}

static rh_code open_mapping(mapping *m, rh_err *err)
{
    const size_t n = m->map->n_columns;
    if (m->map->needs_export && !m->options->has_exported_at)
        return rh_err_set(err, RH_MAP_EXPORTED, (rh_span){.file = rh_str_of(m->path)},
                          "mapping %.*s reads a final snapshot: --exported-at must say when it was made",
                          RH_ARG(m->map->name));
    m->slots = RH_NEW_N(&m->file, n + RH_MAP_FILE_SLOTS, rh_value);
    m->was_seen = RH_NEW_N(&m->file, m->map->match.n, bool);
    if (rh_arena_failed(&m->file)) return rh_err_nomem(err);
    m->slots[n] = rh_string(base_name(m->path));
    m->slots[n + 1] = rh_timestamp(m->options->exported_at);
    const rh_code code = rh_ce_reader_new(&m->events_reader, err);
    if (code == RH_OK && m->map->n_joins > 0) rh_ce_reader_join(m->events_reader);
    return code == RH_OK ? rh_reader_open(&m->reader, m->path, &m->map->reads, err) : code;
}

/* The file that proved the orders is the one that was read (I18). */
static rh_code check_same(const mapping *m, rh_sha256 hash, rh_err *err)
{
    const rh_sha256 now = rh_reader_hash(m->reader);
    if (memcmp(&now, &hash, sizeof now) == 0) return RH_OK;
    return rh_err_set(err, RH_INPUT_CHANGED, (rh_span){.file = rh_str_of(m->path)},
                      "the file changed while it was read");
}

rh_code rh_map_intake(rh_intake_file *out, const char *path, const rh_ingest_options *options, const rh_intake *to,
                      rh_diags *diags, rh_err *err)
{
    rh_sha256 hash = {0};
    bool is_proven = false;
    mapping m = {.path = path, .options = options, .map = options->map, .to = to};
    rh_arena_init(&m.file, rh_memory_host(), 0);
    rh_code code = open_mapping(&m, err);
    if (code == RH_OK) code = rh_map__check_header(m.map, rh_reader_columns(m.reader), path, &m.file, err);
    if (code == RH_OK) code = rh_map__prove(&m.columns, &hash, &is_proven, &m.file, m.map, path, diags, err);
    if (code == RH_OK) code = read_rows(&m, err);
    if (code == RH_OK) code = check_match(&m, err);
    if (code == RH_OK && is_proven) code = check_same(&m, hash, err);
    if (code == RH_OK) {
        say_what_is_left(&m, rh_reader_is_empty(m.reader), diags);
        *out = (rh_intake_file){rh_reader_hash(m.reader), m.n_records};
    }
    rh_reader_close(m.reader);
    rh_ce_reader_free(m.events_reader);
    rh_arena_dispose(&m.file);
    return code;
}
