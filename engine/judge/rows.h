/* Rows of a diff: what differs between two courses of one journey, each difference in one class.
 *
 * SPEC.md section 9, FORMATS.md section 2. Four kinds of things are compared, each by its key: observed actions
 * (event), automatic actions (action), openings (entry and the how-manieth), items (area and the how-manieth, ruling
 * 129).
 *
 * A verdict that one side lacks: an observed action that a side does not judge counts there as allowed, an automatic
 * action that a side never proposes counts there as blocked, since it does not happen. An opening or item that only the
 * base has is loosened, that only the head has is tightened. A changed risk is loosened or tightened like a verdict. */
#ifndef RH_JUDGE_ROWS_H
#define RH_JUDGE_ROWS_H

#include "engine/judge/item.h"

typedef enum rh_row_kind { RH_ROW_OBSERVED, RH_ROW_AUTOMATIC, RH_ROW_ENTRY, RH_ROW_ITEM } rh_row_kind;

/* In the order in which the first that applies is taken. MIXED is a class of journeys only. */
typedef enum rh_row_class {
    RH_ROW_LOOSENED,
    RH_ROW_TIGHTENED,
    RH_ROW_REROUTED,
    RH_ROW_RETIMED,
    RH_ROW_REWORDED,
    RH_ROW_MIXED,
    RH_N_ROW_CLASSES,
    RH_ROW_SAME = RH_N_ROW_CLASSES
} rh_row_class;

/* One thing on one side. Texts borrow from the records. */
typedef struct rh_row_side {
    rh_row_kind kind;
    rh_str key;   /* OBSERVED: "source id"; AUTOMATIC: action; ENTRY: entry; ITEM: area */
    uint32_t nth; /* ENTRY, ITEM: from 1; else 0 */
    size_t index; /* the record that it begins with */
    rh_instant at;
    rh_str action;          /* OBSERVED, AUTOMATIC */
    rh_verdict first, last; /* OBSERVED: its verdict, twice; AUTOMATIC: when proposed, and in the end */
    rh_risk risk;           /* ENTRY, ITEM */
    rh_str route;           /* ENTRY, ITEM: the first */
    rh_strs moves;          /* ENTRY: the roles it was escalated to, a breach included, in order */
    bool has_due;
    rh_instant due; /* ENTRY, ITEM */
    bool is_done;
    rh_instant done_at; /* AUTOMATIC: it was done; ENTRY, ITEM: it closed */
    rh_record_kind end; /* ENTRY: how it closed; AUTOMATIC: what became of it; RH_N_RECORD_KINDS: nothing yet */
    bool is_undecided;  /* ENTRY, ITEM */
    rh_strs stoppers;   /* OBSERVED, AUTOMATIC: where "stop" is a source, the open entries whose tier stops */
    rh_strs because;    /* OBSERVED, AUTOMATIC: the sources of `first`; ITEM: its entries; ENTRY: none */
} rh_row_side;

typedef struct rh_row {
    rh_row_class cls;
    const rh_row_side *base, *head; /* NULL: not there; never both */
    const rh_row_side *side; /* the head's, or the base's where the head has none: kind, key, nth, at of the row */
    bool after_divergence; /* SPEC.md section 8: behind the first observed action that a side would not have allowed */
} rh_row;

typedef struct rh_rows {
    const rh_row *at; /* by kind, key, nth */
    size_t n;
    rh_row_class cls;      /* of the journey: SAME when n is 0, MIXED when rows differ in class */
    uint64_t matrix[4][4]; /* [base][head]: verdicts of the observed and automatic actions that both sides have */
} rh_rows;

/* The things of one course. */
typedef struct rh_sides {
    const rh_row_side *at; /* by kind, key, nth */
    size_t n;
} rh_sides;

RH_MUST rh_code rh_sides_of(rh_sides *out, rh_arena *keep, const rh_course *course, rh_err *err);
/* The thing with the kind, key and nth of `like`, or NULL. O(log n). */
const rh_row_side *rh_sides_find(const rh_sides *sides, const rh_row_side *like);
/* Whether they make no row: of one kind, key and nth, and alike in all that classes go by. */
bool rh_row_side_same(const rh_row_side *a, const rh_row_side *b);
/* With texts of its own; the arena remembers a failure. */
rh_row_side rh_row_side_copy(rh_arena *keep, const rh_row_side *side);

/* What of one entry no course can lack that has the row as the head has it: who looks first, or its clock. */
typedef struct rh_row_needs {
    rh_str entry; /* with either */
    bool route, clock;
} rh_row_needs;

/* Of an opening, and of an item that is of one entry alone on both sides: its route is that entry's, and where both
 * sides opened at one instant with other due times, so are their clocks. */
rh_row_needs rh_row_needs_of(const rh_row *row);

/* Compares two courses of one journey. O(n log n) in the records. */
RH_MUST rh_code rh_rows_compare(rh_rows *out, rh_arena *keep, const rh_course *base, const rh_course *head,
                                rh_err *err);

/* The instant by which the head of a row is all there: a course that was played no further than that is the same in it
 * or not as it is when it is played to its end, for whatever it lacks there comes later than the head has it. NEVER:
 * only the end tells. */
rh_instant rh_row_known_at(const rh_row *row);

/* Adds a course's own verdicts to the diagonal: what rh_rows_compare counts where both sides are the same course. */
void rh_course_count_verdicts(uint64_t matrix[4][4], const rh_course *course);

/* The index of the first observed action that was not allowed, or n: the journey's divergence. */
size_t rh_course_divergence(const rh_course *course);

const char *rh_row_kind_name(rh_row_kind kind);
const char *rh_row_class_name(rh_row_class cls);

#endif
