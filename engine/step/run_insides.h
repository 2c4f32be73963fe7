/* The insides of a run, for run.c, turn.c and results.c alone. */
#ifndef RH_STEP_RUN_INSIDES_H
#define RH_STEP_RUN_INSIDES_H

#include "engine/step/insides.h"
#include "engine/step/run.h"

/* What a run was told since it began: lanes that part are played from there. */
typedef struct rh_run_input {
    bool pins; /* these fields; else it goes on up to an instant, with an event or without */
    const rh_str *fields;
    size_t n_fields;
    rh_instant to;
    const rh_event *event;
} rh_run_input;

struct rh_run {
    rh_arena keep;     /* the run's own */
    rh_arena journey, scratch;
    rh_arena taken;    /* what `taking` points to */
    rh_taking taking;  /* the last event that was read */
    const rh_program *program;
    bool eager;
    const rh_branch **firsts; /* per stratum; NULL: not made yet */
    rh_musters **musters;     /* the same */
    const rh_observer *observer;
    bool rides;        /* lanes of several cores share branches in this journey */
    uint64_t *parted;  /* lanes that have left their branch and are in none */
    RH_VEC(rh_run_input) inputs; /* when it rides; in the journey's arena */
    rh_str id;
    RH_VEC(rh_branch *) branches; /* in the journey's arena */
    rh_branch **of_lane;
    uint64_t *asked;   /* the lanes that take part */
    bool *written;     /* per field of the widest stratum */
    uint64_t n_evaluated, n_nodes;
};

/* turn.c: one branch through its timers up to an instant and, behind them, an event (NULL: none). Forks are pushed. A
 * branch that stands within a step finishes that first. */
RH_MUST rh_code rh_run__turn(rh_run *run, rh_branch *b, rh_instant to, const rh_event *event, rh_err *err);

#endif
