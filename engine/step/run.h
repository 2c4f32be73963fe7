/* A run: one thread's machine for replaying journeys, one after the other, through a program.
 *
 *     rh_run *run;                          rh_run_new(&run, keep, program, ...)
 *     for each journey:                     rh_run_begin(run, id)
 *         for each event, in order:         rh_run_event(run, &event)
 *         rh_run_end(run, as_of)            fires the timers up to as_of
 *         rh_run_records(run, lane, ...)    borrow until the next begin
 *
 * Inside, lanes that have decided alike so far in this journey share one *branch*; a branch forks where the first
 * difference shows, and lanes whose core says otherwise leave it to be played from the beginning. Results do not depend
 * on it. Not thread-safe: one run, one thread; the program is shared. */
#ifndef RH_STEP_RUN_H
#define RH_STEP_RUN_H

#include "engine/journey/event.h"
#include "engine/program/program.h"
#include "engine/journey/record.h"
#include "engine/journey/tally.h"

typedef struct rh_run rh_run;
/* One lane's situation at the end of a step; borrowed inside an observer or after end. */
typedef struct rh_view rh_view;

/* What became of the events in one lane's revision (rulings 7 to 9, 120). Sums over journeys add. */
typedef rh_tally rh_counts;

/* An undecided expression, counted as ruling 36 says. */
typedef struct rh_undecided_count {
    rh_str where;   /* "CO-EDGE-002", "derived customer.x", "guard 3", "sets stage_moved a.n", "release act.go", ... */
    rh_str entry;   /* entry id, or null */
    rh_cause cause;
    uint64_t n;
} rh_undecided_count;

/* Why an event was quarantined at replay. Text is one line. */
typedef rh_rejection rh_rejected;

/* Called at the end of each step of each branch (SPEC.md section 6 "A step"). event is NULL for a timer. */
typedef struct rh_observer {
    void *ctx;
    void (*step)(void *ctx, const rh_view *view, const rh_event *event);
    /* Called before each look at an entry, and at the end of each step, when a slot changed since it was last called,
     * and in the first step: changed has a bit for each that did. What entries are judged by is what slots hold then
     * (foresight.h). NULL: not called. */
    void (*look)(void *ctx, const rh_view *view, const uint64_t *changed);
} rh_observer;

RH_MUST rh_code rh_run_new(rh_run **out, rh_host_memory host, const rh_program *program, rh_err *err);
void rh_run_dispose(rh_run *run);
/* Evaluate every condition of the register at every step, wherever its window is and whatever changed (rh_muster), and
 * go by which of them say otherwise than before: the same records, slower. Takes part from the next begin on. For tests
 * and benches. */
void rh_run_set_eager(rh_run *run, bool eager);
void rh_run_set_observer(rh_run *run, const rh_observer *observer); /* takes part from the next begin on */
const rh_observer *rh_run_observer(const rh_run *run); /* NULL: none */
/* How often an expression of the register was evaluated since the run was made: what work follows from change. */
uint64_t rh_run_evaluated(const rh_run *run);
/* What these cost (ruling 38): about the nodes of their trees that were entered. */
uint64_t rh_run_nodes(const rh_run *run);

/* From the next begin on only these lanes take part (n > 0); at first all do. Nothing may be asked of the others
 * then. */
void rh_run_set_lanes(rh_run *run, const size_t *lanes, size_t n);
RH_MUST rh_code rh_run_begin(rh_run *run, rh_str journey, rh_err *err);
/* Events in the order of rh_event_cmp. The event is copied; its texts are borrowed until the next begin. */
RH_MUST rh_code rh_run_event(rh_run *run, const rh_event *event, rh_err *err);
/* From now on no event changes these fields (an example's `set` against the events of its base, ruling 157); n 0: none.
 * Names of fields; those that a lane does not declare are passed over. */
RH_MUST rh_code rh_run_pin(rh_run *run, const rh_str *fields, size_t n, rh_err *err);
/* Moves the clock to `to`, firing what is due; for `decide`. */
RH_MUST rh_code rh_run_advance(rh_run *run, rh_instant to, rh_err *err);
RH_MUST rh_code rh_run_end(rh_run *run, rh_instant as_of, rh_err *err);

/* Results, after end (or between events); borrowed until the next begin. */
rh_arena *rh_run_arena(rh_run *run); /* the journey's arena: what is put there lives until the next begin */
const rh_record *const *rh_run_records(rh_run *run, size_t lane, size_t *n);
/* Whether two lanes had the same journey, record by record, known without comparing. False means "not known". What is
 * judged by the register of a lane (policy.follow_up_days) may still differ. */
bool rh_run_same(const rh_run *run, size_t lane_a, size_t lane_b);
const rh_counts *rh_run_counts(const rh_run *run, size_t lane);
const rh_undecided_count *rh_run_undecided(rh_run *run, size_t lane, size_t *n);
const rh_rejected *const *rh_run_rejected(const rh_run *run, size_t lane, size_t *n);
bool rh_run_oscillated(const rh_run *run, size_t lane);
/* NULL on no memory. */
const rh_view *rh_run_view(rh_run *run, size_t lane);

/* ---- a lane's situation ---- */
typedef enum rh_status { RH_IDLE, RH_OPEN, RH_RELEASED, RH_REJECTED } rh_status;
typedef struct rh_entry_status {
    rh_status status;
    bool undecided;
    rh_risk risk;       /* lifted */
    rh_str route;       /* role id, null when idle */
    bool has_due;
    rh_instant due;
    rh_instant opened_at;
    uint32_t openings;  /* opened and reopened so far */
    int64_t approvers;  /* what workflow.approvers is in its condition: 1 when the first of two has approved */
} rh_entry_status;

bool rh_view_has_lane(const rh_view *view, size_t lane);
rh_instant rh_view_now(const rh_view *view);
uint32_t rh_view_step(const rh_view *view);
/* Records written in this step. */
const rh_record *const *rh_view_records(const rh_view *view, size_t *n);
rh_str rh_view_state(const rh_view *view); /* "none" before the first */
rh_value rh_view_field(const rh_view *view, uint32_t field); /* index in the lane's register */
/* Fields come first, in their order; behind them is what the core itself gives. */
rh_value rh_view_slot(const rh_view *view, uint32_t slot);
/* Where windows stand: the position in the chain of states, the number of states for none, RH_NONE in a final state. */
uint32_t rh_view_place(const rh_view *view);
rh_entry_status rh_view_entry(const rh_view *view, uint32_t entry);
rh_verdict rh_view_verdict(const rh_view *view, uint32_t action, rh_strs *because);
/* Evaluates an expression of a pool made with rh_program_env (below) on this situation. It is of no entry, so that
 * workflow.approvers is 0. */
rh_value rh_view_eval(const rh_view *view, const rh_pool *pool, rh_expr root, rh_eval *more, rh_instant *valid_until);
/* The same at a later instant up to which the run was advanced: the last step lies before it, as nothing fell due
 * since. */
rh_value rh_view_eval_at(const rh_view *view, rh_instant now, const rh_pool *pool, rh_expr root, rh_eval *more,
                         rh_instant *valid_until);

/* One of an entry: with that entry's approvers. */
rh_value rh_view_eval_of(const rh_view *view, int64_t approvers, const rh_pool *pool, rh_expr root, rh_eval *more,
                         rh_instant *valid_until);

/* The environment of the core for one lane (fields, policy, now, workflow, event), for expressions that are not part of
 * the register: acceptance tests, filters, `eval`. Extra functions may be given; the result lives in keep. */
RH_MUST rh_code rh_program_env(const rh_env **out, rh_arena *keep, const rh_program *program, size_t lane,
                               const rh_host_fn *fns, size_t n_fns, rh_err *err);
/* Asks for a step (a clock timer) at an instant, from inside an observer: the clock of a test's own expressions. */
void rh_view_wake(const rh_view *view, rh_instant at);

#endif
