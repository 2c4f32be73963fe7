/* Rows put by the dozen: one statement that opens its tables once, where a statement for each row would open them,
 * look for their end and close them again. Insides of store.h.
 *
 * Such a statement of sql.def takes its rows from rh_rows(?1), a source that is bound as any other parameter is:
 *
 *     INSERT OR FAIL INTO original(item, raw) SELECT c0, c1 FROM rh_rows(?1)
 *
 * OR FAIL: SQLite then keeps no copy of pages to take half a statement back. Who meets an error ends the transaction. */
#ifndef RH_STORE_ROWS_H
#define RH_STORE_ROWS_H

#include "harness/store/db.h"

enum {
    RH_ROWS_COLUMNS = 12,     /* c0 .. c11 */
    RH_ROWS_MOST = 64,        /* what is put at once by those who gather rows */
    RH_ROWS_BYTES = 256 << 10 /* and about so much */
};

typedef struct rh_rows {
    const void *at;
    size_t n, size_bytes; /* of one */
    /* Gives a column of a row as its result, by sqlite3_result_*; texts and blobs are borrowed (SQLITE_STATIC). */
    void (*column)(sqlite3_context *to, const void *row, int column);
} rh_rows;

/* Puts them all; none: nothing is done. */
RH_MUST rh_code rh_rows__put(rh_db *db, rh_sql sql, const rh_rows *rows, rh_err *err);

/* Results of a column; a null text gives NULL. */
void rh_rows__text(sqlite3_context *to, rh_str s);
void rh_rows__blob(sqlite3_context *to, rh_str s);

/* Makes rh_rows known to a connection; a code of SQLite. */
int rh_rows__register(sqlite3 *handle);

#endif
