/* Poison: facts known later are replaced by garbage, and any verdict that moves is a leak. SPEC.md section 12.
 *
 * Two kinds of facts are known later than a verdict:
 *   later     what events bring that were known after it, the observed event's own facts included. For every observed
 *             action its event and all behind it are poisoned, once with other values and once with none; every record
 *             before it, and its verdict, must stay byte for byte. This holds the core, and whatever hands events to
 *             it, to what was known.
 *   snapshot  what an event of a final snapshot brings. Its values are those of the day on which it was made, and that
 *             was not before the newest event of its source. Where it counts as known earlier than that, a verdict in
 *             between that moves when the snapshot's facts are garbage, or gone, rests on what nobody can prove was
 *             known.
 *
 *     rh_poison poison;  rh_poison_run(&poison, host, &replay, err);  rh_poison_fill(&report, keep, &poison, err);
 *     rh_poison_dispose(&poison)                                                  always
 *
 * An event that does not say that it is of a snapshot is believed. The same for any number of threads. Two replays of a
 * journey for each of its observed actions. */
#ifndef RH_REPLAY_POISON_H
#define RH_REPLAY_POISON_H

#include "engine/base/vec.h"
#include "harness/replay/replay.h"
#include "reports/model/poison.h"

typedef enum rh_leak_kind { RH_LEAK_LATER, RH_LEAK_SNAPSHOT } rh_leak_kind;

typedef struct rh_leak {
    rh_leak_kind kind;
    rh_str journey;
    rh_str action;      /* LATER: or the kind of the record that moved */
    rh_instant at;      /* of the first verdict that moves */
    rh_str was, became; /* LATER: the records' lines */
    rh_str event;       /* whose facts it rests on, "source id" */
    rh_str facts;       /* SNAPSHOT: their names, joined */
    rh_instant known;   /* SNAPSHOT: not before this */
} rh_leak;

enum { RH_POISON_LEAKS = 200 }; /* kept: the first by journey; all are counted */

typedef struct rh_poison {
    rh_arena arena;
    uint64_t journeys, verdicts, replays; /* replayed; observed verdicts held against garbage; poisoned replays */
    uint64_t suspects;                    /* events of snapshots that count as known too early */
    uint64_t n_leaks;                     /* changed verdicts: one an action and journey */
    RH_VEC(rh_leak) leaks;
} rh_poison;

/* replay: all but begin, judge, fold and ctx filled in; of its program lane 0 is looked at. Errors are those of the
 * replay. On failure the poison is to be disposed of as well. */
RH_MUST rh_code rh_poison_run(rh_poison *out, rh_host_memory host, const rh_replay *replay, rh_err *err);
void rh_poison_dispose(rh_poison *poison); /* accepts a zeroed one */
/* Everything but revision and history. Texts borrow from the poison. */
RH_MUST rh_code rh_poison_fill(rh_poison_report *out, rh_arena *keep, const rh_poison *poison, rh_err *err);

#endif
