/* The store: history that was ingested, ready for replay.
 *
 * One SQLite file (mode 0600): the journeys as blobs of events in replay order, the bytes of every record as it came,
 * what was quarantined and why, counts that add up (FAULTS.md V1), a digest of each journey and one of all (S12).
 *
 * An ingest reads its files in bounded memory, and what it read becomes visible in one transaction at its end: readers
 * see the history before or after it and nothing between (K4). Killed at any moment and run again, it gives the digest
 * of an undisturbed run (K1). Two ingests of one store wait for each other, RH_STORE_BUSY after a while (K3, S4); so
 * does whoever opens a store that is being filled for the first time, which has nothing to read.
 *
 *     rh_store_ingest(&result, keep, "history.db", paths, n, &options, diags)
 *
 *     rh_store *store;  rh_store_open(&store, "history.db", err)
 *     rh_store_summary_get(store), rh_store_history(...), rh_store_quarantined(...)
 *     rh_store_close(store)
 *
 * Beside the store lies STORE.slabs (slabs.h) where its history is one snapshot: whoever writes the store writes it,
 * too. A store is opened by it without going through its journeys.
 *
 * A store handle is a snapshot taken when it was opened. Its history may be drawn from by any number of threads,
 * everything else is for one. */
#ifndef RH_STORE_STORE_H
#define RH_STORE_STORE_H

#include "harness/ingest/log.h"
#include "harness/ingest/shard.h"
#include "harness/replay/replay.h"
#include "harness/store/slabs.h"

typedef struct rh_store_summary {
    uint64_t journeys, events;
    uint64_t real, mixed, synthetic; /* journeys by their events' `synthetic` */
    uint64_t exact, partial, none;   /* the replayability ledger: no, some or only values of a final snapshot */
    bool has_newest;
    rh_instant newest;  /* knowntime of the newest accepted event (ruling 59) */
    rh_sha256 digest;   /* over every journey's digest */
    bool is_unfinished; /* an ingest was cut short: what it read is not in the store yet */
} rh_store_summary;

/* ---- writing ---- */

typedef struct rh_store_ingest_result {
    const rh_source_counts *sources; /* the files given, bytewise by path; one that the store had before: duplicates */
    size_t n_sources;
    rh_store_summary summary; /* of the whole store, afterwards */
} rh_store_ingest_result;

/* Ingests files into the store, which is made when missing. Errors of files go to diags, all of them, and leave the
 * store as it was; so do errors of the store. Ingesting a file again changes nothing (V6). */
RH_MUST rh_code rh_store_ingest(rh_store_ingest_result *out, rh_arena *keep, const char *store,
                                const char *const *paths, size_t n_paths, const rh_ingest_options *options,
                                rh_diags *diags);

/* Judges again what is quarantined because its journey was not found; *before and *after count what is quarantined for
 * any reason. Every ingest does as much. */
RH_MUST rh_code rh_store_retry(uint64_t *before, uint64_t *after, const char *store, rh_err *err);

typedef struct rh_forgotten {
    uint64_t records; /* parts of records that went */
    uint64_t erased;  /* journeys that were ever taken out of this store */
} rh_forgotten;

/* Takes journeys out of a store: their events, the records that these came from with their bytes, joined records and
 * refused ones that name them, what was quarantined beside, and names that only they used. The file is written anew,
 * so that no free page holds any of it (P7). What is left counts as before, and a file that was ingested stays
 * ingested: reading it again brings nothing back. RH_JOURNEY_MISSING, with nothing changed, when one is not there.
 * Linear in the size of the store. */
RH_MUST rh_code rh_store_forget(rh_forgotten *out, const char *store, const rh_str *journeys, size_t n, rh_err *err);

/* RH_INGEST_SHARE when more than `limit` (0 to 1) of all records read were quarantined. */
RH_MUST rh_code rh_counts_check_share(const rh_source_counts *sources, size_t n, double limit, rh_err *err);

/* ---- reading ---- */

typedef struct rh_store rh_store;

/* path is borrowed until close. RH_STORE_MISSING, RH_STORE_FOREIGN, RH_STORE_MALFORMED, RH_STORE_NEWER, RH_STORE_BUSY,
 * RH_STORE_NETWORK (S7),
 * and RH_STORE_DIGEST when counts or digests do not agree (S9). Linear in the number of journeys.
 *
 * What the totals say is held against the journeys of the slabs where these serve: their number, their ids and digests;
 * and the number of the store's journeys against both. Each journey that is loaded then is held against the id and the
 * digest that its row of the slabs has. Without slabs, against the store's own journeys, all of them. */
RH_MUST rh_code rh_store_open(rh_store **out, const char *path, rh_err *err);
void rh_store_close(rh_store *store); /* accepts NULL */
const rh_store_summary *rh_store_summary_get(const rh_store *store);

/* NULL: there are none, and everything else is as it is with them. */
const rh_slabs *rh_store_slabs(const rh_store *store);

/* The journeys of a shard, bytewise by id, as the replay takes them; valid until the next call or the store's end.
 * Loading a blob that does not match its checksum is RH_STORE_DIGEST (F10). */
RH_MUST rh_code rh_store_history(rh_history *out, rh_store *store, rh_shard shard, rh_err *err);
/* One journey; *is_found false when the store has none of that id. Lives in keep. */
RH_MUST rh_code rh_store_journey(rh_journey *out, bool *is_found, rh_arena *keep, rh_store *store, rh_str id,
                                 rh_err *err);

/* What the journeys say under each of the names that joins ask for. Lives in keep; names are borrowed. */
RH_MUST rh_code rh_store_answers(const rh_join_fact **out, size_t *n, rh_arena *keep, rh_store *store, rh_strs names,
                                 rh_err *err);

/* The counts of every file ingested, bytewise by path. Lives in keep. */
RH_MUST rh_code rh_store_sources(const rh_source_counts **out, size_t *n, rh_arena *keep, rh_store *store, rh_err *err);

/* What is quarantined, by file and place, one record a call; borrowed for the call. `id` names it for `quarantine
 * show`. A callback that is not RH_OK ends the walk with its error. */
typedef rh_code (*rh_store_quarantined_fn)(void *ctx, int64_t id, const rh_quarantined *record, rh_err *err);
RH_MUST rh_code rh_store_quarantined(rh_store *store, rh_store_quarantined_fn fn, void *ctx, rh_err *err);

#endif
