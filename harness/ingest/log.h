/* History in memory: the plain use, `--events FILE…`, with no store.
 *
 *     rh_log *log;  rh_log_read(&log, keep, paths, n, &options, diags);
 *     for each log->journeys[i]: its events in the order of rh_event_cmp
 *
 * Duplicates and conflicts are judged over all files together, so the order of files and lines changes nothing
 * (rulings 5, 6; FAULTS.md I12 to I14). All memory is in keep. Immutable once read: any number of threads. */
#ifndef RH_INGEST_LOG_H
#define RH_INGEST_LOG_H

#include "harness/ingest/intake.h"

/* What became of a file's records: read = accepted + duplicate + quarantined, always (V1). */
typedef struct rh_source_counts {
    rh_str file;
    rh_sha256 hash; /* of its bytes */
    uint64_t read, accepted, duplicate, quarantined;
} rh_source_counts;

/* RH_INGEST_COUNTS when they do not add up. */
RH_MUST rh_code rh_source_counts_check(const rh_source_counts *counts, rh_err *err);

/* A quarantined record (V6). */
typedef struct rh_quarantined {
    rh_err why;      /* code, file:line:col and one line of text */
    uint64_t offset; /* of its first byte */
    rh_str raw;      /* its bytes; of a line over the limit the beginning */
    uint64_t raw_length;
} rh_quarantined;

typedef struct rh_journey {
    rh_str id;
    const rh_event *events;
    size_t n_events;
} rh_journey;

typedef struct rh_log {
    const rh_journey *journeys; /* bytewise by id */
    size_t n_journeys;
    uint64_t n_events;               /* of all journeys */
    rh_instant newest;               /* knowntime of the newest event (ruling 59); valid when n_events > 0 */
    const rh_source_counts *sources; /* bytewise by file */
    size_t n_sources;
    const rh_quarantined *quarantined; /* by file, then place */
    size_t n_quarantined;
} rh_log;

/* The error of a record whose identity stands on different contents (I13). Its place says which it is; no id is shown.
 */
#define RH_CONFLICT_SAYS                                                                                               \
    "CONFLICT: events of different content have this source and id; none is taken until the wrong one is gone"

/* Reads all files, whatever becomes of one: every error is in diags, and the first one's code is returned. */
RH_MUST rh_code rh_log_read(const rh_log **out, rh_arena *keep, const char *const *paths, size_t n_paths,
                            const rh_ingest_options *options, rh_diags *diags);

#endif
