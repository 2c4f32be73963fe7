/* What a review sees of one journey while it is replayed: the facts at the instants at which rows begin.
 *
 * One watch, one thread. Facts are the slots that the metrics of a table read, copied as they stand at the end of the
 * step; they borrow from the run until its next begin. */
#ifndef RH_REVIEW_WATCH_H
#define RH_REVIEW_WATCH_H

#include "engine/base/vec.h"
#include "engine/step/run.h"
#include "harness/review/functions.h"

/* A stretch that is reviewed: rows whose first instant lies in [since, until), open ones up to the horizon. */
typedef struct rh_review_period {
    rh_str name;
    rh_instant since, until, horizon;
    bool is_of_rates; /* its rows are not asked for: rates and the gate's metrics alone */
} rh_review_period;

/* A row that began: a record, or an event. */
typedef struct rh_seen {
    rh_table table;
    uint32_t n; /* of the record; EVENTS and DECISIONS: of the event, among those that were taken */
    rh_instant at;
    const rh_value *facts;
    rh_str source, id;     /* EVENTS, DECISIONS */
    const rh_event *event; /* EVENTS: a copy */
} rh_seen;

/* A wait in a queue. */
typedef struct rh_wait {
    size_t queue;
    rh_instant entered, left; /* left NEVER: it still waits */
    const rh_value *facts;
} rh_wait;

typedef struct rh_watch {
    const rh_review_plan *plan;
    const rh_review_period *periods;
    size_t n_periods;
    rh_arena arena; /* of the journey */
    rh_observer observer;
    bool has_step, failed;
    rh_instant first; /* instant of the first step */
    uint32_t n_events;
    rh_value *rolling;       /* facts of journeys, then state and lane, at the last step */
    const rh_value **at_end; /* per period: the same at its end; NULL until it has come */
    rh_value *queue_facts;   /* what the queues' conditions read, at the last look */
    rh_instant look_at;      /* when they are to be looked at again whatever changes */
    size_t *waiting;         /* per queue: its open wait, from 1; 0: none */
    RH_VEC(rh_happening) past;
    RH_VEC(rh_seen) seen;
    RH_VEC(rh_wait) waits;
} rh_watch;

void rh_watch_init(rh_watch *watch, rh_host_memory host, const rh_review_plan *plan, const rh_review_period *periods,
                   size_t n_periods);
void rh_watch_dispose(rh_watch *watch);
/* Before each journey: forgets the last, and watches the run. RH_NOMEM. */
RH_MUST rh_code rh_watch_begin(rh_watch *watch, rh_run *run, rh_err *err);
/* After it. RH_NOMEM where a step had none. */
RH_MUST rh_code rh_watch_end(rh_watch *watch, rh_err *err);

#endif
