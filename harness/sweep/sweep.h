/* A sweep: what a history comes to under each of several settings, in one pass.
 *
 * Every setting is a lane of one program, so that what settings share is evaluated once and a journey that comes out
 * alike is judged once: whatever reads the value, a journey is played once for each group of settings that its facts
 * tell apart.
 *
 * The queue is told in weeks. Items that open in a week of the setting meet the reviewers' capacity: what is not
 * decided waits for the next week. So it says what the setting would ask of people, not what people did then. Breaches
 * are those of the core: history's decisions meet the items of the setting, and an item that nobody was asked about
 * then is decided by nobody. */
#ifndef RH_SWEEP_SWEEP_H
#define RH_SWEEP_SWEEP_H

#include "engine/base/vec.h"
#include "harness/replay/judging.h"
#include "harness/replay/replay.h"

typedef struct rh_sweep_week {
    int64_t week; /* since 1970 */
    uint64_t n;
} rh_sweep_week;
typedef RH_VEC(rh_sweep_week) rh_sweep_weeks; /* rising */

/* What one setting comes to. */
typedef struct rh_sweep_sums {
    uint64_t openings, items, breached;
    uint64_t oscillated;     /* journeys that came to no rest: of what else is counted they lack the end */
    rh_judged_counts judged;
    uint64_t differing;      /* journeys that come out otherwise than under the current setting */
    rh_sweep_weeks arrivals; /* items that opened */
} rh_sweep_sums;

typedef struct rh_sweep_spec {
    const rh_replay *replay; /* history, as_of, threads, stop, progress */
    const rh_program *program;
    size_t current;          /* the lane that the others are compared with */
    const rh_live *live;
    size_t n_live;
} rh_sweep_spec;

typedef struct rh_sweep {
    const rh_sweep_sums *lanes; /* parallel to the program's */
    size_t n_lanes;
    uint64_t journeys;
    rh_sweep_weeks decided; /* items that history's people decided, under the current setting */
} rh_sweep;

/* Everything lives in keep. Errors are those of a replay. */
RH_MUST rh_code rh_sweep_play(rh_sweep *out, rh_arena *keep, const rh_sweep_spec *spec, rh_err *err);

typedef struct rh_sweep_queue {
    uint64_t longest, last; /* items left over at the end of a week: the most, and those of the last week */
    uint64_t weeks_over;    /* weeks that ended with some left over */
} rh_sweep_queue;

/* capacity: items a week; weeks from the first arrival to the last. */
rh_sweep_queue rh_sweep_queue_of(const rh_sweep_weeks *arrivals, uint64_t capacity);
/* The n-th of 100 of the weeks with decisions, by nearest rank; 0 without any. */
uint64_t rh_sweep_capacity(const rh_sweep_weeks *decided, unsigned percent, rh_arena *scratch);
/* Adds n in a week; false on no memory. */
bool rh_sweep_count(rh_sweep_weeks *weeks, rh_arena *keep, int64_t week, uint64_t n);

#endif
