/* Rows of an export to events, by a mapping. */
#include "harness/ingest/map_insides.h"

#include "harness/ingest/personal.h"
#include "harness/system/memory.h"

#include "engine/base/limits.h"
#include "engine/base/map.h"
#include "engine/base/show.h"
#include "engine/base/vec.h"

#include <stdio.h>

/* A column that the mapping does not name, and how many rows say something there. */
typedef struct unmapped {
    rh_str name;
    uint64_t n_rows;
} unmapped;

/* One file being read. */
typedef struct mapping {
    const char *path;
    const rh_ingest_options *options;
    const rh_intake *to;
    rh_map_at at;
    rh_arena file; /* its text and what lasts as long */
    rh_reader *reader;
    rh_ce_reader *events_reader;
    rh_value row;
    bool *was_seen; /* for each of match: whether a row had it */
    rh_map members; /* of rows: 0 for those that a column names, else 1 and the index of what is told of */
    RH_VEC(unmapped) unmapped;
    uint64_t n_records;
    rh_map_local local;
    rh_map_past *past; /* the mapping has a history */
} mapping;

static rh_code is_emitted(bool *out, mapping *m, const rh_map_emit *e, rh_err *err)
{
    rh_value v;
    *out = true;
    if (e->when.root == RH_EXPR_NONE) return RH_OK;
    const rh_code code = rh_map__eval(&v, &m->at, &e->when, "when", err);
    *out = code == RH_OK && rh_value_is_true(v);
    return code;
}

/* ---- rows ---- */

static rh_code read_columns(mapping *m, rh_err *err)
{
    rh_map_local local = {0};
    const rh_code code = rh_map__read_columns(&m->at, &local, m->row, err);
    for (size_t i = 0; code == RH_OK && i <= RH_LOCAL_TWICE; i++) {
        m->local.midnights[i] += local.midnights[i];
        m->local.times[i] += local.times[i];
    }
    return code;
}

/* The slots of `prev`: the row before this one in its history. */
static rh_code put_past(mapping *m, rh_err *err)
{
    rh_value *slots = m->at.slots + m->at.map->n_columns + RH_MAP_FILE_SLOTS;
    return m->past != NULL ? rh_map__past(slots, m->past, m->n_records, m->at.arena, err) : RH_OK;
}

/* All events of a row, or the first error. */
static rh_code make_events(rh_event *events, rh_identity *identities, size_t *n, mapping *m, rh_err *err)
{
    rh_code code = read_columns(m, err);
    for (size_t i = 0; code == RH_OK && i < m->at.map->n_emits; i++) {
        rh_value object;
        bool is_wanted;
        code = is_emitted(&is_wanted, m, &m->at.map->emits[i], err);
        if (code != RH_OK || !is_wanted) continue;
        code = rh_map__make_object(&object, &m->at, &m->at.map->emits[i], err);
        if (code == RH_OK)
            code = rh_ce_of_value(&events[*n], &identities[*n], m->at.arena, m->events_reader, object, err);
        (*n)++;
    }
    return code;
}

/* The joins of a row: those that have a value to look for. */
static rh_code make_joins(rh_join_key *keys, size_t *n, mapping *m, rh_err *err)
{
    for (size_t i = 0; i < m->at.map->n_joins; i++) {
        const rh_map_join *join = &m->at.map->joins[i];
        rh_value v;
        char number[24];
        rh_str text = rh_str_null();
        const rh_code code = rh_map__eval(&v, &m->at, &join->value, "a join's value", err);
        if (code != RH_OK) return code;
        if (v.kind == RH_STRING) text = rh_value_str(v);
        else if (v.kind == RH_INT)
            text = (rh_str){number, (size_t)snprintf(number, sizeof number, "%lld", (long long)v.i)};
        else if (v.kind != RH_NULL)
            return rh_err_set(err, RH_ROW_VALUE, (rh_span){0}, "a join's value is %s, where a text is expected",
                              rh_kind_name((rh_kind)v.kind));
        text = rh_join_value(m->at.arena, text, join->way);
        if (text.ptr != NULL) keys[(*n)++] = (rh_join_key){join->name, text};
    }
    return RH_OK;
}

/* The names that columns have for members of rows. */
static bool know_members(mapping *m)
{
    bool is_done = true;
    for (size_t i = 0; i < m->at.map->n_columns; i++)
        for (size_t k = 0; k < m->at.map->columns[i].n_paths; k++)
            is_done &= rh_map_set(&m->members, &m->file, m->at.map->columns[i].paths[k].at[0], 0);
    return is_done;
}

static bool says_something(rh_value v)
{
    return v.kind != RH_NULL && (v.kind != RH_STRING || v.n > 0);
}

/* A member of a row, if no column names it; of such the first are told of. */
static bool note_member(mapping *m, const rh_pair *member)
{
    const rh_str name = rh_value_str(member->key);
    uint32_t at = rh_map_get(&m->members, name);
    if (at == 0 || rh_str_starts(name, RH_STR("^"))) return true;
    if (at == RH_MAP_NONE) {
        if (m->unmapped.n == RH_LIMIT_DIAGS) return true;
        const rh_str kept = rh_arena_str(&m->file, name);
        at = (uint32_t)m->unmapped.n + 1;
        if (kept.ptr == NULL || !rh_map_set(&m->members, &m->file, kept, at) ||
            !RH_PUSH(&m->file, &m->unmapped, (unmapped){kept, 0}))
            return false;
    }
    m->unmapped.at[at - 1].n_rows += says_something(member->value);
    return true;
}

/* Remembers which of the needed columns there are, and the first of the members that no column names. */
static bool note_members(mapping *m)
{
    for (size_t i = 0; i < m->at.map->match.n; i++)
        if (!m->was_seen[i]) m->was_seen[i] = rh_map__find(&m->row, m->at.map->matched[i]) != NULL;
    for (uint32_t i = 0; m->row.kind == RH_MAP && i < m->row.n; i++)
        if (!note_member(m, &m->row.map[i])) return false;
    return true;
}

/* A row that was taken before: what is said of the file as a whole counts it, too. */
static rh_code pass_over(mapping *m, const rh_row *row, rh_err *err)
{
    rh_err why;
    m->row = row->value;
    m->n_records++;
    if (row->refused != RH_OK) return RH_OK;
    if (!note_members(m) || read_columns(m, &why) == RH_NOMEM) return rh_err_nomem(err);
    return RH_OK;
}

/* Whose a row is that could not be read whole, from the columns that say so; null: these cannot be read either. */
static rh_str subject_of(mapping *m)
{
    const rh_map_file *map = m->at.map;
    size_t n = 0;
    rh_value v;
    const uint32_t *reads = map->subject.root != RH_EXPR_NONE ? rh_pool_reads(map->pool, map->subject.root, &n) : NULL;
    for (size_t i = 0; i < n; i++) {
        rh_local_times local;
        if (reads[i] >= map->n_columns) continue;
        if (rh_map__read(&m->at.slots[reads[i]], &local, map, &m->at.columns[reads[i]], m->row, m->at.arena, NULL) !=
            RH_OK)
            return rh_str_null();
    }
    const bool is_said = reads != NULL && rh_map__eval(&v, &m->at, &map->subject, "subject", NULL) == RH_OK;
    return is_said && v.kind == RH_STRING ? rh_value_str(v) : rh_str_null();
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
    rh_event *events = RH_NEW_N(m->at.arena, m->at.map->n_emits, rh_event);
    rh_identity *identities = RH_NEW_N(m->at.arena, m->at.map->n_emits, rh_identity);
    rh_join_key *joins = RH_NEW_N(m->at.arena, m->at.map->n_joins, rh_join_key);
    if (events == NULL || identities == NULL || joins == NULL) return rh_err_nomem(err);
    m->row = row->value;
    if (record.refused == RH_OK && !note_members(m)) return rh_err_nomem(err);
    const rh_code looked = put_past(m, err);
    if (looked != RH_OK) return looked;
    if (record.refused == RH_OK) {
        record.refused = make_events(events, identities, &n, m, &record.why);
        if (record.refused == RH_OK) record.refused = make_joins(joins, &record.n_joins, m, &record.why);
        record.why.span = (rh_span){rh_str_of(m->path), (uint32_t)row->line, 1};
        if (record.refused != RH_OK) record.journey = subject_of(m);
    }
    record.is_joined = m->at.map->n_joins > 0;
    record.joins = joins;
    if (record.refused == RH_NOMEM || rh_arena_failed(m->at.arena)) return rh_err_nomem(err);
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
        if (!m->to->keeps) rh_arena_reset(m->at.arena);
        if (code == RH_OK) code = rh_reader_next(&row, &is_end, m->reader, m->at.arena, err);
        if (code == RH_OK && !is_end)
            code = m->n_records < m->to->skip ? pass_over(m, &row, err) : take_row(m, &row, err);
        if (code != RH_OK || is_end) return code;
    }
}

static rh_code check_match(const mapping *m, rh_err *err)
{
    for (size_t i = 0; m->n_records > 0 && rh_reader_columns(m->reader).n == 0 && i < m->at.map->match.n; i++)
        if (!m->was_seen[i])
            return rh_err_set(err, RH_MAP_MATCH, (rh_span){.file = rh_str_of(m->path)},
                              "no row has \"%.*s\", which mapping %.*s needs", RH_ARG(m->at.map->match.at[i]),
                              RH_ARG(m->at.map->name));
    return RH_OK;
}

static void say_what_is_left(mapping *m, bool is_empty, rh_diags *diags)
{
    const rh_span span = {.file = rh_str_of(m->path)};
    if (is_empty) rh_diags_add_warning(diags, RH_INPUT_EMPTY, span, "the file is empty");
    else if (m->n_records == 0) rh_diags_add_warning(diags, RH_INPUT_HEADER_ONLY, span, "the file has no rows");
    const uint64_t never = m->local.midnights[RH_LOCAL_NEVER], twice = m->local.midnights[RH_LOCAL_TWICE];
    if (never + twice > 0)
        rh_diags_add_warning(diags, RH_MAP_MIDNIGHT, span,
                             "%llu dates have no midnight in %.*s and %llu have two: each begins at the first instant "
                             "of its day",
                             (unsigned long long)never,
                             RH_ARG(m->at.map->zone != NULL ? rh_zone_name(m->at.map->zone) : RH_STR("their zone")),
                             (unsigned long long)twice);
    if (m->local.times[RH_LOCAL_NEVER] + m->local.times[RH_LOCAL_TWICE] > 0)
        rh_diags_add_warning(
            diags, RH_MAP_LOCAL, span,
            "%llu times do not exist in their zone and %llu exist twice: the first instant after the gap "
            "and the first of two are taken",
            (unsigned long long)m->local.times[RH_LOCAL_NEVER], (unsigned long long)m->local.times[RH_LOCAL_TWICE]);
    for (size_t i = 0; i < m->unmapped.n; i++) {
        const rh_str shown = rh_show_name(&m->file, m->unmapped.at[i].name, 80);
        rh_diags_add_warning(diags, RH_MAP_UNMAPPED, span, "column \"%.*s\" is not mapped", RH_ARG(shown));
        if (m->options->unmapped != NULL)
            m->options->unmapped(m->options->unmapped_ctx, shown, m->unmapped.at[i].n_rows);
    }
}

rh_str rh_map_file_name(const char *path)
{
    const char *slash = strrchr(path, '/');
    return rh_str_of(slash != NULL ? slash + 1 : path);
}

static rh_code open_mapping(mapping *m, rh_err *err)
{
    const size_t n = m->at.map->n_columns;
    if (m->at.map->needs_export && !m->options->has_exported_at)
        return rh_err_set(err, RH_MAP_EXPORTED, (rh_span){.file = rh_str_of(m->path)},
                          "mapping %.*s reads a final snapshot: --exported-at must say when it was made",
                          RH_ARG(m->at.map->name));
    m->at.slots = RH_NEW_N(&m->file, 2 * n + RH_MAP_FILE_SLOTS, rh_value);
    m->was_seen = RH_NEW_N(&m->file, m->at.map->match.n, bool);
    if (rh_arena_failed(&m->file) || !know_members(m)) return rh_err_nomem(err);
    m->at.slots[n] = rh_string(rh_map_file_name(m->path));
    m->at.slots[n + 1] = rh_timestamp(m->options->exported_at);
    const rh_code code = rh_ce_reader_new(&m->events_reader, err);
    if (code == RH_OK && m->at.map->n_joins > 0) rh_ce_reader_join(m->events_reader);
    return code == RH_OK ? rh_reader_open(&m->reader, m->path, &m->at.map->reads, err) : code;
}

/* What must be known of all rows before the first becomes events: the orders of dates, and what was before each row. */
static rh_code read_before(mapping *m, rh_sha256 *hash, bool *is_read, rh_diags *diags, rh_err *err)
{
    const rh_code code = rh_map__prove(&m->at.columns, hash, is_read, &m->file, m->at.map, m->path, diags, err);
    if (code != RH_OK || m->at.map->history.key.root == RH_EXPR_NONE) return code;
    *is_read = true;
    return rh_map__read_past(&m->past, hash, &m->file, &m->at, m->path, err);
}

/* The file that was read before is the one that was read then (I18). */
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
    bool is_read_before = false;
    mapping m = {.path = path, .options = options, .to = to, .at = {.map = options->map, .arena = to->arena}};
    rh_arena_init(&m.file, rh_memory_host(), 0);
    rh_code code = open_mapping(&m, err);
    if (code == RH_OK) code = rh_map__check_header(m.at.map, rh_reader_columns(m.reader), path, &m.file, err);
    if (code == RH_OK) code = read_before(&m, &hash, &is_read_before, diags, err);
    if (code == RH_OK) code = read_rows(&m, err);
    if (code == RH_OK) code = check_match(&m, err);
    if (code == RH_OK && is_read_before) code = check_same(&m, hash, err);
    if (code == RH_OK) {
        say_what_is_left(&m, rh_reader_is_empty(m.reader), diags);
        *out = (rh_intake_file){rh_reader_hash(m.reader), m.n_records};
    }
    rh_map__close_past(m.past);
    rh_reader_close(m.reader);
    rh_ce_reader_free(m.events_reader);
    rh_arena_dispose(&m.file);
    return code;
}
