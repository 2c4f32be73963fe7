/* Filling: how an ingest writes a store that has nothing settled yet. Insides of store.h.
 *
 * Such a store has no reader to be fair to, so it is held by one connection and written in place, with a rollback
 * journal: pages that are new need no journal, and are written once where the log of a shared store would have them
 * written, read and written again. It is as safe: killed at any moment, it is what the last transaction left. Who
 * opens it meanwhile waits, RH_STORE_BUSY after a while. Once there is something to read, the store is shared: readers
 * and one writer, by a write-ahead log. */
#ifndef RH_STORE_FILL_H
#define RH_STORE_FILL_H

#include "harness/store/db.h"

/* Before an ingest. RH_STORE_BUSY: somebody has it open. */
RH_MUST rh_code rh_fill__begin(rh_db *db, rh_err *err);
/* Behind it: a store that was filled is shared. Where a reader is quicker this is left to the next ingest. */
RH_MUST rh_code rh_fill__end(rh_db *db, rh_err *err);

#endif
