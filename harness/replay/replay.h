/* Replaying many journeys through a program on several threads, with results folded in the order of the journeys.
 *
 * Each worker has a run and arenas of its own and takes batches of neighbouring journeys; what `judge` makes of a
 * journey is handed to `fold`, one journey at a time and in order, so any number of threads gives the same bytes (K6).
 * A worker that fails fails the replay; the error of the earliest journey is the one that is told (K7). */
#ifndef RH_REPLAY_REPLAY_H
#define RH_REPLAY_REPLAY_H

#include "engine/step/run.h"
#include "harness/ingest/log.h"

#include <stdatomic.h>

/* Where journeys come from: a log in memory, or a store. Journeys are in bytewise order of their ids. */
typedef struct rh_history {
    void *ctx;
    size_t n_journeys;
    /* Any thread; `worker` is 0..n_threads-1, so that a source may keep one handle for each. */
    rh_code (*load)(void *ctx, unsigned worker, size_t index, rh_arena *arena, rh_journey *out, rh_err *err);
    /* Whether what is kept of a journey is as it was written, without reading it: errors are those of load. NULL: it
     * lies in memory. One thread. */
    rh_code (*check)(void *ctx, size_t index, rh_err *err);
} rh_history;

/* The journey of that id, in what the arena holds. RH_JOURNEY_MISSING, and the errors of loading. O(log n) journeys are
 * loaded. */
RH_MUST rh_code rh_history_find(rh_journey *out, const rh_history *history, rh_str id, rh_arena *arena, rh_err *err);

/* The journeys of a log, which must outlive it. */
rh_history rh_history_of_log(const rh_log *log);

/* At most `most` (>= 1) of the journeys of a history, spread evenly over their order; all of them where there are no
 * more. The same ones each time. `sample` and the history must outlive it. */
typedef struct rh_history_sample {
    const rh_history *all;
    size_t n;
} rh_history_sample;
rh_history rh_history_spread(rh_history_sample *sample, const rh_history *all, size_t most);

enum { RH_REPLAY_THREADS_MOST = 64 }; /* workers are numbered below it */

typedef struct rh_replay {
    const rh_program *program;
    const rh_history *history;
    rh_instant as_of;   /* events known later are left out; timers fire up to here */
    /* In a worker: how far a journey is played in place of as_of; no later. NULL: all of them to as_of. */
    rh_instant (*until)(void *ctx, const rh_journey *journey);
    unsigned n_threads; /* 0: one a processor */
    bool eager;
    /* In a worker, before a journey: sets an observer, say. NULL: nothing. */
    rh_code (*begin)(void *ctx, unsigned worker, rh_run *run, const rh_journey *journey, rh_err *err);
    /* In a worker, after a journey: puts what it makes of it into `keep`, which lives until the fold. NULL: nothing. */
    rh_code (*judge)(void *ctx, rh_run *run, const rh_journey *journey, rh_arena *keep, void **result, rh_err *err);
    /* In the order of journeys, one call at a time (on changing threads). */
    rh_code (*fold)(void *ctx, size_t index, void *result, rh_err *err);
    void *ctx;
    const atomic_bool *stop;      /* set by a signal: the replay ends with RH_INTERRUPTED; may be NULL */
    void (*progress)(void *ctx, size_t n_done, size_t n_all); /* within the fold's turn; may be NULL */
    void *progress_ctx;
    /* Raised to how many journeys oscillated in lane 0, which is what a replay is about (ruling 63). NULL: nobody asks.
     * Raised, not added to: the replays of one command are of one history. */
    uint64_t *oscillated;
} rh_replay;

RH_MUST rh_code rh_replay_run(const rh_replay *replay, rh_err *err);

/* One journey through a run that has begun none or another: begin, the events known by as_of, end. */
RH_MUST rh_code rh_replay_journey(rh_run *run, const rh_journey *journey, rh_instant as_of, rh_err *err);

/* Raises *most (NULL: nothing) to n: journeys that oscillated. */
void rh_replay_note_oscillated(uint64_t *most, uint64_t n);

#endif
