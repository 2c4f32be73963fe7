/* The records of a journey as a line of what was said when, to hold two replays of it against each other. */
#ifndef RH_REPLAY_TIMELINE_H
#define RH_REPLAY_TIMELINE_H

#include "engine/step/run.h"
#include "harness/ingest/log.h"

/* One record. Texts live in the arena of the timeline, or are the program's. */
typedef struct rh_said {
    rh_instant at;
    size_t event;   /* index in the journey's events of the step it was written in; SIZE_MAX: a timer's */
    rh_record_kind kind;
    rh_str action;  /* of verdicts, observed and automatic actions; else null */
    rh_str verdict; /* of these: the verdict, or what became of an automatic action */
    rh_str line;    /* canonical, without its newline */
} rh_said;

typedef struct rh_timeline {
    const rh_said *at;
    size_t n;
} rh_timeline;

/* Of a run that has ended the journey, in a lane. The journey's events are those that were replayed. */
RH_MUST rh_code rh_timeline_read(rh_timeline *out, rh_arena *keep, rh_run *run, size_t lane, const rh_journey *journey,
                                 rh_err *err);
/* How many were said before the event at index k is known: in steps of events before it, and of timers that fired
 * before it. */
size_t rh_timeline_before(const rh_timeline *timeline, const rh_journey *journey, size_t k);

/* The first instant before `end` at which what stands for an action differs: its verdict, or what became of it as an
 * automatic action. False: none. */
bool rh_timeline_differ(rh_said out[2], const rh_timeline *a, const rh_timeline *b, rh_str action, rh_instant end);

#endif
