/* Fixtures from the bytes of a revision. */
#include "harness/replay/fixtures.h"

#include "engine/base/buf.h"
#include "engine/base/limits.h"
#include "engine/base/map.h"
#include "engine/base/vec.h"
#include "harness/ingest/cloudevents.h"

#include <stdlib.h>

typedef struct reading {
    rh_arena *keep;
    rh_ce_reader *reader;
    rh_str file; /* for messages */
    RH_VEC(rh_event) events;
    rh_map seen; /* identity to the line it stands on */
} reading;

static rh_code check_identity(reading *r, const rh_event *event, uint32_t line, rh_err *err)
{
    rh_buf id;
    rh_buf_init(&id, r->keep, 2 * RH_LIMIT_LINE_BYTES);
    rh_buf_put(&id, event->source);
    rh_buf_byte(&id, '\0');
    rh_buf_put(&id, event->id);
    if (id.failed) return rh_err_nomem(err);
    const uint32_t first = rh_map_get(&r->seen, rh_buf_str(&id));
    if (first != RH_MAP_NONE)
        return rh_err_set(err, RH_FIXTURE, (rh_span){r->file, line, 1},
                          "event %.*s %.*s stands twice, first on line %u", RH_ARG(event->source), RH_ARG(event->id),
                          first);
    return rh_map_set(&r->seen, r->keep, rh_buf_str(&id), line) ? RH_OK : rh_err_nomem(err);
}

static rh_code read_line(reading *r, rh_str text, uint32_t line, rh_err *err)
{
    rh_event event;
    rh_identity identity;
    if (text.len > RH_LIMIT_LINE_BYTES)
        return rh_err_set(err, RH_FIXTURE, (rh_span){r->file, line, 1}, "the line is longer than %d bytes",
                          RH_LIMIT_LINE_BYTES);
    rh_code code = rh_ce_read(&event, &identity, r->keep, r->reader, text, err);
    if (code != RH_OK) {
        if (err != NULL) err->span = (rh_span){r->file, line, err->span.col};
        return code;
    }
    if (r->events.n != 0 && !rh_str_eq(event.subject, r->events.at[0].subject))
        return rh_err_set(err, RH_FIXTURE, (rh_span){r->file, line, 1},
                          "the event is of journey %.*s, those before are of %.*s: a base is one journey",
                          RH_ARG(event.subject), RH_ARG(r->events.at[0].subject));
    code = check_identity(r, &event, line, err);
    if (code != RH_OK) return code;
    return RH_PUSH(r->keep, &r->events, event) ? RH_OK : rh_err_nomem(err);
}

static rh_code read_lines(reading *r, rh_str bytes, rh_err *err)
{
    rh_code code = RH_OK;
    uint32_t line = 1;
    for (size_t from = 0; code == RH_OK && from < bytes.len; line++) {
        const char *end = memchr(bytes.ptr + from, '\n', bytes.len - from);
        const size_t to = end != NULL ? (size_t)(end - bytes.ptr) : bytes.len;
        rh_str text = rh_str_slice(bytes, from, to);
        if (rh_str_ends(text, RH_STR("\r"))) text.len--;
        if (text.len != 0) code = read_line(r, text, line, err);
        from = to + 1;
    }
    if (code == RH_OK && r->events.n == 0)
        code = rh_err_set(err, RH_FIXTURE, (rh_span){r->file, 1, 1}, "the base has no events");
    return code;
}

static int by_order(const void *a, const void *b)
{
    return rh_event_cmp(a, b);
}

/* "REV:fixtures/NAME.jsonl", as the tree lists it. */
static rh_str label_of(const rh_revision *revision, rh_str name)
{
    for (size_t i = 0; i < revision->tree.n_fixtures; i++) {
        const rh_str path = revision->tree.fixtures[i].path;
        if (path.len == name.len + sizeof ".jsonl" - 1 && rh_str_starts(path, name) &&
            rh_str_ends(path, RH_STR(".jsonl")))
            return revision->tree.fixtures[i].label;
    }
    return name;
}

rh_code rh_fixture_read(rh_base *out, rh_arena *keep, const rh_revision *revision, rh_str name, rh_err *err)
{
    rh_str bytes;
    reading r = {.keep = keep, .file = label_of(revision, name)};
    rh_code code = rh_revision_fixture(&bytes, keep, revision, name, err);
    if (code == RH_OK) code = rh_ce_reader_new(&r.reader, err);
    if (code == RH_OK) code = read_lines(&r, bytes, err);
    rh_ce_reader_free(r.reader);
    if (code != RH_OK) return code;
    qsort(r.events.at, r.events.n, sizeof *r.events.at, by_order);
    *out = (rh_base){r.events.at, r.events.n};
    return RH_OK;
}

rh_code rh_fixtures_read(const rh_base **out, rh_arena *keep, const rh_revision *revision, const rh_proof *proof,
                         rh_diags *diags)
{
    const rh_strs names = rh_proof_bases(proof);
    rh_base *bases = RH_NEW_N(keep, names.n, rh_base);
    rh_err err;
    if (bases == NULL) return rh_diags_add(diags, RH_NOMEM, (rh_span){0}, "no memory");
    rh_code first = RH_OK;
    for (size_t i = 0; i < names.n; i++) {
        const rh_code code = rh_fixture_read(&bases[i], keep, revision, names.at[i], &err);
        if (code == RH_OK) continue;
        rh_diags_error(diags, &err);
        if (first == RH_OK) first = code;
    }
    if (first == RH_OK) *out = bases;
    return first;
}
