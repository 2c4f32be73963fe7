/* What is quarantined, as report rows. Contexts are cut and escaped where they are printed; raw bytes only where
 * asked. */
#ifndef RH_STORE_QUARANTINE_H
#define RH_STORE_QUARANTINE_H

#include "harness/store/store.h"
#include "reports/model/ingest.h"

/* Which rows: those of some files, or the one of an id. */
typedef struct rh_quarantine_wanted {
    const char *const *files; /* n_files 0: every file */
    size_t n_files;
    int64_t id; /* 0: every row */
} rh_quarantine_wanted;

/* The first RH_LIMIT_DIAGS rows in keep; all are counted (V4). With an id, its raw bytes too. */
RH_MUST rh_code rh_quarantine_list(rh_quarantine_report *out, rh_arena *keep, rh_store *store,
                                   const rh_quarantine_wanted *wanted, rh_err *err);
/* The same of a log in memory, into an ingest report. */
RH_MUST rh_code rh_quarantine_of_log(rh_ingest_report *out, rh_arena *keep, const rh_log *log, rh_err *err);

#endif
