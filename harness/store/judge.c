/* Which identities stand more than once, and what that makes of their items. */
#include "harness/store/settle.h"

#include <stdlib.h>

enum { FATE_NONE = 0, FATE_DUPLICATE = 1, FATE_CONFLICT = 2 }; /* the store's numbers */

typedef struct member {
    int64_t item, file, fate;
    rh_sha256 content;
    rh_str journey;
    bool is_settled; /* its file was settled by an earlier ingest */
} member;

typedef struct judging {
    rh_db *db;
    rh_arena *keep;
    rh_arena group;
    RH_VEC(member) members;
    RH_VEC(rh_str) touched;
} judging;

static rh_code read_group(judging *j, rh_str ident, rh_err *err)
{
    sqlite3_stmt *stmt = NULL;
    bool has_row = true;
    rh_arena_reset(&j->group);
    j->members.at = NULL;
    j->members.n = j->members.cap = 0;
    rh_code code = rh_db__use(&stmt, j->db, RH_SQL_GROUP, err);
    if (code != RH_OK) return code;
    rh_db__bind_blob(stmt, 1, ident);
    while (code == RH_OK) {
        code = rh_db__step(&has_row, j->db, stmt, err);
        if (code != RH_OK || !has_row) break;
        member m = {.item = sqlite3_column_int64(stmt, 0),
                    .file = sqlite3_column_int64(stmt, 2),
                    .journey = rh_arena_str(&j->group, rh_db__text(stmt, 3)),
                    .is_settled = sqlite3_column_int64(stmt, 4) != 0,
                    .fate = sqlite3_column_int64(stmt, 5)};
        const rh_str content = rh_db__blob(stmt, 1);
        memcpy(m.content.bytes, content.ptr, content.len < RH_SHA256_BYTES ? content.len : RH_SHA256_BYTES);
        if (!RH_PUSH(&j->group, &j->members, m) || rh_arena_failed(&j->group)) code = rh_err_nomem(err);
    }
    sqlite3_reset(stmt);
    return code;
}

static rh_code run_with(judging *j, rh_sql sql, int64_t a, int64_t b, int n, rh_err *err)
{
    sqlite3_stmt *stmt = NULL;
    const rh_code code = rh_db__use(&stmt, j->db, sql, err);
    if (code != RH_OK) return code;
    sqlite3_bind_int64(stmt, 1, a);
    if (n > 1) sqlite3_bind_int64(stmt, 2, b);
    return rh_db__done(j->db, stmt, err);
}

static rh_code set_fate(judging *j, const member *m, int64_t fate, rh_err *err)
{
    if (fate == m->fate) return RH_OK;
    rh_code code = run_with(j, RH_SQL_SET_FATE, m->item, fate, 2, err);
    if (code != RH_OK || !m->is_settled) return code;
    code = run_with(j, RH_SQL_STALE_COUNTS, m->file, 0, 1, err);
    if (code != RH_OK || m->fate != FATE_NONE || m->journey.ptr == NULL) return code;
    const rh_str journey = rh_arena_str(j->keep, m->journey);
    return journey.ptr != NULL && RH_PUSH(j->keep, &j->touched, journey) ? RH_OK : rh_err_nomem(err);
}

/* Members are in the order in which they count as first: by ingest, file, place. */
static rh_code judge_group(judging *j, rh_err *err)
{
    bool is_conflict = false;
    rh_code code = RH_OK;
    for (size_t i = 1; i < j->members.n; i++)
        is_conflict |= memcmp(&j->members.at[0].content, &j->members.at[i].content, sizeof(rh_sha256)) != 0;
    for (size_t i = 0; code == RH_OK && i < j->members.n; i++)
        code = set_fate(j, &j->members.at[i], is_conflict ? FATE_CONFLICT : i == 0 ? FATE_NONE : FATE_DUPLICATE, err);
    return code;
}

/* The identities that stand more than once; only those of new items when the store had items before. */
static rh_code judge_repeated(judging *j, rh_err *err)
{
    sqlite3_stmt *stmt = NULL;
    bool has_row = false;
    rh_code code = rh_db__use(&stmt, j->db, RH_SQL_UNSETTLED, err);
    if (code == RH_OK) code = rh_db__step(&has_row, j->db, stmt, err);
    if (code != RH_OK) return code;
    const int64_t first = sqlite3_column_int64(stmt, 1);
    const bool is_all = sqlite3_column_int64(stmt, 3) != 0;
    sqlite3_reset(stmt);
    code = rh_db__use(&stmt, j->db, is_all ? RH_SQL_REPEATED_ALL : RH_SQL_REPEATED_SINCE, err);
    if (code == RH_OK && !is_all) sqlite3_bind_int64(stmt, 1, first);
    while (code == RH_OK) {
        code = rh_db__step(&has_row, j->db, stmt, err);
        if (code != RH_OK || !has_row) break;
        code = read_group(j, rh_db__blob(stmt, 0), err);
        if (code == RH_OK) code = judge_group(j, err);
    }
    sqlite3_reset(stmt);
    return code;
}

/* ---- what is dead ---- */

static void mark(rh_dead_items *dead, int64_t first, int64_t last)
{
    for (int64_t i = first < 0 ? 0 : first; i <= last && i < dead->n; i++)
        dead->bits[i / 8] = (unsigned char)(dead->bits[i / 8] | 1u << (i % 8));
}

rh_code rh_judge__mark(rh_dead_items *dead, rh_db *db, rh_sql sql, bool is_range, rh_err *err)
{
    sqlite3_stmt *stmt = NULL;
    bool has_row = true;
    rh_code code = rh_db__use(&stmt, db, sql, err);
    while (code == RH_OK) {
        code = rh_db__step(&has_row, db, stmt, err);
        if (code != RH_OK || !has_row) break;
        mark(dead, sqlite3_column_int64(stmt, 0), sqlite3_column_int64(stmt, is_range ? 1 : 0));
    }
    if (stmt != NULL) sqlite3_reset(stmt);
    return code;
}

static rh_code find_dead(rh_dead_items *dead, rh_arena *keep, rh_db *db, rh_err *err)
{
    sqlite3_stmt *stmt = NULL;
    bool has_row = false;
    rh_code code = rh_db__use(&stmt, db, RH_SQL_TOTALS, err);
    if (code == RH_OK) code = rh_db__step(&has_row, db, stmt, err);
    if (code != RH_OK) return code;
    dead->n = has_row ? sqlite3_column_int64(stmt, 6) : 0;
    sqlite3_reset(stmt);
    dead->bits = rh_arena_alloc(keep, (size_t)dead->n / 8 + 1);
    if (dead->bits == NULL) return rh_err_nomem(err);
    code = rh_judge__mark(dead, db, RH_SQL_DEAD, false, err);
    return code == RH_OK ? rh_judge__mark(dead, db, RH_SQL_GAPS, true, err) : code;
}

static int by_text(const void *a, const void *b)
{
    return rh_str_cmp(*(const rh_str *)a, *(const rh_str *)b);
}

rh_code rh_judge__all(rh_dead_items *dead, rh_journey_names *touched, rh_arena *keep, rh_db *db, rh_settle_told told,
                      rh_err *err)
{
    uint64_t n_records = 0; /* which SQLite compares in one go */
    judging j = {.db = db, .keep = keep};
    rh_arena_init(&j.group, keep->host, 0);
    rh_code code = rh_db__count(&n_records, db, RH_SQL_COUNT_UNSETTLED, err);
    rh_settle__tell(told, "records", 0, n_records);
    if (code == RH_OK) code = rh_db__run(db, RH_SQL_MAKE_IDENT, err);
    if (code == RH_OK) code = judge_repeated(&j, err);
    if (code == RH_OK) code = find_dead(dead, keep, db, err);
    rh_arena_dispose(&j.group);
    if (code != RH_OK) return code;
    if (j.touched.n > 1) qsort(j.touched.at, j.touched.n, sizeof *j.touched.at, by_text);
    size_t n = 0;
    for (size_t i = 0; i < j.touched.n; i++)
        if (n == 0 || !rh_str_eq(j.touched.at[n - 1], j.touched.at[i])) j.touched.at[n++] = j.touched.at[i];
    *touched = (rh_journey_names){j.touched.at, n};
    return RH_OK;
}
