/* Coverage: which clauses of the entries ever decide anything, on the journeys that are played.
 *
 * A clause *decides* where the outcome would have been another without it:
 *   - condition, operand: at the end of a step of which the entry could open or has opened, the condition counts
 *     otherwise without the operand (undecided counts as true, as it does for opening)
 *   - window, segments: it alone keeps the entry from opening; for the window also: it closes the entry (lapsed)
 *   - clears: the entry clears by it, or the condition is false and it alone keeps the entry open
 *   - sla: the clock runs out
 *   - stop: a verdict has the stop as its one reason, and no other open entry stops the journey
 *   - primary, backup, escalation: a person of that role decides
 *   - effect: a verdict, or an observed action, has this entry as its one reason
 *   - task: it is given
 * An entry *acts* where it gives a task or is, with its own stop, the one reason of a verdict.
 * Moments are the ends of the core's own steps; what the clock alone would change in between, had the condition been
 * another, is not looked for. Not for: whether a test would notice a slip (engine/mutate).
 *
 *     rh_cover *cover;         the clauses of a lane:        rh_cover_new(&cover, keep, program, 0, err)
 *     rh_cover_watch *watch;   one a run:                    rh_cover_watch_new(&watch, host, cover, err)
 *     rh_run_set_observer(run, rh_cover_watch_observer(watch))
 *     rh_cover_watch_begin(watch, RH_NONE)   ... journeys ...   rh_cover_watch_seen(watch, clause) */
#ifndef RH_COVER_COVER_H
#define RH_COVER_COVER_H

#include "engine/step/run.h"

typedef enum rh_cover_kind {
#define X(NAME, word) RH_COVER_##NAME,
#include "engine/cover/clauses.def"
#undef X
    RH_N_COVER_KINDS
} rh_cover_kind;
const char *rh_cover_kind_name(rh_cover_kind kind);

typedef struct rh_cover_clause {
    rh_cover_kind kind;
    uint32_t entry; /* index in the lane's register */
    uint32_t index; /* EFFECT, TASK: of the entry's */
    rh_expr without; /* OPERAND: the condition without it */
    rh_span span;
    rh_str says; /* the clause in words */
} rh_cover_clause;

typedef struct rh_cover rh_cover; /* immutable: any number of threads */

/* Borrows the program and its register for its life. */
RH_MUST rh_code rh_cover_new(const rh_cover **out, rh_arena *keep, const rh_program *program, size_t lane, rh_err *err);
/* Clauses by entry id, kind, then as the entry holds them. */
size_t rh_cover_n_clauses(const rh_cover *cover);
const rh_cover_clause *rh_cover_clause_at(const rh_cover *cover, size_t clause);

typedef struct rh_cover_watch rh_cover_watch; /* one run, one thread */

RH_MUST rh_code rh_cover_watch_new(rh_cover_watch **out, rh_host_memory host, const rh_cover *cover, rh_err *err);
void rh_cover_watch_dispose(rh_cover_watch *watch); /* accepts NULL */
/* Borrowed for the watch's life. */
const rh_observer *rh_cover_watch_observer(rh_cover_watch *watch);
/* Steps go to this observer first; NULL: to none. */
void rh_cover_watch_pass_to(rh_cover_watch *watch, const rh_observer *other);
/* The watch whose observer this is. */
const rh_cover_watch *rh_cover_watch_of(const rh_observer *observer);
/* Forgets what was seen; from now on conditions of this entry alone are looked at, RH_NONE: of all. */
void rh_cover_watch_begin(rh_cover_watch *watch, uint32_t entry);

/* What was seen since begin. */
typedef struct rh_cover_seen {
    bool happened;
    rh_instant last; /* valid when it happened */
} rh_cover_seen;
rh_cover_seen rh_cover_watch_seen(const rh_cover_watch *watch, size_t clause); /* it decided */
rh_cover_seen rh_cover_watch_opened(const rh_cover_watch *watch, uint32_t entry);
rh_cover_seen rh_cover_watch_acted(const rh_cover_watch *watch, uint32_t entry);

#endif
