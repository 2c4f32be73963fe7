/* The phases of one step (SPEC.md section 6), as functions over a branch. The insides of a run. */
#ifndef RH_STEP_INSIDES_H
#define RH_STEP_INSIDES_H

#include "engine/journey/branch.h"

struct rh_view {
    rh_branch *branch;
    const rh_work *work; /* NULL outside of a step */
};

/* A column, a row, a field that an event changes, typed by the revision. */
typedef struct rh_cell {
    uint32_t column;
    rh_value value;
} rh_cell;

typedef struct rh_row_change {
    rh_str key;
    bool removes;
    const rh_cell *cells;
    size_t n_cells;
} rh_row_change;

typedef struct rh_change {
    uint32_t field;
    bool is_table;
    bool merges;                /* a JSON object that is merged into the field's (RFC 7396) */
    bool empties;               /* a table: all rows go first */
    rh_value value;             /* not a table */
    const rh_row_change *rows;  /* a table */
    size_t n_rows;
} rh_change;

typedef RH_VEC(rh_change) rh_changes;

typedef enum rh_taken { RH_TAKEN, RH_TAKEN_UNMAPPED, RH_TAKEN_PRODUCED, RH_TAKEN_NOT } rh_taken;

/* An event as one revision reads it. */
typedef struct rh_intake {
    const rh_event_rules *rules;
    rh_value data;       /* payload, typed */
    rh_changes patch;    /* fields_ingested */
    rh_changes edits;    /* human_decided */
    bool is_decision;
    uint32_t action;     /* observed, or RH_NONE */
} rh_intake;

/* An event as the branches of a stratum take it in: whoever comes first reads it, the others take what it made of it. */
typedef struct rh_taking {
    const rh_event *event;     /* NULL: none yet */
    const rh_stratum *stratum;
    rh_taken taken;
    rh_intake in;
    rh_tally tally;            /* what it adds */
    const rh_rejection *rejection; /* NULL: none */
} rh_taking;

/* intake.c: types the payload of the work's event, in an arena that keeps it for the other branches. RH_TAKEN_NOT
 * leaves a rejection in the branch. Counts. */
RH_MUST rh_code rh_step__intake(rh_taking *taking, rh_arena *keep, rh_branch *b, const rh_work *w);
/* patch.c: a merge patch over namespaces (ruling 16), in scratch but for the values. *why is the misfit, or NULL. */
RH_MUST rh_code rh_step__read_patch(rh_changes *out, const char **why, rh_branch *b, rh_arena *scratch, rh_value patch);
/* apply.c */
RH_MUST rh_code rh_step__observe(rh_branch *b, const rh_work *w, rh_intake *in);
RH_MUST rh_code rh_step__apply_facts(rh_branch *b, const rh_work *w, const rh_intake *in, bool *written);
RH_MUST rh_code rh_step__apply_changes(rh_branch *b, const rh_work *w, const rh_changes *changes, bool *written);
/* Evaluates derived fields whose inputs changed; true in *changed when one did. */
RH_MUST rh_code rh_step__derive(rh_branch *b, const rh_work *w);
/* decide.c */
RH_MUST rh_code rh_step__decide(rh_branch *b, const rh_work *w, const rh_intake *in, bool *written);
/* settle.c: rounds until nothing changes, from b->cursor on. */
RH_MUST rh_code rh_step__settle(rh_branch *b, const rh_work *w);
/* entries.c: the entries' part of a round, from b->cursor.variant on. */
RH_MUST rh_code rh_step__settle_entries(rh_branch *b, const rh_work *w);
/* alerts.c: a record for each alert whose condition has turned true (ruling 99). */
RH_MUST rh_code rh_step__note_alerts(rh_branch *b, const rh_work *w);
/* health.c: a record where score or band is another than the last one said (ruling 99). */
RH_MUST rh_code rh_step__note_health(rh_branch *b, const rh_work *w);
/* verdicts.c, automatic.c */
RH_MUST rh_code rh_step__settle_verdicts(rh_branch *b, const rh_work *w);
RH_MUST rh_code rh_step__settle_automatic(rh_branch *b, const rh_work *w);
/* Notes in workflow.did that the action happened now. */
RH_MUST rh_code rh_step__did(rh_branch *b, const rh_work *w, uint32_t action);
/* turn.c: shows an observer what changed, when it looks at rounds. */
void rh_run__look(struct rh_run *run, rh_branch *b, const rh_work *w);
/* run.c: takes a fork that still has to finish this step. */
RH_MUST rh_code rh_run__push(struct rh_run *run, rh_branch *fork, rh_err *err);

/* apart.c: who says otherwise than the core that decides goes on from where it does, in a fork, if it is asked by
 * these; asked elsewhere it is played from the beginning. */
/* Evaluates a consumer that the fork, which has it marked, will come to again when it goes on with the round. */
RH_MUST rh_code rh_step__eval_or_fork(rh_value *out, rh_branch *b, const rh_work *w, uint32_t consumer);
/* Asks for all that varied rules of an event evaluate, before it does anything. `before` is the tally from before it
 * was taken in. */
RH_MUST rh_code rh_step__fork_by_event(rh_branch *b, const rh_work *w, const rh_intake *in, const rh_tally *before);

#endif
