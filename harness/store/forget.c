/* Journeys taken out of a store, with all that was kept of them. */
#include "harness/store/store.h"

#include "harness/store/blob.h"
#include "harness/store/insides.h"
#include "harness/store/mention.h"
#include "harness/store/settle.h"
#include "harness/store/slabs/insides.h"
#include "harness/system/memory.h"

#include "engine/base/show.h"

#include <stdlib.h>
#include <unistd.h>

/* What stands of a journey, in the order in which it goes. */
static const rh_sql marks[] = {RH_SQL_DOOM_ITEMS, RH_SQL_DOOM_LINKS, RH_SQL_DOOM_REFUSED};
static const rh_sql deletes[] = {RH_SQL_FORGET_COUNTS,    RH_SQL_FORGET_ORIGINALS,   RH_SQL_FORGET_FATES,
                                 RH_SQL_FORGET_ANCHORS,   RH_SQL_FORGET_LINK_EVENTS, RH_SQL_FORGET_LINK_SAYS,
                                 RH_SQL_FORGET_LINK_KEYS, RH_SQL_FORGET_LINKS,       RH_SQL_FORGET_ITEMS};
static const rh_sql rows[] = {RH_SQL_FORGET_BLOB, RH_SQL_FORGET_JOURNEY};

static rh_code run_on(rh_db *db, rh_sql sql, rh_str journey, rh_err *err)
{
    sqlite3_stmt *stmt = NULL;
    const rh_code code = rh_db__use(&stmt, db, sql, err);
    if (code != RH_OK) return code;
    rh_db__bind_text(stmt, 1, journey);
    return rh_db__done(db, stmt, err);
}

static rh_code check_there(rh_db *db, rh_str journey, rh_err *err)
{
    sqlite3_stmt *stmt = NULL;
    bool has_row = false;
    rh_code code = rh_db__use(&stmt, db, RH_SQL_HAS_JOURNEY, err);
    if (code != RH_OK) return code;
    rh_db__bind_text(stmt, 1, journey);
    code = rh_db__step(&has_row, db, stmt, err);
    sqlite3_reset(stmt);
    if (code != RH_OK || has_row) return code;
    return rh_err_set(err, RH_JOURNEY_MISSING, (rh_span){.file = rh_str_of(db->path)}, "no journey is called \"%.*s\"",
                      RH_ARG(rh_str_slice(journey, 0, 100)));
}

static rh_code add_erased(rh_db *db, size_t journeys, uint64_t records, rh_err *err)
{
    sqlite3_stmt *stmt = NULL;
    const rh_code code = rh_db__use(&stmt, db, RH_SQL_ADD_ERASED, err);
    if (code != RH_OK) return code;
    sqlite3_bind_int64(stmt, 1, (int64_t)journeys);
    sqlite3_bind_int64(stmt, 2, (int64_t)records);
    return rh_db__done(db, stmt, err);
}

/* ---- names that only the forgotten used ---- */

/* The number of a text that a blob was read with; texts of names are where the names are. */
static void use(bool *is_used, const rh_names *names, rh_str text)
{
    const uint32_t number = rh_map_get(&names->numbers, text);
    if (number != RH_MAP_NONE) is_used[number] = true;
}

static void use_value(bool *is_used, const rh_names *names, rh_value v)
{
    for (uint32_t i = 0; v.kind == RH_LIST && i < v.n; i++) use_value(is_used, names, v.list[i]);
    for (uint32_t i = 0; v.kind == RH_MAP && i < v.n; i++) {
        use(is_used, names, rh_value_str(v.map[i].key));
        use_value(is_used, names, v.map[i].value);
    }
    if (v.kind == RH_STRING) use(is_used, names, rh_value_str(v));
}

static rh_code use_blob(bool *is_used, const rh_names *names, rh_arena *arena, rh_str bytes, rh_db *db, rh_err *err)
{
    for (size_t at = 0; at < bytes.len;) {
        rh_event e;
        uint64_t item;
        rh_arena_reset(arena);
        if (!rh_blob__get(&e, &item, arena, bytes, &at, RH_STR("?"), names, true))
            return rh_err_set(err, RH_STORE_MALFORMED, (rh_span){.file = rh_str_of(db->path)},
                              "store: an event cannot be read");
        const rh_str texts[] = {e.source, e.type, e.actorkind, e.actorrole};
        for (size_t i = 0; i < sizeof texts / sizeof *texts; i++) use(is_used, names, texts[i]);
        use_value(is_used, names, e.data);
    }
    return RH_OK;
}

static rh_code use_all(bool *is_used, const rh_names *names, rh_db *db, rh_sql from, rh_err *err)
{
    sqlite3_stmt *stmt = NULL;
    bool has_row = true;
    rh_arena arena;
    rh_arena_init(&arena, rh_memory_host(), 0);
    rh_code code = rh_db__use(&stmt, db, from, err);
    while (code == RH_OK) {
        code = rh_db__step(&has_row, db, stmt, err);
        if (code != RH_OK || !has_row) break;
        code = use_blob(is_used, names, &arena, rh_db__blob(stmt, 1), db, err);
    }
    if (stmt != NULL) sqlite3_reset(stmt);
    rh_arena_dispose(&arena);
    return code;
}

/* A number stays what it is, its text says nothing. */
static rh_code blank_name(rh_db *db, size_t number, rh_err *err)
{
    char text[32];
    sqlite3_stmt *stmt = NULL;
    const rh_code code = rh_db__use(&stmt, db, RH_SQL_BLANK_NAME, err);
    if (code != RH_OK) return code;
    sqlite3_snprintf(sizeof text, text, "erased %d", (int)number);
    sqlite3_bind_int64(stmt, 1, (int64_t)number);
    rh_db__bind_text(stmt, 2, rh_str_of(text));
    return rh_db__done(db, stmt, err);
}

static rh_code blank_names(rh_db *db, const rh_names *names, rh_err *err)
{
    bool *is_used = calloc(names->texts.n + 1, sizeof *is_used);
    if (is_used == NULL) return rh_err_nomem(err);
    rh_code code = use_all(is_used, names, db, RH_SQL_BLOBS, err);
    if (code == RH_OK) code = use_all(is_used, names, db, RH_SQL_LINK_EVENTS, err);
    for (size_t i = 0; code == RH_OK && i < names->texts.n; i++)
        if (!is_used[i]) code = blank_name(db, i, err);
    free(is_used);
    return code;
}

/* ---- all of it ---- */

/* rh_mentions(bytes, id, is mapped), for the statement that looks for what was refused. */
static void mentions(sqlite3_context *ctx, int n, sqlite3_value **args)
{
    (void)n;
    const char *bytes = sqlite3_value_blob(args[0]), *id = sqlite3_value_blob(args[1]);
    const rh_str in = {bytes, (size_t)sqlite3_value_bytes(args[0])}, what = {id, (size_t)sqlite3_value_bytes(args[1])};
    sqlite3_result_int(ctx,
                       bytes != NULL && id != NULL && rh_mention__is_in(in, what, sqlite3_value_int(args[2]) != 0));
}

static rh_code add_mentions(rh_db *db, rh_err *err)
{
    const int rc = sqlite3_create_function_v2(db->handle, "rh_mentions", 3,
                                              SQLITE_UTF8 | SQLITE_DETERMINISTIC | SQLITE_DIRECTONLY, NULL, mentions,
                                              NULL, NULL, NULL);
    return rc == SQLITE_OK ? RH_OK : rh_db__error(db, rc, err);
}

static rh_code doom(rh_db *db, const rh_str *journeys, size_t n, rh_err *err)
{
    rh_code code = rh_db__run(db, RH_SQL_MAKE_DOOMED, err);
    if (code == RH_OK) code = rh_db__run(db, RH_SQL_CLEAR_DOOMED, err);
    for (size_t i = 0; code == RH_OK && i < n; i++) {
        code = check_there(db, journeys[i], err);
        for (size_t k = 0; code == RH_OK && k < sizeof marks / sizeof *marks; k++)
            code = run_on(db, marks[k], journeys[i], err);
    }
    return code;
}

static rh_code erase(rh_forgotten *out, rh_db *db, const rh_names *names, const rh_str *journeys, size_t n, rh_err *err)
{
    rh_code code = rh_db__run(db, RH_SQL_BEGIN_WRITE, err);
    if (code == RH_OK) code = doom(db, journeys, n, err);
    if (code == RH_OK) code = rh_db__count(&out->records, db, RH_SQL_COUNT_DOOMED, err);
    for (size_t i = 0; code == RH_OK && i < sizeof deletes / sizeof *deletes; i++)
        code = rh_db__run(db, deletes[i], err);
    for (size_t i = 0; code == RH_OK && i < n; i++)
        for (size_t k = 0; code == RH_OK && k < sizeof rows / sizeof *rows; k++)
            code = run_on(db, rows[k], journeys[i], err);
    if (code == RH_OK) code = blank_names(db, names, err);
    if (code == RH_OK) code = add_erased(db, n, out->records, err);
    if (code == RH_OK) code = add_erased(db, 0, 0, err);
    if (code == RH_OK) code = rh_settle__now(db, names, err);
    if (code == RH_OK) code = rh_db__count(&out->erased, db, RH_SQL_ERASED, err);
    if (code == RH_OK) code = rh_db__run(db, RH_SQL_COMMIT, err);
    if (code != RH_OK) rh_db__rollback(db);
    return code;
}

/* Writes the file anew, where something was erased since that was done: pages still hold what an ingest moved. A
 * forgetting that was cut short is brought to its end by the next, for journeys that are no longer there, too. */
static rh_code write_anew(rh_db *db, rh_err *err)
{
    uint64_t is_due = 0;
    rh_code code = rh_db__count(&is_due, db, RH_SQL_IS_DUE, err);
    if (code != RH_OK || is_due == 0) return code;
    code = rh_db__run(db, RH_SQL_VACUUM, err);
    if (code == RH_OK) code = rh_db__run(db, RH_SQL_CLEAR_DUE, err);
    return code == RH_OK ? rh_db__run(db, RH_SQL_TRUNCATE_LOG, err) : code;
}

rh_code rh_store_forget(rh_forgotten *out, const char *store, const rh_str *journeys, size_t n, rh_err *err)
{
    int fd = -1;
    rh_err ignored;
    rh_db db = {0};
    rh_names names = {0};
    rh_code code = rh_store__lock(&fd, store, err);
    *out = (rh_forgotten){0};
    if (code == RH_OK) code = rh_db__open(&db, store, true, err);
    /* Before, so that a kill leaves nothing of the forgotten beside the store. */
    if (code == RH_OK) code = rh_slabs__remove(store, err);
    if (code == RH_OK) code = rh_names__load(&names, &db, err);
    const bool is_open = code == RH_OK;
    if (code == RH_OK) code = rh_db__run(&db, RH_SQL_SECURE_DELETE, err);
    if (code == RH_OK) code = add_mentions(&db, err);
    if (code == RH_OK) code = write_anew(&db, err);
    if (code == RH_OK) code = erase(out, &db, &names, journeys, n, err);
    if (code == RH_OK) code = write_anew(&db, err);
    if (is_open) (void)!rh_slabs__renew(store, &db, &names, NULL, (rh_settle_told){0}, &ignored);
    rh_names__dispose(&names);
    rh_db__close(&db);
    if (fd >= 0) close(fd);
    return code;
}
