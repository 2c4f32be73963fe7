/* JSON Lines in, records out. */
#include "harness/ingest/intake.h"

#include "harness/ingest/lines.h"
#include "harness/ingest/map.h"
#include "harness/ingest/pseudonym.h"

#include "engine/base/limits.h"

typedef struct reading {
    const char *path;
    const rh_ingest_options *options;
    const rh_intake *to;
    rh_lines *lines;
    rh_ce_reader *reader;
    uint64_t n_records;
} reading;

enum { PROGRESS_EVERY = 4096 }; /* records */

static bool is_blank(rh_str s)
{
    for (size_t i = 0; i < s.len; i++)
        if (s.ptr[i] != ' ' && s.ptr[i] != '\t') return false;
    return true;
}

static rh_code tell(reading *r, rh_err *err)
{
    const rh_ingest_options *o = r->options;
    if (o->is_stopped != NULL && o->is_stopped(o->is_stopped_ctx))
        return rh_err_set(err, RH_INGEST_STOPPED, (rh_span){.file = rh_str_of(r->path)}, "stopped");
    if (o->progress != NULL && r->n_records % PROGRESS_EVERY == 0)
        o->progress(o->progress_ctx, r->path, rh_input_done(rh_lines_input(r->lines)),
                    rh_input_size(rh_lines_input(r->lines)));
    return RH_OK;
}

/* A file of one array is a common export: one hint is worth more than a quarantined line for each of its lines (I7). */
static rh_code check_first(const reading *r, const rh_line *line, rh_err *err)
{
    size_t i = 0;
    while (i < line->text.len && (line->text.ptr[i] == ' ' || line->text.ptr[i] == '\t')) i++;
    if (r->n_records > 0 || i == line->text.len || line->text.ptr[i] != '[') return RH_OK;
    return rh_err_set(err, RH_INPUT_ARRAY, (rh_span){rh_str_of(r->path), (uint32_t)line->number, (uint32_t)i + 1},
                      "a JSON array, where one event a line is expected: put each element on a line of its own");
}

/* The error of a line that does not end is that it was cut, if what is there is no JSON (I1). */
static void note_cut(rh_intake_record *record, const rh_line *line)
{
    if (line->has_end || (record->refused != RH_JSON_SYNTAX && record->refused != RH_JSON_TEXT)) return;
    record->refused = rh_err_set(&record->why, RH_LINE_CUT, record->why.span, "the last line is cut after %llu bytes",
                                 (unsigned long long)line->length);
}

static rh_code take_line(reading *r, const rh_line *line, rh_err *err)
{
    rh_event event;
    rh_identity identity = {0};
    rh_intake_record record = {.line = line->number,
                               .offset = line->offset,
                               .raw = line->text,
                               .raw_length = line->length,
                               .identities = &identity};
    if (line->is_over)
        record.refused = rh_err_set(&record.why, RH_LINE_LONG, (rh_span){.line = 1, .col = RH_LIMIT_LINE_BYTES + 1},
                                    "a line of %llu bytes, where at most %d are read", (unsigned long long)line->length,
                                    RH_LIMIT_LINE_BYTES);
    else record.refused = rh_ce_read(&event, &identity, r->to->arena, r->reader, line->text, &record.why);
    if (record.refused == RH_NOMEM) return rh_err_nomem(err);
    note_cut(&record, line);
    record.why.span.file = rh_str_of(r->path);
    record.why.span.line = (uint32_t)line->number;
    record.n_identities = identity.id.ptr != NULL;
    record.events = &event;
    record.n_events = record.refused == RH_OK;
    return r->to->take(r->to->ctx, &record, err);
}

static rh_code read_lines(reading *r, rh_err *err)
{
    for (;;) {
        rh_line line;
        bool is_end;
        rh_code code = tell(r, err);
        if (code == RH_OK) code = rh_lines_next(&line, &is_end, r->lines, err);
        if (code != RH_OK || is_end) return code;
        if (is_blank(line.text) && !line.is_over) continue;
        code = check_first(r, &line, err);
        if (code != RH_OK) return code;
        if (!r->to->keeps) rh_arena_reset(r->to->arena);
        if (r->n_records >= r->to->skip) code = take_line(r, &line, err);
        if (code != RH_OK) return code;
        r->n_records++;
    }
}

static void warn_when_empty(const reading *r, rh_diags *diags)
{
    const rh_span span = {.file = rh_str_of(r->path)};
    if (r->n_records > 0) return;
    if (rh_input_size(rh_lines_input(r->lines)) == 0)
        rh_diags_add_warning(diags, RH_INPUT_EMPTY, span, "the file is empty");
    else rh_diags_add_warning(diags, RH_INPUT_HEADER_ONLY, span, "the file has no event, only blank lines");
}

static rh_code read_events(rh_intake_file *out, const char *path, const rh_ingest_options *options, const rh_intake *to,
                           rh_diags *diags, rh_err *err)
{
    reading r = {.path = path, .options = options, .to = to};
    rh_code code = rh_ce_reader_new(&r.reader, err);
    if (code == RH_OK) code = rh_lines_open(&r.lines, path, err);
    if (code == RH_OK) code = read_lines(&r, err);
    if (code == RH_OK) {
        warn_when_empty(&r, diags);
        *out = (rh_intake_file){rh_input_hash(rh_lines_input(r.lines)), r.n_records};
    }
    rh_lines_close(r.lines);
    rh_ce_reader_free(r.reader);
    return code;
}

/* An intake that has names in place of values. */
typedef struct veiled {
    rh_pseudonyms *pseudonyms;
    const rh_intake *to;
} veiled;

static rh_code take_veiled(void *ctx, const rh_intake_record *record, rh_err *err)
{
    const veiled *v = ctx;
    return rh_pseudonyms_take(v->pseudonyms, v->to, record, err);
}

/* Somebody is told of a record, then it is taken. */
typedef struct telling {
    const char *path;
    const rh_ingest_options *options;
    const rh_intake *to;
} telling;

static rh_code take_told(void *ctx, const rh_intake_record *record, rh_err *err)
{
    const telling *t = ctx;
    const rh_code code = t->options->told(t->options->told_ctx, t->path, record, err);
    return code == RH_OK ? t->to->take(t->to->ctx, record, err) : code;
}

rh_code rh_intake_read(rh_intake_file *out, const char *path, const rh_ingest_options *options, const rh_intake *to,
                       rh_diags *diags, rh_err *err)
{
    telling t = {path, options, to};
    const rh_intake last = {&t, take_told, to->arena, to->keeps, to->skip};
    if (options->told != NULL) to = &last;
    veiled v = {options->pseudonyms, to};
    const rh_intake between = {&v, take_veiled, to->arena, to->keeps, to->skip};
    const rh_intake *next = options->pseudonyms != NULL ? &between : to;
    return options->map != NULL ? rh_map_intake(out, path, options, next, diags, err)
                                : read_events(out, path, options, next, diags, err);
}
