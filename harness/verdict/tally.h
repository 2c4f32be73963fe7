/* The tally: what the gate counts over journeys, of the head, and of the base where an entry is compared.
 *
 *     rh_tally_judge(&result, keep, &journey, scratch, err)  in any worker
 *     rh_tally_init(&tally, host, head, base, err);          base may be NULL
 *     rh_tally_add(&tally, &result, err)                     each journey once
 *     rh_tally_merge(&all, &tally, err)                      any order, any split: the same tally
 *
 * Lanes are those that occur, kept sorted bytewise, so that nothing depends on which came first. */
#ifndef RH_VERDICT_TALLY_H
#define RH_VERDICT_TALLY_H

#include "engine/judge/invariant.h"

/* Numbers of a whole, of a lane, or of an entry. */
typedef struct rh_cell {
    uint64_t journeys;            /* replayed; of an entry: in which it opened */
    uint64_t openings, undecided; /* openings, and of them those that were undecided */
    uint64_t items, breached; /* review items, and of them those that breached; of an entry: openings that breached */
    uint64_t observed;        /* observed actions */
    uint64_t diverged;        /* journeys in which the head would not have allowed one */
    uint64_t unauthorised;
    uint64_t changed; /* journeys with a row of the diff */
    uint64_t released, rejected, lapsed;
} rh_cell;

typedef struct rh_tally_lane {
    rh_str lane;
    rh_cell cell;
} rh_tally_lane;

/* A broken invariant, in a form that outlives the journey. */
typedef struct rh_tally_break {
    rh_invariant invariant;
    rh_str journey;
    rh_instant at;
    uint32_t n; /* of the record */
} rh_tally_break;

enum { RH_TALLY_BREAKS = 20 }; /* kept: the first by (journey, n, invariant); all are counted */

typedef struct rh_tally {
    rh_arena arena;
    const rh_register *head, *base;
    rh_cell whole;
    rh_tally_lane *lanes; /* bytewise */
    size_t n_lanes, cap_lanes;
    rh_cell *entries;        /* parallel to head->entries */
    uint64_t *base_openings; /* parallel to base->entries */
    uint64_t synthetic;      /* journeys with a synthetic event */
    uint64_t broken[RH_N_INVARIANTS];
    rh_tally_break breaks[RH_TALLY_BREAKS];
    size_t n_breaks;
} rh_tally;

typedef struct rh_tally_journey {
    rh_str id;
    rh_str lane;                  /* null: the gate names no lane, or the journey has none */
    const rh_course *head, *base; /* base NULL: none */
    bool is_changed, is_synthetic;
} rh_tally_journey;

/* What stands for a lane where the field is absent. */
#define RH_NO_LANE RH_STR("(none)")

RH_MUST rh_code rh_tally_init(rh_tally *tally, rh_host_memory host, const rh_register *head, const rh_register *base,
                              rh_err *err);
void rh_tally_dispose(rh_tally *tally);
/* What one journey adds. Lives in the arena it was made in. */
typedef struct rh_tally_part {
    uint32_t entry;
    rh_cell cell; /* of base_parts: only openings */
} rh_tally_part;
typedef struct rh_tally_result {
    rh_str lane;
    rh_cell cell;
    const rh_tally_part *parts, *base_parts; /* entries of the head, and of the base */
    size_t n_parts, n_base_parts;
    const rh_tally_break *breaks;
    size_t n_breaks;
    bool is_synthetic;
} rh_tally_result;

/* The result stands by itself in keep; scratch is used on the way. */
RH_MUST rh_code rh_tally_judge(rh_tally_result *out, rh_arena *keep, const rh_tally_journey *journey, rh_arena *scratch,
                               rh_err *err);
RH_MUST rh_code rh_tally_add(rh_tally *tally, const rh_tally_result *result, rh_err *err);
RH_MUST rh_code rh_tally_merge(rh_tally *into, const rh_tally *from, rh_err *err);

#endif
