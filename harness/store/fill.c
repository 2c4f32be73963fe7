/* Stores that are filled for the first time. */
#include "harness/store/fill.h"

/* Whether the store has the journal that it is to have when it is shared. */
static rh_code is_shared(bool *out, rh_db *db, rh_err *err)
{
    sqlite3_stmt *stmt = NULL;
    bool has_row = false;
    rh_code code = rh_db__use(&stmt, db, RH_SQL_JOURNAL_MODE, err);
    if (code == RH_OK) code = rh_db__step(&has_row, db, stmt, err);
    if (code != RH_OK) return code;
    *out = has_row && rh_str_eq(rh_db__text(stmt, 0), RH_STR("wal"));
    sqlite3_reset(stmt);
    return RH_OK;
}

/* The lock of a transaction, which an exclusive connection never gives back. Pages are filled one behind the other and
 * seldom looked at again: more of them in memory would only be colder when they are written. */
static rh_code hold(rh_db *db, rh_err *err)
{
    rh_code code = rh_db__run(db, RH_SQL_HOLD, err);
    if (code == RH_OK) code = rh_db__run(db, RH_SQL_FILL_CACHE, err);
    if (code == RH_OK) code = rh_db__run(db, RH_SQL_BEGIN_ALONE, err);
    return code == RH_OK ? rh_db__run(db, RH_SQL_COMMIT, err) : code;
}

rh_code rh_fill__begin(rh_db *db, rh_err *err)
{
    bool is_already = false;
    uint64_t has_settled = 0;
    rh_code code = is_shared(&is_already, db, err);
    if (code != RH_OK || is_already) return code;
    code = rh_db__count(&has_settled, db, RH_SQL_HAS_SETTLED, err);
    if (code != RH_OK) return code;
    return has_settled != 0 ? rh_db__run(db, RH_SQL_SHARE, err) : hold(db, err);
}

rh_code rh_fill__end(rh_db *db, rh_err *err)
{
    bool is_already = false;
    rh_code code = is_shared(&is_already, db, err);
    if (code != RH_OK || is_already) return code;
    code = rh_db__run(db, RH_SQL_LET_GO, err);
    if (code == RH_OK) code = rh_db__run(db, RH_SQL_SHARE, err);
    return code == RH_STORE_BUSY ? RH_OK : code;
}
