/* OCEL 2.0 in a database: a table of events, of objects and of what joins them, and one for each type of event and of
 * object. */
#include "harness/ingest/read/ocel.h"

#include "engine/base/buf.h"

typedef struct table {
    rh_ocel *log;
    const char *path;
    rh_str type; /* whose events or objects the table holds */
} table;

static rh_reads of_table(rh_str name)
{
    return (rh_reads){.format = RH_READ_SQLITE, .table = name};
}

static rh_code take_object(void *ctx, const rh_reader *inner, rh_value row, rh_err *err)
{
    table *t = ctx;
    (void)inner;
    return rh_ocel__object(t->log, rh_ocel__text(row, "ocel_id"), rh_ocel__text(row, "ocel_type"), err);
}

/* The detail of an event, made at its first mention. */
static rh_code detail_of(rh_ocel_detail **out, rh_ocel *log, rh_str id, rh_err *err)
{
    uint32_t at = rh_map_get(&log->events, id);
    if (at == RH_MAP_NONE) {
        at = (uint32_t)log->details.n;
        if (!RH_PUSH(log->keep, &log->details, (rh_ocel_detail){.first = RH_MAP_NONE}) ||
            !rh_map_set(&log->events, log->keep, id, at))
            return rh_err_nomem(err);
    }
    *out = &log->details.at[at];
    return RH_OK;
}

static rh_code take_relation(void *ctx, const rh_reader *inner, rh_value row, rh_err *err)
{
    table *t = ctx;
    (void)inner;
    rh_ocel_detail *detail;
    const rh_code code = detail_of(&detail, t->log, rh_ocel__text(row, "ocel_event_id"), err);
    const rh_value *object = rh_value_field(row, RH_STR("ocel_object_id"));
    const rh_value *qualifier = rh_value_field(row, RH_STR("ocel_qualifier"));
    if (code != RH_OK || object == NULL) return code;
    const rh_ocel_relation relation = {*object, qualifier != NULL ? *qualifier : rh_null(), detail->first};
    detail->first = (uint32_t)t->log->relations.n;
    return RH_PUSH(t->log->keep, &t->log->relations, relation) ? RH_OK : rh_err_nomem(err);
}

static rh_ocel_kind declared(rh_str type)
{
    static const struct {
        const char *word;
        rh_ocel_kind kind;
    } kinds[] = {{"INT", RH_OCEL_INT},    {"REAL", RH_OCEL_FLOAT},   {"FLOA", RH_OCEL_FLOAT},
                 {"DOUB", RH_OCEL_FLOAT}, {"BOOL", RH_OCEL_BOOL},    {"TIMESTAMP", RH_OCEL_TIME},
                 {"DATE", RH_OCEL_TIME},  {"NUMERIC", RH_OCEL_FLOAT}};
    for (size_t i = 0; i < sizeof kinds / sizeof *kinds; i++)
        if (rh_str_find(type, rh_str_of(kinds[i].word)) != SIZE_MAX) return kinds[i].kind;
    return RH_OCEL_TEXT;
}

static rh_code take_event(void *ctx, const rh_reader *inner, rh_value row, rh_err *err)
{
    table *t = ctx;
    rh_ocel_detail *detail;
    rh_code code = detail_of(&detail, t->log, rh_ocel__text(row, "ocel_id"), err);
    if (code != RH_OK) return code;
    if (detail->has_row)
        return rh_err_set(err, RH_OCEL_LOG, (rh_span){0}, "an event stands twice in the tables of its type");
    detail->row = rh_value_copy(t->log->keep, row); /* its names are the reader's */
    detail->has_row = true;
    for (size_t i = 0; code == RH_OK && i < inner->columns.n; i++)
        code = rh_ocel__kind(t->log, &t->log->kinds, t->type, rh_arena_str(t->log->keep, inner->columns.at[i]),
                             declared(inner->declared.at[i]), err);
    return code;
}

static rh_code take_id(void *ctx, const rh_reader *inner, rh_value row, rh_err *err)
{
    const table *t = ctx;
    const uint32_t at = rh_map_get(&t->log->events, rh_ocel__text(row, "ocel_id"));
    (void)inner, (void)err;
    if (at != RH_MAP_NONE) t->log->details.at[at].is_event = true;
    return RH_OK;
}

/* Rows are made of the table of events: what other tables say of an event that is none would be lost. */
static rh_code check_events(const rh_ocel *log, rh_err *err)
{
    for (size_t i = 0; i < log->details.n; i++)
        if (!log->details.at[i].is_event)
            return rh_err_set(err, RH_OCEL_LOG, (rh_span){0}, "table %s has an event that table event does not have",
                              log->details.at[i].has_row ? "event_TYPE" : "event_object");
    return RH_OK;
}

/* What an object's attributes are since a time: all of them in the row that says nothing of a change, else one. */
static rh_code take_values(void *ctx, const rh_reader *inner, rh_value row, rh_err *err)
{
    table *t = ctx;
    const rh_str id = rh_ocel__text(row, "ocel_id"), changed = rh_ocel__text(row, "ocel_changed_field");
    const rh_value *time = rh_value_field(row, RH_STR("ocel_time"));
    rh_code code = RH_OK;
    for (size_t i = 0; code == RH_OK && i < inner->columns.n; i++) {
        const rh_str name = rh_arena_str(t->log->keep, inner->columns.at[i]);
        if (name.ptr == NULL) return rh_err_nomem(err);
        if (rh_str_starts(name, RH_STR("ocel_")) || (changed.ptr != NULL && !rh_str_eq(changed, name))) continue;
        code = rh_ocel__kind(t->log, &t->log->object_kinds, t->type, name, declared(inner->declared.at[i]), err);
        if (code == RH_OK) code = rh_ocel__value(t->log, id, name, time, *rh_value_field(row, name), err);
    }
    return code;
}

/* The table of a type, whose name ends as the row says. */
static rh_code each_of_type(const table *t, const char *begins, rh_value row,
                            rh_code (*take)(void *ctx, const rh_reader *inner, rh_value row, rh_err *err), rh_err *err)
{
    rh_buf name;
    rh_buf_init(&name, t->log->keep, 1 << 16);
    rh_buf_put(&name, rh_str_of(begins));
    rh_buf_put(&name, rh_ocel__text(row, "ocel_type_map"));
    table one = {t->log, t->path, rh_ocel__text(row, "ocel_type")};
    const rh_reads reads = of_table(rh_buf_str(&name));
    return name.failed ? rh_err_nomem(err) : rh_ocel__each(t->path, &reads, t->log->keep, take, &one, err);
}

static rh_code take_type(void *ctx, const rh_reader *inner, rh_value row, rh_err *err)
{
    (void)inner;
    return each_of_type(ctx, "event_", row, take_event, err);
}

static rh_code take_object_type(void *ctx, const rh_reader *inner, rh_value row, rh_err *err)
{
    (void)inner;
    return each_of_type(ctx, "object_", row, take_values, err);
}

rh_code rh_ocel__load_tables(rh_ocel *log, const char *path, rh_err *err)
{
    static const struct {
        const char *name;
        rh_code (*take)(void *ctx, const rh_reader *inner, rh_value row, rh_err *err);
    } tables[] = {{"object", take_object},
                  {"event_object", take_relation},
                  {"event_map_type", take_type},
                  {"event", take_id},
                  {"object_map_type", take_object_type}};
    const size_t n = sizeof tables / sizeof *tables - !log->wants_objects;
    table t = {log, path, rh_str_null()};
    rh_code code = RH_OK;
    for (size_t i = 0; code == RH_OK && i < n; i++) {
        const rh_reads reads = of_table(rh_str_of(tables[i].name));
        code = rh_ocel__each(path, &reads, log->keep, tables[i].take, &t, err);
    }
    return code == RH_OK ? check_events(log, err) : code;
}

/* ---- an event ---- */

static rh_code two(rh_value *out, const char *a, rh_value x, const char *b, rh_value y, rh_arena *arena, rh_err *err)
{
    rh_pair *pairs = RH_NEW_N(arena, 2, rh_pair);
    if (pairs == NULL) return rh_err_nomem(err);
    pairs[0] = (rh_pair){rh_string(rh_str_of(a)), x};
    pairs[1] = (rh_pair){rh_string(rh_str_of(b)), y};
    *out = rh_map_value(pairs, 2);
    return RH_OK;
}

static rh_code attributes_of(rh_value *out, rh_value row, rh_arena *arena, rh_err *err)
{
    size_t n = 0;
    rh_value *items = RH_NEW_N(arena, row.n, rh_value);
    if (items == NULL) return rh_err_nomem(err);
    for (uint32_t i = 0; i < row.n; i++) {
        const rh_str name = rh_value_str(row.map[i].key);
        if (rh_str_starts(name, RH_STR("ocel_")) || row.map[i].value.kind == RH_NULL) continue;
        const rh_code code = two(&items[n++], "name", row.map[i].key, "value", row.map[i].value, arena, err);
        if (code != RH_OK) return code;
    }
    *out = rh_list(items, n);
    return RH_OK;
}

static rh_code relations_of(rh_value *out, const rh_ocel *log, uint32_t first, rh_arena *arena, rh_err *err)
{
    size_t n = 0, left;
    for (uint32_t i = first; i != RH_MAP_NONE; i = log->relations.at[i].next) n++;
    rh_value *items = RH_NEW_N(arena, n, rh_value);
    if (items == NULL) return rh_err_nomem(err);
    left = n; /* the chain begins with the last */
    for (uint32_t i = first; i != RH_MAP_NONE; i = log->relations.at[i].next) {
        const rh_ocel_relation *r = &log->relations.at[i];
        const rh_code code = two(&items[--left], "objectId", r->object, "qualifier", r->qualifier, arena, err);
        if (code != RH_OK) return code;
    }
    *out = rh_list(items, n);
    return RH_OK;
}

rh_code rh_ocel__of_tables(rh_value *out, const rh_ocel *log, rh_value event, rh_arena *arena, rh_err *err)
{
    static const char *const names[] = {"attributes", "id", "relationships", "time", "type"};
    enum { N = sizeof names / sizeof *names };
    const uint32_t at = rh_map_get(&log->events, rh_ocel__text(event, "ocel_id"));
    const rh_ocel_detail none = {.row = rh_map_value(NULL, 0), .first = RH_MAP_NONE};
    const rh_ocel_detail *d = at != RH_MAP_NONE && log->details.at[at].has_row ? &log->details.at[at] : &none;
    rh_value relations = rh_null(), attributes = rh_null();
    rh_pair *pairs = RH_NEW_N(arena, N, rh_pair);
    if (pairs == NULL) return rh_err_nomem(err);
    rh_code code = attributes_of(&attributes, d->row, arena, err);
    if (code == RH_OK)
        code = relations_of(&relations, log, at != RH_MAP_NONE ? log->details.at[at].first : at, arena, err);
    if (code != RH_OK) return code;
    const rh_value values[N] = {attributes, rh_string(rh_ocel__text(event, "ocel_id")), relations,
                                rh_string(rh_ocel__text(d->row, "ocel_time")),
                                rh_string(rh_ocel__text(event, "ocel_type"))};
    for (size_t i = 0; i < N; i++) pairs[i] = (rh_pair){rh_string(rh_str_of(names[i])), values[i]};
    *out = rh_map_value(pairs, N);
    return RH_OK;
}
