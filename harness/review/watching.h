/* A replay that is watched: what a review and the gate's measuring share.
 *
 *     struct mine { rh_watching watching; ... } mine = {.watching.spec = ...};     the first member of what ctx points to
 *     rh_watching_open(&mine.watching, &arena, memory, err)
 *     replay.judge, .fold, .ctx = &mine;  rh_watching_run(&mine.watching, &replay, err)    the watch is a run's observer
 *     rh_watching_dispose(&mine.watching) */
#ifndef RH_REVIEW_WATCHING_H
#define RH_REVIEW_WATCHING_H

#include "harness/replay/replay.h"
#include "harness/review/rows.h"

typedef struct rh_watching {
    rh_review_spec spec;
    rh_watch *watches; /* one a worker, in the arena it was opened with */
} rh_watching;

/* spec is filled in already. After RH_NOMEM there is nothing to dispose of. */
RH_MUST rh_code rh_watching_open(rh_watching *watching, rh_arena *arena, rh_host_memory host, rh_err *err);
void rh_watching_dispose(rh_watching *watching);
/* replay: judge, fold and ctx are the caller's; program, as_of and begin are set here. */
RH_MUST rh_code rh_watching_run(const rh_watching *watching, const rh_replay *replay, rh_err *err);

#endif
