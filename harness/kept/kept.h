/* Kept runs: what the slots of every journey held in one replay, beside the store, so that a later diff replays only
 * the journeys that its entries can have a say in.
 *
 * The file STORE.run (mode 0600) holds facts of customers, as the store does, and goes when the store's do. It serves a
 * diff only under the key that it was written under: the same journeys, as-of, program and libraries, and the same
 * register in all but its entries. Entries may differ, from each other and from those of the run: each that does is
 * looked at by foresight (engine/step/foresight.h), and a journey in which it may open is replayed.
 *
 *     rh_keeper *keeper;  rh_keeper_open(&keeper, store, &key, program, err)
 *     in begin:  rh_keeper_begin(keeper, worker, run)        in judge:  rh_keeper_judge(&part, keep, run, ...)
 *     in fold:   rh_keeper_add(keeper, part, err)            at the end: rh_keeper_commit(keeper, err)
 *     rh_keeper_close(keeper)                                always; what is not committed is gone
 *
 *     rh_kept *kept;  rh_kept_open(&kept, &why, store, &key, err)
 *     rh_kept_choose(&carried, keep, kept, program, err)
 *     rh_kept_close(kept)
 *
 * Every part that is read is held against its digest first. A file that is damaged, or of another key, is as none. */
#ifndef RH_KEPT_KEPT_H
#define RH_KEPT_KEPT_H

#include "harness/compare/run.h"
#include "harness/load/revision.h"
#include "harness/system/sha256.h"

/* What a run was made of, but for its entries. */
typedef struct rh_kept_key {
    rh_sha256 digest; /* over all of it */
    size_t n_journeys;
    rh_instant as_of;
} rh_kept_key;

typedef struct rh_kept_world {
    rh_sha256 journeys; /* the store's digest */
    size_t n_journeys;
    rh_instant as_of;
    rh_str made_by; /* program, libraries: one text for whatever may change what a replay gives */
} rh_kept_world;

/* RH_NOMEM. */
RH_MUST rh_code rh_kept_key_of(rh_kept_key *out, const rh_kept_world *world, const rh_revision *revision, rh_err *err);
/* Whether the files of two revisions agree in all but entries and what only judges. */
RH_MUST rh_code rh_kept_is_core_same(bool *out, const rh_revision *a, const rh_revision *b, rh_err *err);
/* STORE.run; NULL without memory. */
const char *rh_kept_path(rh_arena *keep, const char *store);

/* ---- keeping ---- */

typedef struct rh_keeper rh_keeper;
typedef struct rh_kept_part rh_kept_part; /* of one journey */

/* Begins the file, unseen until it is committed; of the program, lane 0 is kept. RH_OUTPUT_CREATE. */
RH_MUST rh_code rh_keeper_open(rh_keeper **out, const char *store, const rh_kept_key *key, const rh_program *program,
                               rh_err *err);
/* worker: as a replay numbers them. Takes the run's observer. */
void rh_keeper_begin(rh_keeper *keeper, unsigned worker, rh_run *run);
/* Of the journey that the run has ended. Lives in keep. */
RH_MUST rh_code rh_keeper_judge(rh_kept_part **out, rh_arena *keep, rh_run *run, const rh_summary_result *result,
                                rh_err *err);
/* In the order of the journeys, each once. RH_OUTPUT_WRITE. */
RH_MUST rh_code rh_keeper_add(rh_keeper *keeper, const rh_kept_part *part, rh_err *err);
RH_MUST rh_code rh_keeper_commit(rh_keeper *keeper, rh_err *err);
void rh_keeper_close(rh_keeper *keeper); /* accepts NULL */
/* Removes the file, if there is one, and what is being written or was left of one. RH_OUTPUT_WRITE. */
RH_MUST rh_code rh_kept_remove(const char *store, rh_err *err);

/* ---- using ---- */

typedef struct rh_kept rh_kept;

/* *out NULL: there is none that serves, and *why says why: NULL when there is no file at all. Errors: RH_NOMEM. */
RH_MUST rh_code rh_kept_open(rh_kept **out, const char **why, const char *store, const rh_kept_key *key, rh_err *err);
void rh_kept_close(rh_kept *kept); /* accepts NULL */
/* Of a program of two lanes that share all but entries: which journeys must be replayed, and what the others come to.
 * *is_damaged: the file cannot be read, and *out is to be left alone. */
RH_MUST rh_code rh_kept_choose(rh_carried *out, bool *is_damaged, rh_arena *keep, rh_kept *kept,
                               const rh_program *program, rh_err *err);

#endif
