/* The summary of a replay: what its records, and what became of its events, add up to.
 *
 *     rh_summary_of_run(&journey, courses, run, &lanes, ...)                  in any worker, after a journey
 *     rh_summary_judge(&result, keep, &journey, scratch, err)
 *     rh_summary_init(&summary, host, head, base, err);  rh_summary_add(&summary, &result, err)    each journey once
 *     rh_summary_merge(&all, &summary, err)                                  any order, any split: the same summary
 *     rh_summary_report_fill(&report, keep, &summary, err)
 *
 * A journey that had no event by as_of was not replayed and is not counted. Counted is the head's lane; of the base's
 * only how often its entries opened. Lanes of the business are those that occur, kept sorted bytewise, so that nothing
 * depends on which came first. Adding and merging are associative and commutative. */
#ifndef RH_REPLAY_SUMMARY_H
#define RH_REPLAY_SUMMARY_H

#include "engine/judge/invariant.h"
#include "engine/step/run.h"
#include "harness/ingest/log.h"
#include "harness/replay/first_names.h"
#include "harness/replay/judging.h"
#include "reports/model/replay.h"

/* Numbers of a whole, of a lane of the business, or of an entry. */
typedef struct rh_summary_cell {
    uint64_t journeys;            /* replayed; of an entry: in which it opened */
    uint64_t motivating;          /* of an entry's, those that it says it is derived from */
    uint64_t openings, undecided; /* openings, and of them those that were undecided */
    uint64_t items, breached; /* review items, and of them those that breached; of an entry: openings that breached */
    uint64_t observed;        /* observed actions */
    uint64_t diverged;        /* journeys in which the head would not have allowed one */
    uint64_t unauthorised, dual_broken; /* decisions; what was done, or approved, on one approval of two */
    uint64_t changed; /* journeys with a row of the diff */
    uint64_t released, rejected, lapsed;
    rh_judged_counts judged;
} rh_summary_cell;

void rh_summary_cell_add(rh_summary_cell *into, const rh_summary_cell *from);
/* What a record counts for by itself: openings, what was observed, unauthorised, released, rejected, lapsed. */
void rh_summary_cell_count(rh_summary_cell *cell, const rh_record *record);

typedef struct rh_summary_lane {
    rh_str lane;
    rh_summary_cell cell;
} rh_summary_lane;

/* An alert of monitors.yaml: journeys in which it was raised, and how often in all. */
typedef struct rh_summary_alert {
    uint64_t journeys, raised;
} rh_summary_alert;

/* A broken invariant, in a form that outlives the journey. */
typedef struct rh_summary_break {
    rh_invariant invariant;
    rh_str journey;
    rh_instant at;
    uint32_t n; /* of the record */
} rh_summary_break;

enum { RH_SUMMARY_BREAKS = 20 }; /* kept: the first by (journey, n, invariant); all are counted */

/* Sums over journeys that need no name. */
typedef struct rh_summary_sums {
    rh_counts counts;
    uint64_t kinds[RH_N_RECORD_KINDS];
    uint64_t observed[4];              /* by verdict */
    uint64_t events, synthetic_events; /* replayed; of them synthetic */
    uint64_t real, mixed, synthetic;   /* journeys with no, some, only synthetic events */
    uint64_t exact, partial, none;     /* the replayability ledger: no, some, only events of a final snapshot */
    uint64_t still_open, oscillated;
    uint64_t broken[RH_N_INVARIANTS];
    rh_instant since, until; /* knowntimes; with events */
} rh_summary_sums;

typedef struct rh_summary {
    rh_arena arena;
    const rh_register *head, *base; /* base NULL: none */
    rh_summary_cell whole;
    rh_summary_lane *lanes; /* bytewise */
    size_t n_lanes, cap_lanes;
    rh_summary_cell *entries; /* parallel to head->entries */
    uint64_t *base_openings;  /* parallel to base->entries */
    rh_summary_alert *alerts; /* parallel to the head's alerts */
    rh_summary_sums sums;
    rh_undecided_count *undecided; /* by (where, cause) */
    size_t n_undecided, cap_undecided;
    rh_summary_break breaks[RH_SUMMARY_BREAKS];
    size_t n_breaks;
    rh_first_names oscillated; /* of the journeys that were added: a kept run that carries others over counts them alone */
    rh_judging judging;
} rh_summary;

/* One journey as it was replayed. Borrowed. */
typedef struct rh_summary_journey {
    rh_str id;
    rh_str lane;                  /* null: no lane is asked for, or the journey has none */
    const rh_course *head, *base; /* base NULL: none */
    bool is_changed;              /* has a row of the diff */
    uint64_t n_events, n_synthetic, n_snapshot;
    rh_instant since, until; /* valid when n_events > 0 */
    bool is_open, is_oscillated;
    const rh_counts *counts; /* NULL: not counted */
    const rh_undecided_count *undecided;
    size_t n_undecided;
    bool is_judged;           /* against the aftermath, which is then valid */
    rh_aftermath aftermath;
    const struct rh_summary_journey *beside; /* the same under another revision, for rh_judging_turn; NULL: none */
} rh_summary_journey;

/* What stands for a lane where the field is absent. */
#define RH_NO_LANE RH_STR("(none)")

/* Which lanes of the program, and which field gives the lane of the business. */
typedef struct rh_summary_lanes {
    size_t head, base;   /* base SIZE_MAX: none */
    uint32_t lane_field; /* of the head's register; RH_NONE: none */
    bool is_judged;      /* outcomes, agreement and rates are wanted */
    const rh_live *live; /* with is_judged: revisions that went live, by since */
    size_t n_live;
} rh_summary_lanes;

/* Fills *out and the courses that it points to from a run that has ended a journey; events after as_of are not counted.
 * Borrows from the run until its next begin. RH_NOMEM. */
RH_MUST rh_code rh_summary_of_run(rh_summary_journey *out, rh_course courses[2], rh_run *run, const rh_program *program,
                                  const rh_summary_lanes *lanes, const rh_journey *journey, rh_instant as_of,
                                  rh_err *err);

/* What one journey adds. Lives in the arena it was made in. */
typedef struct rh_summary_part {
    uint32_t entry;
    rh_summary_cell cell; /* of base_parts: only openings */
} rh_summary_part;
typedef struct rh_summary_result {
    bool is_replayed; /* else nothing else is set */
    rh_str lane;
    rh_str oscillated; /* the journey, where it came to no rest; null: it did */
    rh_summary_cell cell;
    const rh_summary_part *parts, *base_parts; /* entries of the head, and of the base */
    size_t n_parts, n_base_parts;
    const rh_summary_alert *alerts; /* parallel to the head's alerts */
    rh_summary_sums sums;
    const rh_undecided_count *undecided;
    size_t n_undecided;
    const rh_summary_break *breaks;
    size_t n_breaks;
    rh_judging judging;
} rh_summary_result;

RH_MUST rh_code rh_summary_init(rh_summary *summary, rh_host_memory host, const rh_register *head,
                                const rh_register *base, rh_err *err);
void rh_summary_dispose(rh_summary *summary);
/* The result stands by itself in keep; scratch is used on the way. */
RH_MUST rh_code rh_summary_judge(rh_summary_result *out, rh_arena *keep, const rh_summary_journey *journey,
                                 rh_arena *scratch, rh_err *err);
RH_MUST rh_code rh_summary_add(rh_summary *summary, const rh_summary_result *result, rh_err *err);
RH_MUST rh_code rh_summary_merge(rh_summary *into, const rh_summary *from, rh_err *err);
/* The report but for its revision; of its history only what journeys tell (journeys, origins, still_open, since,
 * until). Texts borrow from the summary and the register. */
RH_MUST rh_code rh_summary_report_fill(rh_replay_report *out, rh_arena *keep, const rh_summary *summary, rh_err *err);

#endif
