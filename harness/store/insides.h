/* What the files of this room share. Insides of store.h. */
#ifndef RH_STORE_INSIDES_H
#define RH_STORE_INSIDES_H

#include "harness/store/db.h"
#include "harness/store/settle.h"
#include "harness/store/store.h"

/* The totals, held against the journeys and files they sum up: RH_STORE_DIGEST when they do not agree (S9). sums: what
 * the journeys were found to say by whom they were just written; not is_known: they are gone through here. */
RH_MUST rh_code rh_store__summary(rh_store_summary *out, rh_db *db, rh_store_sums sums, rh_err *err);

/* Takes the lock file beside the store; the system gives it back when the process ends, however it ends. RH_STORE_BUSY,
 * RH_STORE_CREATE, RH_STORE_IO. */
RH_MUST rh_code rh_store__lock(int *out, const char *store, rh_err *err);

#endif
