/* Rows of journeys on their way into the store: new ones are held until there are some dozens. Insides of settle.h. */
#ifndef RH_STORE_JOURNEYS_H
#define RH_STORE_JOURNEYS_H

#include "harness/store/rows.h"

#include "harness/system/sha256.h"

#include "engine/base/arena.h"

typedef struct rh_journey_row {
    int64_t id, events, synthetic, snapshot, last_s, last_ns, crc;
    rh_str name;
    rh_sha256 digest;
} rh_journey_row;

typedef struct rh_journey_rows {
    rh_arena arena; /* of names */
    rh_journey_row at[RH_ROWS_MOST];
    size_t n;
} rh_journey_rows;

void rh_journey_rows__init(rh_journey_rows *rows);
void rh_journey_rows__dispose(rh_journey_rows *rows);
/* Takes a journey that has no row yet. What was gathered before is written when there is no room for it. */
RH_MUST rh_code rh_journey_rows__add(rh_journey_rows *rows, rh_db *db, const rh_journey_row *row, rh_err *err);
/* Writes what was gathered. */
RH_MUST rh_code rh_journey_rows__put(rh_journey_rows *rows, rh_db *db, rh_err *err);
/* Writes one in place of that with its id. */
RH_MUST rh_code rh_journey_rows__set(rh_db *db, const rh_journey_row *row, rh_err *err);

#endif
