/* Outcomes: what became of the actions that history did, and what the revision had said of them.
 *
 * SPEC.md section 8, rulings 114 and 132. An observed action is bad when a later `correction_recorded` names it, or
 * when a person with rights rejects an entry that lists it within policy.follow_up_days; good when these days have
 * passed without; open until then. With the verdict that makes five cells. Days are 24 hours.
 *
 * A rejection counts as history has it, not as the revision does: a decision that names its entry counts even where
 * this revision never opened it, or a register without the entry would have no escapes. One that names an area or an
 * action counts for the entries that it met.
 *
 * What stands behind the divergence, the first observed action that the revision would not have allowed, happened in a
 * world that this revision would have changed, and is told apart. */
#ifndef RH_JUDGE_OUTCOME_H
#define RH_JUDGE_OUTCOME_H

#include "engine/judge/aftermath.h"
#include "engine/judge/item.h"

typedef enum rh_cell {
#define X(NAME, word, text) RH_CELL_##NAME,
#include "engine/judge/cells.def"
#undef X
    RH_N_CELLS
} rh_cell;

typedef enum rh_quality { RH_QUALITY_GOOD, RH_QUALITY_BAD, RH_QUALITY_OPEN, RH_N_QUALITIES } rh_quality;

typedef struct rh_judged {
    size_t index; /* of its observed record */
    rh_quality outcome;
    rh_cell cell;
    bool is_after;         /* behind the divergence */
    const rh_event *proof; /* BAD: an event that says so, a correction before a rejection */
    bool has_hold;         /* DRAG: its verdict became allow by as-of */
    int64_t hold_ns;       /* with has_hold: open time from the observation on */
} rh_judged;

typedef struct rh_judgement {
    const rh_judged *at; /* in the order of the records */
    size_t n;
    uint64_t corrections;         /* that the revision took */
    uint64_t stray_corrections;   /* of them, those that name no observed action before them */
    int64_t days_from, days_to;   /* with which policy.follow_up_days it is the same: both included */
} rh_judgement;

/* O(observed * (rejections + records)) at worst. */
RH_MUST rh_code rh_outcomes_judge(rh_judgement *out, rh_arena *keep, const rh_course *course,
                                  const rh_aftermath *aftermath, rh_err *err);

/* The cell of an action on which a revision said that, and which turned out so. */
rh_cell rh_cell_of(rh_verdict verdict, rh_quality outcome);

const char *rh_quality_name(rh_quality quality); /* "good", "bad", "open" */
const char *rh_cell_name(rh_cell cell);
const char *rh_cell_text(rh_cell cell);

#endif
