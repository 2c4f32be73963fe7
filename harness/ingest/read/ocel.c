/* Object-centric event logs (OCEL 2.0) in JSON, XML or SQLite, told apart by their bytes. A row is an event with one of
 * its objects: {id, type, time, attributes: {name: value}, object: {id, type, qualifier}}; an event without objects is
 * a row without `object`. Values are typed as the log declares them, so that the three ways to write a log give the
 * same rows. Where it is asked for, an object has its attributes as they were at the event's time; what it has to do
 * with other objects has no time, and is not read. */
#include "harness/ingest/read/ocel.h"

#include "harness/system/memory.h"

#include <math.h>
#include <stdlib.h>

/* An event's rows are told apart by their offsets: that of the event, and the number of the object. */
enum { OBJECTS_MOST = 1 << 14 };

/* How a way of writing names what it has. */
typedef struct syntax {
    rh_format format;
    rh_step objects[4], object_types[4], types[4], events[4];
    size_t n; /* steps of each */
    const char *attributes[2], *relations[2];
    const char *object_id, *value;
} syntax;

static const syntax syntaxes[] = {
    {RH_READ_JSON,
     {RH_KEY_STEP("objects"), RH_EACH_STEP},
     {RH_KEY_STEP("objectTypes"), RH_EACH_STEP},
     {RH_KEY_STEP("eventTypes"), RH_EACH_STEP},
     {RH_KEY_STEP("events"), RH_EACH_STEP},
     2,
     {"attributes", NULL},
     {"relationships", NULL},
     "objectId",
     "value"},
    {RH_READ_XML,
     {RH_KEY_STEP("log"), RH_KEY_STEP("objects"), RH_KEY_STEP("object"), RH_EACH_STEP},
     {RH_KEY_STEP("log"), RH_KEY_STEP("object-types"), RH_KEY_STEP("object-type"), RH_EACH_STEP},
     {RH_KEY_STEP("log"), RH_KEY_STEP("event-types"), RH_KEY_STEP("event-type"), RH_EACH_STEP},
     {RH_KEY_STEP("log"), RH_KEY_STEP("events"), RH_KEY_STEP("event"), RH_EACH_STEP},
     4,
     {"attributes", "attribute"},
     {"objects", "relationship"},
     "object-id",
     "#text"},
    {RH_READ_SQLITE, {{0}}, {{0}}, {{0}}, {{0}}, 0, {"attributes", NULL}, {"relationships", NULL}, "objectId", "value"},
};

typedef struct reading {
    const syntax *syntax;
    rh_ocel log;
    rh_reads events;
    rh_arena event; /* of the event that is being handed out */
    rh_row row;
    rh_instant at;      /* its time */
    rh_value made;      /* the event in its rows' form, without object */
    rh_value relations; /* a list, a map, or null */
    uint32_t next;
    bool is_open;
} reading;

/* ---- values ---- */

rh_str rh_ocel__text(rh_value map, const char *member)
{
    const rh_value *v = map.kind == RH_MAP ? rh_value_field(map, rh_str_of(member)) : NULL;
    return v != NULL && v->kind == RH_STRING ? rh_value_str(*v) : rh_str_null();
}

/* What two names lead to; null when there is nothing. */
static rh_value under(rh_value v, const char *const names[2])
{
    for (int i = 0; i < 2 && names[i] != NULL; i++) {
        const rh_value *at = v.kind == RH_MAP ? rh_value_field(v, rh_str_of(names[i])) : NULL;
        if (at == NULL) return rh_null();
        v = *at;
    }
    return v;
}

/* The i-th of a list, or the one that stands alone; false behind the last. */
static bool nth(rh_value *out, rh_value v, uint32_t i)
{
    if (v.kind == RH_MAP && i == 0) *out = v;
    else if (v.kind == RH_LIST && i < v.n) *out = v.list[i];
    else return false;
    return true;
}

rh_str rh_ocel__key(rh_arena *arena, rh_str type, rh_str name)
{
    char *key = rh_arena_alloc(arena, type.len + name.len + 1);
    if (key == NULL) return rh_str_null();
    if (type.len > 0) memcpy(key, type.ptr, type.len);
    key[type.len] = '\0';
    if (name.len > 0) memcpy(key + type.len + 1, name.ptr, name.len);
    return (rh_str){key, type.len + name.len + 1};
}

rh_code rh_ocel__object(rh_ocel *log, rh_str id, rh_str type, rh_err *err)
{
    if (id.ptr == NULL || type.ptr == NULL) return RH_OK;
    const uint32_t known = rh_map_get(&log->objects, id);
    if (known != RH_MAP_NONE && !rh_str_eq(log->types.at[known], type))
        return rh_err_set(err, RH_OCEL_LOG, (rh_span){0}, "an object stands twice, with two types: %.*s and %.*s",
                          RH_ARG(rh_str_slice(log->types.at[known], 0, 60)), RH_ARG(rh_str_slice(type, 0, 60)));
    if (known != RH_MAP_NONE) return RH_OK;
    const bool is_kept = rh_map_set(&log->objects, log->keep, id, (uint32_t)log->types.n) &&
                         RH_PUSH(log->keep, &log->types, type);
    return is_kept ? RH_OK : rh_err_nomem(err);
}

rh_code rh_ocel__kind(rh_ocel *log, rh_map *kinds, rh_str type, rh_str name, rh_ocel_kind kind, rh_err *err)
{
    const rh_str key = rh_ocel__key(log->keep, type, name);
    if (key.ptr == NULL) return rh_err_nomem(err);
    if (rh_map_get(kinds, key) == (uint32_t)kind) return RH_OK;
    return rh_map_set(kinds, log->keep, key, (uint32_t)kind) ? RH_OK : rh_err_nomem(err);
}

rh_code rh_ocel__each(const char *path, const rh_reads *reads, rh_arena *keep,
                      rh_code (*take)(void *ctx, const rh_reader *inner, rh_value row, rh_err *err), void *ctx,
                      rh_err *err)
{
    rh_reader *inner;
    bool is_end = false;
    rh_code code = rh_reader_open(&inner, path, reads, err);
    if (code != RH_OK) return code;
    while (code == RH_OK && !is_end) {
        rh_row row;
        code = rh_reader_next(&row, &is_end, inner, keep, err);
        if (code != RH_OK || is_end) break;
        if (row.refused != RH_OK) code = rh_err_set(err, row.refused, row.why.span, "%s", row.why.text);
        else code = take(ctx, inner, row.value, err);
    }
    rh_reader_close(inner);
    return code;
}

/* ---- times and types ---- */

bool rh_ocel__instant(rh_instant *out, rh_value v)
{
    char text[48];
    if (v.kind != RH_STRING || v.n < 19 || v.n > 40) return false;
    size_t n = v.n;
    memcpy(text, v.s, n);
    if (text[10] == ' ') text[10] = 'T';
    if (memchr(text + 19, 'Z', n - 19) == NULL && memchr(text + 19, '+', n - 19) == NULL &&
        memchr(text + 19, '-', n - 19) == NULL)
        text[n++] = 'Z';
    return rh_instant_parse(out, (rh_str){text, n});
}

static bool as_time(rh_value *out, rh_value v, rh_arena *arena)
{
    char text[48];
    rh_instant t;
    if (!rh_ocel__instant(&t, v)) return false;
    const size_t n = rh_instant_text(text, t);
    *out = rh_string(rh_arena_str(arena, (rh_str){text, n}));
    return true;
}

static bool as_number(double *out, rh_value v)
{
    char text[64], *end;
    if (v.kind == RH_INT) *out = (double)v.i;
    else if (v.kind == RH_DOUBLE) *out = v.d;
    else if (v.kind != RH_STRING || v.n == 0 || v.n >= sizeof text) return false;
    else {
        memcpy(text, v.s, v.n);
        text[v.n] = '\0';
        if (strspn(text, "0123456789+-.eE") != v.n) return false; /* nor 0x10 or inf, which strtod takes */
        *out = strtod(text, &end);
        return end == text + v.n && isfinite(*out);
    }
    return true;
}

static bool as_bool(rh_value *out, rh_value v)
{
    if (v.kind == RH_BOOL) *out = v;
    else if (v.kind == RH_INT && (v.i == 0 || v.i == 1)) *out = rh_bool(v.i == 1);
    else if (v.kind == RH_STRING && rh_str_eq(rh_value_str(v), RH_STR("true"))) *out = rh_bool(true);
    else if (v.kind == RH_STRING && rh_str_eq(rh_value_str(v), RH_STR("false"))) *out = rh_bool(false);
    else return false;
    return true;
}

rh_value rh_ocel__typed(rh_value v, uint32_t kind, rh_arena *arena)
{
    double d;
    rh_value made = v;
    if (kind == RH_OCEL_INT && v.kind != RH_INT && as_number(&d, v) && d == floor(d) && fabs(d) < 9e15)
        return rh_int((int64_t)d);
    if (kind == RH_OCEL_FLOAT && as_number(&d, v)) return rh_double(d);
    if (kind == RH_OCEL_BOOL && as_bool(&made, v)) return made;
    if (kind == RH_OCEL_TIME && as_time(&made, v, arena)) return made;
    return v;
}

/* ---- what stands beside the events ---- */

static const rh_value *member(rh_value map, const char *name)
{
    return map.kind == RH_MAP ? rh_value_field(map, rh_str_of(name)) : NULL;
}

static rh_code take_object(void *ctx, const rh_reader *inner, rh_value row, rh_err *err)
{
    reading *s = ctx;
    const rh_value all = under(row, s->syntax->attributes);
    const rh_str id = rh_ocel__text(row, "id");
    rh_value one;
    (void)inner;
    rh_code code = rh_ocel__object(&s->log, id, rh_ocel__text(row, "type"), err);
    for (uint32_t i = 0; code == RH_OK && s->log.wants_objects && nth(&one, all, i); i++) {
        const rh_value *value = member(one, s->syntax->value);
        if (value != NULL)
            code = rh_ocel__value(&s->log, id, rh_ocel__text(one, "name"), member(one, "time"), *value, err);
    }
    return code;
}

static rh_ocel_kind kind_of(rh_str word)
{
    static const char *const words[] = {[RH_OCEL_TEXT] = "string",
                                        [RH_OCEL_INT] = "integer",
                                        [RH_OCEL_FLOAT] = "float",
                                        [RH_OCEL_BOOL] = "boolean",
                                        [RH_OCEL_TIME] = "time"};
    for (size_t i = 0; i < sizeof words / sizeof *words; i++)
        if (rh_str_eq(word, rh_str_of(words[i]))) return (rh_ocel_kind)i;
    return RH_OCEL_TEXT;
}

static rh_code take_kinds(reading *s, rh_map *kinds, rh_value row, rh_err *err)
{
    const rh_value all = under(row, s->syntax->attributes);
    rh_value one;
    rh_code code = RH_OK;
    for (uint32_t i = 0; code == RH_OK && nth(&one, all, i); i++)
        code = rh_ocel__kind(&s->log, kinds, rh_ocel__text(row, "name"), rh_ocel__text(one, "name"),
                             kind_of(rh_ocel__text(one, "type")), err);
    return code;
}

static rh_code take_type(void *ctx, const rh_reader *inner, rh_value row, rh_err *err)
{
    reading *s = ctx;
    (void)inner;
    return take_kinds(s, &s->log.kinds, row, err);
}

static rh_code take_object_type(void *ctx, const rh_reader *inner, rh_value row, rh_err *err)
{
    reading *s = ctx;
    (void)inner;
    return take_kinds(s, &s->log.object_kinds, row, err);
}

static rh_reads reads_of(const syntax *way, const rh_step *steps)
{
    return (rh_reads){.format = way->format,
                      .ways = {{steps, way->n}},
                      .n_ways = way->format == RH_READ_SQLITE ? 0 : 1,
                      .table = RH_STR("event")};
}

static rh_code load_lists(reading *s, rh_reader *r, rh_err *err)
{
    const struct {
        const rh_step *steps;
        rh_code (*take)(void *ctx, const rh_reader *inner, rh_value row, rh_err *err);
    } lists[] = {
        {s->syntax->objects, take_object}, {s->syntax->types, take_type}, {s->syntax->object_types, take_object_type}};
    const size_t n = sizeof lists / sizeof *lists - !s->log.wants_objects;
    rh_code code = RH_OK;
    for (size_t i = 0; code == RH_OK && i < n; i++) {
        const rh_reads reads = reads_of(s->syntax, lists[i].steps);
        code = rh_ocel__each(r->path, &reads, &r->keep, lists[i].take, s, err);
    }
    return code;
}

static rh_code load(reading *s, rh_reader *r, rh_err *err)
{
    s->log.wants_objects = r->reads->wants_objects;
    rh_code code = s->syntax->format == RH_READ_SQLITE ? rh_ocel__load_tables(&s->log, r->path, err)
                                                       : load_lists(s, r, err);
    if (code == RH_OK && s->log.wants_objects) code = rh_ocel__order_values(&s->log, err);
    if (code == RH_OCEL_LOG) err->span.file = rh_str_of(r->path);
    return code;
}

static rh_code open_ocel(rh_reader *r, rh_err *err)
{
    rh_format format;
    reading *s = RH_NEW(&r->keep, reading);
    if (s == NULL) return rh_err_nomem(err);
    rh_code code = rh_reader_sniff(&format, r->path, err);
    if (code != RH_OK) return code;
    for (size_t i = 0; i < sizeof syntaxes / sizeof *syntaxes; i++)
        if (syntaxes[i].format == format) s->syntax = &syntaxes[i];
    if (s->syntax == NULL)
        return rh_read__fail(r, err, RH_OCEL_LOG, (rh_span){.line = 1, .col = 1},
                             "neither JSON nor XML nor an SQLite database, which such a log is");
    r->state = s;
    s->log.keep = &r->keep;
    rh_arena_init(&s->event, rh_memory_host(), 0);
    s->events = reads_of(s->syntax, s->syntax->events);
    code = load(s, r, err);
    return code == RH_OK ? rh_reader_open(&r->inner, r->path, &s->events, err) : code;
}

/* ---- events ---- */

static rh_code named_attributes(rh_value *out, reading *s, rh_value event, rh_err *err)
{
    const rh_value all = under(event, s->syntax->attributes);
    RH_VEC(rh_pair) pairs = {0};
    rh_value one;
    for (uint32_t i = 0; nth(&one, all, i); i++) {
        const rh_str name = rh_ocel__text(one, "name");
        const rh_value *value = one.kind == RH_MAP ? rh_value_field(one, rh_str_of(s->syntax->value)) : NULL;
        const rh_str key = rh_ocel__key(&s->event, rh_ocel__text(event, "type"), name);
        if (key.ptr == NULL) return rh_err_nomem(err);
        if (name.ptr == NULL || value == NULL || value->kind == RH_NULL) continue;
        const rh_pair pair = {rh_string(name), rh_ocel__typed(*value, rh_map_get(&s->log.kinds, key), &s->event)};
        if (!RH_PUSH(&s->event, &pairs, pair)) return rh_err_nomem(err);
    }
    if (!rh_pairs_sort(pairs.at, pairs.n))
        return rh_err_set(err, RH_JSON_DUPLICATE, (rh_span){0}, "an attribute stands twice");
    *out = rh_map_value(pairs.at, pairs.n);
    return RH_OK;
}

/* Whether relations are what they must be: null, or one or several, each with the id of an object. */
static bool is_relations(const reading *s)
{
    rh_value one;
    uint32_t n = 0;
    while (nth(&one, s->relations, n) && rh_ocel__text(one, s->syntax->object_id).ptr != NULL) n++;
    return s->relations.kind == RH_LIST ? n == s->relations.n : n == (s->relations.kind != RH_NULL);
}

/* The event in the form of rows, in s->event. */
static rh_code make_event(reading *s, rh_value event, rh_err *err)
{
    rh_value attributes = rh_null(), time = rh_null();
    const rh_value *at = event.kind == RH_MAP ? rh_value_field(event, RH_STR("time")) : NULL;
    const rh_str id = rh_ocel__text(event, "id"), type = rh_ocel__text(event, "type");
    rh_pair *pairs = RH_NEW_N(&s->event, 4, rh_pair);
    if (pairs == NULL) return rh_err_nomem(err);
    if (id.ptr == NULL || type.ptr == NULL || at == NULL || !rh_ocel__instant(&s->at, *at) ||
        !as_time(&time, *at, &s->event))
        return rh_err_set(err, RH_OCEL_LOG, (rh_span){0}, "an event without %s",
                          id.ptr == NULL     ? "an id"
                          : type.ptr == NULL ? "a type"
                                             : "a time that can be read");
    const rh_code code = named_attributes(&attributes, s, event, err);
    if (code != RH_OK) return code;
    pairs[0] = (rh_pair){rh_string(RH_STR("attributes")), attributes};
    pairs[1] = (rh_pair){rh_string(RH_STR("id")), rh_string(id)};
    pairs[2] = (rh_pair){rh_string(RH_STR("time")), time};
    pairs[3] = (rh_pair){rh_string(RH_STR("type")), rh_string(type)};
    s->made = rh_map_value(pairs, 4);
    s->relations = under(event, s->syntax->relations);
    if (s->relations.kind == RH_LIST && s->relations.n >= OBJECTS_MOST)
        return rh_err_set(err, RH_JSON_FIELDS, (rh_span){0}, "an event of %u objects, where fewer than %d are read",
                          s->relations.n, OBJECTS_MOST);
    if (!is_relations(s))
        return rh_err_set(err, RH_OCEL_LOG, (rh_span){0},
                          "what joins the event to objects is no list of these, each with an id");
    return RH_OK;
}

static rh_code next_event(bool *is_end, reading *s, rh_reader *r, rh_err *err)
{
    rh_arena_reset(&s->event);
    s->next = 0;
    rh_code code = rh_reader_next(&s->row, is_end, r->inner, &s->event, err);
    if (code != RH_OK || *is_end) return code;
    s->is_open = s->row.refused == RH_OK;
    if (!s->is_open) return RH_OK;
    rh_value event = s->row.value;
    if (s->syntax->format == RH_READ_SQLITE) code = rh_ocel__of_tables(&event, &s->log, event, &s->event, err);
    if (code != RH_OK) return code;
    s->row.refused = make_event(s, event, &s->row.why);
    s->row.why.span.line = (uint32_t)s->row.line;
    s->row.why.span.col = 1;
    s->is_open = s->row.refused == RH_OK;
    return s->row.refused == RH_NOMEM ? rh_err_nomem(err) : RH_OK;
}

/* How an event has an object. */
typedef struct object_of_event {
    uint32_t at; /* in the log; RH_MAP_NONE: it has no such object */
    rh_str id, qualifier, type;
} object_of_event;

static rh_code make_object(rh_value *out, const reading *s, object_of_event o, rh_arena *arena, rh_err *err)
{
    size_t n = 0;
    rh_code code = RH_OK;
    rh_pair *pairs = RH_NEW_N(arena, 4, rh_pair);
    if (pairs == NULL) return rh_err_nomem(err);
    if (s->log.wants_objects) {
        pairs[n].key = rh_string(RH_STR("attributes"));
        code = rh_ocel__values_at(&pairs[n++].value, &s->log, o.at, s->at, arena, err);
    }
    pairs[n++] = (rh_pair){rh_string(RH_STR("id")), o.id.ptr != NULL ? rh_string(o.id) : rh_null()};
    pairs[n++] = (rh_pair){rh_string(RH_STR("qualifier")),
                           rh_string(o.qualifier.ptr != NULL ? o.qualifier : RH_STR(""))};
    pairs[n++] = (rh_pair){rh_string(RH_STR("type")), rh_string(o.type)};
    *out = rh_map_value(pairs, n);
    return code;
}

/* The next object of the event that the mapping asks for; null when there is none. */
static rh_code next_object(rh_value *out, reading *s, const rh_reads *reads, rh_arena *arena, rh_err *err)
{
    rh_value one;
    *out = rh_null();
    while (nth(&one, s->relations, s->next)) {
        s->next++;
        const rh_str id = rh_ocel__text(one, s->syntax->object_id), as = rh_ocel__text(one, "qualifier");
        const uint32_t at = rh_map_get(&s->log.objects, id);
        const rh_str type = at != RH_MAP_NONE ? s->log.types.at[at] : RH_STR("");
        if (reads->object_type.ptr != NULL && !rh_str_eq(type, reads->object_type)) continue;
        return make_object(out, s, (object_of_event){at, id, as, type}, arena, err);
    }
    return RH_OK;
}

static rh_code next_ocel(rh_row *out, bool *is_end, rh_reader *r, rh_arena *arena, rh_err *err)
{
    reading *s = r->state;
    rh_value object = rh_null(), value;
    for (;;) {
        const bool is_first = !s->is_open;
        rh_code code = is_first ? next_event(is_end, s, r, err) : RH_OK;
        if (code != RH_OK || *is_end) return code;
        *out = s->row;
        out->offset = (s->syntax->format == RH_READ_SQLITE ? out->offset * OBJECTS_MOST : out->offset) + s->next;
        if (out->refused != RH_OK) return RH_OK;
        code = next_object(&object, s, r->reads, arena, err);
        if (code != RH_OK) return code;
        if (object.kind == RH_NULL) s->is_open = false;
        if (object.kind != RH_NULL || is_first) break;
    }
    const rh_pair with = {rh_string(RH_STR("object")), object};
    const rh_code code = rh_read__with(&value, s->made, &with, object.kind != RH_NULL, arena, err);
    if (code == RH_OK) out->value = rh_value_copy(arena, value);
    return code;
}

static void close_ocel(rh_reader *r)
{
    reading *s = r->state;
    if (s != NULL) rh_arena_dispose(&s->event);
}

const rh_read_format rh_read__ocel = {open_ocel, next_ocel, close_ocel, RH_OPENS_NOTHING};
