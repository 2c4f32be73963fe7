/* CloudEvents attributes, checked and typed. */
#include "harness/ingest/cloudevents.h"

#include "harness/foreign/json.h"
#include "harness/system/memory.h"

#include "engine/base/limits.h"
#include "engine/base/show.h"

#include <stdlib.h>

enum { CANONICAL_MOST_BYTES = 16 * RH_LIMIT_LINE_BYTES, CANONICAL_KEPT_BYTES = 1 << 20 };

struct rh_ce_reader {
    rh_json *json;
    rh_hasher *hasher;
    rh_arena arena;   /* of `canonical` */
    rh_buf canonical; /* the object that is read, as its content is hashed; its room serves the next */
    bool is_joined;   /* a subject may be missing */
};

rh_code rh_ce_reader_new(rh_ce_reader **out, rh_err *err)
{
    rh_ce_reader *reader = calloc(1, sizeof *reader);
    if (reader == NULL) return rh_err_nomem(err);
    rh_arena_init(&reader->arena, rh_memory_host(), 0);
    rh_buf_init(&reader->canonical, &reader->arena, CANONICAL_MOST_BYTES);
    rh_code code = rh_json_new(&reader->json, RH_LIMIT_EVENT_FIELDS, err);
    if (code == RH_OK) code = rh_hasher_new(&reader->hasher, err);
    if (code != RH_OK) {
        rh_ce_reader_free(reader);
        return code;
    }
    *out = reader;
    return RH_OK;
}

void rh_ce_reader_join(rh_ce_reader *reader)
{
    reader->is_joined = true;
}

void rh_ce_reader_free(rh_ce_reader *reader)
{
    if (reader == NULL) return;
    rh_json_free(reader->json);
    rh_hasher_free(reader->hasher);
    rh_arena_dispose(&reader->arena);
    free(reader);
}

static const rh_span START = {.line = 1, .col = 1};

/* The object that is being read. */
typedef struct object_reader {
    rh_value object;
    bool is_joined;
    rh_arena *keep;
    rh_err *err; /* may be NULL */
} object_reader;

/* A value as a message may show it: its form, for it may be a customer's. */
static rh_str shown(const object_reader *r, rh_str s)
{
    return rh_show_form(r->keep, s, 40);
}

/* The attribute, or NULL when it is missing or null: CloudEvents takes the two for the same. */
static const rh_value *attribute(const object_reader *r, const char *name)
{
    const rh_value *v = rh_value_field(r->object, rh_str_of(name));
    return v != NULL && v->kind != RH_NULL ? v : NULL;
}

static rh_code bad_type(const object_reader *r, const char *name, rh_value v, const char *wanted)
{
    return rh_err_set(r->err, RH_EVENT_ATTRIBUTE, START, "attribute \"%s\" is %s, where %s is expected", name,
                      rh_kind_name((rh_kind)v.kind), wanted);
}

/* A text attribute; null when it is missing. */
static rh_code optional_text(rh_str *out, const object_reader *r, const char *name)
{
    const rh_value *v = attribute(r, name);
    *out = rh_str_null();
    if (v == NULL) return RH_OK;
    if (v->kind != RH_STRING) return bad_type(r, name, *v, "a string");
    *out = rh_value_str(*v);
    return RH_OK;
}

static rh_code required_text(rh_str *out, const object_reader *r, const char *name)
{
    const rh_code code = optional_text(out, r, name);
    if (code != RH_OK) return code;
    if (out->ptr == NULL) return rh_err_set(r->err, RH_EVENT_ATTRIBUTE, START, "attribute \"%s\" is missing", name);
    if (out->len == 0) return rh_err_set(r->err, RH_EVENT_ATTRIBUTE, START, "attribute \"%s\" is empty", name);
    return RH_OK;
}

static rh_code optional_bool(bool *out, const object_reader *r, const char *name)
{
    const rh_value *v = attribute(r, name);
    if (v != NULL && v->kind != RH_BOOL) return bad_type(r, name, *v, "a bool");
    *out = v != NULL && v->b;
    return RH_OK;
}

static rh_code read_time(rh_instant *out, const object_reader *r, rh_str text, const char *name)
{
    if (rh_instant_parse(out, text)) return RH_OK;
    const rh_str text_shown = shown(r, text);
    return rh_err_set(
        r->err, RH_EVENT_TIME, START,
        "\"%s\" has the form \"%.*s\", where an RFC 3339 time with a zone is expected, as 2026-03-02T09:00:00Z", name,
        RH_ARG(text_shown));
}

/* time, and knowntime, which defaults to it and may not be before it (ruling 3). */
static rh_code read_times(rh_event *out, const object_reader *r)
{
    rh_str time, knowntime;
    rh_code code = required_text(&time, r, "time");
    if (code == RH_OK) code = read_time(&out->time, r, time, "time");
    if (code == RH_OK) code = optional_text(&knowntime, r, "knowntime");
    if (code != RH_OK) return code;
    out->knowntime = out->time;
    if (knowntime.ptr == NULL) return RH_OK;
    code = read_time(&out->knowntime, r, knowntime, "knowntime");
    if (code == RH_OK && rh_instant_before(out->knowntime, out->time))
        return rh_err_set(r->err, RH_EVENT_KNOWN_EARLY, START, "knowntime %.*s is before time %.*s", RH_ARG(knowntime),
                          RH_ARG(time));
    return code;
}

static rh_code read_actor(rh_event *out, const object_reader *r)
{
    static const char *const kinds[] = {"human", "automation", "ai", "customer", "system"};
    rh_code code = optional_text(&out->actor, r, "actor");
    if (code == RH_OK) code = optional_text(&out->actorrole, r, "actorrole");
    if (code == RH_OK) code = optional_text(&out->actorkind, r, "actorkind");
    if (code != RH_OK) return code;
    if (out->actorkind.ptr == NULL) out->actorkind = RH_STR("system");
    for (size_t i = 0; i < sizeof kinds / sizeof *kinds; i++)
        if (rh_str_eq(out->actorkind, rh_str_of(kinds[i]))) return RH_OK;
    const rh_str kind = shown(r, out->actorkind);
    return rh_err_set(r->err, RH_EVENT_ATTRIBUTE, START,
                      "actorkind has the form \"%.*s\", where human, automation, ai, customer or system is expected",
                      RH_ARG(kind));
}

static bool is_commit(rh_str s)
{
    for (size_t i = 0; i < s.len; i++)
        if (strchr("0123456789abcdef", s.ptr[i]) == NULL || s.ptr[i] == '\0') return false;
    return s.len == 40;
}

static rh_code read_extensions(rh_event *out, const object_reader *r)
{
    rh_code code = optional_text(&out->sequence, r, "sequence");
    if (code == RH_OK) code = optional_text(&out->registerrev, r, "registerrev");
    if (code != RH_OK) return code;
    if (out->registerrev.ptr != NULL && !is_commit(out->registerrev))
        return rh_err_set(r->err, RH_EVENT_ATTRIBUTE, START,
                          "registerrev is no commit id of 40 lower-case hexadecimal digits");
    code = optional_bool(&out->is_synthetic, r, "synthetic");
    return code == RH_OK ? optional_bool(&out->is_snapshot, r, "snapshot") : code;
}

static rh_code read_data(rh_event *out, const object_reader *r)
{
    const rh_value *data = attribute(r, "data");
    if (data == NULL) return rh_err_set(r->err, RH_EVENT_ATTRIBUTE, START, "attribute \"data\" is missing");
    if (data->kind != RH_MAP) return bad_type(r, "data", *data, "an object");
    out->data = *data;
    return RH_OK;
}

static rh_code read_journey(rh_event *out, const object_reader *r)
{
    const rh_code code = optional_text(&out->subject, r, "subject");
    if (code != RH_OK) return code;
    if (out->subject.len == 0) out->subject = rh_str_null();
    if (out->subject.ptr == NULL && !r->is_joined)
        return rh_err_set(r->err, RH_EVENT_JOURNEY, START, "no \"subject\": the event belongs to no journey");
    return RH_OK;
}

/* Digits and points, few of them: nobody's name or number. */
static bool is_version(rh_str s)
{
    for (size_t i = 0; i < s.len; i++)
        if (strchr("0123456789.", s.ptr[i]) == NULL || s.ptr[i] == '\0') return false;
    return s.len <= 5;
}

static rh_code read_event(rh_event *out, const object_reader *r)
{
    rh_str version;
    rh_code code = required_text(&version, r, "specversion");
    if (code != RH_OK) return code;
    if (!rh_str_eq(version, RH_STR("1.0"))) {
        version = is_version(version) ? version : shown(r, version);
        return rh_err_set(r->err, RH_EVENT_ATTRIBUTE, START, "specversion is \"%.*s\", where 1.0 is expected",
                          RH_ARG(version));
    }
    code = required_text(&out->id, r, "id");
    if (code == RH_OK) code = required_text(&out->source, r, "source");
    if (code == RH_OK) code = required_text(&out->type, r, "type");
    if (code == RH_OK) code = read_journey(out, r);
    if (code == RH_OK) code = read_times(out, r);
    if (code == RH_OK) code = read_actor(out, r);
    if (code == RH_OK) code = read_extensions(out, r);
    return code == RH_OK ? read_data(out, r) : code;
}

static rh_code read_identity(rh_identity *out, rh_ce_reader *reader, const object_reader *r)
{
    rh_buf *canonical = &reader->canonical;
    rh_buf_clear(canonical);
    canonical->failed = false;
    rh_value_put_json(canonical, r->object);
    if (!canonical->failed) out->content = rh_hasher_of(reader->hasher, rh_buf_str(canonical));
    const bool failed = canonical->failed;
    if (failed || reader->arena.used_bytes > CANONICAL_KEPT_BYTES) {
        rh_arena_reset(&reader->arena);
        rh_buf_init(canonical, &reader->arena, CANONICAL_MOST_BYTES);
    }
    if (failed) return rh_err_nomem(r->err);
    rh_str source, id;
    const object_reader quiet = {.object = r->object, .keep = r->keep};
    if (required_text(&source, &quiet, "source") != RH_OK || required_text(&id, &quiet, "id") != RH_OK) return RH_OK;
    out->source = source;
    out->id = id;
    return RH_OK;
}

rh_code rh_ce_of_value(rh_event *out, rh_identity *identity, rh_arena *keep, rh_ce_reader *reader, rh_value object,
                       rh_err *err)
{
    *identity = (rh_identity){0};
    *out = (rh_event){0};
    if (object.kind != RH_MAP)
        return rh_err_set(err, RH_EVENT_ATTRIBUTE, START, "%s, where an object is expected",
                          rh_kind_name((rh_kind)object.kind));
    const object_reader r = {object, reader->is_joined, keep, err};
    const rh_code code = read_identity(identity, reader, &r);
    return code == RH_OK ? read_event(out, &r) : code;
}

rh_code rh_ce_read(rh_event *out, rh_identity *identity, rh_arena *keep, rh_ce_reader *reader, rh_str text, rh_err *err)
{
    rh_value object;
    *identity = (rh_identity){0};
    const rh_code code = rh_json_read(&object, keep, reader->json, text, err);
    return code == RH_OK ? rh_ce_of_value(out, identity, keep, reader, object, err) : code;
}
