/* Whether one register lets more through than another, or the same earlier, on one journey.
 *
 * Both play the journey; what stands is compared after each event and after the timers of each instant that is a step of
 * either. The head is weaker where
 *
 *   entry     an entry that is open in the base is neither open nor rejected in the head, or
 *             is rejected and no longer stops the journey
 *   rejected  an entry that is rejected in the base is not in the head
 *   slower    an entry that is open in both has been escalated, or was late, less often in the head
 *   task      a task of an entry that is open in both was written in the base alone
 *   verdict   an action has a lower verdict in the head
 *   ran       an automatic action has run in the head and not in the base
 *   alert     a rule has told in the base and never in the head
 *
 * The first such place counts, in this order; what follows may follow from it. What accepted.def names is told apart
 * by its name. A decision that meets an entry in the head alone is no comparison, as nobody was asked in the base: the
 * caller is told to leave it out and to ask again. */
#ifndef TESTS_RANDOM_WEAKER_H
#define TESTS_RANDOM_WEAKER_H

#include "engine/step/run.h"

typedef enum weaker_result {
    WEAKER_NOT,      /* and something was compared */
    WEAKER_OVER,     /* nor is it known: one of them oscillates, which no gate passes */
    WEAKER_LEAVE,    /* without the event, ask again */
    WEAKER_ACCEPTED,
    WEAKER_FOUND
} weaker_result;

typedef struct weaker {
    const char *kind;   /* one of the list above */
    const char *name;   /* LEAVE, ACCEPTED: of accepted.def */
    size_t event;       /* LEAVE: its index; else the last one before it was found */
    rh_instant at;
    bool is_same;       /* NOT: the records are the same to the byte */
    char says[800];
} weaker;

typedef struct weaker_accepted {
    const char *name, *why;
} weaker_accepted;
extern const weaker_accepted weaker_accepts[];
extern const size_t weaker_n_accepts;

/* A program of one lane, a run of it, and the conditions of its entries. Ends the process without memory. Close gives
 * the run back; the rest lives in keep. */
typedef struct weaker_side {
    const rh_program *program;
    rh_run *run; /* NULL: closed */
    rh_pool *pool;
    rh_expr *when; /* by entry */
} weaker_side;

void weaker_side_open(weaker_side *out, rh_arena *keep, const rh_program *program);
void weaker_side_close(weaker_side *side);

/* Events are in order, of the journey J, no two of one id. Ends the process without memory. */
weaker_result random_weaker(weaker *out, const weaker_side *base, const weaker_side *head, const rh_event *events,
                            size_t n_events, rh_instant as_of, rh_arena *scratch);

#endif
