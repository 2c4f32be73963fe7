/* A history that counts what is loaded from it: for replays that fold something else than a summary, so that their
 * reports, too, say how many events there were and how many of them were made up.
 *
 *     rh_counted counted;
 *     rh_counted_begin(&counted, keep, &history, as_of, err);     replay counted.history in place of history
 *     rh_counted_fill(&report.history, &counted, keep)            once nothing loads any more
 *
 * A journey that is loaded twice counts once, one that is not loaded not at all. Any thread may load; two must not load
 * one journey at the same time. `history` must outlive it. */
#ifndef RH_REPLAY_COUNTED_H
#define RH_REPLAY_COUNTED_H

#include "harness/replay/replay.h"
#include "reports/model/common.h"

typedef struct rh_counted_journey {
    uint32_t n_events, n_synthetic, n_snapshot; /* known by as_of */
    bool is_loaded;
    rh_instant since, until; /* valid where there are events */
} rh_counted_journey;

typedef struct rh_counted {
    rh_history history;
    const rh_history *all;
    rh_instant as_of;
    rh_counted_journey *journeys;
} rh_counted;

/* RH_NOMEM. */
RH_MUST rh_code rh_counted_begin(rh_counted *out, rh_arena *keep, const rh_history *history, rh_instant as_of,
                                 rh_err *err);
/* Events, their origin, their period and the replayability ledger; nothing of states. */
void rh_counted_fill(rh_model_history *out, const rh_counted *counted, rh_arena *keep);

#endif
