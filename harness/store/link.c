/* Joined records into the store, and to their journeys. */
#include "harness/store/link.h"

#include "harness/ingest/map.h"

#include <stdlib.h>

/* ---- writing ---- */

static rh_code put_said(rh_db *db, rh_sql sql, int64_t item, const rh_join_key *said, size_t n, rh_err *err)
{
    rh_code code = RH_OK;
    for (size_t i = 0; code == RH_OK && i < n; i++) {
        sqlite3_stmt *stmt = NULL;
        code = rh_db__use(&stmt, db, sql, err);
        if (code != RH_OK) break;
        sqlite3_bind_int64(stmt, 1, item);
        rh_db__bind_text(stmt, 2, said[i].on);
        rh_db__bind_text(stmt, 3, said[i].value);
        code = rh_db__done(db, stmt, err);
    }
    return code;
}

/* What an event says under names, into a table. */
static rh_code note(rh_stage *s, rh_sql sql, const rh_event *event, int64_t item, rh_strs names, rh_err *err)
{
    const rh_arena_mark mark = rh_arena_begin(&s->scratch);
    rh_join_key *said = RH_NEW_N(&s->scratch, names.n, rh_join_key);
    if (said == NULL) return rh_err_nomem(err);
    const size_t n = rh_join_says(said, &s->scratch, event, names.at, names.n);
    const rh_code code = put_said(s->db, sql, item, said, n, err);
    rh_arena_end(&s->scratch, mark);
    return code;
}

rh_code rh_link__note(rh_stage *s, const rh_event *event, int64_t item, rh_err *err)
{
    return s->join_names.n == 0 ? RH_OK : note(s, RH_SQL_ADD_ANCHOR, event, item, s->join_names, err);
}

static rh_code put_key(rh_stage *s, size_t i, const rh_join_key *key, rh_err *err)
{
    sqlite3_stmt *stmt = NULL;
    const rh_code code = rh_db__use(&stmt, s->db, RH_SQL_ADD_LINK_KEY, err);
    if (code != RH_OK) return code;
    sqlite3_bind_int64(stmt, 1, s->next_item);
    sqlite3_bind_int64(stmt, 2, (int64_t)i);
    rh_db__bind_text(stmt, 3, key->on);
    rh_db__bind_text(stmt, 4, key->value);
    return rh_db__done(s->db, stmt, err);
}

static rh_code put_event(rh_stage *s, const rh_event *event, int64_t item, rh_err *err)
{
    sqlite3_stmt *stmt = NULL;
    rh_buf_clear(&s->encoded);
    rh_blob__put(&s->encoded, &s->scratch, event, (uint64_t)item, s->names);
    if (s->encoded.failed) return rh_err_nomem(err);
    rh_code code = rh_db__use(&stmt, s->db, RH_SQL_ADD_LINK_EVENT, err);
    if (code != RH_OK) return code;
    sqlite3_bind_int64(stmt, 1, item);
    rh_db__bind_blob(stmt, 2, rh_buf_str(&s->encoded));
    code = rh_db__done(s->db, stmt, err);
    return code == RH_OK ? note(s, RH_SQL_ADD_LINK_SAYS, event, item, s->join_names, err) : code;
}

rh_code rh_link__put(rh_stage *s, const rh_intake_record *record, rh_err *err)
{
    sqlite3_stmt *stmt = NULL;
    if (record->n_events == 0) return RH_OK;
    rh_code code = rh_db__use(&stmt, s->db, RH_SQL_ADD_LINK, err);
    if (code != RH_OK) return code;
    sqlite3_bind_int64(stmt, 1, s->next_item);
    sqlite3_bind_int64(stmt, 2, (int64_t)record->n_events);
    rh_db__bind_text(stmt, 3, record->events[0].subject);
    code = rh_db__done(s->db, stmt, err);
    for (size_t i = 0; code == RH_OK && i < record->n_joins; i++) code = put_key(s, i, &record->joins[i], err);
    for (size_t i = 0; code == RH_OK && i < record->n_events; i++)
        code = put_event(s, &record->events[i], s->next_item + (int64_t)i, err);
    return code;
}

rh_code rh_link__remove(rh_db *db, int64_t first, int64_t last, rh_err *err)
{
    static const rh_sql deletes[] = {RH_SQL_DELETE_ANCHORS, RH_SQL_DELETE_LINKS, RH_SQL_DELETE_LINK_KEYS,
                                     RH_SQL_DELETE_LINK_SAYS, RH_SQL_DELETE_LINK_EVENTS};
    rh_code code = RH_OK;
    for (size_t i = 0; code == RH_OK && i < sizeof deletes / sizeof *deletes; i++) {
        sqlite3_stmt *stmt = NULL;
        code = rh_db__use(&stmt, db, deletes[i], err);
        if (code != RH_OK) break;
        sqlite3_bind_int64(stmt, 1, first);
        sqlite3_bind_int64(stmt, 2, last);
        code = rh_db__done(db, stmt, err);
    }
    return code;
}

/* ---- names that joins ask for ---- */

static bool has(rh_strs names, rh_str name)
{
    for (size_t i = 0; i < names.n; i++)
        if (rh_str_eq(names.at[i], name)) return true;
    return false;
}

static rh_code read_names(rh_stage *s, rh_strs *out, rh_err *err)
{
    RH_VEC(rh_str) names = {0};
    sqlite3_stmt *stmt = NULL;
    bool has_row = true;
    rh_code code = rh_db__use(&stmt, s->db, RH_SQL_JOIN_NAMES, err);
    while (code == RH_OK) {
        code = rh_db__step(&has_row, s->db, stmt, err);
        if (code != RH_OK || !has_row) break;
        const rh_str name = rh_arena_str(&s->buffers, rh_db__text(stmt, 0));
        if (name.ptr == NULL || !RH_PUSH(&s->buffers, &names, name)) code = rh_err_nomem(err);
    }
    if (stmt != NULL) sqlite3_reset(stmt);
    *out = (rh_strs){names.at, names.n};
    return code;
}

static rh_code add_name(rh_stage *s, rh_str name, rh_err *err)
{
    sqlite3_stmt *stmt = NULL;
    const rh_code code = rh_db__use(&stmt, s->db, RH_SQL_ADD_JOIN_NAME, err);
    if (code != RH_OK) return code;
    rh_db__bind_text(stmt, 1, name);
    return rh_db__done(s->db, stmt, err);
}

/* The events of a blob, but for those of links, which are looked at beside. */
static rh_code note_blob(rh_stage *s, rh_str bytes, const rh_dead_items *linked, rh_sql sql, rh_strs names, rh_err *err)
{
    for (size_t at = 0; at < bytes.len;) {
        rh_event event;
        uint64_t item;
        const rh_arena_mark mark = rh_arena_begin(&s->batch);
        if (!rh_blob__get(&event, &item, &s->batch, bytes, &at, RH_STR("?"), s->names, true))
            return rh_err_set(err, RH_STORE_MALFORMED, (rh_span){.file = rh_str_of(s->db->path)},
                              "store: an event cannot be read");
        rh_code code = RH_OK;
        if (linked == NULL || !rh_linked__has(linked, (int64_t)item))
            code = note(s, sql, &event, (int64_t)item, names, err);
        rh_arena_end(&s->batch, mark);
        if (code != RH_OK) return code;
    }
    return RH_OK;
}

static rh_code note_all(rh_stage *s, rh_sql from, rh_sql into, const rh_dead_items *linked, rh_strs names, rh_err *err)
{
    sqlite3_stmt *stmt = NULL;
    bool has_row = true;
    rh_code code = rh_db__use(&stmt, s->db, from, err);
    while (code == RH_OK) {
        code = rh_db__step(&has_row, s->db, stmt, err);
        if (code != RH_OK || !has_row) break;
        code = note_blob(s, rh_db__blob(stmt, 1), linked, into, names, err);
    }
    if (stmt != NULL) sqlite3_reset(stmt);
    return code;
}

rh_code rh_link__use_names(rh_stage *s, rh_err *err)
{
    RH_VEC(rh_str) fresh = {0};
    rh_strs known;
    rh_dead_items linked = {0};
    rh_code code = read_names(s, &known, err);
    const rh_strs wanted = s->options->map != NULL ? rh_map_joins(s->options->map) : (rh_strs){0};
    for (size_t i = 0; code == RH_OK && i < wanted.n; i++) {
        if (has(known, wanted.at[i]) || has((rh_strs){fresh.at, fresh.n}, wanted.at[i])) continue;
        if (!RH_PUSH(&s->buffers, &fresh, wanted.at[i])) return rh_err_nomem(err);
        code = add_name(s, wanted.at[i], err);
    }
    if (code != RH_OK) return code;
    s->join_names = known;
    if (fresh.n == 0) return RH_OK;
    const rh_strs names = {fresh.at, fresh.n};
    code = rh_merge__linked(&linked, &s->buffers, s->db, err);
    if (code == RH_OK) code = note_all(s, RH_SQL_JOURNEY_BLOBS, RH_SQL_ADD_ANCHOR, &linked, names, err);
    if (code == RH_OK) code = note_all(s, RH_SQL_LINK_EVENTS, RH_SQL_ADD_LINK_SAYS, NULL, names, err);
    return code == RH_OK ? read_names(s, &s->join_names, err) : code;
}

/* ---- resolving ---- */

/* A link as it stands, beside its row of the join. */
typedef struct link_row {
    int64_t item, parts, file;
    uint32_t line;
    rh_str journey, path, why; /* before; why null: it was not refused */
    bool is_settled, is_alive; /* its file was; not all of its events are duplicates or conflicts */
} link_row;

typedef struct resolving {
    rh_db *db;
    rh_arena *keep; /* of the names that are touched */
    rh_arena arena; /* of the rest */
    RH_VEC(link_row) links;
    RH_VEC(rh_join_row) rows; /* parallel */
    RH_VEC(rh_join_fact) facts;
    RH_VEC(rh_str) touched;
    RH_VEC(rh_str) names; /* of keys: a few, which repeat in every row */
    rh_settle_told told;
} resolving;

/* Links are gone through several times, and are told of as if each time were a part of them. */
enum { AS_LINKS, AS_KEYS, AS_SAYINGS, AS_RESULTS, N_TIMES };

static void tell(const resolving *r, int time, size_t at)
{
    if (at % RH_SETTLE_TELL_EVERY == 0)
        rh_settle__tell(r->told, "rows", ((size_t)time * r->links.cap + at) / N_TIMES, r->links.cap);
}

static rh_str copied(resolving *r, sqlite3_stmt *stmt, int column)
{
    return rh_arena_str(&r->arena, rh_db__text(stmt, column));
}

static rh_str name_of_key(resolving *r, sqlite3_stmt *stmt, int column)
{
    const rh_str name = rh_db__text(stmt, column);
    for (size_t i = 0; i < r->names.n; i++)
        if (rh_str_eq(r->names.at[i], name)) return r->names.at[i];
    const rh_str kept = rh_arena_str(&r->arena, name);
    return RH_PUSH(&r->arena, &r->names, kept) ? kept : rh_str_null();
}

/* Rows of a file follow each other. */
static rh_str path_of(resolving *r, sqlite3_stmt *stmt, int64_t file)
{
    const link_row *last = r->links.n > 0 ? &r->links.at[r->links.n - 1] : NULL;
    return last != NULL && last->file == file ? last->path : copied(r, stmt, 8);
}

static bool take_link(resolving *r, sqlite3_stmt *stmt)
{
    const link_row link = {.item = sqlite3_column_int64(stmt, 0),
                           .parts = sqlite3_column_int64(stmt, 1),
                           .journey = copied(r, stmt, 3),
                           .file = sqlite3_column_int64(stmt, 4),
                           .is_settled = sqlite3_column_int64(stmt, 5) != 0,
                           .line = (uint32_t)sqlite3_column_int64(stmt, 7),
                           .path = path_of(r, stmt, sqlite3_column_int64(stmt, 4)),
                           .why = copied(r, stmt, 9),
                           .is_alive = sqlite3_column_int64(stmt, 10) != 0};
    const rh_join_row row = {.subject = link.is_alive ? copied(r, stmt, 2) : rh_str_null()};
    tell(r, AS_LINKS, r->links.n);
    return RH_PUSH(&r->arena, &r->links, link) && RH_PUSH(&r->arena, &r->rows, row);
}

/* The link that an item belongs to; SIZE_MAX: none. */
static size_t link_of(const resolving *r, int64_t item)
{
    size_t from = 0, to = r->links.n;
    while (from < to) {
        const size_t middle = from + (to - from) / 2;
        const link_row *l = &r->links.at[middle];
        if (item < l->item) to = middle;
        else if (item >= l->item + l->parts) from = middle + 1;
        else return middle;
    }
    return SIZE_MAX;
}

static bool take_key(resolving *r, sqlite3_stmt *stmt, bool is_key)
{
    const size_t at = link_of(r, sqlite3_column_int64(stmt, 0));
    if (at == SIZE_MAX || !r->links.at[at].is_alive) return true;
    rh_join_row *row = &r->rows.at[at];
    const rh_join_key **list = is_key ? &row->keys : &row->says;
    size_t *n = is_key ? &row->n_keys : &row->n_says;
    if (*n == 0) tell(r, is_key ? AS_KEYS : AS_SAYINGS, at);
    rh_join_key *bigger = RH_NEW_N(&r->arena, *n + 1, rh_join_key); /* a handful */
    if (bigger == NULL) return false;
    if (*n > 0) memcpy(bigger, *list, *n * sizeof *bigger);
    bigger[(*n)++] = (rh_join_key){name_of_key(r, stmt, 1), copied(r, stmt, 2)};
    *list = bigger;
    return true;
}

static bool take_row(resolving *r, rh_sql sql, sqlite3_stmt *stmt)
{
    if (sql == RH_SQL_LINKS) return take_link(r, stmt);
    if (sql != RH_SQL_ANCHORS) return take_key(r, stmt, sql == RH_SQL_LINK_KEYS);
    const rh_join_fact fact = {{name_of_key(r, stmt, 0), copied(r, stmt, 1)}, copied(r, stmt, 2)};
    return RH_PUSH(&r->arena, &r->facts, fact);
}

/* Room for all links at once: arrays that grow leave what they were behind. */
static rh_code make_room(resolving *r, rh_err *err)
{
    uint64_t n;
    const rh_code code = rh_db__count(&n, r->db, RH_SQL_COUNT_LINKS, err);
    if (code != RH_OK || n == 0) return code;
    r->links.at = RH_NEW_N(&r->arena, n, link_row);
    r->rows.at = RH_NEW_N(&r->arena, n, rh_join_row);
    if (r->links.at == NULL || r->rows.at == NULL) return rh_err_nomem(err);
    r->links.cap = r->rows.cap = n;
    return RH_OK;
}

static rh_code read_all(resolving *r, rh_err *err)
{
    static const rh_sql reads[] = {RH_SQL_LINKS, RH_SQL_LINK_KEYS, RH_SQL_LINK_SAYS, RH_SQL_ANCHORS};
    rh_code code = make_room(r, err);
    for (size_t i = 0; code == RH_OK && i < sizeof reads / sizeof *reads; i++) {
        sqlite3_stmt *stmt = NULL;
        bool has_row = true;
        code = rh_db__use(&stmt, r->db, reads[i], err);
        while (code == RH_OK) {
            code = rh_db__step(&has_row, r->db, stmt, err);
            if (code != RH_OK || !has_row) break;
            if (!take_row(r, reads[i], stmt) || rh_arena_failed(&r->arena)) code = rh_err_nomem(err);
        }
        if (stmt != NULL) sqlite3_reset(stmt);
        if (r->links.n == 0) return code;
    }
    return code;
}

static rh_code touch(resolving *r, rh_str journey, rh_err *err)
{
    if (journey.ptr == NULL) return RH_OK;
    const rh_str name = rh_arena_str(r->keep, journey);
    return name.ptr != NULL && RH_PUSH(r->keep, &r->touched, name) ? RH_OK : rh_err_nomem(err);
}

static rh_code set_journey(resolving *r, const link_row *link, rh_str journey, rh_err *err)
{
    sqlite3_stmt *stmt = NULL;
    rh_code code = touch(r, link->journey, err);
    if (code == RH_OK) code = touch(r, journey, err);
    if (code == RH_OK) code = rh_db__use(&stmt, r->db, RH_SQL_SET_LINK, err);
    if (code != RH_OK) return code;
    sqlite3_bind_int64(stmt, 1, link->item);
    rh_db__bind_text(stmt, 2, journey);
    return rh_db__done(r->db, stmt, err);
}

static rh_code set_why(resolving *r, const link_row *link, const rh_err *why, rh_err *err)
{
    sqlite3_stmt *stmt = NULL;
    rh_code code = rh_db__use(&stmt, r->db, RH_SQL_SET_ITEM_CODES, err);
    if (code != RH_OK) return code;
    sqlite3_bind_int64(stmt, 1, link->item);
    sqlite3_bind_int64(stmt, 2, link->item + link->parts - 1);
    if (why != NULL) {
        rh_db__bind_text(stmt, 3, rh_str_of(rh_code_id(why->code)));
        rh_db__bind_text(stmt, 4, rh_str_of(why->text));
    }
    code = rh_db__done(r->db, stmt, err);
    if (code != RH_OK || !link->is_settled) return code;
    code = rh_db__use(&stmt, r->db, RH_SQL_STALE_COUNTS, err);
    if (code != RH_OK) return code;
    sqlite3_bind_int64(stmt, 1, link->file);
    return rh_db__done(r->db, stmt, err);
}

static rh_code write_result(resolving *r, size_t i, rh_err *err)
{
    rh_err why;
    rh_code code = RH_OK;
    const link_row *link = &r->links.at[i];
    const rh_join_row *row = &r->rows.at[i];
    const bool is_refused = row->journey.ptr == NULL && link->is_alive;
    const bool is_same = (row->journey.ptr == NULL) == (link->journey.ptr == NULL) &&
                         rh_str_eq(row->journey, link->journey);
    if (!is_same) code = set_journey(r, link, row->journey, err);
    if (code != RH_OK) return code;
    if (!is_refused) return link->why.ptr != NULL ? set_why(r, link, NULL, err) : RH_OK;
    rh_join_error(&why, &r->arena, (rh_span){link->path, link->line, 1}, row);
    return rh_str_eq(link->why, rh_str_of(why.text)) ? RH_OK : set_why(r, link, &why, err);
}

static int by_text(const void *a, const void *b)
{
    return rh_str_cmp(*(const rh_str *)a, *(const rh_str *)b);
}

static rh_code add_touched(resolving *r, rh_journey_names *touched, rh_err *err)
{
    for (size_t i = 0; i < touched->n; i++)
        if (!RH_PUSH(r->keep, &r->touched, touched->at[i])) return rh_err_nomem(err);
    size_t n = 0;
    if (r->touched.n > 1) qsort(r->touched.at, r->touched.n, sizeof *r->touched.at, by_text);
    for (size_t i = 0; i < r->touched.n; i++)
        if (n == 0 || !rh_str_eq(r->touched.at[n - 1], r->touched.at[i])) r->touched.at[n++] = r->touched.at[i];
    *touched = (rh_journey_names){r->touched.at, n};
    return RH_OK;
}

rh_code rh_link__resolve(rh_journey_names *touched, rh_arena *keep, rh_db *db, rh_settle_told told, rh_err *err)
{
    resolving r = {.db = db, .keep = keep, .told = told};
    rh_arena_init(&r.arena, keep->host, 0);
    rh_code code = read_all(&r, err);
    if (code == RH_OK && r.links.n > 0)
        code = rh_join_resolve(&r.arena, r.rows.at, r.rows.n, r.facts.at, r.facts.n,
                               (rh_join_stop){told.is_stopped, told.is_stopped_ctx}, err);
    for (size_t i = 0; code == RH_OK && i < r.links.n; i++) {
        tell(&r, AS_RESULTS, i);
        code = write_result(&r, i, err);
    }
    if (code == RH_OK && r.links.n > 0) code = add_touched(&r, touched, err);
    rh_arena_dispose(&r.arena);
    return code;
}
