/* A file of records, record by record: what each one says, or why it is refused.
 *
 * For: both takers of history, the log in memory (log.h) and the store (harness/store). A record is a line of
 * CloudEvents JSON Lines, or a row that a mapping turns into events. Identity is left to the taker, which sees the
 * whole input. One intake, one thread. */
#ifndef RH_INGEST_INTAKE_H
#define RH_INGEST_INTAKE_H

#include "harness/ingest/cloudevents.h"
#include "harness/ingest/join.h"

#include <stdint.h>

struct rh_map_file;
struct rh_pseudonyms;

typedef struct rh_intake_record {
    uint64_t line;                 /* from 1; a row of JSON: the line where it begins */
    uint64_t offset;               /* of its first byte in the (unpacked) file */
    rh_str raw;                    /* its bytes; borrowed for the call. A line over the limit: its beginning */
    uint64_t raw_length;           /* bytes of the record in the file */
    const rh_event *events;        /* what it says; none: a row that the mapping passes over, or a refused record */
    const rh_identity *identities; /* of each event; of a refused record one, when it has identity */
    size_t n_events, n_identities;
    bool is_joined;           /* its journey is found by joins; subjects of its events are where it stands if not */
    const rh_join_key *joins; /* valid when is_joined; those that the row has a value for, in order */
    size_t n_joins;
    rh_code refused; /* RH_OK: not refused */
    rh_err why;      /* when refused: its place in the file and one line of text */
    rh_str journey;  /* when refused: whose a mapping says it is, for `forget`; null: nobody can tell */
} rh_intake_record;

typedef struct rh_intake {
    void *ctx;
    /* Not RH_OK ends the intake with this error. */
    rh_code (*take)(void *ctx, const rh_intake_record *record, rh_err *err);
    /* Where events are put. keeps false: it is reset before each record. */
    rh_arena *arena;
    bool keeps;
    uint64_t skip; /* so many records at the beginning were taken before: they are passed over */
} rh_intake;

/* How to read, and whom to tell. Zeroed: CloudEvents, no one. */
typedef struct rh_ingest_options {
    const struct rh_map_file *map; /* harness/ingest/map.h; NULL: CloudEvents JSON Lines */
    struct rh_pseudonyms *pseudonyms; /* harness/ingest/pseudonym.h; NULL: records as they are */
    bool has_exported_at;          /* --exported-at */
    rh_instant exported_at;
    const rh_join_fact *facts; /* a log: what journeys that are not in its files answer to joins */
    size_t n_facts;
    size_t batch_bytes; /* a store: memory for events before they are written; 0: RH_STAGE_BUDGET_BYTES */
    /* Told now and then: bytes read of `path` and its size. May be NULL. */
    void (*progress)(void *ctx, const char *path, uint64_t done_bytes, uint64_t size_bytes);
    void *progress_ctx;
    /* A store, once all files are read: told now and then how many are done of what is counted, which is records that
     * are compared, rows that are joined, then journeys that are written; each begins with 0. Has progress_ctx. May be
     * NULL. */
    void (*settling)(void *ctx, const char *what, uint64_t n_done, uint64_t n_all);
    /* Told of every record before it is taken, as it will be kept. Not RH_OK ends the intake. May be NULL. */
    rh_code (*told)(void *ctx, const char *path, const rh_intake_record *record, rh_err *err);
    void *told_ctx;
    /* Told, behind each file that a mapping has read, of the columns that it does not name, and in how many rows they
     * say something. May be NULL. */
    void (*unmapped)(void *ctx, rh_str column, uint64_t n_rows);
    void *unmapped_ctx;
    /* True: stop at the next record, or in the middle of settling, RH_INGEST_STOPPED, with nothing half done (SIGINT,
     * SIGTERM). May be NULL. */
    bool (*is_stopped)(void *ctx);
    void *is_stopped_ctx;
} rh_ingest_options;

typedef struct rh_intake_file {
    rh_sha256 hash; /* of the file's bytes */
    uint64_t n_records;
} rh_intake_file;

/* Reads all of path. Empty files and files without rows are warnings in diags; errors of the file itself are returned
 * (and not in diags). path is borrowed for the call. */
RH_MUST rh_code rh_intake_read(rh_intake_file *out, const char *path, const rh_ingest_options *options,
                               const rh_intake *to, rh_diags *diags, rh_err *err);

#endif
